"""Who approved a post, and how: of its own, by an approval that stands for its type, or afterwards in an emergency.

* A post's own approval comes first; without one, a standing approval of the site that covers its type and its day.
* A post that names a standing approval is covered by that one or by none.
* In an emergency the approval may come after the posting; it counts, and the days between are told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from records_portal.register.records import AuthoringLogPost, SiteStandingApproval, SiteValue

How = Literal["before", "standing", "emergency", "afterwards", "open-emergency", "nobody"]


@dataclass(frozen=True, slots=True)
class PostApproval:
    """How a post stands to its approval; `days` lie between the posting and an approval that came afterwards."""

    how: How
    by: str = ""
    on: str = ""
    role: str = ""
    name: str = ""
    days: int = 0

    @property
    def counts(self) -> bool:
        """Whether the post was approved as the procedure asks."""
        return self.how in ("before", "standing", "emergency")


def approval_of(post: AuthoringLogPost, site: SiteValue | None) -> PostApproval:
    """Who approved a post, and how."""
    posted_on, urgent = post.get("posted_on", ""), "emergency" in post
    if "approved_by" in post:
        on = post.get("approved_on", "")
        own = PostApproval("before", post["approved_by"], on, str(post.get("approved_as", "")))
        if not posted_on or on <= posted_on:
            return own
        days = (date.fromisoformat(on) - date.fromisoformat(posted_on)).days
        return replace(own, how="emergency" if urgent else "afterwards", days=days)
    if standing := standing_approval(post, site):
        return PostApproval("standing", standing["by"], standing["on"], standing["role"], standing["id"])
    return PostApproval("open-emergency" if urgent else "nobody")


def standing_approval(post: AuthoringLogPost, site: SiteValue | None) -> SiteStandingApproval | None:
    """The standing approval that covers a post: the one that it names, or the first that covers its type and day."""
    named = post.get("standing_approval")
    for each in site.get("standing_approvals", ()) if site else ():
        if (named is None or each["id"] == named) and covers(each, post):
            return each
    return None


def covers(approval: SiteStandingApproval, post: AuthoringLogPost) -> bool:
    """Whether a standing approval covers a post: by its type, on its day, given before it and not withdrawn.

    Nobody approves a post of their own, and so no standing approval covers its giver's.
    """
    day = post.get("posted_on", post.get("planned_on", ""))
    first = max(approval["from_on"], approval["on"])
    last = approval["to_on"]
    return (
        post.get("type") in approval["types"]
        and first <= day <= last
        and day < approval.get("withdrawn_on", "9999-12-31")
        and post["author"] != approval["by"]
    )
