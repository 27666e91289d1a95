"""Whose hands a change went through: who asked, proposed, approved, merged and did it, and how each is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from records_portal.history.repository import Repository
from records_portal.identity.hands.of_changes import ChangeHands, Hands
from records_portal.identity.hands.of_records import hands_of_kinds, hands_of_known, hands_of_record
from records_portal.identity.trail import read_trail
from records_portal.register.sources import FolderTree, load_register
from records_portal.values.ssh_keys import parse_key
from tests.acting import KEYS, SITE, ActingOffice
from tests.roots import Root, command
from tests.ssh_signing import MADE, make_key

DOMAIN = "users.noreply.forge.example"
LOGINS = {"ana": "ana-l", "ben": "ben", "cy": "cy"}


def committed(who: str) -> dict[str, str]:
    """The environment of git in which somebody commits under the forge's address of theirs."""
    address = f"{LOGINS[who]}@{DOMAIN}"
    return {f"GIT_{part}_EMAIL": address for part in ("AUTHOR", "COMMITTER")}


@pytest.fixture
def office(tmp_path: Path) -> ActingOffice:
    """An office whose people have logins at a forge; Ana asked for the site, and proposes to change it."""
    office = ActingOffice(tmp_path / "root")
    settings = office.files["registry/portal.yml"] | {"forge": {"noreply_domain": DOMAIN}}
    people = {
        f"registry/people/{name}.yml": office.files[f"registry/people/{name}.yml"] | {"forge_login": login}
        for name, login in LOGINS.items()
    }
    office.write(people | {"registry/portal.yml": settings})
    office.commit("Logins")
    office.propose()
    office.change()
    commit(office, "ana", "Say more")
    return office


def commit(office: ActingOffice, who: str, message: str) -> None:
    office.root.git("add", "--all")
    office.root.git("commit", "--quiet", "--allow-empty", "-m", message, **committed(who))


def merge(office: ActingOffice, who: str, *options: str) -> None:
    office.root.git("switch", "--quiet", "main")
    office.root.git("merge", "--quiet", "--no-ff", *options, "-m", "Merge", "proposal", **committed(who))


def read(office: ActingOffice, name: tuple[str, str] = ("sites", "parks-x")) -> list[ChangeHands]:
    folder = office.root.folder
    register = load_register(FolderTree(folder)).register
    return hands_of_record(folder, register, read_trail(Repository(folder), register), name)


def said(each: ChangeHands) -> list[str]:
    hands = (*([each.asked] if each.asked else []), each.proposed, *each.approved, each.merged)
    return [f"{one.part} {one.person} {one.known}" for one in hands]


def test_each_hand_is_told_with_how_it_is_known(office: ActingOffice) -> None:
    office.approve("ben")
    merge(office, "cy")
    newest = read(office)[0]
    assert said(newest) == ["asked ana declared", "proposed ana declared", "approved ben signed", "merged cy declared"]
    assert newest.hands is Hands.SEPARATE
    assert newest.together == ("Ana asked and proposed",)
    assert newest.change.merge.commit == office.root.git("rev-parse", "HEAD").strip()


def test_who_asked_approves_nothing_by_a_signature(office: ActingOffice) -> None:
    office.approve("ana")
    merge(office, "cy")
    newest = read(office)[0]
    assert newest.approved[0].known == "signed, asked for it"
    assert newest.hands is Hands.SAME
    assert newest.together == ("Ana asked, proposed and approved",)


def test_who_proposed_approves_nothing_though_another_asked(office: ActingOffice) -> None:
    office.root.git("switch", "--quiet", "main")
    office.propose("other")
    office.change("Ben's words")
    commit(office, "ben", "Say it")
    office.approve("ben")
    office.root.git("branch", "--force", "proposal", "other")
    merge(office, "cy")
    assert read(office)[0].hands is Hands.SAME


def test_a_name_in_a_message_is_a_name_alone(office: ActingOffice) -> None:
    office.root.git(
        "commit", "--quiet", "--amend", "-m", f"Say more\n\nApproved-by: Ben <ben@{DOMAIN}>", **committed("ana")
    )
    merge(office, "cy")
    assert read(office)[0].hands is Hands.NAMES


