"""The policy and what is done: what its parts leave open, whom it names, and sites that go by other rules than it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from records_portal.register.model import Record
from records_portal.register.sites import holds_role

from ..context import DutyContext, days_after
from ..model import Duty, Owed, site_owes
from ..policy_elements import ELEMENTS
from ..policy_particulars import particulars_lacking
from .operations import NEEDED
from .policy import TO_FILL, policy_begun
from .sites import MISSOURI, NEW_JERSEY, begun_on, fact_path

if TYPE_CHECKING:
    from records_portal.register.records import (
        PolicyCommunicationVetting,
        PolicyManagementSetting,
        PolicyValue,
        SiteValue,
    )

# Working days, ours: the documents give none.
TO_EXPLAIN = 10
# Each kind of clearance is more than the one before it.
CLEARANCES = ("none", "peer", "supervisor", "communications-office", "counsel")


def policy_for(context: DutyContext, site: Record[SiteValue]) -> Record[PolicyValue] | None:
    """The policy by which a site goes."""
    return context.register.get("policies", context.policy_of.get(site.value["agency"], ""))


def bound_since(policy: Record[PolicyValue]) -> str:
    """The day since which a policy binds: the first on which one of its versions takes effect, else its beginning."""
    days = [each.get("effective_on", each.get("adopted_on", "")) for each in policy.value.get("versions", [])]
    return min((on for on in days if on), default=policy_begun(policy))


def acted_as(context: DutyContext, site: Record[SiteValue], name: str, role: str, on: str) -> bool:
    """Whether a person had a role on a day; administrator of a site is whoever was designated for it, too."""
    person = context.register.get("people", name)
    if person and holds_role(person.value, role, on):
        return True
    record = context.register.get("designations", site.id) if role == "site-administrator" else None
    return any(
        each["person"] == name and each["on"] <= on <= each.get("removed", {}).get("on", "9999-12-31")
        for each in (record.value["designations"] if record else ())
    )


def holds_for(rules: Mapping[str, object], site: Record[SiteValue]) -> bool:
    """Whether a rule that may name platforms and sites is one for a site."""
    platforms, sites = rules.get("platforms"), rules.get("sites")
    named = isinstance(platforms, Sequence) and site.value["platform"] in platforms
    named = named or (isinstance(sites, Sequence) and site.id in sites)
    return named or (not platforms and not sites)


def vetting_rules(
    policy: Record[PolicyValue], site: Record[SiteValue], content: str
) -> list[PolicyCommunicationVetting]:
    """What the policy asks of a type of communication on a site."""
    audience = site.value["audience"]
    return [
        each
        for each in policy.value.get("communication", {}).get("vetting", [])
        if each["content"].casefold() == content.casefold()
        and each.get("audience", "both") in ("both", audience)
        and holds_for(each, site)
    ]


def _particulars(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        since = policy_begun(policy)
        for element in ELEMENTS:
            lacking = particulars_lacking(policy.value, element.key)
            if lacking and since:
                yield Owed(
                    policy,
                    (element.key,),
                    since,
                    days_after(since, TO_FILL),
                    f"not said under {element.title.lower()}: {', '.join(lacking)}",
                    policy.id,
                    detail=f"{element.key} particulars",
                    role=element.role,
                    names=(("command", element.command),),
                )


def _named_roles(policy: Record[PolicyValue]) -> Iterator[tuple[str, str]]:
    """Each role that the policy gives something to, with what that is."""
    yield from _roles_for_sites(policy.value)
    yield from _roles_for_posts(policy.value)
    yield from _roles_for_records(policy.value)


def _roles_for_sites(value: PolicyValue) -> Iterator[tuple[str, str]]:
    authority, accountability = value.get("institutional_authority"), value.get("accountability")
    if authority:
        yield from ((each["role"], "the opening of sites") for each in authority["may_open_sites"])
        yield from ((each["role"], "agreements with platforms") for each in authority["may_enter_agreements"])
    for given in accountability["assignments"] if accountability else ():
        yield given["role"], given["action"]
    for resource in value.get("content_management", {}).get("resources", []):
        yield resource.get("responsible", ""), resource["resource"]
    for role in value.get("training", {}).get("responsible", []):
        yield role, "training"
    access = value.get("access")
    yield from (
        (role, "word of changed credentials") for role in (access.get("changes_reported_to", []) if access else ())
    )
    for procedure in value.get("procedures", []):
        yield from ((role, procedure["title"]) for role in procedure.get("participants", []))


def _roles_for_posts(value: PolicyValue) -> Iterator[tuple[str, str]]:
    for rule in value.get("communication", {}).get("vetting", []):
        yield from ((role, f"the clearance of {rule['content']}") for role in rule.get("by", []))
    escalation = value.get("endorsements", {}).get("escalation")
    if escalation:
        yield escalation.get("decided_by", ""), "decisions on what becomes controversial"
        yield from ((role, "what becomes controversial") for role in escalation.get("told", []))
    for action in value.get("endorsements", {}).get("actions", []):
        yield from ((role, action["action"]) for role in action.get("by", []))
    papers = value.get("disclosures", {}).get("internal_documents")
    yield from ((role, "the release of internal papers") for role in (papers["approved_by"] if papers else ()))


def _roles_for_records(value: PolicyValue) -> Iterator[tuple[str, str]]:
    retention = value.get("retention")
    if retention:
        yield from ((each["role"], "exports") for each in retention["export_staff"])
        yield from (
            (each.get("responsible", ""), f"answers under {each['law']}") for each in retention.get("requests", [])
        )
    for plan in value.get("contingency", []):
        yield plan.get("responsible", ""), f"the plan for {plan['risk']}"


def _role_not_held(context: DutyContext) -> Iterator[Owed]:
    """What is left to a role that nobody holds; those that the procedure itself needs are asked for as such."""
    for policy in context.of("policies"):
        if not context.in_use_by_agency or policy.id not in context.policy_of.values():
            continue
        given: dict[str, list[str]] = {}
        for role, what in _named_roles(policy):
            if role and role not in NEEDED and what not in given.setdefault(role, []):
                given[role].append(what)
        since = bound_since(policy)
        for role, things in given.items():
            if since and not _is_held(context, role, policy.id):
                missing = f"the policy leaves {', '.join(things)} to the {role.replace('-', ' ')}, and nobody is it"
                late_on = context.after_working_days(since, TO_EXPLAIN)
                yield Owed(policy, (), since, late_on, missing, policy.id, detail=role, names=(("role", role),))


def _is_held(context: DutyContext, role: str, agency: str) -> bool:
    """Whether somebody has a role; a site's administrators are those who are designated for one."""
    if context.holders(role, agency):
        return True
    return role == "site-administrator" and any(
        context.holders(role, agency, site.id) for sites in context.in_use_by_agency.values() for site in sites
    )


