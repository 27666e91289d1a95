"""No item without a way out: one without a date gets its day by evidence, one that is no record goes on a ground."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.index import load_items, load_residue
from records_portal.disposal.disposition_record import portion_record
from records_portal.disposal.preconditions.case import DispositionCase
from records_portal.disposal.preconditions.steps import dates_were_decided
from records_portal.files.yaml_text import read_yaml
from records_portal.identity.statements import NAMESPACE, ContentChange, statement_of
from records_portal.register.confirmation import confirmed_digest
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree, load_register
from tests.disposals import Office, person, published_keys
from tests.roots import CONFIRMED
from tests.ssh_signing import ed25519_key
from tests.test_disposal_of_several import PENDING, POLICY, SUPERSEDED, ask, certificate_of, without_authority
from tests.test_signed_dispositions import KEYS, with_keys

Capsys = pytest.CaptureFixture[str]
EVE = ed25519_key(b"\n" * 32)
ZEROS = "0" * 40
SHOWS = "Programme of the opening, correspondence file 2024-0117"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Post 1001 has no date in the index."""
    office = Office(tmp_path)
    outcome = office.ingest(office.write_export("export", "1001", "1003"))
    office.capture = outcome.capture  # type: ignore[attr-defined]
    office.publish()
    return office


def folder(office: Office) -> str:
    return f"captures/parks-x/{office.capture}"  # type: ignore[attr-defined]


def date_it(
    office: Office, capsys: Capsys, day: str = "2019-05-01", by: str = "cy", item: str = "1001"
) -> tuple[int, str]:
    capture = folder(office).rpartition("/")[2]
    code, _, err = office.run(
        "date", "parks-x", capture, item, "--day", day, "--by", by, "--evidence", SHOWS, capsys=capsys
    )
    return code, err


def status_of_item(office: Office, capsys: Capsys, item: str = "1001") -> str:
    _, out, _ = office.run("due", "--format", "csv", "--site", "parks-x", capsys=capsys)
    return next(line.split(",")[10] for line in out.splitlines() if line.split(",")[1] == item)


def without_dates(office: Office) -> None:
    """As an export that gives no moment: the index knows no day of 1001."""
    index = office.root.folder / folder(office) / "items.csv"
    head, *rows = index.read_text("utf-8").splitlines()
    columns = head.split(",")
    changed = []
    for row in rows:
        cells = dict(zip(columns, row.split(","), strict=True))
        if cells["id"] == "1001":
            cells |= {"created_at": "", "latest_on": "", "time_basis": "none", "earliest_on": ""}
        changed.append(",".join(cells.values()))
    index.write_text("\n".join([head, *changed, ""]), "utf-8")


def test_an_undated_item_is_never_due_until_somebody_dates_it(office: Office, capsys: Capsys) -> None:
    without_dates(office)
    assert status_of_item(office, capsys) == "not-computable"
    assert date_it(office, capsys)[0] == 0
    assert status_of_item(office, capsys) == "awaiting-authorization"
    assert (office.root.folder / folder(office) / "dates.csv").read_text("utf-8") == (
        f'item,dated_on,by,on,evidence\n1001,2019-05-01,cy,2025-03-03,"{SHOWS}"\n'
    )


def test_a_dating_moves_the_trigger_and_frees_from_no_hold(office: Office, capsys: Capsys) -> None:
    """The hold is about June alone; without a date the post may be of June, whatever somebody decided."""
    without_dates(office)
    date_it(office, capsys)
    hold = {
        "matter": "Case 1",
        "kind": "litigation",
        "subject": "Posts of June",
        "scope": {"sites": ["parks-x"], "from_on": "2019-06-01", "to_on": "2019-06-30"},
        "placed": {"on": "2025-01-15", "by": "cy"},
    }
    office.private.commit({"registry/holds/case-1.yml": hold})
    assert status_of_item(office, capsys) == "held"


