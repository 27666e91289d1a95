"""Duties: every omission is one task for the right role on the right day and gone when it is done; nobody is nagged."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest

from records_portal.answers.procedure.message_table import MESSAGES
from records_portal.commands.cli import records
from records_portal.duties.policy_elements import ELEMENTS
from records_portal.duties.rows.people import trained_until
from records_portal.duties.table import DUTIES
from records_portal.duties.tasks import Task, tasks
from records_portal.register.model import Register
from records_portal.register.shapes import schema_of
from tests.duty_office import HOLD, Files, context_on, days_of, faultless, register_of
from tests.duty_omissions import MODERATION, OMISSIONS, Omission, logged

ROLES_OF_SCHEMA = frozenset(schema_of("people")["$defs"]["role"]["enum"])


def told(register: Register, day: str) -> set[tuple[str, str]]:
    """What tasks there are on a day: of which duty, about what."""
    return {(task.duty, task.subject) for task in tasks(context_on(register, day))}


def late(register: Register, day: str) -> list[Task]:
    return [task for task in tasks(context_on(register, day), days_ahead=0) if task.late]


@pytest.mark.parametrize("omission", OMISSIONS, ids=str)
def test_an_omission_is_one_task_and_gone_when_done(omission: Omission, tmp_path: Path) -> None:
    files = faultless()
    omission.given(files)
    before = told(register_of(tmp_path / "before", files), omission.on)
    omission.edit(files)
    omitted = tasks(context_on(register_of(tmp_path / "omitted", deepcopy(files)), omission.on))
    added = [task for task in omitted if (task.duty, task.subject) not in before]
    assert [(task.duty, task.subject, task.role, task.person, task.owed_on, task.late_on) for task in added] == [
        (omission.duty, omission.about, omission.role, omission.person, omission.owed_on, omission.late_on)
    ]
    omission.mend(files)
    left = told(register_of(tmp_path / "mended", files), omission.on) - before
    assert tuple(sorted(duty for duty, _ in left)) == omission.then


def test_an_office_without_fault_is_never_late(tmp_path: Path) -> None:
    register = register_of(tmp_path, faultless())
    assert [(day, task.duty, task.subject) for day in days_of(2026) for task in late(register, day)] == []


@pytest.mark.parametrize(("on", "offends"), [("2026-05-03", True), ("2026-05-04", True), ("2026-05-05", False)])
@pytest.mark.parametrize("laid", ["placed", "amended"])
def test_a_deletion_offends_against_what_was_held_by_then_alone(
    laid: str, on: str, offends: bool, tmp_path: Path
) -> None:
    files = faultless()
    logged("moderation", MODERATION | {"posted_on": "2025-06-01"})(files)
    hold = files[HOLD]
    if laid == "placed":
        hold["placed"]["on"] = on
    else:
        hold["amendments"] = [{"on": on, "by": "gil", "why": "The site too", "scope": hold["scope"]}]
        hold["scope"] = {"sites": ["trails-x"]}
    found = {duty for duty, _ in told(register_of(tmp_path, files), "2026-05-12")}
    assert ("deleted-while-held" in found) == offends


def test_every_row_has_an_omission() -> None:
    assert {omission.duty for omission in OMISSIONS} == set(DUTIES)


def test_every_command_that_a_task_names_is_there(tmp_path: Path) -> None:
    for duty in DUTIES.values():
        for command in commands_of(duty.command):
            words = command.split()
            assert words[0] == "records"
            found: click.Command | None = records
            for word in words[1:]:
                if not isinstance(found, click.Group):
                    break
                found = found.get_command(click.Context(found), word)
                assert found is not None, f"{duty.id}: {command}"


def commands_of(command: str) -> list[str]:
    """A row's command as tasks have it: where it names a part of the policy, one for each."""
    parts = {
        "{command}": [each.command for each in ELEMENTS],
        "{part}": ["confidentiality", "management"],
        "{verb}": ["new", "change"],
    }
    for name, words in parts.items():
        if name in command:
            return [command.replace(name, word) for word in words]
    return [command]


def test_every_message_that_a_task_names_is_there() -> None:
    assert {duty.message for duty in DUTIES.values()} - {""} - MESSAGES.keys() == set()


def test_a_row_says_everything_that_a_row_says() -> None:
    for duty in DUTIES.values():
        assert all((duty.title, duty.role, duty.done, duty.command, duty.source, duty.rhythm, duty.code)), duty.id
        assert duty.role in ROLES_OF_SCHEMA, duty.id


@pytest.mark.parametrize(
    ("valid_for", "ended_on", "until"),
    [("P2Y", "", "2028-01-07"), ("P6M", "", "2026-07-07"), ("", "", "2027-01-07"), ("P2Y", "2026-03-01", "2026-03-01")],
)
def test_a_course_counts_as_long_as_the_policy_says(valid_for: str, ended_on: str, until: str, tmp_path: Path) -> None:
    """Its own last day comes first; where the policy says nothing, the portal's rhythm applies."""
    files = faultless()
    courses = files["registry/policies/parks.yml"]["training"]["courses"]
    courses[0] = {"course": "Official social media"} | ({"valid_for": valid_for} if valid_for else {})
    training = {"course": "OFFICIAL social media", "on": "2026-01-07"}
    files["private/registry/staff/ed.yml"] = {"training": [training | ({"expires_on": ended_on} if ended_on else {})]}
    context = context_on(register_of(tmp_path, files), "2026-05-06")
    assert trained_until(context, "ed") == until


def two_people() -> Files:
    """The same office with two people in it, who share all roles."""
    files = faultless()
    names = {"ann": ("ada", "bo", "eve", "flo", "hal", "ira"), "bob": ("cy", "di", "ed", "gil", "lou")}
    into = {old: new for new, olds in names.items() for old in olds}
    renamed: Files = _renamed(files, into)
    for new, olds in names.items():
        roles = [role for old in olds for role in files[f"registry/people/{old}.yml"]["roles"]]
        for old in olds:
            renamed.pop(f"registry/people/{old}.yml")
        renamed[f"registry/people/{new}.yml"] = {
            "name": new.title(),
            "title": "Officer",
            "agency": "parks",
            "roles": roles,
        }
        renamed[f"private/registry/staff/{new}.yml"] = files["private/registry/staff/ed.yml"]
    for old in into:
        renamed.pop(f"private/registry/staff/{old}.yml", None)
    return renamed


def _renamed(value: Any, into: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(each, into) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, into) for each in value]
    return into.get(value, value) if isinstance(value, str) else value


def test_an_office_of_two_has_at_most_five_tasks_a_week_each(tmp_path: Path) -> None:
    """Counted by the week in which a task comes up: it is done before the next one."""
    register = register_of(tmp_path, two_people())
    weeks: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for day in days_of(2026):
        week = date.fromisoformat(day).strftime("%G-%V")
        for task in tasks(context_on(register, day), days_ahead=6):
            assert task.people, task
            weeks.setdefault((task.person, week), set()).add((task.duty, task.subject))
    assert max(map(len, weeks.values())) <= 5
    assert len(weeks) > 20
    assert [(day, task.duty) for day in days_of(2026) for task in late(register, day)] == []
