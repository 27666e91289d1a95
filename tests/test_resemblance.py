"""Handles that a reader could take for one another, and handles that nobody would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.accounts.resemblance import one_edit_apart, resemble, resembling_pairs
from tests.timing import seconds_of

ALIKE = [
    ("ParksSample", "parkssample"),
    ("ParksSample", "parks_sample"),
    ("ParksSample", "Parks.Sample"),
    ("ParksSample", "ParksSamp1e"),
    ("ParksSample", "ParksSampIe"),
    ("ForestHome", "F0restHome"),
    ("modernlab", "rnodernlab"),
    ("WaterBoard", "VVaterBoard"),
    ("ParksSample", "ParksSamples"),
    ("ParksSample", "ParkSample"),
    ("ParksSample", "ParksSampla"),
    ("abc", "a.b.c"),
]
DIFFERENT = [
    ("ParksSample", "ForestSample"),
    ("abc", "abd"),
    ("parks", "park"),
    ("ParksSample", "ParksSamplexy"),
    ("._", "-"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_handles_that_look_alike(one: str, other: str) -> None:
    assert resemble(one, other)
    assert resembling_pairs({"b": other, "a": one}) == [("a", "b")]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_handles_that_do_not(one: str, other: str) -> None:
    assert not resemble(one, other)
    assert resembling_pairs({"a": one, "b": other}) == []


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_one_edit_is_one_removal_on_either_side_or_one_replacement(one: str, other: str) -> None:
    shorter = {one[:index] + one[index + 1 :] for index in range(len(one))}
    longer = {other[:index] + other[index + 1 :] for index in range(len(other))}
    replaced = len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 1
    assert one_edit_apart(one, other) == (other in shorter or one in longer or replaced)


@given(st.lists(st.text("abl1", min_size=6, max_size=8), max_size=12))
def test_buckets_find_what_comparing_every_pair_finds(handles: list[str]) -> None:
    keys = {f"{number:02}": handle for number, handle in enumerate(handles)}
    everything = [(a, b) for a in keys for b in keys if a < b and resemble(keys[a], keys[b])]
    assert resembling_pairs(keys) == everything


def test_ten_thousand_handles_are_compared_in_seconds() -> None:
    apart = {f"k{number:05}": f"agency{number:05}x{number % 7}office" for number in range(2_000)}
    alike = {f"k{number:05}": "TheSameName" for number in range(10_000)}
    assert resembling_pairs(apart)
    assert len(resembling_pairs(alike)) == 9_999
    assert seconds_of(lambda: (resembling_pairs(apart), resembling_pairs(alike)), enough=5) < 5
