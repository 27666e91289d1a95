"""A change in the words of the people who make it: what happened to a site, and what else a record says since.

Plain text only: whoever shows it escapes it, the whole or, where the words around it have to act, each value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from records_portal.history.audit_trail import Change
from records_portal.register.changes import SEPARATOR, FactsAdded, FieldChange, say, words_of
from records_portal.register.fact_kinds import fact_kind
from records_portal.register.kinds import KINDS
from records_portal.register.model import Register
from records_portal.register.sites import name_of
from records_portal.wording.words import ROLES, joined, plain

SAID = frozenset(("kind", "on", "by", "role", "decision", "approvals", "state", "from_agency", "to_agency", "entry"))


@dataclass(frozen=True, slots=True)
class SentenceStyle:
    """How a sentence shows the dates and the values in it."""

    day: Callable[[str], str] = str
    value: Callable[[str], str] = str


PLAINLY = SentenceStyle()


@dataclass(frozen=True, slots=True)
class SiteEvent:
    """One thing that happened to a site, the status that it led to where it led to another, and all else it says."""

    text: str
    status: str = ""
    details: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.text}: the site is now {self.status}" if self.status else self.text


def told_facts(register: Register, course: FactsAdded, manner: SentenceStyle = PLAINLY) -> Iterator[SiteEvent]:
    """The facts that a change adds, as sentences."""
    status = course.before
    for fact, after in zip(course.facts, course.statuses, strict=True):
        text = fact_words(register, fact, manner)
        yield SiteEvent(text, manner.value(after) if after != status else "", tuple(_details(fact)))
        status = after


def fact_words(register: Register, fact: Mapping[str, object], manner: SentenceStyle = PLAINLY) -> str:
    """A fact as a sentence without its full stop: what happened, when, by whom and in which role."""
    on = f" on {manner.day(str(fact['on']))}" if "on" in fact else ""
    by = f" by {manner.value(person_words(register, str(fact['by'])))}" if "by" in fact else ""
    role = f" as {manner.value(role_words(register, str(fact['role'])))}" if "role" in fact else ""
    listed = fact.get("approvals", ())
    given = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    decided = joined([_approval(register, one, manner) for one in given])
    return f"{_happened(register, fact, manner)}{on}{by}{role}{f'; decided by {decided}' if decided else ''}"


def _happened(register: Register, fact: Mapping[str, object], manner: SentenceStyle) -> str:
    kind = str(fact.get("kind", "fact"))
    if kind == "review" and fact.get("decision") in ("approved", "rejected"):
        return str(fact["decision"]).capitalize()
    if kind == "incident" and fact.get("state") in ("compromised", "recovered"):
        return f"Reported as {fact['state']}"
    if kind == "agency-change":
        sides = [name_of(register, "agencies", str(fact.get(side, ""))) for side in ("from_agency", "to_agency")]
        return f"Passed from {manner.value(sides[0])} to {manner.value(sides[1])}"
    row = fact_kind(kind)
    return (row and row.in_short) or manner.value(plain(kind).capitalize())


def _approval(register: Register, approval: Mapping[str, object], manner: SentenceStyle) -> str:
    by, role = str(approval.get("by", "")), str(approval.get("role", ""))
    return manner.value(f"{person_words(register, by)} ({role_words(register, role)})")


def _details(fact: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    words = words_of("sites").at("facts").at(0)
    for key, value in fact.items():
        if key not in SAID:
            yield words.title(key, fact), say(words.at(key, fact), value)


def person_words(register: Register, person_id: str) -> str:
    """A person by name and title, or the id of somebody whom the register does not know."""
    record = register.get("people", person_id)
    return f"{record.value['name']}, {record.value['title']}" if record else person_id


def role_words(register: Register, role: str) -> str:
    """A role as the portal's settings call it."""
    named = {str(one["role"]): str(one["title"]) for one in register.portal.get("roles", ())}
    return named.get(role) or ROLES.get(role) or plain(role)


def other_fields(fields: tuple[FieldChange, ...], course: FactsAdded) -> tuple[FieldChange, ...]:
    """What a change touches besides the facts that it adds."""
    if not course.only_grows or not course.facts:
        return fields
    facts = words_of("sites").title("facts")
    return tuple(one for one in fields if not (one.field.split(SEPARATOR)[0] == facts and not one.before))


def headline(register: Register, change: Change, manner: SentenceStyle = PLAINLY) -> str:
    """A change to one record in one line."""
    title = KINDS[change.kind].title
    if change.what == "removed":
        return f"{title} removed"
    if change.what == "added":
        return f"{title} entered" + (f" as {plain(change.course.after)}" if change.course.after else "")
    told = [str(one) for one in told_facts(register, change.course, manner)]
    if told:
        return "; ".join(told)
    touched = list(dict.fromkeys(one.field.split(SEPARATOR)[0] for one in change.fields))
    return f"{title} changed: {joined(touched)}" if touched and len(touched) <= 3 else f"{title} changed"
