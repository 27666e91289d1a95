"""The command line: the one place that reads the clock and the environment, prints, and turns refusals into exit codes.

Results go to standard output, all else to standard error. 0 is clean, 1 is a finding of severity error, 2 cannot run.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from records_portal import __version__
from records_portal.register.findings import Finding, Refusal, Severity, in_order

from .authoring_commands import new
from .authorization_commands import authorization
from .capture_commands import captures, classify
from .difference_commands import diff, show
from .disposal_commands import dispose
from .document_commands import hold, print_certificate
from .due_commands import due, eligible
from .flow_commands import decommission, moderate
from .import_commands import imports
from .ingest_commands import ingest
from .lookup_commands import check
from .options import AS_OF, FOLDER, tell
from .places import Places, as_time_zone
from .retention_commands import explain, impact

CANNOT_RUN = 2


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


def all_findings(places: Places, as_of: date, *, placed: bool = True) -> list[Finding]:
    """The findings of the files and of every check, in the order of their places; without, in that of their files."""
    from records_portal.checks import check_register

    register = places.loaded.register if placed else places.loaded.register.without_places()
    trees = [(places.public_tree, False), *([(places.private_tree, True)] if places.private_tree else [])]
    return in_order({*places.loaded.findings, *check_register(register, trees, as_of)})


def print_findings(findings: Iterable[Finding], form: str) -> None:
    """Findings on standard output: a line each, or a JSON list."""
    if form == "json":
        click.echo(json.dumps([each.as_mapping() for each in findings], indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{each} [{each.severity}]\n" for each in findings), nl=False)


@records.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--title", default="Official social media sites", show_default=True, help="The portal's title.")
@click.option("--time-zone", default="UTC", show_default=True, help="The office's IANA time zone.")
@click.option("--fiscal-year-start", default="07-01", show_default=True, metavar="MM-DD")
def init(folder: Path, title: str, time_zone: str, fiscal_year_start: str) -> int:
    """Start a new root in DIR."""
    from records_portal.register.model import Record
    from records_portal.register.shapes import check_shape
    from records_portal.register.starter import new_root

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
    from records_portal.files.uncollected import uncollected

    with uncollected():
        return _build(places, as_of, out)


def _build(places: Places, as_of: date | None, out: Path | None) -> int:
    places.refuse_unreadable()
    day = as_of or places.today()
    findings = all_findings(places, day, placed=False)
    if any(each.severity is Severity.ERROR for each in findings):
        errors = [each for each in all_findings(places, day) if each.severity is Severity.ERROR]
        print_findings(errors, "text")
        tell(f"the portal was not built: {len(errors)} errors in the records")
        return 1
    from records_portal.portal.building.build import build_portal

    register, where = places.loaded.register, out or places.root / "site"
    told = build_portal(places.root, places.public_tree, register, places.items, findings, day, where, places.cache)
    click.echo(told)
    return 0


for command in (
    authorization,
    captures,
    check,
    classify,
    decommission,
    diff,
    dispose,
    due,
    eligible,
    explain,
    hold,
    impact,
    imports,
    ingest,
    moderate,
    new,
    print_certificate,
    show,
):
    records.add_command(command)


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
