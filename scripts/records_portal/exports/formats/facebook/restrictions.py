"""Lists in Facebook's JSON of people and pages that are blocked, restricted or muted, and of words that are filtered.

Nobody has published such a file: it is known by its name, and its entries by a name or a word with or without a day, in
either way in which Facebook writes lists. A person has no address and no id there, and may share the name with others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ...archives.opening import Member
from ...leftovers import is_packaging
from ...loose_values import dicts, mapping, text_of
from ...moments import dated
from ...pieces import ExportedItem, Fragment, Opener, Remark, Residue
from ...slices.json_lists import list_elements
from ..meta.labels import labels_of, stamps_of_record
from ..meta.text import mended
from .values import moment_of_count

PART = "moderation-lists"
_KINDS = (
    ("filter", re.compile(r"(?:.*/)?[^/]*(?:blocked|filtered|hidden)_(?:key)?words[^/]*\.json")),
    ("block", re.compile(r"(?:.*/)?(?:your_)?(?:blocked|blocking|banned)[^/]*\.json")),
    ("mute", re.compile(r"(?:.*/)?(?:your_)?(?:restricted|muted)[^/]*\.json")),
)
_ANY_LIST = re.compile(r"\w{1,60}")


def restriction_kind(member: Member) -> str:
    """What a list tells of those on it; empty for another file."""
    if is_packaging(member.name) or "/messages/" in member.name:
        return ""
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(member.name)), "")


def restrictions(member: Member, opener: Opener, author: str) -> Iterator[ExportedItem | Residue | Remark]:
    """The entries of a list as items, and the rest of it."""
    kind, strange = restriction_kind(member), False
    with opener(member) as stream:
        for each in list_elements(stream, _ANY_LIST):
            item = _item(kind, each.value, author) if each.element else None
            if item:
                fragment = Fragment(member, each.offset, each.data)
                yield dated(replace(item, fragments=(fragment,)), _since(each.value), "utc-by-format")
            elif each.data:
                strange = strange or each.element or each.broken
                yield Residue(PART, member, each.offset, each.data)
    if strange:
        # Once and not how often: how long such a list is, is for the private root alone.
        yield Remark(f"list with entries of an unknown shape: {member.base}", 1)


def _item(kind: str, value: object, author: str) -> ExportedItem | None:
    entry = mapping(mended(value))
    words = mended(value) if isinstance(value, str) else ""
    listed = [text_of(each.get("value")) for each in dicts(entry.get("string_list_data"))]
    labelled = [each.value for each in labels_of(entry)] if "label_values" in entry else []
    names = [words, text_of(entry.get("name")), text_of(entry.get("title")), *listed, *labelled]
    name = next((each.strip() for each in names if isinstance(each, str) and each.strip()), "")
    if not name:
        return None
    return ExportedItem(id="", kind=kind, text=name, author=author, reply_to_account="" if kind == "filter" else name)


def _since(value: object) -> datetime | None:
    entry = mapping(value)
    listed = [each.get("timestamp") for each in dicts(entry.get("string_list_data"))]
    return next(filter(None, map(moment_of_count, (*stamps_of_record(entry), *listed))), None)
