"""Which repository is meant: real clones, remotes and tricks, each with its one line of refusal, or its success."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from records_portal.history.published_tips import own_settings, published_tip
from records_portal.history.repository import Repository
from records_portal.identity.anchor_moves import AgenciesSaid
from records_portal.identity.anchored_roots import (
    anchored_private_roots,
    anchored_root,
    asked_tip,
    check_holds_asked,
    private_anchor_of,
)
from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.store.anchors import Anchor, Anchors, NoPrivateRoot
from tests.roots import Root

LATER = {"GIT_AUTHOR_DATE": "2024-06-01T12:00:00+02:00", "GIT_COMMITTER_DATE": "2024-06-01T12:00:00+02:00"}


class Desk:
    """A published repository, a clone of it, and the anchor that names both."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.remote = folder, folder / "holds.git"
        self.root = Root(folder / "root")
        self.first = self.root.commit({"registry/holds/flood.yml": {"cause": "litigation"}})
        self.root.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.remote))
        self.root.git("remote", "add", "origin", str(self.remote))
        self.push("--set-upstream")
        self.anchor = Anchor("counsel", str(self.remote), "main", self.first)

    def push(self, *arguments: str, branch: str = "main") -> None:
        self.root.git("push", "--quiet", *arguments, "origin", branch)

    def another(self, name: str, message: str = "another") -> Root:
        """A repository whose first commit is its own."""
        other = Root(self.folder / name)
        other.commit({}, message=message)
        return other

    def clone(self, name: str, *arguments: str, source: str = "") -> Root:
        self.root.git("clone", "--quiet", *arguments, source or str(self.remote), str(self.folder / name))
        return at(self.folder / name)

    def tip(self, root: Path | None = None) -> str:
        return anchored_root(root or self.root.folder, self.anchor, {}).tip

    def refused(self, root: Path | None = None) -> str:
        """Why a root is refused, with the places of this run left out."""
        with pytest.raises(Refusal) as refusal:
            anchored_root(root or self.root.folder, self.anchor, {})
        return self.plain(str(refusal.value))

    def plain(self, text: str) -> str:
        return text.replace(str(self.folder.resolve()), "F").replace(str(self.folder), "F")


def at(folder: Path) -> Root:
    root = object.__new__(Root)
    root.folder = folder
    return root


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# --- what is good ---


def test_a_clone_at_the_tip_is_the_root_that_is_meant(desk: Desk) -> None:
    assert desk.tip() == desk.first
    newer = desk.root.commit({}, message="newer", **LATER)
    desk.push()
    assert desk.tip() == newer
    assert desk.tip(desk.clone("elsewhere").folder) == newer


def test_an_anchor_that_was_never_asked_takes_the_first_answer(desk: Desk) -> None:
    desk.anchor = replace(desk.anchor, last_seen="")
    assert desk.tip() == desk.first


def test_a_path_behind_file_is_good_where_anchor_and_remote_say_exactly_that(desk: Desk) -> None:
    desk.anchor = replace(desk.anchor, address=f"file://{desk.remote}")
    assert desk.refused() == (
        "the remote 'origin' of the private root 'counsel' is 'F/holds.git' (file:.git/config), its anchor says "
        "'file://F/holds.git'; clone it from there"
    )
    desk.root.git("remote", "set-url", "origin", f"file://{desk.remote}")
    assert desk.tip() == desk.first


def test_a_worktree_is_a_root_like_any_other(desk: Desk) -> None:
    desk.root.git("switch", "--quiet", "--detach")
    desk.root.git("worktree", "add", "--quiet", str(desk.folder / "tree"), "main")
    assert desk.tip(desk.folder / "tree") == desk.first


def test_a_submodule_is_a_root_once_its_branch_is_checked_out(desk: Desk) -> None:
    office = desk.another("office")
    allowed = ("-c", "protocol.file.allow=always")
    office.git(*allowed, "submodule", "--quiet", "add", str(desk.remote), "holds")
    office.git("-C", "holds", "switch", "--quiet", "--detach")
    assert desk.refused(office.folder / "holds") == (
        "the private root 'counsel' is at no branch, so that nobody knows whether it lacks something; git switch main"
    )
    office.git("-C", "holds", "switch", "--quiet", "main")
    assert desk.tip(office.folder / "holds") == desk.first


