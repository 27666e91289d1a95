"""The outsider's verifier and the log: what only grew, and each rewrite that a kept checkpoint gives away.

Each row of the table is a hostile change in a real repository whose log `records log append` wrote; the twin of all of
them is the history that went on as it should.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from records_portal.trust import verify
from tests.acting import ActingOffice, run_git
from tests.roots import command
from tests.ssh_signing import make_key

Capsys = pytest.CaptureFixture[str]
DISPOSITION = "schedules/dispositions/routine-may.yml"
ORIGIN = "records.town.example/register/log"


class LoggedOffice(ActingOffice):
    """An office whose publisher appends to the log."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "root")
        self.key = make_key(folder / "publisher", "-t", "ed25519")
        line = " ".join(self.key.with_suffix(".pub").read_text().split()[:2])
        said = {"origin": ORIGIN, "publishers": [{"key": line, "from_on": "2020-01-01"}]}
        self.files["registry/portal.yml"]["log"] = said
        self.write({"registry/portal.yml": self.files["registry/portal.yml"]})
        self.commit("A log")

    def publish(self) -> None:
        """Append what is new."""
        home = self.root.folder.parent
        done = command("--root", self.root.folder, "log", "append", "--key", self.key, home=home)
        assert done.returncode == 0, done.stderr

    def log_is(self, edit: Callable[[Path], object]) -> None:
        """Change the files of the log on its branch."""
        folder = self.root.folder.with_name("branch")
        self.root.git("worktree", "add", "--quiet", str(folder), "attestations")
        edit(folder / "log")
        run_git(folder, "add", "--all")
        run_git(folder, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "-m", "Log")
        self.root.git("worktree", "remove", "--force", str(folder))

    def forget_log(self) -> None:
        """No log was ever begun."""
        self.root.git("branch", "--quiet", "-D", "attestations")

    def approved_change(self, purpose: str = "News and more") -> None:
        """A change that somebody signed, merged."""
        self.propose(purpose.replace(" ", "-"))
        self.change(purpose)
        self.commit("Change")
        self.approve(base="main")
        branch = self.root.git("branch", "--show-current").strip()
        self.root.git("switch", "--quiet", "main")
        self.root.git("merge", "--quiet", "--no-ff", "-m", "Merge", branch)


@pytest.fixture
def office(tmp_path: Path, capsys: Capsys) -> LoggedOffice:
    """Two publications: what was kept is the second one, with an approved change, a disposition and a tag in it."""
    office = LoggedOffice(tmp_path)
    office.publish()
    office.approved_change()
    for number in (1, 2, 3):
        office.write({f"schedules/events/event-{number}.yml": {"event": "superseded", "on": "2024-05-01"}})
        office.commit(f"Event {number}")
    office.root.git("tag", "report-2026")
    office.publish()
    code, told = verified(capsys, office.root.folder, "--keep", tmp_path / "kept")
    assert (code, told["findings"]) == (0, [])
    return office


