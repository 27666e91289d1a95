"""`records key`: what each command writes, whom it names to sign, and what it refuses; then the statements, merged."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.values.ssh_keys import parse_key
from tests.acting import ROLES, ActingOffice, person, run_git
from tests.roots import root_files
from tests.ssh_signing import MADE, make_key

Capsys = pytest.CaptureFixture[str]
SETTINGS: dict[str, Any] = {"cache": None, "started_at": datetime(2024, 5, 2, 12, tzinfo=UTC)}
DAN = "registry/people/dan.yml"


class Desk:
    """An office whose people have keys in files, and its commands."""

    def __init__(self, folder: Path, capsys: Capsys) -> None:
        self.folder, self.capsys = folder, capsys
        self.files = {name: make_key(folder / name, *MADE["ssh-ed25519"]) for name in (*ROLES, "dan", "new")}
        self.office = ActingOffice(folder / "root")
        dan = person("dan", "web-content-team", self.line("dan"))
        del dan["keys"]
        self.office.write({DAN: dan})
        for name, role in ROLES.items():
            self.office.write({f"registry/people/{name}.yml": person(name, role, self.line(name))})
        self.office.root.git("add", "--all")
        self.office.root.git("commit", "--quiet", "--amend", "-m", "Begin")

    def public(self, name: str) -> str:
        return str(self.files[name].with_suffix(".pub"))

    def line(self, name: str) -> str:
        return parse_key(Path(self.public(name)).read_text()).line

    def fingerprint(self, name: str) -> str:
        return parse_key(self.line(name)).fingerprint

    def records(self, *arguments: str) -> tuple[int, str, str]:
        code = run(["--root", str(self.office.root.folder), *arguments], dict(SETTINGS))
        return (code, *self.capsys.readouterr())

    def key(self, *arguments: str) -> tuple[int, str, list[str]]:
        """What a command prints that ends well: its result, and the lines for people that are no difference."""
        code, out, err = self.records("key", *arguments)
        return code, out, [line for line in err.splitlines() if line[:1] not in ("+", "-", "@", " ")]

    def sign(self, what: str, act: str, *names: str) -> None:
        """Statements by these people, committed with the change."""
        for name in names:
            code, _, err = self.records("approve", what, "--act", act, "--key", str(self.files[name]))
            assert code == 0, err
        self.office.commit("Landed")

    def text(self, path: str = DAN) -> str:
        return (self.office.root.folder / path).read_text()

    def keys(self, path: str = DAN) -> Any:
        value, _ = read_yaml(self.text(path).encode())
        return value["keys"]


@pytest.fixture
def desk(tmp_path: Path, capsys: Capsys) -> Desk:
    return Desk(tmp_path, capsys)


def test_a_first_key_is_entered_and_granted(desk: Desk) -> None:
    (desk.office.root.folder / DAN).write_text(f"# Dan, since spring\n{desk.text()}forge_login: dan # his own\n")
    desk.office.commit("Comments")
    code, _, told = desk.key("add", "dan", desk.public("dan"))
    assert (code, told) == (
        0,
        [
            f"new: ssh-ed25519 {desk.fingerprint('dan')}",
            "to be signed by the head of the agency or a records officer, who is somebody else: "
            "ana (agency-head), ben (records-officer)",
            "next: records approve people/dan --act grant; then commit the record and the statement together",
        ],
    )
    assert desk.text().startswith("# Dan, since spring\n")
    assert "forge_login: dan # his own\nkeys:\n" in desk.text()
    assert desk.keys() == [{"key": desk.line("dan"), "from_on": "2024-05-02"}]
    desk.sign("people/dan", "grant", "ben")
    code, out, _ = desk.key("show", "dan")
    assert code == 0
    assert out.splitlines()[-1] == (f"dan ssh-ed25519 {desk.fingerprint('dan')} from 2024-05-02: grant signed by ben")


def test_a_key_that_nobody_could_sign_for_is_not_sent_on_to_be_signed(desk: Desk) -> None:
    for name, role in ROLES.items():
        without = person(name, role, desk.line(name))
        del without["keys"]
        desk.office.write({f"registry/people/{name}.yml": without})
    code, _, told = desk.key("add", "dan", desk.public("dan"))
    assert (code, told[1:]) == (
        0,
        [
            "to be signed by the head of the agency or a records officer, who is somebody else: nobody has a key who "
            "could, so that this key will not count; before the first commit `records key genesis` enters the first "
            "keys, and where every key is lost `records key reanchor`"
        ],
    )


def test_a_key_is_rotated_with_the_old_one_and_not_with_the_new(desk: Desk) -> None:
    _, _, told = desk.key("rotate", "cy", str(desk.files["new"]))
    assert told[1] == "to be signed by the person, with an earlier key: cy"
    assert desk.keys("registry/people/cy.yml") == [
        {"key": desk.line("cy"), "from_on": "2024-01-01", "to_on": "2024-05-02", "ended": "rotated"},
        {"key": desk.line("new"), "from_on": "2024-05-02"},
    ]
    code, _, err = desk.records("approve", "people/cy", "--act", "rotate", "--key", str(desk.files["new"]))
    assert (code, "is registered for nobody" in err) == (2, True)
    desk.sign("people/cy", "rotate", "cy")
    _, out, _ = desk.key("show", "cy")
    assert out.splitlines()[-2:] == [
        f"cy ssh-ed25519 {desk.fingerprint('cy')} from 2024-01-01 to 2024-05-02, rotated: genesis",
        f"cy ssh-ed25519 {desk.fingerprint('new')} from 2024-05-02: rotate signed by cy",
    ]


def test_a_lost_key_is_replaced_by_two(desk: Desk) -> None:
    _, _, told = desk.key("replace", "cy", desk.public("new"))
    assert told[1:3] == [
        "it counts from 2024-05-13 where it is signed and merged by tomorrow; until then nobody signs for 'cy'",
        "to be signed by the head of the agency and a records officer, two people and neither the person: "
        "ana (agency-head), ben (records-officer)",
    ]
    assert [each.get("ended") for each in desk.keys("registry/people/cy.yml")] == ["lost", None]
    desk.sign("people/cy", "replace", "ana", "ben")
    assert (
        desk.key("show", "cy")[1]
        .splitlines()[-1]
        .endswith(f"{desk.fingerprint('new')} from 2024-05-13: replace signed by ana and ben")
    )


def test_a_stolen_key_ends_today_and_a_leaver_s_on_the_last_day(desk: Desk) -> None:
    _, _, told = desk.key("revoke", "cy")
    assert told[0] == f"ends: {desk.fingerprint('cy')}"
    assert told[1].endswith(": ana (agency-head), ben (records-officer), cy")
    desk.sign("people/cy", "revoke", "cy")
    desk.key("revoke", "ben", "--why", "left", "--on", "2024-05-31")
    desk.sign("people/ben", "revoke", "ana")
    assert [desk.keys(f"registry/people/{name}.yml")[0]["ended"] for name in ("cy", "ben")] == ["revoked", "left"]
    code, out, _ = desk.key("show")
    assert code == 0
    assert "to 2024-05-31, left: genesis" in out


def test_who_is_left_alone_admits_the_next_with_a_letter(desk: Desk) -> None:
    for name in ("ben", "cy"):
        desk.key("revoke", name, "--why", "left", "--on", "2024-05-01")
    desk.office.commit("Both leave")
    for name in ("ben", "cy"):
        desk.sign(f"people/{name}", "revoke", "ana")
    letter = desk.folder / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 Dan is the next records officer")
    desk.key("add", "dan", desk.public("dan"), "--letter", str(letter))
    noted = f"letter.pdf, sha256:{hashlib.sha256(letter.read_bytes()).hexdigest()}"
    assert desk.keys()[0]["letter"] == {"form": "letter", "reference": noted}
    desk.sign("people/dan", "grant", "ana")
    code, out, _ = desk.key("show", "dan")
    assert code == 0
    assert out.splitlines()[-1].endswith(f": grant signed by ana, letter {noted}")


def test_where_every_key_is_lost_a_letter_begins_anew(desk: Desk) -> None:
    pairs = [f"{who}={desk.public(key)}" for who, key in (("ana", "new"), ("ben", "dan"))]
    code, _, told = desk.key("reanchor", *pairs, "--letter", "Letter 7", "--said-by", "The Secretary")
    assert code == 0
    assert (
        told[-1] == "commit all of these files in one commit; every page of changes will say that the keys began anew"
    )
    desk.office.commit("Begin anew")
    code, out, _ = desk.key("show")
    assert code == 0
    keys = f"{desk.fingerprint('new')}, {desk.fingerprint('dan')}"
    assert out.splitlines()[2] == f"BEGUN ANEW BY LETTER on 2024-05-02: said by The Secretary, Letter 7; {keys}"
    assert f"{desk.fingerprint('ben')} from 2024-01-01 to 2024-05-02, lost: genesis" in out
    assert "from 2024-05-02: by letter, every key being lost: The Secretary, 2024-05-02" in out


def without_keys(desk: Desk) -> None:
    for name in ROLES:
        made = person(name, ROLES[name], "")
        del made["keys"]
        desk.office.write({f"registry/people/{name}.yml": made})
    desk.office.root.git("add", "--all")
    desk.office.root.git("commit", "--quiet", "--amend", "-m", "Nobody has a key")


def test_the_first_keys_of_a_root_print_what_is_published(desk: Desk) -> None:
    without_keys(desk)
    assert desk.key("show")[1] == "nobody has a key by a commit yet; `records key genesis` enters the first ones\n"
    code, out, _ = desk.key("genesis", f"ana={desk.public('ana')}", f"ben={desk.public('ben')}")
    lines = "".join(sorted(f"{desk.line(name)}\n" for name in ("ana", "ben")))
    assert (code, out) == (0, f"{hashlib.sha256(lines.encode()).hexdigest()}\n")
    desk.office.root.git("add", "--all")
    desk.office.root.git("commit", "--quiet", "--amend", "-m", "The root's first commit")
    shown = desk.key("show")[1].splitlines()
    assert shown[0].startswith("genesis 2024-05-01, commit ")
    assert shown[0].endswith(": two people's keys or more")
    assert shown[1] == f"fingerprint {out.strip()}"


def test_what_does_not_count_is_shown_with_its_reason(desk: Desk) -> None:
    desk.key("add", "dan", desk.public("dan"))
    desk.office.commit("Nobody signed")
    code, out, _ = desk.key("show")
    assert code == 1
    reason = "no 'grant' is signed by the head of the agency or a records officer, who is somebody else"
    assert f"{desk.fingerprint('dan')} from 2024-05-02: not admitted: {reason}\n" in out
    assert out.splitlines()[-1].startswith("does not count: grant of the key SHA256:")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("add", "nobody", "PUB"), "people 'nobody' is not in the register"),
        (("add", "cy", "PUB"), "'cy' has a key already; `records key rotate` or `replace` puts another in its place"),
        (("add", "dan", "nowhere"), "'nowhere.pub' cannot be read; name the file that ends in .pub"),
        (("rotate", "dan", "PUB"), "'dan' has no key that has not ended"),
        (("rotate", "cy", "OWN"), "stands in the record already"),
        (("revoke", "cy", "--old", "SHA256:x"), "'cy' has no key 'SHA256:x' that has not ended"),
        (("genesis", "ana=PUB"), "one person does not begin alone; name two people's keys, or add --letter"),
        (("genesis", "ana=PUB", "ben=PUB"), "'ana' has a key already; this is for the first ones of a root"),
        (("genesis", "ana", "--letter", "x"), "'ana' names no file; write PERSON=FILE, such as ana=ana.pub"),
    ],
)
def test_what_makes_no_sense_is_refused_and_writes_nothing(desk: Desk, arguments: tuple[str, ...], reason: str) -> None:
    names = {"PUB": desk.public("new"), "OWN": desk.public("cy")}
    said = [names.get(each, each.replace("PUB", names["PUB"])) for each in arguments]
    code, _, err = desk.records("key", *said)
    assert code == 2
    assert reason in err
    assert desk.office.root.git("status", "--porcelain") == ""


def test_a_dry_run_shows_and_writes_nothing(desk: Desk) -> None:
    code, _, err = desk.records("key", "rotate", "cy", desk.public("new"), "--dry-run")
    assert code == 0
    assert "+  ended: rotated\n" in err
    assert desk.office.root.git("status", "--porcelain") == ""


def test_what_does_not_count_is_late_for_validate_and_blocks_nothing(desk: Desk) -> None:
    code, before, _ = desk.records("validate")
    desk.key("add", "dan", desk.public("dan"))
    desk.office.commit("Nobody signed")
    after = desk.records("validate")
    added = [line for line in after[1].splitlines() if line not in before.splitlines()]
    assert after[0] == code
    (told,) = [line for line in added if "W008" in line]
    assert told.startswith(f"{DAN}:7:1: W008 dan: grant of the key {desk.fingerprint('dan')} of 'dan', commit ")
    assert told.endswith("; `records approve people/dan --act grant` [late]")


def test_before_the_first_commit_that_is_said_in_words(tmp_path: Path, capsys: Capsys) -> None:
    root = tmp_path / "new"
    (root / "registry").mkdir(parents=True)
    run_git(root, "init", "--quiet", "--initial-branch=main")
    (root / "registry/portal.yml").write_text(dump_yaml(root_files()["registry/portal.yml"]))
    assert run(["--root", str(root), "key", "show"], dict(SETTINGS)) == 2
    assert capsys.readouterr().err == f"records: {root} has no commit yet; commit the records first\n"


def test_a_rotation_that_nobody_signed_is_healed_as_validate_says(desk: Desk) -> None:
    desk.key("rotate", "cy", desk.public("new"))
    desk.office.commit("Nobody signed")
    (told,) = [line for line in desk.records("validate")[1].splitlines() if "W008 cy: rotate of" in line]
    right = "`records key replace cy FILE`, a new key that a head and a records officer sign for"
    assert told.endswith(f"; {right} [late]")
    another = make_key(desk.folder / "another", *MADE["ssh-ed25519"])
    desk.key("replace", "cy", str(another.with_suffix(".pub")))
    desk.sign("people/cy", "replace", "ana", "ben")
    shown = desk.key("show", "cy")[1]
    assert (
        f"{parse_key(another.with_suffix('.pub').read_text()).fingerprint} from 2024-05-13: replace signed by" in shown
    )
