"""Nothing that a record says acts anywhere in the built portal, and nothing private is in it.

Every public field that takes free text holds every payload, in records made from the schemas and in the sample's own.
A second portal, in which the same texts are harmless, says what may stand in the first: not one element more.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import html
import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import icalendar
import pytest

from records_portal.captures.index import load_items
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.portal.building.build import build_portal
from records_portal.register.item_lists.disposition_lists import PLAN_COLUMNS
from records_portal.register.kinds import FOLDERS, KINDS, kind_of
from records_portal.register.shapes import fits
from records_portal.register.sources import FolderTree, load_register
from tests.browser_walks import Visitor, served
from tests.complete_records import complete_record
from tests.exports_x import write_2018
from tests.roots import CANARY, Root, command, lend, root_files

HERE = Path(__file__).parents[1]
AS_OF = date(2026, 11, 20)
WORDS = "check/data/words/"
PAYLOADS = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</title></head><body onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "<svg/onload=alert(1)><!-- --><![CDATA[<b>x</b>]]>",
    "javascript:alert(1)",
    "[x](javascript:alert(1)) ![x](x){onclick=alert(1)}",
    "{{7*7}}{% include '/etc/passwd' %}${7*7}#{7*7}<%= 7*7 %>",
    "<!--records:body--><!--records:head-->",
    "-->--!><iframe srcdoc=x>",
    "]]><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;&lt;script&gt;&#60;b&#62;",
    '=HYPERLINK("https://evil.example")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "x\nEND:VEVENT\nBEGIN:VALARM\nACTION:DISPLAY\nATTACH:https://evil.example/\nx",
    "null",
    "NaN",
    "__proto__",
    "100%s %n %%00 %2e%2e%2f \\u003cscript\\u003e \\",
    "../../../etc/passwd",
    "Z\u0335\u0321a\u0336\u031bl\u0337g\u0338o 👩‍👩‍👧‍👦".replace("\u200d", "") + " مرحبا 日本",
    "W" * 300,
    "`${alert(1)}` <a href=javascript:alert(1)>x</a>",
]
ADDRESSES = [
    "https://evil.example/'-alert(1)-'?a=$%7B7*7%7D&b=%22%3E%3Cscript%3E",
    "javascript:alert(1)//https://x.example/",
    "data:text/html,alert(1)",
]
EVERYTHING = " ".join(PAYLOADS)
_LIVE = re.compile(r"[^\w\s]")
Made = Callable[[str], str]


def harmless(text: str) -> str:
    """The same text, as long and in as many lines and words, of letters only; of an address what makes it none."""
    if text in ADDRESSES:
        return text.replace("javascript:", "mailto:").replace("data:text", "mailto:text").replace("alert(1)", "a1")
    return _LIVE.sub("x", text)


def unchanged(text: str) -> str:
    return text


class Chooser:
    """Chooses the payload for a field: all of them at once where there is room, else as many as fit, in turns."""

    def __init__(self, made: Made) -> None:
        self.made, self.turn = made, 0

    def __call__(self, fitting: Callable[[str], bool]) -> str | None:
        self.turn += 1
        place = self.turn % len(PAYLOADS)
        turned = [*PAYLOADS[place:], *PAYLOADS[:place]]
        for payload in (" ".join(turned), *turned, *ADDRESSES):
            if fitting(payload) and fitting(harmless(payload)):
                return self.made(payload)
        return None


def hostile_sample(folder: Path, made: Made) -> int:
    """Fills every open field of the sample's own records; how many there are."""
    count = 0
    for path in sorted(folder.rglob("*.yml")):
        found = kind_of(str(path.relative_to(folder)))
        assert found
        value, fault = read_yaml(path.read_bytes())
        assert fault is None
        for mapping, key in _texts(value):
            before = mapping[key]
            for payload in (PAYLOADS[count % len(PAYLOADS)], ADDRESSES[count % len(ADDRESSES)]):
                mapping[key] = harmless(payload)
                if fits(found[0].name, value):
                    mapping[key] = payload
                    if fits(found[0].name, value):
                        mapping[key] = made(payload)
                        count += 1
                        break
                mapping[key] = before
        path.write_text(dump_yaml(value), encoding="utf-8")
    return count


