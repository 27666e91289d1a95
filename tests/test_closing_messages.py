"""The words of a closing's messages and of its checklist, each rule from values alone."""

from __future__ import annotations

from typing import Any

from records_portal.closing.decommissioning import ClosingStep, closing_steps
from records_portal.closing.report import (
    StepMessage,
    command_of,
    message_name,
    render_report,
    report_mapping,
    site_named,
)
from tests.test_closing_rules import DIRECTED, REGISTERED, closing_of

HANDLE = {"handles": [{"handle": "Trails"}]}
AT = {"url": "https://x.com/Trails"}


def test_a_site_is_named_with_what_is_known_of_its_handle_and_address() -> None:
    assert site_named(closing_of(REGISTERED)) == "Parks on X"
    assert site_named(closing_of(REGISTERED, site=HANDLE)) == "Parks on X (handle Trails)"
    assert site_named(closing_of(REGISTERED, site=AT)) == "Parks on X (https://x.com/Trails)"
    both = site_named(closing_of(REGISTERED, site=HANDLE | AT))
    assert both == "Parks on X (handle Trails, https://x.com/Trails)"


def test_an_open_step_has_the_message_of_its_fact_or_of_its_question_and_no_other_has_one() -> None:
    names = {step.name: message_name(ClosingStep(step.name, "open", ())) for step in closing_steps(closing_of([]))}
    assert {step: name for step, name in names.items() if name} == {
        "direction": "direction",
        "holds": "hold-question",
        "final-capture": "final-copy",
        "ongoing-authority": "ongoing-authority-end",
        "notice": "closing-notice",
        "deactivation": "final-notice",
        "credentials-handed-over": "credentials",
        "decommissioning": "documentation",
    }
    assert names.keys() > {"access", "recheck"}
    assert {message_name(ClosingStep(name, "done", ())) for name in names} == {""}


TOLD = {
    "direction": StepMessage("direction", ("Ben (cto cio)",), ("Ana", "web content team"), "Please", "One.\nTwo."),
    "notice": StepMessage("closing-notice", ("web content team",), (), "Links", "These."),
}
DONE = ClosingStep("direction", "done", ("Ana, 2024-05-01",))
NOTICE = ClosingStep("notice", "open", ("say it",))
ACCESS = ClosingStep("access", "open", ("end it",))
RECHECK = ClosingStep("recheck", "open", ("look",))
CAPTURE = ClosingStep("direction", "open", ("ask",))
HOLDS = ClosingStep("holds", "done", ("none",))


def test_an_open_step_is_told_with_its_message_and_its_fact_under_the_names_of_machines() -> None:
    closing = closing_of([*REGISTERED, DIRECTED], asked=True)
    told: Any = report_mapping(closing, [DONE, NOTICE, ACCESS, RECHECK, HOLDS], {"notice": TOLD["notice"]})
    steps = told.pop("steps")
    assert told == {"site": "parks-x", "as_of": "2024-06-01", "status": "decommissioning", "holds_asked": True}
    assert steps[0] == {
        "step": "direction",
        "title": "The head of the agency directs that the site be closed",
        "state": "done",
        "roles": ["agency-head"],
        "lines": ["Ana, 2024-05-01"],
    }
    kept = ["step", "title", "state", "roles", "lines"]
    fact = ["command", "fact", "needed"]
    assert [list(each) for each in steps[1:]] == [[*kept, "message", *fact], kept, [*kept, *fact], kept]
    assert steps[1]["message"] == {
        "name": "closing-notice",
        "to": ["web content team"],
        "copies_to": [],
        "subject": "Links",
        "text": "These.",
    }
    assert steps[1]["command"] == command_of(closing, "notice")
    assert command_of(closing, "notice") == (
        "records decommission parks-x --record notice --by PERSON --on DATE --audience AUDIENCE --text TEXT"
    )


def test_the_checklist_as_text() -> None:
    text = render_report(closing_of(REGISTERED), [CAPTURE, ACCESS], TOLD).splitlines()
    assert text[:12] == [
        "parks-x: Parks on X",
        "registered, as of 2024-06-01",
        "",
        " 1. [open] direction: The head of the agency directs that the site be closed",
        "      ask",
        "      Message, ready to send: records message direction --site parks-x",
        "        To: Ben (cto cio)",
        "        Copies: Ana; web content team",
        "        Subject: Please",
        "        One.",
        "        Two.",
        "      Then record it: records decommission parks-x --record direction --by PERSON --on DATE --reason REASON",
    ]
    assert text[12:14] == [
        "      which adds to registry/sites/parks-x.yml, under facts:",
        "        - kind: direction",
    ]
    done = render_report(closing_of(REGISTERED), [DONE], {}).splitlines()
    assert done[3:] == [
        " 1. [done] direction: The head of the agency directs that the site be closed",
        "      Ana, 2024-05-01",
    ]
    assert text[-3].startswith("          reason:   # ")
    assert text[-2:] == [" 2. [open] access: Every designation is removed and every access has ended", "      end it"]
    notice = render_report(closing_of(REGISTERED), [NOTICE], TOLD)
    assert "To: web content team" in notice
    assert "Copies:" not in notice
    assert render_report(closing_of([]), [], {}).splitlines()[1] == "no facts, as of 2024-06-01"
    assert closing_steps(closing_of([]))[0].state == "blocked"
