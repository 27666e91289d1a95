"""A row of an agency's list of accounts as the record it says; whatever in it cannot be taken is a defect.

* Nothing is invented: an agency, platform or person that the register does not know is a defect, and what the row does
  not say is not in the record. That the list names the account is the record's one fact, `listing`.
* An account is one account in every spelling of its address.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from records_portal.accounts.addresses import (
    READ,
    AccountReading,
    PlatformSpelling,
    key_of,
    platform_rules,
    read_account,
)
from records_portal.files.yaml_text import without_invisible
from records_portal.register.model import Record, Register
from records_portal.values.dates import NotADate, parse_date

from .account_sheets import SheetCell

IN_USE = ("", "active", "in use", "open", "published", "official")
CLOSED = ("closed", "archived", "archive", "inactive", "retired")
NO_PURPOSE = "Not stated in the list from which the account was taken over."


@dataclass(frozen=True, slots=True)
class Listing:
    """The list as its facts name it: its name, its date, and how the sites came into the register."""

    name: str
    on: str
    origin: str = "inventory"


class Defective(Exception):  # noqa: N818 -- carries a defect to the one place that collects it
    def __init__(self, column: str, cell: SheetCell | str, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.column, self.value = column, cell.text if isinstance(cell, SheetCell) else cell
        self.wrong, self.right = wrong, right


@dataclass(slots=True)
class Reader:
    """The register as rows are held against it, and the accounts that are known so far."""

    register: Register
    listing: Listing
    rules: dict[str, PlatformSpelling] = field(default_factory=dict)
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        platforms = self.register.of("platforms").values()
        self.rules = {one.id: platform_rules(one.id, one.value) for one in platforms}
        for site in self.register.of("sites").values():
            for key in self.keys_of(site.value):
                self.known.setdefault(key, f"site {site.id!r}")
        self.taken = set(self.register.of("sites")) | {
            name for kind, name in self.register.unreadable if kind == "sites"
        }

    def keys_of(self, site: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Every key that leads to a site's account."""
        rules = self.rules.get(site["platform"])
        if rules is None:
            return
        for one in site.get("handles", ()):
            yield rules.id, key_of("handle", one["handle"], rules)
        if "account_id" in site:
            yield rules.id, key_of("id", site["account_id"], rules)
        if "url" in site:
            yield from ((rules.id, key) for key in read_account(site["url"], [rules]).keys)

    def value_of(self, cells: Mapping[str, SheetCell]) -> dict[str, Any]:
        """The record that a row says."""
        for column, cell in cells.items():
            if cell.wrong:
                wrong, _, right = cell.wrong.partition("; ")
                raise Defective(column, cell, wrong, right)
        text = {column: _clean(column, cell.text) for column, cell in cells.items()}
        agency = self._named("agencies", "agency", text.get("agency", ""))
        reading = self._reading(text)
        rules = self._platform(text, reading)
        value: dict[str, Any] = {"agency": agency, "platform": rules.id}
        hosts = self.register.of("platforms")[rules.id].value["hosts"]
        value |= _account(text, reading, rules, hosts, self._since(text) or self.listing.on)
        purpose = text.get("purpose") or NO_PURPOSE
        value |= {"audience": "public", "origin": self.listing.origin, "purpose": purpose}
        return value | {"facts": [self._fact(text)]}

    def _named(self, kind: str, column: str, text: str) -> str:
        """The id of a record that a cell names by id or by name."""
        if not text:
            raise Defective(column, "", "no agency is named" if column == "agency" else "missing", "an id or a name")
        records = self.register.of(kind)
        names = {str(record.value.get("name", "")).casefold(): record.id for record in records.values()}
        if found := text if text in records else names.get(text.casefold()) or _lower_id(text, records):
            return found
        guess = difflib.get_close_matches(text.casefold(), [*names, *records], 1)
        right = (
            f"did you mean {names.get(guess[0], guess[0])!r}?" if guess else f"an id or a name from registry/{kind}/"
        )
        raise Defective(column, text, f"not in registry/{kind}/", right)

    def _reading(self, text: Mapping[str, str]) -> AccountReading | None:
        if not text.get("url"):
            return None
        reading = read_account(text["url"], list(self.rules.values()))
        if reading.outcome != READ or not reading.host:
            raise Defective("url", text["url"], "not the address of an account", "as the browser shows it")
        if not reading.platforms:
            wrong = f"host {reading.host!r} belongs to no platform of the register"
            raise Defective("url", text["url"], wrong, "an address on the platform named")
        return reading

    def _platform(self, text: Mapping[str, str], reading: AccountReading | None) -> PlatformSpelling:
        named = self._named("platforms", "platform", text["platform"]) if text.get("platform") else ""
        if reading and named and named not in reading.platforms:
            raise Defective("url", text["url"], f"it is on {reading.platforms[0]!r}", f"an address on {named!r}")
        if not reading and not named:
            raise Defective("platform", "", "no platform is named", "a platform, or the account's address")
        return self.rules[named or (reading.platforms[0] if reading else "")]

    def _since(self, text: Mapping[str, str]) -> str:
        since = text.get("since", "")
        if not since:
            return ""
        try:
            day = parse_date(since).isoformat()
        except NotADate as error:
            raise Defective("since", since, "not a date", "year-month-day, such as 2024-05-01") from error
        if day > self.listing.on:
            raise Defective("since", since, f"after the date of the list, {self.listing.on}", "an earlier day")
        return day

    def _fact(self, text: Mapping[str, str]) -> dict[str, Any]:
        status = text.get("status", "").casefold()
        if status not in (*IN_USE, *CLOSED):
            raise Defective("status", text["status"], "not known here", "active, closed, or nothing")
        fact: dict[str, Any] = {"kind": "listing", "on": self.listing.on}
        if text.get("administrator"):
            person = self._named("people", "administrator", text["administrator"])
            fact["note"] = f"The list names {person} as administrator."
        entry = "closed" if status in CLOSED else "in-use"
        return fact | {"list": self.listing.name, "entry": entry}


