"""The gate of a private root: of each promise a hostile change that is refused, and its honest twin that is not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from records_portal.commands.cli import run
from records_portal.files.yaml_text import read_yaml
from records_portal.history.repository import CommitTree, Repository
from records_portal.identity.statements import NAMESPACE, ContentChange, statement_of
from records_portal.proposals.lasting_kinds import LASTING
from records_portal.register.shapes import schema_of
from tests.disposals import DISPOSED_AT, Office, authorization, published_keys
from tests.roots import root_files
from tests.ssh_signing import SigningKey
from tests.test_signed_dispositions import KEYS

Capsys = pytest.CaptureFixture[str]
Value = dict[str, Any]
HOLD, REQUEST = "registry/holds/flood.yml", "registry/requests/creek.yml"
ASKED, DONE = "schedules/authorizations/staff-may.yml", "schedules/dispositions/staff-old.yml"
PENDING: Value = authorization(
    sites=["staff-x"],
    items_digest="ab" * 32,
    volume=1,
    requested={"on": "2025-01-20", "by": "ana", "approver": "cy"},
    status=[{"status": "pending", "on": "2025-01-20"}],
)
RETURNED: Value = PENDING | {
    "status": [*PENDING["status"], {"status": "returned", "on": "2025-02-01", "reason": "The span is wrong."}]
}
GRANT = {"status": "approved", "on": "2025-02-03", "number": "A-25-0077", "by": "State Archives"}
GRANTED: Value = PENDING | {"status": [*PENDING["status"], GRANT]}
RECORDS: dict[str, Value] = {
    HOLD: {
        "matter": "M-1",
        "kind": "litigation",
        "subject": "The gate",
        "scope": {"sites": ["staff-x"]},
        "placed": {"on": "2025-01-12", "by": "cy"},
        "notified": [{"person": "bo", "on": "2025-01-12"}, "counsel"],
        "updates": [{"on": "2025-02-12", "by": "cy"}],
    },
    ASKED: PENDING,
    DONE: {
        "authorization": "staff-may",
        "series": "local#routine",
        "method": "destroy",
        "on": "2025-02-20",
        "by": "bo",
        "witness": "ana",
        "items": [{"site": "staff-x", "item": "1001", "version": 1}],
        "span": {"from_on": "2019-05-01", "to_on": "2019-05-31"},
        "volume": {"amount": 1, "unit": "items"},
        "certificate": {"reference": "certificates/staff-old.yml"},
    },
    REQUEST: {
        "law": "discovery",
        "received_on": "2025-01-10",
        "scope": {"description": "The creek.", "sites": ["staff-x"]},
        "clock": {"days": 30, "due_on": "2025-02-10"},
        "assigned": [{"person": "bo", "part": "search"}],
        "search": [{"on": "2025-01-12", "by": "bo", "place": "captures", "found": 6}],
        "holds": ["flood"],
    },
}
EVENT, RULES = "schedules/events/lease-ended.yml", "schedules/classifications/staff-x.yml"
ENDED: Value = {
    "event": "case-closed",
    "on": "2024-06-30",
    "covers": {"sites": ["staff-x"]},
    "recorded": {"on": "2024-07-01", "by": "bo"},
}
RULED: Value = {
    "rules": [{"id": "alerts", "hashtags": ["Alert"], "class": "routine"}],
    "decided": {"on": "2024-07-01", "by": "bo", "reason": "What warns is routine."},
}
CLOSURE = {"on": "2025-02-20", "by": "cy", "outcome": "granted"}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with a site in its private root, and one record of each kind there."""
    office = Office(tmp_path_factory.mktemp("prepared"))
    site = root_files()["registry/sites/parks-x.yml"] | {"audience": "internal"}
    office.private.commit({"registry/sites/staff-x.yml": site, **RECORDS})
    return office


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Office:
    return prepared.copied_to(tmp_path)


def gate(office: Office, files: Value, capsys: Capsys, before: Value | None = None) -> tuple[int, list[str]]:
    """The exit code of the gate for a change to these files, and what stands against it."""
    if before:
        office.private.commit(copy.deepcopy(before))
    base = office.private.git("rev-parse", "HEAD").strip()
    office.private.commit(copy.deepcopy(files))
    return judged(office, base, capsys)


