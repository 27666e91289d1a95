"""Tars, plain and packed, and folders that mean harm, by name: how they are made, and what the refusal has to say."""

from __future__ import annotations

import gzip
import os
import socket
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from .names import ABSOLUTE, ABSURD, MEETING, TRAVERSAL, UNSEEN
from .raw import fields, sound_files, tar_entry, tar_of

Case = tuple[str, Callable[[], bytes], str]
FolderCase = tuple[str, Callable[[Path], object], str]


def tars() -> Iterator[Case]:
    """Every case: its name, its bytes when asked for, and a part of the refusal."""
    for group in (_names, _kinds, _fields, _structure):
        yield from group()


def _with_name(name: str) -> bytes:
    """An entry with a name of any length, told in a field before it."""
    return tar_entry(b"fields", fields(path=name.encode()), b"x") + tar_entry(b"data/short")


def _names() -> Iterator[Case]:
    groups = (
        (TRAVERSAL, "leads out"),
        (ABSOLUTE, "absolute name|leads out"),
        (UNSEEN, "cannot be seen"),
        (ABSURD, "too long"),
    )
    for group, why in groups:
        for label, name in group.items():
            if len(name) < 60_000:
                yield f"name-{label}", partial(tar_of, _with_name(name)), why
    for label, pair in MEETING.items():
        entries = [tar_entry(each.encode(), b"" if each[-1] == "/" else b"x") for each in pair]
        yield f"names-meet-{label}", partial(tar_of, *entries), "are one name|lies below a file"
    yield "name-in-header-up", lambda: tar_of(tar_entry(b"../evil")), "leads out"
    yield "name-in-long-form-up", lambda: tar_of(tar_entry(b"l", b"../evil\0", b"L") + tar_entry(b"a")), "leads out"
    yield "name-not-text", lambda: tar_of(tar_entry(b"data/\xff\xfe")), "no text"
    yield "folder-up", lambda: tar_of(tar_entry(b"../evil", b"", b"5")), "leads out"


def _kinds() -> Iterator[Case]:
    kinds = {
        b"1": "hard-link", b"2": "link", b"3": "character-device", b"4": "block-device", b"6": "pipe",
        b"7": "contiguous", b"S": "sparse", b"V": "volume", b"M": "continued", b"D": "listing", b"Z": "unknown",
    }  # fmt: skip
    for kind, label in kinds.items():
        entry = tar_entry(b"data/b", b"", kind, target=b"/etc/passwd")
        yield f"kind-{label}", partial(tar_of, entry), "link or a device"
    through = tar_entry(b"data/l", b"", b"2", target=b"/tmp") + tar_entry(b"data/l/evil")
    yield "kind-file-through-link", lambda: tar_of(through), "link or a device"
    yield "kind-set-user-on-execution", lambda: tar_of(tar_entry(b"data/b", mode=0o4755)), "somebody else"
    yield "kind-set-group-on-execution", lambda: tar_of(tar_entry(b"data/b", mode=0o2755)), "somebody else"
    yield "kind-folder-with-content", lambda: tar_of(tar_entry(b"data/b", b"x", b"5")), "folder with content"
    yield "kind-named-folder-with-content", lambda: tar_of(tar_entry(b"data/b/", b"x")), "folder with content"


def _fields() -> Iterator[Case]:
    entry = tar_entry(b"data/b")

    def before(kind: bytes = b"x", **values: bytes) -> Callable[[], bytes]:
        return lambda: tar_of(tar_entry(b"fields", fields(**values), kind), entry)

    yield "fields-link", before(linkpath=b"/etc/passwd"), "a link or a sparse file"
    yield "fields-sparse", before(GNU_sparse_major=b"1"), "a link or a sparse file"
    yield "fields-size-beyond", before(size=b"99999999999"), "end is missing"
    yield "fields-size-negative", before(size=b"-1"), "half a tar or damaged"
    yield "fields-size-absurd", before(size=b"9" * 40), "half a tar or damaged"
    yield "fields-name-for-all", before(b"g", path=b"data/same"), "one name or size"
    yield "fields-size-for-all", before(b"g", size=b"1"), "one name or size"
    yield "fields-charset", before(hdrcharset=b"BINARY"), "no text"
    broken = tar_entry(b"fields", b"99 path=../evil\n", b"x")
    yield "fields-length-lies", lambda: tar_of(broken, entry), "half a tar or damaged"
    yield (
        "fields-length-zero",
        lambda: tar_of(tar_entry(b"fields", b"0 path=a\n", b"x"), entry),
        "half a tar or damaged",
    )
    yield "fields-before-nothing", lambda: tar_of(tar_entry(b"fields", fields(path=b"a"), b"x")), "no entry"
    yield "fields-chain", lambda: tar_of(tar_entry(b"l", b"a\0", b"L") * 2000, entry), "too much stands before"
    yield "fields-huge", lambda: tar_of(tar_entry(b"f", bytes(1 << 20), b"x"), entry), "longer than any"
    huge = tar_entry(b"l", b"", b"L", size=b"77777777777\0")
    yield "fields-huge-declared", lambda: tar_of(huge, entry), "longer than any"


