"""Bodies from templates, every value escaped; a template that misses a value is a fault of ours and fails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from records_portal.history.audit_trail import Change
from records_portal.identity.hands.of_changes import ChangeHands
from records_portal.identity.hands.of_records import hands_of_known
from records_portal.identity.telling import SentenceStyle, headline, other_fields
from records_portal.register.changes import SEPARATOR
from records_portal.register.kinds import KINDS
from records_portal.register.model import Register
from records_portal.values.urls import is_plain_url
from records_portal.wording import words

from ..building.shell import NOTHING, Breadcrumb, Shells, StampedPage
from ..context import PageContext, series_anchor

MOST_FIELDS, MOST_TEXT = 3, 240
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One record's page before it is stamped."""

    address: str
    title: str
    description: str
    breadcrumb: Breadcrumb
    body: Markup
    kicker: str = ""
    tag: Markup = NOTHING
    head: Markup = NOTHING

    def stamped(self, shells: Shells) -> StampedPage:
        """The page in its shell."""
        return shells.record(self.address).stamped(
            self.title,
            self.description,
            self.address,
            self.breadcrumb,
            self.body,
            kicker=self.kicker,
            tag=self.tag,
            head=self.head,
        )


@cache
def environment() -> Environment:
    """The templates, compiled once."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "known": words.known,
        "day": words.day,
        "moment": words.moment,
        "plain": words.plain,
        "size": words.size,
    }
    made.filters |= {
        "known": words.known,
        "period": words.period_words,
        "every": words.every,
        "anchor": series_anchor,
        "person": _person,
        "role": _role,
        "plain_hint": _plain_hint,
    }
    made.tests["plain_url"] = is_plain_url
    made.tests["long_change"] = _is_long
    made.globals |= {
        "on": on,
        "tag": status_tag,
        "count": words.count,
        "KINDS": KINDS,
        "SEPARATOR": SEPARATOR,
        "SITE_STATUS": words.SITE_STATUS,
        "DUE_STATUS": words.DUE_STATUS,
        "CLASSES": words.CLASSES,
        "COMMENTS": words.COMMENTS,
        "RESPONSIBILITIES": words.RESPONSIBILITIES,
        "MONTHS": words.SHORT_MONTHS,
        "headline": _headline,
        "hands_of": _hands_of,
        "other_fields": other_fields,
    }
    return made


def _headline(register: Register, change: Change) -> str:
    """A change in one line, its dates as people say them."""
    return headline(register, change, SentenceStyle(day=words.day))


def _hands_of(register: Register, changes: Sequence[Change]) -> list[ChangeHands]:
    """The hands of each of some changes, of one record or of several."""
    by_record: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        by_record.setdefault((change.kind, change.id), []).append(change)
    found = {
        (each.change.commit, each.change.kind): each
        for record in by_record.values()
        for each in hands_of_known(register, record)
    }
    return [found[change.commit, change.kind] for change in changes]


def _is_long(change: Change) -> bool:
    """Whether a change is folded in a table: it touches many fields, or says much."""
    said = sum(len(one.before) + len(one.after) for one in change.fields)
    return len(change.fields) > MOST_FIELDS or said > MOST_TEXT


def _person(person_id: str, context: PageContext) -> str:
    return context.person(person_id)


def _plain_hint(hint: str) -> str:
    """What a field means, without the marks of code, the places of files and the clause that it comes from."""
    if "registry/" in hint or "schedules/" in hint:
        return "A name from this register."
    return re.sub(r" ?\((?:New Jersey|Missouri)[^()]*\)", "", hint.replace("`", ""))


def _role(role: str, context: PageContext) -> str:
    return context.role(role)


@cache
def _template(name: str) -> Template:
    return environment().get_template(name)


def root_of(address: str) -> str:
    """What leads from a page back to the site's root."""
    return "../" * address.count("/")


def body(name: str, context: PageContext, address: str, **values: Any) -> Markup:
    """A template's text for the page at an address."""
    text = _template(f"{name}.html").render(context=context, root=root_of(address), address=address, **values)
    return Markup(text)  # noqa: S704 -- rendered with autoescape on


@lru_cache(maxsize=50_000, typed=True)  # typed: a value must never get the markup that equal markup got
def on(text: str) -> Markup:
    """A date for machines and for people."""
    return Markup('<time datetime="{}">{}</time>').format(text, words.day(text))


@lru_cache(maxsize=1_000, typed=True)
def status_tag(status: str, label: str = "") -> Markup:
    """A status as a tag: its shape and its word."""
    return Markup('<span class="tag tag--{}">{}</span>').format(status, label or words.plain(status))
