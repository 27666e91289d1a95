"""The files of a new root beside its records: what it is, how it is changed, and the editor's settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from records_portal import __version__
from records_portal.register.findings import Refusal
from records_portal.register.kinds import KINDS
from records_portal.register.shapes import schemas
from records_portal.register.starter import READMES

from .opening import NO_FORGE, Opening

TEXTS = Path(__file__).with_name("texts")
SCHEMA_FOLDER = ".vscode/schemas"
PROGRAM = f"records-portal=={__version__}"
FOLDERS_OF_PRIVATE = {"registry": "Holds, requests, staff, access, internal sites: one record a file."}
PROPOSE = {
    "": "Commit it on a branch of its own and push that; who merges it runs `records diff` first.",
    "github": "Push a branch and open a pull request; a comment says in words what changes.",
    "gitlab": "Push a branch and open a merge request; its pipeline says in words what changes.",
    "forgejo": "Push a branch and open a pull request; its checks say in words what changes.",
    "gitea": "Push a branch and open a pull request; its checks say in words what changes.",
}


def public_files(opening: Opening, owners: str) -> dict[str, bytes]:
    """What the public root has beside its records; `owners` is the path of the file that says who owns what."""
    words = {
        "TITLE": opening.title,
        "PRIVATE": "".join(f" ({each.name})" for each in opening.private) if len(opening.private) == 1 else "s",
        "PROPOSE": PROPOSE["" if opening.forge == NO_FORGE else opening.forge],
        "OWNERS": f"[{owners}]({owners})" if owners else "the roles in `registry/people/`",
        "BRANCH": opening.branch,
    }
    files = _texts("both", words) | _texts("public", words) | _editor_files()
    files |= {f"{name}/README.md": f"{text}\n".encode() for name, text in READMES.items()}
    return files | {"requirements.txt": f"{_program(opening)}\n".encode()}


def private_files(opening: Opening, agencies: Mapping[str, str]) -> dict[str, bytes]:
    """What a private root begins with; `agencies` are those whose holds it has, by id with their names."""
    words = {"TITLE": opening.title, "AGENCIES": ", ".join(agencies.values()) or "the agencies"}
    files = _texts("both", words) | _texts("private", words) | _editor_files()
    return files | {f"{name}/README.md": f"{text}\n".encode() for name, text in FOLDERS_OF_PRIVATE.items()}


def _texts(folder: str, words: Mapping[str, str]) -> dict[str, bytes]:
    found = {}
    for path in sorted((TEXTS / folder).iterdir()):
        text = path.read_text(encoding="utf-8")
        for name, said in words.items():
            text = text.replace(f"@{name}@", said)
        found[path.name.replace("dot-", ".", 1)] = text.encode()
    return found


def _editor_files() -> dict[str, bytes]:
    """The settings by which an editor completes and checks records as they are typed, and the schemas they name."""
    globs = {f"./{SCHEMA_FOLDER}/{kind.name}.json": _glob(kind.path) for kind in KINDS.values()}
    settings: dict[str, Any] = {
        "yaml.schemas": globs,
        "yaml.yamlVersion": "1.2",
        "yaml.schemaStore.enable": False,
        "yaml.format.enable": False,
        "files.encoding": "utf8",
        "files.eol": "\n",
    }
    named = {f"{SCHEMA_FOLDER}/{name}.json": data for name, data in schemas().items() if name in KINDS}
    advice = {"recommendations": ["redhat.vscode-yaml"]}
    return {".vscode/settings.json": _json(settings), ".vscode/extensions.json": _json(advice), **named}


def _glob(path: str) -> str:
    parts = (part if "{" not in part else f"*{part.partition('}')[2]}" for part in path.split("/"))
    return "/".join(parts)


def _json(value: object) -> bytes:
    return f"{json.dumps(value, indent=2)}\n".encode()


def _program(opening: Opening) -> str:
    """What pip installs the program from; a path of this machine would mean nothing elsewhere."""
    said = opening.program.strip()
    if "file:" in said or said.startswith(("/", ".", "~")) or "\n" in said:
        raise Refusal(f"{said!r} is a path of this machine; a name with a version, or an https address of the wheel")
    return said or PROGRAM
