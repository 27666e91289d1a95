"""Documents are read here as their readers do: the text of each page, tagging, fonts that lack a character, lengths."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records_portal.documents import certificate, hold_letter, request_form, request_pdf, transfer_list
from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.retention.item_lists import RetainedItem, items_digest
from records_portal.retention.statuses import Retention
from records_portal.retention.transfer_particulars import PARTICULARS, transfer_particulars
from tests.pdf_text import line_count, pdf_pages, squeezed
from tests.roots import load, root_files, with_counsel

AS_OF = date(2026, 11, 20)
TODAY = "2026-11-20"
BO = {"name": "Bo Lind", "title": "Counsel", "agency": "parks", "roles": [{"role": "counsel", "from_on": "2020-01-01"}]}
ITEMS = [RetainedItem("parks-x", str(number), 1, "post", "routine", f"2020-03-0{number}") for number in (1, 2, 3)]
REQUEST: dict[str, Any] = {
    "kind": "one-off",
    "series": "local#routine",
    "sites": ["parks-x"],
    "span": {"from_on": "2020-03-01", "to_on": "2020-03-31"},
    "volume": 3,
    "method": "destroy",
    "medium": "Files in a capture",
    "location": "Store of the parks",
    "clearances": [
        {"kind": "audit", "on": "2026-09-01", "by": "ana"},
        {"kind": "litigation", "on": "2026-09-02", "by": "bo"},
        {"kind": "public-records-request", "on": "2026-09-03", "by": "bo"},
    ],
    "requested": {
        "on": "2026-09-07",
        "by": "ana",
        "approver": "bo",
        "number": "521188",
        "proposed_on": "2026-10-12",
    },
    "status": [
        {"status": "pending", "on": "2026-09-07"},
        {"status": "approved", "on": "2026-09-28", "by": "State Archives", "number": "A-26-7"},
    ],
}
HOLD: dict[str, Any] = {
    "matter": "Creek v. Parks, docket 12",
    "kind": "litigation",
    "subject": "The flood of 2015.",
    "scope": {"sites": ["parks-x"], "from_on": "2015-01-01", "to_on": "2015-12-31"},
    "placed": {"on": "2026-02-03", "by": "bo", "letter": "Letter 7"},
    "notified": ["site-administrator", "ana"],
}
DISPOSITION: dict[str, Any] = {
    "authorization": "a-1",
    "series": "local#routine",
    "method": "destroy",
    "manner": "Files deleted, not overwritten",
    "on": "2026-10-12",
    "by": "ana",
    "role": "records-officer",
    "witness": "bo",
    "request_number": "521188",
    "authorization_number": "A-26-7",
    "authorized_on": "2026-09-28",
    "items": [{"site": "parks-x", "item": "1", "version": 1, "digest": "ab" * 32}],
    "items_digest": "cd" * 32,
    "span": {"from_on": "2020-03-01", "to_on": "2020-03-03"},
    "volume": {"amount": 1, "unit": "items", "bytes": 2_400},
    "received": [{"site": "parks-x", "capture": "2025-01-01-aa", "sha256": "ef" * 32, "conserved_on": "2026-10-12"}],
    "certificate": {"reference": "certificates/d-1.yml", "digest": "12" * 32, "issued_at": "2026-10-12T15:00:00Z"},
    "live_site": [{"site": "parks-x", "state": "still-there", "reason": "The platform is down."}],
    "copies_destroyed": [{"copy": "second-copy-of-store", "location": "Vault", "count": 1}],
    "corrections": [{"on": "2026-10-13", "by": "bo", "corrects": "witness", "reason": "Bo, not Al, was there."}],
}


@pytest.fixture
def register(tmp_path: Path) -> Register:
    files = with_counsel(root_files()) | {
        "registry/people/bo.yml": BO,
        "schedules/authorizations/a-1.yml": REQUEST,
        "schedules/dispositions/d-1.yml": DISPOSITION,
    }
    return load(tmp_path, files, {"registry/holds/creek.yml": HOLD})


def changed(register: Register, of: str, record_id: str, **changes: Any) -> Record[Any]:
    record: Record[Any] = register.of(of)[record_id]
    value = {name: value for name, value in {**record.value, **changes}.items() if value is not None}
    return replace(record, value=value)


def without(register: Register, kind: str) -> Register:
    return Register({name: records for name, records in register.records.items() if name != kind})


def request_fields(
    register: Register, items: list[RetainedItem], **changes: Any
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields of the form before anything was disposed of, and what it says of the list."""
    register = without(register, "dispositions")
    record = changed(register, "authorizations", "a-1", **changes)
    retention = Retention(register, AS_OF, items)
    form = request_form(register, record, retention, [retention.judge(item) for item in items])
    text = "".join(pdf_pages(request_pdf(register, form)))
    assert [value for _, value in form.fields if squeezed(value) not in text] == []
    return dict(form.fields), form.about_items


