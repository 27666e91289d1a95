"""Accounts: handles, permanent ids and addresses as each platform writes them, each account once, none before its time.

A platform's patterns are matched by an engine that takes linear time; what it cannot express is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import jsonschema_rs

from records_portal.accounts.resemblance import resembling_pairs
from records_portal.files.yaml_text import ValuePath
from records_portal.register.fact_kinds import ACCOUNT, IDENTIFYING
from records_portal.register.model import Record
from records_portal.register.sites import PRESENT, handle_of, statuses

from .context import CheckContext, host_of
from .rules import RuleFault, advice, error, fault, late, of_one_record

if TYPE_CHECKING:
    from records_portal.register.records import PlatformValue, SiteHandle, SiteValue

PATTERN_BYTES = 1_000_000
FOREVER = "9999-12-31"
OWN_HOST = "https://{handle}."  # as blogs have it: each account is a host below the platform's


@cache
def _pattern(pattern: str) -> jsonschema_rs.Draft202012Validator | None:
    """A pattern that a whole text must match, in linear time; nothing where it is not one."""
    options = jsonschema_rs.RegexOptions(size_limit=PATTERN_BYTES)
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=options)
        return jsonschema_rs.Draft202012Validator({"pattern": f"^(?:{pattern})$"}, pattern_options=options)
    except (jsonschema_rs.ValidationError, ValueError):
        return None


def _matches(pattern: str, text: str) -> bool:
    """Whether a whole text matches; a pattern that cannot be used is a fault of the platform, not of the text."""
    validator = _pattern(pattern)
    return validator is None or validator.is_valid(text)


def _platform(context: CheckContext, site: Record[SiteValue]) -> PlatformValue | None:
    platform = context.register.get("platforms", site.value["platform"])
    return platform.value if platform else None


def _folded(context: CheckContext, site: Record[SiteValue], text: str) -> str:
    """A handle or an address as the platform tells it from others."""
    platform = _platform(context, site)
    return text if platform and platform.get("handle_case") == "sensitive" else text.casefold()


@error
def check_patterns(context: CheckContext) -> Iterator[RuleFault]:
    """A001 a platform's patterns can be matched in linear time: no backreference, no looking around, no excess."""
    for platform in context.of("platforms"):
        for name in ("handle_pattern", "id_pattern"):
            if name in platform.value and _pattern(platform.value[name]) is None:
                message = f"{platform.value[name]!r} cannot be matched in linear time"
                expected = "no backreferences, no lookaround, no nested counts in the thousands"
                yield fault(platform, (name,), message, expected)


@error
def check_templates(context: CheckContext) -> Iterator[RuleFault]:
    """A002 a platform's address template leads to one of its hosts, or to an account's own host below one."""
    for platform in context.of("platforms"):
        template = platform.value["url_template"]
        host = host_of(re.sub(r"\{\w+\}", "x", template))
        own = host.removeprefix("x.") if template.startswith(OWN_HOST) else host
        if own not in platform.value["hosts"]:
            expected = f"one of {', '.join(platform.value['hosts'])}"
            yield fault(platform, ("url_template",), f"{template!r} leads to {host!r}", expected)


@error
def check_nothing_before_activation(context: CheckContext) -> Iterator[RuleFault]:
    """A003 account id, name, handles and address are absent until activation: squatters read public requests."""
    for site in context.of("sites"):
        if any(status in PRESENT or status == "decommissioned" for _, status in statuses(site.value["facts"])):
            continue
        for name in ACCOUNT:
            if name in site.value:
                message = f"{name} before the site is activated"
                yield fault(site, (name,), message, "left out until the activation is recorded")


@late
def check_identified_after_activation(context: CheckContext) -> Iterator[RuleFault]:
    """A004 a site in use names its account: permanent id, handle and address."""
    for site in context.sites_in_use:
        if missing := [name for name in IDENTIFYING if name not in site.value]:
            yield fault(site, (), f"no {', no '.join(missing)}", "what the platform shows, the permanent id above all")


def _handles(context: CheckContext) -> Iterator[tuple[Record[SiteValue], int, SiteHandle]]:
    for site in context.of("sites"):
        for index, entry in enumerate(site.value.get("handles", [])):
            yield site, index, entry


@error
def check_handle_grammar(context: CheckContext) -> Iterator[RuleFault]:
    """A005 a handle is one that its platform can give."""
    for site, index, entry in _handles(context):
        platform = _platform(context, site)
        if platform is None:
            continue
        handle = entry["handle"]
        path: ValuePath = ("handles", index, "handle")
        if handle.casefold() in platform.get("stop_words", []):
            yield fault(site, path, f"{handle!r} is part of the platform's own addresses", "the account's handle")
        elif not _matches(platform["handle_pattern"], handle):
            expected = f"all of it matching {platform['handle_pattern']}"
            yield fault(site, path, f"{handle!r} is not a handle on {platform['name']}", expected)


