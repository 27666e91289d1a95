"""What the source documents fix about facts and designations, filled in so that the chapters need not repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .steps import Step

RESPONSIBILITIES = (
    "content-current",
    "moderation-statement",
    "daily-monitoring",
    "moderation-actions",
    "retention",
    "authoring",
    "holds-and-requests",
    "credential-reporting",
    "usage-reports",
)
# Who acts and who gets a copy, by New Jersey's procedures for establishing and decommissioning a site.
FACTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "request": ("it-web-liaison", ("communications-director", "cto-cio", "web-content-team", "agency-head")),
    "review": ("communications-director", ("cto-cio", "agency-head")),
    "activation": ("it-web-liaison", ("web-content-team", "cto-cio", "communications-director")),
    "registration": ("web-content-team", ()),
    "recertification": ("web-content-team", ()),
    "suspension": ("web-content-team", ()),
    "reinstatement": ("web-content-team", ()),
    "incident": ("site-administrator", ()),
    "direction": ("agency-head", ("cto-cio", "site-administrator", "web-content-team")),
    "final-capture": ("site-administrator", ()),
    "deactivation": ("site-administrator", ("cto-cio", "web-content-team")),
    "credentials-handed-over": ("site-administrator", ()),
    "notice": ("web-content-team", ()),
    "decommissioning": ("web-content-team", ()),
    "correction": ("web-content-team", ()),
}
BY_MAIL = frozenset(("request", "review", "activation", "direction", "deactivation"))


def mail(step: Step, subject: str) -> dict[str, Any]:
    """The evidence of a message: what it is called and where it is kept, never what it says."""
    reference = f"LM-{step.on.replace('-', '')}-{subject}"
    return {"form": "e-mail", "reference": reference, "dated_on": step.on, "kept_at": "Records mailbox of the agency"}


def fill_facts(site: str, addition: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
    """The addition with what its step and the procedure say of each fact."""
    facts = []
    for fact in addition.get("facts", []):
        kind = fact["kind"]
        role, copies = FACTS[kind]
        filled = {"kind": kind, "on": step.on, "by": step.by, "role": role}
        filled |= {"copies_to": list(copies)} if copies else {}
        filled |= {"evidence": mail(step, f"{site}-{kind}")} if kind in BY_MAIL else {}
        facts.append(filled | fact)
    return {**addition, "facts": facts} if facts else addition


def fill_designations(site: str, addition: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
    """The addition with the agency head's confirmation of all nine responsibilities."""
    if not isinstance(addition["designations"], list):
        return addition
    filled = [
        {
            "person": each["person"],
            "on": step.on,
            "by": step.by,
            "role": "agency-head",
            "copies_to": ["cto-cio", "web-content-team"],
            "evidence": mail(step, f"{site}-{each['person']}"),
            "responsibilities": list(RESPONSIBILITIES),
        }
        | each
        for each in addition["designations"]
    ]
    return {"designations": filled}
