"""SSH signatures (SSHSIG, OpenSSH's PROTOCOL.sshsig) verified in the process, without ssh-keygen.

* A signature has one form: the armor as `ssh-keygen -Y sign` writes it, canonical base64, shortest numbers, nothing
  before, between or after. Another form of the same signature would give a signed commit another name.
* It counts for the namespace that it was made in and no other, and for the key that stands in it.
* RSA signs with SHA-256 or SHA-512, never with SHA-1. A certificate is no key.
* A security key's signature tells by flags whether the key was touched, which is demanded (`ssh-keygen -Y verify`
  does not), and whether a PIN was asked for, which may be demanded.
* ECDSA has two numbers for each signature and both verify: whoever must know one signature from another compares
  what was signed.

Not here: whose the key is. Certificates, OpenPGP.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from .ssh_keys import CURVES, RSA, SECURITY_KEYS, NotAKey, SshKey, named_curve, parse_blob
from .ssh_wire import NotWire, WireReader, decoded

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

BEGIN, END = b"-----BEGIN SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----"
COLUMNS = 70
LONGEST = 16_000  # characters; an RSA key of 16,384 bits and its signature take 6,000
MAGIC, VERSION = b"SSHSIG", 1
HASHES = ("sha256", "sha512")
RSA_HASHES = {"rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512"}  # RFC 8332; it need not be the message's own
CURVE_HASHES = {"nistp256": "sha256", "nistp384": "sha384", "nistp521": "sha512"}  # RFC 5656, 6.2.1
KNOWN_KEYS = 1_024  # few sign, and each many times
TOUCHED, PIN_ASKED = 0x01, 0x04  # WebAuthn, section 6.1: user present, user verified
ED25519_BYTES = 64
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493


class NotASignature(ValueError):  # noqa: N818 -- what it says is what the text is
    """A text that is no SSH signature, or none that counts; the message says why."""


@dataclass(frozen=True, slots=True)
class SshSignature:
    """What an armored signature says: its key, what it was made for, and the proof; flags are a security key's."""

    key: SshKey
    namespace: str
    hash: str
    type: str
    proof: bytes
    flags: int = 0
    counter: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The fingerprint of the key that signed, and in one line why the signature does not hold; empty where it does."""

    fingerprint: str
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether the holder of the key signed just this."""
        return not self.reason


def verify_signature(armored: bytes, message: bytes, namespace: str, *, pin: bool = False) -> Verdict:
    """Whether a signature over a message holds in a namespace; with `pin` only where the security key asked for it."""
    try:
        signature = parse_signature(armored)
    except NotASignature as error:
        return Verdict("", str(error))
    return Verdict(signature.key.fingerprint, _reason(signature, message, namespace, pin))


def parse_signature(armored: bytes) -> SshSignature:
    """The signature in its armor, of which the last line break may be missing."""
    try:
        return _parsed(decoded_armor(armored))
    except NotWire as error:
        raise NotASignature(f"not a whole SSH signature: {error}") from error
    except NotAKey as error:
        raise NotASignature(f"the key in the signature does not count: {error}") from error


def decoded_armor(armored: bytes) -> bytes:
    """The bytes of an armored signature."""
    if len(armored) > LONGEST:
        raise NotASignature(f"a signature of {len(armored):,} characters; an SSH signature has {LONGEST:,} at most")
    text = armored.removesuffix(b"\n")
    inside = text.removeprefix(BEGIN + b"\n").removesuffix(END)
    if len(text) - len(inside) != len(BEGIN) + 1 + len(END):
        raise NotASignature(f"not an SSH signature; it begins with {BEGIN.decode()} and ends with {END.decode()}")
    data = decoded(inside.replace(b"\n", b"").decode("latin-1"))
    if armor(data) != text + b"\n":
        raise NotASignature(f"not in the form of ssh-keygen, which writes lines of {COLUMNS} characters")
    return data


def armor(data: bytes) -> bytes:
    """A signature's bytes in their armor."""
    text = base64.b64encode(data)
    lines = (text[start : start + COLUMNS] for start in range(0, len(text), COLUMNS))
    return b"\n".join((BEGIN, *lines, END, b""))


