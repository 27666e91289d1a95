"""The files of an Instagram export: which hold items, told by name and by how they begin, and what the others are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...archives.opening import Member
from ...leftovers import Parts, is_packaging
from ...pieces import Opener

HEAD = 1 << 16
_LONG_NAME = 12
_EMPTY = b"You have no data in this section"

ROLES = {
    "posts": frozenset(("post",)),
    "more-posts": frozenset(("post",)),
    "deleted-posts": frozenset(("post",)),
    "rows": frozenset(("post",)),
    "stories": frozenset(("story",)),
    "story-rows": frozenset(("story",)),
    "comments": frozenset(("comment",)),
    "comment-rows": frozenset(("comment",)),
    "threads": frozenset(("post", "reply")),
    "reposts": frozenset(("repost",)),
}
_NAMES = tuple(
    (role, re.compile(rf"(?:{pattern})\.(?:json|html)"))
    for role, pattern in (
        ("posts", r"posts(?:_\d+)?"),
        ("more-posts", r"(?:reels|igtv_videos|archived_posts|other_content|profile_photos)(?:_\d+)?"),
        ("deleted-posts", r"recently_deleted_content(?:_\d+)?"),
        ("stories", r"stories(?:_\d+)?"),
        ("comments", r"(?:post|reels|story|live)_comments(?:_\d+)?|hype"),
        ("threads", r"threads_and_replies(?:_\d+)?"),
        ("reposts", r"reposts(?:_\d+)?"),
    )
)
_KEYS = {
    **dict.fromkeys(
        (
            "ig_reels_media",
            "ig_igtv_media",
            "ig_profile_picture",
            "ig_archived_post_media",
            "ig_other_media",
        ),
        "more-posts",
    ),
    **dict.fromkeys(("comments_reels_comments", "comments_media_comments", "comments_story_comments"), "comments"),
    **dict.fromkeys(("photos", "videos", "profile"), "rows"),
    **dict.fromkeys(("media_comments", "live_comments", "story_comments"), "comment-rows"),
    "ig_stories": "stories",
    "ig_recently_deleted_media": "deleted-posts",
    "text_post_app_text_posts": "threads",
    "text_post_app_text_app_archived_posts": "threads",
    "ig_reposts": "reposts",
    "profile_media_reposts": "reposts",
    "relationships_blocked_users": "blocks",
    "relationships_restricted_users": "restrictions",
    "settings_filtered_keywords": "filters",
    "settings_filtered_keywords_for_posts": "filters",
    "stories": "story-rows",
    "direct": "direct-messages",
}
_OLD_ROLES = frozenset(("rows", "story-rows", "comment-rows", "direct-messages"))
_OLD_NAMES = frozenset(("media.json", "comments.json"))
MODERATION = {"blocks": "block", "restrictions": "mute", "filters": "filter"}
SECTION = re.compile("|".join((r"ig_\w+", r"comments_\w+", r"text_post_app_\w+", *_KEYS)))
_MARKS = {"comments": (b'"string_map_data"',), "reposts": (b'"label_values"', b"instagram.com/")}
_FIRST_KEY = re.compile(rb'\s*\{\s*"(\w{1,60})"\s*:\s*\[')
_LIST = re.compile(rb"\s*\[\s*(?:\{|\])")
_PRIVATE = re.compile(r"(?:.*/)?(?:messages|direct|ai_conversations)/.*", re.IGNORECASE)
_DATA = re.compile(r".*\.(?:json|html)", re.IGNORECASE)
_OWN_FOLDER = re.compile(r"(?:.*/)?your_instagram_activity/.*")
_NUMBERED = re.compile(r"(.*)_(\d{1,6})\.(json|html)\Z")
HANDLE_FILES = re.compile(r"(?:.*/)?(?:personal_information\.(?:json|html)|profile\.json)")
LOGIN_PAGE = re.compile(r"(?:.*/)?login_activity\.html")
_MEDIA_ENDING = re.compile(
    r".*\.(?:jpe?g|webp|heic|png|gif|avif|mp4|mov|m4v|webm|mp3|m4a|aac|ogg|wav|srt|vtt)", re.IGNORECASE
)
_MEDIA_BEGINNING = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|RIFF....WEBP|....ftyp|\x1aE\xdf\xa3|OggS|ID3", re.DOTALL
)

PARTS = Parts.of(
    empty_sections=r"(?:.*/)?no-data\.txt",
    direct_messages=r"(?:.*/)?(?:(?:messages|direct|ai_conversations)/.*|(?:messages|secret_conversations)\.json)",
    nested_archives=r".*\.(?:zip|tar|gz|tgz)",
    moderation_lists=r"(?:.*/)?(?:blocked\w*|restricted_profiles\w*|filtered_keywords\w*)\.(?:json|html)",
    contacts=r"(?:.*/)?(?:(?:followers_and_following|contacts|connections)/.*"
    r"|(?:connections|contacts|uploaded_contacts|followers\w*|following\w*|synced_contacts)\.(?:json|html))",
    advertising=r"(?:.*/)?(?:(?:ads_\w+|apps_and_websites\w*|your_topics|information_about_you|logged_information"
    r"|shopping|monetization|link_history)/.*|(?:information_about_you|shopping|checkout|subscriptions|guides)\.json)",
    login=r"(?:.*/)?(?:(?:security_and_login_information|login_and_account_creation|device_information)/.*"
    r"|(?:account_history|devices|login_activity|login_history)\.(?:json|html))",
    likes=r"(?:.*/)?(?:(?:likes|saved|story_interactions|story_sticker_interactions|reactions|subscriptions)/.*"
    r"|(?:likes|saved|stories_activities|seen_content|liked_\w+|saved_\w+)\.(?:json|html))",
    searches=r"(?:.*/)?(?:(?:recent_searches)/.*|searches\.json)",
    account=r"(?:.*/)?(?:(?:personal_information|account_information|preferences|settings)/.*"
    r"|(?:profile|settings|personal_information|autofill|account_privacy_changes)\.(?:json|html))",
    viewer=r"(?:[^/]*/)?(?:(?:index|start_here)\.html|files/.*)",
    other_platform_data=r".*\.(?:json|html)",
)


@dataclass(frozen=True, slots=True)
class ItemFile:
    """A file that holds items: what kind of them, and the name that may be said of it."""

    member: Member
    role: str
    label: str
    page: bool
    certain: bool

    def role_of(self, key: str) -> str:
        """What the elements of a list below a key are; a list at the top holds what the file does."""
        return _KEYS.get(key, "") if key else self.role


def item_files(members: Sequence[Member], opener: Opener) -> Iterator[ItemFile]:
    """The files that hold items by their names; a file that was renamed is known by the key of its list.

    One is certain where it begins as only this platform's do.
    """
    for member in members:
        page = member.name.endswith(".html")
        if not (page or member.name.endswith(".json")) or PARTS.part(member.name) in ("packaging", "direct-messages"):
            continue
        role = next((role for role, pattern in _NAMES if pattern.fullmatch(member.base)), "")
        if page and not role:
            continue
        head = _head(member, opener)
        found = _page_role(role, member, head) if page else _json_role(role, member, head)
        if found or role:
            label = member.base if role or member.base in _OLD_NAMES else "a renamed file"
            yield ItemFile(member, found or role, label, page, bool(found))


def _page_role(role: str, member: Member, head: bytes) -> str:
    shown = b"_a6-g" in head or _OWN_FOLDER.fullmatch(member.name)
    return role if shown and b"facebook.com/dyi/" not in head else ""


def _json_role(role: str, member: Member, head: bytes) -> str:
    """The role of a file that begins as this platform's do; nothing for another one."""
    if first := _FIRST_KEY.match(head):
        found = _KEYS.get(first[1].decode(), "")
        return found if (found in _OLD_ROLES) == (member.base in _OLD_NAMES) else ""
    if not role or not _LIST.match(head):
        return ""
    marks = _MARKS.get(role, (b'"uri"', b'"creation_timestamp"'))
    return role if all(mark in head for mark in marks) or head.split() in ([b"[]"], [b"[", b"]"]) else ""


