"""Unacceptable content: copied with its metadata before it is taken down, entered as facts, never deleted when held."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest

from records_portal.checks import check_register
from records_portal.commands.captures import captures
from records_portal.commands.moderate import ACTIONS, CATEGORIES, CONTENTS, NOT_COPIED, moderate
from records_portal.commands.places import Places
from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.shapes import schema_of
from records_portal.store.anchors import Anchor, Anchors, write_anchors
from tests.roots import Root, anchor, root_files

NOON = datetime(2026, 10, 21, 12, 0, tzinfo=UTC)
WHAT = ["parks-x", "--item", "1784", "--category", "abusive", "--by", "ana"]
META = ["--author", "a-walker", "--posted-at", "2026-10-20T23:30:00-04:00", "--original-format", "Reply with a picture"]
TOLD = ["--notice", "not-sent", "--reason", "The account was gone"]
DELETED = ["--action", "deleted", *TOLD]
PNG = b"\x89PNG\r\n\x1a\n insult"
HOLD = {
    "matter": "Flooding",
    "kind": "litigation",
    "subject": "Everything of October 2026.",
    "scope": {"sites": ["parks-x"], "from_on": "2026-10-01", "to_on": "2026-10-31"},
    "placed": {"on": "2026-10-01", "by": "ana", "letter": "Letter 7"},
}


class Desk:
    """A root and a private root in git, saved files of one comment, and the command run at them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys, self.now = folder, capsys, NOON
        self.root, self.private = Root(folder / "root"), Root(folder / "private")
        self.root.commit(root_files())
        (folder / "words.txt").write_text("You are all fools", encoding="utf-8")
        (folder / "screen.png").write_bytes(PNG)
        self.copies = ["--copy", str(folder / "words.txt"), "--copy", str(folder / "screen.png")]

    def run(self, *arguments: str, private: bool = False, command: click.Command = moderate) -> tuple[int, str, str]:
        places = Places(
            self.root.folder, (self.private.folder,) if private else (), None, self.folder / "cache", self.now
        )
        self.capsys.readouterr()
        code = command.main(list(arguments), standalone_mode=False, obj=places)
        out, err = self.capsys.readouterr()
        return int(code or 0), out, err

    def refusal(self, *arguments: str, private: bool = False) -> str:
        before = self.files()
        with pytest.raises((Refusal, click.ClickException)) as caught:
            self.run(*arguments, private=private)
        assert self.files() == before
        assert "\n" not in str(caught.value)
        return str(caught.value)

    def files(self) -> dict[str, bytes]:
        """Every file of both roots and of the store but for git's own."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and ".git" not in path.parts and "cache" not in path.parts and path.name != "lock"
        }

    def log(self, root: str = "root", year: int = 2026) -> list[dict[str, Any]]:
        value, _ = read_yaml((self.folder / root / f"registry/operations/parks-x/{year}.yml").read_bytes())
        entries: list[dict[str, Any]] = value["moderation"]
        return entries

    @property
    def capture(self) -> Path:
        """The only capture's folder in the root."""
        (found,) = (self.root.folder / "captures/parks-x").iterdir()
        return found


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_the_copy_is_a_capture_of_its_own_with_author_moment_and_original_format(desk: Desk) -> None:
    anchor(desk.folder / "root-store", desk.private)
    code, out, err = desk.run(*WHAT, *META, *desk.copies)
    name = desk.capture.name
    assert (code, out.splitlines()) == (
        0,
        [
            f"bags/parks-x/{name}",
            f"captures/parks-x/{name}/items.csv",
            f"captures/parks-x/{name}/capture.yml",
            f"captures/parks-x/{name}/classes.csv",
        ],
    )
    assert "now delete or hide the content on the site" in err
    assert not (desk.root.folder / "registry/operations").exists()
    bag = desk.folder / "root-store/bags/parks-x" / name
    item = json.loads((bag / "data/items/items-000001.jsonl").read_text())
    assert {key: item["item"][key] for key in ("id", "kind", "author", "created_at", "text")} == {
        "id": "1784",
        "kind": "comment",
        "author": "a-walker",
        "created_at": "2026-10-21T03:30:00Z",
        "text": "You are all fools",
    }
    assert "Reply with a picture" in item["fragments"][-1]["text"]
    assert (bag / item["files"][0]).read_bytes() == PNG
    assert desk.run("verify", command=captures)[0] == 0


