"""`records captures`: verified, compared, covered months, kept out of commits, picked items, tables and cards."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from records_portal.history.repository import CommitTree
from records_portal.register.findings import Finding, Refusal, one_line
from records_portal.register.sources import Tree
from records_portal.values.item_kinds import ITEM_KINDS
from records_portal.wording.words import count

if TYPE_CHECKING:
    from records_portal.captures.judging.judging_again import JudgedAgain
    from records_portal.captures.verification import CaptureInGit
    from records_portal.exports.services import Service
    from records_portal.register.model import Record
    from records_portal.register.records import SiteValue
from .ingest import request_for
from .options import FOLDER, FORMAT, Date
from .output import by_severity, exit_code, print_findings, tell
from .output_files import refuse_output, write_file
from .places import Places
from .proofs import check_item_proof, prove

_ENDINGS = {"bluesky": ".car", "wordpress": ".xml", "feeds": ".xml", "mediawiki": ".xml", "mbox": ".mbox"}


class JudgeOptions(TypedDict):
    """What a capture is judged again by."""

    complete: bool
    from_on: date | None
    to_on: date | None
    kinds: tuple[str, ...]
    said_gone: int | None
    dry_run: bool
    form: str


@click.group()
def captures() -> None:
    """Verify captures, compare them with each other, and keep their content out of commits."""


captures.add_command(prove)
captures.add_command(check_item_proof)


@captures.command()
@click.argument("wanted", metavar="[CAPTURE]...", nargs=-1)
@click.option("--second", type=FOLDER, metavar="DIR", help="A second copy of the store, which is verified too.")
@FORMAT
@click.pass_obj
def verify(places: Places, wanted: tuple[str, ...], second: Path | None, form: str) -> int:
    """Verify the bags of the store against git: all, or those named (SITE, SITE/CAPTURE or CAPTURE)."""
    from records_portal.captures.verification import bags_of, read_captures, verify_captures

    for store in (places.store, *([second] if second else [])):
        if not store.is_dir():
            raise Refusal(f"there is no store at {str(store)!r}; name it")
    if second and second.resolve() == places.store.resolve():
        raise Refusal("--second names the store itself; name the folder of the second copy")
    known: list[CaptureInGit] = []
    findings: list[Finding] = []
    for tree, root in _roots(places):
        in_git, about_files = read_captures(tree, _committed(root))
        known += in_git
        findings += about_files
    chosen = _chosen(wanted, [each.id for each in known], bags_of(places.store))
    findings = [each for each in findings if chosen(each.subject)]
    findings += verify_captures(known, places.store, second, chosen)
    print_findings(findings, form)
    verified = sum(chosen(each.id) for each in known)
    copies = "the store and its second copy" if second else "the store; no second copy was named"
    tell(f"{count(verified, 'capture')} verified in {copies}: {by_severity(findings)}")
    return exit_code(findings)


def _roots(places: Places) -> list[tuple[Tree, Path]]:
    return [(tree, folder) for (tree, _), folder in zip(places.trees, places.folders, strict=True)]


def _committed(root: Path) -> CommitTree:
    from records_portal.history.repository import CommitTree, Repository

    return CommitTree(Repository(root), "HEAD")


def _chosen(wanted: Sequence[str], captures: Iterable[str], bags: Iterable[str]) -> Callable[[str], bool]:
    """Whether a capture was asked for; a name that means none is refused."""
    known = {*captures, *bags}
    for name in wanted:
        if not any(_means(name, each) for each in known):
            raise Refusal(f"no capture {name!r}; name a site, SITE/CAPTURE or the capture's own name")
    return lambda capture: not wanted or any(_means(name, capture) for name in wanted)


def _means(name: str, capture: str) -> bool:
    return name in (capture, *capture.split("/"))


@captures.command()
@click.option("--since", metavar="COMMIT", help="Look at every commit after this one instead of what is staged.")
@click.option("--except", "spared", multiple=True, metavar="FOLDER", help="Leave out a folder, such as test data.")
@FORMAT
@click.pass_obj
def lint(places: Places, since: str | None, spared: tuple[str, ...], form: str) -> int:
    """Refuse content, residue or payload of a capture in what is about to be committed."""
    from records_portal.history.commit_lint import entries_since, payload_findings, staged_entries
    from records_portal.history.repository import Repository

    repository = Repository(places.root)
    entries = entries_since(repository, since) if since else staged_entries(repository)
    findings = list(payload_findings(repository, entries, spared))
    print_findings(findings, form)
    tell(f"{count(len(entries), 'file')} looked at: {by_severity(findings)}")
    return exit_code(findings)


@captures.command()
@click.argument("site", required=False)
@FORMAT
@click.pass_obj
def compare(places: Places, site: str | None, form: str) -> int:
    """Say what captures tell together: removals nobody explains, content that came back, posts without approval."""
    from records_portal.captures.comparison import compared_captures

    places.refuse_unreadable()
    register = places.loaded.register
    if site is not None and not register.get("sites", site):
        raise Refusal(f"site {site!r} is not in the register")
    findings = [each for each in compared_captures(register, places.trees) if site is None or each.subject == site]
    print_findings(findings, form)
    tell(by_severity(findings))
    return 0


@captures.command()
@click.argument("site", required=False)
@click.option("--all", "everything", is_flag=True, help="List what is settled, too.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.pass_obj
def reconcile(places: Places, site: str | None, everything: bool, form: str) -> int:
    """Hold the authoring log against the captures, both ways: each post that is still open, with what settles it.

    Of one SITE, or of every site that has a log or a capture. What only a private root knows comes with --private.
    """
    from records_portal.captures.comparison import captured_post, index_lines
    from records_portal.captures.reconciliation import RECONCILED_COLUMNS, STATES, reconciled_sites
    from records_portal.values.csv_text import csv_text

    places.refuse_unreadable()
    register = places.loaded.register
    if site is not None and not register.get("sites", site):
        raise Refusal(f"site {site!r} is not in the register")
    items = ((each.site, captured_post(each)) for each in index_lines(register, places.trees, site and {site}))
    lines = [each for each in reconciled_sites(register, items) if site in (None, each.site)]
    shown = [each.as_row() for each in lines if everything or each.is_open]
    if form == "csv":
        click.echo(csv_text(RECONCILED_COLUMNS, shown), nl=False)
    elif form == "json":
        told = [dict(zip(RECONCILED_COLUMNS, row, strict=True)) for row in shown]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        for name, day, state, title, item, *_, command in shown:
            post = ", ".join(filter(None, (title and repr(title), item and f"item {item!r}")))
            click.echo(one_line(f"{name} {day} {state} {post}: {STATES[state]}"))
            if command:
                click.echo(one_line(f"    `{command}`"))
    counted = Counter(each.state for each in lines)
    tell(", ".join(f"{counted[state]:,} {state}" for state in STATES if counted[state]) or "no post on either side")
    return 0


@captures.command()
@click.argument("site")
@click.argument("capture", required=False)
@click.option("--by", metavar="PERSON", help="Who judges it; default: whoever git's user.email belongs to.")
@click.option("--complete", is_flag=True, help="The export was asked for whole: every kind, all time.")
@click.option("--from", "from_on", type=Date(), metavar="DATE", help="The export was asked for from this day on.")
@click.option("--to", "to_on", type=Date(), metavar="DATE", help="The export was asked for up to this day.")
@click.option(
    "--kind", "kinds", type=click.Choice(ITEM_KINDS), multiple=True, help="The export was asked for this kind only."
)
@click.option(
    "--gone", "said_gone", type=click.IntRange(1), metavar="NUMBER", help="So many known items were really removed."
)
@click.option("--dry-run", is_flag=True, help="Say the verdict, write nothing.")
@FORMAT
@click.pass_obj
def judge(places: Places, site: str, capture: str | None, by: str | None, **asked: Unpack[JudgeOptions]) -> int:
    """Judge a capture again, or every one of a site: by today's readers, or by what you say was asked for."""
    from records_portal.captures.judging.judging_again import judge_again, judged_captures

    words = asked["complete"], asked["from_on"], asked["to_on"], asked["kinds"]
    if capture is None and (any(words) or asked["said_gone"]):
        raise Refusal("what was asked for is said of one capture; name it behind the site")
    request = request_for(places, site, by, words)
    request = replace(request, said_gone=asked["said_gone"], dry_run=asked["dry_run"])
    names = [capture] if capture else judged_captures(request.root, request.site)
    done = [judge_again(request, name) for name in names]
    if asked["form"] == "json":
        told = [_judged_mapping(site, each) for each in done]
        click.echo(json.dumps(told[0] if capture else told, indent=2))
    else:
        for each in done:
            _print_judged(site, each)
    return max((each.verdict.exit_code for each in done), default=0)


