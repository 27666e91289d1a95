"""The authoring log: every posting formally approved, by somebody else than its author."""

from __future__ import annotations

from collections.abc import Iterator

from .context import CheckContext
from .rules import RuleFault, advice, fault, late


@late
def check_posts_approved(context: CheckContext) -> Iterator[RuleFault]:
    """O001 a post that was published names who approved it."""
    for log in context.of("posts"):
        for index, post in enumerate(log.value["posts"]):
            if "posted_on" in post and post["posted_on"] <= context.today and "approved_by" not in post:
                message = f"posted on {post['posted_on']}, approved by nobody"
                yield fault(log, ("posts", index), message, "approved_by and approved_on")


@advice
def check_posts_approved_by_another(context: CheckContext) -> Iterator[RuleFault]:
    """O002 a post is approved by somebody else than its author."""
    for log in context.of("posts"):
        for index, post in enumerate(log.value["posts"]):
            if post.get("approved_by") == post["author"]:
                message = f"{post['author']!r} approved their own post"
                yield fault(log, ("posts", index, "approved_by"), message, "another person")