@error
def check_id_grammar(context: CheckContext) -> Iterator[RuleFault]:
    """A006 an account id is one that its platform can give."""
    for site in context.of("sites"):
        platform = _platform(context, site)
        pattern = platform.get("id_pattern", "") if platform else ""
        account_id = site.value.get("account_id", "")
        if platform and pattern and account_id and not _matches(pattern, account_id):
            message = f"{account_id!r} is not an account id on {platform['name']}"
            yield fault(site, ("account_id",), message, f"all of it matching {pattern}")


@error
@of_one_record("platforms")
def check_address_host(context: CheckContext) -> Iterator[RuleFault]:
    """A007 a site's address is on one of its platform's hosts."""
    for site in context.of("sites"):
        platform = _platform(context, site)
        hosts = platform["hosts"] if platform else []
        if hosts and "url" in site.value and (host := host_of(site.value["url"])) not in hosts:
            yield fault(site, ("url",), f"host {host!r}", f"one of {', '.join(hosts)}")


@error
@of_one_record("platforms")
def check_address_names_account(context: CheckContext) -> Iterator[RuleFault]:
    """A008 a site's address names its handle in use or its account id."""
    for site in context.of("sites"):
        names = {name for name in (handle_of(site.value), site.value.get("account_id", "")) if name}
        if not names or not host_of(site.value.get("url", "")):
            continue
        address = urlsplit(site.value["url"])
        path = unquote(f"{address.path}?{address.query}")
        told = {_folded(context, site, part) for part in [*re.split(r"[/?=&]", path), *re.split(r"[/?=&@]", path)]}
        if not told & {_folded(context, site, part) for name in names for part in (name, f"@{name}")}:
            expected = f"an address with {handle_of(site.value) or site.value['account_id']}"
            yield fault(site, ("url",), f"{site.value['url']!r} names another account", expected)


@error
@of_one_record()
def check_handles_in_order(context: CheckContext) -> Iterator[RuleFault]:
    """A009 a site's handles follow one another without overlap, and only the last has no end."""
    for site in context.of("sites"):
        for index, (earlier, later) in enumerate(pairwise(site.value.get("handles", [])), 1):
            if earlier.get("to_on", FOREVER) > later["from_on"]:
                ended = f"ends on {earlier['to_on']}" if "to_on" in earlier else "has no end"
                message = f"{later['handle']!r} begins on {later['from_on']}, but {earlier['handle']!r} {ended}"
                yield fault(site, ("handles", index), message, "the oldest handle first, one at a time")


@error
def check_each_id_once(context: CheckContext) -> Iterator[RuleFault]:
    """A010 an account id stands in one site's record only."""
    seen: dict[tuple[str, str], Record[SiteValue]] = {}
    for site in context.of("sites"):
        if "account_id" in site.value:
            first = seen.setdefault((site.value["platform"], site.value["account_id"]), site)
            if first is not site:
                message = f"{site.value['account_id']!r} is the account of {first.id!r}"
                yield fault(site, ("account_id",), message, "each account in one record")


@error
def check_each_handle_once(context: CheckContext) -> Iterator[RuleFault]:
    """A011 a handle on a platform belongs to one site at a time."""
    seen: dict[tuple[str, str], list[tuple[Record[SiteValue], SiteHandle]]] = {}
    for site, index, entry in _handles(context):
        holders = seen.setdefault((site.value["platform"], _folded(context, site, entry["handle"])), [])
        for other, held in holders:
            overlap = held["from_on"] < entry.get("to_on", FOREVER) and entry["from_on"] < held.get("to_on", FOREVER)
            if other is not site and overlap:
                message = f"{entry['handle']!r} is the handle of {other.id!r} at that time"
                yield fault(site, ("handles", index, "handle"), message, "each account in one record")
                break
        holders.append((site, entry))


@lru_cache(maxsize=1)  # two states of one register mostly have the same handles
def _resembling(handles: tuple[tuple[str, str], ...], owners: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return resembling_pairs(dict(handles), dict(owners))


@advice
def check_look_alikes(context: CheckContext) -> Iterator[RuleFault]:
    """A012 a handle does not resemble one of another agency, be it on another platform."""
    sites = context.register.of("sites")
    handles = {site.id: handle for site in sites.values() if (handle := handle_of(site.value))}
    agencies = ((name, str(sites[name].value["agency"])) for name in handles)
    for one, other in _resembling(tuple(handles.items()), tuple(agencies)):
        later = max(one, other, key=lambda each: (sites[each].value["handles"][0]["from_on"], each))
        earlier = one if later == other else other
        if sites[earlier].private and not sites[later].private:
            continue
        message = f"{handles[later]!r} resembles {handles[earlier]!r} of {earlier!r}"
        path: ValuePath = ("handles", len(sites[later].value["handles"]) - 1, "handle")
        yield fault(sites[later], path, message, "a look whether both belong to those who are named")
