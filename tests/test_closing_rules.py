"""What each step of a closing is and says, what its fact may be, and what is sent, each rule from values alone."""

from __future__ import annotations

from typing import Any

from records_portal.closing import decommissioning
from records_portal.closing.decommissioning import (
    DELETING,
    FACT_OF,
    STATES,
    TITLES,
    WAITS_FOR,
    WHO,
    Closing,
    closing_steps,
)
from records_portal.register.model import Record, Register

ON = "2024-06-01"
PATH = "registry/sites/parks-x.yml"
REGISTERED = [
    {"kind": "activation", "on": "2020-01-04", "by": "ana"},
    {"kind": "registration", "on": "2020-01-05", "by": "ana", "pages": [{"url": "https://parks.example/"}]},
]
DIRECTED = {"kind": "direction", "on": "2024-05-01", "by": "ana"}
COPIED = {"kind": "final-capture", "on": "2024-05-03", "by": "ana", "capture": "2024-05-02-0000000a"}
TOLD = {"kind": "notice", "on": "2024-05-03", "by": "ana"}
BLOCKED_OFF = {"kind": "deactivation", "on": "2024-05-04", "by": "ana", "contents": "deleted"}
HANDED = {"kind": "credentials-handed-over", "on": "2024-05-05", "by": "ana", "to": "cto-cio"}
CLOSED = {"kind": "decommissioning", "on": "2024-05-06", "by": "ben", "handle_fate": "parked", "recheck_on": ON}
ALL = [*REGISTERED, DIRECTED, COPIED, TOLD, BLOCKED_OFF, HANDED, CLOSED]
CAPTURE: dict[str, Any] = {
    "exported_at": "2024-05-02T06:00:00Z",
    "ingested": {"at": "2024-05-02T09:00:00Z"},
    "scope": {"complete": True},
    "lacks": [],
    "media": {"missing": 0},
    "counts": {"found": 7},
}
HOLD = {"placed": {"on": "2024-01-05"}, "scope": {"sites": ["parks-x"]}}


def record(kind: str, name: str, value: Any, *, private: bool = False) -> Record[Any]:
    return Record(kind, name, f"registry/{kind}/{name}.yml", value, private)


def held_by(*roles: str) -> list[dict[str, str]]:
    return [{"role": role, "from_on": "2020-01-01"} for role in roles]


def closing_of(
    facts: list[Any],
    on: str = ON,
    site: dict[str, Any] | None = None,
    others: dict[str, dict[str, Any]] | None = None,
    **more: Any,
) -> Closing:
    """A closing of a site with these facts, beside these other records by kind and id."""
    value = {"agency": "parks", "platform": "x", "facts": facts} | (site or {})
    people = {
        "ana": {"name": "Ana", "agency": "parks", "roles": held_by("agency-head", "it-web-liaison")},
        "ben": {"name": "Ben", "agency": "parks", "roles": held_by("cto-cio")},
    }
    known: dict[str, dict[str, Any]] = {
        "sites": {"parks-x": value},
        "people": people,
        "agencies": {"parks": {"name": "Parks"}},
        "platforms": {"x": {"name": "X"}},
    }
    known |= others or {}
    records = {
        kind: {name: each if isinstance(each, Record) else record(kind, name, each) for name, each in by_name.items()}
        for kind, by_name in known.items()
    }
    return Closing(Register(records), records["sites"]["parks-x"], on, **more)


def with_captures(**captures: Any) -> dict[str, dict[str, Any]]:
    return {"captures": {f"parks-x/{name.replace('_', '-').lstrip('-')}": value for name, value in captures.items()}}


WHOLE = with_captures(_2024_05_02_0000000a=CAPTURE)


def step(name: str, facts: list[Any], on: str = ON, **more: Any) -> tuple[str, list[str]]:
    (found,) = [each for each in closing_steps(closing_of(facts, on, **more)) if each.name == name]
    return found.state, list(found.lines)


