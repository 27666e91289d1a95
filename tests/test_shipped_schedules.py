"""Published schedules that are shipped and were once read wrongly: as they are in force, and as they were."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from records_portal.register.sources import FolderTree, load_register
from records_portal.retention.series import Combination, RetentionRule, series_in_force, series_now
from records_portal.values.dates import parse_period

REGISTER = load_register(FolderTree(Path(__file__).parents[1])).register
BEFORE, SINCE = "2026-11-18", "2026-11-19"
SUPERSEDED = RetentionRule("superseded", "none", parse_period("P1Y"))
SEPARATION = RetentionRule("separation", "none", parse_period("P1Y"))
UNNEEDED = RetentionRule("no-longer-needed", "none", parse_period("P0D"))
AGED = RetentionRule("", "none", parse_period("P3Y"))
ANSWERED = RetentionRule("", "none", parse_period("P90D"))


@pytest.mark.parametrize(
    ("reference", "day", "rule"),
    [
        ("florida-gs1#411", BEFORE, Combination(False, (SUPERSEDED, SEPARATION))),
        ("florida-gs1#411", SINCE, Combination(True, (SUPERSEDED, SEPARATION))),
        ("nara-grs-6-4#010", BEFORE, Combination(True, (AGED, UNNEEDED))),
        ("nara-grs-6-4#010", SINCE, Combination(True, (AGED, UNNEEDED))),
        ("nara-grs-6-4#020", BEFORE, ANSWERED),
        ("nara-grs-6-4#020", SINCE, Combination(True, (ANSWERED, UNNEEDED))),
    ],
)
def test_a_wrong_reading_is_superseded_and_stays_what_it_was(
    reference: str, day: str, rule: RetentionRule | Combination
) -> None:
    found = series_in_force(REGISTER, day)[reference]
    assert (found.rule, found.confirmed) == (rule, False)
    assert series_now(REGISTER, reference, day) == reference


@pytest.mark.parametrize(("version", "classes"), [(0, ["policy-program", "routine"]), (1, ["routine"])])
def test_routine_operational_records_are_no_policy(version: int, classes: Sequence[str]) -> None:
    record = REGISTER.get("schedules", "nara-grs-6-4")
    assert record
    [found] = [each for each in record.value["versions"][version]["series"] if each["number"] == "010"]
    assert found.get("classes") == classes
