"""The commands that write a record from answers: asked on a terminal, or given as options."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.answers.questions import Question, fault_of, leaves, value_of
from records_portal.answers.request_forms import FORMS, Form, narrowed
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.findings import Refusal, one_line

from .options import FORMAT
from .record_writing import draft_answers, place_of_record, refused, tell_written

if TYPE_CHECKING:
    from records_portal.answers.authoring import Answers
    from records_portal.register.model import Register

ID_MEANS = {
    "site": "what it is about, then the platform, such as trails-x",
    "hold": "the matter, such as matter-2026-17",
    "authorization": "the site and what it covers, such as parks-routine-2019",
}
MOST_NAMED = 12
COMMON = [
    click.Option(["--set", "settings"], multiple=True, metavar="PATH=VALUE", help="Any answer, by its path."),
    click.Option(["--dry-run"], is_flag=True, help="Check and show everything, write nothing."),
    click.Option(["--format", "form"], type=click.Choice(["text", "json"]), default="text", show_default=True),
]


@click.group(invoke_without_command=True, no_args_is_help=True)
@click.option("--answers", metavar="FILE", help="A block of answers: a file, a message, - for stdin.")
@click.option("--entered-by", default="", metavar="PERSON", help="Who enters a message: not who acted.")
@click.option("--keep", is_flag=True, help="Keep the message in the store, which is made where there is none.")
@click.option("--dkim-keys", type=click.Path(path_type=Path), metavar="FILE", help="Keys to look at its DKIM with.")
@click.option("--dry-run", is_flag=True, help="Check and show everything, write nothing.")
@FORMAT
@click.pass_context
def new(
    context: click.Context,
    /,
    answers: str | None,
    entered_by: str,
    keep: bool,
    dkim_keys: Path | None,
    dry_run: bool,
    form: str,
) -> int:
    """Write a new record: asked in plain words on a terminal, given as options, or from a block of answers."""
    from .answers_given import write_from_answers

    if context.invoked_subcommand is None:
        if answers is None:
            raise Refusal("say what to write, such as `records new site NAME`, or give answers with --answers FILE")
        return write_from_answers(context.obj, answers, dry_run, form, entered_by, keep, dkim_keys)
    if answers is not None or entered_by or keep or dkim_keys or dry_run or form != "text":
        theirs = context.invoked_subcommand
        raise Refusal(f"options of `records new` go with --answers; those of {theirs} stand behind it")
    return 0


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


class _Command(click.Command):
    """A form as a command; its options are read from the schema when it is called."""

    def __init__(self, form: Form) -> None:
        means = f" The id is {ID_MEANS[form.name]}." if form.name in ID_MEANS else ""
        super().__init__(form.name, callback=click.pass_context(_run), help=f"{form.title}. {form.about}{means}")
        self.asked = form

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The arguments, an option for each usual answer, and what all forms have."""
        named: list[click.Parameter] = [
            click.Argument(["record_id"], metavar="ID" if self.asked.makes_file else "SITE")
        ]
        if self.asked.name == "fact":
            named.append(click.Argument(["fact"], metavar="KIND", type=click.Choice(list(FACT_KINDS))))
        return [*named, *_options(self.asked), *COMMON, *super().get_params(ctx)]


def _run(
    context: click.Context,
    record_id: str,
    settings: tuple[str, ...],
    dry_run: bool,
    form: str,
    fact: str = "",
    **given: tuple[str, ...],
) -> int:
    places, asked = context.obj, FORMS[str(context.command.name)]
    if fact:
        asked = narrowed(asked, fact)
    answers, beside = _given(asked, context, given, settings)
    place_of_record(asked, places, record_id, answers)  # before anything is asked for nothing
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    if asks:
        _Asking(places.loaded.register).ask(asked, answers, beside)
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


def _inner(answer: object) -> Answers:
    """The answers within an answer: those of a group, or of the first entry of a list of groups."""
    first = answer[0] if isinstance(answer, list) else answer
    return first if isinstance(first, dict) else {}


