"""Each message of the procedures, quoted by each mail program, filled in and dropped in: the fact with its evidence."""

from __future__ import annotations

import email
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email import policy
from pathlib import Path
from typing import Any

import pytest

from records_portal.answers.filling import kinds_of_answers
from records_portal.answers.procedure.message_table import MESSAGES
from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from tests.mails import PROGRAMS
from tests.roots import root_files

REPLYING = ("Outlook", "Gmail", "Apple Mail", "Thunderbird")
DAY = "2026-09-02"  # of the replies, in the portal's time zone
HOLDERS = {
    "dora": "communications-director",
    "emil": "cto-cio",
    "lena": "web-content-team",
    "gus": "it-web-liaison",
    "june": "records-officer",
    "otto": "counsel",
    "hana": "site-administrator",
}
REVIEW: dict[str, Any] = {
    "kind": "review",
    "on": "2026-08-02",
    "by": "dora",
    "role": "communications-director",
    "decision": "approved",
    "approvals": [
        {"by": "dora", "role": "communications-director", "on": "2026-08-02"},
        {"by": "emil", "role": "cto-cio", "on": "2026-08-02"},
    ],
    "copies_to": ["cto-cio", "agency-head"],
}
ACTIVATION: dict[str, Any] = {
    "kind": "activation",
    "on": "2026-08-03",
    "by": "gus",
    "role": "it-web-liaison",
    "copies_to": ["cto-cio", "communications-director"],
}
PAGE = {"url": "https://parks.example/", "seen_on": "2026-08-04"}
REGISTRATION: dict[str, Any] = {
    "kind": "registration", "on": "2026-08-04", "by": "lena", "role": "web-content-team", "pages": [PAGE],
}  # fmt: skip
DIRECTION: dict[str, Any] = {
    "kind": "direction",
    "on": "2026-08-10",
    "by": "ana",
    "role": "agency-head",
    "reason": "Nobody reads it",
    "copies_to": ["site-administrator"],
}
DEACTIVATION: dict[str, Any] = {
    "kind": "deactivation",
    "on": "2026-08-20",
    "by": "gus",
    "role": "it-web-liaison",
    "access_blocked_on": "2026-08-19",
    "contents": "deleted",
    "copies_to": ["web-content-team", "agency-head"],
}
ACCOUNT: dict[str, Any] = {
    "account_id": "99",
    "account_name": "Parks",
    "handles": [{"handle": "Parks", "from_on": "2026-08-03"}],
    "url": "https://x.com/Parks",
}
NINE = [
    "content-current", "moderation-statement", "daily-monitoring", "moderation-actions", "retention",
    "authoring", "holds-and-requests", "credential-reporting", "usage-reports",
]  # fmt: skip
LIVE: list[dict[str, Any]] = [REVIEW, ACTIVATION, REGISTRATION]
SITE = "registry/sites/parks-x.yml"

