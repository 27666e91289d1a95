"""The words of a closing's messages and of its checklist, each rule from values alone."""

from __future__ import annotations

from typing import Any

from records_portal.closing.decommissioning import Closing, ClosingStep, closing_steps
from records_portal.closing.messages import Message, message_of, site_named
from records_portal.closing.report import command_of, render_report, report_mapping
from tests.test_closing_rules import DIRECTED, HELD, REGISTERED, closing_of, held_by, record

HANDLE = {"handles": [{"handle": "Trails"}]}
AT = {"url": "https://x.com/Trails"}


def message(name: str, closing: Closing | None = None) -> Message:
    found = message_of(closing or closing_of(REGISTERED), ClosingStep(name, "open", ()))
    assert found
    return found


def test_a_site_is_named_with_what_is_known_of_its_handle_and_address() -> None:
    assert site_named(closing_of(REGISTERED)) == "Parks on X"
    assert site_named(closing_of(REGISTERED, site=HANDLE)) == "Parks on X (handle Trails)"
    assert site_named(closing_of(REGISTERED, site=AT)) == "Parks on X (https://x.com/Trails)"
    both = site_named(closing_of(REGISTERED, site=HANDLE | AT))
    assert both == "Parks on X (handle Trails, https://x.com/Trails)"


def test_each_message_goes_to_these_with_this_subject_and_this_beginning() -> None:
    found = {}
    for name in ("direction", "holds", "final-capture", "ongoing-authority", "notice", "deactivation"):
        each = message(name)
        found[name] = (each.to, each.subject, each.text.split(".")[0])
    for name in ("credentials-handed-over", "decommissioning"):
        each = message(name)
        found[name] = (each.to, each.subject, each.text.split(".")[0])
    ben, team = "Ben (cto cio)", "web content team"
    assert found == {
        "direction": (
            (ben,),
            "Please deactivate a social media site: Parks on X",
            "I have confirmed that this site is no longer needed: Parks on X",
        ),
        "holds": (
            ("records officer", "counsel"),
            "Is a site that is to be closed under hold: Parks on X",
            "This site is to be closed: Parks on X",
        ),
        "final-capture": (
            (team,),
            "Final copy of a social media site: Parks on X",
            "This site is to be closed: Parks on X",
        ),
        "ongoing-authority": (
            ("records management unit",),
            "Ongoing disposition authority ends with its site: Parks on X",
            "This site is being decommissioned: Parks on X",
        ),
        "notice": (
            (team,),
            "Links to a social media site that closes: Parks on X",
            "This site closes: Parks on X",
        ),
        "deactivation": (
            (ben,),
            "A social media site is deactivated: Parks on X",
            "This site is deactivated: Parks on X",
        ),
        "credentials-handed-over": (
            (ben,),
            "Log-in credentials of a closed social media site: Parks on X",
            "I have handed over the final list of log-in credentials of this site: Parks on X",
        ),
        "decommissioning": (
            (ben, team),
            "Please document a decommissioning in the register: Parks on X",
            "This site is closed: Parks on X",
        ),
    }
    assert message_of(closing_of(REGISTERED), ClosingStep("access", "open", ())) is None


def test_who_gets_the_message_gets_no_copy_of_it() -> None:
    assert message("direction").copies == ("site administrator", "web content team")
    assert message("deactivation").copies == ("web content team", "Ana (agency head)")
    assert message("notice").as_mapping() == {
        "to": ["web content team"],
        "copies_to": [],
        "subject": "Links to a social media site that closes: Parks on X",
        "text": "This site closes: Parks on X.\n"
        "These pages link to it and have to be changed:\n  https://parks.example/\n"
        "Words for the site itself:\n  This official account is being closed. Follow the agency's other accounts.",
    }


def test_the_text_says_what_the_register_knows() -> None:
    portal: dict[str, Any] = {"portal": {"portal": {"url": "https://list.example/"}}}
    official = "The agency's official accounts are listed at https://list.example/"
    assert message("notice", closing_of(REGISTERED, others=portal)).text.endswith(official)
    no_page = message("notice", closing_of(REGISTERED[:1])).text
    assert "\nNo page that links to it is in the register.\n" in no_page
    assert "Its contents were deleted or flagged for deletion." in message("deactivation").text
    kept = message("deactivation", closing_of(REGISTERED, others=HELD)).text
    assert "Its contents were kept, because they may not be deleted now." in kept


