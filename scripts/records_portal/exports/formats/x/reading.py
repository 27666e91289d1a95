"""One passage through an export of X (Twitter): posts, and what of them stands in other files.

A post's row in `tweets.csv`, its entry in `tweet-headers.js` and its long text in `note-tweet.js` are further fragments
of the same item; what stands between items is the residue part `framing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from ...archives.opening import Member
from ...known_shapes import KnownShapes
from ...leftovers import list_doubt
from ...loose_values import mapping, text_of
from ...pieces import (
    Doubt,
    ExportedItem,
    Fragment,
    ListRead,
    Opener,
    OwnersMet,
    Piece,
    Recognised,
    Remark,
    Residue,
)
from ...slices.json_slices import Slice, elements
from ...table_ids import TableIds
from . import files
from .articles import Articles, blocked_account, item_of_article
from .listed import archive_owner, counts_of_posts, files_of_manifests, remarks_on_files
from .messages import Conversations
from .notes import begins, item_of_note, note_text, post_ids
from .shapes import BARE_POST, LATER_POST, MONTHLY_POST, NOTE
from .table import TableRow, item_of_row, table_stretches
from .values import ID, PostContext, disagrees, iso, item_of_post, written_moment

_Note = tuple[Fragment, Mapping[str, Any], bool]

# What is left of a link where its address is not among the entities, or where the whole text lies in no file.
_UNEXPANDED = re.compile(r"https?://t\.co/\w{10}\b|\u2026\s*https?://(?:twitter|x)\.com/i/web/status/\d+\Z")
# Posts can be edited since 2022-09-29; an archive of a later year says of each post which versions it has.
_EDITS_TOLD_SINCE = datetime(2023, 1, 1, tzinfo=UTC)


# Each entry of a file asks for it.
@lru_cache(maxsize=64)
def _framing(name: str) -> str:
    """The part for what stands between the entries of a file; of what is private it tells nothing of their number."""
    part = files.posts_residue_part(name)
    return part if part in ("deleted-posts", "moderation-lists") else "framing"


def _is_of_deleted(member: Member) -> bool:
    return bool(files.DELETED.match(member.base))


class PostsReading:
    """One passage through an export: what has been met so far and waits for the post that it belongs to."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._recognised, self._opener = recognised, opener
        self._named = sorted(files.logical_names(recognised.members))
        self._media = {member.base: member for name, member in self._named if files.MEDIA.match(name)}
        self._rows: dict[str, list[TableRow]] = {}
        self._headers: dict[str, list[Fragment]] = {}
        self._notes: dict[str, list[_Note]] = {}
        self._notes_by_post: dict[str, _Note] = {}
        self._used: set[Member] = set()
        self._found_ids: dict[str, set[str]] = {}
        self._strange: dict[str, int] = {}
        self._shapes, self._deleted_shapes = KnownShapes("posts"), KnownShapes("posts")
        self._unexpanded = 0
        self._versions: dict[str, tuple[str, ...]] = {}
        self._disagreeing = 0
        self._deleted_disagree = False
        self._deleted = 0
        self._owners = OwnersMet()

    def pieces(self) -> Iterator[Piece]:
        yield from self._read_table()
        yield from self._read_headers()
        yield from self._read_notes()
        yield from self._read_posts()
        yield from self._left_over()
        yield from self._read_articles()
        yield from self._read_moderation()
        if "messages" in self._recognised.include:
            yield from self._read_messages()
        yield from (
            Residue(files.posts_residue_part(name), member) for name, member in self._named if member not in self._used
        )
        yield from self._remarks()

    def _matching(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, Member]]:
        for name, member in self._named:
            if pattern.match(name):
                self._used.add(member)
                yield name, member

    def _slices(self, name: str, member: Member) -> Iterator[tuple[Slice, Fragment, list[Piece]]]:
        """The elements of a file; what stands before one comes with it as residue."""
        framing: list[Piece] = []
        with self._opener(member) as stream:
            for each in elements(stream):
                if each.element:
                    yield each, Fragment(member, each.offset, each.data), framing
                    framing = []
                if each.fault:
                    framing.append(list_doubt(member, each.fault))
                if each.data and not each.element:
                    part = "unknown-shapes" if each.broken else _framing(name)
                    framing.append(Residue(part, member, each.offset, each.data))
                    self._strange[name] = self._strange.get(name, 0) + each.broken
        if framing:
            yield Slice(0, b""), Fragment(member, 0, b""), framing

    def _unknown(self, name: str, fragment: Fragment) -> Iterator[Piece]:
        if fragment.data:
            self._strange[name] = self._strange.get(name, 0) + 1
            yield Residue("unknown-shapes", fragment.member, fragment.offset, fragment.data)

    def _read_table(self) -> Iterator[Piece]:
        if self._recognised.era != "2012-2019":
            return
        for name, member in self._named:
            if name == files.CSV:
                self._used.add(member)
                with self._opener(member) as stream:
                    rows = (row for _, row in table_stretches(member, stream) if row)
                    ids = TableIds.of((row.id, [row.cells["text"]]) for row in rows)
                with self._opener(member) as stream:
                    for fragment, row in table_stretches(member, stream):
                        if row and not ids.is_rounded(row.id):
                            self._rows.setdefault(row.id, []).append(row)
                        elif fragment.offset == 0:
                            yield Residue("framing", member, 0, fragment.data)
                        else:
                            yield from self._unknown(name, fragment)

    def _read_headers(self) -> Iterator[Piece]:
        for name, member in self._matching(files.HEADERS):
            for each, fragment, framing in self._slices(name, member):
                yield from framing
                header = mapping(mapping(each.value).get("tweet"))
                post_id = text_of(header.get("tweet_id"))
                yield from self._owners.told(archive_owner("tweet-headers.js", header.get("user_id"), (), ""))
                if post_id:
                    self._headers.setdefault(post_id, []).append(fragment)
                else:
                    yield from self._unknown(name, fragment)

    def _read_notes(self) -> Iterator[Piece]:
        for name, member in self._matching(files.NOTES):
            for each, fragment, framing in self._slices(name, member):
                yield from framing
                note = mapping(mapping(each.value).get("noteTweet"))
                if ID.match(text_of(note.get("noteTweetId"))) and "text" in mapping(note.get("core")):
                    self._shapes.look(name.rpartition("/")[2], each.value, each.data, NOTE)
                    self._wait((fragment, note, bool(files.DELETED.match(name))))
                else:
                    yield from self._unknown(name, fragment)

    def _wait(self, found: _Note) -> None:
        """Keep a note for the last post that it names (an edit is a post of its own), else for one of its second."""
        named = post_ids(found[1])
        if named and named[-1] not in self._notes_by_post:
            self._notes_by_post[named[-1]] = found
            return
        created = written_moment(found[1].get("createdAt"))
        self._notes.setdefault(iso(created) if created else "", []).append(found)

    def _read_posts(self) -> Iterator[Piece]:
        pattern = files.MONTHS if self._recognised.era == "2012-2019" else files.POSTS
        for name, member in self._matching(pattern):
            around = self._around(deleted=bool(files.DELETED.match(name)), audience=files.audience(name))
            found = self._found_ids.setdefault(name, set())
            for each, fragment, framing in self._slices(name, member):
                yield from framing
                item = item_of_post(each.value, (fragment,), around)
                if item:
                    self._look(name.rpartition("/")[2], each, deleted=around.deleted)
                    if user := mapping(each.value.get("tweet", each.value).get("user")):
                        number = text_of(user.get("id_str")) or text_of(user.get("id"))
                        handle = "" if number else user.get("screen_name")
                        yield from self._owners.told(archive_owner("the posts", number, (handle,), ""))
                    self._deleted += around.deleted
                    found.add(item.id)
                    yield self._completed(item, each.value)
                else:
                    yield from self._unknown(name, fragment)
        yield from (ListRead(name, len(self._found_ids.get(name, ())), count) for name, count in self._recognised.lists)
        self._found_ids.clear()

    def _look(self, name: str, each: Slice, *, deleted: bool) -> None:
        """Look at a post's fields; its id stands there twice, as a number and as text."""
        shapes, tweet = self._deleted_shapes if deleted else self._shapes, each.value.get("tweet", each.value)
        monthly = self._recognised.era == "2012-2019"
        shape = MONTHLY_POST if monthly else LATER_POST if "tweet" in each.value else BARE_POST
        shapes.look(name, each.value, each.data, shape)
        # Media stand among the entities with the first of them, and all of them among the extended ones.
        lacks = not monthly and bool(mapping(tweet.get("entities")).get("media")) > ("extended_entities" in tweet)
        text = text_of(tweet.get("text"))
        # Until 2019 a repost that was cut came with the whole of what it reposts.
        lacks = lacks or (text.startswith("RT @") and text.endswith("\u2026") and "retweeted_status" not in tweet)
        exported_at = self._recognised.exported_at
        if exported_at and exported_at >= _EDITS_TOLD_SINCE and not monthly:
            lacks = lacks or "edit_info" not in tweet
        if lacks or text_of(tweet.get("id", tweet.get("id_str"))) != tweet.get("id_str"):
            shapes.changed[name] += 1

    def _around(self, *, deleted: bool, audience: str = "") -> PostContext:
        has_media = self._recognised.era != "2012-2019"
        account, handle = self._recognised.account_id, self._recognised.handle
        return PostContext(account, handle, self._found, has_media, deleted, audience)

    def _found(self, name: str) -> Member | None:
        member = self._media.get(name)
        if member:
            self._used.add(member)
        return member

    def _completed(self, item: ExportedItem, value: Any) -> ExportedItem:
        """The item with the fragments of it that other files hold, and with its note's text."""
        mirrors = [row.fragment for row in self._rows.pop(item.id, [])] + self._headers.pop(item.id, [])
        note = self._note_of(item, mapping(value))
        fragments = (*item.fragments, *mirrors)
        if note:
            fragments = (*fragments, note[0])
        self._disagreeing += disagrees(item)
        self._deleted_disagree = self._deleted_disagree or (item.deleted and disagrees(item))
        text = note[1] if note else item.text
        self._unexpanded += not item.deleted and bool(_UNEXPANDED.search(text))
        if item.edited:
            self._versions[item.id] = item.versions
        if fragments == item.fragments:
            return item
        return replace(item, fragments=fragments, text=text)

    def _note_of(self, item: ExportedItem, value: Mapping[str, Any]) -> tuple[Fragment, str] | None:
        """The note that names the post, else the one of the same second that begins as the post does."""
        if self._notes_by_post and (named := self._notes_by_post.pop(item.id, None)):
            return named[0], note_text(named[1])
        waiting = self._notes.get(iso(item.created_at), []) if item.created_at and self._notes else []
        tweet = mapping(value.get("tweet", value))
        # Two posts of one second can differ in their links alone, and a link can be written in two ways.
        for with_links in (True, False):
            for place, (fragment, note, _) in enumerate(waiting):
                if begins(tweet, note, with_links=with_links):
                    del waiting[place]
                    return fragment, note_text(note)
        return None

    def _left_over(self) -> Iterator[Piece]:
        """Rows and notes without a post are items of their own; headers without one are residue."""
        around = self._around(deleted=False)
        for found in self._rows.values():
            yield item_of_row(found[0], tuple(row.fragment for row in found), around)
        lacking = [each for each in self._headers.values() if not any(_is_of_deleted(one.member) for one in each)]
        if lacking:
            yield Doubt("fewer-than-declared", "posts that tweet-headers.js lists and no list holds", len(lacking))
        for headers in self._headers.values():
            for each in headers:
                part = "deleted-posts" if _is_of_deleted(each.member) else "headers-without-posts"
                yield Residue(part, each.member, each.offset, each.data)
        for fragment, note, deleted in self._waiting_notes():
            yield item_of_note(fragment, note, deleted, around)

    def _waiting_notes(self) -> list[_Note]:
        return [*self._notes_by_post.values(), *(note for waiting in self._notes.values() for note in waiting)]

    def _read_articles(self) -> Iterator[Piece]:
        articles = Articles()
        for name, member in self._matching(files.ARTICLES):
            for each, fragment, framing in self._slices(name, member):
                yield from framing
                if fragment.data and not articles.take_in(fragment, each.value):
                    yield from self._unknown(name, fragment)
        media = {member.base: member for name, member in self._named if files.ARTICLE_MEDIA.match(name)}

        def found(name: str) -> Member | None:
            self._used.update([media[name]] if name in media else [])
            return media.get(name)

        around = replace(self._around(deleted=False), find_media=found)
        for fragments, value in articles.joined():
            if item := item_of_article(value, fragments, around):
                yield item
            else:
                yield from (Residue("articles", each.member, each.offset, each.data) for each in fragments)

    def _read_moderation(self) -> Iterator[Piece]:
        """The accounts that are blocked or muted at the moment of the export, which is all that is known of the day."""
        around, until = self._around(deleted=False), self._recognised.exported_at
        for name, member in self._matching(files.MODERATION):
            for each, fragment, framing in self._slices(name, member):
                yield from framing
                if entry := blocked_account(each.value):
                    kind, account, address = entry
                    yield ExportedItem(
                        id=f"{kind}:{account}",
                        kind=kind,
                        text=address or account,
                        latest_at=until,
                        fragments=(fragment,),
                        author=around.handle,
                        account_id=around.account_id,
                        reply_to_account=account,
                    )
                elif fragment.data:
                    # No count: how many there are is for the private root alone.
                    self._strange[name] = 1
                    yield Residue(files.posts_residue_part(name), member, fragment.offset, fragment.data)

    def _read_messages(self) -> Iterator[Piece]:
        """Messages come last, so that no id of a post depends on them."""
        media = {member.base: member for name, member in self._named if files.MESSAGE_MEDIA.match(name)}

        def found(name: str) -> Member | None:
            self._used.update([media[name]] if name in media else [])
            return media.get(name)

        conversations = Conversations(self._opener, replace(self._around(deleted=False), find_media=found))
        for _, member in self._matching(files.MESSAGES):
            yield from conversations.pieces(member)
        yield from conversations.remarks()

    def _remarks(self) -> Iterator[Remark | Doubt]:
        for name, count in sorted(self._strange.items()):
            if count:
                yield Remark(f"objects of an unknown shape in {name.rpartition('/')[2]}", count)
        if notes := sum(not deleted for _, _, deleted in self._waiting_notes()):
            yield Remark("long texts without their post, kept as items of their own", notes)
        waiting = (each for found in self._headers.values() for each in found)
        if headers := sum(not _is_of_deleted(each.member) for each in waiting):
            yield Remark("headers without their post", headers)
        listed = counts_of_posts(files_of_manifests(self._named, self._opener))
        # Once, and not how many: that is for the private root alone.
        if sum(count or 0 for name, count in listed.items() if files.DELETED.match(name)) > self._deleted:
            yield Remark("list of deleted posts that holds fewer than the export says", 1)
        messages = "messages" in self._recognised.include
        yield from remarks_on_files(self._named, self._used, self._opener, messages=messages)
        yield from self._shapes.remarks()
        yield from (replace(each, count=1) for each in self._deleted_shapes.remarks())
        if self._unexpanded:
            yield Remark(
                "posts with a short link, or the link to their whole text, that no file expands", self._unexpanded
            )
        versions = {each for listed in self._versions.values() for each in listed}
        if untold := len(versions - self._versions.keys()):
            yield Remark("versions of edited posts that say nothing of the edit, or are not there", untold)
        if self._disagreeing:
            what = "posts whose id carries another moment than the one written"
            yield Remark(what, self._disagreeing, self._deleted_disagree)
        if nested := sum(files.posts_residue_part(name) == "nested-archives" for name, _ in self._named):
            yield Remark("archives inside the export, kept but not read", nested)
