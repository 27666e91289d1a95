"""`records hold`: a hold is placed, confirmed, amended, updated, acknowledged and released; its register and letter."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack, cast

import click

from records_portal.register.findings import Refusal, one_line
from records_portal.wording.words import count

from .hold_root import check_hold_root
from .options import AS_OF, FOLDER, Date
from .output import print_findings, tell
from .output_files import write_file
from .places import Places, every_item, named_record
from .placing_holds import people_told, public_commit

if TYPE_CHECKING:
    from records_portal.files.yaml_text import ValuePath
    from records_portal.register.model import Record, Register
    from records_portal.register.records import HoldScope, HoldValue

KINDS_OF_HOLD = ("litigation", "public-records-request", "audit", "investigation", "other")


class HoldScopeOptions(TypedDict):
    """What a scope names."""

    sites: tuple[str, ...]
    agencies: tuple[str, ...]
    series: tuple[str, ...]
    items: tuple[str, ...]
    from_on: date | None
    to_on: date | None


class HoldStepOptions(TypedDict):
    """Who takes a step, on which day, and what is said of it."""

    by: str
    on: date | None
    note: str


SITES = click.option("--site", "sites", multiple=True, metavar="SITE", help="A site that it is about.")
AGENCIES = click.option(
    "--agency", "agencies", multiple=True, metavar="AGENCY", help="An agency whose sites it is about."
)
SERIES = click.option("--series", multiple=True, metavar="SERIES", help="A records series, as SCHEDULE#NUMBER.")
ITEMS = click.option(
    "--item", "items", multiple=True, metavar="SITE/ITEM", help="One item of a site, all its versions."
)
FROM = click.option("--from", "from_on", type=Date(), metavar="DATE", help="Content dated on or after this day.")
TO = click.option("--to", "to_on", type=Date(), metavar="DATE", help="Content dated on or before this day.")
ALSO = click.option(
    "--also", multiple=True, metavar="SITE", help="A site that had left an agency before and is meant too."
)
BY = click.option("--by", required=True, metavar="PERSON", help="Who does so: the id of a person in the register.")
ON = click.option("--on", type=Date(), metavar="DATE", help="The day; default: today.")
NOTE = click.option("--note", default="", metavar="TEXT", help="What was said.")


@click.group()
def hold() -> None:
    """Place a hold, keep it up, release it, and tell those concerned."""


@hold.command()
@click.argument("name", metavar="ID")
@click.option("--matter", required=True, metavar="TEXT", help="The case, request or audit, under its reference.")
@click.option("--kind", type=click.Choice(KINDS_OF_HOLD), required=True, help="Why it is placed.")
@click.option("--subject", required=True, metavar="TEXT", help="What it is about.")
@SITES
@AGENCIES
@SERIES
@ITEMS
@FROM
@TO
@ALSO
@click.option("--preserve-items", is_flag=True, help="Counsel says that the items are enough, without their export.")
@click.option("--letter", "reference", default="", metavar="TEXT", help="The letter that orders it.")
@click.option("--notify", multiple=True, metavar="ROLE|PERSON", help="Who is told of it.")
@BY
@ON
@NOTE
@click.pass_obj
def place(
    places: Places,
    /,
    name: str,
    matter: str,
    kind: str,
    subject: str,
    also: tuple[str, ...],
    preserve_items: bool,
    reference: str,
    notify: tuple[str, ...],
    by: str,
    on: date | None,
    note: str,
    **named: Unpack[HoldScopeOptions],
) -> int:
    """Place a hold; anybody in the register may, and it binds from the moment that its file is there.

    What the scope means today is written beside it, so that no later change of the register lets anything go.
    """
    from records_portal.files.yaml_text import dump_yaml
    from records_portal.register.kinds import KINDS
    from records_portal.retention.hold_scopes import covers_of, sites_that_left

    places.refuse_unreadable()
    root, path = places.private_root("a hold"), KINDS["holds"].path_of(name)
    if (root / path).exists():
        raise Refusal(f"{path} exists already; `records hold amend` changes its scope")
    register, scope = places.loaded.register, _scope(named)
    day = places.day_done(on).isoformat()
    for site, agency in sites_that_left(register, scope, day):
        if site not in also:
            tell(f"{site} had left {agency} before {day} and is not held; --also {site} names it")
    said = {"on": day, "by": by, "note": note, "letter": reference}
    if preserve_items and not _is_counsel(register, by, day):
        tell(f"{by} is not counsel: the export stays frozen until counsel confirms it with --preserve-items")
    if preserve_items and _is_counsel(register, by, day):
        _tell_signature(places, name, "confirm")
    value: dict[str, object] = {
        "matter": matter,
        "kind": kind,
        "subject": subject,
        "scope": scope,
        "covers": covers_of(register, scope, day, also, public_commit(places)),
        "preserve": "items" if preserve_items else "",
        "placed": {key: each for key, each in said.items() if each},
        "notified": [{"person": person, "on": day} for person in people_told(register, notify, day)],
    }
    return _written(places, root, path, None, dump_yaml({key: each for key, each in value.items() if each}).encode())


@hold.command()
@click.argument("name", metavar="ID")
@SITES
@AGENCIES
@SERIES
@ITEMS
@FROM
@TO
@ALSO
@click.option("--why", required=True, metavar="TEXT", help="Why the scope changes.")
@BY
@ON
@NOTE
@click.pass_obj
def amend(
    places: Places,
    /,
    name: str,
    also: tuple[str, ...],
    why: str,
    by: str,
    on: date | None,
    note: str,
    **named: Unpack[HoldScopeOptions],
) -> int:
    """State the whole new scope of a hold: what it adds is held at once, what it drops is a release."""
    from records_portal.retention.hold_scopes import covers_of
    from records_portal.retention.holds import may_release, releaser_of

    record, scope = _named_hold(places, name), _scope(named)
    day = places.day_done(on).isoformat()
    _refuse_before_the_last(record.value, day)
    register = places.loaded.register
    covers = covers_of(register, scope, day, also, public_commit(places))
    step = {"on": day, "by": by, "note": note, "scope": scope, "covers": covers, "why": why}
    if not may_release(register, name, record.value, by, day):
        tell(f"{by} is not {releaser_of(record.value['kind'])}: what this scope drops stays held")
        del step["covers"]
    else:
        _tell_signature(places, name)
    return _with_step(places, record, ("amendments",), step)


def _refuse_before_the_last(hold: HoldValue, on: str) -> None:
    """Refuse a new scope of a day before what was done last: it binds from now on and counts after that."""
    steps = [hold["placed"], *hold.get("amendments", ()), *hold.get("releases", ())]
    last = max(str(each["on"]) for each in steps)
    if on < last:
        raise Refusal(f"{on} is before the last step of the hold, of {last}; give that day or a later one with --on")


@hold.command()
@click.argument("name", metavar="ID")
@BY
@ON
@NOTE
@click.pass_obj
def update(places: Places, /, name: str, **said: Unpack[HoldStepOptions]) -> int:
    """Say that a hold still stands, and how the matter does."""
    step = {"on": places.day_done(said["on"]).isoformat(), "by": said["by"], "note": said["note"]}
    return _with_step(places, _named_hold(places, name), ("updates",), step)


@hold.command()
@click.argument("name", metavar="ID")
@SITES
@AGENCIES
@SERIES
@ITEMS
@FROM
@TO
@BY
@ON
@NOTE
@click.pass_obj
def release(
    places: Places, /, name: str, by: str, on: date | None, note: str, **named: Unpack[HoldScopeOptions]
) -> int:
    """Release a hold, or a part of it: counsel does, of an audit's the auditor, of a request's the records custodian.

    It counts from its day, and where people have keys once it is signed: `records --private DIR approve holds/ID --act
    release`.
    """
    from records_portal.retention.hold_scopes import freed_by
    from records_portal.retention.holds import may_release, releaser_of

    record, register = _named_hold(places, name), places.loaded.register
    day = (on or places.today()).isoformat()  # a release may be dated ahead: the hold binds until then
    if not may_release(register, name, record.value, by, day):
        role = releaser_of(record.value["kind"])
        raise Refusal(
            f"{by!r} was not {role} on {day}; a hold of the kind {record.value['kind']} is released by the {role}"
        )
    step: dict[str, object] = {"on": day, "by": by, "note": note}
    if any(named.values()):
        scope = _scope(named)
        step |= {"scope": scope, "covers": freed_by(register, scope, day, public_commit(places))}
    _tell_signature(places, name)
    return _with_step(places, record, ("releases",), step)


@hold.command()
@click.argument("name", metavar="ID")
@click.option("--preserve-items", is_flag=True, help="Counsel says that the items are enough, without their export.")
@BY
@ON
@NOTE
@click.pass_obj
def confirm(places: Places, /, name: str, preserve_items: bool, **said: Unpack[HoldStepOptions]) -> int:
    """Confirm a hold that somebody placed: whoever may release it does, and counsel that of any kind."""
    from records_portal.register.record_editing import add_property
    from records_portal.retention.holds import COUNSEL, ITEMS_ALONE, items_are_enough, may_release, releaser_of

    record, day = _named_hold(places, name), places.day_done(said["on"]).isoformat()
    counsel = _is_counsel(places.loaded.register, said["by"], day)
    if not counsel and not may_release(places.loaded.register, name, record.value, said["by"], day):
        raise Refusal(f"{said['by']!r} was not {releaser_of(record.value['kind'])} on {day}; it binds all the same")
    if preserve_items and not counsel:
        raise Refusal(f"{said['by']!r} was not {COUNSEL} on {day}; that the items are enough is for {COUNSEL} to say")
    there = ("items_enough" if preserve_items else "confirmed") in record.value
    if there or (preserve_items and items_are_enough(places.loaded.register, name, record.value)):
        tell("nothing was written: it is confirmed already")
        return 0
    root, before = _file_of(places, record)
    after, word = before, {"on": day, "by": said["by"]}
    if "confirmed" not in record.value:
        after = add_property(after, ("confirmed",), word)
    if preserve_items and not {"confirmed", "preserve"} & record.value.keys():
        after = add_property(after, ("preserve",), ITEMS_ALONE)
    elif preserve_items and ("confirmed" in record.value or record.value.get("preserve") != ITEMS_ALONE):
        after = add_property(after, ("items_enough",), word)  # another confirmed it, or asked for the whole export
    if preserve_items:
        _tell_signature(places, name, "confirm")
    return _written(places, root, _path(record), before, after)


@hold.command()
@click.argument("name", metavar="ID")
@click.option("--person", required=True, metavar="PERSON", help="Who knows of it now.")
@ON
@click.pass_obj
def acknowledge(places: Places, name: str, person: str, on: date | None) -> int:
    """Record that somebody who keeps the content knows of a hold."""
    from records_portal.register.record_editing import add_property

    record, day = _named_hold(places, name), places.day_done(on).isoformat()
    told = [
        (place, each)
        for place, each in enumerate(record.value.get("notified", ()))
        if not isinstance(each, str) and each["person"] == person
    ]
    if any("acknowledged_on" in each for _, each in told):
        tell(f"nothing was written: {person} has acknowledged it already")
        return 0
    if not told:
        return _with_step(places, record, ("notified",), {"person": person, "on": day, "acknowledged_on": day})
    root, before = _file_of(places, record)
    after = add_property(before, ("notified", told[0][0], "acknowledged_on"), day)
    return _written(places, root, _path(record), before, after)


@hold.command()
@AS_OF
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
@click.option("--out", type=FOLDER, metavar="FILE", help="Write it to a file, for counsel.")
@click.pass_obj
def register(places: Places, as_of: date | None, form: str, out: Path | None) -> int:
    """List all holds with the number of items that each binds."""
    from records_portal.portal.downloads.tables import render_table
    from records_portal.retention.due_list import due_dispositions
    from records_portal.retention.hold_scopes import REGISTER_COLUMNS, register_of_holds
    from records_portal.values.csv_text import csv_text

    if not places.private:
        raise Refusal("holds stand in the private root; name it with --private")
    if out and out.resolve().is_relative_to(places.root.resolve()):
        raise Refusal(f"{str(out)!r} lies in the public root; the register of holds is private, name a place elsewhere")
    places.refuse_unreadable()
    known, day = places.loaded.register, as_of or places.today()
    due = due_dispositions(known, every_item(places), day)
    listed = [each.cells() for each in register_of_holds(known, due["holds"].tolist(), day.isoformat())]
    if form == "json":
        rows = [dict(zip(REGISTER_COLUMNS, cells, strict=True)) for cells in listed]
        text = f"{json.dumps(rows, indent=2, ensure_ascii=False)}\n"
    elif form == "csv":
        text = csv_text(REGISTER_COLUMNS, listed)
    else:
        import pandas as pd

        shown = [[*map(str, cells[:9]), ", ".join(cast("list[str]", cells[9]))] for cells in listed]
        plain = [[one_line(cell) for cell in cells] for cells in shown]
        text = f"{render_table(pd.DataFrame(plain, columns=pd.Index(REGISTER_COLUMNS[:10])))}\n"
        text += "".join(one_line(f"{cells[0]}: does not count: {cells[-1]}") + "\n" for cells in listed if cells[-1])
    if out:
        write_file(out, text.encode(), places)
    else:
        click.echo(text, nl=False)
    tell(f"as of {day}: {count(len(listed), 'hold')}")
    return 0


@hold.command()
@click.argument("name", metavar="ID")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="The letter, as PDF.")
@click.pass_obj
def letter(places: Places, name: str, out: Path) -> int:
    """Write the letter of a hold: what has to be kept, where, and until when."""
    from records_portal.documents import hold_letter

    if not places.private:
        raise Refusal("holds stand in the private root; name it with --private")
    if out.resolve().is_relative_to(places.root.resolve()):
        raise Refusal(f"{str(out)!r} lies in the public root; a hold letter is private, name a place elsewhere")
    places.refuse_unreadable()
    known = places.loaded.register
    record = named_record(places, "holds", name, known.get("holds", name))
    write_file(out, hold_letter(known, record, places.today().isoformat()), places)
    return 0


def _scope(named: HoldScopeOptions) -> HoldScope:
    """The scope that options name; nothing named is refused."""
    items = [item.partition("/")[::2] for item in named["items"]]
    if odd := next((item for item, (site, name) in zip(named["items"], items, strict=True) if not (site and name)), ""):
        raise Refusal(f"--item {odd!r} is not SITE/ITEM, such as parks-x/1045433493952638976")
    said: dict[str, object] = {
        "sites": list(named["sites"]),
        "agencies": list(named["agencies"]),
        "series": list(named["series"]),
        "items": [{"site": site, "item": item} for site, item in items],
        "from_on": named["from_on"].isoformat() if named["from_on"] else "",
        "to_on": named["to_on"].isoformat() if named["to_on"] else "",
    }
    if not (scope := {key: each for key, each in said.items() if each}):
        raise Refusal("the scope names nothing; --site, --agency, --series, --item, --from or --to does")
    return cast("HoldScope", scope)


def _is_counsel(known: Register, person: str, on: str) -> bool:
    """Whether a person was counsel on a day."""
    from records_portal.register.sites import holds_role
    from records_portal.retention.holds import COUNSEL

    record = known.get("people", person)
    return record is not None and holds_role(record.value, COUNSEL, on)


def _named_hold(places: Places, name: str) -> Record[HoldValue]:
    if not places.private:
        raise Refusal("holds stand in the private root; name it with --private")
    places.refuse_unreadable()
    return named_record(places, "holds", name, places.loaded.register.get("holds", name))


def _path(record: Record[HoldValue]) -> str:
    from records_portal.register.kinds import KINDS

    return KINDS["holds"].path_of(record.id)


def _file_of(places: Places, record: Record[HoldValue]) -> tuple[Path, bytes]:
    root = places.root_of(record)
    return root, (root / _path(record)).read_bytes()


def _with_step(places: Places, record: Record[HoldValue], path: ValuePath, step: Mapping[str, object]) -> int:
    """Add an entry to a list of a hold."""
    from records_portal.register.record_editing import append_entry

    root, before = _file_of(places, record)
    after = append_entry(before, path, {key: each for key, each in step.items() if each})
    return _written(places, root, _path(record), before, after)


def _tell_signature(places: Places, name: str, act: str = "release") -> None:
    from records_portal.retention.holds import people_have_keys

    if people_have_keys(places.loaded.register):
        signing = f"records --private {shlex.quote(str(places.private_root()))} approve holds/{name} --act {act}"
        tell(f"commit it, then sign it with `{signing}`; until then it frees nothing")


def _written(places: Places, root: Path, path: str, before: bytes | None, after: bytes) -> int:
    """Write a hold that brings no error into the register, and show what changed."""
    from records_portal.answers.authoring import RecordDraft, new_errors
    from records_portal.register.record_editing import read_record

    draft = RecordDraft(root, path, before, after, read_record(path, after))
    if errors := sorted(new_errors(draft, places.loaded.register, places.trees, True, places.today())):
        # what a scope names stands in what it covers too: each fault is told once
        print_findings(list({(each.code, each.message): each for each in reversed(errors)}.values())[::-1], "text")
        tell("nothing was written: the record would not be sound")
        return 1
    check_hold_root(places, root, cast("HoldValue", draft.record.value))
    draft.write()
    click.echo(draft.diff, nl=False)
    tell(f"{root / path} is written and binds; commit it in the private root")
    return 0
