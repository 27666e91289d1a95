"""The audit trail: every change to the register, newest first, in pages; and the same by kind of record and by agency.

* The first page has the newest changes. The numbered pages have all of them, counted from the oldest: what stands on
  a full page stays there, so that its address can be cited, and the page need not be made again.
* Each row is made once: the pages by kind and by agency take the rows of the pages of all changes. By date there is
  one list, with a link from each year to the page on which its newest change stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from records_portal.history.audit_trail import Change, audit_trail
from records_portal.identity.hands.of_changes import Hands
from records_portal.identity.hands.of_records import KindHands, hands_of_kinds
from records_portal.identity.telling import headline, other_fields
from records_portal.register.kinds import KINDS
from records_portal.register.model import Record

from ..building.shell import NOTHING, Shells, StampedPage, relative
from ..context import PageContext
from ..downloads.feeds import FeedEntry, FeedPage, render_feed
from ..inputs import Deferred, change_inputs, input_key
from .compliance import compliance_picture
from .keys import key_rows
from .render import RecordPage, body

PAGE_SIZE = 200
FEED_SIZE, RECORD_FEED_SIZE = 50, 20
FEED = "feed.atom"
OF_A_SITE = frozenset(("designations", "operations", "posts", "classifications", "captures"))


@dataclass(frozen=True, slots=True)
class TrailSelection:
    """A choice of changes with the beginning of its addresses and its title; page 0 has the newest."""

    stem: str
    title: str
    changes: tuple[Change, ...]

    def address(self, number: int) -> str:
        """The address of one page of it."""
        if not self.stem:
            return f"changes/{number}/" if number else "changes/"
        return f"changes/{self.stem}--{number}/" if number else f"changes/{self.stem}/"

    @property
    def pages(self) -> int:
        """How many numbered pages it takes: none where the newest changes are all."""
        return self.page_of(0) if len(self.changes) > PAGE_SIZE else 0

    def page_of(self, place: int) -> int:
        """The numbered page on which the change at a place stands, counted from the newest."""
        return -(-(len(self.changes) - place) // PAGE_SIZE)

    def shown(self, number: int) -> tuple[Change, ...]:
        """The changes of a page, newest first."""
        if not number:
            return self.changes[:PAGE_SIZE]
        end = len(self.changes) - (number - 1) * PAGE_SIZE
        return self.changes[max(0, end - PAGE_SIZE) : end]

    def title_of(self, number: int) -> str:
        """The title of a page."""
        return f"{self.title}, page {number}" if number else self.title


def trail_section(context: PageContext) -> Markup:
    """The newest changes, with links to the pages of older ones and of each kind and agency."""
    return _page_body(
        context, TrailSelection("", "", context.changes), _choices(context), 0, _Rows(context, "changes/")
    )


def trail_head(context: PageContext) -> Markup:
    """The link to the feed in the head of the page of the newest changes."""
    return feed_link("Changes to the register", FEED) if context.changes else NOTHING


def feed_link(title: str, href: str) -> Markup:
    """The link to a feed in the head of a page."""
    return Markup('<link rel="alternate feed" type="application/atom+xml" title="{}" href="{}">').format(title, href)


def trail_pages(context: PageContext, shells: Shells, shared: str = "") -> Iterator[tuple[str, Deferred]]:
    """The numbered pages of all changes, and the pages of each kind of record and of each agency, made when asked."""
    if not context.changes:
        return
    rows = _Rows(context, "changes/2/")
    for chosen in (TrailSelection("", "Changes", context.changes), *_choices(context)):
        for number in range(0 if chosen.stem else 1, chosen.pages + 1):
            said = [rows.said(change) for change in chosen.shown(number)]
            anew = list(map(repr, context.portal.keys.reanchored))
            key = input_key("trail", shared, pages=_neighbours(chosen, number), changes=said, reanchored=anew)
            yield chosen.address(number), Deferred(key, partial(_stamped, context, shells, chosen, number, rows))


def _stamped(context: PageContext, shells: Shells, chosen: TrailSelection, number: int, rows: _Rows) -> StampedPage:
    address, title = chosen.address(number), chosen.title_of(number)
    page = RecordPage(
        address=address,
        title=title,
        description=f"{title}: who made them, who approved them, what they changed.",
        breadcrumb=(("Changes", "changes/"),),
        body=_page_body(context, chosen, (), number, rows),
        head=feed_link("Changes to the register", relative(address, f"changes/{FEED}")),
    )
    return page.stamped(shells)


def _neighbours(chosen: TrailSelection, number: int) -> tuple[tuple[str, str], ...]:
    """The pages that a page leads to, by address and words: of the first every one, of others those beside it."""
    if not number:
        return tuple((chosen.address(one), str(one)) for one in range(chosen.pages, 0, -1))
    newer = [(chosen.address(number + 1), "Newer changes")] if number < chosen.pages else []
    older = [(chosen.address(number - 1), "Older changes")] if number > 1 else []
    return ((chosen.address(0), "Newest changes"), *newer, *older)


def _choices(context: PageContext) -> tuple[TrailSelection, ...]:
    """The changes of each kind and of each agency that has some."""
    kinds: dict[str, list[Change]] = {}
    agencies: dict[str, list[Change]] = {}
    for change in context.changes:
        kinds.setdefault(change.kind, []).append(change)
        if agency := agency_of(context, change):
            agencies.setdefault(agency, []).append(change)
    by_kind = (
        TrailSelection(f"kind--{kind}", f"Changes: {KINDS[kind].title}", tuple(kinds[kind])) for kind in sorted(kinds)
    )
    by_agency = (
        TrailSelection(f"agency--{agency}", f"Changes: {context.title('agencies', agency)}", tuple(agencies[agency]))
        for agency in sorted(agencies)
        if context.register.get("agencies", agency)
    )
    return (*by_kind, *by_agency)


def agency_of(context: PageContext, change: Change) -> str:
    """The agency that a changed record belongs to as it is now; empty where it belongs to none or is gone."""
    if change.kind in ("agencies", "policies"):
        return change.id
    kind = "sites" if change.kind in OF_A_SITE else change.kind
    record = context.register.get(kind, change.id.partition("/")[0] if kind == "sites" else change.id)
    return str(record.value.get("agency", "")) if record else ""


class _Rows:
    """The rows of changes for pages of one depth, each made when it is first asked for."""

    def __init__(self, context: PageContext, address: str) -> None:
        forge = str(context.register.portal.get("forge", {}).get("url", "")).rstrip("/")
        self.render = partial(body, "change_row", context, address, forge=forge)
        self.context = context
        self.made: dict[tuple[str, str, str], Markup] = {}
        self.known: dict[tuple[str, str, str], str] = {}

    def said(self, change: Change) -> str:
        """What a change's row is made from."""
        key = (change.commit, change.kind, change.id)
        if key not in self.known:
            self.known[key] = f"{change_inputs(self.context, change)} {agency_of(self.context, change)}"
        return self.known[key]

    def row(self, change: Change) -> Markup:
        """A change's row."""
        key = (change.commit, change.kind, change.id)
        if key not in self.made:
            fields = other_fields(change.fields, change.course)
            facts = change.course.facts and change.what == "changed"
            told = headline(self.context.register, change) if facts else ""
            agency = agency_of(self.context, change)
            self.made[key] = self.render(change=change, told=told, shown=fields, agency=agency)
        return self.made[key]


