"""The command line: the one place that reads the clock and the environment, prints, and turns refusals into exit codes.

Results go to standard output, all else to standard error. 0 is clean, 1 is a finding of severity error, 2 cannot run.
"""

from __future__ import annotations

import difflib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from . import __version__
from .capture_commands import captures, classify
from .dates import CUTOFFS, BeyondCalendar, NotADate, eligibility, parse_date, parse_fiscal_year_start, parse_period
from .findings import Finding, Refusal, Severity, one_line

if TYPE_CHECKING:
    import pandas as pd

    from .item_index import Rule
    from .model import Record, Register
    from .sources import FolderTree, Loaded

CANNOT_RUN = 2
ITEM_KINDS = ("post", "reply", "repost", "comment", "story", "chat", "message", "page")


@dataclass(frozen=True)
class Places:
    """Where a command reads and writes, and the moment at which it was started."""

    root: Path
    private: Path | None
    store_given: Path | None
    cache: Path
    started_at: datetime

    @property
    def store(self) -> Path:
        """The store: as given, or beside the root."""
        return self.store_given or self.root.resolve().parent / f"{self.root.resolve().name}-store"

    @cached_property
    def public_tree(self) -> FolderTree:
        """The public root's files."""
        from .sources import FolderTree

        if not (self.root / "registry").is_dir():
            raise Refusal(f"{self.root} has no folder registry/; run in the root of a portal or name it with --root")
        return FolderTree(self.root)

    @cached_property
    def private_tree(self) -> FolderTree | None:
        """The private root's files, where one was named."""
        from .sources import FolderTree

        if self.private is None:
            return None
        if not self.private.is_dir():
            raise Refusal(f"--private {self.private} is not a folder")
        return FolderTree(self.private, str(self.private))

    @cached_property
    def loaded(self) -> Loaded:
        """The register with the findings about its files."""
        from .sources import load_register

        return load_register(self.public_tree, self.private_tree, self.cache)

    @cached_property
    def items(self) -> pd.DataFrame:
        """Every item of every capture."""
        from .sources import load_items

        trees = [(self.public_tree, False), *([(self.private_tree, True)] if self.private_tree else [])]
        return load_items(trees, self.loaded.register)

    @cached_property
    def items_and_residue(self) -> pd.DataFrame:
        """Every item and every residue part of every capture: all that has to be kept or disposed of."""
        import pandas as pd

        from .sources import load_residue

        trees = [(self.public_tree, False), *([(self.private_tree, True)] if self.private_tree else [])]
        return pd.concat([self.items, load_residue(trees, self.loaded.register)], ignore_index=True)

    def today(self) -> date:
        """The date in the portal's time zone when the command was started."""
        return self.started_at.astimezone(as_time_zone(self.loaded.register.portal)).date()

    def refuse_unreadable(self) -> None:
        """What is computed from half a register would be wrong: a hold that cannot be read still binds."""
        unreadable = [each for each in self.loaded.findings if each.severity is Severity.ERROR]
        if unreadable:
            more = f" (and {len(unreadable) - 1} more)" if len(unreadable) > 1 else ""
            raise Refusal(f"{unreadable[0]}{more}; `records validate` lists what has to be mended first")


def as_time_zone(portal: Any) -> ZoneInfo:
    """The portal's time zone; UTC where the settings could not be read."""
    try:
        return ZoneInfo(portal.get("time_zone", "UTC"))
    except (KeyError, ValueError, OSError) as error:
        raise Refusal(f"time_zone {portal['time_zone']!r} is not an IANA time zone such as America/Chicago") from error


