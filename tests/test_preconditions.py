"""What comes before destruction: one list, one refusal for each of its steps, one page, and one maker of the value.

After a rule was changed on purpose, `python tests/test_preconditions.py` writes the page again.
"""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from records_portal.disposal.disposition import dispose_of_plan
from records_portal.disposal.preconditions import (
    PRECONDITIONS,
    ClearedDisposition,
    cleared_disposition,
    render_preconditions,
)
from records_portal.disposal.preconditions.case import DispositionCase
from records_portal.disposal.transfers import Receipt
from records_portal.files.yaml_text import read_yaml
from records_portal.register.confirmation import confirmed_digest
from records_portal.register.findings import Refusal
from records_portal.store.folder import locked_store
from tests.disposals import Office, files_below, nothing_moved, person, untouched
from tests.roots import Root
from tests.test_disposal import hold
from tests.test_signed_dispositions import KEYS, sign, with_keys
from tests.test_verification import edited

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "preconditions.md"


def nothing(_: Office) -> None:
    """Everything is as it should be."""


def without_anchors(office: Office) -> None:
    (office.store / "anchors.yml").unlink()


def ahead(office: Office) -> None:
    office.root.commit({}, message="ahead")


def half_a_site(office: Office) -> None:
    office.publish({"registry/sites/parks-y.yml": {"agency": "parks"}})


def a_confirmation_without_a_digest(office: Office) -> None:
    path = "schedules/local.yml"
    text = (office.root.folder / path).read_text(encoding="utf-8")
    (office.root.folder / path).write_text(re.sub(r" +digest: \w+\n", "", text, count=1), encoding="utf-8")
    office.publish()


def a_shorter_period_in_place(office: Office) -> None:
    """Whoever shortens it writes the digest anew, and has authority given for what is due by that alone."""
    path = "schedules/local.yml"
    value, _ = read_yaml((office.root.folder / path).read_bytes())
    for each in value["versions"][0]["series"]:
        if each["number"] == "routine":
            each["rule"] = {"trigger": "creation", "period": "P1M"}
            each["confirmed"]["digest"] = confirmed_digest(each, "07-01")
    office.publish({path: value})
    office.authorize("routine-may", "1003", span=TO_COME)


def person_of_no_agency(office: Office) -> None:
    office.publish({"registry/people/eve.yml": person("Eve", "contributor", agency="nowhere")})


def a_disposition_whose_certificate_is_gone(office: Office) -> None:
    """The post of March went in April, and somebody took the certificate out of the store."""
    office.authorize("routine-april", "1003", span=TO_COME)
    office.publish({"schedules/dispositions/routine-april.yml": DISPOSED})


def another_agency_alone(office: Office) -> None:
    office.anchor(museum="counsel")


def authorized(**changes: Any) -> Callable[[Office], None]:
    """The authorization is another one."""
    ids = ("1003",) if changes.get("span") == TO_COME else ("1001",)
    return lambda office: office.authorize("routine-may", *ids, **changes)


def an_item_without_an_index(office: Office) -> None:
    [bag] = (office.store / "bags/parks-x").iterdir()
    edited(bag / "data/items/items-000001.jsonl", '{"id":"1003",', '{"id":"1009",')


def a_changed_bag(office: Office) -> None:
    [bag] = (office.store / "bags/parks-x").iterdir()
    edited(bag / "data/items/items-000001.jsonl", "Gate B is closed", "Gate B is opened")


def with_a_key(office: Office) -> None:
    """Somebody has a key and signed the authorization, which names no document."""
    with_keys(office)
    office.authorize("routine-may", "1001", medium="Files")
    sign(office, "cy", "disposition-approver", KEYS["cy"])


def without_a_witness(office: Office) -> None:
    """The document is there, and nobody but its approver signed anything."""
    with_keys(office)
    office.authorize("routine-may", "1001", status=office.granted_in())
    sign(office, "cy", "disposition-approver", KEYS["cy"])


def an_answer_that_granted_another(office: Office) -> None:
    """The letter for the post of May was put to a request for another post as well."""
    without_a_witness(office)
    office.authorize("routine-june", "1003", span=TO_COME, status=office.granted_in())


def another_list_in_place(office: Office) -> None:
    """After the grant of the post of May its record was made to ask for another post."""
    without_a_witness(office)
    office.authorize("routine-may", "1003", span=TO_COME, status=office.granted_in())
    sign(office, "cy", "disposition-approver", KEYS["cy"])