def _page_body(
    context: PageContext, chosen: TrailSelection, choices: Sequence[TrailSelection], number: int, rows: _Rows
) -> Markup:
    shown = chosen.shown(number)
    offered = choices if chosen.address(number) == "changes/" else ()
    agencies = sorted({agency for change in shown if (agency := agency_of(context, change))})
    return body(
        "changes",
        context,
        chosen.address(number),
        rows=NOTHING.join(rows.row(change) for change in shown),
        title=chosen.title if chosen.stem else "Changes to the register",
        pages=_neighbours(chosen, number),
        number=number,
        kind_options=[(kind, KINDS[kind].title) for kind in sorted({change.kind for change in shown})],
        agency_options=[(agency, context.title("agencies", agency)) for agency in agencies],
        by_kind=[_offer(one) for one in offered if one.stem.startswith("kind--")],
        by_agency=[_offer(one) for one in offered if one.stem.startswith("agency--")],
        years=_years(context) if offered else [],
        feed=f"changes/{FEED}",
        reanchored=context.portal.keys.reanchored,
        genesis=context.portal.keys.genesis if chosen.address(number) == "changes/" else None,
        keys=list(key_rows(context)) if chosen.address(number) == "changes/" else [],
        hands=_hands(context) if chosen.address(number) == "changes/" else [],
        hand_columns=[(str(each).capitalize(), "number") for each in Hands],
        compliance=compliance_picture(context) if chosen.address(number) == "changes/" else None,
    )