@pytest.mark.parametrize(
    ("kind", "roles", "receiver"),
    [
        ("state", [{"role": "auditor", "from_on": "2020-01-01"}], "State Auditor"),
        ("local", [{"role": "auditor", "from_on": "2020-01-01"}], "Bo Lind, Counsel"),
        ("local", [{"role": "auditor", "from_on": "2020-01-01", "to_on": "2021-01-01"}], "the auditor of Parks"),
        ("local", [{"role": "auditor", "from_on": "2020-01-01", "agency": "water"}], "the auditor of Parks"),
        ("local", [{"role": "counsel", "from_on": "2020-01-01"}], "the auditor of Parks"),
    ],
)
def test_the_form_says_to_whom_the_auditors_copy_goes(
    tmp_path: Path, kind: str, roles: list[dict[str, str]], receiver: str
) -> None:
    files = root_files() | {
        "registry/people/bo.yml": BO | {"roles": roles},
        "schedules/authorizations/a-1.yml": REQUEST,
    }
    files["registry/agencies/parks.yml"] |= {"kind": kind}
    asked = [{"particular": "auditors-copy", "citation": "N.J.A.C. 15:3-2.2"}]
    files["schedules/local.yml"] |= {"request_particulars": asked}
    fields, _ = request_fields(load(tmp_path, files), ITEMS)
    assert fields["Auditor's copy (N.J.A.C. 15:3-2.2)"] == receiver


def test_a_form_without_that_particular_names_no_copy(register: Register) -> None:
    assert [name for name in request_fields(register, ITEMS)[0] if "copy" in name] == []


def test_the_form_has_every_field_of_such_a_request(register: Register) -> None:
    fields, about = request_fields(register, ITEMS)
    assert fields == {
        "Agency": "Parks",
        "Requester": "Ana, Officer",
        "Agency approver": "Bo Lind, Counsel",
        "Schedule number": "Local, version 1",
        "Item number": "routine",
        "Series title": "Series routine",
        "Citation": "Schedule of the test",
        "Kind of request": "One-off",
        "Social media sites": "Parks on X (parks-x)",
        "Inclusive dates": "2020-03-01 to 2020-03-31",
        "Volume": "3",
        "Unit": "items",
        "Medium": "Files in a capture",
        "Location": "Store of the parks",
        "Disposition method": "destroy",
        "Audit clearance": "2026-09-01, Ana, Officer",
        "Litigation clearance": "2026-09-02, Bo Lind, Counsel",
        "Public records request clearance (OPRA)": "2026-09-03, Bo Lind, Counsel",
        "Proposed disposition date": "2026-10-12",
        "Submitted date": "2026-09-07",
        "Request number": "521188",
        "Status": "approved since 2026-09-28",
        "Authorization number": "A-26-7",
        "Authorization date": "2026-09-28",
        "Destroyed date": "",
        "Destroyed by": "",
        "Witness": "",
    }
    assert about[1] == "The request does not fix its list with a digest yet; nothing can be disposed of under it."


