"""What the histories of the roots know of holds and last days: what was said before, what was named, what is signed.

* A hold is looked for at the commit that is checked out, at the one that its branch follows, and before both.
* The public root has no holds, and one that it had by mistake binds all the same.
* Of the public root the earlier sites, agencies and schedules are read where a hold names agencies or series; the
  earlier sites and agencies also where it is asked which private roots have to be asked.
* What two roots have under one name are two holds: neither has the other's past, nor the other's signatures.
* A release counts as signed by a statement in the private root, with the act `release`, of the person whom the step
  names, under a key that the public register admits; it speaks of the contents before and after. That the items of a
  hold are enough counts by the act `confirm` in the same way. A key that was rotated since leaves what the private root
  had before the public one knew of the rotation; one that was lost or revoked leaves nothing, for a private root can be
  dated back.
* A last day that a private root says of somebody is moved later by the act `grant` of their head or a records officer.
* A folder that is no git repository has no history: what it says is all that there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from records_portal.files.yaml_text import read_yaml
from records_portal.history.file_versions import earlier_versions
from records_portal.history.main_line import read_main_line
from records_portal.history.merged_changes import landing_days, named_content
from records_portal.history.repository import Repository
from records_portal.register.agencies import heads_for
from records_portal.register.findings import Refusal
from records_portal.register.kinds import KINDS, STATEMENTS, kind_of
from records_portal.register.model import Register
from records_portal.register.past import EarlierVersion, Past, step_name, words_on_preserving
from records_portal.register.sources import LoadedRegister
from records_portal.register.staff import FOR_EVER, staying

from .acts import Act, Exemption, Known
from .acts_of_history import read_acts
from .approvals import HEAD, OFFICER
from .base import BaseReader, base_reader
from .key_changes import read_key_history
from .key_events import GRANT
from .signers import Signers
from .trail import counting_letter, ever_had_keys

HOLDS = ("registry/holds",)
STAFF = ("registry/staff",)
SITES = ("registry/sites",)
OF_AGENCIES = (*SITES, "registry/agencies")
NAMED_BY_SCOPES = (*OF_AGENCIES, "schedules")
STEPS = ("amendments", "releases")
RELEASE, CONFIRM = "release", "confirm"
ROTATED = "rotated"


@dataclass(frozen=True, slots=True)
class RootHistory:
    """A root's folder, what it is called in messages, and the commit up to which its history is read."""

    root: Path
    label: str = ""
    revision: str = "HEAD"


class _PrivateBases(BaseReader):
    """The main line of a private root, whose people are those of the public register; its acts are all signed."""

    acts_since = -1

    def __init__(self, repository: Repository, revision: str, signers: Signers) -> None:
        super().__init__(repository, read_main_line(repository, revision))
        self._signers = signers

    def signers(self, place: int) -> Signers:
        """The people of the public root, whatever the place: a private root has none of its own."""
        _ = place
        return self._signers


def with_past(
    loaded: LoadedRegister, public: RootHistory, private: Iterable[RootHistory], *, of_agencies: bool = False
) -> LoadedRegister:
    """A register with what the histories of the roots that it was read from know of holds.

    `of_agencies` asks for what the sites and agencies were, whatever the holds name.
    """
    published = _repository(public)
    named = [(repository, each) for each in private if (repository := _repository(each))]
    versions: dict[tuple[str, str], tuple[EarlierVersion, ...]] = {}
    for repository, each in [*([(published, public)] if published else []), *named]:
        asked = HOLDS if repository is published else (*HOLDS, *STAFF)
        found = earlier_versions(repository, _tips(repository, each.revision), asked)
        for name, known in found.items():
            versions[name] = (*versions.get(name, ()), *(_labelled(each.label, one) for one in known))
    register = loaded.register
    before: dict[str, frozenset[str]] = {}
    holds = [each for each in _values(register, versions) if _names_others(each)]
    for repository, each in named if holds or of_agencies else ():  # of sites that lie in a private root
        for name, known in earlier_versions(repository, _tips(repository, each.revision), SITES).items():
            versions[name] = versions.get(name, ()) + known
    if published and (holds or of_agencies):
        folders = NAMED_BY_SCOPES if holds else OF_AGENCIES
        for name, known in earlier_versions(published, [public.revision], folders).items():
            versions[name] = versions.get(name, ()) + known
        commits = {commit for each in holds for commit in _placed_by(each)}
        before = {each: frozenset(published.commits(each)) for each in commits if published.has(each)}
    past = Past(versions, before=before, had_keys=_had_keys(register, public))
    if _has_steps(register) or any(kind == "staff" for kind, _ in versions):
        past = _with_steps(past, register, public, named)
    return replace(loaded, register=replace(register, past=past))


