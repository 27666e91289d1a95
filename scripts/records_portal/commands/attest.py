"""`records attest`: what the forge's reviews approved, signed by a workflow onto the branch `attestations`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

from .approve import fingerprint_of, sign_with
from .diff import read_answer
from .options import FOLDER
from .output import tell
from .places import Places

if TYPE_CHECKING:
    from records_portal.history.repository import Repository
    from records_portal.identity.base import BaseReader


@click.command()
@click.argument("commit", metavar="COMMIT", default="HEAD")
@click.option("--reviews", type=FOLDER, required=True, metavar="FILE", help="The forge's reviews, as its API answers.")
@click.option("--head", metavar="COMMIT", help="The proposal's last commit; default: the merge's second parent.")
@click.option("--key", type=FOLDER, required=True, metavar="FILE", help="The attester's key.")
@click.pass_obj
def attest(places: Places, commit: str, reviews: Path, head: str | None, key: Path) -> int:
    """Attest after a merge which reviews at the forge approved what was merged.

    COMMIT is the commit of the main line that merged the proposal. Each review of the proposal's last commit becomes a
    statement of its person's, signed with a key that the settings of before the merge name as an attester's, on the
    branch `attestations`; push that branch. It counts as attested: for no disposition.
    """
    from records_portal.history.repository import Repository
    from records_portal.identity.attestations import BRANCH, NAMESPACE, Attestation
    from records_portal.identity.base import base_reader
    from records_portal.proposals.attesting import attested_reviews
    from records_portal.proposals.reviews import parse_reviews

    repository = Repository(places.root)
    bases = base_reader(repository, commit)
    _check_attester(bases, fingerprint_of(key))
    files: dict[str, bytes] = {}
    for found in attested_reviews(bases, _last_commit(repository, commit, head), parse_reviews(read_answer(reviews))):
        if isinstance(found, Attestation):
            data = found.render()
            files[found.statement.path] = data
            files[f"{found.statement.path}.sig"] = sign_with(key, data, NAMESPACE)
        else:
            tell(f"not attested: the review {found.review.id} of {one_line(found.review.login)}: {found.reason}")
    if files:
        repository.add_to_branch(BRANCH, files, "Attest reviews")
    for path in files:
        click.echo(path)
    tell(f"push the branch {BRANCH}" if files else "no review approved what was merged; nothing was attested")
    return 0


def _check_attester(bases: BaseReader, fingerprint: str) -> None:
    from records_portal.history.merged_changes import landing_days
    from records_portal.identity.attestations import attesters_of

    place = bases.line.last
    day = landing_days(bases.line)[place]
    times = attesters_of(bases.register(place - 1)).get(fingerprint, ())
    if not any(from_on <= day <= to_on for from_on, to_on in times):
        raise Refusal(
            f"the key {fingerprint} was no attester's before this merge; `forge: attesters` in registry/portal.yml "
            "names it, merged earlier"
        )


def _last_commit(repository: Repository, commit: str, head: str | None) -> str:
    """The last commit of what was merged: as it is named, else the second parent of a merge of two."""
    if head:
        return repository.resolved(head)
    name = repository.resolved(commit)
    parents = repository.commits(name)[name]
    if len(parents) != 2:
        raise Refusal(f"{name[:12]} is no merge of two; --head names the last commit of what it merged")
    return parents[1]