def test_the_form_says_whether_the_list_is_still_the_one_asked_for(register: Register) -> None:
    series = Retention(register, AS_OF).series["local#routine"]
    digest = items_digest(series, [each.named for each in ITEMS])
    _, same = request_fields(register, ITEMS, items_digest=digest)
    assert same == ("3 items as of 2026-11-20.", f"Digest of the list and the rule (SHA-256): {digest}")
    _, other = request_fields(register, ITEMS[:2], items_digest=digest)
    assert other[0] == "2 items as of 2026-11-20."
    assert other[2].startswith("The list or the rule has changed since the request")


def test_the_form_of_what_was_denied_or_runs_on_says_so(register: Register) -> None:
    denied, _ = request_fields(
        register, ITEMS, clearances=None, status=[{"status": "denied", "on": "2026-09-30", "reason": "Under audit."}]
    )
    assert (denied["Status"], denied["Reason given"]) == ("denied since 2026-09-30", "Under audit.")
    assert (denied["Authorization number"], denied["Audit clearance"]) == ("", "not recorded")
    renewals = [{"on": "2026-10-30", "number": "A-26-9", "until_on": "2027-10-31"}]
    ongoing, about = request_fields(register, [], kind="ongoing", volume=None, span=None, renewals=renewals)
    assert ongoing["Volume"] == "as it arises"
    assert ongoing["Inclusive dates"] == "all dates"
    assert [ongoing[name] for name in ("Authorization number", "Authorization date", "Counts until")] == [
        "A-26-9",
        "2026-10-30",
        "2027-10-31",
    ]
    assert about == ("An ongoing authority has no list of its own; each disposition under it fixes its list.",)


def test_the_form_has_the_later_of_two_numbers_of_one_day(register: Register) -> None:
    day = {"on": "2026-09-30"}
    granted = [{"status": "approved", "by": "State", "number": number} | day for number in ("A-26-1", "A-26-2")]
    fields, _ = request_fields(register, ITEMS, status=[granted[0], {"status": "denied"} | day, granted[1]])
    assert fields["Authorization number"] == "A-26-2"


def test_the_form_of_what_was_carried_out_names_the_day_and_the_people(register: Register) -> None:
    form = request_form(register, register.of("authorizations")["a-1"], Retention(register, AS_OF), [])
    fields = dict(form.fields)
    assert [fields[name] for name in ("Destroyed date", "Destroyed by", "Witness")] == [
        "2026-10-12",
        "Ana, Officer",
        "Bo Lind, Counsel",
    ]
    assert form.items == (("parks-x", "1", "1", "", "", ""),)


def test_the_form_says_that_it_is_not_the_states(register: Register) -> None:
    form = request_form(register, register.of("authorizations")["a-1"], Retention(register, AS_OF), [])
    text = pdf_pages(request_pdf(register, form))[0]
    assert squeezed("It is this portal’s own composite of the fields") in text  # noqa: RUF001 -- as it is set
    assert text.index(squeezed("This is not the State")) < text.index(squeezed("Requester"))


def test_a_hold_letter_tells_what_to_keep_and_until_when(register: Register) -> None:
    text = "".join(pdf_pages(hold_letter(register, register.of("holds")["creek"], TODAY)))
    for sentence in (
        "Notice to preserve records",
        "Date February 3, 2026",
        "To Site administrator Ana, Officer",
        "From Bo Lind, Counsel",
        "Matter Creek v. Parks, docket 12",
        "Reason Litigation, pending or expected",
        "Our reference creek; Letter 7",
        "The flood of 2015.",
        "An export that contains any of it is kept whole, as it was received.",
        "Everything on Parks on X (parks-x); dated from January 1, 2015 to December 31, 2015, and whatever has no "
        "certain date.",
        "Delete, edit and hide nothing of it on the live site either",
        "This notice ends only when you are told in writing that it is released.",
        "at least every 6 months; the next word is due by August 3, 2026.",
    ):
        assert squeezed(sentence) in text, sentence


