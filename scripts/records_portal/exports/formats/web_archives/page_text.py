"""What a page says, read from the record of its response: title and text, without markup, scripts and styles.

A page is not rendered: what its scripts would add or hide is not known here.
"""

from __future__ import annotations

import html
import re
import zlib

import brotli  # type: ignore[import-untyped]

from .warc_records import headers_of, unpacked_record

# A page unpacked twice, from its record and from its coding, could else fill the memory.
MOST = 8 << 20
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|svg|title)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_BREAK = re.compile(
    r"</?(?:address|article|aside|blockquote|body|br|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]"
    r"|header|hr|li|main|nav|ol|p|pre|section|table|td|th|tr|ul)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"""<(?:[a-zA-Z/!?])(?:=\s*"[^"]*"|=\s*'[^']*'|[^>])*+(?:>|\Z)""")
_TITLE = re.compile(r"<title\b[^>]*>([^<]*)", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r?\n")
_LENGTH = re.compile(r"[0-9]{1,15}\Z")
_HTML = ("text/html", "application/xhtml+xml")


def page_text(record: bytes) -> tuple[str, str] | None:
    """The title and text of a response as it lies in a WARC file; nothing where its coding is not read here."""
    content = unpacked_record(record, MOST)
    fields, start = headers_of(content)
    # The two line breaks behind a record are not its own, and some codings refuse what comes behind their end.
    length = fields.get("content-length", "")
    end = max(start, 0) + int(length) if _LENGTH.match(length) else len(content)
    http, body = fields, content[max(start, 0) : end]
    if fields.get("content-type", "").lower().startswith("application/http"):
        http, start = headers_of(body)
        body = body[start:] if start >= 0 else b""
    plain = _decoded(body, http)
    if plain is None:
        return None
    written = http.get("content-type", "")
    text = _as_text(plain, written)
    if written.lower().startswith(_HTML):
        title = _TITLE.search(text)
        return _folded(html.unescape(title[1])) if title else "", seen_text(text)
    return "", _folded(text) if written.lower().startswith("text/") else ""


def seen_text(source: str) -> str:
    """The text between tags, a line a block."""
    without = _UNSEEN.sub(" ", source)
    broken = _BREAK.sub(lambda tag: f"\n{tag.group()}", without)
    return _folded(html.unescape(_TAG.sub("", broken)))


def _folded(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def _decoded(body: bytes, http: dict[str, str]) -> bytes | None:
    """The body without transfer and content coding; nothing where one of its codings is not known or not undone."""
    if http.get("transfer-encoding", "").lower() == "chunked" and _CHUNK.match(body):
        body = _without_chunks(body)
    # Named in the order in which they were put on (RFC 9110, 8.4).
    for coding in reversed([each.strip() for each in http.get("content-encoding", "").lower().split(",")]):
        undone = _undone(body, coding)
        if undone is None:
            return None
        body = undone
    return body


def _undone(body: bytes, coding: str) -> bytes | None:
    if coding in ("", "identity"):
        return body
    if coding == "br":
        return _without_brotli(body)
    if coding not in ("gzip", "x-gzip", "deflate"):
        return None
    # 47: gzip or zlib by its header; -15: deflate alone, which some servers send under the name deflate.
    for form in (47, -15):
        try:
            return zlib.decompressobj(form).decompress(body, MOST)
        except zlib.error:
            continue
    return body  # some tools decode the body and leave the header


def _without_brotli(body: bytes) -> bytes | None:
    """The body unpacked as far as it is read; as it is where a tool unpacked it before; nothing where it is neither."""
    unpacking, parts, size = brotli.Decompressor(), [], 0
    try:
        part = unpacking.process(body, output_buffer_limit=MOST)
        while part and size < MOST:
            parts.append(part)
            size += len(part)
            part = b"" if unpacking.is_finished() else unpacking.process(b"", output_buffer_limit=MOST)
    except brotli.error:
        return body if body.lstrip()[:1] == b"<" else None
    # What ends before anything came out of it is no packed body, nor is an empty one.
    return b"".join(parts)[:MOST] if parts or unpacking.is_finished() else None


def _without_chunks(body: bytes) -> bytes:
    parts, at = [], 0
    while (size := _CHUNK.match(body, at)) and int(size[1], 16):
        at = size.end() + int(size[1], 16)
        parts.append(body[size.end() : at])
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join(parts)


def _as_text(body: bytes, content_type: str) -> str:
    """The body as text in the charset that its headers or its first lines name, else UTF-8."""
    # The header comes before the page's own word, as in browsers; that stands near the start of a page.
    named = _CHARSET.search(content_type.encode()) or _CHARSET.search(body[:2048])
    try:
        return body.decode(named[1].decode() if named else "utf-8", "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")
