"""The command that disposes of records: a dry run that writes nothing, unless it is told to execute."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from records_portal.register.findings import Refusal, one_line

from .options import FOLDER, FORMAT
from .output import tell
from .output_files import write_file
from .places import Places, git_person

if TYPE_CHECKING:
    from pathlib import Path

    from records_portal.disposal.disposition import DispositionOutcome
    from records_portal.disposal.intended import Disposition
    from records_portal.disposal.preconditions.case import DispositionPlaces, DispositionRequest
    from records_portal.disposal.transfers import Receipt
    from records_portal.store.certificates import Certificate
    from records_portal.store.folder import Store


class DispositionOptions(TypedDict):
    """What a disposition is asked for with, as click gives it."""

    authorization: str
    execute: bool
    by: str | None
    witness: str | None
    live: tuple[str, ...]
    manner: str | None
    to: str | None
    receipt: str | None
    received_on: str | None
    accession: str | None
    receipt_by: str | None
    manifest: str | None
    plan: Path | None
    key: Path | None


@click.command()
@click.argument("authorization")
@click.option("--execute", is_flag=True, help="Do it. Without this nothing is written.")
@click.option("--by", metavar="PERSON", help="Who carries it out; default: whose --key it is, or git's user.email.")
@click.option("--witness", metavar="PERSON", help="Who sees it done.")
@click.option("--live", metavar="SITE=STATE", multiple=True, help="What became of the same content on the live site.")
@click.option("--manner", metavar="TEXT", help="How it is done in fact, in one line.")
@click.option("--to", metavar="NAME", help="Of a transfer: who receives it.")
@click.option("--receipt", metavar="REF", help="Of a transfer: the number of the receiver's receipt.")
@click.option("--received-on", metavar="DATE", help="The day of the receipt.")
@click.option("--accession", metavar="NO", help="The number that the receiver gave the records.")
@click.option("--receipt-by", metavar="NAME", help="Who signed the receipt.")
@click.option("--manifest", metavar="SHA256", help="The digest of the package's manifest, as the receipt repeats it.")
@click.option("--plan", type=FOLDER, metavar="FILE", help="Write the plan to sign; with --execute, the signed one.")
@click.option("--key", type=FOLDER, metavar="FILE", help="With --plan: sign it as its executor with this key.")
@FORMAT
@click.pass_obj
def dispose(places: Places, /, form: str, **asked: Unpack[DispositionOptions]) -> int:
    """Dispose of everything that is due under an authorization; a dry run unless --execute is given."""
    from records_portal.store.folder import locked_store
    from records_portal.store.journals import journals

    if not places.store.is_dir():
        raise Refusal(f"there is no store at {str(places.store)!r}; name it")
    if asked["execute"]:
        with locked_store(places.store) as store:
            return _executed(places, asked, store, form)
    if left := journals(places.store):
        raise Refusal(
            f"the disposition {left[0].stem!r} was cut short; run it with --execute, which completes or undoes it first"
        )
    return _planned(places, asked, asked["plan"]) if asked["plan"] else _rehearsed(places, asked, form)


def _planned(places: Places, asked: DispositionOptions, path: Path) -> int:
    """Write the plan that executor and witness sign."""
    from records_portal.disposal.preconditions import planned_disposition
    from records_portal.history.repository import Repository
    from records_portal.identity.plan_signatures import PlanPart

    from .approve import sign_plan

    plan = planned_disposition(_request(places, asked), _where(places))
    write_file(path, plan.render(), places)
    if key := asked["key"]:
        sign_plan(places, Repository(places.root), path, key, None, PlanPart.EXECUTOR, sign=True, asks=False)
        tell(f"the witness signs it today with `records approve {path}`; then --execute --plan {path}")
        return 0
    click.echo(f"{plan.head.decode()}digest {plan.digest}")
    tell(f"executor and witness sign it today, each with `records approve {path}`; then --execute --plan {path}")
    return 0


def _rehearsed(places: Places, asked: DispositionOptions, form: str) -> int:
    """Say what would be done, and write nothing."""
    from records_portal.disposal.disposition import DispositionOutcome
    from records_portal.disposal.preconditions import cleared_disposition
    from records_portal.store.certificates import certificates_of

    if _tell_earlier(places, asked, certificates_of(places.store, asked["authorization"]), form):
        return 0
    cleared = cleared_disposition(_request(places, asked), _where(places))
    return _tell(DispositionOutcome(), form, cleared.disposition, executed=False)


def _executed(places: Places, asked: DispositionOptions, store: Store, form: str) -> int:
    """Complete what an earlier run has left; then dispose of what is due."""
    from records_portal.captures.root_captures import restore_dispositions
    from records_portal.disposal.disposition import DispositionOutcome, dispose_of_plan
    from records_portal.disposal.preconditions import cleared_disposition
    from records_portal.store.certificates import certificates_of

    restored: list[str] = []
    for each in places.folders:
        restored += _named(places, each, restore_dispositions(each, store.folder))
    earlier = certificates_of(store.folder, asked["authorization"])
    if earlier and restored:
        return _tell(DispositionOutcome(tuple(earlier), tuple(restored)), form)
    if _tell_earlier(places, asked, earlier, form):
        return 0
    cleared = cleared_disposition(_request(places, asked), _where(places))
    done = dispose_of_plan(store, cleared)
    if unanswered := cleared.disposition.clock_unanswered:
        tell(f"{unanswered}; the two signatures cover which day it was, and the certificate says so")
    told = replace(done, written=tuple(_named(places, cleared.disposition.root, done.written)))
    return _tell(told, form, cleared.disposition)


def _named(places: Places, root: Path, written: Iterable[str]) -> list[str]:
    """What was written to a root as people find it: of the public one below it, of a private one with its folder."""
    return [path if root == places.root else str(root / path) for path in written]


def _where(places: Places) -> DispositionPlaces:
    from records_portal.disposal.preconditions.case import DispositionPlaces

    _ = places.trees  # refuses what is no folder, or is named twice
    return DispositionPlaces(
        places.root, places.private, places.store, places.cache, places.started_at, places.environment
    )


def _request(places: Places, asked: DispositionOptions) -> DispositionRequest:
    from records_portal import __version__
    from records_portal.answers.evidence_text import evidence_readings
    from records_portal.disposal.disposition_record import MANNER
    from records_portal.disposal.plan_text import read_plan, read_signatures
    from records_portal.disposal.preconditions.case import DispositionRequest
    from records_portal.documents.transfer_lists import transfer_list

    given = asked["plan"] if asked["execute"] else None
    plan = read_plan(given) if given else None
    live = tuple((site, state) for site, _, state in (each.partition("=") for each in asked["live"]))
    return DispositionRequest(
        asked["authorization"],
        asked["by"] or (plan.said("executor") if plan else _executor(places, asked["key"])),
        execute=asked["execute"],
        witness=asked["witness"] or (plan.said("witness") if plan else ""),
        live=live or (plan.live() if plan else ()),
        manner=asked["manner"] or (plan.said("manner") if plan else MANNER),
        to=asked["to"] or (plan.said("to") if plan else ""),
        receipt=_receipt(asked),
        software=f"Records Portal {__version__}",
        typeset=transfer_list,
        read=evidence_readings,
        plans=asked["plan"] is not None and not asked["execute"],
        plan=plan,
        signatures=read_signatures(given, plan) if given and plan else (),
    )


def _executor(places: Places, key: Path | None) -> str:
    """Whoever holds the key that signs the plan; without one, whoever git's user.email belongs to."""
    from .approve import person_of_key

    return person_of_key(places, key) if key else git_person(places, "--by", "carries it out")