def test_a_hold_letter_names_widenings_and_releases_and_is_dated_by_the_last(register: Register) -> None:
    items = [{"site": "parks-x", "item": str(number)} for number in range(40)]
    hold = changed(
        register,
        "holds",
        "creek",
        preserve="items",
        amendments=[{"on": "2026-03-01", "by": "bo", "scope": {"agencies": ["parks"], "series": ["local#policy"]}}],
        updates=[{"on": "2026-04-01", "by": "bo", "note": "Still pending."}],
        releases=[{"on": "2026-05-01", "by": "ana", "scope": {"items": items}}],
    )
    text = "".join(pdf_pages(hold_letter(register, hold, TODAY)))
    for sentence in (
        "Date May 1, 2026",
        "Counsel has recorded that the items themselves are enough",
        "Since March 1, 2026 also: Everything on any official site of Parks; kept under the series Series policy "
        "(local#policy).",
        "Released on May 1, 2026, so no longer to be kept for this matter: Everything namely item 0 of parks-x, item 1",
        "item 38 of parks-x and item 39 of parks-x.",
        "March 1, 2026 Widened Bo Lind, Counsel",
        "April 1, 2026 Confirmed Bo Lind, Counsel Still pending.",
        "May 1, 2026 Released in part Ana, Officer",
    ):
        assert squeezed(sentence) in text, sentence


def test_a_hold_letter_goes_to_whoever_answers_for_the_sites_where_nobody_is_named(register: Register) -> None:
    site = changed(register, "sites", "parks-x", accountable={"posting": ["ana"], "retention": ["bo", "ana"]})
    kinds = {**register.records, "sites": {"parks-x": site}}
    hold = changed(register, "holds", "creek", notified=None)
    assert squeezed("To Ana, Officer Bo Lind, Counsel From") in pdf_pages(hold_letter(Register(kinds), hold, TODAY))[0]
    nobody = "To Everybody who keeps the records described below"
    assert squeezed(nobody) in pdf_pages(hold_letter(register, hold, TODAY))[0]


def test_a_released_hold_has_no_letter(register: Register) -> None:
    hold = changed(register, "holds", "creek", releases=[{"on": "2026-05-01", "by": "bo"}])
    with pytest.raises(Refusal, match="hold 'creek' was released on 2026-05-01; a letter is for one that is in force"):
        hold_letter(register, hold, TODAY)


@pytest.mark.parametrize("release", [{"on": "2026-05-01", "by": "nobody"}, {"on": "2026-11-21", "by": "bo"}])
def test_a_release_that_does_not_count_leaves_the_letter_as_it_was(register: Register, release: dict[str, str]) -> None:
    partly = release | {"scope": {"sites": ["parks-x"]}}
    hold = changed(register, "holds", "creek", releases=[release, partly])
    assert hold_letter(register, hold, TODAY) == hold_letter(register, register.of("holds")["creek"], TODAY)


def test_a_hold_letter_goes_to_the_people_who_are_told(register: Register) -> None:
    told = [{"person": each, "on": "2026-02-03"} for each in ("ana", "bo", "ana")]
    hold = changed(register, "holds", "creek", notified=told)
    assert squeezed("To Ana, Officer Bo Lind, Counsel From") in pdf_pages(hold_letter(register, hold, TODAY))[0]


def test_the_letter_says_that_the_items_are_enough_where_counsel_did(register: Register) -> None:
    for by, sentence in (("bo", "the items themselves are enough"), ("nobody", "is kept whole, as it was received")):
        hold = changed(register, "holds", "creek", preserve="items", placed={"on": "2026-02-03", "by": by})
        assert squeezed(sentence) in "".join(pdf_pages(hold_letter(register, hold, TODAY)))


