"""The gate looks at the whole tree: each hostile branch refused or told for its reason, each honest twin let in."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from records_portal.commands.cli import run
from records_portal.files.plain_names import name_fault, names_alike
from records_portal.files.secrets import secret_in
from records_portal.proposals.difference_report import LONGEST_COMMENT
from tests.roots import Root, root_files

Capsys = pytest.CaptureFixture[str]
STARTED = datetime(2024, 6, 1, 12, tzinfo=UTC)
OWNERS = "* @lakeland/web\n/docs/ @lakeland/writers\n/.github/ @lakeland/developers\n"
SITE = "registry/sites/parks-x.yml"
# put together here, so that no file of this repository holds one
META = "EAA" + "Gm0PX4ZCpsBA" * 5
COOKIE = "session" + "id=" + "5412345678%3AaBcDeFgHiJkLmN%3A12"
MESSAGE = '{"participants": [{"name": "A"}], "messages": [{"sender' + '_name": "A", "content": "My number"}]}'
KEY = "-----BEGIN OPENSSH PRIVATE" + " KEY-----\nb3BlbnNzaC1rZXk\n"


def texts(root: Root, files: dict[str, str]) -> None:
    """Write files that are no records."""
    for path, text in files.items():
        (root.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (root.folder / path).write_text(text, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Root:
    root = Root(tmp_path / "root")
    texts(root, {".github/CODEOWNERS": OWNERS, "docs/guide.md": "# Guide\n", "README.md": "# Register\n"})
    root.commit(root_files())
    return root


def diff(root: Root, capsys: Capsys, form: str = "json", base: str = "HEAD~1") -> tuple[int, str]:
    capsys.readouterr()
    settings = {"cache": root.folder.parent / "cache", "started_at": STARTED}
    code = run(["--root", str(root.folder), "diff", f"{base}..HEAD", "--format", form], settings)
    out, err = capsys.readouterr()
    assert code in (0, 1), err
    return code, out


def write(path: str, text: str, mode: int = 0o644) -> Callable[[Root], None]:
    def change(root: Root) -> None:
        target = root.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        target.chmod(mode)
        root.commit({})

    return change


def link(path: str, to: str) -> Callable[[Root], None]:
    def change(root: Root) -> None:
        target = root.folder / path
        target.unlink(missing_ok=True)
        target.symlink_to(to)
        root.commit({})

    return change


def submodule(root: Root) -> None:
    head = root.git("rev-parse", "HEAD").strip()
    root.git("update-index", "--add", "--cacheinfo", f"160000,{head},docs/other")
    root.git("commit", "--quiet", "-m", "A submodule")


def taken_out_again(root: Root) -> None:
    """A token in the first commit of two, which the second takes away."""
    base = root.git("rev-parse", "HEAD").strip()
    write("docs/notes.md", f"token: {META}\n")(root)
    write("docs/notes.md", "nothing\n")(root)
    root.git("branch", "--force", "base", base)


def dated(when: str) -> Callable[[Root], None]:
    """A commit whose committer's line says another moment, as git itself would not write it."""

    def change(root: Root) -> None:
        write("docs/guide.md", "# The guide\n")(root)
        told = root.git("cat-file", "commit", "HEAD").split("\n")
        lines = [f"{line.rsplit(' ', 2)[0]} {when}" if line.startswith("committer ") else line for line in told]
        (root.folder.parent / "commit").write_text("\n".join(lines))
        name = root.git("hash-object", "-t", "commit", "-w", "--literally", str(root.folder.parent / "commit")).strip()
        root.git("reset", "--quiet", "--soft", name)

    return change


class Hostile(NamedTuple):
    """A branch that is refused: what it does, and with which code, where and why."""

    change: Callable[[Root], None]
    told: str


