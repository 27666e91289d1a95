"""The page "Is this account official?" in Chromium: answers, links, keyboard, hostile texts, no scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

import pytest

from records_portal.accounts.addresses import platform_rules, read_account
from records_portal.accounts.resemblance import skeleton
from records_portal.accounts.wrapped_addresses import links_mapping

playwright = pytest.importorskip("playwright.sync_api", reason="run `nox -s browser`")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="run `nox -s browser`")
pytestmark = pytest.mark.browser

from tests.browser_walks import HERE, Visitor  # noqa: E402

VECTORS = json.loads((HERE / "tests/lookup/vectors.json").read_text(encoding="utf-8"))
HOSTILE = [
    "__proto__", "constructor", "toString", "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>",
    "https://x.com/<img src=x onerror=alert(1)>", "javascript:alert(1)", "%", "https://", "@", "#", "\\", "a" * 10_000,
    "https://x.com/" + "%25" * 400, "مرحبا", "\u202eskraP\u202c", "🌲" * 50, "\ud800", "{account}",
    "x.com/" + "/" * 500,
]  # fmt: skip


class Asker(Visitor):
    """A visitor who asks about accounts."""

    def ask(self, text: str) -> str:
        """Asks in the box, and the text of the answer."""
        self.page.evaluate("document.getElementById('answer').replaceChildren()")
        self.page.locator("#check-asked").evaluate("(field, text) => { field.value = text }", text)
        self.page.locator("#check-asked").press("Enter")
        self.page.wait_for_selector("#answer .answer__title")
        return str(self.page.locator("#answer").inner_text())


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Asker]:
    made = Asker(chromium, address)
    made.page.goto(address + "check/", wait_until="load")
    yield made
    assert made.faults == []
    made.context.close()


ANSWERS = [
    ("https://mobile.twitter.com/LkldParksSample/status/1?s=20", "@LkldParksSample on X is official"),
    ("@lkldparkssample", "Verified since February 7, 2022. Last checked on February 23, 2026."),
    ("900000000000000201", "@LkldParksSample on X is official"),
    ("@environment@social.lakeland.example", "@environment on Mastodon at social.lakeland.example is official"),
    (
        "https://facebook.com/MillRiverLibrarySample",
        "@MillRiverLibrarySample on Facebook is compromised: do not trust it now",
    ),
    ("https://chirpwell.example/mill-river-library", "was closed on July 1, 2024"),
    ("x.com/MillRiverBooks", "It was a name of the account of Mill River Public Library (sample) until October"),
    ("https://x.com/LkldParksSampIe", "It resembles an account that is in it"),
    ("LkldParksSampleHelp", "It resembles an account that is in it"),
    ("LkldParksSampleHelp", "Another account: @LkldParksSample on X is official"),
    ("https://www.instagram.com/LkldParksSample/", "An account of the same name elsewhere is in it"),
    ("https://twltter.example/LkldParksSample", "on twltter.example, which is no platform of this register"),
    ("Mill River", "Accounts that match: 3."),
    ("@nobody_at_all_x", "it may be a citizen's"),
    ("https://youtube.com/user/LakelandParksSample", "The address has an older form"),
    ("https://x.com/", "This address names no account"),
    ("https://x.com\uff0fLkldParksSample\uff0f@evil.example", "This address hides where it leads"),
    ("", "Nothing to look up"),
    ("library-youtube", "This account is not in the register"),
]


@pytest.mark.parametrize(("text", "words"), ANSWERS, ids=[text[:40] or "nothing" for text, _ in ANSWERS])
def test_the_answer_says_what_the_register_knows(visit: Asker, text: str, words: str) -> None:
    answer = visit.ask(text)
    assert words in answer
    assert not re.search(r"\b(fake|false account|impostor)\b", answer, re.IGNORECASE)


def test_an_answer_has_an_address_of_its_own_and_gets_the_focus(chromium: Any, address: str) -> None:
    visit = Asker(chromium, address)
    visit.page.goto(f"{address}check/?q={quote('@LkldParksSample')}", wait_until="load")
    visit.page.wait_for_selector("#answer .answer__title")
    assert visit.page.evaluate("document.activeElement.textContent") == "@LkldParksSample on X is official"
    assert visit.page.url.endswith("/check/?q=%40LkldParksSample")
    assert visit.page.locator("#check-asked").input_value() == "@LkldParksSample"
    assert not visit.page.locator("[data-md-component=search-query]").is_visible() or not visit.page.evaluate(
        "document.getElementById('__search').checked"
    )
    visit.ask("@nobody_at_all_x")
    visit.page.go_back()
    visit.page.wait_for_selector("#answer .answer__title:focus:text-is('@LkldParksSample on X is official')")
    visit.page.get_by_role("link", name="Lakeland Parks (sample) on X", exact=True).first.click()
    assert visit.page.url.endswith("/sites/parks-x/")
    assert visit.faults == []


def test_the_box_on_the_home_page_leads_to_the_answer(chromium: Any, address: str) -> None:
    visit = Asker(chromium, address)
    visit.page.goto(address, wait_until="load")
    visit.page.get_by_label("Is this account official?").last.fill("x.com/LkldParksSample")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("#answer .answer__title")
    assert "@LkldParksSample on X is official" in visit.page.locator("#answer").inner_text()
    assert visit.faults == []


def test_nothing_that_is_asked_becomes_markup(visit: Asker) -> None:
    for text in HOSTILE:
        visit.ask(text)
        assert visit.page.evaluate("document.querySelectorAll('#answer :is(script, img, iframe, style)').length") == 0
    assert visit.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_requests_and_pending_sites_are_not_given_away(visit: Asker) -> None:
    words = visit.ask("Department of Environment")
    assert "Instagram" not in words
    for site in ("library-youtube", "environment-instagram", "library-instagram"):
        assert site not in visit.page.content()


def test_the_page_says_how_old_the_register_is_and_whom_to_ask(visit: Asker) -> None:
    assert re.search(r"\((today|yesterday|[\d,]+ days ago)\)", visit.page.locator("#check-fresh").inner_text())
    assert visit.page.get_by_role("link", name="Web and Content Management Team").first.is_visible()


def test_data_that_cannot_be_read_is_told_and_asked_for_again(chromium: Any, address: str) -> None:
    visit = Asker(chromium, address)
    visit.page.goto(address + "check/", wait_until="load")
    visit.page.route("**/check/data/keys/*", lambda route: route.abort())
    visit.page.locator("#check-asked").fill("@LkldParksSample")
    visit.page.keyboard.press("Enter")
    playwright.expect(visit.page.locator("#check-status")).to_contain_text("could not be read", timeout=10_000)
    visit.page.unroute("**/check/data/keys/*")
    assert "@LkldParksSample on X is official" in visit.ask("@LkldParksSample")


def test_the_vectors_hold_in_the_browser(visit: Asker) -> None:
    table = [platform_rules(one["id"], one) for one in VECTORS["platforms"]]
    found = visit.page.evaluate(
        """async ({table, links, texts, pairs}) => {
            const data = await (await fetch("data/resemblances.json")).json();
            const near = accountLookup.resemblance(data);
            return {
                readings: texts.map((text) => accountLookup.readAccount(text, table, links)),
                kinds: pairs.map(([asked, known]) => near.nearness(near.skeleton(asked), near.skeleton(known))),
                skeletons: pairs.map(([asked]) => near.skeleton(asked)),
            };
        }""",
        {
            "table": [one.as_mapping() for one in table],
            "links": links_mapping(),
            "texts": [one["text"] for one in VECTORS["readings"]],
            "pairs": [pair[:2] for pair in VECTORS["nearness"]],
        },
    )
    for one, reading in zip(VECTORS["readings"], found["readings"], strict=True):
        assert reading == json.loads(json.dumps(asdict(read_account(one["text"], table))))
    assert found["kinds"] == [kind for _, _, kind in VECTORS["nearness"]]
    assert found["skeletons"] == [skeleton(asked) for asked, _, _ in VECTORS["nearness"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_an_answer_fits_and_breaks_no_rule_of_access(chromium: Any, address: str, width: int, scheme: str) -> None:
    visit = Asker(chromium, address, viewport={"width": width, "height": 900}, color_scheme=scheme)
    visit.page.goto(address + "check/", wait_until="load")
    for name, text in (
        ("official", "@LkldParksSample"),
        ("resembles", "LkldParksSampIe"),
        ("compromised", "MillRiverLibrarySample"),
    ):
        visit.ask(text)
        assert visit.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        visit.shoot(f"check-{name}-{width}-{scheme}")
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
        found = axe.Axe().run(visit.page, options=rules).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_without_scripts_the_complete_list_is_there(chromium: Any, address: str) -> None:
    visit = Asker(chromium, address, java_script_enabled=False)
    visit.page.goto(address + "check/", wait_until="load")
    assert visit.page.get_by_text("The box needs scripts.").is_visible()
    assert visit.page.locator("table#accounts tbody tr").count() == 13
    visit.page.get_by_role("link", name="Lakeland Parks (sample) on X", exact=True).click()
    assert visit.page.url.endswith("/sites/parks-x/")
    assert (
        visit.page.locator("img[src$='badge.svg']").get_attribute("alt").startswith("Official account: Lakeland Parks")
    )
