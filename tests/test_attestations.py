"""`records attest`: the forge's reviews of what was merged, signed by a workflow, told as attested and never more."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.commands.cli import run
from records_portal.history.repository import Repository
from records_portal.identity.acts import Known
from records_portal.identity.acts_of_history import read_acts
from records_portal.identity.attestations import Attestation, parse_attestation
from records_portal.identity.base import base_reader
from records_portal.identity.statements import NotAStatement
from records_portal.identity.trail import read_trail, signed_approvers
from records_portal.register.sources import FolderTree, load_register
from records_portal.values.ssh_keys import parse_key
from tests.acting import KEYS, ActingOffice, person
from tests.ssh_signing import MADE, ed25519_key, make_key, ssh_keygen_signs

Capsys = pytest.CaptureFixture[str]
BRANCH = "refs/heads/attestations"


class Forge:
    """An office whose forge merges a proposal about the schedule that Ben reviewed, and attests it."""

    def __init__(self, folder: Path, capsys: Capsys) -> None:
        self.capsys = capsys
        self.folder = folder
        self.office = ActingOffice(folder / "root")
        self.key = make_key(folder / "attester", *MADE["ssh-ed25519"])
        self.attester = parse_key(self.key.with_suffix(".pub").read_text())
        for name, role in {"ana": "agency-head", "ben": "records-officer", "cy": "cto-cio"}.items():
            path = f"registry/people/{name}.yml"
            self.office.files[path] = person(name, role, KEYS[name], forge_login=f"{name}-l")
        self.settings(from_on="2024-01-01")
        self.office.root.git("config", "user.name", "A")

    def settings(self, **time: str) -> None:
        """The settings name the attester's key."""
        portal = self.office.files["registry/portal.yml"]
        forge = {"attesters": [{"key": self.attester.line, **time}]}
        self.office.files["registry/portal.yml"] = portal | {"forge": forge}
        self.office.write(self.office.files)
        self.office.commit("Settings")
        self.office.approve("ben", base="HEAD~1")

    def propose(self, name: str = "Local schedule") -> str:
        """A proposal about the schedule; its last commit."""
        self.office.root.git("switch", "--quiet", "--create", f"proposal-{len(name)}")
        self.office.write({"schedules/local.yml": self.office.files["schedules/local.yml"] | {"name": name}})
        return self.office.commit("Rename the schedule")

    def merge(self, way: str = "--no-ff", branch: str = "proposal-14") -> str:
        """The commit of the main line that merges it."""
        git = self.office.root.git
        git("switch", "--quiet", "main")
        git("merge", "--quiet", way, *(["-m", "Merge"] if way == "--no-ff" else []), branch)
        if way == "--squash":
            self.office.commit("Squashed")
        return git("rev-parse", "HEAD").strip()

    def review(self, who: str, commit: str, state: str = "APPROVED", number: int = 7) -> dict[str, Any]:
        return {
            "id": number,
            "user": {"login": f"{who}-l", "id": ord(who[0])},
            "state": state,
            "submitted_at": "2024-05-01T09:00:00Z",
            "commit_id": commit,
        }

    def attest(
        self, *reviews: dict[str, Any], key: Path | None = None, more: tuple[str, ...] = ()
    ) -> tuple[int, str, str]:
        answer = self.folder / "reviews.json"
        answer.write_text(json.dumps(reviews))
        settings: dict[str, Any] = {"cache": None, "started_at": datetime(2024, 5, 2, 12, tzinfo=UTC)}
        given = ["--reviews", str(answer), "--key", str(key or self.key), *more]
        code = run(["--root", str(self.office.root.folder), "attest", *given], settings)
        return (code, *self.capsys.readouterr())

    def told(self) -> list[tuple[str, str]]:
        """Who approved the schedule's last change, and how that is known."""
        register = load_register(FolderTree(self.office.root.folder)).register
        trail = read_trail(Repository(self.office.root.folder), register)
        return [(each.person, each.known) for each in trail.of("schedules", "local")[0].approved_by]

    def reasons(self) -> list[str]:
        """Of each attested act why it does not count."""
        repository = Repository(self.office.root.folder)
        acts = read_acts(repository, base_reader(repository)).acts
        return [act.reason for act in acts if act.known is Known.ATTESTED]

    def put(self, said: Attestation, key: Path, path: str = "") -> None:
        """An attestation that somebody writes by hand."""
        path = path or said.statement.path
        files = {path: said.render(), f"{path}.sig": ssh_keygen_signs(key, said.render(), "records-attestation")}
        Repository(self.office.root.folder).add_to_branch("attestations", files, "By hand")

    def made(self, merged: str, reviewed: str, **changed: Any) -> Attestation:
        """What an attester says of a merge, with some of it otherwise."""
        office = self.office
        changes = changed.pop("changes", None) or office.changes(f"{merged}~1", merged)
        said: dict[str, Any] = {"role": "records-officer", "on": "2024-05-01", "changes": changes}
        return Attestation(merged, reviewed, 7, office.state("ben", **(said | changed)))