def test_the_last_dating_counts(office: Office, capsys: Capsys) -> None:
    without_dates(office)
    date_it(office, capsys)
    date_it(office, capsys, day="2024-11-30")
    assert status_of_item(office, capsys) == "retained"


@pytest.mark.parametrize(
    ("item", "day", "said"),
    [
        ("1001", "2019-05-03", "'1001' dates from 2019-05-01 at the latest; 2019-05-03 is after that"),
        ("1001", "2019-04-01", "'1001' dates from 2019-05-01 at the earliest; 2019-04-01 is before that"),
        ("9999", "2019-05-01", "no item '9999' in captures/parks-x/"),
        ("1001", "2025-03-04", "2025-03-04 is still to come; name the latest day that the evidence allows"),
    ],
)
def test_a_day_that_cannot_be_is_refused(item: str, day: str, said: str, office: Office, capsys: Capsys) -> None:
    code, err = date_it(office, capsys, day, item=item)
    assert (code, err.removeprefix("records: ").startswith(said)) == (2, True), err


def by_hand(office: Office, *rows: str) -> None:
    """Lines of `dates.csv` as an editor writes them, whatever `records date` refuses."""
    lines = ["item,dated_on,by,on,evidence", *rows, ""]
    (office.root.folder / folder(office) / "dates.csv").write_text("\n".join(lines), "utf-8")


def day_of(office: Office, item: str) -> str:
    """The day from which the period of an item is counted, as the explanation says it."""
    tree = FolderTree(office.root.folder)
    listed = load_items([(tree, False)], load_register(tree).register)
    return next(str(row["dated_on"] or row["latest_on"]) for _, row in listed.iterrows() if row["id"] == item)


@pytest.mark.parametrize(
    ("days", "counts"),
    [
        (["2019-05-03"], "2024-11-01"),
        (["2024-10-29"], "2024-11-01"),
        (["2025-01-03"], "2024-11-01"),
        (["2024-10-30"], "2024-10-30"),
        (["2024-10-31", "2019-05-03"], "2024-10-31"),
        (["2019-05-03", "2024-10-31"], "2024-10-31"),
    ],
)
def test_a_day_that_cannot_be_counts_nowhere_when_it_is_written_by_hand(
    days: list[str], counts: str, office: Office
) -> None:
    index = office.root.folder / folder(office) / "items.csv"
    text = index.read_text("utf-8")
    assert text.count(",2024-11-01,") == 2
    index.write_text(",2024-10-30,".join(text.rsplit(",2024-11-01,", 1)), "utf-8")  # of 1003: earliest_on
    by_hand(office, *(f"1003,{day},cy,2025-02-01,File 1" for day in days))
    assert day_of(office, "1003") == counts


def test_a_part_of_residue_is_not_dated_after_its_capture(office: Office) -> None:
    tree = FolderTree(office.root.folder)
    register = load_register(tree).register
    before = load_residue([(tree, False)], register)
    by_hand(office, f"residue/{before['id'][0].split('/', 2)[2]},2031-01-01,cy,2025-02-01,File 1")
    assert load_residue([(tree, False)], register)["dated_on"].tolist() == [""] * len(before)


def test_what_relies_on_a_day_that_cannot_be_is_not_disposed_of(office: Office) -> None:
    """Of a large capture the register has no list, so that nothing but the disposition itself can see it."""
    by_hand(office, "1001,2019-04-01,cy,2025-02-01,File 1")
    office.authorize("routine-may", "1001")
    with pytest.raises(Refusal) as refusal:
        dates_were_decided(DispositionCase(*office.asks("routine-may", execute=False)))
    assert str(refusal.value) == (
        f"{folder(office)}/dates.csv: '1001' cannot date from 2019-04-01, which counts nowhere; `records date` adds a "
        "day that is no later than 2019-05-01 and not before the first that it can date from"
    )


