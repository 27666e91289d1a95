"""`records staff`: access with who acted, the sheet of a leaver, training; nothing without the private root."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.duty_office import (
    ACCESS,
    DESIGNATIONS,
    HOLD,
    LOG,
    POSTS,
    Edit,
    Files,
    both,
    credential_change,
    faultless,
    register_of,
    with_entry,
    with_value,
    without,
)
from tests.roots import command

DAY = "2026-05-12"
EVE_LEAVES = with_value("2026-06-30", "private/registry/staff/eve.yml", "leaves_on")


def office(folder: Path, *edits: Edit) -> Path:
    """The office that does everything in time, with edits."""
    files: Files = faultless()
    both(*edits)(files)
    register_of(folder, files)
    return folder


def told(folder: Path, *words: str, private: bool = True) -> tuple[int, str, str]:
    named = ["--private", str(folder / "private")] if private else []
    done = command("--root", str(folder / "public"), *named, "staff", *words, "--as-of", DAY, home=folder)
    return done.returncode, done.stdout, done.stderr


def listed(folder: Path, *words: str) -> list[dict[str, Any]]:
    code, out, _ = told(folder, *words, "--format", "json")
    assert code == 0
    found: list[dict[str, Any]] = json.loads(out)
    return found


def test_who_can_get_in_since_when_how_why_and_who_acted(tmp_path: Path) -> None:
    office(tmp_path)
    ed, eve = listed(tmp_path, "access")
    assert ed == {
        "site": "parks-x",
        "agency": "parks",
        "person": "ed",
        "how": "shared-login",
        "from_on": "2025-01-10",
        "ended_on": "",
        "needed_for": "designated, answers for posting, answers for responding",
        "leaves_on": "",
        "credentials_changed_on": "",
        "acts": "20",
        "last_acted_on": "2026-05-01",
        "note": "",
    }
    assert (eve["person"], eve["needed_for"], eve["acts"], eve["note"]) == (
        "eve",
        "designated, answers for posting",
        "0",
        "",
    )


@pytest.mark.parametrize(
    ("edit", "person", "note"),
    [
        (EVE_LEAVES, "eve", "leaves"),
        (with_value("2026-05-01", "private/registry/staff/eve.yml", "leaves_on"), "eve", "left and can still get in"),
        (with_value("gil", ACCESS, "access", 1, "person"), "gil", "no longer needs access"),
        (with_value("hal", POSTS, "posts", 0, "author"), "hal", "acted without a recorded access"),
        (
            with_value("2026-04-01", ACCESS, "access", 1, "ended_on"),
            "eve",
            "knows shared credentials that were not changed since",
        ),
    ],
)
def test_a_note_says_what_is_not_as_it_should_be(tmp_path: Path, edit: Edit, person: str, note: str) -> None:
    office(tmp_path, edit)
    assert [(row["person"], row["note"]) for row in listed(tmp_path, "access") if row["note"]] == [(person, note)]


def test_credentials_that_were_changed_when_somebody_went_need_no_note(tmp_path: Path) -> None:
    ended = with_value("2026-04-01", ACCESS, "access", 1, "ended_on")
    office(tmp_path, ended, with_entry(credential_change("2026-04-01"), LOG, "credential_changes"))
    (eve,) = (row for row in listed(tmp_path, "access") if row["person"] == "eve")
    assert (eve["credentials_changed_on"], eve["note"]) == ("2026-04-01", "")


def test_the_sheet_of_a_leaver_names_everything_with_the_name_and_who_does_it(tmp_path: Path) -> None:
    key = {
        "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFcZ5vGdZ1JmLQq1m0yTt1A9mYv0yJq3m2cC0n6bqk1r",
        "from_on": "2025-01-01",
    }
    office(
        tmp_path,
        with_value("2026-06-30", "private/registry/staff/ed.yml", "leaves_on"),
        without(DESIGNATIONS, "designations", 1),
        with_value([key], "registry/people/ed.yml", "keys"),
    )
    rows = listed(tmp_path, "leaver", "ed")
    found = [(row["by_on"], row["what"], row["about"], row["role"], row["person"], row["command"]) for row in rows]
    last = "2026-06-30"
    assert [each for each in found if not each[1].startswith("do, or hand over")] == [
        (
            "2026-05-31",
            "designate who follows",
            "sites/parks-x",
            "agency-head",
            "ada",
            "records new designation parks-x",
        ),
        (
            last,
            "remove from the administrators",
            "sites/parks-x",
            "agency-head",
            "ada",
            "records end designation parks-x",
        ),
        (last, "end the access", "sites/parks-x shared-login", "web-content-team", "di", "records end access parks-x"),
        (
            *(last, "change the shared credentials, by somebody who stays", "sites/parks-x shared-login"),
            *("site-administrator", "", "records new credential-change parks-x"),
        ),
        (
            *(last, "name who answers for posting and responding instead", "sites/parks-x"),
            *("web-content-team", "di", "records new accountable parks-x"),
        ),
        (last, "end the role site-administrator", "people/ed", "human-resources", "hal", "records end role ed"),
        (last, "end the key", "people/ed ssh-ed25519", "records-officer", "flo", "records key revoke ed"),
        (last, "tell whoever follows of the hold", "holds/creek", "counsel", "gil", "records hold update creek"),
        (  # where people have keys, a release that nobody signed lifts nothing
            *(last, "tell whoever follows of the hold", "holds/trails-request", "counsel", "gil"),
            "records hold update trails-request",
        ),
    ]


def test_what_only_one_person_is_needs_somebody_who_follows_first(tmp_path: Path) -> None:
    office(tmp_path)
    rows = [row["what"] for row in listed(tmp_path, "leaver", "ada", "--on", "2026-06-30")]
    assert "end the role agency-head; nobody else holds it: name who follows first" in rows
    assert "name the next head" in rows


def test_what_was_done_already_is_said_and_a_released_hold_is_not_handed_over(tmp_path: Path) -> None:
    ended = with_value("2026-05-01", ACCESS, "access", 0, "ended_on")
    released = with_value([{"on": "2026-05-02", "by": "gil"}], HOLD, "releases")
    office(tmp_path, ended, released, with_entry(credential_change("2026-05-01"), LOG, "credential_changes"))
    rows = {row["what"]: row["done"] for row in listed(tmp_path, "leaver", "ed", "--on", "2026-06-30")}
    assert rows["end the access"] == "2026-05-01"
    assert rows["change the shared credentials, by somebody who stays"] == "2026-05-01"
    assert "tell whoever follows of the hold" not in rows


def test_a_last_day_is_the_recorded_one_or_said(tmp_path: Path) -> None:
    office(tmp_path, EVE_LEAVES)
    code, out, err = told(tmp_path, "leaver", "ed")
    assert (code, out) == (2, "")
    assert "no last day of 'ed' is recorded; say --on DATE, or `records new leaving ed`" in err
    code, out, err = told(tmp_path, "leaver", "eve", "--on", "2026-07-01")
    assert (code, out) == (2, "")
    assert "'eve' leaves on 2026-06-30 as recorded" in err
    assert told(tmp_path, "leaver", "eve")[0] == 0
    assert (
        "is not recorded; `records new leaving ed` makes tasks of it"
        in told(tmp_path, "leaver", "ed", "--on", "2026-07-01")[2]
    )


def test_who_has_to_be_trained_is_trained_and_acknowledged_it(tmp_path: Path) -> None:
    late = without("private/registry/staff/eve.yml")
    open_course = without("private/registry/staff/bo.yml", "training", 2)
    unread = without("private/registry/staff/bo.yml", "training", 1, "acknowledged_on")
    office(tmp_path, late, open_course, unread)
    rows = {row["person"]: row for row in listed(tmp_path, "training")}
    assert {name: row["state"] for name, row in rows.items()} == {
        "bo": "not acknowledged",
        "ed": "current",
        "eve": "late",
    }
    assert rows["eve"] | {"state": ""} == {
        "person": "eve",
        "agency": "parks",
        "since": "2025-01-10",
        "site": "parks-x",
        "course": "",
        "on": "",
        "until_on": "",
        "acknowledged_on": "",
        "state": "",
    }
    assert (rows["ed"]["course"], rows["ed"]["until_on"]) == ("Official social media", "2027-01-07")


@pytest.mark.parametrize("words", [("access",), ("leaver", "ed", "--on", DAY), ("training",)])
def test_without_the_private_root_nothing_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    office(tmp_path)
    code, out, err = told(tmp_path, *words, private=False)
    assert (code, out) == (2, "")
    assert "stands in the private root; name it with --private DIR" in err


@pytest.mark.parametrize(
    "words", [("access", "--site", "parks-y"), ("leaver", "edd"), ("training", "--agency", "park")]
)
def test_who_and_what_is_not_in_the_register_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    office(tmp_path)
    code, out, err = told(tmp_path, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_spreadsheet_and_a_line_say_the_same(tmp_path: Path) -> None:
    office(tmp_path, EVE_LEAVES)
    (_, out, _), (_, text, err) = told(tmp_path, "access", "--format", "csv"), told(tmp_path, "access")
    assert [row["person"] for row in csv.DictReader(io.StringIO(out))] == ["ed", "eve"]
    assert text.splitlines()[1] == (
        "parks-x: agency parks; person eve; how shared-login; from_on 2025-01-10; needed_for designated, answers for "
        "posting; leaves_on 2026-06-30; acts 0; note leaves"
    )
    assert err == "2 lines, 1 with a note\n"
