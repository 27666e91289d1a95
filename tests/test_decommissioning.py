"""A site is closed in order: nothing is deleted before it is captured whole, nor under a hold."""

from __future__ import annotations

import difflib
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from records_portal.captures.ingest import ingest_export
from records_portal.commands.cli import run
from records_portal.commands.decommission import CONTENTS_LEFT, HANDLE_FATES, STEPS, decommission
from records_portal.commands.places import Places
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.shapes import schema_of
from records_portal.register.sites import status_of
from records_portal.store.anchors import Anchor, Anchors, read_anchors, write_anchors
from tests import exports_x
from tests.roots import Root, anchor, ingest_request, root_files
from tests.test_verification import ingest

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
SITE = "registry/sites/parks-x.yml"
HOLD = {
    "matter": "Flooding",
    "kind": "litigation",
    "subject": "Everything.",
    "scope": {"sites": ["parks-x"]},
    "placed": {"on": "2024-01-05", "by": "ana", "letter": "Letter 7"},
}
LACKS = [
    "replies by others",
    "poll results",
    "who liked or reposted",
    "full text of reposts",
    "posts replied to",
    "image descriptions",
    "deleted posts after two weeks",
    "media files that the export should hold",
]
ACCEPTED = [part for lack in LACKS for part in ("--accept", lack)]
DIRECTION = ["--record", "direction", "--by", "ana", "--on", "2023-09-20", "--reason", "The campaign ended"]
NOTICE = ["--record", "notice", "--by", "ana", "--on", "2024-05-02", "--audience", "Followers", "--text", "It closes."]
BLOCKED = ["--record", "deactivation", "--by", "ana", "--on", "2024-05-03"]
HANDED = ["--record", "credentials-handed-over", "--by", "ana", "--on", "2024-05-03", "--channel", "In person"]
CLOSED = ["--record", "decommissioning", "--by", "ben", "--on", "2024-05-04", "--handle-fate", "parked"]
AGAIN = ["--recheck-on", "2024-11-04"]


def fact(kind: str, on: str, **values: Any) -> dict[str, Any]:
    return {"kind": kind, "on": on, "by": "ana", "role": "it-web-liaison"} | values


def registered_files() -> dict[str, Any]:
    """The files of a root with one site that is registered, its administrator and the officer for technology."""
    files = root_files()
    link = {"url": "https://parks.example/", "seen_on": "2020-01-05"}
    approvals = [
        {"by": "ben", "role": "communications-director", "on": "2020-01-03"},
        {"by": "cleo", "role": "cto-cio", "on": "2020-01-03"},
    ]
    review = {"decision": "approved", "copies_to": ["agency-head"], "approvals": approvals}
    files[SITE] |= {"account_id": "900000001", "url": "https://x.com/Trails"}
    files[SITE]["handles"] = [{"handle": "Trails", "from_on": "2020-01-04"}]
    files[SITE]["access"] = [{"person": "ana", "how": "own-login", "from_on": "2020-01-04"}]
    files[SITE]["linked_from"] = [{"url": "https://parks.example/news", "seen_on": "2022-01-05"}]
    files[SITE]["facts"] += [
        fact("review", "2020-01-03", **review),
        fact("activation", "2020-01-04", copies_to=["cto-cio"]),
        fact("registration", "2020-01-05", pages=[link]),
    ]
    person = files["registry/people/ana.yml"]
    for name, roles in (
        ("ana", ("agency-head", "it-web-liaison", "site-administrator", "counsel")),
        ("ben", ("cto-cio",)),
    ):
        held = [{"role": role, "from_on": "2020-01-01"} for role in roles]
        files[f"registry/people/{name}.yml"] = person | {"name": name.title(), "roles": held}
    for name, role in (("ben", "communications-director"), ("cleo", "cto-cio")):
        known = files.get(f"registry/people/{name}.yml", person | {"name": name.title(), "roles": []})
        roles_held = [*known["roles"], {"role": role, "from_on": "2020-01-01"}]
        files[f"registry/people/{name}.yml"] = known | {"roles": roles_held}
    return files