def _lower_id(text: str, records: Mapping[str, Record]) -> str:
    return text.lower() if text.lower() in records else ""


def _clean(column: str, text: str) -> str:
    """A cell's text, its line breaks kept where a record may have some; what cannot be seen is a defect."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    lines = [" ".join(line.replace("\u00a0", " ").split(" ")).strip() for line in text.split("\n")]
    joined = "\n".join(lines).strip() if column == "purpose" else " ".join(filter(None, lines))
    hidden = next((one for one in joined if one != "\n" and without_invisible(one) != one), "")
    if hidden:
        raise Defective(column, joined, f"the character U+{ord(hidden):04X} cannot be seen", "the text typed anew")
    return joined


def _account(
    text: Mapping[str, str], reading: AccountReading | None, rules: PlatformSpelling, hosts: Sequence[str], since: str
) -> dict[str, Any]:
    """What a row says about the account itself; an address and a handle that contradict each other are a defect."""
    handle = text.get("handle", "").removeprefix("@")
    keys = reading.keys if reading else ()
    in_url = _as_written(text["url"], reading.said) if reading and keys and keys[0][0] == "@" else ""
    if handle and in_url and rules.folded(handle) != rules.folded(in_url):
        raise Defective("handle", handle, f"the address names {in_url!r}", "the same account in both")
    if reading and not handle and keys and keys[0].startswith("/"):
        raise Defective("url", text["url"], "it names no account", "the address of the account's own page")
    account_id = text.get("account_id", "") or next((key[1:] for key in keys if key[0] == "#"), "")
    if not (handle or in_url or account_id or reading):
        raise Defective("url", "", "no account is named", "its address, its handle or its account id")
    value: dict[str, Any] = {"account_id": account_id, "account_name": text.get("account_name", "")}
    if handle or in_url:
        value["handles"] = [{"handle": handle or in_url, "from_on": since}]
    value["url"] = _address(text.get("url", ""), reading, rules, hosts)
    return {name: one for name, one in value.items() if one}


def _as_written(url: str, name: str) -> str:
    """A name in capital and small letters as an address has it."""
    found = re.search(rf"(?<=[/@]){re.escape(name)}(?![^/?#])", url, re.IGNORECASE)
    return found[0] if found else name


def _address(url: str, reading: AccountReading | None, rules: PlatformSpelling, hosts: Sequence[str]) -> str:
    """The address with a scheme, on a host of the platform's record, without what says nothing about the account."""
    if not url or reading is None:
        return ""
    whole = url if re.match(r"https?://", url) else f"https://{url.removeprefix('//')}"
    bare = re.split(r"[?#]", whole, maxsplit=1)[0]
    named = re.escape(reading.said)
    up_to_name = re.split(rf"(?<=/{named}|@{named})/", bare, maxsplit=1, flags=re.IGNORECASE)[0]
    told = next(one for one in (up_to_name, bare, whole) if read_account(one, [rules]).keys == reading.keys)
    scheme, _, rest = told.partition("://")
    host, slash, path = rest.partition("/")
    return told if host in hosts else f"{scheme}://{hosts[0]}{slash}{path}"
