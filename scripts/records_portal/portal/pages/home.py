"""The home page: what this is, what is in it, what changed, and what needs attention."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from records_portal.register.fact_kinds import STATUSES
from records_portal.register.findings import Severity
from records_portal.register.sites import IN_USE, is_compromised
from records_portal.retention.statuses import PAST_ELIGIBLE

from ..context import PageContext
from .pictures import platform_picture
from .render import body

RECENT = 8
LATE_SITES = 8


def home_section(context: PageContext) -> Markup:
    """The home page's content."""
    sites = context.register.of("sites")
    statuses = Counter(context.status.values())
    late = Counter(site for site, listed in context.findings.items() for one in listed if one.severity is Severity.LATE)
    waiting = sum(one.items for counts in context.due_counts.values() for one in counts if one.status in PAST_ELIGIBLE)
    return body(
        "home",
        context,
        "",
        compromised=[site.id for site in sites.values() if is_compromised(site.value)],
        in_use=sum(statuses[status] for status in IN_USE),
        total=len(sites),
        statuses=[(status, statuses[status]) for status in STATUSES if statuses[status]],
        platforms=platform_picture(context),
        agencies=len(context.register.of("agencies")),
        captures=len(context.register.of("captures")),
        items=len(context.portal.items),
        waiting=waiting,
        late_total=sum(one.severity is Severity.LATE for one in context.portal.findings),
        late=[one for one in sorted(late.items(), key=lambda one: (-one[1], one[0])) if one[0] in sites][:LATE_SITES],
        changes=context.changes[:RECENT],
    )