class Desk:
    """A registered site in git with one export at hand, and the command run at it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys, self.now = folder, capsys, NOW
        self.root, self.private = Root(folder / "root"), Root(folder / "private")
        self.store = folder / "root-store"
        self.root.commit(registered_files())

    def run(self, *arguments: str, private: bool = False) -> tuple[int, str, str]:
        folders = (self.private.folder,) if private else ()
        places = Places(self.root.folder, folders, None, self.folder / "cache", self.now)
        self.capsys.readouterr()
        code = decommission.main(["parks-x", *arguments], standalone_mode=False, obj=places)
        out, err = self.capsys.readouterr()
        return int(code or 0), out, err

    def refusal(self, *arguments: str, private: bool = False) -> str:
        before = self.text
        with pytest.raises((Refusal, click.ClickException)) as caught:
            self.run(*arguments, private=private)
        assert self.text == before
        assert "\n" not in str(caught.value)
        return str(caught.value)

    def take_in(self) -> str:
        """Take in an export of 1 October 2023, which lacks what X leaves out and one picture; the capture's name."""
        ingest(self.root.folder, self.store, exports_x.write_2022(self.folder / "export"))
        self.root.commit({})
        return next((self.root.folder / "captures/parks-x").iterdir()).name

    def another(self, name: str, other: str, *, picked: bool = False, **changes: Any) -> str:
        """The record of another capture, made from that of one; newer unless it is said when it was made."""
        folder = self.root.folder / "captures/parks-x"
        value, _ = read_yaml((folder / name / "capture.yml").read_bytes())
        value |= {"exported_at": "2024-05-01T06:00:00Z", "scope": {"complete": True}} | changes
        value["scope"] = {"complete": False, "picked": True} if picked else value["scope"]
        shutil.copytree(folder / name, folder / other)
        (folder / other / "capture.yml").write_text(dump_yaml(value))
        return other

    def captured(self) -> str:
        """The closing up to its final capture, every lack accepted; the capture's name."""
        self.run(*DIRECTION)
        name = self.take_in()
        self.run(*self.final(name), *ACCEPTED)
        anchor(self.store, self.private)
        return name

    def hold(self, value: dict[str, Any]) -> None:
        """Publish a hold in the private root."""
        self.private.commit({"registry/holds/flooding.yml": value})
        self.private.git("push", "--quiet")

    def final(self, name: str, on: str = "2024-05-02") -> list[str]:
        return ["--record", "final-capture", "--by", "ana", "--on", on, "--capture", name]

    @property
    def text(self) -> str:
        return (self.root.folder / SITE).read_text()

    @property
    def site(self) -> SiteValue:
        value, fault = read_yaml(self.text.encode())
        assert fault is None
        site: SiteValue = value
        return site

    def states(self, *arguments: str, private: bool = False) -> dict[str, str]:
        told = json.loads(self.run("--format", "json", *arguments, private=private)[1])
        return {step["step"]: step["state"] for step in told["steps"]}

    def step(self, name: str, *, private: bool = False) -> dict[str, Any]:
        told = json.loads(self.run("--format", "json", private=private)[1])
        found: dict[str, Any] = next(step for step in told["steps"] if step["step"] == name)
        return found


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_before_the_direction_everything_else_waits_for_it(desk: Desk) -> None:
    assert desk.states() == {
        "direction": "open",
        "holds": "open",
        "final-capture": "blocked",
        "ongoing-authority": "done",
        "notice": "blocked",
        "deactivation": "blocked",
        "access": "blocked",
        "credentials-handed-over": "blocked",
        "decommissioning": "blocked",
        "recheck": "blocked",
    }


def test_a_closing_from_the_first_step_to_the_last(desk: Desk) -> None:
    name = desk.captured()
    desk.run(*NOTICE)
    desk.run(*BLOCKED, "--contents", "deleted")
    desk.run(*HANDED)
    desk.run(*CLOSED, *AGAIN)
    assert [each["kind"] for each in desk.site["facts"]][4:] == [
        "direction",
        "final-capture",
        "notice",
        "deactivation",
        "credentials-handed-over",
        "decommissioning",
    ]
    assert desk.site["facts"][5] == {
        "kind": "final-capture",
        "on": "2024-05-02",
        "by": "ana",
        "role": "site-administrator",
        "capture": name,
        "accepted_lacks": LACKS,
        "verified_on": "2024-05-02",
    }
    assert desk.site["facts"][7] | {"role": ""} == {
        "kind": "deactivation",
        "on": "2024-05-03",
        "by": "ana",
        "role": "",
        "copies_to": ["cto-cio", "web-content-team", "agency-head"],
        "contents": "deleted",
        "access_blocked_on": "2024-05-03",
    }
    assert status_of(desk.site) == "decommissioned"
    states = desk.states(private=True)
    assert states.pop("access") == "open"
    assert set(states.values()) == {"done"}


