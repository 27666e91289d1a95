"""The header's search in Chromium: records above pages, by keyboard, read aloud, hostile names, no parts."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser_walks import HERE, Visitor, build, served

playwright = pytest.importorskip("playwright.sync_api", reason="run `nox -s browser`")
pytest.importorskip("axe_playwright_python", reason="run `nox -s browser`")
pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)> __proto__ حديقة"
RECORDS = ".search-records .md-search-result__link"
PAGES = ".md-search-result > ol .md-search-result__item"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample agency's portal, in which one agency has a hostile name."""
    top = tmp_path_factory.mktemp("search")
    root, out = top / "root", top / "portal"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", HERE, root], check=True)
    (root / "mkdocs.yml").unlink()
    for name in ("registry", "schedules", "captures"):
        shutil.rmtree(root / name)
        shutil.copytree(HERE / name, root / name)
    record = root / "registry/agencies/environment.yml"
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    named = [f"name: '{HOSTILE}'\n" if line.startswith("name:") else line for line in lines]
    record.write_text("".join(named), encoding="utf-8")
    build(root, out)
    with served(out) as found:
        yield found


@pytest.fixture
def visitor(chromium: Any, address: str) -> Iterator[Visitor]:
    made = Visitor(chromium, address, viewport={"width": 1280, "height": 900})
    made.go("guides/")
    yield made
    made.close()


def field_of(visitor: Visitor) -> Any:
    return visitor.page.locator("input[data-md-component=search-query]")


def type_in(visitor: Visitor, text: str) -> None:
    """Writes a text into the search box; returns when the answer is read aloud."""
    visitor.page.locator("[role=status].visually-hidden").evaluate("one => one.textContent = ''")
    if not field_of(visitor).is_visible():
        visitor.page.get_by_role("button", name="Search").click()
    field_of(visitor).focus()
    field_of(visitor).fill("")
    field_of(visitor).press_sequentially(text)


def titles(visitor: Visitor) -> list[str]:
    visitor.page.wait_for_selector(RECORDS)
    return [str(one) for one in visitor.page.locator(f"{RECORDS} h2").all_inner_texts()]


def test_records_stand_above_the_pages_with_their_state_and_their_agency(visitor: Visitor) -> None:
    type_in(visitor, "mill river")
    assert titles(visitor) == [
        "Mill River Public Library (sample) on Chirpwell (fictional)",
        "Mill River Public Library (sample) on Facebook",
        "Mill River Public Library (sample) on X",
        "Mill River Public Library (sample) on Instagram",
        "Mill River Public Library (sample) on YouTube",
        "Mill River Public Library (sample)",
    ]
    lines = visitor.page.locator(f"{RECORDS} .search-records__line")
    assert lines.nth(1).text_content() == "compromised: do not trust it now Mill River Public Library (sample)"
    assert lines.nth(4).text_content() == "rejected Mill River Public Library (sample)"
    assert lines.nth(5).text_content().strip() == "agency"
    records, meta = visitor.page.locator(".search-records"), visitor.page.locator(".md-search-result__meta").last
    assert records.bounding_box()["y"] < meta.bounding_box()["y"]


def test_the_pages_are_those_of_the_guides_and_no_record_is_among_them(visitor: Visitor) -> None:
    type_in(visitor, "retention schedule")
    visitor.page.wait_for_selector(PAGES)
    found = visitor.page.locator(f"{PAGES} a").evaluate_all("all => all.map(one => new URL(one.href).pathname)")
    assert [one for one in found if one.startswith(("/sites/p", "/agencies/p", "/schedules/l"))] == []
    assert [one for one in found if one.startswith("/guides/")] != []
    assert [one for one in titles(visitor) if "schedule" not in one.lower()] == []


def test_the_numbers_are_read_aloud(visitor: Visitor) -> None:
    type_in(visitor, "glossary")
    status = visitor.page.locator("[role=status].visually-hidden")
    playwright.expect(status).to_have_text(re.compile("^[0-9]+ matching pages?$"))
    type_in(visitor, "lakeland")
    playwright.expect(status).to_have_text(
        re.compile("^12 matching records, 10 of them shown. ([0-9]+ matching pages?|No matching page)$")
    )


def test_the_arrows_go_through_records_and_pages_in_order_and_enter_opens_one(visitor: Visitor, address: str) -> None:
    type_in(visitor, "new jersey")
    visitor.page.wait_for_selector(PAGES)
    assert titles(visitor) == ["New Jersey general records retention schedule G100000"]
    where = "document.activeElement.closest('.search-records') ? 'record' : document.activeElement.tagName"
    reached = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        visitor.page.keyboard.press(key)
        reached.append(visitor.page.evaluate(where))
    assert reached == ["record", "A", "record", "INPUT"]
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(address + "schedules/new-jersey-general/")


