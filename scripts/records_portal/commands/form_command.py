"""A form as a command: its options are read from the schema, and on a terminal what lacks an answer is asked."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from records_portal.answers.derived import Answerer, derive, id_for, required_id
from records_portal.answers.forms.form import Form
from records_portal.answers.questions import Question, is_left_out, leaves, question_at
from records_portal.answers.request_forms import FORMS, narrowed
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.findings import Refusal, one_line

from .asking import Asking
from .oneself import oneself
from .record_writing import draft_answers, log_of_the_year, place_of_record, refuse_unanswered, refused, tell_written

if TYPE_CHECKING:
    from records_portal.answers.authoring import Answers
    from records_portal.files.yaml_text import ValuePath
    from records_portal.register.model import Register

    from .places import Places

ID_MEANS = {
    "site": "what it is about, then the platform, such as trails-x",
    "hold": "the matter, such as matter-2026-17",
    "authorization": "the site and what it covers, such as parks-routine-2019",
}
PORTAL = "portal"
ACCOUNT = {
    "account_id": "the permanent id that the platform gives the account",
    "handles.0.handle": "its handle",
    "url": "its address",
}
DERIVES_ID = "site"  # a new site may be called after its agency and its platform
ABOUT = {
    "designations": "site",
    "operations": "site",
    "posts": "site",
    "access": "site",
    "classifications": "site",
    "policies": "agency",
    "staff": "person",
}
_INSTEAD = {
    "correction": "`records new fact SITE correction` says what is right",
    "closing": "a site is closed with `records decommission SITE`, its handle with `records end handle`",
}
_INSTEAD_OF = {
    "hold": "`records hold` amends, updates and releases it",
    "suspension": "`records new fact SITE reinstatement` puts the site back into use",
    "handle": "`records end handle` gives it its last day, `records new handle` adds another",
}
_NAME = Question("", "", "", "line")
COMMON = [
    click.Option(["--set", "settings"], multiple=True, metavar="PATH=VALUE", help="Any answer, by its path."),
    click.Option(["--dry-run"], is_flag=True, help="Check and show everything, write nothing."),
    click.Option(["--format", "form"], type=click.Choice(["text", "json"]), default="text", show_default=True),
]


def instead_of(verb: str, word: str) -> str:
    """Why something is not changed or ended by its own name, and what is written instead; empty for other words."""
    form = FORMS.get(word)
    if word in _INSTEAD_OF:
        return f"{word} stays as it was written; {_INSTEAD_OF[word]}"
    if word in FACT_KINDS or word == "fact":
        right = "closing" if verb == "end" else "correction"
        return f"a fact stays as it was written; {_INSTEAD[right]}"
    if form is None or verb == "new":
        return ""
    others = [one for one in FORMS.values() if one.verb == verb and one.kind == form.kind]
    near = [one for one in others if one.into[: len(form.into)] == form.into or not form.into]
    put_right = [one for one in FORMS.values() if one.kind == form.kind and one.into[-1:] == ("corrections",)]
    if form.kind == "sites" and verb == "end":
        return f"{form.name} is not ended; {_INSTEAD['closing']}"
    told = [f"`records {one.verb} {one.word}`" for one in (*near, *put_right)]
    what = "stays as it was written" if verb == "change" else "has no end of its own"
    return f"{form.name} {what}; {' or '.join(told) if told else f'`records new {form.word}` adds another'}"


def _usual(form: Form) -> Iterator[tuple[str, str, Question]]:
    """The answers with an option of their own: its name, the answer's path, its question."""
    for path, question in leaves(form.root):
        inside = [step for step in path if step != "facts"]
        if question.fixed is not None or question.same_as or _may_be_empty(form, path):
            continue
        yield "-".join(str(step) for step in inside if step != 0).replace("_", "-"), ".".join(map(str, path)), question


def _may_be_empty(form: Form, path: ValuePath) -> bool:
    """Whether a path leads into a list of groups that may have no entry; where one is needed, options are the first."""
    lists = [question_at(form.root, [str(each) for each in path[:at]]) for at, step in enumerate(path) if step == 0]
    return any(each is not None and not (each.required or each.fixed) for each in lists)


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
        listed: list[click.Parameter] = []
        if self.asked.kind != PORTAL:
            optional = self.asked.name == DERIVES_ID
            metavar = f"[{_metavar(self.asked)}]" if optional else _metavar(self.asked)
            listed.append(click.Argument(["record_id"], metavar=metavar, required=not optional))
        if self.asked.name == "fact":
            listed.append(click.Argument(["fact"], metavar="KIND", type=click.Choice(list(FACT_KINDS))))
        return [*listed, *_options(self.asked), *COMMON, *super().get_params(ctx)]


def _metavar(form: Form) -> str:
    """What the id is the id of."""
    if form.kind in ABOUT:
        return ABOUT[form.kind].upper()
    return "SITE" if form.kind == "sites" and not form.makes_file else "ID"