# of each message: the facts before it, its options, what the reply fills in, and what the record then says
CASES: Mapping[str, tuple[list[dict[str, Any]], list[str], dict[str, str], str, dict[str, Any]]] = {
    "request": (
        [],
        ["--site", "trails-x", "--by", "gus", "--set", "type=Microblog on X", "--set", "purpose=News of the trails"],
        {
            "communication_types:\n    -": "communication_types:\n    - Closures",
            "justification:": "justification: Walkers ask there",
            "terms_url:": "terms_url: https://x.example/tos",
            "proposed_administrators:\n    -": "proposed_administrators:\n    - Ana",
        },
        "registry/sites/trails-x.yml",
        {
            "by": "gus",
            "role": "it-web-liaison",
            "copies_to": ["cto-cio", "web-content-team", "agency-head"],
            "type": "Microblog on X",
            "purpose": "News of the trails",
            "communication_types": ["Closures"],
            "justification": "Walkers ask there",
            "terms_url": "https://x.example/tos",
            "proposed_administrators": ["ana"],
            "agency": "parks",
            "kind": "request",
        },
    ),
    "decision": (
        [],
        ["--by", "dora"],
        {
            "decision:": "decision: approved",
            "considerations:\n    -": "considerations:\n    - Branding",
            "- by:\n      role: communications-director": "- by: Dora\n      role: communications-director",
            "- by:\n      role: cto-cio": "- by: emil\n      role: cto-cio",
        },
        SITE,
        {
            "kind": "review",
            "by": "dora",
            "role": "communications-director",
            "copies_to": ["cto-cio", "agency-head"],
            "decision": "approved",
            "considerations": ["Branding"],
            "approvals": [
                {"by": "dora", "role": "communications-director", "on": DAY},
                {"by": "emil", "role": "cto-cio", "on": DAY},
            ],
        },
    ),
    "activation": (
        [REVIEW],
        [],
        {
            "account_id:": "account_id: '99'",
            "account_name:": "account_name: Parks",
            "- handle:": "- handle: Parks",
            "url:": "url: https://x.com/Parks",
        },
        SITE,
        {
            "kind": "activation",
            "by": "gus",
            "role": "it-web-liaison",
            "copies_to": ["cto-cio", "communications-director"],
        },
    ),
    "registration": (
        [REVIEW, ACTIVATION],
        [],
        {"- url:": "- url: https://parks.example/", "seen_on:": "seen_on: 2026-09-01"},
        SITE,
        {
            "kind": "registration",
            "by": "lena",
            "role": "web-content-team",
            "pages": [{"url": "https://parks.example/", "seen_on": "2026-09-01"}],
            "copies_to": ["it-web-liaison", "site-administrator"],
        },
    ),
    "designation": (
        LIVE,
        ["--person", "Gus"],
        {},
        "registry/designations/parks-x.yml",
        {
            "person": "gus",
            "by": "ana",
            "role": "agency-head",
            "copies_to": ["cto-cio"],
            "responsibilities": [
                "content-current", "moderation-statement", "daily-monitoring", "moderation-actions", "retention",
                "authoring", "holds-and-requests", "credential-reporting", "usage-reports",
            ],
        },
    ),
    "addition": (
        LIVE,
        ["--person", "lena"],
        {},
        "registry/designations/parks-x.yml",
        {
            "person": "lena",
            "by": "ana",
            "role": "agency-head",
            "copies_to": ["cto-cio"],
            "responsibilities": [
                "content-current", "moderation-statement", "daily-monitoring", "moderation-actions", "retention",
                "authoring", "holds-and-requests", "credential-reporting", "usage-reports",
            ],
        },
    ),
    "direction": (
        LIVE,
        [],
        {"reason:": "reason: Nobody reads it"},
        SITE,
        {
            "kind": "direction",
            "by": "ana",
            "role": "agency-head",
            "copies_to": ["site-administrator", "web-content-team"],
            "reason": "Nobody reads it",
        },
    ),
    "closing-notice": (
        [*LIVE, DIRECTION],
        ["--by", "gus"],
        {
            "role: site-administrator": "role: it-web-liaison",
            "audience:": "audience: Everybody who follows the site",
            "text:": "text: This account closes",
        },
        SITE,
        {
            "kind": "notice",
            "by": "gus",
            "role": "it-web-liaison",
            "copies_to": ["web-content-team"],
            "audience": "Everybody who follows the site",
            "text": "This account closes",
        },
    ),
    "final-notice": (
        [*LIVE, DIRECTION],
        ["--by", "gus"],
        {
            "access_blocked_on:": "access_blocked_on: 2026-09-01",
            "contents:": "contents: deleted",
            "role: site-administrator": "role: it-web-liaison",
        },
        SITE,
        {
            "kind": "deactivation",
            "by": "gus",
            "role": "it-web-liaison",
            "copies_to": ["web-content-team", "agency-head"],
            "access_blocked_on": "2026-09-01",
            "contents": "deleted",
        },
    ),
    "credentials": (
        [*LIVE, DIRECTION, DEACTIVATION],
        ["--by", "gus"],
        {"channel:": "channel: Sealed envelope", "role: site-administrator": "role: it-web-liaison"},
        SITE,
        {
            "kind": "credentials-handed-over",
            "by": "gus",
            "role": "it-web-liaison",
            "copies_to": ["web-content-team", "agency-head"],
            "to": "cto-cio",
            "channel": "Sealed envelope",
        },
    ),
    "documentation": (
        [*LIVE, DIRECTION, DEACTIVATION],
        [],
        {"handle_fate:": "handle_fate: parked", "recheck_on:": "recheck_on: 2027-09-01"},
        SITE,
        {
            "kind": "decommissioning",
            "by": "emil",
            "role": "cto-cio",
            "handle_fate": "parked",
            "recheck_on": "2027-09-01",
            "copies_to": ["web-content-team"],
        },
    ),
    "removal": (
        LIVE,
        ["--person", "hana"],
        {"access_ended_on:": "access_ended_on: 2026-09-01", "reason:": "reason: Left the agency"},
        "registry/designations/parks-x.yml",
        {
            "by": "ana",
            "reason": "Left the agency",
            "access_ended_on": "2026-09-01",
            "reported_to": ["web-content-team"],
        },
    ),
    "credential-change": (
        LIVE,
        [],
        {"what:": "what: password", "reason:": "reason: regular"},
        "registry/operations/parks-x/2026.yml",
        {"to": "web-content-team", "by": "hana"},
    ),
    "usage-report": (
        LIVE,
        [],
        {
            "from_on:": "from_on: 2026-08-01",
            "to_on:": "to_on: 2026-08-31",
            "- measure:": "- measure: followers",
            "value:": "value: 1204",
            "effectiveness:": "effectiveness: More walkers ask here",
        },
        "registry/operations/parks-x/2026.yml",
        {
            "by": "hana",
            "from_on": "2026-08-01",
            "to_on": "2026-08-31",
            "measures": [{"measure": "followers", "value": 1204}],
            "effectiveness": "More walkers ask here",
            "to": ["web-content-team"],
        },
    ),
    "disposition-access": (
        LIVE,
        ["--person", "hana", "--to", "cto-cio"],
        {},
        "registry/designations/parks-x.yml",
        {"requested_on": DAY, "requested_of": "cto-cio"},
    ),
    "disposition-access-consultation": (
        LIVE,
        ["--person", "hana"],
        {},
        "registry/designations/parks-x.yml",
        {"requested_on": "2026-08-06", "requested_of": "cto-cio", "consulted_on": DAY},
    ),
    "disposition-access-informed": (
        LIVE,
        ["--person", "hana"],
        {},
        "registry/designations/parks-x.yml",
        {"requested_on": "2026-08-06", "requested_of": "cto-cio", "informed_on": DAY},
    ),
    "ongoing-authority": (
        LIVE,
        ["--target", "parks-replicated", "--set", "series=local#replicated"],
        {},
        "schedules/authorizations/parks-replicated.yml",
        {"by": "hana"},
    ),
    "terms-of-use": (
        [],
        [],
        {
            "accepted_on:": "accepted_on: 2026-09-05",
            "counsel_reviewed_on:": "counsel_reviewed_on: 2026-09-02",
            "consulted:\n    -": "consulted:\n    - Otto",
            "licence:": "licence: It may show what is posted",
            "cost:": "cost: none",
        },
        SITE,
        {
            "url": "https://x.example/tos",
            "accepted_on": "2026-09-05",
            "accepted_by": "gus",
            "counsel_reviewed_on": "2026-09-02",
            "consulted": ["otto"],
            "licence": "It may show what is posted",
            "cost": "none",
        },
    ),
    "comment-regulations": (
        LIVE,
        [],
        {"counsel_reviewed_on:": "counsel_reviewed_on: 2026-09-02"},
        SITE,
        {"mode": "off", "rationale": "Nobody answers", "counsel_reviewed_on": "2026-09-02"},
    ),
    "confidentiality": (
        [],
        ["--agency", "parks"],
        {},
        "registry/policies/parks.yml",
        {"statement": "What is confidential stays so"},
    ),
    "training-notice": (
        [],
        ["--person", "hana"],
        {"course:": "course: Social media and records", "  on:": "  on: 2026-08-30"},
        "registry/staff/hana.yml",
        {"course": "Social media and records", "on": "2026-08-30", "acknowledged_on": DAY},
    ),
    "training-acknowledgement": (
        [],
        ["--person", "gus"],
        {"course:": "course: Social media and records"},
        "registry/staff/gus.yml",
        {"course": "Social media and records", "on": "2026-08-20", "acknowledged_on": DAY},
    ),
    "audit-notice": (
        [],
        ["--agency", "parks", "--target", "policy-2026"],
        {
            "title:": "title: Is the policy followed",
            "subjects:\n      -": "subjects:\n      - policy",
            "from_on:": "from_on: 2026-01-01",
            "to_on:": "to_on: 2026-06-30",
            "- independent:": "- independent: yes",
        },
        "registry/audits/policy-2026.yml",
        {"title": "Is the policy followed"},
    ),
    "vetting": (
        LIVE,
        [],
        {
            "title:": "title: Pine Ridge opens",
            "description:": "description: Says when it opens",
            "type:": "type: News",
            "planned_on:": "planned_on: 2026-09-10",
            "approved_by:": "approved_by: Dora",
            "approved_on:": "approved_on: 2026-09-02",
        },
        "registry/posts/parks-x/2026.yml",
        {
            "planned_on": "2026-09-10",
            "author": "hana",
            "approved_by": "dora",
            "approved_on": "2026-09-02",
            "title": "Pine Ridge opens",
            "description": "Says when it opens",
            "type": "News",
        },
    ),
}  # fmt: skip
# where in the record that is told, where it is not the last fact or designation, and whether it has evidence there
PLACES: Mapping[str, tuple[tuple[str | int, ...], bool]] = {
    "removal": (("designations", 0, "removed"), True),
    "credential-change": (("credential_changes", -1, "reported", 0), True),
    "usage-report": (("usage_reports", -1), True),
    "disposition-access": (("designations", 0, "disposition_system"), False),
    "disposition-access-consultation": (("designations", 0, "disposition_system"), False),
    "disposition-access-informed": (("designations", 0, "disposition_system"), False),
    "ongoing-authority": (("requested",), True),
    "terms-of-use": (("agreements", -1), False),
    "comment-regulations": (("comments",), False),
    "confidentiality": (("confidentiality",), False),
    "training-notice": (("training", -1), True),
    "training-acknowledgement": (("training", -1), True),
    "audit-notice": ((), False),
    "vetting": (("posts", -1), True),
}
FACTS = set(CASES) - set(PLACES)
IN_PRIVATE = ("training-notice", "training-acknowledgement", "vetting")


