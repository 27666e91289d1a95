"""What the page of formats says is what the readers do: each name, each part of the residue, each thing lacking."""

from __future__ import annotations

import re
from pathlib import Path

from records_portal.exports import FORMATS
from records_portal.exports.formats import files_csv, flickr, linkedin, reddit
from records_portal.exports.formats.bluesky import reading as bluesky
from records_portal.exports.formats.business_suite import reading as business_suite
from records_portal.exports.formats.facebook import files as facebook_files
from records_portal.exports.formats.facebook import reading as facebook
from records_portal.exports.formats.feeds import reading as feeds
from records_portal.exports.formats.instagram import files as instagram_files
from records_portal.exports.formats.instagram import recognition as instagram
from records_portal.exports.formats.mastodon import reading as mastodon
from records_portal.exports.formats.tiktok import reading as tiktok
from records_portal.exports.formats.twarc import reading as twarc
from records_portal.exports.formats.web_archives import files as warc_files
from records_portal.exports.formats.web_archives import reading as warc
from records_portal.exports.formats.wordpress import reading as wordpress
from records_portal.exports.formats.x import files as twitter_files
from records_portal.exports.formats.x import recognition as twitter
from records_portal.exports.formats.youtube import reading as youtube

PAGE = (Path(__file__).parents[1] / "docs/reference/formats.md").read_text(encoding="utf-8")
WORDS = " ".join(PAGE.split())
LACKS = [
    *(twitter._LACKS_MONTHLY + twitter._LACKS_LATER),
    *(facebook._LACKS_PAGES + facebook._LACKS_FIRST_PAGES),
    *(instagram._LACKS_EARLIER + instagram._LACKS_HTML + instagram._LACKS_THREADS),
    *business_suite._LACKS,
    *bluesky._LACKS,
    *linkedin._LACKS,
    *mastodon._LACKS,
    *twarc._LACKS,
    *wordpress._LACKS,
    *feeds._LACKS,
    *tiktok._LACKS,
    *reddit._LACKS,
    *flickr._LACKS,
    *youtube._LACKS,
    *(warc._LACKS + files_csv._LACKS),
]
TABLES = (
    twitter_files._RESIDUE,
    *(each.patterns for each in (facebook_files.PARTS, instagram_files.PARTS, warc_files._PARTS)),
    bluesky._PARTS.patterns,
    business_suite._PARTS.patterns,
    linkedin._PARTS.patterns,
    mastodon._PARTS.patterns,
    wordpress._PARTS.patterns,
    feeds._PARTS.patterns,
    tiktok._PARTS.patterns,
    reddit._PARTS.patterns,
    flickr._PARTS.patterns,
    youtube._PARTS.patterns,
)


def test_every_format_is_on_the_page() -> None:
    rows = re.findall(r"^\| [^|]+ \| `([a-z-]+)`, ", PAGE, re.MULTILINE)
    assert set(rows) == set(FORMATS)


def test_every_part_of_the_residue_is_on_the_page() -> None:
    assert {part for table in TABLES for part, _ in table if f"`{part}`" not in PAGE} == set()


def test_everything_that_exports_lack_is_on_the_page() -> None:
    assert {each for each in LACKS if each not in WORDS} == set()
