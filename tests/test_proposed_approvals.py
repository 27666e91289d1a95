"""`records diff` counts who approved: what a proposal needs by the register of before it, who signed, who lacks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.commands.cli import run
from records_portal.files.yaml_text import read_yaml
from records_portal.identity.acts import Known
from records_portal.proposals.difference import RecordChange
from records_portal.proposals.given_approvals import GivenApproval
from records_portal.proposals.message_acts import message_acts
from records_portal.proposals.reviews import Review, latest_reviews, parse_reviews
from records_portal.register.changes import FactsAdded
from records_portal.register.findings import Refusal
from tests.acting import KEYS, ON, SITE, ActingOffice, person
from tests.ssh_signing import ed25519_key

Capsys = pytest.CaptureFixture[str]
SCHEDULE = "schedules/local.yml"
HEAD_OF_PARKS = "agency-head of Parks"


class Gate:
    """An office with keys and what `records diff` says of its proposal."""

    def __init__(self, folder: Path, capsys: Capsys) -> None:
        self.office = ActingOffice(folder / "root")
        self.answer = folder / "reviews.json"
        self.capsys = capsys

    def diff(self, *arguments: str, revisions: str = "main...HEAD") -> tuple[int, str, str]:
        settings: dict[str, Any] = {"cache": None, "started_at": datetime(2024, 5, 2, 12, tzinfo=UTC)}
        code = run(["--root", str(self.office.root.folder), "diff", revisions, *arguments], settings)
        return (code, *self.capsys.readouterr())

    def state(self, *arguments: str, **more: str) -> dict[str, Any]:
        """Of each approval that is needed who gave it and what lacks; and what counts for nothing."""
        code, out, err = self.diff("--format", "json", *arguments, **more)
        assert out, err
        found = json.loads(out)
        assert code == int(not found["may_merge"])
        state: dict[str, Any] = found["approval_state"]
        return {
            "needed": [
                (
                    " of ".join(filter(None, (each["role"], each["agency"]))),
                    [f"{one['person']} {one['known']}" for one in each["given"]],
                    each["lacking"] + each["by_letter"],
                )
                for each in state["needed"]
            ],
            "not": [(each["person"], each["known"], each["reason"]) for each in state["not_counting"]],
        }

    def reviews(self, *reviews: dict[str, Any]) -> tuple[str, str]:
        """The forge's answer in a file."""
        self.answer.write_text(json.dumps(reviews))
        return "--reviews", str(self.answer)

    def review(
        self, who: str, number: int = 1, state: str = "APPROVED", commit: str = "", **more: Any
    ) -> dict[str, Any]:
        """A review in the recorded shape; of the last commit where none is named."""
        commit = commit or self.office.root.git("rev-parse", "HEAD").strip()
        said = {
            "id": number,
            "user": {"login": f"{who}-l", "id": ord(who[0])},
            "state": state,
            "submitted_at": f"2024-05-02T09:00:{number:02}Z",
            "commit_id": commit,
            "author_association": "MEMBER",
        }
        return said | more


@pytest.fixture
def gate(tmp_path: Path, capsys: Capsys) -> Gate:
    """Four people with keys and accounts of the forge; a proposal is checked out that changes the schedule."""
    found = Gate(tmp_path, capsys)
    office = found.office
    roles = {"ana": "agency-head", "ben": "records-officer", "cy": "cto-cio", "dot": "communications-director"}
    keys = {**KEYS, "dot": ed25519_key(b"d" * 32)}
    for name, role in roles.items():
        value = person(name, role, keys[name], forge_login=f"{name.title()}-L")
        if name == "ana":
            value["roles"].append({"role": "it-web-liaison", "from_on": "2020-01-01"})
        office.files[f"registry/people/{name}.yml"] = value
    office.write(office.files)
    office.commit("Accounts of the forge")
    office.propose()
    return found


def change_schedule(gate: Gate) -> None:
    office = gate.office
    office.write({SCHEDULE: office.files[SCHEDULE] | {"name": "Local schedule"}})
    office.commit("Rename the schedule")


