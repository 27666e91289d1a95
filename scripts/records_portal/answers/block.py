"""The answers block: what somebody enters, as small strict YAML between two lines of a text or a message.

* Written so that mail leaves it alone: short lines, indented below three keys, and nothing that mail programs trim,
  turn into a quotation or take for the block's end.
* Read as it arrives: quoted, indented, with dashes made long, addresses said twice, lines broken by a mail program.
  A break is undone only where nothing else can have been meant; everything else is refused with the line.
* A plain value is taken whole, ` #` and what follows included, which YAML would leave out as a comment: a hashtag is
  no comment. A line of its own that begins with # is one, where it cannot be the rest of a value.
* One block in a text, no more; who sent it is not asked here and proves nothing.

Not here: what the values mean, see `authoring`; how a text comes out of a message, see `messages`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from records_portal.files.yaml_text import ValuePath, ValuePlaces, dump_yaml, read_places, read_yaml
from records_portal.register.findings import Refusal

BEGIN = "--- records answers 1 ---"
END = "--- end ---"
KEYS = ("kind", "target", "values")
EXPECTED = f"a block that begins with the line {BEGIN!r}, says kind, target and values, and ends with {END!r}"

DOUBTFUL = "the message's HTML could show something else than it says"
MAX_TEXT = 2_000_000
MAX_BLOCK_LINES = 2_000
MAX_LINE = 8_000
WIDTH = 64  # with two marks of quotation still below the 72 columns at which the earliest mail programs break lines
LEAST_WRAP = 60  # no mail program breaks earlier: what is shorter was broken by somebody's hand

# a mail program's correction makes dashes long
_DASH = "[-\u2010-\u2015\u2212]"
_BEGIN = re.compile(rf"{_DASH}{{1,3}} ?records answers (\S{{1,9}}) ?{_DASH}{{1,3}}", re.IGNORECASE)
_NEARLY = re.compile(rf"records\s+answers\s+\S{{1,9}}\s*{_DASH}", re.IGNORECASE)
_END = re.compile(rf"{_DASH}{{1,3}} ?end ?{_DASH}{{1,3}}", re.IGNORECASE)
_MARKER = re.compile(rf"records\s+answers|{_DASH}\s*end\s*{_DASH}", re.IGNORECASE)
_QUOTES = re.compile(r"(?:[ \t]*>)*")
_TOP = re.compile(rf"(?:{'|'.join(KEYS)})[ ]*:(?: |\Z)")
# what mail trims, turns into a quotation, collapses or takes for an address that is said twice
_FRAGILE = re.compile(r"^ | $|  |\u00a0|(?:^|\s)>|\S ?<", re.MULTILINE)
_FOLDED_WITH_MORE = re.compile(r"[|>][-+0-9]*\s+#")
_NO_PLAIN_VALUE = tuple("\"'|>[{")
_PLAIN_KEY = re.compile(r"(?!(?:null|true|false)\Z)[A-Za-z_][A-Za-z0-9_]*\Z", re.IGNORECASE)
# an address or a mailbox with the same once more in brackets, as mail programs write a link into plain text
_SAID_TWICE = re.compile(r"((?:https?://|www\.)[^\s<>]+|[^\s<>@]+@[^\s<>@]+) ?<([^\s<>]+)>")
_REWRITTEN_HOSTS = (
    ".safelinks.protection.outlook.com",
    "urldefense.com",
    ".urldefense.com",
    "urldefense.proofpoint.com",
)


@dataclass(frozen=True, slots=True)
class AnswersBlock:
    """A block that was read: the kind of answer, what it is about, the values, and where each stands.

    Lines count from the block's first line, which is 1.
    """

    kind: str
    target: str
    values: Mapping[str, Any]
    places: ValuePlaces
    lines: tuple[int, ...]

    def line(self, *path: str | int) -> int:
        """The block's line of a value below `values`, or of its nearest parent."""
        whole: ValuePath = ("values", *path)
        found = next((end for end in range(len(whole), 0, -1) if whole[:end] in self.places.values), 0)
        key = self.places.keys.get(whole[:found]) or self.places.values.get(whole[:found])
        return self.lines[key[0] - 1] if key else 1

    def says_as(self, other: AnswersBlock) -> bool:
        """Whether another block says the same."""
        return (self.kind, self.target, self.values) == (other.kind, other.target, other.values)


def render_block(kind: str, target: str, values: Mapping[str, Any]) -> str:
    """The block's text; the same for the same answers."""
    lines = [BEGIN, *_entry("kind", kind, 0), *_entry("target", target or None, 0), *_entry("values", values, 0), END]
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:
    name = key if _PLAIN_KEY.match(key) else _escaped(key)
    yield from _value(f"{' ' * indent}{name}:", value, indent + 2)


