"""Every link inside a built site has to lead to a file of that site, and every fragment to a place on the page.

* `broken_links` reads a folder. `LinkBook` is told each page as it is written and reads the shell of many pages once.
* A page taken over from an earlier build is not looked at again: its links led somewhere then, so they do unless a
  file or a name that was there then is gone.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from records_portal.register.findings import Finding, Place, finding

from .shell import StampedPage

_LINK = re.compile(r"""<[a-zA-Z][^<>]*?\s(?:href|src|action|data-source)=(?:"([^"]*)"|'([^']*)')""")
_NAME = re.compile(r"""<[a-zA-Z][^<>]*?\sid=(?:"([^"]*)"|'([^']*)')""")
_SCHEME = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")
_PLAIN = re.compile(r"(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*/?)*(?:#[A-Za-z0-9_.-]+)?\Z")

Target = tuple[str | None, str]


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
            self.names[target] = names_in((self.out / target).read_text(encoding="utf-8"))
        return name in self.names[target]


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What every page of a shell has: its names, and the links that lead elsewhere from each page."""

    names: frozenset[str]
    beside: tuple[str, ...]


class LinkBook:
    """The links and names of the pages of a site, taken down while they are written."""

    def __init__(self, site_url: str = "") -> None:
        self.url, self.base = site_url, _base(site_url)
        self.wanted: dict[tuple[str, str], str] = {}
        self.suspect: set[str] = set()
        self.names: dict[str, frozenset[str]] = {}
        self._targets: dict[str, Target] = {}
        self._shells: dict[str, _Fixed] = {}

    def add(self, path: str, page: StampedPage | str) -> None:
        """Take down a page's links and names."""
        names, links = self._read(path, page)
        self.names[path] = names
        up, folder = "../" * path.count("/"), posixpath.dirname(path)
        for link in links:
            if link.startswith("#") and link[1:] in names:
                continue
            target, fragment = self._resolved(up, folder, link)
            if target:
                self.wanted.setdefault((target, fragment), path)
            elif target is None and fragment and fragment not in names:
                self.suspect.add(path)

    def _read(self, path: str, page: StampedPage | str) -> tuple[frozenset[str], Iterable[str]]:
        if isinstance(page, str):
            return names_in(page), links_in(page)
        own = page.own()
        if shell := self._shells.get(page.shell.name):
            return shell.names.union(_attribute(own, "id")), (*shell.beside, *_own_links(own))
        fixed = "".join(page.shell.pieces[::2])
        links, up = links_in(fixed), "../" * path.count("/")
        beside = tuple(link for link in links if not (up and link.startswith(up)) and not _SCHEME.match(link))
        self._shells[page.shell.name] = _Fixed(names_in(fixed), beside)
        return names_in(fixed).union(_attribute(own, "id")), (*links, *_own_links(own))

    def _resolved(self, up: str, folder: str, link: str) -> Target:
        """A link that goes up to the root and down again leads from every page that lies as deep to the same place."""
        if link.startswith("https://"):
            return "", ""
        rest = link[len(up) :]
        if not link.startswith(up) or not _PLAIN.match(rest):
            return _resolve(self.base, folder, link)
        if rest not in self._targets:
            self._targets[rest] = _resolve(self.base, "", rest or ".")
        return self._targets[rest]

    def faulty_pages(self, out: Path, files: frozenset[str]) -> list[str]:
        """The pages with a link that leads nowhere in the site as it stands in a folder."""
        site = _Site(out, self.base, files, self.names)
        faulty = (page for (target, fragment), page in self.wanted.items() if _fault(site, target, fragment))
        return sorted({*self.suspect, *faulty})


def _own_links(text: str) -> Iterator[str]:
    """The links in what templates wrote: each attribute stands after a space, and no value holds a bare quote."""
    for name in ("href", "src", "action", "data-source"):
        yield from _attribute(text, name)


def _attribute(text: str, name: str) -> set[str]:
    return {part[: part.index('"')] for part in text.split(f' {name}="')[1:]}


def names_in(text: str) -> frozenset[str]:
    """The names of the places in a page."""
    return frozenset(unescape(one or two) for one, two in _NAME.findall(text))


def links_in(text: str) -> tuple[str, ...]:
    """The links of a page, each once."""
    return tuple(dict.fromkeys(one or two for one, two in _LINK.findall(text)))


def files_of(out: Path) -> frozenset[str]:
    """Every file of a site."""
    return frozenset(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


def broken_links(out: Path, site_url: str = "", pages: Iterable[str] | None = None) -> Iterator[Finding]:
    """L001: a link leads to no file of the site. L002: a fragment names no place on its page."""
    files = files_of(out)
    site = _Site(out, _base(site_url), files)
    resolve = cache(_resolve)
    for page in sorted(name for name in files if name.endswith(".html")) if pages is None else pages:
        text = (out / page).read_text(encoding="utf-8")
        folder = posixpath.dirname(page)
        for link in links_in(text):
            target, fragment = resolve(site.base, folder, link)
            if target == "":
                continue
            if fault := _fault(site, target or page, fragment):
                yield _broken(page, text, link, *fault)


def _base(site_url: str) -> str:
    return urlsplit(site_url).path.rstrip("/") + "/"


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


def _resolve(base: str, folder: str, link: str) -> Target:
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
