"""A record's value as a page shows it, driven by its schema: titles for keys, names for ids, words for dates.

The result is a tree of plain values; only the templates turn it into markup.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from records_portal.register.changes import SchemaWords, words_of
from records_portal.values.urls import is_plain_url
from records_portal.wording.words import CLASSES, day, moment, period_words, plain

from ..context import PageContext

KINDS_BY_REFERENCE = {"site": "sites", "agency": "agencies"}
KINDS_BY_FIELD = {
    "platform": "platforms",
    "platforms": "platforms",
    "authorization": "authorizations",
    "parent": "agencies",
    "policy": "policies",
    "policies": "policies",
}


FEWEST_ROWS, MOST_COLUMNS = 2, 7
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One value for a page: text, time, link, external link, a list, or named fields."""

    form: str
    text: str = ""
    target: str = ""
    entries: tuple[tuple[str, ShownValue], ...] = ()

    @property
    def is_simple(self) -> bool:
        """Whether it is one value, or a list of such."""
        return self.form != "fields" and all(one.form not in {"list", "fields"} for _, one in self.entries)

    @property
    def is_flat(self) -> bool:
        """Whether it reads well in a line or two: no mapping holds another."""
        if self.form == "list":
            return all(one.is_flat for _, one in self.entries)
        return all(one.is_simple for _, one in self.entries)

    @property
    def is_run(self) -> bool:
        """Whether it is a list of names that read well one after the other."""
        return self.form == "list" and all(
            one.form in {"text", "link", "time"} and len(one.text) <= LONGEST_NAME for _, one in self.entries
        )

    @property
    def is_line(self) -> bool:
        """Whether it is a flat mapping without sentences, which reads well on one line."""
        return self.is_flat and all(
            one.is_run or (one.form != "list" and not one.text.endswith(".") and "\n" not in one.text)
            for _, one in self.entries
        )

    @property
    def short(self) -> list[tuple[str, ShownValue]]:
        """The fields that fit beside their titles."""
        return [(title, one) for title, one in self.entries if one.is_flat and not one.columns]

    @property
    def long(self) -> list[tuple[str, ShownValue]]:
        """The fields that need a heading of their own."""
        return [(title, one) for title, one in self.entries if not one.is_flat or one.columns]

    @property
    def columns(self) -> list[str]:
        """The titles under which a list of flat mappings makes a table; none where it makes none."""
        entries = [one for _, one in self.entries]
        if self.form != "list" or len(entries) < FEWEST_ROWS:
            return []
        if any(one.form != "fields" or not one.is_flat for one in entries):
            return []
        titles = list(dict.fromkeys(title for one in entries for title, _ in one.entries))
        return titles if len(titles) <= MOST_COLUMNS else []

    @property
    def rows(self) -> list[list[ShownValue | None]]:
        """The cells of that table."""
        return [[dict(one.entries).get(title) for title in self.columns] for _, one in self.entries]


def shown_record(
    context: PageContext, kind: str, value: Mapping[str, Any], *, without: frozenset[str] = frozenset()
) -> ShownValue:
    """A whole record, or a record without some of its fields."""
    return shown_fields(context, words_of(kind), value, without=without)


def shown_fields(
    context: PageContext, words: SchemaWords, value: Mapping[str, Any], *, without: frozenset[str] = frozenset()
) -> ShownValue:
    """The fields of a mapping under their titles."""
    entries = (
        (words.title(key, value), _shown(context, words.at(key, value), inner, key))
        for key, inner in value.items()
        if key not in without
    )
    return ShownValue("fields", entries=tuple(entries))


def _shown(context: PageContext, words: SchemaWords, value: Any, name: str) -> ShownValue:
    if isinstance(value, Mapping):
        return shown_fields(context, words, value)
    if isinstance(value, list) and str(words.schema.get("$ref", "")).endswith("/copies-to"):
        return ShownValue("list", entries=tuple(("", copy_recipient(context, one)) for one in value))
    if isinstance(value, list):
        return ShownValue("list", entries=tuple(("", _shown(context, words.at(0), one, name)) for one in value))
    if isinstance(value, bool):
        return ShownValue("text", "yes" if value else "no")
    if isinstance(value, int):
        return ShownValue("text", f"{value:,}")
    return _shown_text(context, words.schema, str(value), name)


def _shown_text(context: PageContext, schema: Mapping[str, Any], text: str, name: str) -> ShownValue:
    reference = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
    if say := _BY_REFERENCE.get(reference):
        return say(context, text)
    if kind := KINDS_BY_REFERENCE.get(reference) or KINDS_BY_FIELD.get(name):
        return link(context, kind, text)
    if schema.get("format") == "uri" or text.startswith(("https://", "http://")):
        return external(text)
    if schema.get("format") == "date":
        return time(text)
    if name == "role":
        return ShownValue("text", context.role(text))
    if "enum" in schema:
        return ShownValue("text", plain(text))
    return ShownValue("text", text)


def link(context: PageContext, kind: str, record_id: str) -> ShownValue:
    """A record by its name, linked where it has a page."""
    title, address = context.title(kind, record_id), context.address(kind, record_id)
    return ShownValue("link", title, address) if address else ShownValue("text", title)


def external(url: str) -> ShownValue:
    """An address outside, as a link only where it is a plain one."""
    return ShownValue("external", url, url) if is_plain_url(url) else ShownValue("text", url)


def series_link(context: PageContext, reference: str) -> ShownValue:
    """A records series by its title, linked to its place in the schedule."""
    address, title = context.series_address(reference), context.series_title(reference)
    return ShownValue("link", title, address) if address else ShownValue("text", title)


def time(text: str) -> ShownValue:
    """A date or a moment."""
    return ShownValue("time", moment(text) if "T" in text else day(text), text)


def copy_recipient(context: PageContext, text: str) -> ShownValue:
    """Whoever was sent a copy: a person by name and title, or a role."""
    known = context.register.get("people", text)
    return ShownValue("text", context.person(text) if known else context.role(text))


_BY_REFERENCE: Mapping[str, Callable[[PageContext, str], ShownValue]] = {
    "date": lambda _, text: time(text),
    "moment": lambda _, text: time(text),
    "person": lambda context, text: ShownValue("text", context.person(text)),
    "role": lambda context, text: ShownValue("text", context.role(text)),
    "series-reference": series_link,
    "content-class": lambda _, text: ShownValue("text", CLASSES.get(text, (plain(text), ""))[0]),
    "period": lambda _, text: ShownValue("text", period_words(text)),
    "url": lambda _, text: external(text),
    "event-word": lambda _, text: ShownValue("text", plain(text)),
}