def _parsed(data: bytes) -> SshSignature:
    reader = WireReader(data)
    if reader.exactly(len(MAGIC)) != MAGIC:
        raise NotASignature("not an SSH signature: SSHSIG does not stand before it")
    if (version := reader.uint32()) != VERSION:
        raise NotASignature(f"an SSH signature of version {version}; only version {VERSION} is known")
    key = _key(reader.string())
    namespace, reserved, hash_name = reader.text(), reader.string(), reader.text()
    if reserved:
        raise NotASignature("what is reserved for later in an SSH signature is not empty")
    if hash_name not in HASHES:
        raise NotASignature(f"a signature over the hash {hash_name[:20]!r}; one of {', '.join(HASHES)}")
    inner = WireReader(reader.string())
    reader.end()
    name, right = inner.text(), tuple(RSA_HASHES) if key.type == RSA else (key.type,)
    if name not in right:
        raise NotASignature(f"a signature of type {name[:40]!r} by a key of type {key.type}; {right[-1]} is right")
    proof = inner.string()
    flags, counter = (inner.byte(), inner.uint32()) if key.type in SECURITY_KEYS else (0, 0)
    inner.end()
    _check_proof(key, proof)
    return SshSignature(key, namespace, hash_name, name, proof, flags, counter)


def _check_proof(key: SshKey, proof: bytes) -> None:
    """The proof has the one form that it can have with such a key."""
    if key.type in CURVES:
        _two_numbers(proof)
        return
    size = ED25519_BYTES if key.point else (key.modulus.bit_length() + 7) // 8
    if len(proof) != size:
        raise NotASignature(f"a proof of {len(proof)} bytes; with this key it has {size}")
    if key.point and int.from_bytes(proof[32:], "little") >= ED25519_ORDER:
        raise NotASignature("a number in the proof is above its limit (RFC 8032, 5.1.7)")


def _two_numbers(proof: bytes) -> tuple[int, int]:
    reader = WireReader(proof)
    numbers = reader.positive(), reader.positive()
    reader.end()
    return numbers


def _reason(signature: SshSignature, message: bytes, namespace: str, pin: bool) -> str:
    if signature.namespace != namespace:
        return f"made for {signature.namespace[:40]!r} and not for {namespace!r}"
    if signature.key.type in SECURITY_KEYS and not signature.flags & TOUCHED:
        return "made by a security key that nobody touched"
    if pin and not signature.flags & PIN_ASKED:
        return f"made by a {'security key that asked for' if signature.flags else 'key that can ask for'} no PIN"
    return "" if _fits(signature, _signed(signature, message)) else "it does not fit what it stands for"


def _signed(signature: SshSignature, message: bytes) -> bytes:
    """What the key itself signed."""
    digest = hashlib.new(signature.hash, message).digest()
    parts = (signature.namespace.encode("ascii"), b"", signature.hash.encode("ascii"), digest)
    signed = MAGIC + b"".join(len(part).to_bytes(4) + part for part in parts)
    if signature.key.type not in SECURITY_KEYS:
        return signed
    # OpenSSH's PROTOCOL.u2f: no extensions, so nothing between the counter and the digest
    application = hashlib.sha256(signature.key.application.encode("ascii")).digest()
    counted = bytes([signature.flags]) + signature.counter.to_bytes(4)
    return application + counted + hashlib.sha256(signed).digest()


def _fits(signature: SshSignature, signed: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # takes its time, so not before a signature is verified

    try:
        if signature.key.type in CURVES:
            _verify_ecdsa(signature, signed)
        elif signature.key.type == RSA:
            _verify_rsa(signature, signed)
        else:
            _ed25519_key(signature.key.point).verify(signature.proof, signed)
    except InvalidSignature:
        return False
    return True


def _verify_ecdsa(signature: SshSignature, signed: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    curve = CURVES[signature.key.type]
    proof = utils.encode_dss_signature(*_two_numbers(signature.proof))
    _ecdsa_key(curve, signature.key.point).verify(proof, signed, ec.ECDSA(_hash(CURVE_HASHES[curve])))


def _verify_rsa(signature: SshSignature, signed: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric import padding

    key = _rsa_key(signature.key.exponent, signature.key.modulus)
    key.verify(signature.proof, signed, padding.PKCS1v15(), _hash(RSA_HASHES[signature.type]))


def _hash(name: str) -> hashes.HashAlgorithm:
    from cryptography.hazmat.primitives import hashes

    match name:
        case "sha256":
            return hashes.SHA256()
        case "sha384":
            return hashes.SHA384()
    return hashes.SHA512()


_key = lru_cache(KNOWN_KEYS)(parse_blob)


@lru_cache(KNOWN_KEYS)
def _ed25519_key(point: bytes) -> Ed25519PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(point)


@lru_cache(KNOWN_KEYS)
def _ecdsa_key(curve: str, point: bytes) -> EllipticCurvePublicKey:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

    return EllipticCurvePublicKey.from_encoded_point(named_curve(curve), point)


@lru_cache(KNOWN_KEYS)
def _rsa_key(exponent: int, modulus: int) -> RSAPublicKey:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    return RSAPublicNumbers(exponent, modulus).public_key()
