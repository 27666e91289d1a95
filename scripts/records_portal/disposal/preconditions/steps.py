"""The preconditions, each a step that refuses in one line what it does not find to be so; its docstring is the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records_portal.captures.verification import read_captures, verify_captures
from records_portal.checks import check_register
from records_portal.history.repository import CommitTree
from records_portal.identity.base import base_reader
from records_portal.identity.key_changes import read_key_history
from records_portal.identity.plan_signatures import PlanPart
from records_portal.register.findings import Refusal, Severity
from records_portal.register.migrations.older_forms import unbound_confirmations
from records_portal.register.model import Record
from records_portal.register.shapes import check_shape
from records_portal.retention.granting_answers import DOCUMENT, granting_answers, shared_answers, told_elsewhere
from records_portal.retention.holds import HeldSubject, people_have_keys, released_by
from records_portal.store.anchors import had_anchors
from records_portal.store.certificates import new_id

from ..bag_contents import contents_of_bags
from ..bag_rewriting import removals_from
from ..disposition_record import LIVE_STATES, portion_record
from ..plan import left_of
from ..plan_text import first_difference
from ..site_roots import captures_beside
from ..transfers import check_repeated
from .authority import check_findings, check_in_force
from .case import DispositionCase
from .certificates import check_certificates_stand
from .clock import check_clock, check_published_clock, check_published_day
from .decisions import check_dates, check_nonrecords, decided_name
from .kept_lines import check_lines_stand
from .people import check_executor, check_person, check_signed_for
from .roots import refuse_without_anchors
from .versions import check_granted_stands, check_versions_stand

if TYPE_CHECKING:
    from records_portal.register.records import DispositionValue


def repositories_are_named(case: DispositionCase) -> None:
    """The store's anchors say which repositories are meant; a store that never had any is good for rehearsals only."""
    asks = case.request.execute or case.request.plans or had_anchors(case.places.store)
    if asks and not case.anchors:
        refuse_without_anchors(case.places.store)


def roots_are_published(case: DispositionCase) -> None:
    """Each root is clean and byte for byte what is published where it comes from; what was seen there is remembered."""
    _ = case.repositories  # asking them is what refuses
    case.remember()


def clock_fits_the_commits(case: DispositionCase) -> None:
    """The clock is neither behind the newest commit of any root nor more than two years ahead of it."""
    check_clock(case.places.started_at, case.repositories)


def files_can_be_read(case: DispositionCase) -> None:
    """Every file of every root can be read: a hold that cannot be read still binds."""
    check_findings(case.loaded.findings)


def records_are_sound(case: DispositionCase) -> None:
    """No record has a fault."""
    check_findings([*case.loaded.findings, *check_register(case.register, case.trees, case.today)])


def confirmations_are_bound(case: DispositionCase) -> None:
    """What is confirmed of each series is bound to its fields; a register of an older form is upgraded first."""
    if older := next(unbound_confirmations(case.register), None):
        raise Refusal(f"{older.record.path}: {older.message}; {older.right} first")


def authorization_is_with_its_sites(case: DispositionCase) -> None:
    """The authorization is merged, and stands in the root of all its sites: the public one, or a private one."""
    _ = case.authorization


def certificates_stand(case: DispositionCase) -> None:
    """Each merged disposition has its certificate in the store, or a records officer said, signed, that it is lost."""
    if case.anchors:
        places = {(bool(number), tree.label if number else ""): number for number, (tree, _) in enumerate(case.trees)}
        repositories = {place: case.repositories[number] for place, number in places.items()}
        check_certificates_stand(case.register, case.places.store, repositories, case.repositories[0])


def holds_were_asked_for(case: DispositionCase) -> None:
    """Every private root of every agency that the sites ever belonged to was asked; or it has none, say the anchors."""
    _ = case.without_holds


def authorization_is_in_force(case: DispositionCase) -> None:
    """The authorization was approved, has not lapsed, and its proposed day and its notice in working days have come."""
    check_in_force(case.register, case.authorization, case.authority, case.today)


def executor_is_there(case: DispositionCase) -> None:
    """Whoever carries it out is registered, has not left, and holds a role that disposes of records."""
    executor = check_person(case.register, case.request.by, "--by", case.today)
    check_executor(executor, case.today)


def witness_is_another(case: DispositionCase) -> None:
    """The witness is registered, has not left, and is another person than the executor."""
    witness = case.request.witness
    if witness:
        check_person(case.register, witness, "--witness", case.today)
    if witness == case.request.by:
        raise Refusal(f"--witness {witness!r} carries it out; name another person")


