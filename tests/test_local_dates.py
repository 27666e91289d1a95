"""Moments written for people: each language's spelling, each zone, and nothing that only looks like one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from babel.dates import format_datetime
from hypothesis import given
from hypothesis import strategies as st

from records_portal.exports.local_dates import WrittenMoment, parse_written


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("Jul 26, 2024 1:35:01pm", "2024-07-26 13:35:01"),
        ("Oct 19, 2025 6:11\u202fpm", "2025-10-19 18:11:00"),
        ("Mar 10, 2023, 1:25 PM", "2023-03-10 13:25:00"),
        ("Aug 1, 2021, 12:05 a.m.", "2021-08-01 00:05:00"),
        ("Dec 31, 2021 12:00:00pm", "2021-12-31 12:00:00"),
        ("1 de marzo de 2021 a las 9:05", "2021-03-01 09:05:00"),
        ("sáb, 3 dic 2022, 1:00 p. m.", "2022-12-03 13:00:00"),
        ("ene 5, 2022 7:00:00am", "2022-01-05 07:00:00"),
        ("1er février 2018, 15:39", "2018-02-01 15:39:00"),
        ("août 14, 2020 11:00:00pm", "2020-08-14 23:00:00"),
        ("Samstag, 5. März 2016 um 02:39", "2016-03-05 02:39:00"),
        ("Dez. 12, 2022 12:00:00am", "2022-12-12 00:00:00"),
        ("sexta-feira, 2 de fevereiro de 2018 às 10:00", "2018-02-02 10:00:00"),
        ("set 9, 2019 4:30:00am", "2019-09-09 04:30:00"),
        ("мая 19, 2022 8:12:37pm", "2022-05-19 20:12:37"),
        ("30 ноября 2017 г. в 15:39", "2017-11-30 15:39:00"),  # noqa: RUF001
        ("søndag 6. november 2016 kl. 02.39", "2016-11-06 02:39:00"),
        ("des. 24, 2021 5:00:00pm", "2021-12-24 17:00:00"),
        ("mar, 6 dic 2022, 13:00", "2022-12-06 13:00:00"),
        ("mar., 22 mars 2022, 13:05", "2022-03-22 13:05:00"),
        ("mar 22 mar 2022 13:05", "2022-03-22 13:05:00"),
        ("5 juill. 2022, 13 h 05", "2022-07-05 13:05:00"),
        ("5 juillet 2022, 13 h 05 min 09 s", "2022-07-05 13:05:09"),
        ("13 h 05 min, 5 juillet 2022", "2022-07-05 13:05:00"),
        ("13:05 12 July 2022", "2022-07-12 13:05:00"),
        ("laurdag 1. januar 2022 kl. 13:05", "2022-01-01 13:05:00"),
        ("5. Jänner 2022, 13:05", "2022-01-05 13:05:00"),
    ],
)
def test_every_language_is_read_and_a_moment_without_zone_can_be_as_late_as_the_last_one(text: str, clock: str) -> None:
    written = parse_written(text)
    assert written is not None
    assert str(written.clock) == f"{clock}+00:00"
    created, latest, basis = written.placed()
    assert (created, latest - created, basis) == (written.clock, timedelta(hours=12), "display-local-assumed")
    assert created - written.earliest == timedelta(hours=14)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Thursday, November 30, 2017 at 3:39pm PST", "2017-11-30 23:39:00"),
        ("Sunday, July 2, 2017 at 12:10am CDT", "2017-07-02 05:10:00"),
        ("5. november 2016 kl. 02:39 UTC+01", "2016-11-05 01:39:00"),
        ("Monday, May 2, 2016 at 9:00am UTC+05:30", "2016-05-02 03:30:00"),
        ("jueves, 30 de noviembre de 2017 a las 15:39 UTC-03", "2017-11-30 18:39:00"),
        ("jeudi 30 novembre 2017, 15:39 UTC\u221203:30", "2017-11-30 19:09:00"),
        ("Friday 2 August 2024 at 11:40 GMT+1", "2024-08-02 10:40:00"),
        ("Friday 2 August 2024 at 11:40 UTC", "2024-08-02 11:40:00"),
        ("2 August 2024 11:40 +0200", "2024-08-02 09:40:00"),
        ("2 août 2024, 11:40:00 TU", "2024-08-02 11:40:00"),
    ],
)
def test_a_named_zone_or_offset_is_exact(text: str, moment: str) -> None:
    written = parse_written(text)
    assert written is not None
    created, latest, basis = written.placed(timedelta(hours=9))
    assert (str(created), latest, basis) == (f"{moment}+00:00", created, "explicit-offset")


def test_a_zone_that_several_places_name_so_is_assumed_and_counts_as_the_last() -> None:
    written = parse_written("Sunday, May 1, 2016 at 11:00am IST")  # India, Israel or Ireland
    assert written is not None
    created, latest, basis = written.placed()
    assert (str(created), str(latest)) == ("2016-05-01 05:30:00+00:00", "2016-05-01 10:00:00+00:00")
    assert basis == "display-local-assumed"


@pytest.mark.parametrize(
    ("text", "clock", "days_later"),
    [
        ("26/07/2024, 13:35", "2024-07-26 13:35:00", 0),
        ("07/26/2024, 1:35 PM", "2024-07-26 13:35:00", 0),
        ("05/06/2024, 13:35", "2024-06-05 13:35:00", -30),
        ("06/05/2024, 13:35", "2024-05-06 13:35:00", 30),
        ("26.07.2024 um 13.35 Uhr", "2024-07-26 13:35:00", 0),
        ("2024-07-26 13:35:09", "2024-07-26 13:35:09", 0),
    ],
)
def test_days_in_numbers_are_read_day_first_and_can_be_as_late_or_as_early_as_the_other_reading(
    text: str, clock: str, days_later: int
) -> None:
    written = parse_written(text)
    assert written is not None
    assert str(written.clock) == f"{clock}+00:00"
    assert written.placed()[1] - written.clock == timedelta(days=max(days_later, 0), hours=12)
    assert written.earliest - written.clock == timedelta(days=min(days_later, 0), hours=-14)


def test_an_assumed_offset_stands_in_for_a_zone_and_never_moves_the_last_moment() -> None:
    written = WrittenMoment(datetime(2024, 7, 26, 13, 35, tzinfo=UTC))
    created, latest, _ = written.placed(timedelta(hours=-8))
    assert (str(created), str(latest)) == ("2024-07-26 21:35:00+00:00", "2024-07-27 01:35:00+00:00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Jul 26, 2024",
        "1:35pm",
        "Feb 30, 2020 1:00pm",
        "Jun 1, 2021 13:00pm",
        "Jun 1, 2021 25:00",
        "Jun 1, 1066 10:00",
        "Jun 1 Jul 2, 2021 10:00",
        "We met on Jun 1, 2021 at 10:00",
        "Jun 1, 2021 10:00 " * 20,
        "13/13/2024, 13:35",
        "Jul 26/07/2024, 13:35",
        "mar 7 dic 2022 13:00",  # a Wednesday
        "mar 31 feb 2022 13:00",
        "Jul 5 Dec 2022 13:00",
        "mar mar mar 22 2022 13:00",
        "31.02.2024 13:35",
    ],
)
def test_what_is_no_moment_is_not_taken_for_one(text: str) -> None:
    assert parse_written(text) is None


def test_an_offset_that_no_place_has_is_none() -> None:
    assert parse_written("Jun 1, 2021 10:00 UTC+99") == WrittenMoment(datetime(2021, 6, 1, 10, 0, tzinfo=UTC))


LOCALES = (
    "en", "en_GB", "en_CA", "en_AU", "es", "es_MX", "es_US", "es_AR", "fr", "fr_CA", "fr_BE", "fr_CH",
    "de", "de_AT", "de_CH", "pt", "pt_PT", "ru", "nb",
)  # fmt: skip
LAYOUTS = ("EEEE, d MMMM y, HH:mm", "EEE d MMM y, HH:mm", "d LLLL y HH:mm", "LLL d, y HH:mm", "long", "medium")


@pytest.mark.parametrize("locale", LOCALES)
def test_what_unicodes_own_names_and_layouts_write_is_read_back(locale: str) -> None:
    for day in range(0, 366, 5):  # each month, and each day of the week
        moment = datetime(2022, 1, 1, 13, 5, tzinfo=UTC) + timedelta(days=day)
        for layout in LAYOUTS:
            text = format_datetime(moment, layout, locale=locale)
            written = parse_written(text)
            assert written is not None, text
            assert written.clock == moment, text


@given(st.text(alphabet="0123456789:.,+- JulamMpPUTC\u202f", max_size=40) | st.text(max_size=60))
def test_any_text_is_read_without_failing(text: str) -> None:
    parse_written(text)


@pytest.mark.parametrize(
    ("text", "order", "clock"),
    [
        ("05/06/2024, 13:35", "mdy", "2024-05-06 13:35:00"),
        ("05/06/2024, 13:35", "dmy", "2024-06-05 13:35:00"),
        ("06/05/2024, 13:35", "mdy", "2024-06-05 13:35:00"),
        ("07/26/2024, 1:35 PM", "dmy", "2024-07-26 13:35:00"),
        ("26.07.2024 um 13.35 Uhr", "mdy", "2024-07-26 13:35:00"),
    ],
)
def test_an_order_that_was_said_leaves_one_reading(text: str, order: str, clock: str) -> None:
    written = parse_written(text)
    assert written is not None
    told = written.in_order(order)
    assert str(told.clock) == f"{clock}+00:00"
    assert told.placed()[1] - told.clock == timedelta(hours=12)
    assert told.earliest - told.clock == timedelta(hours=-14)
    assert written.in_order("") == written
