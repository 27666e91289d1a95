"""The sample's test keys: they sign the sample and nothing else, and the program knows exactly those."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.portal.building.shell import identity_of
from records_portal.register.sample_keys import SAMPLE_KEYS
from records_portal.values.ssh_keys import parse_key
from tests.acting import KEYS, ActingOffice, person
from tests.sample.keys import PEOPLE, sample_key

PORTAL = "registry/portal.yml"
BEN = "registry/people/ben.yml"


def test_the_program_knows_the_test_keys_and_no_others() -> None:
    assert {parse_key(sample_key(name).line).fingerprint for name in PEOPLE} == SAMPLE_KEYS


@pytest.mark.parametrize(("sample", "reason"), [(True, ""), (False, "was not registered for 'ben' before this change")])
def test_a_test_key_signs_the_sample_alone(tmp_path: Path, sample: bool, reason: str) -> None:
    office = ActingOffice(tmp_path / "root")
    office.write({PORTAL: office.files[PORTAL] | {"sample": sample}})
    office.write({BEN: person("ben", "records-officer", sample_key("june-sedge"))})
    office.commit("A test key")
    office.propose()
    office.change()
    office.commit("Change")
    office.sign(office.state("ben"), sample_key("june-sedge"))
    office.commit("Approve")
    [found] = office.reasons()
    assert found.endswith(reason)
    assert bool(found) is not sample


def test_every_page_of_a_sample_says_so() -> None:
    assert identity_of({"title": "T", "time_zone": "UTC", "fiscal_year_start": "07-01", "sample": True}).notice == (
        "Sample: everything here is made up."
    )
    assert KEYS["ben"].line != sample_key("june-sedge").line
