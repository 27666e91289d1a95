"""A record of each procedure, written by hand, fits its schema; one with a fault does not."""

from __future__ import annotations

from typing import Any

import pytest

from records_portal.register.shapes import fits

Value = dict[str, Any]

RECORDS: dict[str, Value] = {
    "policies": {
        "title": "Official use of social media",
        "exclusions": {
            "still_subject_to_retention": "The schedules still govern them.",
            "repositories": [{"repository": "Shared drives", "governed_by": {"schedules": ["lakeland-general"]}}],
        },
        "programme": [
            {
                "step": "drafting",
                "status": "done",
                "on": "2024-01-19",
                "participants": [{"group": "public", "name": "Hikers"}],
            }
        ],
        "versions": [{"version": "1.0", "adopted_on": "2024-03-01", "next_review_on": "2025-03-01"}],
        "promulgation": [{"version": "1.0", "on": "2024-03-04", "to": "all-staff", "role": "cto-cio"}],
    },
    "operations": {
        "monitoring": [
            {
                "month": "2024-05",
                "on": "2024-06-03",
                "by": "dana-whitfield",
                "exceptions": [{"from_on": "2024-05-18", "reason": "The platform could not be reached."}],
            }
        ],
        "moderation": [
            {
                "on": "2024-05-21",
                "by": "dana-whitfield",
                "category": "confidential",
                "action": "deleted",
                "copied": {"on": "2024-05-21", "kept_at": "File share", "metadata": ["author", "posted-at"]},
                "author_notified": {"notified": False, "reason": "The account had been deleted."},
            }
        ],
    },
    "posts": {
        "posts": [
            {
                "posted_on": "2024-05-01",
                "author": "milo-archer",
                "approved_by": "ruth-calloway",
                "title": "The season opens",
                "description": "Announces the opening.",
                "copyright": [{"material": "A photograph", "basis": "own-work"}],
            }
        ]
    },
    "requests": {
        "law": "sunshine",
        "received_on": "2024-05-06",
        "requester": {"reference": "Cover sheet of file 12"},
        "scope": {"description": "All posts on the closure.", "sites": ["parks-x"]},
        "clock": {"days": 3, "basis": "business-days", "due_on": "2024-05-09"},
        "closure": {"on": "2024-05-08", "outcome": "granted"},
    },
    "audits": {
        "title": "The year 2024",
        "scope": {"subjects": ["policy", "capture"]},
        "period": {"from_on": "2024-01-01", "to_on": "2024-12-31"},
        "auditors": [{"organisation": "Example Audit Partners", "independent": True}],
        "findings": [{"number": "1", "finding": "No export for May.", "severity": "major", "owner": "dana-whitfield"}],
    },
    "dispositions": {
        "authorization": "parks-routine-2018",
        "series": "north-carolina-functional#1515.5",
        "method": "destroy",
        "on": "2026-07-06",
        "by": "dana-whitfield",
        "items": [{"site": "parks-x", "item": "1045433493952638976", "version": 1}],
        "span": {"from_on": "2018-01-02", "to_on": "2018-12-31"},
        "volume": {"amount": 1, "unit": "items"},
        "certificate": {"reference": "certificates/parks-routine-2018-1.json"},
    },
}
procedural_kind = pytest.mark.parametrize("kind", sorted(RECORDS))


@procedural_kind
def test_a_record_of_a_procedure_fits(kind: str) -> None:
    assert fits(kind, RECORDS[kind])


@procedural_kind
def test_an_unknown_field_is_refused(kind: str) -> None:
    assert not fits(kind, RECORDS[kind] | {"colour": "green"})


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("policies", {"exclusions": {"repositories": [{"repository": "Shared drives"}]}}),
        ("operations", {"monitoring": [{"month": "2024-13", "on": "2024-06-03", "by": "dana-whitfield"}]}),
        ("operations", {"credential_changes": [{"on": "2024-05-30", "by": "dana-whitfield"}]}),
        ("posts", {"posts": [{"posted_on": "2024-05-01", "title": "The season opens"}]}),
        ("requests", {"requester": {"name": "A private person"}}),
        ("audits", {"findings": []}),
        ("dispositions", {"items": []}),
        ("dispositions", {"on": "2026-02-30"}),
        ("dispositions", {"method": "permanent"}),
    ],
)
def test_a_record_with_a_fault_is_refused(kind: str, change: Value) -> None:
    assert not fits(kind, RECORDS[kind] | change)


def test_a_disposition_names_items_or_residue() -> None:
    nothing = {name: value for name, value in RECORDS["dispositions"].items() if name != "items"}
    residue = {"residue": [{"site": "parks-x", "capture": "2018-10-01-9c8d7e6f", "part": "direct-messages"}]}
    assert not fits("dispositions", nothing)
    assert fits("dispositions", nothing | residue)
