"""An X/Twitter export with what may not be public: blocked and muted accounts, a deleted post, and articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests import exports_messages, exports_x

BLOCKED, MUTED = "770000001", "770000002"
ARTICLE, DRAFT = "1700000000000000101", "1700000000000000102"


def write(folder: Path) -> Path:
    """The export, with messages too."""
    exports_messages.write_x(folder)
    blocked = {"blocking": {"accountId": BLOCKED, "userLink": f"https://twitter.com/intent/user?user_id={BLOCKED}"}}
    muted = {"muting": {"accountId": MUTED, "userLink": f"https://twitter.com/intent/user?user_id={MUTED}"}}
    part(folder, "block", [blocked])
    part(folder, "mute", [muted])
    part(folder, "article", [{"article": each} for each in articles()])
    part(folder, "article-metadata", [{"articleMetadata": each} for each in article_facts()])
    return folder


def articles() -> list[dict[str, Any]]:
    """A published article and a draft."""
    blocks = [{"text": "The lake is low."}, {"text": "It will rise in May. #PineLake"}]
    cover = {"original_img_url": "https://pbs.media.example/media/Lake01.jpg"}
    return [
        {"id": ARTICLE, "title": "Why the lake is low", "content": {"blocks": blocks}, "coverMedia": cover},
        {"id": DRAFT, "title": "Not yet", "content": {"blocks": [{"text": "A draft."}]}},
    ]


def article_facts() -> list[dict[str, Any]]:
    """What the other file says of both, in the same order."""
    published = {"createdAtMs": "1694000000000", "updatedAtMs": "1694146559000", "firstPublishedAtMs": "1694146559000"}
    return [{**published, "tweetId": exports_x.LONG}, {"createdAtMs": "1694000000000"}]


def part(folder: Path, kind: str, values: list[dict[str, Any]]) -> None:
    """One file of the export."""
    text = f"window.YTD.{kind.replace('-', '_')}.part0 = {json.dumps(values, indent=2)}"
    (folder / f"data/{kind}.js").write_text(text, encoding="utf-8")
