"""Values set in type: a template of ours and data in, a PDF out.

Only the typefaces that the typesetter brings along are used, so that every machine gives the same bytes. A character
that they lack stands as its number, U+1F30A, and the document says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from records_portal.register.findings import Refusal

TEMPLATES = Path(__file__).parent / "templates"
ATTEMPTS = 4
_MISSING = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
SELECTORS = "\ufe0e\ufe0f"
LAST_PLAIN = "\u00ff"
_EARLIEST = date(1980, 1, 1)


def typeset(template: str, values: Mapping[str, object], dated_on: date) -> bytes:
    """The PDF of a template filled with values, dated by the record; nothing in it tells when or where it was made."""
    from typst import TypstError

    absent: frozenset[str] = frozenset()
    for _ in range(ATTEMPTS):
        try:
            return _compiled(template, _numbered(values, absent), dated_on)
        except TypstError as error:
            found = _lacking(str(error.diagnostic))
            if found <= absent:
                raise Refusal(
                    f"the document cannot be typeset, look at the record's values: {error.message}"
                ) from error
            absent |= found
    beyond = {each for each in json.dumps(values, ensure_ascii=False) if each > LAST_PLAIN}
    return _compiled(template, _numbered(values, absent | beyond), dated_on)


def _compiled(template: str, values: Mapping[str, object], dated_on: date) -> bytes:
    import typst

    day = max(dated_on, _EARLIEST)
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-3a"],
        sys_inputs={"values": json.dumps(values, ensure_ascii=True, sort_keys=True)},
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
    )


def _lacking(diagnostic: str) -> frozenset[str]:
    """The characters that the typefaces lack, as the typesetter names them."""
    found = "".join(_MISSING.findall(diagnostic))
    unescaped = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), found)
    return frozenset(character for character in unescaped if character > "~")


def _numbered(values: Mapping[str, object], absent: frozenset[str]) -> dict[str, object]:
    """The values with each absent character as its number, and whether there is any."""
    numbers = {ord(each): "" if each in SELECTORS else f"[U+{ord(each):04X}]" for each in absent}
    shown = {name: _translated(value, numbers) for name, value in values.items()}
    return shown | {"numbered": bool(absent)}


def _translated(value: object, numbers: Mapping[int, str]) -> object:
    if isinstance(value, str):
        return value.translate(numbers)
    if isinstance(value, Mapping):
        return {key: _translated(each, numbers) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_translated(each, numbers) for each in value]
    return value
