"""Why an item is due when it is: the chain in words, each step with the file, the line and the commit that say so."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.captures.index import load_items, load_residue
from records_portal.captures.indexes.item_index import IndexRow
from records_portal.captures.indexes.large_index import render_summary, write_parquet
from records_portal.commands.cli import run
from records_portal.disposal.explanation import Records, case_of, explanation
from records_portal.disposal.explanation.arithmetic import cutoff_words, eligible_words
from records_portal.disposal.explanation.ending import NEXT
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree, load_register
from records_portal.retention.due_list import due_dispositions
from records_portal.retention.item_lists import items_digest
from records_portal.retention.series import RetentionRule, series_in_force
from records_portal.retention.statuses import STATUSES
from records_portal.values.dates import CUTOFFS, FiscalYearStart, Period, cutoff_on, eligibility, parse_period
from tests.roots import CONFIRMED, EVENT_RULE, Root, root_files, series, with_counsel
from tests.test_comparison import HEADING, capture, disposition

AS_OF = date(2026, 1, 15)
CAPTURE = "2024-03-01-0a1b2c3d"
FOLDER = f"captures/parks-x/{CAPTURE}"
SITE = "registry/sites/parks-x.yml"
RULES = "schedules/classifications/parks-x.yml"


def row(item: str, day: str = "2021-03-05", **changes: str) -> str:
    cells = {"class": "routine", "rule": "", "change": "new", "version": "1"} | changes
    start = f"{item},platform,{cells['version']},{cells['change']},post,{cells['class']},{cells['rule']}"
    moment = f"{day}T12:00:00Z" if day else ""
    return f"{start},{moment},{day},explicit-offset,,,0,10,{'a' * 64},{'a' * 64}\n"


class Office:
    """A public and a private root, written file by file, and what is explained from them."""

    def __init__(self, folder: Path) -> None:
        self.root, self.private = folder / "root", folder / "private"
        self.files = with_counsel(root_files())
        self.write(self.root, self.files)
        self.capture(row("1"))

    def write(self, root: Path, files: Mapping[str, Any]) -> None:
        for path, value in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(value if isinstance(value, str) else dump_yaml(value), encoding="utf-8")

    def add(self, path: str, value: Any) -> None:
        self.write(self.root, {path: value})

    def keep(self, path: str, value: Any) -> None:
        self.write(self.private, {path: value})

    def capture(self, *rows: str, name: str = CAPTURE, **changes: Any) -> None:
        record = capture({"complete": True}, name[:10]) | changes
        self.write(self.root, {f"captures/parks-x/{name}/capture.yml": record})
        self.write(self.root, {f"captures/parks-x/{name}/items.csv": HEADING + "".join(rows)})

    def series(self, *entries: dict[str, Any], **version: Any) -> None:
        schedule = self.files["schedules/local.yml"]
        schedule["versions"][0] |= {"series": list(entries)} | version
        self.add("schedules/local.yml", schedule)

    def kept_under(self, *references: str) -> None:
        site = self.files[SITE]
        site["communications"] = [
            {"type": f"News {each}", "vetting": "none", "class": "routine", "series": each} for each in references
        ]
        self.add(SITE, site)

    def records(self) -> Records:
        public, private = FolderTree(self.root), FolderTree(self.private, "private")
        seen = self.private.exists()
        trees = [(public, False), (private, True)] if seen else [(public, False)]
        loaded = load_register(public, private if seen else None)
        assert [str(each) for each in loaded.findings] == []
        register = loaded.register
        return Records(register, pd.concat([load_items(trees, register), load_residue(trees, register)]), trees)

    def chain(self, item: str = "1", as_of: date = AS_OF, version: int = 0) -> list[tuple[str, str, str]]:
        """Each step with what it says and where that stands."""
        case = case_of(self.records(), as_of, "parks-x", item, version)
        return [(step.step, step.says, f"{step.path}:{step.line}") for step in explanation(case)]

    def said(self, *steps: str, item: str = "1", as_of: date = AS_OF) -> list[str]:
        return [says for step, says, _ in self.chain(item, as_of) if step in steps]

    def digest(self, number: str, *items: str) -> str:
        entry = series_in_force(self.records().register, AS_OF.isoformat())[f"local#{number}"]
        return items_digest(entry, [("parks-x", item, 1) for item in items])


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def line_of(path: Path, text: str) -> int:
    """The line of a file that begins with a text, leaving out the indent."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.strip().startswith(text))


