"""Who administers a site: removal from the role, and access to the State's disposition system (flow A)."""

from __future__ import annotations

from dataclasses import replace

from .form import Form, Which, group

SUBJECT = "Administrators"
OPEN = (Which("person", open_until="removed"),)

REMOVAL = group(
    "removal",
    "designations",
    "designations.removed",
    "Remove an administrator",
    "Who is removed, since when, why, when the access ended, and who was told: the Web and Content Management Team or "
    "the CTO/CIO (New Jersey, responsibilities).",
    "on",
    "by",
    "reason",
    "access_ended_on",
    "reported_to",
    "evidence",
    subject=SUBJECT,
    which=OPEN,
)

ROWS: tuple[Form, ...] = (
    REMOVAL,
    replace(REMOVAL, name="designation-end", verb="end"),
    group(
        "designation-change",
        "designations",
        "designations",
        "Complete a designation",
        "Who was told that somebody is designated, and which responsibilities the head confirmed, where the "
        "designation did not say it; the person, the day and who designated stay.",
        "person",
        "copies_to",
        "responsibilities",
        "evidence",
        subject=SUBJECT,
        which=OPEN,
        verb="change",
    ),
    group(
        "disposition-access",
        "designations",
        "designations.disposition_system",
        "Ask for access to the disposition system",
        "The administrator asks the Web Team or the CTO/CIO to be added as an authorized user (flow A).",
        "requested_on",
        "requested_of",
        subject=SUBJECT,
        which=OPEN,
    ),
    group(
        "disposition-access-consultation",
        "designations",
        "designations.disposition_system",
        "Record that the Records Management Unit was consulted",
        "Whoever was asked consults the unit to obtain the credentials (flow A).",
        "consulted_on",
        subject=SUBJECT,
        which=OPEN,
        needs=("consulted_on",),
    ),
    group(
        "disposition-access-informed",
        "designations",
        "designations.disposition_system",
        "Record that the administrator was informed",
        "The administrator has the credentials of the disposition system; never the credentials themselves (flow A).",
        "informed_on",
        subject=SUBJECT,
        which=OPEN,
        needs=("informed_on",),
    ),
)