def test_a_change_without_approvals_may_not_be_merged_and_that_is_said_first(gate: Gate) -> None:
    change_schedule(gate)
    code, out, _ = gate.diff()
    assert code == 1
    head, *rest = out.splitlines()
    assert " -> " in head
    assert rest[0] == "  It may not be merged: 1 approval is missing."
    assert (
        "\nWhose approval it needs\n  Records officer (Ben): for schedules/local\n    missing for schedules/local\n"
        in out
    )


def test_a_signed_approval_is_told_and_the_change_may_be_merged(gate: Gate) -> None:
    change_schedule(gate)
    gate.office.approve("ben")
    code, out, _ = gate.diff()
    assert code == 0
    assert "  Every approval that it needs is there.\n" in out
    assert "    signed: Ben, Officer as Records officer on 2024-05-02\n" in out
    assert gate.state(revisions="main..proposal")["needed"] == [("records-officer", ["ben signed"], [])]


def test_in_a_comment_names_stand_as_code(gate: Gate) -> None:
    change_schedule(gate)
    gate.office.approve("cy")
    _, out, _ = gate.diff("--format", "markdown")
    assert out.index("**It may not be merged: 1 approval is missing.**") < 200
    assert "- signed: `Cy, Officer` as `Chief Technology or Information Officer` on 2024-05-02" in out
    assert "`signed, in a role that is not needed: cto-cio`" in out


def test_a_signature_in_a_role_that_is_not_needed_is_told_as_that(gate: Gate) -> None:
    change_schedule(gate)
    gate.office.approve("cy")
    assert gate.state() == {
        "needed": [("records-officer", [], ["schedules/local"])],
        "not": [("cy", "signed", "signed, in a role that is not needed: cto-cio")],
    }


def test_a_statement_without_a_good_signature_is_told_with_its_reason(gate: Gate) -> None:
    change_schedule(gate)
    gate.office.sign(gate.office.state("ben"), KEYS["cy"])
    gate.office.commit("Approve")
    ((who, known, reason),) = gate.state()["not"]
    assert (who, known) == ("ben", "signed")
    assert reason.endswith("is another person's")


def test_what_was_changed_after_it_was_signed_is_not_approved(gate: Gate) -> None:
    change_schedule(gate)
    gate.office.approve("ben")
    gate.office.write({SCHEDULE: gate.office.files[SCHEDULE] | {"name": "Something else"}})
    gate.office.commit("After the approval")
    assert gate.state()["not"] == [("ben", "signed", f"{SCHEDULE} is not as it was approved")]


def test_what_the_main_line_changed_meanwhile_is_signed_again(gate: Gate) -> None:
    change_schedule(gate)
    gate.office.approve("ben")
    gate.office.root.git("switch", "--quiet", "main")
    gate.office.write({SCHEDULE: gate.office.files[SCHEDULE] | {"jurisdiction": "Elsewhere"}})
    gate.office.commit("Meanwhile")
    gate.office.root.git("switch", "--quiet", "proposal")
    wanted = f"the main line changed {SCHEDULE} meanwhile; it is signed again"
    assert gate.state()["not"] == [("ben", "signed", wanted)]


def test_a_key_that_ended_on_the_main_line_meanwhile_signs_nothing(gate: Gate) -> None:
    change_schedule(gate)
    gate.office.approve("ben")
    gate.office.root.git("switch", "--quiet", "main")
    value = gate.office.files["registry/people/ben.yml"]
    ended = value["keys"][0] | {"to_on": "2024-05-01", "ended": "revoked"}
    gate.office.write({"registry/people/ben.yml": value | {"keys": [ended]}})
    gate.office.commit("Ben's key is revoked")
    gate.office.root.git("switch", "--quiet", "proposal")
    ((_, _, reason),) = gate.state()["not"]
    assert reason.endswith(f"did not count on {ON}")


def test_a_key_that_was_not_admitted_signs_nothing(gate: Gate) -> None:
    office = gate.office
    office.root.git("switch", "--quiet", "main")
    key = ed25519_key(b"s" * 32)
    office.write({"registry/people/sly.yml": person("sly", "records-officer", key)})
    office.commit("Sly comes, signed for by nobody")
    office.root.git("switch", "--quiet", "--create", "other")
    office.write({SCHEDULE: office.files[SCHEDULE] | {"name": "Local schedule"}})
    office.commit("Rename the schedule")
    office.sign(office.state("sly", role="records-officer"), key)
    office.commit("Approve")
    ((who, _, reason),) = gate.state()["not"]
    assert (who, reason.partition(":")[0]) == ("sly", "its key was not admitted")


