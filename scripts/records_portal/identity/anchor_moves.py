"""Who agreed that an anchor moves: two persons' signatures under one text that says from where to where.

* One form and no other: UTF-8, LF, the first line `records-anchor v1`, then person, role, act and day as in a
  statement, the commit whose register says who may, the digest of the anchors before, the move, and for a root the
  commit that the new place answered. Whatever was signed about other anchors moves nothing.
* The head of an agency and a records officer, two people. For the root of an agency the head is its own or of one above
  it; for a private root, of an agency whose holds are there.
* That an agency keeps no holds its head says alone where nothing was said of the agency before, as another act, and
  never once two persons moved it. The anchors are a plain file: it counts once its signatures are found beside it, each
  time that it is read. What was signed last decides, so that nothing is put back; of one day what leaves holds to be
  asked for is the last. Who may sign is asked now: where a head has left or a key has ended, it is signed anew. Where
  nobody ever had a key it counts.
* Keys and roles are those of the public root's main line at the commit last seen at its old address, each admitted as
  it must be: who moves an anchor cannot bring a register along.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from records_portal.history.repository import Repository
from records_portal.register.agencies import agencies_above
from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.store.anchors import (
    ANCHORS,
    SIGNATURES,
    Anchor,
    Anchors,
    CertifiedRoots,
    NoPrivateRoot,
    anchors_text,
    is_place_of,
    move_of_agency,
)

from .approvals import HEAD, OFFICER
from .base import BaseReader, base_reader
from .key_changes import read_key_history
from .key_events import RoleEntry, role_entries
from .key_history import KeyHistory
from .statements import Statement
from .trail import ever_had_keys

FIRST_LINE = "records-anchor v1"
ACT = "move-anchor"
SET = "set-anchor"
ROLES = (HEAD, OFFICER)
_FORM = re.compile(
    rf"{FIRST_LINE}\nperson (?P<person>[a-z0-9-]+)\nrole (?P<role>[a-z0-9-]+)\nact (?P<act>{ACT}|{SET})\n"
    r"on (?P<on>\d{4}-\d\d-\d\d)\nregister (?P<register>[0-9a-f]{40,64})\nanchors (?P<anchors>[0-9a-f]{64})\n"
    r"move (?P<move>[^\n]+)\n(?:tip (?P<tip>[0-9a-f]{40,64})\n)?"
)


@dataclass(frozen=True, slots=True)
class AnchorMove:
    """What moves: the commit whose register is asked, the anchors before, the move in a line, what answered there."""

    register: str
    anchors: str
    move: str
    tip: str = ""
    act: str = ACT

    def signed_by(self, person: str, role: str, on: str) -> bytes:
        """The text that a person signs."""
        lines = [FIRST_LINE, f"person {person}", f"role {role}", f"act {self.act}", f"on {on}"]
        lines += [f"register {self.register}", f"anchors {self.anchors}", f"move {self.move}"]
        return "".join(f"{line}\n" for line in (*lines, *([f"tip {self.tip}"] if self.tip else []))).encode()


@dataclass(frozen=True, slots=True)
class SignedMove:
    """A text about a move with its signature."""

    person: str
    role: str
    on: str
    move: AnchorMove
    text: bytes
    signature: bytes

    @property
    def name(self) -> str:
        """The name of its file in the store, without an ending."""
        return f"{self.on}-{self.person}-{hashlib.sha256(self.text).hexdigest()[:12]}"


def parse_move(text: bytes, signature: bytes) -> SignedMove | None:
    """What a text says; nothing where it is not in its one form."""
    found = _FORM.fullmatch(text.decode("utf-8", "replace"))
    if not found:
        return None
    move = AnchorMove(found["register"], found["anchors"], found["move"], found["tip"] or "", found["act"])
    made = SignedMove(found["person"], found["role"], found["on"], move, text, signature)
    return made if move.signed_by(made.person, made.role, made.on) == text else None


def anchors_digest(anchors: Anchors) -> str:
    """What stands for the anchors before a move, all of them and what was last seen: nothing moves twice."""
    return hashlib.sha256(anchors_text(anchors)).hexdigest()


class MoveSigners:
    """Who may agree that anchors move, by the register at the commit last seen at the public root's address."""

    def __init__(self, repository: Repository, anchors: Anchors, today: str) -> None:
        seen = anchors.public.last_seen
        if not seen:
            raise Refusal(
                "the public root was never seen at its address, so that nobody's key counts; nothing rests on these "
                "anchors yet: take anchors.yml out of the store and write them anew with `records anchor set`"
            )
        if not repository.has(seen):
            raise Refusal(
                f"the public root here does not have {seen[:12]}, the commit last seen at its address, whose register "
                "says who may sign; name the clone that has it with --root"
            )
        self.anchors, self.today = anchors, today
        self.bases: BaseReader = base_reader(repository, seen)
        self.signers = self.bases.signers(self.bases.line.last)
        self.history: KeyHistory = read_key_history(repository, self.bases)

    @property
    def register(self) -> Register:
        """The register that is asked."""
        return self.signers.register

    def reason(self, signed: SignedMove, agencies: Collection[str] | None) -> str:
        """Why a signature does not count for a move that is about agencies, or about any; empty where it does."""
        statement = Statement(signed.person, signed.role, signed.move.act, signed.on, ())
        if signed.role not in ROLES:
            return f"an anchor is moved by {' and '.join(ROLES)}, not by {signed.role!r}"
        if signed.move.act == SET and signed.role != HEAD:
            return f"where the holds of an agency are is said by its {HEAD}, not by {signed.role!r}"
        found = self.signers.check(statement, signed.text, signed.signature, landed=self.today)
        return found.reason or next(self._faults(signed, found.fingerprint, agencies), "")

    def agreed(self, signed: Iterable[SignedMove], agencies: Collection[str] | None) -> list[str]:
        """The persons whose signatures are enough: a head and an officer, two people; else those that count so far."""
        good = [each for each in signed if not self.reason(each, agencies)]
        heads, officers = ([each.person for each in good if each.role == role] for role in ROLES)
        pair = next(([one, two] for one in heads for two in officers if one != two), None)
        return pair or list(dict.fromkeys((*heads, *officers)))[:1]

    def _faults(self, signed: SignedMove, fingerprint: str, agencies: Collection[str] | None) -> Iterator[str]:
        admitted = self.history.admission(fingerprint)
        if not admitted or admitted.startswith("not admitted"):
            yield f"the key {fingerprint} is {admitted or 'not admitted'}"
        person = self.register.get("people", signed.person)
        roles = role_entries(signed.person, person.value).values() if person else ()
        held = [each for each in roles if each.role == signed.role and each.from_on <= signed.on <= each.to_on]
        refused = {
            (of.agency, each.reason)
            for each in self.history.faults
            if isinstance(of := each.event.of, RoleEntry) and (of.person, of.role) == (signed.person, signed.role)
        }
        good = [each for each in held if each.agency not in {agency for agency, _ in refused}]
        if not good:
            yield next((reason for _, reason in sorted(refused)), "the role is not held")
        whose = {above for each in agencies or () for above in agencies_above(self.register, each)}
        if signed.role == HEAD and agencies is not None and not {each.agency for each in good} & whose:
            yield f"{signed.person!r} is not the head of {' or '.join(sorted(agencies))}, nor of an agency above"


