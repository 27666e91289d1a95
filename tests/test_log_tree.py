"""The tree, the notes and the tiles of the log: held against vectors and examples that others published."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.trust.notes import NotANote, NoteKey, parse_checkpoint, signers_of
from records_portal.trust.tiles import bundles_of, index_path, read_hashes, read_leaves, tile_path, tiles_of
from records_portal.trust.tree import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    proves_consistency,
    proves_inclusion,
    roots_at,
    tree_root,
)

# figures of github.com/transparency-dev/merkle at 417fb0c, testdata/inclusion and testdata/consistency (Apache-2.0)
VECTORS = Path(__file__).parent / "log_vectors"


def vectors(kind: str) -> list[Any]:
    lines = (VECTORS / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(each, id=each["case"]) for each in map(json.loads, lines)]


def proof_of(case: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(each) for each in case["proof"] or ()]


@pytest.mark.parametrize("case", vectors("inclusion"))
def test_a_proof_of_inclusion_holds_where_others_say_so(case: dict[str, Any]) -> None:
    leaf, root = (base64.b64decode(case[name] or "") for name in ("leafHash", "root"))
    holds = proves_inclusion(leaf, case["leafIdx"], case["treeSize"], proof_of(case), root)
    assert holds is not case["wantErr"], case["desc"]


@pytest.mark.parametrize("case", vectors("consistency"))
def test_a_proof_of_consistency_holds_where_others_say_so(case: dict[str, Any]) -> None:
    roots = base64.b64decode(case["root1"] or ""), base64.b64decode(case["root2"] or "")
    holds = proves_consistency(case["size1"], case["size2"], proof_of(case), roots)
    assert holds is not case["wantErr"], case["desc"]


def test_there_are_as_many_vectors_as_were_published() -> None:
    assert [len(vectors(kind)) for kind in ("inclusion", "consistency")] == [98, 98]


def test_the_roots_are_those_of_the_rule() -> None:
    a, b, c = map(leaf_hash, (b"a", b"b", b"c"))
    assert tree_root([]) == EMPTY_ROOT
    assert tree_root([a, b, c]) == node_hash(node_hash(a, b), c)
    assert list(roots_at([a, b, c], [0, 1, 3])) == [EMPTY_ROOT, a, node_hash(node_hash(a, b), c)]


@given(st.integers(1, 70), st.data())
def test_every_proof_that_is_made_holds_and_no_other_does(size: int, data: st.DataObject) -> None:
    hashes = [leaf_hash(bytes([each])) for each in range(size)]
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    root, earlier = tree_root(hashes), tree_root(hashes[:first])
    proof = inclusion_proof(hashes, index)
    assert proves_inclusion(hashes[index], index, size, proof, root)
    assert not proves_inclusion(leaf_hash(b"other"), index, size, proof, root)
    assert not proves_inclusion(hashes[index], index, size, [*proof, root], root)
    proof = consistency_proof(hashes, first)
    assert proves_consistency(first, size, proof, (earlier, root))
    assert not proves_consistency(first, size, proof, (leaf_hash(b"other"), root))


def test_tiles_have_the_names_and_widths_of_the_specification() -> None:
    """The example of C2SP's tlog-tiles: a tree of 70,000."""
    assert index_path(1_234_067) == "x001/x234/067"
    assert (tile_path(0, 273, 112), tile_path("entries", 0)) == ("tile/0/273.p/112", "tile/entries/000")
    hashes = [leaf_hash(each.to_bytes(4)) for each in range(70_000)]
    tiles = tiles_of(hashes)
    levels = {level: [path for path in tiles if path.startswith(f"tile/{level}/")] for level in range(4)}
    assert [len(each) for each in levels.values()] == [274, 2, 1, 0]
    assert [each[-1] for each in levels.values() if each] == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert tiles["tile/2/000.p/1"] == tree_root(hashes[:65_536])
    assert set(tiles_of(hashes[:256])) == {"tile/0/000", "tile/1/000.p/1"}
    assert read_hashes(tiles, 70_000) == hashes


def test_leaves_come_out_of_their_bundles_as_they_went_in() -> None:
    leaves = [b"x" * (each % 7) for each in range(300)]
    bundles = bundles_of(leaves)
    assert sorted(bundles) == ["tile/entries/000", "tile/entries/001.p/44"]
    assert read_leaves(bundles, 300) == leaves
    assert read_leaves(bundles, 10) == leaves[:10]


ORIGIN = "records.town.example/register"
KEY = NoteKey(ORIGIN, base64.b64decode("AZsfhHkc/HZjBFhU04netcqVRJ2HXydqg4QLBgqznPxx")[1:])
LOG_LINE = (
    "— records.town.example/register "
    "fwZ5/x8GCRBBwR8ELoiitvkEZtGOwm1WMVWCzrvHA8CrC/yMHr8kK/Yp/Yy/XA3YoCEeuNQ1V4M2l8hWBfokRk6BugU=\n"
)
WITNESS = (
    "— archives.state.example/w1 h8Hp8QAAAABrDTsQQ5WTMwvnkkjenxUFP1CFa61+zzsqrbao7OV+CZtQFxT/HlfVuYQFLxWJ+o8kEw6mgkt1"
    "IT0Hwn24rm8xELKCDA==\n"
)
TEXT = f"{ORIGIN}\n3\njrf2N5JXn/IHJ9Cd8SCOaOjPaAjNwgIvnaCI6jQWzng=\n"


def test_a_checkpoint_made_elsewhere_is_read_and_its_signature_holds() -> None:
    note = f"{TEXT}\n{LOG_LINE}{WITNESS}".encode()
    found = parse_checkpoint(note)
    assert (found.origin, found.size, found.text) == (ORIGIN, 3, TEXT)
    assert signers_of(note, [KEY]) == [KEY]
    assert KEY.vkey == "records.town.example/register+7f0679ff+AZsfhHkc/HZjBFhU04netcqVRJ2HXydqg4QLBgqznPxx"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (TEXT.replace("\n3\n", "\n4\n"), "does not fit the text"),
        (f"{TEXT}commit abc\n", "three lines"),
        (TEXT.replace("\n3\n", "\n03\n"), "three lines"),
        (TEXT.replace("register\n", "regi ster\n"), "three lines"),
        (TEXT.replace("3", "\t3"), "control characters"),
    ],
)
def test_a_checkpoint_of_another_form_or_that_was_edited_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotANote, match=reason):
        parse_checkpoint(note := f"{text}\n{LOG_LINE}".encode())
        signers_of(note, [KEY])


def test_a_signature_of_a_key_that_is_not_known_counts_for_nothing() -> None:
    assert signers_of(f"{TEXT}\n{WITNESS}".encode(), [KEY]) == []
    with pytest.raises(NotANote, match="at most"):
        signers_of(f"{TEXT}\n{WITNESS * 17}".encode(), [KEY])
