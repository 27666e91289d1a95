"""Digests of files as they lie on the disk, each file read once, on two threads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

# Digits in hexadecimal; bags made elsewhere may still use the old ones.
KNOWN_ALGORITHMS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
THREADS = 2
_CHUNK = 1 << 20
# Of smaller files two are read side by side, without waiting for each other at every block.
_LARGE = 16 << 20
# A bag may have a million files: no more than these are ever queued.
_AHEAD = 64

Digests = tuple[str, ...]


def digests_of_files(
    folder: Path, sizes: Mapping[str, int], algorithms: Sequence[str]
) -> Iterator[tuple[str, Digests | OSError]]:
    """Each file's digests in the order of the algorithms, or why it cannot be read; in the order of the names.

    Two files are read at a time; of a large one, where there are several algorithms, these are computed beside each
    other instead.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        started: list[tuple[str, Future[Digests] | None]] = []
        for name, size in sizes.items():
            alone = size < _LARGE or len(algorithms) == 1
            started.append((name, pool.submit(_digests, folder / name, algorithms) if alone else None))
            if len(started) >= _AHEAD:
                yield _finished(folder, *started.pop(0), algorithms, pool)
        for name, running in started:
            yield _finished(folder, name, running, algorithms, pool)


def _finished(
    folder: Path, name: str, running: Future[Digests] | None, algorithms: Sequence[str], pool: ThreadPoolExecutor
) -> tuple[str, Digests | OSError]:
    try:
        return name, running.result() if running else _digests_of_large(folder / name, algorithms, pool)
    except OSError as error:
        return name, error


# A FIPS build of Python refuses MD5 and SHA-1 unless told that nothing is kept secret by them.
def _digests(path: Path, algorithms: Sequence[str]) -> Digests:
    hashes = [hashlib.new(each, usedforsecurity=False) for each in algorithms]
    with path.open("rb", buffering=0) as file:
        while data := file.read(_CHUNK):
            for each in hashes:
                each.update(data)
    return tuple(each.hexdigest() for each in hashes)


def _digests_of_large(path: Path, algorithms: Sequence[str], pool: ThreadPoolExecutor) -> Digests:
    hashes = [hashlib.new(each, usedforsecurity=False) for each in algorithms]
    running: list[Future[None]] = []
    with path.open("rb", buffering=0) as file:
        while data := file.read(_CHUNK):
            for one in running:
                one.result()
            running = [pool.submit(each.update, data) for each in hashes]
    for one in running:
        one.result()
    return tuple(each.hexdigest() for each in hashes)
