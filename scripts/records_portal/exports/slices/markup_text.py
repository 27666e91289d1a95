"""The text of a post that was handed out as HTML: as people read it, with links as addresses, and no markup.

Tags are found in one pass that never looks back, so that no text takes longer than its length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_PARAGRAPHS = frozenset(("p", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "table"))
_LINES = frozenset(("div", "tr", "li"))
_SILENT = frozenset(("script", "style", "template"))
_TAG = re.compile(r"(/?)([A-Za-z][A-Za-z0-9]*)")
_ATTRIBUTE = re.compile(r"""\b(href|alt)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d_]\w*)")
_MEDIUM = re.compile(r"<(?:img|video|audio|source)\b[^>]{0,2000}?\ssrc=[\"']([^\"'<>\s]{1,2000})[\"']", re.IGNORECASE)
_LONGEST_TAG = 10_000


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    ends: bool
    attributes: dict[str, str]


def _tokens(markup: str) -> Iterator[str | _Tag]:
    """Text as it stands between tags, and tags; comments and declarations are left out."""
    at, size = 0, len(markup)
    while at < size:
        start = markup.find("<", at)
        if start < 0:
            break
        if text := markup[at:start]:
            yield text
        is_comment = markup.startswith("<!--", start)
        end = markup.find("-->" if is_comment else ">", start)
        if end < 0:
            at = start
            break
        at = end + (3 if is_comment else 1)
        if match := _TAG.match(markup, start + 1, end):
            yield _Tag(match[2].lower(), bool(match[1]), _attributes(markup[match.end() : end]))
    if at < size:
        yield markup[at:]


def _attributes(text: str) -> dict[str, str]:
    if len(text) > _LONGEST_TAG:
        return {}
    return {each[1].lower(): html.unescape(each[2] or each[3] or each[4] or "") for each in _ATTRIBUTE.finditer(text)}


@dataclass(slots=True)
class _MarkupReading:
    """The text so far; `link` is the address of the link being read and where its text begins."""

    pieces: list[str] = field(default_factory=list)
    link: tuple[str, int] | None = None
    silent: str = ""

    def add(self, token: str | _Tag) -> None:
        """Take in text or a tag."""
        if self.silent:
            self.silent = "" if isinstance(token, _Tag) and token.ends and token.name == self.silent else self.silent
        elif isinstance(token, str):
            self.pieces.append(html.unescape(token))
        elif token.name == "a":
            self.close_link()
            self.link = None if token.ends else (token.attributes.get("href", ""), len(self.pieces))
        elif token.name in _SILENT and not token.ends:
            self.silent = token.name
        else:
            self.pieces.append(_shown(token))

    def close_link(self) -> None:
        """Put the whole address for a link whose text is a part of it, and behind a text of its own."""
        if self.link is None:
            return
        address, start = self.link
        self.link = None
        shown = "".join(self.pieces[start:]).strip()
        if not address.startswith(("http://", "https://")) or shown.startswith(("@", "#")):
            return
        self.pieces[start:] = [address if shown.removesuffix("\u2026") in address else f"{shown} ({address})"]


def _shown(tag: _Tag) -> str:
    """What a tag puts between the texts around it."""
    if tag.name in _PARAGRAPHS:
        return "\n\n"
    if tag.name == "li":
        return "" if tag.ends else "\n- "
    if tag.name in _LINES or tag.name == "br":
        return "\n"
    return tag.attributes.get("alt", "") if tag.name == "img" else ""


def text_of_markup(markup: str) -> str:
    """The text of a piece of HTML: paragraphs an empty line apart, lines as they were broken, links as addresses."""
    reading = _MarkupReading()
    for token in _tokens(markup):
        reading.add(token)
    reading.close_link()
    text = "".join(reading.pieces).replace("\r\n", "\n").replace("\xa0", " ")
    lines = "\n".join(line.strip(" \t") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def media_in(markup: str) -> Iterator[str]:
    """The whole addresses of pictures, films and sounds that a piece of HTML shows, each once."""
    found = (html.unescape(each) for each in _MEDIUM.findall(markup))
    yield from dict.fromkeys(each for each in found if each.startswith(("https://", "http://")))


def hashtags_in(text: str) -> tuple[str, ...]:
    """The hashtags of a plain text, each once, without their sign; a number alone is none."""
    return tuple(dict.fromkeys(_HASHTAG.findall(text)))
