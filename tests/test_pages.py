"""What the pages promise: every record has one, in plain words, and no value of any record becomes markup."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from records_portal.captures.index import load_items
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.history.audit_trail import UNREGISTERED, Actor, Approver, AuditTrail, Change
from records_portal.portal.building.links import broken_links
from records_portal.portal.building.publication import write_site
from records_portal.portal.building.shell import Shells
from records_portal.portal.contents import PortalData, build_facts, package_of, render_pages
from records_portal.portal.context import prepare
from records_portal.portal.downloads.data_package import PACKAGE, sealed_package
from records_portal.portal.pages.forms.pages import every_form_page
from records_portal.register.changes import FieldChange
from records_portal.register.findings import Finding, Refusal, Severity
from records_portal.register.kinds import KINDS
from records_portal.register.model import Record, Register
from records_portal.register.shapes import fits, schema_of
from records_portal.register.sources import FolderTree, load_register
from records_portal.retention.due_list import due_dispositions
from records_portal.retention.statuses import DUE_COLUMNS
from records_portal.wording.words import day, every, moment, period_words, rule_words, size
from tests.roots import load, root_files

if TYPE_CHECKING:
    from records_portal.register.records import PortalValue, SiteValue

SOFTWARE = Path(__file__).parents[1]
AS_OF = date(2026, 11, 20)
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}"
ANA = Actor("ana", "Ana", "Officer")
NO_HISTORY = AuditTrail("f" * 40, "2026-11-01T00:00:00Z", ())


def portal(folder: Path, register: Register, **changes: Any) -> PortalData:
    tree = FolderTree(folder)
    items = load_items([(tree, False)], register)
    made = PortalData(
        register=register,
        due=due_dispositions(register, items, AS_OF),
        items=items,
        history=NO_HISTORY,
        findings=(),
        as_of=AS_OF,
        tree=tree,
        head="f" * 40,
        version="1.0",
    )
    return replace(made, **changes)


def small(tmp_path: Path, site: Mapping[str, Any] | None = None, **changes: Any) -> PortalData:
    """The small root with fields of its site changed, and a designation."""
    files = root_files()
    files["registry/sites/parks-x.yml"] |= site or {}
    duties = schema_of("designations")["properties"]["designations"]["items"]["properties"]["responsibilities"]
    files["registry/designations/parks-x.yml"] = {
        "designations": [
            {"person": "ana", "on": "2020-03-01", "by": "ana", "responsibilities": duties["items"]["enum"]},
        ]
    }
    return portal(tmp_path / "root", load(tmp_path, files), **changes)


def rendered(data: PortalData, shells: Shells) -> dict[str, str]:
    return {address: content.decode() for address, content in render_pages(data, shells)}


def text_of(page: str) -> str:
    """What a reader sees of a page, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<h1")[2]).split())


def change(number: int, kind: str = "sites", record_id: str = "parks-x", by: Actor = ANA) -> Change:
    fields = (FieldChange("Purpose", f"old {number}", f"new {number}"),)
    return Change(f"{number:040}", "2026-01-02T03:04:05Z", by, (), "verified", kind, record_id, "changed", fields)


def history(*changes: Change) -> AuditTrail:
    by_record: dict[tuple[str, str], tuple[Change, ...]] = {}
    for one in changes:
        by_record[one.kind, one.id] = (*by_record.get((one.kind, one.id), ()), one)
    return AuditTrail("f" * 40, "2026-11-01T00:00:00Z", changes, by_record)


ACTIVE: dict[str, Any] = {
    "url": "https://x.com/ParksTest",
    "handles": [{"handle": "ParksTest", "from_on": "2020-02-10"}],
    "facts": [
        {"kind": "activation", "on": "2020-02-10", "by": "ana", "role": "it-web-liaison", "copies_to": ["cto-cio"]},
        {
            "kind": "registration",
            "on": "2020-03-02",
            "by": "ana",
            "role": "web-content-team",
            "pages": [{"url": "https://parks.example/", "seen_on": "2020-03-02"}],
        },
    ],
}
COMPROMISED = {
    "kind": "incident",
    "on": "2026-11-01",
    "by": "ana",
    "role": "site-administrator",
    "state": "compromised",
    "description": "Strangers post.",
}
CLOSED = {
    "kind": "decommissioning",
    "on": "2026-10-01",
    "by": "ana",
    "role": "web-content-team",
    "handle_fate": "lost",
    "recheck_on": "2027-01-01",
}


