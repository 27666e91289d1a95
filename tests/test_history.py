"""The audit trail from real repositories: what changed, who, when, approved and signed by whom, and nothing private."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from records_portal.files.kept import read_kept, write_kept
from records_portal.history.audit_trail import UNREGISTERED, Actor, Approver, AuditTrail, Change, read_audit_trail
from records_portal.history.repository import CommitTree, Repository
from records_portal.register.changes import FactsAdded, FieldChange
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree, load_register
from tests.roots import ADDRESS, CANARY, Root, root_files

ANA = Actor("ana", "Ana", "Officer")
APPROVED = (Approver("ana", "Ana", "Officer", "declared"),)
STRANGER = "stranger@elsewhere.example"


def changes_of(root: Root) -> tuple[Change, ...]:
    register = load_register(FolderTree(root.folder)).register
    return read_audit_trail(Repository(root.folder), register).changes


@pytest.fixture
def files() -> dict[str, Any]:
    files = root_files()
    files["registry/portal.yml"]["forge"] = {"noreply_domain": "users.noreply.forge.example"}
    files["registry/people/ana.yml"]["forge_login"] = "Ana-L"
    return files


@pytest.fixture
def root(tmp_path: Path, files: dict[str, Any]) -> Root:
    root = Root(tmp_path / "root")
    root.commit(files)
    return root


def test_a_change_says_who_when_and_what_in_the_records_words(root: Root, files: dict[str, Any]) -> None:
    site = files["registry/sites/parks-x.yml"]
    site["purpose"] = "News and safety"
    notice = {"kind": "notice", "on": "2024-05-01", "by": "ana", "role": "counsel", "audience": "All", "text": "Hello"}
    site["facts"].append(notice)
    commit = root.commit({"registry/sites/parks-x.yml": site})
    newest = changes_of(root)[0]
    assert newest == Change(
        commit,
        "2024-05-01T10:00:00Z",
        ANA,
        (),
        "no",
        "sites",
        "parks-x",
        "changed",
        (
            FieldChange("Purpose", "News", "News and safety"),
            FieldChange(
                "Facts \u203a Notice",
                "",
                "Kind of fact: notice; Date: 2024-05-01; By: ana; In the role of: counsel; "
                "Audience: All; What was said: Hello",
            ),
        ),
        FactsAdded((notice,), ("requested",), "requested", "requested"),
    )


def test_the_first_commit_adds_every_record(root: Root) -> None:
    assert {(each.kind, each.id, each.what) for each in changes_of(root)} == {
        ("portal", "portal", "added"),
        ("agencies", "parks", "added"),
        ("people", "ana", "added"),
        ("platforms", "x", "added"),
        ("sites", "parks-x", "added"),
        ("schedules", "local", "added"),
    }


def test_a_removed_record_stays_in_the_trail(root: Root) -> None:
    (root.folder / "registry/sites/parks-x.yml").unlink()
    root.commit({})
    newest = changes_of(root)[0]
    assert (newest.what, newest.id, newest.fields[0]) == ("removed", "parks-x", FieldChange("Agency", "parks", ""))


def test_nobody_outside_the_register_is_named(root: Root, files: dict[str, Any]) -> None:
    files["registry/agencies/parks.yml"]["name"] = "State Parks"
    root.commit(files, GIT_AUTHOR_EMAIL=f"{CANARY}@private.example", GIT_AUTHOR_NAME="Ana")
    assert changes_of(root)[0].by == UNREGISTERED
    assert CANARY not in repr(changes_of(root))


def test_a_mailmap_in_the_repository_names_nobody(root: Root, files: dict[str, Any]) -> None:
    (root.folder / ".mailmap").write_text(f"Ana <{ADDRESS}> <stranger@elsewhere.example>\n", encoding="utf-8")
    files["registry/agencies/parks.yml"]["name"] = "State Parks"
    root.commit(files, GIT_AUTHOR_EMAIL="stranger@elsewhere.example")
    assert changes_of(root)[0].by == UNREGISTERED


def test_approvals_are_trailers_of_registered_people(root: Root, files: dict[str, Any]) -> None:
    files["registry/agencies/parks.yml"]["name"] = "State Parks"
    trailers = f"Approved-by: Ana <{ADDRESS}>\nApproved-by: Somebody <x@elsewhere.example>"
    root.commit(files, message=f"{CANARY}\n\n{trailers}\n", GIT_AUTHOR_EMAIL=STRANGER)
    assert changes_of(root)[0].approved_by == APPROVED


def test_an_author_cannot_smuggle_an_approval_into_an_address(root: Root, files: dict[str, Any]) -> None:
    files["registry/agencies/parks.yml"]["name"] = "State Parks"
    root.commit(files, GIT_AUTHOR_EMAIL=f"a\x1e\x1fAna {ADDRESS}")
    assert (changes_of(root)[0].by, changes_of(root)[0].approved_by) == (UNREGISTERED, ())


def test_a_signature_counts_when_the_key_is_registered(root: Root, files: dict[str, Any], tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "x", "-f", key], check=True, stdin=subprocess.DEVNULL
    )
    files["registry/people/ana.yml"]["signing_key"] = " ".join(key.with_suffix(".pub").read_text().split()[:2])
    sign = ("--gpg-sign",)
    for setting, value in (("gpg.format", "ssh"), ("user.signingKey", str(key))):
        root.git("config", setting, value)
    root.commit(files, *sign, GIT_AUTHOR_EMAIL="stranger@elsewhere.example")
    assert (changes_of(root)[0].by, changes_of(root)[0].signed) == (ANA, "verified")
    del files["registry/people/ana.yml"]["signing_key"]
    root.commit(files)
    assert {(each.by, each.signed) for each in changes_of(root) if each.id == "ana"} == {
        (ANA, "no"),
        (UNREGISTERED, "unverified"),
    }


def test_both_sides_of_a_merge_are_in_the_trail(root: Root, files: dict[str, Any]) -> None:
    root.git("switch", "--quiet", "-c", "other")
    files["registry/agencies/parks.yml"]["name"] = "State Parks"
    side = root.commit({"registry/agencies/parks.yml": files["registry/agencies/parks.yml"]})
    root.git("switch", "--quiet", "main")
    files["registry/platforms/x.yml"]["name"] = "X!"
    straight = root.commit({"registry/platforms/x.yml": files["registry/platforms/x.yml"]})
    root.git("merge", "--quiet", "--no-edit", "other")
    assert {(each.commit, each.kind) for each in changes_of(root) if each.what == "changed"} == {
        (side, "agencies"),
        (straight, "platforms"),
    }


def test_a_merge_approves_what_it_brings_in_and_nothing_else(root: Root, files: dict[str, Any]) -> None:
    root.git("switch", "--quiet", "-c", "other")
    files["registry/agencies/parks.yml"]["name"] = "State Parks"
    side = root.commit({"registry/agencies/parks.yml": files["registry/agencies/parks.yml"]}, GIT_AUTHOR_EMAIL=STRANGER)
    root.git("switch", "--quiet", "main")
    root.git("merge", "--quiet", "--no-ff", "--message", f"Merge\n\nApproved-by: Ana <{ADDRESS}>", "other")
    assert {each.commit for each in changes_of(root) if each.approved_by} == {side}
    assert [each.approved_by for each in changes_of(root) if each.commit == side] == [APPROVED]


def test_a_version_that_cannot_be_read_does_not_stop_the_trail(root: Root, files: dict[str, Any]) -> None:
    (root.folder / "registry/agencies/parks.yml").write_text("name: [\n", encoding="utf-8")
    root.commit({})
    root.commit(files)
    assert [each.what for each in changes_of(root) if each.kind == "agencies"] == ["changed", "changed", "added"]


@pytest.fixture
def cached(root: Root, tmp_path: Path) -> Callable[[], AuditTrail]:
    """The history read with a cache, which has to be what is read without one."""

    def read() -> AuditTrail:
        register = load_register(FolderTree(root.folder)).register
        found = read_audit_trail(Repository(root.folder), register, tmp_path / "cache")
        assert found == read_audit_trail(Repository(root.folder), register)
        return found

    return read


def test_an_octopus_brings_in_each_line_once(
    root: Root, files: dict[str, Any], cached: Callable[[], AuditTrail]
) -> None:
    sides = {}
    for name in ("one", "two", "three"):
        root.git("switch", "--quiet", "-c", name, "main")
        sides[name] = root.commit(
            {f"registry/platforms/{name}.yml": files["registry/platforms/x.yml"]}, GIT_AUTHOR_EMAIL=STRANGER
        )
    root.git("switch", "--quiet", "main")
    root.git("merge", "--quiet", "--no-ff", "--message", f"Merge\n\nApproved-by: Ana <{ADDRESS}>", *sides)
    assert root.git("rev-list", "--parents", "-1", "HEAD").count(" ") == 4
    assert {(each.commit, each.id) for each in cached().changes if each.approved_by} == {
        (commit, name) for name, commit in sides.items()
    }


def test_a_merge_that_changes_a_record_itself_is_a_change_of_its_own(
    root: Root, files: dict[str, Any], cached: Callable[[], AuditTrail]
) -> None:
    agency = files["registry/agencies/parks.yml"]
    root.git("switch", "--quiet", "-c", "other")
    root.commit({"registry/agencies/parks.yml": agency | {"name": "State Parks"}})
    root.git("switch", "--quiet", "main")
    root.commit({"registry/agencies/parks.yml": agency | {"name": "Parks and Trails"}})
    root.git("merge", "--quiet", "--no-commit", "--strategy=ours", "other")
    merge = root.commit({"registry/agencies/parks.yml": agency | {"name": "State Parks and Trails"}})
    (own,) = [each for each in cached().changes if each.commit == merge]
    assert own.fields == (FieldChange("Name", "Parks and Trails", "State Parks and Trails"),)


def test_a_renamed_file_is_a_record_that_went_and_one_that_came(root: Root, cached: Callable[[], AuditTrail]) -> None:
    root.git("mv", "registry/sites/parks-x.yml", "registry/sites/parks-new.yml")
    root.commit({})
    assert {(each.id, each.what) for each in cached().changes[:2]} == {("parks-new", "added"), ("parks-x", "removed")}


def test_a_revert_is_a_change_back(root: Root, files: dict[str, Any], cached: Callable[[], AuditTrail]) -> None:
    files["registry/agencies/parks.yml"]["name"] = "State Parks"
    root.commit(files)
    cached()
    root.git("revert", "--no-edit", "HEAD")
    assert [each.fields for each in cached().of("agencies", "parks")[:2]] == [
        (FieldChange("Name", "State Parks", "Parks"),),
        (FieldChange("Name", "Parks", "State Parks"),),
    ]


def test_a_squashed_change_request_is_one_change_with_its_approvals(
    root: Root, files: dict[str, Any], cached: Callable[[], AuditTrail]
) -> None:
    agency = files["registry/agencies/parks.yml"]
    root.git("switch", "--quiet", "-c", "other")
    for name in ("Parks of the State", "State Parks"):
        root.commit({"registry/agencies/parks.yml": agency | {"name": name}})
    root.git("switch", "--quiet", "main")
    root.git("merge", "--quiet", "--squash", "other")
    squashed = root.commit({}, message=f"Rename\n\nApproved-by: Ana <{ADDRESS}>", GIT_AUTHOR_EMAIL=STRANGER)
    newest = cached().of("agencies", "parks")
    assert [(each.commit, each.approved_by, each.fields) for each in newest[:-1]] == [
        (squashed, APPROVED, (FieldChange("Name", "Parks", "State Parks"),))
    ]


def test_a_history_that_was_rewritten_leaves_nothing_of_the_old_one(
    root: Root, files: dict[str, Any], cached: Callable[[], AuditTrail]
) -> None:
    files["registry/agencies/parks.yml"]["name"] = "State Parks"
    dropped = root.commit(files)
    cached()
    root.git("reset", "--quiet", "--hard", "HEAD~1")
    assert dropped not in {each.commit for each in cached().changes}


def test_a_replaced_commit_does_not_stand_for_the_true_one(
    root: Root, files: dict[str, Any], cached: Callable[[], AuditTrail]
) -> None:
    files["registry/agencies/parks.yml"]["name"] = "State Parks"
    true = root.commit(files)
    files["registry/agencies/parks.yml"]["name"] = "Somebody else's"
    false = root.commit(files)
    root.git("reset", "--quiet", "--hard", true)
    root.git("replace", true, false)
    assert cached().changes[0].fields == (FieldChange("Name", "Parks", "State Parks"),)


def test_a_key_taken_out_of_the_register_takes_effect_in_spite_of_the_cache(
    root: Root, files: dict[str, Any], tmp_path: Path, cached: Callable[[], AuditTrail]
) -> None:
    key = tmp_path / "key"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "x", "-f", str(key)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    files["registry/people/ana.yml"]["signing_key"] = " ".join(key.with_suffix(".pub").read_text().split()[:2])
    for setting, value in (("gpg.format", "ssh"), ("user.signingKey", str(key))):
        root.git("config", setting, value)
    signed = root.commit(files, "--gpg-sign", GIT_AUTHOR_EMAIL="stranger@elsewhere.example")
    assert {each.signed for each in cached().changes if each.commit == signed} == {"verified"}
    del files["registry/people/ana.yml"]["signing_key"]
    root.commit(files)
    assert {each.signed for each in cached().changes if each.commit == signed} == {"unverified"}


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"basis": "other", "commits": {"x": []}}'])
def test_a_cache_that_is_damaged_or_of_another_program_changes_nothing(
    root: Root, tmp_path: Path, cached: Callable[[], AuditTrail], damage: str
) -> None:
    before = cached()
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_text(damage, encoding="utf-8")
    assert cached() == before


def test_what_is_known_is_not_asked_again(root: Root, tmp_path: Path, cached: Callable[[], AuditTrail]) -> None:
    cached()
    (kept,) = (tmp_path / "cache").iterdir()
    write_kept(
        kept, json.loads(json.dumps(read_kept(kept)).replace('["Purpose", "", "News"]', '["Purpose", "", "Kept"]'))
    )
    register = load_register(FolderTree(root.folder)).register
    found = read_audit_trail(Repository(root.folder), register, tmp_path / "cache").of("sites", "parks-x")
    assert FieldChange("Purpose", "", "Kept") in found[0].fields


def test_the_cache_is_the_users_alone(tmp_path: Path, cached: Callable[[], AuditTrail]) -> None:
    cached()
    (kept,) = (tmp_path / "cache").iterdir()
    assert (kept.parent.stat().st_mode & 0o777, kept.stat().st_mode & 0o777) == (0o700, 0o600)
    assert CANARY not in kept.read_text(encoding="utf-8"), "neither subjects nor names typed into git are kept"


def test_a_shallow_history_is_refused(root: Root, tmp_path: Path, files: dict[str, Any]) -> None:
    files["registry/agencies/parks.yml"]["name"] = "State Parks"
    root.commit(files)
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{root.folder}", tmp_path / "shallow"], check=True)
    register = load_register(FolderTree(tmp_path / "shallow")).register
    with pytest.raises(Refusal, match="git fetch --unshallow"):
        read_audit_trail(Repository(tmp_path / "shallow"), register)


def test_without_git_or_without_a_commit_the_reason_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="not in a git repository"):
        Repository(tmp_path)
    empty = Root(tmp_path / "empty")
    with pytest.raises(Refusal, match="no commit yet"):
        Repository(empty.folder).head()


def test_a_commit_reads_like_a_folder(root: Root, files: dict[str, Any]) -> None:
    before = root.git("rev-parse", "HEAD").strip()
    files["registry/agencies/parks.yml"]["name"] = "State Parks"
    root.write(files)
    tree = CommitTree(Repository(root.folder), before)
    assert tree.paths("registry") == FolderTree(root.folder).paths("registry")
    names = [
        load_register(each).register.of("agencies")["parks"].value["name"] for each in (tree, FolderTree(root.folder))
    ]
    assert names == ["Parks", "State Parks"]
    with pytest.raises(Refusal, match="is not a revision"):
        CommitTree(Repository(root.folder), "--output=x")


def test_a_root_below_the_top_of_its_repository_has_its_own_trail(tmp_path: Path, files: dict[str, Any]) -> None:
    outer = Root(tmp_path / "outer")
    outer.commit(
        {f"inner/{path}": value for path, value in files.items()}
        | {"registry/portal.yml": files["registry/portal.yml"]}
    )
    inner = outer.folder / "inner"
    changes = read_audit_trail(Repository(inner), load_register(FolderTree(inner)).register).changes
    assert len(changes) == len(files)
    assert CommitTree(Repository(inner), "HEAD").paths("schedules") == ["schedules/local.yml"]
