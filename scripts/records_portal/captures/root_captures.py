"""The captures of a site as a root holds them: read as its history, and copied there out of the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from records_portal.files.durable import write_durably
from records_portal.files.yaml_text import read_yaml
from records_portal.register.beside.capture_verdicts import (
    VERDICTS,
    NotVerdicts,
    parse_verdicts,
    row_stands,
    with_verdict,
    without_verdict,
)
from records_portal.register.findings import Refusal
from records_portal.register.item_lists.disposition_lists import NotTheList, with_its_list
from records_portal.register.kinds import KINDS
from records_portal.store.certificates import Certificate, list_beside, read_certificate, record_text
from records_portal.store.folder import Store
from records_portal.store.removal import CERTIFICATES

from .capture_record import in_order_of_ingest, read_capture
from .indexes.item_index import parse_items
from .indexes.known_items import EarlierCapture, KnownItems
from .indexes.large_index import parse_parquet

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue

RECORD, INDEX, SUMMARY, WHOLE_INDEX = "capture.yml", "items.csv", "summary.csv", "items.parquet"


def read_known_items(root: Path, site: str, store: Path, before: str = "") -> KnownItems:
    """What the captures of the site hold, in the order of their ingest; those before one of them, if it is named."""
    history = KnownItems()
    found = _captures(root, site)
    # By ingest and not by day: versions were numbered in this order.
    ordered = sorted(found, key=lambda each: in_order_of_ingest(read_capture(each / RECORD), each.name))
    for folder in takewhile(lambda each: each.name != before, ordered):
        record = standing_capture(folder)
        index, whole = folder / INDEX, store / "bags" / site / folder.name / WHOLE_INDEX
        if index.is_file():
            rows = parse_items(index.read_bytes(), index.relative_to(root).as_posix())
        # Sums cannot tell one item from another, so that the store has to be at hand.
        elif (folder / SUMMARY).is_file():
            rows = parse_parquet(whole)
        else:
            raise Refusal(f"{index} is missing; restore it from git")
        standing = (row for row in rows if row_stands(record, row.change, row.deleted))
        history.remember(standing, record["format"])
        history.captures.append(EarlierCapture(folder.name, record["format"], record["era"]))
    for item in _disposed_items(root):
        if item["site"] == site:
            history.dispose(item["item"], item["version"], item.get("digest", ""))
    return history


def standing_capture(folder: Path) -> CaptureValue:
    """The record of a capture in a root, with the verdict that was given last."""
    record = read_capture(folder / RECORD)
    try:
        return with_verdict(record, parse_verdicts((folder / VERDICTS).read_bytes())[-1])
    except FileNotFoundError:
        return record
    except (OSError, NotVerdicts):
        return without_verdict(record)  # nothing is gone by what cannot be read; `records validate` says so


def _disposed_items(root: Path) -> Iterator[Mapping[str, Any]]:
    """What the root's dispositions name; one that cannot be read is refused, for it may tell of what comes back."""
    for path in sorted((root / "schedules/dispositions").glob("*.yml")):
        from records_portal.register.shapes import (
            fits,  # takes long to import, so not before there is something to read
        )

        value, fault = read_yaml(path.read_bytes())
        if fault or not fits("dispositions", value):
            raise Refusal(f"{path.relative_to(root).as_posix()} cannot be read; `records validate` says why")
        if "item_list" in value:
            value = _with_list(root, path, value)
        yield from value.get("items", [])