def test_its_class_is_decided_by_the_person_who_acts(desk: Desk) -> None:
    desk.run(*WHAT, *META, *desk.copies)
    assert (desk.capture / "classes.csv").read_text() == (
        "item,class,by,on,reason\n"
        '1784,unacceptable,ana,2026-10-21,"Unacceptable content, copied before it was taken down"\n'
        'residue/framing,unacceptable,ana,2026-10-21,"Unacceptable content, copied before it was taken down"\n'
    )


def test_the_log_has_the_facts_and_never_the_content_or_its_author(desk: Desk) -> None:
    desk.run(*WHAT, *META, *desk.copies, *DELETED)
    (entry,) = desk.log()
    digest = (desk.capture / "items.csv").read_text().splitlines()[1].split(",")[14]
    assert entry == {
        "id": entry["id"],
        "on": "2026-10-21",
        "by": "ana",
        "category": "abusive",
        "action": "deleted",
        "content": "comment",
        "item": "1784",
        "version": 1,
        "posted_on": "2026-10-21",
        "deleted_on": "2026-10-21",
        "author_notified": {"notified": False, "reason": "The account was gone"},
        "copied": {
            "on": "2026-10-21",
            "by": "ana",
            "kept_at": "The store",
            "reference": f"parks-x/{desk.capture.name}",
            "metadata": ["author", "posted-at", "original-format"],
            "digest": digest,
            "class": "unacceptable",
            "series": "local#routine",
        },
    }
    for path, data in desk.files().items():
        if path.startswith("root/"):
            assert b"fools" not in data, path
            assert b"a-walker" not in data, path


def test_the_same_call_again_writes_nothing_be_it_on_another_day(desk: Desk) -> None:
    desk.run(*WHAT, *META, *desk.copies, *DELETED, private=True)
    before = desk.files()
    desk.now = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)
    code, out, err = desk.run(*WHAT, *META, *desk.copies, *DELETED, private=True)
    assert (code, out) == (0, "")
    assert "nothing was written" in err
    assert desk.files() == before


def test_the_copy_first_and_the_action_later_make_one_capture_and_one_entry(desk: Desk) -> None:
    desk.run(*WHAT, *META, *desk.copies)
    before = desk.files().keys()
    code, out, err = desk.run(*WHAT, *META, *desk.copies, *DELETED)
    assert (code, out) == (0, "registry/operations/parks-x/2026.yml\n")
    assert desk.files().keys() - before == {"root/registry/operations/parks-x/2026.yml"}
    assert "without --private none is seen" in err
    assert "holds_checked_on" not in desk.log()[0]


def test_an_interrupted_call_is_finished_by_the_next(desk: Desk) -> None:
    desk.run(*WHAT, *META, *desk.copies, *DELETED)
    whole = desk.files()
    for lost in ("captures", "registry/operations"):
        for path in sorted((desk.root.folder / lost).rglob("*")):
            if path.is_file():
                path.unlink()
    desk.run(*WHAT, *META, *desk.copies, *DELETED)
    assert desk.files() == whole


def test_what_lies_in_a_store_without_anchors_is_hidden_and_not_deleted(desk: Desk) -> None:
    _, _, err = desk.run(*WHAT, *META, *desk.copies)
    assert "hide the content, do not delete it, for holds were not asked: " in err
    _, _, err = desk.run(*WHAT, *META, *desk.copies, *DELETED, private=True)
    assert "the entry does not say that holds were checked: " in err
    assert "holds_checked_on" not in desk.log("private")[0]


