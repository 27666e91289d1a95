"""`records anchor` and the address of a new root, as the command line runs them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records_portal.commands.cli import run
from records_portal.register.findings import Refusal
from records_portal.store.anchors import Anchor, Anchors, NoPrivateRoot, moved, moved_agency, read_anchors
from tests.roots import Root, root_files

NOON = datetime(2024, 5, 2, 12, tzinfo=UTC)


class Desk:
    """A root and a private one, both published on this disk, and no store yet."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys, self.store = folder, capsys, folder / "store"
        self.root, self.private = Root(folder / "root"), Root(folder / "private")
        self.public_tip = self.published(self.root, "records.git", root_files())
        self.private_tip = self.published(self.private, "holds.git", {"registry/README.md": "Holds"})

    def published(self, root: Root, name: str, files: dict[str, object]) -> str:
        tip = root.commit(files)
        root.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.folder / name))
        root.git("remote", "add", "origin", str(self.folder / name))
        root.git("push", "--quiet", "--set-upstream", "origin", "main")
        return tip

    def address(self, name: str) -> str:
        return str(self.folder / name)

    def run(self, *arguments: str) -> tuple[int, str, str]:
        places = ["--root", str(self.root.folder), "--store", str(self.store)]
        self.capsys.readouterr()
        code = run([*places, *arguments], {"cache": self.folder / "cache", "started_at": NOON})
        out, err = self.capsys.readouterr()
        return code, out, err.replace(str(self.folder), "F")

    def set_all(self) -> None:
        assert self.run("anchor", "set", "public", self.address("records.git"))[0] == 0
        assert self.run("anchor", "set", "counsel", self.address("holds.git"))[0] == 0
        assert self.run("anchor", "set", "--agency", "parks", "counsel")[0] == 0


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_anchors_are_written_one_after_the_other_and_shown_with_what_they_answer(desk: Desk) -> None:
    assert desk.run("anchor") == (
        2,
        "",
        "records: 'F/store' has no anchors.yml, so that nobody knows which repositories are meant; `records anchor set "
        "public ADDRESS` writes it\n",
    )
    assert desk.run("anchor", "set", "public", desk.address("records.git")) == (
        0,
        "",
        "not said yet, with `records anchor set --agency ID NAME`: parks\n",
    )
    assert desk.run("anchor", "set", "counsel", desk.address("holds.git"))[0] == 0
    assert desk.run("anchor", "set", "--agency", "parks", "counsel") == (0, "", "")
    public = Anchor("public", desk.address("records.git"), "main", desk.public_tip)
    private = Anchor("counsel", desk.address("holds.git"), "main", desk.private_tip)
    assert read_anchors(desk.store) == Anchors(public, (private,), {"parks": "counsel"})
    code, out, _ = desk.run("anchor")
    assert (code, out.replace(str(desk.folder), "F")) == (
        0,
        f"public   F/records.git main: at {desk.public_tip[:12]}, as last seen\n"
        f"counsel  F/holds.git main: at {desk.private_tip[:12]}, as last seen\n"
        "parks: its holds are in 'counsel'\n",
    )


def test_what_moved_on_and_what_does_not_answer_is_shown(desk: Desk) -> None:
    desk.set_all()
    later = {"GIT_AUTHOR_DATE": "2024-06-01T12:00:00Z", "GIT_COMMITTER_DATE": "2024-06-01T12:00:00Z"}
    newer = desk.root.commit({}, message="newer", **later)
    desk.root.git("push", "--quiet")
    (desk.folder / "holds.git").rename(desk.folder / "away.git")
    code, out, _ = desk.run("anchor", "--format", "json")
    told = json.loads(out)
    assert code == 1
    assert [(each["root"], each["tip"], each["last_seen"]) for each in told["roots"]] == [
        ("public", newer, desk.public_tip),
        ("counsel", "", desk.private_tip),
    ]
    assert "is the disk there?" in told["roots"][1]["fault"]
    assert told["agencies"] == {"parks": "counsel"}
    assert f"at {newer[:12]}, last seen at {desk.public_tip[:12]}" in desk.run("anchor")[1]


