"""The item and its class: where it is listed, and who or what said which kind of content it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from records_portal.retention.item_lists import RESIDUE

from .case import ExplainedItem, ExplanationStep, numbered_rows

if TYPE_CHECKING:
    from records_portal.captures.comparison import IndexLine

CHANGES = {
    "new": "it is new there",
    "edited": "its content differs from what earlier captures hold",
    "returned": "it came back there after it had been gone or disposed of",
}


def item_steps(case: ExplainedItem) -> Iterator[ExplanationStep]:
    """Where the item is listed."""
    item, taken = case.item, case.capture.value["ingested"]
    capture = case.capture.id.partition("/")[2]
    taken_in = f"taken in on {str(taken['at'])[:10]} by {case.person(taken['by'])}"
    if item.kind == RESIDUE:
        part = item.id.split("/", 2)[2]
        says = f"residue part {part!r} of capture {capture}, {taken_in}: bytes of the export that no item owns"
        yield case.listed("item", says)
        return
    says = f"{item.kind} {item.id}, version {item.version}, in capture {capture}, {taken_in}"
    change = CHANGES.get(item.change, item.change)
    also = f"; also listed: {', '.join(case.others)}" if case.others else ""
    where = "" if case.line else "; its index lies in the store"
    yield case.listed("item", f"{says}; {change}{also}{where}")
    if case.gone:
        yield _gone_step(case, case.gone)


def _gone_step(case: ExplainedItem, gone: IndexLine) -> ExplanationStep:
    """That the platform has the item no more, which changes nothing of how long it is kept here."""
    capture, on = gone.capture.id.partition("/")[2], str(gone.capture.value["ingested"]["at"])[:10]
    why = "which marks it as deleted" if gone.cells["deleted"] == "yes" else "which should hold it and does not"
    says = f"no longer on the platform by capture {capture}, taken in on {on}, {why}; it is kept here all the same"
    return ExplanationStep("gone", says, gone.place.path, gone.place.line, private=gone.capture.private)


def class_steps(case: ExplainedItem) -> Iterator[ExplanationStep]:
    """Who or what gave the item its class."""
    item = case.item
    decided_for = f"{RESIDUE}/{item.id.split('/', 2)[2]}" if item.kind == RESIDUE else item.id
    rows = numbered_rows(case.tree, f"{case.folder}/classes.csv")
    decisions = [(line, row) for line, row in rows if row.get("item") == decided_for]
    if decisions:
        line, row = decisions[-1]
        earlier = len(decisions) - 1
        before = (
            f"; it replaces {'an earlier decision' if earlier == 1 else f'{earlier} earlier ones'}" if earlier else ""
        )
        who = f"decided on {row['on']} by {case.person(row['by'])}: {row['reason']}"
        yield case.beside("class", f"{row['class']}, {who}{before}", "classes.csv", line)
    elif rule := case.row.get("class_rule", ""):
        yield _rule_step(case, rule)
    else:
        yield case.listed("class", "none: no rule gave it one at ingest, and nobody has decided")


def _listed(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _rule_step(case: ExplainedItem, rule_id: str) -> ExplanationStep:
    given = f"{case.item.content_class}, given at ingest by the rule {rule_id!r}"
    record = case.register.get("classifications", case.item.site)
    rules = {rule["id"]: place for place, rule in enumerate(record.value["rules"])} if record else {}
    if record is None or rule_id not in rules:
        return case.listed("class", f"{given}, which the site has no more; the index keeps what it said")
    rule, decided = record.value["rules"][rules[rule_id]], record.value["decided"]
    names = {"kinds": "kind", "authors": "author", "hashtags": "hashtag", "from_on": "from", "to_on": "to"}
    said: Mapping[str, object] = rule
    conditions = [f"{name} {_listed(said[key])}" for key, name in names.items() if key in said]
    says = f"{given} ({'; '.join(conditions) or 'everything'})"
    if rule["class"] != case.item.content_class:
        says += f", which says {rule['class']} today; the index keeps what it said at ingest"
    who = f"decided on {decided['on']} by {case.person(decided['by'])}: {decided['reason']}"
    return case.at("class", f"{says}; {who}", record, "rules", rules[rule_id])
