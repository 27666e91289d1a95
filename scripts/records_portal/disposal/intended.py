"""A disposition as it is to be carried out: what goes and what will be said of it, and no deed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .plan import MOST_ENTRIES, DispositionPlan
from .transfers import Receipt

if TYPE_CHECKING:
    from records_portal.register.records import DispositionValue


@dataclass(frozen=True, slots=True)
class Disposition:
    """A disposition as it is to be carried out: the list, and what its records and its certificates say alike.

    `particulars` and `cover`, a PDF, are those of a transfer; `apart` are the captures of these sites in other roots.
    """

    root: Path
    plan: DispositionPlan
    sites: tuple[str, ...]
    record: DispositionValue
    facts: Mapping[str, object]
    issued_at: str
    particulars: Mapping[str, object] | None = None
    cover: bytes = b""
    receipt: Receipt | None = None
    most: int = MOST_ENTRIES
    apart: frozenset[str] = frozenset()

    @property
    def clock_unanswered(self) -> str:
        """Why the clock of the published address told nothing; empty where it did, or where there is none."""
        clock = self.facts.get("clock")
        return str(clock.get("unanswered", "")) if isinstance(clock, Mapping) else ""
