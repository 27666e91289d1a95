"""What the look-up knows of each account and how it answers: states, keys, order, names, resemblances."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records_portal.accounts.addresses import platform_rules
from records_portal.accounts.lookup import (
    MOST_NEAR,
    MOST_SHOWN,
    NOT_FOUND,
    Account,
    Lookup,
    LookupAnswer,
    account_keys,
    account_words,
    answer_of,
    lookup_of,
    public_accounts,
    words_in,
)
from records_portal.accounts.resemblance import skeleton
from records_portal.register.model import Record, Register
from tests.roots import load, root_files
from tests.test_lookup import AS_OF, activated, closed, fact, held, registered, site

X: Any = {"name": "X", "hosts": ["x.com"], "url_template": "https://x.com/{handle}", "stop_words": ["i"]}
CHIRP: Any = {"name": "Chirp", "hosts": ["chirp.example"], "url_template": "https://chirp.example/{handle}"}
PLATFORMS = {name: platform_rules(name, value) for name, value in (("x", X), ("chirp", CHIRP))}
TABLE = tuple(PLATFORMS.values())


def looked_up(
    folder: Path, sites: dict[str, Any], private: dict[str, Any] | None = None, titles: dict[str, str] | None = None
) -> Lookup:
    """The look-up of a register with these sites and no others."""
    files = root_files()
    del files["registry/sites/parks-x.yml"]
    files |= {f"registry/sites/{name}.yml": value for name, value in sites.items()}
    hidden = {f"registry/sites/{name}.yml": value for name, value in (private or {}).items()}
    return lookup_of(load(folder, files, hidden), AS_OF, titles)


def account(site_id: str, *handles: str, **fields: Any) -> Account:
    told: dict[str, Any] = {
        "site": site_id,
        "title": site_id,
        "agency": "Parks",
        "platform": "x",
        "platform_name": "X",
        "name": "",
        "handles": tuple((handle, "2020-03-01", "") for handle in handles),
        "account_id": "",
        "url": "",
        "state": "registered",
        "since": "2020-03-01",
        "checked_on": "",
        "lost": False,
        "successor": "",
    }
    return Account(**told | fields)


def lookup_with(*accounts: Account) -> Lookup:
    """A look-up of accounts that are given, as `lookup_of` puts it together."""
    keys: dict[str, tuple[int, ...]] = {}
    skeletons: dict[str, tuple[int, ...]] = {}
    for number, one in enumerate(accounts):
        for key in dict.fromkeys(account_keys(one, PLATFORMS[one.platform], TABLE)):
            keys[key] = (*keys.get(key, ()), number)
        for handle, _, _ in one.handles:
            skeletons[skeleton(handle)] = (*skeletons.get(skeleton(handle), ()), number)
    return Lookup(TABLE, accounts, keys, skeletons, PLATFORMS)


def told(answer: LookupAnswer) -> tuple[str, list[str], int]:
    return answer.outcome, [match.account.site for match in answer.matches], answer.count


def test_an_account_has_all_that_its_record_says(tmp_path: Path) -> None:
    handles = [held("Old", to_on="2026-11-19"), held("Last", "2024-01-01", "2026-11-20"), held("Now", "2026-11-20")]
    again = fact("recertification", "2022-05-05", findings="Read by many.")
    sites = {
        "parks-x": site(handles, [activated(), registered(), again], account_id="42", account_name="Parks and Trails"),
        "parks-y": site([held("Other")], [activated()]),
    }
    first, second = looked_up(tmp_path, sites, titles={"parks-y": "Other parks", "parks-x": ""}).accounts
    assert first == Account(
        site="parks-x",
        title="Parks on X",
        agency="Parks",
        platform="x",
        platform_name="X",
        name="Parks and Trails",
        handles=(("Old", "2020-03-01", "2026-11-19"), ("Last", "2024-01-01", ""), ("Now", "2026-11-20", "")),
        account_id="42",
        url="https://x.com/Now",
        state="registered",
        since="2020-03-02",
        checked_on="2022-05-05",
        lost=False,
        successor="",
    )
    assert (second.title, second.checked_on, second.account_id) == ("Other parks", "", "")
    assert (first.handle, second.handle) == ("Now", "Other")


@pytest.mark.parametrize(
    ("url", "shown"), [("https://x.com/Parks", "https://x.com/Parks"), ("javascript:x", ""), ("", "")]
)
def test_only_a_plain_address_is_shown(url: str, shown: str) -> None:
    value = site([held("Parks")], [activated()]) | {"url": url}
    records = {"sites": {"a": Record("sites", "a", "", value)}, "platforms": {"x": Record("platforms", "x", "", X)}}
    assert [one.url for one in public_accounts(Register(records), AS_OF, {})] == [shown]


IN_USE = {"kind": "listing", "on": "2024-09-12", "list": "An older list", "entry": "in-use"}
COMPROMISED = fact("incident", "2026-11-01", state="compromised", description="Strangers post.")
SUSPENDED = fact("suspension", "2025-01-01", reason="Winter.")
DIRECTED = fact("direction", "2025-02-02", reason="It ends.", copies_to=["cto-cio"]) | {"role": "agency-head"}
RESTORED = fact("reinstatement", "2025-03-03", reason="Spring.")
RECOVERED = fact("incident", "2026-11-03", state="recovered", description="Ours again.")


@pytest.mark.parametrize(
    ("facts", "state", "since"),
    [
        ([activated("2020-03-01")], "activated", "2020-03-01"),
        ([activated(), registered("2020-03-05"), registered("2021-01-01")], "registered", "2020-03-05"),
        ([activated(), registered("2020-03-05"), SUSPENDED, RESTORED], "registered", "2020-03-05"),
        ([activated(), SUSPENDED, RESTORED], "activated", "2025-03-03"),
        ([activated(), registered(), SUSPENDED], "suspended", "2025-01-01"),
        ([activated(), registered(), DIRECTED], "decommissioning", "2025-02-02"),
        ([activated(), closed("2023-02-01")], "former", "2023-02-01"),
        ([activated(), registered(), COMPROMISED], "compromised", "2026-11-01"),
        ([activated(), COMPROMISED, {**COMPROMISED, "on": "2026-11-02"}], "compromised", "2026-11-02"),
        ([activated("2020-03-01"), COMPROMISED, RECOVERED], "activated", "2020-03-01"),
        ([IN_USE], "listed", "2024-09-12"),
        ([{**IN_USE, "entry": "closed"}], "delisted", "2024-09-12"),
        ([IN_USE, activated("2025-01-01")], "listed", "2024-09-12"),
        ([IN_USE, registered("2025-01-01")], "registered", "2025-01-01"),
    ],
)
def test_a_state_and_its_first_day_follow_from_the_facts(
    tmp_path: Path, facts: list[dict[str, Any]], state: str, since: str
) -> None:
    (one,) = looked_up(tmp_path, {"parks-x": site([held("Parks")], facts)}).accounts
    assert (one.state, one.since) == (state, since)


def test_a_closed_account_says_whether_its_name_is_lost_and_who_came_after(tmp_path: Path) -> None:
    kept = {**closed("2023-02-01"), "handle_fate": "parked"}
    sites = {
        "a": site([held("Aaaa")], [activated(), closed("2023-02-01", successor="b")]),
        "b": site([held("Bbbb")], [activated(), kept]),
    }
    assert [(one.lost, one.successor) for one in looked_up(tmp_path, sites).accounts] == [(True, "b"), (False, "")]


def test_only_public_sites_of_the_agency_that_were_in_use_are_known(tmp_path: Path) -> None:
    use = [activated()]
    sites = {
        "asked": site([], []),
        "internal": site([held("A")], use, audience="internal"),
        "limited": site([held("A")], use, audience="limited"),
        "personal": site([held("B")], use, ownership={"owner": "personal"}),
        "vendors": site([held("C")], use, ownership={"owner": "vendor"}),
        "nowhere": site([held("D")], use, platform="gone"),
        "known": site([held("E")], use),
    }
    sites = {name: value for name, value in sites.items() if name != "limited"}
    found = looked_up(tmp_path, sites, {"private": site([held("F")], use)})
    assert [one.site for one in found.accounts] == ["known", "vendors"]


def test_keys_are_sorted_and_of_one_key_first_those_to_be_warned_of(tmp_path: Path) -> None:
    sites = {
        "a": site([held("Name")], [activated(), registered()]),
        "b": site([held("name", to_on="2021-01-01")], [activated(), closed("2023-02-01")]),
        "c": site([held("NAME")], [activated(), COMPROMISED]),
        "d": site([held("Nam3")], [activated(), registered()]),
    }
    found = looked_up(tmp_path, sites)
    assert found.keys == {"@nam3": (3,), "@name": (2, 0, 1)}
    assert list(found.keys) == sorted(found.keys)
    assert found.skeletons == {"name": (2, 0, 3, 1)}


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({}, ["@parks", "@parks"]),
        ({"account_id": "42"}, ["@parks", "@parks", "#42"]),
        ({"url": "https://x.com/Parks"}, ["@parks", "@parks", "@parks"]),
        ({"url": "https://x.com/i/user/42"}, ["@parks", "@parks", "#42"]),
        ({"url": "https://chirp.example/Parks"}, ["@parks", "@parks"]),
        ({"url": "https://parks.example/us"}, ["@parks", "@parks", "/parks.example/us"]),
    ],
)
def test_an_account_is_found_by_handle_id_and_address(fields: dict[str, str], keys: list[str]) -> None:
    assert list(account_keys(account("a", "Parks", **fields), PLATFORMS["x"], TABLE)) == keys


def test_of_the_names_of_an_account_the_last_that_fits_is_meant() -> None:
    one = account("a")
    object.__setattr__(one, "handles", (("Parks", "2020", "2021-01-01"), ("Trails", "2021", ""), ("parks", "2022", "")))
    assert one.named_by("@PARKS", PLATFORMS["x"]) == ("parks", "")
    assert one.named_by("@trails", PLATFORMS["x"]) == ("Trails", "")
    assert one.named_by("#parks", PLATFORMS["x"]) == ("", "")
    assert one.named_by("@other", PLATFORMS["x"]) == ("", "")


@pytest.mark.parametrize(
    ("state", "until", "shown"),
    [
        ("registered", "2021-01-01", "renamed"),
        ("compromised", "2021-01-01", "compromised"),
        ("former", "", "former"),
        ("delisted", "", "delisted"),
        ("registered", "", "registered"),
    ],
)
def test_a_name_that_was_given_up_is_renamed_unless_worse_is_to_be_said(state: str, until: str, shown: str) -> None:
    one = account(
        "a", state=state, handles=(("Parks", "2020-03-01", "2021-01-01" if until or state != "registered" else ""),)
    )
    (match,) = answer_of(lookup_with(one), "x.com/parks").matches
    assert (match.state, match.until, match.handle) == (shown, until, "Parks")


PARKS = account("parks", "LakelandParks", title="Parks on X", account_id="900000000001")
FOREST = account("forest", "LakelandForest", title="Forest on Chirp", platform="chirp", platform_name="Chirp")
CLUB = account("club", "TrailClub", title="Trail club on X", name="Trail Club of Lakeland")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("empty", [], 0)),
        ("@LakelandParks", ("found", ["parks"], 1)),
        ("LakelandParks", ("found", ["parks"], 1)),
        ("900000000001", ("found", ["parks"], 1)),
        ("https://x.com/i/user/900000000001", ("found", ["parks"], 1)),
        ("https://x.com/i/user/777000777", ("unknown", [], 0)),
        ("https://x.com/", ("no-account", [], 0)),
        ("https://x.com/i/", ("no-account", [], 0)),
        ("https://nowhere.example/", ("unknown", [], 0)),
        ("chirp.example/LakelandParks", ("elsewhere", ["parks"], 1)),
        ("chirp.example/lakelandparks", ("elsewhere", ["parks"], 1)),
        ("chirp.example/LakeIandParks", ("resembles", ["parks"], 1)),
        ("LakelandForests", ("resembles", ["forest"], 1)),
        ("Trail Club", ("names", ["club"], 1)),
        ("trail clubs", ("resembles", ["club"], 1)),
        ("trail", ("names", ["club"], 1)),
        ("@trail", ("unknown", [], 0)),
        ("x.com/trail", ("unknown", [], 0)),
        ("trail.example/trail", ("unknown", [], 0)),
        ("on x", ("names", ["parks", "forest", "club"], 3)),
        ("fo", ("unknown", [], 0)),
        ("for", ("names", ["forest"], 1)),
        ("x", ("unknown", [], 0)),
        ("of Lakeland", ("names", ["club"], 1)),
        ("@", ("unknown", [], 0)),
        ("x.com/on x", ("unknown", [], 0)),
    ],
)
def test_what_is_answered(text: str, expected: tuple[str, list[str], int]) -> None:
    assert told(answer_of(lookup_with(PARKS, FOREST, CLUB), text)) == expected


def test_a_name_in_words_is_looked_for_before_what_it_resembles_and_a_single_word_after() -> None:
    found = lookup_with(account("a", "parksnews", title="Something"), account("b", "Other", title="Parks news on X"))
    assert told(answer_of(found, "parks news")) == ("names", ["b"], 1)
    assert told(answer_of(found, "parks-news")) == ("resembles", ["a"], 1)
    other = lookup_with(account("a", "Park5"), account("b", "Other", title="Parks on X"))
    assert told(answer_of(other, "Parks")) == ("resembles", ["a"], 1)


def test_an_account_of_the_same_letters_in_another_spelling_is_only_resembled() -> None:
    found = lookup_with(account("a", "Park5"), account("b", "Parks", platform="chirp"))
    assert told(answer_of(found, "x.com/parks")) == ("elsewhere", ["b"], 1)
    assert told(answer_of(found, "x.com/parkS")) == ("elsewhere", ["b"], 1)
    assert told(answer_of(found, "chirp.example/park5")) == ("elsewhere", ["a"], 1)
    assert told(answer_of(lookup_with(account("a", "Park5")), "x.com/parks")) == ("resembles", ["a"], 1)


def test_only_so_many_are_shown_and_all_are_counted() -> None:
    many = [account(f"s{number:02}", "Parks", platform="chirp", title=f"Parks {number}") for number in range(12)]
    found = lookup_with(*many)
    shown = [one.site for one in many]
    assert (MOST_SHOWN, MOST_NEAR) == (10, 5)
    assert told(answer_of(found, "@parks")) == ("found", shown[:10], 12)
    assert told(answer_of(found, "x.com/parks")) == ("elsewhere", shown[:5], 12)
    assert told(answer_of(found, "x.com/park5")) == ("resembles", shown[:5], 12)
    assert told(answer_of(found, "parks on")) == ("unknown", [], 0)
    assert told(answer_of(found, "parks chirp")) == ("unknown", [], 0)
    named = lookup_with(*(account(f"s{number:02}", f"h{number}", title="Forest guard") for number in range(12)))
    assert told(answer_of(named, "forest guard")) == ("names", shown[:10], 12)
    assert told(answer_of(named, "guard")) == ("names", shown[:10], 12)


def test_of_equal_matches_those_come_first_that_a_reader_is_warned_of() -> None:
    states = ("former", "registered", "compromised", "suspended")
    mixed = [account(f"s{number}", "Parks", title="Parks on X", state=state) for number, state in enumerate(states)]
    expected = ["s2", "s1", "s3", "s0"]
    found = lookup_with(*mixed)
    assert told(answer_of(found, "@parks"))[1] == expected
    assert told(answer_of(found, "parks on x"))[1] == expected
    assert told(answer_of(found, "chirp.example/parks"))[1] == expected
    assert told(answer_of(found, "@park5"))[1] == expected


def test_what_resembles_most_comes_first() -> None:
    found = lookup_with(account("one", "LakelandParkz"), account("same", "LakeIandParks"), account("far", "Somebody"))
    assert told(answer_of(found, "@LakelandParks")) == ("resembles", ["same", "one"], 2)
    both = lookup_with(account("one", "LakelandParky"), account("both", "LakelandParkz", "LakeIandParks"))
    assert told(answer_of(both, "@LakelandParks")) == ("resembles", ["both", "one"], 2), "by its nearest name"


def test_an_older_name_leaves_a_doubt() -> None:
    value: Any = {"name": "F", "hosts": ["f.example"], "url_template": "https://f.example/{handle}",
                  "address_forms": ["/c/{name}", "/{handle}"]}  # fmt: skip
    rules = platform_rules("fb", value)
    one = account("a", "Parks", platform="fb")
    found = Lookup((rules,), (one,), {"@parks": (0,)}, {"parks": (0,)}, {"fb": rules})
    for text, unsure in (("f.example/c/parks", True), ("f.example/parks", False)):
        (match,) = answer_of(found, text).matches
        assert (match.account, match.unsure) == (one, unsure)


def test_the_first_key_that_the_register_knows_decides() -> None:
    found = lookup_with(account("handle", "12345678"), account("id", "Parks", account_id="12345678"))
    assert told(answer_of(found, "12345678")) == ("found", ["handle"], 1)


def test_a_whole_address_is_the_accounts_whatever_its_platform() -> None:
    found = lookup_with(account("a", "Parks", url="https://parks.example/us"))
    assert told(answer_of(found, "https://parks.example/us/")) == ("found", ["a"], 1)
    own = lookup_with(account("a", "Parks", url="https://x.com/search/us"))
    assert told(answer_of(own, "https://x.com/search/us")) == ("found", ["a"], 1)


def test_words_are_folded_and_those_of_one_letter_are_none() -> None:
    assert words_in(["Mühle & Bäche, a II", "mühle"]) == ("muhle", "bache", "ii")
    assert account_words(CLUB) == ("trail", "club", "on", "parks", "of", "lakeland", "trailclub")


def test_of_those_that_are_as_near_the_first_comes_first_and_leaves_no_doubt() -> None:
    answer = answer_of(lookup_with(account("a", "LakelandParkz"), account("b", "LakelandParky")), "@LakelandParks")
    assert told(answer) == ("resembles", ["a", "b"], 2)
    assert [(match.handle, match.until, match.unsure) for match in answer.matches] == [("", "", False)] * 2


def test_one_of_several_names_is_enough_to_be_the_same_name() -> None:
    found = lookup_with(account("a", "Other", "Parks", platform="chirp"))
    assert told(answer_of(found, "x.com/parks")) == ("elsewhere", ["a"], 1)


def test_an_address_on_another_platform_is_the_accounts_that_names_it() -> None:
    found = lookup_with(account("a", "Parks", platform="chirp", url="https://x.com/search/us"))
    assert told(answer_of(found, "https://x.com/search/us")) == ("found", ["a"], 1)


def test_an_address_with_a_name_and_an_id_is_compared_by_its_name() -> None:
    value: Any = {"name": "F", "hosts": ["facebook.com"], "url_template": "https://facebook.com/{handle}"}
    rules = platform_rules("fb", value)
    one = account("a", "parkz-12345", platform="fb")
    found = Lookup((rules,), (one,), {"@parkz-12345": (0,)}, {"parkz12345": (0,)}, {"fb": rules})
    found.skeletons[skeleton("parkz-12345")] = (0,)  # type: ignore[index]
    assert told(answer_of(found, "facebook.com/parks-12345")) == ("resembles", ["a"], 1)


def test_an_account_is_verified_from_its_registration(tmp_path: Path) -> None:
    (one,) = looked_up(tmp_path, {"a": site([held("Parks")], [activated(), registered()])}).accounts
    assert one.checked_on == "2020-03-02"


@pytest.mark.parametrize(
    ("between", "state"), [([], "activated"), ([{"kind": "decommissioning", "on": "2020-12-01"}], "former")]
)
def test_asking_anew_opens_nothing_that_was_closed_and_closes_nothing_that_is_in_use(
    between: list[dict[str, str]], state: str
) -> None:
    facts = [{"kind": "activation", "on": "2020-03-01"}, *between, {"kind": "request", "on": "2021-01-01"}]
    value = site([held("Parks")], []) | {"facts": facts}
    records = {"sites": {"a": Record("sites", "a", "", value)}, "platforms": {"x": Record("platforms", "x", "", X)}}
    (one,) = public_accounts(Register(records), AS_OF, {})
    assert one.state == state


def test_these_answers_mean_that_nothing_was_found() -> None:
    assert NOT_FOUND == ("elsewhere", "resembles", "unknown")
