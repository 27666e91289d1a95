"""An export in the layout of 2012 to 2019: a page to read it with, a table, and one file a month."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from .exports import HASHTAG, MENTION, SOURCE, Account, Export, Post, marked, plain_time, script, shortened


def files_of_2018(export: Export) -> Iterable[tuple[str, bytes]]:
    """The layout of 2012 to 2019: a page to read it with, a table, and one file a month."""
    months: dict[str, list[Post]] = {}
    for post in sorted(export.posts, key=lambda each: each.at, reverse=True):
        months.setdefault(post.at.strftime("%Y_%m"), []).append(post)
    for month, posts in months.items():
        entries = [_monthly_entry(export.account, post) for post in posts]
        yield f"data/js/tweets/{month}.js", script(f"Grailbird.data.tweets_{month} = \n ", entries)
    yield "data/js/tweet_index.js", script("var tweet_index =  ", [_month(*month) for month in months.items()])
    yield "data/js/user_details.js", script("var user_details =  ", _user_details(export.account))
    payload = {"tweets": len(export.posts), "created_at": plain_time(export.made_at), "lang": "en"}
    yield "data/js/payload_details.js", script("var payload_details =  ", payload)
    yield "tweets.csv", _table([post for posts in months.values() for post in posts])
    yield "README.txt", b"An archive of the posts of one account. Open index.html in a browser.\n"
    yield "index.html", b"<!doctype html>\n<title>Your posts</title>\n<p>The posts are in data/js/tweets.</p>\n"


def _month(month: str, posts: Sequence[Post]) -> dict[str, Any]:
    year, number = month.split("_")
    return {
        "file_name": f"data/js/tweets/{month}.js",
        "year": int(year),
        "var_name": f"tweets_{month}",
        "tweet_count": len(posts),
        "month": int(number),
    }


def _user_details(account: Account) -> dict[str, str]:
    return {
        "screen_name": account.handle,
        "full_name": account.name,
        "bio": "A fictional account.",
        "id": account.id,
        "created_at": "2011-05-02 14:00:00 +0000",
    }


def _monthly_entry(account: Account, post: Post) -> dict[str, Any]:
    stored, links = shortened(post.text)
    reply = {"in_reply_to_status_id_str": post.reply_to, "in_reply_to_user_id_str": "1"} if post.reply_to else {}
    return (
        reply
        | _reposted(stored, post)
        | {
            "source": SOURCE,
            "entities": {
                "user_mentions": marked(stored, MENTION, "screen_name"),
                "media": [],
                "hashtags": marked(stored, HASHTAG, "text"),
                "urls": links,
            },
            "geo": {},
            "id_str": post.id,
            "text": stored,
            "id": int(post.id),
            "created_at": plain_time(post.at),
            "user": {"name": account.name, "screen_name": account.handle, "protected": False, "id_str": account.id},
        }
    )


def _reposted(stored: str, post: Post) -> dict[str, Any]:
    """The post that a repost repeats, whole, as the monthly files have it."""
    found = re.match(r"RT @(\w+): (.*)", stored, re.DOTALL)
    if not found:
        return {}
    user = {"name": found.group(1), "screen_name": found.group(1), "protected": False, "id_str": "2"}
    return {
        "retweeted_status": {"id_str": str(int(post.id) - 4096), "text": found.group(2), "entities": {}, "user": user}
    }


_CSV_COLUMNS = (
    "tweet_id,in_reply_to_status_id,in_reply_to_user_id,timestamp,source,text,"
    "retweeted_status_id,retweeted_status_user_id,retweeted_status_timestamp,expanded_urls"
)


def _table(posts: Sequence[Post]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(_CSV_COLUMNS.split(","))
    for post in posts:
        stored, links = shortened(post.text)
        long_links = ",".join(link["expanded_url"] for link in links)
        replied = "1" if post.reply_to else ""
        writer.writerow([post.id, post.reply_to, replied, plain_time(post.at), SOURCE, stored, "", "", "", long_links])
    return text.getvalue().encode()