def _texts(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if isinstance(inner, dict | list):
            yield from _texts(inner)
        elif isinstance(inner, str):
            yield value, key


def complete_records(folder: Path, made: Made) -> None:
    """Adds a record of every public kind that has all fields of its schema."""
    for kind in KINDS.values():
        if kind.private or kind.name in ("portal", "captures"):
            continue
        value = complete_record(kind.name, Chooser(made))
        if kind.name == "sites":
            value |= {"agency": "parks", "platform": "x", "audience": "public"}
        path = folder / kind.path.format(id="zz-complete", site="zz-complete", agency="zz-complete", year="2026")
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind.name == "dispositions":
            value["item_list"] = list_beside(path.with_suffix(".csv"), value)
        assert fits(kind.name, value), kind.name
        path.write_text(dump_yaml(value), encoding="utf-8")


def list_beside(path: Path, disposition: Mapping[str, Any]) -> dict[str, Any]:
    """Writes the list of a disposition's items and residue beside its record, and returns what names it."""
    rows = [{**each, "part": ""} for each in disposition["items"]] + list(disposition["residue"])
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, PLAN_COLUMNS, restval="", lineterminator="\n", extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "rows": len(rows)}


def built(top: Path, made: Made, cache: Path) -> Path:
    """A portal of the sample with one earlier commit in which nothing was hostile yet."""
    top.mkdir()
    root, out = Root(top / "root"), top / "portal"
    for name in FOLDERS:
        shutil.copytree(HERE / name, root.folder / name)
    author = {"GIT_AUTHOR_NAME": made("\"'><img src=x onerror=alert(1)>")}
    root.commit({}, **author)
    assert hostile_sample(root.folder, made) > 600
    complete_records(root.folder, made)
    root.commit({}, message=made("<script>alert(1)</script>"), **author)
    tree = FolderTree(root.folder)
    loaded = load_register(tree)
    assert [str(one) for one in loaded.findings] == []
    items = load_items([(tree, False)], loaded.register)
    build_portal(root.folder, tree, loaded.register, items, (), AS_OF, out, cache)
    return out


@pytest.fixture(scope="module")
def portals(tmp_path_factory: pytest.TempPathFactory, engine: Path) -> tuple[Path, Path]:
    """The portal in which every text is hostile, and the one in which it is not."""
    top = tmp_path_factory.mktemp("hostile")
    cache = lend(engine, top / "cache")
    return built(top / "hostile", unchanged, cache), built(top / "harmless", harmless, cache)


