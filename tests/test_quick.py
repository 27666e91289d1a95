"""Which test files `nox -s quick` runs for a module or a room, in the small and in this repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import quick


@pytest.fixture
def top(tmp_path: Path) -> Path:
    texts = {
        "scripts/records_portal/values/dates.py": "",
        "scripts/records_portal/values/text.py": "",
        "scripts/records_portal/values/alone.py": "",
        "scripts/records_portal/values/__init__.py": "",
        "scripts/records_portal/values_of/dates.py": "",
        "tests/test_calendar.py": "from records_portal.values.dates import day\n",
        "tests/test_room.py": "def test_it():\n    from records_portal.values import text\n",
        "tests/test_whole.py": "import records_portal.values.text\nfrom records_portal.values_of import dates\n",
        "tests/test_text.py": "import json\n",
        "tests/test_values.py": "import json\n",
        "tests/test_rooms.py": "from records_portal import values\nfrom records_portal.values import ROOMS\n",
        "tests/shared.py": "from records_portal.values.alone import one\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("module", "files"),
    [
        ("values.dates", ["tests/test_calendar.py"]),
        ("values.text", ["tests/test_room.py", "tests/test_text.py", "tests/test_whole.py"]),
        ("values_of.dates", ["tests/test_whole.py"]),
        ("values.alone", []),
    ],
)
def test_a_test_belongs_to_what_it_imports_and_is_called_after(top: Path, module: str, files: list[str]) -> None:
    assert quick.tests_of(module, top) == files


def test_a_room_is_its_modules(top: Path) -> None:
    assert quick.modules_of("values", top) == ["values.alone", "values.dates", "values.text"]
    assert quick.modules_of("values.dates", top) == ["values.dates"]
    assert quick.modules_of("value", top) == []


@pytest.mark.parametrize(
    ("names", "code", "told"),
    [
        (["values.text", "values.dates"], 0, ""),
        (["values"], 0, "no test imports values.alone by itself\n"),
        (["values.alone"], 1, "no test imports values.alone by itself\n"),
        (["value"], 2, "there is no module and no room 'value' below scripts/records_portal\n"),
        ([], 2, "name a module or a room: values, values_of, or one of their modules\n"),
    ],
)
def test_the_files_are_printed_and_what_no_test_imports_is_named(
    top: Path, names: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert quick.main(names, top) == code
    printed = capsys.readouterr()
    every = ["tests/test_calendar.py", "tests/test_room.py", "tests/test_text.py", "tests/test_whole.py"]
    of_the_room = ["tests/test_rooms.py", "tests/test_values.py"] if names == ["values"] else []
    assert (printed.out.splitlines(), printed.err) == (sorted([*every, *of_the_room]) if code == 0 else [], told)


def test_modules_here_have_the_tests_that_one_expects() -> None:
    assert "tests/test_retention.py" in quick.tests_of("retention.statuses")
    assert "tests/test_dates.py" in quick.tests_of("values.dates")
    assert "tests/test_checks.py" in quick.tests_of("checks")
    assert "tests/test_cli.py" not in quick.tests_of("values.dates")