def judged(office: Office, base: str, capsys: Capsys) -> tuple[int, list[str]]:
    capsys.readouterr()
    roots = ["--root", str(office.private.folder), "--public", str(office.root.folder)]
    code = run([*roots, "diff", f"{base}..HEAD"], {"cache": office.folder / "cache", "started_at": DISPOSED_AT})
    out, err = capsys.readouterr()
    assert code in (0, 1), err
    against = ("error: ", "lacking: ")
    return code, [line.split(": ", 1)[1] for line in out.splitlines() if line.startswith(against)]


class Hostile(NamedTuple):
    """A change that may not be merged: of which record, how, and what is told."""

    path: str
    change: Callable[[Value], Any]
    told: str
    before: Value | None = None


def put(name: str, value: Any) -> Callable[[Value], Any]:
    """A value is set, by the path of its place."""

    def change(record: Value) -> None:
        *places, last = name.split(".")
        for place in places:
            record = record[int(place)] if isinstance(record, list) else record[place]
        if isinstance(record, list):
            record[int(last)] = value
        else:
            record[last] = value

    return change


def left_out(name: str) -> Callable[[Value], Any]:
    return lambda record: record.pop(name)


HOSTILE = [
    Hostile(HOLD, put("matter", "M-2"), "holds/flood: matter is changed in place"),
    Hostile(HOLD, put("subject", "Nothing"), "holds/flood: subject is changed in place"),
    Hostile(HOLD, put("kind", "audit"), "holds/flood: kind is changed in place"),
    Hostile(HOLD, put("scope.from_on", "2024-01-01"), "holds/flood: scope.from_on comes too late"),
    Hostile(HOLD, left_out("updates"), "holds/flood: updates is taken away"),
    Hostile(HOLD, put("updates.0.on", "2025-03-01"), "holds/flood: updates[].on is changed in place"),
    Hostile(HOLD, put("notified.0.person", "ana"), "holds/flood: notified[].person is changed in place"),
    Hostile(HOLD, lambda record: record["notified"].pop(), "holds/flood: an entry of notified is taken away"),
    Hostile(ASKED, put("series", "local#fiscal"), "authorizations/staff-may: series is changed in place"),
    Hostile(ASKED, put("items_digest", "cd" * 32), "authorizations/staff-may: items_digest is changed in place"),
    Hostile(ASKED, put("span.to_on", "2020-05-31"), "authorizations/staff-may: span.to_on is changed in place"),
    Hostile(ASKED, left_out("span"), "authorizations/staff-may: span is taken away"),
    Hostile(ASKED, left_out("method"), "authorizations/staff-may: method is taken away"),
    Hostile(ASKED, put("requested.on", "2024-12-20"), "authorizations/staff-may: requested.on is changed in place"),
    Hostile(ASKED, put("requested.by", "bo"), "authorizations/staff-may: requested.by is changed in place"),
    Hostile(ASKED, put("requested.approver", "bo"), "authorizations/staff-may: requested.approver is changed in place"),
    Hostile(ASKED, left_out("clearances"), "authorizations/staff-may: clearances is taken away"),
    Hostile(ASKED, put("status.0.on", "2025-01-21"), "authorizations/staff-may: status[].on is changed in place"),
    Hostile(
        ASKED,
        put("status", [GRANT]),
        "authorizations/staff-may: status[].status is changed in place",
    ),
    Hostile(
        ASKED,
        put("items_digest", "cd" * 32),
        "authorizations/staff-may: items_digest is changed in place",
        GRANTED,
    ),
    Hostile(
        ASKED,
        put("status.1.number", "A-25-0099"),
        "authorizations/staff-may: status[].number is changed in place",
        GRANTED,
    ),
    Hostile(
        ASKED,
        put("items_digest", "cd" * 32),
        "authorizations/staff-may: items_digest comes too late",
        {name: value for name, value in GRANTED.items() if name != "items_digest"},
    ),
    Hostile(ASKED, put("requested.by", "bo"), "authorizations/staff-may: requested.by is changed in place", RETURNED),
    Hostile(DONE, put("method", "transfer-file"), "dispositions/staff-old: method is changed in place"),
    Hostile(DONE, put("witness", "cy"), "dispositions/staff-old: witness is changed in place"),
    Hostile(DONE, left_out("witness"), "dispositions/staff-old: witness is taken away"),
    Hostile(DONE, put("note", "All was well."), "dispositions/staff-old: note comes too late"),
    Hostile(DONE, put("volume.amount", 2), "dispositions/staff-old: volume.amount is changed in place"),
    Hostile(
        DONE,
        put("corrections", [{"on": "2025-02-25", "by": "cy", "corrects": "witness", "reason": "It was Cy."}]),
        "dispositions/staff-old: corrections of 2025-02-25 is by 'cy', who was none of records-officer, agency-head",
    ),
    Hostile(REQUEST, put("received_on", "2025-02-10"), "requests/creek: received_on is changed in place"),
    Hostile(REQUEST, put("clock.due_on", "2025-12-31"), "requests/creek: clock.due_on is changed in place"),
    Hostile(REQUEST, put("scope.sites", ["parks-x"]), "requests/creek: scope.sites is changed in place"),
    Hostile(REQUEST, put("scope.from_on", "2024-01-01"), "requests/creek: scope.from_on comes too late"),
    Hostile(REQUEST, put("search.0.found", 0), "requests/creek: search[].found is changed in place"),
    Hostile(
        REQUEST,
        lambda record: record["search"].pop(),
        "requests/creek: an entry of search is taken away",
        RECORDS[REQUEST] | {"search": RECORDS[REQUEST]["search"] * 2},
    ),
    Hostile(REQUEST, left_out("holds"), "requests/creek: holds is taken away"),
    Hostile(
        REQUEST,
        put("closure", CLOSURE | {"by": "dee"}),
        "requests/creek: closure of 2025-02-20 is by 'dee', who was none of records-custodian, counsel, ",
    ),
    Hostile(EVENT, put("on", "2019-06-30"), "events/lease-ended: on is changed in place", ENDED),
    Hostile(EVENT, put("covers.sites", ["staff-x", "parks-x"]), "events/lease-ended: covers.sites is changed", ENDED),
    Hostile(EVENT, put("event", "superseded"), "events/lease-ended: event is changed in place", ENDED),
    Hostile(EVENT, put("recorded.by", "cy"), "events/lease-ended: recorded.by is changed in place", ENDED),
    Hostile(RULES, put("rules.0.class", "nonrecord"), "classifications/staff-x: rules[].class is changed", RULED),
    Hostile(RULES, put("rules.0.from_on", "2020-01-01"), "classifications/staff-x: rules[].from_on comes", RULED),
    Hostile(
        REQUEST,
        put("closure.outcome", "denied"),
        "requests/creek: closure.outcome is changed in place",
        RECORDS[REQUEST] | {"closure": CLOSURE},
    ),
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda each: each.told.replace(": ", "-").replace("/", "-"))
def test_what_was_written_is_not_changed(office: Office, capsys: Capsys, hostile: Hostile) -> None:
    value = copy.deepcopy(hostile.before or RECORDS[hostile.path])
    hostile.change(value)
    before = {hostile.path: hostile.before} if hostile.before else None
    code, against = gate(office, {hostile.path: value}, capsys, before)
    assert code == 1
    assert any(line.startswith(hostile.told) for line in against), against


