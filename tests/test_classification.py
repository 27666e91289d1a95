"""Class decisions: appended, once, whole, by somebody, about an item that is there."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from records_portal.captures.classification import Decision, append_decision
from records_portal.captures.index import load_items
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree, load_register
from tests.test_comparison import Site, row

CAPTURE = "2024-03-01-0a1b2c3d"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    site = Site(tmp_path / "root")
    site.capture("2024-03-01", row("1", "2024-01-05"), row("2", "2024-01-06"), row("3", "2024-01-07", "gone"))
    return site.folder


def decide(
    root: Path, *items: str, content_class: str = "nonrecord", reason: str = "A test, posted twice"
) -> list[str]:
    decision = Decision("parks-x", CAPTURE, items, content_class, "ana", date(2024, 5, 1), reason)
    return append_decision(root, root / "no-store", decision)


def text_of(root: Path) -> str:
    return (root / "captures/parks-x" / CAPTURE / "classes.csv").read_bytes().decode()


HEADING = "item,class,by,on,reason\n"


def test_a_decision_is_a_line_for_each_item(root: Path) -> None:
    assert decide(root, "2", "1", "2") == ["2", "1"]
    assert text_of(root) == (
        HEADING
        + '2,nonrecord,ana,2024-05-01,"A test, posted twice"\n'
        + '1,nonrecord,ana,2024-05-01,"A test, posted twice"\n'
    )


def test_later_decisions_are_added_and_the_last_one_holds(root: Path) -> None:
    decide(root, "1", reason="A test")
    before = text_of(root)
    assert decide(root, "1", content_class="policy-program", reason="No test after all") == ["1"]
    assert text_of(root) == before + "1,policy-program,ana,2024-05-01,No test after all\n"
    tree = FolderTree(root)
    items = load_items([(tree, False)], load_register(tree).register)
    assert dict(zip(items["id"], items["class"], strict=True)) == {"1": "policy-program", "2": "routine"}


def test_the_same_decision_again_writes_nothing(root: Path) -> None:
    decide(root, "1")
    before = text_of(root)
    assert decide(root, "1") == []
    assert text_of(root) == before
    assert decide(root, "1", "2") == ["2"]


@pytest.mark.parametrize(
    ("items", "content_class", "reason", "refusal"),
    [
        (("9",), "routine", "x", "no item '9' in captures/parks-x/2024-03-01-0a1b2c3d/items.csv"),
        (("1", "9", "10"), "routine", "x", "no item '9' and 1 more in"),
        (("3",), "routine", "x", "no item '3'"),
        (("1",), "important", "x", "class 'important' is not known; one of replicated,"),
        (("1",), "routine", "  ", "the reason '  ' is no line of text"),
        (("1",), "routine", "two\nlines", "the reason 'two\\nlines' is no line of text"),
        (("1",), "routine", "\u202egnol", "is no line of text"),
        (("1",), "routine", "=HYPERLINK()", "the reason begins with '=', which a spreadsheet computes"),
        ((), "routine", "x", "no item was named"),
    ],
)
def test_a_decision_that_would_not_hold_is_refused_and_nothing_is_written(
    root: Path, items: tuple[str, ...], content_class: str, reason: str, refusal: str
) -> None:
    with pytest.raises(Refusal) as caught:
        decide(root, *items, content_class=content_class, reason=reason)
    assert refusal in str(caught.value)
    assert "\n" not in str(caught.value)
    assert sorted(each.name for each in (root / "captures/parks-x" / CAPTURE).iterdir()) == ["capture.yml", "items.csv"]


def test_a_part_of_the_residue_is_named_as_the_due_list_prints_it_or_as_the_capture_does(root: Path) -> None:
    record = root / "captures/parks-x" / CAPTURE / "capture.yml"
    part = "part: advertising, media_type: application/json, class: transitory, size: 2, path: r.json"
    text = record.read_text()
    record.write_text(text.replace("residue: []", f"residue:\n  - {{{part}, sha256: {'a' * 64}}}"))
    assert record.read_text() != text
    assert decide(root, f"residue/{CAPTURE}/advertising") == ["residue/advertising"]
    assert decide(root, "residue/advertising") == []
    with pytest.raises(Refusal) as caught:
        decide(root, f"residue/{CAPTURE}/other")
    assert str(caught.value) == (
        f"no part 'residue/{CAPTURE}/other' of the residue of captures/parks-x/{CAPTURE}; it has residue/advertising"
    )


def test_a_file_of_decisions_that_is_broken_is_never_added_to(root: Path) -> None:
    file = root / "captures/parks-x" / CAPTURE / "classes.csv"
    for broken in ("item,class\n", HEADING + "1,routine,ana,2024-05-01,x", HEADING + "1,routine\n"):
        file.write_text(broken)
        with pytest.raises(Refusal):
            decide(root, "2")
        assert file.read_text() == broken


def test_a_capture_that_is_not_there_is_refused(root: Path) -> None:
    decision = Decision("parks-x", "2020-01-01-00000000", ("1",), "routine", "ana", date(2024, 5, 1), "x")
    with pytest.raises(Refusal, match="no capture '2020-01-01-00000000' of 'parks-x'"):
        append_decision(root, root, decision)


def test_of_decisions_made_at_once_none_is_lost(root: Path) -> None:
    runs = [threading.Thread(target=decide, args=(root, "1"), kwargs={"reason": f"Reason {n}"}) for n in range(12)]
    for each in runs:
        each.start()
    for each in runs:
        each.join()
    lines = text_of(root).splitlines()
    assert sorted(line.rpartition(",")[2] for line in lines[1:]) == sorted(f"Reason {n}" for n in range(12))
