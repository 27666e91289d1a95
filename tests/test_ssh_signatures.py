"""Signatures: ssh-keygen's verify here and the other way round; whatever is wrong with one is told in one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import utils
from hypothesis import given
from hypothesis import strategies as st

from records_portal.values.ssh_keys import parse_key
from records_portal.values.ssh_signatures import Verdict, parse_signature, verify_signature
from tests.ssh_signing import (
    ED25519_ORDER,
    MADE,
    P256_ORDER,
    SecurityKey,
    Signature,
    SigningKey,
    armored,
    ed25519_key,
    key_in,
    make_key,
    mpint,
    ssh_keygen_accepts,
    ssh_keygen_signs,
    string,
    unarmored,
)

MESSAGE = b"tree 1\n\nChange\n"
SK = ("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com")
KEY = ed25519_key(bytes(32))
GOOD = KEY.sign(MESSAGE)
FINGERPRINT = "SHA256:tAXFyTXI8xtDaujAEcwJslAYc9/6FKcUkd2Lw0xDhPo"
UNFIT = "it does not fit what it stands for"
FORM = "not in the form of ssh-keygen, which writes lines of 70 characters"
NONE = "not an SSH signature; it begins with -----BEGIN SSH SIGNATURE----- and ends with -----END SSH SIGNATURE-----"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A key of a type, made by ssh-keygen once."""
    folder = tmp_path_factory.mktemp("keys")
    return lambda kind: folder / kind if (folder / kind).exists() else make_key(folder / kind, *MADE[kind])


@pytest.mark.parametrize("hash_name", ["sha512", "sha256"])
@pytest.mark.parametrize("kind", MADE)
def test_what_ssh_keygen_signs_holds(made: Callable[[str], Path], kind: str, hash_name: str) -> None:
    signature = ssh_keygen_signs(made(kind), MESSAGE, "git", hash_name)
    key = parse_key(made(kind).with_suffix(".pub").read_text())
    assert verify_signature(signature, MESSAGE, "git") == Verdict(key.fingerprint)
    assert verify_signature(signature, MESSAGE + b" ", "git") == Verdict(key.fingerprint, UNFIT)
    assert parse_signature(signature).hash == hash_name


@pytest.mark.parametrize("kind", MADE)
def test_what_ssh_keygen_verifies_holds(made: Callable[[str], Path], kind: str, tmp_path: Path) -> None:
    key = key_in(made(kind))
    signature = key.sign(MESSAGE, b"records-approval").text()
    assert ssh_keygen_accepts(tmp_path, key.line, signature, MESSAGE, "records-approval")
    assert verify_signature(signature, MESSAGE, "records-approval") == Verdict(parse_key(key.line).fingerprint)


def test_rsa_may_sign_with_either_hash_whatever_the_messages(made: Callable[[str], Path], tmp_path: Path) -> None:
    key = key_in(made("ssh-rsa"), b"rsa-sha2-256")
    signature = key.sign(MESSAGE, hash_name=b"sha512").text()
    assert ssh_keygen_accepts(tmp_path, key.line, signature, MESSAGE)
    assert verify_signature(signature, MESSAGE, "git").holds


@pytest.mark.parametrize("flags", [0x01, 0x05, 0x1D])
@pytest.mark.parametrize("kind", SK)
def test_a_touched_security_key_signs(kind: str, flags: int, tmp_path: Path) -> None:
    key = SecurityKey.made(kind).signing(flags, counter=2**32 - 1)
    signature = key.sign(MESSAGE).text()
    assert ssh_keygen_accepts(tmp_path, key.line, signature, MESSAGE)
    assert verify_signature(signature, MESSAGE, "git") == Verdict(parse_key(key.line).fingerprint)
    assert (parse_signature(signature).flags, parse_signature(signature).counter) == (flags, 2**32 - 1)
    assert not ssh_keygen_accepts(tmp_path, key.line, signature, MESSAGE + b" ")
    assert verify_signature(signature, MESSAGE + b" ", "git").reason == UNFIT


