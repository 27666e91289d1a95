"""The export as it was received: every part copied byte for byte into `data/received/`, and told by size and digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records_portal.exports.archives.opening import Export, open_export
from records_portal.register.records import CaptureValue
from records_portal.store.bags import BagWriter


@dataclass(frozen=True, slots=True)
class Received:
    """One part of an export as it was received; its name stays in the store."""

    form: str
    files: int
    size: int
    sha256: str

    def as_mapping(self) -> dict[str, Any]:
        """The part as the record says it."""
        return {"form": self.form, "files": self.files, "bytes": self.size, "sha256": self.sha256}


def received_part(form: str, files: Sequence[tuple[str, int, str]]) -> Received:
    """A part from the name, size and SHA-256 of its files; an archive is one file and a folder the list of them."""
    size = sum(each for _, each, _ in files)
    if form != "folder":
        return Received(form, len(files), size, files[0][2])
    # As `sha256sum` lists files, so that the digest of a folder can be made without this program.
    listing = "".join(f"{sha256}  {name}\n" for name, _, sha256 in sorted(files))
    return Received(form, len(files), size, hashlib.sha256(listing.encode()).hexdigest())


def receive(paths: Sequence[Path], bag: BagWriter) -> tuple[Received, ...]:
    """Copy every part into the bag as it was received."""
    with open_export(paths) as export:
        return tuple(receive_part(export, number, bag) for number in range(1, len(export.paths) + 1))


def receive_part(export: Export, number: int, bag: BagWriter) -> Received:
    """Copy one part into the bag."""
    form, path = export.forms[number - 1], export.paths[number - 1]
    top = name_in_bag(number, form)
    bag.begin(f"copying {number}", _size(export, number))
    if form != "folder":
        with path.open("rb") as file:
            fixity = bag.copy(top, file)
        return received_part(form, [(top, fixity.size, fixity.sha256)])
    files = []
    for member in (each for each in export.members if each.part == number):
        with export.open(member) as stream:
            fixity = bag.copy(f"{top}/{member.name}", stream)
        files.append((member.name, fixity.size, fixity.sha256))
    return received_part(form, files)


def _size(export: Export, number: int) -> int:
    if export.forms[number - 1] != "folder":
        return export.paths[number - 1].stat().st_size
    return sum(each.size for each in export.members if each.part == number)


def name_in_bag(number: int, form: str) -> str:
    ending = "" if form == "folder" else f".{form.replace('-', '.')}"
    return f"data/received/part-{number}{ending}"


def received_parts(record: CaptureValue) -> tuple[Received, ...]:
    """The parts that a record of a capture names."""
    return tuple(Received(each["form"], each["files"], each["bytes"], each["sha256"]) for each in record["received"])


def received_paths(bag: Path, received: Sequence[Received]) -> tuple[Path, ...]:
    """Where the parts lie in a bag."""
    return tuple(bag / name_in_bag(number, each.form) for number, each in enumerate(received, 1))
