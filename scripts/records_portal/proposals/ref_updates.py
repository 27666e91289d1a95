"""What a push may make of branches and tags, before what it brings is looked at.

* The main branch and that of attestations only go on: they are neither taken away nor made to forget what they had.
* A tag stays where it is once it is there. Proposals are their people's, to change and to take away.
* Nothing else is a name here: a replaced object or a note would tell another history than the commits do.
"""

from __future__ import annotations

from collections.abc import Callable

from records_portal.history.received import HEADS, TAGS, RefUpdate

ATTESTATIONS = f"{HEADS}attestations"


def ref_fault(update: RefUpdate, main: str, descends: Callable[[str, str], bool]) -> str:
    """Why a push may not do this to a branch or a tag; empty where it may."""
    if not update.ref.startswith((HEADS, TAGS)):
        return "only branches and tags are taken in; nothing may replace, graft or annotate what is in the history"
    if update.ref.startswith(TAGS):
        return "a tag stays where it is; make another one" if update.old else ""
    if update.ref not in (main, ATTESTATIONS):
        return ""
    if not update.new:
        return "this branch is never taken away"
    if update.old and not descends(update.new, update.old):
        return "this would forget what the branch has; fetch it, and put your change on top"
    return ""
