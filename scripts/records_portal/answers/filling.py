"""A block of answers becomes the answers to a form: each value in its place, checked by its question, the rest derived.

* Keys are those of the procedure: what a request is made of stands beside the site's own answers, without a path.
* What is not answered may follow from the rest; see `derived`. The day of a message is that of what it tells.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from records_portal.files.yaml_text import ValuePath
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.findings import Finding, Refusal
from records_portal.register.model import Register

from .authoring import Answers, RecordDraft, places_of
from .block import AnswersBlock
from .derived import ACTS, Answerer, act_of, derive, id_for, question_of_act, required_id
from .forms.form import Form
from .questions import Question, fault_of, is_left_out, value_of
from .request_forms import FORMS, NAMES_ACCOUNT, narrowed

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form with the answers of a block: what it is about, the answers, and those that stand elsewhere in the file."""

    form: Form
    record_id: str
    answers: Answers
    beside: Answers


def kinds_of_answers() -> tuple[str, ...]:
    """Every kind that a block may name: the forms, and each kind of fact."""
    return (*FORMS, *(kind for kind, row in FACT_KINDS.items() if not row.skipping))


def filled_form(block: AnswersBlock, register: Register, day: str = "") -> FilledForm:
    """The form that a block answers, filled in; `day` is that of the message that brought it."""
    form = _form(block)
    answers, beside = _Filling(block, register, form).answers()
    act = act_of(form, answers)
    of_course = form.kind == "staff"  # of a course the message is the acknowledgement alone
    question = question_of_act(form, "acknowledged_on" if of_course else "on")
    if day and question and question.asked and is_left_out(act.get(question.name)):
        act[question.name] = day
    derive(form, answers, register, Answerer(today="" if of_course else day), block.target)
    about = block.target or required_id(form, answers, register, "target: the name of the site's record")
    return FilledForm(form, about, answers, beside)


def place_of_evidence(form: Form, answers: Answers) -> Answers | None:
    """Where among the answers the evidence of what is told belongs: at the act, or at the first report of it."""
    if question_of_act(form, "evidence"):
        return act_of(form, answers)
    reported = form.root.field("reported")
    told = answers.get("reported")
    if reported and reported.entry and reported.entry.field("evidence") and isinstance(told, list) and told:
        first: Answers = told[0]
        return first
    return None


def _form(block: AnswersBlock) -> Form:
    kind = block.kind
    if kind == "fact" and isinstance(block.values.get("kind"), str):
        kind = block.values["kind"]
    return form_of_kind(kind)


def form_of_kind(kind: str) -> Form:
    """The form for answers of a kind; a kind that is not known is refused with what may be meant."""
    if kind in FORMS and kind != "fact":
        return FORMS[kind]
    if kind in kinds_of_answers() and kind != "fact":
        return narrowed(FORMS["fact"], kind)
    guess = difflib.get_close_matches(kind, kinds_of_answers(), 1)
    right = (
        f"did you mean {guess[0]!r}?"
        if guess
        else f"one of {', '.join(kinds_of_answers()[:MOST_NAMED])} ..., as `records new --help` lists them"
    )
    if kind == "fact":
        right = "say the kind of fact itself, such as kind: review"
    raise Refusal(f"answers of the kind {kind!r} are not known here; {right}")