def _structure() -> Iterator[Case]:
    half = "half a tar or damaged"
    yield "checksum-wrong", lambda: tar_of(tar_entry(b"data/b", checksum=1)), half
    yield "size-negative", lambda: tar_of(tar_entry(b"data/b", size=b"\xff" * 12)), half
    yield "size-beyond", lambda: tar_of(tar_entry(b"data/b", size=b"77777777777\0")), half
    yield "size-in-bytes-beyond", lambda: tar_of(tar_entry(b"data/b", size=b"\x80" + b"\x7f" * 11)), half
    yield "size-no-number", lambda: tar_of(tar_entry(b"data/b", size=b"lots\0")), half
    yield "end-missing", lambda: tar_of(end=b""), half
    yield "behind", lambda: tar_of() + b"behind", half
    yield "concatenated", lambda: tar_of() + tar_of(), half
    whole = tar_of()
    for part in (30, 60, 90):
        yield f"half-{part}-percent", partial(_start_of, whole, part), half


def packed_tars() -> Iterator[Case]:
    """The same for tars packed by gzip."""
    sound = gzip.compress(tar_of(), mtime=0)
    half = "half a tar.gz or damaged|half a tar-gz or damaged"
    for part in (10, 50, 99):
        yield f"half-{part}-percent", partial(_start_of, sound, part), half
    yield "behind", lambda: sound + b"behind", half
    yield "concatenated", lambda: sound + sound, half
    yield "checksum-wrong", lambda: sound[:-8] + struct.pack("<2L", 1, len(tar_of())), half
    yield "size-wrong", lambda: sound[:-4] + b"\1\0\0\0", half
    yield "bomb", lambda: gzip.compress(tar_of(tar_entry(b"data/b", bytes(64 << 20))), mtime=0), "would unpack"
    yield "bomb-of-nothing", lambda: gzip.compress(bytes(64 << 20), mtime=0), "would unpack"
    yield "no-tar-inside", lambda: gzip.compress(b"a letter", mtime=0), half
    yield "packed-twice", lambda: gzip.compress(sound, mtime=0), half
    long_name = b"\x1f\x8b\x08\x08" + bytes(6) + b"a" * (16 << 20)
    yield "name-without-end", lambda: long_name, half
    yield "link-inside", lambda: gzip.compress(tar_of(tar_entry(b"a", b"", b"2", target=b"/etc"))), "link or a device"
    yield "up-inside", lambda: gzip.compress(tar_of(tar_entry(b"../evil"))), "leads out"
    yield "flags-reserved", lambda: b"\x1f\x8b\x08\xe0" + sound[4:], half
    yield "deflate-broken", lambda: sound[:10] + b"\xff" * 40 + zlib.compress(b"x"), half


def folders() -> Iterator[FolderCase]:
    """The same for folders: what is done to a sound one."""
    yield "link", lambda top: (top / "data/b").symlink_to("/etc/passwd"), "link or a device"
    yield "link-to-folder", lambda top: (top / "b").symlink_to("/etc"), "link or a device"
    yield "link-to-nothing", lambda top: (top / "b").symlink_to("nowhere"), "link or a device"
    yield "pipe", lambda top: os.mkfifo(top / "data/b"), "link or a device"
    yield "socket", _socket, "link or a device"
    yield "set-user-on-execution", _set_user, "somebody else"
    yield "sparse", lambda top: _sparse(top / "data/b"), "would unpack"
    yield "name-control", partial(_file, "a\x1b[2J"), "cannot be seen"
    yield "name-line-break", partial(_file, "a\nb"), "cannot be seen"
    yield "name-right-to-left", partial(_file, "a\u202eb"), "cannot be seen"
    yield "name-backslash", partial(_file, "..\\evil"), "leads out"
    yield "name-not-text", lambda top: Path(os.fsdecode(os.fsencode(top) + b"/\xff")).touch(), "cannot be seen"
    yield "names-meet-case", partial(_file, "DATA/ACCOUNT.js"), "are one name"
    yield (
        "too-deep",
        partial(_file, "a/" * 20 + "b"),
        "too deep",
    )


def sound_folder(top: Path) -> Path:
    """The sound export as a folder."""
    for name, data in sound_files().items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    return top


def _socket(top: Path) -> None:
    here = Path.cwd()
    os.chdir(top)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("b")
    finally:
        os.chdir(here)


def _set_user(top: Path) -> None:
    (top / "data/b").touch()
    (top / "data/b").chmod(0o4755)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def _start_of(data: bytes, percent: int) -> bytes:
    return data[: len(data) * percent // 100]


def _file(name: str, top: Path) -> None:
    (top / name).parent.mkdir(parents=True, exist_ok=True)
    (top / name).touch()
