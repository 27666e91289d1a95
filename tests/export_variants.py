"""Exports of the case folders as a platform might write them tomorrow, made by chance.

* Keys, lists, columns, classes and files are moved, renamed, split, retyped, repeated and dropped.
* Harmless changes are unknown keys and files, another order, other white space, a folder around it, other numbers.
* A variant is made again from its case, a seed and its number alone.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from records_portal.exports.pieces import ExportedItem
from tests.export_cases import Case, opened

Files = dict[str, bytes]
Change = Callable[[random.Random, Files], str]
_OPENING = re.compile(rb"\A(?:\xef\xbb\xbf)?[^\[{=]{0,200}(?:=\s*)?(?=[\[{])")
_NEW_NAMES = ("content_v2", "body", "payload", "entries", "node", "created", "text_2", "label", "values_list", "item")
_NEW_FOLDERS = ("your_activity", "data_v2", "Aktivität", "archive/2027", "logged_in")
# A month such as 2017_03 is no number of a list.
_NUMBERED = re.compile(r"(.*?(?<!\d{4})[_-](?:part)?)(\d+)(\.(?:json|js|html|csv))\Z")
_CLASS = re.compile(rb'class="([^"]+)"')
_TAG = re.compile(rb"<(div|p|span|table|tr|td|h2|section|a)\b")
_DATE = re.compile(rb"[A-Z][a-z]{2} \d\d, \d{4},? \d{1,2}:\d\d(?::\d\d)?\xe2?\x80?\xaf? ?[aApP][mM]")


class Object(list[list[Any]]):
    """A JSON object as keys and values in their order, so that a key can stand there twice."""


@dataclass(slots=True)
class Document:
    """A JSON file taken apart: what stands before and after its value, and how it was written."""

    before: bytes
    value: Any
    after: bytes
    indent: int | None
    ascii_only: bool
    lines: bool = False

    def render(self) -> bytes:
        """The file again."""
        if self.lines:
            return b"".join(written(each, None, ascii_only=self.ascii_only).encode() + b"\n" for each in self.value)
        return self.before + written(self.value, self.indent, ascii_only=self.ascii_only).encode() + self.after


def written(value: Any, indent: int | None, level: int = 0, *, ascii_only: bool = True) -> str:
    """A value as JSON, objects in their order and with keys that stand there twice."""
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=ascii_only)
    opening, closing = "{}" if isinstance(value, Object) else "[]"
    if not value:
        return opening + closing
    below = (written(each, indent, level + 1, ascii_only=ascii_only) for each in _parts(value))
    keys = [f"{json.dumps(key, ensure_ascii=ascii_only)}: " for key, _ in value] if isinstance(value, Object) else None
    inner = [key + each for key, each in zip(keys, below, strict=True)] if keys else list(below)
    if indent is None:
        return opening + ",".join(inner) + closing
    margin = "\n" + " " * indent * (level + 1)
    return f"{opening}{margin}{f',{margin}'.join(inner)}{margin[:-indent]}{closing}"


def _parts(value: list[Any]) -> Iterator[Any]:
    yield from (each for _, each in value) if isinstance(value, Object) else value


def document(name: str, content: bytes) -> Document | None:
    """A JSON file taken apart, with or without an assignment before it; nothing where it is none."""
    suffix = name.rpartition(".")[2].lower()
    if suffix not in ("json", "js", "jsonl") or not content.strip():
        return None
    try:
        if suffix == "jsonl":
            lines = [json.loads(line, object_pairs_hook=_object) for line in content.splitlines()]
            return Document(b"", lines, b"", None, content.isascii(), lines=True)
        opening = _OPENING.match(content)
        if not opening:
            return None
        body = content[opening.end() :].decode()
        value, end = json.JSONDecoder(object_pairs_hook=_object).raw_decode(body)
    except ValueError:
        return None
    indent = 2 if "\n" in body[:3] or '{"' not in body[:40] else None
    return Document(content[: opening.end()], value, body[end:].encode(), indent, content.isascii())


def _object(pairs: list[tuple[str, Any]]) -> Object:
    return Object([key, value] for key, value in pairs)


def objects_of(value: Any) -> Iterator[Object]:
    """Every object in a value, from the outside in."""
    if isinstance(value, Object):
        yield value
    if isinstance(value, list):
        for each in _parts(value):
            yield from objects_of(each)


def lists_of(value: Any) -> Iterator[list[Any]]:
    """Every list in a value that is no object."""
    if isinstance(value, list):
        if not isinstance(value, Object):
            yield value
        for each in _parts(value):
            yield from lists_of(each)


def _documents(chance: random.Random, files: Files) -> tuple[str, Document] | None:
    found = [(name, taken) for name in sorted(files) if (taken := document(name, files[name])) and taken.value]
    return chance.choice(found) if found else None


def _json(change: Callable[[random.Random, Document], str]) -> Change:
    """A change to one JSON file, in place."""

    def changed(chance: random.Random, files: Files) -> str:
        found = _documents(chance, files)
        if not found or not (what := change(chance, found[1])):
            return ""
        files[found[0]] = found[1].render()
        return f"{what} in {found[0]}"

    return changed


def _slot(chance: random.Random, taken: Document) -> tuple[Object, list[Any]] | None:
    """An object and one of its keys with its value."""
    found = [(each, slot) for each in objects_of(taken.value) for slot in each]
    return chance.choice(found) if found else None


def _everywhere(chance: random.Random, taken: Document) -> tuple[str, list[tuple[Object, list[Any]]]] | None:
    """A key, and every place at which it stands in the file or, half of the times, only one of these."""
    slot = _slot(chance, taken)
    if not slot:
        return None
    key = slot[1][0]
    places = [(each, one) for each in objects_of(taken.value) for one in each if one[0] == key]
    return key, places if chance.random() < 0.7 else [chance.choice(places)]


def _at_keys(what: str, change: Callable[[random.Random, Object, list[Any]], object]) -> Change:
    """A change to a key, where it stands once or everywhere."""

    def changed(chance: random.Random, taken: Document) -> str:
        found = _everywhere(chance, taken)
        if not found:
            return ""
        state = chance.getstate()
        for each, slot in found[1]:
            chance.setstate(state)  # the same at every place, as a platform would
            change(chance, each, slot)
        return f"{what} {found[0]!r} at {len(found[1])} places"

    return _json(changed)


def _rename_key(chance: random.Random, around: Object, slot: list[Any]) -> None:
    slot[0] = chance.choice((*_NEW_NAMES, f"{slot[0]}_v2", str(slot[0]).title().replace("_", "")))


def _drop_key(chance: random.Random, around: Object, slot: list[Any]) -> None:
    around[:] = [each for each in around if each is not slot]


def _move_down(chance: random.Random, around: Object, slot: list[Any]) -> None:
    slot[1] = Object([[chance.choice(("value", "text", "data", slot[0])), slot[1]]])


def _move_into_new(chance: random.Random, around: Object, slot: list[Any]) -> None:
    around[:] = [each for each in around if each is not slot] + [["details", Object([list(slot)])]]


def _move_up(chance: random.Random, around: Object, slot: list[Any]) -> None:
    if isinstance(slot[1], Object):
        place = next(number for number, each in enumerate(around) if each is slot)
        around[place : place + 1] = slot[1]


def _repeat_key(chance: random.Random, around: Object, slot: list[Any]) -> None:
    place = next(number for number, each in enumerate(around) if each is slot)
    again = chance.choice((slot[1], type(slot[1])() if isinstance(slot[1], list | str) else None))
    around.insert(place + chance.randrange(2), [slot[0], again])


def _retype(chance: random.Random, around: Object, slot: list[Any]) -> None:
    slot[1] = chance.choice(_RETYPED)(slot[1])


def _retype_all(chance: random.Random, taken: Document) -> str:
    """Retype a key; nothing comes where the platform itself writes it in other entries, for that is no change."""
    found = _everywhere(chance, taken)
    if not found:
        return ""
    values = [one[1] for each in objects_of(taken.value) for one in each if one[0] == found[0]]
    if None in values:
        return ""
    state = chance.getstate()
    for each, slot in found[1]:
        chance.setstate(state)
        _retype(chance, each, slot)
    return f"retyped {found[0]!r} at {len(found[1])} places"


def _as_number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else _as_text(value)


def _as_text(value: Any) -> Any:
    return value if isinstance(value, list) else str(value)


def _as_iso(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and 10**8 < value < 10**13:
        return datetime.fromtimestamp(value / (1 if value < 10**11 else 1000), UTC).isoformat()
    return _as_number(value)


def _first_of(value: Any) -> Any:
    return next(_parts(value), None) if isinstance(value, list) and not isinstance(value, Object) else [value]


_RETYPED: tuple[Callable[[Any], Any], ...] = (
    _as_number,
    _as_iso,
    _first_of,
    lambda value: None,
    lambda value: "" if isinstance(value, str) else None,
    lambda value: [value],
    lambda value: Object([["text", value]]),
    lambda value: value * 1000 if isinstance(value, int) and not isinstance(value, bool) else _as_text(value),
)


def _split_list(chance: random.Random, around: Object, slot: list[Any]) -> None:
    if isinstance(slot[1], list) and not isinstance(slot[1], Object) and len(slot[1]) > 1:
        half = len(slot[1]) // 2
        around.append([f"{slot[0]}_2", slot[1][half:]])
        slot[1] = slot[1][:half]


def _change_list(chance: random.Random, taken: Document) -> str:
    lists = [each for each in lists_of(taken.value) if each]
    if not lists:
        return ""
    chosen = chance.choice(lists)
    ways = ("emptied", "halved", "nested", "numbered", "repeated", "wrapped", "first twice")
    # A shorter list within an entry is another entry, and no other layout.
    what = chance.choice(ways if chosen is lists[0] else tuple(each for each in ways if each != "halved"))
    if what == "emptied":
        chosen.clear()
    elif what == "halved":
        del chosen[len(chosen) // 2 :]
    elif what == "nested":
        chosen[:] = [list(chosen)]
    elif what == "numbered":
        chosen[:] = [Object([str(number), each] for number, each in enumerate(chosen))]
    elif what == "repeated":
        chosen += list(chosen)
    elif what == "wrapped":
        chosen[:] = [Object([["entry", each]]) for each in chosen]
    else:
        chosen.insert(0, chosen[0])
    return f"list {what}"


def _change_top(chance: random.Random, taken: Document) -> str:
    if chance.random() < 0.5 or not taken.before.strip():
        taken.value = Object([[chance.choice(_NEW_NAMES), taken.value]])
        return "another object around everything"
    taken.before = chance.choice((b"", b"export default ", b"window.YTD.entries.part0 = ", b"const x = "))
    return f"begins with {taken.before!r}"


def _swap_values(chance: random.Random, taken: Document) -> str:
    around = [each for each in objects_of(taken.value) if len(each) > 1]
    if not around:
        return ""
    first, second = chance.sample(chance.choice(around), 2)
    first[0], second[0] = second[0], first[0]
    return f"{first[0]!r} and {second[0]!r} changed their names"


def _tables(files: Files) -> Iterator[tuple[str, list[list[str]], str]]:
    """The tables that are written in the common way, with their line ends."""
    for name in sorted(files):
        text = files[name].decode("utf-8", "replace")
        if not name.endswith(".csv") or '\\"' in text or not text.strip() or "\ufffd" in text:
            continue
        end = "\r\n" if "\r\n" in text else "\n"
        rows = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")) if row]
        if rows and len(rows) > 1 and len({len(row) for row in rows}) == 1:
            yield name, rows, end


def _table(rows: list[list[str]], end: str, delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


Rows = list[list[str]]


def _change_column(chance: random.Random, files: Files) -> str:
    """A column of a table is another one."""
    tables = list(_tables(files))
    if not tables:
        return ""
    name, rows, end = chance.choice(tables)
    column, what = chance.randrange(len(rows[0])), chance.choice(sorted(_COLUMNS))
    heading = rows[0][column]
    files[name] = _table([_COLUMNS[what](row, column, number) for number, row in enumerate(rows)], end)
    if what == "renamed":
        rows[0][column] = chance.choice((*_NEW_NAMES, f"{heading} (UTC)", heading.upper() + "S", f"My {heading}"))
        files[name] = _table(rows, end)
    return f"column {heading!r} {what} in {name}"


def _with_cell(row: list[str], column: int, cell: str) -> list[str]:
    return [*row[:column], cell, *row[column + 1 :]]


_COLUMNS: dict[str, Callable[[list[str], int, int], list[str]]] = {
    "renamed": lambda row, column, number: row,
    "dropped": lambda row, column, number: [*row[:column], *row[column + 1 :]],
    "twice": lambda row, column, number: [*row, "" if number else row[column]],
    "retyped": lambda row, column, number: _with_cell(row, column, _another_form(row[column])) if number else row,
    "emptied": lambda row, column, number: _with_cell(row, column, "") if number else row,
}


def _change_table(chance: random.Random, files: Files) -> str:
    """The rows of a table are other ones."""
    tables = list(_tables(files))
    if not tables:
        return ""
    name, rows, end = chance.choice(tables)
    what = chance.choice((*sorted(_ROWS), "semicolons", "split"))
    delimiter = ";" if what == "semicolons" else ","
    if what == "split":
        half = max(1, len(rows) // 2)
        files[re.sub(r"(?=\.csv\Z)", "_2", name)] = _table([rows[0], *rows[half:]], end)
        rows = rows[:half]
    files[name] = _table(_ROWS[what](rows) if what in _ROWS else rows, end, delimiter)
    return f"table {what} in {name}"


_ROWS: dict[str, Callable[[Rows], Rows]] = {
    "no heading": lambda rows: rows[1:],
    "preamble": lambda rows: [["Notes:"], ["This table holds what you asked for"], [], *rows],
    "repeated": lambda rows: [*rows, *rows[1:]],
}


def _another_form(cell: str) -> str:
    if match := re.match(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d:\d\d)", cell):
        return f"{match[2]}/{match[3]}/{match[1]} {match[4]}"
    return f"'{cell}" if cell.isdecimal() else cell.upper()


def _change_page(chance: random.Random, files: Files) -> str:
    pages = [name for name in sorted(files) if name.endswith((".html", ".htm")) and files[name]]
    if not pages:
        return ""
    name = chance.choice(pages)
    page = files[name]
    what = chance.choice(
        ("class renamed", "classes dropped", "tag renamed", "dates in another form", "broken off", "twice")
    )
    if what == "class renamed":
        classes = sorted({word for each in _CLASS.findall(page) for word in each.split()})
        if not classes:
            return ""
        word = chance.choice(classes)
        page = _CLASS.sub(lambda match: match[0].replace(word, b"_b" + word[1:]), page)
    elif what == "classes dropped":
        page = _CLASS.sub(b"", page)
    elif what == "tag renamed":
        tags = sorted(set(_TAG.findall(page)))
        if not tags:
            return ""
        tag = chance.choice(tags)
        page = re.sub(rb"<(/?)" + tag + rb"\b", rb"<\1" + chance.choice((b"article", b"x-block")), page)
    elif what == "dates in another form":
        page = _DATE.sub(lambda match: b"on " + match[0].replace(b",", b" of"), page)
    elif what == "broken off":
        page = page[: chance.randrange(len(page))]
    else:
        page += page
    files[name] = page
    return f"{what} in {name}"


def _rename_file(chance: random.Random, files: Files) -> str:
    name = chance.choice(sorted(files))
    folder, slash, base = name.rpartition("/")
    stem, dot, suffix = base.rpartition(".")
    new = chance.choice((f"{stem}_v2", f"my_{stem}", f"{stem} (1)", "Rosalind Quill", stem.replace("_", "-") + "s"))
    return _moved(files, name, f"{folder}{slash}{new}{dot}{suffix}")


def _move_file(chance: random.Random, files: Files) -> str:
    name = chance.choice(sorted(files))
    return _moved(files, name, f"{chance.choice(_NEW_FOLDERS)}/{name.rpartition('/')[2]}")


def _move_folder(chance: random.Random, files: Files) -> str:
    folders = sorted({name.rpartition("/")[0] for name in files} - {""})
    if not folders:
        return ""
    folder, new = chance.choice(folders), chance.choice(_NEW_FOLDERS)
    for name in sorted(files):
        if name.startswith(f"{folder}/"):
            _moved(files, name, f"{new}/{name.removeprefix(f'{folder}/')}")
    return f"folder {folder} is called {new}"


def _moved(files: Files, name: str, new: str) -> str:
    if new not in files:
        files[new] = files.pop(name)
    return f"{name} is called {new}"


def _drop_file(chance: random.Random, files: Files) -> str:
    name = chance.choice(sorted(files))
    del files[name]
    return f"without {name}"


def _repeat_file(chance: random.Random, files: Files) -> str:
    name = chance.choice(sorted(files))
    stem, dot, suffix = name.rpartition(".")
    files[chance.choice((f"{stem} (1){dot}{suffix}", f"copy/{name}"))] = files[name]
    return f"{name} twice"


def _cut_file(chance: random.Random, files: Files) -> str:
    name = chance.choice(sorted(files))
    files[name] = files[name][: chance.choice((0, len(files[name]) // 2, max(0, len(files[name]) - 1)))]
    return f"{name} ends at {len(files[name])}"


def _recode_file(chance: random.Random, files: Files) -> str:
    names = [name for name in sorted(files) if name.endswith((".json", ".js", ".csv", ".html", ".htm", ".jsonl"))]
    if not names:
        return ""
    name, code = chance.choice(names), chance.choice(("utf-16", "utf-16-le", "latin-1"))
    try:
        files[name] = files[name].decode().encode(code)
    except ValueError:  # what cannot be written so is no change of a platform
        return ""
    return f"{name} in {code}"


def _split_file(chance: random.Random, files: Files) -> str:
    """A list at the top of a file goes into two, with the names that a platform would give them."""
    found = _documents(chance, files)
    if not found or not isinstance(found[1].value, list) or isinstance(found[1].value, Object) or found[1].lines:
        return ""
    name, taken = found
    half = len(taken.value) // 2
    later = replace(taken, value=taken.value[half:])
    taken.value = taken.value[:half]
    stem, dot, suffix = name.rpartition(".")
    files[chance.choice((f"{stem}_2{dot}{suffix}", f"{stem}-part1{dot}{suffix}", f"more/{name}"))] = later.render()
    files[name] = taken.render()
    return f"{name} in two files"


CHANGES: dict[str, Change] = {
    "key renamed": _at_keys("renamed", _rename_key),
    "key dropped": _at_keys("dropped", _drop_key),
    "key moved down": _at_keys("moved down", _move_down),
    "key moved away": _at_keys("moved away", _move_into_new),
    "key moved up": _at_keys("moved up", _move_up),
    "key repeated": _at_keys("repeated", _repeat_key),
    "value retyped": _json(_retype_all),
    "list split": _at_keys("split", _split_list),
    "list changed": _json(_change_list),
    "keys exchanged": _json(_swap_values),
    "top changed": _json(_change_top),
    "column changed": _change_column,
    "table changed": _change_table,
    "page changed": _change_page,
    "file renamed": _rename_file,
    "file moved": _move_file,
    "folder renamed": _move_folder,
    "file dropped": _drop_file,
    "file repeated": _repeat_file,
    "file cut": _cut_file,
    "file recoded": _recode_file,
    "file split": _split_file,
}


def _add_keys(chance: random.Random, files: Files) -> str:
    """An unknown key in some of a file's objects."""
    found = _documents(chance, files)
    if not found:
        return ""
    name, taken = found
    key = f"x_{chance.choice(_NEW_NAMES)}_{chance.randrange(100)}"
    value = chance.choice(("a new thing", 7, None, True, Object([["inner", "a new thing"]]), ["a", "b"]))
    for each in list(objects_of(taken.value)):
        if each and chance.random() < 0.7:
            each.insert(chance.randrange(len(each) + 1), [key, value])
    files[name] = taken.render()
    return f"key {key!r} added in {name}"


