"""Exports of Flickr: a file `photo_ID.json` for each photo, and the photos and films themselves in parts of their own.

* Comments stand in the file of their photo, others' too; each is cut out and is an item of its own.
* Moments are written without a zone, and nobody has shown which it is: they count as early and as late as they can be.
* A photo's file is known by the number in its name, whichever part it lies in.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from ..archives.opening import Member
from ..known_shapes import KnownShapes
from ..leftovers import Parts, UnknownShapes, cut_out, is_packaging
from ..loose_values import dicts, json_value, mapping, web_address
from ..moments import dated, dated_by_clock, moment_in_utc
from ..pieces import Doubt, ExportedItem, Fragment, Media, Opener, Owner, OwnersMet, Piece, Recognised, Remark, Residue
from ..slices.json_lists import list_elements
from ..slices.json_slices import LARGEST
from ..slices.json_trees import Path, tree_stretches
from ..slices.markup_text import text_of_markup
from .flickr_shapes import OWN_COMMENT, PHOTO

NAME = "flickr"
KINDS = frozenset(("post", "comment"))
_LACKS = (
    "earlier titles and descriptions",
    "deleted photos and comments",
    "who marked a photo as a favourite",
    "the time zone of moments",
)
_PHOTO = re.compile(r"(?:.*/)?photo_(\d{1,19})[^/]*\.json", re.ASCII)
_OWN_COMMENTS = re.compile(r"(?:.*/)?photos_comments[^/]*\.json", re.ASCII)
_ENDING = r"\.(?:jpe?g|png|gif|tiff?|heic|mp4|mov|avi|mpe?g|wmv|3gp|m4v)"
_MEDIUM = re.compile(r"(?:.*[_/])?(\d{4,19})(?:_[0-9a-f]{10})?(?:_o)?" + _ENDING, re.ASCII | re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}\Z")
_NSID = re.compile(r"\d{4,12}@N\d\d\Z", re.ASCII)
_PEOPLE = re.compile(r"https?://(?:www\.)?flickr\.com/(?:people|photos)/([^/?#]+)/?\Z")
_PHOTOS = re.compile(r"https?://(?:www\.)?flickr\.com/photos/([^/?#]+)/")
_UNIX = re.compile(r"1\d{9}\Z", re.ASCII)
_COMMENTS = re.compile("comments")
_PARTS = Parts.of(
    direct_messages=r"(?:.*/)?(?:received|sent)_flickrmail[^/]*\.json",
    contacts=r"(?:.*/)?(?:contacts|followers|following|blocked)[^/]*\.json",
    albums=r"(?:.*/)?(?:albums|galleries|sets?_)[^/]*\.json",
    favourites=r"(?:.*/)?faves[^/]*\.json",
    groups=r"(?:.*/)?group[^/]*\.json",
    account=r"(?:.*/)?account_[^/]*\.json",
    orphan_media=r".*" + _ENDING,
)


_Looked = tuple[UnknownShapes, KnownShapes]


@dataclass(frozen=True, slots=True)
class FlickrAccount:
    """Whose export it is, and the files of photos by their number."""

    id: str = ""
    handle: str = ""
    name: str = ""
    files: Mapping[str, Member] = field(default_factory=dict)


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The export by what stands in the file of a photo; nothing where none is there."""
    photos = [member for member in members if _is_named(_PHOTO, member)]
    if not any(_is_photo(member, opener) for member in photos[:9]):
        return None
    account = _account(members, opener)
    return Recognised(
        platforms=frozenset(("flickr",)),
        format=NAME,
        era="2018-on",
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
        account_id=account.id,
        handle=account.handle,
        account_name=account.name,
        owners=tuple(
            Owner("account_profile.json", number, handles=frozenset(filter(None, (handle,))))
            for number, handle, _ in _profiles(members, opener)
        ),
    )


def _is_named(pattern: re.Pattern[str], member: Member) -> bool:
    return bool(pattern.fullmatch(member.name)) and not is_packaging(member.name)