def test_an_entry_says_that_holds_were_checked_only_where_the_anchors_root_was_asked(desk: Desk) -> None:
    remote, store = str(desk.folder / "holds.git"), desk.folder / "root-store"
    desk.private.git("init", "--quiet", "--bare", "--initial-branch=main", remote)
    desk.private.git("remote", "add", "origin", remote)
    first = desk.private.commit({"registry/README.md": "Holds"})
    store.mkdir()
    counsel = Anchor("counsel", remote, "main", first)
    write_anchors(store, Anchors(Anchor("public", "/srv/records.git", "main"), (counsel,), {"parks": "counsel"}))
    _, _, err = desk.run(*WHAT, *META, *desk.copies, *DELETED, private=True)
    assert "the entry does not say that holds were checked: the private root 'counsel' cannot be compared with" in err
    assert "holds_checked_on" not in desk.log("private")[0]
    desk.private.git("clean", "--quiet", "-d", "--force")
    desk.private.git("push", "--quiet", "--set-upstream", "origin", "main")
    desk.run(*WHAT, *META, *desk.copies, *DELETED, private=True)
    assert desk.log("private")[0]["holds_checked_on"] == "2026-10-21"


def test_with_a_private_root_the_entry_stands_there_with_its_reason(desk: Desk) -> None:
    anchor(desk.folder / "root-store", desk.private)
    because = ["--because", "It gave out a ranger's address"]
    assert "is for the private root; add --private DIR" in desk.refusal(*WHAT, *META, *desk.copies, *DELETED, *because)
    desk.run(*WHAT, *META, *desk.copies, *DELETED, *because, private=True)
    assert not (desk.root.folder / "registry/operations").exists()
    (entry,) = desk.log("private")
    assert entry["reason"] == "It gave out a ranger's address"
    assert entry["holds_checked_on"] == "2026-10-21"


def test_comments_of_a_log_stay_and_the_year_is_that_of_the_action(desk: Desk) -> None:
    log = desk.root.folder / "registry/operations/parks-x/2025.yml"
    log.parent.mkdir(parents=True)
    text = "# The year of the move.\nmoderation:\n  - on: 2025-01-02   # by telephone\n    by: ana\n"
    log.write_text(text + "    category: abusive\n    action: hidden\n")
    desk.now = datetime(2026, 1, 3, tzinfo=UTC)
    posted = ["--posted-at", "2025-12-30", "--author", "x", "--original-format", "Comment"]
    desk.run(*WHAT, *posted, *desk.copies, *DELETED, "--on", "2025-12-31")
    assert log.read_text().startswith(text)
    assert [each["on"] for each in desk.log(year=2025)] == ["2025-01-02", "2025-12-31"]


def test_what_a_hold_covers_is_not_deleted_and_may_be_hidden(desk: Desk) -> None:
    desk.private.commit({"registry/holds/flooding.yml": HOLD})
    said = desk.refusal(*WHAT, *META, *desk.copies, *DELETED, private=True)
    assert said == "hold 'flooding' covers it: it may not be deleted on the site; hide it and say --action hidden"
    assert desk.run(*WHAT, *META, *desk.copies, "--action", "hidden", *TOLD, private=True)[0] == 0
    assert desk.log("private")[0]["action"] == "hidden"


def test_a_deletion_that_has_happened_is_recorded_under_a_hold_and_alarms(desk: Desk) -> None:
    desk.private.commit({"registry/holds/flooding.yml": HOLD})
    code, _, err = desk.run(*WHAT, *META, *desk.copies, *DELETED, "--happened", private=True)
    assert (code, desk.log("private")[0]["deleted_under"]) == (1, ["flooding"])
    assert "ALARM: it was deleted under hold 'flooding'; tell counsel at once" in err
    assert not (desk.root.folder / "registry/operations").exists()


