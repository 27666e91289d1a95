"""What the fact of a step has to say, when it is refused, and what is known of it before, from values alone."""

from __future__ import annotations

from typing import Any

import pytest

from records_portal.closing.facts import (
    ALSO,
    NEEDED,
    SEVERAL,
    StepTaken,
    begun_fact,
    closing_fact,
    copies_of,
    option_of,
    with_fact,
)
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from tests.roots import root_files
from tests.test_closing_rules import (
    ALL,
    BLOCKED_OFF,
    CAPTURE,
    COPIED,
    DIRECTED,
    HANDED,
    HELD,
    REGISTERED,
    WHOLE,
    closing_of,
    held_by,
    record,
    with_captures,
)

SO_FAR = [*REGISTERED, DIRECTED, COPIED]
REASON = {"reason": "It ended"}
WRITTEN = {"audience": "Followers", "text": "It closes."}
AGAIN = {"handle_fate": "parked", "recheck_on": "2025-01-01"}


def said(step: str, on: str, values: dict[str, Any], by: str = "ana", **more: str) -> StepTaken:
    return StepTaken(step, by, on, values, **more)


def fact(facts: list[Any], taken: StepTaken, **more: Any) -> dict[str, Any]:
    return dict(closing_fact(closing_of(facts, "2030-01-01", **more), taken))


def refusal(facts: list[Any], taken: StepTaken, **more: Any) -> str:
    with pytest.raises(Refusal) as caught:
        fact(facts, taken, **more)
    return str(caught.value)


def test_the_values_of_a_fact_are_these() -> None:
    assert NEEDED == {
        "direction": ("reason",),
        "final-capture": ("capture",),
        "notice": ("audience", "text"),
        "deactivation": ("contents",),
        "credentials-handed-over": ("channel",),
        "decommissioning": ("handle_fate", "recheck_on"),
        "recheck": ("handle_fate", "recheck_on"),
    }
    assert ALSO == {
        "final-capture": ("accepted_lacks", "filled_lacks"),
        "deactivation": ("access_blocked_on",),
        "credentials-handed-over": ("to",),
        "decommissioning": ("successor",),
        "recheck": ("successor",),
    }
    assert {"notice", "recheck", "final-capture"} == SEVERAL
    names = ("accepted_lacks", "filled_lacks", "access_blocked_on", "handle_fate")
    assert [option_of(name) for name in names] == ["--accept", "--filled", "--blocked-on", "--handle-fate"]


def test_a_fact_says_who_when_and_what_was_given() -> None:
    direction = said("direction", "2024-05-01", REASON, evidence="File 7", note="By mail")
    assert fact(REGISTERED, direction) == {
        "kind": "direction",
        "on": "2024-05-01",
        "by": "ana",
        "role": "agency-head",
        "copies_to": ["site-administrator", "web-content-team", "cto-cio"],
        "evidence": {"form": "e-mail", "reference": "File 7", "dated_on": "2024-05-01"},
        "note": "By mail",
        "reason": "It ended",
    }
    blocked = said("deactivation", "2024-05-04", {"contents": "deleted", "access_blocked_on": ""})
    assert fact(SO_FAR, blocked, others=WHOLE, problems=()) == {
        "kind": "deactivation",
        "on": "2024-05-04",
        "by": "ana",
        "role": "it-web-liaison",
        "copies_to": ["cto-cio", "web-content-team", "agency-head"],
        "contents": "deleted",
        "access_blocked_on": "2024-05-04",
    }
    handed = said("credentials-handed-over", "2024-05-05", {"channel": "In person"})
    found = fact([*SO_FAR, BLOCKED_OFF], handed)
    assert (found["to"], found["copies_to"]) == ("cto-cio", ["web-content-team", "agency-head"])
    told = fact(SO_FAR, said("notice", "2024-05-04", WRITTEN), problems=())
    assert told == {"kind": "notice", "on": "2024-05-04", "by": "ana", "role": "it-web-liaison"} | WRITTEN


def test_a_final_capture_was_verified_where_there_is_a_store() -> None:
    taken = said("final-capture", "2024-05-03", {"capture": "2024-05-02-0000000a"})
    assert fact([*REGISTERED, DIRECTED], taken, others=WHOLE, problems=())["verified_on"] == "2024-05-03"
    unverified = "capture '2024-05-02-0000000a' was not verified; run this where the store is, or name it with --store"
    assert refusal([*REGISTERED, DIRECTED], taken, others=WHOLE) == unverified
    same_day = said("final-capture", "2024-05-02", {"capture": "2024-05-02-0000000a"})
    assert fact([*REGISTERED, DIRECTED], same_day, others=WHOLE, problems=())["on"] == "2024-05-02"
    early = said("final-capture", "2024-05-01", {"capture": "2024-05-02-0000000a"})
    assert refusal([*REGISTERED, DIRECTED], early, others=WHOLE, problems=()) == (
        "capture '2024-05-02-0000000a' was taken in on 2024-05-02, after 2024-05-01; name the day of the copy"
    )
    strange = said("final-capture", "2024-05-03", {"capture": "z"})
    assert "is no capture of the whole site" in refusal([*REGISTERED, DIRECTED], strange, others=WHOLE, problems=())
    old = with_captures(a=CAPTURE | {"exported_at": "2024-04-30T06:00:00Z"})
    taken = said("final-capture", "2024-05-03", {"capture": "a"})
    assert "made before the direction on 2024-05-01" in refusal([*REGISTERED, DIRECTED], taken, others=old, problems=())
    closed = [*REGISTERED, {"kind": "listing", "on": "2024-05-01", "entry": "closed"}]
    assert "the site is closed" in refusal(closed, taken, others=old, problems=())


