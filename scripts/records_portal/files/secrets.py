"""What no commit may hold: a token, a cookie or a key by which somebody acts as an account, and people's messages.

Git never forgets, and everybody reads a public root: what is committed for a moment has to be changed at the platform.
"""

from __future__ import annotations

import re

_COOKIES = (
    rb"sessionid|ds_user_id|csrftoken|auth_token|ct0|c_user|xs|li_at|JSESSIONID|SAPISID|__Secure-[0-9A-Za-z]*PSID"
)
_SECRETS = tuple(
    (re.compile(pattern), what)
    for pattern, what in (
        (rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----", "a private key"),
        (rb"\bEAA[A-Za-z0-9]{40,}", "an access token of Meta"),
        (rb"\bIG(?:QV|AA)[A-Za-z0-9_-]{40,}", "an access token of Instagram"),
        (rb"\bA{20,}[A-Za-z0-9%]{40,}", "an access token of X"),
        (rb"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_-]{20,})", "a forge's token"),
        (rb"\bya29\.[A-Za-z0-9_-]{30,}|\bAIza[A-Za-z0-9_-]{35}", "an access token of Google"),
        (rb"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", "an access key of Amazon"),
        (rb"\bxox[abeprs]-[A-Za-z0-9-]{20,}", "an access token of Slack"),
        (rb"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}", "a signed token (JWT)"),
        (rb"# (?:Netscape )?HTTP Cookie File", "a file of cookies"),
        (rb"\b(?:[Ss]et-)?[Cc]ookie:\s*[A-Za-z0-9_-]+=[^\s;]{8,}", "a cookie"),
        (rb"\b(?:" + _COOKIES + rb")\b[\"']?\s*[=:]\s*[\"']?[A-Za-z0-9%_:.+/-]{10,}", "a cookie of a session"),
        (rb"\"name\"\s*:\s*\"(?:" + _COOKIES + rb")\"", "a cookie of a session"),
        (rb"\b(?:access_token|client_secret|refresh_token)\b[\"']?\s*[=:]\s*[\"']?[A-Za-z0-9%_.-]{16,}", "a token"),
        (rb"://[^\s/:@'\"`<>{}\[\]()]+:[^\s/:@'\"`<>{}\[\]()]{3,}@[A-Za-z0-9]", "a password in an address"),
    )
)
_MESSAGES = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\"sender_name\"\s*:\s*\"",
        rb"\"(?:dmConversation|messageCreate|dm_conversation)\"\s*:",
        rb"\"participants\"\s*:\s*\[[^\]]{0,2000}\][^\]]{0,200}\"messages\"\s*:\s*\[",
        rb"\"senderUsername\"\s*:|\"conversation_id\"\s*:.{0,400}\"sender_id\"\s*:",
    )
)


def secret_in(data: bytes) -> tuple[str, int]:
    """What a file holds that nobody may commit, with its line from 1; nothing and 0 where it holds nothing such."""
    for pattern, what in _SECRETS:
        if found := pattern.search(data):
            return what, data.count(b"\n", 0, found.start()) + 1
    for pattern in _MESSAGES:
        if found := pattern.search(data):
            return "people's messages", data.count(b"\n", 0, found.start()) + 1
    return "", 0
