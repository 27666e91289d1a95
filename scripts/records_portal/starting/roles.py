"""The roles by the words that people write for them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import cast, get_args

from records_portal.register.findings import Refusal
from records_portal.register.records import Role
from records_portal.wording.words import ROLES

ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "agency-head": ("head", "head of the agency", "commissioner", "secretary"),
    "communications-director": ("director of communications", "communications"),
    "cto-cio": (
        *("cto", "cio", "chief technology officer", "chief information officer"),
        "chief technology officer or chief information officer",
    ),
    "web-content-team": ("web team", "web and content management", "content team"),
    "it-web-liaison": ("liaison", "it liaison", "web liaison", "it web liaison"),
    "site-administrator": ("administrator", "site admin"),
    "records-officer": ("records", "records manager", "records management officer"),
    "records-management-unit": ("records management",),
    "records-custodian": ("custodian", "custodian of records"),
    "disposition-approver": ("approver", "disposition approver"),
    "counsel": ("attorney", "legal", "general counsel"),
    "human-resources": ("hr", "personnel"),
    "privacy-officer": ("privacy",),
}
PROCEDURE = ("agency-head", "communications-director", "cto-cio", "web-content-team", "records-officer")
"""Without these no site is asked for, decided on, run and kept; who they are is said first."""
LATER = ("counsel", "records-custodian", "human-resources", "auditor", "disposition-approver")
"""Holds, records requests, leavers, audits and dispositions wait for these."""


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold()).split())


def _names() -> dict[str, Role]:
    roles = cast("tuple[Role, ...]", get_args(Role))
    named = {_plain(word): role for role in roles for word in (role, ROLES[role])}
    return named | {_plain(word): role for role in roles for word in ALSO_CALLED.get(role, ())}


def role_named(text: str) -> Role:
    """The role that a word means, as people write it or as records do."""
    names, said = _names(), _plain(text)
    if role := names.get(said):
        return role
    guess = difflib.get_close_matches(said, names, 1)
    right = f"did you mean {ROLES[names[guess[0]]]!r}?" if guess else f"one of {', '.join(ROLES.values())}"
    raise Refusal(f"{text!r} is no role here; {right}")


def some_roles(text: str) -> tuple[Role, ...]:
    """The roles of a list, each once; somebody without any has no part in the register."""
    said = [each.strip() for each in re.split(r"[,;|\n]", text) if each.strip()]
    if not said:
        raise Refusal("no role is named; one or more, with commas between")
    return tuple(dict.fromkeys(map(role_named, said)))


def missing_roles(held: Iterable[str], needed: Iterable[str]) -> list[str]:
    """The titles of the roles that are needed and nobody has."""
    known = set(held)
    return [ROLES[role] for role in needed if role not in known]
