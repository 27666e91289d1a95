"""What the portal says of what is due at one site: the chain in words, counts by month, and what comes first."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from records_portal.history.audit_trail import UNREGISTERED, AuditTrail, Change
from records_portal.portal.context import PageContext, PortalData, prepare
from records_portal.portal.pages.due import due_section
from records_portal.portal.pages.retention import due_site_pages
from records_portal.register.changes import FieldChange
from records_portal.register.sources import FolderTree
from records_portal.retention.due_list import due_dispositions
from tests.roots import load, root_files, series

AS_OF = date(2026, 1, 15)
HOSTILE = "\"'><script>alert(1)</script>{{7*7}}"


def items(*rows: dict[str, str]) -> pd.DataFrame:
    common = {"site": "parks-x", "capture": "2024-03-01-0a1b2c3d", "version": "1", "change": "new", "kind": "post"}
    return pd.DataFrame([common | {"class": "routine"} | row for row in rows], dtype=str)


def context_of(
    tmp_path: Path, rows: pd.DataFrame, files: dict[str, Any] | None = None, *changes: Change
) -> PageContext:
    register = load(tmp_path, files or root_files())
    by_record = {(change.kind, change.id): (change,) for change in changes}
    return prepare(
        PortalData(
            register=register,
            due=due_dispositions(register, rows, AS_OF),
            items=rows,
            history=AuditTrail("f" * 40, "2026-01-01T00:00:00Z", changes, by_record),
            findings=(),
            as_of=AS_OF,
            tree=FolderTree(tmp_path / "root"),
        )
    )


def text_of(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split())


def test_only_a_site_with_items_has_a_page(tmp_path: Path) -> None:
    files = root_files()
    files["registry/sites/parks-y.yml"] = files["registry/sites/parks-x.yml"]
    context = context_of(tmp_path, items({"id": "1", "latest_on": "2021-03-05"}), files)
    assert [page.address for page in due_site_pages(context)] == ["due/parks-x/"]
    assert 'href="../due/parks-x/"' in due_section(context)
    assert "parks-y" not in due_section(context)


def test_what_was_disposed_of_is_summed_up_by_year(tmp_path: Path) -> None:
    files = root_files()
    gone = {
        "authorization": "may",
        "series": "local#routine",
        "method": "destroy",
        "by": "ana",
        "span": {"from_on": "2019-01-01", "to_on": "2019-12-31"},
        "volume": {"amount": 2, "unit": "items"},
    }
    for name, on, ids in (("one", "2024-03-01", "12"), ("two", "2024-05-01", "3"), ("three", "2025-01-01", "4")):
        listed = [{"site": "parks-x", "item": each, "version": 1} for each in ids]
        files[f"schedules/dispositions/{name}.yml"] = gone | {
            "on": on,
            "items": listed,
            "certificate": {"reference": f"C-{name}"},
        }
    said = text_of(due_section(context_of(tmp_path, items({"id": "9", "latest_on": "2021-03-05"}), files)))
    told = said.partition("Disposed of What went, by year.")[2]
    assert re.findall(r"(20\d\d) Agency Records series Method Dispositions Items (.*?) destroy (\d+) (\d+) ", told) == [
        ("2025", "Parks Series routine (routine)", "1", "1"),
        ("2024", "Parks Series routine (routine)", "2", "3"),
    ]


def test_where_nothing_was_disposed_of_nothing_is_said_of_it(tmp_path: Path) -> None:
    said = text_of(due_section(context_of(tmp_path, items({"id": "9", "latest_on": "2021-03-05"}))))
    assert "Disposed of What went" not in said


def test_the_chain_of_a_class_is_told_with_links_and_commits(tmp_path: Path) -> None:
    change = Change(
        "c" * 40,
        "2024-01-02T03:04:05Z",
        UNREGISTERED,
        (),
        "no",
        "schedules",
        "local",
        "added",
        (FieldChange("", "", ""),),
    )
    rows = items({"id": "1", "latest_on": "2021-03-05"}, {"id": "2", "latest_on": "2025-03-05"})
    [page] = due_site_pages(context_of(tmp_path, rows, None, change))
    said = text_of(page.body)
    assert "2 items of" in said
    assert "of which 1 is past the end of the retention period" in said
    assert "Routine: Series routine (routine) 2 items. Keep for 3 years after it was posted; then destroy;" in said
    assert "The site keeps this class under local#routine ( site )" in said
    assert (
        "Version 1, in force since January 1, 2020, governs ( retention schedule , last changed in cccccccccccc )"
        in (said)
    )
    assert '<a href="../../schedules/local/">retention schedule</a>' in page.body
    assert "Awaiting authorization 1. The period is over. Nobody has authorized disposition yet." in said
    assert "2028 Retained \u2013 \u2013 1" in said
    assert "2024 Awaiting authorization \u2013 \u2013 1" in said


def test_residue_parts_are_counted_by_themselves(tmp_path: Path) -> None:
    part = {"id": "residue/2024-03-01-0a1b2c3d/account", "kind": "residue", "class": "", "latest_on": "2024-03-01"}
    spam = {"id": "2", "class": "nonrecord", "latest_on": "2024-03-01"}
    [page] = due_site_pages(context_of(tmp_path, items({"id": "1", "latest_on": "2021-03-05"}, spam, part)))
    assert "2 items and 1 residue part of" in text_of(page.body)
    assert re.findall(r'<h3 id="chain-[0-9]">([^<]*)</h3>', page.body) == [
        "Routine: Series routine (routine)",
        "Not a record",
        "Not classified",
    ]


def test_the_agency_and_the_crosswalk_are_named(tmp_path: Path) -> None:
    files = root_files()
    del files["registry/sites/parks-x.yml"]["communications"]
    files["registry/agencies/parks.yml"]["class_series"] = [{"class": "routine", "series": "local#A"}]
    later = {"version": "2", "effective_on": "2022-01-01", "supersedes": "1", "series": [series("B")]}
    files["schedules/local.yml"]["versions"] = [
        {"version": "1", "effective_on": "2020-01-01", "series": [series("A")]},
        later | {"crosswalk": [{"from": "A", "to": "B"}]},
    ]
    [page] = due_site_pages(context_of(tmp_path, items({"id": "1", "latest_on": "2021-03-05"}), files))
    said = text_of(page.body)
    assert "The agency, for its sites, keeps this class under local#A ( agency )" in said
    assert "local#A was renumbered and is local#B now ( retention schedule )" in said
    assert "Version 2, in force since January 1, 2022, governs" in said


def test_the_ten_items_that_come_first_are_those_past_their_period_then_the_next(tmp_path: Path) -> None:
    days = [f"2022-{month:02}-01" for month in range(12, 0, -1)] + [f"2023-{month:02}-01" for month in range(12, 0, -1)]
    rows = items({"id": "undated", "latest_on": ""}, *({"id": day, "latest_on": day} for day in days))
    [page] = due_site_pages(context_of(tmp_path, rows))
    first = re.findall(r'<th scope="row"><code>([^<]*)</code>', page.body)
    assert first == [f"2022-{month:02}-01" for month in range(1, 11)]
    assert "The first 10 of 25: those past their period" in text_of(page.body)


def test_a_far_date_makes_no_long_table(tmp_path: Path) -> None:
    files = root_files()
    files["schedules/local.yml"]["versions"][0]["series"] = [
        series("routine", rule={"trigger": "creation", "period": "P7900Y"})
    ]
    rows = items({"id": "1", "latest_on": "2021-03-05"}, {"id": "2", "latest_on": "2024-03-05"})
    [page] = due_site_pages(context_of(tmp_path, rows, files))
    assert re.findall(r'<th scope="row">([0-9]{4})</th>', page.body) == ["9924", "9921"]


@pytest.mark.parametrize("field", ["id", "kind", "class", "capture"])
def test_no_value_becomes_markup(tmp_path: Path, field: str) -> None:
    [page] = due_site_pages(context_of(tmp_path, items({"id": "1", "latest_on": "2021-03-05"} | {field: HOSTILE})))
    assert "<script" not in page.body
    assert "49" not in text_of(page.body)


def test_words_of_records_become_no_markup(tmp_path: Path) -> None:
    files = root_files()
    files["schedules/local.yml"]["versions"][0] |= {"version": HOSTILE, "series": [series("routine", title=HOSTILE)]}
    [page] = due_site_pages(context_of(tmp_path, items({"id": "1", "latest_on": "2021-03-05"}), files))
    assert "<script" not in page.body
    assert page.body.count("&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}") >= 2