def _value(before: str, value: Any, indent: int) -> Iterator[str]:
    """A value behind its key or its dash; what is inside it is indented."""
    if isinstance(value, Mapping) and value:
        yield before
        for key, one in value.items():
            yield from _entry(key, one, indent)
    elif isinstance(value, list) and value:
        yield before
        for one in value:
            yield from _list_entry(one, indent)
    elif isinstance(value, str):
        yield from _text(before, value, indent)
    else:
        yield before if value is None else f"{before} {dump_yaml([value])[2:].rstrip()}"


def _list_entry(value: Any, indent: int) -> Iterator[str]:
    """An entry of a list behind its dash; of a mapping the first key stands there too."""
    if isinstance(value, Mapping) and value:
        first, *rest = (line for key, one in value.items() for line in _entry(key, one, indent + 2))
        yield f"{' ' * indent}- {first[indent + 2 :]}"
        yield from rest
    else:
        yield from _value(f"{' ' * indent}-", value, indent + 2)


def _text(before: str, text: str, indent: int) -> Iterator[str]:
    """A text: on the key's line where it is short, folded below it where it is long, escaped where mail harms it."""
    if _FRAGILE.search(text) or _MARKER.search(text):
        yield from _folded(f"{before} {_escaped(text)}", indent)
    elif "\n" in text:
        yield from _paragraphs(before, text, indent)
    elif len(short := f"{before} {dump_yaml([text])[2:].rstrip()}") <= WIDTH and "\n" not in short:
        yield short
    elif " " not in text:
        yield f"{before} {dump_yaml([text])[2:].rstrip()}"
    else:
        yield from _paragraphs(before, text, indent)


def _paragraphs(before: str, text: str, indent: int) -> Iterator[str]:
    """A long text as YAML's folded scalar: a blank line stands for a line break."""
    body, kept = text.rstrip("\n"), len(text) - len(text.rstrip("\n"))
    if not body:
        yield f"{before} {_escaped(text)}"
        return
    yield f"{before} {('>-', '>')[kept] if kept < 2 else '>+'}"
    for number, paragraph in enumerate(body.split("\n")):
        if number:
            yield ""
        if paragraph:
            yield from _folded(" " * indent + paragraph, indent)
    yield from [""] * (kept - 1)


def _folded(text: str, indent: int) -> Iterator[str]:
    """A text cut at single spaces, each line indented; a word that is too long stands alone."""
    line, *words = re.split(r"(?<=\S) (?=\S)", text)
    for word in words:
        if len(line) + 1 + len(word) <= WIDTH or not line.strip():
            line = f"{line} {word}"
        else:
            yield line
            line = " " * indent + word
    yield line


def _escaped(text: str) -> str:
    """A text in double quotes, with whatever mail might change written as an escape."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\u00a0", "\\_")
    plain = re.sub(r"[<>]", lambda found: f"\\x{ord(found.group()):02x}", plain)
    plain = re.sub(r"(?<= ) | (?=\\n)|(?<=\\n) |\A | \Z", r"\\x20", plain)
    if _MARKER.search(text):
        plain = re.sub(_DASH, lambda found: f"\\u{ord(found.group()):04x}", plain)
        plain = re.sub(r"(?i)(records)(\s)(answers)", r"\1\\x20\3", plain)
    return f'"{plain}"'


def read_answers(text: str, unsure: Mapping[int, str] | None = None) -> AnswersBlock:
    """The one block in a text; `unsure` names lines, counted from 0, that cannot be taken as they stand, and why."""
    if len(text) > MAX_TEXT:
        raise Refusal(f"the text has {len(text):,} characters; at most {MAX_TEXT:,}")
    lines = text.replace("\r\n", "\n").split("\n")
    start = _start(lines, unsure or {})
    inside = list(_inside(lines, start, unsure or {}))
    return _parsed(_joined(inside))


def has_block(text: str) -> bool:
    """Whether something in a text looks like the beginning of a block."""
    return bool(_NEARLY.search(text))


def _is_whole(why: str) -> bool:
    """Whether a reason is a sentence of its own rather than what a text is."""
    return why.startswith(DOUBTFUL)


def _start(lines: list[str], unsure: Mapping[int, str]) -> int:
    """The line with which the one block begins."""
    begins = [number for number, line in enumerate(lines) if _NEARLY.search(line)]
    for number in begins:
        if why := unsure.get(number):
            where = f"a block of answers begins in text that is {why} (line {number + 1}); write it in plain sight"
            raise Refusal(f"{why}; ask for plain text" if _is_whole(why) else where)
    if not begins:
        raise Refusal(f"no answers found; {EXPECTED}")
    if len(begins) > 1:
        places = " and ".join(str(number + 1) for number in begins[:3])
        raise Refusal(
            f"{len(begins)} blocks of answers, in lines {places}; send one, without the older message below it"
        )
    found = _BEGIN.fullmatch(_unquoted(lines[begins[0]])[1].strip())
    if not found:
        raise Refusal(f"line {begins[0] + 1} holds more than the block's first line; {BEGIN!r} on a line of its own")
    if found.group(1) != "1":
        raise Refusal(f"answers in the form {found.group(1)!r} are not known here; {BEGIN!r}")
    if _in_comment(lines[: begins[0]]):
        raise Refusal(f"a block of answers begins in a comment (line {begins[0] + 1}); write it in plain sight")
    return begins[0]


def _in_comment(before: list[str]) -> bool:
    """Whether a comment of a forge's or a web page's text is still open, which nobody who reads the page sees."""
    text = "\n".join(before)
    return text.rfind("<!--") > text.rfind("-->")


def _unquoted(line: str) -> tuple[int, str]:
    """How deeply a line is quoted, and the rest of it with the space of mail programs as plain space."""
    plain = line.replace("\u00a0", " ")
    marks = _QUOTES.match(plain)
    end = marks.end() if marks else 0
    return plain.count(">", 0, end), plain[end:]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the block without its quotation: its number, its text, and how long it was as it arrived."""

    number: int
    text: str
    length: int