def test_a_file_among_the_acts_that_is_no_statement_is_told(gate: Gate) -> None:
    change_schedule(gate)
    folder = gate.office.root.folder / "registry/acts"
    folder.mkdir()
    (folder / "2024-05-02-ben-0123456789ab.txt").write_text("I approve everything\n")
    gate.office.commit("Approve everything")
    code, _, err = gate.diff()
    assert code == 1
    assert "registry/acts/2024-05-02-ben-0123456789ab.txt is no statement: the first line is not" in err


# by the register of before


def test_whom_the_change_makes_head_does_not_approve_it(gate: Gate) -> None:
    office = gate.office
    key = ed25519_key(b"m" * 32)
    office.write({"registry/people/mal.yml": person("mal", "agency-head", key)})
    office.write({"registry/agencies/parks.yml": office.files["registry/agencies/parks.yml"] | {"head": "mal"}})
    office.commit("Mal heads Parks")
    office.sign(office.state("mal", role="agency-head"), key)
    office.commit("Approve")
    assert gate.state() == {
        "needed": [(HEAD_OF_PARKS, [], ["agencies/parks", "people/mal"])],
        "not": [("mal", "signed", "person 'mal' is not in the register that it was made under")],
    }
    code, out, _ = gate.diff()
    assert code == 1
    assert "of Parks (Ana): for agencies/parks, people/mal" in out


def test_nobody_approves_the_record_that_gives_them_a_role(gate: Gate) -> None:
    office = gate.office
    value = office.files["registry/people/ana.yml"]
    more = [*value["roles"], {"role": "records-officer", "from_on": "2024-05-01"}]
    office.write({"registry/people/ana.yml": value | {"roles": more}})
    office.commit("Ana becomes records officer")
    office.approve("ana")
    wanted = "this change gives it to the person who approves it"
    assert gate.state() == {
        "needed": [(HEAD_OF_PARKS, [], ["people/ana"]), ("records-officer", [], ["people/ana"])],
        "not": [("ana", "signed", wanted)],
    }
    office.approve("ben", act="grant")
    granted: list[tuple[str, list[str], list[str]]] = [
        (HEAD_OF_PARKS, ["ben signed"], []),
        ("records-officer", ["ben signed"], []),
    ]
    assert gate.state()["needed"] == granted, "a records officer grants"


def test_nobody_approves_what_they_asked_for(gate: Gate) -> None:
    office = gate.office
    office.change()
    office.commit("Say more")
    office.approve("ana")
    assert ("ana", "signed", "asked for it") in gate.state()["not"]


REVIEW = {
    "kind": "review",
    "on": "2024-05-01",
    "by": "dot",
    "role": "communications-director",
    "copies_to": ["cto-cio"],
    "decision": "approved",
    "approvals": [
        {"by": "dot", "role": "communications-director", "on": "2024-05-01"},
        {"by": "cy", "role": "cto-cio", "on": "2024-05-01"},
    ],
}


def review_site(gate: Gate) -> None:
    site = gate.office.files[SITE]
    gate.office.write({SITE: site | {"facts": [*site["facts"], REVIEW]}})
    gate.office.commit("Review")


def test_two_roles_decide_over_a_site_and_each_is_told(gate: Gate) -> None:
    review_site(gate)
    gate.office.approve("cy")
    assert gate.state()["needed"] == [
        ("communications-director", [], ["sites/parks-x"]),
        ("cto-cio", ["cy signed"], []),
    ]
    code, out, _ = gate.diff()
    assert code == 1
    assert "  It may not be merged: 1 approval is missing.\n" in out


