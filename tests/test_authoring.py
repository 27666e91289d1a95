"""A record written from answers: what is asked is the schema's, what is written is sound, what is there stays."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.answers.forms.form import Form
from records_portal.answers.questions import Question, completed, fault_of, leaves, missing, question_at
from records_portal.answers.request_forms import FORMS, fact_question, narrowed
from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.kinds import KINDS
from records_portal.register.model import Record
from records_portal.register.shapes import check_shape, schema_of
from tests.complete_records import complete_record
from tests.roots import root_files

SCRIPTS = Path(__file__).parents[1] / "scripts"
Outcome = tuple[int, str, str]
Records = Callable[..., Outcome]

REQUEST = {
    "--agency": "parks",
    "--platform": "x",
    "--purpose": "News: closures and #alerts",
    "--on": "2024-05-01",
    "--by": "ana",
    "--role": "it-web-liaison",
    "--copies-to": "cto-cio",
    "--type": "Microblog",
    "--communication-types": "yes",
    "--justification": "The mission",
    "--terms-url": "https://x.example/tos",
    "--proposed-administrators": "ana",
}
WRITTEN = """\
agency: parks
platform: x
audience: public
origin: requested
purpose: 'News: closures and #alerts'
facts:
- kind: request
  'on': 2024-05-01
  by: ana
  role: it-web-liaison
  copies_to:
  - cto-cio
  agency: parks
  type: Microblog
  purpose: 'News: closures and #alerts'
  communication_types:
  - 'yes'
  justification: The mission
  terms_url: https://x.example/tos
  proposed_administrators:
  - ana
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, value in root_files().items():
        (tmp_path / "root" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "root" / path).write_text(dump_yaml(value), encoding="utf-8")
    return tmp_path / "root"


