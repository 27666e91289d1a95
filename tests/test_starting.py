"""`records init`: a whole register from what people say, or nothing."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path, PurePath
from zoneinfo import ZoneInfo

import pytest

from records_portal.files.yaml_text import read_yaml
from records_portal.register.kinds import KINDS
from records_portal.register.shapes import fits
from records_portal.register.sources import FolderTree, load_register
from records_portal.starting.shipped import platforms_in_use, shipped_platforms, shipped_schedules
from records_portal.starting.states import state_named, states
from records_portal.store.anchors import Anchor, Anchors, read_anchors
from tests.beginnings import ANA, KEYS, TOWN, Bench, git, made_bench

ROOT = Path(__file__).parents[1]
MISSING = (
    "records: not said yet, and this is no terminal to ask on: --title; --state; --kind; --time-zone; "
    "--fiscal-year-start; --agency or --agencies; --person or --people; --key (two people's, or one with --letter) or "
    "--without-keys\n"
)


@pytest.fixture
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    return made_bench(tmp_path, capsys)


def tracked(root: Path) -> dict[str, bytes]:
    return {name: (root / name).read_bytes() for name in git(root, "ls-files").splitlines()}


def test_without_a_terminal_what_is_missing_is_named_in_one_line_and_nothing_is_left(bench: Bench) -> None:
    assert bench.begin("ours") == (2, "", MISSING)
    assert bench.begin("ours", *TOWN)[2] == (
        "records: not said yet, and this is no terminal to ask on: --key (two people's, or one with --letter) or "
        "--without-keys\n"
    )
    assert bench.left() == []


def test_an_office_of_two_without_a_forge_has_everything(bench: Bench) -> None:
    code, out, err = bench.begin("ours", *TOWN, *bench.keys)
    print_of_keys = hashlib.sha256("".join(f"{line}\n" for line in sorted(KEYS.values())).encode()).hexdigest()
    assert (code, out) == (
        0,
        f"F/ours\nF/ours-store\nF/ours-private\nF/ours.git\nF/ours-private.git\n{print_of_keys}\n",
    )
    assert [line for line in err.splitlines() if not line.startswith(("ana-reyes: ", "bo-lind: "))] == [
        "publish this elsewhere, on paper or on the agency's own pages; it says with whose keys the register began:",
        "to be named before the first hold, records request, audit or disposition: Counsel, Records custodian, Human "
        "Resources, Auditor, Approver of dispositions",
        "next: `records --root F/ours --private F/ours-private tasks` says what is still to be done, and by whom",
        "next: `records --root F/ours build` builds the portal",
        "next: `records --root F/ours new site NAME` asks for the first site",
    ]
    assert bench.left() == ["ours", "ours-private", "ours-private.git", "ours-store", "ours.git"]
    root, tips = bench.folder / "ours", {}
    for name in ("ours", "ours-private"):
        folder = bench.folder / name
        assert git(folder, "branch", "--show-current") == "main\n"
        assert git(folder, "rev-list", "--count", "HEAD") == "1\n"
        assert git(folder, "status", "--porcelain", "--branch").splitlines() == ["## main...origin/main"]
        tips[name] = git(folder, "rev-parse", "HEAD").strip()
        assert git(bench.folder / f"{name}.git", "rev-parse", "refs/heads/main").strip() == tips[name]
    assert read_anchors(bench.folder / "ours-store") == Anchors(
        Anchor("public", f"{root}.git", "main", tips["ours"]),
        (Anchor("private", f"{root}-private.git", "main", tips["ours-private"]),),
        {"ourtown": "private"},
    )
    code, out, err = bench.run("--root", root, "validate")
    assert (code, "0 error" in err) == (0, True)
    code, out, _ = bench.run("--root", root, "key", "show")
    assert (code, out.splitlines()[1]) == (0, f"fingerprint {print_of_keys}")
    assert "two people's keys or more" in out
    # each can be cloned and answers as it was anchored
    code, out, _ = bench.run("--root", root, "--private", f"{root}-private", "anchor")
    assert (code, out.count("as last seen")) == (0, 2)


def test_no_committed_file_has_a_path_of_the_machine_or_the_samples_names(bench: Bench) -> None:
    root = bench.begun("ours", *TOWN, *bench.keys)
    files = tracked(root) | {f"private/{name}": data for name, data in tracked(bench.folder / "ours-private").items()}
    strangers = [str(bench.folder), str(ROOT), str(Path.home())]
    strangers = [each for each in strangers if each != "/"] + ["file:/", "scripts/records_portal"]
    found = [(name, each) for name, data in files.items() for each in strangers if each.encode() in data]
    assert found == []
    # the schemas' examples are of the fictional State; what is the office's own names nobody of it
    own = {name: data for name, data in files.items() if not name.startswith((".vscode/", "private/.vscode/"))}
    assert [name for name, data in own.items() if b"akeland" in data or b"sample" in data] == []
    commits = git(root, "log", "--format=%an%ae%cn%ce%B") + git(bench.folder / "ours-private", "log", "--format=%B")
    assert str(bench.folder) not in commits


def test_the_first_records_say_what_was_said(bench: Bench) -> None:
    register = load_register(FolderTree(bench.begun("ours", *TOWN, *bench.keys))).register
    assert register.portal["title"] == "Official social media of Ourtown"
    assert register.portal["jurisdiction"] == "City of Ourtown, Missouri"
    assert (register.portal["time_zone"], register.portal["fiscal_year_start"]) == ("America/Chicago", "01-01")
    assert register.portal["working_days"] == {"country": "US", "subdivision": "MO"}
    assert {name: dict(each.value) for name, each in register.of("agencies").items()} == {
        "ourtown": {
            "name": "City of Ourtown",
            "kind": "local",
            "head": "ana-reyes",
            "web_pages": ["https://ourtown.example/"],
        }
    }
    ana = register.of("people")["ana-reyes"].value
    assert ana["roles"] == [
        {"role": "agency-head", "from_on": "2026-01-05"},
        {"role": "communications-director", "from_on": "2026-01-05"},
    ]
    assert (ana["forge_login"], ana["keys"]) == ("areyes", [{"key": KEYS["ana"], "from_on": "2026-03-02"}])
    assert [each["role"] for each in register.of("people")["bo-lind"].value["roles"]] == [
        *("cto-cio", "records-officer", "web-content-team", "it-web-liaison")
    ]
    assert list(register.of("schedules")) == ["missouri"]
    assert sorted(register.of("platforms")) == sorted(platforms_in_use())


def test_the_program_stands_in_a_root_by_its_hash_or_not_at_all(bench: Bench) -> None:
    """A name alone could be anybody's at a public index."""
    unsaid = bench.begun("ours", *TOWN, "--without-keys")
    lines = (unsaid / "program.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == [], "installed from a checkout: there is no wheel"
    assert (unsaid / "requirements.txt").read_bytes() == (ROOT / "requirements/runtime.txt").read_bytes()
    wheel = f"https://forge.example/records_portal-0.1.0-py3-none-any.whl#sha256={'a' * 64}"
    told = bench.begun("told", *TOWN, "--without-keys", "--program", wheel)
    assert (told / "program.txt").read_text() == f"records-portal @ {wheel}\n"
    own = bench.begun("own", *TOWN, "--without-keys", "--program", "records-portal==0.1.0")
    assert (own / "program.txt").read_text() == "records-portal==0.1.0\n"


def test_several_agencies_have_private_roots_of_their_own(bench: Bench) -> None:
    said = (
        *("--title", "T", "--state", "New Jersey", "--kind", "state", "--without-keys"),
        *("--agency", "Department of Parks; parks", "--agency", "Pension Board; pensions; parks"),
        *("--agency", "Trails Office; ; Department of Parks"),
        *("--person", "Ana Reyes; Secretary; head; parks", "--person", "Cy Orr; Counsel; counsel; Pension Board"),
    )
    assert (
        "whose holds are in 'one'?" in bench.begin("ours", *said, "--private-root", "one", "--private-root", "b=x")[2]
    )
    halves = ("--private-root", "holds=parks,Trails Office")
    assert "no private root has the holds of pensions" in bench.begin("ours", *said, *halves)[2]
    twice = (*halves, "--private-root", "board=pensions,parks")
    assert "the holds of 'parks' are in 'holds' and in 'board'" in bench.begin("ours", *said, *twice)[2]
    assert bench.left() == []
    root = bench.begun("ours", *said, *halves, "--private-root", "board=pensions")
    anchors = read_anchors(bench.folder / "ours-store")
    assert anchors
    assert anchors.agencies == {"parks": "holds", "trails-office": "holds", "pensions": "board"}
    assert [each.address for each in anchors.private] == [f"{root}-holds.git", f"{root}-board.git"]
    register = load_register(FolderTree(root)).register
    assert {name: each.value.get("parent") for name, each in register.of("agencies").items()} == {
        "parks": None,
        "pensions": "parks",
        "trails-office": "parks",
    }
    assert register.portal["fiscal_year_start"] == "07-01"
    assert "Pension Board" in (bench.folder / "ours-board" / "README.md").read_text()
    assert "Pension Board" not in (bench.folder / "ours-holds" / "README.md").read_text()


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        (("--state", "New Jersy"), "'New Jersy' is no State; did you mean 'New Jersey'?"),
        (("--state", "US", "--kind", "state"), "an office of United States is not state"),
        (("--state", "MO", "--kind", "federal"), "an office of Missouri is not federal"),
        (("--kind", "municipal"), "'municipal' is no kind of office; state, local or federal"),
        (("--time-zone", "Chicago"), "is not an IANA time zone"),
        (("--fiscal-year-start", "07-31"), "fiscal_year_start"),
        (("--platforms", "facebok"), "no platform 'facebok' is shipped; did you mean 'facebook'?"),
        (("--platforms", ""), "no platform is named; all, none, or ids with commas between"),
        (("--title", "T\udce9l"), "--title is not UTF-8"),
        (("--people", "p\udce9.csv"), "--people is not UTF-8"),
        (("--schedules", "utah"), "no schedule 'utah' is shipped; one of florida-gs1"),
        (("--agency", "; x"), "the agency's name is empty"),
        (("--agency", "Harbours; Har bours"), "agency: 'Har bours' is not an id"),
        (("--agency", "東京"), "agency: no id can be made of '東京'; give one"),
        (("--person", "Ana; Mayor"), "Ana: no role is named; one or more, with commas between"),
        (("--person", "Ana; Mayor; mayor"), "'mayor' is no role here"),
        (("--person", "Ana; Mayor; records officr"), "did you mean 'Records officer'?"),
        (("--person", "Ana; Mayor; head; ; soon"), "Ana: 'soon' is not a date"),
        (("--person", "Ana; Mayor; head; a; b; c; d; e"), "has more than 7 parts"),
        (("--private-root", "public"), "the private root 'public' is there already"),
        (("--private-root", "../x"), "a private root: '../x' is not an id"),
        (("--key", "ana"), "'ana' names no file; write PERSON=FILE"),
        (("--forge", "sourcehut"), "'sourcehut' is no forge known here"),
    ],
)
def test_a_wrong_answer_is_refused_in_one_line_before_anything_is_made(
    bench: Bench, said: tuple[str, ...], refused: str
) -> None:
    code, out, err = bench.begin("ours", *said)
    assert (code, out, err.count("\n"), refused in err) == (2, "", 1, True), err
    assert bench.left() == []


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        (("--person", "Cy Orr; Clerk; head"), "'ana-reyes' and 'cy-orr' are both head of 'ourtown'"),
        (("--person", ANA), "the person 'ana-reyes' is there twice"),
        (("--person", "Cy Orr; Clerk; contributor; ; ; areyes"), "the forge login of 'ana-reyes'"),
        (("--person", "Cy Orr; Clerk; contributor; parks"), "Cy Orr, agency: 'parks' is no agency named here"),
        (("--agency", "B; b; nowhere"), "agency 'b', part of: 'nowhere' is no agency named here; one of ourtown, b"),
        (("--title", "\u202eevil"), "portal.yml"),
        (("--title", "x" * 5000), "portal.yml"),
        (("--agency", "C; c; ourtown; javascript:alert(1)"), "agencies/c.yml"),
        (("--program", "/home/ana/records.whl"), "is a path of this machine"),
        (("--program", "https://forge.example/records.whl"), "is no https address that ends with #sha256="),
        (("--program", f"http://forge.example/records.whl#sha256={'0' * 64}"), "is no https address"),
        (("--program", "records-portal==1\n--pre"), "is no version of the program"),
        (("--program", "--pre"), "is no version of the program"),
        (("--forge", "github"), "--address"),
        (("--forge", "github", "--address", "/srv/records.git"), "is not the address of a repository at a forge"),
        (("--address", "records.git"), "is no absolute path of a bare repository"),
        (("--url", "http//portal"), "portal.yml"),
    ],
)
def test_what_does_not_go_together_is_refused_and_nothing_is_made(
    bench: Bench, said: tuple[str, ...], refused: str
) -> None:
    code, out, err = bench.begin("ours", *TOWN, "--without-keys", *said)
    assert (code, out, refused in err) == (2, "", True), err
    assert bench.left() == []