def beside_the_capture(office: Office, name: str, heading: str, row: str) -> None:
    """A decision in a file beside the one capture."""
    (capture,) = (office.root.folder / "captures/parks-x").iterdir()
    (capture / name).write_text(f"{heading}\n{row}\n")
    office.publish()


def a_class_taken_back_unseen(office: Office) -> None:
    """The post of May was decided to be of a programme and then routine again; the first of the two lines is gone."""
    again = "1001,routine,cy,2025-01-16,A slip"
    heading = "item,class,by,on,reason"
    beside_the_capture(office, "classes.csv", heading, f"1001,policy-program,cy,2025-01-15,A programme\n{again}")
    beside_the_capture(office, "classes.csv", heading, again)


def dated_by_its_executor(office: Office) -> None:
    """Bo dated the post of May, and would carry out its disposition."""
    row = "1001,2019-05-01,bo,2025-01-15,The programme"
    beside_the_capture(office, "dates.csv", "item,dated_on,by,on,evidence", row)


def no_record_by_counsel(office: Office) -> None:
    """Cy, who is counsel and no records officer, decided that the post of May is no record."""
    path = office.root.folder / "schedules/local.yml"
    schedule, _ = read_yaml(path.read_bytes())
    site, _ = read_yaml((office.root.folder / "registry/sites/parks-x.yml").read_bytes())
    routine = next(each for each in schedule["versions"][0]["series"] if each["number"] == "routine")
    ground = routine | {"number": "NR-1", "classes": ["nonrecord"]}
    ground["confirmed"] = ground["confirmed"] | {"digest": confirmed_digest(ground, "07-01")}
    schedule["versions"][0]["series"].append(ground)
    named = {"type": "Copies", "vetting": "none", "class": "nonrecord", "series": "local#NR-1"}
    site["communications"].append(named)
    office.publish({"schedules/local.yml": schedule, "registry/sites/parks-x.yml": site})
    beside_the_capture(office, "classes.csv", "item,class,by,on,reason", "1001,nonrecord,cy,2025-01-15,NR-1: a copy")
    office.authorize("routine-may", "1001", series="local#NR-1")


def released_by_its_executor(office: Office) -> None:
    """Bo was counsel too, and released the hold on the post of May."""
    value, _ = read_yaml((office.root.folder / "registry/people/bo.yml").read_bytes())
    roles = [*value["roles"], {"role": "counsel", "from_on": "2020-01-01"}]
    office.publish({"registry/people/bo.yml": value | {"roles": roles}})
    released = hold(releases=[{"on": "2025-01-15", "by": "bo"}])
    office.private.commit({"registry/holds/claim.yml": released})


def decided_by_the_office(office: Office) -> None:
    """Nobody outside was asked, so that nobody is known to receive a transfer."""
    office.supersede_routine(authorization="none")
    pending = [{"status": "pending", "on": "2025-01-20"}]
    office.authorize("routine-may", "1001", kind="none-required", method="transfer-file", status=pending)


def packed_for_the_archives(office: Office) -> None:
    """A package waits for its receipt."""
    decided_by_the_office(office)
    cleared = cleared_disposition(*office.asks("routine-may", to="State Archives"))
    with locked_store(office.store) as store:
        assert dispose_of_plan(store, cleared).package == "routine-may"


def signed_approval_without_a_letter(office: Office) -> None:
    without_a_witness(office)
    sign(office, "cy", "counsel", KEYS["cy"], "witness-evidence")


def back_without_a_signature(office: Office) -> None:
    """Dee had left, and somebody took that out of the record."""
    signed_approval_without_a_letter(office)
    value, _ = read_yaml((office.root.folder / "registry/people/dee.yml").read_bytes())
    del value["leaves_on"]
    office.publish({"registry/people/dee.yml": value}, "Not left")


def published_nowhere(office: Office) -> None:
    """The portal's address does not answer, and nobody's signature says which day it is."""
    portal, _ = read_yaml((office.root.folder / "registry/portal.yml").read_bytes())
    office.publish({"registry/portal.yml": portal | {"url": "https://127.0.0.1:9/"}})


class Case(NamedTuple):
    """What makes one precondition not hold, and the line that says so; `{store}` and the like are filled in."""

    step: str
    set_up: Callable[[Office], None]
    asked: dict[str, Any]
    refusal: str


