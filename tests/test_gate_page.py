"""The page on what lasts is written from the tables of the gate: `PYTHONPATH=. python tests/test_gate_page.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from records_portal.identity.acts import OF_KIND
from records_portal.identity.approvals import BY_KIND
from records_portal.proposals.guarded_files import GUARDS
from records_portal.proposals.lasting_files import DECISIONS, INDEXES
from records_portal.proposals.lasting_kinds import LASTING, LastingKind
from records_portal.register.kinds import KINDS

PAGE = Path(__file__).parents[1] / "docs/reference/gate.md"
BEGIN, END = "<!-- kinds -->\n", "<!-- end -->\n"
RECORD = "the record"


def render_gate() -> str:
    """The part of the page that the tables say."""
    parts = [part for kind in KINDS for part in _kind(kind, LASTING[kind])]
    parts += ["## Files beside records", "", "| Files | Approval by |", "|---|---|"]
    parts += [f"| {guard.called} | {_named(guard.roles)} |" for guard in GUARDS]
    beside = f"{_named(INDEXES)} stay as they were written; {_named(DECISIONS)} are only added to"
    parts += [f"| beside a capture: {beside} | {_named(BY_KIND['captures'])} |", ""]
    return "\n".join(parts)


def _kind(name: str, rule: LastingKind) -> Iterator[str]:
    kind = KINDS[name]
    where = " of the private root" if kind.private else ""
    yield from (f"### {kind.title}", "", f"`{kind.path}`{where}. Approval by {_named(BY_KIND[name])}, which counts as")
    yield from (f"*{OF_KIND[name]}* ([how an approval is known](approvals.md)).", "")
    rows = list(_rows(rule))
    yield from ("| What may become of it | Parts |", "|---|---|", *rows, "")


def _rows(rule: LastingKind) -> Iterator[str]:
    said: tuple[tuple[str, Iterable[str]], ...] = (
        ("is added to", rule.grows),
        ("may come later, and stays", rule.may_come),
        ("takes whatever was left out", rule.completes),
        ("may be said anew", rule.free),
        ("may be said anew while the State has returned it", rule.mended),
        ("a word may become a mapping", rule.turns),
        ("may go: `records upgrade` takes it elsewhere", rule.may_go),
        ("may become a later day", rule.later),
        ("may be another day while both are to come", rule.planned),
    )
    for words, parts in said:
        if parts:
            yield f"| {words} | {_named(sorted(parts))} |"
    for part, until in sorted(rule.open_until.items()):
        yield f"| may change until it has `{until}` | `{part}` |"
    for part, beside in sorted(rule.comes_with.items()):
        yield f"| changes only with a new entry of {_named(beside)} | `{part}` |"
    for part, roles in sorted(rule.closed_by.items()):
        yield f"| ends the record, or puts it right, by {_named(roles)} | `{part}` |"
    yield "| stays as it was written | whatever else there is |"


def _named(parts: Iterable[str]) -> str:
    return ", ".join(f"`{part}`" if part else RECORD for part in parts)


def test_the_page_says_what_the_tables_say() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0] == render_gate(), "PYTHONPATH=. python tests/test_gate_page.py"


if __name__ == "__main__":
    whole = PAGE.read_text(encoding="utf-8")
    head, _, rest = whole.partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}{render_gate()}{END}{rest.partition(END)[2]}", encoding="utf-8")