def test_a_fact_is_shown_as_a_diff_and_every_other_line_stays(desk: Desk) -> None:
    (desk.root.folder / SITE).write_text(f"# The trails' account.\n{desk.text}")
    before = desk.text
    code, out, err = desk.run(*DIRECTION, "--evidence", "File 2023-7")
    assert code == 0
    assert [line for line in out.splitlines() if line.startswith("-")] == ["--- a/registry/sites/parks-x.yml"]
    assert "+- kind: direction" in out.splitlines()
    assert [line for line in difflib.ndiff(before.splitlines(), desk.text.splitlines()) if line[0] in "-?"] == []
    assert "propose the change for review" in err
    assert desk.site["facts"][-1]["evidence"] == {
        "form": "e-mail",
        "reference": "File 2023-7",
        "dated_on": "2023-09-20",
    }


def test_the_same_fact_again_writes_nothing_and_a_dry_run_neither(desk: Desk) -> None:
    before = desk.text
    assert "+- kind: direction" in desk.run(*DIRECTION, "--dry-run")[1]
    assert desk.text == before
    desk.run(*DIRECTION)
    before = desk.text
    assert desk.run(*DIRECTION)[:2] == (0, "")
    assert desk.text == before
    assert "is recorded already" in desk.refusal(*DIRECTION[:-1], "Another reason")


def test_the_final_capture_is_the_newest_whole_one_since_the_direction(desk: Desk) -> None:
    assert "comes after direction, which is not done" in desk.refusal(*desk.final("2023-10-01-b6984897"))
    desk.run(*DIRECTION)
    assert "is no capture of the whole site" in desk.refusal(*desk.final("2023-10-01-b6984897"))
    name = desk.take_in()
    said = desk.refusal(*desk.final(name))
    assert said.startswith(f"capture {name!r} lacks 'replies by others'; --filled 'replies by others=CAPTURE'")
    assert "the capture does not lack 'moon rocks'" in desk.refusal(*desk.final(name), "--accept", "moon rocks")
    assert "was taken in on 2024-05-01" in desk.refusal(*desk.final(name, "2024-04-30"), *ACCEPTED)
    assert desk.step("final-capture")["lines"][:2] == [
        f"the newest capture is {name!r}, made on 2023-10-01",
        "it lacks 'replies by others': capture that in another way, or accept it by name",
    ]
    desk.run(*desk.final(name), *ACCEPTED)
    assert desk.step("final-capture")["state"] == "done"


def test_a_capture_from_before_the_direction_is_not_the_final_one(desk: Desk) -> None:
    name = desk.take_in()
    desk.run("--record", "direction", "--by", "ana", "--on", "2023-10-02", "--reason", "It ended")
    said = desk.refusal(*desk.final(name), *ACCEPTED)
    assert said == f"capture {name!r} was made before the direction on 2023-10-02; capture again, for what came since"
    assert "ask the platform for a complete export now" in desk.step("final-capture")["lines"][0]


def test_a_capture_that_is_not_whole_in_the_store_closes_nothing(desk: Desk) -> None:
    desk.run(*DIRECTION)
    name = desk.take_in()
    segment = desk.store / "bags/parks-x" / name / "data/items/items-000001.jsonl"
    sound = segment.read_bytes()
    segment.write_bytes(sound.replace(b"2023", b"2024"))
    assert f"capture {name!r} is not whole in the store: V003" in desk.refusal(*desk.final(name), *ACCEPTED)
    segment.write_bytes(sound)
    desk.run(*desk.final(name), *ACCEPTED)
    segment.write_bytes(sound.replace(b"2023", b"2024"))
    assert desk.step("final-capture")["state"] == "open"
    said = desk.refusal(*BLOCKED, "--contents", "deleted")
    assert said.startswith(f"deactivation comes after final-capture, which is not done: capture {name!r} is not whole")


def test_without_a_store_only_what_was_verified_before_counts(desk: Desk) -> None:
    desk.run(*DIRECTION)
    name = desk.take_in()
    away = desk.store.rename(desk.folder / "away")
    assert f"capture {name!r} was not verified; run this where the store is" in desk.refusal(
        *desk.final(name), *ACCEPTED
    )
    away.rename(desk.store)
    desk.run(*desk.final(name), *ACCEPTED)
    desk.store.rename(away)
    assert desk.step("final-capture")["state"] == "done"