def test_the_whole_chain_of_an_item(office: Office) -> None:
    rules = [{"id": "news", "kinds": ["post"], "hashtags": ["Parks"], "class": "routine"}]
    decided = {"on": "2022-06-13", "by": "ana", "reason": "Agreed."}
    office.add(RULES, {"rules": rules, "decided": decided})
    office.capture(row("1", rule="news"))
    schedule, site = office.root / "schedules/local.yml", office.root / SITE
    number, rule = line_of(schedule, "- number: routine"), line_of(schedule, "rule:")
    assert office.chain() == [
        (
            "item",
            f"post 1, version 1, in capture {CAPTURE}, taken in on 2024-03-01 by Ana, Officer; it is new there",
            f"{FOLDER}/items.csv:2",
        ),
        (
            "class",
            "routine, given at ingest by the rule 'news' (kind post; hashtag Parks); "
            "decided on 2022-06-13 by Ana, Officer: Agreed.",
            f"{RULES}:{line_of(office.root / RULES, '- id: news')}",
        ),
        (
            "series",
            "routine leads to local#routine, as the site parks-x says",
            f"{SITE}:{line_of(site, 'series: local#routine')}",
        ),
        (
            "schedule",
            "version 1 of local, in force since 2020-01-01: routine, Series routine; destroy; "
            "confirmed on 2024-02-01 by Ana, Officer, source: the schedule as published; "
            "citation: Schedule of the test",
            f"schedules/local.yml:{number}",
        ),
        (
            "trigger",
            "creation: it dates from 2021-03-05 at the latest (the export gives the moment with its offset from UTC)",
            f"{FOLDER}/items.csv:2",
        ),
        ("cutoff", "none: the period runs from the trigger itself", f"schedules/local.yml:{rule}"),
        ("period", "3 years", f"schedules/local.yml:{line_of(schedule, 'period: P3Y')}"),
        (
            "eligible",
            "2021-03-05 + 3 years = 2024-03-05, the last day; 2024-03-05 + 1 day = 2024-03-06; "
            "kept through 2024-03-05, eligible from 2024-03-06",
            f"schedules/local.yml:{line_of(schedule, 'period: P3Y')}",
        ),
        ("hold", "not looked up: holds are kept in the private root, so clearance may be pending", ":0"),
        ("authorization", "none was asked for: nothing names local#routine and parks-x", ":0"),
        ("status", "awaiting-authorization, as of 2026-01-15", ":0"),
        ("next", "an authorization for local#routine and parks-x is asked for and granted", ":0"),
    ]


def test_what_the_platform_has_no_more_is_told_with_the_capture_that_lacks_it(office: Office) -> None:
    later = "2025-02-01-0a1b2c3d"
    counts = {"found": 1, "new": 0, "edited": 0, "returned": 0, "repeated": 1, "gone": 1}
    office.capture(row("1"), row("2"))
    office.capture(row("2", change="gone"), name=later, counts=counts)
    assert office.said("gone") == []
    [(_, says, place)] = [each for each in office.chain("2") if each[0] == "gone"]
    assert place == f"captures/parks-x/{later}/items.csv:2"
    assert says == (
        f"no longer on the platform by capture {later}, taken in on 2025-02-01, which should hold it and does not; it "
        "is kept here all the same"
    )
    office.capture(row("2", change="returned"), name="2025-03-01-0a1b2c3d")
    assert office.said("gone", item="2") == []


