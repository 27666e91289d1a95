"""Each migration: what it makes of real records, that it does so once, and what it asks for where it cannot decide."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from records_portal.register.confirmation import Confirmation, confirmation_of, confirmed_digest
from records_portal.register.migrations.catalogue import MIGRATIONS, made_migrations
from records_portal.register.migrations.parts import (
    ANCHORS,
    STORE,
    UpgradeAnswers,
    UpgradedRoot,
    UpgradedRoots,
)
from tests.acting import KEYS

BASE = Path(__file__).parent / "repos/base"
KEY = KEYS["ana"].line
COMMIT = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
ANSWERS = UpgradeAnswers(on="2026-02-03", commit=COMMIT)
PORTAL = "registry/portal.yml"
SCHEDULE = "schedules/local.yml"
SETTINGS = b"""\
# The portal of the parks.
title: Parks   # for short
time_zone: UTC
fiscal_year_start: 07-01
published_branch: live  # what is shown

# Where it lies.
forge: {url: https://forge.example/parks, kind: forgejo}
private_root: required
"""


def roots(public: Mapping[str, bytes], store: bytes = b"", **private: Mapping[str, bytes]) -> UpgradedRoots:
    """The small sound root with other texts, private roots, and anchors."""
    base = {path.relative_to(BASE).as_posix(): path.read_bytes() for path in BASE.rglob("*.yml")}
    named = tuple(UpgradedRoot(name, files) for name, files in private.items())
    return UpgradedRoots(
        UpgradedRoot("public", base | dict(public)), named, UpgradedRoot(STORE, {ANCHORS: store} if store else {})
    )


def made(name: str, given: UpgradedRoots, answers: UpgradeAnswers = ANSWERS) -> tuple[dict[str, str], list[str]]:
    """The new texts and the questions of one migration; made again, it has nothing more to do."""
    edits, questions, after = {}, [], given
    for each in made_migrations(given, answers, [name]):
        edits = {edit.path: edit.text.decode() for edit in each.edits}
        questions, after = [question.line for question in each.questions], each.after
    again = [edit for each in made_migrations(after, answers, [name]) for edit in each.edits]
    assert again == []
    return edits, questions


def answers(**said: object) -> UpgradeAnswers:
    """What is said beside day and commit."""
    return UpgradeAnswers(**{"on": "2026-02-03", "commit": COMMIT, **said})  # type: ignore[arg-type]


def test_each_migration_has_a_word_and_a_rule() -> None:
    assert [each.name for each in MIGRATIONS] == [
        "acts-since",
        "anchors",
        "confirmed-digest",
        "roles",
        "private-particulars",
        "notified",
        "moderation-statements",
        "credential-changes",
        "linked-pages",
    ]
    assert all(each.rule.endswith(".") and len(each.rule) > 60 for each in MIGRATIONS)


def test_a_root_of_todays_form_is_left_as_it_is() -> None:
    assert list(made_migrations(roots({}), ANSWERS)) == []


def test_acts_begin_at_the_commit_that_is_there_as_somebody_says() -> None:
    edits, questions = made("acts-since", roots({PORTAL: SETTINGS}), answers(said_by="ada-head"))
    assert questions == []
    assert edits == {
        PORTAL: SETTINGS.decode() + f"acts_since:\n  commit: {COMMIT}\n  said_by: ada-head\n  'on': 2026-02-03\n"
    }


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({}, "who says that acts are signed from now on: --said-by PERSON"),
        ({"said_by": "mallory"}, "--said-by 'mallory' is not in registry/people/"),
        ({"said_by": "ada-head", "commit": ""}, "since which commit: the root has none yet; commit it first"),
    ],
)
def test_acts_do_not_begin_before_a_person_says_so_at_a_commit(said: dict[str, str], asked: str) -> None:
    assert made("acts-since", roots({PORTAL: SETTINGS}), answers(**said)) == ({}, [asked])


def test_a_root_that_has_keys_is_asked_nothing_of_acts() -> None:
    person = (BASE / "registry/people/ada-head.yml").read_bytes()
    keyed = {
        PORTAL: SETTINGS,
        "registry/people/ada-head.yml": person + f"keys:\n- {{key: {KEY}, from_on: 2026-01-01}}\n".encode(),
    }
    assert made("acts-since", roots(keyed)) == ({}, [])
    assert list(made("acts-since", roots(keyed), answers(said_by="bo-comms"))[0]) == [PORTAL]


def test_settings_go_to_the_anchors_with_the_addresses_that_are_answered() -> None:
    said = answers(address="https://forge.example/parks.git", private_addresses={"counsel": "/srv/counsel.git"})
    edits, questions = made("anchors", roots({PORTAL: SETTINGS}), said)
    assert questions == []
    assert edits[ANCHORS] == (
        "public:\n  address: https://forge.example/parks.git\n  branch: live\n"
        "private:\n- name: counsel\n  address: /srv/counsel.git\n  branch: main\n"
        "agencies:\n  parks: counsel\n"
    )
    assert edits[PORTAL] == (
        "# The portal of the parks.\ntitle: Parks   # for short\ntime_zone: UTC\nfiscal_year_start: 07-01\n\n"
        '# Where it lies.\nforge: {url: https://forge.example/parks, kind: forgejo, "branch": "live"}\n'
    )


def test_settings_are_taken_out_where_the_anchors_say_the_same_and_not_where_they_differ() -> None:
    anchors = (
        b"public: {address: /srv/parks.git, branch: live}\nprivate: [{name: c, address: /srv/c.git, branch: main}]\n"
    )
    edits, questions = made("anchors", roots({PORTAL: SETTINGS}, anchors))
    assert (list(edits), questions) == ([PORTAL], [])
    assert made("anchors", roots({PORTAL: SETTINGS}, anchors.replace(b"live", b"main"))) == (
        {},
        ["the anchors say branch 'main', the settings 'live'; mend whichever is wrong"],
    )


def test_addresses_that_nobody_answers_are_asked_for() -> None:
    assert made("anchors", roots({PORTAL: SETTINGS})) == (
        {},
        ["where branch 'live' is published: --address ADDRESS, with --store"],
    )
    assert made("anchors", roots({PORTAL: SETTINGS}), answers(address="/srv/parks.git")) == (
        {},
        ["where the private root is published: --private-address NAME=ADDRESS"],
    )
    optional = SETTINGS.replace(b"required", b"optional")
    assert list(made("anchors", roots({PORTAL: optional}), answers(address="/srv/parks.git"))[0]) == [ANCHORS, PORTAL]


SERIES = """\
name: Local
jurisdiction: Parks
versions:
- version: '1'
  effective_on: 2024-01-01
  series:
  - number: '1'   # the first
    title: News
    rule: {trigger: creation, cutoff: fiscal-year-end, period: P3Y}
    disposition: destroy
    authorization: per-request
    citation: Local 1
    confirmed: {on: 2024-02-01, by: flo-records, source: As published}  # by hand
  - number: '2'
    title: Others
    disposition: permanent
    authorization: none
    citation: Local 2
"""


def test_what_is_confirmed_is_bound_to_its_fields() -> None:
    edits, questions = made("confirmed-digest", roots({SCHEDULE: SERIES.encode()}))
    fields = (
        b'{"appraisal":false,"authorization":"per-request","classes":[],"disposition":"destroy",'
        b'"fiscal_year_start":"07-01","number":"1",'
        b'"rule":{"cutoff":"fiscal-year-end","period":"P3Y","trigger":"creation"}}'
    )
    digest = hashlib.sha256(fields).hexdigest()
    assert questions == []
    assert edits == {SCHEDULE: SERIES.replace("source: As published}", f'source: As published, "digest": "{digest}"}}')}


@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        ("title", "Other words", True),
        ("note", "Looked at again", True),
        ("rule", {"trigger": "creation", "cutoff": "none", "period": "P3Y"}, True),
        ("rule", {"trigger": "creation", "period": "P1M"}, False),
        ("rule", {"later_of": [{"trigger": "creation", "period": "P3Y"}]}, False),
        ("disposition", "transfer-archives", False),
        ("appraisal", "required", False),
        ("appraisal", "none", True),
        ("authorization", "none", False),
        ("classes", ["routine"], False),
        ("number", "2", False),
    ],
)
def test_a_confirmation_fits_until_a_field_that_decides_is_another(field: str, value: object, fits: bool) -> None:
    series = {
        "number": "1",
        "title": "News",
        "rule": {"trigger": "creation", "period": "P3Y"},
        "disposition": "destroy",
        "authorization": "per-request",
        "confirmed": {"on": "2024-02-01"},
    }
    assert confirmation_of(series, "07-01") is Confirmation.UNBOUND
    series["confirmed"] = {"on": "2024-02-01", "digest": confirmed_digest(series, "07-01")}
    assert confirmation_of(series, "01-01") is Confirmation.FITS  # its rule cuts off by no fiscal year
    found = confirmation_of({**series, field: value}, "07-01")
    assert found is (Confirmation.FITS if fits else Confirmation.CHANGED)


@pytest.mark.parametrize("cutoff", ["fiscal-year-end", "fiscal-quarter-end", "fiscal-month-end"])
def test_another_fiscal_year_changes_what_was_confirmed_of_a_rule_that_cuts_off_by_it(cutoff: str) -> None:
    rule = {"later_of": [{"trigger": "creation", "cutoff": cutoff, "period": "P3Y"}]}
    series = {"number": "1", "rule": rule, "disposition": "destroy", "authorization": "none"}
    bound = {**series, "confirmed": {"digest": confirmed_digest(series, "07-01")}}
    assert [confirmation_of(bound, start).name for start in ("07-01", "10-01")] == ["FITS", "CHANGED"]
    assert confirmation_of(series, "07-01") is Confirmation.NONE


PERSON = b"""\
name: Gil
title: Counsel
agency: parks
roles:   # more than one
- {role: counsel, from_on: 2020-01-01}
- {role: auditor, from_on: 2020-01-01, to_on: 2025-12-31}  # until then
forge_login: gil
"""
GIL = "registry/people/gil-counsel.yml"


def test_roles_that_nobody_holds_are_given_to_whom_is_named() -> None:
    said = {
        "auditor": "bo-comms",
        "records-custodian": "gil-counsel",
        "human-resources": "gil-counsel",
        "disposition-approver@parks": "cy-cto",
    }
    edits, questions = made("roles", roots({GIL: PERSON}), answers(people_of_roles=said))
    entry = "- role: {}\n  from_on: 2026-02-03\n"
    base = {name: (BASE / f"registry/people/{name}.yml").read_text() for name in ("bo-comms", "cy-cto")}
    assert questions == []
    assert edits == {
        "registry/people/bo-comms.yml": base["bo-comms"] + entry.format("auditor"),
        "registry/people/cy-cto.yml": base["cy-cto"] + entry.format("disposition-approver"),
        GIL: PERSON.decode().replace(
            "forge_login", f"{entry.format('records-custodian')}{entry.format('human-resources')}forge_login"
        ),
    }


def test_roles_that_nobody_is_named_for_stay_open() -> None:
    assert made("roles", roots({GIL: PERSON}), answers(people_of_roles={"auditor": "mallory"})) == (
        {},
        [
            "who is records-custodian: --role records-custodian=PERSON",
            "who is human-resources: --role human-resources=PERSON",
            "'mallory' is not in registry/people/; who is auditor: --role auditor=PERSON",
            "who is disposition-approver@parks: --role disposition-approver@parks=PERSON",
        ],
    )


def test_an_approver_of_another_agencys_dispositions_is_told_to_be_of_that_agency() -> None:
    site = (BASE / "registry/sites/parks-x.yml").read_bytes().replace(b"agency: parks\n", b"agency: trails\n", 1)
    said = answers(people_of_roles={"disposition-approver": "cy-cto"})
    edits, _ = made("roles", roots({"registry/sites/parks-x.yml": site}), said)
    assert edits["registry/people/cy-cto.yml"].endswith(
        "- role: disposition-approver\n  from_on: 2026-02-03\n  agency: trails\n"
    )


LEAVER = b"""\
name: Ed Admin   # of the trails
title: Site Administrator
agency: parks
roles:
- {role: site-administrator, from_on: 2020-01-01}
# what he took
training:
- course: Social media
  on: 2025-09-01   # in the morning
  # signed on paper
  acknowledged_on: 2025-09-02
leaves_on: 2026-03-31  # known since spring
forge_login: ed
"""
ED = "registry/people/ed-admin.yml"
SITE = "registry/sites/parks-x.yml"
ACCESS = b"access:\n- {person: ed-admin, how: own-login, from_on: 2025-03-20}  # his own\n"


def test_what_helps_an_attacker_goes_to_the_private_root_with_its_comments() -> None:
    site = (BASE / SITE).read_bytes().replace(b"purpose:", ACCESS + b"purpose:", 1)
    edits, questions = made("private-particulars", roots({ED: LEAVER, SITE: site}, counsel={}))
    assert questions == []
    assert edits == {
        "registry/staff/ed-admin.yml": (
            "leaves_on: 2026-03-31  # known since spring\ntraining:\n- course: Social media\n"
            "  on: 2025-09-01   # in the morning\n  # signed on paper\n  acknowledged_on: 2025-09-02\n"
        ),
        ED: (
            "name: Ed Admin   # of the trails\ntitle: Site Administrator\nagency: parks\nroles:\n"
            "- {role: site-administrator, from_on: 2020-01-01}\n# what he took\nforge_login: ed\ntrained: true\n"
        ),
        "registry/access/parks-x.yml": ACCESS.decode(),
        SITE: (BASE / SITE).read_text(),
    }


def test_without_a_private_root_they_stay_and_are_asked_for() -> None:
    assert made("private-particulars", roots({ED: LEAVER})) == (
        {},
        ["where the private root of 'parks' is: --private DIR"],
    )


def test_of_several_private_roots_the_one_of_the_agency_is_taken() -> None:
    given = roots({ED: LEAVER}, one={}, two={})
    assert made("private-particulars", given)[1] == ["where the private root of 'parks' is: --private DIR"]
    said = answers(roots_of_agencies={"parks": "two"})
    (change,) = made_migrations(given, said, ["private-particulars"])
    assert [(each.root, each.path) for each in change.edits] == [
        ("two", "registry/staff/ed-admin.yml"),
        ("public", ED),
    ]


def test_what_the_private_root_says_already_is_only_taken_out_and_a_difference_is_asked_about() -> None:
    staff = b"leaves_on: 2026-03-31\ntraining: [{course: Social media, on: 2025-09-01, acknowledged_on: 2025-09-02}]\n"
    given = roots({ED: LEAVER}, counsel={"registry/staff/ed-admin.yml": staff})
    assert list(made("private-particulars", given)[0]) == [ED]
    other = staff.replace(b"2026-03-31", b"2026-04-30")
    assert made("private-particulars", roots({ED: LEAVER}, counsel={"registry/staff/ed-admin.yml": other})) == (
        {},
        ["leaves_on says something else in registry/staff/ed-admin.yml of the private root"],
    )


def test_a_private_person_keeps_particulars_in_the_same_private_root() -> None:
    given = roots({}, counsel={"registry/people/gus.yml": LEAVER}, other={})
    (change,) = made_migrations(given, ANSWERS, ["private-particulars"])
    assert [(each.root, each.path) for each in change.edits] == [
        ("counsel", "registry/staff/gus.yml"),
        ("counsel", "registry/people/gus.yml"),
    ]
    assert b"trained" not in change.edits[1].text


def test_a_file_that_cannot_be_edited_is_asked_about_and_the_others_go_on() -> None:
    roles = b"[{role: contributor, from_on: 2020-01-01}]"
    inline = b"{name: Ed, title: Admin, agency: parks, leaves_on: 2026-03-31, roles: %b}\n" % roles
    edits, questions = made(
        "private-particulars", roots({ED: inline, "registry/people/zoe.yml": LEAVER}, counsel={}), ANSWERS
    )
    assert list(edits) == ["registry/staff/zoe.yml", "registry/people/zoe.yml"]
    assert questions == ["leaves_on cannot be changed as the file is written; write it on lines of its own"]


TRAIL = b"""\
matter: Trail case
kind: litigation
subject: The closed trail.
scope: {sites: [parks-x]}
placed: {on: 2025-10-01, by: flo-records}
notified:   # by hand
- gil-counsel   # in person
- counsel
- auditor
- {person: ed-admin, on: 2025-10-02}
"""
TRAIL_PATH = "registry/holds/trail.yml"
MORE = b"""\
name: %s
title: Officer
agency: parks
roles: [{role: auditor, from_on: 2020-01-01}]
"""


def test_who_was_told_of_a_hold_becomes_a_person_with_the_day() -> None:
    given = roots({GIL: PERSON}, counsel={TRAIL_PATH: TRAIL})
    person = "{person: gil-counsel, on: 2025-10-01}"
    expected = TRAIL.decode()
    for word in ("gil-counsel   # in person", "counsel\n", "auditor\n"):
        expected = expected.replace(f"- {word}", f"- {word.replace(word.split()[0], person, 1)}")
    assert made("notified", given) == ({TRAIL_PATH: expected}, [])


def test_a_role_of_nobody_or_of_several_is_asked_for_and_left() -> None:
    more = {"registry/people/may.yml": MORE % b"May", GIL: PERSON}
    hold = TRAIL.replace(b"- counsel\n", b"").replace(b"- gil-counsel   # in person\n", b"- records-custodian\n")
    given = roots(more, counsel={TRAIL_PATH: hold})
    assert made("notified", given) == (
        {},
        [
            "records-custodian was nobody on 2025-10-01; who was told: --role records-custodian=PERSON",
            "auditor was gil-counsel, may on 2025-10-01; who was told: --role auditor=PERSON",
        ],
    )
    edits, questions = made("notified", given, answers(people_of_roles={"auditor": "may"}))
    assert (edits[TRAIL_PATH], len(questions)) == (
        hold.decode().replace("- auditor", "- {person: may, on: 2025-10-01}"),
        1,
    )


def test_who_was_told_stands_in_brackets() -> None:
    hold = TRAIL[: TRAIL.index(b"notified")] + b"notified: [counsel, gil-counsel]\n"
    edits, _ = made("notified", roots({GIL: PERSON}, counsel={TRAIL_PATH: hold}))
    person = "{person: gil-counsel, on: 2025-10-01}"
    assert edits[TRAIL_PATH].endswith(f"notified: [{person}, {person}]\n")
