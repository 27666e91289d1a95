"""The messages of a closing, ready to send: from whom, to whom, and every word that the register can say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from records_portal.register.sites import handle_of, holds_role, site_title

from .decommissioning import Closing, ClosingStep
from .facts import copies_of


@dataclass(frozen=True, slots=True)
class Message:
    """A message: who it is for, who gets a copy, its subject and its text."""

    to: tuple[str, ...]
    copies: tuple[str, ...]
    subject: str
    text: str

    def as_mapping(self) -> dict[str, object]:
        """The message under the names that machines read."""
        return {"to": list(self.to), "copies_to": list(self.copies), "subject": self.subject, "text": self.text}


def message_of(closing: Closing, step: ClosingStep) -> Message | None:
    """The message that goes with a step, where one does."""
    if step.name not in _WORDS:
        return None
    to, subject, words = _WORDS[step.name]
    name = site_named(closing)
    copies = [each for each in copies_of(closing, step.name) if each not in to]
    return Message(
        tuple(_named(closing, to)),
        tuple(_named(closing, copies)),
        f"{subject}: {name}",
        words.format(site=name, pages=_pages(closing), contents=_contents(closing), official=_official(closing)),
    )


def site_named(closing: Closing) -> str:
    """The site in words: whose, where, under which handle and address."""
    value = closing.site.value
    handle = handle_of(value)
    inside = ", ".join(part for part in (handle and f"handle {handle}", value.get("url", "")) if part)
    return site_title(closing.register, closing.site) + (f" ({inside})" if inside else "")


def _named(closing: Closing, roles_or_people: Iterable[str]) -> Iterable[str]:
    """People by name; for a role whoever holds it on the day, in the site's agency first."""
    people = closing.register.of("people")
    agency = closing.site.value["agency"]
    titles: dict[str, str] = {each["role"]: each["title"] for each in closing.register.portal.get("roles", [])}
    for name in roles_or_people:
        if name in people:
            yield str(people[name].value["name"])
            continue
        holders = [
            each.value
            for each in people.values()
            if holds_role(each.value, name, closing.as_of) and each.private <= closing.site.private
        ]
        own = [each for each in holders if each["agency"] == agency]
        title = titles.get(name, name.replace("-", " "))
        yield ", ".join(f"{each['name']} ({title})" for each in own or holders) or title


def _pages(closing: Closing) -> str:
    if not closing.pages:
        return "No page that links to it is in the register."
    return "\n".join(["These pages link to it and have to be changed:", *(f"  {page}" for page in closing.pages)])


def _contents(closing: Closing) -> str:
    if closing.holds:
        return "Its contents were kept, because they may not be deleted now."
    return "Its contents were deleted or flagged for deletion."


def _official(closing: Closing) -> str:
    url = closing.register.portal.get("url", "")
    return f"The agency's official accounts are listed at {url}" if url else "Follow the agency's other accounts."


_WORDS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "direction": (
        ("cto-cio",),
        "Please deactivate a social media site",
        "I have confirmed that this site is no longer needed: {site}.\n"
        "I direct that it be deactivated. Before that, all of its contents and their metadata are to be copied into\n"
        "the agency's storage, and nothing is to be deleted while a hold covers it.",
    ),
    "holds": (
        ("records-officer", "counsel"),
        "Is a site that is to be closed under hold",
        "This site is to be closed: {site}.\n"
        "Does a litigation hold, an audit or a records request cover any of its contents? Until you have answered,\n"
        "nothing on it will be deleted.",
    ),
    "final-capture": (
        ("web-content-team",),
        "Final copy of a social media site",
        "This site is to be closed: {site}.\n"
        "Please arrange with me to copy all current contents and their metadata into the agency's storage. I am\n"
        "asking the platform for a complete export now; what it cannot hold has to be copied in another way.",
    ),
    "ongoing-authority": (
        ("records-management-unit",),
        "Ongoing disposition authority ends with its site",
        "This site is being decommissioned: {site}.\n"
        "Please end the ongoing authority for its replicated content; it will not be renewed.",
    ),
    "notice": (
        ("web-content-team",),
        "Links to a social media site that closes",
        "This site closes: {site}.\n{pages}\n"
        "Words for the site itself:\n"
        "  This official account is being closed. {official}",
    ),
    "deactivation": (
        ("cto-cio",),
        "A social media site is deactivated",
        "This site is deactivated: {site}.\n"
        "All further access is blocked. {contents}\n"
        "The final list of log-in credentials is handed over by itself, never by mail.",
    ),
    "credentials-handed-over": (
        ("cto-cio",),
        "Log-in credentials of a closed social media site",
        "I have handed over the final list of log-in credentials of this site: {site}.\n"
        "Please confirm that you have it. It is not in this message, and must not be put into an answer.",
    ),
    "decommissioning": (
        ("cto-cio", "web-content-team"),
        "Please document a decommissioning in the register",
        "This site is closed: {site}.\n"
        "Please record it in the register of approved sites, with what became of the handle and the day on which\n"
        "somebody looks again who has it.\n{pages}",
    ),
}