def test_the_list_of_what_is_due_says_what_the_platform_has_no_more(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = {"found": 0, "new": 0, "edited": 0, "returned": 0, "repeated": 0, "gone": 4}
    known = ["1", "2", "3", "4"]
    office.capture(*(row(item) for item in [*known, "5"]))
    office.capture(*(row(item, change="gone") for item in known), name="2025-02-01-0a1b2c3d", counts=counts)
    code, _, said = explained(capsys, office.root, "due", "--as-of", "2026-01-15")
    assert code == 0
    assert (
        "4 of them are gone from the platform (parks-x 1, parks-x 2, parks-x 3 and 1 more); `records explain` says "
        "since when\n"
    ) in said


def test_the_last_decision_about_a_class_counts_and_names_its_line(office: Office) -> None:
    lines = "item,class,by,on,reason\n1,nonrecord,ana,2024-04-01,Spam\n2,routine,ana,2024-04-01,Else\n"
    office.add(f"{FOLDER}/classes.csv", lines + '1,routine,ana,2024-05-01,"An answer, after all"\n')
    [found] = [one for one in office.chain() if one[0] == "class"]
    assert found == (
        "class",
        "routine, decided on 2024-05-01 by Ana, Officer: An answer, after all; it replaces an earlier decision",
        f"{FOLDER}/classes.csv:4",
    )


def test_without_a_class_the_chain_ends_early_and_says_what_to_do(office: Office) -> None:
    office.capture(row("1", **{"class": ""}))
    command = f"`records classify parks-x {CAPTURE} 1 --class CLASS --by PERSON --reason 'WHY'`"
    assert [(step, says) for step, says, _ in office.chain()][1:] == [
        ("class", "none: no rule gave it one at ingest, and nobody has decided"),
        ("series", "none: only a class leads to a series"),
        ("hold", "not looked up: holds are kept in the private root, so clearance may be pending"),
        ("status", "unclassified, as of 2026-01-15"),
        ("next", f"a named person gives it a class: {command}"),
    ]


def test_a_rule_that_says_something_else_today_is_named(office: Office) -> None:
    rules = [{"id": "news", "kinds": ["post"], "class": "nonrecord"}]
    decided = {"on": "2022-06-13", "by": "ana", "reason": "Agreed."}
    office.add(RULES, {"rules": rules, "decided": decided})
    office.capture(row("1", rule="news"), row("2", rule="lost"))
    assert "which says nonrecord today; the index keeps what it said at ingest" in office.said("class")[0]
    assert "which the site has no more" in office.said("class", item="2")[0]


def test_the_agency_is_named_where_the_site_says_nothing(office: Office) -> None:
    del office.files[SITE]["communications"]
    office.files["registry/agencies/parks.yml"]["class_series"] = [{"class": "routine", "series": "local#free"}]
    office.write(office.root, office.files)
    place = line_of(office.root / "registry/agencies/parks.yml", "series: local#free")
    assert ("series", "routine leads to local#free, as the agency parks says for its sites", (
        f"registry/agencies/parks.yml:{place}"
    )) in office.chain()  # fmt: skip
    assert office.said("authorization", "next") == [
        "none needed: the schedule asks for no authorization of its own",
        "it may be disposed of without a further authorization, "
        "unless a hold applies, which only the private root tells",
    ]


def test_a_crosswalk_is_followed_step_by_step(office: Office) -> None:
    versions = [
        {"version": "1", "effective_on": "2018-01-01", "series": [series("A")]},
        {
            "version": "2",
            "effective_on": "2020-01-01",
            "supersedes": "1",
            "crosswalk": [{"from": "other", "to": "another"}, {"from": "A", "to": "B"}],
            "series": [series("B"), series("another")],
        },
        {
            "version": "3",
            "effective_on": "2022-01-01",
            "supersedes": "2",
            "crosswalk": [{"from": "B", "to": "C"}],
            "series": [series("C", rule={"trigger": "creation", "period": "P5Y"})],
        },
        {"version": "4", "effective_on": "2027-01-01", "supersedes": "3", "series": [series("C")]},
    ]
    office.add("schedules/local.yml", office.files["schedules/local.yml"] | {"versions": versions})
    office.kept_under("local#A")
    found = office.chain()
    places = [line_of(office.root / "schedules/local.yml", text) for text in ("- from: A", "- from: B")]
    assert [one for one in found if one[0] == "crosswalk"] == [
        ("crosswalk", "version 2 of local renumbered A to B", f"schedules/local.yml:{places[0]}"),
        ("crosswalk", "version 3 of local renumbered B to C", f"schedules/local.yml:{places[1]}"),
    ]
    [schedule] = office.said("schedule")
    assert schedule.startswith("version 3 of local, in force since 2022-01-01, until 2027-01-01 sets in: C, Series C;")
    assert office.said("period") == ["5 years"]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (
            ("routine", "fiscal"),
            "local#routine, of local#routine (destroy, from 2024-03-06), local#fiscal (destroy, from 2023-07-01): "
            "it keeps the item longest",
        ),
        (
            ("routine", "policy"),
            "local#policy, of local#routine (destroy, from 2024-03-06), "
            "local#policy (transfer-archives, from 2024-03-06): what goes to the archives goes before what does not",
        ),
        (
            ("policy", "kept"),
            "local#kept, of local#policy (transfer-archives, from 2024-03-06), local#kept (permanent): "
            "what is kept for ever goes before everything else",
        ),
        (("routine", "event"), "none: local#routine, local#event cannot be compared"),
        (("routine", "gone"), "none: local#gone is in force no more, and leads nowhere"),
    ],
)
def test_of_several_series_it_says_why_one_governs(office: Office, numbers: tuple[str, ...], expected: str) -> None:
    office.kept_under(*(f"local#{number}" for number in numbers))
    assert office.said("governs") == [expected]


def test_what_is_kept_for_ever_has_no_date(office: Office) -> None:
    office.kept_under("local#kept")
    assert office.said("eligible", "authorization", "next") == [
        "never: it is kept for ever",
        "nothing: it is kept for ever",
    ]


@pytest.mark.parametrize(
    ("trigger", "cutoff", "period", "expected"),
    [
        (
            "2024-01-31",
            "none",
            "P1M",
            "2024-01-31 + 1 month = 2024-02-29 (that month has no day 31; its last one counts), the last day; "
            "2024-02-29 + 1 day = 2024-03-01; kept through 2024-02-29, eligible from 2024-03-01",
        ),
        (
            "2024-02-10",
            "fiscal-year-end",
            "P2Y",
            "2024-06-30 + 1 day = 2024-07-01; 2024-07-01 + 2 years = 2026-07-01; "
            "kept through 2026-06-30, eligible from 2026-07-01",
        ),
        (
            "2024-02-10",
            "quarter-end",
            "P1Y6M2W3D",
            "2024-03-31 + 1 day = 2024-04-01; 2024-04-01 + 1 year, 6 months, 2 weeks, 3 days = 2025-10-18; "
            "kept through 2025-10-17, eligible from 2025-10-18",
        ),
        (
            "2024-02-10",
            "none",
            "P0D",
            "2024-02-10 + no time = 2024-02-10, the last day; 2024-02-10 + 1 day = 2024-02-11; "
            "kept through 2024-02-10, eligible from 2024-02-11",
        ),
    ],
)
def test_the_sum_is_spelled_out(trigger: str, cutoff: str, period: str, expected: str) -> None:
    rule = RetentionRule("", cutoff, parse_period(period))
    assert eligible_words(date.fromisoformat(trigger), rule, FiscalYearStart(7, 1)) == expected


