"""`records init`: a new root."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal
from records_portal.register.time_zones import as_time_zone

from .options import FOLDER
from .output import tell
from .places import Places

if TYPE_CHECKING:
    from records_portal.store.anchors import Anchors


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--title", default="Official social media sites", show_default=True, help="The portal's title.")
@click.option("--time-zone", default="UTC", show_default=True, help="The office's IANA time zone.")
@click.option("--fiscal-year-start", default="07-01", show_default=True, metavar="MM-DD")
@click.option("--address", metavar="ADDRESS", help="Where it will be published: https, ssh, or an absolute path.")
@click.option("--branch", default="main", show_default=True, help="The branch that will be published.")
@click.pass_obj
def init(
    places: Places, /, folder: Path, title: str, time_zone: str, fiscal_year_start: str, address: str, branch: str
) -> int:
    """Start a new root in DIR; with --address its store too, which says where the root is published."""
    from records_portal.register.model import Record
    from records_portal.register.shapes import check_shape
    from records_portal.register.starter import new_root

    as_time_zone({"time_zone": time_zone})
    settings = {"title": title, "time_zone": time_zone, "fiscal_year_start": fiscal_year_start}
    for fault in check_shape(Record("portal", "portal", "registry/portal.yml", settings)):
        raise Refusal(f"{fault.subject}: {fault.message}; {fault.expected}")
    of_new_root = replace(places, root=folder)
    anchors = _anchors(of_new_root, address, branch) if address else None
    click.echo(
        "".join(f"{folder / name}\n" for name in new_root(folder, title, time_zone, fiscal_year_start)), nl=False
    )
    _anchor(of_new_root, anchors)
    tell(f"next: git init {folder} if it is not a repository yet; then add agencies, people and platforms, and sites")
    return 0


def _anchors(places: Places, address: str, branch: str) -> Anchors:
    """The anchors of a new root; another form of address, or a store of another root, is refused before all else."""
    from records_portal.files.yaml_text import dump_yaml
    from records_portal.store.anchors import PUBLIC, parse_anchors, read_anchors

    if read_anchors(places.store):
        raise Refusal(f"{str(places.store)!r} has the anchors of another root; name a new store with --store")
    return parse_anchors(dump_yaml({PUBLIC: {"address": address, "branch": branch}}).encode(), "--address")


def _anchor(places: Places, anchors: Anchors | None) -> None:
    """Write the anchors into the store of a new root, or say how that is done later."""
    from records_portal.store.anchors import ANCHORS, write_anchors
    from records_portal.store.folder import locked_store

    if anchors is None:
        tell(
            "where it is published is not said yet, so that nothing can be disposed of; once it is, "
            f"`records --root {places.root} anchor set public ADDRESS` says it"
        )
        return
    with locked_store(places.store) as store:
        write_anchors(store.folder, anchors)
    click.echo(str(places.store / ANCHORS))
