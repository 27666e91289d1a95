"""What a report of unacceptable content may say and what the log keeps of it, each rule from values alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.register.findings import Refusal
from records_portal.takedown.moderation import (
    KIND_OF,
    NOT_COPIED,
    Moderation,
    entered,
    entry_of,
    log_path,
    log_with,
    logged_copy,
    posted_on,
    refuse_held,
    refuse_incomplete,
)
from tests.roots import load, root_files

NOON = datetime(2026, 10, 21, 12, tzinfo=UTC)
DAY = date(2026, 10, 20)
SEEN = Moderation("parks-x", "abusive", "ana", DAY, item="1784")
META: dict[str, Any] = {"author": "a-walker", "posted_at": "2026-10-20", "original_format": "Reply"}
REPORTED = replace(SEEN, category="illegal-to-possess", report_number="R-7", action="reported")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "words.txt").write_text("You are all fools", encoding="utf-8")
    return tmp_path / "words.txt"


def refusal(asked: Moderation) -> str:
    try:
        refuse_incomplete(asked, NOON)
    except Refusal as refused:
        return str(refused)
    return ""


SOUND: list[dict[str, Any]] = [
    META,
    META | {"action": "hidden", "notice": "sent"},
    META | {"action": "deleted", "notice": "not-sent", "reason": "Gone"},
    META | {"action": "reported"},
    META | {"item": "", "url": "HTTPS://x.com/a"},
    META | {"posted_at": "2026-10-21T12:00:00+00:00"},
]


@pytest.mark.parametrize("fields", SOUND)
def test_a_copy_with_its_metadata_is_enough_and_a_takedown_says_whether_its_author_was_told(
    copy: Path, fields: dict[str, Any]
) -> None:
    assert refusal(replace(SEEN, copies=(copy,), **fields)) == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "hidden", "notice": "sent", "not_copied": "captured-before"},
        {"action": "deleted", "notice": "sent", "not_copied": "captured-before"},
        {"action": "reported"},
        {"action": "reported", "not_copied": "left-standing"},
        {"action": "reported", "not_copied": "already-gone", "item": "", "url": "http://x.com/a"},
    ],
)
def test_without_a_copy_only_what_was_captured_before_is_taken_down(fields: dict[str, Any]) -> None:
    assert refusal(replace(SEEN, **fields)) == ""


@pytest.mark.parametrize(
    "fields", [{}, {"action": "deleted", "notice": "sent"}, {"reported_to": "State police"}, {"item": "9"}]
)
def test_what_is_illegal_to_possess_is_reported_by_number(fields: dict[str, Any]) -> None:
    assert refusal(replace(REPORTED, **fields)) == ""


UNTOLD = "whether its author was told is missing; add --notice sent, or --notice not-sent with --reason TEXT"
UNEXPLAINED = "--notice not-sent and --reason TEXT, why its author was not told, belong together"
NO_COPY = "nothing is taken down before it is copied; add --copy FILE, or --not-copied captured-before"
NEITHER = "neither a copy nor an action is given; add --copy FILE, and --action once something was done"
COPIED = "what it is illegal to possess is never copied; leave out --copy and destroy that copy as counsel says"
TOLD_OF = "of what it is illegal to possess neither author nor address is recorded; leave them out, add --item ID"
REPORT = "--report-number and --reported-to belong to --category illegal-to-possess; leave them out"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, NEITHER),
        ({"not_copied": "already-gone"}, NEITHER),
        ({"action": "deleted", "notice": "sent"}, NO_COPY),
        ({"action": "hidden", "notice": "sent"}, NO_COPY),
        ({"action": "hidden", "notice": "sent", "not_copied": "already-gone"}, NO_COPY),
        ({"action": "hidden", "not_copied": "captured-before"}, UNTOLD),
        ({"action": "deleted", "not_copied": "captured-before"}, UNTOLD),
        ({"action": "reported", "notice": "not-sent"}, UNEXPLAINED),
        ({"action": "reported", "reason": "Gone"}, UNEXPLAINED),
        ({"action": "reported", "notice": "sent", "reason": "Gone"}, UNEXPLAINED),
        ({"action": "reported", "report_number": "7"}, REPORT),
        ({"action": "reported", "reported_to": "State police"}, REPORT),
        (
            {"action": "reported", "item": ""},
            "which content it is was not said; add --item ID, or --url URL where the id is not known",
        ),
        ({"action": "reported", "url": "x.com/a"}, "--url 'x.com/a' is no web address; begin with https://"),
        (
            {"action": "reported", "url": "https://x.com/a b"},
            "--url 'https://x.com/a b' is no web address; begin with https://",
        ),
        (
            {"action": "reported", "not_copied": "captured-before", "item": "", "url": "https://x.com/a"},
            "what was captured before has an id; add --item ID as items.csv has it",
        ),
        (
            {"action": "reported", "posted_at": "noon"},
            "--posted-at 'noon' is no moment; write it as 2026-05-21T14:30:00-04:00, or the day alone",
        ),
        (
            {"action": "reported", "posted_at": "2026-10-21T12:00:01+00:00"},
            "--posted-at '2026-10-21T12:00:01+00:00' has not come yet; name the moment at which the content was posted",
        ),
    ],
)
def test_what_is_incomplete_is_refused(fields: dict[str, Any], said: str) -> None:
    assert refusal(replace(SEEN, **fields)) == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"not_copied": "already-gone"}, COPIED),
        ({"copies": (Path("x"),)}, COPIED),
        ({"report_number": ""}, "what it is illegal to possess is reported first; add --report-number NO"),
        ({"action": ""}, "what was done is missing; add --action reported, or --action deleted or hidden"),
        ({"author": "a-walker"}, TOLD_OF),
        ({"url": "https://x.com/a"}, TOLD_OF),
        ({"action": "deleted"}, UNTOLD),
    ],
)
def test_what_is_illegal_to_possess_is_neither_copied_nor_described(fields: dict[str, Any], said: str) -> None:
    assert refusal(replace(REPORTED, **fields)) == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"author": " "}, "a copy is kept with author, moment and original format; add --author TEXT"),
        ({"posted_at": ""}, "a copy is kept with author, moment and original format; add --posted-at MOMENT"),
        (
            {"original_format": ""},
            "a copy is kept with author, moment and original format; add --original-format FORMAT",
        ),
        ({"not_copied": "already-gone"}, "both --copy and --not-copied are given; there is a copy or there is none"),
    ],
)
def test_a_copy_without_its_metadata_is_refused(copy: Path, fields: dict[str, Any], said: str) -> None:
    assert refusal(replace(SEEN, copies=(copy,), **META | fields)) == said


def test_a_copy_is_a_plain_file(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(copy)
    for path in (tmp_path / "link", tmp_path, tmp_path / "nowhere"):
        said = f"--copy {str(path)!r} is no plain file; name the saved page, picture or text"
        assert refusal(replace(SEEN, copies=(copy, path), **META)) == said


@pytest.mark.parametrize(
    ("posted_at", "day"),
    [
        ("", ""),
        ("noon", ""),
        ("2026-10-20", "2026-10-20"),
        ("2026-10-20T23:30:00", "2026-10-20"),
        ("2026-10-20T03:30:00+00:00", "2026-10-19"),
    ],
)
def test_the_day_is_that_of_the_portals_zone_where_the_moment_is_certain(posted_at: str, day: str) -> None:
    assert posted_on(replace(SEEN, posted_at=posted_at), "America/New_York") == day


def test_only_a_deletion_is_refused_under_a_hold(tmp_path: Path) -> None:
    placed = {"on": "2026-10-01", "by": "ana"}
    hold = {"matter": "M", "kind": "litigation", "subject": "S", "scope": {"sites": ["parks-x"]}, "placed": placed}
    register = load(tmp_path, root_files(), {"registry/holds/h.yml": hold})
    for action in ("", "hidden", "reported"):
        refuse_held(register, replace(SEEN, action=action), "2026-10-20")
    with pytest.raises(Refusal, match=r"^hold 'h' covers it: it may not be deleted on the site; hide it and say "):
        refuse_held(register, replace(SEEN, action="deleted"), "2026-10-20")
    refuse_held(register, replace(SEEN, site="parks-two", action="deleted"), "2026-10-20")


def test_an_entry_has_what_is_known_and_nothing_of_the_content(copy: Path) -> None:
    asked = replace(SEEN, action="deleted", notice="sent", told_by="Message", because="Rule 3", copies=(copy,), **META)
    assert entry_of(asked, ("1784", 2), "2026-10-19") == {
        "id": "m-dbb917bd4f1f",
        "on": "2026-10-20",
        "by": "ana",
        "category": "abusive",
        "action": "deleted",
        "content": "comment",
        "item": "1784",
        "version": 2,
        "posted_on": "2026-10-19",
        "reason": "Rule 3",
        "deleted_on": "2026-10-20",
        "author_notified": {"notified": True, "on": "2026-10-20", "how": "Message"},
    }


def test_an_entry_says_why_nobody_was_told_and_why_there_is_no_copy() -> None:
    asked = replace(SEEN, action="hidden", notice="not-sent", reason="Gone", not_copied="captured-before", told_by="x")
    entry = entry_of(asked, ("1784", 0), "")
    assert entry["author_notified"] == {"notified": False, "reason": "Gone"}
    assert entry["not_copied"] == {"reason": "captured-before"}
    assert {"version", "posted_on", "deleted_on", "reason"} & entry.keys() == set()
    sent = entry_of(replace(SEEN, action="hidden", notice="sent"), ("1784", 0), "")
    assert sent["author_notified"] == {"notified": True, "on": "2026-10-20"}
    assert "author_notified" not in entry_of(replace(SEEN, action="reported"), ("", 0), "")


def test_an_entry_of_what_is_illegal_to_possess_has_the_report(tmp_path: Path) -> None:
    entry = entry_of(replace(REPORTED, reported_to="State police"), ("1784", 0), "")
    assert entry["category"] == "criminal-or-discriminatory"
    assert entry["not_copied"] == {
        "reason": "illegal-to-possess",
        "reported_to": "State police",
        "report_number": "R-7",
    }
    assert entry_of(REPORTED, ("1784", 0), "")["not_copied"] == {"reason": "illegal-to-possess", "report_number": "R-7"}


def test_an_entry_keeps_its_name_whoever_enters_it_when_and_each_action_has_its_own() -> None:
    def name(**changes: Any) -> str:
        return str(entry_of(replace(SEEN, **{"action": "hidden"} | changes), ("1784", 1), "")["id"])

    assert name() == name(by="ben", on=date(2026, 10, 21), author="a", because="Rule 3")
    others = [name(action="deleted"), name(category="spam"), name(content="message"), name(url="https://x.com/a")]
    assert len({name(), *others, name(report_number="7")}) == 6


def test_the_log_says_where_the_copy_is_and_which_metadata_it_has() -> None:
    expected = {"on": "2026-10-20", "by": "ana", "kept_at": "The store", "reference": "c1", "digest": "d"}
    asked = replace(SEEN, **META)
    assert logged_copy(asked, "c1", "d", "local#routine") == expected | {
        "metadata": ["author", "posted-at", "original-format"],
        "class": "unacceptable",
        "series": "local#routine",
    }
    assert "series" not in logged_copy(asked, "c1", "d", "")
    with_address = replace(SEEN, url="https://x.com/a")
    assert logged_copy(with_address, "c1", "d", "")["metadata"] == ["web-address"]


def test_the_same_entry_is_found_and_other_facts_are_refused(tmp_path: Path) -> None:
    asked = replace(SEEN, action="deleted", notice="sent", told_by="Message")
    entry = entry_of(asked, ("1784", 1), "2026-10-19")
    files = root_files()
    files["registry/sites/parks-two.yml"] = files["registry/sites/parks-x.yml"]
    files["registry/operations/parks-x/2025.yml"] = {"moderation": [entry | {"id": "m-0"}]}
    files["registry/operations/parks-x/2026.yml"] = {"moderation": [entry | {"id": "m-1"}, entry]}
    register = load(tmp_path, files)
    found = entered(register, "parks-x", entry)
    assert found is not None
    assert found.path == log_path(asked) == "registry/operations/parks-x/2026.yml"
    assert entered(register, "parks-two", entry) is None
    assert entered(register, "parks-x", entry | {"id": "m-2"}) is None
    later = entry_of(replace(asked, on=date(2026, 11, 2)), ("1784", 1), "2026-10-19")
    assert entered(register, "parks-x", later) == found, "be it on another day"
    files["registry/operations/parks-x/2026.yml"] = {"moderation": [entry | {"holds_checked_on": "2026-10-20"}]}
    assert entered(load(tmp_path / "b", files), "parks-x", entry) is not None
    for other in ({"posted_on": "2026-10-18"}, {"author_notified": {"notified": True, "how": "Letter"}}):
        with pytest.raises(Refusal, match="with other facts; what was wrong goes under corrections"):
            entered(register, "parks-x", entry | other)


def test_the_log_is_written_with_one_entry_more() -> None:
    assert log_with(b"moderation:\n  - id: m-1\n", {"id": "m-2"}) == b"moderation:\n  - id: m-1\n  - id: m-2\n"


def test_the_lists_of_words_are_these() -> None:
    assert NOT_COPIED == ("already-gone", "captured-before", "left-standing")
    assert KIND_OF == {"post": "post", "reply": "reply", "message": "message"}