@pytest.mark.parametrize("path", RECORDS)
def test_a_record_is_not_taken_away(office: Office, capsys: Capsys, path: str) -> None:
    base = office.private.git("rev-parse", "HEAD").strip()
    office.private.git("rm", "--quiet", path)
    office.private.commit({})
    code, against = judged(office, base, capsys)
    assert code == 1
    assert any("is taken away; records are closed, never taken away" in line for line in against)


def added(path: str, name: str, *entries: Any, of: Value | None = None) -> tuple[str, Value]:
    """A record with entries at the end of a list."""
    value = copy.deepcopy(of or RECORDS[path])
    value[name] = [*value.get(name, []), *entries]
    return path, value


HONEST: dict[str, tuple[str, Value, Value | None]] = {
    "a hold is updated": (*added(HOLD, "updates", {"on": "2025-03-01", "by": "cy"}), None),
    "a hold is confirmed": (HOLD, RECORDS[HOLD] | {"confirmed": {"on": "2025-01-13", "by": "cy"}}, None),
    "a hold is acknowledged": (
        HOLD,
        RECORDS[HOLD]
        | {"notified": [{"person": "bo", "on": "2025-01-12", "acknowledged_on": "2025-01-14"}, "counsel"]},
        None,
    ),
    "words become a person": (
        HOLD,
        RECORDS[HOLD] | {"notified": [{"person": "bo", "on": "2025-01-12"}, {"person": "cy", "on": "2025-01-12"}]},
        None,
    ),
    "a request gets its number": (
        ASKED,
        PENDING | {"requested": PENDING["requested"] | {"number": "600123"}},
        None,
    ),
    "a request is returned": (ASKED, RETURNED, None),
    "a returned request is mended": (
        ASKED,
        RETURNED | {"span": {"from_on": "2019-05-01", "to_on": "2019-05-20"}, "items_digest": "cd" * 32},
        RETURNED,
    ),
    "a returned request is handed in again": (
        *added(ASKED, "status", {"status": "pending", "on": "2025-02-05"}, of=RETURNED),
        RETURNED,
    ),
    "a request is granted": (ASKED, GRANTED, None),
    "a grant gets its document": (
        ASKED,
        PENDING
        | {
            "status": [
                *PENDING["status"],
                GRANT | {"read": "text", "evidence": {"form": "letter", "reference": "42", "digest": "ef" * 32}},
            ]
        },
        GRANTED,
    ),
    "a disposition is corrected": (
        *added(DONE, "corrections", {"on": "2025-02-25", "by": "bo", "corrects": "witness", "reason": "It was Cy."}),
        None,
    ),
    "a search goes on": (
        *added(REQUEST, "search", {"on": "2025-01-20", "by": "bo", "place": "captures", "found": 1}),
        None,
    ),
    "a request is closed": (REQUEST, RECORDS[REQUEST] | {"closure": CLOSURE}, None),
    "an event came later": (EVENT, ENDED | {"on": "2024-08-30"}, ENDED),
    "a rule is added": (*added(RULES, "rules", {"id": "rest", "class": "routine"}, of=RULED), RULED),
    "an appeal comes": (
        *added(REQUEST, "appeals", {"on": "2025-02-25", "to": "Court"}, of=RECORDS[REQUEST] | {"closure": CLOSURE}),
        RECORDS[REQUEST] | {"closure": CLOSURE},
    ),
}


