"""The clock of the address where the portal is published: asked over TLS with a known certificate."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.x509.oid import NameOID

from records_portal.disposal.disposition import dispose_of_plan
from records_portal.disposal.preconditions import cleared_disposition
from records_portal.disposal.preconditions.clock import check_published_clock
from records_portal.disposal.preconditions.published_clock import published_moment
from records_portal.documents import certificate as pdf_certificate
from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree, load_register
from records_portal.store.folder import locked_store
from tests.disposals import DISPOSED_AT, Office, signed_plan, untouched
from tests.pdf_text import pdf_pages, squeezed
from tests.test_signed_dispositions import KEYS, sign, with_keys

TOLD = {"Date": "Mon, 03 Mar 2025 15:29:58 GMT"}


def certificate(name: str, key: EllipticCurvePrivateKey, by: str, signer: EllipticCurvePrivateKey) -> x509.Certificate:
    """A certificate for the loopback address, or of an authority."""
    subject, issuer = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, by))
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.BasicConstraints(ca=name == by, path_length=None), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    made = made.add_extension(authority, critical=False)
    usage = x509.KeyUsage(True, False, False, False, False, name == by, name == by, False, False)
    made = made.add_extension(usage, critical=True)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    return made.add_extension(here, critical=False).sign(signer, hashes.SHA256())


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority's certificate, and with the key and certificate of the loopback address."""
    folder = tmp_path_factory.mktemp("authority")
    root, leaf = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(certificate("Authority", root, "Authority", root).public_bytes(pem))
    private = leaf.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "leaf.pem").write_bytes(private + certificate("leaf", leaf, "Authority", root).public_bytes(pem))
    return folder


class Answer(BaseHTTPRequestHandler):
    """What the address answers: these headers and nothing else."""

    told: dict[str, str] = TOLD

    def do_HEAD(self) -> None:
        self.send_response_only(200)
        for name, value in self.told.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(authority: Path) -> Iterator[HTTPServer]:
    class Told(Answer):
        told = TOLD.copy()

    server = HTTPServer(("127.0.0.1", 0), Told)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "leaf.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def address_of(server: HTTPServer) -> str:
    return f"https://127.0.0.1:{server.server_address[1]}/portal/"


def tell(server: HTTPServer, **told: str) -> None:
    server.RequestHandlerClass.told = told  # type: ignore[attr-defined]


def test_the_moment_is_the_answers_date_and_its_age(server: HTTPServer, authority: Path) -> None:
    known = {"SSL_CERT_FILE": str(authority / "ca.pem")}
    assert published_moment(address_of(server), known) == datetime(2025, 3, 3, 15, 29, 58, tzinfo=UTC)
    tell(server, **TOLD, Age="3602")
    assert published_moment(address_of(server), known) == datetime(2025, 3, 3, 16, 30, tzinfo=UTC)
    for told in ({}, {"Date": "yesterday"}, TOLD | {"Age": "old"}):
        tell(server, **told)
        with pytest.raises(Refusal, match="does not tell what time it is"):
            published_moment(address_of(server), known)


def test_an_address_whose_certificate_nobody_vouches_for_is_not_believed(server: HTTPServer) -> None:
    with pytest.raises(Refusal, match=r"^the clock of 'https://127.* cannot be asked: .*certificate verify failed"):
        published_moment(address_of(server), {})


def test_a_certificate_for_another_name_is_not_believed(server: HTTPServer, authority: Path) -> None:
    url = address_of(server).replace("127.0.0.1", "localhost")
    with pytest.raises(Refusal, match="certificate verify failed"):
        published_moment(url, {"SSL_CERT_FILE": str(authority / "ca.pem")})


def test_what_does_not_answer_is_waited_for_no_longer_than_is_said(authority: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), Answer) as silent, pytest.raises(Refusal, match="timed out"):
        published_moment(address_of(silent), {"SSL_CERT_FILE": str(authority / "ca.pem")}, 0.2)


@pytest.mark.parametrize(("apart", "far"), [(86_400, False), (-86_400, False), (86_401, True), (-86_401, True)])
def test_a_day_apart_is_near_enough_and_a_second_more_is_not(apart: int, far: bool) -> None:
    moment = DISPOSED_AT + timedelta(seconds=apart)
    if not far:
        check_published_clock(moment, DISPOSED_AT, "https://parks.example/")
        return
    with pytest.raises(Refusal, match=r"^by the clock it is .* more than a day apart; set the clock$"):
        check_published_clock(moment, DISPOSED_AT, "https://parks.example/")


