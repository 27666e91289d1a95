"""Files and a table of items: every cell as it must come out, rows that break a rule, and each byte in one place."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports import recognise
from records_portal.exports.archives.opening import Member, open_export
from records_portal.exports.formats import files_csv
from records_portal.exports.formats.files_csv import COLUMNS, cell_moment
from records_portal.exports.pieces import Doubt, ExportedItem, Piece, Recognised, Remark, Residue
from records_portal.register.findings import Refusal
from tests.exports_x import zip_of

HEADING = "id,kind,created_at,author,text,permalink,in_reply_to,media,deleted,edited\r\n"
POST = (
    '1001,post,2024-05-01T08:00:00-04:00,LakelandParks,"Gate ""A""\r\nis open, all day",'
    "https://chirpwell.example/p/1001,,pictures/gate.jpg|https://media.chirpwell.example/gate2.jpg,,\r\n"
)
REPLY = "1002,,2024-05-01T12:30Z,LakelandParks,Yes,,900,,,\r\n"
PAGE = Path(__file__).parents[1] / "docs/reference/files-csv.md"


def written_export(folder: Path, *rows: str, heading: str = HEADING) -> Path:
    """An export of these rows, with a picture that one of them names and one that none does."""
    (folder / "pictures").mkdir(parents=True)
    (folder / "items.csv").write_bytes((heading + "".join(rows)).encode())
    (folder / "pictures/gate.jpg").write_bytes(b"\xff\xd8 a fictional gate \xff\xd9")
    (folder / "pictures/nobody.PNG").write_bytes(b"\x89PNG named by no row")
    (folder / "read me.txt").write_text("From the parks' own tool\n")
    return folder


def reading(*paths: Path) -> tuple[Recognised, list[Piece]]:
    """What an export is and every piece of it, after each byte was met in exactly one place."""
    with open_export(paths) as export:
        found = recognise(export.members, export.open)
        assert found
        pieces = list(found[0].read(found[1], export.open))
        owned: dict[Member, list[tuple[int, bytes]]] = defaultdict(list)
        whole = {piece.member for piece in pieces if isinstance(piece, Residue) and piece.data is None}
        for piece in pieces:
            if isinstance(piece, ExportedItem):
                whole |= {each.member for each in piece.media if each.member}
                for fragment in piece.fragments:
                    owned[fragment.member].append((fragment.offset, fragment.data))
            elif isinstance(piece, Residue) and piece.data is not None:
                owned[piece.member].append((piece.offset, piece.data))
        for member in export.members:
            with export.open(member) as stream:
                content = stream.read()
            rebuilt = b""
            for offset, data in sorted(owned[member]):
                assert offset == len(rebuilt), member.name
                rebuilt += data
            assert (rebuilt, member in whole) == (b"" if member in whole else content, member in whole), member.name
        return found[1], pieces


def items_of(pieces: list[Piece]) -> dict[str, ExportedItem]:
    return {piece.id: piece for piece in pieces if isinstance(piece, ExportedItem)}


def remarks_of(pieces: list[Piece]) -> dict[str, int]:
    return {piece.what: piece.count for piece in pieces if isinstance(piece, Remark)}


def item_of(tmp_path: Path, row: str) -> ExportedItem:
    (item,) = items_of(reading(written_export(tmp_path / "export", row))[1]).values()
    return item


def test_a_row_is_an_item_with_every_cell_in_its_place(tmp_path: Path) -> None:
    recognised, pieces = reading(written_export(tmp_path / "export", POST, REPLY))
    assert (recognised.format, recognised.era, recognised.platforms) == ("files-csv", "version-1", frozenset())
    assert (recognised.declared, recognised.lists) == (None, ())
    post, reply = items_of(pieces)["1001"], items_of(pieces)["1002"]
    assert (post.id_basis, post.kind, post.author) == ("platform", "post", "LakelandParks")
    assert post.text == 'Gate "A"\r\nis open, all day'
    assert post.permalink == "https://chirpwell.example/p/1001"
    assert (str(post.created_at), str(post.latest_at)) == ("2024-05-01 12:00:00+00:00", "2024-05-01 12:00:00+00:00")
    assert (post.time_basis, post.date_only, post.deleted, post.edited) == ("explicit-offset", False, False, False)
    assert [(each.state, each.address) for each in post.media] == [
        ("found", "pictures/gate.jpg"),
        ("remote", "https://media.chirpwell.example/gate2.jpg"),
    ]
    assert post.fragments[0].data == POST.encode()
    assert (reply.kind, reply.reply_to, str(reply.created_at)) == ("reply", "900", "2024-05-01 12:30:00+00:00")
    assert remarks_of(pieces) == {}


def test_what_no_row_names_is_residue(tmp_path: Path) -> None:
    _, pieces = reading(written_export(tmp_path / "export", POST))
    assert [(each.part, each.member.name, each.data) for each in pieces if isinstance(each, Residue)] == [
        ("framing", "items.csv", HEADING.encode()),
        ("orphan-media", "pictures/nobody.PNG", None),
        ("other-files", "read me.txt", None),
    ]


def test_columns_in_another_order_a_mark_and_a_folder_around_change_nothing(tmp_path: Path) -> None:
    folder = written_export(tmp_path / "whole", "Hello,2024-05-01T12:00Z,7\n", heading="\ufefftext,created_at,id\n")
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX/._items.csv").write_bytes(b"\x00")
    packed = zip_of(folder, tmp_path / "e.zip", top="export of May/")
    item = items_of(reading(packed)[1])["7"]
    assert (item.kind, item.text, str(item.created_at)) == ("post", "Hello", "2024-05-01 12:00:00+00:00")


@pytest.mark.parametrize(
    ("heading", "fault"),
    [
        ("id,text,created_at,likes", "items.csv has the column 'likes'; the columns are "),
        ("id,text,created_at,Sort", "items.csv has the column 'sort'; the columns are "),
        ("id,text,created_at,text", "items.csv has a column twice; the columns are "),
        ("id,text,created_at,\x1b[2J", "items.csv has the column '\\x1b[2j'; the columns are "),
    ],
)
def test_another_heading_is_refused_by_the_name_of_the_column(tmp_path: Path, heading: str, fault: str) -> None:
    with pytest.raises(Refusal) as caught:
        reading(written_export(tmp_path / "export", heading=f"{heading}\n"))
    assert str(caught.value) == fault + ",".join(COLUMNS)


def test_another_table_of_that_name_is_not_taken_for_this_form(tmp_path: Path) -> None:
    folder = written_export(tmp_path / "export", heading="product,price\n")
    with open_export([folder]) as export:
        assert files_csv.recognise(export.members, export.open) is None


@pytest.mark.parametrize(
    ("cell", "at", "latest", "basis", "date_only"),
    [
        ("2024-05-01T10:00:00Z", "2024-05-01 10:00:00", "2024-05-01 10:00:00", "explicit-offset", False),
        ("2024-05-01 10:00+02:00", "2024-05-01 08:00:00", "2024-05-01 08:00:00", "explicit-offset", False),
        ("2024-05-01T10:00:00.75Z", "2024-05-01 10:00:00", "2024-05-01 10:00:00", "explicit-offset", False),
        ("2024-05-01 20:00", "2024-05-01 20:00:00", "2024-05-02 08:00:00", "display-local-assumed", False),
        ("2024-02-29", "2024-02-29 00:00:00", "2024-03-01 11:59:59", "display-local-assumed", True),
    ],
)
def test_moments_are_read_as_they_are_written(cell: str, at: str, latest: str, basis: str, date_only: bool) -> None:
    found = cell_moment(cell)
    assert found
    assert (str(found.at), str(found.latest)) == (f"{at}+00:00", f"{latest}+00:00")
    assert (found.basis, found.date_only) == (basis, date_only)


@pytest.mark.parametrize(
    "cell",
    ["", "yesterday", "2023-02-29", "01/05/2024", "2024-05-01T25:00Z", "0001-01-01", "1714550400", "2024-05-01Z"],
)
def test_what_is_no_moment_is_none(cell: str) -> None:
    assert cell_moment(cell) is None


def test_a_row_without_a_moment_is_kept_and_remarked(tmp_path: Path) -> None:
    _, pieces = reading(written_export(tmp_path / "export", "1,post,last week,,Hello,,,,,\n"))
    item = items_of(pieces)["1"]
    assert (item.created_at, item.latest_at, item.time_basis) == (None, None, "unknown")
    assert remarks_of(pieces) == {"rows of items.csv whose created_at is no moment, kept without one": 1}


def test_an_edit_moves_the_last_day_and_one_at_an_unknown_time_leaves_none(tmp_path: Path) -> None:
    known = item_of(tmp_path / "a", "1,post,2024-05-01T12:00Z,,Hello,,,,,2024-06-01T09:00Z\n")
    assert (known.edited, str(known.latest_at)) == (True, "2024-06-01 09:00:00+00:00")
    unknown = item_of(tmp_path / "b", "1,post,2024-05-01T12:00Z,,Hello,,,,,yes\n")
    assert (unknown.edited, unknown.latest_at, str(unknown.created_at)) == (True, None, "2024-05-01 12:00:00+00:00")


def test_deleted_items_say_so_and_when(tmp_path: Path) -> None:
    item = item_of(tmp_path / "a", "1,post,2024-05-01T12:00Z,,Hello,,,,2024-06-01T09:00+02:00,no\n")
    assert (item.deleted, item.deleted_at, item.edited) == (True, "2024-06-01T07:00:00Z", False)
    item = item_of(tmp_path / "b", "1,post,2024-05-01T12:00Z,,Hello,,,,yes,\n")
    assert (item.deleted, item.deleted_at) == (True, "")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("=1+1,post,2024-05-01,,x,,,,,\n", "with an id of other signs than letters, digits and . _ : / -"),
        (f"{'a' * 201},post,2024-05-01,,x,,,,,\n", "with an id of other signs than letters, digits and . _ : / -"),
        ("1,tweet,2024-05-01,,x,,,,,\n", "of an unknown kind"),
        ("1,page,2024-05-01,,x,,,,,\n", "of an unknown kind"),
        ("1,post,2024-05-01,,x,,,,maybe,\n", "where deleted is neither yes, no nor a moment"),
        ("1,post,2024-05-01,,x,,,,,TRUE\n", "where edited is neither yes, no nor a moment"),
        ("1,post\n", "that cannot be read"),
        ('1,post,"2024"x,,x,,,,,\n', "that cannot be read"),
    ],
)
def test_a_row_that_breaks_a_rule_is_residue_and_named(tmp_path: Path, row: str, fault: str) -> None:
    _, pieces = reading(written_export(tmp_path / "export", row, REPLY))
    assert list(items_of(pieces)) == ["1002"]
    assert remarks_of(pieces) == {f"rows of items.csv {fault}": 1}
    assert [each.data for each in pieces if isinstance(each, Residue) and each.part == "unknown-shapes"] == [
        row.encode()
    ]


def test_messages_and_their_files_are_residue_of_their_own(tmp_path: Path) -> None:
    row = "1,message,2024-05-01,,Secret,,,pictures/gate.jpg,,\n"
    _, pieces = reading(written_export(tmp_path / "export", row))
    assert items_of(pieces) == {}
    found = [each.member.name for each in pieces if isinstance(each, Residue) and each.part == "direct-messages"]
    assert found == ["items.csv", "pictures/gate.jpg"]


@pytest.mark.parametrize(
    "path", ["../secret.jpg", "/etc/passwd", "pictures/../pictures/gate.jpg", "items.csv", "none.jpg"]
)
def test_a_path_that_names_no_file_of_the_export_is_missing(tmp_path: Path, path: str) -> None:
    item = item_of(tmp_path, f"1,post,2024-05-01,,x,,,{path},,\n")
    assert [each.state for each in item.media] == ["missing"]


def test_two_tables_are_read_and_neither_is_a_medium_of_the_other(tmp_path: Path) -> None:
    folder = written_export(tmp_path / "export", "1,post,2024-05-01,,x,,,may/items.csv|gate.jpg,,\n")
    (folder / "may").mkdir()
    (folder / "may/items.csv").write_text("id,text,created_at,media\n2,y,2024-05-02,gate.jpg\n")
    (folder / "may/gate.jpg").write_bytes(b"x")
    items = items_of(reading(folder)[1])
    assert {each.id: [medium.state for medium in each.media] for each in items.values()} == {
        "1": ["missing", "missing"],
        "2": ["found"],
    }


def test_a_name_in_another_spelling_of_its_letters_is_found(tmp_path: Path) -> None:
    folder = written_export(tmp_path / "export", "1,post,2024-05-01,,x,,,Caf\u00e9.jpg,,\n")
    (folder / "Cafe\u0301.jpg").write_bytes(b"x")
    (item,) = items_of(reading(folder)[1]).values()
    assert [each.state for each in item.media] == ["found"]


def test_an_address_that_is_none_of_the_web_is_no_permalink(tmp_path: Path) -> None:
    assert item_of(tmp_path, "1,post,2024-05-01,,x,javascript:alert(1),,,,\n").permalink == ""


@given(st.binary(max_size=120))
def test_any_content_of_the_table_is_conserved(tmp_path_factory: pytest.TempPathFactory, rows: bytes) -> None:
    folder = tmp_path_factory.mktemp("export")
    (folder / "items.csv").write_bytes(HEADING.encode() + rows)
    reading(folder)


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    """A request without parts, for a site of a platform that no export is read of."""
    root = tmp_path / "root"
    (root / "registry/sites").mkdir(parents=True)
    (root / "registry/sites/parks-chirpwell.yml").write_text("agency: parks\n")
    return IngestRequest(
        paths=(),
        root=root,
        store=tmp_path / "store",
        site="parks-chirpwell",
        platform="chirpwell",
        account_id=None,
        time_zone="America/New_York",
        rules=(),
        moment=datetime(2024, 5, 2, 14, 30, tzinfo=UTC),
        by="dana-whitfield",
        software="Records Portal 0.1.0",
    )


def test_a_table_becomes_a_capture_of_any_platform(tmp_path: Path, request_: IngestRequest) -> None:
    rows = (POST, REPLY, "1003,comment,2024-05-01 20:00,A Visitor,Nice,,1001,,,\n")
    outcome = ingest_export(replace(request_, paths=(written_export(tmp_path / "export", *rows),)))
    assert outcome.media == {"found": 1, "missing": 0, "remote": 1, "orphan": 1, "shared": 0}
    index = request_.root / "captures/parks-chirpwell" / outcome.capture / "items.csv"
    lines = index.read_text().splitlines()[1:]
    assert [line.rsplit(",", 6)[0] for line in lines] == [
        "1001,platform,1,new,post,,,2024-05-01T12:00:00Z,2024-05-01,explicit-offset,,",
        "1002,platform,1,new,reply,,,2024-05-01T12:30:00Z,2024-05-01,explicit-offset,,",
        "1003,platform,1,new,comment,,,2024-05-01T20:00:00Z,2024-05-02,display-local-assumed,,",
    ]
    assert [line.rsplit(",", 2)[1] for line in lines] == ["2024-05-01", "2024-05-01", "2024-05-01"]


def test_a_row_dates_from_the_first_day_that_its_moment_can_be_to_the_day_of_its_edit(
    tmp_path: Path, request_: IngestRequest
) -> None:
    rows = ["1,post,2019-05-31,,a,,,,,\n", "2,post,2019-05-10T12:00Z,,b,,,,,2019-09-01T12:00Z\n"]
    rows += ["3,post,2019-05-10T12:00Z,,c,,,,,yes\n", "4,post,,,d,,,,,\n", "5,post,2019-05-31 01:00,,e,,,,,\n"]
    outcome = ingest_export(replace(request_, paths=(written_export(tmp_path / "export", *rows),)))
    index = request_.root / "captures/parks-chirpwell" / outcome.capture / "items.csv"
    cells = (line.split(",") for line in index.read_text().splitlines()[1:])
    assert {row[0]: (row[16], row[8]) for row in cells} == {
        "1": ("2019-05-30", "2019-06-01"),
        "2": ("2019-05-10", "2019-09-01"),
        "3": ("2019-05-10", ""),
        "4": ("", ""),
        "5": ("2019-05-30", "2019-05-31"),
    }


def test_a_row_without_an_id_gets_one_that_stays(tmp_path: Path, request_: IngestRequest) -> None:
    row = ",post,2024-05-01T12:00Z,LakelandParks,Hello,,,,,\n"
    first = ingest_export(replace(request_, paths=(written_export(tmp_path / "one", row),)))
    again = ingest_export(replace(request_, paths=(written_export(tmp_path / "two", row, REPLY),)))
    assert {name: count for name, count in first.counts.items() if count} == {"found": 1, "new": 1}
    assert {name: count for name, count in again.counts.items() if count} == {"found": 2, "new": 1, "repeated": 1}


def test_the_page_names_the_columns_in_order() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == COLUMNS


def test_the_example_on_the_page_is_read_without_a_remark(tmp_path: Path) -> None:
    (example,) = re.findall(r"```csv\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "items.csv").write_text(example, encoding="utf-8")
    (tmp_path / "photos").mkdir()
    for name in ("bridge-1.jpg", "bridge-2.jpg"):
        (tmp_path / "photos" / name).write_bytes(name.encode())
    _, pieces = reading(tmp_path)
    assert {each.id: (each.kind, len(each.media), each.time_basis) for each in items_of(pieces).values()} == {
        "p-104": ("post", 2, "explicit-offset"),
        "c-2210": ("comment", 0, "explicit-offset"),
        "p-105": ("post", 0, "display-local-assumed"),
    }
    assert remarks_of(pieces) == {}


def read_with(dates: str, *paths: Path) -> list[Piece]:
    """The pieces of an export whose order of day and month somebody said."""
    with open_export(paths) as export:
        found = recognise(export.members, export.open)
        assert found
        return list(found[0].read(replace(found[1], dates=dates), export.open))


@pytest.mark.parametrize("mark", [";", "\t"])
def test_tables_of_spreadsheets_stand_in_semicolons_or_tabs(tmp_path: Path, mark: str) -> None:
    heading = mark.join(("id", "created_at", "text")) + "\r\n"
    row = mark.join(("1", "2024-05-01T12:30Z", '"Open, all day"')) + "\r\n"
    item = items_of(reading(written_export(tmp_path / "export", row, heading=heading))[1])["1"]
    assert (item.text, str(item.created_at)) == ("Open, all day", "2024-05-01 12:30:00+00:00")


@pytest.mark.parametrize(
    ("cell", "dates", "clock", "latest", "date_only"),
    [
        ("07/15/2025 2:03 PM", "mdy", "2025-07-15 14:03:00", "2025-07-16 02:03:00", False),
        ("15/07/2025 14:03", "dmy", "2025-07-15 14:03:00", "2025-07-16 02:03:00", False),
        ("05/06/2025, 12:00:07 am", "mdy", "2025-05-06 00:00:07", "2025-05-06 12:00:07", False),
        ("05/06/2025 9:05 p.m.", "dmy", "2025-06-05 21:05:00", "2025-06-06 09:05:00", False),
        ("15.07.2025", "dmy", "2025-07-15 00:00:00", "2025-07-16 11:59:59", True),
        ("7-4-2025", "mdy", "2025-07-04 00:00:00", "2025-07-05 11:59:59", True),
    ],
)
def test_dates_in_an_order_that_was_said_are_read_in_it(
    tmp_path: Path, cell: str, dates: str, clock: str, latest: str, date_only: bool
) -> None:
    export = written_export(tmp_path / "export", f'1,post,"{cell}",,Hello,,,,,\n')
    item = items_of(read_with(dates, export))["1"]
    assert (str(item.clock_at), str(item.latest_at), item.date_only) == (f"{clock}+00:00", f"{latest}+00:00", date_only)
    assert item.time_basis == "display-local-assumed"


@pytest.mark.parametrize("column", [2, 8, 9])
@pytest.mark.parametrize(
    ("date", "why"),
    [
        ("07/15/2025 2:03 PM", "and one of them does not tell it for all"),
        ("07/05/2025 2:03 PM", "in which nothing tells day from month"),
    ],
)
def test_dates_whose_order_nobody_said_are_refused_by_the_option(
    tmp_path: Path, column: int, date: str, why: str
) -> None:
    cells = ["1", "post", "2024-05-01T12:30Z", "", "Hello", "", "", "", "", ""]
    cells[column] = date
    with pytest.raises(Refusal) as caught:
        reading(written_export(tmp_path / "export", ",".join(cells) + "\n"))
    assert str(caught.value) == (
        f"items.csv has dates such as {date!r}, {why}; say which comes first: --dates mdy or --dates dmy"
    )


@pytest.mark.parametrize("cell", ["07/15/2025 2:03 PM", "05/06/2025 13:00 pm", "31/02/2025"])
def test_dates_that_are_none_in_the_order_that_was_said_are_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(Refusal, match=r"is none in the order '--dates dmy'"):
        read_with("dmy", written_export(tmp_path / "export", f"1,post,{cell},,Hello,,,,,\n"))


def test_another_order_of_the_same_bytes_is_refused_and_not_passed_over(
    tmp_path: Path, request_: IngestRequest
) -> None:
    export = written_export(tmp_path / "export", "1,post,05/06/2023 14:03,,Hello,,,,,\n")
    first = ingest_export(replace(request_, paths=(export,), dates="dmy"))
    folder = request_.root / "captures/parks-chirpwell" / first.capture
    assert "dates: dmy" in (folder / "capture.yml").read_text()
    assert "2023-06-05T14:03:00Z" in (folder / "items.csv").read_text()
    assert ingest_export(replace(request_, paths=(export,), dates="dmy")).written == ()
    with pytest.raises(Refusal, match="already, taken in with '--dates dmy'; `records date` gives an item another day"):
        ingest_export(replace(request_, paths=(export,), dates="mdy"))


def test_an_article_is_a_kind_of_its_own(tmp_path: Path) -> None:
    assert item_of(tmp_path, "1,article,2024-05-01T12:30Z,,A long text,,,,,\n").kind == "article"


def test_long_ids_that_all_end_in_zeros_were_rounded_and_name_nothing(tmp_path: Path) -> None:
    rows = [f"1221580000000{number}000,,2024-05-01,,Text {number},,,,,\r\n" for number in range(10, 13)]
    _, pieces = reading(written_export(tmp_path / "export", *rows))
    assert items_of(pieces) == {}
    told = "rows of items.csv whose id a spreadsheet rounded; write the table again with ids as text"
    assert remarks_of(pieces) == {told: 3}
    assert [piece.part for piece in pieces if isinstance(piece, Residue) and piece.data].count("unknown-shapes") == 3


def test_an_id_that_ends_in_zeros_beside_whole_ones_is_remarked_on(tmp_path: Path) -> None:
    rows = [f"{number},,2024-05-01,,Text,,,,,\r\n" for number in ("122158000000000000", "122158000000000017", "1000")]
    _, pieces = reading(written_export(tmp_path / "export", *rows))
    assert list(items_of(pieces)) == ["122158000000000000", "122158000000000017", "1000"]
    assert remarks_of(pieces) == {"rows of items.csv whose id of over 15 digits ends in zeros, as rounded ones do": 1}


@pytest.mark.parametrize(("texts", "told"), [(("Open", "Closed"), [2]), (("Open", "Open"), []), (("Open", ""), [])])
def test_one_id_with_two_texts_is_told(tmp_path: Path, texts: tuple[str, str], told: list[int]) -> None:
    rows = [f"p-1,,2024-05-01,,{text},,,,,\r\n" for text in texts]
    _, pieces = reading(written_export(tmp_path / "export", *rows))
    doubts = [piece for piece in pieces if isinstance(piece, Doubt)]
    assert [each.count for each in doubts] == told
    assert {(each.reason, each.what) for each in doubts} <= {
        ("unknown-parts", "rows of items.csv under an id that another row with another text has")
    }


def test_two_rows_under_one_rounded_id_are_no_item(tmp_path: Path) -> None:
    rows = [f"122158000000000000,,2024-05-01,,{text},,,,,\r\n" for text in ("Open", "Closed")]
    whole = "122158000000000017,,2024-05-01,,Text,,,,,\r\n"
    _, pieces = reading(written_export(tmp_path / "export", *rows, whole))
    assert list(items_of(pieces)) == ["122158000000000017"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("items.csv", "\r\n\r\nid,created_at,text\r\n\r\n1,2025-07-15,Open\r\n,,\r\n"),
        ("items.csv", "sep=;\r\nid;created_at;text\r\n1;2025-07-15;Open\r\n"),
        ("items.csv", '"sep=,"\r\nid,created_at,text\r\n1,2025-07-15,Open\r\n'),
        ("Items.CSV", "\ufeffID,Created_At, Text \r\n1,2025-07-15,Open\r\n"),
    ],
)
def test_what_spreadsheets_do_to_a_table_does_no_harm(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / name).write_bytes(text.encode())
    for path in (tmp_path / "export", tmp_path / "export" / name):
        _, pieces = reading(path)
        assert [(each.id, each.text) for each in pieces if isinstance(each, ExportedItem)] == [("1", "Open")]
        assert {each.part for each in pieces if isinstance(each, Residue)} == {"framing"}


def test_a_row_in_another_encoding_is_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_bytes("id,created_at,text\n1,2025-07-15,Grüße\n".encode("cp1252"))
    _, pieces = reading(tmp_path)
    (remark,) = (each for each in pieces if isinstance(each, Remark))
    assert remark.what == "rows of items.csv that are not in UTF-8; save the table anew as CSV in UTF-8"
    assert (remark.count, remark.places) == (1, ("'items.csv' row 2",))