def _labelled(label: str, version: EarlierVersion) -> EarlierVersion:
    return replace(version, path=f"{label}/{version.path}" if label else version.path, origin=label)


def _repository(history: RootHistory) -> Repository | None:
    try:
        repository = Repository(history.root)
    except Refusal as refusal:
        if "is not in a git repository" not in str(refusal):
            raise
        return None
    return repository if repository.has_commit() else None


def _tips(repository: Repository, revision: str) -> list[str]:
    """The commit that is meant and, where that is the one checked out, what the branch's remote had when last asked."""
    tips = [repository.resolved(revision)]
    if revision == "HEAD" and repository.branch():
        try:
            tips.append(repository.resolved("@{upstream}"))
        except Refusal:
            return tips
    return tips


def _values(
    register: Register, versions: Mapping[tuple[str, str], Sequence[EarlierVersion]]
) -> Iterator[Mapping[str, Any]]:
    """Everything that holds say or said."""
    yield from (record.value for record in register.of("holds").values())
    yield from (each.value for (kind, _), known in versions.items() if kind == "holds" for each in known)


def _names_others(hold: Mapping[str, Any]) -> bool:
    """Whether a hold has a scope whose meaning changes with the public register."""
    scopes = [hold["scope"], *(each.get("scope", {}) for name in STEPS for each in hold.get(name, ()))]
    return any(key in scope for scope in scopes for key in ("agencies", "series"))


def _placed_by(hold: Mapping[str, Any]) -> Iterator[str]:
    """The commits of the public root by which it was found out what a hold's scopes meant."""
    for each in (hold, *hold.get("amendments", ())):
        if commit := each.get("covers", {}).get("commit"):
            yield commit


def _has_steps(register: Register) -> bool:
    return any(
        name in record.value
        for record in register.of("holds").values()
        for name in (*STEPS, "preserve", "items_enough")
    )


def _had_keys(register: Register, public: RootHistory) -> bool:
    """Whether somebody ever had a key; the history is read only where the register has none now."""
    if any(each.value.get("keys") for each in register.of("people").values()):
        return True
    repository = _repository(public)
    return repository is not None and ever_had_keys(repository, public.revision)


def _with_steps(
    past: Past, register: Register, public: RootHistory, histories: Iterable[tuple[Repository, RootHistory]]
) -> Past:
    """What is known of the steps of holds: those that count as signed, and who has a role that nobody signed for."""
    repository = _repository(public)
    if repository is None or not past.had_keys:
        return past  # nobody is asked for a signature
    letter = counting_letter(repository, register, public.revision)
    histories = list(histories)
    signed = set(_exempt_steps(register, letter, [*histories, (repository, replace(public, label=""))]))
    bases = base_reader(repository, public.revision)
    keys = read_key_history(repository, bases)
    for private, history in (each for each in histories if each[0].ever_had(STATEMENTS)):
        line = _PrivateBases(private, history.revision, Signers(register, spared=(ROTATED,)))
        for act in read_acts(private, line).acts:
            admitted = keys.admits(act.fingerprint) and _before_rotation(act, line, bases)
            if not (act.holds and act.known is Known.SIGNED and admitted):
                continue
            if act.statement.act in (RELEASE, CONFIRM):
                signed.update((history.label, *step) for step in _steps_of(private, act))
            if act.statement.act == GRANT:
                ungranted = (act.statement.person, act.statement.role) in keys.ungranted
                found_days = () if ungranted else _later_days(private, register, act)
                signed.update((history.label, *step) for step in found_days)
    return replace(past, signed=frozenset(signed), ungranted=keys.ungranted)


