"""Who approved a disposition: where people have keys, a name that somebody typed authorizes nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.history.repository import CommitTree, Repository
from records_portal.identity.statements import NAMESPACE, ContentChange, statement_of
from tests.disposals import DISPOSED_AT, Office, person, published_keys, signed_plan
from tests.ssh_signing import SigningKey, ed25519_key

Capsys = pytest.CaptureFixture[str]
PATH = "schedules/authorizations/routine-may.yml"
KEYS = {name: ed25519_key(bytes([number]) * 32) for number, name in enumerate(("ana", "bo", "cy"), 7)}
APPROVED_BY_CY = "Approved-by: Cy <cy-c@users.noreply.forge.example>"


def with_keys(office: Office) -> None:
    """Everybody who may act gets a key."""
    published_keys(office, {name: key.line for name, key in KEYS.items()})


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with keys and no letter, items that are due, and an authorization that names its approver."""
    office = Office(tmp_path)
    with_keys(office)
    office.ingest(office.write_export("export", "1001", "1003"))
    office.authorize("routine-may", "1001")
    return office


def sign(office: Office, who: str, role: str, key: SigningKey, act: str = "approve") -> None:
    """Publish a statement about the authorization as it lies there."""
    repository = Repository(office.root.folder)
    new = CommitTree(repository, "HEAD").content_name(PATH)
    history = office.root.git("log", "--format=", "--raw", "--no-abbrev", "--first-parent", "--", PATH).split("\n")[0]
    statement = statement_of(who, role, act, "2025-02-04", [ContentChange(PATH, history.split()[2], new)])
    folder = office.root.folder / "registry/acts"
    folder.mkdir(exist_ok=True)
    (folder / f"{statement.name}.txt").write_bytes(statement.render())
    (folder / f"{statement.name}.txt.sig").write_bytes(key.sign(statement.render(), NAMESPACE.encode()).text())
    office.root.commit({}, message="Approve", GIT_COMMITTER_DATE="2025-02-04T12:00:00Z")
    office.publish()


def refused(office: Office, capsys: Capsys) -> str:
    code, _, err = office.dispose("routine-may", "--execute", "--witness", "ana", capsys=capsys)
    assert (code, len(err.splitlines())) == (2, 1)
    assert list((office.store / "certificates").glob("*.yml")) == []
    return err


UNSIGNED = (
    "no records officer or disposition approver but 'bo' or whoever asked for it signed authorization 'routine-may' as "
    "it stands"
)


def test_an_approver_who_is_only_named_authorizes_nothing(office: Office, capsys: Capsys) -> None:
    assert UNSIGNED in refused(office, capsys)


def test_a_line_in_a_message_authorizes_nothing(office: Office, capsys: Capsys) -> None:
    office.authorize("routine-may", "1001", message=f"Records\n\n{APPROVED_BY_CY}", method=None)
    assert UNSIGNED in refused(office, capsys)


@pytest.mark.parametrize(("who", "role"), [("bo", "records-officer"), ("ana", "agency-head")])
def test_neither_executor_nor_requester_approves(office: Office, capsys: Capsys, who: str, role: str) -> None:
    sign(office, who, role, KEYS[who])
    assert UNSIGNED in refused(office, capsys)


def test_a_signature_by_another_key_authorizes_nothing(office: Office, capsys: Capsys) -> None:
    sign(office, "cy", "disposition-approver", KEYS["bo"])
    assert UNSIGNED in refused(office, capsys)


def test_counsel_alone_authorizes_nothing(office: Office, capsys: Capsys) -> None:
    sign(office, "cy", "counsel", KEYS["cy"])
    assert UNSIGNED in refused(office, capsys)


def office_where_cy(tmp_path: Path, *roles: dict[str, str]) -> Office:
    """The same office, in which Cy holds these roles, and two more agencies, one of them above the first."""
    office = Office(tmp_path)
    parks = read_yaml((office.root.folder / "registry/agencies/parks.yml").read_bytes())[0]
    agencies = {f"registry/agencies/{name}.yml": parks | {"name": name} for name in ("harbor", "state")}
    held = person("Cy", "counsel", forge_login="cy-c")
    held["roles"] += roles
    more = {"registry/agencies/parks.yml": parks | {"parent": "state"}, "registry/people/cy.yml": held}
    office.publish(agencies | more)
    office.anchor(parks="counsel", state="counsel")
    with_keys(office)
    office.ingest(office.write_export("export", "1001", "1003"))
    office.authorize("routine-may", "1001")
    return office


