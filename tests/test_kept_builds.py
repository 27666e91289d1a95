"""A kept build is a whole build, whatever changed: each file of the sample in turn, the history, the day, the pages."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from records_portal.files.program import PACKAGE, digest_of, program_digest
from records_portal.portal import inputs
from records_portal.portal.building import engine
from records_portal.portal.downloads import large_files
from records_portal.portal.pages import lookup, site_list, trail
from records_portal.register.findings import Place, Severity, finding
from records_portal.register.kinds import KINDS
from tests.kept_builds import AS_OF, FILES, KeptSite, kind_of_file

pytestmark = pytest.mark.builds
PUBLIC_KINDS = {kind.name for kind in KINDS.values() if not kind.private}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> KeptSite:
    return KeptSite(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def kept(site: KeptSite) -> Iterator[KeptSite]:
    """The sample as it was."""
    start = site.git("rev-parse", "HEAD").strip()
    yield site
    site.day, site.more = AS_OF, ()
    site.git("reset", "--quiet", "--hard", start)
    site.git("clean", "--quiet", "-d", "--force")


@pytest.fixture
def forgetful(kept: KeptSite) -> Iterator[KeptSite]:
    """The same for a test that makes keys forget: nothing that it built serves another."""
    yield kept
    shutil.rmtree(kept.cache / "sites")
    kept.warm()


def turns() -> Iterator[Any]:
    """Each file with its number among those of its kind; of every kind a third is changed in the fast session."""
    seen: dict[str, int] = defaultdict(int)
    for path in FILES:
        kind = kind_of_file(path)
        often = 3 if kind in ("portal", "policies", "audits", "events", "dispositions", "classes.csv") else 1
        for again in range(often):
            nightly = [pytest.mark.nightly] if seen[kind] % 3 or again else []
            yield pytest.param(path, seen[kind] + again, id=f"{path}-{again}", marks=nightly)
        seen[kind] += 1


def test_every_kind_of_file_is_there() -> None:
    assert {kind_of_file(path) for path in FILES} == PUBLIC_KINDS | {"acts", "items.csv", "classes.csv"}


@pytest.mark.parametrize(("path", "turn"), list(turns()))
def test_a_changed_file_changes_all_that_is_made_from_it(site: KeptSite, path: str, turn: int) -> None:
    what = site.change(path, turn)
    site.commit()
    assert site.stale() == [], what


def test_a_summary_beside_a_large_capture_is_no_exception(kept: KeptSite) -> None:
    folder = "captures/environment-x/2026-09-14-31538c87"
    (kept.root / folder / "items.csv").unlink()
    summary = kept.root / folder / "summary.csv"
    for items in (3, 4):
        summary.write_text(f"latest_on_month,kind,class,change,items,bytes\n2026-09,post,routine,new,{items},100\n")
        kept.commit()
        assert kept.stale() == []


LIBRARY, MASTODON = "registry/sites/library-x.yml", "registry/sites/environment-mastodon.yml"
PARKS, NEW_ITEM = "registry/sites/parks-x.yml", "1866854005339062274"
ITEMS = "captures/parks-x/2026-11-02-c6043de3/items.csv"
APPROVED = "Approved-by: A <7+athornfield@users.noreply.forge.example>"


def purpose(kept: KeptSite, path: str = PARKS, text: str = "Other news") -> None:
    """Change a record that many pages show, without a commit."""
    kept.write(path, kept.read(path) | {"purpose": text})


def second_account(kept: KeptSite, path: str = LIBRARY) -> None:
    """A second account of the same agency on the same platform: both are now told apart in their titles."""
    value = kept.read(path)
    for name in ("account_id", "url", "account_name", "capture"):
        value.pop(name, None)
    value["handles"] = [{"handle": "SecondAccount", "from_on": "2023-10-16"}]
    kept.write(path.replace(".yml", "-two.yml"), value)
    designation = path.replace("/sites/", "/designations/")
    if (kept.root / designation).exists():
        kept.write(designation.replace(".yml", "-two.yml"), kept.read(designation))


def other_handle(kept: KeptSite) -> None:
    """The account of a site has another name."""
    value = kept.read(LIBRARY)
    value["handles"][-1]["handle"] = "AnotherName"
    kept.write(LIBRARY, value)


def taken_back(kept: KeptSite, path: str = PARKS, field: str = "purpose") -> None:
    """A change and its revert: the files are as before, the history is not."""
    before = kept.read(path)
    kept.edit(path, **{field: f"{before[field]} (changed)"})
    kept.write(path, before)
    kept.commit("--date", "2026-11-20T08:00:00+00:00")


def amended(kept: KeptSite, *words: str) -> None:
    """The last commit under another name."""
    kept.git("commit", "--quiet", "--amend", "--allow-empty", *(words or ("--message", "other words")))


def a_change(kept: KeptSite) -> None:
    """A commit that changes a site."""
    kept.edit(PARKS, purpose="Changed")


def approved_by_a_merge(kept: KeptSite) -> None:
    """The commits that stood on the main line are brought in by a merge that says who approved them."""
    last = kept.git("rev-parse", "HEAD").strip()
    kept.git("reset", "--quiet", "--hard", "HEAD~1")
    kept.git("merge", "--quiet", "--no-ff", "-m", f"merge\n\n{APPROVED}", last)


def merged_by_another(kept: KeptSite) -> None:
    """The same, nobody approving, by somebody whom the register knows."""
    last = kept.git("rev-parse", "HEAD").strip()
    kept.git("reset", "--quiet", "--hard", "HEAD~1")
    kept.git("merge", "--quiet", "--no-ff", "-m", "merge", last)
    kept.git("commit", "--quiet", "--amend", "--no-edit", "--author", APPROVED.removeprefix("Approved-by: "))


def cell(kept: KeptSite, item: str, column: str, value: str, path: str = ITEMS) -> None:
    """Change one cell of a list of items."""
    lines = (kept.root / path).read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index(column)
    for number, line in enumerate(lines):
        cells = line.split(",")
        if cells[0] == item:
            assert cells[place] != value
            lines[number] = ",".join((*cells[:place], value, *cells[place + 1 :]))
    (kept.root / path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def in_docs(kept: KeptSite, path: str) -> None:
    """Add a sentence to a page."""
    page = kept.root / "docs" / path
    page.write_text(f"{page.read_text(encoding='utf-8')}\n\nOne sentence more.\n", encoding="utf-8")


def a_day_later(kept: KeptSite) -> None:
    kept.day += timedelta(1)


def years_later(kept: KeptSite) -> None:
    kept.day += timedelta(1500)


def without(kept: KeptSite, path: str) -> None:
    (kept.root / path).unlink()


def renamed(kept: KeptSite, path: str, to: str) -> None:
    (kept.root / path).rename(kept.root / path.rpartition("/")[0] / to)


def rewound(kept: KeptSite) -> None:
    kept.git("reset", "--quiet", "--hard", "HEAD~3")


def many_changes(kept: KeptSite) -> None:
    """So many changes that the trail takes a page more."""
    for number in range(2):
        for path in sorted((kept.root / "registry/sites").glob("*.yml")):
            purpose(kept, path.relative_to(kept.root).as_posix(), f"Number {number}")
        kept.commit()


def in_the_navigation(kept: KeptSite) -> None:
    """Call a page otherwise in the menu of every page."""
    settings = kept.root / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    assert text.count("- Agencies:") == 1
    settings.write_text(text.replace("- Agencies:", "- Departments:"), encoding="utf-8")


def other_series(kept: KeptSite) -> None:
    """Give every series of a schedule another title."""
    schedule = kept.read("schedules/lakeland-general.yml")
    for series in (one for version in schedule["versions"] for one in version["series"]):
        series["title"] += " (changed)"
    kept.write("schedules/lakeland-general.yml", schedule)


def taken_in_by_another(kept: KeptSite) -> None:
    """Another person took a capture in."""
    path = ITEMS.replace("items.csv", "capture.yml")
    capture = kept.read(path)
    capture["ingested"]["by"] = "otto-linden"
    kept.write(path, capture)


def late(kept: KeptSite) -> None:
    """One more thing that is late, as the checks may find it in what is no record of the site."""
    kept.more = (finding("T001", Place(PARKS), "parks-x", "something is late", severity=Severity.LATE),)


def committed(edit: Callable[..., object]) -> Callable[..., None]:
    def both(kept: KeptSite, *arguments: Any) -> None:
        edit(kept, *arguments)
        kept.commit()

    return both


OTHERS: dict[str, tuple[Callable[..., object], tuple[Any, ...]]] = {
    "nothing": (lambda _: None, ()),
    "a commit without a change": (lambda kept: kept.commit(), ()),
    "a change that is not committed": (purpose, ()),
    "a change taken back": (taken_back, ()),
    "the last commit amended": (amended, ()),
    "the last commit approved": (amended, ("--message", f"c\n\n{APPROVED}")),
    "the history rewound": (rewound, ()),
    "a second account": (committed(second_account), ()),
    "a second account that is not committed": (second_account, ()),
    "a second account of a successor": (second_account, (MASTODON,)),
    "a designation gone, not committed": (without, ("registry/designations/parks-flickr.yml",)),
    "a log gone": (committed(without), ("registry/operations/parks-facebook/2026.yml",)),
    "an audit gone": (committed(without), ("registry/audits/register-2025.yml",)),
    "an audit renamed": (committed(renamed), ("registry/audits/register-2025.yml", "register-of-2025.yml")),
    "an event renamed": (committed(renamed), ("schedules/events/wells-consultation-final.yml", "wells.yml")),
    "a log of another year": (committed(renamed), ("registry/posts/parks-facebook/2026.yml", "2025.yml")),
    "decisions gone": (committed(without), ("captures/parks-x/2024-09-09-83dd6ccd/classes.csv",)),
    "a stray file": (lambda kept: (kept.root / "registry/sites/README.md").write_text("x"), ()),
    "the next day": (a_day_later, ()),
    "years later": (years_later, ()),
    "a guide": (in_docs, ("check.md",)),
    "the shell of sites": (in_docs, ("sites/_record.md",)),
}


@pytest.mark.parametrize("name", OTHERS)
def test_whatever_else_changes_the_kept_build_is_the_whole_one(kept: KeptSite, name: str) -> None:
    edit, arguments = OTHERS[name]
    edit(kept, *arguments)
    assert kept.stale() == []


def test_another_theme_changes_every_page(kept: KeptSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(engine.THEME, tmp_path / "theme")
    monkeypatch.setattr(engine, "THEME", tmp_path / "theme")
    main = tmp_path / "theme" / "main.html"
    main.write_text(main.read_text(encoding="utf-8").replace("</footer>", "<p>More.</p></footer>"), encoding="utf-8")
    style = next(iter(sorted((tmp_path / "theme" / "assets").rglob("*.css"))))
    style.write_text(f"{style.read_text(encoding='utf-8')}\n/* more */\n", encoding="utf-8")
    assert kept.stale() == []


def test_another_program_makes_everything_again(tmp_path: Path) -> None:
    assert inputs.input_key("shared", program_digest()) != inputs.input_key("shared", "another")
    shutil.copytree(PACKAGE / "portal", tmp_path / "portal")
    digests = {digest_of(tmp_path)}
    for path in ("portal/templates/site.html", "portal/pages/sites.py", "portal/new.py"):
        with (tmp_path / path).open("a", encoding="utf-8") as file:
            file.write(" ")
        digests.add(digest_of(tmp_path))
    assert len(digests) == 4


# each part of a key, with a change that makes a file stale where the key lacks it
PARTS: dict[tuple[str, str], tuple[Callable[..., object], tuple[Any, ...]]] = {
    ("shared", "day"): (a_day_later, ()),
    ("shared", "shells"): (in_the_navigation, ()),
    ("shared", "portal"): (lambda kept: kept.edit("registry/portal.yml", published_branch="other"), ()),
    ("shared", "agencies"): (lambda kept: kept.edit("registry/agencies/parks.yml", name="Parks and lakes"), ()),
    ("shared", "platforms"): (lambda kept: kept.edit("registry/platforms/x.yml", name="Y"), ()),
    ("shared", "people"): (lambda kept: kept.edit("registry/people/otto-linden.yml", title="Another title"), ()),
    ("shared", "schedules"): (other_series, ()),
    ("section", "page"): (in_docs, ("sites/index.md",)),
    ("site", "record"): (purpose, ()),
    ("site", "title"): (second_account, ()),
    ("site", "designation"): (without, ("registry/designations/parks-flickr.yml",)),
    ("site", "named"): (second_account, ()),
    ("site", "related"): (taken_in_by_another, ()),
    ("site", "findings"): (late, ()),
    ("site", "due"): (cell, ("1667955445593014318", "class", "policy-program")),
    ("site", "months"): (cell, ("1667955445593014318", "latest_on", "2023-05-11")),
    ("site", "held"): (cell, (NEW_ITEM, "kind", "reply")),
    ("site", "changes"): (taken_back, ()),
    ("agency", "sites"): (second_account, ()),
    ("agency", "standing"): (without, ("registry/operations/parks-facebook/2026.yml",)),
    ("agency", "changes"): (taken_back, ("registry/agencies/parks.yml", "name")),
    ("change", "said"): (amended, ()),
    ("change", "title"): (second_account, ()),
    ("change", "address"): (without, ("registry/designations/parks-flickr.yml",)),
    ("said", "commit"): (amended, ()),
    ("said", "approved_by"): (approved_by_a_merge, ()),
    ("said", "merged"): (merged_by_another, ()),
    ("block of changes", "changes"): (amended, ()),
    ("block of records", "records"): (purpose, ()),
    ("record", "record"): (purpose, ()),
    ("registry", "shown"): (other_handle, ()),
    ("registry", "total"): (second_account, ()),
    ("accounts", "accounts"): (other_handle, ()),
    ("accounts", "pages"): (second_account, ()),
    ("trail", "changes"): (amended, ()),
    ("trail", "pages"): (many_changes, ()),
    ("feed", "changes"): (amended, ()),
    ("badge", "account"): (second_account, ()),
    ("calendar", "stamp"): (taken_back, ()),
    ("calendar", "coming"): (second_account, ()),
}

# what follows from other parts of the same key today, and is kept for the day on which it no longer does
FOLLOWING = {
    ("shared", "versions"): "of packages: none can be changed here",
    **{
        ("shared", kind): "of sites only those show them that are named in them"
        for kind in (
            "policies",
            "holds",
            "requests",
            "staff",
            "access",
            "audits",
            "events",
            "authorizations",
            "dispositions",
        )
    },
    ("agency", "coming"): "the last date to come of an agency goes with its sites or with the day",
    ("said", "record"): "no two changes of one commit stand at the same place of the same list",
    ("trail", "reanchored"): "follows from the portal's settings, which are in every key",
    ("said", "by"): "follows from the commit, the people and the portal's settings",
    ("said", "signed"): "follows from the commit and the people; OpenPGP from a key ring as well",
}


def test_every_part_of_a_key_is_taken_away_in_some_test(kept: KeptSite, monkeypatch: pytest.MonkeyPatch) -> None:
    found: set[tuple[str, str]] = set()
    written = inputs._written

    def noted(what: str, parts: Mapping[str, Any]) -> str:
        found.update((what, part) for part in parts)
        return written(what, parts)

    monkeypatch.setattr(inputs, "_written", noted)
    in_small_pages(monkeypatch)
    kept.build(kept.folder / "site", kept.cache)
    assert found == PARTS.keys() | FOLLOWING.keys()
    assert not PARTS.keys() & FOLLOWING.keys()


def in_small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists on so many pages and in so many blocks that none stands alone."""
    for module, name, size in (
        (trail, "PAGE_SIZE", 20),
        (large_files, "CHANGES_PER_BLOCK", 20),
        (large_files, "RECORDS_PER_BLOCK", 1),
        (site_list, "MOST_ON_ONE_PAGE", 1),
        (site_list, "SITES_PER_PAGE", 4),
        (lookup, "ROWS_PER_PAGE", 4),
    ):
        monkeypatch.setattr(module, name, size)


QUICK = (("site", "named"), ("change", "address"), ("said", "approved_by"), ("shared", "day"))


@pytest.mark.parametrize(
    ("what", "part"), [pytest.param(*one, marks=[] if one in QUICK else [pytest.mark.nightly]) for one in PARTS]
)
def test_a_key_without_one_of_its_parts_leaves_a_file_stale(
    forgetful: KeptSite, monkeypatch: pytest.MonkeyPatch, what: str, part: str
) -> None:
    written = inputs._written

    def less(of: str, parts: Mapping[str, Any]) -> str:
        return written(of, {name: value for name, value in parts.items() if (of, name) != (what, part)})

    in_small_pages(monkeypatch)
    edit, arguments = PARTS[what, part]
    a_change(forgetful)
    monkeypatch.setattr(inputs, "_written", less)
    forgetful.warm()
    edit(forgetful, *arguments)
    if forgetful.git("status", "--porcelain").strip():
        forgetful.commit()  # what is not committed is a draft, which makes every page anew
    assert forgetful.stale() != []
