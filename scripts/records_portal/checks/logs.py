"""Logs: every posting formally approved, by somebody else than its author; reports of impostors in private alone."""

from __future__ import annotations

from collections.abc import Iterator

from .context import CheckContext
from .rules import RuleFault, advice, error, fault, late, owed_faults


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


@error
def check_impostors_are_private(context: CheckContext) -> Iterator[RuleFault]:
    """O004 a report of an account that looks like the agency's stands in a private root: it may be somebody's own."""
    for log in context.of("operations"):
        if log.value.get("impostor_reports") and not log.private:
            message = "a report of an account that looks like the agency's lies in the public root"
            yield fault(log, ("impostor_reports",), message, "the operations log of a private root")
