"""How the copy of unacceptable content is written and found again, each rule from values alone."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from records_portal.exports.formats.files_csv import TABLE
from records_portal.takedown.moderation import Moderation
from records_portal.takedown.moderation_copies import TEXT_BYTES, write_export

SEEN = Moderation("parks-x", "abusive", "ana", date(2026, 10, 20), item="1784")


def written(folder: Path, asked: Moderation) -> tuple[dict[str, str], dict[str, bytes]]:
    """The row of the table that was written, and the files beside it."""
    write_export(folder, asked)
    (row,) = csv.DictReader((folder / TABLE).read_text().splitlines())
    return row, {each.name: each.read_bytes() for each in folder.iterdir() if each.name != TABLE}


def saved(folder: Path, **files: bytes) -> tuple[Path, ...]:
    paths = []
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content)
        paths.append(path)
    return tuple(paths)


def test_the_row_says_all_that_was_given(tmp_path: Path) -> None:
    given = replace(SEEN, author="a-walker", posted_at="2026-10-20", url="https://x.com/1", original_format="Reply")
    copies = saved(tmp_path, a_TXT=b"You fools", b_PNG=b"png", c_x123456789=b"odd")
    row, files = written(tmp_path / "out", replace(given, copies=copies))
    assert {name: text for name, text in row.items() if text} == {
        "id": "1784",
        "kind": "comment",
        "created_at": "2026-10-20",
        "author": "a-walker",
        "text": "You fools",
        "permalink": "https://x.com/1",
        "media": "1.png|2",
        "original_format": "Reply",
    }
    assert files == {"1.png": b"png", "2": b"odd"}


@pytest.mark.parametrize(
    ("content", "is_text"),
    [
        (b"a" * 64_000, True),
        (b"a" * 64_001, False),
        (b" \n", False),
        (b"a\0b", False),
        (b"\xff", False),
    ],
)
def test_one_short_text_is_the_words_and_anything_else_is_a_file(
    tmp_path: Path, content: bytes, *, is_text: bool
) -> None:
    assert TEXT_BYTES == 64_000
    row, files = written(tmp_path / "out", replace(SEEN, copies=saved(tmp_path, a_txt=content)))
    assert (row["text"] != "", row["media"]) == (is_text, "" if is_text else "1.txt")
    assert files == ({} if is_text else {"1.txt": content})


def test_of_two_texts_neither_is_the_words(tmp_path: Path) -> None:
    row, files = written(tmp_path / "out", replace(SEEN, copies=saved(tmp_path, a_txt=b"one", b_txt=b"two")))
    assert (row["text"], row["media"]) == ("", "1.txt|2.txt")
    assert files == {"1.txt": b"one", "2.txt": b"two"}


def test_without_a_text_there_are_files_alone(tmp_path: Path) -> None:
    row, _ = written(tmp_path / "out", replace(SEEN, copies=saved(tmp_path, a_png=b"words")))
    assert (row["text"], row["media"]) == ("", "1.png")
