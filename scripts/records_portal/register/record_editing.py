"""A record's file changed in one place: what is added is new lines, every other byte with its comments stays.

* What is added is put where the list or mapping ends, in its own style; the result is read again, and must say what the
  file said before with just that added.
* A file is replaced whole or not at all, and only while it still is what was read.
"""

from __future__ import annotations

import copy
import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records_portal.files.durable import locked_folder, sync_folder, write_durably
from records_portal.files.yaml_text import ValuePath, ValuePlaces, dump_yaml, read_places, read_yaml

from .findings import Place, Refusal, one_line
from .kinds import kind_of
from .model import Record
from .shapes import check_shape


def append_entry(text: bytes, path: ValuePath, value: Any) -> bytes:
    """The text with a value added at the end of the list at a path; the list is made where there is none."""
    return append_entries(text, path, [value])


def append_entries(text: bytes, path: ValuePath, values: list[Any]) -> bytes:
    """The text with values added at the end of the list at a path; the list is made where there is none."""
    whole = _value(text)
    depth = _depth(whole, path)
    if depth < len(path):
        return _with_property(text, whole, path, values)
    found = _at(whole, path)
    if not isinstance(found, list):
        raise Refusal(f"{_named(path)} is no list; entries are added to lists")
    expected = copy.deepcopy(whole)
    _at(expected, path).extend(values)
    bracketed = ", ".join(json.dumps(value, ensure_ascii=False) for value in values)
    return _inserted(text, path, found, (values, bracketed), expected)


def add_property(text: bytes, path: ValuePath, value: Any) -> bytes:
    """The text with a property that was not there; what stands already is never changed."""
    whole = _value(text)
    if _depth(whole, path) == len(path):
        raise Refusal(f"{_named(path)} stands already; what was written is not changed")
    return _with_property(text, whole, path, value)


def _with_property(text: bytes, whole: Any, path: ValuePath, value: Any) -> bytes:
    depth = _depth(whole, path)
    found, name = _at(whole, path[:depth]), path[depth]
    if not isinstance(found, dict) or not isinstance(name, str):
        raise Refusal(f"{_named(path)} cannot be added: {_named(path[:depth])} is no mapping")
    for part in reversed(path[depth + 1 :]):
        value = {part: value}
    expected = copy.deepcopy(whole)
    _at(expected, path[:depth])[name] = value
    bracketed = f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
    return _inserted(text, path[:depth], found, ({name: value}, bracketed), expected)


def _value(text: bytes) -> Any:
    value, fault = read_yaml(text)
    if fault:
        raise Refusal(f"line {fault.line}, column {fault.column}: {fault.message}; {fault.expected}")
    return {} if value is None else value


def _at(value: Any, path: ValuePath) -> Any:
    for part in path:
        value = value[part]
    return value


def _depth(value: Any, path: ValuePath) -> int:
    """How many parts of a path there are."""
    for depth, part in enumerate(path):
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return depth
    return len(path)


def _named(path: ValuePath) -> str:
    return ".".join(map(str, path)) or "the file"


def _inserted(
    text: bytes, path: ValuePath, found: dict[str, Any] | list[Any], added: tuple[Any, str], expected: Any
) -> bytes:
    """The text with something added to the list or mapping at a path, as it then has to read."""
    lines = text.decode("utf-8").replace("\r\n", "\n").splitlines(keepends=True)
    places = read_places(text)
    start = places.values.get(path)
    if start and lines[start[0] - 1][start[1] - 1 :][:1] in ("[", "{"):
        changed = _in_brackets(lines, places, (path, found), added[1])
    else:
        changed = _in_block(lines, places, path, dump_yaml(added[0]))
    data = changed.replace("\n", "\r\n" if b"\r\n" in text else "\n").encode()
    value, fault = read_yaml(data)
    if fault:
        raise Refusal(f"what is added to {_named(path)} cannot stand in a record: {fault.message}; {fault.expected}")
    if value != expected:
        raise Refusal(
            f"nothing can be added to {_named(path)} as the file is written; write its lists one entry a line"
        )
    return data


def _in_block(lines: list[str], places: ValuePlaces, path: ValuePath, added: str) -> str:
    """The lines with what is added after the last value below a path, in the path's own column."""
    ends = [end for each, end in places.ends.items() if each[: len(path)] == path]
    line, column = max(ends, default=(len(lines), 2))
    after = line - 1 if column == 1 else line
    indent = " " * (places.values[path][1] - 1 if path in places.values else 0)
    new = "".join(f"{indent}{each}" if each.strip() else each for each in added.splitlines(keepends=True))
    before = "".join(lines[:after])
    return before + ("\n" if before and not before.endswith("\n") else "") + new + "".join(lines[after:])


