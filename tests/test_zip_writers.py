"""Zips as real programs write them: each is read whole, and each with one thing that lies is refused for it."""

from __future__ import annotations

import io
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from records_portal.exports.archives.opening import open_export
from records_portal.register.findings import Refusal
from tests.zip_writers import LIES, WRITERS, written

FILES: Mapping[str, bytes] = {
    "data/account.js": b"window.YTD.account.part0 = []",
    "data/media/caf\u00e9.jpg": b"\xff\xd8 a fictional photograph \xff\xd9" * 9,
    "data/empty.js": b"",
    "data/tweets.js": b"window.YTD.tweets.part0 = [" + b"1, 2, 3, 4, 5, 6, 7, 8, 9, " * 40 + b"0]",
}
CHANGED_BYTES = int(os.environ.get("CHANGED_BYTES", "60"))
# What a program reads from a pipe is named after it, and cannot be several files.
PIPED: Mapping[str, bytes] = {"-": FILES["data/tweets.js"]}


def contents(path: Path) -> dict[str, bytes]:
    found = {}
    with open_export([path]) as export:
        for member in export.members:
            with export.open(member) as stream:
                found[member.name] = stream.read()
    return found


def refusal_of(path: Path) -> str:
    with pytest.raises(Refusal) as caught:
        contents(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def put(folder: Path, data: bytes) -> Path:
    (folder / "x.zip").write_bytes(data)
    return folder / "x.zip"


@pytest.mark.parametrize("name", WRITERS)
def test_what_a_program_zipped_is_read_whole(tmp_path: Path, name: str) -> None:
    assert contents(put(tmp_path, written(WRITERS[name], FILES))) == FILES


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("name", WRITERS)
def test_the_same_with_one_thing_that_lies_is_refused_for_it(tmp_path: Path, name: str, lie: str) -> None:
    assert re.search(LIES[lie], refusal_of(put(tmp_path, written(WRITERS[name], FILES, lie))))


@pytest.mark.parametrize("figure", [0, 1, 2])
@pytest.mark.parametrize("way", ["right", "none"])
def test_each_figure_before_a_streamed_content_may_be_right_or_nothing(tmp_path: Path, figure: int, way: str) -> None:
    for others in ("right", "none"):
        before = [others] * 3
        before[figure] = way
        writer = replace(WRITERS["finder"], before=(before[0], before[1], before[2]))
        assert contents(put(tmp_path, written(writer, FILES))) == FILES


@pytest.mark.parametrize("name", ["finder", "java", "stream-zip"])
@pytest.mark.parametrize("form", ["signed", "plain", "signed-64", "plain-64"])
def test_what_is_told_behind_a_content_may_have_each_form(tmp_path: Path, name: str, form: str) -> None:
    assert contents(put(tmp_path, written(replace(WRITERS[name], described=form), FILES))) == FILES


@pytest.mark.parametrize("name", ["python", "info-zip-file", "7-zip"])
def test_a_figure_that_is_nothing_is_refused_where_nothing_is_told_behind(tmp_path: Path, name: str) -> None:
    writer = replace(WRITERS[name], before=("none", "right", "right"))
    assert "described differently" in refusal_of(put(tmp_path, written(writer, FILES)))


def test_a_folder_that_java_packed_may_hold_nothing(tmp_path: Path) -> None:
    whole = written(WRITERS["java"], FILES)
    nothing, hidden = b"\x03\x00PK\x07\x08", b"\x4b\x04PK\x07\x08"
    assert whole.count(nothing) == 3  # two folders and an empty file
    assert "damaged" in refusal_of(put(tmp_path, whole.replace(nothing, hidden, 1)))


def test_a_pipe_that_was_zipped_is_read_as_the_file_that_it_became(tmp_path: Path) -> None:
    whole = written(WRITERS["info-zip-from-a-pipe"], PIPED)
    as_pipe, as_file = struct.pack("<L", 0o10600 << 16), struct.pack("<L", 0o100644 << 16)
    assert contents(put(tmp_path, whole.replace(as_file, as_pipe))) == PIPED
    named = written(WRITERS["info-zip-from-a-pipe"], {"data/a": b"x"})
    assert "link or a device" in refusal_of(put(tmp_path, named.replace(as_file, as_pipe)))


def test_slashes_of_both_kinds_in_one_zip_are_refused(tmp_path: Path) -> None:
    whole = written(WRITERS["powershell-5"], FILES).replace(b"data\\account", b"data/account")
    assert "leads out of its folder" in refusal_of(put(tmp_path, whole))
    on_unix = replace(WRITERS["powershell-5"], made_by=0x314)
    assert "leads out of its folder" in refusal_of(put(tmp_path, written(on_unix, FILES)))
    assert "leads out of its folder" in refusal_of(put(tmp_path, written(WRITERS["powershell-5"], {"../evil": b"x"})))


def test_an_empty_zip_is_refused_in_one_line(tmp_path: Path) -> None:
    path = put(tmp_path, b"PK\x05\x06" + bytes(18))
    assert refusal_of(path) == "'x.zip' is an empty zip; ask the platform for the export again"
    path = put(tmp_path, b"PK\x05\x06" + bytes(8) + struct.pack("<2LH", 0, 7, 0))
    assert "'x.zip' is half a zip or damaged" in refusal_of(path)


def beyond_4_gb(path: Path, *, behind: bytes = b"") -> dict[str, int]:
    """A zip as Finder writes it of a film that is longer than its figures can say; the film is a hole in the file."""
    film, notes = (1 << 32) + 5, b"notes on the film"
    names, sizes = [b"before.txt", b"film.mov", b"notes.txt"], [len(notes), film, len(notes)]
    listing = b""
    with path.open("wb") as file:
        for name, size in zip(names, sizes, strict=True):
            checksum = 0 if size == film else zipfile.crc32(notes)  # type: ignore[attr-defined]
            told, place = size % (1 << 32), file.tell() % (1 << 32)
            head = struct.pack("<4H", 20, 8, 0, 0) + struct.pack("<H", 0x5D7E)
            file.write(b"PK\x03\x04" + head + struct.pack("<3L2H", 0, 0, told, len(name), 0) + name)
            file.write(notes) if size != film else file.seek(size, io.SEEK_CUR)
            file.write(b"PK\x07\x08" + struct.pack("<3L", checksum, told, told) + (behind if size == film else b""))
            figures = struct.pack("<3L5H2L", checksum, told, told, len(name), 0, 0, 0, 0, 0o100644 << 16, place)
            listing += b"PK\x01\x02" + struct.pack("<H", 0x314) + head + figures + name
        start = file.tell() % (1 << 32)
        file.write(listing + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, len(listing), start, 0))
    return dict(zip((name.decode() for name in names), sizes, strict=True))


