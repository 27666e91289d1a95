"""The one table of what lasts, kind by kind: what grows, what may come, what is mended, what ends a record and by whom.

* Whatever a row does not name stays as it was written: it is not changed or taken away, and nothing comes to it.
* In a path `[]` stands for any entry of a list; an empty path is the record itself.
* What a person may say anew at any time is `free`: it is told in words and needs its approvals, like every change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class LastingKind:
    """The rule of a kind, by paths.

    * `grows` are the lists that are added to: of mappings in their order and at the end, of words in any order.
    * `may_come` may be said later and then stays; `completes` are the places in which everything may that was left out.
    * `free` may be said anew at any time; `mended` only while a request for authority is one that the State returned.
    * `open_until` are entries that change freely until they have a property: a plan until it was carried out, a series
      until it was confirmed.
    * `turns` may turn from a word into a mapping; `may_go` is what `records upgrade` takes to another place.
    * `later` are days that may become later, `planned` those that may change while both are still to come.
    * `comes_with` changes only together with a new entry of one of these lists; behind a colon stands its kind.
    * `closed_by` is what ends a record or puts it right, with the roles of those who may.
    """

    grows: frozenset[str] = frozenset()
    may_come: frozenset[str] = frozenset()
    completes: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    mended: frozenset[str] = frozenset()
    open_until: Mapping[str, str] = field(default_factory=dict)
    turns: frozenset[str] = frozenset()
    may_go: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    planned: frozenset[str] = frozenset()
    comes_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_OPERATIONS = (
    "monitoring",
    "moderation_statements",
    "moderation",
    "content_changes",
    "settings_changes",
    "credential_changes",
    "usage_reports",
    "log_reviews",
    "escalations",
    "terms_changes",
    "personal_account_reports",
    "impostor_reports",
)

LASTING: Mapping[str, LastingKind] = {
    "portal": LastingKind(
        grows=frozenset(("reanchored", "forge.keys", "forge.attesters", "log.publishers")),
        may_come=frozenset(
            (
                "acts_since",
                "reanchored",
                "forge.keys[].to_on",
                "forge.attesters[].to_on",
                "log.publishers[].to_on",
            )
        ),
        completes=frozenset(("", "forge", "log")),
        free=frozenset(
            (
                "title",
                "jurisdiction",
                "notice",
                "sample",
                "url",
                "contact",
                "time_zone",
                "fiscal_year_start",
                "cadences",
                "working_days",
                "roles",
                "register_series",
                "published_branch",
                "private_root",
                "approvals",
                "licence",
                "forge.url",
                "forge.kind",
                "forge.noreply_domain",
                "forge.branch",
            )
        ),
        planned=frozenset(("forge.keys[].to_on", "forge.attesters[].to_on", "log.publishers[].to_on")),
    ),
    "platforms": LastingKind(
        grows=frozenset(("hosts", "address_forms")),
        completes=frozenset(("",)),
        free=frozenset(
            (
                "name",
                "operator",
                "handle_pattern",
                "handle_case",
                "id_pattern",
                "url_template",
                "stop_words",
                "category",
                "terms_url",
                "export_formats",
            )
        ),
        planned=frozenset(("ended_on",)),
    ),
    "agencies": LastingKind(
        completes=frozenset(("",)),
        free=frozenset(
            ("name", "parent", "kind", "head", "web_pages", "contact", "class_series", "one_decider"),
        ),
    ),
    "people": LastingKind(
        grows=frozenset(("roles", "keys")),
        may_come=frozenset(("roles[].to_on",)),
        completes=frozenset(("", "keys[]")),
        free=frozenset(("name", "title", "agency", "trained", "forge_login")),
        may_go=frozenset(("training", "leaves_on", "signing_key")),
        planned=frozenset(("roles[].to_on", "keys[].to_on")),
    ),
    "sites": LastingKind(
        grows=frozenset(("facts", "handles", "standing_approvals", "agreements", "linked_from")),
        may_come=frozenset(("handles[].to_on", "standing_approvals[].withdrawn_on")),
        completes=frozenset(("", "agreements[]")),
        free=frozenset(
            (
                "account_name",
                "ownership",
                "accountable",
                "purpose",
                "communications",
                "comments",
                "endorsements",
                "disclaimers",
                "contingency",
                "capture",
                "agreements[].consulted",
                "agreements[].licence",
                "agreements[].cost",
            )
        ),
        may_go=frozenset(("access",)),
        later=frozenset(("agreements[].checked_on", "agreements[].counsel_reviewed_on", "linked_from[].seen_on")),
        planned=frozenset(("standing_approvals[].to_on",)),
        comes_with={
            "agency": ("facts:agency-change", "facts:correction"),
            "account_id": ("facts:correction",),
            "url": ("handles", "facts:activation", "facts:correction"),
        },
    ),
    "designations": LastingKind(
        grows=frozenset(("designations", "designations[].copies_to", "designations[].responsibilities")),
        completes=frozenset(("designations[]", "designations[].disposition_system", "designations[].removed")),
    ),
    "policies": LastingKind(
        grows=frozenset(
            (
                "versions",
                "versions[].approvals",
                "reviews",
                "promulgation",
                "corrections",
                "institutional_authority.consultations",
                "programme",
            )
        ),
        completes=frozenset(("", "institutional_authority", "programme[]", "versions[]", "promulgation[]")),
        free=frozenset(
            (
                "title",
                "purpose",
                "authority",
                "goals",
                "definitions",
                "applicability",
                "technological_scope",
                "exclusions",
                "content_management",
                "official_use",
                "related_policies",
                "non_official_use",
                "roles",
                "procedures",
                "institutional_authority.may_open_sites",
                "institutional_authority.may_enter_agreements",
                "institutional_authority.considerations",
                "accountability",
                "ownership",
                "access",
                "communication",
                "endorsements",
                "confidentiality",
                "copyright",
                "disclosures",
                "management",
                "retention",
                "contingency",
                "training",
                "personal_accounts",
                "internal_social_media",
                "vendors",
                "audit",
                "found_in",
                "programme[].description",
                "programme[].participants",
                "programme[].status",
                "programme[].due_on",
                "programme[].evidence",
                "promulgation[].acknowledged",
                "versions[].next_review_on",
                "versions[].summary",
            )
        ),
        planned=frozenset(("versions[].effective_on", "versions[].superseded_on")),
    ),
    "operations": LastingKind(
        grows=frozenset(
            (
                *_OPERATIONS,
                "corrections",
                "credential_changes[].reported",
                "monitoring[].exceptions",
                "impostor_reports[].looks",
            ),
        ),
        completes=frozenset(("", *(f"{name}[]" for name in _OPERATIONS), "monitoring[].exceptions[]")),
    ),
    "posts": LastingKind(
        grows=frozenset(("posts", "corrections")),
        completes=frozenset(("", "posts[]", "posts[].copyright[]")),
        open_until={"posts[]": "posted_on"},
    ),
    "holds": LastingKind(
        grows=frozenset(("amendments", "updates", "releases", "notified")),
        may_come=frozenset(
            (
                "confirmed",
                "covers",
                "items_enough",
                "preserve",
                "amendments[].covers",
                "releases[].covers",
                "notified[].acknowledged_on",
            )
        ),
        turns=frozenset(("notified[]",)),
    ),
    "requests": LastingKind(
        grows=frozenset(
            (
                "assigned",
                "holds",
                "search",
                "platform_requests",
                "items",
                "exemptions",
                "redactions",
                "production",
                "copies",
                "appeals",
                "log",
                "corrections",
                "scope.clarified",
                "clock.extensions",
            )
        ),
        may_come=frozenset(
            (
                "citation",
                "reference",
                "received_by",
                "received_how",
                "clock",
                "clock.due_on",
                "clock.acknowledged_on",
                "closure",
                "closure.informed_on",
                "closure.holds_released_on",
                "closure.evidence",
                "appeals[].reference",
                "appeals[].decided_on",
                "appeals[].outcome",
                "platform_requests[].answered_on",
                "platform_requests[].answer",
                "platform_requests[].evidence",
                "copies[].destroyed_on",
                "exemptions[].reviewed_by",
                "exemptions[].reviewed_on",
                "production[].evidence",
            )
        ),
        free=frozenset(("costs",)),
        closed_by={"closure": ("records-custodian", "counsel", "records-officer")},
    ),
    "staff": LastingKind(
        grows=frozenset(("training",)), completes=frozenset(("", "training[]")), free=frozenset(("leaves_on",))
    ),
    "access": LastingKind(
        grows=frozenset(("access",)),
        completes=frozenset(("access[]",)),
        may_go=frozenset(("access[].credentials_changed_on",)),
        planned=frozenset(("access[].ended_on",)),
    ),
    "audits": LastingKind(
        grows=frozenset(
            ("criteria", "methods", "findings", "capture_verification", "updates", "reported", "corrections"),
        ),
        completes=frozenset(("", "criteria[]", "findings[]", "capture_verification[]")),
        free=frozenset(("findings[].owner", "findings[].response")),
        later=frozenset(("findings[].due_on",)),
        planned=frozenset(("next_on",)),
    ),
    "schedules": LastingKind(
        grows=frozenset(
            ("versions", "versions[].series", "versions[].crosswalk", "request_particulars"),
        ),
        may_come=frozenset(("request_particulars[].confirmed", "versions[].series[].confirmed.digest")),
        completes=frozenset(("",)),
        free=frozenset(("name", "jurisdiction", "approved_by", "url", "note", "versions[].series[].note")),
        open_until={"versions[].series[]": "confirmed"},
    ),
    "events": LastingKind(may_come=frozenset(("description",)), later=frozenset(("on",))),
    "classifications": LastingKind(grows=frozenset(("rules",)), free=frozenset(("decided",))),
    "authorizations": LastingKind(
        grows=frozenset(("status", "renewals", "clearances")),
        may_come=frozenset(
            (
                "appraised",
                "requested.number",
                "requested.evidence",
                "status[].evidence",
                "status[].read",
                "renewals[].evidence",
                "renewals[].read",
            )
        ),
        mended=frozenset(
            (
                "series",
                "sites",
                "span",
                "items_digest",
                "volume",
                "lines",
                "spared",
                "method",
                "medium",
                "location",
                "clearances",
                "requested.approver",
                "requested.proposed_on",
            )
        ),
    ),
    "dispositions": LastingKind(
        grows=frozenset(("corrections",)), closed_by={"corrections": ("records-officer", "agency-head")}
    ),
    "captures": LastingKind(
        grows=frozenset(("dispositions",)),
        may_come=frozenset(("dispositions", "verdict", "residue[].disposition", "received[].disposition")),
        # a disposition makes the bag anew, and the record names the manifests of the bag that there is
        comes_with={"bag.manifests": ("dispositions",)},
    ),
}
