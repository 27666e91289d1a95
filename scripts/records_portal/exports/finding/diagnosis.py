"""What was handed in instead of an export: what was seen, what it resembles, what is missing, and what to do now.

Nothing of a file's content is repeated but whether columns are there; names are quoted, so that none drives a terminal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..archives.opening import Export, Member
from ..archives.strangers import Diagnosis, NotAnExport
from ..archives.streams import told
from ..formats.files_csv import NEEDED, TABLE, is_named_otherwise
from ..pieces import Opener
from ..services import OTHER, services
from ..slices.csv_slices import Quoted, Semicolons, csv_slices
from .around import Around, what_lies_around
from .elsewhere import Seen, Stranger, kind_of_file, many_of, platform_without_reader, stranger_among_files
from .resemblance import Resemblance, resemblance_of

MOST_TABLES, MOST_NAMES = 5, 4
# Each name is held against some sixty patterns; what is none of them among so many is none among more.
MOST_COMPARED = 20_000
_TABLE = re.compile(r".*\.(?:csv|tsv)", re.IGNORECASE)
_ONE = {"pictures": "picture", "films": "film", "sounds": "sound", "pages": "page", "scripts": "script",
        "tables": "table", "spreadsheets": "spreadsheet", "documents": "document", "texts": "text",
        "e-mails": "e-mail", "archives": "archive", "others": "other", "saved pages": "saved page",
        "PDFs": "PDF", "mailboxes": "mailbox", "databases": "database", "recordings": "recording", "logs": "log",
        "programs": "program"}  # fmt: skip


class _Verdict(NamedTuple):
    """What it is, why it is not read, and what to do; the platform's id in the table of services where it is known."""

    kind: str
    why: str
    advice: str
    service: str = ""
    resemblance: Resemblance | None = None


def unknown_export(export: Export, platform: str = "") -> NotAnExport:
    """The refusal of what no format knows; `platform` is that of the site that it was meant for."""
    around = what_lies_around(export)
    seen = _seen(export, around)
    found = _verdict(seen)
    names = ", ".join(repr(path.name) for path in export.paths[:MOST_NAMES])
    more = f" and {len(export.paths) - MOST_NAMES} more" if len(export.paths) > MOST_NAMES else ""
    first = f"{names}{more} is not an export that is known: {found.why}; {found.advice}"
    service = found.service or (platform if platform in services() else OTHER)
    advice = (found.advice, f"files and a table take anything: `records captures template {service} --out items.csv`")
    look_at = tuple(_look_at(seen))
    told_seen = {
        "files": len(seen.names),
        "bytes": sum(seen.sizes),
        "kinds": dict(seen.kinds.most_common()),
        "top": [told(each) for each in _tops(seen.names)],
    }
    near = found.resemblance
    resembles, lacks = (near.layout.called, near.missing) if near else ("", ())
    missing = tuple(f"{name}, which holds {holds}" for name, holds in lacks)
    # Of nothing there is nothing more to say.
    lines = tuple(_lines(seen, found, (missing, look_at, advice))) if seen.names else ()
    return NotAnExport(Diagnosis(first, found.kind, told_seen, resembles, missing, look_at, advice, lines))


def _seen(export: Export, around: Around) -> Seen:
    files = [each for group in around.groups for each in group]
    names = tuple(each.name for each in files)
    tables = [each for each in files if _TABLE.fullmatch(each.name)][:MOST_TABLES]
    return Seen(
        names=names,
        sizes=tuple(each.size for each in files),
        litter=len(around.litter),
        halves=len(around.halves),
        headings=tuple(_heading(each, export.open) for each in tables),
        kinds=Counter(map(kind_of_file, names)),
        misnamed=next((each.name for each in tables if is_named_otherwise(each, export.open)), ""),
    )


def _heading(table: Member, opener: Opener) -> frozenset[str]:
    """The names of a table's columns, from its first lines: some tables have one or two of another kind before."""
    found = set[str]()
    for dialect in (Quoted, Semicolons):
        with opener(table) as stream:
            for _, row in zip(range(3), csv_slices(stream, dialect), strict=False):
                cells = row.cells or ()
                found.update(cell.strip().lower() for cell in cells if len(cells) > 1 or cell.startswith("sep="))
    return frozenset(found)


def _verdict(seen: Seen) -> _Verdict:
    names = seen.names[:MOST_COMPARED]
    stranger = stranger_among_files(seen)
    if stranger and stranger.kind in _CERTAIN:
        return _of_stranger(stranger)
    if seen.misnamed:
        why = f"{told(seen.misnamed)} has the columns of files and a table under another name"
        return _Verdict("table", why, f"rename it to {TABLE}")
    if platform := platform_without_reader(names):
        return _of_platform(*platform)
    near = resemblance_of(names)
    if near and (near.is_strong or (stranger and stranger.kind in ("pictures", "films"))):
        return _of_resemblance(near, stranger)
    if stranger:
        return _of_stranger(stranger)
    if near:
        return _of_resemblance(near, None)
    return _of_nothing_known(seen)


