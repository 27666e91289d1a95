"""How the sample grows: chapters of dated steps, each one change to the register, applied in order.

* A step's `add` names records by kind and id and says what comes to them: mappings merge, lists grow, anything else is
  set; `{"0": ...}` over a list changes the element of that number. Nothing is ever taken away.
* What the source documents fix is filled in: day and person of a fact from its step, role, copies and evidence from its
  kind, all nine responsibilities of a designation.
* `upgrade` makes the migrations of `records upgrade`; `keys` gives people their test keys; who is named in `signed_by`
  approves the step with a statement beside it.
* A step's `captures` are ingested by the real ingest, into a store that is thrown away; its digest keys are fixed.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from records_portal.captures.capture_record import Scope
from records_portal.captures.indexes.item_index import ClassificationRule
from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.identity.acts_of_history import changes_between
from records_portal.identity.statements import NAMESPACE, ContentChange, statement_of
from records_portal.register.key_editing import with_key
from records_portal.register.kinds import FOLDERS, KINDS
from records_portal.register.migrations.catalogue import made_migrations
from records_portal.register.migrations.parts import STORE, UpgradeAnswers, UpgradedRoot, UpgradedRoots
from records_portal.register.shapes import schema_of
from records_portal.register.sources import FolderTree
from records_portal.values.ssh_keys import parse_key

from .exports import write_files
from .keys import sample_key
from .posts import export_files
from .procedure import fill_designations, fill_facts
from .repository import Repository
from .steps import Step, read_steps

HERE = Path(__file__).parent
SCHEDULES = HERE.parents[1] / "schedules"
CHAPTERS = tuple(sorted((HERE / "chapters").glob("20*.yml")))
PRIVATE_CHAPTER = HERE / "chapters" / "private.yml"
SHOWN_EXPORTS = ("x-2018", "x-2024")
GENERATED = (
    "registry",
    "captures",
    "examples",
    *(f"schedules/{kind}" for kind in ("events", "classifications", "authorizations", "dispositions")),
)
SOFTWARE = "records (sample)"
ZEROS = "0" * 40


@dataclass
class Story:
    """A root in the making: the records so far, and the folder and the store that they are written to."""

    root: Path
    store: Path
    values: dict[str, Any] = field(default_factory=dict)

    def tell(self, step: Step) -> None:
        """Apply one step to the folder."""
        before = self._contents() if step.signed_by else {}
        for schedule in step.schedules:
            self._write_schedule(schedule, step.on)
        for name, addition in step.add.items():
            self._add(name, addition, step)
        for capture in step.captures:
            self._ingest(capture, step)
        for site, decisions in step.decisions.items():
            self._decide(site, decisions, step)
        if step.upgrade:
            self._upgrade(step)
        for person in step.keys:
            self._give_key(person, step)
        if step.signed_by:
            self._sign(changes_between(before, self._contents(), ZEROS), step)

    def _write(self, path: str, content: bytes) -> None:
        write_files(self.root, [(path, content)])

    def _write_schedule(self, schedule: str, on: str) -> None:
        """Write a schedule by hand as it stands, or with the versions that there were on that day."""
        source = (SCHEDULES / f"{schedule}.yml").read_bytes()
        value, _ = read_yaml(source)
        known = [version for version in value["versions"] if version["effective_on"] <= on]
        if len(known) < len(value["versions"]):
            source = dump_yaml(value | {"versions": known}).encode()
        self._write(f"schedules/{schedule}.yml", source)

    def _add(self, name: str, addition: Any, step: Step) -> None:
        kind, _, record_id = name.partition("/")
        path = KINDS[kind].path_of(record_id)
        if kind == "sites":
            addition = fill_facts(record_id, addition, step)
        elif kind == "designations":
            addition = fill_designations(record_id, addition, step)
        elif kind == "dispositions":
            addition = self._fill_disposition(addition)
        self.values[path] = merged(self.values.get(path, {}), addition)
        known = schema_of(kind)["properties"]
        value = {key: self.values[path][key] for key in known if key in self.values[path]}
        assert value.keys() == self.values[path].keys(), (path, self.values[path].keys() - value.keys())
        self._write(path, dump_yaml(value).encode())

    def _ingest(self, capture: Mapping[str, Any], step: Step) -> None:
        site = self.values[KINDS["sites"].path_of(capture["site"])]
        rules = self.values.get(KINDS["classifications"].path_of(capture["site"]), {}).get("rules", [])
        self._place_key(capture["site"])
        with tempfile.TemporaryDirectory() as scratch:
            export = Path(scratch) / "export"
            write_files(export, export_files(capture["export"]))
            ingest_export(
                IngestRequest(
                    paths=(export,),
                    root=self.root,
                    store=self.store,
                    site=capture["site"],
                    platform=site["platform"],
                    account_id=site.get("account_id"),
                    time_zone=self.values["registry/portal.yml"]["time_zone"],
                    rules=tuple(map(classification_rule, rules)),
                    moment=step.noon,
                    by=step.by,
                    software=SOFTWARE,
                    scope=scope_of(capture),
                    draw_seed=None,  # random, so that no run would make the same sample again
                )
            )

    def _place_key(self, site: str) -> None:
        """Put a fixed digest key where the ingest looks for one, so that digests come out the same."""
        keys = self.store / "keys"
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = keys / f"{site}.key"
        key.write_bytes(hashlib.sha256(f"sample digest key of {site}".encode()).digest())
        key.chmod(0o600)

    def _fill_disposition(self, addition: Mapping[str, Any]) -> Mapping[str, Any]:
        """The addition with its items listed: each entry names a site, a class and a span of days."""
        items = [item for wanted in addition["items"] for item in self._items(wanted)]
        return {**addition, "items": items, "volume": {"amount": len(items), "unit": "items"}}

    def _items(self, wanted: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        site = wanted["site"]
        for index in sorted((self.root / "captures" / site).glob("*/items.csv")):
            for row in csv.DictReader(index.read_text(encoding="utf-8").splitlines()):
                spans = wanted["from_on"] <= row["latest_on"] <= wanted["to_on"]
                if spans and row["class"] == wanted["class"] and row["change"] != "gone":
                    yield {"site": site, "item": row["id"], "version": int(row["version"]), "digest": row["digest"]}

    def _decide(self, site: str, decisions: list[Mapping[str, str]], step: Step) -> None:
        """Write what people decided beside the site's last capture; an item is named by its place in the index."""
        folder = sorted((self.root / "captures" / site).iterdir())[-1]
        items = [line.split(",")[0] for line in (folder / "items.csv").read_text(encoding="utf-8").splitlines()[1:]]
        rows = [
            f"{items[int(each['item'])]},{each['class']},{step.by},{step.on},{each['reason']}" for each in decisions
        ]
        text = "\n".join(["item,class,by,on,reason", *rows, ""])
        self._write(f"captures/{site}/{folder.name}/classes.csv", text.encode())

    def _upgrade(self, step: Step) -> None:
        """Bring the root, and the private one beside it, to today's form by the migrations of `records upgrade`."""
        private = (self.root / "examples/private",)
        roots = UpgradedRoots(
            UpgradedRoot(str(self.root), texts_of(self.root)),
            tuple(UpgradedRoot(str(each), texts_of(each)) for each in private if each.is_dir()),
            UpgradedRoot(STORE, {}),
        )
        said = UpgradeAnswers(
            on=step.on,
            commit=step.upgrade["commit"],
            said_by=step.by,
            address=step.upgrade["address"],
            people_of_roles=step.upgrade["roles"],
        )
        edits = [edit for made in made_migrations(roots, said) for edit in made.edits if edit.root != STORE]
        for edit in edits:
            write_files(Path(edit.root), [(edit.path, edit.text)])
            if edit.path in self.values and edit.root == str(self.root):
                self.values[edit.path] = read_yaml(edit.text)[0]

    def _give_key(self, person: str, step: Step) -> None:
        path = KINDS["people"].path_of(person)
        text = with_key((self.root / path).read_bytes(), parse_key(sample_key(person).line), step.on)
        self._write(path, text)
        self.values[path] = read_yaml(text)[0]

    def _contents(self) -> dict[str, str]:
        """Each record's file with the name of its content."""
        tree = FolderTree(self.root)
        return {path: tree.content_name(path) for folder in FOLDERS for path in tree.paths(folder)}

    def _sign(self, changes: Iterable[ContentChange], step: Step) -> None:
        """The statements of those who approve the step, each beside its signature with the person's test key."""
        changes = tuple(changes)
        for person, role in step.signed_by.items():
            statement = statement_of(person, role, "approve", step.on, changes)
            signature = sample_key(person).sign(statement.render(), NAMESPACE.encode()).text()
            self._write(statement.path, statement.render())
            self._write(f"{statement.path}.sig", signature)


