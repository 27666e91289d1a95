"""SSH public keys, as `ssh-keygen` writes them: one line of type, base64 and comment, read strictly.

* Ed25519, ECDSA over the three NIST curves, RSA of 2,048 bits or more, and Ed25519 and P-256 on a security key.
* The same key has one form only: canonical base64, shortest numbers, uncompressed points, nothing after them.
* A point off its curve or of small order is no key: of the latter anybody can make signatures (RFC 8032, 8.9).
* Certificates are refused: whom they speak for is decided elsewhere, by whoever holds the authority's key.

Not here: whose key it is, and since when.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .ssh_wire import NotWire, WireReader, decoded

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec

ED25519, RSA = "ssh-ed25519", "ssh-rsa"
SK_ED25519, SK_ECDSA = "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"
CURVES = {f"ecdsa-sha2-{curve}": curve for curve in ("nistp256", "nistp384", "nistp521")} | {SK_ECDSA: "nistp256"}
SECURITY_KEYS = (SK_ED25519, SK_ECDSA)
KEY_TYPES = (ED25519, *(name for name in CURVES if name != SK_ECDSA), RSA, *SECURITY_KEYS)

# below 2,048 bits NIST SP 800-131A allows no signature; above 16,384 OpenSSL verifies none
RSA_BITS = range(2_048, 16_384 + 1)
RSA_EXPONENT_BITS = 64  # OpenSSL's own limit beside a large modulus
LONGEST_LINE = 16_000
_COORDINATE_BYTES = {"nistp256": 32, "nistp384": 48, "nistp521": 66}
_WORDS = re.compile(r"([^ ]+) ([^ ]+)(?: (.*))?")

_PRIME = 2**255 - 19
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
_EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826  # y of a point of order 8
_SMALL_ORDER = (0, 1, _PRIME - 1, _EIGHTH, _PRIME - _EIGHTH)


class NotAKey(ValueError):  # noqa: N818 -- what it says is what the text is
    """A text that is no SSH public key which can be registered; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class SshKey:
    """A public key: its type, its bytes as SSH writes them, and the numbers in them."""

    type: str
    blob: bytes = field(repr=False)
    point: bytes = field(default=b"", repr=False)
    exponent: int = field(default=0, repr=False)
    modulus: int = field(default=0, repr=False)
    application: str = ""

    @property
    def fingerprint(self) -> str:
        """The key's name as `ssh-keygen -l` prints it."""
        return f"SHA256:{base64.b64encode(hashlib.sha256(self.blob).digest()).decode('ascii').rstrip('=')}"

    @property
    def line(self) -> str:
        """The key as one line without a comment."""
        return f"{self.type} {base64.b64encode(self.blob).decode('ascii')}"


def parse_key(line: str) -> SshKey:
    """The key of a line `TYPE BASE64 [COMMENT]`, as it stands in a file that ends in .pub."""
    text = line.removesuffix("\n")
    if reason := _not_a_line(text):
        raise NotAKey(reason)
    words = _WORDS.fullmatch(text)
    if not words:
        raise NotAKey(f"{_shown(text)} is no public key; one line like {ED25519} AAAA... from a file that ends in .pub")
    _check_type(words[1])
    try:
        key = parse_blob(decoded(words[2]))
    except NotWire as error:
        raise NotAKey(f"the {words[1]} key cannot be read: {error}; copy the whole line of the .pub file") from error
    if key.type != words[1]:
        raise NotAKey(f"the line says {words[1]} and the key in it {key.type}; copy the whole line of the .pub file")
    return key


def _not_a_line(text: str) -> str:
    if "PRIVATE KEY" in text:
        return "this is a private key, which nobody may see; the public one is in the file that ends in .pub"
    if text.startswith(("SHA256:", "MD5:")):
        return "this is a key's fingerprint; the key itself is in the file that ends in .pub"
    if len(text) > LONGEST_LINE:
        return f"a key of {len(text):,} characters; a public key has {LONGEST_LINE:,} at most"
    if not text.isprintable():
        return "a public key is one line of printable characters; copy one line of the .pub file"
    return ""


def _check_type(name: str) -> None:
    if "-cert-v" in name:
        raise NotAKey(f"{_shown(name)} is a certificate, which another key speaks for; register the person's own key")
    if name == "ssh-dss":
        raise NotAKey("ssh-dss is too weak to sign with; make a key with ssh-keygen -t ed25519")
    if name not in KEY_TYPES:
        raise NotAKey(f"{_shown(name)} is no type of public key; one of {', '.join(KEY_TYPES)}")


