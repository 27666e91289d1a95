"""`records tasks`: what is owed, by whom, since when, with the command and the message that do it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

from .options import AS_OF
from .output import tell
from .places import Places

if TYPE_CHECKING:
    from records_portal.duties.tasks import Task
    from records_portal.register.model import Register


@click.command(name="tasks")
@click.option("--for", "whose", default="", metavar="PERSON|ROLE", help="One person's, or those of a role.")
@click.option("--agency", default="", metavar="AGENCY", help="Those of an agency and the ones below it.")
@click.option("--site", default="", metavar="SITE", help="Those about a site.")
@click.option(
    "--ahead", type=click.IntRange(0, 400), default=7, show_default=True, metavar="DAYS", help="How far to look ahead."
)
@AS_OF
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.pass_obj
def list_tasks(places: Places, whose: str, agency: str, site: str, ahead: int, as_of: date | None, form: str) -> int:
    """Say what is owed this week, by whom, and how to do it; what the law asks comes first.

    What somebody could use to get in (holds, requests, credentials, access, who leaves, training, incidents) is told
    only with --private. Facts dated after --as-of do not count.
    """
    from records_portal.duties.context import duty_context
    from records_portal.duties.tasks import COLUMNS, tasks, tasks_of
    from records_portal.values.csv_text import csv_text

    places.refuse_unreadable()
    register = places.loaded.register
    context = duty_context(register, as_of or places.today(), reads_private=bool(places.private))
    asked = {
        "whose": person_or_role(register, whose),
        "agency": _named(register, "agencies", agency),
        "site": _named(register, "sites", site),
    }
    found = [*tasks_of(tasks(context, days_ahead=ahead), context, **asked)]
    if form == "json":
        click.echo(json.dumps([each.as_mapping() for each in found], indent=2, ensure_ascii=False))
    elif form == "csv":
        click.echo(csv_text(COLUMNS, ([*each.as_mapping().values()] for each in found)), nl=False)
    else:
        click.echo("".join(f"{one_line(line)}\n" for line in _lines(register, found)), nl=False)
        tell(f"{len(found):,} {'task' if len(found) == 1 else 'tasks'}, {sum(each.late for each in found):,} late")
    if not places.private:
        tell("without --private nothing is told of holds, requests, access, training, leavers and incidents")
    return 0


def _lines(register: Register, found: list[Task]) -> Iterator[str]:
    """The tasks of each person, those of nobody last: what is owed, then what is missing and what does it."""
    from records_portal.identity.telling import person_words, role_words

    by_person = sorted(found, key=lambda each: (not each.person, each.person))
    for person, own in groupby(by_person, key=lambda each: each.person):
        yield person_words(register, person) if person else "Nobody holds the role"
        for each in own:
            mark = "late" if each.late else "    "
            role = role_words(register, each.role)
            yield f"  {mark} {each.owed_on}  {each.title}: {each.subject} ({role})"
            yield f"                  {each.missing}"
            message = f", `{_message(each)}`" if each.message else ""
            yield f"                  `{each.command}`{message}"


def _message(task: Task) -> str:
    """The command that writes a task's message, about the same site or agency."""
    kind, _, name = task.subject.partition(" ")[0].partition("/")
    about = f" --site {task.site}" if task.site else f" --agency {task.agency}" if task.agency else ""
    return f"records message {task.message}{f' --person {name}' if kind == 'people' else about}"


def person_or_role(register: Register, text: str) -> str:
    """The id of the person or the role that is meant, by id, by name or as the settings call a role."""
    from records_portal.wording.words import ROLES

    if not text:
        return ""
    titles: dict[str, str] = {**ROLES, **{each["role"]: each["title"] for each in register.portal.get("roles", ())}}
    roles = (
        {name: name for name in _roles()}
        | {name.replace("-", " "): name for name in _roles()}
        | {title.casefold(): name for name, title in titles.items()}
    )
    people = {name: name for name in register.of("people")}
    people |= {record.value["name"].casefold(): name for name, record in register.of("people").items()}
    return _meant(text, {**roles, **people}, "person or role")


def _roles() -> tuple[str, ...]:
    from records_portal.register.shapes import schema_of

    return tuple(schema_of("people")["$defs"]["role"]["enum"])


def _named(register: Register, kind: str, text: str) -> str:
    """The id of a record that is meant, by id or by name."""
    if not text:
        return ""
    known = {name: name for name in register.of(kind)}
    known |= {str(record.value.get("name", name)).casefold(): name for name, record in register.of(kind).items()}
    return _meant(text, known, kind.removesuffix("s").replace("agencie", "agency"))


def _meant(text: str, known: Mapping[str, str], what: str) -> str:
    found = known.get(text) or known.get(text.strip().casefold())
    if not found:
        near = difflib.get_close_matches(text.casefold(), known, 1)
        right = f"did you mean {known[near[0]]!r}?" if near else "an id or a name of the register"
        raise Refusal(f"{what} {text!r} is not in the register; {right}")
    return found
