"""What had two places is brought to one: the migrations' texts, what they ask, and that older records read the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.record import Record
from records_portal.register.site_log import credentials_changed, linking_pages, moderation_statement
from tests.roots import root_files
from tests.test_migrations import ANSWERS, made, roots

SITE = "registry/sites/parks-x.yml"
LOG = "registry/operations/parks-x/2026.yml"
ACCESS = "registry/access/parks-x.yml"
STATEMENT = "https://parks.example/comments"
COMMENTS = {"mode": "on", "rationale": "Visitors ask here.", "statement_url": STATEMENT}
SAID = replace(ANSWERS, said_by="june")
PAGE = {"url": "https://parks.example/", "seen_on": "2020-03-02"}
LATER = {"url": "https://parks.example/", "seen_on": "2024-03-04"}
REGISTRATION = {"kind": "registration", "on": "2020-03-02", "by": "ana", "role": "web-content-team", "pages": [PAGE]}


def site(**changes: Any) -> dict[str, Any]:
    return {**root_files()["registry/sites/parks-x.yml"], **changes}


def text(value: Any) -> bytes:
    return dump_yaml(value).encode()


def log_of(year: str, **lists: Any) -> Record[Any]:
    return Record("operations", f"parks-x/{year}", "", lists)


def test_a_statement_goes_to_the_log_of_the_year_as_somebody_says_it_stands_there() -> None:
    edits, questions = made("moderation-statements", roots({SITE: text(site(comments=COMMENTS))}), SAID)
    assert questions == []
    assert edits[LOG] == f"moderation_statements:\n- 'on': 2026-02-03\n  by: june\n  url: {STATEMENT}\n"
    assert read_yaml(edits[SITE].encode())[0] == site(comments={"mode": "on", "rationale": "Visitors ask here."})


def test_a_statement_that_the_log_has_is_only_taken_out_of_the_site() -> None:
    posted = text({"moderation_statements": [{"on": "2025-01-05", "by": "gus", "url": STATEMENT}]})
    given = roots({SITE: text(site(comments=COMMENTS)), "registry/operations/parks-x/2025.yml": posted})
    edits, questions = made("moderation-statements", given)
    assert (list(edits), questions) == ([SITE], [])


def test_nobody_is_made_to_have_said_that_a_statement_stands_there() -> None:
    edits, questions = made("moderation-statements", roots({SITE: text(site(comments=COMMENTS))}))
    assert edits == {}
    assert questions == [f"the statement {STATEMENT} stands there today: who says so: --said-by PERSON"]


def access(**changes: Any) -> bytes:
    ended = {"person": "gus", "how": "shared-login", "from_on": "2020-01-01", "ended_on": "2024-08-29"}
    return text({"access": [ended | {"credentials_changed_on": "2024-08-29"} | changes]})


def test_a_change_of_credentials_goes_to_the_private_part_of_the_log_once() -> None:
    edits, questions = made("credential-changes", roots({}, private={ACCESS: access(ended_by="fern")}))
    assert questions == []
    assert read_yaml(edits["registry/operations/parks-x/2024.yml"].encode())[0] == {
        "credential_changes": [
            {"on": "2024-08-29", "by": "fern", "reason": "access-no-longer-needed", "concerns": "gus"}
        ]
    }
    assert "credentials_changed_on" not in edits[ACCESS]


def test_a_change_that_the_public_log_has_is_not_said_twice() -> None:
    logged = text({"credential_changes": [{"on": "2024-08-29", "by": "fern", "reason": "regular"}]})
    given = roots({"registry/operations/parks-x/2024.yml": logged}, private={ACCESS: access()})
    edits, questions = made("credential-changes", given)
    assert (list(edits), questions) == ([ACCESS], [])


def test_who_reported_a_change_of_credentials_is_asked_for() -> None:
    edits, questions = made("credential-changes", roots({}, private={ACCESS: access()}))
    assert (edits, questions) == ({}, ["the credentials were changed on 2024-08-29: who says so: --said-by PERSON"])


def test_a_page_that_was_seen_for_the_registration_stands_there_alone() -> None:
    facts = [*site()["facts"], REGISTRATION]
    only = text(site(facts=facts, linked_from=[PAGE]))
    edits, _ = made("linked-pages", roots({SITE: only}))
    assert read_yaml(edits[SITE].encode())[0] == site(facts=facts)
    both = text(site(facts=facts, linked_from=[PAGE, LATER])) + b"# kept\n"
    edits, _ = made("linked-pages", roots({SITE: both}))
    assert read_yaml(edits[SITE].encode())[0] == site(facts=facts, linked_from=[LATER])
    assert edits[SITE].endswith("# kept\n")
    assert made("linked-pages", roots({SITE: text(site(facts=facts, linked_from=[LATER]))})) == ({}, [])


def test_a_link_is_known_wherever_it_was_written_and_once() -> None:
    one: Record[Any] = Record("sites", "parks-x", "", site(facts=[REGISTRATION], linked_from=[PAGE, LATER]))
    assert linking_pages(one) == [(LATER["url"], LATER["seen_on"]), (PAGE["url"], PAGE["seen_on"])]


def test_the_last_statement_that_still_stands_is_the_one() -> None:
    posted = [
        {"on": "2025-01-05", "by": "gus", "url": "https://parks.example/old"},
        {"on": "2026-01-05", "by": "gus", "url": "https://parks.example/gone", "removed_on": "2026-02-01"},
    ]
    older: Any = site(comments=COMMENTS)
    assert moderation_statement(older, [log_of("2026", moderation_statements=posted)]) == (
        "https://parks.example/old",
        "2025-01-05",
    )
    assert moderation_statement(older, []) == (STATEMENT, "")
    assert moderation_statement(site(), []) == ("", "")  # type: ignore[arg-type]


def test_a_change_counts_that_concerns_the_person_or_came_after_the_access() -> None:
    entries = [
        {"on": "2024-01-01", "by": "fern", "reason": "regular"},
        {"on": "2024-08-01", "by": "fern", "reason": "leaving", "concerns": "gus"},
        {"on": "2024-09-01", "by": "fern", "reason": "regular"},
        {"on": "2024-07-01", "by": "fern", "reason": "leaving", "concerns": "ana"},
    ]
    held: Any = {"person": "gus", "how": "shared-login", "from_on": "2020-01-01", "ended_on": "2024-08-29"}
    logs = [log_of("2024", credential_changes=entries)]
    assert list(credentials_changed(held, logs)) == ["2024-08-01", "2024-09-01"]
    assert list(credentials_changed(held | {"credentials_changed_on": "2024-08-29"}, [])) == ["2024-08-29"]
