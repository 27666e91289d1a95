"""Whose hands each change of a record went through: asked for, proposed, approved, merged, and what it says was done.

* Who asked is what the record says: the last request of a site, who requested an authority. What nobody requested was
  asked for by whoever proposed it.
* An approval shows that hands are separate where it counts for such a record and is neither the asker's nor the
  proposer's, and where somebody of the register asked or proposed at all: else nobody knows that they were two.
* Who did what a record tells is known by the change that entered it: signed where that person signed the commit or the
  change, by-message where the message is kept and somebody else signed its entry, else only declared.
* Nothing is judged here that a gate decides: this says what is known of what came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from records_portal.history.audit_trail import VERIFIED, Actor, Change
from records_portal.register.changes import SchemaWords, words_of
from records_portal.register.kinds import KINDS
from records_portal.register.model import Register

from ..acts import COUNTS, OF_KIND, ActKind, Known
from ..telling import fact_words
from ..trail import ASKED, NOT_NEEDED

BY_LETTER = "declared, by letter of "
_ACTING = frozenset(("witness", "author", "approver"))
_APPROVALS = "approvals"
_NAMING = ("kind", "decision", "state", "from_agency", "to_agency")  # what a fact's sentence needs to name it


class Hands(StrEnum):
    """What is known of the hands of a change: the words that lists, pages and files use."""

    SEPARATE = "separate hands"
    BY_LETTER = "names alone, by letter"
    NAMES = "names alone"
    SAME = "approved by who asked for it"
    UNTOLD = "nobody knows who proposed it"
    NONE = "no approval known"


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody's part in a change: what they did, in which role and on which day where it is said, how it is known.

    Somebody whom the register does not know has an empty `person`.
    """

    part: str
    person: str
    name: str
    title: str
    known: str
    role: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """What a record says that somebody did: the words for it, who, in which role, on which day, by which evidence.

    `asks` says that it is the request for what the record is about.
    """

    part: str
    person: str
    role: str
    on: str
    by_message: bool
    asks: bool = False


@dataclass(frozen=True, slots=True)
class ChangeHands:
    """A change with everybody who had a part in it; `together` are those with more than one of the first four."""

    change: Change
    asked: Hand | None
    proposed: Hand
    approved: tuple[Hand, ...]
    merged: Hand
    done: tuple[Hand, ...]
    hands: Hands
    together: tuple[str, ...]


ActsOf = Callable[[Change], Iterable[RecordedAct]]


def record_hands(register: Register, changes: Sequence[Change], acts_of: ActsOf, asker: str = "") -> list[ChangeHands]:
    """The hands of a record's changes, which are given and handed back newest first.

    `acts_of` says what a change enters that somebody did; `asker` had asked before the first of them.
    """
    found: list[ChangeHands] = []
    asking = _asked(_somebody(register, asker)) if asker else None
    for change in reversed(changes):
        entered = [(each, _did(register, change, each)) for each in acts_of(change)]
        requests = [hand for act, hand in entered if act.asks]
        asking = _asked(requests[-1]) if requests else asking
        found.append(_hands(change, asking, tuple(hand for _, hand in entered)))
    return found[::-1]


def _asked(hand: Hand) -> Hand:
    return replace(hand, part="asked")


def _hands(change: Change, asked: Hand | None, done: tuple[Hand, ...]) -> ChangeHands:
    proposed = _actor("proposed", change.by, _by_commit(change.signed))
    merged = _actor("merged", change.merge.by, _by_commit(change.merge.signed))
    approved = tuple(Hand("approved", one.person, one.name, one.role, one.told) for one in change.approved_by)
    own = {each.person for each in (asked, proposed) if each} - {""}
    hands = _judged(change.kind, approved, done, own)
    return ChangeHands(
        change, asked, proposed, approved, merged, done, hands, tuple(_together(asked, proposed, approved, merged))
    )


def _judged(kind: str, approved: Iterable[Hand], done: Iterable[Hand], own: set[str]) -> Hands:
    """What the approvals of a change show, by how each is known and whose it is."""
    counting = COUNTS[OF_KIND.get(kind, ActKind.DISPOSE)]
    decided = [each for each in done if each.part == "approved" and each.known == Known.BY_MESSAGE]
    given = [each for each in approved if not each.known.endswith((ASKED, NOT_NEEDED))]
    others = [each for each in (*given, *decided) if each.person and each.person not in own]
    if any(each.known in counting for each in others):
        return Hands.SEPARATE if own else Hands.UNTOLD
    if any(each.known.startswith(BY_LETTER) for each in others):
        return Hands.BY_LETTER
    if others:
        return Hands.NAMES
    return Hands.SAME if any(each.person in own for each in approved) else Hands.NONE


