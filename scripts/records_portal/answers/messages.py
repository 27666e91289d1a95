"""A message as it arrived: what its head says as text, the digest of its bytes, and the block of answers in it.

* The bytes are untrusted: what is too large, too deep, cut off or said twice is refused before or while it is read.
* What is read is what a person who opens the message sees: its own text and HTML, not what is attached. Where it has
  both, both must hold the same answers.
* Nobody is known by a message's head; it is noted as text, and `From` proves nothing.

Not here: who signed the message for its way, see `dkim_results`; where it is kept, see `store/evidence`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import errors, message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from typing import Any

from records_portal.files.yaml_text import without_invisible
from records_portal.register.findings import Refusal

from .block import AnswersBlock, has_block, read_answers
from .html_text import SeenText, read_html
from .mail_text import decoded_text, unflowed

MAX_MESSAGE = 30_000_000
MAX_PARTS = 100
MAX_DEPTH = 20
MAX_BOUNDARIES = 2_000
MAX_HEADER = 32_000
MAX_HEADERS = 200_000
MAX_PART_HEADER = 2_000
MAX_SEPARATORS = 60
LONGEST_SHOWN = 300

# RFC 5322, section 3.6, and RFC 2045: each of these stands once at most
_ONCE = (
    "from", "sender", "reply-to", "to", "cc", "message-id", "date", "subject",
    "mime-version", "content-type", "content-transfer-encoding", "content-disposition",
)  # fmt: skip
_OUTLOOK = b"\xd0\xcf\x11\xe0"
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_ARRIVED = re.compile(rb"^(?:message-id|received|mime-version|dkim-signature)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_MBOX = re.compile(rb"From \S[^\r\n]*\r?\n")
_NEXT_IN_MBOX = re.compile(rb"\n\r?\nFrom \S[^\r\n]* [0-9]{4}\r?\n[!-9;-~]+:")
_PART_HEADER = re.compile(rb"^(?:content-[a-z-]+|mime-version)[ \t]*:.*(?:\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)
_BROKEN = (
    errors.StartBoundaryNotFoundDefect,
    errors.CloseBoundaryNotFoundDefect,
    errors.NoBoundaryInMultipartDefect,
    errors.MultipartInvariantViolationDefect,
    errors.InvalidMultipartContentTransferEncodingDefect,
)


@dataclass(frozen=True, slots=True)
class MailMessage:
    """A message's head as text, the SHA-256 of its bytes, and its text as a reader of text and of HTML sees it."""

    message_id: str
    sent_at: datetime | None
    sender: str
    to: str
    cc: str
    subject: str
    sha256: str
    seen: tuple[SeenText, ...]


def is_message(data: bytes) -> bool:
    """Whether bytes are a message as it arrived rather than a text."""
    head = _head(data)
    return bool(_MBOX.match(head) or (_FIELD.match(head) and _ARRIVED.search(head)))


def read_message(data: bytes) -> MailMessage:
    """A message from its bytes, an `.eml` or a mailbox with one message in it."""
    content = _checked(data)
    try:
        message = message_from_bytes(content, policy=default)
        _refuse_broken(message)
        seen = tuple(dict.fromkeys((_seen(message, "plain"), _seen(message, "html"))))
        return MailMessage(
            message_id=_message_id(message),
            sent_at=_sent_at(message),
            sender=_shown(message, "from"),
            to=_shown(message, "to"),
            cc=_shown(message, "cc"),
            subject=_shown(message, "subject"),
            sha256=hashlib.sha256(data).hexdigest(),
            seen=seen,
        )
    # the standard library's reading of hostile heads fails in these ways, see github.com/python/cpython/issues
    except (
        IndexError,
        KeyError,
        AttributeError,
        LookupError,
        ValueError,
        TypeError,
        RecursionError,
        errors.MessageError,
    ) as error:
        raise Refusal(f"the message's head cannot be read ({type(error).__name__}); send it anew") from error


def block_of(message: MailMessage) -> AnswersBlock:
    """The block of answers in a message; its text and its HTML must say the same."""
    if len({has_block(seen.text) for seen in message.seen}) > 1:
        raise Refusal("only one of the message's text and its HTML holds answers; send it as plain text")
    blocks = [read_answers(seen.text, dict(seen.unsure)) for seen in message.seen]
    if not all(block.says_as(blocks[0]) for block in blocks):
        raise Refusal("the message's text and its HTML do not hold the same answers; send it as plain text")
    return blocks[0]