# --- what is no clone, or not a whole one ---


def test_a_plain_copy_without_git_is_refused(desk: Desk) -> None:
    shutil.copytree(desk.root.folder, desk.folder / "copy", ignore=shutil.ignore_patterns(".git"))
    assert desk.refused(desk.folder / "copy") == (
        "the private root 'counsel' 'F/copy' is no git repository, so that nobody knows whether it lacks something; "
        "clone it"
    )
    assert desk.refused(desk.folder / "gone") == (
        "the private root 'counsel' 'F/gone' is not a folder; is the disk there?"
    )


def test_a_copy_without_a_remote_is_refused(desk: Desk) -> None:
    desk.root.git("remote", "remove", "origin")
    assert desk.refused() == (
        "the private root 'counsel' has no remote, so that it is a copy of nobody knows what; clone it anew"
    )


def test_an_empty_repository_is_refused(desk: Desk) -> None:
    empty = Root(desk.folder / "empty")
    empty.git("remote", "add", "origin", str(desk.remote))
    assert desk.refused(empty.folder) == (
        "the private root 'counsel' 'F/empty' has no commit; clone it from where it is published"
    )


def test_a_bare_repository_as_a_root_is_refused(desk: Desk) -> None:
    assert desk.refused(desk.remote) == "F/holds.git is a bare git repository; a working tree is needed"


def test_a_shallow_clone_is_refused(desk: Desk) -> None:
    desk.root.commit({}, message="newer", **LATER)
    desk.push()
    shallow = desk.clone("shallow", "--depth=1", source=f"file://{desk.remote}")
    shallow.git("remote", "set-url", "origin", str(desk.remote))
    assert desk.refused(shallow.folder) == (
        "the private root 'counsel' is a shallow clone, whose history ends before the commit last seen; "
        "git fetch --unshallow"
    )


def test_a_partial_clone_is_refused(desk: Desk) -> None:
    desk.root.git("config", "--file", str(desk.remote / "config"), "uploadpack.allowFilter", "true")
    partial = desk.clone("partial", "--filter=blob:none", source=f"file://{desk.remote}")
    partial.git("remote", "set-url", "origin", str(desk.remote))
    assert desk.refused(partial.folder) == (
        "the private root 'counsel' is a partial clone, which fetches what it lacks when it is asked; clone it whole, "
        "without --filter"
    )


def test_an_empty_folder_and_one_within_another_repository_are_refused(desk: Desk) -> None:
    (desk.folder / "empty").mkdir()
    assert desk.refused(desk.folder / "empty") == (
        "the private root 'counsel' 'F/empty' is no git repository, so that nobody knows whether it lacks something; "
        "clone it"
    )
    (desk.root.folder / "untracked").mkdir()
    assert desk.refused(desk.root.folder / "untracked") == (
        "the private root 'counsel' is 'untracked' within its repository; name the top of the clone"
    )
    assert desk.refused(desk.folder / "nowhere") == (
        "the private root 'counsel' 'F/nowhere' is not a folder; is the disk there?"
    )


def test_a_repository_of_sha_256_names_is_a_root_like_any_other(desk: Desk) -> None:
    desk.root.git(
        "init", "--quiet", "--bare", "--initial-branch=main", "--object-format=sha256", f"{desk.folder}/new.git"
    )
    desk.root.git("init", "--quiet", "--initial-branch=main", "--object-format=sha256", f"{desk.folder}/new")
    new = at(desk.folder / "new")
    new.git("remote", "add", "origin", f"{desk.folder}/new.git")
    desk.anchor = Anchor("counsel", f"{desk.folder}/new.git", "main")
    assert (
        desk.refused(new.folder)
        == "the private root 'counsel' 'F/new' has no commit; clone it from where it is published"
    )
    first = new.commit({"registry/holds/flood.yml": {"cause": "litigation"}})
    assert len(first) == 64
    new.git("push", "--quiet", "origin", "main")
    assert desk.tip(new.folder) == first
    desk.anchor = replace(desk.anchor, last_seen=first)
    new.git("commit", "--quiet", "--amend", "--message", "rewritten")
    new.git("push", "--quiet", "--force", "origin", "main")
    assert "does not descend from" in desk.refused(new.folder)
    new.git("switch", "--quiet", "--detach")
    assert "is at no branch" in desk.refused(new.folder)


