"""The one durable write and the one lock: a file is there whole or not at all, and of two writers one waits.

POSIX promises neither that a rename is on the disk when it returns nor that a file's bytes are there before its name:
the bytes are synced before the rename, and the folder after it.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_durably(path: Path, data: bytes) -> None:
    """A file that is there whole and durable or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    if unfinished.is_symlink():  # a commit may bring one, and what it leads to would be written over
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(unfinished))
    try:
        with os.fdopen(_opened_anew(unfinished), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except OSError as error:
        with suppress(OSError):  # the fault that matters is the first one
            unfinished.unlink(missing_ok=True)
        error.filename = str(path)  # a full disk names no file
        raise
    sync_folder(path.parent)


def _opened_anew(path: Path) -> int:
    """A file of our own under this name: what a killed run left gives way, and a link there is never followed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(path, flags, 0o666)
    except FileExistsError:
        path.unlink()
        return os.open(path, flags, 0o666)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """The folder for this run alone: of two that write at once the second sees what the first wrote."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # the system lets go of it when the process dies
        yield
    finally:
        os.close(handle)
