"""The command that says whether an account is official."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import one_line

from .options import FORMAT
from .places import Places

if TYPE_CHECKING:
    from records_portal.accounts.lookup import Lookup, LookupAnswer, Match
    from records_portal.register.records import PortalValue


OFFICIAL, UNKNOWN, FORMERLY, WARNED = 0, 3, 4, 5


@click.command()
@click.argument("text", metavar="URL_OR_HANDLE")
@FORMAT
@click.pass_obj
def check(places: Places, text: str, form: str) -> int:
    """Say whether an account is official, from its address, its handle or its name.

    Exits 0 where it is, 3 where the register does not know it, 4 where it was, 5 where it is compromised or resembles
    one that is in the register.
    """
    from records_portal.accounts.lookup import answer_of, lookup_of

    places.refuse_unreadable()
    day: date = places.today()
    register = places.loaded.register
    lookup = lookup_of(register, day.isoformat())
    answer = answer_of(lookup, text)
    if form == "json":
        click.echo(json.dumps(answer_mapping(lookup, answer), indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{one_line(line)}\n" for line in answer_lines(lookup, answer)), nl=False)
    click.echo(f"as of {day}; whoever is in doubt asks {_contact(register.portal)}", err=True)
    return code_of_answer(answer)


def code_of_answer(answer: LookupAnswer) -> int:
    """What a program is told; an answer that leaves a doubt is none."""
    from records_portal.accounts.lookup import FORMER

    states = {match.state for match in answer.matches}
    if answer.outcome in ("resembles", "elsewhere") or "compromised" in states:
        return WARNED
    if answer.outcome not in ("found", "names") or any(match.unsure for match in answer.matches):
        return UNKNOWN
    return FORMERLY if states <= {*FORMER, "renamed"} else OFFICIAL


def _contact(portal: PortalValue) -> str:
    contact = portal.get("contact")
    said = (contact["office"], contact.get("url"), contact.get("email"), contact.get("phone")) if contact else ()
    told = [each for each in said if each]
    return one_line(", ".join(told)) or "the agency itself, at an address on its own web pages"


def answer_lines(lookup: Lookup, answer: LookupAnswer) -> list[str]:
    """The answer in words, a line for each sentence."""
    from records_portal.accounts.lookup import NOT_FOUND
    from records_portal.accounts.lookup_words import WORDS

    lines = []
    if answer.outcome != "found":
        title, text = WORDS[answer.outcome]
        lines += [title, text.replace("{count}", f"{answer.count:,}")]
        lines += [WORDS["not-false"][1]] if answer.outcome in NOT_FOUND else []
    for match in answer.matches:
        title, text = _said(lookup, match)
        if answer.outcome in NOT_FOUND:
            title = WORDS["other"][0].replace("{answer}", title)
        lines += [title, text, f"registry/sites/{match.account.site}.yml"]
    return lines


def _said(lookup: Lookup, match: Match) -> tuple[str, str]:
    from records_portal.accounts.lookup_words import said_of

    return said_of(match, {account.site: account.title for account in lookup.accounts})


def answer_mapping(lookup: Lookup, answer: LookupAnswer) -> dict[str, object]:
    """The answer for programs."""
    said = [_said(lookup, match) for match in answer.matches]
    return {
        "outcome": answer.outcome,
        "platforms": list(answer.reading.platforms),
        "keys": list(answer.reading.keys),
        "count": answer.count,
        "accounts": [
            {
                "site": match.account.site,
                "title": match.account.title,
                "state": match.state,
                "agency": match.account.agency,
                "platform": match.account.platform,
                "handle": match.handle or match.account.handle,
                "url": match.account.url,
                "since": match.account.since,
                "until": match.until,
                "answer": title,
                "text": text,
            }
            for match, (title, text) in zip(answer.matches, said, strict=True)
        ],
    }
