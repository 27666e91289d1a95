"""What a change of the register does to what is due: each effect, how it is counted, and what is said of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from records_portal.commands.cli import run
from records_portal.register.model import Register
from records_portal.retention.drift import schedule_drift
from records_portal.retention.impact import (
    EFFECTS,
    Count,
    Example,
    Impact,
    compare_registers,
    impact_between,
    render_impact,
)
from records_portal.retention.statuses import DUE_COLUMNS
from tests.roots import Root, load, root_files, series
from tests.test_comparison import HEADING, capture

AS_OF = date(2026, 1, 15)


def items(*rows: dict[str, str]) -> pd.DataFrame:
    common = {"site": "parks-x", "capture": "c1", "version": "1", "change": "new", "kind": "post", "class": "routine"}
    return pd.DataFrame([{"earliest_on": row["latest_on"]} | common | row for row in rows], dtype=str)


ITEMS = items({"id": "1", "latest_on": "2021-03-05"}, {"id": "2", "latest_on": "2024-06-01"})


def period(text: str, **changes: Any) -> dict[str, Any]:
    """The small root with another period for its routine content."""
    files = root_files()
    changes = {"rule": {"trigger": "creation", "period": text}} | changes
    files["schedules/local.yml"]["versions"][0]["series"] = [series("routine", **changes)]
    return files


def compared(tmp_path: Path, before: dict[str, Any], after: dict[str, Any], **private: dict[str, Any]) -> Impact:
    first = load(tmp_path / "before", before, private.get("private_before"))
    second = load(tmp_path / "after", after, private.get("private_after"))
    return compare_registers(first, second, ITEMS, ITEMS, AS_OF)


def totals(impact: Impact) -> dict[str, int]:
    return {effect: impact.total(effect) for effect in EFFECTS if impact.total(effect)}


def test_the_same_register_has_no_impact(tmp_path: Path) -> None:
    found = compared(tmp_path, period("P3Y"), period("P3Y"))
    assert not found
    assert list(found.lines()) == ["as of 2026-01-15: nothing changes for 2 items"]


def test_a_shorter_period_makes_items_due_earlier_and_some_of_them_today(tmp_path: Path) -> None:
    found = compared(tmp_path, period("P3Y"), period("P1Y"))
    assert totals(found) == {"earlier": 2, "due": 1}
    assert found.counts == (
        Count("earlier", "parks-x", "local#routine", 2),
        Count("due", "parks-x", "local#routine", 1),
    )
    same = ("local#routine", "local#routine")
    awaiting = "awaiting-authorization"
    assert found.examples == (
        Example("earlier", "parks-x", "1", "1", *same, "2024-03-06", "2022-03-06", awaiting, awaiting),
        Example("earlier", "parks-x", "2", "1", *same, "2027-06-02", "2025-06-02", "retained", awaiting),
        Example("due", "parks-x", "2", "1", *same, "2027-06-02", "2025-06-02", "retained", awaiting),
    )
    assert list(found.lines()) == [
        "2 items: become due earlier, or have a date where they had none [earlier]",
        "  parks-x local#routine: 2",
        "    parks-x 1 (version 1): 2024-03-06 -> 2022-03-06; awaiting-authorization",
        "    parks-x 2 (version 1): 2027-06-02 -> 2025-06-02; retained -> awaiting-authorization",
        "1 item: are past their period today and were not [due]",
        "  parks-x local#routine: 1",
        "    parks-x 2 (version 1): 2027-06-02 -> 2025-06-02; retained -> awaiting-authorization",
    ]


def test_a_longer_period_makes_items_due_later_and_some_no_longer_today(tmp_path: Path) -> None:
    assert totals(compared(tmp_path, period("P3Y"), period("P9Y"))) == {"later": 2, "no-longer-due": 1}


def test_what_loses_its_rule_is_not_computable_and_what_gets_one_is_earlier(tmp_path: Path) -> None:
    lost = period("P3Y", rule=None)
    assert totals(compared(tmp_path / "lost", period("P3Y"), lost)) == {"no-longer-due": 1, "not-computable": 2}
    assert totals(compared(tmp_path / "found", lost, period("P3Y"))) == {"earlier": 2, "due": 1}


def test_what_becomes_permanent_is_later_and_what_needs_no_authorization_may_go(tmp_path: Path) -> None:
    permanent = period("P3Y", disposition="permanent", rule=None)
    assert totals(compared(tmp_path / "a", period("P3Y"), permanent)) == {"later": 2, "no-longer-due": 1}
    free = period("P3Y", authorization="none")
    assert totals(compared(tmp_path / "b", period("P3Y"), free)) == {"authorized": 1}


def hold(scope: dict[str, Any], **changes: Any) -> dict[str, Any]:
    placed = {"on": "2025-05-01", "by": "ana"}
    return {"matter": "M", "kind": "litigation", "subject": "Test", "scope": scope, "placed": placed} | changes


def test_holds_count_where_the_private_root_was_read(tmp_path: Path) -> None:
    held = {"registry/holds/h.yml": hold({"sites": ["parks-x"], "to_on": "2022-12-31"})}
    files = period("P3Y")
    placed = compared(tmp_path / "placed", files, files, private_after=held)
    assert totals(placed) == {"no-longer-due": 1, "held": 1}
    released = compared(tmp_path / "released", files, files, private_before=held)
    assert totals(released) == {"due": 1, "released": 1}
    assert [(one.effect, one.item) for one in released.examples] == [("due", "1"), ("released", "1")]


def test_new_and_lost_items_are_counted_and_a_version_is_an_item_of_its_own(tmp_path: Path) -> None:
    register = load(tmp_path, period("P3Y"))
    after = items(
        {"id": "1", "latest_on": "2021-03-05"},
        {"id": "1", "latest_on": "2021-03-09", "version": "2", "capture": "c2", "change": "edited"},
    )
    found = compare_registers(register, register, ITEMS, after, AS_OF)
    assert totals(found) == {"due": 1, "added": 1, "removed": 1}
    assert [(one.effect, one.item, one.version) for one in found.examples] == [
        ("due", "1", "2"),
        ("added", "1", "2"),
        ("removed", "2", "1"),
    ]
    assert (found.items_before, found.items_after) == (2, 2)


def due(**cells: str) -> pd.DataFrame:
    row = dict.fromkeys(DUE_COLUMNS, "") | {"site": "s", "item": "1", "version": "1", "capture": "c"} | cells
    return pd.DataFrame([row], dtype=str)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"status": "authorized"}, {"status": "disposed"}, {"no-longer-due": 1, "disposed": 1}),
        ({"status": "disposed"}, {"status": "transferred"}, {}),
        ({"status": "unclassified"}, {"status": "retained", "eligible_on": "2030-01-01"}, {"earlier": 1}),
        ({"status": "held", "holds": "a"}, {"status": "held", "holds": "a b"}, {}),
        ({"status": "pending-event"}, {"status": "not-computable"}, {"not-computable": 1}),
        ({"status": "not-computable"}, {"status": "not-computable"}, {}),
        ({"status": "held", "holds": "a", "item": "2"}, {"status": "retained"}, {"added": 1, "removed": 1}),
        (
            {"status": "authorized", "eligible_on": "2025-01-01"},
            {"status": "authorized", "eligible_on": "2024-01-01"},
            {"earlier": 1},
        ),
    ],
)
def test_an_effect_follows_from_two_lines_of_the_due_list(
    before: dict[str, str], after: dict[str, str], expected: dict[str, int]
) -> None:
    assert totals(impact_between(due(**before), due(**after), AS_OF)) == expected


def test_two_empty_lists_have_no_impact() -> None:
    empty = due().iloc[:0]
    assert not impact_between(empty, empty, AS_OF)
    assert totals(impact_between(empty, due(status="retained"), AS_OF)) == {"added": 1}


def test_counts_are_complete_and_examples_are_the_first_to_come(tmp_path: Path) -> None:
    many = items(*({"id": str(number), "latest_on": f"2021-03-{number:02}"} for number in range(28, 0, -1)))
    register, after = load(tmp_path / "a", period("P3Y")), load(tmp_path / "b", period("P2Y"))
    found = compare_registers(register, after, many, many, AS_OF)
    assert found.total("earlier") == 28
    assert [one.item for one in found.examples] == ["1", "2", "3", "4", "5"]


def test_nothing_in_a_value_acts_in_a_comment() -> None:
    hostile = "`x @admin [a](https://evil.example) <img> | \u202e\n# x"
    after = due(status="retained", site=hostile, item=hostile, eligible_on="2030-01-01")
    text = render_impact(impact_between(due(status="retained", site=hostile, item=hostile), after, AS_OF), hostile)
    assert "\n# x" not in text
    for line in text.splitlines():
        outside = "".join(line.split("`")[::2])
        assert line.count("`") % 2 == 0
        assert not set("@[]<\u202e") & set(outside), line
    assert "evil.example" not in "".join("".join(line.split("`")[::2]) for line in text.splitlines()[1:])


def versions(*changes: dict[str, Any]) -> dict[str, Any]:
    """The small root with several versions of its schedule, one for each year from 2020."""
    files = root_files("A")
    files["schedules/local.yml"]["versions"] = [
        {"version": str(number), "effective_on": f"{2018 + 2 * number}-01-01"} | change
        for number, change in enumerate(changes, 1)
    ]
    return files


def rule(text: str) -> dict[str, str]:
    return {"trigger": "creation", "period": text}


def drifts(tmp_path: Path, files: dict[str, Any], schedule: str = "") -> list[tuple[str, dict[str, int]]]:
    register: Register = load(tmp_path, files)
    return [(one.title, totals(one.impact)) for one in schedule_drift(register, ITEMS, AS_OF, schedule)]


def test_the_version_in_force_is_held_against_the_one_before(tmp_path: Path) -> None:
    files = versions({"series": [series("A")]}, {"supersedes": "1", "series": [series("A", rule=rule("P1Y"))]})
    assert drifts(tmp_path, files) == [
        ("local: version 2 (from 2022-01-01) instead of 1", {"earlier": 2, "due": 1}),
    ]


def test_what_was_renumbered_is_compared_with_what_it_was(tmp_path: Path) -> None:
    new = {"supersedes": "1", "crosswalk": [{"from": "A", "to": "B"}], "series": [series("B", rule=rule("P9Y"))]}
    files = versions({"series": [series("A")]}, new)
    expected = [("local: version 2 (from 2022-01-01) instead of 1", {"later": 2, "no-longer-due": 1})]
    assert drifts(tmp_path / "old number", files) == expected
    site = files["registry/sites/parks-x.yml"]
    site["communications"][0]["series"] = "local#B"
    assert drifts(tmp_path / "new number", files) == expected


def test_a_series_that_took_in_two_had_no_date_before(tmp_path: Path) -> None:
    crosswalk = [{"from": "A", "to": "C"}, {"from": "B", "to": "C"}]
    old = {"series": [series("A"), series("B", rule=rule("P9Y"))]}
    files = versions(old, {"supersedes": "1", "crosswalk": crosswalk, "series": [series("C")]})
    files["registry/sites/parks-x.yml"]["communications"][0]["series"] = "local#C"
    [(_, effects)] = drifts(tmp_path, files)
    assert effects == {"earlier": 2, "due": 1}


def test_each_coming_version_is_held_against_the_one_in_force(tmp_path: Path) -> None:
    coming = {"supersedes": "1", "effective_on": "2026-07-01", "series": [series("A", rule=rule("P9Y"))]}
    last = {"supersedes": "2", "effective_on": "2027-07-01", "series": [series("A", rule=rule("P1Y"))]}
    files = versions({"series": [series("A")]}, coming, last)
    assert drifts(tmp_path, files) == [
        ("local: version 2 (from 2026-07-01) instead of 1", {"later": 2, "no-longer-due": 1}),
        ("local: version 3 (from 2027-07-01) instead of 1", {"earlier": 2, "due": 1}),
    ]


def test_only_the_schedule_that_is_named_is_compared(tmp_path: Path) -> None:
    files = versions({"series": [series("A")]}, {"supersedes": "1", "series": [series("A", rule=rule("P1Y"))]})
    files["schedules/other.yml"] = files["schedules/local.yml"] | {"name": "Other"}
    assert [title.partition(":")[0] for title, _ in drifts(tmp_path, files)] == ["local", "other"]
    assert [title.partition(":")[0] for title, _ in drifts(tmp_path, files, "other")] == ["other"]


class Office:
    """A root in git with one capture, and the command run on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.capsys, self.cache = Root(folder / "root"), capsys, folder / "cache"
        place = self.root.folder / "captures/parks-x/2024-03-01-0a1b2c3d"
        place.mkdir(parents=True)
        row = f"7,platform,1,new,post,routine,,2023-06-01,2023-06-01,unknown,,,0,9,{'a' * 64},{'a' * 64}\n"
        (place / "items.csv").write_text(HEADING + row, encoding="utf-8")
        record = capture({"complete": True}, "2024-03-01")
        self.base = self.root.commit(period("P3Y") | {f"captures/parks-x/{place.name}/capture.yml": record})

    def impact(self, *arguments: str) -> tuple[int, str, str]:
        settings = {"cache": self.cache, "started_at": datetime(2026, 1, 15, 12, tzinfo=UTC)}
        code = run(["--root", str(self.root.folder), "impact", *arguments], settings)
        out, err = self.capsys.readouterr()
        return code, out, err


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path, capsys)


