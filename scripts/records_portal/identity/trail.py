"""The audit trail with how each approval is known: signed by a person, or only declared by a name that somebody typed.

* A signed act approves the content that it names, in whichever commit that came. What a file said in between, on the
  way from the content of before, nobody signed.
* A letter by which the office goes without is evidence where nobody ever had a key. From the first key on the head
  signs the settings with it, as agency head and with a key and a role that were admitted as they must be. It counts
  while every later version of the settings says the same of it, and excuses nothing that stood there when it came.
* Of one person's approvals of a change the surest is told; a name in a message approves nothing that its author did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from records_portal.files.yaml_text import read_yaml
from records_portal.history.audit_trail import (
    Approver,
    AuditTrail,
    Change,
    forge_keys,
    read_audit_trail,
    registered_keys,
)
from records_portal.history.main_line import ABSENT, landing_places, read_main_line
from records_portal.history.merged_changes import landing_day, landing_days, named_content
from records_portal.history.repository import Repository
from records_portal.register.kinds import KINDS, STATEMENTS
from records_portal.register.model import Record, Register
from records_portal.register.staff import leaves_on

from .acts import Act, Exemption, Known, exemption_for
from .acts_of_history import Acts, read_acts
from .approvals import HEAD, LETTER, approves_dispositions, owning_agencies, roles_needed
from .attestations import has_attestations
from .base import BaseReader, base_reader
from .commit_keys import CommitKeys
from .key_changes import read_key_history
from .key_events import key_entries
from .key_history import KeyHistory
from .key_steps import PEOPLE, PORTAL, key_values
from .signers import Signers

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue


NOT_NEEDED = "in a role that is not needed"
ASKED = "asked for it"


class _Approval(NamedTuple):
    """An act as it speaks of one file: from which commit of the main line on, and of which content."""

    begun: int
    act: Act
    new: str


class PrivateLine(BaseReader):
    """The main line of a private root, whose acts are judged by people, roles and keys of the public one.

    An act counts by the public register of the moment at which it came and by that of now: nobody becomes an approver
    afterwards, and a key that was lost since signs nothing in a commit that is dated back.
    """

    acts_since = -1

    def __init__(self, repository: Repository, public: Repository) -> None:
        super().__init__(repository, read_main_line(repository))
        self.public = base_reader(public)

    def signers(self, place: int) -> Signers:
        """The people of the public root as they stood when the commit after a place came."""
        return self.public.signers(self.public.line.until(self.line.moment(place + 1)))

    def still_counts(self, act: Act) -> bool:
        """Whether the key and the role of an act count by the public register of now too."""
        signers = self.public.signers(self.public.line.last)
        landed = landing_day(self.line, act.place)
        return not signers.fault(act.statement, act.fingerprint, landed=landed)


def read_trail(
    repository: Repository, register: Register, cache_folder: Path | None = None, public: Repository | None = None
) -> AuditTrail:
    """The history of the root's records, with every approval that is known, and of each asker's that they asked.

    Of a private root, `public` is the one whose people, roles and keys count.
    """
    trail = _read_trail(repository, register, cache_folder, public)
    return trail.with_changes(_with_asker(each, register) for each in trail.changes)


def _with_asker(change: Change, register: Register) -> Change:
    """A change, an approval by whoever asked for it told as that."""
    record = register.get(change.kind, change.id) if change.approved_by else None
    asking = asked_by(change.kind, record.value, change.at[:10]) if record else ""
    if not any(each.person == asking for each in change.approved_by):
        return change
    told = (
        replace(each, note=f"{each.known}, {ASKED}") if each.person == asking else each for each in change.approved_by
    )
    return replace(change, approved_by=tuple(told))


def asked_by(kind: str, value: Mapping[str, object], on: str) -> str:
    """Who had asked by a day for what a record says, of a site by the last request, and so approves none of it."""
    if kind == "sites":
        facts = value.get("facts")
        requests = [each for each in facts if each["kind"] == "request" and each["on"] <= on] if facts else []  # type: ignore[attr-defined]  # a list of facts
        return str(requests[-1]["by"]) if requests else ""
    requested = value.get("requested")
    return str(requested.get("by", "")) if isinstance(requested, Mapping) else ""


def _read_trail(
    repository: Repository, register: Register, cache_folder: Path | None, public: Repository | None
) -> AuditTrail:
    acted = repository.ever_had(STATEMENTS) or (public is None and has_attestations(repository))
    by_letter = public is None and "approvals" in register.portal
    if not acted and not by_letter and not registered_keys(register) and not forge_keys(register):
        return read_audit_trail(repository, register, cache_folder)
    bases = _bases(repository, public)
    signer = None if public else CommitKeys(repository, bases.line).signer
    trail = read_audit_trail(repository, register, cache_folder, signer)
    places = landing_places(repository.commits(), [name for name, _ in bases.line.commits])
    if by_letter:
        days = landing_days(bases.line)
        landed = {name: (place, days[place]) for name, place in places.items()}
        letters = Letters(repository, bases)
        trail = trail.with_changes(_by_letter(each, letters, landed[each.commit], register) for each in trail.changes)
    if not acted:
        return trail
    by_path: dict[str, list[_Approval]] = {}
    acts = read_acts(repository, bases)
    if isinstance(bases, PrivateLine):
        keys = read_key_history(bases.public.repository, bases.public)
    else:
        keys = read_key_history(repository, bases, acts)
    for act in acts.acts:
        counting = not isinstance(bases, PrivateLine) or bases.still_counts(act)
        for each in act.statement.changes if counting and _approves(act, keys) else ():
            # each file has a stretch of its own: one may have left what the statement names earlier than another
            begun = bases.line.since(each.path, each.old if each.old.strip("0") else ABSENT, act.place)
            by_path.setdefault(each.path, []).append(_Approval(act.place if begun is None else begun, act, each.new))
    return trail.with_changes(_approved(change, by_path, places, register) for change in trail.changes)


def signed_approvers(
    repository: Repository,
    register: Register,
    kind: str,
    record_id: str,
    act: str = "approve",
    public: Repository | None = None,
) -> tuple[Approver, ...]:
    """Who approved, with a signature that counts, a record as it stands at the commit that is checked out.

    With another act, who did that: who read the evidence, for one. Of a private root's record, `public` is the root
    whose people, roles and keys count.
    """
    return signed_about(repository, register, KINDS[kind].path_of(record_id), act, public)


def signed_authorizers(
    repository: Repository,
    register: Register,
    authorization: Record[AuthorizationValue],
    public: Repository | None = None,
) -> tuple[Approver, ...]:
    """Who signed an authorization as it stands, in a role that approves dispositions by the register of before that."""
    bases = _bases(repository, public)
    sites = (register.get("sites", name) for name in authorization.value["sites"])
    agencies = sorted({site.value["agency"] for site in sites if site})
    path = KINDS["authorizations"].path_of(authorization.id)
    counting = (
        each
        for each in _signed_acts(repository, bases, register, path, "approve")
        if approves_dispositions(
            bases.register(each.place - 1), each.statement.person, each.statement.role, agencies, each.statement.on
        )
    )
    return tuple(dict.fromkeys(_approver(each, register) for each in counting))


def signed_about(
    repository: Repository, register: Register, path: str, act: str, public: Repository | None = None
) -> tuple[Approver, ...]:
    """Who did an act, with a signature that counts, about a file as it stands at the commit that is checked out."""
    found = _signed_acts(repository, _bases(repository, public), register, path, act)
    return tuple(dict.fromkeys(_approver(each, register) for each in found))


def _bases(repository: Repository, public: Repository | None) -> BaseReader:
    """Whose people count along a root's line: its own, or those of the public root."""
    return PrivateLine(repository, public) if public else base_reader(repository)


