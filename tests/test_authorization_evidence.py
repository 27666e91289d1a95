"""What the State answered: its document is kept and read; a wrong one of the right form is refused."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path
from typing import Any

import pytest

from records_portal.answers.evidence_text import document_kind, evidence_readings
from records_portal.answers.pdf_text import pdf_readings
from records_portal.disposal.evidence_reading import how_read
from records_portal.register.findings import Refusal
from tests.test_authorization_commands import ONE_OFF, ONGOING, Office

LETTER = "State Archives\nDecember 1, 2026\n\nAuthorization A-2026-0311 for series 100 of the Parks general schedule.\n"
MAIL = (
    "From: archives@state.example\r\nTo: parks@parks.example\r\nMessage-ID: <4711@state.example>\r\n"
    "Date: Fri, 20 Nov 2026 09:00:00 -0500\r\nSubject: Request 521188\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n"
)
GRANTED = ("--status", "approved", "--by", "State Archives", "--number", "A-2026-0311", "--entered-by", "ed-admin")


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    made = Office(tmp_path, capsys)
    assert made.run(*ONE_OFF, "--id", "a-1")[0] == 0
    (tmp_path / "root-store").mkdir()
    return made


def document(office: Office, name: str, data: str | bytes) -> Path:
    file = office.folder / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


def evidence_in_store(office: Office) -> list[str]:
    folder = office.folder / "root-store/evidence"
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def test_the_answer_is_kept_under_its_digest_and_the_record_names_it(office: Office) -> None:
    file = document(office, "answer.eml", MAIL + LETTER.replace("\n", "\r\n"))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    code, _, err = office.run("authorization", "answer", "a-1", *GRANTED, "--evidence", file)
    assert code == 0, err
    assert evidence_in_store(office) == [f"{digest}.eml"]
    assert office.record("a-1")["status"][1] == {
        "status": "approved",
        "on": "2026-11-20",
        "by": "State Archives",
        "number": "A-2026-0311",
        "evidence": {
            "form": "e-mail",
            "reference": "<4711@state.example>",
            "dated_on": "2026-11-20",
            "digest": digest,
            "entered_by": "ed-admin",
        },
        "read": "text",
    }
    assert "records approve authorizations/a-1 --act approve --act witness-evidence" in err


@pytest.mark.parametrize(
    ("name", "data", "lacks"),
    [
        ("other.txt", LETTER.replace("0311", "0312"), "number 'A-2026-0311'"),
        ("longer.txt", LETTER.replace("0311", "03110"), "number 'A-2026-0311'"),
        ("series.txt", LETTER.replace("series 100", "series 1000"), "series '100'"),
        ("prefix.txt", LETTER.replace("series 100", "series 100-a"), "series '100'"),
        ("dotted.txt", LETTER.replace("series 100", "series 100.2"), "series '100'"),
        ("word.txt", LETTER.replace("series 100", "series 100_b"), "series '100'"),
        ("within.txt", LETTER.replace("A-2026", "X-A-2026"), "number 'A-2026-0311'"),
        ("letters.txt", LETTER.replace("0311", "0311b"), "number 'A-2026-0311'"),
        ("nothing.txt", "Thank you for your message.", "number 'A-2026-0311' nor series '100'"),
        ("quoted.eml", MAIL + "> Authorization A-2026-0311, series 100\r\n\r\nWe did not find it.\r\n", "number"),
    ],
)
def test_a_wrong_document_of_the_right_form_is_refused(name: str, data: str, lacks: str, office: Office) -> None:
    said = office.refusal("authorization", "answer", "a-1", *GRANTED, "--evidence", document(office, name, data))
    assert said.startswith(f"the document does not say {lacks}")
    assert said.endswith("it is evidence of something else, look for the answer to this request")
    assert evidence_in_store(office) == []


@pytest.mark.parametrize(
    "words", ["DENIED", "rejected", "not approved", "disapproved", "refused", "not\n  been granted"]
)
def test_a_document_that_says_no_is_no_grant(words: str, office: Office) -> None:
    letter = f"Your request A-2026-0311 for series 100 is {words}.\n"
    file = document(office, "no.txt", letter)
    said = office.refusal("authorization", "answer", "a-1", *GRANTED, "--evidence", file)
    shown = " ".join(words.lower().split())
    assert said.startswith(f"the document says {shown!r} near the number 'A-2026-0311', so it is no grant; ")
    assert evidence_in_store(office) == []
    assert how_read([letter], "A-2026-0311", ["parks-general#100"], denies=True) == "text"
    far = "Authorization A-2026-0311: series 100." + " and so on" * 40 + " An application for a copy was denied."
    assert how_read([far], "A-2026-0311", ["parks-general#100"]) == "text"


def test_a_scan_is_read_by_eye_and_the_record_says_so(office: Office) -> None:
    file = document(office, "scan.pdf", b"%PDF-1.4\n1 0 obj\n<</Length 3>>\nstream\n\xff\xd8\xff\nendstream\n")
    code, _, err = office.run("authorization", "answer", "a-1", *GRANTED, "--evidence", file)
    assert code == 0, err
    assert office.record("a-1")["status"][1]["read"] == "by-eye"
    assert "no text could be got from it" in err


def test_a_document_that_comes_later_is_added_to_the_answer(office: Office) -> None:
    office.run("authorization", "answer", "a-1", *GRANTED[:-2])
    file = document(office, "answer.txt", LETTER)
    code, _, err = office.run("authorization", "answer", "a-1", "--evidence", file, "--entered-by", "ed-admin")
    assert code == 0, err
    assert office.record("a-1")["status"][1]["evidence"]["reference"] == "answer.txt"
    said = office.refusal("authorization", "answer", "a-1", "--evidence", file, "--entered-by", "ed-admin")
    assert said.endswith("status.1.evidence stands already; what was written is not changed")


@pytest.mark.parametrize(
    ("given", "lacks"),
    [((), "--number and --by"), (("--number", "A-1"), "--by"), (("--by", "State Archives"), "--number")],
)
def test_a_grant_without_number_or_signer_is_refused(given: tuple[str, ...], lacks: str, office: Office) -> None:
    assert office.refusal("authorization", "answer", "a-1", "--status", "approved", *given) == (
        f"an authority that was granted has a number and somebody who signed it; add {lacks}"
    )


PARTICULARS = [
    {"particular": "inclusive-dates", "citation": "N.J.A.C. 15:3-2.2"},
    {"particular": "medium", "citation": "N.J.A.C. 15:3-2.2"},
    {"particular": "litigation-clearance", "citation": "Form CR-AA-0005"},
]


def asks_for(office: Office) -> None:
    office.change("schedules/parks-general.yml", lambda value: value | {"request_particulars": PARTICULARS})


def test_a_request_that_lacks_a_particular_is_not_handed_in(office: Office) -> None:
    asks_for(office)
    missing = (
        "'a-1' does not say medium (N.J.A.C. 15:3-2.2), litigation-clearance (Form CR-AA-0005); enter it before it is "
        "handed in"
    )
    assert office.refusal("authorization", "answer", "a-1", "--request-number", "521188") == missing
    assert office.refusal("authorization", "answer", "a-1", *GRANTED[:-2]) == missing
    assert office.refusal("authorization", "form", "a-1", "--out", office.folder / "out") == missing


def test_a_request_that_says_all_is_handed_in_and_the_form_says_what_counsel_has_not_confirmed(office: Office) -> None:
    asks_for(office)
    _, _, err = office.run(*ONE_OFF, "--id", "a-2")
    assert "before it is handed in: medium (N.J.A.C. 15:3-2.2), litigation-clearance (Form CR-AA-0005)" in err
    office.run(*ONE_OFF, "--id", "a-3", "--medium", "Files", "--cleared", "litigation", "cy-cto")
    assert office.run("authorization", "answer", "a-3", "--request-number", "521188")[0] == 0
    code, _, err = office.run("authorization", "form", "a-3", "--out", office.folder / "out")
    assert (code, "Counsel has not confirmed that these are asked for: inclusive-dates, medium" in err) == (0, True)


def test_every_shipped_schedule_names_what_its_jurisdiction_asks_for() -> None:
    from records_portal.files.yaml_text import read_yaml

    folder = Path(__file__).parents[1] / "schedules"
    for name in (
        "new-jersey-general",
        "missouri",
        "north-carolina-functional",
        "texas-582",
        "florida-gs1",
        "nara-grs-6-4",
    ):
        value: dict[str, Any] = read_yaml((folder / f"{name}.yml").read_bytes())[0]
        table = value["request_particulars"]
        assert len(table) >= 5, name
        assert all(each["citation"] and "confirmed" not in each for each in table), name


def test_a_renewal_keeps_its_document_too(office: Office) -> None:
    office.run(*ONGOING, "--id", "copies")
    office.run("authorization", "answer", "copies", "--status", "approved", "--by", "State", "--number", "A-1")
    file = document(office, "renewal.txt", "A-2 renews the authority for series 200.")
    arguments = ("renew", "copies", "--until", "2028-11-20", "--by", "State", "--entered-by", "ed-admin")
    code, _, err = office.run("authorization", *arguments, "--number", "A-2", "--evidence", file)
    assert code == 0, err
    assert office.record("copies")["renewals"][0]["read"] == "text"


def test_an_answer_that_granted_one_request_is_not_entered_for_another(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-2")
    letter = document(office, "answer.eml", MAIL + LETTER.replace("\n", "\r\n"))
    office.run("authorization", "answer", "a-1", *GRANTED, "--evidence", letter)
    told = "'a-1', and one answer grants one request; enter the State's answer to 'a-2', or follow the other with"
    for number in ("A-2026-0311", "a\u20102026\u20100311"):  # a typesetter's hyphens
        entered = [each if each != "A-2026-0311" else number for each in GRANTED]
        for document_given in ((), ("--evidence", letter)):
            refusal = office.refusal("authorization", "answer", "a-2", *entered, *document_given)
            assert f"number 'A-2026-0311' grants {told}" in refusal


def test_one_document_with_two_numbers_is_entered_for_one_request(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-2")
    both = document(office, "both.txt", LETTER + "\nSo does A-2026-0312.")
    office.run("authorization", "answer", "a-1", *GRANTED, "--evidence", both)
    others = [each if each != "A-2026-0311" else "A-2026-0312" for each in GRANTED]
    refusal = office.refusal("authorization", "answer", "a-2", *others, "--evidence", both)
    assert refusal.startswith(f"document '{hashlib.sha256(both.read_bytes()).hexdigest()[:40]}' grants 'a-1', and one")


def test_an_answer_entered_for_the_wrong_request_is_followed_by_denied_and_entered_for_the_right_one(
    office: Office,
) -> None:
    office.run(*ONE_OFF, "--id", "a-2")
    letter = document(office, "answer.eml", MAIL + LETTER.replace("\n", "\r\n"))
    office.run("authorization", "answer", "a-1", *GRANTED, "--evidence", letter)
    office.run("authorization", "answer", "a-1", "--status", "denied", "--reason", "The letter answers a-2.")
    code, _, err = office.run("authorization", "answer", "a-2", *GRANTED, "--evidence", letter)
    assert code == 0, err


@pytest.mark.parametrize(
    "number",
    [
        "\uff21-2026-0311",  # a wide letter
        "\u0410-2026-0311",  # a letter of another script
        "A/2026/0311",
        "A 2026.0311:",
        "A-2O26-O3ll",  # letters for digits
        "A\u200b-2026-0311",
    ],
)
def test_a_number_is_its_letters_and_digits_as_they_are_seen(number: str, office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-2")
    office.run("authorization", "answer", "a-1", *GRANTED)
    entered = [each if each != "A-2026-0311" else number for each in GRANTED]
    refusal = office.refusal("authorization", "answer", "a-2", *entered)
    assert refusal.startswith("number 'A-2026-0311' grants 'a-1', and one answer grants one request; ")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("Authorization", "has no digit"),
        ("100", "is the series 'parks-general#100'"),
        ("Series 100", "is the series 'parks-general#100'"),
    ],
)
def test_a_word_of_the_letter_is_no_number_of_an_authorization(number: str, why: str, office: Office) -> None:
    entered = [each if each != "A-2026-0311" else number for each in GRANTED]
    assert office.refusal("authorization", "answer", "a-1", *entered) == (
        f"the number {number!r} {why}, so it is no number of an authorization; enter the one in the answer"
    )


@pytest.mark.parametrize(
    "letter",
    [
        LETTER + "\nYour reference 2026-7.\n",
        LETTER.replace("A-2026-0311", "2026-7, that is A 2026\n0311,"),
        LETTER.replace("A-2026-0311", "2026-7 (\u0410\u20112026\u20110311)"),
    ],
)
def test_a_document_that_tells_the_number_of_another_answer_is_no_answer_of_its_own(
    letter: str, office: Office
) -> None:
    office.run(*ONE_OFF, "--id", "a-2")
    first = document(office, "first.txt", LETTER)
    assert office.run("authorization", "answer", "a-1", *GRANTED, "--evidence", first)[0] == 0
    entered = [each if each != "A-2026-0311" else "2026-7" for each in GRANTED]
    second = document(office, "second.txt", letter)
    assert office.refusal("authorization", "answer", "a-2", *entered, "--evidence", second).startswith(
        "what the document says is no answer of its own: number 'A-2026-0311' grants 'a-1', and one answer grants one "
    )
    assert len(evidence_in_store(office)) == 1


def test_one_text_is_one_document_whatever_its_bytes(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-2")
    both = LETTER + "\nSo does 2026-7.\n"
    office.run("authorization", "answer", "a-1", *GRANTED, "--evidence", document(office, "a.txt", both))
    office.change("schedules/authorizations/a-1.yml", lambda value: renumbered(value, "2026-9"))
    entered = [each if each != "A-2026-0311" else "2026-7" for each in GRANTED]
    again = document(office, "b.txt", both.replace("\n", " \r\n"))
    assert office.refusal("authorization", "answer", "a-2", *entered, "--evidence", again).startswith(
        f"what the document says is no answer of its own: document '{hashlib.sha256(both.encode()).hexdigest()[:40]}'"
    )


def renumbered(value: dict[str, Any], number: str) -> dict[str, Any]:
    pending, approved = value["status"]
    return value | {"status": [pending, approved | {"number": number}]}


def test_a_longer_number_is_an_answer_of_its_own(office: Office) -> None:
    office.run(*ONE_OFF, "--id", "a-2")
    office.run("authorization", "answer", "a-1", *GRANTED, "--evidence", document(office, "first.txt", LETTER))
    entered = [each if each != "A-2026-0311" else "A-2026-0311-2" for each in GRANTED]
    second = document(office, "second.txt", LETTER.replace("A-2026-0311", "A-2026-0311-2"))
    code, _, err = office.run("authorization", "answer", "a-2", *entered, "--evidence", second)
    assert code == 0, err


def test_one_letter_may_renew_what_it_granted(office: Office) -> None:
    office.run(*ONGOING, "--id", "copies")
    letter = document(office, "both.txt", "A-1 grants the authority for series 200, and renews it yearly.")
    said = ("--by", "State", "--number", "A-1", "--entered-by", "ed-admin", "--evidence", letter)
    assert office.run("authorization", "answer", "copies", "--status", "approved", *said)[0] == 0
    code, _, err = office.run("authorization", "renew", "copies", "--until", "2028-11-20", *said)
    assert code == 0, err


def test_a_renewals_document_that_comes_later_is_added_to_the_renewal(office: Office) -> None:
    office.run(*ONGOING, "--id", "copies")
    office.run("authorization", "answer", "copies", "--status", "approved", "--by", "State", "--number", "A-1")
    office.run("authorization", "renew", "copies", "--until", "2028-11-20", "--by", "State", "--number", "A-2")
    right = document(office, "renewal.txt", "A-2 renews the authority for series 200.")
    wrong = document(office, "grant.txt", "A-1 grants the authority for series 200.")
    entered = ("--entered-by", "ed-admin")
    assert "number 'A-2'" in office.refusal("authorization", "answer", "copies", "--evidence", wrong, *entered)
    code, _, err = office.run("authorization", "answer", "copies", "--evidence", right, *entered)
    assert code == 0, err
    value = office.record("copies")
    assert ("evidence" in value["renewals"][0], "evidence" in value["status"][1]) == (True, False)


def test_a_pdf_is_read_through_its_fonts_own_table() -> None:
    """Two-byte codes, shown in two strings; the table says which characters they are."""
    table = b"1 beginbfrange\n<0001> <0003> <0041>\nendbfrange 1 beginbfchar\n<0009> <002D>\nendbfchar"
    page = b"BT /f0 12 Tf [<00010009> 20 (\\000\\002)] TJ <0003> Tj ET"
    streams = b"".join(
        b"%d 0 obj\n<< /Length 1 /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n"
        % (number, zlib.compress(each))
        for number, each in enumerate((table, page), 1)
    )
    assert "A-BC" in pdf_readings(b"%PDF-1.7\n" + streams)


def test_our_own_letters_can_be_read(office: Office) -> None:
    code, _, _ = office.run("authorization", "form", "a-1", "--out", office.folder / "out")
    readings = evidence_readings((office.folder / "out/a-1-request.pdf").read_bytes())
    assert (code, how_read(readings, "2026-12-24", ["parks-general#100"])) == (0, "text")
    with pytest.raises(Refusal, match="number 'A-2026-0311'"):
        how_read(readings, "A-2026-0311", ["parks-general#100"])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (MAIL.encode(), "message"),
        ("Grüße".encode(), "text"),
        (b"\xff\xd8\xff\xe0", "other"),
        (b"a\0b", "other"),
    ],
)
def test_a_document_is_known_by_its_bytes(data: bytes, kind: str) -> None:
    assert document_kind(data) == kind


def test_what_is_attached_to_a_message_is_read(office: Office) -> None:
    import base64

    attached = base64.encodebytes(LETTER.encode()).decode().replace("\n", "\r\n")
    data = (
        MAIL.replace("text/plain; charset=utf-8", 'multipart/mixed; boundary="b"')
        + "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee the letter.\r\n"
        + '--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename="l.txt"\r\n'
        + f"Content-Transfer-Encoding: base64\r\n\r\n{attached}\r\n--b--\r\n"
    )
    assert how_read(evidence_readings(data.encode()), "A-2026-0311", ["parks-general#100"]) == "text"
