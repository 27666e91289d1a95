"""The page engine: it builds the hand-written pages and the empty shells, in a process of its own.

What it built is kept in the user's cache folder under the digest of all that went into it, and used again. Where it
read something that is not in the digest, the build is refused: settings that were inherited, a link, a snippet.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from records_portal.files.kept import make_own_folder, read_kept, write_kept
from records_portal.files.program import SOFTWARE, versions
from records_portal.register.findings import Refusal, one_line
from records_portal.values.urls import is_plain_url

from .shell import SITE_MARK

MOST_KEPT = 3
LISTED = ".json"
RUN = Path(__file__).with_name("engine_run.py")
THEME = Path(__file__).resolve().parents[1] / "theme"


def build_engine(root: Path, work: Path, site_url: str = "", cache: Path | None = None) -> Path:
    """Builds the hand-written pages and the shells into a folder below `work`, or finds them built, and returns it.

    A root without an `mkdocs.yml` of its own gets the pages of the software. `mkdocs.yml` is program text, not a
    record: whoever may change it decides what runs, although plug-ins and hooks named in it are not loaded.
    """
    source = root if (root / "mkdocs.yml").is_file() else SOFTWARE
    if site_url and not is_plain_url(site_url):
        raise Refusal(f"portal.yml: url {site_url!r} is not a plain http or https address")
    kept = cache / f"engine-{_digest(source, site_url)}" if cache else None
    if kept and _is_whole(kept):
        return kept
    work.mkdir(parents=True, exist_ok=True)
    settings = work / "mkdocs.yml"
    settings.write_text(json.dumps(_engine_settings(source, work / "engine", site_url), indent=1), encoding="utf-8")
    known = (work, source / "mkdocs.yml", source / "docs", THEME)
    if elsewhere := _run_engine(settings, known):
        raise Refusal(f"the pages in docs/ take in {elsewhere[0]!r}, which is no page of theirs; put it below docs/")
    built = work / "engine"
    return _kept(built, kept) if kept and not _may_take_in(source) else built


def _may_take_in(source: Path) -> bool:
    """Whether pages may take in files that are not there yet, which no build notices."""
    return "snippets" in (source / "mkdocs.yml").read_text(encoding="utf-8", errors="replace")


def _digest(source: Path, site_url: str) -> str:
    """The digest of everything that the engine reads: pages, theme, settings, and the versions of its parts."""
    found = hashlib.sha256(repr((sys.version, versions(), site_url, _engine_settings(Path(), Path(), ""))).encode())
    for base in (source / "mkdocs.yml", SOFTWARE / "mkdocs.yml", source / "docs", THEME):
        for path in sorted(base.rglob("*")) if base.is_dir() else [base]:
            if path.is_file():
                data = path.read_bytes()
                found.update(f"{path.relative_to(base)} {len(data)}\0".encode() + data)
    return found.hexdigest()[:32]


def _kept(built: Path, kept: Path) -> Path:
    """What was built, copied to the cache folder and found there by the next build; older ones are thrown away."""
    try:
        make_own_folder(kept.parent)
        others = [path for path in kept.parent.glob("engine-*") if path.suffix != LISTED]
        for old in sorted(others, key=lambda path: path.stat().st_mtime)[:-MOST_KEPT]:
            _throw_away(old)
        _throw_away(kept)
        with tempfile.TemporaryDirectory(dir=kept.parent, prefix=".engine-") as work:
            shutil.copytree(built, Path(work) / "built")
            (Path(work) / "built").rename(kept)
        write_kept(kept.with_suffix(LISTED), _digests(built))
    except OSError:
        return built
    return kept


def _is_whole(kept: Path) -> bool:
    """Whether everything that was kept is there as it was."""
    try:
        return kept.is_dir() and read_kept(kept.with_suffix(LISTED)) == _digests(kept)
    except OSError:
        return False


def _digests(folder: Path) -> Mapping[str, str]:
    """Each file of a folder with its digest."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _throw_away(kept: Path) -> None:
    kept.with_suffix(LISTED).unlink(missing_ok=True)
    if kept.is_dir() and not kept.is_symlink():
        shutil.rmtree(kept)
    else:
        kept.unlink(missing_ok=True)


def _engine_settings(source: Path, built: Path, site_url: str) -> dict[str, object]:
    return {
        "INHERIT": str((source / "mkdocs.yml").resolve()),
        "site_name": SITE_MARK,
        "site_url": site_url,
        "docs_dir": str((source / "docs").resolve()),
        "site_dir": str(built.resolve()),
        "theme": {"name": "material", "custom_dir": str(THEME)},
        "plugins": ["search"],
        "hooks": [],
    }


def _run_engine(settings: Path, known: Iterable[Path]) -> list[str]:
    """Runs the engine apart from us, and says what it read besides what is known and what programs are made of.

    Its environment is made here, so the caller's cannot change what it writes.
    """
    environment = {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
        "NO_MKDOCS_2_WARNING": "1",
    }
    notes = settings.with_name("read-elsewhere")
    command = [sys.executable, "-P", str(RUN), str(notes.resolve()), *(str(each.resolve()) for each in known)]
    run = subprocess.run(  # noqa: S603 -- our own interpreter and a fixed command
        command, cwd=settings.parent, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if run.returncode:
        lines = [line for line in run.stderr.splitlines() if line.strip()]
        fault = next((line for line in lines if line.startswith(("ERROR", "WARNING"))), lines[-1] if lines else "")
        raise Refusal(one_line(f"the pages in docs/ cannot be built: {fault}; correct them and build again"))
    return notes.read_text(encoding="utf-8").splitlines()
