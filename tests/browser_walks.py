"""What walks through the built portal share: its pages by name, a server that sends its headers, and a visitor."""

from __future__ import annotations

import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parents[1]
SCREENSHOTS = HERE / os.environ["SCREENSHOTS"] if os.environ.get("SCREENSHOTS") else None
CHROMIUM = Path("/usr/bin/chromium")
AS_OF = "2026-11-20"
BELOW = "portal/"  # where a forge serves a project's pages
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
SETTLED = """async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    document.getAnimations().forEach((one) => one.finish());
}"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ROWS_LOOKED_AT = 12
THIN = "most => document.querySelectorAll(`tbody > tr:nth-child(n + ${most + 1})`).forEach(row => row.remove())"
# what a change of width or colours does to one of several that stand beside each other alike, it does to all
ALIKE_LOOKED_AT = 4
THIN_ALIKE = """most => {
    for (const parent of document.querySelectorAll("main, main *")) {
        const seen = new Map();
        for (const one of [...parent.children].filter((one) => !one.matches("td, th, col"))) {
            const look = `${one.tagName} ${one.getAttribute("class")}`;
            seen.set(look, (seen.get(look) ?? 0) + 1);
            if (seen.get(look) > most) one.remove();
        }
    }
}"""
COLOURS = ["color-contrast", "link-in-text-block"]  # axe's rules that ask what colour something has
PAGES = {
    "home": "",
    "sites": "sites/",
    "requested": "sites/environment-instagram/",
    "rejected": "sites/library-youtube/",
    "approved": "sites/library-instagram/",
    "activated": "sites/environment-linkedin/",
    "registered": "sites/parks-x/",
    "suspended": "sites/parks-instagram/",
    "decommissioning": "sites/parks-flickr/",
    "decommissioned": "sites/library-chirpwell/",
    "compromised": "sites/library-facebook/",
    "agencies": "agencies/",
    "agency": "agencies/parks/",
    "schedules": "schedules/",
    "schedule": "schedules/lakeland-general/",
    "captures": "captures/",
    "capture": "captures/parks-x/2024-09-09-83dd6ccd/",
    "due": "due/",
    "due-site": "due/parks-x/",
    "changes": "changes/",
    "changes-2": "changes/2/",
    "changes-kind": "changes/kind--sites/",
    "changes-agency": "changes/agency--parks/",
    "check": "check/",
    "request": "request/",
    "request-site": "request/site/",
    "request-fact": "request/fact/",
    "request-activation": "request/activation/",
    "request-removal": "request/removal/",
    "request-post": "request/post/",
    "request-designation": "request/designation/",
    "request-cadence": "request/cadence/",
    "data": "data/",
    "dictionary": "data/dictionary/",
    "operations": "operations/",
    "record-audits": "records/audits/register-2025/",
    "record-authorizations": "records/authorizations/parks-routine-2012/",
    "record-classifications": "records/classifications/parks-x/",
    "record-dispositions": "records/dispositions/parks-routine-2012/",
    "record-events": "records/events/wells-consultation-final/",
    "record-operations": "records/operations/parks-facebook/2026/",
    "record-platforms": "records/platforms/x/",
    "record-policies": "records/policies/environment/",
    "record-posts": "records/posts/parks-facebook/2026/",
    "guide": "guides/records-officer/",
    "guides": "guides/",
    "reference": "reference/findings/",
    "decision": "decisions/0001-pages-are-stamped-into-shells/",
    "accessibility": "accessibility/",
    "security": "security/",
    "missing": "no/such/page/",
}
FORMS = (
    "request-site",
    "request-activation",
    "request-removal",
    "request-post",
    "request-designation",
    "request-cadence",
)


def build_sample(top: Path) -> Path:
    """The sample agency's portal, from a clone of this repository with a history of more than one page of changes."""
    root, out = top / "root", top / "portal"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", HERE, root], check=True)
    (root / "mkdocs.yml").unlink()
    for name in ("registry", "schedules", "captures"):
        shutil.rmtree(root / name)
        shutil.copytree(HERE / name, root / name)
    record = root / "registry/agencies/parks.yml"
    text = record.read_text("utf-8")
    for number in range(8):
        changed = re.sub(r"^( *phone: ).*$", rf"\g<1>+1 555 010 {number:04}", text, flags=re.MULTILINE)
        record.write_text(changed if number < 7 else text, encoding="utf-8")
        git = ("git", "-C", str(root), "-c", "user.name=Nobody", "-c", "user.email=nobody@lakeland.example")
        subprocess.run([*git, "commit", "--quiet", "--all", "--allow-empty", "--message", "Change"], check=True)
    build(root, out)
    return out