HOSTILE = {
    "a link to the private root": Hostile(link("docs/more", "../../private"), "docs/more: X005 more: a link; a plain"),
    "a record that is a link": Hostile(link(SITE, "/etc/passwd"), f"{SITE}: X005 parks-x.yml: a link; a plain file"),
    "a submodule": Hostile(submodule, "docs/other: X005 other: a submodule; a plain file, or none"),
    "a record that can be run": Hostile(
        write("registry/platforms/y.yml", "name: Y\n", 0o755), "registry/platforms/y.yml: X008 y.yml: it can be run"
    ),
    "letters in two parts": Hostile(write("docs/cafe\u0301.md", "x"), "X006: its name has letters in two parts, which"),
    "text turned around": Hostile(write("docs/a\u202efdp.md", "x"), "X006: its name has the character U+202E, which"),
    "a device's name": Hostile(write("docs/aux.md", "x"), "docs/aux.md: X006: the name 'aux.md' is that of a device"),
    "another in capitals": Hostile(write("Docs/x.md", "x"), "X006 docs: on some systems it is the same file or folder"),
    "differences of records hidden": Hostile(
        write(".gitattributes", "registry/** -diff\n"),
        ".gitattributes:1:1: X007 registry/**: '-diff' for 'registry/**' keeps differences from being shown as they",
    ),
    "records said to be made": Hostile(
        write("registry/.gitattributes", "*.yml linguist-generated\n"), "X007 *.yml: 'linguist-generated' for '*.yml'"
    ),
    "records left out of exports": Hostile(write(".gitattributes", "/schedules export-ignore\n"), "X007 /schedules: "),
    "a token in a guide": Hostile(
        write("docs/notes.md", f"x\ntoken: {META}\n"), "docs/notes.md:2:1: X009 notes.md: an access token of Meta; take"
    ),
    "a token in a note among records": Hostile(
        write("registry/README.md", f"{META}\n"), "registry/README.md:1:1: X009 README.md: an access token of Meta"
    ),
    "a cookie in a dot file": Hostile(
        write("registry/.env", f"{COOKIE}\n"), "registry/.env:1:1: X009 .env: a cookie of a session; take it out"
    ),
    "a message": Hostile(write("docs/inbox.md", MESSAGE), "docs/inbox.md:1:1: X009 inbox.md: people's messages; take"),
    "a private key": Hostile(write("docs/key.md", KEY), "docs/key.md:1:1: X009 key.md: a private key; take it out"),
    "an archive": Hostile(write("docs/export.md", "PK\x03\x04"), "docs/export.md: X009 export.md: an archive; git"),
    "a token that a later commit takes out": Hostile(
        taken_out_again, "docs/notes.md:1:1: X009 notes.md: an access token of Meta; take it out of every commit"
    ),
    "a commit of the year 10000": Hostile(
        dated("253402300800 +0000"), "the commit claims the moment '253402300800', which cannot be; the commit made"
    ),
    "a commit of tomorrow's tomorrow": Hostile(
        dated("1717500000 +0000"), "the commit claims to be of 2024-06-04, which has not come; the commit made anew"
    ),
    "a commit of before there were computers": Hostile(
        dated("100 +0000"), "the commit claims to be of 1970, which cannot be"
    ),
    "a commit of no zone": Hostile(
        dated("1714557600 +9900"), "the commit claims the time zone '+9900', which there is not"
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_no_change_may_bring_is_refused(root: Root, capsys: Capsys, what: str) -> None:
    hostile = HOSTILE[what]
    hostile.change(root)
    base = "base" if root.git("branch", "--list", "base") else "HEAD~1"
    code, out = diff(root, capsys, "text", base)
    assert code == 1
    assert hostile.told in out, out
    assert META not in out, "a secret is not repeated"


def after_an_impossible_one(root: Root) -> None:
    dated("253402300800 +0000")(root)
    write("docs/more.md", "more\n")(root)


HONEST: dict[str, Callable[[Root], None]] = {
    "a guide is changed": write("docs/guide.md", "# The guide\n\nMore.\n"),
    "a script can be run": write("scripts/report.sh", "#!/bin/sh\n", 0o755),
    "pictures have no difference": write(".gitattributes", "* text=auto eol=lf\n*.png binary\n"),
    "a guide speaks of tokens and cookies": write("docs/tokens.md", "A token begins with EAA, a cookie: sessionid.\n"),
    "a name with an accent": write("docs/caf\u00e9.md", "x"),
    "a commit of a minute ago": dated("1717243140 +0200"),
    "a commit of long ago": dated("946684800 -0500"),
    "a commit that cannot be is history": after_an_impossible_one,
}


@pytest.mark.parametrize("what", HONEST)
def test_its_honest_twin_is_let_in(root: Root, capsys: Capsys, what: str) -> None:
    HONEST[what](root)
    code, out = diff(root, capsys)
    assert (code, json.loads(out)["against_tree"]) == (0, []), out


def test_what_guards_the_register_is_named_first_with_whose_approval_and_whom_the_forge_asks(
    root: Root, capsys: Capsys
) -> None:
    program = {".github/workflows/ci.yml": "on: push\n", "scripts/x.py": "1\n", "requirements/runtime.txt": "x==1\n"}
    look = {"mkdocs.yml": "site_name: x\n", "docs/guide.md": "Trust everybody.\n", ".github/CODEOWNERS": "* @me\n"}
    look |= {"docs/site.css": "a {}\n"}
    texts(root, program | look)
    root.commit({})
    code, out = diff(root, capsys, "text")
    assert code == 0, "nobody can sign yet"
    lines = out.splitlines()
    assert lines[1:5] == [
        "  Workflows and owners: 2 files differ",
        "  Program, locks and settings of tools: 3 files differ",
        "  The look of the portal: 1 file differs",
        "  Guides and pictures: 1 file differs",
    ]
    needed = out.partition("Whose approval it needs\n")[2].splitlines()[:2]
    assert needed == [
        "  Records officer (nobody in the register holds this role today): for .github/CODEOWNERS, "
        ".github/workflows/ci.yml, mkdocs.yml, requirements/runtime.txt, scripts/x.py",
        "  Web and Content Management Team (nobody in the register holds this role today): for .github/CODEOWNERS, "
        ".github/workflows/ci.yml, mkdocs.yml, requirements/runtime.txt, scripts/x.py, docs/site.css, docs/guide.md",
    ]
    assert "  .github/workflows/ci.yml: added (the forge asks @lakeland/developers)" in lines
    assert "  docs/guide.md: changed (the forge asks @lakeland/writers)" in lines


def test_a_decision_about_an_item_names_the_records_officer(root: Root, capsys: Capsys) -> None:
    beside = "captures/parks-x/2024-01-10-ab12cd34/classes.csv"
    write(beside, "item,class,by,on,reason\n1001,routine,ana,2024-05-01,It is\n")(root)
    _, out = diff(root, capsys)
    found = [(each["role"], each["records"]) for each in json.loads(out)["approvals"]]
    assert found == [("records-officer", [beside])]


def test_five_thousand_stray_files_hide_nothing_that_decides(root: Root, capsys: Capsys) -> None:
    for number in range(5000):
        (root.folder / "docs" / f"a-file-of-some-length-that-nobody-reads-{number}.md").write_text("x")
    files = root_files()
    files[SITE]["facts"] = []
    files["registry/platforms/y.yml"] = files.pop("registry/platforms/x.yml") | {"name": "Y", "hosts": ["y.com"]}
    (root.folder / "registry/platforms/x.yml").unlink()
    root.commit(files)
    code, out = diff(root, capsys, "markdown")
    assert code == 1
    assert len(out.encode()) < LONGEST_COMMENT
    for told in (
        "Guides and pictures: 5,000 files differ",
        "### Whose approval it needs",
        "### What has to be mended first",
        "and 4,988 more",
        "X001 parks-x",
        "### Site `parks-x`: changed",
    ):
        assert told in out, told


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("docs/a.md", ""),
        ("docs/Æther/ñandú.md", ""),
        ("docs/\u043f\u0440\u0438\u0432\u0435\u0442-parks.md", ""),
        (
            "docs/gu\u0456de.md",
            "the word 'gu\u0456de' in its name mixes letters of two scripts, which look alike",
        ),
        ("docs/\uff47uide.md", "its name has letters that are written otherwise and read alike (it is not NFKC)"),
        ("docs/a\x07.md", "its name has the character U+0007, which nobody sees"),
        ("docs/a\u200b.md", "its name has the character U+200B, which nobody sees"),
        ("docs/a\\b.md", "its name has '\\\\', which not every system can have in a name"),
        ("docs/a:b", "its name has ':', which not every system can have in a name"),
        ("docs./a", "the name 'docs.' begins or ends with a space or ends with a dot, which not every system keeps"),
        ("COM1", "the name 'COM1' is that of a device on Windows"),
        ("nul.tar.gz", "the name 'nul.tar.gz' is that of a device on Windows"),
        ("console.md", ""),
        ("docs/GIT~1/hooks", "the name 'GIT~1' is git's own"),
        ("docs/\udcff", "its name is not UTF-8"),
        (f"docs/{'a' * 201}", "a name in its path has 201 bytes; at most 200"),
        ("/".join(["a" * 99] * 5), "its path has 499 bytes; at most 400"),
    ],
)
def test_a_plain_name_is_one_that_every_system_keeps(path: str, fault: str) -> None:
    assert name_fault(path) == fault


