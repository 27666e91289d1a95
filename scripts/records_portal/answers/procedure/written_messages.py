"""A step's message written out: who, to whom, in which words, with what the register can say, and the answers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from records_portal.files.yaml_text import without_invisible
from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.register.site_log import moderation_statement
from records_portal.register.sites import handle_of, site_title
from records_portal.wording.words import COMMENTS, happened

from ..block import read_answers, render_block
from ..filling import filled_form, form_of_kind, kinds_of_answers
from ..forms.form import Form
from ..questions import Question, question_at
from .blank_answers import asked_questions, blank_values, set_value, without_blanks
from .message_rows import ProcedureMessage
from .recipients import ADMINISTRATOR, Offices, Recipient

WIDTH = 72
BLANK = "______"
MOST_CHOICES = 24
FILL_IN = {
    "sender": "Answers for the register. Fill in what is blank, and leave the lines and the names before the colons as "
    "they are:",
    "reader": "Please reply, and fill in what is blank here; leave the lines and the names before the colons as they "
    "are:",
}


@dataclass(frozen=True, slots=True)
class Subjects:
    """What a message is about: a site or the name of a new one, an agency, a person, another record."""

    site: str = ""
    agency: str = ""
    person: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """A message ready to be looked at: its head, and its text with the block of answers at the end."""

    name: str
    sender: Recipient
    to: tuple[Recipient, ...]
    copies: tuple[Recipient, ...]
    subject: str
    text: str
    references: tuple[str, ...] = ()
    attach: tuple[str, ...] = ()
    lacks: tuple[str, ...] = field(default=())


def written_message(
    row: ProcedureMessage,
    register: Register,
    about: Subjects,
    settings: Mapping[str, list[str]],
    on: str,
    by: str = "",
    to: str = "",
) -> WrittenMessage:
    """The message of a step; `settings` are answers that are known, by path, and `to` is one of the row's choices."""
    site = register.get("sites", about.site)
    agency = about.agency or (str(site.value["agency"]) if site else _agency_of(register, by or about.person))
    offices = Offices(register, agency, about.site, on, bool(site and site.private), about.person)
    sender = by or _only(offices.holders(row.sender))
    addressed = _addressed(row, to)
    answers = _Answers(row, offices, sender, about, addressed).values(settings) if row.answers else {}
    lines = _Words(row, register, offices, about, answers)
    block = f"\n{_instructions(row, answers)}\n\n{_block(row, register, about, answers)}" if answers else ""
    cited = list(lines.cited())
    paragraphs = [wrapped(lines.filled(each)) for each in row.body]
    if cited:
        paragraphs.append("\n".join(["About this, in the register:", *(f"  {words}" for words, _ in cited)]))
    if row.attach:
        paragraphs.append("\n".join(["Goes with this:", *(wrapped(each, "  ") for each in row.attach)]))
    recipients = tuple(one for role in addressed for one in offices.recipients(role))
    copies = tuple(one for role in row.copies for one in offices.recipients(role))
    return WrittenMessage(
        row.name,
        offices.sender(row.sender, by),
        recipients or (Recipient(row.outside),),
        copies,
        " ".join(lines.filled(row.subject).split()),
        "\n\n".join(paragraphs) + "\n" + block,
        tuple(reference for _, reference in cited if reference),
        row.attach,
        # the day of an act is that of the message that says it, the day of a course is its own
        tuple(each for each in _blanks(answers) if each != "on" or row.about == "person"),
    )


def _only(people: tuple[str, ...]) -> str:
    return people[0] if len(people) == 1 else ""


def _agency_of(register: Register, person: str) -> str:
    record = register.get("people", person)
    agencies = register.of("agencies")
    return str(record.value["agency"]) if record else next(iter(agencies)) if len(agencies) == 1 else ""


