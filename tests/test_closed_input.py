"""The engine gets plain files of the commit alone; what is not committed is a draft, and every page says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from records_portal.history.checked_out import CheckedOutTree
from tests.roots import CANARY, Root, command, lend, root_files

DRAFT = "Draft, built from files that are not committed."
SETTINGS = (Path(__file__).parents[1] / "mkdocs.yml").read_text(encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path, engine: Path) -> Root:
    """A root with the software's own pages, and a private root beside it."""
    root = Root(tmp_path / "root")
    root.commit(root_files())
    lend(engine, tmp_path / "home" / ".cache" / "records-portal")
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "secret.md").write_text(f"# {CANARY} private\n")
    return root


def with_pages(root: Root) -> None:
    """Pages of its own: those of the software are needed for its shells, so they are copied."""
    here = Path(__file__).parents[1]
    (root.folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    for path in sorted((here / "docs").rglob("*")):
        if path.is_file():
            target = root.folder / path.relative_to(here)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


def build(root: Root, out: Path) -> tuple[int, str, str]:
    home = root.folder.parent / "home"
    done = command("--root", root.folder, "build", "--out", out, "--as-of", "2026-01-15", home=home)
    return done.returncode, done.stdout, done.stderr


def pages_of(site: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]


def test_a_commit_is_no_draft(root: Root, tmp_path: Path) -> None:
    assert build(root, tmp_path / "site")[0] == 0
    assert not any(DRAFT in page for page in pages_of(tmp_path / "site"))


def test_every_page_of_what_is_not_committed_says_so(root: Root, tmp_path: Path) -> None:
    root.write({"registry/agencies/new.yml": root_files()["registry/agencies/parks.yml"]})
    code, out, _ = build(root, tmp_path / "site")
    assert code == 0
    assert "a draft, and every page says so" in out
    assert all(DRAFT in page for page in pages_of(tmp_path / "site"))
    assert (tmp_path / "site/agencies/new/index.html").is_file()
    root.git("add", "--all")
    root.git("commit", "--quiet", "--message", "New")
    assert build(root, tmp_path / "site")[0] == 0
    assert not any(DRAFT in page for page in pages_of(tmp_path / "site"))


def test_what_git_leaves_out_is_in_no_portal(root: Root, tmp_path: Path) -> None:
    (root.folder / ".gitignore").write_text("registry/agencies/ghost.yml\n")
    root.commit({})
    root.write({"registry/agencies/ghost.yml": root_files()["registry/agencies/parks.yml"] | {"name": CANARY}})
    code, out, _ = build(root, tmp_path / "site")
    assert code == 0
    assert "draft" not in out
    assert not any(CANARY in page for page in pages_of(tmp_path / "site"))


def test_what_a_mark_in_the_index_hides_is_in_no_portal(root: Root, tmp_path: Path) -> None:
    path = "registry/agencies/parks.yml"
    root.git("update-index", "--assume-unchanged", path)
    root.write({path: root_files()[path] | {"name": CANARY}})
    assert build(root, tmp_path / "site")[0] == 0
    assert not any(CANARY in page for page in pages_of(tmp_path / "site"))


@pytest.mark.builds
@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize("place", ["docs/leak.md", "docs/leak.txt", "docs/folder", "docs/guides/index.md"])
def test_a_link_below_the_pages_is_refused_by_its_name(root: Root, tmp_path: Path, place: str, committed: bool) -> None:
    with_pages(root)
    root.commit({})
    (root.folder / place).unlink(missing_ok=True)
    (root.folder / place).symlink_to(tmp_path / "private" / ("" if place == "docs/folder" else "secret.md"))
    if committed:
        root.commit({})
    code, _, told = build(root, tmp_path / "site")
    assert (code, told.count("\n")) == (2, 1)
    assert f"{place!r} is no plain file" in told
    assert not (tmp_path / "site").exists()


@pytest.mark.builds
def test_settings_that_take_in_a_file_from_elsewhere_are_refused(root: Root, tmp_path: Path) -> None:
    with_pages(root)
    extension = f"  - pymdownx.snippets:\n      base_path: ['{tmp_path / 'private'}']\n"
    settings = SETTINGS.replace("markdown_extensions:\n", f"markdown_extensions:\n{extension}", 1)
    (root.folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (root.folder / "docs" / "leak.md").write_text('# Leak\n\n--8<-- "secret.md"\n')
    root.commit({})
    code, _, told = build(root, tmp_path / "site")
    assert code == 2
    assert "secret.md', which is no page of theirs; put it below docs/" in told
    assert not (tmp_path / "site").exists()


@pytest.mark.builds
def test_a_pipe_and_a_file_that_is_not_committed_below_the_pages(root: Root, tmp_path: Path) -> None:
    with_pages(root)
    root.commit({})
    (root.folder / "docs" / "later.md").write_text("# Later words\n")
    assert build(root, tmp_path / "site")[0] == 0
    assert all(DRAFT in page for page in pages_of(tmp_path / "site"))
    assert any("Later words" in page for page in pages_of(tmp_path / "site"))
    os.mkfifo(root.folder / "docs" / "pipe.md")
    assert "'docs/pipe.md' is no plain file" in build(root, tmp_path / "site")[2]


def test_a_file_that_a_filter_changed_is_read_as_it_was_committed(root: Root) -> None:
    path = "registry/agencies/parks.yml"
    tree = CheckedOutTree(root.folder, "HEAD")
    before = tree.read(path)
    (root.folder / path).write_bytes(before.replace(b"\n", b"\r\n"))
    assert CheckedOutTree(root.folder, "HEAD").read(path) == before
    (root.folder / path).unlink()
    assert CheckedOutTree(root.folder, "HEAD").read(path) == before
    with pytest.raises(FileNotFoundError):
        CheckedOutTree(root.folder, "HEAD").read("registry/agencies/none.yml")