def _reorder_keys(chance: random.Random, files: Files) -> str:
    found = _documents(chance, files)
    if not found:
        return ""
    name, taken = found
    for each in list(objects_of(taken.value)):
        chance.shuffle(each)
    files[name] = taken.render()
    return f"keys in another order in {name}"


def _rewrite(chance: random.Random, files: Files) -> str:
    """The same JSON with other white space and other escapes."""
    found = _documents(chance, files)
    if not found:
        return ""
    name, taken = found
    taken.indent, taken.ascii_only = chance.choice((None, 1, 2, 4)), chance.random() < 0.5
    files[name] = taken.render()
    return f"white space of {name}"


def _add_file(chance: random.Random, files: Files) -> str:
    folder = chance.choice(sorted({name.rpartition("/")[0] for name in files}))
    base, content = chance.choice(
        (
            ("new_feature.json", b'{"new_feature_v2": [{"title": "a new thing", "timestamp": 1700000000}]}'),
            ("ai_chats.json", b"[]"),
            ("LIESMICH.txt", b"Anleitung\n"),
            ("badge.png", b"\x89PNG a fictional badge"),
            ("achievements.csv", b"Achievement,Points\nfirst,1\n"),
        )
    )
    files[f"{folder}/{base}".lstrip("/")] = content
    return f"{base} added in {folder!r}"


