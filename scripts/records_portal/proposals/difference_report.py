"""A difference as text for a terminal, as Markdown for a forge's comment, or for programs.

* In Markdown every value stands as code, where no mention, link, image, markup or line break of it can act.
* The comment begins with what matters: approvals, what may not be merged, the files that guard the register. Each of
  those parts says its number first and then a bounded part of its lines, so that nothing that decides is ever cut off.
* It folds what is long and stays below the length that forges take.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from records_portal.identity.approvals import Approval
from records_portal.identity.telling import SentenceStyle, SiteEvent, person_words, role_words, told_facts
from records_portal.register.changes import FieldChange
from records_portal.register.findings import Finding, Severity, one_line
from records_portal.register.kinds import KINDS
from records_portal.retention.impact import render_impact as render_impact
from records_portal.wording.words import count

from .difference import Difference, GuardedChange, RecordChange
from .given_approvals import APPROVE, ApprovalState, GivenApproval
from .guarded_files import guarded_counts

MARK = "<!-- records-diff -->"
LONGEST_COMMENT = 60_000
LONGEST_VALUE = 300
SHOWN, SHOWN_FIELDS, SHOWN_NAMES = 40, 12, 10
SHOWN_RECORDS = 200
NOBODY_SIGNS = (
    "Nobody can sign yet, for nobody in the register has a key; approvals are declared, and not counted here."
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report: its title, its lines, each with how deep it stands, and whether it can be folded."""

    title: str
    lines: tuple[tuple[int, str], ...]
    folded: bool = False


def code(text: str) -> str:
    """A value as a code span that it cannot end; a long one is cut."""
    line = one_line(" ".join(text.split()))
    line = line if len(line) <= LONGEST_VALUE else f"{line[: LONGEST_VALUE - 1]}…"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{space}{line}{space}{fence}" if line.strip() else "nothing"


def _quoted(text: str) -> str:
    return repr(text) if len(text) <= LONGEST_VALUE else repr(f"{text[: LONGEST_VALUE - 1]}…")


MARKDOWN = SentenceStyle(lambda text: text if _DATE.match(text) else code(text), code)
PLAIN = SentenceStyle()


def render_comment(difference: Difference) -> str:
    """The comment: a heading, the summary, then each part, as far as the length allows."""
    text = f"{MARK}\n## What this changes in the register\n\n{_list(_summary(difference, MARKDOWN))}"
    size, left_out = len(text.encode()), 0
    for part in _parts(difference, MARKDOWN):
        shown = _section(part)
        length = len(shown.encode())
        # a long part gives way to those behind it: what is behind one must not depend on how long somebody made it
        if size + length > LONGEST_COMMENT - 500:
            left_out += 1
            continue
        text, size = text + shown, size + length
    return f"{text}\nThe rest does not fit into a comment; `records diff` prints all of it.\n" if left_out else text


def render_text(difference: Difference) -> str:
    """The same for a terminal."""
    lines = [f"{difference.base} -> {difference.head}"]
    lines += [f"  {line}" for _, line in _summary(difference, PLAIN)]
    for part in _parts(difference, PLAIN):
        lines += ["", part.title, *(f"  {'  ' * depth}{line}" for depth, line in part.lines)]
    return "".join(f"{one_line(line)}\n" for line in lines)


def as_mapping(difference: Difference) -> dict[str, object]:
    """All of it under the names that machines read."""
    return {
        "base": difference.base,
        "head": difference.head,
        "records": [_record_mapping(difference, one) for one in difference.records],
        "files": [{"path": path, "what": what} for path, what in difference.files],
        "guarded": [asdict(each) for each in difference.guarded],
        "approvals": [
            asdict(one) | {"records": [each.name for each in records]}
            for one, records in difference.approvals().items()
        ],
        "approval_state": _state_mapping(difference.state),
        "may_merge": difference.may_merge,
        "against_merged": [one.as_mapping() for one in difference.against_merged],
        "against_tree": [one.as_mapping() for one in difference.against_tree],
        "findings": {
            "added": [one.as_mapping() for one in difference.added],
            "removed": [one.as_mapping() for one in difference.removed],
        },
        "look_alikes": [one.as_mapping() for one in difference.look_alikes],
        "impact": difference.impact.as_mapping() if difference.impact is not None else None,
    }


