"""Generic pages, driven by the schema, for the kinds of record that have no page of their own design."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from records_portal.duties.post_approvals import approval_of
from records_portal.register.kinds import KINDS
from records_portal.register.model import Record
from records_portal.register.shapes import schema_of

from ..context import PageContext
from .about import about, alternates
from .render import RecordPage, body
from .values import shown_record

GENERIC_KINDS = (
    "policies",
    "operations",
    "posts",
    "audits",
    "authorizations",
    "dispositions",
    "events",
    "classifications",
    "platforms",
)
PLURALS = {
    "policies": "Policies",
    "operations": "Operations logs",
    "posts": "Authoring logs",
    "audits": "Audits",
    "authorizations": "Disposition authorizations",
    "dispositions": "Dispositions",
    "events": "Events",
    "classifications": "Classification rules",
    "platforms": "Platforms",
}


def operations_section(context: PageContext) -> Markup:
    """The index of all records that have generic pages."""
    kinds = [
        (kind, PLURALS[kind], schema_of(kind)["description"], list(context.register.of(kind).values()))
        for kind in GENERIC_KINDS
    ]
    return body("operations", context, "operations/", kinds=kinds)


def generic_pages(context: PageContext) -> Iterator[RecordPage]:
    """One page for each record of these kinds."""
    for kind in GENERIC_KINDS:
        for record in context.register.of(kind).values():
            yield _generic_page(context, record)


def _generic_page(context: PageContext, record: Record) -> RecordPage:
    address = f"records/{record.kind}/{record.id}/"
    changes = context.history_of((record.kind, record.id))
    source = about(context, record, changes)
    title, kind = context.title(record.kind, record.id), KINDS[record.kind].title
    named = title if title != record.id else f"{kind} {record.id}"
    text = body(
        "record",
        context,
        address,
        record=record,
        description=schema_of(record.kind)["description"],
        shown=shown_record(context, record.kind, record.value),
        approvals=list(_approvals_of_posts(context, record)) if record.kind == "posts" else [],
        changes=changes,
        about=source,
    )
    return RecordPage(
        address=address,
        title=named,
        description=f"{kind}: {named}. The record in plain words, with its history.",
        breadcrumb=(("Other records", "operations/"),),
        body=text,
        kicker=kind,
        head=alternates(context, address, source),
    )


def _approvals_of_posts(context: PageContext, log: Record) -> Iterator[str]:
    """How those posts of a log were approved that have no approval of their own from before they were posted."""
    site = context.register.get("sites", log.id.partition("/")[0])
    for post in log.value["posts"]:
        approval = approval_of(post, site.value if site else None)
        if "posted_on" not in post or approval.how == "before":
            continue
        by = context.title("people", approval.by) if approval.by else ""
        days = f"{approval.days} day{'' if approval.days == 1 else 's'}"
        said = {
            "standing": f"covered by the standing approval {approval.name} that {by} gave on {approval.on}",
            "emergency": f"posted in an emergency; {by} approved it {days} afterwards, on {approval.on}",
            "afterwards": f"{by} approved it {days} after it was posted, on {approval.on}",
            "open-emergency": "posted in an emergency; nobody has approved it yet",
            "nobody": "nobody has approved it",
        }[approval.how]
        yield f"{post['title']}, {post['posted_on']}: {said}"
