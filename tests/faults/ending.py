"""How a process ends that does one thing: its outcome, or a line of why there is none, as the command line says it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeVar

from records_portal.register.findings import Refusal
from records_portal.store import bags

_Outcome = TypeVar("_Outcome")


def ended(run: Callable[[], _Outcome]) -> _Outcome | None:
    """What a run gives; nothing, with a line on standard error, where it is refused.

    Files are made durable one after another, so that two runs make the same calls, or as many at once as is asked for.
    """
    bags.SYNCED_AT_ONCE = int(os.environ.get("SYNCED_AT_ONCE", "0"))
    try:
        return run()
    except Refusal as refusal:
        print(f"records: {refusal}", file=sys.stderr)
    except OSError as error:
        print(f"records: {error.filename or 'system'}: {error.strerror or error}", file=sys.stderr)
    return None