def test_the_steps_of_a_closing_stand_in_this_order_and_wait_for_these() -> None:
    assert STATES == ("done", "open", "blocked", "missed")
    assert WAITS_FOR == {
        "direction": "",
        "holds": "",
        "final-capture": "direction",
        "ongoing-authority": "direction",
        "notice": "direction",
        "deactivation": "final-capture",
        "access": "deactivation",
        "credentials-handed-over": "deactivation",
        "decommissioning": "credentials-handed-over",
        "event": "decommissioning",
        "recheck": "decommissioning",
    }
    assert list(TITLES) == list(WAITS_FOR) == list(decommissioning._JUDGED)


def test_who_may_take_a_step_and_which_fact_records_it() -> None:
    copying = ("site-administrator", "web-content-team", "it-web-liaison")
    telling = ("site-administrator", "communications-director", "public-information-officer", "web-content-team")
    assert {
        "direction": ("agency-head",),
        "holds": ("records-officer",),
        "final-capture": copying,
        "ongoing-authority": ("site-administrator", "records-officer"),
        "notice": (*telling, "it-web-liaison", "agency-head", "cto-cio"),
        "deactivation": copying,
        "access": ("agency-head", "web-content-team"),
        "credentials-handed-over": copying,
        "decommissioning": ("cto-cio", "web-content-team"),
        "event": ("records-officer",),
        "recheck": ("web-content-team", "cto-cio"),
    } == WHO
    own = ("direction", "final-capture", "notice", "deactivation", "credentials-handed-over", "decommissioning")
    assert {name: name for name in own} | {"recheck": "decommissioning"} == FACT_OF
    assert DELETING == ("deleted", "flagged-for-deletion")
    first = closing_steps(closing_of(REGISTERED))[0]
    assert (first.title, first.who) == ("The head of the agency directs that the site be closed", ("agency-head",))


def test_the_facts_of_a_closing_are_those_from_the_last_direction_on() -> None:
    again = DIRECTED | {"on": "2024-05-10"}
    assert closing_of(REGISTERED).facts == REGISTERED
    assert closing_of([*REGISTERED, DIRECTED, TOLD, again, COPIED]).facts == [again, COPIED]
    assert closing_of(ALL, "2024-05-03").facts == [DIRECTED, COPIED, TOLD]
    later = TOLD | {"by": "ben"}
    assert closing_of([*REGISTERED, DIRECTED, TOLD, later]).last("notice") == later
    assert closing_of([*REGISTERED, TOLD, DIRECTED]).last("notice") is None
    assert closing_of(ALL, "2024-05-05").status == "decommissioning"


def test_the_pages_of_a_site_are_each_named_once_oldest_first() -> None:
    links = [{"url": "https://parks.example/news"}, {"url": "https://parks.example/"}]
    closing = closing_of(REGISTERED, site={"linked_from": links})
    assert closing.pages == ["https://parks.example/", "https://parks.example/news"]
    assert step("notice", [*REGISTERED, DIRECTED]) == (
        "open",
        [
            "say on the site itself when it closes and where people turn instead",
            "remove the link from https://parks.example/",
        ],
    )


def states(facts: list[Any], on: str = ON, **more: Any) -> dict[str, str]:
    return {each.name: each.state for each in closing_steps(closing_of(facts, on, **more))}


def test_each_step_waits_for_the_one_before_it() -> None:
    assert states(REGISTERED) == {
        "direction": "open",
        "holds": "open",
        "final-capture": "blocked",
        "ongoing-authority": "done",
        "notice": "blocked",
        "deactivation": "blocked",
        "access": "done",
        "credentials-handed-over": "blocked",
        "decommissioning": "blocked",
        "recheck": "blocked",
    }
    assert step("notice", REGISTERED) == ("blocked", ["waits for direction"])
    assert step("deactivation", [*REGISTERED, DIRECTED]) == ("blocked", ["waits for final-capture"])
    done = [*REGISTERED, DIRECTED, COPIED]
    assert step("deactivation", done, others=WHOLE, problems=())[0] == "open"


