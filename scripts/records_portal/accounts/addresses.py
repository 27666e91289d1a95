"""What somebody pasted, read as an account: keys of its address, handle or name that are equal for equal accounts.

* A key is `@handle`, `~older-name`, `#id` or `/host/path`; the first that the register knows decides.
* Only what a browser would open counts: a user name before the host, a backslash or letters of another width that
  pretend to be separators never make one host look like another.
* The rules are values: the portal publishes them, and its script follows the same ones; tests run both on one list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from .known_addresses import KnownPlatform, known_platform
from .wrapped_addresses import MOST_WRAPPINGS, inner_address, is_short

if TYPE_CHECKING:
    from records_portal.register.records import PlatformValue

LONGEST = 2_000
PREFIXES = ("www", "m", "mobile", "web", "touch", "mbasic", "business", "music")
READ, EMPTY, TOO_LONG, HIDDEN, OTHER_SCHEME, SEVERAL = "read", "empty", "too-long", "hidden", "other-scheme", "several"
SHORT = "short"

_BLANK_LETTERS = re.compile("[\u034f\u115f\u1160\u3164\uffa0\u2800\ufe00-\ufe0f]")
_DELIMITERS = frozenset("/\\?#@:")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x3002: 0x2E, 0xFF61: 0x2E}
_QUOTES = "<>\"'()[]\u201c\u201d\u2018\u2019\u00ab\u00bb"
_WITHIN = re.compile(r"https?://[^ ]+", re.IGNORECASE | re.ASCII)
_WEB = re.compile(r"(?:https?:[\\/]*|[\\/]{2})", re.IGNORECASE | re.ASCII)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:[\\/]{2}", re.IGNORECASE | re.ASCII)
_FEDERATED = re.compile(r"(?:acct:)?@?([^\s@/\\?#:]+)@([^\s@/\\?#:]+\.[^\s@/\\?#:]+)")
_HOST_FIRST = re.compile(r"([^\s/\\?#]*\.[^\s/\\?#]*)([/\\?#]|$)")
_PLAIN_HOST = re.compile(r"[a-z0-9_.-]+")
_LOCALE = re.compile(r"[a-z]{2}(?:-[a-z]{2})?")
_PORT = re.compile(r":([0-9]*)$")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igshid|igsh|mibextid|ref|ref_src|ref_url|si|feature|lang|hl|locale|trk")
_PLACEHOLDER = re.compile(r"\{(handle|id|number|name)\}")
_CAPTURES = {"handle": "@?([^@/]+|[^@/]+@[^./]+)", "id": "([^/]+)", "number": "([0-9]{5,25})", "name": "([^@/]+)"}
_MARKS = {"handle": "@", "id": "#", "number": "#", "name": "~"}


@dataclass(frozen=True, slots=True)
class PlatformSpelling:
    """How a platform's accounts are written, with what is known of it added to what its record says."""

    id: str
    name: str
    hosts: tuple[str, ...]
    forms: tuple[str, ...]
    stop_words: tuple[str, ...]
    sensitive: bool
    ignored: str
    posts: tuple[str, ...] = ()

    @property
    def has_subdomains(self) -> bool:
        """Whether the first part of a host can name the account."""
        return any(not form.startswith("/") for form in self.forms)

    def folded(self, handle: str) -> str:
        """A handle as the platform tells it from others."""
        folded = handle if handle.isascii() else unicodedata.normalize("NFC", handle.translate(_WIDE))
        folded = folded if self.sensitive else folded.lower()
        kept = "".join(letter for letter in folded if letter not in self.ignored) if self.ignored else folded
        return kept or folded

    def as_mapping(self) -> dict[str, object]:
        """The rules as they are published."""
        return {
            "id": self.id,
            "name": self.name,
            "hosts": list(self.hosts),
            "forms": list(self.forms),
            "stop_words": list(self.stop_words),
            "sensitive": self.sensitive,
            "ignored": self.ignored,
            "posts": list(self.posts),
        }


@dataclass(frozen=True, slots=True)
class AccountReading:
    """What a text was read as: the platforms it can be on (none: any), the keys in their order, and what was said."""

    outcome: str
    platforms: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    said: str = ""
    host: str = ""


def platform_rules(platform_id: str, value: PlatformValue) -> PlatformSpelling:
    """The rules of a platform's record."""
    known = known_platform(value["hosts"]) or KnownPlatform((), ())
    template = urlsplit(value["url_template"])
    own = f"{template.path}?{template.query}" if template.query else template.path or "/"
    own = own if "{" in own else f"{template.netloc.lower()}/"
    given = value.get("address_forms") or known.forms or ("/@{handle}", "/users/{handle}", "/{handle}")
    forms = tuple(dict.fromkeys((*given, own)))
    leading = (form.split("/")[1].partition("?")[0] for form in forms if form.startswith("/"))
    literal = (one for one in leading if one and not set("{*") & set(one))
    return PlatformSpelling(
        id=platform_id,
        name=value["name"],
        hosts=tuple(dict.fromkeys((*value["hosts"], *known.hosts))),
        forms=forms,
        stop_words=tuple(dict.fromkeys((*value.get("stop_words", ()), *known.stop_words, *literal))),
        sensitive=value.get("handle_case") == "sensitive",
        ignored=known.ignored,
        posts=known.posts,
    )


