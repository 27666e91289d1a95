"""Files that the register knows by a digest that its records have in public: handed in, certified, named as evidence.

* Only plain digests that stand in a record already are told. Those of items and of residue are keyed, because a digest
  of something small can be guessed back: no file is recognised by them here.
* What was handed in is held until the first item in it was disposed of; then it is told under which authorization.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..kinds import KINDS
from ..model import Record, Register

if TYPE_CHECKING:
    from ..records import CaptureValue, DispositionValue

HELD, DESTROYED, TRANSFERRED, NAMED = "held", "destroyed", "transferred", "named"
COLUMNS = ("sha256", "state", "kind", "record", "on", "what")


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file by its SHA-256 in hex: what it is in words, by which record, its state and the day of that.

    The state is one of `held`, `destroyed`, `transferred`, and `named` for what a record names and does not keep.
    """

    sha256: str
    state: str
    kind: str
    record: str
    on: str
    what: str

    @property
    def row(self) -> tuple[str, ...]:
        """The same as a row of a table."""
        return self.sha256, self.state, self.kind, self.record, self.on, self.what


def known_files(register: Register) -> list[KnownFile]:
    """Every file that a record has the plain digest of, by its digest; one may be known by several records."""
    found = [*_captures(register), *_dispositions(register), *_policies(register), *_evidence(register)]
    return sorted(set(found), key=lambda each: each.row)


def _captures(register: Register) -> Iterator[KnownFile]:
    gone = {
        each["sha256"]: disposition
        for disposition in register.of("dispositions").values()
        for each in disposition.value.get("received", ())
    }
    for capture in register.of("captures").values():
        yield from _received(capture, gone)
        for manifest in capture.value.get("bag", {}).get("manifests", ()):
            what = f"The list of the files of capture {capture.id}"
            yield KnownFile(manifest["sha256"], NAMED, "captures", capture.id, "", what)


def _received(capture: Record[CaptureValue], gone: Mapping[str, Record[DispositionValue]]) -> Iterator[KnownFile]:
    """The export as it was handed in, or what became of it."""
    for part in capture.value["received"]:
        what, on = f"Export handed in as capture {capture.id}", capture.value["ingested"]["at"][:10]
        if disposition := gone.get(part["sha256"]):
            state, on = _fate(disposition), disposition.value["on"]
            what += f", {state} under authorization {disposition.value['authorization']}, {_certificate(disposition)}"
            yield KnownFile(part["sha256"], state, "dispositions", disposition.id, on, what)
        elif "disposition" in part:
            what += f", gone with disposition {part['disposition']}"
            yield KnownFile(part["sha256"], DESTROYED, "captures", capture.id, "", what)
        else:
            yield KnownFile(part["sha256"], HELD, "captures", capture.id, on, what)


def _fate(disposition: Record[DispositionValue]) -> str:
    return TRANSFERRED if disposition.value["method"].startswith("transfer") else DESTROYED


def _certificate(disposition: Record[DispositionValue]) -> str:
    return f"certificate {disposition.value['certificate']['reference']}"


def _dispositions(register: Register) -> Iterator[KnownFile]:
    for each in register.of("dispositions").values():
        value, on = each.value, each.value["on"]
        under = f"disposition {each.id} under authorization {value['authorization']}"
        if digest := value["certificate"].get("digest"):
            yield KnownFile(digest, HELD, "dispositions", each.id, on, f"The certificate of {under}")
        if listed := value.get("item_list"):
            yield KnownFile(listed["sha256"], HELD, "dispositions", each.id, on, f"The list of the items of {under}")
        receipt = value.get("transfer", {}).get("receipt", {})
        if digest := receipt.get("manifest_sha256"):
            what = f"The list of the files of the package handed over with {under}"
            yield KnownFile(digest, TRANSFERRED, "dispositions", each.id, on, what)


def _policies(register: Register) -> Iterator[KnownFile]:
    for policy in register.of("policies").values():
        for version in policy.value.get("versions", ()):
            if digest := version.get("sha256"):
                what = f"Version {version['version']} of the policy of agency {policy.id}"
                yield KnownFile(digest, NAMED, "policies", policy.id, "", what)


def _evidence(register: Register) -> Iterator[KnownFile]:
    """Messages and papers of which a record keeps the digest as its evidence."""
    for record in register:
        for digest, on in _digests_of_evidence(record.value):
            what = f"Evidence for the record {KINDS[record.kind].title.lower()} {record.id}"
            yield KnownFile(digest, NAMED, record.kind, record.id, on, what)


def _digests_of_evidence(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        evidence = value.get("evidence")
        if isinstance(evidence, Mapping) and "digest" in evidence:
            yield str(evidence["digest"]), str(evidence.get("dated_on", ""))
        for inner in value.values():
            yield from _digests_of_evidence(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _digests_of_evidence(inner)
