"""`records diff`: what a change does, in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Finding, Refusal, Severity, in_order, one_line

from .options import FOLDER, Date

if TYPE_CHECKING:
    from records_portal.history.repository import Repository
    from records_portal.history.tree_changes import TreeChange
    from records_portal.identity.acts import Exemption
    from records_portal.proposals.difference import Difference, RecordChange, RecordsState
    from records_portal.proposals.given_approvals import ApprovalState, GivenApproval
    from records_portal.register.model import Register
    from records_portal.retention.impact import Impact
from .output import tell
from .places import Places, every_item

WORKING_TREE = "the files as they lie there"
LARGEST_ANSWER = 20_000_000  # bytes; a forge gives a hundred reviews on a page


@click.command()
@click.argument("revisions", metavar="BASE..HEAD")
@click.option("--as-of", type=Date(), metavar="DATE", help="The date that counts as today.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--reviews", type=FOLDER, metavar="FILE", help="The forge's reviews of HEAD, as its API answers them.")
@click.pass_obj
def diff(places: Places, revisions: str, as_of: date | None, form: str, reviews: Path | None) -> int:
    """Say in words what a change does: whose approval it needs and has, what it lacks, what becomes due earlier.

    BASE..HEAD names two commits, BASE...HEAD the one where they parted and HEAD; BASE alone is compared with the files
    as they lie there. It ends with 0 where the change may be merged, 1 where it may not, 2 where that cannot be told.
    """
    from records_portal.proposals.difference_report import as_mapping, render_comment, render_text

    if places.in_private:
        return _private_diff(places, revisions, as_of, form)
    found = difference(places, revisions, as_of)
    found = replace(found, state=approval_state_of(places, found, revisions, as_of or places.today(), reviews))
    if form == "json":
        click.echo(json.dumps(as_mapping(found), indent=2, ensure_ascii=False, default=str))
    elif form == "markdown":
        click.echo(render_comment(found), nl=False)
    else:
        click.echo(render_text(found), nl=False)
    if not places.private:
        tell("without --private no hold is seen")
    return int(not found.may_merge)


def _private_diff(places: Places, revisions: str, as_of: date | None, form: str) -> int:
    """The same of a private root, with what its holds would let go; people are those of the public root."""
    from records_portal.history.repository import Repository
    from records_portal.proposals.hold_changes import PrivateChange
    from records_portal.proposals.private_gate import private_difference

    base, dots, head = revisions.partition("..")
    if not (base and dots and head.removeprefix(".")):
        raise Refusal(f"{revisions!r} does not name two commits of the private root; write BASE..HEAD")
    private = places.private[0]
    repository = Repository(private)
    commits = repository.merge_base(base, head[1:]) if head.startswith(".") else repository.resolved(base)
    change = PrivateChange(
        places.root, places.public_tree, private, commits, repository.resolved(head.removeprefix("."))
    )
    found = private_difference(change, every_item(places), as_of or places.today(), places.started_at)
    if form == "json":
        click.echo(json.dumps(found.as_mapping(), indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{one_line(line)}\n" for line in found.lines()), nl=False)
    return int(not found.may_merge)


def difference(places: Places, revisions: str, as_of: date | None) -> Difference:
    """What a change does, by two commits as BASE..HEAD or BASE...HEAD, or one and the files as they lie there."""
    from records_portal.files.uncollected import uncollected
    from records_portal.proposals.difference import difference_of, differing_files

    base, head = _commits(places, revisions)
    before, after = places.at(base), places.at(head)
    day = as_of or after.today()
    paths = differing_files(before.public_tree, after.public_tree)
    with uncollected():
        was, now = _findings(before, after, paths, day)
        sides = (_side(before, base[:12], was), _side(after, head[:12] or WORKING_TREE, now))
        found = difference_of(*sides, paths, day.isoformat(), _impact(before, after, day))
    found = _with_whole_tree(places, found, base, head, day) if head else found
    return _without_what_was_not_checked(found, after)


def _with_whole_tree(places: Places, found: Difference, base: str, head: str, day: date) -> Difference:
    """The same with what differs beside the records, and what no change may bring in any file."""
    from records_portal.history.repository import Repository
    from records_portal.history.tree_changes import tree_changes
    from records_portal.identity.base import owners_at
    from records_portal.proposals.guarded_files import beside_as_changes, files_as_changes, guarded_changes
    from records_portal.proposals.whole_tree import whole_tree_findings

    repository = Repository(places.root)
    differing = below_root(repository, tree_changes(repository, base, head))
    guarded = guarded_changes(differing, owners_at(repository, base))
    before = places.at(base).loaded.register
    people = before if before.of("people") else found.register
    beside = (
        *files_as_changes(guarded, people, day.isoformat()),
        *beside_as_changes(found.files, found.records, people, found.register, day.isoformat()),
    )
    against = tuple(in_order(whole_tree_findings(repository, base, head, places.started_at)))
    return replace(found, against_tree=against, beside=beside, guarded=tuple(guarded))


def below_root(repository: Repository, changes: Iterable[TreeChange]) -> Iterator[tuple[str, str]]:
    """Each entry that differs by its path from the root, with what became of it; one outside begins with a slash."""
    from records_portal.files.plain_names import shown_path

    prefix = f"{repository.prefix}/" if repository.prefix else ""
    for each in changes:
        path = shown_path(each.path)
        yield path.removeprefix(prefix) if path.startswith(prefix) else f"/{path}", each.what


def _without_what_was_not_checked(found: Difference, after: Places) -> Difference:
    """The same, with nothing told as put right where a file cannot be read: what it says was not checked."""
    unreadable = [each for each in after.loaded.findings if each.severity is Severity.ERROR]
    if not unreadable or not found.removed:
        return found
    tell(one_line(f"what this puts right cannot be told: {unreadable[0].path} cannot be read, so not all was checked"))
    return replace(found, removed=())


def _commits(places: Places, revisions: str) -> tuple[str, str]:
    """The two commits that are meant; the second is empty where the files as they lie there are."""
    from records_portal.history.repository import Repository

    base, dots, head = revisions.partition("..")
    apart, head = head.startswith("."), head.removeprefix(".")
    if not base or (dots and not head):
        raise Refusal(f"{revisions!r} does not name two commits; write BASE..HEAD, or BASE alone")
    repository = Repository(places.root)
    if apart:
        return repository.merge_base(base, head), repository.resolved(head)
    return repository.resolved(base), repository.resolved(head) if head else ""


def approval_state_of(
    places: Places, found: Difference, revisions: str, day: date, reviews: Path | None
) -> ApprovalState:
    """Who approved the change, by the register of the commit that it would be merged into."""
    from records_portal.history.repository import Repository
    from records_portal.identity.approvals import OFFICER, owning_agencies
    from records_portal.identity.base import base_reader
    from records_portal.identity.signers import Signers
    from records_portal.identity.trail import Letters, ever_had_keys
    from records_portal.proposals.approval_state import approval_state
    from records_portal.proposals.given_approvals import NOBODY_CAN_SIGN
    from records_portal.register.sites import holds_role

    repository = Repository(places.root)
    base, head = _commits(places, revisions)
    tip = repository.resolved(revisions.partition("..")[0])
    register = places.at(tip).loaded.register
    if not Signers(register).holders and not ever_had_keys(repository, tip):
        return NOBODY_CAN_SIGN
    given = [*_signed(places, repository, (tip, base, head), found, day)]
    given += _reviewed(reviews, head, register) if reviews else ()

    letters = Letters(repository, base_reader(repository, tip))

    def letter_for(record: RecordChange) -> Exemption | None:
        values = [value for value in record.values if isinstance(value, Mapping)]
        agencies = list(owning_agencies(register, found.register, record.kind, record.id, values)) or [""]
        return letters.covering(register, agencies, record.kind, day.isoformat())

    people = register.of("people").values()
    officers = frozenset(each.id for each in people if holds_role(each.value, OFFICER, day.isoformat()))
    return approval_state(found, given, officers, letter_for)


def _signed(
    places: Places, repository: Repository, commits: tuple[str, str, str], found: Difference, day: date
) -> list[GivenApproval]:
    """What people signed of the change, and what they did by messages that it keeps."""
    from records_portal.identity.acts import Known
    from records_portal.identity.proposed_acts import proposed_acts
    from records_portal.proposals.given_approvals import GivenApproval
    from records_portal.proposals.message_acts import message_acts

    tip, base, head = commits
    trees = places.at(base).public_tree, places.at(head).public_tree
    brought = proposed_acts(repository, tip, *trees, day.isoformat())
    signed = [
        GivenApproval(
            each.statement.person,
            Known.SIGNED,
            each.statement.role,
            each.statement.on,
            each.statement.act,
            frozenset(one.path for one in each.statement.changes),
            each.reason,
        )
        for each in brought.acts
    ]
    for unreadable in brought.unreadable:
        tell(f"{unreadable.path} is no statement: {unreadable.reason}")
    return [*signed, *message_acts(found.records, signed)]


def _reviewed(reviews: Path, head: str, register: Register) -> list[GivenApproval]:
    """What the forge says that people approved of the last commit."""
    from records_portal.identity.acts import Known
    from records_portal.proposals.given_approvals import GivenApproval
    from records_portal.proposals.reviews import APPROVED, latest_reviews, parse_reviews, reviewer_of

    if not head:
        raise Refusal("--reviews speaks of a commit; name it, as BASE..HEAD")
    found = []
    for each in latest_reviews(parse_reviews(read_answer(reviews))):
        person, reason = reviewer_of(each, register), ""
        if not person:
            reason = "the account is nobody's in the register of before"
        elif each.state != APPROVED:
            reason = f"the last review says {each.state}"
        elif each.commit != head:
            reason = f"the review is of {each.commit[:12] or 'no commit'}, and not of the last one, {head[:12]}"
        found.append(GivenApproval(person or each.login, Known.ATTESTED, on=each.at[:10], reason=reason))
    return found


def read_answer(reviews: Path) -> bytes:
    """The forge's answer in a file."""
    try:
        with reviews.open("rb") as file:
            answer = file.read(LARGEST_ANSWER + 1)
    except OSError as error:
        raise Refusal(f"--reviews {str(reviews)!r} cannot be read; name the file with the forge's answer") from error
    if len(answer) > LARGEST_ANSWER:
        raise Refusal(f"--reviews {str(reviews)!r} has more than {LARGEST_ANSWER:,} bytes; that is no list of reviews")
    return answer


