"""A small fictional archive of Mastodon in the real layout; every value is written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ACTOR = "https://social.lakeland.example/users/parks"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS = f"{ACTOR}/followers"

POST = f"{ACTOR}/statuses/110299699675136000"  # issued 2023-05-02 15:04:11 UTC
THREAD = f"{ACTOR}/statuses/110299801190400007"  # issued 2023-05-02 15:30:00 UTC
POLL = f"{ACTOR}/statuses/110303694028800001"  # issued 2023-05-03 08:00:00 UTC
BOOST = f"{ACTOR}/statuses/110309356339200001/activity"  # issued 2023-05-04 08:00:00 UTC
DIRECT = f"{ACTOR}/statuses/110315018649600001"  # issued 2023-05-05 08:00:00 UTC
WARNED = f"{ACTOR}/statuses/110320680960000001"  # issued 2023-05-06 08:00:00 UTC

CONTENT = (
    '<p>Trail work &amp; closures: <a href="https://parks.lakeland.example/trails/pine-ridge" rel="nofollow">'
    '<span class="invisible">https://</span><span class="ellipsis">parks.lakeland.example/trails/</span>'
    '<span class="invisible">pine-ridge</span></a><br />Thanks to <span class="h-card">'
    '<a href="https://other.example/@ranger" class="u-url mention">@<span>ranger</span></a></span></p>'
    '<p><a href="https://social.lakeland.example/tags/ParkAlert" class="mention hashtag">#<span>ParkAlert</span></a>'
    "</p>"
)
TEXT = (
    "Trail work & closures: https://parks.lakeland.example/trails/pine-ridge\nThanks to @ranger\n\n#ParkAlert"
)  # fmt: skip


def note(post_id: str, published: str, content: str, **fields: Any) -> dict[str, Any]:
    """A post of everyone's to see."""
    number = post_id.rpartition("/")[2]
    return {
        "id": post_id,
        "type": "Note",
        "summary": None,
        "inReplyTo": None,
        "published": published,
        "url": f"https://social.lakeland.example/@parks/{number}",
        "attributedTo": ACTOR,
        "to": [PUBLIC],
        "cc": [FOLLOWERS],
        "sensitive": False,
        "content": content,
        "contentMap": {"en": content},
        "attachment": [],
        "tag": [],
    } | fields


def create(value: dict[str, Any]) -> dict[str, Any]:
    """The activity that publishes a post."""
    return {
        "id": f"{value['id']}/activity",
        "type": "Create",
        "actor": ACTOR,
        "published": value["published"],
        "to": value["to"],
        "cc": value["cc"],
        "object": value,
    }


def picture(path: str, description: str | None) -> dict[str, Any]:
    """A picture of a post."""
    address = f"/lakeland-media/media_attachments/files/{path}"
    return {"type": "Document", "mediaType": "image/png", "url": address, "name": description, "blurhash": "U"}


def activities() -> list[dict[str, Any]]:
    """An outbox: a post with pictures, a thread, a poll, a boost, a direct message and an edited post."""
    tag = {"type": "Hashtag", "href": "https://social.lakeland.example/tags/parkalert", "name": "#ParkAlert"}
    pictures = [picture("109/001/original/dock.png", "A dock at dawn"), picture("109/002/original/lost.png", None)]
    direct = note(DIRECT, "2023-05-05T08:00:00Z", "<p>Only for you</p>", to=["https://other.example/users/ranger"])
    direct |= {"cc": [], "attachment": [picture("109/003/original/private.png", None)]}
    poll = note(POLL, "2023-05-03T08:00:00Z", "<p>Which day?</p>", type="Question", to=[FOLLOWERS], cc=[])
    poll |= {"oneOf": [{"type": "Note", "name": "Friday"}, {"type": "Note", "name": "Sunday <all day>"}]}
    warned = note(
        WARNED, "2023-05-06T08:00:00Z", "<p>The photograph.</p>", summary="Wildlife <injured>", to=[FOLLOWERS]
    )
    warned |= {"cc": [PUBLIC], "updated": "2023-06-01T12:00:00Z"}
    return [
        create(note(POST, "2023-05-02T15:04:11Z", CONTENT, attachment=pictures, tag=[tag])),
        create(note(THREAD, "2023-05-02T15:30:00Z", "<p>And tomorrow again</p>", inReplyTo=POST)),
        create(poll),
        {
            "id": BOOST,
            "type": "Announce",
            "actor": ACTOR,
            "published": "2023-05-04T08:00:00Z",
            "to": [PUBLIC],
            "cc": ["https://other.example/users/fire", FOLLOWERS],
            "object": "https://other.example/users/fire/statuses/110309000000000000",
        },
        create(direct),
        create(warned),
    ]


def write(folder: Path, outbox: list[Any] | None = None) -> Path:
    """The archive as a folder, with files beside its posts."""
    listed = activities() if outbox is None else outbox
    collection = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "outbox.json",
        "type": "OrderedCollection",
        "totalItems": 6,
        "orderedItems": listed,
    }
    actor = {"@context": ["https://www.w3.org/ns/activitystreams"], "id": ACTOR, "preferredUsername": "parks"}
    files: dict[str, str | bytes] = {
        "outbox.json": json.dumps(collection, ensure_ascii=False, separators=(",", ":")),
        "actor.json": json.dumps(actor),
        "likes.json": '{"type":"OrderedCollection","orderedItems":["https://other.example/1"]}',
        "bookmarks.json": '{"type":"OrderedCollection","orderedItems":[]}',
        "avatar.png": b"a fictional avatar",
        "media_attachments/files/109/001/original/dock.png": b"a fictional dock",
        "media_attachments/files/109/003/original/private.png": b"a fictional private picture",
        "media_attachments/files/109/004/original/nobody.png": b"named by no post",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
