"""An anchor moves by the signatures of two persons, with ssh-keygen itself: who they may be, and under which text."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records_portal.commands.cli import run
from records_portal.store.anchors import Anchor, NoPrivateRoot, read_anchors
from records_portal.values.ssh_keys import parse_key
from tests.acting import ActingOffice, person
from tests.ssh_signing import MADE, make_key, ssh_keygen_signs

NOON = datetime(2024, 5, 2, 12, tzinfo=UTC)
ROLES = {"ana": "agency-head", "ben": "records-officer", "cy": "cto-cio", "dee": "agency-head"}


class Desk:
    """An office of four with keys, its root published, anchored and seen."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys, self.store = folder, capsys, folder / "store"
        self.keys = {name: make_key(folder / f"{name}.key", *MADE["ssh-ed25519"]) for name in ROLES}
        self.office = ActingOffice(folder / "root")
        lines = {name: parse_key(key.with_suffix(".key.pub").read_text()).line for name, key in self.keys.items()}
        people = {name: person(name, role, lines[name]) for name, role in ROLES.items()}
        people["dee"]["roles"][0]["agency"] = "library"
        self.office.write({f"registry/people/{name}.yml": value for name, value in people.items()})
        library = {"name": "Library", "abbreviation": "LIB", "type": "agency", "phone": "+1 555 0100"}
        self.office.write({"registry/agencies/library.yml": self.office.files["registry/agencies/parks.yml"] | library})
        self.office.root.git("add", "--all")
        self.office.root.git("commit", "--quiet", "--amend", "-m", "Begin")
        self.old = self.published("old.git")
        for arguments in (("public", self.old), ("counsel", self.published("holds.git"))):
            assert self.run("set", *arguments)[0] == 0
        assert self.run("set", "--agency", "parks", "counsel")[0] == 0
        self.new = self.published("new.git")
        self.tip = self.office.root.git("rev-parse", "HEAD").strip()

    def published(self, name: str) -> str:
        address = str(self.folder / name)
        self.office.root.git("init", "--quiet", "--bare", "--initial-branch=main", address)
        self.office.root.git("push", "--quiet", address, "main")
        return address

    def run(self, *arguments: str) -> tuple[int, str, str]:
        places = ["--root", str(self.office.root.folder), "--store", str(self.store)]
        self.capsys.readouterr()
        code = run([*places, "anchor", *arguments], {"cache": self.folder / "cache", "started_at": NOON})
        out, err = self.capsys.readouterr()
        return code, out.replace(str(self.folder), "F"), err.replace(str(self.folder), "F")

    def move(self, who: str = "", *more: str, to: str = "") -> tuple[int, str, str]:
        key = ("--key", str(self.keys[who])) if who else ()
        return self.run("move", "public", to or self.new, *key, *more)

    def public(self) -> Anchor:
        found = read_anchors(self.store)
        assert found
        return found.public


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_a_head_and_an_officer_move_the_public_root(desk: Desk) -> None:
    code, out, err = desk.move("ana")
    lines = out.splitlines()
    assert (code, lines[:5]) == (
        0,
        ["records-anchor v1", "person ana", "role agency-head", "act move-anchor", "on 2024-05-02"],
    )
    assert lines[5] == f"register {desk.tip}"
    assert lines[7:9] == ["move anchor public F/old.git main -> F/new.git main", f"tip {desk.tip}"]
    assert err == (
        "nothing moved yet: 1 of 2 signatures; the other one, of agency-head or records-officer, is given with the "
        "same command and their --key\n"
    )
    assert desk.public().address == desk.old
    code, _, err = desk.move("ben")
    assert (code, err) == (0, "moved, signed by ana and ben: anchor public F/old.git main -> F/new.git main\n")
    assert desk.public() == Anchor("public", desk.new, "main", desk.tip)
    assert len(list((desk.store / "moves").glob("*.txt.sig"))) == 2


def test_a_text_signed_elsewhere_counts_as_one_signed_here(desk: Desk) -> None:
    code, text, err = desk.move("ben", "--dry-run")
    assert (code, err) == (0, "nothing was signed: this is a dry run\n")
    assert not (desk.store / "moves").exists()
    signed = desk.folder / "from-ben.txt"
    signed.write_text(text.replace("F/", f"{desk.folder}/"), encoding="utf-8")
    signature = ssh_keygen_signs(desk.keys["ben"], signed.read_bytes(), "records-approval")
    signed.with_name("from-ben.txt.sig").write_bytes(signature)
    assert desk.move("ana", "--signed", str(signed))[2].startswith("moved, signed by ana and ben:")


