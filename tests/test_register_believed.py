"""What anybody who can push writes into the register, and nobody signed: no disposition and no release goes by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.history.repository import CommitTree, Repository
from records_portal.identity.statements import NAMESPACE, ContentChange, statement_of
from tests.disposals import LETTER, Office, signed_plan
from tests.roots import Root
from tests.ssh_signing import ed25519_key
from tests.test_disposal import hold
from tests.test_signed_dispositions import KEYS, sign, with_keys

Capsys = pytest.CaptureFixture[str]
PORTAL = "registry/portal.yml"
DEE = ed25519_key(bytes([10]) * 32)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with keys whose authorization is granted, approved and witnessed: it would be carried out."""
    office = Office(tmp_path_factory.mktemp("ready"))
    with_keys(office)
    office.ingest(office.write_export("export", "1001", "1003"))
    office.authorize("routine-may", "1001", status=office.granted_in())
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    sign(office, "cy", "counsel", KEYS["cy"], "witness-evidence")
    return office


@pytest.fixture
def office(ready: Office, tmp_path: Path) -> Office:
    return ready.copied_to(tmp_path)


def said(root: Root, path: str) -> dict[str, Any]:
    value: dict[str, Any] = read_yaml((root.folder / path).read_bytes())[0]
    return value


def signed_by(office: Office, who: str, role: str, path: str, act: str, on: str = "2025-02-10") -> None:
    """Publish a statement about the last change of a file; Cy's are about the private root's holds."""
    root = office.private if path.startswith("registry/holds") else office.root
    repository = Repository(root.folder)
    old, new = root.git("log", "--format=", "--raw", "--no-abbrev", "--first-parent", "--", path).split()[2:4]
    assert new == CommitTree(repository, "HEAD").content_name(path)
    statement = statement_of(who, role, act, on, [ContentChange(path, old, new)])
    folder = root.folder / "registry/acts"
    folder.mkdir(exist_ok=True)
    key = {**KEYS, "dee": DEE}[who]
    (folder / f"{statement.name}.txt").write_bytes(statement.render())
    (folder / f"{statement.name}.txt.sig").write_bytes(key.sign(statement.render(), NAMESPACE.encode()).text())
    root.commit({}, message="Act", GIT_COMMITTER_DATE=f"{on}T12:00:00Z")
    root.git("push", "--quiet", "origin", "main")


def disposed(office: Office, capsys: Capsys, *, by: str = "bo", witness: str = "ana", plan: Path | None = None) -> str:
    """What is refused; empty where everything was done, with a certificate."""
    given = ["--plan", str(plan)] if plan else []
    code, _, err = office.run(
        *("dispose", "routine-may", "--execute", "--by", by, "--witness", witness, *given), capsys=capsys
    )
    assert (code == 0) == any((office.store / "certificates").glob("*.yml"))
    assert code in (0, 2)
    return err if code else ""


def with_plan(office: Office, capsys: Capsys, *, by: str = "bo", witness: str = "ana") -> str:
    """The same with a plan that both signed."""
    keys = {**KEYS, "dee": DEE}
    plan = signed_plan(office, "routine-may", {"executor": (by, keys[by]), "witness": (witness, keys[witness])})
    return disposed(office, capsys, by=by, witness=witness, plan=plan)


def settings(office: Office, **changes: Any) -> None:
    office.publish({PORTAL: said(office.root, PORTAL) | changes}, "Settings")


def without_keys(office: Office) -> dict[str, Any]:
    """The records of everybody who has keys, with none."""
    paths = [f"registry/people/{name}.yml" for name in KEYS]
    return {path: {key: each for key, each in said(office.root, path).items() if key != "keys"} for path in paths}


def test_what_is_signed_is_carried_out(office: Office, capsys: Capsys) -> None:
    assert with_plan(office, capsys) == ""


NO_PLAN = "no signed plan is given"


def test_a_letter_that_nobody_signed_excuses_no_signature(office: Office, capsys: Capsys) -> None:
    settings(office, approvals=LETTER)
    assert NO_PLAN in disposed(office, capsys)


@pytest.mark.parametrize(("who", "role"), [("bo", "records-officer"), ("cy", "counsel")])
def test_a_letter_that_another_signed_excuses_no_signature(office: Office, capsys: Capsys, who: str, role: str) -> None:
    settings(office, approvals=LETTER)
    signed_by(office, who, role, PORTAL, "approve")
    office.authorize("routine-may", "1001")
    assert "signed authorization 'routine-may' as it stands" in disposed(office, capsys)


