"""Captures of one site against each other and against the logs: what is gone, what came back, what nobody approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.comparison import (
    RULES,
    compared_captures,
    index_lines,
    returned_items,
    unexplained_removals,
)
from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestOutcome, IngestRequest
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.model import Register
from records_portal.register.sources import FolderTree, load_register
from tests import exports_x
from tests.roots import root_files

HEADING = (
    "id,id_basis,version,change,kind,class,class_rule,created_at,latest_on,time_basis,"
    "edited,deleted,media,bytes,digest,content_digest\n"
)
DIGESTS = {name: name * 64 for name in "abcdef"}


def row(item: str, day: str, change: str = "new", kind: str = "post", content: str = "a", version: int = 1) -> str:
    cells = f"{item},platform,{version},{change},{kind},routine,,{day}T12:00:00Z,{day},explicit-offset,,,0,10"
    return f"{cells},{DIGESTS[content]},{DIGESTS[content]}\n"


def capture(scope: Mapping[str, Any], made_on: str) -> dict[str, Any]:
    moment = f"{made_on}T09:00:00Z"
    return {
        "site": "parks-x",
        "platform": "x",
        "format": "twitter",
        "era": "2022-on",
        "scope": dict(scope),
        "exported_at": moment,
        "ingested": {"at": moment, "by": "ana", "software": "Records Portal 0.1.0"},
        "counts": {"found": 0, "new": 0, "edited": 0, "returned": 0, "repeated": 0, "gone": 0},
        "kinds": [{"kind": "post", "items": 1}],
        "media": {"found": 0, "missing": 0, "remote": 0, "orphan": 0, "shared": 0},
        "residue": [],
        "lacks": [],
        "unknown": [],
        "received": [{"form": "zip", "files": 1, "bytes": 1, "sha256": "0" * 64}],
        "bag": {
            "location": f"bags/parks-x/{made_on}-0a1b2c3d",
            "manifests": [{"algorithm": "sha256", "sha256": "0" * 64}],
        },
    }


EVERYTHING = {"complete": True}


class Site:
    """A root with captures of one site, written file by file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write(root_files())

    def write(self, files: Mapping[str, Any]) -> None:
        for path, value in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(dump_yaml(value), encoding="utf-8")

    def capture(self, made_on: str, *rows: str, scope: Mapping[str, Any] = EVERYTHING) -> None:
        folder = f"captures/parks-x/{made_on}-0a1b2c3d"
        self.write({f"{folder}/capture.yml": capture(scope, made_on)})
        (self.folder / folder / "items.csv").write_text(HEADING + "".join(rows))

    def posts(self, *posts: Mapping[str, Any], year: str = "2024") -> None:
        common = {"author": "ana", "description": "News of the parks."}
        self.write({f"registry/posts/parks-x/{year}.yml": {"posts": [common | dict(post) for post in posts]}})

    def disposed(self, item: str, on: str) -> None:
        self.write({"schedules/dispositions/first.yml": disposition(item, on)})

    def register(self) -> Register:
        loaded = load_register(FolderTree(self.folder))
        assert [str(each) for each in loaded.findings] == []
        return loaded.register

    def report(self) -> list[str]:
        found = compared_captures(self.register(), [(FolderTree(self.folder), False)])
        assert {(each.subject, each.severity) for each in found} <= {("parks-x", "late")}
        assert {each.code for each in found} <= RULES.keys()
        return [
            f"{each.path.removeprefix('captures/parks-x/')}:{each.line} {each.code} {each.message}" for each in found
        ]


def disposition(item: str, on: str) -> dict[str, Any]:
    return {
        "authorization": "first",
        "series": "local#routine",
        "method": "destroy",
        "on": on,
        "by": "ana",
        "items": [{"site": "parks-x", "item": item, "version": 1}],
        "span": {"from_on": "2020-01-01", "to_on": "2020-12-31"},
        "volume": {"amount": 1, "unit": "items"},
        "certificate": {"reference": "DC-1"},
    }


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "root")


GONE = "2024-06-01-0a1b2c3d/items.csv:2 M001 1 item is gone, and no log says why: 2"


def two_captures(site: Site) -> None:
    site.capture("2024-03-01", row("1", "2024-01-05"), row("2", "2024-01-06"))
    site.capture("2024-06-01", row("2", "2024-01-06", "gone"))


