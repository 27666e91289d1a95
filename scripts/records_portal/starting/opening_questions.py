"""The questions with which a register begins, in their order: what is asked, what is usual, and what an answer does.

Each answer has an option of the same name; what has nothing usual has to be said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from records_portal.register.findings import Refusal
from records_portal.register.time_zones import as_time_zone

from .forge_addresses import beside, forge_of, is_at_forge
from .opening import FORGES, NO_FORGE, Opening, an_address, one_text
from .shipped import (
    ALL,
    NONE,
    chosen,
    platforms_in_use,
    schedules_of,
    shipped_platforms,
    shipped_schedules,
)

PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class OpeningQuestion:
    """One question: its option, its words, what is usual, and what is done with an answer."""

    option: str
    title: str
    about: str
    take: Callable[[Opening, str], None]
    said: Callable[[Opening], object]
    usual: Callable[[Opening], str] = lambda _: ""
    applies: Callable[[Opening], bool] = lambda _: True
    among: Callable[[Opening], tuple[str, ...]] = lambda _: ()
    asked: Callable[[Opening], bool] = lambda _: True
    elsewhere: str = ""

    def hint(self, opening: Opening) -> str:
        """What the question is about; where there is no forge, what it is about then."""
        return self.elsewhere if self.elsewhere and opening.forge == NO_FORGE else self.about


def _take_title(opening: Opening, text: str) -> None:
    opening.title = one_text("the title", text)


def _take_time_zone(opening: Opening, text: str) -> None:
    as_time_zone({"time_zone": text.strip()})
    opening.time_zone = text.strip()


def _take_platforms(opening: Opening, text: str) -> None:
    opening.platforms = chosen([text], shipped_platforms(), platforms_in_use(), "platform")


def _take_schedules(opening: Opening, text: str) -> None:
    opening.schedules = chosen([text], shipped_schedules(), shipped_schedules(), "schedule")


def _take_private(opening: Opening, text: str) -> None:
    for each in text.split(";"):
        opening.take_private(each.strip())


def _take_forge(opening: Opening, text: str) -> None:
    forge = text.strip().casefold()
    if forge not in (*FORGES, NO_FORGE):
        raise Refusal(f"{text!r} is no forge known here; {', '.join(FORGES)}, or {NO_FORGE}")
    opening.forge = forge


def _take_address(opening: Opening, text: str) -> None:
    address = an_address("--address", text)
    if not opening.forge:
        opening.forge = forge_of(address)
    if opening.forge != NO_FORGE and not is_at_forge(address):
        raise Refusal(f"{address!r} is not the address of a repository at a forge; such as git@HOST:OWNER/NAME.git")
    if opening.forge == NO_FORGE and not address.startswith(("/", "file:///")):
        raise Refusal(f"{address!r} is no absolute path of a bare repository; one at a forge goes with --forge")
    opening.address = address


def _take_private_addresses(opening: Opening, text: str) -> None:
    for each in text.split():
        opening.take_private_address(each)


def _time_zone(opening: Opening) -> str:
    zones = opening.state.time_zones if opening.state else ()
    return zones[0] if len(zones) == 1 else ""


def _fiscal_year(opening: Opening) -> str:
    """The State's own fiscal year; counties and towns have theirs."""
    return opening.state.fiscal_year_start if opening.state and opening.kind != "local" else ""


def _address(opening: Opening) -> str:
    if opening.forge != NO_FORGE:
        return ""
    folder = opening.folder.resolve()
    return str(folder.with_name(f"{folder.name}.git"))


def _private_addresses(opening: Opening) -> str:
    return " ".join(
        f"{each.name}={beside(opening.address, each.name)}"
        for each in opening.private
        if each.name not in opening.private_addresses
    )


def _filled(opening: Opening) -> bool:
    return not opening.empty