@pytest.mark.parametrize(("agency", "counts"), [("harbor", False), ("parks", True), ("state", True)])
def test_a_disposition_approver_approves_for_one_agency_and_those_below_it(
    tmp_path: Path, capsys: Capsys, agency: str, counts: bool
) -> None:
    role = {"role": "disposition-approver", "from_on": "2020-01-01", "agency": agency}
    office = office_where_cy(tmp_path, role)
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    assert (UNSIGNED in refused(office, capsys)) == (not counts)


def test_nobody_becomes_an_approver_by_the_change_that_approves(tmp_path: Path, capsys: Capsys) -> None:
    office = office_where_cy(tmp_path)
    path = office.root.folder / "registry/people/cy.yml"
    cy = read_yaml(path.read_bytes())[0]
    cy["roles"].append({"role": "disposition-approver", "from_on": "2020-01-01"})
    path.write_text(dump_yaml(cy))
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    assert UNSIGNED in refused(office, capsys)


def test_nobody_approves_for_an_agency_by_the_change_that_approves(tmp_path: Path, capsys: Capsys) -> None:
    office = office_where_cy(tmp_path, {"role": "disposition-approver", "from_on": "2020-01-01", "agency": "harbor"})
    path = office.root.folder / "registry/people/cy.yml"
    cy = read_yaml(path.read_bytes())[0]
    cy["roles"][-1]["agency"] = "parks"
    path.write_text(dump_yaml(cy))
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    assert UNSIGNED in refused(office, capsys)


@pytest.mark.parametrize(("leaves_on", "counts"), [("2025-02-03", False), ("2025-02-04", True)])
def test_who_had_left_by_the_private_root_approves_nothing(
    office: Office, capsys: Capsys, leaves_on: str, counts: bool
) -> None:
    """The public register does not say when somebody leaves."""
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    office.private.commit({"registry/staff/cy.yml": {"leaves_on": leaves_on}})
    assert (UNSIGNED in refused(office, capsys)) == (not counts)


def test_who_had_left_by_the_private_root_witnesses_no_answer(tmp_path: Path, capsys: Capsys) -> None:
    office, eve = Office(tmp_path), ed25519_key(bytes([10]) * 32)
    office.publish({"registry/people/eve.yml": person("Eve", "contributor", forge_login="eve-e")})
    published_keys(office, {name: key.line for name, key in {**KEYS, "eve": eve}.items()})
    office.ingest(office.write_export("export", "1001", "1003"))
    office.authorize("routine-may", "1001", status=office.granted_in())
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    sign(office, "eve", "contributor", eve, "witness-evidence")
    assert "no signed plan is given" in refused(office, capsys)
    office.private.commit({"registry/staff/eve.yml": {"leaves_on": "2025-01-31"}})
    assert refused(office, capsys) == f"records: {UNREAD}\n"


@pytest.mark.parametrize(("who", "option"), [("bo", "--by"), ("ana", "--witness")])
def test_who_had_left_by_the_private_root_neither_executes_nor_sees_it_done(
    office: Office, capsys: Capsys, who: str, option: str
) -> None:
    office.private.commit({f"registry/staff/{who}.yml": {"leaves_on": "2025-03-02"}})
    assert f"{option} {who!r} left on 2025-03-02; name somebody who is there" in refused(office, capsys)


def test_what_was_signed_is_what_stands_there(office: Office, capsys: Capsys) -> None:
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    office.authorize("routine-may", "1001", span={"from_on": "2019-05-01", "to_on": "2019-06-30"})
    assert UNSIGNED in refused(office, capsys)


def test_a_signature_of_before_a_change_and_its_revert_authorizes_nothing(office: Office, capsys: Capsys) -> None:
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    office.authorize("routine-may", "1001", span={"from_on": "2019-05-01", "to_on": "2019-06-30"})
    office.authorize("routine-may", "1001")
    assert UNSIGNED in refused(office, capsys)


