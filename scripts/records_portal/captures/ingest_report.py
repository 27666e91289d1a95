"""What an ingest understood and did, in words for the person who handed in the export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from records_portal.register.findings import one_line
from records_portal.values.item_kinds import PRIVATE_KINDS

from .ingest import IngestOutcome
from .verdict import COMPLETE, NOT_UNDERSTOOD, PARTIAL, REASONS

_PLURALS = {"reply": "replies", "story": "stories", "deleted": "deleted posts"}


_OPENINGS = {COMPLETE: "Complete:  ", PARTIAL: "Partial:   ", NOT_UNDERSTOOD: "Not understood:"}
MACHINE_FIELDS = (
    "platform",
    "format",
    "era",
    "account",
    "span",
    "counts",
    "kinds",
    "declared",
    "media",
    "residue",
    "lacks",
    "unknown",
    "capture",
    "written",
    "kept_back",
)


def outcome_mapping(outcome: IngestOutcome) -> dict[str, Any]:
    """The outcome under the names that machines read."""
    verdict = outcome.verdict
    said = {
        "verdict": verdict.value,
        "reasons": [{"reason": word, "says": REASONS[word]} for word in verdict.reasons],
        "known": outcome.known,
        "not_in_it": outcome.would_go,
        "offered_account_id": outcome.offered_id,
    }
    told = said | {name: getattr(outcome, name) for name in MACHINE_FIELDS} | {"kinds": outcome.changes}
    return told | ({"private": outcome_mapping(outcome.private)} if outcome.private else {})


def render_outcome(outcome: IngestOutcome) -> str:
    """The outcome as text: what was understood, what was kept, what is missing and what to do next."""
    lines = [*_lines(outcome), *(_private_lines(outcome.private) if outcome.private else ())]
    return "".join(f"{one_line(line)}\n" for line in lines)


def _private_lines(outcome: IngestOutcome) -> Iterator[str]:
    """What went to the private root, where it is committed."""
    yield f"Private:    {outcome.counts['found']}{_of_kinds(outcome)}, in a capture of the private root"
    for remark in outcome.unknown:
        yield f"Look at:    {remark['count']} {remark['what']}"
    if outcome.written:
        files = f"captures/{outcome.site}/{outcome.capture}"
        yield f"Written:    {', '.join(outcome.written)} (in the private root)"
        yield f"Next: commit {files} in the private root and propose it for review there"


def _lines(outcome: IngestOutcome) -> Iterator[str]:
    account = f"account {outcome.account}" if outcome.account else "an account that the export does not name"
    opening = _OPENINGS[outcome.verdict.value]
    yield f"{opening} an export of {outcome.format}, in the layout of {outcome.era}, of {account}"
    for word in outcome.verdict.reasons:
        yield f"Because:    {REASONS[word]} ({word})"
    if outcome.would_go:
        yield f"Not in it:  {outcome.would_go} of {outcome.known} known items that it should hold"
    if outcome.span:
        yield f"Span:       {outcome.span['from_on']} to {outcome.span['to_on']}"
    yield f"Items:      {outcome.counts['found']}{_of_kinds(outcome)}{_against_declared(outcome)}"
    yield f"Changes:    {', '.join(f'{count} {name}' for name, count in outcome.counts.items() if name != 'found')}"
    yield f"Media:      {', '.join(f'{count} {name}' for name, count in outcome.media.items())}"
    for part in outcome.residue:
        places = f" in {part['files']} files and {part['ranges']} stretches" if "files" in part else ""
        yield f"Residue:    {part['part']}, {part['bytes']} bytes{places}"
    if outcome.kept_back:
        kept_back = ", ".join(outcome.kept_back)
        yield f"Private:    {kept_back} can be items in a private root alone; name it with --private DIR"
    for remark in outcome.unknown:
        yield f"Look at:    {remark['count']} {remark['what']}"
    if outcome.lacks:
        yield f"Lacks:      {', '.join(outcome.lacks)}"
    yield from _next_steps(outcome)


def _of_kinds(outcome: IngestOutcome) -> str:
    words = (
        f"{count} {kind if count == 1 else _PLURALS.get(kind, f'{kind}s')}" for kind, count in outcome.kinds.items()
    )
    return f" ({', '.join(words)})" if outcome.kinds else ""


def _against_declared(outcome: IngestOutcome) -> str:
    if outcome.declared is None:
        return "; the export does not say how many it holds"
    if outcome.declared == outcome.counts["found"]:
        return ", as many as the export says that it holds"
    private = sum(outcome.kinds.get(kind, 0) for kind in PRIVATE_KINDS)
    if outcome.declared == outcome.counts["found"] - private:
        return f", without {_private_words(outcome)} as many as the export says that it holds"
    return f"; the export says that it holds {outcome.declared}"


def _private_words(outcome: IngestOutcome) -> str:
    return " and ".join(_PLURALS.get(kind, f"{kind}s") for kind in outcome.kinds if kind in PRIVATE_KINDS)


def _next_steps(outcome: IngestOutcome) -> Iterator[str]:
    if outcome.verdict.value == NOT_UNDERSTOOD:
        yield "Nothing was written: no item was found where there must be some; tell the web team, and keep the export"
    elif outcome.dry_run:
        yield f"Nothing was written: this was a rehearsal of capture {outcome.site}/{outcome.capture}"
        scope = ", and say what the export was asked for: --complete, or --from, --to and --kind"
        asks = "undeclared" in outcome.verdict.reasons
        yield f"Next: run the same command without --dry-run{scope if asks else ''}"
    elif not outcome.written:
        yield f"Nothing was written: these bytes are capture {outcome.site}/{outcome.capture} already"
    else:
        yield f"Written:    {', '.join(outcome.written)}"
        files = f"captures/{outcome.site}/{outcome.capture}"
        yield f"Next: look through {files}/capture.yml, commit {files} and propose it for review"
        if outcome.unknown:
            yield "Next: tell the web team what was not understood; it is kept as residue and nothing is lost"
        yield from _ways_to_complete(outcome)
        yield from _offer(outcome)
        for others in ("replies by others", "comments by others"):
            if others in outcome.lacks:
                yield f"Next: {others} are not in this export; add them as a web archive of the pages (WACZ)"


def _offer(outcome: IngestOutcome) -> Iterator[str]:
    """The id that the site's record has not; it is never written there by itself."""
    if outcome.offered_id:
        line = f"account_id: '{outcome.offered_id}'"
        yield f"Next: if that account is the site's, add the line `{line}` to registry/sites/{outcome.site}.yml"


def _ways_to_complete(outcome: IngestOutcome) -> Iterator[str]:
    """What can be said or done about a verdict that is less than complete."""
    words, name = outcome.verdict.reasons, f"{outcome.site} {outcome.capture}"
    if "undeclared" in words:
        yield (
            f"Next: say what the export was asked for: `records captures judge {name}` with --complete, or with "
            "--from, --to and --kind; until then nothing in it counts as the whole, and nothing is gone"
        )
    if "too-much-gone" in words:
        yield (
            f"Next: find out why {outcome.would_go} known items are not in it; only if they were all removed, say so "
            f"with --gone {outcome.would_go}"
        )
    if {"missing-parts", "partial-by-its-own-word"} & {*words}:
        yield "Next: hand in all parts of the export in one command, or ask the platform for it again"
