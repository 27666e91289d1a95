"""The records of a web archive, beside the libraries that read such files: speed, and what each makes of damage.

FastWARC comes with the tests; warcio is measured where it is installed. All read the same file in a process of their
own, find the place of each record and compare it with its own digest.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator

from records_portal.exports.formats.web_archives.warc_records import warc_stretches
from tests import web_archives as web

SIZE = 100_000_000
CHUNK = 1 << 16
WARCIO: Any = import_module("warcio.archiveiterator") if find_spec("warcio") else None
FAILURES: tuple[type[Exception], ...] = (OSError, *((WARCIO.ArchiveLoadFailed,) if WARCIO else ()))


def write_crawl(path: Path, size: int, *, packed: bool) -> Path:
    """A crawl of pages, requests and pictures, with digests."""
    chance = random.Random(7)  # noqa: S311 -- repeatable
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 10))) for _ in range(5_000)]
    with path.open("wb") as file:
        number = 0
        while file.tell() < size:
            page = f"{web.HOME}/{number}"
            text = " ".join(chance.choices(words, k=int(min(30_000, chance.lognormvariate(7.5, 1)))))
            kept = [
                _with_digest(page, web.http(f"<title>Page {number}</title><p>{text}")),
                web.record("request", page, web.asking("/")),
            ]
            if number % 3 == 0:
                picture = chance.randbytes(int(min(2_000_000, chance.lognormvariate(10.5, 1))))
                kept.append(_with_digest(f"{page}.jpg", web.http(picture, "image/jpeg")))
            file.write(web.warc(kept, packed=packed))
            number += 1
    return path


def _with_digest(uri: str, block: bytes) -> bytes:
    digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
    return web.record("response", uri, block, WARC_Block_Digest=f"sha1:{digest}")


def read_ours(file: BinaryIO) -> Iterator[tuple[int, bool]]:
    """Where each record begins, and whether it is sound."""
    for each in warc_stretches(file):
        yield each.offset, not each.fault and not each.wrong_digest


def read_fastwarc(file: BinaryIO) -> Iterator[tuple[int, bool]]:
    """The same by FastWARC, its own digests included."""
    for each in ArchiveIterator(file, parse_http=False):
        has_digest = each.headers.get("WARC-Block-Digest") is not None
        yield each.stream_pos, not has_digest or each.verify_block_digest(consume=True)


def read_warcio(file: BinaryIO) -> Iterator[tuple[int, bool]]:
    """The same by warcio."""
    archive = WARCIO.ArchiveIterator(file, check_digests=True, block_size=CHUNK)
    for each in archive:
        yield archive.get_record_offset(), each.digest_checker.passed is not False


READERS: dict[str, Callable[[BinaryIO], Iterator[tuple[int, bool]]]] = {"ours": read_ours, "fastwarc": read_fastwarc}
if WARCIO:
    READERS["warcio"] = read_warcio


def damaged() -> dict[str, bytes]:
    """Ten records each, and something wrong with one of them or before it."""
    crawl, packed, plain = web.crawl(), web.warc(web.crawl()), web.warc(web.crawl(), packed=False)
    parts = [gzip.compress(each, mtime=0) for each in crawl]
    broken = [*parts[:4], parts[4][:20] + bytes(40) + parts[4][60:], *parts[5:]]
    lying = web.record("response", web.HOME, b"x" * 50).replace(b"Content-Length: 50", b"Content-Length: 99")
    return {
        "a damaged record, packed": b"".join(broken),
        "a damaged record, plain": b"".join([*crawl[:4], bytes(90) + b"\r\n\r\n", *crawl[5:]]),
        "a record that says it is longer": gzip.compress(lying) + packed,
        "three records packed as one": gzip.compress(b"".join(crawl[:3])) + b"".join(parts[3:]),
        "something before the first record": b"something\r\n" + plain,
        "something behind the last record": packed + b"something",
        "small letters in Content-Length": plain.replace(b"Content-Length", b"content-length"),
    }


def web_archives(folder: Path) -> None:
    """Print records and megabytes a second of each reader, and how many records each finds behind damage."""
    folder.mkdir(parents=True)
    for name, packed in (("crawl.warc.gz", True), ("crawl.warc", False)):
        path = write_crawl(folder / name, SIZE, packed=packed)
        for reader in READERS:
            command = [sys.executable, "-m", "tests.bench.web_archives", reader, str(path)]
            runs = sorted(subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(3))
            print(f"{name:<14} {reader:<9} {runs[1].strip()}", flush=True)
    for name, content in damaged().items():
        print(f"{name:<36} " + ", ".join(f"{reader} {_found(reader, content)}" for reader in READERS))


def _found(reader: str, content: bytes) -> str:
    """How many sound records a reader finds, and that it gave up where it did."""
    count = 0
    with redirect_stderr(io.StringIO()):
        try:
            for _, sound in READERS[reader](io.BytesIO(content)):
                count += sound
        except FAILURES:
            return f"{count} and then none"
    return str(count)


def main() -> None:
    """One reader and one file, in the process that is measured."""
    reader, name = sys.argv[1:]
    start = time.process_time()
    with Path(name).open("rb") as file:
        found = list(READERS[reader](file))
    seconds = time.process_time() - start
    assert all(sound for _, sound in found)
    megabytes = Path(name).stat().st_size / seconds / 1e6
    # Not `ru_maxrss`: that one starts with what the parent held when it started this process.
    (memory,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    speed = f"{len(found) / seconds:7,.0f} records/s, {megabytes:5.0f} MB/s"
    print(f"{seconds:5.2f} s, {speed}, {int(memory) / 1024:.0f} MB of memory")


if __name__ == "__main__":
    main()
