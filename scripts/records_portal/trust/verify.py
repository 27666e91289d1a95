#!/usr/bin/env python3
"""Verify a records portal's repository by yourself: one file, Python 3.11 and git, and nothing else.

    python3 verify.py ADDRESS|FOLDER|BUNDLE [--against CHECKPOINT|FOLDER]... [--keep FOLDER] [--root FOLDER]
        [--proof FILE]... [--certificate FILE]... [--format text|json]

An address is fetched first; from then on nothing is asked of anybody. Exit 0: nothing was found against it;
1: something was; 2: it cannot be told. What it does, in this order:

* It reads the objects of the repository with a configuration of its own, and every object is hashed again: a name
  that does not fit its bytes, a shallow or partial clone, a graft and a replace ref are told, and nothing is believed
  of them.
* It walks the first parents from the head, from the parents that stand in the commits themselves.
* It verifies every SSH signature in this file: Ed25519, RSA, ECDSA, and keys on a security key. A key counts by
  position: by the register at the first parent of the commit that brought what it signed, and never for itself.
* It reads the transparency log on the branch `attestations`: that it is signed, that it only grew since the checkpoint
  that you kept, and that what it says is what the repository has.
* It holds each disposition against its authorization, its certificate and its signatures.

What it does not see: what follows the last checkpoint that you kept; what was withheld; a split view of which nobody
has the other side; dates between two checkpoints; a stolen key; false answers of a forge; the first copy of all.

Its formats are described in `docs/reference/verifier.md`, so that somebody else can write another.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import IO, Any, NamedTuple

FOR_EVER = "9999-12-31"
WORKERS = 2
REPOSITORY_FILE = "repository.txt"  # of a portal: one line, the address of the repository that it is built from
FEW = 400  # signatures that are given out at once; below that another process takes longer to start than it saves


class CannotVerify(Exception):  # noqa: N818 -- what it says is why nothing can be told
    """Nothing can be told, and why, in one line."""


# ---- 1. Ed25519 (RFC 8032), for many signatures of few keys -------------------------------------------------------

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_D2 = 2 * _D % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826  # y of a point of order 8
_SMALL_ORDER = (0, 1, _P - 1, _EIGHTH, _P - _EIGHTH)
_Extended = tuple[int, int, int, int]
_Niels = tuple[int, int, int]


def _decompressed(data: bytes) -> tuple[int, int] | None:
    """The point that 32 bytes are in their one form; nothing of the eight of small order (RFC 8032, 5.1.3)."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= _P or y in _SMALL_ORDER:
        return None
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    x = u * pow(v, 3, _P) * pow(u * pow(v, 7, _P), (_P - 5) // 8, _P) % _P
    if v * x * x % _P == -u % _P:
        x = x * _ROOT % _P
    if v * x * x % _P != u:
        return None
    return (_P - x if x & 1 != sign else x), y


_BASE = _decompressed((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))


def _added(point: _Extended, niels: _Niels) -> _Extended:
    x, y, z, t = point
    a, b, c, d = (y - x) * niels[1] % _P, (y + x) * niels[0] % _P, t * niels[2] % _P, 2 * z
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _niels_of(points: Sequence[_Extended]) -> list[_Niels]:
    """The points as they are added: one inversion for all (Montgomery's trick)."""
    inverses = _inverses([point[2] for point in points], _P)
    found = []
    for (x, y, _, _), inverse in zip(points, inverses, strict=True):
        x, y = x * inverse % _P, y * inverse % _P
        found.append(((y + x) % _P, (y - x) % _P, x * y * _D2 % _P))
    return found


def _inverses(numbers: Sequence[int], modulus: int) -> list[int]:
    """The inverses of numbers other than zero."""
    products = [1]
    for number in numbers:
        products.append(products[-1] * number % modulus)
    inverse = pow(products[-1], -1, modulus)
    found = [0] * len(numbers)
    for place in range(len(numbers) - 1, -1, -1):
        found[place] = products[place] * inverse % modulus
        inverse = inverse * numbers[place] % modulus
    return found


@lru_cache(32)
def _windows(point: tuple[int, int], width: int) -> list[list[_Niels]]:
    """For each window of a scalar the point times each signed digit, so that a multiple is a sum without doublings."""
    x, y = point
    start: _Extended = (x, y, 1, x * y % _P)
    starts = []
    for _ in range(-(-256 // width)):
        starts.append(start)
        for _ in range(width):
            start = _added(start, _niels_of([start])[0]) if width == 1 else _doubled(start)
    half = 1 << (width - 1)
    points: list[_Extended] = []
    for niels in _niels_of(starts):
        reached: _Extended = (0, 1, 1, 0)
        for _ in range(half):
            reached = _added(reached, niels)
            points.append(reached)
    every, rows = _niels_of(points), []
    for place in range(0, len(every), half):
        up = every[place : place + half]
        down = [(minus, plus, _P - both) for plus, minus, both in reversed(up)]
        rows.append([(1, 1, 0), *up, *down])  # a negative digit counts from the end of the list
    return rows


def _doubled(point: _Extended) -> _Extended:
    x, y, z, _ = point
    a, b, c = x * x % _P, y * y % _P, 2 * z * z
    h = a + b
    e, g = h - (x + y) * (x + y) % _P, a - b
    f = c + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _digits(scalar: int, width: int) -> list[int]:
    """The signed digits of a scalar, the lowest first."""
    full, half, found = 1 << width, 1 << (width - 1), []
    for _ in range(-(-256 // width)):
        digit = scalar & (full - 1)
        scalar >>= width
        if digit > half:
            digit -= full
            scalar += 1
        found.append(digit)
    return found


class Ed25519Job(NamedTuple):
    """A signature to be verified: 32 bytes of the key, 64 of the proof, and what was signed."""

    key: bytes
    proof: bytes
    signed: bytes


def verify_ed25519(jobs: Sequence[Ed25519Job]) -> list[bool]:
    """Of each signature whether it holds: R is compared byte by byte, as OpenSSH does (no cofactor)."""
    verdicts = [False] * len(jobs)
    by_key: dict[bytes, list[int]] = defaultdict(list)
    for place, job in enumerate(jobs):
        by_key[job.key].append(place)
    base_width = 8 if len(jobs) > 100 else 5 if len(jobs) > 4 else 3
    assert _BASE
    base_rows = _windows(_BASE, base_width)
    sums: list[tuple[int, int, int, int]] = []
    for key, places in by_key.items():
        point = _decompressed(key)
        if point is None:
            continue
        width = 8 if len(places) > 100 else 5 if len(places) > 4 else 3
        rows = _windows((_P - point[0], point[1]), width)
        for place in places:
            _, proof, signed = jobs[place]
            scalar = int.from_bytes(proof[32:], "little")
            if len(proof) != 64 or scalar >= _ORDER:
                continue
            challenge = int.from_bytes(hashlib.sha512(proof[:32] + key + signed).digest(), "little") % _ORDER
            steps = zip(base_rows, _digits(scalar, base_width), strict=True)
            x, y, z = _sum([*steps, *zip(rows, _digits(challenge, width), strict=True)])
            sums.append((place, x, y, z))
    for (place, x, y, _), inverse in zip(sums, _inverses([each[3] for each in sums], _P), strict=True):
        x, y = x * inverse % _P, y * inverse % _P
        verdicts[place] = (y | (x & 1) << 255).to_bytes(32, "little") == jobs[place].proof[:32]
    return verdicts


def _sum(steps: Iterable[tuple[list[_Niels], int]]) -> tuple[int, int, int]:
    """The sum of the chosen points; written out, for most of the time is spent here."""
    prime = _P
    x, y, z, t = 0, 1, 1, 0
    for row, digit in steps:
        if digit:
            plus, minus, both = row[digit]
            a, b, c, d = (y - x) * minus % prime, (y + x) * plus % prime, t * both % prime, 2 * z
            e, f, g, h = b - a, d - c, d + c, b + a
            x, y, z, t = e * f % prime, g * h % prime, f * g % prime, e * h % prime
    return x, y, z


# ---- 2. ECDSA over the NIST curves (FIPS 186-5), and RSA (RFC 8017, PKCS #1 v1.5) ----------------------------------


class NistCurve(NamedTuple):
    """A curve y² = x³ - 3x + b over a prime, its order and its base point; and the digest that signs with it."""

    prime: int
    b: int
    order: int
    x: int
    y: int
    hash: str
    size: int


CURVES = {
    "nistp256": NistCurve(
        0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
        "sha256",
        32,
    ),
    "nistp384": NistCurve(
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
        0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
        0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
        "sha384",
        48,
    ),
    "nistp521": NistCurve(
        2**521 - 1,
        0x0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00,
        2**521 - 657877501894328237357444332315020117536923257219387276263472201219398408051703,
        0x00C6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5BD66,
        0x011839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD16650,
        "sha512",
        66,
    ),
}
_Jacobian = tuple[int, int, int]


def _is_on_curve(curve: NistCurve, x: int, y: int) -> bool:
    p = curve.prime
    return x < p and y < p and (y * y - (x * x - 3) * x - curve.b) % p == 0


def _jacobian_doubled(point: _Jacobian, p: int) -> _Jacobian:
    x, y, z = point
    if not y or not z:
        return 1, 1, 0
    delta, gamma = z * z % p, y * y % p
    beta = x * gamma % p
    alpha = 3 * (x - delta) * (x + delta) % p
    x3 = (alpha * alpha - 8 * beta) % p
    return x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % p, ((y + z) * (y + z) - gamma - delta) % p


def _jacobian_sum(left: _Jacobian, right: _Jacobian, p: int) -> _Jacobian:
    if not left[2]:
        return right
    if not right[2]:
        return left
    x1, y1, z1 = left
    x2, y2, z2 = right
    z1z1, z2z2 = z1 * z1 % p, z2 * z2 % p
    u1, u2 = x1 * z2z2 % p, x2 * z1z1 % p
    s1, s2 = y1 * z2 * z2z2 % p, y2 * z1 * z1z1 % p
    if u1 == u2:
        return _jacobian_doubled(left, p) if s1 == s2 else (1, 1, 0)
    h, r = u2 - u1, s2 - s1
    hh = h * h % p
    hhh, v = h * hh % p, u1 * hh % p
    x3 = (r * r - hhh - 2 * v) % p
    return x3, (r * (v - x3) - s1 * hhh) % p, z1 * z2 * h % p


def verify_ecdsa(curve: NistCurve, point: tuple[int, int], proof: tuple[int, int], signed: bytes) -> bool:
    """Whether two numbers are a signature by the key of a point of the curve."""
    r, s = proof
    if not (0 < r < curve.order and 0 < s < curve.order):
        return False
    digest = hashlib.new(curve.hash, signed).digest()
    number = int.from_bytes(digest) >> max(0, 8 * len(digest) - curve.order.bit_length())
    inverse = pow(s, -1, curve.order)
    one, two = number * inverse % curve.order, r * inverse % curve.order
    p = curve.prime
    base, key = (curve.x, curve.y, 1), (*point, 1)
    both = _jacobian_sum(base, key, p)
    reached: _Jacobian = (1, 1, 0)
    for bit in range(curve.order.bit_length() - 1, -1, -1):
        reached = _jacobian_doubled(reached, p)
        which = (one >> bit & 1) + 2 * (two >> bit & 1)
        if which:
            reached = _jacobian_sum(reached, (base, key, both)[which - 1], p)
    if not reached[2]:
        return False
    return reached[0] * pow(reached[2], -2, p) % p % curve.order == r


_DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


def verify_rsa(exponent: int, modulus: int, proof: bytes, signed: bytes, hash_name: str) -> bool:
    """Whether a proof is the one PKCS #1 v1.5 signature by this key."""
    size = (modulus.bit_length() + 7) // 8
    info = _DIGEST_INFO[hash_name] + hashlib.new(hash_name, signed).digest()
    right = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
    number = int.from_bytes(proof)
    return len(proof) == size and number < modulus and pow(number, exponent, modulus).to_bytes(size) == right


# ---- 3. SSH keys and signatures (PROTOCOL.sshsig, PROTOCOL.u2f), each in its one form ------------------------------

_ED25519, _RSA = "ssh-ed25519", "ssh-rsa"
_SK_ED25519, _SK_ECDSA = "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"
_CURVE_OF = {f"ecdsa-sha2-{curve}": curve for curve in CURVES} | {_SK_ECDSA: "nistp256"}
_SECURITY_KEYS = (_SK_ED25519, _SK_ECDSA)
_RSA_HASHES = {"rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512"}
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----"
_LONGEST = 16_000
_TOUCHED = 0x01


class NotInForm(ValueError):  # noqa: N818 -- what it says is what is wrong
    """Bytes that are not in their one form; the message says how."""


class _Wire:
    """SSH's binary form (RFC 4251, section 5), to the last byte."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def exactly(self, size: int) -> bytes:
        start, self.at = self.at, self.at + size
        if self.at > len(self.data):
            raise NotInForm("it is cut off")
        return self.data[start : self.at]

    def number(self, size: int = 4) -> int:
        return int.from_bytes(self.exactly(size))

    def string(self) -> bytes:
        return self.exactly(self.number())

    def text(self) -> str:
        found = self.string()
        if not all(0x21 <= each <= 0x7E for each in found):
            raise NotInForm("a name in it has other than printable characters")
        return found.decode("ascii")

    def positive(self) -> int:
        found = self.string()
        if not found or found[0] & 0x80 or (found[0] == 0 and not (len(found) > 1 and found[1] & 0x80)):
            raise NotInForm("a number in it is not in its shortest form")
        return int.from_bytes(found)

    def end(self) -> None:
        if self.at != len(self.data):
            raise NotInForm("something follows that does not belong to it")


class ReadKey(NamedTuple):
    """A public key: its type, its bytes, its numbers (a point, or exponent and modulus), and a security key's name."""

    type: str
    blob: bytes
    numbers: tuple[int, int] = (0, 0)
    point: bytes = b""
    application: str = ""

    @property
    def fingerprint(self) -> str:
        """The key's name as `ssh-keygen -l` prints it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")


def _base64(text: bytes) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotInForm("it is not base64") from error
    if base64.b64encode(data) != text:
        raise NotInForm("its base64 is not in canonical form")
    return data


@lru_cache(4096)
def public_key(blob: bytes) -> ReadKey:
    """The key that these bytes are; `NotInForm` where they are none that counts."""
    wire = _Wire(blob)
    name = wire.text()
    if name in (_ED25519, _SK_ED25519):
        point = wire.string()
        if len(point) != 32 or _decompressed(point) is None:
            raise NotInForm("no point of the curve that a key can be")
        key = ReadKey(name, blob, point=point, application=wire.text() if name == _SK_ED25519 else "")
    elif name in _CURVE_OF:
        curve, point = CURVES[_CURVE_OF[name]], (wire.text(), wire.string())[1]
        x, y = (int.from_bytes(point[1 + curve.size * each :][: curve.size]) for each in (0, 1))
        named = blob[8 + len(name) :][: len(_CURVE_OF[name])].decode("latin-1")
        if (
            len(point) != 1 + 2 * curve.size
            or point[0] != 4
            or not _is_on_curve(curve, x, y)
            or named != _CURVE_OF[name]
        ):
            raise NotInForm("no point of the curve in its one form")
        key = ReadKey(name, blob, (x, y), application=wire.text() if name == _SK_ECDSA else "")
    elif name == _RSA:
        exponent, modulus = wire.positive(), wire.positive()
        bits = modulus.bit_length()
        if not 2048 <= bits <= 16384 or exponent < 3 or not exponent & modulus & 1 or exponent.bit_length() > 64:
            raise NotInForm("no RSA key of 2,048 to 16,384 bits")
        key = ReadKey(name, blob, (exponent, modulus))
    else:
        raise NotInForm(f"{name[:40]!r} is no type of key that counts")
    wire.end()
    if name in _SECURITY_KEYS and not key.application.startswith("ssh:"):
        raise NotInForm("a security key's key for something else than SSH")
    return key


def key_of_line(line: str) -> ReadKey:
    """The key of a line `TYPE BASE64 [COMMENT]`."""
    words = line.split(" ", 2)
    if len(words) < 2 or not line.isprintable():
        raise NotInForm("no line of a public key")
    key = public_key(_base64(words[1].encode()))
    if key.type != words[0]:
        raise NotInForm("the line says another type than the key in it")
    return key


class ToVerify(NamedTuple):
    """An armored signature, what it is said to sign, and what it must have been made for."""

    armored: bytes
    message: bytes
    namespace: str


class SignatureVerdict(NamedTuple):
    """The fingerprint of the key that signed, and why the signature does not hold; empty where it does."""

    fingerprint: str
    reason: str = ""


class _Proof(NamedTuple):
    """What is left to be computed: the key, the kind of proof, the proof, and the bytes that the key itself signed."""

    key: ReadKey
    type: str
    proof: bytes
    signed: bytes


def _armored(data: bytes) -> bytes:
    text = base64.b64encode(data)
    return b"\n".join((_BEGIN, *(text[start : start + 70] for start in range(0, len(text), 70)), _END, b""))


def _proof(asked: ToVerify) -> _Proof:
    """What a signature leaves to be computed; `NotInForm` where it cannot hold."""
    text = asked.armored.removesuffix(b"\n")
    if len(text) > _LONGEST or not (text.startswith(_BEGIN + b"\n") and text.endswith(_END)):
        raise NotInForm("not an SSH signature")
    data = _base64(text[len(_BEGIN) + 1 : -len(_END)].replace(b"\n", b""))
    if _armored(data) != text + b"\n":
        raise NotInForm("not in the form of ssh-keygen, which writes lines of 70 characters")
    wire = _Wire(data)
    if wire.exactly(6) != b"SSHSIG" or wire.number() != 1:
        raise NotInForm("not an SSH signature of version 1")
    key = public_key(wire.string())
    namespace, reserved, hash_name, inner = wire.text(), wire.string(), wire.text(), _Wire(wire.string())
    wire.end()
    if reserved or hash_name not in ("sha256", "sha512"):
        raise NotInForm("a signature over another hash than SHA-256 or SHA-512")
    name, proof = inner.text(), inner.string()
    if name not in (tuple(_RSA_HASHES) if key.type == _RSA else (key.type,)):
        raise NotInForm(f"a signature of type {name[:40]!r} by a key of type {key.type}")
    digest = hashlib.new(hash_name, asked.message).digest()
    parts = (namespace.encode(), b"", hash_name.encode(), digest)
    signed = b"SSHSIG" + b"".join(len(part).to_bytes(4) + part for part in parts)
    flags = _TOUCHED
    if key.type in _SECURITY_KEYS:
        flags = inner.number(1)
        counted = bytes([flags]) + inner.exactly(4)
        signed = hashlib.sha256(key.application.encode()).digest() + counted + hashlib.sha256(signed).digest()
    inner.end()
    if namespace != asked.namespace:
        raise NotInForm(f"made for {namespace[:40]!r} and not for {asked.namespace!r}")
    if not flags & _TOUCHED:
        raise NotInForm("made by a security key that nobody touched")
    return _Proof(key, name, proof, signed)


def _holds(proof: _Proof) -> bool:
    """Whether a proof other than an Ed25519 one holds."""
    if proof.key.type == _RSA:
        return verify_rsa(*proof.key.numbers, proof.proof, proof.signed, _RSA_HASHES[proof.type])
    inner = _Wire(proof.proof)
    try:
        numbers = inner.positive(), inner.positive()
        inner.end()
    except NotInForm:
        return False
    return verify_ecdsa(CURVES[_CURVE_OF[proof.key.type]], proof.key.numbers, numbers, proof.signed)


def _computed(proofs: Sequence[_Proof]) -> list[bool]:
    plain = [place for place, each in enumerate(proofs) if each.key.point]
    jobs = [Ed25519Job(proofs[place].key.point, proofs[place].proof, proofs[place].signed) for place in plain]
    found = dict(zip(plain, verify_ed25519(jobs) if jobs else [], strict=True))
    return [found[place] if place in found else _holds(each) for place, each in enumerate(proofs)]


def verify_signatures(asked: Sequence[ToVerify], workers: int = WORKERS) -> list[SignatureVerdict]:
    """The verdict on each signature."""
    with SignatureDesk(workers) as desk:
        desk.begin(asked)
        verdicts = desk.verdicts()
    return [verdicts[each] for each in asked]


def _verdicts_of(asked: Sequence[ToVerify]) -> list[SignatureVerdict]:
    """The verdicts of one process; those of one key together, so that its table is made once."""
    verdicts: list[SignatureVerdict | None] = [None] * len(asked)
    proofs: list[tuple[int, _Proof]] = []
    for place, each in enumerate(asked):
        try:
            proofs.append((place, _proof(each)))
        except NotInForm as error:
            verdicts[place] = SignatureVerdict("", str(error))
    for (place, proof), holds in zip(proofs, _computed([each for _, each in proofs]), strict=True):
        verdicts[place] = SignatureVerdict(proof.key.fingerprint, "" if holds else "it does not fit what it stands for")
    return [each or SignatureVerdict("", "not verified") for each in verdicts]


class SignatureDesk:
    """Signatures are verified in other processes while this one reads on; what none of them began it does itself."""

    def __init__(self, workers: int = WORKERS) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._known: dict[ToVerify, SignatureVerdict | None] = {}
        self._given: list[tuple[list[ToVerify], Future[list[SignatureVerdict]] | None]] = []

    def __enter__(self) -> SignatureDesk:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def begin(self, asked: Iterable[ToVerify]) -> None:
        """Take signatures, each once however often it is given."""
        new = [each for each in dict.fromkeys(asked) if each not in self._known]
        self._known |= dict.fromkeys(new)
        if len(new) >= FEW and self.workers > 1 and self._pool is None:
            self._pool = ProcessPoolExecutor(self.workers - 1)
        new.sort(key=lambda each: each.armored[:200])  # the key stands first, and its table is made once
        for start in range(0, len(new), FEW):
            part = new[start : start + FEW]
            self._given.append((part, self._pool.submit(_verdicts_of, part) if self._pool else None))

    def verdicts(self) -> dict[ToVerify, SignatureVerdict]:
        """The verdict on each signature that was given."""
        for part, future in reversed(self._given):
            if future is None or future.cancel():
                self._known |= zip(part, _verdicts_of(part), strict=True)
        for part, future in self._given:
            if future and not future.cancelled():
                self._known |= zip(part, future.result(), strict=True)
        self._given = []
        return {each: verdict for each, verdict in self._known.items() if verdict}


# ---- 4. YAML: the part of it in which records are written --------------------------------------------------------

_KEY = re.compile(r"""(?:"((?:[^"\\]|\\["\\])*)"|'((?:[^']|'')*)'|([A-Za-z_][^:#'"\[\]{},&*!|>%@`]*?)) *:(?= |$)""")
_SPECIAL = frozenset("[]{}&*!|>%@`\"'#,?")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/", " ": " ", "0": "\0", "e": "\x1b"}
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z|0[ox][0-9a-fA-F]+\Z|[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)\Z"
)
_DEEPEST = 20
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)