def test_every_section_record_and_download_has_its_address(tmp_path: Path, shells: Shells) -> None:
    addresses = set(rendered(small(tmp_path), shells))
    forms = {page.address for page in every_form_page()}
    assert {"request/activation/", "request/removal/", "request/post/"} < forms <= addresses
    public = {name for name, kind in KINDS.items() if not kind.private}
    assert {one for one in addresses if one.endswith("/") or not one} == {
        "", "check/", "sites/", "agencies/", "captures/", "schedules/", "due/", "changes/", "operations/", "data/",
        "days/", "log/", "verify/",
        "data/dictionary/", "sites/parks-x/", "agencies/parks/", "schedules/local/", "records/platforms/x/",
        "tasks/", "tasks/parks/", "request/", "request/fact/", *forms,
    }  # fmt: skip
    assert {one for one in addresses if re.fullmatch(r"data/[a-z]+\.(csv|json)", one)} == {
        f"data/{name}.{form}" for name in (*public, "due", "changes") for form in ("csv", "json")
    }
    assert {one for one in addresses if one.startswith("schemas/")} == {f"schemas/v1/{name}.json" for name in KINDS}
    assert {"data/sites/parks-x.json", "data/sites/parks-x.yml"} <= addresses


@pytest.mark.parametrize(
    ("ownership", "words"), [({}, "not stated"), ({"ownership": {"owner": "agency"}}, "the agency")]
)
def test_a_site_page_assumes_no_owner(tmp_path: Path, shells: Shells, ownership: Any, words: str) -> None:
    said = text_of(rendered(small(tmp_path, {**ACTIVE, **ownership}), shells)["sites/parks-x/"])
    assert f"Account held by {words} Came into" in said


@pytest.mark.parametrize(("facts", "until"), [((), "in use"), ((CLOSED,), "the site was closed")])
def test_the_name_of_a_closed_site_is_not_in_use(tmp_path: Path, shells: Shells, facts: Any, until: str) -> None:
    told = {**ACTIVE, "facts": [*ACTIVE["facts"], *facts]}
    said = text_of(rendered(small(tmp_path, told), shells)["sites/parks-x/"])
    assert f"@ParksTest February 10, 2020 {until} " in said


def test_a_site_page_says_who_what_and_how_long(tmp_path: Path, shells: Shells) -> None:
    page = rendered(small(tmp_path, ACTIVE), shells)["sites/parks-x/"]
    said = text_of(page)
    assert '<a href="https://x.com/ParksTest" rel="me noopener nofollow">https://x.com/ParksTest</a>' in page
    assert '<span class="tag tag--registered">registered</span>' in page
    assert "The account is official, in use, and linked from the agency's web pages. This has been so since" in (
        said.replace("&#39;", "'")
    )
    assert "Ana, Officer , designated on March 1, 2020 by Ana, Officer" in said
    assert "9 responsibilities keeps the content current and correct publishes the moderation statement" in said
    assert "Keep for 3 years after it was posted; then destroy; needs an authorization for each request." in said
    assert "The site was entered in the register and linked March 2, 2020 , by Ana, Officer as Web and Content" in said
    assert "Nothing has been captured yet." in said
    assert '<link rel="alternate describedby" type="application/yaml" href="../../data/sites/parks-x.yml">' in page


def test_a_compromised_account_is_warned_of_and_not_linked(tmp_path: Path, shells: Shells) -> None:
    facts = [*ACTIVE["facts"], COMPROMISED]
    pages = rendered(small(tmp_path, ACTIVE | {"facts": facts}), shells)
    assert "This account is compromised" in text_of(pages["sites/parks-x/"])
    assert "1 official account is compromised" in text_of(pages[""])
    assert "compromised: do not trust it now" in text_of(pages["check/"])
    assert [one for one in ("", "sites/", "sites/parks-x/", "check/") if 'href="https://x.com/' in pages[one]] == []