@pytest.fixture
def office(tmp_path: Path, server: HTTPServer) -> Office:
    """An office whose portal is published on the loopback address, with a post that is due."""
    office = Office(tmp_path)
    office.ingest(office.write_export("export", "1001", "1003"))
    portal, _ = read_yaml((office.root.folder / "registry/portal.yml").read_bytes())
    office.publish({"registry/portal.yml": portal | {"url": address_of(server)}})
    office.authorize("routine-may", "1001")
    return office


def test_a_clock_that_is_fast_destroys_nothing_where_the_portals_is_right(
    office: Office, server: HTTPServer, authority: Path
) -> None:
    before = untouched(office.store)
    request, places = office.asks("routine-may", environment={"SSL_CERT_FILE": str(authority / "ca.pem")})
    tell(server, Date="Wed, 01 Jan 2025 12:00:00 GMT")
    with pytest.raises(Refusal) as refusal:
        cleared_disposition(request, places)
    assert str(refusal.value) == (
        f"by the clock it is 2025-03-03 15:30 UTC, and at {address_of(server)!r} 2025-01-01 12:00 UTC, more than a day "
        "apart; set the clock"
    )
    assert untouched(office.store) == before
    tell(server, **TOLD)
    with locked_store(office.store) as store:
        [done] = dispose_of_plan(store, cleared_disposition(request, places)).certificates
    assert done.disposition["known"]["day"] == "published-clock"
    assert done.value["certificate"]["clock"] == {"address": address_of(server), "said": "2025-03-03T15:29:58Z"}


def test_another_day_where_the_portal_is_published_is_refused_however_near_its_clock_is(
    office: Office, server: HTTPServer, authority: Path
) -> None:
    """Twenty minutes apart, with midnight between them: a period ends with a day."""
    before = untouched(office.store)
    just_after = datetime(2025, 3, 3, 0, 10, tzinfo=UTC)
    known = {"SSL_CERT_FILE": str(authority / "ca.pem")}
    request, places = office.asks("routine-may", just_after, known)
    tell(server, Date="Sun, 02 Mar 2025 23:50:00 GMT")
    with pytest.raises(Refusal) as refusal:
        cleared_disposition(request, places)
    assert str(refusal.value) == (
        f"by the clock it is 2025-03-03 here, and at {address_of(server)!r} it is 2025-03-02; set the clock, or wait "
        "until both are of one day"
    )
    assert untouched(office.store) == before
    tell(server, Date="Mon, 03 Mar 2025 00:00:00 GMT")
    assert cleared_disposition(request, places).executes


def test_a_clock_that_does_not_answer_is_told_by_the_command_and_by_the_certificate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = Office(tmp_path)
    with_keys(office)
    office.ingest(office.write_export("export", "1001", "1003"))
    portal, _ = read_yaml((office.root.folder / "registry/portal.yml").read_bytes())
    office.publish({"registry/portal.yml": portal | {"url": "https://127.0.0.1:9/"}})
    office.authorize("routine-may", "1001", status=office.granted_in())
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    sign(office, "cy", "counsel", KEYS["cy"], "witness-evidence")
    plan = signed_plan(office, "routine-may", {"executor": ("bo", KEYS["bo"]), "witness": ("ana", KEYS["ana"])})
    code, _, err = office.run("dispose", "routine-may", "--execute", "--plan", str(plan), capsys=capsys)
    assert code == 0, err
    unanswered = "the clock of 'https://127.0.0.1:9/' cannot be asked: [Errno 111] Connection refused"
    assert f"{unanswered}; the two signatures cover which day it was, and the certificate says so" in err
    stored, _ = read_yaml((office.store / "certificates/routine-may.yml").read_bytes())
    assert stored["disposition"]["known"]["day"] == "signatures"
    assert stored["certificate"]["clock"] == {"address": "https://127.0.0.1:9/", "unanswered": unanswered}
    register = load_register(FolderTree(office.root.folder)).register
    text = "".join(pdf_pages(pdf_certificate(register, register.of("dispositions")["routine-may"])))
    assert squeezed("The day covered by the signatures of whoever carried it out and of the witness") in text
