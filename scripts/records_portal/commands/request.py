"""`records request`: what the captures hold for a records request, with a statement that can be replayed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal
from records_portal.values.item_kinds import ITEM_KINDS
from records_portal.wording.words import count

if TYPE_CHECKING:
    from records_portal.records_requests.searching import SearchedCapture, SearchScope
    from records_portal.register.record import AnyRecord
from .options import FOLDER, Date
from .output import tell
from .output_files import refuse_filled, write_together
from .places import Places

HITS, STATEMENT = "hits.csv", "statement.json"
MOST_BYTES = 100_000_000


@click.group("request")
def request_group() -> None:
    """Search the captures for what a records request asks for, and replay a search that was made."""


@request_group.command("search")
@click.argument("request")
@click.option("--word", "words", multiple=True, metavar="TEXT", help="Search for this instead of the request's words.")
@click.option("--kind", "kinds", type=click.Choice(ITEM_KINDS), multiple=True, help="Instead of the request's kinds.")
@click.option("--from", "from_on", type=Date(), metavar="DATE", help="Instead of the request's first day.")
@click.option("--to", "to_on", type=Date(), metavar="DATE", help="Instead of the request's last day.")
@click.option(
    "--out", type=FOLDER, required=True, metavar="DIR", help="The new folder for hits.csv and statement.json."
)
@click.pass_obj
def search_request(
    places: Places,
    request: str,
    words: tuple[str, ...],
    kinds: tuple[str, ...],
    from_on: date | None,
    to_on: date | None,
    out: Path,
) -> int:
    """Search every capture of the request's sites; the hits are told by id, never by what they say."""
    from records_portal.records_requests.searching import SearchScope, render_hits, search_captures, search_statement

    refuse_filled(out)
    places.refuse_unreadable()
    record = places.loaded.register.get("requests", request)
    if record is None:
        raise Refusal(f"no records request {request!r}; name it as its file is named, and its root with --private DIR")
    asked = record.value["scope"]
    sites = _sites(places, asked.get("sites", ()), asked.get("agencies", ()))
    first, last = (each.isoformat() if each else "" for each in (from_on, to_on))
    terms = _words(words or tuple(asked.get("terms", ())))
    days = first or asked.get("from_on", ""), last or asked.get("to_on", "")
    if days[0] and days[1] and days[0] > days[1]:
        raise Refusal(f"the first day {days[0]} is after the last one, {days[1]}; turn them round")
    scope = SearchScope(sites, kinds or tuple(asked.get("kinds", ())), terms, *days)
    found = search_captures(scope, _captures(places, scope))
    told = search_statement(request, scope, found)
    data = json.dumps(told, indent=1, ensure_ascii=False).encode() + b"\n"
    write_together(out, {HITS: render_hits(found), STATEMENT: data}, places)
    _tell(told)
    tell(f"record it: records new request-search {request}")
    return 0


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    if empty := [each for each in words if not each.strip() or "|" in each]:
        raise Refusal(f"the word {empty[0]!r} cannot be searched for; name a text without '|'")
    return words


def _sites(
    places: Places, sites: tuple[str, ...] | list[str], agencies: tuple[str, ...] | list[str]
) -> tuple[str, ...]:
    """The sites of a request: those that it names and those of its agencies; of one that names none, all."""
    known = places.loaded.register.of("sites")
    if not sites and not agencies:
        return tuple(sorted(known))
    of_agencies = {name for name, site in known.items() if site.value["agency"] in agencies}
    return tuple(sorted({*sites, *of_agencies}))


def _captures(places: Places, scope: SearchScope) -> Iterator[SearchedCapture]:
    from records_portal.records_requests.reading import searched_capture

    captures: Mapping[str, AnyRecord] = places.loaded.register.of("captures")
    for name in sorted(captures):
        if name.partition("/")[0] in scope.sites:
            record = captures[name]
            yield searched_capture(places.store, places.root_of(record), name)


def _tell(told: Mapping[str, object]) -> None:
    from records_portal.records_requests.searching import search_sums

    hits, captures, lacking, unread = search_sums(told)
    click.echo(f"{count(hits, 'item')} in {count(captures, 'capture')}; digest {told['digest']}")
    if lacking:
        tell(f"{count(lacking, 'item')} of the scope were captured and are not there any more, see {STATEMENT}")
    if unread:
        tell(f"not searched: {', '.join(unread)}")


@request_group.command("replay")
@click.argument("made", metavar="STATEMENT", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def replay_search(places: Places, made: Path) -> int:
    """Search again as a statement says, and say whether the same is found: 0 the same, 1 what differs."""
    from records_portal.records_requests.searching import (
        parse_search_statement,
        search_captures,
        search_differences,
        search_statement,
    )

    places.refuse_unreadable()
    try:
        if made.stat().st_size > MOST_BYTES:
            raise Refusal(f"{made} has more than {MOST_BYTES:,} bytes, which no statement of a search has")
        said, scope = parse_search_statement(made.read_bytes(), str(made))
    except OSError as error:
        raise Refusal(f"{str(made)!r} cannot be read ({error.strerror}); name the statement of a search") from error
    now = search_statement(str(said["request"]), scope, search_captures(scope, _captures(places, scope)))
    differing = search_differences(said, now)
    for line in differing:
        click.echo(line)
    if not differing:
        click.echo(f"the same: {count(int(now['hits']), 'item')}; digest {now['digest']}")
    return 1 if differing else 0
