"""The one removal: whatever leaves its place in a store, or takes the place of something, does so by a name from here.

* A bag in its place, a certificate, evidence, a key and the anchors are never deleted; no function here can.
* What a disposition moved aside is deleted only once its certificate lies in its place, and never before.
* Nothing is put over something that is there: a place that is taken is refused.
* A bag of a second copy that another has replaced is deleted once that one lies in its place, and never before.
* What is deleted is named below the folder of its kind, never by a path: a name that leads elsewhere is refused.

Beside this module only `files.durable` renames below a store: a file that it has just written, under its own name.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from records_portal.files.durable import sync_folder
from records_portal.register.findings import Refusal

BAGS, KEYS, STAGING = "bags", "keys", "staging"
CERTIFICATES, JOURNALS, ASIDE, TRANSFERS, INDEXES = "certificates", "journals", "dispositions", "transfers", "indexes"
LOCK, IDENTITY, COPY = "lock", "identity.yml", "copy.yml"
REPLACING, LOCKED, AGAIN = "replacing", "locked", "destroyed-again"


def certificate_path(store: Path, disposition: str) -> Path:
    """Where a disposition's certificate lies; of a destruction in a copy, ID.again.N, where its record does."""
    return store / (AGAIN if is_again(disposition) else CERTIFICATES) / f"{disposition}.yml"


def is_again(disposition: str) -> bool:
    """Whether a journal's name is that of a destruction in a copy; no id of a disposition has a full stop."""
    return ".again." in disposition


def waiting_key_path(store: Path, site: str) -> Path:
    """Where a new site's key waits until its first capture is committed."""
    return store / STAGING / f"{site}.key.new"


# What is moved, each to a place that nothing lies in.


def move_key_into_place(store: Path, site: str) -> None:
    """The key of a site whose first capture is about to be committed leaves staging."""
    key = store / KEYS / f"{site}.key"
    _refuse_taken(key)
    waiting_key_path(store, site).rename(key)
    sync_folder(key.parent)


def move_capture_into_place(store: Path, built: Path, bag: str) -> Path:
    """A finished bag becomes the capture SITE/CAPTURE."""
    place = _within(store / BAGS, bag)
    _refuse_taken(place)
    built.rename(place)
    sync_folder(place.parent)
    return place


def move_seeds_into_bag(store: Path, built: Path, bag: str) -> None:
    """The seeds of items that were not committed to before join their bag, beside its manifests."""
    _move(built, _within(store / BAGS, bag) / "salts.csv")


def move_package_into_place(store: Path, built: Path, disposition: str) -> None:
    """A finished transfer package begins to wait for its receipt."""
    place = store / TRANSFERS / disposition
    _refuse_taken(place)
    built.rename(place)
    sync_folder(place.parent)


def move_bag_aside(store: Path, disposition: str, bag: str) -> None:
    """A bag that a disposition replaces leaves its place, and is kept."""
    _move(_within(store / BAGS, bag), aside_path(store, disposition, bag))


def move_rewritten_bag_into_place(store: Path, built: Path, bag: str) -> None:
    """The bag without what is disposed of takes the place that the old one has left."""
    _move(built / bag, _within(store / BAGS, bag))


def move_certificate_into_place(store: Path, built: Path, disposition: str) -> None:
    """A finished certificate is issued; one that was issued is never written over."""
    _move(built, certificate_path(store, disposition))


def move_rewritten_bag_away(store: Path, disposition: str, bag: str, number: int) -> None:
    """A rewritten bag leaves its place again, since its disposition is undone."""
    _move(_within(store / BAGS, bag), store / ASIDE / disposition / f"undone-{number}")


def move_bag_back(store: Path, disposition: str, bag: str) -> None:
    """A bag that was moved aside takes its place again, since its disposition is undone."""
    _move(aside_path(store, disposition, bag), _within(store / BAGS, bag))


def aside_path(store: Path, disposition: str, bag: str) -> Path:
    """Where a bag lies that a disposition has moved aside."""
    return _within(_within(store / ASIDE, disposition) / "aside", bag)


# What is moved in a second copy; `replacing/` and `locked/` have the bags under their own names, SITE/CAPTURE.


def move_successor_beside(copy: Path, built: Path, bag: str) -> None:
    """A verified bag that is to replace another waits beside it."""
    _move(built, _within(copy / REPLACING, bag) / "new")


def move_bag_out(copy: Path, bag: str) -> None:
    """A bag leaves its place to the one that waits beside it, and is kept."""
    _move(_within(copy / BAGS, bag), replaced_path(copy, bag))


def move_successor_into_place(copy: Path, bag: str) -> None:
    """The bag that waited takes the place that the old one has left."""
    _move(_within(copy / REPLACING, bag) / "new", _within(copy / BAGS, bag))


def move_replaced_bag_back(copy: Path, bag: str) -> None:
    """A bag that left its place takes it again, since nothing else has."""
    _move(replaced_path(copy, bag), _within(copy / BAGS, bag))