def test_a_signed_approval_authorizes_and_the_certificate_says_so(office: Office, capsys: Capsys) -> None:
    office.authorize("routine-may", "1001", status=office.granted_in())
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    sign(office, "cy", "counsel", KEYS["cy"], "witness-evidence")
    plan = signed_plan(office, "routine-may", {"executor": ("bo", KEYS["bo"]), "witness": ("ana", KEYS["ana"])})
    code, _, err = office.dispose("routine-may", "--execute", "--plan", str(plan), "--witness", "ana", capsys=capsys)
    assert code == 0, err
    (certificate,) = (office.store / "certificates").glob("*.yml")
    value, _ = read_yaml(certificate.read_bytes())
    assert value["certificate"]["approvals"] == [{"person": "cy", "name": "Cy", "known": "signed"}]
    evidence = value["certificate"]["evidence"]
    assert evidence == {
        "digest": hashlib.sha256(b"Authorization A-25-0042: series routine").hexdigest(),
        "read": "text",
        "entered_by": "bo",
        "witnessed_by": [{"person": "cy", "name": "Cy"}],
    }


UNREAD = (
    "nobody but who entered the answer or asked for 'routine-may' signed what was read in it; another person signs "
    "with `records approve authorizations/routine-may --act witness-evidence`"
)


@pytest.mark.parametrize(("who", "role"), [("", ""), ("bo", "records-officer"), ("ana", "agency-head")])
def test_who_entered_the_answer_or_asked_for_it_does_not_witness_it(
    office: Office, capsys: Capsys, who: str, role: str
) -> None:
    office.authorize("routine-may", "1001", status=office.granted_in())
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    if who:
        sign(office, who, role, KEYS[who], "witness-evidence")
    assert refused(office, capsys) == f"records: {UNREAD}\n"


def test_an_answer_that_nobody_kept_grants_nothing(office: Office, capsys: Capsys) -> None:
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    assert "no document says that 'routine-may' was granted" in refused(office, capsys)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": "A-25-0043"}, "the document does not say number 'A-25-0043'"),
        (
            {"read": "by-eye"},
            "the document in which 'routine-may' was granted has text, and its record says that it had none",
        ),
    ],
)
def test_a_record_that_says_more_than_the_document_grants_nothing(
    office: Office, capsys: Capsys, changed: dict[str, str], said: str
) -> None:
    office.authorize("routine-may", "1001", status=office.granted_in(**changed))
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    sign(office, "cy", "counsel", KEYS["cy"], "witness-evidence")
    assert said in refused(office, capsys)


def test_a_document_that_is_gone_or_changed_grants_nothing(office: Office, capsys: Capsys) -> None:
    office.authorize("routine-may", "1001", status=office.granted_in())
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    sign(office, "cy", "counsel", KEYS["cy"], "witness-evidence")
    (kept,) = (office.store / "evidence").iterdir()
    kept.write_text("Authorization A-25-0042: series routine, and more")
    assert "the store has no whole document" in refused(office, capsys)


def test_an_office_without_keys_goes_by_names_and_the_certificate_says_so(tmp_path: Path, capsys: Capsys) -> None:
    office = Office(tmp_path)
    office.ingest(office.write_export("export", "1001", "1003"))
    office.authorize("routine-may", "1001")
    code, _, err = office.dispose("routine-may", "--execute", "--witness", "ana", capsys=capsys)
    assert code == 0, err
    (certificate,) = (office.store / "certificates").glob("*.yml")
    value, _ = read_yaml(certificate.read_bytes())
    assert value["certificate"]["approvals"] == [{"person": "cy", "name": "Cy", "known": "declared"}]


@pytest.mark.parametrize("below", ["registry", "docs"])
def test_a_folder_within_the_private_root_hides_no_hold(tmp_path: Path, capsys: Capsys, below: str) -> None:
    office = Office(tmp_path)
    office.ingest(office.write_export("export", "1001", "1003"))
    office.authorize("routine-may", "1001")
    office.private.commit({f"{below}/other.yml": {"a": 1}})
    places = ("--root", str(office.root.folder), "--store", str(office.store))
    private = ("--private", str(office.private.folder / below))
    given = ("dispose", "routine-may", "--execute", "--by", "bo", "--witness", "ana")
    code = run([*places, *private, *given], {"cache": None, "started_at": DISPOSED_AT})
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert "within its repository; name the top of the clone" in err
