"""What looks alike, from values alone: letters, pairs, added words, edits, and from which length on they count."""

from __future__ import annotations

import pytest

from records_portal.accounts.resemblance import (
    added_skeletons,
    core_of,
    edits_between,
    nearness,
    neighbours,
    one_edit_apart,
    resemble,
    resembling_pairs,
    skeleton,
)
from records_portal.values.look_alikes import confusable_letters

NOT_NEAR, SAME_LETTERS, ADDED_WORD, ONE_EDIT, TWO_EDITS, CONTAINED = 0, 1, 2, 3, 4, 5


@pytest.mark.parametrize(
    ("handle", "left"),
    [
        ("PARKS", "parks"),
        ("a_b.c-d e", "abcde"),
        ("0", "o"),
        ("1", "l"),
        ("i", "l"),
        ("I", "l"),
        ("a|b", "alb"),
        ("3", "e"),
        ("4", "a"),
        ("5", "s"),
        ("7", "t"),
        ("8", "b"),
        ("2 6 9", "269"),
        ("rn", "m"),
        ("vv", "w"),
        ("cl", "d"),
        ("c1", "cl"),
        ("\u00c1\u00e9", "ae"),
        ("\u041d", "h"),
        ("\u0430", "a"),
        ("\u0410", "a"),
        ("\u0416\u0436", "\u0436\u0436"),
        ("\U0001d40b", "l"),
        ("\u00b2", "2"),
        ("\U0001f332", ""),
        ("._-", ""),
        ("", ""),
    ],
)
def test_a_skeleton_writes_alike_what_looks_alike(handle: str, left: str) -> None:
    assert skeleton(handle) == left


def test_letters_that_are_confusable_are_single_ones_beyond_ascii() -> None:
    letters = confusable_letters()
    assert [letter for letter in letters if len(letter) != 1 or letter.isascii()] == []
    assert (letters["\u0430"], letters["\u0455"], letters["\u041d"]) == ("a", "s", "h")
    assert set(letters.values()) <= set("abcdefghijklmnopqrstuvwxyz0123456789")


def test_words_that_impostors_add_are_tried_the_longest_first() -> None:
    assert added_skeletons() == (
        *("offlclally", "govemment"),
        *("helpdesk", "offlclal", "servlces", "verlfled"),
        *("account", "channel", "servlce", "support", "thereal", "updates"),
        *("alerts", "backup", "grants", "offlce", "onllne"),
        *("alert", "grant", "state"),
        *("care", "help", "llve", "lnfo", "news", "page", "real", "team"),
        *("gov", "new", "the", "usa"),
        *("hq", "us"),
    )


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("lakeland", "lakeland"),
        ("lakelandhelp", "lakeland"),
        ("helplakeland", "lakeland"),
        ("offlclallakelandhelp", "lakeland"),
        ("thereallakeland", "lakeland"),
        ("lakelandnewsus", "lakeland"),
        ("abcdhelp", "abcd"),
        ("abchelp", "abchelp"),
        ("helpabcd", "abcd"),
        ("helpabc", "helpabc"),
        ("lakehelpland", "lakehelpland"),
        ("help", "help"),
        ("", ""),
    ],
)
def test_added_words_at_the_ends_go_while_four_letters_are_left(text: str, core: str) -> None:
    assert core_of(text) == core


@pytest.mark.parametrize(
    ("one", "other", "most", "edits"),
    [
        ("abc", "abc", 2, 0),
        ("abc", "abc", 0, 0),
        ("abc", "abcd", 2, 1),
        ("abcd", "abc", 2, 1),
        ("abc", "abcde", 2, 2),
        ("abc", "abcdef", 2, 3),
        ("abc", "abcdefgh", 2, 3),
        ("abc", "abcd", 0, 1),
        ("abc", "abd", 0, 1),
        ("abc", "abd", 1, 1),
        ("abc", "axc", 2, 1),
        ("ab", "xab", 2, 1),
        ("xab", "ab", 2, 1),
        ("", "ab", 2, 2),
        ("ab", "", 2, 2),
        ("ab", "ba", 2, 1),
        ("ab", "ba", 1, 1),
        ("xxab", "xxba", 2, 1),
        ("abc", "acb", 2, 1),
        ("abxx", "baxx", 2, 1),
        ("abcd", "badc", 2, 2),
        ("abc", "cab", 2, 2),
        ("abc", "bca", 2, 2),
        ("ab", "xa", 2, 2),
        ("ab", "bx", 2, 2),
        ("ca", "abc", 4, 3),
        ("ca", "abc", 2, 3),
        ("xccc", "c", 4, 3),
        ("c", "xccc", 4, 3),
        ("kitten", "sitting", 4, 3),
        ("sunday", "saturday", 5, 3),
        ("abcd", "wxyz", 5, 4),
        ("abcd", "wxyz", 4, 4),
        ("abcd", "wxyz", 3, 4),
        ("abcd", "wxyz", 2, 3),
        ("abcd", "wxyz", 1, 2),
        ("xab", "abyz", 1, 2),
        ("xab", "abyz", 3, 3),
        ("lakeland", "lakelnad", 2, 1),
        ("lakeland", "alkelnad", 2, 2),
        ("abcdef", "badcfe", 5, 3),
    ],
)
def test_edits_are_counted_up_to_one_more_than_are_asked_for(one: str, other: str, most: int, edits: int) -> None:
    assert edits_between(one, other, most) == edits


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("abc", "abc", True),
        ("", "", True),
        ("", "a", True),
        ("abc", "abcd", True),
        ("abcd", "abc", True),
        ("bcd", "abcd", True),
        ("abd", "abcd", True),
        ("abc", "axc", True),
        ("abc", "xbc", True),
        ("abc", "abx", True),
        ("abc", "acb", False),
        ("abc", "abcde", False),
        ("abcde", "abc", False),
        ("ab", "xaby", False),
        ("abc", "bcd", False),
        ("abc", "axcd", False),
        ("abcd", "axcy", False),
        ("a", "bc", False),
        ("aab", "ab", True),
        ("aabb", "ab", False),
    ],
)
def test_one_edit_is_one_letter_more_less_or_other(one: str, other: str, apart: bool) -> None:
    assert one_edit_apart(one, other) is apart
    assert one_edit_apart(other, one) is apart