def texts_of(root: Path) -> dict[str, bytes]:
    """The records of a root, schedules included, by their paths."""
    tree = FolderTree(root)
    paths = [path for folder in ("registry", "schedules") for path in tree.paths(folder)]
    return {path: tree.read(path) for path in paths if path.endswith(".yml")}


def merged(old: Any, new: Any) -> Any:
    """The old value with the new one added to it."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}
    if isinstance(old, list) and isinstance(new, Mapping):
        return [merged(each, new.get(str(number), {})) for number, each in enumerate(old)]
    if isinstance(old, list) and isinstance(new, list):
        return [*old, *new]
    return new


def classification_rule(rule: Mapping[str, Any]) -> ClassificationRule:
    """A rule as the ingest takes it."""
    return ClassificationRule(
        id=rule["id"],
        kinds=tuple(rule.get("kinds", ())),
        authors=tuple(rule.get("authors", ())),
        hashtags=tuple(rule.get("hashtags", ())),
        from_on=day_of(rule, "from_on"),
        to_on=day_of(rule, "to_on"),
        content_class=rule["class"],
    )


def day_of(value: Mapping[str, Any], key: str) -> date | None:
    """A date under a key, or nothing where there is none."""
    return date.fromisoformat(value[key]) if key in value else None


def scope_of(capture: Mapping[str, Any]) -> Scope:
    """What the export was asked to hold."""
    from_on = day_of(capture, "from_on")
    return Scope(complete=from_on is None, from_on=from_on)


def write_sample(out: Path, *, history: bool = False, store: Path | None = None) -> None:
    """Write the public root into a new folder, with the examples; with `history` one commit a step.

    The captures' content goes into the store, which is thrown away where none is named.
    """
    out.mkdir(parents=True, exist_ok=True)
    steps = [step for chapter in CHAPTERS for step in read_steps(chapter)]
    repository = Repository(out) if history else None
    with tempfile.TemporaryDirectory() as scratch:
        story = Story(out, store or Path(scratch) / "store")
        for step in steps:
            if step.upgrade:
                write_examples(out / "examples")
            story.tell(step)
            if repository:
                repository.commit(step, story.values)


def write_examples(examples: Path) -> None:
    """Write the private root of the sample agencies, and two exports to try the ingest with."""
    with tempfile.TemporaryDirectory() as store:
        private = Story(examples / "private", Path(store) / "store")
        for step in read_steps(PRIVATE_CHAPTER):
            private.tell(step)
    for name in SHOWN_EXPORTS:
        write_files(examples / "exports" / name, export_files(name))
    shutil.copy(HERE / "chapters" / "examples.md", examples / "README.md")
