"""Pictures of numbers as SVG: bars and calendars, made at build time, without a script or colours of their own.

* Everything is told twice: by a pattern and by a word or a number, so that nothing depends on colour.
* Colours are those of the page by class; no style stands in the markup, as the content security policy asks.
* A picture is at most 340 units wide, so that it fits a phone at the size in which it was drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

WIDTH = 340
LABEL_WIDTH, VALUE_WIDTH = 106, 56
LEGEND_STEP = 18
THICK, THIN, GAP = 13, 10, 6
CELL, CELL_HEIGHT, GRID_LABEL, ABOVE = 20, 15, 60, 19
LONGEST_LABEL = 52
TONES = "abcd"


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart: its label and a number for each tone."""

    label: str
    values: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum of its numbers."""
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class BarChart:
    """Rows of bars: a name that is an identifier of the page, what it shows, and what each tone means.

    The numbers of a row stand behind one another, or below one another where it is `grouped`. No bar is longer than
    the number `full`, if there is one; a longer one is cut and says so.
    """

    name: str
    title: str
    description: str
    tones: tuple[str, ...]
    bars: tuple[Bar, ...]
    grouped: bool = False
    full: int = 0


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a grid: its label and the mark of each column, none where the row has not begun or is over.

    A `group` stands above the first of its rows.
    """

    label: str
    marks: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A calendar: columns, rows, and the meaning of each mark in the order of the legend; labels beside or above."""

    name: str
    title: str
    description: str
    columns: tuple[str, ...]
    meanings: Mapping[str, str]
    rows: tuple[GridRow, ...]
    labels_above: bool = False


def render_bars(chart: BarChart) -> Markup:
    """A chart of bars, each row with its label before it and its number behind it."""
    legend = list(zip(TONES, chart.tones, strict=False)) if len(chart.tones) > 1 else []
    thick = len(chart.tones) * THIN if chart.grouped else THICK
    longest = (max(bar.values, default=0) if chart.grouped else bar.total for bar in chart.bars)
    full = chart.full or max(longest, default=0) or 1
    y = float(_legend_height(len(legend)))
    paths: dict[str, list[str]] = {}
    texts = []
    for bar in chart.bars:
        texts.append(_text("label", LABEL_WIDTH - 6, y + thick / 2 + 4, bar.label))
        boxes = list(_boxes(chart, bar, full))
        for tone, x, below, width in boxes:
            if width:
                paths.setdefault(tone, []).append(_box(x, y + below, width, THIN if chart.grouped else THICK))
        texts += _values(chart, bar, y, boxes, full)
        y += thick + GAP
    shapes = [_shape(chart.name, tone, "".join(paths[tone])) for tone in TONES if tone in paths]
    return _picture(chart.name, chart.title, chart.description, y, [*_legend(chart.name, legend), *shapes, *texts])


_Boxes = list[tuple[str, float, float, float]]


def _boxes(chart: BarChart, bar: Bar, full: int) -> Iterator[tuple[str, float, float, float]]:
    """Each number of a row: its tone, where it begins, how far below the row's top, and its width of one at least."""
    x, room = float(LABEL_WIDTH), WIDTH - LABEL_WIDTH - VALUE_WIDTH
    for place, (tone, value) in enumerate(zip(TONES, bar.values, strict=False)):
        width = min(value / full * room, LABEL_WIDTH + room - x)
        yield tone, x, place * THIN if chart.grouped else 0, max(width, 1) if value else 0
        x += 0 if chart.grouped else width


def _values(chart: BarChart, bar: Bar, y: float, boxes: _Boxes, full: int) -> Iterator[Markup]:
    """What is written behind the bars of a row."""
    if chart.grouped:
        for value, (_, x, below, width) in zip(bar.values, boxes, strict=True):
            yield _text("value picture__value--thin", x + width + 4, y + below + THIN - 1.5, f"{value:,}")
        return
    end = max(x + width for _, x, _, width in boxes)
    yield _text("value", end + 4, y + THICK - 2.5, f"{bar.total:,} (cut)" if bar.total > full else f"{bar.total:,}")