def _in_brackets(lines: list[str], places: ValuePlaces, container: tuple[ValuePath, Any], added: str) -> str:
    """The lines with what is added behind the last value in the brackets, or behind the opening one."""
    path, found = container
    if found:
        last = (*path, len(found) - 1 if isinstance(found, list) else list(found)[-1])
        line, column = places.ends[last]
        added = f", {added}"
    else:
        line, column = places.values[path]
        column += 1
    whole = lines[line - 1]
    lines[line - 1] = whole[: column - 1] + added + whole[column - 1 :]
    return "".join(lines)


def render_diff(before: bytes, after: bytes, path: str) -> str:
    """What a change does to a file, as a unified diff that cannot drive a terminal; empty where it does nothing."""
    old, new = (text.decode("utf-8", "replace").splitlines() for text in (before, after))
    names = f"a/{path}" if before else "/dev/null", f"b/{path}"
    return "".join(f"{one_line(line)}\n" for line in difflib.unified_diff(old, new, *names, lineterm=""))


def read_record(path: str, data: bytes) -> Record:
    """The record that a file at a path below its root would be; one of another shape is refused, with a fault."""
    named = kind_of(path)
    if named is None:
        raise Refusal(f"{path}: no record lives there; the name is its id, in small letters, digits and hyphens")
    value, fault = read_yaml(data)
    if fault:
        raise Refusal(f"{path}:{fault.line}:{fault.column}: {fault.message}; {fault.expected}")
    places = read_places(data)

    def locate(wanted: ValuePath) -> Place:
        while wanted and wanted not in places.values:
            wanted = wanted[:-1]
        return Place(path, *(places.keys.get(wanted) or places.values.get(wanted, (1, 1))))

    record = Record(named[0].name, named[1], path, value, locate=locate)
    for each in check_shape(record):
        raise Refusal(str(each))
    return record


def write_record(root: Path, path: str, data: bytes, expect: bytes | None) -> None:
    """Replace a record's file, or make it where nothing is expected; refused where the file is not what was expected.

    What is written has its kind's shape, and is there whole and durable or not at all.
    """
    read_record(path, data)
    target = root / path
    _make_folder(root, target.parent)
    with locked_folder(target.parent):
        if _bytes_of(target, path) != expect:
            what = "was changed meanwhile" if expect is not None else "exists already"
            raise Refusal(f"{path} {what}; nothing was written, look at it and run the command again")
        write_durably(target, data)


@dataclass(frozen=True, slots=True)
class RecordWrite:
    """One record's file as it is to be: what it held before, or nothing, and what it holds then."""

    root: Path
    path: str
    before: bytes | None
    after: bytes

    @property
    def is_made(self) -> bool:
        """Whether the file holds what it is to hold."""
        target = self.root / self.path
        return target.is_file() and not target.is_symlink() and target.read_bytes() == self.after

    def make(self) -> None:
        """Write it, unless the file is no longer what it was."""
        write_record(self.root, self.path, self.after, self.before)

    def undo(self) -> None:
        """Put back what was there before."""
        if self.before is None:
            (self.root / self.path).unlink()
        else:
            write_record(self.root, self.path, self.before, self.after)


def write_records(writes: Iterable[RecordWrite]) -> None:
    """Write every file or none: where one cannot be written, those of this run are put back as they were."""
    begun: list[RecordWrite] = []
    try:
        for each in writes:
            begun.append(each)  # before it is made: an interruption can come between the two
            each.make()
    except BaseException:  # a Ctrl-C too: what comes from one list is written whole or not at all
        for each in reversed(begun):
            if each.is_made:
                each.undo()
        raise


def _make_folder(root: Path, folder: Path) -> None:
    """The folder with those above it, each made durable; a link on the way is refused."""
    place = root
    for part in folder.relative_to(root).parts:
        place /= part
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise Refusal(f"{place.relative_to(root).as_posix()} is no plain folder; records lie in plain folders")
        if not place.exists():
            place.mkdir(exist_ok=True)
            sync_folder(place.parent)


def _bytes_of(target: Path, path: str) -> bytes | None:
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise Refusal(f"{path} is no plain file; a record is one")
    return target.read_bytes() if target.exists() else None