@pytest.mark.parametrize(
    ("who", "more", "why"),
    [
        ("cy", (), "'cy' may sign in one of agency-head, records-officer: 0 are held; name it with --role"),
        ("cy", ("--role", "cto-cio"), "an anchor is moved by agency-head and records-officer, not by 'cto-cio'"),
        ("cy", ("--role", "agency-head"), "'cy' did not hold the role 'agency-head' on 2024-05-02"),
        ("ana", ("--by", "ben"), "is not registered for 'ben'"),
    ],
)
def test_who_may_not_sign_is_told_so_and_nothing_is_written(
    desk: Desk, who: str, more: tuple[str, ...], why: str
) -> None:
    code, _, err = desk.move(who, *more)
    assert (code, err.count("\n")) == (2, 1)
    assert why in err
    assert not (desk.store / "moves").exists()


def test_one_person_twice_and_two_heads_are_not_two(desk: Desk) -> None:
    desk.move("ana")
    assert desk.move("ana")[2].startswith("nothing moved yet: 1 of 2 signatures")
    assert desk.move("dee")[2].startswith("nothing moved yet: 1 of 2 signatures")
    code, _, err = desk.move()
    assert code == 2
    assert "main -> F/new.git main' needs the signatures of two persons and has 1" in err
    assert desk.public().address == desk.old


def test_what_was_signed_for_one_place_moves_to_no_other(desk: Desk) -> None:
    other = desk.published("other.git")
    desk.move("ana")
    assert desk.move("ben", to=other)[2].startswith("nothing moved yet: 1 of 2 signatures")
    assert desk.public().address == desk.old


def test_what_was_signed_before_the_anchors_changed_moves_nothing_and_nothing_moves_twice(desk: Desk) -> None:
    desk.move("ana")
    desk.move("ben")
    desk.run("move", "public", desk.old, "--key", str(desk.keys["ana"]))
    assert desk.run("move", "public", desk.old, "--key", str(desk.keys["ben"]))[0] == 0
    assert desk.public().address == desk.old
    code, _, err = desk.move()
    assert code == 0 or "needs the signatures of two persons" in err


def test_a_changed_text_and_a_foreign_signature_count_for_nothing(desk: Desk) -> None:
    desk.move("ana")
    (text,) = (desk.store / "moves").glob("*.txt")
    forged = text.read_text().replace("person ana", "person ben").replace("agency-head", "records-officer")
    (desk.store / "moves/forged.txt").write_text(forged)
    shutil.copy(f"{text}.sig", desk.store / "moves/forged.txt.sig")
    code, _, err = desk.move()
    assert code == 2
    assert "the signature of ben does not count: " in err
    assert "has 1; an anchor moves by signed statements alone" in err


def test_keys_are_those_of_the_commit_last_seen_and_not_of_the_new_place(desk: Desk) -> None:
    mallory = make_key(desk.folder / "mallory.key", *MADE["ssh-ed25519"])
    line = parse_key(mallory.with_suffix(".key.pub").read_text()).line
    desk.office.write({"registry/people/mal.yml": person("mal", "records-officer", line)})
    desk.office.commit("Another officer")
    desk.keys["mal"] = mallory
    desk.move("ana")
    code, _, err = desk.move("mal")
    assert code == 2
    assert "is registered for nobody" in err


def test_a_place_that_answers_nothing_cannot_be_signed_for(desk: Desk) -> None:
    code, _, err = desk.move("ana", to=str(desk.folder / "nowhere.git"))
    assert (code, err) == (2, "records: 'F/nowhere.git' cannot be asked: there is no such folder; is the disk there?\n")


def test_a_root_that_was_never_seen_has_nobody_who_could_sign(desk: Desk) -> None:
    anchors = desk.store / "anchors.yml"
    anchors.write_text("".join(line for line in anchors.read_text().splitlines(True) if "last_seen" not in line))
    code, _, err = desk.move("ana")
    assert code == 2
    assert "the public root was never seen at its address, so that nobody's key counts" in err


def test_the_holds_of_an_agency_move_by_its_own_head(desk: Desk) -> None:
    said = ("move", "--agency", "parks", "none", "--why", "The State keeps them", "--said-by", "ana")
    code, _, err = desk.run(*said)
    assert (code, err) == (
        2,
        "records: 'agency parks -> none, said by ana on 2024-05-02: The State keeps them' needs the signatures of two "
        "persons and has 0; an anchor moves by signed statements alone, nothing was written\n",
    )
    code, _, err = desk.run(*said, "--key", str(desk.keys["dee"]))
    assert code == 2
    assert "'dee' is not the head of parks, nor of an agency above" in err
    assert desk.run(*said, "--key", str(desk.keys["ana"]))[0] == 0
    assert desk.run(*said, "--key", str(desk.keys["ben"]))[2].startswith("moved, signed by ana and ben: agency parks")
    anchors = read_anchors(desk.store)
    assert anchors
    assert anchors.agencies == {"parks": NoPrivateRoot("The State keeps them", "ana", "2024-05-02")}
