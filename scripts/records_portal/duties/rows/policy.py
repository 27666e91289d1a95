"""The policy: there, whole, approved, promulgated, looked at again; the nine steps of its programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record

from ..context import DutyContext, days_after
from ..model import Duty, Owed
from ..policy_elements import BY_KEY, key_of_part, place_in_words, unfilled
from .sites import MISSOURI, NEW_JERSEY, begun_on

if TYPE_CHECKING:
    from records_portal.register.records import CounselReview, PolicyProgramme, PolicyValue, PolicyVersion

# The documents give no days: a policy before it is used, its parts within a quarter of its beginning.
TO_FILL, TO_REVIEW, TO_PROMULGATE, TO_ACKNOWLEDGE, TO_LOOK_AHEAD = 90, 20, 10, 20, 30
STEPS = f"{NEW_JERSEY}: potential action steps"
# Who has to agree to a version: whoever leads the agency, and counsel, who reviews several of its parts.
APPROVERS = ("agency-head", "counsel")
# The nine action steps in their order, and who takes the lead (New Jersey, potential organizational participants).
PROGRAMME: Mapping[str, tuple[str, str]] = {
    "business-case": ("cto-cio", "Develop business case that aligns with organizational mission"),
    "management-support": ("cto-cio", "Garner top management support for the effort"),
    "research": ("records-officer", "Research best practices and examples"),
    "drafting": ("records-officer", "Develop and hone policy and procedures draft material"),
    "content-management": ("cto-cio", "Develop and implement content management strategy and platform"),
    "promulgation": ("cto-cio", "Promulgate, publish and distribute to all staff"),
    "training": ("human-resources", "Develop and implement acknowledge-based training"),
    "control": ("web-content-team", "Control"),
    "evaluation": ("records-officer", "Administer and evaluate"),
}


def policy_begun(policy: Record[PolicyValue]) -> str:
    """The day since which a policy is there: its first version or review, or whatever it says was done first."""
    value = policy.value
    days = [each.get("adopted_on", each.get("effective_on", "")) for each in value.get("versions", [])]
    days += [each["on"] for each in value.get("reviews", [])]
    days += [each.get("on", each.get("started_on", "")) for each in value.get("programme", [])]
    return min((each for each in days if each), default="")


def _since(context: DutyContext, policy: Record[PolicyValue]) -> str:
    used = [begun_on(site) for site in context.sites_in_use if context.policy_of.get(site.value["agency"]) == policy.id]
    return policy_begun(policy) or min((each for each in used if each), default=context.today)


def version_in_force_on(policy: Record[PolicyValue], day: str) -> PolicyVersion | None:
    """The version that governs on a day: the newest that is effective by then."""
    begun = [(each.get("effective_on", each.get("adopted_on", "")), each) for each in policy.value.get("versions", [])]
    known = [(on, each) for on, each in begun if on and on <= day]
    return max(known, key=lambda each: each[0])[1] if known else None


def _no_policy(context: DutyContext) -> Iterator[Owed]:
    """One for the agency at the top whose sites have none: a policy there covers those below it."""
    found: dict[str, str] = {}
    for site in context.sites_in_use:
        if (
            site.value["agency"] not in context.policy_of
            and ("policies", site.value["agency"]) not in context.register.unreadable
        ):
            top = [each.id for each in context.agencies_above(site.value["agency"])]
            if top:
                name, since = top[-1], begun_on(site)
                found[name] = min(found.get(name, since), since)
    for name, since in sorted(found.items()):
        agency = context.register.get("agencies", name)
        if agency:
            missing = "it runs official sites and has no social media policy"
            yield Owed(agency, (), since, days_after(since, TO_FILL), missing, name, subject=f"policies/{name}")


def _parts_missing(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        since = _since(context, policy)
        for element in unfilled(policy.value):
            missing = f"nothing on {element.title.lower()}: {element.about}"
            yield _of_policy(
                policy,
                (),
                (since, days_after(since, TO_FILL)),
                missing,
                element.key,
                role=element.role,
                names=(("command", element.command),),
            )


def _of_policy(
    policy: Record[PolicyValue],
    path: ValuePath,
    days: tuple[str, str],
    missing: str,
    detail: str = "",
    *,
    role: str = "",
    names: tuple[tuple[str, str], ...] = (),
) -> Owed:
    return Owed(policy, path, *days, missing, policy.id, detail=detail, role=role, names=names)


def _vendors_missing(context: DutyContext) -> Iterator[Owed]:
    """Vendors are a part that is owed where one is hired."""
    for policy in context.of("policies"):
        hired = [
            site.id
            for site in context.sites_in_use
            if site.value.get("capture", {}).get("method") == "vendor"
            and context.policy_of.get(site.value["agency"]) == policy.id
        ]
        if hired and "vendors" not in policy.value:
            since = _since(context, policy)
            missing = f"a vendor captures {', '.join(hired)}, the policy names none"
            yield _of_policy(policy, (), (since, days_after(since, TO_FILL)), missing, "vendors")


def _vendor_ended(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        for index, each in enumerate(policy.value.get("vendors", [])):
            if "to_on" in each and "records_returned" not in each:
                missing = (
                    f"the contract with {each['name']} ends on {each['to_on']}, how the records come back is not said"
                )
                days = (days_after(each["to_on"], -TO_FILL), days_after(each["to_on"], 1))
                yield _of_policy(policy, ("vendors", index), days, missing, f"vendors {each['name']}")


def _reviews_by_counsel(policy: Record[PolicyValue]) -> Iterator[tuple[ValuePath, str, CounselReview | None]]:
    """Each part that counsel has to review, with what it is and the review."""
    value = policy.value
    if "confidentiality" in value:
        yield ("confidentiality",), "the statement on confidentiality", value["confidentiality"].get("counsel_review")
    if "copyright" in value and value["copyright"]["use"] != "never":
        yield ("copyright",), "how copyrighted material is used", value["copyright"].get("counsel_review")
    for index, each in enumerate(value.get("management", {}).get("settings", [])):
        yield ("management", "settings", index), f"how {each['setting']} are regulated", each.get("counsel_review")


def _counsel_has_not_reviewed(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        since = _since(context, policy)
        for path, what, review in _reviews_by_counsel(policy):
            if review is None and path[0] == "copyright":
                continue  # no document asks counsel to review it; who did and did not agree is told all the same
            if review is None or review.get("outcome") == "not-agreed":
                known = "did not agree to" if review else "has not reviewed"
                days = (since, days_after(since, TO_FILL))
                detail = ".".join(map(str, path))
                names = (("part", str(path[0])),)
                yield _of_policy(policy, path, days, f"counsel {known} {what}", detail, names=names)


def _labor_law_not_looked_at(context: DutyContext) -> Iterator[Owed]:
    """The statement on confidentiality is read against Section 7 of the National Labor Relations Act."""
    for policy in context.of("policies"):
        review = policy.value.get("confidentiality", {}).get("counsel_review")
        if review and not any("labor" in law.casefold() or "nlra" in law.casefold() for law in review.get("laws", [])):
            missing = "counsel's review of confidentiality does not name the National Labor Relations Act, section 7"
            days = (review["on"], days_after(review["on"], TO_REVIEW))
            yield _of_policy(policy, ("confidentiality", "counsel_review"), days, missing, "confidentiality.laws")


def _version_not_approved(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        for index, version in enumerate(policy.value.get("versions", [])):
            since = version.get("adopted_on", version.get("effective_on", ""))
            if index + 1 < len(policy.value["versions"]) or not since:
                continue
            given = {each["role"] for each in version.get("approvals", [])}
            for role in APPROVERS:
                if role not in given:
                    missing = f"version {version['version']} has no approval by the {role.replace('-', ' ')}"
                    days = (since, days_after(since, TO_REVIEW))
                    yield _of_policy(
                        policy, ("versions", index), days, missing, f"{version['version']} {role}", role=role
                    )


def _not_promulgated(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        version = version_in_force_on(policy, context.today)
        if version and not any(
            each["version"] == version["version"] and each["to"] == "all-staff"
            for each in policy.value.get("promulgation", [])
        ):
            since = version.get("effective_on", version.get("adopted_on", ""))
            missing = f"version {version['version']} was not distributed to all staff"
            late_on = context.after_working_days(since, TO_PROMULGATE)
            yield _of_policy(policy, (), (since, late_on), missing, version["version"])


def _not_acknowledged(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        for index, each in enumerate(policy.value.get("promulgation", [])):
            if each["to"] == "all-staff" and "acknowledged" not in each:
                missing = f"how many acknowledged version {each['version']} is not known"
                late_on = context.after_working_days(each["on"], TO_ACKNOWLEDGE)
                yield _of_policy(policy, ("promulgation", index), (each["on"], late_on), missing, each["version"])


def last_reviewed(policy: Record[PolicyValue]) -> str:
    """The day on which a policy was last reviewed, or its newest version began."""
    done = [each["on"] for each in policy.value.get("reviews", [])]
    done += [each.get("effective_on", each.get("adopted_on", "")) for each in policy.value.get("versions", [])]
    return max((on for on in done if on), default="")


def _not_reviewed(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        if last := last_reviewed(policy):
            due_on = context.due_on(last, "policy_review")
            version = version_in_force_on(policy, context.today)
            said_on = version.get("next_review_on", "") if version else ""
            due_on = min(due_on, said_on) if said_on > last else due_on
            path: ValuePath = ("reviews",) if policy.value.get("reviews", []) else ("versions",)
            missing = f"last reviewed on {last}, due on {due_on}"
            yield _of_policy(policy, path, (due_on, days_after(due_on, 1)), missing)


def _part_not_reviewed(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        for index, each in enumerate(policy.value.get("found_in", [])):
            element, due_on = BY_KEY[key_of_part(each["part"])], each.get("next_review_on", "")
            if due_on:
                where = f", in {place}" if (place := place_in_words(each)) else ""
                missing = f"{element.title.lower()}{where}: to be looked at again by {due_on}"
                days, path = (days_after(due_on, -TO_LOOK_AHEAD), days_after(due_on, 1)), ("found_in", index)
                yield _of_policy(policy, path, days, missing, element.key, role=element.role)


def _instructions_old(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        for index, each in enumerate(policy.value.get("retention", {}).get("capture_methods", [])):
            if "checked_on" in each:
                due_on = context.due_on(each["checked_on"], "terms_check")
                missing = f"the steps of an export from {each['platform']} were last tried on {each['checked_on']}"
                path: ValuePath = ("retention", "capture_methods", index)
                yield _of_policy(policy, path, (due_on, days_after(due_on, 1)), missing, each["platform"])


def _plan_not_rehearsed(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        for index, each in enumerate(policy.value.get("contingency", [])):
            if "rehearsed_on" in each:
                due_on = context.due_on(each["rehearsed_on"], "policy_review")
                missing = f"the plan for {each['risk']} was last rehearsed on {each['rehearsed_on']}"
                path: ValuePath = ("contingency", index)
                yield _of_policy(policy, path, (due_on, days_after(due_on, 1)), missing, each["risk"])


def _step_not_taken(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        listed = policy.value.get("programme", [])
        if not listed:
            continue  # a part that is missing as a whole is one task
        steps: dict[str, tuple[int, PolicyProgramme | None]] = {
            each["step"]: (n, each) for n, each in enumerate(listed)
        }
        since = _since(context, policy)
        for step, (role, words) in PROGRAMME.items():
            index, each = steps.get(step, (0, None))
            if each and each["status"] in ("done", "continuing", "not-needed"):
                continue
            due_on = each.get("due_on", "") if each else ""
            owed_on = (each.get("started_on", "") if each else "") or since
            late_on = days_after(due_on, 1) if due_on else days_after(since, TO_FILL)
            known = f"is {each['status'].replace('-', ' ')}" if each else "is not recorded"
            path: ValuePath = ("programme", index) if each else ("programme",)
            yield _of_policy(
                policy,
                path,
                (min(owed_on, late_on), late_on),
                f"{words}: {known}",
                f"programme {step}",
                role=role,
                names=(("verb", "change" if each else "new"),),
            )


def _step_without_particulars(context: DutyContext) -> Iterator[Owed]:
    for policy in context.of("policies"):
        for index, each in enumerate(policy.value.get("programme", [])):
            lacking = [name for name in ("participants",) if not each.get(name)]
            if each["status"] == "done" and "on" not in each:
                lacking.append("the day")
            if lacking and each["status"] in ("done", "continuing"):
                since = each.get("on", each.get("started_on", "")) or _since(context, policy)
                missing = f"{each['step']} is {each['status']} without {' and '.join(lacking)}"
                path: ValuePath = ("programme", index)
                days = (since, days_after(since, TO_FILL))
                yield _of_policy(policy, path, days, missing, f"programme {each['step']}")


ROWS = (
    Duty(
        "policy",
        "Give the agency a social media policy",
        "communications-director",
        _no_policy,
        "a policy in registry/policies/",
        "records new policy {agency}",
        "",
        f"{MISSOURI}: creating a policy; {STEPS}",
        f"within {TO_FILL} days of the first site",
        code="B090",
    ),
    Duty(
        "policy-element",
        "Fill in a part of the policy",
        "communications-director",
        _parts_missing,
        "the part filled in, or pointed to where the agency has it already",
        "records new {command} {agency}",
        "",
        f"{NEW_JERSEY}: potential elements; {MISSOURI}: creating a policy",
        f"within {TO_FILL} days of the policy's beginning",
        code="B091",
    ),
    Duty(
        "policy-vendors",
        "Name the vendors in the policy",
        "records-officer",
        _vendors_missing,
        "vendors, in the policy",
        "records new policy-vendors {agency}",
        "",
        f"{MISSOURI}: vendors",
        "as soon as one is hired",
        code="B092",
    ),
    Duty(
        "vendor-ends",
        "Get the records back from a vendor whose contract ends",
        "records-officer",
        _vendor_ended,
        "records_returned",
        "records change policy-vendor {agency}",
        "",
        f"{MISSOURI}: vendors; purpose (the responsibility of the agency, not the vendor)",
        f"from {TO_FILL} days before the contract's last day",
        law=True,
        code="B093",
    ),
    Duty(
        "policy-counsel",
        "Review a part of the policy",
        "counsel",
        _counsel_has_not_reviewed,
        "counsel_review",
        "records change policy-{part} {agency}",
        "confidentiality",
        f"{MISSOURI}: confidentiality; management",
        f"within {TO_FILL} days of the policy's beginning",
        law=True,
        code="B094",
    ),
    Duty(
        "policy-labor-law",
        "Read the statement on confidentiality against labor law",
        "counsel",
        _labor_law_not_looked_at,
        "laws, in counsel's review",
        "records change policy-confidentiality {agency}",
        "confidentiality",
        f"{MISSOURI}: confidentiality (Section 7 of the National Labor Relations Act)",
        f"within {TO_REVIEW} days of the review",
        law=True,
        code="B095",
    ),
    Duty(
        "policy-approval",
        "Approve the policy's newest version",
        "agency-head",
        _version_not_approved,
        "an approval in the version",
        "records new policy-approval {agency}",
        "",
        f"{MISSOURI}: creating a policy; {STEPS}, top management support",
        f"within {TO_REVIEW} days of its adoption",
        code="B096",
    ),
    Duty(
        "policy-promulgated",
        "Distribute the policy to all staff",
        "cto-cio",
        _not_promulgated,
        "a promulgation of that version to all staff",
        "records new policy-promulgation {agency}",
        "",
        f"{STEPS}, promulgate, publish and distribute to all staff",
        f"within {TO_PROMULGATE} working days of its beginning",
        code="B097",
    ),
    Duty(
        "policy-acknowledged",
        "Count who acknowledged the policy",
        "human-resources",
        _not_acknowledged,
        "acknowledged, in the promulgation",
        "records change policy-promulgation {agency}",
        "",
        f"{STEPS}, acknowledge-based training",
        f"within {TO_ACKNOWLEDGE} working days of its distribution",
        code="B098",
        weight="advice",
    ),
    Duty(
        "policy-review",
        "Review the policy",
        "communications-director",
        _not_reviewed,
        "an entry in reviews",
        "records new policy-review {agency}",
        "",
        f"{MISSOURI}: auditing social media (make any necessary updates)",
        "portal.yml: cadences.policy_review, or the day that the version sets",
        code="K010",
    ),
    Duty(
        "policy-part-review",
        "Look at a part of the policy again",
        "communications-director",
        _part_not_reviewed,
        "a later next_review_on, in found_in",
        "records change policy-place {agency}",
        "",
        f"{MISSOURI}: auditing social media",
        "by the day that is said beside the part",
        code="B178",
    ),
    Duty(
        "capture-instructions",
        "Try again how an export is taken",
        "records-officer",
        _instructions_old,
        "checked_on",
        "records change policy-retention {agency}",
        "",
        f"{MISSOURI}: social media capture (it is possible that the steps will change)",
        "portal.yml: cadences.terms_check",
        code="B099",
        weight="advice",
    ),
    Duty(
        "contingency-rehearsed",
        "Rehearse the plan for the loss of a platform",
        "records-officer",
        _plan_not_rehearsed,
        "rehearsed_on",
        "records change policy-contingency {agency}",
        "",
        f"{MISSOURI}: records retention and Sunshine requests (a plan and process in place)",
        "portal.yml: cadences.policy_review",
        code="B100",
        weight="advice",
    ),
    Duty(
        "programme-step",
        "Take an action step of the programme",
        "cto-cio",
        _step_not_taken,
        "the step as done, continuing or not needed",
        "records {verb} policy-step {agency}",
        "",
        STEPS,
        f"by the day set for it, or within {TO_FILL} days of the policy's beginning",
        code="B101",
    ),
    Duty(
        "programme-particulars",
        "Say who took part in an action step, and when it was done",
        "cto-cio",
        _step_without_particulars,
        "participants and the day",
        "records change policy-step {agency}",
        "",
        f"{STEPS}, potential organizational participants",
        f"within {TO_FILL} days",
        code="B102",
        weight="advice",
    ),
)
