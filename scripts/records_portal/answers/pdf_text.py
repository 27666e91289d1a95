"""What text can be got out of a PDF: enough to look a number up in it, and nothing where it cannot be read.

* Streams are unpacked within limits; fonts are read by their own tables to Unicode. No font's table is known to be the
  one of a piece of text, so every table makes a reading of its own of all pieces.
* A picture of a page (a scan) has no text: it is read by a person.

Source: ISO 32000-1, 7.3.4 (strings), 7.5.7 (object streams), 9.10.3 (ToUnicode).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

MOST_UNPACKED = 50_000_000
MOST_STREAMS = 5_000
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_STRING = re.compile(rb"\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)|<([0-9A-Fa-f\s]*)>(?!>)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")

FontTable = dict[bytes, str]


def pdf_readings(data: bytes) -> list[str]:
    """The text of a PDF as each of its fonts reads it, and as plain characters; none where it cannot be read."""
    if not data.startswith(b"%PDF-") or b"/Encrypt" in data:
        return []
    streams = list(_streams(data))
    tables = [table for each in streams if (table := _font_table(each))]
    pieces = [piece for each in streams if b"BT" in each and b"ET" in each for piece in _pieces(each)]
    plain = b"".join(pieces).decode("latin-1")
    readings = [plain, *("".join(_decoded(piece, table) for piece in pieces) for table in tables)]
    return [each for each in readings if any(character.isalnum() for character in each)]


def _streams(data: bytes) -> Iterator[bytes]:
    """Every stream, unpacked where it is packed."""
    left = MOST_UNPACKED
    for number, match in enumerate(_STREAM.finditer(data)):
        if number >= MOST_STREAMS or left <= 0:
            return
        unpacked = match[1]
        opener = zlib.decompressobj()
        try:
            unpacked = opener.decompress(match[1], left)
        except zlib.error:
            unpacked = match[1][:left]
        left -= len(unpacked)
        yield unpacked


def _font_table(stream: bytes) -> FontTable:
    """What a font's table to Unicode says of each code; empty for any other stream."""
    found: FontTable = {}
    for block in _CHARACTERS.findall(stream):
        for code, text in _PAIR.findall(block):
            found[bytes.fromhex(_even(code))] = _unicode(text)
    for block in _RANGES.findall(stream):
        for first, last, text in _RANGE.findall(block):
            width, start, end = len(_even(first)) // 2, int(first, 16), int(last, 16)
            base = _unicode(text)
            for place in range(min(end - start + 1, 65_536) if len(base) == 1 else 0):
                if ord(base) + place < 0xD800:
                    found[(start + place).to_bytes(width, "big")] = chr(ord(base) + place)
    return found


def _even(digits: bytes) -> str:
    text = digits.decode("ascii")
    return text if len(text) % 2 == 0 else f"0{text}"


def _unicode(digits: bytes) -> str:
    return bytes.fromhex(_even(digits)).decode("utf-16-be", "replace")


def _pieces(stream: bytes) -> Iterator[bytes]:
    """The strings of a page, in the order in which they stand."""
    for text, digits in _STRING.findall(stream):
        if digits:
            plain = b"".join(digits.split())
            yield bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode("ascii"))
        else:
            yield _ESCAPE.sub(_unescaped, text)


def _unescaped(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    return bytes([int(escape, 8) & 0xFF]) if escape.isdigit() else _NAMED.get(escape, escape)


def _decoded(piece: bytes, table: FontTable) -> str:
    width = max(len(code) for code in table)
    return "".join(table.get(piece[place : place + width], "") for place in range(0, len(piece), width))
