"""Bags (BagIt 1.0 with SHA-256 and SHA-512): written in one stream, made durable, and verified by our own reading.

* A file is hashed while it is written and is on the disk before its name is in a manifest.
* Both payload manifests list every payload file; both tag manifests list every other file but themselves.
* Verification trusts no name in a manifest: what leads out of the bag is a problem, and so is what no manifest lists.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

ALGORITHMS = ("sha256", "sha512")
CHUNK = 1 << 20
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LINE = re.compile(r"([0-9a-fA-F]+)[ \t]+(\S.*)\Z")


@dataclass(frozen=True, slots=True)
class Fixity:
    """What a file was when it was written: its bytes and its digests, in the order of the algorithms."""

    size: int
    digests: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return self.digests[0]


class PayloadFile:
    """A file of a bag that is being written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.size = file, 0
        self._hashes = tuple(hashlib.new(each) for each in ALGORITHMS)

    def write(self, data: bytes) -> None:
        """Write and hash."""
        self._file.write(data)
        for each in self._hashes:
            each.update(data)
        self.size += len(data)

    def fixity(self) -> Fixity:
        """What has been written so far."""
        return Fixity(self.size, tuple(each.hexdigest() for each in self._hashes))


@dataclass(slots=True)
class BagWriter:
    """A bag in the making, in a folder of its own."""

    folder: Path
    payload: dict[str, Fixity] = field(default_factory=dict)
    tags: dict[str, Fixity] = field(default_factory=dict)

    @contextmanager
    def open(self, name: str) -> Iterator[PayloadFile]:
        """A new payload file, named below the bag (`data/...`), durable when the block ends."""
        with self._new(name) as file:
            yield file
        self.payload[name] = file.fixity()

    def copy(self, name: str, source: BinaryIO) -> Fixity:
        """A new payload file with the content of a stream."""
        with self.open(name) as file:
            while data := source.read(CHUNK):
                file.write(data)
        return self.payload[name]

    def write_tag(self, name: str, data: bytes) -> None:
        """A new file beside the payload."""
        with self._new(name) as file:
            file.write(data)
        self.tags[name] = file.fixity()

    def write_manifests(self) -> dict[str, str]:
        """Write the payload manifests; the SHA-256 of each by its algorithm."""
        for place, algorithm in enumerate(ALGORITHMS):
            self.write_tag(f"manifest-{algorithm}.txt", _manifest(self.payload, place))
        return {algorithm: self.tags[f"manifest-{algorithm}.txt"].sha256 for algorithm in ALGORITHMS}

    def seal(self, info: Mapping[str, str]) -> None:
        """Write the declaration, the bag's description and the tag manifests, and make every folder durable."""
        oxum = f"{sum(each.size for each in self.payload.values())}.{len(self.payload)}"
        lines = [f"{name}: {value}\n" for name, value in {**info, "Payload-Oxum": oxum}.items()]
        self.write_tag("bagit.txt", _DECLARATION)
        self.write_tag("bag-info.txt", "".join(lines).encode())
        described = dict(self.tags)
        for place, algorithm in enumerate(ALGORITHMS):
            with self._new(f"tagmanifest-{algorithm}.txt") as file:
                file.write(_manifest(described, place))
        for folder, _, _ in os.walk(self.folder, topdown=False):
            sync_folder(Path(folder))

    @contextmanager
    def _new(self, name: str) -> Iterator[PayloadFile]:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("xb") as file:
            yield PayloadFile(file)
            file.flush()
            os.fsync(file.fileno())


class Rehearsal(BagWriter):
    """A bag that is hashed and counted like any other, and written nowhere."""

    @contextmanager
    def _new(self, name: str) -> Iterator[PayloadFile]:
        with Path(os.devnull).open("wb") as nowhere:
            yield PayloadFile(nowhere)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _manifest(files: Mapping[str, Fixity], place: int) -> bytes:
    lines = (f"{files[name].digests[place]}  {_encoded(name)}\n" for name in sorted(files))
    return "".join(lines).encode()


def _encoded(name: str) -> str:
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _decoded(name: str) -> str:
    return re.sub(r"%(0[AaDd]|25)", lambda match: chr(int(match[1], 16)), name)


