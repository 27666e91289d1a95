"""A bag of a second copy added or replaced: whole and verified before it has its place, the old one there until then.

What a run that was killed has left below `replacing/` says by itself how far it came: while the bag's place is empty
the old bag is put back, and once it is taken again the old one goes, for the new one was whole before it was moved.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from records_portal.files.durable import sync_folder
from records_portal.register.findings import Refusal

from .bag_reading import read_bag
from .bag_verification import verify_bag
from .bags import ALGORITHMS
from .journals import made_folder
from .removal import (
    BAGS,
    LOCKED,
    REPLACING,
    delete_replaced,
    move_bag_out,
    move_bag_out_of_lock,
    move_capture_into_place,
    move_replaced_bag_back,
    move_successor_beside,
    move_successor_into_place,
    replaced_path,
)

_CHUNK = 1 << 20


def bag_seal(bag: Path) -> tuple[bytes, ...]:
    """The tag manifests of a bag, which stand for every byte of it once it was verified; empty where one is missing."""
    paths = [bag / f"tagmanifest-{each}.txt" for each in ALGORITHMS]
    whole = all(path.is_file() and not path.is_symlink() for path in paths)
    return tuple(path.read_bytes() for path in paths) if whole else ()


def copied_bag(source: Path, target: Path) -> Path:
    """A bag copied file by file and verified where it lies now; one that did not come out the same is refused."""
    target.mkdir(mode=0o700, parents=True)
    folders = {target}
    for name in read_bag(source).sizes:
        path = target / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folders.update(each for each in path.parents if each.is_relative_to(target))
        copy_file_durably(source / name, path)
    for folder in sorted(folders, reverse=True):
        sync_folder(folder)
    problems = verify_bag(target)
    if problems or bag_seal(target) != bag_seal(source):
        raise Refusal(f"the copy of {source} did not come out the same ({(problems or ['other manifests'])[0]})")
    return target


def copy_file_durably(source: Path, target: Path) -> None:
    """A new file with another's bytes, on the disk before anybody relies on it."""
    with source.open("rb") as read, target.open("xb") as written:
        shutil.copyfileobj(read, written, _CHUNK)
        written.flush()
        os.fsync(written.fileno())


def add_bag(copy: Path, bag: str, built: Path) -> None:
    """Move a verified bag to its place, where nothing lies."""
    made_folder((copy / BAGS / bag).parent)
    move_capture_into_place(copy, built, bag)


def replace_bag(copy: Path, bag: str, built: Path) -> None:
    """Put a verified bag in the place of another, and let the other go."""
    made_folder(copy / REPLACING / bag)
    move_successor_beside(copy, built, bag)
    move_bag_out(copy, bag)
    move_successor_into_place(copy, bag)
    delete_replaced(copy, bag)


def unlock_every_bag(copy: Path) -> None:
    """Move every bag that was locked when the copy was opened back to its place."""
    for locked in sorted((copy / LOCKED).glob("*/*")):
        made_folder((copy / BAGS / locked.relative_to(copy / LOCKED)).parent)
        move_bag_out_of_lock(copy, locked.relative_to(copy / LOCKED).as_posix())


def settle_replacements(copy: Path) -> None:
    """Undo or complete what a run that was killed has left."""
    for begun in sorted((copy / REPLACING).glob("*/*")):
        bag = begun.relative_to(copy / REPLACING).as_posix()
        if not (copy / BAGS / bag).is_dir() and replaced_path(copy, bag).is_dir():
            move_replaced_bag_back(copy, bag)
        delete_replaced(copy, bag)