def read_account(text: str, table: Sequence[PlatformSpelling]) -> AccountReading:
    """What somebody pasted, read by a table of platforms."""
    if len(text) > LONGEST:
        return AccountReading(TOO_LONG)
    text = visible(text)
    if not text:
        return AccountReading(EMPTY)
    if _hides(text):
        return AccountReading(HIDDEN, said=text)
    text = text.translate(_WIDE)
    if " " in text and (within := _WITHIN.findall(text)):
        if len(within) > 1:
            return AccountReading(SEVERAL, said=text)
        text = within[0].rstrip(".,;:!?)]'\"")
    return _read_shown(text, table)


def _hides(text: str) -> bool:
    """Whether a text has separators and letters of another width that look like separators."""
    pairs = zip(text, text.translate(_WIDE), strict=True)
    return not _DELIMITERS.isdisjoint(text) and any(one != other and other in _DELIMITERS for one, other in pairs)


def _read_shown(text: str, table: Sequence[PlatformSpelling]) -> AccountReading:
    if web := _WEB.match(text):
        return _read_address(text[web.end() :], table, MOST_WRAPPINGS)
    if _SCHEME.match(text):
        return AccountReading(OTHER_SCHEME, said=text)
    if federated := _FEDERATED.fullmatch(text):
        return _read_federated(federated[1], federated[2], table)
    first = _HOST_FIRST.match(text)
    if first and not text.startswith("@") and (first[2] or _platforms_of(ascii_host(first[1]), table)[0]):
        return _read_address(text, table, MOST_WRAPPINGS)
    return _read_name(text)


def visible(text: str) -> str:
    """A text without what cannot be seen, its white space folded, without quotation marks around it."""
    if not (text.isascii() and text.isprintable()):
        text = _BLANK_LETTERS.sub("", "".join(map(_shown, text)))
    return re.sub(r" +", " ", text).strip().strip(_QUOTES).strip()


def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cs":
        return "\ufffd"
    return "" if category == "Cf" else " " if category in ("Cc", "Zl", "Zp", "Zs") else letter


def ascii_host(authority: str) -> str:
    """The host that a browser would open for an authority, in ASCII; empty where it is none, or has a port."""
    host = unquote(authority.rpartition("@")[2], errors="replace")
    port = _PORT.search(host)
    if port and port[1] not in ("", "80", "443"):
        return ""
    host = (host[: port.start()] if port else host).lower()
    if not host.isascii():
        host = _punycode(host)
    host = host.removesuffix(".")
    return host if _PLAIN_HOST.fullmatch(host) else ""


def _punycode(host: str) -> str:
    """An international host as its ASCII form, letters of another width or style folded."""
    labels = unicodedata.normalize("NFKC", host.replace("\u3002", ".")).lower().split(".")
    return ".".join(label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}" for label in labels)


def _platforms_of(host: str, table: Sequence[PlatformSpelling]) -> tuple[list[PlatformSpelling], str]:
    """The platforms that a host belongs to, and the subdomain where that can name an account."""
    if exact := [one for one in table if host in one.hosts]:
        return exact, ""
    first, _, rest = host.partition(".")
    found = [one for one in table if rest in one.hosts]
    named = [one for one in found if one.has_subdomains]
    if named and first not in PREFIXES:
        return named, first
    return ([] if not (first in PREFIXES or _LOCALE.fullmatch(first)) else found), ""


def _read_address(rest: str, table: Sequence[PlatformSpelling], wrappings: int) -> AccountReading:
    parts = re.split(r"([\\/?#])", rest, maxsplit=1)
    host = ascii_host(parts[0])
    path, query = _path_and_query("".join(parts[1:]))
    if inner := visible(inner_address(host, path, query)) if wrappings else "":
        return _read_inner(inner, table, wrappings - 1)
    if is_short(host, path):
        return AccountReading(SHORT, said=host)
    segments = _segments(path)
    platforms, subdomain = _platforms_of(host, table)
    if segments and (federated := _FEDERATED.fullmatch(segments[0].lstrip("@"))) and platforms:
        return _read_federated(federated[1], federated[2], table)
    found = [key for platform in platforms for key in _keys(platform, segments, query, subdomain)]
    whole = [_whole_key(platforms, host, segments, query)] if host and not found else []
    said = _said(platforms, segments, host, found)
    return AccountReading(
        READ, tuple(one.id for one in platforms), (*dict.fromkeys(found), *whole), said, host or parts[0]
    )


def _read_inner(text: str, table: Sequence[PlatformSpelling], wrappings: int) -> AccountReading:
    """What stood within another address: an address with or without its scheme, and nothing else."""
    if _hides(text):
        return AccountReading(HIDDEN, said=text)
    web = _WEB.match(text)
    if not web and _SCHEME.match(text):
        return AccountReading(OTHER_SCHEME, said=text)
    return _read_address(text[web.end() :] if web else text, table, wrappings)