@pytest.mark.parametrize("kind", SK)
def test_an_untouched_security_key_does_not_sign_though_ssh_keygen_lets_it(kind: str, tmp_path: Path) -> None:
    key = SecurityKey.made(kind).signing(flags=0x04)
    signature = key.sign(MESSAGE).text()
    assert ssh_keygen_accepts(tmp_path, key.line, signature, MESSAGE)
    assert verify_signature(signature, MESSAGE, "git").reason == "made by a security key that nobody touched"


@pytest.mark.parametrize("kind", SK)
def test_a_pin_counts_only_where_it_is_demanded(kind: str) -> None:
    security_key = SecurityKey.made(kind)
    touched, unlocked = (security_key.signing(flags).sign(MESSAGE).text() for flags in (0x01, 0x05))
    assert verify_signature(touched, MESSAGE, "git").holds
    assert verify_signature(touched, MESSAGE, "git", pin=True).reason == "made by a security key that asked for no PIN"
    assert verify_signature(unlocked, MESSAGE, "git", pin=True).holds
    assert verify_signature(GOOD.text(), MESSAGE, "git", pin=True).reason == "made by a key that can ask for no PIN"


@pytest.mark.parametrize("kind", SK)
def test_what_a_security_key_tells_cannot_be_changed(kind: str) -> None:
    good = SecurityKey.made(kind).signing(flags=0x01, counter=7).sign(MESSAGE)
    assert good.proof.endswith(b"\x01\0\0\0\x07")
    for told in (b"\x05\0\0\0\x07", b"\x01\0\0\0\x08"):
        assert verify_signature(replace(good, proof=good.proof[:-5] + told).text(), MESSAGE, "git").reason == UNFIT
    elsewhere = replace(good, key=good.key.replace(string(b"ssh:"), string(b"ssh:x")))
    assert verify_signature(elsewhere.text(), MESSAGE, "git").reason == UNFIT


def with_s(number: int) -> Signature:
    return replace(GOOD, proof=string(b"ssh-ed25519", GOOD.proof[19:51] + number.to_bytes(32, "little")))


S = int.from_bytes(GOOD.proof[51:], "little")
TEXT, DATA = GOOD.text(), GOOD.data()
CERTIFICATE = "ssh-ed25519-cert-v01@openssh.com"
BROKEN = "not a whole SSH signature:"


