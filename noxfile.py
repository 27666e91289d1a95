"""Sessions: `portal` sets up and builds, `tests` proves; the others are named in CONTRIBUTING.md."""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.sessions = ["tests", "lint"]
nox.options.default_venv_backend = "uv|venv"  # uv installs the same locked files in a tenth of the time
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = True

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
QUIET = ("--quiet", "--disable-pip-version-check")
FAST = "not browser and not builds and not faults and not wheel and not nightly"
IN_PARALLEL = ("-n", "auto", "--dist", "worksteal")
MEMORY = Path("/dev/shm")  # noqa: S108 - each run makes a folder of its own there
ENOUGH_MEMORY = 2**32  # the fast tests keep a few hundred megabytes of files at a time
LOCKS = {
    "nox": ("--group", "nox"),
    "lock": ("--group", "lock"),
    "runtime": ("pyproject.toml", "--group", "build"),
    "test": ("pyproject.toml", "--group", "test"),
    "bench": ("pyproject.toml", "--group", "bench"),
    "lint": ("pyproject.toml", "--group", "lint"),
    "browser": ("pyproject.toml", "--group", "browser"),
}


def install(session: nox.Session, lock: str) -> None:
    """The packages of a lock file, each checked against its hash, then this package without looking anything up.

    An environment that has them is left as it is: what it was made of stands in it.
    """
    stamp = Path(session.virtualenv.location) / "made-of"
    if _is_made_of(stamp, lock):
        return
    stamp.unlink(missing_ok=True)
    session.install(*QUIET, "--require-hashes", "-r", f"requirements/{lock}.txt")
    session.install(*QUIET, "--no-deps", "--no-build-isolation", "--editable", ".")
    stamp.write_text(_made_of(lock), encoding="utf-8")


