"""Which declarations of style leave text where it stands and as it reads.

* The list says what is taken; whatever it does not name is doubted, so that a way to hide text need not be known here.
* Text is dark and backgrounds are light; then no text can have the colour of what it stands on.
* A font is one of those that mail programs offer: others show symbols or what their sender drew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DARKEST_BACKGROUND = 0.75  # relative luminance (WCAG 2.2); with the next, text stands out by 2 to 1 at least
LIGHTEST_TEXT = 0.35
FARTHEST = 600.0
LONGEST_SELECTOR = 500

_LENGTH = r"(?:0|\d{0,3}(?:\.\d+)?(?:px|pt|in|cm|mm|r?em|ex|%))"
_COLOUR = r"(?:#[0-9a-f]{3,8}|rgba?\([\d.,%]+\)|[a-z]+)"
_UNSET = "initial|inherit|unset"
_SPACES = rf"(?:{_LENGTH}|auto|{_UNSET})(?: (?:{_LENGTH}|auto)){{0,3}}"
_SIDES = r"(?:-(?:top|right|bottom|left|inline-start|inline-end))?"
_KEPT = (
    (rf"(?:margin|padding){_SIDES}", _SPACES),
    (
        rf"border{_SIDES}(?:-color|-style|-width)?|border-radius",
        rf"(?:{_LENGTH}|{_COLOUR})(?: (?:{_LENGTH}|{_COLOUR}))*",
    ),
    ("border-image(?:-[a-z]+)?", f"none|100%|1|{_UNSET}"),
    ("border-collapse", "collapse|separate"),
    ("font-style", f"normal|italic|oblique|{_UNSET}"),
    ("font-weight", f"normal|bold|bolder|lighter|[1-9]00|{_UNSET}"),
    ("font-(?:variant(?:-[a-z-]+)?|feature-settings|kerning|stretch|optical-sizing)", f"normal|auto|{_UNSET}"),
    (
        "font-size",
        r"(?:9|[1-3]\d)(?:\.\d+)?px|(?:[7-9]|[12]\d)(?:\.\d+)?pt|1(?:\.0+)?r?em|100%|x-small|small|medium|x?-?large"
        f"|{_UNSET}",
    ),
    ("letter-spacing|word-spacing", f"normal|0(?:px|pt|em)?|{_UNSET}"),
    ("text-align(?:-last)?", f"left|start|justify|center|right|end|-webkit-auto|{_UNSET}"),
    ("text-decoration(?:-line)?", rf"(?:none|underline|{_UNSET})(?: {_COLOUR})*"),
    ("text-decoration-(?:color|style)", _COLOUR),
    ("text-decoration-(?:thickness|skip-ink)", f"auto|{_UNSET}"),
    ("text-transform", f"none|{_UNSET}"),
    ("text-indent", rf"0(?:\.0+)?(?:px|pt|in|cm)?|{_UNSET}"),
    ("white-space", f"normal|pre|pre-wrap|break-spaces|{_UNSET}"),
    (
        "word-wrap|overflow-wrap|word-break|(?:-webkit-)?line-break|-webkit-nbsp-mode",
        f"normal|break-word|anywhere|break-all|keep-all|after-white-space|space|auto|{_UNSET}",
    ),
    ("hyphens", f"none|manual|{_UNSET}"),
    (
        "line-height",
        r"normal|1(?:\.\d+)?|2(?:\.\d+)?|[12]\d\d(?:\.\d+)?%|(?:9|[1-4]\d)(?:\.\d+)?pt|[1-4]\d(?:\.\d+)?px"
        f"|{_UNSET}",
    ),
    ("vertical-align", f"baseline|top|middle|bottom|{_UNSET}"),
    ("direction", "ltr"),
    ("float|clear", f"none|{_UNSET}"),
    ("position", "static"),
    ("display", "block|inline"),
    ("visibility", "visible"),
    ("opacity", r"1(?:\.0+)?"),
    ("overflow(?:-[xy])?", "visible"),
    ("width", rf"auto|100%|\d\d%|\d{{3}}(?:\.\d+)?(?:px|pt)|{_UNSET}"),
    ("max-width", r"none|100%|\d{3}(?:\.\d+)?(?:px|pt)"),
    ("(?:min-|max-)?height", "auto|none|initial|100%"),
    ("orphans|widows", r"\d+|auto|" + _UNSET),
    ("caret-color|outline-color|-webkit-tap-highlight-color", _COLOUR),
    ("outline|outline-style", f"none|0|0px|{_UNSET}"),
    ("(?:-webkit-|-ms-)?text-size-adjust", "100%|auto|none"),
    ("-webkit-text-stroke-width", "0|0px"),
    ("box-sizing|cursor|page|tab-size|list-style(?:-type|-position)?", r"[\w-]+"),
    ("page-break-(?:before|after|inside)|break-(?:before|after|inside)", "[a-z-]+"),
    (
        "mso-(?:style-(?:name|type|priority|link|parent|unhide|noshow|next|update|qformat)|(?:fareast|ascii|hansi|bidi)-theme-font"
        "|(?:fareast|ansi|bidi)-language|margin-(?:top|bottom)-alt|line-height-rule|ligatures|no-proof|spacerun"
        "|font-(?:kerning|charset|pitch|signature)|generic-font-family|pagination|outline-level|line-break-override)",
        r"[\w\s.,\"'%-]*",
    ),
)
_TAKEN = tuple((re.compile(names), re.compile(values)) for names, values in _KEPT)
_FONT = re.compile(r"(?:mso-(?:fareast|ascii|hansi|bidi)-)?font-family")
_FONTS = frozenset(
    re.split(
        r"\s*,\s*",
        """inherit,initial,serif,sans-serif,monospace,system-ui,ui-sans-serif,ui-monospace,-apple-system,
        blinkmacsystemfont,-webkit-standard,aptos,aptos_embeddedfont,aptos_msfontservice,arial,arial narrow,calibri,
        calibri light,cambria,cambria math,candara,cantarell,carlito,century gothic,comic sans ms,consolas,courier,
        courier new,dejavu sans,dejavu sans mono,garamond,georgia,helvetica,helvetica neue,helveticaneue,inter,
        liberation sans,liberation mono,lucida console,lucida grande,lucida sans unicode,menlo,monaco,noto sans,
        open sans,roboto,san francisco,sfmono-regular,sf pro,sf pro text,segoe ui,segoe ui web (west european),tahoma,
        times,times new roman,trebuchet ms,ubuntu,uictfonttextstylebody,uictfonttextstyletallbody,verdana""",
    )
)
_DARK = frozenset(
    re.findall(
        r"\w+",
        f"""black navy blue darkblue mediumblue maroon red darkred brown green darkgreen purple indigo teal gray grey
        dimgray dimgrey darkslategray windowtext canvastext {_UNSET}""",
    )
)
_LIGHT = frozenset(re.findall(r"\w+", f"white yellow lightyellow ivory snow window canvas transparent none {_UNSET}"))
# what is done to an element and reaches nothing beside it; of one that is not displayed everything stays in it
_STAYS = re.compile(
    r"display|visibility|mso-hide|color|background(?:-color)?|font-(?:size|family|variant)|text-(?:decoration|transform)"
)
_GONE = re.compile(r"display:none")
_MOVES = re.compile(
    r"position|float|transform|translate|rotate|scale|margin|inset|top|left|right|bottom|z-index|content|animation"
)
_HIDING = re.compile(
    r"(?<![a-z-])(?:display:none|visibility:(?:hidden|collapse)|mso-hide:|opacity:0?\.?0*(?![.\d])"
    r"|font-size:(?:0?\.?0*(?:px|pt|r?em|%)?(?:[;!]|$)|[01](?:\.\d+)?p[xt]|0?\.[0-3]\d*r?em)"
    r"|(?:max-)?(?:height|width):0(?:px|pt)?(?:[;!]|$)|line-height:0(?:[^.\d]|$)"
    r"|(?:text-indent|left|top|right|margin[a-z-]*):-\d{3}|clip(?:-path)?:|content:"
    r"|color:(?:transparent|white|#fff(?:fff)?\b|rgba\([^)]*,0\)|rgb\(255,255,255\)))|scale\(0"
)
_WHOLE = frozenset((("", "html"), ("", "body"), ("", "*")))
_NAMES = re.compile(r"([.#]?)([A-Za-z][\w-]*)")
_INCHES = {
    "px": 1.0,
    "pt": 4 / 3,
    "in": 96.0,
    "cm": 37.8,
    "mm": 3.78,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "%": 6.0,
    "": 1.0,
}


@dataclass(frozen=True, slots=True)
class StyleDoubt:
    """A declaration that is not taken as harmless, and whether it can touch more than its own element."""

    declaration: str
    reaches: bool


def hides(style: str) -> bool:
    """Whether a style says in a common way that its element is not to be seen."""
    return bool(_HIDING.search(re.sub(r"\s", "", style).lower()))


def doubts_of(style: str, *, in_sheet: bool = False) -> Iterator[StyleDoubt]:
    """The declarations of a style that are not known to leave text as it stands."""
    found = list(_declarations(style))
    gone = any(_GONE.fullmatch(f"{name}:{value}") for name, value in found)
    for name, value in found:
        if _is_taken(name, value) and not (in_sheet and name == "display"):
            if in_sheet and distance_of(f"{name}:{value}") > 1:  # how often it applies is not counted
                yield StyleDoubt(f"{name}:{value}"[:40], False)
            continue
        shown_again = in_sheet and name == "display" and value != "none"
        stays = bool(_STAYS.fullmatch(name) or (gone and not _MOVES.search(name))) and not shown_again
        yield StyleDoubt(f"{name}:{value}"[:40], not stays)


def distance_of(style: str) -> float:
    """How far a style may move its text, in pixels at most."""
    said = re.sub(r"rgba?\([^)]*\)", "", style)
    apart = [value for name, value in _declarations(said) if re.match("margin|padding|border", name)]
    found = (re.findall(rf"(?<![\w#.])(\d*\.?\d+)({'|'.join(filter(None, _INCHES))})?", value) for value in apart)
    return sum(max((float(number) * _INCHES[unit] for number, unit in lengths), default=0.0) for lengths in found)


def is_dark(colour: str) -> bool:
    """Whether text of a colour stands out from every background that is taken."""
    return colour in _DARK or _luminance(colour, 2.0) <= LIGHTEST_TEXT


def is_light(colour: str) -> bool:
    """Whether every text that is taken stands out from a background."""
    clear = re.fullmatch(r"rgba\([\d.]+,[\d.]+,[\d.]+,0(?:\.0+)?\)", colour)
    return colour in _LIGHT or bool(clear) or _luminance(colour, -1.0) >= DARKEST_BACKGROUND


def is_font(families: str) -> bool:
    """Whether a list of fonts names only such as show letters as letters."""
    return all(one.strip().strip("\"'").strip() in _FONTS for one in families.split(","))


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for part in style.lower().split(";"):
        name, _, value = part.partition(":")
        plain = re.sub(r"\s*([,()])\s*", r"\1", " ".join(value.split()))
        if name.strip():
            yield name.strip(), re.sub(r"\s*!\s*important$", "", plain)


def _is_taken(name: str, value: str) -> bool:
    if name == "color":
        return is_dark(value)
    if name in ("background", "background-color"):
        return is_light(value)
    if _FONT.fullmatch(name):
        return is_font(value)
    if name.startswith("background-"):
        return value in ("initial", "inherit", "none", "0% 0%", "repeat", "scroll", "auto", "padding-box", "border-box")
    return any(names.fullmatch(name) and values.fullmatch(value) for names, values in _TAKEN)


def _luminance(colour: str, unknown: float) -> float:
    """The relative luminance of a colour that says its parts (WCAG 2.2)."""
    if found := re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", colour):
        code = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
        parts = [int(code[at : at + 2], 16) for at in (0, 2, 4)]
    elif found := re.fullmatch(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,1(?:\.0+)?)?\)", colour):
        parts = [min(255, int(part)) for part in found.groups()]
    else:
        return unknown
    red, green, blue = ((part / 255 / 12.92) if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass
class StyleSheets:
    """What the style sheets of a message might hide: names of elements, classes and ids, or the whole message."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)
    everywhere: str = ""
    asked: set[tuple[str, str]] = field(default_factory=set)

    def read(self, sheet: str) -> bool:
        """Take in one sheet; whether it says something of elements that were asked about before.

        A rule applies to whatever its selectors end with, whatever stands before that.
        """
        before = set(self.names)
        self._read(sheet)
        return bool((set(self.names) - before) & self.asked)

    def _read(self, sheet: str) -> None:
        plain = "".join(part.partition("/*")[0] for part in sheet.split("*/"))
        plain = plain.replace("<!--", "").replace("-->", "")
        quoted = "".join(re.findall(r"\"[^\"]*\"|'[^']*'", plain))
        if "\\" in plain or "</" in plain or re.search("[{};]", quoted):
            self.everywhere = "a style sheet"
            return
        self._rules(plain)

    def why(self, tag: str, classes: str, ident: str) -> str:
        """What is said against an element of a name, classes and an id; empty if nothing is."""
        # without a document type, browsers compare classes and ids without regard to case
        wanted = (("", tag), ("", "*"), ("#", ident.lower()), *((".", one) for one in classes.lower().split()))
        self.asked.update(wanted)
        found = [self.names[one] for one in wanted if one in self.names]
        return "hidden" if "hidden" in found else next(iter(found), "")

    def _rules(self, text: str) -> None:
        while "{" in text:
            before, _, rest = text.partition("{")
            before = before.rpartition(";")[2] if before.lstrip().startswith("@charset") else before
            body, text = _closed(rest)
            word = before.split()[0].lower() if before.split() else ""
            if word == "@media":
                self._rules(body)
            elif word in ("@page", "@list") or (word == "@font-face" and "src" not in body.lower()):
                continue  # of the printed page, of Word's own lists, or the name of a font
            elif word.startswith("@") or "{" in body:
                self.everywhere = f"a style sheet's {word[:20]}"
            else:
                self._rule(before, body)
        if text.strip(" \t\r\n\f}"):
            self.everywhere = "a style sheet"

    def _rule(self, selectors: str, body: str) -> None:
        found = list(doubts_of(body, in_sheet=True))
        if not found:
            return
        why = "hidden" if hides(body) else found[0].declaration
        named = set(_last_names(selectors))
        self.names.update(dict.fromkeys(named, why))
        if any(one.reaches for one in found) or named & _WHOLE:
            self.everywhere = self.everywhere or found[0].declaration


def _closed(text: str) -> tuple[str, str]:
    """What stands before the brace that closes, and after it."""
    depth = 1
    for brace in re.finditer("[{}]", text):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return text[: brace.start()], text[brace.end() :]
    return text, ""


def _last_names(selectors: str) -> Iterator[tuple[str, str]]:
    """The names of elements, classes and ids with which selectors end; everything where one ends with none."""
    if "(" in selectors:
        yield "", "*"
        return
    for selector in selectors.split(","):
        last = (re.split(r"[\s>+~]+", selector.strip()) or [""])[-1].partition(":")[0].partition("[")[0]
        found = _NAMES.findall(last[:LONGEST_SELECTOR])
        mark, name = max(found, default=("", "*"))  # what a rule is about has all of them: a class or an id says most
        yield mark, name.lower()
