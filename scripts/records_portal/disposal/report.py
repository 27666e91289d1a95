"""What a disposition tells: counts first, then each item, what was done, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from records_portal.register.findings import one_line
from records_portal.store.certificates import Certificate

from .disposition import DispositionOutcome
from .intended import Disposition
from .plan import PlannedItem, left_of


def render_plan(intended: Disposition, *, executed: bool) -> str:
    """The counts; of a dry run each item too, and what would be done."""
    plan, method = intended.plan, intended.record["method"]
    size = sum(each.size for each in plan.entries)
    series = ", ".join(f"{each.reference} ({each.title})" for each in plan.every_series)
    lines = [
        f"Authorization: {plan.authorization}, {method}, series {series}",
        f"Due:           {_counted(len(plan.entries))}, {size:,} bytes",
        f"Left:          {left_of(plan) or 'nothing'}",
    ]
    if not executed:
        lines += [_listed(each) for each in plan.entries]
        lines.append(_promise(intended))
    return "".join(f"{one_line(line)}\n" for line in lines)


def _listed(entry: PlannedItem) -> str:
    item = entry.item
    return f"{item.site} {item.id} version {item.version} {item.kind} eligible on {entry.eligible_on}"


def _counted(count: int) -> str:
    return "1 item" if count == 1 else f"{count:,} items"


def _promise(intended: Disposition) -> str:
    what = _counted(len(intended.plan.entries))
    if intended.particulars is None:
        return f"Nothing was written. --execute would verify the bags and destroy every copy of {what}."
    if intended.receipt is None:
        return f"Nothing was written. --execute would make a transfer package of {what} and destroy nothing."
    return f"Nothing was written. --execute would hold the package against {what} and destroy the store's copies."


def render_package(done: DispositionOutcome) -> str:
    """Where a transfer package lies, and what it waits for."""
    made = "was made and waits" if done.is_new else "is unchanged and waits"
    return (
        f"Package:       transfers/{done.package} in the store {made} for the receipt; nothing was destroyed.\n"
        "Hand it over; when it was received, run the same with --receipt REF --received-on DATE.\n"
    )


def render_certificates(certificates: Sequence[Certificate], written: Sequence[str]) -> str:
    """A line for each certificate and for each file that was written to the root."""
    lines = [
        f"Certificate:   {each.id}, {_counted(each.disposition['count'])}, {_issued(each)}" for each in certificates
    ]
    return "".join(f"{one_line(line)}\n" for line in (*lines, *(f"Written:       {path}" for path in written)))


def _issued(certificate: Certificate) -> str:
    return f"issued {certificate.value['certificate']['issued_at']}, {certificate.digest}"


def plan_mapping(intended: Disposition, *, executed: bool) -> dict[str, object]:
    """The counts and the items, for programs."""
    return {
        "authorization": intended.plan.authorization,
        "method": intended.record["method"],
        "series": intended.plan.series.reference,
        "every_series": [each.reference for each in intended.plan.every_series],
        "due": len(intended.plan.entries),
        "bytes": sum(each.size for each in intended.plan.entries),
        "left": dict(intended.plan.left),
        "items": [_item_mapping(each) for each in intended.plan.entries],
        "executed": executed,
    }


def _item_mapping(entry: PlannedItem) -> dict[str, object]:
    named = {"site": entry.item.site, "item": entry.item.id, "version": entry.item.version}
    return named | {"kind": entry.item.kind, "eligible_on": entry.eligible_on}


def done_mapping(done: DispositionOutcome) -> Mapping[str, object]:
    """What was done, for programs."""
    certificates = [
        {
            "id": each.id,
            "digest": each.digest,
            "issued_at": each.value["certificate"]["issued_at"],
            "items": each.disposition["count"],
        }
        for each in done.certificates
    ]
    package = {"package": f"transfers/{done.package}"} if done.package else {}
    return {"certificates": certificates, "written": list(done.written), **package}
