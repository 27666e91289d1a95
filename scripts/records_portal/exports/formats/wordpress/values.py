"""One post, page or comment of a WordPress export as an item: texts out of HTML, moments, statuses, media addresses.

* Ids begin with what they name (`post:`, `comment:`), for both are counted from one.
* Moments are UTC where the export gives them so; the site's own clock has no zone.
* E-mail addresses, IP addresses and passwords are no part of an item, and neither is the report of a spam filter.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from ...loose_values import web_address
from ...moments import dated, dated_by_clock, moment_in_utc, moment_of_mail
from ...pieces import ExportedItem, Media
from ...slices.markup_text import text_of_markup
from ...slices.xml_slices import XmlNode

ITEM = "item"
COMMENT = "wp:comment"
ATTACHMENT = "attachment"
# What a theme or the editor is made of, and nobody reads as a text of its own.
BUILDING = re.compile(
    r"nav_menu_item|wp_(?:block|template|template_part|global_styles|navigation|font_family|font_face|changeset)"
    r"|custom_css|customize_changeset|oembed_cache|revision|acf-field(?:-group)?|elementor_library|amp_validated_url"
)
# What people sent in by a form or bought; plugins keep it among the posts.
SUBMISSIONS = re.compile(
    r"feedback|flamingo_\w+|wpcf7_\w+|nf_sub|wpforms_\w+|shop_\w+|user_request|edd_\w+|give_\w+|jp_pay_order|db7_\w+"
)
_PRIVATE = frozenset(("wp:comment_author_email", "wp:comment_author_IP", "wp:commentmeta", "wp:post_password"))
_NUMBER = re.compile(r"0*([1-9]\d{0,18})\Z", re.ASCII)
_SMALLER = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{2,5}\Z)", re.ASCII)
_STATUSES = {"publish": "public", "inherit": "public", "": "public", "future": "scheduled"}
_APPROVED = {"1": "public", "": "public", "approve": "public", "0": "pending", "hold": "pending"}
_A_MINUTE = timedelta(minutes=1)

_OF_POSTS = frozenset((
    "post_id", "post_date", "post_date_gmt", "post_modified", "post_modified_gmt", "comment_status", "ping_status",
    "post_name", "status", "post_parent", "menu_order", "post_type", "post_password", "is_sticky", "attachment_url",
    "postmeta", "comment",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordPressSite:
    """Whose export it is: the site's address and language, and when it was made."""

    address: str = ""
    language: str = ""
    version: str = ""
    exported_at: datetime | None = None

    @classmethod
    def of(cls, root: XmlNode) -> WordPressSite | None:
        """What the opening of a file says; nothing where it is no export of WordPress."""
        channel = root.first("channel") if root.name == "rss" else None
        spaces = " ".join(value for name, value in root.attributes.items() if name.startswith("xmlns"))
        declared = re.search(r"wordpress\.org/export/(\d\.\d)", spaces)
        written = channel.within("wp:wxr_version") if channel else ""
        if not channel or not (declared or any(each.name.startswith("wp:") for each in _elements(channel))):
            return None
        version = written if re.fullmatch(r"\d\.\d", written, re.ASCII) else declared[1] if declared else ""
        address = channel.within("wp:base_blog_url") or channel.within("link")
        return cls(address, channel.within("language"), version, moment_of_mail(channel.within("pubDate"))[0])


def post_type(node: XmlNode) -> str:
    """What kind of thing an element is, by the word that WordPress has for it; a post where it does not say."""
    return node.within("wp:post_type") or "post"


def number_of(node: XmlNode, name: str) -> str:
    """A positive number of an element; nothing where it has none."""
    match = _NUMBER.match(node.within(name))
    return match[1] if match else ""


def private_places(node: XmlNode) -> list[tuple[int, int]]:
    """Where an element names what no item holds: starts and ends, in order."""
    return [(each.start, each.end) for each in _elements(node) if each.name in _PRIVATE and each.children]


def unknown_elements(node: XmlNode) -> int:
    """How many elements of WordPress's own stand in a post that no version of its format has so far."""
    return sum(each.name.startswith("wp:") and each.name[3:] not in _OF_POSTS for each in _elements(node))


