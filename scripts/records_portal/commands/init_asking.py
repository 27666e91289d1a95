"""The questions of `records init` on a terminal, one after another; what an option said is not asked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from records_portal.register.findings import Refusal, one_line

if TYPE_CHECKING:
    from records_portal.starting.opening import NewAgency, NewPerson, Opening
    from records_portal.starting.opening_questions import OpeningQuestion
    from records_portal.starting.staff_sheets import SheetEntries

Entry = TypeVar("Entry", "NewAgency", "NewPerson")
SHEETS = (".xlsx", ".csv")


def ask_opening(opening: Opening) -> None:
    """Ask for everything that is not said yet."""
    from records_portal.starting.opening_questions import KEYS_AFTER, QUESTIONS, ROWS_AFTER

    _say("A new register. Enter alone takes what stands in brackets; Ctrl-C leaves, and nothing is written.")
    for question in QUESTIONS:
        if question.asked(opening) and question.applies(opening) and not question.said(opening):
            _ask(opening, question)
        if question.option == ROWS_AFTER and not opening.empty:
            _ask_agencies(opening)
            _ask_people(opening)
        if question.option == KEYS_AFTER and not opening.empty:
            _ask_keys(opening)


def _say(text: str) -> None:
    click.echo(one_line(text), err=True)


def _head(text: str) -> None:
    """What is asked next, with a line left free before it."""
    click.echo("", err=True)
    _say(text)


def _prompt(title: str, usual: str = "") -> str:
    answer = click.prompt(one_line(title), default=usual, show_default=bool(usual), err=True)
    return str(answer).strip()


def _again(take: Callable[[], None]) -> bool:
    """Whether an answer was taken; what is wrong with it is said where not."""
    try:
        take()
    except Refusal as refusal:
        _say(f"  {refusal}")
        for line in refusal.further:
            _say(f"  {line}")
        return False
    return True


def _ask(opening: Opening, question: OpeningQuestion) -> None:
    _head(f"{question.title}: {question.hint(opening)}")
    if len(known := question.among(opening)) > 1:
        _say(f"  {', '.join(known)}")
    while True:
        text = _prompt(question.title, question.usual(opening))
        if not text:
            _say("  an answer is needed")
        elif _again(lambda text=text: question.take(opening, text)):  # type: ignore[misc]  # bound at once
            return


def _ask_agencies(opening: Opening) -> None:
    """Agencies one by one, or all of them from a spreadsheet."""
    from records_portal.starting.opening import AGENCY_PARTS, parsed_agency
    from records_portal.starting.staff_sheets import agencies_in

    if opening.agencies:
        return
    _head(
        "Agencies: the name of the first one; or a spreadsheet's path (`records init --template agencies` prints one)"
    )
    while True:
        text = _prompt("Another agency (Enter: no more)" if opening.agencies else "Agency, or spreadsheet")
        if not text and opening.agencies:
            return
        if not text:
            _say("  at least one is needed")
        elif text.casefold().endswith(SHEETS):
            if _again(lambda text=text: take_entries(_file(text), agencies_in, opening.take_agency)):  # type: ignore[misc]
                return
        else:
            parts = {"name": text} | _asked_parts(AGENCY_PARTS[1:], _agency_words(opening, text))
            _again(lambda parts=parts: opening.take_agency(parsed_agency(parts)))  # type: ignore[misc]


def _ask_people(opening: Opening) -> None:
    """People one by one, or all of them from a spreadsheet."""
    from records_portal.starting.opening import PERSON_PARTS, parsed_person
    from records_portal.starting.staff_sheets import people_in
    from records_portal.wording.words import ROLES

    if opening.people:
        return
    _head("People: the name of the first one; or a spreadsheet's path (`records init --template people` prints one)")
    _say(f"  roles: {', '.join(ROLES.values())}")
    while True:
        text = _prompt("Another person (Enter: no more)" if opening.people else "Person, or spreadsheet")
        if not text and opening.people:
            return
        if not text:
            _say("  at least one is needed")
        elif text.casefold().endswith(SHEETS):
            if _again(lambda text=text: take_entries(_file(text), people_in, opening.take_person)):  # type: ignore[misc]
                return
        else:
            parts = {"name": text} | _asked_parts(PERSON_PARTS[1:], _person_words(opening))
            _again(lambda parts=parts: opening.take_person(parsed_person(parts)))  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class AskedPart:
    """How a part of an agency or of a person is asked: the words, what is usual, and what turns a wrong one down."""

    words: str
    usual: str = ""
    check: Callable[[str], object] = str


def _agency_words(opening: Opening, name: str) -> Mapping[str, AskedPart]:
    """How each part of an agency is asked."""
    from records_portal.starting.opening import an_id, id_of

    try:
        usual = id_of("agency", name)
    except Refusal:
        usual = ""
    words = {"id": AskedPart("  Short name, for files and addresses", usual, lambda text: an_id("agency", text))}
    if opening.agencies:
        named = ", ".join(each.id for each in opening.agencies)
        words["part of"] = AskedPart(f"  Part of ({named}; Enter: of none)", "", opening.known_agency)
    return words | {"web page": AskedPart("  Its web page (Enter: none)")}


def _person_words(opening: Opening) -> Mapping[str, AskedPart]:
    """How each part of a person is asked."""
    from records_portal.starting.opening import a_day, one_text
    from records_portal.starting.roles import some_roles

    words = {
        "title": AskedPart("  Title", "", lambda text: one_text("the title", text)),
        "roles": AskedPart("  Roles, with commas between", "", some_roles),
        "since": AskedPart("  In these roles since (Enter: today)", "", a_day),
        "login": AskedPart("  Login at the forge (Enter: none)"),
    }
    if len(opening.agencies) > 1:
        named = ", ".join(each.id for each in opening.agencies)
        words["agency"] = AskedPart(f"  Agency ({named})", opening.agencies[0].id, opening.agency_id)
    return words


def _asked_parts(parts: tuple[str, ...], words: Mapping[str, AskedPart]) -> dict[str, str]:
    """Each part, asked until it is a right one."""
    found = {}
    for part in parts:
        if asked := words.get(part):
            found[part] = _prompt(asked.words, asked.usual)
            while not _again(lambda asked=asked, text=found[part]: asked.check(text)):  # type: ignore[misc]
                found[part] = _prompt(asked.words, asked.usual)
    return found


def take_entries(source: Path, read: Callable[[Path], SheetEntries[Entry]], take: Callable[[Entry], None]) -> None:
    """Take every row of a spreadsheet, and name the columns that are not read."""
    found = read(source)
    for each in found.entries:
        take(each)
    if found.unread:
        _say(f"{source.name}: not read, and nowhere in the register: {', '.join(found.unread)}")


def _file(text: str) -> Path:
    return Path(text).expanduser()


def _ask_keys(opening: Opening) -> None:
    """The first keys: two people's, or one person's and the head's letter, or none for now."""
    from .key import _public

    if opening.keys or opening.without_keys:
        return
    _head("Keys: with them people sign what they approve. Two people's begin, or one person's with the head's letter.")
    _say("  `ssh-keygen -t ed25519` makes one; its public half ends in .pub. Enter alone: later, then nobody can sign.")
    while len(opening.keys) < len(opening.people):
        named = ", ".join(each.id for each in opening.people if each.id not in opening.keys)
        person = _prompt(f"Whose key ({named}; Enter: {'no more' if opening.keys else 'later'})")
        if not person:
            break
        file = _prompt("  Its file that ends in .pub")
        _again(lambda person=person, file=file: _take_key(opening, person, file, _public))  # type: ignore[misc]
    if len(opening.keys) == 1 and not opening.letter:
        opening.letter = _prompt("The head's letter: its file, or where it is kept (Enter: none, and no key)")
        if not opening.letter:
            opening.keys.clear()
    opening.without_keys = not opening.keys


def _take_key(opening: Opening, person: str, file: str, read: Callable[[Path], object]) -> None:
    name = opening.person_id(person)
    read(_file(file))
    opening.take_key(f"{name}={file}")
