"""Exports of several platforms that were handed in together: of all but one nothing would be read, so none is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from records_portal.register.findings import Refusal

from ..archives.opening import Member
from ..pieces import Format, Opener, Recognised

# Each part is looked at by itself; a platform makes some dozens at most.
MOST_PARTS = 100


def check_one_platform(
    found: tuple[Format, Recognised], members: Sequence[Member], opener: Opener, formats: Mapping[str, Format]
) -> None:
    """Refuse a part, or a folder at the top, that by itself is an export of a platform other than the one found."""
    form, recognised = found
    if not recognised.platforms:
        return
    parts = list(_parts(members))
    for part in parts[:MOST_PARTS] if len(parts) > 1 else ():
        alone = _recognised(part, opener, formats)
        others = alone is not None and alone.platforms and recognised.platforms.isdisjoint(alone.platforms)
        if alone and others and not form.recognise(part, opener):
            raise Refusal(
                f"exports of several platforms were handed in together, of {recognised.format!r} and of "
                f"{alone.format!r}; hand in each by itself"
            )


def _recognised(members: Sequence[Member], opener: Opener, formats: Mapping[str, Format]) -> Recognised | None:
    try:
        return next(filter(None, (form.recognise(members, opener) for form in formats.values())), None)
    except Refusal:
        # What a format refuses by itself is no export of another platform.
        return None


def _parts(members: Sequence[Member]) -> Iterator[list[Member]]:
    """The files of each part, or of each folder at its top where nothing lies beside these."""
    by_part = defaultdict[int, list[Member]](list)
    for member in members:
        by_part[member.part].append(member)
    for files in by_part.values():
        by_folder = defaultdict[str, list[Member]](list)
        for member in files:
            by_folder[member.name.partition("/")[0] if "/" in member.name else ""].append(member)
        yield from by_folder.values() if "" not in by_folder else (files,)