def _inside(lines: list[str], start: int, unsure: Mapping[int, str]) -> Iterator[_Line]:
    """The lines between the block's first and its last."""
    depth, first = _unquoted(lines[start])
    indent = len(first) - len(first.lstrip(" "))
    for index in range(start + 1, len(lines)):
        number = index - start + 1
        if number > MAX_BLOCK_LINES:
            raise Refusal(f"the block of answers has more than {MAX_BLOCK_LINES:,} lines; {END!r} ends it")
        if len(lines[index]) > MAX_LINE:
            raise Refusal(f"line {number} of the answers has {len(lines[index]):,} characters; at most {MAX_LINE:,}")
        quoted, rest = _unquoted(lines[index])
        if why := unsure.get(index):
            where = f"line {number} of the answers holds text that is {why}; write it anew in plain text"
            raise Refusal(f"{why}, line {number} of the answers; ask for plain text" if _is_whole(why) else where)
        if not rest.strip():
            yield _Line(number, "", len(lines[index]))
            continue
        if quoted != depth:
            raise Refusal(
                f"line {number} of the answers is not quoted as the first one is: {_shown(rest)}; send it whole"
            )
        own = rest[indent:] if not rest[:indent].strip() else rest.lstrip(" ")
        if _END.fullmatch(own.strip()):
            return
        yield _Line(number, _addressed(own.rstrip(" "), number), len(lines[index].rstrip()))
    raise Refusal(f"the block of answers does not end; {END!r} on a line of its own")


def _shown(text: str) -> str:
    return repr(text.strip()[:60])


def _addressed(text: str, number: int) -> str:
    """The line with each address said once; one that a mail filter rewrote is no answer."""
    text = _SAID_TWICE.sub(lambda found: found.group(1) if _means(*found.groups()) else found.group(), text)
    if any(host in text for host in _REWRITTEN_HOSTS):
        raise Refusal(
            f"line {number} of the answers holds an address that a mail filter rewrote; write the address anew"
        )
    return text


def _means(shown: str, linked: str) -> bool:
    """Whether a link's address is the text that shows it."""
    parts = urlsplit(linked)
    if (parts.hostname or "").endswith(_REWRITTEN_HOSTS[0]):
        linked = parse_qs(parts.query).get("url", [""])[0]
    bare = [re.sub(r"^(?:mailto:|https?://)", "", each).removesuffix("/") for each in (shown, linked)]
    return bare[0] == bare[1]


def _joined(lines: list[_Line]) -> list[_Line]:
    """The lines with those that a mail program broke made whole.

    Everything but the three keys is indented, and no mail program indents the rest of a line that it breaks: what
    stands at the edge and is no key is such a rest, if the line before it was long enough to be broken there.
    """
    whole: list[_Line] = []
    for line in lines:
        if not line.text or line.text.startswith(" ") or _TOP.match(line.text):
            whole.append(line)
            continue
        before = whole[-1] if whole else None
        first = line.text.split(" ", 1)[0]
        broken = before and before.text and before.length + 1 + len(first) > LEAST_WRAP
        if not before or not broken or line.text.startswith("#"):
            right = f"one of {', '.join(KEYS)} at the line's edge, all else indented below values"
            raise Refusal(f"line {line.number} of the answers cannot be read: {_shown(line.text)}; {right}")
        whole[-1] = _Line(before.number, f"{before.text} {line.text}", line.length)
    return whole


