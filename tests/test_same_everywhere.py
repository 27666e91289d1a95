"""What is computed from dates is the same in every zone, locale and hash seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import shared_folder

ROOT = Path(__file__).parents[1]
PLACES = [
    {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
    for zone, locale, seed in (
        ("UTC", "C.UTF-8", "0"),
        ("Pacific/Kiritimati", "C", "4242"),
        ("Etc/GMT+12", "POSIX", "7"),
        ("America/St_Johns", "C.UTF-8", "4242"),
        ("Asia/Kathmandu", "POSIX", "0"),
        ("Australia/Lord_Howe", "C", "7"),
    )
]
ON = ("--as-of", "2026-11-20")
PRIVATE = ("--private", "examples/private")
COMMANDS = [
    (*PRIVATE, "due", *ON, "--format", "csv"),
    (*PRIVATE, "due", *ON, "--summary", "--format", "json"),
    (*PRIVATE, "explain", "parks-x", "1805317379060662329", *ON, "--format", "json"),
    ("impact", "--drift", *ON, "--format", "json"),
    (*PRIVATE, "authorization", "reminders", *ON, "--format", "json"),
    ("validate", *ON, "--format", "json"),
]


ANSWERED = """
import json, os, sys
from records_portal.commands import cli
os.environ["XDG_CACHE_HOME"] = sys.argv[1]
for words in json.loads(sys.argv[2]):
    sys.argv = ["records", *words]
    try:
        cli.main()
    except SystemExit as ended:
        if ended.code:
            raise
    sys.stdout.flush()
    os.write(1, bytes(1))
"""  # a process for each place, and not for each command in it: starting takes longer than answering


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[list[bytes]]:
    """What each command prints, in each place; asked once, however many processes run tests."""
    with shared_folder(tmp_path_factory, "places") as folder:
        if not folder.is_dir():
            folder.mkdir()
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda number: _ask(folder, number), range(len(PLACES))))
        printed = [(folder / str(number)).read_bytes().split(b"\0") for number in range(len(PLACES))]
    return [list(each) for each in zip(*printed, strict=True)][: len(COMMANDS)]


@pytest.mark.builds
@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=[" ".join(command) for command in COMMANDS])
def test_the_answer_is_the_same_in_every_place(answers: list[list[bytes]], number: int) -> None:
    assert len(answers[number][0]) > 2
    assert answers[number] == [answers[number][0]] * len(PLACES)


def _ask(folder: Path, number: int) -> None:
    kept = {key: value for key, value in os.environ.items() if key not in ("LANG", "LANGUAGE")}
    program = [sys.executable, "-c", ANSWERED, str(folder / f"cache-{number}"), json.dumps(COMMANDS)]
    done = subprocess.run(program, cwd=ROOT, env=kept | PLACES[number], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.count(b"\0") == len(COMMANDS)
    (folder / str(number)).write_bytes(done.stdout)
