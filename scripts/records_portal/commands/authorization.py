"""The commands about authority to dispose of records: requests, their forms, transfers and reminders."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from records_portal.register.findings import Refusal, one_line
from records_portal.wording.words import count

from .authorization_answer import record_answer, renew
from .authorization_list import read_ticked_list, write_list, write_paper
from .judging import judged_for, judged_items
from .options import FOLDER, FORMAT, Date
from .output import tell
from .output_files import write_file, write_together
from .places import Places, named_record

if TYPE_CHECKING:
    from records_portal.disposal.authorization_drafts import AuthorizationDraft
    from records_portal.duties.reminders import Reminder

CLEARANCES = ("audit", "litigation", "public-records-request")


@click.group()
def authorization() -> None:
    """Ask for authority to dispose of records, fill in the form, and be reminded."""


class DraftOptions(TypedDict):
    """What a request for authority is drafted from."""

    series: tuple[str, ...]
    sites: tuple[str, ...]
    from_on: date | None
    to_on: date | None
    by: str
    approver: str
    proposed_on: date | None
    only_due: bool
    kind: str
    record_id: str
    on: date | None
    medium: str | None
    location: str | None
    cleared: tuple[tuple[str, str], ...]
    private_part: bool
    dry_run: bool
    form: str


@authorization.command()
@click.option(
    "--series", multiple=True, metavar="SERIES", help="A series, as SCHEDULE#NUMBER; default: all with items."
)
@click.option("--site", "sites", required=True, multiple=True, metavar="SITE", help="A site; may be repeated.")
@click.option("--from", "from_on", type=Date(), metavar="DATE", help="Content from this day on.")
@click.option("--to", "to_on", type=Date(), metavar="DATE", help="Content up to this day.")
@click.option("--by", required=True, metavar="PERSON", help="Who asks.")
@click.option("--approver", required=True, metavar="PERSON", help="Who approves the request within the agency.")
@click.option("--proposed-on", type=Date(), metavar="DATE", help="When the records would go; default: the first day.")
@click.option("--only-due", is_flag=True, help="List what is past its retention in those days, leave out the rest.")
@click.option(
    "--kind", type=click.Choice(["one-off", "ongoing", "none-required"]), default="one-off", show_default=True
)
@click.option("--id", "record_id", default="", metavar="ID", help="The request's name; default: made from the rest.")
@click.option("--on", type=Date(), metavar="DATE", help="The day on which it was handed in; default: today.")
@click.option("--medium", metavar="TEXT", help="What the records are kept on.")
@click.option("--location", metavar="TEXT", help="Where they are kept.")
@click.option(
    "--cleared", nargs=2, multiple=True, metavar="KIND PERSON", help=f"What somebody cleared: {', '.join(CLEARANCES)}."
)
@click.option("--private-part", is_flag=True, help="Ask for what of public sites lies in the private root alone.")
@click.option("--dry-run", is_flag=True, help="Show the request, write nothing.")
@FORMAT
@click.pass_obj
def draft(places: Places, /, **asked: Unpack[DraftOptions]) -> int:
    """Compute a request from what is due, and write it as a record that is pending."""
    from records_portal.disposal.authorization_drafts import AuthorizationRequest, drafted

    places.refuse_unreadable()
    day = asked["on"] or places.today()
    if day > places.today():
        raise Refusal(f"--on {day} is still to come; a request is dated on the day on which it is handed in")
    request = AuthorizationRequest(
        kind=asked["kind"],
        series=tuple(dict.fromkeys(asked["series"])),
        sites=tuple(dict.fromkeys(asked["sites"])),
        by=asked["by"],
        approver=asked["approver"],
        on=day,
        from_on=asked["from_on"],
        to_on=asked["to_on"],
        proposed_on=asked["proposed_on"],
        details={name: said for name in ("medium", "location") if (said := asked[name])},
        cleared=_cleared(asked["cleared"]),
        only_due=asked["only_due"],
    )
    own = _captures_asked_for(places, request.sites, private_part=asked["private_part"])
    retention, judged = judged_items(places, asked["kind"], request.sites, own)
    made = drafted(retention, judged, request, asked["record_id"])
    path = _write(places, made, private_part=asked["private_part"], dry_run=asked["dry_run"])
    _print_draft(made, path, asked["form"])
    _advise(places, made, asked["dry_run"])
    return 0


def _cleared(given: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    for kind, _ in given:
        if kind not in CLEARANCES:
            raise Refusal(f"--cleared {kind!r} is no clearance; one of {', '.join(CLEARANCES)}")
    return tuple(given)


def _captures_asked_for(places: Places, sites: Sequence[str], *, private_part: bool) -> frozenset[str]:
    """The captures that a request can be about: those in the root of its sites, or what is private of public ones."""
    from records_portal.disposal.site_roots import captures_in, roots_of_sites

    register = places.loaded.register
    if private_part:
        own = captures_in(register, private=True, origin=str(places.private_root("what is private of a public site")))
        parts = frozenset(name for name in own if register.of("captures")[name].value.get("private_part"))
        if lacking := sorted(set(sites) - {name.partition("/")[0] for name in parts}):
            raise Refusal(f"the private root has no private part of {lacking[0]!r}; leave out --private-part")
        return parts
    roots = roots_of_sites(register, sites)
    return frozenset().union(*(captures_in(register, private=private, origin=origin) for private, origin in roots))


def _write(places: Places, made: AuthorizationDraft, *, private_part: bool, dry_run: bool) -> str:
    """The path of the request's file, written unless only shown: in the private root where what it asks for lies there.

    The list goes first: without it the record would be a request whose list is whatever its span covers.
    """
    from records_portal.disposal.site_roots import refuse_several_roots, roots_of_sites
    from records_portal.files.durable import write_durably
    from records_portal.files.yaml_text import dump_yaml
    from records_portal.register.item_lists.authorized_lists import list_path, render_authorized_list
    from records_portal.register.kinds import KINDS
    from records_portal.register.record_editing import read_record, write_record

    register = places.loaded.register
    path = KINDS["authorizations"].path_of(made.id)
    refuse_several_roots(made.id, roots_of_sites(register, made.value["sites"]))
    sites = [site for name in made.value["sites"] if (site := register.get("sites", name)) and site.private]
    if register.knows("authorizations", made.id):
        raise Refusal(f"authorization {made.id!r} is there already; --id names another")
    data = dump_yaml(made.value).encode()
    if dry_run:
        read_record(path, data)
    else:
        root = places.root_of(sites[0]) if sites else places.private_root() if private_part else places.root
        read_record(path, data)
        if made.listed:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            write_durably(root / list_path(path), render_authorized_list(made.fixed))
        write_record(root, path, data, None)
    return path


def _print_draft(made: AuthorizationDraft, path: str, form: str) -> None:
    from records_portal.retention.request_lines import series_asked

    span = made.value.get("span", {})
    if form == "json":
        told = {"id": made.id, "path": path, "record": made.value, "statuses": made.counts}
        click.echo(json.dumps(told | {"earliest_on": made.earliest_on.isoformat()}, indent=2, ensure_ascii=False))
        return
    named = ", ".join(series_asked(made.value))
    lines = [f"{path}: {made.value['kind']} request for {named} on {', '.join(made.value['sites'])}"]
    if made.value["kind"] != "ongoing":
        dated = f"dated {span['from_on']} to {span['to_on']}" if span else "without dates of their own"
        lines.append(f"items: {len(made.listed):,}, {dated}")
        lines += [f"  {status}: {number:,}" for status, number in made.counts.items()]
    for each in made.value.get("lines", ()):
        lines.append(f"  {each['series']}: {each['volume']:,}, digest {each['items_digest']}")
    if "items_digest" in made.value:
        lines.append(f"digest: {made.value['items_digest']}")
    lines.append(f"earliest lawful date: {made.earliest_on}")
    lines.append(f"proposed for: {made.value['requested']['proposed_on']}")
    click.echo("".join(f"{one_line(line)}\n" for line in lines), nl=False)


def _advise(places: Places, made: AuthorizationDraft, dry_run: bool) -> None:
    from records_portal.disposal.request_particulars import missing_particulars

    if held := made.counts.get("held", 0):
        tell(f"{count(held, 'item')} of the list {'is' if held == 1 else 'are'} held until the hold is released")
    if void := [each for each in made.listed if each.voided]:
        tell(f"{count(len(void), 'item')} of the list had an authority that counts no more: {void[0].voided}")
    if made.left_out:
        tell(f"left out, for it has nothing in these days: {', '.join(made.left_out)}")
    asked = sorted({each.authority.id for each in made.listed if each.authority})
    if asked:
        tell(f"some of the items were asked for before: {', '.join(asked)}")
    if made.counts.get("awaiting-appraisal", 0):
        tell("the archives look at these items first; record their decision under appraised")
    if missing := missing_particulars(places.loaded.register, made.value):
        tell(f"to be entered before it is handed in: {', '.join(missing)}")
    if not places.private:
        tell("without --private no hold is seen; let counsel clear the list")
    if dry_run:
        tell("nothing was written")
    else:
        tell(f"next: `records authorization form {made.id} --out DIR` fills in the form to be keyed in")
        if made.listed:
            tell(
                f"to spare items by name: `records authorization list {made.id} --out FILE`, mark them, `tick` reads it"
            )


@authorization.command("form")
@click.argument("name", metavar="ID")
@click.option("--out", type=FOLDER, required=True, metavar="DIR", help="The folder for the form and the lists.")
@click.pass_obj
def fill_form(places: Places, name: str, out: Path) -> int:
    """Fill in the request as a form to be keyed into the State's system: PDF, and CSV with the items."""
    from records_portal.disposal.authorization_drafts import items_on_list
    from records_portal.disposal.request_particulars import refuse_without_particulars, unconfirmed_particulars
    from records_portal.documents import request_form, request_pdf
    from records_portal.documents.request_forms import ITEM_COLUMNS
    from records_portal.values.csv_text import csv_text

    places.refuse_unreadable()
    record = named_record(places, "authorizations", name, places.loaded.register.get("authorizations", name))
    refuse_without_particulars(places.loaded.register, record)
    retention, judged = judged_for(places, record)
    on_list = items_on_list(retention, record, judged) if record.value["kind"] != "ongoing" else ()
    form = request_form(places.loaded.register, record, retention, on_list)
    files = {
        f"{name}-request.pdf": request_pdf(places.loaded.register, form),
        f"{name}-request.csv": csv_text(["field", "value"], form.fields).encode(),
    }
    if form.items:
        files[f"{name}-items.csv"] = csv_text(ITEM_COLUMNS, form.items).encode()
    write_together(out, files, places)
    for sentence in form.about_items:
        tell(sentence)
    if unconfirmed := unconfirmed_particulars(places.loaded.register, record.value):
        tell(f"Counsel has not confirmed that these are asked for: {', '.join(unconfirmed)}.")
    return 0


