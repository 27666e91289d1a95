"""Pages of captures: what was received and what it came to, never the content itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from records_portal.captures.index import read_item_rows
from records_portal.captures.verdict import REASONS, ExportVerdict
from records_portal.register.beside.capture_verdicts import has_known_scope, row_stands, verdict_of
from records_portal.register.model import Record
from records_portal.register.sites import IN_USE
from records_portal.wording.words import CLASSES, day, plain

from ..context import PageContext
from .about import about, alternates
from .months_covered import all_coverage_picture
from .render import RecordPage, body

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue


@dataclass(frozen=True, slots=True)
class Months:
    """Items by year and month: for each year its twelve counts and their sum, and those without a date."""

    years: tuple[tuple[str, tuple[int, ...], int], ...]
    undated: int


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """One capture in a list."""

    site: str
    address: str
    on: str
    from_on: str
    to_on: str
    found: int
    new: int
    verdict: str
    by: str


MOST_GONE = 100  # items that are named on the page of a capture; all stand in its index
# Plain words for what a capture is held to be; those of the reasons are the same as at the ingest.
VERDICTS = {
    "complete": "holds everything that was asked for",
    "partial": "holds a part, or nobody can tell",
    "not-understood": "was not understood",
}


def months_of(counts: Mapping[str, int]) -> Months:
    """Counts by `YYYY-MM` as a calendar, newest year first; years between without an item are shown too."""
    years = sorted({int(month[:4]) for month in counts if month})
    span = range(years[-1], years[0] - 1, -1) if years else ()
    rows = []
    for year in span:
        row = tuple(counts.get(f"{year:04}-{month:02}", 0) for month in range(1, 13))
        rows.append((f"{year:04}", row, sum(row)))
    return Months(tuple(rows), counts.get("", 0))


def capture_rows(context: PageContext, captures: Iterable[Record[CaptureValue]]) -> list[CaptureRow]:
    """Captures as lists show them, newest first."""
    rows = [_row(context, capture) for capture in captures]
    return sorted(rows, key=lambda row: (row.on, row.address), reverse=True)


def _row(context: PageContext, capture: Record[CaptureValue]) -> CaptureRow:
    value = capture.value
    span = value.get("span", {})
    return CaptureRow(
        site=capture.id.partition("/")[0],
        address=f"captures/{capture.id}/",
        on=captured_on(capture),
        from_on=span.get("from_on", ""),
        to_on=span.get("to_on", ""),
        found=value["counts"]["found"],
        new=value["counts"]["new"],
        verdict=verdict_of(value).replace("-", " "),
        by=context.person(value["ingested"]["by"]),
    )


def captured_on(capture: Record[CaptureValue]) -> str:
    """The day on which the platform made the export, or else the day on which it was taken in."""
    return str(capture.value.get("exported_at") or capture.value["ingested"]["at"])[:10]


def captures_section(context: PageContext) -> Markup:
    """All captures, and the sites in use that have none."""
    captured = {record.id.partition("/")[0] for record in context.register.of("captures").values()}
    without = [site for site in context.register.of("sites") if site not in captured and context.status[site] in IN_USE]
    rows = capture_rows(context, context.register.of("captures").values())
    last = {row.site: row.on for row in reversed(rows)}
    return body(
        "captures", context, "captures/", rows=rows, without=without, covered=all_coverage_picture(context, last)
    )


def capture_pages(context: PageContext) -> Iterator[RecordPage]:
    """One page for each capture."""
    for capture in context.register.of("captures").values():
        yield _capture_page(context, capture)


def _capture_page(context: PageContext, capture: Record[CaptureValue]) -> RecordPage:
    site, _, _ = capture.id.partition("/")
    address, on = f"captures/{capture.id}/", day(captured_on(capture))
    changes = context.history_of(("captures", capture.id))
    source = about(context, capture, changes)
    verdict = ExportVerdict.standing(capture.value)
    text = body(
        "capture",
        context,
        address,
        record=capture,
        capture=capture.value,
        verdict=verdict.value,
        verdict_words=VERDICTS[verdict.value],
        reasons=[REASONS[word] for word in verdict.reasons],
        has_known_scope=has_known_scope(capture.value),
        site=site,
        months=months_of(context.months.get(capture.id, {})),
        classes=_by_class(context.classes.get(capture.id, {})),
        gone=_gone(context, capture),
        most_gone=MOST_GONE,
        disposed=[one for one in context.related[site] if one.kind == "dispositions"],
        changes=changes,
        about=source,
    )
    title = context.title("sites", site)
    return RecordPage(
        address=address,
        title=f"Capture of {on}: {title}",
        description=f"What was received from {title} in the copy of {on}: counts, media, gaps and fixity.",
        breadcrumb=(("Captures", "captures/"), (title, f"sites/{site}/")),
        body=text,
        kicker="Archived material",
        head=alternates(context, address, source),
    )


def _gone(context: PageContext, capture: Record[CaptureValue]) -> list[Mapping[str, str]]:
    """The items that a capture says the platform has no more, in the order of its index."""
    if not capture.value["counts"].get("gone", 0):
        return []
    rows = read_item_rows(context.portal.tree, f"captures/{capture.id}")
    return [each for each in rows if each["change"] == "gone" and row_stands(capture.value, "gone", each["deleted"])]


def _by_class(counts: Mapping[tuple[str, str], int]) -> tuple[list[tuple[str, str]], list[tuple[str, list[int], int]]]:
    """Items by kind and class: the classes as columns, then a row for each kind."""
    classes = sorted({content_class for _, content_class in counts})
    names = [(CLASSES[one][0] if one in CLASSES else plain(one) or "Not classified", "count") for one in classes]
    rows = []
    for kind in sorted({kind for kind, _ in counts}):
        row = [counts.get((kind, content_class), 0) for content_class in classes]
        rows.append((kind, row, sum(row)))
    return names, rows
