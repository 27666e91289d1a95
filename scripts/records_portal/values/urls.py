"""Addresses as values: which may stand as a link."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit


def is_plain_url(url: str) -> bool:
    """Whether a value may stand as a link: an http or https address with nothing that ends an attribute or a word."""
    return _is_plain_url(url)


@lru_cache(maxsize=50_000, typed=True)
def _is_plain_url(url: str) -> bool:
    return urlsplit(url).scheme in {"http", "https"} and not re.search(r"[\s<>\"'`{}|\\^]", url)