def build(root: Path, out: Path) -> None:
    """Builds the portal of a root as of the day of these tests."""
    command = [sys.executable, "-m", "records_portal", "--root", root, "build", "--out", out, "--as-of", AS_OF]
    done = subprocess.run([str(word) for word in command], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr


class _Sender(http.server.SimpleHTTPRequestHandler):
    """Sends a portal's files with the headers that its `_headers` asks for, and its own page for what is missing."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, headers_sent: Mapping[str, str], **named: Any) -> None:
        self.headers_sent = headers_sent
        super().__init__(*arguments, **named)

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(f"/{BELOW}"))

    def end_headers(self) -> None:
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def headers_of(portal: Path) -> dict[str, str]:
    """The headers that a portal's own `_headers` wants on every page."""
    every, *lines = (portal / "_headers").read_text(encoding="utf-8").splitlines()
    assert every == "/*"
    return dict(line.strip().split(": ", 1) for line in lines)


@contextmanager
def served(portal: Path) -> Iterator[str]:
    """The address of a portal while it is served on the loopback address; below it, `BELOW` leads to the same pages."""
    sender = partial(_Sender, directory=str(portal), headers_sent=headers_of(portal))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), sender)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium_browser() -> Iterator[Any]:
    """Debian's Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="run `nox -s browser`")
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """A visitor, with everything that went wrong: on the console, in a dialog, on the way to another host."""

    def __init__(self, browser: Any, address: str, **settings: Any) -> None:
        self.address = address
        self.context = browser.new_context(**settings)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.faults: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._fault(f"error: {error}"))
        self.page.on("dialog", self._asked)
        self.page.on("response", self._answered)
        self.context.route(lambda url: not url.startswith(address), self._foreign)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.address + path, wait_until="load")
        assert answer.status == (404 if path == PAGES["missing"] else 200), path

    def violations(self, rules: Sequence[str] = ()) -> list[tuple[str, list[str]]]:
        """The rules of WCAG 2.0 to 2.2, A and AA, that the page breaks, each with where; or of some of axe's rules."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT)
        self.page.evaluate(THIN, ROWS_LOOKED_AT)
        program = "asked => axe.run({runOnly: asked, resultTypes: ['violations'], preload: false})"
        asked = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
        found = self.page.evaluate(program, asked)["violations"]
        return [(rule["id"], [f"{node['html'][:200]} {_reason(node)}" for node in rule["nodes"][:4]]) for rule in found]

    def thin_alike(self) -> None:
        """Leave of what stands beside each other alike so much only as one looks at."""
        self.page.evaluate(THIN_ALIKE, ALIKE_LOOKED_AT)

    def look(self, width: int, height: int, scheme: str) -> None:
        """See the page that is open in a window of another size and in other colours."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)
        self.page.evaluate(SETTLED)
        shown = {"light": "default", "dark": "slate"}[scheme]
        assert self.page.evaluate("document.body.dataset.mdColorScheme") == shown

    def shoot(self, name: str, **settings: Any) -> None:
        """A picture of the page for people to look at, where such are asked for."""
        if SCREENSHOTS:
            SCREENSHOTS.mkdir(exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{name}.png", **settings)

    def too_wide(self) -> bool:
        """Whether the page has to be scrolled sideways."""
        program = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(program))

    def close(self) -> None:
        """Ends the visit; nothing may have gone wrong."""
        self.context.close()
        assert self.faults == []

    def _fault(self, text: str) -> None:
        self.faults.append(f"{self.page.url.removeprefix(self.address)}: {text}")

    def _heard(self, message: Any) -> None:
        missing = "404 (Not Found)" in message.text and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not missing:
            self._fault(f"console: {message.text}")

    def _asked(self, dialog: Any) -> None:
        self._fault(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _answered(self, response: Any) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self._fault(f"{response.status} {response.url}")

    def _foreign(self, route: Any) -> None:
        self._fault(f"foreign: {route.request.url}")
        route.abort()


def _reason(node: Mapping[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return checks[0]["message"] if checks else ""