class Elements(HTMLParser):
    """Every element with the names of its attributes and with what acts: classes, ways of linking, types."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: Counter[tuple[Any, ...]] = Counter()
        self.addresses: list[str] = []
        self.data: list[str] = []
        self.is_data = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        acting = tuple(str(given.get(name)) for name in ("class", "rel", "type", "http-equiv", "role", "method"))
        self.found[(tag, *(name for name, _ in attrs), *acting)] += 1
        names = ("href", "src", "action", "srcset", "formaction", "data", "poster")
        self.addresses += [str(given[name]) for name in names if given.get(name)]
        self.is_data = given.get("type") == "application/ld+json"
        if self.is_data:
            self.data.append("")

    def handle_data(self, data: str) -> None:
        if self.is_data:
            self.data[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.is_data = False

    def handle_comment(self, data: str) -> None:
        self.found[("comment",)] += 1

    def unknown_decl(self, data: str) -> None:
        self.found[("declaration",)] += 1


def files(portals: tuple[Path, Path], ending: str) -> Iterator[tuple[str, str, str]]:
    """The files with an ending, by name, as they are in the hostile and in the harmless portal."""
    hostile, plain = portals
    names, plain_names = (
        sorted(str(path.relative_to(each)) for path in each.rglob(f"*{ending}")) for each in (hostile, plain)
    )
    # other texts have other words, and so many that they may be cut into another number of pieces
    assert [name for name in names if WORDS not in name] == [name for name in plain_names if WORDS not in name]
    assert names, ending
    for name in names:
        beside = (plain / name).read_bytes().decode() if name in plain_names else ""
        yield name, (hostile / name).read_bytes().decode(), beside


def test_no_page_has_an_element_an_attribute_or_a_comment_that_a_value_made(portals: tuple[Path, Path]) -> None:
    seen = 0
    for name, hostile, plain in files(portals, ".html"):
        one, other = Elements(hostile), Elements(plain)
        assert (name, one.found - other.found, other.found - one.found) == (name, Counter(), Counter())
        seen += html.unescape(hostile).count("alert(1)")
    assert seen > 5_000


def test_no_link_of_a_page_acts(portals: tuple[Path, Path]) -> None:
    schemes = Counter(
        scheme[0].lower()
        for _, hostile, _ in files(portals, ".html")
        for address in Elements(hostile).addresses
        if (scheme := re.match(r"\s*[A-Za-z][A-Za-z0-9+.-]*(?=:)", address))
    )
    assert set(schemes) <= {"https", "http", "mailto", "webcal"}


def test_data_in_the_head_of_a_page_stays_data(portals: tuple[Path, Path]) -> None:
    found = [data for _, hostile, _ in files(portals, ".html") for data in Elements(hostile).data]
    assert len(found) >= 4
    assert [data for data in found if "<" in data or json.loads(data)["@type"] != "GovernmentOrganization"] == []


def test_the_search_shows_no_markup_of_a_value(portals: tuple[Path, Path]) -> None:
    hostile, plain = (
        json.loads((portal / "search/search_index.json").read_text("utf-8"))["docs"] for portal in portals
    )
    assert len(hostile) == len(plain)
    for one, other in zip(hostile, plain, strict=True):
        for part in ("title", "text"):
            assert Elements(one[part]).found == Elements(other[part]).found, one


def shape(element: ElementTree.Element) -> Counter[tuple[str, ...]]:
    return Counter((one.tag, *sorted(one.attrib)) for one in element.iter())


@pytest.mark.parametrize("ending", [".atom", ".svg", "sitemap.xml"])
def test_no_xml_has_an_element_that_a_value_made(portals: tuple[Path, Path], ending: str) -> None:
    for name, hostile, plain in files(portals, ending):
        one, other = (ElementTree.fromstring(text) for text in (hostile, plain))  # noqa: S314 -- ours, and no entities
        assert (name, shape(one)) == (name, shape(other))
        links = [value for each in one.iter() for key, value in each.attrib.items() if key.endswith("href")]
        assert [link for link in links if not link.startswith(("https://", "../", "./"))] == []


def test_no_calendar_has_a_part_or_a_property_that_a_value_made(portals: tuple[Path, Path]) -> None:
    for name, hostile, plain in files(portals, ".ics"):
        one, other = (icalendar.Calendar.from_ical(text) for text in (hostile, plain))
        parts = [Counter((part.name, *sorted(part)) for part in each.walk()) for each in (one, other)]
        assert (name, parts[0]) == (name, parts[1])
        assert max(len(line.encode()) for line in hostile.split("\r\n")) <= 75
        assert "\n" not in hostile.replace("\r\n", "")


def test_no_cell_of_a_table_runs_in_a_spreadsheet(portals: tuple[Path, Path]) -> None:
    cells = 0
    for name, hostile, plain in files(portals, ".csv"):
        rows, others = (list(csv.reader(io.StringIO(text, newline=""), strict=True)) for text in (hostile, plain))
        assert [len(row) for row in rows] == [len(row) for row in others], name
        assert [
            cell for row in rows for cell in row if cell[:1] and cell[0] in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
        ] == []
        cells += sum(cell.startswith("'=HYPERLINK") for row in rows for cell in row)
    assert cells > 0


def test_data_for_machines_says_what_the_records_say(portals: tuple[Path, Path]) -> None:
    for name, hostile, _ in files(portals, ".json"):
        json.loads(hostile)
        assert "__proto__" not in re.findall(r'"([^"]*)"\s*:', hostile), name
    site = json.loads((portals[0] / "data/sites/zz-complete.json").read_text("utf-8"))
    value, _ = read_yaml((portals[0] / "data/sites/zz-complete.yml").read_bytes())
    assert (site["purpose"], site["purpose"].count("alert(1)")) == (value["purpose"], EVERYTHING.count("alert(1)"))


def test_what_is_the_same_for_all_stays_the_same(portals: tuple[Path, Path]) -> None:
    hostile, plain = portals
    for name in ("_headers", ".nojekyll", "sitemap.xml"):
        assert (hostile / name).read_bytes() == (plain / name).read_bytes()


@pytest.mark.browser
def test_in_a_browser_nothing_of_it_acts(chromium: Any, portals: tuple[Path, Path]) -> None:
    pages = ["", "sites/", "agencies/", "captures/", "schedules/", "due/", "changes/", "check/", "operations/", "data/",
             "sites/zz-complete/", "sites/parks-x/", "agencies/parks/", "agencies/zz-complete/", "check/?q=alert",
             "schedules/zz-complete/", "records/policies/zz-complete/", "records/operations/zz-complete/2026/",
             "records/platforms/zz-complete/", "request/site/", "request/incident/?site=zz-complete",
             "sites/zz-complete/badge.svg"]  # fmt: skip
    with served(portals[0]) as address:
        visitor = Visitor(chromium, address)
        visitor.page.add_init_script("globalThis.alert = () => { throw new Error('alert was called') }")
        for path in pages:
            visitor.go(path)
            if path.startswith("check/?"):
                visitor.page.wait_for_selector("#answer .answer__title")
            for event in ("mouseover", "focus", "click"):
                visitor.page.evaluate(
                    "event => document.querySelectorAll('main img, main svg, main dd').forEach("
                    "one => one.dispatchEvent(new Event(event)))",
                    event,
                )
        visitor.go("guides/")
        visitor.page.locator("input[data-md-component=search-query]").click()
        visitor.page.locator("input[data-md-component=search-query]").press_sequentially("alert script")
        visitor.page.wait_for_timeout(800)
        visitor.close()


def canary_root(folder: Path) -> None:
    """A private root in which every field of every kind of record holds the canary."""

    def choose(fitting: Callable[[str], bool]) -> str | None:
        words = (CANARY, CANARY.lower(), f"https://{CANARY.lower()}.example/", f"{CANARY.lower()}@a.example")
        return next((word for word in words if fitting(word)), None)

    name = CANARY.lower()
    for kind in KINDS.values():
        value = complete_record(kind.name, choose)
        assert CANARY.lower() in str(value).lower(), kind.name
        path = folder / kind.path.format(id=name, site=name, agency=name, capture=name, year="2026")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump_yaml(value), encoding="utf-8")


def readings(data: bytes) -> Iterator[str]:
    """What bytes say: as they are, unpacked, and with each way of writing letters otherwise undone."""
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    text = data.decode("utf-8", "replace")
    yield from (text, unquote(text), html.unescape(text))
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)
    yield text.replace("\r\n ", "")


def test_nothing_private_is_anywhere_in_the_portal(tmp_path: Path, engine: Path) -> None:
    lend(engine, tmp_path / ".cache" / "records-portal")
    root, private, store = Root(tmp_path / "root"), Root(tmp_path / "root-private"), tmp_path / "root-store"
    author = {f"GIT_{who}_EMAIL": f"{CANARY}@{CANARY}.example" for who in ("AUTHOR", "COMMITTER")}
    root.commit(root_files(), **author)
    write_2018(tmp_path / "export")
    for path in (tmp_path / "export").rglob("*.*"):
        if path.suffix in (".js", ".csv", ".txt", ".html"):
            text = path.read_text("utf-8")
            path.write_text(text.replace("Opening day", f"{CANARY} day").replace("Trails", CANARY), "utf-8")
    done = records(root, private, store, "ingest", tmp_path / "export", "--site", "parks-x", "--by", "ana")
    assert done.returncode == 0, done.stderr
    root.commit({}, message=f"{CANARY}\n\nReviewed-by: {CANARY} <{CANARY}@a.example>", **author)
    canary_root(private.folder)
    (private.folder / KINDS["portal"].path).unlink()  # a root with settings is a public one
    private.commit({}, **author)
    (store / "notes").mkdir()
    (store / "notes/note.txt").write_text(CANARY, encoding="utf-8")
    kept = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
    assert kept.count(CANARY.encode()) > 4
    refused = records(root, private, store, "build", "--out", tmp_path / "site")
    assert (refused.returncode, "built from the public root alone" in refused.stderr) == (2, True)
    done = records(root, None, store, "build", "--as-of", "2026-01-15", "--out", tmp_path / "site")
    assert done.returncode == 0, done.stdout + done.stderr
    site = {str(path.relative_to(tmp_path)): path for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert len(site) > 100
    told = [
        name
        for name, path in site.items()
        if CANARY.lower() in name.lower() or any(CANARY.lower() in one.lower() for one in readings(path.read_bytes()))
    ]
    assert told == []


def records(root: Root, private: Root | None, store: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    apart = ("--private", private.folder) if private else ()
    return command("--root", root.folder, *apart, "--store", store, *arguments, home=root.folder.parent)
