"""CAR version 1 cut into its sections by byte offsets, and the blocks in them read (DAG-CBOR).

* A section is a length, a block's CID and the block; a file that ends within one is broken off there.
* A length that no block has, and a header that is none, are refused: nobody writes them by mistake.
* Only what DAG-CBOR allows is read: lengths that are known, keys that are text, tag 42 for links, no other tag.

libipld reads both, and faster; it tells no offsets, and nothing of a block that is not there.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from records_portal.register.findings import Refusal

LARGEST_BLOCK = 8 << 20  # a record of the network has at most 1 MiB
_LARGEST_HEADER = 1 << 16
_LONGEST_LENGTH = 9  # bytes of a varint (multiformats, unsigned-varint)
_DEEPEST = 64
_PIECE = 1 << 20
_LINK_TAG = 42
_SHA_256, _DIGEST = 0x12, 32


class BlockLink(bytes):
    """The CID of another block, as a block has it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class CarSection:
    """A stretch of the file: a block with its CID, the header (with neither), or what is broken off at the end."""

    offset: int
    data: bytes
    cid: bytes = b""
    content: bytes = b""
    broken: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether the block is the one that its CID names."""
        head = self.cid[:-_DIGEST]
        return head[-2:] == bytes((_SHA_256, _DIGEST)) and hashlib.sha256(self.content).digest() == self.cid[-_DIGEST:]


def car_roots(stream: BinaryIO) -> tuple[bytes, ...]:
    """The CIDs that a file's header names; none where it is no CAR of version 1."""
    section = _section(stream, 0, _LARGEST_HEADER)
    try:
        header = dag_cbor(section.content) if section and not section.broken else None
    except ValueError:
        return ()
    if not isinstance(header, dict) or header.get("version") != 1 or not isinstance(header.get("roots"), list):
        return ()
    return tuple(bytes(each) for each in header["roots"] if isinstance(each, BlockLink))


def car_sections(stream: BinaryIO) -> Iterator[CarSection]:
    """The header, every block and what is broken off, in order."""
    offset, most = 0, _LARGEST_HEADER
    while section := _section(stream, offset, most):
        offset += len(section.data)
        if most == LARGEST_BLOCK and not section.broken:
            yield _with_cid(section)
        else:
            yield CarSection(section.offset, section.data, broken=section.broken)
        most = LARGEST_BLOCK


def _section(stream: BinaryIO, offset: int, most: int) -> CarSection | None:
    """The next length and what it counts; nothing at the end of the file."""
    length, written = 0, b""
    while not written or written[-1] & 0x80:
        one = stream.read(1)
        if not one:
            return CarSection(offset, written, broken=True) if written else None
        length |= (one[0] & 0x7F) << (7 * len(written))
        written += one
        if len(written) > _LONGEST_LENGTH or length > most:
            raise Refusal(f"a block at byte {offset} of a CAR file has a length that none has; export it again")
    content = stream.read(length)
    return CarSection(offset, written + content, content=content, broken=len(content) < length)


def _with_cid(section: CarSection) -> CarSection:
    """A section whose CID is told from its block."""
    content = section.content
    # A CID of version 0 is the bare digest of a tree of files; those of version 1 begin with their version.
    length = 2 + _DIGEST if content[:2] == bytes((_SHA_256, _DIGEST)) else 4 + _DIGEST
    if len(content) < length or (length == 4 + _DIGEST and content[0] != 1):
        raise Refusal(f"a block at byte {section.offset} of a CAR file has no CID; export it again")
    return CarSection(section.offset, section.data, content[:length], content[length:])


def cid_text(cid: bytes) -> str:
    """A CID as people and addresses write it."""
    return "b" + base64.b32encode(cid).decode().lower().rstrip("=")


def dag_cbor(data: bytes) -> Any:
    """The value of a block; what is not DAG-CBOR is a `ValueError`."""
    try:
        value, end = _value(data, 0, 0)
    except (IndexError, struct.error) as error:
        raise ValueError("the block ends within a value") from error
    if end != len(data):
        raise ValueError("something stands behind the value")
    return value


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > _DEEPEST:
        raise ValueError("values stand too deep in each other")
    major, low = data[at] >> 5, data[at] & 0x1F
    if major == 7:
        return _simple(data, at, low)
    count, at = _count(data, at + 1, low)
    if major == 0:
        return count, at
    if major == 1:
        return -1 - count, at
    if major in (2, 3):
        return _text(data, at, count, as_text=major == 3)
    if major == 4:
        return _list(data, at, count, depth)
    return _map(data, at, count, depth) if major == 5 else _link(data, at, count, depth)


def _count(data: bytes, at: int, low: int) -> tuple[int, int]:
    """The number that belongs to a value's first byte, and where it ends."""
    if low < 24:
        return low, at
    if low > 27:
        raise ValueError("a length that is not known is no DAG-CBOR")
    size = 1 << (low - 24)
    if at + size > len(data):
        raise ValueError("the block ends within a value")
    return int.from_bytes(data[at : at + size], "big"), at + size


def _simple(data: bytes, at: int, low: int) -> tuple[Any, int]:
    if low in (20, 21, 22):
        return (False, True, None)[low - 20], at + 1
    if low == 27:
        return struct.unpack_from(">d", data, at + 1)[0], at + 9
    raise ValueError("a simple value that is no DAG-CBOR")


def _text(data: bytes, at: int, count: int, *, as_text: bool) -> tuple[Any, int]:
    end = at + count
    if end > len(data):
        raise ValueError("the block ends within a value")
    return (data[at:end].decode() if as_text else data[at:end]), end


def _list(data: bytes, at: int, count: int, depth: int) -> tuple[list[Any], int]:
    values = []
    for _ in range(count):
        value, at = _value(data, at, depth + 1)
        values.append(value)
    return values, at


def _map(data: bytes, at: int, count: int, depth: int) -> tuple[dict[str, Any], int]:
    values = {}
    for _ in range(count):
        key, at = _value(data, at, depth + 1)
        if not isinstance(key, str) or key in values:
            raise ValueError("a key is no text or stands twice")
        values[key], at = _value(data, at, depth + 1)
    return values, at


def _link(data: bytes, at: int, tag: int, depth: int) -> tuple[BlockLink, int]:
    value, at = _value(data, at, depth + 1)
    # The first byte says that no other base than the bytes themselves is meant (DAG-CBOR, links).
    if tag != _LINK_TAG or not isinstance(value, bytes) or value[:1] != b"\0":
        raise ValueError("a tag that is no link")
    return BlockLink(value[1:]), at
