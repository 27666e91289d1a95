"""The whole build of a large register, and its page stage beside Hugo and MkDocs with the same pages in the same run.

* cold: nothing in the cache folder and no site. again: a second build of the same. one changed: one site's record
  committed anew, then built; the median of three. The roots are kept in the user's cache folder between runs.
* The page stage makes bodies from records, stamps them and writes them. Hugo gets the finished bodies and the shell as
  its layout, MkDocs the bodies as Markdown pages with HTML in them; both only have to put them together.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from records_portal.captures.index import load_items
from records_portal.history.audit_trail import AuditTrail
from records_portal.imports.digital_registry import import_registry
from records_portal.portal.building.engine import build_engine
from records_portal.portal.building.shell import Shells, identity_of, read_shells
from records_portal.portal.contents import PortalData
from records_portal.portal.context import prepare
from records_portal.portal.pages.render import RecordPage
from records_portal.portal.pages.sites import site_page
from records_portal.register.sources import FolderTree, load_register
from records_portal.register.starter import new_root
from records_portal.retention.statuses import DUE_COLUMNS
from tests.bench.kept_roots import kept_root
from tests.bench.signed_histories import MERGES, SITES, signed_root

DUMP = Path(__file__).parents[2].parent / "shared" / "data" / "us_digital_registry_2024-09-12.csv"
MKDOCS_PAGES = 500
AS_OF = "2026-01-15"
PERSON = ("-c", "user.name=Ana", "-c", "user.email=ana@parks.example")


def git(root: Path, *arguments: str) -> None:
    """One git command in a root."""
    subprocess.run(["git", "-C", str(root), *PERSON, *arguments], check=True, capture_output=True)


def commit_all(root: Path) -> None:
    """Commit every record at once."""
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "c")


@dataclass(frozen=True, slots=True)
class Run:
    """What one command took, all its processes together: seconds of the clock and of work, megabytes at most."""

    seconds: float
    work: float
    memory: float


def build(root: Path, out: Path, cache: Path) -> Run:
    """What a whole build takes in processes of its own."""
    return run(cache, "--root", str(root), "build", "--as-of", AS_OF, "--out", str(out))


def run(cache: Path, *arguments: str) -> Run:
    """What one command of ours takes."""
    before, start, most = _work(), time.perf_counter(), 0.0
    command = [sys.executable, "-m", "records_portal", *arguments]
    with tempfile.TemporaryFile() as told:
        started = subprocess.Popen(
            command, env=os.environ | {"XDG_CACHE_HOME": str(cache)}, stdout=subprocess.DEVNULL, stderr=told
        )
        while started.poll() is None:
            most = max(most, _memory(started.pid))
            time.sleep(0.02)
        seconds = time.perf_counter() - start
        if started.returncode:
            told.seek(0)
            raise SystemExit(told.read().decode())
    return Run(seconds, _work() - before, most)


def _work() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(process: int) -> float:
    """Megabytes of a process and those it started, what they share counted once."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return 0
    own = re.search(r"(?m)^Pss: +([0-9]+) kB", rollup)
    return (int(own[1]) / 1024 if own else 0) + sum(_memory(int(child)) for child in children)


def change_one(root: Path, number: int) -> None:
    """Commit another purpose of one site."""
    path = sorted((root / "registry" / "sites").glob("*.yml"))[number]
    path.write_bytes(re.sub(rb"(?m)^purpose: .*", f"purpose: Changed {number}".encode(), path.read_bytes()))
    git(root, "commit", "--quiet", "--all", "--message", "c")


