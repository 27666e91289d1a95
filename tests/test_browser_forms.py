"""The form pages in Chromium: the record that the command line writes, errors as one types, and nothing sent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records_portal.answers.block import read_answers
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.kinds import KINDS
from records_portal.register.model import Record
from records_portal.register.shapes import check_shape

playwright = pytest.importorskip("playwright.sync_api", reason="run `nox -s browser`")
pytestmark = pytest.mark.browser

from tests.browser_walks import COLOURS, HERE, Visitor  # noqa: E402

FORMS = ("site", "fact", "designation", "cadence")
PURPOSE = 'News: closures, "openings" & #alerts for everybody who walks, rides or paddles; ' * 2
SAID: dict[str, str | list[str]] = {
    "agency": "parks",
    "platform": "x",
    "purpose": PURPOSE.strip(),
    "on": "2026-09-01",
    "by": "gus-heron",
    "role": "it-web-liaison",
    "copies_to": ["cto-cio", "agency-head"],
    "type": "0123",
    "communication_types": ["yes", "12:30"],
    "justification": "Walkers ask there.\n\nThe mission includes them: always",
    "terms_url": "https://x.com/en/tos",
    "proposed_administrators": ["hana-birch"],
    "evidence.form": "e-mail",
    "evidence.reference": "2026-09-01",
}


@pytest.fixture
def visit(chromium: Any, address: str) -> Any:
    seen = Visitor(chromium, address, viewport={"width": 1280, "height": 900})
    yield seen
    assert seen.faults == []
    seen.context.close()


def answer(page: Any, name: str, said: str | list[str], before: str = "") -> None:
    """Answer the question of a name, as it is put now."""
    steps = name.split(".")
    where = " ".join(f"[data-name='{step}']" for step in steps)
    part = page.locator(f"form.request {before} {where}:visible").first
    if isinstance(said, str):
        control = part.locator("input, select, textarea").first
        tag = control.evaluate("control => control.tagName")
        if control.get_attribute("type") == "radio":
            part.locator(f"input[value='{said}']").check()
        elif tag == "SELECT":
            control.select_option(said)
        else:
            control.fill(said)
        return
    for index, text in enumerate(said):
        if index:
            part.get_by_role("button", name="Add another").click()
        part.locator("[data-entry]").nth(index).locator("input").fill(text)


def write(page: Any) -> str:
    page.get_by_role("button", name="Write the record").click()
    return str(page.locator("#result [data-text]").text_content())


def command_line(folder: Path, *arguments: str) -> str:
    """What `records new` says that it would write into a copy of the sample."""
    command = [sys.executable, "-m", "records_portal", "--root", str(folder), "new", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout


def test_the_form_and_the_command_line_write_the_same_record(visit: Any, tmp_path: Path) -> None:
    visit.go("request/site/")
    visit.page.locator("#record").fill("trails-x")
    for name, said in SAID.items():
        answer(visit.page, name, said)
    text = write(visit.page)
    for folder in ("registry", "schedules"):
        subprocess.run(["cp", "-r", str(HERE / folder), str(tmp_path / folder)], check=True)
    options = [
        word
        for name, said in SAID.items()
        for one in ([said] if isinstance(said, str) else said)
        for word in (f"--{name.replace('.', '-').replace('_', '-')}", one)
    ]
    command_line(tmp_path, "site", "trails-x", *options)
    written = (tmp_path / "registry/sites/trails-x.yml").read_bytes()
    value, fault = read_yaml(text.encode())
    assert fault is None
    assert value == read_yaml(written)[0]
    assert text.encode() == written
    assert list(check_shape(Record("sites", "trails-x", KINDS["sites"].path_of("trails-x"), value))) == []
    assert value["facts"][0]["type"] == "0123"
    assert value["facts"][0]["communication_types"] == ["yes", "12:30"]


def test_the_way_to_the_forge_carries_the_record(visit: Any) -> None:
    visit.go("request/site/")
    visit.page.locator("#record").fill("trails-x")
    for name, said in SAID.items():
        answer(visit.page, name, said)
    text = write(visit.page)
    link = urlsplit(visit.page.locator("#result [data-forge]").get_attribute("href"))
    assert (link.netloc, link.path) == ("forge.example", "/lakeland/records-portal/new/main")
    assert parse_qs(link.query) == {"filename": ["registry/sites/trails-x.yml"], "value": [text]}
    with visit.page.expect_download() as saved:
        visit.page.locator("#result [data-save]").click()
    assert saved.value.suggested_filename == "trails-x.yml"
    assert saved.value.path().read_text(encoding="utf-8") == text


def test_errors_appear_as_one_types_and_lead_to_their_questions(visit: Any) -> None:
    page = visit.page
    visit.go("request/site/")
    page.get_by_role("button", name="Write the record").click()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    errors = page.locator("#error-summary a")
    assert errors.first.text_content() == "Name of the record: an answer is needed"
    before = errors.count()
    page.locator("#record").fill("Trails X")
    assert errors.first.text_content() == "Name of the record: this is not a name of the record, such as trails-x"
    page.locator("#record").fill("parks-x")
    assert errors.first.text_content() == "Name of the record: parks-x exists already; choose another name"
    page.locator("#record").fill("trails-x")
    assert errors.count() == before - 1
    answer(page, "by", "nobody")
    assert page.get_by_text("Error: By: nobody is not in this register").is_visible()
    assert page.locator("#q-facts-by").get_attribute("aria-invalid") == "true"
    assert "q-facts-by-error" in page.locator("#q-facts-by").get_attribute("aria-describedby")
    answer(page, "purpose", "in\u200bvisible")
    assert page.get_by_text("Error: Purpose: a character that cannot be seen").is_visible()
    page.locator("#error-summary a", has_text="Terms of service").click()
    assert page.evaluate("document.activeElement.id") == "q-facts-terms_url"
    answer(page, "terms_url", "javascript:alert(1)")
    assert page.get_by_text("Error: Terms of service: this is not").is_visible()
    assert page.locator("#result").is_hidden()


def test_a_fact_asks_what_its_kind_needs(visit: Any) -> None:
    page = visit.page
    visit.go("request/fact/?site=parks-x&kind=incident")
    assert page.locator("#record").input_value() == "parks-x"
    assert page.get_by_role("group", name="An incident was recorded").is_visible()
    assert page.locator("fieldset[data-when=suspension]").is_hidden()
    answer(page, "kind", "suspension")
    assert page.locator("fieldset[data-when=incident]").is_hidden()
    for name, said in {"on": "2026-10-01", "by": "fern-alder", "role": "web-content-team", "reason": "Hacked"}.items():
        answer(page, name, said)
    fact = {"kind": "suspension", "on": "2026-10-01", "by": "fern-alder", "role": "web-content-team"}
    assert write(page) == dump_yaml([{**fact, "reason": "Hacked"}])
    assert (
        "Whose approval it needs: Communications Director; Chief Technology Officer."
        in page.locator("#result").inner_text()
    )
    assert "last entry under facts in registry/sites/parks-x.yml" in page.locator("#result").inner_text()
    link = page.locator("#result [data-forge]").get_attribute("href")
    assert link == "https://forge.example/lakeland/records-portal/edit/main/registry/sites/parks-x.yml"
    answer(page, "kind", "direction")
    page.get_by_role("button", name="Write the record").click()
    assert page.locator("#error-summary a", has_text="Copies to").count() == 1


def test_an_activation_asks_for_the_account_beside_the_fact(visit: Any) -> None:
    page = visit.page
    visit.go("request/fact/?site=environment-instagram&kind=activation")
    for name, said in {"on": "2026-10-01", "by": "gus-heron", "role": "it-web-liaison"}.items():
        answer(page, name, said)
    answer(page, "copies_to", ["cto-cio"])
    entry = write(page)
    assert page.locator("#result [data-beside]").is_hidden()
    answer(page, "account_id", "0042")
    page.locator("[data-name=handles] [data-name=handle] input").fill("lakeland")
    page.get_by_role("button", name="Write the record").click()
    assert page.locator("#error-summary a").text_content() == "From: an answer is needed"
    page.locator("[data-name=handles] [data-name=from_on] input").fill("2026-10-01")
    assert write(page) == entry
    beside = {"account_id": "0042", "handles": [{"handle": "lakeland", "from_on": "2026-10-01"}]}
    assert page.locator("#result [data-beside-text]").text_content() == dump_yaml(beside)


def test_entries_are_added_and_removed_by_keyboard(visit: Any) -> None:
    page = visit.page
    visit.go("request/fact/?site=parks-x&kind=registration")
    pages = page.locator("[data-name=pages]")
    pages.get_by_role("button", name="Add another for Linking pages").press("Enter")
    assert pages.locator("[data-entry]").count() == 2
    focused = page.evaluate("document.activeElement.closest('[data-entry]').querySelector('[data-number]').textContent")
    assert focused == "2"
    ids = page.evaluate("[...document.querySelectorAll('form [id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    for index, url in enumerate(("https://parks.example/a", "https://parks.example/b")):
        entry = pages.locator("[data-entry]").nth(index)
        entry.get_by_label("Page").fill(url)
        entry.locator("input[type=date]").fill("2026-10-01")
    pages.get_by_role("button", name="Remove Linking pages 1").press("Enter")
    for name, said in {"on": "2026-10-01", "by": "fern-alder", "role": "web-content-team"}.items():
        answer(page, name, said)
    value = read_yaml(write(page).encode())[0]
    assert value[0]["pages"] == [{"url": "https://parks.example/b", "seen_on": "2026-10-01"}]


def test_a_designation_is_a_file_or_an_entry_of_one(visit: Any) -> None:
    page = visit.page
    for site, whole in (("environment-instagram", True), ("parks-x", False)):
        visit.go("request/designation/")
        page.locator("#record").fill(site)
        for name, said in {"person": "gus-heron", "on": "2026-10-01", "by": "boris-quayle"}.items():
            answer(page, name, said)
        for box in page.locator("[data-name=responsibilities] input").all():
            box.check()
        value = read_yaml(write(page).encode())[0]
        assert isinstance(value, dict) == whole
        entry = value["designations"][0] if whole else value[0]
        assert (entry["role"], len(entry["responsibilities"])) == ("agency-head", 9)


def test_hostile_answers_stay_text(visit: Any) -> None:
    page = visit.page
    hostile = "</code><img src=x onerror=alert(1)>{text}{path}$&"
    visit.go("request/fact/?site=%3Cimg%20src%3Dx%3E&kind=notice")
    page.locator("#record").fill("parks-x")
    for name, said in {"on": "2026-10-01", "by": "fern-alder", "role": "web-content-team"}.items():
        answer(page, name, said)
    answer(page, "audience", hostile)
    answer(page, "text", "x" * 4_000 + "\n" + "y" * 900)
    value = read_yaml(write(page).encode())[0]
    assert value[0]["audience"] == hostile
    assert page.locator("#result img, #error-summary img").count() == 0
    answer(page, "text", "x" * 5_001)
    page.get_by_role("button", name="Write the record").click()
    assert page.locator("#error-summary a").text_content() == "What was said: 5001 characters; at most 5000"


def test_forms_can_be_read_and_answered_on_paper_without_scripts(chromium: Any, address: str) -> None:
    visit = Visitor(chromium, address, java_script_enabled=False)
    for name in FORMS:
        visit.go(f"request/{name}/")
        main = visit.page.locator("main")
        assert "Without scripts this page cannot write the record" in main.inner_text()
        assert visit.page.locator("form.request button:visible").count() == 0
        assert visit.page.locator("form.request [data-name]:visible").count() > 2
        text = visit.page.locator("#skeleton ~ details code").first.text_content()
        assert read_yaml(str(text).encode())[1] is None
    assert visit.faults == []


@pytest.mark.parametrize("name", ["", *(f"{form}/" for form in FORMS)])
def test_every_form_is_accessible_and_fits(chromium: Any, address: str, name: str) -> None:
    visit = Visitor(chromium, address, viewport={"width": 1280, "height": 900}, color_scheme="light")
    visit.go(f"request/{name}")
    if name:
        visit.page.get_by_role("button", name="Write the record").click()
    for width, device, scheme, rules in (
        (1280, "desktop", "light", ()),
        (1280, "desktop", "dark", COLOURS),
        (390, "phone", "light", ()),
        (320, "narrow", "dark", COLOURS),
    ):
        visit.look(width, 900, scheme)
        visit.page.wait_for_timeout(400)  # the theme fades its tabs out once the page has scrolled
        assert visit.violations(rules) == [], device
        assert not visit.too_wide(), f"wider than {width} px"
        if device != "narrow":
            visit.shoot(f"request-{name.strip('/') or 'index'}-{device}-{scheme}", full_page=True)
    visit.close()


MENACING = """yes no on null ~ 12 0123 1.5 2024-05-01 12:30 - -- : # a: #c 'q' "d" % @x `t` [a] {b} é 日本 & * ! | > ? =
<< word https://x.example/a?b=c#d it's a\\b 😀 . ... 1e3 0x1F 0o7 +1 .5 1_000 007 trailing: long-word-with-dashes"""
WORDS = st.sampled_from(MENACING.split())
LINES = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
TEXTS = st.one_of(LINES, st.lists(LINES, min_size=2, max_size=4).map("\n".join), st.integers(-9, 10**9), st.booleans())
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.one_of(
        st.lists(inner.filter(lambda one: not isinstance(one, list)), min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["on", "by", "kind", "a_b"]), inner, min_size=1, max_size=4),
    ),
    max_leaves=8,
)


