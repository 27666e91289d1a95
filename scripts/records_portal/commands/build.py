"""`records build`: the portal out of the public root."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from records_portal.register.findings import Refusal, Severity
from records_portal.wording.words import count

from .options import AS_OF, FOLDER
from .output import print_findings, tell
from .places import Places
from .validate import all_findings


@click.command()
@AS_OF
@click.option("--out", type=FOLDER, metavar="DIR", help="Where the portal is written; default: ROOT/site.")
@click.pass_obj
def build(places: Places, as_of: date | None, out: Path | None) -> int:
    """Build the portal from the public root: from the commit, or as a draft where something is not committed."""
    if places.private:
        raise Refusal("the portal is built from the public root alone; leave out --private")
    from records_portal.files.uncollected import uncollected

    with uncollected():
        return _build(_as_committed(places), as_of, out)


def _as_committed(places: Places) -> Places:
    """The places, read as the commit has them; where something is not committed, as it lies there."""
    from records_portal.history.repository import Repository
    from records_portal.portal.building.build import is_draft

    repository = Repository(places.root)
    if not repository.has_commit() or is_draft(repository):
        return places
    return replace(places, commit=repository.head(), checked_out=True)


def _build(places: Places, as_of: date | None, out: Path | None) -> int:
    places.refuse_unreadable()
    day = as_of or places.today()
    findings = all_findings(places, day, placed=False)
    if any(each.severity is Severity.ERROR for each in findings):
        errors = [each for each in all_findings(places, day) if each.severity is Severity.ERROR]
        print_findings(errors, "text")
        tell(f"the portal was not built: {count(len(errors), 'error')} in the records")
        return 1
    from records_portal.portal.building.build import build_portal

    register, where = places.loaded.register, out or places.root / "site"
    told = build_portal(places.root, places.public_tree, register, places.items, findings, day, where, places.cache)
    click.echo(told)
    return 0
