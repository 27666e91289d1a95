"""Work done by two processes at once; what the second one found out comes back to the first."""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
import warnings
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

FEWEST = 2_000
_FAILED = 1

Job = TypeVar("Job")
Here = TypeVar("Here")
There = TypeVar("There")


def in_two(
    jobs: Sequence[Job], work: Callable[[Job], None], told: Callable[[], Any], hear: Callable[[Any], None]
) -> None:
    """Do each job; where there are many and a second processor is free, a second process does every other one.

    `told` gives what the second process found out, as plain values, and `hear` takes it in. Where that process fails,
    its half is done here, so that a fault is raised where it can be answered.
    """
    if len(jobs) < FEWEST or not _can_split():
        _each(jobs, work)
        return

    def rest() -> Any:
        _each(jobs[1::2], work)
        return told()

    _, done, found = _split(lambda: _each(jobs[::2], work), rest)
    if done:
        hear(found)
    else:
        _each(jobs[1::2], work)


def both(here: Callable[[], Here], there: Callable[[], There], size: int) -> tuple[Here, There]:
    """Two results, plain values the second; of much (`size` records or so) a second process works that one out."""
    if size < FEWEST or not _can_split():
        return here(), there()
    one, done, other = _split(here, there)
    return one, other if done else there()


def _each(jobs: Sequence[Job], work: Callable[[Job], None]) -> None:
    for job in jobs:
        work(job)


def _can_split() -> bool:
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1


def _split(here: Callable[[], Here], there: Callable[[], Any]) -> tuple[Here, bool, Any]:
    """What was found here, whether the second process came to its end, and what it found."""
    with tempfile.TemporaryFile() as answer:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # no thread of ours is running
            second = os.fork()
        if second == 0:
            _work_and_tell(there, answer)
        waiting = True
        try:
            found = here()
            _, status = os.waitpid(second, 0)
            waiting = False
        finally:
            if waiting:
                os.kill(second, signal.SIGKILL)
                os.waitpid(second, 0)
        if status:
            return found, False, None
        answer.seek(0)
        return found, True, pickle.load(answer)  # noqa: S301 -- written by our own process a moment ago


def _work_and_tell(there: Callable[[], Any], answer: Any) -> None:
    """The second process: it ends here, whatever happens, and leaves everything else to the first."""
    status = _FAILED
    try:
        pickle.dump(there(), answer, pickle.HIGHEST_PROTOCOL)
        answer.flush()
        status = 0
    finally:
        os._exit(status)
