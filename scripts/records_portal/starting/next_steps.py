"""What is left to do after a register was made, in words and commands."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from .founding import NewRegister
from .opening import NO_FORGE, Opening
from .protection import protection_path
from .roles import LATER, PROCEDURE, missing_roles


def steps_after(opening: Opening, new: NewRegister) -> Iterator[str]:
    """What comes next, a line each."""
    root = f"records --root {_word(new.public.folder)}"
    if opening.empty:
        yield "next: the records, such as `records import us-digital-registry`"
        return
    if missing := missing_roles(opening.held_roles, PROCEDURE):
        yield f"nobody is said to be {', '.join(missing)}: without them sites are not decided on and run"
    if missing := missing_roles(opening.held_roles, LATER):
        yield f"to be named before the first hold, records request, audit or disposition: {', '.join(missing)}"
    if not opening.keys:
        yield (
            "nobody has a key, so that nobody can sign: `records key genesis` enters the first ones, "
            "two people's or one and the head's letter"
        )
    if opening.forge != NO_FORGE:
        if b"\nrecords-portal" not in b"\n" + new.public.files["program.txt"]:
            yield "program.txt does not say yet where the forge's workflows get the program from; write that there"
        if unknown := [each.name for each in opening.people if not each.login]:
            yield f"no login at the forge is known of {', '.join(unknown)}: it asks them for no review"
        for each in new.roots:
            yield f"next: make {each.address} at the forge, then `git -C {_word(each.folder)} push origin {new.branch}`"
        yield (
            f"next: protect the branch as {protection_path(opening.forge)} says; export the forge's settings as JSON, "
            "and `records protection FILE` says what they lack"
        )
    private = "".join(f" --private {_word(each.folder)}" for each in new.private)
    yield f"next: `{root}{private} tasks` says what is still to be done, and by whom"
    yield f"next: `{root} build` builds the portal"
    yield f"next: `{root} new site NAME` asks for the first site"


def _word(path: Path) -> str:
    """A folder as it is typed here: from where somebody is, where it lies below that."""
    here = Path.cwd()
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))
