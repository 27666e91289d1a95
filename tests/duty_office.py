"""An office that does everything in time, as files: its public root and its private one, from 2025 to the end of 2026.

`faultless()` gives both; `Edit` changes one place of a file, so that a case can take something away and put it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from records_portal.duties.context import DutyContext, duty_context
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.model import Register
from records_portal.register.sources import FolderTree, load_register

Files = dict[str, Any]
Edit = Callable[[Files], None]
SITE = "registry/sites/parks-x.yml"
DESIGNATIONS = "registry/designations/parks-x.yml"
LOG_2025, LOG = "registry/operations/parks-x/2025.yml", "registry/operations/parks-x/2026.yml"
POSTS = "registry/posts/parks-x/2026.yml"
SCHEDULE = "schedules/local.yml"
POLICY = "registry/policies/parks.yml"
AUDIT = "registry/audits/audit-2025.yml"
AUTHORITY = "schedules/authorizations/parks-copies.yml"
ACCESS = "private/registry/access/parks-x.yml"
HOLD, REQUEST = "private/registry/holds/creek.yml", "private/registry/requests/trails.yml"
PRIVATE = "private/"
NINE = [
    "content-current",
    "moderation-statement",
    "daily-monitoring",
    "moderation-actions",
    "retention",
    "authoring",
    "holds-and-requests",
    "credential-reporting",
    "usage-reports",
]
ROLES = {
    "ada": ["agency-head", "line-of-business"],
    "bo": ["communications-director", "public-information-officer"],
    "cy": ["cto-cio"],
    "di": ["web-content-team", "it-web-liaison"],
    "ed": ["site-administrator"],
    "eve": ["site-administrator"],
    "flo": ["records-officer", "records-custodian"],
    "gil": ["counsel"],
    "hal": ["human-resources"],
    "ira": ["internal-audit", "auditor"],
    "lou": ["software-licensing"],
}
STEPS = [
    *("business-case", "management-support", "research", "drafting", "content-management"),
    *("promulgation", "training", "control", "evaluation"),
]


def months(first: str, last: str) -> Iterator[tuple[str, str]]:
    """Each month from one to another, with the first day after it."""
    year, month = int(first[:4]), int(first[5:])
    while (this := f"{year:04}-{month:02}") <= last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        yield this, f"{year:04}-{month:02}-01"


def watched(year: int) -> list[dict[str, Any]]:
    return [
        {"month": month, "on": after, "by": "ed", "role": "site-administrator", "content_current": True}
        for month, after in months("2025-01", "2026-12")
        if month.startswith(str(year))
    ]


def capture(day: str) -> dict[str, Any]:
    """A complete capture taken on a day, with nothing new in it."""
    return {
        "site": "parks-x",
        "platform": "x",
        "format": "x-archive",
        "era": "2022",
        "account_id": "4200000001",
        "scope": {"complete": True},
        "verdict": {"value": "complete", "reasons": []},
        "exported_at": f"{day}T09:00:00Z",
        "ingested": {"at": f"{day}T10:00:00Z", "by": "ed", "software": "records-portal 0.1.0"},
        "span": {"from_on": "2025-01-10", "to_on": "2025-01-20"},
        "counts": {"found": 0, "new": 0, "edited": 0, "returned": 0, "repeated": 0, "gone": 0},
        "kinds": [],
        "media": {"found": 0, "missing": 0, "remote": 0, "orphan": 0, "shared": 0},
        "residue": [],
        "lacks": [],
        "unknown": [],
        "received": [{"form": "zip", "files": 1, "bytes": 10, "sha256": "0" * 64}],
        "bag": {"location": f"bags/parks-x/{day}-0a1b2c3d", "manifests": [{"algorithm": "sha256", "sha256": "0" * 64}]},
    }


def post(day: str, title: str, **more: Any) -> dict[str, Any]:
    """An entry of the authoring log, approved on the day by the Communications Director."""
    return {
        "posted_on": day,
        "author": "ed",
        "approved_by": "bo",
        "approved_on": day,
        "approved_as": "communications-director",
        "title": title,
        "description": "What it is about.",
        "type": "announcements",
        "class": "routine",
        "format": "text",
        "signed_as": "Parks",
        "confidentiality_checked_on": day,
    } | more


def policy() -> dict[str, Any]:
    """A policy with all its parts."""
    review = {"on": "2025-01-03", "by": "gil", "outcome": "agreed", "laws": ["National Labor Relations Act, section 7"]}
    return {
        "title": "Policy for official social media",
        "purpose": {"statement": "Residents learn of dangers early.", "outcomes": ["Warnings arrive in minutes"]},
        "authority": [{"citation": "Records Act"}],
        "goals": ["Say who does what"],
        "definitions": [{"term": "Social media", "meaning": "Web-based means of creating communities."}],
        "applicability": {"who": [{"group": "employees"}], "accounts": ["official"]},
        "technological_scope": [{"category": "blogging-microblogging", "covered": True}],
        "exclusions": {
            "still_subject_to_retention": "What is left out is kept by the same schedules.",
            "repositories": [{"repository": "File share", "governed_by": {"schedules": ["local"]}}],
        },
        "content_management": {
            "strategy": "Exports are taken in every quarter.",
            "resources": [{"resource": "The store", "responsible": "records-officer"}],
            "long_term_repository": {"name": "State archive"},
        },
        "official_use": {"definition": "Use on behalf of the agency.", "requirements": ["Every post is approved"]},
        "related_policies": [{"subject": "ethics", "title": "Ethics"}],
        "non_official_use": {"principles": ["You do not speak for the agency"]},
        "roles": [
            {
                "role": "site-administrator",
                "responsibilities": ["Moderates every day"],
                "procedures": ["establishment"],
            }
        ],
        "procedures": [{"stage": "establishment", "title": "Asking for a site"}],
        "institutional_authority": {
            "may_open_sites": [{"role": "it-web-liaison"}],
            "may_enter_agreements": [{"role": "cto-cio", "person": "cy"}],
            "consultations": [
                {"with": "counsel", "on": "2025-01-03"},
                {"with": "software-licensing", "on": "2025-01-03"},
            ],
        },
        "accountability": {
            "assignments": [
                {"action": "posting", "role": "site-administrator"},
                {"action": "responding", "role": "site-administrator"},
                {"action": "retention", "role": "records-officer"},
            ],
            "shared_logins": "The log says who posted.",
            "ramifications": [
                {"failing": failing, "consequence": "The head is told."}
                for failing in (
                    "responsibility-not-met",
                    "site-opened-without-authority",
                    "site-altered-without-authority",
                )
            ],
        },
        "ownership": {
            "sites_belong_to": "The agency.",
            "contents_belong_to": "The agency.",
            "documents": [{"title": "Terms as accepted"}],
        },
        "access": {
            "known_by": "Administrators.",
            "password_policy": {"title": "Information technology policy"},
            "changed_before_leaving": "Before the last day.",
        },
        "communication": {
            "permitted": ["Announcements"],
            "vetting": [
                {"content": "Announcements", "vetting": "supervisor", "by": ["communications-director", "counsel"]}
            ],
            "authoring": "Every post is approved and logged.",
        },
        "endorsements": {
            "actions": [{"action": action, "allowed": False} for action in ("acknowledging", "forwarding")],
            "escalation": {
                "procedure": "Stop and ask.",
                "signs": ["Many angry answers"],
                "decided_by": "communications-director",
            },
        },
        "confidentiality": {
            "statement": "Nothing confidential is posted.",
            "information": [{"information": "Names of those who report dangers"}],
            "counsel_review": review,
        },
        "copyright": {
            "use": "with-permission",
            "crediting": "Beneath the picture.",
            "removal": "At once.",
            "permissions_kept_at": "File of the site",
        },
        "disclosures": {
            "representation": "Nobody misleads.",
            "identification": "Posts say who speaks.",
            "context": "Pictures are explained.",
            "personal_opinions": {"allowed": False},
            "internal_documents": {"approved_by": ["agency-head"]},
        },
        "management": {
            "settings": [
                {
                    "setting": "comments",
                    "mode": "on",
                    "rationale": "People ask.",
                    "followed": "Looked at each year.",
                    "counsel_review": review,
                }
            ],
            "moderation_statement": {"url": "https://parks.example/comments"},
        },
        "retention": {
            "statement": "By the schedule.",
            "record_definition": "By what it says.",
            "schedules": ["local"],
            "export_staff": [{"role": "records-officer", "person": "flo"}],
            "capture_methods": [{"platform": "x", "method": "platform-export"}],
            "requests": [{"law": "opra", "responsible": "records-custodian"}],
            "assistance": [{"office": "Records Management Unit"}],
        },
        "contingency": [{"risk": "shutdown", "plan": "Capture at once.", "responsible": "site-administrator"}],
        "training": {
            "mandatory": True,
            "for": ["all-who-work-with-content"],
            "courses": [{"course": "Official social media", "valid_for": "P1Y"}],
            "acknowledgement": "On the day of the course.",
        },
        "personal_accounts": {
            "advice": "Use the official one.",
            "records_made_there": "They are handed in.",
            "ramifications": "A record is a record.",
        },
        "internal_social_media": {"statement": "The same rules hold."},
        "audit": {"every": "P1Y", "by": ["internal-audit"], "updates": "Within a month."},
        "programme": [
            {"step": step, "status": "done", "on": "2025-01-06", "participants": [{"group": "cto-cio"}]}
            for step in STEPS
        ],
        "versions": [
            {
                "version": "1",
                "adopted_on": "2025-01-03",
                "effective_on": "2025-01-06",
                "approvals": [
                    {"role": "agency-head", "by": "ada", "on": "2025-01-03"},
                    {"role": "counsel", "by": "gil", "on": "2025-01-03"},
                ],
            }
        ],
        "reviews": [
            {"on": day, "by": "bo", "role": "communications-director", "outcome": "no-change"}
            for day in ("2026-01-05", "2026-12-28")
        ],
        "promulgation": [{"version": "1", "on": "2025-01-06", "by": "ada", "to": "all-staff", "acknowledged": 12}],
    }


def audit(finished_on: str, reported_on: str) -> dict[str, Any]:
    return {
        "title": "Audit of the policy",
        "scope": {"subjects": ["policy"], "agencies": ["parks"]},
        "period": {"from_on": "2025-01-01", "to_on": finished_on},
        "finished_on": finished_on,
        "auditors": [{"person": "ira", "role": "internal-audit", "independent": True}],
        "criteria": [{"id": "captured", "criterion": "Sites are captured.", "met": "yes"}],
        "reported": [{"on": reported_on, "to": "agency-head"}],
    }


def schedule() -> dict[str, Any]:
    """A schedule with a series for each class that the site carries."""
    confirmed = {"on": "2025-01-02", "by": "flo", "source": "Schedule as published"}
    series = [
        {
            "number": name,
            "title": name.title(),
            "rule": {"trigger": "creation", "period": "P3Y"},
            "disposition": "destroy",
            "authorization": "ongoing",
            "citation": "Local schedule",
            "confirmed": confirmed,
        }
        for name in ("routine", "replicated")
    ]
    version = {"version": "1", "effective_on": "2020-01-01", "series": series}
    return {"name": "Local schedule", "jurisdiction": "local", "approved_by": "Records board", "versions": [version]}


def site() -> dict[str, Any]:
    """A site that went through the whole flow."""
    pages = [{"url": "https://parks.example/", "seen_on": "2025-01-13"}]
    return {
        "agency": "parks",
        "platform": "x",
        "account_id": "4200000001",
        "handles": [{"handle": "ParksSample", "from_on": "2025-01-10"}],
        "url": "https://x.com/ParksSample",
        "audience": "public",
        "ownership": {"owner": "agency", "document": "Opened by the agency"},
        "origin": "requested",
        "accountable": {"posting": ["ed", "eve"], "responding": ["ed"], "retention": ["flo"]},
        "purpose": "Trail news.",
        "communications": [
            {"type": "announcements", "vetting": "communications-office", "class": "routine"},
            {
                "type": "releases",
                "vetting": "communications-office",
                "class": "replicated",
                "original": {"system": "Web", "location": "https://parks.example/news"},
            },
        ],
        "comments": {
            "mode": "on",
            "rationale": "Visitors ask here.",
            "counsel_reviewed_on": "2025-01-09",
            "statement_url": "https://parks.example/comments",
        },
        "endorsements": {"allowed": False, "escalation": "The Communications Director decides."},
        "agreements": [
            {
                "url": "https://x.com/tos",
                "accepted_on": "2025-01-10",
                "accepted_by": "cy",
                "counsel_reviewed_on": "2025-01-09",
                "consulted": ["lou"],
                "licence": "Non-exclusive",
                "cost": "none",
                "checked_on": "2026-01-09",
            }
        ],
        "contingency": "Capture at once.",
        "linked_from": [{"url": "https://parks.example/", "seen_on": "2026-01-12"}],
        "capture": {"method": "platform-export", "every": "P3M"},
        "facts": [
            {
                "kind": "request",
                "on": "2025-01-02",
                "by": "di",
                "role": "it-web-liaison",
                "copies_to": ["cto-cio", "web-content-team", "agency-head"],
                "agency": "parks",
                "type": "Microblog",
                "purpose": "Trail news.",
                "communication_types": ["announcements"],
                "justification": "Visitors ask there.",
                "terms_url": "https://x.com/tos",
                "proposed_administrators": ["ed"],
            },
            {
                "kind": "review",
                "on": "2025-01-06",
                "by": "bo",
                "role": "communications-director",
                "copies_to": ["cto-cio", "agency-head"],
                "decision": "approved",
                "approvals": [
                    {"by": "bo", "role": "communications-director", "on": "2025-01-06"},
                    {"by": "cy", "role": "cto-cio", "on": "2025-01-06"},
                ],
            },
            {
                "kind": "activation",
                "on": "2025-01-10",
                "by": "di",
                "role": "it-web-liaison",
                "copies_to": ["web-content-team", "cto-cio", "communications-director"],
            },
            {"kind": "registration", "on": "2025-01-13", "by": "di", "role": "web-content-team", "pages": pages},
            {"kind": "recertification", "on": "2026-01-12", "by": "di", "role": "web-content-team"},
        ],
    }


def designation(person: str) -> dict[str, Any]:
    return {
        "person": person,
        "on": "2025-01-13",
        "by": "ada",
        "role": "agency-head",
        "copies_to": ["cto-cio"],
        "responsibilities": [*NINE],
        "disposition_system": {
            "requested_on": "2025-01-14",
            "requested_of": "web-content-team",
            "consulted_on": "2025-01-15",
            "informed_on": "2025-01-16",
        },
    }


def credential_change(day: str) -> dict[str, Any]:
    reported = [{"on": day, "to": "web-content-team"}]
    return {"on": day, "by": "ed", "what": "password", "reason": "regular", "reported": reported}


def usage_report(day: str, from_on: str, to_on: str) -> dict[str, Any]:
    said = {"measures": [{"measure": "posts", "value": 9}], "effectiveness": "Fewer calls."}
    return {"on": day, "by": "ed", "from_on": from_on, "to_on": to_on} | said


def course(day: str) -> dict[str, Any]:
    return {"course": "Official social media", "on": day, "acknowledged_on": day}


def faultless() -> Files:
    """The files of both roots; those of the private one begin with `private/`."""
    files: Files = {
        "registry/portal.yml": {
            "title": "Register of official sites",
            "time_zone": "America/New_York",
            "fiscal_year_start": "07-01",
            "working_days": {"country": "US", "subdivision": "NJ"},
        },
        "registry/agencies/parks.yml": {
            "name": "Parks",
            "kind": "state",
            "head": "ada",
            "web_pages": ["https://parks.example/"],
            "class_series": [{"class": name, "series": f"local#{name}"} for name in ("routine", "replicated")],
            "contact": {"office": "Web team"},
        },
        "registry/platforms/x.yml": {
            "name": "X",
            "hosts": ["x.com"],
            "handle_pattern": "[A-Za-z0-9_]{1,15}",
            "url_template": "https://x.com/{handle}",
            "category": "blogging-microblogging",
        },
        SCHEDULE: schedule(),
        SITE: site(),
        DESIGNATIONS: {"designations": [designation("ed"), designation("eve")]},
        LOG_2025: {
            "monitoring": watched(2025),
            "credential_changes": [credential_change("2025-01-10")],
            "usage_reports": [usage_report("2025-07-10", "2025-01-10", "2025-06-30")],
        },
        LOG: {
            "monitoring": watched(2026),
            "credential_changes": [credential_change("2026-01-09")],
            "usage_reports": [
                usage_report("2026-01-09", "2025-07-01", "2025-12-31"),
                usage_report("2026-07-09", "2026-01-01", "2026-06-30"),
            ],
        },
        "registry/posts/parks-x/2025.yml": {"posts": [post("2025-01-20", "Trail open")]},
        POSTS: {"posts": [post("2026-02-02", "Trail closed")]},
        POLICY: policy(),
        AUDIT: audit("2025-12-18", "2025-12-19"),
        "registry/audits/audit-2026.yml": audit("2026-12-17", "2026-12-18"),
        AUTHORITY: {
            "kind": "ongoing",
            "series": "local#replicated",
            "sites": ["parks-x"],
            "requested": {"on": "2025-01-14", "by": "ed"},
            "status": [
                {"status": "pending", "on": "2025-01-14"},
                {"status": "approved", "on": "2025-02-20", "number": "A-1", "until_on": "2026-02-20"},
            ],
            "renewals": [{"on": "2026-01-05", "number": "A-2", "until_on": "2027-02-20"}],
        },
        ACCESS: {
            "access": [{"person": name, "how": "shared-login", "from_on": "2025-01-10"} for name in ("ed", "eve")]
        },
        HOLD: {
            "matter": "2025-17",
            "kind": "litigation",
            "subject": "The creek",
            "scope": {"sites": ["parks-x"], "from_on": "2025-05-01", "to_on": "2025-06-30"},
            "placed": {"on": "2025-06-02", "by": "gil"},
            "notified": [{"person": "ed", "on": "2025-06-02", "acknowledged_on": "2025-06-03"}],
            "updates": [{"on": day, "by": "gil"} for day in ("2025-12-01", "2026-06-01", "2026-11-30")],
        },
        "private/registry/holds/trails-request.yml": {
            "matter": "R-7",
            "kind": "public-records-request",
            "subject": "The trails",
            "scope": {"sites": ["parks-x"], "to_on": "2026-03-02"},
            "placed": {"on": "2026-03-02", "by": "flo"},
            "notified": [{"person": "ed", "on": "2026-03-02", "acknowledged_on": "2026-03-02"}],
            "releases": [{"on": "2026-04-27", "by": "flo"}],
        },
        REQUEST: {
            "law": "opra",
            "received_on": "2026-03-02",
            "scope": {"description": "Everything about the trails", "sites": ["parks-x"]},
            "holds": ["trails-request"],
            "closure": {
                "on": "2026-03-10",
                "outcome": "granted",
                "informed_on": "2026-03-10",
                "holds_released_on": "2026-04-27",
            },
        },
    }
    for name, roles in ROLES.items():
        held = [{"role": role, "from_on": "2024-01-01"} for role in roles]
        files[f"registry/people/{name}.yml"] = {
            "name": name.title(),
            "title": "Officer",
            "agency": "parks",
            "roles": held,
        }
    for name in ("ed", "eve", "bo"):
        days = ("2025-01-08", "2026-01-07", "2026-12-29")
        files[f"private/registry/staff/{name}.yml"] = {"training": [course(day) for day in days]}
    handed_in = (
        "2025-04-08",
        "2025-07-07",
        "2025-10-06",
        "2026-01-05",
        "2026-04-03",
        "2026-07-02",
        "2026-10-01",
        "2026-12-30",
    )
    for day in handed_in:
        files[f"captures/parks-x/{day}-0a1b2c3d/capture.yml"] = capture(day)
    return deepcopy(files)


def without(path: str, *keys: str | int) -> Edit:
    """An edit that takes a value of a file away; without keys the file itself."""

    def edit(files: Files) -> None:
        if not keys:
            del files[path]
            return
        inner = files[path]
        for key in keys[:-1]:
            inner = inner[key]
        del inner[keys[-1]]

    return edit


def with_value(value: Any, path: str, *keys: str | int) -> Edit:
    """An edit that sets a value of a file; without keys the whole file."""

    def edit(files: Files) -> None:
        if not keys:
            files[path] = deepcopy(value)
            return
        inner = files.setdefault(path, {})
        for key in keys[:-1]:
            inner = inner.setdefault(key, {}) if isinstance(inner, dict) else inner[key]
        inner[keys[-1]] = deepcopy(value)

    return edit


def with_entry(value: Any, path: str, *keys: str | int) -> Edit:
    """An edit that adds an entry to a list of a file, which is made where there is none."""

    def edit(files: Files) -> None:
        inner = files.setdefault(path, {})
        for key in keys[:-1]:
            inner = inner[key]
        inner.setdefault(keys[-1], []).append(deepcopy(value)) if isinstance(inner, dict) else inner[keys[-1]].append(
            deepcopy(value)
        )

    return edit


def both(*edits: Edit) -> Edit:
    """Several edits, one after the other."""

    def edit(files: Files) -> None:
        for each in edits:
            each(files)

    return edit


def write_office(folder: Path, files: Files) -> None:
    """The files as two roots below a folder: `public` and `private`."""
    for path, value in files.items():
        root, inner = ("private", path.removeprefix(PRIVATE)) if path.startswith(PRIVATE) else ("public", path)
        place = folder / root / inner
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(dump_yaml(value).encode())


def register_of(folder: Path, files: Files) -> Register:
    """The register of both roots, which have to be readable and of their schemas' shape."""
    write_office(folder, files)
    loaded = load_register(FolderTree(folder / "public"), FolderTree(folder / "private", "private"))
    faults = [str(each) for each in loaded.findings]
    assert faults == [], faults
    return loaded.register


def context_on(register: Register, day: str, *, reads_private: bool = True) -> DutyContext:
    """What is known on a day."""
    return duty_context(register, date.fromisoformat(day), reads_private=reads_private)


def days_of(year: int) -> Iterator[str]:
    """Every day of a year."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day.isoformat()
        day += timedelta(days=1)
