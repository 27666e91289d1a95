"""The mutants of one module against its tests: each in a process of its own, forked where everything is collected.

* Which tests run a line is found once, with the module whole; a mutant meets these alone, the quickest first.
* A mutant in a function becomes that function's code. One that takes effect on import, and that no test found so, is
  met once more by the slow way: everything of ours is imported anew around it, and every test of the list runs.
* A test that fails, and one that takes far too long, has found the mutant.
"""

from __future__ import annotations

import gc
import importlib.abc
import importlib.util
import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
import time
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.mutation.mutants import Mutant, broken

HERE = Path(__file__).parents[2]
PACKAGE = HERE / "scripts/records_portal"
OURS = ("records_portal", "tests.")
# Two campaigns agree only where the tests try the same examples; what shrinks an example only costs time here.
hypothesis.settings.register_profile(
    "mutation",
    deadline=None,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
OPTIONS = [
    *("-q", "-s", "--no-header", "--assert=plain", "--tb=line", "--hypothesis-profile", "mutation"),
    *("-m", "not browser and not faults and not nightly", "-p", "no:cacheprovider", "-p", "no:randomly"),
    *("-p", "no:faulthandler", "-p", "no:xdist", "-W", "ignore::pytest.PytestAssertRewriteWarning"),
]
LEAST_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Module:
    """A module by its dotted name below the package, and the files of its tests."""

    name: str
    tests: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Where it lies."""
        return PACKAGE / f"{self.name.replace('.', '/')}.py"

    @property
    def full_name(self) -> str:
        """As it is imported."""
        return f"records_portal.{self.name}"


@dataclass
class Baseline:
    """What the tests do while the module is whole: which of its lines each runs, for how long, and which fail."""

    lines: dict[str, set[int]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def not_found(module: Module, mutants: Sequence[Mutant], no_effect: Callable[[Mutant], bool]) -> list[Mutant]:
    """The mutants that no test finds; those known to have no effect are not met the slow way, for none would."""
    source = module.path.read_text(encoding="utf-8")
    quick = _forked(lambda: _quick_way(module, source, mutants))
    if isinstance(quick, Baseline):
        raise SystemExit(f"{module.name}: its tests fail as it is: {', '.join(quick.failed) or 'none was collected'}")
    left = [mutant for mutant, found in zip(mutants, quick, strict=True) if not found]
    doubtful = [mutant for mutant in left if mutant.on_import and not no_effect(mutant)]
    for each in left:
        print(f"  {module.name}: after the quick way: in {each.function}: {each.change}", file=sys.stderr)
    seconds = quick.seconds * 10 + LEAST_SECONDS
    slow = _all_of([(partial(_slow_way, module, source, each), seconds) for each in doubtful])
    found_slowly = {mutant.number for mutant, found in zip(doubtful, slow, strict=True) if found}
    return [mutant for mutant in left if mutant.number not in found_slowly]


class _Found(list[bool]):
    """Which mutants the quick way found, and how long the tests take when nothing is broken."""

    seconds: float = 0.0


def _forked(work: Callable[[], Any]) -> Any:
    """What some work makes, done in a process of its own, so that nothing that it imports stays."""
    with tempfile.NamedTemporaryFile() as kept:
        child = os.fork()
        if child == 0:
            try:
                made = work()
                Path(kept.name).write_bytes(pickle.dumps(made))
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        return pickle.loads(Path(kept.name).read_bytes())  # noqa: S301 -- our own child wrote it


def _all_of(works: Sequence[tuple[Callable[[], bool], float]]) -> list[bool]:
    """Whether each work, in a process of its own, says that a test failed; as many at once as there are processors."""
    found = [True] * len(works)
    running: dict[int, tuple[int, float, str]] = {}
    waiting = list(enumerate(works))[::-1]
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            place, (work, seconds) = waiting.pop()
            folder = tempfile.mkdtemp(prefix="mutant-")
            running[_started(work, folder)] = place, time.monotonic() + seconds, folder
        time.sleep(0.002)
        for child, (place, ends, folder) in list(running.items()):
            done, status = os.waitpid(child, os.WNOHANG)
            if not done and time.monotonic() < ends:
                continue
            if done:
                found[place] = status != 0
            else:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
            shutil.rmtree(folder, ignore_errors=True)
            del running[child]
    return found


def _started(work: Callable[[], bool], folder: str) -> int:
    child = os.fork()
    if child == 0:
        outcome = 1
        try:
            os.setsid()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
            outcome = int(work())
        finally:
            os._exit(outcome)
    return child


# The quick way


def _quick_way(module: Module, source: str, mutants: Sequence[Mutant]) -> _Found | Baseline:
    """Collect the tests once; inside that session meet each mutant in a fork of it."""
    os.chdir(HERE)
    session = _InSession(module, source, mutants)
    with Path(os.devnull).open("w") as nowhere:
        kept = os.dup(1)
        os.dup2(nowhere.fileno(), 1)
        try:
            pytest.main([*OPTIONS, *module.tests], plugins=[session])
        finally:
            os.dup2(kept, 1)
    return session.outcome


class _InSession:
    """The plugin that takes the place of pytest's own loop."""

    def __init__(self, module: Module, source: str, mutants: Sequence[Mutant]) -> None:
        self.module, self.source, self.mutants = module, source, mutants
        self.outcome: _Found | Baseline = Baseline()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed or not session.items:
            return True
        loaded = importlib.import_module(self.module.full_name)
        if not Path(loaded.__file__ or "").samefile(self.module.path):
            raise pytest.UsageError(f"what is installed is another copy, {loaded.__file__}")
        baseline: Baseline = _forked(lambda: _baseline(session, self.module))
        if baseline.failed:
            self.outcome = baseline
            return True
        # What is there now is left alone by the collector, so that the forks go on sharing its memory.
        gc.freeze()
        works = []
        for mutant in self.mutants:
            items = _chosen(session.items, baseline, mutant)
            seconds = sum(baseline.seconds[item.nodeid] for item in items) * 10 + LEAST_SECONDS
            works.append((self._meeting(session, loaded, mutant, items), seconds))
        self.outcome = _Found(_all_of(works))
        self.outcome.seconds = sum(baseline.seconds.values())
        return True

    def _meeting(
        self, session: pytest.Session, loaded: types.ModuleType, mutant: Mutant, items: list[pytest.Item]
    ) -> Callable[[], bool]:
        def meet() -> bool:
            """Whether a test fails with the mutant in place."""
            if not items:
                return False
            try:
                made = _made(loaded, broken(self.source, mutant.number))
            except Exception:  # noqa: BLE001 -- a module that cannot even be imported is found
                return True
            if not _in_place(loaded, made, mutant):
                return False
            return _fails(session, items)

        return meet


def _baseline(session: pytest.Session, module: Module) -> Baseline:
    os.environ["PYTEST_DEBUG_TEMPROOT"] = folder = tempfile.mkdtemp(prefix="mutant-")
    baseline = Baseline()
    tracing = _Tracing(str(module.path))
    caches = [each for each in vars(importlib.import_module(module.full_name)).values() if hasattr(each, "cache_clear")]
    session.config.pluginmanager.register(tracing)
    tracing.start()
    try:
        for item, following in _with_next(session.items):
            for cache in caches:
                cache.cache_clear()
            tracing.lines = set()
            before, start = session.testsfailed, time.monotonic()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            baseline.seconds[item.nodeid] = time.monotonic() - start
            shared = (tracing.shared.get(name, set()) for name in getattr(item, "fixturenames", ()))
            baseline.lines[item.nodeid] = tracing.lines.union(*shared)
            if session.testsfailed > before:
                baseline.failed.append(item.nodeid)
    finally:
        tracing.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return baseline


class _Tracing:
    """Notes which lines of a file run; what a fixture of many tests ran counts for each of them."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lines: set[int] = set()
        self.shared: dict[str, set[int]] = {}

    def start(self) -> None:
        threading.settrace(self._call)
        sys.settrace(self._call)

    def stop(self) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def _call(self, frame: types.FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename != self.path:
            return None
        self.lines.add(frame.f_lineno)
        return self._line

    def _line(self, frame: types.FrameType, event: str, _: Any) -> Any:
        self.lines.add(frame.f_lineno)
        return self._line

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        outer, self.lines = self.lines, set()
        yield
        if fixturedef.scope != "function":
            self.shared.setdefault(fixturedef.argname, set()).update(self.lines)
        self.lines |= outer


def _chosen(items: Iterable[pytest.Item], baseline: Baseline, mutant: Mutant) -> list[pytest.Item]:
    """The tests that run a mutant's lines, the quickest first.

    One that takes effect on import meets all: first those that run anything of its module, for a table can be looked at
    without running a line.
    """
    if mutant.on_import:
        return sorted(items, key=lambda item: (not baseline.lines[item.nodeid], baseline.seconds[item.nodeid]))
    found = [item for item in items if any(line in mutant.lines for line in baseline.lines[item.nodeid])]
    return sorted(found, key=lambda item: baseline.seconds[item.nodeid])


def _fails(session: pytest.Session, items: list[pytest.Item]) -> bool:
    for item, following in _with_next(items):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return True
    return False


def _with_next(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    yield from zip(items, [*items[1:], None], strict=True)


# A mutant in the place of what is loaded


def _made(loaded: types.ModuleType, tree: Any) -> dict[str, Any]:
    """The names of the module as the mutant defines them."""
    names = {each: loaded.__dict__[each] for each in ("__name__", "__package__", "__file__", "__spec__")}
    exec(compile(tree, loaded.__file__ or "", "exec"), names)  # noqa: S102 -- our own module, broken on purpose
    return names


def _in_place(loaded: types.ModuleType, made: Mapping[str, Any], mutant: Mutant) -> bool:
    """Give what is loaded the mutant's code, or its constants where these are plain; whether that could be done."""
    if not mutant.on_import:
        for name, new in made.items():
            _give_code(vars(loaded).get(name), new, loaded.__name__)
        return True
    changed = False
    for name, new in made.items():
        old = vars(loaded).get(name)
        if name.startswith("__") or not _is_plain(new) or not _is_plain(old) or _same(old, new):
            continue
        changed = True
        for module in [each for each in sys.modules.values() if getattr(each, "__name__", "").startswith(OURS)]:
            if vars(module).get(name) is old:
                setattr(module, name, new)
    return changed


def _give_code(old: Any, new: Any, name: str) -> None:
    """Each function of ours gets the code of its namesake, whatever it is wrapped in."""
    for inner in ("__wrapped__", "__func__", "fget", "func", *getattr(type(old), "__dataclass_fields__", ())):
        if hasattr(old, inner) and hasattr(new, inner):
            _give_code(getattr(old, inner), getattr(new, inner), name)
    if isinstance(old, types.FunctionType) and isinstance(new, types.FunctionType):
        if old.__module__ == name and old.__code__.co_filename == new.__code__.co_filename != "<string>":
            old.__code__ = new.__code__
    elif isinstance(old, type) and isinstance(new, type) and old.__module__ == name:
        for each, value in vars(new).items():
            _give_code(vars(old).get(each), value, name)


def _same(old: Any, new: Any) -> bool:
    return type(old) is type(new) and bool(old == new) and repr(old) == repr(new)


def _is_plain(value: Any) -> bool:
    match value:
        case None | bool() | int() | str():
            return True
        case tuple() | list() | set() | frozenset():
            return all(_is_plain(each) for each in value)
        case dict():
            return all(_is_plain(each) for pair in value.items() for each in pair)
        case _:
            return False


# The slow way


def _slow_way(module: Module, source: str, mutant: Mutant) -> bool:
    """Whether a test fails where everything of ours is imported around the mutant."""
    for loaded in [each for each in sys.modules if each.startswith(("records_portal", "tests.test_", "tests.roots"))]:
        del sys.modules[loaded]
    sys.meta_path.insert(0, _Instead(module, source, mutant))
    os.chdir(HERE)
    try:
        importlib.import_module(module.full_name)
    except Exception:  # noqa: BLE001 -- a module that cannot even be imported is found
        return True
    return pytest.main(["-x", *OPTIONS, *module.tests]) != 0


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module, as a mutant."""

    def __init__(self, module: Module, source: str, mutant: Mutant) -> None:
        self.module, self.source, self.mutant = module, source, mutant

    def find_spec(self, name: str, *_: Any) -> Any:
        if name != self.module.full_name:
            return None
        return importlib.util.spec_from_file_location(name, self.module.path, loader=self)

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        tree = broken(self.source, self.mutant.number)
        exec(compile(tree, str(self.module.path), "exec"), module.__dict__)  # noqa: S102 -- our own module, broken on purpose