def test_what_does_not_belong_to_a_step_or_is_missing_is_refused() -> None:
    strange = said("direction", "2024-05-01", REASON | {"to": "x"})
    assert refusal(REGISTERED, strange) == "--to does not belong to direction; it takes --reason"
    assert refusal(REGISTERED, said("direction", "2024-05-01", {})) == "direction needs --reason; add what was decided"
    nothing = said("notice", "2024-05-04", {"text": ""})
    assert refusal(SO_FAR, nothing) == "notice needs --audience and --text; add what was decided"


def test_whoever_takes_a_step_is_registered_and_may_take_it() -> None:
    taken = said("direction", "2024-05-01", REASON, "dora")
    stranger = "--by 'dora' is not in registry/people/; name a registered person"
    assert refusal(REGISTERED, taken) == stranger
    dora = {"name": "Dora", "agency": "parks", "roles": held_by("agency-head")}
    hidden = {"people": {"dora": record("people", "dora", dora, private=True)}}
    assert refusal(REGISTERED, taken, others=hidden) == stranger
    site = {"agency": "parks", "platform": "x", "facts": REGISTERED}
    both = hidden | {"sites": {"parks-x": record("sites", "parks-x", site, private=True)}}
    assert fact(REGISTERED, taken, others=both)["by"] == "dora"
    none = said("direction", "2024-05-01", REASON, "ben")
    assert refusal(REGISTERED, none) == "'ben' was none of agency-head on 2024-05-01; name whoever took the step"
    several = {"people": {"ana": dora | {"roles": held_by("it-web-liaison", "web-content-team", "site-administrator")}}}
    told = said("notice", "2024-05-04", WRITTEN)
    assert fact(SO_FAR, told, others=several)["role"] == "site-administrator"


def test_a_fact_comes_after_those_before_it_and_once() -> None:
    late = said("direction", "2020-01-04", REASON)
    assert refusal(REGISTERED, late) == (
        "the last fact is of 2020-01-05, after 2020-01-04; facts stand in the order of their dates"
    )
    assert fact(REGISTERED, said("direction", "2020-01-05", REASON))["on"] == "2020-01-05"
    again = said("direction", "2024-05-03", REASON)
    assert refusal(SO_FAR, again) == "direction is recorded already; a wrong fact is followed by a correction"
    recorded = fact(REGISTERED, said("direction", "2024-05-01", REASON))
    repeated = [*REGISTERED, recorded, COPIED]
    assert fact(repeated, said("direction", "2024-05-01", REASON)) == recorded
    assert refusal(REGISTERED, said("notice", "2024-05-04", WRITTEN)) == (
        "notice comes after direction, which is not done: "
        "the head of the agency confirms that the site is no longer needed, and says so to the CTO/CIO"
    )
    asked_for = [{"kind": "request", "on": "2020-01-02"}]
    assert refusal(asked_for, said("direction", "2024-05-01", REASON)) == (
        "only a site that was activated can be closed; this one is requested"
    )
    twice = fact([*SO_FAR, fact(SO_FAR, said("notice", "2024-05-04", WRITTEN))], said("notice", "2024-05-05", WRITTEN))
    assert twice["on"] == "2024-05-05"


def test_after_the_closing_there_are_notices_and_a_look_at_the_handle() -> None:
    closed = "the site is closed; what is found out later is recorded with --record recheck"
    assert refusal(ALL, said("credentials-handed-over", "2024-05-07", {"channel": "In person"})) == closed
    assert fact(ALL, said("notice", "2024-05-07", WRITTEN))["kind"] == "notice"
    assert fact(ALL, said("recheck", "2024-05-07", AGAIN, "ben"))["kind"] == "decommissioning"
    facts = [*SO_FAR, BLOCKED_OFF, HANDED]
    same = said("decommissioning", "2024-05-06", AGAIN | {"recheck_on": "2024-05-06"}, "ben")
    assert refusal(facts, same) == (
        "--recheck-on 2024-05-06 is not after 2024-05-06; name a day on which somebody looks again"
    )
    assert fact(facts, said("decommissioning", "2024-05-06", AGAIN, "ben"))["recheck_on"] == "2025-01-01"