def render_grid(grid: Grid) -> Markup:
    """A grid, a cell for each row and column."""
    used = {mark for row in grid.rows for mark in row.marks}
    legend = [(tone, words) for tone, (mark, words) in _toned(grid).items() if mark in used]
    left = 0 if grid.labels_above else GRID_LABEL
    cell = min(CELL, (WIDTH - left) / max(len(grid.columns), 1))
    y = _legend_height(len(legend)) + 16.0
    texts = [_column(grid, name, left + number * cell, cell, y - 4) for number, name in enumerate(grid.columns) if name]
    tone_of = {mark: tone for tone, (mark, _) in _toned(grid).items()}
    paths: dict[str, list[str]] = {}
    for row in grid.rows:
        if above := row.group or (row.label if grid.labels_above else ""):
            texts.append(_text("group", 0, y + 14, _short(above)))
            y += ABOVE
        if not grid.labels_above:
            texts.append(_text("label", left - 6, y + CELL_HEIGHT / 2 + 3, row.label))
        for mark, first, length in _runs(row.marks):
            x, width = left + first * cell, length * cell - 2
            paths.setdefault(tone_of[mark], []).append(_box(x, y, width, CELL_HEIGHT - 3))
        y += CELL_HEIGHT
    shapes = [_shape(grid.name, tone, "".join(paths[tone])) for tone in TONES if tone in paths]
    return _picture(grid.name, grid.title, grid.description, y, [*_legend(grid.name, legend), *shapes, *texts])


def _column(grid: Grid, name: str, x: float, cell: float, y: float) -> Markup:
    return _text("start", x, y, name) if grid.labels_above else _text("column", x + cell / 2 - 1, y, name)


def _toned(grid: Grid) -> dict[str, tuple[str, str]]:
    return dict(zip(TONES, grid.meanings.items(), strict=False))


def _runs(marks: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Each stretch of one mark with its first column and its length."""
    first = 0
    for mark, group in groupby(marks):
        length = len(list(group))
        if mark:
            yield mark, first, length
        first += length


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _legend_height(entries: int) -> int:
    return entries * LEGEND_STEP + (6 if entries else 2)


def _legend(name: str, entries: Iterable[tuple[str, str]]) -> Iterator[Markup]:
    for number, (tone, words) in enumerate(entries):
        yield _shape(name, tone, _box(1, number * LEGEND_STEP + 1, 13, 13))
        yield _text("start", 20, number * LEGEND_STEP + 12, words)


def _shape(name: str, tone: str, path: str) -> Markup:
    return Markup('<path class="picture__mark" fill="url(#{}-{})" d="{}"/>').format(name, tone, path)


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.4g} {y:.5g}h{width:.4g}v{height:.4g}h-{width:.4g}z"


def _text(kind: str, x: float, y: float, text: str) -> Markup:
    return Markup('<text class="picture__{}" x="{}" y="{}">{}</text>').format(kind, f"{x:.4g}", f"{y:.5g}", text)


def _picture(name: str, title: str, description: str, height: float, parts: Iterable[Markup]) -> Markup:
    return Markup(
        '<svg class="picture__svg" role="img" aria-labelledby="{name}-title {name}-text" '
        'viewBox="0 0 {width} {height}" width="{width}" height="{height}"><title id="{name}-title">{title}</title>'
        '<desc id="{name}-text">{text}</desc><defs>{tones}</defs>{parts}</svg>'
    ).format(
        name=name,
        title=title,
        text=description,
        width=WIDTH,
        height=f"{height:.4g}",
        tones=Markup("").join(_patterns(name)),
        parts=Markup("").join(parts),
    )


def _patterns(name: str) -> Iterator[Markup]:
    """The four tones: full, striped, dotted, empty; they are told apart without any colour."""
    drawn = {
        "a": "",
        "b": '<path class="picture__line" d="M0 6 6 0M-1 1 1-1M5 7 7 5"/>',
        "c": '<circle class="picture__dot" cx="3" cy="3" r="1.3"/>',
        "d": "",
    }
    for tone, marks in drawn.items():
        yield Markup(
            '<pattern id="{}-{}" width="6" height="6" patternUnits="userSpaceOnUse">'
            '<path class="picture__{}" d="M0 0h6v6H0z"/>{}</pattern>'
        ).format(name, tone, tone, Markup(marks))  # noqa: S704 -- one of the four above
