"""Reposts of an Instagram export since 2025: values under labels, with the original as a group of labels within.

* The text is the account's own note, if any, and then the caption of the original.
* The original is known by its address, its account by its handle; its media are never in the export.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ...moments import dated
from ...pieces import ExportedItem, Fragment
from ..meta.text import mended
from .values import InstagramContext, hashtags_of, moment_of_seconds, text_or_nothing

_ORIGINAL = re.compile(r"https://(?:www\.)?instagram\.com/(?:[\w.]{1,30}/)?(?:p|reel|reels|tv)/[\w-]{5,64}/?\Z")


def repost(value: object, fragment: Fragment, around: InstagramContext) -> ExportedItem | None:
    """The item that an element makes, or nothing where it has another shape or names no original."""
    whole = mended(value)
    listed = whole.get("label_values") if isinstance(whole, dict) else None
    created = moment_of_seconds(whole.get("timestamp")) if isinstance(whole, dict) else None
    if not isinstance(listed, list) or not created:
        return None
    empty = ExportedItem("", "repost", "", None, None, "unknown", (fragment,), author=around.handle)
    found = with_labels(empty, first_of_each(_labelled(listed)))
    return dated(found, created, "utc-by-format") if found.repost_of else None


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


def _labelled(listed: list[Any]) -> Iterator[tuple[str, str]]:
    """Each label with its value, however deep the groups."""
    waiting: list[Any] = [listed]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += reversed(each)
        elif isinstance(each, dict):
            if said := text_or_nothing(each.get("value")) or text_or_nothing(each.get("href")):
                yield text_or_nothing(each.get("label")), said
            waiting += [inner for name in ("vec", "dict") if isinstance(inner := each.get(name), list)]
