"""CSV as RFC 4180: commas, quotes doubled, CRLF; a cell that no spreadsheet runs.

What a spreadsheet would run as a formula has a `'` before it, at the beginning of a cell and wherever it may take a new
one to begin.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

_SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20"
# a spreadsheet that splits at semicolons or tabs knows nothing of our quotes: a cell begins after each, on each line
_FORMULA_WITHIN = re.compile(rf"""([;\t\r\n])(?=[\s"']*[{_SIGNS}])""")
_HARMLESS = re.compile(r"[0-9A-Za-z][^;\t\r\n]*\Z")
_FORMULA = re.compile(rf"\A(?:[\t\r\n]|\s*[{_SIGNS}])|{_FORMULA_WITHIN.pattern}")


def plain_cell(value: Any) -> str:
    """A value as the text of one cell that no spreadsheet runs."""
    text = cell_text(value)
    if not text or _HARMLESS.match(text):
        return text
    text = _FORMULA_WITHIN.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text


def cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return " | ".join(map(cell_text, value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return "" if value != value else str(value)


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """Rows below their column names, as RFC 4180."""
    return csv_lines([columns]) + csv_lines(rows)


def csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    """Rows alone, as RFC 4180."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(["" if cell is None else plain_cell(cell) for cell in row] for row in rows)
    return text.getvalue()
