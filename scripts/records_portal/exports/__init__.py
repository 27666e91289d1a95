"""The formats of exports by name: one module each, found by file names and top-level keys."""

from __future__ import annotations

from collections.abc import Sequence

from .archives.opening import Member
from .formats import files_csv, flickr, linkedin, mbox, mediawiki, reddit
from .formats.bluesky import reading as bluesky
from .formats.business_suite import reading as meta_csv
from .formats.facebook import reading as facebook
from .formats.feeds import reading as feeds
from .formats.instagram import recognition as instagram
from .formats.mastodon import reading as mastodon
from .formats.slack import reading as slack
from .formats.tiktok import reading as tiktok
from .formats.twarc import reading as twarc
from .formats.web_archives import reading as warc
from .formats.wordpress import reading as wordpress
from .formats.x import recognition as twitter
from .formats.youtube import reading as youtube
from .pieces import Format, Opener, Recognised

FORMATS: dict[str, Format] = {
    "bluesky": bluesky,
    "twitter": twitter,
    "twarc": twarc,
    "warc": warc,
    "facebook": facebook,
    "instagram": instagram,
    "meta-csv": meta_csv,
    "mastodon": mastodon,
    "youtube": youtube,
    "flickr": flickr,
    "linkedin": linkedin,
    "reddit": reddit,
    "tiktok": tiktok,
    "wordpress": wordpress,
    "feeds": feeds,
    "mediawiki": mediawiki,
    "slack": slack,
    "mbox": mbox,
    "files-csv": files_csv,
}


def recognise(members: Sequence[Member], opener: Opener) -> tuple[Format, Recognised] | None:
    """The format that knows these files, and what it says of them."""
    for form in FORMATS.values():
        if recognised := form.recognise(members, opener):
            return form, recognised
    return None
