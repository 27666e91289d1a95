"""`records ingest`: an export, taken in for the site whose account it is of."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from records_portal import __version__
from records_portal.register.findings import Refusal
from records_portal.register.time_zones import as_time_zone
from records_portal.values.dates import parse_date
from records_portal.values.item_kinds import ITEM_KINDS

from .options import FOLDER, FORMAT, Date
from .places import Places, git_person

if TYPE_CHECKING:
    from records_portal.captures.indexes.item_index import ClassificationRule
    from records_portal.captures.judging.export_owners import SiteAccount
    from records_portal.captures.taking_in.request import IngestRequest
    from records_portal.register.model import Record, Register
    from records_portal.register.records import SiteValue


class IngestOptions(TypedDict):
    """What an ingest is asked for with besides the export, its site and who takes it in."""

    from_on: date | None
    to_on: date | None
    kinds: tuple[str, ...]
    include: tuple[str, ...]
    dates: str | None
    complete: bool
    said_gone: int | None
    account: str
    dry_run: bool
    form: str


@click.command()
@click.argument("exports", metavar="EXPORT...", type=FOLDER, nargs=-1, required=True)
@click.option("--site", "site_id", required=True, metavar="SITE", help="The site whose account the export is of.")
@click.option("--by", metavar="PERSON", help="Who takes it in; default: whoever git's user.email belongs to.")
@click.option("--complete", is_flag=True, help="The export was asked for whole: every kind, all time.")
@click.option("--from", "from_on", type=Date(), metavar="DATE", help="The export was asked for from this day on.")
@click.option("--to", "to_on", type=Date(), metavar="DATE", help="The export was asked for up to this day.")
@click.option(
    "--kind", "kinds", type=click.Choice(ITEM_KINDS), multiple=True, help="The export was asked for this kind only."
)
@click.option(
    "--gone", "said_gone", type=click.IntRange(1), metavar="NUMBER", help="So many known items were really removed."
)
@click.option(
    "--account", default="", metavar="NAME", help="A handle or name in the export that is the site's account after all."
)
@click.option("--dates", type=click.Choice(["mdy", "dmy"]), help="What comes first in dates such as 05/06/2024.")
@click.option("--include", type=click.Choice(["messages"]), multiple=True, help="Take these in as items too.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@FORMAT
@click.pass_obj
def ingest(
    places: Places, /, exports: tuple[Path, ...], site_id: str, by: str | None, **asked: Unpack[IngestOptions]
) -> int:
    """Take in what a platform handed out: zip, tar, folder, or several parts of one export."""
    from records_portal.captures.ingest import ingest_export
    from records_portal.captures.ingest_report import outcome_mapping, render_outcome
    from records_portal.exports.archives.strangers import NotAnExport
    from records_portal.files.progress import progress_on

    request = request_for(places, site_id, by, (asked["complete"], asked["from_on"], asked["to_on"], asked["kinds"]))
    request = replace(
        request,
        paths=exports,
        accepted=asked["account"],
        said_gone=asked["said_gone"],
        include=frozenset(asked["include"]),
        dates=asked["dates"] or "",
        private_root=None if request.is_private else _private_root(places, asked["include"]),
        dry_run=asked["dry_run"],
    )
    try:
        with progress_on(sys.stderr) as progress:
            outcome = ingest_export(request, progress)
    except NotAnExport as refused:
        if asked["form"] == "text":
            raise
        click.echo(json.dumps(refused.diagnosis.as_mapping(), indent=2, ensure_ascii=False))
        raise Refusal(str(refused)) from refused
    if asked["form"] == "json":
        click.echo(json.dumps(outcome_mapping(outcome), indent=2, ensure_ascii=False))
    else:
        click.echo(render_outcome(outcome), nl=False)
    return outcome.verdict.exit_code


ScopeWords = tuple[bool, date | None, date | None, tuple[str, ...]]


def request_for(places: Places, site_id: str, by: str | None, words: ScopeWords) -> IngestRequest:
    """What an ingest for a site is asked for with, but for the export: its account, its rules, who asks, the scope."""
    from records_portal.accounts.platform_links import known_platforms
    from records_portal.captures.capture_record import Scope
    from records_portal.captures.taking_in.request import IngestRequest

    register = places.loaded.register
    site = _site(places, site_id)
    if by is not None and not register.knows("people", by):
        raise Refusal(f"--by {by!r} is not in registry/people/; name a registered person")
    complete, *limits = words
    if complete and any(limits):
        raise Refusal("--complete says that everything was asked for; leave out --from, --to and --kind, or it")
    from_on, to_on, kinds = words[1:]
    if from_on and to_on and from_on > to_on:
        raise Refusal(f"--from {from_on} is later than --to {to_on}, and no day lies between them")
    own = _account_of(site)
    return IngestRequest(
        paths=(),
        root=places.root_of(site),
        store=places.store,
        site=site.id,
        platform=site.value["platform"],
        personal=site.value.get("ownership", {}).get("owner") == "personal",
        account_id=site.value.get("account_id"),
        handles=own.handles,
        url=own.url,
        account_name=own.name,
        time_zone=str(as_time_zone(register.portal)),
        rules=classification_rules(register, site.id),
        moment=places.started_at,
        by=by or git_person(places, "--by PERSON", "takes it in or judges it"),
        software=f"Records Portal {__version__}",
        scope=Scope(not any(limits), complete, from_on, to_on, kinds),
        is_private=site.private,
        is_listed_platform=site.value["platform"] in known_platforms(),
        others=tuple(_account_of(each) for each in register.of("sites").values() if _is_beside(each, site)),
    )


def _is_beside(other: Record[SiteValue], site: Record[SiteValue]) -> bool:
    """Whether a site is another one on the same platform."""
    return other.id != site.id and other.value["platform"] == site.value["platform"]


def _account_of(site: Record[SiteValue]) -> SiteAccount:
    """What a site's record says of its account."""
    from records_portal.captures.judging.export_owners import SiteAccount

    handles = tuple(one["handle"] for one in site.value.get("handles", ()))
    known = site.value.get("account_id", ""), handles, site.value.get("url", ""), site.value.get("account_name", "")
    return SiteAccount(site.id, *known)


