"""What each format's case is held to be, whole and damaged: `python -m tests.verdict_table` writes the page's table.

The file of a case that most items are read from is cut in half, left out, or called otherwise, after the whole export
was taken in as complete in words; what is told then is the verdict, and how many items are gone by it.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from records_portal.captures.capture_record import Scope
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports.pieces import ExportedItem
from records_portal.register.findings import Refusal
from tests.export_cases import Case, case_names, opened, read_case
from tests.roots import ingest_request
from tests.test_ingest import taken_in

PAGE = Path(__file__).parents[1] / "docs/reference/verdicts.md"
HEADING = ("Case", "Whole", "Whole, in words", "Cut in half", "Left out", "Called otherwise")
LATER = datetime(2025, 6, 1, tzinfo=UTC)
_START, _END = "<!-- by damage -->\n\n", "\n<!-- end of damage -->"


def row_of(name: str, folder: Path) -> tuple[str, ...]:
    """The row of a case: its name, and a cell for each state of its export."""
    case = read_case(name)
    export = case.copied(folder / "export")
    request = ingest_request(
        folder / "office", platform=case.platform, account_id=case.account_id or None, handles=case.handles
    )
    request = replace(request, dates=case.ingest[-1]) if "--dates" in case.ingest else request
    path = export / _fullest(case, export, folder)
    paths = (case.paths(export, folder / str(number)) for number in range(9))
    whole = _cell(request, next(paths), dry_run=True)
    words = replace(request, scope=Scope(in_words=True))
    cells = [whole, _cell(words, next(paths))]
    content, other = path.read_bytes(), path.with_name(f"zz-neu{path.suffix}")
    later = replace(words, moment=LATER)
    path.write_bytes(content[: len(content) // 2])
    cells.append(_cell(later, next(paths), dry_run=True))
    path.unlink()
    cells.append(_cell(later, next(paths), dry_run=True))
    other.write_bytes(content)
    cells.append(_cell(later, next(paths), dry_run=True))
    return (name, *cells)


def _fullest(case: Case, export: Path, folder: Path) -> str:
    """The file, below the export, that most items are read from."""
    counted: Counter[str] = Counter()
    with opened(case, case.paths(export, folder / "read")) as (_, _, pieces):
        for each in pieces:
            if isinstance(each, ExportedItem) and each.fragments:
                counted[each.fragments[0].member.name] += 1
    files = sorted(each.relative_to(export).as_posix() for each in export.rglob("*") if each.is_file())
    return next(
        path for name, _ in counted.most_common() for path in files if name.endswith(path) or path.endswith(name)
    )


def _cell(request: IngestRequest, paths: list[Path], *, dry_run: bool = False) -> str:
    try:
        outcome = taken_in(request, *paths, platform=request.platform, dry_run=dry_run)
    except Refusal:
        return "refused"
    reasons = f": {', '.join(outcome.verdict.reasons)}" if outcome.verdict.reasons else ""
    gone = f"; {outcome.counts['gone']} gone" if outcome.counts["gone"] else ""
    return f"{outcome.verdict.value}{reasons}{gone}"


def lines_of(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """The table in Markdown, a line each."""
    yield f"| {' | '.join(HEADING)} |"
    yield "|" + "---|" * len(HEADING)
    yield from (f"| {' | '.join((f'`{name}`', *cells))} |" for name, *cells in rows)


def listed_rows() -> dict[str, str]:
    """The rows of the page by case."""
    table = PAGE.read_text(encoding="utf-8").partition(_START)[2].partition(_END)[0]
    return {line.split("`")[1]: line for line in table.splitlines() if line.startswith("| `")}


def main() -> int:
    """Write the table of every case into the page."""
    with tempfile.TemporaryDirectory() as folder:
        rows = (row_of(name, Path(folder) / name) for name in case_names())
        table = "".join(f"{line}\n" for line in lines_of(rows))
    before, mark, rest = PAGE.read_text(encoding="utf-8").partition(_START)
    PAGE.write_text(f"{before}{mark}{table}{_END}{rest.partition(_END)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
