"""What the engine built is used again only where everything that it read is in the key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from records_portal.portal.building.engine import build_engine
from records_portal.register.findings import Refusal

pytestmark = pytest.mark.builds


class EngineRoot:
    """A root with one page and its own settings, and the cache of its builds."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root, self.elsewhere = folder, folder / "root", folder / "elsewhere"
        self.builds = 0
        for each in (self.root / "docs", self.elsewhere):
            each.mkdir(parents=True)
        self.write("root/mkdocs.yml", "site_name: X\n")
        self.write("root/docs/index.md", "# Home\n\nOne\n")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def page(self, name: str = "index.html") -> str:
        """A page of a new build that may use what an earlier one kept."""
        self.builds += 1
        work = self.folder / f"work-{self.builds}"
        built = build_engine(self.root, work, cache=self.folder / "cache")
        text = (built / name).read_text("utf-8")
        shutil.rmtree(work, ignore_errors=True)
        return text

    def kept(self) -> int:
        return len(list((self.folder / "cache").glob("engine-*.json")))


@pytest.fixture
def made(tmp_path: Path) -> EngineRoot:
    return EngineRoot(tmp_path)


def test_what_is_all_in_the_key_is_kept(made: EngineRoot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made.root)
    assert "One" in made.page()
    assert made.kept() == 1
    made.write("root/docs/index.md", "# Home\n\nTwo\n")
    assert "Two" in made.page()
    assert made.kept() == 2


def inherited(made: EngineRoot, text: str) -> None:
    made.write("elsewhere/base.yml", f"site_name: X\nnav:\n  - {text}: index.md\n")
    made.write("root/mkdocs.yml", "INHERIT: ../elsewhere/base.yml\n")


def inherited_beside(made: EngineRoot, text: str) -> None:
    made.write("root/base.yml", f"site_name: X\nnav:\n  - {text}: index.md\n")
    made.write("root/mkdocs.yml", "INHERIT: base.yml\n")


def snippet(made: EngineRoot, text: str) -> None:
    made.write("elsewhere/part.md", text)
    extension = f"markdown_extensions:\n  - pymdownx.snippets:\n      base_path: ['{made.elsewhere}']\n"
    made.write("root/mkdocs.yml", f"site_name: X\n{extension}")
    made.write("root/docs/index.md", '# Home\n\n--8<-- "part.md"\n')


def linked_page(made: EngineRoot, text: str) -> None:
    made.write("elsewhere/page.md", f"# Home\n\n{text}\n")
    page = made.root / "docs/index.md"
    page.unlink(missing_ok=True)
    page.symlink_to(made.elsewhere / "page.md")


def linked_folder(made: EngineRoot, text: str) -> None:
    made.write("elsewhere/index.md", f"# There\n\n{text}\n")
    if not (made.root / "docs/there").is_symlink():
        (made.root / "docs/there").symlink_to(made.elsewhere)


@pytest.mark.parametrize("change", [inherited, inherited_beside, snippet, linked_page, linked_folder])
def test_what_the_key_does_not_have_is_refused(
    made: EngineRoot, change: Callable[[EngineRoot, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made.root)
    monkeypatch.syspath_prepend(str(made.root))
    change(made, "First words")
    with pytest.raises(Refusal, match="which is no page of theirs; put it below docs/"):
        made.page()
    assert made.kept() == 0


def test_a_snippet_that_comes_later_is_refused_then(made: EngineRoot) -> None:
    snippet(made, "x")
    (made.elsewhere / "part.md").unlink()
    assert "Late words" not in made.page()
    snippet(made, "Late words")
    with pytest.raises(Refusal, match=r"part\.md'"):
        made.page()
