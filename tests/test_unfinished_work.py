"""A merge, rebase or the like that goes on in a root: whoever writes there is told what would become of it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from records_portal.commands import cli
from records_portal.commands.cli import WRITES_NO_RECORD, records, run
from tests.roots import Root, root_files

SITE = "registry/sites/parks-x.yml"
WRITING = ("new", "purpose", "parks-x", "--purpose", "News of the trails")
BEGUN = {
    "merge": ("merge", "theirs"),
    "rebase": ("rebase", "theirs"),
    "cherry-pick": ("cherry-pick", "theirs"),
    "revert": ("revert", "--no-edit", "HEAD~1"),
    "series of patches": ("am", "--3way", "patch"),
}


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A root in which each of these stops at a conflict."""
    made = Root(tmp_path / "root")
    made.commit(root_files())
    made.git("branch", "theirs")
    text = (made.folder / SITE).read_text(encoding="utf-8")
    for purpose in ("First words", "Second words"):
        _said(made, text, purpose)
    made.git("checkout", "--quiet", "theirs")
    _said(made, text, "Their words")
    (made.folder / "patch").write_text(made.git("format-patch", "-1", "--stdout"), encoding="utf-8")
    made.git("checkout", "--quiet", "-")
    return made


def _said(root: Root, text: str, purpose: str) -> None:
    (root.folder / SITE).write_text(f"{text}# {purpose}\n", encoding="utf-8")
    root.git("commit", "--quiet", "--all", "--message", purpose)


def begun(root: Root, *words: str) -> None:
    """Begin it, and make the record readable again, so that only what goes on is left to be told."""
    name = ("-c", "user.name=Ana", "-c", "user.email=ana@agency.example")
    done = subprocess.run(["git", "-C", str(root.folder), *name, *words], capture_output=True, check=False)
    assert done.returncode != 0, done
    root.git("checkout", "--quiet", "theirs", "--", SITE)


def call(folder: Path, *arguments: str) -> int:
    settings = {"cache": folder.parent / "cache", "started_at": datetime(2024, 6, 1, 12, tzinfo=UTC)}
    return run(["--root", str(folder), *arguments], settings)


@pytest.mark.parametrize("name", BEGUN)
def test_whoever_writes_is_told_in_one_line_and_whoever_reads_is_not(
    root: Root, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(root, *BEGUN[name])
    capsys.readouterr()
    call(root.folder, *WRITING)
    told = [line for line in capsys.readouterr().err.splitlines() if "is not finished" in line]
    command = " ".join(("git", BEGUN[name][0]))
    assert told == [
        f"records: a {name} is not finished in {str(root.folder)!r}: what is written now becomes part of it, and may "
        f"be lost with `{command} --abort`; first end it with `{command} --continue` or that"
    ]
    call(root.folder, "tasks")
    call(root.folder, "new", "purpose", "--help")
    assert "is not finished" not in capsys.readouterr().err
    root.git("checkout", "--quiet", "theirs", "--", SITE)
    root.git(BEGUN[name][0], "--abort")
    call(root.folder, *WRITING)
    assert "is not finished" not in capsys.readouterr().err


def test_it_is_told_of_a_private_root_and_of_another_working_tree(
    root: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    private = Root(tmp_path / "private")
    private.commit({"registry/holds/.gitkeep": ""})
    root.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "second"))
    begun(root, *BEGUN["merge"])
    capsys.readouterr()
    call(tmp_path / "second", "--help")
    call(tmp_path / "second", *WRITING)  # the merge goes on in the first working tree alone
    assert "is not finished" not in capsys.readouterr().err
    (private.folder / ".git/CHERRY_PICK_HEAD").write_text("0" * 40 + "\n", encoding="ascii")
    call(tmp_path / "second", "--private", str(private.folder), *WRITING)
    assert "cherry-pick is not finished" in capsys.readouterr().err


def leaves(command: click.Command, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(command, click.Group):
        return [words]
    return [leaf for name, each in command.commands.items() for leaf in leaves(each, (*words, name))]


def test_every_command_that_changes_a_record_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Callable[..., None]] = []
    monkeypatch.setattr(cli, "_tell_unfinished", lambda folders: asked.append(folders))
    every = leaves(records)
    words = {part for leaf in every for part in (leaf[:1], leaf[:2])}
    assert words >= WRITES_NO_RECORD, "a command that is not there"
    for leaf in every:
        asked.clear()
        call(tmp_path, *leaf, "--no-such-option")
        reads = leaf[:1] in WRITES_NO_RECORD or leaf[:2] in WRITES_NO_RECORD
        assert bool(asked) != reads, leaf
    capsys.readouterr()