class _Date(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """A date option."""
        try:
            return value if isinstance(value, date) else parse_date(str(value))
        except NotADate as error:
            self.fail(str(error), param, ctx)


FOLDER = click.Path(path_type=Path)
AS_OF = click.option("--as-of", type=_Date(), metavar="DATE", help="The date that counts as today.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--root", type=FOLDER, default=Path(), metavar="DIR", help="The public root; default: this folder.")
@click.option("--private", type=FOLDER, metavar="DIR", help="The private root, for holds and records requests.")
@click.option("--store", type=FOLDER, metavar="DIR", help="The store; default: ROOT-store beside the root.")
@click.version_option(__version__, prog_name="records")
@click.pass_context
def records(context: click.Context, root: Path, private: Path | None, store: Path | None) -> None:
    """Run an agency's official social media sites and keep their records lawfully."""
    settings = context.find_object(dict) or {}
    context.obj = Places(root, private, store, settings["cache"], settings["started_at"])


@records.command()
@AS_OF
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def validate(places: Places, as_of: date | None, form: str) -> int:
    """Check every record and print all findings."""
    findings = all_findings(places, as_of or places.today())
    print_findings(findings, form)
    counts = Counter(each.severity for each in findings)
    total = sum(len(kind) for kind in places.loaded.register.records.values())
    tell(f"{total:,} records read: " + ", ".join(f"{counts[each]} {each}" for each in Severity))
    return int(counts[Severity.ERROR] > 0)


def all_findings(places: Places, as_of: date) -> list[Finding]:
    """The findings of the files and of every check, in the order of their places."""
    from .checks import check_register

    register = places.loaded.register
    trees = [(places.public_tree, False), *([(places.private_tree, True)] if places.private_tree else [])]
    return sorted({*places.loaded.findings, *check_register(register, trees, as_of)})


def print_findings(findings: Iterable[Finding], form: str) -> None:
    """Findings on standard output: a line each, or a JSON list."""
    if form == "json":
        click.echo(json.dumps([each.as_mapping() for each in findings], indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{each} [{each.severity}]\n" for each in findings), nl=False)


def tell(message: str) -> None:
    """A line for people, on standard error."""
    click.echo(one_line(message), err=True)


@records.command()
@AS_OF
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--site", metavar="SITE", help="Only this site.")
@click.option("--status", metavar="STATUS", help="Only this status.")
@click.option("--summary", is_flag=True, help="Count by series and status instead of listing items.")
@click.pass_obj
def due(places: Places, as_of: date | None, form: str, site: str | None, status: str | None, summary: bool) -> int:
    """List every item with its retention dates and its status."""
    from .due_list import due_dispositions
    from .retention import DUE_COLUMNS, STATUSES
    from .tables import due_summary, render_csv, render_table

    places.refuse_unreadable()
    register, day = places.loaded.register, as_of or places.today()
    if site is not None and not register.get("sites", site):
        raise Refusal(f"site {site!r} is not in the register")
    if status is not None and status not in STATUSES:
        raise Refusal(f"status {status!r} is not known; one of {', '.join(STATUSES)}")
    listed = due_dispositions(register, places.items_and_residue, day)
    for column, wanted in (("site", site), ("status", status)):
        if wanted is not None:
            listed = listed.loc[listed[column] == wanted]
    table = due_summary(listed) if summary else listed[DUE_COLUMNS]
    if form == "json":
        click.echo(table.to_json(orient="records", indent=2, force_ascii=False).replace("\\/", "/"))
    elif form == "csv":
        click.echo(render_csv(table), nl=False)
    else:
        click.echo(render_table(table))
    if places.private is None:
        tell(f"as of {day}: {_counted(listed)}; without --private no hold is seen, so clearance may be pending")
    else:
        tell(f"as of {day}: {_counted(listed)}")
    return 0


def _counted(listed: pd.DataFrame) -> str:
    residue = int((listed["kind"] == "residue").sum())
    return f"{len(listed) - residue:,} items" + (f" and {residue:,} residue parts" if residue else "")


@records.command()
@click.argument("trigger", metavar="DATE", type=_Date())
@click.option("--cutoff", type=click.Choice(CUTOFFS), default="none", show_default=True)
@click.option("--fiscal-year-start", metavar="MM-DD", help="First day of the fiscal year; default: the portal's.")
@click.option("--period", required=True, metavar="P..", help="ISO 8601 period, such as P3Y or P90D.")
@click.pass_obj
def eligible(places: Places, trigger: date, cutoff: str, fiscal_year_start: str | None, period: str) -> int:
    """Say when what a DATE starts may be disposed of, by the one formula."""
    if cutoff == "fiscal-year-end" and fiscal_year_start is None:
        if not (places.root / "registry" / "portal.yml").exists():
            raise Refusal("a fiscal year needs its first day; add --fiscal-year-start MM-DD")
        fiscal_year_start = places.loaded.register.portal.get("fiscal_year_start", "")
    try:
        start = parse_fiscal_year_start("01-01" if fiscal_year_start is None else fiscal_year_start)
        dates = eligibility(trigger, parse_period(period), cutoff, start)
    except (NotADate, BeyondCalendar) as error:
        raise Refusal(str(error)) from error
    click.echo(f"retained_through: {dates.retained_through}\neligible_on: {dates.eligible_on}")
    return 0


@records.command()
@click.argument("exports", metavar="EXPORT...", type=FOLDER, nargs=-1, required=True)
@click.option("--site", "site_id", required=True, metavar="SITE", help="The site whose account the export is of.")
@click.option("--by", metavar="PERSON", help="Who takes it in; default: whoever git's user.email belongs to.")
@click.option("--from", "from_on", type=_Date(), metavar="DATE", help="The export was asked for from this day on.")
@click.option("--to", "to_on", type=_Date(), metavar="DATE", help="The export was asked for up to this day.")
@click.option(
    "--kind", "kinds", type=click.Choice(ITEM_KINDS), multiple=True, help="The export was asked for this kind only."
)
@click.option("--include", type=click.Choice(["messages"]), multiple=True, help="Take these in as items too.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def ingest(places: Places, /, exports: tuple[Path, ...], site_id: str, by: str | None, **asked: Any) -> int:
    """Take in what a platform handed out: zip, tar, folder, or several parts of one export."""
    from .capture_record import Scope
    from .ingest import IngestRequest, ingest_export
    from .ingest_report import outcome_mapping, render_outcome
    from .progress import progress_on

    register = places.loaded.register
    site = _site(places, site_id)
    if by is not None and not register.knows("people", by):
        raise Refusal(f"--by {by!r} is not in registry/people/; name a registered person")
    limits = asked["from_on"], asked["to_on"], asked["kinds"]
    request = IngestRequest(
        paths=exports,
        root=places.private if site.private and places.private else places.root,
        store=places.store,
        site=site.id,
        platform=site.value["platform"],
        personal=site.value.get("ownership", {}).get("owner") == "personal",
        account_id=site.value.get("account_id"),
        handles=tuple(one["handle"] for one in site.value.get("handles", ())),
        time_zone=str(as_time_zone(register.portal)),
        rules=classification_rules(register, site.id),
        moment=places.started_at,
        by=by or _git_person(places),
        software=f"Records Portal {__version__}",
        scope=Scope(not any(limits), *limits),
        include=frozenset(asked["include"]),
        dry_run=asked["dry_run"],
    )
    with progress_on(sys.stderr) as progress:
        outcome = ingest_export(request, progress)
    if asked["form"] == "json":
        click.echo(json.dumps(outcome_mapping(outcome), indent=2, ensure_ascii=False))
    else:
        click.echo(render_outcome(outcome), nl=False)
    return 0


def _site(places: Places, site_id: str) -> Record:
    """A site of the register, or the reason why there is none."""
    register = places.loaded.register
    if site := register.get("sites", site_id):
        return site
    fault = next((str(each) for each in places.loaded.findings if each.subject.split()[0:1] == [site_id]), "")
    if register.knows("sites", site_id) and fault:
        raise Refusal(f"site {site_id!r} cannot be read: {fault}")
    guess = difflib.get_close_matches(site_id, register.of("sites"), 1)
    right = f"did you mean {guess[0]!r}?" if guess else "a site is registered before its records are taken in"
    raise Refusal(f"site {site_id!r} is not in registry/sites/; {right}")


def classification_rules(register: Register, site_id: str) -> tuple[Rule, ...]:
    """A site's rules as ingest applies them.

    The type of a communication is not in an export: what such a rule might mean stays unclassified.
    """
    from .item_index import Rule

    record = register.get("classifications", site_id)
    return tuple(
        Rule(
            rule["id"],
            "" if "communication_types" in rule else rule["class"],
            tuple(rule.get("kinds", ())),
            tuple(rule.get("authors", ())),
            tuple(rule.get("hashtags", ())),
            parse_date(rule["from_on"]) if "from_on" in rule else None,
            parse_date(rule["to_on"]) if "to_on" in rule else None,
        )
        for rule in (record.value["rules"] if record else ())
    )


def _git_person(places: Places) -> str:
    """Whoever the address in git's configuration belongs to, as far as the register knows."""
    from .history import registered_person
    from .repository import Repository

    try:
        address = Repository(places.root).run("config", "user.email").decode("utf-8", "replace").strip()
    except Refusal:
        address = ""
    return registered_person(places.loaded.register, address) or "unregistered"


@records.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--title", default="Official social media sites", show_default=True, help="The portal's title.")
@click.option("--time-zone", default="UTC", show_default=True, help="The office's IANA time zone.")
@click.option("--fiscal-year-start", default="07-01", show_default=True, metavar="MM-DD")
def init(folder: Path, title: str, time_zone: str, fiscal_year_start: str) -> int:
    """Start a new root in DIR."""
    from .model import Record
    from .shapes import check_shape
    from .starter import new_root

    as_time_zone({"time_zone": time_zone})
    settings = {"title": title, "time_zone": time_zone, "fiscal_year_start": fiscal_year_start}
    for fault in check_shape(Record("portal", "portal", "registry/portal.yml", settings)):
        raise Refusal(f"{fault.subject}: {fault.message}; {fault.expected}")
    click.echo(
        "".join(f"{folder / name}\n" for name in new_root(folder, title, time_zone, fiscal_year_start)), nl=False
    )
    tell(f"next: git init {folder} if it is not a repository yet; then add agencies, people and platforms, and sites")
    return 0


@records.command()
@AS_OF
@click.option("--out", type=FOLDER, metavar="DIR", help="Where the portal is written; default: ROOT/site.")
@click.pass_obj
def build(places: Places, as_of: date | None, out: Path | None) -> int:
    """Build the portal from the public root."""
    if places.private is not None:
        raise Refusal("the portal is built from the public root alone; leave out --private")
    places.refuse_unreadable()
    day = as_of or places.today()
    findings = all_findings(places, day)
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if errors:
        print_findings(errors, "text")
        tell(f"the portal was not built: {len(errors)} errors in the records")
        return 1
    from .portal import build_portal

    register, where = places.loaded.register, out or places.root / "site"
    click.echo(build_portal(places.root, places.public_tree, register, places.items, findings, day, where))
    return 0


records.add_command(captures)
records.add_command(classify)


def main() -> None:
    """Run the command line: clock and environment are read here and nowhere else."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "records-portal"
    settings = {"cache": cache, "started_at": datetime.now(UTC)}
    sys.exit(run(sys.argv[1:], settings))


def run(arguments: list[str], settings: dict[str, Any]) -> int:
    """One command's exit code; what it refuses is told in one line."""
    try:
        return int(records.main(arguments, prog_name="records", standalone_mode=False, obj=settings) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
    except (Refusal, click.ClickException) as error:
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        tell(f"records: {message}")
    except (KeyboardInterrupt, click.Abort):
        tell("records: interrupted")
    except BrokenPipeError:
        sys.stdout = None
    except OSError as error:
        tell(f"records: {error.filename or 'system'}: {error.strerror or error}")
    return CANNOT_RUN