def test_a_clone_that_borrows_objects_is_refused_until_it_has_its_own(desk: Desk) -> None:
    borrowing = desk.clone("borrowing", "--shared")
    assert desk.refused(borrowing.folder) == (
        "the private root 'counsel' has objects in another folder (objects/info/alternates); run git repack -a -d and "
        "take that file away, or clone it anew"
    )
    borrowing.git("repack", "-a", "-d", "--quiet")
    (borrowing.folder / ".git/objects/info/alternates").unlink()
    assert desk.tip(borrowing.folder) == desk.first


# --- what is at another place in the same history ---


def test_another_branch_is_refused(desk: Desk) -> None:
    desk.root.git("switch", "--quiet", "--create", "draft")
    assert desk.refused() == ("the private root 'counsel' is at branch 'draft', its anchor says 'main'; check that out")


def test_a_root_behind_or_ahead_of_its_address_is_refused(desk: Desk) -> None:
    newer = desk.root.commit({}, message="newer", **LATER)
    assert desk.refused() == (
        f"the private root 'counsel' is at {newer[:12]}, and 'main' at 'F/holds.git' is at {desk.first[:12]}; "
        "pull or publish until they are the same"
    )
    desk.push()
    desk.root.git("reset", "--quiet", "--hard", "HEAD~1")
    desk.root.git("update-ref", "-d", "refs/remotes/origin/main")
    assert desk.refused() == (
        f"the private root 'counsel' is at {desk.first[:12]}, and 'main' at 'F/holds.git' is at {newer[:12]}; "
        "pull or publish until they are the same"
    )


# --- what turns elsewhere ---


def test_a_remote_set_to_another_address_is_refused(desk: Desk) -> None:
    shutil.copytree(desk.remote, desk.folder / "evil.git")
    desk.root.git("remote", "set-url", "origin", "../evil.git")
    assert desk.refused() == (
        "the remote 'origin' of the private root 'counsel' is '../evil.git' (file:.git/config), its anchor says "
        "'F/holds.git'; clone it from there"
    )


def test_a_remote_that_publishes_elsewhere_is_refused(desk: Desk) -> None:
    desk.root.git("remote", "set-url", "--push", "origin", "../evil.git")
    assert "the remote 'origin' of the private root 'counsel' is '../evil.git'" in desk.refused()


def test_a_branch_that_follows_another_remote_is_refused(desk: Desk) -> None:
    shutil.copytree(desk.remote, desk.folder / "evil.git")
    desk.root.git("remote", "add", "other", str(desk.folder / "evil.git"))
    desk.root.git("config", "branch.main.remote", "other")
    assert desk.refused() == (
        "the remote 'other' of the private root 'counsel' is 'F/evil.git' (file:.git/config), its anchor says "
        "'F/holds.git'; clone it from there"
    )


@pytest.mark.parametrize("kind", ["insteadOf", "pushInsteadOf"])
def test_a_setting_of_the_root_that_turns_the_address_is_refused(desk: Desk, kind: str) -> None:
    desk.root.git("config", f"url.{desk.folder}/evil.{kind}", f"{desk.folder}/holds")
    assert desk.refused() == (
        f"a setting of git turns 'F/holds.git' to 'F/evil' ({kind.lower()} in file:.git/config); take it out"
    )


