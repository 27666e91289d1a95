"""What the sample accounts posted: a few sentences, said again and again of other places, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from .exports import Account, Export, Post
from .exports_2018 import files_of_2018
from .exports_2024 import files_of_2024

PARKS = Account("900000000000000201", "LkldParksSample", "Lakeland Parks (sample)")
ENVIRONMENT = Account("900000000000000202", "LkldEnvSample", "Lakeland Environment (sample)")
LIBRARY = Account("900000000000000203", "MillLibSample", "Mill River Library (sample)")

PAGES = {
    "notices": "https://parks.lakeland.example/notices",
    "plans": "https://parks.lakeland.example/plan",
    "news": "https://env.lakeland.example/news",
}
PLACES = ("Heron Marsh", "Cedar Point", "Fox Hollow", "Long Pond", "Mill River Trail", "Otter Bay", "Stone Ridge")

# Each letter is a sort of posting: what it says, in turn, of the place whose turn it is.
SENTENCES: Mapping[str, tuple[str, ...]] = {
    "alert": (
        "{place} closes at noon today because of high water. Notice: {notices}/{number} #ParkAlert",
        "Open again: the boardwalk at {place}. Notice: {notices}/{number} #ParkAlert",
        "No fires at {place} until further notice. Notice: {notices}/{number} #ParkAlert",
    ),
    "plan": (
        "What should {place} look like in ten years? The draft is out: {plans}/{number} #LakelandPlan",
        "We answered 112 letters about the plan for {place}. In short: fewer cars & more shade. #LakelandPlan",
        "The council adopted the plan for {place} last night. Work begins in spring. #LakelandPlan",
    ),
    "reply": (
        "@sample_visitor_{number} Yes, dogs are welcome at {place}, on a lead.",
        "@sample_visitor_{number} Thank you for telling us. A ranger is on the way to {place}.",
        "@sample_visitor_{number} The gate at {place} opens at 7 <in summer> and at 8 in winter.",
    ),
    "repost": ("RT @LkldSkySample: Frost tonight around {place}.",),
    "everyday": (
        "First snow at {place}. Hot cider at the gate from 10.",
        "Forty volunteers, one morning, and {place} is tidy again. Thank you!",
        "A heron, a frog, a short conversation. Seen today at {place}.",
    ),
    "release": (
        "News release: air quality around {place} is good all week. {news}/{number} #EnvNews",
        "News release: the river below {place} may be swum in again. {news}/{number} #EnvNews",
    ),
    "statement": (
        "Clean water is not a favour. What the department will do at {place}, in five points. #StatedPolicy",
    ),
    "consultation": (
        "@sample_resident_{number} Your remark on the wells at {place} is in the consultation's file. Thank you.",
        "@sample_resident_{number} The hearing on {place} is at 6, and you may simply come.",
    ),
    "hours": (
        "Story time by the river, as ever, on Saturday at 10. Our neighbour this week: {place}.",
        "We are closed on Monday and back on Tuesday at 9. Walk to {place} instead?",
    ),
    "programme": ("Reading on the move: what the library wants to do at {place} until 2030. #LibraryPlan",),
    "catalogue": ("New on our shelves: a field guide to {place}. #NewBooks",),
}


def posts(start: date, end: date, count: int, order: str) -> Iterator[Post]:
    """So many posts, evenly between two days, of the sorts in their order again and again."""
    sorts = order.split()
    for number in range(count):
        sort, place = sorts[number % len(sorts)], PLACES[number % len(PLACES)]
        sentence = SENTENCES[sort][number // len(sorts) % len(SENTENCES[sort])]
        day = start + (end - start) * number // (count - 1)
        at = datetime.combine(day, time(13 + number * 5 % 9, number * 17 % 60, number * 7 % 60), UTC)
        reply_to = f"{700_000_000_000_000 + number * 4099}" if sort in ("reply", "consultation") else ""
        yield Post(at, sentence.format(place=place, number=100 + number, **PAGES), number, reply_to)


PARKS_ORDER = "alert reply plan alert everyday reply repost"
FIRST_YEARS = tuple(posts(date(2012, 3, 5), date(2018, 11, 12), 40, PARKS_ORDER))
LATER_YEARS = tuple(
    replace(post, images=(f"Sample{number:02}aPq.png",)) if number % 6 == 4 else post
    for number, post in enumerate(posts(date(2019, 2, 4), date(2024, 9, 2), 60, PARKS_ORDER))
)
LAST_YEARS = tuple(posts(date(2024, 10, 7), date(2026, 10, 26), 24, PARKS_ORDER))
LONG_TEXT = (
    "The council adopted the plan for Otter Bay last night. Work begins in spring. It took two years, four hearings "
    "and a wet walk along the shore with everybody who wanted to come, and it is a better plan for it. #LakelandPlan"
)


def with_long_text(given: Iterable[Post]) -> list[Post]:
    """The posts, the first on the adopted plan being the beginning of a long one."""
    found = list(given)
    number = next(number for number, post in enumerate(found) if post.text.startswith("The council adopted"))
    place = next(place for place in PLACES if place in found[number].text)
    long_text = LONG_TEXT.replace("Otter Bay", place)
    found[number] = replace(found[number], text=f"{long_text[:120].rstrip()}\u2026", long_text=long_text)
    return found


def changed_by_2026(given: Iterable[Post]) -> Iterator[Post]:
    """The posts of 2024 as they stood two years later: one mended, two no longer there."""
    for number, post in enumerate(given):
        if number == 46:
            yield replace(post, text=f"{post.text} (Corrected: the gate by the mill stays closed.)")
        elif number not in (50, 53):
            yield post


EXPORTS: Mapping[str, Export] = {
    "x-2018": Export(PARKS, datetime(2018, 12, 3, 9, 30, tzinfo=UTC), FIRST_YEARS),
    "x-2024": Export(
        PARKS,
        datetime(2024, 9, 9, 8, 15, tzinfo=UTC),
        with_long_text(LATER_YEARS),
        deleted=(
            Post(datetime(2024, 9, 4, 15, 20, tzinfo=UTC), "Buy your tent at Sample & Sons! (posted by mistake)", 1),
        ),
        messages=(
            (datetime(2024, 8, 1, 10, tzinfo=UTC), "Is the hut at Long Pond free on the 9th?"),
            (datetime(2024, 8, 2, 10, tzinfo=UTC), "It is. Please write to the office, which keeps the list."),
        ),
        missing_images=frozenset(("Sample10aPq.png",)),
    ),
    "x-2026": Export(
        PARKS,
        datetime(2026, 11, 2, 8, 15, tzinfo=UTC),
        [*changed_by_2026(with_long_text(LATER_YEARS)), *LAST_YEARS],
        missing_images=frozenset(("Sample10aPq.png",)),
    ),
    "environment-2026": Export(
        ENVIRONMENT,
        datetime(2026, 9, 14, 8, 15, tzinfo=UTC),
        tuple(
            posts(
                date(2022, 6, 6), date(2026, 9, 10), 32, "release consultation release statement consultation everyday"
            )
        ),
    ),
    "library-2026": Export(
        LIBRARY,
        datetime(2026, 6, 15, 8, 15, tzinfo=UTC),
        tuple(posts(date(2024, 3, 4), date(2026, 6, 8), 16, "hours catalogue hours programme")),
    ),
}


def export_files(name: str) -> Iterable[tuple[str, bytes]]:
    """The files of an export."""
    return (files_of_2018 if name == "x-2018" else files_of_2024)(EXPORTS[name])
