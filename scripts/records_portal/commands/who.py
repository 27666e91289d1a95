"""`records who`: whose hands each change of a record went through."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

from .options import FORMAT
from .places import Places
from .show import named

if TYPE_CHECKING:
    from pathlib import Path

    from records_portal.history.audit_trail import AuditTrail
    from records_portal.identity.hands.of_changes import ChangeHands, Hand
    from records_portal.identity.hands.of_records import KindHands
    from records_portal.register.model import Register

KINDS_COLUMNS = ("kind", "records", "changes")


@click.command()
@click.argument("name", metavar="KIND/ID", default="")
@FORMAT
@click.pass_obj
def who(places: Places, name: str, form: str) -> int:
    """Say of each change of a record who asked, approved, merged and did it, and how that is known.

    KIND/ID names it, such as schedules/local; a site is named by its id alone. Without a name every kind of record is
    counted: how many of its changes went through separate hands.
    """
    from records_portal.identity.hands.of_records import hands_of_kinds, hands_of_record

    places.refuse_unreadable()
    register = places.loaded.register
    if not name:
        kinds = hands_of_kinds(register, _trail(places, places.root))
        click.echo(json.dumps([_counted(each) for each in kinds], indent=2) if form == "json" else _table(kinds))
        return 0
    kind, record_id = named(name)
    root, trail = _history(places, kind, record_id)
    found = hands_of_record(root, register, trail, (kind, record_id))
    if form == "json":
        click.echo(json.dumps([_mapping(each) for each in found], indent=2, ensure_ascii=False))
    else:
        lines = _rendered(register, (kind, record_id), found)
        click.echo("".join(f"{one_line(line)}\n" for line in lines), nl=False)
    return 0


def _history(places: Places, kind: str, record_id: str) -> tuple[Path, AuditTrail]:
    """The root that has the record and its history: where the record is gone, whichever history knows it."""
    record = places.loaded.register.get(kind, record_id)
    roots = [places.root_of(record)] if record else places.folders
    for root in roots:
        trail = _trail(places, root)
        if trail.of(kind, record_id):
            return root, trail
    if record:
        raise Refusal(f"{record.path} is not in the history yet; commit it first")
    places.refuse_unreadable_record(kind, record_id)
    raise Refusal(f"{kind} {record_id!r} is neither in the register nor in its history; name it as its file is named")


def _trail(places: Places, root: Path) -> AuditTrail:
    from records_portal.history.repository import Repository
    from records_portal.identity.trail import read_trail

    public = None if root == places.root else Repository(places.root)
    return read_trail(Repository(root), places.loaded.register, places.cache, public)


def _rendered(register: Register, name: tuple[str, str], found: Sequence[ChangeHands]) -> Iterator[str]:
    from records_portal.identity.hands.of_changes import Hands
    from records_portal.identity.telling import headline
    from records_portal.register.kinds import KINDS
    from records_portal.wording.words import count

    yield f"{KINDS[name[0]].title} {name[1]}: whose hands each change went through, newest first"
    for each in found:
        yield f"{each.change.at} {headline(register, each.change)} (commit {each.change.commit[:12]})"
        if each.asked:
            yield f"  asked:    {hand_words(register, each.asked)}"
        yield f"  proposed: {hand_words(register, each.proposed)}"
        for one in each.approved:
            yield f"  approved: {hand_words(register, one)}"
        yield f"  merged:   {hand_words(register, each.merged)}, with {each.change.merge.commit[:12]}"
        for one in each.done:
            yield f"  recorded: {one.part}: {hand_words(register, one)}"
        together = f"; {'; '.join(each.together)}" if each.together else ""
        yield f"  hands:    {each.hands}{together}"
    counted = {each: sum(one.hands is each for one in found) for each in Hands}
    shown = ", ".join(f"{number} {each}" for each, number in counted.items() if number)
    yield f"{count(len(found), 'change')}: {shown}"


def hand_words(register: Register, hand: Hand) -> str:
    """Somebody by name and title, in which role and when where it is said, and how it is known."""
    from records_portal.identity.telling import role_words

    called = f"{hand.name}, {hand.title}" if hand.title else hand.name
    role = f" as {role_words(register, hand.role)}" if hand.role else ""
    on = f" on {hand.on}" if hand.on else ""
    return f"{called}{role}{on} ({hand.known})"


def _mapping(each: ChangeHands) -> dict[str, object]:
    change = each.change
    return {
        "commit": change.commit,
        "at": change.at,
        "what": change.what,
        "asked": asdict(each.asked) if each.asked else None,
        "proposed": asdict(each.proposed),
        "approved": [asdict(one) for one in each.approved],
        "merged": asdict(each.merged) | {"commit": change.merge.commit},
        "recorded": [asdict(one) for one in each.done],
        "hands": each.hands,
        "together": list(each.together),
    }


def _counted(each: KindHands) -> dict[str, object]:
    return {"kind": each.kind, "records": each.records, "changes": each.changes, "hands": dict(each.shown)}


def _table(kinds: Sequence[KindHands]) -> str:
    from records_portal.identity.hands.of_changes import Hands

    rows = [(*KINDS_COLUMNS, *Hands)]
    rows += [(one.kind, str(one.records), str(one.changes), *(str(one.shown[each]) for each in Hands)) for one in kinds]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
