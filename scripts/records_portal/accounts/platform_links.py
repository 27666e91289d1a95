"""What an address says about an account, by a table of platforms: which handle or permanent id it names, if any.

* An address as people type it is taken: without a scheme, with one that lacks its slashes, with tracking behind it.
* What an address does not say is left out; a name that the platform could not have given is a fault, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict
from urllib.parse import parse_qs, quote, unquote

from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal

if TYPE_CHECKING:
    from records_portal.register.records import PlatformValue

TABLE = Path(__file__).with_name("known_platforms.yml")
Defect = Literal["", "unparsable-link", "wrong-host", "handle-pattern", "no-account-in-link"]

_ADDRESS = re.compile(
    r"(?P<scheme>https?:/{0,2})?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)\.?(?::[0-9]+)?(?P<path>/[^?#]*)?"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.IGNORECASE,
)
SKIPPED, SHORTEST_ENDING = 2, 8
_SAFE = "@:+~!$&()*,;=-._"


@dataclass(frozen=True, slots=True)
class ListedPlatform:
    """A platform of the table: its record, and how an account is read out of an address."""

    id: str
    record: PlatformValue
    called: tuple[str, ...]
    bare: bool
    before_handle: frozenset[str]
    before_id: frozenset[str]
    before_name: frozenset[str]
    ids_end: frozenset[str]
    skip: frozenset[str]
    ids_bare: bool
    at: str
    subdomains: str


class PlatformEntry(TypedDict):
    """A platform as the table has it."""

    record: PlatformValue
    called: list[str]
    bare: NotRequired[bool]
    before_handle: NotRequired[list[str]]
    before_id: NotRequired[list[str]]
    before_name: NotRequired[list[str]]
    ids_end: NotRequired[list[str]]
    skip: NotRequired[list[str]]
    ids_bare: NotRequired[bool]
    at: NotRequired[str]
    subdomains: NotRequired[str]


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """What an address names: the address in one spelling, a handle or an id where it tells, and what is wrong."""

    url: str = ""
    handle: str = ""
    account_id: str = ""
    host: str = ""
    defect: Defect = ""
    mended: bool = False


@cache
def known_platforms() -> Mapping[str, ListedPlatform]:
    """The table of platforms by id."""
    table, fault = read_yaml(TABLE.read_bytes())
    if fault:
        raise Refusal(f"{TABLE.name}:{fault.line}: {fault.message}; {fault.expected}")
    return {platform_id: _platform(platform_id, entry) for platform_id, entry in table.items()}


def _platform(platform_id: str, entry: PlatformEntry) -> ListedPlatform:
    return ListedPlatform(
        id=platform_id,
        record=entry["record"],
        called=tuple(entry["called"]),
        bare=entry.get("bare", False),
        before_handle=frozenset(entry.get("before_handle", ())),
        before_id=frozenset(entry.get("before_id", ())),
        before_name=frozenset(entry.get("before_name", ())),
        ids_end=frozenset(entry.get("ids_end", ())),
        skip=frozenset(entry.get("skip", ())),
        ids_bare=entry.get("ids_bare", False),
        at=entry.get("at", ""),
        subdomains=entry.get("subdomains", ""),
    )


def account_of(link: str, platform: ListedPlatform) -> LinkedAccount:
    """The account that a link names on a platform."""
    match = _ADDRESS.fullmatch(link.strip())
    if not match or any(mark.isspace() for mark in match["path"] or ""):
        return LinkedAccount(defect="unparsable-link")
    host, mended = match["host"].lower(), (match["scheme"] or "").lower() not in ("http://", "https://")
    known = host in platform.record["hosts"]
    if not known and not (platform.subdomains and _is_below(host, platform)):
        return LinkedAccount(host=host, defect="wrong-host")
    found = LinkedAccount(host=host, mended=mended)
    if known or not platform.subdomains:
        return _in_path(_segments(match), match["query"] or "", platform, found)
    if platform.subdomains == "own":
        return replace(found, url=f"https://{host}/")
    handle = host.partition(".")[0]
    return _named([handle], platform, replace(found, url=platform.record["url_template"].replace("{handle}", handle)))


def _segments(match: re.Match[str]) -> list[str]:
    """The parts of the path; of an address of the kind `#!/name`, those behind the mark."""
    path, fragment = match["path"] or "", match["fragment"] or ""
    if fragment.startswith("!/"):
        path = fragment[1:].partition("?")[0]
    return [unquote(segment) for segment in path.split("/") if segment]


def _is_below(host: str, platform: ListedPlatform) -> bool:
    return any(host.endswith(f".{known}") for known in platform.record["hosts"])


def _in_path(segments: list[str], query: str, platform: ListedPlatform, found: LinkedAccount) -> LinkedAccount:
    while len(segments) > SKIPPED and segments[0] in platform.skip:
        segments = segments[SKIPPED:]
    first = segments[0].lower() if segments else ""
    account_id = parse_qs(query).get("id", [""])[0]
    if first == "profile.php" and account_id:
        url = f"{_address(found.host, segments)}?id={quote(account_id)}"
        return _identified(account_id, platform, replace(found, url=url))
    if first in platform.before_id and len(segments) > 1:
        return _identified(segments[1], platform, replace(found, url=_address(found.host, segments[:2])))
    if first in platform.ids_end and len(segments) > SKIPPED and segments[-1].isdecimal():
        return _identified(segments[-1], platform, replace(found, url=_address(found.host, segments)))
    if first in platform.before_name and len(segments) > 1:
        return replace(found, url=_address(found.host, segments[:2]))
    if first in platform.before_handle and len(segments) > 1:
        return _named(segments[:2], platform, replace(found, url=_address(found.host, segments[:2])))
    if platform.bare and segments and first not in platform.record.get("stop_words", ()):
        return _named(segments[:1], platform, replace(found, url=_address(found.host, segments[:1])))
    rest = f"?{quote(query, safe=_SAFE)}" if query else ""
    return replace(found, url=_address(found.host, segments) + rest, defect="no-account-in-link")


def _address(host: str, segments: list[str]) -> str:
    return f"https://{host}/" + "/".join(quote(segment, safe=_SAFE) for segment in segments)


def _identified(text: str, platform: ListedPlatform, found: LinkedAccount) -> LinkedAccount:
    if _fits(platform, "id_pattern", text):
        return replace(found, account_id=text)
    return replace(found, defect="handle-pattern")


def _named(segments: list[str], platform: ListedPlatform, found: LinkedAccount) -> LinkedAccount:
    """The account of a name: an id where it is written as one; a name of an old kind is neither handle nor fault."""
    text = segments[-1]
    handle = text.removeprefix("@") if platform.at else text
    if platform.at == "always" and not text.startswith("@"):
        return found
    if platform.ids_bare and _fits(platform, "id_pattern", handle):
        return replace(found, account_id=handle)
    if handle := next((each for each in _spellings(handle, platform) if _fits(platform, "handle_pattern", each)), ""):
        return replace(found, handle=handle)
    ending = text.rpartition("-")[2]
    if platform.ids_end and len(ending) > SHORTEST_ENDING and _fits(platform, "id_pattern", ending):
        return replace(found, url=_address(found.host, [ending]), account_id=ending)
    return replace(found, defect="handle-pattern")


def _spellings(handle: str, platform: ListedPlatform) -> tuple[str, ...]:
    """A handle as written, and in small letters where the platform tells no case apart."""
    return (handle,) if platform.record.get("handle_case") == "sensitive" else (handle, handle.lower())


def _fits(platform: ListedPlatform, name: Literal["handle_pattern", "id_pattern"], text: str) -> bool:
    pattern = platform.record.get(name)
    return pattern is not None and bool(re.fullmatch(pattern, text))
