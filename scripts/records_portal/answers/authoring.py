"""A record written by somebody who answers questions: the answers become a file, or a part added to one.

* A file that is there is never overwritten; what is added leaves every other byte of it, comments included.
* Before anything is written the record has its schema's shape and brings no new error into the register.

Not here: putting the questions; see `commands/new` and the form pages.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from records_portal.checks import CHECKS
from records_portal.checks.context import CheckContext, Files
from records_portal.checks.dates_within import check_days_have_come
from records_portal.checks.life import check_facts_not_ahead
from records_portal.files.yaml_text import ValuePath, dump_yaml, read_places, read_yaml
from records_portal.identity.approvals import Approval, approvals_needed
from records_portal.register.findings import Finding, Refusal, Severity
from records_portal.register.kinds import DEVICES, ID_BYTES, KINDS, kind_of
from records_portal.register.migrations.record_rewriting import without_property
from records_portal.register.model import Record, Register
from records_portal.register.record_editing import add_property, append_entry, read_record, render_diff, write_record

from .forms.form import Form
from .questions import Question, completed, fault_of, left_out, question_at, value_of

Answers = dict[str, object]
NamedBy = Callable[[Question, str], str]
Trees = Iterable[tuple[Files, bool]]
ON_THEIR_DAY = (check_days_have_come, check_facts_not_ahead)


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """A record as it would be written: where, what the file held before, and what it holds then."""

    root: Path
    path: str
    before: bytes | None
    after: bytes
    record: Record

    @property
    def diff(self) -> str:
        """What changes in the file."""
        return render_diff(self.before or b"", self.after, self.path)

    def write(self) -> None:
        """Write it, unless the file is no longer what it was."""
        write_record(self.root, self.path, self.after, self.before)


def as_it_is(_: Question, text: str) -> str:
    """The text of an answer as it was given."""
    return text


def set_answer(root: Question, answers: Answers, path: str, text: str, id_of: NamedBy = as_it_is) -> None:
    """Put an answer at a path such as `facts.0.type`; a list's own path takes one more entry each time.

    `id_of` gives the id for a name.
    """
    steps = path.split(".")
    question = question_at(root, steps)
    if question is None:
        raise Refusal(f"{path!r} is not a property here; one of {', '.join(one.name for one in root.fields)}")
    if question.form == "group" or (question.entry and question.entry.form == "group"):
        named = question.entry or question
        raise Refusal(f"{path!r} is a group; answer its parts, such as {path}.{named.fields[0].name}")
    listed = question.form in ("list", "ticks")
    asked = question.entry if listed and question.entry else question
    chosen = list(question.choices) if listed and question.choices and text == "all" else [text]
    for one in chosen:
        value = value_of(asked, id_of(asked, one))
        if fault := fault_of(asked, value):
            raise Refusal(f"{path}: {fault}")
        _put(answers, steps, value, listed)


def _put(answers: Answers, steps: list[str], value: Any, listed: bool) -> None:
    holder: Any = answers
    for step, following in zip(steps, [*steps[1:], "0" if listed else ""], strict=True):
        last = step is steps[-1] and not listed
        key: str | int = int(step) if step.isdecimal() else step
        if isinstance(key, int):
            if not isinstance(holder, list) or key > len(holder):
                raise Refusal(f"{'.'.join(steps)}: entries are numbered from 0, without a gap")
            if key == len(holder):
                holder.append(None)
        if last:
            holder[key] = value
            return
        if isinstance(key, int) and holder[key] is None:
            holder[key] = [] if following.isdecimal() else {}
        elif isinstance(key, str):
            holder.setdefault(key, [] if following.isdecimal() else {})
        holder = holder[key]
    holder.append(value)


def refuse_bad_id(kind: str, record_id: str) -> str:
    """The path of a new record's file; a name that no record may have is refused."""
    parts = KINDS[kind].path.count("{")
    path = KINDS[kind].path_of(record_id) if parts in (0, record_id.count("/") + 1) else ""
    named = kind_of(path)
    if named is None or named[1] != record_id or len(record_id) > ID_BYTES:
        raise Refusal(f"{record_id!r} is not an id; small letters, digits and single hyphens, {ID_BYTES} at most")
    if taken := DEVICES & {*record_id.split("/")}:
        raise Refusal(f"{min(taken)!r} is the name of a device on Windows, which checks out no such file; a longer id")
    return path


