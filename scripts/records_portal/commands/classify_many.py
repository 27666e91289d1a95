"""Many items of a site classed at once: by today's rules, or as a spreadsheet of the unclassified was filled in.

* First comes what would move earlier or later; it counts once somebody decides it, with one reason for all.
* Every decision is checked before the first is written; the same again writes nothing, so a broken run is run again.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line
from records_portal.wording.words import count

from .output import tell
from .output_files import write_file
from .places import Places, every_item, named_site

if TYPE_CHECKING:
    import pandas as pd

    from records_portal.captures.contents import CapturedItem
    from records_portal.captures.proposed_classes import ProposedClass
    from records_portal.imports.account_sheets import SheetRow
    from records_portal.register.model import Register
    from records_portal.retention.impact import Impact

COLUMNS = ("item", "on", "kind", "alike", "author", "text", "tick", "class")
MOST_TEXT = 400
MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Deciding:
    """Of which site classes are decided, by whom and why (empty until somebody does), the day, and how it is told."""

    site: str
    by: str
    reason: str
    day: date
    form: str


def classify_by_rule(places: Places, deciding: Deciding) -> int:
    """What today's rules would class of what is there, and the same decided."""
    from records_portal.captures.proposed_classes import by_rules

    from .ingest import classification_rules

    places.refuse_unreadable()
    named_site(places, deciding.site)
    rules = classification_rules(places.loaded.register, deciding.site)
    if not rules:
        raise Refusal(f"schedules/classifications/ has no rules of {deciding.site!r}; write some, or use --queue")
    every = every_item(places)
    listed = _items_of(every, deciding.site)
    contents = _contents(places, deciding.site, listed)
    proposed = by_rules(listed, contents, rules, _decided(places, deciding.site))
    left = int((listed["class"] == "").sum()) - sum(not each.before for each in proposed)
    if deciding.form == "text":
        for (rule, content_class), number in sorted(Counter((p.rule, p.content_class) for p in proposed).items()):
            click.echo(f"{deciding.site}: {rule} classes {count(number, 'item')} {content_class}")
        tell(f"{count(left, 'item')} of {deciding.site} without a class would be left for people: --queue lists them")
    return _decide(places, deciding, every, proposed, left)


def write_queue(places: Places, deciding: Deciding, path: Path) -> int:
    """The unclassified items of a site in the order of their likeness, in a file to be filled in."""
    from records_portal.captures.likeness import ordered_by_likeness
    from records_portal.values.csv_text import csv_text

    places.refuse_unreadable()
    named_site(places, deciding.site)
    _refuse_in_repository(path, places)
    listed = _items_of(every_item(places), deciding.site)
    listed = listed[listed["class"] == ""]
    days = dict(
        zip(zip(listed["capture"], listed["id"], listed["version"], strict=True), listed["latest_on"], strict=True)
    )
    wanted = list(_contents(places, deciding.site, listed))
    order = ordered_by_likeness(
        [f"{each.text_of('text')} {' '.join(map('#{}'.format, each.hashtags))}" for each in wanted]
    )
    rows = [_queued(wanted[place], days[_key(wanted[place])], alike) for place, alike in order]
    if not rows:
        tell(f"every item of {deciding.site} in the store has a class")
        return 0
    write_file(path, b"\xef\xbb\xbf" + csv_text(COLUMNS, rows).encode("utf-8", "replace"), places)
    tell(
        f"{count(len(rows), 'item')} without a class: fill in `class`, or tick rows of one class, and hand it in with "
        f"`records classify {deciding.site} --from FILE`"
    )
    return 0


def classify_from_sheet(places: Places, deciding: Deciding, path: Path, content_class: str) -> int:
    """The classes of a filled-in queue, or one class for its ticked rows."""
    places.refuse_unreadable()
    named_site(places, deciding.site)
    every = every_item(places)
    listed = _items_of(every, deciding.site)
    now = dict(zip(zip(listed["capture"], listed["id"], strict=True), listed["class"], strict=True))
    proposed = _filled_in(path, now, content_class)
    if not proposed:
        right = "tick the rows that are meant" if content_class else "fill in `class`, or tick rows and name --class"
        raise Refusal(f"{path.name!r} decides nothing; {right}")
    return _decide(places, deciding, every, proposed, sum(not each for each in now.values()))


def _items_of(every: pd.DataFrame, site: str) -> pd.DataFrame:
    from records_portal.retention.item_lists import RESIDUE

    return every[(every["site"] == site) & (every["kind"] != RESIDUE)]


def _key(item: CapturedItem) -> tuple[str, str, str]:
    return item.capture, item.id, str(item.version)


def _contents(places: Places, site: str, listed: pd.DataFrame) -> Iterator[CapturedItem]:
    """What the items of the captures that list any of them say, as far as the store still has them."""
    from records_portal.captures.contents import captured_items

    wanted = set(zip(listed["capture"], listed["id"], listed["version"], strict=True))
    for capture in sorted(set(listed["capture"])):
        yield from (each for each in captured_items(places.store, site, capture) if _key(each) in wanted)


def _decided(places: Places, site: str) -> frozenset[tuple[str, str]]:
    """The items of which a person decided the class."""
    from records_portal.captures.index import Decisions

    records = (each for each in places.loaded.register.of("captures").values() if each.id.split("/")[0] == site)
    return frozenset(
        (record.id.split("/")[1], item)
        for record in records
        for item in Decisions(places.tree_of(record), f"captures/{record.id}").given
    )


def _queued(item: CapturedItem, day: str, alike: str) -> tuple[str, ...]:
    text = " ".join(item.text_of("text").split())
    shown = text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}\u2026"
    # With the capture before it an id is a text to every spreadsheet, which would round a number of so many digits.
    return f"{item.capture} {item.id}", day, item.text_of("kind"), alike, item.text_of("author"), shown, "", ""


