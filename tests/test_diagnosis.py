"""What is no export is told apart: what was seen, what it resembles, what is missing, and what to do now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports.archives.strangers import NotAnExport
from records_portal.exports.finding.elsewhere import KINDS
from records_portal.exports.finding.resemblance import resemblance_of
from records_portal.exports.selection import write_selection
from records_portal.register.findings import Refusal
from tests.roots import ingest_request
from tests.strangers import PAGE, PICTURE, STRANGERS, X_ACCOUNT
from tests.surroundings import put
from tests.test_cli import Shell
from tests.test_ingest import files_below, refusal_of, taken_in

SECRET = "secret words"


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    return ingest_request(tmp_path)


def given(folder: Path, name: str) -> Path:
    content = STRANGERS[name][0]
    if isinstance(content, bytes):
        return put(folder, {name: content}) / name
    (folder / name).mkdir(parents=True)
    return put(folder / name, content)


def test_there_are_as_many_kinds_as_were_handed_in_before() -> None:
    assert len(STRANGERS) >= 45


@pytest.mark.parametrize("name", STRANGERS)
def test_each_is_told_in_one_line_and_leaves_nothing(tmp_path: Path, request_: IngestRequest, name: str) -> None:
    line = refusal_of(request_, given(tmp_path / "given", name))
    assert line == STRANGERS[name][1]
    assert line.isprintable()
    assert len(line) < 400
    assert SECRET not in line
    assert not (request_.store / "bags").exists()


def test_the_command_says_what_was_seen_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    export = put(
        tmp_path / "given",
        {
            "a/Your archive.html": PAGE,
            "a/data/account.js": X_ACCOUNT,
            "a/data/like.js": b"window.YTD.like.part0 = [ ]",
            "a/data/tweets_media/1-a.png": PICTURE,
            "a/empty.js": b"",
            ".DS_Store": b"x",
            "twitter-2.zip.crdownload": b"PK",
        },
    )
    before = files_below(tmp_path / "root")
    done = shell.run("ingest", export, "--site", "parks-x", "--by", "ana")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "records: 'given' is not an export that is known: it resembles an export of X (Twitter), but data/tweets.js is "
        "not there, which holds the posts; hand in all parts of it, or ask X (Twitter) for everything again",
        "Seen:      5 files, 155 bytes: 3 scripts, 1 page, 1 picture",
        "At top:    'a/'",
        "Resembles: X (Twitter), by 5 of its 7 signs",
        "Missing:   data/tweets.js, which holds the posts",
        "Look at:   1 file that a browser had only half downloaded",
        "Look at:   1 file that file managers or bags left there, which do no harm",
        "Look at:   1 file without a single byte",
        "Do now:    hand in all parts of it, or ask X (Twitter) for everything again",
        "Otherwise: files and a table take anything: `records captures template x --out items.csv`",
    ]
    for_programs = shell.run("ingest", export, "--site", "parks-x", "--by", "ana", "--format", "json")
    assert for_programs.returncode == 2
    assert for_programs.stderr.splitlines() == done.stderr.splitlines()[:1]
    assert json.loads(for_programs.stdout) == {
        "verdict": "not-understood",
        "refused": done.stderr.splitlines()[0].removeprefix("records: "),
        "kind": "incomplete",
        "seen": {
            "files": 5,
            "bytes": 155,
            "kinds": {"scripts": 3, "pages": 1, "pictures": 1},
            "top": ["'a/'"],
        },
        "resembles": "X (Twitter)",
        "missing": ["data/tweets.js, which holds the posts"],
        "look_at": [line[11:] for line in done.stderr.splitlines() if line.startswith("Look at:")],
        "advice": [line[11:] for line in done.stderr.splitlines() if line.startswith(("Do now:", "Otherwise:"))],
    }
    assert files_below(tmp_path / "root") == before
    assert not (tmp_path / "store/bags").exists()


def test_names_are_quoted_and_content_is_never_repeated(tmp_path: Path, request_: IngestRequest) -> None:
    export = put(tmp_path / "given", {'it\'s "so"/b.json': b'{"secret words": 1}', "t.csv": b"secret words,id\n1,2\n"})
    with pytest.raises(NotAnExport) as caught:
        taken_in(request_, export)
    said = [str(caught.value), *caught.value.further, json.dumps(caught.value.diagnosis.as_mapping())]
    assert not [line for line in said if SECRET in line]
    assert caught.value.further[1] == "At top:    'it\\'s \"so\"/', 't.csv'"


def test_the_selection_of_items_says_the_same(tmp_path: Path) -> None:
    export = put(tmp_path / "given", {"a.png": PICTURE})
    with pytest.raises(Refusal, match="it is pictures only, such as screenshots"):
        write_selection([export], ["1"], tmp_path / "out")


def test_one_file_that_is_a_whole_export_is_taken_as_it_is(tmp_path: Path, request_: IngestRequest) -> None:
    table = b"id,created_at,text\n1,2026-05-01T08:00:00Z,Open\n"
    outcome = taken_in(request_, put(tmp_path, {"items.csv": table}) / "items.csv")
    assert (outcome.format, outcome.counts["found"]) == ("files-csv", 1)
    received = request_.store / "bags/parks-x" / outcome.capture / "data/received"
    assert files_below(received) == {"part-1/items.csv": table}


# A zip and a tar are opened, and are damaged ones here.
@pytest.mark.parametrize("ending", sorted(KINDS.keys() - {"zip", "tar"}))
def test_one_file_of_a_kind_is_told_in_the_singular(tmp_path: Path, request_: IngestRequest, ending: str) -> None:
    with pytest.raises(NotAnExport) as caught:
        taken_in(request_, put(tmp_path / "given", {f"a.{ending}": b"words"}))
    (seen,) = (line for line in caught.value.further if line.startswith("Seen:"))
    called = seen.rpartition(": 1 ")[2]
    assert not called.endswith("s"), seen
    assert called != KINDS[ending] or called in ("JSON", "XML"), seen


def test_a_table_that_begins_as_figures_do_is_told_by_its_columns(tmp_path: Path, request_: IngestRequest) -> None:
    said = refusal_of(request_, put(tmp_path / "given", {"list.csv": b"sep=;\nid;created_at;words\n1;2025-07-15;x\n"}))
    assert "for files and a table 'text' are missing" in said
    assert "figures" not in said


def test_an_archive_of_months_without_them_is_told_the_files_of_its_own_layout(tmp_path: Path) -> None:
    folder = tmp_path / "given/data/js"
    folder.mkdir(parents=True)
    for name in ("user_details", "payload_details", "tweet_index"):
        (folder / f"{name}.js").write_text("var it = {};\n", encoding="utf-8")
    found = resemblance_of([each.relative_to(tmp_path).as_posix() for each in folder.iterdir()])
    assert found is not None
    assert found.layout.called == "X (Twitter)"
    assert found.missing == (("data/js/tweets/YEAR_MONTH.js", "the posts"),)
