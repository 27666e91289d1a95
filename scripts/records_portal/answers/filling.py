"""A block of answers becomes the answers to a form: each value in its place, checked by its question, the rest derived.

* Keys are those of the procedure: what a request is made of stands beside the site's own answers, without a path.
* A person, an agency or a platform may be named by its id or by its whole name, a role by its words.
* Derived are only what the register says for certain: the role of somebody who holds one, the agency of who asks, a
  platform that the type names, the day of the message. Who acted is never derived; a sender proves nothing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from records_portal.files.yaml_text import ValuePath
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.findings import Finding, Refusal
from records_portal.register.model import Register
from records_portal.register.sites import holds_role

from .authoring import Answers, RecordDraft, places_of
from .block import AnswersBlock
from .forms.form import Form
from .questions import Question, fault_of, is_left_out, value_of
from .request_forms import FORMS, NAMES_ACCOUNT, narrowed

_NAMED_KINDS = ("people", "agencies", "platforms")
# where the one act of a form stands that makes a whole record
_ACTS: Mapping[str, ValuePath] = {"site": ("facts", 0), "hold": ("placed",), "authorization": ("requested",)}


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
    if day and form.root.fields and _question(form, "on") and is_left_out(act.get("on")):
        act["on"] = day
    _derive(form, answers, act, register)
    return FilledForm(form, block.target or _site_id(form, answers, register), answers, beside)


def act_of(form: Form, answers: Answers) -> Answers:
    """The mapping among the answers that tells the act itself: who, when, with which evidence."""
    found: Any = answers
    for step in _ACTS.get(form.name, ()):
        if isinstance(step, int):
            found = found[0] if found else found.append({}) or found[0]
        else:
            found = found.setdefault(step, [] if form.name == "site" else {})
    mapping: Answers = found
    return mapping


def _question(form: Form, name: str) -> Question | None:
    """A question about a form's act."""
    found: Question | None = form.root
    for step in _ACTS.get(form.name, ()):
        if found is not None:
            found = found.entry if isinstance(step, int) else found.field(step)
    return found.field(name) if found else None


def can_have_evidence(form: Form) -> bool:
    """Whether a form's act has a place for evidence."""
    return _question(form, "evidence") is not None


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
    right = f"did you mean {guess[0]!r}?" if guess else f"one of {', '.join(kinds_of_answers())}"
    if kind == "fact":
        right = "say the kind of fact itself, such as kind: review"
    raise Refusal(f"answers of the kind {kind!r} are not known here; {right}")


@cache
def _roles() -> tuple[str, ...]:
    """The roles in which somebody may act, or be sent a copy."""
    role = FORMS["fact"].root.field("role")
    return role.choices if role else ()


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
            value = self._named(question, value)
            fault = fault_of(question, value)
        if fault:
            what, _, right_answer = fault.partition("; ")
            raise self._refusal(path, what, right_answer)
        return value

    def _named(self, question: Question, text: str) -> str:
        """The id that a name stands for; the text itself where it is none, or several have that name."""
        roles = _roles() if question.among == "copies" else question.choices
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
        if slug in roles:
            return slug
        kind = "people" if question.among == "copies" else question.among
        records = self.register.of(kind) if kind in _NAMED_KINDS else {}
        named = [one for one, each in records.items() if each.value["name"].casefold() == text.casefold()]
        return named[0] if len(named) == 1 and text not in records else text

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


def _derive(form: Form, answers: Answers, act: Answers, register: Register) -> None:
    person = register.get("people", str(act.get("by", "")))
    role = _question(form, "role")
    if person and role and role.fixed is None and is_left_out(act.get("role")) and act.get("on"):
        held = {
            each["role"] for each in person.value["roles"] if holds_role(person.value, each["role"], str(act["on"]))
        }
        if len(held) == 1:
            act["role"] = held.pop()
    approvals = act.get("approvals")
    for approval in approvals if isinstance(approvals, list) else ():  # said in one message, on its day
        if is_left_out(approval.get("on")) and act.get("on"):
            approval["on"] = act["on"]
    if form.name == "site":
        if person and is_left_out(answers.get("agency")):
            answers["agency"] = person.value["agency"]
        if is_left_out(answers.get("platform")):
            words = re.findall(r"\w+", str(act.get("type", "")).casefold())
            named = [
                one for one, each in register.of("platforms").items() if str(each.value["name"]).casefold() in words
            ]
            answers |= {"platform": named[0]} if len(named) == 1 else {}


def _site_id(form: Form, answers: Answers, register: Register) -> str:
    """The name of what a block without a target is about: of a new site its agency and platform."""
    if form.name == "site" and answers.get("agency") and answers.get("platform"):
        made = f"{answers['agency']}-{answers['platform']}"
        if made not in register.of("sites"):
            return made
    raise Refusal("the answers do not say what they are about; target: the name of the site's record")


def line_in_block(found: Finding, draft: RecordDraft, filled: FilledForm, block: AnswersBlock) -> str:
    """The answer that a finding about a drafted record is about: its line in the block, and its name."""
    path = next((path for path, place in places_of(draft.after) if place == (found.line, found.column)), None)
    if found.path != draft.path or path is None:
        return ""
    into = filled.form.into
    if into and path[: len(into)] == into:
        path = path[len(into) + (len(path) > len(into) and isinstance(path[len(into)], int)) :]
    act = _ACTS.get(filled.form.name, ())
    if act and path[: len(act)] == act and act[0] not in block.values:
        path = path[len(act) :]
    return f"line {block.line(*path)} of the answers, {'.'.join(map(str, path))}: " if path else ""
