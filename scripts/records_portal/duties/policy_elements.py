"""The thirty-six parts of a policy, in the order of the documents: who writes each, and where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from records_portal.register.shapes import schema_of

NJ, MO = "New Jersey framework", "Missouri guideline"

# Parts whose entries are called otherwise than the part.
_OF_THE_WHOLE = {
    "title": "policy",
    "programme": "policy-step",
    "versions": "policy-version",
    "reviews": "policy-review",
    "promulgation": "policy-promulgation",
    "corrections": "policy-correction",
}


@dataclass(frozen=True, slots=True)
class PolicyElement:
    """One part: its key and title, who writes it, the clause that asks for it; `always` where a policy needs it."""

    key: str
    role: str
    source: str
    always: bool = True

    @property
    def command(self) -> str:
        """What it is called behind `records new`."""
        return _OF_THE_WHOLE.get(self.key) or f"policy-{self.key.replace('_', '-')}"

    @property
    def title(self) -> str:
        """What the part is called."""
        return str(schema_of("policies")["properties"][self.key]["title"])

    @property
    def about(self) -> str:
        """What belongs into it."""
        return str(schema_of("policies")["properties"][self.key]["description"])


ELEMENTS: tuple[PolicyElement, ...] = (
    PolicyElement("title", "communications-director", NJ),
    PolicyElement("purpose", "communications-director", f"{NJ}: purpose"),
    PolicyElement("authority", "counsel", f"{NJ}: authority"),
    PolicyElement("goals", "communications-director", f"{NJ}: policy goals"),
    PolicyElement("definitions", "records-officer", f"{MO}: what is social media"),
    PolicyElement("applicability", "counsel", f"{NJ}: applicability; {MO}: scope"),
    PolicyElement("technological_scope", "cto-cio", f"{NJ}: technological scope of coverage"),
    PolicyElement("exclusions", "records-officer", f"{NJ}: exclusions"),
    PolicyElement("content_management", "cto-cio", f"{NJ}: action steps, content management strategy"),
    PolicyElement("official_use", "communications-director", f"{NJ}: operational elements, official use"),
    PolicyElement("related_policies", "communications-director", f"{NJ}: operational elements, related policies"),
    PolicyElement("non_official_use", "human-resources", f"{NJ}: operational elements, non-official use"),
    PolicyElement("roles", "cto-cio", f"{NJ}: operational elements, roles and responsibilities"),
    PolicyElement("procedures", "cto-cio", f"{NJ}: operational elements, procedural sets"),
    PolicyElement("institutional_authority", "agency-head", f"{MO}: institutional authority"),
    PolicyElement("accountability", "agency-head", f"{MO}: institutional authority"),
    PolicyElement("ownership", "counsel", f"{MO}: ownership"),
    PolicyElement("access", "cto-cio", f"{MO}: access and security"),
    PolicyElement("communication", "communications-director", f"{MO}: communication"),
    PolicyElement("endorsements", "communications-director", f"{MO}: communication"),
    PolicyElement("confidentiality", "counsel", f"{MO}: confidentiality"),
    PolicyElement("copyright", "counsel", f"{MO}: copyright"),
    PolicyElement("disclosures", "communications-director", f"{MO}: disclaimers and disclosures"),
    PolicyElement("management", "communications-director", f"{MO}: management"),
    PolicyElement("retention", "records-officer", f"{MO}: records retention and Sunshine requests"),
    PolicyElement("contingency", "records-officer", f"{MO}: records retention and Sunshine requests"),
    PolicyElement("training", "human-resources", f"{MO}: training; {NJ}: action steps"),
    PolicyElement("personal_accounts", "human-resources", f"{MO}: personal accounts"),
    PolicyElement("internal_social_media", "communications-director", f"{MO}: purpose, scope and communication"),
    PolicyElement("vendors", "records-officer", f"{MO}: vendors", always=False),
    PolicyElement("audit", "internal-audit", f"{MO}: auditing social media"),
    PolicyElement("programme", "cto-cio", f"{NJ}: potential action steps"),
    PolicyElement("versions", "agency-head", f"{MO}: update log"),
    PolicyElement("reviews", "communications-director", f"{MO}: auditing social media", always=False),
    PolicyElement("promulgation", "cto-cio", f"{NJ}: action steps, promulgate", always=False),
    PolicyElement("corrections", "communications-director", f"{MO}: update log", always=False),
)
BY_KEY: Mapping[str, PolicyElement] = {each.key: each for each in ELEMENTS}


def places_of_parts(policy: Mapping[str, object]) -> Mapping[str, str]:
    """The parts that stand in a document which the agency has already, each with where, in words.

    Neither a document alone nor a day is a place: a page, a heading or an address is.
    """
    listed = policy.get("found_in", ())
    entries = [each for each in (listed if isinstance(listed, list) else ()) if isinstance(each, Mapping)]
    return {key_of_part(str(each["part"])): words for each in entries if (words := place_in_words(each))}


def key_of_part(part: str) -> str:
    """The property of a policy that a part's word stands for: `technological_scope` for `technological-scope`."""
    return part.replace("-", "_")


def place_in_words(entry: Mapping[str, object]) -> str:
    """Where a part stands, as `Employee Handbook, page 12, 'Accounts'`; empty where no place is named."""
    page, heading = entry.get("page"), entry.get("heading")
    named = [f"page {page}" if page else "", repr(heading) if heading else "", str(entry.get("url", ""))]
    if not any(named):
        return ""
    return ", ".join(filter(None, (str(entry.get("document", "")), *named)))


def unfilled(policy: Mapping[str, object]) -> list[PolicyElement]:
    """The parts that a policy needs and lacks, in their order; one that stands elsewhere is not lacking."""
    elsewhere = places_of_parts(policy)
    return [each for each in ELEMENTS if each.always and not policy.get(each.key) and each.key not in elsewhere]
