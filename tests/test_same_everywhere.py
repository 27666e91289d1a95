"""What is computed from dates is the same in every zone, locale and hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

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
    (*PRIVATE, "explain", "parks-x", "1831351512069046273", *ON, "--format", "json"),
    ("impact", "--drift", *ON, "--format", "json"),
    (*PRIVATE, "authorization", "reminders", *ON, "--format", "json"),
    ("validate", *ON, "--format", "json"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_answer_is_the_same_in_every_place(command: tuple[str, ...]) -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda place: _answer(command, place), PLACES))
    assert len(answers[0]) > 2
    assert answers == [answers[0]] * len(PLACES)


def _answer(command: tuple[str, ...], place: dict[str, str]) -> bytes:
    environment = {key: value for key, value in os.environ.items() if key not in ("LANG", "LANGUAGE")} | place
    program = [sys.executable, "-m", "records_portal", *command]
    done = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
