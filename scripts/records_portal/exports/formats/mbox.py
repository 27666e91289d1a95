"""Archives of mailing lists and groups: mailboxes in the form mbox, each message an item.

* A message is what its sender wrote; addresses of persons are in no text, and attachments stay within the message.
* The clock of a sender may be wrong: an item can date from the moment of its receipt too. Where neither is written the
  line before the message is taken, which is in UTC by the standard and in the server's zone by some that write it.
* `>From ` at the beginning of a line is read as the sender wrote it, `From `.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from ..archives.opening import Member
from ..leftovers import Parts, UnknownShapes, is_packaging, list_doubt
from ..moments import dated, dated_by_clock, disagree
from ..pieces import Doubt, ExportedItem, Fragment, Opener, Piece, Recognised, Remark, Residue
from ..slices.json_slices import CUT
from ..slices.mail_slices import START, MailSlice, mail_slices
from ..slices.markup_text import text_of_markup

NAME = "mbox"
KINDS = frozenset(("post", "reply"))
_LACKS = (
    "messages that were deleted or never let through",
    "messages from outside the time that was asked for",
)
_NAMED = re.compile(r"(?:.*/)?(?:[^/]+\.(?:mbox|mbx|mboxrd|txt)|mbox)\Z", re.IGNORECASE)
_HEADER = re.compile(rb"[!-9;-~]{1,80}:")
_HEAD = 4096
_HEADERS = re.compile(rb"(?:^[!-9;-~]{1,80}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,50}){3,200}", re.MULTILINE)
_OWN_ID = re.compile(rb"^message-id:\s*<", re.MULTILINE | re.IGNORECASE)
_OWN_DATE = re.compile(rb"^date:", re.MULTILINE | re.IGNORECASE)
_WITHIN = re.compile(rb"message/rfc822|multipart/digest|message/delivery-status|text/rfc822-headers", re.IGNORECASE)
_BOUNDARY = re.compile(
    rb"^content-type:\s*multipart/[^\n]{0,400}?(?:\n[ \t][^\n]{0,400}?){0,9}boundary=\"?([^\"\s;]{1,70})",
    re.MULTILINE | re.IGNORECASE,
)
_KEPT_SIGNS = re.compile(r"[A-Za-z0-9._-]")
_LONGEST_ID = 180
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,400})>")
_QUOTED = re.compile(r"^>(>*From )", re.MULTILINE)
_ADDRESS = re.compile(r"https?://[!-~]{1,400}")
_CLOCK = re.compile(rb"From [^\n]{1,300}?\b([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d)(?: [+-]\d{4})? (\d{4})\s")
_LONGEST_FIRST_LINE = 512
_APART = 86_400  # seconds between writing and receipt that need no explanation
_YEARS = (1995, 2200)
_PARTS = Parts.of(
    contacts=r"(?:.*/)?(?:members|memberships|pending)[^/]*\.(?:csv|xml|json)",
    account=r"(?:.*/)?(?:info|settings|group)[^/]*\.(?:csv|xml|json)",
)


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The archive by how a mailbox begins; nothing where no file does."""
    if not _mailboxes(members, opener):
        return None
    return Recognised(
        # Lists are kept by servers of any name.
        platforms=frozenset(),
        format=NAME,
        era="rfc-4155",
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
    )