def _named_people(policy: Record[PolicyValue]) -> Iterator[tuple[str, str]]:
    """Each person whom the policy names for something that goes on."""
    value = policy.value
    authority = value.get("institutional_authority")
    for each in (*authority["may_open_sites"], *authority["may_enter_agreements"]) if authority else ():
        if "person" in each:
            yield each["person"], "authority to open sites or to agree to terms"
    retention = value.get("retention")
    for staff in retention["export_staff"] if retention else ():
        if "person" in staff:
            yield staff["person"], "exports"


def _person_without_role(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        for name, what in dict.fromkeys(_named_people(policy)):
            person = context.register.get("people", name)
            roles = person.value["roles"] if person else []
            if person is None or any(holds_role(person.value, each["role"], context.today) for each in roles):
                continue
            since = max((each.get("to_on", "") for each in roles), default="") or bound_since(policy)
            if since and since < context.today:
                missing = f"the policy names {name!r} for {what}, who holds no role any more"
                late_on = context.after_working_days(since, TO_EXPLAIN)
                yield Owed(policy, (), since, late_on, missing, policy.id, detail=f"{name} {what}")


def _site_without_exporter(context: DutyContext) -> Iterator[Owed]:
    """Somebody is named whose responsibility it is that each site's records are exported (Missouri)."""
    for site in context.sites_in_use:
        policy = policy_for(context, site)
        retention = policy.value.get("retention") if policy else None
        if policy is None or not retention:
            continue
        staff = retention["export_staff"]
        since = max(bound_since(policy), begun_on(site))
        if since and all("sites" in each and site.id not in each["sites"] for each in staff):
            missing = "the policy names nobody who exports its records"
            late_on = context.after_working_days(since, TO_EXPLAIN)
            yield site_owes(site, ("retention", "export_staff"), since, late_on, missing, record=policy)


def _opened_without_authority(context: DutyContext) -> Iterator[Owed]:
    for site in context.of("sites"):
        policy = policy_for(context, site)
        authority = policy.value.get("institutional_authority") if policy else None
        if policy is None or not authority:
            continue
        may = authority["may_open_sites"]
        for fact in site.value["facts"]:
            if fact["kind"] != "activation" or fact["on"] < (bound_since(policy) or fact["on"]):
                continue
            by, role = fact.get("by", ""), fact.get("role", "")
            if not by or any(each.get("person", by) == by and each["role"] == role for each in may):
                continue
            if _is_corrected(site, fact["on"]):
                continue
            missing = f"opened by {by!r} as {role}, whom the policy does not let open sites"
            late_on = context.after_working_days(fact["on"], TO_EXPLAIN)
            yield site_owes(site, fact_path(site, fact), fact["on"], late_on, missing)


def _is_corrected(site: Record[SiteValue], on: str) -> bool:
    """Whether a later fact puts an activation of a day right."""
    for each in site.value["facts"]:
        corrects = each.get("corrects")
        if corrects and corrects["kind"] == "activation" and corrects["on"] == on:
            return True
    return False


def _agreed_without_authority(context: DutyContext) -> Iterator[Owed]:
    for site in context.of("sites"):
        policy = policy_for(context, site)
        authority = policy.value.get("institutional_authority") if policy else None
        if policy is None or not authority:
            continue
        may = authority["may_enter_agreements"]
        for index, each in enumerate(site.value.get("agreements", [])):
            by, on = each.get("accepted_by", ""), each.get("accepted_on", "")
            if not by or not on or on < (bound_since(policy) or on):
                continue
            person = context.register.get("people", by)
            if person and any(one.get("person", by) == by and holds_role(person.value, one["role"], on) for one in may):
                continue
            missing = f"the terms were accepted on {on} by {by!r}, whom the policy does not let enter into agreements"
            late_on = context.after_working_days(on, TO_EXPLAIN)
            yield site_owes(site, ("agreements", index), on, late_on, missing, detail=f"agreement {index + 1}")


def _other_setting(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        policy, mode = policy_for(context, site), site.value.get("comments", {}).get("mode", "")
        if policy is None or not mode:
            continue
        rules: list[PolicyManagementSetting] = [
            each
            for each in policy.value.get("management", {}).get("settings", [])
            if each["setting"].casefold() == "comments" and holds_for(each, site)
        ]
        since = max(bound_since(policy), begun_on(site))
        if rules and since and mode not in {each["mode"] for each in rules}:
            says = " or ".join(dict.fromkeys(each["mode"] for each in rules))
            missing = f"comments are {mode} here, the policy says {says}"
            late_on = context.after_working_days(since, TO_EXPLAIN)
            yield site_owes(site, ("comments", "mode"), since, late_on, missing)


def _less_vetting(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        policy = policy_for(context, site)
        since = max(bound_since(policy), begun_on(site)) if policy else ""
        for index, each in enumerate(site.value.get("communications", []) if policy and since else ()):
            assert policy
            asked = [rule["vetting"] for rule in vetting_rules(policy, site, each["type"])]
            most = max(asked, key=CLEARANCES.index, default="none")
            if CLEARANCES.index(each["vetting"]) < CLEARANCES.index(most):
                missing = f"{each['type']!r} is cleared by {each['vetting']} here, the policy asks for {most}"
                late_on = context.after_working_days(since, TO_EXPLAIN)
                yield site_owes(site, ("communications", index), since, late_on, missing, detail=each["type"])


def _opinions_without_disclaimer(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        policy = policy_for(context, site)
        opinions = policy.value.get("disclosures", {}).get("personal_opinions") if policy else None
        if policy is None or opinions is None or not opinions["allowed"] or site.value.get("disclaimers"):
            continue
        since = max(bound_since(policy), begun_on(site))
        if since:
            missing = "the policy allows personal opinions, and the site shows no disclaimer"
            late_on = context.after_working_days(since, TO_EXPLAIN)
            yield site_owes(site, (), since, late_on, missing)


ROWS = (
    Duty(
        "policy-particulars",
        "Say what a part of the policy leaves open",
        "communications-director",
        _particulars,
        "the answers that are named",
        "records new {command} {agency}",
        "",
        f"{NEW_JERSEY}: potential elements; {MISSOURI}: creating a policy",
        f"within {TO_FILL} days of the policy's beginning",
        code="B103",
        weight="advice",
    ),
    Duty(
        "policy-role",
        "Name somebody for what the policy leaves to a role",
        "agency-head",
        _role_not_held,
        "a person with the role, or another role in the policy",
        "records new role PERSON",
        "",
        f"{MISSOURI}: institutional authority (it must be clear who is accountable)",
        f"within {TO_EXPLAIN} working days of the day since which the policy binds",
        code="B104",
    ),
    Duty(
        "policy-person",
        "Name somebody else than who is gone",
        "communications-director",
        _person_without_role,
        "another person in the policy",
        "records new policy-version {agency}",
        "",
        f"{MISSOURI}: institutional authority; records retention and Sunshine requests (identify staff)",
        f"within {TO_EXPLAIN} working days of the last role's end",
        code="B105",
    ),
    Duty(
        "export-staff",
        "Say who exports a site's records",
        "records-officer",
        _site_without_exporter,
        "export_staff, for the site or for all",
        "records change policy-retention {agency}",
        "",
        f"{MISSOURI}: records retention and Sunshine requests (identify staff whose responsibility it is)",
        f"within {TO_EXPLAIN} working days of the site's opening",
        law=True,
        code="B106",
    ),
    Duty(
        "opening-authority",
        "Look at a site that was opened without authority",
        "cto-cio",
        _opened_without_authority,
        "a correction of the activation, or the role among may_open_sites",
        "records new fact {site} correction",
        "",
        f"{MISSOURI}: institutional authority (an account is created without the proper authority)",
        f"within {TO_EXPLAIN} working days of the activation",
        code="B107",
    ),
    Duty(
        "agreement-authority",
        "Look at terms that somebody accepted without authority",
        "counsel",
        _agreed_without_authority,
        "accepted_by one who may, or the role among may_enter_agreements",
        "records change agreement {site}",
        "terms-of-use",
        f"{MISSOURI}: creating a policy (who has the authority to enter into agreements)",
        f"within {TO_EXPLAIN} working days of the acceptance",
        law=True,
        code="B108",
    ),
    Duty(
        "comments-as-policy",
        "Regulate comments as the policy says",
        "site-administrator",
        _other_setting,
        "the policy's mode, or another one in the policy that counsel has reviewed",
        "records change comments {site}",
        "comment-regulations",
        f"{MISSOURI}: management (their rationale for regulating such speech and follow it diligently)",
        f"within {TO_EXPLAIN} working days",
        code="B109",
    ),
    Duty(
        "vetting-as-policy",
        "Clear a type of communication as the policy asks",
        "communications-director",
        _less_vetting,
        "the policy's clearance",
        "records change communication {site}",
        "",
        f"{MISSOURI}: communication (what types of communication need to be vetted)",
        f"within {TO_EXPLAIN} working days",
        code="B079",
    ),
    Duty(
        "opinion-disclaimer",
        "Show that personal opinions are not the agency's position",
        "site-administrator",
        _opinions_without_disclaimer,
        "disclaimers, in the site's record",
        "records new disclaimers {site}",
        "",
        f"{MISSOURI}: disclaimers and disclosures",
        f"within {TO_EXPLAIN} working days of the site's opening",
        code="B013",
        weight="advice",
    ),
)
