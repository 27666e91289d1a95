"""The recipe for a new format in CONTRIBUTING.md, followed to the letter with a format that nobody has.

In a copy of the package: a module, a line and a folder (and a row on the page of formats) are all that it takes, and
then every test that goes through the table of formats holds the new one too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.disposals import files_below

HERE = Path(__file__).parents[1]
MODULE = '''"""A diary: a line for each entry, the moment and the text with a tab between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from ..archives.opening import Member
from ..leftovers import Parts, UnknownShapes
from ..pieces import ExportedItem, Fragment, Opener, Piece, Recognised, Residue

_LACKS = ("what was only thought",)
_PARTS = Parts.of()


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The export by the name of its one file."""
    if not any(member.base == "diary.txt" for member in members):
        return None
    return Recognised(
        platforms=frozenset(("papyrus",)),
        format="diary",
        era="lines",
        members=tuple(members),
        lacks=_LACKS,
        kinds=frozenset(("post",)),
    )


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the export, each byte in exactly one of them."""
    strangers = UnknownShapes()
    for member in recognised.members:
        if member.base != "diary.txt":
            yield Residue(_PARTS.part(member.name), member)
            continue
        offset = 0
        with opener(member) as stream:
            for line in stream.read().splitlines(keepends=True):
                yield _entry(line, member, offset) or strangers.residue(member, offset, line)
                offset += len(line)
    yield from strangers.remarks()


def _entry(line: bytes, member: Member, offset: int) -> ExportedItem | None:
    try:
        written, text = line.decode().rstrip("\\n").split("\\t")
        at = datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return ExportedItem(
        id=written,
        kind="post",
        text=text,
        created_at=at,
        latest_at=at,
        earliest_at=at,
        time_basis="explicit-offset",
        fragments=(Fragment(member, offset, line),),
    )
'''
CASE = {
    "export/diary.txt": "2024-05-01T08:00:00Z\tThe dock is open again\nno entry\n2024-05-02T03:59:59Z\tClosed\n",
    "export/cover.png": "a fictional cover",
    "expected.csv": (
        "id,kind,created_at,latest_on,earliest_on,time_basis,edited,deleted,media,text\n"
        "2024-05-01T08:00:00Z,post,2024-05-01T08:00:00Z,2024-05-01,2024-05-01,explicit-offset,,,0,"
        "The dock is open again\n"
        "2024-05-02T03:59:59Z,post,2024-05-02T03:59:59Z,2024-05-01,2024-05-01,explicit-offset,,,0,Closed\n"
    ),
    "case.yml": (
        "platform: papyrus\nera: lines\ndeclared: null\nverdict: [undeclared, unknown-parts]\n"
        "residue: [other-files, unknown-shapes]\nmedia: {}\n"
        "remarks:\n  objects of an unknown shape in diary.txt: 1\n"
    ),
}
FORMATS = "scripts/records_portal/exports/__init__.py"
NEW_MODULE = "scripts/records_portal/exports/formats/diary.py"
PAGE = "docs/reference/formats.md"


class Copy:
    """A copy of what a contributor works in, and what the tests say of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(HERE / "scripts/records_portal", folder / "scripts/records_portal", ignore=ignored)
        (folder / "tests").mkdir()
        for path in (HERE / "tests").glob("*.py"):
            if path.name != "conftest.py":  # it opens browsers, which no format needs
                shutil.copy(path, folder / "tests")
        shutil.copytree(HERE / "tests/exports/linkedin-2024", folder / "tests/exports/linkedin-2024")
        (folder / "docs/reference").mkdir(parents=True)
        shutil.copy(HERE / PAGE, folder / PAGE)
        shutil.copy(HERE / "pyproject.toml", folder)

    def add_module(self, text: str = MODULE) -> None:
        """Step 1."""
        (self.folder / NEW_MODULE).write_text(text, encoding="utf-8")

    def add_line(self) -> None:
        """Step 2."""
        path = self.folder / FORMATS
        text = path.read_text(encoding="utf-8")
        row = '    "files-csv": files_csv,\n'
        assert row in text
        text = text.replace(row, f'    "diary": diary,\n{row}')
        path.write_text(
            re.sub("from .formats import ", "from .formats import diary, ", text, count=1), encoding="utf-8"
        )

    def add_folder(self) -> None:
        """Step 3."""
        for name, content in CASE.items():
            path = self.folder / "tests/exports/diary-lines" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="")

    def add_row(self) -> None:
        """What the page of formats says of it."""
        path = self.folder / PAGE
        last = "| any | `files-csv`, `version-1` |"
        row = "| Papyrus | `diary`, `lines` | `diary.txt` | made for the tests |\n"
        text = path.read_text(encoding="utf-8").replace(last, row + last, 1)
        path.write_text(f"{text}\n* **Lacks**: what was only thought.\n", encoding="utf-8")

    def tested(self, which: str) -> dict[str, int]:
        """How the tests end of which the names hold a word, by outcome."""
        paths = os.pathsep.join((str(self.folder / "scripts"), str(self.folder)))
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_export_cases.py"]
        environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
        environment.pop("PYTEST_XDIST_WORKER", None)
        done = subprocess.run(
            [*command, "-k", which], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        return {
            word.rstrip("s"): int(count) for count, word in re.findall(r"(\d+) (\w+)", done.stdout.splitlines()[-1])
        }


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


def test_a_module_a_line_and_a_folder_make_a_format_that_every_test_holds(copy: Copy) -> None:
    before = files_below(copy.folder)
    of_another = copy.tested("linkedin-2024")
    assert of_another.keys() == {"passed", "deselected"}
    copy.add_module()
    copy.add_line()
    without = copy.tested("diary")
    assert without.get("failed", 0) + without.get("error", 0) == of_another["passed"]
    assert "passed" not in without
    copy.add_folder()
    copy.add_row()
    assert copy.tested("diary")["passed"] == of_another["passed"]
    after = files_below(copy.folder)
    touched = {name for name in after if after[name] != before.get(name)}
    assert touched == {FORMATS, NEW_MODULE, PAGE, *(f"tests/exports/diary-lines/{name}" for name in CASE)}
    recipe = (HERE / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("### Adding an export format")[2]
    named = re.findall("`([^`]+)`", recipe.partition("### ")[0])
    assert [each for each in touched if not any(_names(name, each) for name in named)] == []


def _names(named: str, path: str) -> bool:
    """Whether a place in the recipe names a file, by its folder or by the end of its name."""
    folder = re.escape(named).replace("FORMAT\\-ERA", "[a-z-]+")
    return bool(re.match(folder, path)) if named.endswith("/") else path.endswith(named)


def test_a_new_reader_that_loses_a_byte_is_found_without_a_test_of_its_own(copy: Copy) -> None:
    copy.add_module(MODULE.replace("Fragment(member, offset, line)", "Fragment(member, offset, line[:-1])"))
    copy.add_line()
    copy.add_folder()
    assert copy.tested("diary and every_byte")["failed"] == 1
