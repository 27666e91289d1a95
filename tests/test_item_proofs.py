"""Proofs of items: what is opened is what was captured, and what is left out cannot be found by trying."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.commitments.leaves import commitment
from records_portal.captures.commitments.proofs import ProvenItem, item_proof, read_item_proof
from records_portal.register.findings import Refusal
from tests.disposals import Office, files_below

Capsys = pytest.CaptureFixture[str]
SEED = hashlib.sha256(b"seed").digest()
NUMBER = "6095550123"
SAID: dict[str, Any] = {
    "author": "parks",
    "id": "1001",
    "media": [{"address": "a.jpg", "description": f"A sign: call {NUMBER}", "sha256": "ab", "state": "found"}],
    "text": f"The gate is open again. Call Ana at {NUMBER}, or (609) 555-0199, from nine.",
    "time_basis": "utc",
}
SOURCE = json.dumps(SAID).encode()
OF = ProvenItem("parks-x/c1", "1001", 1, commitment(SEED, SAID, [SOURCE]))


def proof(*words: str, fields: tuple[str, ...] = ()) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(item_proof(OF, (SAID, [SOURCE], SEED), words, fields))
    return value


def data_of(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()


def root_by_hand(value: dict[str, Any]) -> str:
    """The root as the documentation says it, with nothing of the program."""
    digests = b""
    for leaf in value["leaves"]:
        if "digest" in leaf:
            digests += bytes.fromhex(leaf["digest"])
            continue
        kind, said = ("t", leaf["text"]) if "text" in leaf else ("j", leaf["json"])
        opened = bytes.fromhex(leaf["salt"]) + f"{leaf['place']}\0{kind}{said}".encode()
        digests += hashlib.sha256(b"\0" + opened).digest()
    return hashlib.sha256(b"\1" + len(value["leaves"]).to_bytes(8, "big") + digests).hexdigest()


def test_a_proof_gives_the_root_with_and_without_what_is_left_out() -> None:
    for value in (proof(), proof(NUMBER), proof(fields=("author", "media/0"))):
        assert root_by_hand(value) == OF.commitment
        assert read_item_proof(data_of(value), "p").root == OF.commitment


def test_what_is_left_out_leaves_gaps_where_it_stood() -> None:
    read = read_item_proof(data_of(proof(NUMBER, "(609) 555-0199", fields=("author",))), "p")
    assert read.fields == {
        "id": "1001",
        "media/0/address": "a.jpg",
        "media/0/description": "A sign: call \u2588\u2588\u2588\u2588",
        "media/0/sha256": "ab",
        "media/0/state": "found",
        "text": "The gate is open again. Call Ana at \u2588\u2588\u2588\u2588 or \u2588\u2588\u2588\u2588 from nine.",
        "time_basis": "utc",
    }
    assert read.left_out == 6  # author, the number twice, two words of the other, and the source


@pytest.mark.parametrize("hidden", [NUMBER, "PARKS", "555-0199, from", "open again. call", "nine."])
def test_what_is_left_out_stands_nowhere_in_the_proof(hidden: str) -> None:
    value = proof(hidden)
    opened = "\n".join(f"{leaf.get('text')}" for leaf in value["leaves"] if "place" in leaf)
    assert hidden.casefold() not in opened.casefold()
    assert SEED.hex() not in json.dumps(value)
    assert not [leaf for leaf in value["leaves"] if leaf.get("place", "").startswith("fragments/")]


def guesses(candidate: str, seen: list[bytes]) -> Iterator[bytes]:
    """What somebody would try who knows how it is made: the leaf that it would be, under everything they were given."""
    texts = [candidate, f"{candidate}, ", f"{candidate} ", f"{candidate},"]
    leaves = [f"{place}\0t{text}".encode() for text in texts for place in ("text/8", "text/9", "text/10")]
    for data in (*leaves, *(text.encode() for text in texts)):
        yield hashlib.sha256(data).digest()
        yield hashlib.sha256(b"\0" + data).digest()
        for salt in seen:
            yield hashlib.sha256(b"\0" + salt + data).digest()
            yield hmac.digest(salt, data, "sha256")


def found_by_trying(value: dict[str, Any], candidates: list[str]) -> list[str]:
    """The numbers of which one of the guesses stands in what was released."""
    everything = json.dumps(value)
    salts = [bytes.fromhex(leaf["salt"]) for leaf in value["leaves"] if "salt" in leaf]
    seen = [b"", *salts, bytes.fromhex(value["commitment"]), *(hashlib.sha256(each).digest() for each in salts)]
    shown = {leaf["digest"] for leaf in value["leaves"] if "digest" in leaf} | {everything}
    return [each for each in candidates if any(guess.hex() in shown for guess in guesses(each, seen))]


def test_a_number_of_ten_digits_cannot_be_found_by_trying_them_all() -> None:
    """Whether a number is found does not depend on the others that are tried: the right one among them is enough."""
    around = [str(int(NUMBER) + step) for step in range(-200, 201)]
    assert NUMBER in around
    value = proof(NUMBER)
    assert found_by_trying(value, around) == []
    # The same attack finds it at once where the salt of the leaf was given away with it.
    whole, place = proof(), "text/8"
    salt = next(leaf["salt"] for leaf in whole["leaves"] if leaf.get("place") == place)
    value["leaves"].append({"salt": salt, "place": "x", "text": ""})
    assert found_by_trying(value, around) == [NUMBER]


def test_a_proof_that_was_changed_gives_another_root_or_is_refused() -> None:
    changed = proof()
    changed["leaves"][0]["text"] = "ponds"
    assert read_item_proof(data_of(changed), "p").root != OF.commitment
    without = proof()
    del without["leaves"][-3]
    moved = proof()
    words = [number for number, leaf in enumerate(moved["leaves"]) if leaf.get("place", "").startswith("text/")]
    moved["leaves"][words[0]], moved["leaves"][words[1]] = moved["leaves"][words[1]], moved["leaves"][words[0]]
    for broken in (without, moved):
        try:
            assert read_item_proof(data_of(broken), "p").root != OF.commitment
        except Refusal as refused:
            assert "are not at their numbers" in str(refused)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"form": "records-item-proof 1"}',
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({**proof(), "leaves": []}).encode(),
        json.dumps({**proof(), "form": "records-item-proof 2"}).encode(),
        json.dumps({**proof(), "more": 1}).encode(),
        json.dumps({**proof(), "item": ["1"]}).encode(),
        json.dumps({**proof(), "leaves": [{"digest": "zz"}]}).encode(),
        json.dumps({**proof(), "leaves": [{"digest": 5}]}).encode(),
        json.dumps({**proof(), "leaves": [{"salt": "", "place": "a", "text": "b"}]}).encode(),
        json.dumps({**proof(), "leaves": [{"salt": "00" * 16, "place": "a\0t", "text": "b"}]}).encode(),
        json.dumps({**proof(), "leaves": [{"salt": "00" * 16, "place": "a", "text": "b"}] * 2}).encode(),
    ],
)
def test_what_is_no_proof_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(Refusal, match=r"\Ap.*: this is no proof of an item, [^\n]*\Z"):
        read_item_proof(data, "p")


def test_what_is_not_in_the_item_is_refused_since_it_may_be_misspelt() -> None:
    with pytest.raises(Refusal, match="'6095550124' does not stand in the item"):
        proof("6095550124")
    with pytest.raises(Refusal, match="no field 'autor'; its fields: author, id, media, text, time_basis"):
        proof(fields=("autor",))
    with pytest.raises(Refusal, match="' ' does not stand in the item"):
        proof(" ")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.ingest(office.write_export("one", "1001", "1002"))
    office.publish()
    office.authorize("routine-may", "1001")
    return office


def test_an_item_is_proven_and_checked_by_command(office: Office, capsys: Capsys) -> None:
    capture = next((office.root.folder / "captures/parks-x").iterdir()).name
    file = office.folder / "proof.json"
    asked = "captures", "prove", "parks-x", capture, "1001"
    word = json.loads(next(office.store.glob("bags/*/*/data/items/*.jsonl")).read_bytes().splitlines()[0])["item"][
        "text"
    ].split()[0]
    code, out, err = office.run(*asked, "--hide", word, "--out", str(file), capsys=capsys)
    assert (code, out, err) == (0, f"{file}\n", "")
    code, out, err = office.run("captures", "check-proof", str(file), capsys=capsys, private=False)
    assert (code, out.splitlines()[0]) == (0, f"{file}: version 1 of 1001 of parks-x/{capture}, as it was captured")
    assert "left out, and nothing else" in err
    assert word not in out
    value = json.loads(file.read_bytes())
    opened = next(leaf for leaf in value["leaves"] if leaf.get("place") == "author")
    opened["text"] = "somebody"
    file.write_text(json.dumps(value))
    code, out, err = office.run("captures", "check-proof", str(file), capsys=capsys)
    assert (code, err) == (1, "")
    assert out == f"{file}: not what was captured as 1001 of parks-x/{capture}: it gives another root\n"


def test_what_was_disposed_of_or_never_there_cannot_be_proven(office: Office, capsys: Capsys) -> None:
    capture = next((office.root.folder / "captures/parks-x").iterdir()).name
    file = office.folder / "proof.json"
    assert office.dispose("routine-may", "--execute", "--witness", "cy", capsys=capsys)[0] == 0
    before = files_below(office.store)
    for item, said in {
        "1001": f"the store has '1001' of parks-x/{capture} no more; what was disposed of cannot be proven",
        "77": f"no item '77' of parks-x/{capture} is committed to; `records captures commitments` does that",
    }.items():
        asked = "captures", "prove", "parks-x", capture, item, "--out", str(file)
        assert office.run(*asked, capsys=capsys) == (2, "", f"records: {said}\n")
    assert not file.exists()
    assert files_below(office.store) == before
