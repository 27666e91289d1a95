"""XML files cut into their elements by byte offsets, as feeds and exports of blogs have them.

* Nothing is fetched and nothing is expanded: a file that declares entities is not read on from there.
* Characters that XML forbids, and bytes that are no UTF-8, are read as spaces and question marks of the same length;
  the bytes that are kept are those that were received.
* Behind an element that is no XML reading goes on where the next one begins.
* Namespaces are known by their addresses; a prefix that nobody declared stands for itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

PIECE = 1 << 16
_SHORT_PIECE = 1 << 10
LARGEST_ELEMENT = 32 << 20
_LARGEST_OPENING = 1 << 20
_LONGEST_BOUNDARY = 200  # characters between two elements where reading can go on
_DEEPEST = 64
# Of these an XML 1.0 document may hold tab, line feed and carriage return (XML 1.0, 2.2).
_CONTROLS = bytes(each for each in range(0x20) if each not in b"\t\n\r")
_AS_SPACES = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_NO_UTF_8 = re.compile("[\udc80-\udcff]")
_NO_CHARACTER = re.compile("[\ufffe\uffff]")
_ENCODING = re.compile(rb"<\?xml[^>]{1,80}encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
_SPACE = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*")
_SPACES_OF_WORDPRESS = re.compile(r"https?://wordpress\.org/export/[\d.]{1,5}/(excerpt/)?\Z")
_SPACES = {
    "http://purl.org/atom/ns#": "atom",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/rss/1.0": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss2": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://search.yahoo.com/mrss": "media",
}


@dataclass(slots=True)
class XmlNode:
    """An element with its texts and elements in order; its name begins with the usual prefix of its namespace."""

    name: str
    attributes: Mapping[str, str]
    start: int = 0
    end: int = 0
    children: list[XmlNode | str] = field(default_factory=list)

    def all(self, name: str) -> Iterator[XmlNode]:
        """The elements of a name that stand directly in this one."""
        return (each for each in self.children if isinstance(each, XmlNode) and each.name == name)

    def first(self, name: str) -> XmlNode | None:
        """The first element of a name that stands directly in this one."""
        return next(self.all(name), None)

    def within(self, name: str) -> str:
        """The text of the first element of a name, without space around it; nothing where there is none."""
        found = self.first(name)
        return found.text().strip() if found else ""

    def text(self) -> str:
        """All text within, in order."""
        pieces, waiting = [], [*reversed(self.children)]
        while waiting:
            each = waiting.pop()
            if isinstance(each, XmlNode):
                waiting += reversed(each.children)
            else:
                pieces.append(each)
        return "".join(pieces)

    def markup(self) -> str:
        """What stands within, as HTML."""
        pieces: list[str] = []
        waiting: list[XmlNode | str | tuple[str]] = [*reversed(self.children)]
        while waiting:
            each = waiting.pop()
            if isinstance(each, XmlNode):
                pieces.append(f"<{each.name}{_written(each.attributes)}>")
                waiting += [(f"</{each.name}>",), *reversed(each.children)]
            else:
                pieces.append(each[0] if isinstance(each, tuple) else html.escape(each, quote=False))
        return "".join(pieces)


@dataclass(frozen=True, slots=True)
class XmlStretch:
    """A part of a file's bytes: an element, or what stands between elements; `broken` marks what is no XML.
    `cut` marks the end, without a byte, of a file whose root is not closed.

    `mended` counts the characters of an element that XML forbids.
    """

    offset: int
    data: bytes
    node: XmlNode | None = None
    broken: bool = False
    mended: int = 0
    cut: bool = False


class _RefusedError(Exception):
    """Something is there that no export has: declared entities, or an element that fits into no memory."""


class _EnoughError(Exception):
    """The opening of a file ends here."""


class _Building:
    """What expat tells, put into elements: the wanted ones below the root, or all from the root to the first of them.

    `done` are those that are whole; `base` is the offset in the file of the first byte that expat sees.
    """

    def __init__(self, wanted: frozenset[str], base: int, *, opening: bool = False) -> None:
        self._wanted, self._base, self._opening = wanted, base, opening
        self._scopes: list[Mapping[str, str]] = [{}]
        self._above: list[str] = []
        self._nodes: list[XmlNode] = []
        self._ended: XmlNode | None = None
        self._deeper = 0
        self.done: list[XmlNode] = []
        self.root: XmlNode | None = None
        self.written_name = ""
        self.parser = expat.ParserCreate()
        # As if there were a document type elsewhere: a name of HTML that XML does not know is then told and no error.
        self.parser.UseForeignDTD(True)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.DefaultHandler = self._other
        self.parser.EntityDeclHandler = self._entity

    @property
    def at(self) -> int:
        """The offset of what expat looks at."""
        return self._base + self.parser.CurrentByteIndex

    @property
    def error_at(self) -> int:
        """The offset at which expat gave up."""
        return self._base + self.parser.ErrorByteIndex

    @property
    def open(self) -> int:
        """The offset up to which nothing belongs to a wanted element that is still being read."""
        waiting = self._nodes[0] if self._nodes else self._ended
        return waiting.start if waiting else self.at

    @property
    def tags_above(self) -> bytes:
        """The start tags in which the last wanted element stands."""
        return "".join(self._above).encode()

    def settle(self) -> None:
        """Where an element ends is known once anything follows it."""
        if self._ended:
            self._ended.end = self.at
            if not self._nodes:
                self.done.append(self._ended)
            self._ended = None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.settle()
        self._scopes.append(self._scope(attributes))
        node = XmlNode(self._named(name), attributes, self.at)
        is_wanted = node.name in self._wanted and self.root is not None
        self.root = self.root or node
        if is_wanted and self._opening:
            raise _EnoughError
        if self._nodes and len(self._nodes) < _DEEPEST:
            self._nodes[-1].children.append(node)
            self._nodes.append(node)
        elif self._nodes:
            self._deeper += 1
        elif is_wanted or self._opening:
            self.written_name = name
            self._nodes.append(node)
        else:
            self._above.append(f"<{name}{_written(attributes)}>")

    def _end(self, name: str) -> None:
        self.settle()
        self._scopes.pop()
        if self._deeper:
            self._deeper -= 1
        elif self._nodes:
            self._ended = self._nodes.pop()
        else:
            self._above.pop()

    def _characters(self, text: str) -> None:
        self.settle()
        if self._nodes and text:
            self._nodes[-1].children.append(text)

    def _other(self, text: str) -> None:
        self._characters(html.unescape(text) if text.startswith("&") else "")

    def _entity(self, *_: object) -> None:
        raise _RefusedError

    def _scope(self, attributes: Mapping[str, str]) -> Mapping[str, str]:
        own = {key.partition(":")[2]: value for key, value in attributes.items() if key.partition(":")[0] == "xmlns"}
        return {**self._scopes[-1], **own} if own else self._scopes[-1]

    def _named(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        known = _prefix_of(self._scopes[-1].get(prefix, ""), prefix)
        return f"{known}:{local}" if known else local


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def _prefix_of(address: str, written: str) -> str:
    if match := _SPACES_OF_WORDPRESS.match(address):
        return "excerpt" if match[1] else "wp"
    return _SPACES.get(address.casefold().rstrip("/"), written)


class _Bytes:
    """A file in pieces: `kept` are the bytes that expat saw and that were not given out yet, from `offset` on."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ahead = bytearray(stream.read(PIECE))
        self.offset, self.kept, self._piece = 0, bytearray(), PIECE
        self.is_utf_8 = _encoding(bytes(self._ahead[:400])) in ("utf-8", "us-ascii")
        # Before its declaration an XML document may have nothing; many programs that print it begin with empty lines.
        space = _SPACE.match(self._ahead)
        self._move(space.end() if space else 0)

    def _move(self, size: int) -> bytes:
        data = bytes(self._ahead[:size])
        self.kept += data
        del self._ahead[:size]
        return data

    @property
    def end(self) -> int:
        """The offset behind the last byte that expat saw."""
        return self.offset + len(self.kept)

    def read(self) -> bytes:
        """The next piece as expat is to see it; nothing at the end."""
        if len(self._ahead) < PIECE:
            self._ahead += self._stream.read(PIECE)
        size, self._piece = min(self._piece, len(self._ahead)), min(2 * self._piece, PIECE)
        if not self.is_utf_8:
            return self._move(size)
        cut = _unfinished(bytes(self._ahead[max(size - 4, 0) : size]))
        return _mended(self._move(size - cut if cut < size else size))

    def take(self, end: int) -> tuple[int, bytes]:
        """The bytes up to an offset, with the offset at which they begin."""
        offset, size = self.offset, max(end - self.offset, 0)
        data = bytes(self.kept[:size])
        del self.kept[:size]
        self.offset += size
        return offset, data

    def back_to(self, offset: int) -> None:
        """Have what is behind an offset read once more."""
        size = offset - self.offset
        self._ahead[:0] = self.kept[size:]
        del self.kept[size:]
        # The next element may be broken too: what is behind it need not be looked at each time.
        self._piece = min(_SHORT_PIECE, PIECE)


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:4]:
        return "utf-16"
    match = _ENCODING.search(head)
    return match[1].decode().lower() if match else "utf-8"


