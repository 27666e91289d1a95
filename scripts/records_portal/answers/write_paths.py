"""Which command writes which part of a record: the forms, and what only the program writes.

* A part is written by the forms that lead to it: those furthest into the record, and the one that makes the record
  where it asks for it. What a form could take at the making alone, and nothing writes later, has no command.
* What follows from content or from other records is written by the command that works it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.kinds import KINDS

from .forms.form import Form
from .questions import Question, question_for_part
from .request_forms import FORMS, fact_question

Part = tuple[str, ...]

# by kind of record and part, `()` for the whole record: the commands that write it beside or instead of a form
BY_PROGRAM: Mapping[tuple[str, Part], tuple[str, ...]] = {
    ("captures", ()): ("records ingest",),
    ("captures", ("verdict",)): ("records ingest", "records captures judge"),
    ("captures", ("dispositions",)): ("records dispose",),
    ("dispositions", ()): ("records dispose",),
    ("authorizations", ("items_digest",)): ("records authorization draft",),
    ("authorizations", ("volume",)): ("records authorization draft",),
    ("authorizations", ("lines",)): ("records authorization draft",),
    ("authorizations", ("spared",)): ("records authorization tick",),
    ("authorizations", ("status",)): ("records authorization answer",),
    ("authorizations", ("renewals",)): ("records authorization renew",),
    ("holds", ("covers",)): ("records hold place",),
    ("holds", ("placed",)): ("records hold place",),
    ("holds", ("confirmed",)): ("records hold confirm",),
    ("holds", ("notified",)): ("records hold place", "records hold acknowledge"),
    ("holds", ("amendments",)): ("records hold amend",),
    ("holds", ("updates",)): ("records hold update",),
    ("holds", ("releases",)): ("records hold release",),
    ("holds", ("items_enough",)): ("records hold confirm",),
    ("people", ("keys",)): ("records key genesis", "records key add", "records key rotate", "records key revoke"),
    ("portal", ("reanchored",)): ("records key reanchor",),
    ("operations", ("moderation",)): ("records moderate",),
    ("sites", ("facts", "listing")): ("records import accounts",),
    ("sites", ("facts", "direction")): ("records decommission",),
    ("sites", ("facts", "final-capture")): ("records decommission",),
    ("sites", ("facts", "deactivation")): ("records decommission",),
    ("sites", ("facts", "credentials-handed-over")): ("records decommission",),
    ("sites", ("facts", "decommissioning")): ("records decommission",),
    # of older roots: it is moved to its place of today, and nothing writes it anew
    ("people", ("training",)): ("records upgrade",),
    ("people", ("leaves_on",)): ("records upgrade",),
    ("people", ("signing_key",)): ("records key add",),
    ("sites", ("access",)): ("records upgrade",),
    ("portal", ("published_branch",)): ("records upgrade",),
    ("portal", ("private_root",)): ("records upgrade",),
    ("portal", ("acts_since",)): ("records upgrade",),
}


@dataclass(frozen=True, slots=True)
class WritePath:
    """A part of a kind of record, in the words of its schema, and the commands that write it."""

    kind: str
    part: Part
    title: str
    commands: tuple[str, ...]


def write_paths() -> Iterator[WritePath]:
    """Every part of every kind of record, down to its last property."""
    for kind in KINDS:
        for part, question in _parts(question_for_part(kind), ()):
            yield WritePath(kind, part, question.title, tuple(dict.fromkeys(_commands(kind, part))))


def _parts(group: Question, above: Part) -> Iterator[tuple[Part, Question]]:
    for one in group.fields:
        part = (*above, one.name)
        yield part, one
        inner = one.entry if one.form == "list" and one.entry else one
        if part == ("facts",):
            for kind in FACT_KINDS:
                yield (*part, kind), fact_question(kind)
                yield from _parts(fact_question(kind), (*part, kind))
        else:
            yield from _parts(inner, part)


def _commands(kind: str, part: Part) -> Iterator[str]:
    forms = [form for form in FORMS.values() if form.kind == kind and _writes(form, part)]
    furthest = max((len(form.into) for form in forms if not form.makes_file), default=0)
    for form in forms:
        if form.makes_file or len(form.into) == furthest:
            yield _command_of(form, part)
    for count in range(len(part), -1, -1):
        if named := BY_PROGRAM.get((kind, part[:count])):
            yield from named
            return


def _command_of(form: Form, part: Part = ()) -> str:
    """The command that fills in a form; of a fact the kind stands behind the site."""
    fact = f" SITE {part[1]}" if form.name == "fact" and len(part) > 1 else ""
    return f"records {form.verb} {form.word}{fact}"


def _writes(form: Form, part: Part) -> bool:
    """Whether a form writes a part of its kind of record: what it is asked for, or the part within it."""
    into = tuple(str(step) for step in form.into)
    if form.makes_file:
        asked = form.root.field(part[0])
        return asked is not None and (asked.asked or asked.fixed is not None)
    if form.name == "fact" and part[:2] == ("facts", "listing"):
        return False
    if not into:
        return part[0] in {one.name for one in form.root.fields} | set(form.elsewhere)
    inside = part[: len(into)] == into and (len(part) == len(into) or _asks_for(form, part[len(into) :]))
    return inside or part[0] in form.elsewhere


def _asks_for(form: Form, rest: Part) -> bool:
    """Whether a part within a form's part is one of its answers."""
    if form.name == "fact":
        return True
    fields = form.questions_of_part.fields
    return rest[0] in {one.name for one in fields}


def render_write_paths() -> str:
    """The table as Markdown, a heading for each kind; a part that is written as what it stands in is not repeated."""
    lines: list[str] = []
    for kind, record in KINDS.items():
        lines += [
            "",
            f"### {record.title}",
            "",
            f"`{record.path}`",
            "",
            "| Part | In words | Written by |",
            "|---|---|---|",
        ]
        shown: dict[Part, tuple[str, ...]] = {}
        for path in (one for one in write_paths() if one.kind == kind):
            above = next((shown[path.part[:n]] for n in range(len(path.part) - 1, 0, -1) if path.part[:n] in shown), ())
            if path.commands != above:
                shown[path.part] = path.commands
                commands = ", ".join(f"`{command}`" for command in path.commands)
                lines.append(f"| `{'.'.join(path.part)}` | {path.title} | {commands} |")
    return "\n".join([*lines[1:], "", ""])
