"""Tar archives, plain and packed by gzip, read strictly: files and folders, long names, and an end.

* Links, devices, sparse files, programs that run as another and every other kind of entry are refused.
* Of the fields that may stand before an entry only its name and size count; for all entries at once neither may.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, NamedTuple

from records_portal.register.findings import Refusal

from .streams import CHUNK, PIECE, SET_ON_EXECUTION, Damaged, FileStretch, Limits, check_amount, told

BLOCK = 512
GZIP_MARK = b"\x1f\x8b"
# Names end at 1,000 bytes here; more than this before an entry is memory for nothing.
LONGEST_FIELDS = 1 << 16
MOST_BEFORE_AN_ENTRY = 8
# Archives are padded with zeros to whole records, of 10,240 bytes unless the writer was told otherwise.
LARGEST_PADDING = 1 << 20
# NUL is a file of the time before POSIX; x and g are of pax, L is of GNU tar.
_FILES, _FOLDER, _FIELDS, _FIELDS_FOR_ALL, _LONG_NAME = (b"0", b"\0"), b"5", b"x", b"g", b"L"
_EMPTY = bytes(BLOCK)


class _Header(NamedTuple):
    name: bytes
    mode: int
    size: int
    kind: bytes


class TarArchive:
    """One tar that was found whole and sound, its contents still to be read."""

    def __init__(self, file: BinaryIO, path: Path, limits: Limits, form: str) -> None:
        self.form, self._file = form, file
        self._files: list[tuple[str, int, int]] = []
        folders = []
        try:
            for name, start, size in _entries(file, path, limits):
                if name.endswith("/"):
                    folders.append(name.rstrip("/") or "/")
                else:
                    self._files.append((name, start, size))
        except Damaged as error:
            raise Refusal(f"{path.name!r} is half a {form} or damaged ({error}); download it again") from error
        self.folders = tuple(folders)
        self._places = {name: (start, size) for name, start, size in self._files}

    def members(self) -> Iterator[tuple[str, int]]:
        yield from ((name, size) for name, _, size in self._files)

    def open(self, name: str) -> FileStretch:
        return FileStretch(self._file, *self._places[name])

    def close(self) -> None:
        self._file.close()


def is_tar(head: bytes) -> bool:
    """Whether a file that starts so is a tar."""
    return head[257:262] == b"ustar"


def unpacked_tar(file: BinaryIO, path: Path, limits: Limits) -> BinaryIO:
    """A tar.gz without its packing, in a file that has no name and ends with the program."""
    with ExitStack() as stack:
        # Entries are read in any order, which gzip does not allow; without a name nobody can change it meanwhile.
        spool = stack.enter_context(tempfile.TemporaryFile())
        packed = os.fstat(file.fileno()).st_size
        try:
            for data in _inflated(file):
                spool.write(data)
                check_amount(path, spool.tell(), packed, limits)
        except (Damaged, zlib.error) as error:
            raise Refusal(f"{path.name!r} is half a tar.gz or damaged ({error}); download it again") from error
        spool.flush()
        stack.pop_all()
        return spool


def _inflated(stream: BinaryIO) -> Iterator[bytes]:
    # Adding 16 makes zlib expect the header and checksum of gzip (RFC 1952), and nothing else.
    engine = zlib.decompressobj(16 + zlib.MAX_WBITS)
    waiting = stream.read(PIECE)
    while not engine.eof:
        data = engine.decompress(waiting, CHUNK)
        yield data
        waiting = engine.unconsumed_tail or stream.read(PIECE)
        if not waiting and not data and not engine.eof:
            raise Damaged("its end is missing")
    # Zeros are padding; anything else could be a second member (RFC 1952, 2.2) that others would read on into.
    left = engine.unused_data
    while left:
        if left.strip(b"\0"):
            raise Damaged("something follows its end")
        left = stream.read(PIECE)


def _entries(file: BinaryIO, path: Path, limits: Limits) -> Iterator[tuple[str, int, int]]:
    """The name, place and size of every file, and the name of every folder with a slash behind it."""
    end, place, count, from_here = os.fstat(file.fileno()).st_size, 0, 0, False
    while True:
        header, name, place = _next_header(file, path, place)
        if header is None:
            break
        count += 1
        if count > limits.entries:
            raise Refusal(f"{path.name!r} holds too many entries; at most {limits.entries} are read")
        _check_entry(header, name, path)
        if header.kind == _FOLDER and name in (".", "./"):
            from_here = True  # the folder that was packed, as `tar -C FOLDER .` names it first
            continue
        name = name.removeprefix("./") if from_here else name
        if place + header.size > end:
            raise Damaged("its end is missing")
        if header.kind == _FOLDER and not name.endswith("/"):
            name += "/"
        yield name, place, header.size
        place += _padded(header.size)
    _check_end(file, place, end)


def _next_header(file: BinaryIO, path: Path, place: int) -> tuple[_Header | None, str, int]:
    """The next entry's header with all that stands before it applied, its name, and where its content starts."""
    long_name, fields = b"", dict[str, bytes]()
    for _ in range(MOST_BEFORE_AN_ENTRY):
        header = _header_at(file, place)
        place += BLOCK
        if header is None:
            if long_name or fields:
                raise Damaged("a name stands before no entry")
            return None, "", place
        if header.kind not in (_FIELDS, _FIELDS_FOR_ALL, _LONG_NAME):
            # The fields of pax override the header (POSIX); a long name of GNU does where there are none.
            raw = fields.get("path") or long_name or header.name
            size = _decimal(fields["size"]) if "size" in fields else header.size
            return header._replace(size=size), _text(raw), place
        content = _extension(file, header, place)
        place += _padded(header.size)
        if header.kind == _LONG_NAME:
            long_name = content.rstrip(b"\0")
        else:
            _take_fields(content, header.kind == _FIELDS_FOR_ALL, fields, path)
    raise Damaged("too much stands before an entry")


