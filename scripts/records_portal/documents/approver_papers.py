"""What the approver of a request has to know: its list in counts and samples, what is new, what is spared and why.

Held items are told as a number, and only where the private root was read: then the paper is private itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from records_portal.register.model import Record, Register
from records_portal.retention.item_lists import Named, turned_up_later
from records_portal.retention.request_lines import series_asked
from records_portal.retention.statuses import Judgement, Retention
from records_portal.values.dates import parse_date
from records_portal.wording.words import DISPOSITIONS, plain

from .letterheads import agencies_of, framed, number_of_items, person, series_entry, site_names, span
from .typesetting import typeset

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue

SAMPLES = 5
COUNT_COLUMNS = ("Series", "Year", "Items")
SAMPLE_COLUMNS = ("Series", "Site", "Item", "Kind", "Dated", "Eligible on")
SPARED_COLUMNS = ("Item", "Version", "Reason", "By")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApproverPaper:
    """The paper's parts, as text and PDF show them alike."""

    id: str
    sites: tuple[str, ...]
    dated_on: date
    private: bool
    fields: tuple[tuple[str, str], ...]
    counts: tuple[Row, ...]
    samples: tuple[Row, ...]
    news: tuple[str, ...]
    spared: tuple[Row, ...]
    left_out: tuple[str, ...]

    def render(self) -> str:
        """The paper as text."""
        parts = [
            ("Request", [": ".join(row) for row in self.fields]),
            ("Items by series and year", _lines(COUNT_COLUMNS, self.counts)),
            ("Samples", _lines(SAMPLE_COLUMNS, self.samples)),
            ("New since the last request", self.news),
            ("Spared by name", _lines(SPARED_COLUMNS, self.spared) if self.spared else ["Nothing was spared."]),
            ("Left out", self.left_out),
        ]
        head = f"Approval of the request {self.id}\n" + ("Private: it counts what is held.\n" if self.private else "")
        body = "".join(f"\n{heading}\n" + "".join(f"  {line}\n" for line in lines) for heading, lines in parts)
        return head + body


def _lines(columns: Row, rows: Iterable[Row]) -> list[str]:
    return [" | ".join(row) for row in (columns, *rows)]


def approver_paper(
    record: Record[AuthorizationValue], retention: Retention, judged: Sequence[Judgement], *, private: bool
) -> ApproverPaper:
    """The paper of a request; `judged` is every item of its sites, each once."""
    register, value = retention.register, record.value
    items = register.lists.get(record.id, {})
    listed = [each for each in judged if each.item.named in items]
    return ApproverPaper(
        record.id,
        tuple(value["sites"]),
        parse_date(value["requested"]["on"]),
        private,
        _fields(register, value, len(items)),
        _counts(listed),
        tuple(_samples(listed)),
        tuple(_news(register, record, set(items))),
        tuple(
            (f"{each['site']}/{each['item']}", str(each["version"]), each["reason"], person(register, each["by"]))
            for each in value.get("spared", ())
        ),
        tuple(_left_out(record, retention, judged, private)),
    )


def approver_pdf(register: Register, paper: ApproverPaper) -> bytes:
    """The paper as a PDF."""
    title = "For the approver of a request to dispose of records"
    values = framed(register, agencies_of(register, paper.sites), title, f"Request {paper.id}", paper.dated_on)
    values |= {
        "private": paper.private,
        "fields": paper.fields,
        "counts": paper.counts,
        "samples": paper.samples,
        "news": paper.news,
        "spared": paper.spared,
        "left_out": paper.left_out,
        "columns": {"counts": COUNT_COLUMNS, "samples": SAMPLE_COLUMNS, "spared": SPARED_COLUMNS},
    }
    return typeset("approver", values, paper.dated_on)


def _fields(register: Register, value: AuthorizationValue, volume: int) -> tuple[tuple[str, str], ...]:
    requested = value["requested"]
    titles = []
    for reference in series_asked(value):
        _, _, entry = series_entry(register, reference)
        titles.append(f"{reference} {entry['title']}" if entry else reference)
    method = value.get("method", "")
    return (
        ("Requester", person(register, requested["by"])),
        ("Approver", person(register, requested["approver"]) if "approver" in requested else "nobody is named"),
        ("Sites", site_names(register, value["sites"])),
        ("Series", "; ".join(titles)),
        ("Inclusive dates", span(value.get("span"))),
        ("Volume", number_of_items(volume)),
        ("Method", DISPOSITIONS.get(method, plain(method))),
        ("Proposed for", requested.get("proposed_on", "no day is proposed")),
    )


def _counts(listed: Iterable[Judgement]) -> tuple[Row, ...]:
    """How many items there are of each series and year."""
    found = Counter((each.series, each.item.trigger_on[:4]) for each in listed)
    return tuple((series, year, f"{number:,}") for (series, year), number in sorted(found.items()))


def _samples(listed: Sequence[Judgement]) -> Iterable[Row]:
    """Of each series the first item, the last, and some between, evenly spaced: the same whenever they are drawn."""
    for series in dict.fromkeys(each.series for each in listed):
        own = sorted((each for each in listed if each.series == series), key=lambda each: each.item.trigger_on)
        places = sorted({round(step * (len(own) - 1) / (SAMPLES - 1)) for step in range(SAMPLES)})
        for each in (own[place] for place in places):
            dates = each.outcome.dates
            eligible_on = dates.eligible_on.isoformat() if dates else ""
            yield series, each.item.site, each.item.id, each.item.kind, each.item.trigger_on, eligible_on


def _news(register: Register, record: Record[AuthorizationValue], items: set[Named]) -> Iterable[str]:
    """How many items stood on no earlier list of the same sites, and on which ones the others did."""
    asked_on, sites = record.value["requested"]["on"], set(record.value["sites"])
    earlier = [
        each
        for each in register.of("authorizations").values()
        if each.id != record.id and each.id in register.lists and sites & set(each.value["sites"])
        if each.value["requested"]["on"] <= asked_on
    ]
    earlier.sort(key=lambda each: (each.value["requested"]["on"], each.id))
    known: set[Named] = set()
    for each in earlier:
        known |= register.lists[each.id].keys()
    if not earlier:
        yield "There is no earlier list of these sites; everything is new."
        return
    last = earlier[-1]
    yield f"{number_of_items(len(items - known))} stood on no earlier list; the last one is {last.id}."
    for each in earlier:
        if again := len(items & register.lists[each.id].keys()):
            yield f"{number_of_items(again)} stood on {each.id}, which is {each.value['status'][-1]['status']}."


def _left_out(
    record: Record[AuthorizationValue], retention: Retention, judged: Sequence[Judgement], private: bool
) -> Iterable[str]:
    """What of the same sites and series is not on the list, by the reason, and what of the list is held."""
    items = retention.register.lists.get(record.id, {})
    asked = set(series_asked(record.value))
    others = [each for each in judged if each.item.named not in items and each.series in asked]
    later = [each for each in others if turned_up_later(retention, record, each.item)]
    undated = [each for each in others if not each.item.trigger_on]
    not_due = [each for each in others if each.status in ("retained", "pending-event")]
    told = ((later, "turned up after the list was made"), (undated, "without a date"), (not_due, "not due yet"))
    for found, why in told:
        if found:
            yield f"{number_of_items(len(found))} {why}."
    if private:
        held = sum(bool(each.holds) for each in judged if each.item.named in items)
        yield f"{number_of_items(held)} of the list held: nothing held is disposed of while the hold lasts."
    else:
        yield "Holds were not looked up: clearance may be pending."
