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
        },
    ),
}  # fmt: skip


def person(name: str, role: str) -> dict[str, Any]:
    return {
        "name": name.capitalize(), "title": role, "agency": "parks", "roles": [{"role": role, "from_on": "2020-01-01"}],
    }  # fmt: skip


def office(folder: Path, facts: list[dict[str, Any]]) -> Path:
    """A root whose site has had these facts since its request, and in which somebody holds each role."""
    files = root_files()
    files |= {f"registry/people/{name}.yml": person(name, role) for name, role in HOLDERS.items()}
    files["registry/people/ana.yml"]["roles"] = [{"role": "agency-head", "from_on": "2020-01-01"}]
    site = files[SITE]
    site["facts"][0] |= {"by": "gus"}
    site["facts"] += facts
    if ACTIVATION in facts:
        site |= ACCOUNT
    for path, value in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(dump_yaml(value), encoding="utf-8")
    return folder


def records(root: Path, cache: Path, *arguments: str) -> int:
    settings = {"cache": cache, "started_at": datetime(2026, 10, 1, 12, tzinfo=UTC)}
    return run(["--root", str(root), *arguments], settings)


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


def pending() -> set[str]:
    return {row.answers for row in MESSAGES.values() if row.answers} - set(kinds_of_answers())


def test_every_message_with_answers_has_its_reply_here() -> None:
    known = {name for name, row in MESSAGES.items() if row.answers and row.answers not in pending()}
    elsewhere = {
        "final-copy", "ongoing-authority", "vetting", "training-notice", "training-acknowledgement", "audit-notice",
        "confidentiality", "terms-of-use", "removal", "credential-change", "disposition-access",
        "disposition-access-consultation", "disposition-access-informed", "comment-regulations", "usage-report",
    }  # fmt: skip
    assert known - elsewhere == set(CASES)


@pytest.mark.parametrize("program", REPLYING)
@pytest.mark.parametrize("name", CASES)
def test_the_reply_to_a_message_becomes_its_fact(name: str, program: str, tmp_path: Path, capfd: Any) -> None:
    facts, options, answers, path, expected = CASES[name]
    root = office(tmp_path / "root", facts)
    about = options if "--site" in options else ["--site", "parks-x", *options]
    draft = tmp_path / "draft.eml"
    assert records(root, tmp_path, "message", name, *about, "--out", str(draft)) == 0, capfd.readouterr()
    reply = PROGRAMS[program](filled_in(text_of(draft.read_bytes()), answers))
    (tmp_path / "reply.eml").write_bytes(reply)
    capfd.readouterr()
    taken = records(root, tmp_path, "new", "--answers", str(tmp_path / "reply.eml"), "--keep", "--entered-by", "june")
    assert taken == 0, capfd.readouterr()
    value, fault = read_yaml((root / path).read_bytes())
    assert fault is None
    entry = value["facts"][-1] if "facts" in value else value["designations"][-1]
    digest = hashlib.sha256(reply).hexdigest()
    assert entry == {
        "on": DAY,
        "evidence": {
            "form": "e-mail",
            "reference": "<20260901.0188@parks.example>",
            "dated_on": DAY,
            "digest": digest,
            "dkim": {"result": "none"},
            "known_by": "by-message",
            "entered_by": "june",
        },
        **expected,
    }
    if name == "activation":
        assert {key: value[key] for key in ACCOUNT} == ACCOUNT | {"handles": [{"handle": "Parks", "from_on": DAY}]}
    assert (tmp_path / "root-store" / "evidence" / f"{digest}.eml").read_bytes() == reply
    assert records(root, tmp_path, "validate") == 0, capfd.readouterr()
