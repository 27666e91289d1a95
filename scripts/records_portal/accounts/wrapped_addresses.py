"""Addresses that stand around another one, and short ones that do not say where they lead.

* What a platform, a mail program, a search engine or an archive put around an address is taken off; nothing is fetched.
* A short address could lead anywhere: it is never taken for an account.
* The rows are values: the portal publishes them, and its script follows the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

MOST_WRAPPINGS = 3
_PREFIX = re.compile(r"^(?:www|m|mobile)\.")


@dataclass(frozen=True, slots=True)
class Wrapper:
    """Where an address stands in another: in a parameter, or in the path.

    `path` is a regular expression for the whole path; where no parameter is named its only group is the address. A host
    that begins with `*.` is any one below it.
    """

    host: str
    path: str
    parameter: str = ""

    def is_on(self, host: str) -> bool:
        """Whether a host is the one meant; `www.` and the like before it make no difference."""
        if self.host.startswith("*."):
            return host.endswith(self.host[1:])
        return self.host in (host, _PREFIX.sub("", host))

    def inner(self, path: str, query: str) -> str:
        """The address that stands in a path and a query; empty where there is none."""
        match = re.fullmatch(self.path, path)
        if not match:
            return ""
        if self.parameter:
            given = parse_qsl(query, errors="replace")
            return next((value for name, value in given if name == self.parameter), "")
        return f"{match[1]}?{query}" if query else match[1]


WRAPPERS = (
    *(Wrapper(f"{host}.facebook.com", "/l.php", "u") for host in ("l", "lm")),
    Wrapper("facebook.com", "/l.php", "u"),
    Wrapper("facebook.com", "/flx/warn/?", "u"),
    Wrapper("facebook.com", "/(?:sharer/)?sharer.php", "u"),
    Wrapper("facebook.com", "/plugins/[a-z_]+.php", "href"),
    Wrapper("l.instagram.com", "/?", "u"),
    Wrapper("l.threads.com", "/?", "u"),
    Wrapper("l.messenger.com", "/l.php", "u"),
    Wrapper("youtube.com", "/redirect", "q"),
    Wrapper("linkedin.com", "/redir/redirect/?", "url"),
    Wrapper("linkedin.com", "/safety/go/?", "url"),
    Wrapper("out.reddit.com", "/.*", "url"),
    Wrapper("t.umblr.com", "/redirect", "z"),
    Wrapper("slack-redir.net", "/link", "url"),
    Wrapper("google.com", "/url", "q"),
    Wrapper("google.com", "/url", "url"),
    Wrapper("google.com", "/amp/(?:s/)?(.+)"),
    Wrapper("duckduckgo.com", "/l/", "uddg"),
    Wrapper("translate.google.com", "/translate", "u"),
    Wrapper("*.safelinks.protection.outlook.com", "/.*", "url"),
    Wrapper("urldefense.com", "/v3/__(.+?)__;.*"),
    Wrapper("web.archive.org", "/(?:web/)?(?:[0-9]{4,14}[*]?|[*])(?:[a-z]{2}_)?/(.+)"),
    Wrapper("web.archive.org", "/(?:web|save)/(https?:.+)"),
    *(
        Wrapper(f"archive.{end}", "/(?:(?:newest|oldest|[0-9.-]{4,20})/)?(https?:.+)")
        for end in ("today", "is", "ph", "li", "vn", "fo", "md")
    ),
    Wrapper("*.cdn.ampproject.org", "/[cv]/(?:s/)?(.+)"),
)

SHORT_HOSTS = (
    *("t.co", "youtu.be", "fb.me", "fb.watch", "lnkd.in", "redd.it", "pin.it", "flic.kr", "wp.me", "tmblr.co"),
    *("vm.tiktok.com", "vt.tiktok.com", "bit.ly", "bitly.com", "buff.ly", "dlvr.it", "goo.gl", "is.gd", "ow.ly"),
    *("tinyurl.com", "trib.al", "rebrand.ly", "shorturl.at", "cutt.ly", "t.ly", "tiny.cc", "v.gd", "go.usa.gov"),
)


def inner_address(host: str, path: str, query: str) -> str:
    """The address that another one stands around; empty where none does."""
    return next((inner for one in WRAPPERS if one.is_on(host) and (inner := one.inner(path, query))), "")


def is_short(host: str, path: str) -> bool:
    """Whether an address is one of a service that shortens others; the service's own first page is not."""
    return _PREFIX.sub("", host) in SHORT_HOSTS and bool(path.strip("/\\"))


def links_mapping() -> Mapping[str, object]:
    """The rows as they are published."""
    return {
        "wrappers": [[one.host, one.path, one.parameter] for one in WRAPPERS],
        "short": list(SHORT_HOSTS),
    }
