"""The site as a folder: written whole beside the old one and renamed into its place; a failure leaves the old one.

Only a folder that carries our own `build.json` is ever replaced. Nothing here depends on the clock or the machine.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape as escape_xml

from markupsafe import escape

from .findings import Refusal
from .shell import Shells, is_shell

GENERATOR = "records-portal"
MARKER = "build.json"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)
HEADERS = f"""/*
  Content-Security-Policy: {POLICY}; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: same-origin
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
"""

_SEGMENT = re.compile(r"[A-Za-z0-9._-]+\Z")
_RESERVED = frozenset({MARKER, "_headers", ".nojekyll", "sitemap.xml"})
_NOT_PUBLISHED = frozenset({"sitemap.xml", "sitemap.xml.gz"})

SearchEntry = tuple[str, str, str]


def write_site(
    pages: Iterable[tuple[str, str | bytes]],
    shells: Shells,
    out: Path,
    *,
    build: Mapping[str, Any] | None = None,
    search: Iterable[SearchEntry] = (),
    check: Callable[[Path], None] = lambda _: None,
) -> int:
    """Writes the whole site: the engine's files, the pages by address, the search entries (address, title, text).

    Returns the number of pages. `check` is given the folder before it takes the old one's place and may refuse it.
    """
    refuse_foreign(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with _beside(out) as new:
        _copy_engine(shells.built, new)
        written: set[str] = set()
        for address, content in pages:
            path = _path_of(address)
            if path in written or path in _RESERVED:
                raise Refusal(f"two pages have the address {address!r}; an address belongs to one page")
            written.add(path)
            _write(new / path, content)
        for address, shell in shells.pages.items():
            if (path := _path_of(address)) not in written:
                _write(new / path, shell.fill({}))
                written.add(path)
        _write_indexes(new, shells, sorted(written), search)
        _write(new / MARKER, json.dumps({"generator": GENERATOR, **(build or {})}, indent=2, sort_keys=True) + "\n")
        check(new)
        _swap(new, out)
    return sum(path.endswith(".html") for path in written)


def refuse_foreign(out: Path) -> None:
    """Refuses a folder that holds something and was not written by us; an empty or missing one is welcome."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise Refusal(f"{str(out)!r} is not a folder; name one that does not exist yet")
    if out.is_dir() and any(out.iterdir()) and not _is_ours(out / MARKER):
        raise Refusal(f"{str(out)!r} holds files that were not built here; name an empty folder or one built before")


def _is_ours(marker: Path) -> bool:
    try:
        value = json.loads(marker.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(value, dict) and value.get("generator") == GENERATOR


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    new = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    new.chmod(0o755)
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _swap(new: Path, out: Path) -> None:
    if not out.exists():
        new.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    out.rename(old)
    try:
        new.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old)


def _copy_engine(built: Path, new: Path) -> None:
    for path in sorted(built.rglob("*")):
        name = path.relative_to(built).as_posix()
        if path.is_file() and not name.endswith((".html", ".map")) and name not in _NOT_PUBLISHED:
            target = new / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _path_of(address: str) -> str:
    path = f"{address}index.html" if address == "" or address.endswith("/") else address
    segments = path.split("/")
    if not all(_SEGMENT.match(segment) and segment.strip(".") for segment in segments) or is_shell(path):
        raise Refusal(f"{address!r} is not an address inside the site")
    return path


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def _write_indexes(new: Path, shells: Shells, paths: list[str], search: Iterable[SearchEntry]) -> None:
    _write(new / "_headers", HEADERS)
    _write(new / ".nojekyll", "")
    _write_search(new / "search" / "search_index.json", search)
    if url := shells.identity.url.rstrip("/"):
        _write(new / "sitemap.xml", _sitemap(url, paths))


def _write_search(path: Path, entries: Iterable[SearchEntry]) -> None:
    """Adds the records to the engine's index; the search prints titles and texts as markup, so they are escaped."""
    index = json.loads(path.read_text(encoding="utf-8"))
    index["docs"] += (
        {"location": address, "title": str(escape(title)), "text": str(escape(text))}
        for address, title, text in entries
    )
    _write(path, json.dumps(index, ensure_ascii=False, separators=(",", ":")))


def _sitemap(url: str, paths: list[str]) -> str:
    shown = (path.removesuffix("index.html") for path in paths if path.endswith(".html") and path != "404.html")
    lines = "".join(f"<url><loc>{escape_xml(f'{url}/{address}')}</loc></url>\n" for address in shown)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )
