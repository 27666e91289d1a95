"""The server of the reading view: on the loopback address, for one browser, for reading alone.

* The address that is printed opens once: it gives the browser that comes first a secret of its own, and then no other.
* Whoever comes under another name than the loopback address is refused, so that no page of the web can reach it.
* Nothing that was captured can act: no scripts, no frames, nothing from elsewhere; media come with the kind that their
  first bytes say, and what is of no kind that is shown is only handed out to be saved.
* Nothing is written, and nothing is kept by the browser.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import threading
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .media import UNKNOWN, opened_file, shown_media
from .pages import render_item, render_list, render_message, style
from .shelf import Shelf, Wanted

LOOPBACK = "127.0.0.1"
# `sandbox` as well: scripts stay off whatever a browser makes of the rest.
POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; sandbox allow-forms allow-same-origin allow-downloads"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
}
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})\Z")
_NUMBER = re.compile(r"\d{1,9}\Z")
_CHUNK = 1 << 16
_MOST_WORDS = 500


@dataclass(slots=True)
class ReadingRoom:
    """What is read, by whom: the shelf, its store, and the secrets of the one browser that may read."""

    shelf: Shelf
    store: Path
    begin: str = "/"
    once: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _is_open: bool = False
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def opens(self, given: str) -> bool:
        """Whether an address opens the view, which it does for whoever comes first."""
        with self._turn:
            fits = not self._is_open and hmac.compare_digest(given.encode(), self.once.encode())
            self._is_open = self._is_open or fits
            return fits


def reading_server(room: ReadingRoom, port: int = 0) -> ThreadingHTTPServer:
    """A server for a room, bound to the loopback address; a port that is taken is the caller's to tell."""

    class Handler(_Handler):
        reading = room

    server = ThreadingHTTPServer((LOOPBACK, port), Handler)
    server.daemon_threads = True
    return server


def opening_address(server: ThreadingHTTPServer, room: ReadingRoom) -> str:
    """The address that opens the view, once."""
    return f"http://{LOOPBACK}:{server.server_port}/open/{room.once}"


class _Handler(BaseHTTPRequestHandler):
    """One request; what is not known is not there."""

    reading: ReadingRoom
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "records-read", ""
    timeout = 30

    def log_message(self, *_: Any) -> None:
        return

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no request for reading, in our own words and with our own headers."""
        self.close_connection = True
        self._message(HTTPStatus(code), "Not answered", "Pages are read here, and nothing else is done.")

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def _answer(self) -> None:
        address = urlsplit(self.path)
        if self.headers.get("Host") != f"{LOOPBACK}:{self._port}":
            self._message(HTTPStatus.FORBIDDEN, "Not here", "Only the address that the command printed is answered.")
        elif address.path == "/style.css":
            self._send(HTTPStatus.OK, "text/css; charset=utf-8", style())
        elif address.path.startswith("/open/"):
            self._open(address.path.removeprefix("/open/"))
        elif not self._is_known():
            self._message(
                HTTPStatus.FORBIDDEN, "Not open", "The address that opens this was used. Run `records read` again."
            )
        else:
            self._show(address.path, address.query)

    @property
    def _port(self) -> int:
        assert isinstance(self.server, ThreadingHTTPServer)
        return self.server.server_port

    @property
    def _cookie(self) -> str:
        return f"reading-{self._port}"  # a cookie is of every port of its host

    def _open(self, given: str) -> None:
        if not self.reading.opens(given):
            self._message(
                HTTPStatus.FORBIDDEN, "Not open", "The address that opens this was used. Run `records read` again."
            )
            return
        cookie = f"{self._cookie}={self.reading.secret}; Path=/; HttpOnly; SameSite=Strict"
        self._send(HTTPStatus.SEE_OTHER, "text/plain", b"", {"Location": self.reading.begin, "Set-Cookie": cookie})

    def _is_known(self) -> bool:
        try:
            given = SimpleCookie(self.headers.get("Cookie", "")).get(self._cookie)
        except CookieError:
            return False
        return given is not None and hmac.compare_digest(given.value.encode(), self.reading.secret.encode())

    def _show(self, path: str, query: str) -> None:
        shelf, parts = self.reading.shelf, path.split("/")[1:]
        if path == "/":
            asked = {name: values[-1] for name, values in parse_qs(query).items()}
            number = asked.get("page", "0")
            page = render_list(shelf, _wanted(asked), int(number) if _NUMBER.match(number) else 0)
            self._page(page)
            return
        numbers = [int(each) for each in parts[1:] if _NUMBER.match(each)]
        if len(numbers) == len(parts) - 1 and numbers and numbers[0] < len(shelf.items):
            if parts[0] == "item" and len(numbers) == 1:
                self._page(render_item(shelf, shelf.items[numbers[0]], self.reading.store))
                return
            if parts[0] == "media" and len(numbers) == 2:
                self._medium(*numbers)
                return
        self._message(HTTPStatus.NOT_FOUND, "Not there", "No item has this address.")

    def _medium(self, number: int, place: int) -> None:
        item = self.reading.shelf.items[number]
        bag = self.reading.store / "bags" / self.reading.shelf.site / item.listed["capture"]
        media = shown_media(bag, self.reading.shelf.line(item))
        if place >= len(media) or (path := media[place].path) is None:
            self._message(HTTPStatus.NOT_FOUND, "Not there", "The export has no file of this medium.")
            return
        more = {"Accept-Ranges": "bytes"}
        if media[place].kind == UNKNOWN:
            # Under a name of ours: what an export calls a file may lead a computer to run it.
            more["Content-Disposition"] = f'attachment; filename="medium-{number}-{place}.bin"'
        with opened_file(path) as file:
            size = os.fstat(file.fileno()).st_size
            asked = _RANGE.match(self.headers.get("Range", ""))
            start = int(asked[1]) if asked else 0
            end = min(int(asked[2]) if asked and asked[2] else size - 1, size - 1)
            if asked and (start > end):
                self._send(
                    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, UNKNOWN, b"", {"Content-Range": f"bytes */{size}"}
                )
                return
            if asked:
                more["Content-Range"] = f"bytes {start}-{end}/{size}"
            status = HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK
            self._begin(status, media[place].kind, end - start + 1, more)
            file.seek(start)
            left = end - start + 1
            while self.command == "GET" and left > 0 and (data := file.read(min(_CHUNK, left))):
                self.wfile.write(data)
                left -= len(data)

    def _page(self, page: str) -> None:
        # What an export holds of half a surrogate pair has no bytes.
        self._send(HTTPStatus.OK, "text/html; charset=utf-8", page.encode("utf-8", "replace"))

    def _message(self, status: HTTPStatus, title: str, words: str) -> None:
        self._send(status, "text/html; charset=utf-8", render_message(title, [words]).encode())

    def _send(self, status: HTTPStatus, kind: str, data: bytes, more: dict[str, str] | None = None) -> None:
        self._begin(status, kind, len(data), more or {})
        if self.command != "HEAD":
            self.wfile.write(data)

    def _begin(self, status: HTTPStatus, kind: str, size: int, more: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": kind, "Content-Length": str(size), **more}.items():
            self.send_header(name, value)
        self.end_headers()


def _wanted(asked: dict[str, str]) -> Wanted:
    """What a form asks for; a day that is none asks for nothing."""
    return Wanted(
        asked.get("class", ""),
        asked.get("kind", ""),
        _day(asked.get("from", "")),
        _day(asked.get("to", "")),
        asked.get("words", "")[:_MOST_WORDS],
    )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