@pytest.mark.parametrize(
    ("cutoff", "expected"),
    [
        ("none", "none: the period runs from the trigger itself"),
        ("quarter-end", "the quarter that contains 2024-02-10 ends on 2024-03-31"),
        ("fiscal-year-end", "the fiscal year (which begins on 04-15) that contains 2024-02-10 ends on 2024-04-14"),
        (
            "fiscal-quarter-end",
            "the fiscal quarter (of the fiscal year that begins on 04-15) that contains 2024-02-10 ends on 2024-04-14",
        ),
        (
            "fiscal-month-end",
            "the fiscal month (of the fiscal year that begins on 04-15) that contains 2024-02-10 ends on 2024-02-14",
        ),
    ],
)
def test_the_cutoff_is_told_with_the_fiscal_year_that_it_is_counted_by(cutoff: str, expected: str) -> None:
    start, trigger = FiscalYearStart(4, 15), date(2024, 2, 10)
    assert cutoff_words(cutoff, trigger, cutoff_on(trigger, cutoff, start), start) == expected


def event(on: str, **covers: Any) -> dict[str, Any]:
    return {
        "event": "superseded",
        "on": on,
        "covers": {"sites": ["parks-x"]} | covers,
        "description": "Replaced.",
        "recorded": {"on": "2024-07-01", "by": "ana"},
    }


def test_an_event_is_named_by_its_record_and_of_several_the_last(office: Office) -> None:
    office.kept_under("local#event")
    assert office.said("trigger", "next") == [
        "the event superseded, which is not recorded for this item",
        "the event happens and is entered below schedules/events/",
    ]
    office.add("schedules/events/first.yml", event("2024-02-01"))
    office.add("schedules/events/second.yml", event("2024-06-01"))
    office.add("schedules/events/other.yml", event("2025-06-01", to_on="2020-12-31"))
    [found] = [one for one in office.chain() if one[0] == "trigger"]
    place = line_of(office.root / "schedules/events/second.yml", "'on': 2024-06-01")
    assert found == (
        "trigger",
        "the event superseded of 2024-06-01, recorded as second, the last of 2 that cover it",
        f"schedules/events/second.yml:{place}",
    )
    assert office.said("eligible")[0].endswith("eligible from 2025-06-02")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("later", "the later of (a) 2024-03-06, (b) 2025-06-02: 2025-06-02"),
        ("earlier", "the earlier of (a) 2024-03-06, (b) 2025-06-02: 2024-03-06"),
    ],
)
def test_each_rule_of_a_combination_is_worked_out(office: Office, number: str, expected: str) -> None:
    office.kept_under(f"local#{number}")
    waiting = office.said("eligible")
    assert waiting[-1] in (
        "the later of (a) 2024-03-06, (b) pending-event: pending-event",
        "the earlier of (a) 2024-03-06, (b) pending-event: 2024-03-06",
    )
    office.add("schedules/events/end.yml", event("2024-06-01"))
    assert office.said("eligible")[-1] == expected
    assert [says[:4] for says in office.said("trigger", "period", "cutoff")] == ["(a) "] * 3 + ["(b) "] * 3


def test_a_combination_within_a_combination_is_marked_by_two_letters(office: Office) -> None:
    inner = {"earlier_of": [{"trigger": "creation", "period": "P1Y"}, EVENT_RULE]}
    rule = {"later_of": [{"trigger": "creation", "period": "P3Y"}, inner]}
    office.series(series("routine", rule=rule))
    assert office.said("eligible")[-2:] == [
        "(b) the earlier of (ba) 2022-03-06, (bb) pending-event: 2022-03-06",
        "the later of (a) 2024-03-06, (b) 2022-03-06: 2024-03-06",
    ]


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [
        ("unknown", "2021-03-05", "what is missing is entered: local#unknown has no rule"),
        ("routine", "", "what is missing is entered: the date of the item is not known"),
        ("far", "2021-03-05", "what is missing is entered: no date follows from the rule of local#far"),
        ("absent", "2021-03-05", "what is missing is entered: local#absent is in force no more, and leads nowhere"),
        ("unconfirmed", "2021-03-05", "a records officer compares the series with the published schedule and enters"),
        ("policy", "2021-03-05", "the archives appraise it, and the authorization says so under `appraised`"),
        ("routine", "2023-01-20", "nothing until 2026-01-21, which is 6 days away"),
    ],
)
def test_what_would_have_to_happen_next(office: Office, number: str, day: str, expected: str) -> None:
    office.kept_under(f"local#{number}")
    office.capture(row("1", day))
    assert office.said("next")[0].startswith(expected)