def _wrap(chance: random.Random, files: Files) -> str:
    top = chance.choice(("export", "lakeland-parks-2027-01-01-aBcD", "Meine Daten"))
    for name in sorted(files):
        files[f"{top}/{name}"] = files.pop(name)
    return f"below the folder {top}"


def _renumber(chance: random.Random, files: Files) -> str:
    """A numbered list gets another number, wherever it is named."""
    numbered = [name for name in sorted(files) if _NUMBERED.match(name)]
    if not numbered:
        return ""
    name = chance.choice(numbered)
    match = _NUMBERED.match(name)
    assert match
    new = f"{match[1]}{int(match[2]) + chance.randrange(1, 5)}{match[3]}"
    if new in files:
        return ""
    files[new] = files.pop(name)
    old_base, new_base = (each.rpartition("/")[2].encode() for each in (name, new))
    for other in files:
        if other.endswith((".js", ".json", ".html")):
            files[other] = files[other].replace(old_base, new_base)
    return f"{name} is called {new}"


def _reorder_table(chance: random.Random, files: Files) -> str:
    tables = list(_tables(files))
    if not tables:
        return ""
    name, rows, end = chance.choice(tables)
    if len(set(rows[0])) < len(rows[0]):
        return ""
    if chance.random() < 0.5:
        order = chance.sample(range(len(rows[0])), len(rows[0]))
        rows = [[row[place] for place in order] for row in rows]
        what = "columns in another order"
    else:
        rows = [[*row, "x_new" if number == 0 else "a new thing"] for number, row in enumerate(rows)]
        what = "a column more"
    files[name] = _table(rows, end)
    return f"{what} in {name}"


