"""Every part of every kind of record has a command that writes it, and every form is carried out with all it asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from records_portal.answers import write_paths as table
from records_portal.answers.request_forms import FORMS
from records_portal.answers.write_paths import BY_PROGRAM, render_write_paths, write_paths
from records_portal.commands.cli import records
from records_portal.register.fact_kinds import FACT_KINDS
from tests.written_office import WrittenOffice, write_all

PAGE = Path(__file__).parents[1] / "docs/reference/writing.md"
BEGIN, END = "<!-- parts -->\n", "<!-- end -->\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> WrittenOffice:
    made = WrittenOffice(tmp_path_factory.mktemp("office"))
    write_all(made)
    return made


def test_no_part_of_a_record_is_written_by_hand() -> None:
    assert [(path.kind, ".".join(path.part)) for path in write_paths() if not path.commands] == []


def test_a_part_that_no_form_asks_for_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {name: form for name, form in FORMS.items() if form.kind != "staff" or form.name == "leaving"}
    monkeypatch.setattr(table, "FORMS", kept)
    parts = [".".join(path.part) for path in write_paths() if not path.commands]
    assert parts[:4] == ["training", "training.course", "training.on", "training.acknowledged_on"]
    assert {part.partition(".")[0] for part in parts} == {"training"}


def test_what_a_form_could_take_only_when_a_record_begins_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {name: form for name, form in FORMS.items() if name != "audit-finding" and "finding" not in name}
    monkeypatch.setattr(table, "FORMS", kept)
    without = {path.part[0] for path in write_paths() if not path.commands}
    assert without == {"findings"}


def test_every_form_and_every_fact_is_carried_out(office: WrittenOffice) -> None:
    facts = {kind for kind, row in FACT_KINDS.items() if not row.skipping}
    # a request is made with the site, and the beginning anew has its own command and its own test
    assert office.driven.keys() == (FORMS.keys() - {"fact", "new-beginning"}) | (facts - {"request"})


def test_no_form_does_to_a_record_what_the_gate_refuses(office: WrittenOffice) -> None:
    assert office.lost == []


def test_what_was_written_by_commands_alone_has_no_error(office: WrittenOffice) -> None:
    code, out, err = office.records("validate")
    assert code == 0, f"{out}{err}"
    assert "[error]" not in out


def test_every_part_that_a_form_writes_stands_in_a_record(office: WrittenOffice) -> None:
    there = {(kind, part) for kind, value in office.values() for part in _parts_of(kind, value, ())}
    lacking = [
        (path.kind, ".".join(path.part))
        for path in write_paths()
        if not _by_program(path.kind, path.part) and (path.kind, path.part) not in there
    ]
    assert lacking == []


def _by_program(kind: str, part: tuple[str, ...]) -> bool:
    """Whether a part, or one that it stands in, is written by a command of its own."""
    return any((kind, part[:count]) in BY_PROGRAM for count in range(len(part) + 1))


def _parts_of(kind: str, value: Any, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, list):
        for one in value:
            fact = (one["kind"],) if (kind, above) == ("sites", ("facts",)) else ()
            if fact:
                yield (*above, *fact)
            yield from _parts_of(kind, one, (*above, *fact))
    elif isinstance(value, dict):
        for name, each in value.items():
            yield (*above, name)
            yield from _parts_of(kind, each, (*above, name))


def test_every_command_that_is_named_is_there() -> None:
    named = {command for path in write_paths() for command in path.commands}
    assert {" ".join(command.split()[:3]) for command in named} == {
        " ".join(command.split()[:3]) for command in named if _is_there(command.split()[1:3])
    }


def _is_there(words: list[str]) -> bool:
    found: click.Command | None = records
    context = click.Context(records)
    for word in words:
        found = found.get_command(context, word) if isinstance(found, click.Group) else None
    return found is not None


def test_no_two_forms_are_called_alike_and_none_as_a_kind_of_fact() -> None:
    called = [(form.verb, form.word) for form in FORMS.values()]
    assert len(called) == len(set(called))
    assert FORMS.keys() & FACT_KINDS.keys() == set()


def test_the_page_is_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text[text.index(BEGIN) + len(BEGIN) : text.index(END)] == render_write_paths()


if __name__ == "__main__":
    whole = PAGE.read_text(encoding="utf-8")
    kept = whole[: whole.index(BEGIN) + len(BEGIN)] + render_write_paths() + whole[whole.index(END) :]
    PAGE.write_text(kept, encoding="utf-8")