def test_an_address_that_has_nothing_yet_is_anchored_and_told(desk: Desk) -> None:
    code, _, err = desk.run("anchor", "set", "public", desk.address("new.git"))
    assert code == 0
    assert err.startswith("'F/new.git' cannot be asked: there is no such folder; is the disk there?; its first answer")
    assert read_anchors(desk.store) == Anchors(Anchor("public", desk.address("new.git"), "main"))


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["set", "public"], "say NAME ADDRESS for a root, or --agency ID NAME for the root of an agency"),
        (
            ["set", "counsel", "/srv/x.git"],
            "is anchored at 'F/holds.git', branch 'main', already; `records anchor move",
        ),
        (["set", "public", "/srv/x.git"], "the public root is anchored at 'F/records.git', branch 'main', already"),
        (["set", "other", "../x.git"], "S001 anchors private.1.address: '../x.git' is not an address"),
        (["set", "Other", "/srv/x.git"], "S001 anchors private.1.name: 'Other' is not a name"),
        (["set", "--agency", "park", "counsel"], "agency 'park' is not in registry/agencies/"),
        (["set", "--agency", "parks", "legal"], "no private root 'legal' has an anchor"),
        (["set", "--agency", "parks", "none"], "--said-by None is not in registry/people/"),
        (["set", "--agency", "parks", "none", "--said-by", "ana"], "why the agency keeps no holds is missing"),
        (
            ["set", "--agency", "parks", "none", "--said-by", "ana", "--why", "None"],
            "the anchors say already where the holds of agency 'parks' are; `records anchor move --agency parks none`",
        ),
        (["set", "public", "/srv/x.git", "--why", "x"], "--why is for an agency that keeps no holds"),
        (["move", "counsel", "/srv/x.git"], "F/holds.git main -> /srv/x.git main' needs the signatures of two persons"),
        (["move", "--agency", "parks", "none"], "why the agency keeps no holds is missing; add --why TEXT"),
        (
            ["move", "--agency", "parks", "none", "--why", "x", "--said-by", "ana"],
            "'agency parks -> none, said by ana on 2024-05-02: x' needs the signatures of two persons and has 0",
        ),
        (["move", "legal", "/srv/x.git"], "no anchor 'legal'; `records anchor set legal ADDRESS` writes a new one"),
    ],
)
def test_what_is_there_is_not_changed_and_a_fault_is_told_in_a_line(desk: Desk, arguments: list[str], why: str) -> None:
    desk.set_all()
    before = (desk.store / "anchors.yml").read_bytes()
    code, out, err = desk.run("anchor", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert why in err
    assert (desk.store / "anchors.yml").read_bytes() == before


def test_an_agency_without_holds_says_why_who_and_when(desk: Desk) -> None:
    assert desk.run("anchor", "set", "public", desk.address("records.git"))[0] == 0
    said = ["--why", "The State's counsel keeps them", "--said-by", "ana"]
    assert desk.run("anchor", "set", "--agency", "parks", "none", *said) == (0, "", "")
    anchors = read_anchors(desk.store)
    assert anchors
    assert anchors.agencies == {"parks": NoPrivateRoot("The State's counsel keeps them", "ana", "2024-05-02")}
    line = "parks: keeps no holds: The State's counsel keeps them (said by ana on 2024-05-02)\n"
    assert desk.run("anchor")[1].endswith(line)


def test_an_anchor_moves_by_two_signatures_under_exactly_that() -> None:
    anchors = Anchors(
        Anchor("public", "/srv/a.git", "main", "a" * 40), (), {"parks": NoPrivateRoot("x", "ana", "2024-05-02")}
    )
    new = Anchor("public", "/srv/b.git", "main")
    asked: list[str] = []

    def signers(sentence: str) -> list[str]:
        asked.append(sentence)
        return ["ana", "bo"]

    assert moved(anchors, new, signers) == Anchors(new, (), anchors.agencies)
    assert moved_agency(anchors, "parks", "counsel", signers).agencies == {"parks": "counsel"}
    assert asked == ["anchor public /srv/a.git main -> /srv/b.git main", "agency parks -> counsel"]
    with pytest.raises(Refusal, match=r"needs the signatures of two persons and has 1; an anchor moves by signed"):
        moved(anchors, new, lambda _: ["ana", "ana"])


BEGUN = ("--empty", "--title", "Ours", "--time-zone", "UTC", "--fiscal-year-start", "07-01")


def test_a_new_root_gets_its_anchors_with_its_store(desk: Desk) -> None:
    new, address = desk.folder / "new", "git@forge.example:town/records.git"
    desk.store = desk.folder / "new-store"
    given = ("--forge", "forgejo", "--address", address, "--branch", "trunk")
    code, out, _ = desk.run("init", str(new), *BEGUN, *given)
    assert (code, out) == (0, f"{new}\n{desk.store}\n")
    assert read_anchors(desk.store) == Anchors(Anchor("public", address, "trunk"))
    code, _, err = desk.run("init", str(desk.folder / "other"), *BEGUN)
    assert (code, "has the anchors of another root; name a new store with --store" in err) == (2, True)
    assert not (desk.folder / "other").exists()


def test_a_new_root_without_a_forge_is_published_on_this_disk(desk: Desk) -> None:
    new = desk.folder / "new"
    code, out, _ = desk.run("init", str(new), *BEGUN)
    assert (code, out) == (0, f"{new}\n{desk.store}\n{new}.git\n")
    anchors = read_anchors(desk.store)
    assert anchors
    tip = desk.root.git("-C", f"{new}.git", "rev-parse", "refs/heads/main").strip()
    assert anchors == Anchors(Anchor("public", f"{new}.git", "main", tip))


def test_an_address_of_another_form_leaves_no_root(desk: Desk) -> None:
    for forge, address in (
        ("github", "http://forge.example/records.git"),
        ("none", "http://forge.example/records.git"),
        ("github", "/srv/records.git"),
        ("none", "records.git"),
    ):
        code, _, err = desk.run("init", str(desk.folder / "new"), *BEGUN, "--forge", forge, "--address", address)
        assert (code, f"'{address}' is n" in err) == (2, True)
        assert sorted(each.name for each in desk.folder.iterdir()) == [
            "holds.git", "private", "records.git", "root",
        ]  # fmt: skip


def test_a_store_without_anchors_is_late(desk: Desk) -> None:
    desk.store.mkdir()
    code, out, _ = desk.run("validate")
    line = "K012 anchors: the store does not say which repositories are meant, so that nothing can be disposed of; "
    assert f"{line}what `records anchor set public ADDRESS` writes [late]\n" in out
    assert code == 0
    desk.set_all()
    assert "K012" not in desk.run("validate")[1]


def test_holds_of_several_private_roots_are_read_together_and_a_name_in_both_is_an_error(desk: Desk) -> None:
    hold = {
        "matter": "M-1",
        "kind": "litigation",
        "subject": "The gate",
        "placed": {"on": "2024-01-12", "by": "ana"},
        "scope": {"sites": ["parks-x"]},
    }
    other = Root(desk.folder / "other")
    desk.private.commit({"registry/holds/gate.yml": hold})
    other.commit({"registry/holds/fence.yml": hold | {"matter": "M-2"}})
    both = ["--private", str(desk.private.folder), "--private", str(other.folder)]
    found = [
        each["subject"]
        for each in json.loads(desk.run(*both, "validate", "--as-of", "2025-01-01", "--format", "json")[1])
    ]
    assert {"gate", "fence"} <= set(found)
    other.commit({"registry/holds/gate.yml": hold})
    code, out, _ = desk.run(*both, "validate")
    assert code == 1
    assert (
        f"other/registry/holds/gate.yml:1:1: F006 gate: two private roots have a record of this name; the other one is "
        f"{desk.private.folder}/registry/holds/gate.yml; each record in one place [error]\n" in out
    )
    twice = ["--private", str(other.folder), "--private", f"{other.folder}/."]
    assert desk.run(*twice, "validate")[2].endswith("is named twice; name each private root once\n")