def _before_rotation(act: Act, line: BaseReader, public: BaseReader) -> bool:
    """Whether an act lay in the private root when nothing in the public one said yet that its key had ended."""
    moment = line.line.moment(act.place)
    places = [place for place, (_, at) in enumerate(public.line.commits) if at <= moment]
    known = public.signers(max(places, default=-1)).holders.get(act.fingerprint, ())
    now = public.signers(public.line.last).holders.get(act.fingerprint, ())
    return not any(each.ended for each in now) or (bool(known) and not any(each.ended for each in known))


def _exempt_steps(
    register: Register, letter: Exemption | None, histories: Iterable[tuple[Repository, RootHistory]]
) -> Iterator[tuple[str, str, str]]:
    """The steps for which the office goes without signatures, by the letter of its agency's head.

    The letter is asked about the later of two days: the step's own, and the one on which it landed in its root.
    """
    known = {history.label: (repository, history) for repository, history in histories} if letter else {}
    for record in register.of("holds").values() if letter else ():
        landed = _landed_steps(*known[record.origin], record.id) if record.origin in known else None
        for name, step in _steps_in(record.value, (RELEASE, CONFIRM)):
            on = step["on"] if landed is None else landed.get(name)
            if letter and on and letter.covers("holds", max(on, step["on"])):
                yield record.origin, record.id, name


def _landed_steps(repository: Repository, history: RootHistory, hold: str) -> dict[str, str]:
    """Each step that a hold's file has at a root's commit, with the day on which it came there to stay."""
    line = read_main_line(repository, history.revision)
    days = landing_days(line)
    found: dict[str, str] = {}
    for each in line.transitions.get(KINDS["holds"].path_of(hold), ()):
        stands = _steps_in(_value_of(repository, each.new), (RELEASE, CONFIRM))
        found = {name: found.get(name, days[each.place]) for name, _ in stands}
    return found


def _steps_of(repository: Repository, act: Act) -> Iterator[tuple[str, str]]:
    """The steps that a statement brought to holds, of those that name its person and that such an act is about."""
    for change in act.statement.changes:
        named = kind_of(change.path)
        if named and named[0].name == "holds":
            before, after = (_value_of(repository, blob) for blob in (change.old, change.new))
            known = {name for name, _ in _steps_in(before, (act.statement.act,))}
            for name, step in _steps_in(after, (act.statement.act,)):
                if name not in known and step.get("by") == act.statement.person:
                    yield named[1], name


def _later_days(repository: Repository, register: Register, act: Act) -> Iterator[tuple[str, str]]:
    """The last days of others for which a head of theirs or a records officer signed."""
    said = act.statement
    for change in said.changes:
        named = kind_of(change.path)
        person = register.get("people", named[1]) if named and named[0].name == "staff" else None
        if person is None or person.id == said.person:
            continue
        heads = heads_for(register, str(person.value["agency"]))
        if said.role == OFFICER or (said.role == HEAD and said.person in heads):
            day = _value_of(repository, change.new).get("leaves_on", FOR_EVER)
            yield staying(person.id), step_name({"leaves_on": day})


def _value_of(repository: Repository, blob: str) -> Mapping[str, Any]:
    if not named_content(blob):
        return {}
    value, _ = read_yaml(next(data for _, data in repository.blobs([blob])))
    return value if isinstance(value, dict) else {}


def _steps_in(hold: Mapping[str, Any], acts: Collection[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The steps of a hold that free something once they are signed, by their names: releases, and what is preserved."""
    if RELEASE in acts:
        yield from ((step_name(each), each) for name in STEPS for each in hold.get(name, ()))
    if CONFIRM in acts:
        yield from ((word.name, word.said) for word in words_on_preserving(hold))
