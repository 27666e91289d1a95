"""Exports of Instagram: JSON of 2018 to 2020, JSON and HTML since 2021, with what they hold of Threads.

* No file gives an id or an address of a post, so ids are synthesised and permalinks left out.
* A reel stands in the list of posts too: equal media, text and moment are one item with two fragments.
* In 2018 to 2020 a post of several media is several rows of equal moment and caption.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from records_portal.register.findings import Refusal

from ...archives.opening import Member
from ...pieces import Doubt, Opener, Owner, Piece, Recognised
from ...slices.json_slices import elements
from ..meta.messages import message_files
from .files import HANDLE_FILES, ROLES, ItemFile, has_gaps, has_own_folder, item_files
from .pages import LARGEST_PAGE, handle_on_page
from .reading import InstagramReading
from .values import HANDLE_LABELS, handle_in_file

NAME = "instagram"
_LACKS = (
    "comments by others",
    "who liked and how many did",
    "addresses and ids of posts",
    "edits and earlier captions",
)
_LACKS_EARLIER = (*_LACKS, "archived and deleted posts", "image descriptions")
_LACKS_THREADS = ("posts that replies on Threads answer",)
_LACKS_LATER = (*_LACKS, "which dates and sections were asked for")
_LACKS_HTML = (*_LACKS_LATER, "seconds and zone of moments")
_OLD_ROLES = frozenset(("rows", "story-rows", "comment-rows"))


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The layout by the files that hold items and by how they begin; nothing where there is none."""
    files = list(item_files(members, opener))
    if not any(each.certain for each in files) and not has_own_folder(members):
        return None
    roles = {each.role for each in files}
    old = bool(roles) and roles <= _OLD_ROLES | {"direct-messages"}
    pages = bool(files) and all(each.page for each in files)
    owners = tuple(
        Owner(each.name, handles=frozenset((handle,))) for each in members if (handle := _handle(each, opener))
    )
    return Recognised(
        platforms=frozenset(("instagram", "threads") if "threads" in roles else ("instagram",)),
        format=NAME,
        era="2018-2020" if old else "2021-on-html" if pages else "2021-on",
        members=tuple(members),
        lacks=(
            *(_LACKS_EARLIER if old else _LACKS_HTML if pages else _LACKS_LATER),
            *(_LACKS_THREADS if "threads" in roles else ()),
        ),
        kinds=frozenset(kind for each in files for kind in _kinds(each, opener)),
        handle=next((min(each.handles) for each in owners), ""),
        owners=owners,
        doubts=(Doubt("missing-parts", "numbered files of items with a gap between them"),) if has_gaps(files) else (),
        offers=frozenset(("messages",) if message_files(members) else ()),
    )


def _kinds(file: ItemFile, opener: Opener) -> Iterator[str]:
    """The kinds of items that a file would hold: one for each list, whether it is empty or not."""
    yield from ROLES.get(file.role, ())
    if file.role in _OLD_ROLES:
        with opener(file.member) as stream:
            keys = {key for each in elements(stream) if isinstance(each.value, dict) for key in each.value}
        yield from (kind for key in keys for kind in ROLES.get(file.role_of(key), ()))


def _handle(member: Member, opener: Opener) -> str:
    if not HANDLE_FILES.fullmatch(member.name) or member.size > LARGEST_PAGE:
        return ""
    with opener(member) as stream:
        if member.name.endswith(".html"):
            return handle_on_page(stream.read(), HANDLE_LABELS)
        return next(filter(None, (handle_in_file(each.value) for each in elements(stream))), "")


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the export, each byte in exactly one of them."""
    if recognised.include and recognised.platforms == {"threads"}:
        raise Refusal("messages are those of the Instagram account, not of the site on Threads; leave out '--include'")
    yield from InstagramReading(recognised, opener).pieces()
