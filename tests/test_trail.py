"""How each approval is known: signed by the person, or only declared by a name that somebody typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.history.audit_trail import moment_of
from records_portal.history.repository import Repository
from records_portal.identity.trail import read_trail
from records_portal.register.sources import FolderTree, load_register
from tests.acting import KEYS, ActingOffice, person
from tests.roots import Root
from tests.ssh_signing import ed25519_key

DOMAIN = "users.noreply.forge.example"
BY_BEN = f"Approved-by: Ben <ben@{DOMAIN}>"


@pytest.fixture
def office(tmp_path: Path) -> ActingOffice:
    """An office whose people have logins at a forge; the commits are Ana's."""
    office = ActingOffice(tmp_path / "root")
    settings = office.files["registry/portal.yml"] | {
        "forge": {"url": "https://forge.example/o/r", "noreply_domain": DOMAIN}
    }
    people = {
        f"registry/people/{name}.yml": office.files[f"registry/people/{name}.yml"] | {"forge_login": login}
        for name, login in {"ana": "ana-l", "ben": "ben"}.items()
    }
    office.write(people | {"registry/portal.yml": settings})
    office.commit("Logins")
    office.propose()
    office.change()
    return office


def approvals(office: ActingOffice) -> list[tuple[str, str]]:
    """Of the site's newest change: who approved, and how that is known."""
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(Repository(office.root.folder), register)
    return [(each.person, each.known) for each in trail.of("sites", "parks-x")[0].approved_by]


def test_a_name_in_a_message_is_declared(office: ActingOffice) -> None:
    office.commit(f"Say more\n\n{BY_BEN}")
    assert approvals(office) == [("ben", "declared")]


def test_nobody_approves_by_a_line_of_their_own(office: ActingOffice) -> None:
    office.commit(f"Say more\n\nApproved-by: Ana <ana-l@{DOMAIN}>")
    assert approvals(office) == []


@pytest.mark.parametrize("way", ["--squash", "--no-ff", "--ff-only"])
def test_a_signed_act_is_told_of_the_change_however_it_landed(office: ActingOffice, way: str) -> None:
    office.commit("Say more")
    office.approve("ben")
    office.root.git("switch", "--quiet", "main")
    office.root.git("merge", "--quiet", way, *(["-m", "Merge"] if way == "--no-ff" else []), "proposal")
    if way == "--squash":
        office.commit("Squashed")
    assert approvals(office) == [("ben", "signed")]


def test_of_one_person_the_surest_is_told(office: ActingOffice) -> None:
    office.commit(f"Say more\n\n{BY_BEN}")
    office.approve("ben")
    assert approvals(office) == [("ben", "signed")]


def test_an_act_that_does_not_hold_is_not_told(office: ActingOffice) -> None:
    office.commit("Say more")
    statement = office.approve("ben")
    (office.root.folder / f"{statement.path}.sig").unlink()
    office.commit("Tidy up")
    assert approvals(office) == []


def test_an_act_is_told_of_its_own_change_alone(office: ActingOffice) -> None:
    office.commit("Say more")
    office.approve("ben")
    office.change("Something else")
    office.commit("Later")
    assert approvals(office) == []


def test_of_several_files_each_is_told_from_where_it_changed(office: ActingOffice) -> None:
    office.root.git("checkout", "--quiet", "--", ".")
    office.change("Another title", "registry/portal.yml")
    office.commit("The title first")
    office.change("In between")
    office.commit("The site, and nobody approves")
    between = office.root.git("rev-parse", "HEAD").strip()
    office.change("At last")
    office.commit("The site again")
    site = office.changes(between)
    whole = office.changes("main")
    portal = [each for each in whole if each.path == "registry/portal.yml"]
    statement = office.state("ben", changes=(*portal, *site))
    office.sign(statement, KEYS["ben"])
    office.commit("Approve the title and the last change")
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(Repository(office.root.folder), register)
    told = {change.commit: [each.known for each in change.approved_by] for change in trail.of("sites", "parks-x")}
    assert told[between] == []
    assert [each.known for each in trail.of("portal", "portal")[0].approved_by] == ["signed"]


def test_a_key_that_nobody_admitted_signs_no_approval(office: ActingOffice) -> None:
    key = ed25519_key(b"m" * 32)
    office.root.git("checkout", "--quiet", "--", ".")
    office.root.git("switch", "--quiet", "main")
    office.write({"registry/people/ben.yml": person("ben", "records-officer", key)})
    office.commit("A key of Ben's, says Mallory")
    office.propose("second")
    office.change()
    office.commit("Say more")
    office.sign(office.state("ben"), key)
    office.commit("Approve")
    assert office.reasons() == [""]
    assert approvals(office) == []


def test_only_an_approval_is_told_as_one(office: ActingOffice) -> None:
    office.commit("Say more")
    office.approve("ben", act="witness-evidence")
    assert office.reasons() == [""]
    assert approvals(office) == []


@pytest.mark.parametrize("setting", ["trailer.separators=%", "i18n.logOutputEncoding=UTF-16"])
def test_settings_of_git_do_not_change_what_is_told(office: ActingOffice, setting: str) -> None:
    office.commit(f"Say more\n\n{BY_BEN}")
    office.root.git("config", *setting.split("="))
    assert approvals(office) == [("ben", "declared")]


@pytest.mark.parametrize("name", [".root", "root.", ".root."])
def test_a_root_in_a_folder_with_dots_is_that_folder(tmp_path: Path, name: str) -> None:
    top = Root(tmp_path / "whole")
    (top.folder / name).mkdir()
    assert Repository(top.folder / name).prefix == name
    assert Repository(top.folder).prefix == ""


@pytest.mark.parametrize(
    ("seconds", "moment"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1714557600, "2024-05-01T10:00:00Z"),
        (253402300800, "9999-12-31T23:59:59Z"),
        (2**63 - 1, "9999-12-31T23:59:59Z"),
        (-(2**40), "0001-01-01T00:00:00Z"),
    ],
)
def test_a_moment_that_a_commit_claims_is_told_whatever_it_is(seconds: int, moment: str) -> None:
    assert moment_of(seconds) == moment


def test_a_commit_of_the_year_ten_thousand_does_not_stop_the_trail(office: ActingOffice) -> None:
    office.root.git("add", "--all")
    office.root.git("commit", "--quiet", "-m", "Say more", GIT_COMMITTER_DATE="@253402300800 +0000")
    office.approve("ben")
    register = load_register(FolderTree(office.root.folder)).register
    trail = read_trail(Repository(office.root.folder), register)
    assert trail.of("sites", "parks-x")[0].at == "9999-12-31T23:59:59Z"