def test_the_letter_of_the_head_excuses_what_came_after_it_alone(office: Office, capsys: Capsys) -> None:
    settings(office, approvals=LETTER)
    signed_by(office, "ana", "agency-head", PORTAL, "approve")
    assert NO_PLAN in disposed(office, capsys)
    status = said(office.root, "schedules/authorizations/routine-may.yml")["status"]
    office.authorize("routine-may", "1001", status=status, medium="Files")
    signed_by(office, "cy", "counsel", "schedules/authorizations/routine-may.yml", "witness-evidence")
    assert disposed(office, capsys) == ""


def test_a_letter_that_was_withdrawn_comes_back_by_a_signature_alone(office: Office, capsys: Capsys) -> None:
    settings(office, approvals=LETTER)
    signed_by(office, "ana", "agency-head", PORTAL, "approve")
    settings(office, approvals=LETTER | {"kinds": ["holds"]})
    settings(office, approvals=LETTER)
    office.authorize("routine-may", "1001")
    assert "signed authorization 'routine-may' as it stands" in disposed(office, capsys)


def test_an_office_that_ever_had_keys_has_them_for_good(office: Office, capsys: Capsys) -> None:
    office.private.commit({"registry/holds/claim.yml": hold()})
    office.publish(without_keys(office) | {PORTAL: said(office.root, PORTAL) | {"approvals": LETTER}}, "No keys")
    released = hold(releases=[{"on": "2025-02-12", "by": "cy", "note": "Settled"}])
    office.private.commit({"registry/holds/claim.yml": released})
    office.authorize("routine-may", "1001")
    assert disposed(office, capsys) == (
        "records: no records officer or disposition approver but 'bo' or whoever asked for it signed authorization "
        "'routine-may' as it stands; another of them signs it with `records approve authorizations/routine-may`\n"
    )


def test_a_release_is_signed_where_keys_once_were(office: Office, capsys: Capsys) -> None:
    office.publish(without_keys(office), "No keys")
    office.private.commit({"registry/holds/claim.yml": hold()})
    released = hold(releases=[{"on": "2025-02-12", "by": "cy", "note": "Settled"}])
    office.private.commit({"registry/holds/claim.yml": released})
    code, out, _ = office.run("hold", "register", capsys=capsys)
    assert (code, "H005" in office.run("validate", capsys=capsys)[1]) == (0, True), out


def person_of(office: Office, who: str) -> tuple[str, dict[str, Any]]:
    path = f"registry/people/{who}.yml"
    return path, said(office.root, path)


def test_a_key_whose_end_was_undone_signs_nothing_whoever_signs_for_that(office: Office, capsys: Capsys) -> None:
    path, ana = person_of(office, "ana")
    ended = ana["keys"][0] | {"to_on": "2025-02-10", "ended": "revoked"}
    office.publish({path: ana | {"keys": [ended]}}, "Revoked")
    signed_by(office, "bo", "records-officer", path, "revoke")
    office.publish({path: ana}, "Not revoked")
    assert "which is not undone" in with_plan(office, capsys)
    signed_by(office, "bo", "records-officer", path, "revoke", "2025-02-11")
    assert "which is not undone" in with_plan(office, capsys)


def test_a_role_that_nobody_signed_for_releases_no_hold(office: Office, capsys: Capsys) -> None:
    path, bo = person_of(office, "bo")
    office.private.commit({"registry/holds/claim.yml": hold()})
    office.publish({path: bo | {"roles": [*bo["roles"], {"role": "counsel", "from_on": "2020-01-01"}]}}, "Role")
    released = hold(releases=[{"on": "2025-02-10", "by": "bo", "note": "Settled"}])
    office.private.commit({"registry/holds/claim.yml": released})
    signed_by(office, "bo", "counsel", "registry/holds/claim.yml", "release")
    assert "'bo' was not counsel on 2025-02-10" in disposed(office, capsys)
    office.private.commit({"registry/holds/claim.yml": hold()})


def test_a_role_counts_once_it_was_signed_for(office: Office, capsys: Capsys) -> None:
    path, ana = person_of(office, "ana")
    office.publish(
        {path: ana | {"roles": [*ana["roles"], {"role": "records-officer", "from_on": "2020-01-01"}]}}, "Role"
    )
    said_of_it = disposed(office, capsys)
    assert "'ana' acts in this, and the grant of the role 'records-officer' of 'ana', commit" in said_of_it
    signed_by(office, "bo", "records-officer", path, "grant")
    assert with_plan(office, capsys) == ""


def test_who_had_left_is_not_back_without_a_signature(office: Office, capsys: Capsys) -> None:
    path, dee = person_of(office, "dee")
    del dee["leaves_on"]
    office.publish({path: dee}, "Not left")
    refusal = disposed(office, capsys, witness="dee")
    assert "'dee' acts in this, and the grant of the longer stay of 'dee', commit" in refusal
    signed_by(office, "bo", "records-officer", path, "grant")
    assert NO_PLAN in disposed(office, capsys, witness="dee")


