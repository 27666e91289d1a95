"""JSON files whose lists stand below a key are cut by offsets, whatever their length and wherever they end."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.exports.slices.json_lists import JsonStretch, list_elements
from records_portal.exports.slices.json_slices import elements

SECTION = re.compile("photos|videos")


def json_with(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | numbers | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=8,
    )


JSON, SET_OUT = json_with(st.integers()), json_with(st.integers(-(2**63), 2**64 - 1))


def cuts_of(data: bytes) -> list[JsonStretch]:
    """The cuts of a file, which always follow one another and are the whole file."""
    cuts = list(list_elements(io.BytesIO(data), SECTION))
    at = 0
    for each in cuts:
        assert (each.offset, each.data) == (at, data[at : at + len(each.data)])
        at += len(each.data)
    assert at == len(data)
    return cuts


def elements_of(data: bytes) -> list[tuple[str, Any]]:
    return [(each.key, each.value) for each in cuts_of(data) if each.element]


@given(
    st.dictionaries(st.sampled_from(["photos", "videos", "other", "é", "a]"]), st.lists(SET_OUT, max_size=4)),
    st.booleans(),
    st.sampled_from([None, 1]),
)
def test_every_element_of_every_list_has_its_key(
    value: dict[str, list[Any]], escaped: bool, indent: int | None
) -> None:
    data = json.dumps(value, ensure_ascii=escaped, indent=indent).encode()
    found = elements_of(data)
    if value.keys() & {"photos", "videos"}:
        assert found == [(key, each) for key, values in value.items() for each in values]
    else:
        assert found == [("", value)]
    assert not any(each.broken for each in cuts_of(data))


@given(
    st.lists(SET_OUT | st.dictionaries(st.text(max_size=4), st.lists(SET_OUT, max_size=3), max_size=3), max_size=6),
    st.sampled_from([1, 2, "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 40),
)
def test_elements_that_are_set_out_in_lines_end_where_they_end(
    values: list[Any], indent: int | str, line_end: str, piece: int
) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=indent).replace("\n", line_end)
    cuts = list(elements(io.BytesIO(text.encode()), piece))
    assert [each.value for each in cuts if each.element] == values
    assert b"".join(each.data for each in cuts) == text.encode()
    for each in cuts:
        assert not each.element or json.loads(each.data) == each.value


@pytest.mark.parametrize(
    "data",
    [
        b'[{\n"a": 1\n}, {"b": {\n"c": 2\n}, "d": 3}, {\n"e": 4\n}]',
        b'[{\n"a": [1\n]\n}, {"b": [{}\n], "c": "\\n}"\n}]',
        '[{\n"a": 1\n}, {\n"a": "é", "a": 2, "big": 12345678901234567890\n}]'.encode(),
    ],
)
def test_a_line_that_only_looks_like_the_last_one_ends_nothing(data: bytes) -> None:
    cuts = list(elements(io.BytesIO(data)))
    assert [each.value for each in cuts if each.element] == json.loads(data)
    assert b"".join(each.data for each in cuts) == data


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("18446744073709551615", "18446744073709551615"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("18446744073709551616", "1.8446744073709552e+19"),
        ("-9223372036854775809", "-9.223372036854776e+18"),
        ("123456789012345678901234567890", "1.2345678901234568e+29"),
    ],
)
def test_a_number_that_no_platform_writes_is_no_whole_number_where_elements_are_set_out_in_lines(
    written: str, value: str
) -> None:
    data = f'[\n {{\n  "id": 1\n }},\n {{\n  "id": {written}\n }}\n]'.encode()
    cuts = list(elements(io.BytesIO(data)))
    assert [repr(each.value) for each in cuts if each.element] == ["{'id': 1}", f"{{'id': {value}}}"]
    assert b"".join(each.data for each in cuts) == data


@given(st.lists(JSON, max_size=5), st.sampled_from([b"", b"\xef\xbb\xbf", b"\r\n"]))
def test_a_list_at_the_top_has_no_key_and_is_never_opened(values: list[Any], start: bytes) -> None:
    assert elements_of(start + json.dumps(values).encode()) == [("", each) for each in values]


@given(st.binary(max_size=60) | st.text(alphabet='[]{}",:=1 phots\n', max_size=60).map(str.encode))
def test_any_bytes_are_conserved_in_order(data: bytes) -> None:
    cuts_of(data)
    cuts_of(b'{"photos": [1, 2' + data)
    cuts_of(b'{"photos": [1, 2], ' + data)


@pytest.mark.parametrize(
    ("data", "elements", "broken"),
    [
        (b'{"photos": [1, {"a": 2', [("photos", 1)], 1),
        (b'{"photos": [1], "videos": [2, 3', [("photos", 1), ("videos", 2), ("videos", 3)], 1),
        (b'{"photos": [1], "b": {"c": 2}}', [("photos", 1), ("b", {"c": 2})], 0),
        (b'{"b": 5, "photos": [1]}', [("b", 5), ("photos", 1)], 0),
        (b'{"photos": {"photos": [1]}}', [("photos", {"photos": [1]})], 0),
        (b'{"photos": [1]} {"videos": [2]}', [("photos", 1)], 0),
        (b'[{"photos": [1]}]', [("", {"photos": [1]})], 0),
    ],
)
def test_what_breaks_off_or_nests_is_read_as_far_as_it_goes(
    data: bytes, elements: list[tuple[str, Any]], broken: int
) -> None:
    assert elements_of(data) == elements
    assert sum(each.broken for each in cuts_of(data)) == broken


def test_memory_stays_flat_while_a_long_list_below_a_key_is_read() -> None:
    data = b'{"photos": [' + b",".join([json.dumps({"uri": "a" * 3000}).encode()] * 10_000) + b"]}"
    stream = io.BytesIO(data)
    tracemalloc.start()
    assert sum(each.element for each in list_elements(stream, SECTION)) == 10_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12_000_000
