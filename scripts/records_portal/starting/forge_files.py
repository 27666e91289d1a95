"""The forge's own files of a new root: workflows, templates, owners, and how its branch is to be protected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from .forge_addresses import page_of
from .opening import NO_FORGE, Opening
from .owners import PRIVATE, PUBLIC, owners_path, owners_text
from .protection import protection_path, wanted_settings

FORGES = Path(__file__).with_name("forges")
VISIBLE = "Everything you write here can be read by everyone: no holds, no names of citizens."
HIDDEN = "Only those with access to the private root can read this."
# Of each forge: which text becomes which file, of the public root and of a private one.
FILES: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "github": (
        {
            "github/changes.yml": ".github/workflows/changes.yml",
            "github/preview.yml": ".github/workflows/preview.yml",
            "github/attest.yml": ".github/workflows/attest.yml",
            "github/log.yml": ".github/workflows/log.yml",
            "github/answers.yml": ".github/workflows/answers.yml",
            "github/publish.yml": ".github/workflows/publish.yml",
            "github/duties.yml": ".github/workflows/duties.yml",
            "github/pull_request_template.md": ".github/pull_request_template.md",
        },
        {
            "github/private-changes.yml": ".github/workflows/changes.yml",
            "github/private-duties.yml": ".github/workflows/duties.yml",
            "github/pull_request_template.md": ".github/pull_request_template.md",
        },
    ),
    "gitlab": (
        {
            "gitlab/gitlab-ci.yml": ".gitlab-ci.yml",
            "github/pull_request_template.md": ".gitlab/merge_request_templates/Default.md",
        },
        {
            "gitlab/private-gitlab-ci.yml": ".gitlab-ci.yml",
            "github/pull_request_template.md": ".gitlab/merge_request_templates/Default.md",
        },
    ),
    "forgejo": (
        {
            "forgejo/changes.yml": ".forgejo/workflows/changes.yml",
            "forgejo/publish.yml": ".forgejo/workflows/publish.yml",
            "forgejo/log.yml": ".forgejo/workflows/log.yml",
            "forgejo/duties.yml": ".forgejo/workflows/duties.yml",
            "github/pull_request_template.md": ".forgejo/pull_request_template.md",
        },
        {
            "forgejo/private-changes.yml": ".forgejo/workflows/changes.yml",
            "forgejo/private-duties.yml": ".forgejo/workflows/duties.yml",
            "github/pull_request_template.md": ".forgejo/pull_request_template.md",
        },
    ),
    "gitea": (
        {
            "forgejo/changes.yml": ".gitea/workflows/changes.yml",
            "forgejo/publish.yml": ".gitea/workflows/publish.yml",
            "forgejo/log.yml": ".gitea/workflows/log.yml",
            "forgejo/duties.yml": ".gitea/workflows/duties.yml",
            "github/pull_request_template.md": ".gitea/pull_request_template.md",
        },
        {
            "forgejo/private-changes.yml": ".gitea/workflows/changes.yml",
            "forgejo/private-duties.yml": ".gitea/workflows/duties.yml",
            "github/pull_request_template.md": ".gitea/pull_request_template.md",
        },
    ),
}
PROGRAM_PATHS = {
    NO_FORGE: ("/CODEOWNERS", "/requirements.txt", "/program.txt"),
    "github": ("/.github/", "/requirements.txt", "/program.txt"),
    "gitlab": ("/.gitlab-ci.yml", "/.gitlab/", "/CODEOWNERS", "/requirements.txt", "/program.txt"),
    "forgejo": ("/.forgejo/", "/CODEOWNERS", "/requirements.txt", "/program.txt"),
    "gitea": ("/.gitea/", "/CODEOWNERS", "/requirements.txt", "/program.txt"),
}


def public_forge_files(opening: Opening) -> dict[str, bytes]:
    """What the forge reads in the public root."""
    return _forge_files(opening, private=False)


def private_forge_files(opening: Opening) -> dict[str, bytes]:
    """What the forge reads in a private root."""
    return _forge_files(opening, private=True)


def _forge_files(opening: Opening, *, private: bool) -> dict[str, bytes]:
    found = _owners(opening, private=private)
    if opening.forge == NO_FORGE:
        return found
    words = {
        "BRANCH": opening.branch,
        "PUBLIC": f"{page_of(opening.address)}.git",
        "VISIBLE": HIDDEN if private else VISIBLE,
    }
    for source, target in FILES[opening.forge][private].items():
        text = (FORGES / source).read_text(encoding="utf-8")
        for name, said in words.items():
            text = text.replace(f"@{name}@", said)
        found[target] = text.encode()
    settings = wanted_settings(opening.forge, opening.branch)
    return found | {protection_path(opening.forge): f"{json.dumps(settings, indent=2)}\n".encode()}


def _owners(opening: Opening, *, private: bool) -> dict[str, bytes]:
    if opening.empty:
        return {}
    rows = PRIVATE if private else PUBLIC
    text = owners_text(opening, rows, PROGRAM_PATHS[opening.forge])
    return {owners_path(opening): text.encode()}
