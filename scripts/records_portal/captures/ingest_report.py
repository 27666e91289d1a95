"""What an ingest understood and did, in words for the person who handed in the export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from records_portal.exports.archives.streams import told
from records_portal.register.findings import one_line
from records_portal.values.item_kinds import PRIVATE_KINDS

from .gathering import UNKNOWN
from .taking_in.request import IngestOutcome
from .verdict import COMPLETE, NOT_UNDERSTOOD, PARTIAL, REASONS

_PLURALS = {"reply": "replies", "story": "stories", "deleted": "deleted posts"}


_OPENINGS = {COMPLETE: "Complete:  ", PARTIAL: "Partial:   ", NOT_UNDERSTOOD: "Not understood:"}
# The reader of web archives: of some pages, as they were on the days on which they were visited.
WEB_ARCHIVE = "warc"
_LACKS_PARTS = frozenset(("missing-parts", "partial-by-its-own-word"))
_SPEAKING = frozenset(("too-much-gone", "still-there", "files-not-there"))  # against it that what is missed is gone
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
        yield f"Look at:    {_counted(remark)}{_where(outcome, remark['what'], remark['count'])}"
    if outcome.written:
        files = f"captures/{outcome.site}/{outcome.capture}"
        yield f"Written:    {', '.join(outcome.written)} (in the private root)"
        yield f"Next: commit {files} in the private root and propose it for review there"


def _lines(outcome: IngestOutcome) -> Iterator[str]:
    called = f"the account {told(outcome.called)}" if outcome.called else "an account that the export does not name"
    account = f"account {outcome.account}" if outcome.account else called
    opening = _OPENINGS[outcome.verdict.value]
    yield f"{opening} an export of {outcome.format}, in the layout of {outcome.era}, of {account}"
    for word in outcome.verdict.reasons:
        yield f"Because:    {REASONS[word]} ({word}){_where(outcome, word)}"
    # Where nobody knows what it was asked for, it should hold nothing in particular.
    if outcome.would_go and "undeclared" not in outcome.verdict.reasons:
        items = "item that it should hold" if outcome.known == 1 else "items that it should hold"
        yield f"Not in it:  {outcome.would_go} of {outcome.known} known {items}"
    if outcome.span:
        yield f"Span:       {outcome.span['from_on']} to {outcome.span['to_on']}"
    yield f"Items:      {outcome.counts['found']}{_of_kinds(outcome)}{_against_declared(outcome)}"
    yield f"Changes:    {_changes(outcome)}"
    media = (f"{count} {name}{_where(outcome, name, count)}" for name, count in outcome.media.items())
    yield f"Media:      {', '.join(media)}"
    for part in outcome.residue:
        yield f"Residue:    {part['part']}, {_size(part)}"
    if outcome.kept_back:
        kept_back = ", ".join(outcome.kept_back)
        yield f"Private:    {kept_back} can be items in a private root alone; name it with --private DIR"
    for remark in outcome.unknown:
        yield f"Look at:    {_counted(remark)}{_where(outcome, remark['what'], remark['count'])}"
    if outcome.lacks:
        yield f"Lacks:      {', '.join(outcome.lacks)}"
    yield from _next_steps(outcome)


def _changes(outcome: IngestOutcome) -> str:
    """What the export changes of what is known; the same bytes again change nothing."""
    counted = ", ".join(f"{count} {name}" for name, count in outcome.counts.items() if name != "found")
    return f"nothing changed; when these bytes were taken in: {counted}" if outcome.stands else counted


def _size(part: Mapping[str, Any]) -> str:
    """How large a part is; beside private things its record says only what it is not larger than."""
    if "files" not in part:
        return f"at most {part['bytes'] // 1_000_000} MB"
    return f"{part['bytes']} bytes, files: {part['files']}, stretches: {part['ranges']}"


def _where(outcome: IngestOutcome, what: str, count: int = 0) -> str:
    """The first places of what was counted; they stand in no record, which may be public."""
    places = outcome.places.get(what, ())
    more = f" and {count - len(places)} more" if count > len(places) else ""
    return f" ({', '.join(places)}{more})" if places else ""


def _counted(remark: Mapping[str, Any]) -> str:
    """A remark with its number; of one, the number stands behind what is told in the plural."""
    what, count = remark["what"], remark["count"]
    in_plural = any(word.endswith("s") for word in what.split()[:2])
    return f"{what} ({count})" if count == 1 and in_plural else f"{count} {what}"


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
    # What is no item, such as messages that nobody asked for, counts where the export counts it.
    besides = "" if "fewer-than-declared" in outcome.verdict.reasons else ", with what lies in the residue"
    more = besides if outcome.declared > outcome.counts["found"] else ""
    return f"; the export says that it holds {outcome.declared}{more}"


def _private_words(outcome: IngestOutcome) -> str:
    return " and ".join(_PLURALS.get(kind, f"{kind}s") for kind in outcome.kinds if kind in PRIVATE_KINDS)


def _next_steps(outcome: IngestOutcome) -> Iterator[str]:
    if outcome.verdict.value == NOT_UNDERSTOOD:
        yield "Nothing was written: no item was found where there must be some; tell the web team, and keep the export"
    elif outcome.stands and not outcome.written:
        yield f"Nothing was written: these bytes are capture {outcome.site}/{outcome.capture} already"
        yield from _ways_to_complete(outcome)
    elif outcome.dry_run:
        yield f"Nothing was written: this was a rehearsal of capture {outcome.site}/{outcome.capture}"
        yield from _ways_to_complete(outcome)
        asks = f", and say what the export was asked for: {_scope_options(outcome)}"
        words = asks if _lacks_words(outcome) else ""
        # With what it lacks at hand it would be another command.
        only = "only if that is all that there is, " if _LACKS_PARTS & {*outcome.verdict.reasons} else ""
        yield f"Next: {only}run the same command without --dry-run{words}"
    else:
        yield f"Written:    {', '.join(outcome.written)}"
        files = f"captures/{outcome.site}/{outcome.capture}"
        yield f"Next: look through {files}/capture.yml, commit {files} and propose it for review"
        if any(each["part"] in UNKNOWN for each in outcome.residue):
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


def _lacks_words(outcome: IngestOutcome) -> bool:
    """Whether words on what was asked for would help; an export with a part missing stays partial with any."""
    words = {*outcome.verdict.reasons}
    return bool({"undeclared", "shortened"} & words) and not _LACKS_PARTS & words


def _scope_options(outcome: IngestOutcome) -> str:
    """The options that say what was asked for; a web archive and what looks shortened were not asked for whole."""
    if outcome.format == WEB_ARCHIVE:
        return "--kind page --from DAY --to DAY"
    if "shortened" in outcome.verdict.reasons:
        return f"--from {outcome.span['from_on']} and --to, with --kind where that was less"
    return "--complete, or --from, --to and --kind"


def _ways_to_complete(outcome: IngestOutcome) -> Iterator[str]:
    """What can be said or done about a verdict that is less than complete."""
    words, is_rehearsed = {*outcome.verdict.reasons}, outcome.dry_run and not outcome.stands
    if _LACKS_PARTS & words:
        yield "Next: hand in all parts of the export in one command, or ask the platform for it again"
    if "shortened" in words:
        yield "Next: ask the platform for all time; only if the days it holds are all that you wanted, say them"
    if _lacks_words(outcome) and not is_rehearsed:
        yield (
            f"Next: say what the export was asked for: `records captures judge {outcome.site} {outcome.capture} "
            f"--by PERSON` with {_scope_options(outcome)}; until then nothing in it counts as the whole, and nothing "
            "is gone"
        )
    if _SPEAKING & words and outcome.would_go and not _LACKS_PARTS & words:
        said = f"say --gone {outcome.would_go}" if is_rehearsed else "the next export says so with --gone NUMBER"
        yield (
            f"Next: look for another range or a part that was not handed in; only if all {outcome.would_go} known "
            f"items were really removed, {said}"
        )