def test_a_setting_of_an_included_file_and_of_a_worktree_is_refused(desk: Desk) -> None:
    (desk.folder / "more").write_text(f'[url "{desk.folder}/evil"]\n\tinsteadOf = {desk.folder}/h\n')
    desk.root.git("config", "include.path", str(desk.folder / "more"))
    assert desk.refused() == "a setting of git turns 'F/holds.git' to 'F/evil' (insteadof in file:F/more); take it out"
    desk.root.git("config", "--unset", "include.path")
    desk.root.git("config", "extensions.worktreeConfig", "true")
    desk.root.git("config", "--worktree", f"url.{desk.folder}/evil.insteadOf", str(desk.folder))
    assert desk.refused() == (
        "a setting of git turns 'F/holds.git' to 'F/evil' (insteadof in file:.git/config.worktree); take it out"
    )


@pytest.mark.parametrize("variable", ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"])
def test_a_setting_of_the_user_or_the_system_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    (desk.folder / "settings").write_text(f'[url "{desk.folder}/evil"]\n\tinsteadOf = {desk.folder}/h\n')
    monkeypatch.setenv(variable, str(desk.folder / "settings"))
    assert desk.refused() == (
        "a setting of git turns 'F/holds.git' to 'F/evil' (insteadof in file:F/settings); take it out"
    )


def test_asking_follows_no_setting_and_no_variable(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even what was not seen beforehand turns the asking nowhere."""
    evil = desk.another("evil")
    (desk.folder / "settings").write_text(f'[url "{evil.folder}"]\n\tinsteadOf = {desk.remote}\n')
    for variable in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG"):
        monkeypatch.setenv(variable, str(desk.folder / "settings"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.{evil.folder}.insteadOf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(desk.remote))
    monkeypatch.setenv("GIT_DIR", str(evil.folder / ".git"))
    monkeypatch.chdir(evil.folder)
    evil.git("config", f"remote.{desk.remote}.url", str(evil.folder))
    assert published_tip(str(desk.remote), "main", dict(os.environ)) == desk.first


# --- what is published is another history ---


def test_a_rewritten_branch_is_refused_by_whoever_pulled_it(desk: Desk) -> None:
    other = desk.root.git("commit-tree", "HEAD^{tree}", "-m", "rewritten", **LATER).strip()
    desk.root.git("reset", "--quiet", "--hard", other)
    desk.push("--force")
    line = (
        f"'main' at 'F/holds.git' is at {other[:12]}, which does not descend from {desk.first[:12]}, last seen there: "
        "its history was rewritten, or it is another repository; find out who did that before `records anchor move`"
    )
    assert desk.refused() == line
    assert desk.refused(desk.clone("fresh").folder) == line


def test_a_template_copy_under_the_same_address_is_refused(desk: Desk) -> None:
    copy = desk.another("copy")
    copy.git("remote", "add", "origin", str(desk.remote))
    copy.git("push", "--quiet", "--force", "origin", "main")
    assert "which does not descend from" in desk.refused(copy.folder)


def test_grafts_replaced_commits_and_a_commit_graph_make_no_descent(desk: Desk) -> None:
    other = desk.root.git("commit-tree", "HEAD^{tree}", "-m", "rewritten", **LATER).strip()
    desk.root.git("reset", "--quiet", "--hard", other)
    desk.push("--force")
    desk.root.git("replace", "--graft", other, desk.first)
    assert desk.root.git("merge-base", "--is-ancestor", desk.first, other) == ""  # git itself believes it
    desk.root.git("commit-graph", "write", "--reachable")
    assert "which does not descend from" in desk.refused()
    desk.root.git("replace", "-d", other)
    (desk.root.folder / ".git/info").mkdir(exist_ok=True)
    (desk.root.folder / ".git/info/grafts").write_text(f"{other} {desk.first}\n")
    assert desk.root.git("merge-base", "--is-ancestor", desk.first, other) == ""
    assert "which does not descend from" in desk.refused()


def test_a_fork_has_another_address(desk: Desk) -> None:
    fork = desk.clone("fork.git", "--bare")
    mine = desk.clone("mine", source=str(fork.folder))
    mine.commit({}, message="of the fork", **LATER)
    mine.git("push", "--quiet", "origin", "main")
    assert desk.refused(mine.folder) == (
        "the remote 'origin' of the private root 'counsel' is 'F/fork.git' (file:.git/config), its anchor says "
        "'F/holds.git'; clone it from there"
    )


# --- what cannot be asked ---


def test_an_address_without_the_branch_is_refused(desk: Desk) -> None:
    desk.push(branch="main:trunk")
    desk.root.git("--git-dir", str(desk.remote), "update-ref", "-d", "refs/heads/main")
    line = (
        "the private root 'counsel' cannot be compared with what is published: 'F/holds.git' has no branch 'main'; "
        "publish it there, or name the branch that there is"
    )
    assert desk.refused() == line
    desk.push(branch="main:x/refs/heads/main")
    assert desk.refused() == line
    shutil.rmtree(desk.remote)
    desk.root.git("init", "--quiet", "--bare", "--initial-branch=main", str(desk.remote))
    assert desk.refused() == line


def test_a_disk_that_is_not_there_is_refused(desk: Desk) -> None:
    desk.remote.rename(desk.folder / "unplugged")
    assert desk.refused() == (
        "the private root 'counsel' cannot be compared with what is published: 'F/holds.git' cannot be asked: there "
        "is no such folder; is the disk there?"
    )
    desk.remote.mkdir()
    assert desk.refused() == (
        "the private root 'counsel' cannot be compared with what is published: 'F/holds.git' cannot be asked: "
        "'F/holds.git' does not appear to be a git repository"
    )


def test_a_host_that_is_not_there_is_refused_without_a_question(desk: Desk) -> None:
    address = "https://127.0.0.1:9/town/holds.git"
    desk.root.git("remote", "set-url", "origin", address)
    desk.anchor = replace(desk.anchor, address=address)
    assert desk.refused().startswith(
        "the private root 'counsel' cannot be compared with what is published: 'https://127.0.0.1:9/town/holds.git' "
        "cannot be asked: unable to access"
    )


def test_what_does_not_answer_in_time_is_refused_and_ended(desk: Desk, tmp_path: Path) -> None:
    slow, mark = tmp_path / "slow", tmp_path / "still-there"
    slow.mkdir()
    script = f"#!{sys.executable}\nimport time\ntime.sleep(3)\nopen({str(mark)!r}, 'w').close()\n"
    (slow / "git").write_text(script)
    (slow / "git").chmod(0o755)
    with pytest.raises(Refusal, match=r"holds\.git' cannot be asked: no answer within 0\.5 seconds"):
        published_tip(str(desk.remote), "main", {"PATH": f"{slow}{os.pathsep}{os.environ['PATH']}"}, 0.5)
    time.sleep(3.5)
    assert not mark.exists()


def test_nothing_but_the_protocol_of_the_address_is_spoken(desk: Desk) -> None:
    with pytest.raises(Refusal, match="transport 'ext' not allowed"):
        published_tip("ext::sh -c true", "main", {})


def test_a_redirect_is_not_followed(desk: Desk) -> None:
    server = (
        "import http.server, sys\n"
        "class Elsewhere(http.server.BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        self.send_response(302)\n"
        "        self.send_header('Location', 'http://127.0.0.1:9' + self.path)\n"
        "        self.end_headers()\n"
        "    def log_message(self, *_): pass\n"
        "server = http.server.HTTPServer(('127.0.0.1', 0), Elsewhere)\n"
        "print(server.server_port, flush=True)\n"
        "server.handle_request()\n"
    )
    with subprocess.Popen([sys.executable, "-c", server], stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        port = int(serving.stdout.readline())
        try:
            environment = {"GIT_CONFIG_GLOBAL": str(desk.folder / "config")}
            (desk.folder / "config").write_text(own_settings("https://forge.example/holds.git"))
            with pytest.raises(subprocess.CalledProcessError) as failed:
                desk.root.git("ls-remote", f"http://127.0.0.1:{port}/holds.git", **environment)
        finally:
            serving.kill()
    assert "302" in failed.value.stderr


# --- which private root is which ---


def test_private_roots_are_known_by_where_they_come_from_and_not_by_their_folders(desk: Desk) -> None:
    other = desk.another("other")
    other.git("init", "--quiet", "--bare", "--initial-branch=main", str(desk.folder / "other.git"))
    other.git("remote", "add", "origin", str(desk.folder / "other.git"))
    other.git("push", "--quiet", "--set-upstream", "origin", "main")
    second = Anchor("library", str(desk.folder / "other.git"), "main")
    anchors = Anchors(Anchor("public", "/srv/records.git", "main"), (desk.anchor, second))
    swapped = desk.folder / "swapped"
    swapped.mkdir()
    other.folder.rename(swapped / "root")
    found = anchored_private_roots([swapped / "root", desk.root.folder], anchors, {})
    assert [(each.anchor.name, each.tip == desk.first) for each in found] == [("library", False), ("counsel", True)]
    with pytest.raises(Refusal, match=r"is the private root 'counsel' once more; name each once"):
        anchored_private_roots([desk.root.folder, desk.clone("again").folder], anchors, {})


def test_every_agency_that_a_site_ever_belonged_to_is_asked(desk: Desk) -> None:
    facts = [
        {"kind": "request", "agency": "parks"},
        {"kind": "agency-change", "from_agency": "parks", "to_agency": "zoo"},
        {"kind": "agency-change", "from_agency": "zoo", "to_agency": "museum"},
    ]
    site = Record("sites", "parks-x", "registry/sites/parks-x.yml", {"agency": "museum", "facts": facts})
    register = Register({"sites": {"parks-x": site}})
    without = NoPrivateRoot("Closed in 2020", "ana", "2025-02-01")
    said: dict[str, str | NoPrivateRoot] = {"museum": "counsel", "parks": without, "zoo": "counsel"}
    anchors = Anchors(Anchor("public", "/srv/records.git", "main"), (desk.anchor,), said)
    asked = AgenciesSaid(desk.root.folder, anchors, "2025-03-03")
    assert check_holds_asked(register, asked, ["parks-x"], ["counsel"]) == {"parks": without}
    with pytest.raises(Refusal, match="the holds of agency 'museum' are in the private root 'counsel', published at"):
        check_holds_asked(register, asked, ["parks-x"], [])
    for agency in said:
        less = {name: root for name, root in said.items() if name != agency}
        with pytest.raises(Refusal) as refusal:
            check_holds_asked(
                register,
                AgenciesSaid(desk.root.folder, replace(anchors, agencies=less), "2025-03-03"),
                ["parks-x"],
                ["counsel"],
            )
        assert str(refusal.value) == (
            f"the anchors do not say where the holds of agency '{agency}' are; "
            f"`records anchor set --agency {agency} NAME` says it"
        )


def test_a_root_that_no_anchor_names_is_refused(desk: Desk) -> None:
    anchors = Anchors(Anchor("public", "/srv/records.git", "main"), (desk.anchor,))
    other = desk.another("other")
    with pytest.raises(Refusal) as refusal:
        private_anchor_of(other.folder, anchors)
    assert desk.plain(str(refusal.value)) == (
        "--private 'F/other' has no remote, and no anchor names that; private roots: 'F/holds.git'"
    )
    other.git("remote", "add", "origin", "/srv/nobody.git")
    with pytest.raises(Refusal) as refusal:
        private_anchor_of(other.folder, anchors)
    assert desk.plain(str(refusal.value)) == (
        "--private 'F/other' comes from '/srv/nobody.git', and no anchor names that; private roots: 'F/holds.git'"
    )


def test_a_root_that_was_turned_elsewhere_is_still_known_by_its_commits(desk: Desk) -> None:
    anchors = Anchors(Anchor("public", "/srv/records.git", "main"), (desk.anchor,))
    desk.root.git("remote", "set-url", "origin", "../evil.git")
    assert private_anchor_of(desk.root.folder, anchors) == desk.anchor


def test_a_tip_that_no_root_has_yet_is_told_as_it_is(desk: Desk) -> None:
    fresh = desk.another("fresh")
    assert asked_tip(desk.anchor, Repository(fresh.folder), {}) == desk.first
    assert asked_tip(desk.anchor, None, {}) == desk.first