@given(
    st.dates(date(1990, 1, 1), date(2200, 1, 1)),
    st.sampled_from(CUTOFFS),
    st.builds(Period, st.integers(0, 99), st.integers(0, 30), st.integers(0, 60), st.integers(0, 900)),
    st.builds(FiscalYearStart, st.integers(1, 12), st.integers(1, 28)),
)
def test_the_sum_comes_to_the_day_that_the_formula_gives(
    trigger: date, cutoff: str, period: Period, start: FiscalYearStart
) -> None:
    said = eligible_words(trigger, RetentionRule("", cutoff, period), start)
    eligible_on = eligibility(trigger, period, cutoff, start).eligible_on
    last_sum = said.rpartition("; kept through ")[0].rpartition(" = ")[2].partition(" ")[0]
    assert last_sum == eligible_on.isoformat()
    assert said.endswith(f"kept through {eligible_on - timedelta(days=1)}, eligible from {eligible_on}")


def test_every_item_of_the_sample_is_explained_as_the_due_list_has_it() -> None:
    root = Path(__file__).parents[1]
    private = root / "examples/private"
    trees = [(FolderTree(root), False), (FolderTree(private, str(private)), True)]
    register = load_register(trees[0][0], trees[1][0]).register
    records = Records(register, pd.concat([load_items(trees, register), load_residue(trees, register)]), trees)
    listed = due_dispositions(register, records.items, date(2026, 11, 20)).to_dict(orient="records")
    assert len(listed) > 100
    for row_of_list in listed[::3]:
        site, item = str(row_of_list["site"]), str(row_of_list["item"])
        steps = list(explanation(case_of(records, date(2026, 11, 20), site, item, int(row_of_list["version"]))))
        said = {step.step: step.says for step in steps}
        assert said["status"] == f"{row_of_list['status']}, as of 2026-11-20"
        if row_of_list["eligible_on"]:
            assert said["eligible"].endswith(f"eligible from {row_of_list['eligible_on']}")
        for step in steps:
            if step.path:
                place = root / step.path
                assert 0 < step.line <= len(place.read_text(encoding="utf-8").splitlines()), step


def test_every_status_has_its_next_step() -> None:
    assert tuple(NEXT) == STATUSES


def hold(scope: dict[str, Any], **changes: Any) -> dict[str, Any]:
    placed = {"on": "2025-05-01", "by": "ana", "letter": "L-1"}
    return {"matter": "M", "kind": "litigation", "subject": "Test", "scope": scope, "placed": placed} | changes


def test_each_hold_says_why_it_covers_the_item_or_not(office: Office) -> None:
    office.keep("registry/holds/all.yml", hold({"sites": ["parks-x"], "from_on": "2021-01-01"}))
    office.keep("registry/holds/early.yml", hold({"sites": ["parks-x"], "to_on": "2020-12-31"}))
    office.keep("registry/holds/named.yml", hold({"items": [{"site": "parks-x", "item": "9"}]}))
    office.keep(
        "registry/holds/released.yml", hold({"agencies": ["parks"]}, releases=[{"on": "2025-08-01", "by": "ana"}])
    )
    office.keep("registry/holds/series.yml", hold({"series": ["local#fiscal"]}))
    found = [one for one in office.chain() if one[0] == "hold"]
    assert [says for _, says, _ in found] == [
        "all covers it: placed on 2025-05-01 by Ana, Officer; "
        "it is about 1 site, content from 2021-01-01 to today and on",
        "early does not cover it: it is about content from the beginning to 2020-12-31, "
        "and the item dates from 2021-03-04 to 2021-03-05",
        "named does not cover it: it names other items",
        "released covered it until it was released on 2025-08-01; placed on 2025-05-01 by Ana, Officer",
        "series does not cover it: it is about other series",
    ]
    released = line_of(office.private / "registry/holds/released.yml", "- 'on': 2025-08-01")
    assert found[3][2] == f"private/registry/holds/released.yml:{released}"
    assert office.said("status", "next") == [
        "held, as of 2026-01-15",
        "each hold is released by whoever may (all by the counsel: Ana); then the original period applies again",
    ]


def test_a_hold_cannot_be_ruled_out_where_the_date_is_not_known(office: Office) -> None:
    office.capture(row("1", ""))
    office.keep("registry/holds/early.yml", hold({"sites": ["parks-x"], "to_on": "2020-12-31"}))
    office.keep("registry/holds/other.yml", hold({"series": ["local#fiscal"], "to_on": "2020-12-31"}))
    early, other = office.said("hold")
    assert early.endswith("the item's date is not known, so it cannot be ruled out")
    assert other == "other does not cover it: it is about other series"


def authorization(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "one-off",
        "series": "local#routine",
        "sites": ["parks-x"],
        "requested": {"on": "2025-01-05", "by": "ana"},
        "status": [
            {"status": "pending", "on": "2025-01-05"},
            {"status": "approved", "on": "2025-02-01", "number": "A-1"},
        ],
    } | changes


