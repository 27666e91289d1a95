"""The pages on paper: black on white, nothing that only leads elsewhere, headers that repeat, addresses of links."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser_walks import Visitor

pytestmark = pytest.mark.browser

PAPER = {"width": 690, "height": 1000}  # a page of letter size within its margins
LOOKS = """() => {
  const style = (what, pseudo) => getComputedStyle(document.querySelector(what), pseudo);
  const seen = what => [...document.querySelectorAll(what)].filter(one => one.getClientRects().length).length;
  return {
    ink: style("h1").color, paper: style("body").backgroundColor,
    seen: seen(".md-header, .md-tabs, .filter, .pagination, .breadcrumb, .headerlink, .picture details"),
    cells: [...new Set([...document.querySelectorAll("td, th")].map(one => getComputedStyle(one).color))],
    heads: [...new Set([...document.querySelectorAll("thead")].map(one => getComputedStyle(one).display))],
    buttons: [...new Set([...document.querySelectorAll(".sort")].map(one => getComputedStyle(one).display))],
    folded: document.querySelectorAll("details:not([open])").length,
    pictures: seen("svg[role=img]"), wide: document.documentElement.scrollWidth,
  };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "pictures"), [("due/", 1), ("sites/parks-x/", 1), ("records/policies/environment/", 0)]
)
def test_a_page_is_black_on_white_and_fits_the_paper(
    chromium: Any, address: str, path: str, pictures: int, scheme: str
) -> None:
    visitor = Visitor(chromium, address, viewport=PAPER, color_scheme=scheme)
    visitor.go(path)
    visitor.page.emulate_media(media="print", color_scheme=scheme)
    visitor.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    looks = visitor.page.evaluate(LOOKS)
    assert (looks["ink"], looks["paper"], looks["seen"]) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)", 0)
    assert set(looks["cells"]) <= {"rgb(0, 0, 0)"}
    assert set(looks["heads"]) <= {"table-header-group"}
    assert set(looks["buttons"]) <= {"contents"}  # the one form in which Chromium repeats their text on every page
    assert looks["folded"] == 0
    assert looks["pictures"] == pictures
    assert looks["wide"] <= PAPER["width"]
    visitor.close()


def test_an_address_behind_other_words_is_printed(chromium: Any, address: str) -> None:
    visitor = Visitor(chromium, address)
    visitor.go("sites/")
    visitor.page.emulate_media(media="print")
    link = visitor.page.locator("td a[rel~=nofollow]").first
    printed = link.evaluate("one => getComputedStyle(one, '::after').content")
    assert link.inner_text().startswith("@")
    assert link.get_attribute("href") in printed
    visitor.close()