def test_a_gap_is_filled_by_another_capture_of_the_same_closing_that_has_it(desk: Desk) -> None:
    desk.run(*DIRECTION)
    name = desk.take_in()
    table = desk.folder / "comments"
    table.mkdir()
    (table / "items.csv").write_text("id,kind,created_at,text\nc-1,comment,2023-09-01T10:00:00Z,Thanks\n")
    request = ingest_request(
        desk.folder / "elsewhere", paths=(table,), root=desk.root.folder, store=desk.store, by="ana"
    )
    other = ingest_export(request).capture
    rest = [part for lack in LACKS[1:] for part in ("--accept", lack)]
    desk.now = datetime(2025, 9, 1, tzinfo=UTC)
    filled = ["--filled", f"replies by others={other}"]
    assert "is no other capture of 'parks-x'" in desk.refusal(
        *desk.final(name), *rest, "--filled", "replies by others=2020-01-01-0a1b2c3d"
    )
    assert "names no capture; write LACK=CAPTURE" in desk.refusal(*desk.final(name), "--filled", "replies by others")
    desk.run(*desk.final(name), *rest, *filled)
    assert desk.site["facts"][-1]["filled_lacks"] == [{"lack": "replies by others", "capture": other}]
    assert f"'replies by others' is in {other!r}" in desk.step("final-capture")["lines"]


def test_what_was_picked_by_hand_is_no_capture_of_the_site_and_a_newer_whole_one_goes_first(desk: Desk) -> None:
    desk.run(*DIRECTION)
    name = desk.take_in()
    picked, newer = desk.another(name, "2024-05-01-0000000a", picked=True), desk.another(name, "2024-05-01-0000000b")
    assert f"{picked!r} is no capture of the whole site" in desk.refusal(*desk.final(picked), *ACCEPTED)
    assert f"capture {newer!r} is newer than {name!r}; name the newest" in desk.refusal(*desk.final(name), *ACCEPTED)
    filled = ["--filled", f"poll results={picked}"]
    shutil.rmtree(desk.root.folder / "captures/parks-x" / newer)
    assert f"{picked!r} is no other capture" in desk.refusal(*desk.final(name), *ACCEPTED, *filled)


def test_the_checklist_offers_the_newest_capture_that_was_not_picked_with_all_that_it_lacks(desk: Desk) -> None:
    desk.run(*DIRECTION)
    name = desk.take_in()
    desk.another(name, "2024-05-01-0000000a", picked=True)
    assert desk.step("final-capture")["lines"][0] == f"the newest capture is {name!r}, made on 2023-10-01"
    counts = {"declared": 9, "found": 7, "new": 7, "edited": 0, "returned": 0, "repeated": 0, "gone": 0}
    desk.another(name, "2024-05-01-0000000b", scope={"complete": False}, counts=counts, lacks=["poll results"])
    offer = "capture that in another way, or accept it by name"
    assert desk.step("final-capture")["lines"] == [
        "the newest capture is '2024-05-01-0000000b', made on 2024-05-01",
        f"it lacks 'poll results': {offer}",
        f"it lacks 'what the export was not asked for': {offer}",
        f"it lacks 'media files that the export should hold': {offer}",
        f"it lacks 'items that the export counts and does not hold': {offer}",
    ]


def test_what_does_not_come_from_the_same_closing_or_lacks_the_same_fills_no_gap(desk: Desk) -> None:
    desk.run(*DIRECTION)
    name = desk.take_in()
    same = desk.another(name, "2023-09-30-0000000a", exported_at="2023-09-30T06:00:00Z")
    old = desk.another(name, "2023-09-01-0000000b", exported_at="2023-09-01T06:00:00Z", lacks=[])
    for other, said in ((same, "lacks 'poll results' too"), (old, "cannot fill what came since")):
        assert said in desk.refusal(*desk.final(name), *ACCEPTED, "--filled", f"poll results={other}")


def test_under_a_hold_access_is_blocked_and_contents_are_kept(desk: Desk) -> None:
    desk.captured()
    desk.hold(HOLD)
    for contents in ("deleted", "flagged-for-deletion"):
        said = desk.refusal(*BLOCKED, "--contents", contents, private=True)
        assert said.startswith("hold 'flooding' reaches it: nothing there may be deleted")
    assert "held by flooding" in desk.step("holds", private=True)["lines"][0]
    assert desk.run(*BLOCKED, "--contents", "kept-under-hold", private=True)[0] == 0
    assert desk.site["facts"][-1]["contents"] == "kept-under-hold"
    assert "flooding" not in desk.text


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({"scope": {"sites": ["parks-x"], "to_on": "2010-01-01"}}, True),
        ({"scope": {"agencies": ["parks"]}}, True),
        ({"scope": {"items": [{"site": "parks-x", "item": "1585341984679469056"}]}}, True),
        ({"scope": {"series": ["local#routine"]}}, True),
        ({"releases": [{"on": "2024-04-01", "by": "ana"}]}, False),
        ({"releases": [{"on": "2024-04-01", "by": "ana", "scope": {"sites": ["parks-x"]}}]}, False),
        (
            {"releases": [{"on": "2024-04-01", "by": "ana", "scope": {"sites": ["parks-x"], "to_on": "2010-01-01"}}]},
            True,
        ),
    ],
)
def test_a_hold_reaches_a_site_unless_it_is_wholly_released_there(
    desk: Desk, changes: dict[str, Any], *, held: bool
) -> None:
    desk.captured()
    desk.hold(HOLD | changes)
    contents = [*BLOCKED, "--contents", "deleted"]
    if held:
        assert "reaches it" in desk.refusal(*contents, private=True)
    else:
        kept = desk.refusal(*BLOCKED, "--contents", "kept-under-hold", private=True)
        assert kept == "no hold reaches the site: contents are deleted or flagged-for-deletion"
        assert desk.run(*contents, private=True)[0] == 0


