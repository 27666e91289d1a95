"""Ingest of Mastodon, LinkedIn and YouTube: records that fit their schema, bags that rebuild what was received."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from records_portal.captures.ingest import ingest_export
from records_portal.captures.ingest_report import render_outcome
from records_portal.captures.taking_in.request import IngestOutcome, IngestRequest
from records_portal.register.findings import Refusal
from records_portal.register.shapes import schemas
from tests import (
    exports_mastodon,
    test_business_suite,
    test_files_csv,
    test_linkedin,
    test_mbox,
    test_mediawiki,
    test_saved_feeds,
    test_wordpress,
    test_youtube,
)
from tests.roots import ingest_request
from tests.test_ingest import bag_of, changes_of, rebuilt_files, record_of, refusal_of, rows_of, taken_in

WRITERS: dict[str, Callable[[Path], Path]] = {
    "mastodon": exports_mastodon.write,
    "linkedin": test_linkedin.write,
    "youtube": test_youtube.write,
}


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    """A request without parts and platform, for the site of which the helpers of `test_ingest` know."""
    return ingest_request(tmp_path, platform="")


@pytest.mark.parametrize("platform", sorted(WRITERS))
def test_the_record_fits_its_schema_and_the_bag_rebuilds_every_file(
    tmp_path: Path, request_: IngestRequest, platform: str
) -> None:
    folder = WRITERS[platform](tmp_path / "export")
    outcome = taken_in(request_, folder, platform=platform)
    schema = json.loads(schemas()["captures"])
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(record_of(request_, outcome))
    expected = {
        (1, each.relative_to(folder).as_posix()): each.read_bytes() for each in folder.rglob("*") if each.is_file()
    }
    assert rebuilt_files(bag_of(request_, outcome)) == expected


@pytest.mark.parametrize("platform", sorted(WRITERS))
def test_the_same_content_in_another_packing_is_repeated_and_not_new(
    tmp_path: Path, request_: IngestRequest, platform: str
) -> None:
    taken_in(request_, WRITERS[platform](tmp_path / "first"), platform=platform)
    again = WRITERS[platform](tmp_path / "second")
    (again / "read me.txt").write_text("one file more")
    outcome = taken_in(request_, again, platform=platform)
    assert rows_of(request_, outcome) == []
    assert outcome.counts["repeated"] == outcome.counts["found"] > 0


def test_an_export_of_another_platform_is_refused(tmp_path: Path, request_: IngestRequest) -> None:
    message = refusal_of(request_, exports_mastodon.write(tmp_path / "export"), platform="youtube")
    assert message.endswith("is an export of 'mastodon'; the site 'parks-x' is on 'youtube'")


FOREIGN: dict[str, Callable[[Path], Path]] = {
    "mbox": test_mbox.write,
    "mediawiki": test_mediawiki.write,
    "feeds": lambda folder: test_saved_feeds.write(folder, feed_xml=test_saved_feeds.RSS),
    "wordpress": test_wordpress.write,
}


@pytest.mark.parametrize("form", FOREIGN)
def test_what_a_service_never_hands_out_is_refused_for_its_sites(
    tmp_path: Path, request_: IngestRequest, form: str
) -> None:
    folder = FOREIGN[form](tmp_path / "export")
    message = refusal_of(request_, folder, platform="facebook")
    assert message == (
        f"'export' is an export of '{form}'; the site 'parks-x' is on 'facebook', which hands out nothing in that form"
    )
    assert taken_in(request_, folder, platform="facebook-of-our-own", dry_run=True).format == form


@pytest.mark.parametrize(
    ("form", "platform"),
    [("mbox", "google-groups"), ("mbox", "yahoo-groups"), ("mediawiki", "wiki"), ("feeds", "rss"),
     ("feeds", "wordpress"), ("wordpress", "wordpress")],
)  # fmt: skip
def test_what_a_service_hands_out_is_taken(tmp_path: Path, request_: IngestRequest, form: str, platform: str) -> None:
    assert taken_in(request_, FOREIGN[form](tmp_path / "export"), platform=platform, dry_run=True).format == form


def test_a_known_platform_without_a_service_hands_out_no_mailbox(tmp_path: Path, request_: IngestRequest) -> None:
    folder = test_mbox.write(tmp_path / "export")
    assert "on 'yelp', which hands out" in refusal_of(request_, folder, platform="yelp", is_listed_platform=True)


def test_files_and_a_table_are_taken_for_any_platform(tmp_path: Path, request_: IngestRequest) -> None:
    folder = test_files_csv.written_export(tmp_path / "export", test_files_csv.REPLY)
    for platform in ("facebook", "yelp", "chirpwell"):
        told = taken_in(request_, folder, platform=platform, is_listed_platform=True, dry_run=True)
        assert told.format == "files-csv"


def lines_of(outcome: IngestOutcome, opening: str) -> list[str]:
    return [line for line in render_outcome(outcome).splitlines() if line.startswith(opening)]


def test_what_is_counted_is_named_by_its_place_in_what_is_printed_alone(
    tmp_path: Path, request_: IngestRequest
) -> None:
    cells = "p-{0},,{1},,Secret words {0},,,{2},,\r\n"
    rows = [cells.format(number, "noon", f"lost-{number}.jpg") for number in range(1, 6)]
    folder = test_files_csv.written_export(tmp_path / "export", test_files_csv.POST, *rows)
    (folder / "items (1).csv").write_bytes(b"id,created_at,text\r\n")
    outcome = taken_in(request_, folder, platform="chirpwell")
    assert lines_of(outcome, "Look at:") == [
        "Look at:    5 rows of items.csv whose created_at is no moment, kept without one "
        "('items.csv' row 3, 'items.csv' row 4, 'items.csv' row 5 and 2 more)",
        "Look at:    files named as copies of others that they differ from (1) ('items (1).csv')",
    ]
    assert lines_of(outcome, "Media:") == [
        "Media:      1 found, 5 missing ('lost-1.jpg', 'lost-2.jpg', 'lost-3.jpg' and 2 more), "
        "1 remote, 1 orphan, 0 shared"
    ]
    record = (bag_of(request_, outcome) / "capture.yml").read_text()
    assert [each for each in ("lost-", " row ", "items (1)", "Secret") if each in record] == []
    assert "Secret" not in render_outcome(outcome)


def test_a_name_that_would_drive_a_terminal_is_escaped_where_it_is_told(
    tmp_path: Path, request_: IngestRequest
) -> None:
    row = "p-1,,2024-05-01,,Text,,,lost\x1b[2J.jpg,,\r\n"
    outcome = taken_in(request_, test_files_csv.written_export(tmp_path / "export", row), platform="chirpwell")
    assert "1 missing ('lost\\x1b[2J.jpg')" in render_outcome(outcome)


def test_rows_whose_id_a_spreadsheet_rounded_are_named(tmp_path: Path, request_: IngestRequest) -> None:
    table = test_business_suite.FACEBOOK.replace("122158000000000002", "1.22158E+17")
    folder = test_business_suite.write(tmp_path / "export", posts=table)
    outcome = taken_in(request_, folder, platform="facebook")
    assert [line for line in lines_of(outcome, "Look at:") if line.endswith("open it before (1) ('posts.csv' row 3)")]


def test_a_post_of_mastodon_that_was_edited_since_is_a_version(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, exports_mastodon.write(tmp_path / "first"), platform="mastodon")
    later: list[Any] = exports_mastodon.activities()
    later[1]["object"] |= {"content": "<p>And on Friday again</p>", "updated": "2023-05-10T09:00:00Z"}
    outcome = taken_in(request_, exports_mastodon.write(tmp_path / "second", later), platform="mastodon")
    row = rows_of(request_, outcome)[0]
    assert changes_of(request_, outcome) == {exports_mastodon.THREAD: "edited"}
    assert (row["version"], row["edited"], row["latest_on"]) == ("2", "yes", "2023-05-10")


def test_the_index_of_a_members_comments_has_ids_that_were_made(tmp_path: Path, request_: IngestRequest) -> None:
    outcome = taken_in(request_, test_linkedin.write(tmp_path / "export"), platform="linkedin")
    rows = rows_of(request_, outcome)
    assert [(row["id_basis"], row["kind"], row["created_at"]) for row in rows] == [
        ("platform", "post", "2024-03-05T09:00:01Z"),
        ("synthesised", "comment", "2024-03-06T10:00:00Z"),
        ("platform", "comment", "2024-03-07T11:30:00Z"),
        ("synthesised", "repost", "2024-03-08T12:00:00Z"),
        ("platform", "post", "2025-07-01T14:33:22Z"),
    ]
    assert rows[0]["id"] == "urn:li:ugcPost:7170704596271104009"


def test_an_archive_of_a_handle_that_the_site_never_had_is_refused(tmp_path: Path, request_: IngestRequest) -> None:
    folder = exports_mastodon.write(tmp_path / "export")
    actor = json.loads((folder / "actor.json").read_text())["preferredUsername"]
    asked = replace(request_, paths=(folder,), platform="mastodon")
    with pytest.raises(Refusal, match=f"is of the account '{actor}'; the site 'parks-x' has only the handles 'other'"):
        ingest_export(replace(asked, handles=("other",)))
    assert ingest_export(replace(asked, handles=("other", actor.upper()))).written


def test_a_table_that_is_not_in_the_export_says_nothing_of_its_kind(tmp_path: Path, request_: IngestRequest) -> None:
    taken_in(request_, test_linkedin.write(tmp_path / "first"), platform="linkedin")
    again = test_linkedin.write(tmp_path / "second")
    (again / "Comments.csv").unlink()
    outcome = taken_in(request_, again, platform="linkedin")
    assert outcome.counts["gone"] == 0
