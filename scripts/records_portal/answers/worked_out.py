"""What nobody has to answer because it follows from the register: the digest of what is confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records_portal.register.confirmation import confirmed_digest, fiscal_start
from records_portal.register.model import Register

from .forms.form import Form


def worked_out(form: Form, register: Register, record_id: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that follow from the register: whoever confirms a series is bound to its fields as they stand."""
    schedule = register.get(form.kind, record_id) if form.name == "confirmed" else None
    if schedule is None:
        return {}
    found: Any = schedule.value
    for step in form.place_in(schedule.value, answers)[:-1]:
        found = found[step]
    return {"digest": confirmed_digest(found, fiscal_start(schedule.value, register.portal))}
