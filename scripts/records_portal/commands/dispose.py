"""The command that disposes of records: a dry run that writes nothing, unless it is told to execute."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from records_portal.register.findings import Refusal, one_line

from .places import Places, git_person

if TYPE_CHECKING:
    from records_portal.disposal.disposition import Disposition, DispositionOutcome
    from records_portal.disposal.disposition_record import DispositionCircumstances
    from records_portal.disposal.plan import DispositionPlan, ListedItem
    from records_portal.disposal.transfers import Receipt
    from records_portal.history.repository import Repository
    from records_portal.identity.anchored_roots import AnchoredRoot
    from records_portal.register.model import Record
    from records_portal.register.records import AuthorizationValue, DispositionValue
    from records_portal.store.anchors import Anchors
    from records_portal.store.certificates import Certificate
    from records_portal.store.folder import Store


@dataclass(frozen=True)
class DispositionRequest:
    """What a disposition was asked for with, as it stands on the command line."""

    authorization: str
    execute: bool = False
    by: str | None = None
    witness: str | None = None
    live: tuple[str, ...] = ()
    manner: str | None = None
    to: str | None = None
    receipt: str | None = None
    received_on: str | None = None
    accession: str | None = None
    receipt_by: str | None = None


class DispositionOptions(TypedDict):
    """The same, as click gives it."""

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


@click.command()
@click.argument("authorization")
@click.option("--execute", is_flag=True, help="Do it. Without this nothing is written.")
@click.option("--by", metavar="PERSON", help="Who carries it out; default: whoever git's user.email belongs to.")
@click.option("--witness", metavar="PERSON", help="Who sees it done.")
@click.option("--live", metavar="SITE=STATE", multiple=True, help="What became of the same content on the live site.")
@click.option("--manner", metavar="TEXT", help="How it is done in fact, in one line.")
@click.option("--to", metavar="NAME", help="Of a transfer: who receives it.")
@click.option("--receipt", metavar="REF", help="Of a transfer: the number of the receiver's receipt.")
@click.option("--received-on", metavar="DATE", help="The day of the receipt.")
@click.option("--accession", metavar="NO", help="The number that the receiver gave the records.")
@click.option("--receipt-by", metavar="NAME", help="Who signed the receipt.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def dispose(places: Places, /, form: str, **asked: Unpack[DispositionOptions]) -> int:
    """Dispose of everything that is due under an authorization; a dry run unless --execute is given."""
    from records_portal.store.folder import locked_store
    from records_portal.store.journals import journals

    order = DispositionRequest(**asked)
    if not places.store.is_dir():
        raise Refusal(f"there is no store at {str(places.store)!r}; name it")
    if order.execute:
        with locked_store(places.store) as store:
            return _executed(places, order, store, form)
    if left := journals(places.store):
        raise Refusal(
            f"the disposition {left[0].stem!r} was cut short; run it with --execute, which completes or undoes it first"
        )
    return _rehearsed(places, order, form)


def _rehearsed(places: Places, order: DispositionRequest, form: str) -> int:
    """Say what would be done, and write nothing."""
    from records_portal.disposal.disposition import DispositionOutcome
    from records_portal.store.certificates import certificates_of

    if _tell_earlier(places, order, certificates_of(places.store, order.authorization), form):
        return 0
    _, intended, _ = prepared(places, order)
    return _tell(DispositionOutcome(), form, intended, executed=False)


def _executed(places: Places, order: DispositionRequest, store: Store, form: str) -> int:
    """Complete what an earlier run has left; then dispose of what is due."""
    from records_portal.captures.root_captures import restore_dispositions
    from records_portal.disposal.disposition import DispositionOutcome
    from records_portal.disposal.disposition import dispose_of_plan as carry_out
    from records_portal.store.anchors import write_anchors
    from records_portal.store.certificates import certificates_of

    restored = restore_dispositions(places.root, store.folder)
    earlier = certificates_of(store.folder, order.authorization)
    if earlier and restored:
        return _tell(DispositionOutcome(tuple(earlier), tuple(restored)), form)
    if _tell_earlier(places, order, earlier, form):
        return 0
    places, intended, seen = prepared(places, order)
    _check_bags(places, intended)
    done = carry_out(store, intended)
    if seen:  # only now: a run that is refused leaves the store as it was
        write_anchors(store.folder, seen)
    return _tell(done, form, intended)


@dataclass(frozen=True)
class AskedRoots:
    """The repositories of the roots, the public one first, and what each anchored one has where it is published."""

    repositories: Sequence[Repository]
    roots: Sequence[AnchoredRoot]

    @property
    def tips(self) -> dict[str, str]:
        """The commits that were seen, by the names of the anchors."""
        return {each.anchor.name: each.tip for each in self.roots}


def prepared(places: Places, order: DispositionRequest) -> tuple[Places, Disposition, Anchors | None]:
    """The intended, once every precondition holds; everything is read again after the roots were found to be clean."""
    from records_portal.checks import check_register
    from records_portal.disposal.disposition_record import asked_facts
    from records_portal.disposal.preconditions import authorization_of, check_clock, check_findings
    from records_portal.disposal.report import left_of
    from records_portal.identity.anchored_roots import check_holds_asked
    from records_portal.store.anchors import read_anchors

    asked, anchors = _asked(places, order), read_anchors(places.store)
    places = replace(places)
    check_clock(places.started_at, asked.repositories)
    places.refuse_unreadable()
    register, today = places.loaded.register, places.today()
    check_findings([*places.loaded.findings, *check_register(register, places.trees, today)])
    record = authorization_of(register, order.authorization)
    names = asked.tips
    without = check_holds_asked(register, anchors, record.value["sites"], names) if anchors else {}
    intended = _deed(places, order, asked.repositories[0], asked_facts(asked.roots, without))
    if not intended.plan.entries:
        left = left_of(intended.plan) or "its series, sites and span cover nothing that lies in the store"
        raise Refusal(f"nothing is due under {order.authorization!r}: {left}")
    return places, intended, anchors.seen(names) if anchors else None


def _asked(places: Places, order: DispositionRequest) -> AskedRoots:
    """The roots once they were asked: by the store's anchors, or for a rehearsal without them by their own settings."""
    from records_portal.disposal.preconditions import (
        check_anchored_roots,
        check_private_roots,
        check_public_root,
        refuse_without_anchors,
    )
    from records_portal.store.anchors import read_anchors

    if anchors := read_anchors(places.store):
        roots = check_anchored_roots(places.root, places.private, anchors, places.environment)
        return AskedRoots([each.repository for each in roots], roots)
    if order.execute:
        refuse_without_anchors(places.store)
    portal = places.loaded.register.portal
    public = check_public_root(places.root, portal.get("published_branch", ""))
    return AskedRoots([public, *check_private_roots(places.private, portal.get("private_root", "optional"))], [])


