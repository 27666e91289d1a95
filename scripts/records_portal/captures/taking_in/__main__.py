"""The process that reads a large export for another one: it is asked on its input, and answers on its output."""

from __future__ import annotations

import gc
import os
import pickle
import sys

from records_portal.exports.archives.opening import open_export
from records_portal.register.findings import Refusal

from .apart import send_batch, send_pieces
from .reading import recognised_export


def read_for_another() -> None:
    """Read what the request names, and send it."""
    # What is read holds no circles, and looking for them takes a tenth of the time.
    gc.set_threshold(100_000)
    paths, request = pickle.load(sys.stdin.buffer)  # noqa: S301 -- from the process that started this one
    try:
        with open_export(paths) as export:
            form, recognised = recognised_export(export, request)
            send_pieces(form.read(recognised, export.open), sys.stdout.buffer)
    except Refusal as refusal:
        send_batch(Refusal(str(refusal)), sys.stdout.buffer)
    except (BrokenPipeError, KeyboardInterrupt):
        # Whoever asked is gone, or tells of it himself.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    read_for_another()
