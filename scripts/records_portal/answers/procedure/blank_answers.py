"""The answers of a form as a block carries them: in the procedure's order, what is known filled in, the rest blank.

* What a request is made of stands beside the site's own answers, without a path; so does what is known of an account.
* Asked is what has to be answered, without what the register says for certain; the rest can still be given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import Any

from records_portal.register.findings import Refusal

from ..block import render_block
from ..forms.form import Form
from ..questions import Question

# a request's six contents as New Jersey lists them, and then who asks
ORDER: Mapping[str, tuple[str, ...]] = {
    "site": (
        "agency", "type", "platform", "purpose", "communication_types", "justification", "terms_url",
        "proposed_administrators",
        "by", "role",
    ),
    # New Jersey, agency responsibilities: the five data elements of each post
    "post": ("posted_on", "author", "approved_by", "title", "description"),
}  # fmt: skip
# what the procedure calls it, where a record's own word for it says less
CALLED: Mapping[tuple[str, str], str] = {
    ("site", "agency"): "Agency name",
    ("site", "purpose"): "Purpose of the site/service",
    ("site", "communication_types"): "Types of communications it will contain",
    ("site", "justification"): "Justification for using it",
    ("site", "terms_url"): "Link to the terms of service",
    ("site", "proposed_administrators"): "Proposed site/service administrators",
    ("site", "by"): "Who asks",
    ("review", "by"): "Who says it",
    ("designation", "by"): "Head of the agency",
    ("removal", "by"): "Who removes the person",
    ("removal", "person"): "Administrator who is removed",
    ("designation", "person"): "Administrator who is designated",
    ("", "by"): "Who does it",
}
# what a form asks for though a record may lack it
BESIDES: Mapping[str, tuple[str, ...]] = {"attestation": ("content_current", "exceptions")}
# what follows from the other answers where the register knows them
DERIVED: Mapping[str, tuple[str, ...]] = {"site": ("platform",)}


def asked_questions(form: Form) -> Question:
    """A form's questions as a block answers them, in the procedure's order."""
    fields: list[Question] = []
    for one in form.root.fields:
        if one.form == "list" and one.fixed and one.entry:
            shown = {each.name for each in form.root.fields if each.asked}
            fields += (each for each in one.entry.fields if each.name not in shown)
        elif one.asked:
            fields.append(one)
    order = ORDER.get(form.name, ())
    ordered = sorted(fields, key=lambda one: order.index(one.name) if one.name in order else len(order))
    beside = map(_since_the_fact, form.beside)
    return replace(form.root, fields=tuple(map(partial(_called, form.name), (*ordered, *beside))))


def _since_the_fact(question: Question) -> Question:
    """The handles beside a fact: without a first day they are the account's since the day of the fact."""
    if question.form != "list" or not question.entry:
        return question
    parts = (replace(one, required=one.required and one.name != "from_on") for one in question.entry.fields)
    return replace(question, entry=replace(question.entry, fields=tuple(parts)))


def _called(form: str, question: Question) -> Question:
    """A question in the procedure's words; of `by` at least one that says a person is meant."""
    own = CALLED.get((form, question.name))
    plain = CALLED.get(("", question.name)) if question.title == "By" else None
    return replace(question, title=own or plain or question.title)


def is_asked_first(form: Form, question: Question, asks: Sequence[str] = ()) -> bool:
    """Whether a question is put at once: what has to be answered and does not follow, and what the step asks for."""
    if question.name in DERIVED.get(form.name, ()):
        return question.name in asks
    return question.required or question.name in (*asks, *ORDER.get(form.name, ()), *BESIDES.get(form.name, ()))


def blank_values(form: Form, known: Mapping[str, Any], asks: Sequence[str] = ()) -> dict[str, Any]:
    """The answers that are known, and a blank for each other that is needed or asked for."""
    root = asked_questions(form)
    derived = DERIVED.get(form.name, ())
    beside = {one.name for one in form.beside}
    told: dict[str, Any] = {}
    for one in root.fields:
        wanted = (one.required and one.name not in beside and one.name not in derived) or one.name in asks
        if one.name in known:
            told[one.name] = _with_blanks(one, known[one.name])
        elif wanted and one.fixed is None and not one.same_as:
            told[one.name] = _blank(one)
    return told


def _with_blanks(question: Question, value: Any) -> Any:
    """A known answer, with a blank for what a group needs besides."""
    if question.form == "group" and isinstance(value, Mapping):
        blanks = {one.name: _blank(one) for one in question.fields if _is_needed(one)}
        return {**blanks, **value}
    return value


def _is_needed(question: Question) -> bool:
    return question.asked and question.required and question.fixed is None and not question.same_as


def _blank(question: Question) -> Any:
    if question.form == "group":
        return {one.name: _blank(one) for one in question.fields if _is_needed(one)} or None
    if question.form == "list" and question.entry and question.entry.form == "group":
        return [_blank(question.entry)]
    if question.every:  # all of them are confirmed, or none
        return list(question.choices)
    return [None] if question.form in ("list", "ticks") else None


def answers_block(form: Form, kind: str, known: Mapping[str, Any] | None = None, target: str = "") -> str:
    """A block with the names of everything that has to be answered, to be filled in by hand."""
    return render_block(kind, target, blank_values(form, known or {}))


def set_value(root: Question, values: dict[str, Any], path: str, text: str) -> None:
    """Put a text at a path such as `approvals.0.by`; a list's own path takes one more entry each time."""
    _put(root, values, path.split("."), text, path)


def _put(group: Question, holder: dict[str, Any], steps: list[str], text: str, path: str) -> None:
    step, *rest = steps
    question = group.field(step)
    if question is None:
        raise Refusal(f"{path!r} is not asked here; one of {', '.join(_names(group))}")
    if question.form == "group":
        if not rest:
            raise Refusal(f"{path!r} is a group; answer its parts: {', '.join(_names(question))}")
        holder[step] = deepcopy(holder.get(step) or {})
        _put(question, holder[step], rest, text, path)
    elif question.form == "list" and question.entry and question.entry.form == "group":
        _put_into_list(question.entry, holder, step, rest, text, path)
    elif rest:
        raise Refusal(f"{path!r} is one answer; {'.'.join(path.split('.')[: -len(rest)])}={text}")
    elif question.form in ("list", "ticks"):
        holder[step] = [*(one for one in holder.get(step) or () if one is not None), text]
    else:
        holder[step] = text


def _put_into_list(entry: Question, holder: dict[str, Any], step: str, rest: list[str], text: str, path: str) -> None:
    listed = holder[step] = deepcopy(holder.get(step) or [])
    if len(rest) < 2 or not rest[0].isdecimal() or int(rest[0]) > len(listed):
        raise Refusal(f"{path!r} is a list of groups; its parts are named such as {step}.0.{entry.fields[0].name}")
    if int(rest[0]) == len(listed):
        listed.append({})
    _put(entry, listed[int(rest[0])], rest[1:], text, path)


def _names(group: Question) -> Iterator[str]:
    return (one.name for one in group.fields if one.asked and one.fixed is None)


def without_blanks(value: Any) -> Any:
    """What is answered among answers, without the blanks."""
    if isinstance(value, Mapping):
        inside = {name: without_blanks(each) for name, each in value.items()}
        return {name: each for name, each in inside.items() if each not in (None, "", [], {})}
    if isinstance(value, list):
        return [each for each in map(without_blanks, value) if each not in (None, "", [], {})]
    return value
