"""Calendars: what another reader understands, lines that fold, identifiers that stay, and nobody's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from records_portal.checks.context import CheckContext
from records_portal.duties.calendars import KINDS, CalendarPage, ComingEvent, render_calendar
from records_portal.duties.coming_dates import coming_dates
from records_portal.portal.building.shell import Shells
from records_portal.portal.contents import render_pages
from records_portal.portal.context import prepare
from records_portal.register.sources import FolderTree
from tests.roots import load, root_files
from tests.test_pages import ACTIVE, CLOSED, NO_HISTORY, change, history, portal, small
from tests.test_pictures import due_table

PAGE = CalendarPage("https://records.example/x", "calendar.ics", "Records", "2026-11-01T10:20:30Z")
ONE = ComingEvent("2027-03-01", "recertification", "Parks on X", ("parks",), "sites/parks-x/")


def events(data: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_an_event_has_what_a_calendar_program_asks_for() -> None:
    lines = render_calendar(PAGE, [ONE]).decode().split("\r\n")
    assert lines[:5] == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Records Portal//Dates to come//EN", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]  # fmt: skip
    assert [line for line in lines[9:] if not line.startswith(("DESCRIPTION", " "))] == [
        "BEGIN:VEVENT",
        "UID:recertification/2027-03-01@records.example",
        "DTSTAMP:20261101T102030Z",
        "DTSTART;VALUE=DATE:20270301",
        "DTEND;VALUE=DATE:20270302",
        "SUMMARY:Recertification: Parks on X",
        "CATEGORIES:Recertification",
        "URL:https://records.example/x/sites/parks-x/",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_one_event_for_a_day_and_kind_names_the_first_and_counts_the_rest() -> None:
    many = [replace(ONE, about=f"Site {number:02}") for number in range(25)]
    (event,) = events(render_calendar(PAGE, many))
    assert event["SUMMARY"] == "Recertification: 25 sites"
    said = str(event["DESCRIPTION"]).split("\n")
    assert said[1:3] + said[-2:] == ["Site 00", "Site 01", "Site 19", "and 5 more"]
    assert str(event["URL"]) == "https://records.example/x/sites/"


def test_items_are_counted_in_the_title() -> None:
    eligible = [replace(ONE, kind="eligible", about=f"Site {n}, Series", items=n * 1000) for n in (1, 2)]
    (event,) = events(render_calendar(PAGE, eligible))
    assert event["SUMMARY"] == "Eligible for disposition: 3,000 items, 2 sites and series"
    assert str(event["DESCRIPTION"]).split("\n")[1:] == ["Site 1, Series: 1,000", "Site 2, Series: 2,000"]


def test_the_order_of_what_comes_changes_no_byte_and_identifiers_differ() -> None:
    coming = [replace(ONE, on=f"2027-0{month}-01", kind=kind) for month in (3, 2) for kind in KINDS]
    data = render_calendar(PAGE, coming)
    assert data == render_calendar(PAGE, coming[::-1])
    names = [str(event["UID"]) for event in events(data)]
    assert len(set(names)) == len(names) == 2 * len(KINDS)
    elsewhere = events(render_calendar(replace(PAGE, address="agencies/parks/calendar.ics"), coming))
    assert {str(event["UID"]) for event in elsewhere} & set(names) == set()


def test_a_portal_without_an_address_gives_no_links_and_the_last_day_there_is_has_no_end() -> None:
    (event,) = events(render_calendar(replace(PAGE, portal="javascript:alert(1)"), [replace(ONE, on="9999-12-31")]))
    assert str(event["UID"]) == "recertification/9999-12-31@records-portal.invalid"
    assert "URL" not in event and "DTEND" not in event


@given(st.text(max_size=300), st.text(max_size=90))
def test_any_text_comes_back_from_another_reader_in_lines_of_75_bytes(about: str, title: str) -> None:
    data = render_calendar(replace(PAGE, title=title), [replace(ONE, about=about)])
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert re.search(rb"(?<!\r)\n|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f]", data) is None
    (event,) = events(data)
    kept = re.sub(r"\r\n?", "\n", about)
    kept = re.sub("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]", " ", kept)
    assert str(event["SUMMARY"]) == f"Recertification: {kept}"


def test_no_name_begins_a_line_of_its_own() -> None:
    hostile = "X\r\nATTENDEE:mailto:a@b.example\nBEGIN:VALARM\x00"
    data = render_calendar(replace(PAGE, title=hostile), [replace(ONE, about=hostile)])
    begun = {re.split("[:;]", line)[0] for line in data.decode().split("\r\n") if line[:1] != " "}
    assert begun & {"ATTENDEE", "BEGIN:VALARM"} == set()
    assert data.count(b"\nBEGIN:") == 1


def test_what_is_retained_comes_by_site_series_and_month_on_its_first_day(tmp_path: Path) -> None:
    due = due_table(
        ("2027-01-09", "retained"), ("2027-01-05", "retained"), ("2027-01-07", "retained"), ("2027-02-01", "retained"),
        ("2026-11-01", "authorized"), ("2027-03-01", "permanent"), ("2040-01-01", "retained"),
    )  # fmt: skip
    due[["schedule", "series"]] = ("local", "routine")
    found = [one for one in prepare(small(tmp_path, due=due)).coming if one.kind == "eligible"]
    about = "Parks on X, Series routine (routine)"
    assert [(one.on, one.about, one.items, one.page) for one in found] == [
        ("2027-01-05", about, 3, "due/parks-x/"),
        ("2027-02-01", about, 1, "due/parks-x/"),
    ]


def dates(tmp_path: Path, files: dict[str, Any], as_of: date) -> list[tuple[str, str, str]]:
    data = replace(portal(tmp_path / "root", load(tmp_path, files)), as_of=as_of)
    return [(one.on, one.kind, one.about) for one in prepare(data).coming]


def test_what_is_done_again_comes_and_what_is_late_does_not(tmp_path: Path) -> None:
    files = root_files()
    agreements = [{"url": "https://x.example/tos", "accepted_on": "2020-02-01", "accepted_by": "ana"}]
    files["registry/sites/parks-x.yml"] |= ACTIVE | {"agreements": agreements}
    assert dates(tmp_path, files, date(2020, 3, 10)) == [
        ("2021-03-02", "link-check", "Parks on X"),
        ("2021-03-02", "recertification", "Parks on X"),
        ("2020-05-10", "capture", "Parks on X"),
        ("2021-02-01", "terms-check", "Parks on X"),
    ]
    assert [kind for _, kind, _ in dates(tmp_path, files, date(2021, 2, 10))] == ["link-check", "recertification"]


def test_training_comes_by_role_where_the_private_root_is_read(tmp_path: Path) -> None:
    files = root_files()
    files["registry/people/ana.yml"] |= {"name": "Ana Quillfeather"}
    staff: dict[str, Any] = {"training": [{"course": "Social media", "on": "2026-05-04"}]}

    def coming() -> list[tuple[str, str]]:
        register = load(tmp_path, files, {"registry/staff/ana.yml": staff})
        trees = ((FolderTree(tmp_path / "root"), False), (FolderTree(tmp_path / "private"), True))
        context = CheckContext(register, date(2026, 11, 20), trees)
        found = coming_dates(context.duties, due_table(("2020-01-01", "disposed")), {}, str)
        return [(one.on, one.about) for one in found]

    assert coming() == [("2027-05-04", "agency head, Parks"), ("2027-05-04", "it web liaison, Parks")]
    staff["leaves_on"] = "2027-01-01"
    assert coming() == []


def test_no_published_calendar_says_whose_training_ends(tmp_path: Path) -> None:
    files = root_files()
    files["registry/people/ana.yml"] |= {"training": [{"course": "Social media", "on": "2026-05-04"}]}
    assert prepare(portal(tmp_path / "root", load(tmp_path, files))).coming == ()


def test_a_name_that_was_given_up_is_looked_at_again(tmp_path: Path) -> None:
    files = root_files()
    one = files["registry/sites/parks-x.yml"]
    files["registry/sites/parks-x.yml"] = one | ACTIVE | {"facts": [*one["facts"], *ACTIVE["facts"], CLOSED]}
    assert dates(tmp_path, files, date(2026, 11, 20)) == [("2027-01-01", "handle-recheck", "Parks on X")]


def test_an_authority_comes_sixty_days_thirty_days_and_on_its_last_day(tmp_path: Path) -> None:
    files = root_files()
    files["registry/sites/parks-x.yml"] |= ACTIVE
    files["schedules/authorizations/copies.yml"] = {
        "kind": "ongoing",
        "series": "local#replicated",
        "sites": ["parks-x"],
        "span": {"from_on": "2020-01-01", "to_on": "2026-12-31"},
        "requested": {"on": "2026-01-05", "by": "ana"},
        "status": [
            {
                "status": "approved",
                "on": "2026-02-01",
                "by": "State archives",
                "number": "A-1",
                "until_on": "2026-12-31",
            }
        ],
    }
    found = [one for one in dates(tmp_path, files, date(2026, 11, 20)) if one[1] == "renewal"]
    assert found == [
        ("2026-12-01", "renewal", "copies, 30 days before the last day, 2026-12-31"),
        ("2026-12-31", "renewal", "copies, last day, 2026-12-31"),
    ]


def test_agencies_have_calendars_of_their_own_stamped_with_their_last_change(tmp_path: Path, shells: Shells) -> None:
    data = small(tmp_path, ACTIVE | {"facts": [*ACTIVE["facts"], CLOSED]}, history=history(change(1)))
    pages = dict(render_pages(data, shells))
    assert b'<a href="calendar.ics">' in pages["agencies/parks/"]
    assert stamps(pages["calendar.ics"]) == ["2026-11-01T00:00:00+00:00"]
    assert stamps(pages["agencies/parks/calendar.ics"]) == ["2026-01-02T03:04:05+00:00"]
    assert pages == dict(render_pages(data, shells))


def stamps(data: bytes) -> Sequence[str]:
    return [event["DTSTAMP"].dt.isoformat() for event in events(data)]


def test_without_anything_to_come_there_is_no_calendar_and_no_link_to_one(tmp_path: Path, shells: Shells) -> None:
    pages = dict(render_pages(small(tmp_path, history=NO_HISTORY), shells))
    assert [name for name in pages if name.endswith(".ics") and not name.startswith("tasks/")] == []
    assert [name for name, page in pages.items() if b'calendar.ics"' in page] == []
