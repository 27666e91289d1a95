"""The keys that people sign with, as the audit trail shows them: whose, for how long, how each came and ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from records_portal.identity.key_events import GRANT, REPLACE, ROTATE, KeyEntry, key_entries
from records_portal.identity.key_history import KeyChange
from records_portal.identity.signers import FOR_EVER
from records_portal.wording.words import joined

from ..context import PageContext

ENDS = {
    "rotated": "another took its place",
    "lost": "it was lost",
    "revoked": "it was revoked",
    "left": "the person left",
}
TYPES = {
    "ssh-ed25519": "Ed25519",
    "ssh-rsa": "RSA",
    "sk-ssh-ed25519@openssh.com": "Ed25519 on a security key",
    "sk-ecdsa-sha2-nistp256@openssh.com": "ECDSA P-256 on a security key",
    "ecdsa-sha2-nistp256": "ECDSA P-256",
    "ecdsa-sha2-nistp384": "ECDSA P-384",
    "ecdsa-sha2-nistp521": "ECDSA P-521",
}
CAME = {
    GRANT: "a first key, granted by {}",
    ROTATE: "signed with an earlier key by {}",
    REPLACE: "in place of one that no longer signs, by {}",
}


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as the page shows it; nothing in it names an address."""

    person: str
    type: str
    fingerprint: str
    from_on: str
    to_on: str
    ended: str
    came: str


def key_rows(context: PageContext) -> Iterator[KeyRow]:
    """Every key of everybody, in the order of their records."""
    for record in context.register.of("people").values():
        for entry in key_entries(record.id, record.value).values():
            yield KeyRow(
                context.person(record.id),
                TYPES[entry.type],
                entry.fingerprint,
                entry.from_on,
                "" if entry.to_on == FOR_EVER else entry.to_on,
                ENDS.get(entry.ended, ""),
                _came(context, entry),
            )


def _came(context: PageContext, entry: KeyEntry) -> str:
    """How a key was admitted, in words, with the letter where there is one."""
    history = context.portal.keys
    first = "one of the first keys" if history.admission(entry.fingerprint) else ""
    come = history.coming(entry.fingerprint)
    said = _words(context, come) if come else first
    return f"{said}; letter: {entry.letter}" if entry.letter else said


def _words(context: PageContext, come: KeyChange) -> str:
    if come.reason:
        return f"not admitted: {come.reason}"
    if not come.by:
        return come.how
    return CAME[come.event.act].format(joined([context.person(each) for each in come.by]))
