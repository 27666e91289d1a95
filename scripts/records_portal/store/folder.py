"""The store: the only place of content and of digest keys, outside every working tree, one writer at a time.

`bags/SITE/CAPTURE/` are the captures, `keys/SITE.key` the keys, `certificates/` what was disposed of, `transfers/` the
packages that wait for a receipt, `evidence/` the messages by which acts are known, `staging/` what is being built,
`journals/` what was begun, `anchors.yml` which repositories are meant, `moves/` who agreed that one moved,
`identity.yml` which store it is, `lock` the lock. Whoever takes the lock first completes or undoes a disposition that
was cut short.

A second copy has `copy.yml` in the place of `identity.yml`, and, while a bag of it is being replaced, `replacing/`;
restored and opened, it has `locked/` and `opened/`.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from records_portal.files.durable import sync_folder
from records_portal.register.findings import Refusal

from .anchors import ANCHORS, MOVES
from .evidence import EVIDENCE
from .identity import refuse_copy
from .journals import recover, undo_uncertified
from .removal import (
    AGAIN,
    ASIDE,
    BAGS,
    CERTIFICATES,
    COPY,
    IDENTITY,
    INDEXES,
    JOURNALS,
    KEYS,
    LOCK,
    LOCKED,
    REPLACING,
    STAGING,
    TRANSFERS,
    delete_staged,
    delete_unused_store,
    empty_staging,
    move_capture_into_place,
    move_key_into_place,
    waiting_key_path,
)

# An HMAC key shorter than its hash weakens it (RFC 2104, 3); this is the length of SHA-256.
KEY_BYTES = 32
FOLDERS = (BAGS, KEYS, STAGING)
# A quota and a limit on the size of files end a write as a full disk does.
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
        """A site's key; a new one waits in staging until the site's first capture is committed."""
        path, waiting = self.folder / KEYS / f"{site}.key", waiting_key_path(self.folder, site)
        if path.exists():
            return read_key(path)
        if not waiting.exists():
            # Readable for its owner from the first moment: a mode set later would come too late.
            with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
        return read_key(waiting)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """An empty folder to build in; what is still there at the end is removed."""
        folder = self.folder / STAGING / secrets.token_hex(8)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            delete_staged(self.folder, folder.name)

    def commit(self, staged: Path, site: str, capture: str) -> Path:
        """Move a finished bag to its place: the one moment from which the capture exists."""
        if waiting_key_path(self.folder, site).exists():
            # The key first: a bag whose key is lost could never be compared with a later capture.
            move_key_into_place(self.folder, site)
        place = self.bag(site, capture)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        # The folder of the site may be new, and is only durable when its name is.
        sync_folder(place.parent.parent)
        return move_capture_into_place(self.folder, staged, f"{site}/{capture}")


def read_key(path: Path) -> bytes:
    """The key in a file."""
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise Refusal(
            f"{path.name!r} in the store holds {len(key)} bytes; a key has {KEY_BYTES}, restore it from a copy"
        )
    return key


@contextmanager
def locked_store(folder: Path, *, is_copy: bool = False) -> Iterator[Store]:
    """The store at a folder, made where there is none, for this run alone until the block ends.

    A second copy is refused unless the run is about copies.
    """
    check_place(folder)
    if not is_copy:
        refuse_copy(folder)
    try:
        existed = folder.exists()
        holds_nothing = not existed or _is_empty(folder)
        _make(folder)
        # Not inherited: a process that is started would hold the lock after this one has ended.
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Refusal(f"the store {str(folder)!r} cannot be written ({error.strerror}); name one that can") from error
    try:
        _lock(handle, folder)
        with ExitStack() as undoing:
            undoing.callback(_leave_nothing, folder, existed, holds_nothing)
            if is_copy:
                undo_uncertified(folder)  # what is certified is destroyed in a copy once nobody holds it
            else:
                recover(folder)
            empty_staging(folder)
            yield Store(folder)
            undoing.pop_all()
    except OSError as error:
        reason = "it is full" if error.errno in FULL else error.strerror
        raise Refusal(
            f"a file could not be read or written ({reason}); make room or mend that, and run it again"
        ) from error
    finally:
        with suppress(OSError):  # a process that is being started at this moment shares the handle for a while
            fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _lock(handle: int, folder: Path) -> None:
    """Take the lock, and make sure that it is still the one that the next run will find."""
    try:
        # The system lets go of it when the process dies; a file that says locked would stay.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mine = os.path.samestat(os.fstat(handle), (folder / LOCK).stat())
    except (BlockingIOError, FileNotFoundError):
        mine = False
    if not mine:
        raise Refusal(f"the store {str(folder)!r} is in use by another run; try again when it has ended")


def _leave_nothing(folder: Path, existed: bool, held_nothing: bool) -> None:
    """Take back what a run that failed has begun; the store too where it held nothing before and holds no capture."""
    with suppress(OSError):
        empty_staging(folder)
    if held_nothing:
        delete_unused_store(folder, existed)


def check_place(folder: Path) -> None:
    """Refuse a place inside a working tree, where content would end up in a history that never forgets."""
    resolved = folder.resolve()
    for above in (resolved, *resolved.parents):
        # A working tree, or a bare repository, which has no `.git` within.
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
        # A write of one of the files that was cut short; the next one takes the same unfinished name.
        unfinished = {f".{name}.unfinished" for name in (ANCHORS, IDENTITY, COPY)}
        strangers = {each.name for each in folder.iterdir()} - _KNOWN - unfinished
        if strangers:
            raise Refusal(
                f"{str(folder)!r} holds {min(strangers)!r}, which no store does; name the store or a new folder"
            )
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder)


OPENED = "opened"  # a restored copy alone has it: what it was found to be
_KNOWN = {*FOLDERS, ANCHORS, MOVES, EVIDENCE, LOCK, "lost+found", JOURNALS, CERTIFICATES, ASIDE, INDEXES, TRANSFERS}
_KNOWN |= {IDENTITY, COPY, LOCKED, OPENED, REPLACING, AGAIN}
