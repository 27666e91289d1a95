"""Whether a folder may become, or is, the second copy of a store: nothing is written before all of this holds.

* It lies neither below the store nor above it, and in no root and no working tree.
* What lies there is a copy of this store, by the id that both have; a copy made by other means is adopted where
  somebody says that it is one, and its keys are the store's.
* It is not newer than the store: a store that was put back to an earlier day must not undo what the copy knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from records_portal.register.findings import Refusal
from records_portal.store.folder import Store, check_place, locked_store
from records_portal.store.identity import (
    CopyMark,
    StoreIdentity,
    new_identity,
    read_identity,
    read_mark,
    write_identity,
    write_mark,
)
from records_portal.store.removal import CERTIFICATES, delete_copy_mark
from records_portal.store.replacing import settle_replacements, unlock_every_bag

from .certified import dispositions_of_bag
from .opening import JudgedBag


def check_apart(store: Path, copy: Path, roots: Iterable[Path]) -> None:
    """The copy lies in a place of its own."""
    mine, theirs = store.resolve(), copy.resolve()
    if mine == theirs:
        raise Refusal(f"{str(copy)!r} is the store itself; name the folder of the second copy")
    if theirs.is_relative_to(mine):
        raise Refusal(f"{str(copy)!r} lies below the store, and is lost with it; name a folder elsewhere")
    if mine.is_relative_to(theirs):
        raise Refusal(f"the store lies below {str(copy)!r}; name a folder elsewhere")
    for root in roots:
        if theirs.is_relative_to(root.resolve()) or root.resolve().is_relative_to(theirs):
            raise Refusal(f"{str(copy)!r} and the root {str(root)!r} lie within each other; name a folder elsewhere")
    check_place(copy)


@contextmanager
def locked_copy(store: Store, folder: Path, *, adopt: bool) -> Iterator[Store]:
    """The second copy of a store, for this run alone; complete only where the block says so."""
    check_is_copy(store.folder, folder, adopt=adopt)
    with locked_store(folder, is_copy=True) as copy:
        settle_replacements(folder)
        unlock_every_bag(folder)
        identity = read_identity(store.folder) or new_identity()
        check_not_newer(store.folder, identity, folder)
        identity = StoreIdentity(identity.id, identity.copies + 1, identity.continues)
        # The store's number first: a copy that is ahead of its store would look like one of a later day.
        write_identity(store.folder, identity)
        write_mark(folder, CopyMark(identity.id, identity.copies, "incomplete"))
        yield copy


def mark_complete(folder: Path) -> None:
    """Say that a copy lacks nothing that the store has."""
    if mark := read_mark(folder):
        write_mark(folder, CopyMark(mark.store, mark.number, "complete"))


def check_is_copy(store: Path, folder: Path, *, adopt: bool) -> None:
    """What lies at the folder is nothing, a copy of this store, or one that somebody says is one."""
    identity, mark = read_identity(store), read_mark(folder) if folder.is_dir() else None
    if mark:
        if not identity or mark.store not in identity.known_as:
            raise Refusal(f"{str(folder)!r} is a copy of another store ({mark.store}); name the copy of this one")
        if mark.state in ("opening", "opened") and not adopt:
            raise Refusal(
                f"{str(folder)!r} is a copy that was opened to be read; to make it the second copy again, say --adopt"
            )
        return
    if not folder.is_dir() or not _holds_something(folder):
        return
    if read_identity(folder):
        raise Refusal(f"{str(folder)!r} is a store of its own; name the folder of the second copy")
    mine, theirs = _keys(store), _keys(folder)
    shared = mine.keys() & theirs.keys()
    if not shared or any(mine[each] != theirs[each] for each in shared):
        raise Refusal(f"{str(folder)!r} holds captures under other keys than the store: it is a copy of another store")
    if not adopt:
        raise Refusal(
            f"{str(folder)!r} holds captures and does not say of which store; if it is a copy of this one that was "
            "made by other means, say so with --adopt"
        )


def _holds_something(folder: Path) -> bool:
    places = ("bags", "keys", CERTIFICATES)
    return any(any(each.iterdir()) for place in places if (each := folder / place).is_dir())


def _keys(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "keys").glob("*.key")}


def check_not_newer(store: Path, identity: StoreIdentity, folder: Path) -> None:
    """Refuse a copy that knows what the store does not: the store was put back, and is restored from the copy."""
    mark = read_mark(folder)
    right = f"restore the store from it: `records store open {folder}`"
    if mark and mark.store == identity.id and mark.number > identity.copies:
        raise Refusal(
            f"the copy {str(folder)!r} is newer than the store: it is of run {mark.number}, and the store knows of "
            f"{identity.copies}; {right}"
        )
    known = {path.name for path in (store / CERTIFICATES).glob("[!.]*.yml")}
    if later := sorted({path.name for path in (folder / CERTIFICATES).glob("[!.]*.yml")} - known):
        raise Refusal(
            f"the copy {str(folder)!r} is newer than the store, which has no certificate {later[0]!r}; {right}"
        )
    for bag in sorted((folder / "bags").glob("*/*")):
        name = bag.relative_to(folder / "bags")
        mine, theirs = _dispositions(store / "bags" / name), _dispositions(bag)
        if mine is not None and theirs and len(theirs) > len(mine) and theirs[: len(mine)] == mine:
            raise Refusal(
                f"the copy {str(folder)!r} is newer than the store: {theirs[-1]!r} took something out of its bag "
                f"{name}, and out of the store's nothing; {right}"
            )


def _dispositions(bag: Path) -> list[str] | None:
    """What took something out of a bag; nothing is known of one that is missing or damaged: it is judged elsewhere."""
    try:
        return dispositions_of_bag(bag)
    except (Refusal, OSError):
        return None


def check_restored(folder: Path, roots: Iterable[Path], *, adopt: bool) -> CopyMark:
    """A folder is a copy of a store that may be opened; of which, and in which state it was."""
    if not folder.is_dir():
        raise Refusal(f"there is no copy at {str(folder)!r}; name the folder into which it was restored")
    for root in roots:
        if folder.resolve().is_relative_to(root.resolve()):
            raise Refusal(f"{str(folder)!r} lies within the root {str(root)!r}; name a folder elsewhere")
    check_place(folder)
    if mark := read_mark(folder):
        return mark
    if not adopt:
        raise Refusal(
            f"{str(folder)!r} does not say that it is a copy of a store; if it is one that was made by other means, "
            "say so with --adopt"
        )
    identity = read_identity(folder) or new_identity()
    return CopyMark(identity.id, identity.copies, "complete")


def take_over(folder: Path, mark: CopyMark, bags: Iterable[JudgedBag], aside: Iterable[str]) -> None:
    """Make an opened copy the store, where nothing in it has to be destroyed again and everybody could be asked."""
    if left := [each for each in bags if each.reason in ("disposed", "unasked")]:
        raise Refusal(f"{left[0]}; it stays a copy until none of its bags is locked for that")
    if begun := list(aside):
        raise Refusal(
            f"what {begun[0]!r} moved aside or packed is still there; it stays a copy until that is destroyed again"
        )
    identity = read_identity(folder)
    earlier = identity.continues if identity and identity.id == mark.store else ()
    # An id of its own: the store that was lost may be found again, and is not this one any more.
    write_identity(folder, StoreIdentity(new_identity().id, 0, (mark.store, *earlier)))
    delete_copy_mark(folder)
