"""Small roots for tests: real files, and real git repositories around them."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from records_portal.captures.taking_in.request import IngestRequest
from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.model import Register
from records_portal.register.sources import FolderTree, load_register
from records_portal.store.anchors import Anchor, Anchors, NoPrivateRoot, write_anchors

ADDRESS = "7+ana-l@users.noreply.forge.example"
CANARY = "CANARY-7f3a"
_IDENTITY = {"NAME": f"{CANARY} name", "EMAIL": ADDRESS, "DATE": "2024-05-01T12:00:00+02:00"}
CONFIRMED = {"on": "2024-02-01", "by": "ana", "source": "the schedule as published"}


def series(number: str, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "number": number,
        "title": f"Series {number}",
        "rule": {"trigger": "creation", "period": "P3Y"},
        "disposition": "destroy",
        "authorization": "per-request",
        "citation": "Schedule of the test",
        "confirmed": CONFIRMED,
    }
    return {key: value for key, value in (fields | changes).items() if value is not None}


EVENT_RULE = {"trigger": "event", "event": "superseded", "period": "P1Y"}
SERIES = [
    series("routine"),
    series("policy", appraisal="required", disposition="transfer-archives"),
    series("replicated", authorization="ongoing"),
    series("event", rule=EVENT_RULE),
    series("kept", rule=None, disposition="permanent"),
    series("unknown", rule=None),
    series("unconfirmed", confirmed=None),
    series("later", rule={"later_of": [{"trigger": "creation", "period": "P3Y"}, EVENT_RULE]}),
    series("earlier", rule={"earlier_of": [{"trigger": "creation", "period": "P3Y"}, EVENT_RULE]}),
    series("far", rule={"trigger": "creation", "period": "P9000Y"}),
    series("fiscal", rule={"trigger": "creation", "cutoff": "fiscal-year-end", "period": "P2Y"}),
    series("free", authorization="none"),
]


def with_counsel(files: dict[str, Any]) -> dict[str, Any]:
    """The files of a root in which Ana is counsel too, who may release a hold."""
    files["registry/people/ana.yml"]["roles"].append({"role": "counsel", "from_on": "2020-01-01"})
    return files


def root_files(series_number: str = "routine") -> dict[str, Any]:
    person = {
        "name": "Ana",
        "title": "Officer",
        "agency": "parks",
        "roles": [{"role": role, "from_on": "2020-01-01"} for role in ("agency-head", "it-web-liaison")],
    }
    request = {
        "kind": "request",
        "on": "2020-01-02",
        "by": "ana",
        "role": "it-web-liaison",
        "copies_to": ["cto-cio"],
        "agency": "parks",
        "type": "Microblog",
        "purpose": "News",
        "communication_types": ["News"],
        "justification": "The mission",
        "terms_url": "https://x.example/tos",
        "proposed_administrators": ["ana"],
    }
    site = {
        "agency": "parks",
        "platform": "x",
        "audience": "public",
        "origin": "requested",
        "purpose": "News",
        "communications": [{"type": "News", "vetting": "none", "class": "routine", "series": f"local#{series_number}"}],
        "facts": [request],
    }
    contact = {"office": "Web team"}
    pages = ["https://parks.example/"]
    return {
        "registry/portal.yml": {"title": "Test", "time_zone": "UTC", "fiscal_year_start": "07-01"},
        "registry/agencies/parks.yml": {
            "name": "Parks",
            "kind": "state",
            "head": "ana",
            "web_pages": pages,
            "contact": contact,
        },
        "registry/people/ana.yml": person,
        "registry/platforms/x.yml": {
            "name": "X",
            "hosts": ["x.com"],
            "handle_pattern": "[A-Za-z0-9_]{1,15}",
            "url_template": "https://x.com/{handle}",
            "category": "blogging-microblogging",
        },
        "registry/sites/parks-x.yml": site,
        "schedules/local.yml": {
            "name": "Local",
            "jurisdiction": "Test",
            "versions": [{"version": "1", "effective_on": "2020-01-01", "series": deepcopy(SERIES)}],
        },
    }


def load(tmp_path: Path, files: Mapping[str, Any], private: Mapping[str, Any] | None = None) -> Register:
    """The register of real files; every one of them has to be sound."""
    trees = []
    for name, contents in (("root", files), ("private", private or {})):
        for path, value in contents.items():
            target = tmp_path / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(dump_yaml(value), encoding="utf-8")
        trees.append(FolderTree(tmp_path / name))
    loaded = load_register(trees[0], trees[1])
    assert [str(each) for each in loaded.findings if each.code != "F005"] == []
    return loaded.register


class Root:
    """A root in a git repository of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def git(self, *arguments: str, **environment: str) -> str:
        names = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(self.folder)}
        names |= {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in _IDENTITY.items()}
        command = ["git", "-C", str(self.folder), *arguments]
        environment = {"PATH": os.environ["PATH"], **names, **environment}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    def write(self, files: dict[str, Any]) -> None:
        for path, value in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(dump_yaml(value), encoding="utf-8")

    def commit(
        self, files: dict[str, Any], *arguments: str, message: str = f"{CANARY} subject", **environment: str
    ) -> str:
        self.write(files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, *arguments, **environment)
        return self.git("rev-parse", "HEAD").strip()