def test_an_item_that_is_gone_without_a_reason_is_named(site: Site) -> None:
    two_captures(site)
    assert site.report() == [GONE]
    trees = [(FolderTree(site.folder), False)]
    items = index_lines(site.register(), trees)
    assert [each.id for each in unexplained_removals(site.register(), items)] == ["2"]


MODERATION = {"on": "2024-04-01", "by": "ana", "category": "commercial-endorsement", "action": "deleted", "item": "2"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("registry/operations/parks-x/2024.yml", {"moderation": [MODERATION]}),
        ("registry/operations/parks-x/2024.yml", {"moderation": [MODERATION | {"action": "hidden"}]}),
        (
            "registry/operations/parks-x/2024.yml",
            {"content_changes": [{"on": "2024-04-01", "by": "ana", "change": "deleted", "items": ["2"]}]},
        ),
        ("schedules/dispositions/first.yml", disposition("2", "2024-04-01")),
    ],
)
def test_a_reason_in_the_register_explains_a_removal(site: Site, path: str, value: Mapping[str, Any]) -> None:
    two_captures(site)
    site.write({path: value})
    assert site.report() == []


def test_a_withdrawal_in_the_authoring_log_explains_a_removal(site: Site) -> None:
    two_captures(site)
    site.posts({"title": "A", "posted_on": "2024-01-06", "item": "2", "withdrawn_on": "2024-04-01"})
    assert site.report() == []


@pytest.mark.parametrize(
    "moderation",
    [
        MODERATION | {"action": "left-standing"},
        MODERATION | {"item": "1"},
        MODERATION | {"reversed": {"on": "2024-04-02", "reason": "Mistaken"}},
    ],
)
def test_what_removed_nothing_explains_no_removal(site: Site, moderation: Mapping[str, Any]) -> None:
    two_captures(site)
    site.write({"registry/operations/parks-x/2024.yml": {"moderation": [moderation]}})
    assert site.report() == [GONE]


def test_an_item_that_is_back_is_not_gone(site: Site) -> None:
    two_captures(site)
    site.capture("2024-09-01", row("2", "2024-01-06", "returned"))
    assert site.report() == []


def test_many_removals_are_told_once_for_each_capture(site: Site) -> None:
    items = [str(number) for number in range(1, 6)]
    site.capture("2024-03-01", *(row(item, "2024-01-05") for item in items))
    site.capture("2024-06-01", *(row(item, "2024-01-05", "gone") for item in items))
    assert site.report() == [
        "2024-06-01-0a1b2c3d/items.csv:2 M001 5 items are gone, and no log says why: 1, 2, 3 and 2 more"
    ]


def test_content_that_was_disposed_of_is_known_again_under_its_id_and_under_another(site: Site) -> None:
    site.capture("2020-06-01", row("1", "2020-05-05", content="a"), row("2", "2020-05-06", content="b"))
    site.disposed("1", "2024-01-01")
    assert site.report() == []
    site.capture(
        "2024-06-01",
        row("1", "2020-05-05", "returned", content="a"),
        row("f00d", "2020-05-06", content="a"),
        row("cafe", "2021-05-06", content="a"),
        row("3", "2020-05-06", content="b"),
    )
    assert site.report() == [
        "2024-06-01-0a1b2c3d/items.csv:2 M002 item '1' has the content that disposition 'first' disposed of",
        "2024-06-01-0a1b2c3d/items.csv:3 M002 item 'f00d' has the content that disposition 'first' disposed of",
    ]
    items = index_lines(site.register(), [(FolderTree(site.folder), False)])
    assert [each.id for each, _ in returned_items(site.register(), items)] == ["1", "f00d"]