def _plan(places: Places, order: DispositionRequest) -> DispositionPlan:
    from records_portal.disposal.disposition import contents_of_bags
    from records_portal.disposal.plan import disposition_plan
    from records_portal.disposal.preconditions import authorization_of
    from records_portal.retention.statuses import Retention

    places.refuse_unreadable()
    register = places.loaded.register
    record = authorization_of(register, order.authorization)
    rows = list(_rows(places))
    retention = Retention(register, places.today(), (row.item for row in rows))
    sites = frozenset(record.value["sites"])
    own = (row for row in rows if row.item.site in sites)
    return disposition_plan(retention, record, own, contents_of_bags(places.store, sorted(sites)))


def _rows(places: Places) -> Iterator[ListedItem]:
    """Every item and residue part of every capture, those of captures that are too large for git too."""
    from records_portal.captures.large_captures import large_capture_items
    from records_portal.disposal.plan import ListedItem
    from records_portal.retention.item_lists import RetainedItem

    names = ("site", "id", "version", "kind", "class", "latest_on", "change", "capture", "digest", "bytes")
    for frame in (places.items_and_residue, large_capture_items(places.large)):
        for site, name, version, *rest, digest, size in zip(*(frame[each].tolist() for each in names), strict=True):
            yield ListedItem(RetainedItem(site, name, int(version), *rest), digest, int(size))


def _deed(
    places: Places, order: DispositionRequest, repository: Repository, about_roots: Mapping[str, object]
) -> Disposition:
    """The disposition as it would be carried out: who may, how, under what, and what goes."""
    from records_portal.disposal.disposition import Disposition
    from records_portal.disposal.disposition_record import certificate_facts, shared_record
    from records_portal.disposal.preconditions import authorization_of, check_approved, check_in_force, method_of
    from records_portal.retention.scopes import authorities

    register, today = places.loaded.register, places.today()
    record = authorization_of(register, order.authorization)
    granted = authorities(register, today.isoformat()).get(record.value["series"], [])
    check_in_force(register, record, next((each for each in granted if each.id == record.id), None), today)
    about = _circumstances(places, order, record)
    approvers = check_approved(repository, register, record, about.by)
    plan = _plan(places, order)
    method = method_of(record, plan.series)
    shared = shared_record(register, record, plan.series, method, about)
    facts = certificate_facts(register, record, plan.series, about) | dict(about_roots)
    facts["approvals"] = [{"person": each.person, "name": each.name, "known": each.known} for each in approvers]
    receipt = _receipt(places, order, method)
    particulars: dict[str, object] | None = None
    cover = b""
    if method.startswith("transfer") and plan.entries:
        particulars, cover = _particulars(places, record, plan, order)
    _check_record(shared, plan)
    sites = tuple(sorted(record.value["sites"]))
    return Disposition(places.root, plan, sites, shared, facts, about.issued_at, particulars, cover, receipt)