def test_two_commits_are_compared_and_one_with_the_files_as_they_lie(office: Office) -> None:
    office.root.commit(period("P2Y"))
    expected = [
        "1 item: become due earlier, or have a date where they had none [earlier]",
        "  parks-x local#routine: 1",
        "    parks-x 7 (version 1): 2026-06-02 -> 2025-06-02; retained -> awaiting-authorization",
        "1 item: are past their period today and were not [due]",
        "  parks-x local#routine: 1",
        "    parks-x 7 (version 1): 2026-06-02 -> 2025-06-02; retained -> awaiting-authorization",
    ]
    code, out, err = office.impact(f"{office.base}..HEAD")
    assert (code, out.splitlines(), err) == (0, expected, "without --private no hold is seen\n")
    office.root.write(period("P9Y"))
    assert office.impact("HEAD")[1].startswith("1 item: become due later")
    assert json.loads(office.impact(f"{office.base}..HEAD", "--as-of", "2024-01-01", "--format", "json")[1])[
        "totals"
    ] == dict.fromkeys(EFFECTS, 0) | {"earlier": 1}


def test_holds_placed_since_are_told_with_the_private_root(office: Office, tmp_path: Path) -> None:
    private = Root(tmp_path / "private")
    private.commit({"README.md": "x"})
    private.commit({"registry/holds/all.yml": hold({"sites": ["parks-x"]})}, GIT_COMMITTER_DATE="2024-06-01T12:00:00Z")
    later = office.root.commit({}, GIT_COMMITTER_DATE="2024-07-01T12:00:00Z")
    settings = {"cache": office.cache, "started_at": datetime(2026, 1, 15, 12, tzinfo=UTC)}
    roots = ("--root", str(office.root.folder), "--private", str(private.folder))
    for revisions in (f"{office.base}..{later}", office.base):
        assert run([*roots, "impact", revisions], settings) == 0
        out, err = office.capsys.readouterr()
        assert out.splitlines() == [
            "1 item: are held and were not [held]",
            "  parks-x local#routine: 1",
            "    parks-x 7 (version 1): 2026-06-02; retained -> held",
        ]
        assert err == ""