def _extension(file: BinaryIO, header: _Header, place: int) -> bytes:
    if header.size > LONGEST_FIELDS:
        raise Damaged("a name or its fields are longer than any")
    content = os.pread(file.fileno(), header.size, place)
    if len(content) < header.size:
        raise Damaged("its end is missing")
    return content


def _take_fields(content: bytes, for_all: bool, fields: dict[str, bytes], path: Path) -> None:
    """Note the fields that stand before an entry; those that would make another file of it are refused."""
    while content:
        length, _, rest = content.partition(b" ")
        size = _decimal(length)
        record, content = rest[: size - len(length) - 1], content[size:]
        key, equals, value = record.partition(b"=")
        if not record.endswith(b"\n") or not equals or len(length) + 1 + len(record) != size:
            raise Damaged("its fields are broken")
        name = key.decode("ascii", "replace")
        if name.startswith("GNU.sparse") or name == "linkpath":
            raise Refusal(f"{path.name!r} holds a link or a sparse file; an export holds files only")
        # What one reader takes for a default and another for an override would name files differently.
        if name in ("path", "size") and (for_all or name in fields):
            raise Damaged("it gives several entries one name or size")
        # The one value of pax that says UTF-8; the other, BINARY, says that names are no text.
        if name == "hdrcharset" and value != b"ISO-IR 10646 2000 UTF-8\n":
            raise Damaged("its names are no text")
        if not for_all:
            fields[name] = value[:-1]


def _header_at(file: BinaryIO, place: int) -> _Header | None:
    """The header at a place; nothing where the archive's end is marked."""
    block = os.pread(file.fileno(), BLOCK, place)
    if block == _EMPTY:
        return None
    if len(block) < BLOCK:
        raise Damaged("its end is missing")
    # The sum counts its own eight bytes as spaces (POSIX, ustar interchange format).
    if sum(block) - sum(block[148:156]) + 8 * 32 != _number(block[148:156]) or not is_tar(block):
        raise Damaged("a header is broken")
    name, prefix = block[:100].split(b"\0")[0], block[345:500].split(b"\0")[0]
    # GNU tar, whose mark ends in spaces, keeps times and more in the place of the prefix.
    if prefix and block[257:263] == b"ustar\0":
        name = prefix + b"/" + name
    return _Header(name, _number(block[100:108]), _number(block[124:136]), block[156:157])


def _check_entry(header: _Header, name: str, path: Path) -> None:
    where = f"{told(name)} in {path.name!r}"
    if header.kind not in (*_FILES, _FOLDER):
        raise Refusal(f"{where} is a link or a device; an export holds files only")
    if header.mode & SET_ON_EXECUTION and header.kind != _FOLDER:
        raise Refusal(f"{where} is a program that runs as somebody else; an export holds no such file")
    if header.size and (header.kind == _FOLDER or name.endswith("/")):
        raise Refusal(f"{where} is a folder with content; this is no export")


def _check_end(file: BinaryIO, place: int, end: int) -> None:
    if end - place > LARGEST_PADDING or os.pread(file.fileno(), LARGEST_PADDING, place).strip(b"\0"):
        raise Damaged("something follows its end")


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def _number(field: bytes) -> int:
    """A number in octal digits, or in the bytes themselves where it is too large for those."""
    # GNU tar writes sizes beyond eight gigabytes so, since eleven octal digits do not hold them.
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    if digits.strip(b"01234567"):
        raise Damaged("a number in a header is none")
    return int(digits or b"0", 8)


def _decimal(field: bytes) -> int:
    if not field.isdigit() or len(field) > 15:
        raise Damaged("a number in its fields is none")
    return int(field)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Damaged("a name is no text in UTF-8") from error
