"""The text of a PDF as our typesetter writes it, page by page, for tests that read what a reader sees.

Line breaks and spaces between words are positions in a PDF: `squeezed` takes them out of what is looked for as well.
"""

from __future__ import annotations

import re
import zlib

Objects = dict[int, bytes]
_OBJECT = re.compile(rb"\n(\d+) 0 obj\n")
_STREAM = re.compile(rb"/Length (\d+).*?>>\s*stream\r?\n", re.DOTALL)
_PLAIN = rb"\\.|[^\\()]"
_NESTED = rb"(?:%s|\((?:%s|\((?:%s)*\))*\))*" % (_PLAIN, _PLAIN, _PLAIN)
_TOKEN = re.compile(rb"/(f\d+) [\d.]+ Tf|(/\w+\s*)?\((%s)\)" % _NESTED, re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def squeezed(text: str) -> str:
    """The text without any space."""
    return "".join(text.split())


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page, squeezed."""
    objects = _objects(data)
    return [_page_text(objects, page) for page in _pages(objects)]


def _objects(data: bytes) -> Objects:
    heads = [*_OBJECT.finditer(data)]
    ends = [*(head.start() for head in heads[1:]), len(data)]
    return {int(head[1]): data[head.end() : end] for head, end in zip(heads, ends, strict=True)}


def _pages(objects: Objects) -> list[bytes]:
    (root,) = (body for body in objects.values() if re.match(rb"<<\s*/Type\s*/Pages", body))
    kids = re.search(rb"/Kids\[(.*?)\]", root)
    assert kids
    return [objects[int(number)] for number in re.findall(rb"(\d+) 0 R", kids[1])]


def line_count(data: bytes) -> int:
    """How many heights there are at which text begins, over all pages."""
    objects = _objects(data)
    contents = (re.search(rb"/Contents (\d+) 0 R", page) for page in _pages(objects))
    texts = [_stream(objects[int(found[1])]) for found in contents if found]
    return sum(len(set(re.findall(rb"([\d.]+) cm/c\d+ cs[^\n]*\nBT", text))) for text in texts)


def _page_text(objects: Objects, page: bytes) -> str:
    resources = _referenced(objects, page, rb"Resources")
    fonts = dict(re.findall(rb"/(f\d+) (\d+) 0 R", resources))
    maps = {name.decode(): _to_unicode(objects, objects[int(number)]) for name, number in fonts.items()}
    contents = re.search(rb"/Contents (\d+) 0 R", page)
    assert contents
    found, font = [], ""
    for name, key, text in _TOKEN.findall(_stream(objects[int(contents[1])])):
        if name:
            font = name.decode()
        elif not key:
            codes = _ESCAPE.sub(_unescaped, text)
            found += [maps[font].get(codes[place : place + 2], "") for place in range(0, len(codes), 2)]
    return squeezed("".join(found))


def _referenced(objects: Objects, body: bytes, name: bytes) -> bytes:
    reference = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    return objects[int(reference[1])] if reference else body


def _unescaped(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    return bytes([int(escape, 8)]) if escape.isdigit() else _NAMED.get(escape, escape)


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    raw = body[found.end() : found.end() + int(found[1])]
    return zlib.decompress(raw) if b"FlateDecode" in body[: found.end()] else raw


def _to_unicode(objects: Objects, font: bytes) -> dict[bytes, str]:
    table = _stream(_referenced(objects, font, rb"ToUnicode"))
    pairs = (
        pair
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL)
        for pair in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block)
    )
    return {bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