class _Asking:
    """The questions put on a terminal, one after another; what was given as an option is not asked again."""

    def __init__(self, register: Register) -> None:
        self.register = register

    def ask(self, form: Form, answers: Answers, beside: Answers) -> None:
        """Ask whatever has no answer yet."""
        click.echo(f"{form.title}. {form.about}\nEnter alone leaves out what is not needed.\n", err=True)
        self._group(form.root, answers)
        self._group(Question("", "", "", "group", fields=form.beside), beside)

    def _group(self, question: Question, answers: Answers) -> None:
        for one in question.fields:
            if one.asked and one.fixed is None and not one.same_as and one.name not in answers:
                self._one(one, answers)
            elif one.asked and one.form == "group":
                self._group(one, _inner(answers[one.name]))
            elif one.asked and one.fixed == 1 and one.entry:
                self._group(one.entry, _inner(answers.setdefault(one.name, [{}])))

    def _one(self, question: Question, answers: Answers) -> None:
        if question.form == "group":
            if question.required or self._confirmed(question, "Give it?"):
                self._group(question, _inner(answers.setdefault(question.name, {})))
        elif question.form == "list" and question.entry and question.entry.form == "group":
            self._groups(question, question.entry, answers)
        elif question.form in ("list", "ticks") and question.entry:
            if listed := list(self._several(question, question.entry)):
                answers[question.name] = listed
        elif (value := self._answer(question, question.title, question.required)) is not None:
            answers[question.name] = value

    def _groups(self, question: Question, entry: Question, answers: Answers) -> None:
        listed: list[Answers] = []
        while (question.required and not listed) or self._confirmed(question, "Another?" if listed else "Give one?"):
            listed.append({})
            self._group(entry, listed[-1])
        if listed:
            answers[question.name] = listed

    def _confirmed(self, question: Question, ask: str) -> bool:
        return click.confirm(f"{question.title} ({question.hint}) {ask}", default=False, err=True)

    def _several(self, question: Question, entry: Question) -> Iterator[object]:
        self._explain(question)
        count = 0
        while True:
            title = f"{question.title} {count + 1}"
            value = self._answer(entry, title, question.required and not count, explain=False, several=question.choices)
            if value is None:
                return
            if isinstance(value, list):
                yield from value
                return
            yield value
            count += 1

    def _explain(self, question: Question) -> None:
        click.echo(f"\n{question.title}{'' if question.required else ' (not required)'}: {question.hint}", err=True)
        known = self._known(question)
        if question.choices:
            click.echo(f"  one of {', '.join(question.choices)}", err=True)
        elif 0 < len(known) <= MOST_NAMED:
            click.echo(one_line(f"  one of {', '.join(known)}"), err=True)
        elif known:
            click.echo(f"  an id from registry/{question.among}/", err=True)
        elif isinstance(question.example, str):
            click.echo(f"  such as: {question.example}", err=True)

    def _answer(
        self, question: Question, title: str, required: bool, explain: bool = True, several: tuple[str, ...] = ()
    ) -> object:
        """One answer, asked until it is a right one; nothing where it may be left out and is."""
        if explain:
            self._explain(question)
        while True:
            text = str(click.prompt(title, default="", show_default=False, err=True)).strip()
            if not text and not required:
                return None
            if text == "all" and several:
                return list(several)
            value = value_of(question, text)
            fault = fault_of(question, value) if text else "an answer is needed"
            if not (fault := fault or self._unknown(question, text)):
                return value
            click.echo(one_line(f"  {fault}"), err=True)

    def _known(self, question: Question) -> list[str]:
        return list(self.register.of(question.among)) if question.among else []

    def _unknown(self, question: Question, text: str) -> str:
        known = self._known(question)
        if text in known or not known:
            return ""
        guess = difflib.get_close_matches(text, known, 1)
        right = f"did you mean {guess[0]!r}?" if guess else f"an id from registry/{question.among}/"
        return f"{text!r} is not in the register; {right}"


for _form in FORMS.values():
    new.add_command(_Command(_form))