def _whole_key(platforms: list[PlatformSpelling], host: str, segments: list[str], query: str) -> str:
    """The key of an address that fits no form: all of it but what only says where a visitor came from."""
    path = "/".join(("", platforms[0].hosts[0] if platforms else host, *segments))
    path = path if not platforms or platforms[0].sensitive else path.lower()
    told = sorted(pair for pair in parse_qsl(query, errors="replace") if not _TRACKING.fullmatch(pair[0]))
    return f"{path}?{'&'.join(map('='.join, told))}" if told else path


def _said(platforms: list[PlatformSpelling], segments: list[str], host: str, found: list[str]) -> str:
    """What in an address a reader takes for the name of the account; empty where nothing is."""
    if found:
        return next((key[1:] for key in found if key[0] in "@~"), "")
    if not segments:
        return "" if platforms else host.split(".")[0]
    if platforms and all(segments[0].lower() in one.posts for one in platforms):
        return ""
    name = segments[-1 if platforms else 0].lstrip("@")
    return "" if any(name.lower() in one.stop_words for one in platforms) else name


def _path_and_query(tail: str) -> tuple[str, str]:
    """The path and the query of what follows the host; the old address of an account behind `#!` counts as a path."""
    before, _, fragment = tail.partition("#")
    path, _, query = before.partition("?")
    if fragment.startswith("!/") and not path.strip("/\\"):
        path, _, query = fragment[1:].partition("?")
    return path, query


def _segments(path: str) -> list[str]:
    segments: list[str] = []
    for raw in re.split(r"[\\/]", path):
        segment = unquote(raw, errors="replace").strip()
        if segment == "..":
            segments = segments[:-1]
        elif segment not in ("", "."):
            segments.append(segment)
    return segments


def _keys(platform: PlatformSpelling, segments: list[str], query: str, subdomain: str) -> Iterator[str]:
    for form in platform.forms:
        if subdomain or not form.startswith("/"):
            if subdomain and not form.startswith("/"):
                yield key_of("handle", subdomain, platform)
            continue
        path, _, parameter = form.partition("?")
        wanted = [one for one in path.split("/") if one]
        if parameter:
            name, _, kind = parameter.partition("=")
            value = next((given for key, given in parse_qsl(query, errors="replace") if key == name), "")
            if [one.lower() for one in segments] == wanted and (found := _matched(kind, value)):
                yield key_of(*found, platform)
        elif (found := _in_path(wanted, segments)) and not (
            wanted[0].startswith("{") and segments[0].lower() in platform.stop_words
        ):
            yield key_of(*found, platform)


def _in_path(wanted: list[str], segments: list[str]) -> tuple[str, str] | None:
    """The kind and the value of the placeholder of a form, where the first segments fit it."""
    found = None
    if len(segments) < len(wanted):
        return None
    for pattern, segment in zip(wanted, segments, strict=False):
        if "{" in pattern:
            found = _matched(pattern, segment)
            if not found:
                return None
        elif pattern not in ("*", segment.lower()):
            return None
    return found


def _matched(pattern: str, text: str) -> tuple[str, str] | None:
    """What stands in a text in place of a pattern's only placeholder."""
    kind, expression = _expression(pattern)
    match = expression.fullmatch(text)
    return (kind, match[1]) if match else None


@lru_cache(maxsize=1_000)
def _expression(pattern: str) -> tuple[str, re.Pattern[str]]:
    """The kind of a pattern's placeholder, and what a text has to match."""
    placeholder = _PLACEHOLDER.search(pattern)
    if not placeholder:
        return "", re.compile(r"(?!)")
    before, after = pattern[: placeholder.start()], pattern[placeholder.end() :]
    capture = _CAPTURES[placeholder[1]] if before != "@" else "([^@/]+)"
    return placeholder[1], re.compile(f"{_literal(before)}{capture}{_literal(after)}", re.DOTALL)


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\*", "[^/]*")


def key_of(kind: str, value: str, platform: PlatformSpelling) -> str:
    """The key of a handle, an older name or an id."""
    return f"{_MARKS[kind]}{value.strip() if _MARKS[kind] == '#' else platform.folded(value.strip())}"


def _read_federated(name: str, server: str, table: Sequence[PlatformSpelling]) -> AccountReading:
    """`@name@server`: the account of that name on that server."""
    host = ascii_host(server)
    platforms, _ = _platforms_of(host, table)
    keys = tuple(dict.fromkeys(f"@{platform.folded(name)}" for platform in platforms))
    return AccountReading(READ, tuple(one.id for one in platforms), keys, name, host or server)


def _read_name(text: str) -> AccountReading:
    """A handle, which may be on any platform, or a name in several words."""
    said = text.lstrip("@").strip()
    if not said or " " in said:
        return AccountReading(READ, said=said)
    exact = unicodedata.normalize("NFC", said)
    return AccountReading(READ, keys=tuple(dict.fromkeys((f"@{exact.lower()}", f"@{exact}", f"#{exact}"))), said=said)
