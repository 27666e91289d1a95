"""Tables: records, items and changes as plain rows, for the pages, the command line and the downloads.

* JSON keeps the values as they are, under the names of the schema.
* The order of rows is that of the register, of the due list or of the history; nothing depends on the machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pandas as pd

from records_portal.history.audit_trail import Change
from records_portal.register.findings import one_line
from records_portal.register.model import Record, Register
from records_portal.register.shapes import schema_of
from records_portal.register.sites import handle_of, is_compromised, site_title, status_of
from records_portal.retention.statuses import STATUSES
from records_portal.values.csv_text import cell_text, csv_text

SUMMARY_COLUMNS = ["schedule", "series", "status", "items"]
CHANGE_COLUMNS = [
    "at",
    "by",
    "role",
    "kind",
    "id",
    "what",
    "field",
    "before",
    "after",
    "approved_by",
    "signed",
    "commit",
]

_JSON = json.JSONEncoder(ensure_ascii=False)

Row = dict[str, Any]


def render_csv(table: pd.DataFrame) -> str:
    """A table as CSV."""
    return csv_text(list(table.columns), table.itertuples(index=False, name=None))


def render_table(table: pd.DataFrame) -> str:
    """A table for a terminal: columns of equal width, numbers to the right, values on one line each."""
    cells = [[one_line(cell_text(cell)) for cell in row] for row in table.itertuples(index=False, name=None)]
    head = [str(name) for name in table.columns]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    numeric = [pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in (head, ["-" * width for width in widths], *cells)
    )


def due_summary(due: pd.DataFrame) -> pd.DataFrame:
    """How many items of each series are in each status, in the order of series, then of `STATUSES`.

    A row is an item, or as many as its column `items` says.
    """
    weighed = due if "items" in due else due.assign(items=1)
    counted = weighed.groupby(["schedule", "series", "status"], sort=False)["items"].sum().reset_index()
    counted["rank"] = counted["status"].map(_status_rank)
    counted = counted.sort_values(["schedule", "series", "rank"])
    return counted[SUMMARY_COLUMNS].reset_index(drop=True)


def _status_rank(status: str) -> int:
    return STATUSES.index(status) if status in STATUSES else len(STATUSES)


def record_row(register: Register, record: Record) -> Row:
    """A record under its id, with what the register derives from it before its own fields."""
    row: Row = {"id": record.id}
    if record.kind == "sites" and (site := register.get("sites", record.id)):
        row |= {
            "title": site_title(register, site),
            "status": status_of(site.value),
            "compromised": is_compromised(site.value),
            "handle": handle_of(site.value),
        }
    return row | dict(record.value)


def record_columns(kind: str) -> list[str]:
    """The columns of a kind's CSV: the id, what is derived, then each field; the fields of a mapping get one each."""
    derived = ["title", "status", "compromised", "handle"] if kind == "sites" else []
    return ["id", *derived, *_leaf_names(schema_of(kind), kind)]


def _leaf_names(schema: Mapping[str, Any], kind: str) -> Iterator[str]:
    for name, inner in schema.get("properties", {}).items():
        resolved = _resolved(inner, kind)
        parts = list(_leaf_names(resolved, kind)) if "properties" in resolved else []
        yield from (f"{name}.{part}" for part in parts) if parts else (name,)


def _resolved(schema: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = schema_of(kind)["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _at(value: Any, path: Iterable[str]) -> Any:
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def record_cells(register: Register, record: Record) -> list[Any]:
    """The cells of a record below the columns of its kind."""
    row = record_row(register, record)
    return [row.get(name) if len(path) == 1 else _at(row, path) for name, path in _paths(record.kind)]


@cache
def _paths(kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(name.split("."))) for name in record_columns(kind))


def json_text(value: Any) -> str:
    """A value as JSON on one line."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def json_lines(rows: Iterable[Any]) -> str:
    """Values as a JSON list, one on each line, so that a difference of two files names the records that differ."""
    lines = json_rows(rows)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def json_rows(rows: Iterable[Any]) -> str:
    """The entries alone, as they stand in the list."""
    return ",\n".join(map(_JSON.encode, rows))


def change_rows(changes: Iterable[Change]) -> Iterator[Row]:
    """A row for each field that a change touched, and one for a change that touched none."""
    for change in changes:
        common = {
            "at": change.at,
            "by": change.by.name,
            "role": change.by.role,
            "kind": change.kind,
            "id": change.id,
            "what": change.what,
        }
        approved = ", ".join(f"{actor.name} ({actor.told})" for actor in change.approved_by)
        last = {"approved_by": approved, "signed": change.signed, "commit": change.commit}
        for one in change.fields:
            yield common | {"field": one.field, "before": one.before, "after": one.after} | last
        if not change.fields:
            yield common | {"field": "", "before": "", "after": ""} | last


def table_json(table: pd.DataFrame) -> str:
    """A table as a JSON list."""
    rows = table.itertuples(index=False, name=None)
    return json_lines(dict(zip(table.columns, row, strict=True)) for row in rows)
