"""The form pages in Chromium: answers that the command line takes in, errors as one types, and nothing sent."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records_portal.answers.block import read_answers, render_block
from records_portal.answers.procedure.eml import mailto, render_eml
from records_portal.answers.procedure.recipients import Recipient
from records_portal.answers.procedure.written_messages import WrittenMessage
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.portal.pages.forms.pages import every_form_page

playwright = pytest.importorskip("playwright.sync_api", reason="run `nox -s browser`")
pytestmark = pytest.mark.browser

from tests.browser_walks import COLOURS, HERE, Visitor  # noqa: E402

FORMS = ("site", "activation", "designation", "removal", "post", "attestation", "cadence", "series", "training")
PURPOSE = 'News: closures, "openings" & #alerts for everybody who walks, rides or paddles; ' * 2
REQUEST: dict[str, str | list[str]] = {
    "agency": "parks",
    "type": "Microblog on X",
    "purpose": PURPOSE.strip(),
    "communication_types": ["yes", "12:30"],
    "justification": "Walkers ask there.\n\nThe mission includes them: always",
    "terms_url": "https://x.com/en/tos",
    "proposed_administrators": ["Hana Birch", "gus-heron"],
    "by": "Gus Heron",
    "on": "2026-09-01",
}
NINE = [
    "content-current", "moderation-statement", "daily-monitoring", "moderation-actions", "retention", "authoring",
    "holds-and-requests", "credential-reporting", "usage-reports",
]  # fmt: skip


@pytest.fixture
def visit(chromium: Any, address: str) -> Any:
    seen = Visitor(chromium, address, viewport={"width": 1280, "height": 900})
    yield seen
    assert seen.faults == []
    seen.context.close()


def answer(page: Any, name: str, said: str | list[str]) -> None:
    """Answer the question of a name, as it is put now."""
    where = " ".join(f"[data-name='{step}']" for step in name.split("."))
    part = page.locator(f"form.request {where}").first
    page.evaluate("part => part.closest('details')?.setAttribute('open', '')", part.element_handle())
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
    """The block of answers that the page writes."""
    page.get_by_role("button", name="Write the e-mail").click()
    assert page.locator("#error-summary li").all_text_contents() == []
    return str(page.locator("#result [data-block]").text_content())


def answer_all(page: Any, said: Mapping[str, str | list[str]]) -> str:
    for name, one in said.items():
        answer(page, name, one)
    if page.locator("[data-new=sites]").count():
        name_record(page, "trails-x")
    return write(page)


def name_record(page: Any, name: str) -> None:
    """Give the new record a name, which is asked for where more is."""
    field = page.locator("#record")
    page.evaluate("one => one.closest('details')?.setAttribute('open', '')", field.element_handle())
    field.fill(name)


def taken_in(folder: Path, block: str, *more: str) -> Any:
    """What `records new --answers -` writes into a copy of the sample."""
    for name in ("registry", "schedules"):
        if not (folder / name).exists():
            subprocess.run(["cp", "-r", str(HERE / name), str(folder / name)], check=True)
    command = [sys.executable, "-m", "records_portal", "--root", str(folder), *more, "new", "--answers", "-"]
    done = subprocess.run([*command, "--format", "json"], input=block, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    path = json.loads(done.stdout)["path"]
    value, fault = read_yaml((folder / path).read_bytes())
    assert fault is None
    return path, value


def test_a_request_for_a_site_asks_six_things_and_makes_its_record(visit: Any, tmp_path: Path) -> None:
    page = visit.page
    visit.go("request/site/")
    asked = page.locator("form.request > [data-name]:visible").evaluate_all("all => all.map(one => one.dataset.name)")
    six = ["agency", "type", "purpose", "communication_types", "justification", "terms_url", "proposed_administrators"]
    assert asked == [*six, "by", "role", "on"]
    for name, said in REQUEST.items():
        answer(page, name, said)
    page.get_by_role("button", name="Write the e-mail").click()
    told = ["Short name of the site: parks-x exists already; give the new one a name of its own"]
    assert page.locator("#error-summary li").all_text_contents() == told
    page.locator("#record").fill("parks-x")
    told = ["Short name of the site: parks-x exists already; choose another name"]
    assert page.locator("#error-summary li").all_text_contents() == told
    page.locator("#record").fill("trails-x")
    path, value = taken_in(tmp_path, write(page))
    assert path == "registry/sites/trails-x.yml"
    fact = value["facts"][0]
    assert (value["agency"], value["platform"], value["purpose"]) == ("parks", "x", PURPOSE.strip())
    assert fact == {
        "kind": "request",
        "on": "2026-09-01",
        "by": "gus-heron",
        "role": "it-web-liaison",
        "copies_to": ["cto-cio", "web-content-team", "agency-head"],
        "agency": "parks",
        "type": "Microblog on X",
        "purpose": PURPOSE.strip(),
        "communication_types": ["yes", "12:30"],
        "justification": "Walkers ask there.\n\nThe mission includes them: always",
        "terms_url": "https://x.com/en/tos",
        "proposed_administrators": ["hana-birch", "gus-heron"],
    }


def test_a_second_administrator_is_designated_with_all_nine(visit: Any, tmp_path: Path) -> None:
    page = visit.page
    visit.go("request/designation/?site=parks-x")
    for box in page.locator("[data-name=responsibilities] input").all():
        box.check()
    block = answer_all(page, {"person": "Kaito Reed", "by": "Boris Quayle", "on": "2026-10-01"})
    path, value = taken_in(tmp_path, block)
    entry = value["designations"][-1]
    assert (path, entry["person"], entry["by"]) == (
        "registry/designations/parks-x.yml", "kaito-reed", "boris-quayle",
    )  # fmt: skip
    assert (entry["role"], entry["responsibilities"]) == ("agency-head", NINE)
    assert "I confirm and designate Kaito Reed as administrator" in page.locator("[data-letter]").inner_text()


def test_a_removal_goes_to_the_team_and_ends_the_designation(visit: Any, tmp_path: Path) -> None:
    page = visit.page
    visit.go("request/removal/?site=parks-x")
    said = {"person": "Hana Birch", "by": "Boris Quayle", "on": "2026-10-01", "access_ended_on": "2026-09-30"}
    _, value = taken_in(tmp_path, answer_all(page, said))
    entry = next(one for one in value["designations"] if one["person"] == "hana-birch")
    assert entry["removed"] == {"on": "2026-10-01", "by": "boris-quayle", "access_ended_on": "2026-09-30"}
    head = page.locator(".result__head").inner_text()
    assert "Web and Content Management Team <web@env.lakeland.example>" in head


def test_an_activation_asks_for_the_account_and_puts_it_beside_the_fact(visit: Any, tmp_path: Path) -> None:
    page = visit.page
    visit.go("request/activation/?site=library-instagram")
    assert page.locator("#record").input_value() == "library-instagram"
    said = {"by": "Gus Heron", "on": "2026-10-01", "account_id": "00421", "url": "https://www.instagram.com/millriver"}
    page.locator("[data-name=handles] [data-name=handle] input").fill("millriver")
    _, value = taken_in(tmp_path, answer_all(page, said))
    assert value["facts"][-1] == {
        "kind": "activation",
        "on": "2026-10-01",
        "by": "gus-heron",
        "role": "it-web-liaison",
        "copies_to": ["cto-cio", "communications-director"],
    }
    assert (value["account_id"], value["handles"]) == ("00421", [{"handle": "millriver", "from_on": "2026-10-01"}])


def test_a_post_is_logged_with_its_five_data_elements(visit: Any, tmp_path: Path) -> None:
    page = visit.page
    visit.go("request/post/?site=parks-facebook")
    asked = page.locator("form.request > [data-name]:visible").evaluate_all("all => all.map(one => one.dataset.name)")
    assert asked == ["posted_on", "author", "approved_by", "title", "description"]
    said = {
        "posted_on": "2026-11-19",
        "author": "Hana Birch",
        "approved_by": "Dora Finch",
        "title": "Pine Ridge opens",
        "description": "Says when the campground opens.",
    }
    path, value = taken_in(tmp_path, answer_all(page, said))
    assert path == "registry/posts/parks-facebook/2026.yml"
    assert value["posts"][-1] == {**said, "author": "hana-birch", "approved_by": "dora-finch"}


def test_a_months_attestation_says_whether_every_day_was_covered(visit: Any, tmp_path: Path) -> None:
    page = visit.page
    visit.go("request/attestation/?site=parks-facebook")
    said = {"month": "2026-10", "by": "Hana Birch", "on": "2026-11-02", "content_current": "true"}
    answer(page, "exceptions.from_on", "2026-10-03")
    answer(page, "exceptions.reason", "Storm; nobody could work")
    path, value = taken_in(tmp_path, answer_all(page, said))
    assert path == "registry/operations/parks-facebook/2026.yml"
    assert value["monitoring"][-1] == {
        "month": "2026-10",
        "on": "2026-11-02",
        "by": "hana-birch",
        "content_current": True,
        "exceptions": [{"from_on": "2026-10-03", "reason": "Storm; nobody could work"}],
    }


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_what_is_ready_to_send_fits_and_can_be_read(chromium: Any, address: str, width: int, scheme: str) -> None:
    visit = Visitor(chromium, address, viewport={"width": width, "height": 900}, color_scheme=scheme)
    visit.go("request/site/")
    answer_all(visit.page, REQUEST)
    assert not visit.too_wide()
    assert visit.violations(()) == []
    visit.shoot(f"request-site-written-{width}-{scheme}", full_page=True)
    assert visit.faults == []
    visit.context.close()


def test_a_removal_is_written_with_the_keyboard_alone(visit: Any) -> None:
    page = visit.page
    visit.go("request/removal/?site=parks-x")
    page.locator("#record").focus()
    for name, said in (("q-person", "Hana Birch"), ("q-on", "10012026"), ("q-by", "Boris Quayle")):
        while page.evaluate("document.activeElement.id") != name:
            page.keyboard.press("Tab")
        page.keyboard.type(said)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "result"
    block = read_answers(str(page.locator("#result [data-block]").text_content()))
    assert (block.kind, block.target, block.values["person"]) == ("removal", "parks-x", "Hana Birch")
    while page.evaluate("document.activeElement.matches('[data-eml]')") is False:
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Save the e-mail (.eml)"


def test_the_e_mail_is_saved_as_a_draft_and_its_answers_are_read(visit: Any) -> None:
    page = visit.page
    visit.go("request/site/")
    block = answer_all(page, REQUEST)
    with page.expect_download() as saved:
        page.locator("#result [data-eml]").click()
    assert saved.value.suggested_filename == "site-trails-x.eml"
    data = saved.value.path().read_bytes()
    mail: Any = message_from_bytes(data, policy=policy.default)
    assert mail["Subject"] == (
        "Request to establish a social media site or service: Lakeland Parks (sample), Microblog on X"
    )
    assert [each.addr_spec for each in mail["Cc"].addresses] == ["web@env.lakeland.example"]
    assert [each.display_name for each in mail["To"].groups] == ["Communications Director"]
    assert (mail["X-Unsent"], mail["Message-ID"], data.count(b"\n")) == ("1", None, data.count(b"\r\n"))
    text = mail.get_content().replace("\r\n", "\n")
    assert text.endswith(block)
    assert read_answers(text).values["by"] == "Gus Heron"


def test_a_mail_program_gets_as_much_as_a_link_may_carry(visit: Any) -> None:
    page = visit.page
    visit.go("request/notice/?site=parks-x")
    said = {"by": "Fern Alder", "role": "web-content-team", "audience": "All", "text": "Moved."}
    block = answer_all(page, said)
    link = urlsplit(page.locator("#result [data-mailto]").get_attribute("href"))
    assert (link.scheme, link.path) == ("mailto", "web@env.lakeland.example")
    assert read_answers(parse_qs(link.query)["body"][0]).says_as(read_answers(block))
    assert page.locator("[data-mail-long]").is_hidden()
    answer(page, "text", "A long notice. " * 120)
    write(page)
    assert len(page.locator("#result [data-mailto]").get_attribute("href")) < 1900
    assert page.locator("[data-mail-long]").is_visible()


def test_the_way_to_the_forge_carries_the_answers_or_says_that_it_cannot(visit: Any, tmp_path: Path) -> None:
    page = visit.page
    visit.go("request/site/")
    block = answer_all(page, REQUEST)
    link = urlsplit(page.locator("#result [data-forge]").get_attribute("href"))
    assert (link.netloc, link.path) == ("forge.example", "/lakeland/records-portal/issues/new")
    asked = parse_qs(link.query)
    assert asked["title"] == ["Ask for a site: trails-x"]
    assert read_answers(asked["body"][0]).says_as(read_answers(block))
    taken_in(tmp_path, asked["body"][0])
    with page.expect_download() as saved:
        page.locator("#result [data-save]").click()
    assert (saved.value.suggested_filename, saved.value.path().read_text(encoding="utf-8")) == (
        "site-trails-x.txt",
        block,
    )
    answer(page, "justification", "Zoë fragt, ñ. " * 340)
    write(page)
    assert len(page.locator("#result [data-forge]").get_attribute("href")) < 8000
    assert page.locator("[data-issue-long]").is_visible()


def test_what_is_private_goes_to_no_forge(visit: Any) -> None:
    visit.go("request/training/")
    assert visit.page.locator("[data-forge]").count() == 0
    assert "never into a public forge" in visit.page.locator(".request__about").inner_text()


def test_errors_appear_as_one_types_and_lead_to_their_questions(visit: Any) -> None:
    page = visit.page
    visit.go("request/site/")
    page.get_by_role("button", name="Write the e-mail").click()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    errors = page.locator("#error-summary a")
    assert errors.first.text_content() == "Agency name: an answer is needed"
    before = errors.count()
    answer(page, "agency", "parks")
    assert errors.count() == before - 1
    answer(page, "type", "Microblog")
    told = "Type of social media: it names no platform of this register, such as Microblog on X, or choose the platform"
    assert errors.first.text_content() == f"{told} under “More”"
    answer(page, "platform", "x")
    assert "Type of social media" not in errors.first.text_content()
    answer(page, "by", "nobody")
    assert page.get_by_text("Error: Who asks: nobody is not in this register").is_visible()
    assert page.locator("#q-by").get_attribute("aria-invalid") == "true"
    assert "q-by-error" in page.locator("#q-by").get_attribute("aria-describedby")
    answer(page, "purpose", "in\u200bvisible")
    assert page.get_by_text("Error: Purpose of the site/service: a character that cannot be seen").is_visible()
    page.locator("#error-summary a", has_text="Link to the terms of service").click()
    assert page.evaluate("document.activeElement.id") == "q-terms_url"
    answer(page, "terms_url", "javascript:alert(1)")
    assert page.get_by_text("Error: Link to the terms of service: this is not").is_visible()
    assert page.locator("#result").is_hidden()


def test_entries_are_added_and_removed_by_keyboard(visit: Any) -> None:
    page = visit.page
    visit.go("request/registration/?site=parks-x")
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
    block = answer_all(page, {"on": "2026-10-01", "by": "fern-alder", "role": "web-content-team"})
    assert read_answers(block).values["pages"] == [{"url": "https://parks.example/b", "seen_on": "2026-10-01"}]


def test_a_designation_with_eight_of_nine_is_told_as_one_fault(visit: Any) -> None:
    visit.go("request/designation/")
    for box in visit.page.locator("[data-name=responsibilities] input").all()[:8]:
        box.check()
    visit.page.get_by_role("button", name="Write the e-mail").click()
    faults = visit.page.locator("#error-summary li").all_text_contents()
    assert "Responsibilities: all 9 are confirmed, or none" in faults


def test_hostile_answers_stay_text(visit: Any) -> None:
    page = visit.page
    hostile = "</code><img src=x onerror=alert(1)>{title}{body}{site}$&"
    visit.go("request/notice/?site=%3Cimg%20src%3Dx%3E")
    page.locator("#record").fill("parks-x")
    said = {"on": "2026-10-01", "by": "fern-alder", "role": "web-content-team", "audience": hostile}
    block = answer_all(page, {**said, "text": "x" * 4_000 + "\n" + "y" * 900})
    assert read_answers(block).values["audience"] == hostile
    assert page.locator("#result img, #error-summary img").count() == 0
    answer(page, "text", "x" * 5_001)
    page.get_by_role("button", name="Write the e-mail").click()
    assert page.locator("#error-summary a").text_content() == "What was said: 5001 characters; at most 5000"


def test_a_site_that_is_named_in_the_address_goes_along(visit: Any) -> None:
    visit.go("request/?site=parks-x")
    visit.page.get_by_role("link", name="Remove an administrator").first.click()
    visit.page.wait_for_url("**/request/removal/?site=parks-x")
    assert visit.page.locator("#record").input_value() == "parks-x"


def test_forms_can_be_read_and_answered_on_paper_without_scripts(chromium: Any, address: str) -> None:
    visit = Visitor(chromium, address, java_script_enabled=False)
    for name in FORMS:
        visit.go(f"request/{name}/")
        main = visit.page.locator("main")
        assert "Without scripts this page cannot write the e-mail" in main.inner_text()
        assert visit.page.locator("form.request button:visible").count() == 0
        assert visit.page.locator("form.request [data-name]").count() > 1
        text = str(visit.page.get_by_label("The e-mail with an empty block").text_content())
        assert read_answers(text).kind == name
    assert visit.faults == []


LABELLED = """() => {
    document.querySelectorAll("main details").forEach((one) => { one.open = true; });
    const asked = [...document.querySelectorAll("form.request :is(input, select, textarea):not([type=hidden])")];
    const ids = [...document.querySelectorAll("form.request [id]")].map((one) => one.id);
    return {
        unlabelled: asked.filter((one) => !one.labels.length).map((one) => one.id),
        twice: ids.filter((id, index) => ids.indexOf(id) !== index),
        words: document.querySelector("main").innerText.match(/registry\\/|schemas?\\b|YAML/g),
        asks: asked.length > 0,
    };
}"""


def test_every_page_fits_a_phone_and_says_what_it_asks_in_plain_words(chromium: Any, address: str) -> None:
    visit = Visitor(chromium, address, viewport={"width": 390, "height": 900})
    for page in every_form_page():
        visit.go(page.address)
        found = visit.page.evaluate(LABELLED)
        assert found == {"unlabelled": [], "twice": [], "words": None, "asks": True}, page.kind
        assert not visit.too_wide(), page.kind
    assert visit.faults == []
    visit.context.close()


def test_a_change_asks_for_nothing_but_what_is_changed(visit: Any, tmp_path: Path) -> None:
    visit.go("request/platform-change/")
    visit.page.locator("#record").fill("X")
    block = answer_all(visit.page, {"terms_url": "https://x.com/en/terms"})
    path, value = taken_in(tmp_path, block)
    assert (path, value["terms_url"]) == ("registry/platforms/x.yml", "https://x.com/en/terms")


@pytest.mark.parametrize("name", ["", "fact/", *(f"{form}/" for form in FORMS)])
def test_every_form_is_accessible_and_fits(chromium: Any, address: str, name: str) -> None:
    visit = Visitor(chromium, address, viewport={"width": 1280, "height": 900}, color_scheme="light")
    visit.go(f"request/{name}")
    visit.page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    if name not in ("", "fact/"):
        visit.page.get_by_role("button", name="Write the e-mail").click()
    for width, device, scheme, rules in (
        (1280, "desktop", "light", ()),
        (1280, "desktop", "dark", COLOURS),
        (390, "phone", "light", ()),
        (320, "narrow", "dark", COLOURS),
    ):
        visit.look(width, 900, scheme)
        visit.page.evaluate("scrollTo(0, 0)")  # a link that is half below the fixed header has no size of its own
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


MARKED = (
    """--- end ---|records  answers|Records Answers 1 -|a > b|> quoted| led|ended |two  spaces|x.example/<b>|null"""
)
MARKS = [*MARKED.split("|"), "é\u00a0fixed", "x" * 90, "line\n\n\nbreaks\n", "\n", 'a\\b"c']
WRITTEN = st.one_of(st.sampled_from(MARKS), st.lists(st.sampled_from(MARKS), min_size=1).map(" ".join))
BLOCKS = st.dictionaries(
    st.sampled_from(["on", "by", "a_b", "null", "Ö", "a-b"]),
    st.recursive(
        st.one_of(TEXTS, st.none(), WRITTEN),
        lambda inner: st.one_of(
            st.lists(inner.filter(lambda one: not isinstance(one, list)), max_size=3),
            st.dictionaries(st.sampled_from(["on", "kind", "true"]), inner, min_size=1, max_size=3),
        ),
        max_leaves=6,
    ),
    min_size=1,
)


def test_any_block_has_the_bytes_that_the_command_line_writes(visit: Any) -> None:
    visit.go("request/site/")
    answers: list[Any] = []

    @settings(max_examples=500, database=None)
    @given(BLOCKS)
    def collect(values: Any) -> None:
        answers.append(values)

    collect()
    program = "text => JSON.parse(text).map(values => recordsBlock.render('notice', 'parks-x', values))"
    written = visit.page.evaluate(program, json.dumps(answers))
    assert written == [render_block("notice", "parks-x", values) for values in answers]


NAMES = st.one_of(st.sampled_from(["Ana", 'A "b" \\c', "Zoë, Head <x@y.example>", "é" * 60, "a b " * 30]), LINES)
ADDRESSES = st.sampled_from(["", "web@lakeland.example"])
PEOPLE = st.lists(st.tuples(NAMES, ADDRESSES), min_size=1, max_size=3)


def test_any_draft_has_the_bytes_that_the_command_line_writes(visit: Any) -> None:
    visit.go("request/site/")
    drafts: list[Any] = []

    @settings(max_examples=200, database=None)
    @given(PEOPLE, st.one_of(PEOPLE, st.just([])), LINES, st.lists(st.one_of(LINES, WRITTEN)).map("\n".join))
    def collect(to: Any, copies: Any, subject: str, text: str) -> None:
        drafts.append({"sender": to[0], "to": to, "copies": copies, "subject": subject, "text": f"{text} \n"})

    collect()
    at = datetime(2026, 10, 1, 12, 3, 4, tzinfo=UTC)
    at_once = "new Date(1790856184000)"
    program = f"text => JSON.parse(text).map(one => [recordsMail.eml(one, {at_once}), recordsMail.mailto(one)])"
    written = visit.page.evaluate(program, json.dumps(drafts))
    messages = [
        WrittenMessage(
            "notice",
            Recipient(*each["sender"]),
            tuple(Recipient(*one) for one in each["to"]),
            tuple(Recipient(*one) for one in each["copies"]),
            each["subject"],
            each["text"],
        )
        for each in drafts
    ]
    assert written == [[render_eml(each, at).decode("ascii"), mailto(each)] for each in messages]