def test_somebody_whom_a_push_brought_acts_in_nothing(office: Office, capsys: Capsys) -> None:
    _, cy = person_of(office, "cy")
    key = {"key": DEE.line, "from_on": "2024-01-01"}
    office.publish({"registry/people/eve.yml": cy | {"name": "Eve", "keys": [key], "forge_login": "eve-x"}}, "Eve")
    assert "'eve' acts in this, and the grant of the key" in disposed(office, capsys, witness="eve")


def test_who_holds_no_role_today_carries_nothing_out(office: Office, capsys: Capsys) -> None:
    path, ana = person_of(office, "ana")
    office.publish({path: ana | {"roles": [each | {"to_on": "2025-01-31"} for each in ana["roles"]]}}, "Roles end")
    assert disposed(office, capsys, by="ana", witness="cy") == (
        "records: --by 'ana' holds no role in which records are disposed of: records-officer, site-administrator, "
        "web-content-team\n"
    )


def lets_go(office: Office, capsys: Capsys) -> bool:
    """Whether a release that nobody signed counts; a hold is released under a key that the office has."""
    found = office.run("validate", capsys=capsys)[1]
    return "H005" not in found


def by_letter_of(office: Office, on: str) -> None:
    """The head signs the settings with a letter by which holds go without signatures, for a year from a day."""
    office.private.commit({"registry/holds/claim.yml": hold()}, GIT_COMMITTER_DATE="2025-01-12T12:00:00Z")
    settings(office, approvals=LETTER | {"kinds": ["holds"], "on": on})
    signed_by(office, "ana", "agency-head", PORTAL, "approve")


def release(office: Office, on: str, landed: str) -> None:
    released = hold(releases=[{"on": on, "by": "cy", "note": "Settled"}])
    office.private.commit({"registry/holds/claim.yml": released}, GIT_COMMITTER_DATE=f"{landed}T12:00:00Z")


@pytest.mark.parametrize(
    ("letter", "on", "landed", "counts"),
    [
        ("2025-01-02", "2025-02-12", "2025-02-12", True),
        ("2025-01-02", "2025-01-20", "2025-12-31", True),
        ("2025-01-02", "2025-02-12", "2026-01-03", False),
        ("2024-02-12", "2025-02-12", "2025-02-12", True),
        ("2024-02-12", "2025-02-12", "2025-02-13", False),
        ("2024-02-11", "2025-02-12", "2025-02-11", False),
    ],
)
def test_a_letter_is_asked_about_the_day_of_a_release_and_the_one_on_which_it_landed(
    office: Office, capsys: Capsys, letter: str, on: str, landed: str, counts: bool
) -> None:
    by_letter_of(office, letter)
    release(office, on, landed)
    assert lets_go(office, capsys) is counts


def test_a_release_that_was_taken_out_and_put_back_landed_when_it_came_back(office: Office, capsys: Capsys) -> None:
    by_letter_of(office, "2024-02-20")
    release(office, "2025-02-12", "2025-02-12")
    assert lets_go(office, capsys)
    office.private.commit({"registry/holds/claim.yml": hold()}, GIT_COMMITTER_DATE="2025-02-20T12:00:00Z")
    release(office, "2025-02-12", "2025-02-21")
    assert not lets_go(office, capsys)


def test_a_release_that_is_not_committed_goes_by_no_letter(office: Office, capsys: Capsys) -> None:
    by_letter_of(office, "2025-01-02")
    released = hold(releases=[{"on": "2025-02-12", "by": "cy", "note": "Settled"}])
    (office.private.folder / "registry/holds/claim.yml").write_text(dump_yaml(released))
    assert not lets_go(office, capsys)


ITEM = {"scope": {"items": [{"site": "parks-x", "item": "1003"}]}}
CONFIRMED = {"preserve": "items", "confirmed": {"on": "2025-02-10", "by": "cy"}}
CLAIM = "registry/holds/claim.yml"


@pytest.mark.parametrize("confirmed", [True, False], ids=["confirmed", "placed so"])
def test_that_the_items_of_a_hold_are_enough_counts_once_counsel_signed_it(
    office: Office, capsys: Capsys, *, confirmed: bool
) -> None:
    """What is typed in counsel's name would let the export go that holds everything else."""
    if confirmed:
        office.private.commit({CLAIM: hold(**ITEM)})
        office.private.commit({CLAIM: hold(**ITEM, **CONFIRMED)})
    else:
        office.private.commit({CLAIM: hold(**ITEM, preserve="items")})
    out = office.run("validate", capsys=capsys)[1]
    assert "H008 claim: 'cy' did not sign that its items are enough: the export stays frozen" in out
    assert "frozen" in disposed(office, capsys)
    if confirmed:
        signed_by(office, "cy", "counsel", CLAIM, "release")
        assert "frozen" in disposed(office, capsys), "another act"
        signed_by(office, "cy", "counsel", CLAIM, "confirm", "2025-02-11")
    else:
        placed_by_statement(office)
    assert "H008" not in office.run("validate", capsys=capsys)[1]
    assert with_plan(office, capsys) == ""