def _decorate_page(chance: random.Random, files: Files) -> str:
    pages = [name for name in sorted(files) if name.endswith((".html", ".htm"))]
    if not pages:
        return ""
    name = chance.choice(pages)
    if chance.random() < 0.5:
        files[name] = re.sub(rb"<(div|td|p)\b", rb'<\1 data-x="7"', files[name])
        return f"an attribute more in {name}"
    files[name] = re.sub(rb'class="', rb'class="_zz9 ', files[name])
    return f"a class more in {name}"


HARMLESS: dict[str, Change] = {
    "keys added": _add_keys,
    "keys in another order": _reorder_keys,
    "white space": _rewrite,
    "file added": _add_file,
    "folder around": _wrap,
    "other numbers": _renumber,
    "columns": _reorder_table,
    "attributes": _decorate_page,
    "files in another order": lambda chance, files: "files in another order",
}


# What guards its own bytes with digests, and the one form that is ours: in these nothing new is harmless.
_GUARDED = {
    "warc": frozenset(("keys added", "keys in another order", "white space")),
    "files-csv": frozenset(("columns",)),
}


@dataclass(frozen=True, slots=True)
class Variant:
    """A changed export: its parts as files each, what was changed, and in which order its files are packed."""

    name: str
    what: str
    parts: tuple[Files, ...]
    order: int


