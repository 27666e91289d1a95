"""One ingest as a process of its own, with no more imported than it needs: `ROOT STORE EXPORT`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestOutcome, IngestRequest
from tests.faults.ending import ended


def taken_in(root: Path, store: Path, export: Path) -> IngestOutcome:
    """The ingest itself."""
    return ingest_export(
        IngestRequest(
            paths=(export,),
            root=root,
            store=store,
            site="parks-x",
            platform="x",
            account_id=None,
            time_zone="UTC",
            rules=(),
            moment=datetime(2024, 5, 1, 12, tzinfo=UTC),
            by="ana",
            software="test",
        )
    )


def main() -> int:
    """The exit code, as the command line gives it."""
    outcome = ended(lambda: taken_in(*map(Path, sys.argv[1:4])))
    if outcome is None:
        return 2
    print(outcome.capture, *outcome.written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
