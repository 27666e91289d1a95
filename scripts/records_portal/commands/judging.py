"""What retention makes of every item of some sites, for the commands that ask for authority over them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from records_portal.register.findings import Refusal

from .places import Places

if TYPE_CHECKING:
    import pandas as pd

    from records_portal.register.model import Record
    from records_portal.register.records import AuthorizationValue
    from records_portal.retention.statuses import Judgement, Retention


def judged_items(
    places: Places, kind: str, sites: Iterable[str], captures: Container[str]
) -> tuple[Retention, list[Judgement]]:
    """What retention makes today of every item and residue part of sites that is in some captures.

    An ongoing authority asks of none.
    """
    from records_portal.captures.indexes.large_captures import partitions
    from records_portal.retention.due_list import CaseBook, cases_of, lists_of, single_items
    from records_portal.retention.statuses import Retention

    retention = Retention(places.loaded.register, places.today())
    if kind == "ongoing":
        return retention, []
    retention.lists = lists_of(retention, chain([places.items_and_residue], partitions(places.large)))
    theirs = _items_of(places, frozenset(sites))
    cases = cases_of(CaseBook(retention), theirs)
    rows = zip(cases.of_row, single_items(theirs), strict=True)
    own = ((case, item) for case, item in rows if f"{item.site}/{item.capture}" in captures)
    return retention, [replace(cases.judged[case], item=item) for case, item in own]


def judged_for(places: Places, record: Record[AuthorizationValue]) -> tuple[Retention, list[Judgement]]:
    """What retention makes today of everything that a request can be about: what lies in its own root."""
    from records_portal.disposal.site_roots import captures_beside

    beside = captures_beside(places.loaded.register, record)
    return judged_items(places, record.value["kind"], record.value["sites"], beside)


def _items_of(places: Places, sites: frozenset[str]) -> pd.DataFrame:
    """Every item and residue part of sites; refused where a list would lack items that only the store knows."""
    import pandas as pd

    from records_portal.captures.indexes.large_captures import large_capture_items

    large = [each for each in places.large if each.site in sites]
    for each in large:
        if each.index is None:
            raise Refusal(
                f"the items of {each.site}/{each.capture} are listed in the store alone, and {str(places.store)!r} "
                "does not have them; name the store with --store"
            )
    frame = pd.concat([places.items_and_residue, large_capture_items(large)], ignore_index=True)
    theirs: pd.DataFrame = frame.loc[frame["site"].isin(sites)].reset_index(drop=True)
    return theirs