@pytest.fixture
def forge(tmp_path: Path, capsys: Capsys) -> Forge:
    return Forge(tmp_path, capsys)


@pytest.mark.parametrize("way", ["--no-ff", "--squash"])
def test_a_review_of_what_was_merged_is_attested_and_told(forge: Forge, way: str) -> None:
    head = forge.propose()
    merged = forge.merge(way)
    before = forge.office.root.git("status", "--porcelain"), forge.office.root.git("rev-parse", "HEAD").strip()
    code, out, err = forge.attest(forge.review("ben", head), more=("--head", head))
    assert (code, err.splitlines()[-1]) == (0, "push the branch attestations")
    path, signature = out.splitlines()
    assert (path[:29], signature) == ("registry/acts/2024-05-01-ben-", f"{path}.sig")
    shown = forge.office.root.git("show", f"attestations:{path}").splitlines()
    assert shown[:5] == [
        "records-attestation v1",
        f"merged {merged}",
        f"reviewed {head}",
        "review 7",
        "records-approval v1",
    ]
    assert forge.told() == [("ben", "attested")]
    after = forge.office.root.git("status", "--porcelain"), forge.office.root.git("rev-parse", "HEAD").strip()
    assert after == before == ("", merged)


def test_the_branch_of_the_origin_is_read_where_there_is_no_other(forge: Forge, tmp_path: Path) -> None:
    head = forge.propose()
    forge.merge()
    forge.attest(forge.review("ben", head))
    forge.office.root.git("clone", "--quiet", str(forge.office.root.folder), str(tmp_path / "copy"))
    repository = Repository(tmp_path / "copy")
    trail = read_trail(repository, load_register(FolderTree(tmp_path / "copy")).register)
    assert [each.known for each in trail.of("schedules", "local")[0].approved_by] == ["attested"]


def test_a_second_merge_is_attested_beside_the_first(forge: Forge) -> None:
    for name in ("Local schedule", "The local schedule"):
        head = forge.propose(name)
        forge.merge(branch=f"proposal-{len(name)}")
        assert forge.attest(forge.review("ben", head))[0] == 0
    assert forge.reasons() == ["", ""]
    assert forge.office.root.git("rev-list", "--count", "attestations").strip() == "2"


def test_an_attested_approval_is_enough_for_no_disposition(forge: Forge) -> None:
    office = forge.office
    value = {
        "kind": "request",
        "series": ["local#routine"],
        "sites": ["parks-x"],
        "requested": {"on": "2024-05-01", "by": "ana"},
        "status": [{"status": "requested", "on": "2024-05-01"}],
    }
    office.root.git("switch", "--quiet", "--create", "ask")
    office.write({"schedules/authorizations/routine-1.yml": value})
    head = office.commit("Ask")
    forge.merge(branch="ask")
    assert forge.attest(forge.review("ben", head))[0] == 0
    assert forge.reasons() == [""]
    register = load_register(FolderTree(office.root.folder)).register
    repository = Repository(office.root.folder)
    assert signed_approvers(repository, register, "authorizations", "routine-1") == ()


NOT_ATTESTED = {
    "an earlier commit": ("ben", "APPROVED", "main~1", "APPROVED of BASE, not of HEAD"),
    "changes asked for": ("ben", "CHANGES_REQUESTED", "", "CHANGES_REQUESTED of HEAD, not of HEAD"),
    "a stranger": ("eve", "APPROVED", "", "the account is nobody's in the register of before"),
    "another role": ("cy", "APPROVED", "", "'cy' holds no role that had to agree"),
}