def verify_bag(bag: Path) -> list[str]:
    """Everything that is wrong with a bag, one line each; nothing where it is whole."""
    if not bag.is_dir():
        return ["the bag is missing"]
    problems: list[str] = []
    present = set(_present(bag, problems))
    payload, tags = _read_manifests(bag, "manifest", problems), _read_manifests(bag, "tagmanifest", problems)
    problems += _declaration_problems(bag)
    problems += (f"{name} is listed but is not payload" for name in sorted(payload) if not name.startswith("data/"))
    listed = payload.keys() | tags.keys()
    unlisted = present - listed - {f"tagmanifest-{algorithm}.txt" for algorithm in ALGORITHMS}
    problems += (f"{name} is in no manifest" for name in sorted(unlisted))
    problems += (f"{name} is missing" for name in sorted(listed - present))
    sizes: dict[str, int] = {}
    for name in sorted(listed & present):
        found = _fixity(bag / name)
        sizes[name] = found.size
        expected = {*payload.get(name, {}).items(), *tags.get(name, {}).items()}
        if expected - set(zip(ALGORITHMS, found.digests, strict=True)):
            problems.append(f"{name} has changed")
    return problems + _oxum_problems(bag, [size for name, size in sizes.items() if name.startswith("data/")])


def _present(bag: Path, problems: list[str]) -> Iterator[str]:
    folders = [bag]
    while folders:
        with os.scandir(folders.pop()) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        for entry in entries:
            name = Path(entry.path).relative_to(bag).as_posix()
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield name
            else:
                problems.append(f"{name} is a link or a device")


def _read_manifests(bag: Path, kind: str, problems: list[str]) -> dict[str, dict[str, str]]:
    """The digests by file and algorithm that the manifests of a kind list; each must list the same files."""
    found: dict[str, dict[str, str]] = {}
    for algorithm in ALGORITHMS:
        name = f"{kind}-{algorithm}.txt"
        for line in _lines(bag / name, problems):
            match = _LINE.match(line)
            path = _decoded(match[2].removeprefix("./")) if match else ""
            if not match or not _inside(path):
                problems.append(f"{name} has a line that names no file of the bag")
            elif algorithm in found.setdefault(path, {}):
                problems.append(f"{name} lists {path} twice")
            else:
                found[path][algorithm] = match[1].lower()
    for path, digests in sorted(found.items()):
        problems += (f"{path} is not in {kind}-{each}.txt" for each in ALGORITHMS if each not in digests)
    return found


def _inside(path: str) -> bool:
    return bool(path) and not path.startswith(("/", "~")) and ".." not in PurePosixPath(path).parts and "\\" not in path


def _lines(path: Path, problems: list[str]) -> list[str]:
    if not path.is_file() or path.is_symlink():
        problems.append(f"{path.name} is missing")
        return []
    try:
        return [line for line in re.split(r"\r\n|\r|\n", path.read_bytes().decode()) if line]
    except UnicodeDecodeError:
        problems.append(f"{path.name} is not UTF-8")
        return []


def _declaration_problems(bag: Path) -> Iterable[str]:
    declared = bag / "bagit.txt"
    if declared.is_file() and declared.read_bytes() != _DECLARATION:
        yield "bagit.txt does not declare BagIt 1.0 in UTF-8"
    if (bag / "fetch.txt").exists():
        yield "fetch.txt names content elsewhere; a bag of the store holds all of its own"


def _oxum_problems(bag: Path, sizes: list[int]) -> list[str]:
    info = bag / "bag-info.txt"
    found = f"{sum(sizes)}.{len(sizes)}"
    match = re.search(rb"^Payload-Oxum: (\S+)$", info.read_bytes(), re.MULTILINE) if info.is_file() else None
    if not match:
        return ["bag-info.txt declares no Payload-Oxum"]
    declared = match[1].decode("ascii", "replace")
    return [] if declared == found else [f"bag-info.txt declares {declared} as Payload-Oxum, found is {found}"]


def _fixity(path: Path) -> Fixity:
    hashes, size = tuple(hashlib.new(each) for each in ALGORITHMS), 0
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            size += len(data)
            for each in hashes:
                each.update(data)
    return Fixity(size, tuple(each.hexdigest() for each in hashes))