def _unfinished(end: bytes) -> int:
    """How many bytes at the end are the beginning of a letter in UTF-8."""
    for back, byte in enumerate(reversed(end), 1):
        if byte < 0x80:
            return 0
        if byte >= 0xC0:
            return back if back < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4) else 0
    return 0


def _mended(data: bytes) -> bytes:
    plain = data.translate(_AS_SPACES)
    try:
        text = plain.decode()
    except UnicodeDecodeError:
        text = _NO_UTF_8.sub("?", plain.decode("utf-8", "surrogateescape"))
    return _NO_CHARACTER.sub("???", text).encode()


def _forbidden(data: bytes) -> int:
    """How many characters of a stretch in UTF-8 XML forbids."""
    text = data.decode("utf-8", "surrogateescape")
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls + len(_NO_UTF_8.findall(text)) + len(_NO_CHARACTER.findall(text))


def xml_opening(stream: BinaryIO, wanted: frozenset[str]) -> XmlNode | None:
    """The root of a file with what stands in it before the first of the wanted elements; nothing where it is no XML."""
    source = _Bytes(stream)
    building = _Building(wanted, source.end, opening=True)
    while source.end < _LARGEST_OPENING and (data := source.read()):
        try:
            building.parser.Parse(data)
        except (expat.ExpatError, _EnoughError, _RefusedError, LookupError, ValueError):
            break
    return building.root