@pytest.fixture
def records(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Records:
    def call(*arguments: str) -> Outcome:
        settings = {"cache": tmp_path / "cache", "started_at": datetime(2024, 6, 1, 12, tzinfo=UTC)}
        code = run(["--root", str(root), *arguments], settings)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def options(answers: dict[str, str], **changes: str) -> list[str]:
    return [word for pair in ({**answers, **changes}).items() for word in pair]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_site_is_asked_for_with_options(records: Records, root: Path) -> None:
    code, out, err = records("new", "site", "trails-x", *options(REQUEST))
    assert (root / "registry/sites/trails-x.yml").read_text(encoding="utf-8") == WRITTEN
    assert (code, out.splitlines()[:4]) == (
        0,
        ["--- /dev/null", "+++ b/registry/sites/trails-x.yml", "@@ -0,0 +1,21 @@", "+agency: parks"],
    )
    assert f"next: git -C {root} add registry/sites/trails-x.yml" in err
    assert f"next: git -C {root} push -u origin HEAD, then open a pull request\n" in err
    assert err.splitlines()[-2:] == [
        "next: approval by Web and Content Management Team",
        "next: the decision: approvals by the Communications Director and by the CTO/CIO, from Communications Director "
        "and Chief Technology or Information Officer: `records new fact trails-x review`, or the e-mail with "
        "`records message decision --site trails-x`",
    ]


def test_what_is_not_answered_is_listed_and_never_asked_without_a_terminal(records: Records, root: Path) -> None:
    before = snapshot(root)
    answers = {name: value for name, value in REQUEST.items() if name not in ("--purpose", "--by")}
    code, out, err = records("new", "site", "trails-x", *options(answers))
    assert (code, out) == (2, "")
    assert err == "records: not answered: --purpose (purpose); --by (by, one of ana)\n"
    assert snapshot(root) == before


def test_the_first_entry_of_a_list_that_has_to_have_one_is_answered_with_options(records: Records, root: Path) -> None:
    person = ("--name", "Bo Reed", "--title", "Clerk", "--agency", "parks")
    code, out, err = records("new", "person", "bo-reed", *person)
    assert (code, out, err) == (2, "", "records: not answered: --roles-role (role); --roles-from-on (from)\n")
    code, out, err = records(
        "new", "person", "bo-reed", *person, "--roles-role", "auditor", "--roles-from-on", "2024-01-01"
    )
    assert code == 0, out + err
    value, _ = read_yaml((root / "registry/people/bo-reed.yml").read_bytes())
    assert value["roles"] == [{"role": "auditor", "from_on": "2024-01-01"}]


def test_a_record_is_never_overwritten(records: Records, root: Path) -> None:
    before = snapshot(root)
    code, out, err = records("new", "site", "parks-x", *options(REQUEST))
    assert (code, out) == (2, "")
    assert "registry/sites/parks-x.yml exists already; choose another id" in err
    assert snapshot(root) == before


@pytest.mark.parametrize("record_id", ["../evil", "Parks", "a--b", "a" * 61, "sites/a", ""])
def test_a_name_that_no_record_may_have_is_refused(records: Records, root: Path, record_id: str) -> None:
    before = snapshot(root)
    code, _, err = records("new", "site", record_id, *options(REQUEST))
    assert code == 2
    assert "is not an id" in err
    assert snapshot(root) == before


def test_an_answer_that_contradicts_the_register_is_told_as_a_finding(records: Records, root: Path) -> None:
    before = snapshot(root)
    code, out, _ = records("new", "site", "trails-x", *options(REQUEST, **{"--agency": "park"}))
    assert code == 1
    assert "R002 trails-x: no such agency 'park'; did you mean 'parks'? [error]" in out.splitlines()[0]
    assert snapshot(root) == before


@pytest.mark.parametrize(
    ("option", "value", "wrong"),
    [
        ("--on", "2024-02-30", "facts.0.on: '2024-02-30' is not a date"),
        ("--role", "king", "facts.0.role: 'king' is not known here; one of agency-head"),
        ("--terms-url", "javascript:alert(1)", "facts.0.terms_url: 'javascript:alert(1)' is not terms of service"),
        ("--type", "x" * 301, "facts.0.type: 301 characters; at most 300"),
        ("--purpose", "x" * 5001, "purpose: 5,001 characters; at most 5,000"),
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused_with_what_would_be_right(
    records: Records, option: str, value: str, wrong: str
) -> None:
    code, _, err = records("new", "site", "trails-x", *options(REQUEST, **{option: value}))
    assert code == 2
    assert wrong in err


def test_a_fact_is_added_and_every_other_byte_stays(records: Records, root: Path) -> None:
    file = root / "registry/sites/parks-x.yml"
    before = f"# kept: who to call is in the binder\n{file.read_text(encoding='utf-8')}# the end\n"
    file.write_text(before, encoding="utf-8")
    review = ["--on", "2020-02-01", "--by", "ana", "--role", "it-web-liaison", "--copies-to", "agency-head"]
    approvals = ["approvals.0.by=ana", "approvals.0.role=cto-cio", "approvals.0.on=2020-01-20"]
    settings = [word for one in approvals for word in ("--set", one)]
    reason = ["--decision", "rejected", "--reason", "Two lines\nof reasons"]
    code, out, _ = records("new", "fact", "parks-x", "review", *review, *reason, *settings)
    # ana asked for the site herself and is not the CTO/CIO: the procedure's own checks say so
    assert (code, file.read_text(encoding="utf-8")) == (1, before)
    assert "'ana' approves their own request" in out
    code, out, _ = records(
        "new", "fact", "parks-x", "notice", "--on", "2020-02-01", "--by", "ana", "--role", "it-web-liaison",
        "--audience", "The public", "--text", "Two lines\nof text",
    )  # fmt: skip
    added = """\
- kind: notice
  'on': 2020-02-01
  by: ana
  role: it-web-liaison
  audience: The public
  text: |-
    Two lines
    of text
"""
    assert code == 0
    assert file.read_text(encoding="utf-8") == before.replace("# the end\n", f"{added}# the end\n")
    assert "+- kind: notice" in out


def test_an_activation_names_the_account_at_the_same_time(records: Records, root: Path) -> None:
    approved = {
        "kind": "review", "on": "2020-02-01", "by": "ana", "role": "it-web-liaison", "copies_to": ["cto-cio"],
        "decision": "approved", "approvals": [{"by": "dora", "role": "communications-director", "on": "2020-01-20"},
        {"by": "emil", "role": "cto-cio", "on": "2020-01-21"}],
    }  # fmt: skip
    person = root_files()["registry/people/ana.yml"]
    for name, role in (("dora", "communications-director"), ("emil", "cto-cio")):
        value = {**person, "name": name, "roles": [{"role": role, "from_on": "2019-01-01"}]}
        (root / f"registry/people/{name}.yml").write_text(dump_yaml(value), encoding="utf-8")
    site = root_files()["registry/sites/parks-x.yml"]
    site["facts"].append(approved)
    platform = root_files()["registry/platforms/x.yml"] | {"id_pattern": "[0-9]{5}"}
    (root / "registry/platforms/x.yml").write_text(dump_yaml(platform), encoding="utf-8")
    (root / "registry/sites/parks-x.yml").write_text(dump_yaml(site), encoding="utf-8")
    before = snapshot(root)
    bare = ["new", "fact", "parks-x", "activation", "--on", "2020-03-01", "--by", "ana", "--role", "it-web-liaison"]
    assert records(*bare, "--copies-to", "cto-cio", "--set", "account_id=00123") == (
        2,
        "",
        "records: not answered: --set handles.0.handle=TEXT (its handle); --set url=TEXT (its address)\n",
    )
    assert "--set account_id=TEXT (the permanent id that the platform gives the account); " in records(*bare)[2]
    assert snapshot(root) == before
    code, out, err = records(
        "new", "fact", "parks-x", "activation", "--on", "2020-03-01", "--by", "ana", "--role", "it-web-liaison",
        "--copies-to", "cto-cio", "--set", "account_id=00123", "--set", "handles.0.handle=ParksTest",
        "--set", "url=https://x.com/ParksTest",
    )  # fmt: skip
    assert (code, out[:3]) == (0, "---"), out + err
    value, fault = read_yaml((root / "registry/sites/parks-x.yml").read_bytes())
    assert fault is None
    assert value["account_id"] == "00123"
    assert value["handles"] == [{"handle": "ParksTest", "from_on": "2020-03-01"}]
    assert value["facts"][-1]["kind"] == "activation"


def test_a_cadence_is_said_anew_in_its_place(records: Records, root: Path) -> None:
    file = root / "registry/sites/parks-x.yml"
    assert records("new", "cadence", "parks-x", "--method", "web-archive", "--every", "P1Y")[0] == 0
    text = file.read_text(encoding="utf-8").replace("every: P1Y", "every: P1Y  # agreed with counsel")
    file.write_text(text, encoding="utf-8")
    assert records("new", "cadence", "parks-x", "--every", "P6M")[0] == 0
    assert file.read_text(encoding="utf-8") == text.replace("every: P1Y ", "every: P6M ")
    assert "every: P6M  # agreed with counsel" in file.read_text(encoding="utf-8")


def test_a_designation_makes_its_file_and_then_adds_to_it(records: Records, root: Path) -> None:
    given = ["--on", "2020-04-01", "--by", "ana", "--responsibilities", "all"]
    assert records("new", "designation", "parks-x", "--person", "ana", *given)[0] == 0
    file = root / "registry/designations/parks-x.yml"
    first = file.read_text(encoding="utf-8")
    duties = schema_of("designations")["properties"]["designations"]["items"]["properties"]["responsibilities"]
    assert read_yaml(file.read_bytes())[0] == {
        "designations": [
            {"person": "ana", "on": "2020-04-01", "by": "ana", "role": "agency-head",
             "responsibilities": duties["items"]["enum"]}
        ]
    }  # fmt: skip
    (root / "registry/people/ben.yml").write_text(dump_yaml(root_files()["registry/people/ana.yml"]), encoding="utf-8")
    assert records("new", "designation", "parks-x", "--person", "ben", *given)[0] == 0
    assert file.read_text(encoding="utf-8").startswith(first)
    assert [one["person"] for one in read_yaml(file.read_bytes())[0]["designations"]] == ["ana", "ben"]


HOLD = ["--matter", "Matter 17", "--kind", "audit", "--subject", "Posts", "--scope-sites", "parks-x",
        "--placed-on", "2024-05-02", "--placed-by", "ana"]  # fmt: skip


def test_a_hold_goes_into_the_private_root_only(records: Records, root: Path, tmp_path: Path) -> None:
    before = snapshot(root)
    without = [word for word in HOLD if word not in ("--scope-sites", "parks-x")]
    code, _, err = records("--private", str(tmp_path), "new", "hold", "matter-17", *without)
    assert (code, err) == (2, "records: not answered: scope (scope)\n")
    code, _, err = records("new", "hold", "matter-17", *HOLD)
    assert (code, err) == (2, "records: place a hold needs the private root; name it with --private DIR\n")
    private = tmp_path / "private"
    (private / "registry").mkdir(parents=True)
    code, out, _ = records("--private", str(private), "new", "hold", "matter-17", *HOLD, "--format", "json")
    told = json.loads(out)
    assert (code, told["written"], told["path"]) == (0, True, "registry/holds/matter-17.yml")
    assert told["next"][0] == f"git -C {private} switch -c matter-17-hold"
    assert read_yaml((private / told["path"]).read_bytes())[0] == told["record"]
    assert snapshot(root) == before


def test_an_internal_site_is_asked_for_in_the_private_root(records: Records, root: Path, tmp_path: Path) -> None:
    before = snapshot(root)
    (tmp_path / "private/registry").mkdir(parents=True)
    internal = [*options(REQUEST), "--set", "audience=internal"]
    code, _, err = records("new", "site", "staff-x", *internal)
    assert (code, err) == (2, "records: ask for a site needs the private root; name it with --private DIR\n")
    private = ["--private", str(tmp_path / "private")]
    code, out, err = records(*private, "new", "site", "staff-x", *internal)
    assert code == 0, out + err
    notice = ["--on", "2024-05-02", "--by", "ana", "--role", "it-web-liaison", "--audience", "Staff", "--text", "Soon"]
    assert records(*private, "new", "fact", "staff-x", "notice", *notice)[0] == 0
    value = read_yaml((tmp_path / "private/registry/sites/staff-x.yml").read_bytes())[0]
    assert [fact["kind"] for fact in value["facts"]] == ["request", "notice"]
    assert snapshot(root) == before


def test_an_authorization_begins_pending_on_the_day_it_is_requested(records: Records, root: Path) -> None:
    given = ["--kind", "one-off", "--series", "local#routine", "--sites", "parks-x", "--requested-on", "2024-05-02"]
    code, out, err = records("new", "authorization", "parks-1", *given, "--requested-by", "ana", "--dry-run")
    assert code == 0, out + err
    assert "+status:\n+- status: pending\n+  'on': 2024-05-02\n" in out
    assert not (root / "schedules/authorizations").exists()


def test_a_dry_run_writes_nothing(records: Records, root: Path) -> None:
    before = snapshot(root)
    code, out, err = records("new", "site", "trails-x", *options(REQUEST), "--dry-run")
    assert (code, err) == (0, "registry/sites/trails-x.yml not written\n")
    assert "+agency: parks" in out
    assert snapshot(root) == before


def test_a_file_that_changed_since_it_was_read_is_left_alone(root: Path) -> None:
    from records_portal.answers.authoring import draft_part
    from records_portal.register.findings import Refusal

    answers = {"on": "2020-02-01", "by": "ana", "role": "it-web-liaison", "audience": "All", "text": "Closed"}
    draft = draft_part(narrowed(FORMS["fact"], "notice"), root, "parks-x", answers, {})
    file = root / "registry/sites/parks-x.yml"
    changed = file.read_bytes() + b"# changed meanwhile\n"
    file.write_bytes(changed)
    with pytest.raises(Refusal, match="changed meanwhile"):
        draft.write()
    assert file.read_bytes() == changed


@pytest.mark.parametrize("kind", list(FACT_KINDS))
def test_the_example_of_every_kind_of_fact_can_be_given_answer_by_answer(kind: str) -> None:
    from records_portal.answers.authoring import set_answer

    form = narrowed(FORMS["fact"], kind)
    example = schema_of("sites")["$defs"][f"fact-{kind}"]["examples"][0]
    answers: dict[str, Any] = {}
    for path, value in _flat(example):
        if path != "kind":
            set_answer(form.root, answers, path, str(value))
    assert completed(form.root, answers) == example
    assert list(missing(form.root, completed(form.root, answers))) == []


def _flat(value: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [each for name, one in value.items() for each in _flat(one, f"{path}.{name}".strip("."))]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [each for index, one in enumerate(value) for each in _flat(one, f"{path}.{index}")]
    if isinstance(value, list):
        return [(path, one) for one in value]
    return [(path, value)]


# what is said of a group that stands in the record already
LATER = {"consulted_on", "informed_on"}
# where no single answer is required, and one of several is
ONE_OF_SEVERAL: dict[str, dict[str, Any]] = {
    "hold": {"scope": {"sites": ["parks-x"]}},
    "event": {"covers": {"sites": ["parks-x"]}},
    "policy-exclusions": {
        "repositories": [{"repository": "A share", "governed_by": {"schedules": ["local"]}}],
    },
    "policy-exclusion": {"governed_by": {"schedules": ["local"]}},
    "policy-communication": {"authoring": "As agreed"},
    "policy-disclosures": {"representation": "Never false"},
    "request-costs": {"waived": True},
}


@pytest.mark.parametrize("name", FORMS)
def test_what_a_form_asks_is_all_that_its_schema_requires(name: str) -> None:
    """Answers to the required questions alone make a record that fits; leaving out any one of them does not."""
    form = narrowed(FORMS[name], "notice") if name == "fact" else FORMS[name]
    whole = form.part_of(completed(form.root, {**_example(form.root), **ONE_OF_SEVERAL.get(name, {})}))
    assert list(_faults(form, whole)) == []
    for path, _ in leaves(form.questions_of_part):
        question = question_at(form.root, [str(step) for step in path])
        required = len(path) == 1 and question and question.required and not question.fixed
        if required and path[0] in whole and path[0] not in form.elsewhere and not _says_part(form):
            without = {key: value for key, value in whole.items() if key != path[0]}
            assert list(_faults(form, without)), path


def _example(question: Question) -> dict[str, Any]:
    """What has to be answered, answered with the schema's examples."""
    told: dict[str, Any] = {}
    for one in question.fields:
        if one.fixed is not None and one.form != "list":
            told[one.name] = one.fixed
        elif one.asked and one.required:
            told[one.name] = _one_example(one)
    return told


def _one_example(question: Question) -> Any:
    if question.form == "group":
        return _example(question)
    if question.form == "list" and question.entry and question.entry.form == "group":
        return [_example(question.entry)]
    return list(question.choices) if question.form == "ticks" else question.example


def _says_part(form: Form) -> bool:
    """Whether the form may say some of what stands in the record already."""
    return form.sets and (not form.into or bool(form.which))


def _faults(form: Form, part: dict[str, Any]) -> Any:
    """What is wrong with a record of the form's kind in whose place of the part only this stands."""
    site = root_files()["registry/sites/parks-x.yml"]
    whole: dict[str, Any] = part
    if not form.makes_file:
        alone = form.kind == "sites" and not form.which
        whole = site if alone else complete_record(form.kind, lambda _: None)
        whole = _with_part(whole, form.into, part if form.sets else [part])
    return check_shape(Record(form.kind, "a", KINDS[form.kind].path_of("a/2024"), whole))


def _with_part(whole: Any, path: tuple[str | int, ...], part: Any) -> Any:
    """A record with what stands at a path put aside for a part; of a list on the way the first entry is meant."""
    if isinstance(whole, list):
        made = _with_part(whole[0], path, part)
        return [{**whole[0], **made} if isinstance(part, dict) else made]
    if not path:
        return {**whole, **part} if isinstance(part, dict) and isinstance(whole, dict) else part
    return (
        {**whole, path[0]: _with_part(whole.get(path[0], {}), path[1:], part)} if path[1:] else _last(whole, path, part)
    )


def _last(whole: dict[str, Any], path: tuple[str | int, ...], part: Any) -> dict[str, Any]:
    """A mapping with a part at its last step; a group said anew in an entry of a list leaves what else is there."""
    there = whole.get(str(path[0]))
    if isinstance(there, list) and isinstance(part, dict):
        part = [{**there[0], **part}]
    if isinstance(there, dict) and part and set(part) <= LATER:
        part = {**there, **part}
    return {**whole, str(path[0]): part}


def test_the_same_field_of_two_kinds_of_fact_is_put_apart() -> None:
    reasons = [one for one in FORMS["fact"].root.fields if one.name == "reason"]
    assert {kind for one in reasons for kind in one.when} >= {"suspension", "direction", "correction", "review"}
    assert fact_question("suspension").field("reason") != fact_question("reinstatement").field("reason")


def test_a_pattern_means_the_end_of_the_text() -> None:
    question = FORMS["site"].root.field("agency")
    assert question
    assert fault_of(question, "parks\n") != ""
    assert fault_of(question, "parks") == ""


def at_terminal(root: Path, home: Path, arguments: list[str], typed: list[str]) -> tuple[int, str]:
    """A command at a terminal at which these lines are typed: its exit code and what it shows."""
    command = [sys.executable, "-m", "records_portal", "--root", str(root), *arguments]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SCRIPTS), "HOME": str(home), "TERM": "dumb"}
    master, slave = pty.openpty()
    with subprocess.Popen(command, stdin=slave, stdout=subprocess.PIPE, stderr=slave, env=environment) as asked:
        os.close(slave)
        os.write(master, "".join(f"{line}\n" for line in typed).encode())
        shown = b""
        try:
            while select.select([master], [], [], 120)[0] and (block := os.read(master, 4096)):
                shown += block
        except OSError:
            pass
        asked.kill()
        os.close(master)
    return asked.returncode, shown.decode()


def test_a_terminal_asks_a_requests_six_contents_in_their_order_and_asks_again(root: Path, tmp_path: Path) -> None:
    typed = ["parcs", "parks", "Microblog", "x", "News", "Closures", "", "The mission", "https://x.example/tos", "Ana"]
    code, text = at_terminal(root, tmp_path, ["new", "site", "trails-x"], [*typed, "", "ana", "y"])
    assert code == 0, text
    assert "Agency name: The agency whose site it is." in text
    assert "'parcs' is not in the register; did you mean 'parks'?" in text
    titles = ["Agency name", "Type of social media", "Platform", "Purpose of the site/service"]
    titles += ["Types of communications it will contain", "Justification for using it", "Link to the terms of service"]
    titles += ["Proposed site/service administrators", "Who asks"]
    asked = [text.index(f"\n{title}: ") for title in titles]
    assert asked == sorted(asked)
    assert text.count("not required") == 0
    value = read_yaml((root / "registry/sites/trails-x.yml").read_bytes())[0]
    request = value["facts"][0]
    assert (value["agency"], value["platform"], request["type"], request["purpose"]) == (
        "parks",
        "x",
        "Microblog",
        "News",
    )
    assert request["communication_types"] == ["Closures"]
    assert request["proposed_administrators"] == ["ana"]
    assert (request["by"], request["role"]) == ("ana", "it-web-liaison")
    assert request["copies_to"] == ["cto-cio", "web-content-team", "agency-head"]
    assert "evidence" not in request


def test_a_terminal_offers_what_is_usual_and_asks_again_for_a_date(root: Path, tmp_path: Path) -> None:
    typed = ["2024-5-1", "2024-05-01", "Ana", "", "", "n", "", "The public", "Closed on Monday", "y"]
    code, text = at_terminal(root, tmp_path, ["new", "fact", "parks-x", "notice"], typed)
    assert code == 0, text
    assert "'2024-5-1' is not a date; such as 2024-05-01" in text
    assert "In the role of [it-web-liaison]: " in text
    fact = read_yaml((root / "registry/sites/parks-x.yml").read_bytes())[0]["facts"][-1]
    assert fact == {
        "kind": "notice",
        "on": "2024-05-01",
        "by": "ana",
        "role": "it-web-liaison",
        "audience": "The public",
        "text": "Closed on Monday",
    }


def test_a_change_that_says_nothing_is_refused_with_its_options(records: Records, root: Path) -> None:
    before = snapshot(root)
    code, out, err = records("change", "cadence", "parks-x")
    assert (code, out) == (2, "")
    assert (
        err
        == "records: nothing is said anew; one of --method, --every, --comments-by-others, --vendor, --set PATH=VALUE\n"
    )
    assert snapshot(root) == before


def test_enter_keeps_what_stands_on_a_terminal(root: Path, tmp_path: Path) -> None:
    person = root / "registry/people/ana.yml"
    value = read_yaml(person.read_bytes())[0] | {"title": "Editor "}
    person.write_text(dump_yaml(value), encoding="utf-8")
    before = read_yaml(person.read_bytes())[0]
    code, text = at_terminal(root, tmp_path, ["change", "person", "ana"], ["", "Head of news", *[""] * 9, "y"])
    assert code == 0, text
    assert f"Name [{before['name']}]: " in text
    assert "an answer is needed" not in text
    assert read_yaml(person.read_bytes())[0] == before | {"title": "Head of news"}


def test_without_a_forge_the_branch_is_signed_and_no_pull_request_is_opened(records: Records, root: Path) -> None:
    for arguments in (["init", "--quiet", "--initial-branch=main"], ["remote", "add", "origin", f"{root}.git"]):
        subprocess.run(["git", "-C", str(root), *arguments], check=True)
    code, _, err = records("new", "site", "trails-x", *options(REQUEST))
    assert code == 0, err
    assert "pull request" not in err
    assert f"next: git -C {root} push -u origin HEAD\n" in err
    assert f"next: records --root {root} approve main..trails-x-site --key KEY, by each who has to agree\n" in err


def test_a_role_that_comes_names_the_grant_that_has_to_be_signed(records: Records) -> None:
    code, _, err = records("new", "role", "ana", "--role", "web-content-team", "--from-on", "2024-06-01")
    assert code == 0, err
    assert "`records approve people/ana --act grant --key KEY`" in err


def test_whoever_asked_for_a_site_is_never_named_to_decide_on_it(records: Records, root: Path) -> None:
    person = root_files()["registry/people/ana.yml"]
    for name, roles in (("dora", ["communications-director"]), ("ana", ["it-web-liaison", "cto-cio"])):
        value = {
            **person,
            "name": name.capitalize(),
            "roles": [{"role": each, "from_on": "2019-01-01"} for each in roles],
        }
        (root / f"registry/people/{name}.yml").write_text(dump_yaml(value), encoding="utf-8")
    code, _, err = records("new", "site", "trails-x", *options(REQUEST))
    assert code == 0, err
    decision = next(line for line in err.splitlines() if line.startswith("next: the decision"))
    assert "Dora (Communications Director) and another Chief Technology or Information Officer than Ana, who asked" in (
        decision
    )


@pytest.mark.parametrize("arguments", [["nothing=1"], ["purpose"], ["facts=1"], ["facts.3.on=2024-01-01"], ["a.b.c=1"]])
def test_a_path_that_is_none_is_refused(records: Records, arguments: list[str]) -> None:
    code, out, err = records("new", "site", "trails-x", *[word for one in arguments for word in ("--set", one)])
    assert (code, out, err.count("\n")) == (2, "", 1)