def verified(capsys: Capsys, *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    code = verify.verify_command([*map(str, arguments), "--format", "json"])
    output = capsys.readouterr()
    return code, json.loads(output.out) if output.out else {"error": output.err}


def names(told: dict[str, Any]) -> set[str]:
    return {each["name"] for each in told["findings"]}


def test_a_history_that_went_on_has_nothing_against_it(office: LoggedOffice, capsys: Capsys, tmp_path: Path) -> None:
    office.approved_change("News again")
    office.publish()
    for kept in (tmp_path / "kept", tmp_path / "kept/checkpoint"):
        code, told = verified(capsys, office.root.folder, "--against", kept)
        assert (code, told["findings"]) == (0, [])
        assert any(each.startswith("the log only grew since ") for each in told["told"])
    assert told["counts"]["log"] == {"leaves": 24, "publications": 3, "size": 24}


def test_what_is_kept_verifies_again_as_a_bundle(office: LoggedOffice, capsys: Capsys, tmp_path: Path) -> None:
    shutil.rmtree(office.root.folder)
    kept = tmp_path / "kept"
    code, told = verified(capsys, kept / "repository.bundle", "--against", kept)
    assert (code, told["findings"]) == (0, [])
    assert told["counts"]["log"]["publications"] == 2


def test_a_clone_is_verified_by_what_its_remote_has(office: LoggedOffice, capsys: Capsys, tmp_path: Path) -> None:
    run_git(tmp_path, "clone", "--quiet", "--no-local", str(office.root.folder), "clone")
    code, told = verified(capsys, tmp_path / "clone", "--against", tmp_path / "kept/checkpoint")
    assert (code, told["counts"]["log"]["publications"]) == (0, 2)


def force_push(office: LoggedOffice) -> None:
    office.root.git("reset", "--quiet", "--hard", "HEAD~2")
    office.change("Something else")
    office.commit("Another history")
    office.commit("And on")


def cut_back(office: LoggedOffice) -> None:
    office.root.git("reset", "--quiet", "--hard", "HEAD~2")


def amend(office: LoggedOffice) -> None:
    office.root.git("commit", "--quiet", "--amend", "--message", "Other words")


def drop_commit(office: LoggedOffice) -> None:
    """The commit before the last one left out, the last one made anew."""
    last = office.root.git("rev-parse", "HEAD").strip()
    office.root.git("reset", "--quiet", "--hard", "HEAD~2")
    office.root.git("cherry-pick", last)


def drop_commit_and_log_anew(office: LoggedOffice) -> None:
    """The same, and the log made anew by whoever has the publisher's key."""
    drop_commit(office)
    office.root.git("tag", "--force", "report-2026")
    office.forget_log()
    office.publish()
    office.approved_change("One")
    office.publish()


def log_made_shorter(office: LoggedOffice) -> None:
    """The log as it was before the last publication."""
    office.root.git("update-ref", "refs/heads/attestations", "attestations~1")


def show_two_views(office: LoggedOffice) -> None:
    """What was kept is one view; this is the other one, from the first publication on."""
    log_made_shorter(office)
    office.approved_change("For other eyes")
    office.publish()


def move_tag(office: LoggedOffice) -> None:
    office.root.git("tag", "--force", "report-2026", "HEAD~1")


def drop_tag(office: LoggedOffice) -> None:
    office.root.git("tag", "--delete", "report-2026")


def edit_root(office: LoggedOffice) -> None:
    def edit(log: Path) -> None:
        lines = (log / "checkpoint").read_bytes().split(b"\n")
        lines[2] = base64.b64encode(bytes(32))
        for name in ("checkpoint", "checkpoints/2"):
            (log / name).write_bytes(b"\n".join(lines))

    office.log_is(edit)


def edit_signature(office: LoggedOffice) -> None:
    def edit(log: Path) -> None:
        text = (log / "checkpoint").read_text(encoding="utf-8")
        head, _, signature = text.rstrip("\n").rpartition(" ")
        data = bytearray(base64.b64decode(signature))
        data[20] ^= 1
        for name in ("checkpoint", "checkpoints/2"):
            (log / name).write_text(f"{head} {base64.b64encode(data).decode()}\n", encoding="utf-8")

    office.log_is(edit)


def sign_by_another(office: LoggedOffice) -> None:
    """The log made anew with a key that the settings do not name before the commit that names it."""
    office.forget_log()
    key = office.key
    office.key = make_key(key.with_name("other"), "-t", "ed25519")
    line = " ".join(office.key.with_suffix(".pub").read_text().split()[:2])
    settings = office.files["registry/portal.yml"]
    settings["log"]["publishers"] = [{"key": line, "from_on": "2020-01-01"}]
    office.write({"registry/portal.yml": settings})
    office.commit("Another key")
    office.commit("On")
    office.publish()


def edit_earlier_checkpoint(office: LoggedOffice) -> None:
    office.log_is(lambda log: (log / "checkpoints/1").write_bytes((log / "checkpoints/2").read_bytes()))


def edit_leaf(office: LoggedOffice) -> None:
    def edit(log: Path) -> None:
        for path in (log / "tile/entries").rglob("*"):
            if path.is_file():
                path.write_bytes(path.read_bytes().replace(b"event-1", b"event-9"))

    office.log_is(edit)


def edit_tile(office: LoggedOffice) -> None:
    def edit(log: Path) -> None:
        for path in (log / "tile/0").rglob("*"):
            if path.is_file():
                path.write_bytes(bytes(32) + path.read_bytes()[32:])

    office.log_is(edit)


def edit_salt(office: LoggedOffice) -> None:
    def edit(log: Path) -> None:
        text = (log / "salts/000").read_text()
        first = text.split("\n")[0]
        (log / "salts/000").write_text(text.replace(first, "0" * 64))

    office.log_is(edit)


def lose_salts(office: LoggedOffice) -> None:
    office.log_is(lambda log: (log / "salts/000").unlink())


def lose_attestations(office: LoggedOffice) -> None:
    """The branch begun anew with the very same log: what else was on it is gone."""
    tree = office.root.git("rev-parse", "attestations^{tree}").strip()
    made = office.root.git("commit-tree", tree, "-m", "Anew").strip()
    office.root.git("update-ref", "refs/heads/attestations", made)


def lose_log(office: LoggedOffice) -> None:
    office.forget_log()


def lose_statement(office: LoggedOffice) -> None:
    """The merge with the statement taken off the main line, what came after it made anew."""
    after = office.root.git("rev-list", "--reverse", "HEAD~3..HEAD").split()
    office.root.git("reset", "--quiet", "--hard", "HEAD~4")
    office.root.git("cherry-pick", *after)


ROWS: dict[str, tuple[Callable[[LoggedOffice], None], set[str]]] = {
    "force-push": (force_push, {"force-push"}),
    "cut back": (cut_back, {"force-push", "dropped commit"}),
    "amend": (amend, {"force-push", "amend"}),
    "dropped commit": (drop_commit, {"force-push", "dropped commit"}),
    "dropped commit, log made anew": (drop_commit_and_log_anew, {"dropped commit", "split view"}),
    "log made shorter": (log_made_shorter, {"dropped commit", "split view"}),
    "moved tag": (move_tag, {"moved tag"}),
    "dropped tag": (drop_tag, {"moved tag"}),
    "edited checkpoint": (edit_root, {"edited checkpoint"}),
    "edited signature": (edit_signature, {"edited checkpoint"}),
    "another's key": (sign_by_another, {"dropped commit", "split view"}),
    "edited earlier checkpoint": (edit_earlier_checkpoint, {"edited checkpoint"}),
    "edited leaf": (edit_leaf, {"edited checkpoint"}),
    "edited tile": (edit_tile, {"log"}),
    "edited salt": (edit_salt, {"log"}),
    "lost salts": (lose_salts, {"log"}),
    "split view": (show_two_views, {"split view"}),
    "attestations removed": (lose_attestations, {"statement removed"}),
    "log removed": (lose_log, {"log"}),
    "statement removed": (lose_statement, {"statement removed", "force-push"}),
}


@pytest.mark.parametrize("row", ROWS)
def test_what_was_done_to_a_logged_history_is_named(
    office: LoggedOffice, capsys: Capsys, tmp_path: Path, row: str
) -> None:
    apply, expected = ROWS[row]
    apply(office)
    code, told = verified(capsys, office.root.folder, "--against", tmp_path / "kept/checkpoint")
    assert code == 1
    assert expected <= names(told), told["findings"]


def test_the_old_leaves_say_what_was_dropped(office: LoggedOffice, capsys: Capsys, tmp_path: Path) -> None:
    dropped = office.root.git("rev-parse", "HEAD~1").strip()
    drop_commit_and_log_anew(office)
    _, told = verified(capsys, office.root.folder, "--against", tmp_path / "kept")
    said = [each["particulars"] for each in told["findings"] if each["name"] == "dropped commit"]
    assert any("only the old leaves" not in each for each in said), said
    assert dropped


def test_a_disposition_that_vanished_with_its_commit_is_named(
    office: LoggedOffice, capsys: Capsys, tmp_path: Path
) -> None:
    office.write({DISPOSITION: {"authorization": "routine-may"}})
    office.commit("Dispose")
    office.publish()
    office.root.git("reset", "--quiet", "--hard", "HEAD~1")
    _, told = verified(capsys, office.root.folder)
    assert {"disposition removed", "force-push"} <= names(told)


def test_an_edited_checkpoint_that_was_kept_is_told(office: LoggedOffice, capsys: Capsys, tmp_path: Path) -> None:
    text = (tmp_path / "kept/checkpoint").read_text(encoding="utf-8")
    size = text.split("\n")[1]
    (tmp_path / "edited").write_text(text.replace(f"\n{size}\n", "\n5\n", 1), encoding="utf-8")
    code, told = verified(capsys, office.root.folder, "--against", tmp_path / "edited")
    assert (code, names(told)) == (1, {"edited checkpoint"})


def test_a_checkpoint_of_another_log_says_nothing(office: LoggedOffice, capsys: Capsys, tmp_path: Path) -> None:
    text = (tmp_path / "kept/checkpoint").read_text(encoding="utf-8")
    (tmp_path / "other").write_text(text.replace(ORIGIN, "other.example/log"), encoding="utf-8")
    code, told = verified(capsys, office.root.folder, "--against", tmp_path / "other")
    assert code == 2
    assert "is of other.example/log, and this log is " in told["error"]
