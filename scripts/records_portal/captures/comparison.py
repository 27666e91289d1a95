"""What the captures of a site tell together, and with the logs: removals, returns, and posts against approvals.

* An item is gone for good where the last capture that speaks of it says so.
* Destroyed content is recognised by its keyed digests under any id, near the day that it dates from.
* The authoring log is judged only for days that a capture covers; items only from the day on which the log begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.beside.capture_verdicts import row_stands
from records_portal.register.findings import Finding, Place, Severity, finding
from records_portal.register.model import Record, Register
from records_portal.register.sources import Tree

from .capture_record import in_order_of_ingest
from .index import read_item_rows
from .indexes.known_items import near
from .reconciliation import CapturedPost, ReconciledPost, reconciled

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue, DispositionValue

RULES = {
    "M001": "an item that is gone has a moderation action, a content change, a withdrawal or a disposition",
    "M002": "content that was disposed of does not come back",
    "M003": "a post in the authoring log is among the items of a capture that covers its day",
    "M004": "a post has its entry in the authoring log, from the day on which the log begins",
}
_TAKEN_DOWN = ("deleted", "hidden")
# A finding is one line; how many there are is said beside those that are named.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A row of an item index: of which site and capture, on which line of which file, and the cells."""

    site: str
    capture: Record[CaptureValue]
    place: Place
    cells: Mapping[str, str]

    @property
    def id(self) -> str:
        """The item's id."""
        return self.cells["id"]

    @property
    def days(self) -> frozenset[str]:
        """The days on which the item may have been posted, as far as they are known."""
        return frozenset(day for day in (self.cells["created_at"][:10], self.cells["latest_on"]) if day)


def index_lines(
    register: Register, trees: Iterable[tuple[Tree, bool]], sites: Collection[str] | None = None
) -> list[IndexLine]:
    """Every row of every index, in the order in which the captures were taken in; of the gone ones, those that are."""
    listed = tuple(trees)
    asked = [each for each in register.of("captures").values() if sites is None or each.id.split("/")[0] in sites]
    captures = sorted(asked, key=lambda each: in_order_of_ingest(each.value, each.id))
    found = []
    for capture in captures:
        if tree := next((one for one, private in listed if capture.lies_in(one.label, private)), None):
            folder = f"captures/{capture.id}"
            path = f"{folder}/items.csv"
            shown = f"{tree.label}/{path}" if tree.label else path
            listed_rows = enumerate(read_item_rows(tree, folder), 2)
            rows = (
                (line, row) for line, row in listed_rows if row_stands(capture.value, row["change"], row["deleted"])
            )
            site = capture.id.split("/")[0]
            found += [IndexLine(site, capture, Place(shown, line, 1), cells) for line, cells in rows]
    return found


def compared_captures(register: Register, trees: Iterable[tuple[Tree, bool]]) -> list[Finding]:
    """Every finding, in the order of the places."""
    items = index_lines(register, trees)
    found = [
        *removal_findings(register, items),
        *return_findings(register, items),
        *approval_findings(register, items),
    ]
    return sorted(found)


def unexplained_removals(register: Register, items: Iterable[IndexLine]) -> Iterator[IndexLine]:
    """The items that are gone, and nothing in the register says why."""
    explained = _explained(register)
    for (site, item), listed in _last_gone(items).items():
        if not {(site, item), (site, "")} & explained:
            yield listed


def gone_items(
    register: Register, trees: Iterable[tuple[Tree, bool]], site: str = ""
) -> dict[tuple[str, str], IndexLine]:
    """The items, of one site or of all, that are gone from their platform, each where the last capture says so."""
    captures = register.of("captures").values()
    told = {each.id.split("/")[0] for each in captures if each.value["counts"].get("gone", 0)}
    sites = told & {site} if site else told
    return _last_gone(index_lines(register, trees, sites)) if sites else {}


def _last_gone(items: Iterable[IndexLine]) -> dict[tuple[str, str], IndexLine]:
    """By site and id, what the last capture to speak of an item says, where it says that the item is gone."""
    # The captures come in the order of their ingest, so that the last one to speak stands.
    last = {(each.site, each.id): each for each in items}
    return {named: listed for named, listed in last.items() if listed.cells["change"] == "gone"}


def _explained(register: Register) -> set[tuple[str, str]]:
    """Site and item of every removal that has a reason; no item where the whole site was cleared."""
    found: set[tuple[str, str]] = set()
    for log in register.of("operations").values():
        site = log.id.split("/")[0]
        actions = (each for each in log.value.get("moderation", []) if each["action"] in _TAKEN_DOWN)
        found |= {(site, each["item"]) for each in actions if "item" in each and "reversed" not in each}
        changes = (each for each in log.value.get("content_changes", []) if each["change"] == "deleted")
        found |= {(site, item) for each in changes for item in each.get("items", [])}
    for authoring in register.of("posts").values():
        posts = (each for each in authoring.value["posts"] if "withdrawn_on" in each and "item" in each)
        found |= {(authoring.id.split("/")[0], each["item"]) for each in posts}
    for disposition in register.of("dispositions").values():
        found |= {(each["site"], each["item"]) for each in disposition.value.get("items", [])}
    for site_record in register.of("sites").values():
        if any(fact["kind"] == "deactivation" for fact in site_record.value["facts"]):
            found.add((site_record.id, ""))
    return found


