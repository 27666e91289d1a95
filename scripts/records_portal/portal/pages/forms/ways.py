"""How answers leave a form page: by e-mail to whom the procedure names, as an issue of the forge, or as a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.answers.procedure.blank_answers import answers_block
from records_portal.answers.procedure.eml import LONGEST_MAILTO, mailto_address
from records_portal.answers.procedure.message_rows import ProcedureMessage
from records_portal.answers.procedure.recipients import Offices, Recipient
from records_portal.answers.procedure.written_messages import BLANK, FILL_IN, wrapped
from records_portal.values.urls import is_plain_url

from ...context import PageContext

if TYPE_CHECKING:
    from records_portal.answers.forms.form import Form
    from records_portal.register.records import PortalValue

ISSUES = {
    "github": "issues/new?title={title}&body={body}",
    "gitlab": "-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={body}",
    "forgejo": "issues/new?title={title}&body={body}",
}
# what a page cannot know before it is answered, in the words of the message
_UNKNOWN = {
    "target": BLANK,
    "administrators": "those in the register",
    "pages": "see the register",
    "capture": "see the register",
    "statement": "see the site's page in the register",
    "comments": "as the register says.",
    "official": "Follow the agency's other accounts.",
}
OPEN_NAMES = {"site": "{site}", "agency": "{agency}", "person": "{person}", **_UNKNOWN}


@dataclass(frozen=True, slots=True)
class MailOfForm:
    """The e-mail that carries a form's answers: its head, its words with `{site}` and the like open, an empty block."""

    sender: Recipient
    to: tuple[Recipient, ...]
    copies: tuple[Recipient, ...]
    subject: str
    words: str
    letter: str
    address: str

    fill_in = "Answers for the register. Please leave the lines below as they are."

    @property
    def to_pairs(self) -> list[tuple[str, str]]:
        """The recipients, each in words and with its address."""
        return [(each.words, each.address) for each in self.to]

    @property
    def copy_pairs(self) -> list[tuple[str, str]]:
        """Those who get a copy."""
        return [(each.words, each.address) for each in self.copies]

    @property
    def is_short(self) -> bool:
        """Whether the address carries the whole message everywhere."""
        return len(self.address) <= LONGEST_MAILTO

    @property
    def lacks(self) -> list[str]:
        """The recipients whose address the register does not have."""
        return [each.words for each in (*self.to, *self.copies) if not each.address]


def issue_address(portal: PortalValue) -> str:
    """Where the forge takes a new issue, `{title}` and `{body}` still open; empty without a forge."""
    forge = portal.get("forge", {})
    url = str(forge.get("url", "")).rstrip("/")
    kind = str(forge.get("kind", "github")).replace("gitea", "forgejo")
    return f"{url}/{ISSUES[kind]}" if is_plain_url(url) else ""


def mail_of_form(
    kind: str, form: Form, row: ProcedureMessage, context: PageContext, known: dict[str, object]
) -> MailOfForm:
    """The e-mail of a step, addressed to whoever holds a role for the only agency, else to the office."""
    register = context.register
    agencies = list(register.of("agencies"))
    offices = Offices(register, agencies[0] if len(agencies) == 1 else "", "", context.as_of)
    to = tuple(offices.office(role) for role in row.to)
    copies = tuple(offices.office(role) for role in row.copies)
    paragraphs = [each.format_map(OPEN_NAMES) for each in row.body]
    block = answers_block(form, kind, known)
    subject = row.subject.format_map(OPEN_NAMES)
    written = "\n\n".join(wrapped(_blank(each)) for each in (*paragraphs, FILL_IN["sender"]))
    letter = f"{written}\n\n{block}"
    return MailOfForm(
        offices.office(row.sender),
        to or (Recipient(row.outside),),
        copies,
        subject,
        "\n\n".join(paragraphs),
        letter,
        mailto_address([each.address for each in to], [each.address for each in copies], _blank(subject), letter),
    )


def _blank(text: str) -> str:
    return re.sub(r"\{(?:site|agency|person)\}", BLANK, text)