def _made_of(lock: str) -> str:
    """The digest of what an environment is made of: the lock file, this package's own settings, and where both lie."""
    parts = (Path(f"requirements/{lock}.txt").read_bytes(), Path("pyproject.toml").read_bytes(), bytes(HERE))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _is_made_of(stamp: Path, lock: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _made_of(lock)


def python_of_tests(session: nox.Session) -> str:
    """The Python of the environment of `tests`, which is set up where it is not as it should be."""
    place = HERE / ".nox" / "tests"
    if not _is_made_of(place / "made-of", "test"):
        session.run(sys.executable, "-m", "nox", "-s", "tests", "--install-only", silent=True)
    return str(place / "bin" / "python")


def install_here(session: nox.Session) -> str:
    """The same into the environment that nox runs in, so that `records` stays at hand; its path."""
    if sys.prefix == sys.base_prefix:
        session.error("run nox from a virtual environment, as README.md shows")
    pip = (sys.executable, "-m", "pip", "install", *QUIET)
    session.run(*pip, "--require-hashes", "-r", "requirements/runtime.txt")
    session.run(*pip, "--no-deps", "--no-build-isolation", "--editable", ".")
    return str(BIN / "records")


@nox.session(python=False)
def portal(session: nox.Session) -> None:
    """Set up, validate, compute what is due and build the portal into site/."""
    records = install_here(session)
    session.run(records, "validate", *session.posargs)
    session.run(records, "due", "--summary", *session.posargs)
    session.run(records, "build", *session.posargs)


@nox.session(python=False)
def serve(session: nox.Session) -> None:
    """Serve site/ on the loopback address."""
    port = session.posargs[0] if session.posargs else "8000"
    session.run(sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", "site", port)


@nox.session(python=False)
def validate(session: nox.Session) -> None:
    """Set up and check every record."""
    session.run(install_here(session), "validate", *session.posargs)


@contextmanager
def files_in_memory() -> Iterator[dict[str, str]]:
    """The environment of tests whose files lie in memory where there is room: a third of their time is a disk's.

    What has to hold on a real disk is asked by the sessions that kill and starve the program.
    """
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH_MEMORY:
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="records-tests-", dir=MEMORY) as folder:
        yield {"PYTEST_DEBUG_TEMPROOT": folder}


@nox.session
def tests(session: nox.Session) -> None:
    """The fast tests."""
    install(session, "test")
    with files_in_memory() as environment:
        session.run("pytest", *IN_PARALLEL, "-m", FAST, *session.posargs, env=environment)


@nox.session(python=False)
def quick(session: nox.Session) -> None:
    """The fast tests of a module or a room: `nox -s quick -- retention.statuses`."""
    python = python_of_tests(session)
    found = session.run(python, "-m", "tests.quick", *session.posargs, silent=True, stderr=None)
    session.run(python, "-m", "pytest", "-q", "-m", FAST, *str(found).split())


@nox.session
def lint(session: nox.Session) -> None:
    """Style, types, the import contracts, the workflows, and no content among the records."""
    install(session, "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("pytest", "-q", "tests/test_fact_kinds.py", "-k", "type_checker")
    session.run("lint-imports", "--no-logo")
    session.run("python", "-m", "tests.workflow_lint")
    first = session.run("git", "rev-list", "--max-parents=0", "HEAD", external=True, silent=True)
    since = ("--since", str(first).split()[-1])
    session.run("records", "captures", "lint", *since, "--except", "examples", "--except", "tests")


@nox.session
def browser(session: nox.Session) -> None:
    """The built pages in Chromium, under the real content security policy; with `SCREENSHOTS=FOLDER` pictures too."""
    install(session, "browser")
    session.run("pytest", *IN_PARALLEL, "-m", "browser", *session.posargs)


@nox.session(python=False)
def faults(session: nox.Session) -> None:
    """Kill and starve the program while it writes."""
    session.run(python_of_tests(session), "-m", "pytest", *IN_PARALLEL, "-m", "faults", *session.posargs)


@nox.session
def wheel(session: nox.Session) -> None:
    """The program from its wheel alone, in a bare environment and with no checkout in reach."""
    built = Path(session.create_tmp()) / "built"
    shutil.rmtree(built, ignore_errors=True)
    session.run(python_of_tests(session), "-m", "hatchling", "build", "--target", "wheel", "-d", str(built))
    session.install(*QUIET, "--require-hashes", "-r", "requirements/runtime.txt")
    session.install(*QUIET, "--no-deps", "--reinstall", *map(str, built.glob("*.whl")))
    records = str(Path(session.bin) / "records")
    # the session's own temporary folder lies in this working tree, in which no store may lie
    places = {"RECORDS": records, "WHEELS": str(built.resolve()), "TMPDIR": tempfile.gettempdir()}
    session.run(python_of_tests(session), "-m", "pytest", "-m", "wheel", *session.posargs, env=places)


@nox.session(python=False)
def acts(session: nox.Session) -> None:
    """Who acted: the table of acts, the ways to forge an approval and the sample's audit trail, shown and tested."""
    session.run(python_of_tests(session), "-m", "tests.shown_acts")
    names = ("acts", "approvals_page", "attestations", "proposed_approvals", "signed_dispositions", "trail")
    files = [f"tests/test_{each}.py" for each in (*names, "key_guide")]
    session.run(python_of_tests(session), "-m", "pytest", *files)


@nox.session(python=False)
def builds(session: nox.Session) -> None:
    """Whole portals again and again: kept builds beside whole ones, large registers, random histories, the story."""
    options = (*IN_PARALLEL, "-m", "builds and not nightly")
    with files_in_memory() as environment:
        session.run(python_of_tests(session), "-m", "pytest", *options, *session.posargs, env=environment)


@nox.session(python=False)
def nightly(session: nox.Session) -> None:
    """The long campaigns."""
    options = ("-m", "nightly or not (browser or wheel)", "--hypothesis-profile", "nightly")
    session.run(python_of_tests(session), "-m", "pytest", *options, *session.posargs)


@nox.session(python=False)
def mutation(session: nox.Session) -> None:
    """Break each module that decides in every small way; fails where its tests notice less than its floor."""
    session.run(python_of_tests(session), "-m", "tests.mutation", *session.posargs)


@nox.session(python=False)
def clauses(session: nox.Session) -> None:
    """Break what implements each clause of the source documents; the story has to go red."""
    work = session.posargs or [str(HERE / ".nox" / "clauses-work")]
    session.run(python_of_tests(session), "-m", "tests.story.broken", *work)


@nox.session
def bench(session: nox.Session) -> None:
    """Figures, each as a ratio to a named limit in the same run."""
    install(session, "bench")
    session.run("python", "-m", "tests.bench", *session.posargs)


@nox.session(python=False)
def sample(session: nox.Session) -> None:
    """Make the sample agency anew: registry/, captures/ and examples/."""
    session.run(python_of_tests(session), "-m", "tests.sample", *(session.posargs or ["."]))


@nox.session
def types(session: nox.Session) -> None:
    """Make the types of records anew from the schemas."""
    install(session, "test")
    session.run("python", "-m", "tests.record_types")


@nox.session
def lock(session: nox.Session) -> None:
    """Pin every dependency anew, for every supported Python at once."""
    session.install(*QUIET, "--require-hashes", "-r", "requirements/lock.txt")
    for name, sources in LOCKS.items():
        session.run(
            "uv",
            "pip",
            "compile",
            *("--universal", "--python-version", "3.11", "--generate-hashes", "--quiet", "--no-header"),
            *("--output-file", f"requirements/{name}.txt"),
            *sources,
            *session.posargs,
        )