def _circumstances(
    places: Places, order: DispositionRequest, authorization: Record[AuthorizationValue]
) -> DispositionCircumstances:
    from records_portal import __version__
    from records_portal.disposal.disposition_record import LIVE_STATES, MANNER, DispositionCircumstances
    from records_portal.disposal.preconditions import check_person, role_of

    register, today = places.loaded.register, places.today()
    executor = check_person(register, order.by or git_person(places), "--by", today)
    if order.witness:
        check_person(register, order.witness, "--witness", today)
    if order.witness == executor.id:
        raise Refusal(f"--witness {order.witness!r} carries it out; name another person")
    live = dict(each.partition("=")[::2] for each in order.live)
    for site, state in live.items():
        if site not in authorization.value["sites"] or state not in LIVE_STATES:
            sites, states = ", ".join(authorization.value["sites"]), ", ".join(LIVE_STATES)
            raise Refusal(f"--live {f'{site}={state}'!r} is not SITE=STATE; sites: {sites}; states: {states}")
    return DispositionCircumstances(
        by=executor.id,
        role=role_of(executor, today),
        witness=order.witness or "",
        on=today.isoformat(),
        moment=places.started_at,
        software=f"Records Portal {__version__}",
        manner=order.manner or MANNER,
        live=live,
    )


def _receipt(places: Places, order: DispositionRequest, method: str) -> Receipt | None:
    from records_portal.disposal.transfers import Receipt
    from records_portal.values.dates import NotADate, parse_date

    others = [order.received_on, order.accession, order.receipt_by]
    if not order.receipt:
        if any(others):
            raise Refusal("--received-on, --accession and --receipt-by belong to a receipt; name it with --receipt")
        return None
    if not method.startswith("transfer"):
        raise Refusal(f"{order.authorization!r} is no transfer but {method!r}; leave out --receipt")
    try:
        received_on = parse_date(order.received_on or "")
    except NotADate as error:
        raise Refusal("--receipt needs the day of the receipt; add --received-on YYYY-MM-DD") from error
    if received_on > places.today():
        raise Refusal(f"the receipt is of {received_on}, which is still to come; name the day of the receipt")
    return Receipt(order.receipt, received_on.isoformat(), order.accession or "", order.receipt_by or "")


def _particulars(
    places: Places, record: Record[AuthorizationValue], plan: DispositionPlan, order: DispositionRequest
) -> tuple[dict[str, object], bytes]:
    """The particulars of 36 CFR 1232.16(a) of what goes into a package with the receiver, and a PDF of all that."""
    from records_portal.disposal.plan import portions
    from records_portal.documents.transfer_lists import transfer_list
    from records_portal.retention.transfer_particulars import transfer_particulars
    from records_portal.store.certificates import new_id

    approved = [each for each in record.value["status"] if each["status"] == "approved"]
    receiver = (
        order.to or (record.value["appraised"]["by"] if "appraised" in record.value else "") or approved[-1].get("by")
    )
    if not receiver:
        raise Refusal("the authorization does not say who receives the transfer; name the receiver with --to")
    number = new_id(places.store, places.root, record.id)
    portion = portions(plan.entries)[0]
    items, size = [each.item for each in portion], sum(each.size for each in portion)
    found = transfer_particulars(places.loaded.register, record, items, places.today(), number, size)
    value: dict[str, object] = {"to": receiver, **found}
    return value, transfer_list(places.loaded.register, value, items, number) if order.execute else b""


def _check_record(shared: DispositionValue, plan: DispositionPlan) -> None:
    """Refuse words that cannot stand in the record, before anything is begun."""
    from records_portal.disposal.disposition_record import portion_record
    from records_portal.register.model import Record
    from records_portal.register.shapes import check_shape

    if not plan.entries:
        return
    value: DispositionValue = {
        **portion_record(shared, plan.entries[:1], [], "0" * 64),
        "certificate": {"reference": "x"},
    }
    for fault in check_shape(Record("dispositions", "x", "the disposition's record", value)):
        raise Refusal(f"the disposition's record would have a fault: {fault.message}; {fault.expected}")


def _check_bags(places: Places, intended: Disposition) -> None:
    """Refuse where a bag of the sites is missing, or one that something goes from is not what git says of it."""
    from records_portal.captures.verification import read_captures, verify_captures
    from records_portal.disposal.disposition import going_from
    from records_portal.history.repository import CommitTree, Repository
    from records_portal.register.findings import Severity

    wanted = going_from(places.store, intended)
    captures, findings = read_captures(places.public_tree, CommitTree(Repository(places.root), "HEAD"))
    own = [each.id for each in captures if each.site in intended.sites]
    if missing := [name for name in own if not (places.store / "bags" / name).is_dir()]:
        raise Refusal(
            f"the store has no bag of {missing[0]}, where copies may lie; name the store that has all of them"
        )
    findings = [each for each in findings if each.subject in wanted]
    findings += verify_captures(captures, places.store, None, lambda name: name in wanted)
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if errors:
        raise Refusal(f"{errors[0]}; nothing was disposed of")


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


def _tell_earlier(places: Places, order: DispositionRequest, earlier: Sequence[Certificate], form: str) -> bool:
    """Whether nothing more is due under an authorization that has certificates; then these are told again."""
    from records_portal.disposal.disposition import DispositionOutcome
    from records_portal.disposal.report import left_of

    if not earlier or (plan := _plan(places, order)).entries:
        return False
    if plan.left:
        click.echo(one_line(f"Left under it: {left_of(plan)}"), err=True)
    _tell(DispositionOutcome(tuple(earlier)), form)
    return True