@dataclass(slots=True)
class _Filling:
    """The values of a block on their way into a form."""

    block: AnswersBlock
    register: Register
    form: Form
    beside: Answers = field(default_factory=dict)

    def answers(self) -> tuple[Answers, Answers]:
        """The form's answers, and those that stand elsewhere in the file."""
        root = self.form.root
        others = Question("", "", "", "group", fields=self.form.beside if self.form.name == NAMES_ACCOUNT else ())
        answers: Answers = {}
        lifted: Answers = {}
        for key, value in self.block.values.items():
            inner = _lifted(root, key) if "facts" not in self.block.values else None
            if others.field(key):
                self._put(self.beside, others, key, value, (key,))
            elif inner:
                answers[inner.name] = [lifted]
                self._put(lifted, inner.entry or inner, key, value, (key,))
            else:
                self._put(answers, root, key, value, (key,))
        return answers, self.beside

    def _put(self, holder: Answers, group: Question, key: str, value: Any, path: ValuePath) -> None:
        question = group.field(key)
        if question is None:
            known = [one.name for one in group.fields if one.asked]
            guess = difflib.get_close_matches(key, known, 1)
            raise self._refusal(
                path,
                f"{key!r} is not asked here",
                f"did you mean {guess[0]!r}?" if guess else f"one of {', '.join(known)}",
            )
        if not is_left_out(value):
            answer = self._answer(question, value, path)
            if not is_left_out(answer):
                holder[key] = answer

    def _answer(self, question: Question, value: Any, path: ValuePath) -> Any:
        if question.form == "group":
            return self._group(question, value, path)
        if question.form in ("list", "ticks"):
            return list(self._listed(question, value, path))
        return self._one(question, value, path)

    def _group(self, question: Question, value: Any, path: ValuePath) -> Answers:
        if not isinstance(value, Mapping):
            raise self._refusal(
                path,
                f"{value!r} is one answer",
                f"its parts: {', '.join(one.name for one in question.fields if one.asked)}",
            )
        made: Answers = {}
        for key, each in value.items():
            self._put(made, question, key, each, (*path, key))
        return made

    def _listed(self, question: Question, value: Any, path: ValuePath) -> Iterator[Any]:
        entry = question.entry or question
        if value == "all" and question.choices:
            value = list(question.choices)
        for index, each in enumerate(value if isinstance(value, list) else [value]):
            if not is_left_out(each):
                yield self._answer(entry, each, (*path, index) if isinstance(value, list) else path)

    def _one(self, question: Question, value: Any, path: ValuePath) -> Any:
        if question.form in ("truth", "number"):
            value = value_of(question, value) if isinstance(value, str) else value
            right = isinstance(value, bool) == (question.form == "truth") and isinstance(value, int)
            fault = "" if right else f"{value!r} is not {'yes or no' if question.form == 'truth' else 'a whole number'}"
        elif not isinstance(value, str):
            fault = f"{value!r} is not text; put it into quotes, on one line"
        else:
            value = id_for(question, value, self.register)
            fault = fault_of(question, value)
        if fault:
            what, _, right_answer = fault.partition("; ")
            raise self._refusal(path, what, right_answer)
        return value

    def _refusal(self, path: ValuePath, what: str, right: str) -> Refusal:
        name = ".".join(map(str, path))
        return Refusal(f"line {self.block.line(*path)} of the answers, {name}: {what}{f'; {right}' if right else ''}")


def _lifted(root: Question, key: str) -> Question | None:
    """The list of one act into which an answer belongs that is named without its path."""
    own = root.field(key)
    if own is not None and own.asked:
        return None
    facts = root.field("facts")
    inner = facts.entry.field(key) if facts and facts.fixed == 1 and facts.entry else None
    return facts if inner and inner.asked else None


def line_in_block(found: Finding, draft: RecordDraft, filled: FilledForm, block: AnswersBlock) -> str:
    """The answer that a finding about a drafted record is about: its line in the block, and its name."""
    path = next((path for path, place in places_of(draft.after) if place == (found.line, found.column)), None)
    if found.path != draft.path or path is None:
        return ""
    into = filled.form.into
    if into and path[: len(into)] == into:
        path = path[len(into) + (len(path) > len(into) and isinstance(path[len(into)], int)) :]
    act = ACTS.get(filled.form.name, ())
    if act and path[: len(act)] == act and act[0] not in block.values:
        path = path[len(act) :]
    return f"line {block.line(*path)} of the answers, {'.'.join(map(str, path))}: " if path else ""
