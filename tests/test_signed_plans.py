"""The plan of a disposition: executor and witness sign what will be done, and nothing else is done."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from records_portal.disposal.plan_text import PlanText, first_difference
from records_portal.files.yaml_text import read_yaml
from records_portal.identity.plan_signatures import PlanPart, plan_statement
from records_portal.identity.statements import NAMESPACE as ACTS
from records_portal.identity.statements import ContentChange, statement_of
from records_portal.values.ssh_keys import parse_key
from tests.disposals import DISPOSED_AT, TEXTS, Office, published_keys, untouched
from tests.ssh_signing import MADE, make_key, ssh_keygen_accepts, ssh_keygen_signs
from tests.test_signed_dispositions import KEYS, sign

Capsys = pytest.CaptureFixture[str]
NAMESPACE, NEWLINE = "records-disposition", "\n"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Bo and Ana have keys in files, Cy has signed the authorization over a post that is due."""
    office = Office(tmp_path_factory.mktemp("prepared"))
    lines = {"cy": KEYS["cy"].line}
    for name in ("bo", "ana"):
        key = make_key(office.folder / f"{name}.key", *MADE["ssh-ed25519"])
        lines[name] = parse_key(key.with_suffix(".key.pub").read_text()).line
    published_keys(office, lines)
    office.ingest(office.write_export("export", "1001", "1003"))
    office.publish()
    office.authorize("routine-may", "1001", status=office.granted_in())
    for act in ("approve", "witness-evidence"):
        sign(office, "cy", "disposition-approver", KEYS["cy"], act)
    return office


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Office:
    return prepared.copied_to(tmp_path)


def key_of(office: Office, name: str) -> str:
    return str(office.folder / f"{name}.key")


def planned(office: Office, capsys: Capsys, *signers: str, witness: str = "ana") -> Path:
    """The plan as it lies there, signed by these people."""
    plan = office.folder / "plan.txt"
    code, _, err = office.dispose("routine-may", "--plan", str(plan), "--witness", witness, capsys=capsys)
    assert code == 0, err
    for name in signers:
        code, _, err = office.run("approve", str(plan), "--key", key_of(office, name), capsys=capsys)
        assert code == 0, err
    return plan


def execute(office: Office, plan: Path, capsys: Capsys, *more: str, **changed: Any) -> tuple[int, str, str]:
    """Carry the plan out as Bo."""
    given = ("dispose", "routine-may", "--execute", "--plan", str(plan), *more)
    return office.run(*given, capsys=capsys, **changed)


def refused(office: Office, plan: Path, capsys: Capsys, *more: str, **changed: Any) -> str:
    """The one line of a refusal, after which the store is as it was."""
    before = untouched(office.store)
    code, out, err = execute(office, plan, capsys, *more, **changed)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert untouched(office.store) == before
    return err.removeprefix("records: ").strip()


def test_what_two_people_signed_is_done_and_an_outsider_verifies_it(office: Office, capsys: Capsys) -> None:
    plan = planned(office, capsys, "bo", "ana")
    assert sorted(each.name for each in plan.parent.glob("plan.txt*")) == [
        "plan.txt",
        "plan.txt.executor.sig",
        "plan.txt.witness.sig",
    ]
    code, _, err = execute(office, plan, capsys)
    assert code == 0, err
    record, _ = read_yaml((office.root.folder / "schedules/dispositions/routine-may.yml").read_bytes())
    known = record["known"]
    assert (record["by"], record["witness"]) == ("bo", "ana")
    assert {name: known[name] for name in ("executor", "witness", "day", "approvals")} == {
        "executor": "signed",
        "witness": "signed",
        "day": "signatures",
        "approvals": [{"person": "cy", "known": "signed"}],
    }
    assert known["plan"] in plan.read_text()
    assert hashlib.sha256(known["plan"].encode()).hexdigest() == known["plan_digest"]
    assert [(each["person"], each["part"]) for each in known["signatures"]] == [("bo", "executor"), ("ana", "witness")]
    for each in known["signatures"]:
        signed = (
            f"records-disposition v1\nperson {each['person']}\npart {each['part']}\non 2025-03-03\n"
            f"plan {known['plan_digest']}\n"
        ).encode()
        line = (office.folder / f"{each['person']}.key.pub").read_text()
        assert ssh_keygen_accepts(office.folder, line, each["signature"].encode(), signed, NAMESPACE)
    certificate, _ = read_yaml((office.store / "certificates/routine-may.yml").read_bytes())
    assert certificate["disposition"]["known"] == known
    office.publish()
    assert office.run("validate", capsys=capsys)[0] == 0


