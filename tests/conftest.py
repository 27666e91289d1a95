"""What tests share: how much Hypothesis tries, the engine's pages, and one browser and one portal to look at.

A little is tried by default, a lot at night; a slow machine is no failure. What takes long to make is made once,
however many processes run tests, and only read.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from records_portal.portal.building.engine import build_engine
from records_portal.portal.building.shell import Identity, Shells, read_shells
from tests.browser_walks import BELOW, build_sample, chromium_browser, served
from tests.removal_watch import WATCH

settings.register_profile("default", deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=2_000)
settings.load_profile("default")
WATCH.begin()
TOLD: set[str] = set()


@pytest.fixture(autouse=True)
def only_the_one_removal_takes_from_a_store() -> Iterator[None]:
    """Whatever a test is about: nothing else in the package deletes, moves or cuts anything below a store."""
    yield
    strays = WATCH.strays()
    WATCH.taken = [each for each in WATCH.taken if each.may]  # told once, by the test that did it
    assert strays == []


@contextmanager
def shared_folder(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A folder of this run that all its processes see, for one of them at a time."""
    top = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        top = top.parent
    with (top / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield top / name


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the engine makes of the software's own pages."""
    with shared_folder(tmp_path_factory, "engine") as cache:
        work = tmp_path_factory.mktemp("engine-work")
        return build_engine(work / "root-without-pages", work / "work", cache=cache)


@pytest.fixture(scope="session")
def shells(engine: Path) -> Shells:
    """The shells in it, of a portal that says little of itself."""
    return read_shells(engine, Identity(title="Test Records"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium."""
    with chromium_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def sample_portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built portal of the sample agency, with more than one page of changes."""
    with shared_folder(tmp_path_factory, "sample") as top:
        return top / "portal" if (top / "portal").is_dir() else build_sample(top)


@pytest.fixture(scope="session")
def sample_address(sample_portal: Path) -> Iterator[str]:
    """Where that portal is served, at the top of a host."""
    with served(sample_portal) as found:
        yield found


@pytest.fixture(scope="session")
def address(sample_address: str) -> str:
    """Where it is served below a path, as a project's pages are; what leaves that path is foreign."""
    return sample_address + BELOW


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--removals", action="store_true", help="Print what was taken from stores, and by what.")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["removals"] = sorted({each.told for each in WATCH.taken})


@pytest.hookimpl(optionalhook=True)  # of xdist, which the campaigns go without
def pytest_testnodedown(node: Any) -> None:
    """What a process of several has seen."""
    TOLD.update(getattr(node, "workeroutput", {}).get("removals", ()))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.getoption("--removals"):
        told = sorted(TOLD | {each.told for each in WATCH.taken})
        terminalreporter.write_line(f"taken from stores, {len(told)} ways:")
        for each in told:
            terminalreporter.write_line(f"  {each}")
