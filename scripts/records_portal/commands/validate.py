"""`records validate`: every record checked, all findings printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import click

from records_portal.register.findings import Finding, Place, Refusal, Severity, finding, in_order
from records_portal.wording.words import count

from .options import AS_OF, FORMAT
from .output import print_findings, tell
from .places import Places


@click.command()
@AS_OF
@FORMAT
@click.pass_obj
def validate(places: Places, as_of: date | None, form: str) -> int:
    """Check every record and print all findings."""
    day = as_of or places.today()
    findings = in_order(
        [
            *all_findings(places, day),
            *_owed(places, day),
            *_without_anchors(places),
            *_holds_elsewhere(places),
            *_keys_by_history(places),
            *_acts_by_history(places),
        ]
    )
    print_findings(findings, form)
    counts = Counter(each.severity for each in findings)
    total = sum(len(kind) for kind in places.loaded.register.records.values())
    tell(f"{count(total, 'record')} read: " + ", ".join(f"{counts[each]} {each}" for each in Severity))
    return int(counts[Severity.ERROR] > 0)


def all_findings(places: Places, as_of: date, *, placed: bool = True) -> list[Finding]:
    """The findings of the files and of every check, in the order of their places; without, in that of their files."""
    from records_portal.checks import check_register

    register = places.loaded.register if placed else places.loaded.register.without_places()
    return in_order({*places.loaded.findings, *check_register(register, places.trees, as_of)})


def _owed(places: Places, day: date) -> Iterator[Finding]:
    """What is late by the table of duties."""
    from records_portal.checks import check_duties

    yield from check_duties(places.loaded.register, places.trees, day)


def _without_anchors(places: Places) -> Iterator[Finding]:
    """K012 of a store that is there: a continuous check has none, and what it tells is the same with and without."""
    from records_portal.store.anchors import ANCHORS, had_anchors, read_anchors

    from .anchor import unsigned_agencies

    if not places.store_folder.is_dir():
        return
    place = Place(str(places.store_folder / ANCHORS))
    if anchors := read_anchors(places.store_folder):
        for agency, why in unsigned_agencies(places, anchors):
            message, _, expected = why.rpartition("; ")
            yield finding("K012", place, agency, message, severity=Severity.LATE, expected=expected)
        return
    message = "the store does not say which repositories are meant, so that nothing can be disposed of"
    expected = "what `records anchor set public ADDRESS` writes"
    if had_anchors(places.store_folder):
        message, expected = (
            "the store has lost its anchors, so that nothing can be disposed of",
            "those of the second copy",
        )
    yield finding("K012", place, "anchors", message, severity=Severity.LATE, expected=expected)


def _holds_elsewhere(places: Places) -> Iterator[Finding]:
    """K012 of a hold that lies in a private root which is not asked for it: it binds nobody there."""
    from records_portal.identity.anchored_roots import private_anchor_of
    from records_portal.store.anchors import read_anchors

    from .hold_root import asked_elsewhere

    holds = [each for each in places.loaded.register.of("holds").values() if each.private]
    anchors = read_anchors(places.store_folder) if holds and places.store_folder.is_dir() else None
    for record in holds if anchors else ():
        assert anchors
        try:
            anchor = private_anchor_of(places.root_of(record), anchors)
        except Refusal as refusal:
            message, _, expected = str(refusal).rpartition("; ")
            message = f"nobody asks for holds in this private root: {message}"
            yield finding("K012", record.place("scope"), record.id, message, severity=Severity.LATE, expected=expected)
            continue
        for each in asked_elsewhere(places.remembering, anchors, anchor, record.value):
            right = "this hold there" if each.binds_nobody else "this hold there too"
            yield finding("K012", record.place("scope"), record.id, each.words, severity=Severity.LATE, expected=right)


def _keys_by_history(places: Places) -> Iterator[Finding]:
    """W008 of the main line: who signed for a key or a role, where anybody has a key at all."""
    people = places.loaded.register.of("people")
    if not any(each.value.get("keys") for each in people.values()):
        return
    from records_portal.history.repository import Repository
    from records_portal.identity.key_changes import keys_of
    from records_portal.register.kinds import KINDS

    try:
        history = keys_of(Repository(places.root), places.loaded.register)
    except Refusal as refusal:
        tell(f"whether keys were admitted as they must be is not told: {refusal}")
        return
    for each in history.faults:
        person = each.event.of.person
        place = people[person].place("keys") if person in people else Place(KINDS["people"].path_of(person))
        message = f"{each.event.act} of {each.event.subject}, commit {each.commit[:12]}: {each.reason}"
        expected = "another key" if each.event.fault else _way_out(person, each.event.act)
        yield finding("W008", place, person, message, severity=Severity.LATE, expected=expected)


def _way_out(person: str, act: str) -> str:
    """What heals a change of keys that nobody signed who may; the key that could sign for a rotation has ended."""
    if act == "rotate":
        return f"`records key replace {person} FILE`, a new key that a head and a records officer sign for"
    return f"`records approve people/{person} --act {act}`"


def _acts_by_history(places: Places) -> Iterator[Finding]:
    """U001 of the main line: since when acts are signed is said once, and no later change of the settings moves it."""
    portal = places.loaded.register.get("portal", "portal")
    if portal is None or "acts_since" not in portal.value:
        return
    from records_portal.history.repository import Repository
    from records_portal.identity.base import base_reader

    try:
        first = base_reader(Repository(places.root)).acts_since_said
    except Refusal as refusal:
        tell(f"whether acts begin where it was said first is not told: {refusal}")
        return
    if first and first != portal.value["acts_since"]:
        message = (
            f"acts are signed since {str(first.get('commit'))[:12]}, as was said first; what stands here moves nothing"
        )
        expected = "what was said first"
        yield finding("U001", portal.place("acts_since"), portal.id, message, severity=Severity.LATE, expected=expected)
