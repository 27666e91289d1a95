"""SSH's binary form (RFC 4251, section 5): each value in the one way in which it is written, to the last byte."""

from __future__ import annotations

import base64
import binascii


class NotWire(ValueError):  # noqa: N818 -- what it says is what the bytes are
    """Bytes that are not in SSH's binary form; the message says how."""


class WireReader:
    """The values of a text of bytes, one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def exactly(self, size: int) -> bytes:
        """The next so many bytes."""
        start, self.at = self.at, self.at + size
        if self.at > len(self.data):
            raise NotWire("it is cut off")
        return self.data[start : self.at]

    def byte(self) -> int:
        """The next byte as a number."""
        return self.exactly(1)[0]

    def uint32(self) -> int:
        """The next number of four bytes."""
        return int.from_bytes(self.exactly(4))

    def string(self) -> bytes:
        """The next bytes that have their length before them."""
        return self.exactly(self.uint32())

    def text(self) -> str:
        """The next string, of printable ASCII characters."""
        found = self.string()
        if not all(0x21 <= each <= 0x7E for each in found):  # from ! to ~
            raise NotWire("a name in it has other than printable characters")
        return found.decode("ascii")

    def positive(self) -> int:
        """The next mpint, above zero and without a byte more than it needs."""
        found = self.string()
        if not found or found[0] & 0x80:
            raise NotWire("a number in it is not above zero")
        if found[0] == 0 and not (len(found) > 1 and found[1] & 0x80):
            raise NotWire("a number in it has needless zeros before it")
        return int.from_bytes(found)

    def end(self) -> None:
        """Nothing may follow."""
        if self.at != len(self.data):
            raise NotWire(f"{len(self.data) - self.at} bytes follow that do not belong to it")


def decoded(text: str) -> bytes:
    """The bytes of base64 in its one canonical form: other forms would give one content several names."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotWire("it is not base64") from error
    if base64.b64encode(data).decode("ascii") != text:
        raise NotWire("its base64 is not in canonical form")
    return data