def test_neighbours_are_what_is_left_without_one_letter_from_six_on() -> None:
    assert list(neighbours("abcde")) == ["abcde"]
    assert list(neighbours("abcdef")) == ["abcdef", "bcdef", "acdef", "abdef", "abcef", "abcdf", "abcde"]


@pytest.mark.parametrize(
    ("asked", "known", "kind"),
    [
        ("abc", "abc", SAME_LETTERS),
        ("", "", NOT_NEAR),
        ("", "abc", NOT_NEAR),
        ("k" * 100, "k" * 100, SAME_LETTERS),
        ("k" * 101, "k" * 101, NOT_NEAR),
        ("k" * 99, "k" * 100, ONE_EDIT),
        ("k" * 100, "k" * 101, NOT_NEAR),
        ("k" * 101, "k" * 100, NOT_NEAR),
        ("abcdhelp", "abcd", ADDED_WORD),
        ("abcd", "abcdhelp", ADDED_WORD),
        ("abcdhelp", "offlclalabcd", ADDED_WORD),
        ("abchelp", "abc", NOT_NEAR),
        ("abcdhelp", "abcdxyzw", NOT_NEAR),
        ("kjhgfd", "kjhgfz", ONE_EDIT),
        ("kjhgf", "kjhgz", NOT_NEAR),
        ("kjhgf", "kjhgfd", NOT_NEAR),
        ("kjhgfd", "kjhgzy", NOT_NEAR),
        ("kjhgfdsap", "kjhgfdszy", NOT_NEAR),
        ("kjhgfdsapq", "kjhgfdsazy", TWO_EDITS),
        ("kjhgfdsapq", "kjhgfdsapz", ONE_EDIT),
        ("kjhgfdsapq", "kjhgfdsxzy", NOT_NEAR),
        ("kjhgfdsap", "kjhgfdsazy", NOT_NEAR),
        ("kjhgfdsazy", "kjhgfdsap", NOT_NEAR),
        ("kjhgfdsaxyzxyz", "kjhgfdsa", CONTAINED),
        ("xyzxyzkjhgfdsa", "kjhgfdsa", CONTAINED),
        ("xyzkjhgfdsaxyz", "kjhgfdsa", NOT_NEAR),
        ("kjhgfdsxyzxyz", "kjhgfds", NOT_NEAR),
        ("xyzxyzkjhgfds", "kjhgfds", NOT_NEAR),
        ("xyzxyzxyzxyz", "kjhgfdsa", NOT_NEAR),
        ("kjhgfdsa", "kjhgfdsaxyzxyz", NOT_NEAR),
    ],
)
def test_the_closest_way_in_which_a_skeleton_resembles_another_decides(asked: str, known: str, kind: int) -> None:
    assert nearness(asked, known) == kind


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("abcdef", "abcdeg", True),
        ("abcde", "abcdg", False),
        ("abcde", "abcdef", False),
        ("abcdef", "abcde", False),
        ("abcdef", "abcdefg", True),
        ("abcdef", "abcdxy", False),
        ("abc", "ABC", True),
        ("", "", False),
        ("._", "-", False),
    ],
)
def test_handles_resemble_each_other_at_one_edit_from_six_letters_on(one: str, other: str, alike: bool) -> None:
    assert resemble(one, other) is alike


def test_pairs_are_found_in_the_order_of_their_keys() -> None:
    handles = {"d": "abcdef", "b": "abcdeg", "c": "bcdefg", "a": "zzzzzz", "e": "ABC_def"}
    assert resembling_pairs(handles) == [("b", "d"), ("b", "e"), ("d", "e")]


def test_with_owners_pairs_of_one_owner_are_left_out() -> None:
    handles = {"a": "abcdef", "b": "abcdeg", "c": "abcdeh"}
    assert resembling_pairs(handles, {"a": "x", "b": "x", "c": "y"}) == [("a", "c"), ("b", "c")]
    assert resembling_pairs(handles, {"a": "x", "b": "y", "c": "x"}) == [("a", "b"), ("b", "c")]


def test_no_handle_resembles_anything_where_there_is_none_or_one() -> None:
    assert resembling_pairs({}) == []
    assert resembling_pairs({"a": "abcdef"}) == []


def test_a_crowd_of_one_name_is_compared_in_a_row_beyond_forty() -> None:
    assert len(resembling_pairs({f"k{number:02}": "same" for number in range(40)})) == 780
    row = resembling_pairs({f"k{number:02}": "same" for number in range(41)})
    assert row == [(f"k{number:02}", f"k{number + 1:02}") for number in range(40)]