def _filled_in(path: Path, now: dict[tuple[str, str], str], content_class: str) -> list[ProposedClass]:
    """The decisions of a filled-in queue; the first row that cannot be meant is refused, with its number."""
    from records_portal.captures.proposed_classes import ProposedClass
    from records_portal.checks.items import CLASSES
    from records_portal.imports.account_sheets import read_sheet

    heading, *rows = read_sheet(path, MOST_ROWS)
    places = {cell.text.casefold(): number for number, cell in enumerate(heading.cells)}
    if lacking := [name for name in ("item", "tick" if content_class else "class") if name not in places]:
        raise Refusal(f"{path.name!r}: the first row has no column {lacking[0]!r}; begin with a file of --queue")
    found: dict[tuple[str, str], ProposedClass] = {}
    for row in rows:
        said = {name: row.cells[at].text if at < len(row.cells) else "" for name, at in places.items()}
        given = _class_of(said, content_class)
        if not given:
            continue
        where = f"{path.name!r}, row {row.number}"
        _check_row(where, row, places)
        if given not in CLASSES:
            raise Refusal(f"{where}: class {given!r} is not known; one of {', '.join(CLASSES)}")
        capture, _, item = said["item"].partition(" ")
        if (capture, item) not in now:
            raise Refusal(
                f"{where}: no capture of the site lists {said['item']!r}; leave the column as --queue wrote it"
            )
        proposed = ProposedClass(capture, item, now[capture, item], given)
        if found.setdefault((capture, item), proposed) != proposed:
            raise Refusal(f"{where}: {said['item']!r} has another class in an earlier row; leave one of them")
    return list(found.values())


def _class_of(said: dict[str, str], content_class: str) -> str:
    """The class that a row decides; none where it says nothing, or is not ticked where ticked rows are meant."""
    if not content_class:
        return said["class"].casefold()
    return content_class if said["tick"] else ""


def _check_row(where: str, row: SheetRow, places: dict[str, int]) -> None:
    if row.hidden:
        raise Refusal(f"{where}: the row is hidden; show it, or empty it")
    for name in ("item", "class", "tick"):
        at = places.get(name, len(row.cells))
        if at < len(row.cells) and row.cells[at].wrong:
            raise Refusal(f"{where}, column {name!r}: {row.cells[at].wrong}")


def _decide(
    places: Places, deciding: Deciding, every: pd.DataFrame, proposed: Sequence[ProposedClass], left: int
) -> int:
    """Show what the proposals move, and write them where somebody decides."""
    from records_portal.captures.proposed_classes import as_if_decided
    from records_portal.retention.impact import compare_registers

    register = places.loaded.register
    after = as_if_decided(every, deciding.site, proposed)
    impact = compare_registers(register, register, every, after, deciding.day)
    written = _written(places, deciding, proposed) if deciding.by else []
    _print(deciding, proposed, impact, left, written)
    if not places.private:
        tell("without --private no hold is seen")
    if not deciding.by:
        tell("nothing is written: --by PERSON and --reason TEXT decide it")
    elif not written:
        tell("nothing was written: the same was decided already")
    return 0


def _print(
    deciding: Deciding, proposed: Sequence[ProposedClass], impact: Impact, left: int, written: Sequence[str]
) -> None:
    if deciding.form == "json":
        classes = [
            {"capture": each.capture, "item": each.item, "before": each.before, "class": each.content_class}
            | ({"rule": each.rule} if each.rule else {})
            for each in proposed
        ]
        told = {"site": deciding.site, "classes": classes, "unclassified": left, "impact": impact.as_mapping()}
        click.echo(json.dumps(told | {"written": list(written)}, indent=2, ensure_ascii=False))
        return
    click.echo("".join(f"{one_line(line)}\n" for line in (*impact.lines(), *written)), nl=False)


def _written(places: Places, deciding: Deciding, proposed: Iterable[ProposedClass]) -> list[str]:
    """Write the proposals as decisions of one person; every one is checked before the first is written."""
    from records_portal.captures.classification import Decision, append_decision, checked_decision

    register, store = places.loaded.register, places.store
    grouped: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for each in proposed:
        grouped[each.capture, each.content_class, each.rule].append(each.item)
    decisions = []
    for (capture, content_class, rule), items in sorted(grouped.items()):
        _check_person(register, deciding, capture)
        reason = f"rule {rule}: {deciding.reason}" if rule else deciding.reason
        said = Decision(deciding.site, capture, tuple(items), content_class, deciding.by, places.today(), reason)
        root = places.root_of(register.of("captures")[f"{deciding.site}/{capture}"])
        decisions.append((root, checked_decision(root, store, said)))
    lines = []
    for root, decision in decisions:
        if done := append_decision(root, store, decision):
            lines.append(f"{decision.folder}/classes.csv: {count(len(done), 'item')} {decision.content_class}")
    return lines


def _check_person(register: Register, deciding: Deciding, capture: str) -> None:
    record, person = register.of("captures")[f"{deciding.site}/{capture}"], register.get("people", deciding.by)
    if person is None or (person.private and not record.private):
        raise Refusal(f"--by {deciding.by!r} is not in registry/people/; name a registered person")


def _refuse_in_repository(path: Path, places: Places) -> None:
    """Refuse a place from which what items say could get into git."""
    where = path.parent.resolve()
    for folder in (where, *where.parents):
        if (folder / ".git").exists():
            raise Refusal(
                f"{str(path)!r} lies in the repository {str(folder)!r}, and git never forgets what items say; name a "
                "place elsewhere"
            )