@pytest.mark.parametrize(
    ("by", "part"),
    [("ana", "asked for"), ("bo", "would carry out"), ("cy", "approved"), ("eve", "would witness"), ("dee", "")],
)
def test_whoever_dated_an_item_has_no_other_part_in_its_disposition(
    by: str, part: str, office: Office, capsys: Capsys
) -> None:
    second_officer(office)
    by_hand(office, f"1001,2019-05-01,{by},2025-01-20,File 1")
    office.authorize("routine-may", "1001")
    code, _, err = office.dispose("routine-may", "--witness", "eve", capsys=capsys)
    said = f"records: {by!r} dated '1001' and {part} its disposition; another person does\n" if part else ""
    assert (code, err if part else "") == (2 if part else 0, said), err


def test_the_explanation_names_who_dated_it_by_what(office: Office, capsys: Capsys) -> None:
    without_dates(office)
    date_it(office, capsys)
    office.publish()
    _, out, err = office.run("explain", "parks-x", "1001", capsys=capsys)
    assert f"it dates from 2019-05-01 at the latest (decided on 2025-03-03 by Cy, Officer, who read {SHOWS})" in out, (
        err
    )


def sign_file(office: Office, path: str, who: str, role: str, act: str) -> None:
    """Publish a statement about a file that is new."""
    new = office.root.git("rev-parse", f"HEAD:{path}").strip()
    statement = statement_of(who, role, act, "2025-02-04", [ContentChange(path, ZEROS, new)])
    target = office.root.folder / statement.path
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(statement.render())
    signed = {**KEYS, "eve": EVE}[who].sign(statement.render(), NAMESPACE.encode()).text()
    target.with_name(f"{target.name}.sig").write_bytes(signed)
    office.root.commit({}, message="Sign", GIT_COMMITTER_DATE="2025-02-04T12:00:00Z")
    office.publish()


def refusal_of(office: Office, capsys: Capsys) -> str:
    code, _, err = office.dispose("both", "--execute", "--witness", "ana", capsys=capsys)
    assert code == 2
    return err


def test_an_item_that_was_dated_is_disposed_of_by_another_than_who_dated_it(office: Office, capsys: Capsys) -> None:
    date_it(office, capsys, by="bo")
    ask(office, {"1001": "local#routine"})
    refusal = "records: 'bo' dated '1001' and would carry out its disposition; another person does\n"
    assert refusal_of(office, capsys) == refusal
    second_officer(office)
    date_it(office, capsys, by="eve")
    office.publish()
    code, _, err = office.dispose("both", "--execute", "--witness", "ana", capsys=capsys)
    assert code == 0, err
    assert certificate_of(office)["disposition"]["span"] == {"from_on": "2019-05-01", "to_on": "2019-05-01"}


def grounds(office: Office, **more: Any) -> None:
    """The law's table of nonrecords: one ground, in force, with its citation."""
    schedule, _ = read_yaml((office.root.folder / "schedules/local.yml").read_bytes())
    ground = {
        "number": "NR-1",
        "title": "Copies kept for convenience",
        "classes": ["nonrecord"],
        "rule": {"trigger": "creation", "period": "P0D"},
        "disposition": "destroy",
        "authorization": "none",
        "citation": "Statute of the test, section 1",
    } | more
    ground["confirmed"] = CONFIRMED | {"digest": confirmed_digest(ground, "07-01")}
    schedule["versions"][0]["series"].append(ground)
    site, _ = read_yaml((office.root.folder / "registry/sites/parks-x.yml").read_bytes())
    named = {"type": "Copies", "vetting": "none", "class": "nonrecord", "series": "local#NR-1"}
    site["communications"].append(named)
    office.publish({"schedules/local.yml": schedule, "registry/sites/parks-x.yml": site})


def decide_nonrecord(office: Office, by: str, reason: str) -> None:
    path = office.root.folder / folder(office) / "classes.csv"
    path.write_text(f"item,class,by,on,reason\n1001,nonrecord,{by},2025-01-15,{reason}\n")
    office.publish()


def test_a_nonrecord_without_a_ground_stays_one(office: Office, capsys: Capsys) -> None:
    decide_nonrecord(office, "cy", "A copy")
    assert status_of_item(office, capsys) == "nonrecord"


