"""What comes due about authorities, requests and holds, with the day of each and what to do then.

* An ongoing authority is renewed: asked for sixty days before its last day, again at thirty, late on the day itself.
* A pending request may be acted on after the notice in working days at the earliest, and never without an answer.
* A hold is updated in time, as often as the settings say; what is not told does not end it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from .context import DatedRegister, days_after
from .rows.authority import RENEWAL_ACTIONS, RENEWAL_STEPS, answer_expected, ongoing_ends
from .rows.holds import last_word


@dataclass(frozen=True, slots=True, order=True)
class Reminder:
    """Something to do: its day, what it is about, and the words; `due` where that day has come."""

    on: str
    about: str
    id: str
    step: str
    action: str
    due: bool

    def as_mapping(self) -> dict[str, str | bool]:
        """The reminder under the names that machines read."""
        return asdict(self)


def reminders(context: DatedRegister) -> list[Reminder]:
    """Every reminder that is due or still to come, by day; of those past about one authority only the last."""
    return sorted([*_renewals(context), *_requests(context), *_holds(context)])


def _renewals(context: DatedRegister) -> Iterator[Reminder]:
    for record, _, until_on in ongoing_ends(context):
        steps = [(days_after(until_on, -step), step) for step in RENEWAL_STEPS]
        reached = [each for each in steps if each[0] <= context.today]
        for on, step in [*reached[-1:], *(each for each in steps if each[0] > context.today)]:
            words = f"{step} days before its end on {until_on}" if step else f"its last day, {until_on}"
            action = RENEWAL_ACTIONS[step].format(end=until_on)
            yield Reminder(on, "renewal", record.id, words, action, on <= context.today)


def _requests(context: DatedRegister) -> Iterator[Reminder]:
    for record in context.of("authorizations"):
        last = record.value["status"][-1]
        if last["status"] == "returned":
            action = f"mend the request and hand it in again: {last.get('reason', 'no reason was recorded')}"
            yield Reminder(last["on"], "request", record.id, "returned", action, last["on"] <= context.today)
        if last["status"] != "pending":
            continue
        on, notice = answer_expected(context, record)
        if not on:
            continue
        action = f"look in the State's system for the answer; once approved, it may be acted on from {on}"
        yield Reminder(on, "request", record.id, notice, action, on <= context.today)


def _holds(context: DatedRegister) -> Iterator[Reminder]:
    for hold in context.of("holds"):
        if (last_on := last_word(context, hold)) is not None:
            on = context.due_on(last_on, "hold_update")
            action = "tell everybody concerned how the matter stands and record it under updates; or release it"
            yield Reminder(on, "hold", hold.id, f"last word on {last_on}", action, on <= context.today)
