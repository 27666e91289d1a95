"""Logs: every posting formally approved, by somebody else than its author; reports of impostors in private alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.duties.context import days_after
from records_portal.register.sites import first_fact

from .context import CheckContext
from .rules import RuleFault, advice, error, fault, late, owed_faults

if TYPE_CHECKING:
    from records_portal.register.records import AuthoringLogPost


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


@late
def check_nothing_dated_before_activation(context: CheckContext) -> Iterator[RuleFault]:
    """O005 no post was published, and no export made, before the site was activated: a day, or the site, is wrong."""
    opened = dict(_activations(context))
    right = "the day that is meant, or a correction that names the entry: of the post, or of the activation"
    for log in context.of("posts"):
        site = log.id.partition("/")[0]
        for index, post in enumerate(log.value["posts"]):
            day = post.get("posted_on", "")
            if site in opened and day and day < opened[site] and not _is_corrected(context, site, post):
                message = f"published on {day}, before the site was activated on {opened[site]}"
                yield fault(log, ("posts", index, "posted_on"), message, right)
    for capture in context.of("captures"):
        site = capture.value["site"]
        made = capture.value.get("exported_at", "")[:10]
        # a platform says UTC: where it is a day earlier or later there, the export was not before the activation
        if site in opened and made and days_after(made, 1) < opened[site]:
            message = f"exported on {made}, before the site was activated on {opened[site]}"
            yield fault(capture, ("exported_at",), message, right)


def _activations(context: CheckContext) -> Iterator[tuple[str, str]]:
    """When each site was activated that was asked for: one from a list was in use before, a corrected day is no day.

    An account that bore its name before that day was in use from then on: an agency asks for what it has already, too.
    """
    for site in context.of("sites"):
        activation = first_fact(site.value, "activation")
        facts = site.value["facts"]
        corrected = any(each["kind"] == "correction" and each["corrects"]["kind"] == "activation" for each in facts)
        if activation and site.value["origin"] == "requested" and not corrected:
            yield site.id, min([activation["on"], *(each["from_on"] for each in site.value.get("handles", []))])


def _is_corrected(context: CheckContext, site: str, post: AuthoringLogPost) -> bool:
    """Whether a correction in one of the site's logs names a post, by its title or its item."""
    logs = (log.value for log in context.of("posts") if log.id.partition("/")[0] == site)
    said = [each["corrects"] for value in logs for each in value.get("corrections", [])]
    return any(name in words for name in (post["title"], post.get("item", post["title"])) for words in said)