def test_a_closed_site_stays_listed_and_is_not_linked(tmp_path: Path, shells: Shells) -> None:
    pages = rendered(small(tmp_path, ACTIVE | {"facts": [*ACTIVE["facts"], CLOSED]}), shells)
    assert "No longer official" in text_of(pages["sites/parks-x/"])
    assert "Its name is in other hands." in text_of(pages["sites/parks-x/"])
    assert '<a href="../sites/parks-x/">Parks on X</a>' in pages["sites/"]
    assert "formerly official, closed" in text_of(pages["check/"])
    assert [one for one in ("sites/", "sites/parks-x/", "check/") if 'href="https://x.com/' in pages[one]] == []


def test_the_registry_is_a_plain_table_that_a_script_may_filter(tmp_path: Path, shells: Shells) -> None:
    page = rendered(small(tmp_path, ACTIVE), shells)["sites/"]
    assert '<form class="filter" data-filter="registry" data-noun="sites" hidden>' in page
    assert '<tr data-agency="parks" data-platform="x" data-status="registered"><th scope="row">' in page
    assert '<option value="registered">registered</option>' in page
    assert '<input type="search" name="find"' in page, "the theme opens its own search for a parameter named q"
    assert "<caption>1 site, closed ones included</caption>" in page


def test_a_series_that_nobody_confirmed_says_that_nothing_may_go(tmp_path: Path, shells: Shells) -> None:
    page = rendered(small(tmp_path), shells)["schedules/local/"]
    unconfirmed = text_of(page.partition('id="series-unconfirmed"')[2].partition("<h3")[0].replace("<dl", "<h1", 1))
    confirmed = text_of(page.partition('id="series-routine"')[2].partition("<h3")[0].replace("<dl", "<h1", 1))
    assert "Nothing may be disposed of under this series until a records officer has checked it" in unconfirmed
    assert "Confirmed on February 1, 2024 by Ana, Officer, from the schedule as published" in confirmed
    assert "Nothing may be disposed of" not in confirmed


def test_history_shows_when_who_before_and_after(tmp_path: Path, shells: Shells) -> None:
    pages = rendered(small(tmp_path, history=history(change(7))), shells)
    said = text_of(pages["sites/parks-x/"])
    assert "Last changed January 2, 2026, 03:04 UTC by Ana, Officer" in said
    assert "before: old 7 after: new 7" in said
    assert "2026-01-02 03:04 Site: Parks on X Ana, Officer not recorded changed" in text_of(pages["changes/"])
    assert "Site changed: Purpose, January 2, 2026, 03:04 UTC , by Ana, Officer" in text_of(pages[""])


def test_a_record_names_the_series_under_which_the_register_keeps_it(tmp_path: Path, shells: Shells) -> None:
    data = small(tmp_path)
    settings = data.register.of("portal")["portal"]
    value: PortalValue = {**settings.value, "register_series": [{"kind": "sites", "series": "local#kept"}]}
    records = {**data.register.records, "portal": {"portal": replace(settings, value=value)}}
    pages = rendered(replace(data, register=Register(records)), shells)
    assert (
        '<a href="../../schedules/local/#series-kept">Series kept (kept)</a>: the register' in pages["sites/parks-x/"]
    )
    assert "the register is a record itself" not in pages["agencies/parks/"]


def test_somebody_unregistered_is_called_so(tmp_path: Path, shells: Shells) -> None:
    pages = rendered(small(tmp_path, history=history(change(1, by=UNREGISTERED))), shells)
    assert "Last changed January 2, 2026, 03:04 UTC by unregistered" in text_of(pages["sites/parks-x/"])


