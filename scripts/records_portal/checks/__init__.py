"""The checks: what must hold between records, each rule with a code, a severity and a broken example in the tests.

`check_register` runs them all; `render_catalogue` writes the page that lists them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from records_portal.register.findings import Finding, Severity
from records_portal.register.model import AnyRecord, Register

from . import (
    accounts,
    authorizations,
    captures,
    dates_within,
    decisions,
    designations,
    evidence,
    holds,
    items,
    life,
    logs,
    older_forms,
    people,
    references,
    schedules,
    upkeep,
)
from .context import CheckContext, Files
from .rules import DUTY_CHECKS, Check, CheckRule

SUBJECTS = (
    ("References and privacy", references),
    ("Dates", dates_within),
    ("The life of a site", life),
    ("Accounts", accounts),
    ("People", people),
    ("Designated administrators", designations),
    ("Evidence", evidence),
    ("Upkeep", upkeep),
    ("Authoring log", logs),
    ("Captures", captures),
    ("Items", items),
    ("Decisions about items", decisions),
    ("Schedules and series", schedules),
    ("Holds", holds),
    ("Authorizations and dispositions", authorizations),
    ("Older forms", older_forms),
)
BY_SUBJECT: tuple[tuple[str, tuple[Check, ...]], ...] = tuple(
    (title, tuple(each for each in vars(module).values() if isinstance(each, Check))) for title, module in SUBJECTS
)
CHECKS: tuple[Check, ...] = tuple(check for _, checks in BY_SUBJECT for check in checks)

FILE_RULES: tuple[tuple[str, tuple[CheckRule, ...]], ...] = tuple(
    (title, tuple(CheckRule(code, Severity.ERROR, rule) for code, rule in rules))
    for title, rules in (
        (
            "YAML text",
            (
                ("Y001", "a file is UTF-8 text"),
                ("Y002", "a file is readable as YAML"),
                ("Y003", "a key stands once in its mapping"),
                ("Y004", "no anchors, aliases or merge keys: values are written out"),
                ("Y005", "no tags"),
                ("Y006", "no directives"),
                ("Y007", "one document in a file"),
                ("Y008", "a key is a string"),
                ("Y009", "text is in Unicode normal form C"),
                ("Y010", "no character that cannot be seen, that reorders text or that breaks lines in an odd way"),
                ("Y011", "nothing is nested more than 20 deep"),
                ("Y012", "a value has 64 kB at most"),
                ("Y013", "a file has 1 MB at most"),
                ("Y014", "a number does not begin with a zero"),
                ("Y015", "a number is finite"),
                ("Y016", "a whole number is one that every reader keeps exactly; identifiers stand in quotes"),
            ),
        ),
        (
            "Files",
            (
                ("F001", "registry/portal.yml is there"),
                ("F002", "every file below registry/, schedules/ and captures/ is a record, or lies beside one"),
                ("F003", "an id has 60 bytes at most, and is no name of a device on Windows"),
                ("F004", "a record is a plain file that can be read"),
                (
                    "F005",
                    "what is private by its kind stands in the private root; a hold elsewhere binds all the same",
                ),
                ("F006", "a record stands in one of the two roots only"),
                ("F007", "no content, residue or payload of a capture lies among the records"),
                ("F008", "the list beside a request for authority names items, each once and in order"),
                ("F009", "the list beside a disposition is the one that its record names"),
                ("F010", "the verdicts beside a capture are such as its record could have; the last one stands"),
            ),
        ),
        (
            "Shape",
            (("S001", "a record has its schema's shape: known properties, all that are required, right values"),),
        ),
    )
)
RULES: tuple[CheckRule, ...] = (
    *(rule for _, rules in FILE_RULES for rule in rules),
    *(check.rule for check in CHECKS),
    *(check.rule for check in DUTY_CHECKS),
)


def check_register(
    register: Register, trees: Iterable[tuple[Files, bool]], as_of: date, codes: Collection[str] = ()
) -> Iterator[Finding]:
    """The findings of every check, or of some, at a date; each tree comes with whether it is the private one."""
    context = CheckContext(register, as_of, tuple(trees))
    for check in CHECKS:
        if not codes or check.rule.code in codes:
            yield from check.findings(context)


def check_changed(
    register: Register,
    trees: Iterable[tuple[Files, bool]],
    as_of: date,
    before: Register,
    found_before: Iterable[Finding],
) -> Iterator[Finding]:
    """The same findings, where those of another state of the register on that day are known.

    A check of which each finding hangs on one record looks at those that differ; of the others it says what it said.
    """
    context = CheckContext(register, as_of, tuple(trees))
    differ = differing_records(before, register)
    kinds = {kind for kind, _ in differ}
    paths = {place for kind, name in differ for each in (before, register) for place in _paths(each, kind, name)}
    said: dict[str, list[Finding]] = {}
    for each in found_before:
        if each.path not in paths:
            said.setdefault(each.code, []).append(each)
    narrow: dict[tuple[str, ...], CheckContext] = {}
    for check in CHECKS:
        if check.beside is None or not kinds.isdisjoint(check.beside):
            yield from check.findings(context)
            continue
        if check.beside not in narrow:
            narrow[check.beside] = replace(context, register=only_records(register, differ, check.beside))
        yield from said.get(check.rule.code, ())
        yield from (each for each in check.findings(narrow[check.beside]) if each.path in paths)


def differing_records(before: Register, after: Register) -> frozenset[tuple[str, str]]:
    """The records that are not the same in both, by kind and id."""
    return frozenset(
        (kind, name)
        for kind in {*before.records, *after.records}
        for name in {*before.of(kind), *after.of(kind)}
        if not _is_same(before.get(kind, name), after.get(kind, name))
    )


def only_records(register: Register, wanted: Collection[tuple[str, str]], whole: Collection[str]) -> Register:
    """A register of some records, by kind and id, and of all records of some kinds."""
    records = {
        kind: {name: one for name, one in by_id.items() if kind in whole or (kind, name) in wanted}
        for kind, by_id in register.records.items()
    }
    return replace(register, records=records)


def _is_same(one: AnyRecord | None, other: AnyRecord | None) -> bool:
    """Whether it is the very same value in the same place: one that only equals it is looked at again."""
    if one is None or other is None or one.value is not other.value:
        return False
    return (one.path, one.private, one.origin) == (other.path, other.private, other.origin)


def _paths(register: Register, kind: str, name: str) -> Iterator[str]:
    record = register.get(kind, name)
    if record is not None:
        yield record.place().path if record.private else record.path


def check_duties(register: Register, trees: Iterable[tuple[Files, bool]], as_of: date) -> Iterator[Finding]:
    """What is late or deserves a look by the table of duties, at a date."""
    context = CheckContext(register, as_of, tuple(trees))
    for check in DUTY_CHECKS:
        yield from check.findings(context)


def render_catalogue() -> str:
    """The page that lists every rule, as Markdown."""
    parts = [_INTRODUCTION]
    for title, rules in (
        *FILE_RULES,
        *((name, tuple(check.rule for check in checks)) for name, checks in BY_SUBJECT),
        ("Duties", tuple(check.rule for check in DUTY_CHECKS)),
    ):
        parts.append(f"## {title}\n\n| Code | Severity | Rule |\n| --- | --- | --- |\n")
        parts.extend(
            f"| {rule.code} | {rule.severity} | {rule.rule.rstrip('.').replace('|', chr(92) + '|')} |\n"
            for rule in rules
        )
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


_INTRODUCTION = """\
# Findings

`records validate` prints every finding in one run, a line each: `path:line:column: CODE subject: what is wrong; what
would be right`.

An **error** is malformed, contradictory or dangling, and blocks a change. What somebody did or failed to do, and
whatever depends on today, is **late** or **advice**, and never blocks: the truth can always be recorded.

"""
