"""How a text is read as an account, line by line: a table of platforms, what is said of each text, and each host."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from records_portal.accounts.addresses import (
    AccountReading,
    PlatformSpelling,
    ascii_host,
    key_of,
    platform_rules,
    read_account,
    visible,
)

VECTORS = json.loads((Path(__file__).parent / "lookup/vectors.json").read_text(encoding="utf-8"))
SHARED = tuple(platform_rules(one["id"], one) for one in VECTORS["platforms"])


def platform(name: str, *hosts: str, template: str, **more: Any) -> tuple[str, Any]:
    """A platform's id, and what its record says."""
    return name, {"name": name.title(), "hosts": list(hosts), "url_template": template, **more}


GIVEN = (
    platform("x", "x.com", "twitter.com", template="https://x.com/{handle}", stop_words=["i", "jobs"]),
    platform("tumblr", "tumblr.com", template="https://{handle}.tumblr.com"),
    platform("medium", "medium.com", template="https://medium.com/@{handle}"),
    platform("facebook", "facebook.com", template="https://www.facebook.com/{handle}"),
    platform("youtube", "youtube.com", template="https://www.youtube.com/@{handle}"),
    platform(
        "boards",
        "boards.example",
        template="https://boards.example/u/{handle}",
        handle_case="sensitive",
        address_forms=["/u/{handle}", "/members?no={number}", "/by/*/{id}"],
    ),
    platform(
        "forum",
        "forum.example",
        "boards.example",
        template="https://boards.example/show?User={handle}",
        address_forms=["/u/{handle}"],
    ),
    platform("own", "OWN.example", "own.example", template="https://Own.Example"),
    platform("pod", "pod.example", template="https://pod.example/c/{handle}/about", handle_case="insensitive"),
    platform(
        "solo",
        "solo.example",
        template="https://{handle}.solo.example",
        address_forms=["{handle}.solo.example/", "{handle}.solo.example/blog"],
    ),
    platform(
        "empty",
        "none.example",
        template="https://none.example/",
        address_forms=["/x//{handle}", "/{unknown}/a", "//{handle}"],
    ),
)
TABLE = tuple(platform_rules(name, value) for name, value in GIVEN)

