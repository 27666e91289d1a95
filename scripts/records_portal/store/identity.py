"""Which store it is, and whether a folder is the store itself or a second copy of one.

* `identity.yml` is in a store alone: a random id, written once, the ids of the stores that it continues, and how often
  a copy of it was begun.
* `copy.yml` is in a second copy alone: which store it is of, the number of the run that wrote it last, and its state.
* A copy is `incomplete` from the first change of a run to its end, then `complete`. Restored, it is read by nobody
  until it was held against the register, which is `opening`; then it is `opened`, and is still written to by nobody.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from records_portal.files.durable import write_durably
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.findings import Refusal

from .removal import COPY, IDENTITY

CopyState = Literal["incomplete", "complete", "opening", "opened"]
_ID = re.compile(r"store-[0-9a-f]{32}\Z")


@dataclass(frozen=True, slots=True)
class StoreIdentity:
    """Which store it is, which earlier ones it continues, and the number of the last copy that was begun."""

    id: str
    copies: int = 0
    continues: tuple[str, ...] = ()

    @property
    def known_as(self) -> frozenset[str]:
        """Every id under which a copy may know the store."""
        return frozenset((self.id, *self.continues))

    def as_mapping(self) -> dict[str, Any]:
        """The identity as its file has it."""
        earlier = {"continues": list(self.continues)} if self.continues else {}
        return {"store": self.id, "copies": self.copies, **earlier}


@dataclass(frozen=True, slots=True)
class CopyMark:
    """Of which store a folder is a copy, from which run, and in which state."""

    store: str
    number: int
    state: CopyState

    def as_mapping(self) -> dict[str, Any]:
        """The mark as its file has it."""
        return {"store": self.store, "number": self.number, "state": self.state}


def new_identity() -> StoreIdentity:
    """A store that is no other."""
    return StoreIdentity(f"store-{secrets.token_hex(16)}")


def read_identity(folder: Path) -> StoreIdentity | None:
    """Which store a folder is; nothing where that was never written."""
    value = _value(folder / IDENTITY)
    if value is None:
        return None
    earlier = value.get("continues", [])
    if not (_names_store(value) and _is_number(value.get("copies")) and isinstance(earlier, list)):
        raise Refusal(f"{folder / IDENTITY} does not say which store it is; restore the file from another copy")
    return StoreIdentity(value["store"], value["copies"], tuple(map(str, earlier)))


def write_identity(folder: Path, identity: StoreIdentity) -> None:
    """Write which store a folder is, whole and durable."""
    write_durably(folder / IDENTITY, dump_yaml(identity.as_mapping()).encode())


def read_mark(folder: Path) -> CopyMark | None:
    """Of which store a folder is a copy; nothing where it says of none."""
    value = _value(folder / COPY)
    if value is None:
        return None
    if not (_names_store(value) and _is_number(value.get("number")) and value.get("state") in get_args(CopyState)):
        raise Refusal(f"{folder / COPY} does not say of which store this is a copy; nothing here is read until it does")
    return CopyMark(value["store"], value["number"], value["state"])


def write_mark(folder: Path, mark: CopyMark) -> None:
    """Write of which store a folder is a copy, whole and durable."""
    write_durably(folder / COPY, dump_yaml(mark.as_mapping()).encode())


def refuse_unopened(folder: Path) -> None:
    """Nobody reads a restored copy before it was held against the register: it may hold what was destroyed since."""
    mark = read_mark(folder) if folder.is_dir() else None
    if mark and mark.state != "opened":
        raise Refusal(
            f"{str(folder)!r} is a copy of a store, and nobody has held it against the register; "
            f"`records store open {folder}` does that"
        )


def refuse_copy(folder: Path) -> None:
    """Nobody but the commands for copies writes to a copy: what is taken in there would be in no store."""
    refuse_unopened(folder)
    if folder.is_dir() and read_mark(folder):
        raise Refusal(
            f"{str(folder)!r} is a copy of a store that was opened to be read; name the store, or make it the store "
            f"with `records store open {folder} --as-store`"
        )


def _value(path: Path) -> Mapping[str, Any] | None:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise Refusal(f"{path} is no plain file; it says which store this is")
    if not path.exists():
        return None
    value, fault = read_yaml(path.read_bytes())
    if fault or not isinstance(value, dict):
        raise Refusal(f"{path} cannot be read; restore the file from another copy")
    return value


def _names_store(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("store"), str) and bool(_ID.match(value["store"]))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
