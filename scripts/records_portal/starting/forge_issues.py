"""The issues of a repository at a forge, over its interface: read those with a label, open, change and close.

* The token is sent to the interface of the repository's own host alone: an answer that leads elsewhere is refused, and
  so is an address without TLS but on this machine's own loopback.
* Whatever is not the answer that the forge's documentation promises is refused.

The forms: GitHub's, GitLab's, and that of Forgejo and Gitea. They rest on the forges' documentation.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from records_portal.register.findings import Refusal, one_line

MOST_SECONDS, MOST_BYTES, MOST_PAGES, PAGE = 30, 20_000_000, 200, 50
AUTHORITIES = "SSL_CERT_FILE"
LOOPBACK = frozenset(("127.0.0.1", "::1"))
COLOUR = "#b54708"
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class ForgeRepository:
    """A repository at a forge: its kind, the address of its part of the interface, and how the interface is asked."""

    kind: str
    address: str
    token: str
    authorities: str | None = None

    def is_private(self) -> bool:
        """Whether nobody sees it but those who were let in, by its own word."""
        told = self._asked("GET", "")
        if self.kind == "gitlab":
            said = _part(told, "visibility", str) == "private"
        else:
            said = _part(told, "private", bool) and told.get("internal") is not True
            said = said and told.get("visibility", "private") == "private"
        return said

    def open_issues(self, label: str) -> Iterator[tuple[int, str, str]]:
        """The number, title and text of each open issue that bears a label."""
        state = "opened" if self.kind == "gitlab" else "open"
        size = "limit" if self.kind in ("forgejo", "gitea") else "per_page"
        for number in range(1, MOST_PAGES + 1):
            asked = {"state": state, "labels": label, "page": number, size: PAGE}
            answer = self._asked("GET", f"/issues?{urlencode(asked)}")
            if not isinstance(answer, list):
                raise Refusal("the forge's answer is no list of issues; is the address that of its interface?")
            if not answer:
                return
            for each in answer:
                if (
                    _part(each, "labels", list)
                    and label in map(_label, each["labels"])
                    and not each.get("pull_request")
                ):
                    yield self._number(each), _part(each, "title", str), self._body(each)
        raise Refusal(f"more than {MOST_PAGES * PAGE:,} issues bear the label {label!r}; close what is done by hand")

    def open_issue(self, title: str, body: str, label: str) -> int:
        """Open an issue with a label; its number."""
        if self.kind == "gitlab":
            sent: Mapping[str, object] = {"title": title, "description": body, "labels": label}
        elif self.kind == "github":
            sent = {"title": title, "body": body, "labels": [label]}
        else:
            sent = {"title": title, "body": body, "labels": [self._label_id(label)]}
        return self._number(self._asked("POST", "/issues", sent))

    def change_issue(self, number: int, title: str, body: str) -> None:
        """Give an issue another title and text."""
        self._changed(number, {"title": title, "description" if self.kind == "gitlab" else "body": body})

    def close_issue(self, number: int, why: str) -> None:
        """Close an issue and say in it why."""
        self._changed(number, {"state_event": "close"} if self.kind == "gitlab" else {"state": "closed"})
        self._asked("POST", f"/issues/{number}/{'notes' if self.kind == 'gitlab' else 'comments'}", {"body": why})

    def _changed(self, number: int, sent: Mapping[str, object]) -> None:
        self._asked("PUT" if self.kind == "gitlab" else "PATCH", f"/issues/{number}", sent)

    def _label_id(self, label: str) -> int:
        """The id of a label at Forgejo and Gitea, which take no name; made where there is none."""
        for number in range(1, MOST_PAGES + 1):
            answer = self._asked("GET", f"/labels?{urlencode({'page': number, 'limit': PAGE})}")
            found = answer if isinstance(answer, list) else []
            for each in found:
                if _label(each) == label:
                    return _part(each, "id", int)
            if not found:
                break
        return _part(self._asked("POST", "/labels", {"name": label, "color": COLOUR}), "id", int)

    def _number(self, issue: object) -> int:
        return _part(issue, "iid" if self.kind == "gitlab" else "number", int)

    def _body(self, issue: Mapping[str, Any]) -> str:
        return str(issue.get("description" if self.kind == "gitlab" else "body") or "")

    def _asked(self, method: str, path: str, sent: Mapping[str, object] | None = None) -> Any:
        """What the interface answers, as JSON; refused where it says no or cannot be asked."""
        address = urlsplit(self.address + path)
        where = f"{address.path}{'?' + address.query if address.query else ''}"
        headers = {"Accept": "application/json", "User-Agent": "records-portal", **self._signed_in()}
        data = None if sent is None else json.dumps(sent).encode()
        if data is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection = self._connection()
            try:
                connection.request(method, where, body=data, headers=headers)
                answer = connection.getresponse()
                status, said = answer.status, answer.read(MOST_BYTES + 1)
            finally:
                connection.close()
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Refusal(f"the forge cannot be asked: {one_line(str(error) or type(error).__name__)}") from error
        if not 200 <= status < 300:
            raise Refusal(f"the forge answers {status} to {method} {address.path}: {_reason(said)}")
        if len(said) > MOST_BYTES:
            raise Refusal(f"the forge's answer to {method} {address.path} is larger than {MOST_BYTES:,} bytes")
        try:
            return json.loads(said)
        except (ValueError, RecursionError) as error:
            raise Refusal(f"the forge's answer to {method} {address.path} is no JSON") from error

    def _connection(self) -> http.client.HTTPConnection:
        address = urlsplit(self.address)
        if address.scheme == "http":
            return http.client.HTTPConnection(address.hostname or "", address.port, timeout=MOST_SECONDS)
        context = ssl.create_default_context(cafile=self.authorities)
        return http.client.HTTPSConnection(address.hostname or "", address.port, timeout=MOST_SECONDS, context=context)

    def _signed_in(self) -> dict[str, str]:
        if self.kind == "gitlab":
            return {"PRIVATE-TOKEN": self.token}
        return {"Authorization": f"{'Bearer' if self.kind == 'github' else 'token'} {self.token}"}


def interface_of(kind: str, page: str) -> str:
    """The address of a repository's part of the forge's interface, from that of its page."""
    address = urlsplit(page)
    path = address.path.strip("/").removesuffix(".git")
    if path.count("/") < 1 or not address.hostname:
        raise Refusal(f"{page!r} is not the page of a repository; such as https://forge.example/OWNER/NAME")
    if address.username or address.password or address.query or address.fragment:
        raise Refusal("the page of the repository holds more than host and path; leave names, tokens and questions out")
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in LOOPBACK):
        raise Refusal(f"{page!r} is not asked over TLS; a token is sent to an https address alone")
    top = f"{address.scheme}://{address.netloc}"
    if kind == "github":
        return (
            f"https://api.github.com/repos/{path}" if address.hostname == "github.com" else f"{top}/api/v3/repos/{path}"
        )
    if kind == "gitlab":
        return f"{top}/api/v4/projects/{quote(path, safe='')}"
    return f"{top}/api/v1/repos/{path}"


def forge_repository(kind: str, page: str, token: str, environment: Mapping[str, str]) -> ForgeRepository:
    """A repository whose issues may be asked for; the token is none that could end a line of the request."""
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise Refusal("the token of the forge is empty or not one word of plain letters")
    return ForgeRepository(kind, interface_of(kind, page), token, environment.get(AUTHORITIES))


def _label(value: object) -> str:
    return str(value.get("name", "")) if isinstance(value, dict) else str(value)


def _part(value: object, name: str, form: type[Part]) -> Part:
    found = value.get(name) if isinstance(value, dict) else None
    if type(found) is not form:  # a bool is no number
        raise Refusal(f"the forge's answer has no {name!r}; is the address that of its interface, and the kind right?")
    return found


def _reason(said: bytes) -> str:
    try:
        told = json.loads(said[:10_000])
        reason = told.get("message") if isinstance(told, dict) else ""
    except (ValueError, RecursionError):
        reason = ""
    return one_line(str(reason or "no reason was given"))[:200]
