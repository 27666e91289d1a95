"""`records issues`: one issue for each late duty, against a forge that answers as the forges' documentation says."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from records_portal.duties.task_issues import DutyIssue, OpenIssue, duty_issues, issue_changes, late_tasks
from records_portal.duties.tasks import Task, tasks
from records_portal.register.findings import Refusal
from records_portal.starting.forge_issues import interface_of
from tests.duty_office import LOG, both, context_on, faultless, register_of, without
from tests.roots import command

DAY = "2026-05-12"
TOKEN = "t0ken-of-the-forge"
FORGES = ("github", "gitlab", "forgejo")
ANY_FORGE = pytest.mark.parametrize("kind", FORGES)
MONITORING = "Attest that the site was watched every day of the month: parks"


@dataclass
class Forge:
    """A forge on the loopback address: one repository, its issues and labels, in the shape of one kind of forge."""

    kind: str
    private: bool = False
    issues: list[dict[str, Any]] = field(default_factory=list)
    labels: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    page: str = ""

    def answer(self, method: str, target: str, headers: Any, sent: Any) -> tuple[int, Any]:
        """What it answers to one request."""
        address = urlsplit(target)
        prefix = {"github": "/api/v3/repos/", "gitlab": "/api/v4/projects/", "forgejo": "/api/v1/repos/"}[self.kind]
        path = address.path.removeprefix(prefix)
        name = "town%2Frecords" if self.kind == "gitlab" else "town/records"
        signed = (
            headers.get("PRIVATE-TOKEN") if self.kind == "gitlab" else headers.get("Authorization", "").split()[-1:]
        )
        if signed not in (TOKEN, [TOKEN]):
            return 401, {"message": "Bad credentials"}
        if not path.startswith(name):
            return 404, {"message": "Not Found"}
        path = path.removeprefix(name)
        self.asked.append((method, path))
        if (wrong := self.answers.get(f"{method} {path}")) is not None:
            return wrong
        query = {key: values[0] for key, values in parse_qs(address.query).items()}
        if path == "":
            shown = {"visibility": "private" if self.private else "public"}
            return 200, shown if self.kind == "gitlab" else {"private": self.private, **shown}
        if path == "/issues" and method == "GET":
            return 200, self._page([each for each in self.issues if self._listed(each, query)], query)
        if path == "/labels":
            if method == "POST":
                self.labels.append({"id": 40 + len(self.labels), **sent})
                return 201, self.labels[-1]
            return 200, self._page(self.labels, query)
        if path == "/issues":
            return 201, self._opened(sent)
        number, _, rest = path.removeprefix("/issues/").partition("/")
        (issue,) = [each for each in self.issues if each["iid" if self.kind == "gitlab" else "number"] == int(number)]
        if rest:
            issue.setdefault("said", []).append(sent["body"])
            return 201, {"id": 1}
        issue.update({"state": "closed"} if sent.get("state_event") == "close" else sent)
        return 200, issue

    def _page(self, found: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
        size = min(int(query.get("limit") or query.get("per_page") or 20), 3)  # a forge gives fewer than asked for
        first = (int(query["page"]) - 1) * size
        return found[first : first + size]

    def _listed(self, issue: dict[str, Any], query: dict[str, str]) -> bool:
        return bool(issue["state"] == query["state"])

    def _opened(self, sent: dict[str, Any]) -> dict[str, Any]:
        number = len(self.issues) + 1
        if self.kind == "gitlab":
            issue = {"id": number + 900, "iid": number, "state": "opened", **sent, "labels": sent["labels"].split(",")}
        else:
            names = {each["id"]: each for each in self.labels}
            labels = [{"name": each} if isinstance(each, str) else names[each] for each in sent["labels"]]
            issue = {"id": number + 900, "number": number, "state": "open", **sent, "labels": labels}
        self.issues.append(issue)
        return issue

    def texts(self) -> list[str]:
        """The text of each issue that is open."""
        return [str(each.get("body") or each.get("description")) for each in self.open]

    @property
    def open(self) -> list[dict[str, Any]]:
        """The issues that are open."""
        return [each for each in self.issues if each["state"] in ("open", "opened")]


@pytest.fixture
def forge(request: pytest.FixtureRequest) -> Iterator[Forge]:
    made = Forge(request.node.callspec.params.get("kind", "github") if hasattr(request.node, "callspec") else "github")

    class Answering(BaseHTTPRequestHandler):
        def _any(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            sent = json.loads(self.rfile.read(size)) if size else None
            status, said = made.answer(self.command, self.path, self.headers, sent)
            data = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response_only(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_PUT = _any  # noqa: N815 -- the server's own names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.page = f"http://127.0.0.1:{server.server_port}/town/records"
    yield made
    server.shutdown()
    server.server_close()


def told(folder: Path, forge: Forge, *words: str, private: bool = False, token: str = TOKEN) -> tuple[int, str, str]:
    """What the command says; the forge is the one on the loopback address."""
    named = ["--private", str(folder / "private")] if private else []
    options = ["issues", "--as-of", DAY, "--forge", forge.kind, "--repository", forge.page, *words]
    done = command(
        "--root", str(folder / "public"), *named, *options, home=folder, environment={"RECORDS_FORGE_TOKEN": token}
    )
    return done.returncode, done.stdout, done.stderr


def lax(folder: Path) -> Path:
    """An office that did not attest April, nor reported a change of its credentials."""
    files = faultless()
    both(without(LOG, "monitoring", 3), without(LOG, "credential_changes", 0, "reported"))(files)
    register_of(folder, files)
    return folder


@ANY_FORGE
def test_an_issue_is_opened_for_what_is_late_left_alone_and_closed_when_it_is_done(
    tmp_path: Path, forge: Forge, kind: str
) -> None:
    lax(tmp_path)
    assert told(tmp_path, forge) == (0, f"open: {MONITORING}\n", "1 late; 1 to do at the forge; --execute does it\n")
    assert forge.issues == []
    code, out, _ = told(tmp_path, forge, "--execute")
    assert (code, out) == (0, f"open 1: {MONITORING}\n")
    (text,) = forge.texts()
    assert "sites/parks-x, late since 2026-05-08: nobody attested that it was watched every day in 2026-04" in text
    assert text.endswith("<!-- records-duty monitoring/parks -->")
    assert "credential" not in text
    assert told(tmp_path, forge, "--execute") == (0, "", "1 late; 0 to do at the forge\n")
    register_of(tmp_path, faultless())
    assert told(tmp_path, forge, "--execute")[:2] == (0, f"close 1: {MONITORING}\n")
    assert forge.open == []
    assert forge.issues[0]["said"] == ["The register shows that nothing of this is late any more."]
    lax(tmp_path)
    assert told(tmp_path, forge, "--execute")[1] == f"open 2: {MONITORING}\n"


@ANY_FORGE
def test_an_issue_says_anew_what_is_late(tmp_path: Path, forge: Forge, kind: str) -> None:
    lax(tmp_path)
    told(tmp_path, forge, "--execute")
    files = faultless()
    both(without(LOG, "monitoring", 3), without(LOG, "monitoring", 2))(files)
    register_of(tmp_path, files)
    assert told(tmp_path, forge, "--execute")[:2] == (0, f"change 1: {MONITORING}\n")
    (text,) = forge.texts()
    assert "2026-03 to 2026-04" in text
    body = "description" if kind == "gitlab" else "body"
    forge.issues[0][body] = text.replace("\n", "\r\n")  # as a forge gives it back
    assert told(tmp_path, forge, "--execute")[1] == ""


@ANY_FORGE
def test_the_private_roots_forge_gets_what_is_not_public_and_only_where_it_is_private(
    tmp_path: Path, forge: Forge, kind: str
) -> None:
    lax(tmp_path)
    code, out, err = told(tmp_path, forge, "--execute", private=True)
    assert (code, out, forge.issues) == (2, "", [])
    assert err == (
        f"records: the forge does not say that '{forge.page}' is private; nothing of the private root is told there\n"
    )
    assert [method for method, _ in forge.asked] == ["GET"]
    forge.private = True
    code, out, _ = told(tmp_path, forge, "--execute", private=True)
    assert code == 0
    assert [line.partition(": ")[2] for line in out.splitlines()] == ["Report a change of credentials: parks"]


def test_of_what_is_visible_inside_the_house_nothing_private_is_told(tmp_path: Path, forge: Forge) -> None:
    lax(tmp_path)
    for said in ({"private": True, "visibility": "internal"}, {"private": True, "internal": True}, {"private": "true"}):
        forge.answers["GET "] = (200, json.dumps(said).encode())
        code, out, _ = told(tmp_path, forge, "--execute", private=True)
        assert (code, out, forge.issues) == (2, "", []), said


def test_the_public_repository_is_not_taken_for_the_private_ones(tmp_path: Path, forge: Forge) -> None:
    forge.private = True
    files = faultless()
    files["registry/portal.yml"]["forge"] = {"url": "https://forge.example/Town/Records"}
    register_of(tmp_path, files)
    forge.page = "https://forge.example/town/records.git/"
    assert "is the public root's repository; name the private root's" in told(tmp_path, forge, private=True)[2]
    done = command("--root", str(tmp_path / "public"), "--private", str(tmp_path / "private"), "issues", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "say --repository URL" in done.stderr


def test_issues_of_others_and_without_a_mark_are_left_alone(tmp_path: Path, forge: Forge) -> None:
    lax(tmp_path)
    mark = "\n\n<!-- records-duty monitoring/parks -->"
    ours = [{"name": "records-duty"}]
    forge.issues += [
        {"number": 1, "state": "open", "title": "Not labelled", "body": f"x{mark}", "labels": []},
        {"number": 2, "state": "open", "title": "No mark", "body": "x", "labels": ours},
        {
            "number": 3,
            "state": "open",
            "title": "A change",
            "body": f"x{mark}",
            "labels": ours,
            "pull_request": {"a": 1},
        },
        {"number": 4, "state": "open", "title": "Mark inside", "body": f"{mark}\nx", "labels": ours},
        {"number": 5, "state": "open", "title": "Empty", "body": None, "labels": ours},
    ]
    before = json.dumps(forge.issues)
    assert told(tmp_path, forge, "--execute")[1] == f"open 6: {MONITORING}\n"
    assert json.dumps(forge.issues[:5]) == before


def test_of_two_about_the_same_the_first_stays() -> None:
    wanted = [DutyIssue("monitoring/parks", "T", "B\n\n<!-- records-duty monitoring/parks -->")]
    there = [OpenIssue(number, "T", wanted[0].body) for number in (9, 4)]
    changes = issue_changes(wanted, there, 50)
    assert (changes.to_open, changes.to_change, changes.to_close) == ((), (), (there[0],))


@pytest.mark.parametrize(
    ("asked", "status", "said", "words"),
    [
        ("GET /issues", 500, b'{"message": "database\\nis away"}', "answers 500 to GET"),
        ("GET /issues", 301, b"", "answers 301 to GET"),
        ("GET /issues", 200, b"<html>", "is no JSON"),
        ("GET /issues", 200, b'{"a": 1}', "is no list of issues"),
        ("GET /issues", 200, b'[{"number": true, "title": "x", "labels": ["records-duty"]}]', "has no 'number'"),
        ("GET /issues", 200, b'["x"]', "has no 'labels'"),
        ("GET /issues", 200, b"[" * 50_000, "is no JSON"),
        ("POST /issues", 403, b'{"message": "Resource not accessible"}', "403 to POST"),
        ("POST /issues", 201, b"{}", "has no 'number'"),
    ],
)
def test_another_answer_than_the_forges_ends_in_one_line(
    tmp_path: Path, forge: Forge, asked: str, status: int, said: bytes, words: str
) -> None:
    lax(tmp_path)
    forge.answers[asked] = (status, said)
    code, out, err = told(tmp_path, forge, "--execute")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert words in err
    assert forge.issues == []


def test_without_a_right_token_nothing_is_done(tmp_path: Path, forge: Forge) -> None:
    lax(tmp_path)
    assert "answers 401 to GET" in told(tmp_path, forge, "--execute", token="another")[2]
    for wrong in ("", "two words", "line\nbreak", "naïve"):
        code, _, err = told(tmp_path, forge, token=wrong)
        assert (code, "not one word of plain letters" in err) == (2, True), wrong
    assert forge.asked == []


@pytest.mark.parametrize(
    ("kind", "page", "address"),
    [
        ("github", "https://github.com/town/records", "https://api.github.com/repos/town/records"),
        ("github", "https://git.example/town/records.git", "https://git.example/api/v3/repos/town/records"),
        ("gitlab", "https://gitlab.com/a/b/records/", "https://gitlab.com/api/v4/projects/a%2Fb%2Frecords"),
        ("forgejo", "https://forge.example:3000/t/r", "https://forge.example:3000/api/v1/repos/t/r"),
        ("gitea", "http://127.0.0.1:3000/t/r", "http://127.0.0.1:3000/api/v1/repos/t/r"),
    ],
)
def test_the_interface_follows_from_the_page(kind: str, page: str, address: str) -> None:
    assert interface_of(kind, page) == address


@pytest.mark.parametrize(
    "page",
    [
        *("http://forge.example/t/r", "https://forge.example/t", "git@forge.example:t/r", "https:///t/r"),
        *("https://forge.example/t/r?token=x", "file:///t/r", "http://127.0.0.1.evil.example/t/r"),
        "https://a:b@forge.example/t/r",
    ],
)
def test_a_token_goes_to_no_other_address(page: str) -> None:
    with pytest.raises(Refusal):
        interface_of("github", page)


def test_no_value_of_a_record_calls_anybody_or_becomes_markup(tmp_path: Path) -> None:
    hostile = "@everyone #1 ![x](https://evil.example/x.png) <img src=x> ```\n<!-- records-duty holds/parks -->"
    files = faultless()
    without(LOG, "monitoring", 3)(files)
    register = register_of(tmp_path, files)
    late = [task for task in tasks(context_on(register, DAY), days_ahead=0) if task.late]
    assert late
    (issue,) = duty_issues([_saying(late[0], hostile)])
    fences = re.findall(r"^(`{3,})(?:text)?$", issue.body, re.MULTILINE)
    assert [len(fence) for fence in fences] == [4, 4]
    inside = issue.body.partition("````text\n")[2].partition("\n````")[0]
    assert "@everyone" in inside
    assert "@everyone" not in issue.body.replace(inside, "")
    assert OpenIssue(1, "", issue.body).name == f"{late[0].duty}/parks"
    assert "\n<!--" not in inside


def _saying(task: Task, words: str) -> Task:

    return replace(task, missing=words)


def test_at_most_so_many_are_opened_at_once_and_the_rest_is_told(tmp_path: Path, forge: Forge) -> None:
    files = faultless()
    for name in [name for name in files if name.startswith(("captures/", "registry/policies/"))]:
        del files[name]
    both(without(LOG, "monitoring"), without(LOG, "usage_reports"))(files)
    register_of(tmp_path, files)
    code, out, err = told(tmp_path, forge, "--execute", "--most", "2")
    assert (code, out.count("open "), len(forge.issues)) == (0, 2, 2)
    assert re.search(r"^[0-9]+ more are opened by the next run", err, re.MULTILINE)
    for _ in range(4):
        told(tmp_path, forge, "--execute", "--most", "2")
    register = register_of(tmp_path, files)
    late = late_tasks(context_on(register, DAY, reads_private=False), None)
    assert {each["title"] for each in forge.open} == {each.title for each in duty_issues(late)}
    assert len(forge.open) > 3  # more than a page of the forge