def ever_had_keys(repository: Repository, revision: str = "HEAD") -> bool:
    """Whether somebody's key ever stood in the register, at a commit of the main line."""
    values = key_values(repository, read_main_line(repository, revision))
    return any(path.startswith(PEOPLE) and key_entries(path, value) for (path, _), value in values.items())


@dataclass(frozen=True)
class Letters:
    """The letters that the settings of a main line name, and whether each counts: the one rule for all who ask."""

    repository: Repository
    bases: BaseReader

    @cached_property
    def _acts(self) -> Acts:
        return read_acts(self.repository, self.bases)

    @cached_property
    def keys(self) -> KeyHistory:
        """The life of the keys of that line."""
        return read_key_history(self.repository, self.bases, self._acts)

    @cached_property
    def _began(self) -> int:
        """The place of the first key; beyond the last one where nobody ever had any."""
        first = self.keys.genesis.commit if self.keys.genesis else ""
        names = [name for name, _ in self.bases.line.commits]
        return names.index(first) if first in names else len(names)

    @cached_property
    def _settings(self) -> Mapping[str, object]:
        """What each content that the settings ever had says of a letter."""
        names = {each.new for each in self.bases.line.transitions.get(PORTAL, ()) if each.new}
        found: dict[str, object] = {}
        for name, data in self.repository.blobs(sorted(names)):
            value, _ = read_yaml(data)
            found[name] = value.get(LETTER) if isinstance(value, dict) else None
        return found

    def counting(
        self, register: Register, agency: str = "", *, place: int | None = None, before: str = ""
    ) -> Exemption | None:
        """The letter that a register names for an agency, where it counts; `before` is a file that it came before.

        The register is that of a place of the main line, the last one where none is named.
        """
        letter = exemption_for(register, agency)
        last = self.bases.line.last if place is None else place
        if letter is None or self._began > last:
            return letter
        if self.keys.unsigned(letter.said_by):
            return None
        said = register.portal.get(LETTER)
        later = [
            (each.place, self._settings.get(each.new))
            for each in self.bases.line.transitions.get(PORTAL, ())
            if each.place <= last
        ]
        standing = (
            at
            for at in self._signed(letter.said_by, said)
            if at <= last and all(value == said for place, value in later if place >= at)
        )
        moved = max((each.place for each in self.bases.line.transitions.get(before, ())), default=last + 1)
        return letter if any(at < moved for at in standing) else None

    def covering(
        self,
        register: Register,
        agencies: Iterable[str],
        kind: str,
        on: str,
        *,
        place: int | None = None,
        before: str = "",
    ) -> Exemption | None:
        """The letter by which a kind of record goes without on a day; it has to count for every one of the agencies."""
        found = [self.counting(register, each, place=place, before=before) for each in agencies]
        covering = [each for each in found if each and each.covers(kind, on)]
        return covering[0] if covering and len(covering) == len(found) else None

    def _signed(self, head: str, said: object) -> Iterator[int]:
        """Where the head signed settings that say this of a letter."""
        for act in self._acts.acts:
            about = (each for each in act.statement.changes if each.path == PORTAL)
            if _is_heads(act, head, self.keys) and any(self._settings.get(each.new) == said for each in about):
                yield act.place


