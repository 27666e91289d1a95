"""Two registers compared over many items, beside the least that has to be done: both due lists."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from records_portal.retention.drift import schedule_drift
from records_portal.retention.due_list import due_dispositions
from records_portal.retention.impact import impact_between
from tests.roots import load, root_files, series

ITEMS, SITES, DAYS = 100_000, 1_000, 5_000
AS_OF = date(2026, 1, 15)


def impacts(folder: Path) -> None:
    """Compare 100,000 items of 1,000 sites under two registers, then under two versions of their schedule."""
    registers = [load(folder / period, _files(period)) for period in ("P3Y", "P2Y")]
    items = _items()
    start = time.perf_counter()
    before, after = (due_dispositions(register, items, AS_OF) for register in registers)
    listed = time.perf_counter()
    found = impact_between(before, after, AS_OF)
    compared = time.perf_counter()
    drifts = list(schedule_drift(registers[1], items, AS_OF))
    drifted = time.perf_counter()
    print(f"{ITEMS:,} items: {found.total('earlier'):,} earlier, {found.total('due'):,} due today")
    for name, seconds in (
        ("both due lists (the floor)", listed - start),
        ("compared", compared - listed),
        (f"drift of {len(drifts)} pair of versions", drifted - compared),
    ):
        print(f"  {name:<32}{seconds:8.2f} s {seconds / (listed - start):8.1f} x the floor")


def _files(period: str) -> dict[str, Any]:
    files = root_files()
    site = files["registry/sites/parks-x.yml"]
    files |= {f"registry/sites/s{number}-x.yml": site for number in range(SITES)}
    later = [series("routine", rule={"trigger": "creation", "period": period})]
    files["schedules/local.yml"]["versions"].append(
        {"version": "2", "effective_on": "2024-01-01", "supersedes": "1", "series": later}
    )
    return files


def _items() -> pd.DataFrame:
    days = [(date(2012, 1, 1) + timedelta(days=number)).isoformat() for number in range(DAYS)]
    columns: dict[str, Any] = {
        "site": [f"s{number % SITES}-x" for number in range(ITEMS)],
        "id": [str(1_700_000_000_000_000_000 + number) for number in range(ITEMS)],
        "latest_on": [days[number % DAYS] for number in range(ITEMS)],
    }
    common = {"capture": "c1", "version": "1", "change": "new", "kind": "post", "class": "routine"}
    return pd.DataFrame(columns | common, dtype=str)