@pytest.mark.parametrize("what", HONEST)
def test_what_is_added_is_let_in(office: Office, capsys: Capsys, what: str) -> None:
    path, value, before = HONEST[what]
    assert gate(office, {path: value}, capsys, {path: before} if before else None) == (0, [])


@pytest.mark.parametrize("path", RECORDS)
def test_a_new_record_is_let_in(office: Office, capsys: Capsys, path: str) -> None:
    other = path.replace(".yml", "-2.yml")
    changed: Value = {"items": [{"site": "staff-x", "item": "1002", "version": 1}]} if path == DONE else {}
    changed |= {"certificate": {"reference": "certificates/staff-old-2.yml"}} if path == DONE else {}
    assert gate(office, {other: RECORDS[path] | changed}, capsys, {ASKED: GRANTED}) == (0, [])


def signed_grant(office: Office, who: str, role: str, key: SigningKey) -> Value:
    """The granted request with somebody's statement about it beside it."""
    repository = Repository(office.private.folder)
    old = CommitTree(repository, "HEAD").content_name(ASKED)
    office.private.write({ASKED: GRANTED})
    new = office.private.git("hash-object", ASKED).strip()
    statement = statement_of(who, role, "approve", "2025-02-04", [ContentChange(ASKED, old, new)])
    folder = office.private.folder / "registry/acts"
    folder.mkdir(exist_ok=True)
    (folder / f"{statement.name}.txt").write_bytes(statement.render())
    (folder / f"{statement.name}.txt.sig").write_bytes(key.sign(statement.render(), NAMESPACE.encode()).text())
    return {ASKED: GRANTED}


