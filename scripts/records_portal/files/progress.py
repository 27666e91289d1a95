"""How far a long piece of work is: told by those who do it, shown as a bar to whoever waits at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Progress = Callable[[str, int, int], None]
"""Takes what is being done, the bytes of it in all, and the bytes of it that were done since the last time."""

SHOWN_FROM = 1 << 20
# Small files take their time by their number and not by their bytes.
SHOWN_EACH = 64


def unseen(what: str, total: int, size: int) -> None:
    """Nobody waits."""


@contextmanager
def progress_on(stream: TextIO) -> Iterator[Progress]:
    """A bar for each kind of work on a terminal, gone when the block ends; nothing on anything else."""
    if not stream.isatty():
        yield unseen
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = TextColumn("{task.description:<9}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Bars(*columns, console=Console(file=stream), transient=True) as bars:
        tasks: dict[str, TaskID] = {}
        waiting: dict[str, list[int]] = {}

        def show(what: str, total: int, size: int) -> None:
            if what not in tasks:
                # Of work that nobody knows the size of, only that it goes on.
                tasks[what] = bars.add_task(what, total=total or None)
            sizes = waiting.setdefault(what, [])
            sizes.append(size)
            if not size or len(sizes) >= SHOWN_EACH or sum(sizes) >= SHOWN_FROM:
                bars.update(tasks[what], advance=sum(waiting.pop(what)))

        yield show
