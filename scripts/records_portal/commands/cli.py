"""The command line: the one place that reads the clock and the environment, prints, and turns refusals into exit codes.

Results go to standard output, all else to standard error. 0 is clean, 1 is a finding of severity error, 2 cannot run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from records_portal import __version__
from records_portal.register.findings import Refusal

from .anchor import anchor
from .approve import approve
from .attest import attest
from .audit import evidence_of_audit
from .authorization import authorization
from .build import build
from .captures import captures
from .certificate import print_certificate
from .change import change
from .check import check
from .classify import classify
from .date import date_items
from .decommission import decommission
from .diff import diff
from .dispose import dispose
from .due import due
from .eligible import eligible
from .end import end
from .explain import explain
from .hold import hold
from .hook import hook
from .impact import impact
from .import_ import imports
from .ingest import ingest
from .init import init
from .issues import issues
from .key import key
from .log import log_of_records
from .message import write_message
from .moderate import moderate
from .new import new
from .options import FOLDER
from .output import tell
from .places import Places
from .policy import write_policy
from .protection import protection
from .read import read_items
from .report import report
from .request import request_group
from .scorecard import scorecard
from .show import show
from .staff import staff
from .store import store as copies_of_store
from .tasks import list_tasks
from .upgrade import upgrade
from .validate import validate
from .verify_file import verify_file
from .who import who

CANNOT_RUN = 2
WORDS = "records.words"
# these read the records, or write beside them; whatever else there is, and comes later, is taken for one that writes
_READING = (
    "audit", "build", "certificate", "check", "diff", "due", "eligible", "explain", "hook", "impact", "init", "issues",
    "message", "policy", "protection", "read", "report", "scorecard", "show", "staff", "tasks", "validate",
    "verify-file", "who",
)  # fmt: skip
WRITES_NO_RECORD = frozenset(
    {
        *((word,) for word in _READING),
        *(("authorization", word) for word in ("form", "paper", "reminders")),
        *(("captures", word) for word in ("ask", "compare", "coverage", "lint", "select", "template", "verify")),
        *(("hold", word) for word in ("letter", "register")),
        ("key", "show"),
        ("log", "proof"),
        ("store", "copy"),
    }
)
# what git says to a hook of where the objects of a push are; nothing else of what it hands down is followed
PASSED_ON = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH")


class _Records(click.Group):
    """The command line, which knows the words behind its options before the command is carried out."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        ctx.meta[WORDS] = tuple(args)
        return super().resolve_command(ctx, args)


@click.group(cls=_Records, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--root", type=FOLDER, default=Path(), metavar="DIR", help="The public root; default: this folder.")
@click.option(
    "--private",
    type=FOLDER,
    multiple=True,
    metavar="DIR",
    help="A private root, for holds and records requests; once for each.",
)
@click.option(
    "--public", type=FOLDER, metavar="DIR", help="The public root, where --root is a private one: for its gate."
)
@click.option("--store", type=FOLDER, metavar="DIR", help="The store; default: ROOT-store beside the root.")
@click.version_option(__version__, prog_name="records")
@click.pass_context
def records(
    context: click.Context, root: Path, private: tuple[Path, ...], public: Path | None, store: Path | None
) -> None:
    """Run an agency's official social media sites and keep their records lawfully."""
    settings = context.find_object(dict) or {}
    if public and context.invoked_subcommand not in ("diff", "hook"):
        raise click.UsageError(
            "--public is for `records diff` in a private root; elsewhere name that one with --private"
        )
    context.obj = Places(
        public or root,
        (root, *private) if public else private,
        store,
        settings["cache"],
        settings["started_at"],
        environment=settings.get("environment", {}),
        in_private=public is not None,
        received=settings.get("received", {}),
    )
    context.obj.refuse_public_as_private()
    if _writes_records(context):
        _tell_unfinished(context.obj.folders)


def _writes_records(context: click.Context) -> bool:
    """Whether a command may write among the records; asked for its help it writes nothing."""
    words = context.meta.get(WORDS, ())
    return not {"-h", "--help"} & {*words} and words[:1] not in WRITES_NO_RECORD and words[:2] not in WRITES_NO_RECORD


def _tell_unfinished(folders: Iterable[Path]) -> None:
    """Say of each root in which a merge or the like goes on what would come of writing there now."""
    from records_portal.history.unfinished import unfinished_work

    for folder in folders:
        if work := unfinished_work(folder):
            tell(f"records: {work}")


for command in (
    anchor,
    approve,
    attest,
    authorization,
    build,
    captures,
    change,
    check,
    classify,
    date_items,
    decommission,
    diff,
    dispose,
    due,
    eligible,
    evidence_of_audit,
    end,
    explain,
    hold,
    hook,
    impact,
    imports,
    ingest,
    init,
    issues,
    key,
    list_tasks,
    log_of_records,
    write_message,
    moderate,
    new,
    print_certificate,
    protection,
    read_items,
    report,
    request_group,
    scorecard,
    show,
    staff,
    copies_of_store,
    upgrade,
    validate,
    verify_file,
    who,
    write_policy,
):
    records.add_command(command)


def main() -> None:
    """Run the command line: clock and environment are read here and nowhere else."""
    received = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "records-portal"
    settings = {"cache": cache, "started_at": datetime.now(UTC), "environment": dict(os.environ), "received": received}
    sys.exit(run(sys.argv[1:], settings))


def run(arguments: list[str], settings: dict[str, object]) -> int:
    """One command's exit code; what it refuses is told in one line."""
    try:
        return int(records.main(arguments, prog_name="records", standalone_mode=False, obj=settings) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
    except (Refusal, click.ClickException) as error:
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        tell(f"records: {message}")
        for line in error.further if isinstance(error, Refusal) else ():
            tell(line)
    except (KeyboardInterrupt, click.Abort):
        tell("records: interrupted")
    except BrokenPipeError:
        sys.stdout = None
    except OSError as error:
        tell(f"records: {error.filename or 'system'}: {error.strerror or error}")
    return CANNOT_RUN
