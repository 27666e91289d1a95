"""Record pages are stamped into shells that the page engine built, so that no value is ever read as Markdown or markup.

* The engine has built the hand-written pages and one empty shell for each kind of record page.
* A shell is split once at its marks; a page is those pieces joined with values that were escaped one by one.
* Addresses inside a page are relative, so a site works under any base path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from records_portal.register.findings import Refusal
from records_portal.values.urls import is_plain_url

if TYPE_CHECKING:
    from records_portal.register.records import PortalValue

SITE_MARK = "%%records:site%%"
NOTHING = Markup()
DRAFT = "Draft, built from files that are not committed. It is not the register."
SAMPLE = "Sample: everything here is made up."
RECORD_MARKS = frozenset({"title", "head", "breadcrumb", "heading", "body"})

_MARK = re.compile(
    r"<!--records:(?P<mark>[a-z]+)-->|%%records:(?P<name>[a-z]+)%%"
    r'|<div data-records="(?P<section>[a-z-]+)">.*?</div>',
    re.DOTALL,
)
_BLANK_LINES = re.compile(r"\s*\n\s*")

Breadcrumb = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who publishes the portal, as the banner and the foot of every page say it."""

    title: str = "Records Portal"
    url: str = ""
    jurisdiction: str = ""
    notice: str = ""
    office: str = ""
    contact_url: str = ""
    email: str = ""
    phone: str = ""
    repository: str = ""
    draft: bool = False


def identity_of(portal: PortalValue) -> Identity:
    """The identity that the portal's settings give."""
    contact, forge = portal.get("contact", {}), portal.get("forge", {})
    return Identity(
        title=portal.get("title", "Records Portal"),
        url=portal.get("url", ""),
        jurisdiction=portal.get("jurisdiction", ""),
        notice=portal.get("notice", SAMPLE if portal.get("sample") else ""),
        office=contact.get("office", ""),
        contact_url=contact.get("url", ""),
        email=contact.get("email", ""),
        phone=contact.get("phone", ""),
        repository=forge.get("url", ""),
    )


def relative(source: str, target: str) -> str:
    """The address of one page as a link on another: both are counted from the site's root, without a leading slash."""
    return "../" * source.count("/") + target or "./"