def _judged_mapping(site: str, done: JudgedAgain) -> dict[str, object]:
    from records_portal.captures.verdict import REASONS

    return {
        "capture": f"{site}/{done.capture}",
        "before": done.before.value,
        "verdict": done.verdict.value,
        "reasons": [{"reason": word, "says": REASONS[word]} for word in done.verdict.reasons],
        "no_longer_gone": done.back,
        "written": [done.written] if done.written else [],
    }


def _print_judged(site: str, done: JudgedAgain) -> None:
    from records_portal.captures.verdict import REASONS

    click.echo(f"{site}/{done.capture}: {done.verdict.value}, before {done.before.value}")
    for word in done.verdict.reasons:
        click.echo(f"Because:    {REASONS[word]} ({word})")
    if done.back:
        click.echo(f"Not gone:   {count(done.back, 'item')} that it called gone, held to be there again")
    click.echo(f"Written:    {done.written}" if done.written else "Nothing was written")


@captures.command()
@click.argument("site")
@click.argument("capture", required=False)
@click.pass_obj
def commitments(places: Places, site: str, capture: str | None) -> int:
    """Commit to the items of captures from before that was done at ingest: their words can then be proven."""
    from records_portal.captures.commitments.adding import add_commitments
    from records_portal.store.folder import locked_store

    places.refuse_unreadable()
    known = places.loaded.register.of("captures")
    names = [
        name for name in sorted(known) if name == f"{site}/{capture}" or (not capture and name.startswith(f"{site}/"))
    ]
    if not names:
        raise Refusal(f"no capture {capture!r} of {site!r} in the register" if capture else f"{site!r} has no capture")
    if not places.store.is_dir():
        raise Refusal(f"there is no store at {str(places.store)!r}; name it with --store")
    with locked_store(places.store) as store:
        for name in names:
            done = add_commitments(places.root_of(known[name]), store, name)
            if done.written:
                click.echo(f"{done.written}: {count(done.items, 'item')}")
            else:
                tell(f"{name}: nothing was written, {done.left_out or 'its items were committed to before'}")
    return 0


