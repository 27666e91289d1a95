"""Archives that mean harm: each is refused in one line, soon, in little memory, and leaves nothing anywhere.

A case is a sound export with one thing wrong; `tests/hostile/` makes them. The sound ones are taken in.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from records_portal.exports.archives.opening import open_export
from tests.hostile import tars, zips
from tests.hostile.raw import Entry, descriptor_of, sound_entries, sound_files, tar_of, with_entry, zip_64_of, zip_of
from tests.roots import Root, root_files

SECONDS, KILOBYTES = 1.0, 256 * 1024
IN_THREADS = "ignore:This process:DeprecationWarning"  # of a fork while a library has threads
HERE = Path(__file__).parents[1]

Made = Callable[[Path], Path]


def of_bytes(name: str, content: Callable[[], bytes]) -> Made:
    def made(folder: Path) -> Path:
        (folder / name).write_bytes(content())
        return folder / name

    return made


def of_folder(change: Callable[[Path], object]) -> Made:
    def made(folder: Path) -> Path:
        top = tars.sound_folder(folder / "export")
        change(top)
        return top

    return made


def cases() -> Iterator[tuple[str, Made, str]]:
    """The set: the name of each case, how it is made, and what its refusal has to say."""
    for name, content, why in zips.zips():
        yield f"zip-{name}", of_bytes("x.zip", content), why
    for name, content, why in tars.tars():
        yield f"tar-{name}", of_bytes("x.tar", content), why
    for name, content, why in tars.packed_tars():
        yield f"targz-{name}", of_bytes("x.tar.gz", content), why
    for name, change, why in tars.folders():
        yield f"folder-{name}", of_folder(change), why


HOSTILE = {name: (made, why) for name, made, why in cases()}
SOUND: Mapping[str, Made] = {
    "zip": of_bytes("x.zip", zips.sound_zip),
    "tar": of_bytes("x.tar", tar_of),
    "tar-gz": of_bytes("x.tar.gz", lambda: gzip.compress(tar_of())),
    "folder": of_folder(lambda top: None),
}


class Command:
    """The command in a root of its own, with a store that holds nothing yet."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root = folder, Root(folder / "root")
        self.root.commit(root_files())
        (folder / "home").mkdir()
        self.environment = {"HOME": str(folder / "home"), "PATH": os.environ["PATH"], "TMPDIR": str(folder / "tmp")}
        self.environment["PYTHONPATH"] = f"{HERE / 'scripts'}:{HERE}"
        (folder / "tmp").mkdir()
        self.running = subprocess.Popen(
            [sys.executable, "-W", "error", "-W", IN_THREADS, "-m", "tests.hostile.command"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.environment, cwd=folder, text=True,
        )  # fmt: skip

        assert self.running.stdin
        self.running.stdin.write(json.dumps(self.arguments(folder / "nowhere.zip")) + "\n")

    def arguments(self, export: Path, *more: str) -> list[str]:
        return ["--root", str(self.root.folder), "ingest", str(export), "--site", "parks-x", "--by", "ana", *more]

    def run(self, export: Path, *more: str) -> dict[str, Any]:
        assert self.running.stdin
        assert self.running.stdout
        self.running.stdin.write(json.dumps(self.arguments(export, *more)) + "\n")
        self.running.stdin.flush()
        done: dict[str, Any] = json.loads(self.running.stdout.readline())
        return done

    def state(self) -> dict[str, str]:
        """Everything there is below the folder: names, and of files sizes and times of change."""
        found = {}
        for top, folders, files in os.walk(self.folder):
            for name in (*folders, *files):
                path = Path(top) / name
                status = path.lstat()
                if not {".cache", ".git", "export", "x.zip", "x.tar", "x.tar.gz"} & set(path.parts):
                    of_file = f" {status.st_size} {status.st_mtime_ns}" if path.is_file() else ""
                    found[str(path)] = f"{status.st_mode:o}{of_file}"
        return found


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    made = Command(tmp_path_factory.mktemp("hostile"))
    with made.running:
        yield made
        assert made.running.stdin
        made.running.stdin.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("given")


def test_the_set_is_as_large_as_it_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    found = Counter(name.partition("-")[0] for name in HOSTILE)
    with capsys.disabled():
        print(f" {sum(found.values())} hostile archives: {dict(found)}", end="")
    assert len(HOSTILE) == len(list(cases()))
    assert sum(found.values()) >= 240


@pytest.mark.parametrize("form", SOUND)
def test_the_sound_export_is_taken_in(command: Command, tmp_path: Path, form: str) -> None:
    before = command.state()
    done = command.run(SOUND[form](tmp_path), "--dry-run", "--format", "json")
    assert (done["code"], done["err"]) == (1, "")  # it does not say how many items it holds
    told = json.loads(done["out"])
    assert (told["counts"]["found"], [each["reason"] for each in told["reasons"]]) == (3, ["undeclared"])
    assert command.state() == before


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_one_line_and_leaves_nothing(command: Command, tmp_path: Path, name: str) -> None:
    made, why = HOSTILE[name]
    given, before, outside = made(tmp_path), command.state(), sorted(tmp_path.iterdir())
    done = command.run(given)
    assert (done["code"], done["out"]) == (2, ""), done["err"]
    [line] = done["err"].splitlines()
    assert re.search(why, line), line
    assert line.isprintable()
    assert len(line) < 500
    assert command.state() == before
    assert sorted(tmp_path.iterdir()) == outside
    assert done["kilobytes"] < KILOBYTES
    assert done["cpu"] < SECONDS or min(command.run(given)["cpu"] for _ in range(2)) < SECONDS


STARTED_ANEW = ("zip-name-up", "zip-bomb-flat", "tar-kind-link")
OFTEN = [pytest.param(name, marks=() if name in STARTED_ANEW else pytest.mark.nightly) for name in HOSTILE]


@pytest.mark.parametrize("name", OFTEN)
def test_the_command_itself_refuses(command: Command, tmp_path: Path, name: str) -> None:
    given = HOSTILE[name][0](tmp_path)
    before = command.state()
    started = [sys.executable, "-W", "error", "-m", "records_portal", *command.arguments(given)]
    done = subprocess.run(started, env=command.environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1), done.stderr
    assert command.state() == before


def contents(*paths: Path) -> dict[str, bytes]:
    found = {}
    with open_export(paths) as export:
        for member in export.members:
            with export.open(member) as stream:
                found[member.name] = stream.read()
    return found


def streamed(data: bytes) -> Entry:
    """An entry of which sizes and checksum are told behind its content."""
    nothing_yet = {"checksum": 0, "packed": 0, "size": 0}
    entry = Entry(b"data/b", data, method=8, flags=8, before=nothing_yet)
    return Entry(b"data/b", data, method=8, flags=8, before=nothing_yet, behind=descriptor_of(entry))


LEGITIMATE: Mapping[str, tuple[Callable[[], bytes], dict[str, bytes]]] = {
    "long-end": (lambda: zip_64_of(sound_entries()), {}),
    "code-page-437": (lambda: zip_of(with_entry(b"data/caf\x82.jpg")), {"data/caf\u00e9.jpg": b"x"}),
    "utf-8-without-its-flag": (lambda: zip_of(with_entry("data/\u6f22.jpg")), {"data/\u6f22.jpg": b"x"}),
    "utf-8-with-its-flag": (lambda: zip_of(with_entry("data/\u6f22.jpg", flags=0x800)), {"data/\u6f22.jpg": b"x"}),
    "family-emoji": (
        lambda: zip_of(with_entry("\U0001f468\u200d\U0001f469.jpg")),
        {"\U0001f468\u200d\U0001f469.jpg": b"x"},
    ),
    "folders-named": (lambda: zip_of([Entry(b"data/", b"", mode=0o40755), *sound_entries()]), {}),
    "described-behind": (lambda: zip_of([*sound_entries(), streamed(b"12345678")]), {"data/b": b"12345678"}),
    "stored-and-empty": (lambda: zip_of(with_entry("data/b", b"")), {"data/b": b""}),
    "deflated-and-empty": (lambda: zip_of(with_entry("data/b", b"", method=8)), {"data/b": b""}),
    "with-a-comment": (lambda: zip_of(sound_entries(), comment=b"made on a Monday"), {}),
    "quoted-address-as-name": (
        lambda: zip_of(with_entry("data/https%3A%2F%2Fparks.example")),
        {"data/https%3A%2F%2Fparks.example": b"x"},
    ),
    "colon-behind-a-number": (lambda: zip_of(with_entry("1:1 talks.json")), {"1:1 talks.json": b"x"}),
    "dots-within-names": (lambda: zip_of(with_entry("data/a..b.c.jpg")), {"data/a..b.c.jpg": b"x"}),
}


@pytest.mark.parametrize("name", LEGITIMATE)
def test_a_zip_that_is_only_unusual_is_read(tmp_path: Path, name: str) -> None:
    content, more = LEGITIMATE[name]
    (tmp_path / "x.zip").write_bytes(content())
    assert contents(tmp_path / "x.zip") == sound_files() | more


def test_zips_that_python_writes_to_a_pipe_are_read(tmp_path: Path) -> None:
    into = subprocess.run(
        [sys.executable, "-c", "import sys, zipfile\nwith zipfile.ZipFile(sys.stdout.buffer, 'w', 8) as z:\n"
         " with z.open('data/a', 'w', force_zip64=True) as f: f.write(b'x' * 99)\n z.writestr('data/b', b'y' * 9)\n"],
        capture_output=True, check=True,
    )  # fmt: skip
    (tmp_path / "x.zip").write_bytes(into.stdout)
    assert contents(tmp_path / "x.zip") == {"data/a": b"x" * 99, "data/b": b"y" * 9}


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_tars_with_long_names_and_fields_are_read(tmp_path: Path, form: int) -> None:
    long_name = f"data/{'x' * 90}/{'y' * 90}.jpg"
    names = [long_name, "data/a.js"] if form == tarfile.USTAR_FORMAT else [long_name, "data/\u6f22.js"]
    (tmp_path / "content").write_bytes(b"content")
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz", format=form) as archive:
        archive.add(tmp_path, "data", recursive=False)
        for name in names:
            archive.add(tmp_path / "content", name)
    if form == tarfile.PAX_FORMAT:
        assert b"././@PaxHeader" in gzip.decompress((tmp_path / "x.tar.gz").read_bytes())
    assert contents(tmp_path / "x.tar.gz") == dict.fromkeys(names, b"content")


def test_a_zip_that_zipfile_writes_reads_the_same(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, data in sound_files().items():
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    assert contents(tmp_path / "x.zip") == sound_files()
