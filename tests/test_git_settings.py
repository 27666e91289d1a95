"""What a history says does not depend on the settings of git: not on the repository's, nor on the reader's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records_portal.history.commit_lint import entries_since
from records_portal.history.file_versions import earlier_versions
from records_portal.history.main_line import read_main_line
from records_portal.history.repository import CommitTree, Repository
from tests.roots import Root

HOSTILE = {
    "color.ui": "always",
    "core.abbrev": "5",
    "core.quotePath": "true",
    "diff.ignoreSubmodules": "all",
    "diff.noprefix": "true",
    "diff.relative": "true",
    "diff.renames": "copies",
    "format.pretty": "oneline",
    "i18n.logOutputEncoding": "UTF-16",
    "log.abbrevCommit": "true",
    "log.date": "relative",
    "log.decorate": "full",
    "log.diffMerges": "off",
    "log.follow": "true",
    "log.mailmap": "false",
    "log.showRoot": "false",
    "log.showSignature": "true",
}
HOLD: dict[str, Any] = {
    "matter": "M-1",
    "kind": "litigation",
    "subject": "The gate",
    "placed": {"on": "2025-01-12", "by": "cy"},
    "scope": {"sites": ["parks-x"]},
}


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A history in which a hold came by a side branch and a merge with the strategy `ours` let it fall."""
    root = Root(tmp_path / "root")
    first = root.commit({"registry/README.md": "Büro\n"})
    root.commit({"registry/holds/claim.yml": HOLD}, message="Grüße\n\nApproved-by: Ana <ana@example.gov>")
    root.git("switch", "-q", "-c", "tidy", first)
    root.git("mv", "registry/README.md", "registry/LISEZ.md")
    root.commit({})
    root.git("merge", "-q", "-s", "ours", "-m", "Tidy", "main")
    return root


def told(root: Path) -> list[object]:
    """All that is read of a history."""
    repository = Repository(root)
    commits = list(repository.commits())
    tree = CommitTree(repository, "HEAD")
    fields = ("%ct", "%ad", "%ae", "%(trailers:key=Approved-by,valueonly,unfold,separator=%x1e)", "%B")
    return [
        earlier_versions(repository, ["HEAD"], ["registry/holds"]),
        read_main_line(repository),
        commits,
        repository.moments(main_line=False),
        list(repository.described(commits, *fields)),
        list(repository.raw_changes(commits)),
        list(repository.commit_objects(commits)),
        entries_since(repository, commits[-1]),
        tree.entries,
    ]


def test_a_merge_that_let_a_hold_fall_hides_nothing(root: Root) -> None:
    root.git("config", "log.diffMerges", "off")
    known = earlier_versions(Repository(root.folder), ["HEAD"], ["registry/holds"])
    assert [each.value for each in known["holds", "claim"]] == [HOLD]


def test_a_setting_of_the_repository_changes_nothing(root: Root) -> None:
    plain = told(root.folder)
    for name, value in HOSTILE.items():
        root.git("config", name, value)
    assert told(root.folder) == plain


def test_a_setting_of_the_reader_changes_nothing(root: Root, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = told(root.folder)
    home = tmp_path / "settings"
    (home / "git").mkdir(parents=True)
    sections = (each.partition(".") for each in HOSTILE)
    lines = (f"[{section}]\n{key} = {HOSTILE[f'{section}.{key}']}\n" for section, _, key in sections)
    (home / "git/config").write_text("".join(lines))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    assert Repository(root.folder).setting("log.diffMerges") == "separate"
    assert any(each.value == "off" for each in Repository(root.folder).settings())
    assert told(root.folder) == plain