HAPPENED = [*BLOCKED, "--contents", "deleted", "--happened"]
LOG = "registry/operations/parks-x/2024.yml"


def changes_of(root: Root) -> list[dict[str, Any]]:
    value, _ = read_yaml((root.folder / LOG).read_bytes())
    changes: list[dict[str, Any]] = value["content_changes"]
    return changes


def late_of(desk: Desk) -> list[str]:
    """The findings about what counsel has to look at."""
    capsys, folders = desk.capsys, ("--private", str(desk.private.folder))
    capsys.readouterr()
    run(["--root", str(desk.root.folder), *folders, "validate"], {"cache": desk.folder / "cache", "started_at": NOW})
    return [line for line in capsys.readouterr().out.splitlines() if " H009 " in line]


def test_a_deletion_that_has_happened_under_a_hold_is_recorded_and_alarms(desk: Desk) -> None:
    desk.captured()
    desk.hold(HOLD)
    code, _, err = desk.run(*HAPPENED, private=True)
    assert (code, desk.site["facts"][-1]["contents"]) == (1, "deleted")
    assert "ALARM: it was deleted under hold 'flooding'; tell counsel at once, and keep every capture" in err
    assert changes_of(desk.private) == [
        {
            "on": "2024-05-03",
            "by": "ana",
            "change": "deleted",
            "description": "The contents of the site, on the site itself.",
            "deleted_under": ["flooding"],
            "holds_checked_on": "2024-06-01",
        }
    ]
    assert "flooding" not in desk.text
    assert not (desk.root.folder / "registry/operations").exists()
    written = (desk.text, (desk.private.folder / LOG).read_bytes())
    assert desk.run(*HAPPENED, private=True)[0] == 1
    assert (desk.text, (desk.private.folder / LOG).read_bytes()) == written


def test_the_public_fact_is_the_same_whether_it_was_held_or_not(desk: Desk) -> None:
    desk.captured()
    desk.private.commit({"registry/README.md": "No holds"})
    desk.private.git("push", "--quiet")
    assert desk.run(*HAPPENED, private=True)[0] == 0
    free, entry = desk.site["facts"][-1], changes_of(desk.private)[0]
    assert ("deleted_under" in entry, entry["holds_checked_on"]) == (False, "2024-06-01")
    desk.root.git("checkout", "--quiet", "--", ".")
    (desk.private.folder / LOG).unlink()
    desk.hold(HOLD)
    assert desk.run(*HAPPENED, private=True)[0] == 1
    assert desk.site["facts"][-1] == free


def test_a_deletion_that_has_happened_is_counsels_task_until_counsel_looked_at_it(desk: Desk) -> None:
    desk.captured()
    desk.private.commit({"registry/holds/flooding.yml": HOLD})
    desk.run(*HAPPENED, private=True)
    (told,) = late_of(desk)
    assert "H009 parks-x/2024: deleted on 2024-05-03 under 'flooding'; `counsel` in the entry" in told
    entry = changes_of(desk.private)[0]
    for looked, left in (({"on": "2024-05-02", "by": "ana"}, 1), ({"on": "2024-06-01", "by": "ben"}, 1)):
        desk.private.commit({LOG: {"content_changes": [entry | {"counsel": looked}]}})
        assert len(late_of(desk)) == left
    desk.private.commit({LOG: {"content_changes": [entry | {"counsel": {"on": "2024-06-01", "by": "ana"}}]}})
    assert late_of(desk) == []


