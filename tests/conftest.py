"""What tests share: how much Hypothesis tries, and the pages that the engine builds, built once for all of them.

A little is tried by default, a lot at night; a slow machine is no failure.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from hypothesis import settings

from records_portal.portal.building.engine import build_engine
from records_portal.portal.building.shell import Identity, Shells, read_shells

settings.register_profile("default", deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=2_000)
settings.load_profile("default")


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the engine makes of the software's own pages, built once however many processes run tests; only read."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (shared / "engine.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return build_engine(own / "root-without-pages", own / "engine-work", cache=shared / "engine-cache")


@pytest.fixture(scope="session")
def shells(engine: Path) -> Shells:
    """The shells in it, of a portal that says little of itself."""
    return read_shells(engine, Identity(title="Test Records"))
