"""What a change of a private root would let go: the items that a hold binds before it and not after, by hold and site.

Both sides are judged on one day, with one public register and one list of items. What a change adds is no matter here:
it binds at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from records_portal.register.model import Register

from .due_list import due_dispositions

MOST_NAMED = 20
KEY = ["site", "item", "version", "capture"]


@dataclass(frozen=True, slots=True)
class FreedItem:
    """An item that a hold lets go, and what else binds it still."""

    hold: str
    site: str
    item: str
    version: str
    still_held_by: tuple[str, ...]

    def __str__(self) -> str:
        still = f"; {', '.join(self.still_held_by)} still binds it" if self.still_held_by else ""
        return f"{self.site} {self.item} (version {self.version}){still}"


@dataclass(frozen=True, slots=True)
class Freed:
    """Everything that a change lets go on a day, in the order of the holds."""

    as_of: date
    items: tuple[FreedItem, ...]

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many items each hold lets go on each site."""
        return dict(sorted(Counter((each.hold, each.site) for each in self.items).items()))

    def lines(self) -> Iterator[str]:
        """All counts and the first names, as plain text."""
        if not self:
            yield f"as of {self.as_of}: nothing is let go from a hold"
        for (hold, site), items in self.counts.items():
            named = [each for each in self.items if (each.hold, each.site) == (hold, site)]
            yield f"hold {hold} lets go {items:,} item{'' if items == 1 else 's'} of {site}"
            yield from (f"  {each}" for each in named[:MOST_NAMED])
            if len(named) > MOST_NAMED:
                yield f"  and {len(named) - MOST_NAMED:,} more"

    def as_mapping(self) -> dict[str, object]:
        """All of it under the names that machines read."""
        return {
            "as_of": self.as_of.isoformat(),
            "counts": [{"hold": hold, "site": site, "items": items} for (hold, site), items in self.counts.items()],
            "items": [
                {
                    "hold": each.hold,
                    "site": each.site,
                    "item": each.item,
                    "version": each.version,
                    "still_held_by": list(each.still_held_by),
                }
                for each in self.items
            ],
        }


def freed_from_holds(before: Register, after: Register, items: pd.DataFrame, as_of: date) -> Freed:
    """What holds bind by one register and let go by another, of the same items on the same day."""
    sides = [
        due_dispositions(register, items, as_of)[[*KEY, "holds"]].astype(str).drop_duplicates(KEY)
        for register in (before, after)
    ]
    both = sides[0].merge(sides[1], on=KEY, suffixes=("_before", "_after"))
    changed = both[both["holds_before"] != both["holds_after"]]
    columns = (changed[name].tolist() for name in ("site", "item", "version", "holds_before", "holds_after"))
    found = [
        FreedItem(hold, site, item, version, tuple(now.split()))
        for site, item, version, was, now in zip(*columns, strict=True)
        for hold in sorted(set(was.split()) - set(now.split()))
    ]
    return Freed(as_of, tuple(sorted(found, key=lambda each: (each.hold, each.site, each.item, each.version))))