def _state_mapping(state: ApprovalState | None) -> dict[str, object] | None:
    if state is None:
        return None
    needed = [
        {
            "role": each.approval.role,
            "agency": each.approval.agency,
            "given": [_given_mapping(one) for one in each.given],
            "lacking": list(each.lacking),
            "by_letter": [f"{name}: {letter.words}" for name, letter in each.exempt],
        }
        for each in state.needed
    ]
    not_counting = [_given_mapping(each) | {"reason": each.reason} for each in state.not_counting]
    return {"can_sign": state.can_sign, "needed": needed, "not_counting": not_counting}


def _given_mapping(given: GivenApproval) -> dict[str, object]:
    return {"person": given.person, "known": str(given.known), "role": given.role, "on": given.on, "act": given.act}


def _record_mapping(difference: Difference, one: RecordChange) -> dict[str, object]:
    return {
        "kind": one.kind,
        "id": one.id,
        "path": one.path,
        "what": one.what,
        "earlier_id": one.earlier_id,
        "title": one.title,
        "told": [str(told) for told in told_facts(difference.register, one.course)],
        "facts": list(one.course.facts),
        "fields": [each._asdict() for each in one.fields],
        "status": {"before": one.course.before, "after": one.course.after},
        "next_status": one.next_status,
        "missing": list(one.missing),
        "approvals": [asdict(each) for each in one.approvals],
    }


def _summary(difference: Difference, manner: SentenceStyle) -> Iterator[tuple[int, str]]:
    """What matters most, a line each."""
    if difference.state and difference.state.can_sign:
        yield from ((0, line) for line in _approval_summary(difference.state, manner))
    for called, number in guarded_counts(difference.guarded).items():
        yield 0, f"{called.capitalize()}: {number:,} {'file differs' if number == 1 else 'files differ'}"
    if not difference.records and not difference.files:
        yield 0, "No record changes."
    counts = Counter((one.kind, one.what) for one in difference.records)
    for (kind, what), number in sorted(counts.items()):
        yield 0, f"{KINDS[kind].title}: {number:,} {what}"
    if difference.state and not difference.state.can_sign:
        yield 0, NOBODY_SIGNS
    if difference.files:
        yield 0, f"Files beside records: {len(difference.files):,}"
    errors = len(difference.errors)
    if errors:
        yield (
            0,
            f"**It cannot be merged: {errors:,} error{'s' if errors > 1 else ''}.**"
            if manner is MARKDOWN
            else (f"it cannot be merged: {errors:,} error{'s' if errors > 1 else ''}"),
        )
    if difference.impact is None:
        yield 0, "What becomes due earlier or later cannot be computed, because a record cannot be read."
    elif difference.impact:
        earlier, later = difference.impact.total("earlier"), difference.impact.total("later")
        yield 0, f"Items that become due earlier: {earlier:,}; later: {later:,}"


def _approval_summary(state: ApprovalState, manner: SentenceStyle) -> Iterator[str]:
    """Whether the approvals are there, in one line."""
    if missing := len(state.missing):
        words = f"It may not be merged: {missing:,} approval{'s are' if missing > 1 else ' is'} missing."
        yield f"**{words}**" if manner is MARKDOWN else words
    elif state.needed:
        yield "Every approval that it needs is there."


