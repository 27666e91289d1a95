"""Small fictional conversations, as X, Instagram and Facebook write them; every value is written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from . import exports_facebook, exports_instagram, exports_x

VISITOR = "900000777"
ASKED = "1588000000000000100"  # issued 2022-11-03 02:47:58 UTC
ANSWERED = "1588100000000000100"  # issued 2022-11-03 09:25:20 UTC
TO_ALL = "1588200000000000100"  # issued 2022-11-03 16:02:41 UTC
STAMP = 1_654_000_000_000  # 2022-05-31 12:26:40 UTC


def x_messages() -> list[dict[str, Any]]:
    """A conversation of two, newest message first."""
    asked = {
        "recipientId": exports_x.ACCOUNT,
        "reactions": [{"senderId": exports_x.ACCOUNT, "reactionKey": "like", "eventId": "1588000000000000101"}],
        "urls": [
            {
                "url": "https://t.co/gggggggggg",
                "expanded": "https://parks.lakeland.example/dock?a=1&b=2",
                "display": "parks.lakeland.example/dock",
            },
            {
                "url": "https://t.co/hhhhhhhhhh",
                "expanded": f"https://twitter.com/messages/media/{ASKED}",
                "display": "pic.twitter.com/hhhhhhhhhh",
            },
        ],
        "text": "Is this dock open? &lt;3 https://t.co/gggggggggg https://t.co/hhhhhhhhhh",
        "mediaUrls": [f"https://ton.media.example/dm/{ASKED}/1588000000000000099/Heron01.jpg"],
        "senderId": VISITOR,
        "id": ASKED,
        "createdAt": "2022-11-03T02:47:58.123Z",
        "editHistory": [],
    }
    answered = {
        "recipientId": VISITOR,
        "reactions": [],
        "urls": [],
        "text": "Yes 🌲 until 8 pm",
        "mediaUrls": ["https://video.media.example/dm_video/1/vid/640x360/Tour640.mp4?tag=1"],
        "senderId": exports_x.ACCOUNT,
        "id": ANSWERED,
        "createdAt": "2022-11-03T09:25:20.000Z",
    }
    return [{"messageCreate": answered}, {"messageCreate": asked}]


def x_group() -> list[dict[str, Any]]:
    """A group: a message, somebody who joins, another name, and something of no known shape."""
    created = {"text": "Meeting at 9", "senderId": VISITOR, "id": TO_ALL, "createdAt": "2022-11-03T16:02:41.000Z"}
    joined = {"initiatingUserId": VISITOR, "participantsSnapshot": ["900000777"], "createdAt": "2022-11-01T08:00:00Z"}
    renamed = {"initiatingUserId": VISITOR, "name": "Friends of the lake", "createdAt": "2022-11-02T08:00:00.000Z"}
    strange = {"text": ["not a text"], "senderId": VISITOR, "id": "1588200000000000200"}
    return [
        {"messageCreate": created},
        {"conversationNameUpdate": renamed},
        {"joinConversation": joined},
        {"messageCreate": strange},
    ]


def write_x(folder: Path, messages: list[dict[str, Any]] | None = None) -> Path:
    """The export of 2022 with two conversations; one picture of a message is there, a film is not."""
    exports_x.write_2022(folder)
    write_conversation(folder / "data/direct-messages.js", x_messages() if messages is None else messages)
    write_conversation(folder / "data/direct-messages-group.js", x_group(), "1588000000000000000")
    put(folder / f"data/direct_messages_media/{ASKED}-Heron01.jpg", b"\xff\xd8 a fictional heron \xff\xd9")
    put(folder / "data/direct_messages_media/1-Nobody.jpg", b"\xff\xd8 named by no message \xff\xd9")
    put(folder / "data/direct-message-headers.js", b"window.YTD.direct_message_headers.part0 = [ ]")
    return folder


def write_conversation(path: Path, messages: Any, conversation: str = f"{VISITOR}-{exports_x.ACCOUNT}") -> None:
    """A file of one conversation."""
    whole = [{"dmConversation": {"conversationId": conversation, "messages": messages}}]
    put(path, f"window.YTD.direct_messages.part0 = {json.dumps(whole, indent=2, ensure_ascii=False)}".encode())


def meta_conversation(top: str) -> dict[str, Any]:
    """A conversation in JSON of Instagram or Facebook, newest message first."""
    photos = f"{top}messages/inbox/fictionalvisitor_101/photos"
    return {
        "participants": [{"name": "Fictional Visitor"}, {"name": "Lakeland Parks"}],
        "messages": [
            {"sender_name": "Lakeland Parks", "timestamp_ms": STAMP + 240_000, "is_unsent": True},
            {
                "sender_name": "Fictional Visitor",
                "timestamp_ms": STAMP + 180_000,
                "content": "Fictional Visitor sent an attachment.",
                "share": {
                    "link": "https://parks.lakeland.example/map",
                    "share_text": as_escaped("Café & map #PineLake"),
                    "original_content_owner": "lakeland.parks",
                },
            },
            {
                "sender_name": "Lakeland Parks",
                "timestamp_ms": STAMP + 120_000,
                "videos": [
                    {
                        "uri": f"{top}messages/inbox/fictionalvisitor_101/videos/17900000000000021.mp4",
                        "creation_timestamp": 1_654_000_100,
                        "thumbnail": {"uri": f"{photos}/thumbnail.jpg"},
                    }
                ],
                "sticker": {"uri": f"{top}messages/stickers_used/heron_1.png"},
            },
            {"sender_name": "Lakeland Parks", "timestamp_ms": STAMP, "content": "Posted by mistake"},
            {
                "sender_name": as_escaped("Zoë Visitor"),
                "timestamp_ms": STAMP - 60_000,
                "content": as_escaped("Schön! 🌲 See <b>this</b>"),
                "photos": [{"uri": f"{photos}/17900000000000022.jpg", "creation_timestamp": 1_653_999_900}],
                "reactions": [{"reaction": as_escaped("❤"), "actor": "Lakeland Parks"}],
            },
            {"content": "without a sender"},
        ],
        "title": "Fictional Visitor",
        "is_still_participant": True,
        "thread_path": "inbox/fictionalvisitor_101",
        "magic_words": [],
    }


def write_meta(folder: Path, top: str) -> Path:
    """The conversation below a top folder, with its picture, its sticker, and a picture that nothing names."""
    inbox = folder / top / "messages/inbox/fictionalvisitor_101"
    put(inbox / "message_1.json", json.dumps(meta_conversation(top), indent=2).encode())
    put(inbox / "photos/17900000000000022.jpg", exports_instagram.JPEG + b"heron")
    put(inbox / "photos/17900000000000023.jpg", exports_instagram.JPEG + b"named by nothing")
    put(folder / top / "messages/stickers_used/heron_1.png", b"\x89PNG\r\n a fictional sticker")
    return folder


def write_instagram(folder: Path) -> Path:
    """The export of Instagram since 2021 with two conversations, one of a shape that is not known."""
    return write_meta(exports_instagram.write_2021(folder), "your_instagram_activity/")


def write_facebook(folder: Path) -> Path:
    """The export of a Facebook profile with two conversations, one of a shape that is not known."""
    return write_meta(exports_facebook.write_json(folder), f"{exports_facebook.YOURS}/")


def as_escaped(text: str) -> str:
    """A text as the JSON files of both hold it: the bytes of its UTF-8, each a character."""
    return text.encode().decode("latin-1")


def put(path: Path, content: bytes) -> None:
    """A file, with the folders that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