def test_changes_are_paged_and_the_download_has_all(tmp_path: Path, shells: Shells) -> None:
    trail = history(*(change(number) for number in range(401)))
    pages = rendered(small(tmp_path, history=trail), shells)
    counts = [
        pages[address].count("<tr data-kind=") for address in ("changes/", "changes/1/", "changes/2/", "changes/3/")
    ]
    assert counts == [200, 200, 200, 1]
    newest, newer, older = (
        f'<li><a href="../../changes/{name}</a></li>'
        for name in ('">Newest changes', '3/">Newer changes', '1/">Older changes')
    )
    assert f"{newest}{newer}{older}" in pages["changes/2/"]
    assert '<li><a href="../changes/3/">3</a></li><li><a href="../changes/2/">2</a></li>' in pages["changes/"]
    assert len(json.loads(pages["data/changes.json"])) == 401
    assert "changes/4/" not in pages


def test_a_full_page_of_changes_stays_as_it_is_when_more_come(tmp_path: Path, shells: Shells) -> None:
    trail = [change(number) for number in range(401)]
    before = rendered(small(tmp_path, history=history(*trail[1:])), shells)
    after = rendered(small(tmp_path, history=history(*trail)), shells)
    assert before["changes/1/"] == after["changes/1/"]
    assert before["changes/"] != after["changes/"]
    assert "changes/3/" in after and "changes/3/" not in before


def test_what_was_once_committed_by_mistake_is_not_repeated(tmp_path: Path, shells: Shells) -> None:
    trail = history(change(1), change(2, "holds", "trail"), change(3, "requests", "creek"))
    pages = rendered(small(tmp_path, history=trail), shells)
    assert [address for address, page in pages.items() if "old 2" in page or "old 3" in page] == []


def test_a_private_record_is_refused(tmp_path: Path, shells: Shells) -> None:
    data = small(tmp_path)
    secret: Record = Record("sites", "secret", "registry/sites/secret.yml", {}, private=True)
    register = Register({**data.register.records, "sites": {"secret": secret}})
    with pytest.raises(Refusal, match="built from the public root alone"):
        list(render_pages(replace(data, register=register), shells))


def test_the_due_list_counts_first_and_shows_a_part_of_many(tmp_path: Path, shells: Shells) -> None:
    rows = [
        ["parks-x", f"i{number:04}", "post", "routine", "local", "routine", "2020-01-01", "", "2023-01-01",
         "2023-01-02" if number else "2022-05-05", "awaiting-authorization", "", ""]
        for number in range(1200)
    ]  # fmt: skip
    rows.append([*rows[0][:6], "", "", "", "2030-01-01", "retained", "", ""])
    rows[-1][1] = "young"
    due = pd.DataFrame(rows, columns=DUE_COLUMNS).assign(version="1", capture="c1")
    pages = rendered(small(tmp_path, due=due), shells)
    said = text_of(pages["due/"])
    assert (
        "As of November 20, 2026 : 1,201 items and residue parts, of which 1,200 are past the end of the retention"
        in said
    )
    assert "Awaiting authorization The period is over. Nobody has authorized disposition yet. 1,200" in said
    assert pages["due/"].count("<tr data-status=") == 500
    assert '<tr data-status="awaiting-authorization" data-on="2022-05-05"><th scope="row"><code>i0000' in pages["due/"]
    assert "young" not in pages["due/"]
    assert len(pages["data/due.csv"].splitlines()) == 1202
    assert "Awaiting authorization" in text_of(pages["sites/parks-x/"])


def test_what_is_late_stands_on_the_home_page_and_on_the_sites(tmp_path: Path, shells: Shells) -> None:
    late = Finding("registry/sites/parks-x.yml", 1, 1, "K001", "parks-x", "no link seen since May", Severity.LATE)
    pages = rendered(small(tmp_path, ACTIVE, findings=(late,)), shells)
    assert "no link seen since May" in text_of(pages["sites/parks-x/"])
    assert '<a href="sites/parks-x/#late">Parks on X</a>: 1 late' in pages[""]


