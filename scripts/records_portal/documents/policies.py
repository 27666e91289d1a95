"""An agency's social media policy as a PDF: both documents' elements in their order, those not filled in named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from records_portal.duties.policy_text import policy_parts, programme_board
from records_portal.register.model import Record, Register
from records_portal.wording.words import ROLES, plain

from .letterheads import framed
from .typesetting import typeset

if TYPE_CHECKING:
    from records_portal.register.records import PolicyValue


def policy_pdf(register: Register, policy: Record[PolicyValue], on: date) -> bytes:
    """The policy as it stands, dated by the day on which it is set in type."""
    title = policy.value["title"]
    values = framed(register, {policy.id}, title, "Social media policy", on)
    parts = [part for part in policy_parts(policy) if part.key not in ("title", "programme")]
    values["parts"] = [
        (part.title, part.source, list(part.lines) or [_lacking(part.owed, part.role)])
        for part in parts
        if part.lines or part.owed
    ]
    values["steps"] = [(step.words, step.status, step.on, step.participants) for step in programme_board(policy)]
    values["unfilled"] = _listed(part.title for part in parts if part.owed)
    return typeset("policy", values, on)


def _lacking(owed: bool, role: str) -> str:
    return f"Not filled in yet; to be written by the {ROLES.get(role) or plain(role)}." if owed else "None."


def _listed(titles: Iterable[str]) -> str:
    found = list(titles)
    return f"Not filled in: {', '.join(found)}." if found else "Every element is filled in."
