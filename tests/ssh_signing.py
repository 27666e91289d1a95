"""Keys that sign as ssh-keygen does, security keys made of software included; nothing here is read by the program."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_private_key

ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def string(*parts: bytes) -> bytes:
    """Each of the parts with its length before it."""
    return b"".join(len(part).to_bytes(4) + part for part in parts)


def mpint(number: int) -> bytes:
    """A positive number as SSH writes it, its length before it."""
    return string(number.to_bytes(number.bit_length() // 8 + 1))


def armored(data: bytes, columns: int = 70) -> bytes:
    """A signature as text."""
    text = base64.b64encode(data).decode()
    lines = [text[start : start + columns] for start in range(0, len(text), columns)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]).encode()


def unarmored(text: bytes) -> bytes:
    """The bytes of a signature in its armor."""
    return base64.b64decode(b"".join(text.split(b"\n")[1:-2]))


@dataclass(frozen=True)
class Signature:
    """The parts of a signature, each of which a test can make wrong."""

    key: bytes
    proof: bytes
    namespace: bytes = b"git"
    hash: bytes = b"sha512"
    magic: bytes = b"SSHSIG"
    version: int = 1
    reserved: bytes = b""

    def data(self) -> bytes:
        """The bytes inside the armor."""
        parts = string(self.key, self.namespace, self.reserved, self.hash, self.proof)
        return self.magic + self.version.to_bytes(4) + parts

    def text(self) -> bytes:
        """The signature in its armor."""
        return armored(self.data())


def signed_bytes(message: bytes, namespace: bytes = b"git", hash_name: bytes = b"sha512") -> bytes:
    """What a key signs for a message."""
    return b"SSHSIG" + string(namespace, b"", hash_name, hashlib.new(hash_name.decode(), message).digest())


@dataclass(frozen=True)
class SigningKey:
    """A key with its public half as SSH writes it, and how it makes the proof for some bytes."""

    blob: bytes
    proof: Callable[[bytes], bytes]

    @property
    def line(self) -> str:
        """The public half as one line."""
        size = int.from_bytes(self.blob[:4])
        return f"{self.blob[4 : 4 + size].decode()} {base64.b64encode(self.blob).decode()}"

    def sign(self, message: bytes, namespace: bytes = b"git", hash_name: bytes = b"sha512") -> Signature:
        """A signature over a message."""
        proof = self.proof(signed_bytes(message, namespace, hash_name))
        return Signature(self.blob, proof, namespace, hash_name)


def ed25519_key(seed: bytes) -> SigningKey:
    """An Ed25519 key, the same for the same 32 bytes."""
    private = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    blob = string(b"ssh-ed25519", private.public_key().public_bytes_raw())
    return SigningKey(blob, lambda signed: string(b"ssh-ed25519", private.sign(signed)))


def key_in(path: Path, rsa_type: bytes = b"rsa-sha2-512") -> SigningKey:
    """A key that ssh-keygen made."""
    private = load_ssh_private_key(path.read_bytes(), None)
    kind, blob = path.with_suffix(".pub").read_text().split()[:2]

    def proof(signed: bytes) -> bytes:
        if isinstance(private, ed25519.Ed25519PrivateKey):
            return string(kind.encode(), private.sign(signed))
        if isinstance(private, rsa.RSAPrivateKey):
            digest = hashes.SHA256() if rsa_type == b"rsa-sha2-256" else hashes.SHA512()
            return string(rsa_type, private.sign(signed, padding.PKCS1v15(), digest))
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        digests = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}
        numbers = utils.decode_dss_signature(private.sign(signed, ec.ECDSA(digests[private.key_size])))
        return string(kind.encode(), b"".join(map(mpint, numbers)))

    return SigningKey(base64.b64decode(blob), proof)


@dataclass(frozen=True)
class SecurityKey:
    """An authenticator made of software: it answers as a FIDO2 token does, with flags and a counter of its own."""

    kind: str
    private: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
    application: bytes = b"ssh:"

    @classmethod
    def made(cls, kind: str, application: bytes = b"ssh:") -> SecurityKey:
        """A new key on it."""
        is_curve = kind.startswith("sk-ecdsa")
        private = ec.generate_private_key(ec.SECP256R1()) if is_curve else ed25519.Ed25519PrivateKey.generate()
        return cls(kind, private, application)

    def signing(self, flags: int = 1, counter: int = 7) -> SigningKey:
        """The key as it signs with such flags and such a counter."""
        return SigningKey(self._blob(), lambda signed: self._proof(signed, flags, counter))

    def _blob(self) -> bytes:
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return string(self.kind.encode(), self.private.public_key().public_bytes_raw(), self.application)
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return string(self.kind.encode(), b"nistp256", point, self.application)

    def _proof(self, signed: bytes, flags: int, counter: int) -> bytes:
        told = bytes([flags]) + counter.to_bytes(4)
        asked = hashlib.sha256(self.application).digest() + told + hashlib.sha256(signed).digest()
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return string(self.kind.encode(), self.private.sign(asked)) + told
        numbers = utils.decode_dss_signature(self.private.sign(asked, ec.ECDSA(hashes.SHA256())))
        return string(self.kind.encode(), b"".join(map(mpint, numbers))) + told


MADE = {
    "ssh-ed25519": ("-t", "ed25519"),
    "ecdsa-sha2-nistp256": ("-t", "ecdsa", "-b", "256"),
    "ecdsa-sha2-nistp384": ("-t", "ecdsa", "-b", "384"),
    "ecdsa-sha2-nistp521": ("-t", "ecdsa", "-b", "521"),
    "ssh-rsa": ("-t", "rsa", "-b", "2048"),
}


def make_key(path: Path, *options: str) -> Path:
    """A key of ssh-keygen's without a passphrase."""
    command = ["ssh-keygen", "-q", *options, "-N", "", "-C", "a comment", "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def ssh_keygen_signs(key: Path, message: bytes, namespace: str = "git", hash_name: str = "sha512") -> bytes:
    """The signature that ssh-keygen makes."""
    command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", namespace, "-O", f"hashalg={hash_name}"]
    return subprocess.run(command, check=True, input=message, capture_output=True).stdout


def ssh_keygen_accepts(folder: Path, line: str, signature: bytes, message: bytes, namespace: str = "git") -> bool:
    """Whether ssh-keygen verifies a signature by a key."""
    (folder / "allowed").write_text(f"ana {line}\n")
    (folder / "signature").write_bytes(signature)
    command = ["ssh-keygen", "-Y", "verify", "-f", str(folder / "allowed"), "-I", "ana", "-n", namespace]
    command += ["-s", str(folder / "signature")]
    return subprocess.run(command, check=False, input=message, capture_output=True).returncode == 0
