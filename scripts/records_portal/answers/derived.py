"""What need not be answered: what follows from the other answers, from the register, from the day and from who answers.

* A person, an agency, a platform or a site may be named by its id or by its whole name, a role by its words.
* The role is the one that somebody holds; of several the one in which the procedure has the step taken.
* A request's agency is that of who asks, its platform the one that the type names, its terms those of the platform.
* Who acted is never derived from a message, for a sender proves nothing. At the keyboard it is whoever sits there,
  where the step is theirs to take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from records_portal.files.yaml_text import ValuePath
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.register.sites import holds_role, site_title

from .authoring import Answers
from .forms.form import Form
from .procedure.message_table import message_for
from .questions import Question, is_left_out
from .request_forms import FORMS

# where the one act of a form stands that makes a whole record
ACTS: Mapping[str, ValuePath] = {"site": ("facts", 0), "hold": ("placed",), "authorization": ("requested",)}
# the day of what is told, not one that it names
DAYS = ("on", "requested_on", "consulted_on", "informed_on", "acknowledged_on", "seen_on")
LAST_DAYS = ("ended_on", "to_on")
ACTORS = ("by", "accepted_by", "ended_by")
# who takes a step that is no fact
TAKEN_BY: Mapping[str, tuple[str, ...]] = {"site": FACT_KINDS["request"].takes, "designation": ("agency-head",)}


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who answers, and on which day; both empty where that is not known for certain."""

    today: str = ""
    person: str = ""


def act_of(form: Form, answers: Answers) -> Answers:
    """The mapping among the answers that tells the act itself: who, when, with which evidence."""
    found: Any = answers
    for step in ACTS.get(form.name, ()):
        if isinstance(step, int):
            found = found[0] if found else found.append({}) or found[0]
        else:
            found = found.setdefault(step, [] if form.name == "site" else {})
    mapping: Answers = found
    return mapping


def question_of_act(form: Form, name: str) -> Question | None:
    """A question about a form's act."""
    found: Question | None = form.root
    for step in ACTS.get(form.name, ()):
        if found is not None:
            found = found.entry if isinstance(step, int) else found.field(step)
    return found.field(name) if found else None


def takers(form: Form) -> tuple[str, ...]:
    """The roles in which the procedure has a step taken; none where anybody may."""
    return FACT_KINDS[form.name].takes if form.name in FACT_KINDS else TAKEN_BY.get(form.name, ())


def derive(form: Form, answers: Answers, register: Register, by: Answerer, site: str = "") -> None:
    """Put in what need not be answered; what was answered stays."""
    act = act_of(form, answers)
    _put_days(form, answers, act, by)
    _put_actor(form, answers, act, register, by)
    _put_role(form, act, register)
    _put_copies(form, act)
    if form.name == "site":
        _put_request(answers, act, register)
    record = register.get("sites", site)
    if form.name == "agency-change" and record and is_left_out(act.get("from_agency")) and "to_agency" in act:
        act["from_agency"] = record.value["agency"]


def derived(form: Form, answers: Answers, register: Register, by: Answerer, site: str = "") -> tuple[Answers, Answers]:
    """The answers with what need not be answered, and among them those of the act; what was given stays as it is."""
    made = deepcopy(answers)
    derive(form, made, register, by, site)
    return made, act_of(form, made)


def _put_days(form: Form, answers: Answers, act: Answers, by: Answerer) -> None:
    names = (*DAYS, *(LAST_DAYS if form.verb == "end" else ()))
    for holder, asked in ((act, lambda name: question_of_act(form, name)), (answers, form.root.field)):
        for name in names if by.today else ():
            question = asked(name)
            if question and question.asked and question.required and is_left_out(holder.get(name)):
                holder[name] = by.today
    if by.today and form.name == "attestation" and is_left_out(answers.get("month")):
        answers["month"] = _month_before(by.today)
    for name in ("approvals", "reported"):  # said in the same message, on its day
        told = act.get(name)
        for each in told if isinstance(told, list) else ():
            if is_left_out(each.get("on")) and act.get("on"):
                each["on"] = act["on"]