@authorization.command("reminders")
@click.option("--as-of", type=Date(), metavar="DATE", help="The date that counts as today.")
@FORMAT
@click.pass_obj
def list_reminders(places: Places, as_of: date | None, form: str) -> int:
    """Say what to do when: renewals, pending requests, and updates of holds where --private is given."""
    from records_portal.checks.context import CheckContext
    from records_portal.duties.reminders import reminders

    places.refuse_unreadable()
    found = reminders(CheckContext(places.loaded.register, as_of or places.today()))
    if form == "json":
        click.echo(json.dumps([each.as_mapping() for each in found], indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{one_line(line)}\n" for line in _reminder_lines(found)), nl=False)
    if not places.private:
        tell("without --private no hold is seen")
    return 0


def _reminder_lines(found: Sequence[Reminder]) -> Iterator[str]:
    for each in found:
        mark = "due" if each.due else "   "
        yield f"{each.on}  {mark}  {each.about:<7}  {each.id}: {each.step}; {each.action}"


@authorization.command("transfer-list")
@click.argument("package")
@click.option("--out", type=FOLDER, required=True, metavar="FILE", help="The list, as PDF.")
@click.pass_obj
def print_transfer_list(places: Places, package: str, out: Path) -> int:
    """Set the list of a transfer PACKAGE of the store in type: its twelve particulars and every item."""
    from records_portal.disposal.transfers import package_path
    from records_portal.documents import packed_transfer, transfer_list

    places.refuse_unreadable()
    transfer, items = packed_transfer(package_path(places.store, Path(package).name))
    write_file(out, transfer_list(places.loaded.register, transfer, items, package), places)
    return 0


authorization.add_command(record_answer)
authorization.add_command(renew)
authorization.add_command(write_list)
authorization.add_command(write_paper)
authorization.add_command(read_ticked_list)
