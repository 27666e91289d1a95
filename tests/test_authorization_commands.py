"""Requests for authority as people make them: what may be asked for, when, what is written, and what comes due."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from records_portal.checks import check_register
from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.confirmation import confirmed_digest
from records_portal.register.sources import FolderTree, load_register
from records_portal.store.bags import BagWriter
from tests.pdf_text import pdf_pages, squeezed

BASE = Path(__file__).parent / "repos" / "base"
ITEMS = (
    ("1001", "post", "routine", "2022-03-01"),
    ("1002", "post", "routine", "2023-05-01"),
    ("1003", "reply", "routine", "2023-11-20"),
    ("1004", "reply", "routine", "2024-01-01"),
    ("1005", "post", "replicated", "2020-01-01"),
)
ASKED = ("--site", "parks-x", "--by", "ed-admin", "--approver", "flo-records")
ONE_OFF = ("authorization", "draft", "--series", "parks-general#100", *ASKED)
ONGOING = ("authorization", "draft", "--series", "parks-general#200", "--kind", "ongoing", *ASKED)
RULE = (
    '{"appraisal": false, "authorization": "per-request", "disposition": "destroy", "fiscal_year_start": "07-01", '
    '"rule": {"cutoff": "none", "event": "", "period": [3, 0, 0, 0]}, "series": "parks-general#100"}'
)
DIGEST = hashlib.sha256(f'{RULE}\n["parks-x", "1001", 1]\n["parks-x", "1002", 1]\n'.encode()).hexdigest()

DISPOSITION: dict[str, Any] = {
    "authorization": "a-1",
    "series": "parks-general#100",
    "method": "transfer-archives",
    "on": "2026-11-01",
    "by": "flo-records",
    "items": [{"site": "parks-x", "item": "1001", "version": 1}],
    "span": {"from_on": "2022-03-01", "to_on": "2022-03-01"},
    "volume": {"amount": 1, "unit": "items"},
    "certificate": {"reference": "certificates/d-1.yml"},
}


class Office:
    """A root without git, a private root, and the command run in it on 20 November 2026."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.root, self.private = folder / "root", folder / "private"
        shutil.copytree(BASE, self.root)
        self.private.mkdir()
        self.change(
            "registry/portal.yml", lambda value: value | {"working_days": {"country": "US", "subdivision": "NJ"}}
        )
        self.items(*ITEMS)

    def items(self, *rows: tuple[str, str, str, str]) -> None:
        (index,) = self.root.rglob("items.csv")
        head, row, *_ = index.read_text("utf-8").splitlines()
        digests = ",".join(row.split(",")[-2:])
        written = [
            f"{item},platform,1,new,{kind},{content_class},,{on}T12:00:00Z,{on},utc-by-format,,,0,120,{digests}"
            for item, kind, content_class, on in rows
        ]
        index.write_text("\n".join([head, *written, ""]), "utf-8")

    def change(self, path: str, by: Callable[[dict[str, Any]], dict[str, Any]], root: Path | None = None) -> None:
        file = (root or self.root) / path
        value = read_yaml(file.read_bytes())[0] if file.exists() else {}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dump_yaml(by(value)), "utf-8")

    def write(self, path: str, value: dict[str, Any], root: Path | None = None) -> None:
        self.change(path, lambda _: value, root)

    def series(self, number: str, **changes: Any) -> None:
        def altered(value: dict[str, Any]) -> dict[str, Any]:
            for each in value["versions"][0]["series"]:
                if each["number"] == number:
                    each |= changes
                    for name in [name for name, left in changes.items() if left is None]:
                        del each[name]
                    if "confirmed" in each:
                        each["confirmed"] = each["confirmed"] | {"digest": confirmed_digest(each, "07-01")}
            return value

        self.change("schedules/parks-general.yml", altered)

    def run(self, *arguments: str | Path, private: bool = False) -> tuple[int, str, str]:
        settings = {"cache": self.folder / "cache", "started_at": datetime(2026, 11, 20, 17, tzinfo=UTC)}
        places = ["--root", str(self.root), *(["--private", str(self.private)] if private else [])]
        code = run([*places, *map(str, arguments)], settings)
        out, err = self.capsys.readouterr()
        return code, out, err

    def refusal(self, *arguments: str | Path, private: bool = False) -> str:
        before = snapshot(self.folder)
        code, out, err = self.run(*arguments, private=private)
        assert (code, out) == (2, ""), err
        assert snapshot(self.folder) == before
        return err.removeprefix("records: ").removesuffix("\n")

    def record(self, record_id: str) -> dict[str, Any]:
        value: dict[str, Any] = read_yaml((self.root / f"schedules/authorizations/{record_id}.yml").read_bytes())[0]
        return value


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "cache" not in path.parts}


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path, capsys)