class FormGroup(click.Group):
    """Commands that each write what one form asks, listed by subject."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of a word; what is written once and stays is refused with what puts it right, or ends it."""
        if args and args[0] not in self.commands and (right := instead_of(str(self.name), args[0])):
            raise Refusal(right)
        return super().resolve_command(ctx, args)

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
    record_id: str | None = PORTAL,
    fact: str = "",
    **given: tuple[str, ...],
) -> int:
    command = context.command
    assert isinstance(command, FormCommand)
    places, asked = context.obj, command.asked
    if fact:
        asked = narrowed(asked, fact)
    register = places.loaded.register
    named_id = "" if record_id is None else _named_record(asked, record_id, register)
    answers, beside = _given(asked, context, given, settings, register)
    place_of_record(asked, places, named_id, answers)  # before anything is asked for nothing
    before = deepcopy(answers)
    _fill_known_platform(asked, named_id, answers)
    answerer = Answerer(places.today().isoformat(), oneself(places))
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    if asks:
        Asking(register, answerer, named_id, partial(_present, asked, places, named_id)).ask(asked, answers, beside)
        before = deepcopy(answers)
    derive(asked, answers, register, answerer, named_id)
    if not asks:
        _refuse_nothing(asked, answers, beside)
        _refuse_no_account(asked, register, named_id, beside)
    if record_id is None:
        named_id = _derived_name(asked, answers, register)
    made = draft_answers(asked, places, named_id, answers, beside, _option_names(asked))
    if not asks:
        _tell_derived(asked, before, answers)
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


def _present(form: Form, places: Places, record_id: str, answers: Answers) -> Mapping[str, object]:
    """What the record says already of what is asked; nothing before it is said which entry is meant."""
    from records_portal.answers.authoring import standing

    try:
        root, _ = place_of_record(form, places, record_id, answers)
        return standing(form, root, log_of_the_year(form, places, record_id, answers), answers)
    except Refusal:
        return {}


def _refuse_nothing(form: Form, answers: Answers, beside: Answers) -> None:
    """Refuse a change that says nothing anew, with the options that would."""
    naming = {one.answer for one in form.which}
    if form.sets and not beside and all(is_left_out(answers[name]) for name in {*answers} - naming):
        options = [f"--{name}" for name, path, _ in _usual(form) if path not in naming]
        raise Refusal(f"nothing is said anew; one of {', '.join([*options, '--set PATH=VALUE'])}")


def _refuse_no_account(form: Form, register: Register, site_id: str, beside: Answers) -> None:
    """Refuse what names no account where it has to; a platform that shows no id is none the poorer."""
    site = register.get("sites", site_id)
    platform = register.get("platforms", site.value["platform"]) if site else None
    if site is None or not form.beside:
        return
    known = {**site.value, **beside}
    shows_id = platform is None or "id_pattern" in platform.value
    lacking = [(path, title) for path, title in ACCOUNT.items() if is_left_out(known.get(path.partition(".")[0]))]
    if lacks := [f"--set {path}=TEXT ({title})" for path, title in lacking if shows_id or path != "account_id"]:
        raise Refusal(f"not answered: {'; '.join(lacks)}")


def _named_record(form: Form, name: str, register: Register) -> str:
    """The id of the site, agency or person that answers are about, where somebody gave its name."""
    among = {"site": "sites", "agency": "agencies", "person": "people"}.get(_metavar(form).lower(), "")
    return id_for(replace(_NAME, among=among), name, register) if among and name else name


def _fill_known_platform(form: Form, name: str, answers: Answers) -> None:
    """Put in what the program knows of a platform of this name; nobody has to write its patterns."""
    from records_portal.accounts.platform_links import known_platforms

    if form.name == "platform" and (known := known_platforms().get(name)):
        for part, value in known.record.items():
            answers.setdefault(part, deepcopy(value))


def _derived_name(form: Form, answers: Answers, register: Register) -> str:
    """The name that follows from the answers; where one of them is missing, that is what is refused."""
    refuse_unanswered(form, answers, _option_names(form), register)
    return required_id(form, answers, register, "name it, such as `records new site parks-x-events`")


def _option_names(form: Form) -> Mapping[str, str]:
    """The option by which each answer is given, by its path."""
    return {path: f"--{name}" for name, path, _ in _usual(form)}


def _tell_derived(form: Form, before: Answers, after: Answers) -> None:
    """Say what was put in that nobody answered, so that somebody else can be named."""
    told = []
    for name, path, _ in _usual(form):
        value = _at(after, path)
        if value not in (None, "", [], {}) and value != _at(before, path):
            told.append(f"--{name} {', '.join(value) if isinstance(value, list) else value}")
    if told:
        click.echo(one_line(f"taken as answered: {'; '.join(told)}"), err=True)


def _at(answers: object, path: str) -> object:
    found = answers
    for step in path.split("."):
        if isinstance(found, list):
            found = found[int(step)] if step.isdecimal() and int(step) < len(found) else None
        else:
            found = found.get(step) if isinstance(found, dict) else None
    return found


def _given(
    form: Form,
    context: click.Context,
    given: Mapping[str, Sequence[str]],
    settings: Sequence[str],
    register: Register,
) -> tuple[Answers, Answers]:
    """The answers among the options: those of the form, and those that stand elsewhere in the file."""
    from records_portal.answers.authoring import set_answer

    def by_name(question: Question, text: str) -> str:
        return id_for(question, text, register)

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
            set_answer(form.root, answers, own[name], text, by_name)
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals:
            raise Refusal(f"--set {setting!r} has no =; PATH=VALUE")
        elsewhere = others.field(path.partition(".")[0]) is not None
        set_answer(others if elsewhere else form.root, beside if elsewhere else answers, path, text, by_name)
    return answers, beside
