"""The commands that write a record from answers: asked on a terminal, or given as options."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.answers.questions import Question, completed, fault_of, leaves, missing, value_of
from records_portal.answers.request_forms import FORMS, Form, fact_kinds, narrowed
from records_portal.register.findings import Finding, Refusal, one_line

from .places import Places

if TYPE_CHECKING:
    from records_portal.answers.authoring import Answers, RecordDraft
    from records_portal.files.yaml_text import ValuePath
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


@click.group()
def new() -> None:
    """Write a new record: asked in plain words on a terminal, every answer also an option."""


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
            named.append(click.Argument(["fact"], metavar="KIND", type=click.Choice(fact_kinds())))
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
    from records_portal.answers.authoring import draft_file, draft_part, new_errors, next_steps, standing

    places, asked = context.obj, FORMS[str(context.command.name)]
    if fact:
        asked = narrowed(asked, fact)
    answers, beside = _given(asked, context, given, settings)
    root, private = _place(asked, places, record_id, answers)
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    if asks:
        _Asking(places.loaded.register).ask(asked, answers, beside)
    answers = standing(asked, places.loaded.register, record_id) | answers
    if lacking := list(missing(asked.root, completed(asked.root, answers))):
        raise Refusal(f"not answered: {'; '.join(_said(path, question) for path, question in lacking)}")
    make = draft_file(asked, root, record_id, answers) if asked.makes_file else None
    draft = make or draft_part(asked, root, record_id, answers, beside)
    if errors := sorted(new_errors(draft, places.loaded.register, places.trees, private, places.today())):
        return _refused(errors, form)
    writes = not dry_run and draft.after != draft.before
    if asks and writes:
        click.echo(draft.diff, err=True, nl=False)
        writes = click.confirm("Write it?", default=True, err=True)
    if writes:
        draft.write()
    steps = [*next_steps(draft, asked, private), *_approvals(draft, places.loaded.register, places.today().isoformat())]
    _tell(draft, writes, steps, form)
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


def _place(form: Form, places: Places, record_id: str, answers: Mapping[str, object]) -> tuple[Path, bool]:
    """The root that the record belongs into, and whether it is the private one."""
    site = places.loaded.register.get("sites", record_id)
    private = form.kind == "holds" or answers.get("audience") == "internal"
    if not form.makes_file:
        private = bool(site and site.private)
        if site is None:
            guess = difflib.get_close_matches(record_id, places.loaded.register.of("sites"), 1)
            right = f"did you mean {guess[0]!r}?" if guess else "a site is asked for with `records new site`"
            raise Refusal(f"site {record_id!r} is not in the register; {right}")
    if not private:
        return places.root, False
    if not places.private:
        raise Refusal(f"{form.title.lower()} needs the private root; name it with --private DIR")
    return places.root_of(site) if site and site.private else places.private_root(form.title.lower()), True


def _said(path: ValuePath, question: Question) -> str:
    return f"{'.'.join(map(str, path))} ({question.title.lower()})"


def _approvals(draft: RecordDraft, register: Register, on: str) -> Iterator[str]:
    """Whose approval the record needs, in words."""
    from records_portal.answers.authoring import approvals_of
    from records_portal.identity.telling import role_words

    for one in approvals_of(draft, register, on):
        of = f" of {one.agency}" if one.agency else ""
        names = f" ({', '.join(one.people)})" if one.people else ""
        yield f"approval by {role_words(register, one.role)}{of}{names}"


def _refused(errors: list[Finding], form: str) -> int:
    if form == "json":
        click.echo(json.dumps([each.as_mapping() for each in errors], indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{each} [{each.severity}]\n" for each in errors), nl=False)
    click.echo("nothing was written: the record would not be sound", err=True)
    return 1


def _tell(draft: RecordDraft, written: bool, steps: list[str], form: str) -> None:
    if form == "json":
        told = {"path": draft.path, "written": written, "diff": draft.diff, "record": draft.record.value, "next": steps}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    click.echo(draft.diff, nl=False)
    click.echo(f"{draft.path} {'written' if written else 'not written'}", err=True)
    if written:
        click.echo("".join(f"next: {one_line(step)}\n" for step in steps), err=True, nl=False)


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
