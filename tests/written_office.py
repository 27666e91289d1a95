"""An office written from an empty folder by commands alone, with every answer that each form can take."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from records_portal.answers.forms.form import Form
from records_portal.answers.questions import Question
from records_portal.answers.request_forms import FORMS
from records_portal.commands.cli import run
from records_portal.files.yaml_text import ValuePath, read_yaml
from records_portal.register.kinds import kind_of

STARTED = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY, LATER, END = "2026-03-02", "2026-04-02", "2026-05-02"
LATE_WORDS = ("to_on", "until_on", "expires_on", "due_on", "next_on", "superseded_on", "removed_on")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDqcVoICVkgB02cmFy/eN5iOkTn3CYPuZFWJoQDlfMdE"
NAMES = {
    "people": "ana-lopez",
    "agencies": "parks",
    "platforms": "x",
    "sites": "parks-x",
    "series": "local#routine",
    "copies": "cto-cio",
}
BY_NAME: Mapping[str, str] = {
    "schedules": "local",
    "holds": "matter-1",
    "authorization": "ongoing-1",
    "audit": "programme-2026",
    "entered_by": "gus-heron",
    "notified": "hana-birch",
    "platform": "x",
    "platforms": "x",
    "key": KEY,
    "keys": "SHA256:" + "A" * 43,
    "closed_on": "2026-12-24",
    "email": "office@lakeland.example",
    "noreply_domain": "users.noreply.forge.example",
    "commit": "0" * 40,
    "sha256": "0" * 64,
    "digest": "0" * 64,
}


@dataclass
class WrittenOffice:
    """A public and a private root, and what was written into them by which form."""

    folder: Path
    driven: dict[str, set[str]] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The public root."""
        return self.folder / "root"

    @property
    def private(self) -> Path:
        """The private root."""
        return self.folder / "private"

    def records(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command over both roots."""
        out, err = io.StringIO(), io.StringIO()
        roots = ["--root", str(self.root), "--private", str(self.private), "--store", str(self.folder / "store")]
        settings = {"cache": self.folder / "cache", "started_at": STARTED}
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([*roots, *arguments], settings)
        return code, out.getvalue(), err.getvalue()

    def write(self, name: str, record_id: str = "", /, **changes: Any) -> None:
        """Write what a form asks, every answer given; `changes` by path replace an answer, `None` leaves it out."""
        form = FORMS[name]
        answers = dict(_answers(form, changes))
        settings = [f"--set={path}={value}" for path, values in answers.items() for value in values]
        ids = [record_id] if form.kind != "portal" else []
        code, out, err = self.records(form.verb, form.word, *ids, *settings)
        assert code == 0, f"{form.verb} {form.word}: {out}{err}"
        self.driven.setdefault(name, set()).update(answers)

    def values(self) -> Iterator[tuple[str, Any]]:
        """Every record with its kind."""
        for root in (self.root, self.private):
            for path in sorted(root.rglob("*.yml")):
                if named := kind_of(path.relative_to(root).as_posix()):
                    yield named[0].name, read_yaml(path.read_bytes())[0]


def _answers(form: Form, changes: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    given = {path.replace("__", "."): value for path, value in changes.items()}
    listed = dict(_every(form.root, ()))
    for path in [*listed, *(each for each in given if each not in listed)]:
        value = given.get(path, listed.get(path))
        if any(given.get(each, "") is None for each in _above(path)) or value is None:
            continue
        yield path, [str(one) for one in (value if isinstance(value, list) else [value])]


def _above(path: str) -> Iterator[str]:
    """A path and those of the groups and lists that it stands in."""
    steps = path.split(".")
    for count in range(1, len(steps) + 1):
        yield ".".join(steps[:count])


def _every(group: Question, path: ValuePath) -> Iterator[tuple[str, list[str]]]:
    for one in group.fields:
        place = (*path, one.name)
        entry = one.entry
        if one.fixed is not None and one.form != "list":
            continue
        if one.form == "group":
            yield from _every(one, place)
        elif one.form == "list" and entry and entry.form == "group":
            yield from _every(entry, (*place, 0))
        elif one.form == "ticks":
            yield ".".join(map(str, place)), ["all"]
        else:
            yield ".".join(map(str, place)), [_value(one)]


def _value(question: Question) -> str:
    name = question.name
    if name in BY_NAME and not question.choices:
        return BY_NAME[name]
    if question.among in NAMES:
        return NAMES[question.among]
    if question.form == "date":
        return END if name in LATE_WORDS else DAY
    if question.choices:
        return question.choices[0]
    if question.form == "truth":
        return "yes"
    if question.form == "number":
        return "1"
    example = question.entry.example if question.entry else question.example
    return str(example if example is not None else question.example or "Words")
