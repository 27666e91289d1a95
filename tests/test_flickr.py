"""Exports of Flickr: each value as it must come out, comments of others apart from their photo, each byte once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.pieces import Doubt
from tests.exports_x import zip_of
from tests.test_twitter import assert_conserved, items_of, reading, remarks_of, residue_of

PHOTO: dict[str, Any] = {
    "id": "5570200001",
    "name": "The dock at dawn",
    "description": "Built in <b>1931</b>.",
    "count_views": "12",
    "date_taken": "2012-04-30 06:10:00",
    "date_imported": "2012-05-01 22:30:00",
    "photopage": "https://www.flickr.com/photos/lakelandparks/5570200001/",
    "original": "https://live.staticflickr.com/5570/5570200001_abcdef_o.jpg",
    "geo": [],
    "albums": [{"id": "7215", "title": "Docks"}],
    "tags": [{"tag": "dock", "user": "36521981@N01", "date_create": "2012-05-01 22:31:00"}],
    "privacy": "friend & family",
    "comments": [
        {
            "id": "36521-5570200001-72157629",
            "date": "2012-05-02 10:00:00",
            "user": "12037949754@N01",
            "comment": "What a <i>dock</i>",
            "url": "https://www.flickr.com/photos/lakelandparks/5570200001/#comment72157629",
        },
        {"id": "x", "date": "soon", "user": "12037949754@N01", "comment": "Lovely"},
        {"id": "y", "comment": ""},
    ],
}
FILM = PHOTO | {
    "id": "5570200002",
    "name": "A film",
    "description": "",
    "privacy": "public",
    "comments": [],
    "tags": [],
}
OWN = {"comments": [{"comment_id": "z-1", "photo_id": "99", "comment": "Thank you", "created": "2012-05-03 08:00:00"}]}
FILES: dict[str, Any] = {
    "photo_5570200001.json": PHOTO,
    "photo_5570200002.json": FILM,
    "albums.json": {"albums": [{"id": "7215", "title": "Docks", "photos": ["5570200001", "0"]}]},
    "account_profile.json": {
        "nsid": "36521981@N01",
        "screen_name": "Lakeland Parks",
        "profile_url": "https://www.flickr.com/people/lakelandparks/",
        "email": "a@b.example",
    },
    "photos_comments_part001.json": OWN,
    "contacts_part001.json": {"contacts": {"Milo": "https://www.flickr.com/people/milo/"}},
    "received_flickrmail_part001.json": {"flickrmail": []},
    "faves_part001.json": {"faves": []},
}


def write(folder: Path, **changes: Any) -> Path:
    """The files as a folder, with a photo; those named (without `.json`) are changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in (FILES | {f"{key}.json": each for key, each in changes.items()}).items():
        (folder / name).write_text(value if isinstance(value, str) else json.dumps(value, indent=2), encoding="utf-8")
    (folder / "the-dock-at-dawn_5570200001_o.jpg").write_bytes(b"a dock")
    (folder / "nobodys_777.jpg").write_bytes(b"another")
    return folder


def test_an_export_is_recognised_by_the_file_of_a_photo(tmp_path: Path) -> None:
    with reading(write(tmp_path)) as (_, recognised, _):
        assert (recognised.format, recognised.era, recognised.account_id) == ("flickr", "2018-on", "36521981@N01")
        assert (recognised.handle, recognised.account_name) == ("lakelandparks", "Lakeland Parks")
        assert (recognised.platforms, recognised.declared) == (frozenset(("flickr",)), None)


def test_photos_and_the_comments_of_others_are_items(tmp_path: Path) -> None:
    items = items_of(write(tmp_path))
    assert {each.id: (each.kind, each.text, each.reply_to) for each in items.values()} == {
        "5570200001": ("post", "The dock at dawn\n\nBuilt in 1931.", ""),
        "comment:36521-5570200001-72157629": ("comment", "What a dock", "5570200001"),
        "comment:x": ("comment", "Lovely", "5570200001"),
        "5570200002": ("post", "A film", ""),
        "comment:z-1": ("comment", "Thank you", "99"),
    }
    photo, comment = items["5570200001"], items["comment:36521-5570200001-72157629"]
    assert (photo.author, photo.hashtags, photo.visibility) == ("lakelandparks", ("dock",), "friend-family")
    assert photo.permalink == "https://www.flickr.com/photos/lakelandparks/5570200001/"
    assert (comment.author, comment.account_id) == ("12037949754@N01", "12037949754@N01")
    assert items["comment:z-1"].author == "lakelandparks"
    assert b"What a" not in b"".join(each.data for each in photo.fragments)
    assert_conserved(tmp_path)