@pytest.mark.parametrize("case", NOT_ATTESTED)
def test_a_review_that_approved_nothing_of_it_is_not_attested(forge: Forge, case: str) -> None:
    who, state, commit, reason = NOT_ATTESTED[case]
    base = forge.office.root.git("rev-parse", "main~1").strip()
    head = forge.propose()
    forge.merge()
    code, out, err = forge.attest(forge.review(who, base if commit else head, state))
    assert (code, out) == (0, "")
    wanted = reason.replace("BASE", base[:12]).replace("HEAD", head[:12])
    assert f"not attested: the review 7 of {who}-l: {wanted}" in err
    assert "nothing was attested" in err
    assert forge.office.root.git("for-each-ref", BRANCH) == ""


def test_what_was_merged_otherwise_than_it_was_reviewed_is_not_attested(forge: Forge) -> None:
    head = forge.propose()
    git = forge.office.root.git
    git("switch", "--quiet", "main")
    git("merge", "--quiet", "--no-ff", "--no-commit", "proposal-14")
    forge.office.write({"schedules/local.yml": forge.office.files["schedules/local.yml"] | {"name": "Evil"}})
    forge.office.commit("Merge, and something more")
    code, _, err = forge.attest(forge.review("ben", head))
    assert code == 2
    assert "schedules/local.yml was merged otherwise than it was reviewed; nothing is attested" in err


def test_who_is_no_attester_attests_nothing(forge: Forge, tmp_path: Path) -> None:
    head = forge.propose()
    forge.merge()
    other = make_key(tmp_path / "other", *MADE["ssh-ed25519"])
    code, _, err = forge.attest(forge.review("ben", head), key=other)
    assert (code, "was no attester's before this merge" in err) == (2, True)


def test_a_squash_needs_the_name_of_what_it_merged(forge: Forge) -> None:
    head = forge.propose()
    forge.merge("--squash")
    code, _, err = forge.attest(forge.review("ben", head))
    assert (code, "--head names the last commit of what it merged" in err) == (2, True)


# what somebody else could write onto the branch

FORGED = {
    "a person's key": ("is a person's; an attester's is nobody's", {}),
    "another role": ("'ben' did not hold the role 'agency-head' on 2024-05-01", {"role": "agency-head"}),
    "a day to come": (
        "it is dated 2024-05-03, a day that had not come when it was merged on 2024-05-01",
        {"on": "2024-05-03"},
    ),
    "another act": ("a review approves; it does not revoke", {"act": "revoke"}),
    "another name": ("it is not under its own name, registry/acts/2024-05-01-ben-", {}),
    "other contents": ("schedules/local.yml is not as it was approved where it was merged", {"changes": "other"}),
}


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_attestation_does_not_count(forge: Forge, case: str, tmp_path: Path) -> None:
    reason, changed = FORGED[case]
    key = forge.key
    if case == "a person's key":
        value = forge.office.files["registry/people/cy.yml"]
        own = {"key": forge.attester.line, "from_on": "2024-01-01"}
        forge.office.write({"registry/people/cy.yml": value | {"keys": [*value["keys"], own]}})
        forge.office.commit("The attester's key is Cy's too")
    head = forge.propose()
    merged = forge.merge()
    more: dict[str, Any] = dict(changed)
    if "changes" in more:
        (change,) = forge.office.changes(f"{merged}~1", merged)
        more["changes"] = (change._replace(new="a" * 40),)
    forge.put(forge.made(merged, head, **more), key, "registry/acts/x.txt" if case == "another name" else "")
    (found,) = forge.reasons()
    assert found.startswith(reason) or found.endswith(reason)
    assert forge.told() == []


def test_an_attester_whose_time_had_ended_attests_nothing(forge: Forge) -> None:
    forge.settings(from_on="2024-01-01", to_on="2024-04-30")
    head = forge.propose()
    forge.put(forge.made(forge.merge(), head), forge.key)
    assert forge.reasons() == [f"the key {forge.attester.fingerprint} was no attester's before this change"]