def test_what_is_held_is_copied_and_then_hidden(desk: Desk) -> None:
    desk.private.commit({"registry/holds/flooding.yml": HOLD})
    code, _, err = desk.run(*WHAT, *META, *desk.copies, private=True)
    assert (code, "hide it on the site, do not delete it" in err, "now delete" in err) == (0, True, False)


@pytest.mark.parametrize(
    ("scope", "held"),
    [
        ({"sites": ["parks-x"]}, True),
        ({"sites": ["parks-x"], "to_on": "2026-10-20"}, False),
        ({"sites": ["parks-x"], "from_on": "2026-10-21"}, True),
        ({"items": [{"site": "parks-x", "item": "1784", "version": 2}]}, True),
        ({"items": [{"site": "parks-x", "item": "1785"}]}, False),
        ({"series": ["local#routine"]}, True),
    ],
)
def test_a_hold_covers_whatever_it_may_mean(desk: Desk, scope: dict[str, Any], *, held: bool) -> None:
    desk.private.commit({"registry/holds/flooding.yml": HOLD | {"scope": scope}})
    arguments = [*WHAT, *META, *desk.copies, *DELETED]
    if held:
        assert "covers it" in desk.refusal(*arguments, private=True)
    else:
        assert desk.run(*arguments, private=True)[0] == 0


def test_an_unknown_id_may_be_any_that_a_hold_names(desk: Desk) -> None:
    scope = {"items": [{"site": "parks-x", "item": "1785"}]}
    desk.private.commit({"registry/holds/flooding.yml": HOLD | {"scope": scope}})
    by_url = ["parks-x", "--url", "https://x.com/a/status/9", "--category", "abusive", "--by", "ana"]
    assert "covers it" in desk.refusal(*by_url, *META, *desk.copies, *DELETED, private=True)


def test_without_an_id_the_address_is_kept_and_an_id_is_made(desk: Desk) -> None:
    by_url = ["parks-x", "--url", "https://x.com/a/status/9", "--category", "abusive", "--by", "ana"]
    desk.run(*by_url, *META, *desk.copies, *DELETED)
    (entry,) = desk.log()
    row = (desk.capture / "items.csv").read_text().splitlines()[1].split(",")
    assert (row[0], row[1]) == (entry["item"], "synthesised")
    assert entry["copied"]["metadata"] == ["author", "posted-at", "original-format", "web-address"]


ILLEGAL = ["parks-x", "--item", "1784", "--category", "illegal-to-possess", "--by", "ana"]
REPORT = ["--report-number", "R-77/2026", "--reported-to", "State police"]


def test_what_it_is_illegal_to_possess_is_reported_and_never_copied(desk: Desk) -> None:
    assert desk.refusal(*ILLEGAL, *REPORT, *desk.copies, *DELETED) == (
        "what it is illegal to possess is never copied; leave out --copy and destroy that copy as counsel says"
    )
    assert "add --report-number NO" in desk.refusal(*ILLEGAL, *DELETED)
    code, out, err = desk.run(*ILLEGAL, *REPORT, *DELETED)
    assert (code, out) == (0, "registry/operations/parks-x/2026.yml\n")
    assert "nothing was copied" in err
    assert not (desk.folder / "root-store").exists()
    (entry,) = desk.log()
    assert (entry["category"], entry["item"]) == ("criminal-or-discriminatory", "1784")
    assert entry["not_copied"] == {
        "reason": "illegal-to-possess",
        "reported_to": "State police",
        "report_number": "R-77/2026",
    }


def test_what_was_captured_before_needs_no_second_copy(desk: Desk) -> None:
    before = ["--not-copied", "captured-before"]
    assert desk.refusal(*WHAT, *before, *DELETED).startswith("no capture of 'parks-x' lists the item '1784'")
    desk.run(*WHAT, *META, *desk.copies)
    (desk.capture / "classes.csv").unlink()
    desk.run(*WHAT, *before, *DELETED)
    assert "1784,unacceptable,ana" in (desk.capture / "classes.csv").read_text()
    assert desk.log()[0]["not_copied"] == {"reason": "captured-before"}


