"""Where the defects of a list that is taken in are written: a new file, or the list of defects of an earlier run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .output_files import put_file, refuse_output

if TYPE_CHECKING:
    from records_portal.imports.account_import import Defect

    from .places import Places


def refuse_report(report: Path | None, source: Path, places: Places) -> None:
    """Refuse what cannot become the list of defects, before any record is written; the list that is read never does."""
    if report:
        read = report.exists() and source.exists() and report.samefile(source)
        refuse_output(report, places, b"" if read else _heading(report))


def put_report(report: Path, defects: Sequence[Defect], places: Places) -> None:
    """Write the list of defects, as CSV or as lines of text by the file's name."""
    from records_portal.imports.account_import import render_defects

    form = "csv" if report.suffix.lower() == ".csv" else "text"
    put_file(report, render_defects(defects, form).encode(), places, _heading(report))


def _heading(report: Path) -> bytes:
    """How each list of defects begins as CSV; lines of text do not tell whose they are."""
    from records_portal.imports.account_import import render_defects

    return render_defects((), "csv").encode() if report.suffix.lower() == ".csv" else b""
