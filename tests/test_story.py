"""Both source documents, played as one story of a fictional State: `python -m tests.story FOLDER` shows it."""

from __future__ import annotations

import pytest

from tests.story.chapters import CHAPTERS
from tests.story.clauses import clauses
from tests.story.gaps import GAPS
from tests.story.office import Office
from tests.story.page import PAGE, page, steps_by_clause
from tests.story.telling import steps_of, tell
from tests.story.unplayed import UNPLAYED

STEPS = steps_of(CHAPTERS)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office in which the whole story happened."""
    office = Office(tmp_path_factory.mktemp("story"))
    assert len(list(tell(office, STEPS))) == len(STEPS)
    return office


def test_the_story_is_told_to_its_end(office: Office) -> None:
    assert office.typed[-2:] == [
        f"{office.today} $ records --private ../private validate",
        f"{office.today} $ records --private ../private captures verify",
    ]


def test_what_is_written_by_hand_is_what_the_list_of_gaps_says(office: Office) -> None:
    used = {name.removeprefix("gap ") for name in office.counted if name.startswith("gap ")}
    assert used == {*GAPS}


def test_steps_stand_in_the_order_of_their_days() -> None:
    assert [step.on for step in STEPS] == sorted(step.on for step in STEPS)
    assert [step.name for step in STEPS if not step.says] == []


def test_each_clause_has_a_step_or_a_reason() -> None:
    played = steps_by_clause(STEPS)
    assert len(clauses()) == 144
    assert {*played} - {*clauses()} == set()
    assert {*UNPLAYED} & {*played} == set()
    assert {*clauses()} == {*played} | {*UNPLAYED}


def test_the_page_on_the_source_documents_is_made_from_the_story() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.story.page"
