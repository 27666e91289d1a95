"""An agency's social media policy: element by element, the nine action steps, its versions and its reviews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .form import Form, Which, entry, group, whole

SUBJECT = "Policy"
# each element with how it is written: a group that is said anew, a list that gets one more entry, or a list of texts
_ELEMENTS: Mapping[str, tuple[str, str]] = {
    "purpose": ("group", "why the policy exists, and which results it is to bring"),
    "authority": ("list", "a law or regulation under which it is issued"),
    "goals": ("texts", "what it sets out to do, all goals at once"),
    "definitions": ("list", "what it means by a word"),
    "applicability": ("group", "who must comply, and which accounts are covered"),
    "technological_scope": ("list", "a category of tool, and whether it is covered"),
    "exclusions": ("group", "what is left to other rules; nothing is exempt from retention"),
    "content_management": ("group", "how content is captured and stored"),
    "official_use": ("group", "when use is official, and what it requires"),
    "related_policies": ("list", "another policy of the agency to which official use is linked"),
    "non_official_use": ("group", "principles for staff who use social media for reasons of their own"),
    "roles": ("list", "a role with its responsibilities and procedures"),
    "procedures": ("list", "a procedure of a site's life"),
    "institutional_authority": ("group", "who may open sites and bind the agency to terms"),
    "accountability": ("group", "who answers for which action, and what follows when it fails"),
    "ownership": ("group", "who owns the sites and their contents, and what shows it"),
    "access": ("group", "who knows the passwords, and when they change"),
    "communication": ("group", "what may be said, and what is cleared before it is said"),
    "endorsements": ("group", "whether messages may be acknowledged or forwarded, and by whom"),
    "confidentiality": ("group", "what is confidential, as counsel has read it"),
    "copyright": ("group", "how material under copyright is treated"),
    "disclosures": ("group", "how people show who they are and for whom they speak"),
    "management": ("group", "how comments and settings are regulated, and why"),
    "retention": ("group", "how records on sites are kept and produced by the agency"),
    "contingency": ("list", "how records are saved when a platform closes, fails or changes its terms"),
    "training": ("group", "mandatory training, and its acknowledgement"),
    "personal_accounts": ("group", "official business on personal accounts, and what follows from it"),
    "internal_social_media": ("group", "wikis and other internal tools, and which rules reach them"),
    "vendors": ("list", "a service hired for backups, capture or publication"),
    "audit": ("group", "how often it is checked that the policy is followed"),
}


def _elements() -> Iterator[Form]:
    """A form for each element of a policy."""
    for name, (how, means) in _ELEMENTS.items():
        word, title = f"policy-{name.replace('_', '-')}", f"Policy: {name.replace('_', ' ')}"
        about = f"{means[0].upper()}{means[1:]}."
        if how == "texts":
            yield group(word, "policies", "", title, about, name, subject=SUBJECT)
        elif how == "list":
            yield entry(word, "policies", name, title, about, subject=SUBJECT)
        else:
            yield group(word, "policies", name, title, about, subject=SUBJECT)


def rows() -> tuple[Form, ...]:
    """The forms on policies."""
    return (
        whole(
            "policy",
            "policies",
            "Begin an agency's social media policy",
            "Its title, its purpose and its authority; every other element is written as it is made.",
            "title",
            "purpose",
            "authority",
            subject=SUBJECT,
            means="the agency",
        ),
        *_elements(),
        group(
            "policy-change",
            "policies",
            "",
            "Change a policy's title",
            "What the policy is called.",
            "title",
            subject=SUBJECT,
            verb="change",
        ),
        entry(
            "policy-step",
            "policies",
            "programme",
            "Record an action step of the programme",
            "One of the nine steps, who took part, and how far it is (New Jersey, action steps).",
            subject=SUBJECT,
        ),
        group(
            "policy-step-change",
            "policies",
            "programme",
            "Say how far an action step is",
            "Its state, when it was finished, and what shows it.",
            subject=SUBJECT,
            verb="change",
            which=(Which("step"),),
        ),
        entry(
            "policy-exclusion",
            "policies",
            "exclusions.repositories",
            "Leave one more repository out of a policy",
            "What it is, and which schedules, series or policies govern it instead (New Jersey, exclusions).",
            subject=SUBJECT,
        ),
        group(
            "policy-exclusion-change",
            "policies",
            "exclusions.repositories",
            "Change what is said of a repository that a policy leaves out",
            "Why it is left out, and what governs it instead, such as another series.",
            subject=SUBJECT,
            verb="change",
            which=(Which("repository"),),
        ),
        entry(
            "policy-consultation",
            "policies",
            "institutional_authority.consultations",
            "Record that counsel or somebody else was consulted on terms",
            "With whom, about what, and what followed (Missouri, institutional authority).",
            subject=SUBJECT,
        ),
        group(
            "policy-contingency-change",
            "policies",
            "contingency",
            "Change the plan for a risk",
            "What is done, who acts, and when it was last tried.",
            subject=SUBJECT,
            verb="change",
            which=(Which("risk"),),
        ),
        group(
            "policy-vendor-change",
            "policies",
            "vendors",
            "Change what is said of a vendor",
            "The contract, how records come back, and its last day.",
            subject=SUBJECT,
            verb="change",
            which=(Which("name"),),
        ),
        entry(
            "policy-version",
            "policies",
            "versions",
            "Enter a version of the policy",
            "When it was adopted by whom, from when it binds, and by when it is reviewed.",
            subject=SUBJECT,
        ),
        group(
            "policy-version-change",
            "policies",
            "versions",
            "Say more of a version of the policy",
            "When it was adopted, took effect or was superseded, and where it can be read.",
            subject=SUBJECT,
            verb="change",
            which=(Which("version"),),
        ),
        entry(
            "policy-approval",
            "policies",
            "versions.approvals",
            "Record the approval of a version of the policy",
            "Who approved it in which role, and when.",
            subject=SUBJECT,
            which=(Which("version", newest=True),),
        ),
        entry(
            "policy-promulgation",
            "policies",
            "promulgation",
            "Record how a version was published and distributed",
            "To whom, by which means, and how many acknowledged it (New Jersey, action steps).",
            subject=SUBJECT,
        ),
        group(
            "policy-promulgation-change",
            "policies",
            "promulgation",
            "Say how many acknowledged the policy",
            "The number of those who acknowledged a version; of the newest distribution where none is named.",
            "acknowledged",
            subject=SUBJECT,
            verb="change",
            which=(Which("version", newest=True),),
        ),
        entry(
            "policy-review",
            "policies",
            "reviews",
            "Record a review of the policy",
            "Why it was held, and what came of it (Missouri, auditing social media).",
            subject=SUBJECT,
        ),
        entry(
            "policy-place",
            "policies",
            "found_in",
            "Say where a part of the policy stands already",
            "The document, with the page or the heading, and by when the part is looked at again.",
            subject=SUBJECT,
        ),
        group(
            "policy-place-change",
            "policies",
            "found_in",
            "Say anew where a part of the policy stands",
            "Another place, or the day by which it is looked at again.",
            "document",
            "page",
            "heading",
            "url",
            "next_review_on",
            subject=SUBJECT,
            verb="change",
            which=(Which("part"),),
        ),
        entry(
            "policy-correction",
            "policies",
            "corrections",
            "Put an entry of a policy right",
            "What was wrong and what is right; the earlier entry stays as it was written.",
            subject=SUBJECT,
        ),
    )


ROWS: tuple[Form, ...] = rows()