def test_no_approval_is_none(office: ActingOffice) -> None:
    merge(office, "ana")
    newest = read(office)[0]
    assert (newest.hands, newest.together) == (Hands.NONE, ("Ana asked, proposed and merged",))


def test_a_signature_on_what_nobody_known_proposed_shows_no_second_hand(office: ActingOffice) -> None:
    office.root.git("switch", "--quiet", "main")
    office.propose("other")
    office.write({"schedules/local.yml": office.files["schedules/local.yml"] | {"name": "Local schedule"}})
    office.root.git("add", "--all")
    elsewhere = {f"GIT_{part}_EMAIL": "somebody@elsewhere.example" for part in ("AUTHOR", "COMMITTER")}
    office.root.git("commit", "--quiet", "-m", "From somewhere", **elsewhere)
    office.approve("ben")
    office.root.git("branch", "--force", "proposal", "other")
    merge(office, "cy")
    assert read(office, ("schedules", "local"))[0].hands is Hands.UNTOLD


def test_what_the_forge_squashed_tells_nobody_who_merged(office: ActingOffice, tmp_path: Path) -> None:
    key = make_key(tmp_path / "key", *MADE["ssh-ed25519"])
    line = parse_key(key.with_suffix(".pub").read_text()).line
    office.root.git("switch", "--quiet", "main")
    settings = {"noreply_domain": DOMAIN, "keys": [{"key": line, "from_on": "2024-01-01"}]}
    office.write({"registry/portal.yml": office.files["registry/portal.yml"] | {"forge": settings}})
    office.commit("The forge's key")
    office.root.git("merge", "--quiet", "--squash", "proposal")
    for name, value in {"gpg.format": "ssh", "user.signingKey": str(key)}.items():
        office.root.git("config", name, value)
    by = committed("ana") | {"GIT_COMMITTER_EMAIL": "noreply@forge.example"}
    office.root.git("commit", "--quiet", "--gpg-sign", "-m", "Squashed", **by)
    newest = read(office)[0]
    assert said(newest)[1:] == ["proposed ana forge", "merged  forge"]


def test_what_a_record_says_was_done_is_told_where_it_was_entered(office: ActingOffice) -> None:
    review = {
        "kind": "review",
        "on": "2024-05-02",
        "by": "cy",
        "role": "cto-cio",
        "decision": "approved",
        "reason": "It fits",
        "approvals": [{"by": "cy", "role": "cto-cio"}, {"by": "ben", "role": "communications-director"}],
        "evidence": {"form": "e-mail", "reference": "<1@x.example>", "known_by": "by-message", "entered_by": "ben"},
    }
    site = office.files[SITE]
    office.write({SITE: site | {"facts": [*site["facts"], review]}})
    commit(office, "ana", "Review")
    office.approve("ben")
    merge(office, "ana")
    newest, *_, oldest = read(office)
    told = [(each.part, each.person, each.known) for each in newest.done]
    assert told == [("Approved", "cy", "by-message"), ("approved", "cy", "by-message"), ("approved", "ben", "signed")]
    assert [(each.part, each.person) for each in oldest.done] == [("Requested", "ana")]
    assert newest.hands is Hands.SEPARATE


def test_a_message_that_nobody_else_signed_for_is_a_name(office: ActingOffice) -> None:
    head = {"on": "2024-05-02", "by": "cy", "evidence": {"form": "e-mail", "reference": "1", "known_by": "by-message"}}
    office.write({SITE: office.files[SITE] | {"standing_approvals": [{"post_type": "News", **head}]}})
    commit(office, "ana", "Standing approval")
    merge(office, "ana")
    assert [each.known for each in read(office)[0].done] == ["declared"]


