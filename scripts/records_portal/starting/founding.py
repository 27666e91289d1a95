"""The repositories and the store of a new register, made whole beside their places and then moved there.

* Everything is made in folders `.NAME.unfinished` beside the places; what refuses takes them away again.
* Once all is made, a list of the moves is written; the public root comes last, by one rename. Whoever runs it again
  after a kill finishes the moves, or begins anew where there was no list.
* A place that holds something is refused, but for an empty folder and an empty bare repository.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from records_portal.files.durable import locked_folder, sync_folder, write_durably
from records_portal.history.new_repository import (
    begin_bare,
    begin_repository,
    follow,
    is_empty_bare,
    known_name,
    send,
)
from records_portal.register.findings import Refusal
from records_portal.store.anchors import ANCHORS, Anchor, Anchors, anchors_text, had_anchors, write_anchors
from records_portal.store.evidence import keep_evidence
from records_portal.store.folder import check_place

MOVES = Path(".git") / "records-moves.json"


@dataclass(frozen=True, slots=True)
class NewRoot:
    """A root to be: its anchor's name and address, its folder, its files, and its first commit's message."""

    name: str
    folder: Path
    address: str
    files: Mapping[str, bytes]
    message: str

    @property
    def bare(self) -> Path | None:
        """The bare repository on this disk that it is published to; nothing where it is at a forge."""
        return Path(self.address.removeprefix("file://")) if self.address.startswith(("/", "file://")) else None


@dataclass(frozen=True, slots=True)
class NewRegister:
    """A public root, the private ones and a store, with whose holds each private one has, and the head's letter."""

    public: NewRoot
    private: tuple[NewRoot, ...]
    store: Path
    branch: str
    agencies: Mapping[str, str] = field(default_factory=dict)
    letter: tuple[bytes, str] | None = None

    @property
    def roots(self) -> tuple[NewRoot, ...]:
        """Every root, the public one last."""
        return (*self.private, self.public)

    @property
    def places(self) -> tuple[Path, ...]:
        """Everywhere that something is made, the public root last."""
        bares = [each.bare for each in self.roots if each.bare]
        return (*bares, *(each.folder for each in self.private), self.store, self.public.folder)

    def anchors(self, tips: Mapping[str, str]) -> Anchors:
        """The anchors of its store, with the commits that are published already."""
        public, *private = (
            Anchor(each.name, each.address, self.branch, tips.get(each.name, ""))
            for each in (self.public, *self.private)
        )
        return Anchors(public, tuple(private), dict(self.agencies))


def finish_earlier(folder: Path) -> bool:
    """Finish what a killed run had made whole for this folder; whether there was something to finish."""
    listed = _unfinished(folder) / MOVES
    if not folder.parent.is_dir() or not (listed.is_file() or (folder / MOVES).is_file()):
        return False
    with locked_folder(folder.parent):
        _carry_out(folder)
    return True


def check_places(new: NewRegister) -> None:
    """Refuse places that are taken, that lie within each other, or where nothing can be made."""
    check_place(new.store)
    anchors_text(new.anchors({}))  # an address of another form, or two roots at one place
    resolved = [place.resolve() for place in new.places]
    for number, place in enumerate(new.places):
        if resolved[number] in resolved[:number]:
            raise Refusal(f"{str(place)!r} would be two things; name another place")
        if above := next((each for each in resolved if each in resolved[number].parents), None):
            raise Refusal(f"{str(place)!r} would lie within {str(above)!r}; name another place")
        if not place.parent.is_dir():
            raise Refusal(f"{str(place.parent)!r} is not a folder; make it first")
        if place == new.store:
            _refuse_used_store(place)
        elif place not in (each.bare for each in new.roots) or not is_empty_bare(place):
            refuse_taken(place)


