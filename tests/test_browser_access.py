"""Access to the whole portal in Chromium: the rules of WCAG, the keyboard, no scripts, narrow and zoomed windows."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="run `nox -s browser`")
pytest.importorskip("axe_playwright_python.base", reason="run `nox -s browser`")
pytestmark = pytest.mark.browser

from tests.browser_walks import COLOURS, FORMS, PAGES, Visitor  # noqa: E402

HOME_LIMIT = 150_000
CUT = """() => {
    const wide = document.documentElement.clientWidth;
    const elsewhere = ".table-scroll, pre, .md-sidebar, .md-search, .visually-hidden, .skip-link, svg";
    const scrolls = (one) => one.closest(elsewhere);
    const seen = (one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !scrolls(one);
    const said = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const cut = (one) => {
        const box = one.getBoundingClientRect(), look = getComputedStyle(one);
        if (box.width <= 1 || box.height <= 1) return false;
        const hides = look.overflowX !== "visible" && look.display !== "inline"
            && one.scrollWidth > one.clientWidth + 1;
        return box.left < -1 || box.right > wide + 1 || hides;
    };
    const name = document.querySelector(".md-header__topic").getBoundingClientRect();
    const header = document.querySelector(".md-header").getBoundingClientRect();
    if (name.top < header.top - 1 || name.bottom > header.bottom + 1) return ["the portal's name leaves the header"];
    return [...document.body.querySelectorAll("*")].filter((one) => seen(one) && said(one) && cut(one))
        .map((one) => one.outerHTML.slice(0, 120));
}"""
FOCUSED = """() => {
    const one = document.activeElement;
    const walked = window.walked ??= [];
    if (!one || one === document.body || (one === walked[0] && walked.length > 1)) return null;
    const before = walked[walked.length - 1];
    const inOrder = !before || before === one || before.compareDocumentPosition(one) & 4;
    walked.push(one);
    const shown = one.matches(".md-option") ? one.nextElementSibling : one;
    const look = getComputedStyle(shown), box = shown.getBoundingClientRect();
    const header = document.querySelector(".md-header").getBoundingClientRect();
    const inHeader = one.closest(".md-header, .md-search, .skip-link");
    return {
        name: one.getAttribute("aria-label") || one.closest("label")?.innerText || one.innerText || one.name || one.id,
        tag: one.tagName.toLowerCase(),
        outlined: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        covered: !inHeader && getComputedStyle(document.querySelector(".md-header")).position === "sticky"
            && box.bottom <= header.bottom && header.bottom > 0,
inOrder: Boolean(inOrder),
    };
}"""
ANSWERS = {
    "official": "@LkldParksSample",
    "activated": "lakeland-environment-sample",
    "suspended": "@lakelandparks.sample",
    "closing": "@lakeland-parks-sample",
    "former": "https://chirpwell.example/mill-river-library",
    "earlier-name": "x.com/MillRiverBooks",
    "compromised": "MillRiverLibrarySample",
    "resembles": "LkldParksSampIe",
    "several": "Mill River",
    "unknown": "@nobody_at_all_x",
    "no-account": "https://x.com/",
    "hidden": "https://x.com\uff0fLkldParksSample\uff0f@evil.example",
    "nothing": "",
}


@pytest.fixture(scope="module")
def address(sample_address: str) -> str:
    """At the top of the host: the page for what is missing names the rest from there, as portal.yml says."""
    return sample_address


@pytest.fixture(scope="module")
def with_scripts(chromium: Any, address: str) -> Iterator[Visitor]:
    visitor = Visitor(chromium, address, viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield visitor
    visitor.close()


@pytest.fixture(scope="module")
def without_scripts(chromium: Any, address: str) -> Iterator[Visitor]:
    visitor = Visitor(chromium, address, viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    yield visitor
    visitor.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_open_to_everybody(with_scripts: Visitor, without_scripts: Visitor, name: str) -> None:
    """Each page is opened once with scripts and once without; what is done to it comes last."""
    for visitor in (with_scripts, without_scripts):
        visitor.page.set_viewport_size({"width": 1280, "height": 900})
    with_scripts.page.emulate_media(color_scheme="light")
    with_scripts.go(PAGES[name])
    without_scripts.go(PAGES[name])
    says_the_same_without_scripts(with_scripts.page, without_scripts.page, name)
    is_whole_in_a_narrow_or_zoomed_window(with_scripts, without_scripts)
    breaks_no_rule_of_access(with_scripts, name)


def says_the_same_without_scripts(with_scripts: Any, without: Any, name: str) -> None:
    said = "one => [...one.querySelectorAll('h1, h2, h3, tbody tr, dt')].filter(one => one.offsetParent).length"
    article = "article.md-content__inner"
    assert without.locator(f"{article} h1").is_visible()
    lost = with_scripts.locator(article).evaluate(said) - without.locator(article).evaluate(said)
    assert lost <= 0, f"{lost} headings, rows or terms are there with scripts only"
    assert without.locator("nav.md-tabs a").first.is_visible()
    assert not without.locator("form.filter, [data-md-component=search]").first.is_visible()
    if name == "check":
        assert without.get_by_text("The box needs scripts.").is_visible()
        assert without.locator("table#accounts tbody tr").count() == 13
    if name in FORMS:
        assert without.locator("noscript, .without-script, .no-script").first.is_visible()
        assert without.locator("form.request label").first.is_visible()


def is_whole_in_a_narrow_or_zoomed_window(with_scripts: Visitor, without: Visitor) -> None:
    """Nothing is cut or scrolls sideways."""
    with_scripts.look(320, 256, "light")
    without.page.set_viewport_size({"width": 320, "height": 640})
    for visitor in (with_scripts, without):
        assert (visitor.page.evaluate(CUT)[:5], visitor.too_wide()) == ([], False)


def breaks_no_rule_of_access(visitor: Visitor, name: str) -> None:
    """Every rule on the whole page and again in a phone's menus; what depends on colours in each of both schemes."""
    looks = (
        (1280, "desktop", "light", ()),
        (1280, "desktop", "dark", COLOURS),
        (390, "phone", "dark", ()),
        (390, "phone", "light", COLOURS),
    )
    broken = {}
    for width, device, scheme, rules in looks:
        visitor.look(width, 900, scheme)
        if (device, scheme) != ("phone", "dark"):  # test_browser.py takes those
            whole = name not in ("dictionary", "changes", "changes-kind")
            visitor.shoot(f"{name}-{device}-{scheme}", full_page=whole)
        wide = ["too wide"] if visitor.too_wide() else []
        if faults := [*visitor.violations(rules), *wide]:
            broken[f"{device} {scheme}"] = faults
        assert visitor.page.locator("h1:visible").count() == 1
        visitor.thin_alike()
    assert broken == {}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_answer_breaks_a_rule_of_access(chromium: Any, address: str, width: int, scheme: str) -> None:
    visitor = Visitor(chromium, address, viewport={"width": width, "height": 900}, color_scheme=scheme)
    visitor.go("check/")
    visitor.page.evaluate("document.querySelector('#accounts').closest('.table-scroll').remove()")
    broken, titles = {}, set()
    for name, asked in ANSWERS.items():
        visitor.page.evaluate("document.getElementById('answer').replaceChildren()")
        visitor.page.locator("#check-asked").fill(asked)
        visitor.page.locator("#check-asked").press("Enter")
        visitor.page.wait_for_selector("#answer .answer__title")
        titles.add(visitor.page.locator("#answer").inner_text())
        visitor.shoot(f"check-{name}-{width}-{scheme}")
        if found := visitor.violations():
            broken[name] = found
    assert (broken, len(titles)) == ({}, len(ANSWERS))
    visitor.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_open_search_and_menu_break_no_rule_of_access(chromium: Any, address: str, width: int, scheme: str) -> None:
    visitor = Visitor(chromium, address, viewport={"width": width, "height": 900}, color_scheme=scheme)
    visitor.go(PAGES["guide"])
    visitor.thin_alike()
    page = visitor.page
    if width < 960:
        page.get_by_role("button", name="Menu").click()
        page.wait_for_timeout(400)
        assert visitor.violations() == []
        page.keyboard.press("Escape")
        page.wait_for_timeout(400)
        page.get_by_role("button", name="Search").click()
    else:
        page.locator("input[data-md-component=search-query]").click()
    page.locator("input[data-md-component=search-query]").press_sequentially("retention schedule")
    page.wait_for_selector(".md-search-result__item")
    page.wait_for_timeout(400)
    visitor.shoot(f"search-{width}-{scheme}")
    assert visitor.violations() == []
    visitor.close()


def tab_through(visitor: Visitor, most: int = 400) -> list[dict[str, Any]]:
    """What the keyboard reaches with Tab from the top of a page, until it leaves the page."""
    found: list[dict[str, Any]] = []
    while len(found) < most:
        # The theme lets a phone's page scroll again a tenth of a second after its search is left.
        visitor.page.wait_for_function(
            "document.querySelector('#__search').checked || !document.body.hasAttribute('data-md-scrolllock')"
        )
        visitor.page.keyboard.press("Tab")
        focused = visitor.page.evaluate(FOCUSED)
        if focused is None:
            return found
        found.append(focused)
    raise AssertionError(f"the focus does not leave the page, it stays near {found[-3:]}")


@pytest.mark.parametrize("name", ["home", "sites", "registered", "check", "request-site", "due", "guide", "missing"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (320, 256)])
def test_the_keyboard_reaches_everything_in_order_and_sees_where_it_is(
    chromium: Any, address: str, name: str, width: int, height: int
) -> None:
    visitor = Visitor(chromium, address, viewport={"width": width, "height": height})
    visitor.go(PAGES[name])
    visitor.page.wait_for_timeout(200)
    visitor.page.evaluate("document.querySelectorAll('tbody > tr:nth-child(n + 4)').forEach(row => row.remove())")
    found = tab_through(visitor)
    assert found[0]["name"] == "Skip to the content"
    assert [one for one in found if not (one["outlined"] and one["seen"]) or one["covered"]] == []
    assert [one for one in found if not one["inOrder"]] == []
    program = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
        .filter((one) => one.checkVisibility({visibilityProperty: true}) && one.tabIndex >= 0 && !one.disabled
            && !one.closest("details:not([open]) > :not(summary)") && one.type !== "radio")
        .filter((one) => !window.walked.includes(one)).map((one) => one.outerHTML.slice(0, 120))"""
    assert visitor.page.evaluate(program) == []
    visitor.close()


def test_the_skip_link_leads_past_the_menus(chromium: Any, address: str) -> None:
    visitor = Visitor(chromium, address)
    visitor.go("sites/")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main-content"
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.name") == "find"
    visitor.close()


def test_filter_sorting_and_details_work_from_the_keyboard(chromium: Any, address: str) -> None:
    visitor = Visitor(chromium, address)
    page = visitor.page
    visitor.go("sites/")
    rows = page.locator("table.records tbody tr:visible")
    page.locator("select[name=status]").focus()
    page.keyboard.type("susp")
    playwright.expect(rows).to_have_count(1)
    assert page.locator(".filter__count").inner_text() == "1 of 16 sites shown"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    playwright.expect(rows).to_have_count(16)
    sort = page.locator("th", has_text="Platform")
    sort.get_by_role("button").focus()
    page.keyboard.press("Space")
    assert sort.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert sort.get_attribute("aria-sort") == "descending"
    visitor.go("sites/parks-x/")
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.get_attribute("open") is not None
    visitor.close()


def test_search_and_menu_open_and_close_from_the_keyboard(chromium: Any, address: str) -> None:
    visitor = Visitor(chromium, address, viewport={"width": 390, "height": 800})
    page = visitor.page
    visitor.go("guides/")
    menu = page.get_by_role("button", name="Menu")
    for key in ("Enter", "Space"):
        menu.press(key)
        assert menu.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Escape")
        assert menu.get_attribute("aria-expanded") == "false"
        assert menu.evaluate("one => one === document.activeElement")
    page.get_by_role("button", name="Search").press("Enter")
    field = page.locator("input[data-md-component=search-query]")
    playwright.expect(field).to_be_focused()
    page.keyboard.type("glossary")
    page.wait_for_selector(".md-search-result__item")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.md-search-result__item') !== null")
    page.keyboard.press("Escape")
    playwright.expect(page.locator("#__search")).not_to_be_checked()
    playwright.expect(page.get_by_role("button", name="Search")).to_be_focused()
    visitor.close()


def test_home_is_small(chromium: Any, address: str) -> None:
    visitor = Visitor(chromium, address)
    loaded: dict[str, Any] = {}
    visitor.page.on("response", lambda one: loaded.setdefault(one.url, one))
    visitor.page.goto(address, wait_until="networkidle")
    sizes = {
        url: len(gzip.compress(one.body(), 9))
        for url, one in loaded.items()
        if one.request.resource_type != "image" and not url.endswith(".svg")
    }
    assert len(sizes) >= 8
    print(f"home: {sum(sizes.values()):,} bytes compressed")
    assert sum(sizes.values()) < HOME_LIMIT, sizes
    visitor.close()


class _Inline(HTMLParser):
    """What a page would run or style without a file of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        data = given.get("type") in ("application/ld+json", "application/json")
        if tag == "style" or (tag == "script" and not given.get("src") and not data):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.found += [f"{tag} {given[name]}" for name in ("src", "srcset", "data") if _is_foreign(given.get(name))]
        self.found += [f"{tag} {name}" for name in given if str(given[name]).lower().startswith("javascript:")]


def _is_foreign(address: str | None) -> bool:
    return bool(address) and ("//" in str(address) or str(address).startswith("data:"))


def test_no_page_runs_or_styles_anything_inline(sample_portal: Path) -> None:
    pages = sorted(sample_portal.rglob("*.html"))
    assert len(pages) > 120
    found = {}
    for path in pages:
        parser = _Inline()
        parser.feed(path.read_text(encoding="utf-8"))
        if parser.found:
            found[str(path.relative_to(sample_portal))] = parser.found
    assert found == {}