def draft_file(form: Form, root: Path, record_id: str, answers: Mapping[str, object]) -> RecordDraft:
    """A whole new record; one of that name is never overwritten."""
    path = refuse_bad_id(form.kind, record_id)
    if (root / path).exists() or (root / path).is_symlink():
        raise Refusal(f"{path} exists already; choose another id, or add a fact to the record")
    return _draft(root, path, None, dump_yaml(completed(form.root, answers)).encode())


def draft_part(
    form: Form, root: Path, record_id: str, answers: Mapping[str, object], beside: Mapping[str, object]
) -> RecordDraft:
    """A part of a record: an entry added to a list, or a group said anew; the file is made where it may begin so."""
    path = refuse_bad_id(form.kind, record_id)
    if lacks := next(left_out(form.root, completed(form.root, answers)), ""):
        raise Refusal(lacks)
    if not (root / path).is_file():
        return _draft(root, path, None, dump_yaml(_beginning(form, path, answers)).encode())
    before = (root / path).read_bytes()
    whole = read_yaml(before)[0]
    place = form.place_in(whole if isinstance(whole, Mapping) else {}, answers)
    part = completed(form.questions_of_part, form.part_of(answers))
    after = with_values(before, place, part) if form.sets else append_entry(before, place, part)
    elsewhere = {name: answers[name] for name in form.elsewhere if name in answers}
    after = with_values(after, (), {**elsewhere, **_dated(beside, part.get("on"))})
    if part.get("kind") == "agency-change":
        after = with_text(after, ("agency",), str(part["to_agency"]))
    return _draft(root, path, before, after)


def _beginning(form: Form, path: str, answers: Mapping[str, object]) -> dict[str, Any]:
    """A record that begins with a part."""
    if form.kind == "sites":
        raise Refusal(f"{path} does not exist; a site is asked for first, with `records new site`")
    if not form.makes_missing_file:
        raise Refusal(f"{path} does not exist; what it is about is written first, with `records new`")
    made: Any = completed(form.root, answers)
    if form.into and not form.sets:
        made = [made]
    for step in reversed(form.into):
        made = {str(step): made}
    return dict(made)


def _dated(beside: Mapping[str, Any], on: Any) -> dict[str, Any]:
    """What stands beside a fact: a handle without a first day has it since the day of the fact."""
    handles = [{**one, "from_on": one.get("from_on") or on} for one in beside.get("handles", ())]
    return {**beside, **({"handles": handles} if handles else {})}


def standing(form: Form, root: Path, record_id: str, answers: Mapping[str, object]) -> dict[str, Any]:
    """What the record says already of what a form sets anew; nothing for what is only ever added."""
    record = value_in(root, form, record_id)
    if record is None or not form.sets:
        return {}
    found: Any = record
    for step in form.place_in(record, answers):
        found = _within(found, step)
    names = {one.name for one in form.root.fields}
    return {name: value for name, value in found.items() if name in names} if isinstance(found, Mapping) else {}


def value_in(root: Path, form: Form, record_id: str) -> Mapping[str, Any] | None:
    """What the record's file in a root says; nothing where there is none."""
    file = root / refuse_bad_id(form.kind, record_id)
    value = read_yaml(file.read_bytes())[0] if file.is_file() else None
    return value if isinstance(value, Mapping) else None


