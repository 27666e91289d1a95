"""The page "The register on a day" in Chromium: a day's sites, by the field and by an address, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="run `nox -s browser`")
pytestmark = pytest.mark.browser

from tests.browser_walks import Visitor  # noqa: E402


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Visitor]:
    made = Visitor(chromium, address)
    yield made
    assert made.faults == []
    made.context.close()


def test_a_day_shows_the_sites_of_that_day(visit: Visitor, address: str) -> None:
    visit.page.goto(address + "days/?day=2023-06-01", wait_until="load")
    visit.page.wait_for_selector("#days-answer table")
    before = visit.page.locator("#days-answer").inner_text()
    visit.page.fill("#days-day", "2026-11-20")
    visit.page.locator("#days button").click()
    visit.page.locator("#days-answer caption", has_text="Sites on 2026-11-20").wait_for()
    after = visit.page.locator("#days-answer").inner_text()
    assert "@LkldParksSample" in after
    assert before != after
    assert "?day=2026-11-20" in visit.page.url


def test_without_scripts_every_stretch_is_there(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "days/", wait_until="load")
    assert page.locator("#days").is_hidden()
    assert "@LkldParksSample" in page.locator("table").first.inner_text()
    context.close()
