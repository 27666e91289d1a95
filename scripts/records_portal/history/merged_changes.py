"""The change that a statement names, found on the main line: where it began, and on which day it landed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from .audit_trail import moment_of
from .main_line import ABSENT, MainLine

_NAMES = {40, 64}  # the lengths of SHA-1 and SHA-256 names: of one content there are two, each for its repositories


def landing_days(line: MainLine) -> list[str]:
    """For each place of the main line the latest day that a commit had claimed until then: no clock runs back."""
    return list(accumulate((moment_of(at)[:10] for _, at in line.commits), max))


def landing_day(line: MainLine, place: int) -> str:
    """That day for one place."""
    return moment_of(line.moment(place))[:10]


def change_begun(line: MainLine, changes: Iterable[tuple[str, str, str]], place: int) -> tuple[int, str]:
    """The first commit of the change that is spoken of, and why there is no such change."""
    begun, length = place, len(line.commits[place][0])
    for path, old_name, new_name in changes:
        if {len(new_name), length} == _NAMES:
            named = f"named by {len(new_name)} characters, as no content of this repository is"
            return place, f"{path} is {named}; sign it here, where names have {length}"
        old, new = named_content(old_name), named_content(new_name)
        if line.content(path, place) != new:
            return place, f"{path} is not as it was approved where it was merged"
        left = line.since(path, old, place)
        if left is None:
            return place, f"{path} was never as it was before what was approved"
        begun = min(begun, left)
    return begun, ""


def named_content(blob: str) -> str:
    """A content as the main line names it: nothing where a statement writes zeros."""
    return blob if blob.strip("0") else ABSENT
