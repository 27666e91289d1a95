"""Public keys: every kind that ssh-keygen makes is read, and each thing that is not such a key is told from it."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.values.ssh_keys import NotAKey, SshKey, parse_key
from tests.ssh_signing import MADE, SecurityKey, ed25519_key, make_key, mpint, string

SOUND = ed25519_key(bytes(32)).line
BLOB = base64.b64decode(SOUND.split()[1])
PRIME = 2**255 - 19
FINGERPRINT = "SHA256:tAXFyTXI8xtDaujAEcwJslAYc9/6FKcUkd2Lw0xDhPo"
TYPES = (
    "ssh-ed25519, ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521, ssh-rsa, "
    "sk-ssh-ed25519@openssh.com, sk-ecdsa-sha2-nistp256@openssh.com"
)


def line(kind: str, *parts: bytes) -> str:
    return f"{kind} {base64.b64encode(string(kind.encode()) + b''.join(parts)).decode()}"


def refused(text: str) -> str:
    with pytest.raises(NotAKey) as refusal:
        parse_key(text)
    return str(refusal.value)


@pytest.mark.parametrize("kind", MADE)
def test_a_key_of_ssh_keygen_is_read_under_its_own_fingerprint(kind: str, tmp_path: Path) -> None:
    path = make_key(tmp_path / "key", *MADE[kind]).with_suffix(".pub")
    told = subprocess.run(["ssh-keygen", "-l", "-f", path], check=True, capture_output=True, text=True).stdout
    key = parse_key(path.read_text())
    assert (key.type, key.fingerprint) == (kind, told.split()[1])
    assert key.line == " ".join(path.read_text().split()[:2])
    assert parse_key(key.line) == key


@pytest.mark.parametrize("kind", ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"])
def test_a_security_keys_key_is_read_with_what_it_is_for(kind: str, tmp_path: Path) -> None:
    text = SecurityKey.made(kind, b"ssh:records").signing().line
    (tmp_path / "key.pub").write_text(text)
    told = subprocess.run(
        ["ssh-keygen", "-l", "-f", tmp_path / "key.pub"], check=True, capture_output=True, text=True
    ).stdout
    key = parse_key(text)
    assert (key.type, key.application, key.fingerprint) == (kind, "ssh:records", told.split()[1])


def test_the_same_key_is_the_same_whatever_the_comment() -> None:
    for comment in ("", " ana@parks", " a comment of words\n"):
        assert parse_key(SOUND + comment).fingerprint == FINGERPRINT


def test_a_certificate_is_refused(tmp_path: Path) -> None:
    authority, key = make_key(tmp_path / "ca", "-t", "ed25519"), make_key(tmp_path / "key", "-t", "ed25519")
    subprocess.run(["ssh-keygen", "-q", "-s", authority, "-I", "x", "-n", "ana", key.with_suffix(".pub")], check=True)
    assert refused((tmp_path / "key-cert.pub").read_text()) == (
        "'ssh-ed25519-cert-v01@openssh.com' is a certificate, which another key speaks for; "
        "register the person's own key"
    )


def test_a_small_rsa_key_is_refused(tmp_path: Path) -> None:
    path = make_key(tmp_path / "key", "-t", "rsa", "-b", "1024").with_suffix(".pub")
    assert refused(path.read_text()) == (f"an RSA key of 1,024 bits; at least 2,048 {NEEDED}")


def test_a_private_key_is_refused_without_repeating_it(tmp_path: Path) -> None:
    text = make_key(tmp_path / "key", "-t", "ed25519").read_text()
    assert refused(text) == (
        "this is a private key, which nobody may see; the public one is in the file that ends in .pub"
    )


NO_LINE = "is no public key; one line like ssh-ed25519 AAAA... from a file that ends in .pub"
NEEDED = "are needed, or make a key with ssh-keygen -t ed25519"
RSA = "the ssh-rsa key cannot be read:"
SK_ED25519 = "the sk-ssh-ed25519@openssh.com key cannot be read:"
ED25519 = "the ssh-ed25519 key cannot be read:"
COPY = "copy the whole line of the .pub file"
OFF_CURVE = "the bytes are no Ed25519 key: no point of the curve that a key can be"
RSA_NUMBERS = "the numbers are no RSA key: both are odd, and the exponent is from 3 to 64 bits"
P256 = "the point of a nistp256 key has 65 bytes of which the first is 04, as ssh-keygen writes it"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", f"'' {NO_LINE}"),
        ("ssh-ed25519", f"'ssh-ed25519' {NO_LINE}"),
        (f" {SOUND}", f"{' ' + SOUND[:36] + '...'!r} {NO_LINE}"),
        (SOUND.split()[1], f"{SOUND.split()[1][:37] + '...'!r} {NO_LINE}"),
        (f"{SOUND}\n{SOUND}", f"a public key is one line of printable characters; {COPY.replace('the whole', 'one')}"),
        (f"{SOUND}\r\n", f"a public key is one line of printable characters; {COPY.replace('the whole', 'one')}"),
        (f"{SOUND} \x1b[2J", f"a public key is one line of printable characters; {COPY.replace('the whole', 'one')}"),
        (f"{SOUND} {'x' * 200_000}", "a key of 200,081 characters; a public key has 16,000 at most"),
        ("SHA256:abc", "this is a key's fingerprint; the key itself is in the file that ends in .pub"),
        ("ssh-dss AAAAB3NzaC1kc3M=", "ssh-dss is too weak to sign with; make a key with ssh-keygen -t ed25519"),
        (f'namespaces="git" {SOUND}', f"'namespaces=\"git\"' is no type of public key; one of {TYPES}"),
        (f"{SOUND}!", f"{ED25519} it is not base64; {COPY}"),
        (f"{SOUND}é", f"{ED25519} it is not base64; {COPY}"),
        (SOUND[:-4], f"{ED25519} it is cut off; {COPY}"),
        (SOUND[:-1], f"{ED25519} it is not base64; {COPY}"),
        (line("ssh-ed25519", string(BLOB[19:]), b"x"), f"{ED25519} 1 bytes follow that do not belong to it; {COPY}"),
        (line("ssh-ed25519", string(BLOB[19:], b"ssh:")), f"{ED25519} 8 bytes follow that do not belong to it; {COPY}"),
        (line("ssh-ed25519", string(bytes(31))), "a key of 31 bytes; an Ed25519 key has 32"),
        (f"ssh-rsa {SOUND.split()[1]}", f"the line says ssh-rsa and the key in it ssh-ed25519; {COPY}"),
        (line("ssh-ed25519", string((2).to_bytes(32, "little"))), OFF_CURVE),
        (line("ssh-ed25519", string((PRIME + 3).to_bytes(32, "little"))), OFF_CURVE),
        (
            line("sk-ssh-ed25519@openssh.com", string(BLOB[19:])),
            f"{SK_ED25519} it is cut off; {COPY}",
        ),
        (
            line("sk-ssh-ed25519@openssh.com", string(BLOB[19:], b"https://records.example")),
            "a security key's key for 'https://records.example'; one made by ssh-keygen begins with ssh:",
        ),
        (
            line("sk-ssh-ed25519@openssh.com", string(BLOB[19:], b"ssh:\n")),
            f"{SK_ED25519} a name in it has other than printable characters; {COPY}",
        ),
        (line("ssh-rsa", mpint(3), mpint(2**2048)), RSA_NUMBERS),
        (line("ssh-rsa", mpint(1), mpint(2**2048 + 1)), RSA_NUMBERS),
        (line("ssh-rsa", mpint(4), mpint(2**2048 + 1)), RSA_NUMBERS),
        (line("ssh-rsa", mpint(2**64 + 1), mpint(2**2048 + 1)), RSA_NUMBERS),
        (
            line("ssh-rsa", mpint(3), mpint(2**2046 + 1)),
            f"an RSA key of 2,047 bits; at least 2,048 {NEEDED}",
        ),
        (
            line("ssh-rsa", mpint(3), mpint(2**16384 + 1)),
            f"an RSA key of 16,385 bits; at most 16,384 {NEEDED}",
        ),
        (
            line("ssh-rsa", string(b"\x80"), mpint(2**2047 + 1)),
            f"{RSA} a number in it is not above zero; {COPY}",
        ),
        (
            line("ssh-rsa", string(b""), mpint(2**2047 + 1)),
            f"{RSA} a number in it is not above zero; {COPY}",
        ),
        (
            line("ssh-rsa", string(b"\0\x03"), mpint(2**2047 + 1)),
            f"{RSA} a number in it has needless zeros before it; {COPY}",
        ),
        (
            line("ecdsa-sha2-nistp256", string(b"nistp384", b"\4" + bytes(96))),
            "a key of type ecdsa-sha2-nistp256 on the curve 'nistp384'; its curve is nistp256",
        ),
        (line("ecdsa-sha2-nistp256", string(b"nistp256", b"\2" + bytes(32))), P256),
        (line("ecdsa-sha2-nistp256", string(b"nistp256", b"\6" + bytes(64))), P256),
        (
            line("ecdsa-sha2-nistp256", string(b"nistp256", b"\4" + bytes(64))),
            "the bytes are no nistp256 key: no point of the curve",
        ),
    ],
)
def test_what_is_no_key_is_told_in_one_line(text: str, reason: str) -> None:
    assert refused(text) == reason


def test_base64_has_one_form() -> None:
    text = line("ssh-rsa", mpint(65_537), mpint(2**2056 + 1))
    assert text.endswith("AQ==")
    assert parse_key(text).type == "ssh-rsa"
    assert refused(text.replace("AQ==", "AR==")) == (f"{RSA} its base64 is not in canonical form; {COPY}")


def small_order_points() -> list[tuple[int, int]]:
    """The multiples of a point of order eight, added up by the curve's own law."""
    d = -121665 * pow(121666, -1, PRIME) % PRIME
    y = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
    x_squared = (y * y - 1) * pow(d * y * y + 1, -1, PRIME) % PRIME
    x = pow(x_squared, (PRIME + 3) // 8, PRIME)
    x = x if x * x % PRIME == x_squared else x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    points, at = [], (0, 1)
    for _ in range(8):
        points.append(at)
        product = d * at[0] * x * at[1] * y
        at = (
            (at[0] * y + at[1] * x) * pow(1 + product, -1, PRIME) % PRIME,
            (at[1] * y + at[0] * x) * pow(1 - product, -1, PRIME) % PRIME,
        )
    assert at == (0, 1)
    return points


def test_a_point_of_small_order_is_no_key_because_anybody_can_sign_with_it() -> None:
    points = small_order_points()
    assert len(set(points)) == 8
    for x, y in points:
        encoded = (y | (x & 1) << 255).to_bytes(32, "little")
        assert refused(line("ssh-ed25519", string(encoded))) == OFF_CURVE


@given(st.text() | st.text("ash-d25519 AEI1NTkz\n+/=", max_size=120))
def test_any_text_is_a_key_or_refused_in_one_line(text: str) -> None:
    check(text)


@given(st.data())
def test_a_key_with_bytes_changed_is_another_key_or_refused_in_one_line(data: st.DataObject) -> None:
    blob = bytearray(BLOB)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(blob)))
        blob[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=5))
    check(f"ssh-ed25519 {base64.b64encode(blob).decode()}")


def check(text: str) -> None:
    try:
        key = parse_key(text)
    except NotAKey as refusal:
        assert str(refusal).isprintable()
        assert str(refusal)
    else:
        assert isinstance(key, SshKey)
        assert text.removesuffix("\n").split(" ")[:2] == key.line.split(" ")
