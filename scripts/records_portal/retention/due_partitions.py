"""Due counts of items that lie in Parquet: a partition at a time, each computed by itself, their counts added up.

An index of a capture above 100,000 items lies so beside its bag. What a partition gives depends on nothing but its own
rows and on what `Retention` knows, so that partitions may also be computed on several machines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from records_portal.register.findings import Refusal

from .due_list import CaseBook, Group, count_table, due_counts
from .statuses import Retention

ROWS = 1 << 20
CODED = ("site", "kind", "class", "latest_on", "change", "capture", "earliest_on")
NEEDED = ("site", "class", "latest_on", "change", "earliest_on")
NAMED = ("id", "version", "kind")


def partitions_of(path: Path, site: str = "", *, named: bool = True, rows: int = ROWS) -> Iterator[pd.DataFrame]:
    """The rows of a Parquet file in parts, with categorical columns; `site` where the file is of one site alone.

    Ids are read only where they are asked for (`named`): they are most of the bytes.
    """
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    try:
        there = set(pq.read_schema(path, memory_map=True).names)
        wanted = [name for name in (*NEEDED, *(NAMED if named else ())) if name in there]
        coded = [name for name in wanted if name in CODED]
        with pq.ParquetFile(path, read_dictionary=coded, memory_map=True) as file:
            for batch in file.iter_batches(batch_size=rows, columns=wanted):
                frame: pd.DataFrame = batch.to_pandas()
                if site:
                    frame["site"] = pd.Categorical([site]).repeat(len(frame))
                yield frame
    except (pa.ArrowException, OSError) as error:
        raise Refusal(f"{path}: the index cannot be read; restore it from a second copy of the store") from error


def names_items(retention: Retention) -> bool:
    """Whether anything in the register names single items, so that ids have to be read."""
    scopes = [reach.items for hold in retention.holds for reach in hold.reaches]
    scopes += [coverage.items for _, _, coverage in retention.events]
    return bool(retention.disposed) or any(items is not None for items in scopes)


def counted(retention: Retention, partitions: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The due counts of all partitions together, by site, series, month of eligibility and status.

    The lists of one-off authorizations are to be known to the retention already.
    """
    book, counts = CaseBook(retention), Counter[tuple[str, Group]]()
    for each in partitions:
        counts.update(due_counts(book, each))
    return count_table(counts)
