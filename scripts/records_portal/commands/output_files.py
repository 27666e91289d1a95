"""The files that people ask a command for: new ones beside the records, there whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from records_portal.register.findings import Refusal

from .places import Places

_OF_RECORDS = frozenset(("registry", "schedules", "captures", "docs", ".git"))


def refuse_output(path: Path, places: Places, again: bytes = b"") -> None:
    """Refuse a file for people that is not new, lies among records, or in the public root where private ones are read.

    One that begins with `again`, by which a command knows what it wrote itself, may be written again.
    """
    if path.is_symlink() or (path.exists() and not (again and path.is_file() and _begins(path, again))):
        raise Refusal(f"{str(path)!r} exists already; name another file, or remove it")
    where = path.parent.resolve() / path.name
    public = places.root.resolve()
    if where.is_relative_to(places.store_folder.resolve()):
        raise Refusal(f"{str(path)!r} lies in the store; name a place elsewhere")
    named = [folder for each in places.folders if ((folder := each.resolve()) / "registry").is_dir()]
    for root in {*named, *(each for each in where.parents if (each / "registry" / "portal.yml").is_file())}:
        if not where.is_relative_to(root):
            continue
        if where.relative_to(root).parts[0] in _OF_RECORDS:
            raise Refusal(f"{str(path)!r} lies among the records of {str(root)!r}; name a place elsewhere")
        if places.private and (root == public or root not in named):  # another working tree of it is published as well
            raise Refusal(f"{str(path)!r} lies in the public root; without --private, or name a place elsewhere")


def _begins(path: Path, words: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(words)) == words


def put_file(path: Path, data: bytes, places: Places, again: bytes = b"") -> None:
    """Write a file for people where they asked for it, whole or not at all."""
    from records_portal.files.durable import write_durably

    refuse_output(path, places, again)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, data)
    except OSError as error:
        raise Refusal(f"{str(path)!r} cannot be written ({error.strerror}); name another file") from error


def write_file(path: Path, data: bytes, places: Places, again: bytes = b"") -> None:
    """Write a file for people where they asked for it, and say where."""
    put_file(path, data, places, again)
    click.echo(str(path))


def refuse_filled(folder: Path) -> None:
    """Refuse a folder for files that belong together where another's lie in it."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or next(folder.iterdir(), None))):
        raise Refusal(f"{str(folder)!r} is there already and not empty; name a new folder")


def write_together(folder: Path, files: Mapping[str, bytes], places: Places) -> None:
    """Write several files for people into a folder, all or none, and say where."""
    for name in files:
        refuse_output(folder / name, places)
    written: list[Path] = []
    try:
        for name, data in files.items():
            put_file(folder / name, data, places)
            written.append(folder / name)
    except BaseException:  # a Ctrl-C too: half of an evidence would be taken for the whole
        for each in written:
            each.unlink(missing_ok=True)
        raise
    for each in written:
        click.echo(str(each))
