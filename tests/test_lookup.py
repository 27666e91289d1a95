"""Whether an account is official: every spelling of an address, every state of an account, in program and script."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.accounts.addresses import PlatformSpelling, platform_rules, read_account
from records_portal.accounts.lookup import Lookup, LookupAnswer, Match, answer_of, lookup_of
from records_portal.accounts.lookup_words import WORDS, said_of
from records_portal.accounts.resemblance import edits_between, nearness, skeleton
from records_portal.accounts.wrapped_addresses import links_mapping
from records_portal.commands.check import code_of_answer
from records_portal.commands.cli import run
from records_portal.portal.downloads.lookup_data import _after_shared, fnv1a, lookup_files
from tests.bench.lookup import EXACT, RESEMBLING, ask, large_register, write_files
from tests.roots import load, root_files

HERE = Path(__file__).parent / "lookup"
SCRIPTS = Path(__file__).parents[1] / "scripts/records_portal/portal/theme/assets/javascripts"
VECTORS = json.loads((HERE / "vectors.json").read_text(encoding="utf-8"))
TABLE: tuple[PlatformSpelling, ...] = tuple(platform_rules(one["id"], one) for one in VECTORS["platforms"])
AS_OF = "2026-11-20"
NODE = shutil.which("node")


def expected(one: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """What was found, as far as a vector speaks of it."""
    return {
        key: list(found[key]) if isinstance(found[key], list | tuple) else found[key] for key in one if key != "text"
    }


@pytest.mark.parametrize("one", VECTORS["readings"], ids=lambda one: ascii(one["text"])[:60])
def test_a_text_is_read_as_the_account_it_means(one: dict[str, Any]) -> None:
    found = expected(one, asdict(read_account(one["text"], TABLE)))
    assert {"text": one["text"], **found} == one


@pytest.mark.parametrize(("asked", "known", "kind"), VECTORS["nearness"])
def test_a_look_alike_is_recognised_by_its_kind(asked: str, known: str, kind: int) -> None:
    assert nearness(skeleton(asked), skeleton(known)) == kind


@pytest.mark.skipif(NODE is None, reason="node is not installed; the browser runs the same vectors")
def test_the_script_reads_and_compares_as_the_program_does(tmp_path: Path) -> None:
    data = tmp_path / "resemblances.json"
    data.write_bytes(dict(lookup_files(Lookup(TABLE, (), {}, {}), {}, {}))["check/data/resemblances.json"])
    given = json.dumps({**VECTORS, "table": [one.as_mapping() for one in TABLE], "links": links_mapping()})
    command = [str(NODE), str(HERE / "vectors.js"), str(SCRIPTS / "account-lookup.js"), str(data)]
    done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=True)
    found = json.loads(done.stdout)
    for one, reading in zip(VECTORS["readings"], found["readings"], strict=True):
        assert {"text": one["text"], **expected(one, reading)} == one
        assert reading == json.loads(json.dumps(asdict(read_account(one["text"], TABLE))))
    assert found["nearness"] == [kind for _, _, kind in VECTORS["nearness"]]
    assert found["skeletons"] == [skeleton(asked) for asked, _, _ in VECTORS["nearness"]]


def fact(kind: str, on: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "on": on, "by": "ana", "role": "web-content-team", **fields}


def activated(on: str = "2020-03-01") -> dict[str, Any]:
    return fact("activation", on, copies_to=["cto-cio"])


def registered(on: str = "2020-03-02") -> dict[str, Any]:
    return fact("registration", on, pages=[{"url": "https://parks.example/", "seen_on": on}])


def closed(on: str, **fields: Any) -> dict[str, Any]:
    return fact("decommissioning", on, handle_fate="lost", recheck_on="2027-01-01", **fields)


def site(handles: list[dict[str, str]], facts: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    request = root_files()["registry/sites/parks-x.yml"]
    last = handles[-1]["handle"] if handles else ""
    account = {"handles": handles, "url": f"https://x.com/{last}"} if handles else {}
    return {**request, **account, "facts": [*request["facts"], *facts], **fields}


def held(handle: str, from_on: str = "2020-03-01", to_on: str = "") -> dict[str, str]:
    return {"handle": handle, "from_on": from_on, **({"to_on": to_on} if to_on else {})}


SITES: dict[str, dict[str, Any]] = {
    "parks-x": site([held("LakelandParks")], [activated(), registered()], account_id="900000000001"),
    "trails-x": site(
        [held("LakelandTrails", to_on="2024-05-31"), held("TrailsOfLakeland", "2024-06-01")],
        [activated(), registered()],
    ),
    "tours-x": site([held("LakelandTrails", "2025-01-01")], [activated("2025-01-01")]),
    "forest-x": site(
        [held("LakelandForest", to_on="2023-01-31")], [activated(), closed("2023-02-01", successor="parks-x")]
    ),
    "water-x": site(
        [held("LakelandWater")],
        [activated(), registered(), fact("incident", "2026-11-01", state="compromised", description="Strangers post.")],
    ),
    "snow-x": site(
        [held("LakelandSnow")], [activated(), registered(), fact("suspension", "2025-01-01", reason="Winter.")]
    ),
    "list-x": site(
        [held("LakelandListed")], [{"kind": "listing", "on": "2024-09-12", "list": "An older list", "entry": "in-use"}]
    ),
    "shut-x": site(
        [held("LakelandShut")], [{"kind": "listing", "on": "2024-09-12", "list": "An older list", "entry": "closed"}]
    ),
    "forest-chirp": site(
        [held("LakelandForest")], [activated()], platform="chirp", url="https://chirp.example/LakelandForest"
    ),
    "secret-x": site([held("LakelandSecret")], [activated(), registered()], audience="internal"),
    "own-x": site([held("LakelandOwn")], [activated(), registered()], ownership={"owner": "personal"}),
    "asked-x": site([], []),
}


@pytest.fixture(scope="module")
def lookup(tmp_path_factory: pytest.TempPathFactory) -> Lookup:
    """A register with an account in every state."""
    files = root_files()
    del files["registry/sites/parks-x.yml"]
    files |= {f"registry/sites/{name}.yml": value for name, value in SITES.items()}
    chirp = {"name": "Chirp", "hosts": ["chirp.example"], "url_template": "https://chirp.example/{handle}"}
    files["registry/platforms/chirp.yml"] = files["registry/platforms/x.yml"] | chirp
    return lookup_of(load(tmp_path_factory.mktemp("register"), files), AS_OF)


def test_only_public_accounts_that_were_in_use_are_known(lookup: Lookup) -> None:
    known = {account.site for account in lookup.accounts}
    assert known == {
        "parks-x",
        "trails-x",
        "tours-x",
        "forest-x",
        "forest-chirp",
        "water-x",
        "snow-x",
        "list-x",
        "shut-x",
    }
    for text in ("LakelandSecret", "https://x.com/LakelandOwn", "asked-x"):
        assert {match.account.site for match in answer_of(lookup, text).matches} <= known


SAID = [
    ("x.com/LakelandParks", "parks-x", "@LakelandParks on X is official",
     "It is the account of Parks. Verified since 2020-03-02."),
    ("900000000001", "parks-x", "@LakelandParks on X is official",
     "It is the account of Parks. Verified since 2020-03-02."),
    ("x.com/LakelandForest", "forest-x", "@LakelandForest on X is no longer official",
     "It was the account of Parks and was closed on 2023-02-01. What appears under its name now does not come "
     "from the agency. It was followed by Parks on X. Its name is in other hands."),
    ("LakelandWater", "water-x", "@LakelandWater on X is compromised: do not trust it now",
     "It belongs to Parks, but has been out of its hands since 2026-11-01. Do not believe what it posts, do not follow "
     "its links, do not send it messages."),
    ("LakelandSnow", "snow-x", "@LakelandSnow on X is official, but out of use",
     "It is the account of Parks. It has been out of use since 2025-01-01."),
    ("LakelandShut", "shut-x", "@LakelandShut on X is no longer official",
     "An earlier list has it as an account of Parks that was closed, as of 2024-09-12. Whose it is now, this register "
     "does not know."),
    ("LakelandListed", "list-x", "@LakelandListed on X is listed as official",
     "It was taken over from an earlier list as the account of Parks, as of 2024-09-12. Nobody has verified it "
     "for this register since."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "site_id", "title", "words"), SAID)
def test_each_state_is_said_in_words(lookup: Lookup, text: str, site_id: str, title: str, words: str) -> None:
    answer = answer_of(lookup, text)
    assert (answer.outcome, [match.account.site for match in answer.matches]) == ("found", [site_id])
    assert said_of(answer.matches[0], {"parks-x": "Parks on X"}) == (title, words)


def test_a_name_that_was_given_up_is_answered_with_both_who_had_it_and_who_has_it(lookup: Lookup) -> None:
    answer = answer_of(lookup, "https://twitter.com/lakelandtrails")
    assert [(match.account.site, match.state) for match in answer.matches] == [
        ("tours-x", "activated"),
        ("trails-x", "renamed"),
    ]
    assert said_of(answer.matches[1], {}) == (
        "@LakelandTrails on X is no longer official",
        "It was a name of the account of Parks until 2024-05-31. The account is called @TrailsOfLakeland today.",
    )


def test_a_closed_account_is_named_by_the_name_that_was_asked_about(tmp_path: Path) -> None:
    handles = [held("LakelandHills", to_on="2022-01-31"), held("LakelandForest", "2022-02-01", "2023-01-31")]
    closed_site = site(handles, [activated(), closed("2023-02-01")])
    register = load(tmp_path, {**root_files(), "registry/sites/parks-x.yml": closed_site})
    answer = answer_of(lookup_of(register, AS_OF), "x.com/lakelandhills")
    assert said_of(answer.matches[0], {})[0] == "@LakelandHills on X is no longer official"


def test_a_name_is_given_up_on_the_day_after_its_last(tmp_path: Path) -> None:
    handles = [held("LakelandTrails", to_on="2026-11-20"), held("TrailsOfLakeland", "2026-11-20")]
    register = load(
        tmp_path, {**root_files(), "registry/sites/parks-x.yml": site(handles, [activated(), registered()])}
    )
    states = [answer_of(lookup_of(register, day), "LakelandTrails").matches[0].state for day in (AS_OF, "2026-11-21")]
    assert states == ["registered", "renamed"]


OUTCOMES = [
    ("x.com/LakelandForest", "found", ["forest-x"]),
    ("chirp.example/LakelandForest", "found", ["forest-chirp"]),
    ("@LakelandForest", "found", ["forest-chirp", "forest-x"]),
    ("chirp.example/LakelandParks", "elsewhere", ["parks-x"]),
    ("https://x.com/LakeIandParks", "resembles", ["parks-x"]),
    ("@LakelandParks_Official", "resembles", ["parks-x"]),
    ("https://evil.example/LakelandParks", "elsewhere", ["parks-x"]),
    ("@LakelandParks@evil.example", "elsewhere", ["parks-x"]),
    ("https://x.com@evil.example/LakelandParks", "elsewhere", ["parks-x"]),
    ("@somebody_else_9", "unknown", []),
    ("https://x.com/i/user/777000777", "unknown", []),
    ("https://x.com/", "no-account", []),
    ("Nobody of that name", "unknown", []),
    ("", "empty", []),
    ("__proto__", "unknown", []),
    ("🌲", "unknown", []),
]


@pytest.mark.parametrize(("text", "outcome", "sites"), OUTCOMES)
def test_an_account_is_one_on_the_platform_that_was_named(
    lookup: Lookup, text: str, outcome: str, sites: list[str]
) -> None:
    answer = answer_of(lookup, text)
    assert (answer.outcome, [match.account.site for match in answer.matches]) == (outcome, sites)


def test_a_name_finds_the_accounts_that_have_all_its_words(lookup: Lookup) -> None:
    answer = answer_of(lookup, "PARKS chir")
    assert (answer.outcome, [match.account.site for match in answer.matches]) == ("names", ["forest-chirp"])
    assert (answer_of(lookup, "Parks").outcome, answer_of(lookup, "Parks").count) == ("names", 9)


def test_no_sentence_calls_an_account_false() -> None:
    said = " ".join(text for pair in WORDS.values() for text in pair).lower()
    assert "does not make it false" in said
    assert said.count("false") == 1
    assert not {"fake", "fraud", "scam", "impostor"} & set(said.replace(".", " ").replace(",", " ").split())


def written(lookup: Lookup, folder: Path) -> Path:
    for address, content in lookup_files(lookup, {"parks-x": "Parks on X"}, {}):
        path = folder / address.removeprefix("check/data/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.mark.skipif(NODE is None, reason="node is not installed; the browser asks the same questions")
def test_the_script_answers_as_the_program_does(lookup: Lookup, tmp_path: Path) -> None:
    texts = [
        *(one[0] for one in SAID),
        *(one[0] for one in OUTCOMES),
        "lakelandtrails",
        "parks X",
        "lakelan",
        "constructor",
    ]
    command = [str(NODE), str(HERE / "queries.js"), str(SCRIPTS / "account-lookup.js"), str(written(lookup, tmp_path))]
    done = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, encoding="utf-8", check=True
    )
    for found in json.loads(done.stdout):
        answer = answer_of(lookup, found["text"])
        said = [list(said_of(match, {"parks-x": "Parks on X"})) for match in answer.matches]
        sites = [match.account.site for match in answer.matches]
        assert (found["outcome"], found["count"], found["sites"], found["said"]) == (
            answer.outcome,
            answer.count,
            sites,
            said,
        )


@pytest.mark.builds
@pytest.mark.skipif(NODE is None, reason="node is not installed; `nox -s bench` measures the same")
def test_answers_stay_small_at_eleven_thousand_accounts(tmp_path: Path) -> None:
    lookup = lookup_of(large_register(made_up=True), AS_OF)
    write_files(lookup, tmp_path)
    asked = lookup.accounts[::1_000]
    exact = [text for one in asked for text in (one.url, f"@{one.handle}", one.account_id)]
    alike = [text for one in asked for text in (f"@{one.handle}_Help", f"x.com/{one.handle[:-2]}z", one.agency)]
    assert max(answer["bytes"] for answer in ask(tmp_path, exact)) < EXACT
    assert max(answer["bytes"] for answer in ask(tmp_path, alike)) < RESEMBLING


def test_sorted_texts_are_written_without_what_they_share() -> None:
    texts = ["lake", "lakeparks", "lakeparty", "x" * 40, "x" * 41, "x\U00010330a", "x\U00010330b"]
    shared = ["0lake", "4parks", "7ty", "0" + "x" * 40, "zxxxxxx", "1\U00010330a", "1\U00010330b"]
    assert list(_after_shared(texts)) == shared


def test_the_files_are_found_by_the_hash_of_what_is_looked_for(lookup: Lookup, tmp_path: Path) -> None:
    folder = written(lookup, tmp_path)
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    assert fnv1a("") == 0x811C9DC5
    assert fnv1a("foobar") == 0xBF9CF968
    part = json.loads((folder / f"keys/{fnv1a('@lakelandparks') % index['files']['keys']}.json").read_text("utf-8"))
    place, number = part["@lakelandparks"]
    assert index["platforms"][place]["id"] == "x"
    row = json.loads((folder / f"rows/{number // index['files']['rows']}.json").read_text("utf-8"))
    assert row[number % index["files"]["rows"]]["site"] == "parks-x"


def test_nothing_of_what_is_not_public_is_in_the_files(lookup: Lookup, tmp_path: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in written(lookup, tmp_path).rglob("*.json"))
    assert "LakelandWater" in text
    for hidden in ("LakelandSecret", "secret-x", "LakelandOwn", "own-x", "asked-x"):
        assert hidden.lower() not in text.lower()
        assert skeleton(hidden) not in text


def test_an_address_of_a_closed_or_compromised_account_is_not_published_as_a_link(
    lookup: Lookup, tmp_path: Path
) -> None:
    rows = [
        row for path in (written(lookup, tmp_path) / "rows").iterdir() for row in json.loads(path.read_text("utf-8"))
    ]
    assert {row["site"] for row in rows if "url" not in row} == {"forest-x", "shut-x", "water-x"}


@given(st.text("abl1", max_size=9), st.text("abl1", max_size=9))
def test_edits_are_counted_as_a_plain_table_counts_them(one: str, other: str) -> None:
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            steps = [i + j] if not i or not j else [table[i - 1][j] + 1, table[i][j - 1] + 1]
            if i and j:
                steps.append(table[i - 1][j - 1] + (one[i - 1] != other[j - 1]))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                steps.append(table[i - 2][j - 2] + 1)
            table[i][j] = min(steps)
    assert edits_between(one, other, 2) == min(table[-1][-1], 3)


@given(st.text(max_size=40))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    reading = read_account(text, TABLE)
    assert reading.outcome in WORDS or reading.outcome == "read"
    assert "\ud800" not in "".join(reading.keys)


@pytest.mark.parametrize(
    ("outcome", "states", "unsure", "code"),
    [
        ("found", ["registered"], False, 0),
        ("found", ["suspended"], False, 0),
        ("found", ["registered"], True, 3),
        ("found", ["renamed"], False, 4),
        ("found", ["former", "delisted"], False, 4),
        ("found", ["former", "registered"], False, 0),
        ("found", ["compromised", "registered"], False, 5),
        ("names", ["registered", "former"], False, 0),
        ("names", ["former"], False, 4),
        ("names", ["registered", "compromised"], False, 5),
        ("resembles", ["registered"], False, 5),
        ("elsewhere", ["registered"], False, 5),
        ("unknown", [], False, 3),
        ("no-account", [], False, 3),
        ("short", [], False, 3),
        ("hidden", [], False, 3),
    ],
)
def test_a_program_is_told_by_the_code_of_answer(
    lookup: Lookup, outcome: str, states: list[str], unsure: bool, code: int
) -> None:
    account = lookup.accounts[0]
    matches = [
        Match(replace(account, state=state), until="2020-01-01" if state == "renamed" else "", unsure=unsure)
        for state in states
    ]
    assert code_of_answer(LookupAnswer(outcome, read_account("x", TABLE), tuple(matches))) == code


def test_the_command_answers_and_always_says_whom_to_ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {**root_files(), "registry/sites/parks-x.yml": SITES["parks-x"]}
    load(tmp_path, files)
    settings = {"cache": tmp_path / "cache", "started_at": datetime(2026, 11, 20, 12, tzinfo=UTC)}
    assert run(["--root", str(tmp_path / "root"), "check", "\x1b[31m@LakelandParks"], settings) == 5
    assert capsys.readouterr().out.splitlines()[0] == "This account is not in the register"
    assert run(["--root", str(tmp_path / "root"), "check", "@LakelandParks"], settings) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == "@LakelandParks on X is official"
    assert told.err == (
        "as of 2026-11-20; whoever is in doubt asks the agency itself, at an address on its own web pages\n"
    )
    assert run(["--root", str(tmp_path / "root"), "check", "--format", "json", "nobody_x9"], settings) == 3
    assert json.loads(capsys.readouterr().out)["outcome"] == "unknown"