def _head(member: Member, opener: Opener) -> bytes:
    with opener(member) as stream:
        return stream.read(HEAD).removeprefix(b"\xef\xbb\xbf")


def says_empty(value: object) -> bool:
    """Whether an element says that there is none."""
    return isinstance(value, str) and value.encode("utf-8", "replace").startswith(_EMPTY)


def has_own_folder(members: Sequence[Member]) -> bool:
    """Whether a folder stands in the export that no other platform makes."""
    return any(_OWN_FOLDER.fullmatch(member.name) for member in members)


def has_gaps(files: Sequence[ItemFile]) -> bool:
    """Whether a numbered file is missing between others."""
    numbers: dict[tuple[str, str], set[int]] = {}
    for each in files:
        if match := _NUMBERED.match(each.member.base):
            numbers.setdefault((match[1], match[3]), set()).add(int(match[2]))
    return any(found != set(range(1, len(found) + 1)) for found in numbers.values())


def instagram_residue_part(member: Member, opener: Opener) -> str:
    """The part of the residue that a file without items belongs to; media that no item names are orphans."""
    part = PARTS.part(member.name)
    if part != "other-files":
        return part
    if _MEDIA_ENDING.fullmatch(member.base):
        return "orphan-media"
    with opener(member) as stream:
        return "orphan-media" if _MEDIA_BEGINNING.match(stream.read(16)) else part


class InstagramMedia:
    """The files that an address in an export can mean, and which of them items have named."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.used: set[Member] = set()
        self._by_path: dict[str, Member] = {}
        self._by_base: dict[str, list[Member]] = {}
        self._without_ending: dict[str, list[Member]] = {}
        for member in members:
            for path in _below_tops(member.name):
                self._by_path.setdefault(path, member)
            self._by_base.setdefault(member.base, []).append(member)
            if "." not in member.base:
                self._without_ending.setdefault(member.base, []).append(member)

    def find(self, address: str) -> Member | None:
        """The file at an address; a long name alone is enough where only one file has it, with or without ending."""
        steps = [step for step in address.split("/") if step not in ("", ".", "..")]
        if not steps:
            return None
        found = self._by_path.get("/".join(steps))
        stem = steps[-1].partition(".")[0]
        if not found and len(stem) >= _LONG_NAME:
            alone = self._by_base.get(steps[-1]) or self._without_ending.get(stem, [])
            found = alone[0] if len(alone) == 1 else None
        if found:
            self.used.add(found)
        return found


def _below_tops(name: str) -> Iterator[str]:
    """A file's name, and its names below the folders that an export can lie in: its own and one that people add."""
    for _ in range(3):
        yield name
        _, slash, name = name.partition("/")
        if not slash:
            return


def media_files(members: Sequence[Member]) -> InstagramMedia:
    """The files of an export that can be media of items: no data, no pages, nothing of messages."""
    return InstagramMedia([each for each in members if _can_be_media(each) and not _is_private(each)])


def media_files_of_messages(members: Sequence[Member]) -> InstagramMedia:
    """The files of an export that can be media of messages."""
    return InstagramMedia([each for each in members if _can_be_media(each) and _is_private(each)])


def _can_be_media(member: Member) -> bool:
    return not _DATA.fullmatch(member.name) and not is_packaging(member.name)


def _is_private(member: Member) -> bool:
    return bool(_PRIVATE.fullmatch(member.name))
