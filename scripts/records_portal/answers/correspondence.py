"""Answers sent by e-mail: an empty block to fill in, and to whom the procedure sends it, with copies to whom.

Addresses are those that `portal.yml` gives for an office; where it gives none, the sender fills it in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from .block import BEGIN, END
from .forms.form import Form
from .questions import Question

# New Jersey, steps 1 to 3 of establishing a site, step 1 of responsibilities, and flow E
_SENT_TO: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "site": ("communications-director", ("cto-cio", "web-content-team", "agency-head")),
    "review": ("it-web-liaison", ("cto-cio", "agency-head")),
    "activation": ("web-content-team", ("cto-cio", "communications-director")),
    "designation": ("cto-cio", ("web-content-team",)),
    "direction": ("cto-cio", ("site-administrator", "web-content-team")),
    "deactivation": ("cto-cio", ("web-content-team", "agency-head")),
}
_OTHERWISE: tuple[str, tuple[str, ...]] = ("web-content-team", ())


@dataclass(frozen=True, slots=True)
class Correspondents:
    """The role to which answers go, the roles that get copies, and the offices' addresses that are known."""

    to: str
    copies: tuple[str, ...]
    to_addresses: tuple[str, ...]
    copy_addresses: tuple[str, ...]


def correspondents(kind: str, roles: Sequence[Mapping[str, object]]) -> Correspondents:
    """Who gets answers of a kind; `roles` are those of the portal's settings."""
    to, copies = _SENT_TO.get(kind, _OTHERWISE)
    known = {str(each["role"]): str(each["email"]) for each in roles if "email" in each}
    listed = tuple(known[each] for each in copies if each in known)
    return Correspondents(to, copies, (known[to],) if to in known else (), listed)


def mail_address(who: Correspondents, subject: str, body: str) -> str:
    """A `mailto:` address (RFC 6068) that opens a message with everything in it."""
    head = {"cc": ",".join(who.copy_addresses), "subject": subject, "body": body.replace("\n", "\r\n")}
    asked = "&".join(f"{name}={quote(value, safe='@,')}" for name, value in head.items() if value)
    return f"mailto:{quote(','.join(who.to_addresses), safe='@,')}?{asked}"


def blank_block(form: Form, kind: str) -> str:
    """A block with the names of everything that has to be answered, to be filled in by hand."""
    lines = [BEGIN, f"kind: {kind}", "target:", "values:", *_blanks(form.root, "  "), END]
    return "\n".join(lines) + "\n"


def _blanks(group: Question, indent: str) -> Iterator[str]:
    for one in group.fields:
        if not one.asked or not one.required or one.same_as or (one.fixed is not None and one.form != "list"):
            continue
        if one.form == "list" and one.fixed and one.entry:  # the one act of a new record, answered without a path
            yield from _blanks(one.entry, indent)
            continue
        yield f"{indent}{one.name}:"
        if one.form == "group":
            yield from _blanks(one, f"{indent}  ")
        elif one.form == "list" and one.entry and one.entry.form == "group":
            first, *others = _blanks(one.entry, f"{indent}    ")
            yield from (f"{indent}  - {first.strip()}", *others)
        elif one.form in ("list", "ticks"):
            yield f"{indent}  -" if one.form == "list" else f"{indent}  - {one.choices[0]}"
            yield from (f"{indent}  - {choice}" for choice in one.choices[1:] if one.form == "ticks")
