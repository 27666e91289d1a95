"""What each part of a policy has to say, beyond being there: the answers that the two documents ask of it.

* An answer is lacking where a group does not say it, or where one entry of a list does not.
* Of some lists certain entries are asked for, such as who answers for posting, for responding and for keeping.
* What a policy need not say where it says something else is not asked for: no crediting where nothing is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from records_portal.register.shapes import schema_of

# The answers of each part, by their place in it.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "purpose": ("outcomes",),
    "applicability": ("accounts",),
    "content_management": ("resources", "long_term_repository"),
    "official_use": ("requirements",),
    "accountability": ("shared_logins",),
    "ownership": ("documents",),
    "access": ("password_policy",),
    "communication": ("permitted", "vetting", "authoring"),
    "endorsements": ("escalation.procedure", "escalation.decided_by", "escalation.signs"),
    "confidentiality": ("information",),
    "copyright": ("crediting", "removal", "permissions_kept_at"),
    "disclosures": ("representation", "identification", "context", "personal_opinions", "internal_documents"),
    "management": ("settings.followed", "moderation_statement"),
    "retention": ("record_definition", "schedules", "capture_methods", "requests", "assistance"),
    "contingency": ("responsible",),
    "training": ("courses", "acknowledgement"),
    "personal_accounts": ("records_made_there",),
    "audit": ("by", "updates"),
}
# The entries that a list has to have, by the answer that tells them apart.
ENTRIES: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "institutional_authority": (("consultations", "with", ("counsel", "software-licensing")),),
    "accountability": (
        ("assignments", "action", ("posting", "responding", "retention")),
        (
            *("ramifications", "failing"),
            ("responsibility-not-met", "site-opened-without-authority", "site-altered-without-authority"),
        ),
    ),
    "endorsements": (("actions", "action", ("acknowledging", "forwarding")),),
}


def particulars_lacking(policy: Mapping[str, object], key: str) -> list[str]:
    """What a part that is there does not say, in words; nothing where it says all that is asked for."""
    said = policy.get(key)
    if not said:
        return []
    found = [answer_title(key, answer) for answer in ANSWERS.get(key, ()) if _is_lacking(said, answer)]
    for listed, names, wanted in ENTRIES.get(key, ()):
        there = {each.get(names) for each in _entries(said, listed)}
        found += [f"{answer_title(key, listed)} for {name.replace('-', ' ')}" for name in wanted if name not in there]
    found += _of_roles(policy) if key == "roles" else []
    found += _of_procedures(policy) if key == "procedures" else []
    if key == "copyright" and isinstance(said, Mapping) and said.get("use") == "never":
        return []
    if key == "disclosures" and _needs_disclaimer(said):
        found.append(answer_title(key, "personal_opinions.disclaimer"))
    return found


def _is_lacking(said: object, answer: str) -> bool:
    """Whether an answer is nowhere, or lacks in an entry of a list that is there."""
    first, _, rest = answer.partition(".")
    if isinstance(said, list):
        return any(_is_lacking(each, answer) for each in said)
    if not isinstance(said, Mapping) or first not in said:
        return True
    inner = said[first]
    return _is_lacking(inner, rest) if rest else inner in ("", [], None)


def _entries(said: object, listed: str) -> Iterator[Mapping[str, object]]:
    inner = said.get(listed, []) if isinstance(said, Mapping) else []
    yield from (each for each in inner if isinstance(each, Mapping)) if isinstance(inner, list) else ()


def _of_roles(policy: Mapping[str, object]) -> list[str]:
    """Roles that no entry ties to a procedure (New Jersey, operational elements)."""
    entries = [*_entries(policy, "roles")]
    tied = {each["role"] for each in entries if each.get("procedures")}
    alone = dict.fromkeys(str(each["role"]) for each in entries if each["role"] not in tied)
    return [f"procedures of the {role.replace('-', ' ')}" for role in alone]


def _of_procedures(policy: Mapping[str, object]) -> list[str]:
    """Stages that the roles name and for which no procedure is there."""
    there = {each["stage"] for each in _entries(policy, "procedures")}
    named: dict[str, None] = {}
    for each in _entries(policy, "roles"):
        stages = each.get("procedures", [])
        named |= dict.fromkeys(str(stage) for stage in stages) if isinstance(stages, list) else {}
    return [f"a procedure for {stage.replace('-', ' ')}" for stage in named if stage not in there]


def _needs_disclaimer(said: object) -> bool:
    opinions = said.get("personal_opinions") if isinstance(said, Mapping) else None
    return isinstance(opinions, Mapping) and bool(opinions.get("allowed")) and not opinions.get("disclaimer")


def answer_title(key: str, answer: str) -> str:
    """What an answer of a part is called, in small letters; one within another after it."""
    inner, titles = schema_of("policies")["properties"][key], []
    for name in answer.split("."):
        inner = inner.get("items", inner)["properties"][name]
        titles.append(f"{inner['title'][0].lower()}{inner['title'][1:]}")
    return ": ".join(titles)
