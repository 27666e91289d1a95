"""YAML read as it was written, its traps refused with their place, and what we write read alike by every reader."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from records_portal.files.yaml_text import dump_yaml, read_places, read_yaml
from tests.timing import seconds_of

MEANINGS: list[tuple[str, Any]] = [
    ("yes", "yes"),
    ("no", "no"),
    ("on", "on"),
    ("Off", "Off"),
    ("y", "y"),
    ("2024-05-01", "2024-05-01"),
    ("2024-05-01T12:30:00Z", "2024-05-01T12:30:00Z"),
    ("12:30", "12:30"),
    ("190:20:30", "190:20:30"),
    ("1_000", "1_000"),
    ("0b11", "0b11"),
    ("0o17", 15),
    ("0x1F", 31),
    ("=", "="),
    ("1.5.0", "1.5.0"),
    ("G100000-011", "G100000-011"),
    ("0706-0000", "0706-0000"),
    ("1515.5", 1515.5),
    ("+1", 1),
    ("-0", 0),
    ("0", 0),
    ("0.5", 0.5),
    ("1e3", 1000.0),
    ("9007199254740991", 9007199254740991),
    ("true", True),
    ("FALSE", False),
    ("null", None),
    ("~", None),
    ("", None),
    ('"042"', "042"),
    ("'null'", "null"),
    ('"<<"', "<<"),
    ("é", "é"),
    ("|\n  one\n  two\n", "one\ntwo\n"),
    (">-\n  one\n  two\n", "one two"),
    ("[a, {b: c}]", ["a", {"b": "c"}]),
]


@pytest.mark.parametrize(("text", "value"), MEANINGS)
def test_what_is_written_is_what_is_read(text: str, value: Any) -> None:
    assert read_yaml(f"key: {text}".encode()) == ({"key": value}, None)


TRAPS: list[tuple[str, bytes, str, int, int]] = [
    # what, bytes, code, line, column
    ("Latin-1", b"name: Caf\xe9", "Y001", 1, 10),
    ("UTF-16", "name: x".encode("utf-16"), "Y001", 1, 1),
    ("half a character at the end", b"a: b\nc: \xc3", "Y001", 2, 4),
    ("a surrogate in bytes", b"a: \xed\xa0\x80", "Y001", 1, 4),
    ("a quote that stays open", b'a: "b\nc: d\n', "Y002", 3, 1),
    ("a bracket that stays open", b"a: [b\nc: d\n", "Y002", 2, 2),
    ("a mapping in a value", b"a: b: c\n", "Y002", 1, 5),
    ("indentation that jumps back", b"a:\n    b: c\n  d: e\n", "Y002", 3, 3),
    ("a reserved character", b"a: @b\n", "Y002", 1, 4),
    ("a key twice", b"a: 1\nb: 2\na: 3\n", "Y003", 3, 1),
    ("a key twice, differently quoted", b"a: 1\n'a': 3\n", "Y003", 2, 1),
    ("a key twice in a flow mapping", b"x: {a: 1, a: 2}\n", "Y003", 1, 11),
    ("an anchor", b"a: &x 1\n", "Y004", 1, 4),
    ("an anchor at a mapping", b"a: &x\n  b: c\n", "Y004", 1, 4),
    ("an anchor at a key", b"&x a: 1\n", "Y004", 1, 1),
    ("an alias", b"a: *x\n", "Y004", 1, 4),
    ("an alias as a key", b"*x : 1\n", "Y004", 1, 1),
    ("a merge key", b"a:\n  <<: {b: c}\n", "Y004", 2, 3),
    ("a tag", b"a: !!str 1\n", "Y005", 1, 4),
    ("a tag that runs code elsewhere", b"a: !!python/object/apply:os.system [ls]\n", "Y005", 1, 4),
    ("a tag of one's own", b"a: !mine {b: c}\n", "Y005", 1, 4),
    ("the non-specific tag", b"a: ! b\n", "Y005", 1, 4),
    ("a version directive", b"%YAML 1.1\n---\na: b\n", "Y006", 1, 1),
    ("a tag directive", b"%TAG ! tag:example,2024:\n---\na: b\n", "Y006", 1, 1),
    ("two documents", b"a: b\n---\nc: d\n", "Y007", 2, 1),
    ("a document after an end", b"a: b\n...\nc: d\n", "Y002", 3, 1),
    ("a number as a key", b"a: 1\n2024: b\n", "Y008", 2, 1),
    ("a truth value as a key", b"true: b\n", "Y008", 1, 1),
    ("nothing as a key", b"? \n: b\n", "Y008", 1, 2),
    ("a list as a key", b"? [a]\n: b\n", "Y008", 1, 3),
    ("a mapping as a key", b"{a: b}: c\n", "Y008", 1, 1),
    ("a letter and its accent apart", "a: b\nname: Cafe\u0301\n".encode(), "Y009", 2, 10),
    ("an accent behind another mark", "a: b\nc: e\u0316\u0301\n".encode(), "Y009", 2, 4),
    ("marks in the wrong order", "a: b\u0301\u0316\n".encode(), "Y009", 1, 5),
    ("an accent that is escaped", b'a: "Cafe\\u0301"\n', "Y009", 1, 4),
    ("a byte order mark", b"\xef\xbb\xbfa: b\n", "Y010", 1, 1),
    ("a tab between", b"a:\tb\n", "Y010", 1, 3),
    ("a tab in text", b"a: b\n- \tc", "Y010", 2, 3),
    ("a carriage return alone", b"a: b\rc: d\n", "Y010", 1, 5),
    ("a null byte", b"a: b\x00c\n", "Y010", 1, 5),
    ("an escape byte", b"a: b\n\x1b[2J: c\n", "Y010", 2, 1),
    ("a zero-width space", "a: b\u200bc\n".encode(), "Y010", 1, 5),
    ("a zero-width joiner", "a: b\u200dc\n".encode(), "Y010", 1, 5),
    ("text turned around", "a: b\u202ec\n".encode(), "Y010", 1, 5),
    ("an isolate", "a: b\u2066c\n".encode(), "Y010", 1, 5),
    ("a soft hyphen", "a: b\u00adc\n".encode(), "Y010", 1, 5),
    ("a next-line character", "a: b\u0085c: d\n".encode(), "Y010", 1, 5),
    ("a line separator", "a: b\u2028c: d\n".encode(), "Y010", 1, 5),
    ("a filler that cannot be seen", "a: b\u3164\n".encode(), "Y010", 1, 5),
    ("a tag character", "a: b\U000e0041\n".encode(), "Y010", 1, 5),
    ("an escaped control character", b'a: "b\\x07"\n', "Y010", 1, 4),
    ("an escaped turn of text", b'a: "b\\u202E"\n', "Y010", 1, 4),
    ("an invisible character in a comment", "a: b # \u202e\n".encode(), "Y010", 1, 8),
    ("twenty-one lists", b"a: " + b"[" * 20 + b"]" * 20, "Y011", 1, 23),
    ("a very long value", b"a: " + b"x" * 64_001, "Y012", 1, 4),
    ("a very long key", b'? "' + b"y" * 64_001 + b'"\n: 1\n', "Y012", 1, 3),
    ("a very long value of few characters", b"a: " + "é".encode() * 32_001, "Y012", 1, 4),
    ("a file beyond a megabyte", b"a: b\n" + b"#" * 1_000_000, "Y013", 1, 1),
    ("an octal of old", b"a: 0017\n", "Y014", 1, 4),
    ("a number that begins with a zero", b"a: 00501\n", "Y014", 1, 4),
    ("a negative one", b"a: -01\n", "Y014", 1, 4),
    ("a fraction that begins with two zeros", b"a: 00.5\n", "Y014", 1, 4),
    ("infinity", b"a: .inf\n", "Y015", 1, 4),
    ("minus infinity", b"a: -.INF\n", "Y015", 1, 4),
    ("not a number", b"a: .NaN\n", "Y015", 1, 4),
    ("a number beyond all", b"a: 1e400\n", "Y015", 1, 4),
    ("a number that readers round", b"a: 9007199254740992\n", "Y016", 1, 4),
    ("an account id without quotes", b"a: 1045433493952638976\n", "Y016", 1, 4),
    ("a large number in hexadecimal", b"a: 0xFFFFFFFFFFFFFFFF\n", "Y016", 1, 4),
    ("a large fraction", b"a: 1e300\n", "Y016", 1, 4),
    ("sixty thousand digits", b"a: " + b"9" * 60_000, "Y016", 1, 4),
    ("sixty thousand hexadecimal digits", b"a: 0x" + b"f" * 60_000, "Y016", 1, 4),
    ("sixty thousand octal digits", b"a: 0o" + b"7" * 60_000, "Y016", 1, 4),
]


@pytest.mark.parametrize(("data", "code", "line", "column"), [trap[1:] for trap in TRAPS], ids=[t[0] for t in TRAPS])
def test_a_trap_is_refused_at_its_place(data: bytes, code: str, line: int, column: int) -> None:
    value, fault = read_yaml(data)
    assert value is None
    assert fault is not None
    assert (fault.code, fault.line, fault.column) == (code, line, column)
    assert fault.message
    assert fault.expected


ABSURD: list[tuple[str, Callable[[], bytes], str]] = [
    ("a megabyte of brackets", lambda: b"[" * 1_000_000, "Y011"),
    ("half a megabyte of braces", lambda: b"{" * 500_000, "Y008"),
    ("a megabyte of dashes", lambda: b"- " * 500_000, "Y011"),
    ("a megabyte of question marks", lambda: b"? " * 500_000, "Y008"),
    ("a megabyte of opening quotes", lambda: b"'" * 999_999, "Y002"),
    ("a megabyte of colons", lambda: b":" * 1_000_000, "Y012"),
    ("a megabyte of line feeds", lambda: b"\n" * 1_000_000, ""),
    ("a megabyte of digits", lambda: b"a: " + b"9" * 999_000, "Y012"),
    ("a megabyte of hexadecimal", lambda: b"a: 0x" + b"f" * 990_000, "Y012"),
    ("a megabyte of octal", lambda: b"a: 0o" + b"7" * 990_000, "Y012"),
    ("a megabyte of fraction", lambda: b"a: 1." + b"0" * 990_000, "Y012"),
    ("a megabyte of bytes that are not UTF-8", lambda: b"\xff" * 1_000_000, "Y001"),
    ("a megabyte of accents", lambda: b"a: " + "e\u0301".encode() * 300_000, "Y009"),
    ("a megabyte of stacked accents", lambda: b"a: e" + "\u0315\u0300".encode() * 240_000, "Y009"),
    ("a megabyte of marks in order", lambda: b"a: e" + "\u0301".encode() * 480_000, "Y009"),
    ("a value of escaped marks", lambda: b'a: "' + b"\\u0315\\u0300" * 15_000 + b'"', "Y009"),
    ("a megabyte of invisible characters", lambda: b"a: " + "\u200b".encode() * 330_000, "Y010"),
    ("an accent at the end of a megabyte", lambda: b"a: " + b"x\n  " * 249_000 + "e\u0301".encode(), "Y009"),
    ("a hundred thousand keys", lambda: b"".join(b"k%d: 1\n" % number for number in range(90_000)), ""),
    ("a key twice after ninety thousand", lambda: b"".join(b"k%d:\n" % n for n in range(90_000)) + b"k0:\n", "Y003"),
    (
        "a bomb of aliases",
        lambda: b"a: &a [x]\n" + b"".join(b"a%d: &a%d [*a, *a, *a]\n" % (n, n) for n in range(20)),
        "Y004",
    ),
]


@pytest.mark.parametrize(("make", "code"), [each[1:] for each in ABSURD], ids=[each[0] for each in ABSURD])
def test_an_absurd_file_is_answered_within_a_second(make: Callable[[], bytes], code: str) -> None:
    data = make()
    _, fault = read_yaml(data)
    assert (fault.code if fault else "") == code
    assert seconds_of(lambda: read_yaml(data), enough=1) < 1


def test_editors_modelines_and_comments_are_welcome() -> None:
    data = b"# yaml-language-server: $schema=../people.json\n---\nname: Ada # the head\n...\n"
    assert read_yaml(data) == ({"name": "Ada"}, None)


def test_line_ends_of_windows_are_read() -> None:
    assert read_yaml(b"a: b\r\nc: d\r\n") == ({"a": "b", "c": "d"}, None)


@pytest.mark.parametrize("data", [b"", b"\n", b"# nothing\n", b"---\n"])
def test_an_empty_file_is_nothing_and_no_fault(data: bytes) -> None:
    assert read_yaml(data) == (None, None)


def test_emoji_and_letters_of_any_script_are_read() -> None:
    text = "a: 🏞 Парк 公園 حديقة\n"
    assert read_yaml(text.encode()) == ({"a": "🏞 Парк 公園 حديقة"}, None)


def test_places_count_from_one_for_keys_and_values() -> None:
    places = read_places("a: é\nlist:\n  - b\n  - c: d\n".encode())
    assert places.keys == {("a",): (1, 1), ("list",): (2, 1), ("list", 1, "c"): (4, 5)}
    assert places.values == {
        (): (1, 1),
        ("a",): (1, 4),
        ("list",): (3, 3),
        ("list", 0): (3, 5),
        ("list", 1): (4, 5),
        ("list", 1, "c"): (4, 8),
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"on": "2024-05-01"}, "'on': 2024-05-01\n"),
        ({"a": "yes"}, "a: 'yes'\n"),
        ({"a": "12:30"}, "a: '12:30'\n"),
        ({"a": "0042"}, "a: '0042'\n"),
        ({"a": "1045433493952638976"}, "a: '1045433493952638976'\n"),
        ({"a": "1515.5"}, "a: '1515.5'\n"),
        ({"a": "1e3"}, "a: '1e3'\n"),
        ({"a": "0o17"}, "a: '0o17'\n"),
        ({"a": ""}, "a: ''\n"),
        ({"a": "~"}, "a: '~'\n"),
        ({"a": "one\ntwo\n"}, "a: |\n  one\n  two\n"),
        ({"a": None, "b": True, "c": 3}, "a: null\nb: true\nc: 3\n"),
        ({"z": ["b", "a"], "a": {"k": "é"}}, "z:\n- b\n- a\na:\n  k: é\n"),
    ],
)
def test_the_canonical_form(value: Any, text: str) -> None:
    assert dump_yaml(value) == text


def test_a_value_that_stands_twice_is_written_out_twice() -> None:
    shared = ["x"]
    assert dump_yaml({"a": shared, "b": shared}) == "a:\n- x\nb:\n- x\n"


class _StringsStayStrings(yaml.SafeLoader):
    """PyYAML's own reader of YAML 1.1, with timestamps left as strings."""


