"""The text that a reader of HTML mail sees, line by line, and which lines cannot be taken as they stand.

* Nothing is rendered, fetched or run; the standard library's parser only tells tags from text.
* White space counts as it does on a screen: runs of it are one space, except where the sender kept it.
* Text that a reader does not see, or sees struck through or reversed, is kept and its line marked: an answer in it
  is refused, never believed and never dropped. Where a style sheet might hide it, it counts as hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from records_portal.register.findings import Refusal

MAX_HTML = 1_000_000
MAX_DEPTH = 400
MAX_MARKUP_STARTS = 60_000
MAX_UNCLOSED = 50
LONGEST_SELECTOR = 500

_BLOCKS, _VOID, _APART, _OTHERWISE_SHOWN, _STRUCK = (
    frozenset(re.findall(r"\w+", names))
    for names in (
        """address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6
        header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul""",
        "area base br col embed hr img input link meta param source track wbr",
        "script style title noscript template",
        "textarea select button object iframe svg math audio video",
        "del s strike bdo",
    )
)
_CELLS = frozenset(("td", "th"))
_HIDING = re.compile(
    r"(?<![a-z-])(?:display:none|visibility:(?:hidden|collapse)|mso-hide:|opacity:0?\.?0*(?![.\d])"
    r"|font-size:(?:0?\.?0*(?:px|pt|r?em|%)?(?:[;!]|$)|[01](?:\.\d+)?p[xt]|0?\.[0-3]\d*r?em)"
    r"|(?:max-)?(?:height|width):0(?:px|pt)?(?:[;!]|$)|line-height:0(?:[^.\d]|$)"
    r"|(?:text-indent|left|top|right|margin[a-z-]*):-\d{3}|clip(?:-path)?:|content:"
    r"|color:(?:transparent|white|#fff(?:fff)?\b|rgba\([^)]*,0\)|rgb\(255,255,255\)))|scale\(0"
)
_STRIKING = re.compile(r"line-through|unicode-bidi:|direction:rtl")
_KEEPING = re.compile(r"white-space:(?:pre|break)")
_NAMES = re.compile(r"([.#]?)([A-Za-z][\w-]*)")


@dataclass(frozen=True, slots=True)
class SeenText:
    """Lines of text as a reader sees them, and for lines that cannot be taken as they stand the reason."""

    text: str
    unsure: tuple[tuple[int, str], ...]


def read_html(html: str) -> SeenText:
    """The text of an HTML page or part."""
    if len(html) > MAX_HTML or html.count("<") > MAX_MARKUP_STARTS:
        raise Refusal("the message's HTML is too large; send it as plain text")
    # the parser's time grows with the square of what is opened and never closed
    unclosed = sum(">" not in part for part in html.split("<")[1:])
    pairs = (("<!--", "-->"), ("<![", "]"))
    if max(unclosed, *(html.count(opened) - html.count(closed) for opened, closed in pairs)) > MAX_UNCLOSED:
        raise Refusal("the message's HTML opens more than it closes; send it as plain text")
    reader = _TextReader()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError as error:  # how the standard library's parser refuses a declaration that it does not know
        raise Refusal("the message's HTML cannot be read; send it as plain text") from error
    reader.end_line()
    return SeenText("\n".join(reader.lines), tuple(reader.unsure.items()))


@dataclass(frozen=True, slots=True)
class _OpenElement:
    tag: str
    why: str
    keeps: bool


@dataclass
class _ShownLine:
    text: str = ""
    why: str = ""
    gap: bool = False


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.unsure: dict[int, str] = {}
        self.open: list[_OpenElement] = []
        self.line = _ShownLine()
        self.hidden_names: set[tuple[str, str]] = set()
        self.apart: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._block(tag)
        if tag == "br":
            self._break()
        if tag in _VOID:
            self._picture(tag, attrs)
            return
        if len(self.open) >= MAX_DEPTH:
            raise Refusal(f"the message's HTML is nested more than {MAX_DEPTH} deep; send it as plain text")
        above = self.open[-1] if self.open else _OpenElement("", "", False)
        given = {name: value or "" for name, value in attrs}
        style = re.sub(r"\s", "", given.get("style", "")).lower()
        keeps = tag == "pre" or bool(_KEEPING.search(style)) or (above.keeps and "white-space:" not in style)
        self.open.append(_OpenElement(tag, above.why or self._why(tag, given, style), keeps))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._style("".join(self.apart))
        if tag in _APART:
            self.apart = []
        if tag in _BLOCKS:
            self._block(tag)
        if tag == "br":  # browsers read a stray </br> as a break
            self._break()
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index].tag == tag:
                del self.open[index:]
                return

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1].tag == "style":
            self.apart.append(data)
        if any(one.tag in _APART for one in self.open):
            self._aside(data)
            return
        above = self.open[-1] if self.open else _OpenElement("", "", False)
        if above.keeps:
            first, *others = data.replace("\r\n", "\n").split("\n")
            self._add(first, above.why)
            for other in others:
                self._break()
                self._add(other, above.why)
            return
        words = re.split(r"[ \t\r\n\f]+", data)
        for number, word in enumerate(words):
            if number:
                self.line.gap = True
            if word:
                self._add(f" {word}" if self.line.gap and self.line.text else word, above.why)
                self.line.gap = False

    def handle_comment(self, data: str) -> None:
        self._aside(data)

    def handle_decl(self, decl: str) -> None:
        self._aside(decl)

    def unknown_decl(self, data: str) -> None:
        self._aside(data)

    def handle_pi(self, data: str) -> None:
        self._aside(data)

    def _picture(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What is shown in a line and is no text of it."""
        if tag == "input" or (tag == "img" and (dict(attrs).get("alt") or "").strip()):
            self.line.why = "shown as a picture or a field"

    def _add(self, text: str, why: str) -> None:
        self.line.text += text
        if why and text.strip():
            self.line.why = why

    def _aside(self, text: str) -> None:
        """Text that belongs to no line; kept apart, so that a block in it is seen and refused."""
        if re.search(r"records\s+answers", text, re.IGNORECASE):
            self.end_line()
            for each in text.split("\n"):
                self.unsure[len(self.lines)] = "hidden"
                self.lines.append(each)

    def _block(self, tag: str) -> None:
        if tag in _CELLS:
            self.line.gap = True
        elif self.line.text:
            self._break()
        else:
            self.line.gap = False

    def _break(self) -> None:
        if self.line.why:
            self.unsure[len(self.lines)] = self.line.why
        self.lines.append(self.line.text)
        self.line = _ShownLine()

    def end_line(self) -> None:
        """End the line that is being gathered, if there is anything on it."""
        if self.line.text:
            self._break()

    def _why(self, tag: str, given: dict[str, str], style: str) -> str:
        """Why an element's text cannot be taken as it stands; empty where it can."""
        names = {
            ("", tag),
            ("", "*"),
            ("#", given.get("id", "")),
            *((".", each) for each in given.get("class", "").split()),
        }
        if "hidden" in given or _HIDING.search(style) or names & self.hidden_names:
            return "hidden"
        if tag == "font" and (given.get("size") == "0" or _HIDING.search(f"color:{given.get('color', '')}".lower())):
            return "hidden"
        if tag in _OTHERWISE_SHOWN:
            return "shown as a picture or a field"
        if tag == "li":
            return "in a list that the mail program numbered or marked"
        if tag in _STRUCK or _STRIKING.search(style) or given.get("dir", "").lower() == "rtl":
            return "struck through or reversed"
        return ""

    def _style(self, sheet: str) -> None:
        """Whatever a style sheet might hide: each name that a rule's selectors end with, whatever stands before it."""
        plain = "".join(part.partition("/*")[0] for part in sheet.split("*/"))
        for part in plain.replace("<!--", "").replace("-->", "").split("}"):
            before, _, rule = part.rpartition("{")
            if _HIDING.search(re.sub(r"\s", "", rule).lower()):
                self.hidden_names.update(_last_names(before.rpartition("{")[2]))


def _last_names(selectors: str) -> Iterator[tuple[str, str]]:
    """The names of elements, classes and ids with which selectors end; everything where one ends with none."""
    for selector in selectors.split(","):
        last = re.split(r"[\s>+~]+", selector.strip())[-1].partition(":")[0].partition("[")[0]
        found = _NAMES.findall(last[:LONGEST_SELECTOR])
        yield from ((mark, name if mark else name.lower()) for mark, name in found)
        if not found:
            yield "", "*"
