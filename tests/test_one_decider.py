"""An office so small that one person decides: from when to when, and that whoever asks still never does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records_portal.files.yaml_text import dump_yaml, read_yaml
from tests.test_checks import findings_of, overlay

SAID = {"why": "Two people run the office.", "said_by": "ada-head", "on": "2025-03-01"}


def office(folder: Path, case: str, **agency: Any) -> Path:
    """The case of an approval, with something more in the agency's record."""
    root, _ = overlay(case, folder / "root")
    path = root / "registry/agencies/parks.yml"
    value, _ = read_yaml(path.read_bytes())
    path.write_text(dump_yaml({**value, **agency}), encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, ["L006"]),
        (SAID, []),
        (SAID | {"on": "2025-03-08"}, []),
        (SAID | {"on": "2025-03-09"}, ["L006"]),
        (SAID | {"to_on": "2025-03-08"}, []),
        (SAID | {"to_on": "2025-03-07"}, ["L006"]),
    ],
)
def test_one_person_decides_on_the_days_for_which_the_agency_says_so(
    tmp_path: Path, said: dict[str, str], errors: list[str]
) -> None:
    root = office(tmp_path, "L006-approved-twice-by-one-person", **({"one_decider": said} if said else {}))
    assert [one.code for one in findings_of(root) if one.severity == "error"] == errors


def test_whoever_asked_decides_nowhere(tmp_path: Path) -> None:
    root = office(tmp_path, "L007-requester-approves", one_decider=SAID)
    assert "L007" in [one.code for one in findings_of(root)]