def test_a_draft_lists_what_is_past_its_retention_and_stops_before_what_is_not(office: Office) -> None:
    """Working days after Friday 20 November: 4 in the week of Thanksgiving, 5, 5, 5, and 21 to 24 December."""
    code, out, err = office.run(*ONE_OFF, "--to", "2023-10-31", "--medium", "Files", "--cleared", "audit", "cy-cto")
    name = "parks-x-100-2026-11-20"
    assert code == 0, err
    assert out.splitlines() == [
        f"schedules/authorizations/{name}.yml: one-off request for parks-general#100 on parks-x",
        "items: 2, dated 2022-03-01 to 2023-10-31",
        "  awaiting-authorization: 2",
        f"digest: {DIGEST}",
        "earliest lawful date: 2026-12-24",
        "proposed for: 2026-12-24",
    ]
    assert office.record(name) == {
        "kind": "one-off",
        "series": "parks-general#100",
        "sites": ["parks-x"],
        "span": {"from_on": "2022-03-01", "to_on": "2023-10-31"},
        "items_digest": DIGEST,
        "volume": 2,
        "method": "destroy",
        "medium": "Files",
        "clearances": [{"kind": "audit", "on": "2026-11-20", "by": "cy-cto"}],
        "requested": {"on": "2026-11-20", "by": "ed-admin", "approver": "flo-records", "proposed_on": "2026-12-24"},
        "status": [{"status": "pending", "on": "2026-11-20"}],
    }


def test_without_days_a_draft_ends_before_the_first_item_that_is_not_due(office: Office) -> None:
    """1003 may go on 2026-11-21, a day after the request."""
    office.run(*ONE_OFF, "--id", "all")
    assert office.record("all")["span"] == {"from_on": "2022-03-01", "to_on": "2023-05-01"}
    assert office.record("all")["volume"] == 2


@pytest.mark.parametrize(("on", "is_due"), [("2023-11-18", True), ("2023-11-19", True), ("2023-11-20", False)])
def test_an_item_may_be_asked_for_from_its_first_day_on(on: str, is_due: bool, office: Office) -> None:
    """Three years and a day after 2023-11-19 is the day of the request."""
    office.items(("1", "post", "routine", on))
    code, out, err = office.run(*ONE_OFF)
    assert (code, "items: 1," in out) == ((0, True) if is_due else (2, False)), err


def test_the_first_lawful_day_may_be_proposed_and_any_later_one(office: Office) -> None:
    for name, day in (("first", "2026-12-24"), ("later", "2027-02-01")):
        assert office.run(*ONE_OFF, "--id", name, "--proposed-on", day)[0] == 0
    _, out, _ = office.run("authorization", "reminders", "--format", "json")
    assert [(each["id"], each["on"]) for each in json.loads(out)] == [("first", "2026-12-24"), ("later", "2027-02-01")]


def test_what_came_back_after_it_was_disposed_of_is_not_asked_for_again(office: Office) -> None:
    (index,) = office.root.rglob("items.csv")
    index.write_text(index.read_text("utf-8").replace("1001,platform,1,new", "1001,platform,1,returned"), "utf-8")
    office.write("schedules/dispositions/d-1.yml", DISPOSITION)
    _, out, _ = office.run("due", "--status", "resurfaced", "--format", "csv")
    assert "parks-x,1001," in out
    office.run(*ONE_OFF, "--id", "rest")
    assert (office.record("rest")["volume"], office.record("rest")["span"]["from_on"]) == (1, "2023-05-01")


