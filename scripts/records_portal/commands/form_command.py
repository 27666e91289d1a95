"""A form as a command: its options are read from the schema, and on a terminal what lacks an answer is asked."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from records_portal.answers.forms.form import Form
from records_portal.answers.questions import Question, leaves
from records_portal.answers.request_forms import narrowed
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.findings import Refusal

from .asking import Asking
from .record_writing import draft_answers, place_of_record, refused, tell_written

if TYPE_CHECKING:
    from records_portal.answers.authoring import Answers

ID_MEANS = {
    "site": "what it is about, then the platform, such as trails-x",
    "hold": "the matter, such as matter-2026-17",
    "authorization": "the site and what it covers, such as parks-routine-2019",
}
PORTAL = "portal"
ABOUT = {
    "designations": "site",
    "operations": "site",
    "posts": "site",
    "access": "site",
    "classifications": "site",
    "policies": "agency",
    "staff": "person",
}
COMMON = [
    click.Option(["--set", "settings"], multiple=True, metavar="PATH=VALUE", help="Any answer, by its path."),
    click.Option(["--dry-run"], is_flag=True, help="Check and show everything, write nothing."),
    click.Option(["--format", "form"], type=click.Choice(["text", "json"]), default="text", show_default=True),
]


def _usual(form: Form) -> Iterator[tuple[str, str, Question]]:
    """The answers with an option of their own: its name, the answer's path, its question."""
    for path, question in leaves(form.root):
        inside = [step for step in path if step != "facts"]
        if question.fixed is not None or question.same_as or any(_numbered(inside)):
            continue
        yield "-".join(str(step) for step in inside if step != 0).replace("_", "-"), ".".join(map(str, path)), question


def _numbered(path: list[str | int]) -> Iterator[bool]:
    """Whether each step leads into a list of groups; the one request of a new site does not count."""
    for index, step in enumerate(path):
        yield step == 0 and index > 0


def _options(form: Form) -> list[click.Parameter]:
    made: dict[str, click.Parameter] = {}
    for index, (name, path, question) in enumerate(_usual(form)):
        several = question.form in ("list", "ticks")
        made.setdefault(
            name,
            click.Option(
                [f"--{name}", f"answer_{index}_{path.replace('.', '_')}"],
                multiple=True,
                metavar="TEXT",
                help=f"{question.title}{' (again for each)' if several else ''}: {question.hint}",
            ),
        )
    return list(made.values())


class FormCommand(click.Command):
    """A form as a command; its options are read from the schema when it is called."""

    def __init__(self, form: Form) -> None:
        means = f" The id is {form.means or ID_MEANS[form.name]}." if form.means or form.name in ID_MEANS else ""
        super().__init__(form.word, callback=click.pass_context(_run), help=f"{form.title}. {form.about}{means}")
        self.asked = form

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The arguments, an option for each usual answer, and what all forms have."""
        named: list[click.Parameter] = []
        if self.asked.kind != PORTAL:
            named.append(click.Argument(["record_id"], metavar=_metavar(self.asked)))
        if self.asked.name == "fact":
            named.append(click.Argument(["fact"], metavar="KIND", type=click.Choice(list(FACT_KINDS))))
        return [*named, *_options(self.asked), *COMMON, *super().get_params(ctx)]


def _metavar(form: Form) -> str:
    """What the id is the id of."""
    if form.kind in ABOUT:
        return ABOUT[form.kind].upper()
    return "SITE" if form.kind == "sites" and not form.makes_file else "ID"


class FormGroup(click.Group):
    """Commands that each write what one form asks, listed by subject."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under the subject of their form, in the order of the table."""
        listed: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            subject = command.asked.subject if isinstance(command, FormCommand) else "Other"
            listed.setdefault(subject, []).append((name, command.get_short_help_str(60)))
        for subject, rows in listed.items():
            with formatter.section(subject):
                formatter.write_dl(rows)


def _run(
    context: click.Context,
    settings: tuple[str, ...],
    dry_run: bool,
    form: str,
    record_id: str = PORTAL,
    fact: str = "",
    **given: tuple[str, ...],
) -> int:
    command = context.command
    assert isinstance(command, FormCommand)
    places, asked = context.obj, command.asked
    if fact:
        asked = narrowed(asked, fact)
    answers, beside = _given(asked, context, given, settings)
    place_of_record(asked, places, record_id, answers)  # before anything is asked for nothing
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    if asks:
        Asking(places.loaded.register).ask(asked, answers, beside)
    made = draft_answers(asked, places, record_id, answers, beside)
    if made.errors:
        return refused(made.errors, form)
    writes = not dry_run and made.changes
    if asks and writes:
        click.echo(made.draft.diff, err=True, nl=False)
        writes = click.confirm("Write it?", default=True, err=True)
    if writes:
        made.draft.write()
    tell_written(made, writes, form)
    return 0


def _given(
    form: Form, context: click.Context, given: Mapping[str, Sequence[str]], settings: Sequence[str]
) -> tuple[Answers, Answers]:
    """The answers among the options: those of the form, and those that stand elsewhere in the file."""
    from records_portal.answers.authoring import set_answer

    answers: Answers = {}
    beside: Answers = {}
    others = Question("", "", "", "group", fields=form.beside)
    own = {name: path for name, path, _ in _usual(form)}
    for option in context.command.get_params(context):
        if not option.name or not option.name.startswith("answer_"):
            continue
        name = option.opts[0].removeprefix("--")
        for text in given[option.name]:
            if name not in own:
                raise Refusal(f"--{name} is not asked here; one of {', '.join(f'--{each}' for each in own)}")
            set_answer(form.root, answers, own[name], text)
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals:
            raise Refusal(f"--set {setting!r} has no =; PATH=VALUE")
        elsewhere = others.field(path.partition(".")[0]) is not None
        set_answer(others if elsewhere else form.root, beside if elsewhere else answers, path, text)
    return answers, beside
