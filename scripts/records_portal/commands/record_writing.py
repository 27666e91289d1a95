"""From answers to a record: where it belongs, what would be wrong with it, and what is told once it is written."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from records_portal.answers.forms.form import Form
from records_portal.answers.questions import Question, completed, missing
from records_portal.register.findings import Finding, Refusal, one_line
from records_portal.register.kinds import KINDS
from records_portal.register.sources import KEPT_IN_BOTH

from .hold_root import check_hold_root
from .next_steps import procedure_steps
from .places import Places
from .placing_holds import placed_by_answers

if TYPE_CHECKING:
    from records_portal.answers.authoring import Answers, RecordDraft
    from records_portal.files.yaml_text import ValuePath
    from records_portal.register.model import AnyRecord, Register
    from records_portal.register.records import HoldValue


MOST_CHOICES = 9


@dataclass(frozen=True, slots=True)
class DraftedAnswers:
    """A record as it would be written, whether it is private, the errors that it would bring, and what comes next."""

    draft: RecordDraft
    private: bool
    errors: list[Finding]
    steps: list[str]

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return self.draft.after != self.draft.before


def place_of_record(form: Form, places: Places, record_id: str, answers: Mapping[str, object]) -> tuple[Path, bool]:
    """The root that the record belongs into, and whether it is the private one."""
    record_id = log_of_the_year(form, places, record_id, answers)
    about = _record_about(form, places, record_id)
    private = form.is_private or answers.get("audience") == "internal" or bool(about and about.private)
    if form.name == "post" and not answers.get("posted_on"):  # what is planned is nobody's to read yet
        private = True
    if form.name == "credential-change" and _helps_intruders(answers):
        private = True
    if not private and _stands_in_private_log(form, places, record_id, answers):
        private = True
    if not private:
        return places.root, False
    if not places.private:
        raise Refusal(f"{form.title.lower()} needs the private root; name it with --private DIR")
    return places.root_of(about) if about and about.private else places.private_root(form.title.lower()), True


def _helps_intruders(answers: Mapping[str, object]) -> bool:
    """Whether a change of credentials is nobody's to read: who leaves and when, or that it is still to be reported.

    That credentials were changed and reported is public, what is owed about them is not; and what nobody was told of is
    owed, which the public log would say by what it leaves out.
    """
    return bool(answers.get("concerns") or answers.get("leaving_on")) or not answers.get("reported")


def _stands_in_private_log(form: Form, places: Places, record_id: str, answers: Mapping[str, object]) -> bool:
    """Whether the entry that is meant stands in the private part of a log and not in the public one."""
    from records_portal.answers.authoring import value_in

    if not form.which or "{year}" not in KINDS[form.kind].path:
        return False
    for folder in places.folders:
        value = value_in(folder, form, record_id)
        if value is not None and form.finds(value, answers):
            return folder != places.root
    return False


_ABOUT = {"staff": "people", "policies": "agencies"}


def _record_about(form: Form, places: Places, record_id: str) -> AnyRecord | None:
    """The record that the answers are about; of what a site, a person or an agency has that one must be there."""
    register = places.loaded.register
    there = register.get(form.kind, record_id)
    if there and not (there.private and form.kind in KEPT_IN_BOTH):  # a log's private part does not draw in the rest
        return there
    kind = _ABOUT.get(form.kind, "sites" if "{site}" in KINDS[form.kind].path else "")
    if form.kind == "sites" and not form.makes_file:
        kind = "sites"
    if not kind:
        return None
    record: AnyRecord | None = register.get(kind, record_id.partition("/")[0])
    if record is None:
        places.refuse_unreadable_record(kind, record_id.partition("/")[0])
        noun = {"sites": "site", "people": "person", "agencies": "agency"}[kind]
        guess = difflib.get_close_matches(record_id, register.of(kind), 1)
        right = f"did you mean {guess[0]!r}?" if guess else f"`records new {noun}` writes one"
        if kind == "sites" and not guess:
            right = "a site is asked for with `records new site`"
        raise Refusal(f"{noun} {record_id!r} is not in the register; {right}")
    return record if kind == "sites" else None


def draft_answers(
    form: Form,
    places: Places,
    record_id: str,
    answers: Answers,
    beside: Answers,
    names: Mapping[str, str] | None = None,
) -> DraftedAnswers:
    """The record that answers make, checked; what is not answered is refused, by the names of the answers by path."""
    from records_portal.answers.authoring import (
        draft_file,
        draft_part,
        new_errors,
        next_steps,
        standing,
        with_answers,
    )
    from records_portal.answers.worked_out import worked_out

    if form.name == "post" and not any(answers.get(name) for name in form.dated):  # the schema lets a plan do without
        raise Refusal(f"{form.title.lower()}: on which day? {' or '.join(form.dated)}")
    record_id = log_of_the_year(form, places, record_id, answers)
    root, private = place_of_record(form, places, record_id, answers)
    answers = with_answers(standing(form, root, record_id, answers), answers)
    answers |= worked_out(form, places.loaded.register, record_id, answers)
    refuse_unanswered(form, answers, names or {}, places.loaded.register)
    notified = answers.get("notified")
    if form.kind == "holds":
        answers = {name: each for name, each in answers.items() if name != "notified"}
    make = draft_file(form, root, record_id, answers) if form.makes_file else None
    draft = make or draft_part(form, root, record_id, answers, beside)
    if form.kind == "holds":
        draft = placed_by_answers(places, draft, map(str, notified if isinstance(notified, list) else ()))
    errors = sorted(new_errors(draft, places.loaded.register, places.trees, private, places.today()))
    if draft.record.kind == "holds" and not errors:
        check_hold_root(places, root, cast("HoldValue", draft.record.value))
    approvals = [] if errors else _approvals(draft, places.loaded.register, places.today().isoformat())
    steps = [*next_steps(draft, form, private, _has_forge(root)), *approvals]
    if not errors:
        record = replace(draft.record, private=private)
        steps += procedure_steps(places.loaded.register, form, record, places.today().isoformat())
    return DraftedAnswers(draft, private, errors, steps)


def refuse_unanswered(form: Form, answers: Answers, names: Mapping[str, str], register: Register) -> None:
    """Refuse what lacks an answer that it needs, by the names of the answers by path, with what may be answered."""
    if lacking := list(missing(form.root, completed(form.root, answers))):
        raise Refusal(
            f"not answered: {'; '.join(_said(path, question, names, register) for path, question in lacking)}"
        )


def log_of_the_year(form: Form, places: Places, record_id: str, answers: Mapping[str, object]) -> str:
    """The name of the log that an entry belongs into: a site's, by the year of the entry's day, else this year's.

    An entry that is there and is named without its day is looked for in every year's log of the site.
    """
    if "{year}" not in KINDS[form.kind].path or "/" in record_id:
        return record_id
    day = next((str(answers[name]) for name in form.dated if answers.get(name)), "")
    found = [] if day or not form.which else _logs_with_entry(form, places, record_id, answers)
    if found and not any(one.newest and not answers.get(one.answer) for one in form.which) and len(found) > 1:
        named = ", ".join(found)
        raise Refusal(f"{form.title.lower()}: it stands in {named}; name the log instead of the site, as {found[0]!r}")
    name = found[0] if found else f"{record_id}/{(day or places.today().isoformat())[:4]}"
    logs = places.loaded.register.of(form.kind)
    if form.which or form.makes_missing_file or name in logs:
        return name
    # a correction of January, before anything was posted in the new year, follows what it puts right
    return max((each for each in logs if each.startswith(f"{record_id}/") and each < name), default=name)


def _logs_with_entry(form: Form, places: Places, site: str, answers: Mapping[str, object]) -> list[str]:
    """The logs of a site that have the entry that is meant, the newest year first."""
    from records_portal.answers.authoring import value_in

    logs = sorted((name for name in places.loaded.register.of(form.kind) if name.startswith(f"{site}/")), reverse=True)
    values = ((name, value_in(folder, form, name)) for name in logs for folder in places.folders)
    return list(dict.fromkeys(name for name, value in values if value is not None and form.finds(value, answers)))


def _said(path: ValuePath, question: Question, names: Mapping[str, str], register: Register) -> str:
    name = ".".join(map(str, path))
    known = question.choices or tuple(register.records.get(question.among, ()))
    choices = f", one of {', '.join(known)}" if 0 < len(known) <= MOST_CHOICES else ""
    return f"{names.get(name, name)} ({question.title.lower()}{choices})"


def _approvals(draft: RecordDraft, register: Register, on: str) -> Iterator[str]:
    """Whose approval the record needs, in words."""
    from records_portal.answers.authoring import approvals_of
    from records_portal.identity.telling import role_words

    for one in approvals_of(draft, register, on):
        of = f" of {one.agency}" if one.agency else ""
        names = f" ({', '.join(one.people)})" if one.people else ""
        yield f"approval by {role_words(register, one.role)}{of}{names}"
    if draft.record.kind == "people" and _roles_come(draft, register):
        yield f"the grant signed by one of them: `records approve people/{draft.record.id} --act grant --key KEY`"


def _has_forge(root: Path) -> bool:
    """Whether a root is proposed to at a forge: not where its branch follows a repository in a folder."""
    from records_portal.history.repository import Repository
    from records_portal.identity.anchored_roots import remote_of

    try:
        repository = Repository(root)
        _, addresses = remote_of(repository.settings(), repository.branch())
    except Refusal:
        return True
    return not addresses or not all(each.value.startswith(("/", ".", "file://")) for each in addresses)


def _roles_come(draft: RecordDraft, register: Register) -> bool:
    """Whether a person gets a role by the draft."""
    earlier = register.get("people", draft.record.id)
    before = earlier.value["roles"] if earlier else []
    return any(each not in before and "to_on" not in each for each in draft.record.value.get("roles", ()))


def refused(errors: list[Finding], form: str, where: Callable[[Finding], str] = lambda _: "") -> int:
    """The findings on stdout, each behind the place of the answer that it is about."""
    if form == "json":
        click.echo(json.dumps([each.as_mapping() for each in errors], indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{one_line(where(each))}{each} [{each.severity}]\n" for each in errors), nl=False)
    click.echo("nothing was written: the record would not be sound", err=True)
    return 1


def tell_written(made: DraftedAnswers, written: bool, form: str, **more: object) -> None:
    """What was written or would be, and what comes next."""
    draft = made.draft
    if form == "json":
        told = {"path": draft.path, "written": written, "diff": draft.diff, "record": draft.record.value}
        click.echo(json.dumps({**told, "next": made.steps, **more}, indent=2, ensure_ascii=False))
        return
    click.echo(draft.diff, nl=False)
    click.echo(f"{draft.path} {'written' if written else 'not written'}", err=True)
    if written:
        click.echo("".join(f"next: {one_line(step)}\n" for step in made.steps), err=True, nl=False)
