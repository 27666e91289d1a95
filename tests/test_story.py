"""Both source documents, played as one story of a fictional State: `python -m tests.story FOLDER` shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.story import small_office
from tests.story.breaks import breaks
from tests.story.broken import digest_of, results
from tests.story.chapters import CHAPTERS
from tests.story.clauses import clauses
from tests.story.gaps import GAPS
from tests.story.guides import follow
from tests.story.office import Office
from tests.story.page import PAGE, page, steps_by_clause
from tests.story.telling import steps_of, tell
from tests.story.unplayed import UNPLAYED

STEPS = steps_of(CHAPTERS)
LOST_AND_BROUGHT_BACK = "rm -r ../records-store && cp --archive {}/second/records-store ../records-store"
OWED_BY_TWO = ("B090",)  # no policy yet
NOT_NOTICED = (("NJ 4.2g", "field sites: communications.series"),)  # the agency's series for the class is what governs


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office in which the whole story happened."""
    office = Office(tmp_path_factory.mktemp("story"))
    assert len(list(tell(office, STEPS))) == len(STEPS)
    return office


@pytest.mark.builds
def test_the_story_is_told_to_its_end(office: Office) -> None:
    assert office.typed[-2:] == [
        f"{office.today} $ records --private ../records-private validate",
        f"{office.today} $ records --private ../records-private captures verify",
    ]


@pytest.mark.builds
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


def test_what_was_broken_made_the_story_red_and_its_results_are_of_the_story_as_it_is() -> None:
    known, played, rows = {(each.clause, each.what): each for each in breaks()}, steps_by_clause(STEPS), results()
    assert {*rows} - {*known} == set(), "python -m tests.story.broken WORK --forget"
    stale = [key for key, row in rows.items() if row.digest != digest_of(known[key], played)]
    assert stale == [], "python -m tests.story.broken WORK --forget, then without --forget"
    assert [key for key, row in rows.items() if row.outcome != "red"] == [*NOT_NOTICED]


def test_an_office_of_two_goes_the_whole_way_by_the_heads_letter(tmp_path: Path) -> None:
    office = Office(tmp_path, small_office.PEOPLE)
    assert len(list(tell(office, small_office.STEPS))) == len(small_office.STEPS)
    found = office.records("validate").out.splitlines()
    assert [line.split(": ")[1].split()[0] for line in found if line.endswith("[late]")] == [*OWED_BY_TWO]


def signs(office: Office, person: str) -> None:
    """Let git know the key of whoever types, as the guide on keys says."""
    for setting in (("gpg.format", "ssh"), ("user.signingKey", str(office.key(person)))):
        office.git(office.private, "config", *setting, by=person)
        office.git(office.public, "config", *setting, by=person)


@pytest.mark.builds
def test_the_guide_on_holds_is_followed(office: Office) -> None:
    signs(office, "lena-sorrel")
    (office.folder / "counsel").mkdir()
    said = follow(office, "holds", {"../private": "../records-private", "~/counsel": str(office.folder / "counsel")})
    assert len(said) == 6
    assert "release" in said[3][1].out
    assert "creek-flooding" in said[4][1].out
    office.commit(office.private, "A hold of the guide, placed and released", "lena-sorrel")
    office.git(office.private, "push", "--quiet", "origin", "main", by="lena-sorrel")


@pytest.mark.builds
def test_the_guide_on_the_second_copy_is_followed(office: Office) -> None:
    signs(office, "june-sedge")
    for name in ("damaged", "trial"):
        (office.folder / name).mkdir()
    (capture, *_) = sorted((office.public / "captures" / "parks-x").iterdir())
    stands_for = {
        "2024-09-09-83dd6ccd": capture.name,
        "/mnt/": f"{office.folder}/",
        "../private": "../records-private",
        "records captures": "records --private ../records-private captures",  # a reply that came down lies there
        "records --store": "records --private ../records-private --store",
        f"cp --archive {office.folder}/second/records-store ../records-store": LOST_AND_BROUGHT_BACK.format(
            office.folder
        ),
        "rsync --archive ": "cp --archive ",
    }
    said = dict(follow(office, "second-copy", stands_for))
    assert len(said) > 8
    assert all("records: " not in each.err for each in said.values())


@pytest.mark.builds
def test_the_guide_for_reviewers_is_followed(office: Office) -> None:
    stands_for = {"2026-11-20": "2026-06-10", "--out /tmp/portal": f"--out {office.folder}/portal"}
    said = [each.text for _, each in follow(office, "reviewers", stands_for)]
    assert "Status: registered" in said[2]
    assert "0 error" in said[3]
    assert (office.folder / "portal" / "index.html").is_file()