def variant(case: Case, seed: int, number: int, *, harmless: bool) -> Variant:
    """The variant of a case with a number, the same each time."""
    chance = random.Random(f"{case.name} {seed} {number} {harmless}")  # noqa: S311 -- to be made again
    parts, changes = [dict(each) for each in parts_of(case)], HARMLESS if harmless else CHANGES
    names = sorted(changes.keys() - (_GUARDED.get(case.format, frozenset()) if harmless else frozenset()))
    told: list[str] = []
    while not told:
        name, place = chance.choice(names), chance.randrange(len(parts))
        told += _changed(chance, changes[name], parts[place], _with_items(case)[place])
        if told and parts[place] and not harmless and chance.random() < 0.2:
            told += _changed(chance, changes[chance.choice(names)], parts[place], frozenset())
        if not parts[place]:  # an export without any file is none
            parts, told = [dict(each) for each in parts_of(case)], []
    return Variant(name, "; ".join(filter(None, told)), tuple(parts), number)


def _changed(chance: random.Random, change: Change, files: Files, with_items: frozenset[str]) -> list[str]:
    """Change some of the files, mostly those that hold items, and say what was changed."""
    chosen = [name for name in files if name in with_items] if chance.random() < 0.7 else []
    some = {name: files.pop(name) for name in chosen or list(files)}
    what = change(chance, some)
    files |= some
    return [what] if what else []


