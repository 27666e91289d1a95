"""What the office of the story decides at its beginning: agencies, platforms, settings, and the State's schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SERIES = "lakeland-records"

PORTAL: Mapping[str, Any] = {
    "contact": {"office": "Web and Content Management Team", "email": "web@env.lakeland.example"},
    "cadences": {
        "capture": "P6M",
        "link_check": "P1Y",
        "terms_check": "P1Y",
        "recertification": "P1Y",
        "training": "P2Y",
        "authorization_renewal": "P1Y",
        "hold_update": "P6M",
        "policy_review": "P1Y",
    },
    "working_days": {"country": "US", "subdivision": "NJ", "notice_days": 23},
    "forge": {"noreply_domain": "users.noreply.forge.example"},
}


def _kept_under(**series: str) -> list[dict[str, str]]:
    return [{"class": name.replace("_", "-"), "series": f"{SERIES}#{number}"} for name, number in series.items()]


CLASSES = _kept_under(replicated="SM-110", policy_program="SM-120", routine="SM-130", unacceptable="SM-140")

AGENCIES: Mapping[str, tuple[str, str, str]] = {
    "environment": ("Department of Environment", "", "https://env.lakeland.example/"),
    "parks": ("Lakeland Parks", "environment", "https://parks.lakeland.example/follow-us"),
}


def agencies_sheet() -> str:
    """The spreadsheet of the agencies, with the columns of the template."""
    rows = [f"{name},{key},{above},{page}" for key, (name, above, page) in AGENCIES.items()]
    return "\n".join(["Name,ID,Part of,Web page", *rows, ""])


MASTODON: Mapping[str, Any] = {
    "name": "Mastodon",
    "operator": "State of Lakeland (fictional)",
    "hosts": ["social.lakeland.example"],
    "handle_pattern": "[A-Za-z0-9_]{1,30}",
    "handle_case": "insensitive",
    "id_pattern": "[0-9]{10,20}",
    "url_template": "https://social.lakeland.example/@{handle}",
    "category": "blogging-microblogging",
    "terms_url": "https://social.lakeland.example/about",
}


def _series(number: str, title: str, period: str, disposition: str = "destroy", **more: Any) -> dict[str, Any]:
    fixed = {
        "number": number,
        "title": title,
        "rule": {"trigger": "creation", "cutoff": "month-end", "period": period},
        "disposition": disposition,
        "appraisal": "none",
        "authorization": "per-request",
        "citation": f"Lakeland records schedule 2025, {number}",
    }
    return fixed | more


FIRST_SERIES: tuple[Mapping[str, Any], ...] = (
    _series(
        "SM-110",
        "Announcements published elsewhere first",
        "P3M",
        classes=["replicated"],
        authorization="ongoing",
    ),
    _series(
        "SM-120",
        "Policy and programme postings",
        "P6M",
        "transfer-archives",
        classes=["policy-program"],
        appraisal="required",
    ),
    _series("SM-130", "Routine comments and dialogue", "P6M", classes=["routine"]),
    _series("SM-140", "Unacceptable content taken down", "P1Y", classes=["unacceptable"]),
    _series("SM-900", "The register itself", "P10Y"),
)
SCHEDULE: Mapping[str, Any] = {
    "name": "Lakeland records schedule (fictional)",
    "jurisdiction": "State of Lakeland (fictional)",
    "approved_by": "Lakeland Records Commission (fictional)",
    "url": "https://records.lakeland.example/schedules/records",
    "fiscal_year_start": "07-01",
    "versions": [{"version": "2025", "effective_on": "2025-01-01", "series": list(FIRST_SERIES)}],
}

LATER_VERSION: Mapping[str, Any] = {
    "version": "2026",
    "effective_on": "2026-01-01",
    "supersedes": "2025",
    "crosswalk": [{"from": "SM-130", "to": "SM-230"}],
    "series": [
        each
        if each["number"] != "SM-130"
        else _series("SM-230", "Routine comments and dialogue", "P9M", classes=["routine"])
        for each in FIRST_SERIES
    ],
}