@pytest.mark.parametrize(
    ("who", "role", "key", "counts"),
    [
        ("cy", "disposition-approver", "cy", True),
        ("bo", "records-officer", "bo", True),
        ("ana", "records-officer", "ana", False),
        ("cy", "counsel", "cy", False),
        ("cy", "disposition-approver", "bo", False),
        ("", "", "", False),
    ],
)
def test_a_grant_is_signed_by_somebody_who_may_and_did_not_ask(
    office: Office, capsys: Capsys, who: str, role: str, key: str, *, counts: bool
) -> None:
    ana, _ = read_yaml((office.root.folder / "registry/people/ana.yml").read_bytes())
    officer = {"role": "records-officer", "from_on": "2020-01-01"}
    office.publish({"registry/people/ana.yml": ana | {"roles": [*ana["roles"], officer]}})
    published_keys(office, {name: each.line for name, each in KEYS.items()})
    base = office.private.git("rev-parse", "HEAD").strip()
    office.private.commit(signed_grant(office, who, role, KEYS[key]) if who else {ASKED: GRANTED})
    code, against = judged(office, base, capsys)
    told = (
        "authorizations/staff-may is granted, and nobody who may has signed it as it stands; `records --private DIR "
        "approve authorizations/staff-may` signs it"
    )
    assert (code, against) == ((0, []) if counts else (1, [told]))


BESIDE = "captures/staff-x/2025-01-10-ab12cd34"
INDEX = "id,kind\n1001,post\n1002,post\n"
DECIDED = "item,class,by,on,reason\n1001,policy-program,bo,2025-01-15,A programme\n"


@pytest.mark.parametrize(
    ("name", "was", "becomes", "told"),
    [
        ("items.csv", INDEX, INDEX.replace("1002,post\n", ""), "is changed in place; an index stays as it was written"),
        ("items.csv", INDEX, INDEX + "1003,post\n", "is changed in place; an index stays as it was written"),
        ("items.csv", INDEX, None, "is taken away; what stands beside a capture stays with it"),
        ("classes.csv", DECIDED, DECIDED.splitlines()[0] + "\n", "loses its line '1001,policy-program,bo,2025-01-15"),
        ("classes.csv", DECIDED, DECIDED.replace("policy-program", "routine"), "loses its line '1001,policy-program,"),
        ("dates.csv", "item,dated_on\n1001,2019-05-31\n", "item,dated_on\n1001,2012-05-31\n", "loses its line '1001,2"),
        ("classes.csv", DECIDED, DECIDED + "1001,routine,bo,2025-01-16,A slip\n", ""),
    ],
)
def test_an_index_stays_and_decisions_are_only_added_to(
    office: Office, capsys: Capsys, name: str, was: str, becomes: str | None, told: str
) -> None:
    file = office.private.folder / BESIDE / name
    file.parent.mkdir(parents=True)
    file.write_text(was)
    office.private.commit({})
    base = office.private.git("rev-parse", "HEAD").strip()
    if becomes is None:
        file.unlink()
    else:
        file.write_text(becomes)
    office.private.commit({})
    code, against = judged(office, base, capsys)
    about = [line for line in against if line.startswith(f"{BESIDE}/{name} ")]
    assert (code, len(about)) == ((1, 1) if told else (0, 0)), against
    assert all(f"{BESIDE}/{name} {told}" in line for line in about)


def test_a_list_beside_a_request_is_the_one_that_was_fixed(office: Office, capsys: Capsys) -> None:
    """The record's digest stays, and the list beside it is another."""
    beside = ASKED.replace(".yml", ".csv")
    base = office.private.git("rev-parse", "HEAD").strip()
    (office.private.folder / beside).write_text("site,item,version,series\nstaff-x,1003,1,local#routine\n")
    office.private.commit({})
    code, against = judged(office, base, capsys)
    assert code == 1
    assert any("Z012 staff-may: 1 item of 'local#routine' beside it has another digest" in line for line in against)


def test_the_table_names_fields_that_there_are() -> None:
    for kind, rule in LASTING.items():
        named = (rule.grows, rule.may_come, rule.completes, rule.free, rule.mended, rule.open_until, rule.turns)
        more = (rule.may_go, rule.later, rule.planned, rule.comes_with, rule.closed_by)
        for path in (each for found in (*named, *more) for each in found):
            node = schema_of(kind)
            for name in filter(None, path.replace("[]", ".[]").split(".")):
                while "$ref" in node:
                    node = schema_of(kind)["$defs"][node["$ref"].rpartition("/")[2]]
                node = node["items"] if name == "[]" else node["properties"][name]
