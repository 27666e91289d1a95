"""The sample with its site and its warm cache, and changes to each of its files, for the tests of kept builds."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from records_portal.captures.index import load_items
from records_portal.checks import check_register
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.portal.building.build import build_portal
from records_portal.register.changes import SchemaWords, words_of
from records_portal.register.findings import Finding, Severity
from records_portal.register.kinds import FOLDERS, kind_of
from records_portal.register.shapes import fits
from records_portal.register.sources import FolderTree, load_register
from tests.sample import write_sample

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 11, 20)
FILES = [path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.*"))]
ACTS = "registry/acts/"
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in {"NAME": "A", "EMAIL": "a@parks.example", "DATE": "2026-11-19T12:00:00+00:00"}.items()
}


def kind_of_file(path: str) -> str:
    """The kind of a record, or the name of a file beside a capture."""
    if path.startswith(ACTS):
        return "acts"
    named = kind_of(path)
    return named[0].name if named else path.rpartition("/")[2]


class KeptSite:
    """The sample in git, its site, and the cache that builds of it have filled."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root, self.cache = folder, folder / "root", folder / "cache"
        self.day = AS_OF
        self.more: tuple[Finding, ...] = ()
        self.whole = 0
        write_sample(self.root, history=True)
        for name in ("docs", "mkdocs.yml"):
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, self.root / name)
        self.commit()
        self.warm()

    def warm(self) -> None:
        """Build, and let the next build start from that site and not from an older one put aside."""
        self.build(self.folder / "site", self.cache)
        for spare in (self.cache / "sites").glob("*/spare"):
            shutil.rmtree(spare)

    def git(self, *arguments: str) -> str:
        """What git says in the root."""
        quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
        command = ["git", "-C", str(self.root), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=quiet | IDENTITY).stdout

    def commit(self, *words: str) -> None:
        """Commit everything as it lies there."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "c", *words)

    def read(self, path: str) -> Any:
        """A record's value."""
        return read_yaml((self.root / path).read_bytes())[0]

    def write(self, path: str, value: Any) -> None:
        """Write a record."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(dump_yaml(value), encoding="utf-8")

    def edit(self, path: str, **fields: Any) -> None:
        """Give fields of a record other values, and commit."""
        self.write(path, self.read(path) | fields)
        self.commit()

    def is_sound(self) -> bool:
        """Whether `records build` would build the root."""
        tree = FolderTree(self.root)
        loaded = load_register(tree, None, self.cache)
        if any(each.severity is Severity.ERROR for each in loaded.findings):
            return False
        findings = check_register(loaded.register.without_places(), [(tree, False)], self.day)
        return not any(each.severity is Severity.ERROR for each in findings)

    def build(self, out: Path, cache: Path) -> dict[str, bytes]:
        """The files of the site that the root makes."""
        tree = FolderTree(self.root)
        register = load_register(tree, None, cache).register
        findings = sorted((*check_register(register.without_places(), [(tree, False)], self.day), *self.more))
        items = load_items([(tree, False)], register)
        build_portal(self.root, tree, register, items, findings, self.day, out, cache)
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def stale(self) -> list[str]:
        """The files in which the kept build differs from a whole one: one that finds nothing but the engine's pages."""
        kept = self.build(self.folder / "site", self.cache)
        self.whole += 1
        fresh = self.folder / f"fresh-{self.whole}"
        fresh.mkdir()
        for path in self.cache.glob("engine-*"):
            (fresh / path.name).symlink_to(path)
        whole = self.build(self.folder / f"whole-{self.whole}", fresh)
        for folder in (fresh, self.folder / f"whole-{self.whole}"):
            shutil.rmtree(folder)
        return sorted(path for path in kept.keys() | whole.keys() if kept.get(path) != whole.get(path))

    def change(self, path: str, turn: int) -> str:
        """Change a file in one place, so that the root stays sound; what was changed. Turns begin at other places."""
        target = self.root / path
        before = target.read_bytes()
        for what, data in _changes(path, before, turn):
            target.write_bytes(data)
            if self.is_sound():
                return what
        target.write_bytes(before)
        raise AssertionError(f"{path} has no place that could be changed")


def _changes(path: str, data: bytes, turn: int) -> Iterator[tuple[str, bytes]]:
    if path.endswith(".csv"):
        yield from _other_rows(data, turn)
        return
    if path.startswith(ACTS):
        yield "what was signed, or its signature", data.replace(b"a", b"b", 1)
        return
    kind = kind_of_file(path)
    value = read_yaml(data)[0]
    places = list(_places(words_of(kind), value, ()))
    start = turn * 7 % len(places)
    for place, words in (*places[start:], *places[:start]):
        for other in _others(words, _at(value, place)):
            changed = deepcopy(value)
            _at(changed, place[:-1])[place[-1]] = other
            if fits(kind, changed):
                yield f"{place}: {other!r}", dump_yaml(changed).encode()


def _places(words: SchemaWords, value: Any, place: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], SchemaWords]]:
    """Every value of a record that holds no other."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(words.at(key, value), inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _places(words.at(0), inner, (*place, number))
    else:
        yield place, words


def _at(value: Any, place: Sequence[Any]) -> Any:
    for part in place:
        value = value[part]
    return value


def _others(words: SchemaWords, value: Any) -> Iterator[Any]:
    """Other values that a field might have."""
    yield from (one for one in words.schema.get("enum", ()) if one != value)
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        yield (date.fromisoformat(value) - timedelta(1)).isoformat()
    elif isinstance(value, str):
        yield f"{value} (changed)"
        yield f"{value}-changed"
        yield f"{value}x"


def _other_rows(data: bytes, turn: int) -> Iterator[tuple[str, bytes]]:
    """A table with one cell of one row changed."""
    heading, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    columns = [name for name in ("class", "kind", "latest_on", "items") if name in heading]
    turned = columns[turn % len(columns) :] + columns[: turn % len(columns)]
    for name in turned:
        place = heading.index(name)
        values = sorted(
            {row[place] for row in rows} | {"routine", "policy"} if name == "class" else _cells(name, rows, place)
        )
        for row in rows[::-1]:
            for other in values:
                if other != row[place]:
                    changed = [[*one] for one in rows]
                    changed[rows.index(row)][place] = other
                    text = io.StringIO(newline="")
                    csv.writer(text, lineterminator="\n").writerows([heading, *changed])
                    yield f"{name} of {row[0]}: {other}", text.getvalue().encode()


def _cells(name: str, rows: list[list[str]], place: int) -> set[str]:
    if name == "latest_on":
        return {(date.fromisoformat(row[place]) - timedelta(1)).isoformat() for row in rows if row[place]}
    if name == "items":
        return {f"{int(row[place]) + 1}" for row in rows}
    return {row[place] for row in rows} | ({"routine", "policy-program"} if name == "class" else set())