def test_the_same_item_in_an_earlier_capture_gets_the_class_too(desk: Desk) -> None:
    desk.run(*WHAT, *META, *desk.copies)
    (desk.folder / "words.txt").write_text("You are all great fools", encoding="utf-8")
    desk.run(*WHAT, *META, *desk.copies, *DELETED)
    folders = list((desk.root.folder / "captures/parks-x").iterdir())
    assert len(folders) == 2
    assert all("1784,unacceptable" in (each / "classes.csv").read_text() for each in folders)
    assert desk.log()[0]["version"] == 2


def test_another_action_on_the_same_content_is_another_entry_and_other_facts_are_refused(desk: Desk) -> None:
    desk.run(*WHAT, *META, *desk.copies, "--action", "hidden", *TOLD)
    desk.run(*WHAT, *META, *desk.copies, *DELETED)
    assert [each["action"] for each in desk.log()] == ["hidden", "deleted"]
    other = ["--action", "deleted", "--notice", "sent"]
    said = desk.refusal(*WHAT, *META, *desk.copies, *other)
    assert "with other facts; what was wrong goes under corrections" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*WHAT, *META, *DELETED], "nothing is taken down before it is copied; add --copy FILE"),
        ([*WHAT, *DELETED, "--not-copied", "already-gone"], "nothing is taken down before it is copied"),
        (WHAT, "neither a copy nor an action is given"),
        ([*WHAT, *META[2:], "COPY"], "add --author TEXT"),
        ([*WHAT, *META[:2], *META[4:], "COPY"], "add --posted-at MOMENT"),
        ([*WHAT, *META[:4], "COPY"], "add --original-format FORMAT"),
        ([*WHAT, *META, "--copy", "/nowhere/x.png"], "--copy '/nowhere/x.png' is no plain file"),
        ([*WHAT, *META, "COPY", "--action", "deleted"], "whether its author was told is missing"),
        ([*WHAT, *META, "COPY", "--action", "deleted", "--notice", "not-sent"], "belong together"),
        ([*WHAT, *META, "COPY", "--report-number", "7"], "belong to --category illegal-to-possess"),
        ([*WHAT, *META, "COPY", "--not-copied", "already-gone"], "there is a copy or there is none"),
        ([*WHAT, *META[:2], "--posted-at", "noon", *META[4:], "COPY"], "--posted-at 'noon' is no moment"),
        ([*WHAT, *META[:2], "--posted-at", "2026-12-01", *META[4:], "COPY"], "has not come yet"),
        ([*WHAT, "--on", "2026-10-22", "--action", "reported"], "--on 2026-10-22 has not come yet"),
        ([*WHAT, *META, "COPY", "--url", "javascript:x"], "--url 'javascript:x' is no web address"),
        ([*WHAT[:1], *WHAT[3:], *META, "COPY"], "which content it is was not said"),
        ([*WHAT, *META, "COPY", "--item", "-1"], "an id of other signs than letters"),
        (["park", *WHAT[1:], *META, "COPY"], "site 'park' is not in registry/sites/"),
        ([*WHAT[:-1], "nobody", *META, "COPY"], "--by 'nobody' is not in registry/people/"),
    ],
)
def test_what_would_leave_the_procedure_half_done_is_refused_and_nothing_is_written(
    desk: Desk, arguments: list[str], said: str
) -> None:
    given = [part for each in arguments for part in (desk.copies if each == "COPY" else [each])]
    assert said in desk.refusal(*given)


def test_a_portal_that_requires_the_private_root_gets_no_entry_without_it(desk: Desk) -> None:
    portal = root_files()["registry/portal.yml"] | {"private_root": "required"}
    desk.root.commit({"registry/portal.yml": portal})
    assert "requires the private root" in desk.refusal(*WHAT, *META, *desk.copies)