def test_any_record_is_written_as_the_command_line_writes_it(visit: Any) -> None:
    visit.go("request/site/")
    records: list[Any] = []

    @settings(max_examples=400, database=None)
    @given(st.dictionaries(st.sampled_from(["on", "purpose", "facts"]), VALUES, min_size=1))
    def collect(record: Any) -> None:
        records.append(record)

    collect()
    program = "text => JSON.parse(text).map(record => recordsYaml.dump(record))"
    written = visit.page.evaluate(program, json.dumps(records))
    assert written == [dump_yaml(record) for record in records]


def test_the_answers_go_by_e_mail_as_a_block_that_is_read(visit: Any) -> None:
    visit.go("request/site/")
    visit.page.locator("#record").fill("trails-x")
    for name, said in SAID.items():
        answer(visit.page, name, said)
    write(visit.page)
    block = read_answers(str(visit.page.locator("#result [data-block]").text_content()))
    assert (block.kind, block.target, block.values["facts"][0]["type"]) == ("site", "trails-x", "0123")
    mailed = visit.page.locator("#result [data-mail]")
    link = urlsplit(mailed.locator("a").get_attribute("href"))
    assert (link.scheme, parse_qs(link.query)["subject"]) == ("mailto", ["Ask for a site: trails-x"])
    carried = parse_qs(link.query).get("body", [""])[0]
    assert read_answers(carried).says_as(block) if carried else mailed.locator("[data-mail-paste]").is_visible()
    empty = visit.page.get_by_label("Empty block: Ask for a site").text_content()
    assert read_answers(str(empty)).kind == "site"


def test_a_designation_with_eight_of_nine_is_told_as_one_fault(visit: Any) -> None:
    visit.go("request/designation/")
    for box in visit.page.locator("[data-name=responsibilities] input").all()[:8]:
        box.check()
    visit.page.get_by_role("button", name="Write the record").click()
    faults = visit.page.locator("#error-summary li").all_text_contents()
    assert "Responsibilities: all 9 are confirmed, or none" in faults