def _mailboxes(members: Sequence[Member], opener: Opener) -> list[Member]:
    found = []
    for member in members:
        if _NAMED.match(member.name) and not is_packaging(member.name):
            with opener(member) as stream:
                head = stream.read(_HEAD).lstrip(b"\r\n")
            first, _, rest = head.partition(b"\n")
            if START.match(first) and _HEADER.match(rest):
                found.append(member)
    return found


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the archive, each byte in exactly one of them."""
    strangers, late, joined = UnknownShapes(), 0, 0
    mailboxes = _mailboxes(recognised.members, opener)
    for member in mailboxes:
        with opener(member) as stream:
            last = b""
            for each in mail_slices(stream):
                last = each.data
                joined += each.is_message and _holds_another(each.message)
                item = _item(each, Fragment(member, each.offset, each.data)) if each.is_message else None
                if item:
                    late += disagree(item.earliest_at, item.latest_at, _APART)
                    yield item
                elif each.data.strip():
                    yield strangers.residue(member, each.offset, each.data)
                else:
                    yield Residue("framing", member, each.offset, each.data)
            if not last.endswith(b"\n") or _is_unclosed(last):
                yield list_doubt(member, CUT)
    yield from (Residue(_PARTS.part(member.name), member) for member in recognised.members if member not in mailboxes)
    yield from strangers.remarks()
    if joined:
        yield Doubt("unknown-parts", "messages in which another one begins without the line before it", joined)
    if late:
        yield Remark("messages whose receipt is more than a day from the moment that their sender wrote", late)


def _holds_another(message: bytes) -> bool:
    """Whether the header of another message stands in a text, which was then not begun as its own."""
    if _WITHIN.search(message):
        return False
    _, _, text = message.replace(b"\r\n", b"\n").partition(b"\n\n")
    return any(_OWN_ID.search(each) and _OWN_DATE.search(each) for each in _HEADERS.findall(text))


def _is_unclosed(last: bytes) -> bool:
    """Whether the last message says that it has parts, and the line that ends them is not there."""
    header, _, text = last.replace(b"\r\n", b"\n").partition(b"\n\n")
    match = _BOUNDARY.search(header)
    return match is not None and b"--%b--" % match[1] not in text


def _item(mail: MailSlice, fragment: Fragment) -> ExportedItem | None:
    """The item that a message makes; nothing where it has no header."""
    if not _HEADER.match(mail.message):
        return None
    try:
        message = message_from_bytes(mail.message, policy=policy.compat32)
        paragraphs = [_words(message, "Subject"), *_texts(message)]
    except (MessageError, ValueError, LookupError, RecursionError):
        return None
    own, parent = _identifier(_words(message, "Message-ID")), _parent(message)
    name, address = parseaddr(_words(message, "From"))
    listed = _ADDRESS.search(_words(message, "Archived-At"))
    item = ExportedItem(
        id=own,
        kind="reply" if parent else "post",
        text="\n\n".join(filter(None, (each.strip() for each in paragraphs))),
        fragments=(fragment,),
        author=name or address.partition("@")[0],
        permalink=listed[0].rstrip(">") if listed else "",
        reply_to=parent,
    )
    written, received = _moment(_words(message, "Date")), _received(message)
    if written or received:
        return dated(item, written, "explicit-offset", received)
    return _dated_by_line(item, mail.data[:_LONGEST_FIRST_LINE])


def _dated_by_line(item: ExportedItem, line: bytes) -> ExportedItem:
    """The item with the clock in the line before its message, whose zone nobody says."""
    match = _CLOCK.match(line)
    clock = (
        _moment(f"{match[2].decode()} {match[1].decode()} {match[4].decode()} {match[3].decode()}") if match else None
    )
    return dated_by_clock(item, clock) if clock else item


def _words(message: Message, name: str) -> str:
    """A header as people read it; what cannot be decoded is as it was written."""
    written = message.get(name)
    if written is None:
        return ""
    try:
        return " ".join(str(make_header(decode_header(str(written)))).split())
    except (MessageError, ValueError, LookupError):
        return " ".join(str(written).split())


def _texts(message: Message) -> Iterator[str]:
    """The text of a message, then the names of what is attached; of two forms of a text the plain one."""
    plain: list[str] = []
    marked: list[str] = []
    attached: list[str] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        if name := part.get_filename():
            attached.append(f"Attached: {' '.join(str(name).split())}")
        elif part.get_content_type() == "text/plain":
            plain.append(_QUOTED.sub(r"\1", _decoded(part)))
        elif part.get_content_type() == "text/html":
            marked.append(text_of_markup(_decoded(part)))
    yield from plain or marked
    yield "\n".join(attached)


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    try:
        text = data.decode(part.get_content_charset("utf-8"))
    except (LookupError, ValueError):
        text = data.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\0", "")


def _identifier(written: str) -> str:
    """A Message-ID as an index can hold it: any sign but letters, digits and . _ - as a colon and its number."""
    match = _MESSAGE_ID.search(written)
    if not match:
        return ""
    signs = (each if _KEPT_SIGNS.match(each) else f":{ord(each):02X}" for each in match[1])
    told = "mid:" + "".join(signs)
    # A longer one is left to be made of moment and text.
    return told if len(told) <= _LONGEST_ID else ""


def _parent(message: Message) -> str:
    """The message that one answers: the one that it names, else the last of those that it follows."""
    answered = _words(message, "In-Reply-To")
    if _MESSAGE_ID.search(answered):
        return _identifier(answered)
    followed = _MESSAGE_ID.findall(_words(message, "References"))
    return _identifier(f"<{followed[-1]}>") if followed else ""


def _received(message: Message) -> datetime | None:
    """The moment of receipt, as the last server that took the message in wrote it."""
    return _moment(_words(message, "Received").rpartition(";")[2])


def _moment(written: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(written)
        # Without a zone, or with -0000, the moment is UTC and the place unknown (RFC 5322, 3.3).
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(microsecond=0) if _YEARS[0] <= found.year <= _YEARS[1] else None