def _parts(difference: Difference, manner: SentenceStyle) -> Iterator[Part]:
    yield from _first_parts(difference, manner)
    if difference.impact:
        yield _impact_part(difference, manner)
    for one in difference.records[:SHOWN_RECORDS]:
        yield _record_part(difference, one, manner)
    if more := difference.records[SHOWN_RECORDS:]:
        names = tuple((0, f"{manner.value(f'{one.kind}/{one.id}')}: {one.what}") for one in more)
        yield Part(f"Another {count(len(more), 'record')}", names, folded=True)
    if difference.files:
        files = tuple((0, f"{manner.value(path)}: {what}") for path, what in difference.files)
        yield Part("Files beside records", files, len(files) > SHOWN_FIELDS)
    errors = {id(one) for one in (*difference.errors, *difference.look_alikes)}
    if added := [one for one in difference.added if id(one) not in errors]:
        yield Part("What comes to be late or advised", tuple(_findings(added, manner)), len(added) > SHOWN_FIELDS)
    if difference.removed:
        lines = tuple(_findings(difference.removed, manner))
        yield Part("What this puts right", lines, len(difference.removed) > SHOWN_FIELDS)


def _impact_part(difference: Difference, manner: SentenceStyle) -> Part:
    title = "What becomes due by this"
    if difference.impact is None:
        return Part(title, ())
    if manner is PLAIN:
        return Part(title, tuple((0, line) for line in difference.impact.lines()))
    text = render_impact(difference.impact, title).splitlines()
    return Part(title, tuple((-1, line) for line in text[1:] if line))


def _approvals(difference: Difference, manner: SentenceStyle) -> Iterator[tuple[int, str]]:
    for approval, records in difference.approvals().items():
        names = [manner.value(one.name) for one in records[:SHOWN_NAMES]]
        more = len(records) - len(names)
        listed = ", ".join(names) + (f" and {more:,} more" if more else "")
        yield 0, f"{_who(difference, approval, manner)}: for {listed}"
        yield from ((1, line) for line in _standing(difference, approval, manner))


def _standing(difference: Difference, approval: Approval, manner: SentenceStyle) -> Iterator[str]:
    """Who gave an approval and how that is known, what goes without, and what is missing."""
    state = difference.state
    for needed in state.needed if state else ():
        if needed.approval == approval:
            yield from (_given(difference, each, manner) for each in needed.given)
            for letter in dict.fromkeys(letter for _, letter in needed.exempt):
                yield f"goes without: {letter.words}"
            if needed.lacking:
                names = ", ".join(manner.value(name) for name in needed.lacking[:SHOWN_NAMES])
                more = len(needed.lacking) - SHOWN_NAMES
                yield f"missing for {names}{f' and {more:,} more' if more > 0 else ''}"


def _given(difference: Difference, given: GivenApproval, manner: SentenceStyle) -> str:
    """An approval as somebody's, and how it is known."""
    who = manner.value(person_words(difference.register, given.person))
    role = f" as {manner.value(role_words(difference.register, given.role))}" if given.role else ""
    act = f" ({manner.value(given.act)})" if given.act != APPROVE else ""
    return f"{given.known}: {who}{role}{f' on {manner.day(given.on)}' if given.on else ''}{act}"


def _first_parts(difference: Difference, manner: SentenceStyle) -> Iterator[Part]:
    """What decides whether it may be merged: the approvals before all else where they are counted."""
    counting = difference.state if difference.state and difference.state.can_sign else None
    if counting:
        yield from _counted_parts(counting, difference, manner)
    if difference.errors:
        yield Part("What has to be mended first", tuple(_findings(difference.errors, manner)))
    if difference.look_alikes:
        yield Part("Handles that resemble another agency's", tuple(_findings(difference.look_alikes, manner)))
    if difference.approvals() and not counting:
        yield Part("Whose approval it needs", tuple(_approvals(difference, manner)))
    for called in guarded_counts(difference.guarded):
        yield _guarded_part(called, [each for each in difference.guarded if each.called == called], manner)