def with_answers(there: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What stands there with what is said anew; a group keeps what is not said of it, a list does not."""
    made = dict(there)
    for name, value in said.items():
        old = there.get(name)
        made[name] = with_answers(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return made


def with_values(text: bytes, path: ValuePath, given: Mapping[str, Any]) -> bytes:
    """The text with properties of a mapping added, or said anew where another value stood."""
    there: Any = read_yaml(text)[0]
    for step in path:
        there = _within(there, step)
    if there is None and path:
        return add_property(text, path, dict(given))
    for name, value in given.items():
        old, place = _within(there, name), (*path, name)
        if old == value and type(old) is type(value):
            continue
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            text = with_values(text, place, value)
        elif old is None:
            text = add_property(text, place, value)
        else:
            text = _said_anew(text, place, value)
    return text


def _within(holder: Any, step: str | int) -> Any:
    """What stands at a step within a value; nothing where nothing does."""
    if isinstance(holder, Mapping):
        return holder.get(step)
    return holder[step] if isinstance(holder, list) and isinstance(step, int) and step < len(holder) else None


def _said_anew(text: bytes, place: ValuePath, value: Any) -> bytes:
    """The text with another value in the place of one: on its line where it has one, else on lines of its own."""
    places = read_places(text)
    if place in places.ends and places.ends[place][0] == places.values[place][0]:
        return with_text(text, place, value)
    holder: Any = read_yaml(text)[0]
    for step in place[:-1]:
        holder = holder[step]
    if len(holder) > 1:
        return add_property(without_property(text, place)[0], place, value)
    if len(place) == 1:  # a file of one property
        return dump_yaml({place[0]: value}).encode()
    return _said_anew(text, place[:-1], {place[-1]: value})


def with_text(text: bytes, path: ValuePath, value: Any) -> bytes:
    """The text with the one-line value at a path replaced, everything else left as it is."""
    places = read_places(text)
    (line, column), end = places.values[path], places.ends.get(path)
    if end is None or end[0] != line:
        raise Refusal(f"{'.'.join(map(str, path))} is not written on one line; change it in the file")
    lines = text.decode().splitlines(keepends=True)
    whole = lines[line - 1]
    lines[line - 1] = whole[: column - 1] + text_behind_key(value) + whole[end[1] - 1 :]
    return "".join(lines).encode()


def places_of(text: bytes) -> Iterator[tuple[ValuePath, tuple[int, int]]]:
    """Where the values of a record's text stand, and then their keys."""
    places = read_places(text)
    yield from places.values.items()
    yield from places.keys.items()


def text_behind_key(value: Any) -> str:
    """A value as it stands in a record behind its key, on one line."""
    plain = dump_yaml({"a": value})[3:].rstrip("\n")
    return plain if "\n" not in plain and plain else json.dumps(value, ensure_ascii=False)


def _draft(root: Path, path: str, before: bytes | None, after: bytes) -> RecordDraft:
    return RecordDraft(root, path, before, after, read_record(path, after))


def blocking(register: Register, trees: Trees, as_of: date) -> Iterator[Finding]:
    """The findings that block what somebody writes; what is late or advised is not looked for.

    A day that has not come is advice where it stands in a record, for it may be true tomorrow; nobody writes it today.
    """
    context = CheckContext(register, as_of, tuple(trees))
    for check in CHECKS:
        if check.rule.severity is Severity.ERROR or check in ON_THEIR_DAY:
            yield from (replace(each, severity=Severity.ERROR) for each in check.findings(context))


def new_errors(draft: RecordDraft, register: Register, trees: Trees, private: bool, as_of: date) -> Iterator[Finding]:
    """The errors that a draft would bring into the register; what was wrong before is not the draft's fault."""
    record = replace(draft.record, private=private)
    records = {**register.records, record.kind: {**register.of(record.kind), record.id: record}}
    listed = tuple(trees)

    known = {(each.path, each.code, each.subject, each.message) for each in blocking(register, listed, as_of)}
    for each in blocking(replace(register, records=records), listed, as_of):
        if (each.path, each.code, each.subject, each.message) not in known:
            yield each


def approvals_of(draft: RecordDraft, register: Register, on: str) -> tuple[Approval, ...]:
    """Whose approval a draft needs, by what it changes."""
    record, earlier = draft.record, register.get(draft.record.kind, draft.record.id)
    old = earlier.value if earlier else {}
    facts = record.value.get("facts", [])[len(old.get("facts", [])) :] if record.kind == "sites" else []
    names = {*old, *record.value} - {"facts"} if earlier else set()
    touched = frozenset(name for name in names if old.get(name) != record.value.get(name))
    return approvals_needed(register, record.kind, record.id, [record.value], facts, touched, on)


def next_steps(draft: RecordDraft, form: Form, private: bool, forge: bool = True) -> list[str]:
    """What is done with a written record: branch, commit, proposal; without a forge the branch is signed here."""
    name = draft.record.id.replace("/", "-")
    root = shlex.quote(str(draft.root))
    away = private or draft.root.resolve() != Path.cwd().resolve()
    git, records = (f"git -C {root}", f"records --root {root}") if away else ("git", "records")
    pushed = f"{git} push -u origin HEAD"
    steps = [
        f"{git} switch -c {name}-{form.name}",
        f"{git} add {draft.path}",
        f'{git} commit -m "{form.title}: {name}"',
        f"{pushed}, then open a pull request" if forge else pushed,
    ]
    if not forge and not private:
        steps.append(f"{records} approve main..{name}-{form.name} --key KEY, by each who has to agree")
    return steps
