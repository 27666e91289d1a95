"""The files of a new root beside its records: what it is, how it is changed, and the editor's settings."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from records_portal import __version__
from records_portal.files.program import SOFTWARE
from records_portal.register.findings import Refusal
from records_portal.register.kinds import KINDS
from records_portal.register.shapes import schemas
from records_portal.register.starter import READMES

from .opening import NO_FORGE, Opening

TEXTS = Path(__file__).with_name("texts")
SCHEMA_FOLDER = ".vscode/schemas"
PROGRAM = f"records-portal=={__version__}"
PROGRAM_UNKNOWN = f"""\
# Where this register gets the program from is not said yet, so nothing is installed by this file. Write one line:
# records-portal @ https://HOST/records_portal-{__version__}-py3-none-any.whl#sha256=WHAT-SHA256SUM-SAYS"""
LOCK = SOFTWARE / "requirements" / "runtime.txt"
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
    return files | {"requirements.txt": LOCK.read_bytes(), "program.txt": f"{_program(opening)}\n".encode()}


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
    """What pip installs the program from; a path of this machine would mean nothing elsewhere.

    A name alone could be anybody's at a public index, so the program stands there by its hash, or not at all.
    """
    said = opening.program.strip()
    if "file:" in said or said.startswith(("/", ".", "~")):
        raise Refusal(f"{said!r} is a path of this machine; an https address of the wheel, or a name of your own index")
    if "://" in said and not re.fullmatch(r"https://[^\s#]+#sha256=[0-9a-f]{64}", said):
        raise Refusal(f"{said!r} is no https address that ends with #sha256= and what `sha256sum` says of the wheel")
    if "://" in said:
        return f"records-portal @ {said}"
    if said and not re.fullmatch(r"records-portal[=<>~!]=?[0-9][A-Za-z0-9.!+*,<>=-]*", said):
        raise Refusal(f"{said!r} is no version of the program; such as {PROGRAM}")
    if said:
        return said
    if digest := _installed_digest():
        return f"{PROGRAM} --hash=sha256:{digest}"
    return PROGRAM_UNKNOWN


def _installed_digest() -> str:
    """The SHA-256 of the wheel that this program was installed from; empty where the installer did not keep it."""
    try:
        told = json.loads(distribution("records-portal").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return ""
    archive = told.get("archive_info") or {}
    if digest := (archive.get("hashes") or {}).get("sha256") or str(archive.get("hash", "")).removeprefix("sha256="):
        return str(digest)
    wheel = Path(unquote(urlsplit(str(told.get("url", ""))).path))
    return hashlib.sha256(wheel.read_bytes()).hexdigest() if wheel.suffix == ".whl" and wheel.is_file() else ""