_CERTAIN = frozenset(
    ("half-download", "empty", "litter", "office", "program", "bag", "root", "ads-report", "page-report", "figures",
     "takeout", "other-web-archive", "outlook", "e-mails", "recording", "database")
)  # fmt: skip


def _of_stranger(stranger: Stranger) -> _Verdict:
    return _Verdict(stranger.kind, f"it is {stranger.what}", stranger.advice)


def _of_platform(called: str, service: str) -> _Verdict:
    read = service != OTHER and bool(services()[service].formats)
    why = "in a layout that is not read" if read else "which no reader takes"
    advice = "ask for it in another form" if read else "write its posts into files and a table, or record them as WACZ"
    return _Verdict("platform", f"it is an export of {called}, {why}", advice, service)


def _of_resemblance(near: Resemblance, stranger: Stranger | None) -> _Verdict:
    layout = near.layout
    called = layout.called if layout.format == "warc" else f"an export of {layout.called}"
    if stranger and not near.is_strong:
        why = f"it holds {stranger.what.partition(',')[0]}, named as in {called}"
        return _Verdict("part", why, "hand in all its parts together", layout.service, near)
    if near.missing:
        name, holds = near.missing[0]
        why = f"it resembles {called}, but {name} is not there, which holds {holds}"
        again = f"ask {layout.called} for everything again" if layout.service else "fetch it again"
        return _Verdict("incomplete", why, f"hand in all parts of it, or {again}", layout.service, near)
    why = f"it resembles {called}, but {told(near.strange[0])} does not hold what is written there otherwise"
    return _Verdict("changed", why, "hand in what the platform gave, unchanged and whole", layout.service, near)


def _of_nothing_known(seen: Seen) -> _Verdict:
    missing = sorted(min((NEEDED - each for each in seen.headings), key=len, default=()))
    if missing and not seen.kinds["JSON"]:
        named = " and ".join(map(repr, missing))
        why = f"the columns of its tables are those of no export; for files and a table {named} are missing"
        return _Verdict("table", why, "hand in what the platform gave, or rename the columns")
    counts = _counts(seen)
    return _Verdict(
        "unknown",
        f"it holds {many_of(len(seen.names), 'file')} ({counts}), named as in no export that is read",
        "hand in what the platform gave, unchanged and whole",
    )


def _look_at(seen: Seen) -> Iterator[str]:
    if seen.halves:
        yield f"{many_of(seen.halves, 'file')} that a browser had only half downloaded"
    if seen.litter:
        yield f"{many_of(seen.litter, 'file')} that file managers or bags left there, which do no harm"
    if empty := sum(not size for size in seen.sizes):
        yield f"{many_of(empty, 'file')} without a single byte"


def _lines(seen: Seen, found: _Verdict, more: tuple[Sequence[str], Sequence[str], Sequence[str]]) -> Iterator[str]:
    missing, look_at, (do_now, otherwise) = more
    tops = _tops(seen.names)
    size = f"{many_of(len(seen.names), 'file')}, {sum(seen.sizes):,} bytes"
    rest = len({name.partition("/")[0] for name in seen.names}) - len(tops)
    yield f"Seen:      {size}: {_counts(seen)}"
    yield f"At top:    {', '.join(map(told, tops))}{f' and {rest:,} more' if rest > 0 else ''}"
    if found.resemblance:
        layout = found.resemblance.layout
        yield f"Resembles: {layout.called}, by {found.resemblance.found} of its {len(layout.signs)} signs"
    yield from (f"Missing:   {each}" for each in missing)
    yield from (f"Look at:   {each}" for each in look_at)
    yield f"Do now:    {do_now}"
    yield f"Otherwise: {otherwise}"


def _tops(names: Sequence[str]) -> list[str]:
    """The first names at the top, folders with a slash behind them."""
    found = {f"{name.partition('/')[0]}/" if "/" in name else name for name in names}
    return sorted(found, key=lambda name: (not name.endswith("/"), name))[:MOST_NAMES]


def _counts(seen: Seen) -> str:
    return ", ".join(f"{count:,} {_ONE.get(kind, kind) if count == 1 else kind}" for kind, count in _sorted(seen.kinds))


def _sorted(kinds: Counter[str]) -> list[tuple[str, int]]:
    return sorted(kinds.items(), key=lambda each: (-each[1], each[0]))[:MOST_NAMES]
