"""The register on a day: each site in stretches of time, by year, on the page and for the script."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from records_portal.portal.building.shell import Shells
from records_portal.portal.context import PortalData, prepare
from records_portal.portal.pages.asked import days
from records_portal.portal.pages.asked.days import SiteStretch, stretches
from tests.roots import root_files
from tests.test_pages import rendered, small, text_of

REQUEST = root_files()["registry/sites/parks-x.yml"]["facts"][0]


def fact(kind: str, on: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "on": on, "by": "ana", "role": "agency-head", **more}


LIFE: dict[str, Any] = {
    "account_id": "1",
    "url": "https://x.com/ParksNow",
    "handles": [
        {"handle": "ParksThen", "from_on": "2021-02-01", "to_on": "2022-06-30"},
        {"handle": "ParksNow", "from_on": "2022-07-01"},
    ],
    "facts": [
        REQUEST,
        fact("review", "2021-01-05", decision="approved", reason="It fits", approvals=[]),
        fact("activation", "2021-02-01"),
        fact("incident", "2023-03-01", state="compromised"),
        fact("incident", "2023-03-09", state="recovered"),
        fact("agency-change", "2024-01-01", from_agency="lakes", to_agency="parks"),
        fact("suspension", "2025-05-01"),
    ],
}


def living(tmp_path: Path, site: dict[str, Any]) -> PortalData:
    """A small register, with fields of its one site changed."""
    data = small(tmp_path)
    sites: Any = data.register.of("sites")
    sites["parks-x"].value.update(site)
    return data


def shown(tmp_path: Path, site: dict[str, Any]) -> list[SiteStretch]:
    """The stretches of that site."""
    return list(stretches(prepare(living(tmp_path, site))))


def test_a_site_is_told_in_the_stretches_in_which_nothing_of_it_changed(tmp_path: Path) -> None:
    told = [
        (each.from_on, each.to_on, each.status, each.compromised, each.handle, each.agency)
        for each in shown(tmp_path, LIFE)
    ]
    assert told == [
        ("2020-01-02", "2021-01-04", "requested", False, "", "lakes"),
        ("2021-01-05", "2021-01-31", "approved", False, "", "lakes"),
        ("2021-02-01", "2022-06-30", "activated", False, "ParksThen", "lakes"),
        ("2022-07-01", "2023-02-28", "activated", False, "ParksNow", "lakes"),
        ("2023-03-01", "2023-03-08", "activated", True, "ParksNow", "lakes"),
        ("2023-03-09", "2023-12-31", "activated", False, "ParksNow", "lakes"),
        ("2024-01-01", "2025-04-30", "activated", False, "ParksNow", "Parks"),
        ("2025-05-01", "", "suspended", False, "ParksNow", "Parks"),
    ]


def test_what_is_dated_after_today_has_not_come(tmp_path: Path) -> None:
    (only,) = shown(tmp_path, {"facts": [REQUEST, fact("review", "2099-01-05", decision="approved")]})
    assert (only.from_on, only.to_on, only.status) == ("2020-01-02", "", "requested")


def test_every_year_has_the_stretches_that_reach_into_it(tmp_path: Path, shells: Shells) -> None:
    data = living(tmp_path, LIFE)
    pages = rendered(data, shells)
    years = [address[10:14] for address in pages if address.startswith("days/data/") and address.endswith(".json")]
    assert years == [f"{year}" for year in range(2020, data.as_of.year + 1)]
    rows = json.loads(pages["days/data/2022.json"])
    assert [(each["from_on"], each["handle"]) for each in rows] == [
        ("2021-02-01", "ParksThen"),
        ("2022-07-01", "ParksNow"),
    ]
    table = list(csv.DictReader(io.StringIO(pages["days/data/2023.csv"])))
    assert [each["compromised"] for each in table] == ["", "yes", ""]
    assert "@ParksThen" in text_of(pages["days/"])
    assert f'max="{data.as_of}"' in pages["days/"]


def test_too_many_lines_are_left_to_the_files(tmp_path: Path, shells: Shells, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "MOST_ON_THE_PAGE", 0)
    page = rendered(small(tmp_path), shells)["days/"]
    assert "too many for one page" in text_of(page)
    assert "days/data/2020.csv" in page
