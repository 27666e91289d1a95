"""`records decommission`: a site is closed in order, step by step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from records_portal.register.findings import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from records_portal.closing.decommissioning import Closing, ClosingStep
    from records_portal.closing.facts import StepTaken
    from records_portal.closing.report import StepMessage
    from records_portal.register.model import Record
    from records_portal.register.records import SiteValue
from .options import FORMAT, Date
from .output import tell
from .places import Places, log_root, named_site, why_holds_unasked

STEPS = (
    "direction",
    "final-capture",
    "notice",
    "deactivation",
    "credentials-handed-over",
    "decommissioning",
    "recheck",
)


CONTENTS_LEFT = ("deleted", "flagged-for-deletion", "kept-under-hold")


HANDLE_FATES = ("parked", "deleted", "transferred", "lost")


VALUES = ("reason", "capture", "audience", "text", "contents", "to", "channel", "handle_fate", "successor")


class StepOptions(TypedDict):
    """What is said of a step that was done."""

    by: str | None
    on: date | None
    reason: str | None
    capture: str | None
    accept: tuple[str, ...]
    filled: tuple[str, ...]
    audience: str | None
    text: str | None
    contents: str | None
    blocked_on: date | None
    to: str | None
    channel: str | None
    handle_fate: str | None
    recheck_on: date | None
    successor: str | None
    evidence: str
    note: str
    happened: bool
    dry_run: bool


@click.command()
@click.argument("site_id", metavar="SITE")
@click.option("--as-of", type=Date(), metavar="DATE", help="The date that counts as today.")
@click.option("--record", "step", type=click.Choice(STEPS), help="Record that a step was done.")
@click.option("--by", metavar="PERSON", help="Who took the step: the id of a person in the register.")
@click.option("--on", type=Date(), metavar="DATE", help="The day of the step; default: today.")
@click.option("--reason", metavar="TEXT", help="direction: why the site is no longer needed.")
@click.option("--capture", metavar="CAPTURE", help="final-capture: the folder below captures/SITE/.")
@click.option("--accept", multiple=True, metavar="LACK", help="final-capture: accept by name what it lacks.")
@click.option("--filled", multiple=True, metavar="LACK=CAPTURE", help="final-capture: another capture has it.")
@click.option("--audience", metavar="TEXT", help="notice: who was told.")
@click.option("--text", metavar="TEXT", help="notice: what was said, in short.")
@click.option("--contents", type=click.Choice(CONTENTS_LEFT), help="deactivation: what was done with them.")
@click.option("--blocked-on", type=Date(), metavar="DATE", help="deactivation: the day access was blocked.")
@click.option("--to", metavar="ROLE", help="credentials-handed-over: who has them; default: cto-cio.")
@click.option("--channel", metavar="TEXT", help="credentials-handed-over: how; never what or where they are.")
@click.option("--handle-fate", type=click.Choice(HANDLE_FATES), help="decommissioning: what became of the handle.")
@click.option("--recheck-on", type=Date(), metavar="DATE", help="decommissioning: the day of the next look.")
@click.option("--successor", metavar="SITE", help="decommissioning: the site that takes its place.")
@click.option("--evidence", metavar="TEXT", default="", help="The number or file of the message about it.")
@click.option("--note", metavar="TEXT", default="", help="Anything else for a reader of the register.")
@click.option(
    "--happened", is_flag=True, help="The contents are deleted already: record it, be it held; counsel is told."
)
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, write nothing.")
@FORMAT
@click.pass_obj
def decommission(
    places: Places, /, site_id: str, as_of: date | None, step: str | None, form: str, **said: Unpack[StepOptions]
) -> int:
    """Show what is left to do to close a site, or record that a step was done."""
    from records_portal.closing.decommissioning import STATES, Closing, closing_steps
    from records_portal.closing.report import render_report, report_mapping

    places.refuse_unreadable()
    site = named_site(places, site_id)
    day = (as_of or places.today()).isoformat()
    closing = Closing(places.loaded.register, site, day, asked=bool(places.private))
    if step is not None and said["happened"]:
        return _record_happened(places, closing, _said(places, step, as_of, said), form, dry_run=said["dry_run"])
    if step is not None:
        return _record(places, closing, _said(places, step, as_of, said), form, dry_run=said["dry_run"])
    if left := [name for name, value in said.items() if value]:
        raise Refusal(f"--{left[0].replace('_', '-')} says something of a step; name the step with --record")
    final = closing.last("final-capture")
    closing = replace(closing, problems=_problems(places, site, final["capture"]) if final else None)
    steps = closing_steps(closing)
    messages = _messages(closing, steps)
    if form == "json":
        click.echo(json.dumps(report_mapping(closing, steps, messages), indent=2, ensure_ascii=False))
    else:
        click.echo(render_report(closing, steps, messages), nl=False)
    tell(", ".join(f"{sum(each.state == state for each in steps)} {state}" for state in STATES))
    return 0


def _messages(closing: Closing, steps: Sequence[ClosingStep]) -> dict[str, StepMessage]:
    """The messages of the open steps, as `records message` writes them."""
    from records_portal.answers.procedure.message_table import message_named
    from records_portal.answers.procedure.written_messages import Subjects, written_message
    from records_portal.closing.report import StepMessage, message_name

    found = {}
    for step in steps:
        if name := message_name(step):
            site = Subjects(site=closing.site.id)
            told = written_message(message_named(name), closing.register, site, {}, closing.as_of)
            to, copies = (tuple(each.words for each in listed) for listed in (told.to, told.copies))
            found[step.name] = StepMessage(name, to, copies, told.subject, told.text)
    return found


def _said(places: Places, step: str, as_of: date | None, said: StepOptions) -> StepTaken:
    from records_portal.closing.facts import StepTaken

    if as_of is not None:
        raise Refusal("--as-of is for looking; a step is recorded with the day on which it was done, --on DATE")
    on = places.day_done(said["on"])
    if not said["by"]:
        raise Refusal("who took the step is missing; add --by PERSON")
    everything: Mapping[str, object] = said
    values = {name: everything[name] for name in VALUES if everything[name]}
    days = {"access_blocked_on": said["blocked_on"], "recheck_on": said["recheck_on"]}
    values |= {name: value.isoformat() for name, value in days.items() if value}
    if said["accept"]:
        values["accepted_lacks"] = list(said["accept"])
    if said["filled"]:
        values["filled_lacks"] = [_filled(each) for each in said["filled"]]
    return StepTaken(step, said["by"], on.isoformat(), values, said["evidence"], said["note"])


def _filled(text: str) -> dict[str, str]:
    lack, _, capture = text.rpartition("=")
    if not lack or not capture:
        raise Refusal(f"--filled {text!r} names no capture; write LACK=CAPTURE")
    return {"lack": lack, "capture": capture}


def _record(places: Places, closing: Closing, said: StepTaken, form: str, *, dry_run: bool) -> int:
    from records_portal.closing.decommissioning import DELETING
    from records_portal.closing.facts import closing_fact, with_fact
    from records_portal.register.record_editing import render_diff, write_record

    last = closing.last("final-capture")
    final = said.values.get("capture") or (last["capture"] if last else None)
    closing = replace(closing, problems=_problems(places, closing.site, str(final)) if final else None)
    if said.values.get("contents") in DELETING:
        closing = replace(closing, unasked=why_holds_unasked(places, [closing.site.id]))
    fact = closing_fact(closing, said)
    root, path = places.root_of(closing.site), closing.site.path
    before = (root / path).read_bytes()
    after = with_fact(closing, before, fact)
    _refuse_faulty(places, closing.site, after)
    if after != before and not dry_run:
        write_record(root, path, after, before)
    diff = render_diff(before, after, path)
    if form == "json":
        click.echo(json.dumps({"path": path, "fact": fact, "diff": diff}, indent=2, ensure_ascii=False))
    else:
        click.echo(diff, nl=False)
    written = "nothing was written: " + ("this is a dry run" if diff else "the fact is there already")
    tell(written if dry_run or not diff else f"{path} has the fact; propose the change for review")
    return 0


def _record_happened(places: Places, closing: Closing, said: StepTaken, form: str, *, dry_run: bool) -> int:
    """Record a deletion that has happened: in the log with the holds that covered it, as a fact where there is room."""
    from records_portal.closing.facts import happened_entry, happened_fact, with_fact
    from records_portal.register.kinds import KINDS
    from records_portal.register.record_editing import read_record, render_diff, write_record

    unasked = why_holds_unasked(places, [closing.site.id]) or _not_asked(places)
    fact = happened_fact(closing, said)
    entry = happened_entry(closing, said, "" if unasked else places.today().isoformat())
    log = KINDS["operations"].path_of(f"{closing.site.id}/{said.on[:4]}")
    before = _bytes_of(log_root(places, closing.site) / log)
    written = [(log_root(places, closing.site), log, before, _with_entry(log, before, entry))]
    if fact:
        root, path = places.root_of(closing.site), closing.site.path
        before = _bytes_of(root / path)
        written.insert(0, (root, path, before, with_fact(closing, before, fact)))
    for root, path, before, after in written:
        if after != before and not dry_run:
            read_record(path, after)
            write_record(root, path, after, before or None)
    diffs = [render_diff(before, after, path) for _, path, before, after in written]
    if form == "json":
        told = {"path": log, "entry": entry, "fact": fact, "diff": "".join(diffs)}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo("".join(diffs), nl=False)
    for line in _alarms(entry, unasked):
        tell(line)
    tell("nothing was written: this is a dry run" if dry_run else "propose what was written for review")
    return int(bool(unasked or "deleted_under" in entry))


def _not_asked(places: Places) -> str:
    """Why no hold was looked for, where neither a private root nor anchors say that there is none."""
    from records_portal.store.anchors import read_anchors

    if places.private or read_anchors(places.store):
        return ""
    return "no private root was named, where holds are; add --private DIR"


def _bytes_of(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _with_entry(path: str, text: bytes, entry: dict[str, object]) -> bytes:
    """The log with the entry; the same where it has it already, be it looked at by counsel since."""
    from records_portal.register.record_editing import append_entry, read_record

    known = read_record(path, text).value.get("content_changes", ()) if text else ()
    days = "holds_checked_on", "counsel"
    wanted = {name: value for name, value in entry.items() if name not in days}
    if any({name: value for name, value in each.items() if name not in days} == wanted for each in known):
        return text
    return append_entry(text, ("content_changes",), entry)


def _alarms(entry: dict[str, object], unasked: str) -> list[str]:
    held = entry.get("deleted_under", [])
    named = ", ".join(map(repr, held)) if isinstance(held, list) else ""
    alarms = [f"ALARM: it was deleted under hold {named}; tell counsel at once, and keep every capture"] if held else []
    if unasked:
        alarms.append(f"ALARM: the entry does not say that holds were checked, tell counsel: {unasked}")
    return alarms


def _problems(places: Places, site: Record[SiteValue], capture: str) -> list[str] | None:
    from records_portal.closing.checks import bag_problems

    tree, root = places.tree_of(site), places.root_of(site)
    return bag_problems(tree, root, places.store, f"{site.id}/{capture}")


def _refuse_faulty(places: Places, site: Record[SiteValue], data: bytes) -> None:
    from records_portal.closing.checks import refuse_faulty

    refuse_faulty(places.loaded.register, places.trees, places.today(), (site, data))
