"""The page "Verify a file" in Chromium: known and unknown files, long ones, hostile names, and nothing sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="run `nox -s browser`")
pytestmark = pytest.mark.browser

from tests.browser_walks import Visitor  # noqa: E402

OWN_AND_BROWSERS = """async () => {
    const differ = [];
    for (const length of [...Array(200).keys(), 1000, 4095, 4096, 100003]) {
        const bytes = new Uint8Array(length).map((_, place) => place * 7 + length);
        const own = new Sha256();
        for (let at = 0; at < length; at += 37) own.add(bytes.subarray(at, at + 37));
        const theirs = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))];
        if (own.hex() !== theirs.map((byte) => byte.toString(16).padStart(2, "0")).join("")) differ.push(length);
    }
    return differ;
}"""


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Visitor]:
    made = Visitor(chromium, address)
    made.page.goto(address + "verify/", wait_until="load")
    yield made
    assert made.faults == []
    made.context.close()


def answers(visit: Visitor, *files: Path) -> str:
    """What is said when these files are chosen."""
    visit.page.set_input_files("#verify-file", [str(each) for each in files])
    visit.page.locator("#verify-answer .alert").nth(len(files) - 1).wait_for()
    return str(visit.page.locator("#verify-answer").inner_text())


def test_a_download_is_known_and_a_changed_one_is_not(visit: Visitor, sample_portal: Path, tmp_path: Path) -> None:
    data = (sample_portal / "data/sites.csv").read_bytes()
    for name, content in {"sites.csv": data, "changed.csv": data + b"\n", "empty": b""}.items():
        (tmp_path / name).write_bytes(content)
    text = answers(visit, tmp_path / "sites.csv", tmp_path / "changed.csv", tmp_path / "empty")
    assert "Published on this portal: sites.csv" in text
    assert "Unknown here: changed.csv" in text
    assert hashlib.sha256(b"").hexdigest() in text


def test_the_digest_of_a_long_file_is_right_and_its_name_is_text(visit: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "<img src=x onerror=alert(1)>"
    file.write_bytes(bytes(range(256)) * 80_000)
    text = answers(visit, file)
    assert hashlib.sha256(file.read_bytes()).hexdigest() in text
    assert "Unknown here: <img src=x onerror=alert(1)>" in text
    assert visit.page.locator("#verify-answer img").count() == 0


def test_the_digest_that_takes_pieces_is_that_of_the_browser(visit: Visitor) -> None:
    assert visit.page.evaluate(OWN_AND_BROWSERS) == []


def test_without_scripts_the_page_says_how(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "verify/", wait_until="load")
    assert page.locator("#verify").is_hidden()
    assert page.locator(".without-script a").first.get_attribute("href").endswith("verify/known-files.csv")
    context.close()