def test_the_signature_that_is_tampered_with_below_holds() -> None:
    assert verify_signature(TEXT, MESSAGE, "git") == Verdict(FINGERPRINT)
    assert verify_signature(TEXT.removesuffix(b"\n"), MESSAGE, "git") == Verdict(FINGERPRINT), (
        "as it stands in a commit"
    )
    assert with_s(S) == GOOD


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (KEY.sign(MESSAGE, b"file").text(), "made for 'file' and not for 'git'"),
        (KEY.sign(MESSAGE, b"").text(), "made for '' and not for 'git'"),
        (replace(KEY.sign(MESSAGE, b"file"), namespace=b"git").text(), UNFIT),
        (replace(GOOD, hash=b"sha256").text(), UNFIT),
        (replace(GOOD, key=ed25519_key(bytes(31) + b"\1").blob).text(), UNFIT),
        (with_s(S ^ 1).text(), UNFIT),
        (with_s(S + ED25519_ORDER).text(), "a number in the proof is above its limit (RFC 8032, 5.1.7)"),
    ],
)
def test_a_signature_for_something_else_names_its_key(text: bytes, reason: str) -> None:
    found = verify_signature(text, MESSAGE, "git")
    assert found.reason == reason
    assert not found.holds


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", NONE),
        (b"\n", NONE),
        (b"-----BEGIN SSH SIGNATURE-----", NONE),
        (b"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n", f"{BROKEN} it is cut off"),
        (b"-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n", NONE),
        (b"\n" + TEXT, NONE),
        (TEXT + b"\n", NONE),
        (TEXT + b"more\n", NONE),
        (TEXT + TEXT, f"{BROKEN} it is not base64"),
        (armored(TEXT), "not an SSH signature: SSHSIG does not stand before it"),
        (TEXT.replace(b"\n", b"\r\n"), NONE),
        (armored(DATA, 76), FORM),
        (armored(DATA, 64), FORM),
        (TEXT.replace(b"-----\n", b"-----\n\n", 1), FORM),
        (TEXT[:100] + b" " + TEXT[100:], f"{BROKEN} it is not base64"),
        (TEXT[:100] + b"!" + TEXT[101:], f"{BROKEN} it is not base64"),
        (TEXT[:100] + b"\xff" + TEXT[101:], f"{BROKEN} it is not base64"),
        (armored(DATA[:-1]), f"{BROKEN} it is cut off"),
        (armored(DATA[:5]), f"{BROKEN} it is cut off"),
        (armored(DATA + b"\0"), f"{BROKEN} 1 bytes follow that do not belong to it"),
        (armored(b"\0" * 120_000), "a signature of 162,344 characters; an SSH signature has 16,000 at most"),
        (b"x" * 200_000, "a signature of 200,000 characters; an SSH signature has 16,000 at most"),
        (replace(GOOD, magic=b"SSHSIH").text(), "not an SSH signature: SSHSIG does not stand before it"),
        (replace(GOOD, version=2).text(), "an SSH signature of version 2; only version 1 is known"),
        (replace(GOOD, reserved=b"x").text(), "what is reserved for later in an SSH signature is not empty"),
        (replace(GOOD, hash=b"sha1").text(), "a signature over the hash 'sha1'; one of sha256, sha512"),
        (replace(GOOD, namespace=b"git\n").text(), f"{BROKEN} a name in it has other than printable characters"),
        (replace(GOOD, key=b"").text(), f"{BROKEN} it is cut off"),
        (
            replace(GOOD, key=GOOD.key + b"x").text(),
            f"{BROKEN} 1 bytes follow that do not belong to it",
        ),
        (
            replace(GOOD, key=string(CERTIFICATE.encode()) + GOOD.key[15:]).text(),
            f"the key in the signature does not count: '{CERTIFICATE}' is a certificate, which another key speaks for; "
            "register the person's own key",
        ),
        (
            replace(GOOD, proof=string(b"ssh-rsa", GOOD.proof[19:])).text(),
            "a signature of type 'ssh-rsa' by a key of type ssh-ed25519; ssh-ed25519 is right",
        ),
        (replace(GOOD, proof=GOOD.proof + b"\0").text(), f"{BROKEN} 1 bytes follow that do not belong to it"),
        (
            replace(GOOD, proof=string(b"ssh-ed25519", GOOD.proof[19:-1])).text(),
            "a proof of 63 bytes; with this key it has 64",
        ),
    ],
)
def test_what_is_no_signature_is_told_in_one_line(text: bytes, reason: str) -> None:
    assert verify_signature(text, MESSAGE, "git") == Verdict("", reason)


def test_base64_has_one_form() -> None:
    text = KEY.sign(MESSAGE, b"approval").text()
    assert text.endswith(b"A==\n-----END SSH SIGNATURE-----\n")
    other = text.replace(b"A==\n", b"B==\n")
    assert unarmored(other) == unarmored(text), "the bits that differ stand for nothing"
    assert verify_signature(text, MESSAGE, "approval").holds
    assert verify_signature(other, MESSAGE, "approval").reason == f"{BROKEN} its base64 is not in canonical form"


def test_rsa_never_signs_with_sha1_and_never_short(made: Callable[[str], Path]) -> None:
    good = key_in(made("ssh-rsa")).sign(MESSAGE)
    proof = good.proof[-256:]
    for name in (b"ssh-rsa", b"rsa-sha2-1024"):
        found = verify_signature(replace(good, proof=string(name, proof)).text(), MESSAGE, "git")
        told = f"a signature of type '{name.decode()}' by a key of type ssh-rsa; rsa-sha2-512 is right"
        assert found == Verdict("", told)
    other = verify_signature(replace(good, proof=string(b"rsa-sha2-256", proof)).text(), MESSAGE, "git")
    assert other.reason == UNFIT
    for wrong in (proof[1:], b"\0" + proof):
        found = verify_signature(replace(good, proof=string(b"rsa-sha2-512", wrong)).text(), MESSAGE, "git")
        assert found.reason == f"a proof of {len(wrong)} bytes; with this key it has 256"


