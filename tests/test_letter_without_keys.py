"""An office that has no keys is told so, unless a letter of its head says that it goes without signed approvals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from records_portal.files.yaml_text import dump_yaml, read_yaml
from tests.test_checks import findings_of, overlay

LETTER = {
    "kinds": ["authorizations"],
    "said_by": "ada-head",
    "on": "2025-02-01",
    "letter": {"form": "letter", "reference": "Letter of the head, file 2025-7", "dated_on": "2025-02-01"},
}


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2025, 1, 31), ["U001"]),
        (date(2025, 2, 1), []),
        (date(2026, 2, 1), []),
        (date(2026, 2, 2), ["E004", "U001"]),
    ],
)
def test_the_letter_excuses_keys_while_it_counts(tmp_path: Path, day: date, codes: list[str]) -> None:
    root, _ = overlay("U001-approvals-by-name", tmp_path / "root")
    settings = root / "registry/portal.yml"
    value, _ = read_yaml(settings.read_bytes())
    settings.write_text(dump_yaml({**value, "approvals": LETTER}), encoding="utf-8")
    found = findings_of(root, as_of=day)
    assert [one.code for one in found if one.severity == "error"] == []
    assert sorted(one.code for one in found if one.code in ("E004", "U001")) == codes
