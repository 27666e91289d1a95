"""Certificates: the canonical statement in the store of what was disposed of; the root's record is a copy out of it.

* A certificate holds the disposition's record word for word, and beside it who, what and under which law, so that it
  can be read without the register.
* Its digest is the SHA-256 of its canonical form: JSON with sorted keys and without white space, that digest left out.
* What a root lacks is written out of certificates and bags again, by any later run and in any clone.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.item_lists.disposition_lists import NotTheList, with_its_list
from records_portal.register.kinds import ID_BYTES, KINDS

from .removal import CERTIFICATES

_NUMBERED = re.compile(r"(?:-[0-9]+)?\Z")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate: its id, which is the disposition's, and what it says."""

    id: str
    value: Mapping[str, Any]

    items: bytes = b""

    @property
    def disposition(self) -> Mapping[str, Any]:
        """The disposition's record, with everything on the list beside it."""
        record: Mapping[str, Any] = self.value["disposition"]
        return with_its_list(record, self.items) if self.items else record

    @property
    def digest(self) -> str:
        """The digest that it bears."""
        return str(self.value["disposition"]["certificate"]["digest"])


def sealed_certificate(
    disposition: str, facts: Mapping[str, Any], record: Mapping[str, Any], issued_at: str, items: bytes = b""
) -> Certificate:
    """A certificate with its digest in the record that it holds."""
    reference = f"{CERTIFICATES}/{disposition}.yml"
    value = {
        "certificate": {"id": disposition, "issued_at": issued_at} | dict(facts),
        "disposition": dict(record) | {"certificate": {"reference": reference, "issued_at": issued_at}},
    }
    value["disposition"]["certificate"]["digest"] = certificate_digest(value)
    return Certificate(disposition, value, items)


def list_beside(certificate: Path) -> Path:
    """Where the list of a certificate lies, where it is too long to stand in it."""
    return certificate.with_suffix(".csv")


def certificate_digest(value: Mapping[str, Any]) -> str:
    """The digest of what a certificate says, the digest itself left out."""
    # The digest cannot be part of what it is of; the certificate itself must not change.
    without = copy.deepcopy(dict(value))
    without["disposition"]["certificate"].pop("digest", None)
    # One form for one meaning, so that the order of keys in the YAML does not matter.
    text = json.dumps(without, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_certificate(path: Path) -> Certificate:
    """The certificate in a file; one that was changed is refused."""
    value, fault = read_yaml(path.read_bytes())
    if fault or not _is_sound(value):
        raise Refusal(f"{path.parent.name}/{path.name} in the store is not what was certified; restore it from a copy")
    if "item_list" not in value["disposition"]:
        return Certificate(path.stem, value)
    try:
        items = list_beside(path).read_bytes()
        with_its_list(value["disposition"], items)
    except (OSError, NotTheList) as error:
        raise Refusal(
            f"{path.parent.name}/{path.stem}.csv in the store is not the list that was certified; restore it from a "
            "copy"
        ) from error
    return Certificate(path.stem, value, items)


def certified_digest(path: Path) -> str:
    """The digest of what a certificate says now; empty where it is not there or cannot be read."""
    try:
        value, fault = read_yaml(path.read_bytes())
        return "" if fault else certificate_digest(value)
    except (OSError, KeyError, TypeError, ValueError, AttributeError):
        return ""


def _is_sound(value: Any) -> bool:
    try:
        return bool(certificate_digest(value) == value["disposition"]["certificate"]["digest"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def certificates_of(store: Path, authorization: str) -> list[Certificate]:
    """The certificates of the dispositions under an authorization, in the order in which they were issued."""
    start = _start(authorization)
    names = (store / CERTIFICATES).glob("[!.]*.yml")
    likely = [path for path in names if path.stem.startswith(start) and _NUMBERED.match(path.stem[len(start) :])]
    likely += [path for path in (store / CERTIFICATES / f"{authorization}.yml",) if path.is_file()]
    found = [read_certificate(path) for path in dict.fromkeys(likely)]
    own = [each for each in found if each.disposition["authorization"] == authorization]
    return sorted(own, key=lambda each: (each.value["certificate"]["issued_at"], _number(each.id)))


def _start(authorization: str) -> str:
    # Room for a hyphen and four digits within the longest id.
    return authorization[: ID_BYTES - 5].rstrip("-")


def _number(disposition: str) -> int:
    match = re.search(r"-([0-9]+)\Z", disposition)
    return int(match[1]) if match else 1


def new_id(store: Path, root: Path, authorization: str) -> str:
    """The first id for a disposition under an authorization that no certificate and no record has."""
    number = 1
    while True:
        name = authorization if number == 1 else f"{_start(authorization)}-{number}"
        taken = (store / CERTIFICATES / f"{name}.yml", root / KINDS["dispositions"].path_of(name))
        if not any(path.exists() for path in taken):
            return name
        number += 1


def record_text(certificate: Certificate) -> bytes:
    """The disposition's record as the root has it."""
    return dump_yaml(certificate.value["disposition"]).encode()