class CannotRead(ValueError):  # noqa: N818 -- what it says is what cannot be read
    """A text outside the part of YAML that is read here; what it says is told as unverified."""


def read_yaml_subset(data: bytes) -> Any:
    """The value of a record's text: block lists and mappings, plain, quoted and literal text, and short lists."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotRead("it is not UTF-8") from error
    if _UNSEEN.search(text) or not unicodedata.is_normalized("NFC", text) or len(data) > 1_000_000:
        raise CannotRead("it has characters that a record has not")
    reader = _Reader(text)
    value = reader.node(0, 0)
    if reader.skip() is not None:
        raise CannotRead(f"line {reader.at + 1} belongs to nothing before it")
    if not isinstance(value, dict | list):
        raise CannotRead("it is neither a mapping nor a list")
    return value


class _Reader:
    """The lines of a text, read once from the top; a line's rest is put back where a value begins within it."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.at = 0

    def skip(self) -> int | None:
        """The indent of the next line that says something; nothing at the end."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            bare = line.lstrip(" ")
            if bare and bare[0] != "#":
                if line.startswith(("---", "...", "%")):
                    raise CannotRead(f"line {self.at + 1} begins a document or a directive")
                return len(line) - len(bare)
            self.at += 1
        return None

    def node(self, least: int, depth: int) -> Any:
        """The value that begins on the next line, at an indent of at least so many."""
        indent = self.skip()
        if indent is None or indent < least:
            return None
        if depth > _DEEPEST:
            raise CannotRead("it is nested too deep")
        rest = self.lines[self.at][indent:]
        if rest == "-" or rest.startswith("- "):
            return self.entries(indent, depth)
        if _KEY.match(rest):
            return self.mapping(indent, depth)
        self.at += 1
        return self.scalar(rest, least - 1, depth)

    def entries(self, indent: int, depth: int) -> list[Any]:
        """The list whose dashes stand at an indent."""
        found = []
        while self.skip() == indent and self.lines[self.at][indent : indent + 2] in ("-", "- "):
            rest = self.lines[self.at][indent + 1 :]
            inner = len(rest) - len(rest.lstrip(" "))
            rest = rest.lstrip(" ")
            if rest and rest[0] != "#" and (rest.startswith("- ") or _KEY.match(rest)):
                self.lines[self.at] = " " * (indent + 1 + inner) + rest
                found.append(self.node(indent + 1, depth + 1))
            else:
                self.at += 1
                found.append(self.value(rest, indent, depth, lists_at=indent + 1))
        return found

    def mapping(self, indent: int, depth: int) -> dict[str, Any]:
        """The mapping whose keys stand at an indent."""
        found: dict[str, Any] = {}
        while self.skip() == indent:
            match = _KEY.match(self.lines[self.at][indent:])
            if not match:
                break
            double, single, plain = match.groups()
            key = (
                plain if plain is not None else single.replace("''", "'") if single is not None else _unescaped(double)
            )
            if key in found or (plain is not None and not isinstance(_plain(plain), str)):
                raise CannotRead(f"line {self.at + 1}: the key {key[:40]!r} stands twice or is no text")
            rest = self.lines[self.at][indent + match.end() :].lstrip(" ")
            self.at += 1
            found[key] = self.value(rest, indent, depth, lists_at=indent)
        return found

    def value(self, rest: str, indent: int, depth: int, lists_at: int) -> Any:
        """What stands behind a key or a dash; a list may stand at the key's own indent."""
        if rest and rest[0] != "#":
            return self.scalar(rest, indent, depth)
        below = self.skip()
        if below == lists_at == indent and self.lines[self.at][indent : indent + 2] in ("-", "- "):
            return self.entries(indent, depth + 1)
        return self.node(indent + 1, depth + 1) if below is not None and below > indent else None

    def scalar(self, rest: str, indent: int, depth: int) -> Any:
        """A text, a number or a short list that begins here; more lines of it are indented deeper."""
        if rest[0] in "|>":
            return self.block(rest, indent)
        if rest[0] in "\"'":
            return self.quoted(rest, indent)
        if rest[0] in "[{":
            return _short(rest)
        return self.folded(rest, indent)

    def folded(self, rest: str, indent: int) -> Any:
        """Plain text over one line or several."""
        parts = [_checked_plain(rest, first=True)]
        ended = " #" in rest
        gap = 0
        while not ended and self.at < len(self.lines):
            line = self.lines[self.at]
            bare = line.strip(" ")
            if not bare:
                gap += 1
                self.at += 1
                continue
            if len(line) - len(line.lstrip(" ")) <= indent or bare[0] == "#":
                break
            parts.append("\n" * gap if gap else " ")
            parts.append(_checked_plain(bare, first=False))
            gap, ended = 0, " #" in bare
            self.at += 1
        text = "".join(parts)
        return _plain(text)

    def quoted(self, rest: str, indent: int) -> str:
        """Text in quotes over one line or several."""
        mark, lines = rest[0], [rest[1:]]
        end = re.compile(
            r"""((?:[^"\\]|\\.)*)"(.*)\Z""" if mark == '"' else r"""((?:[^']|'')*)'(?!')(.*)\Z""", re.DOTALL
        )
        while not (match := end.match("\n".join(lines))):
            if self.at >= len(self.lines):
                raise CannotRead("text in quotes does not end")
            line = self.lines[self.at]
            if line.strip(" ") and len(line) - len(line.lstrip(" ")) <= indent:
                raise CannotRead(f"line {self.at + 1}: text in quotes is not indented")
            lines.append(line)
            self.at += 1
        if match[2].strip(" ") and not re.match(r" +#", match[2]):
            raise CannotRead(f"line {self.at}: something follows text in quotes")
        return _unescaped(_joined(match[1], double=True)) if mark == '"' else _joined(match[1]).replace("''", "'")

    def block(self, rest: str, indent: int) -> str:
        """Literal or folded text on lines of its own."""
        match = re.fullmatch(r"([|>])([-+]?)(?: +#.*)?", rest)
        if not match:
            raise CannotRead(f"line {self.at}: a block text with an indent of its own is not read here")
        lines, inner = [], 0
        while self.at < len(self.lines):
            line = self.lines[self.at]
            depth = len(line) - len(line.lstrip(" "))
            if line.strip(" "):
                inner = inner or depth
                if depth < inner:
                    if depth > indent:
                        raise CannotRead(f"line {self.at + 1} is indented less than the text before it")
                    break
                if inner <= indent:
                    break
            elif depth > inner:
                raise CannotRead(f"line {self.at + 1}: spaces alone in a block text are not read here")
            lines.append(line[inner:])
            self.at += 1
        return _block_text(lines, match[1], match[2])


def _block_text(lines: list[str], style: str, chomping: str) -> str:
    kept = len(lines)
    while kept and not lines[kept - 1]:
        kept -= 1
    body, trailing = lines[:kept], len(lines) - kept
    if style == ">":
        if any(line.startswith(" ") for line in body) or (body and not body[0]):
            raise CannotRead("folded text with lines indented further is not read here")
        text = re.sub(r"(?<!\n)\n(?!\n)", " ", "\n".join(body))
        text = re.sub(r"\n(\n+)", r"\1", text)
    else:
        text = "\n".join(body)
    if chomping == "+":
        raise CannotRead("a block text that keeps its last empty lines is not read here")
    return text + "\n" if body and not chomping and trailing + 1 else text


def _joined(text: str, *, double: bool = False) -> str:
    """Quoted text over several lines: a line break is a space, an empty line is a line break."""
    lines = text.split("\n")
    found = lines[0]
    gap = 0
    for place, line in enumerate(lines[1:], 1):
        last = place == len(lines) - 1
        bare = line.lstrip(" ") if last else line.strip(" ")
        escaped = double and len(found) - len(found.rstrip("\\")) & 1
        if not bare and not last:
            gap += 1
            continue
        if escaped and not gap:
            found = found[:-1] + bare
        elif escaped:
            found = found[:-1] + "\n" * gap + bare
        else:
            found = found.rstrip(" ") + ("\n" * gap if gap else " ") + bare
        gap = 0
    return found


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if code:
            number = int(code, 16)
            if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
                raise CannotRead("an escaped character is none")
            return chr(number)
        if match[4] not in _ESCAPES:
            raise CannotRead(f"the escape \\{match[4]} is not read here")
        return _ESCAPES[match[4]]

    found = _ESCAPE.sub(one, text)
    if _UNSEEN.search(found) or not unicodedata.is_normalized("NFC", found):
        raise CannotRead("it has characters that a record has not")
    return found


def _checked_plain(text: str, *, first: bool) -> str:
    text = re.split(r" +#", text, maxsplit=1)[0].rstrip(" ")
    dash = text[0] in "-?:" and (len(text) == 1 or text[1] == " ")
    if (first and (text[0] in _SPECIAL or dash)) or ": " in text or text.endswith(":"):
        raise CannotRead(f"the text {text[:40]!r} is more than plain text")
    return text


def _plain(text: str) -> Any:
    """A plain text as the core schema reads it."""
    if text in _NOTHING:
        return None
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        if abs(number := int(text)) > 2**53:
            raise CannotRead("a number is too large")
        return number
    if _NUMBER.match(text):
        if re.match(r"[-+]?0[0-9]", text) or "x" in text or "o" in text or text.lower().endswith(("inf", "nan")):
            raise CannotRead(f"the number {text[:40]!r} is not read here")
        if abs(found := float(text)) > 2**53:
            raise CannotRead("a number is too large")
        return found
    return text


def _short(text: str) -> Any:
    """A list or an empty mapping in brackets on one line, of plain and quoted texts."""
    text = re.split(r" +#", text, maxsplit=1)[0].rstrip(" ")
    if text in ("[]", "{}"):
        return [] if text == "[]" else {}
    if not (text.startswith("[") and text.endswith("]")) or "\\" in text:
        raise CannotRead(f"{text[:40]!r} in brackets is not read here")
    pieces = re.findall(r"""\s*("[^"]*"|'(?:[^']|'')*'|[^,'"\[\]{}]+?)\s*(?:,|\Z)""", text[1:-1])
    found = [
        each[1:-1].replace("''", "'")
        if each[0] == "'"
        else each[1:-1]
        if each[0] == '"'
        else _plain(_checked_plain(each, first=True))
        for each in pieces
    ]
    if re.sub(r"\s", "", ",".join(pieces)) != re.sub(r"\s", "", text[1:-1]):
        raise CannotRead(f"{text[:40]!r} in brackets is not read here")
    return found


# ---- 5. The repository: its objects, hashed again, and its refs, read as files -----------------------------------

_ZEROS = re.compile(r"0+\Z")
_NAME = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_CHUNK = 1 << 20
_AS_IT_IS = (
    "core.commitGraph=false",  # a forged one would tell another history
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.ext.allow=never",
    "transfer.fsckObjects=true",
    "fetch.fsckObjects=true",
    # history that holds a date beyond the calendar is read all the same
    *(
        f"{each}.fsck.{one}=ignore"
        for each in ("fetch", "receive")
        for one in ("badDate", "badDateOverflow", "zeroPaddedDate", "badTimezone")
    ),
)


def _environment(*, network: bool) -> dict[str, str]:
    """What git is told of the world: nothing of anybody's settings; for a fetch all else, for keys and proxies."""
    kept = {name: value for name, value in os.environ.items() if network or name in ("PATH", "SYSTEMROOT", "TMPDIR")}
    kept = {name: value for name, value in kept.items() if not name.startswith("GIT_") or name == "GIT_SSH_COMMAND"}
    shut = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0"}
    return kept | shut | {"GIT_GRAFT_FILE": os.devnull, "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C"}


