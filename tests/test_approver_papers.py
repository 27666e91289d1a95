"""The paper for the approver of a request: this list, what is new in it, what is spared and why; of holds a number."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pdf_text import pdf_pages, squeezed
from tests.test_authorization_commands import ITEMS, ONE_OFF, Office
from tests.test_authorization_lists import rows_of, second_series, sheet_of, write_rows

HOLD = {
    "matter": "Case 1",
    "kind": "litigation",
    "subject": "Posts",
    "scope": {"items": [{"site": "parks-x", "item": "1001"}]},
    "placed": {"on": "2026-10-01", "by": "flo-records"},
}


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """Two series, an earlier request for 1001, and a later one over both series with 1002 spared."""
    office = Office(tmp_path, capsys)
    second_series(office)
    office.run(*ONE_OFF, "--id", "a-0", "--to", "2022-12-31")
    assert office.run(*ONE_OFF, "--id", "a-1", "--series", "parks-general#110")[0] == 0
    file = sheet_of(office)
    rows = rows_of(file)
    rows[1] |= {"spare": "x", "reason": "Opening of the bridge"}
    write_rows(file, rows)
    assert office.run("authorization", "tick", "a-1", file, "--by", "flo-records")[0] == 0
    office.items(*ITEMS, *SECOND, ("1000", "post", "routine", "2022-02-15"), ("1006", "post", "routine", "2022-03-01"))
    return office


SECOND = (("2001", "post", "policy-program", "2022-06-01"), ("2002", "post", "policy-program", "2025-12-01"))


def paper_of(office: Office, *, private: bool = False) -> str:
    code, _, err = office.run("authorization", "paper", "a-1", "--out", office.folder / "out", private=private)
    assert code == 0, err
    return (office.folder / "out/a-1-approval.txt").read_text("utf-8")


def test_the_paper_says_what_is_asked_for_what_is_new_what_is_spared_and_what_is_left(office: Office) -> None:
    text = paper_of(office)
    assert text.startswith("Approval of the request a-1\n\nRequest\n")
    parts = [part.splitlines() for part in text.split("\n\n")[1:]]
    told = {head: [line.strip() for line in lines] for head, *lines in parts}
    assert told["Items by series and year"] == [
        "Series | Year | Items",
        "parks-general#100 | 2022 | 1",
        "parks-general#110 | 2022 | 1",
    ]
    assert told["Samples"] == [
        "Series | Site | Item | Kind | Dated | Eligible on",
        "parks-general#100 | parks-x | 1001 | post | 2022-03-01 | 2025-03-02",
        "parks-general#110 | parks-x | 2001 | post | 2022-06-01 | 2023-06-02",
    ]
    assert told["New since the last request"] == [
        "1 item stood on no earlier list; the last one is a-0.",
        "1 item stood on a-0, which is pending.",
    ]
    assert told["Spared by name"][1].startswith("parks-x/1002 | 1 | Opening of the bridge | Flo ")
    assert told["Left out"] == [
        "1 item turned up after the list was made.",
        "3 items not due yet.",
        "Holds were not looked up: clearance may be pending.",
    ]


def test_what_is_held_is_a_number_and_the_paper_is_private_then(office: Office) -> None:
    office.write("registry/holds/case-1.yml", HOLD, office.private)
    text = paper_of(office, private=True)
    assert "Private: it counts what is held.\n" in text
    assert "1 item of the list held: nothing held is disposed of while the hold lasts." in text
    assert "Case 1" not in text
    assert "case-1" not in text


def test_the_pdf_says_the_same(office: Office) -> None:
    paper_of(office)
    pages = "".join(pdf_pages((office.folder / "out/a-1-approval.pdf").read_bytes()))
    for said in ("parks-general#110 2022 1", "Opening of the bridge", "stood on no earlier list", "parks-x 2001 post"):
        assert squeezed(said) in pages


def test_the_paper_does_not_go_into_a_root(office: Office) -> None:
    assert "lies in a root" in office.refusal("authorization", "paper", "a-1", "--out", office.root / "out")


def test_the_form_of_several_series_names_each_with_its_days_and_volume(office: Office) -> None:
    code, _, err = office.run("authorization", "form", "a-1", "--out", office.folder / "out")
    assert (code, "The list or the rule has changed" in err) == (0, False), err
    text = (office.folder / "out/a-1-request.csv").read_text("utf-8")
    assert text.count("Item number,") == 2
    assert "Its inclusive dates,2022-06-01" in text