def test_an_empty_register_says_what_is_missing(tmp_path: Path, shells: Shells) -> None:
    settings = {"registry/portal.yml": root_files()["registry/portal.yml"]}
    pages = rendered(portal(tmp_path / "root", load(tmp_path, settings)), shells)
    missing = {
        "": "There is no site in the register yet.",
        "check/": "No account is in the register yet.",
        "sites/": "There is no site in the register yet.",
        "agencies/": "There is no agency in the register yet.",
        "captures/": "Nothing has been captured yet.",
        "schedules/": "There is no schedule in the register yet, so everything is kept.",
        "due/": "There is nothing to list, because no content has been captured yet.",
        "changes/": "Nothing has been committed to the register yet",
        "operations/": "There is none in the register yet.",
    }
    assert {address for address, words in missing.items() if words not in text_of(pages[address])} == set()


def test_the_dictionary_has_every_field_with_its_meaning(tmp_path: Path, shells: Shells) -> None:
    page = unescape(rendered(small(tmp_path), shells)["data/dictionary/"])
    for kind in KINDS:
        assert f'<h2 id="{kind}">' in page
        for name, field in schema_of(kind)["properties"].items():
            assert f'id="{kind}.{name}"' in page
            assert field["title"] in page
    assert 'id="sites.facts[](request).justification"' in page


def test_a_disposition_of_residue_alone_stands_with_its_site(tmp_path: Path) -> None:
    residue = {"site": "parks-x", "capture": "2024", "part": "notes"}
    disposition: Record[Any] = Record("dispositions", "d-1", "schedules/dispositions/d-1.yml", {"residue": [residue]})
    data = small(tmp_path)
    register = Register({**data.register.records, "dispositions": {"d-1": disposition}})
    related = prepare(replace(data, register=register)).related["parks-x"]
    assert [(one.kind, one.id) for one in related] == [("dispositions", "d-1")]


def test_an_address_that_is_none_is_never_a_link(tmp_path: Path, shells: Shells) -> None:
    data = small(tmp_path, ACTIVE)
    site = data.register.of("sites")["parks-x"]
    value: SiteValue = {
        **site.value,
        "url": "javascript:alert(1)",
        "linked_from": [{"url": "data:text/html,x", "seen_on": ""}],
    }
    records = {**data.register.records, "sites": {"parks-x": replace(site, value=value)}}
    pages = rendered(replace(data, register=Register(records)), shells)
    html = "".join(page for address, page in pages.items() if address.endswith("/") or not address)
    assert "javascript:alert(1)" in html
    assert re.findall(r"""(?:href|src)=["']?\s*(?:javascript|data):""", html) == []


def sample(folder: Path) -> PortalData:
    """The sample root's own records."""
    register = load_register(FolderTree(folder)).register
    return portal(folder, register)


def hostile_leaves(kind: str, value: Any, whole: Any) -> Iterator[None]:
    """Puts the hostile text into every place of a record that its schema leaves open to it, one by one."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            yield from hostile_leaves(kind, inner, whole)
        elif isinstance(inner, str):
            value[key] = HOSTILE
            if not fits(kind, whole):
                value[key] = inner
            yield


def hostile_root(folder: Path) -> int:
    """A copy of the sample in which every open field of every record is hostile; the number of such fields."""
    for name in ("registry", "schedules", "captures"):
        shutil.copytree(SOFTWARE / name, folder / name)
    for path in sorted(folder.rglob("*.yml")):
        parts = path.relative_to(folder).parts
        kind = parts[1] if parts[0] == "registry" or len(parts) > 2 else "schedules"
        kind = "captures" if parts[0] == "captures" else kind.removesuffix(".yml")
        value, fault = read_yaml(path.read_bytes())
        assert fault is None
        for _ in hostile_leaves(kind, value, value):
            pass
        path.write_text(dump_yaml(value), encoding="utf-8")
    return sum(path.read_text(encoding="utf-8").count("alert(1)") for path in folder.rglob("*.yml"))


def test_a_hostile_value_in_any_field_is_never_markup(tmp_path: Path, shells: Shells) -> None:
    folder = tmp_path / "root"
    assert hostile_root(folder) > 500
    loaded = load_register(FolderTree(folder))
    assert [str(one) for one in loaded.findings] == []
    data = portal(folder, loaded.register)
    actor = Approver("", HOSTILE, HOSTILE, HOSTILE)
    fields = (FieldChange(HOSTILE, HOSTILE, HOSTILE),) * 8
    trail = history(
        *(
            Change(HOSTILE, HOSTILE, actor, (actor,), HOSTILE, record.kind, record.id, what, fields)
            for record in loaded.register
            for what in ("changed", "added")
        )
    )
    late = Finding("registry/sites/parks-x.yml", 1, 1, HOSTILE, HOSTILE, HOSTILE, Severity.LATE, HOSTILE)
    due = data.due.assign(item=HOSTILE, kind=HOSTILE, trigger_on=HOSTILE, eligible_on=HOSTILE)
    items = data.items.assign(kind=HOSTILE)
    items["class"] = HOSTILE
    due["class"] = HOSTILE
    data = replace(data, history=trail, findings=(late,), due=due, items=items)
    pages = {address: page for address, page in rendered(data, shells).items() if not address or address[-1] == "/"}
    assert {"records/policies/environment/", "sites/parks-x/", "due/", "changes/"} <= set(pages)
    marks = ("<script>alert", "<img src=x", "\"'>")
    assert [(address, mark) for address, page in pages.items() for mark in marks if mark in page] == []
    assert [address for address, page in pages.items() if "alert(1)" not in page and address.startswith("sites/")] == []
    attributes = re.compile(r"""<[a-z0-9]+(?:\s+[a-zA-Z0-9-]+(?:="[^"<>]*")?)*\s*/?>""")
    body = pages["sites/parks-x/"].partition("<h1")[2].partition("</article>")[0]
    assert [tag for tag in re.findall(r"<[a-zA-Z][^>]*>", f"<h1{body}") if not attributes.fullmatch(tag)] == []


