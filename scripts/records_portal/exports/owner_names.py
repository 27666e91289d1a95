"""Whose an export is by the name of what was handed in: some platforms write the handle into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .pieces import Owner, Recognised

# `instagram-HANDLE-2024-05-01-AbCdEf12.zip`, and until 2020 `HANDLE_20200501_part_1.zip`.
_HANDLES = {
    "instagram": re.compile(
        r"(?:instagram-(?P<new>[\w.]{1,30})-\d{4}-\d\d-\d\d-\w{6,12}|(?P<old>[\w.]{1,30})_\d{8}(?:_part_\d+)?)"
        r"(?:[-_ ]part[-_ ]?\d{1,3})?(?: ?\(\d+\))?(?:\.zip)?\Z"
    )
}


def owners_of(recognised: Recognised, names: Iterable[str]) -> tuple[Owner, ...]:
    """Every place that says whose the export is: in it, or in the names of its parts."""
    told = Owner(
        "the export", recognised.account_id, handles=frozenset((recognised.handle,) if recognised.handle else ())
    )
    return (*(recognised.owners or (told,)), *_by_name(recognised.format, names))


def name_of_account(recognised: Recognised, parts: Iterable[str]) -> str:
    """What an export calls its account: a handle, else an address, else a name; nothing where it says none."""
    owners = owners_of(recognised, parts)
    handles = sorted(handle for owner in owners for handle in owner.handles)
    addresses = sorted(owner.address for owner in owners if owner.address)
    names = sorted(name for owner in owners for name in owner.names)
    return next(iter((*handles, *addresses, *names)), recognised.account_name)


def _by_name(form: str, names: Iterable[str]) -> Iterator[Owner]:
    pattern = _HANDLES.get(form)
    for name in names if pattern else ():
        if pattern and (match := pattern.match(name)):
            yield Owner(f"the name {name!r}", handles=frozenset((match["new"] or match["old"],)))
