"""The pages of the reading view: lists and items as HTML without scripts; every value of an export is escaped."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .media import shown_media
from .shelf import NO_CLASS, Shelf, ShelvedItem, Wanted

PER_PAGE = 50
_TEMPLATES = Path(__file__).with_name("templates")
_EXCERPT = 280
# What stands on a page by itself; the rest of what an item says is listed.
_SHOWN = frozenset(("id", "kind", "text", "media", "author", "created_at", "hashtags"))


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render_list(shelf: Shelf, wanted: Wanted, page: int) -> str:
    """The items that are looked for, one page of them, with what can be looked for."""
    found = shelf.found(wanted)
    last = max(0, (len(found) - 1) // PER_PAGE)
    page = min(max(page, 0), last)
    shown = found[page * PER_PAGE : (page + 1) * PER_PAGE]
    query = {"class": wanted.content_class, "kind": wanted.kind, "from": wanted.from_on, "to": wanted.to_on}
    query = {name: each for name, each in (query | {"words": wanted.words}).items() if each}
    classes = Counter(each.listed["class"] or NO_CLASS for each in shelf.items)
    return (
        _templates()
        .get_template("list.html")
        .render(
            site=shelf.site,
            wanted=wanted,
            rows=[_row(shelf, each) for each in shown],
            total=len(found),
            of=len(shelf.items),
            first=page * PER_PAGE + 1,
            pages=[(name, f"/?{urlencode(query | {'page': to})}") for name, to in _pages(page, last)],
            classes=sorted(classes.items()),
            kinds=sorted(Counter(each.listed["kind"] for each in shelf.items).items()),
            no_class=NO_CLASS,
        )
    )


def _pages(page: int, last: int) -> list[tuple[str, int]]:
    """The pages before and after, by the words of their links."""
    before = [("Earlier items", page - 1)] if page else []
    return before + ([("Later items", page + 1)] if page < last else [])


def _row(shelf: Shelf, item: ShelvedItem) -> dict[str, Any]:
    line = shelf.line(item)
    text = str(line.get("item", {}).get("text", ""))
    return {
        "item": item,
        "excerpt": text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}\u2026",
        "author": str(line.get("item", {}).get("author", "")),
        "media": len(line.get("item", {}).get("media") or ()),
        "is_here": bool(line),
    }


def render_item(shelf: Shelf, item: ShelvedItem, store: Path) -> str:
    """One version of an item: what it says, its media, its other versions, and the thread that it stands in."""
    line = shelf.line(item)
    said: dict[str, Any] = line.get("item", {})
    bag = store / "bags" / shelf.site / item.listed["capture"]
    before = shelf.items[item.number - 1] if item.number else None
    after = shelf.items[item.number + 1] if item.number + 1 < len(shelf.items) else None
    return (
        _templates()
        .get_template("item.html")
        .render(
            site=shelf.site,
            item=item,
            listed=item.listed,
            is_here=bool(line),
            text=str(said.get("text", "")),
            author=str(said.get("author", "")),
            hashtags=[str(each) for each in said.get("hashtags") or ()],
            media=list(enumerate(shown_media(bag, line))),
            other=[(name, _told(each)) for name, each in sorted(said.items()) if name not in _SHOWN],
            source=[_source(each) for each in line.get("fragments") or ()],
            versions=[each for each in shelf.versions(item) if each.number != item.number],
            thread=[_row(shelf, each) for each in shelf.thread(item)],
            before=before,
            after=after,
        )
    )


def _told(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _source(fragment: dict[str, Any]) -> tuple[str, str]:
    """Where a fragment stood in the export, and what it was, as text."""
    place = f"{fragment.get('path', '')}, byte {fragment.get('offset', 0):,}"
    return place, str(fragment.get("text") or "(no text)")


def render_message(title: str, words: Sequence[str]) -> str:
    """A page that says why nothing is shown."""
    return _templates().get_template("message.html").render(title=title, words=words)


def style() -> bytes:
    """The one style sheet of every page."""
    return (_TEMPLATES / "style.css").read_bytes()
