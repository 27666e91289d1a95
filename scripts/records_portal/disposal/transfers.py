"""Transfer packages: a bag in the store with what is handed over, and nothing destroyed until its receipt is there.

`data/items.jsonl` holds an item a line as the capture kept it, `data/media/` their media, `data/residue/` parts of
residue, `data/items.csv` the list, `data/transfer.yml` the twelve particulars of 36 CFR 1232.16(a); these stand in
`bag-info.txt` too, and with the list in `data/transfer.pdf`, for people.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.findings import Refusal
from records_portal.retention.item_lists import Named
from records_portal.store.bag_verification import verify_bag
from records_portal.store.bags import BagWriter
from records_portal.store.removal import TRANSFERS

from .bag_contents import BagLine, Contents, bag_lines, residue_entries, segments
from .plan import DispositionPlan, PlannedItem

if TYPE_CHECKING:
    from records_portal.register.records import DispositionTransfer, DispositionTransferReceipt

LIST, PARTICULARS, COVER = "data/items.csv", "data/transfer.yml", "data/transfer.pdf"
MANIFEST = "manifest-sha256.txt"  # which the receiver reads too: a receipt repeats its SHA-256
COLUMNS = ("site", "item", "version", "kind", "class", "on", "eligible_on", "bytes", "capture", "digest")
LABELS = {
    "creating_office": "Source-Organization",
    "description": "External-Description",
    "control_number": "External-Identifier",
    "series_title": "Series-Title",
    "span": "Date-Span",
    "physical_form": "Physical-Form-And-Medium",
    "volume": "Volume",
    "schedule_citation": "Schedule-Citation",
    "access_restrictions": "Access-Restrictions",
    "disposition": "Disposition",
    "disposition_action_on": "Disposition-Action-Date",
    "physical_location": "Physical-Location",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receiver confirmed: the number of the receipt, its day, the accession, who signed, and of what.

    `manifest` is the SHA-256 of the package's manifest as the receipt repeats it.
    """

    reference: str
    on: str
    accession: str = ""
    by: str = ""
    manifest: str = ""

    def as_mapping(self) -> DispositionTransferReceipt:
        """The receipt as the record says it."""
        value: DispositionTransferReceipt = {"on": self.on, "reference": self.reference}
        if self.by:
            value = {"on": self.on, "by": self.by, "reference": self.reference}
        if self.accession:
            value["accession"] = self.accession
        if self.manifest:
            value["manifest_sha256"] = self.manifest
        return value


def package_path(store: Path, disposition: str) -> Path:
    """Where a disposition's package lies."""
    return store / TRANSFERS / disposition


def check_repeated(store: Path, disposition: str, receipt: Receipt) -> None:
    """The package is there, and its receipt repeats the digest of its manifest; the refusal does not tell it."""
    place = package_path(store, disposition)
    if not place.is_dir():
        raise Refusal(f"there is no package transfers/{disposition} that a receipt could be for; make it without one")
    manifest = place / MANIFEST
    found = hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else ""
    if not found or receipt.manifest != found:
        raise Refusal(
            f"the receipt {receipt.reference!r} does not repeat the digest of the manifest of transfers/{disposition}; "
            f"it is of something else, ask the receiver for the SHA-256 of {MANIFEST} in what arrived"
        )


def write_package(
    bag: BagWriter,
    portion: Sequence[PlannedItem],
    bags: Sequence[tuple[Contents, bytes]],
    described: tuple[Mapping[str, object], bytes],
) -> None:
    """Write a package of everything on a list, described by its particulars and a PDF of them.

    Something of which no bag holds a copy is refused.
    """
    left = {each.item.named for each in portion}
    with bag.open("data/items.jsonl") as file:
        for contents, key in bags:
            for line in _lines(contents, key, left):
                file.write(json.dumps(_carried(bag, contents, line), ensure_ascii=True).encode() + b"\n")
    for contents, _ in bags:
        _write_residue(bag, contents, portion, left)
    if left:
        raise Refusal(
            f"no bag holds {min(left)[1]!r} of {min(left)[0]!r}; `records captures verify` says what is wrong"
        )
    particulars, cover = described
    if cover:
        with bag.open(COVER) as file:
            file.write(cover)
    with bag.open(LIST) as file:
        file.write(_list(portion))
    with bag.open(PARTICULARS) as file:
        file.write(dump_yaml(dict(particulars)).encode())
    bag.write_manifests()
    bag.seal({LABELS[name]: _told(particulars[name]) for name in LABELS})