@dataclass
class BorrowedRepository:
    """An empty repository of our own that borrows the objects of another; `refs` are that one's, read as files."""

    folder: Path
    objects: Path | None
    refs: dict[str, str]
    head: str
    faults: list[str] = field(default_factory=list)

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """A git command in our own repository."""
        environment = _environment(network=False)
        if self.objects:
            environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = json.dumps(str(self.objects), ensure_ascii=False)
        settings = [word for each in _AS_IT_IS for word in ("-c", each)]
        command = ["git", *settings, f"--git-dir={self.folder}", *arguments]
        return subprocess.Popen(command, _CHUNK, stdout=subprocess.PIPE, env=environment, **options)  # noqa: S603 -- fixed words

    def run(self, *arguments: str, lines: Iterable[str] = ()) -> bytes:
        """What a git command prints; `CannotVerify` where it fails."""
        process = self.start(*arguments, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        output, errors = process.communicate("".join(f"{line}\n" for line in lines).encode())
        if process.returncode:
            raise CannotVerify(f"git {arguments[0]} failed: {_last_line(errors)}")
        return output

    def tips(self, branch: str) -> list[str]:
        """What a branch points to here and at each remote."""
        here = re.compile(rf"refs/(?:heads|remotes/[^/]+)/{re.escape(branch)}\Z")
        return sorted({name for ref, name in self.refs.items() if here.match(ref)})


def _last_line(errors: bytes) -> str:
    lines = [line for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return "".join(each if each.isprintable() else "?" for each in (told or ["no reason given"])[-1])[:200]


def open_repository(where: str, work: Path) -> BorrowedRepository:
    """The repository at an address, in a folder or in a bundle; `CannotVerify` where there is none to read."""
    if shutil.which("git") is None:
        raise CannotVerify("git is not installed; it reads the repository's objects")
    path = Path(where)
    if path.is_dir():
        return _borrowed(_git_folder(path), work)
    if path.is_file():
        with path.open("rb") as file:
            if not file.readline(40).startswith((b"# v2 git bundle", b"# v3 git bundle")):
                raise CannotVerify(f"{where!r} is neither a folder nor a git bundle")
        return _fetched(str(path.resolve()), work)
    if "://" in where or re.match(r"[\w.-]+@[\w.-]+:", where):
        return _fetched(_repository_of_portal(where) or where, work)
    raise CannotVerify(f"{where!r} is not there; give an address, a folder or a bundle")


def _repository_of_portal(where: str) -> str:
    """The address of the repository that a portal names; empty where the address is not a portal's."""
    if not re.match(r"https?://", where):
        return ""
    said = fetched_file(f"{where.removesuffix('index.html').rstrip('/')}/{REPOSITORY_FILE}", 2_000)
    line = (said or b"").decode("utf-8", "replace").removesuffix("\n")
    return line if re.fullmatch(r"(?:https?|ssh)://[^\s@-][^\s]*", line) and line.isprintable() else ""


def portal_checkpoint(where: str) -> KeptLook | None:
    """What the portal at an address shows as the log's checkpoint: it has to be that of the repository it names."""
    if not _repository_of_portal(where):
        return None
    source = f"{where.removesuffix('index.html').rstrip('/')}/log/checkpoint"
    data = fetched_file(source, 100_000)
    try:
        return KeptLook(source, parse_signed_checkpoint(data, source)) if data else None
    except CannotRead as error:
        raise CannotVerify(f"{source}: {error}") from error


def fetched_file(address: str, most: int) -> bytes | None:
    """A file of at most so many bytes at an address; nothing where none is served there."""
    from urllib.error import URLError
    from urllib.request import urlopen

    try:
        with urlopen(address, timeout=60) as answer:  # noqa: S310 -- http or https alone, asked by whoever calls
            data: bytes = answer.read(most + 1)
    except (URLError, OSError, ValueError):
        return None
    return data if len(data) <= most else None


def _git_folder(path: Path) -> Path:
    """Where the repository of a folder keeps its objects and refs."""
    found = path / ".git"
    if found.is_file():
        said = found.read_text(encoding="utf-8", errors="replace").strip()
        linked = (path / said.removeprefix("gitdir: ")).resolve()
        common = linked / "commondir"
        raise CannotVerify(
            f"{path} is a working tree of another repository; give {(linked / common.read_text().strip()).resolve()}"
            if common.is_file()
            else f"{path} is a submodule or a linked tree; give the repository itself"
        )
    if not found.is_dir():
        found = path
    if not (found / "objects").is_dir() or not (found / "HEAD").is_file():
        raise CannotVerify(f"{path} is no git repository")
    return found


def _made(work: Path, object_format: str) -> Path:
    folder = work / "repository.git"
    command = ["git", "init", "--quiet", "--bare", f"--object-format={object_format}", "--template=", str(folder)]
    done = subprocess.run(command, env=_environment(network=False), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotVerify(f"git init failed: {_last_line(done.stderr)}")
    return folder


def _borrowed(source: Path, work: Path) -> BorrowedRepository:
    """A clone's objects and refs, without its settings: those could run a command or tell another history."""
    settings = source / "config"
    said = settings.read_text(encoding="utf-8", errors="replace") if settings.is_file() else ""
    if re.search(r"refstorage\s*=\s*reftable", said, re.IGNORECASE):
        raise CannotVerify(f"{source} keeps its refs as a reftable, which is not read here; make a bundle of it")
    object_format = "sha256" if re.search(r"objectformat\s*=\s*\"?sha256", said, re.IGNORECASE) else "sha1"
    refs = _refs_of(source)
    head = (source / "HEAD").read_text(encoding="utf-8", errors="replace").strip()
    tip = refs.get(head.removeprefix("ref: "), "") if head.startswith("ref: ") else head
    repository = BorrowedRepository(_made(work, object_format), (source / "objects").resolve(), refs, tip)
    repository.faults += _clone_faults(source, refs)
    return repository


def _clone_faults(source: Path, refs: Mapping[str, str]) -> Iterator[str]:
    """What a clone has that would tell another history, or only a part of it."""
    shallow, grafts, alternates = (source / each for each in ("shallow", "info/grafts", "objects/info/alternates"))
    if shallow.is_file() and shallow.read_bytes().strip():
        yield "shallow clone: its history is cut off; git fetch --unshallow, or clone it whole"
    if grafts.is_file() and any(not line.startswith(b"#") for line in grafts.read_bytes().split(b"\n") if line.strip()):
        yield "grafts: info/grafts gives commits other parents than they have; remove the file"
    if alternates.is_file() and alternates.read_bytes().strip():
        yield "borrowed objects: objects/info/alternates names another repository; clone it with --dissociate"
    if any((source / "objects/pack").glob("*.promisor")):
        yield "partial clone: objects were left out to be fetched when asked for; clone it whole"
    yield from _replaced(refs)


def _replaced(refs: Iterable[str]) -> Iterator[str]:
    for ref in sorted(refs):
        if ref.startswith("refs/replace/"):
            yield f"replace ref: {_safe(ref)} puts another object in the place of one; git replace -d it"


def _refs_of(source: Path) -> dict[str, str]:
    """Every ref with the name that it points to, from the files themselves."""
    found: dict[str, str] = {}
    packed = source / "packed-refs"
    if packed.is_file():
        for line in packed.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
            name, _, ref = line.partition(" ")
            if _NAME.match(name):
                found[ref] = name
    symbolic: dict[str, str] = {}
    for path in sorted((source / "refs").rglob("*")):
        if path.is_file():
            ref = path.relative_to(source).as_posix()
            said = path.read_text(encoding="utf-8", errors="surrogateescape").strip()
            if said.startswith("ref: "):
                symbolic[ref] = said.removeprefix("ref: ")
            elif _NAME.match(said):
                found[ref] = said
            else:
                raise CannotVerify(f"the ref {_safe(ref)} cannot be read")
    return found | {ref: found[to] for ref, to in symbolic.items() if to in found}


def _fetched(address: str, work: Path) -> BorrowedRepository:
    """Everything that an address or a bundle offers, its refs included, in an empty repository of our own."""
    listed = _asked(address, "ls-remote", "--symref", "--", address)
    lines = [line.partition("\t") for line in listed.decode("utf-8", "surrogateescape").splitlines()]
    offered = {ref: name for name, _, ref in lines if _NAME.match(name) and not ref.endswith("^{}")}
    symbolic = {ref: to.removeprefix("ref: ") for to, _, ref in lines if to.startswith("ref: ")}
    object_format = "sha256" if any(len(name) == 64 for name in offered.values()) else "sha1"
    folder = _made(work, object_format)
    settings = [word for each in _AS_IT_IS for word in ("-c", each)]
    fetch = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--", address, "+refs/*:refs/*"]
    command = ["git", *settings, f"--git-dir={folder}", *fetch]
    done = subprocess.run(command, env=_environment(network=True), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotVerify(f"it cannot be fetched whole: {_last_line(done.stderr)}")
    refs = _refs_of(folder)
    head = offered.get("HEAD", "") or refs.get(symbolic.get("HEAD", ""), "")
    repository = BorrowedRepository(folder, None, refs, head or refs.get("refs/heads/main", ""))
    repository.faults += _replaced(refs)
    return repository


def _asked(address: str, *words: str) -> bytes:
    command = ["git", "-c", "protocol.ext.allow=never", *words]
    done = subprocess.run(command, env=_environment(network=True), capture_output=True, check=False, cwd="/")  # noqa: S603
    if done.returncode:
        raise CannotVerify(f"{_safe(address)} does not answer as a git repository: {_last_line(done.stderr)}")
    return done.stdout


def _safe(text: str) -> str:
    """A text that somebody else wrote, as it may stand on a line."""
    return "".join(each if each.isprintable() else "?" for each in text)[:200]


# ---- 6. Commits, the main line, and what each file was at each of its places --------------------------------------


@dataclass(frozen=True)
class ParsedCommit:
    """A commit as its bytes say: its tree, its parents, its moment as seconds, and the signature with what it signs."""

    name: str
    tree: str
    parents: tuple[str, ...]
    at: int
    signature: ToVerify | None
    kind: str
    subject: str


def _headers(header: bytes) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    for line in header.removesuffix(b"\n").split(b"\n"):
        if line.startswith(b" ") and found:
            found[-1] = found[-1][0], found[-1][1] + b"\n" + line[1:]
        else:
            name, _, value = line.partition(b" ")
            found.append((name, value))
    return found


def parse_commit(name: str, data: bytes) -> ParsedCommit:
    """A commit of these bytes; its signature counts in the one place and the one form in which git writes it."""
    end = data.find(b"\n\n") + 1 or len(data)
    header, message = data[:end], data[end:]
    headers = _headers(header)
    tree = next((value.decode("latin-1") for key, value in headers if key == b"tree"), "")
    parents = tuple(value.decode("latin-1") for key, value in headers if key == b"parent")
    committer = next((value for key, value in headers if key == b"committer"), b"")
    said = re.search(rb"> (-?[0-9]{1,20}) [-+][0-9]+\Z", committer)
    at = min(max(int(said[1]) if said else 0, -62135596800), 253402300799)
    subject = message.lstrip(b"\n").split(b"\n", 1)[0].decode("utf-8", "replace")
    signed = [key for key, _ in headers if key in (b"gpgsig", b"gpgsig-sha256")]
    if not signed:
        return ParsedCommit(name, tree, parents, at, None, "unsigned", subject)
    key, value = headers[-1]
    right = b"gpgsig-sha256" if len(name) == 64 else b"gpgsig"
    if signed != [right] or key != right:
        return ParsedCommit(name, tree, parents, at, None, "malformed", subject)
    if not value.startswith(_BEGIN):
        return ParsedCommit(name, tree, parents, at, None, "other", subject)
    start = header.rindex(b"\n" + right + b" ") + 1
    return ParsedCommit(
        name, tree, parents, at, ToVerify(value + b"\n", data[:start] + data[end:], "git"), "ssh", subject
    )


@dataclass
class HashedObjects:
    """The objects of a repository: each commit's bytes, and the names of all others by their type."""

    commits: dict[str, bytes] = field(default_factory=dict)
    tags: dict[str, bytes] = field(default_factory=dict)
    count: int = 0
    altered: list[str] = field(default_factory=list)


def read_objects(repository: BorrowedRepository) -> HashedObjects:
    """Every object, hashed again: git reads one that was tampered with and says nothing."""
    found, sha1 = HashedObjects(), _is_sha1(repository)
    words = ("cat-file", "--batch-all-objects", "--batch", "--buffer", "--unordered")
    with repository.start(*words, stderr=subprocess.PIPE) as process:
        assert process.stdout
        while header := process.stdout.readline():
            _read_object(process.stdout, header, found, sha1=sha1)
        errors = process.stderr.read() if process.stderr else b""
    if process.returncode:
        raise CannotVerify(f"an object cannot be read: {_last_line(errors)}")
    return found


def _read_object(stream: IO[bytes], header: bytes, found: HashedObjects, *, sha1: bool) -> None:
    """One object from what git prints: only commits and tags are kept."""
    words = header.split()
    if len(words) != 3:
        raise CannotVerify(f"an object cannot be read: {_safe(header.decode('latin-1').strip())}")
    name, kind, left = words[0].decode("ascii"), words[1], int(words[2])
    kept, data = kind in (b"commit", b"tag"), b""
    digest = (hashlib.sha1 if sha1 else hashlib.sha256)(b"%s %d\0" % (kind, left))
    if kept or left < _CHUNK:
        data = stream.read(left + 1)[:left]
        if len(data) != left:
            raise CannotVerify(f"the object {name} is cut off")
        digest.update(data)
    else:
        while left:
            part = stream.read(min(left, _CHUNK))
            if not part:
                raise CannotVerify(f"the object {name} is cut off")
            digest.update(part)
            left -= len(part)
        stream.read(1)
    found.count += 1
    if digest.hexdigest() != name:
        found.altered.append(name)
    elif kept:
        (found.commits if kind == b"commit" else found.tags)[name] = data


def _is_sha1(repository: BorrowedRepository) -> bool:
    return len(repository.head or next(iter(repository.refs.values()), "0" * 40)) == 40


class FileTransition(NamedTuple):
    """A file's content before and after a commit of the main line; empty where there is none."""

    place: int
    old: str
    new: str


@dataclass
class FirstParents:
    """The commits along first parents, the oldest first, and each file's transitions."""

    commits: list[ParsedCommit]
    transitions: dict[str, list[FileTransition]]

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each commit by its name."""
        return {each.name: place for place, each in enumerate(self.commits)}

    @cached_property
    def moments(self) -> list[int]:
        """For each place the latest moment that was claimed until then: no clock runs back."""
        return list(accumulate((each.at for each in self.commits), max))

    def day(self, place: int) -> str:
        """The latest day that was claimed until a place."""
        return _day_of(self.moments[place])

    def content(self, path: str, place: int) -> str:
        """The name of a file's content at a place; empty where it is not there."""
        known = self.transitions.get(path, [])
        found = bisect_right(known, place, key=lambda each: each.place)
        return known[found - 1].new if found else ""

    def since(self, path: str, old: str, place: int) -> int | None:
        """Where a file left a content, at the latest by a place."""
        for each in reversed(self.transitions.get(path, [])):
            if each.place <= place and each.old == old:
                return each.place
        return None


def _day_of(moment: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=moment)).date().isoformat()


def main_line(repository: BorrowedRepository, commits: Mapping[str, ParsedCommit], tip: str) -> FirstParents:
    """The main line up to a tip, from the parents that stand in the commits."""
    names: list[str] = []
    name = tip
    while name:
        if name not in commits:
            raise CannotVerify(f"the commit {name} is not there, so the history is not whole; clone it whole")
        names.append(name)
        name = next(iter(commits[name].parents), "")
    names.reverse()
    pairs = [" ".join((each, *commits[each].parents[:1])) for each in names]
    words = (
        "diff-tree",
        "--stdin",
        "-r",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "--root",
        "--no-ext-diff",
        "--always",
    )
    transitions: dict[str, list[FileTransition]] = {}
    place, tokens = -1, iter(repository.run(*words, lines=pairs).split(b"\0"))
    for token in tokens:
        if token.startswith(b":"):
            old_mode, new_mode, old, new, _ = token[1:].decode("ascii").split(" ", 4)
            path = next(tokens).decode("utf-8", "surrogateescape")
            change = FileTransition(place, _content(old_mode, old), _content(new_mode, new))
            transitions.setdefault(path, []).append(change)
        elif token.strip():
            place += 1
            if token.strip().decode("ascii") != names[place]:
                raise CannotVerify("git tells of other commits than those that were asked for")
    if place != len(names) - 1:
        raise CannotVerify("git tells of fewer commits than those that were asked for")
    return FirstParents([commits[each] for each in names], transitions)


def _content(mode: str, name: str) -> str:
    """A plain file's content; a link and a submodule have none."""
    return "" if mode in ("120000", "160000") or _ZEROS.match(name) else name


def line_of_register(line: FirstParents, asked: str | None) -> tuple[FirstParents, str]:
    """The main line with the paths of the root alone, relative to it, and where in the repository it lies."""
    settings = [path for path, each in line.transitions.items() if path.endswith(_SETTINGS) and each[-1].new]
    roots = sorted(
        path.removesuffix(_SETTINGS) for path in settings if path == _SETTINGS or path.endswith(f"/{_SETTINGS}")
    )
    root = f"{asked.strip('/')}/".removeprefix("./").removeprefix("/") if asked is not None else ""
    root = "" if root == "./" else root
    if asked is None and roots and "" not in roots:
        if len(roots) > 1:
            named = ", ".join(_safe(each.rstrip("/")) for each in roots)
            raise CannotVerify(f"it has several roots, {named}; name one of them with --root")
        root = roots[0]
    if asked is not None and root not in roots:
        raise CannotVerify(f"{asked!r} is no root in it: there is no {root}{_SETTINGS}")
    if not root:
        return line, ""
    below = {path.removeprefix(root): each for path, each in line.transitions.items() if path.startswith(root)}
    return FirstParents(line.commits, below), root


def stream_contents(repository: BorrowedRepository, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Contents one after the other, however many there are, each hashed once more."""
    hashed = hashlib.sha1 if _is_sha1(repository) else hashlib.sha256
    with tempfile.TemporaryFile() as wanted:
        wanted.writelines(f"{name}\n".encode() for name in names)
        wanted.seek(0)
        with repository.start("cat-file", "--batch", "--buffer", stdin=wanted, stderr=subprocess.DEVNULL) as process:
            stream = process.stdout
            assert stream
            while header := stream.readline():
                words = header.split()
                if len(words) != 3 or words[1] != b"blob":
                    raise CannotVerify(f"a content is not there: {_safe(header.decode('latin-1').strip())}")
                data, name = stream.read(int(words[2])), words[0].decode("ascii")
                stream.read(1)
                if hashed(b"blob %d\0" % len(data) + data).hexdigest() != name:
                    raise CannotVerify(f"the content {name} does not hash to its name")
                yield name, data


def reached_from(commits: Mapping[str, ParsedCommit], tips: Iterable[str]) -> set[str]:
    """Every commit that can be reached, by the parents that stand in the commits; one that is missing among them."""
    seen: set[str] = set()
    left = list(tips)
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += commits[name].parents if name in commits else ()
    return seen


# ---- 7. The register by position: people, keys and roles as of the first parent ----------------------------------

_SETTINGS, _PEOPLE, _AGENCIES, _ACTS = "registry/portal.yml", "registry/people/", "registry/agencies/", "registry/acts/"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_ENDED = ("rotated", "lost", "revoked")
_HEAD, _OFFICER = "agency-head", "records-officer"
# whoever has the portal's sources can make these keys: they count where the settings say that all of it is a sample
SAMPLE_KEYS = frozenset(
    (
        "SHA256:6P4HlCnr/S5HuFTqXnXje1iUPS2TFmaYvskNdJKkWZc",
        "SHA256:JA4+uTF9stG90CNI5PgYi5NM4fGjvcB9YYVmiTZZa4o",
        "SHA256:PCZnSX+0jVK/GTa4vJmt6yV4kWTiolC/bn18XMfjXao",
        "SHA256:Qj5sPrQKa0ULvioRcCaDXIUSJzOZdDLaIUZii4uMb6Y",
        "SHA256:RTEf+IAfOF4HYqRWTZEUoKaeTWbo+qN0nnne3NlZ18M",
        "SHA256:VIaEF6qjDX3jN13M5Gkoz+lPAQkfQFryWsKkrC/rP+A",
        "SHA256:bKOiS1L7QsjABUYU97Pbqz2m5Ey7fPzCmGbLZXEOZ3U",
        "SHA256:dXX5HAwR/rIIImvhiytRSeGymhMQmSnlh+5X8nQqyWg",
        "SHA256:e4X1aKX+VpJCek/w3ceH7BMXO8cfmcHwNluOp6Q7UjM",
        "SHA256:iYEEPHg0uzHqUFiW7MH/9k0qV5LdW1QiUd1k59Tn51c",
        "SHA256:zllkDXHtCOriG6X9UCE2rrQUyA1sEFV7IKDLHixFDWE",
    )
)


class RecordedKey(NamedTuple):
    """A key in a person's record: the days on which it counts, how it ended, and the letter that admits it."""

    person: str
    fingerprint: str
    from_on: str
    to_on: str = FOR_EVER
    ended: str = ""
    letter: str = ""


class RecordedRole(NamedTuple):
    """A role in a person's record, and the agency that it is held for."""

    person: str
    role: str
    agency: str
    from_on: str
    to_on: str = FOR_EVER


class PersonThen(NamedTuple):
    """A person as the record says: agency, roles, keys, and the last day where an older record says one."""

    agency: str
    roles: tuple[RecordedRole, ...]
    keys: tuple[RecordedKey, ...]
    leaves_on: str = FOR_EVER


def _text_of(value: Any, name: str, default: str | None = None) -> str:
    found = value.get(name, default) if isinstance(value, dict) else None
    if not isinstance(found, str):
        raise CannotRead(f"it has no text {name!r}")
    return found


def _list_of(value: Any, name: str) -> list[Any]:
    found = value.get(name, []) if isinstance(value, dict) else None
    if not isinstance(found, list):
        raise CannotRead(f"{name!r} is no list")
    return found


def read_person(name: str, data: bytes) -> PersonThen:
    """A person's record; a key that is none is nobody's."""
    value = read_yaml_subset(data)
    agency, keys = _text_of(value, "agency"), []
    roles = tuple(
        RecordedRole(
            name,
            _text_of(each, "role"),
            _text_of(each, "agency", agency),
            _text_of(each, "from_on"),
            _text_of(each, "to_on", FOR_EVER),
        )
        for each in _list_of(value, "roles")
    )
    for each in _list_of(value, "keys"):
        try:
            fingerprint = key_of_line(_text_of(each, "key")).fingerprint
        except NotInForm:
            continue
        time = _text_of(each, "from_on"), _text_of(each, "to_on", FOR_EVER), _text_of(each, "ended", "")
        letter = each.get("letter") or {"reference": ""}
        keys.append(RecordedKey(name, fingerprint, *time, _text_of(letter, "reference", "")))
    return PersonThen(
        agency, roles, tuple({each.fingerprint: each for each in keys}.values()), _text_of(value, "leaves_on", FOR_EVER)
    )


@dataclass(frozen=True)
class RegisterThen:
    """Settings, agencies and people at one place of the main line; what could not be read, by path."""

    settings: Mapping[str, Any]
    agencies: Mapping[str, Mapping[str, Any]]
    people: Mapping[str, PersonThen]

    @cached_property
    def holders(self) -> dict[str, list[RecordedKey]]:
        """Who holds each key."""
        found: dict[str, list[RecordedKey]] = defaultdict(list)
        for person in self.people.values():
            for key in person.keys:
                if self.settings.get("sample") is True or key.fingerprint not in SAMPLE_KEYS:
                    found[key.fingerprint].append(key)
        return found

    @cached_property
    def attesters(self) -> dict[str, list[tuple[str, str]]]:
        """The keys of workflows that attest reviews, each with its days."""
        forge, found = self.settings.get("forge"), defaultdict(list)
        for each in forge.get("attesters", []) if isinstance(forge, dict) else []:
            try:
                found[key_of_line(_text_of(each, "key")).fingerprint].append(
                    (_text_of(each, "from_on"), _text_of(each, "to_on", FOR_EVER))
                )
            except ValueError:
                continue
        return found

    @property
    def forge_key(self) -> str:
        """The fingerprint of the key with which the forge signs what it does by itself."""
        forge = self.settings.get("forge")
        line = forge.get("signing_key") if isinstance(forge, dict) else None
        try:
            return key_of_line(line).fingerprint if isinstance(line, str) else ""
        except NotInForm:
            return ""

    def above(self, agency: str) -> Iterator[str]:
        """An agency and those above it."""
        seen: set[str] = set()
        while agency and agency not in seen:
            yield agency
            seen.add(agency)
            agency = str(self.agencies.get(agency, {}).get("parent", ""))

    def holds_role(self, person: str, role: str, on: str) -> bool:
        """Whether somebody held a role on a day."""
        held = self.people[person].roles if person in self.people else ()
        return any(each.role == role and each.from_on <= on <= each.to_on for each in held)


class RegistersThen:
    """The registers along a main line, each read once; `unread` says what could not be read and why."""

    def __init__(
        self, line: FirstParents, contents: Mapping[str, bytes], renamed: Mapping[str, str] | None = None
    ) -> None:
        self.line, self.contents, self.renamed = line, contents, renamed or {}
        self.unread: dict[str, str] = {}
        self.asked = sorted(path for path in line.transitions if self.is_asked(path))
        self.changed = sorted({each.place for path in self.asked for each in line.transitions[path]})
        self._at: dict[int, RegisterThen] = {}
        self._people: dict[tuple[str, str], PersonThen | None] = {}

    @staticmethod
    def is_asked(path: str) -> bool:
        """Whether a file says who may act."""
        if not path.startswith((_PEOPLE, _AGENCIES)):
            return path == _SETTINGS
        name = path[len(_PEOPLE if path.startswith(_PEOPLE) else _AGENCIES) :]
        return name.endswith(".yml") and bool(_ID.match(name.removesuffix(".yml")))

    def person(self, path: str, content: str) -> PersonThen | None:
        """A person by the content of the record."""
        if (path, content) not in self._people:
            name, found = path.removeprefix(_PEOPLE).removesuffix(".yml"), None
            try:
                found = read_person(name, self.contents[content]) if content else None
            except CannotRead as error:
                self.unread[path] = str(error)
            self._people[path, content] = found
        return self._people[path, content]

    def value(self, path: str, content: str) -> Mapping[str, Any]:
        """What another record says; nothing where it cannot be read."""
        try:
            found = read_yaml_subset(self.contents[content]) if content else {}
        except CannotRead as error:
            self.unread[path] = str(error)
            return {}
        return found if isinstance(found, dict) else {}

    def register(self, place: int) -> RegisterThen:
        """The register at a place; before the beginning there is nobody in it."""
        since = bisect_right(self.changed, place)
        if since not in self._at:
            now = {path: self.line.content(path, place) for path in self.asked} if place >= 0 else {}
            people = {
                path.removeprefix(_PEOPLE).removesuffix(".yml"): found
                for path, content in now.items()
                if path.startswith(_PEOPLE) and (found := self.person(path, content))
            }
            agencies = {
                path.removeprefix(_AGENCIES).removesuffix(".yml"): self.value(path, content)
                for path, content in now.items()
                if path.startswith(_AGENCIES) and content
            }
            self._at[since] = RegisterThen(self.value(_SETTINGS, now.get(_SETTINGS, "")), agencies, people)
        return self._at[since]

    @cached_property
    def acts_since(self) -> int:
        """The place of the last commit whose approvals went by names; -1 where acts were signed from the beginning."""
        for each in self.line.transitions.get(_SETTINGS, []):
            said = self.value(_SETTINGS, each.new).get("acts_since")
            if isinstance(said, dict):
                commit = str(said.get("commit"))
                named = self.line.places.get(self.renamed.get(commit, commit), each.place)
                return named if named < each.place else each.place - 1
        return -1


# ---- 8. Statements: what a person signed, and whether it counts where it landed -----------------------------------

_WORDS_OF_ACTS = frozenset(
    (
        "approve",
        "release",
        "confirm",
        "date",
        "nonrecord",
        "witness-evidence",
        "grant",
        "rotate",
        "replace",
        "revoke",
        "re-anchor",
    )
)
_FIRST_LINE = "records-approval v1"
_CHANGE = re.compile(r"change (.+) ([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64})\Z")


class StatedContent(NamedTuple):
    """A file's content before and after, as a statement names it; empty where there is none."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class SignedStatement:
    """Who says what, in which role, on which day, about which contents."""

    person: str
    role: str
    act: str
    on: str
    changes: tuple[StatedContent, ...]
    data: bytes

    @property
    def path(self) -> str:
        """The path that it has to stand under."""
        return f"{_ACTS}{self.on}-{self.person}-{hashlib.sha256(self.data).hexdigest()[:12]}.txt"


def read_statement(data: bytes, renamed: Mapping[str, str] | None = None) -> SignedStatement:
    """The statement in a file's bytes, in its one form; `CannotRead` where there is none.

    `renamed` are the contents that a redaction took out, each with what stands in its place.
    """
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise CannotRead("it is not UTF-8") from error
    if lines[0] != _FIRST_LINE or len(lines) < 7 or lines[-1] or len(data) > 1_000_000:
        raise CannotRead(f"it is no statement: it does not begin with {_FIRST_LINE!r} or does not end in a line feed")
    said = []
    for name, line in zip(("person", "role", "act", "on"), lines[1:5], strict=True):
        word, _, value = line.partition(" ")
        if word != name or not value:
            raise CannotRead(f"it does not say {name} where it should")
        said.append(value)
    person, role, act, on = said
    changes = [_CHANGE.match(line) for line in lines[5:-1]]
    if (
        not all(changes)
        or not all(_ID.match(each) for each in (person, role))
        or act not in _WORDS_OF_ACTS
        or not _is_day(on)
    ):
        raise CannotRead("a line of it is not in its form")
    now = renamed or {}
    named = [(each[1], each[2], each[3]) for each in changes if each]
    found = tuple(
        StatedContent(path, *("" if _ZEROS.match(one) else now.get(one, one) for one in names))
        for path, *names in named
    )
    paths = [each.path.encode() for each in found]
    if paths != sorted(set(paths)) or any(old == new or path.startswith(_ACTS) for path, old, new in named):
        raise CannotRead("its changes are not in order, or one is none")
    return SignedStatement(person, role, act, on, found, data)


def _is_day(text: str) -> bool:
    try:
        return bool(re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


@dataclass(frozen=True)
class JudgedAct:
    """A statement where it landed: how it is known, by which key, the stretch that it speaks of, and its fault."""

    path: str
    statement: SignedStatement
    known: str
    fingerprint: str
    begun: int
    place: int
    reason: str = ""
    entered_by: frozenset[str] = frozenset()

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reason


def stretch_spoken_of(line: FirstParents, changes: Iterable[StatedContent], place: int) -> tuple[int, str]:
    """The first commit of the change that is spoken of, and why there is no such change."""
    begun = place
    for path, old, new in changes:
        if line.content(path, place) != new:
            return place, f"{_safe(path)} is not as it was approved where it was merged"
        left = line.since(path, old, place)
        if left is None:
            return place, f"{_safe(path)} was never as it was before what was approved"
        begun = min(begun, left)
    return begun, ""


def key_faults(
    register: RegisterThen, person: str, fingerprint: str, on: str, landed: str, *, spared: bool = False
) -> Iterator[str]:
    """Why a key does not sign for a person on a day, by the register of before."""
    holders = register.holders.get(fingerprint, [])
    own = [each for each in holders if each.person == person]
    counting = [each for each in own if each.from_on <= on <= each.to_on]
    if {each.person for each in holders} - {person}:
        yield f"the key {fingerprint} is another person's"
    if not own:
        yield f"the key {fingerprint} was not registered for {person!r} before this change"
    elif not counting:
        yield f"the key {fingerprint} did not count on {on}"
    elif not spared and all(each.ended in _ENDED for each in own):
        yield f"the key {fingerprint} had ended as {own[0].ended} before this change"
    elif not spared and max(each.to_on for each in counting) < landed:
        yield f"the key {fingerprint} had ended before this was merged on {landed}"


def role_faults(register: RegisterThen, statement: SignedStatement, landed: str) -> Iterator[str]:
    """Why a person could not say this in that role, whoever signs that they did."""
    person, on = register.people.get(statement.person), statement.on
    if person is None:
        yield f"person {statement.person!r} is not in the register that it was made under"
        return
    ends = [each.to_on for each in person.roles if each.role == statement.role and each.from_on <= on]
    if not register.holds_role(statement.person, statement.role, on):
        yield f"{statement.person!r} did not hold the role {statement.role!r} on {on}"
    elif max(ends) < landed:
        yield f"{statement.person!r} held the role {statement.role!r} no more when this was merged on {landed}"
    if person.leaves_on < max(on, landed):
        yield f"{statement.person!r} had left before {max(on, landed)}"
    if landed and _is_day(landed) and on > (date.fromisoformat(landed) + timedelta(days=landed < FOR_EVER)).isoformat():
        yield f"it is dated {on}, a day that had not come when it was merged on {landed}"


class FoundStatement(NamedTuple):
    """A statement with its path, where it came, and the content of the signature that stood beside it there."""

    path: str
    first: FileTransition
    statement: SignedStatement
    armored: bytes


def find_statements(bases: RegistersThen) -> tuple[list[FoundStatement], dict[str, str]]:
    """Each statement where it first came, and what below the acts is none."""
    line, contents, found, unread = bases.line, bases.contents, [], {}
    for path in sorted(each for each in line.transitions if each.startswith(_ACTS) and each.endswith(".txt")):
        best: FoundStatement | None = None
        for each in line.transitions[path]:
            try:
                statement = read_statement(contents.get(each.new, b""), bases.renamed)
            except CannotRead as error:
                if each.place == line.transitions[path][0].place:
                    unread[path] = str(error)
                continue
            made = FoundStatement(path, each, statement, contents.get(line.content(f"{path}.sig", each.place), b""))
            if statement.path == path:
                best = made
                break
            best = best or made
        if best and (best.statement.path == path or not _is_moved(best, line)):
            found.append(best)
    return sorted(found, key=lambda each: (each.first.place, each.path)), unread


def _is_moved(found: FoundStatement, line: FirstParents) -> bool:
    before = line.transitions.get(found.statement.path, [])
    return any(each.new == found.first.new and each.place < found.first.place for each in before)


def judge_statement(
    found: FoundStatement, verdict: SignatureVerdict, bases: RegistersThen, moves: Mapping[tuple[int, str], str]
) -> JudgedAct:
    """What a statement is worth where it landed."""
    line, statement, place = bases.line, found.statement, found.first.place
    begun, reason = stretch_spoken_of(line, statement.changes, place)
    if not reason:
        reason = next(_statement_faults(found, verdict, bases, begun), "")
    reason = reason or _altered(line, moves, found.path, place)
    known = "signed" if place > bases.acts_since else "declared"
    return JudgedAct(found.path, statement, known, verdict.fingerprint, begun, place, reason)


def _statement_faults(
    found: FoundStatement, verdict: SignatureVerdict, bases: RegistersThen, begun: int
) -> Iterator[str]:
    statement, place, landed = found.statement, found.first.place, bases.line.day(found.first.place)
    if not found.armored:
        yield f"there is no signature beside it, {found.path}.sig"
    if statement.path != found.path:
        yield f"it is not under its own name, {statement.path}"
    if verdict.reason:
        yield verdict.reason
    own = statement.act in ("rotate", "revoke") and [each.path for each in statement.changes] == [
        f"{_PEOPLE}{statement.person}.yml"
    ]
    for before in dict.fromkeys((begun - 1, place - 1)):
        register = bases.register(before)
        if statement.person not in register.people:
            yield f"person {statement.person!r} is not in the register that it was made under"
        spared = own and before >= begun
        yield from key_faults(register, statement.person, verdict.fingerprint, statement.on, landed, spared=spared)
        yield from role_faults(register, statement, landed)


def moves_among_acts(line: FirstParents) -> dict[tuple[int, str], str]:
    """Where among the acts a content came up, by the commit that put it there and its name."""
    return {
        (each.place, each.new): path
        for path, transitions in line.transitions.items()
        if path.startswith(_ACTS)
        for each in transitions
        if not each.old
    }


def _altered(line: FirstParents, moves: Mapping[tuple[int, str], str], path: str, place: int) -> str:
    """Whether a statement or its signature was changed or taken away after it came."""
    for name in (path, f"{path}.sig"):
        content, now, since = line.content(name, place), name, place
        while later := next(
            (each for each in line.transitions[now] if each.place > since and each.new != content), None
        ):
            moved = moves.get((later.place, content)) if not later.new else None
            if moved is None or moved == now:
                return f"{name} was changed or taken away after it was merged"
            now, since = moved, later.place
    return ""


# ---- 9. The life of keys: who admitted each key and each role, by acts that were themselves admitted before -------


class EventOfKey(NamedTuple):
    """What happened to a key, a role or a stay: the act that it needs, what it is about, in place of which keys."""

    act: str
    of: RecordedKey | RecordedRole | str
    person: str
    olds: tuple[str, ...] = ()
    fault: str = ""


class JudgedKeyEvent(NamedTuple):
    """An event with its place, and why it does not count; empty where it does."""

    event: EventOfKey
    place: int
    reason: str


def key_events_between(
    person: str, before: PersonThen | None, after: PersonThen | None, ended: Mapping[str, str]
) -> Iterator[EventOfKey]:
    """What happened between two states of a person's record."""
    was, now = ({key.fingerprint: key for key in each.keys} if each else {} for each in (before, after))
    yield from _events_of_keys(person, was, now, ended)
    yield from _events_of_roles(person, before.roles if before else (), after.roles if after else ())
    if after and (before.leaves_on if before else FOR_EVER) < after.leaves_on:
        yield EventOfKey("grant", after.leaves_on, person)


def _events_of_keys(
    person: str, was: Mapping[str, RecordedKey], now: Mapping[str, RecordedKey], ended: Mapping[str, str]
) -> Iterator[EventOfKey]:
    standing = [name for name, key in was.items() if not key.ended]
    signing = tuple(name for name in standing if name in now and now[name].ended in ("", "rotated"))
    act, olds = ("rotate", signing) if signing else ("replace", tuple(was)) if was else ("grant", ())
    new = [key for name, key in now.items() if name not in was]
    for key in new:
        again = ended.get(key.fingerprint)
        fault = f"it ended as {again}; a key that ended does not come back" if again else ""
        yield EventOfKey(act, key, person, olds, fault)
    why = {"rotate": "rotated", "replace": "lost"}.get(act) if new else None
    for name, old in was.items():
        if name not in now:
            yield EventOfKey("revoke", old, person, fault="a key is ended and never taken out of the record")
        elif now[name] != old:
            fault = _widened(old, now[name])
            if fault or old.ended or now[name].ended != why:
                yield EventOfKey("revoke", now[name], person, fault=fault)


def _events_of_roles(
    person: str, before: Iterable[RecordedRole], after: Iterable[RecordedRole]
) -> Iterator[EventOfKey]:
    was, now = ({(role.role, role.agency, role.from_on): role for role in each} for each in (before, after))
    for name, role in now.items():
        earlier = was.get(name)
        if earlier is None or role.to_on > earlier.to_on:
            yield EventOfKey("grant", role, person)
        elif role.to_on < earlier.to_on:
            yield EventOfKey("revoke", role, person)
    yield from (EventOfKey("revoke", role, person) for name, role in was.items() if name not in now)


def _widened(was: RecordedKey, now: RecordedKey) -> str:
    if was.ended and now.ended != was.ended:
        return f"it ended as {was.ended}, which is not undone"
    if now.to_on > was.to_on or now.from_on < was.from_on:
        return "its time was made longer; a key's time is only shortened"
    return ""


@dataclass
class KeyLife:
    """The walk along the main line: which keys and roles were admitted since which place, and what was not."""

    bases: RegistersThen
    acts: Sequence[JudgedAct]
    changes: list[JudgedKeyEvent] = field(default_factory=list)
    genesis: int | None = None
    genesis_fault: str = ""
    genesis_lines: tuple[str, ...] = ()
    letters: list[str] = field(default_factory=list)
    _people: dict[str, PersonThen] = field(default_factory=dict)
    _keys: dict[str, int] = field(default_factory=dict)
    _roles: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _ended: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stated: dict[str, list[tuple[JudgedAct, int, str]]] = defaultdict(list)
        for act in self.acts:
            for change in act.statement.changes:
                begun = self.bases.line.since(change.path, change.old, act.place)
                self._stated[change.path].append((act, act.place if begun is None else begun, change.new))
        steps: dict[int, list[tuple[str, FileTransition]]] = defaultdict(list)
        for path in self.bases.asked:
            if not path.startswith(_AGENCIES):
                for each in self.bases.line.transitions[path]:
                    steps[each.place].append((path, each))
        for place in sorted(steps):
            self._take(place, steps[place])

    def admits(self, fingerprint: str, place: int) -> bool:
        """Whether a key is a first one or was admitted as it must be, and was not voided before a place."""
        coming = [each for each in self.changes if each.event.act != "revoke" and _is_key(each.event.of, fingerprint)]
        voided = [each.place for each in self.changes if each.event.fault and _is_key(each.event.of, fingerprint)]
        return (not coming or not coming[-1].reason) and (not voided or place < voided[0])

    def bears_out(self, act: JudgedAct) -> bool:
        """Whether an act is by a key that was admitted; of an attested one also who signed for the attester."""
        entered = [self.admits(each, act.place) for each in act.entered_by]
        return self.admits(act.fingerprint, act.place) and (not entered or any(entered))

    def _take(self, place: int, steps: Sequence[tuple[str, FileTransition]]) -> None:
        before = dict(self._people)
        for path, each in steps:
            if path.startswith(_PEOPLE):
                name, now = path.removeprefix(_PEOPLE).removesuffix(".yml"), self.bases.person(path, each.new)
                if now:
                    self._people[name] = now
                else:
                    self._people.pop(name, None)
        if self.genesis is None:
            self._begin(place)
            return
        anew = self._new_beginnings(steps)
        for path, _ in steps:
            if not path.startswith(_PEOPLE):
                continue
            name = path.removeprefix(_PEOPLE).removesuffix(".yml")
            for event in [*key_events_between(name, before.get(name), self._people.get(name), self._ended)]:
                self._judge(event, place, path, before, anew)

    def _begin(self, place: int) -> None:
        keys = [key for person in self._people.values() for key in person.keys]
        if not keys:
            return
        self.genesis = place
        if len({key.person for key in keys}) < 2 and not any(key.letter for key in keys):
            self.genesis_fault = "one person's key begins it; two people's do, or one and the head's letter"
        self._keys = dict.fromkeys((key.fingerprint for key in keys), place)
        self._ended = {key.fingerprint: key.ended for key in keys if key.ended}
        self._roles = {
            (role.person, role.role, role.agency): place for person in self._people.values() for role in person.roles
        }

    def _new_beginnings(self, steps: Sequence[tuple[str, FileTransition]]) -> set[str]:
        """The keys that the settings admit by a letter, where every key was lost."""
        found: set[str] = set()
        for path, each in steps:
            if path == _SETTINGS:
                old, new = (self.bases.value(path, name).get("reanchored") or [] for name in (each.old, each.new))
                if old and new[: len(old)] != old:
                    self.letters.append("the record of a new beginning by letter was changed or taken away")
                for entry in new[len(old) :] if isinstance(new, list) else []:
                    left = [
                        k for p in self._people.values() for k in p.keys if not k.ended and k.fingerprint in self._keys
                    ]
                    self.letters.append(f"a new beginning by letter of {entry.get('said_by')!r} on {entry.get('on')}")
                    found |= set() if left else set(entry.get("keys", []))
        return found

    def _judge(
        self, event: EventOfKey, place: int, path: str, before: Mapping[str, PersonThen], anew: set[str]
    ) -> None:
        key = event.of if isinstance(event.of, RecordedKey) else None
        reason = event.fault
        lost = bool(key and anew and event.act == "revoke" and key.ended == "lost")
        if not reason and not (key and key.fingerprint in anew) and not lost:
            reason = self._unsigned(event, place, path, before)
        self.changes.append(JudgedKeyEvent(event, place, reason))
        if key is None:
            if isinstance(event.of, RecordedRole) and event.act == "grant" and not reason:
                self._roles[event.person, event.of.role, event.of.agency] = place
            return
        if event.act != "revoke" and not reason:
            self._keys[key.fingerprint] = place
        elif reason and (event.fault or event.act != "revoke"):
            self._keys.pop(key.fingerprint, None)
        now = self._people.get(event.person)
        self._ended |= {each.fingerprint: each.ended for each in (*(now.keys if now else ()), key) if each.ended}

    def _unsigned(self, event: EventOfKey, place: int, path: str, before: Mapping[str, PersonThen]) -> str:
        """Why nobody signed for an event who may; empty where somebody did."""
        spoken = [
            act
            for act, begun, content in self._stated.get(path, [])
            if begun <= place <= act.place and _stands(event, self.bases.person(path, content))
        ]
        good = [
            act
            for act in spoken
            if act.statement.act == event.act
            and act.holds
            and act.known in ("signed", "attested")
            and self._keys.get(act.fingerprint, place) < place
        ]
        if event.act == "rotate":
            own = [act for act in good if act.statement.person == event.person and act.fingerprint in event.olds]
            return "" if own else "no 'rotate' is signed by the person, with an earlier key"
        old = before.get(event.person) or self._people.get(event.person)
        agency = event.of.agency if isinstance(event.of, RecordedRole) else old.agency if old else ""
        heads, officers = (self._in_role(good, role, place, agency) for role in (_HEAD, _OFFICER))
        others = [act for act in (*heads, *officers) if act.statement.person != event.person]
        if event.act == "revoke":
            return "" if others or any(act.statement.person == event.person for act in good) else _nobody("revoke")
        letter = event.of.letter if isinstance(event.of, RecordedKey) else ""
        if event.act == "replace":
            pairs = [
                (a, b)
                for a in heads
                for b in officers
                if len({event.person, a.statement.person, b.statement.person}) == 3
            ]
            signers = (
                pairs[0] if pairs else tuple(others[:1]) if letter and self._alone(event, others, before, place) else ()
            )
            return (
                _too_soon(event, signers, _day_of(self.bases.line.commits[place].at)) if signers else _nobody("replace")
            )
        if others and isinstance(event.of, RecordedKey) and not letter and self._alone(event, others, before, place):
            return "only one key was left to sign with; the head's letter has to stand beside the new one"
        return "" if others else _nobody("grant")

    def _in_role(self, acts: Sequence[JudgedAct], role: str, place: int, agency: str) -> list[JudgedAct]:
        above = set(self.bases.register(place - 1).above(agency)) if role == _HEAD else None
        may = {
            who
            for (who, held, whose), since in self._roles.items()
            if held == role and since < place and (above is None or whose in above)
        }
        return [act for act in acts if act.statement.role == role and act.statement.person in may]

    def _alone(
        self, event: EventOfKey, acts: Sequence[JudgedAct], before: Mapping[str, PersonThen], place: int
    ) -> bool:
        """Whether nobody but who signed, and the person, had a key that counted."""
        on = max((_day_of(self.bases.line.commits[place].at), *(act.statement.on for act in acts)))
        holders = {
            who
            for who, person in before.items()
            for key in person.keys
            if key.fingerprint in self._keys and key.from_on <= on <= key.to_on
        }
        return len(holders - {event.person}) == 1


def _is_key(of: object, fingerprint: str) -> bool:
    return isinstance(of, RecordedKey) and of.fingerprint == fingerprint


def _nobody(act: str) -> str:
    return f"no {act!r} is signed by somebody else who may: the agency's head or a records officer, for 'replace' both"


def _stands(event: EventOfKey, person: PersonThen | None) -> bool:
    """Whether what an event brought is what a record says; an end is nowhere to be found."""
    if event.act == "revoke":
        return True
    if isinstance(event.of, str):
        return bool(person and person.leaves_on == event.of)
    return bool(person and event.of in (*person.keys, *person.roles))


def _too_soon(event: EventOfKey, acts: Iterable[JudgedAct], landed: str) -> str:
    signed = max((landed, *(act.statement.on for act in acts)))
    first = (date.fromisoformat(signed) + timedelta(days=10)).isoformat()
    counts_from = event.of.from_on if isinstance(event.of, RecordedKey | RecordedRole) else ""
    return (
        "" if counts_from >= first else f"it counts from {counts_from}; one that replaces another counts from {first}"
    )


# ---- 10. Attestations: reviews at a forge, as a workflow signed them on a branch of its own -----------------------

_ATTESTATIONS = "attestations"
_ATTESTED = re.compile(
    rb"records-attestation v1\nmerged ([0-9a-f]{40,64})\nreviewed ([0-9a-f]{40,64})\nreview ([1-9][0-9]{0,18})\n"
)


class FoundAttestation(NamedTuple):
    """A statement of a reviewer's as a workflow signed it: its path, the commit that merged it, and all its bytes."""

    path: str
    merged: str
    statement: SignedStatement
    data: bytes
    armored: bytes


def find_attestations(tree: Mapping[str, str], bases: RegistersThen) -> list[FoundAttestation]:
    """The attestations in a tree of the branch, given as paths with the names of their contents."""
    found = []
    for path in sorted(each for each in tree if each.startswith(_ACTS) and each.endswith(".txt")):
        data = bases.contents.get(tree[path], b"")
        head = _ATTESTED.match(data)
        try:
            statement = read_statement(data[head.end() :], bases.renamed) if head else None
        except CannotRead:
            continue
        if head and statement:
            armored, merged = bases.contents.get(tree.get(f"{path}.sig", ""), b""), head[1].decode()
            found.append(FoundAttestation(path, bases.renamed.get(merged, merged), statement, data, armored))
    return found


def judge_attestation(
    found: FoundAttestation, verdict: SignatureVerdict, bases: RegistersThen, signed: Sequence[JudgedAct]
) -> JudgedAct:
    """What an attestation is worth for the merge that it names."""
    place = bases.line.places[found.merged]
    begun, moved = stretch_spoken_of(bases.line, found.statement.changes, place)
    entered = _entered_by(bases, place, verdict.fingerprint, signed)
    reason = next(_attestation_faults(found, verdict, bases, place), "") or moved
    if not reason and not entered:
        reason = f"nobody signed for the settings that name the key {verdict.fingerprint} as an attester's"
    return JudgedAct(
        found.path, found.statement, "attested", verdict.fingerprint, begun, place, reason, frozenset(entered)
    )


def _attestation_faults(
    found: FoundAttestation, verdict: SignatureVerdict, bases: RegistersThen, place: int
) -> Iterator[str]:
    register, day = bases.register(place - 1), bases.line.day(place)
    if verdict.reason:
        yield verdict.reason
    if found.statement.path != found.path:
        yield f"it is not under its own name, {found.statement.path}"
    if found.statement.act != "approve":
        yield f"a review approves; it does not {found.statement.act}"
    if verdict.fingerprint in register.holders:
        yield f"the key {verdict.fingerprint} is a person's; an attester's is nobody's"
    if not any(one <= day <= two for one, two in register.attesters.get(verdict.fingerprint, [])):
        yield f"the key {verdict.fingerprint} was no attester's before this change"
    yield from role_faults(register, found.statement, day)


def _entered_by(bases: RegistersThen, place: int, fingerprint: str, signed: Sequence[JudgedAct]) -> set[str]:
    """The keys of those who signed for the settings in which the attester's entry stands as it did."""
    now, since = bases.register(place - 1).attesters.get(fingerprint), None
    for each in reversed(bases.line.transitions.get(_SETTINGS, [])):
        if each.place < place:
            if bases.register(each.place).attesters.get(fingerprint) != now:
                break
            since = each
    if since is None or not bases.register(since.place - 1).holders:
        return set()
    return {
        act.fingerprint
        for act in signed
        if act.holds
        and act.known == "signed"
        and act.statement.act == "approve"
        and act.statement.role in (_OFFICER, "web-content-team", _HEAD)
        and any(each.path == _SETTINGS and each.new == since.new for each in act.statement.changes)
    }


# ---- 11. Dispositions: what was destroyed, by whose authority, who saw it, and its certificate --------------------

_DISPOSITIONS, _AUTHORIZATIONS = "schedules/dispositions/", "schedules/authorizations/"
_PLAN = "records-disposition"


@dataclass(frozen=True)
class JudgedDisposition:
    """The record of a disposition, where it came, what it says, and how its authority and its hands are known."""

    path: str
    place: int
    value: Mapping[str, Any]
    told: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def plan_signatures(value: Mapping[str, Any]) -> list[tuple[str, str, str, ToVerify]]:
    """The signatures over a disposition's plan: person, part, day, and what is to be verified."""
    known = value.get("known")
    plan = known.get("plan") if isinstance(known, dict) else None
    if not isinstance(known, dict) or not isinstance(plan, str):
        return []
    digest = hashlib.sha256(plan.encode()).hexdigest()
    found = []
    for each in _list_of(known, "signatures"):
        person, part, on, armored = (_text_of(each, name) for name in ("person", "part", "on", "signature"))
        message = f"{_PLAN} v1\nperson {person}\npart {part}\non {on}\nplan {digest}\n".encode()
        found.append((person, part, on, ToVerify(armored.encode(), message, _PLAN)))
    return found


def judge_disposition(
    path: str,
    place: int,
    value: Mapping[str, Any],
    verdicts: Mapping[ToVerify, SignatureVerdict],
    bases: RegistersThen,
    acts: Sequence[JudgedAct],
    keys: KeyLife,
) -> JudgedDisposition:
    """A disposition held against its authorization, its certificate and the signatures over its plan."""
    told: list[str] = []
    faults = [*_authority_faults(value, place, bases, told), *_certificate_faults(value, told)]
    faults += _hands_faults(value, place, verdicts, bases, acts, keys, told)
    if later := [each for each in bases.line.transitions[path] if each.place > place]:
        gone = not later[-1].new
        told.append(
            f"its record was {'taken away' if gone else 'changed'} in {bases.line.commits[later[-1].place].name}"
        )
        faults += ["the record of a disposition was taken away"] if gone else []
    return JudgedDisposition(path, place, value, tuple(told), tuple(faults))


def _authority_faults(value: Mapping[str, Any], place: int, bases: RegistersThen, told: list[str]) -> Iterator[str]:
    """What speaks against its authority, by the authorization of before the record came, or that came with it."""
    name, on = value.get("authorization"), str(value.get("on"))
    path = f"{_AUTHORIZATIONS}{name}.yml"
    content = bases.line.content(path, place - 1) or bases.line.content(path, place)
    if not content:
        yield f"its authorization {_safe(str(name))!r} is not in the register"
        return
    authorization = bases.value(path, content)
    status, renewals = (authorization.get(each) or [] for each in ("status", "renewals"))
    granted = [each for each in status if isinstance(each, dict) and each.get("status") == "approved"]
    if not granted or not isinstance(status[-1], dict) or status[-1].get("status") != "approved":
        yield f"its authorization {name!r} was not granted"
        return
    last = [*granted, *(each for each in renewals if isinstance(each, dict))][-1]
    first, until = str(granted[0].get("on")), str(last.get("until_on", FOR_EVER))
    if not first <= on <= until:
        yield f"its authorization {name!r} counts from {first} to {until}, and it was done on {on}"
    series = [value.get("series"), *(each.get("series") for each in value.get("further_series") or [])]
    asked = [authorization.get("series"), *(each.get("series") for each in authorization.get("further_series") or [])]
    if not set(map(str, series)) <= set(map(str, asked)):
        yield f"it is of series {_safe(', '.join(map(str, series)))}, which its authorization does not name"
    told.append(f"authority: {_safe(str(name))}, granted {first} as {_safe(str(last.get('number', 'no number')))}")


def _certificate_faults(value: Mapping[str, Any], told: list[str]) -> Iterator[str]:
    certificate = value.get("certificate")
    if not isinstance(certificate, dict) or not certificate.get("reference"):
        yield "it names no certificate"
        return
    digest = certificate.get("digest")
    told.append(f"certificate: {_safe(str(certificate['reference']))}, SHA-256 {_safe(str(digest or 'not said'))}")


def _hands_faults(
    value: Mapping[str, Any],
    place: int,
    verdicts: Mapping[ToVerify, SignatureVerdict],
    bases: RegistersThen,
    acts: Sequence[JudgedAct],
    keys: KeyLife,
    told: list[str],
) -> Iterator[str]:
    """Who approved, carried out and saw it, and how that is known; a signature that does not count is a fault."""
    known = value.get("known")
    if not isinstance(known, dict):
        told.append("approved, carried out and seen: declared, by names alone")
        if keys.genesis is not None and place > max(bases.acts_since, keys.genesis):
            yield "nobody's signature is with it, though people had keys"
        return
    plan = known.get("plan")
    if isinstance(plan, str) and hashlib.sha256(plan.encode()).hexdigest() != known.get("plan_digest"):
        yield "its plan does not fit the digest that was signed"
    signed: dict[str, set[str]] = defaultdict(set)
    yield from _plan_faults(value, place, verdicts, bases, keys, signed)
    signed["approver"] |= _authorizers(value, place, bases, acts, keys)
    letter = known["letter"] if isinstance(known.get("letter"), dict) else None
    yield from _parts_told(value, known, signed, _declared(letter), told)
    if not signed["approver"] and not letter:
        yield "nobody's approval of it is signed, and no letter excuses that"


def _plan_faults(
    value: Mapping[str, Any],
    place: int,
    verdicts: Mapping[ToVerify, SignatureVerdict],
    bases: RegistersThen,
    keys: KeyLife,
    signed: dict[str, set[str]],
) -> Iterator[str]:
    """Each signature over the plan that does not count; `signed` gains whose do, by their part."""
    try:
        signatures = plan_signatures(value)
    except CannotRead as error:
        yield f"its signatures cannot be read: {error}"
        return
    register, landed = bases.register(place - 1), bases.line.day(place)
    for person, part, on, asked in signatures:
        verdict = verdicts[asked]
        fault = verdict.reason or next(key_faults(register, person, verdict.fingerprint, on, max(on, landed)), "")
        if not fault and not keys.admits(verdict.fingerprint, place):
            fault = f"the key {verdict.fingerprint} had not been admitted as it must be"
        if fault:
            yield f"the {part}'s signature of {person!r} does not count: {fault}"
        else:
            signed[part].add(person)


def _authorizers(
    value: Mapping[str, Any], place: int, bases: RegistersThen, acts: Sequence[JudgedAct], keys: KeyLife
) -> set[str]:
    """Who signed the authorization as it stood, in a role that approves dispositions."""
    path = f"{_AUTHORIZATIONS}{value.get('authorization')}.yml"
    content = bases.line.content(path, place - 1) or bases.line.content(path, place)
    return {
        act.statement.person
        for act in acts
        if act.holds and act.known == "signed" and act.statement.act == "approve" and keys.bears_out(act)
        if act.statement.role in (_OFFICER, "disposition-approver")
        if any(each.path == path and each.new == content for each in act.statement.changes)
    }


def _parts_told(
    value: Mapping[str, Any], known: Mapping[str, Any], signed: Mapping[str, set[str]], declared: str, told: list[str]
) -> Iterator[str]:
    """Who had which part; where the record says that somebody signed and nobody did, that is a fault."""
    for part, name in (("executor", value.get("by")), ("witness", value.get("witness"))):
        if known.get(part) == "signed" and name not in signed[part]:
            yield f"it says that its {part} {name!r} signed, and no signature of theirs counts"
        told.append(f"{part}: {_safe(str(name))}, {'signed' if name in signed[part] else declared}")
    for each in known.get("approvals") or []:
        if isinstance(each, dict) and each.get("known") == "signed" and each.get("person") not in signed["approver"]:
            yield f"it says that {each.get('person')!r} approved with a signature, and none counts"
    approvers = sorted(signed["approver"])
    told.append(f"approved by {', '.join(approvers)}, signed" if approvers else f"approved: {declared}")


def _declared(letter: Mapping[str, Any] | None) -> str:
    return f"declared, by letter of {_safe(str(letter.get('said_by')))} of {letter.get('on')}" if letter else "declared"


# ---- 12. The transparency log (RFC 6962, C2SP tlog-checkpoint, tlog-tiles, signed-note): docs/reference/log.md ----

_LOG = "log/"
_MOST_SIGNATURES = 16
_TILE = 256
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/")
_PLAIN_PATH = re.compile(r"[A-Za-z0-9._/-]+\Z")
_FOLDERS = ("registry/", "schedules/", "captures/")
_PUBLICATION = (
    "number",
    "size",
    "branch",
    "commit",
    "tree",
    "at",
    "program",
    "files",
    "snapshot",
    "people",
    "previous",
)
_FORMS = {
    "change": ("commit", "path", "content"),
    "reference": ("reference", "object"),
    "redaction": ("map",),
    "publication": _PUBLICATION,
}
_LINES = {kind: {name: place for place, name in enumerate(form)} for kind, form in _FORMS.items()}
_COUNT, _SHA256, _OBJECT = (
    re.compile(each) for each in (r"(?:0|[1-9][0-9]*)\Z", r"[0-9a-f]{64}\Z", r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
)
_VALUES: dict[str, Callable[[str], object]] = {
    "number": _COUNT.match,
    "size": _COUNT.match,
    "files": _COUNT.match,
    "commit": _OBJECT.match,
    "tree": _OBJECT.match,
    "map": _SHA256.match,
    "snapshot": _SHA256.match,
    "people": _SHA256.match,
    "content": lambda value: value == "absent" or _SHA256.match(value),
    "object": lambda value: value == "absent" or _OBJECT.match(value),
    "previous": lambda value: value == "none" or _SHA256.match(value),
    "path": lambda value: _is_written_path(value) and value.startswith(_FOLDERS),
    "reference": lambda value: _is_written_path(value) and value.startswith(("refs/tags/", "refs/heads/")),
}


def written_path(path: str) -> str:
    """A path as the log writes it: ASCII, every other byte as `%` and two hexadecimal digits."""
    if _PLAIN_PATH.match(path):
        return path
    return "".join(chr(each) if each in _PLAIN else f"%{each:02X}" for each in path.encode("utf-8", "surrogateescape"))


_WRITTEN = re.compile(r"(?:[A-Za-z0-9._/-]|%(?!2[DEF]|3[0-9]|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9A])[0-9A-F]{2})+\Z")


def _is_written_path(text: str) -> bool:
    return bool(_WRITTEN.match(text))


class LogLeaf(NamedTuple):
    """A leaf: its kind and the values of its lines, in their order."""

    kind: str
    values: tuple[str, ...]

    def said(self, name: str) -> str:
        """The value of a line."""
        return self.values[_LINES[self.kind][name]]


_USUAL_CHANGE = re.compile(
    rb"records-log v1 change\ncommit ([0-9a-f]{40}|[0-9a-f]{64})\n"
    rb"path ((?:registry|schedules|captures)/[A-Za-z0-9._/-]*)\ncontent ([0-9a-f]{64}|absent)\n\Z"
)


def parse_log_leaf(data: bytes) -> LogLeaf:
    """The leaf of these bytes, in its one form; `CannotRead` where it has another."""
    if usual := _USUAL_CHANGE.match(data):  # nearly all of them are such
        commit, path, content = usual.groups()
        return LogLeaf("change", (commit.decode(), path.decode(), content.decode()))
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise CannotRead("it is not ASCII") from error
    kind = lines[0].removeprefix("records-log v1 ")
    form = _FORMS.get(kind)
    if form is None or lines[0] == kind or lines[-1] or len(lines) != len(form) + 2:
        raise CannotRead(
            f"a leaf that begins with {_safe(lines[0])!r} is not known, or it has other lines than it should"
        )
    values = []
    for name, line in zip(form, lines[1:-1], strict=True):
        word, _, value = line.partition(" ")
        if word != name or not value or not value.isprintable() or not _VALUES.get(name, bool)(value):
            raise CannotRead(f"its line {_safe(line)!r} is not in its form")
        values.append(value)
    return LogLeaf(kind, tuple(values))


def _joined_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class LogTree:
    """The tree over leaves' hashes: whole levels are kept, so that the root of any earlier size is found quickly."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self.levels = [list(hashes)]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append([_joined_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])

    def root(self, size: int) -> bytes:
        """The root over the first so many leaves (RFC 6962, 2.1)."""
        peaks, at = [], 0
        for level in range(size.bit_length() - 1, -1, -1):
            if size >> level & 1:
                peaks.append(self.levels[level][at >> level])
                at += 1 << level
        if not peaks:
            return hashlib.sha256(b"").digest()
        found = peaks.pop()
        while peaks:
            found = _joined_hash(peaks.pop(), found)
        return found


@dataclass(frozen=True)
class HeldCheckpoint:
    """A checkpoint: its origin, size and root, all its bytes, and where it is from."""

    origin: str
    size: int
    root: bytes
    data: bytes
    source: str = ""

    @property
    def signed(self) -> bytes:
        """What its signatures are over."""
        return self.data[: self.data.rindex(b"\n\n") + 1]

    def signatures(self) -> Iterator[tuple[str, bytes, bytes]]:
        """The name of each signer, the key's id, and the signature."""
        for line in self.data[len(self.signed) + 1 :].decode("utf-8").splitlines():
            _, name, text = line.split(" ", 2)
            data = _base64(text.encode())
            yield name, data[:4], data[4:]

    def fault(self, keys: Iterable[bytes]) -> str:
        """Why none of these keys signed it; empty where one did and none of them signed otherwise."""
        known = {hashlib.sha256(f"{self.origin}\n".encode() + b"\x01" + key).digest()[:4]: key for key in keys}
        own = [(known[key], proof) for name, key, proof in self.signatures() if name == self.origin and key in known]
        if not own:
            return "it is signed by no key that the settings name as the publisher's"
        holds = verify_ed25519([Ed25519Job(key, proof, self.signed) for key, proof in own])
        return "" if all(holds) else "its signature does not fit what it says"


def parse_signed_checkpoint(data: bytes, source: str = "") -> HeldCheckpoint:
    """A checkpoint as a signed note; `CannotRead` where it is none."""
    text, blank, signatures = data.rpartition(b"\n\n")
    lines = text.split(b"\n")
    try:
        root = _base64(lines[2]) if len(lines) == 3 else b""
        named = [line.decode("utf-8").split(" ") for line in signatures.removesuffix(b"\n").split(b"\n")]
        good = all(len(each) == 3 and each[0] == "—" and len(_base64(each[2].encode())) > 4 for each in named)
        origin, size = lines[0].decode("utf-8"), lines[1].decode("ascii") if len(lines) == 3 else ""
    except (NotInForm, UnicodeDecodeError) as error:
        raise CannotRead(f"it is no checkpoint: {error}") from error
    if (
        not blank
        or len(root) != 32
        or not good
        or not _COUNT.match(size)
        or not data.endswith(b"\n")
        or not 0 < len(named) <= _MOST_SIGNATURES
    ):
        raise CannotRead(
            "it is no checkpoint: origin, size, root, an empty line and signatures, as `log/checkpoint` has them"
        )
    return HeldCheckpoint(origin, int(size), root, data, source)


class ReadRedaction(NamedTuple):
    """A map of a redaction: what was renamed, of which leaves the content is another now, the day and the reason."""

    digest: str
    on: str
    reason: str
    tip: tuple[str, str]
    renamed: Mapping[str, str]
    leaves: Mapping[int, str]
    data: bytes


def read_redaction(data: bytes) -> ReadRedaction:
    """The map of a redaction of these bytes."""
    try:
        lines = [line.split(" ") for line in data.decode("utf-8").removesuffix("\n").split("\n")]
        said = {words[0]: " ".join(words[1:]) for words in lines[1:4]}
        pairs = [
            words[-2:] for words in lines[4:] if words[0] in ("tip", "attestations", "commit", "reference", "blob")
        ]
        leaves = {int(words[1]): words[2] for words in lines[4:] if words[0] == "leaf"}
        tip = next((words[1], words[2]) for words in lines if words[0] == "tip")
    except (UnicodeDecodeError, IndexError, ValueError, StopIteration) as error:
        raise CannotRead("it is no map of a redaction") from error
    if lines[0] != ["records-redaction", "v1"] or not all(
        len(pair) == 2 and all(map(_OBJECT.match, pair)) for pair in pairs
    ):
        raise CannotRead("it is no map of a redaction")
    return ReadRedaction(
        hashlib.sha256(data).hexdigest(),
        said.get("on", ""),
        said.get("reason", ""),
        tip,
        dict(pairs),
        leaves,
        data,
    )


@dataclass
class ReadLog:
    """The log as it lies on a branch: its files, its latest checkpoint, its leaves with their salts, and its faults."""

    files: Mapping[str, bytes]
    checkpoint: HeldCheckpoint
    leaves: list[LogLeaf] = field(default_factory=list)
    data: list[bytes] = field(default_factory=list)
    salts: list[str] = field(default_factory=list)
    redactions: list[ReadRedaction] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    tree: LogTree = field(default_factory=lambda: LogTree([]))

    @cached_property
    def publications(self) -> list[int]:
        """The places of the publications among the leaves."""
        return [place for place, leaf in enumerate(self.leaves) if leaf.kind == "publication"]

    @cached_property
    def renamed(self) -> dict[str, str]:
        """What every redaction renamed, to what it is called after the last one."""
        found: dict[str, str] = {}
        for each in self.redactions:
            found = {old: each.renamed.get(new, new) for old, new in found.items()} | dict(each.renamed)
        return found


def tile_number(number: int) -> str:
    """A number as tiles have it in their paths."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups)


def read_whole_log(files: Mapping[str, bytes]) -> ReadLog | None:
    """The log in the files of a branch; nothing where there is none."""
    if "checkpoint" not in files:
        return None
    log = ReadLog(files, parse_signed_checkpoint(files["checkpoint"], "the log"))
    try:
        log.data = list(_entries(files, log.checkpoint.size))
        log.leaves = [parse_log_leaf(each) for each in log.data]
        log.salts = [line for part in range(-(-len(log.data) // _TILE)) for line in _salts(files, part)][
            : len(log.data)
        ]
        log.redactions = [
            read_redaction(files.get(f"redactions/{leaf.said('map')}", b""))
            for leaf in log.leaves
            if leaf.kind == "redaction"
        ]
    except CannotRead as error:
        log.faults.append(("log", str(error)))
        return log
    log.tree = LogTree([hashlib.sha256(b"\x00" + each).digest() for each in log.data])
    if log.tree.root(log.checkpoint.size) != log.checkpoint.root:
        log.faults.append(("edited checkpoint", "the root of the leaves is another than the log's checkpoint says"))
    log.faults += [("log", fault) for fault in _tile_faults(log)]
    return log


def _entries(files: Mapping[str, bytes], size: int) -> Iterator[bytes]:
    for tile in range(-(-size // _TILE)):
        wanted = min(_TILE, size - tile * _TILE)
        name = f"tile/entries/{tile_number(tile)}"
        names = [name, *(f"{name}.p/{width}" for width in range(wanted, _TILE))]
        data = next((files[each] for each in names if each in files), None)
        if data is None:
            raise CannotRead(f"the leaves from {tile * _TILE} on are not there, {name}")
        at = 0
        for _ in range(wanted):
            length = int.from_bytes(data[at : at + 2])
            if at + 2 + length > len(data):
                raise CannotRead(f"{name} is cut off")
            yield data[at + 2 : at + 2 + length]
            at += 2 + length


def _salts(files: Mapping[str, bytes], part: int) -> list[str]:
    return files.get(f"salts/{tile_number(part)}", b"").decode("ascii", "replace").splitlines()


def _tile_faults(log: ReadLog) -> Iterator[str]:
    """Each tile has the hashes of the tree that the leaves make."""
    for name in sorted(each for each in log.files if re.match(r"tile/[0-9]+/", each)):
        match = re.fullmatch(r"tile/([0-9]+)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]+))?", name)
        if not match:
            yield f"{_safe(name)} is no tile"
            continue
        level, number = 8 * int(match[1]), int(match[2].replace("x", "").replace("/", ""))
        hashes = log.tree.levels[level] if level < len(log.tree.levels) else []
        right = hashes[number * _TILE :][: int(match[3] or _TILE)]
        data = log.files[name]
        if data[: 32 * len(right)] != b"".join(right) or len(data) != 32 * int(match[3] or _TILE):
            yield f"{_safe(name)} has other hashes than the leaves make"


def publisher_keys(bases: RegistersThen, place: int, *, first: bool) -> tuple[str, list[bytes]]:
    """The origin, and the keys that sign a publication of a commit, by the settings in its first parent."""
    found, origin, day = [], "", bases.line.day(place)
    for at in (place - 1, place) if first else (place - 1,):
        said = bases.register(at).settings.get("log")
        if isinstance(said, dict):
            origin = str(said.get("origin", "")) or origin
            for each in said.get("publishers") or []:
                try:
                    key = key_of_line(_text_of(each, "key"))
                    time = _text_of(each, "from_on"), _text_of(each, "to_on", FOR_EVER)
                except ValueError:
                    continue
                if key.type == _ED25519 and time[0] <= day <= time[1]:
                    found.append(key.point)
    return origin, found


def hold_against_log(
    log: ReadLog, repository: BorrowedRepository, bases: RegistersThen, report: VerifierReport
) -> None:
    """The log held against itself and against the repository: publications, changes, references, redactions."""
    for name, fault in log.faults:
        report.add(name, fault)
    if log.faults:
        return
    line = bases.line
    report.counts["log"] = {
        "leaves": len(log.leaves),
        "publications": len(log.publications),
        "size": log.checkpoint.size,
    }
    if not log.publications or log.publications[-1] != len(log.leaves) - 1:
        report.add("log", "its last leaf is no publication")
        return
    missing = _off_the_line(log, line)
    if missing:
        _name_rewrite(log, repository, line, missing, report)
    changes = _follow_publications(log, line, bool(missing), bases, report)
    if changes is None:
        return
    if not missing:
        _check_contents(log, repository, changes, report)
    _check_snapshot(log, report)
    _check_references(log, repository, report)
    origin, last = _safe(log.checkpoint.origin), log.leaves[-1].said("at")
    report.told.append(f"the log of {origin} has {len(log.leaves)} leaves, the last of {last}")


def _follow_publications(
    log: ReadLog, line: FirstParents, broken: bool, bases: RegistersThen, report: VerifierReport
) -> list[tuple[int, FileTransition]] | None:
    """Each publication's checkpoint and changes; the changes with their leaves, or nothing where it cannot go on."""
    changes: list[tuple[int, FileTransition]] = []
    made: list[list[tuple[FileTransition, str]]] = [[] for _ in line.commits]
    for change, path in _record_changes(line):
        made[change.place].append((change, path))
    begin, reached, previous = 0, -1, b""
    for number, place in enumerate(log.publications, 1):
        commit = log.leaves[place].said("commit")
        checkpoint = _publication_faults(log, number, place, previous, report)
        if checkpoint is None:
            return None
        here = None if broken else line.places.get(log.renamed.get(commit, commit))
        if here is not None:
            origin, keys = publisher_keys(bases, here, first=number == 1)
            fault = checkpoint.fault(keys)
            if not fault and origin not in ("", checkpoint.origin):
                fault = f"its origin is not {origin!r}"
            if fault:
                report.add("edited checkpoint", f"checkpoints/{number}: {fault}")
            changes += _changes_logged(log, range(begin, place), line, made[reached + 1 : here + 1], report)
            reached = here
        begin, previous = place + 1, checkpoint.data
    if not broken and (after := len(line.commits) - 1 - reached):
        report.told.append(f"{after} commits came after the last publication; no checkpoint speaks of them yet")
    return changes


def _publication_faults(
    log: ReadLog, number: int, place: int, previous: bytes, report: VerifierReport
) -> HeldCheckpoint | None:
    """The checkpoint of a publication, where it is what its leaf says."""
    leaf = log.leaves[place]
    try:
        checkpoint = parse_signed_checkpoint(log.files.get(f"checkpoints/{number}", b""), f"checkpoints/{number}")
    except CannotRead as error:
        report.add("edited checkpoint", f"checkpoints/{number}: {error}")
        return None
    before = hashlib.sha256(previous).hexdigest() if previous else "none"
    wrong = {
        "its number": leaf.said("number") != str(number),
        "its size": not leaf.said("size") == str(place + 1) == str(checkpoint.size),
        "its root": checkpoint.root != log.tree.root(place + 1),
        "its origin": checkpoint.origin != log.checkpoint.origin,
        "the digest of the one before": leaf.said("previous") != before,
        "its people": hashlib.sha256(log.files.get(f"people/{leaf.said('people')}", b"")).hexdigest()
        != leaf.said("people"),
        "the latest checkpoint": number == len(log.publications) and checkpoint.data != log.checkpoint.data,
    }
    for what in (each for each, bad in wrong.items() if bad):
        report.add("edited checkpoint", f"checkpoints/{number}: {what} does not fit what the leaves say")
    return checkpoint


def _off_the_line(log: ReadLog, line: FirstParents) -> list[int]:
    """The leaves that name a commit which is not on the main line."""
    return [
        place
        for place, leaf in enumerate(log.leaves)
        if leaf.kind in ("change", "publication") and _commit_of(log, place) not in line.places
    ]


def _changes_logged(
    log: ReadLog,
    leaves: range,
    line: FirstParents,
    made: Iterable[Iterable[tuple[FileTransition, str]]],
    report: VerifierReport,
) -> Iterator[tuple[int, FileTransition]]:
    """The changes of a publication, each with the leaf that is its own; where one lacks the other, that is told."""
    logged = [place for place in leaves if log.leaves[place].kind == "change"]
    there = [(line.commits[change.place].name, path, change) for each in made for change, path in each]
    for place, (commit, path, change) in zip(logged, there, strict=False):
        leaf = log.leaves[place]
        said = log.renamed.get(leaf.said("commit"), leaf.said("commit")), leaf.said("path")
        if said != (commit, path) or (leaf.said("content") == "absent") != (not change.new):
            report.add("log", f"leaf {place} speaks of {said[1]} at {said[0]}; the repository has {path} at {commit}")
            return
        yield place, change
    for commit, path, _ in there[len(logged) :][:1]:
        report.add("log", f"the log lacks the change of {path} at {commit}")
    for place in logged[len(there) :][:1]:
        report.add("log", f"the repository lacks the change of {log.leaves[place].said('path')} in leaf {place}")


def _record_changes(line: FirstParents) -> list[tuple[FileTransition, str]]:
    """Every change of the content of a record's file, in the order of the log."""
    found = [
        (each.place, written_path(path), each)
        for path, transitions in line.transitions.items()
        if path.startswith(_FOLDERS)
        for each in transitions
        if each.old != each.new
    ]
    return [(each, path) for _, path, each in sorted(found)]


def _check_contents(
    log: ReadLog, repository: BorrowedRepository, changes: Sequence[tuple[int, FileTransition]], report: VerifierReport
) -> None:
    """Each leaf's content is the one that the commit has, salted; of a redacted one the map's digest."""
    redacted = {place: digest for each in log.redactions for place, digest in each.leaves.items()}
    asked: dict[str, list[int]] = defaultdict(list)
    for place, change in changes:
        if change.new:
            asked[change.new].append(place)
    for name, data in stream_contents(repository, asked):
        for place in asked[name]:
            salt = log.salts[place] if place < len(log.salts) else ""
            if place in redacted:
                right, said = redacted[place], hashlib.sha256(data).hexdigest()
            elif _SHA256.match(salt):
                right, said = log.leaves[place].said("content"), hashlib.sha256(bytes.fromhex(salt) + data).hexdigest()
            else:
                report.add(
                    "log",
                    f"leaf {place} has no salt, so what it says of {log.leaves[place].said('path')} cannot be verified",
                )
                continue
            if right != said:
                report.add("log", f"leaf {place}: {log.leaves[place].said('path')} has another content than was logged")


def _check_snapshot(log: ReadLog, report: VerifierReport) -> None:
    """The snapshot of the last publication, from the leaves alone."""
    now: dict[str, str] = {}
    for leaf in log.leaves:
        if leaf.kind == "change":
            now[leaf.said("path")] = leaf.said("content")
    files = sorted((path, content) for path, content in now.items() if content != "absent")
    hashes = [hashlib.sha256(b"\x00" + f"{path}\n{content}\n".encode()).digest() for path, content in files]
    last = log.leaves[-1]
    if (last.said("files"), last.said("snapshot")) != (str(len(files)), LogTree(hashes).root(len(hashes)).hex()):
        report.add("log", "the snapshot of the last publication is not what its leaves make")


def _check_references(log: ReadLog, repository: BorrowedRepository, report: VerifierReport) -> None:
    """The tags, and the branch of attestations, are where the log says or after it."""
    said: dict[str, str] = {}
    for leaf in log.leaves:
        if leaf.kind == "reference":
            said[leaf.said("reference")] = log.renamed.get(leaf.said("object"), leaf.said("object"))
    here = {written_path(ref): name for ref, name in repository.refs.items()}
    for ref, name in sorted(said.items()):
        if ref.startswith("refs/tags/") and here.get(ref, "absent") != name:
            now = here.get(ref, "absent")
            report.add("moved tag", f"{ref} was {name} at the last publication and is {now}")
    for ref in sorted(each for each in here if each.startswith("refs/tags/") and each not in said):
        report.told.append(f"the tag {ref} came after the last publication")


def check_attestations(log: ReadLog, commits: Mapping[str, ParsedCommit], tip: str, report: VerifierReport) -> None:
    """Each tip of the branch of attestations that was logged is still among what its tip is made from."""
    reached = reached_from(commits, [tip])
    for leaf in log.leaves:
        if (
            leaf.kind == "reference"
            and leaf.said("reference") == f"refs/heads/{_ATTESTATIONS}"
            and leaf.said("object") != "absent"
        ):
            name = log.renamed.get(leaf.said("object"), leaf.said("object"))
            if name not in reached:
                report.add(
                    "statement removed", f"the branch {_ATTESTATIONS} does not come from {name}, which the log names"
                )


def _name_rewrite(
    log: ReadLog, repository: BorrowedRepository, line: FirstParents, missing: Sequence[int], report: VerifierReport
) -> None:
    """Which rewrite it was that took commits off the main line that the log names."""
    lost: dict[str, list[int]] = {}
    for at in missing:
        changes = lost.setdefault(_commit_of(log, at), [])
        changes += [at] if log.leaves[at].kind == "change" else []
    kept = [line.places.get(_commit_of(log, at), -1) for at, leaf in enumerate(log.leaves) if leaf.kind in _OF_COMMITS]
    after = max(kept, default=-1) + 1
    gone = _left_out(log, repository, line, after, lost)
    names, instead = list(lost), line.commits[after:]
    since = line.commits[after - 1].name if after else "its beginning"
    report.add(
        "force-push", f"{names[0]}, which the log names, is not on the main line: another history follows {since}"
    )
    if len(names) == 1 and instead:
        report.add("amend", f"{instead[0].name} stands in the place of {names[0]}, with the same parent")
    elif gone and (len(gone) < len(names) or not instead):
        report.add("dropped commit", f"{', '.join(gone)} is left out, and what came after it was made anew")
    there = {path for _, path in _record_changes(line)}
    for at in (at for places in lost.values() for at in places):
        path = log.leaves[at].said("path")
        name = "statement removed" if path.startswith(_ACTS) else "disposition removed"
        if path not in there and path.startswith((_ACTS, _DISPOSITIONS)):
            report.add(name, f"{path}, which the log has in leaf {at}, is in no commit")


_OF_COMMITS = ("change", "publication")


def _commit_of(log: ReadLog, place: int) -> str:
    """The commit that a leaf names, as it is called after every redaction."""
    name = log.leaves[place].said("commit")
    return log.renamed.get(name, name)


def _left_out(
    log: ReadLog, repository: BorrowedRepository, line: FirstParents, after: int, lost: Mapping[str, Sequence[int]]
) -> list[str]:
    """Of the commits that are not there any more, those whose changes no commit from a place on makes again."""
    made: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for change, path in _record_changes(line):
        if change.place >= after:
            made[change.place].append((path, change.new))
    contents = dict(stream_contents(repository, {new for each in made.values() for _, new in each if new}))

    def is_logged(at: int, path: str, new: str) -> bool:
        leaf, salt = log.leaves[at], log.salts[at]
        salted = (
            hashlib.sha256(bytes.fromhex(salt) + contents[new]).hexdigest() if new and _SHA256.match(salt) else "absent"
        )
        return (leaf.said("path"), leaf.said("content")) == (path, salted)

    place, gone = after, []
    for name, leaves in lost.items():
        there = made.get(place, [])
        if len(leaves) == len(there) and all(is_logged(at, *change) for at, change in zip(leaves, there, strict=True)):
            place += 1
        else:
            gone.append(name)
    return gone


def check_redactions(log: ReadLog, bases: RegistersThen, report: VerifierReport, workers: int) -> None:
    """Each redaction was signed by two people who might; it is told who, when and why."""
    for each in log.redactions:
        start = f"redactions/{each.digest}."
        signatures = {
            name.removeprefix(start).removesuffix(".sig"): data
            for name, data in log.files.items()
            if name.startswith(start)
        }
        asked = [ToVerify(armored, each.data, "records-redaction") for armored in signatures.values()]
        place = bases.line.places.get(log.renamed.get(each.tip[1], each.tip[1]), -1)
        register, roles = bases.register(place), defaultdict(set)
        for person, verdict in zip(signatures, verify_signatures(asked, workers), strict=True):
            if not verdict.reason and not next(key_faults(register, person, verdict.fingerprint, each.on, each.on), ""):
                for role in (_OFFICER, _HEAD):
                    if register.holds_role(person, role, each.on):
                        roles[role].add(person)
        pair = next(((a, b) for a in sorted(roles[_OFFICER]) for b in sorted(roles[_HEAD]) if a != b), None)
        if pair is None:
            told = f"the history was redacted on {_safe(each.on)}"
            report.add("redaction", f"{told}, and no records officer and agency head, two people, signed it")
        else:
            count = len(each.leaves)
            report.told.append(
                f"redacted by {pair[0]} and {pair[1]} on {_safe(each.on)}: {count} contents, {_safe(each.reason)}"
            )


@dataclass(frozen=True)
class KeptLook:
    """What somebody kept of an earlier look: the checkpoint, and with it perhaps the leaves and the refs of then."""

    source: str
    checkpoint: HeldCheckpoint | None
    leaves: tuple[bytes, ...] = ()
    refs: Mapping[str, str] = field(default_factory=dict)


def read_what_was_kept(where: str) -> KeptLook:
    """A checkpoint in a file, what `--keep` wrote into a folder, or the checkpoint at an address, fetched at once."""
    path = Path(where)
    try:
        if re.match(r"https?://", where):
            from urllib.request import urlopen

            with urlopen(where, timeout=60) as answer:  # noqa: S310 -- the scheme is asked above
                return KeptLook(where, parse_signed_checkpoint(answer.read(100_000), where))
        if not path.is_dir():
            return KeptLook(where, parse_signed_checkpoint(path.read_bytes(), where))
        said, entries, refs = (path / name for name in ("checkpoint", "leaves", "refs"))
        checkpoint = parse_signed_checkpoint(said.read_bytes(), where) if said.is_file() else None
        lines = (
            [line.partition(" ") for line in refs.read_text(encoding="utf-8").splitlines()] if refs.is_file() else []
        )
        leaves = tuple(_kept_leaves(entries.read_bytes())) if entries.is_file() else ()
        if not checkpoint and not lines:
            raise CannotVerify(f"{where!r} has neither a checkpoint nor refs")
        return KeptLook(where, checkpoint, leaves, {ref: name for name, _, ref in lines})
    except (OSError, CannotRead) as error:
        raise CannotVerify(f"{where!r} cannot be compared with: {error}") from error


def _kept_leaves(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2])
        yield data[at + 2 : at + 2 + length]
        at += 2 + length


def check_kept(
    kept: KeptLook,
    log: ReadLog | None,
    repository: BorrowedRepository,
    commits: Mapping[str, ParsedCommit],
    bases: RegistersThen,
    report: VerifierReport,
) -> None:
    """History and log only grew since somebody kept something of them."""
    renamed = log.renamed if log else {}
    if old := kept.refs.get("HEAD", ""):
        name, reached = renamed.get(old, old), reached_from(commits, [repository.head])
        if name in reached:
            report.told.append(f"the history comes from {old}, which was its head when you kept {kept.source}")
        else:
            report.add(
                "force-push", f"{old} was the head when you kept {kept.source}, and the history does not come from it"
            )
            _name_amended(old, commits, bases.line, report)
    for ref, name in kept.refs.items():
        now = repository.refs.get(ref, "gone")
        if ref.startswith("refs/tags/") and renamed.get(name, name) != now:
            report.add("moved tag", f"{_safe(ref)} was {name} when you kept {kept.source}, and is {now}")
        if ref.endswith(f"/{_ATTESTATIONS}") and renamed.get(name, name) not in reached_from(
            commits, repository.tips(_ATTESTATIONS)
        ):
            report.add(
                "statement removed", f"{_safe(ref)} does not come from {name}, which it was when you kept {kept.source}"
            )
    if kept.checkpoint:
        _check_checkpoint(kept, kept.checkpoint, log, bases, report)


def _name_amended(old: str, commits: Mapping[str, ParsedCommit], line: FirstParents, report: VerifierReport) -> None:
    """Whether a commit with the same parents stands in the place of one that is still among the objects."""
    if gone := commits.get(old):
        for each in line.commits:
            if each.parents == gone.parents:
                report.add("amend", f"{each.name} stands in the place of {old}, with the same parent")


def _check_checkpoint(
    kept: KeptLook, held: HeldCheckpoint, log: ReadLog | None, bases: RegistersThen, report: VerifierReport
) -> None:
    if log is None or log.faults:
        report.add("log", f"{kept.source}: there is no whole log here, and there was one when you kept this")
        return
    if held.origin != log.checkpoint.origin:
        raise CannotVerify(f"{kept.source} is of {_safe(held.origin)}, and this log is {_safe(log.checkpoint.origin)}")
    places = {0, *bases.changed}
    keys = {key for place in places for key in publisher_keys(bases, place, first=True)[1]}
    if fault := held.fault(keys):
        report.add("edited checkpoint", f"{kept.source}: {fault}")
        return
    if held.size <= len(log.data) and log.tree.root(held.size) == held.root:
        report.told.append(f"the log only grew since {kept.source}: its first {held.size} leaves are what you kept")
        return
    proof = "both are signed, and neither is the beginning of the other: keep both, together they are the proof"
    report.add("split view", f"{kept.source} and the log here: {proof}")
    shorter = f"the log has {len(log.data)} leaves and you kept {held.size}"
    told = shorter if held.size > len(log.data) else f"its first {held.size} leaves give another root than you kept"
    report.add(
        "dropped commit", f"{told}: something that was logged is not there; {_first_gone(kept.leaves, log.data)}"
    )


def _first_gone(kept: Sequence[bytes], now: Sequence[bytes]) -> str:
    """The first leaf that is another one now, where the old ones are there to tell."""
    place = next(
        (at for at, (one, two) in enumerate(zip(kept, now, strict=False)) if one != two), min(len(kept), len(now))
    )
    if place >= len(kept):
        return "which one, only the old leaves tell"
    leaf = parse_log_leaf(kept[place])
    return f"leaf {place} was " + ", ".join(f"{name} {leaf.said(name)}" for name in _FORMS[leaf.kind][:2])


@dataclass(frozen=True)
class HandedFiles:
    """Files that somebody was handed and asks about, each with its source: proofs out of the log, certificates."""

    proofs: Sequence[tuple[str, bytes]] = ()
    certificates: Sequence[tuple[str, bytes]] = ()


class ReadProof(NamedTuple):
    """A c2sp.org/tlog-proof: the leaf and its salt as it says itself, the leaf's place, the hashes, the checkpoint."""

    leaf: bytes
    salt: str
    place: int
    hashes: tuple[bytes, ...]
    checkpoint: HeldCheckpoint


def read_proof(data: bytes, source: str) -> ReadProof:
    """The proof in a file's bytes, in its one form; `CannotRead` where it is none."""
    head, _, note = data.partition(b"\n\n")
    lines = head.split(b"\n")
    if lines[0] != b"c2sp.org/tlog-proof@v1" or len(lines) < 3:
        raise CannotRead("it is no c2sp.org/tlog-proof@v1")
    extra, index = lines[1].removeprefix(b"extra "), lines[2].removeprefix(b"index ").decode("ascii", "replace")
    if extra == lines[1] or not _COUNT.match(index):
        raise CannotRead("it does not say the leaf and its place, as `records log proof` writes them")
    try:
        said, hashes = _base64(extra), tuple(_base64(each) for each in lines[3:])
    except NotInForm as error:
        raise CannotRead(str(error)) from error
    if any(len(each) != 32 for each in hashes) or len(hashes) > 64:
        raise CannotRead("a hash in it is none")
    leaf, mark, salt = said.partition(b"salt ")
    salted = salt.removesuffix(b"\n").decode("ascii", "replace")
    if mark and not (_SHA256.match(salted) and salt.endswith(b"\n")):
        raise CannotRead("its salt is not in its form")
    return ReadProof(leaf, salted, int(index), hashes, parse_signed_checkpoint(note, source))


def root_of_walk(leaf: bytes, place: int, size: int, hashes: Iterable[bytes]) -> bytes | None:
    """The root to which hashes lead from a leaf's; nothing where there are too few or too many (RFC 9162, 2.1.3)."""
    last, found = size - 1, leaf
    if not 0 <= place <= last:
        return None
    for each in hashes:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = _joined_hash(each, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = _joined_hash(found, each)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


def check_proof(
    source: str,
    data: bytes,
    log: ReadLog | None,
    repository: BorrowedRepository,
    bases: RegistersThen,
    report: VerifierReport,
) -> None:
    """A proof held against its own checkpoint, the log here, and the record's content in the repository."""
    try:
        proof = read_proof(data, source)
        leaf = parse_log_leaf(proof.leaf)
    except CannotRead as error:
        raise CannotVerify(f"{source}: {error}") from error
    if leaf.kind != "change":
        raise CannotVerify(f"{source}: its leaf speaks of no record")
    leaf_hash = hashlib.sha256(b"\x00" + proof.leaf).digest()
    if root_of_walk(leaf_hash, proof.place, proof.checkpoint.size, proof.hashes) != proof.checkpoint.root:
        report.add("proof", f"{source}: it does not lead from its leaf to the root of its checkpoint")
        return
    before = len(report.findings)
    _check_checkpoint(KeptLook(source, proof.checkpoint), proof.checkpoint, log, bases, report)
    if len(report.findings) > before or log is None:
        return
    path, commit = leaf.said("path"), leaf.said("commit")
    if log.data[proof.place] != proof.leaf:
        report.add("proof", f"{source}: leaf {proof.place} of the log is another one")
        return
    later = max(at for at, each in enumerate(log.leaves) if each.kind == "change" and each.said("path") == path)
    as_it_is = "as it is now" if later == proof.place else f"which was changed again in leaf {later}"
    report.told.append(
        f"{source} proves {path} of {log.renamed.get(commit, commit)} as leaf {proof.place} of the log, {as_it_is}"
    )
    name = next((each.new for each in _of_path(bases.line, path, log, commit)), "")
    content = b"".join(data for _, data in stream_contents(repository, [name])) if name else b""
    salted = hashlib.sha256(bytes.fromhex(proof.salt) + content).hexdigest() if proof.salt else "absent"
    redacted = any(proof.place in each.leaves for each in log.redactions)
    if salted != leaf.said("content") and redacted:
        report.told.append(f"{source}: that content was redacted since, see above")
    elif salted != leaf.said("content"):
        report.add("proof", f"{source}: with its salt the file at that commit does not give what the leaf says")


def _of_path(line: FirstParents, written: str, log: ReadLog, commit: str) -> Iterator[FileTransition]:
    place = line.places.get(log.renamed.get(commit, commit), -1)
    for path, transitions in line.transitions.items():
        if written_path(path) == written:
            yield from (each for each in transitions if each.place == place)


def certificate_digest_of(data: bytes) -> str:
    """The digest of what a certificate says, its own digest left out; `CannotRead` where it is none."""
    value = read_yaml_subset(data)
    try:
        value["disposition"]["certificate"].pop("digest")
    except (KeyError, TypeError, AttributeError) as error:
        raise CannotRead("it is no certificate of a disposition, which names its own digest") from error
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check_certificate(source: str, data: bytes, report: VerifierReport) -> None:
    """A certificate, as the store has it, is the one that a disposition's record names by its digest."""
    try:
        digest = certificate_digest_of(data)
    except CannotRead as error:
        raise CannotVerify(f"{source}: {error}") from error
    named = [each for each in report.dispositions if _certified(each) == digest]
    for each in named:
        report.told.append(f"{source} is the certificate of {_safe(each.path)}, word for word")
    if not named:
        report.add("certificate", f"{source}: no record of a disposition names a certificate of the digest {digest}")


def _certified(record: JudgedDisposition) -> str:
    certificate = record.value.get("certificate")
    return str(certificate.get("digest")) if isinstance(certificate, dict) else ""


# ---- 13. The whole, and what is told of it -----------------------------------------------------------------------

REWRITES = (
    "force-push",
    "amend",
    "dropped commit",
    "replace ref",
    "moved tag",
    "edited checkpoint",
    "shallow clone",
    "split view",
    "back-dated commit",
    "key added later",
    "statement removed",
    "disposition removed",
)
_DAY = 86_400


class Found(NamedTuple):
    """Something that speaks against a repository: its name, of a rewrite where it is one, and the particulars."""

    name: str
    particulars: str


@dataclass
class VerifierReport:
    """What was found, what was told beside it, and the counts."""

    findings: list[Found] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    dispositions: list[JudgedDisposition] = field(default_factory=list)
    approvals: list[dict[str, Any]] = field(default_factory=list)
    log: ReadLog | None = None

    def add(self, name: str, particulars: str) -> None:
        """One more finding."""
        self.findings.append(Found(name, particulars))


def verify_repository(
    repository: BorrowedRepository,
    kept: Sequence[KeptLook] = (),
    workers: int = WORKERS,
    *,
    root: str | None = None,
    handed: HandedFiles | None = None,
) -> VerifierReport:
    """Everything that can be told of a repository, beside what somebody kept of an earlier look at it.

    `root` is the folder of the register in the repository, where it is not the one that has the settings.
    """
    report = VerifierReport()
    for fault in repository.faults:
        name, _, particulars = fault.partition(": ")
        report.add(name, particulars)
    if not repository.head:
        raise CannotVerify("it has no commit")
    if any(each.name in ("shallow clone", "partial clone") for each in report.findings):
        return report
    objects = read_objects(repository)
    report.counts |= {"objects": objects.count}
    for name in objects.altered:
        report.add("altered object", f"{name} does not hash to its name: it was tampered with, or the disk is failing")
    if objects.altered:
        return report
    commits = {name: parse_commit(name, data) for name, data in objects.commits.items()}
    with SignatureDesk(workers) as desk:
        reached = reached_from(commits, [repository.head])
        desk.begin(each.signature for name in reached if (each := commits.get(name)) and each.signature)
        if _is_whole(repository, commits, report):
            _check_tags(repository, objects, report)
            line, folder = line_of_register(main_line(repository, commits, repository.head), root)
            if folder:
                report.told.append(f"the register is the folder {_safe(folder)} of this repository")
            _check_whole(repository, commits, line, folder, kept, desk, handed or HandedFiles(), report)
    return report


def _check_whole(
    repository: BorrowedRepository,
    commits: Mapping[str, ParsedCommit],
    line: FirstParents,
    root: str,
    kept: Sequence[KeptLook],
    desk: SignatureDesk,
    handed: HandedFiles,
    report: VerifierReport,
) -> None:
    """A repository of which nothing is missing: its people, its log, and what was kept of it."""
    report.counts |= {"commits on the main line": len(line.commits)}
    branches = {
        name: {
            path.removeprefix(root): each for path, each in _tree_of(repository, name).items() if path.startswith(root)
        }
        for name in repository.tips(_ATTESTATIONS)
    }
    wanted = _wanted(line) | {name for tree in branches.values() for name in tree.values()}
    contents = dict(stream_contents(repository, wanted))
    logs = _logs(branches, contents)
    log = logs[0][1] if logs else None
    bases = RegistersThen(line, contents, log.renamed if log else {})
    signed = _find_signed(bases, branches)
    desk.begin(signed.asked)
    logged = VerifierReport()  # looked at while signatures are verified, and told after them
    if log:
        hold_against_log(log, repository, bases, logged)
        check_attestations(log, commits, logs[0][0], logged)
        check_redactions(log, bases, logged, desk.workers)
        report.log = log
    else:
        logged.told.append("there is no log, so a history that was made anew before you first saw it cannot be told")
    _check_people(repository, commits, bases, signed, desk.verdicts(), report)
    report.findings += logged.findings
    report.told += logged.told
    report.counts |= logged.counts
    others = [KeptLook(f"the log of {tip}", other.checkpoint, tuple(other.data)) for tip, other in logs[1:]]
    for each in (*others, *kept):
        check_kept(each, log, repository, commits, bases, report)
    for source, data in handed.proofs:
        check_proof(source, data, log, repository, bases, report)
    for source, data in handed.certificates:
        check_certificate(source, data, report)


def _logs(branches: Mapping[str, Mapping[str, str]], contents: Mapping[str, bytes]) -> list[tuple[str, ReadLog]]:
    """The log at each tip of the branch, the longest first; there is more than one where a remote shows another."""
    found = []
    for tip, tree in branches.items():
        files = {path.removeprefix(_LOG): contents[name] for path, name in tree.items() if path.startswith(_LOG)}
        try:
            log = read_whole_log(files)
        except CannotRead as error:
            raise CannotVerify(f"the log's checkpoint on {tip} cannot be read: {error}") from error
        if log:
            found.append((tip, log))
    return sorted(found, key=lambda each: -each[1].checkpoint.size)


def _is_whole(repository: BorrowedRepository, commits: Mapping[str, ParsedCommit], report: VerifierReport) -> bool:
    """Whether every parent, tree and content that the refs lead to is there."""
    tips = sorted({repository.head, *(name for name in repository.refs.values() if name in commits)})
    missing = sorted(reached_from(commits, tips) - commits.keys())
    if missing:
        report.add("shallow clone", f"the commit {missing[0]} is not there: the history is cut off")
        return False
    process = repository.start(
        "rev-list", "--objects", "--quiet", "--stdin", stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    _, errors = process.communicate("".join(f"{name}\n" for name in tips).encode())
    if process.returncode:
        report.add("partial clone", f"an object is missing: {_last_line(errors)}")
    return not process.returncode


def _check_tags(repository: BorrowedRepository, objects: HashedObjects, report: VerifierReport) -> None:
    for ref, name in sorted(repository.refs.items()):
        if ref.startswith("refs/tags/") and name in objects.tags:
            said = dict(_headers(objects.tags[name].split(b"\n\n", 1)[0])).get(b"tag", b"").decode("utf-8", "replace")
            if ref != f"refs/tags/{said}":
                report.add("moved tag", f"{_safe(ref)} shows the tag that was made as {_safe(said)!r}")


def _wanted(line: FirstParents) -> set[str]:
    """The contents that say who may act, what people signed, and what was disposed of."""
    return {
        name
        for path, transitions in line.transitions.items()
        if RegistersThen.is_asked(path) or path.startswith((_ACTS, _DISPOSITIONS, _AUTHORIZATIONS)) or path == _SETTINGS
        for each in transitions
        for name in (each.old, each.new)
        if name
    }


def _tree_of(repository: BorrowedRepository, commit: str) -> dict[str, str]:
    """The plain files of a commit."""
    found = {}
    for entry in repository.run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        head, _, path = entry.partition(b"\t")
        words = head.split()
        if len(words) == 3 and words[1] == b"blob" and words[0] != b"120000":
            found[path.decode("utf-8", "surrogateescape")] = words[2].decode("ascii")
    return found


@dataclass(frozen=True)
class _Signed:
    """What people signed beside commits: statements, what of the acts is none, attestations, dispositions."""

    statements: Sequence[FoundStatement]
    unread: Mapping[str, str]
    attested: Sequence[FoundAttestation]
    dispositions: Sequence[tuple[str, int, Mapping[str, Any]]]

    @property
    def asked(self) -> Iterator[ToVerify]:
        """All signatures of it."""
        yield from map(_asked_of, self.statements)
        yield from map(_asked_of, self.attested)
        for _, _, value in self.dispositions:
            try:
                yield from [each[3] for each in plan_signatures(value)]
            except CannotRead:
                continue


def _asked_of(found: FoundStatement | FoundAttestation) -> ToVerify:
    if isinstance(found, FoundStatement):
        return ToVerify(found.armored, found.statement.data, "records-approval")
    return ToVerify(found.armored, found.data, "records-attestation")


def _find_signed(bases: RegistersThen, branches: Mapping[str, Mapping[str, str]]) -> _Signed:
    line = bases.line
    statements, unread = find_statements(bases)
    attested = [
        each for tree in branches.values() for each in find_attestations(tree, bases) if each.merged in line.places
    ]
    return _Signed(statements, unread, attested, _disposition_records(line, bases))


def _check_people(
    repository: BorrowedRepository,
    commits: Mapping[str, ParsedCommit],
    bases: RegistersThen,
    signed: _Signed,
    verdicts: Mapping[ToVerify, SignatureVerdict],
    report: VerifierReport,
) -> None:
    """Signatures, roles and approvals."""
    line = bases.line
    reached = reached_from(commits, [repository.head])
    moves = moves_among_acts(line)
    acts = [judge_statement(each, verdicts[_asked_of(each)], bases, moves) for each in signed.statements]
    reviews = [judge_attestation(each, verdicts[_asked_of(each)], bases, acts) for each in signed.attested]
    keys = KeyLife(bases, [*acts, *reviews])
    _tell_commits(commits, reached, line, bases, keys, verdicts, report)
    _tell_acts([*acts, *reviews], signed.unread, bases, keys, report)
    _tell_keys(keys, bases, report)
    _tell_approvals(commits, line, bases, [*acts, *reviews], keys, report)
    report.dispositions = [judge_disposition(*each, verdicts, bases, acts, keys) for each in signed.dispositions]
    for record in report.dispositions:
        for fault in record.faults:
            name = "disposition removed" if fault.endswith("taken away") else "disposition"
            report.add(name, f"{_safe(record.path)}: {fault}")
    report.told += [
        f"unverified: {_safe(path)} cannot be read here: {why}" for path, why in sorted(bases.unread.items())
    ]


def _disposition_records(line: FirstParents, bases: RegistersThen) -> list[tuple[str, int, Mapping[str, Any]]]:
    """Each record of a disposition, where it came, as it was then."""
    found = []
    for path in sorted(each for each in line.transitions if each.startswith(_DISPOSITIONS) and each.endswith(".yml")):
        first = next((each for each in line.transitions[path] if each.new), None)
        if first:
            found.append((path, first.place, bases.value(path, first.new)))
    return found


def _tell_commits(
    commits: Mapping[str, ParsedCommit],
    reached: Iterable[str],
    line: FirstParents,
    bases: RegistersThen,
    keys: KeyLife,
    verdicts: Mapping[ToVerify, SignatureVerdict],
    report: VerifierReport,
) -> None:
    """Whose signature each commit bears, by the register of before it landed."""
    landed = _landing_places(commits, line)
    first = keys.genesis or 0
    counts: Counter[str] = Counter()
    later: Counter[str] = Counter()
    for name in reached:
        commit, place = commits[name], landed[name]
        if commit.signature is None:
            counts[
                {"unsigned": "unsigned", "other": "signed otherwise than by SSH: unverified"}.get(
                    commit.kind, "malformed"
                )
            ] += 1
            if commit.kind == "malformed":
                report.add("signature", f"commit {name} has its signature in another form than git writes")
            continue
        verdict = verdicts[commit.signature]
        if verdict.reason:
            counts["signature does not hold"] += 1
            report.add("signature", f"commit {name}: {verdict.reason}")
            continue
        register = bases.register(place if place <= first else place - 1)
        day, held = line.day(place), register.holders.get(verdict.fingerprint, [])
        good = {each.person for each in held if each.ended not in _ENDED and each.from_on <= day <= each.to_on}
        if len({each.person for each in held}) == 1 and good:
            counts["signed by a registered person"] += 1
        elif verdict.fingerprint == register.forge_key:
            counts["signed by the forge"] += 1
        else:
            counts["signed by a key that was nobody's then"] += 1
            if bases.register(len(line.commits) - 1).holders.get(verdict.fingerprint) and not held:
                later[verdict.fingerprint] += 1
    report.counts["commits"] = dict(counts)
    report.told += [
        f"{count} commits are signed with {name}, a key that was registered later" for name, count in later.items()
    ]
    for place in range(1, len(line.commits)):
        before, now = line.moments[place - 1], line.commits[place].at
        if now < before - _DAY:
            name = line.commits[place].name
            report.add("back-dated commit", f"{name} is dated {_day_of(now)}, after a commit of {_day_of(before)}")


def _landing_places(commits: Mapping[str, ParsedCommit], line: FirstParents) -> dict[str, int]:
    places = dict(line.places)
    for place, merge in enumerate(line.commits):
        left = [name for name in merge.parents[1:] if name not in places]
        while left:
            name = left.pop()
            places[name] = place
            left += [each for each in commits[name].parents if each not in places]
    return places


def _tell_acts(
    acts: Sequence[JudgedAct], unread: Mapping[str, str], bases: RegistersThen, keys: KeyLife, report: VerifierReport
) -> None:
    report.counts["statements"] = dict(
        Counter(act.known if act.holds and keys.bears_out(act) else "not counted" for act in acts)
    )
    for act in acts:
        if not act.holds:
            report.add(_name_of(act, bases), f"{act.path}: {act.reason}")
        elif not keys.bears_out(act):
            report.add("key", f"{act.path}: the key {act.fingerprint} had not been admitted as it must be")
    report.told += [f"unverified: {_safe(path)}: {why}" for path, why in sorted(unread.items())]


def _name_of(act: JudgedAct, bases: RegistersThen) -> str:
    """Which of the rewrites a statement that does not count shows, where it shows one."""
    if "taken away" in act.reason:
        return "statement removed"
    last = bases.register(len(bases.line.commits) - 1)
    reasons = ("was not registered for", "did not count on", "is not in the register that it was made under")
    missing = any(each in act.reason for each in reasons)
    if missing and any(each.person == act.statement.person for each in last.holders.get(act.fingerprint, [])):
        return "key added later"
    return "statement"


def _tell_keys(keys: KeyLife, bases: RegistersThen, report: VerifierReport) -> None:
    if keys.genesis is None:
        report.told.append("nobody ever had a key in this register: every approval in it is a name that somebody typed")
        return
    commit = bases.line.commits[keys.genesis].name
    report.told.append(
        f"the first keys came with {commit}; compare their fingerprint with what was published elsewhere"
    )
    if keys.genesis_fault:
        report.add("key", f"{commit}: {keys.genesis_fault}")
    report.told += keys.letters
    for each in keys.changes:
        if each.reason:
            what = each.event.of
            named = (
                f"the key {what.fingerprint}"
                if isinstance(what, RecordedKey)
                else f"the role {what.role!r}"
                if isinstance(what, RecordedRole)
                else "a longer stay"
            )
            where = bases.line.commits[each.place].name
            report.add("key", f"{named} of {each.event.person!r} ({each.event.act}, {where}): {each.reason}")


_RECORD = re.compile(r"(?:registry|schedules|captures)/.+\.yml\Z")
_TRAILER = re.compile(rb"^Approved-by: *(.+?) *$", re.MULTILINE)


def _tell_approvals(
    commits: Mapping[str, ParsedCommit],
    line: FirstParents,
    bases: RegistersThen,
    acts: Sequence[JudgedAct],
    keys: KeyLife,
    report: VerifierReport,
) -> None:
    """Each change of a record with who approved it and how that is known; the surest of one person's is told."""
    covering: dict[tuple[str, str], list[tuple[int, JudgedAct]]] = defaultdict(list)
    for act in acts:
        if act.holds and act.statement.act == "approve" and act.known in ("signed", "attested") and keys.bears_out(act):
            for change in act.statement.changes:
                begun = line.since(change.path, change.old, act.place)
                covering[change.path, change.new].append((act.place if begun is None else begun, act))
    counts: Counter[str] = Counter()
    for path, transitions in line.transitions.items():
        if not _RECORD.match(path):
            continue
        for each in transitions:
            people = {
                act.statement.person: act
                for begun, act in covering.get((path, each.new), [])
                if begun <= each.place <= act.place
            }
            known = sorted(f"{who} as {act.statement.role}, {act.known}" for who, act in people.items())
            signed = [who for who, act in people.items() if act.known == "signed"]
            counts[
                "signed by two or more"
                if len(signed) > 1
                else "signed by one"
                if signed
                else "attested"
                if people
                else "declared at most"
            ] += 1
            if known:
                report.approvals.append({"commit": line.commits[each.place].name, "path": path, "approved_by": known})
    report.counts["changes of records"] = dict(counts)


def render_report_text(report: VerifierReport, where: str) -> str:
    """The report in lines that a person reads; every word of the repository's is shown as text."""
    lines = [f"Verified: {_safe(where)}"]
    for name, value in report.counts.items():
        parts = ", ".join(f"{count} {what}" for what, count in value.items()) if isinstance(value, dict) else value
        lines.append(f"  {name}: {parts or 'none'}")
    lines += [f"  {_safe_line(each)}" for each in report.told]
    for each in report.dispositions:
        lines.append(f"  {_safe(each.path)}:")
        lines += [f"    {_safe_line(word)}" for word in each.told]
    lines += [f"FOUND {each.name}: {_safe_line(each.particulars)}" for each in report.findings]
    seen = [each for each in REWRITES if any(each == one.name for one in report.findings)]
    lines.append(f"Rewrites: {', '.join(seen) or 'none of the twelve was seen'}")
    lines.append(
        "Nothing was found against it" if not report.findings else f"{len(report.findings)} findings against it"
    )
    return "".join(f"{line}\n" for line in lines)


def _safe_line(text: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in text)[:500]


def render_report_json(report: VerifierReport, where: str) -> str:
    """The report as JSON."""
    return json.dumps(
        {
            "where": where,
            "findings": [
                {"name": one.name, "rewrite": one.name in REWRITES, "particulars": one.particulars}
                for one in report.findings
            ],
            "told": report.told,
            "counts": report.counts,
            "dispositions": [
                {"path": each.path, "told": list(each.told), "faults": list(each.faults)}
                for each in report.dispositions
            ],
            "approvals": report.approvals,
        },
        indent=2,
    )


def keep_look(folder: Path, repository: BorrowedRepository, report: VerifierReport) -> None:
    """What to keep for the next time: the checkpoint, the leaves, the refs, and the repository as a bundle."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise CannotVerify(f"{folder} is not empty; keep each look in a folder of its own")
    refs = {"HEAD": repository.head} | repository.refs
    (folder / "refs").write_text(
        "".join(f"{name} {ref}\n" for ref, name in refs.items()), encoding="utf-8", errors="surrogateescape"
    )
    if report.log:
        (folder / "checkpoint").write_bytes(report.log.checkpoint.data)
        (folder / "leaves").write_bytes(b"".join(len(each).to_bytes(2) + each for each in report.log.data))
    for ref, name in repository.refs.items():
        if repository.objects and not ref.startswith("refs/replace/"):
            repository.run("update-ref", ref, name)
    repository.run("update-ref", "--no-deref", "HEAD", repository.head)
    repository.run("bundle", "create", "--quiet", str((folder / "repository.bundle").resolve()), "--all", "HEAD")


def verify_command(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 nothing found, 1 something found, 2 it cannot be told."""
    parser = argparse.ArgumentParser(
        prog="verify.py", description="Verify a records portal's repository by yourself, offline."
    )
    parser.add_argument("where", help="the repository: its address, that of its portal, a folder, or a bundle")
    parser.add_argument(
        "--against", action="append", default=[], metavar="CHECKPOINT", help="a checkpoint, or a folder of --keep"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write what to compare with the next time")
    parser.add_argument("--root", metavar="FOLDER", help="the register's folder, where a repository has several")
    parser.add_argument("--proof", action="append", default=[], metavar="FILE", help="a proof out of the log")
    parser.add_argument("--certificate", action="append", default=[], metavar="FILE", help="a certificate, as YAML")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--workers", type=int, default=WORKERS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        kept = [read_what_was_kept(each) for each in options.against]
        handed = HandedFiles(
            *([(each, Path(each).read_bytes()) for each in names] for names in (options.proof, options.certificate))
        )
        with tempfile.TemporaryDirectory(prefix="verify-") as work:
            repository = open_repository(options.where, Path(work))
            shown = portal_checkpoint(options.where)
            kept += [shown] if shown else []
            report = verify_repository(repository, kept, options.workers, root=options.root, handed=handed)
            if options.keep:
                keep_look(options.keep, repository, report)
    except (CannotVerify, OSError) as error:
        sys.stderr.write(f"cannot verify: {_safe_line(str(error))}\n")
        return 2
    render = render_report_text if options.format == "text" else render_report_json
    sys.stdout.write(render(report, options.where).rstrip("\n") + "\n")
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(verify_command())