class AgenciesSaid:
    """What the heads of agencies signed about where their holds are, by the register as last seen."""

    def __init__(self, root: Path, anchors: Anchors, today: str) -> None:
        self.root, self.anchors, self.today = root, anchors, today

    @cached_property
    def _repository(self) -> Repository:
        return Repository(self.root)

    @cached_property
    def is_asked(self) -> bool:
        """Whether a signature is asked for: somebody has a key in the register as last seen, or ever had."""
        seen = self.anchors.public.last_seen
        if seen and not self._repository.has(seen):
            raise Refusal(
                f"the public root here does not have {seen[:12]}, the commit last seen at its address, whose register "
                "says who may sign; name the clone that has it with --root"
            )
        return any(ever_had_keys(self._repository, each) for each in filter(None, (seen, "HEAD")))

    @cached_property
    def _signers(self) -> MoveSigners:
        return MoveSigners(self._repository, self.anchors, self.today)

    def signer(self, agency: str, said: NoPrivateRoot) -> str:
        """Whose signature stands under it that an agency keeps no holds; nobody's where nobody ever had a key."""
        if not self.is_asked:
            return ""
        sentence = move_of_agency(agency, said)
        kept = list(self._kept(f"agency {agency} -> "))
        found: dict[AnchorMove, list[SignedMove]] = {}
        for each in kept:
            if each.move.move == sentence:
                found.setdefault(each.move, []).append(each)
        reasons: list[str] = []
        moved, certified = self._last_moved(f"agency {agency} -> "), self._certified_root(agency)
        for move, signed in found.items():
            if moved and move.act == SET:
                reasons.append(f"its head alone says nothing more once two persons signed {moved[0]!r}")
                continue
            if certified and move.act == SET:
                reasons.append(
                    f"its head alone says nothing more once a certificate named {certified.agencies[agency]!r}"
                )
                continue
            people = self._signers.agreed(signed, [agency])
            reasons += filter(None, (self._signers.reason(each, [agency]) for each in signed))
            since = max(each.on for each in signed)
            if len(people) < (1 if move.act == SET else SIGNATURES):
                continue
            if any(each.on >= since and each.move.move != sentence for each in kept):
                reasons.append(f"something else was signed about that agency since {since}")
                continue
            return " and ".join(people)
        way = (
            f"two persons move it: `records anchor move --agency {agency} none`"
            if moved or certified
            else f"`records anchor set --agency {agency} none --key FILE` signs it as its head"
        )
        raise Refusal(
            f"that agency {agency!r} keeps no holds has no signature that counts: "
            f"{next(iter(reasons), 'its head signed nothing of the kind')}; {way}"
        )

    def check_unmoved(self, agency: str, anchor: Anchor) -> None:
        """Refuse where two persons moved an agency, or its private root, and the anchors say what was there before."""
        for begins, ends in ((f"agency {agency} -> ", anchor.name), (f"anchor {anchor.name} ", _place(anchor))):
            last = self._last_moved(begins)
            if last and not any(each.endswith(f" -> {ends}") for each in last):
                raise Refusal(
                    f"by the anchors the holds of agency {agency!r} are in {anchor.name!r} at {anchor.address!r}, and "
                    f"what was signed last is {last[0]!r}; bring {ANCHORS} back from the second copy"
                )

    def check_certified(self, anchor: Anchor, agency: str = "") -> None:
        """Refuse another place for a root, or another root for an agency, than the last certificate names.

        Two persons move it. Where nobody ever had a key nobody can sign that, and what the anchors say counts.
        """
        placed = next((each for each in reversed(self.anchors.certified) if anchor.name in each.places), None)
        if placed and not is_place_of(anchor, *placed.places[anchor.name]):
            was = f"{anchor.title} was published at {placed.places[anchor.name][0]!r}"
            self._check_moved(f"anchor {anchor.name} ", _place(anchor), f"by certificate {placed.certificate!r} {was}")
        known = self._certified_root(agency)
        if known and known.agencies[agency] != anchor.name:
            was = f"the holds of agency {agency!r} were in {known.agencies[agency]!r}"
            self._check_moved(f"agency {agency} -> ", anchor.name, f"by certificate {known.certificate!r} {was}")

    def _certified_root(self, agency: str) -> CertifiedRoots | None:
        """The last certificate that says in which private root the holds of an agency are."""
        return next((each for each in reversed(self.anchors.certified) if agency in each.agencies), None)

    def _check_moved(self, begins: str, ends: str, was: str) -> None:
        if self.is_asked and not any(each.endswith(f" -> {ends}") for each in self._last_moved(begins)):
            raise Refusal(
                f"{was}, and two persons signed no move to what the anchors say now; bring {ANCHORS} back from the "
                "second copy"
            )

    def _last_moved(self, begins: str) -> list[str]:
        """What two persons signed last about an agency or a root; of one day all that they signed."""
        found: dict[AnchorMove, list[SignedMove]] = {}
        for each in self._kept(begins):
            found.setdefault(each.move, []).append(each)
        days = {
            move: max(each.on for each in signed)
            for move, signed in found.items()
            if len(self._signers.agreed(signed, None)) >= SIGNATURES
        }
        last = max(days.values(), default="")
        return [move.move for move, on in days.items() if on == last]

    def _kept(self, begins: str) -> Iterator[SignedMove]:
        """The texts about an agency or a root that lie beside the anchors."""
        for text, signature in self.anchors.kept:
            found = parse_move(text, signature)
            if found and found.move.move.startswith(begins):
                yield found


def _place(anchor: Anchor) -> str:
    return f"{anchor.address} {anchor.branch}"


def agencies_of_root(anchors: Anchors, name: str) -> Collection[str] | None:
    """The agencies whose holds are in a private root; any agency's head may speak of the public one."""
    return [agency for agency, root in anchors.agencies.items() if root == name] or None
