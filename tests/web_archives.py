"""Small fictional web archives, record by record, in the layouts that crawlers write."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

HOME = "https://chirpwell.example/lakeland-parks"
POST = "https://chirpwell.example/lakeland-parks/42"
STYLE = "https://static.chirpwell.example/site.css"
COMMENTS = "https://api.chirpwell.example/comments?post=42"
TEXT = "Burn ban lifted\nThank you!"
HOME_ID = "11111111-1111-4111-8111-111111111111"
POST_ID = "22222222-2222-4222-8222-222222222222"
HOME_TEXT = "<!doctype html><title>Lakeland Parks</title><style>p{}</style><body><p>Trails &amp; tracks<p>Open</body>"
POST_TEXT = "<html><head><title>Burn ban</title></head><body><article>Burn ban <b>lifted</b></article></body></html>"


def record(kind: str, uri: str, block: bytes, at: str = "2024-05-01T10:00:00Z", **fields: str) -> bytes:
    """A plain record; further headers are named with underscores for hyphens."""
    number = hashlib.sha256(f"{kind} {uri} {at}".encode()).hexdigest()[:12]
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number}>",
        "WARC-Date": at,
        "Content-Type": f"application/http; msgtype={kind}",
        "Content-Length": str(len(block)),
    }
    headers |= {"WARC-Target-URI": uri} if uri else {}
    headers |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def http(body: str | bytes, mime: str = "text/html; charset=utf-8", status: str = "200 OK", **fields: str) -> bytes:
    """An answer of a server."""
    headers = {"Content-Type": mime} | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + (body.encode() if isinstance(body, str) else body)


def asking(path: str, referer: str = "") -> bytes:
    """A request of a browser."""
    return f"GET {path} HTTP/1.1\r\n{f'Referer: {referer}' + chr(13) + chr(10) if referer else ''}\r\n".encode()


def crawl() -> list[bytes]:
    """Two pages, a style that both need, comments that one of them fetched, and what says where they come from."""
    return [
        record("warcinfo", "", b"software: Fictional Crawler 1.0\r\n", Content_Type="application/warc-fields"),
        record("response", HOME, http(HOME_TEXT), WARC_Page_ID=HOME_ID),
        record("request", HOME, asking("/lakeland-parks"), WARC_Page_ID=HOME_ID),
        record("response", STYLE, http("p{}", "text/css"), WARC_Page_ID=HOME_ID),
        record("request", STYLE, asking("/site.css", HOME), WARC_Page_ID=HOME_ID),
        record("response", POST, http(POST_TEXT), "2024-05-01T10:00:09Z", WARC_Page_ID=POST_ID),
        record("request", POST, asking("/lakeland-parks/42"), "2024-05-01T10:00:09Z", WARC_Page_ID=POST_ID),
        record("response", COMMENTS, http('["Thank you!"]', "application/json"), WARC_Page_ID=POST_ID),
        record("request", COMMENTS, asking("/comments?post=42", POST), WARC_Page_ID=POST_ID),
        record("resource", f"urn:pageinfo:{POST}", b"{}", Content_Type="application/json"),
    ]


def warc(records: list[bytes], *, packed: bool = True) -> bytes:
    """A WARC file, packed record by record or plain."""
    return b"".join(gzip.compress(each, mtime=0) if packed else each for each in records)


def page_list(*pages: dict[str, Any]) -> bytes:
    """A list of pages with its heading."""
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}, *pages]
    return "".join(json.dumps(each) + "\n" for each in lines).encode()


def pages_of_crawl() -> bytes:
    """The list of the two pages."""
    return page_list(
        {"id": HOME_ID, "url": HOME, "ts": "2024-05-01T10:00:00.250Z", "title": "Lakeland Parks"},
        {"id": POST_ID, "url": POST, "ts": "2024-05-01T10:00:09Z", "title": "Burn ban", "text": TEXT},
    )


def package(files: dict[str, bytes], **fields: Any) -> bytes:
    """The description of an archive, with the digest of each file."""
    resources = [
        {
            "name": Path(path).name,
            "path": path,
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        for path, data in files.items()
    ]
    value: dict[str, Any] = {"profile": "data-package", "wacz_version": "1.1.1"}
    value |= {"created": "2024-05-01T11:00:00Z", "resources": resources}
    return json.dumps(value | fields).encode()


def wacz_files() -> dict[str, bytes]:
    """The files of a whole WACZ."""
    files = {
        "archive/data.warc.gz": warc(crawl()),
        "indexes/index.cdx": b"example,chirpwell)/lakeland-parks 20240501100000 {}\n",
        "pages/pages.jsonl": pages_of_crawl(),
    }
    described = package(files)
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(described).hexdigest()}"}
    return {**files, "datapackage.json": described, "datapackage-digest.json": json.dumps(digest).encode()}


def write_wacz(path: Path, files: dict[str, bytes], top: str = "") -> Path:
    """A WACZ: its files, stored."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(top + name), data)
    return path