_StringsStayStrings.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

letters = st.characters(
    codec="utf-8", categories=["L", "N", "P", "S", "Zs"], exclude_characters="\u3164\uffa0\u115f\u1160"
)
lines = st.text(letters, max_size=40).map(lambda text: unicodedata.normalize("NFC", text))
texts = st.one_of(
    lines,
    st.lists(lines, min_size=2, max_size=4).map("\n".join),
    st.from_regex(r"[-+]?[0-9_.:eExob]{1,12}", fullmatch=True),
    st.sampled_from(["yes", "No", "on", "~", "null", "<<", "=", "0o17", ".inf", "2024-05-01", "- a", "#", "? a", "%a"]),
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.floats(-1e15, 1e15, allow_nan=False), texts
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(values)
@example({"a": "0o17", "b": "1_0", "c": "1.", "d": ".5", "e": "+.5e3", "f": "1:20"})
@example({"": " ", " a": "b ", "c": "\n", "d": " \na", "e": "a\n\n", "f": "\n b"})
def test_what_is_written_reads_back_the_same(value: Any) -> None:
    text = dump_yaml(value)
    assert read_yaml(text.encode()) == (value, None)
    assert dump_yaml(read_yaml(text.encode())[0]) == text


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(texts, st.one_of(texts, st.lists(texts, max_size=3)), max_size=5))
def test_a_reader_of_yaml_1_1_sees_the_same_strings(value: Any) -> None:
    assert yaml.load(dump_yaml(value), _StringsStayStrings) == value  # noqa: S506 -- a safe loader


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_lead_to_a_traceback(data: bytes) -> None:
    value, fault = read_yaml(data)
    assert fault is None or (value is None and fault.line >= 1 and fault.column >= 1)


@settings(max_examples=300, deadline=None)
@given(st.text("ae\u0301\u0316\u0315\u0327\u1100\u1161\u11a8\uac00 :\n", max_size=12))
def test_no_marks_on_letters_lead_to_a_traceback(text: str) -> None:
    value, fault = read_yaml(text.encode())
    assert fault is None or (value is None and fault.line >= 1 and fault.column >= 1)


@settings(max_examples=300, deadline=None)
@given(st.text("ab:-[]{}&*!|>%@?#,'\"0123. \n", max_size=60))
def test_no_text_of_yaml_marks_leads_to_a_traceback(text: str) -> None:
    value, fault = read_yaml(text.encode())
    assert fault is None or (value is None and fault.line >= 1 and fault.column >= 1)
