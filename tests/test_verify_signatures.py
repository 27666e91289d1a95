"""The outsider's verifier reads keys, signatures and records as the program does, without any library."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from records_portal.files.yaml_text import read_yaml
from records_portal.register.sample_keys import SAMPLE_KEYS
from records_portal.trust import verify
from records_portal.trust.verify import CannotRead, Ed25519Job, ToVerify, verify_signatures
from records_portal.values.ssh_signatures import armor, decoded_armor, verify_signature
from tests.ssh_signing import MADE, SecurityKey, SigningKey, ed25519_key, make_key, ssh_keygen_signs

HERE = Path(__file__).parents[1]
MESSAGE = b"records-approval v1\nperson ana\n"
NAMESPACE = "records-approval"
SECURITY_KEYS = ("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com")

# RFC 8032, 7.1: the third test
VECTOR = Ed25519Job(
    bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"),
    bytes.fromhex(
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    ),
    bytes.fromhex("af82"),
)


def verdict(armored: bytes, message: bytes = MESSAGE, namespace: str = NAMESPACE) -> verify.SignatureVerdict:
    return verify_signatures([ToVerify(armored, message, namespace)])[0]


def test_it_starts_with_the_standard_library_alone() -> None:
    program = HERE / "scripts/records_portal/trust/verify.py"
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(program), "--help"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "--against" in done.stdout


def test_the_vector_of_the_standard_holds_and_no_other_proof() -> None:
    other = VECTOR._replace(signed=b"\xaf\x83")
    order = int.from_bytes(VECTOR.proof[32:], "little") + 2**252 + 27742317777372353535851937790883648493
    too_large = VECTOR._replace(proof=VECTOR.proof[:32] + order.to_bytes(32, "little"))
    small = VECTOR._replace(key=(1).to_bytes(32, "little"))
    assert verify.verify_ed25519([VECTOR, other, too_large, small]) == [True, False, False, False]


@pytest.mark.parametrize("kind", MADE)
def test_what_ssh_keygen_signs_holds_for_what_was_signed_alone(kind: str, tmp_path: Path) -> None:
    armored = ssh_keygen_signs(make_key(tmp_path / "key", *MADE[kind]), MESSAGE, NAMESPACE)
    right = verify_signature(armored, MESSAGE, NAMESPACE)
    assert (verdict(armored).fingerprint, verdict(armored).reason) == (right.fingerprint, "")
    assert verdict(armored, MESSAGE + b"x").reason == "it does not fit what it stands for"
    assert verdict(armored, namespace="git").reason == "made for 'records-approval' and not for 'git'"


@pytest.mark.parametrize("kind", SECURITY_KEYS)
def test_a_security_key_counts_when_it_was_touched(kind: str) -> None:
    key = SecurityKey.made(kind)
    assert verdict(key.signing().sign(MESSAGE, NAMESPACE.encode()).text()).reason == ""
    untouched = key.signing(flags=0).sign(MESSAGE, NAMESPACE.encode()).text()
    assert verdict(untouched).reason == "made by a security key that nobody touched"
    other = SecurityKey.made(kind, b"https://forge.example").signing().sign(MESSAGE, NAMESPACE.encode()).text()
    assert verdict(other).reason == "a security key's key for something else than SSH"


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256"])
def test_no_byte_of_a_signature_may_be_another_one(kind: str, tmp_path: Path) -> None:
    data = decoded_armor(ssh_keygen_signs(make_key(tmp_path / "key", *MADE[kind]), MESSAGE, NAMESPACE))
    changed = [armor(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]) for at in range(len(data))]
    changed += [armor(data[:-1]), armor(data + b"x"), armor(data).replace(b"\n", b"\r\n"), b"\n" + armor(data)]
    found = verify_signatures([ToVerify(each, MESSAGE, NAMESPACE) for each in changed], workers=1)
    assert [each for each, one in zip(changed, found, strict=True) if not one.reason] == []
    assert not any(verify_signature(each, MESSAGE, NAMESPACE).holds for each in changed)


def test_many_signatures_of_many_keys_are_told_one_by_one() -> None:
    keys: list[SigningKey] = [ed25519_key(bytes([number]) * 32) for number in range(1, 8)]
    messages = [b"%d" % number for number in range(500)]
    asked = [
        ToVerify(keys[place % 7].sign(message, NAMESPACE.encode()).text(), message, NAMESPACE)
        for place, message in enumerate(messages)
    ]
    asked[250] = asked[250]._replace(message=b"another")
    found = verify_signatures(asked)
    assert [place for place, each in enumerate(found) if each.reason] == [250]
    assert len({each.fingerprint for each in found}) == 7


def test_the_keys_of_the_sample_are_those_of_the_program() -> None:
    assert verify.SAMPLE_KEYS == SAMPLE_KEYS


def test_the_curves_are_what_the_library_has() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    for name, curve in (("nistp256", ec.SECP256R1()), ("nistp384", ec.SECP384R1()), ("nistp521", ec.SECP521R1())):
        ours = verify.CURVES[name]
        last = ec.derive_private_key(ours.order - 1, curve).public_key().public_numbers()
        assert (last.x, ours.prime - last.y) == (ours.x, ours.y)


RECORDS = [
    path
    for folder in ("registry", "schedules", "captures", "examples", "tests/repos")
    for path in sorted((HERE / folder).rglob("*.yml"))
]


def told(data: bytes) -> str:
    """Where the two readers say something else of a text; the outsider's may say that it cannot read one."""
    right, fault = read_yaml(data)
    try:
        ours = verify.read_yaml_subset(data)
    except CannotRead:
        return "cannot read"
    if fault:
        return f"reads what is refused: {fault.code}"
    return "the same" if repr(ours) == repr(right) else "another value"


def test_every_record_that_says_who_may_act_is_read_as_the_program_reads_it() -> None:
    asked = [path for path in RECORDS if path.parts[len(HERE.parts)] == "registry"]
    assert len(asked) > 60
    assert {told(path.read_bytes()) for path in asked} == {"the same"}


def test_a_record_changed_at_random_is_read_the_same_or_not_at_all() -> None:
    random = Random(8)  # noqa: S311 -- the same changes each time
    small = [data for path in RECORDS if len(data := path.read_bytes()) < 3000]
    pieces = [b" ", b"  ", b"\n", b"- ", b": ", b'"', b"'", b" #", b"|", b">", b"[", b"]", b"{}", b"&a", b"*a", b"!x"]
    pieces += [b"\\", b"0", b"1.5", b"null", b"~", b"\t", b",", b"|-\n", b"? ", b"%", b"---\n", b"@", b"\\u0007"]
    found: dict[str, list[bytes]] = {}
    for _ in range(3000):
        changed = bytearray(random.choice(small))
        for _ in range(random.randint(1, 3)):
            at = random.randrange(len(changed) + 1)
            changed[at : at + random.choice((0, 0, 1, 3))] = random.choice(pieces)
        found.setdefault(told(bytes(changed)), []).append(bytes(changed))
    assert {
        what: base64.b64encode(texts[0]) for what, texts in found.items() if what not in ("the same", "cannot read")
    } == {}
    assert len(found["the same"]) > 500
