"""The store: the only place of content and of digest keys, outside every working tree, one writer at a time.

`bags/SITE/CAPTURE/` are the captures, `keys/SITE.key` the keys, `staging/` what is being built, `lock` the lock.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .bags import sync_folder
from .findings import Refusal

KEY_BYTES = 32
FOLDERS = ("bags", "keys", "staging")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Store:
    """A store that exists and may be written to."""

    folder: Path

    def bag(self, site: str, capture: str) -> Path:
        """Where a capture's bag lies."""
        return self.folder / "bags" / site / capture

    def bags(self, site: str) -> list[Path]:
        """The bags of a site, by their captures' names."""
        folder = self.folder / "bags" / site
        return sorted(each for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []

    def key(self, site: str) -> bytes:
        """A site's key, made on first use."""
        path = self.folder / "keys" / f"{site}.key"
        if not path.exists():
            self._make_key(path)
        return read_key(path)

    def _make_key(self, path: Path) -> None:
        unfinished = self.folder / "staging" / f"{path.name}.new"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        sync_folder(path.parent)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """An empty folder to build in; what is still there at the end is removed."""
        folder = self.folder / "staging" / secrets.token_hex(8)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def commit(self, staged: Path, site: str, capture: str) -> Path:
        """Move a finished bag to its place: the one moment from which the capture exists."""
        place = self.bag(site, capture)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        sync_folder(place.parent.parent)
        staged.rename(place)
        sync_folder(place.parent)
        return place


def read_key(path: Path) -> bytes:
    """The key in a file."""
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise Refusal(
            f"{path.name!r} in the store holds {len(key)} bytes; a key has {KEY_BYTES}, restore it from a copy"
        )
    return key


@contextmanager
def locked_store(folder: Path) -> Iterator[Store]:
    """The store at a folder, made where there is none, for this run alone until the block ends."""
    check_place(folder)
    try:
        _make(folder)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Refusal(f"the store {str(folder)!r} cannot be written ({error.strerror}); name one that can") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refusal(f"the store {str(folder)!r} is in use by another run; try again when it has ended") from error
        for left in (folder / "staging").iterdir():
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        yield Store(folder)
    except OSError as error:
        reason = "it is full" if error.errno in FULL else error.strerror
        raise Refusal(
            f"a file could not be read or written ({reason}); make room or mend that, and run it again"
        ) from error
    finally:
        os.close(handle)


def check_place(folder: Path) -> None:
    """Refuse a place inside a working tree, where content would end up in a history that never forgets."""
    resolved = folder.resolve()
    for above in (resolved, *resolved.parents):
        if (above / ".git").exists() or ((above / "HEAD").is_file() and (above / "objects").is_dir()):
            raise Refusal(
                f"the store {str(folder)!r} lies inside the working tree {str(above)!r}; name a folder outside"
            )


def _make(folder: Path) -> None:
    if folder.exists():
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "it is not a folder")
        if not stat.S_IMODE(folder.stat().st_mode) & stat.S_IWUSR:
            raise PermissionError(errno.EACCES, "it is read-only")
        strangers = {each.name for each in folder.iterdir()} - _KNOWN
        if strangers:
            raise Refusal(
                f"{str(folder)!r} holds {min(strangers)!r}, which no store does; name the store or a new folder"
            )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder)


_KNOWN = {*FOLDERS, "lock", "lost+found", "journals", "certificates", "dispositions", "indexes"}
