"""A command on a real terminal: what is typed at which prompt, and every line that is shown."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import time
from collections.abc import Sequence
from pathlib import Path

MOST_SECONDS = 60
INTERRUPT = "\x03"
PAUSE = 0.5  # nobody interrupts in the moment in which a prompt appears, before it is read from


class NoPrompt(Exception):  # noqa: N818 -- what a test is told
    """A prompt that was expected did not come; with what was shown."""


def typed(
    command: Sequence[str], answers: Sequence[tuple[str, str]], folder: Path, **environment: str
) -> tuple[int, str]:
    """The exit code and all that is shown, where each prompt that ends in a text gets its answer."""
    process, terminal = pty.fork()
    if process == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell ignores it for what it starts in the background
        os.chdir(folder)
        os.execvpe(command[0], list(command), {"PATH": os.environ["PATH"], "TERM": "dumb", **environment})  # noqa: S606
    shown = ""
    try:
        for prompt, answer in answers:
            shown += _read_until(terminal, prompt, shown)
            if answer == INTERRUPT:
                time.sleep(PAUSE)
                os.write(terminal, INTERRUPT.encode())
                continue
            os.write(terminal, f"{answer}\n".encode())
        shown += _read_until(terminal, None, shown)
    finally:
        os.close(terminal)
        _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), shown.replace("\r\n", "\n")


def _read_until(terminal: int, prompt: str | None, before: str) -> str:
    """What is shown until a prompt waits, or until the command ends."""
    shown, until = "", time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        if prompt is not None and re.search(rf"(?:^|\n){re.escape(prompt)}[^\n]*: \Z", shown.replace("\r", "")):
            return shown
        ready, _, _ = select.select([terminal], [], [], 0.2)
        if not ready:
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError:  # the command has ended
            data = b""
        if not data:
            if prompt is None:
                return shown
            break
        shown += data.decode("utf-8", "replace")
    raise NoPrompt(f"{prompt!r} did not come:\n{before}{shown}")
