"""The page on how an approval is known says what the table of acts says, and each refusal that it lists is played."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest

from records_portal.identity.acts import COUNTS, OF_KIND, PREPARES, ActKind, Known, counts
from records_portal.identity.approvals import Approval
from records_portal.proposals.approval_state import approval_state
from records_portal.proposals.difference import Difference, RecordChange
from records_portal.proposals.given_approvals import GivenApproval
from records_portal.register.changes import NO_FACTS_ADDED
from records_portal.register.kinds import KINDS
from records_portal.register.model import Register

PAGE = Path(__file__).parents[1] / "docs/reference/approvals.md"


def rows(title: str) -> list[list[str]]:
    """The rows of the table below a heading."""
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[1:]]


def test_the_page_names_every_way_in_the_order_of_the_surest() -> None:
    assert [row[0] for row in rows("Five ways")] == [f"`{known}`" for known in Known]


def test_the_page_says_what_the_table_of_acts_says() -> None:
    def cell(act: ActKind, known: Known) -> str:
        return "counts" if known in COUNTS[act] else "prepares" if known in PREPARES.get(act, ()) else "no"

    assert rows("What counts for what") == [[act, *(cell(act, known) for known in Known)] for act in ActKind]


# each refusal of the page, with the test that plays it
PLAYED = {
    "signed with another person's key": "test_acts.test_another_persons_key_does_not_sign_for_somebody",
    "signed with a key that nobody registered": "test_acts.test_a_key_of_nobody_does_not_sign",
    "signed with a key that the change itself brings": "test_acts.test_a_change_does_not_admit_its_own_key",
    "by a person whom the change itself brings": "test_acts.test_a_change_does_not_admit_its_own_approver",
    "in a role that the person did not hold": "test_acts.test_a_role_that_was_not_held_does_not_approve",
    "of other contents than those that were merged": "test_acts.test_an_approval_of_other_contents_does_not_count",
    "moved to another record": "test_acts.test_an_approval_is_not_moved_to_another_record",
    "made for another purpose, such as a commit's signature": (
        "test_acts.test_a_signature_made_for_something_else_does_not_count"
    ),
    "edited after it was signed": "test_acts.test_a_statement_that_was_edited_does_not_count",
    "without its signature": "test_acts.test_a_statement_without_a_signature_does_not_count",
    "signed with a key that had ended, for an earlier day": (
        "test_acts.test_a_key_whose_end_had_come_signs_no_earlier_day"
    ),
    "signed by somebody who had left, for an earlier day": "test_acts.test_somebody_who_had_left_signs_no_earlier_day",
    "dated on a day to come": "test_acts.test_a_day_counts_once_it_has_come",
    "taken away or changed later": "test_acts.test_a_statement_that_was_taken_away_counts_no_more",
    "a review of an earlier commit": "test_proposed_approvals.REFUSED_REVIEWS",
    "a review that was dismissed": "test_proposed_approvals.REFUSED_REVIEWS",
    "a review by an account that is nobody's": "test_proposed_approvals.REFUSED_REVIEWS",
    "attested with a key that is no attester's": (
        "test_attestations.test_an_attester_whose_time_had_ended_attests_nothing"
    ),
    "attested with a key for which nobody signed": (
        "test_attestations.test_an_attester_for_whom_nobody_signed_attests_nothing"
    ),
    "attested, for a disposition": "test_proposed_approvals.test_a_review_counts_for_no_disposition",
    "of a role's own holder-to-be": "test_proposed_approvals.test_nobody_approves_the_record_that_gives_them_a_role",
    "of what the same person asked for": "test_proposed_approvals.test_nobody_approves_what_they_asked_for",
    "in a role that is not needed": (
        "test_proposed_approvals.test_a_signature_in_a_role_that_is_not_needed_is_told_as_that"
    ),
}
# what the page's reason is called where it is checked
SAID = {
    "the key was not registered before this change": "was not registered for 'ben' before this change",
    "the person is not in the register that it was made under": "is not in the register that it was made under",
    "the person did not hold the role": "did not hold the role",
    "a file is not as it was approved where it was merged": "is not as it was approved where it was merged",
    "the key is another person's": "is another person's",
    "the key had ended before this was merged": "had ended on 2024-05-31, before this was merged on",
    "the person had left before": "had left before 2024-06-01",
    "a day that had not come when it was merged": "a day that had not come when it was merged on",
    "it was changed or taken away after it was merged": "was changed or taken away after it was merged",
    "the review is of another commit, and not of the last one": "and not of the last one",
    "the key was no attester's before this change": "was no attester's before this change",
    "attested does not count for a disposition": "attested does not count for disposition",
}


@pytest.mark.parametrize("row", rows("What is refused"), ids=lambda row: str(row[0]))
def test_each_refusal_of_the_page_is_played_with_its_reason(row: list[str]) -> None:
    module_name, _, name = PLAYED[row[0]].partition(".")
    module = importlib.import_module(f"tests.{module_name}")
    played = getattr(module, name)
    source = inspect.getsource(played) if callable(played) else repr(played)
    decorated = inspect.getsource(module).partition(f"def {name}(")[0][-600:] if callable(played) else ""
    assert SAID.get(row[1], row[1]) in source + decorated


def test_the_page_lists_every_refusal_that_is_played_and_more_than_twelve() -> None:
    listed = [row[0] for row in rows("What is refused")]
    assert listed == list(PLAYED)
    assert len(listed) >= 12


# each cell of the table where a proposal is counted

RECORDS = {ActKind.DECIDE: "sites", ActKind.RELEASE: "schedules", ActKind.DISPOSE: "authorizations"}


@pytest.mark.parametrize("known", Known)
@pytest.mark.parametrize("act", RECORDS, ids=lambda act: act.name.lower())
def test_a_proposal_counts_what_the_table_counts(act: ActKind, known: Known) -> None:
    kind = RECORDS[act]
    assert OF_KIND[kind] is act
    needed = Approval("records-officer", "", ("Ben",), (("ben", "records-officer"),))
    path = KINDS[kind].path_of("x")
    record = RecordChange(kind, "x", path, "changed", "X", (), NO_FACTS_ADDED, (needed,), values=({}, {"a": 1}))
    found = Difference("a", "b", Register({}), (record,), (), (), (), ())
    given = GivenApproval("ben", known, "records-officer", paths=frozenset({path}))
    state = approval_state(found, [given], frozenset({"ben"}), lambda _: None)
    assert bool(state.missing) is not counts(act, known)
    reasons = [each.reason for each in state.not_counting]
    assert reasons == ([] if counts(act, known) else [f"{known} does not count for {act}"])


def test_every_kind_of_record_is_an_act_of_some_kind() -> None:
    assert list(OF_KIND) == list(KINDS)