def test_what_finder_zips_beyond_4_gb_is_read_where_its_lengths_are_certain(tmp_path: Path) -> None:
    # The film takes no place on the disk, and nothing says here that it would have to.
    sizes = beyond_4_gb(tmp_path / "x.zip")
    with open_export([tmp_path / "x.zip"]) as export:
        assert {member.name: member.size for member in export.members} == sizes
        by_name = {member.name: member for member in export.members}
        with export.open(by_name["notes.txt"]) as stream:
            assert stream.read() == b"notes on the film"
        with export.open(by_name["film.mov"]) as stream:
            assert stream.read(9) == bytes(9)
    beyond_4_gb(tmp_path / "y.zip", behind=b"hidden")
    assert "the length of an entry is not certain" in refusal_of(tmp_path / "y.zip")


def shape(data: bytes, name: str) -> dict[str, object]:
    """Everything about how an entry is written but its name, content and times."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(name)
        last = archive.infolist()[-1] is entry
    header = struct.unpack_from("<4s5H3L2H", data, entry.header_offset)
    at = entry.header_offset + 30 + header[9]
    extra = data[at : at + header[10]]
    given = dict(zip(("checksum", "packed", "size"), header[6:9], strict=True))
    true = {"checksum": entry.CRC, "packed": entry.compress_size, "size": entry.file_size}
    end = at + header[10] + entry.compress_size
    return {
        "made by": (entry.create_system, entry.create_version),
        "flags": (header[2], entry.flag_bits),
        "method": entry.compress_type,
        "before": tuple(
            "none" if not value else "long" if value == 0xFFFFFFFF else "right" if value == true[figure] else "wrong"
            for figure, value in given.items()
        ),
        "behind": data[end : end + 4] == b"PK\x07\x08",
        "fields": (_numbers(extra), _numbers(entry.extra)),
        "last": last,
    }


def _numbers(extra: bytes) -> list[str]:
    found, place = [], 0
    while place < len(extra):
        number, length = struct.unpack_from("<2H", extra, place)
        found.append(f"{number:04x}({length})")
        place += 4 + length
    return found


def real_python(folder: Path, target: str, zip64: bool) -> bytes:
    code = (
        "import sys, zipfile\n"
        f"into = {target}\n"
        "with zipfile.ZipFile(into, 'w', zipfile.ZIP_DEFLATED) as archive:\n"
        "    for name in sys.argv[1:]:\n"
        "        entry = zipfile.ZipInfo(name, (2026, 11, 30, 0, 0, 0))\n"
        "        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16\n"
        f"        with archive.open(entry, 'w', force_zip64={zip64}) as file: file.write(open(name, 'rb').read())\n"
    )
    run = subprocess.run([sys.executable, "-c", code, *FILES], cwd=folder, capture_output=True, check=True)
    return run.stdout or (folder / "out.zip").read_bytes()


def real_info_zip(folder: Path, *arguments: str) -> bytes:
    run = subprocess.run(
        ["zip", "-q", "-r", *arguments, "data"], cwd=folder, capture_output=True, check=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return run.stdout or (folder / "out.zip").read_bytes()


JAVA = """
import java.io.*; import java.nio.file.*; import java.util.zip.*;
class Zipped { public static void main(String[] names) throws Exception {
  try (var out = new ZipOutputStream(new FileOutputStream("out.zip"))) {
    out.putNextEntry(new ZipEntry("data/")); out.closeEntry();
    for (String name : names) {
      out.putNextEntry(new ZipEntry(name)); out.write(Files.readAllBytes(Path.of(name))); out.closeEntry();
    } } } }