def test_a_deletion_that_has_happened_with_holds_that_cannot_be_asked_is_recorded_as_such(desk: Desk) -> None:
    desk.captured()
    anchors = read_anchors(desk.store)
    assert anchors
    write_anchors(desk.store, replace(anchors, agencies={"parks": "counsel"}))
    code, _, err = desk.run(*HAPPENED)
    assert (code, desk.site["facts"][-1]["contents"]) == (1, "deleted")
    assert "holds_checked_on" not in changes_of(desk.root)[0]
    unasked = (
        f"the holds of agency 'parks' are in the private root 'counsel', published at {anchors.private[0].address!r}; "
        "name your clone of it with --private"
    )
    assert f"ALARM: the entry does not say that holds were checked, tell counsel: {unasked}" in err
    assert "deleted on 2024-05-03 and its holds were not asked for" in late_of(desk)[0]


@pytest.mark.parametrize(
    "when", ["before the direction", "before the final capture", "after kept-under-hold", "closed"]
)
def test_a_deletion_that_has_happened_is_recorded_at_every_time(desk: Desk, when: str) -> None:
    desk.private.commit({"registry/holds/flooding.yml": HOLD})
    if when == "before the final capture":
        desk.run(*DIRECTION)
    if when in ("after kept-under-hold", "closed"):
        desk.captured()
        assert desk.run(*BLOCKED, "--contents", "kept-under-hold", private=True)[0] == 0
    if when == "closed":
        assert desk.run(*HANDED)[0] == 0
        assert desk.run(*CLOSED, *AGAIN)[0] == 0
    facts = len(desk.site["facts"])
    assert desk.run(*HAPPENED, private=True)[0] == 1
    assert [each["deleted_under"] for each in changes_of(desk.private)] == [["flooding"]]
    assert len(desk.site["facts"]) - facts == (when == "before the final capture")


def test_only_contents_that_were_deleted_have_happened(desk: Desk) -> None:
    said = "--happened is of contents that were deleted; name --record deactivation and --contents deleted"
    for arguments in ([*BLOCKED, "--contents", "flagged-for-deletion"], NOTICE):
        assert desk.refusal(*arguments, "--happened", private=True) == said


def test_where_the_private_root_is_required_nothing_is_deleted_without_it(desk: Desk) -> None:
    desk.captured()
    desk.root.commit({"registry/portal.yml": registered_files()["registry/portal.yml"] | {"private_root": "required"}})
    assert "requires the private root, where holds are" in desk.refusal(*BLOCKED, "--contents", "deleted")
    assert desk.run(*BLOCKED, "--contents", "deleted", private=True)[0] == 0


def test_where_the_store_has_no_anchors_nothing_is_deleted(desk: Desk) -> None:
    desk.captured()
    (desk.store / "anchors.yml").unlink()
    for private in (False, True):
        said = desk.refusal(*BLOCKED, "--contents", "deleted", private=private)
        assert said.endswith(
            "has no anchors.yml, so that nobody knows which repositories are meant; `records anchor set public "
            "ADDRESS` writes it"
        )


def test_where_the_anchors_name_a_private_root_nothing_is_deleted_before_it_was_asked(desk: Desk) -> None:
    desk.captured()
    remote = str(desk.folder / "published.git")
    first = desk.private.git("rev-parse", "HEAD").strip()
    anchors = Anchors(Anchor("public", "/srv/records.git", "main"), (Anchor("counsel", remote, "main", first),))
    write_anchors(desk.store, replace(anchors, agencies={"parks": "counsel"}))
    deleted = [*BLOCKED, "--contents", "deleted"]
    assert desk.refusal(*deleted) == (
        f"the holds of agency 'parks' are in the private root 'counsel', published at {remote!r}; name your clone of "
        "it with --private"
    )
    (desk.private.folder / "registry/README.md").unlink()
    assert "the private root 'counsel' has changes that are not committed" in desk.refusal(*deleted, private=True)
    newer = desk.private.commit({"registry/README.md": "No holds"})
    assert "pull or publish until they are the same" in desk.refusal(*deleted, private=True)
    desk.private.git("push", "--quiet")
    assert desk.run(*deleted, private=True)[0] == 0
    seen = read_anchors(desk.store)
    assert seen
    assert [each.last_seen for each in seen.roots] == ["", newer]