def test_the_two_roles_are_two_people(gate: Gate) -> None:
    office = gate.office
    office.root.git("switch", "--quiet", "main")
    value = office.files["registry/people/cy.yml"]
    both = [*value["roles"], {"role": "communications-director", "from_on": "2020-01-01"}]
    office.files["registry/people/cy.yml"] = value | {"roles": both}
    office.write(office.files)
    office.commit("Cy directs communications too")
    office.root.git("switch", "--quiet", "--create", "other")
    review_site(gate)
    office.approve("cy")
    office.approve("cy", role="communications-director", changes=office.changes("main", "HEAD~1"))
    found = gate.state()
    assert found["needed"][0] == ("communications-director", ["cy signed"], [])
    assert found["needed"][1] == ("cto-cio", [], ["sites/parks-x"])
    assert found["not"] == [("cy", "signed", "the two roles that decide over a site are two people")]


# the forge's reviews


def test_a_review_of_the_last_commit_is_attested(gate: Gate) -> None:
    change_schedule(gate)
    found = gate.state(*gate.reviews(gate.review("ben")))
    assert found == {"needed": [("records-officer", ["ben attested"], [])], "not": []}
    _, out, _ = gate.diff(*gate.reviews(gate.review("ben")))
    assert "    attested: Ben, Officer on 2024-05-02\n" in out


REFUSED_REVIEWS: dict[str, tuple[str, dict[str, Any], str]] = {
    "an earlier commit": ("ben", {"commit": "a" * 40}, "the review is of aaaaaaaaaaaa, and not of the last one, HEAD"),
    "no commit": ("ben", {"commit_id": None}, "the review is of no commit, and not of the last one, HEAD"),
    "dismissed": ("ben", {"state": "DISMISSED"}, "the last review says DISMISSED"),
    "changes asked for": ("ben", {"state": "CHANGES_REQUESTED"}, "the last review says CHANGES_REQUESTED"),
    "somebody else's account": ("eve", {}, "the account is nobody's in the register of before"),
    "another role": ("cy", {}, "holds no role that is needed"),
}


@pytest.mark.parametrize("case", REFUSED_REVIEWS)
def test_a_review_that_approves_nothing_is_told_with_its_reason(gate: Gate, case: str) -> None:
    who, changed, reason = REFUSED_REVIEWS[case]
    change_schedule(gate)
    head = gate.office.root.git("rev-parse", "HEAD").strip()
    said = gate.review(who, **changed)
    ((_, known, found),) = gate.state(*gate.reviews(said))["not"]
    assert (known, found) == ("attested", reason.replace("HEAD", head[:12]))


def test_of_an_account_the_latest_review_counts_and_a_comment_is_none(gate: Gate) -> None:
    change_schedule(gate)
    ben = [
        gate.review("ben", 1),
        gate.review("ben", 2, "COMMENTED"),
        gate.review("ben", 3, "PENDING", submitted_at=None),
    ]
    assert gate.state(*gate.reviews(*ben))["needed"] == [("records-officer", ["ben attested"], [])]
    dismissed = [*ben, gate.review("ben", 4, "DISMISSED")]
    assert gate.state(*gate.reviews(*dismissed))["needed"] == [("records-officer", [], ["schedules/local"])]


def test_a_push_after_the_review_takes_it_away(gate: Gate) -> None:
    change_schedule(gate)
    given = gate.reviews(gate.review("ben"))
    assert gate.diff(*given)[0] == 0
    gate.office.commit("One more")
    assert gate.diff(*given)[0] == 1


def test_a_review_counts_for_no_disposition(gate: Gate) -> None:
    office = gate.office
    value = {
        "kind": "request",
        "series": ["local#routine"],
        "sites": ["parks-x"],
        "requested": {"on": "2024-05-01", "by": "ana"},
        "status": [{"status": "requested", "on": "2024-05-01"}],
    }
    office.write({"schedules/authorizations/routine-1.yml": value})
    office.commit("Ask")
    given = gate.reviews(gate.review("ben"))
    wanted = "attested does not count for disposition: approval, executor, witness"
    assert gate.state(*given)["not"] == [("ben", "attested", wanted)]
    office.approve("ben")
    assert gate.state()["needed"] == [("records-officer", ["ben signed"], [])]


