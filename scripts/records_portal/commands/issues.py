"""`records issues`: one issue at the forge for each late duty of an agency, opened, said anew and closed by itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

from .options import AS_OF
from .output import tell
from .places import Places

if TYPE_CHECKING:
    from records_portal.duties.task_issues import DutyIssue, IssueChanges
    from records_portal.starting.forge_issues import ForgeRepository

TOKEN = "RECORDS_FORGE_TOKEN"  # noqa: S105 -- the name of the variable, not what is in it
FORGES = ("github", "gitlab", "forgejo", "gitea")


@click.command()
@click.option("--repository", metavar="URL", help="The repository's page; default: that of the settings, in public.")
@click.option("--forge", type=click.Choice(FORGES), help="Which software it runs; default: as the settings say.")
@click.option("--execute", is_flag=True, help="Open, change and close them; without it they are only named.")
@click.option(
    "--most", type=click.IntRange(1, 500), default=50, show_default=True, metavar="N", help="Opened at once at most."
)
@AS_OF
@click.pass_obj
def issues(
    places: Places, repository: str | None, forge: str | None, execute: bool, most: int, as_of: date | None
) -> int:
    """Keep one issue at the forge for each late duty of an agency: opened, said anew, closed when done.

    The forge's token stands in RECORDS_FORGE_TOKEN. Without --private only what is public becomes an issue. With it
    --repository names the private root's repository: it takes what is not public, and is refused unless the forge says
    that it is private.
    """
    from records_portal.duties.context import duty_context
    from records_portal.duties.task_issues import LABEL, OpenIssue, duty_issues, issue_changes, late_tasks
    from records_portal.register.sources import load_register
    from records_portal.starting.forge_issues import forge_repository

    places.refuse_unreadable()
    register, day = places.loaded.register, as_of or places.today()
    settings = register.portal.get("forge", {})
    if places.private and not repository:
        raise Refusal(
            "with --private say --repository URL: the page of the private root's repository, not the public one"
        )
    page = repository or str(settings.get("url", ""))
    if not page:
        raise Refusal("the settings name no forge; say --repository URL, or record it: `records change settings`")
    if places.private and _same(page, str(settings.get("url", ""))):
        raise Refusal(f"{page!r} is the public root's repository; name the private root's")
    kind = forge or str(settings.get("kind", "github"))
    at_forge = forge_repository(kind, page, places.environment.get(TOKEN, ""), places.environment)
    if places.private and not at_forge.is_private():
        raise Refusal(f"the forge does not say that {page!r} is private; nothing of the private root is told there")
    public = duty_context(load_register(places.public_tree).register, day, reads_private=False)
    both = duty_context(register, day, reads_private=True) if places.private else None
    wanted = duty_issues(late_tasks(public, both))
    there = [OpenIssue(*each) for each in at_forge.open_issues(LABEL)]
    changes = issue_changes(wanted, there, most)
    _carry_out(at_forge, changes, execute)
    _tell(changes, wanted, execute)
    return 0


def _same(page: str, other: str) -> bool:
    """Whether two addresses may lead to the same repository: what only looks different does not."""
    plain = [each.casefold().rstrip("/").removesuffix(".git").rstrip("/") for each in (page, other)]
    return plain[0] == plain[1]


def _carry_out(at_forge: ForgeRepository, changes: IssueChanges, execute: bool) -> None:
    from records_portal.duties.task_issues import CLOSED, LABEL

    for wanted in changes.to_open:
        number = f" {at_forge.open_issue(wanted.title, wanted.body, LABEL)}" if execute else ""
        click.echo(one_line(f"open{number}: {wanted.title}"))
    for at, wanted in changes.to_change:
        if execute:
            at_forge.change_issue(at, wanted.title, wanted.body)
        click.echo(one_line(f"change {at}: {wanted.title}"))
    for issue in changes.to_close:
        if execute:
            at_forge.close_issue(issue.number, CLOSED)
        click.echo(one_line(f"close {issue.number}: {issue.title}"))


def _tell(changes: IssueChanges, wanted: list[DutyIssue], execute: bool) -> None:
    done = len(changes.to_open) + len(changes.to_change) + len(changes.to_close)
    tell(f"{len(wanted):,} late; {done:,} to do at the forge" + ("" if execute or not done else "; --execute does it"))
    if changes.left:
        tell(f"{changes.left:,} more are opened by the next run: at most --most at once")