def test_each_authorization_says_whether_it_counts(office: Office) -> None:
    digest = office.digest("routine", "1")
    asked = [{"status": "pending", "on": "2025-03-01"}]
    early = {"to_on": "2020-12-31"}
    office.add("schedules/authorizations/asked.yml", authorization(status=asked, items_digest=digest))
    office.add("schedules/authorizations/early.yml", authorization(span=early, items_digest=digest))
    office.add("schedules/authorizations/good.yml", authorization(items_digest=digest))
    office.add("schedules/authorizations/other.yml", authorization(series="local#fiscal", items_digest=digest))
    assert office.said("authorization", "next") == [
        "asked covers it, but is not the one that counts: one-off, not granted; pending on 2025-03-01",
        "early does not cover it: it is for content from the beginning to 2020-12-31, and the item dates from "
        "2021-03-05; one-off, in force; approved on 2025-02-01 as A-1",
        "good covers it: one-off, in force; approved on 2025-02-01 as A-1",
        "`records dispose good` may dispose of it, unless a hold applies, which only the private root tells",
    ]


def test_an_authorization_for_another_series_than_the_one_that_governs_says_so(office: Office) -> None:
    office.kept_under("local#routine", "local#policy")
    office.add("schedules/authorizations/routine.yml", authorization())
    crosswalk = [{"from": "policy", "to": "plans"}]
    version = {"version": "2", "effective_on": "2022-01-01", "supersedes": "1", "crosswalk": crosswalk}
    schedule = office.files["schedules/local.yml"]
    plans = series("plans", disposition="transfer-archives", appraisal="required")
    schedule["versions"].append(version | {"series": [series("routine"), plans]})
    office.add("schedules/local.yml", schedule)
    office.add("schedules/authorizations/plans.yml", authorization(series="local#policy"))
    assert office.said("authorization", "appraisal") == [
        "plans does not count: it is for local#policy, which is local#plans now",
        "routine does not count: it is for local#routine, and local#plans governs",
        "missing: no authorization that counts says that the archives have appraised it",
    ]


def test_of_several_authorizations_that_do_not_count_each_says_so(office: Office) -> None:
    digest = office.digest("routine", "1")
    for name in ("first", "second"):
        office.add(f"schedules/authorizations/{name}.yml", authorization(items_digest=digest))
    office.capture(row("1"), row("2"))
    assert [says.partition(":")[0] for says in office.said("authorization")] == [
        "first does not count",
        "second does not count either",
    ]


def test_an_authorization_for_another_list_does_not_count(office: Office) -> None:
    office.add("schedules/authorizations/old.yml", authorization(items_digest=office.digest("routine", "1")))
    office.capture(row("1"), row("2"))
    reason = "the items or the series' rule are not those that it was given for"
    assert office.said("authorization", "next") == [
        f"old does not count: {reason}; one-off, in force; approved on 2025-02-01 as A-1",
        f"a new authorization is asked for, since the one given does not count (old: {reason})",
    ]


def test_an_ongoing_authority_that_ran_out_is_renewed(office: Office) -> None:
    site = office.files[SITE]
    site["communications"] = [
        {"type": "News", "vetting": "none", "class": "replicated", "series": "local#replicated"}
        | {"original": {"system": "Notices", "location": "https://parks.example/"}}
    ]
    office.add(SITE, site)
    office.capture(row("1", **{"class": "replicated"}))
    status = [{"status": "approved", "on": "2025-01-05", "number": "A-2", "until_on": "2025-12-31"}]
    ongoing = authorization(kind="ongoing", series="local#replicated", status=status)
    office.add("schedules/authorizations/yearly.yml", ongoing)
    assert office.said("authorization", "next") == [
        "yearly covers it: ongoing, no longer in force; approved on 2025-01-05 as A-2; in force until 2025-12-31",
        "the ongoing authority yearly is renewed",
    ]


def test_what_was_disposed_of_names_its_certificate_and_what_came_back_too(office: Office) -> None:
    office.add("schedules/dispositions/first.yml", disposition("1", "2025-06-01"))
    place = line_of(office.root / "schedules/dispositions/first.yml", "- site: parks-x")
    assert office.chain()[-3:] == [
        (
            "disposition",
            "first: destroy on 2025-06-01 by Ana, Officer, under first, certificate DC-1",
            f"schedules/dispositions/first.yml:{place}",
        ),
        ("status", "disposed, as of 2026-01-15", ":0"),
        ("next", "nothing: the certificate stays", ":0"),
    ]
    later = "2025-09-01-0a1b2c3d"
    office.capture(row("1", change="returned"), name=later)
    item, *_, status, _ = office.chain()
    assert item[1].endswith(
        f"it came back there after it had been gone or disposed of; also listed: version 1 in capture {CAPTURE} (new)"
    )
    assert (item[2], status[1]) == (f"captures/parks-x/{later}/items.csv:2", "resurfaced, as of 2026-01-15")


def test_the_disposition_of_another_version_is_not_its_own(office: Office) -> None:
    office.add("schedules/dispositions/first.yml", disposition("1", "2025-06-01"))
    office.capture(row("1"), row("1", "2022-07-01", change="edited", version="2"))
    assert [step for step, _, _ in office.chain(version=2)].count("disposition") == 0
    assert [step for step, _, _ in office.chain(version=1)].count("disposition") == 1


def test_a_residue_part_is_explained_like_an_item(office: Office) -> None:
    parts = [{"part": part, "files": 1, "ranges": 0, "bytes": 10} for part in ("account", "messages")]
    office.capture(row("1"), residue=parts)
    office.add(f"{FOLDER}/classes.csv", "item,class,by,on,reason\nresidue/messages,routine,ana,2024-04-01,Looked at\n")
    found = office.chain(f"residue/{CAPTURE}/messages")
    place = line_of(office.root / f"{FOLDER}/capture.yml", "- part: messages")
    assert found[0][1].startswith(f"residue part 'messages' of capture {CAPTURE}, taken in on 2024-03-01")
    assert found[0][2] == f"{FOLDER}/capture.yml:{place}"
    assert found[1] == ("class", "routine, decided on 2024-04-01 by Ana, Officer: Looked at", f"{FOLDER}/classes.csv:2")
    assert [says for step, says, _ in found if step in ("trigger", "status")] == [
        "creation: it dates from 2024-03-01 at the latest "
        "(the day on which the capture was taken in, since a part may date from any day before)",
        "retained, as of 2026-01-15",
    ]
    command = f"{CAPTURE} residue/account --class CLASS --by PERSON --reason 'WHY'`"
    assert office.said("next", item=f"residue/{CAPTURE}/account")[0].endswith(command)


def test_a_version_can_be_named(office: Office) -> None:
    office.capture(row("1"), name="2024-02-01-0a1b2c3d")
    office.capture(row("1", "2022-07-01", change="edited", version="2"))
    assert office.said("trigger")[0].startswith("creation: it dates from 2022-07-01")
    assert "dates from 2021-03-05" in next(says for step, says, _ in office.chain(version=1) if step == "trigger")


@pytest.mark.parametrize(
    ("site", "item", "version", "expected"),
    [
        ("parks-y", "1700100100000000005", 0, "site 'parks-y' is not in the register; did you mean 'parks-x'?"),
        ("parks-x", "1700100100000000006", 0, "did you mean '1700100100000000005'?"),
        ("parks-x", "nothing", 0, "parks-x has no item 'nothing'; `records due --site` lists them"),
        ("parks-x", "1700100100000000005", 3, "parks-x '1700100100000000005' has no version 3; it has 1"),
    ],
)
def test_what_is_not_there_is_refused_with_a_guess(
    office: Office, site: str, item: str, version: int, expected: str
) -> None:
    office.capture(row("1700100100000000005"))
    with pytest.raises(Refusal, match=r".") as refused:
        case_of(office.records(), AS_OF, site, item, version)
    assert str(refused.value).endswith(expected)


def explained(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str | Path) -> tuple[int, str, str]:
    """The command's exit code and what it prints."""
    settings = {"cache": root.parent / "cache", "started_at": datetime(2026, 1, 15, 12, tzinfo=UTC)}
    code = run(["--root", str(root), *map(str, arguments)], settings)
    out, err = capsys.readouterr()
    return code, out, err


