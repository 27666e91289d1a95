"""Tell the story into a new folder, and say how long each step took: `python -m tests.story FOLDER`."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

from .chapters import CHAPTERS
from .office import Office, WentRedError
from .telling import steps_of, tell

PART = "part"


def main() -> int:
    """Tell it; 1 where it went red."""
    parser = argparse.ArgumentParser(prog="python -m tests.story", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="copy the folder there after each step")
    parser.add_argument("--after", metavar="STEP", help="go on in a folder that was kept after this step")
    parser.add_argument("--until", metavar="STEP", help="tell no more after this step")
    given = parser.parse_args()
    steps = steps_of(CHAPTERS)
    if given.after:
        office = Office.kept_in(given.folder.resolve())
        steps = steps[[step.name for step in steps].index(given.after) + 1 :]
    else:
        office = Office(given.folder.resolve())
        office.folder.mkdir(parents=True)
    if given.until:
        steps = steps[: [step.name for step in steps].index(given.until) + 1]
    began = time.monotonic()
    try:
        for step in tell(office, steps):
            if given.keep:
                shutil.rmtree(given.keep / PART, ignore_errors=True)
                office.keep()
                shutil.copytree(office.folder, given.keep / PART, symlinks=True)
                (given.keep / PART).rename(given.keep / step.name)
            print(f"{time.monotonic() - began:6.1f} s  {step.on}  {step.name}: {step.says}")
    except WentRedError as red:
        print(red)
        return 1
    print(dict(office.counted))
    return 0


if __name__ == "__main__":
    sys.exit(main())
