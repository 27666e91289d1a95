"""YAML text, read strictly as the 1.2 core schema and written in one canonical form.

* What an editor or a form writes is what is read: `yes`, `12:30` and `2024-05-01` are strings.
* Refused, with line and column: duplicate keys, anchors, aliases, merge keys, tags, directives, several documents,
  leading-zero and non-finite numbers, keys that are not strings, text that is not NFC or not UTF-8, characters that
  cannot be seen or that reorder text, nesting beyond 20, scalars beyond 64 kB, files beyond 1 MB.
* Parsing is libyaml's, event by event, so that nothing is built before it is checked and depth costs no recursion.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs leave it out

ValuePath = tuple[str | int, ...]

MAX_BYTES = 1_000_000
MAX_SCALAR_BYTES = 64_000
MAX_DEPTH = 20
MAX_MARKS = 30
MAX_NUMBER = 2**53 - 1
MAX_DIGITS = len(f"{MAX_NUMBER:#o}")

_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_NOT_COMPOSED, _COMPOSED = "text is not in Unicode normal form C", "composed characters (NFC)"
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER_START = frozenset("0123456789+-.")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]+\Z")
_RADIX = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")


@dataclass(frozen=True, slots=True)
class YamlFault:
    """Why a file is refused: a code of the Y family, a place counted from 1, what is wrong and what would be right."""

    code: str
    line: int
    column: int
    message: str
    expected: str


class _Fault(Exception):  # noqa: N818 -- carries a fault to the one place that collects it
    def __init__(self, code: str, mark: Any, message: str, expected: str) -> None:
        super().__init__(message)
        self.fault = YamlFault(code, mark.line + 1, mark.column + 1, message, expected)


@dataclass(frozen=True, slots=True)
class ValuePlaces:
    """Where each value stands: by path, the line and column of its key, of the value itself and of what follows it.

    Of lists and mappings only those in brackets have an end of their own; a block ends with its last value.
    """

    keys: dict[ValuePath, tuple[int, int]] = field(default_factory=dict)
    values: dict[ValuePath, tuple[int, int]] = field(default_factory=dict)
    ends: dict[ValuePath, tuple[int, int]] = field(default_factory=dict)


def read_yaml(data: bytes) -> tuple[Any, YamlFault | None]:
    """The one document's value, or nothing and the first fault."""
    fault = _text_fault(data)
    if fault:
        return None, fault
    try:
        return _Builder(None).feed(data), None
    except _Fault as refused:
        return None, refused.fault
    except yaml.MarkedYAMLError as error:
        return None, _syntax_fault(error)
    except yaml.YAMLError as error:
        return None, YamlFault("Y002", 1, 1, f"not readable as YAML: {str(error).splitlines()[0]}", "plain YAML text")


