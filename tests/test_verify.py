"""The outsider's verifier over real repositories: what it believes, and which rewrite of a history it names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from records_portal.trust import verify
from tests.acting import KEYS, ActingOffice, person, run_git
from tests.ssh_signing import ed25519_key

Capsys = pytest.CaptureFixture[str]
DISPOSITION = "schedules/dispositions/routine-may.yml"


@pytest.fixture
def office(tmp_path: Path) -> ActingOffice:
    """An office with an approved change, a tag, and the record of a disposition that nobody signed."""
    office = ActingOffice(tmp_path / "root")
    office.propose()
    office.change()
    office.commit("Change")
    office.approve()
    office.root.git("switch", "--quiet", "main")
    office.root.git("merge", "--quiet", "--no-ff", "-m", "Merge", "proposal")
    office.root.git("tag", "report-2026")
    return office


def verified(capsys: Capsys, *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """The exit code of the verifier, and what it tells."""
    code = verify.verify_command([*map(str, arguments), "--format", "json"])
    output = capsys.readouterr()
    return code, json.loads(output.out) if output.out else {"error": output.err}


def names(told: dict[str, Any]) -> list[str]:
    return sorted({each["name"] for each in told["findings"]})


def test_an_honest_history_has_nothing_against_it(office: ActingOffice, capsys: Capsys, tmp_path: Path) -> None:
    code, told = verified(capsys, office.root.folder, "--keep", tmp_path / "kept")
    assert (code, told["findings"]) == (0, [])
    assert told["counts"]["statements"] == {"signed": 1}
    assert told["counts"]["changes of records"] == {"declared at most": 8, "signed by one": 1}
    assert [each["approved_by"] for each in told["approvals"]] == [["ben as records-officer, signed"]]
    office.change("News again")
    office.commit("Later")
    assert verified(capsys, office.root.folder, "--against", tmp_path / "kept")[0] == 0


@pytest.mark.parametrize("where", ["folder", "bundle", "address", "bare"])
def test_it_reads_a_folder_a_bundle_and_an_address(
    office: ActingOffice, capsys: Capsys, tmp_path: Path, where: str
) -> None:
    given: dict[str, str | Path] = {"folder": office.root.folder, "address": office.root.folder.as_uri()}
    office.root.git("bundle", "create", "--quiet", str(tmp_path / "all.bundle"), "--all", "HEAD")
    office.root.git("clone", "--quiet", "--bare", "--no-local", str(office.root.folder), str(tmp_path / "bare.git"))
    given |= {"bundle": tmp_path / "all.bundle", "bare": tmp_path / "bare.git"}
    code, told = verified(capsys, given[where], "--keep", tmp_path / "kept")
    assert (code, told["counts"]["statements"]) == (0, {"signed": 1})
    code, told = verified(capsys, tmp_path / "kept/repository.bundle", "--against", tmp_path / "kept")
    assert (code, told["counts"]["statements"]) == (0, {"signed": 1})


def test_a_repository_of_sha256_names_is_verified(tmp_path: Path, capsys: Capsys) -> None:
    office = ActingOffice(tmp_path / "root", "--object-format=sha256")
    code, told = verified(capsys, office.root.folder)
    assert (code, told["counts"]["commits on the main line"]) == (0, 1)
    code, told = verified(capsys, office.root.folder.as_uri())
    assert (code, told["counts"]["commits on the main line"]) == (0, 1)


def amend(office: ActingOffice) -> None:
    office.root.git("commit", "--quiet", "--amend", "--message", "Other words")


def force_push(office: ActingOffice) -> None:
    office.root.git("reset", "--quiet", "--hard", "HEAD~1")
    office.change("Something else")
    office.commit("Another history")
    office.commit("And on")


def replace_ref(office: ActingOffice) -> None:
    office.root.git("replace", "--graft", "HEAD")


def move_tag(office: ActingOffice) -> None:
    office.root.git("tag", "--force", "report-2026", "HEAD~1")


def move_made_tag(office: ActingOffice) -> None:
    office.root.git("tag", "--annotate", "-m", "Report", "report-2025")
    office.root.git("update-ref", "refs/tags/report-2027", "refs/tags/report-2025")


def graft(office: ActingOffice) -> None:
    info = office.root.folder / ".git/info"
    info.mkdir(exist_ok=True)
    (info / "grafts").write_text(f"{office.root.git('rev-parse', 'HEAD').strip()}\n")


def cut_off(office: ActingOffice) -> None:
    clone = office.root.folder.with_name("clone")
    run_git(clone.parent, "clone", "--quiet", "--depth=1", office.root.folder.as_uri(), "clone")
    shutil.rmtree(office.root.folder)
    clone.rename(office.root.folder)


def cut_off_in_secret(office: ActingOffice) -> None:
    """Cut off, with nothing in the clone that says so."""
    cut_off(office)
    (office.root.folder / ".git/shallow").unlink()


def left_out(office: ActingOffice) -> None:
    clone = office.root.folder.with_name("clone")
    office.root.git("config", "uploadpack.allowFilter", "true")
    run_git(clone.parent, "clone", "--quiet", "--bare", "--filter=blob:none", office.root.folder.as_uri(), "clone")
    shutil.rmtree(office.root.folder)
    clone.rename(office.root.folder)


def borrow(office: ActingOffice) -> None:
    (office.root.folder / ".git/objects/info/alternates").write_text("/srv/other.git/objects\n")


def date_back(office: ActingOffice) -> None:
    office.change("Before its time")
    office.commit("Dated back", "2019-01-01")


def add_key_later(office: ActingOffice) -> None:
    """A statement by a key that comes into the register only after it."""
    key = ed25519_key(b"9" * 32)
    base = office.root.git("rev-parse", "HEAD").strip()
    office.change("Approved by whom?")
    office.commit("Change")
    office.sign(office.state("dot", base, role="records-officer"), key)
    office.commit("Approve")
    office.write({"registry/people/dot.yml": person("dot", "records-officer", key)})
    office.commit("A new colleague")


def remove_statement(office: ActingOffice) -> None:
    for path in (office.root.folder / "registry/acts").iterdir():
        path.unlink()
    office.commit("Tidy up")


def remove_disposition(office: ActingOffice) -> None:
    path = office.root.folder / DISPOSITION
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("authorization: routine-may\n", encoding="utf-8")
    office.commit("Dispose")
    path.unlink()
    office.commit("Tidy up")


def alter_signature(office: ActingOffice) -> None:
    """A statement whose text is another one than was signed."""
    base = office.root.git("rev-parse", "HEAD").strip()
    office.change("Approved?")
    office.commit("Change")
    statement = office.state("ben", base)
    office.sign(statement, KEYS["ana"])
    office.commit("Approve")


REWRITES: dict[str, tuple[Callable[[ActingOffice], None], list[str]]] = {
    "force-push": (force_push, ["force-push"]),
    "amend": (amend, ["amend", "force-push"]),
    "replace ref": (replace_ref, ["replace ref"]),
    "moved tag": (move_tag, ["moved tag"]),
    "a tag under another name": (move_made_tag, ["moved tag"]),
    "graft": (graft, ["grafts"]),
    "shallow clone": (cut_off, ["shallow clone"]),
    "shallow clone in secret": (cut_off_in_secret, ["shallow clone"]),
    "partial clone": (left_out, ["partial clone"]),
    "borrowed objects": (borrow, ["borrowed objects"]),
    "back-dated commit": (date_back, ["back-dated commit"]),
    "key added later": (add_key_later, ["key", "key added later"]),
    "statement removed": (remove_statement, ["statement removed"]),
    "disposition removed": (remove_disposition, ["disposition", "disposition removed"]),
    "another's key": (alter_signature, ["statement"]),
}


@pytest.mark.parametrize("rewrite", REWRITES)
def test_a_rewrite_is_named(office: ActingOffice, capsys: Capsys, tmp_path: Path, rewrite: str) -> None:
    assert verified(capsys, office.root.folder, "--keep", tmp_path / "kept")[0] == 0
    apply, found = REWRITES[rewrite]
    apply(office)
    code, told = verified(capsys, office.root.folder, "--against", tmp_path / "kept")
    assert (code, names(told)) == (1, found), told["findings"]


def test_an_object_that_was_tampered_with_is_named(office: ActingOffice, capsys: Capsys) -> None:
    name = office.root.git("rev-parse", "HEAD:registry/portal.yml").strip()
    (office.root.folder / "text").write_text("title: Another\n")
    made = office.root.git("hash-object", "-w", "text").strip()
    objects = office.root.folder / ".git/objects"
    target = objects / name[:2] / name[2:]
    target.chmod(0o644)
    target.write_bytes((objects / made[:2] / made[2:]).read_bytes())
    code, told = verified(capsys, office.root.folder)
    assert (code, names(told)) == (1, ["altered object"])
    assert told["findings"][0]["particulars"].startswith(f"{name} does not hash to its name")


def test_settings_of_a_clone_run_no_command(office: ActingOffice, capsys: Capsys, tmp_path: Path) -> None:
    office.root.git("config", "core.fsmonitor", f"touch {tmp_path / 'ran'}")
    office.root.git("config", "core.sshCommand", f"touch {tmp_path / 'ran'}")
    hook = office.root.folder / ".git/hooks/reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n")
    hook.chmod(0o755)
    assert verified(capsys, office.root.folder)[0] == 0
    assert not (tmp_path / "ran").exists()


def test_a_commit_graph_that_lies_tells_nothing(office: ActingOffice, capsys: Capsys) -> None:
    office.root.git("commit-graph", "write", "--reachable")
    graph = office.root.folder / ".git/objects/info/commit-graph"
    graph.chmod(0o644)
    graph.write_bytes(b"CGPH" + bytes(200))
    code, told = verified(capsys, office.root.folder)
    assert (code, told["counts"]["commits on the main line"]) == (0, 2)


@pytest.mark.parametrize("given", ["nowhere", "text"])
def test_what_is_no_repository_cannot_be_verified(tmp_path: Path, capsys: Capsys, given: str) -> None:
    (tmp_path / "text").write_text("no bundle\n")
    code, told = verified(capsys, tmp_path / given)
    assert code == 2
    assert told["error"].startswith("cannot verify: ")
    assert len(told["error"].splitlines()) == 1


def test_a_damaged_bundle_cannot_be_verified(office: ActingOffice, capsys: Capsys, tmp_path: Path) -> None:
    bundle = tmp_path / "all.bundle"
    office.root.git("bundle", "create", "--quiet", str(bundle), "--all", "HEAD")
    data = bytearray(bundle.read_bytes())
    data[-200] ^= 1
    bundle.write_bytes(data)
    assert verified(capsys, bundle)[0] == 2