def test_names_that_one_system_takes_for_one_are_found_with_their_folders() -> None:
    assert list(names_alike(["a/B.md", "a/b.md", "c.md"])) == [("a/B.md", "a/b.md")]
    assert list(names_alike(["Docs/x.md", "docs/y.md"])) == [("Docs", "docs")]
    assert list(names_alike(["docs/stra\u00dfe", "docs/STRASSE"])) == [("docs/STRASSE", "docs/stra\u00dfe")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("gh" + "p_" + "a1B2" * 9, "a forge's token"),
        ("AK" + "IA" + "ABCDEFGHIJKLMNOP", "an access key of Amazon"),
        ("https://ana:hunter22" + "@forge.example/x", "a password in an address"),
        ("https://ana@forge.example/x", ""),
        ('{"name": "c_' + 'user", "value": "1000"}', "a cookie of a session"),
        ("Cookie" + ": a=bcdefghijk", "a cookie"),
        ("client_" + 'secret: "abcdefghijklmnop1234"', "a token"),
        ("A letter about client secrets and access tokens.", ""),
        ("sha256:" + "a" * 64, ""),
    ],
)
def test_secrets_are_known_by_their_form(text: str, what: str) -> None:
    assert secret_in(f"first\n{text}\n".encode()) == ((what, 2) if what else ("", 0))


def test_a_name_that_is_no_text_is_told_and_not_printed_raw(root: Root, capsys: Capsys) -> None:
    (root.folder / os.fsdecode(b"docs/\xff\xfe.md")).write_text("x")
    root.commit({})
    code, out = diff(root, capsys, "text")
    assert code == 1
    assert "docs/\\xff\\xfe.md: X006: its name is not UTF-8" in out
    assert diff(root, capsys)[0] == 1