def test_json_says_what_was_copied_entered_and_written(desk: Desk) -> None:
    told = json.loads(desk.run(*WHAT, *META, *desk.copies, *DELETED, "--format", "json")[1])
    assert (told["capture"], told["item"]) == (desk.capture.name, "1784")
    assert told["log"] == told["written"][-1] == "registry/operations/parks-x/2026.yml"
    assert told["entry"] == desk.log()[0]


def test_a_copy_is_no_regular_capture_of_the_site_and_every_record_is_sound(desk: Desk) -> None:
    """A site that was moderated yesterday still has to be captured as often as its cadence asks."""
    site = root_files()["registry/sites/parks-x.yml"]
    site["facts"] += [
        {
            "kind": "review",
            "on": "2020-01-03",
            "by": "ana",
            "role": "agency-head",
            "decision": "approved",
            "copies_to": ["agency-head"],
            "approvals": [
                {"by": "ana", "role": "communications-director", "on": "2020-01-03"},
                {"by": "ana", "role": "cto-cio", "on": "2020-01-03"},
            ],
        },
        {"kind": "activation", "on": "2020-01-04", "by": "ana", "role": "it-web-liaison", "copies_to": ["cto-cio"]},
        {
            "kind": "registration",
            "on": "2020-01-05",
            "by": "ana",
            "role": "it-web-liaison",
            "pages": [{"url": "https://parks.example/", "seen_on": "2020-01-05"}],
        },
    ]
    desk.root.commit({"registry/sites/parks-x.yml": site})
    desk.run(*WHAT, *META, *desk.copies, *DELETED)
    places = Places(desk.root.folder, (), None, desk.folder / "cache", NOON)
    found = [str(each) for each in check_register(places.loaded.register, [(places.public_tree, False)], NOON.date())]
    assert [each for each in found if "C002" in each and "no capture" in each] != []
    assert [each for each in found if "operations/" in each or "captures/" in each] == []
    assert places.loaded.findings == ()


def test_the_options_are_those_of_the_schema() -> None:
    schema = schema_of("operations")
    action = schema["properties"]["moderation"]["items"]["properties"]
    assert schema["$defs"]["unacceptable-category"]["enum"] == list(CATEGORIES[:-1])
    assert action["action"]["enum"] == list(ACTIONS)
    assert action["content"]["enum"] == list(CONTENTS)
    assert set(NOT_COPIED) < set(action["not_copied"]["properties"]["reason"]["enum"])


def test_with_a_private_root_the_copy_is_told_of_there_alone(desk: Desk) -> None:
    anchor(desk.folder / "root-store", desk.private)
    public = {name: data for name, data in desk.files().items() if name.startswith("root/")}
    desk.run(*WHAT, *META, *desk.copies, *DELETED, private=True)
    assert {name: data for name, data in desk.files().items() if name.startswith("root/")} == public
    (capture,) = (desk.private.folder / "captures/parks-x").iterdir()
    value, _ = read_yaml((capture / "capture.yml").read_bytes())
    assert (value["private_part"], value["counts"]["found"], value["received"][0].get("kept")) == (True, 1, None)
    assert (capture / "classes.csv").read_text().splitlines()[1].startswith("1784,unacceptable,")
    assert desk.log("private")[0]["copied"]["reference"] == f"parks-x/{capture.name}"
    before = desk.files()
    desk.run(*WHAT, *META, *desk.copies, *DELETED, private=True)
    assert desk.files() == before


def test_a_message_of_a_public_site_is_copied_into_the_private_root_or_not_at_all(desk: Desk) -> None:
    anchor(desk.folder / "root-store", desk.private)
    message = [*META, *desk.copies, *DELETED, "--content", "message"]
    assert "messages of 'parks-x' stand in a private root" in desk.refusal(*WHAT, *message)
    desk.run(*WHAT, *message, private=True)
    (capture,) = (desk.private.folder / "captures/parks-x").iterdir()
    assert ",message," in (capture / "items.csv").read_text()
    assert not (desk.root.folder / "captures").exists()
