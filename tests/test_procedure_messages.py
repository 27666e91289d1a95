"""The messages of the procedures: who gets each, what each says, and the three forms in which it is handed out."""

from __future__ import annotations

import email
import json
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from pathlib import Path
from string import Formatter
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from records_portal.answers.block import read_answers
from records_portal.answers.procedure.message_rows import ProcedureMessage
from records_portal.answers.procedure.message_table import MESSAGES, message_for, message_named
from records_portal.files.yaml_text import dump_yaml
from records_portal.portal.pages.forms.ways import OPEN_NAMES
from records_portal.register.findings import Refusal
from tests.test_message_replies import ACCOUNT, DIRECTION, LIVE, SITE, office, records

HEAD, DIRECTOR, CTO = "agency-head", "communications-director", "cto-cio"
TEAM, LIAISON, ADMINISTRATOR = "web-content-team", "it-web-liaison", "site-administrator"
UNIT = "records-management-unit"
# as both documents have them, read there: from, to, or to, copies
SENT: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "request": (LIAISON, (DIRECTOR,), (), (CTO, TEAM, HEAD)),
    "decision": (DIRECTOR, (LIAISON,), (), (CTO, HEAD)),
    "activation": (LIAISON, (TEAM,), (), (CTO, DIRECTOR)),
    "registration": (TEAM, (LIAISON, ADMINISTRATOR), (), ()),
    "designation": (HEAD, (CTO,), (), ()),
    "addition": (HEAD, (CTO,), (), ()),
    "removal": (HEAD, (TEAM,), (CTO,), ()),
    "credential-change": (ADMINISTRATOR, (TEAM,), (CTO,), ()),
    "usage-report": (ADMINISTRATOR, (TEAM,), (), ()),
    "disposition-access": (ADMINISTRATOR, (TEAM,), (CTO,), ()),
    "disposition-access-consultation": (TEAM, (UNIT,), (), ()),
    "disposition-access-informed": (TEAM, (ADMINISTRATOR,), (), ()),
    "ongoing-authority": (ADMINISTRATOR, (UNIT,), (), ()),
    "ongoing-authority-renewal": (ADMINISTRATOR, (UNIT,), (), ()),
    "author-notice": (ADMINISTRATOR, (), (), ()),
    "direction": (HEAD, (CTO,), (), (ADMINISTRATOR, TEAM)),
    "hold-question": (ADMINISTRATOR, ("records-officer", "counsel"), (), ()),
    "ongoing-authority-end": (ADMINISTRATOR, (UNIT,), (), ()),
    "closing-notice": (ADMINISTRATOR, (TEAM,), (), ()),
    "final-copy": (ADMINISTRATOR, (TEAM,), (), ()),
    "final-notice": (ADMINISTRATOR, (CTO,), (), (TEAM, HEAD)),
    "credentials": (ADMINISTRATOR, (CTO,), (), (TEAM, HEAD)),
    "documentation": (CTO, (TEAM,), (), ()),
    "terms-of-use": (LIAISON, ("counsel", "software-licensing"), (), ()),
    "confidentiality": (CTO, ("counsel",), (), ()),
    "comment-regulations": (ADMINISTRATOR, ("counsel",), (), ()),
    "training-notice": ("human-resources", ("the-person",), (), (CTO,)),
    "training-acknowledgement": ("the-person", ("human-resources",), (), (CTO,)),
    "audit-notice": ("internal-audit", (HEAD,), (), (CTO, TEAM)),
    "personal-accounts": (HEAD, ("the-person",), (), ("human-resources",)),
    "vetting": (ADMINISTRATOR, (DIRECTOR,), (), ()),
    "copyright-permission": (ADMINISTRATOR, (), (), ()),
}
ROLES = [
    {"role": DIRECTOR, "title": "Director of Communications", "email": "communications@lakeland.example"},
    {"role": CTO, "title": "CTO", "email": "cto@lakeland.example"},
]
NINE = [
    "1. Keeping the site/service content up to date;",
    "2. Posting a moderation statement;",
    "3. Ensuring the site/service is monitored and moderated on a daily basis;",
    "4. Taking moderation actions as appropriate;",
    "5. Following the applicable records retention and disposition procedures;",
    "6. Ensuring the agency has an authoring process in place;",
    "7. Complying with litigation hold/discovery instructions and the law on public records;",
    "8. Reporting all changes in login credentials to the Web and Content Management Team or the CTO/CIO;",
    "9. Providing reports on site/service usage and effectiveness.",
]
Outcome = tuple[int, str, str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = office(tmp_path / "root", LIVE)
    settings = {"title": "Test", "time_zone": "UTC", "fiscal_year_start": "07-01", "roles": ROLES}
    (folder / "registry/portal.yml").write_text(dump_yaml(settings), encoding="utf-8")
    return folder


@pytest.fixture
def message(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str) -> Outcome:
        code = records(root, tmp_path / "cache", "message", *arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def spaced(text: str) -> str:
    return " ".join(text.split())


def test_each_message_goes_to_whom_the_documents_say() -> None:
    assert {name: (row.sender, row.to, row.or_to, row.copies) for name, row in MESSAGES.items()} == SENT


def test_a_message_is_found_by_its_name_or_by_what_it_prepares() -> None:
    assert message_named("review") is MESSAGES["decision"]
    assert message_for("site") is MESSAGES["request"]
    assert message_for("designation") is MESSAGES["designation"]
    with pytest.raises(Refusal, match=r"message 'decisoin' is not known; did you mean 'decision'\?"):
        message_named("decisoin")


def test_a_designation_states_all_nine_responsibilities(message: Any) -> None:
    code, out, _ = message("designation", "--site", "parks-x", "--person", "Gus")
    assert code == 0
    assert [each for each in NINE if each not in spaced(out)] == []
    assert "I confirm and designate Gus as administrator of this site or service: Parks on X" in spaced(out)
    assert len(read_answers(out).values["responsibilities"]) == 9


def test_a_request_says_its_six_contents_in_the_procedures_order(message: Any) -> None:
    _, out, err = message("request", "--site", "trails-x", "--by", "gus")
    six = ["agency", "type", "purpose", "communication_types", "justification", "terms_url", "proposed_administrators"]
    assert list(read_answers(out).values)[:7] == six
    assert out.splitlines()[:4] == [
        "From: Gus (IT/Web liaison) (address not in the register)",
        "To: Dora (Director of Communications) <communications@lakeland.example>",
        "Cc: Emil (CTO) <cto@lakeland.example>; Lena (Web and Content Management Team) (address not in the register); "
        "Ana (Head of agency) (address not in the register)",
        "Subject: Request to establish a social media site or service: Parks",
    ]
    assert err.splitlines() == [
        "to fill in: the address of Lena (Web and Content Management Team)",
        "to fill in: the address of Ana (Head of agency)",
        "to fill in: type, purpose, communication_types, justification, terms_url, proposed_administrators",
    ]


def test_an_address_comes_from_the_register_or_not_at_all(root: Path, message: Any) -> None:
    file = root / "registry/agencies/parks.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("office: Web team", "office: Web team\n  email: office@parks.example"), "utf-8")
    told = json.loads(message("decision", "--site", "parks-x", "--format", "json")[1])
    assert told["to"] == [{"words": "Gus (IT/Web liaison)", "email": ""}]
    assert told["copies_to"] == [
        {"words": "Emil (CTO)", "email": "cto@lakeland.example"},
        {"words": "Ana (Head of agency)", "email": "office@parks.example"},
    ]


def test_a_draft_is_a_message_that_any_program_opens(message: Any, tmp_path: Path) -> None:
    file = tmp_path / "draft.eml"
    code, out, _ = message(
        "direction", "--site", "parks-x", "--set", "reason=Zoë: “nobody” reads it", "--out", str(file)
    )
    assert (code, out) == (0, f"{file} written\n")
    data = file.read_bytes()
    head = data.split(b"\r\n\r\n")[0]
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert data.isascii()
    mail: Any = email.message_from_bytes(data, policy=policy.default)
    assert (mail["From"].groups[0].display_name, mail["From"].addresses) == ("Ana (Head of agency)", ())
    assert [each.addr_spec for each in mail["To"].addresses] == ["cto@lakeland.example"]
    assert [each.display_name for each in mail["Cc"].groups] == [
        "Hana (Site administrator)", "Lena (Web and Content Management Team)",
    ]  # fmt: skip
    assert mail["Date"].datetime == datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert (mail["X-Unsent"], mail["Message-ID"], b"\r\nMIME-Version: 1.0" in head) == ("1", None, True)
    assert read_answers(mail.get_content().replace("\r\n", "\n")).values["reason"] == "Zoë: “nobody” reads it"
    code, _, err = message("direction", "--site", "parks-x", "--out", str(file))
    assert (code, err) == (2, f"records: {str(file)!r} exists already; name another file, or remove it\n")


def test_a_draft_is_no_evidence(message: Any, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "draft.eml"
    message("direction", "--site", "parks-x", "--set", "reason=Over", "--out", str(file))
    assert records(root, tmp_path / "cache", "new", "--answers", str(file)) == 2
    assert "the message has no readable Message-ID" in capsys.readouterr().err


def test_a_reply_stands_below_the_message_that_it_answers(root: Path, message: Any, tmp_path: Path) -> None:
    site = root / SITE
    text = site.read_text(encoding="utf-8")
    evidence = "  evidence:\n    form: e-mail\n    reference: <1@parks.example>\n"
    site.write_text(
        text.replace("  role: communications-director\n", f"  role: communications-director\n{evidence}", 1)
    )
    message("activation", "--site", "parks-x", "--out", str(tmp_path / "a.eml"))
    mail = email.message_from_bytes((tmp_path / "a.eml").read_bytes(), policy=policy.default)
    assert (mail["In-Reply-To"], mail["References"]) == ("<1@parks.example>", "<1@parks.example>")
    assert "  The request was reviewed, 2026-08-02, <1@parks.example>" in message("activation", "--site", "parks-x")[1]


def test_what_a_record_holds_opens_no_second_header(root: Path, message: Any, tmp_path: Path) -> None:
    hostile = 'Ana", <evil@x.example>, "\u00e9 {site} Bcc: evil@x.example'
    file = root / "registry/people/ana.yml"
    value = {
        "name": hostile, "title": "Head", "agency": "parks", "roles": [{"role": HEAD, "from_on": "2020-01-01"}],
    }  # fmt: skip
    file.write_text(dump_yaml(value), encoding="utf-8")
    code, out, _ = message("decision", "--site", "parks-x", "--out", str(tmp_path / "a.eml"))
    assert code == 0, out
    mail: Any = email.message_from_bytes((tmp_path / "a.eml").read_bytes(), policy=policy.default)
    assert [each.addr_spec for each in mail["Cc"].addresses] == ["cto@lakeland.example"]
    raw = dict(mail.raw_items())["Cc"].split(":;")[0].partition(",")[2].strip()
    assert str(make_header(decode_header(raw))) == f"{hostile} (Head of agency)"
    assert sorted(mail.keys()) == sorted(
        ["From", "To", "Cc", "Subject", "Date", "X-Unsent", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
    )


def test_a_mail_address_carries_everything_and_says_when_it_is_too_long(message: Any) -> None:
    code, out, err = message("direction", "--site", "parks-x", "--set", "reason=Over", "--format", "mailto")
    link = urlsplit(out.strip())
    asked = parse_qs(link.query)
    assert (code, link.scheme, link.path) == (0, "mailto", "cto@lakeland.example")
    assert read_answers(asked["body"][0]).values["reason"] == "Over"
    assert "use --out FILE.eml" not in err
    long = "reason=" + "Nobody reads it. " * 90
    _, out, err = message("direction", "--site", "parks-x", "--set", long, "--format", "mailto")
    assert f"this address has {len(out.strip()):,} characters; Windows hands on 1,900: use --out FILE.eml" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["direction"], "direction is about site: name it with --site SITE"),
        (["direction", "--site", "park-x"], "'park-x' is not in the register; did you mean 'parks-x'?"),
        (["direction", "--site", "parks-x", "--to", "counsel"], "direction does not go to 'counsel'; cto-cio"),
        (
            ["direction", "--site", "parks-x", "--set", "reasn=x"],
            "'reasn' is not asked here; one of on, by, role, copies_to, evidence, note, reason",
        ),
        (["direction", "--site", "parks-x", "--by", "nobody"], "'nobody' is not in the register; "),
        (["decision", "--site", "parks-x", "--set", "decision=maybe"], "'maybe' is not known here"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(message: Any, arguments: list[str], said: str) -> None:
    code, out, err = message(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_the_list_says_each_step_with_its_people(message: Any) -> None:
    code, out, _ = message()
    lines = out.splitlines()
    assert (code, len(lines)) == (0, 2 * len(MESSAGES))
    assert lines[:2] == [
        "request: New Jersey, Establishing a site, step 1",
        "  from IT/Web liaison to Director of Communications; copies to CTO, Web and Content Management Team, "
        "Head of agency",
    ]
    assert "  from Head of agency to Web and Content Management Team or CTO" in lines


def test_a_blank_that_takes_some_words_only_says_which(message: Any) -> None:
    _, out, _ = message("decision", "--site", "parks-x")
    assert "One of these words:\n  decision: approved or rejected\n\n--- records answers 1 ---" in out
    _, out, _ = message("decision", "--site", "parks-x", "--set", "decision=approved")
    assert "One of these words" not in out
    _, out, _ = message("documentation", "--site", "parks-x")
    assert "  handle_fate: parked, deleted, transferred or lost\n" in out


def test_the_final_notice_speaks_of_credentials_and_holds_none(root: Path, message: Any) -> None:
    site = office(root, [*LIVE, DIRECTION]) / SITE
    assert site.is_file()
    _, out, _ = message("final-notice", "--site", "parks-x", "--by", "gus")
    said = spaced(out)
    assert "No user name and password is in this message, and none belongs into an answer." in said
    assert ACCOUNT["url"] in said
    assert "The head of the agency ordered the site closed, 2026-08-10" in said
    assert set(read_answers(out).values) == {"on", "by", "role", "copies_to", "access_blocked_on", "contents"}


@pytest.mark.parametrize("row", MESSAGES.values(), ids=MESSAGES)
def test_a_form_page_has_words_for_all_that_a_message_leaves_open(row: ProcedureMessage) -> None:
    """A page is built before anything is answered: a name in a message that it has no words for stops the build."""
    for template in (row.subject, *row.body):
        asked = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
        assert asked <= OPEN_NAMES.keys()