def _lines(contents: Contents, key: bytes, left: set[Named]) -> Iterator[BagLine]:
    """The first line of each item that is still left to be written."""
    for segment in segments(contents.folder):
        for line in bag_lines(contents.folder, segment, key):
            named = (contents.site, *line.version)
            if named in left:
                left.discard(named)
                yield {**line.value, "version": line.version[1]}


def _carried(bag: BagWriter, contents: Contents, value: BagLine) -> dict[str, object]:
    """An item's line with its media where the package has them."""
    places = []
    for name in value["files"]:
        place = f"data/media/{contents.name}/{name.removeprefix('data/items/media/')}"
        places.append(place)
        if place not in bag.payload:
            with (contents.folder / name).open("rb") as stream:
                bag.copy(place, stream)
    return {"site": contents.site, "capture": contents.capture, **value, "files": places}


def _write_residue(bag: BagWriter, contents: Contents, portion: Sequence[PlannedItem], left: set[Named]) -> None:
    wanted = {
        each.part: each
        for each in portion
        if each.part and (each.item.site, each.item.capture) == (contents.site, contents.capture)
    }
    for entry, _ in residue_entries(contents.folder):
        if entry["part"] in wanted:
            left.discard(wanted[entry["part"]].item.named)
            with (contents.folder / entry["file"]).open("rb") as stream:
                bag.copy(f"data/residue/{contents.name}/{entry['file'].removeprefix('data/residue/')}", stream)


def _list(portion: Iterable[PlannedItem]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in portion:
        site, name, version, kind, content_class, on, _, capture = each.item[:8]
        row = site, name, version, kind, content_class, on, each.eligible_on, each.size, capture, each.digest
        writer.writerow(row)
    return text.getvalue().encode()


def _told(value: object) -> str:
    if isinstance(value, Mapping):
        return " to ".join(map(str, value.values()))
    return " ".join(str(value).split())


def check_package(folder: Path, portion: Sequence[PlannedItem], plan: DispositionPlan) -> DispositionTransfer:
    """The particulars of a package that is unchanged and covers exactly a list; any other is refused."""
    where = f"{folder.parent.name}/{folder.name}"
    if problems := verify_bag(folder):
        raise Refusal(f"the package {where} was changed ({problems[0]}); restore it, or remove it and make it anew")
    packed = packed_items(folder)
    value, fault = read_yaml((folder / PARTICULARS).read_bytes())
    same_rule = not fault and value["items_digest"] == plan.digest_of(portion)
    if packed != {each.item.named for each in portion} or not same_rule:
        raise Refusal(
            f"the package {where} is not of what is due now; remove it and make it anew before a receipt counts"
        )
    value.pop("items_digest")
    particulars: DispositionTransfer = value
    return particulars


def packed_items(folder: Path) -> set[Named]:
    """What the list in a package names."""
    rows = csv.DictReader(io.StringIO((folder / LIST).read_text(encoding="utf-8"), newline=""))
    return {(row["site"], row["item"], int(row["version"])) for row in rows}


def check_packed_elsewhere(store: Path, own: str, portion: Sequence[PlannedItem]) -> None:
    """Refuse what lies in another package that still waits for its receipt."""
    wanted = {each.item.named for each in portion}
    for folder in sorted((store / TRANSFERS).glob("[!.]*")):
        if folder.name != own and (found := packed_items(folder) & wanted):
            raise Refusal(
                f"the package transfers/{folder.name} holds {min(found)[1]!r} of {min(found)[0]!r} too; wait for its "
                "receipt, or remove it"
            )
