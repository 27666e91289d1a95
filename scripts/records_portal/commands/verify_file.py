"""`records verify-file`: whether the register knows a file, and what became of it."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

from .options import FOLDER, FORMAT
from .output import tell
from .places import Places

if TYPE_CHECKING:
    from records_portal.register.beside.known_files import KnownFile

AT_ONCE = 1 << 20
MOST_OF_A_CERTIFICATE = 1_000_000


@click.command(name="verify-file")
@click.argument("file", type=FOLDER)
@FORMAT
@click.pass_obj
def verify_file(places: Places, file: Path, form: str) -> int:
    """Say whether a file is held, was disposed of under an authorization, or is unknown here.

    FILE is an export as it was handed in, a certificate, a list, a message, a policy, or a record's own file. Nothing
    of it is kept or sent.
    """
    from dataclasses import asdict

    from records_portal.register.beside.known_files import known_files

    places.refuse_unreadable()
    digest, size = _digest(file)
    said = {digest, *_certificate_digests(file, size)}
    found = [each for each in known_files(places.loaded.register) if each.sha256 in said]
    versions = list(_versions(places, file, size))
    if form == "json":
        answer = {"sha256": digest, "bytes": size, "known": [asdict(each) for each in found], "versions": versions}
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return 0
    for each in found:
        click.echo(
            one_line(f"{_word(each)}: {each.what}{f', {each.on}' if each.on else ''} ({each.kind}/{each.record})")
        )
    for version in versions:
        click.echo(one_line(f"record: {version['path']} as commit {version['commit'][:12]} brought it"))
    if not found and not versions:
        click.echo(f"unknown here: no record names a file of SHA-256 {digest}")
        tell("that does not make it false: single posts and media cannot be recognised, their digests are keyed")
    return 0


def _word(known: KnownFile) -> str:
    return "named in a record" if known.state == "named" else known.state


def _digest(file: Path) -> tuple[str, int]:
    """The SHA-256 of a plain file and its size; it is read piece by piece."""
    digest, size = hashlib.sha256(), 0
    try:
        with file.open("rb") as data:
            if not stat.S_ISREG(file.stat().st_mode):
                raise Refusal(f"{str(file)!r} is no plain file; name one")
            while piece := data.read(AT_ONCE):
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        raise Refusal(f"{str(file)!r} cannot be read: {error.strerror}; name a file") from error
    return digest.hexdigest(), size


def _certificate_digests(file: Path, size: int) -> Iterator[str]:
    """The digest of what a certificate says, whatever its layout; nothing where the file is none."""
    from records_portal.store.certificates import certified_digest

    if size <= MOST_OF_A_CERTIFICATE and (digest := certified_digest(file)):
        yield digest


def _versions(places: Places, file: Path, size: int) -> Iterator[dict[str, str]]:
    """Each record's file that had these very bytes, with the first commit that brought it."""
    from records_portal.history.file_versions import file_contents
    from records_portal.history.repository import Repository
    from records_portal.register.kinds import FOLDERS

    if size > MOST_OF_A_CERTIFICATE:
        return
    data = file.read_bytes()
    whole = b"blob %d\0" % len(data) + data
    names = {hashlib.sha1(whole, usedforsecurity=False).hexdigest(), hashlib.sha256(whole).hexdigest()}
    seen: set[str] = set()
    for each in file_contents(Repository(places.root), ["HEAD"], FOLDERS):
        if each.blob in names and each.path not in seen:
            seen.add(each.path)
            yield {"path": each.path, "commit": each.commit}
