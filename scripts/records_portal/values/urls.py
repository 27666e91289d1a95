"""Addresses as values: which may stand as a link."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

# Whoever copies an address that they are logged in with copies the login: whole names of parameters, as services have
# them, and `sig` of addresses that are signed for a time.
_LOGIN_NAMES = (
    "(?:access|auth|api|client|csrf|id|private|refresh|session|user)?[_-]?(?:token|secret)|api[_-]?key|pass(?:word|wd)?"
    "|pwd|session_?id|jwt|sig|signature|x-amz-(?:signature|security-token)|x-goog-signature"
)
_LOGIN_PARAMETER = re.compile(rf"[?&#;]({_LOGIN_NAMES})=[^&#;\s]", re.IGNORECASE)
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://([^\s/?#]*)[^\s<>]*", re.IGNORECASE)
_LOGIN_OF_SSH = re.compile(r"[A-Za-z0-9._-]+@[^@]*\Z", re.ASCII)


def credential_in(text: str) -> str:
    """What of a login stands in an address, or in an address within a text; empty where nothing does.

    It is named and never repeated. The user of an ssh address is no secret: everybody who may read it has the same.
    """
    for match in _ADDRESS.finditer(text) if "://" in text else ():
        scheme, host = match[1].lower(), match[2]
        if "@" in host and not (scheme in ("ssh", "git+ssh") and _LOGIN_OF_SSH.match(host)):
            return "a user name or a password before the host"
        if named := _LOGIN_PARAMETER.search(match[0]):
            return f"the parameter {named[1]!r}"
    return ""


def is_plain_url(url: str) -> bool:
    """Whether a value may stand as a link: an http or https address with nothing that ends an attribute or a word."""
    return _is_plain_url(url)


@lru_cache(maxsize=50_000, typed=True)
def _is_plain_url(url: str) -> bool:
    return urlsplit(url).scheme in {"http", "https"} and not re.search(r"[\s<>\"'`{}|\\^]", url)
