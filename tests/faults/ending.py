"""How a process ends that does one thing: its outcome, or a line of why there is none, as the command line says it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from records_portal.register.findings import Refusal

_Outcome = TypeVar("_Outcome")


def ended(run: Callable[[], _Outcome]) -> _Outcome | None:
    """What a run gives; nothing, with a line on standard error, where it is refused."""
    try:
        return run()
    except Refusal as refusal:
        print(f"records: {refusal}", file=sys.stderr)
    except OSError as error:
        print(f"records: {error.filename or 'system'}: {error.strerror or error}", file=sys.stderr)
    return None
