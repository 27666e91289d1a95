"""What an ingest is asked for, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ..capture_record import Scope
from ..commitments.seeds import DrawSeed, random_seed
from ..indexes.item_index import ClassificationRule
from ..judging.export_owners import SiteAccount
from ..private_parts import Portion
from ..verdict import ExportVerdict

EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """One export to be taken in: its parts, where to, for which site, and everything else that decides the outcome.

    `root` is where the capture goes and the site's record lies, or `site_root` does where that is elsewhere;
    `is_private` says whether it is a private root. What of a public site stands in a private root alone goes to
    `private_root`, if one was named. `is_listed_platform` says whether the platform is one of the known ones.
    `others` are the accounts of the register's other sites on the platform, whose exports are none of this one's.
    Without `draw_seed` no item is committed to, as in captures from before.
    """

    paths: tuple[Path, ...]
    root: Path
    store: Path
    site: str
    platform: str
    account_id: str | None
    time_zone: str
    rules: tuple[ClassificationRule, ...]
    moment: datetime
    by: str
    software: str
    scope: Scope = EVERYTHING
    include: frozenset[str] = frozenset()
    dry_run: bool = False
    handles: tuple[str, ...] = ()
    personal: bool = False
    most_listed: int = 100_000
    url: str = ""
    account_name: str = ""
    accepted: str = ""
    said_gone: int | None = None
    dates: str = ""
    is_private: bool = False
    site_root: Path | None = None
    private_root: Path | None = None
    is_listed_platform: bool = False
    draw_seed: DrawSeed | None = random_seed
    others: tuple[SiteAccount, ...] = ()

    @property
    def portion(self) -> Portion:
        """What a capture in the root has of the export."""
        return Portion.WHOLE if self.is_private else Portion.PUBLIC


@dataclass(frozen=True, slots=True)
class IngestOutcome:
    """What was understood and done; `written` lists the bag (below the store) and the files (below the root).

    `known` items of earlier captures should be in the export, `would_go` of them are not. `changes` are the numbers of
    each kind by change. An export that was not understood makes no capture; `stands` says that an earlier one holds the
    same bytes. `called` is how it calls the account of which it tells no id.
    """

    site: str
    platform: str
    format: str
    era: str
    account: str | None
    span: Mapping[str, str]
    counts: Mapping[str, int]
    kinds: Mapping[str, int]
    declared: int | None
    media: Mapping[str, int]
    residue: Sequence[Mapping[str, Any]]
    lacks: Sequence[str]
    unknown: Sequence[Mapping[str, Any]]
    capture: str
    written: Sequence[str]
    verdict: ExportVerdict
    changes: Mapping[str, Mapping[str, int]]
    known: int = 0
    would_go: int = 0
    offered_id: str = ""
    dry_run: bool = False
    kept_back: Sequence[str] = ()
    private: IngestOutcome | None = None
    places: Mapping[str, Sequence[str]] = field(default_factory=dict, compare=False)
    stands: bool = False
    called: str = ""
