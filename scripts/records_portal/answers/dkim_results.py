"""Whether a signature that a message got on its way still holds (DKIM, RFC 6376): noted with it, and deciding nothing.

* The keys are those of a list that somebody hands in; nobody is asked over the network, and what the message itself
  says of earlier checks (`Authentication-Results`) is never read.
* `pass` says that a domain signed the head's `From` and the whole body; a signature over a part of the body (`l=`) is
  none that holds, for anything may have been added behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from records_portal.register.findings import Refusal

PASS, FAIL, NONE, NOT_CHECKED = "pass", "fail", "none", "not-checked"
DkimWord = Literal["pass", "fail", "none", "not-checked"]
MAX_SIGNATURES = 10
MAX_KEYS = 1_000
LEAST_KEY_BITS = 1024  # RFC 8301, section 3.2
_MBOX_LINE = re.compile(rb"\AFrom [^\n]*\n")


@dataclass(frozen=True, slots=True)
class DkimResult:
    """What came of looking at a message's signatures, and the domain of the one that holds."""

    result: DkimWord
    domain: str = ""


def parse_dkim_keys(text: str) -> dict[str, str]:
    """A list of keys, a line each: the name under which the domain publishes it, and its text."""
    keys: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, _, record = line.strip().partition(" ")
        if not name or name.startswith("#"):
            continue
        if "._domainkey." not in name or "p=" not in record or len(keys) >= MAX_KEYS:
            raise Refusal(f"line {number} of the keys is none; SELECTOR._domainkey.DOMAIN v=DKIM1; k=rsa; p=...")
        keys[name.lower().rstrip(".")] = record.strip().strip('"')
    return keys


def dkim_result(data: bytes, keys: Mapping[str, str]) -> DkimResult:
    """What a message's signatures are worth by the keys of a list; an empty list checks nothing."""
    import dkim  # type: ignore[import-untyped]  # only here: with DNS it takes as long to load as all else

    content = _MBOX_LINE.sub(b"", data)
    try:
        message = dkim.DKIM(content, minkey=LEAST_KEY_BITS)
    except dkim.DKIMException:
        return DkimResult("fail")
    count = sum(name.lower() == b"dkim-signature" for name, _ in message.headers)
    found = [_one(content, index, keys) for index in range(min(count, MAX_SIGNATURES))]
    for wanted in (PASS, FAIL, NOT_CHECKED):
        if one := next((each for each in found if each.result == wanted), None):
            return one
    return DkimResult("none")


def _one(content: bytes, index: int, keys: Mapping[str, str]) -> DkimResult:
    import dkim

    known = False

    def listed(name: bytes | str, timeout: int = 0) -> str:
        nonlocal known
        text = name.decode("ascii") if isinstance(name, bytes) else name
        record = keys.get(text.lower().rstrip("."), "")
        known = bool(record)
        return record

    message = dkim.DKIM(content, minkey=LEAST_KEY_BITS)
    try:
        holds = message.verify(idx=index, dnsfunc=listed)
    # how the library meets damaged signatures and keys; each means that it does not hold
    except (dkim.DKIMException, ValueError, LookupError, TypeError, AttributeError):
        holds = False
    fields = message.signature_fields or {}
    if not known:
        return DkimResult("not-checked")
    whole = b"l" not in fields
    return DkimResult("pass", fields[b"d"].decode("ascii").lower()) if holds and whole else DkimResult("fail")
