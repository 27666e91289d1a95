"""The authoring log: every posting formally approved, by somebody else than its author."""

from __future__ import annotations

from collections.abc import Iterator

from .context import CheckContext
from .rules import RuleFault, advice, late, owed_faults


@late
def check_posts_approved(context: CheckContext) -> Iterator[RuleFault]:
    """O001 a post that was published names who approved it."""
    yield from owed_faults(context, "post-approval")


@advice
def check_posts_approved_by_another(context: CheckContext) -> Iterator[RuleFault]:
    """O002 a post is approved by somebody else than its author."""
    yield from owed_faults(context, "approval-by-another")


@late
def check_standing_approvals_cover(context: CheckContext) -> Iterator[RuleFault]:
    """O003 a standing approval that a post names covers the post's type and day."""
    yield from owed_faults(context, "standing-approval")
