"""Writes repositories of Bluesky as the network gives them, from records; everything in them is made up."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from records_portal.exports.slices.car_blocks import BlockLink, cid_text

DID = "did:plc:lakelandparksfictional00"
HANDLE = "parks.lakeland.example"
PHOTO = b"a dock at dawn (fictional)"
# Keys of 2024-05-01T14:00:00Z, and of an hour and of two days later.
FIRST, SECOND, THIRD = "3krgnnk2y2222", "3krgqytcb2222", "3krloleyi2222"


def varint(number: int) -> bytes:
    """A length as CAR writes it."""
    written = b""
    while number > 0x7F:
        written += bytes((number & 0x7F | 0x80,))
        number >>= 7
    return written + bytes((number,))


def encoded(value: Any) -> bytes:
    """A value as DAG-CBOR."""
    if isinstance(value, BlockLink):
        return b"\xd8\x2a" + encoded(b"\0" + bytes(value))
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, int):
        return headed(0, value) if value >= 0 else headed(1, -1 - value)
    if isinstance(value, bytes):
        return headed(2, len(value)) + value
    if isinstance(value, str):
        return headed(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return headed(4, len(value)) + b"".join(map(encoded, value))
    ordered = sorted(value.items(), key=lambda each: (len(each[0].encode()), each[0].encode()))
    return headed(5, len(ordered)) + b"".join(encoded(key) + encoded(each) for key, each in ordered)


def headed(major: int, count: int) -> bytes:
    """The first byte of a value, and its count."""
    if count < 24:
        return bytes((major << 5 | count,))
    size = next(size for size in range(4) if count < 1 << (8 << size))
    return bytes((major << 5 | 24 + size,)) + count.to_bytes(1 << size, "big")


def link(content: bytes, codec: int = 0x71) -> BlockLink:
    """The CID of a block."""
    return BlockLink(bytes((1, codec, 0x12, 32)) + hashlib.sha256(content).digest())


def section(cid: bytes, content: bytes) -> bytes:
    """A block as it stands in a file."""
    return varint(len(cid) + len(content)) + cid + content


def header(*roots: BlockLink) -> bytes:
    """A file's beginning."""
    content = encoded({"roots": list(roots), "version": 1})
    return varint(len(content)) + content


def node(entries: Sequence[tuple[str, BlockLink, BlockLink | None]], left: BlockLink | None = None) -> bytes:
    """A node of the tree: paths with their record and the subtree behind each."""
    before, listed = b"", []
    for path, cid, below in entries:
        shared = len([*zip_while(before, path.encode())])
        listed.append({"k": path.encode()[shared:], "p": shared, "t": below, "v": cid})
        before = path.encode()
    return encoded({"e": listed, "l": left})


def zip_while(first: bytes, second: bytes) -> list[int]:
    """The bytes that two paths begin with alike."""
    same = []
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        same.append(one)
    return same


def repository(records: Mapping[str, Any], did: str = DID, extra: Sequence[bytes] = ()) -> bytes:
    """A whole file: a tree of two levels that lists the records, and blocks that it does not reach."""
    blocks = {path: encoded(record) for path, record in sorted(records.items())}
    paths = list(blocks)
    middle = len(paths) // 2
    below = node([(path, link(blocks[path]), None) for path in paths[:middle]])
    top = node([(path, link(blocks[path]), None) for path in paths[middle:]], link(below))
    commit = encoded({"did": did, "version": 3, "data": link(top), "rev": FIRST, "prev": None, "sig": b"\x01" * 64})
    unique = dict.fromkeys((commit, top, below, *blocks.values(), *extra))
    return header(link(commit)) + b"".join(section(link(each), each) for each in unique)


def records() -> dict[str, Any]:
    """What a parks department published, and what it did besides."""
    post = {"$type": "app.bsky.feed.post"}
    return {
        f"app.bsky.feed.post/{FIRST}": post
        | {
            "text": "The dock at dawn: parks.lakeland.ex... #ParkAlert",
            "createdAt": "2024-05-01T10:00:00-04:00",
            "langs": ["en"],
            "facets": [
                {
                    "index": {"byteStart": 18, "byteEnd": 38},
                    "features": [
                        {"$type": "app.bsky.richtext.facet#link", "uri": "https://parks.lakeland.example/dock"}
                    ],
                },
                {
                    "index": {"byteStart": 39, "byteEnd": 49},
                    "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "ParkAlert"}],
                },
            ],
            "embed": {
                "$type": "app.bsky.embed.images",
                "images": [
                    {
                        "alt": "A dock over still water",
                        "image": {
                            "$type": "blob",
                            "ref": link(PHOTO, 0x55),
                            "mimeType": "image/jpeg",
                            "size": len(PHOTO),
                        },
                    }
                ],
            },
        },
        f"app.bsky.feed.post/{SECOND}": post
        | {
            "text": "It opens at six",
            "createdAt": "2024-05-01T15:00:00.123Z",
            "reply": {
                "root": {"uri": f"at://{DID}/app.bsky.feed.post/{FIRST}", "cid": "bafy"},
                "parent": {"uri": f"at://{DID}/app.bsky.feed.post/{FIRST}", "cid": "bafy"},
            },
        },
        f"app.bsky.feed.repost/{THIRD}": {
            "$type": "app.bsky.feed.repost",
            "subject": {"uri": "at://did:plc:someoneelse/app.bsky.feed.post/3kr22", "cid": "bafy"},
            "createdAt": "2024-05-03T14:00:00Z",
        },
        "app.bsky.feed.like/3krgnnk2y2223": {"$type": "app.bsky.feed.like", "createdAt": "2024-05-01T14:00:00Z"},
        "app.bsky.graph.follow/3krgnnk2y2224": {"$type": "app.bsky.graph.follow", "subject": "did:plc:someoneelse"},
        "app.bsky.graph.block/3krgnnk2y2225": {"$type": "app.bsky.graph.block", "subject": "did:plc:aspammer"},
        "app.bsky.actor.profile/self": {"$type": "app.bsky.actor.profile", "displayName": "Lakeland Parks"},
        f"app.bsky.feed.threadgate/{FIRST}": {"$type": "app.bsky.feed.threadgate", "allow": []},
        "example.lexicon.note/1": {"$type": "example.lexicon.note", "weight": 1.5, "less": -7, "listed": [True, None]},
    }


OLD = encoded({"did": DID, "version": 3, "data": link(b"an older tree"), "rev": FIRST, "prev": None, "sig": b"\x02"})
DELETED = encoded({"$type": "app.bsky.feed.post", "text": "taken back", "createdAt": "2024-04-01T00:00:00Z"})


def log(*handles: tuple[str, str], did: str = DID) -> bytes:
    """The log of an identity: since when it had each handle."""
    return json.dumps(
        [
            {
                "did": did,
                "operation": {"type": "plc_operation", "alsoKnownAs": [f"at://{handle}"]},
                "cid": f"bafy{number}",
                "nullified": False,
                "createdAt": since,
            }
            for number, (since, handle) in enumerate(handles)
        ]
    ).encode()


def write(folder: Path, content: bytes | None = None, *, blobs: bool = True) -> Path:
    """A folder with the repository and, where asked, its picture."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "repo.car").write_bytes(repository(records(), extra=[DELETED, OLD]) if content is None else content)
    if blobs:
        (folder / "blobs").mkdir()
        (folder / "blobs" / cid_text(link(PHOTO, 0x55))).write_bytes(PHOTO)
    return folder