def test_the_numbers_of_ecdsa_have_one_form(made: Callable[[str], Path]) -> None:
    kind = b"ecdsa-sha2-nistp256"
    good = key_in(made(kind.decode())).sign(MESSAGE)
    inner = parse_signature(good.text()).proof
    size = int.from_bytes(inner[:4])
    r, s = (int.from_bytes(each) for each in (inner[4 : 4 + size], inner[8 + size :]))
    assert verify_signature(replace(good, proof=string(kind, mpint(r) + mpint(s))).text(), MESSAGE, "git").holds
    padded = string(b"\0" + inner[4 : 4 + size]) + inner[4 + size :]
    for proof, reason in (
        (padded, f"{BROKEN} a number in it has needless zeros before it"),
        (mpint(r) + string(b""), f"{BROKEN} a number in it is not above zero"),
        (mpint(r) + string(b"\x80" + bytes(31)), f"{BROKEN} a number in it is not above zero"),
        (mpint(r) + mpint(s) + b"\0", f"{BROKEN} 1 bytes follow that do not belong to it"),
        (mpint(r + P256_ORDER) + mpint(s), UNFIT),
        (mpint(r) + mpint(s + P256_ORDER), UNFIT),
        (mpint(s) + mpint(r), UNFIT),
        (utils.encode_dss_signature(r, s), f"{BROKEN} it is cut off"),
    ):
        assert verify_signature(replace(good, proof=string(kind, proof)).text(), MESSAGE, "git").reason == reason


def signing_keys(made: Callable[[str], Path]) -> list[SigningKey]:
    return [*(key_in(made(kind)) for kind in MADE), *(SecurityKey.made(kind).signing() for kind in SK)]


def test_no_bit_of_a_signature_can_be_changed(made: Callable[[str], Path]) -> None:
    for key in signing_keys(made):
        data = unarmored(key.sign(MESSAGE).text())
        for at in range(len(data)):
            changed = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]
            refused(verify_signature(armored(changed), MESSAGE, "git"))


def test_a_signature_is_refused_wherever_it_is_cut_off(made: Callable[[str], Path]) -> None:
    for key in signing_keys(made):
        text = key.sign(MESSAGE).text()
        for end in range(len(text) - 1):
            refused(verify_signature(text[:end], MESSAGE, "git"))


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_one_line(data: bytes) -> None:
    refused(verify_signature(data, MESSAGE, "git"))
    refused(verify_signature(armored(data), MESSAGE, "git"))
    refused(verify_signature(armored(b"SSHSIG\0\0\0\1" + data), MESSAGE, "git"))
    refused(verify_signature(replace(GOOD, key=data).text(), MESSAGE, "git"))
    refused(verify_signature(replace(GOOD, proof=data).text(), MESSAGE, "git"))


@given(st.data())
def test_a_signature_with_any_bytes_changed_is_refused_in_one_line(data: st.DataObject) -> None:
    changed = bytearray(data.draw(st.sampled_from(FUZZED)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=6))
    if bytes(changed) not in FUZZED:
        refused(verify_signature(armored(bytes(changed)), MESSAGE, "git"))


@given(st.data())
def test_an_armor_with_any_characters_changed_is_refused_in_one_line(data: st.DataObject) -> None:
    changed = bytearray(TEXT)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3) | st.just(b"\n"))
    if bytes(changed) not in (TEXT, TEXT.removesuffix(b"\n")):
        refused(verify_signature(bytes(changed), MESSAGE, "git"))


FUZZED = [GOOD.data(), *(SecurityKey.made(kind).signing().sign(MESSAGE).data() for kind in SK)]


def refused(found: Verdict) -> None:
    """Not held, and told in one line of printable characters."""
    assert found.reason
    assert found.reason.isprintable()
    assert len(found.reason) < 600
