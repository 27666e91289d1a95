"""Items picked out of an export, as files and a table: of a personal account only those may be handed in.

Nothing else of the export is copied, not even the names of its files.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from records_portal.register.findings import Refusal

from . import FORMATS
from .archives.opening import Export, Member, open_export
from .finding.diagnosis import unknown_export
from .finding.finder import find_export
from .pieces import ExportedItem

COLUMNS = ["id", "kind", "created_at", "author", "text", "permalink", "in_reply_to", "media", "deleted", "edited"]
KINDS = frozenset(("post", "reply", "repost", "comment", "story", "article", "chat"))


def write_selection(paths: Sequence[Path], wanted: Collection[str], out: Path) -> int:
    """Copy the items with these ids into a new folder; how many there are. Each id has to be found."""
    if out.exists():
        raise Refusal(f"{str(out)!r} exists already; name a folder that does not")
    with open_export(tuple(paths)) as export:
        items = list(_selected(export, frozenset(wanted)))
        if missing := sorted(set(wanted) - {item.id for item in items}):
            raise Refusal(f"no item {missing[0]!r} in the export; ids are those that the platform gave")
        out.parent.mkdir(parents=True, exist_ok=True)
        # Beside its place, so that one rename puts it there whole.
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as work:
            made = Path(work) / "selection"
            # A folder within, since the temporary one has to be there to be removed.
            made.mkdir()
            _write(made, items, export)
            made.rename(out)
    return len(items)


def _selected(export: Export, wanted: frozenset[str]) -> Iterator[ExportedItem]:
    found = find_export(export, FORMATS)
    if not found:
        raise unknown_export(export)
    form, recognised = found
    for piece in form.read(recognised, export.open):
        if isinstance(piece, ExportedItem) and piece.id in wanted:
            if piece.kind not in KINDS:
                raise Refusal(f"item {piece.id!r} is a {piece.kind}; a selection holds {', '.join(sorted(KINDS))}")
            yield piece


def _write(folder: Path, items: Sequence[ExportedItem], export: Export) -> None:
    names = _media_names(items)
    for member, name in names.items():
        (folder / name).parent.mkdir(exist_ok=True)
        with export.open(member) as source, (folder / name).open("xb") as target:
            shutil.copyfileobj(source, target)
    (folder / "items.csv").write_text(_table(items, names), encoding="utf-8", newline="")


def _media_names(items: Sequence[ExportedItem]) -> dict[Member, str]:
    """A number and the ending for each file: the export's own names may tell of persons."""
    members = dict.fromkeys(each.member for item in items for each in item.media if each.member)
    return {
        member: f"media/{number}{PurePosixPath(member.name).suffix.lower()}" for number, member in enumerate(members, 1)
    }


def _table(items: Sequence[ExportedItem], names: dict[Member, str]) -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for item in items:
        media = "|".join(names[each.member] if each.member else each.address for each in item.media)
        deleted = item.deleted_at or ("yes" if item.deleted else "no")
        edited = _written(item.latest_at) if item.edited else "no"
        moment = _moment(item)
        cells = [
            item.id,
            item.kind,
            moment,
            item.author,
            item.text,
            item.permalink,
            item.reply_to,
            media,
            deleted,
            edited,
        ]
        writer.writerow(cells)
    return table.getvalue()


def _moment(item: ExportedItem) -> str:
    """The moment as certain as it was: a date alone, or a clock of an unknown place, stays one."""
    if item.created_at is None:
        return ""
    if item.date_only:
        return item.created_at.date().isoformat()
    if item.clock_at is not None or item.time_basis in ("display-local-assumed", "unknown"):
        return (item.clock_at or item.created_at).replace(tzinfo=None).isoformat(sep=" ")
    return _written(item.created_at)


def _written(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else "yes"