def _is_photo(member: Member, opener: Opener) -> bool:
    with opener(member) as stream:
        return b'"photopage"' in stream.read(1 << 16)


def _account(members: Sequence[Member], opener: Opener) -> FlickrAccount:
    files = {match[1]: member for member in reversed(members) if (match := _MEDIUM.fullmatch(member.name))}
    number, handle, name = next(_profiles(members, opener), ("", "", ""))
    return FlickrAccount(number if _NSID.match(number) else "", handle, name, files)


def _profiles(members: Sequence[Member], opener: Opener) -> Iterator[tuple[str, str, str]]:
    """The number, handle and name of each profile, as they are written."""
    for fields in _small(members, "account_profile.json", opener):
        number = _text(fields.get("nsid"))
        address = _PEOPLE.match(_text(fields.get("profile_url")))
        handle = address[1] if address and "@N" not in address[1] else ""
        yield number, handle, _text(fields.get("screen_name"))


def _small(members: Sequence[Member], name: str, opener: Opener) -> Iterator[Mapping[str, Any]]:
    """The objects of the files of a name."""
    for member in members:
        if member.base == name and member.size <= LARGEST and not is_packaging(member.name):
            with opener(member) as stream:
                value = json_value(stream.read())
            if isinstance(value, dict):
                yield value


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the export, each byte in exactly one of them."""
    members = recognised.members
    account = _account(members, opener)
    strangers, owned, found, undated = UnknownShapes(), set[Member](), set[str](), 0
    shapes = KnownShapes("entries")
    owners = OwnersMet()
    for member in members:
        if _is_named(_PHOTO, member):
            pieces = _photo_pieces(member, account, opener, (strangers, shapes))
        elif _is_named(_OWN_COMMENTS, member):
            pieces = _own_comments(member, account, opener, (strangers, shapes))
        else:
            continue
        owned.add(member)
        for piece in pieces:
            if isinstance(piece, ExportedItem):
                owned.update(each.member for each in piece.media if each.member)
                found.add(piece.id)
                undated += piece.created_at is None
                if piece.kind == "post" and (match := _PHOTOS.match(piece.permalink)):
                    yield from owners.told(_owner_named(match[1]))
            yield piece
    yield from (Residue(_PARTS.part(member.name), member) for member in members if member not in owned)
    yield from strangers.remarks()
    yield from shapes.remarks()
    others = (each for each in members if each not in owned and _PARTS.part(each.name) == "other-files")
    if unread := sum(each.name.endswith(".json") and _is_photo(each, opener) for each in others):
        yield Doubt("unknown-parts", "files that are of photos by what stands in them, under other names", unread)
    if undated:
        yield Remark("photos and comments without a moment that can be read", undated)
    if absent := len(_listed(members, opener) - found):
        yield Doubt("missing-parts", "photos that an album lists and the export has not", absent)
        yield Remark("photos that an album lists and the export has not", absent)


def _owner_named(named: str) -> Owner:
    """Whose a photo is by the number or the handle in its address."""
    where = "the addresses of photos"
    return Owner(where, named) if "@N" in named else Owner(where, handles=frozenset((named,)))


def _listed(members: Sequence[Member], opener: Opener) -> set[str]:
    """The numbers of the photos that albums list."""
    albums = [each for fields in _small(members, "albums.json", opener) for each in dicts(fields.get("albums"))]
    photos = (each for album in albums for each in album.get("photos") or () if isinstance(album["photos"], list))
    # A photo that was taken out of an album leaves a nought.
    return {each for each in photos if isinstance(each, str)} - {"0"}


def _photo_pieces(member: Member, account: FlickrAccount, opener: Opener, looked: _Looked) -> Iterator[Piece]:
    """A photo, the comments on it, and what was not understood of its file."""
    strangers, shapes = looked
    with opener(member) as stream:
        data = stream.read(LARGEST)
        rest = stream.read()
    fields = mapping(None if rest else json_value(data))
    item = _photo(fields, account)
    if not item:
        yield strangers.residue(member, 0, data + rest)
        return
    shapes.look("the files of photos", fields, data, PHOTO)
    comments = {}
    for each in tree_stretches(io.BytesIO(data), _nowhere, _is_comments):
        if each.element and not _is_empty(each.value):
            comments[each.offset] = _comment(each.value, item), each.offset + len(each.data)
    places = [(start, end) for start, (_, end) in comments.items()]
    own, taken = cut_out(Fragment(member, 0, data), places)
    yield replace(item, fragments=own)
    for stretch in taken:
        comment = comments[stretch.offset][0]
        if comment:
            yield replace(comment, fragments=(stretch,))
        else:
            yield strangers.residue(member, stretch.offset, stretch.data)


def _nowhere(path: Path) -> bool:
    return False


def _is_comments(path: Path) -> bool:
    return path == ("comments",)


def _is_empty(value: object) -> bool:
    """Whether a comment says that it says nothing."""
    return mapping(value).get("comment") == ""


def _own_comments(member: Member, account: FlickrAccount, opener: Opener, looked: _Looked) -> Iterator[Piece]:
    """What the account said below the photos of others."""
    strangers, shapes = looked
    with opener(member) as stream:
        for each in list_elements(stream, _COMMENTS):
            comment = _comment(each.value, None) if each.element and each.key == "comments" else None
            if comment:
                shapes.look(member.base, each.value, each.data, OWN_COMMENT)
                own = replace(comment, author=account.handle or account.name, account_id=account.id)
                yield replace(own, fragments=(Fragment(member, each.offset, each.data),))
            elif each.broken or each.element:
                yield strangers.residue(member, each.offset, each.data)
            elif each.data:
                yield Residue("framing", member, each.offset, each.data)


def _photo(fields: Mapping[str, Any], account: FlickrAccount) -> ExportedItem | None:
    number, imported = _text(fields.get("id")), moment_in_utc(_text(fields.get("date_imported")))
    if not number.isdecimal() or "photopage" not in fields:
        return None
    text = (_text(fields.get("name")).strip(), text_of_markup(_text(fields.get("description"))))
    address = _text(fields.get("original")) or _text(fields.get("photopage"))
    item = _item(
        number,
        "post",
        "\n\n".join(filter(None, text)),
        _text(fields.get("photopage")),
        media=(Media(address, account.files.get(number), expected=True),),
        author=account.handle or account.name,
        account_id=account.id,
        hashtags=tuple(filter(None, (_text(each.get("tag")) for each in dicts(fields.get("tags"))))),
        visibility=re.sub(r"[^a-z]+", "-", _text(fields.get("privacy")).lower()).strip("-"),
    )
    return dated_by_clock(item, imported) if imported else item


def _comment(value: object, photo: ExportedItem | None) -> ExportedItem | None:
    """A comment below a photo of the account, or the account's own below another."""
    fields = mapping(value)
    text, number = text_of_markup(_text(fields.get("comment"))), _text(fields.get("id") or fields.get("comment_id"))
    written = _text(fields.get("date") or fields.get("created"))
    if not text:
        return None
    item = _item(
        f"comment:{number}" if _ID.match(number) else "",
        "comment",
        text,
        _text(fields.get("url") or fields.get("comment_url")),
        author=_text(fields.get("user")),
        account_id=_text(fields.get("user")),
        reply_to=photo.id if photo else _text(fields.get("photo_id")) or _text(fields.get("photo_url")),
    )
    if _UNIX.match(written):
        return dated(item, datetime.fromtimestamp(int(written), UTC), "utc-by-format")
    clock = moment_in_utc(written)
    return dated_by_clock(item, clock) if clock else item


def _item(number: str, kind: str, text: str, permalink: str, **more: Any) -> ExportedItem:
    return ExportedItem(
        id=number,
        kind=kind,
        text=text,
        permalink=web_address(permalink),
        **more,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
