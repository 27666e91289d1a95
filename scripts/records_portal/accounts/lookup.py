"""Whether an account is official: the accounts that are or were, by every key that leads to them, and the answer.

* Only public accounts that were in use are known here; requests, internal and personal sites never are.
* A name that the account gave up is answered as such, for somebody else may have taken it up.
* An account that is not in the register is never called false: it may be a citizen's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from records_portal.register.model import Record, Register
from records_portal.register.sites import (
    PRESENT,
    first_fact,
    handle_in_use,
    is_compromised,
    last_fact,
    name_of,
    site_title,
    statuses,
)
from records_portal.values.urls import is_plain_url

from .addresses import READ, AccountReading, PlatformSpelling, key_of, platform_rules, read_account
from .resemblance import NOT_NEAR, SAME_LETTERS, nearness, skeleton

if TYPE_CHECKING:
    from records_portal.register.records import SiteHandle, SiteValue

MOST_SHOWN = 10
MOST_NEAR = 5
SHORTEST_WORD = 2
SHORTEST_START = 3
KNOWN = PRESENT | {"decommissioned"}
NOT_FOUND = ("elsewhere", "resembles", "unknown")
STATES = (
    "compromised",
    "registered",
    "activated",
    "listed",
    "suspended",
    "decommissioning",
    "former",
    "delisted",
    "renamed",
)
FORMER = ("former", "delisted")


@dataclass(frozen=True, slots=True)
class Account:
    """One account as the look-up answers with it."""

    site: str
    title: str
    agency: str
    platform: str
    platform_name: str
    name: str
    handles: tuple[tuple[str, str, str], ...]
    account_id: str
    url: str
    state: str
    since: str
    checked_on: str
    lost: bool
    successor: str

    @property
    def handle(self) -> str:
        """The handle in use, or the last one."""
        return handle_in_use([self._entry(*one) for one in self.handles])

    @staticmethod
    def _entry(handle: str, from_on: str, to_on: str) -> SiteHandle:
        return (
            {"handle": handle, "from_on": from_on, "to_on": to_on} if to_on else {"handle": handle, "from_on": from_on}
        )

    def named_by(self, key: str, platform: PlatformSpelling) -> tuple[str, str]:
        """The handle that a key means, and its last day where an account that goes on has given it up."""
        meant = [one for one in self.handles if key[0] == "@" and platform.folded(one[0]) == platform.folded(key[1:])]
        handle, _, until = meant[-1] if meant else ("", "", "")
        return handle, "" if self.state in FORMER else until


@dataclass(frozen=True, slots=True)
class Match:
    """An account that was meant, by which of its names; with that name's last day, or by a form that leaves a doubt."""

    account: Account
    handle: str = ""
    until: str = ""
    unsure: bool = False

    @property
    def state(self) -> str:
        """The state that the answer speaks of."""
        return "renamed" if self.until and self.account.state != "compromised" else self.account.state


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    """What is known: `found`, `names`, `elsewhere`, `resembles`, `unknown`, or why the text could not be read."""

    outcome: str
    reading: AccountReading
    matches: tuple[Match, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Lookup:
    """The accounts with every key that leads to them; keys give places in `accounts`."""

    table: tuple[PlatformSpelling, ...]
    accounts: tuple[Account, ...]
    keys: Mapping[str, tuple[int, ...]]
    skeletons: Mapping[str, tuple[int, ...]]
    platforms: Mapping[str, PlatformSpelling] = field(default_factory=dict)


def lookup_of(register: Register, as_of: str, titles: Mapping[str, str] | None = None) -> Lookup:
    """The look-up of a register on a date."""
    platforms = {one.id: platform_rules(one.id, one.value) for one in register.of("platforms").values()}
    table = tuple(platforms.values())
    accounts = tuple(public_accounts(register, as_of, titles or {}))
    keys: dict[str, list[int]] = {}
    skeletons: dict[str, list[int]] = {}
    for number, account in enumerate(accounts):
        for key in dict.fromkeys(account_keys(account, platforms[account.platform], table)):
            keys.setdefault(key, []).append(number)
        for text in dict.fromkeys(skeleton(handle) for handle, _, _ in account.handles):
            skeletons.setdefault(text, []).append(number)
    ranks = [STATES.index(account.state) for account in accounts]
    return Lookup(table, accounts, _frozen(keys, ranks), _frozen(skeletons, ranks), platforms)


def _frozen(found: Mapping[str, list[int]], ranks: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """The numbers by key in order; of one key first those that a reader has to be warned of."""
    return {key: tuple(sorted(found[key], key=lambda number: (ranks[number], number))) for key in sorted(found)}


def public_accounts(register: Register, as_of: str, titles: Mapping[str, str]) -> Iterator[Account]:
    """Every public account that is or was official, in the order of the sites' ids."""
    for site in register.of("sites").values():
        if site.private or site.value["audience"] != "public" or not register.get("platforms", site.value["platform"]):
            continue
        if site.value.get("ownership", {}).get("owner") == "personal":
            continue
        if KNOWN.intersection(status for _, status in statuses(site.value["facts"])):
            yield _account(register, site, as_of, titles.get(site.id) or site_title(register, site))


def _account(register: Register, site: Record[SiteValue], as_of: str, title: str) -> Account:
    value = site.value
    closing = last_fact(value, "decommissioning")
    state, since = _state(value)
    verified = [fact["on"] for fact in value["facts"] if fact["kind"] in ("registration", "recertification")]
    return Account(
        site=site.id,
        title=title,
        agency=name_of(register, "agencies", value["agency"]),
        platform=value["platform"],
        platform_name=name_of(register, "platforms", value["platform"]),
        name=value.get("account_name", ""),
        handles=tuple(
            (one["handle"], one["from_on"], end if (end := one.get("to_on", "")) and end < as_of else "")
            for one in value.get("handles", ())
        ),
        account_id=value.get("account_id", ""),
        url=url if is_plain_url(url := value.get("url", "")) else "",
        state=state,
        since=since,
        checked_on=verified[-1] if verified else "",
        lost=closing is not None and closing.get("handle_fate") == "lost",
        successor=closing.get("successor", "") if closing else "",
    )


def _state(site: SiteValue) -> tuple[str, str]:
    """The state that the answer speaks of, and its first day."""
    if is_compromised(site):
        incident: Mapping[str, object] = last_fact(site, "incident") or {}
        return "compromised", str(incident["on"])
    before, since, led = "", "", ""
    for fact, status in statuses(site["facts"]):
        if status != before:
            before, since, led = status, str(fact.get("on", "")), fact["kind"]
    if before not in PRESENT:
        closed = last_fact(site, "decommissioning", "listing")
        state = "delisted" if closed and closed["kind"] == "listing" else "former"
        return state, closed["on"] if closed else since
    if before == "registered" and (first := first_fact(site, "registration")):
        return before, str(first["on"])
    return ("listed" if led == "listing" else before), since


def account_keys(account: Account, platform: PlatformSpelling, table: Sequence[PlatformSpelling]) -> Iterator[str]:
    """Every key under which an account is found: its handles, its id, and its address where that says more."""
    for handle, _, _ in account.handles:
        yield key_of("handle", handle, platform)
        yield f"@{unicodedata.normalize('NFC', handle).lower()}"
    if account.account_id:
        yield key_of("id", account.account_id, platform)
    if account.url:
        reading = read_account(account.url, table)
        yield from (key for key in reading.keys if key.startswith("/") or platform.id in reading.platforms)


def answer_of(lookup: Lookup, text: str) -> LookupAnswer:
    """What the register knows about what somebody pasted."""
    reading = read_account(text, lookup.table)
    if reading.outcome != READ:
        return LookupAnswer(reading.outcome, reading)
    found, count = _matches(lookup, reading)
    if found:
        return LookupAnswer("found", reading, found, count)
    if not reading.said and reading.keys and reading.keys[0].startswith("#"):
        return LookupAnswer("unknown", reading)
    single = " " not in reading.said
    is_name = not reading.platforms and not reading.host and not text.strip().startswith("@")
    if is_name and not single and (named := _named(lookup, reading.said)):
        return LookupAnswer("names", reading, _by_state(named[:MOST_SHOWN]), len(named))
    if near := _near(lookup, reading.said):
        same = [match for kind, match in near if kind == SAME_LETTERS and _same_name(match.account, reading.said)]
        if same:
            return LookupAnswer("elsewhere", reading, tuple(same[:MOST_NEAR]), len(same))
        return LookupAnswer("resembles", reading, tuple(match for _, match in near[:MOST_NEAR]), len(near))
    if is_name and single and (named := _named(lookup, reading.said)):
        return LookupAnswer("names", reading, _by_state(named[:MOST_SHOWN]), len(named))
    return LookupAnswer("unknown" if reading.said or not reading.platforms else "no-account", reading)


def _matches(lookup: Lookup, reading: AccountReading) -> tuple[tuple[Match, ...], int]:
    """The accounts of the first key that the register knows, and how many there are."""
    for key, unsure in _keys_in_order(reading):
        meant = [lookup.accounts[number] for number in lookup.keys.get(key, ())]
        if reading.platforms and not key.startswith("/"):
            meant = [account for account in meant if account.platform in reading.platforms]
        if meant:
            return _by_state(_match(lookup, account, key, unsure) for account in meant[:MOST_SHOWN]), len(meant)
    return (), 0


def _by_state(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Matches with those first that a reader has to be warned of."""
    return tuple(sorted(matches, key=lambda one: STATES.index(one.state)))


def _keys_in_order(reading: AccountReading) -> Iterator[tuple[str, bool]]:
    for key in reading.keys:
        yield key, False
        if key.startswith("~"):
            yield f"@{key[1:]}", True


def _match(lookup: Lookup, account: Account, key: str, unsure: bool) -> Match:
    handle, until = account.named_by(key, lookup.platforms[account.platform])
    return Match(account, handle, until, unsure)


def _near(lookup: Lookup, said: str) -> list[tuple[int, Match]]:
    """The accounts that a name resembles, the closest first."""
    asked = skeleton(said)
    kinds = ((nearness(asked, known), numbers) for known, numbers in lookup.skeletons.items())
    found = {number: kind for kind, numbers in sorted(kinds, reverse=True) if kind != NOT_NEAR for number in numbers}
    in_order = sorted(found.items(), key=lambda one: (one[1], STATES.index(lookup.accounts[one[0]].state), one[0]))
    return [(kind, Match(lookup.accounts[number])) for number, kind in in_order]


def _same_name(account: Account, said: str) -> bool:
    return any(handle.lower() == said.lower() for handle, _, _ in account.handles)


def _named(lookup: Lookup, said: str) -> tuple[Match, ...]:
    """The accounts whose words begin with every word that was said; one of two letters has to be a whole word."""
    wanted = words_in([said])
    if not wanted:
        return ()
    return tuple(
        Match(account)
        for account in lookup.accounts
        if all(any(_begins(word, start) for word in account_words(account)) for start in wanted)
    )


def _begins(word: str, start: str) -> bool:
    return word.startswith(start) if len(start) >= SHORTEST_START else word == start


def account_words(account: Account) -> tuple[str, ...]:
    """The words by which an account is found as a name."""
    handles = (handle for handle, _, _ in account.handles)
    return words_in([account.title, account.agency, account.platform_name, account.name, *handles])


def words_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The words of some texts, folded: without accents, in lower case, each once."""
    return tuple(dict.fromkeys(word for text in texts for word in _words(text)))


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    folded = "".join(map(_word_letter, unicodedata.normalize("NFKD", text).lower()))
    return tuple(word for word in folded.split() if len(word) >= SHORTEST_WORD)


@cache
def _word_letter(letter: str) -> str:
    """A letter or a digit as it is, nothing for an accent, a space for anything else."""
    kind = unicodedata.category(letter)[0]
    return letter if kind in "LN" else "" if kind == "M" else " "
