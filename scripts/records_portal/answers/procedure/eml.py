"""A written message as a mail program opens it: an unsent `.eml` (RFC 5322), plain text, or a `mailto:` address.

* A recipient without an address stands as an empty group (RFC 5322, 3.4), whose name says who it is: the sender puts
  the address in, and no program sends it without one.
* The draft bears no Message-ID: it proves nothing until it was sent.
* The lines are written here and not by the standard library, whose folding changes names (python/cpython#100884), and
  so that the form pages write the same bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from .recipients import Recipient
from .written_messages import WrittenMessage

LONGEST_MAILTO = 1_900  # Windows hands no more to a mail program
LINE = 76  # RFC 5322, 2.1.1, and RFC 2047, 2
ENCODED_BYTES = 45  # of UTF-8 in one encoded word, RFC 2047, 2: 75 characters with all around it


def render_eml(message: WrittenMessage, at: datetime) -> bytes:
    """The message as an unsent draft; the same bytes for the same message and moment."""
    text = message.text
    short = text.isascii() and all(len(line) <= LINE for line in text.split("\n"))
    lines = [
        *_field("From", [_mailbox(message.sender)]),
        *_field("To", map(_mailbox, message.to)),
        *(_field("Cc", map(_mailbox, message.copies)) if message.copies else ()),
        *_folded("Subject:", _unstructured(message.subject)),
        f"Date: {format_datetime(at.replace(microsecond=0))}",
        *_folded("In-Reply-To:", message.references[:1]),
        *_folded("References:", message.references),
        "X-Unsent: 1",  # Outlook opens it as a draft
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Transfer-Encoding: {'7bit' if short else 'quoted-printable'}",
        "",
        text if short else _printable(text),
    ]
    return "\n".join(lines).replace("\n", "\r\n").encode("ascii")


def _field(name: str, entries: Iterable[list[str]]) -> Iterator[str]:
    """A header of mailboxes, folded between its words."""
    words = [word for entry in entries for word in (*entry[:-1], f"{entry[-1]},")]
    words[-1] = words[-1][:-1]
    return _folded(f"{name}:", words)


def _folded(line: str, words: Iterable[str]) -> Iterator[str]:
    """A header's lines, each as full as it may be; none where there is nothing to say."""
    written = False
    for word in words:
        if written and len(line) + 1 + len(word) > LINE:
            yield line
            line = ""
        line = f"{line} {word}"
        written = True
    if written:
        yield line


def _mailbox(recipient: Recipient) -> list[str]:
    """The words of a mailbox, or of a group without members."""
    name = _phrase(recipient.words)
    if recipient.address:
        return [*name, f"<{recipient.address}>"]
    return [*name[:-1], f"{name[-1]}:;"]


def _phrase(text: str) -> list[str]:
    """A name in quotation marks, or in encoded words where it is long or not in ASCII."""
    if text.isascii() and len(text) <= LINE // 2:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return [f'"{escaped}"']
    return list(_encoded_words(text))


def _unstructured(text: str) -> list[str]:
    words = text.split(" ")
    if text.isascii() and "=?" not in text and all(len(word) < LINE - 10 for word in words):
        return words
    return list(_encoded_words(text))


def _encoded_words(text: str) -> Iterator[str]:
    part = ""
    for character in text:
        if len((part + character).encode()) > ENCODED_BYTES:
            yield f"=?utf-8?B?{b64encode(part.encode()).decode()}?="
            part = ""
        part += character
    yield f"=?utf-8?B?{b64encode(part.encode()).decode()}?="


def _printable(text: str) -> str:
    """A text in quoted-printable (RFC 2045, 6.7)."""
    return "\n".join(line for whole in text.split("\n") for line in _printable_lines(whole.encode()))


def _printable_lines(line: bytes) -> Iterator[str]:
    written = ""
    for index, byte in enumerate(line):
        blank = byte in b" \t" and index < len(line) - 1
        token = chr(byte) if blank or (32 < byte < 127 and byte != ord("=")) else f"={byte:02X}"
        if len(written) + len(token) > LINE - 1:
            yield f"{written}="
            written = ""
        written += token
    yield written


def render_plain(message: WrittenMessage) -> str:
    """The message for people who write it themselves."""
    return "\n".join([*_head(message), "", message.text])


def _head(message: WrittenMessage) -> Iterator[str]:
    yield f"From: {message.sender}"
    yield f"To: {'; '.join(map(str, message.to))}"
    if message.copies:
        yield f"Cc: {'; '.join(map(str, message.copies))}"
    yield f"Subject: {message.subject}"


def mailto(message: WrittenMessage) -> str:
    """An address (RFC 6068) that opens the message in a mail program, with everything in it."""
    return mailto_address(
        [each.address for each in message.to], [each.address for each in message.copies], message.subject, message.text
    )


def mailto_address(to: Iterable[str], copies: Iterable[str], subject: str, body: str) -> str:
    """A `mailto:` address of known addresses, a subject and a text."""
    head = {"cc": ",".join(filter(None, copies)), "subject": subject, "body": body.replace("\n", "\r\n")}
    asked = "&".join(f"{name}={quote(value, safe='@,')}" for name, value in head.items() if value)
    return f"mailto:{quote(','.join(filter(None, to)), safe='@,')}?{asked}"