def _hands(context: PageContext) -> list[KindHands]:
    """What is known of the hands of the changes of each kind that the portal shows."""
    return hands_of_kinds(context.register, audit_trail("", "", context.changes))


def _offer(one: TrailSelection) -> tuple[str, str, int]:
    return one.address(0), one.title.removeprefix("Changes: "), len(one.changes)


def _years(context: PageContext) -> list[tuple[str, str]]:
    """Each year with the page of all changes on which its newest change stands."""
    first: dict[str, int] = {}
    everything = TrailSelection("", "", context.changes)
    for place, change in enumerate(context.changes):
        if change.at[:4] not in first:
            first[change.at[:4]] = everything.page_of(place) if place >= PAGE_SIZE else 0
    return [(year, everything.address(number)) for year, number in sorted(first.items(), reverse=True)]


def trail_feeds(context: PageContext, shared: str = "") -> Iterator[tuple[str, bytes | Deferred]]:
    """The feed of all changes, and one for each site and each agency that has some, made when it is asked for."""
    if not context.changes:
        return
    yield _feed_address("changes/"), _feed(context, "changes/", "Changes to the register", context.changes[:FEED_SIZE])
    for site in context.register.of("sites").values():
        changes = context.history_of(("sites", site.id), ("designations", site.id))[:RECORD_FEED_SIZE]
        if changes:
            yield _deferred(context, site, f"Changes: {context.titles[site.id]}", changes, shared)
    for chosen in _choices(context):
        kind, _, name = chosen.stem.partition("--")
        agency = context.register.get("agencies", name) if kind == "agency" else None
        if agency:
            yield _deferred(context, agency, chosen.title, chosen.changes[:RECORD_FEED_SIZE], shared)


def _deferred(
    context: PageContext, record: Record, title: str, changes: Sequence[Change], shared: str
) -> tuple[str, Deferred]:
    page = f"{record.kind}/{record.id}/"
    key = input_key("feed", shared, changes=[change_inputs(context, one) for one in changes])
    return _feed_address(page), Deferred(key, partial(_feed, context, page, title, changes))


def _feed_address(page: str) -> str:
    return f"{page}{FEED}"


def _feed(context: PageContext, page: str, title: str, changes: Sequence[Change]) -> bytes:
    url = str(context.register.portal.get("url", ""))
    entries = (_entry(context, page, change) for change in changes)
    name = str(context.register.portal.get("title", "Records Portal"))
    return render_feed(FeedPage(url, _feed_address(page), page, f"{name}: {title}"), entries)


def _entry(context: PageContext, page: str, change: Change) -> FeedEntry:
    title = f"{context.title(change.kind, change.id)}: {headline(context.register, change)}"
    approved = ", ".join(f"{one.name} ({one.told})" for one in change.approved_by)
    fields = other_fields(change.fields, change.course) if change.what == "changed" else ()
    lines = [
        *([f"Approved by {approved}"] if approved else []),
        *(f"{one.field}: {one.before or 'nothing'} becomes {one.after or 'nothing'}" for one in fields),
    ]
    who = f"{change.by.name}, {change.by.role}" if change.by.role else change.by.name
    target = context.address(change.kind, change.id) or page
    return FeedEntry(f"{change.commit}/{change.kind}/{change.id}", change.at, title, who, "\n".join(lines), target)
