"""CSV by byte offsets: each row whole, each byte once, whatever is quoted, broken or missing."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.exports.slices.csv_slices import Escaped, Quoted, csv_slices, heading, named_rows


def cells_of(data: bytes, dialect: type[Quoted] = Quoted) -> list[tuple[str, ...] | None]:
    return [each.cells for each in csv_slices(io.BytesIO(data), dialect)]


def test_a_quoted_line_break_belongs_to_its_row() -> None:
    slices = list(csv_slices(io.BytesIO(b'a,b\r\n"one\r\ntwo","3 ""x"""\r\nlast,row')))
    assert [(each.offset, each.cells) for each in slices] == [
        (0, ("a", "b")),
        (5, ("one\r\ntwo", '3 "x"')),
        (27, ("last", "row")),
    ]


def test_a_mark_at_the_start_is_no_part_of_the_first_cell() -> None:
    slices = list(csv_slices(io.BytesIO('\ufeff"Größe",b\n'.encode())))
    assert [(each.data, each.cells) for each in slices] == [('\ufeff"Größe",b\n'.encode(), ("Größe", "b"))]


def test_quotation_marks_behind_a_backslash_are_another_dialect() -> None:
    data = b'2024-05-01,"He said \\"yes\\", and left"\n'
    assert cells_of(data, Escaped) == [("2024-05-01", 'He said "yes", and left')]
    assert cells_of(data) == [None]


@pytest.mark.parametrize("broken", [b'"a"b,c\n', b"\xff,b\n", b"a\rb,c\n", b"x" * (1 << 20) + b"\n"])
def test_reading_goes_on_behind_a_broken_row(broken: bytes) -> None:
    assert [each for each in cells_of(b"1,2\n" + broken + b"3,4\n") if each] == [("1", "2"), ("3", "4")]
    assert None in cells_of(b"1,2\n" + broken + b"3,4\n")


def test_a_file_that_ends_within_quotation_marks_ends_in_a_broken_row() -> None:
    assert cells_of(b'1,2\n3,"four') == [("1", "2"), None]


def test_rows_have_the_folded_names_of_their_columns() -> None:
    data = b'Video ID,Video  Title(Original)\n\nx,"y\nz"\ntoo,many,cells\n,\n'
    rows = list(named_rows(io.BytesIO(data)))
    assert [(each.cells, each.broken) for each in rows] == [
        (None, False),
        (None, False),
        ({"video id": "x", "video title (original)": "y\nz"}, False),
        (None, True),
        (None, False),
    ]
    assert heading(io.BytesIO(data)) == {"video id", "video title (original)"}


@given(st.binary(max_size=80) | st.text(alphabet='a,"\\\r\n', max_size=60).map(str.encode), st.booleans())
def test_any_bytes_are_conserved_in_order(data: bytes, escaped: bool) -> None:
    rebuilt = b""
    for each in csv_slices(io.BytesIO(data), Escaped if escaped else Quoted):
        assert each.offset == len(rebuilt)
        rebuilt += each.data
    assert rebuilt == data


@given(st.lists(st.lists(st.text(max_size=6), min_size=2, max_size=4), max_size=6))
def test_what_is_written_as_csv_is_read_row_by_row(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    data = text.getvalue().encode("utf-8", "replace")
    expected = [tuple(cell.encode("utf-8", "replace").decode() for cell in row) for row in rows]
    assert cells_of(data) == expected
