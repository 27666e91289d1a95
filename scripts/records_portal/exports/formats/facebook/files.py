"""The files of a Facebook export by name: which hold items, which are media, and what part of the residue they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from ...archives.opening import Member
from ...leftovers import Parts

_ANY = r"(?:.*/)?"
_SECTIONS = r"(?:posts|photos_and_videos|comments|comments_and_reactions|groups|stories|reels)"
ROOTS = re.compile(
    rf"{_ANY}(your_activity_across_facebook|your_facebook_activity|this_profile's_activity_across_facebook)/.+"
)
_OWN_ROOT = re.compile(
    r"(?:\A|/)(?P<root>(?:your_activity_across_facebook|your_facebook_activity"
    r"|this_profile's_activity_across_facebook)/)"
)
OWN_POSTS = re.compile(rf"{_ANY}posts/(?:your_posts|profile_posts|album/)[^/]*\.(json|html)\Z")
OWN_COMMENTS = re.compile(rf"{_ANY}(?:comments|comments_and_reactions)/comments\.(json|html)\Z")
OWN_ALBUMS = re.compile(rf"{_ANY}photos_and_videos/(?:album/[^/]+|your_(?:photos|videos))\.(json|html)\Z")
OWN_TIMELINE = re.compile(rf"{_ANY}html/(?:timeline|wall)\.html?\Z")
CONTENT = re.compile(rf"{_ANY}{_SECTIONS}/(?:[^/]+/)?[^/]+\.(json|html)\Z")
FIRST_ALBUMS = re.compile(rf"{_ANY}(?:(?:photos|videos)/[^/]+/index|html/(?:photos|videos))\.html?\Z")
PICTURES = re.compile(
    rf"{_ANY}(?:album/[^/]+|(?:your_)?(?:uncategorized_)?(?:photos|videos)(?:_\d+)?)\.(?:json|html)\Z"
)
ALBUM = re.compile(rf"{_ANY}album/[^/]+\.json\Z")
STORIES = re.compile(rf"{_ANY}stories/[^/]+\Z")
COMMENTS = re.compile(
    rf"{_ANY}(?:comments|comments_and_reactions)/(?:[^/]+/)?[^/]+\Z|{_ANY}groups/[^/]*comments[^/]*\Z"
)
TRASH = re.compile(rf"{_ANY}(?:trash|your_trash)[^/]*\.(?:json|html)\Z")
_OLD_PAGES = re.compile(rf"{_ANY}html/[^/]+\.html?\Z")
LISTS = re.compile(r"photos|videos|comments|status_updates|\w{1,60}_v[0-9]")
_MEDIA = re.compile(rf"{_ANY}(?:media|photos|videos|photos_and_videos|posts|stories|reels|groups|comments)/.+")
_TEXT = re.compile(r".*\.(?:json|html?|txt|css|js|csv|xml)\Z", re.IGNORECASE)

PARTS = Parts.of(
    direct_messages=rf"{_ANY}(?:messages/.*|messages?\.html?|your_messages.*)",
    moderation_lists=rf"{_ANY}(?:your_)?(?:blocked|blocking|banned|restricted|muted)[^/]*\.(?:json|html?)",
    nested_archives=r".*\.(?:zip|tar|gz|tgz)",
    contacts=rf"{_ANY}(?:contact_info|friends|followers|following|friends_and_followers|connections|about_you|contacts)"
    r"(?:/.*|\.html?)",
    login=rf"{_ANY}(?:security_and_login_information/.*|security\.html?)",
    advertising=rf"{_ANY}(?:ads|ads_information|ads_and_businesses|advertisers|apps_and_websites[^/]*|ads\.html?)(?:/.*)?",
    reactions=rf"{_ANY}(?:likes_and_reactions[^/]*(?:/.*)?|(?:posts_and_comments|pages|story_reactions|reactions)\.\w+"
    r"|polls/.*)",
    group_memberships=rf"{_ANY}groups/(?:your_groups|your_group_membership_activity)[^/]*",
    edits_of_posts=rf"{_ANY}edits_you_made_to_posts[^/]*",
    links_that_were_made=rf"{_ANY}content_sharing_links_you_have_created[^/]*",
    events=rf"{_ANY}(?:events/.*|events\.html?)",
    account=rf"{_ANY}(?:profile_information|personal_information|preferences|profile|pages|settings)(?:/.*|\.html?)",
    logged_information=rf"{_ANY}(?:logged_information|location|search|search_history|your_places|saved_items[^/]*"
    r"|payment_history|facebook_payments|marketplace|facebook_marketplace|your_interactions_on_facebook|activity_messages"
    r"|other_logged_information|your_topics|your_address_books|facebook_gaming|fundraisers|other_activity)/.*",
    viewer=rf"(?!{_ANY}{_SECTIONS}/)(?:[^/]+/){{0,2}}(?:index|start_here)\.html?|{_ANY}(?:files|icons|css|style)/.*"
    rf"|{_ANY}(?:[^/]*\.css|no-data\.txt)",
)


def below_own_root(name: str) -> str:
    """A file's name from the last of Facebook's own folders on: some exports lie whole below another part of them."""
    found = list(_OWN_ROOT.finditer(name))
    return name[found[-1].start("root") :] if found else name


def facebook_residue_part(name: str) -> str:
    """The part of the residue that a file without items belongs to."""
    part = PARTS.part(below_own_root(name))
    if part == "other-files" and is_media(name):
        return "orphan-media"
    own = ROOTS.match(name) or _OLD_PAGES.match(name)
    return "other-platform-data" if part == "other-files" and own else part


def is_media(name: str) -> bool:
    """Whether a file can be a picture, video or sound of an item."""
    return bool(_MEDIA.match(name)) and not _TEXT.match(name)


def is_content(name: str) -> bool:
    """Whether a file is of the kind that holds items, if its shape is one that is known."""
    return PARTS.part(below_own_root(name)) == "other-files" and bool(CONTENT.match(name))


@dataclass(slots=True)
class FacebookMedia:
    """The media of an export, found by the address that a post gives them, from whichever folder it counts."""

    _tails: dict[str, list[Member]] = field(default_factory=dict)
    used: set[Member] = field(default_factory=set)

    @classmethod
    def of(cls, members: Iterable[Member]) -> FacebookMedia:
        """The index: every file under each of its endings, from the whole name to its last part."""
        files = cls()
        for member in members:
            if PARTS.part(member.name) not in ("packaging", "viewer") and not _TEXT.match(member.name):
                for tail in _tails_of(_plain(member.name)):
                    files._tails.setdefault(tail, []).append(member)
        return files

    def find(self, address: str) -> Member | None:
        """The file that ends as the address does, else the only one that shares its longest ending."""
        for place, tail in enumerate(_tails_of(_plain(address))):
            found = self._tails.get(tail, [])
            if found and (place == 0 or len(found) == 1):
                self.used.add(found[0])
                return found[0]
        return None


def _plain(address: str) -> str:
    """An address without query, steps upward and percent signs, in one spelling."""
    path = unquote(address.partition("?")[0]) if "%" in address else address.partition("?")[0]
    return unicodedata.normalize("NFC", re.sub(r"\A(?:\.{0,2}/)+", "", path))


def _tails_of(path: str) -> Sequence[str]:
    parts = path.split("/")
    return ["/".join(parts[start:]) for start in range(max(0, len(parts) - 12), len(parts))]