BROKEN_ANSWERS = {
    "no JSON": (b"<html>", "the reviews are no JSON"),
    "an error of the forge": (b'{"message": "Not Found"}', "the reviews are no list of objects"),
    "a list of words": (b'["APPROVED"]', "the reviews are no list of objects"),
    "another state": (
        b'[{"id": 1, "user": {"id": 1, "login": "a"}, "state": "OK"}]',
        "review 1 is not in the recorded",
    ),
    "no account": (b'[{"id": 1, "state": "APPROVED"}]', "review 1 is not in the recorded shape"),
    "a name twice": (b'[{"id": 1, "id": 2}]', "a name stands twice in one object"),
    "too deep": (b"[" * 200_000, "the reviews are no JSON"),
}


@pytest.mark.parametrize("case", BROKEN_ANSWERS)
def test_an_answer_that_is_not_understood_tells_nothing_and_ends_with_2(gate: Gate, case: str) -> None:
    data, reason = BROKEN_ANSWERS[case]
    change_schedule(gate)
    gate.answer.write_bytes(data)
    code, out, err = gate.diff("--reviews", str(gate.answer))
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert reason in err


def test_reviews_speak_of_a_commit_and_lie_in_a_file(gate: Gate) -> None:
    code, _, err = gate.diff(*gate.reviews(), revisions="main")
    assert (code, "name it, as BASE..HEAD" in err) == (2, True)
    code, _, err = gate.diff("--reviews", "nowhere.json")
    assert (code, "cannot be read; name the file with the forge's answer" in err) == (2, True)


def test_pages_of_reviews_are_one_list_in_the_order_of_time() -> None:
    one = {"id": 2, "user": {"login": "a", "id": 7}, "state": "APPROVED", "submitted_at": "2024-05-02T09:00:00Z"}
    two = one | {"id": 1, "state": "DISMISSED", "submitted_at": "2024-05-01T09:00:00Z"}
    ghost = one | {"id": 3, "user": None}
    found = parse_reviews(json.dumps([[one], [two, ghost]]).encode())
    first = Review(1, 7, "a", "DISMISSED", "", "2024-05-01T09:00:00Z")
    second = Review(2, 7, "a", "APPROVED", "", "2024-05-02T09:00:00Z")
    assert found == (first, second)
    assert latest_reviews(found) == (second,)
    with pytest.raises(Refusal, match="review 1 is not in the recorded shape"):
        parse_reviews(json.dumps([one | {"id": True}]).encode())


# by message, by letter, and where nobody can sign


def test_a_message_counts_once_somebody_else_signed_its_entry(gate: Gate) -> None:
    office = gate.office
    evidence = {
        "form": "e-mail",
        "reference": "m1@parks.example",
        "digest": "a" * 64,
        "known_by": "by-message",
        "entered_by": "ben",
    }
    site = office.files[SITE]
    direction = {"kind": "direction", "on": "2024-05-01", "by": "ana", "role": "agency-head", "evidence": evidence}
    site = site | {"facts": [*site["facts"], direction | {"reason": "Unused"}]}
    site["facts"][0] = site["facts"][0] | {"by": "ben"}
    office.root.git("switch", "--quiet", "main")
    office.write({SITE: site | {"facts": site["facts"][:1]}})
    office.commit("Ben asked")
    office.root.git("switch", "--quiet", "--create", "other")
    office.write({SITE: site})
    office.commit("Close it")
    assert gate.state() == {
        "needed": [(HEAD_OF_PARKS, [], ["sites/parks-x"])],
        "not": [("ana", "by-message", "known by a message, and nobody else signed its entry")],
    }
    office.approve("ben")
    assert gate.state()["needed"] == [(HEAD_OF_PARKS, ["ana by-message"], [])]


