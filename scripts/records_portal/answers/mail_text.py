"""The text of one part of a message: its transfer encoding, its characters, and lines that flow (RFC 3676)."""

from __future__ import annotations

import codecs
from email import errors
from email.message import EmailMessage

from records_portal.register.findings import Refusal

# What mail programs write; Python knows more, some of which are no character sets at all, and UTF-7 says one thing in
# many ways. A page labelled Latin-1 is read as Windows-1252, as every mail program does (WHATWG, Encoding, 4.2).
_READ_AS = {"iso8859-1": "cp1252", "latin_1": "cp1252"}
_CHARSETS = frozenset(
    (
        "utf-8",
        "ascii",
        "cp1252",
        "koi8-r",
        "koi8-u",
        "iso2022_jp",
        "shift_jis",
        "cp932",
        "euc_jp",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "euc_kr",
    )
) | {f"{family}{number}" for family, last in (("iso8859-", 16), ("cp125", 8)) for number in range(0, last + 1)}
_BASE64_FAULTS = (
    errors.InvalidBase64PaddingDefect,
    errors.InvalidBase64CharactersDefect,
    errors.InvalidBase64LengthDefect,
)
_ENCODINGS = ("", "7bit", "8bit", "binary", "quoted-printable", "base64")


def decoded_text(part: EmailMessage) -> str:
    """The text of a part; what cannot be read for certain is refused, never guessed."""
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding not in _ENCODINGS:
        raise Refusal(f"the message's text is encoded as {encoding[:40]!r}; quoted-printable or base64")
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or any(isinstance(each, _BASE64_FAULTS) for each in part.defects):
        raise Refusal("the message's text is broken: its base64 cannot be read; save the message anew")
    named = str(part.get_content_charset() or "utf-8")
    try:
        known = codecs.lookup(named).name
    except (LookupError, ValueError):
        known = ""
    charset = _READ_AS.get(known, known)
    if charset not in _CHARSETS:
        raise Refusal(
            f"the message's text is in the character set {named[:40]!r}, which is not read here; send it in UTF-8"
        )
    try:
        # a program that says US-ASCII and writes more writes UTF-8 today
        return data.decode("utf-8" if charset == "ascii" else charset).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Refusal(
            f"the message's text is not in {named[:40]!r} as it says, at byte {error.start}; send it in UTF-8"
        ) from error


def unflowed(part: EmailMessage, text: str) -> str:
    """The text of a part with lines that flow put together, where the part says that they do (RFC 3676, section 4)."""
    parameters = part.get_params() or []
    given = {name.lower(): value.lower() for name, value in parameters if isinstance(value, str)}
    if part.get_content_type() != "text/plain" or given.get("format") != "flowed":
        return text
    return "\n".join(_paragraphs(text.split("\n"), given.get("delsp") == "yes"))


def _paragraphs(lines: list[str], drops_space: bool) -> list[str]:
    made: list[str] = []
    open_depth: int | None = None
    for line in lines:
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")  # section 4.4: a space that only protects the line's beginning
        signature = content == "-- "
        flows = content.endswith(" ") and not signature
        said = content[:-1] if flows and drops_space else content
        if open_depth == depth and not signature:
            made[-1] += said
        else:
            made.append(f"{'>' * depth} {said}" if depth else said)
        open_depth = depth if flows else None
    return made