def test_what_a_page_says_of_a_site_is_what_the_command_says(office: ActingOffice) -> None:
    office.approve("ben")
    merge(office, "cy")
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(Repository(office.root.folder), register)
    assert hands_of_known(register, trail.of("sites", "parks-x")) == read(office)
    (sites,) = (each for each in hands_of_kinds(register, trail) if each.kind == "sites")
    assert (sites.records, sites.changes, sites.shown[Hands.SEPARATE], sites.shown[Hands.NONE]) == (1, 2, 1, 1)


def run(office: ActingOffice, *words: str | Path) -> tuple[int, str, str]:
    done = command("--root", office.root.folder, *words, home=office.root.folder.parent)
    return done.returncode, done.stdout, done.stderr


def test_the_command_says_it_in_lines_and_for_programs(office: ActingOffice) -> None:
    office.approve("ben")
    merge(office, "cy")
    code, out, _ = run(office, "who", "parks-x")
    assert code == 0
    assert "  asked:    Ana, Officer as IT/Web liaison on 2020-01-02 (declared)\n" in out
    assert "  approved: Ben, Officer (signed)\n" in out
    assert "  hands:    separate hands; Ana asked and proposed\n" in out
    assert out.endswith("2 changes: 1 separate hands, 1 no approval known\n")
    newest: dict[str, Any] = json.loads(run(office, "who", "parks-x", "--format", "json")[1])[0]
    assert (newest["hands"], newest["approved"][0]["person"]) == ("separate hands", "ben")
    assert newest["merged"]["commit"] == office.root.git("rev-parse", "HEAD").strip()
    counted = {each["kind"]: each for each in json.loads(run(office, "who", "--format", "json")[1])}
    assert counted["sites"]["hands"]["separate hands"] == 1
    assert run(office, "who")[1].startswith("kind ")


def test_a_record_that_is_gone_still_has_its_hands(office: ActingOffice) -> None:
    merge(office, "ana")
    (office.root.folder / SITE).unlink()
    commit(office, "ben", "Take it away")
    code, out, _ = run(office, "who", "parks-x")
    assert code == 0
    assert "Site removed" in out


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("parks-y", "sites 'parks-y' is neither in the register nor in its history"),
        ("site/parks-x", "kind 'site' is not known; did you mean 'sites'?"),
    ],
)
def test_a_record_that_never_was_is_refused(office: ActingOffice, name: str, reason: str) -> None:
    code, out, told = run(office, "who", name)
    assert (code, out) == (2, "")
    assert reason in told


def test_a_record_that_is_not_committed_is_refused(office: ActingOffice) -> None:
    office.write({"registry/sites/parks-y.yml": office.files[SITE]})
    assert "is not in the history yet; commit it first" in run(office, "who", "parks-y")[2]


@pytest.mark.parametrize(("key", "approved"), [("ben", [("ben", "signed")]), ("cy", [])])
def test_of_a_private_record_the_people_of_the_public_root_count(
    office: ActingOffice, tmp_path: Path, key: str, approved: list[tuple[str, str]]
) -> None:
    merge(office, "ana")
    private = Root(tmp_path / "private")
    hold = {"matter": "Flood", "kind": "litigation", "subject": "Posts", "scope": {"sites": ["parks-x"]}}
    placed = {"placed": {"on": "2024-05-02", "by": "cy", "letter": "7"}}
    private.commit({"registry/holds/flood.yml": hold | placed}, **committed("cy"))
    by_private = ActingOffice.__new__(ActingOffice)
    by_private.root, by_private.files = private, {}
    base = private.git("rev-parse", "HEAD").strip()
    private.commit({"registry/holds/flood.yml": hold | placed | {"subject": "All posts"}}, **committed("cy"))
    statement = by_private.state("ben", base=base)
    by_private.sign(statement, KEYS[key])
    private.git("add", "--all")
    private.git("commit", "--quiet", "-m", "Approve")
    done = command(
        "--root",
        office.root.folder,
        "--private",
        private.folder,
        "who",
        "holds/flood",
        "--format",
        "json",
        home=tmp_path,
    )
    newest = json.loads(done.stdout)[0]
    assert [(each["person"], each["known"]) for each in newest["approved"]] == approved
    assert newest["hands"] == ("separate hands" if approved else "no approval known")
