"""The files of an X/Twitter export by name: which hold posts, and which part of the residue the others are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...archives.opening import Member
from ...leftovers import PACKAGING, is_packaging

MONTHS = re.compile(r"data/js/tweets/\d{4}_\d\d\.js\Z")
POSTS = re.compile(r"(?:data/)?(?:deleted-)?(?:tweets?|community-tweet|twitter-circle-tweet)(?:-part\d+)?\.js\Z")
DELETED = re.compile(r"(?:data/)?deleted-")
NOTES = re.compile(r"(?:data/)?(?:deleted-)?note-tweets?(?:-part\d+)?\.js\Z")
HEADERS = re.compile(r"(?:data/)?(?:deleted-)?tweet-headers(?:-part\d+)?\.js\Z")
MEDIA = re.compile(
    r"(?:(?:data/)?(?:deleted_|community_|twitter_circle_)?tweets?_media/[^/]+"
    r"|(?:tweet-media-part\d+/)?\d{1,19}-[\w-]+\.(?:jpe?g|png|gif|webp|mp4))\Z"
)
ARTICLES = re.compile(r"(?:data/)?(?:twitter-)?article(?:-metadata)?(?:-part\d+)?\.js\Z")
ARTICLE_MEDIA = re.compile(r"(?:data/)?(?:twitter_)?articles?_media/[^/]+\Z")
MODERATION = re.compile(r"(?:data/)?(?:block|mute)(?:-part\d+)?\.js\Z")
MESSAGES = re.compile(r"(?:data/)?direct-messages?(?:-group)?(?:-part\d+)?\.js\Z")
MESSAGE_MEDIA = re.compile(r"(?:data/)?direct_messages?_(?:group_)?media/[^/]+\Z")
AUDIENCES = (("circle", re.compile(r"(?:data/)?twitter-circle-")), ("community", re.compile(r"(?:data/)?community-")))
CSV = "tweets.csv"
HANDLES = re.compile(r"(?:data/)?screen-name-change\.js\Z")

_OWN_TOPS = re.compile(r"(?:data|assets|css|img|js|lib|\w+_media)\Z")
_RESIDUE = tuple(
    (part, re.compile(pattern, re.IGNORECASE))
    for part, pattern in (
        ("packaging", PACKAGING.pattern),
        ("direct-messages", r"(?:data/)?direct[-_]messages?.*"),
        ("moderation-lists", MODERATION.pattern.removesuffix(r"\Z")),
        ("deleted-posts", r"(?:data/)?deleted-(?:tweet|note)[\w-]*\.js|(?:data/)?deleted_tweets_media/.*"),
        ("nested-archives", r".*\.(?:zip|tar|gz|tgz)"),
        ("orphan-media", MEDIA.pattern.removesuffix(r"\Z")),
        ("likes", r"(?:data/)?likes?(?:-part\d+)?\.js"),
        ("contacts", r"(?:data/)?(?:contacts?|followers?|following|smartblock|lists?-\w+)(?:-part\d+)?\.js"),
        ("advertising", r"(?:data/)?(?:ad|ads|personalization|twitter-shop|shop|product|catalog)(?:-[\w-]+)?\.js"),
        ("login", r"(?:data/)?(?:ip-audit|device-token|ni-devices|key-registry|connected-application|sso|sessions?"
                  r"|user-link-clicks|app)(?:-[\w-]+)?\.js"),
        ("account", r"(?:data/)?(?:account[\w-]*|profile|manifest|verified[\w-]*|email-address-change|phone-number"
                    r"|screen-name-change|ageinfo|protected-history|js/user_details|js/payload_details"
                    r"|js/tweet_index)\.js|(?:data/)?profile_media/.*"),
        ("articles", r"(?:data/)?(?:twitter-)?articles?(?:-[\w-]+)?\.js|(?:data/)?(?:twitter_)?articles?_media/.*"),
        ("spaces", r"(?:data/)?(?:spaces|periscope)-[\w-]+\.js|(?:data/)?spaces_media/.*"),
        ("viewer", r"(?:assets|css|img|js|lib)/.*|[^/]*\.html|(?:data/)?README\.txt"),
        ("other-platform-data", r"data/[^/]+\.js|data/\w+_media/.*"),
    )
)  # fmt: skip


def holds_items(name: str) -> bool:
    """Whether a file holds items by its name."""
    return any(each.match(name) for each in (MONTHS, POSTS, NOTES, ARTICLES, MESSAGES))


def posts_residue_part(name: str) -> str:
    """The part of the residue that a file without items belongs to."""
    return next((part for part, pattern in _RESIDUE if pattern.fullmatch(name)), "other-files")


def audience(name: str) -> str:
    """Whom the posts of a file are for, where not for everyone."""
    return next((each for each, pattern in AUDIENCES if pattern.match(name)), "")


def logical_names(members: Sequence[Member]) -> Iterator[tuple[str, Member]]:
    """Each file with its name below the export's own top, without the one folder that people or tools put around."""
    tops: dict[int, set[str]] = {}
    for member in members:
        if not is_packaging(member.name):
            tops.setdefault(member.part, set()).add(member.name.partition("/")[0] if "/" in member.name else "")
    for member in members:
        outer = tops.get(member.part, set())
        extra = next(iter(outer)) if len(outer) == 1 else ""
        strip = extra and not _OWN_TOPS.match(extra) and member.name.startswith(f"{extra}/")
        yield (member.name[len(extra) + 1 :] if strip else member.name), member
