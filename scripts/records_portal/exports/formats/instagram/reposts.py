"""Reposts of an Instagram export since 2025: values under labels, with the original as a group of labels within.

* The text is the account's own note, if any, and then the caption of the original.
* The original is known by its address, its account by its handle; its media are never in the export.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ...loose_values import text_in
from ...moments import dated
from ...pieces import ExportedItem, Fragment
from ..meta.labels import labels_of, stamps_of_record
from ..meta.text import mended
from .values import InstagramContext, hashtags_of, moment_of_seconds

_ORIGINAL = re.compile(r"https://(?:www\.)?instagram\.com/(?:[\w.]{1,30}/)?(?:p|reel|reels|tv)/[\w-]{5,64}/?\Z")


def repost(value: object, fragment: Fragment, around: InstagramContext) -> ExportedItem | None:
    """The item that an element makes, or nothing where it has another shape or names no original."""
    whole = mended(value)
    if not isinstance(whole, dict):
        return None
    empty = ExportedItem("", "repost", "", fragments=(fragment,), author=around.handle)
    if isinstance(fields := whole.get("string_map_data"), dict):
        found, stamps = with_labels(empty, _first_values(fields)), [_stamp(each) for each in fields.values()]
    else:
        said = ((each.label, each.value or each.address) for each in labels_of(whole))
        found = with_labels(empty, first_of_each((label, value) for label, value in said if value))
        stamps = list(stamps_of_record(whole))
    created = next(filter(None, map(moment_of_seconds, stamps)), None)
    return dated(found, created, "utc-by-format") if created and found.repost_of else None


def _first_values(fields: Mapping[str, Any]) -> dict[str, str]:
    """What the older form says under each label: a text, or an address alone."""
    found = {label: text_in(each.get("value")) for label, each in fields.items() if isinstance(each, dict)}
    addresses = {
        f"address of {label}": address
        for label, each in fields.items()
        if isinstance(each, dict) and (address := text_in(each.get("href")))
    }
    return {label: said for label, said in (found | addresses).items() if said}


def _stamp(field: object) -> object:
    return field.get("timestamp") if isinstance(field, dict) else None


def first_of_each(labelled: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first value of each label; an original comes before its owner, who has an address too."""
    found: dict[str, str] = {}
    for label, value in labelled:
        found.setdefault(label, value)
    return found


def with_labels(item: ExportedItem, labels: Mapping[str, str]) -> ExportedItem:
    """The item with what its labels say of the original."""
    said = (labels.get("Text", ""), labels.get("Caption", ""))
    text = "\n".join(filter(None, said))
    original = next((each for each in labels.values() if _ORIGINAL.match(each)), "")
    return replace(
        item, text=text, hashtags=hashtags_of(text), repost_of=original, repost_author=labels.get("Username", "")
    )