def _addressed(row: ProcedureMessage, chosen: str) -> tuple[str, ...]:
    """The roles that a message goes to; one that the document lets nobody choose is refused."""
    if not chosen or chosen in row.to:
        return row.to
    if chosen in row.or_to:
        return (chosen,)
    may = ", ".join((*row.to, *row.or_to)) or row.outside
    raise Refusal(f"{row.name} does not go to {chosen!r}; {may}")


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph in lines as mail has them; its own line breaks stay, and what is listed hangs."""
    return "\n".join(
        "\n".join(
            textwrap.wrap(
                line,
                WIDTH,
                initial_indent=indent,
                subsequent_indent=indent + ("   " if line[:1].isdecimal() else ""),
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
        if len(line) > WIDTH
        else indent + line
        for line in text.split("\n")
    )


def _instructions(row: ProcedureMessage, answers: Mapping[str, Any]) -> str:
    """What is to be done with the block, and the words that a blank may be filled in with where only some will do."""
    root = asked_questions(form_of_kind(row.answers))
    chosen = [(path, question_at(root, path.split("."))) for path in _blanks(answers)]
    words = [(path, one.choices) for path, one in chosen if one and 0 < len(one.choices) <= MOST_CHOICES]
    listed = "".join(f"\n{wrapped(f'{path}: {_or(choices)}', '  ')}" for path, choices in words)
    return wrapped(FILL_IN[row.answered_by]) + (f"\n\nOne of these words:{listed}" if listed else "")


def _or(words: tuple[str, ...]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _block(row: ProcedureMessage, register: Register, about: Subjects, answers: Mapping[str, Any]) -> str:
    """The block, once what is known in it was read as it will be when it comes back."""
    target = about.target or about.site or about.agency or about.person
    known = read_answers(render_block(row.answers, target or "unknown", without_blanks(answers)))
    filled_form(known, register)
    return render_block(row.answers, target, answers)


def _blanks(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _blanks(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for index, each in enumerate(value):
            yield from _blanks(each, f"{path}.{index}")
    elif value is None or value == [None]:
        yield path


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers that a message can say before the fact, and the blanks that are left."""

    row: ProcedureMessage
    offices: Offices
    sender: str
    about: Subjects
    addressed: tuple[str, ...]

    def values(self, settings: Mapping[str, list[str]]) -> dict[str, Any]:
        """In the procedure's order; nothing where no form of the kind is known."""
        if self.row.answers not in kinds_of_answers():
            return {}
        form = form_of_kind(self.row.answers)
        root = asked_questions(form)
        known: dict[str, Any] = deepcopy({name: each for name, each in self.row.says.items() if root.field(name)})
        for path, texts in settings.items():
            for text in texts:
                set_value(root, known, path, text)
        for name, value in (*self._derived(root, form), *self._standing(form)):
            if value and not known.get(name):
                known[name] = value
        return blank_values(form, known, self.row.asks)

    def _derived(self, root: Question, form: Form) -> Iterator[tuple[str, Any]]:
        """What the sender, the recipients and what it is about say already, where the answers ask for it."""
        if self.row.answered_by == "sender":
            yield from self._acted(root)
        if form.name == "agreement":
            yield from (("url", self._terms()), ("accepted_by", self.sender))
        about = (
            ("author", self.sender),
            ("person", self.about.person),
            ("agency", self.offices.agency if form.name == "site" else ""),
            ("sites", [self.about.site] if self.about.site else []),
            ("copies_to", [*(self.row.copies or self.addressed)]),  # whom it goes to is told as well as by a copy
            ("reported_to", [*self.addressed]),
            ("reported", [{"to": role} | ({"by": self.sender} if self.sender else {}) for role in self.addressed]),
            ("requested_of", self.addressed[0] if len(self.addressed) == 1 else ""),
            ("to", [*self.addressed] if _is_list(root.field("to")) else ""),
        )
        yield from ((name, value) for name, value in about if root.field(name))

    def _standing(self, form: Form) -> Iterator[tuple[str, Any]]:
        """What the record says already of what the answers say anew."""
        record = self.offices.register.get(form.kind, self.about.target or self.about.site or self.about.agency)
        found: Any = record.value if record and form.sets and not form.which else None
        for step in form.into:
            found = found.get(step) if isinstance(found, Mapping) else None
        names = {one.name for one in form.root.fields if one.asked and one.required}
        yield from ((name, each) for name, each in (found or {}).items() if name in names)

    def _terms(self) -> str:
        """The address of the terms that were named when the site was asked for."""
        site = self.offices.register.get("sites", self.about.site)
        facts = site.value["facts"] if site else []
        return next((str(each["terms_url"]) for each in facts if each["kind"] == "request"), "")

    def _acted(self, root: Question) -> Iterator[tuple[str, Any]]:
        """Who acts by sending the message, where the answers ask for it."""
        for name, value in (("by", self.sender), ("role", self.row.sender)):
            question = root.field(name)
            if question and question.asked and question.fixed is None:
                yield name, value if name != "role" or value in question.choices else ""
        requested = root.field("requested")
        if requested and requested.field("by"):
            yield "requested", {"by": self.sender or None}


