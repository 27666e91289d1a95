"""Somebody's own message acknowledges the policy: it fills the record of training, and is kept as its evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from tests.mails import plain
from tests.roots import root_files

Outcome = tuple[int, str, str]
Records = Callable[..., Outcome]
COURSE = {"course": "Basics", "on": "2026-08-20"}


@pytest.fixture
def records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Records:
    files = root_files()
    files["registry/people/bo.yml"] = {**files["registry/people/ana.yml"], "name": "Bo Reed", "forge_login": "bo"}
    private = {"registry/staff/bo.yml": {"training": [COURSE]}}
    for name, contents in (("root", files), ("private", private)):
        for path, value in contents.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(dump_yaml(value), encoding="utf-8")

    def call(*arguments: str) -> Outcome:
        settings = {"cache": tmp_path / "cache", "started_at": datetime(2026, 10, 1, 12, tzinfo=UTC)}
        roots = ["--root", str(tmp_path / "root"), "--private", str(tmp_path / "private")]
        code = run([*roots, *arguments], settings)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def message(tmp_path: Path, kind: str, *lines: str) -> tuple[str, str]:
    """A message with answers on Bo, and its digest."""
    block = "\n".join(
        ("--- records answers 1 ---", f"kind: {kind}", "target: bo", "values:", *lines, "--- end ---", "")
    )
    data = plain(block)
    (tmp_path / "message.eml").write_bytes(data)
    return str(tmp_path / "message.eml"), hashlib.sha256(data).hexdigest()


def training(tmp_path: Path) -> Any:
    return read_yaml((tmp_path / "private/registry/staff/bo.yml").read_bytes())[0]["training"]


def test_a_person_acknowledges_by_message_and_the_message_is_kept(records: Records, tmp_path: Path) -> None:
    file, digest = message(tmp_path, "acknowledgement", "  course: Basics")
    code, out, err = records("new", "--answers", file, "--keep", "--entered-by", "ana")
    assert code == 0, out + err
    (course,) = training(tmp_path)
    evidence = course.pop("evidence")
    assert course == {**COURSE, "acknowledged_on": "2026-09-02"}  # the message's own day
    assert (evidence["digest"], evidence["known_by"], evidence["entered_by"]) == (digest, "by-message", "ana")
    assert (tmp_path / f"root-store/evidence/{digest}.eml").read_bytes() == Path(file).read_bytes()
    assert "message" not in (tmp_path / "root/registry/people/bo.yml").read_text(encoding="utf-8")
    code, _, err = records("new", "--answers", file, "--keep", "--entered-by", "ana")
    assert (code, "written from this message already" in err) == (2, True)


def test_nobody_enters_their_own_acknowledgement(records: Records, tmp_path: Path) -> None:
    file, _ = message(tmp_path, "acknowledgement", "  course: Basics")
    code, out, _ = records("new", "--answers", file, "--keep", "--entered-by", "bo")
    assert code == 1
    assert "E001 bo: 'bo' acted, and entered the message; somebody else enters it" in out
    assert training(tmp_path) == [COURSE]


def test_a_course_that_nobody_took_is_not_acknowledged(records: Records, tmp_path: Path) -> None:
    file, _ = message(tmp_path, "acknowledgement", "  course: Another")
    code, _, err = records("new", "--answers", file)
    assert (code, err) == (2, "records: training has no entry with course 'Another'; one of Basics\n")


def test_the_reply_to_the_notice_of_training_is_the_acknowledgement_too(records: Records, tmp_path: Path) -> None:
    file, _ = message(tmp_path, "training", "  course: Advanced", "  on: 2026-08-25")
    assert records("new", "--answers", file, "--keep", "--entered-by", "ana")[0] == 0
    course = training(tmp_path)[1]
    assert (course["on"], course["acknowledged_on"]) == ("2026-08-25", "2026-09-02")
    file, _ = message(tmp_path, "training", "  course: Third")
    code, _, err = records("new", "--answers", file, "--keep", "--entered-by", "ana")
    assert (code, "not answered: " in err, len(training(tmp_path))) == (2, True, 2)  # no day of a message is a course's
