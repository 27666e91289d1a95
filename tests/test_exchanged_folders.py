"""What a root is asked for was not exchanged below git: folders of the commit, links, and bytes of a plan."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from records_portal.disposal.plan_text import read_plan
from records_portal.history.repository import Repository
from records_portal.register.findings import Refusal
from tests.disposals import Office
from tests.test_disposal import hold

Capsys = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Authority over a post that is due."""
    office = Office(tmp_path_factory.mktemp("prepared"))
    office.ingest(office.write_export("export", "1001"))
    office.publish()
    office.authorize("routine-may", "1001")
    return office


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Office:
    return prepared.copied_to(tmp_path)


def refused(office: Office, capsys: Capsys, *more: str) -> str:
    code, out, err = office.dispose("routine-may", "--execute", *more, capsys=capsys)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert not (office.store / "certificates").exists()
    return err.removeprefix("records: ").strip()


def exchanged(root: Any, old: str, new: str) -> None:
    """The loose object of one name gets the bytes of another."""
    paths = [root.folder / ".git/objects" / name[:2] / name[2:] for name in (old, new)]
    paths[0].chmod(0o644)
    paths[0].write_bytes(paths[1].read_bytes())


@pytest.mark.parametrize("folder", ["registry", ""])
def test_a_folder_of_the_commit_that_was_exchanged_is_seen(office: Office, capsys: Capsys, folder: str) -> None:
    """The folder of before the hold lies under the name of the one with it, and the hold's file is gone."""
    private = office.private
    private.commit({"registry/holds/claim.yml": hold()})
    old, new = (private.git("rev-parse", f"{each}:{folder}").strip() for each in ("HEAD", "HEAD~1"))
    exchanged(private, old, new)
    shutil.rmtree(private.folder / "registry/holds")
    private.git("rm", "--quiet", "--cached", "registry/holds/claim.yml")
    right = f"tree {old} does not hold what its name stands for; git fsck shows what is damaged"
    assert refused(office, capsys) == right
    with pytest.raises(Refusal, match=right):
        Repository(private.folder).check_folders()


def test_a_link_where_records_lie_is_named(office: Office, capsys: Capsys) -> None:
    private = office.private
    (private.folder / "elsewhere").mkdir()
    (private.folder / "registry/holds").symlink_to("../elsewhere")
    private.commit({"elsewhere/note.txt": "Holds live here"})
    said = refused(office, capsys)
    assert "has a link at 'registry/holds', behind which no record is read; put the files themselves there" in said


@pytest.mark.parametrize("where", [b"method", b"routine-may"])
def test_a_plan_that_is_no_text_is_refused(office: Office, capsys: Capsys, where: bytes) -> None:
    plan = office.folder / "plan.txt"
    assert office.dispose("routine-may", "--plan", str(plan), "--witness", "ana", capsys=capsys)[0] == 0
    plan.write_bytes(plan.read_bytes().replace(where, where + b"\xff", 1))
    with pytest.raises(Refusal, match="is no UTF-8 text, so it was changed since it was made; make it anew"):
        read_plan(plan)
    assert "is no UTF-8 text" in refused(office, capsys, "--plan", str(plan))