@dataclass(frozen=True, slots=True)
class _Words:
    """The words that the register has for what a message says."""

    row: ProcedureMessage
    register: Register
    offices: Offices
    about: Subjects
    answers: Mapping[str, Any]

    def filled(self, template: str) -> str:
        """A template with what the register says; what it does not know is left to be filled in."""
        return template.format_map(
            {
                "site": self._site(),
                "agency": self._agency(),
                "person": self._person(),
                "target": _plain(self.about.target) or BLANK,
                "administrators": ", ".join(map(self.offices.name, self.offices.holders(ADMINISTRATOR))) or "none",
                "pages": self._pages(),
                "capture": self._capture(),
                "statement": self._statement(),
                "comments": self._comments(),
                "official": self._official(),
            }
        )

    def _site(self) -> str:
        site = self.register.get("sites", self.about.site)
        if site is None:
            agency = self._agency()
            kind = _plain(str(self.answers.get("type") or ""))
            return f"{agency}, {kind}" if kind else agency if agency != BLANK else _plain(self.about.site) or BLANK
        name = _plain(site_title(self.register, site))
        shown = ", ".join(filter(None, (_plain(handle_of(site.value)), _plain(str(site.value.get("url", ""))))))
        return f"{name} ({shown})" if shown else name

    def _agency(self) -> str:
        record = self.register.get("agencies", self.offices.agency)
        return _plain(str(record.value["name"])) if record else _plain(self.offices.agency) or BLANK

    def _person(self) -> str:
        named = self.about.person or str(self.answers.get("person") or "")
        return _plain(self.offices.name(named)) if named else BLANK

    def _facts(self) -> list[Mapping[str, Any]]:
        site = self.register.get("sites", self.about.site)
        return [dict(each) for each in site.value["facts"]] if site else []

    def _pages(self) -> str:
        site = self.register.get("sites", self.about.site)
        listed = [each for fact in self._facts() for each in fact.get("pages", ())]
        listed += site.value.get("linked_from", []) if site else []
        return ", ".join(dict.fromkeys(_plain(str(each["url"])) for each in listed)) or "none is in the register"

    def _capture(self) -> str:
        last = next((each for each in reversed(self._facts()) if each["kind"] == "final-capture"), None)
        return f"capture {_plain(str(last['capture']))}" if last else "the final capture is not in the register yet"

    def _statement(self) -> str:
        site = self.register.get("sites", self.about.site)
        logs = (
            each for each in self.register.of("operations").values() if each.id.partition("/")[0] == self.about.site
        )
        url = moderation_statement(site.value, logs)[0] if site else ""
        return _plain(url) or BLANK

    def _official(self) -> str:
        url = _plain(str(self.register.portal.get("url", "")))
        return f"The agency's official accounts are listed at {url}" if url else "Follow the agency's other accounts."

    def _comments(self) -> str:
        site = self.register.get("sites", self.about.site)
        comments: Mapping[str, Any] = site.value.get("comments", {}) if site else {}
        if not comments:
            return "nothing is in the register."
        return f"{COMMENTS[comments['mode']]} Rationale: {' '.join(str(comments['rationale']).split())}"

    def cited(self) -> Iterator[tuple[str, str]]:
        """The facts that a message answers or rests on: in words, and the id of the message that shows each."""
        for kind in self.row.cites:
            found = next((each for each in reversed(self._facts()) if each["kind"] == kind), None)
            if found:
                reference = _plain(str(found.get("evidence", {}).get("reference", "")))
                shown = f", {reference}" if reference else ""
                is_message = reference.startswith("<") and reference.endswith(">")
                yield f"{happened(kind)}, {found['on']}{shown}", reference if is_message else ""


def _is_list(question: Question | None) -> bool:
    return question is not None and question.form == "list"


def _plain(text: str) -> str:
    """A text of a record on one line, without what cannot be seen."""
    return " ".join(without_invisible(text).split())
