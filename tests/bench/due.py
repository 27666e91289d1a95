"""Due counts of millions of items out of Parquet, beside one bare DuckDB query that gives the same counts.

`nox -s bench -- due` measures a million items, with `--large` three and ten million too; every run is a process of its
own, so that its memory is its own. Both read the same files with the same two cores, and their counts are compared row
by row.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from records_portal.register.model import Record, Register
from records_portal.retention.due_list import COUNT_COLUMNS
from records_portal.retention.due_partitions import counted, names_items, partitions_of
from records_portal.retention.statuses import Retention

AS_OF = date(2026, 1, 15)
SITES = 120
FILES = 10
SIZES = (1_000_000,)
LARGE_SIZES = (1_000_000, 3_000_000, 10_000_000)
CLASSES = ("replicated", "policy-program", "routine", "unacceptable", "nonrecord", "")
RULES = {  # class: cutoff, years, months
    "replicated": ("none", 0, 6),
    "policy-program": ("calendar-year-end", 5, 0),
    "routine": ("fiscal-year-end", 3, 0),
    "unacceptable": ("month-end", 0, 1),
}
HELD_SITES, HELD_FROM, HELD_TO = 12, "2015-03-01", "2016-08-31"

QUERY = """
with rules(class, cutoff, years, months) as (values
  ('replicated', 'none', 0, 6), ('policy-program', 'year', 5, 0), ('routine', 'fiscal', 3, 0),
  ('unacceptable', 'month', 0, 1)),
dated as (select items.site, items.class, cast(latest_on as date) as on_day, cutoff, years, months
  from read_parquet('{files}') items left join rules using (class)),
computed as (select *, case cutoff
  when 'none' then cast(on_day + to_years(years) + to_months(months) + interval 1 day as date)
  when 'month' then cast(date_trunc('month', on_day) + interval 1 month + to_years(years) + to_months(months) as date)
  when 'year' then cast(date_trunc('year', on_day) + interval 1 year + to_years(years) as date)
  when 'fiscal' then cast(date_trunc('year', on_day + interval 6 month) + interval 6 month + to_years(years) as date)
  end as eligible from dated)
select site, case when cutoff is null then '' else 'bench' end as schedule,
  case when cutoff is null then '' else class end as series,
  coalesce(strftime(eligible, '%Y-%m'), '') as month,
  case when on_day between date '{from_on}' and date '{to_on}' and site < 'site-{held:03}' then 'held'
    when class = 'nonrecord' then 'nonrecord' when class = '' then 'unclassified'
    when eligible > date '{as_of}' then 'retained' else 'awaiting-authorization' end as status,
  count(*) as items
from computed group by all order by all
"""


def due(folder: Path, sizes: Iterable[int]) -> None:
    """Print seconds, the ratio and the memory of both for each size."""
    print(f"{'items':>12} {'ours':>8} {'DuckDB':>8} {'ratio':>6} {'ours MB':>8} {'DuckDB MB':>9} {'groups':>8}  same")
    for size in sizes:
        place = folder / f"due-{size}"
        write_items(place, size)
        ours, theirs = (min((_run(name, place) for _ in range(3)), key=lambda one: one["seconds"]) for name in WORK)
        same = ours["counts"] == theirs["counts"]
        ratio = ours["seconds"] / theirs["seconds"]
        megabytes = f"{ours['megabytes']:8.0f} {theirs['megabytes']:9.0f}"
        print(
            f"{size:12,} {ours['seconds']:8.2f} {theirs['seconds']:8.2f} {ratio:6.2f} {megabytes} "
            f"{ours['groups']:8,}  {'yes' if same else 'NO'}",
            flush=True,
        )


def write_items(folder: Path, size: int) -> None:
    """Items of many sites over twelve years, in files of a tenth each; the same for the same size."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(20260115)
    days = np.array([each.date().isoformat() for each in pd.date_range("2012-01-01", "2025-12-31")])
    part = size // FILES
    for number in range(FILES):
        frame = pd.DataFrame(
            {
                "site": np.array([f"site-{each:03}" for each in range(SITES)])[random.integers(0, SITES, part)],
                "id": [str(1_000_000_000_000 + number * part + each) for each in range(part)],
                "version": np.ones(part, dtype=np.int64),
                "change": "new",
                "kind": "post",
                "class": np.array(CLASSES)[random.choice(len(CLASSES), part, p=(0.2, 0.1, 0.55, 0.05, 0.05, 0.05))],
                "latest_on": days[random.integers(0, len(days), part)],
            }
        )
        frame.to_parquet(folder / f"part-{number}.parquet", index=False, compression="zstd")


def register() -> Register:
    """The register that the query has in its text: four series, a hold on the first sites."""
    series = [
        {
            "number": name,
            "title": name,
            "rule": {"trigger": "creation", "period": f"P{years}Y{months}M"}
            | ({} if cutoff == "none" else {"cutoff": cutoff}),
            "disposition": "destroy",
            "authorization": "per-request",
            "citation": "bench",
            "confirmed": {"on": "2020-01-01", "by": "ana", "source": "bench"},
        }
        for name, (cutoff, years, months) in RULES.items()
    ]
    schedule = {"name": "Bench", "versions": [{"version": "1", "effective_on": "2010-01-01", "series": series}]}
    communications = [{"type": name, "class": name, "series": f"bench#{name}"} for name in RULES]
    site = {"agency": "parks", "platform": "x", "communications": communications, "facts": []}
    names = [f"site-{number:03}" for number in range(SITES)]
    scope = {"sites": names[:HELD_SITES], "from_on": HELD_FROM, "to_on": HELD_TO}
    hold = {"matter": "Bench", "scope": scope, "placed": {"on": "2020-01-01", "by": "ana"}}
    values: dict[str, dict[str, Any]] = {
        "portal": {"portal": {"title": "Bench", "time_zone": "UTC", "fiscal_year_start": "07-01"}},
        "agencies": {"parks": {"name": "Parks"}},
        "schedules": {"bench": schedule},
        "sites": dict.fromkeys(names, site),
        "holds": {"bench": hold},
    }
    return Register(
        {kind: {name: Record(kind, name, "", value) for name, value in each.items()} for kind, each in values.items()}
    )


def ours(folder: Path) -> pd.DataFrame:
    """The counts as `records due --summary` makes them of a large capture."""
    retention = Retention(register(), AS_OF)
    named = names_items(retention)
    return counted(
        retention, (part for path in sorted(folder.glob("*.parquet")) for part in partitions_of(path, named=named))
    )


def theirs(folder: Path) -> pd.DataFrame:
    """The counts by the bare query."""
    import duckdb

    query = QUERY.format(files=folder / "*.parquet", from_on=HELD_FROM, to_on=HELD_TO, held=HELD_SITES, as_of=AS_OF)
    connection = duckdb.connect(config={"threads": 2})
    return pd.DataFrame(connection.execute(query).fetchall(), columns=pd.Index(COUNT_COLUMNS))


WORK = {"ours": ours, "theirs": theirs}


def _run(name: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.due", name, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _measured(name: str, folder: Path) -> dict[str, Any]:
    if name == "theirs":
        import duckdb  # noqa: F401 -- what importing takes is not what is measured
    start = time.perf_counter()
    counts = WORK[name](folder)
    seconds = time.perf_counter() - start
    digest = int(pd.util.hash_pandas_object(counts.astype(str), index=False).sum())
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": megabytes, "groups": len(counts), "counts": digest}


if __name__ == "__main__":
    print(json.dumps(_measured(sys.argv[1], Path(sys.argv[2]))))