def live_states_are_known(case: DispositionCase) -> None:
    """What became of the same content is said of the authorization's sites, in the words that there are for it."""
    known = case.authorization.value["sites"]
    for site, state in case.request.live:
        if site not in known or state not in LIVE_STATES:
            states = ", ".join(LIVE_STATES)
            raise Refusal(
                f"--live {f'{site}={state}'!r} is not SITE=STATE; sites: {', '.join(known)}; states: {states}"
            )


def somebody_else_approved(case: DispositionCase) -> None:
    """One of its approvers signed it who neither asked for it nor carries it out; or by letter it is declared."""
    _ = case.approvers


def answer_was_read(case: DispositionCase) -> None:
    """The document in which it was granted is in the store, and says the number and the series that the record says."""
    _ = case.answer


def answer_grants_it_alone(case: DispositionCase) -> None:
    """The answers by which it was granted grant no other request: none has their number, their document or its text."""
    for each in shared_answers(case.register):
        if each.answer.record.id == case.authorization.id:
            raise Refusal(
                f"{each.told}, and one answer grants one request; ask for an answer of its own, and follow the one "
                "that was entered by mistake with `records authorization answer --status denied`"
            )
    own = case.authorization.id
    for document in granting_answers(case.register):
        if document.what == DOCUMENT and document.record.id == own:
            readings = case.readings(document.name) or ()
            if told := told_elsewhere(case.register, own, readings, lambda name: case.readings(name) or ()):
                raise Refusal(
                    f"the document in which {own!r} was granted tells the answer to another request: {told.told}; ask "
                    "for an answer of its own, which names no other"
                )


def granted_as_it_stands(case: DispositionCase) -> None:
    """Series, sites, days, list and answer are those of when it was granted, and its answer never stood in another."""
    if case.answer:
        check_granted_stands(case.own_repository, case.register, case.authorization)


def answer_was_witnessed(case: DispositionCase) -> None:
    """Somebody signed what was read in that document who neither entered it nor asked for the authority."""
    _ = case.evidence_witnesses


def items_are_listed(case: DispositionCase) -> None:
    """The series is in force, and whatever a bag of the sites holds stands in an index."""
    _ = case.plan


def decisions_stand(case: DispositionCase) -> None:
    """No line about it was taken out of `classes.csv`, `dates.csv` or `verdicts.csv`: they are only added to."""
    entries = case.plan.entries
    sites = {each.item.site for each in entries}
    captures = {each for each in captures_beside(case.register, case.authorization) if each.split("/")[0] in sites}
    check_lines_stand(
        case.own_tree, case.repositories, captures, {(each.item.site, decided_name(each)) for each in entries}
    )


def dates_were_decided(case: DispositionCase) -> None:
    """An item was dated within its own days by somebody who signed that and has no other part in its disposition."""
    parts = {
        "would carry out": {case.request.by},
        "would witness": {case.request.witness},
        "asked for": {case.authorization.value["requested"]["by"]},
        "approved": {each.person for each in case.approvers},
    }
    about = case.own_tree, case.own_repository, case.register
    check_dates(*about, case.plan.entries, parts, case.public_beside)


def nonrecords_were_decided(case: DispositionCase) -> None:
    """A records officer decided on a ground of the law that it is no record, and neither wrote nor destroys it."""
    about = case.own_tree, case.own_repository, case.register
    check_nonrecords(*about, case.plan.entries, case.request.by, case.public_beside)


def releaser_does_not_execute(case: DispositionCase) -> None:
    """Whoever released a hold, or a part of one, does not carry out the disposition of what that freed."""
    day = case.today.isoformat()
    items = (
        HeldSubject(*each.item.named, first_on=each.item.earliest_on, last_on=each.item.on)
        for each in case.plan.entries
    )
    for hold in released_by(case.register, case.request.by, items, day):
        raise Refusal(
            f"{case.request.by!r} released the hold {hold!r} on some of this; have another person carry it out"
        )


def people_were_signed_for(case: DispositionCase) -> None:
    """No key, role or last day of anybody who acts in it was changed without the signature that this needs."""
    acting = (each.person for each in (*case.approvers, *case.evidence_witnesses))
    people = dict.fromkeys((case.request.by, *filter(None, (case.request.witness,)), *acting))
    if people_have_keys(case.register):
        repository = case.repositories[0]
        check_signed_for(read_key_history(repository, base_reader(repository)), people)


def method_is_allowed(case: DispositionCase) -> None:
    """The method is one that the series and the appraisal allow."""
    _ = case.method


