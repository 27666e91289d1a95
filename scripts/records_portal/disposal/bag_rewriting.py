"""A bag written anew without what is disposed of: kept files are the same files, kept lines the same bytes.

* The export as received goes with the first item or part in it; its digests stay in the record.
* A medium goes with the last item in the bag that has it; a part of the residue goes whole.
* The seed of an item goes with it, so that nothing of it can be proven or guessed any more.
* Nothing is changed in the old bag.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from records_portal.captures.capture_record import description, read_capture
from records_portal.captures.commitments.seeds import HEADING, read_seeds, seed_line
from records_portal.captures.root_captures import INDEX, RECORD, SUMMARY, WHOLE_INDEX
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.findings import Refusal
from records_portal.retention.item_lists import RESIDUE
from records_portal.store.bag_reading import read_bag
from records_portal.store.bag_verification import verify_bag
from records_portal.store.bags import ALGORITHMS, SALTS, BagWriter, Fixity

from .bag_contents import Contents, Version, bag_contents, bag_lines, residue_entries, segments
from .plan import PlannedItem

if TYPE_CHECKING:
    from records_portal.register.records import CaptureReceived, CaptureResidue, CaptureValue

RESIDUE_INDEX = "data/residue/index.jsonl"
_NO_LINKS = (errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK, errno.EACCES)


@dataclass(frozen=True, slots=True)
class Removal:
    """What goes from a bag: versions of items, and parts of the residue."""

    contents: Contents
    items: frozenset[Version]
    parts: frozenset[str]

    @property
    def name(self) -> str:
        """The bag, as SITE/CAPTURE."""
        return self.contents.name

    @property
    def lines(self) -> int:
        """How many lines go."""
        return sum(count for version, count in self.contents.lines.items() if version in self.items)


def removals_from(bags: Sequence[Contents], portion: Sequence[PlannedItem]) -> Iterator[Removal]:
    """What goes from each bag that holds something on a list."""
    items: dict[str, set[Version]] = {}  # each list is gone through once, however many bags there are
    parts: dict[tuple[str, str], set[str]] = {}
    for each in portion:
        if each.item.kind != RESIDUE:
            items.setdefault(each.item.site, set()).add((each.item.id, each.item.version))
        if each.part:
            parts.setdefault((each.item.site, each.item.capture), set()).add(each.part)
    for bag in bags:
        going = frozenset(bag.lines.keys() & items.get(bag.site, set()))
        going_parts = frozenset(bag.parts & parts.get((bag.site, bag.capture), set()))
        if going or going_parts:
            yield Removal(bag, going, going_parts)


@dataclass(slots=True)
class _Rewriting:
    """An old bag and the new one, with the digests that the old one's manifests say."""

    old: Path
    new: BagWriter
    known: Mapping[str, Fixity]
    removal: Removal
    key: bytes
    gone: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)


def rewrite_bag(removal: Removal, new: BagWriter, key: bytes, disposition: str) -> CaptureValue:
    """Write the bag that is left once something is removed, verified; its record."""
    old = removal.contents.folder
    work = _Rewriting(old, new, _fixities(old), removal, key)
    for segment in segments(old):
        _rewrite_segment(work, segment)
    _rewrite_residue(work)
    for name in sorted(work.known):
        if name.startswith("data/items/media/") and (name in work.kept or name not in work.gone):
            _keep(work, name)
    value = _sealed(work, disposition)
    _check(work)
    return value


def _fixities(folder: Path) -> dict[str, Fixity]:
    """Size and digests of every file, from the manifests of a bag that was verified."""
    bag = read_bag(folder)
    payload = {manifest.algorithm: manifest.digests for manifest in bag.payload}
    return {
        name: Fixity(bag.sizes[name], tuple(payload[each][name] for each in ALGORITHMS)) for name in bag.payload_files
    }


def _rewrite_segment(work: _Rewriting, segment: str) -> None:
    going = 0
    staying = 0
    for line in bag_lines(work.old, segment, work.key):
        goes = line.version in work.removal.items
        going, staying = going + goes, staying + (not goes)
        (work.gone if goes else work.kept).update(line.files)
    if not going:
        _keep(work, segment)
    elif staying:
        with work.new.open(segment) as file:
            for line in bag_lines(work.old, segment, work.key):
                if line.version not in work.removal.items:
                    file.write(line.data)


def _rewrite_residue(work: _Rewriting) -> None:
    entries = list(residue_entries(work.old))
    for entry, _ in entries:
        if entry["part"] not in work.removal.parts:
            _keep(work, entry["file"])
    if not work.removal.parts:
        _keep(work, RESIDUE_INDEX)
        return
    with work.new.open(RESIDUE_INDEX) as file:
        for entry, data in entries:
            if entry["part"] not in work.removal.parts:
                file.write(data)


def _keep(work: _Rewriting, name: str) -> None:
    """The same file under the same name: linked, or copied where the file system has no links."""
    source, target = work.old / name, work.new.folder / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(source, target)
        work.new.payload[name] = work.known[name]
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with source.open("rb") as stream:
            work.new.copy(name, stream)


def _sealed(work: _Rewriting, disposition: str) -> CaptureValue:
    """Write everything beside the payload; the record as it is now."""
    value = changed_record(read_capture(work.old / RECORD), work.removal, disposition)
    manifests = work.new.write_manifests()
    value["bag"] = {**value["bag"], "manifests": [{"algorithm": a, "sha256": b} for a, b in manifests.items()]}
    for name in (INDEX, SUMMARY, WHOLE_INDEX):
        if (work.old / name).is_file():
            work.new.write_tag(name, (work.old / name).read_bytes())
    _write_seeds(work)
    work.new.write_tag(RECORD, dump_yaml(value).encode())
    work.new.seal(description(value))
    return value


def _write_seeds(work: _Rewriting) -> None:
    """The seeds of the items that stay; a bag whose items were not committed to has none."""
    if seeds := read_seeds(work.old):
        staying = (seed_line(*version, seed) for version, seed in seeds.items() if version not in work.removal.items)
        work.new.write_tag(SALTS, b"".join([HEADING, *staying]))


def changed_record(value: CaptureValue, removal: Removal, disposition: str) -> CaptureValue:
    """A capture's record that says under which disposition its export, parts of its residue or items went."""
    received: list[CaptureReceived] = [
        {**each, "disposition": each.get("disposition", disposition)} for each in value["received"]
    ]
    residue: list[CaptureResidue] = [
        {**each, "disposition": disposition} if each["part"] in removal.parts else each for each in value["residue"]
    ]
    dispositions = [*value.get("dispositions", ()), disposition]
    return {**value, "residue": residue, "received": received, "dispositions": dispositions}


def _check(work: _Rewriting) -> None:
    """Refuse a bag that is not whole, or that holds other lines and parts than those that stay."""
    removal, folder = work.removal, work.new.folder
    if problems := verify_bag(folder):
        raise Refusal(f"the bag {removal.name} was not written as it should be ({problems[0]}); run it again")
    found = bag_contents(removal.contents.site, folder, work.key)
    lines = {version: count for version, count in removal.contents.lines.items() if version not in removal.items}
    if found.lines != lines or found.parts != removal.contents.parts - removal.parts or found.keeps_export:
        raise Refusal(f"the bag {removal.name} would hold other items than those that stay; run it again")