def _read_lines(lines: list[_Line]) -> tuple[Any, ValuePlaces]:
    """What the lines say as YAML, and where each value stands."""
    source = "".join(f"{line.text}\n" for line in lines).encode("utf-8", "surrogatepass")
    value, fault = read_yaml(source)
    if fault:
        at = lines[min(fault.line, len(lines)) - 1].number if lines else 1
        raise Refusal(f"line {at} of the answers: {fault.message}; {fault.expected}")
    return value, read_places(source)


def _taken_whole(lines: list[_Line], places: ValuePlaces) -> list[_Line]:
    """The lines with each plain value up to the end of its line; what YAML would leave out of another is refused."""
    whole = list(lines)
    for path, (line, column) in places.ends.items():
        text, (start_line, start) = lines[line - 1].text if column > 1 else "", places.values[path]
        in_brackets = any(path[:depth] in places.ends for depth in range(len(path)))
        plain = not in_brackets and not lines[start_line - 1].text[start - 1 :].startswith(_NO_PLAIN_VALUE)
        lost = _rest_of(path, lines, places)
        if text[column - 1 :].lstrip().startswith("#") and start_line == line and plain:
            value = json.dumps(text[start - 1 :].strip(), ensure_ascii=False)
            space = " " * (start == column)  # nothing stood there, and the place is that of the colon or the dash
            whole[line - 1] = replace(whole[line - 1], text=f"{text[: start - 1]}{space}{value}")
        elif text[column - 1 :].lstrip().startswith("#"):
            lost = lost or lines[line - 1]
        if lost:
            right = "the whole value in quotes, on one line"
            raise Refusal(f"line {lost.number} of the answers: what stands behind # would be lost; {right}")
    return whole


def _rest_of(path: ValuePath, lines: list[_Line], places: ValuePlaces) -> _Line | None:
    """The line with a part of a value that YAML takes for a comment: in its brackets, behind its mark, or below it."""
    (start_line, start), (line, column) = places.values[path], places.ends[path]
    value = lines[start_line - 1].text[start - 1 :]
    if _FOLDED_WITH_MORE.match(value):
        return lines[start_line - 1]
    inside = lines[start_line - 1 : line - 1] if value.startswith(("[", "{")) else []
    inside = [each for each in inside if " #" in f" {each.text}"]
    return inside[0] if inside else _rest_below(lines, line + (column > 1), _edge(path, places))


def _edge(path: ValuePath, places: ValuePlaces) -> int:
    """The column up to which a line of its own is about what follows a value, and not the value's rest."""
    return places.keys[path][1] if path in places.keys else places.values.get(path, (1, 1))[1] - 1


def _rest_below(lines: list[_Line], line: int, edge: int) -> _Line | None:
    """The line below a value that begins with # and is indented as the value's rest would be."""
    for each in lines[line - 1 :]:
        text = each.text.lstrip(" ")
        if text and not text.startswith("#"):
            return None
        if text and len(each.text) - len(text) >= edge:
            return each
    return None


def _parsed(lines: list[_Line]) -> AnswersBlock:
    numbers = tuple(line.number for line in lines)
    value, places = _read_lines(lines)
    if not isinstance(value, dict):
        raise Refusal(f"the block of answers says nothing; {EXPECTED}")
    value, places = _read_lines(_taken_whole(lines, places))
    kind, target, values = (value.get(key) for key in KEYS)
    strange = next((key for key in value if key not in KEYS), "")
    faults = (
        (strange, strange, f"{strange!r} is not known there; {', '.join(KEYS)}"),
        ("kind", not isinstance(kind, str), "it does not say of which kind it is; kind: site, for example"),
        ("target", not isinstance(target or "", str), f"{target!r} is no id; put it into quotes"),
        ("values", not isinstance(values or {}, dict), "values are given as name: value, indented"),
    )
    for key, wrong, said in faults:
        if wrong:
            at = numbers[places.keys[(key,)][0] - 1] if (key,) in places.keys else 1
            raise Refusal(f"line {at} of the answers: {said}")
    return AnswersBlock(str(kind), target or "", values or {}, places, numbers)
