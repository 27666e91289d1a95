"""The gate of the public root: of each promise a hostile change that is refused for its reason, and its honest twin."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from records_portal.proposals.lasting_kinds import LASTING
from records_portal.proposals.lasting_records import altered
from records_portal.register.kinds import KINDS, kind_of
from tests.roots import root_files
from tests.test_difference_rules import against, compared
from tests.test_private_gate import left_out, put

Value = dict[str, Any]
TODAY = "2026-01-15"
SITE, PERSON, PLATFORM = "registry/sites/parks-x.yml", "registry/people/ana.yml", "registry/platforms/x.yml"
SCHEDULE, PORTAL, DESIGNATED = "schedules/local.yml", "registry/portal.yml", "registry/designations/parks-x.yml"
LOG, POSTS, AUDIT = "registry/operations/parks-x/2025.yml", "registry/posts/parks-x/2025.yml", "registry/audits/p.yml"
POLICY, EVENT = "registry/policies/parks.yml", "schedules/events/ended.yml"
CAPTURE = "captures/parks-x/2025-01-10-ab12cd34/capture.yml"
TEAM = {"by": "ana", "role": "web-content-team"}
MOVED = TEAM | {"kind": "agency-change", "on": "2025-05-01", "from_agency": "parks", "to_agency": "trails"}
RIGHT = TEAM | {"kind": "correction", "on": "2025-05-01", "corrects": {"kind": "activation", "on": "2020-02-10"}}
DONE = {"series": "local#routine", "on": "2025-02-01"}

# what was written of each kind, as far as the rules look at it
WRITTEN: dict[str, Value] = {
    SITE: root_files()[SITE]
    | {
        "account_id": "12345",
        "url": "https://x.com/ParksTest",
        "handles": [
            {"handle": "ParksOld", "from_on": "2020-02-10", "to_on": "2021-01-01"},
            {"handle": "ParksTest", "from_on": "2021-01-02"},
        ],
        "linked_from": [{"url": "https://parks.example/", "seen_on": "2024-05-01"}],
        "agreements": [{"url": "https://x.com/tos", "accepted_on": "2020-02-10", "accepted_by": "ana"}],
    },
    PERSON: root_files()[PERSON]
    | {
        "keys": [{"key": "ssh-ed25519 AAAA", "from_on": "2024-01-01"}],
        "roles": [
            {"role": "agency-head", "from_on": "2020-01-01"},
            {"role": "auditor", "from_on": "2020-01-01", "to_on": "2027-01-01"},
            {"role": "counsel", "from_on": "2020-01-01", "to_on": "2021-01-01"},
        ],
    },
    PLATFORM: root_files()[PLATFORM] | {"hosts": ["x.com", "twitter.com"]},
    PORTAL: root_files()[PORTAL]
    | {
        "acts_since": {"commit": "a" * 40, "said_by": "ana", "on": "2024-01-01"},
        "forge": {"url": "https://forge.example", "keys": [{"key": "ssh-ed25519 AAAA", "from_on": "2024-01-01"}]},
    },
    SCHEDULE: root_files()[SCHEDULE],
    DESIGNATED: {
        "designations": [
            {"person": "ana", "on": "2024-01-10", "by": "ana", "responsibilities": ["content-current", "retention"]}
        ]
    },
    LOG: {
        "monitoring": [{"month": "2025-01", "on": "2025-02-01", "by": "ana"}],
        "moderation": [{"on": "2025-03-01", "by": "ana", "category": "threat", "action": "deleted"}],
        "credential_changes": [{"on": "2025-03-01", "by": "ana", "reason": "leaving"}],
    },
    POSTS: {
        "posts": [
            {"posted_on": "2025-01-05", "author": "ana", "title": "Snow", "description": "Closures"},
            {"planned_on": "2025-09-05", "author": "ana", "title": "Autumn", "description": "Hours"},
        ]
    },
    AUDIT: {
        "title": "Programme",
        "scope": {"subjects": ["captures"]},
        "period": {"from_on": "2024-01-01", "to_on": "2024-12-31"},
        "auditors": [{"person": "ana", "independent": True}],
        "findings": [
            {"number": "1", "finding": "No captures", "severity": "critical", "due_on": "2025-05-01", "owner": "ana"}
        ],
    },
    POLICY: {
        "title": "Policy",
        "goals": ["Reach people"],
        "versions": [{"version": "1.0", "approvals": [{"role": "cto-cio", "by": "ana", "on": "2024-01-01"}]}],
        "reviews": [{"on": "2024-06-01", "outcome": "kept"}],
    },
    EVENT: {
        "event": "case-closed",
        "on": "2024-06-30",
        "covers": {"sites": ["parks-x"]},
        "recorded": {"on": "2024-07-01", "by": "ana"},
    },
    CAPTURE: {
        "site": "parks-x",
        "counts": {"found": 10, "gone": 0},
        "scope": {"complete": False},
        "residue": [{"part": "profile", "bytes": 12}],
        "received": [{"form": "zip", "files": 1, "bytes": 12, "sha256": "a" * 64}],
        "bag": {"location": "bags/one", "manifests": [{"algorithm": "sha256", "sha256": "b" * 64}]},
    },
}


class Hostile(NamedTuple):
    """A change of what was written that is refused: of which record, how, and what is told."""

    path: str
    change: Callable[[Value], Any]
    told: str


def taken(name: str, index: int = 0) -> Callable[[Value], Any]:
    return lambda record: record[name].pop(index)


def also(*changes: Callable[[Value], Any]) -> Callable[[Value], Any]:
    def change(record: Value) -> None:
        for each in changes:
            each(record)

    return change


def added(name: str, entry: Any) -> Callable[[Value], Any]:
    return lambda record: record.setdefault(name, []).append(entry)


HOSTILE = [
    Hostile(SITE, put("handles.1.handle", "Impostor"), "handles[].handle is changed in place"),
    Hostile(SITE, taken("handles"), "an entry of handles is taken away"),
    Hostile(SITE, left_out("handles"), "handles is taken away"),
    Hostile(SITE, put("handles.0.to_on", "2025-01-01"), "handles[].to_on is changed in place"),
    Hostile(SITE, put("handles.0.from_on", "2019-01-01"), "handles[].from_on is changed in place"),
    Hostile(
        SITE,
        put("url", "https://x.com/Impostor"),
        "url is changed in place without a new entry of handles or a fact of kind activation or a fact of kind "
        "correction",
    ),
    Hostile(SITE, left_out("url"), "url is taken away"),
    Hostile(SITE, put("account_id", "666"), "account_id is changed in place without a fact of kind correction"),
    Hostile(
        SITE,
        put("agency", "trails"),
        "agency is changed in place without a fact of kind agency-change or a fact of kind correction",
    ),
    Hostile(SITE, put("platform", "facebook"), "platform is changed in place"),
    Hostile(SITE, put("audience", "internal"), "audience is changed in place"),
    Hostile(SITE, taken("linked_from"), "an entry of linked_from is taken away"),
    Hostile(SITE, put("agreements.0.accepted_by", "bo"), "agreements[].accepted_by is changed in place"),
    Hostile(PERSON, put("roles.0.from_on", "2010-01-01"), "roles[].from_on is changed in place"),
    Hostile(PERSON, put("roles.0.role", "records-officer"), "roles[].role is changed in place"),
    Hostile(PERSON, lambda record: record["roles"][2].pop("to_on"), "roles[].to_on is taken away"),
    Hostile(PERSON, put("roles.2.to_on", "2030-01-01"), "roles[].to_on is changed in place"),
    Hostile(PERSON, put("roles.1.to_on", "2024-01-01"), "roles[].to_on is changed in place"),
    Hostile(PERSON, put("keys.0.key", "ssh-ed25519 BBBB"), "keys[].key is changed in place"),
    Hostile(PERSON, put("keys.0.from_on", "2020-01-01"), "keys[].from_on is changed in place"),
    Hostile(PERSON, left_out("keys"), "keys is taken away"),
    Hostile(PLATFORM, put("hosts", ["x.com"]), "hosts loses 'twitter.com'"),
    Hostile(PORTAL, left_out("acts_since"), "acts_since is taken away"),
    Hostile(PORTAL, put("acts_since.commit", "b" * 40), "acts_since.commit is changed in place"),
    Hostile(PORTAL, put("forge.keys.0.key", "ssh-ed25519 BBBB"), "forge.keys[].key is changed in place"),
    Hostile(PORTAL, left_out("forge"), "forge is taken away"),
    Hostile(
        SCHEDULE, put("versions.0.series.0.rule.period", "P1M"), "versions[].series[].rule.period is changed in place"
    ),
    Hostile(
        SCHEDULE, put("versions.0.series.0.authorization", "none"), "versions[].series[].authorization is changed in"
    ),
    Hostile(SCHEDULE, put("versions.0.series.0.confirmed.on", "2020-01-01"), "versions[].series[].confirmed.on is"),
    Hostile(SCHEDULE, lambda r: r["versions"][0]["series"][0].pop("confirmed"), "versions[].series[].confirmed is tak"),
    Hostile(SCHEDULE, put("versions.0.effective_on", "2010-01-01"), "versions[].effective_on is changed in place"),
    Hostile(SCHEDULE, lambda r: r["versions"][0]["series"].pop(), "an entry of versions[].series is taken away"),
    Hostile(SCHEDULE, taken("versions"), "an entry of versions is taken away"),
    Hostile(DESIGNATED, taken("designations"), "an entry of designations is taken away"),
    Hostile(DESIGNATED, put("designations.0.person", "bo"), "designations[].person is changed in place"),
    Hostile(
        DESIGNATED,
        put("designations.0.responsibilities", ["retention"]),
        "designations[].responsibilities loses 'content-current'",
    ),
    Hostile(LOG, taken("moderation"), "an entry of moderation is taken away"),
    Hostile(LOG, put("moderation.0.category", "spam"), "moderation[].category is changed in place"),
    Hostile(LOG, put("monitoring.0.on", "2025-01-31"), "monitoring[].on is changed in place"),
    Hostile(LOG, left_out("credential_changes"), "credential_changes is taken away"),
    Hostile(POSTS, put("posts.0.description", "Nothing"), "posts[].description is changed in place"),
    Hostile(POSTS, put("posts.0.posted_on", "2024-01-05"), "posts[].posted_on is changed in place"),
    Hostile(POSTS, taken("posts"), "an entry of posts is taken away"),
    Hostile(AUDIT, put("findings.0.severity", "minor"), "findings[].severity is changed in place"),
    Hostile(AUDIT, put("findings.0.due_on", "2025-01-01"), "findings[].due_on is changed in place"),
    Hostile(AUDIT, taken("findings"), "an entry of findings is taken away"),
    Hostile(AUDIT, put("auditors.0.independent", False), "auditors is changed in place"),
    Hostile(AUDIT, put("period.to_on", "2024-06-30"), "period.to_on is changed in place"),
    Hostile(POLICY, lambda r: r["versions"][0]["approvals"].pop(), "an entry of versions[].approvals is taken away"),
    Hostile(POLICY, put("reviews.0.outcome", "changed"), "reviews[].outcome is changed in place"),
    Hostile(EVENT, put("on", "2019-06-30"), "on is changed in place"),
    Hostile(EVENT, put("covers.sites", ["parks-x", "parks-y"]), "covers.sites is changed in place"),
    Hostile(CAPTURE, put("counts.gone", 5), "counts.gone is changed in place"),
    Hostile(CAPTURE, put("scope.complete", True), "scope.complete is changed in place"),
    Hostile(CAPTURE, put("received.0.sha256", "c" * 64), "received[].sha256 is changed in place"),
    Hostile(
        CAPTURE,
        put("bag.manifests.0.sha256", "c" * 64),
        "bag.manifests is changed in place without a new entry of dispositions",
    ),
]

HONEST: list[tuple[str, Callable[[Value], Any]]] = [
    (
        SITE,
        also(
            put("handles.1.to_on", "2025-05-01"),
            added("handles", {"handle": "ParksNow", "from_on": "2025-05-02"}),
            put("url", "https://x.com/ParksNow"),
        ),
    ),
    (SITE, also(put("agency", "trails"), added("facts", MOVED))),
    (SITE, also(put("account_id", "54321"), added("facts", RIGHT))),
    (SITE, put("purpose", "News and safety")),
    (SITE, put("comments", {"mode": "off", "rationale": "Few hands"})),
    (SITE, added("linked_from", {"url": "https://parks.example/", "seen_on": "2025-05-01"})),
    (SITE, put("agreements.0.checked_on", "2025-05-01")),
    (PERSON, put("roles.0.to_on", "2026-12-31")),
    (PERSON, put("roles.1.to_on", "2026-06-30")),
    (PERSON, put("keys.0.to_on", "2026-12-31")),
    (PERSON, also(put("name", "Ana Lopez"), added("roles", {"role": "cto-cio", "from_on": "2026-01-15"}))),
    (PLATFORM, put("hosts", ["x.example", "twitter.com", "x.com"])),
    (PORTAL, put("title", "The register")),
    (PORTAL, put("forge.url", "https://code.example")),
    (SCHEDULE, put("versions.0.series.6.rule.period", "P5Y")),
    (SCHEDULE, put("versions.0.series.6.confirmed", {"on": "2026-01-10", "by": "ana", "source": "As published"})),
    (SCHEDULE, added("versions", {"version": "2", "effective_on": "2027-01-01", "series": []})),
    (DESIGNATED, put("designations.0.removed", {"on": "2025-05-01", "by": "ana"})),
    (DESIGNATED, put("designations.0.responsibilities", ["retention", "usage-reports", "content-current"])),
    (LOG, added("moderation", {"on": "2025-04-01", "by": "ana", "category": "spam", "action": "hidden"})),
    (LOG, put("moderation.0.deleted_on", "2025-03-02")),
    (POSTS, put("posts.0.withdrawn_on", "2025-01-06")),
    (POSTS, also(put("posts.1.title", "Autumn hours"), put("posts.1.posted_on", "2025-09-06"))),
    (AUDIT, also(put("findings.0.response", "Two captures"), put("findings.0.closed_on", "2025-04-01"))),
    (AUDIT, put("findings.0.due_on", "2025-06-01")),
    (AUDIT, put("conclusion", "It works")),
    (POLICY, also(put("goals", ["Reach everybody"]), added("versions", {"version": "2.0"}))),
    (EVENT, also(put("on", "2024-08-30"), put("description", "The lease was extended"))),
    (
        CAPTURE,
        also(
            put("dispositions", ["old-1"]),
            put("residue.0.disposition", "old-1"),
            put("received.0.disposition", "old-1"),
            put("bag.manifests.0.sha256", "c" * 64),
        ),
    ),
]


def kind_at(path: str) -> str:
    named = kind_of(path)
    assert named
    return named[0].name


def changed(path: str, change: Callable[[Value], Any]) -> list[str]:
    value = deepcopy(WRITTEN[path])
    change(value)
    return list(altered(kind_at(path), WRITTEN[path], value, TODAY))


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda each: f"{kind_at(each.path)}-{each.told[:40]}")
def test_what_was_written_stays(hostile: Hostile) -> None:
    told = changed(hostile.path, hostile.change)
    assert any(each.startswith(hostile.told) for each in told), told


@pytest.mark.parametrize(("path", "change"), HONEST, ids=lambda each: each if isinstance(each, str) else "")
def test_what_people_do_in_the_course_of_things_is_let_in(path: str, change: Callable[[Value], Any]) -> None:
    assert changed(path, change) == []


def test_every_kind_has_its_row() -> None:
    assert LASTING.keys() == KINDS.keys()


def official() -> Value:
    """A root with an official account."""
    return root_files() | {SITE: {key: value for key, value in WRITTEN[SITE].items() if key != "agreements"}}


def test_a_handle_and_an_address_that_are_swapped_without_a_fact_are_refused_with_their_places(tmp_path: Path) -> None:
    files = official()
    swapped = deepcopy(files)
    put("handles.1.handle", "Impostor")(swapped[SITE])
    put("url", "https://x.com/Impostor")(swapped[SITE])
    found = compared(tmp_path, files, swapped)
    assert against(found) == [
        (
            "X003",
            "parks-x",
            "url is changed in place without a new entry of handles or a fact of kind activation or a fact of kind "
            "correction",
        ),
        ("X003", "parks-x", "handles[].handle is changed in place"),
    ]
    lines = (tmp_path / "new" / SITE).read_text().splitlines()
    assert [lines[each.line - 1].partition(":")[0] for each in found.against_merged] == ["url", "handles"]
    assert not found.may_merge


def test_an_account_that_is_called_otherwise_is_let_in(tmp_path: Path) -> None:
    files = official()
    renamed = deepcopy(files)
    HONEST[0][1](renamed[SITE])
    assert against(compared(tmp_path, files, renamed)) == []


def test_a_record_that_was_not_sound_before_may_be_mended(tmp_path: Path) -> None:
    files = official()
    broken = files | {SITE: files[SITE] | {"platform": 7, "facts": files[SITE]["facts"]}}
    assert against(compared(tmp_path, broken, files)) == []


BESIDE = "captures/parks-x/2025-01-10-ab12cd34"
ROWS = "item,class,by,on,reason\n1001,routine,ana,2025-01-15,A slip\n"
STATED = "registry/acts/2025-01-10-ana-0123456789ab.txt"


@pytest.mark.parametrize(
    ("path", "was", "becomes", "told"),
    [
        (f"{BESIDE}/classes.csv", ROWS, ROWS.replace("routine", "nonrecord"), "loses its line '1001,routine,ana,2025-"),
        (f"{BESIDE}/classes.csv", ROWS, None, "is taken away"),
        (f"{BESIDE}/items.csv", "id\n1001\n", "id\n1001\n1002\n", "is changed in place"),
        (f"{BESIDE}/items.csv", "id\n1001\n", None, "is taken away"),
        (f"{BESIDE}/classes.csv", ROWS, ROWS + "1001,policy-program,ana,2025-01-16,It is one\n", ""),
        (STATED, "records-approval v1\n", "records-approval v1\nperson bo\n", "what was signed is changed"),
        (STATED, "records-approval v1\n", None, "what was signed is taken away"),
        (f"{STATED}.sig", "signature\n", "another\n", "what was signed is changed"),
    ],
)
def test_what_lies_beside_a_capture_or_was_signed_stays(
    tmp_path: Path, path: str, was: str, becomes: str | None, told: str
) -> None:
    files = root_files()
    after = files | ({path: becomes} if becomes is not None else {})
    found = [each for each in compared(tmp_path, files | {path: was}, after).against_merged if each.path == path]
    assert [each.code for each in found] == (["X004"] if told else [])
    assert all(each.message.startswith(told) for each in found)