def without_invisible(text: str) -> str:
    """A text from elsewhere as a record may hold it: in normal form C, without the characters that are refused."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def read_places(data: bytes) -> ValuePlaces:
    """Where each value of a readable document stands; asked for only when something has to be pointed at."""
    places = ValuePlaces()
    _Builder(places).feed(data)
    return places


def _text_fault(data: bytes) -> YamlFault | None:
    if len(data) > MAX_BYTES:
        return YamlFault("Y013", 1, 1, f"the file has {len(data):,} bytes", f"at most {MAX_BYTES:,}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        return _text_place("Y001", before, len(before), "not UTF-8 text", "save the file as UTF-8")
    return next(_character_faults(text.replace("\r\n", "\n")), None)


def _character_faults(text: str) -> Iterator[YamlFault]:
    for match in _INVISIBLE.finditer(text):
        yield _text_place(
            "Y010", text, match.start(), f"{_character_name(match.group())} is not allowed", "visible characters only"
        )
    start = _composition_fault(text)
    if start is not None:
        yield _text_place("Y009", text, start, _NOT_COMPOSED, _COMPOSED)


def _composition_fault(text: str) -> int | None:
    """Where text is not in normal form C, or stacks more marks than any writing has: normalising takes their square."""
    if text.isascii():
        return None
    stacked = 0
    for index, character in enumerate(text):
        stacked = stacked + 1 if unicodedata.combining(character) else 0
        if stacked > MAX_MARKS:
            return index
    if unicodedata.is_normalized("NFC", text):
        return None
    composed = unicodedata.normalize("NFC", text)
    pairs = enumerate(zip(text, composed, strict=False))
    return next((index for index, (ours, right) in pairs if ours != right), min(len(text), len(composed)))


def _character_name(character: str) -> str:
    name = {"\t": "a tab", "\r": "a carriage return", "\ufeff": "a byte order mark"}.get(character)
    return name or f"the character U+{ord(character):04X}"


def _text_place(code: str, text: str, index: int, message: str, expected: str) -> YamlFault:
    line_start = text.rfind("\n", 0, index) + 1
    return YamlFault(code, text.count("\n", 0, index) + 1, index - line_start + 1, message, expected)


def _syntax_fault(error: yaml.MarkedYAMLError) -> YamlFault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = error.problem or "not readable as YAML"
    if error.context and error.context_mark and error.context_mark.line + 1 != line:
        problem = f"{problem} {error.context} from line {error.context_mark.line + 1}"
    return YamlFault("Y002", line, column, problem, "check the indentation, the colons and the quotes")


class _Builder:
    """One document, built from libyaml's events on a stack of its own; places are noted only where asked for."""

    def __init__(self, places: ValuePlaces | None) -> None:
        self.root: Any = None
        self.places = places
        self.documents = 0
        self.stack: list[dict[str, Any] | list[Any]] = []
        self.path: list[str | int] = []
        self.key: str | None = None

    def feed(self, data: bytes) -> Any:
        """The value of the document's root; raises the first fault."""
        parser = CParser(data)
        steps = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.DocumentStartEvent: self._document,
            yaml.AliasEvent: self._alias,
        }
        while event := parser.get_event():
            if step := steps.get(type(event)):
                step(event)
        return self.root

    @property
    def _wants_key(self) -> bool:
        return self.key is None and bool(self.stack) and type(self.stack[-1]) is dict

    def _document(self, event: Any) -> None:
        self.documents += 1
        _refuse_document(event, self.documents)

    def _alias(self, event: Any) -> None:
        raise _Fault("Y004", event.start_mark, f"alias *{event.anchor}", "write the value out")

    def _scalar(self, event: Any) -> None:
        if not self._wants_key:
            self._attach(_scalar(event), event)
            return
        self.key = _key(event, self.stack[-1])
        if self.places:
            self.places.keys[(*self.path, self.key)] = (event.start_mark.line + 1, event.start_mark.column + 1)

    def _open(self, event: Any) -> None:
        _refuse_properties(event)
        if self._wants_key:
            raise _Fault("Y008", event.start_mark, "a key that is not a string", "a word before the colon")
        if len(self.stack) >= MAX_DEPTH:
            raise _Fault("Y011", event.start_mark, f"nested more than {MAX_DEPTH} deep", "a flatter record")
        container: dict[str, Any] | list[Any] = {} if type(event) is yaml.MappingStartEvent else []
        part = self._attach(container, event)
        if part is not None:
            self.path.append(part)
        self.stack.append(container)

    def _close(self, event: Any) -> None:
        if self.places and event.end_mark.column > event.start_mark.column:
            self.places.ends[tuple(self.path)] = (event.end_mark.line + 1, event.end_mark.column + 1)
        self.stack.pop()
        if self.path:
            self.path.pop()

    def _attach(self, value: Any, event: Any) -> str | int | None:
        """Put a value where it belongs; the last part of its path, or nothing for the root."""
        part: str | int | None = None
        if not self.stack:
            self.root = value
        elif isinstance(parent := self.stack[-1], dict):
            part, self.key = str(self.key), None
            parent[part] = value
        else:
            part = len(parent)
            parent.append(value)
        if self.places:
            path = (*self.path, part) if part is not None else ()
            self.places.values[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
            if not isinstance(value, dict | list):
                self.places.ends[path] = (event.end_mark.line + 1, event.end_mark.column + 1)
        return part


def _refuse_document(event: Any, documents: int) -> None:
    if event.version or event.tags:
        raise _Fault("Y006", event.start_mark, "a directive", "no % lines: the file is YAML 1.2")
    if documents > 1:
        raise _Fault("Y007", event.start_mark, "a second document begins", "one record in a file")


def _refuse_properties(event: Any) -> None:
    if event.anchor is not None:
        raise _Fault("Y004", event.start_mark, f"anchor &{event.anchor}", "write the value out where it is needed")
    if event.tag is not None:
        raise _Fault("Y005", event.start_mark, f"tag {event.tag}", "plain values without tags")


def _key(event: Any, mapping: dict[str, Any] | list[Any]) -> str:
    _refuse_properties(event)
    value = event.value if event.style else _plain(event)
    if not event.style and event.value == "<<":
        raise _Fault("Y004", event.start_mark, "merge key <<", "write the values out")
    if type(value) is not str:
        raise _Fault("Y008", event.start_mark, f"key {event.value!r} is not a string", f'"{event.value}" in quotes')
    if value in mapping:
        raise _Fault("Y003", event.start_mark, f"key {value!r} stands twice", "each key once")
    _refuse_text(event, value)
    return str(value)


def _scalar(event: Any) -> Any:
    _refuse_properties(event)
    if not event.style:
        return _plain(event)
    _refuse_text(event, event.value)
    return event.value


def _refuse_text(event: Any, text: str) -> None:
    if len(text) > MAX_SCALAR_BYTES // 4 and len(text.encode("utf-8", "surrogatepass")) > MAX_SCALAR_BYTES:
        raise _Fault("Y012", event.start_mark, "a value of more than 64 kB", "a reference to where it is kept")
    if text.isascii() and text.isprintable():
        return
    if found := _INVISIBLE.search(text):
        expected = "visible characters only"
        raise _Fault("Y010", event.start_mark, f"{_character_name(found.group())} is not allowed", expected)
    if any("\ud800" <= character <= "\udfff" for character in text) or _composition_fault(text) is not None:
        raise _Fault("Y009", event.start_mark, _NOT_COMPOSED, _COMPOSED)


def _plain(event: Any) -> Any:
    """A plain scalar under the YAML 1.2 core schema."""
    text = event.value
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    _refuse_text(event, text)
    if text[0] in _NUMBER_START and (number := _number(text, event)) is not None:
        return number
    return text


def _number(text: str, event: Any) -> int | float | None:
    if _LEADING_ZERO.match(text):
        raise _Fault("Y014", event.start_mark, f"number {text!r} begins with a zero", f'"{text}" in quotes')
    if _NOT_FINITE.match(text):
        raise _Fault("Y015", event.start_mark, f"{text} is not a finite number", f'"{text}" in quotes')
    integer = _DECIMAL.match(text) or _RADIX.match(text)
    if not integer and not _FLOAT.match(text):
        return None
    number = _integer(text) if integer else float(text)
    if not math.isfinite(number):
        raise _Fault("Y015", event.start_mark, f"{text[:40]} is not a finite number", "a smaller number")
    if abs(number) > MAX_NUMBER:
        raise _Fault("Y016", event.start_mark, f"number {text[:40]} is too large", "an identifier stands in quotes")
    return number


def _integer(text: str) -> int | float:
    if len(text) > MAX_DIGITS:
        return MAX_NUMBER + 1
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


class _Dumper(yaml.CSafeDumper):
    """Writes so that a YAML 1.1 and a YAML 1.2 reader see the same strings; dates stay plain."""

    yaml_implicit_resolvers = {  # noqa: RUF012 -- libyaml's own attribute
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
        for first, pairs in yaml.CSafeDumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, data: Any) -> bool:
        """Repeated values are written out: anchors are refused on reading."""
        return True


def _text_node(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and not text.startswith((" ", "\n")) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text_node)
_Dumper.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z"), list("0123456789+-"))
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("0123456789+-."))


def dump_yaml(value: Any) -> str:
    """The canonical text of a value: keys in the given order, block style, UTF-8, 100 columns."""
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, default_flow_style=False)
    return str(text)