def test_a_word_of_its_own_that_the_items_are_enough_counts_once_counsel_signed_it(
    office: Office, capsys: Capsys
) -> None:
    word = {"on": "2025-02-10", "by": "cy"}
    office.private.commit({CLAIM: hold(**ITEM, confirmed=word)})
    office.private.commit({CLAIM: hold(**ITEM, confirmed=word, items_enough=word)})
    assert "frozen" in disposed(office, capsys)
    signed_by(office, "cy", "counsel", CLAIM, "confirm", "2025-02-11")
    assert with_plan(office, capsys) == ""


def placed_by_statement(office: Office) -> None:
    """Cy signs the hold as it was placed."""
    new = CommitTree(Repository(office.private.folder), "HEAD").content_name(CLAIM)
    statement = statement_of("cy", "counsel", "confirm", "2025-02-11", [ContentChange(CLAIM, "0" * 40, new)])
    folder = office.private.folder / "registry/acts"
    folder.mkdir(exist_ok=True)
    (folder / f"{statement.name}.txt").write_bytes(statement.render())
    signature = KEYS["cy"].sign(statement.render(), NAMESPACE.encode()).text()
    (folder / f"{statement.name}.txt.sig").write_bytes(signature)
    office.private.commit({}, message="Act", GIT_COMMITTER_DATE="2025-02-11T12:00:00Z")


def test_another_counsels_confirmation_is_not_theirs_to_sign(office: Office, capsys: Capsys) -> None:
    office.private.commit({CLAIM: hold(**ITEM)})
    office.private.commit({CLAIM: hold(**ITEM, **CONFIRMED)})
    signed_by(office, "bo", "records-officer", CLAIM, "confirm")
    assert "frozen" in disposed(office, capsys)


STAFF = "registry/staff/bo.yml"
COURSE = {"course": "Records", "on": "2024-09-01"}
STAYS: list[dict[str, Any]] = [{STAFF: {"leaves_on": "2026-03-02"}}, {STAFF: {"training": [COURSE]}}, {}]


@pytest.mark.parametrize("later", STAYS, ids=["moved", "taken out", "file gone"])
def test_a_last_day_that_a_private_root_said_stands_until_somebody_signs_a_later_one(
    office: Office, capsys: Capsys, later: dict[str, Any]
) -> None:
    """Who has left would be back by a push to the private root, which has no gate of its own against that."""
    office.private.commit({STAFF: {"leaves_on": "2025-03-02"}})
    if not later:
        (office.private.folder / STAFF).unlink()
    office.private.commit(later)
    left = "records: --by 'bo' left on 2025-03-02; name somebody who is there"
    assert disposed(office, capsys).startswith(left)
    stays_signed(office, "bo", "records-officer")
    assert disposed(office, capsys).startswith(left), "not by themselves"
    stays_signed(office, "cy", "counsel")
    assert disposed(office, capsys).startswith(left), "not in any role"
    stays_signed(office, "ana", "agency-head")
    assert disposed(office, capsys) == f"records: {NO_PLAN}; {PLAN_FIRST}"


PLAN_FIRST = (
    "`records dispose routine-may --plan FILE` makes one, executor and witness sign it with `records approve FILE`, "
    "and --execute --plan FILE carries it out\n"
)


def stays_signed(office: Office, who: str, role: str) -> None:
    """Publish a statement about the last change of Bo's staff record."""
    change = office.private.git("log", "--format=", "--raw", "--no-abbrev", "--first-parent", "--", STAFF).split()[2:4]
    statement = statement_of(who, role, "grant", "2025-02-10", [ContentChange(STAFF, *change)])
    folder = office.private.folder / "registry/acts"
    folder.mkdir(exist_ok=True)
    (folder / f"{statement.name}.txt").write_bytes(statement.render())
    signature = KEYS[who].sign(statement.render(), NAMESPACE.encode()).text()
    (folder / f"{statement.name}.txt.sig").write_bytes(signature)
    office.private.commit({}, message="Act", GIT_COMMITTER_DATE="2025-02-10T12:00:00Z")


def test_an_earlier_last_day_counts_at_once(office: Office, capsys: Capsys) -> None:
    office.private.commit({STAFF: {"leaves_on": "2026-03-02"}})
    assert NO_PLAN in disposed(office, capsys)
    office.private.commit({STAFF: {"leaves_on": "2025-03-02"}})
    assert "left on 2025-03-02" in disposed(office, capsys)
