"""Holds, in the private root: confirmed, acknowledged, kept up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record
from records_portal.retention.holds import ended_on, last_word_on

from ..context import DatedRegister, DutyContext, days_after
from ..model import Duty, Owed
from .sites import NEW_JERSEY

if TYPE_CHECKING:
    from records_portal.register.records import HoldValue

# A receipt comes back at once (William Paterson University); in working days, ours.
TO_CONFIRM, TO_ACKNOWLEDGE = 2, 3
COMPLYING = f"{NEW_JERSEY}: responsibilities, complying with litigation hold/discovery instructions"


def last_word(context: DatedRegister, hold: Record[HoldValue]) -> str | None:
    """The day on which those concerned last heard of a hold; nothing for one that was released as a whole."""
    if ended_on(context.register, hold.id, hold.value, context.today):
        return None
    return last_word_on(context.register, hold.id, hold.value, context.today)


def _of_hold(
    context: DutyContext,
    hold: Record[HoldValue],
    path: ValuePath,
    days: tuple[str, str],
    missing: str,
    detail: str = "",
    people: tuple[str, ...] = (),
    role: str = "",
) -> Owed:
    sites = [*hold.value["scope"].get("sites", ()), *hold.value.get("covers", {}).get("sites", ())]
    agencies = [site.value["agency"] for name in sites if (site := context.register.get("sites", name))]
    agency = next(iter([*hold.value["scope"].get("agencies", ()), *agencies]), "")
    return Owed(hold, path, *days, missing, agency, detail=detail, people=people, role=role)


def _in_force(context: DutyContext) -> Iterator[Record[HoldValue]]:
    for hold in context.of("holds"):
        if last_word(context, hold) is not None:
            yield hold


def _not_updated(context: DutyContext) -> Iterator[Owed]:
    for hold in context.of("holds"):
        last = last_word(context, hold)
        if last is not None:
            due_on = context.due_on(last, "hold_update")
            path: ValuePath = ("updates",) if "updates" in hold.value else ("placed",)
            days = (due_on, days_after(due_on, 1))
            yield _of_hold(context, hold, path, days, f"last updated on {last}, due on {due_on}")


def _not_confirmed(context: DutyContext) -> Iterator[Owed]:
    for hold in _in_force(context):
        placed = hold.value["placed"]
        role = _confirmed_by(hold.value)
        person = context.register.get("people", placed["by"])
        itself = person is not None and any(
            each["role"] == role and each["from_on"] <= placed["on"] <= each.get("to_on", "9999-12-31")
            for each in person.value["roles"]
        )
        if "confirmed" not in hold.value and not itself:
            days = (placed["on"], context.after_working_days(placed["on"], TO_CONFIRM))
            missing = f"placed by {placed['by']!r} on {placed['on']}, not confirmed; it binds all the same"
            yield _of_hold(context, hold, ("placed",), days, missing, role=role)


def _confirmed_by(hold: HoldValue) -> str:
    """Who confirms a hold: a records request's the custodian, an audit's the auditor, all others counsel."""
    return {"public-records-request": "records-custodian", "audit": "auditor"}.get(hold["kind"], "counsel")


def _not_acknowledged(context: DutyContext) -> Iterator[Owed]:
    for hold in _in_force(context):
        for index, each in enumerate(hold.value.get("notified", [])):
            if isinstance(each, str) or "acknowledged_on" in each:
                continue
            days = (each["on"], context.after_working_days(each["on"], TO_ACKNOWLEDGE))
            missing = f"{each['person']!r} was told on {each['on']} and has not acknowledged it"
            yield _of_hold(context, hold, ("notified", index), days, missing, each["person"], (each["person"],))


def _nobody_told(context: DutyContext) -> Iterator[Owed]:
    for hold in _in_force(context):
        if not hold.value.get("notified"):
            on = hold.value["placed"]["on"]
            days = (on, context.after_working_days(on, TO_CONFIRM))
            yield _of_hold(context, hold, (), days, "nobody who keeps the content is said to have been told")


ROWS = (
    Duty(
        "hold-update",
        "Tell everybody concerned how a hold stands",
        "counsel",
        _not_updated,
        "an entry in updates; a hold never lapses",
        "records hold update {id}",
        "",
        f"{COMPLYING}; updates at least every six months (Missouri, records in the State Records Center)",
        "portal.yml: cadences.hold_update",
        law=True,
        secret=True,
        code="H001",
    ),
    Duty(
        "hold-confirmation",
        "Confirm a hold that somebody placed",
        "counsel",
        _not_confirmed,
        "confirmed, by whoever may release it",
        "records hold confirm {id}",
        "",
        COMPLYING,
        f"within {TO_CONFIRM} working days",
        law=True,
        secret=True,
        code="B130",
    ),
    Duty(
        "hold-acknowledged",
        "Acknowledge a hold",
        "site-administrator",
        _not_acknowledged,
        "acknowledged_on",
        "records hold acknowledge {id}",
        "",
        COMPLYING,
        f"within {TO_ACKNOWLEDGE} working days",
        law=True,
        secret=True,
        code="B131",
    ),
    Duty(
        "hold-told",
        "Tell those who keep the content of a hold",
        "counsel",
        _nobody_told,
        "notified: each person, and when",
        "records hold letter {id}",
        "",
        COMPLYING,
        f"within {TO_CONFIRM} working days",
        law=True,
        secret=True,
        code="B132",
    ),
)
