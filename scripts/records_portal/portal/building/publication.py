"""The site as a folder: written whole beside the old one and renamed into its place; a failure leaves the old one.

Only a folder that carries our own `build.json` is ever replaced. Nothing here depends on the clock or the machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape as escape_xml

from records_portal.register.findings import Refusal

from ..inputs import Deferred, Pieced
from .links import LinkBook, broken_links, names_in
from .previous_site import SiteWriter
from .shell import Shells, StampedPage, is_shell

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

_PLAIN = re.compile(r"(?:[a-z0-9][A-Za-z0-9.-]*/)*[a-z0-9][A-Za-z0-9.-]*\Z")
_SEGMENT = re.compile(r"[A-Za-z0-9._-]+\Z")
_RESERVED = frozenset({MARKER, "_headers", ".nojekyll", "sitemap.xml"})
_NOT_PUBLISHED = frozenset({"sitemap.xml", "sitemap.xml.gz"})

SHOWN_LINKS = 3

Content = str | bytes | StampedPage


def write_site(
    pages: Iterable[tuple[str, Content | Deferred | Pieced]],
    shells: Shells,
    out: Path,
    *,
    build: Mapping[str, Any] | None = None,
    last: Mapping[str, Callable[[Path], bytes]] | None = None,
    check: bool = True,
    cache: Path | None = None,
) -> int:
    """Writes the whole site: the engine's files and the pages by address.

    The `last` files are made from the folder with all the others. Returns the number of pages. A link that leads
    nowhere is refused before the site takes the old one's place. With a cache folder, what an earlier build made from
    the same is not made again; the bytes are the same with and without.
    """
    refuse_foreign(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    new = SiteWriter(out, cache)
    try:
        book = LinkBook(shells.identity.url)
        written = _write_pages(pages, shells, new, book)
        _write_indexes(new, shells, sorted(written))
        for path, make in (last or {}).items():
            new.put(path, make(new.folder))
        new.put(
            MARKER, (json.dumps({"generator": GENERATOR, **(build or {})}, indent=2, sort_keys=True) + "\n").encode()
        )
        gone = new.clear()
        if check:
            _refuse_broken(new, book, gone)
        new.publish()
    finally:
        new.discard()
    return sum(path.endswith(".html") for path in written)


def _write_pages(
    pages: Iterable[tuple[str, Content | Deferred | Pieced]], shells: Shells, new: SiteWriter, book: LinkBook
) -> set[str]:
    """Writes the engine's files and every page; the paths of the pages."""
    _copy_engine(shells.built, new)
    written: set[str] = set()
    waiting: list[tuple[str, Deferred | Pieced]] = []
    for address, content in pages:
        path = _path_of(address)
        if path in written or path in _RESERVED:
            raise Refusal(f"two pages have the address {address!r}; an address belongs to one page")
        written.add(path)
        if not isinstance(content, Deferred | Pieced):
            _write(new, path, content, book)
        elif not _is_there(new, path, content):
            waiting.append((path, content))
    for path, deferred in waiting:
        _make(new, book, path, deferred)
    for address, shell in shells.pages.items():
        if (path := _path_of(address)) not in written:
            _write(new, path, shell.fill({}), book)
            written.add(path)
    return written


def _is_there(new: SiteWriter, path: str, content: Deferred | Pieced) -> bool:
    if isinstance(content, Deferred):
        return new.has(path, content.key)
    return new.has_pieces(path, (key for key, _ in content.pieces))


def _make(new: SiteWriter, book: LinkBook, path: str, content: Deferred | Pieced) -> None:
    if isinstance(content, Deferred):
        _write(new, path, content.make(), book, content.key)
    else:
        new.put_pieces(path, content.pieces)


def _write(new: SiteWriter, path: str, content: Content, book: LinkBook, key: str = "") -> None:
    data = (
        content.data()
        if isinstance(content, StampedPage)
        else content.encode()
        if isinstance(content, str)
        else content
    )
    if path.endswith(".html"):
        book.add(path, data.decode() if isinstance(content, bytes) else content)
    new.put(path, data, key)


def _refuse_broken(new: SiteWriter, book: LinkBook, gone: set[str]) -> None:
    """Refuses a site with a link that leads nowhere; pages taken over are read again when a file or a name is gone."""
    unread = any(path.endswith(".html") and path not in book.names for path in new.kept)
    lost = unread and (gone or any(names_in(data.decode()) - book.names[path] for path, data in new.before.items()))
    pages = None if lost else book.faulty_pages(new.folder, frozenset(new.kept))
    broken = [*islice(broken_links(new.folder, book.url, pages), SHOWN_LINKS)] if pages is None or pages else []
    if broken:
        raise Refusal(f"the portal was not published, a link leads nowhere: {'; '.join(map(str, broken))}")


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


def _copy_engine(built: Path, new: SiteWriter) -> None:
    for path in sorted(built.rglob("*")):
        name = path.relative_to(built).as_posix()
        if path.is_file() and not name.endswith((".html", ".map")) and name not in _NOT_PUBLISHED:
            new.put(name, path.read_bytes())


def _path_of(address: str) -> str:
    path = f"{address}index.html" if address == "" or address.endswith("/") else address
    if _PLAIN.match(path):
        return path
    segments = path.split("/")
    if not all(_SEGMENT.match(segment) and segment.strip(".") for segment in segments) or is_shell(path):
        raise Refusal(f"{address!r} is not an address inside the site")
    return path


def _write_indexes(new: SiteWriter, shells: Shells, paths: list[str]) -> None:
    new.put("_headers", HEADERS.encode())
    new.put(".nojekyll", b"")
    if url := shells.identity.url.rstrip("/"):
        new.put("sitemap.xml", _sitemap(url, paths).encode())


def _sitemap(url: str, paths: list[str]) -> str:
    shown = (path.removesuffix("index.html") for path in paths if path.endswith(".html") and path != "404.html")
    lines = "".join(f"<url><loc>{escape_xml(f'{url}/{address}')}</loc></url>\n" for address in shown)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )
