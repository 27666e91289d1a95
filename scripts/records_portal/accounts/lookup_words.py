"""The answers of the look-up in words: those of the command line, which the portal publishes for its script.

A sentence may hold `{account}` and other values of the account; a heading and a text go together.
"""

from __future__ import annotations

from collections.abc import Mapping

from .lookup import FORMER, Match

WORDS: Mapping[str, tuple[str, str]] = {
    "registered": (
        "{account} is official",
        "It is the account of {agency}. Verified since {since}.",
    ),
    "activated": (
        "{account} is official",
        "It is the account of {agency} since {since}. No page of the agency is known to link to it yet.",
    ),
    "listed": (
        "{account} is listed as official",
        "It was taken over from an earlier list as the account of {agency}, as of {since}. Nobody has "
        "verified it for this register since.",
    ),
    "suspended": (
        "{account} is official, but out of use",
        "It is the account of {agency}. It has been out of use since {since}.",
    ),
    "decommissioning": (
        "{account} is official, and is being closed",
        "It is the account of {agency}. The head of the agency ordered it closed on {since}.",
    ),
    "compromised": (
        "{account} is compromised: do not trust it now",
        "It belongs to {agency}, but has been out of its hands since {since}. Do not believe what it posts, do not "
        "follow its links, do not send it messages.",
    ),
    "former": (
        "{account} is no longer official",
        "It was the account of {agency} and was closed on {since}. What appears under its name now does "
        "not come from the agency.",
    ),
    "delisted": (
        "{account} is no longer official",
        "An earlier list has it as an account of {agency} that was closed, as of {since}. Whose it is now, this "
        "register does not know.",
    ),
    "renamed": (
        "{account} is no longer official",
        "It was a name of the account of {agency} until {until}. The account is called {now} today.",
    ),
    "checked": ("", "Last checked on {checked}."),
    "unsure": (
        "",
        "The address has an older form, which on this platform may belong to another account of the same name. Compare "
        "it with the address in the register.",
    ),
    "successor": ("", "It was followed by {successor}."),
    "lost": ("", "Its name is in other hands."),
    "elsewhere": (
        "This account is not in the register",
        "An account of the same name elsewhere is in it, and is shown below.",
    ),
    "resembles": (
        "This account is not in the register",
        "It resembles an account that is in it, which is shown below.",
    ),
    "other": ("Another account: {answer}", ""),
    "names": ("In the register under this name", "Accounts that match: {count}."),
    "unknown": (
        "This account is not in the register",
        "Nothing in the register resembles it either.",
    ),
    "not-false": (
        "",
        "That does not make it false: it may be a citizen's, or belong to a government that keeps a register of its "
        "own. If it claims to speak for the government, ask.",
    ),
    "no-account": (
        "This address names no account",
        "It leads to another page of the platform. Open the account and copy its address.",
    ),
    "short": (
        "This short address does not say where it leads",
        "It can lead anywhere. Open the account that it leads to and copy its address.",
    ),
    "empty": ("Nothing to look up", "Paste the address of an account, its handle, or the name of an agency."),
    "too-long": ("This is too long", "Paste only the address of the account, or its handle."),
    "several": ("These are several addresses", "Ask about one account at a time."),
    "hidden": (
        "This address hides where it leads",
        "It mixes ordinary separators with look-alikes of them. Open the account yourself and copy its address.",
    ),
    "other-scheme": (
        "This is not the address of a web page",
        "The address of an account begins with https:// or with the name of the platform's host.",
    ),
}


def said_of(match: Match, titles: Mapping[str, str]) -> tuple[str, str]:
    """The answer about one account in words: its heading and its text."""
    account = match.account
    handle = match.handle or account.handle
    values = {
        "account": f"@{handle} on {account.platform_name}" if handle else account.title,
        "agency": account.agency,
        "since": account.since,
        "until": match.until,
        "checked": account.checked_on,
        "now": f"@{account.handle}",
        "successor": titles.get(account.successor, account.successor),
    }
    title, text = WORDS[match.state]
    more = (
        ("checked", match.state == "registered" and account.checked_on > account.since),
        ("successor", bool(account.successor) and match.state in FORMER),
        ("lost", account.lost and match.state in FORMER),
        ("unsure", match.unsure),
    )
    texts = [text, *(WORDS[key][1] for key, wanted in more if wanted)]
    return title.format_map(values), " ".join(texts).format_map(values)