def _guarded_part(called: str, files: Sequence[GuardedChange], manner: SentenceStyle) -> Part:
    """The files of a row of the table of what guards the register, each with whom the forge asks."""
    lines = []
    for each in files[:SHOWN_FIELDS]:
        asked = f" (the forge asks {', '.join(map(manner.value, each.owners[:SHOWN_NAMES]))})" if each.owners else ""
        lines.append((0, f"{manner.value(each.path)}: {each.what}{asked}"))
    if more := len(files) - len(lines):
        lines.append((0, f"and {more:,} more"))
    return Part(f"{called.capitalize()}, which are no records", tuple(lines))


def _counted_parts(state: ApprovalState, difference: Difference, manner: SentenceStyle) -> Iterator[Part]:
    """Who has to agree, who did and who has not, and what counts for nothing."""
    if difference.approvals():
        yield Part("Whose approval it needs", tuple(_approvals(difference, manner)))
    lines = tuple(
        (0, f"{_given(difference, each, manner)}: {manner.value(each.reason)}") for each in state.not_counting[:SHOWN]
    )
    if lines:
        yield Part("What was given and does not count", lines)


def _who(difference: Difference, approval: Approval, manner: SentenceStyle) -> str:
    role = manner.value(role_words(difference.register, approval.role))
    of = f" of {manner.value(approval.agency)}" if approval.agency else ""
    names = ", ".join(manner.value(name) for name in approval.people[:SHOWN_NAMES])
    return f"{role}{of}{f' ({names})' if names else ' (nobody in the register holds this role today)'}"


def _record_part(difference: Difference, one: RecordChange, manner: SentenceStyle) -> Part:
    what = f"renamed from {manner.value(one.earlier_id)}" if one.earlier_id else one.what
    title = f"{KINDS[one.kind].title} {manner.value(one.id)}: {what}"
    lines = list(_record_lines(difference, one, manner))
    return Part(title, tuple(lines), folded=len(lines) > SHOWN)


def _record_lines(difference: Difference, one: RecordChange, manner: SentenceStyle) -> Iterator[tuple[int, str]]:
    if one.title != one.id:
        yield 0, manner.value(one.title)
    for told in told_facts(difference.register, one.course, manner):
        yield from _fact_lines(told, manner)
    for field in one.fields[:SHOWN]:
        yield 0, _field(field, manner)
    if more := len(one.fields) - SHOWN:
        yield from [(0, f"and {more:,} more fields")] if more > 0 else []
    if not one.fields and not one.course.facts and one.what == "changed":
        yield 0, "only comments, order or layout"
    if one.missing:
        yield 0, f"Missing for {manner.value(one.next_status)}:"
        yield from ((1, each) for each in one.missing)


def _fact_lines(told: SiteEvent, manner: SentenceStyle) -> Iterator[tuple[int, str]]:
    yield 0, str(told)
    yield from ((1, f"{title}: {manner.value(text)}") for title, text in told.details)


def _field(field: FieldChange, manner: SentenceStyle) -> str:
    value: Callable[[str], str] = _quoted if manner is PLAIN else code
    name = manner.value(field.field)
    if not field.before:
        return f"{name}: now {value(field.after)}"
    if not field.after:
        return f"{name}: no longer {value(field.before)}"
    return f"{name}: {value(field.before)} becomes {value(field.after)}"


def _findings(findings: Sequence[Finding], manner: SentenceStyle) -> Iterator[tuple[int, str]]:
    for one in findings[:SHOWN]:
        severity = "" if one.severity is Severity.ERROR else f" ({one.severity})"
        yield 0, f"{manner.value(str(one))}{severity}"
    if len(findings) > SHOWN:
        yield 0, f"and {len(findings) - SHOWN:,} more; `records validate` lists them"


def _list(lines: Iterable[tuple[int, str]]) -> str:
    return "".join(f"{line}\n" if depth < 0 else f"{'  ' * depth}- {line}\n" for depth, line in lines)


def _section(part: Part) -> str:
    if part.folded:
        fold = f"<details><summary>{count(len(part.lines), 'line')}</summary>"
        return f"\n### {part.title}\n\n{fold}\n\n{_list(part.lines)}\n</details>\n"
    return f"\n### {part.title}\n\n{_list(part.lines)}"