def _head(data: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", data[: MAX_HEADERS + 1], maxsplit=1)[0]


def _checked(data: bytes) -> bytes:
    """The bytes of one message that the parser can be given; what would cost it too much is refused."""
    if len(data) > MAX_MESSAGE:
        raise Refusal(f"the message has {len(data):,} bytes; at most {MAX_MESSAGE:,}")
    if data.startswith(_OUTLOOK):
        raise Refusal(
            "this is Outlook's own format; save the message as .eml, or forward it as an attachment and save that"
        )
    if b"\0" in data:
        raise Refusal("the message holds a zero byte, which no message does; save it anew")
    if mailbox := _MBOX.match(data):
        data = data[mailbox.end() :]
        if _NEXT_IN_MBOX.search(data):
            raise Refusal("the mailbox holds more than one message; give one")
    _refuse_costly(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    return data


def _refuse_costly(data: bytes) -> None:
    """Refuse what would cost the standard library's parser time or depth without end."""
    head = _head(data)
    if len(head) > MAX_HEADERS or not _FIELD.match(head):
        raise Refusal("the message's head is too long or none; give the message as it arrived")
    if len(re.findall(rb"^--", data, re.MULTILINE)) > MAX_BOUNDARIES:
        raise Refusal("the message has too many parts; send the answers in a message of their own")
    headers = _PART_HEADER.findall(data)
    if len(headers) > 4 * MAX_PARTS:
        raise Refusal(f"the message has more than {MAX_PARTS} parts; send the answers in a message of their own")
    # its time grows with the square of what separates parameters
    costly = (
        each for each in headers if len(each) > MAX_PART_HEADER or len(re.findall(rb'[;"\\(,]', each)) > MAX_SEPARATORS
    )
    if next(costly, b""):
        raise Refusal("a part of the message says too much of its content's type; send it anew")


def _refuse_broken(message: EmailMessage) -> None:
    """Refuse what is cut off, said twice or nested without end."""
    open_parts: list[tuple[Any, int]] = [(message, 1)]
    count = 0
    while open_parts:
        part, depth = open_parts.pop()
        count += 1
        if depth > MAX_DEPTH or count > MAX_PARTS:
            raise Refusal("the message has too many parts; send the answers in a message of their own")
        if broken := next((each for each in part.defects if isinstance(each, _BROKEN)), None):
            raise Refusal(f"the message is cut off or broken ({type(broken).__name__}); save it anew")
        if depth == 1 or not _is_attached(part):
            names = [name.lower() for name, _ in part.raw_items()]
            if twice := next((each for each in _ONCE if names.count(each) > 1), ""):
                raise Refusal(f"the message says {twice!r} twice; nobody can tell which counts")
        if part.is_multipart():
            open_parts += [(each, depth + 1) for each in part.get_payload()]


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_content_maintype() == "message"


def _raw(message: EmailMessage, name: str) -> str:
    """A header as it stands, on one line; empty where there is none."""
    text = next((str(value) for each, value in message.raw_items() if each.lower() == name), "")
    if len(text) > MAX_HEADER:
        raise Refusal(f"the message's {name!r} has {len(text):,} characters; at most {MAX_HEADER:,}")
    return re.sub(r"[\r\n\t]+", " ", text).strip()


def _shown(message: EmailMessage, name: str) -> str:
    """A header as text for people; what it may mean as an address is not asked."""
    text = str(make_header(decode_header(_raw(message, name))))
    return without_invisible(text.encode("utf-8", "replace").decode("utf-8"))[:LONGEST_SHOWN]


def _message_id(message: EmailMessage) -> str:
    text = _raw(message, "message-id")
    if not re.fullmatch(r"<[\x21-\x3b\x3d\x3f-\x7e]{3,250}>", text):
        raise Refusal("the message has no readable Message-ID, by which it would be found; give it as it arrived")
    return text


def _sent_at(message: EmailMessage) -> datetime | None:
    """The moment that the message's date names; none where it names none or no zone."""
    try:
        moment = parsedate_to_datetime(_raw(message, "date")[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _seen(message: EmailMessage, wanted: str) -> SeenText:
    """The message's own text as one way of showing it has it."""
    texts: list[str] = []
    unsure: dict[int, str] = {}
    for part in _shown_parts(message, wanted):
        seen = _text_of(part)
        before = sum(text.count("\n") + 1 for text in texts)
        unsure |= {before + line: why for line, why in seen.unsure}
        texts.append(seen.text)
    return SeenText("\n".join(texts), tuple(unsure.items()))


def _shown_parts(part: EmailMessage, wanted: str) -> Iterator[EmailMessage]:
    """The parts of text that are shown, in order; of alternatives the one that is wanted."""
    if _is_attached(part):
        return
    if not part.is_multipart():
        if part.get_content_type() in ("text/plain", "text/html"):
            yield part
        return
    inside: list[Any] = list(part.get_payload())  # of a multipart they are messages
    match part.get_content_subtype():
        case "alternative":
            yield from _alternative(inside, wanted)
        case "related" | "signed":  # RFC 2387 and RFC 1847: the first part is what is shown
            yield from _shown_parts(inside[0], wanted)
        case "encrypted":
            raise Refusal("the message is encrypted; open it, and give its text")
        case _:
            for each in inside:
                yield from _shown_parts(each, wanted)


def _alternative(inside: list[Any], wanted: str) -> Iterator[EmailMessage]:
    """Of the alternatives those parts that are shown; where several are of one kind, nobody can tell which."""
    listed = [(each, {one.get_content_subtype() for one in _shown_parts(each, wanted)}) for each in inside]
    html = [each for each, kinds in listed if "html" in kinds]
    plain = [each for each, kinds in listed if kinds == {"plain"}]
    if len(html) > 1 or len(plain) > 1:
        raise Refusal("the message says the same thing in more than two ways; send it as plain text")
    blank = plain and not "".join(_text_of(one).text for one in _shown_parts(plain[0], wanted)).strip()
    chosen = html if (wanted == "html" and html) or not plain or blank else plain
    for each in chosen:
        yield from _shown_parts(each, wanted)


def _text_of(part: EmailMessage) -> SeenText:
    text = decoded_text(part)
    if part.get_content_subtype() == "html":
        return read_html(text)
    return SeenText(unflowed(part, text), ())
