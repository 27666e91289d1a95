"""What a migration takes out of a file; every other byte stays, or nothing is done."""

from __future__ import annotations

import pytest

from records_portal.register.findings import Refusal
from records_portal.register.migrations.record_rewriting import without_property

TEXT = b"""\
# A person.
name: Ana   # for short
training:
  # by hand
  - course: |
      Two lines,
      and more
    on: 2025-09-01
  # until here
agency: parks
leaves_on: 2026-03-31   # known
"""


def test_a_property_goes_with_its_lines_and_the_comments_within() -> None:
    kept, lines = without_property(TEXT, ("training",))
    assert kept == b"# A person.\nname: Ana   # for short\nagency: parks\nleaves_on: 2026-03-31   # known\n"
    assert lines == (
        b"training:\n  # by hand\n  - course: |\n      Two lines,\n      and more\n    on: 2025-09-01\n  # until here\n"
    )


def test_the_last_property_goes_and_one_within_another() -> None:
    kept, lines = without_property(TEXT, ("leaves_on",))
    assert (kept, lines) == (TEXT[: TEXT.index(b"leaves_on")], b"leaves_on: 2026-03-31   # known\n")
    kept, lines = without_property(TEXT, ("training", 0, "on"))
    assert (kept, lines) == (TEXT.replace(b"    on: 2025-09-01\n", b""), b"    on: 2025-09-01\n")


def test_lines_that_end_as_on_windows_go_on_ending_so() -> None:
    kept, _ = without_property(TEXT.replace(b"\n", b"\r\n"), ("agency",))
    assert kept == TEXT.replace(b"agency: parks\n", b"").replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (b"{name: Ana, agency: parks}\n", ("agency",)),
        (b"roles:\n- role: a\n  from_on: b\n", ("roles", 0, "role")),
        (b"name: Ana\n", ("name",)),
    ],
)
def test_what_would_take_more_with_it_is_refused(text: bytes, path: tuple[str | int, ...]) -> None:
    with pytest.raises(Refusal, match="cannot be changed as the file is written; write it on lines of its own"):
        without_property(text, path)


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Refusal, match="line 2, column 1: did not find expected node content"):
        without_property(b"a: [\n", ("a",))