def test_an_attester_for_whom_nobody_signed_attests_nothing(forge: Forge, tmp_path: Path) -> None:
    other = make_key(tmp_path / "other", *MADE["ssh-ed25519"])
    line = parse_key(other.with_suffix(".pub").read_text())
    portal = forge.office.files["registry/portal.yml"]
    named = [*portal["forge"]["attesters"], {"key": line.line, "from_on": "2024-01-01"}]
    forge.office.write({"registry/portal.yml": portal | {"forge": {"attesters": named}}})
    forge.office.commit("One more attester, says Mallory")
    head = forge.propose()
    merged = forge.merge()
    forge.put(forge.made(merged, head), other)
    assert forge.reasons() == [f"nobody signed for the settings that name the key {line.fingerprint} as an attester's"]
    assert forge.told() == []
    assert forge.attest(forge.review("ben", head))[0] == 0, "the one that was signed for still does"


def test_an_attester_for_whom_a_key_signed_that_nobody_admitted_attests_nothing(forge: Forge, tmp_path: Path) -> None:
    other = make_key(tmp_path / "other", *MADE["ssh-ed25519"])
    line = parse_key(other.with_suffix(".pub").read_text())
    office, sly = forge.office, ed25519_key(b"s" * 32)
    office.write({"registry/people/sly.yml": person("sly", "records-officer", sly)})
    office.commit("Sly comes, signed for by nobody")
    portal = office.files["registry/portal.yml"]
    named = [*portal["forge"]["attesters"], {"key": line.line, "from_on": "2024-01-01"}]
    office.write({"registry/portal.yml": portal | {"forge": {"attesters": named}}})
    office.commit("One more attester")
    office.sign(office.state("sly", base="HEAD~1", role="records-officer"), sly)
    office.commit("Signed by Sly")
    head = forge.propose()
    forge.put(forge.made(forge.merge(), head), other)
    assert forge.reasons() == [""]
    assert forge.told() == []


def test_an_attester_of_before_anybody_had_a_key_attests(forge: Forge) -> None:
    git = forge.office.root.git
    git("checkout", "--quiet", "--orphan", "anew")
    git("rm", "-r", "--quiet", "--cached", "registry/acts")
    (forge.office.root.folder / "registry/acts").rename(forge.folder / "acts")
    forge.office.commit("Begin with keys and an attester")
    git("branch", "--force", "main")
    git("switch", "--quiet", "main")
    head = forge.propose()
    forge.put(forge.made(forge.merge(), head), forge.key)
    assert forge.reasons() == [""]


def test_a_change_does_not_name_its_own_attester(tmp_path: Path, capsys: Capsys) -> None:
    forge = Forge(tmp_path, capsys)
    other = make_key(tmp_path / "other", *MADE["ssh-ed25519"])
    line = parse_key(other.with_suffix(".pub").read_text())
    forge.office.root.git("switch", "--quiet", "--create", "proposal-14")
    portal = forge.office.files["registry/portal.yml"]
    new = {"attesters": [{"key": line.line, "from_on": "2024-01-01"}]}
    forge.office.write({"registry/portal.yml": portal | {"forge": new}})
    head = forge.office.commit("Another attester")
    forge.put(forge.made(forge.merge(), head), other)
    assert forge.reasons() == [f"the key {line.fingerprint} was no attester's before this change"]


def test_a_merge_that_is_not_on_the_main_line_is_told_of_nothing(forge: Forge) -> None:
    head = forge.propose()
    forge.put(forge.made(forge.merge(), head), forge.key)
    assert forge.reasons() == [""]
    forge.office.root.git("reset", "--quiet", "--hard", "HEAD~1")
    assert forge.reasons() == []


def test_a_signature_over_something_else_does_not_count(forge: Forge) -> None:
    head = forge.propose()
    merged = forge.merge()
    said = forge.made(merged, head)
    files = {said.statement.path: said.render(), f"{said.statement.path}.sig": b"nothing\n"}
    Repository(forge.office.root.folder).add_to_branch("attestations", files, "By hand")
    assert forge.reasons() != [""]
    assert forge.told() == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace(b"v1", b"v2", 1),
        lambda text: text.replace(b"review 7", b"review 07"),
        lambda text: text.replace(b"merged ", b"merged x"),
        lambda text: text.replace(b"person ben", b"person  ben"),
        lambda text: b"",
    ],
)
def test_another_form_is_no_attestation(forge: Forge, damage: Any) -> None:
    head = forge.propose()
    data = forge.made(forge.merge(), head).render()
    assert parse_attestation(data).review == 7
    with pytest.raises(NotAStatement):
        parse_attestation(damage(data))