def test_what_an_amendment_of_nobody_who_may_drops_stays_in_the_letter(register: Register) -> None:
    amendment = {"on": "2026-03-01", "scope": {"sites": ["parks-x"], "to_on": "2014-12-31"}, "covers": {}}
    for by, word in (("bo", "instead"), ("nobody", "also")):
        hold = changed(register, "holds", "creek", amendments=[amendment | {"by": by}])
        text = "".join(pdf_pages(hold_letter(register, hold, TODAY)))
        assert squeezed(f"Since March 1, 2026 {word}: Everything on Parks on X") in text


def test_a_certificate_states_what_was_destroyed_how_when_and_by_whom(register: Register) -> None:
    text = "".join(pdf_pages(certificate(register, register.of("dispositions")["d-1"])))
    for sentence in (
        "Certificate of destruction",
        "were destroyed on October 12, 2026, after their retention period had ended",
        "Authorization a-1",
        "Request number 521188",
        "Authorization number A-26-7",
        "Granted on 2026-09-28",
        "Schedule Local, version 1",
        "Series routine Series routine",
        "Inclusive dates 2020-03-01 to 2020-03-03",
        "Volume 1 items, 2.4 kB",
        "Manner Files deleted, not overwritten",
        "By Ana, Officer (as Records officer)",
        "Witness Bo Lind, Counsel",
        "parks-x still there, The platform is down.",
        f"Digest (SHA-256) {'12' * 32}",
        "Issued October 12, 2026, 15:00 UTC",
        "witness 2026-10-13, Bo Lind, Counsel: Bo, not Al, was there.",
        f"1 parks-x 1 1 {'ab' * 32}",
        "1 file destroyed with the first item in them; what else they held stays.",
        "second copy of store Vault 1",
        "Witness: Bo Lind, Counsel, date",
    ):
        assert squeezed(sentence) in text, sentence


def test_a_transfer_has_its_twelve_particulars_and_every_item(register: Register) -> None:
    record = changed(register, "authorizations", "a-1", series="local#policy", method="transfer-archives", medium=None)
    particulars = transfer_particulars(register, record, ITEMS, AS_OF, "T-7", 1_234_567)
    assert particulars == {
        "creating_office": "Parks",
        "series_title": "Series policy",
        "description": "Items of Series policy From the official social media sites: Parks on X (parks-x)",
        "span": {"from_on": "2020-03-01", "to_on": "2020-03-03"},
        "physical_form": "Digital: items as JSON lines with their media as files, in a BagIt bag",
        "volume": "3 items, 1,234,567 bytes",
        "schedule_citation": "Schedule of the test",
        "access_restrictions": "None is recorded in the register",
        "disposition": "Transfer to the archives",
        "disposition_action_on": "2026-11-20",
        "physical_location": "Store of the parks",
        "control_number": "T-7",
    }
    assert list(particulars) == [name for name, _ in PARTICULARS]
    text = "".join(pdf_pages(transfer_list(register, particulars | {"to": "State Archives"}, ITEMS, "a-1")))
    for sentence in (
        "handed over to State Archives. They stay where they are until the receiver has confirmed in writing",
        "Creating office Parks",
        "Date span 2020-03-01 to 2020-03-03",
        "Control number T-7",
        "3 parks-x 3 1 post 2020-03-03",
    ):
        assert squeezed(sentence) in text, sentence


def made(register: Register, which: str) -> bytes:
    if which == "request":
        form = request_form(register, register.of("authorizations")["a-1"], Retention(register, AS_OF), [])
        return request_pdf(register, form)
    if which == "hold":
        return hold_letter(register, register.of("holds")["creek"], TODAY)
    if which == "certificate":
        return certificate(register, register.of("dispositions")["d-1"])
    record = register.of("authorizations")["a-1"]
    particulars = transfer_particulars(register, record, ITEMS, AS_OF, "T-7", 10)
    return transfer_list(register, particulars, ITEMS, "a-1")