def test_the_plan_says_what_will_be_done_and_nothing_of_the_private_root_in_public(
    office: Office, capsys: Capsys
) -> None:
    before = untouched(office.store)
    plan = planned(office, capsys)
    assert untouched(office.store) == before
    head, asked, items = plan.read_text().split("\n\n")
    tips = [each.git("rev-parse", "HEAD").strip() for each in (office.root, office.private)]
    blob = office.root.git("rev-parse", "HEAD:schedules/authorizations/routine-may.yml").strip()
    assert head.splitlines() == [
        "records-disposition-plan v1",
        f"authorization routine-may {blob}",
        "series local#routine 1",
        "method destroy",
        "manner Files deleted from the file system of the store and not overwritten; a second copy of the store and "
        "backups are not reached by it",
        "on 2025-03-03",
        "executor bo",
        "witness ana",
        f"asked {sha256(asked + NEWLINE)}",
        f"items 1 {sha256(items)}",
    ]
    assert asked.splitlines() == [
        f"public main {tips[0]} {office.folder / 'remote.git'}",
        f"counsel main {tips[1]} {office.folder / 'private.git'}",
    ]
    heading, row = items.splitlines()
    assert heading == "site,item,version,capture,part,class,digest"
    assert row.startswith("parks-x,1001,1,,,,")
    assert TEXTS["1001"] not in plan.read_text()


def test_typed_names_destroy_nothing_where_people_have_keys(office: Office, capsys: Capsys) -> None:
    code, out, err = office.dispose("routine-may", "--execute", "--witness", "ana", capsys=capsys)
    assert (code, out) == (2, "")
    assert err == (
        "records: no signed plan is given; `records dispose routine-may --plan FILE` makes one, executor and witness "
        "sign it with `records approve FILE`, and --execute --plan FILE carries it out\n"
    )


@pytest.mark.parametrize(
    ("signers", "missing"),
    [
        ((), "'bo' did not sign the plan as executor"),
        (("bo",), "'ana' did not sign the plan as witness"),
        (("ana",), "'bo' did not sign the plan as executor"),
    ],
)
def test_one_person_alone_destroys_nothing(
    office: Office, capsys: Capsys, signers: tuple[str, ...], missing: str
) -> None:
    plan = planned(office, capsys, *signers)
    assert refused(office, plan, capsys) == f"{missing}; `records approve FILE` signs it"


def test_whoever_runs_it_is_who_signed_it(office: Office, capsys: Capsys) -> None:
    plan = planned(office, capsys, "bo", "ana")
    ending = "; make it anew and have it signed"
    assert refused(office, plan, capsys, "--by", "dee") == "--by 'dee' left on 2025-01-31; name somebody who is there"
    assert refused(office, plan, capsys, "--by", "ana", "--witness", "bo") == (
        f"the plan is not what would be done now: it says 'executor bo', and now it is 'executor ana'{ending}"
    )
    assert refused(office, plan, capsys, "--manner", "Burnt") == (
        "the plan is not what would be done now: it says 'manner Files deleted from the file system of the store and "
        "not overwritten; a second copy of the store and backups are not reached by it', and now it is 'manner "
        f"Burnt'{ending}"
    )


def test_a_plan_is_of_its_day_its_roots_and_its_items(office: Office, capsys: Capsys) -> None:
    plan = planned(office, capsys, "bo", "ana")
    tomorrow = DISPOSED_AT + timedelta(days=1)
    assert "it says 'on 2025-03-03', and now it is 'on 2025-03-04'" in refused(office, plan, capsys, at=tomorrow)
    before = office.private.git("rev-parse", "main")[:12]
    office.private.commit({}, message="newer")
    after = office.private.git("rev-parse", "main")[:12]
    assert refused(office, plan, capsys) == (
        f"the plan is not what would be done now: the root 'counsel' was at {before} and is at {after} now; make it "
        "anew and have it signed"
    )
    head, _, items = plan.read_text().partition("\nitems 1 ")
    plan.write_text(f"{head}\nitems 2 {items}parks-x,1003,1,,,,\n")
    assert refused(office, plan, capsys) == f"{str(plan)!r} was changed since it was made; make it anew"