def xml_elements(stream: BinaryIO, wanted: frozenset[str]) -> Iterator[XmlStretch]:
    """The outermost elements of these names below the root and all that stands between them, in order."""
    source = _Bytes(stream)
    building: _Building | None = _Building(wanted, source.end)
    while building:
        data = source.read()
        failed = _failed(building, data) or len(source.kept) > LARGEST_ELEMENT
        for node in building.done:
            yield from _between(source, node.start)
            offset, whole = source.take(node.end)
            yield XmlStretch(offset, whole, node, mended=_forbidden(whole) if source.is_utf_8 else 0)
        building.done.clear()
        if failed:
            yield from _between(source, building.open)
            if not data:
                yield XmlStretch(source.offset, b"", cut=True)
            building = yield from _resumed(source, building, wanted)
        elif data:
            yield from _between(source, building.open)
        else:
            yield from _between(source, source.end)
            return
    while source.end > source.offset or source.read():
        yield XmlStretch(*source.take(source.end), broken=True)


def _between(source: _Bytes, end: int) -> Iterator[XmlStretch]:
    if end > source.offset:
        yield XmlStretch(*source.take(end))


def _failed(building: _Building, data: bytes) -> bool:
    """Whether the next piece is no XML, or nothing that is read further."""
    try:
        building.parser.Parse(data, not data)
    except (expat.ExpatError, LookupError, ValueError):
        return True
    except _RefusedError:
        building.written_name = ""
        return True
    if not data:
        building.settle()
    return False


def _resumed(
    source: _Bytes, failed: _Building, wanted: frozenset[str]
) -> Generator[XmlStretch, None, _Building | None]:
    """A new reading from where the next element begins; nothing where none does, or none may be looked for."""
    name = re.escape(failed.written_name.encode())
    if not name or not source.is_utf_8 or len(source.kept) > LARGEST_ELEMENT:
        return None
    # Only where one ends and the next begins: a text may hold what looks like an element.
    boundary = re.compile(rb"</" + name + rb"\s{0,20}>\s{0,99}(?=<" + name + rb"[\s>])")
    start = max(failed.error_at - source.offset, 0)
    while not (match := boundary.search(source.kept, start)):
        if source.end - _LONGEST_BOUNDARY > source.offset:
            yield XmlStretch(*source.take(source.end - _LONGEST_BOUNDARY), broken=True)
        start = 0
        if not source.read():
            return None
    yield XmlStretch(*source.take(source.offset + match.end()), broken=True)
    source.back_to(source.offset)
    above = failed.tags_above
    building = _Building(wanted, source.end - len(above))
    building.parser.Parse(above)
    return building
