"""Whether a disposition takes anything out of a copy: its merged record, its certificate and its signatures say so.

* The record stands in the root of its sites as that is published, the public one or a private one, and names the
  certificate that is at hand by its digest.
* Executor and witness signed its plan with keys that the register had before the record was merged; whoever did not is
  declared by the letter of the agency's head that was in force then.
* Its items are those of the certificate and of the plan that was signed.
* Where no store has the certificate any more, the merged record stands in for it: signed over its plan by both, with a
  correction in which a records officer says that the certificate is lost, and which somebody signed who neither said
  that nor carried the disposition out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from records_portal.disposal.plan import PlannedItem
from records_portal.disposal.plan_text import PlanText, listed_in_csv
from records_portal.disposal.preconditions.certificates import LOST
from records_portal.identity.approvals import DISPOSITION_APPROVER, HEAD, OFFICER
from records_portal.identity.base import BaseReader, base_reader
from records_portal.identity.plan_signatures import LandedRecord, PlanPart, PlanSignature
from records_portal.identity.trail import Letters, signed_about
from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.register.sites import holds_role
from records_portal.retention.item_lists import RESIDUE, Named, RetainedItem, residue_id
from records_portal.store.certificates import Certificate

from .certified import disposed_of

if TYPE_CHECKING:
    from records_portal.history.repository import Repository
    from records_portal.register.records import DispositionKnown, DispositionValue

# what a certificate and the record have to say alike; the record's form may have been brought up to date since
SAID_ALIKE = ("authorization", "method", "on", "by", "witness", "count", "items_digest", "known")


@dataclass(frozen=True)
class MergedDispositions:
    """The roots as they are published, their register, and the digests of the residue that their indexes list.

    The private ones by what their trees are called.
    """

    repository: Repository
    register: Register
    digests: Callable[[], Mapping[Named, str]]
    private: Mapping[str, Repository] = field(default_factory=dict)
    _lines: dict[str, BaseReader] = field(default_factory=dict, repr=False)

    @cached_property
    def _people(self) -> Letters:
        """The main line of the public root with its keys and letters, read once for all dispositions."""
        return Letters(self.repository, base_reader(self.repository))

    def _line_of(self, record: Record[DispositionValue]) -> BaseReader:
        """The main line of the root that has a record, each read once."""
        if not record.private:
            return self._people.bases
        if record.origin not in self._lines:
            self._lines[record.origin] = base_reader(self.private[record.origin])
        return self._lines[record.origin]

    def _root_of(self, record: Record[DispositionValue]) -> tuple[Repository | None, Repository | None]:
        """The root that has a record, and beside a private one the public one, whose people count."""
        if record.private:
            return self.private.get(record.origin), self.repository
        return self.repository, None

    def fault(self, name: str, certificate: Certificate | None) -> str:
        """Why a disposition takes nothing out of a copy; empty where it does."""
        record = self.register.get("dispositions", name)
        if record is None or self._root_of(record)[0] is None:
            return f"{name!r} is not merged; commit its record first"
        if not (digest := record.value["certificate"].get("digest", "")):
            return f"the record of {name!r} names no certificate by its digest"
        if certificate is None:
            return (
                f"there is no certificate of {name!r}; bring it back into the store from another copy, or where none "
                "has it, say so in a correction of its record and have that signed"
            )
        if certificate.digest != digest:
            return f"the certificate of {name!r} is not the one that its merged record names"
        try:
            return next(self._faults(record, certificate), "")
        except (Refusal, ValueError, KeyError, TypeError) as error:
            return f"the record of {name!r} cannot be held against its plan: {error}"

    def standing_in(self, name: str) -> Certificate | None:
        """What stands in for a certificate that is lost; nothing where the record cannot."""
        record = self.register.get("dispositions", name)
        if record is None or "known" not in record.value or not self._is_said_lost(record):
            return None
        known, issued_at = record.value["known"], record.value["certificate"].get("issued_at", record.value["on"])
        certificate = Certificate(
            name, {"certificate": {"id": name, "issued_at": issued_at}, "disposition": record.value}
        )
        signed = {known["executor"], known["witness"]} == {"signed"}
        return certificate if signed and not self.fault(name, certificate) else None

    def _is_said_lost(self, record: Record[DispositionValue]) -> bool:
        """Whether a records officer said that the certificate is lost, and somebody else signed that."""
        value = record.value
        said = [each for each in value.get("corrections", ()) if each["corrects"] == LOST]
        if not said or not _holds(self.register, said[-1]["by"], (OFFICER,), said[-1]["on"]):
            return False
        root, public = self._root_of(record)
        if root is None:
            return False
        signed = {each.person for each in signed_about(root, self.register, record.path, "approve", public)}
        others = signed - {said[-1]["by"], value["by"]}
        return any(
            _holds(self.register, each, (OFFICER, DISPOSITION_APPROVER, HEAD), said[-1]["on"]) for each in others
        )

    def _faults(self, record: Record[DispositionValue], certificate: Certificate) -> Iterator[str]:
        certified, value, name = certificate.disposition, record.value, record.id
        if other := [each for each in SAID_ALIKE if certified.get(each) != value.get(each)]:
            yield f"the certificate of {name!r} and its merged record differ in {other[0]!r}"
        if disposed_of(certified) != disposed_of(value):
            yield f"the certificate of {name!r} and its merged record name other items"
        if "known" not in value:
            yield f"the record of {name!r} does not say how it is known who carried it out"
            return
        known = value["known"]
        signed = _signatures(known)
        if signed and (fault := self._fault_of_plan(value, known)):
            yield f"the plan that was signed of {name!r} is not what its record says: {fault}"
        landed = LandedRecord(self._line_of(record), record.path, known, self._people)
        for each, fault in zip(signed, landed.signature_faults(signed), strict=True):
            if fault:
                yield f"the signature of {each.person!r} as {each.part} of {name!r} does not count: {fault}"
        by_part = {each.part: each.person for each in signed}
        people = {PlanPart.EXECUTOR: value["by"], PlanPart.WITNESS: value.get("witness", "")}
        if len(set(people.values())) < len(people):
            yield f"{value['by']!r} carried out {name!r} and saw it done"
        if unsigned := [part for part, person in people.items() if by_part.get(part) != person]:
            sites = sorted({site for site, _, _ in disposed_of(value)})
            agencies = {site.value["agency"] for each in sites if (site := self.register.get("sites", each))}
            if not agencies or not landed.stands_by_letter(agencies, known.get("letter", {}), value["on"]):
                yield f"the {unsigned[0]} of {name!r} did not sign its plan, and no letter that was in force says so"

    def _fault_of_plan(self, value: DispositionValue, known: DispositionKnown) -> str:
        """What the head of the signed plan says otherwise than the record; empty where both are the same."""
        plan = PlanText(known["plan"].encode(), b"", b"")
        if plan.digest != known["plan_digest"]:
            return "its digest is another"
        said = {
            "authorization": (plan.said("authorization").partition(" ")[0], value["authorization"]),
            "method": (plan.said("method"), value["method"]),
            "on": (plan.said("on"), value["on"]),
            "executor": (plan.said("executor"), value["by"]),
            "witness": (plan.said("witness"), value.get("witness", "")),
            "items": (plan.said("items"), self._listed(value)),
        }
        return next((f"{word} is {then!r}, not {now!r}" for word, (then, now) in said.items() if then != now), "")

    def _listed(self, value: DispositionValue) -> str:
        """How many items the record names, and the digest of their list as a plan has it."""
        entries = [
            PlannedItem(
                RetainedItem(each["site"], each["item"], each["version"], "", "", ""), each.get("digest", ""), 0, ""
            )
            for each in value.get("items", ())
        ]
        for part in value.get("residue", ()):
            named = (part["site"], residue_id(part["capture"], part["part"]), 1)
            item = RetainedItem(*named, RESIDUE, part.get("class", ""), "", capture=part["capture"])
            entries.append(PlannedItem(item, self.digests().get(named, ""), 0, ""))
        entries.sort(key=lambda each: each.item.named)
        return f"{len(entries)} {hashlib.sha256(listed_in_csv(entries)).hexdigest()}"


def _holds(register: Register, person: str, roles: Iterable[str], on: str) -> bool:
    record = register.get("people", person)
    return record is not None and any(holds_role(record.value, role, on) for role in roles)


def _signatures(known: DispositionKnown) -> list[PlanSignature]:
    digest = known.get("plan_digest", "")
    return [
        PlanSignature(each["person"], PlanPart(each["part"]), each["on"], digest, each["signature"].encode())
        for each in known.get("signatures", ())
    ]