@pytest.mark.parametrize("which", ["request", "hold", "certificate", "transfer"])
def test_a_document_is_tagged_archival_and_the_same_bytes_again(which: str, register: Register) -> None:
    data = made(register, which)
    assert data == made(register, which)
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"/DisplayDocTitle true"):
        assert mark in data, mark
    assert re.search(rb"<pdfuaid:part>1<", data)
    assert re.search(rb"<pdfaid:part>3<.*<pdfaid:conformance>A<", data, re.DOTALL)
    assert pdf_pages(data)[0].endswith(f"Page1of{len(pdf_pages(data))}")


def test_a_document_is_dated_by_its_record(register: Register) -> None:
    assert b"(D:20260203000000" in made(register, "hold")


def test_characters_that_no_typeface_has_stand_as_numbers(register: Register) -> None:
    hold = changed(register, "holds", "creek", subject="Wave \U0001f30a\ufe0f at 中 and é", matter="Ω Ж ქ")
    text = "".join(pdf_pages(hold_letter(register, hold, TODAY)))
    assert squeezed("Wave [U+1F30A] at [U+4E2D] and é") in text
    assert squeezed("Matter Ω Ж ქ") in text
    assert squeezed("They stand as their Unicode number, such as [U+1F30A].") in text
    assert squeezed("Unicode number") not in "".join(pdf_pages(made(register, "hold")))


def test_more_absent_characters_than_rounds_still_give_a_document(register: Register) -> None:
    scripts = "".join(chr(code) for code in (*range(0x4E00, 0x4E80), 0x915, 0x1F600, 0x10330, 0xE01, 0x1780))
    text = "".join(pdf_pages(hold_letter(register, changed(register, "holds", "creek", subject=scripts), TODAY)))
    assert "".join(f"[U+{ord(each):04X}]" for each in scripts) in text


@pytest.mark.parametrize("text", ["שלום עולם 12", "مرحبا بالعالم", "שלום, the flood (חלק 2)"])
def test_text_from_right_to_left_is_set_in_full(text: str, register: Register) -> None:
    found = "".join(pdf_pages(hold_letter(register, changed(register, "holds", "creek", subject=text), TODAY)))
    assert "U+" not in found
    assert all(each in found for each in squeezed(text) if each.isalpha() and each < "\u0600")


@pytest.mark.parametrize(
    "text",
    [
        "#panic(1)",
        '"] #import "x.typ"',
        "*bold* _it_ $x^2$ @cite <label> `raw` = head",
        "\\u{41} // no comment",
        "]]]}}}",
    ],
)
def test_values_are_never_read_as_markup(text: str, register: Register) -> None:
    found = pdf_pages(hold_letter(register, changed(register, "holds", "creek", subject=text, matter=text), TODAY))[0]
    assert found.count(squeezed(text)) == 2


def test_a_word_longer_than_a_line_is_broken_and_stays_whole(register: Register) -> None:
    word = "a1b2c3d4" * 60
    data = hold_letter(register, changed(register, "holds", "creek", subject=word), TODAY)
    assert word in pdf_pages(data)[0]
    assert line_count(data) > line_count(made(register, "hold")) + 3, "it runs over the margin"


def test_five_hundred_items_go_over_pages_with_the_head_on_each(register: Register) -> None:
    items = [{"site": "parks-x", "item": f"{10**18 + number}", "version": 1} for number in range(500)]
    pages = pdf_pages(certificate(register, changed(register, "dispositions", "d-1", items=items)))
    listed = [page for page in pages if re.search(r"parks-x1\d{18}", page)]
    assert len(listed) > 5
    assert all(squeezed("No. Site Item Version Keyed digest") in page for page in listed)
    assert len(re.findall(r"parks-x1\d{18}", "".join(pages))) == 500
    assert pages[-1].endswith(f"Page{len(pages)}of{len(pages)}")
