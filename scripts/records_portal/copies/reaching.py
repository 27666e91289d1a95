"""What reaches content that was destroyed once, so that another copy of it may not be destroyed: holds and requests.

* A hold may have come after the first destruction; one that is not about items alone freezes the export as received
  too, and with it whatever else would go with that.
* An open request, and one of which an appeal is undecided, reaches what its sites, agencies and days do not rule out.
* What no index lists is reached, and where somebody could not be asked everything is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from records_portal.identity.anchored_roots import agencies_ever_of
from records_portal.register.model import Record
from records_portal.retention.item_lists import Named, RetainedItem
from records_portal.retention.scopes import ALWAYS
from records_portal.retention.statuses import Retention

if TYPE_CHECKING:
    from records_portal.register.records import RequestValue


@dataclass(slots=True)
class Reaching:
    """What the register says of items; `unasked` says why somebody could not be asked: for all, and for each site."""

    retention: Retention
    items: Mapping[Named, Sequence[RetainedItem]]
    unasked: str = ""
    unasked_of: Mapping[str, str] = field(default_factory=dict)

    def why(self, going: Iterable[Named], beside: Iterable[Named] = ()) -> str:
        """Why something may not go, with what lies in the same export as received; empty where all of it may."""
        for named in sorted(going):
            if unasked := self.unasked or self.unasked_of.get(named[0], ""):
                return f"whether a hold reaches it cannot be asked: {unasked}"
            if reason := self._reaches(named):
                return f"{reason} reaches item {named[1]!r}"
        freezing = {each.id for each in self.retention.holds if not each.items_only}
        for named in sorted(beside):
            if frozen := freezing.intersection(self.holds_on(named)):
                return f"hold {min(frozen)!r} freezes the export as received, which holds item {named[1]!r}"
        return ""

    def holds_on(self, named: Named) -> list[str]:
        """The holds that bind a version of an item in any capture."""
        found = {hold for item in self.items.get(named, ()) for hold in self.retention.judge(item).holds}
        return sorted(found)

    def _reaches(self, named: Named) -> str:
        if named not in self.items:
            return "what no index lists"  # nobody can rule out that it is held
        if holds := self.holds_on(named):
            return f"hold {holds[0]!r}"
        requests = (
            each.id for each in self._open_requests() for item in self.items[named] if self._is_asked(each, item)
        )
        return f"request {found!r}" if (found := next(requests, "")) else ""

    def _open_requests(self) -> Iterator[Record[RequestValue]]:
        for record in self.retention.register.of("requests").values():
            undecided = any("decided_on" not in each for each in record.value.get("appeals", ()))
            if undecided or "closure" not in record.value:
                yield record

    def _is_asked(self, request: Record[RequestValue], item: RetainedItem) -> bool:
        """Whether a request may be about an item: its words and kinds rule nothing out, nor does a last day.

        The day of an item is the latest that it can date from: it may be older, and is never younger.
        """
        register, scope = self.retention.register, request.value["scope"]
        site = register.get("sites", item.site)
        by_site = "sites" not in scope or item.site in scope["sites"]
        by_agency = "agencies" not in scope or not site or agencies_ever_of(register, site) & set(scope["agencies"])
        return bool(by_site and by_agency and (not item.on or item.on >= scope.get("from_on", ALWAYS)))
