"""The questions of a form put on a terminal, one after another."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from records_portal.answers.derived import Answerer, act_of, derived, id_for
from records_portal.answers.forms.form import Form
from records_portal.answers.procedure.blank_answers import ORDER, asked_questions
from records_portal.answers.questions import Question, fault_of, is_left_out, value_of
from records_portal.register.findings import one_line
from records_portal.register.sites import name_of

if TYPE_CHECKING:
    from records_portal.answers.authoring import Answers
    from records_portal.register.model import Register

MOST_NAMED = 12
DERIVED = ("platform", "by", "role")  # asked only where it does not follow


def _nothing(_: Question, __: Answers) -> object:
    return None


def _nothing_stands(_: Answers) -> Mapping[str, object]:
    return {}


def _text(value: object) -> str:
    """A value as it would be typed; empty where it says nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if is_left_out(value) else str(value)


def _below(present: Callable[[], object], name: str) -> object:
    """What stands already below a name; nothing where nothing does."""
    there = present()
    return there.get(name) if isinstance(there, Mapping) else None


def _inner(answer: object) -> Answers:
    """The answers within an answer: those of a group, or of the first entry of a list of groups."""
    first = answer[0] if isinstance(answer, list) else answer
    return first if isinstance(first, dict) else {}


class Asking:
    """The questions put on a terminal, one after another; what was given as an option is not asked again.

    What the record says already, `present`, is offered first: Enter alone leaves it as it is.
    """

    def __init__(
        self,
        register: Register,
        answerer: Answerer,
        record_id: str = "",
        present: Callable[[Answers], Mapping[str, object]] = _nothing_stands,
    ) -> None:
        self.register = register
        self.answerer = answerer
        self.record_id = record_id
        self.present = present
        self.usual_for: Callable[[Question, Answers], object] = _nothing

    def ask(self, form: Form, answers: Answers, beside: Answers) -> None:
        """Ask whatever has no answer yet."""
        click.echo(f"{form.title}. {form.about}", err=True)
        click.echo("Enter alone takes what stands in brackets, or leaves out what is not needed.\n", err=True)
        self.usual_for = self._usual(form, answers)
        if form.name in ORDER:
            self._in_order(form, answers)
        else:
            self._group(form.root, answers, lambda: self.present(answers))
        self._group(Question("", "", "", "group", fields=form.beside), beside)

    def _usual(self, form: Form, answers: Answers) -> Callable[[Question, Answers], object]:
        """What an answer is where nobody says otherwise, by what was answered before it."""

        def usual(question: Question, holder: Answers) -> object:
            act = act_of(form, answers)
            if holder is not answers and holder is not act:
                return None
            made, its_act = derived(form, answers, self.register, self.answerer, self.record_id)
            return (its_act if holder is act else made).get(question.name)

        return usual

    def _in_order(self, form: Form, answers: Answers) -> None:
        """Ask what the procedure asks, in its order; the rest only where it does not follow."""
        act = act_of(form, answers)
        for question in asked_questions(form).fields:
            own = form.root.field(question.name)
            holder = answers if own and own.asked else act
            derivable = self.usual_for(question, holder)
            asked = question.name in ORDER[form.name] and question.name not in DERIVED
            asks = asked or (question.required and is_left_out(derivable))
            if asks and question.name not in holder and question.fixed is None:
                self._one(question, holder)

    def _group(self, question: Question, answers: Answers, present: Callable[[], object] = dict) -> None:
        for one in question.fields:
            there = partial(_below, present, one.name)
            if one.asked and one.fixed is None and not one.same_as and one.name not in answers:
                self._one(one, answers, there)
            elif one.asked and one.form == "group":
                self._group(one, _inner(answers[one.name]), there)
            elif one.asked and one.fixed == 1 and one.entry:
                self._group(one.entry, _inner(answers.setdefault(one.name, [{}])))

    def _one(self, question: Question, answers: Answers, present: Callable[[], object] = dict) -> None:
        there = present()
        if question.form == "group":
            ask = "Give it?" if is_left_out(there) else "Change it?"
            if (question.required and is_left_out(there)) or self._confirmed(question, ask):
                self._group(question, _inner(answers.setdefault(question.name, {})), present)
        elif question.form == "list" and question.entry and question.entry.form == "group":
            if is_left_out(there) or self._confirmed(question, "Say it anew?"):
                self._groups(question, question.entry, answers)
        elif question.form in ("list", "ticks") and question.entry:
            usual = there if isinstance(there, list) and there else self.usual_for(question, answers)
            if listed := list(self._several(question, question.entry, usual if isinstance(usual, list) else [])):
                answers[question.name] = listed
        else:
            stands = _text(there)
            usual = stands or _text(self.usual_for(question, answers))
            value = self._answer(question, question.title, question.required, usual=usual, stands=bool(stands))
            if value is not None:
                answers[question.name] = there if value == stands and stands else value

    def _groups(self, question: Question, entry: Question, answers: Answers) -> None:
        listed: list[Answers] = []
        while (question.required and not listed) or self._confirmed(question, "Another?" if listed else "Give one?"):
            listed.append({})
            self._group(entry, listed[-1])
        if listed:
            answers[question.name] = listed

    def _confirmed(self, question: Question, ask: str) -> bool:
        return click.confirm(f"{question.title} ({question.hint}) {ask}", default=False, err=True)

    def _several(self, question: Question, entry: Question, usual: Sequence[object]) -> Iterator[object]:
        self._explain(question)
        if usual:
            click.echo(one_line(f"  Enter alone: {', '.join(map(str, usual))}"), err=True)
        count = 0
        while True:
            title = f"{question.title} {count + 1}"
            needed = question.required and not count and not usual
            value = self._answer(entry, title, needed, explain=False, several=question.choices)
            if value is None:
                yield from () if count else usual
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
            click.echo(one_line(f"  one of {', '.join(map(self._with_name, known))}"), err=True)
        elif known:
            click.echo(f"  an id from registry/{question.among}/", err=True)
        elif isinstance(question.example, str):
            click.echo(f"  such as: {question.example}", err=True)

    def _answer(
        self,
        question: Question,
        title: str,
        required: bool,
        explain: bool = True,
        several: tuple[str, ...] = (),
        usual: str = "",
        stands: bool = False,
    ) -> object:
        """One answer, asked until it is a right one; nothing where it may be left out and is. What stands may stay."""
        if explain:
            self._explain(question)
        while True:
            shown = one_line(f"{title} [{usual}]" if usual else title)
            typed = str(click.prompt(shown, default=usual, show_default=False, err=True))
            if stands and typed == usual:
                return usual
            text = typed.strip()
            text = id_for(question, text, self.register) if text else text
            if not text and not required:
                return None
            if text == "all" and several:
                return list(several)
            value = value_of(question, text)
            fault = fault_of(question, value) if text else "an answer is needed"
            if not (fault := fault or self._unknown(question, text)):
                return value
            click.echo(one_line(f"  {fault}"), err=True)

    def _with_name(self, known: str) -> str:
        """An id with the name by which people know it."""
        kinds = ("people", "agencies", "platforms")
        name = next((name for kind in kinds if (name := name_of(self.register, kind, known)) != known), "")
        return f"{known} ({name})" if name else known

    def _known(self, question: Question) -> list[str]:
        return list(self.register.of(question.among)) if question.among else []

    def _unknown(self, question: Question, text: str) -> str:
        known = self._known(question)
        if text in known or not known:
            return ""
        guess = difflib.get_close_matches(text, known, 1)
        right = f"did you mean {guess[0]!r}?" if guess else f"an id from registry/{question.among}/"
        return f"{text!r} is not in the register; {right}"