@dataclass(frozen=True, slots=True)
class Shell:
    """A built page cut at its marks: text stands at even places, the name of a mark at odd ones."""

    name: str
    address: str
    pieces: tuple[str, ...]
    identity: Identity
    fixed: tuple[bytes, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fixed", tuple(piece.encode() for piece in self.pieces[::2]))

    @property
    def marks(self) -> frozenset[str]:
        """The names of the marks that are still open; a section's begins with `#`."""
        return frozenset(self.pieces[1::2])

    @property
    def sections(self) -> frozenset[str]:
        """The names of the sections that have to be filled."""
        return frozenset(mark[1:] for mark in self.marks if mark.startswith("#"))

    def stamp(
        self,
        title: str,
        description: str,
        address: str,
        breadcrumb: Breadcrumb,
        body: Markup,
        *,
        kicker: str = "",
        tag: Markup = NOTHING,
        head: Markup = NOTHING,
    ) -> str:
        """The page of one record; everything that is not already markup is escaped."""
        return self.stamped(title, description, address, breadcrumb, body, kicker=kicker, tag=tag, head=head).text()

    def stamped(
        self,
        title: str,
        description: str,
        address: str,
        breadcrumb: Breadcrumb,
        body: Markup,
        *,
        kicker: str = "",
        tag: Markup = NOTHING,
        head: Markup = NOTHING,
    ) -> StampedPage:
        """The page of one record as the shell and what is its own."""
        if address.count("/") != self.address.count("/"):
            raise Refusal(f"address {address!r} does not lie as deep as the shell {self.name!r}; its links would break")
        values = {
            "title": escape(title),
            "head": _metadata(self.identity, title, description, address) + escape(head),
            "breadcrumb": _breadcrumb(address, (*breadcrumb, (title, ""))),
            "heading": _heading(title, kicker, tag),
            "body": escape(body),
        }
        return StampedPage(self, values)

    def fill(self, sections: Mapping[str, Markup], *, head: Markup = NOTHING) -> str:
        """A hand-written page with its sections filled; every section of the page has to be there."""
        if missing := sorted(self.sections - sections.keys()):
            raise Refusal(f"page {self.address!r} has no content for section {missing[0]!r}; the page names it")
        values = {f"#{name}": _section(name, body) for name, body in sections.items()}
        values["head"] = _canonical(self.identity, self.address) + escape(head)
        return "".join(_joined(self.pieces, values))


@dataclass(frozen=True, slots=True)
class StampedPage:
    """A page of a record: a shell, and what stands at its marks."""

    shell: Shell
    values: Mapping[str, str]

    def text(self) -> str:
        """The whole page."""
        return "".join(_joined(self.shell.pieces, self.values))

    def data(self) -> bytes:
        """The whole page as it is written; a shell's own text is encoded once for all its pages."""
        parts = [self.shell.fixed[0]]
        for mark, fixed in zip(self.shell.pieces[1::2], self.shell.fixed[1:], strict=True):
            parts += self.values.get(mark, "").encode(), fixed
        return b"".join(parts)

    def own(self) -> str:
        """What the shell does not have."""
        return "".join(self.values.values())


@dataclass(frozen=True, slots=True)
class Shells:
    """What the engine built: record shells by first folder and depth, hand-written pages by address."""

    built: Path
    identity: Identity
    records: Mapping[tuple[str, int], Shell]
    pages: Mapping[str, Shell]

    def record(self, address: str) -> Shell:
        """The shell for the page of a record at an address such as `sites/ID/`."""
        key = address.partition("/")[0], address.count("/")
        if key not in self.records:
            raise Refusal(f"there is no shell for the address {address!r}; docs/ needs a page _record.md for it")
        return self.records[key]

    def page(self, address: str) -> Shell:
        """The hand-written page at an address such as `sites/`, or the home page at the empty one."""
        if address not in self.pages:
            raise Refusal(f"there is no page at the address {address!r}; docs/ needs one")
        return self.pages[address]


def read_shells(built: Path, identity: Identity) -> Shells:
    """Every page that the engine built, with the identity already in place and all other marks open."""
    records: dict[tuple[str, int], Shell] = {}
    pages: dict[str, Shell] = {}
    common = {"site": escape(identity.title), "banner": _banner(identity), "identifier": _identifier(identity)}
    for path in sorted(built.rglob("*.html")):
        name = path.relative_to(built).as_posix()
        shell = _read_shell(path.read_text(encoding="utf-8"), name, identity)
        shell = replace(shell, pieces=_pieces(_filled(shell.pieces, common)))
        if is_shell(name):
            records[name.partition("/")[0], shell.address.count("/")] = _checked(shell)
        else:
            pages[shell.address] = shell
    if not records:
        raise Refusal(f"no shells in {str(built)!r}; docs/ needs the pages named _record.md")
    return Shells(built, identity, records, pages)


def is_shell(name: str) -> bool:
    """Whether a built file is a shell, which is never published itself."""
    return "_record" in name.split("/")


def _read_shell(text: str, name: str, identity: Identity) -> Shell:
    if is_shell(name):
        text = _BLANK_LINES.sub("\n", text)
    return Shell(name, name.removesuffix("index.html"), _pieces(_cut(text)), identity)


def _checked(shell: Shell) -> Shell:
    if missing := sorted(RECORD_MARKS - shell.marks):
        raise Refusal(f"shell {shell.name!r} lacks the mark {missing[0]!r}; its page needs `template: record.html`")
    return shell


def _cut(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is the name of a mark."""
    end = 0
    for match in _MARK.finditer(text):
        yield text[end : match.start()], False
        yield match["mark"] or match["name"] or f"#{match['section']}", True
        end = match.end()
    yield text[end:], False


def _filled(pieces: tuple[str, ...], values: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    for place, piece in enumerate(pieces):
        is_open = place % 2 == 1 and piece not in values
        yield (piece if is_open or place % 2 == 0 else values[piece]), is_open


def _pieces(parts: Iterator[tuple[str, bool]]) -> tuple[str, ...]:
    """Text and marks in turns: neighbouring texts become one."""
    pieces = [""]
    for text, is_mark in parts:
        if is_mark:
            pieces += [text, ""]
        else:
            pieces[-1] = "".join((pieces[-1], text))
    return tuple(pieces)


def _joined(pieces: tuple[str, ...], values: Mapping[str, str]) -> Iterator[str]:
    for place, piece in enumerate(pieces):
        yield values.get(piece, "") if place % 2 else piece


def _section(name: str, body: Markup) -> Markup:
    return Markup('<div data-records="{}">{}</div>').format(name, body)


def _heading(title: str, kicker: str, tag: Markup) -> Markup:
    above = Markup('<p class="page-header__kicker">%s</p>') % kicker if kicker else NOTHING
    beside = Markup('<p class="page-header__tag">%s</p>') % tag if tag else NOTHING
    return Markup('<header class="page-header">%s<h1>%s</h1>%s</header>') % (above, title, beside)


def _breadcrumb(address: str, steps: Breadcrumb) -> Markup:
    *parents, (here, _) = (("Home", ""), *steps)
    links = (Markup('<li><a href="%s">%s</a></li>') % (relative(address, to), label) for label, to in parents)
    return Markup(
        '<nav class="breadcrumb" aria-label="Breadcrumb"><ol>%s<li aria-current="page">%s</li></ol></nav>'
    ) % (NOTHING.join(links), here)


def _canonical(identity: Identity, address: str) -> Markup:
    if not is_plain_url(identity.url) or address == "404.html":
        return NOTHING
    url = f"{identity.url.rstrip('/')}/{address}"
    return Markup('<link rel="canonical" href="%s">\n<meta property="og:url" content="%s">') % (url, url)


def _metadata(identity: Identity, title: str, description: str, address: str) -> Markup:
    return Markup(
        '<meta name="description" content="%s">\n<meta property="og:title" content="%s">\n'
        '<meta property="og:description" content="%s">\n<meta property="og:site_name" content="%s">\n'
        '<meta property="og:type" content="website">\n%s'
    ) % (description, title, description, identity.title, _canonical(identity, address))


def _banner(identity: Identity) -> Markup:
    said = Markup('<p class="banner__official">An official register of the {}</p>').format(identity.jurisdiction)
    notice = Markup('<p class="banner__notice"><strong>Notice</strong> {}</p>').format(identity.notice)
    draft = Markup('<p class="banner__notice"><strong>Notice</strong> {}</p>').format(DRAFT)
    parts = (draft if identity.draft else NOTHING) + (said if identity.jurisdiction else NOTHING)
    parts += notice if identity.notice else NOTHING
    return Markup('<aside class="banner" aria-label="Official register">{}</aside>').format(parts) if parts else parts


def _identifier(identity: Identity) -> Markup:
    lines = [
        Markup('<p class="identifier__title">{}</p>').format(identity.title),
        Markup("<p>{}</p>").format(identity.jurisdiction) if identity.jurisdiction else NOTHING,
        Markup("<p>{}</p>").format(Markup(" · ").join(_contact(identity))),
    ]
    return Markup('<div class="identifier__who">{}</div>').format(NOTHING.join(lines))


def _contact(identity: Identity) -> Iterator[Markup]:
    link = Markup('<a href="{}">{}</a>')
    if identity.office:
        yield (
            link.format(identity.contact_url, identity.office)
            if is_plain_url(identity.contact_url)
            else escape(identity.office)
        )
    if identity.email:
        yield link.format(f"mailto:{identity.email}", identity.email)
    if identity.phone:
        yield escape(identity.phone)
    if is_plain_url(identity.repository):
        yield link.format(identity.repository, "Source of this register")
