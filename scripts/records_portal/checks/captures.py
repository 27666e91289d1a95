"""Captures: of the account they say, often enough, with an index that agrees with the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from records_portal.values.item_kinds import NEVER_PUBLIC

from .context import CheckContext
from .items import index_of
from .rules import RuleFault, error, fault, late, owed_faults

if TYPE_CHECKING:
    pass

CHANGES: tuple[Literal["new", "edited", "returned", "gone"], ...] = ("new", "edited", "returned", "gone")
LISTED_OR_REPEATED: tuple[Literal["new", "edited", "returned", "repeated"], ...] = (
    "new",
    "edited",
    "returned",
    "repeated",
)

_ELSEWHERE = "a capture of a private root"


@error
def check_capture_is_of_its_site(context: CheckContext) -> Iterator[RuleFault]:
    """C001 a capture names the site in whose folder it lies, with that site's platform and account id."""
    for capture in context.of("captures"):
        folder = capture.id.split("/")[0]
        if capture.value["site"] != folder:
            yield fault(capture, ("site",), f"site {capture.value['site']!r} in the folder of {folder!r}", folder)
        site = context.register.get("sites", folder)
        if site is None:
            continue
        for name, theirs, own in (
            ("platform", site.value["platform"], capture.value["platform"]),
            ("account_id", site.value.get("account_id", ""), capture.value.get("account_id", "")),
        ):
            if theirs and own and theirs != own:
                yield fault(capture, (name,), f"{name} {own!r}, but the site's is {theirs!r}", theirs)


@late
def check_captured_in_time(context: CheckContext) -> Iterator[RuleFault]:
    """C002 a registered site is captured as often as its own cadence, or the portal's, asks."""
    yield from owed_faults(context, "capture")


@error
def check_counts_agree(context: CheckContext) -> Iterator[RuleFault]:
    """C003 a capture's counts are those of its index."""
    for capture in context.of("captures"):
        counts = capture.value["counts"]
        parts = sum(counts[name] for name in LISTED_OR_REPEATED)
        if counts["found"] != parts:
            message = f"found {counts['found']}, but {', '.join(LISTED_OR_REPEATED)} make {parts}"
            yield fault(capture, ("counts", "found"), message, f"found: {parts}")
        index = index_of(context, capture)
        for name in CHANGES if index.is_readable else ():
            listed = sum(row.change == name for row in index.rows)
            if counts[name] != listed:
                message = f"{name} {counts[name]}, but items.csv lists {listed}"
                yield fault(capture, ("counts", name), message, f"{name}: {listed}")


@error
def check_private_parts_are_private(context: CheckContext) -> Iterator[RuleFault]:
    """C004 block and mute lists, filters and deleted posts of a site are told of in a private root alone."""
    for capture in context.of("captures"):
        if capture.private:
            continue
        if capture.value.get("private_part"):
            yield fault(capture, ("private_part",), "the private part of an export lies in the public root", _ELSEWHERE)
        for place, each in enumerate(capture.value["kinds"]):
            if each["kind"] in NEVER_PUBLIC:
                message = f"items of the kind {each['kind']!r} stand in the public root"
                yield fault(capture, ("kinds", place), message, _ELSEWHERE)