def replaced_path(copy: Path, bag: str) -> Path:
    """Where a bag lies that has left its place to another."""
    return _within(copy / REPLACING, bag) / "old"


def move_bag_into_lock(copy: Path, bag: str) -> None:
    """A bag that nobody may read now leaves its place, and is kept."""
    _move(_within(copy / BAGS, bag), _within(copy / LOCKED, bag))


def move_bag_out_of_lock(copy: Path, bag: str) -> None:
    """A bag that was found to be as the register says takes its place again."""
    _move(_within(copy / LOCKED, bag), _within(copy / BAGS, bag))


# What is deleted.


def delete_replaced(copy: Path, bag: str) -> None:
    """A bag that another has replaced, and what was to replace it, once a bag lies in its place."""
    if not _within(copy / BAGS, bag).is_dir():
        raise Refusal(f"no bag {bag!r} lies in its place, so nothing that was there is deleted")
    _delete_folder(_within(copy / REPLACING, bag))


def delete_disposed(store: Path, disposition: str) -> None:
    """The bags that a disposition moved aside, once it is certified: here content ends."""
    _refuse_uncertified(store, disposition)
    _delete_folder(_within(store / ASIDE, disposition))


def delete_package(store: Path, disposition: str, under: str = "") -> None:
    """The transfer package of a disposition that is certified, for its receipt says that the content arrived.

    In a copy the record of its second destruction is what certifies it.
    """
    _refuse_uncertified(store, under or disposition)
    _delete_folder(_within(store / TRANSFERS, disposition))


def delete_indexes(store: Path) -> None:
    """What can be derived from the bags again, since it may hold what was disposed of."""
    _delete_folder(store / INDEXES)


def delete_undone(store: Path, disposition: str) -> None:
    """The rewritten bags of a disposition that was undone, once each old one lies in its place again."""
    begun = _within(store / ASIDE, disposition)
    if left := sorted((begun / "aside").glob("*/*")):
        bag = left[0].relative_to(begun / "aside").as_posix()
        raise Refusal(f"the bag {bag!r} was moved aside and not put back; restore it from another copy of the store")
    _delete_folder(begun)


def delete_uncertified_list(store: Path, disposition: str) -> None:
    """The list of a disposition that was undone, which no certificate names."""
    certificate = certificate_path(store, disposition)
    beside = certificate.with_suffix(".csv")
    if beside.is_file() and not certificate.exists() and not certificate.is_symlink():
        beside.unlink()


def delete_journal(store: Path, disposition: str) -> None:
    """The journal of a disposition that was completed or undone."""
    _within(store / JOURNALS, f"{disposition}.json").unlink()
    sync_folder(store / JOURNALS)


def delete_unfinished_journals(store: Path) -> None:
    """What a write of a journal that was cut short has left under its unfinished name."""
    for left in sorted((store / JOURNALS).glob(".*")) if (store / JOURNALS).is_dir() else ():
        left.unlink()


def delete_copy_mark(folder: Path) -> None:
    """That a folder is a copy of a store, once it says that it is one itself."""
    if not (folder / IDENTITY).is_file():
        raise Refusal(f"{str(folder)!r} does not say which store it is, and stays a copy")
    (folder / COPY).unlink()
    sync_folder(folder)


def delete_staged(store: Path, name: str) -> None:
    """A folder in which something was built, with what was not moved from it; the next run meets a fault."""
    shutil.rmtree(_within(store / STAGING, name), ignore_errors=True)


def empty_staging(store: Path) -> None:
    """Everything that a run that was cut short had been building."""
    for left in (store / STAGING).iterdir():
        shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()


def delete_unused_store(store: Path, existed: bool) -> None:
    """What the first run of a store has made before it failed; a store with a capture in it stays as it is."""
    if any((store / BAGS).glob("*/*")):
        return
    with suppress(OSError):
        for each in (BAGS, KEYS, STAGING):
            shutil.rmtree(store / each)
        (store / LOCK).unlink()  # last: until then no other run gets in
        if not existed:
            store.rmdir()


def _within(folder: Path, name: str) -> Path:
    """A place by its name below a folder; no name gives the folder itself, or one beside it."""
    if not name or any(part in ("", ".", "..") for part in name.split("/")):
        raise Refusal(f"{name!r} names nothing below {folder.name}/ in the store")
    return folder / name


def _move(source: Path, target: Path) -> None:
    _refuse_taken(target)
    source.rename(target)
    # The new name first: lost with the power, the old one only stands beside it.
    for folder in dict.fromkeys((target.parent, source.parent)):
        sync_folder(folder)


def _refuse_taken(place: Path) -> None:
    # The system puts a file over a file, and a folder over an empty one, without a word (rename(2)).
    if place.exists() or place.is_symlink():
        raise Refusal(f"{place.parent.name}/{place.name} in the store is there already, and nothing is put over it")


def _refuse_uncertified(store: Path, disposition: str) -> None:
    if not certificate_path(store, disposition).is_file():
        raise Refusal(f"the disposition {disposition!r} has no certificate, so nothing of it is deleted")


def _delete_folder(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)
        sync_folder(folder.parent)