def refuse_taken(place: Path) -> None:
    """Refuse a place that holds something: a new root goes into a folder of its own."""
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise Refusal(f"{place} is not a folder")
    if any((place / name).exists() for name in ("registry", "captures", "schedules")):
        raise Refusal(f"{place} already has records; a new root goes into a folder of its own")
    if place.is_dir() and any(place.iterdir()):
        raise Refusal(f"{place} has something in it already; a new root goes into a folder of its own")


def _refuse_used_store(store: Path) -> None:
    if (store / ANCHORS).exists() or had_anchors(store):
        raise Refusal(f"{str(store)!r} has the anchors of another root; name a new store with --store")
    if store.exists() and (not store.is_dir() or any(store.iterdir())):
        raise Refusal(f"{str(store)!r} has something in it already; name a new store with --store")


def found(new: NewRegister) -> None:
    """Make a register, whole or not at all."""
    with locked_folder(new.public.folder.parent), _cleared(new):
        check_places(new)  # once more: of two that begin at once the second finds what the first made
        for root in new.roots:
            _write_files(_unfinished(root.folder), root.files)
        tips = {}
        for root in new.roots:
            tip = _commit(root, new.branch, root is new.public)
            if root.bare:
                tips[root.name] = tip
        _write_store(new, tips)
        os.sync()  # hundreds of small files, made durable at once
        write_durably(_unfinished(new.public.folder) / MOVES, _moves(new))
        _carry_out(new.public.folder)


def _unfinished(place: Path) -> Path:
    return place.with_name(f".{place.name}.unfinished")


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _commit(root: NewRoot, branch: str, is_public: bool) -> str:
    folder, bare = _unfinished(root.folder), root.bare
    tip = begin_repository(folder, branch, root.message, known_name(root.folder.parent))
    if bare and not bare.is_dir():
        begin_bare(_unfinished(bare), branch, shared="group" if is_public else "0660")
        send(folder, _unfinished(bare), branch)
    follow(folder, root.address, branch, published=bare is not None)
    if not is_public:
        folder.chmod(0o700)
    return tip


def _write_store(new: NewRegister, tips: Mapping[str, str]) -> None:
    folder = _unfinished(new.store)
    folder.mkdir(mode=0o700)
    write_anchors(folder, new.anchors(tips))
    if new.letter:
        keep_evidence(folder, *new.letter)


def _moves(new: NewRegister) -> bytes:
    """What is left to do, in order: what is sent to a bare repository that was there, then each rename."""
    sent = [
        ["send", str(_unfinished(each.folder).resolve()), str(each.bare), new.branch]
        for each in new.roots
        if each.bare and not _unfinished(each.bare).is_dir()
    ]
    moved = [
        ["move", str(_unfinished(place).resolve()), str(place.resolve())]
        for place in new.places
        if _unfinished(place).is_dir()
    ]
    return json.dumps([*sent, *moved], indent=1).encode()


def _carry_out(folder: Path) -> None:
    """Do what is left; each step may be done again."""
    listed = next(each / MOVES for each in (_unfinished(folder), folder) if (each / MOVES).is_file())
    for kind, source, target, *branch in json.loads(listed.read_bytes()):
        if not Path(source).is_dir():
            continue  # moved before the kill
        if kind == "send":
            send(Path(source), Path(target), branch[0])
            continue
        try:
            Path(source).rename(target)
        except OSError as error:
            raise Refusal(f"{target!r} is taken meanwhile ({error.strerror}); move it away and run it again") from error
        sync_folder(Path(target).parent)
    (folder / MOVES).unlink(missing_ok=True)


@contextmanager
def _cleared(new: NewRegister) -> Iterator[None]:
    """Without what a killed run left half made; what this one leaves half made goes too."""
    for place in new.places:
        _take_away(place)
    try:
        yield
    except BaseException:
        if not (_unfinished(new.public.folder) / MOVES).is_file():
            for place in new.places:
                with suppress(OSError):  # the fault that matters is the first one
                    _take_away(place)
        raise


def _take_away(place: Path) -> None:
    if _unfinished(place).is_dir():
        shutil.rmtree(_unfinished(place))
