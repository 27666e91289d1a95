"""The coverage calendar of a site: a month is whole, partly covered, seen or empty, by kind of item."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.coverage import Calendar, CoverageMonth, coverage_calendar, render_coverage, site_calendar
from records_portal.captures.index import load_items
from records_portal.register.sources import FolderTree
from tests.roots import root_files
from tests.test_comparison import EVERYTHING, Site, capture, row


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "root")


def calendar(site: Site, as_of: date = date(2024, 4, 10)) -> Calendar:
    register = site.register()
    record = register.get("sites", "parks-x")
    assert record
    return coverage_calendar(register, record, load_items([(FolderTree(site.folder), False)], register), as_of)


def states(site: Site, kind: str = "post") -> dict[str, str]:
    found = calendar(site)
    return {month: found.cells[month, kind].state for month in found.months}


def test_a_complete_capture_covers_every_day_before_it_was_made(site: Site) -> None:
    site.capture("2024-03-15", row("1", "2024-01-05"), row("2", "2024-01-06"))
    assert states(site) == {"2024-01": "whole", "2024-02": "whole", "2024-03": "part", "2024-04": "none"}
    january = calendar(site).cells["2024-01", "post"]
    assert (january.items, january.captures) == (2, ("2024-03-15-0a1b2c3d",))


def test_two_captures_that_meet_make_a_month_whole_and_two_with_a_day_between_do_not(site: Site) -> None:
    early = {"complete": False, "from_on": "2024-01-01", "to_on": "2024-02-10"}
    site.capture("2024-03-15", row("1", "2024-01-01"), scope=early)
    site.capture("2024-03-16", row("2", "2024-02-20"), scope={"complete": False, "from_on": "2024-02-11"})
    assert states(site) == {"2024-01": "whole", "2024-02": "whole", "2024-03": "part", "2024-04": "none"}
    site.capture("2024-03-16", row("2", "2024-02-20"), scope={"complete": False, "from_on": "2024-02-12"})
    assert states(site)["2024-02"] == "part"


def test_a_capture_of_unknown_scope_shows_only_what_it_holds(site: Site) -> None:
    site.capture("2024-03-15", row("1", "2024-01-05"), row("2", "2024-03-05"), scope={"complete": False})
    assert states(site) == {"2024-01": "seen", "2024-02": "none", "2024-03": "seen", "2024-04": "none"}


def test_a_capture_covers_the_kinds_that_its_scope_names_or_that_its_format_holds(site: Site) -> None:
    site.capture("2024-03-15", row("1", "2024-01-05"))
    replies: dict[str, Any] = capture(EVERYTHING, "2024-02-15") | {"kinds": [{"kind": "reply", "items": 1}]}
    site.write({"captures/parks-x/2024-02-15-0a1b2c3d/capture.yml": replies})
    assert states(site, "reply")["2024-02"] == "whole"
    stories = capture({"complete": False, "kinds": ["story"]}, "2024-02-15") | {"format": "other"}
    site.write({"captures/parks-x/2024-02-15-0a1b2c3d/capture.yml": stories})
    assert calendar(site).kinds == ("post", "story")
    assert states(site, "story") == {"2024-01": "whole", "2024-02": "part", "2024-03": "none", "2024-04": "none"}


def test_a_calendar_begins_with_the_activation_and_ends_with_the_deactivation(site: Site) -> None:
    files = root_files()
    facts = files["registry/sites/parks-x.yml"]["facts"]
    common = {"by": "ana", "role": "it-web-liaison", "copies_to": ["cto-cio"]}
    facts.append({"kind": "activation", "on": "2023-12-20", **common})
    ended = {"kind": "deactivation", "on": "2024-02-05", "access_blocked_on": "2024-02-05", "contents": "deleted"}
    facts.append(ended | common)
    site.write(files)
    site.capture("2024-03-15", row("1", "2024-01-05"))
    assert states(site) == {"2023-12": "whole", "2024-01": "whole", "2024-02": "whole"}


def test_the_calendar_as_text(site: Site) -> None:
    scope = {"complete": False, "from_on": "2023-12-10", "to_on": "2024-01-31"}
    site.capture("2024-03-15", row("1", "2023-12-05"), row("2", "2024-03-05"), row("3", "2024-01-02"), scope=scope)
    assert render_coverage(calendar(site)) == (
        "     year JFMAMJJASOND\n"
        "post 2023            +\n"
        "post 2024 #.?.\n"
        "# a capture covers every day\n"
        "+ captures cover some days\n"
        "? items are held, of days that no known scope covers\n"
        ". nothing is held\n"
    )


def test_a_site_without_captures_has_no_calendar(site: Site) -> None:
    assert render_coverage(calendar(site)) == "no capture of this site\n"
    assert calendar(site).as_mapping() == {"site": "parks-x", "months": [], "kinds": [], "cells": []}


def test_a_page_that_was_archived_once_covers_no_month(site: Site) -> None:
    page: dict[str, Any] = capture({"complete": False, "kinds": ["page"], "from_on": "2024-01-01"}, "2024-03-15")
    page |= {"format": "warc", "kinds": [{"kind": "page", "items": 1}]}
    site.write({"captures/parks-x/2024-03-15-0a1b2c3d/capture.yml": page})
    register = site.register()
    record = register.get("sites", "parks-x")
    assert record
    assert set(site_calendar(record, list(register.of("captures").values()), {}, date(2024, 4, 10)).cells.values()) == {
        CoverageMonth("none", 0, ())
    }