QUESTIONS = (
    OpeningQuestion(
        "title",
        "Title of the portal",
        "it stands on every page, such as Official social media of Ourtown",
        _take_title,
        lambda opening: opening.title,
    ),
    OpeningQuestion(
        "state",
        "State",
        "its name or letters, United States for a federal office; any other government by its own name",
        Opening.take_state,
        lambda opening: opening.government,
        applies=_filled,
    ),
    OpeningQuestion(
        "kind",
        "Kind of office",
        "state, local or federal: that decides whose schedules apply",
        Opening.take_kind,
        lambda opening: opening.kind,
        applies=_filled,
    ),
    OpeningQuestion(
        "time-zone",
        "Time zone",
        "the office's IANA time zone, such as America/Chicago: it decides on which day a post was made",
        _take_time_zone,
        lambda opening: opening.time_zone,
        usual=_time_zone,
        among=lambda opening: opening.state.time_zones if opening.state else (),
    ),
    OpeningQuestion(
        "fiscal-year-start",
        "First day of the fiscal year",
        "month and day, such as 07-01; of a county or a town its own, not the State's",
        Opening.take_fiscal_year,
        lambda opening: opening.fiscal_year_start,
        usual=_fiscal_year,
    ),
    OpeningQuestion(
        "platforms",
        "Platforms",
        f"{ALL} of these, {NONE}, or ids with commas between; ended ones too, such as google-plus",
        _take_platforms,
        lambda opening: opening.platforms is not None,
        usual=lambda _: ALL,
        applies=_filled,
        among=lambda _: platforms_in_use(),
    ),
    OpeningQuestion(
        "schedules",
        "Retention schedules",
        f"ids with commas between, or {NONE}; each series is to be confirmed before it lets anything go",
        _take_schedules,
        lambda opening: opening.schedules is not None,
        usual=lambda opening: ",".join(schedules_of(opening.state)) or NONE,
        applies=_filled,
        among=lambda _: tuple(shipped_schedules()),
    ),
    OpeningQuestion(
        "private-root",
        "Private roots",
        "for holds and requests. A name, for all agencies; or several, as NAME=AGENCY,AGENCY; NAME=AGENCY",
        _take_private,
        lambda opening: opening.private,
        usual=lambda _: PRIVATE,
        applies=_filled,
    ),
    OpeningQuestion(
        "forge",
        "Forge",
        f"{', '.join(FORGES)}, or {NONE}: then repositories on a disk of yours do",
        _take_forge,
        lambda opening: opening.forge,
        usual=lambda _: NO_FORGE,
    ),
    OpeningQuestion(
        "address",
        "Where it will be published",
        "the repository's address, such as git@HOST:OWNER/NAME.git or https://HOST/OWNER/NAME.git",
        _take_address,
        lambda opening: opening.address,
        usual=_address,
        elsewhere="the absolute path of a bare repository that all of you reach; it is made where there is none",
    ),
    OpeningQuestion(
        "private-address",
        "Where the private roots will be published",
        "NAME=ADDRESS for each, with spaces between",
        _take_private_addresses,
        lambda opening: all(each.name in opening.private_addresses for each in opening.private),
        usual=_private_addresses,
        applies=lambda opening: bool(opening.private),
        asked=lambda opening: opening.forge != NO_FORGE,
    ),
)
ROWS_AFTER, KEYS_AFTER = "fiscal-year-start", "private-root"
"""After which questions agencies and people are asked for, and the keys."""


def take_usual(opening: Opening) -> Iterator[str]:
    """Take what is usual for whatever was not said; the options of what has nothing usual."""
    for question in QUESTIONS:
        if question.applies(opening) and not question.said(opening):
            if usual := question.usual(opening):
                question.take(opening, usual)
            else:
                yield f"--{question.option}"
        if question.option == ROWS_AFTER and not opening.empty:
            yield from _rows_missing(opening)


def _rows_missing(opening: Opening) -> Iterator[str]:
    if not opening.agencies:
        yield "--agency or --agencies"
    if not opening.people:
        yield "--person or --people"
    if not opening.without_keys and not opening.keys:
        yield "--key (two people's, or one with --letter) or --without-keys"


def refuse_few_keys(opening: Opening) -> None:
    """Nobody begins alone: two people's keys, or one and the head's letter."""
    if len(opening.keys) == 1 and not opening.letter:
        raise Refusal("one person does not begin alone; --key for two people, or --letter with the head's letter")
    if opening.letter and not opening.keys:
        raise Refusal("--letter stands beside a key; name one with --key PERSON=FILE")


def private_roots_of(opening: Opening) -> dict[str, str]:
    """Which private root has the holds of each agency; an agency that none names is refused."""
    found: dict[str, str] = {}
    for root in opening.private:
        named = root.agencies or (tuple(each.id for each in opening.agencies) if len(opening.private) == 1 else ())
        if not named:
            raise Refusal(f"whose holds are in {root.name!r}? with several private roots each says NAME=AGENCY,AGENCY")
        for agency in map(opening.agency_id, named):
            if agency in found:
                raise Refusal(f"the holds of {agency!r} are in {found[agency]!r} and in {root.name!r}; say one")
            found[agency] = root.name
    if left := [each.id for each in opening.agencies if each.id not in found]:
        raise Refusal(f"no private root has the holds of {', '.join(left)}; --private-root NAME={left[0]}")
    return found
