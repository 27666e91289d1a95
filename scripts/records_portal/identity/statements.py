"""Statements: what a person approves, as bytes that are signed and merged with the change.

* One form and no other: UTF-8, LF, the first line `records-approval v1`, then person, role, act and day, then for each
  path, in the order of their bytes, `change PATH OLD NEW`: full names of the contents, zeros where there is none.
* A statement's file bears its day, its person and the beginning of its digest, so that two never meet.
* It speaks of contents and not of commits: a squash, a rebase, a merge, a cherry-pick and a bundle leave it true.

Not here: whether it counts; see `acts`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from records_portal.register.kinds import ID, ID_BYTES, STATEMENTS
from records_portal.values.dates import NotADate, parse_date

FIRST_LINE = "records-approval v1"
NAMESPACE = "records-approval"
LARGEST = 1_000_000  # bytes; as any file of a root
ACTS = (
    "approve",
    "release",
    "confirm",
    "date",
    "nonrecord",
    "witness-evidence",
    "grant",
    "rotate",
    "replace",
    "revoke",
    "re-anchor",
)
_HEAD = ("person", "role", "act", "on")
_BLOB = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_ID = re.compile(rf"{ID}\Z")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class NotAStatement(ValueError):  # noqa: N818 -- what it says is what the text is
    """A text that is no statement; the message says why and what would be right."""


class ContentChange(NamedTuple):
    """A file's content before and after, as git names contents; zeros where there is none."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says what, in which role, on which day, about which contents."""

    person: str
    role: str
    act: str
    on: str
    changes: tuple[ContentChange, ...]

    def render(self) -> bytes:
        """The bytes that are signed."""
        lines = [FIRST_LINE, *(f"{name} {getattr(self, name)}" for name in _HEAD)]
        lines += (f"change {each.path} {each.old} {each.new}" for each in self.changes)
        return "".join(f"{line}\n" for line in lines).encode()

    @property
    def name(self) -> str:
        """The name of its file below `registry/acts/`, without an ending."""
        return f"{self.on}-{self.person}-{hashlib.sha256(self.render()).hexdigest()[:12]}"

    @property
    def path(self) -> str:
        """The path of its file; its signature's has `.sig` behind it."""
        return f"{STATEMENTS}/{self.name}.txt"


def statement_of(person: str, role: str, act: str, on: str, changes: Iterable[ContentChange]) -> Statement:
    """A statement in its one form; `NotAStatement` where it has none."""
    ordered = tuple(sorted(changes, key=lambda each: each.path.encode("utf-8", "surrogateescape")))
    for each in ordered:
        _check_change(each)
    return parse_statement(Statement(person, role, act, on, ordered).render())


def parse_statement(data: bytes) -> Statement:
    """The statement in a file's bytes, which are just those that it renders to."""
    if len(data) > LARGEST:
        raise NotAStatement(f"{len(data):,} bytes; a statement has at most {LARGEST:,}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotAStatement("it is not UTF-8") from error
    lines = text.split("\n")
    if lines[0] != FIRST_LINE:
        raise NotAStatement(f"the first line is not {FIRST_LINE!r}")
    if lines.pop() != "":
        raise NotAStatement("the last line does not end; a line feed is missing")
    person, role, act, on = (_value(name, lines, place) for place, name in enumerate(_HEAD, 1))
    changes = tuple(_change(line, number) for number, line in enumerate(lines[5:], 6))
    made = Statement(person, role, act, on, changes)
    _check(made)
    if made.render() != data:
        raise NotAStatement("it is not written in its one form")
    return made


def _value(name: str, lines: list[str], place: int) -> str:
    line = lines[place] if len(lines) > place else ""
    word, _, value = line.partition(" ")
    if word != name or not value:
        raise NotAStatement(f"line {place + 1} does not say {name}")
    return value


def _change(line: str, number: int) -> ContentChange:
    word, _, rest = line.partition(" ")
    parts = rest.rsplit(" ", 2)
    if word != "change" or len(parts) != 3:
        raise NotAStatement(f"line {number} is not `change PATH OLD NEW`")
    return ContentChange(*parts)


def _check(made: Statement) -> None:
    for name, value in (("person", made.person), ("role", made.role)):
        if not _ID.match(value) or len(value) > ID_BYTES:
            raise NotAStatement(f"{name} {value!r} is no id: lower-case letters, digits and single hyphens")
    if made.act not in ACTS:
        raise NotAStatement(f"act {made.act!r} is not known; one of {', '.join(ACTS)}")
    try:
        parse_date(made.on)
    except NotADate as error:
        raise NotAStatement(str(error)) from error
    if not made.changes:
        raise NotAStatement("it speaks of no change")
    for each in made.changes:
        _check_change(each)
    paths = [each.path.encode() for each in made.changes]
    if paths != sorted(set(paths)):
        raise NotAStatement("its paths are not in order, or one stands twice")


def _check_change(change: ContentChange) -> None:
    try:
        change.path.encode()
    except UnicodeEncodeError as error:
        raise NotAStatement(f"{change.path!a} is not UTF-8, and no record's name") from error
    parts = change.path.split("/")
    if _UNSEEN.search(change.path) or not all(parts) or {".", "..", ".git"} & {part.lower() for part in parts}:
        raise NotAStatement(f"{change.path!r} is no plain path below the root")
    if change.path.startswith(f"{STATEMENTS}/"):
        raise NotAStatement(f"{change.path!r} is itself a statement")
    for blob in (change.old, change.new):
        if not _BLOB.match(blob):
            raise NotAStatement(f"{change.path!r}: {blob!r} is no full name of a content")
    if change.old == change.new:
        raise NotAStatement(f"{change.path!r} does not change")
