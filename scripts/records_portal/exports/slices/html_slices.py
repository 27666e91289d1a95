"""HTML pages cut into blocks by byte offsets, and each block read as a small tree.

* Nothing is moved or completed as browsers do: what stands where in the source decides, so invalid pages stay readable.
* A tag without its end makes the rest of the page text; every passage is linear in the size of the page.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

# `*+` never gives back what it took: pages with open quotation marks would else take quadratic time.
_NAME = rb"[A-Za-z][^\s/>]*+"
_INSIDE = rb"(?:=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|[^>])*+"
_MARKUP = re.compile(rb"<(?:!--|(/?)(" + _NAME + rb")(" + _INSIDE + rb")>|[!?/][^>]*+>)")
_ATTRIBUTE = re.compile(
    rb"([^\s\"'<>/=][^\s\"'<>/=]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?",
)
_UNSEEN = re.compile(rb"<!--.*?(?:-->|\Z)|<[!?/][^>]*(?:>|\Z)", re.DOTALL)
_TAG_START = re.compile(rb"<[A-Za-z/!?]")
# What looks like a tag in them is none, in every browser.
_RAW = {"script", "style"}
_VOID = re.compile(r"(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\Z")
_CLOSED_BY_ITSELF = re.compile(r"(?:p|li|tr|td|th|option)\Z")
_LINE = re.compile(
    r"(?:address|blockquote|br|d[dlt]|div|fieldset|figcaption|figure|footer|h[1-6]|header|hr|li|main|nav|[ou]l|p|pre"
    r"|section|table|t[dhr])\Z"
)
_DEEPEST = 64
_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class PageStretch:
    """A part of a page's bytes: a block, or what stands between blocks."""

    offset: int
    data: bytes
    block: bool = False


@dataclass(slots=True)
class Node:
    """An element as it stands in the source, with its texts and elements in order; the root has no tag."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())

    def walk(self) -> Iterator[Node]:
        """The elements within, in the order of the source."""
        waiting = [each for each in reversed(self.children) if isinstance(each, Node)]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += [each for each in reversed(node.children) if isinstance(each, Node)]

    def all(self, *classes: str) -> Iterator[Node]:
        """The elements within that have all of these classes."""
        wanted = frozenset(classes)
        return (node for node in self.walk() if wanted <= node.classes)

    def first(self, *classes: str) -> Node | None:
        """The first element within that has all of these classes."""
        return next(self.all(*classes), None)

    def tagged(self, *tags: str) -> Iterator[Node]:
        """The elements within that have one of these tags."""
        return (node for node in self.walk() if node.tag in tags)

    def text(self, leave_out: Callable[[Node], bool] = lambda node: False) -> str:
        """The text as people see it: white space folded, a new line where an element begins one."""
        pieces: list[str] = []
        waiting: list[Node | str | None] = [*reversed(self.children)]
        while waiting:
            each = waiting.pop()
            if not isinstance(each, Node):
                pieces.append("\n" if each is None else _SPACE.sub(" ", each))
            elif each.tag not in _RAW and not leave_out(each):
                edges = [None] if _LINE.match(each.tag) else []
                waiting += [*edges, *reversed(each.children), *edges]
        lines = "".join(pieces).split("\n")
        return "\n".join(filter(None, (line.strip(" ") for line in lines)))


@dataclass(frozen=True, slots=True)
class _Token:
    """A tag with its place; `inside` is what stands between its name and its end."""

    start: int
    end: int
    name: str
    closing: bool
    inside: bytes


def _tokens(source: bytes) -> Iterator[_Token]:
    """The tags of a page in order; comments, declarations and the content of scripts hold none."""
    at = 0
    while found := _TAG_START.search(source, at):
        match = _MARKUP.match(source, found.start())
        if not match:
            return
        at = match.end()
        if match[2] is None:
            at = _past(source, b"-->", at) if match.group() == b"<!--" else at
            continue
        name = match[2].decode("latin-1").lower()
        yield _Token(match.start(), at, name, bool(match[1]), match[3])
        if name in _RAW and not match[1]:
            closing = re.compile(rb"</" + name.encode() + rb"(?=[\s/>])", re.IGNORECASE).search(source, at)
            at = closing.start() if closing else len(source)


def _past(source: bytes, wanted: bytes, at: int) -> int:
    found = source.find(wanted, at)
    return len(source) if found < 0 else found + len(wanted)


def _attributes(inside: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(inside):
        value = next((each for each in match.groups()[1:] if each is not None), b"")
        found.setdefault(match[1].decode("utf-8", "replace").lower(), html.unescape(value.decode("utf-8", "replace")))
    return found


def cut(source: bytes, is_block: Callable[[Node], bool]) -> Iterator[PageStretch]:
    """The outermost elements that are blocks, and all that stands between them, in order.

    A block whose end is missing goes to where the next one begins.
    """
    at, depth, name = 0, 0, ""
    starts: list[int] = []
    for token in _tokens(source):
        if depth and token.name == name:
            depth += -1 if token.closing else 1
        begins = not token.closing and is_block(Node(token.name, _attributes(token.inside)))
        if begins:
            starts.append(token.start)
        if begins and len(starts) == 1:
            depth, name = 1, token.name
        elif starts and not depth:
            if starts[0] > at:
                yield PageStretch(at, source[at : starts[0]])
            yield PageStretch(starts[0], source[starts[0] : token.end], block=True)
            at = token.end
            starts.clear()
    if starts and starts[0] > at:
        yield PageStretch(at, source[at : starts[0]])
    for start, end in pairwise([*starts, len(source)]):
        yield PageStretch(start, source[start:end], block=True)
    if not starts and at < len(source):
        yield PageStretch(at, source[at:])


def parse(source: bytes) -> Node:
    """The tree of a page or of a block; what lies deeper than any page nests is beside its parent."""
    root = Node("")
    path, opened = [root], Counter[str]()
    at = 0
    for token in _tokens(source):
        _add_text(path[-1], source[at : token.start])
        at = token.end
        if not token.closing:
            if _CLOSED_BY_ITSELF.match(token.name) and path[-1].tag == token.name:
                opened[path.pop().tag] -= 1
            node = Node(token.name, _attributes(token.inside))
            path[-1].children.append(node)
            if not _VOID.match(token.name) and len(path) < _DEEPEST:
                path.append(node)
                opened[token.name] += 1
        elif opened[token.name]:
            while (closed := path.pop()).tag != token.name:
                opened[closed.tag] -= 1
            opened[token.name] -= 1
    _add_text(path[-1], source[at:])
    return root


def _add_text(node: Node, data: bytes) -> None:
    if data:
        node.children.append(html.unescape(_UNSEEN.sub(b"", data).decode("utf-8", "replace")))
