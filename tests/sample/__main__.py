"""Write the sample tree into OUT, or with `--history` a git repository that grew into the same tree."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from .story import GENERATED, write_sample


def main() -> int:
    """Write the sample and say where."""
    parser = argparse.ArgumentParser(prog="python -m tests.sample", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write to")
    parser.add_argument(
        "--history", action="store_true", help="OUT becomes a new git repository with the story's commits"
    )
    parser.add_argument("--store", type=Path, metavar="DIR", help="keep the captures' content in this new store")
    given = parser.parse_args()
    if given.history:
        if given.out.exists() and any(given.out.iterdir()):
            print(f"{given.out} is not empty; --history wants a new folder", file=sys.stderr)
            return 2
        write_sample(given.out, history=True, store=given.store)
    else:
        replace_sample(given.out, given.store)
    print(f"the sample agencies are in {given.out}")
    return 0


def replace_sample(out: Path, store: Path | None = None) -> None:
    """Put a fresh sample in the place of the one in a folder; everything else there stays."""
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "sample"
        write_sample(fresh, store=store)
        for name in GENERATED:
            shutil.rmtree(out / name, ignore_errors=True)
        shutil.copytree(fresh, out, dirs_exist_ok=True)


if __name__ == "__main__":
    sys.exit(main())
