"""How long a call takes by itself, on a machine that others work on too."""

from __future__ import annotations

import time
from collections.abc import Callable

TRIES = 3


def seconds_of(call: Callable[[], object], enough: float) -> float:
    """The processor's seconds of a call: the best of three, or the first that is below `enough`.

    What others do on the machine makes a call slower and never faster, so the least is nearest to the call's own.
    """
    least = float("inf")
    for _ in range(TRIES):
        began = time.process_time()
        call()
        least = min(least, time.process_time() - began)
        if least < enough:
            break
    return least
