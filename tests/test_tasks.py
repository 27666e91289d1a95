"""`records tasks`: everybody's, one person's, a role's; as text, JSON, CSV; nothing in public that lets anybody in."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from records_portal.duties.table import DUTIES
from tests.duty_office import ACCESS, HOLD, LOG, REQUEST, both, faultless, with_value, without, write_office
from tests.roots import command

KEYS = ["duty", "subject", "role", "person", "owed_on", "late_on", "missing", "command", "message", "source"]


def told(folder: Path, *words: str, private: bool = True) -> tuple[int, str, str]:
    named: list[str | Path] = ["--private", folder / "private"] if private else []
    done = command("--root", folder / "public", *named, "tasks", "--as-of", "2026-05-12", *words, home=folder)
    return done.returncode, done.stdout, done.stderr


def listed(folder: Path, *words: str, private: bool = True) -> list[dict[str, Any]]:
    code, out, _ = told(folder, *words, "--format", "json", private=private)
    assert code == 0
    found: list[dict[str, Any]] = json.loads(out)
    return found


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that did not attest April, reported no change of passwords."""
    folder = tmp_path_factory.mktemp("office")
    files = faultless()
    both(
        without(LOG, "monitoring", 3),
        without(LOG, "credential_changes", 0, "reported"),
        without(HOLD, "notified", 0, "acknowledged_on"),
        with_value("eve", ACCESS, "access", 1, "person"),
        without("private/registry/staff/eve.yml"),
        without("registry/policies/parks.yml", "goals"),
        without(REQUEST, "closure", "informed_on"),
    )(files)
    write_office(folder, files)
    return folder


def test_each_task_says_ten_things(faulty: Path) -> None:
    found = listed(faulty, "--for", "ed")
    assert found[0] == {
        "duty": "hold-acknowledged",
        "subject": "holds/creek ed",
        "role": "site-administrator",
        "person": "ed",
        "owed_on": "2025-06-02",
        "late_on": "2025-06-05",
        "missing": "'ed' was told on 2025-06-02 and has not acknowledged it",
        "command": "records hold acknowledge creek",
        "message": "",
        "source": DUTIES["hold-acknowledged"].source,
    }
    assert [list(each) for each in found] == [KEYS] * len(found)
    assert [(each["duty"], each["command"]) for each in found[1:]] == [
        ("credential-report", "records new credential-report parks-x"),
        ("monitoring", "records new attestation parks-x"),
    ]


def test_the_law_comes_before_custom(faulty: Path) -> None:
    by_law = [DUTIES[each["duty"]].law for each in listed(faulty)]
    assert by_law == sorted(by_law, reverse=True)
    assert {*by_law} == {True, False}


@pytest.mark.parametrize("name", ["human-resources", "Human Resources", "hal", "Hal"])
def test_a_person_and_a_role_are_named_by_id_or_name(faulty: Path, name: str) -> None:
    assert [each["subject"] for each in listed(faulty, "--for", name)] == ["people/eve"]


def test_who_is_not_in_the_register_is_refused_with_what_may_be_meant(faulty: Path) -> None:
    code, out, err = told(faulty, "--for", "Hall")
    assert (code, out) == (2, "")
    assert "person or role 'Hall' is not in the register; did you mean 'hal'?" in err
    code, out, err = told(faulty, "--site", "parks-y")
    assert (code, out) == (2, "")
    assert "did you mean 'parks-x'?" in err


def test_an_agency_has_those_of_its_sites_and_policy(faulty: Path) -> None:
    assert len(listed(faulty, "--agency", "Parks")) == len(listed(faulty))
    assert {each["subject"] for each in listed(faulty, "--site", "parks-x")} == {
        "sites/parks-x",
        "sites/parks-x 2026-01-09",
    }


def test_a_table_for_a_spreadsheet_has_the_same_columns(faulty: Path) -> None:
    _, out, _ = told(faulty, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == KEYS
    assert [row["duty"] for row in rows] == [each["duty"] for each in listed(faulty)]


def test_people_read_who_what_and_how(faulty: Path) -> None:
    code, out, err = told(faulty, "--for", "bo", private=False)
    assert code == 0
    assert out == (
        "Bo, Officer\n"
        "  late 2025-01-03  Fill in a part of the policy: policies/parks goals (Communications Director)\n"
        "                  nothing on goals: What the policy sets out to do, one goal each (New Jersey framework, "
        "policy goals).\n"
        "                  `records new policy-goals parks`\n"
    )
    assert err == (
        "1 task, 1 late\n"
        "without --private nothing is told of holds, requests, access, training, leavers and incidents\n"
    )


def test_without_the_private_root_nothing_helps_an_attacker(faulty: Path) -> None:
    found = listed(faulty, private=False)
    assert [each["duty"] for each in found] == ["policy-element", "monitoring"]
    assert not any(DUTIES[each["duty"]].secret for each in found)


def test_what_is_dated_later_does_not_count(faulty: Path) -> None:
    assert ("monitoring", "2026-05-01") in on(faulty, "2026-05-02", "owed_on")
    assert on(faulty, "2025-01-08", "person") == [("activation", "di"), ("policy-element", "bo")]


def on(folder: Path, day: str, key: str) -> list[tuple[str, str]]:
    words = ["tasks", "--as-of", day, "--ahead", "0", "--format", "json"]
    done = command("--root", folder / "public", *words, home=folder)
    return [(each["duty"], each[key]) for each in json.loads(done.stdout)]
