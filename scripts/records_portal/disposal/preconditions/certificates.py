"""The certificates of what was disposed of before: what they say of the roots is held against the anchors.

Whoever can write the store could take one away, or change it, to be asked for less; the merged record has its digest.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from records_portal.history.repository import Repository
from records_portal.identity.trail import signed_about
from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.register.sites import holds_role
from records_portal.retention.holds import people_have_keys
from records_portal.store.certificates import certified_digest
from records_portal.store.removal import CERTIFICATES

if TYPE_CHECKING:
    from records_portal.register.records import DispositionValue

LOST = "certificate"  # what a correction says is lost
OFFICER = "records-officer"


def check_certificates_stand(
    register: Register, store: Path, repositories: dict[tuple[bool, str], Repository], public: Repository
) -> None:
    """Every merged disposition that names its certificate by a digest has just that certificate in the store."""
    for record in register.of("dispositions").values():
        digest = record.value["certificate"].get("digest", "")
        found = certified_digest(store / CERTIFICATES / f"{record.id}.yml") if digest else ""
        if found == digest:
            continue
        repository = repositories.get((record.private, record.origin if record.private else ""))
        if repository and any(_said_lost(register, record, repository, public)):
            continue
        what = "is not the one that its record names" if found else "is not in the store"
        raise Refusal(
            f"the certificate of {record.id!r} {what}, and says which roots were asked; bring it back from the second "
            "copy, or where none has it, have a records officer say so in a correction that somebody else signs"
        )


def _said_lost(
    register: Register, record: Record[DispositionValue], repository: Repository, public: Repository
) -> Iterator[str]:
    """Who signed it, where people have keys, that a records officer said of a certificate that it is lost."""
    said = [each for each in record.value.get("corrections", ()) if each["corrects"] == LOST]
    officer = register.get("people", said[-1]["by"]) if said else None
    if officer is None or not holds_role(officer.value, OFFICER, said[-1]["on"]):
        return
    if not people_have_keys(register):
        yield officer.id
        return
    beside = public if record.private else None
    for each in signed_about(repository, register, record.path, "approve", beside):
        if each.person not in (officer.id, record.value["by"]):
            yield each.person
