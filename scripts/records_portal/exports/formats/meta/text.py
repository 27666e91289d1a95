"""Text in JSON as Meta writes it: the bytes of its UTF-8, each escaped as a character of its own (`\\u00c3\\u00a9`).

* Only runs of such characters that are UTF-8 as a whole are mended; real characters beside them stay as they are.
* Keys and addresses of files are written the same way and are mended too.
"""

from __future__ import annotations

import re
from typing import Any

# UTF-8 beyond ASCII has two bytes or more, all of them above 127.
_RUN = re.compile("[\u0080-\u00ff]{2,}")
_DEEPEST = 60


def mended_text(text: str) -> str:
    """The text with every run of escaped UTF-8 bytes read as the characters that they are."""
    return text if text.isascii() else _RUN.sub(_read_run, text)


def _read_run(run: re.Match[str]) -> str:
    try:
        return run.group().encode("latin-1").decode()
    # Real characters of Latin-1 in a row, which stay.
    except UnicodeDecodeError:
        return run.group()


def mended(value: Any, depth: int = 0) -> Any:
    """A JSON value with every text in it mended, keys too; what lies deeper than any export nests stays as it is."""
    if isinstance(value, str):
        return mended_text(value)
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        return [mended(each, depth + 1) for each in value]
    if isinstance(value, dict):
        return {mended_text(key): mended(each, depth + 1) for key, each in value.items()}
    return value