def test_an_open_step_comes_with_its_message_its_fact_and_its_command(desk: Desk) -> None:
    desk.run(*DIRECTION)
    desk.take_in()
    step = desk.step("notice")
    assert {name: step["message"][name] for name in ("name", "to", "copies_to", "subject")} == {
        "name": "closing-notice",
        "to": ["Web and Content Management Team"],
        "copies_to": [],
        "subject": "Links to a social media site that closes: Parks on X (Trails, https://x.com/Trails)",
    }
    text = " ".join(step["message"]["text"].split())
    assert "This site or service closes: Parks on X (Trails, https://x.com/Trails)." in text
    assert "Please take its links from these pages: https://parks.example/, https://parks.example/news." in text
    assert "This official account is being closed. Follow the agency's other accounts." in text
    assert step["lines"][1:] == [
        "remove the link from https://parks.example/",
        "remove the link from https://parks.example/news",
    ]
    assert step["command"] == (
        "records decommission parks-x --record notice --by PERSON --on DATE --audience AUDIENCE --text TEXT"
    )
    final = desk.step("final-capture")
    assert final["fact"] == {"kind": "final-capture", "on": "2024-06-01", "by": "ana", "role": "site-administrator"}
    assert final["needed"] == {"capture": "The name of the capture's folder below `captures/SITE/`."}
    out = desk.run()[1]
    assert " 1. [done] direction:" in out
    assert "Subject: Final copy of a social media site or service: Parks on X (Trails, https://x.com/Trails)" in out
    assert "        capture:   # The name of the capture's folder below `captures/SITE/`." in out


def test_the_checklist_has_the_messages_that_the_message_command_writes(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.root.folder / "registry/portal.yml").write_text(
        "title: Test\ntime_zone: UTC\nfiscal_year_start: 07-01\nurl: https://list.example/\n", encoding="utf-8"
    )
    desk.root.git("commit", "--quiet", "--all", "--message", "The portal's address")
    messages: dict[str, Any] = {}
    for asked in range(2):
        told = json.loads(desk.run("--format", "json")[1])["steps"]
        messages |= {each["message"].pop("name"): each["message"] for each in told if "message" in each}
        if not asked:
            desk.run(*DIRECTION)
            desk.take_in()
    assert {"direction", "hold-question", "final-copy", "closing-notice"} <= messages.keys()
    assert "https://list.example/" in messages["closing-notice"]["text"]
    title = "Chief Technology or Information Officer"
    assert messages["direction"]["to"] == [f"Ben ({title})", f"Cleo ({title})"]
    capsys.readouterr()
    for name in ("hold-question", "final-copy", "closing-notice"):
        settings = {"cache": desk.folder / "cache", "started_at": desk.now}
        run(["--root", str(desk.root.folder), "message", name, "--site", "parks-x", "--format", "json"], settings)
        said = json.loads(capsys.readouterr().out)
        assert [each["words"] for each in said["to"]] == messages[name]["to"]
        assert {part: said[part] for part in ("subject", "text")} == {
            part: messages[name][part] for part in ("subject", "text")
        }


def test_the_ongoing_authority_ends_with_the_site(desk: Desk) -> None:
    authority = {
        "kind": "ongoing",
        "series": "local#replicated",
        "sites": ["parks-x"],
        "requested": {"on": "2023-05-01", "by": "ana"},
        "status": [
            {"status": "pending", "on": "2023-05-01"},
            {"status": "approved", "on": "2023-06-01", "by": "State", "number": "A-1", "until_on": "2025-06-01"},
        ],
    }
    desk.captured()
    desk.root.commit({"schedules/authorizations/replicated-2023.yml": authority})
    step = desk.step("ongoing-authority")
    assert (step["state"], step["lines"][0].split(":")[0]) == (
        "open",
        "replicated-2023 ends for this site with its decommissioning",
    )
    for arguments in ([*BLOCKED, "--contents", "deleted"], HANDED, [*CLOSED, *AGAIN]):
        desk.run(*arguments)
    assert desk.step("ongoing-authority")["state"] == "done"


def test_a_series_that_waits_for_the_closing_asks_for_its_event(desk: Desk) -> None:
    files = registered_files()
    rule = {
        "later_of": [
            {"trigger": "event", "event": "site-decommissioned", "period": "P1Y"},
            {"trigger": "creation", "period": "P3Y"},
        ]
    }
    series = files["schedules/local.yml"]["versions"][0]["series"]
    files["schedules/local.yml"]["versions"][0]["series"] = [*series[:-1], series[-1] | {"rule": rule}]
    desk.root.commit({"schedules/local.yml": files["schedules/local.yml"]})
    assert desk.states()["event"] == "blocked"
    desk.captured()
    for arguments in ([*BLOCKED, "--contents", "deleted"], HANDED, [*CLOSED, *AGAIN]):
        desk.run(*arguments)
    assert desk.step("event")["lines"][0].startswith(
        "local#free waits for it: write schedules/events/parks-x-closed.yml"
    )
    event = {"event": "site-decommissioned", "on": "2024-05-04", "covers": {"sites": ["parks-x"]}}
    desk.root.commit({"schedules/events/parks-x-closed.yml": event | {"recorded": {"on": "2024-05-04", "by": "ana"}}})
    assert desk.states()["event"] == "done"


