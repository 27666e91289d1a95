"""What the portal shows of the look-up without its script: the complete list, badges, and data for machines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from records_portal.accounts.addresses import platform_rules
from records_portal.accounts.lookup import Account
from records_portal.portal.building.shell import Shells, StampedPage
from records_portal.portal.context import prepare
from records_portal.portal.pages import lookup as lookup_pages
from tests.test_pages import ACTIVE, CLOSED, COMPROMISED, HOSTILE, portal, rendered, small, text_of

if TYPE_CHECKING:
    from records_portal.register.records import Contact
SVG = "{http://www.w3.org/2000/svg}"


def linked_data(page: str) -> list[dict[str, Any]]:
    """What a page says to machines, as a browser cuts it out of the page."""
    return [
        json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script', page, re.DOTALL)
    ]


def test_a_page_names_the_agency_and_its_accounts_in_use(tmp_path: Path, shells: Shells) -> None:
    pages = rendered(small(tmp_path, ACTIVE), shells)
    said = {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": "Parks",
        "url": "https://parks.example/",
        "sameAs": ["https://x.com/ParksTest"],
    }
    assert linked_data(pages["sites/parks-x/"]) == [said]
    assert linked_data(pages["agencies/parks/"]) == [said]
    assert 'rel="me noopener nofollow"' in pages["sites/parks-x/"]


@pytest.mark.parametrize("last", [COMPROMISED, CLOSED])
def test_an_account_that_cannot_be_trusted_is_no_address_of_the_agency(
    tmp_path: Path, shells: Shells, last: dict[str, Any]
) -> None:
    pages = rendered(small(tmp_path, {**ACTIVE, "facts": [*ACTIVE["facts"], last]}), shells)
    assert linked_data(pages["sites/parks-x/"]) == []
    assert "sameAs" not in linked_data(pages["agencies/parks/"])[0]
    assert 'rel="me' not in pages["sites/parks-x/"]


def test_a_hostile_name_ends_no_element_of_data_and_no_picture(tmp_path: Path, shells: Shells) -> None:
    data = small(tmp_path, ACTIVE)
    data.register.of("agencies")["parks"].value["name"] = f"</script><!--{HOSTILE}\u2028"
    pages = rendered(data, shells)
    assert linked_data(pages["sites/parks-x/"])[0]["name"] == f"</script><!--{HOSTILE}\u2028"
    assert [address for address, page in pages.items() if address.endswith("/") and "<script>alert" in page] == []
    picture = ET.fromstring(pages["sites/parks-x/badge.svg"])  # noqa: S314 -- our own file
    assert {element.tag for element in picture.iter()} == {
        f"{SVG}{name}" for name in ("svg", "title", "rect", "path", "g", "text")
    }
    assert HOSTILE in (picture.findtext(f"{SVG}title") or "")


BADGES = [
    (None, "Official account", "#0d5c3a"),
    (COMPROMISED, "Compromised account: do not trust it", "#9c1c1c"),
    (CLOSED, "No longer an official account", "#48546a"),
]


@pytest.mark.parametrize(("last", "words", "colour"), BADGES)
def test_a_badge_says_what_the_register_says(
    tmp_path: Path, shells: Shells, last: dict[str, Any] | None, words: str, colour: str
) -> None:
    facts = [*ACTIVE["facts"], *([last] if last else [])]
    pages = rendered(small(tmp_path, {**ACTIVE, "facts": facts}), shells)
    picture = ET.fromstring(pages["sites/parks-x/badge.svg"])  # noqa: S314 -- our own file
    assert [one.text for one in picture.iter(f"{SVG}text")] == [words, "Parks on X"]
    assert picture.findtext(f"{SVG}title") == f"{words}: Parks on X, as the register says"
    assert {one.get("fill") for one in picture.iter(f"{SVG}path")} == {colour}
    assert f'alt="{words}: Parks on X, as the register says"' in pages["sites/parks-x/"]


def test_the_markup_of_a_badge_links_and_runs_nothing(tmp_path: Path, shells: Shells) -> None:
    data = small(tmp_path, ACTIVE)
    data.register.of("portal")["portal"].value["url"] = "https://records.example/"
    page = rendered(data, shells)["sites/parks-x/"]
    assert (
        "&lt;a href=&#34;https://records.example/sites/parks-x/&#34;&gt;&lt;img src=&#34;https://records.example/sites/"
        "parks-x/badge.svg&#34; width=&#34;190&#34; height=&#34;52&#34; alt=&#34;Official account: Parks on X, as the "
        "register says&#34;&gt;&lt;/a&gt;"
    ) in page


def test_a_site_without_an_account_has_no_badge_and_is_not_on_the_list(tmp_path: Path, shells: Shells) -> None:
    pages = rendered(small(tmp_path), shells)
    assert "sites/parks-x/badge.svg" not in pages
    assert "badge.svg" not in pages["sites/parks-x/"]
    assert "parks-x" not in pages["check/"]
    assert json.loads(pages["check/data/index.json"])["accounts"] == 0


def test_a_short_list_stands_on_the_page_and_a_long_one_on_several(
    tmp_path: Path, shells: Shells, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = small(tmp_path, ACTIVE)
    pages = rendered(data, shells)
    assert "@ParksTest official Parks on X" in text_of(pages["check/"])
    assert [one for one in pages if one.startswith("check/accounts")] == []
    site = data.register.of("sites")["parks-x"]
    context = prepare(data)
    account = context.accounts["parks-x"]
    accounts = tuple(_renamed(account, number) for number in range(1_001))
    monkeypatch.setitem(context.__dict__, "lookup", type(context.lookup)((), accounts, {}, {}))
    listed = {address: made(page.make()) for address, page in lookup_pages.list_pages(context, shells)}
    assert list(listed) == ["check/accounts-1/", "check/accounts-2/", "check/accounts-3/"]
    assert [text.count('<tr><th scope="row"') for text in listed.values()] == [500, 500, 1]
    section = str(lookup_pages.check_section(context))
    assert '<a href="../check/accounts-2/">Parks 0500 to Parks 0999</a> (500)' in section
    assert "<table" not in section
    assert site.id in listed["check/accounts-1/"]


def made(page: bytes | StampedPage) -> str:
    """The text of a page."""
    return page.decode() if isinstance(page, bytes) else page.text()


def _renamed(account: Account, number: int) -> Account:
    fields = {name: getattr(account, name) for name in Account.__dataclass_fields__}
    return Account(**{**fields, "title": f"Parks {number:04}"})


def test_a_platform_can_say_how_else_its_addresses_name_an_account() -> None:
    value: Any = {"name": "B", "hosts": ["b.example"], "url_template": "https://b.example/u/{handle}"}
    assert platform_rules("b", value).forms == ("/@{handle}", "/users/{handle}", "/{handle}", "/u/{handle}")
    assert platform_rules("b", value | {"address_forms": ["/team/{id}"]}).forms == ("/team/{id}", "/u/{handle}")


def test_the_page_names_the_day_of_the_data_and_whom_to_ask(tmp_path: Path, shells: Shells) -> None:
    data = portal(tmp_path / "root", small(tmp_path, ACTIVE).register)
    contact: Contact = {"office": "Web team", "url": "https://parks.example/ask", "phone": "555-0100"}
    data.register.of("portal")["portal"].value["contact"] = contact
    page = rendered(data, shells)["check/"]
    assert '<time id="check-fresh" datetime="2026-11-01T00:00:00Z">' in page
    link = '<a href="https://parks.example/ask" rel="noopener nofollow" class="labelled">Web team</a>'
    assert f"{link}, 555-0100." in page
