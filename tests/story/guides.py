"""Guides, typed line by line in an office, with what stands for a place or a record of the reader put in."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from .office import Office, Said, WentRedError

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def typed_lines(guide: str) -> Iterator[str]:
    """Each line of the guide's blocks of commands, in order; a broken line is one."""
    for block in BLOCK.findall((GUIDES / f"{guide}.md").read_text(encoding="utf-8")):
        yield from (line.strip() for line in re.sub(r"\\\n\s*", "", block).splitlines() if line.strip())


def follow(office: Office, guide: str, stands_for: Mapping[str, str]) -> list[tuple[str, Said]]:
    """Type every line of a guide in the public root; each has to end well."""
    said = []
    for line in typed_lines(guide):
        for words, place in stands_for.items():
            line = line.replace(words, place)
        if line.startswith("records "):
            said.append((line, office.records(*shlex.split(line)[1:], private=False)))
        else:
            _shell(office, line)
    return said


def _shell(office: Office, line: str) -> None:
    done = subprocess.run(["bash", "-c", line], cwd=office.public, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WentRedError(f"{line}\n{done.stdout}{done.stderr}")
