"""What a post shows and what was looked at before it: who speaks, context, credit, confidence, papers, opinions.

Of what a policy asks of every post there is one task for a site, with the posts that lack it: a log that never said it
is one thing to put right, not a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record

from ..context import DutyContext
from ..model import Duty, Owed, site_owes
from .policy_kept import acted_as, bound_since, policy_for
from .posts import COPYRIGHT, TO_PROVE, is_corrected, posts_of_sites
from .sites import MISSOURI

if TYPE_CHECKING:
    from records_portal.register.records import AuthoringLogPost, AuthoringLogPostCopyright, PolicyValue, SiteValue
    from records_portal.register.records import AuthoringLogValue as LogValue

    _Posted = tuple[Record[SiteValue], Record[LogValue], int, AuthoringLogPost]

DISCLOSURES = f"{MISSOURI}: disclaimers and disclosures"
NEEDS_CONTEXT = frozenset(("image", "audio", "video", "live-video"))
# What is used by right of one's own or everybody's needs neither leave nor credit.
FREE = frozenset(("own-work", "public-domain"))
NAMED = 3


def _under_policy(context: DutyContext) -> Iterator[tuple[_Posted, Record[PolicyValue]]]:
    """Each post that went out since its agency's policy binds, with the policy; not what the log has put right."""
    for site, log, index, post in posts_of_sites(context):
        policy = policy_for(context, site)
        on = post.get("posted_on", "")
        if policy and on and on >= (bound_since(policy) or on) and not is_corrected(context, log, post):
            yield (site, log, index, post), policy


def _together(context: DutyContext, found: list[_Posted], what: str) -> Iterator[Owed]:
    """One thing owed for each site: how many posts lack something, the first of them by name."""
    by_site: dict[str, list[_Posted]] = {}
    for each in found:
        by_site.setdefault(each[0].id, []).append(each)
    for lacking in by_site.values():
        lacking.sort(key=lambda each: each[3]["posted_on"])
        site, log, index, first = lacking[0]
        names = [f"{post['title']!r} ({post['posted_on']})" for _, _, _, post in lacking[:NAMED]]
        more = f" and {len(lacking) - NAMED} more" if len(lacking) > NAMED else ""
        path: ValuePath = ("posts", index)
        on = first["posted_on"]
        late_on = context.after_working_days(on, TO_PROVE)
        yield site_owes(site, path, on, late_on, f"{what}: {', '.join(names)}{more}", record=log)


def _not_identified(context: DutyContext) -> Iterator[Owed]:
    found = [
        posted
        for posted, policy in _under_policy(context)
        if "signed_as" not in posted[3] and policy.value.get("disclosures", {}).get("identification")
    ]
    yield from _together(context, found, "the log does not say who speaks and for which agency")


def _without_context(context: DutyContext) -> Iterator[Owed]:
    found = [
        posted
        for posted, policy in _under_policy(context)
        if posted[3].get("format", "") in NEEDS_CONTEXT
        and "context" not in posted[3]
        and policy.value.get("disclosures", {}).get("context")
    ]
    yield from _together(context, found, "what explains picture, sound or film is not said")


def _confidence_not_checked(context: DutyContext) -> Iterator[Owed]:
    found = [
        posted
        for posted, policy in _under_policy(context)
        if policy.value.get("confidentiality")
        and not "" < posted[3].get("confidentiality_checked_on", "") <= posted[3]["posted_on"]
    ]
    yield from _together(context, found, "nobody looked for confidential information before it was posted")


def _material(context: DutyContext) -> Iterator[tuple[_Posted, Record[PolicyValue], int, AuthoringLogPostCopyright]]:
    """Material by others in posts, but for what has been taken down again."""
    for posted, policy in _under_policy(context):
        for number, each in enumerate(posted[3].get("copyright", [])):
            if each["basis"] not in FREE and "removed_on" not in each:
                yield posted, policy, number, each


def _of_post(
    context: DutyContext, posted: _Posted, path: ValuePath, missing: str, since: str = "", detail: str = ""
) -> Owed:
    site, log, _, post = posted
    on = since or post["posted_on"]
    about = f"{post['posted_on']} {post['title']}{f' {detail}' if detail else ''}"
    return site_owes(site, path, on, context.after_working_days(on, TO_PROVE), missing, record=log, detail=about)


def _not_credited(context: DutyContext) -> Iterator[Owed]:
    for posted, policy, number, each in _material(context):
        lacking = ["who holds the copyright"] if "holder" not in each else []
        if "credit" not in each and policy.value.get("copyright", {}).get("crediting"):
            lacking.append("how the author is credited")
        if lacking:
            path: ValuePath = ("posts", posted[2], "copyright", number)
            yield _of_post(context, posted, path, f"{each['material']}: not said {' and '.join(lacking)}")