_PARTS: dict[str, list[Files]] = {}
_WITH_ITEMS: dict[str, list[frozenset[str]]] = {}


def _with_items(case: Case) -> list[frozenset[str]]:
    """The files of each part from which items were read."""
    if case.name not in _WITH_ITEMS:
        with tempfile.TemporaryDirectory() as folder:
            paths = packed(parts_of(case), Path(folder))
            with opened(case, paths) as (_, _, pieces):
                found = {each.member for piece in pieces if isinstance(piece, ExportedItem) for each in piece.fragments}
        _WITH_ITEMS[case.name] = [
            frozenset(each.name for each in found if each.part == number) for number in range(1, len(paths) + 1)
        ]
    return _WITH_ITEMS[case.name]


def parts_of(case: Case) -> list[Files]:
    """The files of each part that is handed in, read once."""
    if case.name not in _PARTS:
        folders = [case.export / part for part in case.parts] or [case.export]
        _PARTS[case.name] = [_files_of(each) for each in folders]
    return _PARTS[case.name]


def _files_of(place: Path) -> Files:
    if place.is_file():
        return {place.name: place.read_bytes()}
    return {
        each.relative_to(place).as_posix(): each.read_bytes() for each in sorted(place.rglob("*")) if each.is_file()
    }


def packed(parts: Sequence[Mapping[str, bytes]], folder: Path, order: int = 0, ending: str = "zip") -> list[Path]:
    """The parts as zips, their files in an order by chance."""
    paths = []
    for number, files in enumerate(parts, 1):
        names = sorted(files)
        if order:
            random.Random(order).shuffle(names)  # noqa: S311
        path = folder / f"part-{number}.{ending}"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name), files[name])
        paths.append(path)
    return paths
