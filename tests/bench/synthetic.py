"""A large register of plausible records, the same for the same size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from records_portal.files.yaml_text import dump_yaml
from tests.roots import root_files

RESPONSIBILITIES = [
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


def write_register(
    folder: Path, sites: int, *, designated: bool = True, keys: Mapping[str, str] = MappingProxyType({})
) -> int:
    """Write a root with this many sites, each with its designation where wanted; the number of records.

    With keys to sign with, the three people have them and a login at a forge.
    """
    files = root_files()
    site = files.pop("registry/sites/parks-x.yml")
    person = files["registry/people/ana.yml"]
    roles = ("communications-director", "cto-cio", "web-content-team")
    person["roles"] += [{"role": role, "from_on": "2020-01-01"} for role in roles]
    person["trained"] = True
    files["registry/people/ben.yml"] = person | {"name": "Ben"}
    files["registry/people/cora.yml"] = person | {"name": "Cora"}
    files["registry/portal.yml"] |= {"forge": {"noreply_domain": "users.noreply.forge.example"}} if keys else {}
    for name, key in keys.items():
        files[f"registry/people/{name}.yml"] = person | {
            "name": name.capitalize(),
            "forge_login": name,
            "signing_key": key,
        }
    for number in range(sites):
        name = f"site-{number:06}"
        files[f"registry/sites/{name}.yml"] = _site(site, number)
        designation = {"person": "ana", "on": "2020-03-02", "by": "ana", "responsibilities": RESPONSIBILITIES}
        if designated:
            files[f"registry/designations/{name}.yml"] = {"designations": [designation]}
    for path, value in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(dump_yaml(value), encoding="utf-8")
    return len(files)


def _site(site: dict[str, Any], number: int) -> dict[str, Any]:
    handle = f"Lake{number:08}"
    page = [{"url": "https://parks.example/", "seen_on": "2025-12-01"}]
    approvals = [
        {"by": "ana", "role": "communications-director", "on": "2020-02-01"},
        {"by": "ben", "role": "cto-cio", "on": "2020-02-01"},
    ]
    request = site["facts"][0] | {"by": "cora"}
    step = {"by": "ben", "role": "web-content-team"}
    return site | {
        "account_id": f"{10_000_000_000 + number}",
        "handles": [{"handle": handle, "from_on": "2020-03-01"}],
        "url": f"https://x.com/{handle}",
        "comments": {"mode": "off", "rationale": "Announcements only."},
        "linked_from": page,
        "facts": [
            request,
            step
            | {
                "kind": "review",
                "on": "2020-02-01",
                "decision": "approved",
                "approvals": approvals,
                "copies_to": ["cto-cio"],
            },
            step | {"kind": "activation", "on": "2020-03-01", "copies_to": ["cto-cio"]},
            step | {"kind": "registration", "on": "2020-03-02", "pages": page},
            step | {"kind": "recertification", "on": "2025-10-01"},
        ],
    }
