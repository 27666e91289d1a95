"""No known item is gone of which the export itself still speaks, however few these are and whatever is said of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import exports_x
from tests.export_cases import Case, Intake, case_named, record_of
from tests.test_export_verdicts import COMPLETE, posts, reasons_of, told

POSTS = "your_instagram_activity/media/posts_1.json"
FACEBOOK = "your_facebook_activity/posts/your_posts__check_ins__photos_and_videos_1.json"


def rewritten(path: Path, *changes: tuple[str, str]) -> None:
    """A file in which something else stands; each change has to find something."""
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def renamed(folder: Path, before: str, after: str) -> None:
    (folder / after).parent.mkdir(parents=True, exist_ok=True)
    (folder / before).rename(folder / after)


def without_lines(path: Path, first: int, last: int | None) -> None:
    """A file without some of its lines, counted from nothing."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:first] + (lines[last:] if last is not None else [])))


def instagram_moment_as_text(folder: Path) -> None:
    rewritten(folder / POSTS, ('"creation_timestamp": 1650000000', '"creation_timestamp": "1650000000"'))


def youtube_other_column(folder: Path) -> None:
    rewritten(next(folder.rglob("videos.csv")), ("Video ID", "Kennung"))


def tiktok_other_key(folder: Path) -> None:
    path = folder / "user_data_tiktok.json"
    value = json.loads(path.read_text())
    value["Your Activity"]["Posts"] = value["Post"].pop("Posts")
    path.write_text(json.dumps(value))


def one_entry(path: Path) -> None:
    """A blog of which one entry is called otherwise."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("<item>", "<Item>", 1).replace("</item>", "</Item>", 1), encoding="utf-8")


def mailbox_cut(folder: Path) -> None:
    """The mailbox without its last message, and without the blank line that ends the one before."""
    path = folder / "trails.mbox"
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b"\n\nFrom ") + 1])


def mailbox_cut_between(folder: Path) -> None:
    path = folder / "trails.mbox"
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b"\n\nFrom ") + 2])


SPEAKING: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "a moment as text": ("instagram-json-2022", instagram_moment_as_text, "still-there"),
    "a list under a name that is not known": (
        "instagram-json-2022",
        lambda folder: renamed(folder, POSTS, f"{Path(POSTS).parent}/beitraege.json"),
        "still-there",
    ),
    "a list in another place under another name": (
        "instagram-json-2022",
        lambda folder: renamed(folder, POSTS, "archive/2022/beitraege.json"),
        "files-not-there",
    ),
    "a list that is not there": ("instagram-json-2022", lambda folder: (folder / POSTS).unlink(), "files-not-there"),
    "a photo under another name": (
        "flickr-2024",
        lambda folder: renamed(folder, "photo_5570200002.json", "foto_5570200002.json"),
        "still-there",
    ),
    "an id under another column": ("youtube-2024", youtube_other_column, "still-there"),
    "posts under another key": ("tiktok-2024", tiktok_other_key, "still-there"),
    "a day under another name": (
        "slack-2024",
        lambda folder: renamed(folder, "general/2024-05-01.json", "general/2024-05-01-a.json"),
        "still-there",
    ),
    "comments of a blog under another name": (
        "wordpress-2024",
        lambda folder: rewritten(next(folder.glob("*.xml")), ("wp:comment>", "wp:remark>")),
        "unknown-parts",
    ),
    "an entry of a blog under another name": (
        "wordpress-2024",
        lambda folder: one_entry(next(folder.glob("*.xml"))),
        "still-there",
    ),
    "a text under another key": (
        "facebook-json-2024",
        lambda folder: rewritten(folder / FACEBOOK, ('"post":', '"says":')),
        "unknown-parts",
    ),
    "a mailbox that ends at the end of a line": ("mbox-list-2017", mailbox_cut, "files-not-there"),
    "a mailbox that ends between two messages": ("mbox-list-2017", mailbox_cut_between, "files-not-there"),
    "a list of lines that ends at the end of one": (
        "tiktok-text",
        lambda folder: without_lines(next(folder.rglob("Posts.txt")), -2, None),
        "files-not-there",
    ),
}


def known_then(tmp_path: Path, name: str, change: Callable[[Path], None], *said: str) -> tuple[int, dict[str, Any]]:
    """What is said of a case's export that was taken in before, once it was changed; and in the record too."""
    case = case_named(name)
    intake, folder = Intake(case, tmp_path), case.copied(tmp_path / "export")
    assert intake.run(*case.paths(folder, tmp_path / "1"), options=COMPLETE).returncode == 0
    change(folder)
    return told(intake, *case.paths(folder, tmp_path / "2"), options=(*COMPLETE, *said))


