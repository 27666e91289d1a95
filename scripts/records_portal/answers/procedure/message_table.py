"""The one table of the procedures' messages, by name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from records_portal.register.findings import Refusal

from . import missouri, new_jersey
from .message_rows import ProcedureMessage
from .recipients import TEAM

MESSAGES: Mapping[str, ProcedureMessage] = {row.name: row for row in (*new_jersey.MESSAGES, *missouri.MESSAGES)}


def message_named(name: str) -> ProcedureMessage:
    """The message of a name, or by which answers of that kind are sent; another is refused with what may be meant."""
    if row := MESSAGES.get(name) or message_for(name):
        return row
    guess = difflib.get_close_matches(name, MESSAGES, 1)
    right = f"did you mean {guess[0]!r}?" if guess else f"one of {', '.join(MESSAGES)}"
    raise Refusal(f"message {name!r} is not known; {right}")


def carrier_of(answers: str, title: str) -> ProcedureMessage:
    """The message that carries answers of a kind from whoever gives them; the team's where the documents name none."""
    row = message_for(answers)
    if row and row.answered_by == "sender":
        return row
    words = ("Please enter this into the register.",)
    return ProcedureMessage(answers, "", title, "", (TEAM,), f"{title}: {{site}}", words, answers=answers)


def message_for(answers: str) -> ProcedureMessage | None:
    """The message by which answers of a kind are sent: the first that prepares them and that its sender fills in."""
    rows = [row for row in MESSAGES.values() if row.answers == answers]
    return next((row for row in rows if row.answered_by == "sender"), rows[0] if rows else None)