def test_a_draft_is_sound_and_is_authorized_once_it_is_approved(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-1")
    tree = FolderTree(office.root)
    day = datetime(2026, 12, 23, tzinfo=UTC).date()
    found = check_register(load_register(tree).register, [(tree, False)], day)
    assert [str(each) for each in found if "authorizations" in each.path] == []
    approved = {"status": "approved", "on": "2026-12-01", "by": "State Archives", "number": "A-1"}
    office.change("schedules/authorizations/a-1.yml", lambda value: value | {"status": [*value["status"], approved]})
    _, out, _ = office.run("due", "--as-of", "2026-12-24", "--format", "csv")
    statuses = {row["item"]: (row["status"], row["authorization"]) for row in csv.DictReader(io.StringIO(out))}
    assert statuses["1001"] == statuses["1002"] == ("authorized", "a-1")
    assert statuses["1003"] == ("awaiting-authorization", "")


def test_a_dry_run_shows_the_request_and_writes_nothing(office: Office) -> None:
    before = snapshot(office.folder)
    code, out, err = office.run(*ONE_OFF, "--dry-run", "--format", "json")
    told = json.loads(out)
    assert (code, told["id"], told["statuses"]) == (0, "parks-x-100-2026-11-20", {"awaiting-authorization": 2})
    assert (told["record"]["items_digest"], told["earliest_on"]) == (DIGEST, "2026-12-24")
    assert "nothing was written" in err
    assert snapshot(office.folder) == before


def test_a_list_is_not_made_without_the_items_that_only_the_store_knows(office: Office) -> None:
    (index,) = office.root.rglob("items.csv")
    sums = "latest_on_month,kind,class,change,items,bytes\n2022-03,post,routine,new,200000,4000\n"
    index.with_name("summary.csv").write_text(sums, "utf-8")
    index.unlink()
    store = office.folder / "root-store"
    assert office.refusal(*ONE_OFF) == (
        "the items of parks-x/2025-12-01-0a1b2c3d are listed in the store alone, and "
        f"'{store}' does not have them; name the store with --store"
    )
    rows = [
        {"id": str(number), "version": "1", "kind": "post", "class": "routine", "latest_on": on, "change": change}
        for number, on, change in ((1, "2022-03-01", "new"), (2, "2022-03-02", "gone"), (3, "2023-01-01", "edited"))
    ]
    (store / "bags/parks-x/2025-12-01-0a1b2c3d").mkdir(parents=True)
    pd.DataFrame(rows).to_parquet(store / "bags/parks-x/2025-12-01-0a1b2c3d/items.parquet")
    assert office.run(*ONE_OFF)[1].splitlines()[1] == "items: 2, dated 2022-03-01 to 2023-01-01"


def test_a_series_with_nothing_in_the_days_asked_for_is_left_out_and_told(office: Office) -> None:
    """Routine is past its retention until 2023-05-01; replicated content, of 2020, is under a series of its own."""
    office.series("200", authorization="per-request")
    code, _, err = office.run("authorization", "draft", *ASKED, "--id", "both")
    assert code == 0, err
    assert [each["series"] for each in office.record("both")["lines"]] == ["parks-general#100", "parks-general#200"]
    code, _, err = office.run("authorization", "draft", *ASKED, "--from", "2022-01-01", "--id", "one")
    assert code == 0, err
    assert office.record("one")["series"] == "parks-general#100"
    assert "left out, for it has nothing in these days: parks-general#200" in err
    assert office.refusal("authorization", "draft", *ASKED, "--from", "2023-06-01") == (
        "nothing on parks-x from 2023-06-01 is past its retention and may be asked for; see `records due`"
    )


def test_a_request_is_dated_on_the_day_on_which_it_was_handed_in(office: Office) -> None:
    """The notice counts from that day, and what was not due then is not on the list."""
    code, out, err = office.run(*ONE_OFF, "--on", "2026-05-01", "--id", "may")
    assert (code, "items: 1," in out) == (0, True), err
    assert office.record("may")["requested"]["on"] == "2026-05-01"
    assert office.record("may")["status"] == [{"status": "pending", "on": "2026-05-01"}]
    assert office.refusal(*ONE_OFF, "--on", "2026-11-21") == (
        "--on 2026-11-21 is still to come; a request is dated on the day on which it is handed in"
    )


def test_an_office_without_a_notice_proposes_the_same_day(office: Office) -> None:
    office.change("registry/portal.yml", lambda value: value | {"working_days": {"notice_days": 0}})
    office.run(*ONE_OFF, "--id", "a-1")
    assert office.record("a-1")["requested"]["proposed_on"] == "2026-11-20"
    found = load_register(FolderTree(office.root)).findings
    assert [str(each) for each in found] == []


def test_a_draft_tells_of_a_grant_that_a_hold_voided(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-1")
    approved = {"status": "approved", "on": "2026-11-20", "by": "State Archives", "number": "A-1"}
    office.change("schedules/authorizations/a-1.yml", lambda value: value | {"status": [*value["status"], approved]})
    hold = {
        "matter": "Case 1",
        "kind": "litigation",
        "subject": "Posts",
        "scope": {"items": [{"site": "parks-x", "item": "1001"}]},
        "placed": {"on": "2026-11-20", "by": "flo-records"},
    }
    office.write("registry/holds/case-1.yml", hold, office.private)
    _, _, err = office.run(*ONE_OFF, "--id", "second", private=True)
    assert (
        "1 item of the list had an authority that counts no more: a-1: the hold case-1 came on the very "
        "day on which it was granted, 2026-11-20"
    ) in err


def test_held_items_and_earlier_requests_are_told(office: Office) -> None:
    hold = {
        "matter": "Case 1",
        "kind": "litigation",
        "subject": "Posts",
        "scope": {"items": [{"site": "parks-x", "item": "1001"}]},
        "placed": {"on": "2026-10-01", "by": "flo-records"},
    }
    office.write("registry/holds/case-1.yml", hold, office.private)
    office.run(*ONE_OFF, "--id", "first")
    _, out, err = office.run(*ONE_OFF, "--id", "second", private=True)
    assert "  held: 1\n" in out
    assert "1 item of the list is held until the hold is released" in err
    assert "some of the items were asked for before: first" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--proposed-on", "2026-12-23"),
            "--proposed-on 2026-12-23 is too early for a request of 2026-11-20; 2026-12-24 or later, for 23 working "
            "days",
        ),
        (
            ("--to", "2024-12-31"),
            "2 of 4 items are not past their retention on 2026-11-20; --to 2023-11-19 leaves them out",
        ),
        (
            ("--from", "2023-11-01", "--to", "2024-12-31"),
            "2 of 2 items are not past their retention on 2026-11-20; ask when they are",
        ),
        (
            ("--from", "2023-06-01"),
            "no item of 'parks-general#100' on parks-x from 2023-06-01 is past its retention; the first may go "
            "on 2026-11-21",
        ),
        (
            ("--from", "2030-01-01"),
            "no item of 'parks-general#100' on parks-x from 2030-01-01 is past its retention; `records due` "
            "says what it has",
        ),
        (
            ("--from", "2023-06-01", "--to", "2022-01-01"),
            "--to 2022-01-01 is before --from 2023-06-01; the earlier day comes first",
        ),
        (
            ("--approver", "cy-cto"),
            "--approver 'cy-cto' is neither a records officer nor a disposition approver of parks on 2026-11-20; "
            "name somebody whose approval counts",
        ),
        (
            ("--approver", "ed-admin"),
            "'ed-admin' cannot approve a request of their own; --approver names another person",
        ),
        (("--by", "nobody"), "--by 'nobody' is not in registry/people/; name a registered person"),
        (("--site", "other"), "site 'other' is not in the register; `registry/sites/` has them"),
        (
            ("--cleared", "tax", "cy-cto"),
            "--cleared 'tax' is no clearance; one of audit, litigation, public-records-request",
        ),
        (
            ("--series", "parks-general#999"),
            "series 'parks-general#999' is not in force on 2026-11-20; `records due --summary` lists those that have "
            "items",
        ),
        (
            ("--kind", "ongoing"),
            "series 'parks-general#100' is for routine content; ongoing authority exists for replicated content only, "
            "ask for a one-off authorization",
        ),
    ],
)
def test_what_could_not_be_granted_is_refused(arguments: tuple[str, ...], message: str, office: Office) -> None:
    assert office.refusal(*ONE_OFF, *arguments) == message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"confirmed": None},
            "series 'parks-general#100' is not confirmed and can dispose of nothing; somebody compares it with the "
            "published schedule and records that under confirmed",
        ),
        ({"disposition": "permanent"}, "series 'parks-general#100' is permanent; nothing of it is disposed of"),
        (
            {"authorization": "none"},
            "series 'parks-general#100' needs no authorization; nothing has to be asked for: --kind none-required "
            "records the decision",
        ),
    ],
)
def test_a_series_that_can_dispose_of_nothing_is_refused(changes: dict[str, Any], message: str, office: Office) -> None:
    office.series("100", **changes)
    assert office.refusal(*ONE_OFF) == message


