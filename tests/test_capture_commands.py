"""The commands about captures as a person runs them: results, exit codes, and one line for what is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from records_portal.commands.captures import captures
from records_portal.commands.classify import classify
from records_portal.commands.places import Places
from records_portal.register.findings import Refusal
from tests import exports_x
from tests.roots import Root, root_files
from tests.test_verification import ITEMS, edited, ingest


class Desk:
    """A root in git with one capture, and the commands run at it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.root = Root(folder / "root")
        self.root.write(root_files())
        ingest(folder / "root", folder / "root-store", exports_x.write_2022(folder / "export"))
        self.root.commit({})
        self.capture = next((folder / "root/captures/parks-x").iterdir()).name
        self.bag = folder / "root-store/bags/parks-x" / self.capture

    def run(self, command: click.Command, *arguments: str | Path, private: Path | None = None) -> tuple[int, str, str]:
        moment = datetime(2024, 5, 2, 3, 0, tzinfo=UTC)
        places = Places(self.folder / "root", (private,) if private else (), None, self.folder / "cache", moment)
        self.capsys.readouterr()
        code = command.main(list(map(str, arguments)), standalone_mode=False, obj=places)
        out, err = self.capsys.readouterr()
        return int(code or 0), out, err

    def refusal(self, command: click.Command, *arguments: str | Path) -> str:
        with pytest.raises((Refusal, click.ClickException)) as caught:
            self.run(command, *arguments)
        assert "\n" not in str(caught.value)
        return str(caught.value)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


SOUND = "capture verified in the store; no second copy was named: 0 error, 0 late, 0 advice\n"


def test_verify_of_a_sound_store_prints_nothing_and_counts(desk: Desk) -> None:
    assert desk.run(captures, "verify") == (0, "", f"1 {SOUND}")
    for name in ("parks-x", desk.capture, f"parks-x/{desk.capture}"):
        assert desk.run(captures, "verify", name) == (0, "", f"1 {SOUND}")


def test_verify_names_each_fault_in_a_line_and_ends_with_one(desk: Desk) -> None:
    edited(desk.bag / ITEMS, "Picnic on Sunday", "Picnic on Monday")
    code, out, err = desk.run(captures, "verify")
    assert code == 1
    assert out.splitlines() == [
        f"{desk.bag}: V003 parks-x/{desk.capture}: {ITEMS} has changed;"
        " restore the bag from another copy of the store [error]",
        f"{desk.bag}: V007 parks-x/{desk.capture}: {ITEMS}:1 is not what the index says of item '1700100100000000005';"
        " restore the bag from another copy of the store [error]",
    ]
    assert err.endswith(": 2 error, 0 late, 0 advice\n")
    code, out, _ = desk.run(captures, "verify", "--format", "json")
    assert (code, [each["code"] for each in json.loads(out)]) == (1, ["V003", "V007"])


def test_verify_refuses_what_it_cannot_verify(desk: Desk, tmp_path: Path) -> None:
    assert desk.refusal(captures, "verify", "parks-y") == (
        "no capture 'parks-y'; name a site, SITE/CAPTURE or the capture's own name"
    )
    assert desk.refusal(captures, "verify", "--second", tmp_path / "nowhere").startswith("there is no store at ")
    assert desk.refusal(captures, "verify", "--second", desk.folder / "root-store").startswith(
        "--second names the store"
    )
    (desk.folder / "root-store").rename(desk.folder / "elsewhere")
    assert desk.refusal(captures, "verify").startswith("there is no store at ")


def test_lint_looks_at_what_is_staged_or_at_earlier_commits(desk: Desk) -> None:
    assert desk.run(captures, "lint") == (0, "", "0 files looked at: 0 error, 0 late, 0 advice\n")
    (desk.folder / "root/export.zip").write_bytes(b"PK\x03\x04")
    desk.root.git("add", "--all")
    line = (
        "export.zip: F007 export.zip: an archive; git never forgets, and content must be destroyable;"
        " take it out of the commit; `records ingest` puts it into the store [error]\n"
    )
    assert desk.run(captures, "lint") == (1, line, "1 file looked at: 1 error, 0 late, 0 advice\n")
    desk.root.git("commit", "--quiet", "--message", "x")
    assert desk.run(captures, "lint")[0] == 0
    assert desk.run(captures, "lint", "--since", "HEAD~1")[:2] == (1, line)
    assert "git rev-parse failed" in desk.refusal(captures, "lint", "--since", "nowhere")


def test_compare_tells_and_never_blocks(desk: Desk) -> None:
    posts = {"author": "ana", "description": "News.", "title": "Nowhere", "posted_on": "2022-11-05"}
    desk.root.write({"registry/posts/parks-x/2022.yml": {"posts": [posts]}})
    code, out, err = desk.run(captures, "compare", "parks-x")
    assert code == 0
    assert [line.split(": ")[1].split()[0] for line in out.splitlines()] == ["M004", "M003"]
    assert err == "0 error, 2 late, 0 advice\n"
    assert "site 'parks-y' is not in the register" in desk.refusal(captures, "compare", "parks-y")


def test_coverage_is_a_calendar_for_people_and_for_machines(desk: Desk) -> None:
    code, out, _ = desk.run(captures, "coverage", "parks-x")
    assert code == 0
    assert "post   2023 #########...\n" in out
    value = json.loads(desk.run(captures, "coverage", "parks-x", "--format", "json")[1])
    assert value["kinds"] == ["post", "reply", "repost"]
    assert value["cells"][0] == {
        "month": "2022-11",
        "kind": "post",
        "state": "whole",
        "items": 1,
        "captures": [desk.capture],
    }


def test_classify_writes_a_line_with_the_day_in_the_portals_zone(desk: Desk) -> None:
    arguments = (exports_x.LONG, "--class", "policy-program", "--by", "ana", "--reason", "The plan for the lake")
    folder = f"captures/parks-x/{desk.capture}"
    written = desk.run(classify, "parks-x", desk.capture, *arguments)
    assert written == (0, f"{folder}/classes.csv: {exports_x.LONG} policy-program\n", "")
    assert (desk.folder / "root" / folder / "classes.csv").read_text() == (
        f"item,class,by,on,reason\n{exports_x.LONG},policy-program,ana,2024-05-02,The plan for the lake\n"
    )
    again = desk.run(classify, "parks-x", desk.capture, *arguments)
    assert again == (0, "", "nothing was written: the same was decided already\n")


def test_classify_refuses_a_stranger_and_a_capture_that_is_not_there(desk: Desk) -> None:
    rest = ("1", "--class", "routine", "--reason", "x", "--by")
    assert desk.refusal(classify, "parks-x", desk.capture, *rest, "zoe").startswith("--by 'zoe' is not in")
    assert desk.refusal(classify, "parks-x", "2020", *rest, "ana").startswith("no capture '2020' of 'parks-x'")


def test_a_person_of_the_private_root_does_not_stand_beside_a_public_capture(desk: Desk, tmp_path: Path) -> None:
    private = tmp_path / "private"
    (private / "registry/people").mkdir(parents=True)
    public = (desk.folder / "root/registry/people/ana.yml").read_text()
    (private / "registry/people/eve.yml").write_text(public.replace("Ana", "Eve"))
    arguments = ("parks-x", desk.capture, exports_x.LONG, "--class", "routine", "--reason", "x", "--by", "eve")
    with pytest.raises(Refusal, match="--by 'eve' is not in"):
        desk.run(classify, *arguments, private=private)
