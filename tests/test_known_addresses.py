"""How well-known platforms name an account: each platform with its hosts, forms and words, written out once more."""

from __future__ import annotations

import pytest

from records_portal.accounts.known_addresses import KNOWN_PLATFORMS, KnownPlatform, known_platform

TABLE = [
    (
        "x.com twitter.com",
        "/i/user/{id} /intent/user?user_id={id} /intent/user?screen_name={handle} /intent/follow?screen_name={handle} "
        "/{handle}",
        "i intent search hashtag home explore settings share login signup",
        "",
    ),
    (
        "facebook.com fb.com",
        "/profile.php?id={number} /story.php?id={number} /permalink.php?id={number} /people/*/{number} "
        "/pages/*/{number} /pages/category/*/*-{number} /pages/category/*/{handle} /p/*-{number} /pg/{handle} "
        "/{number} /*-{number} /{handle}",
        "profile.php story.php permalink.php photo.php sharer.php sharer share people pages p pg groups events watch "
        "marketplace reel photo hashtag login",
        ".",
    ),
    (
        "instagram.com instagr.am",
        "/stories/{handle} /{handle}",
        "p reel reels tv stories explore accounts direct share",
        "",
    ),
    ("threads.com threads.net", "/{handle}", "t search login", ""),
    (
        "youtube.com",
        "/channel/{id} /@{handle} /c/{name} /user/{name} /{name}",
        "channel c user watch playlist shorts live results feed embed hashtag post redirect about t",
        "",
    ),
    (
        "linkedin.com",
        "/company/{number} /company/{handle} /showcase/{number} /showcase/{handle} /school/{handle}",
        "",
        "",
    ),
    (
        "flickr.com",
        "/photos/{id} /photos/{handle} /people/{id} /people/{handle} /{handle}",
        "photos people groups explore search",
        "",
    ),
    ("tiktok.com", "/@{handle}", "", ""),
    ("bsky.app", "/profile/{id} /profile/{handle}", "", ""),
    (
        "tumblr.com",
        "{handle}.tumblr.com/ /blog/view/{handle} /blog/{handle} /{handle}",
        "blog dashboard tagged search explore",
        "",
    ),
    ("medium.com", "{handle}.medium.com/ /@{handle} /{handle}", "tag m p", ""),
    ("reddit.com", "/user/{handle} /u/{handle}", "r user u", ""),
    ("github.com", "/orgs/{handle} /{handle}", "orgs topics search explore settings login", ""),
    ("pinterest.com", "/{handle}", "pin search ideas", ""),
    ("snapchat.com", "/add/{handle} /@{handle}", "", ""),
    ("t.me telegram.me", "/s/{handle} /{handle}", "s share", ""),
]


def test_the_table_is_just_this() -> None:
    told = [
        (" ".join(one.hosts), " ".join(one.forms), " ".join(one.stop_words), one.ignored) for one in KNOWN_PLATFORMS
    ]
    assert told == TABLE


def test_no_host_is_of_two_platforms() -> None:
    hosts = [host for one in KNOWN_PLATFORMS for host in one.hosts]
    assert sorted(set(hosts)) == sorted(hosts)


@pytest.mark.parametrize(
    ("hosts", "found"),
    [
        (["x.com"], 0),
        (["own.example", "twitter.com"], 0),
        (["fb.com", "own.example"], 1),
        (["telegram.me"], 15),
        (["youtube.com", "x.com"], 0),
    ],
)
def test_a_platform_is_known_by_any_of_its_hosts(hosts: list[str], found: int) -> None:
    assert known_platform(hosts) is KNOWN_PLATFORMS[found]


@pytest.mark.parametrize("hosts", [[], ["own.example"], ["www.x.com"], ["X.com"], ["x.com.evil.example"]])
def test_any_other_host_is_of_no_platform_that_is_known(hosts: list[str]) -> None:
    assert known_platform(hosts) is None


def test_a_platform_has_no_words_and_ignores_nothing_unless_it_says_so() -> None:
    assert KnownPlatform(("a",), ("b",)) == KnownPlatform(hosts=("a",), forms=("b",), stop_words=(), ignored="")
