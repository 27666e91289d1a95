"""Templates that are filled in as far as the register and its captures know: posts of a month, sites to attest.

* Of a captured post its day, item, kind and address are known; what it says is nobody's to copy into the log.
* What is logged already is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.register.records import SiteValue
from records_portal.register.sites import status_of
from records_portal.register.time_zones import as_time_zone

POSTED = ("post", "repost", "reply", "story", "article")
IN_USE = ("activated", "registered")
# where a post stands on a platform, by the platform's host; of others the item's id alone is told
_ADDRESSES = {
    "x.com": "https://x.com/{handle}/status/{item}",
    "www.youtube.com": "https://www.youtube.com/watch?v={item}",
}


def captured_posts(
    items: Iterable[Mapping[str, str]], register: Register, site_id: str, month: str
) -> list[dict[str, str]]:
    """The posts of a month that were captured and stand in no log, by the headings of the sheet of posts."""
    first, last = month_days(month)
    site = register.get("sites", site_id)
    if site is None:
        raise Refusal(f"site {site_id!r} is not in registry/sites/; name it as its file is named")
    logged = {
        str(post["item"])
        for log in register.of("posts").values()
        if log.id.partition("/")[0] == site_id
        for post in log.value["posts"]
        if "item" in post
    }
    zone = as_time_zone(register.portal)
    found: dict[str, dict[str, str]] = {}
    for item in items:
        moment = item["created_at"]
        day = item["latest_on"]
        if moment:
            day = datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(zone).date().isoformat()
        if item["site"] == site_id and item["kind"] in POSTED and first <= day <= last and item["id"] not in logged:
            found[item["id"]] = {
                "Site": site_id,
                "Date of posting": day,
                "Author": _author(site),
                "Captured item": item["id"],
                "Kind": item["kind"],
                "Link": _address(register, site, item),
            }
    return sorted(found.values(), key=lambda row: (row["Date of posting"], row["Captured item"]))


def _author(site: Record[SiteValue]) -> str:
    """Whoever answers for posting, where it is one person."""
    posting: Sequence[str] = site.value.get("accountable", {}).get("posting", ())
    return posting[0] if len(posting) == 1 else ""


def _address(register: Register, site: Record[SiteValue], item: Mapping[str, str]) -> str:
    """Where the post stands on the platform; empty where the item's id is not the platform's own."""
    platform = register.get("platforms", site.value["platform"])
    known = next((_ADDRESSES[host] for host in platform.value["hosts"] if host in _ADDRESSES), "") if platform else ""
    handles = site.value.get("handles", ())
    if not known or item["id_basis"] != "platform" or not handles:
        return ""
    return known.format(handle=handles[-1]["handle"], item=item["id"])


def sites_to_attest(register: Register, month: str, today: str) -> list[dict[str, str]]:
    """The sites in use of which nobody has attested a month, by the headings of the sheet of attestations."""
    month_days(month)
    attested = {
        log.id.partition("/")[0]
        for log in register.of("operations").values()
        for entry in log.value.get("monitoring", ())
        if entry["month"] == month
    }
    return [
        {
            "Site": site.id,
            "Month": month,
            "Attested on": today,
            "Attested by": _administrator(register, site.id),
            "Content current": "yes",
        }
        for site in register.of("sites").values()
        if status_of(site.value, today) in IN_USE and site.id not in attested
    ]


def _administrator(register: Register, site_id: str) -> str:
    """The site's administrator, where there is one alone."""
    record = register.get("designations", site_id)
    now = [each["person"] for each in record.value["designations"] if "removed" not in each] if record else []
    return now[0] if len(now) == 1 else ""


def month_days(month: str) -> tuple[str, str]:
    """The first and the last day of a month."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Refusal(f"{month!r} is not a month; such as 2026-03") from error
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.isoformat(), date.fromordinal(following.toordinal() - 1).isoformat()