def counting_letter(repository: Repository, register: Register, revision: str = "HEAD") -> Exemption | None:
    """The letter that the settings name for what belongs to no agency, where it counts."""
    if exemption_for(register) is None:
        return None
    return Letters(repository, base_reader(repository, revision)).counting(register)


def covering_letter(
    repository: Repository, register: Register, agencies: Collection[str], kind: str, on: str, *, before: str = ""
) -> Exemption | None:
    """The letter that the settings name by which a kind of record goes without on a day, for every one of the agencies.

    `before` is a file that it came before.
    """
    if not any(exemption_for(register, each) for each in agencies):
        return None
    return Letters(repository, base_reader(repository)).covering(register, agencies, kind, on, before=before)


def _is_heads(act: Act, person: str, keys: KeyHistory) -> bool:
    """Whether an act is the approval of a person as agency head, by a key that was admitted as it must be."""
    said = act.statement
    own = (said.person, said.role, said.act) == (person, HEAD, "approve")
    return own and act.holds and act.known is Known.SIGNED and keys.bears_out(act)


def _signed_acts(repository: Repository, bases: BaseReader, register: Register, path: str, act: str) -> Iterator[Act]:
    """The acts about a file as it stands, of whoever had not left when it came: a private root may know that alone."""
    content = bases.line.content(path, bases.line.last)
    acts = read_acts(repository, bases)
    found: Iterator[Act]
    if isinstance(bases, PrivateLine):
        keys = read_key_history(bases.public.repository, bases.public)
        found = filter(bases.still_counts, acts.about(path, content, bases.line, keys))
    else:
        keys = read_key_history(repository, bases, acts)
        found = acts.about(path, content, bases.line, keys)
    attested = act != "approve" and not isinstance(bases, PrivateLine)  # a private root has no attesters of its own
    known = (Known.SIGNED, Known.ATTESTED) if attested else (Known.SIGNED,)
    days = landing_days(bases.line)
    return (
        each
        for each in found
        if each.known in known
        and each.statement.act == act
        and leaves_on(register, each.statement.person) >= max(each.statement.on, days[each.place])
    )


def _approves(act: Act, keys: KeyHistory) -> bool:
    """Whether an act is an approval that holds, by a first key or by one that was admitted as it must be."""
    return act.holds and act.statement.act == "approve" and keys.bears_out(act)


def _approved(
    change: Change, by_path: Mapping[str, Iterable[_Approval]], places: Mapping[str, int], register: Register
) -> Change:
    place = places[change.commit]
    path = KINDS[change.kind].path_of(change.id)
    covering = [
        each.act
        for each in by_path.get(path, ())
        if each.begun <= place <= each.act.place and change.content == named_content(each.new)
    ]
    signed = tuple(dict.fromkeys(_in_role(act, path, register) for act in covering))
    if not signed:
        return change
    people = {each.person for each in signed}
    declared = tuple(each for each in change.approved_by if each.person not in people)
    return replace(change, approved_by=(*signed, *declared))


def _by_letter(change: Change, letters: Letters, landed: tuple[int, str], register: Register) -> Change:
    """A change of a kind that goes without signed approvals, each of its names with whose letter says so."""
    if not change.approved_by:
        return change
    place, on = landed
    base, record = letters.bases.register(place - 1), register.get(change.kind, change.id)
    values = [record.value] if record else []
    agencies = list(owning_agencies(base, register, change.kind, change.id, values)) or [""]
    letter = letters.covering(base, agencies, change.kind, on, place=place - 1)
    if letter is None:
        return change
    return replace(change, approved_by=tuple(replace(each, note=letter.words) for each in change.approved_by))


def _in_role(act: Act, path: str, register: Register) -> Approver:
    """Whoever approved a file; where no change of such a file needs the role, that is said."""
    found = _approver(act, register)
    needed = act.statement.role in roles_needed([path])
    return found if needed else replace(found, note=f"{act.known}, {NOT_NEEDED}")


def _approver(act: Act, register: Register) -> Approver:
    person = register.get("people", act.statement.person)
    name, title = (str(person.value[key]) for key in ("name", "title")) if person else (act.statement.person, "")
    return Approver(act.statement.person, name, title, str(act.known))
