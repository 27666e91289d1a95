"""`records init`: a new register, from what is asked on a terminal or given as options."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from records_portal.register.findings import Refusal
from records_portal.register.time_zones import as_time_zone

from .init_asking import ask_opening, take_entries
from .options import FOLDER
from .output import tell
from .places import Places

if TYPE_CHECKING:
    from records_portal.starting.beginning import FirstKeys
    from records_portal.starting.founding import NewRegister
    from records_portal.starting.opening import Opening


class InitGiven(TypedDict):
    """What was given as options, as click gives it."""

    title: str | None
    state: str | None
    kind: str | None
    time_zone: str | None
    fiscal_year_start: str | None
    agency: tuple[str, ...]
    agencies: Path | None
    person: tuple[str, ...]
    people: Path | None
    platforms: tuple[str, ...]
    schedules: tuple[str, ...]
    private_root: tuple[str, ...]
    key: tuple[str, ...]
    letter: str
    without_keys: bool
    forge: str | None
    address: str | None
    private_address: tuple[str, ...]
    branch: str
    url: str
    program: str
    empty: bool


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER, required=False)
@click.option("--title", metavar="TEXT", help="The portal's title, on every page.")
@click.option("--state", metavar="NAME", help="The State by name or letters, United States, or another government.")
@click.option("--kind", metavar="KIND", help="The kind of office: state, local or federal.")
@click.option("--time-zone", metavar="ZONE", help="The office's IANA time zone; default: the State's where it has one.")
@click.option(
    "--fiscal-year-start", metavar="MM-DD", help="Default: the State's for a State office, the federal one for federal."
)
@click.option("--agency", multiple=True, metavar="ROW", help="An agency: NAME; ID; PART OF; WEB PAGE. Again for each.")
@click.option("--agencies", type=FOLDER, metavar="FILE", help="The agencies as a spreadsheet, .xlsx or .csv.")
@click.option(
    "--person",
    multiple=True,
    metavar="ROW",
    help="A person: NAME; TITLE; ROLE, ROLE; AGENCY; SINCE; LOGIN; ID. Again for each.",
)
@click.option("--people", type=FOLDER, metavar="FILE", help="People and roles as a spreadsheet, .xlsx or .csv.")
@click.option("--platforms", multiple=True, metavar="IDS", help="Shipped platforms; default: all that have not ended.")
@click.option("--schedules", multiple=True, metavar="IDS", help="Shipped schedules; default: the State's.")
@click.option(
    "--private-root",
    multiple=True,
    metavar="NAME",
    help="A private root, for all agencies; NAME=AGENCY,AGENCY for some. Default: private.",
)
@click.option("--key", multiple=True, metavar="PERSON=FILE", help="Whose first key: the file that ends in .pub.")
@click.option("--letter", default="", metavar="TEXT", help="With one key: the head's letter, its file or where it is.")
@click.option("--without-keys", is_flag=True, help="Begin without keys: nobody can sign until `records key genesis`.")
@click.option("--forge", metavar="NAME", help="github, gitlab, forgejo, gitea, or none; default: none.")
@click.option("--address", metavar="ADDRESS", help="Where it will be published; without a forge default: DIR.git.")
@click.option("--private-address", multiple=True, metavar="NAME=ADDRESS", help="Where a private root is published.")
@click.option("--branch", default="main", show_default=True, help="The branch that counts.")
@click.option("--url", default="", metavar="URL", help="The address of the portal's website, where it is known.")
@click.option(
    "--program", default="", metavar="SPEC", help="Where the program comes from; default: by the hash of its wheel."
)
@click.option("--empty", is_flag=True, help="No agencies and people yet: for a whole register that is imported.")
@click.option("--template", type=click.Choice(["agencies", "people"]), help="Print a spreadsheet to fill in, as CSV.")
@click.option("--dry-run", is_flag=True, help="Check and show everything, write nothing.")
@click.pass_obj
def init(
    places: Places, /, folder: Path | None, template: str | None, dry_run: bool, **given: Unpack[InitGiven]
) -> int:
    """Start a register in DIR: its repositories with their first commits, its store, and the forge's files.

    On a terminal it asks for what no option says. Beside DIR it makes DIR-private, DIR-store and, without a forge,
    DIR.git and DIR-private.git to publish to. All of it is made, or nothing.
    """
    from records_portal.starting.founding import check_places, finish_earlier, found
    from records_portal.starting.opening import Opening

    if template:
        return _print_template(template)
    if folder is None:
        raise click.UsageError("Missing argument 'DIR'.")
    folder = _own_folder(folder)
    if not dry_run and finish_earlier(folder):
        tell(f"an earlier run for {folder} had been cut short; it is finished now, with the answers of then")
        click.echo(str(folder))
        return 0
    opening, of_new_root = Opening(folder), replace(places, root=folder)
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    _refuse_taken(folder)
    _take_options(opening, given)
    _complete(opening, asks)
    keys = _first_keys(opening)
    new = _register(opening, keys, of_new_root)
    check_places(new)
    if dry_run or (asks and not _confirmed(new)):
        tell("nothing was written")
        return 0
    found(new)
    _tell_made(opening, new, keys)
    return 0


def _print_template(name: str) -> int:
    from records_portal.starting.staff_sheets import sheet_template

    click.echo(sheet_template(name), nl=False)
    return 0


def _own_folder(folder: Path) -> Path:
    """The folder by its whole path; the one that somebody stands in cannot be put in its place by one rename."""
    whole = folder.resolve() if folder.name in ("", "..") else folder.parent.resolve() / folder.name
    if whole in (Path.cwd(), *Path.cwd().parents):
        raise Refusal(
            f"{str(folder)!r} is the folder that you are in, or one above it; name a new one, such as records"
        )
    return whole


def _refuse_taken(folder: Path) -> None:
    """A folder that is taken is refused before anything is asked for nothing."""
    from records_portal.starting.founding import refuse_taken

    refuse_taken(folder)


def _take_options(opening: Opening, given: InitGiven) -> None:
    """Take what the options say, in the order of the questions."""
    from records_portal.starting.opening import AGENCY_PARTS, PERSON_PARTS, parsed_agency, parsed_person, parsed_row
    from records_portal.starting.opening_questions import QUESTIONS
    from records_portal.starting.staff_sheets import agencies_in, people_in

    _refuse_undecoded(given)
    opening.empty, opening.branch, opening.url = given["empty"], given["branch"], given["url"]
    opening.program, opening.letter, opening.without_keys = given["program"], given["letter"], given["without_keys"]
    for question in QUESTIONS:
        said = given[question.option.replace("-", "_")]  # type: ignore[literal-required]  # a name of it
        joined = ",".join(said) if question.option in ("platforms", "schedules") and said else said
        for text in (joined,) if isinstance(joined, str) else joined or ():
            question.take(opening, text)
    for row in given["agency"]:
        opening.take_agency(parsed_row(row, AGENCY_PARTS, parsed_agency))
    if given["agencies"]:
        take_entries(given["agencies"], agencies_in, opening.take_agency)
    for row in given["person"]:
        opening.take_person(parsed_row(row, PERSON_PARTS, parsed_person))
    if given["people"]:
        take_entries(given["people"], people_in, opening.take_person)
    for key in given["key"]:
        opening.take_key(key)


def _refuse_undecoded(given: InitGiven) -> None:
    """Refuse what the terminal sent in another encoding than UTF-8: it could not be written into a record."""
    for name, said in given.items():
        for text in said if isinstance(said, tuple) else (said,):
            try:
                str(text).encode()
            except UnicodeEncodeError as error:
                raise Refusal(f"--{name.replace('_', '-')} is not UTF-8; set the terminal to UTF-8") from error


def _complete(opening: Opening, asks: bool) -> None:
    """Ask for what was not said, or take what is usual; what is missing then is named in one line."""
    from records_portal.starting.opening_questions import refuse_few_keys, take_usual

    if asks:
        ask_opening(opening)
    if missing := list(take_usual(opening)):
        raise Refusal(f"not said yet, and this is no terminal to ask on: {'; '.join(missing)}")
    refuse_few_keys(opening)


def _first_keys(opening: Opening) -> FirstKeys:
    from records_portal.starting.beginning import FirstKeys

    from .key import _letter, _public

    keys = {opening.person_id(person): _public(file) for person, file in opening.keys.items()}
    letter = Path(opening.letter).expanduser() if opening.letter else None
    kept = (letter.read_bytes(), letter.suffix or ".letter") if letter and letter.is_file() else None
    return FirstKeys(keys, _letter(str(letter) if kept else opening.letter), kept)


def _register(opening: Opening, keys: FirstKeys, places: Places) -> NewRegister:
    from records_portal.starting.beginning import new_register

    return new_register(opening, keys, places.store_folder, _today(opening, places))


def _today(opening: Opening, places: Places) -> date:
    zone = as_time_zone({"time_zone": opening.time_zone}) if opening.time_zone else UTC
    return places.started_at.astimezone(zone).date()


def _confirmed(new: NewRegister) -> bool:
    click.echo("", err=True)
    tell("This is made:")
    for place in reversed(new.places):
        tell(f"  {place.absolute()}")
    return click.confirm("Make it?", default=True, err=True)


def _tell_made(opening: Opening, new: NewRegister, keys: FirstKeys) -> None:
    """What was made, on standard output; what is to be done next, beside it."""
    from records_portal.identity.key_history import genesis_fingerprint
    from records_portal.starting.next_steps import steps_after

    for place in reversed(new.places):
        click.echo(str(place.absolute()))
    if keys.keys:
        for person, key in keys.keys.items():
            tell(f"{person}: {key.type} {key.fingerprint}")
        tell(
            "publish this elsewhere, on paper or on the agency's own pages; it says with whose keys the register began:"
        )
        click.echo(genesis_fingerprint(each.line for each in keys.keys.values()))
    for line in steps_after(opening, new):
        tell(line)