def officers(private_site: bool = False, **people: Any) -> tuple[str, ...]:
    facts = {"agency": "parks", "platform": "x", "facts": REGISTERED}
    roles = {"portal": {"portal": {"roles": [{"role": "cto-cio", "title": "CTO"}]}}}
    sites = {"sites": {"parks-x": record("sites", "parks-x", facts, private=private_site)}}
    return message("deactivation", closing_of(REGISTERED, others=roles | sites | {"people": people})).to


def test_a_role_is_whoever_holds_it_on_the_day_in_the_agency_first() -> None:
    cto = {"agency": "parks", "roles": held_by("cto-cio")}
    other = cto | {"agency": "roads", "name": "Cleo"}
    none = cto | {"name": "Dora", "roles": held_by("agency-head")}
    ben, eve = cto | {"name": "Ben"}, cto | {"name": "Eve"}
    assert officers(a=ben, b=eve, c=other, d=none) == ("Ben (CTO), Eve (CTO)",)
    assert officers(c=other, d=none) == ("Cleo (CTO)",)
    assert officers(d=none) == ("CTO",)
    hidden = record("people", "a", ben, private=True)
    assert officers(a=hidden, c=other) == ("Cleo (CTO)",)
    assert officers(private_site=True, a=hidden) == ("Ben (CTO)",)
    designated = {"designations": {"parks-x": {"designations": [{"person": "ana"}]}}}
    copies = message("direction", closing_of(REGISTERED, others=designated)).copies
    assert copies == ("Ana", "web content team")


DONE = ClosingStep("direction", "done", ("Ana, 2024-05-01",))
NOTICE = ClosingStep("notice", "open", ("say it",))
ACCESS = ClosingStep("access", "open", ("end it",))
RECHECK = ClosingStep("recheck", "open", ("look",))
CAPTURE = ClosingStep("direction", "open", ("ask",))
HOLDS = ClosingStep("holds", "done", ("none",))


def test_an_open_step_is_told_with_its_message_and_its_fact_under_the_names_of_machines() -> None:
    closing = closing_of([*REGISTERED, DIRECTED], asked=True)
    told: Any = report_mapping(closing, [DONE, NOTICE, ACCESS, RECHECK, HOLDS])
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
    assert steps[1]["command"] == command_of(closing, "notice")
    assert command_of(closing, "notice") == (
        "records decommission parks-x --record notice --by PERSON --on DATE --audience AUDIENCE --text TEXT"
    )


def test_the_checklist_as_text() -> None:
    text = render_report(closing_of(REGISTERED), [DONE, CAPTURE, ACCESS]).splitlines()
    assert text[:6] == [
        "parks-x: Parks on X",
        "registered, as of 2024-06-01",
        "",
        " 1. [done] direction: The head of the agency directs that the site be closed",
        "      Ana, 2024-05-01",
        " 2. [open] direction: The head of the agency directs that the site be closed",
    ]
    assert text[6:12] == [
        "      ask",
        "      Message, ready to send:",
        "        To: Ben (cto cio)",
        "        Copies: site administrator; web content team",
        "        Subject: Please deactivate a social media site: Parks on X",
        "        I have confirmed that this site is no longer needed: Parks on X.",
    ]
    assert text[14:17] == [
        "      Then record it: records decommission parks-x --record direction --by PERSON --on DATE --reason REASON",
        "      which adds to registry/sites/parks-x.yml, under facts:",
        "        - kind: direction",
    ]
    assert text[-3].startswith("          reason:   # ")
    assert text[-2:] == [" 3. [open] access: Every designation is removed and every access has ended", "      end it"]
    notice = render_report(closing_of(REGISTERED), [NOTICE])
    assert "To: web content team" in notice
    assert "Copies:" not in notice
    assert render_report(closing_of([]), []).splitlines()[1] == "no facts, as of 2024-06-01"
    assert closing_steps(closing_of([]))[0].state == "blocked"
