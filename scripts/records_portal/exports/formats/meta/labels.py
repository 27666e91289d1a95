"""Meta's newer form of a record: labels with values, groups of labels within groups, and media in any of them.

* A group says what it is about by its title (`Owner`, `Media`); what an owner is called is no text of the item.
* The moment is the record's own, else the first that a label has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...loose_values import dicts, text_of

_GROUPS = ("vec", "dict")


@dataclass(frozen=True, slots=True)
class Label:
    """One label: the titles of the groups that it stands in, and what it says."""

    groups: tuple[str, ...]
    label: str
    value: str
    address: str
    moment: object
    media: tuple[dict[str, Any], ...]


def labels_of(record: Mapping[str, Any]) -> Iterator[Label]:
    """Every label of a record in the order of its groups, however deep they are."""
    waiting: list[tuple[tuple[str, ...], Mapping[str, Any]]] = [
        ((), each) for each in reversed(dicts(record.get("label_values")))
    ]
    while waiting:
        groups, each = waiting.pop()
        label = text_of(each.get("label"))
        yield Label(
            groups,
            label,
            text_of(each.get("value")),
            text_of(each.get("href")),
            each.get("timestamp_value"),
            tuple(medium for medium in dicts(each.get("media")) if isinstance(medium.get("uri"), str)),
        )
        inner = [one for name in _GROUPS for one in dicts(each.get(name))]
        title = text_of(each.get("title")) or label
        # Nothing is copied for a group without a name, so that depth alone costs nothing.
        within = (*groups, title.casefold()) if title and inner and len(groups) < len(_GROUPS) * 8 else groups
        waiting += [(within, one) for one in reversed(inner)]


def media_of_record(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The media of a record and of its labels, each address once."""
    found = {text_of(each.get("uri")): each for each in dicts(record.get("media")) if text_of(each.get("uri"))}
    for label in labels_of(record):
        for each in label.media:
            found.setdefault(text_of(each.get("uri")), each)
    return list(found.values())


def stamps_of_record(record: Mapping[str, Any]) -> Iterator[object]:
    """The moments of a record as they are written, its own first."""
    yield record.get("timestamp")
    yield from (each.moment for each in labels_of(record) if each.moment is not None)