def _elements(node: XmlNode) -> Iterator[XmlNode]:
    return (each for each in node.children if isinstance(each, XmlNode))


def attached(node: XmlNode) -> tuple[str, str]:
    """The address of an attachment's file, and its description."""
    meta = {each.within("wp:meta_key"): each.within("wp:meta_value") for each in node.all("wp:postmeta")}
    words = meta.get("_wp_attachment_image_alt", "") or text_of_markup(node.within("excerpt:encoded"))
    return node.within("wp:attachment_url") or node.within("guid"), words


def featured(node: XmlNode) -> str:
    """The number of the attachment that stands above a post."""
    for each in node.all("wp:postmeta"):
        if each.within("wp:meta_key") == "_thumbnail_id":
            return number_of(each, "wp:meta_value")
    return ""


def distinct(media: Sequence[Media]) -> tuple[Media, ...]:
    """Each medium once, and a smaller copy of another one not at all."""
    found = {each.address: each for each in reversed(media)}
    whole = {address for address in found if not _SMALLER.search(address)}
    order = dict.fromkeys(each.address for each in media)
    return tuple(found[each] for each in order if each in whole or _SMALLER.sub("", each) not in whole)


def item_of_blog_post(node: XmlNode, site: WordPressSite) -> ExportedItem:
    """The item that a post or a page makes, without fragments and media."""
    number, kind = number_of(node, "wp:post_id"), post_type(node)
    body = text_of_markup(node.within("content:encoded"))
    title, excerpt = (text_of_markup(node.within(name)) for name in ("title", "excerpt:encoded"))
    status = node.within("wp:status")
    seen_by = "password" if node.within("wp:post_password") else _STATUSES.get(status, _word(status))
    tags = (each.text().strip() for each in node.all("category") if each.text().strip())
    item = ExportedItem(
        id=f"post:{number}" if number else "",
        kind="page" if kind == "page" else "post",
        text="\n\n".join(dict.fromkeys(filter(None, (title, "" if excerpt in body else excerpt, body)))),
        author=node.within("dc:creator"),
        permalink=web_address(node.within("link")),
        language=site.language,
        hashtags=tuple(dict.fromkeys(tags)),
        deleted=status == "trash",
        visibility=seen_by,
    )
    return _dated(item, node, "wp:post_", node.within("pubDate"))


def item_of_blog_comment(node: XmlNode, post: str, permalink: str) -> ExportedItem:
    """The item that a comment makes, without fragments."""
    number, above = number_of(node, "wp:comment_id"), number_of(node, "wp:comment_parent")
    approved = node.within("wp:comment_approved")
    item = ExportedItem(
        id=f"comment:{number}" if number else "",
        kind="comment",
        text=text_of_markup(node.within("wp:comment_content")),
        author=html.unescape(node.within("wp:comment_author")),
        permalink=f"{permalink}#comment-{number}" if permalink and number else "",
        reply_to=f"comment:{above}" if above else post,
        deleted=approved in ("trash", "post-trashed"),
        visibility=_APPROVED.get(approved, _word(approved)),
    )
    return _dated(item, node, "wp:comment_", "")


def _dated(item: ExportedItem, node: XmlNode, start: str, printed: str) -> ExportedItem:
    """The item with its moment: in UTC, as the feed has it, or by the clock of the site; drafts may have none."""
    written, modified = (moment_in_utc(node.within(f"{start}{each}_gmt")) for each in ("date", "modified"))
    basis = "utc-by-format"
    if not written:
        (written, has_zone), basis = moment_of_mail(printed), "explicit-offset"
        written = written if has_zone else None
    clock = moment_in_utc(node.within(f"{start}date"))
    changed = modified if written and modified and modified > written + _A_MINUTE else None
    if not written and clock:
        return dated_by_clock(item, clock)
    return replace(dated(item, written, basis, changed=changed), edited=bool(changed))


def is_address(text: str) -> bool:
    """Whether a text is the address of a site."""
    try:
        return text.startswith(("https://", "http://")) and bool(urlsplit(text).hostname)
    except ValueError:
        return False


def _word(text: str) -> str:
    return text if re.fullmatch(r"[a-z][a-z-]{0,30}", text) else "other"