def test_a_name_that_is_taken_is_refused(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-1")
    assert office.refusal(*ONE_OFF, "--id", "a-1") == "authorization 'a-1' is there already; --id names another"
    assert "Ä" in office.refusal(*ONE_OFF, "--id", "Ä")


def test_somebody_who_left_can_ask_for_nothing(office: Office) -> None:
    office.change("registry/people/flo-records.yml", lambda value: value | {"leaves_on": "2026-11-19"})
    assert office.refusal(*ONE_OFF) == "--approver 'flo-records' left on 2026-11-19; name somebody who is there"


def test_ongoing_authority_has_no_list(office: Office) -> None:
    code, out, _ = office.run(*ONGOING, "--id", "all-copies")
    assert code == 0
    assert out.splitlines()[0].startswith(
        "schedules/authorizations/all-copies.yml: ongoing request for parks-general#200"
    )
    assert {"span", "items_digest", "volume"} & office.record("all-copies").keys() == set()


def test_ongoing_authority_wants_an_original_a_living_site_and_a_series_that_allows_it(office: Office) -> None:
    def site(**changes: Any) -> None:
        office.change("registry/sites/parks-x.yml", lambda value: value | changes)

    whole = read_yaml((office.root / "registry/sites/parks-x.yml").read_bytes())[0]
    bare = [{key: each[key] for key in each if key != "original"} for each in whole["communications"]]
    site(communications=bare)
    assert office.refusal(*ONGOING) == (
        "site 'parks-x' names no original of its replicated content; add original with system and location to each of "
        "its replicated communications"
    )
    site(communications=whole["communications"], facts=whole["facts"][:3])
    assert office.refusal(*ONGOING) == (
        "site 'parks-x' is activated; ongoing authority is for sites that are registered"
    )
    site(facts=whole["facts"])
    office.series("200", authorization="per-request")
    assert office.refusal(*ONGOING) == (
        "series 'parks-general#200' allows no ongoing authority; ask for a one-off authorization"
    )


def test_the_form_is_a_pdf_and_two_tables(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-1", "--location", "=HYPERLINK(1)")
    code, out, err = office.run("authorization", "form", "a-1", "--out", office.folder / "out")
    files = [office.folder / "out" / name for name in ("a-1-request.pdf", "a-1-request.csv", "a-1-items.csv")]
    assert (code, out.splitlines()) == (0, [str(file) for file in files])
    assert err.splitlines() == ["2 items as of 2026-11-20.", f"Digest of the list and the rule (SHA-256): {DIGEST}"]
    with files[1].open(encoding="utf-8", newline="") as text:
        rows = dict(csv.reader(text))
    assert rows["Location"] == "'=HYPERLINK(1)"
    assert rows["Proposed disposition date"] == "2026-12-24"
    assert rows["Status"] == "pending since 2026-11-20"
    assert files[2].read_text("utf-8").splitlines() == [
        "site,item,version,kind,dated_on,eligible_on",
        "parks-x,1001,1,post,2022-03-01,2025-03-02",
        "parks-x,1002,1,post,2023-05-01,2026-05-02",
    ]
    text_of_form = "".join(pdf_pages(files[0].read_bytes()))
    assert squeezed("2 parks-x 1002 1 post 2023-05-01 2026-05-02") in text_of_form
    before = {file: file.read_bytes() for file in files}
    office.run("authorization", "form", "a-1", "--out", office.folder / "out")
    assert {file: file.read_bytes() for file in files} == before


def test_the_form_of_an_unknown_request_is_refused_with_a_guess(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "parks-2026")
    assert office.refusal("authorization", "form", "parks-2027", "--out", office.folder / "out") == (
        "authorizations 'parks-2027' is not in the register; did you mean 'parks-2026'?"
    )


def ongoing(until_on: str) -> dict[str, Any]:
    return {
        "kind": "ongoing",
        "series": "parks-general#200",
        "sites": ["parks-x"],
        "requested": {"on": "2025-12-01", "by": "ed-admin", "approver": "flo-records"},
        "status": [
            {"status": "pending", "on": "2025-12-01"},
            {"status": "approved", "on": "2025-12-10", "by": "State", "until_on": until_on},
        ],
    }


@pytest.mark.parametrize(
    ("until_on", "expected"),
    [
        ("2027-01-20", [("2026-11-21", False), ("2026-12-21", False), ("2027-01-20", False)]),
        ("2027-01-19", [("2026-11-20", True), ("2026-12-20", False), ("2027-01-19", False)]),
        ("2026-12-20", [("2026-11-20", True), ("2026-12-20", False)]),
        ("2026-11-20", [("2026-11-20", True)]),
        ("2026-03-01", [("2026-03-01", True)]),
    ],
)
def test_a_renewal_is_reminded_of_at_sixty_thirty_and_no_days(
    until_on: str, expected: list[tuple[str, bool]], office: Office
) -> None:
    office.write("schedules/authorizations/copies.yml", ongoing(until_on))
    _, out, _ = office.run("authorization", "reminders", "--format", "json")
    assert [(each["on"], each["due"]) for each in json.loads(out)] == expected


def test_reminders_name_requests_and_holds_by_day(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-1")
    returned = {**office.record("a-1"), "status": [{"status": "returned", "on": "2026-11-20", "reason": "No volume."}]}
    office.write("schedules/authorizations/a-2.yml", returned)
    hold = {
        "matter": "Case 1",
        "kind": "litigation",
        "subject": "Posts",
        "scope": {"sites": ["parks-x"]},
        "placed": {"on": "2026-03-01", "by": "flo-records"},
        "updates": [{"on": "2026-05-31", "by": "flo-records"}],
    }
    office.write("registry/holds/case-1.yml", hold, office.private)
    office.write(
        "registry/holds/case-2.yml", hold | {"releases": [{"on": "2026-06-01", "by": "gil-counsel"}]}, office.private
    )
    code, out, _ = office.run("authorization", "reminders", private=True)
    assert (code, out.splitlines()) == (
        0,
        [
            "2026-11-20  due  request  a-2: returned; mend the request and hand it in again: No volume.",
            "2026-11-30       hold     case-1: last word on 2026-05-31; tell everybody concerned how the matter stands "
            "and record it under updates; or release it",
            "2026-12-24       request  a-1: pending since 2026-11-20; 23 working days after 2026-11-20: 2026-12-24; "
            "look in the State's system for the answer; once approved, it may be acted on from 2026-12-24",
        ],
    )
    _, out, err = office.run("authorization", "reminders", "--as-of", "2026-12-24")
    assert [line[:32] for line in out.splitlines()] == [
        "2026-11-20  due  request  a-2: r",
        "2026-12-24  due  request  a-1: p",
    ]
    assert err == "without --private no hold is seen\n"


def test_a_hold_letter_needs_the_private_root(office: Office) -> None:
    hold = {
        "matter": "Case 1",
        "kind": "litigation",
        "subject": "The flood",
        "scope": {"sites": ["parks-x"]},
        "placed": {"on": "2026-03-01", "by": "flo-records"},
    }
    office.write("registry/holds/case-1.yml", hold, office.private)
    file = office.folder / "letter.pdf"
    assert office.refusal("hold", "letter", "case-1", "--out", file) == (
        "holds stand in the private root; name it with --private"
    )
    inside = office.root / "letter.pdf"
    assert office.refusal("hold", "letter", "case-1", "--out", inside, private=True) == (
        f"'{inside}' lies in the public root; a hold letter is private, name a place elsewhere"
    )
    assert office.run("hold", "letter", "case-1", "--out", file, private=True)[:2] == (0, f"{file}\n")
    assert squeezed("The flood") in pdf_pages(file.read_bytes())[0]


def test_a_certificate_is_printed_from_the_record(office: Office) -> None:
    office.write("schedules/dispositions/d-1.yml", DISPOSITION)
    file = office.folder / "certificate.pdf"
    assert office.run("certificate", "d-1", "--out", file)[:2] == (0, f"{file}\n")
    text = "".join(pdf_pages(file.read_bytes()))
    assert squeezed("Certificate of transfer") in text
    assert squeezed("were transferred to the archives on November 1, 2026") in text


def package(office: Office) -> Path:
    folder = office.folder / "root-store" / "transfers" / "plans"
    folder.mkdir(parents=True)
    bag = BagWriter(folder)
    particulars = {
        "to": "State Archives",
        "creating_office": "Parks",
        "span": {"from_on": "2022-03-01", "to_on": "2022-03-01"},
        "disposition_action_on": "2026-11-01",
        "control_number": "plans",
    }
    with bag.open("data/items.csv") as file:
        file.write(b"site,item,version,kind,class,on\nparks-x,1001,1,post,policy-program,2022-03-01\n")
    with bag.open("data/transfer.yml") as file:
        file.write(dump_yaml(particulars).encode())
    bag.write_manifests()
    bag.seal({})
    return folder


def test_the_list_of_a_transfer_is_printed_from_its_package_while_that_is_whole(office: Office) -> None:
    file = office.folder / "list.pdf"
    arguments = ("authorization", "transfer-list", "plans", "--out", file)
    assert office.refusal(*arguments) == "no transfer package 'plans' in the store; `records dispose` writes one"
    folder = package(office)
    assert office.run(*arguments)[:2] == (0, f"{file}\n")
    text = pdf_pages(file.read_bytes())[0]
    for said in ("handed over to State Archives", "Date span 2022-03-01 Physical", "1 parks-x 1001 1 post 2022-03-01"):
        assert squeezed(said) in text
    (folder / "data/items.csv").write_bytes(b"site,item,version,kind,class,on\n")
    assert office.refusal(*arguments).startswith("the package 'plans' was changed (")


def answered(office: Office, *arguments: str) -> list[str]:
    """The lines that an answer adds to the record."""
    code, out, err = office.run("authorization", *arguments)
    assert code == 0, err
    return [line[1:] for line in out.splitlines() if line[0] in "+-" and not line.startswith(("+++", "---"))]


def test_number_and_decision_are_added_to_the_request(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-1")
    assert answered(office, "answer", "a-1", "--request-number", "521188") == ["  number: '521188'"]
    assert answered(office, "answer", "a-1", "--status", "returned", "--reason", "No volume.") == [
        "- status: returned",
        "  'on': 2026-11-20",
        "  reason: No volume.",
    ]
    answered(office, "answer", "a-1", "--status", "pending")
    answered(office, "answer", "a-1", "--status", "approved", "--by", "State Archives", "--number", "A-7")
    assert office.record("a-1")["status"] == [
        {"status": "pending", "on": "2026-11-20"},
        {"status": "returned", "on": "2026-11-20", "reason": "No volume."},
        {"status": "pending", "on": "2026-11-20"},
        {"status": "approved", "on": "2026-11-20", "by": "State Archives", "number": "A-7"},
    ]
    assert office.refusal("authorization", "answer", "a-1", "--request-number", "5") == (
        "requested.number stands already; what was written is not changed"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "nothing was answered; add --status, or --request-number"),
        (("--status", "approved", "--on", "2026-11-21"), "2026-11-21 is still to come; name the day of the answer"),
        (
            ("--status", "approved", "--on", "2026-11-19"),
            "2026-11-19 is before 2026-11-20, the day of the entry before; the oldest comes first",
        ),
        (("--status", "pending"), "'a-1' is pending; after that it may be approved, denied, returned, not pending"),
        (("--status", "denied"), "a request that is denied comes back with a reason; add --reason"),
        (
            ("--status", "denied", "--reason", "No", "--until", "2027-11-20"),
            "--until is for an authority that is approved, not denied; leave it out",
        ),
        (
            ("--status", "approved", "--by", "State", "--number", "A-1", "--until", "2027-11-20"),
            "--until is for an ongoing authority; a one-off one covers its list, leave it out",
        ),
    ],
)
def test_an_answer_that_cannot_be_is_refused(arguments: tuple[str, ...], message: str, office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-1")
    assert office.refusal("authorization", "answer", "a-1", *arguments) == message


def test_a_list_that_nothing_fixes_is_not_approved(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-1")
    whole = office.record("a-1")
    office.write("schedules/authorizations/a-1.yml", {name: whole[name] for name in whole if name != "items_digest"})
    granted = ("--status", "approved", "--by", "State", "--number", "A-1")
    assert office.refusal("authorization", "answer", "a-1", *granted) == (
        "the request does not fix its list with items_digest; draft it with `records authorization draft`"
    )


def test_ongoing_authority_counts_for_a_year_and_is_renewed_for_longer(office: Office) -> None:
    office.run(*ONGOING, "--id", "copies")
    assert office.refusal("authorization", "renew", "copies") == (
        "'copies' is ongoing and pending; an ongoing authority that counts is renewed"
    )
    answered(office, "answer", "copies", "--status", "approved", "--by", "State Archives", "--number", "A-1")
    assert office.record("copies")["status"][1] == {
        "status": "approved",
        "on": "2026-11-20",
        "by": "State Archives",
        "number": "A-1",
        "until_on": "2027-11-20",
    }
    assert office.refusal("authorization", "renew", "copies") == (
        "'copies' counts until 2027-11-20 already; a renewal is for longer, not until 2027-11-20"
    )
    answered(office, "renew", "copies", "--until", "2028-11-20", "--by", "State Archives")
    assert office.record("copies")["renewals"] == [
        {"on": "2026-11-20", "by": "State Archives", "until_on": "2028-11-20"}
    ]


def test_ongoing_authority_is_not_renewed_for_a_site_that_is_closed(office: Office) -> None:
    office.write("schedules/authorizations/copies.yml", ongoing("2026-12-20"))
    closing = {
        "kind": "decommissioning",
        "on": "2026-11-20",
        "by": "di-web",
        "role": "web-content-team",
        "handle_fate": "parked",
        "recheck_on": "2027-01-10",
    }
    office.change("registry/sites/parks-x.yml", lambda value: value | {"facts": [*value["facts"], closing]})
    assert office.refusal("authorization", "renew", "copies", "--until", "2027-12-20") == (
        "site 'parks-x' is decommissioned; its ongoing authority has ended, ask for a one-off one"
    )
