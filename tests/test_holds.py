"""Holds against people and ordinary change: each way in which something was let go, by the commands that people run."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.files.yaml_text import read_yaml
from tests.acting import person
from tests.roots import Root, command, root_files, with_counsel
from tests.ssh_signing import SigningKey, key_in, make_key
from tests.test_comparison import EVERYTHING, HEADING, capture, disposition, row

CAPTURE = "captures/parks-x/2024-05-02-0a1b2c3d"
SITE = "registry/sites/parks-x.yml"
HOLD = "registry/holds/h.yml"
NEWER = HEADING.replace("\n", ",earliest_on\n")
AS_OF = ("--as-of", "2026-01-15")


def hold(scope: dict[str, Any], **changes: Any) -> dict[str, Any]:
    placed = {"on": "2025-05-01", "by": "ana"}
    return {"matter": "M", "kind": "litigation", "subject": "Test", "scope": scope, "placed": placed} | changes


def index_row(item: str, first: str, last: str, moment: str = "") -> str:
    text = row(item, last).replace("\n", f",{first}\n")
    return text.replace(f"{last}T12:00:00Z", f"{moment or first}T12:00:00Z")


class Desk:
    """A public root with one capture and a private root, both in git, and the commands run at them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root, self.private = Root(folder / "root"), Root(folder / "private")
        self.files = with_counsel(root_files())
        self.files[f"{CAPTURE}/capture.yml"] = capture(EVERYTHING, "2024-05-02")
        self.index(index_row("1", "2019-05-10", "2019-05-10"))
        self.root.commit(self.files)
        self.private.commit({})

    def index(self, *rows: str) -> None:
        folder = self.root.folder / CAPTURE
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "items.csv").write_text(NEWER + "".join(rows))

    def run(self, *arguments: str | Path) -> tuple[int, str, str]:
        done = command("--root", self.root.folder, "--private", self.private.folder, *arguments, home=self.folder)
        return done.returncode, done.stdout, done.stderr

    def due(self) -> dict[str, tuple[str, str]]:
        """The status and the holds of each item."""
        code, out, err = self.run("due", *AS_OF, "--format", "csv")
        assert code == 0, err
        return {each["item"]: (each["status"], each["holds"]) for each in csv.DictReader(io.StringIO(out))}

    def codes(self) -> list[str]:
        """The codes of the errors about holds."""
        _, out, _ = self.run("validate", *AS_OF, "--format", "json")
        found = [each for each in json.loads(out) if each["severity"] == "error"]
        return sorted(each["code"] for each in found if each["code"].startswith("H"))

    def explained(self, item: str = "1") -> list[str]:
        code, out, err = self.run("explain", "parks-x", item, *AS_OF)
        assert code == 0, err
        return [line for line in out.splitlines() if "hold" in line.lower()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_hold_is_compared_with_every_day_that_an_item_can_date_from(desk: Desk) -> None:
    desk.index(
        index_row("dated-without-time", "2019-05-30", "2019-06-01"),
        index_row("edited-later", "2019-05-10", "2019-09-01"),
        index_row("before", "2019-04-30", "2019-04-30"),
        index_row("after", "2019-06-01", "2019-06-01"),
        index_row("nobody-knows", "", "2020-01-01", moment="2020-01-01").replace("explicit-offset", "calibrated"),
    )
    desk.private.commit({HOLD: hold({"sites": ["parks-x"], "from_on": "2019-05-01", "to_on": "2019-05-31"})})
    assert {item: holds for item, (_, holds) in desk.due().items()} == {
        "dated-without-time": "h",
        "edited-later": "h",
        "before": "",
        "after": "",
        "nobody-knows": "h",
    }


@pytest.mark.parametrize(
    "preserve", [{}, {"preserve": "items"}, {"preserve": "export", "items_enough": {"on": "2025-01-03", "by": "ana"}}]
)
def test_what_is_authorized_and_stays_with_a_held_export_is_counted(desk: Desk, preserve: dict[str, Any]) -> None:
    site = json.loads(json.dumps(desk.files[SITE]))
    site["communications"][0]["series"] = "local#free"
    desk.root.commit({SITE: site})
    desk.index(index_row("1", "2019-05-10", "2019-05-10"), index_row("2", "2019-06-10", "2019-06-10"))
    desk.private.commit({HOLD: hold({"items": [{"site": "parks-x", "item": "1"}]}) | preserve})
    assert desk.due() == {"1": ("held", "h"), "2": ("authorized", "")}
    counted = (
        "1 authorized items came in an export with something held: as long as the store keeps that export, they stay "
        "until the hold is released, or counsel confirms that its items are enough"
    )
    assert (counted in desk.run("due", *AS_OF)[2].splitlines()) is not bool(preserve)


def test_residue_of_a_later_capture_is_covered(desk: Desk) -> None:
    parts = [{"part": "direct-messages", "files": 1, "ranges": 0, "bytes": 9}]
    desk.root.commit({f"{CAPTURE}/capture.yml": capture(EVERYTHING, "2024-05-02") | {"residue": parts}})
    desk.private.commit({HOLD: hold({"sites": ["parks-x"], "from_on": "2019-05-01", "to_on": "2019-05-31"})})
    assert desk.due()["residue/2024-05-02-0a1b2c3d/direct-messages"] == ("held", "h")


def agency_change(desk: Desk) -> dict[str, Any]:
    change = {"kind": "agency-change", "on": "2025-08-01", "by": "ana", "role": "it-web-liaison", "reason": "Moved"}
    moved = json.loads(json.dumps(desk.files[SITE]))
    moved["facts"].append(change | {"from_agency": "parks", "to_agency": "waters"})
    waters = {"registry/agencies/waters.yml": desk.files["registry/agencies/parks.yml"] | {"name": "Waters"}}
    return {SITE: moved | {"agency": "waters"}} | waters


def test_a_change_of_agency_frees_nothing(desk: Desk) -> None:
    desk.private.commit({HOLD: hold({"agencies": ["parks"]})})
    assert desk.due() == {"1": ("held", "h")}
    told = agency_change(desk)
    desk.root.commit(told)
    assert desk.due() == {"1": ("held", "h")}


def test_an_agency_typed_over_frees_nothing(desk: Desk) -> None:
    desk.private.commit({HOLD: hold({"agencies": ["parks"]})})
    told = agency_change(desk)
    desk.root.commit(told | {SITE: told[SITE] | {"facts": desk.files[SITE]["facts"]}})
    assert desk.due() == {"1": ("held", "h")}


def test_a_change_of_agency_that_is_dated_back_frees_nothing_of_a_hold_that_was_placed_before(desk: Desk) -> None:
    assert placed(desk, "--agency", "parks")[0] == 0
    told = agency_change(desk)
    told[SITE]["facts"][-1]["on"] = "2025-01-01"
    desk.root.commit(told)
    assert desk.due() == {"1": ("held", "flood")}


def test_a_class_moved_to_another_series_frees_nothing(desk: Desk) -> None:
    desk.private.commit({HOLD: hold({"series": ["local#routine"]})})
    moved = json.loads(json.dumps(desk.files[SITE]))
    for each in moved["communications"]:
        each["series"] = "local#fiscal"
    desk.root.commit({SITE: moved})
    assert desk.due() == {"1": ("held", "h")}


def test_another_class_for_the_item_frees_nothing(desk: Desk) -> None:
    desk.private.commit({HOLD: hold({"series": ["local#routine"]})})
    (desk.root.folder / CAPTURE / "classes.csv").write_text(
        "item,class,by,on,reason\n1,nonrecord,ana,2025-08-01,A mistake\n"
    )
    assert desk.due() == {"1": ("held", "h")}


def test_a_hold_whose_file_is_gone_binds_and_is_an_error(desk: Desk) -> None:
    desk.private.commit({HOLD: hold({"sites": ["parks-x"]})})
    (desk.private.folder / HOLD).unlink()
    assert (desk.due(), desk.codes()) == ({"1": ("held", "h")}, ["H007"])
    desk.private.commit({})
    assert (desk.due(), desk.codes()) == ({"1": ("held", "h")}, ["H007"])
    assert "binds it: its file is gone" in " ".join(desk.explained())


def test_a_hold_of_the_working_copy_alone_binds(desk: Desk) -> None:
    desk.private.write({HOLD: hold({"sites": ["parks-x"]})})
    assert desk.due() == {"1": ("held", "h")}


def test_a_hold_that_the_remote_had_when_last_asked_binds(desk: Desk) -> None:
    upstream = desk.folder / "upstream.git"
    desk.private.git("clone", "--quiet", "--bare", ".", str(upstream))
    desk.private.git("remote", "add", "origin", str(upstream))
    desk.private.git("fetch", "--quiet", "origin")
    desk.private.git("branch", "--quiet", "--set-upstream-to=origin/main")
    desk.private.commit({HOLD: hold({"sites": ["parks-x"]})})
    desk.private.git("push", "--quiet", "origin", "main")
    desk.private.git("reset", "--quiet", "--hard", "HEAD~1")
    assert desk.due() == {"1": ("held", "h")}


@pytest.mark.parametrize(
    "changes",
    [
        {"scope": {"sites": ["parks-x"], "to_on": "2018-12-31"}},
        {"scope": {"sites": ["parks-x"], "from_on": "2039-01-01"}},
        {"placed": {"on": "2039-05-01", "by": "ana"}},
        {"kind": "audit"},
    ],
)
def test_what_was_changed_in_place_frees_nothing_and_is_an_error(desk: Desk, changes: dict[str, Any]) -> None:
    desk.private.commit({HOLD: hold({"sites": ["parks-x"]})})
    desk.private.commit({HOLD: hold({"sites": ["parks-x"]}) | changes})
    assert (desk.due(), desk.codes()) == ({"1": ("held", "h")}, ["H006"])


def test_whoever_may_not_release_a_hold_does_not(desk: Desk) -> None:
    desk.root.commit({"registry/people/bo.yml": desk.files["registry/people/ana.yml"] | {"roles": [ADMINISTRATOR]}})
    desk.private.commit({HOLD: hold({"sites": ["parks-x"]}, releases=[{"on": "2025-08-01", "by": "bo"}])})
    assert (desk.due(), desk.codes()) == ({"1": ("held", "h")}, ["H004"])
    assert "the release of 2025-08-01 does not count: bo was not counsel on 2025-08-01" in " ".join(desk.explained())


ADMINISTRATOR = {"role": "site-administrator", "from_on": "2020-01-01"}
CUSTODIAN = {"role": "records-custodian", "from_on": "2020-01-01"}


@pytest.mark.parametrize("release", [{"on": "2025-08-01", "by": "bo"}, {"on": "2025-08-01", "by": "lea"}])
def test_a_release_that_does_not_count_ends_nothing_that_is_owed(desk: Desk, release: dict[str, str]) -> None:
    lea = key_in(make_key(desk.folder / "lea"))
    bo = desk.files["registry/people/ana.yml"] | {"roles": [ADMINISTRATOR]}
    desk.root.commit({"registry/people/bo.yml": bo, "registry/people/lea.yml": person("lea", "counsel", lea)})
    desk.private.commit({HOLD: hold({"sites": ["parks-x"]}, releases=[release])})
    overdue = "H001 h: last updated on 2025-05-01, due on 2025-11-01"
    assert overdue in desk.run("validate", *AS_OF)[1]
    assert "last word on 2025-05-01" in desk.run("authorization", "reminders", *AS_OF)[1]
    [line] = json.loads(desk.run("hold", "register", *AS_OF, "--format", "json")[1])
    assert (line["state"], line["items"]) == ("in force", 1)
    shown = desk.run("hold", "register", *AS_OF)[1]
    assert f"h: does not count: {line['not_counting']}" in shown.splitlines()


def test_a_hold_on_a_site_that_is_not_there_is_refused_once(desk: Desk) -> None:
    code, out, err = placed(desk, "--site", "nosuch")
    assert (code, (out + err).count("R004")) == (1, 1)


def test_a_hold_that_was_widened_after_its_release_is_in_force_again(desk: Desk) -> None:
    widened = {"on": "2025-09-01", "by": "ana", "scope": {"sites": ["parks-x"], "from_on": "2038-01-01"}, "why": "More"}
    release = {"on": "2025-08-01", "by": "ana"}
    for more, state in (({}, "released"), ({"amendments": [widened]}, "in force")):
        desk.private.commit({HOLD: hold({"sites": ["parks-x"]}, releases=[release], **more)})
        [line] = json.loads(desk.run("hold", "register", *AS_OF, "--format", "json")[1])
        assert (line["state"], line["items"]) == (state, 0)


def test_a_held_item_that_came_back_is_told_as_both(desk: Desk) -> None:
    desk.root.commit({"schedules/dispositions/first.yml": disposition("1", "2025-03-01")})
    desk.index(index_row("1", "2019-05-10", "2019-05-10").replace(",new,", ",returned,"))
    desk.private.commit({HOLD: hold({"sites": ["parks-x"]})})
    assert desk.due() == {"1": ("resurfaced", "h")}
    told = " ".join(desk.explained())
    assert "h covers it" in told
    _, out, _ = desk.run("explain", "parks-x", "1", *AS_OF)
    assert "resurfaced" in out
    assert "resurfaced, and held (h), as of 2026-01-15" in out
    assert '"status":"resurfaced"' in desk.run("due", *AS_OF, "--status", "held", "--format", "json")[1].replace(
        " ", ""
    )


def placed(desk: Desk, *more: str) -> tuple[int, str, str]:
    said = ["--matter", "M-1", "--kind", "litigation", "--subject", "The flood", "--by", "ana", "--on", "2025-05-01"]
    return desk.run("hold", "place", "flood", *said, *more)


def flood(desk: Desk) -> dict[str, Any]:
    value, _ = read_yaml((desk.private.folder / "registry/holds/flood.yml").read_bytes())
    assert isinstance(value, dict)
    return value


def test_a_hold_is_placed_with_what_its_scope_means(desk: Desk) -> None:
    code, out, err = placed(desk, "--agency", "parks", "--series", "local#routine", "--from", "2019-01-01")
    assert code == 0, out + err
    commit = desk.root.git("rev-parse", "HEAD").strip()
    assert flood(desk)["scope"] == {"agencies": ["parks"], "series": ["local#routine"], "from_on": "2019-01-01"}
    assert flood(desk)["covers"] == {
        "sites": ["parks-x"],
        "series": ["local#routine"],
        "classes": [{"site": "parks-x", "class": "routine"}, {"site": "parks-x", "class": "unacceptable"}],
        "commit": commit,
    }
    assert desk.due() == {"1": ("held", "flood")}
    assert placed(desk, "--site", "parks-x")[0] == 2


def test_sites_that_had_left_before_are_shown_and_can_be_named(desk: Desk) -> None:
    desk.root.commit(agency_change(desk))
    said = ["--matter", "M-1", "--kind", "audit", "--subject", "The flood", "--by", "ana", "--on", "2025-09-01"]
    code, _, err = desk.run("hold", "place", "flood", *said, "--agency", "parks")
    assert code == 0, err
    assert "parks-x had left parks before 2025-09-01 and is not held; --also parks-x names it" in err
    assert desk.due()["1"][0] != "held"
    shutil.rmtree(desk.private.folder / "registry")
    code, _, err = desk.run("hold", "place", "flood", *said, "--agency", "parks", "--also", "parks-x")
    assert (code, "had left" in err, desk.due()["1"]) == (0, False, ("held", "flood"))


def test_an_empty_scope_and_an_odd_item_are_refused(desk: Desk) -> None:
    assert "the scope names nothing" in placed(desk)[2]
    assert "--item '1' is not SITE/ITEM" in placed(desk, "--item", "1")[2]


def test_a_hold_is_kept_up_and_released_by_whoever_may(desk: Desk) -> None:
    assert placed(desk, "--site", "parks-x", "--notify", "ana")[0] == 0
    assert flood(desk)["notified"] == [{"person": "ana", "on": "2025-05-01"}]
    desk.root.commit({"registry/people/bo.yml": desk.files["registry/people/ana.yml"] | {"roles": [ADMINISTRATOR]}})
    assert desk.run("hold", "update", "flood", "--by", "bo", "--on", "2025-06-01", "--note", "It goes on.")[0] == 0
    assert "it binds all the same" in desk.run("hold", "confirm", "flood", "--by", "bo", "--on", "2025-06-01")[2]
    assert desk.run("hold", "confirm", "flood", "--by", "ana", "--on", "2025-06-01")[0] == 0
    assert desk.run("hold", "acknowledge", "flood", "--person", "bo", "--on", "2025-06-02")[0] == 0
    assert "already" in desk.run("hold", "acknowledge", "flood", "--person", "bo")[2]
    assert desk.run("hold", "acknowledge", "flood", "--person", "ana", "--on", "2025-06-03")[0] == 0
    assert "already" in desk.run("hold", "acknowledge", "flood", "--person", "ana")[2]
    assert flood(desk)["notified"] == [
        {"person": "ana", "on": "2025-05-01", "acknowledged_on": "2025-06-03"},
        {"person": "bo", "on": "2025-06-02", "acknowledged_on": "2025-06-02"},
    ]
    narrow = [
        "hold",
        "amend",
        "flood",
        "--site",
        "parks-x",
        "--from",
        "2020-01-01",
        "--why",
        "Less",
        "--on",
        "2025-07-01",
    ]
    code, _, err = desk.run(*narrow, "--by", "bo")
    assert (code, "bo is not counsel: what this scope drops stays held" in err) == (0, True)
    assert desk.due() == {"1": ("held", "flood")}
    assert "was not counsel" in desk.run("hold", "release", "flood", "--by", "bo", "--on", "2025-08-01")[2]
    assert desk.run(*narrow, "--by", "ana")[0] == 0
    assert desk.due()["1"] == ("awaiting-authorization", "")
    widen = ["hold", "amend", "flood", "--site", "parks-x", "--why", "More", "--on", "2025-09-01", "--by", "bo"]
    assert desk.run(*widen)[0] == 0
    assert desk.due() == {"1": ("held", "flood")}
    code, out, err = desk.run("hold", "register", *AS_OF, "--format", "json")
    assert code == 0, err
    [line] = json.loads(out)
    assert (line["state"], line["items"], line["confirmed_on"], line["acknowledged_by"]) == (
        "in force",
        1,
        "2025-06-01",
        ["ana", "bo"],
    )
    assert desk.run("hold", "release", "flood", "--by", "ana", "--on", "2025-10-01")[0] == 0
    assert desk.due()["1"] == ("awaiting-authorization", "")
    code, out, _ = desk.run("hold", "register", *AS_OF, "--format", "csv")
    assert "ana, bo" in desk.run("hold", "register", *AS_OF)[1].splitlines()[-1]
    assert out.splitlines()[1].startswith(
        "flood,M-1,litigation,released,0,2025-05-01,ana,2025-06-01,2025-10-01,ana | bo,"
    )
    assert desk.codes() == []


def test_that_the_items_are_enough_is_said_by_counsel_alone(desk: Desk) -> None:
    desk.root.commit({"registry/people/bo.yml": desk.files["registry/people/ana.yml"] | {"roles": [CUSTODIAN]}})
    said = ("--matter", "M-1", "--kind", "public-records-request", "--subject", "The flood", "--on", "2025-05-01")
    code, _, err = desk.run("hold", "place", "flood", *said, "--by", "bo", "--site", "parks-x", "--preserve-items")
    assert (code, "bo is not counsel: the export stays frozen until counsel confirms it" in err) == (0, True)
    assert "H008 flood: nobody who was counsel placed or confirmed it so" in desk.run("validate", *AS_OF)[1]
    confirm = ("hold", "confirm", "flood", "--on", "2025-05-02", "--preserve-items")
    assert "was not counsel on 2025-05-02; that the items are enough" in desk.run(*confirm, "--by", "bo")[2]
    code, out, err = desk.run(*confirm, "--by", "ana")
    assert (code, flood(desk)["confirmed"]) == (0, {"on": "2025-05-02", "by": "ana"}), out + err
    assert "H008" not in desk.run("validate", *AS_OF)[1]


def test_counsel_says_later_that_the_items_are_enough(desk: Desk) -> None:
    assert placed(desk, "--site", "parks-x")[0] == 0
    desk.private.commit({})
    confirm = ("hold", "confirm", "flood", "--on", "2025-05-02", "--preserve-items", "--by", "ana")
    assert (desk.run(*confirm)[0], flood(desk)["preserve"]) == (0, "items")
    assert "H008" not in desk.run("validate", *AS_OF)[1]


@pytest.mark.parametrize("asked", ["", "--preserve-items", "preserve: export"])
def test_counsel_says_that_the_items_are_enough_after_another_persons_confirmation(desk: Desk, asked: str) -> None:
    """The custodian confirmed the hold of a request; what was written stays, and counsel's word stands beside it."""
    desk.root.commit({"registry/people/bo.yml": desk.files["registry/people/ana.yml"] | {"roles": [CUSTODIAN]}})
    said = ("--matter", "M-1", "--kind", "public-records-request", "--subject", "The flood", "--on", "2025-05-01")
    wanted = [asked] if asked.startswith("--") else []
    assert desk.run("hold", "place", "flood", *said, "--by", "bo", "--site", "parks-x", *wanted)[0] == 0
    if asked == "preserve: export":
        desk.private.write({"registry/holds/flood.yml": flood(desk) | {"preserve": "export"}})
    assert desk.run("hold", "confirm", "flood", "--on", "2025-05-02", "--by", "bo")[0] == 0
    base, before = desk.private.commit({}), flood(desk)
    confirm = ("hold", "confirm", "flood", "--on", "2025-05-03", "--preserve-items")
    assert desk.run(*confirm, "--by", "bo")[0] == 2
    code, out, err = desk.run(*confirm, "--by", "ana")
    assert code == 0, out + err
    assert flood(desk) == before | {"items_enough": {"on": "2025-05-03", "by": "ana"}}
    assert "H008" not in desk.run("validate", *AS_OF)[1]
    assert "it is confirmed already" in desk.run(*confirm, "--by", "ana")[2]
    desk.private.commit({})
    assert gate(desk, base)[0] == 0


def test_a_role_that_is_told_is_whoever_holds_it_that_day(desk: Desk) -> None:
    bo = desk.files["registry/people/ana.yml"] | {"roles": [ADMINISTRATOR | {"to_on": "2025-04-30"}]}
    al = desk.files["registry/people/ana.yml"] | {"roles": [ADMINISTRATOR, CUSTODIAN]}
    desk.root.commit({"registry/people/bo.yml": bo, "registry/people/al.yml": al})
    refused = placed(desk, "--site", "parks-x", "--notify", "auditor")
    assert (refused[0], "nobody held such a role on 2025-05-01" in refused[2]) == (2, True)
    told = ("--notify", "site-administrator", "--notify", "records-custodian", "--notify", "ana")
    code, out, err = placed(desk, "--site", "parks-x", *told)
    assert code == 0, out + err
    assert [line for line in err.splitlines() if " on 2025-05-01" in line] == [
        "site-administrator on 2025-05-01: al",
        "records-custodian on 2025-05-01: al",
    ]
    assert flood(desk)["notified"] == [{"person": "al", "on": "2025-05-01"}, {"person": "ana", "on": "2025-05-01"}]


def test_a_hold_of_an_older_form_is_acknowledged_beside_its_words(desk: Desk) -> None:
    desk.private.commit({HOLD: hold({"sites": ["parks-x"]}, notified=["site-administrator", "ana"])})
    assert desk.run("hold", "acknowledge", "h", "--person", "ana", "--on", "2025-06-02")[0] == 0
    value: Any = read_yaml((desk.private.folder / HOLD).read_bytes())[0]
    assert value["notified"] == [
        "site-administrator",
        "ana",
        {"person": "ana", "on": "2025-06-02", "acknowledged_on": "2025-06-02"},
    ]
    assert desk.due() == {"1": ("held", "h")}
    unknown = [{"person": "nobody", "on": "2025-05-02"}]
    desk.private.write({HOLD: hold({"sites": ["parks-x"]}, notified=unknown)})
    assert "'nobody'" in desk.run("validate", *AS_OF)[1]


def test_what_a_change_of_the_private_root_would_let_go_is_said_before_it_is_signed(desk: Desk) -> None:
    desk.root.commit({"registry/people/lea.yml": person("lea", "counsel", key_in(make_key(desk.folder / "lea")))})
    assert placed(desk, "--site", "parks-x")[0] == 0
    base = desk.private.commit({})
    assert desk.run("hold", "release", "flood", "--by", "lea", "--on", "2039-10-01")[0] == 0
    head = desk.private.commit({})
    code, out, err = desk.run("impact", "--holds", f"{base}..{head}", *AS_OF)
    assert code == 0, err
    assert out == "hold flood lets go 1 item of parks-x\n  parks-x 1 (version 1)\n"
    _, out, _ = desk.run("impact", "--holds", f"{base}..{head}", *AS_OF, "--format", "json")
    assert json.loads(out)["counts"] == [{"hold": "flood", "site": "parks-x", "items": 1}]
    desk.private.git("rm", "--quiet", "registry/holds/flood.yml")
    gone = desk.private.commit({})
    _, out, _ = desk.run("impact", "--holds", f"{base}..{gone}", *AS_OF)
    assert out == "as of 2026-01-15: nothing is let go from a hold\n"


def gate(desk: Desk, base: str, head: str = "HEAD") -> tuple[int, list[str]]:
    """What the gate of the private root says of a change."""
    roots = ("--root", desk.private.folder, "--public", desk.root.folder)
    done = command(*roots, "diff", f"{base}..{head}", *AS_OF, home=desk.folder)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, done.stdout.splitlines()


def test_the_gate_of_a_private_root_lets_holds_in_and_nothing_out(desk: Desk) -> None:
    base = desk.private.commit({})
    desk.private.commit({HOLD: hold({"sites": ["parks-x"]})})
    code, lines = gate(desk, base)
    assert (code, lines[:2]) == (0, ["as of 2026-01-15: nothing is let go from a hold", "holds/h is new"])
    base = desk.private.commit({})
    desk.private.commit({HOLD: hold({"sites": ["parks-x"], "to_on": "2018-12-31"})})
    code, lines = gate(desk, base)
    assert (code, "H006 h: scope was changed in place" in lines[0]) == (1, True)
    desk.private.git("reset", "--quiet", "--hard", base)
    desk.private.git("rm", "--quiet", HOLD)
    desk.private.commit({})
    code, lines = gate(desk, base)
    assert (code, lines[1]) == (1, "lacking: holds/h is taken away; records are closed, never taken away")
    desk.private.git("reset", "--quiet", "--hard", base)
    desk.private.commit({HOLD: hold({"sites": ["parks-x"]}, releases=[{"on": "2025-08-01", "by": "ana"}])})
    code, lines = gate(desk, base)
    assert (code, lines[:2]) == (0, ["hold h lets go 1 item of parks-x", "  parks-x 1 (version 1)"])
    desk.root.commit({"registry/people/lea.yml": person("lea", "counsel", key_in(make_key(desk.folder / "lea")))})
    code, lines = gate(desk, base)
    assert (code, lines[0].startswith("lacking: what was written of holds/h on 2025-08-01 is not signed")) == (1, True)


def test_the_register_of_holds_is_not_written_into_the_public_root(desk: Desk) -> None:
    _, _, err = desk.run("hold", "register", "--out", desk.root.folder / "holds.csv")
    assert "the register of holds is private" in err


def test_where_people_have_keys_a_release_frees_once_it_is_signed(desk: Desk) -> None:
    lea = key_in(make_key(desk.folder / "lea", "-t", "ed25519"))
    desk.root.commit({"registry/people/lea.yml": person("lea", "counsel", lea)})
    assert placed(desk, "--site", "parks-x")[0] == 0
    desk.private.commit({})
    code, _, err = desk.run("hold", "release", "flood", "--by", "lea", "--on", "2025-10-01")
    assert (code, "until then it frees nothing" in err) == (0, True)
    assert f"`records --private {desk.private.folder} approve holds/flood --act release`" in err
    desk.private.commit({})
    assert desk.due() == {"1": ("held", "flood")}
    signing = ("--key", desk.folder / "lea", "--act", "release", "--yes")
    code, out, err = desk.run("approve", "holds/flood", *signing)
    assert code == 0, err
    assert desk.due() == {"1": ("held", "flood")}
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    desk.private.commit({}, GIT_COMMITTER_DATE=now)
    assert desk.due()["1"] == ("awaiting-authorization", "")
    assert out.count("registry/acts/") == 2
    desk.private.commit({"registry/holds/flood.yml": flood(desk) | {"releases": [{"on": "2025-09-01", "by": "lea"}]}})
    assert desk.due() == {"1": ("held", "flood")}


ROTATED_AT = "2025-12-01T12:00:00Z"


def end_key(desk: Desk, lea: SigningKey, ended: str) -> None:
    """Lea's key ends, and where it is rotated another one comes that the earlier one signed for."""
    record = person("lea", "counsel", lea)
    record["keys"][0] |= {"to_on": "2025-12-01", "ended": ended}
    desk.root.commit({"registry/people/lea.yml": record}, GIT_COMMITTER_DATE=ROTATED_AT)


@pytest.mark.parametrize(
    ("ended", "committed", "free"),
    [
        ("rotated", "2025-11-30T12:00:00Z", True),  # the private root had it before
        ("rotated", "2025-12-01T11:59:59Z", True),
        ("rotated", "2025-12-01T12:00:00Z", False),  # on the day on which the key still counts, but not before the end
        ("rotated", "2025-12-02T12:00:00Z", False),
        ("lost", "2025-11-30T12:00:00Z", False),  # whoever found it dates a commit back
        ("revoked", "2025-11-30T12:00:00Z", False),
    ],
)
def test_what_was_released_before_its_key_was_rotated_stays_released(
    desk: Desk, ended: str, committed: str, free: bool
) -> None:
    lea = key_in(make_key(desk.folder / "lea", "-t", "ed25519"))
    desk.root.commit({"registry/people/lea.yml": person("lea", "counsel", lea)})
    assert placed(desk, "--site", "parks-x")[0] == 0
    desk.private.commit({})
    assert desk.run("hold", "release", "flood", "--by", "lea", "--on", "2025-10-01")[0] == 0
    desk.private.commit({})
    signing = ("--key", desk.folder / "lea", "--act", "release", "--on", "2025-11-29", "--yes")
    code, _, err = desk.run("approve", "holds/flood", *signing)
    assert code == 0, err
    desk.private.commit({}, GIT_COMMITTER_DATE=committed)
    freed = ("awaiting-authorization", "")
    assert desk.due()["1"] == freed
    end_key(desk, lea, ended)
    assert desk.due()["1"] == (freed if free else ("held", "flood"))


def test_a_hold_is_shown_from_the_history_of_its_own_root(desk: Desk) -> None:
    assert placed(desk, "--site", "parks-x")[0] == 0
    desk.private.commit({})
    code, out, err = desk.run("show", "holds/flood")
    assert (code, err) == (0, "")
    assert out.startswith("Hold flood at the end of ")
