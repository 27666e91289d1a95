"""What a value in an export says, where it is of the kind that is asked for; anything else says nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def text_in(value: object) -> str:
    """A text as it is; anything else as nothing."""
    return value if isinstance(value, str) else ""


def text_of(value: object) -> str:
    """A text or a whole number as text; anything else as nothing."""
    # Millions of times for one export, and nearly always one of these two.
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def texts_in(value: object) -> list[str]:
    """The texts in a list; anything else as none."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def mapping(value: object) -> Mapping[str, Any]:
    """A mapping as it is; anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def dicts(value: object) -> list[dict[str, Any]]:
    """The mappings in a list; anything else as none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def web_address(value: object) -> str:
    """A whole address of the web; anything else as nothing."""
    text = text_in(value)
    return text if text.startswith(("https://", "http://")) else ""


def json_value(data: bytes | str) -> Any:
    """What a text in JSON says, with or without a byte order mark; nothing where it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
