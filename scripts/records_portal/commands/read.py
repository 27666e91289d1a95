"""`records read`: the captured items of a site in the browser, from a server on the loopback address."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal
from records_portal.wording.words import count

from .output import tell
from .places import Places, every_item, named_site

if TYPE_CHECKING:
    from records_portal.captures.viewing.shelf import Shelf


@click.command("read")
@click.argument("site")
@click.argument("item", required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; default: one that is free.")
@click.pass_obj
def read_items(places: Places, site: str, item: str | None, port: int) -> int:
    """Read captured items with their media, versions and threads in the browser; nothing is fetched.

    Prints an address that opens once, and serves it until Ctrl-C.
    """
    from records_portal.captures.viewing.server import ReadingRoom, opening_address, reading_server
    from records_portal.captures.viewing.shelf import shelved_items
    from records_portal.retention.item_lists import RESIDUE

    places.refuse_unreadable()
    named_site(places, site)
    every = every_item(places)
    shelf = shelved_items(places.store, site, every[(every["site"] == site) & (every["kind"] != RESIDUE)])
    if not shelf.items:
        raise Refusal(f"no capture of {site!r} lists an item; take in an export of it with `records ingest`")
    if all(each.place is None for each in shelf.items):
        raise Refusal(f"the store {str(places.store)!r} holds no item of {site!r}; name another with --store")
    room = ReadingRoom(shelf, places.store, f"/item/{_number(shelf, item)}" if item else "/")
    try:
        server = reading_server(room, port)
    except OSError as error:
        raise Refusal(f"port {port} cannot be used ({error.strerror}); leave out --port") from error
    with server:
        click.echo(opening_address(server, room))
        tell(f"{count(len(shelf.items), 'item')} of {site}; the address opens once, in one browser; Ctrl-C ends it")
        if not places.private:
            tell("without --private what stands in private roots alone is not shown")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            tell("closed")
    return 0


def _number(shelf: Shelf, item: str) -> int:
    """The place of an item's last version on the shelf."""
    if item not in shelf.by_id:
        guess = difflib.get_close_matches(item, shelf.by_id, 1)
        right = f"did you mean {guess[0]!r}?" if guess else "ids are those of items.csv; without one all are listed"
        raise Refusal(f"no item {item!r} of {shelf.site!r} is listed; {right}")
    return shelf.by_id[item][-1]