READINGS: list[tuple[str, str, str, list[str], str, str]] = [
    ("x.com/Lakeland", "read", "x", ["@lakeland"], "lakeland", "x.com"),
    ("https://x.com", "read", "x", ["/x.com"], "", "x.com"),
    ("https://x.com/i/user/77", "read", "x", ["#77"], "", "x.com"),
    ("https://x.com/jobs", "read", "x", ["/x.com/jobs"], "", "x.com"),
    ("https://x.com/JOBS/Lakeland", "read", "x", ["/x.com/jobs/lakeland"], "Lakeland", "x.com"),
    ("https://x.com/search?q=parks&utm_source=mail&s=20", "read", "x", ["/x.com/search?q=parks&s=20"], "", "x.com"),
    ("https://x.com/search?s=20&q=Parks&ref=a", "read", "x", ["/x.com/search?q=Parks&s=20"], "", "x.com"),
    ("https://x.com/intent/user?user_id=5", "read", "x", ["#5"], "", "x.com"),
    ("https://x.com/Intent/User?screen_name=Lakeland&user_id=7", "read", "x", ["#7", "@lakeland"], "lakeland", "x.com"),
    ("https://x.com/intent/user/more?user_id=5", "read", "x", ["/x.com/intent/user/more?user_id=5"], "more", "x.com"),
    ("https://x.com/intent/user?user_id=a/b", "read", "x", ["/x.com/intent/user?user_id=a/b"], "user", "x.com"),
    ("https://x.com/intent/user?no=5", "read", "x", ["/x.com/intent/user?no=5"], "user", "x.com"),
    ("https://lakeland.tumblr.com", "read", "tumblr", ["@lakeland"], "lakeland", "lakeland.tumblr.com"),
    ("https://Lakeland.tumblr.com/archive", "read", "tumblr", ["@lakeland"], "lakeland", "lakeland.tumblr.com"),
    ("https://www.tumblr.com/lakeland", "read", "tumblr", ["@lakeland"], "lakeland", "www.tumblr.com"),
    ("https://tumblr.com/lakeland", "read", "tumblr", ["@lakeland"], "lakeland", "tumblr.com"),
    ("https://m.tumblr.com/blog/lakeland", "read", "tumblr", ["@lakeland"], "lakeland", "m.tumblr.com"),
    ("https://lakeland.medium.com/a", "read", "medium", ["@lakeland"], "lakeland", "lakeland.medium.com"),
    ("https://medium.com/@lakeland", "read", "medium", ["@lakeland"], "lakeland", "medium.com"),
    ("https://a.b.tumblr.com/x", "read", "", ["/a.b.tumblr.com/x"], "x", "a.b.tumblr.com"),
    ("https://de.tumblr.com/lakeland", "read", "tumblr", ["@de"], "de", "de.tumblr.com"),
    ("https://parks.x.com/Lakeland", "read", "", ["/parks.x.com/Lakeland"], "Lakeland", "parks.x.com"),
    ("https://de.x.com/Lakeland", "read", "x", ["@lakeland"], "lakeland", "de.x.com"),
    ("https://pt-br.x.com/Lakeland", "read", "x", ["@lakeland"], "lakeland", "pt-br.x.com"),
    ("https://music.youtube.com/@Lakeland", "read", "youtube", ["@lakeland"], "lakeland", "music.youtube.com"),
    ("https://touch.facebook.com/Lakeland", "read", "facebook", ["@lakeland"], "lakeland", "touch.facebook.com"),
    ("https://mbasic.facebook.com/Lakeland", "read", "facebook", ["@lakeland"], "lakeland", "mbasic.facebook.com"),
    ("https://web.facebook.com/Lakeland", "read", "facebook", ["@lakeland"], "lakeland", "web.facebook.com"),
    ("https://m.m.x.com/L", "read", "", ["/m.m.x.com/L"], "L", "m.m.x.com"),
    (
        "https://boards.example/u/Lakeland",
        "read",
        "boards forum",
        ["@Lakeland", "@lakeland"],
        "Lakeland",
        "boards.example",
    ),
    ("https://boards.example/members?no=12345", "read", "boards forum", ["#12345"], "", "boards.example"),
    (
        "https://boards.example/members?no=1234",
        "read",
        "boards forum",
        ["/boards.example/members?no=1234"],
        "",
        "boards.example",
    ),
    (
        "https://boards.example/Other/Page?b=2&a=1",
        "read",
        "boards forum",
        ["/boards.example/Other/Page?a=1&b=2"],
        "Page",
        "boards.example",
    ),
    ("https://boards.example/by/me/Ab", "read", "boards forum", ["#Ab"], "", "boards.example"),
    ("https://boards.example/show?User=Lake", "read", "boards forum", ["@lake"], "lake", "boards.example"),
    (
        "https://boards.example/show?user=Lake",
        "read",
        "boards forum",
        ["/boards.example/show?user=Lake"],
        "",
        "boards.example",
    ),
    (
        "https://boards.example/u/@Lakeland/x",
        "read",
        "boards forum",
        ["@Lakeland", "@lakeland"],
        "Lakeland",
        "boards.example",
    ),
    ("https://boards.example/u", "read", "boards forum", ["/boards.example/u"], "", "boards.example"),
    ("https://boards.example", "read", "boards forum", ["/boards.example"], "", "boards.example"),
    ("https://own.example", "read", "own", ["/own.example"], "", "own.example"),
    ("https://OWN.example/Lakeland", "read", "own", ["@lakeland"], "lakeland", "own.example"),
    ("https://own.example/u/x", "read", "own", ["@u"], "u", "own.example"),
    ("https://pod.example/c/Lake/about", "read", "pod", ["@lake"], "lake", "pod.example"),
    ("https://pod.example/c/Lake", "read", "pod", ["/pod.example/c/lake"], "Lake", "pod.example"),
    ("https://pod.example/@Lake", "read", "pod", ["@lake"], "lake", "pod.example"),
    ("https://pod.example/users/Lake", "read", "pod", ["@lake"], "lake", "pod.example"),
    ("https://pod.example/Lake", "read", "pod", ["@lake"], "lake", "pod.example"),
    ("https://pod.example/C/Lake", "read", "pod", ["/pod.example/c/lake"], "Lake", "pod.example"),
    ("https://none.example/x/Lake", "read", "empty", ["@lake"], "lake", "none.example"),
    ("https://none.example/a/b", "read", "empty", ["@a"], "a", "none.example"),
    ("https://none.example/Lake", "read", "empty", ["@lake"], "lake", "none.example"),
    ("https://evil.example/X/Y?b=1&a=2&utm_x=1", "read", "", ["/evil.example/X/Y?a=2&b=1"], "X", "evil.example"),
    ("https://evil.example", "read", "", ["/evil.example"], "evil", "evil.example"),
    ("https://sub.evil.example/", "read", "", ["/sub.evil.example"], "sub", "sub.evil.example"),
    ("https://sub.evil.example/@Lake/more", "read", "", ["/sub.evil.example/@Lake/more"], "Lake", "sub.evil.example"),
    ("https://x.com:8443/Lake", "read", "", [], "Lake", "x.com:8443"),
    ("https://x.com:80/Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("https:///Lake", "read", "", ["/lake"], "lake", "lake"),
    ("https://x.com/#!/Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("https://x.com//#!/Lake?x=1", "read", "x", ["@lake"], "lake", "x.com"),
    ("https://x.com/a#!/Lake", "read", "x", ["@a"], "a", "x.com"),
    ("https://x.com/#/Lake", "read", "x", ["/x.com"], "", "x.com"),
    ("https://x.com/Lake#!x", "read", "x", ["@lake"], "lake", "x.com"),
    ("https://evil.example/#!/a?b=c", "read", "", ["/evil.example/a?b=c"], "a", "evil.example"),
    ("https://x.com/a/b/../../Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("https://x.com/../Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("https://x.com/./Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("https://x.com/ %20/Lake", "read", "x", ["/x.com"], "", "x.com"),
    ("https://x.com/Lake%20", "read", "x", ["@lake"], "lake", "x.com"),
    ("https://x.com?x=1", "read", "x", ["/x.com?x=1"], "", "x.com"),
    ("@lake@pod.example", "read", "pod", ["@lake"], "lake", "pod.example"),
    ("@Lake@x.com", "read", "x", ["@lake"], "Lake", "x.com"),
    ("lake@evil.example", "read", "", [], "lake", "evil.example"),
    ("https://pod.example/@Lake@x.com", "read", "x", ["@lake"], "Lake", "x.com"),
    ("https://evil.example/@a@x.com", "read", "", ["/evil.example/@a@x.com"], "a@x.com", "evil.example"),
    ("https://x.com/@a@pod.example:8", "read", "x", ["/x.com/@a@pod.example:8"], "a@pod.example:8", "x.com"),
    ("@lake@x.com:81", "read", "", ["@lake@x.com:81", "#lake@x.com:81"], "lake@x.com:81", ""),
    ("@Lake@boards.example", "read", "boards forum", ["@Lake", "@lake"], "Lake", "boards.example"),
    ("@a@b_\xe9 .example", "read", "", [], "a@b_\xe9 .example", ""),
    ("a@b", "read", "", ["@a@b", "#a@b"], "a@b", ""),
    ("@Lake@p\xf6d.example", "read", "", [], "Lake", "xn--pd-fka.example"),
    ("@Lake.land", "read", "", ["@lake.land", "@Lake.land", "#Lake.land"], "Lake.land", ""),
    ("Lake.land", "read", "", ["@lake.land", "@Lake.land", "#Lake.land"], "Lake.land", ""),
    ("lake.land/x", "read", "", ["/lake.land/x"], "x", "lake.land"),
    ("x.com", "read", "x", ["/x.com"], "", "x.com"),
    ("nothing.example", "read", "", ["@nothing.example", "#nothing.example"], "nothing.example", ""),
    ("@x.com", "read", "", ["@x.com", "#x.com"], "x.com", ""),
    ("@x.com/y", "read", "", ["@x.com/y", "#x.com/y"], "x.com/y", ""),
    ("youtube.com?x", "read", "youtube", ["/youtube.com"], "", "youtube.com"),
    ("a.b#c", "read", "", ["/a.b"], "a", "a.b"),
    ("@Lake", "read", "", ["@lake", "@Lake", "#Lake"], "Lake", ""),
    ("@@Lake", "read", "", ["@lake", "@Lake", "#Lake"], "Lake", ""),
    ("Lake", "read", "", ["@lake", "@Lake", "#Lake"], "Lake", ""),
    ("@", "read", "", [], "", ""),
    ("@ Lake land", "read", "", [], "Lake land", ""),
    ("  Lake   land ", "read", "", [], "Lake land", ""),
    ("Lake\u0301", "read", "", ["@lak\xe9", "@Lak\xe9", "#Lak\xe9"], "Lake\u0301", ""),
    ("\xdcber", "read", "", ["@\xfcber", "@\xdcber", "#\xdcber"], "\xdcber", ""),
    ("mailto:a@x.com", "read", "x", ["/x.com"], "", "x.com"),
    ("ftp://x.com/a", "other-scheme", "", [], "ftp://x.com/a", ""),
    ("irc:\\\\x.com", "other-scheme", "", [], "irc:\\\\x.com", ""),
    ("HTTP://X.COM/Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("http:\\\\x.com\\Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("\\\\x.com\\Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("//x.com/Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("https:x.com/Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("see https://x.com/Lake.", "read", "x", ["@lake"], "lake", "x.com"),
    ("see https://x.com/Lake and", "read", "x", ["@lake"], "lake", "x.com"),
    ("see HTTPS://x.com/Lake) now", "read", "x", ["@lake"], "lake", "x.com"),
    ("two https://x.com/a https://x.com/b", "several", "", [], "two https://x.com/a https://x.com/b", ""),
    ("see x.com/Lake", "read", "", [], "see x.com/Lake", ""),
    ("https\uff1a//x.com/Lake", "hidden", "", [], "https\uff1a//x.com/Lake", ""),
    ("https://x.com\uff0fLake", "hidden", "", [], "https://x.com\uff0fLake", ""),
    ("\uff20Lake", "read", "", ["@lake", "@Lake", "#Lake"], "Lake", ""),
    ("\uff20Lake@x.com", "hidden", "", [], "\uff20Lake@x.com", ""),
    ("https://x.com/Lake\uff1fa", "hidden", "", [], "https://x.com/Lake\uff1fa", ""),
    ("x\u3002com/Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("x\uff61com/Lake", "read", "x", ["@lake"], "lake", "x.com"),
    ("a\u3000b", "read", "", [], "a b", ""),
    ("https://x.com/\uff01\uff5e", "read", "x", ["@!~"], "!~", "x.com"),
    ("\u201cLake\u201d", "read", "", ["@lake", "@Lake", "#Lake"], "Lake", ""),
    ("<Lake>", "read", "", ["@lake", "@Lake", "#Lake"], "Lake", ""),
    ("'Lake'", "read", "", ["@lake", "@Lake", "#Lake"], "Lake", ""),
    ("La\xadke", "read", "", ["@lake", "@Lake", "#Lake"], "Lake", ""),
    ("La\tke", "read", "", [], "La ke", ""),
    ("La\u2028ke", "read", "", [], "La ke", ""),
    ("La\u2029ke", "read", "", [], "La ke", ""),
    ("La\xa0ke", "read", "", [], "La ke", ""),
    ("La\u2800ke", "read", "", ["@lake", "@Lake", "#Lake"], "Lake", ""),
    ("La\ud800ke", "read", "", ["@la\ufffdke", "@La\ufffdke", "#La\ufffdke"], "La\ufffdke", ""),
    ("Lake\x7f", "read", "", ["@lake", "@Lake", "#Lake"], "Lake", ""),
    ("\xe9\x00x", "read", "", [], "\xe9 x", ""),
    ("https://www.youtube.com/c/Lake", "read", "youtube", ["~lake"], "lake", "www.youtube.com"),
    ("https://www.youtube.com/channel/UCx", "read", "youtube", ["#UCx"], "", "www.youtube.com"),
    ("https://www.youtube.com/watch/", "read", "youtube", ["/youtube.com/watch"], "", "www.youtube.com"),
    ("https://www.facebook.com/.", "read", "facebook", ["/facebook.com"], "", "www.facebook.com"),
    ("https://www.facebook.com/...", "read", "facebook", ["@..."], "...", "www.facebook.com"),
    ("https://www.facebook.com/L.a", "read", "facebook", ["@la"], "la", "www.facebook.com"),
    (
        "https://www.facebook.com/pages/category/a/b-12345",
        "read",
        "facebook",
        ["#12345", "@b-12345"],
        "b-12345",
        "www.facebook.com",
    ),
    ("https://www.facebook.com/p/a-12345/x", "read", "facebook", ["#12345"], "", "www.facebook.com"),
    ("https://www.facebook.com/Pages", "read", "facebook", ["/facebook.com/pages"], "", "www.facebook.com"),
    ("https://facebook.com/pages/x/y", "read", "facebook", ["/facebook.com/pages/x/y"], "y", "facebook.com"),
    ("https://x.com/L%C3%A9%EF%BC%A1", "read", "x", ["@l\xe9a"], "l\xe9a", "x.com"),
    ("https://x.com/%FF", "read", "x", ["@\ufffd"], "\ufffd", "x.com"),
    ("https://x.com/a%2Fb", "read", "x", ["/x.com/a/b"], "a/b", "x.com"),
    (
        "https://boards.example/u/L%C3%A9\uff21",
        "read",
        "boards forum",
        ["@L\xe9A", "@l\xe9a"],
        "L\xe9A",
        "boards.example",
    ),
    ("https://boards.example/x/Y?utm_source=1", "read", "boards forum", ["/boards.example/x/Y"], "Y", "boards.example"),
    ("https://x.com/hashtag/A?b=", "read", "x", ["/x.com/hashtag/a"], "A", "x.com"),
    ("a\uff00b", "read", "", ["@a\uff00b", "#a\uff00b"], "a\uff00b", ""),
    ("a\uff5fb", "read", "", ["@a\uff5fb", "#a\uff5fb"], "a\uff5fb", ""),
    ("FTP://x.com/a", "other-scheme", "", [], "FTP://x.com/a", ""),
    ("https://pod.example/@a@x.com/123", "read", "x", ["@a"], "a", "x.com"),
    ("https://pod.example/x/@a@x.com", "read", "pod", ["@x"], "x", "pod.example"),
    ("https://forum.example/Other", "read", "forum", ["/forum.example/other"], "Other", "forum.example"),
    ("https://x.com/i/user/a/../77", "read", "x", ["#77"], "", "x.com"),
    (
        "https://tumblr.com/lakeland.tumblr.com",
        "read",
        "tumblr",
        ["@lakeland.tumblr.com"],
        "lakeland.tumblr.com",
        "tumblr.com",
    ),
    ("https://lake.solo.example/a", "read", "solo", ["@lake"], "lake", "lake.solo.example"),
    ("https://solo.example/lake", "read", "solo", ["/solo.example/lake"], "lake", "solo.example"),
    ("@a@b!.example", "read", "", [], "a", "b!.example"),
]


@pytest.mark.parametrize(
    ("text", "outcome", "platforms", "keys", "said", "host"), READINGS, ids=[ascii(one[0]) for one in READINGS]
)
def test_a_text_is_read_as_the_account_it_means(
    text: str, outcome: str, platforms: str, keys: list[str], said: str, host: str
) -> None:
    assert read_account(text, TABLE) == AccountReading(outcome, tuple(platforms.split()), tuple(keys), said, host)


@pytest.mark.parametrize("one", VECTORS["readings"], ids=lambda one: ascii(one["text"])[:60])
def test_what_program_and_script_share_is_read_so(one: dict[str, Any]) -> None:
    found = read_account(one["text"], SHARED)
    told = {"outcome": found.outcome, "platforms": [*found.platforms], "keys": [*found.keys], "said": found.said}
    assert told == told | {key: value for key, value in one.items() if key not in ("text", "host")}
    assert found.host == one.get("host", found.host)


def test_two_thousand_characters_are_read_and_no_more() -> None:
    assert read_account("x" * 2_000, TABLE).keys == ("@" + "x" * 2_000, "#" + "x" * 2_000)
    assert read_account("x" * 2_001, TABLE) == AccountReading("too-long")


POSTS = {
    "x": ("i",),
    "facebook": ("share", "reel", "watch", "photo", "photo.php", "events", "story.php", "permalink.php"),
    "youtube": ("watch", "playlist", "shorts", "live", "embed", "post"),
}
RULES = [
    (
        "x",
        ("x.com", "twitter.com"),
        (
            "/i/user/{id}",
            "/intent/user?user_id={id}",
            "/intent/user?screen_name={handle}",
            "/intent/follow?screen_name={handle}",
            "/{handle}",
        ),
        ("i", "jobs", "intent", "search", "hashtag", "home", "explore", "settings", "share", "login", "signup"),
        False,
        "",
        False,
    ),
    (
        "tumblr",
        ("tumblr.com",),
        ("{handle}.tumblr.com/", "/blog/view/{handle}", "/blog/{handle}", "/{handle}"),
        ("blog", "dashboard", "tagged", "search", "explore"),
        False,
        "",
        True,
    ),
    (
        "medium",
        ("medium.com",),
        ("{handle}.medium.com/", "/@{handle}", "/{handle}"),
        ("tag", "m", "p"),
        False,
        "",
        True,
    ),
    (
        "facebook",
        ("facebook.com", "fb.com"),
        (
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
        (
            "profile.php",
            "story.php",
            "permalink.php",
            "photo.php",
            "sharer.php",
            "sharer",
            "share",
            "people",
            "pages",
            "p",
            "pg",
            "groups",
            "events",
            "watch",
            "marketplace",
            "reel",
            "photo",
            "hashtag",
            "login",
        ),
        False,
        ".",
        False,
    ),
    (
        "youtube",
        ("youtube.com",),
        ("/channel/{id}", "/@{handle}", "/c/{name}", "/user/{name}", "/{name}"),
        (
            "channel",
            "c",
            "user",
            "watch",
            "playlist",
            "shorts",
            "live",
            "results",
            "feed",
            "embed",
            "hashtag",
            "post",
            "redirect",
            "about",
            "t",
        ),
        False,
        "",
        False,
    ),
    (
        "boards",
        ("boards.example",),
        ("/u/{handle}", "/members?no={number}", "/by/*/{id}"),
        ("u", "members", "by"),
        True,
        "",
        False,
    ),
    (
        "forum",
        ("forum.example", "boards.example"),
        ("/u/{handle}", "/show?User={handle}"),
        ("u", "show"),
        False,
        "",
        False,
    ),
    (
        "own",
        ("OWN.example", "own.example"),
        ("/@{handle}", "/users/{handle}", "/{handle}", "own.example/"),
        ("users",),
        False,
        "",
        True,
    ),
    (
        "pod",
        ("pod.example",),
        ("/@{handle}", "/users/{handle}", "/{handle}", "/c/{handle}/about"),
        ("users", "c"),
        False,
        "",
        False,
    ),
    ("solo", ("solo.example",), ("{handle}.solo.example/", "{handle}.solo.example/blog"), (), False, "", True),
    (
        "empty",
        ("none.example",),
        ("/x//{handle}", "/{unknown}/a", "//{handle}", "none.example/"),
        ("x",),
        False,
        "",
        True,
    ),
]


@pytest.mark.parametrize(
    ("number", "name", "hosts", "forms", "stop_words", "sensitive", "ignored", "has_subdomains"),
    [(number, *one) for number, one in enumerate(RULES)],
    ids=[str(one[0]) for one in RULES],
)
def test_the_rules_of_a_platform_are_its_records_and_what_is_known(
    number: int,
    name: str,
    hosts: tuple[str, ...],
    forms: tuple[str, ...],
    stop_words: tuple[str, ...],
    sensitive: bool,
    ignored: str,
    has_subdomains: bool,
) -> None:
    found = platform_rules(*GIVEN[number])
    posts = POSTS.get(name, ())
    assert found == PlatformSpelling(name, name.title(), hosts, forms, stop_words, sensitive, ignored, posts)
    assert found.has_subdomains is has_subdomains
    assert found.as_mapping() == {
        "id": name,
        "name": name.title(),
        "hosts": list(hosts),
        "forms": list(forms),
        "stop_words": list(stop_words),
        "sensitive": sensitive,
        "ignored": ignored,
        "posts": list(posts),
    }


@pytest.mark.parametrize(
    ("authority", "host"),
    [
        ("x.com", "x.com"),
        ("X.COM:80", "x.com"),
        ("x.com:443", "x.com"),
        ("x.com:", "x.com"),
        ("x.com:81", ""),
        ("u@x.com", "x.com"),
        ("a@b@x.com", "x.com"),
        ("x.com.", "x.com"),
        ("m\xfchle.example", "xn--mhle-0ra.example"),
        ("M\xdcHLE\u3002example", "xn--mhle-0ra.example"),
        ("x%2Ecom", "x.com"),
        ("x com", ""),
        ("", ""),
        ("x/y", ""),
        ("\uff38.com", "x.com"),
        ("a_b-c.example", "a_b-c.example"),
        ("x.com:08", ""),
        ("\u2160.example", "i.example"),
        ("m%C3%BChle.example:443", "xn--mhle-0ra.example"),
        ("x.com@evil.example", "evil.example"),
        ("x.com:80@evil.example", "evil.example"),
        ("u:p@x.com", "x.com"),
    ],
)
def test_a_host_is_the_one_that_a_browser_would_open(authority: str, host: str) -> None:
    assert ascii_host(authority) == host


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a  b", "a b"),
        ("a\u200bb", "ab"),
        ('"a"', "a"),
        ("(a)", "a"),
        ("[a]", "a"),
        ("\xaba\xbb", "a"),
        ("a\nb", "a b"),
        ("\xe9\u2028b", "\xe9 b"),
        ("\xe9\u2029b", "\xe9 b"),
        ("\xe9\xa0b", "\xe9 b"),
        ("\xe9\x85b", "\xe9 b"),
        ("\xe9\u3000b", "\xe9 b"),
        ("\xe9\ud800", "\xe9\ufffd"),
        ("\xe9\ufe0f", "\xe9"),
        ("\x7f", ""),
        ("a\x00", "a"),
        ("\u202ea\u202c", "a"),
        ("a\u115f", "a"),
    ],
)
def test_what_cannot_be_seen_does_not_count(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("kind", "value", "number", "key"),
    [
        ("handle", " Lake ", 0, "@lake"),
        ("handle", "Lake.land", 3, "@lakeland"),
        ("handle", "Lake", 5, "@Lake"),
        ("name", "Lake", 0, "~lake"),
        ("id", " UCx ", 0, "#UCx"),
        ("number", "0123", 0, "#0123"),
    ],
)
def test_a_key_says_what_it_is_a_key_of(kind: str, value: str, number: int, key: str) -> None:
    assert key_of(kind, value, TABLE[number]) == key


def test_a_blank_of_another_width_is_one_in_a_handle_too() -> None:
    assert TABLE[0].folded("a\u3000B") == "a b"
