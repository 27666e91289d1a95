"""A records request's search: what it finds and what it does not, with a statement that comes out the same again."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest

from records_portal.records_requests.searching import (
    SearchableItem,
    SearchedCapture,
    SearchScope,
    parse_search_statement,
    search_captures,
)
from records_portal.register.findings import Refusal
from tests.disposals import Office, files_below

Capsys = pytest.CaptureFixture[str]
RECORD: dict[str, Any] = {"bag": {"manifests": []}, "received": [], "lacks": [], "residue": []}


def line(name: str, text: str = "", change: str = "new", **more: Any) -> bytes:
    value = {"id": name, "version": 1, "change": change, "item": {"text": text}, "files": [], "fragments": []}
    return orjson.dumps(value | more) + b"\n"


def listed(item: str, earliest: str = "2025-05-01", latest: str = "2025-05-01", **more: str) -> SearchableItem:
    fields = {"change": "new", "kind": "post", "deleted": "", "edited": ""} | more
    return SearchableItem(
        item, 1, fields["change"], fields["kind"], earliest, latest, fields["deleted"], fields["edited"]
    )


def found(scope: SearchScope, items: list[SearchableItem], lines: list[bytes]) -> list[str]:
    capture = SearchedCapture("parks-x/c1", RECORD, items, lines)
    return [row[2] for row in search_captures(scope, [capture]).hits]


def words(*asked: str) -> SearchScope:
    return SearchScope(("parks-x",), words=asked)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("mill pond", "The MILL\n  Pond bridge"),
        ("caf\u00e9", "Cafe\u0301 at noon"),
        ("CAF\u00c9", "the caf\u00e9"),
        ("strasse", "Stra\u00dfe"),
        ("kelvin", "\u212aelvin"),
        ("\u6771\u4eac", "\u6771\u4eac\u90fd"),
        ("\U0001f30a", "wave \U0001f30a"),
        ('say "no"', 'they say "no" now'),
        ("back\\slash", "a back\\slash"),
        ("tab bed", "tab\tbed"),
    ],
)
def test_a_word_is_found_in_any_case_form_and_white_space(word: str, text: str) -> None:
    assert found(words(word), [listed("1"), listed("2")], [line("1", text), line("2", "nothing")]) == ["1"]


def test_a_word_is_found_wherever_an_item_has_it() -> None:
    places: list[dict[str, Any]] = [
        {"item": {"text": "", "author": "Ridge Ranger"}},
        {"item": {"text": "", "media": [{"description": "the ridge"}]}},
        {"item": {"text": "", "hashtags": ["RIDGE"]}},
        {"files": ["data/items/media/1/ridge.jpg"]},
        {"fragments": [{"text": '{"unread_field": "ridge"}'}]},
    ]
    lines = [line(str(number), **place) for number, place in enumerate(places)]
    assert found(words("ridge"), [listed(str(number)) for number in range(5)], lines) == ["0", "1", "2", "3", "4"]
    assert found(words("data/items"), [listed("3")], lines) == []  # the folder is ours


def test_half_of_a_surrogate_pair_ends_no_search() -> None:
    broken = b'{"id":"1","version":1,"change":"new","item":{"text":"ridge \\ud83d"},"files":[],"fragments":[]}\n'
    assert found(words("ridge"), [listed("1")], [broken]) == ["1"]


def test_an_item_is_of_every_day_that_it_can_date_from() -> None:
    items = [
        listed("before", "2025-03-01", "2025-03-31"),
        listed("into", "2025-03-01", "2025-04-01"),
        listed("out", "2025-04-30", "2025-06-01"),
        listed("after", "2025-05-01", "2025-05-01"),
        listed("unknown", "", ""),
        listed("late-unknown", "2025-05-01", ""),
    ]
    scope = SearchScope(("parks-x",), from_on="2025-04-01", to_on="2025-04-30")
    asked = {"into", "out", "unknown"}
    assert set(found(scope, items, [line(each.id) for each in items])) == asked


def test_kinds_deleted_things_and_repetitions() -> None:
    items = [listed("1"), listed("2", kind="comment"), listed("3", kind="deleted", deleted="yes")]
    items += [listed("4", change="gone"), listed("5", change="gone", deleted="yes")]
    lines = [
        line("1"),
        line("1", change="copy"),
        line("2"),
        line("3"),
        line("5", change="gone"),
        line("9", change="repeated"),
    ]
    assert found(SearchScope(("parks-x",)), items, lines) == ["1", "2", "3", "5"]
    assert found(SearchScope(("parks-x",), kinds=("deleted",)), items, lines) == ["3"]


def test_what_is_listed_and_not_there_any_more_is_counted() -> None:
    capture = SearchedCapture("parks-x/c1", RECORD, [listed("1"), listed("2"), listed("3", kind="chat")], [line("1")])
    (told,) = search_captures(SearchScope(("parks-x",), kinds=("post",)), [capture]).captures
    assert (told["listed"], told["of_the_scope"], told["hits"]) == (3, 2, 1)
    assert (told["no_longer_there"], told["of_the_scope_no_longer_there"]) == (2, 1)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.ingest(office.write_export("one", "1001", "1002", "1003"))
    office.publish()
    office.authorize("routine-may", "1001")
    request = {
        "law": "opra",
        "received_on": "2025-02-20",
        "scope": {"description": "Everything about the gate", "sites": ["parks-x"], "terms": ["gate"]},
    }
    office.private.commit({"registry/requests/gate.yml": request})
    office.anchor()
    return office


def asked(office: Office, capsys: Capsys, *more: str, out: str = "found") -> tuple[int, str, str]:
    return office.run("request", "search", "gate", *more, "--out", str(office.folder / out), capsys=capsys)


def hits(office: Office, out: str = "found") -> list[str]:
    with (office.folder / out / "hits.csv").open(newline="") as file:
        return [row["item"] for row in csv.DictReader(file)]


def texts(office: Office) -> dict[str, str]:
    lines = next(office.store.glob("bags/*/*/data/items/*.jsonl")).read_bytes().splitlines()
    return {value["id"]: value["item"]["text"] for value in map(orjson.loads, lines)}


def test_a_request_is_searched_and_replayed_on_another_machine(office: Office, capsys: Capsys, tmp_path: Path) -> None:
    expected = [item for item, text in sorted(texts(office).items()) if "gate" in text.casefold()]
    assert 0 < len(expected) < 3
    before = files_below(office.store)
    code, out, err = asked(office, capsys)
    assert (code, hits(office)) == (0, expected), err
    statement = json.loads((office.folder / "found/statement.json").read_bytes())
    digest = hashlib.sha256((office.folder / "found/hits.csv").read_bytes()).hexdigest()
    assert (statement["digest"], statement["hits"], statement["request"]) == (digest, len(expected), "gate")
    assert digest in out
    assert files_below(office.store) == before
    for said in texts(office).values():  # ids and days alone
        assert said not in (office.folder / "found/hits.csv").read_text()
    other = office.copied_to(tmp_path / "elsewhere")
    made = str(other.folder / "found/statement.json")
    again = other.run("request", "replay", made, capsys=capsys)
    assert again == (0, f"the same: {len(expected)} item{'s' * (len(expected) > 1)}; digest {digest}\n", "")


def test_a_replay_says_what_differs_and_since_what(office: Office, capsys: Capsys) -> None:
    assert asked(office, capsys, "--word", texts(office)["1001"])[0] == 0
    assert hits(office) == ["1001"]
    assert office.dispose("routine-may", "--execute", "--witness", "cy", capsys=capsys)[0] == 0
    office.publish()
    made = str(office.folder / "found/statement.json")
    code, out, _ = office.run("request", "replay", made, capsys=capsys)
    assert code == 1
    assert out.splitlines()[0] == "hits: 1 then, 0 now"
    assert "of_the_scope_no_longer_there: 0 then, 1 now (since disposed of under 'routine-may')" in out
    code, out, err = asked(office, capsys, "--word", "gate", out="later")
    assert code == 0
    assert "of the scope were captured and are not there any more" in err


def test_what_cannot_be_searched_is_refused_and_writes_nothing(office: Office, capsys: Capsys) -> None:
    refusals = {
        ("nobody",): "no records request 'nobody'",
        ("gate", "--word", " "): "the word ' ' cannot be searched for",
        ("gate", "--from", "2025-02-01", "--to", "2025-01-01"): "the first day 2025-02-01 is after the last one",
    }
    for given, said in refusals.items():
        code, out, err = office.run("request", "search", *given, "--out", str(office.folder / "n"), capsys=capsys)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert said in err
    shutil.rmtree(next((office.store / "bags/parks-x").iterdir()))
    code, out, err = asked(office, capsys, out="n")
    assert (code, out) == (2, "")
    assert "has no bag of captures/parks-x/" in err
    assert not (office.folder / "n").exists()


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"form": "records-search 1"}', b"[" * 100_000, b"\xff"])
def test_what_is_no_statement_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(Refusal, match=r"\As: this is no statement of a search; [^\n]*\Z"):
        parse_search_statement(data, "s")
