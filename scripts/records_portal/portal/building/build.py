"""The portal as a whole: register and history in, a checked folder of pages out."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from records_portal import __version__
from records_portal.captures.index import load_residue
from records_portal.history.repository import Repository
from records_portal.identity.key_changes import keys_of
from records_portal.identity.trail import read_trail
from records_portal.register.fact_kinds import STATUSES
from records_portal.register.findings import Finding, Severity
from records_portal.register.kinds import FOLDERS
from records_portal.register.model import Register
from records_portal.register.sites import status_of
from records_portal.register.sources import Tree
from records_portal.retention.due_list import due_dispositions
from records_portal.trust.publishing import published_log
from records_portal.wording.words import count

from ..contents import PortalData, build_facts, package_of, site_contents
from ..downloads.data_package import PACKAGE, sealed_package
from .engine import build_engine
from .publication import refuse_foreign, write_site
from .shell import identity_of, read_shells
from .source_pages import PAGES, SETTINGS, export_pages
from .withheld import ShownTree, shown_register, shown_trail

# who lacks training, left with access or knows a password helps whoever wants in, of an older root too
NOT_PUBLISHED = frozenset(("D003", "D007", "U005", "W002", "W003", "W004", "W005", "W006"))


def build_portal(
    root: Path,
    tree: Tree,
    register: Register,
    items: pd.DataFrame,
    findings: Iterable[Finding],
    as_of: date,
    out: Path,
    cache: Path | None = None,
) -> str:
    """Builds the portal into a folder and says in a few lines what it found.

    The folder is replaced as a whole when every page is written and every link leads somewhere, else not at all. What
    lies in the cache folder saves time and changes no byte.
    """
    refuse_foreign(out)
    repository = Repository(root)
    draft = is_draft(repository)
    history = read_trail(repository, register, cache)
    data = PortalData(
        register=shown_register(register),
        due=due_dispositions(register, pd.concat([items, load_residue([(tree, False)], register)]), as_of),
        items=items,
        history=shown_trail(history),
        findings=tuple(
            each for each in findings if each.severity is not Severity.ERROR and each.code not in NOT_PUBLISHED
        ),
        as_of=as_of,
        tree=ShownTree(tree, tree.label),
        head=history.head,
        dirty=draft,
        version=__version__,
        keys=keys_of(repository, register),
        log=published_log(repository),
    )
    identity = replace(identity_of(register.portal), draft=draft)
    with tempfile.TemporaryDirectory(prefix="records-portal-") as work:
        source = export_pages(tree, Path(work) / "pages")
        shells = read_shells(build_engine(source, Path(work) / "work", identity.url, cache), identity)
        pages = write_site(
            site_contents(data, shells),
            shells,
            out,
            build=build_facts(data),
            last={PACKAGE: partial(sealed_package, package_of(data))},
            cache=cache,
        )
    return _report(data, pages, out)


def is_draft(repository: Repository) -> bool:
    """Whether records or pages differ from the commit that is checked out: what is built of them is no publication."""
    return repository.is_dirty(*FOLDERS, SETTINGS, PAGES)


def _report(data: PortalData, pages: int, out: Path) -> str:
    register = data.register
    statuses = Counter(status_of(site.value) for site in register.of("sites").values())
    due = Counter(data.due["status"])
    severities = Counter(each.severity for each in data.findings)
    listed = count(len(data.due), "item or residue part", "items and residue parts")
    counts = ", ".join(f"{statuses[status]} {status}" for status in STATUSES if statuses[status])
    dirty = " and uncommitted changes: a draft, and every page says so" if data.dirty else ""
    lines = [
        f"{out.resolve()}: {count(pages, 'page')} as of {data.as_of}, commit {data.head[:12]}{dirty}",
        f"{count(len(register.of('sites')), 'site')} of {count(len(register.of('agencies')), 'agency', 'agencies')}: "
        f"{counts or 'none'}",
        f"{count(len(register.of('captures')), 'capture')} with {listed}: {due['retained']:,} still retained, "
        f"{due['authorized']:,} authorized for disposition (holds are not seen here)",
        f"late: {severities[Severity.LATE]:,}; advised: {severities[Severity.ADVICE]:,}",
        f"{count(len(data.history.changes), 'change')} in the audit trail",
    ]
    return "\n".join(lines)