def _with_list(root: Path, path: Path, value: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return with_its_list(value, path.with_suffix(".csv").read_bytes())
    except (NotTheList, OSError) as error:
        name = path.with_suffix(".csv").relative_to(root).as_posix()
        raise Refusal(f"{name} cannot be read; `records validate` says why") from error


def _captures(root: Path, site: str) -> list[Path]:
    folder = root / "captures" / site
    return sorted(each.parent for each in folder.glob("*/capture.yml")) if folder.is_dir() else []


def refuse_earlier_store(root: Path, site: str, store: Store) -> None:
    """Nothing is taken into a store of before a disposition: it is a copy that somebody has put in its place."""
    for folder in _captures(root, site):
        bag = store.bag(site, folder.name)
        said = read_capture(folder / RECORD).get("dispositions", [])
        if said and (bag / RECORD).is_file():
            own = read_capture(bag / RECORD).get("dispositions", [])
            if later := [each for each in said if each not in own]:
                raise Refusal(
                    f"{site}/{folder.name} in the store is of before the disposition {later[0]!r}: it is a copy of a "
                    f"store, and nobody has held it against the register; `records store open {store.folder} --adopt` "
                    "does that"
                )


def restore_missing(root: Path, site: str, store: Store, *, private_part: bool = False) -> list[str]:
    """Copy to the root what an interrupted run or another clone left out of it.

    The record of a private part of a public site goes to a private root alone, that of anything else never there.
    """
    written: list[str] = []
    for place in store.bags(site):
        folder = root / "captures" / site / place.name
        missing = not all((folder / name).is_file() for name in _copied(place))
        if missing and read_capture(place / RECORD).get("private_part", False) is private_part:
            written += copy_to_root(root, site, place)
    return written


def _copied(place: Path) -> tuple[str, str]:
    """The files of a bag that git holds too; the record comes last, because it makes the others count."""
    return INDEX if (place / INDEX).is_file() else SUMMARY, RECORD


def copy_to_root(root: Path, site: str, place: Path) -> list[str]:
    """Copy a bag's index and, last, its record to the root, where they are not there already."""
    written = []
    folder = root / "captures" / site / place.name
    for name in _copied(place):
        data = (place / name).read_bytes()
        if (folder / name).is_file() and (folder / name).read_bytes() == data:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(folder / name, data)
        written.append((folder / name).relative_to(root).as_posix())
    return written


def restore_dispositions(root: Path, store: Path) -> list[str]:
    """Write to a root what it lacks: the dispositions under its authorizations, and what its captures say of them."""
    written = []
    for path in sorted((store / CERTIFICATES).glob("[!.]*.yml")):
        place = root / KINDS["dispositions"].path_of(path.stem)
        if place.is_file() and (list_beside(place).is_file() or not list_beside(path).is_file()):
            continue
        certificate = read_certificate(path)
        if _lies_in(root, certificate):
            place.parent.mkdir(parents=True, exist_ok=True)
            if certificate.items:  # first, for a record without its list would be a fault
                write_durably(list_beside(place), certificate.items)
                written.append(list_beside(place).relative_to(root).as_posix())
            if place.is_file():
                continue
            write_durably(place, record_text(certificate))
            written.append(place.relative_to(root).as_posix())
    return [*written, *_restored_captures(root, store)]


def _lies_in(root: Path, certificate: Certificate) -> bool:
    """Whether the authorization and every site of a disposition have their records in a root: a name alone may be both
    a private root's and the public one's, which is told nothing."""
    sites = [each["site"] for each in certificate.value["certificate"].get("sites", ())]
    authorization = KINDS["authorizations"].path_of(certificate.value["disposition"]["authorization"])
    # What is private of a public site has its captures in a private root, and the site's record is not there.
    lying = all((root / KINDS["sites"].path_of(each)).is_file() or _captures(root, each) for each in sites)
    return (root / authorization).is_file() and lying


def _restored_captures(root: Path, store: Path) -> Iterator[str]:
    """The records of captures that do not say yet what was taken out of their bags."""
    for path in sorted((root / "captures").glob(f"*/*/{RECORD}")):
        site, capture = path.parent.parent.name, path.parent.name
        bag = store / "bags" / site / capture
        if (bag / RECORD).is_file() and (bag / RECORD).read_bytes() != path.read_bytes():
            known, now = (read_capture(each).get("dispositions", []) for each in (path, bag / RECORD))
            # Only what was added by dispositions is copied; any other difference is for a person to judge.
            if len(now) > len(known) and now[: len(known)] == known:
                yield from copy_to_root(root, site, bag)