def whole(name: str, root: Path, folder: Path) -> None:
    """Print what the whole build takes, cold, again and after one change, beside writing as many bytes; and a diff."""
    out, cache = folder / "out", folder / "cache"
    cold, again = build(root, out, cache), build(root, out, cache)
    once = []
    for number in range(1, 4):
        change_one(root, number)
        once.append(build(root, out, cache))
    told = run(cache, "--root", str(root), "diff", "HEAD~1..HEAD", "--as-of", AS_OF)
    floor, files, size = write_again(out, folder / "copy")
    print(f"{name}: {files:,} files, {size / 1e6:,.0f} MB; writing the finished files takes {floor:.2f} s")
    middle = sorted(once, key=lambda one: one.seconds)[len(once) // 2]
    for what, one in (("cold", cold), ("again", again), ("one changed", middle), ("diff of one change", told)):
        print(
            f"  {what:<20}{one.seconds:8.2f} s {one.seconds / floor:8.1f} x writing"
            f"{one.work:8.2f} s of work{one.memory:8,.0f} MB",
            flush=True,
        )


def write_again(out: Path, copy: Path) -> tuple[float, int, int]:
    """How long it takes to write the finished files, how many they are and how large."""
    files = {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    start = time.perf_counter()
    for path, data in files.items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_bytes(data)
    seconds = time.perf_counter() - start
    shutil.rmtree(copy)
    return seconds, len(files), sum(map(len, files.values()))


def page_stage(root: Path, folder: Path) -> None:
    """Print how many pages of sites a second the portal, Hugo and MkDocs make."""
    tree = FolderTree(root)
    register = load_register(tree).register
    items = load_items([(tree, False)], register)
    due = items.reindex(columns=DUE_COLUMNS)
    data = PortalData(register, due, items, AuditTrail("0" * 40, "", ()), (), date.fromisoformat(AS_OF), tree)
    shells = read_shells(build_engine(root, folder / "work"), identity_of(register.portal))
    sites = list(register.of("sites").values())
    context = prepare(data)
    made = [site_page(context, site) for site in sites]
    pages = {page.address: (page.title, str(page.body)) for page in made}
    whole = _seconds(lambda: _each(sites, lambda site: _write(site_page(context, site), shells, folder / "whole")))
    ours = _seconds(lambda: _each(made, lambda page: _write(page, shells, folder / "stamped")))
    print(f"page stage, {len(pages):,} pages: a second, and time beside that of stamping and writing the same bodies")
    print(f"  stamped and written{len(pages) / ours:16,.0f} {1:8.2f} x")
    print(f"  from records, bodies and all{len(pages) / whole:7,.0f} {whole / ours:8.2f} x", flush=True)
    if hugo := shutil.which("hugo"):
        seconds = _hugo(hugo, folder / "hugo", pages, shells)
        print(f"  Hugo, the same bodies{len(pages) / seconds:14,.0f} {seconds / ours:8.2f} x", flush=True)
    else:
        print("  Hugo is not installed")
    few = dict(list(pages.items())[:MKDOCS_PAGES])
    seconds = _mkdocs(folder / "mkdocs", few) / len(few) * len(pages)
    print(f"  MkDocs, from {len(few)} pages{len(pages) / seconds:13,.0f} {seconds / ours:8.2f} x", flush=True)


def _each(jobs: Iterable[Any], work: Callable[[Any], None]) -> None:
    for job in jobs:
        work(job)


def _write(page: RecordPage, shells: Shells, folder: Path) -> None:
    (folder / page.address).mkdir(parents=True)
    (folder / page.address / "index.html").write_bytes(page.stamped(shells).data())


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _hugo(hugo: str, folder: Path, pages: dict[str, tuple[str, str]], shells: Shells) -> float:
    shell = shells.record("sites/x/")
    values = {"title": "{{ .Title }}", "body": "{{ .Content }}", "heading": "<h1>{{ .Title }}</h1>"}
    layout = "".join(values.get(piece, "") if place % 2 else piece for place, piece in enumerate(shell.pieces))
    (folder / "layouts" / "_default").mkdir(parents=True)
    (folder / "layouts" / "_default" / "single.html").write_text(layout)
    (folder / "config.json").write_text(
        json.dumps(
            {
                "baseURL": "https://x.example/",
                "disableKinds": ["taxonomy", "term", "RSS", "sitemap", "home", "section", "404"],
            }
        )
    )
    for address, (title, body) in pages.items():
        path = folder / "content" / f"{address.rstrip('/')}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{json.dumps({'title': title})}\n{body}")
    return _timed([hugo, "--quiet", "-s", str(folder)])


def _mkdocs(folder: Path, pages: dict[str, tuple[str, str]]) -> float:
    settings = {
        "site_name": "X",
        "theme": {"name": "material", "font": False},
        "plugins": [],
        "nav": [{"Home": "index.md"}],
    }
    (folder / "docs" / "sites").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(json.dumps(settings))
    (folder / "docs" / "index.md").write_text("# X\n")
    for address, (title, body) in pages.items():
        (folder / "docs" / f"{address.rstrip('/')}.md").write_text(f"# {title}\n\n<div>\n{body}\n</div>\n")
    return _timed([sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(folder / "mkdocs.yml")])


def _timed(command: list[str]) -> float:
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    return _seconds(lambda: subprocess.run(command, check=True, capture_output=True, env=environment))


def site(folder: Path) -> None:
    """Print what the build of the signed register takes, and that of the dump where it lies beside the repository."""
    folder.mkdir(parents=True, exist_ok=True)
    signed_root(folder / "signed")
    page_stage(folder / "signed", folder / "stage")
    whole(f"register of {SITES:,} sites, {2 * MERGES + 1:,} signed commits", folder / "signed", folder / "one")
    if DUMP.is_file():
        kept_root("dump", _imported, folder / "dump")
        whole("U.S. Digital Registry", folder / "dump", folder / "two")


def _imported(root: Path) -> None:
    new_root(root, "U.S. official accounts", "America/New_York", "10-01")
    print(import_registry(DUMP, root, root.with_name("report.csv")).splitlines()[0])
    commit_all(root)
