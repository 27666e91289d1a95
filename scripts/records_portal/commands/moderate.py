"""`records moderate`: unacceptable content is copied before it is taken down."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from records_portal import __version__
from records_portal.register.findings import Refusal, one_line

if TYPE_CHECKING:
    from records_portal.captures.taking_in.request import IngestRequest
    from records_portal.register.model import Record
    from records_portal.register.records import SiteValue
    from records_portal.takedown.moderation import Moderation
    from records_portal.takedown.moderation_copies import Copy
from .options import FOLDER, FORMAT, Date
from .output import tell
from .places import Places, log_root, named_site, why_holds_unasked

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


class ModerationOptions(TypedDict):
    """What is said of the content and of whoever posted it."""

    item: str
    url: str
    category: str
    content: str
    author: str
    posted_at: str
    original_format: str
    copies: tuple[Path, ...]
    told_by: str
    reason: str
    because: str
    report_number: str
    reported_to: str
    by: str


@click.command()
@click.argument("site_id", metavar="SITE")
@click.option("--item", default="", metavar="ID", help="The platform's id of the content.")
@click.option("--url", default="", metavar="URL", help="Its address, where the id is not known.")
@click.option("--category", type=click.Choice(CATEGORIES), required=True, help="Which kind of unacceptable content.")
@click.option("--content", type=click.Choice(CONTENTS), default="comment", show_default=True, help="What it is.")
@click.option("--author", default="", metavar="TEXT", help="Whoever posted it; kept with the copy only.")
@click.option("--posted-at", default="", metavar="MOMENT", help="When it was posted, with the offset from UTC.")
@click.option("--original-format", default="", metavar="FORMAT", help="The form that it had on the site.")
@click.option("--copy", "copies", type=FOLDER, multiple=True, metavar="FOLDER", help="A copy: page, picture, text.")
@click.option("--not-copied", type=click.Choice(NOT_COPIED), help="Why there is no copy.")
@click.option("--action", type=click.Choice(ACTIONS), help="What was done; without it, only copied.")
@click.option("--notice", type=click.Choice(["sent", "not-sent"]), help="Whether its author was told.")
@click.option("--told-by", default="", metavar="TEXT", help="By which channel its author was told.")
@click.option("--reason", default="", metavar="TEXT", help="Why its author was not told.")
@click.option("--because", default="", metavar="TEXT", help="Why it falls into the category; needs --private.")
@click.option("--report-number", default="", metavar="NO", help="The report of what it is illegal to possess.")
@click.option("--reported-to", default="", metavar="TEXT", help="The authority that has the report.")
@click.option("--happened", is_flag=True, help="It has been deleted already: record it, be it held; counsel is told.")
@click.option("--by", required=True, metavar="PERSON", help="Who acted: the id of a person in the register.")
@click.option("--on", type=Date(), metavar="DATE", help="The day of the action; default: today.")
@FORMAT
@click.pass_obj
def moderate(
    places: Places,
    /,
    site_id: str,
    on: date | None,
    form: str,
    action: str | None,
    notice: str | None,
    not_copied: str | None,
    happened: bool,
    **said: Unpack[ModerationOptions],
) -> int:
    """Copy unacceptable content with its metadata before it is taken down, and enter what was done."""
    from records_portal.store.anchors import read_anchors
    from records_portal.takedown.moderation import Moderation, held_content, refuse_held, refuse_incomplete
    from records_portal.takedown.moderation import posted_on as day_of

    places.refuse_unreadable()
    site = named_site(places, site_id)
    chosen = {"action": action or "", "notice": notice or "", "not_copied": not_copied or ""}
    asked = Moderation(site=site_id, on=places.day_done(on), **chosen, **said)
    _check_privacy(places, site, asked)
    refuse_incomplete(asked, places.started_at)
    zone = places.loaded.register.portal.get("time_zone", "UTC")
    posted_on = day_of(asked, zone)
    held = held_content(places.loaded.register, asked, posted_on)
    if not happened:
        refuse_held(places.loaded.register, asked, posted_on)
    # Asked before the copy is written, which may lie in the root that is asked.
    unasked = why_holds_unasked(places, [site.id])
    copy = _copied(asked, _request(places, site, asked, zone))
    checks = held, unasked if read_anchors(places.store) else why_holds_unasked(places, [site.id])
    entry, log, written = _entered(places, site, (asked, posted_on), copy, checks) if asked.action else ({}, "", False)
    told: dict[str, object] = {
        "site": site_id,
        "capture": copy.capture if copy else "",
        "item": copy.item if copy else asked.item,
    }
    files = [*(copy.written if copy else ()), *([log] if written else [])]
    _print_moderation(told | {"log": log, "entry": entry, "written": files}, files, form)
    for line in _next_steps(places, asked, copy, checks):
        tell(line)
    return int(asked.action == "deleted" and bool(held))


def _check_privacy(places: Places, site: Record[SiteValue], asked: Moderation) -> None:
    """Refuse to enter in the public root what may stand in the private one alone."""
    register = places.loaded.register
    private = bool(places.private)
    person = register.get("people", asked.by)
    if person is None or (person.private and not private):
        raise Refusal(f"--by {asked.by!r} is not in registry/people/; name a registered person")
    if person.private and not site.private and asked.not_copied == "captured-before":
        raise Refusal(f"--by {asked.by!r} is in the private root, the capture will be public; name another person")
    if not private and register.portal.get("private_root") == "required":
        raise Refusal("registry/portal.yml requires the private root: holds and the log are there; add --private DIR")
    if not private and asked.because:
        raise Refusal(
            "why it falls into the category is for the private root; add --private DIR or leave out --because"
        )


def _request(places: Places, site: Record[SiteValue], asked: Moderation, zone: str) -> IngestRequest:
    from records_portal.captures.capture_record import Scope
    from records_portal.captures.taking_in.request import IngestRequest

    # A copy of what was taken down is told of in a private root alone, where there is one.
    apart = bool(asked.copies) and not site.private and bool(places.private)
    return IngestRequest(
        paths=(),
        root=places.private_root("the copy") if apart else places.root_of(site),
        site_root=places.root if apart else None,
        is_private=site.private or apart,
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
    places: Places,
    site: Record[SiteValue],
    said: tuple[Moderation, str],
    copy: Copy | None,
    checks: tuple[list[str], str],
) -> tuple[dict[str, object], str, bool]:
    """The entry of the action, its log, and whether it was written now."""
    from records_portal.register.record_editing import write_record
    from records_portal.retention.series import class_series
    from records_portal.takedown.moderation import entered, entry_of, log_path, log_with, logged_copy

    (asked, posted_on), (held, unasked), register = said, checks, places.loaded.register
    entry = entry_of(asked, (copy.item, copy.version) if copy else (asked.item, 0), posted_on)
    if copy and asked.copies:
        series = class_series(register, site).get("unacceptable", ())
        reference = f"{asked.site}/{copy.capture}"
        entry["copied"] = logged_copy(asked, reference, copy.digest, series[0] if len(series) == 1 else "")
    if held and asked.action == "deleted":
        entry["deleted_under"] = held  # those that were seen, whatever else was not asked
    if unasked:
        tell(f"the entry does not say that holds were checked: {unasked}")
    elif places.private:
        entry["holds_checked_on"] = places.today().isoformat()
    if known := entered(register, asked.site, entry):
        return entry, known.path, False
    root, path = log_root(places, site), log_path(asked)
    before = (root / path).read_bytes() if (root / path).is_file() else None
    write_record(root, path, log_with(before or b"", entry), before)
    return entry, path, True


def _print_moderation(told: dict[str, object], files: list[str], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    for path in files:
        click.echo(one_line(path))
    if not files:
        tell("nothing was written: the copy and the entry are there already")


def _next_steps(places: Places, asked: Moderation, copy: Copy | None, checks: tuple[list[str], str]) -> list[str]:
    steps, held = [], checks[0]
    named = ", ".join(map(repr, held))
    unasked = checks[1] if not asked.action else ""
    if held and asked.action == "deleted":
        steps.append(f"ALARM: it was deleted under hold {named}; tell counsel at once, and keep the copy")
    elif held and not asked.action:
        return [f"the copy is in the store; hold {named} covers the content: hide it on the site, do not delete it"]
    elif unasked:
        return [f"the copy is in the store; hide the content, do not delete it, for holds were not asked: {unasked}"]
    if not places.private:
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
