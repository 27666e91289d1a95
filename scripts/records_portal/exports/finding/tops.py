"""Where exports begin among folders: the folder that a platform's own names lie in, however deep others put it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

_X_IN_DATA = re.compile(r"(?P<top>(?:.*/)?)data/(?:[\w-]+\.js|\w+_media/[^/]+|js/(?:\w+\.js|tweets/\d{4}_\d\d\.js))\Z")
_X_FLAT = re.compile(
    r"(?P<top>(?:.*/)?)(?:(?:tweets?(?:-part\d+)?|account|manifest|tweet-headers)\.js|tweets\.csv|tweet_media/[^/]+)\Z"
)


def tops_of_x(names: Iterable[str]) -> frozenset[str]:
    """The folders that hold `data/` or the files of the years before it, each with a slash behind it or empty."""
    found = set[str]()
    for name in names:
        if match := _X_IN_DATA.match(name):
            found.add(match["top"])
        elif match := _X_FLAT.match(name):
            top = match["top"]
            found.add(top.removesuffix("data/") if top == "data/" or top.endswith("/data/") else top)
    return frozenset(found)


TOPS: Mapping[str, Callable[[Iterable[str]], frozenset[str]]] = {"twitter": tops_of_x}
"""By format: where it begins, for those whose own names are only told apart by the folder that they lie in."""


def top_above(name: str, tops: frozenset[str]) -> str | None:
    """The lowest of some tops that a file lies below."""
    while True:
        name = name[: name.rstrip("/").rfind("/") + 1]
        if name in tops:
            return name
        if not name:
            return None