def test_what_is_changed_in_a_plan_is_told_by_its_items_and_roots() -> None:
    def plan(tip: str, *items: str, more: str = "") -> PlanText:
        asked = f"public main {tip} https://records.example\n{more}".encode()
        rows = "".join(f"parks-x,{item},1,,,,{'0' * 64}\n" for item in items).encode()
        return PlanText(f"method destroy\nasked {tip}\nitems {len(items)}\n".encode(), asked, rows)

    signed = plan("a" * 40, "1", "2", "3", "4", "5")
    assert first_difference(signed, signed) == ""
    assert first_difference(signed, plan("b" * 40, "5", "6", more="parks has none: ana, 2025-01-02\n")) == (
        "the root 'public' was at aaaaaaaaaaaa and is at bbbbbbbbbbbb now; "
        "what is asked now was not: parks has none: ana, 2025-01-02; "
        "4 items of the plan do not go now: parks-x 1 1, parks-x 2 1, parks-x 3 1, ...; "
        "1 item goes now that the plan lacks: parks-x 6 1"
    )


def forged(office: Office, plan: Path, name: str, armored: bytes) -> None:
    plan.with_name(f"plan.txt.{name}.sig").write_bytes(armored)


def digest_of(plan: Path) -> str:
    return hashlib.sha256(plan.read_bytes().partition(b"\n\n")[0] + b"\n").hexdigest()


def test_a_signature_counts_for_its_person_its_part_its_plan_and_its_namespace(office: Office, capsys: Capsys) -> None:
    plan = planned(office, capsys, "bo", "ana")
    digest, ana = digest_of(plan), office.folder / "ana.key"
    mine = plan_statement("bo", PlanPart.EXECUTOR, "2025-03-03", digest)
    forged(office, plan, "executor", ssh_keygen_signs(ana, mine, NAMESPACE))
    assert "the signature of 'bo' as executor does not count: the key SHA256:" in (
        said := refused(office, plan, capsys)
    )
    assert said.endswith("is another person's")
    bo = office.folder / "bo.key"
    for statement, namespace, why in (
        (plan_statement("bo", PlanPart.WITNESS, "2025-03-03", digest), NAMESPACE, "it does not fit what it stands for"),
        (
            plan_statement("bo", PlanPart.EXECUTOR, "2025-03-02", digest),
            NAMESPACE,
            "it does not fit what it stands for",
        ),
        (
            plan_statement("bo", PlanPart.EXECUTOR, "2025-03-03", "0" * 64),
            NAMESPACE,
            "it does not fit what it stands for",
        ),
        (mine, "records-approval", "made for 'records-approval' and not for 'records-disposition'"),
        (mine, "git", "made for 'git' and not for 'records-disposition'"),
    ):
        forged(office, plan, "executor", ssh_keygen_signs(bo, statement, namespace))
        assert refused(office, plan, capsys) == f"the signature of 'bo' as executor does not count: {why}"
    forged(office, plan, "executor", b"-----BEGIN SSH SIGNATURE-----\n")
    assert "the signature of 'bo' as executor does not count: not " in refused(office, plan, capsys)


def revoked_by_bo(office: Office) -> None:
    """Bo signs for the end of the key with that key."""
    path = "registry/people/bo.yml"
    old, new = office.root.git("log", "--format=", "--raw", "--no-abbrev", "-1", "--", path).split()[2:4]
    statement = statement_of("bo", "records-officer", "revoke", "2025-03-02", [ContentChange(path, old, new)])
    target = office.root.folder / statement.path
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(statement.render())
    signature = ssh_keygen_signs(office.folder / "bo.key", statement.render(), ACTS)
    target.with_name(f"{target.name}.sig").write_bytes(signature)
    office.root.commit({}, message="Revoke", GIT_COMMITTER_DATE="2025-03-02T12:00:00Z")
    office.publish()


def test_a_key_that_ended_or_was_never_admitted_signs_nothing(office: Office, capsys: Capsys) -> None:
    line = parse_key((office.folder / "bo.key.pub").read_text()).line
    published_keys(office, {"bo": line}, to_on="2025-03-02", ended="revoked")
    revoked_by_bo(office)
    plan = planned(office, capsys)
    code, _, err = office.run("approve", str(plan), "--key", key_of(office, "bo"), capsys=capsys)
    assert code == 2
    assert "nothing was written, for the signature would not count: the key SHA256:" in err
    stranger = make_key(office.folder / "stranger.key", *MADE["ssh-ed25519"])
    statement = plan_statement("bo", PlanPart.EXECUTOR, "2025-03-03", digest_of(plan))
    forged(office, plan, "executor", ssh_keygen_signs(stranger, statement, NAMESPACE))
    assert "was not registered for 'bo' before this change" in refused(office, plan, capsys)


