"""What is asked of somebody who writes a record: the schema as questions, for the terminal and for the browser's form.

* A question's words, choices and limits are the schema's; nothing about a field is written down twice.
* What has only one sensible answer is not asked but set, and what is to be said twice is asked once.
* Answers that are read as text become values here, and a whole record comes out in the schema's order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from records_portal.files.yaml_text import ValuePath
from records_portal.register.shapes import schema_of
from records_portal.values.dates import NotADate, parse_date

LINE = 300
REGISTERED = ("people", "agencies", "platforms", "sites")  # an example would name somebody of the sample
# of evidence people say what it is; what a message proves is noted when it is entered
ENTERED_WITH_A_MESSAGE = ("digest", "dkim", "known_by", "entered_by")
_NAMED_BY_SHAPE = {
    "person": "people",
    "site": "sites",
    "agency": "agencies",
    "series-reference": "series",
    "copies-to": "copies",
    "role": "roles",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to answer, or a group of them.

    `form` is group, list (of groups or of texts), ticks (several of the choices), choice, truth, number, date, url,
    line or text. `among` names the kind of record that an answer is the id of. A question with `when` is put only to
    facts of those kinds. What is not `asked` can still be given by path. Of ticks with `every` none may be left out.
    """

    name: str
    title: str
    hint: str
    form: str
    required: bool = False
    example: Any = None
    choices: tuple[str, ...] = ()
    among: str = ""
    pattern: str = ""
    longest: int = 0
    fields: tuple[Question, ...] = ()
    entry: Question | None = None
    asked: bool = True
    fixed: Any = None
    same_as: ValuePath = ()
    when: tuple[str, ...] = ()
    every: bool = False

    def field(self, name: str) -> Question | None:
        """The question of a name in a group."""
        return next((one for one in self.fields if one.name == name), None)


def _resolved(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """A schema with what it refers to, its own words first, and the name of the shape."""
    shape = str(schema.get("$ref", "")).removeprefix("#/$defs/")
    return ({**shared[shape], **schema} if shape else schema), shape


def question_of(name: str, schema: Mapping[str, Any], shared: Mapping[str, Any], required: bool) -> Question:
    whole, shape = _resolved(schema, shared)
    made = Question(
        name=name,
        title=whole.get("title", name),
        hint=whole.get("description", ""),
        form=_form(whole, shared),
        required=required,
        example=whole.get("examples", [None])[0],
        choices=tuple(whole.get("enum", ())),
        among="platforms" if name == "platform" else _NAMED_BY_SHAPE.get(shape, ""),
        pattern=whole.get("pattern", ""),
        longest=whole.get("maxLength", 0),
        fixed=whole.get("const"),
    )
    if made.form == "group" and "properties" not in whole:
        return replace(made, fields=tuple(_of_alternatives(whole["oneOf"], shared, shape)))
    if made.form == "group":
        wanted = whole.get("required", ())
        fields = (question_of(each, part, shared, each in wanted) for each, part in whole["properties"].items())
        asked = (replace(one, asked=shape != "evidence" or one.name not in ENTERED_WITH_A_MESSAGE) for one in fields)
        return replace(made, fields=tuple(asked))
    if made.form in ("list", "ticks"):
        entry = question_of("", whole["items"], shared, True)
        named = replace(entry, among=made.among or entry.among)
        return replace(made, entry=named, choices=entry.choices, among=named.among)
    return made


def _of_alternatives(
    branches: Sequence[Mapping[str, Any]], shared: Mapping[str, Any], shape: str
) -> Iterator[Question]:
    """What one of several shapes may hold, each once and none required; within the shape itself it ends at once."""
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for branch in branches:
        for name, part in branch["properties"].items():
            parts.setdefault(name, []).append(part)
    inner = {**shared, shape: {**shared[shape], "oneOf": [one for one in branches if not _holds(one, shape)]}}
    for name, alike in parts.items():
        words = tuple(str(part["const"]) for part in alike if "const" in part)
        made = question_of(name, {"enum": words} if words else alike[0], inner, False)
        yield (
            made
            if not words
            else replace(made, title=alike[0].get("title", name), hint=alike[0].get("description", ""))
        )


def _holds(branch: Mapping[str, Any], shape: str) -> bool:
    """Whether a shape stands within an alternative of its own."""
    return any(f"#/$defs/{shape}" == part.get("items", {}).get("$ref") for part in branch["properties"].values())


def _form(whole: Mapping[str, Any], shared: Mapping[str, Any]) -> str:
    match whole.get("type"):
        case "object":
            return "group"
        case "array":
            entry = _resolved(whole["items"], shared)[0]
            return "ticks" if "enum" in entry else "list"
        case "boolean":
            return "truth"
        case "integer" | "number":
            return "number"
    if "enum" in whole:
        return "choice"
    if whole.get("format") in ("date", "uri"):
        return "date" if whole["format"] == "date" else "url"
    return "line" if whole.get("maxLength", LINE + 1) <= LINE or "pattern" in whole else "text"


def asking(root: Question, *paths: str) -> Question:
    """A question of which only some parts are asked; the parts below one that is named are all asked."""
    wanted = {path.partition(".")[0] for path in paths}
    below = {name: [rest for path in paths if (rest := path.removeprefix(f"{name}.")) != path] for name in wanted}
    fields = (
        replace(asking(one, *below[one.name]) if below.get(one.name) else one, asked=True)
        if one.name in wanted
        else replace(one, asked=False)
        for one in root.fields
    )
    return replace(root, fields=tuple(fields))


def changed(root: Question, name: str, **changes: Any) -> Question:
    """A group with one of its questions changed."""
    fields = (replace(one, **changes) if one.name == name else one for one in root.fields)
    return replace(root, fields=tuple(fields))


def question_for_part(kind: str, *names: str) -> Question:
    """The question for a part of a kind of record: a property, or the entry of its list."""
    schema = schema_of(kind)
    found = question_of("", schema, schema.get("$defs", {}), True)
    for name in names:
        part = found.field(name)
        if part is None:
            raise KeyError(f"{kind} has no {name}")
        found = part.entry if part.entry and part.form == "list" else part
    return found


def question_at(root: Question, path: Sequence[str]) -> Question | None:
    """The question at a path such as `facts.0.type`; numbers lead into lists."""
    found: Question | None = root
    for step in path:
        if found is None:
            return None
        found = found.entry if found.entry and step.isdecimal() else found.field(step)
    return found


def leaves(root: Question, path: ValuePath = ()) -> Iterator[tuple[ValuePath, Question]]:
    """Every asked question with an answer of its own, by its path; a list of groups counts with its first entry."""
    for one in root.fields:
        below = (*path, one.name)
        if not one.asked:
            continue
        if one.form == "group":
            yield from leaves(one, below)
        elif one.form == "list" and one.entry and one.entry.form == "group":
            yield from leaves(one.entry, (*below, 0))
        else:
            yield below, one


def value_of(question: Question, text: str) -> Any:
    """What a text says in answer to a question; the text itself where it says nothing of the wanted kind."""
    if question.form == "truth":
        return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)
    if question.form == "number":
        return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else text
    return text


