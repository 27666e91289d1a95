"""How the addresses of well-known platforms name an account, as a complement to what a platform's own record says.

A form is a path, or a host and a path, with one placeholder:

* `{handle}` is the handle, with or without `@`; `{id}` is the platform's permanent id; `{number}` is an id of digits.
* `{name}` is an older name that need not be the handle of the same account.
* `*` stands for anything within a segment; a parameter is written behind `?`; what follows a form is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownPlatform:
    """A platform that is recognised by any of its hosts."""

    hosts: tuple[str, ...]
    forms: tuple[str, ...]
    stop_words: tuple[str, ...] = ()
    ignored: str = ""  # characters that make no difference in a handle
    posts: tuple[str, ...] = ()  # first parts of paths to content, which say nothing of whose it is


KNOWN_PLATFORMS = (
    KnownPlatform(
        hosts=("x.com", "twitter.com"),
        forms=(
            "/i/user/{id}",
            "/intent/user?user_id={id}",
            "/intent/user?screen_name={handle}",
            "/intent/follow?screen_name={handle}",
            "/{handle}",
        ),
        stop_words=("i", "intent", "search", "hashtag", "home", "explore", "settings", "share", "login", "signup"),
        posts=("i",),
    ),
    KnownPlatform(
        hosts=("facebook.com", "fb.com"),
        forms=(
            "/profile.php?id={number}",
            "/story.php?id={number}",
            "/permalink.php?id={number}",
            "/people/*/{number}",
            "/pages/*/{number}",
            "/pages/category/*/*-{number}",
            "/pages/category/*/{handle}",
            "/p/*-{number}",
            "/pg/{handle}",
            "/{number}",
            "/*-{number}",
            "/{handle}",
        ),
        stop_words=(
            *("profile.php", "story.php", "permalink.php", "photo.php", "sharer.php", "sharer", "share", "people"),
            *("pages", "p", "pg", "groups", "events", "watch", "marketplace", "reel", "photo", "hashtag", "login"),
        ),
        ignored=".",
        posts=("share", "reel", "watch", "photo", "photo.php", "events", "story.php", "permalink.php"),
    ),
    KnownPlatform(
        hosts=("instagram.com", "instagr.am"),
        forms=("/stories/{handle}", "/{handle}"),
        stop_words=("p", "reel", "reels", "tv", "stories", "explore", "accounts", "direct", "share"),
        posts=("p", "reel", "reels", "tv", "share"),
    ),
    KnownPlatform(
        hosts=("threads.com", "threads.net"), forms=("/{handle}",), stop_words=("t", "search", "login"), posts=("t",)
    ),
    KnownPlatform(
        hosts=("youtube.com",),
        forms=("/channel/{id}", "/@{handle}", "/c/{name}", "/user/{name}", "/{name}"),
        stop_words=(
            *("channel", "c", "user", "watch", "playlist", "shorts", "live", "results", "feed", "embed", "hashtag"),
            *("post", "redirect", "about", "t"),
        ),
        posts=("watch", "playlist", "shorts", "live", "embed", "post"),
    ),
    KnownPlatform(
        hosts=("linkedin.com",),
        forms=(
            "/company/{number}",
            "/company/{handle}",
            "/showcase/{number}",
            "/showcase/{handle}",
            "/school/{handle}",
        ),
        posts=("feed", "posts", "pulse", "events"),
    ),
    KnownPlatform(
        hosts=("flickr.com",),
        forms=("/photos/{id}", "/photos/{handle}", "/people/{id}", "/people/{handle}", "/{handle}"),
        stop_words=("photos", "people", "groups", "explore", "search"),
    ),
    KnownPlatform(hosts=("tiktok.com",), forms=("/@{handle}",), posts=("t", "v")),
    KnownPlatform(hosts=("bsky.app",), forms=("/profile/{id}", "/profile/{handle}")),
    KnownPlatform(
        hosts=("tumblr.com",),
        forms=("{handle}.tumblr.com/", "/blog/view/{handle}", "/blog/{handle}", "/{handle}"),
        stop_words=("blog", "dashboard", "tagged", "search", "explore"),
    ),
    KnownPlatform(
        hosts=("medium.com",), forms=("{handle}.medium.com/", "/@{handle}", "/{handle}"), stop_words=("tag", "m", "p")
    ),
    KnownPlatform(hosts=("reddit.com",), forms=("/user/{handle}", "/u/{handle}"), stop_words=("r", "user", "u")),
    KnownPlatform(
        hosts=("github.com",),
        forms=("/orgs/{handle}", "/{handle}"),
        stop_words=("orgs", "topics", "search", "explore", "settings", "login"),
    ),
    KnownPlatform(
        hosts=("pinterest.com",), forms=("/{handle}",), stop_words=("pin", "search", "ideas"), posts=("pin",)
    ),
    KnownPlatform(hosts=("snapchat.com",), forms=("/add/{handle}", "/@{handle}"), posts=("t", "p", "spotlight")),
    KnownPlatform(hosts=("t.me", "telegram.me"), forms=("/s/{handle}", "/{handle}"), stop_words=("s", "share")),
)


def known_platform(hosts: Iterable[str]) -> KnownPlatform | None:
    """The well-known platform that has one of these hosts."""
    given = set(hosts)
    return next((one for one in KNOWN_PLATFORMS if given & set(one.hosts)), None)
