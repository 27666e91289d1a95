"""Articles of X/Twitter (`article.js`), which are longer than any post and have their dates in `article-metadata.js`.

* The two lists name each other by an id or, as most exports have it, by their order alone.
* What was never published (it has no `firstPublishedAtMs`) is a draft and no item; nor is what nobody can tell.
* An article was announced by a post, whose id its metadata names and which carries the same moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from ...loose_values import dicts, json_value, mapping, text_of, web_address
from ...moments import dated
from ...pieces import ExportedItem, Fragment, Media
from ...slices.markup_text import hashtags_in, text_of_markup
from .values import ID, PostContext, moment_of_id

_MILLISECONDS = re.compile(r"[0-9]{12,14}\Z")
_DEEPEST = 12


@dataclass(slots=True)
class Articles:
    """The articles of an export and what is known of them, in the order of their files."""

    texts: list[tuple[Fragment, Mapping[str, Any]]] = field(default_factory=list)
    metadata: list[tuple[Fragment, Mapping[str, Any]]] = field(default_factory=list)

    def take_in(self, fragment: Fragment, value: object) -> bool:
        """Keep an entry of either list; whether it is one."""
        entry = mapping(value)
        for name, entries in (
            ("article", self.texts), ("twitterArticle", self.texts),
            ("articleMetadata", self.metadata), ("twitterArticleMetadata", self.metadata),
        ):  # fmt: skip
            if isinstance(entry.get(name), dict):
                entries.append((fragment, entry[name]))
                return True
        return False

    def joined(self) -> Iterator[tuple[tuple[Fragment, ...], Mapping[str, Any]]]:
        """Each article with its metadata, and the fragments of both; last metadata of no article, without a value."""
        by_order = len(self.texts) == len(self.metadata) and not any(_names(facts) for _, facts in self.metadata)
        names = (str(place) if by_order else _names(facts) for place, (_, facts) in enumerate(self.metadata))
        left: dict[str, list[tuple[Fragment, Mapping[str, Any]]]] = {}
        for name, found in zip(names, self.metadata, strict=True):
            left.setdefault(name, []).append(found)
        for place, (fragment, article) in enumerate(self.texts):
            name = str(place) if by_order else text_of(article.get("id"))
            own = left.pop(name, []) if name else []
            facts = {key: each for _, value in own for key, each in value.items()}
            yield (fragment, *(each for each, _ in own)), {**facts, **article}
        yield from (((fragment,), {}) for found in left.values() for fragment, _ in found)


def _names(facts: Mapping[str, Any]) -> str:
    return text_of(facts.get("articleId")) or text_of(facts.get("id"))


def item_of_article(
    value: Mapping[str, Any], fragments: tuple[Fragment, ...], around: PostContext
) -> ExportedItem | None:
    """The item that a published article makes; nothing for a draft."""
    article_id, published = text_of(value.get("id")), _moment(value.get("firstPublishedAtMs"))
    if not ID.match(article_id) or not published:
        return None
    post = text_of(value.get("tweetId"))
    text = "\n\n".join(filter(None, (text_of(value.get("title")).strip(), _content(value.get("content")))))
    changed = _moment(value.get("updatedAtMs"))
    item = ExportedItem(
        id=f"article:{article_id}",
        kind="article",
        text=text,
        fragments=fragments,
        media=tuple(_media(article_id, value, around)),
        author=around.handle,
        account_id=text_of(value.get("authorId")) or around.account_id,
        permalink=f"https://twitter.com/i/web/status/{post}" if ID.match(post) else "",
        hashtags=hashtags_in(text),
        conversation=post if ID.match(post) else "",
        visibility=text_of(value.get("visibility")).lower(),
    )
    later = changed if changed and changed > published else None
    return replace(dated(item, published, "explicit-offset", moment_of_id(post), later), edited=bool(later))


def _moment(value: object) -> datetime | None:
    text = text_of(value)
    return datetime.fromtimestamp(int(text) // 1000, UTC) if _MILLISECONDS.match(text) else None


def _content(value: object) -> str:
    """The words of an article, whether they were written as blocks, as HTML or as they are."""
    if isinstance(value, str):
        blocks = json_value(value) if value.lstrip()[:1] in ("{", "[") else None
        if isinstance(blocks, (dict, list)):
            return "\n\n".join(_texts(blocks, 0))
        return text_of_markup(value) if value.lstrip().startswith("<") else value.strip()
    return "\n\n".join(_texts(value, 0))


def _texts(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _texts(each, depth + 1)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str) and value["text"].strip():
            yield value["text"].strip()
        for name in ("blocks", "content", "children"):
            yield from _texts(value.get(name), depth + 1)


def _media(article_id: str, value: Mapping[str, Any], around: PostContext) -> Iterator[Media]:
    """The cover and the pictures, by the last part of their addresses."""
    seen: set[str] = set()
    for address in (*_addresses(value.get("coverMedia"), 0), *_addresses(value.get("media"), 0)):
        if address not in seen:
            seen.add(address)
            base = address.partition("?")[0].rpartition("/")[2]
            found = around.find_media(f"{article_id}-{base}") or around.find_media(base)
            yield Media(address, found, around.has_media)


def _addresses(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if address := web_address(value):
        yield address
    elif isinstance(value, list):
        for each in value:
            yield from _addresses(each, depth + 1)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _addresses(each, depth + 1)


def blocked_account(value: object) -> tuple[str, str, str] | None:
    """Of an entry of `block.js` or `mute.js`: the kind, the account and its address; nothing for anything else."""
    for name, kind in (("blocking", "block"), ("muting", "mute")):
        for each in dicts([mapping(value).get(name)]):
            account = text_of(each.get("accountId"))
            return (kind, account, text_of(each.get("userLink"))) if ID.match(account) else None
    return None
