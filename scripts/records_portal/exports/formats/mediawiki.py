"""Dumps of MediaWiki wikis: each revision is a version of its page, in the order of the dump.

* A page is one item with as many versions as its text had; a text that came back is the version that it was.
* Whoever wrote without signing in is known by an address of the network only: it is residue and no author.
* A text that was hidden from the public is an item without text, marked as deleted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote, urlsplit

from ..archives.opening import Member
from ..leftovers import Parts, UnknownShapes, cut_out, is_packaging, list_doubt
from ..moments import dated, moment_with_offset
from ..pieces import ExportedItem, Fragment, Media, Opener, Owner, Piece, Recognised, Residue
from ..slices.json_slices import CUT
from ..slices.xml_slices import XmlNode, XmlStretch, xml_elements, xml_opening

NAME = "mediawiki"
KINDS = frozenset(("page",))
_LACKS = (
    "uploaded files, unless they lie beside it",
    "versions of pages that were deleted",
    "versions before the last one, where the dump is of current pages alone",
    "who read or watched a page",
)
_REVISION = frozenset(("revision",))
_HEAD = 1 << 16
_TITLE = re.compile(rb"<title>(.{1,2000}?)</title>.{0,400}?<id>(\d{1,15})</id>", re.DOTALL)
_NUMBER = re.compile(r"\d{1,15}\Z", re.ASCII)
_FILE = re.compile(r"\[\[(?:File|Image):([^|\]\n]{1,240})", re.IGNORECASE)
_PARTS = Parts.of(
    orphan_media=r"(?:.*/)?(?:images|uploads|files)/.*",
    # These are stretches within the dump.
    personal_particulars=r"(?!)",
)


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The dump by its root; nothing where no file has it."""
    found = _dumps(members, opener)
    if not found:
        return None
    version = max(found.values())[0]
    return Recognised(
        # Wikis are kept by servers of any name.
        platforms=frozenset(),
        format=NAME,
        era=f"export-{version.replace('.', '-')}" if re.fullmatch(r"[\d.]{1,8}", version) else "export",
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
        account_name=max(found.values())[1],
        owners=tuple(Owner("the dump", address=each) for each in sorted({base for _, base in found.values()} - {""})),
        # Nothing in a dump says whether all pages were asked for.
        complete=False,
    )


def _dumps(members: Sequence[Member], opener: Opener) -> dict[Member, tuple[str, str]]:
    """Each dump with the version of its form and the address of the wiki's first page."""
    found = {}
    for member in members:
        if member.base.lower().endswith(".xml") and not is_packaging(member.name):
            with opener(member) as stream:
                root = xml_opening(stream, _REVISION)
            if root and root.name == "mediawiki":
                info = root.first("siteinfo")
                found[member] = root.attributes.get("version", ""), info.within("base") if info else ""
    return found


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the dump, each byte in exactly one of them."""
    dumps, strangers = _dumps(recognised.members, opener), UnknownShapes()
    uploads = {each.base: each for each in recognised.members if _PARTS.part(each.name) == "orphan-media"}
    used: set[Member] = set()
    for member, (_, base) in dumps.items():
        before = b""
        with opener(member) as stream:
            for each in xml_elements(stream, _REVISION):
                if each.cut:
                    yield list_doubt(member, CUT)
                    continue
                page = _page_of(before)
                item = _item(each.node, page, base, uploads) if each.node and page else None
                if item:
                    used.update(medium.member for medium in item.media if medium.member)
                    yield from _cut(item, member, each)
                elif each.node or each.broken:
                    yield strangers.residue(member, each.offset, each.data)
                else:
                    before = (before + each.data)[-_HEAD:]
                    yield Residue("framing", member, each.offset, each.data)
    for member in recognised.members:
        if member not in dumps and member not in used:
            yield Residue(_PARTS.part(member.name), member)
    yield from strangers.remarks()


def _page_of(before: bytes) -> tuple[str, str] | None:
    """The title and the number of the page that the next revision is of: the last one that began."""
    start = before.rfind(b"<page>")
    match = _TITLE.search(before, start) if start >= 0 else None
    return (html.unescape(match[1].decode("utf-8", "replace")).strip(), match[2].decode()) if match else None


def _item(node: XmlNode, page: tuple[str, str], base: str, uploads: Mapping[str, Member]) -> ExportedItem | None:
    """The version of a page that a revision makes, without its fragments; nothing where it has another shape."""
    (title, number), revision, text = page, node.within("id"), node.first("text")
    made_at = moment_with_offset(node.within("timestamp"))
    if not _NUMBER.match(revision) or text is None or made_at is None:
        return None
    hidden = "deleted" in text.attributes
    comment = node.within("comment")
    contributor = node.first("contributor")
    words = text.text()
    paragraphs = (title, words.strip(), f"Edit summary: {comment}" if comment else "")
    item = ExportedItem(
        id=f"page/{number}",
        kind="page",
        text="\n\n".join(filter(None, paragraphs)),
        media=tuple(_media(words, uploads)),
        author=contributor.within("username") if contributor else "",
        permalink=_permalink(base, title, revision),
        deleted=hidden,
    )
    return dated(item, made_at, "explicit-offset")


def _permalink(base: str, title: str, revision: str) -> str:
    """The address of a version, beside that of the wiki's first page."""
    try:
        is_address = urlsplit(base).scheme in ("http", "https")
    except ValueError:
        is_address = False
    return f"{base.rpartition('/')[0]}/{quote(title.replace(' ', '_'))}?oldid={revision}" if is_address else ""


def _media(words: str, uploads: Mapping[str, Member]) -> Iterator[Media]:
    for name in dict.fromkeys(match[1].strip().replace(" ", "_") for match in _FILE.finditer(words)):
        yield Media(name, uploads.get(name), bool(uploads))


def _cut(item: ExportedItem, member: Member, each: XmlStretch) -> Iterator[Piece]:
    """The version with its bytes, and the address of a writer without a name as residue."""
    contributor = each.node.first("contributor") if each.node else None
    places = [(address.start, address.end) for address in contributor.all("ip")] if contributor else []
    kept, taken = cut_out(Fragment(member, each.offset, each.data), places)
    yield replace(item, fragments=kept)
    yield from (Residue("personal-particulars", member, part.offset, part.data) for part in taken)