def test_what_the_heads_letter_names_goes_without_and_that_is_said(gate: Gate) -> None:
    office = gate.office
    office.root.git("switch", "--quiet", "main")
    letter = {
        "kinds": ["schedules"],
        "said_by": "ana",
        "on": "2024-01-01",
        "letter": {"form": "letter", "reference": "Letter 7"},
    }
    office.write({"registry/portal.yml": office.files["registry/portal.yml"] | {"approvals": letter}})
    base = office.root.git("rev-parse", "HEAD").strip()
    office.commit("By letter")
    office.root.git("switch", "--quiet", "--create", "unsigned")
    change_schedule(gate)
    assert gate.state()["needed"] == [("records-officer", [], ["schedules/local"])], "a name in the settings is none"
    office.root.git("switch", "--quiet", "main")
    office.approve("ana", base=base)
    office.root.git("switch", "--quiet", "--create", "other")
    change_schedule(gate)
    words = "declared, by letter of ana of 2024-01-01 (Letter 7)"
    assert gate.state()["needed"] == [("records-officer", [], [f"schedules/local: {words}"])]
    code, out, _ = gate.diff()
    assert code == 0
    assert f"    goes without: {words}\n" in out
    assert gate.diff("--as-of", "2025-01-02")[0] == 1, "the letter is past its year"


def test_a_letter_that_the_change_itself_brings_exempts_nothing(gate: Gate) -> None:
    office = gate.office
    letter = {
        "kinds": ["schedules", "portal"],
        "said_by": "ana",
        "on": "2024-01-01",
        "letter": {"form": "letter", "reference": "Letter 7"},
    }
    office.write({"registry/portal.yml": office.files["registry/portal.yml"] | {"approvals": letter}})
    change_schedule(gate)
    needed = {who: lacking for who, _, lacking in gate.state()["needed"]}
    assert needed == {
        "records-officer": ["portal/portal", "schedules/local"],
        "web-content-team": ["portal/portal"],
        "agency-head": ["portal/portal"],
    }


def without_keys(office: ActingOffice) -> None:
    """Everybody's keys are taken out of the register, on the main line."""
    office.root.git("switch", "--quiet", "main")
    for name in ("ana", "ben", "cy", "dot"):
        path = f"registry/people/{name}.yml"
        value, _ = read_yaml((office.root.folder / path).read_bytes())
        office.write({path: {key: each for key, each in value.items() if key != "keys"}})
    office.commit("No keys any more")


def test_taking_the_keys_out_of_the_register_opens_no_gate(gate: Gate) -> None:
    without_keys(gate.office)
    gate.office.root.git("switch", "--quiet", "--create", "other")
    change_schedule(gate)
    assert gate.diff()[0] == 1
    assert gate.state()["needed"] == [("records-officer", [], ["schedules/local"])]


def test_where_nobody_ever_had_a_key_nobody_can_sign_and_nothing_is_counted(gate: Gate) -> None:
    office = gate.office
    without_keys(office)
    office.root.git("checkout", "--quiet", "--orphan", "fresh")
    office.commit("Begin anew")
    office.root.git("branch", "--force", "main")
    office.root.git("switch", "--quiet", "--create", "other")
    change_schedule(gate)
    code, out, _ = gate.diff()
    assert code == 0
    wanted = "Nobody can sign yet, for nobody in the register has a key; approvals are declared, and not counted here."
    assert f"  {wanted}\n" in out
    assert "missing for" not in out
    assert gate.state() == {"needed": [], "not": []}


def test_a_message_makes_nobody_act_whom_it_only_names() -> None:
    evidence = {"form": "e-mail", "reference": "m2@parks.example", "digest": "b" * 64, "known_by": "by-message"}
    june = {"by": "june", "role": "communications-director", "on": "2024-05-01"}
    ana = {"by": "ana", "role": "cto-cio", "on": "2024-05-01"}
    own = ana | {"evidence": evidence | {"reference": "m3@parks.example"}}

    def acts(*approvals: Any) -> list[tuple[str, str, str]]:
        fact = {"kind": "review", "by": "june", "role": "communications-director", "evidence": evidence}
        values: tuple[object, object] = ({"facts": []}, {"facts": [fact | {"approvals": list(approvals)}]})
        change = RecordChange("sites", "parks-x", SITE, "changed", "", (), FactsAdded(), (), values=values)
        signed = GivenApproval("ben", Known.SIGNED, paths=frozenset({SITE}))
        return [(each.person, each.role, each.reason) for each in message_acts([change], [signed])]

    assert acts(june, ana) == [("june", "communications-director", "")]
    assert acts(june, own) == [("june", "communications-director", ""), ("ana", "cto-cio", "")]
    assert acts(ana) == []
