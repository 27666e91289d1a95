"""The built portal in Chromium: the real policy, no foreign host, a clean console, every width, both schemes."""

from __future__ import annotations

from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="run `nox -s browser`")
pytestmark = pytest.mark.browser

from tests.browser_walks import Visitor  # noqa: E402

PAGES = {
    "home": "",
    "check": "check/",
    "sites": "sites/",
    "site": "sites/parks-x/",
    "compromised": "sites/library-facebook/",
    "rejected": "sites/library-youtube/",
    "agencies": "agencies/",
    "agency": "agencies/parks/",
    "schedules": "schedules/",
    "schedule": "schedules/lakeland-general/",
    "captures": "captures/",
    "capture": "captures/parks-x/",
    "due": "due/",
    "tasks": "tasks/",
    "tasks-of-agency": "tasks/environment/",
    "changes": "changes/",
    "other-records": "operations/",
    "policy": "records/policies/environment/",
    "data": "data/",
    "dictionary": "data/dictionary/",
    "guide": "guides/records-officer/",
    "reference": "reference/findings/",
}


@pytest.mark.parametrize(
    ("width", "device", "schemes"),
    [
        (1280, "desktop", ("light", "dark")),
        (390, "phone", ("dark", "light")),
        (320, "narrow", ("light", "dark")),
    ],
)
def test_every_page_kind_is_clean_and_fits(
    chromium: Any, address: str, width: int, device: str, schemes: tuple[str, str]
) -> None:
    opened_in, turned_to = schemes
    visit = Visitor(chromium, address, viewport={"width": width, "height": 900}, color_scheme=opened_in)
    for name, path in PAGES.items():
        visit.page.emulate_media(color_scheme=opened_in)
        if name == "capture":
            visit.go("captures/")
            found = visit.page.locator("table.records a[href*='parks-x/']").first
            visit.page.goto(found.evaluate("link => link.href"), wait_until="load")
        else:
            visit.go(path)
        assert visit.page.locator("h1").count() == 1, name
        assert "fictional" in visit.page.locator(".notice, .banner, [class*=notice]").first.inner_text(), name
        assert not visit.too_wide(), f"{name} is wider than {width} px"
        if device == "phone":  # test_browser_access.py takes the others
            visit.shoot(f"{name}-{device}-{opened_in}", full_page=name != "dictionary")
        visit.look(width, 900, turned_to)
        assert not visit.too_wide(), f"{name} is wider than {width} px when it is {turned_to}"
    visit.close()


def test_the_registry_filters_and_sorts(chromium: Any, address: str) -> None:
    visit = Visitor(chromium, address)
    visit.go("sites/")
    rows = visit.page.locator("table.records tbody tr:visible")
    assert rows.count() == 16
    visit.page.locator("form.filter select[name=status]").select_option("suspended")
    assert rows.count() == 1
    assert "status=suspended" in visit.page.url
    visit.page.locator("form.filter button[type=reset]").click()
    visit.page.locator("form.filter input[name=find]").fill("mill river")
    visit.page.wait_for_function("document.querySelectorAll('table.records tbody tr:not([hidden])').length === 5")
    visit.page.locator("form.filter button[type=reset]").click()
    header = visit.page.locator("table.records th", has_text="Site").first
    header.get_by_role("button").click()
    header.get_by_role("button").click()
    assert header.get_attribute("aria-sort") == "descending"
    assert rows.first.inner_text().startswith("Mill River")
    assert visit.faults == []


def test_on_a_phone_the_changes_are_read_without_going_sideways(chromium: Any, address: str) -> None:
    visit = Visitor(chromium, address, viewport={"width": 390, "height": 900})
    visit.go("changes/")
    beyond = """[...document.querySelectorAll("#trail, #trail *")]
        .filter((one) => one.checkVisibility() && !one.closest("svg, pre"))
        .filter((one) => one.getBoundingClientRect().right > 390).map((one) => one.outerHTML.slice(0, 120))"""
    assert visit.page.evaluate(beyond) == []
    cells = visit.page.locator("#trail tbody tr").first.locator("td")
    before = "one => getComputedStyle(one, '::before').content"
    assert [cell.evaluate(before) for cell in cells.all()] == ["none", '"By "', '"Approved by "', "none", '"Commit "']
    visit.page.locator("form.filter input[name=find]").fill("no change says this")
    playwright.expect(visit.page.locator("#trail tbody tr:visible")).to_have_count(0)
    visit.close()


def test_search_palette_and_menu_work_under_the_policy(chromium: Any, address: str) -> None:
    visit = Visitor(chromium, address, viewport={"width": 390, "height": 900})
    visit.go("sites/parks-x/")
    policy = visit.page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    before = visit.page.evaluate("document.body.dataset.mdColorScheme")
    visit.page.locator("[data-md-component=palette] label:visible").first.click()
    visit.page.locator("[data-md-component=palette] label:visible").first.click()
    assert visit.page.evaluate("document.body.dataset.mdColorScheme") != before
    menu = visit.page.get_by_role("button", name="Menu")
    menu.press("Enter")
    assert menu.get_attribute("aria-expanded") == "true"
    visit.page.keyboard.press("Escape")
    assert menu.get_attribute("aria-expanded") == "false"
    visit.go("guides/")
    visit.page.get_by_role("button", name="Search").first.click()
    visit.page.locator("input[data-md-component=search-query]").press_sequentially("glossary")
    visit.page.wait_for_selector(".md-search-result__item")
    assert visit.faults == []


def test_everything_can_be_read_without_scripts(chromium: Any, address: str) -> None:
    visit = Visitor(chromium, address, java_script_enabled=False)
    visit.go("sites/")
    assert visit.page.locator("table.records tbody tr:visible").count() == 16
    assert not visit.page.locator("form.filter").is_visible()
    visit.page.get_by_role("link", name="Mill River Public Library (sample) on Facebook").click()
    assert "compromised" in visit.page.locator("main").inner_text().lower()
    assert visit.faults == []
