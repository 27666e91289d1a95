"""The letter by which an office goes without signed approvals: whose it has to be, for which records, how long."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records_portal.identity.acts import Exemption, exemption_for
from records_portal.register.agencies import agencies_above, heads_for
from records_portal.register.model import Register
from tests.roots import load, root_files

LETTER = {
    "kinds": ["designations", "authorizations"],
    "said_by": "ana",
    "on": "2024-02-29",
    "letter": {"form": "letter", "reference": "Letter 7"},
}
OF_ANA = Exemption(frozenset({"designations", "authorizations"}), "ana", "2024-02-29", "2025-02-28", "Letter 7")


def register_with(tmp_path: Path, **letter: Any) -> Register:
    """Parks, headed by Ana; Trails below it, headed by Bo; and the letter in the settings."""
    files = root_files()
    files["registry/portal.yml"]["approvals"] = LETTER | letter
    files["registry/people/bo.yml"] = files["registry/people/ana.yml"] | {"name": "Bo"}
    parks = files["registry/agencies/parks.yml"]
    files["registry/agencies/trails.yml"] = parks | {"name": "Trails", "head": "bo", "parent": "parks"}
    return load(tmp_path, files)


@pytest.mark.parametrize(
    ("said_by", "agency", "found"),
    [
        ("ana", "parks", True),
        ("ana", "trails", True),
        ("ana", "", True),
        ("bo", "trails", True),
        ("bo", "parks", False),
        ("bo", "", False),
        ("ana", "nowhere", False),
    ],
)
def test_a_letter_speaks_for_its_heads_agency_and_those_below(
    tmp_path: Path, said_by: str, agency: str, found: bool
) -> None:
    assert (exemption_for(register_with(tmp_path, said_by=said_by), agency) is not None) is found


def test_a_letter_is_told_with_its_head_its_day_and_where_it_lies(tmp_path: Path) -> None:
    assert exemption_for(register_with(tmp_path), "parks") == OF_ANA
    assert OF_ANA.words == "declared, by letter of ana of 2024-02-29 (Letter 7)"


def test_settings_without_a_letter_exempt_nothing(tmp_path: Path) -> None:
    assert exemption_for(load(tmp_path, root_files()), "parks") is None


@pytest.mark.parametrize(
    ("kind", "on", "covered"),
    [
        ("designations", "2024-02-28", False),
        ("designations", "2024-02-29", True),
        ("authorizations", "2025-02-28", True),
        ("designations", "2025-03-01", False),
        ("sites", "2024-03-01", False),
    ],
)
def test_a_letter_covers_its_kinds_for_a_year(kind: str, on: str, covered: bool) -> None:
    assert OF_ANA.covers(kind, on) is covered


def test_a_letter_on_the_last_days_of_the_calendar_counts_to_their_end(tmp_path: Path) -> None:
    found = exemption_for(register_with(tmp_path, on="9999-06-01"))
    assert found is not None
    assert found.until == "9999-12-31"


def test_agencies_in_a_circle_end(tmp_path: Path) -> None:
    files = root_files()
    parks = files["registry/agencies/parks.yml"]
    files["registry/agencies/trails.yml"] = parks | {"parent": "parks"}
    files["registry/agencies/parks.yml"] = parks | {"parent": "trails"}
    register = load(tmp_path, files)
    assert list(agencies_above(register, "parks")) == ["parks", "trails"]
    assert heads_for(register, "parks") == ("ana",)
    assert heads_for(register, "") == ()