def test_the_handle_is_looked_at_again_on_its_day(desk: Desk) -> None:
    desk.captured()
    for arguments in ([*BLOCKED, "--contents", "deleted"], HANDED, [*CLOSED, *AGAIN]):
        desk.run(*arguments)
    assert desk.states()["recheck"] == "done"
    assert desk.states("--as-of", "2024-11-05")["recheck"] == "open"
    desk.now = datetime(2024, 11, 6, tzinfo=UTC)
    recheck = ["--record", "recheck", "--by", "ben", "--on", "2024-11-05", "--handle-fate", "lost"]
    assert "--recheck-on 2024-11-05 is not after 2024-11-05" in desk.refusal(*recheck, "--recheck-on", "2024-11-05")
    desk.run(*recheck, "--recheck-on", "2025-05-05")
    assert desk.site["facts"][-1]["handle_fate"] == "lost"
    assert desk.states()["recheck"] == "done"
    assert "the site is closed" in desk.refusal(*HANDED[:4], "--on", "2024-11-05", "--channel", "In person")


def test_a_site_that_was_closed_without_a_step_has_missed_it(desk: Desk) -> None:
    files = registered_files()
    closed = fact("decommissioning", "2024-05-04", handle_fate="lost", recheck_on="2025-01-01")
    files[SITE] |= {"origin": "inventory", "facts": [*files[SITE]["facts"], closed | {"by": "ben", "role": "cto-cio"}]}
    desk.root.commit({SITE: files[SITE]})
    states = desk.states()
    assert (states["direction"], states["final-capture"], states["deactivation"]) == ("missed", "missed", "missed")
    assert (states["decommissioning"], states["access"], states["recheck"]) == ("done", "open", "done")


def test_as_of_an_earlier_day_later_facts_are_not_known(desk: Desk) -> None:
    desk.captured()
    assert desk.states("--as-of", "2023-09-19")["direction"] == "open"
    assert desk.states("--as-of", "2023-09-20")["final-capture"] == "open"
    assert desk.states("--as-of", "2024-05-02")["final-capture"] == "done"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*DIRECTION[:4], "--on", "2020-01-04", *DIRECTION[6:]], "the last fact is of 2020-01-05, after 2020-01-04"),
        ([*DIRECTION[:4], "--on", "2024-06-02", *DIRECTION[6:]], "--on 2024-06-02 has not come yet"),
        ([*DIRECTION[:2], *DIRECTION[4:]], "who took the step is missing"),
        ([*DIRECTION[:3], "ben", *DIRECTION[4:]], "'ben' was none of agency-head on 2023-09-20"),
        ([*DIRECTION[:3], "dora", *DIRECTION[4:]], "--by 'dora' is not in registry/people/"),
        (DIRECTION[:6], "direction needs --reason"),
        ([*DIRECTION, "--channel", "x"], "--channel does not belong to direction; it takes --reason"),
        ([*DIRECTION, "--as-of", "2023-09-20"], "--as-of is for looking"),
        (["--reason", "x"], "--reason says something of a step"),
        (NOTICE, "notice comes after direction, which is not done"),
        (CLOSED + AGAIN, "decommissioning comes after credentials-handed-over, which is not done"),
        (CLOSED, "decommissioning needs --recheck-on"),
        ([*DIRECTION, "--note", "a\u200bb"], "what is added to facts cannot stand in a record"),
    ],
)
def test_a_step_that_is_incomplete_or_out_of_order_is_refused(desk: Desk, arguments: list[str], said: str) -> None:
    assert said in desk.refusal(*arguments)


def test_a_successor_that_is_no_site_would_be_an_error_and_is_refused(desk: Desk) -> None:
    desk.captured()
    for arguments in ([*BLOCKED, "--contents", "deleted"], HANDED):
        desk.run(*arguments)
    assert "no such site 'parks-y'" in desk.refusal(*CLOSED, *AGAIN, "--successor", "parks-y")


def test_the_options_are_those_of_the_schema() -> None:
    facts = schema_of("sites")["$defs"]
    assert facts["fact-deactivation"]["properties"]["contents"]["enum"] == list(CONTENTS_LEFT)
    assert facts["fact-decommissioning"]["properties"]["handle_fate"]["enum"] == list(HANDLE_FATES)
    assert {f"fact-{step}" for step in STEPS if step != "recheck"} < set(facts)
