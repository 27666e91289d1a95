"""A row of the table of messages: the step, who writes to whom, in which words, and which answers it prepares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NEW_JERSEY = "New Jersey"
MISSOURI = "Missouri"


@dataclass(frozen=True, slots=True)
class ProcedureMessage:
    """The e-mail of one step of a procedure.

    * `to` and `copies` are roles as the document names them; `or_to` are roles that it lets the sender choose instead.
      `outside` says in words whom the message goes to where that is nobody of the office.
    * `answers` is the kind of answers that it prepares, `says` those that the step settles already, `asks` those that
      need not be given and are asked for. `answered_by` tells whether the sender or the reader fills in the rest.
    * `cites` are the kinds of fact whose messages it names as evidence, `attach` what else goes with it. `about` is
      what it is about.
    """

    name: str
    document: str
    step: str
    sender: str
    to: tuple[str, ...]
    subject: str
    body: tuple[str, ...]
    copies: tuple[str, ...] = ()
    or_to: tuple[str, ...] = ()
    outside: str = ""
    answers: str = ""
    says: Mapping[str, object] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    answered_by: str = "sender"
    cites: tuple[str, ...] = ()
    attach: tuple[str, ...] = ()
    about: str = "site"
