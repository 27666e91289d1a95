"""The text of a document that came as an answer: a message with what is attached to it, a PDF, or plain text.

A document is evidence for what a person read in it. What can be read here is held against that; what cannot, a scan or
a picture, gives no text, and whoever signs has read it by eye.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from records_portal.register.findings import Refusal

from .messages import is_message, read_message
from .pdf_text import pdf_readings

SUFFIXES = {"message": ".eml", "pdf": ".pdf", "text": ".txt", "other": ".bin"}
FORMS = {"message": "e-mail", "pdf": "letter", "text": "letter", "other": "letter"}


def document_kind(data: bytes) -> str:
    """What a document is, by its bytes: `message`, `pdf`, `text` or `other`; its name proves nothing."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if is_message(data):
        return "message"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "other"
    return "text" if "\0" not in text else "other"


def evidence_readings(data: bytes) -> tuple[str, ...]:
    """Every reading of a document's text; none where it has none that can be got.

    What a reply quotes is left out: it is what the office itself had written.
    """
    match document_kind(data):
        case "pdf":
            # its spaces are positions, of which some are no text: without any, nobody takes one for the end of a word
            return tuple("".join(each.split()) for each in pdf_readings(data))
        case "text":
            return (data.decode("utf-8-sig"),)
        case "message":
            return tuple(_message_readings(data))
        case _:
            return ()


def _message_readings(data: bytes) -> Iterator[str]:
    message = read_message(data)
    for seen in message.seen:
        yield "\n".join([message.subject, _unquoted(seen.text)])
    for part in message_from_bytes(data, policy=default).walk():
        if isinstance(part, EmailMessage) and part.get_content_disposition() == "attachment":
            attached = part.get_payload(decode=True)
            if isinstance(attached, bytes) and document_kind(attached) in ("pdf", "text"):
                yield from evidence_readings(attached)


def _unquoted(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))


def message_reference(data: bytes) -> str:
    """The Message-ID by which a message is found; empty for what is none."""
    try:
        return read_message(data).message_id if document_kind(data) == "message" else ""
    except Refusal:
        return ""