def test_keys_begin_by_two_or_by_one_with_the_heads_letter(bench: Bench) -> None:
    one = ("--key", f"ana-reyes={bench.folder}/ana.pub")
    assert "one person does not begin alone" in bench.begin("ours", *TOWN, *one)[2]
    assert (
        "'cy' is no person named here; one of ana-reyes, bo-lind"
        in bench.begin("ours", *TOWN, "--key", "cy=x.pub", "--letter", "L")[2]
    )
    letter = bench.folder / "letter.pdf"
    letter.write_bytes(b"%PDF the head says so")
    root = bench.begun("ours", *TOWN, *one, "--letter", letter)
    digest = hashlib.sha256(letter.read_bytes()).hexdigest()
    person = load_register(FolderTree(root)).register.of("people")["ana-reyes"].value
    assert person["keys"][0]["letter"] == {"form": "letter", "reference": f"letter.pdf, sha256:{digest}"}
    assert (bench.folder / "ours-store" / "evidence" / f"{digest}.pdf").read_bytes() == letter.read_bytes()
    assert "one person's key and the head's letter" in bench.run("--root", root, "key", "show")[1]


def test_who_begins_without_keys_enters_the_first_ones_later(bench: Bench) -> None:
    code, _, err = bench.begin("ours", *TOWN, "--without-keys")
    assert (code, "nobody has a key, so that nobody can sign: `records key genesis`" in err) == (0, True)
    root = bench.folder / "ours"
    keys = [each for each in bench.keys if each != "--key"]
    assert bench.run("--root", root, "key", "genesis", keys[0], keys[1].replace("Bo Lind", "bo-lind"))[0] == 0
    git(root, "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "--quiet", "--all", "-m", "First keys")
    assert "two people's keys or more, after the first commit" in bench.run("--root", root, "key", "show")[1]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_people_and_agencies_come_from_spreadsheets_or_each_defect_is_told(bench: Bench, suffix: str) -> None:
    people = [
        ["Full name", "Position", "Role", "Department", "From", "Username"],
        ["Ana Reyes", "Mayor", "Head of agency; Communications Director", "City of Ourtown", "2026-01-05", "areyes"],
        ["Bo Lind", "Clerk", "cto-cio\nRecords officer", "ourtown", "", ""],
    ]
    agencies = [
        ["Agency name", "ID", "Parent", "Website"],
        ["City of Ourtown", "ourtown", "", "https://ourtown.example/"],
    ]
    files = (written(bench.folder / f"people.{suffix}", people), written(bench.folder / f"agencies.{suffix}", agencies))
    said = (*TOWN[:8], "--people", files[0], "--agencies", files[1], "--without-keys")
    register = load_register(FolderTree(bench.begun("ours", *said))).register
    assert {name: each.value["agency"] for name, each in register.of("people").items()} == {
        "ana-reyes": "ourtown",
        "bo-lind": "ourtown",
    }
    wrong = written(
        bench.folder / f"wrong.{suffix}",
        [*people, ["Cy Orr", "", "mayor"], ["Ana Reyes", "Clerk", "counsel"], ["Di", "Clerk", "counsel", "=1+1"]],
    )
    code, _, err = bench.begin("other", *TOWN[:8], "--people", wrong, "--agencies", files[1], "--without-keys")
    assert (code, err.splitlines()) == (
        2,
        [
            f"records: 'wrong.{suffix}': 3 of 5 rows cannot be taken, so none was",
            "row 4: the title of Cy Orr is empty; it is needed",
            "row 5: 'ana-reyes' is there already with another title, agency or login; give each an id of its own",
            "row 6: agency '=1+1': a formula; its value as plain text",
        ],
    )
    assert not (bench.folder / "other").exists()


def written(path: Path, rows: list[list[str]]) -> Path:
    """A spreadsheet with these rows."""
    if path.suffix == ".csv":
        import csv

        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    else:
        from openpyxl import Workbook

        book = Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append(row)
        for cells in book.active.iter_rows():
            for cell in cells:
                if str(cell.value).startswith("="):
                    cell.data_type = "f"
        book.save(path)
    return path


def test_a_template_is_a_spreadsheet_that_is_taken_once_its_examples_are_out(bench: Bench) -> None:
    for name, option in (("people", "--people"), ("agencies", "--agencies")):
        code, out, _ = bench.run("init", "--template", name)
        assert code == 0
        (bench.folder / f"{name}.csv").write_text(out, encoding="utf-8", newline="")
        _, _, err = bench.begin("ours", *TOWN, "--without-keys", option, bench.folder / f"{name}.csv")
        assert "stands in the template as an example; take the row out" in err
    assert not (bench.folder / "ours").exists()


def test_a_row_for_each_role_and_columns_that_are_not_read_are_told(bench: Bench) -> None:
    rows = [
        ["First name", "Surname", "Job title", "Role(s)", "Start date", "E-mail", "Shoe size"],
        ["Cy", "Orr", "Archivist", "Records custodian", "2025-01-05", "cy@ourtown.example", "39"],
        ["Cy", "Orr", "Archivist", "Counsel", "2026-01-05", "cy@ourtown.example", "39"],
    ]
    sheet = written(bench.folder / "people.csv", rows)
    code, _, err = bench.begin("ours", *TOWN, "--without-keys", "--people", sheet)
    told = "people.csv: not read, and nowhere in the register: E-mail, Shoe size"
    assert (code, told in err.splitlines()) == (0, True), err
    root = bench.folder / "ours"
    assert load_register(FolderTree(root)).register.of("people")["cy-orr"].value["roles"] == [
        {"role": "records-custodian", "from_on": "2025-01-05"},
        {"role": "counsel", "from_on": "2026-01-05"},
    ]
    assert [name for name, data in tracked(root).items() if b"cy@ourtown" in data] == []
    sheet = written(bench.folder / "people.csv", [*rows, ["Cy", "Orr", "Clerk", "Auditor"]])
    err = bench.begin("other", *TOWN, "--without-keys", "--people", sheet)[2]
    assert "row 4: 'cy-orr' is there already with another title, agency or login" in err
    sheet = written(bench.folder / "people.csv", [["Shoe size"], ["39"]])
    assert "'people.csv' has no column 'name'" in bench.begin("other", *TOWN, "--people", sheet)[2]


def test_an_unknown_government_has_no_defaults(bench: Bench) -> None:
    said = (
        "--title",
        "T",
        "--state",
        "State of Lakeland",
        "--kind",
        "state",
        "--agency",
        "A",
        "--person",
        "P; T; head",
    )
    missing = "records: not said yet, and this is no terminal to ask on: --time-zone; --fiscal-year-start\n"
    assert bench.begin("ours", *said, "--without-keys") == (2, "", missing)
    more = ("--time-zone", "America/New_York", "--fiscal-year-start", "07-01", "--without-keys")
    portal = load_register(FolderTree(bench.begun("ours", *said, *more))).register.portal
    assert portal["jurisdiction"] == "State of Lakeland"
    assert "working_days" not in portal


@pytest.mark.parametrize(
    ("state", "kind", "zone", "fiscal_year"),
    [
        ("new jersey", "state", "America/New_York", "07-01"),
        ("State of Missouri", "local", "America/Chicago", ""),
        ("TX", "state", "", "09-01"),
        ("New York", "state", "America/New_York", "04-01"),
        ("ALABAMA", "state", "America/Chicago", "10-01"),
        ("federal", "federal", "", "10-01"),
        ("DC", "state", "America/New_York", ""),
    ],
)
def test_what_is_known_of_a_state_is_taken_and_what_is_not_is_asked(
    bench: Bench, state: str, kind: str, zone: str, fiscal_year: str
) -> None:
    said = ("--title", "T", "--state", state, "--kind", kind, "--agency", "A", "--person", "P; T; head")
    code, out, err = bench.begin("ours", *said, "--without-keys", "--dry-run")
    lacking = [option for option, known in (("--time-zone", zone), ("--fiscal-year-start", fiscal_year)) if not known]
    if lacking:
        assert err == f"records: not said yet, and this is no terminal to ask on: {'; '.join(lacking)}\n"
        return
    assert (code, out, err) == (0, "", "nothing was written\n")
    portal = load_register(FolderTree(bench.begun("ours", *said, "--without-keys"))).register.portal
    assert (portal["time_zone"], portal["fiscal_year_start"]) == (zone, fiscal_year)


def test_the_table_of_states_is_whole_and_names_what_there_is() -> None:
    table = states()
    assert len(table) == 50 + len(("District of Columbia", "United States"))
    assert all(ZoneInfo(zone) for row in table.values() for zone in row.time_zones)
    assert [code for code, row in table.items() if not row.time_zones] == ["US"]
    assert [code for code, row in table.items() if not row.fiscal_year_start] == ["DC"]
    assert sorted(each for row in table.values() for each in row.schedules) == sorted(shipped_schedules())
    assert state_named("lakeland") is None
    for code, row in table.items():
        assert state_named(code) == state_named(row.name) == row


def test_shipped_schedules_are_sound_name_nobody_of_the_sample_and_say_what_the_sample_reads() -> None:
    for name, data in shipped_schedules().items():
        value, fault = read_yaml(data)
        assert fault is None
        assert fits("schedules", value)
        assert not {b"akeland", b"sample", b"confirmed:"} & {
            word for word in (b"akeland", b"sample", b"confirmed:") if word in data
        }
        (version,) = value["versions"]
        beside, _ = read_yaml((ROOT / "schedules" / f"{name}.yml").read_bytes())
        latest = {each["number"]: each for each in beside["versions"][-1]["series"]}
        for series in version["series"]:
            known = dict(latest[series["number"]])
            for part in ("title", "rule", "disposition", "authorization", "appraisal", "classes", "citation"):
                assert series.get(part) == known.get(part), (name, series["number"], part)


def test_every_shipped_platform_stands_in_a_register(bench: Bench) -> None:
    every = ",".join(shipped_platforms())
    root = bench.begun("ours", *TOWN, *bench.keys, "--platforms", every, "--schedules", "all")
    assert bench.run("--root", root, "validate")[0] == 0
    register = load_register(FolderTree(root)).register
    assert sorted(register.of("platforms")) == sorted(shipped_platforms())
    assert sorted(register.of("schedules")) == sorted(shipped_schedules())


def test_a_shipped_platform_that_was_left_out_comes_later_by_its_name(bench: Bench) -> None:
    root = bench.begun("ours", *TOWN, *bench.keys, "--platforms", "x")
    code, _, err = bench.run("--root", root, "new", "platform", "flickr", "--name", "Flickr of the town")
    assert (code, "taken as answered: --operator" in err) == (0, True), err
    found = load_register(FolderTree(root)).register.of("platforms")["flickr"].value
    assert found == {**shipped_platforms()["flickr"], "name": "Flickr of the town"}
    assert bench.run("--root", root, "new", "platform", "our-forum")[0] == 2


def test_a_place_that_is_taken_is_refused_and_left_as_it_is(bench: Bench) -> None:
    for name in ("ours-private", "ours-store", "ours.git", "ours-private.git"):
        (bench.folder / name).mkdir()
        (bench.folder / name / "mine").write_text("mine")
        code, _, err = bench.begin("ours", *TOWN, *bench.keys)
        assert (code, "has something in it already" in err) == (2, True), name
        assert bench.left() == [name]
        (bench.folder / name / "mine").unlink()
        (bench.folder / name).rmdir()
    (bench.folder / "ours").mkdir()
    assert bench.begin("ours", *TOWN, *bench.keys)[0] == 0, "an empty folder is no root yet"
    assert "already has records" in bench.begin("ours", *TOWN, *bench.keys)[2]


def test_the_folder_that_one_is_in_is_no_new_one(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be put in its place by a rename, and whoever stands in it would stand nowhere."""
    (bench.folder / "here").mkdir()
    monkeypatch.chdir(bench.folder / "here")
    for folder in (".", "..", "../here", bench.folder):
        code, _, err = bench.run("init", folder, *TOWN, *bench.keys)
        assert (code, "is the folder that you are in, or one above it" in err) == (2, True), folder
    code, _, err = bench.run("init", "ours/", *TOWN, *bench.keys)
    assert (code, "`records --root ours build`" in err) == (0, True)
    assert (bench.folder / "here/ours/registry").is_dir()
    assert "is not a folder; make it first" in bench.run("init", "a/b", *TOWN, *bench.keys)[2]


def test_of_two_that_begin_at_once_one_makes_it_and_the_other_says_so(bench: Bench) -> None:
    command = [sys.executable, "-m", "records_portal", "init", str(bench.folder / "ours"), *TOWN, *bench.keys]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [(run.communicate()[1], run.returncode) for run in runs]
    assert sorted(code for _, code in told) == [0, 2], told
    assert bench.left() == ["ours", "ours-private", "ours-private.git", "ours-store", "ours.git"]
    (refused,) = [err for err, code in told if code]
    assert "already" in refused


def test_the_editor_finds_the_schema_of_each_kind_of_record(bench: Bench) -> None:
    root = bench.begun("ours", *TOWN, "--without-keys")
    globs = json.loads((root / ".vscode/settings.json").read_text())["yaml.schemas"]
    for kind in KINDS.values():
        path = kind.path_of("/".join("x" * kind.path.count("{")))
        named = [schema for schema, glob in globs.items() if PurePath(path).match(glob)]
        assert named == [f"./.vscode/schemas/{kind.name}.json"], path
        assert json.loads((root / named[0]).read_text())["title"]


def test_a_bare_repository_that_is_named_is_filled_where_it_is_empty(bench: Bench) -> None:
    share = bench.folder / "share"
    share.mkdir()
    git(share, "init", "--quiet", "--bare", "--initial-branch=main", "records.git")
    told = ("--address", share / "records.git", "--private-address", f"private={share}/holds.git")
    root = bench.begun("ours", *TOWN, *bench.keys, *told)
    assert git(share / "records.git", "rev-parse", "main") == git(root, "rev-parse", "HEAD")
    assert git(share / "holds.git", "rev-parse", "main") == git(bench.folder / "ours-private", "rev-parse", "HEAD")
    assert bench.left() == ["ours", "ours-private", "ours-store", "share"]
    again = bench.begin("other", *TOWN, *bench.keys, "--address", share / "records.git")
    assert (again[0], "has something in it already" in again[2]) == (2, True)
    assert not (bench.folder / "other").exists()


def test_a_published_branch_is_not_rewritten_by_a_push(bench: Bench) -> None:
    root = bench.begun("ours", *TOWN, *bench.keys)
    git(root, "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "--quiet", "--amend", "-m", "Other")
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "push", "--quiet", "--force", "origin", "main")
    assert bench.run("protection", f"{root}.git")[0] == 0
    git(bench.folder / "ours.git", "config", "receive.denyDeletes", "false")
    assert bench.run("protection", f"{root}.git")[:2] == (1, "F/ours.git: receive.denyDeletes: false; true\n")


def test_the_users_own_settings_of_git_change_nothing(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    (tmp_path / "ignored").write_text("*.yml\n")
    settings = tmp_path / "gitconfig"
    settings.write_text(
        f"[core]\nhooksPath={hooks}\nexcludesFile={tmp_path}/ignored\nautocrlf=true\n[commit]\ngpgSign=true\n"
        "[init]\ndefaultBranch=trunk\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    root = bench.begun("ours", *TOWN, *bench.keys)
    assert "registry/portal.yml" in tracked(root)
    assert git(root, "log", "--format=%an <%ae>") == "Records Portal <records@portal.invalid>\n"


KILLING = """
import os, sys
left = int(sys.argv[1])
def watch(event, arguments):
    global left
    if event in ("os.rename", "subprocess.Popen", "os.remove"):
        left -= 1
        if left < 0:
            os._exit(9)
sys.addaudithook(watch)
sys.argv[0:2] = ["records"]
from records_portal.commands.cli import main
main()
"""
MOVING = 30  # from here on all is made and listed
WHOLE = ["ours", "ours-private", "ours-private.git", "ours-store", "ours.git"]


@pytest.mark.faults
@pytest.mark.parametrize("step", [0, 3, 9, 14, 27, *range(28, 36)])
def test_a_killed_run_leaves_no_half_root_and_the_next_one_makes_it_whole(bench: Bench, step: int) -> None:
    command = [sys.executable, "-c", KILLING, str(step), "init", str(bench.folder / "ours"), *TOWN, *bench.keys]
    killed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert killed.returncode == 9, killed.stderr
    if (bench.folder / "ours").exists():
        assert bench.left() == WHOLE
    code, _, err = bench.begin("ours", *TOWN, *bench.keys)
    assert (code, "had been cut short" in err) == (0, step >= MOVING), err
    assert bench.left() == WHOLE
    assert not (bench.folder / "ours/.git/records-moves.json").exists()
    code, out, err = bench.run("--root", bench.folder / "ours", "anchor")
    assert (code, out.count("as last seen")) == (0, 2), err