def contents(what: str, blocked_on: str = "", **more: Any) -> str:
    taken = said("deactivation", "2024-05-04", {"contents": what, "access_blocked_on": blocked_on})
    others = WHOLE | more.pop("others", {})
    try:
        fact(SO_FAR, taken, others=others, problems=(), **more)
    except Refusal as refused:
        return str(refused)
    return ""


def test_nothing_is_deleted_under_a_hold_nor_kept_without_one() -> None:
    reaches = "hold 'flooding', 'audit' reaches it: nothing there may be deleted; "
    reaches += "block access and say --contents kept-under-hold"
    required = {"portal": {"portal": {"private_root": "required"}}}
    where = "registry/portal.yml requires the private root, where holds are: add --private DIR"
    for what in ("deleted", "flagged-for-deletion"):
        assert contents(what) == ""
        assert contents(what, asked=True) == ""
        assert contents(what, others=HELD) == reaches
        assert contents(what, unasked="Ask there") == "Ask there"
        assert contents(what, others=required) == where
        assert contents(what, others=required, asked=True) == ""
    kept = "kept-under-hold"
    assert contents(kept) == contents(kept, others=required) == contents(kept, unasked="Ask there") == ""
    assert contents(kept, others=HELD, asked=True) == ""
    assert contents(kept, asked=True) == "no hold reaches the site: contents are deleted or flagged-for-deletion"
    assert contents("deleted", "2024-05-05") == "--blocked-on 2024-05-05 comes after 2024-05-04; a fact has happened"


def test_copies_go_to_whoever_is_designated() -> None:
    designated = {"designations": {"parks-x": {"designations": [{"person": "ben"}, {"person": "ben"}]}}}
    closing = closing_of(REGISTERED, others=designated)
    assert copies_of(closing, "direction") == ["ben", "web-content-team", "cto-cio"]
    assert copies_of(closing, "notice") == []


def known(step: str, **people: Any) -> dict[str, object]:
    others: dict[str, dict[str, Any]] = {"people": people} if people else {}
    return begun_fact(closing_of(REGISTERED, others=others), step)[0]


def test_what_is_known_of_a_fact_today_stands_in_it_already() -> None:
    facts, needed = begun_fact(closing_of(REGISTERED), "direction")
    assert facts == {
        "kind": "direction",
        "on": "2024-06-01",
        "by": "ana",
        "role": "agency-head",
        "copies_to": ["site-administrator", "web-content-team", "cto-cio"],
    }
    assert list(needed) == ["reason"]
    head = {"name": "A", "agency": "parks", "roles": held_by("agency-head")}
    hidden = record("people", "b", head, private=True)
    assert known("direction", a=head, b=hidden)["by"] == "a"
    assert "by" not in known("direction", a=head, b=head)
    named: dict[str, dict[str, Any]] = {"people": {"a": head, "b": head}, "agencies": {"parks": {"head": "b"}}}
    assert begun_fact(closing_of(REGISTERED, others=named), "direction")[0]["by"] == "b"
    named |= {"agencies": {"parks": {"head": "c"}}}
    assert "by" not in begun_fact(closing_of(REGISTERED, others=named), "direction")[0]
    assert begun_fact(closing_of(REGISTERED, others={"agencies": {}}), "direction")[0]["by"] == "ana"
    taking = head | {"roles": held_by("agency-head", "site-administrator")}
    both: dict[str, dict[str, Any]] = {"people": {"a": taking, "b": taking}, "agencies": {"parks": {"head": "b"}}}
    assert "by" not in begun_fact(closing_of(REGISTERED, others=both), "final-capture")[0]
    facts, needed = begun_fact(closing_of(REGISTERED), "deactivation")
    assert (facts["role"], facts["access_blocked_on"]) == ("site-administrator", "2024-06-01")
    assert list(needed) == ["by", "contents"]
    assert known("credentials-handed-over") == {
        "kind": "credentials-handed-over",
        "on": "2024-06-01",
        "role": "site-administrator",
        "copies_to": ["web-content-team", "agency-head"],
        "to": "cto-cio",
    }
    assert known("notice") == {"kind": "notice", "on": "2024-06-01", "role": "site-administrator"}


def test_a_fact_is_added_at_the_end_once_and_only_where_the_file_can_be_read_then() -> None:
    value = root_files()["registry/sites/parks-x.yml"]
    text = dump_yaml(value).encode()
    site = Record("sites", "parks-x", "registry/sites/parks-x.yml", value)
    closing = closing_of([])
    closing = type(closing)(Register({"sites": {"parks-x": site}}), site, "2024-06-01")
    assert with_fact(closing, text, value["facts"][0]) == text
    new: Any = {"kind": "direction", "on": "2024-05-01", "by": "ana", "role": "agency-head", "reason": "It ended"}
    new |= {"copies_to": ["cto-cio"]}
    assert with_fact(closing, text, new).decode().count("- kind: direction") == 1
    with pytest.raises(Refusal):
        with_fact(closing, text, {"kind": "direction"})  # type: ignore[typeddict-item]
