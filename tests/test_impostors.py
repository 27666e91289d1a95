"""An account that looks like the agency's: reported by anybody's message, kept private, followed until it is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.answers.request_forms import FORMS
from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.portal.building.shell import Shells
from records_portal.portal.pages.forms.pages import every_form_page
from tests.mails import plain
from tests.roots import root_files
from tests.test_pages import ACTIVE, rendered, small

Outcome = tuple[int, str, str]
Records = Callable[..., Outcome]
LOG = "private/registry/operations/parks-x/2026.yml"
ADDRESS = "https://x.com/ParksTestHelp"
SEEN = "It asks visitors for card numbers."


@pytest.fixture
def records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Records:
    files = root_files()
    files["registry/sites/parks-x.yml"] |= ACTIVE
    (tmp_path / "private/registry").mkdir(parents=True)
    for path, value in files.items():
        (tmp_path / "root" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "root" / path).write_text(dump_yaml(value), encoding="utf-8")

    def call(*arguments: str, private: bool = True) -> Outcome:
        settings = {"cache": tmp_path / "cache", "started_at": datetime(2026, 9, 3, 12, tzinfo=UTC)}
        roots = ["--root", str(tmp_path / "root"), *(["--private", str(tmp_path / "private")] if private else [])]
        code = run([*roots, *arguments], settings)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def report(tmp_path: Path, *lines: str) -> str:
    """A message of somebody of the public, with the block that the portal's page makes."""
    said = (f"  address: {ADDRESS}", f"  seen: {SEEN}", "  reported_by: public")
    block = ("--- records answers 1 ---", "kind: impostor-report", "target: parks-x", "values:", *(lines or said))
    (tmp_path / "report.eml").write_bytes(plain("\n".join((*block, "--- end ---", ""))))
    return str(tmp_path / "report.eml")


def reports(tmp_path: Path) -> list[dict[str, Any]]:
    value = read_yaml((tmp_path / LOG).read_bytes())[0]
    assert isinstance(value, dict)
    found: list[dict[str, Any]] = value["impostor_reports"]
    return found


def test_a_message_of_the_public_becomes_a_report_in_the_private_log_alone(records: Records, tmp_path: Path) -> None:
    code, out, err = records("new", "--answers", report(tmp_path), "--keep", "--entered-by", "ana")
    assert code == 0, out + err
    (found,) = reports(tmp_path)
    evidence = found.pop("evidence")
    assert found == {"on": "2026-09-02", "address": ADDRESS, "seen": SEEN, "reported_by": "public"}
    assert evidence["known_by"] == "by-message"
    public = "".join(path.read_text("utf-8") for path in (tmp_path / "root").rglob("*.yml"))
    assert "ParksTestHelp" not in public


def test_without_the_private_root_a_report_is_refused_and_nothing_is_written(records: Records, tmp_path: Path) -> None:
    code, out, err = records("new", "--answers", report(tmp_path), "--keep", "--entered-by", "ana", private=False)
    assert (code, out) == (2, "")
    assert "needs the private root; name it with --private DIR" in err
    assert not (tmp_path / "root/registry/operations").exists()


@pytest.mark.parametrize(
    "lines",
    [
        ("  address: ''", f"  seen: {SEEN}"),
        (f"  address: {ADDRESS}",),
        (f"  address: {ADDRESS}", f"  seen: {SEEN}", "  reported_by: Jane Doe"),
        ('  address: "two\\nlines"', f"  seen: {SEEN}"),
        (f"  address: {ADDRESS}", f"  seen: {SEEN}", "  looks: nothing"),
    ],
)
def test_a_report_that_says_too_little_or_something_else_is_refused(
    records: Records, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    code, _, err = records("new", "--answers", report(tmp_path, *lines), "--keep", "--entered-by", "ana")
    assert code in (1, 2)
    assert "Traceback" not in err
    assert not (tmp_path / LOG).exists()


def test_a_report_is_followed_until_the_account_is_gone(records: Records, tmp_path: Path) -> None:
    records("new", "--answers", report(tmp_path), "--keep", "--entered-by", "ana")

    def owed(day: str) -> list[str]:
        code, out, _ = records("tasks", "--as-of", day, "--ahead", "0", "--format", "csv")
        assert code == 0
        return [line.split(",")[0] for line in out.splitlines() if line.startswith("impostor-")]

    assert owed("2026-09-03") == ["impostor-look", "impostor-answer"]
    words = ("new", "impostor-look", "parks-x")
    assert records(*words, "--on", "2026-09-03", "--found", "impersonation", "--by", "ana")[0] == 0
    assert sorted(owed("2026-09-03")) == ["impostor-answer", "impostor-platform", "impostor-warning"]
    day = "2026-09-03"
    told = ("--platform-told-on", day, "--warned-on", day, "--reporter-answered-on", day)
    done = (*told, "--platform-reference", "Case 48151623")
    code, out, err = records("change", "impostor-report", "parks-x", *done)
    assert code == 0, out + err
    assert owed("2026-09-03") == []
    assert owed("2026-09-17") == ["impostor-again"]
    assert "'Case 48151623' there" in records("tasks", "--as-of", "2026-09-17", "--format", "csv")[1]
    assert [one["found"] for one in reports(tmp_path)[0]["looks"]] == ["impersonation"]
    code, out, _ = records("tasks", "--as-of", "2026-09-17", "--format", "csv", private=False)
    assert (code, "impostor" in out) == (0, False)


def test_the_page_leads_to_an_e_mail_and_to_no_public_forge(tmp_path: Path, shells: Shells) -> None:
    data = small(tmp_path, ACTIVE)
    data.register.of("portal")["portal"].value["forge"] = {"url": "https://forge.example/lakeland/records"}
    pages = rendered(data, shells)
    page = pages["request/impostor-report/"]
    assert "issues/new" not in page
    assert "issues/new" in pages["request/escalation/"]
    assert "The address of the account&#39;s page, or its name and the platform." in page
    assert 'href="../request/impostor-report/"' in pages["check/"]


def test_what_was_found_is_not_said_anew_by_a_change(records: Records, tmp_path: Path) -> None:
    records("new", "--answers", report(tmp_path), "--keep", "--entered-by", "ana")
    records("new", "impostor-look", "parks-x", "--on", "2026-09-03", "--found", "impersonation", "--by", "ana")
    before = (tmp_path / LOG).read_bytes()
    again = ("--set", "looks.0.on=2026-09-03", "--set", "looks.0.found=gone")
    code, out, err = records("change", "impostor-report", "parks-x", *again)
    assert (code, out) == (2, ""), err
    assert err.count("\n") == 1
    assert (tmp_path / LOG).read_bytes() == before


def test_everything_about_impostors_is_private() -> None:
    forms = [name for name in FORMS if name.startswith("impostor")]
    assert sorted(forms) == ["impostor-look", "impostor-report", "impostor-report-change"]
    assert [name for name in forms if not FORMS[name].is_private] == []
    assert [page.kind for page in every_form_page() if page.kind.startswith("impostor") and not page.is_private] == []