def test_a_whole_closing_is_done_until_its_handle_is_looked_at() -> None:
    found = states(ALL, "2024-05-31", others=WHOLE, problems=(), asked=True)
    assert set(found.values()) == {"done"}
    assert states(ALL, ON, others=WHOLE, problems=())["recheck"] == "open"


def test_what_a_closed_site_went_without_is_missed_and_blocks_nothing() -> None:
    access = {"access": [{"person": "ana"}]}
    found = states([*REGISTERED, CLOSED], site=access)
    assert found == {
        "direction": "missed",
        "holds": "open",
        "final-capture": "missed",
        "ongoing-authority": "done",
        "notice": "missed",
        "deactivation": "missed",
        "access": "open",
        "credentials-handed-over": "missed",
        "decommissioning": "done",
        "recheck": "open",
    }
    assert step("notice", [*REGISTERED, CLOSED]) == ("missed", ["the site was closed without it"])
    by_list = {"kind": "listing", "on": "2024-05-06", "by": "ana", "entry": "closed"}
    assert step("recheck", [by_list]) == ("open", ["a day for it is set with the decommissioning"])
    assert step("decommissioning", [by_list])[0] == "missed"


def test_only_a_site_that_was_activated_is_directed_to_close() -> None:
    assert step("direction", [*REGISTERED, DIRECTED]) == ("done", ["Ana, 2024-05-01"])
    assert step("direction", REGISTERED) == (
        "open",
        ["the head of the agency confirms that the site is no longer needed, and says so to the CTO/CIO"],
    )
    said = "only a site that was activated can be closed; this one is "
    assert step("direction", [{"kind": "request", "on": "2020-01-02"}]) == ("blocked", [f"{said}requested"])
    assert step("direction", []) == ("blocked", [f"{said}without facts"])


def test_whoever_took_a_step_is_named_or_nobody_is() -> None:
    assert step("direction", [DIRECTED | {"by": "dora"}])[1] == ["dora, 2024-05-01"]
    assert step("direction", [{"kind": "direction", "on": "2024-05-01"}])[1] == ["nobody named, 2024-05-01"]


HELD = {"holds": {"flooding": HOLD, "audit": HOLD}}


def test_holds_are_named_or_have_to_be_asked_for() -> None:
    keeps = "access may be blocked, contents may not be deleted or flagged for deletion"
    assert step("holds", REGISTERED, others=HELD) == ("done", [f"held by flooding, audit: {keeps}"])
    assert step("holds", REGISTERED) == (
        "open",
        ["no hold was looked for; run this with --private DIR, or ask the records officer"],
    )
    assert step("holds", REGISTERED, asked=True) == (
        "done",
        ["no hold reaches the site on 2024-06-01; ask again on the day of the deletion"],
    )


def test_the_newest_capture_since_the_direction_is_offered_with_what_it_lacks() -> None:
    directed = [*REGISTERED, DIRECTED]
    ask = "ask the platform for a complete export now, it may take days; then `records ingest`, and record it"
    assert step("final-capture", directed) == ("open", [ask])
    before = CAPTURE | {"exported_at": "2024-04-30T06:00:00Z"}
    assert step("final-capture", directed, others=with_captures(a=before)) == ("open", [ask])
    same_day = CAPTURE | {"exported_at": "2024-05-01T06:00:00Z", "lacks": ["poll results"]}
    assert step("final-capture", directed, others=with_captures(a=before, b=same_day)) == (
        "open",
        [
            "the newest capture is 'b', made on 2024-05-01",
            "it lacks 'poll results': capture that in another way, or accept it by name",
        ],
    )
    three = with_captures(c=CAPTURE, b=same_day, a=same_day)
    assert step("final-capture", directed, others=three)[1] == ["the newest capture is 'c', made on 2024-05-02"]


