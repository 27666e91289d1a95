"""The commands of two procedures: unacceptable content is copied before it is taken down, a site is closed in order."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from records_portal import __version__
from records_portal.register.findings import Refusal, one_line
from records_portal.values.dates import NotADate, parse_date

if TYPE_CHECKING:
    from records_portal.captures.ingest import IngestRequest
    from records_portal.closing.decommissioning import Closing
    from records_portal.closing.facts import StepTaken
    from records_portal.register.model import Record
    from records_portal.takedown.moderation import Moderation
    from records_portal.takedown.moderation_copies import Copy

FILE = click.Path(path_type=Path)
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
CATEGORIES = (
    "abusive",
    "criminal-or-discriminatory",
    "copyrighted",
    "commercial-endorsement",
    "political-endorsement",
    "confidential",
    "illegal-to-possess",
)
ACTIONS = ("deleted", "hidden", "reply-posted", "author-muted", "author-blocked", "reported", "left-standing")
CONTENTS = ("post", "reply", "comment", "message", "image", "video", "other")
NOT_COPIED = ("already-gone", "captured-before", "left-standing")


def _as_date(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    try:
        return parse_date(value) if value is not None else None
    except NotADate as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("site_id", metavar="SITE")
@click.option("--item", default="", metavar="ID", help="The platform's id of the content.")
@click.option("--url", default="", metavar="URL", help="Its address, where the id is not known.")
@click.option("--category", type=click.Choice(CATEGORIES), required=True, help="Which kind of unacceptable content.")
@click.option("--content", type=click.Choice(CONTENTS), default="comment", show_default=True, help="What it is.")
@click.option("--author", default="", metavar="TEXT", help="Whoever posted it; kept with the copy only.")
@click.option("--posted-at", default="", metavar="MOMENT", help="When it was posted, with the offset from UTC.")
@click.option("--original-format", default="", metavar="FORMAT", help="The form that it had on the site.")
@click.option("--copy", "copies", type=FILE, multiple=True, metavar="FILE", help="A copy: page, picture, text.")
@click.option("--not-copied", type=click.Choice(NOT_COPIED), help="Why there is no copy.")
@click.option("--action", type=click.Choice(ACTIONS), help="What was done; without it, only copied.")
@click.option("--notice", type=click.Choice(["sent", "not-sent"]), help="Whether its author was told.")
@click.option("--told-by", default="", metavar="TEXT", help="By which channel its author was told.")
@click.option("--reason", default="", metavar="TEXT", help="Why its author was not told.")
@click.option("--because", default="", metavar="TEXT", help="Why it falls into the category; needs --private.")
@click.option("--report-number", default="", metavar="NO", help="The report of what it is illegal to possess.")
@click.option("--reported-to", default="", metavar="TEXT", help="The authority that has the report.")
@click.option("--by", required=True, metavar="PERSON", help="Who acted: the id of a person in the register.")
@click.option("--on", callback=_as_date, metavar="DATE", help="The day of the action; default: today.")
@FORMAT
@click.pass_obj
def moderate(places: Any, /, site_id: str, on: date | None, form: str, **said: Any) -> int:
    """Copy unacceptable content with its metadata before it is taken down, and enter what was done."""
    from records_portal.takedown.moderation import Moderation, refuse_held, refuse_incomplete
    from records_portal.takedown.moderation import posted_on as day_of

    places.refuse_unreadable()
    site = _site(places, site_id)
    given = {name: value for name, value in said.items() if value is not None}
    asked = Moderation(site=site_id, on=on or places.today(), **given)
    if asked.on > places.today():
        raise Refusal(f"--on {asked.on} has not come yet; an action is entered once it was done")
    _check_privacy(places, site, asked)
    refuse_incomplete(asked, places.started_at)
    zone = places.loaded.register.portal.get("time_zone", "UTC")
    posted_on = day_of(asked, zone)
    refuse_held(places.loaded.register, asked, posted_on)
    copy = _copied(asked, _request(places, site, asked, zone))
    entry, log, written = _entered(places, site, (asked, posted_on), copy) if asked.action else ({}, "", False)
    told: dict[str, Any] = {
        "site": site_id,
        "capture": copy.capture if copy else "",
        "item": copy.item if copy else asked.item,
    }
    told |= {"log": log, "entry": entry, "written": [*(copy.written if copy else ()), *([log] if written else [])]}
    _print_moderation(told, form)
    for line in _next_steps(places, asked, copy):
        _tell(line)
    return 0


def _site(places: Any, site_id: str) -> Record:
    site: Record | None = places.loaded.register.get("sites", site_id)
    if site is None:
        raise Refusal(f"site {site_id!r} is not in registry/sites/; name it as its file is named")
    return site


def _check_privacy(places: Any, site: Record, asked: Moderation) -> None:
    """Refuse to enter in the public root what may stand in the private one alone."""
    register = places.loaded.register
    private = bool(places.private)
    person = register.get("people", asked.by)
    if person is None or (person.private and not private):
        raise Refusal(f"--by {asked.by!r} is not in registry/people/; name a registered person")
    if person.private and not site.private and (asked.copies or asked.not_copied == "captured-before"):
        raise Refusal(f"--by {asked.by!r} is in the private root, the capture will be public; name another person")
    if not private and register.portal.get("private_root") == "required":
        raise Refusal("registry/portal.yml requires the private root: holds and the log are there; add --private DIR")
    if not private and asked.because:
        raise Refusal(
            "why it falls into the category is for the private root; add --private DIR or leave out --because"
        )


def _request(places: Any, site: Record, asked: Moderation, zone: str) -> IngestRequest:
    from records_portal.captures.capture_record import Scope
    from records_portal.captures.ingest import IngestRequest

    return IngestRequest(
        paths=(),
        root=places.private if site.private else places.root,
        store=places.store,
        site=site.id,
        platform=site.value["platform"],
        account_id=None,
        time_zone=zone,
        rules=(),
        moment=places.started_at,
        by=asked.by,
        software=f"Records Portal {__version__}",
        scope=Scope(complete=False, picked=True),
        personal=site.value.get("ownership", {}).get("owner") == "personal",
    )


def _copied(asked: Moderation, request: IngestRequest) -> Copy | None:
    from records_portal.takedown.moderation_copies import captured_copy, take_copy

    if asked.copies:
        return take_copy(asked, request)
    return captured_copy(asked, request) if asked.not_copied == "captured-before" else None


def _entered(
    places: Any, site: Record, said: tuple[Moderation, str], copy: Copy | None
) -> tuple[dict[str, Any], str, bool]:
    """The entry of the action, its log, and whether it was written now."""
    from records_portal.register.record_editing import write_record
    from records_portal.retention.series import class_series
    from records_portal.takedown.moderation import entered, entry_of, log_path, log_with, logged_copy

    (asked, posted_on), register = said, places.loaded.register
    entry = entry_of(asked, (copy.item, copy.version) if copy else (asked.item, 0), posted_on)
    if copy and asked.copies:
        series = class_series(register, site).get("unacceptable", ())
        reference = f"{asked.site}/{copy.capture}"
        entry["copied"] = logged_copy(asked, reference, copy.digest, series[0] if len(series) == 1 else "")
    if places.private:
        entry["holds_checked_on"] = places.today().isoformat()
    if known := entered(register, asked.site, entry):
        return entry, known.path, False
    root, path = places.private or places.root, log_path(asked)
    before = (root / path).read_bytes() if (root / path).is_file() else None
    write_record(root, path, log_with(before or b"", entry), before)
    return entry, path, True


def _print_moderation(told: dict[str, Any], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    for path in told["written"]:
        click.echo(one_line(path))
    if not told["written"]:
        _tell("nothing was written: the copy and the entry are there already")


def _next_steps(places: Any, asked: Moderation, copy: Copy | None) -> list[str]:
    steps = []
    if places.private is None:
        steps.append("no hold was looked for: without --private none is seen; ask the records officer before deleting")
    if not asked.action:
        steps.append(
            "the copy is in the store; now delete or hide the content on the site, tell its author where that is "
            "appropriate, and run the same command with --action and --notice"
        )
    elif asked.action == "deleted" and copy and copy.written:
        steps.append("the copy was taken just now: delete the content on the site only now, if it still stands there")
    if asked.illegal:
        steps.append("nothing was copied; if a capture holds it, ask counsel at once how it is taken out of the store")
    return steps


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


@click.command()
@click.argument("site_id", metavar="SITE")
@click.option("--as-of", callback=_as_date, metavar="DATE", help="The date that counts as today.")
@click.option("--record", "step", type=click.Choice(STEPS), help="Record that a step was done.")
@click.option("--by", metavar="PERSON", help="Who took the step: the id of a person in the register.")
@click.option("--on", callback=_as_date, metavar="DATE", help="The day of the step; default: today.")
@click.option("--reason", metavar="TEXT", help="direction: why the site is no longer needed.")
@click.option("--capture", metavar="CAPTURE", help="final-capture: the folder below captures/SITE/.")
@click.option("--accept", multiple=True, metavar="LACK", help="final-capture: accept by name what it lacks.")
@click.option("--filled", multiple=True, metavar="LACK=CAPTURE", help="final-capture: another capture has it.")
@click.option("--audience", metavar="TEXT", help="notice: who was told.")
@click.option("--text", metavar="TEXT", help="notice: what was said, in short.")
@click.option("--contents", type=click.Choice(CONTENTS_LEFT), help="deactivation: what was done with them.")
@click.option("--blocked-on", callback=_as_date, metavar="DATE", help="deactivation: the day access was blocked.")
@click.option("--to", metavar="ROLE", help="credentials-handed-over: who has them; default: cto-cio.")
@click.option("--channel", metavar="TEXT", help="credentials-handed-over: how; never what or where they are.")
@click.option("--handle-fate", type=click.Choice(HANDLE_FATES), help="decommissioning: what became of the handle.")
@click.option("--recheck-on", callback=_as_date, metavar="DATE", help="decommissioning: the day of the next look.")
@click.option("--successor", metavar="SITE", help="decommissioning: the site that takes its place.")
@click.option("--evidence", metavar="TEXT", default="", help="The number or file of the message about it.")
@click.option("--note", metavar="TEXT", default="", help="Anything else for a reader of the register.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, write nothing.")
@FORMAT
@click.pass_obj
def decommission(places: Any, /, site_id: str, as_of: date | None, step: str | None, form: str, **said: Any) -> int:
    """Show what is left to do to close a site, or record that a step was done."""
    from records_portal.closing.decommissioning import STATES, Closing, closing_steps
    from records_portal.closing.report import render_report, report_mapping

    places.refuse_unreadable()
    site = _site(places, site_id)
    day = (as_of or places.today()).isoformat()
    closing = Closing(places.loaded.register, site, day, asked=places.private is not None)
    if step is not None:
        return _record(places, closing, _said(places, step, as_of, said), form, dry_run=said["dry_run"])
    if left := [name for name, value in said.items() if value]:
        raise Refusal(f"--{left[0].replace('_', '-')} says something of a step; name the step with --record")
    final = closing.last("final-capture")
    closing = replace(closing, problems=_problems(places, site, final["capture"]) if final else None)
    steps = closing_steps(closing)
    if form == "json":
        click.echo(json.dumps(report_mapping(closing, steps), indent=2, ensure_ascii=False))
    else:
        click.echo(render_report(closing, steps), nl=False)
    _tell(", ".join(f"{sum(each.state == state for each in steps)} {state}" for state in STATES))
    return 0


def _said(places: Any, step: str, as_of: date | None, said: dict[str, Any]) -> StepTaken:
    from records_portal.closing.facts import StepTaken

    on = said["on"] or places.today()
    if as_of is not None:
        raise Refusal("--as-of is for looking; a step is recorded with the day on which it was done, --on DATE")
    if on > places.today():
        raise Refusal(f"--on {on} has not come yet; a step is recorded once it was done")
    if not said["by"]:
        raise Refusal("who took the step is missing; add --by PERSON")
    values = {name: said[name] for name in VALUES if said[name]}
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


def _record(places: Any, closing: Closing, said: StepTaken, form: str, *, dry_run: bool) -> int:
    from records_portal.closing.facts import closing_fact, with_fact
    from records_portal.register.record_editing import render_diff, write_record

    final = said.values.get("capture") or (closing.last("final-capture") or {}).get("capture")
    closing = replace(closing, problems=_problems(places, closing.site, final) if final else None)
    fact = closing_fact(closing, said)
    root, path = (places.private if closing.site.private else places.root), closing.site.path
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
    _tell(written if dry_run or not diff else f"{path} has the fact; propose the change for review")
    return 0


def _problems(places: Any, site: Record, capture: str) -> list[str] | None:
    from records_portal.closing.checks import bag_problems

    tree, root = (places.private_tree, places.private) if site.private else (places.public_tree, places.root)
    return bag_problems(tree, root, places.store, f"{site.id}/{capture}")


def _refuse_faulty(places: Any, site: Record, data: bytes) -> None:
    from records_portal.closing.checks import refuse_faulty

    trees = [(places.public_tree, False), *([(places.private_tree, True)] if places.private_tree else [])]
    refuse_faulty(places.loaded.register, trees, places.today(), (site, data))


def _tell(message: str) -> None:
    click.echo(one_line(message), err=True)