def test_enter_before_the_answer_waits_for_it(visitor: Visitor, address: str) -> None:
    visitor.page.route("**/check/data/words/*", lambda route: (visitor.page.wait_for_timeout(300), route.continue_()))
    type_in(visitor, "@LkldParksSample")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(address + "sites/parks-x/")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("https://mobile.twitter.com/LkldParksSample/status/1?s=20", "Lakeland Parks (sample) on X"),
        ("900000000000000201", "Lakeland Parks (sample) on X"),
        ("LAKELAND párks   flickr", "Lakeland Parks (sample) on Flickr"),
        ("texas 582", "Texas retention schedule of agency 582"),
    ],
)
def test_an_address_an_id_and_words_lead_to_a_record(visitor: Visitor, text: str, title: str) -> None:
    type_in(visitor, text)
    playwright.expect(visitor.page.locator(f"{RECORDS} h2")).to_have_text([title])


def test_an_answer_that_comes_too_late_is_dropped(visitor: Visitor) -> None:
    held: list[Any] = []
    type_in(visitor, "texas")
    assert titles(visitor) == ["Texas retention schedule of agency 582"]
    visitor.page.route("**/check/data/keys/*", lambda route: held.append(route))
    type_in(visitor, "900000000000000201")
    visitor.page.wait_for_timeout(400)
    assert len(held) == 1
    type_in(visitor, "missouri")
    wanted = ["Missouri general schedules, the five dispositions"]
    playwright.expect(visitor.page.locator(f"{RECORDS} h2")).to_have_text(wanted)
    held[0].continue_()
    visitor.page.wait_for_timeout(400)
    assert titles(visitor) == wanted


def test_clearing_the_box_clears_the_records(visitor: Visitor) -> None:
    type_in(visitor, "texas")
    assert titles(visitor) != []
    visitor.page.locator(".md-search__form button[type=reset]").click()
    playwright.expect(visitor.page.locator(".search-records")).to_be_hidden()
    assert visitor.page.locator(RECORDS).count() == 0


@pytest.mark.parametrize(
    "text", ["__proto__", "<img", "onerror", "حديقة", "ديق\u202e", "constructor", "%", "a" * 5_000, "\ud800"]
)
def test_hostile_words_and_names_stay_text(visitor: Visitor, text: str) -> None:
    field_of(visitor).click()
    field_of(visitor).evaluate("(one, text) => { one.value = text; one.dispatchEvent(new Event('input')) }", text)
    visitor.page.wait_for_timeout(500)
    if text in ("__proto__", "<img", "onerror", "حديقة"):
        assert titles(visitor)[0].startswith(HOSTILE)
    assert visitor.page.locator("img[src='x']").count() == 0


def test_without_the_parts_the_pages_are_found_and_nothing_else_is_said(chromium: Any, address: str) -> None:
    visitor = Visitor(chromium, address, viewport={"width": 1280, "height": 900})
    visitor.page.route("**/check/data/**", lambda route: route.fulfill(status=200, body="<!doctype html>"))
    visitor.go("guides/")
    type_in(visitor, "glossary")
    visitor.page.wait_for_selector(PAGES)
    visitor.page.wait_for_timeout(400)
    assert visitor.page.locator(".search-records").is_hidden()
    playwright.expect(visitor.page.locator("[role=status].visually-hidden")).to_have_text(
        re.compile("^[0-9]+ matching pages?$")
    )
    visitor.page.unroute("**/check/data/**")
    type_in(visitor, "texas")
    assert titles(visitor) == ["Texas retention schedule of agency 582"]
    visitor.close()


def test_nothing_is_fetched_before_the_box_is_used(chromium: Any, address: str) -> None:
    visitor = Visitor(chromium, address, viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    visitor.go("sites/parks-x/")
    visitor.page.wait_for_timeout(300)
    assert [one for one in asked if "check/data" in one or "account-lookup" in one] == []
    field_of(visitor).click()
    visitor.page.wait_for_timeout(300)
    assert [one for one in asked if "check/data" in one or "account-lookup" in one] == [
        "assets/javascripts/account-lookup.js",
        "check/data/index.json",
    ]
    visitor.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_answer_fits_and_breaks_no_rule_of_access(chromium: Any, address: str, width: int, scheme: str) -> None:
    visitor = Visitor(chromium, address, viewport={"width": width, "height": 900}, color_scheme=scheme)
    visitor.go("sites/parks-x/")
    visitor.thin_alike()  # the page below is looked at whole by test_browser_access.py
    for name, text in (("records", "mill river"), ("both", "general schedule"), ("hostile", "onerror")):
        type_in(visitor, text)
        assert titles(visitor) != []
        visitor.page.wait_for_timeout(500)
        visitor.shoot(f"search-{name}-{width}-{scheme}")
        assert not visitor.too_wide()
        assert visitor.violations() == []
        visitor.page.keyboard.press("ArrowDown")
        assert visitor.violations() == []
    visitor.close()


def test_without_scripts_there_is_no_box_but_the_lists(chromium: Any, address: str) -> None:
    visitor = Visitor(chromium, address, java_script_enabled=False)
    visitor.go("guides/")
    assert not visitor.page.locator("[data-md-component=search]").is_visible()
    assert visitor.page.locator("nav.md-tabs a", has_text="Sites").is_visible()
    visitor.close()
