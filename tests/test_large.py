"""What long files add to a bag: blocks digested on other threads, one digest read back, and how far it is, told."""

from __future__ import annotations

import hashlib
import io
import os
import pty
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.files.progress import progress_on
from records_portal.store.bag_verification import verify_bag
from records_portal.store.bags import CHUNK, BagWriter, Fixity
from tests import exports_x
from tests.test_ingest import request_

__all__ = ["request_"]

PIECES = (b"a" * 7, b"b" * (3 * CHUNK + 5), b"", b"c" * (CHUNK - 1), b"d" * 9)
WHOLE = b"".join(PIECES)


def digests(data: bytes) -> tuple[str, str]:
    return hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest()


@pytest.fixture
def sealed(tmp_path: Path) -> BagWriter:
    """A bag with one file of several blocks and one that was copied from it."""
    bag = BagWriter(tmp_path / "bag")
    with bag.open("data/received/part-1/film.mp4") as file:
        for piece in PIECES:
            file.write(piece)
    known = bag.payload["data/received/part-1/film.mp4"]
    bag.copy_again("data/items/media/1/film.mp4", io.BytesIO(WHOLE), known)
    bag.write_manifests()
    bag.seal({})
    return bag


def test_a_file_of_several_blocks_has_the_digests_of_all_its_bytes(sealed: BagWriter) -> None:
    assert (sealed.folder / "data/received/part-1/film.mp4").read_bytes() == WHOLE
    assert sealed.payload["data/received/part-1/film.mp4"] == Fixity(len(WHOLE), digests(WHOLE))
    assert verify_bag(sealed.folder) == []
    assert verify_bag(sealed.folder, sealed.written) == []


@pytest.mark.parametrize("name", ["data/received/part-1/film.mp4", "data/items/media/1/film.mp4", "bag-info.txt"])
def test_one_changed_byte_shows_when_what_was_written_is_read_back(sealed: BagWriter, name: str) -> None:
    path = sealed.folder / name
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert f"{name} has changed" in verify_bag(sealed.folder, sealed.written)


def test_a_copy_that_is_not_what_it_was_said_to_be_shows_when_it_is_read_back(tmp_path: Path) -> None:
    bag = BagWriter(tmp_path / "bag")
    known = bag.copy("data/received/part-1/a.jpg", io.BytesIO(b"one"))
    bag.copy_again("data/items/media/1/a.jpg", io.BytesIO(b"two"), known)
    bag.write_manifests()
    bag.seal({})
    assert verify_bag(bag.folder, bag.written) == ["data/items/media/1/a.jpg has changed"]


def test_a_manifest_that_does_not_say_what_was_written_shows(sealed: BagWriter) -> None:
    manifest = sealed.folder / "manifest-sha512.txt"
    manifest.write_text(manifest.read_text().replace(digests(WHOLE)[1], digests(b"other")[1]))
    found = verify_bag(sealed.folder, sealed.written)
    assert "data/received/part-1/film.mp4 has changed" in found
    assert "manifest-sha512.txt has changed" in found


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_capture_is_the_same_bag_however_its_media_were_handed_in(
    tmp_path: Path, request_: IngestRequest, form: str
) -> None:
    folder = exports_x.write_2022(tmp_path / "export")
    (folder / "data/tweets_media" / f"{exports_x.PHOTO}-Dock01.jpg").write_bytes(WHOLE)
    path = exports_x.zip_of(folder, tmp_path / "export.zip") if form == "zip" else folder
    outcome = ingest_export(replace(request_, paths=(path,)))
    bag = tmp_path / "store/bags/parks-x" / outcome.capture
    listed = (bag / "manifest-sha512.txt").read_text().splitlines()
    name = f"data/items/media/1/data/tweets_media/{exports_x.PHOTO}-Dock01.jpg"
    assert f"{digests(WHOLE)[1]}  {name}" in listed
    assert (bag / name).read_bytes() == WHOLE
    assert verify_bag(bag) == []


def test_every_byte_of_copying_reading_and_checking_is_told(tmp_path: Path, request_: IngestRequest) -> None:
    folder = exports_x.write_2022(tmp_path / "export")
    size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
    done: dict[str, int] = {}
    totals: dict[str, int] = {}

    def told(what: str, total: int, more: int) -> None:
        done[what] = done.get(what, 0) + more
        totals[what] = total

    ingest_export(replace(request_, paths=(folder,)), told)
    assert totals["copying 1"] == totals["reading"] == size
    assert done == totals
    assert list(done) == ["looking", "copying 1", "reading", "listing", "checking"]


def all_of(terminal: int) -> Iterator[bytes]:
    """What was written to a terminal that nobody holds any more."""
    with suppress(OSError):
        while data := os.read(terminal, 1 << 16):
            yield data


def test_a_bar_is_shown_on_a_terminal_and_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    control, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as screen, progress_on(screen) as progress:
        progress("reading [red]", 3 << 20, 0)
        progress("reading [red]", 3 << 20, 3 << 20)
    shown = b"".join(all_of(control)).decode()
    os.close(control)
    assert "reading [red]" in shown
    assert "3.1/3.1 MB" in shown
    with (tmp_path / "log").open("w") as log, progress_on(log) as progress:
        progress("reading", 3 << 20, 3 << 20)
    assert (tmp_path / "log").read_bytes() == b""


def test_many_small_files_move_the_bar_as_well_as_large_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    control, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as screen, progress_on(screen) as progress:
        progress("looking", 0, 0)
        for _ in range(200):
            progress("copying 1", 200, 1)
    shown = b"".join(all_of(control)).decode()
    os.close(control)
    assert "looking" in shown
    assert "192/200 bytes" in shown
