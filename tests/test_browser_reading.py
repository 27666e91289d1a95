"""The reading view in Chromium: hostile content does nothing, keys and small screens suffice, and axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="run `nox -s browser`")
pytestmark = pytest.mark.browser

from records_portal.captures.viewing.pages import style  # noqa: E402
from tests.browser_walks import SCREENSHOTS, Visitor  # noqa: E402
from tests.test_capture_commands import Desk  # noqa: E402
from tests.test_reading import FIRST, hostile, number_of, serving  # noqa: E402

__all__ = ["hostile"]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def visit(request: pytest.FixtureRequest, chromium: Any, hostile: Desk) -> Iterator[tuple[Visitor, Desk]]:
    """A reader with the view open, before whom nothing went wrong."""
    with serving(hostile) as (reader, path):
        address = f"http://127.0.0.1:{reader.port}"
        seen = Visitor(chromium, f"{address}/", viewport=request.param)
        seen.page.goto(f"{address}{path}")
        yield seen, hostile
        assert seen.faults == []
        seen.context.close()


def shot(page: Any, name: str) -> None:
    if SCREENSHOTS:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(SCREENSHOTS) / f"{name}-{scheme}.png", full_page=True)


def test_hostile_content_does_nothing_and_nothing_is_fetched(visit: tuple[Visitor, Desk]) -> None:
    seen, desk = visit
    asked: list[str] = []
    seen.page.on("request", lambda request: asked.append(request.url))
    for path in ("", f"item/{number_of(desk, FIRST)}"):
        seen.page.goto(f"{seen.address}{path}")
        width = seen.page.evaluate("document.documentElement.scrollWidth")
        assert width <= seen.page.viewport_size["width"], path
        shot(seen.page, f"reading-{path.partition('/')[0] or 'list'}-{width}")
    assert seen.page.get_by_text("<script>alert(1)</script>").first.is_visible()
    assert all(url.startswith(seen.address) for url in asked)
    assert seen.page.locator("video").evaluate("each => each.src").startswith(seen.address)


def test_keys_lead_from_item_to_item(visit: tuple[Visitor, Desk]) -> None:
    seen, _ = visit
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.textContent") == "To the content"
    seen.page.get_by_label("Words").focus()
    seen.page.keyboard.type("dock")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/?*words=dock*")
    link = seen.page.locator("ol.items a").first
    link.focus()
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/item/*")
    before = seen.page.url
    seen.page.get_by_role("link", name="Item before").press("Enter")
    seen.page.wait_for_url(lambda url: url != before)
    assert seen.page.locator("h1").is_visible()


def test_axe_finds_nothing(visit: tuple[Visitor, Desk], chromium: Any) -> None:
    seen, desk = visit
    link, look = '<link rel="stylesheet" href="/style.css">', f"<style>{style().decode()}</style>"
    for path in ("", f"item/{number_of(desk, FIRST)}"):
        seen.page.goto(f"{seen.address}{path}")
        content = seen.page.content()
        assert link in content
        # Where the view itself is open no script runs, and axe is one.
        page = chromium.new_page(viewport=seen.page.viewport_size)
        page.set_content(content.replace(link, look))
        assert [each["id"] for each in axe.Axe().run(page).response["violations"]] == []
        page.close()
