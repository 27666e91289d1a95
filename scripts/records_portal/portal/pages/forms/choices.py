"""What a question offers to choose from: the public register, in the words of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from records_portal.answers.questions import Question
from records_portal.answers.request_forms import FORMS
from records_portal.wording import words

from ...context import PageContext

MOST_IN_LIST = 60
MOST_KNOWN = 2_000
NAMED = ("agencies", "platforms", "people")


@dataclass(frozen=True, slots=True)
class Nameable:
    """Something that can be named: as it is typed, its id, and what it is for people."""

    value: str
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The answers that the questions of a page offer.

    `known` has what can be named of each kind, where that is little enough to carry along with a page.
    """

    context: PageContext
    known: Mapping[str, list[Nameable]]

    def of(self, question: Question) -> list[tuple[str, str]]:
        """The choices of a question, each with its words."""
        if question.name == "responsibilities":
            return [(one, f"{words.plain(one)}: {words.RESPONSIBILITIES[one]}") for one in question.choices]
        if question.among == "roles" or (question.choices and set(question.choices) <= set(words.ROLES)):
            return [(one, self.context.role(one)) for one in question.choices]
        return [(one, words.plain(one)) for one in question.choices]

    def listed(self, question: Question) -> list[tuple[str, str]]:
        """What to choose from where it is little; nothing where it is to be typed."""
        known = self.known.get(question.among, []) if question.among in ("agencies", "platforms") else []
        return [(one.id, one.label) for one in known] if len(known) <= MOST_IN_LIST else []


def choices_for(context: PageContext, questions: tuple[Question, ...], target: str) -> Choices:
    """The choices of a page with these questions, about a record of this kind."""
    wanted = {*_among(questions), target}
    return Choices(context, {kind: known for kind in sorted(wanted) if (known := list(_known(context, kind)))})


def _among(questions: tuple[Question, ...]) -> Iterator[str]:
    for one in questions:
        yield one.among
        if one.entry:
            yield from _among((one.entry,))
        yield from _among(one.fields)


def _known(context: PageContext, kind: str) -> Iterator[Nameable]:
    """What a kind has to name: people and offices by their names where these are theirs alone."""
    register = context.register
    if kind == "series":
        yield from (Nameable(one, one, context.series_title(one)) for one in list(context.series)[:MOST_KNOWN])
    if kind == "copies":
        yield from (Nameable(role, role, context.role(role)) for role in roles_that_act())
        kind = "people"
    if kind not in register.records or len(register.of(kind)) > MOST_KNOWN or kind == "portal":
        return
    names = Counter(str(each.value.get("name", "")).casefold() for each in register.of(kind).values())
    for record in register.of(kind).values():
        name = str(record.value.get("name", ""))
        own = kind in NAMED and name and names[name.casefold()] == 1
        yield Nameable(name if own else record.id, record.id, context.title(kind, record.id))


def roles_that_act() -> tuple[str, ...]:
    """The roles in which somebody may act."""
    role = next(one for one in FORMS["fact"].root.fields if one.name == "role")
    return role.choices