@pytest.mark.parametrize("name", SPEAKING)
def test_what_the_export_still_speaks_of_is_not_gone(tmp_path: Path, name: str) -> None:
    case, change, reason = SPEAKING[name]
    code, said = known_then(tmp_path, case, change)
    assert (code, said["verdict"], said["counts"]["gone"]) == (1, "partial", 0)
    assert said["not_in_it"] > 0
    assert reason in reasons_of(said)


def without_entry(path: str, place: int, *keys: str) -> Callable[[Path], None]:
    """A list of a file, at the top or below keys, without one of its entries."""

    def change(folder: Path) -> None:
        value = json.loads((folder / path).read_text())
        found = value
        for key in keys:
            found = found[key]
        del found[place]
        (folder / path).write_text(json.dumps(value))

    return change


def photo_removed(folder: Path) -> None:
    (folder / "photo_5570200002.json").unlink()


REMOVED: dict[str, tuple[str, Callable[[Path], None], int]] = {
    "a post of Instagram": ("instagram-json-2022", without_entry(POSTS, 0), 1),
    "a photo of Flickr": ("flickr-2024", photo_removed, 1),
    "a post of TikTok": ("tiktok-2024", without_entry("user_data_tiktok.json", 0, "Post", "Posts", "VideoList"), 1),
    "a comment of LinkedIn": (
        "linkedin-2024", lambda folder: without_lines(next(folder.rglob("Comments.csv")), 1, 3), 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REMOVED)
def test_what_is_nowhere_in_it_is_gone(tmp_path: Path, name: str) -> None:
    case, change, number = REMOVED[name]
    _, said = known_then(tmp_path, case, change)
    assert (said["verdict"], reasons_of(said), said["counts"]["gone"]) == ("complete", [], number)


def test_what_was_really_removed_is_said_in_its_number(tmp_path: Path) -> None:
    code, said = known_then(tmp_path, "instagram-json-2022", lambda folder: (folder / POSTS).unlink(), "--gone", "2")
    assert (code, said["verdict"], said["counts"]["gone"]) == (0, "complete", 2)


def test_a_list_of_x_under_another_name_keeps_it_partial_and_is_named(tmp_path: Path) -> None:
    """Without a manifest nothing else counts what is in it; at the first capture too, where nothing is known yet."""
    intake = Intake(case_named("twitter-2022"), tmp_path)
    folder = exports_x.write_2022(tmp_path / "export", posts=posts(12))
    (folder / "data/manifest.js").unlink()
    shutil.copy(folder / "data/tweets.js", folder / "data/tweets_more.js")
    code, said = told(intake, folder, options=COMPLETE)
    assert (code, reasons_of(said)) == (1, ["unknown-parts"])
    assert "files that begin as lists of items do, under names that are not known" in {
        each["what"] for each in said["unknown"]
    }


def test_the_places_are_told_and_stand_in_no_record(tmp_path: Path) -> None:
    case: Case = case_named("flickr-2024")
    intake, folder = Intake(case, tmp_path), case.copied(tmp_path / "export")
    assert intake.run(folder, options=COMPLETE).returncode == 0
    renamed(folder, "photo_5570200002.json", "foto_5570200002.json")
    done = intake.run(folder, options=COMPLETE)
    assert "Look at:    files that were not read and speak of known items (1) (foto_5570200002.json)" in done.stdout
    record = record_of(intake.captures()[-1])
    assert {"what": "files that were not read and speak of known items", "count": 1} in record["unknown"]
    assert "foto_5570200002" not in json.dumps(record["unknown"])


def test_an_earlier_bag_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path) -> None:
    case: Case = case_named("instagram-json-2022")
    intake, folder = Intake(case, tmp_path), case.copied(tmp_path / "export")
    assert intake.run(folder, options=COMPLETE).returncode == 0
    for segment in tmp_path.rglob("data/items/items-000001.jsonl"):
        segment.write_bytes(segment.read_bytes()[:300])
    (folder / POSTS).unlink()
    done = intake.run(folder, options=COMPLETE)
    assert (done.returncode, done.stdout) == (2, "")
    assert "items-000001.jsonl in the store cannot be read; `records captures verify` says what is wrong" in done.stderr