@pytest.mark.parametrize(
    ("by", "reason", "said"),
    [
        ("cy", "NR-1: a copy", "'cy' decided that '1001' is no record; a records officer decides that"),
        ("bo", "NR-1: a copy", "'bo' decided that '1001' is no record; another person destroys it"),
        ("eve", "A copy", "'1001' was decided to be no record on no ground of the law; its reason names NR-1"),
        ("eve", "NR-12: a copy", "'1001' was decided to be no record on no ground of the law; its reason names NR-1"),
    ],
)
def test_what_is_no_record_is_decided_by_a_records_officer_on_a_ground(
    by: str, reason: str, said: str, office: Office, capsys: Capsys
) -> None:
    second_officer(office)
    grounds(office)
    decide_nonrecord(office, by, reason)
    ask(office, {"1001": "local#NR-1"}, kind="none-required", status=PENDING)
    assert said in refusal_of(office, capsys)


def second_officer(office: Office, **more: Any) -> None:
    office.publish({"registry/people/eve.yml": person("Eve", "records-officer", **more)})


def test_a_nonrecord_goes_on_its_ground_with_a_certificate(office: Office, capsys: Capsys) -> None:
    second_officer(office)
    grounds(office)
    decide_nonrecord(office, "eve", "NR-1: a copy of the press release")
    ask(office, {"1001": "local#NR-1"}, kind="none-required", status=PENDING)
    code, _, err = office.dispose("both", "--execute", "--witness", "ana", capsys=capsys)
    assert code == 0, err
    value = certificate_of(office)
    assert (value["disposition"]["series"], value["certificate"]["series"]["citation"]) == (
        "local#NR-1",
        "Statute of the test, section 1",
    )


def signed_office(office: Office) -> None:
    """Everybody has a key, and the request is approved; its answer is the office's own."""
    with_keys(office)
    without_authority(office)
    ask(office, {"1001": "local#routine"}, kind="none-required", status=PENDING)
    sign_file(office, "schedules/authorizations/both.yml", "cy", "disposition-approver", "approve")


@pytest.mark.parametrize(("act", "counts"), [("", False), ("approve", False), ("date", True)])
def test_a_dating_counts_once_who_decided_it_signed_it(act: str, counts: bool, office: Office, capsys: Capsys) -> None:
    second_officer(office)
    published_keys(office, {name: key.line for name, key in {**KEYS, "eve": EVE}.items()})
    date_it(office, capsys, by="eve")
    office.publish()
    if act:
        sign_file(office, f"{folder(office)}/dates.csv", "eve", "records-officer", act)
    signed_office(office)
    code, _, err = office.dispose("both", "--witness", "ana", capsys=capsys)
    assert (code == 0) == counts, err
    assert counts or "'eve', who decided about '1001', did not sign" in err


def test_what_has_no_date_goes_once_its_event_has_come_and_is_no_later_than_its_capture(
    office: Office, capsys: Capsys
) -> None:
    without_dates(office)
    site, _ = read_yaml((office.root.folder / "registry/sites/parks-x.yml").read_bytes())
    event = {**SUPERSEDED, "covers": {"items": [{"site": "parks-x", "item": "1001"}]}}
    files = {"registry/sites/parks-x.yml": site | {"communications": [*site["communications"], POLICY]}}
    path = office.root.folder / folder(office) / "classes.csv"
    path.write_text("item,class,by,on,reason\n1001,policy-program,bo,2025-01-15,A plan\n")
    office.publish(files | {"schedules/events/plan.yml": event})
    ask(office, {"1001": "local#event"})
    code, _, err = office.dispose("both", "--witness", "ana", capsys=capsys)
    assert code == 0, err
    case = DispositionCase(*office.asks("both", execute=False))
    day = folder(office).rpartition("/")[2][:10]
    assert portion_record(case.shared, case.plan.entries, [], "0" * 64)["span"] == {"from_on": day, "to_on": day}
