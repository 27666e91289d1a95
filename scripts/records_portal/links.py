"""Every link inside a built site has to lead to a file of that site, and every fragment to a place on the page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .findings import Finding, Place, finding

_LINK = re.compile(r"""<[a-zA-Z][^<>]*?\s(?:href|src|action|data-source)=(?:"([^"]*)"|'([^']*)')""")
_NAME = re.compile(r"""<[a-zA-Z][^<>]*?\sid=(?:"([^"]*)"|'([^']*)')""")
_SCHEME = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")


@dataclass(frozen=True, slots=True)
class _Site:
    out: Path
    base: str
    files: frozenset[str]
    names: dict[str, frozenset[str]] = field(default_factory=dict)

    def has(self, target: str) -> bool:
        return target in self.files

    def has_name(self, target: str, name: str) -> bool:
        if target not in self.names:
            text = (self.out / target).read_text(encoding="utf-8")
            self.names[target] = frozenset(unescape(one or two) for one, two in _NAME.findall(text))
        return name in self.names[target]


def broken_links(out: Path, site_url: str = "") -> Iterator[Finding]:
    """L001: a link leads to no file of the site. L002: a fragment names no place on its page."""
    files = frozenset(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    site = _Site(out, urlsplit(site_url).path.rstrip("/") + "/", files)
    resolve = cache(_resolve)
    for page in sorted(name for name in files if name.endswith(".html")):
        text = (out / page).read_text(encoding="utf-8")
        folder = posixpath.dirname(page)
        for link in dict.fromkeys(one or two for one, two in _LINK.findall(text)):
            target, fragment = resolve(site.base, folder, link)
            if target == "":
                continue
            if fault := _fault(site, target or page, fragment):
                yield _broken(page, text, link, *fault)


def _fault(site: _Site, target: str, fragment: str) -> tuple[str, str] | None:
    if not site.has(target):
        return "L001", f"there is no file {target!r} in the site"
    if fragment and target.endswith(".html") and not site.has_name(target, fragment):
        return "L002", f"no place on {target!r} is named {fragment!r}"
    return None


def _broken(page: str, text: str, link: str, code: str, message: str) -> Finding:
    before = text[: max(text.find(f'"{link}"'), text.find(f"'{link}'"), 0)]
    place = Place(page, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return finding(code, place, repr(unescape(link)), message, expected="a link leads to something the site has")


def _resolve(base: str, folder: str, link: str) -> tuple[str | None, str]:
    """The file a link leads to and its fragment; no file for the page itself, the empty one for other places."""
    link = unescape(link)
    if _SCHEME.match(link):
        return "", ""
    path, _, fragment = link.partition("#")
    path, fragment = unquote(path.partition("?")[0]), unquote(fragment)
    if not path:
        return None, fragment
    if path.startswith("/"):
        joined = posixpath.normpath(path.removeprefix(base) or ".") if path.startswith(base) else path
    else:
        joined = posixpath.normpath(posixpath.join(folder, path))
    is_folder = path.endswith(("/", "/.", "/..")) or path in {".", ".."}
    return (posixpath.normpath(posixpath.join(joined, "index.html")) if is_folder else joined), fragment