def test_an_entry_of_the_log_needs_its_item_where_a_capture_covers_its_day(site: Site) -> None:
    site.posts(
        {"title": "By its id", "posted_on": "2024-01-05", "item": "1"},
        {"title": "By its day", "posted_on": "2024-01-06"},
        {"title": "Nowhere", "posted_on": "2024-01-06"},
        {"title": "Wrong id", "posted_on": "2024-01-07", "item": "77"},
        {"title": "Withdrawn", "posted_on": "2024-01-08", "withdrawn_on": "2024-01-09"},
        {"title": "After the capture", "posted_on": "2024-03-01"},
        {"title": "Planned", "planned_on": "2024-01-09"},
    )
    site.capture("2024-03-01", row("1", "2024-01-05"), row("2", "2024-01-06"), row("3", "2024-01-07", kind="reply"))
    log = "registry/posts/parks-x/2024.yml"
    report = site.report()
    assert [line.split(" ", 1)[1] for line in report] == [
        "M003 'Nowhere' of 2024-01-06 is in no capture: there is no post of that day that is left",
        "M003 'Wrong id' of 2024-01-07 is in no capture: there is no item '77'",
    ]
    assert all(line.startswith(f"{log}:") for line in report)


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ({"complete": False}, False),
        ({"complete": False, "from_on": "2024-02-01"}, False),
        ({"complete": False, "from_on": "2024-01-01", "to_on": "2024-01-31"}, True),
        ({"complete": True, "kinds": ["story"]}, False),
        ({"complete": True, "kinds": ["post"]}, True),
    ],
)
def test_only_a_known_scope_tells_that_a_post_is_not_there(site: Site, scope: Mapping[str, Any], told: bool) -> None:
    site.posts({"title": "Nowhere", "posted_on": "2024-01-06"})
    site.capture("2024-03-01", scope=scope)
    assert len(site.report()) == told


def test_posts_without_an_entry_are_counted_from_the_day_on_which_the_log_begins(site: Site) -> None:
    site.posts({"title": "First", "posted_on": "2024-01-05", "item": "2"})
    site.capture(
        "2025-03-01",
        row("1", "2024-01-04"),
        row("2", "2024-01-05"),
        row("3", "2024-02-01", kind="reply"),
        row("4", "2024-02-02"),
        row("5", "2024-02-03"),
        row("6", "2025-02-03"),
    )
    assert [line.split(" ", 1)[1] for line in site.report()] == [
        "M004 1 item is of 2025 in no entry of the authoring log, first '6' of 2025-02-03",
        "M004 2 items are of 2024 in no entry of the authoring log, first '4' of 2024-02-02",
    ]


def test_a_site_without_a_log_is_not_judged(site: Site) -> None:
    site.capture("2024-03-01", row("1", "2024-01-05"))
    assert site.report() == []


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    Site(tmp_path / "root")
    return IngestRequest(
        paths=(),
        root=tmp_path / "root",
        store=tmp_path / "store",
        site="parks-x",
        platform="x",
        account_id=None,
        time_zone="America/New_York",
        rules=(),
        moment=datetime(2024, 5, 1, 14, 30, tzinfo=UTC),
        by="ana",
        software="Records Portal 0.1.0",
    )


def taken_in(request: IngestRequest, folder: Path, *posts: dict[str, Any]) -> IngestOutcome:
    return ingest_export(replace(request, paths=(exports_x.write_2022(folder, posts=list(posts)),)))


def changes_of(request: IngestRequest, outcome: IngestOutcome) -> dict[str, str]:
    tree = FolderTree(request.root)
    items = index_lines(load_register(tree).register, [(tree, False)])
    return {each.id: each.cells["change"] for each in items if each.capture.id.endswith(outcome.capture)}


def test_ingest_lists_content_that_was_disposed_of_as_returned_in_any_format(
    tmp_path: Path, request_: IngestRequest
) -> None:
    """An item has another id in another format; text and day are what is left of it."""
    first, other = exports_x.posts_2022()[3], exports_x.posts_2022()[4]
    taken_in(request_, tmp_path / "1", first)
    path = request_.root / "schedules/dispositions/first.yml"
    path.parent.mkdir(parents=True)
    path.write_text(dump_yaml(disposition(exports_x.REPOST, "2024-05-02")))
    same = first | {"id": "1588200000000000999", "id_str": "1588200000000000999"}
    outcome = taken_in(request_, tmp_path / "2", same, other)
    changes = changes_of(request_, outcome)
    assert changes["1588200000000000999"] == "returned"
    assert changes[other["id_str"]] == "new"
    again = taken_in(request_, tmp_path / "3", first, other)
    assert changes_of(request_, again)[exports_x.REPOST] == "returned"
    assert again.counts["returned"] == 1


def test_every_rule_of_comparison_is_expected_here() -> None:
    text = Path(__file__).read_text("utf-8")
    assert [code for code in RULES if f"{code} " not in text] == []