def person(name: str, role: str) -> dict[str, Any]:
    return {
        "name": name.capitalize(), "title": role, "agency": "parks", "roles": [{"role": role, "from_on": "2020-01-01"}],
    }  # fmt: skip


def office(folder: Path, facts: list[dict[str, Any]], asked_for_access: bool = False) -> Path:
    """A root whose site has had these facts since its request, and in which somebody holds each role."""
    files = root_files()
    files |= {f"registry/people/{name}.yml": person(name, role) for name, role in HOLDERS.items()}
    files["registry/people/ana.yml"]["roles"] = [{"role": "agency-head", "from_on": "2020-01-01"}]
    site = files[SITE]
    site["facts"][0] |= {"by": "gus"}
    site["facts"] += facts
    if ACTIVATION in facts:
        site |= ACCOUNT
    site["comments"] = {"mode": "off", "rationale": "Nobody answers"}
    original = {"system": "Notices", "location": "https://parks.example/notices"}
    alerts = {"type": "Alerts", "vetting": "none", "class": "replicated", "series": "local#replicated"}
    site["communications"].append(alerts | {"original": original})
    designation: dict[str, Any] = {
        "person": "hana",
        "on": "2026-08-05",
        "by": "ana",
        "role": "agency-head",
        "responsibilities": NINE,
    }
    if asked_for_access:
        designation["disposition_system"] = {"requested_on": "2026-08-06", "requested_of": "cto-cio"}
    if REGISTRATION in facts and DIRECTION not in facts:
        files["registry/designations/parks-x.yml"] = {"designations": [designation]}
    files["registry/policies/parks.yml"] = {
        "title": "Social media", "confidentiality": {"statement": "What is confidential stays so"},
    }  # fmt: skip
    for path, value in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(dump_yaml(value), encoding="utf-8")
    return folder