def receipt_is_of_a_transfer(case: DispositionCase) -> None:
    """A receipt is of a transfer, and of a day that has come."""
    if not (receipt := case.request.receipt):
        return
    if not case.is_packed:
        raise Refusal(f"{case.request.authorization!r} is no transfer but {case.method!r}; leave out --receipt")
    if receipt.on > case.today.isoformat():
        raise Refusal(f"the receipt is of {receipt.on}, which is still to come; name the day of the receipt")


def something_is_due(case: DispositionCase) -> None:
    """Something is due: past its period, confirmed, appraised where it has to be, authorized and not held."""
    if not case.plan.entries:
        left = left_of(case.plan) or "its series, sites and span cover nothing that lies in the store"
        raise Refusal(f"nothing is due under {case.request.authorization!r}: {left}")


def versions_stand(case: DispositionCase) -> None:
    """Each series says what it said when it was confirmed: a version of a schedule is superseded, never edited."""
    check_versions_stand(case.repositories[0], case.register, case.plan.every_series)


def receiver_is_named(case: DispositionCase) -> None:
    """Of a transfer it is known who receives it."""
    if case.is_packed and not case.receiver:
        raise Refusal("the authorization does not say who receives the transfer; name the receiver with --to")


def receipt_repeats_the_manifest(case: DispositionCase) -> None:
    """A receipt repeats the digest of its package's manifest, as the receiver read it off what arrived."""
    if receipt := case.request.receipt:
        name = new_id(case.places.store, case.own_folder, case.request.authorization)
        check_repeated(case.places.store, name, receipt)


def record_can_be_written(case: DispositionCase) -> None:
    """What will be said of it can stand in a record."""
    value: DispositionValue = {
        **portion_record(case.shared, case.plan.entries[:1], [], "0" * 64),
        "certificate": {"reference": "x"},
    }
    for fault in check_shape(Record("dispositions", "x", "the disposition's record", value)):
        raise Refusal(f"the disposition's record would have a fault: {fault.message}; {fault.expected}")


def plan_is_as_signed(case: DispositionCase) -> None:
    """The plan that people signed is, to the byte, the one that is made now: items, tips of the roots, day, method."""
    if not (case.destroys or case.request.plans):
        return
    if not case.request.witness:
        raise Refusal("nobody is named who sees it done; name another person than the executor with --witness")
    signed = case.request.plan
    if signed and (difference := first_difference(signed, case.plan_text)):
        raise Refusal(f"the plan is not what would be done now: {difference}; make it anew and have it signed")


def executor_and_witness_signed(case: DispositionCase) -> None:
    """Executor and witness signed this very plan, each with a key of the register; or by letter both are declared."""
    if not case.destroys:
        return
    signed = case.signed_parts
    if case.letter:
        return
    name = case.request.authorization
    if not case.request.plan:
        raise Refusal(
            f"no signed plan is given; `records dispose {name} --plan FILE` makes one, executor and witness sign it "
            "with `records approve FILE`, and --execute --plan FILE carries it out"
        )
    if missing := [part for part in (PlanPart.EXECUTOR, PlanPart.WITNESS) if part not in signed]:
        person = case.request.plan.said(missing[0])
        raise Refusal(f"{person!r} did not sign the plan as {missing[0]}; `records approve FILE` signs it")


def day_is_sure(case: DispositionCase) -> None:
    """By the clock of the portal's HTTPS address it is the same day as here; where none tells it, two signatures do."""
    if case.destroys and (clock := case.published_clock) and clock.moment:
        check_published_clock(case.places.started_at, clock.moment, clock.url)
        check_published_day(case.today, case.on_that_day(clock.moment), clock.url)


def bags_are_whole(case: DispositionCase) -> None:
    """The store has every bag of the sites, and each that something goes from is what git says of it."""
    if not case.request.execute:
        return  # reading every byte takes its time, and a rehearsal destroys nothing
    sites, store = sorted(case.authorization.value["sites"]), case.places.store
    going = removals_from(contents_of_bags(store, sites, case.apart), case.plan.entries)
    wanted = frozenset(each.name for each in going)
    captures, findings = read_captures(case.own_tree, CommitTree(case.own_repository, "HEAD"))
    own = [each.id for each in captures if each.site in sites]
    if missing := [name for name in own if not (store / "bags" / name).is_dir()]:
        raise Refusal(
            f"the store has no bag of {missing[0]}, where copies may lie; name the store that has all of them"
        )
    findings = [each for each in findings if each.subject in wanted]
    findings += verify_captures(captures, store, None, lambda name: name in wanted)
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if errors:
        raise Refusal(f"{errors[0]}; nothing was disposed of")
