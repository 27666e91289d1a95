"""The spreadsheets of entries that can be taken in at once: the columns of each, in the words of whoever fills it in.

* A column is an answer of a form; whatever else the form can be answered may have a column too, headed by its path.
* Who or what an entry is about has a column of its own, the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from records_portal.answers.forms.form import Form
from records_portal.answers.questions import Question, question_at
from records_portal.answers.request_forms import FORMS
from records_portal.register.findings import Refusal
from records_portal.values.csv_text import csv_text

SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its heading, the answer's path, and other headings that mean it; without a path it is left alone.

    What is `needed` may be answered by another answer `instead`.
    """

    heading: str
    path: str = ""
    also: tuple[str, ...] = ()
    needed: bool = False
    instead: str = ""


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """One kind of spreadsheet: the form that each row answers, and what tells an entry from another of the record.

    A column of `measures` is a number of a list of numbers, by what it counts. What somebody `reports` is theirs and of
    today where the row says nothing else.
    """

    word: str
    form_name: str
    about: str
    columns: tuple[SheetColumn, ...]
    told_apart_by: tuple[str, ...]
    measures: bool = False
    reports: bool = False

    @property
    def form(self) -> Form:
        """The form that each row answers."""
        return FORMS[self.form_name]

    @property
    def subject(self) -> SheetColumn:
        """The column that says who or what the entry is about."""
        return self.columns[0]


SITE = SheetColumn("Site", "", ("account", "site id"), needed=True)
PERSON = SheetColumn("Person", "", ("name", "employee", "staff"), needed=True)

SHEETS: Mapping[str, EntrySheet] = {
    sheet.word: sheet
    for sheet in (
        EntrySheet(
            "posts",
            "post",
            "Log posts: date, author, approval authority, title, description; never what was posted.",
            (
                SITE,
                # New Jersey, responsibilities: the five data elements, in its words and order
                SheetColumn("Date of posting", "posted_on", ("posted", "date"), needed=True, instead="planned_on"),
                SheetColumn("Author", "author", ("written by",), needed=True),
                SheetColumn("Approval authority", "approved_by", ("approver",)),
                SheetColumn("Approved on", "approved_on", ("date of approval",)),
                SheetColumn("Title of the post", "title", ("title",), needed=True),
                SheetColumn("Description of the post", "description", ("description",), needed=True),
                SheetColumn("Type of communication", "type", ("type",)),
                SheetColumn("Captured item", "item", ("item id",)),
                SheetColumn("Kind", "", ("kind of item",)),
                SheetColumn("Link", "", ("permalink",)),
            ),
            ("posted_on", "title"),
        ),
        EntrySheet(
            "attestations",
            "attestation",
            "Attest that sites were monitored on every day of a month, but for the days that are named.",
            (
                SITE,
                SheetColumn("Month", "month", needed=True),
                SheetColumn("Attested on", "on", ("date",)),
                SheetColumn("Attested by", "by", ("administrator",)),
                SheetColumn("Role", "role"),
                SheetColumn("Content current", "content_current"),
                SheetColumn("Note on the content", "content_note", ("note",)),
                SheetColumn("Not monitored from", "exceptions.0.from_on"),
                SheetColumn("Not monitored to", "exceptions.0.to_on"),
                SheetColumn("Why not", "exceptions.0.reason", ("reason",)),
                SheetColumn("What was done afterwards", "exceptions.0.remedied"),
            ),
            ("month",),
            reports=True,
        ),
        EntrySheet(
            "training",
            "training",
            "Record who took which course, and the acknowledgement of the policy.",
            (
                PERSON,
                SheetColumn("Course", "course", needed=True),
                SheetColumn("Taken on", "on", ("date", "date of the course"), needed=True),
                SheetColumn("Acknowledged on", "acknowledged_on"),
                SheetColumn("Counts until", "expires_on"),
            ),
            ("course", "on"),
        ),
        EntrySheet(
            "acknowledgements",
            "acknowledgement",
            "Record on which day people acknowledged the policy after a course that stands in their record.",
            (
                PERSON,
                SheetColumn("Course", "course", needed=True),
                SheetColumn("Acknowledged on", "acknowledged_on", ("date",), needed=True),
            ),
            ("course", "acknowledged_on"),
        ),
        EntrySheet(
            "access",
            "access",
            "Record who can sign in to sites or post there, by which means, and since when; never a password.",
            (
                SITE,
                SheetColumn("Person", "person", ("name",), needed=True),
                SheetColumn("How", "how", ("means", "by which means"), needed=True),
                SheetColumn("Since", "from_on", ("from",), needed=True),
                SheetColumn("Until", "ended_on", ("ended on",)),
                SheetColumn("Ended by", "ended_by"),
                SheetColumn("Shared password changed on", "credentials_changed_on"),
            ),
            ("person", "how", "from_on"),
        ),
        EntrySheet(
            "usage",
            "usage-report",
            "Report on the usage and effectiveness of sites.",
            (
                SITE,
                SheetColumn("Reported on", "on", ("date",)),
                SheetColumn("Reported by", "by"),
                SheetColumn("From", "from_on", needed=True),
                SheetColumn("To", "to_on", needed=True),
                SheetColumn("Effectiveness", "effectiveness"),
                SheetColumn("Sent to", "to"),
            ),
            ("from_on", "to_on"),
            measures=True,
            reports=True,
        ),
    )
}