@captures.command()
@click.argument("site")
@FORMAT
@click.pass_obj
def coverage(places: Places, site: str, form: str) -> int:
    """Show which months of a site its captures cover, by kind of item."""
    from records_portal.captures.coverage import coverage_calendar, render_coverage

    places.refuse_unreadable()
    record = places.loaded.register.get("sites", site)
    if record is None:
        raise Refusal(f"site {site!r} is not in the register")
    calendar = coverage_calendar(places.loaded.register, record, places.items, places.today())
    if form == "json":
        click.echo(json.dumps(calendar.as_mapping(), indent=2))
    else:
        click.echo(render_coverage(calendar), nl=False)
    return 0


@captures.command()
@click.argument("exports", metavar="EXPORT...", type=FOLDER, nargs=-1, required=True)
@click.option(
    "--item", "items", metavar="ID", multiple=True, required=True, help="An item's id, as the platform has it."
)
@click.option("--out", type=FOLDER, required=True, metavar="DIR", help="The new folder for the items.")
@click.pass_obj
def select(places: Places, exports: tuple[Path, ...], items: tuple[str, ...], out: Path) -> int:
    """Pick items out of an export, as files and a table: of a personal account only those may be handed in."""
    from records_portal.exports.selection import write_selection

    refuse_output(out, places)
    selected = count(write_selection(exports, items, out), "item")
    tell(f"{selected}; look through {out} and hand it in with `records ingest`")
    click.echo(str(out))
    return 0