def _findings(
    before: Places, after: Places, paths: Iterable[str], day: date
) -> tuple[Sequence[Finding], Sequence[Finding]]:
    """What is found of both sides: of the second, where it differs from the first."""
    from records_portal.checks import check_changed, check_register
    from records_portal.proposals.difference import placed_roughly
    from records_portal.proposals.known_findings import codes_to_place

    old, new = before.loaded, after.loaded
    known = _findings_of_base(before, day)
    came = set(check_changed(placed_roughly(new.register, paths), after.trees, day, old.register, known))
    if codes := codes_to_place(known, came, paths):
        placed = check_register(placed_roughly(old.register, paths), before.trees, day, codes)
        known = [*(each for each in known if each.code not in codes), *placed]
    return in_order({*old.findings, *known}), in_order({*new.findings, *came})


def _findings_of_base(before: Places, day: date) -> list[Finding]:
    """What the checks say of the base, with places by file alone; what was found of the very same files is kept.

    With a private root nothing is kept: what it says stays there.
    """
    from records_portal.checks import check_register
    from records_portal.history.repository import CommitTree
    from records_portal.proposals.difference import placed_roughly
    from records_portal.proposals.known_findings import keep_findings, known_findings, state_name

    tree = before.public_tree
    name = state_name(tree.tree_name(), day) if isinstance(tree, CommitTree) and not before.private else ""
    known = known_findings(before.cache, name) if name else None
    if known is None:
        known = list(check_register(placed_roughly(before.loaded.register, ()), before.trees, day))
        if name:
            keep_findings(before.cache, name, known)
    return known


def _side(places: Places, label: str, findings: Iterable[Finding]) -> RecordsState:
    from records_portal.proposals.difference import RecordsState

    return RecordsState(label, places.public_tree, places.loaded.register, tuple(findings))


def _impact(before: Places, after: Places, day: date) -> Impact | None:
    """What becomes due earlier or later; nothing where a side cannot be read."""
    from records_portal.retention.impact import compare_registers

    try:
        for each in (before, after):
            each.refuse_unreadable()
        items = before.items_and_residue, after.items_and_residue
    except Refusal:
        return None
    return compare_registers(before.loaded.register, after.loaded.register, *items, day)
