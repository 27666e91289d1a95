"""Mailboxes in the form mbox (RFC 4155) cut into their messages by byte offsets; a file is read once, line by line.

* A message begins with a line that starts with `From `, names a moment and stands first or behind an empty line.
* A mailbox whose writer did not mark such lines within texts cuts there too; what has no header is told as none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LARGEST_MESSAGE = 64 << 20
_LONGEST_LINE = 1 << 20
# `From 1783@xxx Thu Nov 16 12:01:02 +0000 2023`, `From ana at lakeland.example  Thu May 18 23:26:58 2017`.
START = re.compile(rb"From \S.{0,300}\d\d:\d\d.{0,40}\b(?:19|20)\d\d\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MailSlice:
    """A stretch of a mailbox: a message with its first line apart, or what is none."""

    offset: int
    data: bytes
    is_message: bool

    @property
    def message(self) -> bytes:
        """The message without the line that begins it in a mailbox."""
        return self.data.partition(b"\n")[2]


def mail_slices(stream: BinaryIO) -> Iterator[MailSlice]:
    """Every message and all that stands before the first, in order; one too large to be read is told as none."""
    offset, taken, begun = 0, bytearray(), False
    after_empty, too_large = True, False
    while line := stream.readline(_LONGEST_LINE):
        starts = after_empty and bool(START.match(line))
        if (starts or len(taken) > LARGEST_MESSAGE) and taken:
            too_large = too_large or not starts
            yield MailSlice(offset, bytes(taken), begun and not too_large)
            offset, taken = offset + len(taken), bytearray()
        if starts:
            begun, too_large = True, False
        taken += line
        after_empty = not line.strip(b"\r\n")
    if taken:
        yield MailSlice(offset, bytes(taken), begun and not too_large)
