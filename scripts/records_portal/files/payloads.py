"""What no commit may hold: content, residue or payload of a capture, known by its name and by its first bytes.

Git never forgets, and what is a record must be destroyable: it belongs into the store alone.
"""

from __future__ import annotations

import re

HEAD = 512

_NAMES = tuple(
    (re.compile(pattern, re.IGNORECASE), what)
    for pattern, what in (
        (r"(.*/)?(bagit|bag-info|(tag)?manifest-[a-z0-9]+)\.txt", "a file of a bag"),
        (r"(.*/)?data/(received|items|residue)/.*", "payload of a bag"),
        (r"(.*/)?items-[0-9]+\.jsonl", "items of a bag"),
        (r"(.*/)?items\.parquet", "an item index that only the store holds"),
        (r"(.*/)?keys/[^/]+\.key", "a key of a store"),
        (r".*\.(wacz|warc|warc\.gz|cdxj?)", "a web archive"),
        (r".*\.(zip|tar|tgz|tar\.(gz|bz2|xz|zst)|7z|rar)", "an archive"),
        (r"(.*/)?data/([a-z]+-)?(tweets?|direct-messages?)[a-z-]*(-part[0-9]+)?\.js", "an export of X"),
        (r"(.*/)?(tweets_media|tweet_media|direct_messages_media)/.*", "media of an export of X"),
        (r"(.*/)?(your|this_profile's)_(facebook_)?activity(_across_facebook)?/.*", "an export of Facebook"),
        (r"(.*/)?your_instagram_activity/.*", "an export of Instagram"),
        (r"(.*/)?messages/(inbox|archived_threads|message_requests|filtered_threads)/.*", "messages of an export"),
        (r"(.*/)?takeout/.*", "an export of YouTube"),
    )
)
_BESIDE_RECORDS = tuple(
    (re.compile(pattern, re.IGNORECASE), what)
    for pattern, what in (
        (r".*\.(jpe?g|png|gif|webp|heic|avif|bmp|tiff?|svg)", "a picture"),
        (r".*\.(mp4|mov|m4v|webm|avi|mkv|mpe?g|3gp)", "a film"),
        (r".*\.(mp3|m4a|aac|wav|ogg|opus|flac)", "a recording"),
        (r".*\.(jsonl?|ndjson|js|html?|parquet|db|sqlite3?)", "content of an export"),
    )
)
_STARTS = (
    (b"PK\x03\x04", "an archive"),
    (b"PK\x05\x06", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"Rar!", "an archive"),
    (b"WARC/1.", "a web archive"),
    (b"BagIt-Version:", "a file of a bag"),
    (b"window.YTD.", "an export of X"),
    (b"Grailbird.data.", "an export of X"),
    (b'{"id":"', "items of a bag"),
)
_MEDIA_STARTS = (
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG\r\n", "a picture"),
    (b"GIF8", "a picture"),
    (b"ID3", "a recording"),
    (b"OggS", "a recording"),
    (b"\x1aE\xdf\xa3", "a film"),
)


def payload_named(path: str, *, beside_records: bool = False) -> str:
    """What a file must be taken for by its path below the root; empty where nothing speaks against it."""
    names = (*_NAMES, *_BESIDE_RECORDS) if beside_records else _NAMES
    return next((what for pattern, what in names if pattern.fullmatch(path)), "")


def payload_begun(head: bytes, *, beside_records: bool = False) -> str:
    """What a file must be taken for by its first bytes; empty where nothing speaks against it."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    starts = (*_STARTS, *_MEDIA_STARTS) if beside_records else _STARTS
    if found := next((what for start, what in starts if text.startswith(start)), ""):
        return found
    if head[4:8] == b"ftyp":
        return "a film" if beside_records else ""
    return "an archive" if head[257:262] == b"ustar" else ""