ASKED = {"on": "2025-01-20", "by": "ana"}
TO_COME = {"from_on": "2024-11-01", "to_on": "2024-11-30"}
TO_ARCHIVES = {"on": "2025-01-30", "by": "State Archives", "decision": "transfer-to-archives"}
EARLY = datetime(2024, 5, 1, 9, 59, tzinfo=UTC)
DISPOSED = {
    "authorization": "routine-april",
    "series": "local#routine",
    "method": "destroy",
    "on": "2025-02-20",
    "by": "bo",
    "witness": "ana",
    "items": [{"site": "parks-x", "item": "1003", "version": 1}],
    "span": {"from_on": "2024-11-01", "to_on": "2024-11-30"},
    "volume": {"amount": 1, "unit": "items"},
    "certificate": {
        "reference": "certificates/routine-april.yml",
        "issued_at": "2025-02-20T10:00:00Z",
        "digest": "0" * 64,
    },
}
CASES = [
    Case(
        "repositories_are_named",
        without_anchors,
        {},
        "'{store}' has no anchors.yml, so that nobody knows which repositories are meant; `records anchor set public "
        "ADDRESS` writes it",
    ),
    Case(
        "roots_are_published",
        ahead,
        {},
        "the public root is at {head}, and 'main' at '{remote}' is at {published}; pull or publish until they are the "
        "same",
    ),
    Case(
        "clock_fits_the_commits",
        nothing,
        {"at": EARLY},
        "by the clock it is 2024-05-01 09:59 UTC, and the newest commit is of 2024-05-01 10:00 UTC; set the clock",
    ),
    Case(
        "files_can_be_read",
        half_a_site,
        {},
        "registry/sites/parks-y.yml:1:1: S001 parks-y: 'audience' is missing; Audience: Whether the public or only "
        "staff can see it; internal sites belong in the private root (and 4 more); `records validate` lists what has "
        "to be mended first",
    ),
    Case(
        "records_are_sound",
        person_of_no_agency,
        {},
        "registry/people/eve.yml:3:1: R002 eve: no such agency 'nowhere'; the record registry/agencies/nowhere.yml; "
        "`records validate` lists what has to be mended first",
    ),
    Case(
        "confirmations_are_bound",
        a_confirmation_without_a_digest,
        {},
        "schedules/local.yml: what is confirmed of series 'local#routine' is bound to nothing: it could be changed "
        "unseen; `records upgrade --only confirmed-digest` first",
    ),
    Case(
        "authorization_is_with_its_sites",
        nothing,
        {"name": "other"},
        "no authorization 'other' in schedules/authorizations/; name one that is merged",
    ),
    Case(
        "certificates_stand",
        a_disposition_whose_certificate_is_gone,
        {},
        "the certificate of 'routine-april' is not in the store, and says which roots were asked; bring it back from "
        "the second copy, or where none has it, have a records officer say so in a correction that somebody else signs",
    ),
    Case(
        "holds_were_asked_for",
        another_agency_alone,
        {},
        "the anchors do not say where the holds of agency 'parks' are; `records anchor set --agency parks NAME` says "
        "it",
    ),
    Case(
        "authorization_is_in_force",
        authorized(status=[{"status": "pending", "on": "2025-01-20"}]),
        {},
        "authorization 'routine-may' is pending, not approved; wait until it is granted",
    ),
    Case(
        "executor_is_there",
        nothing,
        {"by": "dee"},
        "--by 'dee' left on 2025-01-31; name somebody who is there",
    ),
    Case(
        "witness_is_another",
        nothing,
        {"witness": "bo"},
        "--witness 'bo' carries it out; name another person",
    ),
    Case(
        "live_states_are_known",
        nothing,
        {"live": (("parks-x", "vanished"),)},
        "--live 'parks-x=vanished' is not SITE=STATE; sites: parks-x; states: deleted, flagged-for-deletion, "
        "already-gone, still-there, site-closed, unknown",
    ),
    Case(
        "somebody_else_approved",
        authorized(requested=ASKED | {"approver": "bo"}),
        {},
        "authorization 'routine-may' was approved by nobody but 'bo' or whoever asked for it; have another person "
        "carry it out, or approve it with an Approved-by line",
    ),
    Case(
        "answer_was_read",
        with_a_key,
        {},
        "no document says that 'routine-may' was granted; `records authorization answer routine-may --evidence FILE` "
        "keeps it",
    ),
    Case(
        "answer_grants_it_alone",
        an_answer_that_granted_another,
        {},
        "number 'A-25-0042' grants 'routine-june' too, and one answer grants one request; ask for an answer of its "
        "own, and follow the one that was entered by mistake with `records authorization answer --status denied`",
    ),
    Case(
        "granted_as_it_stands",
        another_list_in_place,
        {},
        "span of 'routine-may' was changed in place after it had been granted in commit {granted}; put back what it "
        "said, and hand in a request of its own for anything else",
    ),
    Case(
        "answer_was_witnessed",
        without_a_witness,
        {},
        "nobody but who entered the answer or asked for 'routine-may' signed what was read in it; another person signs "
        "with `records approve authorizations/routine-may --act witness-evidence`",
    ),
    Case(
        "items_are_listed",
        an_item_without_an_index,
        {},
        "parks-x: a bag holds item '1009', which no index lists; `records captures verify` says what is wrong",
    ),
    Case(
        "decisions_stand",
        a_class_taken_back_unseen,
        {},
        "captures/parks-x/{capture}/classes.csv lost its line 2 of commit {published}, '1001,policy-program,cy,"
        "2025-01-15,A programme'; put the line back: a later line supersedes a decision, and none is taken out",
    ),
    Case(
        "dates_were_decided",
        dated_by_its_executor,
        {},
        "'bo' dated '1001' and would carry out its disposition; another person does",
    ),
    Case(
        "nonrecords_were_decided",
        no_record_by_counsel,
        {},
        "'cy' decided that '1001' is no record; a records officer decides that",
    ),
    Case(
        "releaser_does_not_execute",
        released_by_its_executor,
        {},
        "'bo' released the hold 'claim' on some of this; have another person carry it out",
    ),
    Case(
        "people_were_signed_for",
        back_without_a_signature,
        {"witness": "dee"},
        "'dee' acts in this, and the grant of the longer stay of 'dee', commit {head}, was not done as it must be: no "
        "'grant' is signed by the head of the agency or a records officer, who is somebody else",
    ),
    Case(
        "method_is_allowed",
        authorized(appraised=TO_ARCHIVES),
        {},
        "the appraisal of 'routine-may' says transfer-to-archives; nothing under it is destroyed",
    ),
    Case(
        "receipt_is_of_a_transfer",
        nothing,
        {"receipt": Receipt("R-1", "2025-03-01")},
        "'routine-may' is no transfer but 'destroy'; leave out --receipt",
    ),
    Case(
        "something_is_due",
        authorized(span=TO_COME),
        {},
        "nothing is due under 'routine-may': 1 retained",
    ),
    Case(
        "versions_stand",
        a_shorter_period_in_place,
        {},
        "series 'local#routine' of version '1' was changed in place after it had been confirmed; put back what it "
        "said, and enter a new version beside it",
    ),
    Case(
        "receiver_is_named",
        decided_by_the_office,
        {},
        "the authorization does not say who receives the transfer; name the receiver with --to",
    ),
    Case(
        "receipt_repeats_the_manifest",
        packed_for_the_archives,
        {"to": "State Archives", "receipt": Receipt("R-1", "2025-03-03", manifest="0" * 64)},
        "the receipt 'R-1' does not repeat the digest of the manifest of transfers/routine-may; it is of something "
        "else, ask the receiver for the SHA-256 of manifest-sha256.txt in what arrived",
    ),
    Case(
        "record_can_be_written",
        nothing,
        {"manner": "one\nother"},
        "the disposition's record would have a fault: 'one\\nother' is not a line of text; such as 'Announcements of "
        "park openings'",
    ),
    Case(
        "plan_is_as_signed",
        nothing,
        {"witness": ""},
        "nobody is named who sees it done; name another person than the executor with --witness",
    ),
    Case(
        "executor_and_witness_signed",
        signed_approval_without_a_letter,
        {},
        "no signed plan is given; `records dispose routine-may --plan FILE` makes one, executor and witness sign it "
        "with `records approve FILE`, and --execute --plan FILE carries it out",
    ),
    Case(
        "day_is_sure",
        published_nowhere,
        {},
        "the clock of 'https://127.0.0.1:9/' cannot be asked: [Errno 111] Connection refused",
    ),
    Case(
        "bags_are_whole",
        a_changed_bag,
        {},
        "{bag}: V003 parks-x/{capture}: data/items/items-000001.jsonl has changed; restore the bag from "
        "another copy of the store; nothing was disposed of",
    ),
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """One capture, and authority over the post of May."""
    office = Office(tmp_path_factory.mktemp("prepared"))
    office.ingest(office.write_export("one", "1001", "1002", "1003"))
    office.publish()
    office.authorize("routine-may", "1001")
    return office


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Office:
    return prepared.copied_to(tmp_path)


def first_refused(office: Office, asked: dict[str, Any]) -> tuple[str, str]:
    """The name of the first precondition that does not hold, and what it says."""
    case = DispositionCase(*office.asks(**{"name": "routine-may"} | asked))
    for step in PRECONDITIONS:
        try:
            step(case)
        except Refusal as refusal:
            return step.__name__, str(refusal)
    return "", ""


def filled(text: str, office: Office) -> str:
    """A refusal with what differs from run to run in it."""
    root, [bag] = office.root, (office.store / "bags/parks-x").iterdir()
    return text.format(
        store=office.store,
        remote=office.folder / "remote.git",
        head=root.git("rev-parse", "HEAD").strip()[:12],
        published=root.git("rev-parse", "HEAD~1").strip()[:12],
        granted=root.git("log", "--format=%H", "-2", "--", "schedules/authorizations/routine-may.yml").split()[-1][:12],
        bag=bag,
        capture=bag.name,
    )


def test_everything_holds_before_anything_is_changed(office: Office) -> None:
    assert first_refused(office, {}) == ("", "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.step)
def test_a_precondition_that_does_not_hold_refuses_in_one_line(case: Case, office: Office) -> None:
    case.set_up(office)
    before = untouched(office.store)
    assert first_refused(office, case.asked) == (case.step, filled(case.refusal, office))
    with pytest.raises(Refusal) as refusal:
        cleared_disposition(*office.asks(**{"name": "routine-may"} | case.asked))
    assert str(refusal.value) == filled(case.refusal, office)
    assert "\n" not in str(refusal.value)
    assert untouched(office.store) == before


def test_the_due_list_says_what_it_cannot_see(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """A decision that was taken out of a file is in no due list, and its item seems free."""
    assert "lost its line" not in office.run("due", capsys=capsys)[2]
    a_class_taken_back_unseen(office)
    code, out, err = office.run("due", "--status", "authorized", capsys=capsys)
    assert (code, "1001" in out) == (0, True)
    told = filled(
        "captures/parks-x/{capture}/classes.csv lost its line 2 of commit {published}, '1001,policy-program,cy,"
        "2025-01-15,A programme'; `records dispose` refuses what it was about until the line is back\n",
        office,
    )
    assert told in err
    assert err.count("lost its line") == 1


def test_a_line_about_an_item_that_no_capture_has_frees_nothing_and_is_not_told(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    heading = "item,class,by,on,reason"
    beside_the_capture(office, "classes.csv", heading, "9999,policy-program,cy,2025-01-15,Nowhere")
    beside_the_capture(office, "classes.csv", heading, "1001,routine,cy,2025-01-16,A slip")
    assert "lost its line" not in office.run("due", capsys=capsys)[2]
    beside_the_capture(office, "classes.csv", heading, "1002,routine,cy,2025-01-16,A slip")
    assert "'1001,routine,cy,2025-01-16,A slip'" in office.run("due", capsys=capsys)[2]


def test_a_document_that_tells_the_number_of_another_granted_request_grants_nothing(office: Office) -> None:
    with_keys(office)
    office.authorize("routine-june", "1003", span=TO_COME)
    letter = "Your reference 2025-7. Authorization A 25/ROUTINE june: series routine"
    office.authorize("routine-may", "1001", status=office.granted_in(letter, number="2025-7"))
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    assert first_refused(office, {}) == (
        "answer_grants_it_alone",
        "the document in which 'routine-may' was granted tells the answer to another request: number "
        "'A-25-routine-june' grants 'routine-june' too; ask for an answer of its own, which names no other",
    )


@pytest.mark.parametrize("change", [{"number": "2025-7"}, {"evidence": "another"}])
def test_an_answer_that_was_put_in_place_of_another_grants_nothing(office: Office, change: dict[str, str]) -> None:
    without_a_witness(office)
    letter = "Authorization A-25-0042 or 2025-7: series routine" if "number" in change else "A-25-0042: routine, again"
    number = change.get("number", "A-25-0042")
    office.authorize("routine-may", "1001", status=office.granted_in(letter, number=number))
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    refusal = (
        "the answer of 'routine-may' was changed in place after it had been granted in commit {granted}; put back what "
        "it said, and hand in a request of its own for anything else"
    )
    assert first_refused(office, {}) == ("granted_as_it_stands", filled(refusal, office))


@pytest.mark.parametrize("left", ["renumbered", "removed"])
def test_an_answer_that_was_taken_out_of_another_request_stays_used(office: Office, left: str) -> None:
    with_keys(office)
    letter = office.granted_in()
    office.authorize("routine-june", "1003", span=TO_COME, status=letter)
    if left == "removed":
        office.root.git("rm", "-q", "schedules/authorizations/routine-june.yml")
        office.publish()
    else:
        office.authorize("routine-june", "1003", span=TO_COME, status=office.granted_in("B-1: routine", number="B-1"))
    office.authorize("routine-may", "1001", status=letter)
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    path = "schedules/authorizations/routine-june.yml"
    granted = office.root.git("log", "--format=%H", "--reverse", "--", path)[:12]
    assert first_refused(office, {}) == (
        "granted_as_it_stands",
        f"the answer to 'routine-may' granted 'routine-june' in commit {granted}, from which it was taken out since; "
        "put it back there, and ask for an answer of its own",
    )


def test_what_is_changed_before_the_grant_and_added_after_it_changes_nothing_in_place(office: Office) -> None:
    with_keys(office)
    pending = [{"status": "pending", "on": "2025-01-20"}]
    office.authorize("routine-may", "1003", span=TO_COME, status=pending)
    office.authorize("routine-may", "1001", status=office.granted_in())
    office.authorize("routine-may", "1001", status=office.granted_in(), medium="Files")
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    assert first_refused(office, {})[0] == "answer_was_witnessed"


def test_every_precondition_has_a_case_and_every_case_a_precondition() -> None:
    assert [case.step for case in CASES] == [step.__name__ for step in PRECONDITIONS]


def test_every_rule_is_one_sentence() -> None:
    for step in PRECONDITIONS:
        assert re.fullmatch(r"[A-Z][^\n]+\.", step.__doc__ or ""), step.__name__


def test_the_page_says_what_the_steps_say() -> None:
    assert PAGE.read_text("utf-8") == render_preconditions(), "python tests/test_preconditions.py writes the page again"


def test_the_maker_alone_makes_what_is_carried_out(office: Office) -> None:
    cleared = cleared_disposition(*office.asks("routine-may"))
    for made in (
        lambda: ClearedDisposition(cleared.disposition, True, nothing_moved, maker=object()),
        lambda: replace(cleared, maker=None),
        lambda: copy.copy(cleared),
        lambda: pickle.dumps(cleared),
    ):
        with pytest.raises(TypeError, match="ClearedDisposition"):
            made()


@pytest.mark.parametrize("root", ["public", "private"])
def test_a_root_that_moved_since_it_was_asked_stops_it_before_the_certificate(office: Office, root: str) -> None:
    cleared = cleared_disposition(*office.asks("routine-may"))
    before = files_below(office.store / "bags")
    other = Root(office.folder / "other")
    other.git("pull", "--quiet", str(office.folder / ("remote.git" if root == "public" else "private.git")), "main")
    other.commit({"registry/holds/gate.yml": hold()} if root == "private" else {}, message="newer")
    other.git("push", "--quiet", str(office.folder / ("remote.git" if root == "public" else "private.git")), "main")
    with locked_store(office.store) as store, pytest.raises(Refusal) as refusal:
        dispose_of_plan(store, cleared)
    title = "the public root" if root == "public" else "the private root 'counsel'"
    assert str(refusal.value).startswith(f"{title} moved from ")
    assert files_below(office.store / "bags") == before
    left = [each for name in ("certificates", "journals", "dispositions") for each in (office.store / name).glob("*")]
    assert left == []


def test_nothing_else_is_carried_out(office: Office) -> None:
    before = files_below(office.store / "bags")
    rehearsed = cleared_disposition(*office.asks("routine-may", execute=False))
    blank = object.__new__(ClearedDisposition)
    with locked_store(office.store) as store:
        for value in (rehearsed, rehearsed.disposition, blank):
            with pytest.raises((TypeError, AttributeError)):
                dispose_of_plan(store, value)  # type: ignore[arg-type]
    assert files_below(office.store / "bags") == before


if __name__ == "__main__":
    PAGE.write_text(render_preconditions(), "utf-8")
