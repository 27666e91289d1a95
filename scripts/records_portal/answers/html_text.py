"""The text that a reader of HTML mail sees, line by line, and which lines cannot be taken as they stand.

* Nothing is rendered, fetched or run; the standard library's parser only tells tags from text.
* White space counts as it does on a screen: runs of it are one space, except where the sender kept it.
* Text that a reader does not see, or sees struck through or reversed, is kept and its line marked: an answer in it
  is refused, never believed and never dropped. Where a style sheet might hide it, it counts as hidden.
* Elements, attributes and styles are taken from a short list that cannot hide or reorder text. Whatever else stands
  around an answer marks its line; what could reach it from elsewhere, and tags that overlap, mark every line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from records_portal.register.findings import Refusal

from .block import DOUBTFUL
from .html_styles import FARTHEST, StyleSheets, distance_of, doubts_of, hides, is_dark, is_font, is_light

MAX_HTML = 1_000_000
MAX_DEPTH = 400
MAX_MARKUP_STARTS = 60_000
MAX_UNCLOSED = 50
MAX_BLANKS = 200

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
_ROWS = frozenset(("table", "tbody", "thead", "tfoot", "tr"))
_PARTS_OF_TABLES = _ROWS | _CELLS | {"caption", "col", "colgroup", "style", "template"}
_CLOSED_BY_ITSELF = frozenset(("p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option"))
_TAKEN, _ELSEWHERE, _ATTRIBUTES = (
    frozenset(names.split())
    for names in (
        """html head body div p span br wbr a b strong i em u font blockquote pre code tt center hr table tbody tr td
        o:p""",
        """meta title style template base img ul ol li h1 h2 h3 h4 h5 h6 small big sub sup s strike del ins cite q
        abbr label dl dt dd th thead tfoot caption col colgroup main section article header footer nav address figure
        figcaption kbd samp var time mark bdo input select option""",
        """id class lang xml:lang dir style title align valign name href target rel type cite color face size width
        height border cellpadding cellspacing bgcolor text link vlink alink wrap cols summary role content
        http-equiv charset clear src alt""",
    )
)
_KEEPING = re.compile(r"white-space:(?:pre|break)")
_STRIKING = re.compile(r"line-through|unicode-bidi:|direction:rtl")
_SMALL_NUMBER = re.compile(r"\d{1,2}(?:px)?|\d{1,2}%|100%|")
_NUMBER = re.compile(r"\d{1,3}(?:px)?|\d{1,2}%|100%|")
_BLANKS = re.compile(rf"\S[ \u00a0]{{{MAX_BLANKS},}}\S")
# how Outlook's page begins: what it says to itself alone, in comments that other programs pass over
_OUTLOOKS_OWN = re.compile(
    r"\[if [^\]<>]*\]>\s*(?:<xml>(?:(?!</xml>|<style|<!).)*</xml>"
    r"|<style>\s*(?:[\w.]+(?:\\:\*)? ?\{behavior:url\(#default#VML\);?\}\s*)*</style>)\s*<!\[endif\]",
    re.DOTALL,
)
# where browsers and the standard library's parser do not agree on a comment's end (WHATWG, HTML, 13.2.5.43 to 52)
_UNCLEAR_COMMENT = re.compile(r"--\s+>|--!>|<!--?>|<!--->")


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
    reader = _TextReader("an unclear comment" if _UNCLEAR_COMMENT.search(html) else "")
    try:
        reader.feed(html)
        reader.close()
    except AssertionError as error:  # how the standard library's parser refuses a declaration that it does not know
        raise Refusal("the message's HTML cannot be read; send it as plain text") from error
    reader.end_line()
    unsure = reader.unsure
    if what := reader.everywhere or reader.sheets.everywhere:
        unsure = dict.fromkeys(range(len(reader.lines)), doubtful(what)) | unsure
    return SeenText("\n".join(reader.lines), tuple(unsure.items()))


def doubtful(what: str) -> str:
    """That a line may be shown otherwise, for what is written around it."""
    return f"{DOUBTFUL} ('{what}')"


@dataclass(slots=True)
class _OpenElement:
    tag: str = ""
    why: str = ""
    keeps: bool = False
    distance: float = 0.0
    cells: int = 0


@dataclass
class _ShownLine:
    text: str = ""
    why: str = ""
    gap: bool = False


class _TextReader(HTMLParser):
    def __init__(self, everywhere: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.unsure: dict[int, str] = {}
        self.open: list[_OpenElement] = []
        self.line = _ShownLine()
        self.sheets = StyleSheets()
        self.apart: list[str] = []
        self.everywhere = everywhere

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAKEN and tag not in _ELSEWHERE:
            self._doubt(f"<{tag[:20]}>")
        if self._above().tag in ("title", "textarea"):
            self._doubt(f"<{self._above().tag}>")
        if self._above().tag in _ROWS and tag not in _PARTS_OF_TABLES:
            self._doubt("text between cells")  # browsers show it above the table
        if tag in _BLOCKS:
            self._block(tag)
        if tag == "br":
            self._break()
        if tag in _VOID:
            self._picture(tag)
        given = {name: value or "" for name, value in attrs}
        if len(given) < len(attrs):
            self._doubt("an attribute twice")
        opened = self._opened(tag, given)
        if tag in _VOID:
            return
        if len(self.open) >= MAX_DEPTH:
            raise Refusal(f"the message's HTML is nested more than {MAX_DEPTH} deep; send it as plain text")
        self.open.append(opened)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # browsers take no notice of the stroke: the element stays open
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._style("".join(self.apart))
        if tag in _APART:
            self.apart = []
        if tag in _BLOCKS:
            self._block(tag)
        if tag == "br":  # browsers read a stray </br> as a break
            self._break()
        elif tag != "p" or any(one.tag == "p" for one in self.open):
            self._close(tag)

    def _close(self, tag: str) -> None:
        """Close an element; those inside may be left open only where browsers, too, close them by themselves."""
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index].tag == tag:
                if any(one.tag not in _CLOSED_BY_ITSELF for one in self.open[index + 1 :]):
                    self._doubt("tags that overlap")
                del self.open[index:]
                return
        self._doubt("tags that overlap")

    def _above(self) -> _OpenElement:
        return self.open[-1] if self.open else _OpenElement()

    def _doubt(self, what: str) -> None:
        """Something that can change how any line is shown."""
        self.everywhere = self.everywhere or what

    def _opened(self, tag: str, given: dict[str, str]) -> _OpenElement:
        above = self._above()
        style = given.get("style", "")
        plain = re.sub(r"\s", "", style).lower()
        keeps = tag == "pre" or bool(_KEEPING.search(plain)) or (above.keeps and "white-space:" not in plain)
        distance = above.distance + distance_of(style) + (40 if tag == "blockquote" else 0)
        doubts = list(doubts_of(style))
        for one in doubts:
            if one.reaches:
                self._doubt(one.declaration)
        above.cells += tag in _CELLS
        odd = doubts[0].declaration if doubts else _odd_part(tag, given, above, distance)
        why = self._why(tag, given, plain) or (doubtful(odd) if odd else "")
        if why and tag in ("html", "body"):  # a later one is put together with the first
            self._doubt(odd or f"<{tag}>")
        return _OpenElement(tag, above.why or why, keeps, distance)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1].tag == "style":
            self.apart.append(data)
        if any(one.tag in _APART for one in self.open):
            self._aside(data)
            return
        above = self._above()
        if above.tag in _ROWS and data.strip():
            self._doubt("text between cells")
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
        if re.match(r"\s*\[", data) and not _OUTLOOKS_OWN.fullmatch(data):
            self._doubt("a comment that Outlook shows")
        if self._above().tag in ("title", "textarea"):
            self._doubt(f"<{self._above().tag}>")
        self._aside(data)

    def handle_decl(self, decl: str) -> None:
        self._aside(decl)

    def unknown_decl(self, data: str) -> None:
        self._doubt("a comment that Outlook shows")
        self._aside(data)

    def handle_pi(self, data: str) -> None:
        self._aside(data)

    def _picture(self, tag: str) -> None:
        """What is shown in a line and is no text of it."""
        if tag in ("input", "img"):
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
        elif self.line.text or self.line.why:
            self._break()
        else:
            self.line.gap = False

    def _break(self) -> None:
        if _BLANKS.search(self.line.text):
            self.line.why = self.line.why or doubtful("a long gap")
        if self.line.why:
            self.unsure[len(self.lines)] = self.line.why
        self.lines.append(self.line.text)
        self.line = _ShownLine()

    def end_line(self) -> None:
        """End the line that is being gathered, if there is anything on it."""
        if self.line.text or self.line.why:
            self._break()

    def _why(self, tag: str, given: dict[str, str], style: str) -> str:
        """Why an element's text cannot be taken as it stands; empty where it can."""
        ruled = self.sheets.why(tag, given.get("class", ""), given.get("id", ""))
        if "hidden" in given or hides(style) or ruled == "hidden":
            return "hidden"
        if tag == "font" and (given.get("size") == "0" or hides(f"color:{given.get('color', '')}")):
            return "hidden"
        if tag in _OTHERWISE_SHOWN:
            return "shown as a picture or a field"
        if tag in ("ul", "ol", "li"):
            return "in a list that the mail program numbered or marked"
        if tag in _STRUCK or _STRIKING.search(style) or given.get("dir", "").lower() == "rtl":
            return "struck through or reversed"
        return doubtful(ruled) if ruled else ""

    def _style(self, sheet: str) -> None:
        """Take in a style sheet; what it says of elements above it counts for them too."""
        if self.sheets.read(sheet):
            self._doubt("a style sheet below what it is about")


def _odd_part(tag: str, given: dict[str, str], above: _OpenElement, distance: float) -> str:
    """What is not taken about an element itself; empty if all of it is."""
    if tag not in _TAKEN:
        return f"<{tag[:20]}>"
    if distance > FARTHEST:
        return "text far to the side"
    if tag == "td" and (above.tag != "tr" or above.cells > 1):
        return "cells side by side"
    return next((f"{name}={value}"[:40] for name, value in given.items() if not _is_plain(name, value.lower())), "")


def _is_plain(name: str, value: str) -> bool:
    """Whether an attribute leaves text as it stands."""
    if name in ("color", "text", "link", "vlink", "alink"):
        return is_dark(value.strip())
    if name == "bgcolor":
        return is_light(value.strip())
    if name == "face":
        return is_font(value)
    if name == "size":
        return bool(re.fullmatch("[-+]?[1-7]", value))
    if name in ("border", "cellpadding", "cellspacing"):
        return bool(_SMALL_NUMBER.fullmatch(value))
    if name in ("width", "height"):
        return bool(_NUMBER.fullmatch(value))
    if name == "dir":
        return value in ("ltr", "auto")
    return name in _ATTRIBUTES or name.startswith(("data-", "aria-", "xmlns", "moz-"))
