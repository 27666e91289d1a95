"""How each agency's policy stands, part by part: met, stale or missing, with the newest day in it and its age.

* A part is judged by the rows of the table of duties that are about it, and by nothing else.
* Its evidence is the newest day that the part itself names, else the day on which the version in force took effect.
* An agency that runs sites under no policy at all has one line, which says so; one below another goes by that one's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.model import Record
from records_portal.values.dates import NotADate, parse_date

from .context import DutyContext
from .model import Owed
from .policy_elements import BY_KEY, ELEMENTS, PolicyElement, places_of_parts
from .rows import policy as policy_rows
from .rows.policy import version_in_force_on
from .scorecard import MET, MISSING, NOT_NEEDED, STALE
from .table import owed

if TYPE_CHECKING:
    from records_portal.register.records import PolicyValue

POLICY_COLUMNS = ("agency", "element", "state", "evidence_on", "age_days", "lacking", "source")
WHOLE = "policy"
# the part to which a row belongs whose evidence does not lie in the part itself
_OF_ROW = {
    "policy-vendors": "vendors",
    "vendor-ends": "vendors",
    "policy-approval": "versions",
    "policy-promulgated": "promulgation",
    "policy-acknowledged": "promulgation",
    "policy-review": "reviews",
    "capture-instructions": "retention",
    "contingency-rehearsed": "contingency",
    "programme-step": "programme",
    "programme-particulars": "programme",
}


@dataclass(frozen=True, slots=True)
class PolicyScore:
    """How one part of an agency's policy stands: its state, its evidence with the age in days, what lacks."""

    agency: str
    element: str
    state: str
    evidence_on: str
    age_days: int | None
    lacking: str
    source: str

    def as_row(self) -> tuple[str, ...]:
        """The score as a row of a table."""
        age = "" if self.age_days is None else str(self.age_days)
        return self.agency, self.element, self.state, self.evidence_on, age, self.lacking, self.source


def policy_scores(context: DutyContext) -> Iterator[PolicyScore]:
    """The parts of each policy in the order of the documents, then the agencies that go by none."""
    late = _late_by_part(context)
    for policy in context.of("policies"):
        version = version_in_force_on(policy, context.today)
        since = (version.get("effective_on") or version.get("adopted_on", "")) if version else ""
        for element in ELEMENTS:
            yield _score(context, policy, element, since, late.get((policy.id, element.key), []))
    for (agency, part), lacking in late.items():
        if part == WHOLE:
            yield PolicyScore(agency, WHOLE, MISSING, "", None, "; ".join(lacking), "")


def _late_by_part(context: DutyContext) -> Mapping[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for duty in policy_rows.ROWS:
        for each in owed(context, duty):
            if each.late_on <= context.today:
                found[each.agency, _part_of(duty.id, each)].append(each.missing)
    return found


def _part_of(duty: str, each: Owed) -> str:
    if duty == WHOLE:
        return WHOLE
    for name in (str(each.path[0]) if each.path else "", each.detail.partition(" ")[0]):
        if name in BY_KEY:
            return name
    return _OF_ROW.get(duty, "title")


def _score(
    context: DutyContext, policy: Record[PolicyValue], element: PolicyElement, since: str, late: list[str]
) -> PolicyScore:
    value: Mapping[str, object] = policy.value
    said = value.get(element.key) or places_of_parts(value).get(element.key)
    on = (max(_days(said, context.today), default="") or since) if said else ""
    age = (context.as_of - parse_date(on)).days if on else None
    if late:
        state = STALE if said else MISSING
    elif said:
        state = MET
    else:  # what a policy needs and lacks is missing from the day on which it begins, though late only afterwards
        state = MISSING if element.always else NOT_NEEDED
    lacking = "; ".join(late) or (f"nothing on {element.title.lower()}" if state == MISSING else "")
    return PolicyScore(policy.id, element.key, state, on, age, lacking, element.source)


def _days(value: object, today: str) -> Iterator[str]:
    """Every day in a part that has come."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if isinstance(each, str) and (key == "on" or str(key).endswith("_on")) and _is_day(each) and each <= today:
                yield each
            else:
                yield from _days(each, today)
    elif isinstance(value, list):
        for each in value:
            yield from _days(each, today)


def _is_day(text: str) -> bool:
    try:
        parse_date(text)
    except NotADate:
        return False
    return True
