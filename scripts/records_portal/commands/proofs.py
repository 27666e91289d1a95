"""`records captures prove` and `check-proof`: an item shown word by word, with what may not be shown left out."""

from __future__ import annotations

from pathlib import Path

import click

from records_portal.register.findings import Refusal
from records_portal.register.sources import Tree
from records_portal.wording.words import count

from .options import FOLDER
from .output import tell
from .output_files import refuse_output, write_file
from .places import Places

MOST_BYTES = 100_000_000  # a proof has some hundred bytes a word
EXISTING = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("site")
@click.argument("capture")
@click.argument("item")
@click.option("--version", "number", type=click.IntRange(1), help="Which version of the item; default: the last.")
@click.option("--hide", "words", multiple=True, metavar="TEXT", help="Leave out a text wherever it stands.")
@click.option("--without", "fields", multiple=True, metavar="FIELD", help="Leave out a field, such as author, media/0.")
@click.option("--out", type=FOLDER, required=True, metavar="FILE", help="The new file, such as proof.json.")
@click.pass_obj
def prove(
    places: Places,
    site: str,
    capture: str,
    item: str,
    number: int | None,
    words: tuple[str, ...],
    fields: tuple[str, ...],
    out: Path,
) -> int:
    """Write a proof that an item is what was captured; what is left out of it cannot be guessed from it."""
    from records_portal.captures.commitments.proofs import ProvenItem, item_proof
    from records_portal.captures.commitments.seeds import read_seeds
    from records_portal.captures.contents import captured_lines, line_fragments

    refuse_output(out, places)
    roots = {version: root for version, root in _roots(places, f"{site}/{capture}").items() if version[0] == item}
    if not roots:
        raise Refusal(f"no item {item!r} of {site}/{capture} is committed to; `records captures commitments` does that")
    version = (item, number or max(each for _, each in roots))
    if version not in roots:
        raise Refusal(f"no version {number} of {item!r} in {site}/{capture}; it has {max(roots)[1]}")
    seed = read_seeds(places.store / "bags" / site / capture).get(version)
    lines = captured_lines(places.store, site, capture)
    found = (each for each in lines if (each["id"], each["version"]) == version and each["change"] not in _NO_ROW)
    line = next(found, None)
    if line is None or seed is None:
        raise Refusal(f"the store has {item!r} of {site}/{capture} no more; what was disposed of cannot be proven")
    named = ProvenItem(f"{site}/{capture}", item, version[1], roots[version])
    proof = item_proof(named, (line["item"], line_fragments(line), seed), words, fields)
    _refuse_other_root(proof, named.commitment)
    write_file(out, proof, places)
    return 0


_NO_ROW = ("repeated", "copy")


def _refuse_other_root(proof: bytes, root: str) -> None:
    from records_portal.captures.commitments.proofs import read_item_proof

    if read_item_proof(proof, "the proof").root != root:
        raise Refusal("the store's item is not what was committed to; `records captures verify` says what is wrong")


@click.command("check-proof")
@click.argument("proof", type=EXISTING, metavar="FILE")
@click.pass_obj
def check_item_proof(places: Places, proof: Path) -> int:
    """Say whether a proof of an item gives the root that the records have, and show what it opens."""
    from records_portal.captures.commitments.proofs import read_item_proof

    try:
        if proof.stat().st_size > MOST_BYTES:
            raise Refusal(f"{proof} has more than {MOST_BYTES:,} bytes, which no proof of an item has")
        read = read_item_proof(proof.read_bytes(), str(proof))
    except OSError as error:
        raise Refusal(f"{str(proof)!r} cannot be read ({error.strerror}); name the proof") from error
    of = read.of
    root = _roots(places, of.capture).get((of.item, of.version))
    if root is None:
        raise Refusal(f"no version {of.version} of {of.item!r} of {of.capture!r} is committed to in these records")
    if not root == read.root == of.commitment:
        click.echo(f"{proof}: not what was captured as {of.item} of {of.capture}: it gives another root")
        return 1
    click.echo(f"{proof}: version {of.version} of {of.item} of {of.capture}, as it was captured")
    for place, value in read.fields.items():
        click.echo(f"{place}: {value!r}" if not value.isprintable() else f"{place}: {value}")
    tell(f"{count(read.left_out, 'word')} or fields of {read.leaves} left out, and nothing else")
    return 0


def _roots(places: Places, capture: str) -> dict[tuple[str, int], str]:
    """The roots that the records have of the items of SITE/CAPTURE."""
    from records_portal.captures.commitments.adding import roots_in_records

    places.refuse_unreadable()
    record = places.loaded.register.get("captures", capture)
    if record is None:
        raise Refusal(f"no capture {capture!r} in the register; name it as its folder is named")
    tree: Tree = places.tree_of(record)
    return roots_in_records(tree, f"captures/{capture}")
