"""A register as it was said, turned into what is to be made: every root with all its files, addresses and anchors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from records_portal.store.anchors import PUBLIC
from records_portal.values.ssh_keys import SshKey

from .checking import refuse_unsound
from .first_records import first_records
from .forge_files import private_forge_files, public_forge_files
from .founding import NewRegister, NewRoot
from .opening import Opening
from .opening_questions import private_roots_of
from .owners import owners_path
from .root_files import private_files, public_files


@dataclass(frozen=True, slots=True)
class FirstKeys:
    """The first keys by person, and the head's letter: as records name it, and its bytes where it is a file."""

    keys: Mapping[str, SshKey]
    letter: str = ""
    kept: tuple[bytes, str] | None = None


def new_register(opening: Opening, keys: FirstKeys, store: Path, today: date) -> NewRegister:
    """What is to be made; whatever in it is unsound is refused."""
    agencies = private_roots_of(opening) if opening.private else {}
    files = {
        **public_files(opening, "" if opening.empty else owners_path(opening)),
        **public_forge_files(opening),
        **first_records(opening, keys.keys, keys.letter, today.isoformat()),
    }
    refuse_unsound(files, today)
    public = NewRoot(PUBLIC, opening.folder, opening.address, files, f"The register begins: {opening.title}")
    private = tuple(_private(opening, each.name, agencies) for each in opening.private)
    return NewRegister(public, private, store, opening.branch, agencies, keys.kept)


def private_folder(opening: Opening, name: str) -> Path:
    """Where a private root lies: beside the public one, by its name."""
    return opening.folder.with_name(f"{opening.folder.name}-{name}")


def _private(opening: Opening, name: str, agencies: Mapping[str, str]) -> NewRoot:
    named = {each.id: each.name for each in opening.agencies if agencies[each.id] == name}
    files = private_files(opening, named) | private_forge_files(opening)
    folder, address = private_folder(opening, name), opening.private_addresses[name]
    return NewRoot(name, folder, address, files, "The private root begins")