def test_an_approver_may_sign_the_plan_too_and_the_executor_may_not_approve(office: Office, capsys: Capsys) -> None:
    plan = planned(office, capsys, "bo", "ana")
    statement = plan_statement("bo", PlanPart.APPROVER, "2025-03-03", digest_of(plan))
    forged(office, plan, "approver-bo", ssh_keygen_signs(office.folder / "bo.key", statement, NAMESPACE))
    assert refused(office, plan, capsys) == (
        "the signature of 'bo' as approver does not count: whoever carries it out does not approve it"
    )
    plan.with_name("plan.txt.approver-bo.sig").unlink()
    statement = plan_statement("cy", PlanPart.APPROVER, "2025-03-03", digest_of(plan))
    forged(office, plan, "approver-cy", KEYS["cy"].sign(statement, NAMESPACE.encode()).text())
    code, _, err = execute(office, plan, capsys)
    assert code == 0, err
    record, _ = read_yaml((office.root.folder / "schedules/dispositions/routine-may.yml").read_bytes())
    assert [each["part"] for each in record["known"]["signatures"]] == ["executor", "witness", "approver"]


def test_a_plan_is_signed_on_its_day_and_shown_first(office: Office, capsys: Capsys) -> None:
    plan = planned(office, capsys)
    given = ("approve", str(plan), "--key", key_of(office, "bo"))
    code, out, _ = office.run(*given, "--dry-run", capsys=capsys)
    assert (code, "\nexecutor bo\n" in out, "\nitems 1 " in out) == (0, True, True)
    assert not plan.with_name("plan.txt.executor.sig").exists()
    code, _, err = office.run(*given, capsys=capsys, at=DISPOSED_AT + timedelta(days=1))
    assert (code, err) == (2, "records: the plan is of 2025-03-03, which is not today; make it anew\n")
    code, _, err = office.run(*given, "--role", "witness", capsys=capsys)
    assert (code, err) == (2, "records: 'bo' is the plan's executor; leave out --role witness\n")


NO_KEY = (
    "nobody has a key, so that nobody knows who approved authorization 'routine-may'; `records key genesis` begins "
    "with the first, or `approvals` in registry/portal.yml names the head's letter by which dispositions go without"
)
# A letter of nobody who could write one is a fault of the records already.
NO_HEAD = (
    "registry/portal.yml:11:3: E003 portal: 'bo' heads no agency; one of ana; `records validate` lists what has to be "
    "mended first"
)


@pytest.mark.parametrize(
    ("letter", "why"),
    [(None, NO_KEY), ({"said_by": "bo"}, NO_HEAD), ({"kinds": ["sites"]}, NO_KEY), ({"on": "2024-01-02"}, NO_KEY)],
)
def test_an_office_without_keys_and_without_the_heads_letter_destroys_nothing(
    tmp_path: Path, capsys: Capsys, letter: dict[str, Any] | None, why: str
) -> None:
    office = Office(tmp_path)
    office.ingest(office.write_export("export", "1001", "1003"))
    portal, _ = read_yaml((office.root.folder / "registry/portal.yml").read_bytes())
    said = portal.pop("approvals")
    office.publish({"registry/portal.yml": portal if letter is None else portal | {"approvals": said | letter}})
    office.authorize("routine-may", "1001")
    assert office.dispose("routine-may", "--execute", capsys=capsys) == (2, "", f"records: {why}\n")
    assert not (office.store / "certificates").exists()


def test_by_the_heads_letter_it_is_declared_and_record_and_certificate_say_so(tmp_path: Path, capsys: Capsys) -> None:
    office = Office(tmp_path)
    office.ingest(office.write_export("export", "1001", "1003"))
    office.authorize("routine-may", "1001")
    code, out, err = office.run("dispose", "routine-may", "--execute", "--by", "bo", capsys=capsys)
    assert (code, out, err) == (
        2,
        "",
        "records: nobody is named who sees it done; name another person than the executor with --witness\n",
    )
    assert office.dispose("routine-may", "--execute", capsys=capsys)[0] == 0
    record, _ = read_yaml((office.root.folder / "schedules/dispositions/routine-may.yml").read_bytes())
    assert record["known"] == {
        "executor": "declared",
        "witness": "declared",
        "day": "declared",
        "approvals": [{"person": "cy", "known": "declared"}],
        "together": [{"person": "ana", "parts": ["requester", "witness"]}],
        "letter": {"said_by": "ana", "on": "2025-01-02", "reference": "Letter of the head 2025-01"},
    }
