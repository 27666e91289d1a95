"""Bags (BagIt 1.0 with SHA-256 and SHA-512): written in one stream and made durable.

* A file is digested while it is written, each algorithm on a thread of its own where the file is long.
* Every file is on the disk before the bag is sealed; several are made durable while the next ones are written.
* Both payload manifests list every payload file; both tag manifests list every other file but themselves.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from records_portal.files.durable import sync_folder
from records_portal.files.progress import Progress, unseen

Algorithm = Literal["sha256", "sha512"]
# Every tool of BagIt 1.0 has to know both (RFC 8493, 2.4), and a flaw in one leaves the other.
ALGORITHMS: tuple[Algorithm, ...] = ("sha256", "sha512")
CHUNK = 1 << 20
# The disk may be faster than a digest; what waits for it is bounded.
BLOCKS_AHEAD = 4
# A disk makes several files durable in one turn; so many are asked of it together, and so many may wait, each open.
# With none a file is durable before the next one begins, and two runs make the same calls in the same order.
SYNCED_AT_ONCE = 8
MOST_WAITING = 64
# The seeds of the items, of which their commitments are made.
SALTS = "salts.csv"
# Two lines in this order and nothing else (RFC 8493, 2.1.1).
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@dataclass(frozen=True, slots=True)
class Fixity:
    """What a file was when it was written: its bytes and its digests, in the order of the algorithms."""

    size: int
    digests: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return self.digests[0]


class PayloadFile:
    """A file of a bag that is being written, in blocks; all but the last are digested while the next one is made."""

    def __init__(self, file: BinaryIO, digesters: Sequence[ThreadPoolExecutor]) -> None:
        self._file, self._digesters, self.size = file, digesters, 0
        self._hashes = tuple(hashlib.new(each) for each in ALGORITHMS)
        self._block: list[bytes] = []
        self._block_size = 0
        self._running: deque[list[Future[None]]] = deque()

    def write(self, data: bytes) -> None:
        """Take data in; it is written and digested with its block."""
        self._block.append(data)
        self._block_size += len(data)
        self.size += len(data)
        # hashlib lets other threads run only while it digests more than 2,047 bytes.
        if self._block_size >= CHUNK:
            block = self._taken()
            pairs = zip(self._digesters, self._hashes, strict=True)
            self._running.append([digester.submit(each.update, block) for digester, each in pairs])
            self._file.write(block)
            self._settle(BLOCKS_AHEAD)

    def flush(self) -> None:
        """Write and digest what is left."""
        block = self._taken()
        self._file.write(block)
        self._file.flush()
        self._settle(0)
        for each in self._hashes:
            each.update(block)

    def fixity(self) -> Fixity:
        """What was written until it was flushed."""
        return Fixity(self.size, tuple(each.hexdigest() for each in self._hashes))

    def _taken(self) -> bytes:
        block = self._block[0] if len(self._block) == 1 else b"".join(self._block)
        self._block, self._block_size = [], 0
        return block

    def _settle(self, ahead: int) -> None:
        """Wait until no more blocks than this are still to be digested."""
        while len(self._running) > ahead:
            for each in self._running.popleft():
                each.result()


def _digesters() -> tuple[ThreadPoolExecutor, ...]:
    """A thread for each algorithm, which starts with the first block that it is given."""
    return tuple(ThreadPoolExecutor(1) for _ in ALGORITHMS)


def _threads_for_disk() -> ThreadPoolExecutor | None:
    return ThreadPoolExecutor(SYNCED_AT_ONCE) if SYNCED_AT_ONCE else None


@dataclass(slots=True)
class BagWriter:
    """A bag in the making, in a folder of its own."""

    folder: Path
    payload: dict[str, Fixity] = field(default_factory=dict)
    tags: dict[str, Fixity] = field(default_factory=dict)
    progress: Progress = unseen
    _stage: tuple[str, int] = ("writing", 0)
    _threads: tuple[ThreadPoolExecutor, ...] = field(default_factory=_digesters)
    _disk: ThreadPoolExecutor | None = field(default_factory=_threads_for_disk)
    _waiting: deque[Future[None]] = field(default_factory=deque)

    @property
    def written(self) -> Mapping[str, Fixity]:
        """Every file that was digested as it was written."""
        return {**self.payload, **self.tags}

    def begin(self, what: str, total: int) -> None:
        """From now on, what is told is of this work and of so many bytes."""
        self._stage = what, total
        self.told(0)

    def told(self, size: int) -> None:
        """So many bytes more are done."""
        self.progress(*self._stage, size)

    @contextmanager
    def open(self, name: str) -> Iterator[PayloadFile]:
        """A new payload file, named below the bag (`data/...`), durable when the bag is sealed."""
        with self._new(name) as file:
            yield file
        self.payload[name] = file.fixity()

    def copy(self, name: str, source: BinaryIO) -> Fixity:
        """A new payload file with the content of a stream."""
        with self.open(name) as file:
            while data := source.read(CHUNK):
                file.write(data)
                self.told(len(data))
        return self.payload[name]

    def copy_again(self, name: str, source: BinaryIO, known: Fixity) -> Fixity:
        """A new payload file with content that lies in the bag already; whether it is the same shows in verifying."""
        with self._created(name) as file:
            while data := source.read(CHUNK):
                file.write(data)
                self.told(len(data))
        self.payload[name] = known
        return known

    def write_tag(self, name: str, data: bytes) -> None:
        """A new file beside the payload."""
        with self.open_tag(name) as file:
            file.write(data)

    @contextmanager
    def open_tag(self, name: str) -> Iterator[PayloadFile]:
        """A new file beside the payload, written in pieces."""
        with self._new(name) as file:
            yield file
        self.tags[name] = file.fixity()

    def write_manifests(self) -> dict[Algorithm, str]:
        """Write the payload manifests; the SHA-256 of each by its algorithm."""
        for place, algorithm in enumerate(ALGORITHMS):
            self.write_tag(f"manifest-{algorithm}.txt", _manifest(self.payload, place))
        return {algorithm: self.tags[f"manifest-{algorithm}.txt"].sha256 for algorithm in ALGORITHMS}

    def seal(self, info: Mapping[str, str]) -> None:
        """Write the declaration, the bag's description and the tag manifests, and make every folder durable."""
        oxum = f"{sum(each.size for each in self.payload.values())}.{len(self.payload)}"
        self.write_tag("bagit.txt", DECLARATION)
        self.write_tag("bag-info.txt", render_info({**info, "Payload-Oxum": oxum}))
        described = dict(self.tags)
        for place, algorithm in enumerate(ALGORITHMS):
            with self._new(f"tagmanifest-{algorithm}.txt") as file:
                file.write(_manifest(described, place))
        self._settle(0)
        # Syncing a file does not make its name durable (fsync(2)): that stands in its folder.
        for folder, _, _ in os.walk(self.folder, topdown=False):
            sync_folder(Path(folder))
        for each in filter(None, (*self._threads, self._disk)):
            each.shutdown()

    @contextmanager
    def _new(self, name: str) -> Iterator[PayloadFile]:
        with self._created(name) as file:
            written = PayloadFile(file, self._threads)
            yield written
            written.flush()

    @contextmanager
    def _created(self, name: str) -> Iterator[BinaryIO]:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Never over a file that is there: two names that meet would lose one content.
        file = path.open("xb")
        try:
            yield file
            file.flush()
        except BaseException:  # whatever ends it, a Ctrl-C too, leaves no file open
            file.close()
            raise
        if self._disk:
            self._waiting.append(self._disk.submit(_make_durable, file))
            self._settle(MOST_WAITING)
        else:
            _make_durable(file)

    def _settle(self, waiting: int) -> None:
        """Wait until no more files than this are still to be made durable; a failure of one is this run's."""
        while len(self._waiting) > waiting:
            self._waiting.popleft().result()


def _make_durable(file: BinaryIO) -> None:
    with file:
        os.fsync(file.fileno())


class Rehearsal(BagWriter):
    """A bag that is hashed and counted like any other, and written nowhere."""

    @contextmanager
    def _created(self, name: str) -> Iterator[BinaryIO]:
        with Path(os.devnull).open("wb") as nowhere:
            yield nowhere


def render_info(elements: Mapping[str, str]) -> bytes:
    """A bag's description, an element a line."""
    return "".join(f"{name}: {value}\n" for name, value in elements.items()).encode()


def _manifest(files: Mapping[str, Fixity], place: int) -> bytes:
    # Sorted, so that the same content gives the same manifest, whenever it was written.
    lines = (f"{files[name].digests[place]}  {_encoded(name)}\n" for name in sorted(files))
    return "".join(lines).encode()


def _encoded(name: str) -> str:
    # Percent first, else the signs that stand for line breaks would be encoded again (RFC 8493, 2.1.3).
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