def test_the_impact_for_a_comment(office: Office) -> None:
    office.root.commit(period("P2Y"))
    _, out, _ = office.impact(f"{office.base}..HEAD", "--format", "markdown")
    assert out.splitlines() == [
        f"### What becomes due by {office.base}..HEAD, as of 2026-01-15",
        "",
        "- **1 item** become due earlier, or have a date where they had none",
        "  - `parks-x local#routine`: 1",
        "  - for example `parks-x 7 (version 1): 2026-06-02 -> 2025-06-02; retained -> awaiting-authorization`",
        "- **1 item** are past their period today and were not",
        "  - `parks-x local#routine`: 1",
        "  - for example `parks-x 7 (version 1): 2026-06-02 -> 2025-06-02; retained -> awaiting-authorization`",
    ]


def test_drift_is_asked_for_instead_of_commits(office: Office) -> None:
    assert office.impact("--drift") == (0, "", "no schedule has two versions to compare\n")
    files = period("P3Y")
    coming = {"version": "2", "effective_on": "2026-07-01", "supersedes": "1"}
    files["schedules/local.yml"]["versions"].append(coming | {"series": [series("routine", rule=rule("P1Y"))]})
    office.root.write(files)
    code, out, _ = office.impact("--drift", "local")
    assert (code, out.splitlines()[0]) == (0, "local: version 2 (from 2026-07-01) instead of 1")
    [found] = json.loads(office.impact("--drift", "--format", "json")[1])
    assert (found["schedule"], found["earlier"], found["later"], found["totals"]["due"]) == ("local", "1", "2", 1)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "name two commits as BASE..HEAD, or ask for --drift; one of the two"),
        (("HEAD", "--drift="), "name two commits as BASE..HEAD, or ask for --drift; one of the two"),
        (("HEAD..",), "'HEAD..' does not name two commits; write BASE..HEAD, or BASE alone"),
        (("HEAD...HEAD",), "'HEAD...HEAD' does not name two commits; write BASE..HEAD, or BASE alone"),
        (("..HEAD",), "'..HEAD' does not name two commits; write BASE..HEAD, or BASE alone"),
        (("--drift", "locl"), "schedule 'locl' is not in schedules/; did you mean 'local'?"),
        (("nowhere..HEAD",), "'nowhere' names no commit here; fetch it, or look for its name"),
    ],
)
def test_what_cannot_be_compared_gets_one_line(office: Office, arguments: tuple[str, ...], reason: str) -> None:
    assert office.impact(*arguments) == (2, "", f"records: {reason}\n")
