"""What is known of a site's links, moderation statement and credentials, each from its one place.

* A link that was seen stands in the registration, where it was seen for it, and later ones in `linked_from`.
* A moderation statement, and each change of credentials, stands in the operations log.
* What older registers say of the two in the site's and in the access record is read as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath

from .record import Record

if TYPE_CHECKING:
    from .records import Access, OperationsLogValue, SiteValue

Logs = Iterable["Record[OperationsLogValue]"]


def sightings(site: Record[SiteValue]) -> Iterator[tuple[str, ValuePath, str]]:
    """Each sighting of a link to the site: when, where in the record, on which page."""
    for index, fact in enumerate(site.value["facts"]):
        for number, page in enumerate(fact.get("pages", [])):
            yield page["seen_on"], ("facts", index, "pages", number), page["url"]
    for index, page in enumerate(site.value.get("linked_from", [])):
        yield page["seen_on"], ("linked_from", index), page["url"]


def linking_pages(site: Record[SiteValue]) -> list[tuple[str, str]]:
    """The pages on which a link was seen, each with the day, once; the newest first."""
    seen = dict.fromkeys((url, seen_on) for seen_on, _, url in sightings(site))
    return sorted(seen, key=lambda each: each[1], reverse=True)


def moderation_statement(site: SiteValue, logs: Logs) -> tuple[str, str]:
    """The address of the statement that visitors can read, and since when it is known; empty where none is."""
    posted = [
        (each["on"], each["url"])
        for log in logs
        for each in log.value.get("moderation_statements", [])
        if "removed_on" not in each
    ]
    if posted:
        on, url = max(posted)
        return url, on
    return site.get("comments", {}).get("statement_url", ""), ""


def credentials_changed(access: Access, logs: Logs) -> Iterator[str]:
    """The days on which credentials that somebody knew were changed: because of them, or once the access had ended."""
    if on := access.get("credentials_changed_on"):
        yield on
    ended_on = access.get("ended_on", "")
    for log in logs:
        for each in log.value.get("credential_changes", []):
            if each.get("concerns") == access["person"] or (ended_on and each["on"] >= ended_on):
                yield each["on"]
