"""An office that acts: people with keys in a real repository, proposals and statements."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

from records_portal.files.yaml_text import dump_yaml
from records_portal.history.repository import CommitTree, Repository
from records_portal.identity.acts import Act
from records_portal.identity.acts_of_history import Acts, changes_between, read_acts
from records_portal.identity.base import base_reader
from records_portal.identity.key_changes import read_key_history
from records_portal.identity.statements import NAMESPACE, Statement, statement_of
from tests.roots import Root, root_files
from tests.ssh_signing import SigningKey, ed25519_key, ssh_keygen_signs

SITE = "registry/sites/parks-x.yml"
ON = "2024-05-02"
ZEROS = "0" * 40
ROLES = {"ana": "agency-head", "ben": "records-officer", "cy": "cto-cio"}
KEYS = {name: ed25519_key(bytes([number]) * 32) for number, name in enumerate(ROLES, 1)}


def person(name: str, role: str, key: SigningKey | str, **more: Any) -> dict[str, Any]:
    """A person with a role and a key."""
    line = key if isinstance(key, str) else key.line
    return {
        "name": name.title(),
        "title": "Officer",
        "agency": "parks",
        "roles": [{"role": role, "from_on": "2020-01-01"}],
        "keys": [{"key": line, "from_on": "2024-01-01"}],
    } | more


class ActingOffice:
    """A root whose first commit registers three people with keys."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.root = Root(folder, *options)
        self.files: dict[str, Any] = root_files()
        for name, role in ROLES.items():
            self.files[f"registry/people/{name}.yml"] = person(name, role, KEYS[name])
        self.files["registry/people/ana.yml"]["roles"].append({"role": "it-web-liaison", "from_on": "2020-01-01"})
        self.write(self.files)
        self.commit("Begin")

    def write(self, files: dict[str, Any]) -> None:
        """Write records."""
        for path, value in files.items():
            target = self.root.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(dump_yaml(value), encoding="utf-8")

    def commit(self, message: str, on: str = "") -> str:
        """Commit everything that lies there, on a day where one is named."""
        dated = {"GIT_COMMITTER_DATE": f"{on}T12:00:00Z"} if on else {}
        self.root.git("add", "--all")
        self.root.git("commit", "--quiet", "--allow-empty", "-m", message, **dated)
        return self.root.git("rev-parse", "HEAD").strip()

    def change(self, purpose: str = "News and more", path: str = SITE) -> None:
        """Change a record."""
        value = deepcopy(self.files[path])
        value["purpose" if "purpose" in value else "title"] = purpose
        self.write({path: value})

    def changes(self, base: str, head: str = "HEAD") -> tuple[Any, ...]:
        """What differs between two commits, as a statement names it."""
        repository = Repository(self.root.folder)
        trees = [CommitTree(repository, each) for each in (base, head)]
        before, after = ({path: tree.content_name(path) for path in tree.entries} for tree in trees)
        return changes_between(before, after, ZEROS)

    def state(self, who: str, base: str = "main", act: str = "approve", **changed: Any) -> Statement:
        """What somebody would sign about a proposal."""
        said = {"person": who, "role": ROLES.get(who, "agency-head"), "act": act, "on": ON}
        return statement_of(**(said | {"changes": self.changes(base)} | changed))

    def sign(self, statement: Statement, key: SigningKey | Path, namespace: str = NAMESPACE) -> None:
        """Put a statement and its signature beside the records."""
        data = statement.render()
        if isinstance(key, Path):
            signature = ssh_keygen_signs(key, data, namespace)
        else:
            signature = key.sign(data, namespace.encode()).text()
        target = self.root.folder / statement.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        target.with_name(f"{target.name}.sig").write_bytes(signature)

    def propose(self, branch: str = "proposal") -> None:
        """Begin a proposal."""
        self.root.git("switch", "--quiet", "--create", branch)

    def approve(self, who: str = "ben", **changed: Any) -> Statement:
        """Sign the proposal and commit the statement."""
        landed = changed.pop("landed", "")
        statement = self.state(who, **changed)
        self.sign(statement, KEYS[who])
        self.commit("Approve", landed)
        return statement

    def acts(self) -> Acts:
        """What the history on the checked-out branch holds."""
        repository = Repository(self.root.folder)
        return read_acts(repository, base_reader(repository))

    def about(self, path: str = SITE) -> list[Act]:
        """The acts that count for what a file says now."""
        repository = Repository(self.root.folder)
        bases = base_reader(repository)
        content = bases.line.content(path, len(bases.line.commits) - 1)
        return list(self.acts().about(path, content, bases.line, read_key_history(repository, bases)))

    def reasons(self) -> list[str]:
        """Of each act why it does not count; empty where it does."""
        return [act.reason for act in self.acts().acts]


def run_git(folder: Path, *arguments: str) -> str:
    """A git command in a folder."""
    return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True).stdout


def holding(acts: Acts) -> Iterable[str]:
    """Who did what, of the acts that hold."""
    return [f"{act.statement.person} {act.statement.act} {act.known}" for act in acts.acts if act.holds]
