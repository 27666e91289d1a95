"""Roots that take long to make, kept in the user's cache folder from one run to the next."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).parents[1]
PACKAGE = TESTS.parent / "scripts" / "records_portal"


def kept_root(name: str, make: Callable[[Path], None], folder: Path) -> None:
    """Copy a root into a folder; it is made where none is kept that the same program made."""
    found = hashlib.sha256()
    programs = (
        *sorted((TESTS / "bench").glob("*.py")),
        TESTS / "roots.py",
        PACKAGE / "imports" / "digital_registry.py",
    )
    for path in programs:
        found.update(path.read_bytes())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "records-portal-bench"
    kept = cache / f"{name}-{found.hexdigest()[:16]}"
    if not kept.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob(f"{name}-*"):
            shutil.rmtree(old)
        with tempfile.TemporaryDirectory(dir=cache) as work:
            make(Path(work) / "root")
            (Path(work) / "root").rename(kept)
    shutil.copytree(kept, folder, symlinks=True)