def _receipt(asked: DispositionOptions) -> Receipt | None:
    from records_portal.disposal.transfers import MANIFEST, Receipt
    from records_portal.values.dates import NotADate, parse_date

    others = [asked["received_on"], asked["accession"], asked["receipt_by"], asked["manifest"]]
    if not asked["receipt"]:
        if any(others):
            raise Refusal(
                "--received-on, --accession, --receipt-by and --manifest belong to a receipt; name it with --receipt"
            )
        return None
    try:
        received_on = parse_date(asked["received_on"] or "")
    except NotADate as error:
        raise Refusal("--receipt needs the day of the receipt; add --received-on YYYY-MM-DD") from error
    if not asked["manifest"]:
        raise Refusal(
            f"--receipt needs what the receiver read off the package; add --manifest with the SHA-256 of {MANIFEST} "
            "that the receipt repeats"
        )
    accession, by = asked["accession"] or "", asked["receipt_by"] or ""
    return Receipt(asked["receipt"], received_on.isoformat(), accession, by, asked["manifest"].strip().lower())


def _tell(done: DispositionOutcome, form: str, intended: Disposition | None = None, *, executed: bool = True) -> int:
    """Print what is due, where it is known, and what was done."""
    from records_portal.disposal.report import (
        done_mapping,
        plan_mapping,
        render_certificates,
        render_package,
        render_plan,
    )

    if form == "json":
        value = {
            **(plan_mapping(intended, executed=executed) if intended else {}),
            **(done_mapping(done) if executed else {}),
        }
        click.echo(json.dumps(value, indent=2, ensure_ascii=False))
        return 0
    told = render_plan(intended, executed=executed) if intended else ""
    told += render_package(done) if done.package else render_certificates(done.certificates, done.written)
    click.echo(told, nl=False)
    if done.written:
        click.echo("Next: look through what was written, commit it and have it merged.", err=True)
    return 0


def _tell_earlier(places: Places, asked: DispositionOptions, earlier: Sequence[Certificate], form: str) -> bool:
    """Whether nothing more is due under an authorization that has certificates; then these are told again."""
    from records_portal.disposal.disposition import DispositionOutcome
    from records_portal.disposal.plan import left_of
    from records_portal.disposal.preconditions import plan_now

    if not earlier:
        return False
    places.refuse_unreadable()
    plan = plan_now(asked["authorization"], _where(places))
    if plan.entries:
        return False
    if plan.left:
        click.echo(one_line(f"Left under it: {left_of(plan)}"), err=True)
    _tell(DispositionOutcome(tuple(earlier)), form)
    return True