PROGRAM = """
import sys
from pathlib import Path
from tests.test_pages import digest, sample
from records_portal.portal.building.shell import Identity, read_shells
print(digest(sample(Path(sys.argv[1])), read_shells(Path(sys.argv[2]), Identity(title="Test Records"))))
"""


def digest(data: PortalData, shells: Shells) -> str:
    total = hashlib.sha256()
    for address, content in render_pages(data, shells):
        total.update(f"{address}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def test_the_same_records_give_the_same_bytes_on_any_machine(shells: Shells) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    environment["PYTHONPATH"] = os.pathsep.join([str(SOFTWARE / "scripts"), str(SOFTWARE)])
    command = [sys.executable, "-c", PROGRAM, str(SOFTWARE), str(shells.built)]
    other = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()
    assert other == digest(sample(SOFTWARE), shells)


def test_a_capture_whose_items_are_not_listed_still_says_how_many_it_brought(shells: Shells) -> None:
    data = sample(SOFTWARE)
    pages = rendered(replace(data, items=data.items.iloc[:0], due=data.due.iloc[:0]), shells)
    said = text_of(pages["captures/parks-x/2024-09-09-83dd6ccd/"])
    assert "The list of this capture's items is too long for the register" in unescape(said)
    assert "post 35 reply 17 repost 8" in said


def test_a_capture_page_names_what_is_gone_from_the_platform(shells: Shells) -> None:
    said = text_of(rendered(sample(SOFTWARE), shells)["captures/parks-x/2026-11-02-c6043de3/"])
    assert "Gone from the platform Earlier captures hold these items, which the platform had no more" in said
    assert "1717997300741046322 reply October 27, 2023 1755275523912630325 post February 7, 2024" in said


def test_a_capture_page_says_what_came_in_and_what_it_lacks(shells: Shells) -> None:
    said = text_of(rendered(sample(SOFTWARE), shells)["captures/parks-x/2024-09-09-83dd6ccd/"])
    for words in (
        "60 items found; 60 declared by the export",
        "post 8 0 8 17 1 1 35",
        "2024 1 1 1 1 1 1 1 \u2013 1 \u2013 \u2013 \u2013 8",
        "named in the export but not in it 1",
        "direct messages at most 1.0 MB",
        "replies by others",
        "Held to be complete: it holds everything that was asked for Covers",
        "The export as received (folder) 17 71.3 kB 83dd6ccdb4d22b4db5095f4f060627b79c13af76acf08bff4bb3aa4426f0630d",
    ):
        assert words in said


def test_every_link_of_the_sample_portal_leads_somewhere(tmp_path: Path, shells: Shells) -> None:
    data = sample(SOFTWARE)
    out, last = tmp_path / "site", {PACKAGE: partial(sealed_package, package_of(data))}
    write_site(render_pages(data, shells), shells, out, build=build_facts(data), last=last)
    assert [str(one) for one in broken_links(out)] == []


def test_headings_are_in_order_and_names_of_places_unique(shells: Shells) -> None:
    for address, page in rendered(sample(SOFTWARE), shells).items():
        if address and not address.endswith("/"):
            continue
        levels = [int(level) for level in re.findall(r"<h([1-6])", page.partition("<article")[2])]
        assert levels[0] == 1, address
        assert [after for before, after in pairwise(levels) if after > before + 1] == [], address
        ids = re.findall(r'\sid="([^"]+)"', page.partition("<article")[2].partition("</article>")[0])
        assert len(ids) == len(set(ids)), address
        assert page.count("<table") == page.count("<caption>"), address


START = "07-01"
RULES = [
    (
        {"rule": {"trigger": "creation", "cutoff": "fiscal-year-end", "period": "P5Y"}, "disposition": "destroy",
         "authorization": "per-request"},
        "Keep for 5 years after it was posted, counted from the end of the fiscal year (June 30); then destroy; "
        "needs an authorization for each request.",
    ),
    (
        {"rule": {"trigger": "event", "event": "superseded", "period": "P1Y6M"}, "disposition": "transfer-archives",
         "appraisal": "required", "authorization": "ongoing"},
        "Keep for 1 year and 6 months after it is superseded; then the archives look at it first; transfer to the "
        "archives; may be covered by an ongoing authorization, renewed on time.",
    ),
    (
        {"rule": {"later_of": [{"trigger": "creation", "period": "P3Y"},
                               {"trigger": "event", "event": "no-longer-needed", "period": "P0D"}]},
         "disposition": "destroy", "authorization": "none"},
        "Keep until the later of these: (a) 3 years after it was posted and (b) it is no longer needed; then destroy; "
        "needs no further authorization.",
    ),
    (
        {"rule": {"trigger": "creation", "cutoff": "fiscal-quarter-end", "period": "P1Y"}, "disposition": "destroy",
         "authorization": "none"},
        "Keep for 1 year after it was posted, counted from the end of the fiscal quarter (of a fiscal year that ends "
        "on June 30); then destroy; needs no further authorization.",
    ),
    (
        {"rule": {"trigger": "creation", "cutoff": "none", "period": "P1Y"}, "disposition": "destroy",
         "authorization": "none"},
        "Keep for 1 year after it was posted; then destroy; needs no further authorization.",
    ),
    ({"disposition": "permanent", "authorization": "none"}, "Keep for ever."),
    (
        {"disposition": "destroy", "authorization": "none"},
        "The schedule gives no rule from which a date could be worked out, so it is kept; when it may go: destroy.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("series", "words"), RULES)
def test_a_rule_is_said_in_plain_words(series: Any, words: str) -> None:
    assert rule_words(series, START) == words


def test_dates_periods_and_sizes_are_said_as_people_say_them() -> None:
    assert (day("2024-02-29"), day("no date"), day("")) == ("February 29, 2024", "no date", "")
    assert moment("2024-05-01T07:08:09Z") == "May 1, 2024, 07:08 UTC"
    assert (period_words("P1Y"), period_words("P90D"), every("P1Y"), every("P3M")) == (
        "1 year", "90 days", "every year", "every 3 months",
    )  # fmt: skip
    assert (size(999), size(1500), size(2_500_000)) == ("999 bytes", "1.5 kB", "2.5 MB")


def test_the_build_says_from_what_it_was_made(tmp_path: Path) -> None:
    facts = build_facts(small(tmp_path))
    assert (facts["head"], facts["as_of"], facts["version"], facts["uncommitted_changes"]) == (
        "f" * 40,
        "2026-11-20",
        "1.0",
        False,
    )
    assert facts["records"]["sites"] == 1
