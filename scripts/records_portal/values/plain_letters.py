"""Text as it is compared: in small letters, whatever a typesetter put for a hyphen."""

from __future__ import annotations

_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-") | {0xAD: None}


def plain_letters(text: str) -> str:
    """Text in small letters, with a plain hyphen for the marks that a typesetter puts for one."""
    return text.translate(_HYPHENS).casefold()