def measure_choices(sheet: EntrySheet) -> tuple[str, ...]:
    """What the numbers of a sheet may count."""
    question = question_at(sheet.form.root, ("measures", "0", "measure")) if sheet.measures else None
    return question.choices if question else ()


def headings_of(sheet: EntrySheet) -> Mapping[str, str]:
    """Every heading that is understood, in plain letters, with the answer's path; empty for what is left alone."""
    found: dict[str, str] = {}
    for path, question in _answerable(sheet.form.root, ()):
        found.setdefault(plain_heading(path), path)
        if "." not in path:
            found.setdefault(plain_heading(question.title), path)
    for measure in measure_choices(sheet):
        found[plain_heading(measure)] = f"measures.{measure}"
    for column in sheet.columns:
        for name in (*column.also, column.heading):
            found[plain_heading(name)] = column.path if column is not sheet.subject else "*"
    return found


def _answerable(group: Question, path: tuple[str, ...]) -> Iterator[tuple[str, Question]]:
    """Every answer of a form by its path; a list of groups by its first entry."""
    for one in group.fields:
        place = (*path, one.name)
        if one.form == "group":
            yield from _answerable(one, place)
        elif one.form == "list" and one.entry and one.entry.form == "group":
            yield from _answerable(one.entry, (*place, "0"))
        else:
            yield ".".join(place), one


def plain_heading(heading: str) -> str:
    """A heading without what people write differently: case, spaces and signs."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


def shown(sheet: EntrySheet) -> list[tuple[str, str, bool]]:
    """The columns of a template: heading, what to fill in, and whether it must be."""
    listed = []
    for column in sheet.columns:
        question = question_at(sheet.form.root, column.path.split(".")) if column.path else None
        about = _about(question) if question else _about_subject(sheet, column)
        listed.append((column.heading, about, column.needed))
    return [*listed, *((measure, "A number.", False) for measure in measure_choices(sheet))]


def _about(question: Question) -> str:
    words = question.hint or (question.entry.hint if question.entry else "")
    choices = f" One of {', '.join(question.choices)}." if question.choices else ""
    days = " Year-month-day." if question.form == "date" else ""
    several = f" Several are separated by {SEPARATOR}." if question.form in ("list", "ticks") else ""
    return f"{words}{choices}{days}{several}"


def _about_subject(sheet: EntrySheet, column: SheetColumn) -> str:
    if column is sheet.subject:
        return "A name or an id of the register."
    return "Shown for orientation; it is not taken in."


def entry_template(sheet: EntrySheet, name: Path, rows: Sequence[Mapping[str, str]]) -> bytes:
    """An empty spreadsheet, or one with rows by heading; of a workbook the second sheet says what goes where."""
    columns = shown(sheet)
    headings = [heading for heading, _, _ in columns]
    lines = [[row.get(heading, "") for heading in headings] for row in rows]
    match name.suffix.lower():
        case ".csv":
            return b"\xef\xbb\xbf" + csv_text(headings, lines).encode()  # Excel takes it for UTF-8 by this mark alone
        case ".xlsx":
            return _workbook(headings, lines, columns)
    raise Refusal(f"{str(name)!r}: a template is .csv or .xlsx")


def _workbook(headings: list[str], rows: list[list[str]], columns: list[tuple[str, str, bool]]) -> bytes:
    from openpyxl import Workbook  # a third of a second that other commands never pay
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Rows"
    about = book.create_sheet("What goes where")
    for texts in (headings, *rows):
        sheet.append(texts)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.number_format = "@"  # text, so that no number or date is made of what is typed
            cell.data_type = "s"  # and no formula of what begins like one
            cell.font = Font(bold=cell.row == 1)
    about.append(["Column", "What goes there", "Needed"])
    for heading, words, needed in columns:
        about.append([heading, words, "yes" if needed else ""])
    data = BytesIO()
    book.save(data)
    return data.getvalue()
