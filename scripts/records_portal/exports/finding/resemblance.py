"""Which known export some files resemble most, and what of it they lack: by the names that platforms give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_ANY = r"(?:.*/)?"


@dataclass(frozen=True, slots=True)
class Layout:
    """The signs of an export: `needs` are those without which nothing can be read, each with what it holds."""

    format: str
    called: str
    service: str
    signs: tuple[str, ...]
    needs: tuple[tuple[str, str, str], ...]


# What each export has beside its posts, and the files of posts as people see their names.
LAYOUTS = (
    # The archives of 2012 to 2019, whose posts lie in a file a month.
    Layout(
        "twitter", "X (Twitter)", "x",
        tuple(rf"{_ANY}data/js/{name}\.js" for name in ("user_details", "payload_details", "tweet_index")),
        ((rf"{_ANY}(?:(?:tweets?)(?:-part\d+)?\.js|tweets\.csv|data/js/tweets/.*)",
          "data/js/tweets/YEAR_MONTH.js", "the posts"),),
    ),
    Layout(
        "twitter", "X (Twitter)", "x",
        (
            rf"{_ANY}data/(?:account|manifest|profile|ageinfo|follower|following|like|block|mute)\.js",
            rf"{_ANY}(?:account|follower|following|like|ip-audit|direct-messages?)\.js",
            rf"{_ANY}(?:data/)?(?:\w*tweets?|direct_messages\w*|profile)_media/.*",
            rf"{_ANY}Your archive\.html",
            rf"{_ANY}assets/js/.*",
            rf"{_ANY}data/js/(?:user_details|payload_details|tweet_index)\.js",
            rf"{_ANY}data/(?:[\w-]+\.js)",
        ),
        (
            (rf"{_ANY}(?:(?:tweets?)(?:-part\d+)?\.js|tweets\.csv|data/js/tweets/.*)", "data/tweets.js", "the posts"),
        ),
    ),
    Layout(
        "facebook", "Facebook", "facebook",
        (
            rf"{_ANY}your_(?:facebook_activity|activity_across_facebook)/.*",
            rf"{_ANY}(?:security_and_login_information|profile_information|friends|friends_and_followers)/.*",
            rf"{_ANY}(?:ads_information|apps_and_websites_off_of_facebook|logged_information|preferences)/.*",
            rf"{_ANY}(?:photos_and_videos|comments_and_reactions|about_you)/.*",
            rf"{_ANY}messages/(?:inbox|archived_threads|filtered_threads)/.*",
            rf"{_ANY}posts/(?!\d{{6}}/).*",
        ),
        ((rf"{_ANY}posts/(?:your_posts|profile_posts|posts)[^/]*\.(?:json|html)",
          "posts/your_posts_1.json", "the posts"),),
    ),
    Layout(
        "instagram", "Instagram", "instagram",
        (
            rf"{_ANY}your_instagram_activity/.*",
            rf"{_ANY}(?:followers_and_following|connections/followers_and_following)/.*",
            rf"{_ANY}(?:personal_information|login_and_account_creation|security_and_login_information)/.*",
            rf"{_ANY}media/(?:posts|stories|reels|other|profile)/\d{{6}}/.*",
            rf"{_ANY}(?:threads|media\.json|profile\.json|connections\.json)(?:/.*)?",
            rf"{_ANY}(?:likes|saved|story_sticker_interactions|comments)/.*",
        ),
        ((rf"{_ANY}(?:(?:media|content)/posts[^/]*\.(?:json|html)|media\.json)", "media/posts_1.json", "the posts"),),
    ),
    Layout(
        "youtube", "YouTube (Google Takeout)", "youtube",
        (
            rf"{_ANY}archive_browser\.html",
            rf"{_ANY}YouTube[^/]*/.*",
            rf"{_ANY}Takeout/.*",
            rf"{_ANY}(?:history|verlauf)/(?:watch|search)-history\.(?:json|html)",
            rf"{_ANY}(?:subscriptions|playlists|channels?)/.*\.csv",
        ),
        ((rf"{_ANY}videos[^/]*/.*\.csv|{_ANY}comments/.*\.csv|{_ANY}posts/.*\.csv", "video metadata/videos.csv",
          "the videos"),),
    ),
    Layout(
        "linkedin", "LinkedIn", "linkedin",
        (
            rf"{_ANY}(?:Profile|Positions|Education|Skills)\.csv",
            rf"{_ANY}(?:Connections|Invitations|ImportedContacts)\.csv",
            rf"{_ANY}(?:Registration|Email Addresses|PhoneNumbers|Logins|Security Challenges)\.csv",
            rf"{_ANY}(?:Ad_Targeting|Ads Clicked|Inferences_about_you|Reactions|Votes|Rich_Media)\.csv",
            rf"{_ANY}(?:messages|guide_messages|learning_\w+)\.csv",
        ),
        ((rf"{_ANY}Shares[^/]*\.csv", "Shares.csv", "the posts"),),
    ),
    Layout(
        "mastodon", "Mastodon", "mastodon",
        (rf"{_ANY}actor\.json", rf"{_ANY}(?:likes|bookmarks)\.json", rf"{_ANY}media_attachments/.*",
         rf"{_ANY}(?:avatar|header)\.\w+"),
        ((rf"{_ANY}outbox\.json", "outbox.json", "the posts"),),
    ),
    Layout(
        "warc", "a web archive", "",
        (rf"{_ANY}indexes/.*\.(?:cdxj?|idx|gz)", rf"{_ANY}pages/[^/]+\.jsonl", rf"{_ANY}datapackage(?:-digest)?\.json",
         rf"{_ANY}archive/.*", rf"{_ANY}[^/]+\.warc\.open"),
        ((rf"{_ANY}[^/]+\.warc(?:\.gz)?", "archive/data.warc.gz", "the records"),),
    ),
    Layout(
        "bluesky", "Bluesky", "bluesky",
        (rf"{_ANY}did[-_:]plc[-_:][a-z0-9]+.*", rf"{_ANY}app\.bsky\.\w+(?:\.\w+)*(?:/.*|\.json)",
         rf"{_ANY}com\.atproto\..*"),
        ((rf"{_ANY}[^/]+\.car", "repo.car", "the posts"),),
    ),
    Layout(
        "wordpress", "WordPress", "wordpress",
        (rf"{_ANY}wp-content/.*", rf"{_ANY}wp-(?:config|admin|includes)\b.*",
         rf"{_ANY}[^/]*wordpress[^/]*\.(?:zip|sql|gz)"),
        ((rf"{_ANY}[^/]*\.xml", "SITE.WordPress.DATE.xml", "the posts"),),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resemblance:
    """The export that some files resemble most: how many of its signs they have, and what of it is missing."""

    layout: Layout
    found: int
    missing: tuple[tuple[str, str], ...]
    strange: tuple[str, ...]

    @property
    def is_strong(self) -> bool:
        """Whether it is hardly anything else."""
        return self.found >= 2 or bool(self.strange)


def resemblance_of(names: Sequence[str]) -> Resemblance | None:
    """The layout with most signs among the names; nothing where none has any."""
    best = max((_resemblance(layout, names) for layout in LAYOUTS), key=lambda each: each.found + len(each.strange))
    return best if best.found or best.strange else None


def _resemblance(layout: Layout, names: Sequence[str]) -> Resemblance:
    found = sum(_first(sign, names) is not None for sign in layout.signs)
    there = {label: _first(pattern, names) for pattern, label, _ in layout.needs}
    # A file of posts by its name that no reader knew by its content.
    strange = tuple(name for name in there.values() if name and found)
    missing = tuple((label, holds) for _, label, holds in layout.needs if there[label] is None)
    return Resemblance(layout, found, missing, strange)


def _first(pattern: str, names: Iterable[str]) -> str | None:
    compiled = re.compile(pattern, re.IGNORECASE)
    return next((name for name in names if compiled.fullmatch(name)), None)
