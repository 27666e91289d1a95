"""Ingest of large exports, each against the least that anything can do with the same bytes in the same run."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestRequest

FAST: Any = import_module("orjson") if find_spec("orjson") else None
READER = "orjson" if FAST else "json (orjson is not installed)"
CHUNK = 1 << 20
FIRST_ID, ID_STEP = 1_500_000_000_000_000_000, 3_000_000_000_000
WORDS = ("trail", "dock", "lake", "park", "bridge", "gate", "picnic", "shelter", "boat", "ramp", "permit", "season")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much each benchmark is given."""

    media_bytes: int = 256 << 20
    media_files: int = 16
    posts_bytes: int = 16 << 20
    small_files: int = 2_000


DEFAULT = Sizes()
LARGE = Sizes(media_bytes=2 << 30, media_files=64, posts_bytes=200 << 20, small_files=10_000)


def write_media_export(folder: Path, files: int, size: int) -> Path:
    """An export with a post to each media file; no two stretches of the media are the same."""
    posts = [_post(number, f"{number}.mp4") for number in range(files)]
    _write_posts(folder, iter(posts))
    block = random.Random(7).randbytes(CHUNK)  # noqa: S311 -- no secret
    for number in range(files):
        media = folder / "data/tweets_media" / f"{FIRST_ID + number * ID_STEP}-{number}.mp4"
        media.parent.mkdir(parents=True, exist_ok=True)
        with media.open("wb") as file:
            for at in range(0, size // files, CHUNK):
                file.write((f"{number} {at}\n".encode() + block)[: min(CHUNK, size // files - at)])
    return folder


def write_posts_export(folder: Path, size: int) -> Path:
    """An export of posts alone, its file as large as said."""
    return _write_posts(folder, (_post(number) for number in range(size // len(_text(_post(1_000))))))


def _write_posts(folder: Path, posts: Iterator[dict[str, Any]]) -> Path:
    (folder / "data").mkdir(parents=True)
    account = {"account": {"accountId": "900000001", "username": "LakelandParks"}}
    (folder / "data/account.js").write_text(f"window.YTD.account.part0 = {json.dumps([account])}", encoding="utf-8")
    with (folder / "data/tweets.js").open("w", encoding="utf-8") as file:
        file.write("window.YTD.tweets.part0 = [")
        for number, post in enumerate(posts):
            file.write(("," if number else "") + _text(post))
        file.write("\n]\n")
    return folder


def _text(post: dict[str, Any]) -> str:
    return "\n  " + json.dumps({"tweet": post}, indent=2, ensure_ascii=False).replace("\n", "\n  ")


def _post(number: int, media: str = "") -> dict[str, Any]:
    post_id = str(FIRST_ID + number * ID_STEP)
    moment = datetime.fromtimestamp(((int(post_id) >> 22) + 1288834974657) // 1000, UTC)
    text = (
        " ".join(WORDS[(number * step) % len(WORDS)] for step in range(3, 20)) + f" {number} · https://t.co/aaaaaaaaaa"
    )
    link: dict[str, Any] = {
        "url": "https://t.co/aaaaaaaaaa",
        "expanded_url": f"https://parks.lakeland.example/news/{number}",
    }
    link |= {"display_url": "parks.lakeland.example", "indices": [str(len(text) - 23), str(len(text))]}
    visitor = {"name": "A Visitor", "screen_name": "FictionalVisitor", "indices": ["0", "17"], "id_str": "900000777"}
    entities: dict[str, Any] = {"hashtags": [{"text": "Parks", "indices": ["0", "6"]}], "symbols": []}
    entities |= {"user_mentions": [visitor | {"id": "900000777"}], "urls": [link]}
    post: dict[str, Any] = {
        "edit_info": {"initial": {"editTweetIds": [post_id], "editableUntil": "2023-09-08T11:51:14.000Z"}},
        "retweeted": False,
        "source": '<a href="https://mobile.client.example" rel="nofollow">Client</a>',
        "entities": entities,
        "display_text_range": ["0", str(len(text))],
        "favorite_count": str(number % 90),
        "in_reply_to_status_id_str": None,
        "id_str": post_id,
        "truncated": False,
        "retweet_count": "3",
        "id": post_id,
        "possibly_sensitive": False,
        "created_at": moment.strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "favorited": False,
        "full_text": text,
        "lang": "en",
    }
    if media:
        medium = {"url": "https://t.co/bbbbbbbbbb", "media_url_https": f"https://pbs.media.example/{media}"}
        post["extended_entities"] = {"media": [medium | {"type": "video", "indices": ["0", "0"]}]}
    return post


def zipped(folder: Path) -> Path:
    """The export as a zip: posts packed, media as they are."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            packing = zipfile.ZIP_STORED if file.suffix == ".mp4" else zipfile.ZIP_DEFLATED
            archive.write(file, file.relative_to(folder).as_posix(), packing)
    return path


def ingest(export: Path, place: Path) -> None:
    """Take the export in."""
    site = place / "root/registry/sites/parks-x.yml"
    site.parent.mkdir(parents=True)
    site.write_text("agency: parks\n", encoding="utf-8")
    request = IngestRequest(
        paths=(export,),
        root=place / "root",
        store=place / "store",
        site="parks-x",
        platform="x",
        account_id=None,
        time_zone="America/New_York",
        rules=(),
        moment=datetime(2026, 5, 1, 14, 30, tzinfo=UTC),
        by="ana",
        software="Records Portal",
    )
    ingest_export(request)


def write_bare(bag: Path, place: Path, *, durable: bool = False) -> None:
    """Read, write and digest every file of a finished bag again, the two digests side by side."""
    hashes: list[Any] = []
    with ThreadPoolExecutor(2) as pool:
        for path in sorted(each for each in bag.rglob("*") if each.is_file()):
            target = place / path.relative_to(bag)
            target.parent.mkdir(parents=True, exist_ok=True)
            hashes = [hashlib.sha256(), hashlib.sha512()]
            with path.open("rb", buffering=0) as source, target.open("xb", buffering=0) as file:
                while data := source.read(CHUNK):
                    if len(data) < CHUNK:
                        for each in hashes:
                            each.update(data)
                        file.write(data)
                        continue
                    running = [pool.submit(each.update, data) for each in hashes]
                    file.write(data)
                    for one in running:
                        one.result()
                if durable:
                    os.fsync(file.fileno())


def parse_and_write(export: Path, place: Path) -> None:
    """Parse the posts as one value and write each item's line, and nothing of what a capture is for."""
    text = (export / "data/tweets.js").read_bytes()
    place.mkdir(parents=True)
    with (place / "items.jsonl").open("wb") as file:
        for each in (FAST or json).loads(text[text.index(b"[") :]):
            line = FAST.dumps(each) if FAST else json.dumps(each, ensure_ascii=False, separators=(",", ":")).encode()
            file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())


WORK: dict[str, Callable[[Path, Path], None]] = {
    "ingest": ingest,
    "write-bare": write_bare,
    "write-durably": partial(write_bare, durable=True),
    "parse-and-write": parse_and_write,
}


def measured(work: str, source: Path, place: Path) -> tuple[float, float, float]:
    """Seconds, seconds of processors and megabytes of memory of a piece of work and of the processes that it starts."""
    command = [sys.executable, "-m", "tests.bench.captures", work, str(source), str(place)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, busy, kilobytes = done.stdout.split()
    return float(seconds), float(busy), float(kilobytes) / 1024


def captures(folder: Path, sizes: Sizes) -> None:
    """Print what each kind of large export costs, as a ratio to its floor."""
    for name, export, write in (
        ("large media, folder", folder / "media", _media(sizes)),
        ("large media, zip", folder / "media-zip", _media(sizes)),
        ("small files, folder", folder / "small", _small(sizes)),
        ("posts, folder", folder / "posts", lambda place: write_posts_export(place, sizes.posts_bytes)),
    ):
        source = write(export)
        source = zipped(source) if name.endswith("zip") else source
        _report(name, source, folder / "work")
        shutil.rmtree(folder)
        folder.mkdir()


def _media(sizes: Sizes) -> Callable[[Path], Path]:
    return lambda place: write_media_export(place, sizes.media_files, sizes.media_bytes)


def _small(sizes: Sizes) -> Callable[[Path], Path]:
    return lambda place: write_media_export(place, sizes.small_files, sizes.small_files * 4_096)


def _report(name: str, export: Path, work: Path) -> None:
    seconds, busy, memory = measured("ingest", export, work / "ingested")
    [bag] = (work / "ingested/store/bags/parks-x").iterdir()
    size = sum(each.stat().st_size for each in bag.rglob("*") if each.is_file())
    print(
        f"{name}: {size / 1e6:,.0f} MB in the bag, {seconds:.2f} s ({busy:.2f} s of CPU), {memory:.0f} MB of memory",
        flush=True,
    )
    if name.startswith("posts"):
        floors = {f"{READER} and writing the items": ("parse-and-write", export)}
    else:
        floors = {
            "read, write, two digests": ("write-bare", bag),
            "the same, each file made durable": ("write-durably", bag),
        }
    for floor, (least, source) in floors.items():
        taken, needed, _ = measured(least, source, work / least)
        shutil.rmtree(work / least)
        print(f"  {seconds / taken:6.2f} x {floor} ({taken:.2f} s), {busy / needed:.2f} x its CPU", flush=True)


def main() -> None:
    """One piece of work, in the process that is measured."""
    work, source, place = sys.argv[1:]
    start = time.perf_counter()
    WORK[work](Path(source), Path(place))
    seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    busy = sum(each.ru_utime + each.ru_stime for each in used)
    print(seconds, busy, sum(each.ru_maxrss for each in used))


if __name__ == "__main__":
    main()
