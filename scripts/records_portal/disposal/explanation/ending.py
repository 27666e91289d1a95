"""The end of the chain: what was done already, the status, and what would have to happen next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.register.model import Record
from records_portal.register.sites import holds_role
from records_portal.retention.holds import releaser_of
from records_portal.retention.item_lists import RESIDUE, residue_id

from .case import ExplainedItem, ExplanationStep

if TYPE_CHECKING:
    from records_portal.register.records import DispositionValue

NEXT = {
    "resurfaced": "somebody looks why it is back (`records captures compare`); it stays until it is authorized anew",
    "disposed": "nothing: the certificate stays",
    "transferred": "nothing: the certificate and the receipt stay",
    "held": "each hold is released by whoever may ({holds}); then the original period applies again",
    "permanent": "nothing: it is kept for ever",
    "nonrecord": "nothing: no schedule applies to what is no record; a series for nonrecords would be its ground",
    "unclassified": (
        "a named person gives it a class: "
        "`records classify {site} {capture} {item} --class CLASS --by PERSON --reason 'WHY'`"
    ),
    "not-computable": "what is missing is entered: {lack}",
    "pending-event": "the event happens and is entered below schedules/events/",
    "retained": "nothing until {eligible_on}, which is {days} days away",
    "unconfirmed": "a records officer compares the series with the published schedule and enters `confirmed`",
    "awaiting-appraisal": "the archives appraise it, and the authorization says so under `appraised`",
    "awaiting-authorization": "{authorization}",
    "authorization-lapsed": "the ongoing authority {authority} is renewed",
    "authorized": "`records dispose {authority}` may dispose of it{clearance}",
}


def disposition_steps(case: ExplainedItem) -> Iterator[ExplanationStep]:
    """Each disposition that names the item."""
    for record in case.register.of("dispositions").values():
        for field, place in _naming(case, record):
            value = record.value
            by = f"{value['method']} on {value['on']} by {case.person(value['by'])}, under {value['authorization']}"
            certificate = value.get("certificate", {}).get("reference")
            says = f"{record.id}: {by}{f', certificate {certificate}' if certificate else ''}"
            yield case.at("disposition", says, record, field, place)


def _naming(case: ExplainedItem, record: Record[DispositionValue]) -> Iterator[tuple[str, int]]:
    item = case.item
    if item.kind == RESIDUE:
        for place, one in enumerate(record.value.get("residue", ())):
            if (one["site"], residue_id(one["capture"], one["part"])) == (item.site, item.id):
                yield "residue", place
        return
    for place, named in enumerate(record.value.get("items", ())):
        if (named["site"], named["item"], named["version"]) == item.named:
            yield "items", place


def status_steps(case: ExplainedItem) -> Iterator[ExplanationStep]:
    """The status, and what has to happen next."""
    held = _held_besides(case)
    yield ExplanationStep("status", f"{case.judgement.status}{held}, as of {case.retention.as_of}")
    yield ExplanationStep("next", next_words(case))


def _held_besides(case: ExplainedItem) -> str:
    """The holds that bind an item whose status is another: a copy that came back stays protected."""
    holds = case.judgement.holds if case.judgement.status != "held" else ()
    return f", and held ({', '.join(holds)})" if holds else ""


def next_words(case: ExplainedItem) -> str:
    """What would have to happen next, in plain words."""
    judgement, dates = case.judgement, case.judgement.outcome.dates
    clearance = "" if case.holds_seen else ", unless a hold applies, which only the private root tells"
    no_need = judgement.entry is not None and judgement.entry.authorization == "none"
    if judgement.status == "authorized" and no_need:
        return f"it may be disposed of without a further authorization{clearance}"
    return NEXT[judgement.status].format(
        holds=", ".join(_with_releaser(case, each) for each in judgement.holds),
        site=case.item.site,
        capture=case.capture.id.partition("/")[2],
        item=f"{RESIDUE}/{case.item.id.split('/', 2)[2]}" if case.item.kind == RESIDUE else case.item.id,
        lack=lack_words(case),
        eligible_on=dates.eligible_on if dates else "",
        days=f"{(dates.eligible_on - case.retention.as_of).days:,}" if dates else "",
        authority=judgement.authority.id if judgement.authority else "",
        authorization=_missing_authorization(case),
        clearance=clearance,
    )


def _with_releaser(case: ExplainedItem, name: str) -> str:
    """A hold with the role that releases its kind, and who holds that role; its name alone where it is not read."""
    hold = case.register.get("holds", name)
    if hold is None:
        return name
    role = releaser_of(hold.value["kind"])
    on = case.retention.as_of.isoformat()
    named = [each.value["name"] for each in case.register.of("people").values() if holds_role(each.value, role, on)]
    return f"{name} by the {role}{': ' if named else ''}{' or '.join(named)}"


def lack_words(case: ExplainedItem) -> str:
    """Why no date can be worked out."""
    governed = case.judgement.governed
    if governed.lack:
        return governed.lack
    if governed.entry and governed.entry.rule is None:
        return f"{governed.reference} has no rule"
    if not case.item.trigger_on:
        return "the date of the item is not known"
    return f"no date follows from the rule of {governed.reference}"


def _missing_authorization(case: ExplainedItem) -> str:
    judgement = case.judgement
    if judgement.authority:
        record = case.register.of("authorizations")[judgement.authority.id]
        return f"the request {record.id} is decided; it is {record.value['status'][-1]['status']}"
    if judgement.voided:
        return f"a new authorization is asked for, since the one given does not count ({judgement.voided})"
    return f"an authorization for {judgement.series} and {case.item.site} is asked for and granted"