def test_a_final_capture_is_done_where_nothing_is_wrong_with_it_and_says_how_each_lack_was_met() -> None:
    directed = [*REGISTERED, DIRECTED]
    lacking = CAPTURE | {"lacks": ["poll results", "replies by others"]}
    others = with_captures(_2024_05_02_0000000a=lacking, b=CAPTURE)
    met = {"filled_lacks": [{"lack": "poll results", "capture": "b"}], "accepted_lacks": ["replies by others"]}
    assert step("final-capture", [*directed, COPIED | met], others=others, problems=()) == (
        "done",
        ["Ana, 2024-05-03", "'poll results' is in 'b'", "'replies by others' was accepted by ana"],
    )
    state, lines = step("final-capture", [*directed, COPIED], others=WHOLE)
    assert (state, lines) == (
        "open",
        ["capture '2024-05-02-0000000a' was not verified; run this where the store is, or name it with --store"],
    )
    earlier = with_captures(_2024_05_02_0000000a=CAPTURE | {"exported_at": "2024-04-30T06:00:00Z"})
    assert step("final-capture", [*directed, COPIED], others=earlier, problems=())[0] == "open"
    assert step("final-capture", [COPIED], others=earlier, problems=())[0] == "done"


def authority(*sites: str, **fields: Any) -> dict[str, Any]:
    approved = {"status": "approved", "on": "2023-06-01", "by": "State", "number": "A-1", "until_on": "2025-06-01"}
    return {"kind": "ongoing", "series": "local#a", "sites": list(sites), "status": [approved]} | fields


def test_an_ongoing_authority_that_is_in_force_ends_with_its_site() -> None:
    directed = [*REGISTERED, DIRECTED]
    two = {"authorizations": {"two": authority("parks-x", "parks-y"), "one": authority("parks-x", series="local#b")}}
    ends = "ends for this site with its decommissioning: do not renew it, tell the State's system"
    assert step("ongoing-authority", directed, others=two) == ("open", [f"one, two {ends}"])
    none = ("done", ["none is in force for this site"])
    lapsed = [{"status": "approved", "on": "2023-06-01", "by": "State", "number": "A-1", "until_on": "2024-05-31"}]
    for other in (
        authority("parks-y"),
        authority("parks-x", kind="one-off"),
        authority("parks-x", status=lapsed),
    ):
        assert step("ongoing-authority", directed, others={"authorizations": {"a": other}}) == none


def test_what_became_of_the_contents_is_said_and_counsel_is_told_where_a_hold_reaches_them() -> None:
    so_far = [*REGISTERED, DIRECTED, COPIED]
    kept = [*so_far, BLOCKED_OFF | {"contents": "kept-under-hold"}]
    deleted = [*so_far, BLOCKED_OFF]
    tell = "hold flooding, audit reaches the site: tell counsel at once what was deleted"
    assert step("deactivation", deleted) == ("done", ["Ana, 2024-05-04", "contents: deleted"])
    assert step("deactivation", deleted, others=HELD)[1] == ["Ana, 2024-05-04", "contents: deleted", tell]
    assert step("deactivation", kept, others=HELD)[1] == ["Ana, 2024-05-04", "contents: kept-under-hold"]
    assert step("deactivation", so_far, others=WHOLE, problems=())[1] == [
        "block all further access, then delete the contents or flag them for deletion"
    ]
    assert step("deactivation", so_far, others=WHOLE | HELD, problems=())[1] == [
        "block all further access; a hold reaches the site, so contents are kept-under-hold"
    ]
    assert step("notice", [*so_far, TOLD]) == ("done", ["Ana, 2024-05-03"])


