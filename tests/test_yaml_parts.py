"""Files read by their parts have the value that the strict reader gives, whatever stands in them."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from records_portal.files.yaml_parts import PartReader
from records_portal.files.yaml_text import MAX_DEPTH, dump_yaml, read_yaml

LINES = [
    "a: 1",
    "b:",
    "b: 2",
    "facts:",
    "- x: 1",
    "  y: 2",
    "  - x: 1",
    "    y: 2",
    "   - odd: 1",
    "- plain",
    "  more",
    "-",
    "# comment",
    "  # comment",
    "",
    "---",
    "...",
    "%YAML 1.2",
    "c: |",
    "c: |+",
    "c: >-",
    "  text",
    'd: "open',
    'e: closed"',
    "'f': 'x'",
    "f: [1,",
    "2]",
    "? g",
    ": h",
    "<<: {i: 1}",
    "j: &k 1",
    "l: *k",
    "m: !!str 1",
    "é: 1",
    "n: 010",
    "\tn: 1",
    "o: 2024-05-01",
    "-p: 1",
    "{q: 1}",
]


@given(st.lists(st.sampled_from(LINES), max_size=9))
@example(["facts:", "- x: 1", "  y: 2", "- plain", "a: 1"])
@example(["c: |+", "  text", "", "", "a: 1"])
@example(["a: 1", "...", "b: 2"])
@example(["a: 1", "b: 2", "a: 1"])
@example(['d: "open', 'e: closed"'])
@settings(max_examples=1_500, deadline=None)
def test_it_reads_what_the_strict_reader_reads(lines: list[str]) -> None:
    for data in ("\n".join(lines).encode(), ("\n".join(lines) + "\n").encode()):
        reader = PartReader()
        assert [reader.read(data), reader.read(data)] == [read_yaml(data)[0]] * 2


@pytest.mark.parametrize("deeper", [0, 1])
def test_an_entry_counts_its_depth_from_the_root(deeper: int) -> None:
    nested = "[" * (MAX_DEPTH - 2 + deeper) + "]" * (MAX_DEPTH - 2 + deeper)
    data = f"facts:\n- {nested}\n- 1\n".encode()
    assert (PartReader().read(data) is None) == bool(deeper)
    assert PartReader().read(data) == read_yaml(data)[0]


def test_what_two_versions_share_is_the_same_value() -> None:
    reader = PartReader()
    facts = [{"kind": "request", "on": "2020-01-01"}, {"kind": "review", "on": "2020-02-01"}]
    one = reader.read(dump_yaml({"purpose": "Old", "handles": [{"handle": "A"}], "facts": facts[:1]}).encode())
    other = reader.read(dump_yaml({"purpose": "New", "handles": [{"handle": "A"}], "facts": facts}).encode())
    assert other == {"purpose": "New", "handles": [{"handle": "A"}], "facts": facts}
    assert (other["handles"] is one["handles"], other["facts"][0] is one["facts"][0]) == (True, True)