def _month_before(day: str) -> str:
    year, month = int(day[:4]), int(day[5:7])
    return f"{year - (month == 1):04}-{month - 1 or 12:02}"


def _put_actor(form: Form, answers: Answers, act: Answers, register: Register, by: Answerer) -> None:
    """Whoever sits at the keyboard, where the step is theirs to take."""
    person = register.get("people", by.person)
    roles = takers(form)
    on = str(act.get("on") or by.today)
    if person is None or (roles and not any(holds_role(person.value, role, on) for role in roles)):
        return
    for name in ACTORS:
        question = question_of_act(form, name)
        holder = act if question else answers
        question = question or form.root.field(name)
        if question and question.asked and question.required and is_left_out(holder.get(name)):
            holder[name] = by.person


def _put_role(form: Form, act: Answers, register: Register) -> None:
    """The one role that somebody holds on the day; of several the first in which the step is taken."""
    person, role = register.get("people", str(act.get("by", ""))), question_of_act(form, "role")
    if not (person and role and role.fixed is None and is_left_out(act.get("role")) and act.get("on")):
        return
    held = {each["role"] for each in person.value["roles"] if holds_role(person.value, each["role"], str(act["on"]))}
    fitting = [each for each in takers(form) if each in held]
    if len(held) == 1 or fitting:
        act["role"] = (fitting or list(held))[0]


def _put_copies(form: Form, act: Answers) -> None:
    """Who gets copies of the message by which the procedure has it said."""
    question, message = question_of_act(form, "copies_to"), message_for(form.name)
    if question and question.required and is_left_out(act.get("copies_to")) and message and message.copies:
        act["copies_to"] = list(message.copies)


def _put_request(answers: Answers, act: Answers, register: Register) -> None:
    person = register.get("people", str(act.get("by", "")))
    if person and is_left_out(answers.get("agency")):
        answers["agency"] = person.value["agency"]
    if is_left_out(answers.get("platform")):
        words = re.findall(r"\w+", str(act.get("type", "")).casefold())
        named = [one for one, each in register.of("platforms").items() if each.value["name"].casefold() in words]
        answers |= {"platform": named[0]} if len(named) == 1 else {}
    if platform := register.get("platforms", str(answers.get("platform", ""))):
        known = {"type": platform.value["name"], "terms_url": platform.value.get("terms_url")}
        act |= {name: value for name, value in known.items() if value and is_left_out(act.get(name))}


def derived_id(form: Form, answers: Answers, register: Register) -> str:
    """The name of a new site that nobody named: that of its agency and platform; empty where there is one already."""
    if form.name == "site" and answers.get("agency") and answers.get("platform"):
        made = f"{answers['agency']}-{answers['platform']}"
        if made not in register.of("sites"):
            return made
    return ""


def required_id(form: Form, answers: Answers, register: Register, how: str) -> str:
    """The name of what is about to be written, which nobody gave; refused where it does not follow."""
    if made := derived_id(form, answers, register):
        return made
    raise Refusal(f"the answers do not say what they are about; {how}")


@cache
def _roles() -> tuple[str, ...]:
    """The roles in which somebody may act, or be sent a copy."""
    role = FORMS["fact"].root.field("role")
    return role.choices if role else ()


def id_for(question: Question, text: str, register: Register) -> str:
    """The id that a name stands for; the text itself where it is none, or several have that name."""
    roles = _roles() if question.among == "copies" else question.choices
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if slug in roles:
        return slug
    kind = "people" if question.among == "copies" else question.among
    if text in register.records.get(kind, {}):
        return text
    called = [one for one, name in _names(register, kind) if name.casefold() == text.casefold()]
    return called[0] if len(called) == 1 else text


def _names(register: Register, kind: str) -> Iterator[tuple[str, str]]:
    """The records of a kind that people know by a name, each with it."""
    if kind in ("people", "agencies", "platforms"):
        for one, record in register.records.get(kind, {}).items():
            yield one, str(record.value["name"])
    elif kind == "sites":
        for site in register.of("sites").values():
            yield site.id, site_title(register, site)
            if account := site.value.get("account_name"):
                yield site.id, account
