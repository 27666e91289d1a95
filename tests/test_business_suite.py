"""Tables of posts from Meta Business Suite and Facebook Insights: each value as it must come out, each byte once."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.formats.business_suite.clock import TableClock, moment_of_permalink
from records_portal.exports.pieces import ExportedItem
from records_portal.register.findings import Refusal
from tests.roots import ingest_request
from tests.test_ingest import refusal_of, rows_of, taken_in
from tests.test_twitter import assert_conserved, items_of, reading, remarks_of, residue_of

FACEBOOK = (
    "\ufeffPost ID,Page ID,Page name,Title,Description,Duration (sec),Publish time,Caption type,Permalink,"
    "Is crosspost,Is share,Post type,Languages,Custom labels,Funded content status,Data comment,Date,Views,Reach\r\n"
    '122158000000000001,900000001,Lakeland Parks,,"The dock is open\n#ParkAlert",0,05/13/2026 14:03,,'
    "https://www.facebook.com/LakelandParks/posts/pfbid0abc,0,0,Photos,,,,,Lifetime,812,640\r\n"
    "122158000000000002,900000001,Lakeland Parks,Opening day,A film of opening day,61,05/14/2026 09:00,,"
    "https://www.facebook.com/reel/1400000000000001/,0,0,Reels,,,,,Lifetime,90,80\r\n"
    "122158000000000003,900000001,Lakeland Parks,We said: closed,We said: closed until noon,0,05/15/2026 00:10,,"
    "https://www.facebook.com/LakelandParks/posts/pfbid0def,0,1,Links,,,,,Lifetime,5,5\r\n"
)
INSTAGRAM = (
    "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,Permalink,Post type,"
    "Data comment,Date,Views,Reach,Likes\n"
    "17900000000000001,17841400000000009,lakelandparks,Lakeland Parks,Dawn at the dock,0,09/24/2026 15:30,"
    "https://www.instagram.com/p/Ddr9jBngDA5/,IG image,,Lifetime,10,9,8\n"
    "17900000000000002,17841400000000009,lakelandparks,Lakeland Parks,Snow on the trails,0,01/10/2026 09:05,"
    "https://www.instagram.com/reel/DTVoGljgDA5/,IG reel,,Lifetime,10,9,8\n"
    "17900000000000003,17841400000000009,lakelandparks,Lakeland Parks,Mud,0,03/27/2026 06:08,"
    "https://www.instagram.com/p/DWY5Um7gDA5/,IG carousel,,Lifetime,10,9,8\n"
    "17900000000000004,17841400000000009,lakelandparks,Lakeland Parks,,0,06/01/2026 10:00,"
    "https://www.instagram.com/stories/lakelandparks/,IG story,,Lifetime,10,9,8\n"
)
INSIGHTS = (
    '"Post ID",Permalink,"Post Message",Type,Countries,Languages,Posted,"Audience Targeting",'
    '"Lifetime Post Total Reach","Lifetime Post Total Reach"\n'
    ",,,,,,,,Lifetime: the total number of people (Unique Users),Lifetime: the same\n"
    "900000001_800000001,https://www.facebook.com/LakelandParks/posts/800000001:0,Trails open,Link,,,"
    "10/1/2015 21:00,,1,2\n"
)


def write(folder: Path, **tables: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        (folder / f"{name}.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def only(folder: Path) -> ExportedItem:
    (item,) = items_of(folder).values()
    return item


def refused(folder: Path) -> str:
    with open_export([folder]) as export, pytest.raises(Refusal) as refusal:
        recognise(export.members, export.open)
    return str(refusal.value)


def test_posts_of_a_page_have_the_ids_and_addresses_of_the_platform(tmp_path: Path) -> None:
    folder = write(tmp_path, posts=FACEBOOK)
    with reading(folder) as (_, recognised, _):
        assert (recognised.format, recognised.era, recognised.platforms) == (
            "meta-csv",
            "business-suite",
            frozenset(("facebook",)),
        )
        assert (recognised.account_id, recognised.account_name) == ("900000001", "Lakeland Parks")
        assert (recognised.declared, recognised.kinds) == (None, frozenset(("post", "repost")))
    items = items_of(folder)
    assert {each.id: (each.kind, each.text) for each in items.values()} == {
        "122158000000000001": ("post", "The dock is open\n#ParkAlert"),
        "122158000000000002": ("post", "Opening day\n\nA film of opening day"),
        "122158000000000003": ("repost", "We said: closed until noon"),
    }
    post = items["122158000000000001"]
    assert post.permalink == "https://www.facebook.com/LakelandParks/posts/pfbid0abc"
    assert (post.id_basis, post.author, post.hashtags) == ("platform", "Lakeland Parks", ("ParkAlert",))
    assert_conserved(folder)


def test_a_moment_without_a_zone_can_be_as_early_as_in_the_first_and_as_late_as_in_the_last(tmp_path: Path) -> None:
    post = items_of(write(tmp_path, posts=FACEBOOK))["122158000000000001"]
    assert (post.time_basis, str(post.clock_at)) == ("display-local-assumed", "2026-05-13 14:03:00+00:00")
    assert (str(post.earliest_at), str(post.latest_at)) == ("2026-05-13 00:03:00+00:00", "2026-05-14 02:03:59+00:00")
    assert remarks_of(tmp_path) == {"posts whose zone is assumed: nothing in the table proves it": 3}


def test_three_posts_within_minutes_of_their_media_show_the_zone_of_the_table(tmp_path: Path) -> None:
    items = items_of(write(tmp_path, posts=INSTAGRAM))
    assert {each.id[-1]: (str(each.created_at), each.time_basis) for each in items.values()} == {
        "1": ("2026-09-24 22:30:00+00:00", "calibrated"),
        "2": ("2026-01-10 17:05:00+00:00", "calibrated"),
        "3": ("2026-03-27 13:08:00+00:00", "calibrated"),
        "4": ("2026-06-01 17:00:00+00:00", "calibrated"),
    }
    assert str(items["17900000000000001"].latest_at) == "2026-09-24 22:30:59+00:00"
    assert items["17900000000000004"].kind == "story"
    assert remarks_of(tmp_path) == {}
    assert_conserved(tmp_path)


def test_two_posts_prove_no_zone(tmp_path: Path) -> None:
    two = "".join(INSTAGRAM.splitlines(keepends=True)[:3])
    assert {each.time_basis for each in items_of(write(tmp_path, posts=two)).values()} == {"display-local-assumed"}


def test_a_zone_in_which_a_post_was_published_before_its_medium_is_not_proven(tmp_path: Path) -> None:
    early = INSTAGRAM.replace("06/01/2026 10:00", "09/24/2026 10:00").replace("stories/lakelandparks", "p/Ddr9jBngDA5")
    assert {each.time_basis for each in items_of(write(tmp_path, posts=early)).values()} == {"display-local-assumed"}


def test_an_account_on_instagram_is_known_by_its_handle(tmp_path: Path) -> None:
    with reading(write(tmp_path, posts=INSTAGRAM)) as (_, recognised, _):
        assert (recognised.account_id, recognised.handle) == ("", "lakelandparks")
        assert recognised.platforms == frozenset(("instagram",))


@pytest.mark.parametrize(
    ("address", "moment"),
    [
        ("https://www.instagram.com/p/Ddr9jBngDA5/", "2026-09-24 22:30:17+00:00"),
        ("https://www.instagram.com/lakelandparks/reel/DTVoGljgDA5/", "2026-01-10 17:05:40+00:00"),
        ("https://www.instagram.com/stories/lakelandparks/3752413123456789012/", "2025-10-27 05:22:04+00:00"),
        ("https://www.instagram.com/p/example/", "None"),
        ("https://www.facebook.com/LakelandParks/posts/Ddr9jBngDA5", "None"),
    ],
)
def test_an_address_on_instagram_carries_the_moment_of_the_upload(address: str, moment: str) -> None:
    assert str(moment_of_permalink(address)) == moment


def test_rows_of_one_post_are_one_item_with_a_fragment_each(tmp_path: Path) -> None:
    first = FACEBOOK.splitlines(keepends=True)[0].replace("\r\n", "\n")
    row = "5{0},900000001,Lakeland Parks,,Text,0,05/13/2026 14:03,,https://www.facebook.com/x/posts/{1},0,0,Photos,,,,,{2},1,1\n"
    rows = [
        row.format("00001", "pfbid1", "05/13/2026"),
        row.format("00002", "a", "x"),
        row.format("00001", "pfbid2", "05/14/2026"),
    ]
    items = items_of(write(tmp_path, posts=first + "".join(rows)))
    assert {each.id: len(each.fragments) for each in items.values()} == {"500001": 2, "500002": 1}
    assert items["500001"].permalink == "https://www.facebook.com/x/posts/pfbid1"
    assert_conserved(tmp_path)


@pytest.mark.parametrize("destroyed", ["1.22158E+17", "1,22158E+17", "1E+17"])
def test_a_row_whose_id_a_spreadsheet_destroyed_is_residue_and_told(tmp_path: Path, destroyed: str) -> None:
    write(tmp_path, posts=FACEBOOK.replace("122158000000000002", f'"{destroyed}"'))
    assert sorted(items_of(tmp_path)) == ["122158000000000001", "122158000000000003"]
    remarks = remarks_of(tmp_path)
    told = "rows whose id a spreadsheet destroyed; download the table again and do not open it before"
    assert (remarks[told], remarks["objects of an unknown shape in posts.csv"]) == (1, 1)
    assert_conserved(tmp_path)


def test_ids_that_all_end_in_zeros_were_rounded_and_name_nothing(tmp_path: Path) -> None:
    head, *rows = FACEBOOK.splitlines(keepends=True)
    rounded = "".join(
        f"12215800000{number}0000000,900000001,P,,Text,0,05/13/2026 14:03,,https://www.facebook.com/x/posts/{number},"
        "0,0,Photos,,,,,Lifetime,1,1\r\n"
        for number in range(4)
    )
    assert items_of(write(tmp_path, posts=head + rounded)) == {}
    # One that does not end so shows that the table was never rounded.
    assert len(items_of(write(tmp_path, posts=head + rounded + rows[2]))) == 5


ROUNDED = "rows whose id a spreadsheet destroyed; download the table again and do not open it before"


def test_three_posts_under_the_one_id_that_a_spreadsheet_left_of_theirs_are_residue(tmp_path: Path) -> None:
    table = FACEBOOK
    for number in "123":
        table = table.replace(f"12215800000000000{number}", "122158000000000000")
    assert items_of(write(tmp_path, posts=table)) == {}
    assert remarks_of(tmp_path) == {ROUNDED: 3, "objects of an unknown shape in posts.csv": 3}
    assert_conserved(tmp_path)


def test_two_posts_under_a_rounded_id_are_residue_beside_posts_with_whole_ids(tmp_path: Path) -> None:
    table = FACEBOOK.replace("122158000000000001", "122158000000000000").replace("122158000000000003", "1" + "2" * 17)
    table = table.replace("122158000000000002", "122158000000000000")
    assert list(items_of(write(tmp_path, posts=table))) == ["122222222222222222"]
    assert remarks_of(tmp_path)[ROUNDED] == 2
    assert_conserved(tmp_path)


def test_two_different_ids_that_both_end_in_three_zeros_were_rounded(tmp_path: Path) -> None:
    table = FACEBOOK.replace("122158000000000001", "122158000000001000").replace(
        "122158000000000002", "122158000000002000"
    )
    two = "".join(table.splitlines(keepends=True)[:4])
    assert items_of(write(tmp_path, posts=two)) == {}
    assert remarks_of(tmp_path)[ROUNDED] == 2


def test_posts_of_two_tables_under_the_one_id_that_rounding_left_are_residue(tmp_path: Path) -> None:
    head, first, more, second, *_ = FACEBOOK.splitlines(keepends=True)
    one, two = first + more, second
    posts = {"june": one.replace("122158000000000001", "1221580000000010"),
             "july": two.replace("122158000000000002", "1221580000000010")}  # fmt: skip
    assert items_of(write(tmp_path, **{name: head + row for name, row in posts.items()})) == {}
    assert remarks_of(tmp_path)[ROUNDED] == 2
    assert_conserved(tmp_path)


def test_one_id_of_sixteen_digits_that_ends_in_a_zero_is_taken(tmp_path: Path) -> None:
    one = "".join(FACEBOOK.splitlines(keepends=True)[:3]).replace("122158000000000001", "1221580000000010")
    assert list(items_of(write(tmp_path, posts=one))) == ["1221580000000010"]


def test_rows_with_another_text_and_another_address_are_never_one_post(tmp_path: Path) -> None:
    table = FACEBOOK.replace("122158000000000002", "122158000000000001")
    assert list(items_of(write(tmp_path, posts=table))) == ["122158000000000003"]
    shared = "rows of different posts under one id; download the table again and do not open it before"
    assert remarks_of(tmp_path)[shared] == 2
    assert_conserved(tmp_path)


def test_rounded_ids_make_the_capture_partial_and_nothing_gone(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, platform="facebook")
    taken_in(request, write(tmp_path / "first", posts=FACEBOOK))
    table = FACEBOOK.replace("122158000000000002", "122158000000000000").replace(
        "122158000000000003", "122158000000000000"
    )
    outcome = taken_in(request, write(tmp_path / "second", posts=table))
    assert (outcome.verdict.value, "unknown-parts" in outcome.verdict.reasons) == ("partial", True)
    assert outcome.counts["gone"] == 0


GERMAN = (
    "Beitrags-ID;Konto-ID;Konto-Benutzername;Kontoname;Beschreibung;Dauer (Sek.);Veröffentlichungszeitpunkt;Permalink;"
    "Beitragstyp;Datenkommentar;Datum;Aufrufe\n"
    '17900000000000001;17841400000000009;lakelandparks;Lakeland Parks;"Wege; offen";;01.09.2026 18:00;'
    "https://www.instagram.com/p/DEMO01/;IG Karussell;;Gesamte Laufzeit;71\n"
)


def test_a_table_in_another_language_is_known_by_its_shape(tmp_path: Path) -> None:
    item = only(write(tmp_path, posts=GERMAN))
    assert (item.id, item.text, item.author) == ("17900000000000001", "Wege; offen", "lakelandparks")
    assert str(item.clock_at) == "2026-09-01 18:00:00+00:00"
    assert_conserved(tmp_path)


def test_where_nothing_tells_day_from_month_the_post_can_date_from_either(tmp_path: Path) -> None:
    item = only(write(tmp_path, posts=GERMAN.replace("01.09.2026", "01/09/2026")))
    assert (str(item.earliest_at), str(item.latest_at)) == ("2026-01-09 04:00:00+00:00", "2026-09-02 06:00:59+00:00")


@pytest.mark.parametrize(
    ("cells", "english", "readings"),
    [
        (["05/06/2026 10:00", "05/13/2026 10:00"], False, ["2026-05-06 10:00:00+00:00"]),
        (["05/06/2026 10:00", "13/05/2026 10:00"], True, ["2026-06-05 10:00:00+00:00"]),
        (["5/6/26 1:05 PM"], True, ["2026-05-06 13:05:00+00:00"]),
        (["2026-05-06 10:00:07"], True, ["2026-05-06 10:00:07+00:00"]),
        (["05/06/2026"], True, []),
        (["05/06/2026 25:00"], True, []),
        (["05/06/1999 10:00"], True, []),
    ],
)
def test_day_and_month_are_told_apart_by_the_whole_table(cells: list[str], english: bool, readings: list[str]) -> None:
    clock = TableClock.of([(cell, "") for cell in cells], english=english)
    assert list(map(str, clock.readings(cells[0]))) == readings


@pytest.mark.parametrize(("dates", "at"), [("dmy", "2026-06-05"), ("mdy", "2026-05-06")])
def test_an_order_of_day_and_month_that_was_said_counts_before_all(dates: str, at: str) -> None:
    clock = TableClock.of([("05/06/2026 10:00", "")], english=True, dates=dates)
    assert list(map(str, clock.readings("05/06/2026 10:00"))) == [f"{at} 10:00:00+00:00"]


def test_insights_of_a_page_describe_their_columns_in_the_second_line(tmp_path: Path) -> None:
    with reading(write(tmp_path, posts=INSIGHTS)) as (_, recognised, _):
        assert (recognised.era, recognised.account_id) == ("insights-until-2023", "900000001")
    item = only(tmp_path)
    assert (item.id, item.text, item.account_id) == ("800000001", "Trails open", "900000001")
    assert str(item.clock_at) == "2015-10-01 21:00:00+00:00"
    assert remarks_of(tmp_path) == {"posts whose zone is assumed: nothing in the table proves it": 1}
    assert_conserved(tmp_path)


def test_a_table_without_posts_is_refused_by_what_it_is(tmp_path: Path) -> None:
    ads = write(tmp_path / "ads", ads="Ad ID,Ad name,Amount spent\n1,Spring,2\n")
    assert refused(ads).startswith("'ads.csv' is a table of advertisements and holds no posts; in Meta Business Suite")
    views = write(tmp_path / "views", Views='sep=,\n"Views"\n"Date","Primary"\n"2026-05-01","7"\n'.encode("utf-16"))
    assert refused(views).startswith("'Views.csv' is a table of an account's figures a day and holds no posts")


def test_tables_without_posts_beside_one_with_posts_are_residue_by_name(tmp_path: Path) -> None:
    write(tmp_path, posts=FACEBOOK, ads="Ad ID,Ad name\n1,Spring\n", Views='sep=,\n"Date","Primary"\n'.encode("utf-16"))
    assert residue_of(tmp_path) == {"account-figures": ["Views.csv"], "advertising": ["ads.csv"]}
    assert_conserved(tmp_path)


def test_tables_of_two_accounts_are_refused(tmp_path: Path) -> None:
    other = FACEBOOK.replace("900000001", "900000002")
    line = refused(write(tmp_path / "pages", one=FACEBOOK, two=other))
    assert line == "the tables hold posts of 2 accounts, '900000001' and '900000002'; download them one at a time"
    line = refused(write(tmp_path / "both", one=FACEBOOK, two=INSTAGRAM))
    assert line == "the tables are of Facebook and of Instagram; hand in those of one account at a time"


def test_other_tables_are_not_recognised(tmp_path: Path) -> None:
    write(tmp_path, table="a,b,c,d,e\n1,2,3,4,5\n", list="Post ID,Permalink\n1,x\n", empty="", marks=b"\0\xff\n")
    with open_export([tmp_path]) as export:
        assert recognise(export.members, export.open) is None


def test_a_moment_that_cannot_be_read_and_texts_that_are_not_there_are_told(tmp_path: Path) -> None:
    write(tmp_path, posts=INSTAGRAM.replace("06/01/2026 10:00", "June").replace(",Description,", ",Words,"))
    assert remarks_of(tmp_path) == {
        "posts without a moment that can be read": 1,
        "tables without a column of texts": 1,
    }
    assert {each.text for each in items_of(tmp_path).values()} == {""}


def test_broken_rows_are_residue(tmp_path: Path) -> None:
    write(tmp_path, posts=FACEBOOK + "1,2\r\n" + "x" + "," * 18 + "\r\n" + '123456789012345,"never closed')
    assert remarks_of(tmp_path)["objects of an unknown shape in posts.csv"] == 3
    assert len(items_of(tmp_path)) == 3
    assert_conserved(tmp_path)


def test_a_page_of_another_account_is_refused_and_days_that_nobody_named_let_nothing_go(tmp_path: Path) -> None:
    request: IngestRequest = ingest_request(tmp_path / "root", platform="facebook")
    first = taken_in(request, write(tmp_path / "first", posts=FACEBOOK), platform="facebook")
    assert (first.counts["new"], first.verdict.reasons) == (3, ("undeclared",))
    later = "".join(FACEBOOK.splitlines(keepends=True)[:3]).replace("812", "999")
    second = taken_in(request, write(tmp_path / "second", posts=later), platform="facebook")
    assert (second.counts["gone"], second.counts["repeated"], rows_of(request, second)) == (0, 1, [])
    line = refusal_of(request, write(tmp_path / "x", posts=INSTAGRAM), platform="facebook")
    assert "is an export of 'meta-csv'" in line
