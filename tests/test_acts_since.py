"""Since which commit acts count: what landed up to it is declared, and nothing that the settings say later moves it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from records_portal.commands.cli import run
from records_portal.history.repository import Repository
from records_portal.identity.base import base_reader
from records_portal.identity.trail import read_trail, signed_approvers
from records_portal.register.sources import FolderTree, load_register
from tests.acting import SITE, ActingOffice

PORTAL = "registry/portal.yml"


@pytest.fixture
def office(tmp_path: Path) -> ActingOffice:
    return ActingOffice(tmp_path / "root")


def begin_acts(office: ActingOffice, commit: str, message: str = "Acts begin") -> str:
    """Say in the settings since when acts are signed."""
    said = {"commit": commit, "said_by": "ana", "on": "2024-05-02"}
    office.write({PORTAL: office.files[PORTAL] | {"acts_since": said}})
    return office.commit(message)


def head(office: ActingOffice) -> str:
    return office.root.git("rev-parse", "HEAD").strip()


def approved_change(office: ActingOffice, purpose: str) -> None:
    """A change of the site with its approval, signed by ben, on the main line."""
    before = head(office)
    office.change(purpose)
    office.commit(purpose)
    office.approve(base=before)


def known(office: ActingOffice) -> list[str]:
    """How each act is known, in the order of the main line."""
    return [str(act.known) for act in office.acts().acts if act.holds]


def approvals(office: ActingOffice) -> list[list[str]]:
    """How each change of the site was approved, the newest first, as the trail tells it."""
    register = load_register(FolderTree(office.root.folder)).register
    changes = read_trail(Repository(office.root.folder), register).of("sites", "parks-x")
    return [[f"{one.person} {one.known}" for one in change.approved_by] for change in changes]


def counting(office: ActingOffice) -> list[str]:
    register = load_register(FolderTree(office.root.folder)).register
    return [one.person for one in signed_approvers(Repository(office.root.folder), register, "sites", "parks-x")]


def since(office: ActingOffice) -> int:
    return base_reader(Repository(office.root.folder)).acts_since


def test_without_such_a_commit_acts_count_from_the_beginning(office: ActingOffice) -> None:
    approved_change(office, "News and more")
    assert (since(office), known(office), counting(office)) == (-1, ["signed"], ["ben"])


def test_what_landed_up_to_the_commit_is_declared_and_authorizes_nothing(office: ActingOffice) -> None:
    approved_change(office, "News and more")
    begin_acts(office, head(office))
    assert (since(office), known(office), counting(office)) == (2, ["declared"], [])
    assert approvals(office)[0] == ["ben declared"]
    approved_change(office, "News and maps")
    assert (known(office), counting(office)) == (["declared", "signed"], ["ben"])
    assert approvals(office)[:2] == [["ben signed"], ["ben declared"]]


def test_the_first_commit_that_is_named_stays_whatever_the_settings_say_later(office: ActingOffice) -> None:
    first = head(office)
    begin_acts(office, first)
    approved_change(office, "News and more")
    begin_acts(office, head(office), "Later")
    assert (since(office), known(office)) == (0, ["signed"])
    office.write({PORTAL: office.files[PORTAL]})
    office.commit("Never")
    assert (since(office), known(office)) == (0, ["signed"])


def test_another_commit_than_the_first_is_told(office: ActingOffice, capsys: pytest.CaptureFixture[str]) -> None:
    def told() -> list[str]:
        capsys.readouterr()
        run(["--root", str(office.root.folder), "validate"], {"cache": None, "started_at": datetime.now(UTC)})
        return [line for line in capsys.readouterr().out.splitlines() if " U001 " in line]

    first = head(office)
    begin_acts(office, first)
    assert told() == []
    begin_acts(office, head(office), "Later")
    assert told() == [
        f"registry/portal.yml:4:1: U001 portal: acts are signed since {first[:12]}, as was said first; what stands "
        "here moves nothing; what was said first [late]"
    ]


def test_a_commit_that_is_not_before_is_the_one_before_the_settings(office: ActingOffice) -> None:
    approved_change(office, "News and more")
    begin_acts(office, "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    assert (since(office), known(office)) == (2, ["declared"])
    assert SITE in office.files