def _together(asked: Hand | None, proposed: Hand, approved: Iterable[Hand], merged: Hand) -> Iterator[str]:
    """Each person with more than one part, in words."""
    parts: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for each in (*([asked] if asked else []), proposed, *approved, merged):
        if each.person:
            names[each.person] = each.name
            parts.setdefault(each.person, []).append(each.part)
    for person, had in parts.items():
        several = list(dict.fromkeys(had))
        if len(several) > 1:
            yield f"{names[person]} {', '.join(several[:-1])} and {several[-1]}"


def _by_commit(signed: str) -> str:
    """How somebody is known by a commit."""
    return {VERIFIED: Known.SIGNED, "forge": Known.FORGE}.get(signed, Known.DECLARED)


def _actor(part: str, actor: Actor, known: str) -> Hand:
    return Hand(part, actor.person, actor.name, actor.role, known)


def _did(register: Register, change: Change, act: RecordedAct) -> Hand:
    known: str = _by_commit(change.signed) if change.by.person == act.person else Known.DECLARED
    if any(each.person == act.person and each.known == Known.SIGNED for each in change.approved_by):
        known = Known.SIGNED
    if known == Known.DECLARED and act.by_message and _entered_by_another(change, act.person):
        known = Known.BY_MESSAGE
    return replace(_somebody(register, act.person), part=act.part, known=known, role=act.role, on=act.on)


def _somebody(register: Register, person: str) -> Hand:
    """A person as the register calls them; that they acted is declared until something bears it out."""
    record = register.get("people", person)
    name, title = (str(record.value["name"]), str(record.value["title"])) if record else (person, "")
    return Hand("", person, name, title, Known.DECLARED)


def _entered_by_another(change: Change, person: str) -> bool:
    """Whether somebody of the register, and not that person, signed for what was entered."""
    committed = change.signed == VERIFIED and change.by.person not in ("", person)
    return committed or any(each.person != person and each.known == Known.SIGNED for each in change.approved_by)


def recorded_acts(register: Register, kind: str, value: object) -> Iterator[RecordedAct]:
    """Everything that a record says somebody did: each part of it that names who, in the words of its schema."""
    if not isinstance(value, Mapping):
        return
    if kind == "sites":
        facts = value.get("facts")
        yield from fact_acts(register, facts if isinstance(facts, list) else ())
        value = {key: each for key, each in value.items() if key != "facts"}
    yield from _acts_in(words_of(kind), value, KINDS[kind].title)


def fact_acts(register: Register, facts: Iterable[object]) -> Iterator[RecordedAct]:
    """What facts of a site say that somebody did, each with the agreement that is given in it."""
    for fact in facts:
        if not isinstance(fact, Mapping):
            continue
        if "by" in fact:
            named = fact_words(register, {key: fact[key] for key in _NAMING if key in fact})
            yield replace(_act(named, fact, "by"), asks=fact.get("kind") == "request")
        yield from _approvals_in(fact)


def _approvals_in(value: Mapping[str, object]) -> Iterator[RecordedAct]:
    """The agreements that a part of a record names; the message that is its evidence is that of whose part it is."""
    listed = value.get(_APPROVALS)
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, Mapping) and isinstance(each.get("by"), str):
            sent = _is_by_message(each) or (_is_by_message(value) and each["by"] == value.get("by"))
            on = each.get("on", value.get("on", ""))
            yield RecordedAct("approved", str(each["by"]), str(each.get("role", "")), str(on), sent)


def _acts_in(words: SchemaWords, value: object, called: str) -> Iterator[RecordedAct]:
    if isinstance(value, list):
        for each in value:
            yield from _acts_in(words.at(0), each, words.at(0).entry_title(each))
    elif isinstance(value, Mapping):
        parts = words.parts(value)
        yield from _approvals_in(value)
        for key, inner in value.items():
            if isinstance(inner, str) and _names_who_acted(key):
                yield _act(called if key == "by" else f"{called}: {parts[key].title}", value, key)
            elif key not in (_APPROVALS, "evidence"):
                asks = key == "requested"
                found = _acts_in(parts[key].words, inner, parts[key].title)
                yield from (replace(each, asks=asks and each.part == parts[key].title) for each in found)


def _names_who_acted(key: str) -> bool:
    return key == "by" or key.endswith("_by") or key in _ACTING


def _act(part: str, value: Mapping[str, object], key: str) -> RecordedAct:
    role = str(value.get("role", "")) if key == "by" else ""
    named = "approved" if key == "approver" else part
    return RecordedAct(named, str(value[key]), role, str(value.get("on", "")), key == "by" and _is_by_message(value))


def _is_by_message(value: Mapping[str, object]) -> bool:
    evidence = value.get("evidence")
    return isinstance(evidence, Mapping) and evidence.get("known_by") == Known.BY_MESSAGE