def _private_root(places: Places, include: Sequence[str]) -> Path | None:
    """Where what may not be public of a site of the public root goes; of several private roots none is taken."""
    if include or len(places.private) == 1:
        return places.private_root(f"what is private of a public site ({', '.join(include) or 'lists'})")
    return None


def _site(places: Places, site_id: str) -> Record[SiteValue]:
    """A site of the register, or the reason why there is none."""
    register = places.loaded.register
    if site := register.get("sites", site_id):
        return site
    fault = next((str(each) for each in places.loaded.findings if each.subject.split()[0:1] == [site_id]), "")
    if register.knows("sites", site_id) and fault:
        raise Refusal(f"site {site_id!r} cannot be read: {fault}")
    guess = difflib.get_close_matches(site_id, register.of("sites"), 1)
    right = f"did you mean {guess[0]!r}?" if guess else "a site is registered before its records are taken in"
    raise Refusal(f"site {site_id!r} is not in registry/sites/; {right}")


def classification_rules(register: Register, site_id: str) -> tuple[ClassificationRule, ...]:
    """A site's rules as ingest applies them.

    The type of a communication is not in an export: what such a rule might mean stays unclassified.
    """
    from records_portal.captures.indexes.item_index import ClassificationRule

    record = register.get("classifications", site_id)
    return tuple(
        ClassificationRule(
            rule["id"],
            "" if "communication_types" in rule else rule["class"],
            tuple(rule.get("kinds", ())),
            tuple(rule.get("authors", ())),
            tuple(rule.get("hashtags", ())),
            parse_date(rule["from_on"]) if "from_on" in rule else None,
            parse_date(rule["to_on"]) if "to_on" in rule else None,
        )
        for rule in (record.value["rules"] if record else ())
    )