def fault_of(question: Question, value: Any) -> str:
    """What is wrong with one answer and what would be right; empty where nothing is."""
    such_as = f"; such as {question.example}" if isinstance(question.example, str) and question.example else ""
    if question.among in REGISTERED:
        such_as = f"; a name, or an id from registry/{question.among}/"
    if question.form == "truth":
        return "" if isinstance(value, bool) else f"{value!r} is not yes or no"
    if question.form == "number":
        return "" if isinstance(value, int) else f"{value!r} is not a whole number"
    if question.choices and value not in question.choices:
        return f"{value!r} is not known here; one of {', '.join(question.choices)}"
    if question.form == "date":
        try:
            parse_date(str(value))
        except NotADate:
            return f"{value!r} is not a date; such as 2024-05-01"
    if question.longest and len(value) > question.longest:
        return f"{len(value):,} characters; at most {question.longest:,}"
    if question.pattern and not re.search(question.pattern.replace("$", r"\Z"), value):
        return f"{value!r} is not {question.title.lower()}{such_as}"
    return ""


def is_left_out(value: Any) -> bool:
    """Whether an answer says nothing."""
    return value is None or value in ("", [], {})


def completed(root: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with everything that is set or said twice, in the schema's order, nothing empty."""
    return _Completion(given).group(root, given)


class _Completion:
    def __init__(self, whole: Mapping[str, Any]) -> None:
        self.whole = whole

    def group(self, question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
        values = ((one.name, self._value(one, given.get(one.name))) for one in question.fields)
        unknown = {name: value for name, value in given.items() if not question.field(name)}
        return {name: value for name, value in values if not is_left_out(value)} | unknown

    def _value(self, question: Question, given: Any) -> Any:
        if question.form == "group":
            return self.group(question, given) if isinstance(given, Mapping) else given
        entry = question.entry
        if question.form == "list" and entry and entry.form == "group":
            listed = given if isinstance(given, list) else [{}] * (question.fixed or 0)
            return [self.group(entry, one) if isinstance(one, Mapping) else one for one in listed]
        if is_left_out(given):
            return self._at(question.same_as) if question.same_as else question.fixed
        return given

    def _at(self, path: ValuePath) -> Any:
        found: Any = self.whole
        for step in path:
            found = found.get(step) if isinstance(found, Mapping) else None
        return found


Missing = tuple[ValuePath, Question]


def missing(root: Question, value: Mapping[str, Any], path: ValuePath = ()) -> Iterator[Missing]:
    """The questions that have to be answered and are not, each with its path in the record."""
    for one in root.fields:
        below = (*path, one.name)
        answer = value.get(one.name)
        if one.form == "group" and one.required and not answer and not any(each.required for each in one.fields):
            yield below, one
        elif one.form == "group" and (one.required or not is_left_out(answer)):
            yield from missing(one, answer if isinstance(answer, Mapping) else {}, below)
        elif one.form == "list" and one.entry and one.entry.form == "group" and (one.required or answer):
            for index, each in enumerate(answer or [{}]):
                yield from missing(one.entry, each if isinstance(each, Mapping) else {}, (*below, index))
        elif one.required and is_left_out(answer) and not one.same_as:
            yield below, one


def left_out(root: Question, value: Mapping[str, Any]) -> Iterator[str]:
    """What a whole confirmation lacks: each question of which no choice may be left out, with those that are."""
    for one in root.fields:
        if one.every and (lacks := [each for each in one.choices if each not in value.get(one.name, ())]):
            count = len(one.choices) - len(lacks)
            yield f"{one.name}: {count} of {len(one.choices)} given, without {', '.join(lacks)}; all of them, or none"
