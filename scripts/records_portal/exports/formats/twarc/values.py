"""A post as the later interface of X writes it, told in the words of the earlier one, in which exports speak too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...loose_values import dicts, mapping, text_of
from ...pieces import ExportedItem, Fragment, Media
from ..x.values import ID, PostContext, display_text, item_of_post, timed

TABLE_COLUMNS = frozenset(("id", "tweet_url", "user_screen_name", "text", "tweet_type"))
_NOTHING_BESIDE = PostContext("", "", lambda name: None, has_media=False)
_SHORT = re.compile(r"https?://t\.co/\w+")
_KINDS = {"original": "post", "quote": "post", "reply": "reply", "retweet": "repost"}


@dataclass(frozen=True, slots=True)
class Included:
    """What a page of the later interface says beside its posts: their writers, media, and the posts they refer to."""

    users: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    media: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    posts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, value: object) -> Included:
        """What stands under `includes`."""
        includes = mapping(value)
        return cls(
            {text_of(each.get("id")): each for each in dicts(includes.get("users"))},
            {text_of(each.get("media_key")): each for each in dicts(includes.get("media"))},
            {text_of(each.get("id")): each for each in dicts(includes.get("tweets"))},
        )


def is_early(post: Mapping[str, Any]) -> bool:
    """Whether a value is a post of the earlier interface."""
    return "created_at" in post and "user" in post and ("id_str" in post or "id" in post)


def is_late(post: Mapping[str, Any]) -> bool:
    """Whether a value is a post of the later interface."""
    return isinstance(post.get("text"), str) and ("author_id" in post or "author" in post)


def writer_of(post: Mapping[str, Any], included: Included) -> tuple[str, str]:
    """The account id and the handle of a post's writer, as far as it says them."""
    if is_early(post):
        user = mapping(post.get("user"))
        return text_of(user.get("id_str")) or text_of(user.get("id")), text_of(user.get("screen_name"))
    user = mapping(post.get("author")) or included.users.get(text_of(post.get("author_id")), {})
    return text_of(post.get("author_id")) or text_of(user.get("id")), text_of(user.get("username"))


def item_of_tweet(post: Mapping[str, Any], fragments: tuple[Fragment, ...], included: Included) -> ExportedItem | None:
    """The item that a post of either interface makes, or nothing where it has another shape."""
    return item_of_post(_whole(post) if is_early(post) else _early(post, included), fragments, _NOTHING_BESIDE)


def _whole(post: Mapping[str, Any]) -> dict[str, Any]:
    """A post of the earlier interface with its long text, which was written apart for readers of before 2016."""
    extended = mapping(post.get("extended_tweet"))
    known = {name: each for name in ("full_text", "entities", "extended_entities") if (each := extended.get(name))}
    original = mapping(post.get("retweeted_status"))
    return {**post, **known, **({"retweeted_status": _whole(original)} if original else {})}


def _early(post: Mapping[str, Any], included: Included, depth: int = 0) -> dict[str, Any]:
    """A post of the later interface in the words of the earlier one."""
    note = mapping(post.get("note_tweet"))
    long = note if isinstance(note.get("text"), str) else post
    account, handle = writer_of(post, included)
    references = {text_of(each.get("type")): each for each in dicts(post.get("referenced_tweets"))}
    replied, reposted = (mapping(references.get(kind)) for kind in ("replied_to", "retweeted"))
    original = included.posts.get(text_of(reposted.get("id")), reposted)
    return {
        "id_str": text_of(post.get("id")),
        "full_text": long.get("text"),
        "created_at": post.get("created_at"),
        "lang": post.get("lang"),
        "user": {"id_str": account, "screen_name": handle},
        "entities": _entities(mapping(long.get("entities")), own=mapping(post.get("entities"))),
        "extended_entities": {"media": list(_media(post, included))},
        "in_reply_to_status_id_str": text_of(replied.get("id")),
        "in_reply_to_user_id_str": text_of(post.get("in_reply_to_user_id")) if replied else "",
        "edit_info": {"initial": {"editTweetIds": post.get("edit_history_tweet_ids")}},
        **({"retweeted_status": _early(original, included, depth + 1)} if reposted and not depth else {}),
    }


def _entities(entities: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Links, those of attached media and tags, as the earlier interface has them."""
    urls = dicts(entities.get("urls")) or dicts(own.get("urls"))
    told = [
        {
            "url": each.get("url"),
            "expanded_url": each.get("unwound_url") or each.get("expanded_url"),
            "indices": [each.get("start"), each.get("end")],
            "attached": "media_key" in each,
        }
        for each in urls
    ]
    tags = dicts(entities.get("hashtags")) or dicts(own.get("hashtags"))
    return {
        "urls": [each for each in told if not each["attached"]],
        "media": [each for each in told if each["attached"]],
        "hashtags": [{"text": each.get("tag")} for each in tags],
    }


def _media(post: Mapping[str, Any], included: Included) -> Iterator[dict[str, Any]]:
    attached = mapping(post.get("attachments"))
    keys = attached.get("media_keys")
    listed = [included.media.get(text_of(key), {}) for key in keys] if isinstance(keys, list) else []
    for each in dicts(attached.get("media")) or listed:
        address = text_of(each.get("url")) or text_of(each.get("preview_image_url"))
        yield {"media_url_https": address, "ext_alt_text": each.get("alt_text")}


def item_of_collected_row(cells: Mapping[str, str], fragments: tuple[Fragment, ...]) -> ExportedItem | None:
    """The item that a row of a table makes; a repost's address there is the original's, so none is taken from it."""
    post_id, kind = cells["id"].strip(), _KINDS.get(cells["tweet_type"].strip())
    if not ID.match(post_id) or not kind:
        return None
    addresses = cells.get("media", "").split()
    item = ExportedItem(
        id=post_id,
        kind=kind,
        text=display_text(cells["text"], _links(cells)),
        fragments=fragments,
        media=tuple(Media(each, None, expected=False) for each in addresses if each.startswith("http")),
        author=cells["user_screen_name"].strip(),
        account_id=cells.get("user_id", "").strip(),
        permalink=f"https://twitter.com/i/web/status/{post_id}",
        language=cells.get("lang", "").strip(),
        hashtags=tuple(cells.get("hashtags", "").split()),
        reply_to=cells.get("in_reply_to_status_id", "").strip(),
        reply_to_account=cells.get("in_reply_to_user_id", "").strip(),
        repost_of=cells.get("retweet_or_quote_id", "").strip() if kind == "repost" else "",
        repost_author=cells.get("retweet_or_quote_screen_name", "").strip() if kind == "repost" else "",
    )
    return timed((cells.get("parsed_created_at") or cells.get("created_at", "")).strip(), item)


def _links(cells: Mapping[str, str]) -> dict[str, list[dict[str, object]]]:
    """The links of a text where their number is that of the addresses beside it."""
    shorts = [(match.group(), [*match.span()]) for match in _SHORT.finditer(cells["text"])]
    addresses = cells.get("urls", "").split()
    if len(shorts) != len(addresses):
        return {}
    pairs = zip(shorts, addresses, strict=True)
    return {"urls": [{"url": short, "expanded_url": full, "indices": span} for (short, span), full in pairs]}
