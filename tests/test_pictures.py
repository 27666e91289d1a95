"""Pictures: drawn to scale, told without colour, escaped, and with the same numbers as a table."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from records_portal.portal.building.shell import Shells
from records_portal.portal.contents import render_pages
from records_portal.portal.context import prepare
from records_portal.portal.downloads.svg_pictures import Bar, BarChart, Grid, GridRow, render_bars, render_grid
from records_portal.portal.pages.compliance import compliance_picture
from records_portal.portal.pages.months_covered import all_coverage_picture, coverage_picture
from records_portal.portal.pages.pictures import Picture, due_picture, platform_picture
from records_portal.register.shapes import schema_of
from records_portal.retention.statuses import DUE_COLUMNS
from tests.roots import root_files
from tests.test_comparison import Site, row
from tests.test_pages import ACTIVE, CLOSED, portal, small

HOSTILE = "\"'><script>alert(1)</script>&"
CHART = BarChart("chart", "A title", "In words", ("one", "two"), (Bar("first", (10, 0)), Bar("second", (3, 2))))
GRID = Grid(
    "grid", "A title", "In words", ("J", "F", "M"), {"all": "covered", "part": "partly", "none": "gap"},
    (GridRow("2024", ("", "all", "all"), "Post"), GridRow("2025", ("none", "", ""))),
)  # fmt: skip


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 -- what we drew ourselves


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in drawn(svg).iter("text")]


def boxes(svg: str) -> dict[str, list[tuple[float, float, float, float]]]:
    """The boxes of each tone below the legend: left, top, width and height."""
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    for path in drawn(svg).findall("path"):
        for x, y, width, height in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z", path.attrib["d"]):
            if (width, height) != ("13", "13"):
                tone = path.attrib["fill"].removeprefix("url(#").removesuffix(")")
                found.setdefault(tone, []).append((float(x), float(y), float(width), float(height)))
    return found


def test_bars_are_drawn_to_scale_and_stand_behind_one_another() -> None:
    svg = render_bars(CHART)
    assert boxes(svg) == {
        "chart-a": [(106, 42, 178, 13), (106, 61, 53.4, 13)],
        "chart-b": [(159.4, 61, 35.6, 13)],
    }
    assert texts(svg) == ["one", "two", "first", "10", "second", "5"]


def test_grouped_bars_stand_below_one_another_each_with_its_number() -> None:
    svg = render_bars(replace(CHART, grouped=True))
    assert boxes(svg)["chart-b"] == [(106, 78, 35.6, 10)]
    assert texts(svg) == ["one", "two", "first", "10", "0", "second", "3", "2"]


def test_a_bar_that_is_too_long_is_cut_and_says_so() -> None:
    svg = render_bars(replace(CHART, full=5))
    assert boxes(svg)["chart-a"] == [(106, 42, 178, 13), (106, 61, 106.8, 13)]
    assert "10 (cut)" in texts(svg)
    assert "5" in texts(svg)


def test_a_number_that_is_not_nothing_is_never_invisible() -> None:
    svg = render_bars(replace(CHART, bars=(Bar("many", (1_000_000, 0)), Bar("one", (0, 1)))))
    assert boxes(svg)["chart-b"] == [(106, 61, 1, 13)]
    assert "1,000,000" in texts(svg)


def test_a_grid_joins_equal_months_and_explains_the_marks_that_it_uses() -> None:
    svg = render_grid(GRID)
    assert texts(svg) == ["covered", "gap", "J", "F", "M", "Post", "2024", "2025"]
    assert boxes(svg) == {"grid-a": [(80, 77, 38, 12)], "grid-c": [(60, 92, 18, 12)]}


@pytest.mark.parametrize("svg", [render_bars(CHART), render_grid(GRID)])
def test_a_picture_has_a_title_a_text_and_no_style_of_its_own(svg: str) -> None:
    root = drawn(svg)
    title, text = root.attrib["aria-labelledby"].split()
    named = {one.attrib["id"]: one.text for one in root.iter() if "id" in one.attrib}
    assert (root.attrib["role"], named[title], named[text]) == ("img", "A title", "In words")
    patterns = {f"url(#{one.attrib['id']})" for one in root.iter("pattern")}
    assert {one.attrib["fill"] for one in root.findall("path")} <= patterns
    assert "style" not in svg


def test_no_label_becomes_markup() -> None:
    chart = BarChart("chart", HOSTILE, HOSTILE, (HOSTILE, HOSTILE), (Bar(HOSTILE, (1, 1)),))
    grid = replace(GRID, title=HOSTILE, rows=(GridRow(HOSTILE, ("all",), HOSTILE),), meanings={"all": HOSTILE})
    for svg in (render_bars(chart), render_grid(grid)):
        assert {one.tag for one in drawn(svg).iter()} == {
            "svg", "title", "desc", "defs", "pattern", "path", "circle", "text",
        }  # fmt: skip
        assert texts(svg).count(HOSTILE) >= 2


def due_table(*rows: tuple[str, str]) -> pd.DataFrame:
    """A due list of one site: the day of each item and its status."""
    common = dict.fromkeys(DUE_COLUMNS, "") | {"site": "parks-x", "kind": "post", "version": 1, "capture": "c"}
    return pd.DataFrame(
        [common | {"item": str(n), "eligible_on": on, "status": what} for n, (on, what) in enumerate(rows)]
    )


def rows_of(picture: Picture | None) -> dict[str, tuple[str, ...]]:
    assert picture
    return dict(picture.rows)


def test_what_is_due_is_counted_by_month_and_status(tmp_path: Path) -> None:
    due = due_table(
        ("2019-01-01", "authorized"), ("2025-11-01", "unconfirmed"), ("2026-11-19", "authorized"),
        ("2026-11-21", "retained"), ("2026-11-30", "retained"), ("2028-10-31", "retained"), ("2028-11-01", "retained"),
        ("", "pending-event"), ("2020-01-01", "disposed"),
    )  # fmt: skip
    picture = due_picture(prepare(small(tmp_path, due=due)))
    rows = rows_of(picture)
    assert picture and picture.columns == ("Month", "Retained", "Unconfirmed rule", "Authorized", "All")
    assert ([*rows][:2], [*rows][-2:]) == (["earlier", "Nov 2025"], ["Oct 2028", "later"])
    assert {name: cells for name, cells in rows.items() if cells[-1] != "0"} == {
        "earlier": ("0", "0", "1", "1"),
        "Nov 2025": ("0", "1", "0", "1"),
        "Nov 2026": ("2", "0", "1", "3"),
        "Oct 2028": ("1", "0", "0", "1"),
        "later": ("1", "0", "0", "1"),
    }
    assert "2 items before Nov 2026, 4 in the 24 months from then on, 1 later." in picture.svg


def test_without_a_date_there_is_no_picture_of_what_is_due(tmp_path: Path) -> None:
    assert due_picture(prepare(small(tmp_path, due=due_table(("", "unclassified"), ("", "permanent"))))) is None


def test_the_calendar_of_a_site_tells_covered_months_from_gaps(tmp_path: Path) -> None:
    site = Site(tmp_path / "root")
    site.capture("2024-03-15", row("1", "2023-12-05"), row("2", "2024-01-06"))
    data = replace(portal(site.folder, site.register()), as_of=date(2024, 4, 10))
    context = prepare(data)
    picture = coverage_picture(context, data.register.of("sites")["parks-x"], [*data.register.of("captures").values()])
    assert rows_of(picture) == {
        "post 2023": ("",) * 11 + ("all 1",),
        "post 2024": ("all 1", "all", "part", "gap", *("",) * 8),
    }
    assert picture and "5 months; post: 3 covered, 1 partly and 1 gap." in picture.svg


def test_sites_are_counted_by_platform_and_status(tmp_path: Path) -> None:
    files = root_files()
    one = files["registry/sites/parks-x.yml"]
    files["registry/sites/parks-two.yml"] = one | ACTIVE | {"facts": [*one["facts"], *ACTIVE["facts"], CLOSED]}
    site = Site(tmp_path / "root")
    site.write(files)
    assert rows_of(platform_picture(prepare(portal(site.folder, site.register())))) == {"X": ("1", "1", "2")}


def test_the_past_is_told_from_dates_alone(tmp_path: Path) -> None:
    """Designated from 2020-03-01, registered from 2020-03-02 to 2026-10-01, a capture made on 2025-05-01."""
    data = small(tmp_path, ACTIVE | {"facts": [*ACTIVE["facts"], CLOSED]})
    rows = rows_of(compliance_picture(prepare(data)))
    assert [*rows] == [
        "Mar 31, 2024", "Jun 30, 2024", "Sep 30, 2024", "Dec 31, 2024", "Mar 31, 2025", "Jun 30, 2025",
        "Sep 30, 2025", "Dec 31, 2025", "Mar 31, 2026", "Jun 30, 2026", "Sep 30, 2026", "Nov 20, 2026",
    ]  # fmt: skip
    assert rows["Sep 30, 2026"] == ("1", "0", "1")
    assert rows["Nov 20, 2026"] == ("0", "0", "0")


def test_a_designation_counts_from_its_day_to_the_one_of_its_removal(tmp_path: Path) -> None:
    site = Site(tmp_path / "root")
    duties = schema_of("designations")["properties"]["designations"]["items"]["properties"]["responsibilities"]
    removed = {"on": "2025-09-30", "by": "ana", "access_ended_on": "2025-09-30"}
    one = {"person": "ana", "on": "2024-09-30", "by": "ana", "responsibilities": duties["items"]["enum"]}
    site.write({
        "registry/sites/parks-x.yml": root_files()["registry/sites/parks-x.yml"] | ACTIVE,
        "registry/designations/parks-x.yml": {"designations": [one | {"removed": removed}]},
    })  # fmt: skip
    rows = rows_of(compliance_picture(prepare(portal(site.folder, site.register()))))
    designated = [label for label, cells in rows.items() if cells[2] == "1"]
    assert designated == ["Sep 30, 2024", "Dec 31, 2024", "Mar 31, 2025", "Jun 30, 2025"]


def test_a_capture_counts_from_the_day_to_which_it_reaches_until_the_next_one_is_due(tmp_path: Path) -> None:
    site = Site(tmp_path / "root")
    site.write({"registry/sites/parks-x.yml": root_files()["registry/sites/parks-x.yml"] | ACTIVE})
    site.capture("2025-05-01", row("1", "2025-01-05"))
    rows = rows_of(compliance_picture(prepare(portal(site.folder, site.register()))))
    current = [label for label, cells in rows.items() if cells[1] == "1"]
    assert current == ["Jun 30, 2025"]  # every three months: due again on 2025-08-01
    assert {cells[2] for cells in rows.values()} == {"0"}


def test_pages_show_a_picture_only_where_there_is_something_to_show(tmp_path: Path, shells: Shells) -> None:
    site = Site(tmp_path / "root")
    site.write({"registry/sites/parks-x.yml": root_files()["registry/sites/parks-x.yml"] | ACTIVE})
    bare = pages_of(portal(site.folder, site.register()), shells)
    assert {address for address, page in bare.items() if 'class="picture"' in page} == {""}
    site.capture("2025-05-01", row("1", "2025-01-05"))
    shown = {
        address
        for address, page in pages_of(portal(site.folder, site.register()), shells).items()
        if '<svg class="picture' in page
    }
    assert shown == {"", "sites/parks-x/", "captures/", "due/"}


def pages_of(data: Any, shells: Shells) -> dict[str, str]:
    return {name: page.decode() for name, page in render_pages(data, shells) if name.endswith("/") or not name}


def test_the_sites_captured_longest_ago_come_first_with_their_months_counted(tmp_path: Path) -> None:
    """A capture of everything made on 2026-02-15: covered from 2020-02-10 to the day before, a gap since."""
    site = Site(tmp_path / "root")
    site.write({"registry/sites/parks-x.yml": root_files()["registry/sites/parks-x.yml"] | ACTIVE})
    site.capture("2026-02-15", row("1", "2025-01-05"))
    context = prepare(portal(site.folder, site.register()))
    picture = all_coverage_picture(context, {"parks-x": "2026-02-15"})
    assert picture and picture.columns == ("Site", "Last capture", "Covered", "Partly", "Held", "Gap")
    # December 2024 to January 2026 are 14 months, February in part, March to November 9
    assert rows_of(picture) == {"Parks on X": ("February 15, 2026", "14", "1", "0", "9")}
    assert texts(picture.svg)[3:8] == ["Jan 2025", "Jul 2025", "Jan 2026", "Jul 2026", "Parks on X"]
    assert all_coverage_picture(context, {"somebody-else": "2026-02-15"}) is None