def _not_to_be_used(context: DutyContext) -> Iterator[Owed]:
    for posted, policy, number, each in _material(context):
        copyright_rule = policy.value.get("copyright")
        use = copyright_rule["use"] if copyright_rule else ""
        if use == "never" or (use == "with-permission" and each["basis"] == "exception"):
            says = "never used" if use == "never" else "used with permission alone"
            path: ValuePath = ("posts", posted[2], "copyright", number)
            missing = f"{each['material']}: the policy says that material by others is {says}"
            yield _of_post(context, posted, path, missing)


def _paper_not_released(context: DutyContext) -> Iterator[Owed]:
    for posted, policy in _under_policy(context):
        paper, posted_on = posted[3].get("internal_document"), posted[3]["posted_on"]
        rule = policy.value.get("disclosures", {}).get("internal_documents")
        if paper is None:
            continue
        by, on = paper.get("approved_by", ""), paper.get("approved_on", "")
        may = rule["approved_by"] if rule else []
        if not by:
            lacks = "nobody approved its release"
        elif not on or on > posted_on:
            lacks = f"its release was approved on {on}, after it was posted" if on else "when its release was approved"
        elif may and not any(acted_as(context, posted[0], by, role, on) for role in may):
            lacks = f"{by!r} approved its release, which the policy leaves to the {', '.join(may).replace('-', ' ')}"
        else:
            continue
        path: ValuePath = ("posts", posted[2], "internal_document")
        yield _of_post(context, posted, path, f"{paper.get('title', 'an internal paper')}: {lacks}")


def _opinion_not_allowed(context: DutyContext) -> Iterator[Owed]:
    for posted, policy in _under_policy(context):
        opinions = policy.value.get("disclosures", {}).get("personal_opinions")
        if "disclaimer" in posted[3] and opinions and not opinions["allowed"]:
            missing = "it holds a personal opinion, which the policy does not allow"
            yield _of_post(context, posted, ("posts", posted[2], "disclaimer"), missing)


ROWS = (
    Duty(
        "post-identification",
        "Say in the log how posts show who speaks",
        "site-administrator",
        _not_identified,
        "signed_as in each entry, or a correction of the log",
        "records change post {site}",
        "",
        f"{DISCLOSURES} (always designate who is making a comment, which agency they work for)",
        f"within {TO_PROVE} working days of the post",
        code="B150",
        weight="advice",
    ),
    Duty(
        "post-context",
        "Say how pictures, sound and film were explained",
        "site-administrator",
        _without_context,
        "context in each entry, or a correction of the log",
        "records change post {site}",
        "",
        f"{DISCLOSURES} (provide context to images, audio, and video)",
        f"within {TO_PROVE} working days of the post",
        code="B151",
        weight="advice",
    ),
    Duty(
        "confidentiality-check",
        "Look for confidential information before posting",
        "site-administrator",
        _confidence_not_checked,
        "confidentiality_checked_on, on the day of the post or before, or a correction of the log",
        "records change post {site}",
        "",
        f"{MISSOURI}: confidentiality (kept so at all times)",
        "before it is posted",
        law=True,
        code="B152",
        weight="advice",
    ),
    Duty(
        "copyright-credit",
        "Say whose material was used, and how the author is credited",
        "site-administrator",
        _not_credited,
        "holder and credit, or removed_on",
        "records change post {site}",
        "",
        f"{COPYRIGHT} (how to credit authors)",
        f"within {TO_PROVE} working days of the post",
        code="B153",
        weight="advice",
    ),
    Duty(
        "copyright-use",
        "Look at material that the policy does not let be used",
        "communications-director",
        _not_to_be_used,
        "removed_on, or a correction of the log",
        "records change post {site}",
        "",
        f"{COPYRIGHT} (whether copyrighted material is to be used at all)",
        f"within {TO_PROVE} working days of the post",
        law=True,
        code="B154",
    ),
    Duty(
        "internal-paper",
        "Look at an internal paper that was released without its approval",
        "communications-director",
        _paper_not_released,
        "approved_by and approved_on by one whom the policy names, or a correction of the log",
        "records change post {site}",
        "vetting",
        f"{DISCLOSURES} (first ensure that the proper approval has been given)",
        f"within {TO_PROVE} working days of the post",
        code="B155",
    ),
    Duty(
        "personal-opinion",
        "Look at a personal opinion that the policy does not allow",
        "communications-director",
        _opinion_not_allowed,
        "a correction of the log",
        "records new post-correction {site}",
        "",
        f"{DISCLOSURES} (if agencies allow personal opinions)",
        f"within {TO_PROVE} working days of the post",
        code="B157",
    ),
)
