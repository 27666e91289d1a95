"""The command, many times over without starting Python anew: each line of arguments runs in a child of its own.

A child is the program as `python -m records_portal` runs it, with everything imported; it is measured by itself.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import time
from contextlib import redirect_stderr
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from records_portal import exports
from records_portal.captures import ingest, ingest_report
from records_portal.commands import cli
from records_portal.register import sources

KEPT = (exports, ingest, ingest_report, sources)  # imported before the first child


def run(arguments: list[str]) -> dict[str, Any]:
    """What a run printed, how it ended, how long it took and how much memory it had at most."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.monotonic()
        child = os.fork()
        if not child:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            sys.argv = ["records", *arguments]
            status = 70
            try:
                cli.main()
            except SystemExit as ended:
                status = int(ended.code or 0)
            except BaseException:
                sys.excepthook(*sys.exc_info())
                raise
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        _, status, used = os.wait4(child, 0)
        seconds = time.monotonic() - started
        printed = [os.pread(file.fileno(), 1 << 20, 0).decode() for file in (out, err)]
    code = os.waitstatus_to_exitcode(status)
    return {
        "code": code,
        "out": printed[0],
        "err": printed[1],
        "seconds": seconds,
        "cpu": used.ru_utime + used.ru_stime,
        "kilobytes": used.ru_maxrss,
    }


def warm_up(arguments: list[str]) -> None:
    """Run once in this process, so that children find imported and compiled what every run needs."""
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        cli.run(arguments, {"cache": Path.home() / ".cache", "started_at": datetime.now(UTC)})
    gc.freeze()


if __name__ == "__main__":
    warm_up(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