@captures.command()
@click.argument("platform")
@click.option("--out", type=FOLDER, required=True, metavar="FILE", help="The new file, such as items.csv.")
@click.pass_obj
def template(places: Places, platform: str, out: Path) -> int:
    """Write a table to fill in, for a platform whose own export cannot be had or read."""
    from records_portal.exports.services import OTHER, render_template, service_of, services, template_lines

    found = service_of(platform)
    service = found or services()[OTHER]
    write_file(out, render_template(service), places)
    if not found:
        tell(f"no table of its own for {platform!r}; this one serves any platform")
    for line in template_lines(service):
        tell(line)
    return 0


@captures.command()
@click.argument("about", metavar="SITE|PLATFORM")
@click.option("--from", "from_on", type=Date(), metavar="DATE", help="The first day to ask for; default: all time.")
@click.option("--to", "to_on", type=Date(), metavar="DATE", help="The last day to ask for; default: today.")
@click.option("--calendar", type=FOLDER, metavar="FILE", help="Write the last day of a site's link as a calendar.")
@click.pass_obj
def ask(places: Places, about: str, from_on: date | None, to_on: date | None, calendar: Path | None) -> int:
    """Show what to choose when an export is asked for, what it will lack, and the name to save it under."""
    from records_portal.exports.asking import AskedExport, card_lines, link_ends_on
    from records_portal.exports.services import OTHER, service_of, services
    from records_portal.register.sites import handle_of

    record = places.loaded.register.get("sites", about)
    service = service_of(record.value["platform"] if record else about)
    if not record and not service:
        raise Refusal(f"{about!r} is no site of the register and no platform that is known; name one of them")
    today = places.today()
    for line in card_lines(service or services()[OTHER], today):
        click.echo(line)
    if record:
        site = record.value
        account = site.get("account_id") or handle_of(site)
        asked = AskedExport(site["agency"], site["platform"], account, from_on, to_on or today, today)
        click.echo(f"save it unchanged under the name: {asked.name}")
        scope = f" --from {from_on}" * bool(from_on) + f" --to {to_on}" * bool(to_on) or " --complete"
        ending = _ending_of(service or services()[OTHER])
        if not ending:
            platform = service.id if service else OTHER
            click.echo(f"write the table: records captures template {platform} --out {asked.name}/items.csv")
        click.echo(f"hand it in: records ingest {asked.name}{ending} --site {about} --by PERSON{scope} --dry-run")
    if calendar:
        ends_on = link_ends_on(service, today) if record and service else ""
        if not record or not ends_on:
            raise Refusal(f"nobody knows a last day for {about!r}; --calendar takes a site whose platform's links end")
        write_file(calendar, _calendar_of_link(places, record, ends_on), places)
    return 0


def _ending_of(service: Service) -> str:
    """How the name of what a service hands out ends; files and a table lie in a folder."""
    if not service.formats or service.formats[0] == "files-csv":
        return ""
    return _ENDINGS.get(service.formats[0], ".zip")


def _calendar_of_link(places: Places, site: Record[SiteValue], ends_on: str) -> bytes:
    """The day on which the link to a site's export may end, as a calendar of one event."""
    from records_portal.duties.calendars import CalendarPage, ComingEvent, render_calendar

    address = f"sites/{site.id}/export-link.ics"
    stamped_at = places.started_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    portal = str(places.loaded.register.portal.get("url", ""))
    event = ComingEvent(ends_on, "export-link", f"export of {site.id}", (site.value["agency"],), f"sites/{site.id}/")
    return render_calendar(CalendarPage(portal, address, f"Export of {site.id}", stamped_at), [event])
