"""Before an export is asked for: the card of each service, its link's last day, and the name to save it under."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from records_portal.commands.captures import captures
from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.asking import AskedExport, card_lines, render_cards
from records_portal.exports.services import Service, services
from tests.export_cases import case_named, packed_folder
from tests.test_capture_commands import Desk, desk

GUIDE = Path(__file__).parents[1] / "docs/guides/exports.md"
ASKED = date(2026, 11, 30)
__all__ = ["desk"]


def test_the_link_of_instagram_has_four_days_and_the_card_names_the_last() -> None:
    (link,) = [line for line in card_lines(services()["instagram"], ASKED) if line.startswith("the link")]
    assert link == (
        "the link lives 4 days once it came (last seen 2018-09): one that comes today may be dead after 2026-12-04; "
        "put that day into a calendar now"
    )


def test_steps_of_missouri_are_dated_and_what_nobody_saw_is_not_confirmed() -> None:
    lines = list(card_lines(services()["facebook"]))
    assert "step: Media quality HIGH (last seen 2018-09)" in lines
    assert next(line for line in lines if line.startswith("step: JSON too")).endswith("(not confirmed)")


@pytest.mark.parametrize("service", services().values(), ids=services())
def test_a_card_says_what_to_choose_what_will_lack_and_what_fills_the_gap(service: Service) -> None:
    lines = list(card_lines(service, ASKED))
    assert all("\n" not in line and line == line.strip() for line in lines)
    assert any(line.startswith(("step: ", "the service ended on ")) for line in lines)
    assert any(line.startswith("will lack: ") for line in lines)
    assert any(line.startswith("to fill the gap: ") for line in lines)
    months = {choice.seen_on for choice in service.choices} | {service.link_seen_on}
    assert months <= {"", "2018-09"}, "a month is one in which somebody whose report we have saw it"


@pytest.mark.parametrize(
    ("account", "from_on", "name"),
    [
        ("900000001", None, "parks_x_900000001_beginning_2026-10-31_taken_2026-11-30"),
        ("did:plc:abc", date(2025, 1, 1), "parks_x_did-plc-abc_2025-01-01_2026-10-31_taken_2026-11-30"),
        ("@Lakeland Parks/../x", None, "parks_x_Lakeland-Parks-..-x_beginning_2026-10-31_taken_2026-11-30"),
        ("", None, "parks_x_account_beginning_2026-10-31_taken_2026-11-30"),
        ("ü" * 9, None, "parks_x_account_beginning_2026-10-31_taken_2026-11-30"),
        ("a" * 300, None, f"parks_x_{'a' * 60}_beginning_2026-10-31_taken_2026-11-30"),
    ],
)
def test_the_name_says_whose_which_days_and_when_and_is_safe(account: str, from_on: date | None, name: str) -> None:
    assert AskedExport("parks", "x", account, from_on, date(2026, 10, 31), ASKED).name == name


@pytest.mark.parametrize(
    "case", ["twitter-2022", "mastodon-2023", "linkedin-2024", "bluesky-car-2024", "twarc-v1-2017"]
)
def test_an_export_that_is_named_so_is_read_as_before(tmp_path: Path, case: str) -> None:
    name = AskedExport("parks", "x", "900000001", None, ASKED, ASKED).name
    found = case_named(case)
    with open_export([packed_folder(found.export, tmp_path / f"{name}.zip")]) as export:
        recognised = recognise(export.members, export.open)
        assert recognised
        assert recognised[1].format == found.format


def test_a_repository_alone_that_is_named_so_is_read(tmp_path: Path) -> None:
    named = tmp_path / "parks_bluesky_did-plc-abc_beginning_2026-11-30_taken_2026-11-30"
    named.mkdir()
    repository = case_named("bluesky-car-2024").export / "repo.car"
    (named / f"{named.name}.car").write_bytes(repository.read_bytes())
    with open_export([named]) as export:
        recognised = recognise(export.members, export.open)
        assert recognised
        assert recognised[1].declared == 3


def test_the_command_prints_the_card_of_a_site_with_the_name_and_the_command(desk: Desk) -> None:
    code, out, _ = desk.run(captures, "ask", "parks-x", "--from", "2024-01-01")
    lines = out.splitlines()
    assert code == 0
    assert lines[-2] == "save it unchanged under the name: parks_x_account_2024-01-01_2024-05-02_taken_2024-05-02"
    assert lines[-1] == (
        "hand it in: records ingest parks_x_account_2024-01-01_2024-05-02_taken_2024-05-02.zip --site parks-x "
        "--by PERSON --from 2024-01-01 --dry-run"
    )
    assert (
        desk.run(captures, "ask", "parks-x")[1]
        .splitlines()[-1]
        .endswith("--site parks-x --by PERSON --complete --dry-run")
    )


@pytest.mark.parametrize(
    ("platform", "ending"),
    [("bluesky", ".car"), ("wordpress", ".xml"), ("mastodon", ".zip"), ("vimeo", "")],
)
def test_what_is_handed_in_is_named_as_it_comes(desk: Desk, platform: str, ending: str) -> None:
    record = desk.folder / "root/registry/sites/parks-x.yml"
    record.write_text(record.read_text(encoding="utf-8").replace("platform: x\n", f"platform: {platform}\n"))
    lines = desk.run(captures, "ask", "parks-x")[1].splitlines()
    name = lines[-1].removeprefix("hand it in: records ingest ").partition(" ")[0]
    assert name == f"parks_{platform}_account_beginning_2024-05-02_taken_2024-05-02{ending}"
    table = f"write the table: records captures template {platform} --out {name}/items.csv"
    assert (table in lines) == (ending == "")


def test_the_command_takes_a_platform_too_and_refuses_what_is_neither(desk: Desk) -> None:
    out = desk.run(captures, "ask", "Google Groups")[1]
    assert out.startswith("step: In Google Takeout, Groups alone")
    assert "save it unchanged" not in out
    assert desk.refusal(captures, "ask", "nowhere") == (
        "'nowhere' is no site of the register and no platform that is known; name one of them"
    )


def test_the_last_day_of_a_link_is_an_event_for_ones_own_calendar(tmp_path: Path, desk: Desk) -> None:
    record = desk.folder / "root/registry/sites/parks-x.yml"
    record.write_text(record.read_text(encoding="utf-8").replace("platform: x\n", "platform: instagram\n"))
    desk.run(captures, "ask", "parks-x", "--calendar", tmp_path / "link.ics")
    lines = (tmp_path / "link.ics").read_bytes().decode().split("\r\n")
    assert "DTSTART;VALUE=DATE:20240506" in lines
    assert "SUMMARY:Link to an export ends: export of parks-x" in lines
    assert next(line for line in lines if line.startswith("UID:")).startswith(
        "UID:sites/parks-x/export-link/2024-05-06@"
    )


@pytest.mark.parametrize("about", ["parks-x", "instagram"])
def test_a_link_whose_life_nobody_knows_has_no_event(tmp_path: Path, desk: Desk, about: str) -> None:
    refused = desk.refusal(captures, "ask", about, "--calendar", tmp_path / "link.ics")
    assert refused == f"nobody knows a last day for {about!r}; --calendar takes a site whose platform's links end"
    assert not (tmp_path / "link.ics").exists()


def test_the_guide_has_every_card() -> None:
    page = GUIDE.read_text(encoding="utf-8")
    written = page.partition("<!-- cards -->\n\n")[2].partition("\n<!-- end -->")[0]
    assert written == render_cards(), "write it anew: PYTHONPATH=.:scripts python -m tests.test_services"


def write_guide() -> None:
    """Write the cards of the guide anew."""
    page = GUIDE.read_text(encoding="utf-8")
    before, mark, rest = page.partition("<!-- cards -->\n\n")
    after = rest.partition("<!-- end -->")[2]
    GUIDE.write_text(f"{before}{mark}{render_cards()}\n<!-- end -->{after}", encoding="utf-8")