def removal_findings(register: Register, items: Iterable[IndexLine]) -> Iterator[Finding]:
    """M001, once for each capture that says so."""
    by_capture: dict[str, list[IndexLine]] = {}
    for each in unexplained_removals(register, items):
        by_capture.setdefault(each.capture.id, []).append(each)
    for gone in by_capture.values():
        message = f"{_items(len(gone))} gone, and no log says why: {_names(each.id for each in gone)}"
        right = "the moderation action, content change, withdrawal or disposition that removed it"
        yield _finding("M001", gone[0].place, gone[0].site, message, right)


def return_findings(register: Register, items: Iterable[IndexLine]) -> Iterator[Finding]:
    """M002, for each item that has the content of one that was disposed of before the capture was taken in."""
    known = list(items)
    for each, disposition in returned_items(register, known):
        message = f"item {each.id!r} has the content that disposition {disposition.id!r} disposed of"
        yield _finding("M002", each.place, each.site, message, "hold it against holds, then dispose of it again")


def returned_items(
    register: Register, items: Iterable[IndexLine]
) -> Iterator[tuple[IndexLine, Record[DispositionValue]]]:
    """The items whose id or content was disposed of before they were taken in, under any id and in any format."""
    known = list(items)
    by_id = {
        (one["site"], one["item"], str(one["version"])): record
        for record in register.of("dispositions").values()
        for one in record.value.get("items", [])
    }
    by_content: dict[tuple[str, str], list[tuple[str, Record[DispositionValue]]]] = {}
    for each in known:
        disposition = by_id.get((each.site, each.id, each.cells["version"]))
        if disposition and each.cells["content_digest"]:
            by_content.setdefault((each.site, each.cells["content_digest"]), []).append(
                (each.cells["latest_on"], disposition)
            )
    for each in (one for one in known if one.cells["change"] != "gone"):
        same = by_id.get((each.site, each.id, each.cells["version"]))
        alike = by_content.get((each.site, each.cells["content_digest"]), [])
        candidates = [
            *([same] if same else []),
            *(record for day, record in alike if near(day, each.cells["latest_on"])),
        ]
        taken_in = each.capture.value["ingested"]["at"][:10]
        disposition = next((one for one in candidates if one.value["on"] < taken_in), None)
        if disposition and (each.cells["change"] == "returned" or not same):
            yield each, disposition


def approval_findings(register: Register, items: Iterable[IndexLine]) -> Iterator[Finding]:
    """M003 for each entry of an authoring log without an item, M004 once for each year of items without an entry."""
    by_site: dict[str, dict[str, IndexLine]] = {}
    for each in items:
        by_site.setdefault(each.site, {}).setdefault(each.id, each)
    for site in sorted({log.id.split("/")[0] for log in register.of("posts").values()}):
        known = by_site.get(site, {})
        lines = [*reconciled(register, site, map(captured_post, known.values()))]
        if any(line.entry for line in lines):
            yield from _entries_without_item(site, lines)
            yield from _items_without_entry(register, site, known, [line for line in lines if line.state == "no-entry"])


def captured_post(listed: IndexLine) -> CapturedPost:
    """What a row of an item index says of a post."""
    gone = listed.cells["change"] == "gone"
    return CapturedPost(listed.id, listed.cells["kind"], listed.days, listed.capture.id, gone)


def _entries_without_item(site: str, lines: Iterable[ReconciledPost]) -> Iterator[Finding]:
    for line in lines:
        if line.entry and line.state == "no-item":
            post, log = line.entry.post, line.entry.log
            what = f"item {post['item']!r}" if "item" in post else "post of that day that is left"
            message = f"{post['title']!r} of {line.day} is in no capture: there is no {what}"
            right = "the item's id under `item`, or the day on which it was withdrawn"
            yield _finding("M003", log.place("posts", line.entry.number), site, message, right)


def _items_without_entry(
    register: Register, site: str, known: Mapping[str, IndexLine], lines: Sequence[ReconciledPost]
) -> Iterator[Finding]:
    for year, count in sorted(Counter(line.day[:4] for line in lines).items()):
        first = next(line for line in lines if line.day.startswith(year))
        item = first.item.id if first.item else ""
        log = register.get("posts", f"{site}/{year}")
        message = f"{_items(count)} of {year} in no entry of the authoring log, first {item!r} of {first.day}"
        place = log.place() if log else known[item].place
        yield _finding("M004", place, site, message, "an entry with its approval")


def _items(count: int) -> str:
    return "1 item is" if count == 1 else f"{count:,} items are"


def _names(ids: Iterable[str]) -> str:
    names = sorted(ids)
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _finding(code: str, place: Place, site: str, message: str, right: str) -> Finding:
    return finding(code, place, site, message, severity=Severity.LATE, expected=right)
