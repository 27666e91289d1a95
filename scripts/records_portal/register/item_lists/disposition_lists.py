"""The list beside a disposition (`schedules/dispositions/ID.csv`): a row for each version of an item or residue part.

The record has the digest of the file, and repeats a short list. Whoever reads the record finds its items and residue as
if they stood in it.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from typing import Any

PLAN_COLUMNS = ("site", "item", "version", "capture", "part", "class", "digest")
FOLDER_OF_DISPOSITIONS = "schedules/dispositions/"


class NotTheList(ValueError):  # noqa: N818 -- what it says is what the file is
    """A file that is not the list that its disposition names; the message says why."""


def is_disposition_list(path: str) -> bool:
    """Whether a file lies, by its name, beside a disposition."""
    name = path.removeprefix(FOLDER_OF_DISPOSITIONS)
    return name != path and name.endswith(".csv") and "/" not in name


def with_its_list(value: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """A disposition's record with the items and the residue of the list that it names."""
    named = value["item_list"]
    if hashlib.sha256(data).hexdigest() != named["sha256"]:
        raise NotTheList("its digest is not the one that the disposition names")
    try:
        heading, *rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
        if tuple(heading) != PLAN_COLUMNS or len(rows) != named["rows"]:
            raise NotTheList(f"it does not have the columns {','.join(PLAN_COLUMNS)} and rows: {named['rows']}")
        items = [_item(row) for row in rows if not row[4]]
        residue = [_part(row) for row in rows if row[4]]
    except (UnicodeDecodeError, ValueError, IndexError, csv.Error) as error:
        raise NotTheList(f"it cannot be read: {error}") from error
    repeated = [_named(value.get("items", ())), _named(value.get("residue", ()))]
    if any(repeated) and repeated != [_named(items), _named(residue)]:
        raise NotTheList("it does not have the items and the residue that stand in the record")
    return {**value, **({"items": items} if items else {}), **({"residue": residue} if residue else {})}


def _named(entries: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """What each entry names: a version of an item, or a part of a capture's residue."""
    return [tuple(each.get(name, "") for name in ("site", "item", "version", "capture", "part")) for each in entries]


def _item(row: list[str]) -> dict[str, Any]:
    site, item, version, _, _, _, digest = row
    return {"site": site, "item": item, "version": int(version), **({"digest": digest} if digest else {})}


def _part(row: list[str]) -> dict[str, str]:
    site, _, _, capture, part, content_class, _ = row
    return {"site": site, "capture": capture, "part": part, **({"class": content_class} if content_class else {})}