def _shown(text: str) -> str:
    """A few characters of what was given: it may be anything."""
    return repr(text if len(text) <= 40 else f"{text[:37]}...")


def parse_blob(blob: bytes) -> SshKey:
    """The key that these bytes are, in a line or in a signature; `NotAKey` or `NotWire` where they are none."""
    reader = WireReader(blob)
    name = reader.text()
    _check_type(name)
    key = _PARTS[name](name, blob, reader)
    reader.end()
    return key


def _ed25519(name: str, blob: bytes, reader: WireReader) -> SshKey:
    point = reader.string()
    if len(point) != 32:  # RFC 8032, 5.1.5
        raise NotAKey(f"a key of {len(point)} bytes; an Ed25519 key has 32")
    if not _is_on_curve_25519(point):
        raise NotAKey("the bytes are no Ed25519 key: no point of the curve that a key can be")
    application = _application(reader) if name == SK_ED25519 else ""
    return SshKey(name, blob, point=point, application=application)


def _is_on_curve_25519(point: bytes) -> bool:
    """Whether the bytes are a point other than the eight of small order, in its one form (RFC 8032, 5.1.3)."""
    y = int.from_bytes(point, "little") & ~(1 << 255)
    if y >= _PRIME or y in _SMALL_ORDER:
        return False
    x_squared = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    return pow(x_squared, (_PRIME - 1) // 2, _PRIME) == 1


def _ecdsa(name: str, blob: bytes, reader: WireReader) -> SshKey:
    curve, point = reader.text(), reader.string()
    if curve != CURVES[name]:
        raise NotAKey(f"a key of type {name} on the curve {_shown(curve)}; its curve is {CURVES[name]}")
    size = 1 + 2 * _COORDINATE_BYTES[curve]
    if len(point) != size or point[0] != 4:  # the mark of an uncompressed point (SEC 1, 2.3.3)
        raise NotAKey(f"the point of a {curve} key has {size} bytes of which the first is 04, as ssh-keygen writes it")
    if not _is_on_curve(curve, point):
        raise NotAKey(f"the bytes are no {curve} key: no point of the curve")
    application = _application(reader) if name == SK_ECDSA else ""
    return SshKey(name, blob, point=point, application=application)


def _is_on_curve(curve: str, point: bytes) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec  # takes its time, so not before a key is read

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(named_curve(curve), point)
    except ValueError:
        return False
    return True


def named_curve(curve: str) -> ec.EllipticCurve:
    """The curve as the library knows it."""
    from cryptography.hazmat.primitives.asymmetric import ec

    match curve:
        case "nistp256":
            return ec.SECP256R1()
        case "nistp384":
            return ec.SECP384R1()
    return ec.SECP521R1()


def _application(reader: WireReader) -> str:
    """What a security key made its key for; other names are those of web sites, which can ask for signatures too."""
    application = reader.text()
    if not application.startswith("ssh:"):
        raise NotAKey(f"a security key's key for {_shown(application)}; one made by ssh-keygen begins with ssh:")
    return application


def _rsa(name: str, blob: bytes, reader: WireReader) -> SshKey:
    exponent, modulus = reader.positive(), reader.positive()
    bits = modulus.bit_length()
    if bits not in RSA_BITS:
        small = bits < RSA_BITS.start
        limit = f"at least {RSA_BITS.start:,}" if small else f"at most {RSA_BITS.stop - 1:,}"
        raise NotAKey(f"an RSA key of {bits:,} bits; {limit} are needed, or make a key with ssh-keygen -t ed25519")
    if exponent < 3 or exponent % 2 == 0 or exponent.bit_length() > RSA_EXPONENT_BITS or modulus % 2 == 0:
        raise NotAKey("the numbers are no RSA key: both are odd, and the exponent is from 3 to 64 bits")
    return SshKey(name, blob, exponent=exponent, modulus=modulus)


_PARTS: dict[str, Callable[[str, bytes, WireReader], SshKey]] = {
    ED25519: _ed25519,
    SK_ED25519: _ed25519,
    RSA: _rsa,
    **dict.fromkeys(CURVES, _ecdsa),
}
