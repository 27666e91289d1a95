"""Redactions of history: the map from what was to what is, who signed it, and what older names stand for since.

* A map is signed by two people, one as records officer and the other as an agency's head, with keys in the register of
  the tip that was written anew; one person in both roles is not two.
* Whoever comes from an older name takes every redaction after it, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from records_portal.register.sites import holds_role
from records_portal.values.dates import parse_date
from records_portal.values.ssh_signatures import verify_signature

from ..approvals import HEAD, OFFICER
from ..signers import Signers

NAMESPACE = "records-redaction"
FIRST_LINE = "records-redaction v1"
ROLES = (OFFICER, HEAD)
NO_BRANCH, ABSENT = "none", "absent"
_OBJECT, _DIGEST = r"(?:[0-9a-f]{40}|[0-9a-f]{64})", r"[0-9a-f]{64}"
_NAME = r"(?:[A-Za-z0-9._/-]|%[0-9A-F]{2})+"
_HEAD = re.compile(
    rf"{FIRST_LINE}\non ([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\nreason ([ -~]{{1,400}})\nbranch ({_NAME})\n"
    rf"tip ({_OBJECT}) ({_OBJECT})\nattestations ({_OBJECT}|{NO_BRANCH}) ({_OBJECT}|{NO_BRANCH})\n"
)
_LINES = re.compile(
    rf"((?:commit {_OBJECT} {_OBJECT}\n)*)((?:reference refs/tags/{_NAME} {_OBJECT} {_OBJECT}\n)*)"
    rf"((?:blob {_OBJECT} {_OBJECT}\n)+)((?:leaf (?:0|[1-9][0-9]{{0,17}}) (?:{_DIGEST}|{ABSENT})\n)*)"
)


class NotAMap(ValueError):  # noqa: N818 -- what it says is what the bytes are
    """Bytes that are no map of a redaction; the message says why."""


@dataclass(frozen=True)
class RedactionMap:
    """What a redaction of history took away: names before and after, and the digest of what is there now.

    The branch and the references are written as leaves have them.
    """

    on: str
    reason: str
    branch: str
    tip: tuple[str, str]
    attestations: tuple[str, str]
    commits: tuple[tuple[str, str], ...]
    references: tuple[tuple[str, str, str], ...]
    blobs: tuple[tuple[str, str], ...]
    leaves: tuple[tuple[int, str], ...]

    def render(self) -> bytes:
        """The bytes that two people sign."""
        head = [
            FIRST_LINE,
            f"on {self.on}",
            f"reason {self.reason}",
            f"branch {self.branch}",
            f"tip {' '.join(self.tip)}",
            f"attestations {' '.join(self.attestations)}",
        ]
        lines = [
            *(f"commit {old} {new}" for old, new in sorted(self.commits)),
            *(f"reference {name} {old} {new}" for name, old, new in sorted(self.references)),
            *(f"blob {old} {new}" for old, new in sorted(self.blobs)),
            *(f"leaf {index} {digest}" for index, digest in sorted(self.leaves)),
        ]
        data = "".join(f"{line}\n" for line in [*head, *lines]).encode()
        parse_map(data)  # what could not be read again is signed by nobody
        return data

    @cached_property
    def commit_names(self) -> dict[str, str]:
        """Each commit that was written anew with its name now."""
        return dict(self.commits)


def parse_map(data: bytes) -> RedactionMap:
    """The map in a file's bytes."""
    text = data.decode("ascii", "replace")
    head = _HEAD.match(text)
    lines = _LINES.fullmatch(text, head.end()) if head else None
    if not head or not lines:
        raise NotAMap(f"it does not follow the form of {FIRST_LINE!r}")
    parts = [[tuple(line.split(" ")[1:]) for line in part.splitlines()] for part in lines.groups()]
    if any(part != sorted(set(part)) for part in parts[:3]):
        raise NotAMap("its lines are not sorted, or one stands twice")
    try:
        parse_date(head[1])
    except ValueError as error:
        raise NotAMap(f"{head[1]} is no day") from error
    commits, references, blobs, leaves = parts
    return RedactionMap(
        head[1],
        head[2],
        head[3],
        (head[4], head[5]),
        (head[6], head[7]),
        tuple((old, new) for old, new in commits),
        tuple((name, old, new) for name, old, new in references),
        tuple((old, new) for old, new in blobs),
        tuple((int(index), digest) for index, digest in leaves),
    )


def names_now(maps: Collection[RedactionMap]) -> dict[str, str]:
    """Each commit that was ever written anew, with the name that it has after all redactions."""
    found: dict[str, str] = {}
    for each in maps:
        found = {old: each.commit_names.get(new, new) for old, new in found.items()} | each.commit_names
    return found


def who_signed(data: bytes, on: str, signatures: Mapping[str, bytes], signers: Signers) -> dict[str, str]:
    """Which role each of two people signed a map in; `NotAMap` where it is not signed by two as it has to be."""
    found: dict[str, list[str]] = {}
    for person, armored in sorted(signatures.items()):
        verdict = verify_signature(armored, data, NAMESPACE)
        reason = verdict.reason or signers.fault_of_person(person, on, verdict.fingerprint)
        if reason:
            raise NotAMap(f"the signature of {person}: {reason}")
        record = signers.register.get("people", person)
        found[person] = [role for role in ROLES if record and holds_role(record.value, role, on)]
    for first, second in ((one, two) for one in found for two in found if one != two):
        if OFFICER in found[first] and HEAD in found[second]:
            return {first: OFFICER, second: HEAD}
    raise NotAMap("it is signed by two people, one of them as records officer and the other as an agency's head")
