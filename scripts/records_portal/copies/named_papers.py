"""The papers that the register names and a store keeps: certificates of dispositions, documents of evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.store.certificates import read_certificate
from records_portal.store.evidence import EVIDENCE, kept_evidence
from records_portal.store.removal import CERTIFICATES, certificate_path


def lacking_papers(register: Register, folder: Path, lost: Collection[str] = ()) -> Iterator[str]:
    """What the register names and a store, or a copy of one, does not have whole, but for certificates said lost."""
    for record in register.of("dispositions").values():
        named = "digest" in record.value["certificate"] and record.id not in lost
        if named and not _has_certificate(folder, record.id):
            yield f"{CERTIFICATES}/{record.id}.yml"
    digests = {digest for record in register for digest in _named(record.value)}
    yield from (f"{EVIDENCE}/{each}" for each in sorted(digests) if kept_evidence(folder, each) is None)


def _has_certificate(folder: Path, name: str) -> bool:
    try:
        read_certificate(certificate_path(folder, name))
    except (Refusal, OSError):
        return False
    return True


def _named(value: object) -> Iterator[str]:
    """The digests of the documents that a record names as evidence."""
    if isinstance(value, dict):
        evidence = value.get("evidence")
        if isinstance(evidence, dict) and "digest" in evidence:
            yield str(evidence["digest"])
        for each in value.values():
            yield from _named(each)
    elif isinstance(value, list):
        for each in value:
            yield from _named(each)
