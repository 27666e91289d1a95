"""Moments as platforms write them for people, in English, Spanish, French, German, Portuguese, Russian and Norwegian.

* `Jul 26, 2024 1:35:01pm`, `Thursday, November 30, 2017 at 3:39pm PST`, `5. november 2016 kl. 02:39 UTC+01`.
* Every word must be known: a sentence that happens to hold a date is no moment.
* A moment without a zone, or with a name of a zone that several places use, can be as late as the last of them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from .moments import FIRST_ZONE, LAST_ZONE

# CLDR's names of today and, beside them, those that platforms wrote earlier or shorten themselves (decision 32).
_MONTH_NAMES = (
    "january jan enero ene janvier janv januar jänner jän janeiro января январь янв",
    "february feb febrero février févr fév februar fevereiro fev февраля февраль февр фев",
    "march mar marzo mars märz mär março марта март мар",
    "april apr abril abr avril avr апреля апрель апр",
    "may mayo mai maio мая май",
    "june jun junio juin juni junho июня июнь июн",
    "july jul julio juillet juil juill juli julho июля июль июл",
    "august aug agosto ago août aoû августа август авг",
    "september sep sept septiembre septembre setembro set сентября сентябрь сент сен",
    "october oct octubre octobre oktober okt outubro out октября октябрь окт",
    "november nov noviembre novembre novembro ноября ноябрь нояб ноя",
    "december dec diciembre dic décembre déc dezember dez dezembro desember des декабря декабрь дек",
)
_MONTHS = {
    unicodedata.normalize("NFC", name): number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()
}
_TUESDAY = "mar"  # martes and mardi are cut to the same three letters as marzo and mars
_FILLERS = frozenset(
    unicodedata.normalize(
        "NFC",
        "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun at on of st nd rd th"
        " lunes martes miércoles jueves viernes sábado domingo lun mié jue vie sáb dom a las la de del el"
        " lundi mardi mercredi jeudi vendredi samedi dimanche mer jeu ven sam dim à le er"
        " montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so um uhr am den"
        " segunda terça quarta quinta sexta feira seg ter qua qui sex às as em"
        " понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс г года в"  # noqa: RUF001
        " mandag tirsdag onsdag torsdag fredag lørdag søndag man tir ons tor fre lør søn kl klokken den"
        " måndag tysdag laurdag mån tys lau",
    ).split()
)
_ZONES: dict[str, tuple[float, ...]] = {
    "utc": (0,), "gmt": (0,), "tu": (0,), "z": (0,), "wet": (0,), "west": (1,), "cet": (1,), "cest": (2,), "mez": (1,),
    "mesz": (2,), "eet": (2,), "eest": (3,), "msk": (3,), "мск": (3,), "sast": (2,), "jst": (9,), "kst": (9,),
    "est": (-5,), "edt": (-4,), "cst": (-6, 8, -5), "cdt": (-5, -4), "mst": (-7, 8), "mdt": (-6,), "pst": (-8, 8),
    "pdt": (-7,), "akst": (-9,), "akdt": (-8,), "hst": (-10,), "ast": (-4, 3), "adt": (-3,), "nst": (-3.5,),
    "ndt": (-2.5,), "bst": (1, 6), "ist": (5.5, 2, 1), "brt": (-3,), "art": (-3,), "aest": (10,), "aedt": (11,),
    "acst": (9.5,), "acdt": (10.5,), "awst": (8,), "nzst": (12,), "nzdt": (13,),
}  # fmt: skip
_AMERICAN = frozenset(("cst", "cdt", "mst", "pst"))
_OFFSET = re.compile(r"\b(?:utc|gmt)\s*([+-])(\d{1,2})(?::?(\d\d))?(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(?:(\d{1,2})[./](\d{1,2})[./](\d{4})|(\d{4})-(\d\d)-(\d\d))(?!\d)")
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?:[:.]|\s?h\s?)(\d\d)"
    r"(?:(?:[:.]|\s?min\s)(\d\d)(?:\s?s\b)?|\s?min\b)?(?!\d)\s*"  # `13 h 05 min 09 s` is French of Canada
    r"(?:([ap])\.?\s?m\b\.?)?(?:\s*([+-])(\d\d):?(\d\d)(?!\d))?"
)
_WORD = re.compile(r"[^\W\d_]+|\d+")
_YEARS = (1900, 2200)


@dataclass(frozen=True, slots=True)
class WrittenMoment:
    """A moment as it was written: the wall clock as if it were UTC, and the offsets its zone can mean, if named.

    `later` is how much later another reading of it is: `06/05/2024` is the sixth of May, and can be the fifth of June;
    `sooner` is how much sooner one is.
    """

    clock: datetime
    offsets: tuple[timedelta, ...] = ()
    later: timedelta = timedelta()
    sooner: timedelta = timedelta()

    def placed(self, assumed: timedelta = timedelta()) -> tuple[datetime, datetime, str]:
        """The moment in UTC, the last that it can be, and how that is known; `assumed` stands in for a zone."""
        if not self.offsets:
            return self._less(assumed), self._less(LAST_ZONE) + self.later, "display-local-assumed"
        basis = "explicit-offset" if len(self.offsets) == 1 and not self.later else "display-local-assumed"
        return self._less(self.offsets[0]), self._less(min(self.offsets)) + self.later, basis

    def in_order(self, order: str) -> WrittenMoment:
        """The moment as it is where somebody said in which order day and month stand: `dmy`, `mdy`, or nothing."""
        # Of two readings the first has the day in front.
        other = (self.later or -self.sooner) if order == "mdy" else timedelta()
        return replace(self, clock=self.clock + other, later=timedelta(), sooner=timedelta()) if order else self

    @property
    def earliest(self) -> datetime:
        """The first moment in UTC that it can be: a clock without a zone may stand in the first one of the earth."""
        return self._less(max(self.offsets, default=FIRST_ZONE)) - self.sooner

    def _less(self, offset: timedelta) -> datetime:
        return self.clock - offset


def parse_written(text: str) -> WrittenMoment | None:
    """The moment that a text is, or nothing where it is another text, or one without a time or a year."""
    folded = _folded(text) if len(text) <= 100 else ""
    rest, named = _without(_OFFSET.search(folded), folded)
    rest, numbers = _without(_NUMBERS.search(rest), rest)
    rest, clock = _without(_CLOCK.search(rest), rest)
    words = _WORD.findall(rest)
    others = [word for word in words if word not in _ZONES]
    hours = _hours(clock) if clock else None
    days = _days_of(numbers, others) if numbers else _day_of(others)
    if not clock or hours is None or not days:
        return None
    offsets = _named_offsets(named) or _named_offsets(clock, 5) or _zone_of(words)
    try:
        readings = [datetime(*day, hours, int(clock[2]), int(clock[3] or 0), tzinfo=UTC) for day in days]
    except ValueError:
        return None
    return WrittenMoment(readings[0], offsets, max(readings) - readings[0], readings[0] - min(readings))


def _without(match: re.Match[str] | None, text: str) -> tuple[str, re.Match[str] | None]:
    """A text without what was found in it, and what was found."""
    return (f"{text[: match.start()]} {text[match.end() :]}" if match else text), match


def _days_of(numbers: re.Match[str], words: list[str]) -> list[tuple[int, int, int]]:
    """The days that `26/07/2024`, `26.07.2024` or `2024-07-26` can be, the likelier first; none beside other words."""
    year, first, second = (
        int(each) for each in (numbers[3] or numbers[4], numbers[1] or numbers[6], numbers[2] or numbers[5])
    )
    if not _YEARS[0] <= year <= _YEARS[1] or any(word not in _FILLERS for word in words):
        return []
    if numbers[4]:
        return [(year, second, first)]
    readings = [(year, second, first), (year, first, second)] if "/" in numbers[0] else [(year, second, first)]
    return [each for each in dict.fromkeys(readings) if each[1] <= 12]


def _folded(text: str) -> str:
    """One spelling: composed, small letters, plain spaces and signs."""
    # NFKC makes plain spaces of the narrow ones before pm; marks of direction stand in mixed texts.
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\u200e\u200f]", "", plain).replace("\u2212", "-").strip()


def _hours(clock: re.Match[str]) -> int | None:
    hours = int(clock[1])
    if not clock[4]:
        return hours
    return hours % 12 + (12 if clock[4] == "p" else 0) if 1 <= hours <= 12 else None


def _named_offsets(match: re.Match[str] | None, first: int = 1) -> tuple[timedelta, ...]:
    if not match or not match[first]:
        return ()
    size = timedelta(hours=int(match[first + 1]), minutes=int(match[first + 2] or 0))
    if size > FIRST_ZONE:
        return ()
    return (-size if match[first] == "-" else size,)


def _zone_of(words: list[str]) -> tuple[timedelta, ...]:
    """The offsets of a zone's name; the platforms' own American names are taken as such."""
    for word in words:
        if word in _ZONES:
            hours = _ZONES[word][:1] if word in _AMERICAN else _ZONES[word]
            return tuple(timedelta(hours=each) for each in hours)
    return ()


def _day_of(words: list[str]) -> list[tuple[int, int, int]]:
    """The year, month and day; none where a word is unknown or one of the three is missing or there twice."""
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    numbers = [int(word) for word in words if word.isdecimal() and len(word) <= 4]
    years = [number for number in numbers if _YEARS[0] <= number <= _YEARS[1]]
    days = [number for number in numbers if 1 <= number <= 31]
    known = all(word in _MONTHS or word in _FILLERS or word.isdecimal() for word in words)
    is_tuesday = len(months) == 2 and _TUESDAY in words
    if is_tuesday:
        months.remove(_MONTHS[_TUESDAY])
    if not known or not len(months) == len(years) == len(days) == 1 or len(numbers) != 2:
        return []
    day = (years[0], months[0], days[0])
    return [] if is_tuesday and not _falls_on_tuesday(*day) else [day]


def _falls_on_tuesday(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).isoweekday() == 2
    except ValueError:
        return False