def records(root: Path, cache: Path, *arguments: str) -> int:
    settings = {"cache": cache, "started_at": datetime(2026, 10, 1, 12, tzinfo=UTC)}
    private = ["--private", str(root.parent / "private")] if (root.parent / "private").is_dir() else []
    return run(["--root", str(root), *private, *arguments], settings)


def private_root(folder: Path) -> None:
    """A private root, in which Gus took a course that he has not acknowledged yet."""
    (folder / "registry/staff").mkdir(parents=True)
    course = {"course": "Social media and records", "on": "2026-08-20"}
    (folder / "registry/staff/gus.yml").write_text(dump_yaml({"training": [course]}), encoding="utf-8")


def within(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def text_of(data: bytes) -> str:
    """The text that a mail program quotes when it replies to a message."""
    mail: Any = email.message_from_bytes(data, policy=policy.default)
    return str(mail.get_content()).replace("\r\n", "\n")


def filled_in(text: str, answers: Mapping[str, str]) -> str:
    head, begin, block = text.partition("--- records answers 1 ---\n")
    for blank, answer in answers.items():
        assert f"{blank}\n" in block, f"{blank!r} is not blank in the message"
        block = block.replace(f"{blank}\n", f"{answer}\n", 1)
    return head + begin + block


def test_every_message_with_answers_has_its_reply_here() -> None:
    assert {row.answers for row in MESSAGES.values() if row.answers} <= set(kinds_of_answers())
    known = {name for name, row in MESSAGES.items() if row.answers}
    assert known - {"final-copy"} == set(CASES)  # below: its capture has to be taken in first


@pytest.mark.parametrize("program", REPLYING)
@pytest.mark.parametrize("name", CASES)
def test_the_reply_to_a_message_becomes_its_fact(name: str, program: str, tmp_path: Path, capfd: Any) -> None:
    facts, options, answers, path, expected = CASES[name]
    root = office(tmp_path / "root", facts, name.startswith("disposition-access-"))
    if name in IN_PRIVATE:
        private_root(tmp_path / "private")
    about = options if MESSAGES[name].about != "site" else ["--site", "parks-x", *options]
    draft = tmp_path / "draft.eml"
    assert records(root, tmp_path, "message", name, *about, "--out", str(draft)) == 0, capfd.readouterr()
    reply = PROGRAMS[program](filled_in(text_of(draft.read_bytes()), answers))
    (tmp_path / "reply.eml").write_bytes(reply)
    capfd.readouterr()
    at, has_evidence = PLACES.get(name, (("designations" if "designations" in path else "facts", -1), True))
    entering = ["--keep", "--entered-by", "june"] if has_evidence else []
    taken = records(root, tmp_path, "new", "--answers", str(tmp_path / "reply.eml"), *entering)
    assert taken == 0, capfd.readouterr()
    value, fault = read_yaml(((tmp_path / "private" if name in IN_PRIVATE else root) / path).read_bytes())
    assert fault is None
    digest = hashlib.sha256(reply).hexdigest()
    evidence = {
        "form": "e-mail",
        "reference": "<20260901.0188@parks.example>",
        "dated_on": DAY,
        "digest": digest,
        "dkim": {"result": "none"},
        "known_by": "by-message",
        "entered_by": "june",
    }
    entry = within(value, at)
    dated = {"on": DAY, "evidence": evidence} if has_evidence else {}
    if name in IN_PRIVATE:  # their days are those of the course, of the post and of its approval
        del dated["on"]
    shown = {key: entry[key] for key in (*expected, *dated)}
    assert (entry if name in FACTS else shown) == dated | expected
    if name == "activation":
        assert {key: value[key] for key in ACCOUNT} == ACCOUNT | {"handles": [{"handle": "Parks", "from_on": DAY}]}
    if has_evidence:
        assert (tmp_path / "root-store" / "evidence" / f"{digest}.eml").read_bytes() == reply
    capfd.readouterr()
    assert records(root, tmp_path, "validate") == 0, capfd.readouterr()
    told = capfd.readouterr().out
    duties = {"designation": "'gus' is designated", "addition": "'lena' is designated", "credential-change": "B044"}
    assert name not in duties or duties[name] not in told, "the message itself is what the duty wants"


def test_who_was_told_of_a_designation_is_added_to_it_later(tmp_path: Path, capfd: Any) -> None:
    root = office(tmp_path / "root", LIVE)
    assert records(root, tmp_path, "validate") == 0
    assert "the CTO/CIO was not told that 'hana' is designated" in capfd.readouterr().out
    told = ["--person", "Hana", "--copies-to", "cto-cio"]
    assert records(root, tmp_path, "change", "designation", "parks-x", *told) == 0, capfd.readouterr()
    value = read_yaml((root / "registry/designations/parks-x.yml").read_bytes())[0]
    assert within(value, ("designations", 0)) == {
        "person": "hana",
        "on": "2026-08-05",
        "by": "ana",
        "role": "agency-head",
        "responsibilities": NINE,
        "copies_to": ["cto-cio"],
    }
    capfd.readouterr()
    assert records(root, tmp_path, "validate") == 0
    assert "B031" not in capfd.readouterr().out


@pytest.mark.parametrize("program", REPLYING)
def test_the_reply_about_the_final_copy_names_what_was_taken_in(program: str, tmp_path: Path, capfd: Any) -> None:
    root = office(tmp_path / "root", [*LIVE, DIRECTION])
    export = tmp_path / "export"
    export.mkdir()
    rows = "id,kind,created_at,text\np-1,post,2026-08-15T09:30:00-04:00,Hello\n"
    (export / "items.csv").write_text(rows, encoding="utf-8")
    assert records(root, tmp_path, "ingest", str(export), "--site", "parks-x", "--by", "june", "--complete") == 0
    capture = next((root / "captures/parks-x").iterdir()).name
    about = ["--site", "parks-x", "--by", "gus", "--set", "role=it-web-liaison", "--set", f"capture={capture}"]
    assert records(root, tmp_path, "message", "final-copy", *about, "--out", str(tmp_path / "draft.eml")) == 0
    (tmp_path / "reply.eml").write_bytes(PROGRAMS[program](text_of((tmp_path / "draft.eml").read_bytes())))
    answers = ["--answers", str(tmp_path / "reply.eml"), "--entered-by", "june"]
    capfd.readouterr()
    assert records(root, tmp_path, "new", *answers) == 0, capfd.readouterr()
    value, _ = read_yaml((root / SITE).read_bytes())
    told = {key: value["facts"][-1][key] for key in ("kind", "on", "by", "role", "capture")}
    assert told == {"kind": "final-capture", "on": DAY, "by": "gus", "role": "it-web-liaison", "capture": capture}
    assert value["facts"][-1]["evidence"]["entered_by"] == "june"
    assert records(root, tmp_path, "validate") == 0, capfd.readouterr()
