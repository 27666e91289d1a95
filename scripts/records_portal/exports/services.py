"""Every service that agencies use: what to ask it for, which reader takes it, and the table that does where none can.

* A service without a reader is taken as files and a table; one with a reader can be too, where its export fails.
* A template is the table's heading alone: an example row that somebody forgot would become a record.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict

from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal
from records_portal.values.export_links import link_days

from .formats.files_csv import COLUMNS

TABLE = Path(__file__).with_name("services.yml")
OTHER = "other"
# A table that somebody wrote and pages that somebody recorded can be of anything.
_OF_ANYTHING = frozenset(("files-csv", "warc"))
_ALWAYS = frozenset(("id", "kind", "created_at", "text"))


class ChoiceEntry(TypedDict):
    """A choice as the table has it."""

    step: str
    seen_on: NotRequired[str]


class ServiceEntry(TypedDict):
    """A service as the table has it."""

    called: list[str]
    formats: list[str]
    choose: list[ChoiceEntry]
    lacks: list[str]
    gap: list[str]
    steps: list[str]
    columns: dict[str, str]
    also: NotRequired[list[str]]
    link_seen_on: NotRequired[str]
    ended_on: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """What to choose when an export is asked for, and the month in which somebody saw it so, if anybody did."""

    step: str
    seen_on: str


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the table; `columns` is in the order of the table that is handed in."""

    id: str
    called: tuple[str, ...]
    formats: tuple[str, ...]
    choices: tuple[Choice, ...]
    lacks: tuple[str, ...]
    gap: tuple[str, ...]
    steps: tuple[str, ...]
    columns: Mapping[str, str]
    also: tuple[str, ...] = ()
    link_days: int = 0
    link_seen_on: str = ""
    ended_on: str = ""


@cache
def services() -> Mapping[str, Service]:
    """The table of services by id."""
    table, fault = read_yaml(TABLE.read_bytes())
    if fault:
        raise Refusal(f"{TABLE.name}:{fault.line}: {fault.message}; {fault.expected}")
    return {service_id: _service(service_id, entry) for service_id, entry in table.items()}


def _service(service_id: str, entry: ServiceEntry) -> Service:
    return Service(
        id=service_id,
        called=tuple(entry["called"]),
        formats=tuple(entry["formats"]),
        choices=tuple(Choice(each["step"], each.get("seen_on", "")) for each in entry["choose"]),
        lacks=tuple(entry["lacks"]),
        gap=tuple(entry["gap"]),
        steps=tuple(entry["steps"]),
        columns={name: entry["columns"][name] for name in COLUMNS if name in entry["columns"]},
        also=tuple(entry.get("also", ())),
        link_days=link_days(service_id),
        link_seen_on=entry.get("link_seen_on", ""),
        ended_on=entry.get("ended_on", ""),
    )


def service_of(name: str) -> Service | None:
    """The service of this id or name, however it is written."""
    wanted = _folded(name)
    return next((each for each in services().values() if wanted in map(_folded, (each.id, *each.called))), None)


def may_come_from(form: str, platform: str, *, is_listed: bool = False) -> bool:
    """Whether a format of any platform may hold a site's records: of a service that is known, only one that it names.

    `is_listed` is that the platform is known elsewhere; what nobody knows is the agency's own, and hands out anything.
    """
    if form in _OF_ANYTHING:
        return True
    service = service_of(platform)
    if service is None or service.id == OTHER:
        return not is_listed
    return form in (*service.formats, *service.also)


def _folded(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum() or sign == "+")


def render_template(service: Service) -> bytes:
    """The heading of a table for a service, as a spreadsheet opens it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(name for name in COLUMNS if name in _ALWAYS or name in service.columns)
    # Without the mark a spreadsheet on Windows reads UTF-8 as something else and saves it so.
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def template_lines(service: Service) -> Iterator[str]:
    """How a template is filled in and handed in."""
    yield from service.steps
    yield from (f"{name}: {what}" for name, what in service.columns.items())
    yield "import every column as text: a spreadsheet rounds long numbers and rewrites dates"
    yield "save it as items.csv, in UTF-8 with commas, in one folder with the files that it names"


def render_services() -> str:
    """The table of services as a part of a page: what takes each, how, and what it will lack."""
    lines = ["| Service | Taken as | Columns of the table | Lacks | To fill the gap |", "|---|---|---|---|---|"]
    for each in services().values():
        names = f"{', '.join(each.called)}{f', ended {each.ended_on}' if each.ended_on else ''}"
        taken = ", ".join(f"`{name}`" for name in each.formats if name != "files-csv") or "files and a table"
        taken += "".join(f"; the newest also as `{name}`" for name in each.also)
        columns = ", ".join(f"`{name}`" for name in each.columns)
        cells = (f"{names} (`{each.id}`)", taken, columns, "; ".join(each.lacks), "; ".join(each.gap))
        lines.append(f"| {' | '.join(cells)} |")
    return "".join(f"{line}\n" for line in lines)
