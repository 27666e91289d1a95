"""A record's file changed in one place: what is added is new lines, everything else stays byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.record_editing import add_property, append_entry, read_record, render_diff, write_record

COMMENTED = b"""\
# The trails' own account.
agency: parks   # since 2024

facts:
  # asked for
  - kind: request
    on: 2024-01-02
  - kind: notice
    on: 2024-02-03   # by mail
    text: |
      Two lines,
      # not a comment

# What follows stays where it is.
handles: [{handle: Trails, from_on: 2024-01-01}]   # one so far
"""


def test_an_entry_goes_behind_the_last_one_and_no_other_line_changes() -> None:
    after = append_entry(COMMENTED, ("facts",), {"kind": "direction", "on": "2026-01-05", "copies_to": ["cto-cio"]})
    assert (
        after
        == b"""\
# The trails' own account.
agency: parks   # since 2024

facts:
  # asked for
  - kind: request
    on: 2024-01-02
  - kind: notice
    on: 2024-02-03   # by mail
    text: |
      Two lines,
      # not a comment

  - kind: direction
    'on': 2026-01-05
    copies_to:
    - cto-cio
# What follows stays where it is.
handles: [{handle: Trails, from_on: 2024-01-01}]   # one so far
"""
    )


def test_an_entry_is_added_within_brackets_where_the_list_stands_in_brackets() -> None:
    after = append_entry(COMMENTED, ("handles",), {"handle": "Trails2", "from_on": "2026-01-01"})
    last = b'handles: [{handle: Trails, from_on: 2024-01-01}, {"handle": "Trails2", "from_on": "2026-01-01"}]'
    assert after == COMMENTED.replace(b"handles: [{handle: Trails, from_on: 2024-01-01}]", last)


def test_a_list_that_is_not_there_is_made_at_the_end_of_its_mapping() -> None:
    assert append_entry(COMMENTED, ("linked_from",), {"url": "https://a.example/"}) == (
        COMMENTED + b"linked_from:\n- url: https://a.example/\n"
    )
    nested = b"a:\n  b: 1   # kept\n# end\nc: 2\n"
    assert append_entry(nested, ("a", "d", "e"), "x") == b"a:\n  b: 1   # kept\n  d:\n    e:\n    - x\n# end\nc: 2\n"
    assert append_entry(b"", ("moderation",), {"id": "m1"}) == b"moderation:\n- id: m1\n"
    assert append_entry(b"# a log\n", ("moderation",), "x") == b"# a log\nmoderation:\n- x\n"


def test_a_property_is_added_and_none_is_changed() -> None:
    assert add_property(COMMENTED, ("facts", 0, "by"), "ana").splitlines()[6:8] == [
        b"    on: 2024-01-02",
        b"    by: ana",
    ]
    added = add_property(COMMENTED, ("handles", 0, "to_on"), "2025-01-01")
    assert b'[{handle: Trails, from_on: 2024-01-01, "to_on": "2025-01-01"}]   # one so far' in added
    assert add_property(b"a: {}\n", ("a", "b"), True) == b'a: {"b": true}\n'
    with pytest.raises(Refusal, match=r"^agency stands already; what was written is not changed$"):
        add_property(COMMENTED, ("agency",), "library")
    with pytest.raises(Refusal, match=r"^agency is no list; entries are added to lists$"):
        append_entry(COMMENTED, ("agency",), "library")
    with pytest.raises(Refusal, match=r"^agency\.x cannot be added: agency is no mapping$"):
        add_property(COMMENTED, ("agency", "x"), "library")


def test_line_ends_stay_those_of_the_file() -> None:
    text = b"facts:\r\n- a\r\n# end\r\n"
    assert append_entry(text, ("facts",), "b") == b"facts:\r\n- a\r\n- b\r\n# end\r\n"
    assert append_entry(b"facts:\n- a", ("facts",), "b") == b"facts:\n- a\n- b\n"


def test_what_cannot_be_added_without_changing_something_else_is_refused() -> None:
    """A last text without a line end would get one."""
    with pytest.raises(Refusal, match=r"nothing can be added to the file as the file is written"):
        append_entry(b"a: |\n  text", ("b",), "x")
    with pytest.raises(Refusal, match=r"cannot stand in a record: the character U\+200B is not allowed"):
        append_entry(b"a: []\n", ("a",), "x\u200by")
    with pytest.raises(Refusal, match=r"^line 1, column 4: anchor &x"):
        append_entry(b"a: &x []\n", ("a",), "x")


_words = st.text(st.characters(categories=("L", "N", "P", "Zs", "S")), max_size=12).filter(
    lambda text: read_yaml(dump_yaml({"a": text}).encode())[1] is None
)
_scalars = _words | st.integers(-5, 5) | st.booleans() | st.just("several\nlines\n") | st.just("2024-01-02")
_values = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=3), max_leaves=6
)


@given(st.dictionaries(_words, _values, max_size=3), st.lists(_values, min_size=1, max_size=3), _values)
def test_whatever_is_appended_reads_as_before_with_that_more(rest: object, listed: list[object], new: object) -> None:
    value = {"before": rest, "list": listed, "after": rest}
    text = dump_yaml(value).replace("\nlist:", "\n# a comment\nlist:").encode()
    after = append_entry(text, ("list",), new)
    assert read_yaml(after) == (value | {"list": [*listed, new]}, None)
    kept = after.splitlines()
    assert [line for line in text.splitlines() if line not in kept] == []


AGENCY = b"name: Parks   # short\n"


def test_a_file_is_replaced_only_while_it_is_what_was_read(tmp_path: Path) -> None:
    path = "registry/agencies/parks.yml"
    agency = b"name: Parks\nkind: state\nhead: ana\nweb_pages: [https://a.example/]\ncontact: {office: Web team}\n"
    write_record(tmp_path, path, agency, None)
    assert (tmp_path / path).read_bytes() == agency
    with pytest.raises(Refusal, match=r"^registry/agencies/parks.yml exists already; nothing was written"):
        write_record(tmp_path, path, agency, None)
    changed = agency.replace(b"Parks", b"State Parks")
    write_record(tmp_path, path, changed, agency)
    with pytest.raises(Refusal, match=r"^registry/agencies/parks.yml was changed meanwhile; nothing was written"):
        write_record(tmp_path, path, agency, agency)
    assert [each.name for each in (tmp_path / "registry/agencies").iterdir()] == ["parks.yml"]
    assert (tmp_path / path).read_bytes() == changed


def test_only_a_record_of_its_kinds_shape_is_written(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"^registry/agencies/parks.yml:1:1: S001 parks: 'kind' is missing"):
        write_record(tmp_path, "registry/agencies/parks.yml", AGENCY, None)
    with pytest.raises(Refusal, match=r"^registry/x.yml: no record lives there"):
        write_record(tmp_path, "registry/x.yml", b"a: 1\n", None)
    with pytest.raises(Refusal, match=r"^registry/agencies/parks.yml:1:4: tag !x; plain values"):
        read_record("registry/agencies/parks.yml", b"a: !x 1\n")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_never_written_through(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "root"
    (root / "registry").mkdir(parents=True)
    (root / "registry/agencies").symlink_to(outside)
    agency = b"name: Parks\nkind: state\nhead: ana\nweb_pages: [https://a.example/]\ncontact: {office: Web team}\n"
    with pytest.raises(Refusal, match=r"^registry/agencies is no plain folder"):
        write_record(root, "registry/agencies/parks.yml", agency, None)
    (root / "registry/agencies").unlink()
    (root / "registry/agencies").mkdir()
    (root / "registry/agencies/parks.yml").symlink_to(outside / "parks.yml")
    with pytest.raises(Refusal, match=r"^registry/agencies/parks.yml is no plain file"):
        write_record(root, "registry/agencies/parks.yml", agency, None)
    assert list(outside.iterdir()) == []


def test_a_diff_shows_the_new_lines_and_cannot_drive_a_terminal() -> None:
    assert render_diff(b"a: 1\n", b"a: 1\nb: \x1b[2J\n", "registry/portal.yml") == (
        "--- a/registry/portal.yml\n+++ b/registry/portal.yml\n@@ -1 +1,2 @@\n a: 1\n+b: \\x1b[2J\n"
    )
    assert render_diff(b"", b"a: 1\n", "x").startswith("--- /dev/null\n+++ b/x\n")
    assert render_diff(b"a: 1\n", b"a: 1\n", "x") == ""
