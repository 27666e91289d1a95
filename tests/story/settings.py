"""What the office of the story decides at its beginning: agencies, platforms, settings, and the State's schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SERIES = "lakeland-records"

PORTAL: Mapping[str, Any] = {
    "jurisdiction": "State of Lakeland (fictional)",
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
    "register_series": [
        {"kind": kind, "series": f"{SERIES}#SM-900"} for kind in ("sites", "designations", "people", "agencies")
    ],
    "forge": {"noreply_domain": "users.noreply.forge.example"},
}


def _kept_under(**series: str) -> list[dict[str, str]]:
    return [{"class": name.replace("_", "-"), "series": f"{SERIES}#{number}"} for name, number in series.items()]


CLASSES = _kept_under(replicated="SM-110", policy_program="SM-120", routine="SM-130", unacceptable="SM-140")

AGENCIES: Mapping[str, Mapping[str, Any]] = {
    "environment": {
        "name": "Department of Environment",
        "kind": "state",
        "head": "ada-thornfield",
        "web_pages": ["https://env.lakeland.example/"],
        "contact": {"office": "Office of Communications", "phone": "555-0100"},
        "class_series": CLASSES,
    },
    "parks": {
        "name": "Lakeland Parks",
        "parent": "environment",
        "kind": "state",
        "head": "boris-quayle",
        "web_pages": ["https://parks.lakeland.example/follow-us"],
        "contact": {"office": "Visitor services", "phone": "555-0142"},
        "class_series": CLASSES,
    },
}

PLATFORMS: Mapping[str, Mapping[str, Any]] = {
    "x": {
        "name": "X",
        "operator": "X Corp.",
        "hosts": ["x.com", "www.x.com", "twitter.com"],
        "handle_pattern": "[A-Za-z0-9_]{1,15}",
        "handle_case": "insensitive",
        "id_pattern": "[0-9]{1,19}",
        "url_template": "https://x.com/{handle}",
        "category": "blogging-microblogging",
        "terms_url": "https://x.com/en/tos",
    },
    "mastodon": {
        "name": "Mastodon at social.lakeland.example",
        "operator": "State of Lakeland (fictional)",
        "hosts": ["social.lakeland.example"],
        "handle_pattern": "[A-Za-z0-9_]{1,30}",
        "handle_case": "insensitive",
        "id_pattern": "[0-9]{10,20}",
        "url_template": "https://social.lakeland.example/@{handle}",
        "category": "blogging-microblogging",
        "terms_url": "https://social.lakeland.example/about",
    },
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


SCHEDULE: Mapping[str, Any] = {
    "name": "Lakeland records schedule (fictional)",
    "jurisdiction": "State of Lakeland (fictional)",
    "approved_by": "Lakeland Records Commission (fictional)",
    "url": "https://records.lakeland.example/schedules/records",
    "fiscal_year_start": "07-01",
    "versions": [
        {
            "version": "2025",
            "effective_on": "2025-01-01",
            "series": [
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
            ],
        }
    ],
}
