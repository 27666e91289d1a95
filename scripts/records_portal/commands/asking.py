"""The questions of a form put on a terminal, one after another."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from records_portal.answers.forms.form import Form
from records_portal.answers.questions import Question, fault_of, value_of
from records_portal.register.findings import one_line

if TYPE_CHECKING:
    from records_portal.answers.authoring import Answers
    from records_portal.register.model import Register

MOST_NAMED = 12


def _inner(answer: object) -> Answers:
    """The answers within an answer: those of a group, or of the first entry of a list of groups."""
    first = answer[0] if isinstance(answer, list) else answer
    return first if isinstance(first, dict) else {}


class Asking:
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
