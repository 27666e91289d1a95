"""`records audit`: the evidence an auditor asks for, as tables, over a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal

from .options import AS_OF, FOLDER, FORMAT, Date
from .output import tell
from .output_files import refuse_filled, refuse_output, write_together
from .places import Places, named_record

if TYPE_CHECKING:
    from records_portal.duties.evidence_pack import AuditedTime, EvidenceTable

APPROVALS = ("record", "at", "commit", "by", "approved_by", "known")


@click.command(name="audit")
@click.option("--agency", default="", metavar="AGENCY", help="Of one agency and those below it.")
@click.option("--from", "from_on", type=Date(), metavar="DATE", help="The first day; default: a year before the last.")
@click.option("--to", "to_on", type=Date(), metavar="DATE", help="The last day; default: today.")
@click.option("--out", type=FOLDER, metavar="DIR", help="Write each table as CSV into this folder.")
@AS_OF
@FORMAT
@click.pass_obj
def evidence_of_audit(
    places: Places,
    agency: str,
    from_on: date | None,
    to_on: date | None,
    out: Path | None,
    as_of: date | None,
    form: str,
) -> int:
    """Put together what an auditor asks for: administrators, credentials, captures, dispositions, approvals, gaps.

    Changes of credentials, and gaps that would help somebody to get in, are told with --private alone.
    """
    from records_portal.duties.context import days_after, duty_context
    from records_portal.duties.evidence_pack import AuditedTime, evidence_pack
    from records_portal.values.csv_text import csv_text

    if form == "json" and out:
        raise Refusal("--format json answers with the tables themselves; leave out --out, or --format json")
    if out:
        refuse_filled(out)
        refuse_output(out / "gaps.csv", places)
    places.refuse_unreadable()
    register, today = places.loaded.register, as_of or places.today()
    if agency:
        named_record(places, "agencies", agency, register.get("agencies", agency))
    last = (to_on or today).isoformat()
    first = from_on.isoformat() if from_on else days_after(last, -365)
    time = AuditedTime(first, last, frozenset({agency} if agency else ()))
    context = duty_context(register, today, reads_private=bool(places.private))
    found = [*evidence_pack(context, time), *_approvals(places, time)]
    if form == "json":
        told = {each.name: [dict(zip(each.columns, row, strict=True)) for row in each.rows] for each in found}
        click.echo(json.dumps({"from_on": first, "to_on": last, **told}, indent=2, ensure_ascii=False))
        return 0
    for each in found:
        click.echo(f"{each.name:<15}{len(each.rows):>7,}  {each.about}")
    if out:
        write_together(out, {f"{each.name}.csv": csv_text(each.columns, each.rows).encode() for each in found}, places)
    tell(f"from {first} to {last}{f', {agency}' if agency else ''}")
    if not places.private:
        tell("without --private no change of credentials is told, and no gap that would help somebody to get in")
    return 0


def _approvals(places: Places, time: AuditedTime) -> Iterator[EvidenceTable]:
    """Every change of the public root in that time, with who approved it and how that is known."""
    from records_portal.duties.evidence_pack import EvidenceTable
    from records_portal.history.repository import Repository
    from records_portal.identity.trail import read_trail

    try:
        trail = read_trail(Repository(places.root), places.loaded.register, places.cache)
    except Refusal as refusal:
        tell(f"who approved what is not told: {refusal}")
        return
    rows = tuple(
        (
            f"{change.kind}/{change.id}",
            change.at,
            change.commit,
            change.by.name,
            ", ".join(each.name for each in change.approved_by),
            ", ".join(each.told for each in change.approved_by),
        )
        for change in trail.changes
        if time.holds(change.at)
    )
    yield EvidenceTable("approvals", "each change of a record, who approved it and how that is known", APPROVALS, rows)
