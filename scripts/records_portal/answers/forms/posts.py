"""The authoring log: what was posted, by whom and with whose approval, and the approvals that stand for a type."""

from __future__ import annotations

from .form import Form, Which, entry, group

SUBJECT = "Posts"

ROWS: tuple[Form, ...] = (
    entry(
        "post",
        "posts",
        "posts",
        "Log a post",
        "Date, author, who approved it, title and description (New Jersey, agency responsibilities); never the post.",
        "posted_on",
        "planned_on",
        "author",
        "approved_by",
        "approved_on",
        "approved_as",
        "standing_approval",
        "emergency",
        "title",
        "description",
        "type",
        "class",
        "format",
        "copyright",
        "endorsement",
        "evidence",
        subject=SUBJECT,
        dated=("posted_on", "planned_on"),
    ),
    entry(
        "standing-approval",
        "sites",
        "standing_approvals",
        "Approve posts of a type for a period",
        "Such posts count as approved: their types, the first and the last day, and what they may say "
        "(New Jersey, responsibilities).",
        subject=SUBJECT,
    ),
    group(
        "standing-approval-end",
        "sites",
        "standing_approvals",
        "Withdraw a standing approval",
        "The first day on which it covers nothing any more; what was posted before stays approved.",
        "id",
        "withdrawn_on",
        subject=SUBJECT,
        verb="end",
        which=(Which("id"),),
        needs=("withdrawn_on",),
    ),
    group(
        "post-change",
        "posts",
        "posts",
        "Say more of a post in the log",
        "Who approved it, which captured item it is, or that it was withdrawn.",
        subject=SUBJECT,
        verb="change",
        which=(Which("title"),),
    ),
    entry(
        "post-correction",
        "posts",
        "corrections",
        "Put an entry of the authoring log right",
        "What was wrong and what is right; the earlier entry stays as it was written.",
        subject=SUBJECT,
        dated=("on",),
    ),
)