"""
GO = """
package main
import ("archive/zip"; "os")
func main() {
  file, _ := os.Create("out.zip"); out := zip.NewWriter(file)
  out.Create("data/")
  for _, name := range os.Args[1:] {
    into, _ := out.Create(name); data, _ := os.ReadFile(name); into.Write(data)
  }
  out.Close(); file.Close()
}
"""


def real_java(folder: Path) -> bytes:
    (folder / "Zipped.java").write_text(JAVA)
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    subprocess.run(
        ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "Zipped.java", *FILES],
        cwd=folder, check=True, env=environment, capture_output=True,
    )  # fmt: skip
    return (folder / "out.zip").read_bytes()


def real_go(folder: Path) -> bytes:
    (folder / "zipped.go").write_text(GO)
    subprocess.run(["go", "run", "zipped.go", *FILES], cwd=folder, check=True)
    return (folder / "out.zip").read_bytes()


def real_7_zip(folder: Path) -> bytes:
    subprocess.run(["7z", "a", "-tzip", "out.zip", "data"], cwd=folder, check=True, capture_output=True)
    return (folder / "out.zip").read_bytes()


# The program, the layout that is written here for it, and how it is run.
REAL: Mapping[str, tuple[str, str, Callable[[Path], bytes]]] = {
    "python": (sys.executable, "python", lambda folder: real_python(folder, "'out.zip'", False)),
    "python-unseekable": (
        sys.executable, "python-unseekable", lambda folder: real_python(folder, "sys.stdout.buffer", False)
    ),
    "python-zip64": (sys.executable, "python-zip64", lambda folder: real_python(folder, "'out.zip'", True)),
    "python-zip64-unseekable": (
        sys.executable, "python-zip64-unseekable", lambda folder: real_python(folder, "sys.stdout.buffer", True)
    ),
    "info-zip-file": ("zip", "info-zip-file", lambda folder: real_info_zip(folder, "out.zip")),
    "info-zip-piped": ("zip", "info-zip-piped", lambda folder: real_info_zip(folder, "-")),
    "java": ("java", "java", real_java),
    "go": ("go", "go", real_go),
    "7-zip": ("7z", "", real_7_zip),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_what_the_program_itself_zips_is_read_and_looks_as_it_is_written_here(tmp_path: Path, name: str) -> None:
    program, layout, run = REAL[name]
    if not shutil.which(program):
        pytest.skip(f"this machine has no {program}")
    for path, data in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    made = run(tmp_path)
    assert contents(put(tmp_path, made)) == FILES
    if layout:
        ours = shape(written(WRITERS[layout], FILES), "data/tweets.js")
        assert shape(made, "data/tweets.js") | {"last": True} == ours


def test_what_python_zips_is_written_here_to_the_byte(tmp_path: Path) -> None:
    for path, data in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    for name in ("python", "python-unseekable"):
        assert written(WRITERS[name], FILES) == REAL[name][2](tmp_path)
        (tmp_path / "out.zip").unlink(missing_ok=True)


@pytest.mark.parametrize("name", WRITERS)
def test_one_changed_byte_is_refused_or_changes_nothing(tmp_path: Path, name: str) -> None:
    whole = written(WRITERS[name], {each: FILES[each] for each in ("data/account.js", "data/tweets.js")})
    random = Random(name)  # noqa: S311 -- no secret
    refused = 0
    for place in random.sample(range(len(whole)), min(len(whole), CHANGED_BYTES)):
        changed = bytearray(whole)
        changed[place] ^= 1 << random.randrange(8)
        path = put(tmp_path, bytes(changed))
        try:
            found = contents(path)
        except Refusal:
            refused += 1
            continue
        assert found == {each: FILES[each] for each in ("data/account.js", "data/tweets.js")}, place
    assert refused