def test_every_designation_and_every_access_has_to_end() -> None:
    facts = [*REGISTERED, DIRECTED, COPIED, BLOCKED_OFF]
    access = {"access": [{"person": "ana", "ended_on": "2024-05-04"}, {"person": "ben"}]}
    designations = {"designations": {"parks-x": {"designations": [{"person": "ana"}, {"person": "b", "removed": {}}]}}}
    assert step("access", facts, site=access, others=designations) == (
        "open",
        [
            "registry/designations/parks-x.yml: removed, for ana",
            "registry/sites/parks-x.yml: ended_on, for the access of ben",
        ],
    )
    assert step("access", facts) == ("done", ["no designation and no access is left"])


def test_the_credentials_go_to_whom_the_fact_says() -> None:
    facts = [*REGISTERED, DIRECTED, COPIED, BLOCKED_OFF]
    assert step("credentials-handed-over", [*facts, HANDED]) == ("done", ["Ana, 2024-05-05", "to cto-cio"])
    assert step("credentials-handed-over", facts) == (
        "open",
        ["hand over the final list of log-in credentials; the register has the fact and the channel only"],
    )


def test_the_handle_stays_in_the_register_and_its_last_day_is_added_where_it_is_given_up() -> None:
    facts = [*REGISTERED, DIRECTED, COPIED, BLOCKED_OFF, HANDED]
    parked = "parked is safest: a handle that is given up can be taken by a stranger"
    add = "where it is given up, add its last day in registry/sites/parks-x.yml: to_on, under handles"
    now, was = {"handle": "Trails"}, {"handle": "Paths", "to_on": "2022-01-01"}
    kept = "the handle 'Trails' stays in the register for ever"
    assert step("decommissioning", facts) == ("open", ["no handle was ever recorded", parked])
    assert step("decommissioning", facts, site={"handles": [was, now]})[1] == [kept, parked, add]
    assert step("decommissioning", facts, site={"handles": [was]})[1] == [kept.replace("Trails", "Paths"), parked]
    assert step("decommissioning", [*facts, CLOSED]) == ("done", ["Ben, 2024-05-06", "the handle is parked"])


def schedule(*rules: Any) -> dict[str, Any]:
    series = [{"number": str(place)} | ({"rule": rule} if rule else {}) for place, rule in enumerate(rules)]
    return {"schedules": {"local": {"versions": [{"series": series}]}}}


EVENT = {"trigger": "event", "event": "site-decommissioned"}


def test_series_that_wait_for_the_closing_ask_for_its_event() -> None:
    other = {"trigger": "event", "event": "superseded"}
    waiting = schedule({"earlier_of": [other, EVENT]}, other, None, EVENT, {"later_of": [EVENT, other]})
    facts = [*REGISTERED, CLOSED]
    asks = (
        "local#0, local#3, local#4 waits for it: write schedules/events/parks-x-closed.yml with the event "
        "site-decommissioned, the day, covers.sites [parks-x], and recorded"
    )
    assert "event" not in states(facts, others=schedule(other, None))
    assert step("event", REGISTERED, others=waiting) == ("blocked", ["waits for decommissioning"])
    assert step("event", facts, others=waiting) == ("open", [asks])
    strange = {
        "a": {"event": "superseded", "covers": {"sites": ["parks-x"]}},
        "b": {"event": "site-decommissioned", "covers": {"sites": ["parks-y"]}},
        "c": {"event": "site-decommissioned", "covers": {}},
    }
    assert step("event", facts, others=waiting | {"events": strange}) == ("open", [asks])
    closed = strange | {"d": {"event": "site-decommissioned", "covers": {"sites": ["parks-x"]}}}
    assert step("event", facts, others=waiting | {"events": closed}) == ("done", ["registry/events/d.yml"])


def test_the_handle_is_looked_at_on_its_day() -> None:
    facts = [*REGISTERED, DIRECTED, CLOSED]
    assert step("recheck", facts, "2024-05-31") == ("done", ["next on 2024-06-01"])
    assert step("recheck", facts) == (
        "open",
        ["it was to be looked at on 2024-06-01: record what was found and the next day"],
    )
    assert step("recheck", [*REGISTERED, DIRECTED]) == ("blocked", ["waits for decommissioning"])