def test_each_step_names_the_last_commit_of_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = Root(tmp_path / "root")
    first = root.commit(with_counsel(root_files()))
    office = Office(tmp_path)
    second = root.commit({"registry/people/bea.yml": office.files["registry/people/ana.yml"]})
    path = root.folder / "schedules/local.yml"
    path.write_text(f"# changed\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    code, out, err = explained(capsys, root.folder, "explain", "parks-x", "1", "--format", "json")
    assert (code, err) == (0, "")
    steps = json.loads(out)
    assert {tuple(step) for step in steps} == {("step", "says", "path", "line", "commit")}
    assert {step["path"]: step["commit"] for step in steps} == {
        f"{FOLDER}/items.csv": second,
        SITE: first,
        "schedules/local.yml": "uncommitted",
        "": "",
    }
    code, out, err = explained(capsys, root.folder, "explain", "parks-x", "1", "--at", second, "--format", "json")
    assert {step["commit"] for step in json.loads(out) if step["path"] == "schedules/local.yml"} == {first}


def test_a_shallow_history_names_no_commit_rather_than_a_wrong_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Root(tmp_path / "root")
    Office(tmp_path)
    root.commit({})
    root.commit({"registry/people/bea.yml": with_counsel(root_files())["registry/people/ana.yml"]})
    root.git("clone", "--quiet", "--depth", "1", f"file://{root.folder}", str(tmp_path / "shallow"))
    code, out, err = explained(capsys, tmp_path / "shallow", "explain", "parks-x", "1", "--format", "json")
    assert (code, {step["commit"] for step in json.loads(out)}) == (0, {""})
    assert "git fetch --unshallow" in err


def test_the_chain_is_told_without_git_and_nothing_in_it_drives_a_terminal(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.add(f"{FOLDER}/classes.csv", "item,class,by,on,reason\n1,routine,ana,2024-05-01,\x1b[2J\u202ereason\n")
    code, out, err = explained(capsys, office.root, "explain", "parks-x", "1")
    assert (code, err.partition(":")[0]) == (0, "no commits are named")
    assert out.splitlines()[:3] == [
        "parks-x 1, version 1: awaiting-authorization",
        f"item           post 1, version 1, in capture {CAPTURE}, "
        "taken in on 2024-03-01 by Ana, Officer; it is new there",
        f"               {FOLDER}/items.csv:2",
    ]
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert r"\x1b[2J\u202ereason" in out


def test_holds_of_an_earlier_moment_are_those_of_the_private_root_at_that_moment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, private = Root(tmp_path / "root"), Root(tmp_path / "private")
    office = Office(tmp_path)
    days = [{"GIT_COMMITTER_DATE": f"2024-05-0{day}T12:00:00Z"} for day in (1, 2, 3)]
    root.commit({}, **days[0])
    early = root.git("rev-parse", "HEAD").strip()
    private.commit({"README.md": "x"}, **days[0])
    placed = private.commit({"registry/holds/all.yml": hold({"sites": ["parks-x"]})}, **days[1])
    root.commit({"registry/people/bea.yml": office.files["registry/people/ana.yml"]}, **days[2])
    asked = ("--private", private.folder, "explain", "parks-x", "1")
    assert explained(capsys, root.folder, *asked)[1].startswith("parks-x 1, version 1: held\n")
    [found] = [
        step
        for step in json.loads(explained(capsys, root.folder, *asked, "--format", "json")[1])
        if step["step"] == "hold"
    ]
    assert (found["path"], found["commit"]) == (f"{private.folder}/registry/holds/all.yml", placed)
    assert explained(capsys, root.folder, *asked, "--at", early)[1].startswith("parks-x 1, version 1: awaiting-")
    assert explained(capsys, root.folder, *asked, "--at", "HEAD")[1].startswith("parks-x 1, version 1: held\n")
    summary = ("--private", private.folder, "due", "--summary", "--format", "csv", "--at")
    assert explained(capsys, root.folder, *summary, early)[1].splitlines()[1:] == [
        "local,routine,awaiting-authorization,1"
    ]
    assert explained(capsys, root.folder, *summary, "HEAD")[1].splitlines()[1:] == ["local,routine,held,1"]


def test_an_item_of_a_capture_too_large_for_git_is_found_in_the_store(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    digests = "a" * 64, "a" * 64
    large = IndexRow(
        "7", "platform", 1, "new", "post", "routine", "", "", "2021-03-05", "unknown", "", "", 0, 9, *digests
    )
    (office.root / FOLDER / "items.csv").unlink()
    (office.root / FOLDER / "summary.csv").write_bytes(render_summary([large]))
    code, out, err = explained(capsys, office.root, "explain", "parks-x", "7")
    assert (code, out) == (2, "")
    assert f"parks-x/{CAPTURE}: its items are left out, for the store" in err
    bag = office.root.parent / "store/bags/parks-x" / CAPTURE
    bag.mkdir(parents=True)
    with (bag / "items.parquet").open("wb") as file:
        write_parquet([large], file.write)
    code, out, _ = explained(capsys, office.root, "--store", bag.parents[2], "explain", "parks-x", "7")
    assert code == 0
    assert out.splitlines()[0] == "parks-x 7, version 1: awaiting-authorization"
    assert out.splitlines()[1].endswith("it is new there; its index lies in the store")
    assert out.splitlines()[2].endswith(f"{FOLDER}/capture.yml:1")


def test_a_commit_without_records_or_before_the_private_root_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, private = Root(tmp_path / "root"), Root(tmp_path / "private")
    empty = root.commit({"README.md": "x"}, GIT_COMMITTER_DATE="2024-05-01T12:00:00Z")
    Office(tmp_path)
    full = root.commit({}, GIT_COMMITTER_DATE="2024-05-02T12:00:00Z")
    private.commit({"README.md": "x"}, GIT_COMMITTER_DATE="2024-05-03T12:00:00Z")
    assert explained(capsys, root.folder, "due", "--at", empty)[2] == (
        f"records: commit {empty!r} has no folder registry/; name a commit that has the records\n"
    )
    code, out, err = explained(capsys, root.folder, "--private", private.folder, "due", "--at", full)
    assert (code, out) == (2, "")
    assert "has no commit from before" in err
    assert subprocess.run(["git", "-C", root.folder, "status", "--porcelain"], capture_output=True).stdout == b""


def test_a_series_that_nobody_confirmed_says_so(office: Office) -> None:
    office.kept_under("local#unconfirmed")
    assert "confirmed by nobody yet" in office.said("schedule")[0]
    assert CONFIRMED["on"] not in office.said("schedule")[0]