def command(
    *arguments: str | Path, home: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command as somebody with this home runs it now, in this process: what it answers and prints."""
    settings: dict[str, object] = {"cache": home / ".cache" / "records-portal", "started_at": datetime.now(UTC)}
    settings["environment"] = dict(environment or {})
    printed, told = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    words = [str(each) for each in arguments]
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(told):
        code = run(words, settings)
    output = [each.buffer.getvalue().decode() for each in (printed, told)]
    return subprocess.CompletedProcess(words, code, *output)


def lend(engine: Path, cache: Path) -> Path:
    """The cache folder, in which the engine's work lies as if an earlier build had left it there."""
    cache.mkdir(parents=True, exist_ok=True)
    (cache / engine.name).symlink_to(engine, target_is_directory=True)
    return cache


def ingest_request(folder: Path, **changes: Any) -> IngestRequest:
    """A request without parts, for a site on X in an empty root, with a key that never changes."""
    root, store = folder / "root", folder / "store"
    (root / "registry/sites").mkdir(parents=True)
    (root / "registry/sites/parks-x.yml").write_text("agency: parks\n", encoding="utf-8")
    (store / "keys").mkdir(parents=True)
    (store / "keys/parks-x.key").write_bytes(bytes(range(32)))
    fields: dict[str, Any] = {
        "paths": (),
        "root": root,
        "store": store,
        "site": "parks-x",
        "platform": "x",
        "account_id": None,
        "time_zone": "America/New_York",
        "rules": (),
        "moment": datetime(2025, 8, 1, 14, 30, tzinfo=UTC),
        "by": "dana-whitfield",
        "software": "Records Portal 0.1.0",
        "draw_seed": partial(bytes, range(32)),  # which another process can be handed
    }
    return IngestRequest(**fields | changes)


def anchor(store: Path, private: Root) -> None:
    """Publish a private root beside its folder, and write a store's anchors: there are no other holds."""
    address = str(private.folder.parent / "published.git")
    tip = private.commit({"registry/README.md": "Holds live here"})
    private.git("init", "--quiet", "--bare", "--initial-branch=main", address)
    private.git("remote", "add", "origin", address)
    private.git("push", "--quiet", "--set-upstream", "origin", "main")
    store.mkdir(exist_ok=True)
    none = NoPrivateRoot("Its holds are in the root that is named", "ana", "2020-01-02")
    public = Anchor("public", "/srv/records.git", "main")
    write_anchors(store, Anchors(public, (Anchor("counsel", address, "main", tip),), {"parks": none}))
