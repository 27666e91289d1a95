"""How what implements each clause is broken: a field out of its schema, a rule that finds nothing, a line that refuses.

A break is made in a copy of the program. The story, told with that copy, has to go red.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .clauses import clauses
from .unplayed import UNPLAYED

FIELD = re.compile(r"`([a-z]+): ([a-z0-9_.\[\]-]+)`")
BRANCHES = ("allOf", "anyOf", "oneOf")
DEFINITIONS = "definitions"
# Where the clause is more than a field: the rules of `records validate` without which it would hold no longer.
RULES: Mapping[str, tuple[str, ...]] = {
    "NJ 3.2/1": ("L005",),
    "NJ B": ("Z005",),
    "MO 2.12": ("W003",),
}

# And the lines that refuse what a document forbids, each with what it becomes.
REFUSALS: Mapping[str, Mapping[str, tuple[str, str, str]]] = {
    "NJ 4.1/2": {
        "all nine responsibilities": (
            "answers/request_forms.py",
            'changed(root, "responsibilities", every=True)',
            "root",
        )
    },
    "NJ 4.2h": {
        "no deletion under a hold": (
            "takedown/moderation.py",
            'if asked.action == "deleted" and (holds',
            'if asked.action == "nothing" and (holds',
        )
    },
    "NJ B.1": {
        "ongoing authority for replicated content alone": (
            "disposal/authorization_drafts.py",
            'if classes != ["replicated"]:',
            "if not classes:",
        )
    },
    "NJ C/3": {
        "a plan that executor and witness signed": (
            "disposal/preconditions/__init__.py",
            "    steps.executor_and_witness_signed,\n",
            "",
        )
    },
    "NJ D.1/1": {
        "a copy before it is taken down": (
            "takedown/moderation.py",
            'elif asked.action in TAKEN_DOWN and asked.not_copied != "captured-before":',
            "elif asked.action in ():",
        )
    },
}


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that is broken of what implements a clause: `field KIND: PATH`, `rule CODE` or `refusal WORDS`."""

    clause: str
    what: str

    def make(self, program: Path) -> None:
        """Break it in a copy of the program."""
        sort, _, about = self.what.partition(" ")
        if sort == "refusal":
            _without_refusal(program, *REFUSALS[self.clause][about])
        else:
            {"field": _without_field, "rule": _without_rule}[sort](program, about)


def breaks() -> Iterator[Break]:
    """Every break, by clause: each of its refusals and rules, then each field in which it is held."""
    for clause in clauses().values():
        if clause.key not in UNPLAYED:
            yield from (Break(clause.key, f"refusal {words}") for words in REFUSALS.get(clause.key, ()))
            yield from (Break(clause.key, f"rule {code}") for code in RULES.get(clause.key, ()))
            yield from (Break(clause.key, f"field {kind}: {path}") for kind, path in FIELD.findall(clause.held))


def _without_rule(program: Path, code: str) -> None:
    """A check that finds nothing."""
    for module in sorted(program.glob("**/*.py")):
        text = module.read_text(encoding="utf-8")
        changed = re.sub(rf'^(    """{code} .*"""\n)', r"\1    return\n", text, flags=re.MULTILINE)
        if changed != text:
            module.write_text(changed, encoding="utf-8")
            return
    raise LookupError(code)


def _without_refusal(program: Path, name: str, old: str, new: str) -> None:
    """Lines that refuse nothing."""
    text = (program / name).read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise LookupError(f"{name}: {old}")
    (program / name).write_text(text.replace(old, new), encoding="utf-8")


def _without_field(program: Path, about: str) -> None:
    """A schema without a property; nothing asks for it and nothing takes it."""
    kind, _, path = about.partition(": ")
    folder = program / "register" / "schemas"
    files = {name: json.loads((folder / f"{name}.json").read_bytes()) for name in (kind, DEFINITIONS)}
    parts = [(files[kind], kind)]
    *above, last = path.split(".")
    for step in above:
        parts = [found for part in parts for found in _below(files, part, step)]
    taken = [part for each in parts for part, _ in _alternatives(files, each) if _take(part, last)]
    if not taken:
        raise LookupError(about)
    for name, value in files.items():
        (folder / f"{name}.json").write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8")


Part = tuple[dict[str, Any], str]


def _take(part: dict[str, Any], name: str) -> bool:
    """Take a property out of a part of a schema, where it is there."""
    if name in part.get("required", ()):
        part["required"].remove(name)
    return part.get("properties", {}).pop(name, None) is not None


def _below(files: Mapping[str, Any], part: Part, step: str) -> Iterator[Part]:
    """The parts under a property; `facts[request]` is the alternative of that kind alone."""
    name, _, wanted = step.removesuffix("]").partition("[")
    for each, file in _alternatives(files, part):
        if name in each.get("properties", {}):
            found = (each["properties"][name], file)
            if not wanted:
                yield found
                continue
            for one in _alternatives(files, found):
                if one[0].get("properties", {}).get("kind", {}).get("const") == wanted:
                    yield one


def _alternatives(files: Mapping[str, Any], part: Part) -> Iterator[Part]:
    """A part and everything that may hold in its place: what it refers to, branches, entries of a list."""
    value, file = part
    if "$ref" in value:
        name, _, pointer = value["$ref"].partition("#/$defs/")
        file = Path(name).stem if name else file
        if file in files:
            yield from _alternatives(files, (files[file]["$defs"][pointer], file))
        return
    yield value, file
    branches = [one for keyword in BRANCHES for one in value.get(keyword, ())]
    for branch in (*branches, value.get("then"), value.get("items")):
        if branch is not None:
            yield from _alternatives(files, (branch, file))