def test_a_moment_counts_as_early_and_as_late_as_it_can_be(tmp_path: Path) -> None:
    items = items_of(write(tmp_path))
    photo = items["5570200001"]
    assert (photo.time_basis, str(photo.created_at)) == ("display-local-assumed", "2012-05-01 22:30:00+00:00")
    assert (str(photo.earliest_at), str(photo.latest_at)) == ("2012-05-01 08:30:00+00:00", "2012-05-02 10:30:00+00:00")
    assert (items["comment:x"].created_at, items["comment:x"].time_basis) == (None, "unknown")


def test_a_comment_of_another_shape_is_told_and_a_number_of_seconds_is_a_moment(tmp_path: Path) -> None:
    strange = [{"id": "a", "words": "What a dock"}, {"id": "b", "date": 1335953000, "comment": "In seconds"}]
    items = items_of(write(tmp_path, photo_5570200001=PHOTO | {"comments": strange}))
    assert (str(items["comment:b"].created_at), items["comment:b"].time_basis) == (
        "2012-05-02 10:03:20+00:00",
        "utc-by-format",
    )
    assert remarks_of(tmp_path) == {"objects of an unknown shape in photo_5570200001.json": 1}
    assert_conserved(tmp_path)


def test_a_photo_whose_file_was_renamed_is_read(tmp_path: Path) -> None:
    (write(tmp_path) / "photo_5570200002.json").rename(tmp_path / "photo_5570200002 (1).json")
    assert "5570200002" in items_of(tmp_path)


def test_files_are_found_in_any_part_by_their_number(tmp_path: Path) -> None:
    folder = write(tmp_path / "a")
    media = tmp_path / "b"
    media.mkdir()
    (folder / "the-dock-at-dawn_5570200001_o.jpg").rename(media / "the-dock-at-dawn_5570200001_o.jpg")
    items = items_of(folder, zip_of(media, tmp_path / "data-download-1.zip"))
    assert [each.state for each in items["5570200001"].media] == ["found"]
    assert [each.state for each in items["5570200002"].media] == ["missing"]
    assert [each.address for each in items["5570200001"].media] == [
        "https://live.staticflickr.com/5570/5570200001_abcdef_o.jpg"
    ]


def test_what_no_item_owns_is_in_named_parts(tmp_path: Path) -> None:
    assert residue_of(write(tmp_path)) == {
        "account": ["account_profile.json"],
        "albums": ["albums.json"],
        "contacts": ["contacts_part001.json"],
        "direct-messages": ["received_flickrmail_part001.json"],
        "favourites": ["faves_part001.json"],
        "orphan-media": ["nobodys_777.jpg"],
    }
    assert remarks_of(tmp_path) == {"photos and comments without a moment that can be read": 1}


def test_a_photo_that_an_album_lists_and_the_export_has_not_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "photo_5570200001.json").unlink()
    with reading(tmp_path) as (_, _, pieces):
        assert [(each.reason, each.count) for each in pieces if isinstance(each, Doubt)] == [("missing-parts", 1)]
    assert remarks_of(tmp_path) == {"photos that an album lists and the export has not": 1}
    assert_conserved(tmp_path)


def test_files_of_an_unknown_shape_are_residue_and_reported(tmp_path: Path) -> None:
    strange = {"photo_5570200002": json.dumps(FILM)[:99], "photo_3": {"id": "3"}, "photos_comments_part002": "[1, 2"}
    write(tmp_path, albums={"albums": "none"}, **strange)
    assert remarks_of(tmp_path) == {
        "objects of an unknown shape in photo_3.json": 1,
        "objects of an unknown shape in photo_5570200002.json": 1,
        "objects of an unknown shape in photos_comments_part002.json": 2,
        "photos and comments without a moment that can be read": 1,
    }
    assert_conserved(tmp_path)


def test_other_files_of_that_name_are_not_recognised(tmp_path: Path) -> None:
    (tmp_path / "photo_1.json").write_text('{"id": 1}')
    with open_export([tmp_path]) as export:
        assert recognise(export.members, export.open) is None
