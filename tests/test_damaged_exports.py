"""However an export is damaged, each byte of it is in exactly one place, and nothing ends in a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from tests import exports_mastodon, exports_x, exports_x_eras, test_linkedin, test_youtube
from tests.test_twitter import assert_conserved

PIECES = (
    b'"', b",", b"\n", b"\r", b"{", b"}", b"[", b"]", b"\\", b"null", b"1e999", b"\xff", b"\\ud800", b'""', b"[]",
    b"{}", b":", b"9" * 30, b"\0", b"9999-12-31T23:59:59-23:59", b"=cmd()",
)  # fmt: skip
WRITERS: dict[str, Callable[[Path], Path]] = {
    "mastodon": exports_mastodon.write,
    "linkedin": test_linkedin.write,
    "youtube": test_youtube.write,
    "twitter-2018": exports_x.write_2018,
    "twitter-2021": exports_x_eras.write_2021,
    "twitter-2022": exports_x.write_2022,
}
DAMAGE = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from((*PIECES, b""))), min_size=1, max_size=3
)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_byte_of_a_damaged_export_is_an_items_or_residue(name: str, tmp_path: Path) -> None:
    WRITERS[name](tmp_path)
    texts = sorted(each for each in tmp_path.rglob("*") if each.suffix in (".json", ".js", ".csv"))

    @settings(max_examples=30, deadline=None, database=None)
    @given(st.sampled_from(texts), DAMAGE)
    def damaged(path: Path, damage: list[tuple[float, int, bytes]]) -> None:
        whole = path.read_bytes()
        data = whole
        for place, length, piece in damage:
            at = int(place * len(data))
            data = data[:at] + piece + data[at + length :]
        try:
            path.write_bytes(data)
            with open_export([tmp_path]) as export:
                known = recognise(export.members, export.open)
            if known:
                assert_conserved(tmp_path)
        finally:
            path.write_bytes(whole)

    damaged()


def test_a_film_of_a_video_whose_row_is_broken_is_an_orphan(tmp_path: Path) -> None:
    videos = test_youtube.VIDEOS.replace("-dock00001A", "-do ck")
    test_youtube.write(tmp_path, videos=videos)
    assert_conserved(tmp_path)
