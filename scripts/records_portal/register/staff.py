"""Who leaves when, who took which training, and who has access: from the private root, and from older public records.

The public register does not say these, for whoever wants in could use them; a register that was read without its
private root knows nothing of them, and nothing follows from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath

from .model import AnyRecord, Register
from .past import step_name

if TYPE_CHECKING:
    from .records import Access, Training

FOR_EVER = "9999-12-31"


def leaves_on(register: Register, person: str) -> str:
    """The last day of a person; for ever where none is known.

    Where people have keys, a last day that a private root once said is moved later, or taken out, by whoever may sign
    that somebody stays: until then the earlier one counts.
    """
    staff, public = register.get("staff", person), register.get("people", person)
    days = [each.value["leaves_on"] for each in (staff, public) if each and "leaves_on" in each.value]
    said: dict[str, list[str]] = {}
    for each in register.past.of("staff", person) if register.past.had_keys else ():
        said.setdefault(each.origin, []).append(each.value.get("leaves_on", FOR_EVER))
    for origin, earlier in said.items():
        here = staff if staff and staff.origin == origin else None
        now = here.value.get("leaves_on", FOR_EVER) if here else FOR_EVER
        days.append(_standing(register, (origin, person), [*earlier, now]))
    return min(days, default=FOR_EVER)


def _standing(register: Register, whose: tuple[str, str], said: Iterable[str]) -> str:
    """The last day of several that were said one after the other: an earlier one counts at once, a later one signed."""
    origin, person = whose
    last = FOR_EVER
    for day in said:
        if day < last or (origin, staying(person), step_name({"leaves_on": day})) in register.past.signed:
            last = day
    return last


def staying(person: str) -> str:
    """Under what name it is known of a person that somebody signed for a later last day."""
    return f"staff/{person}"


def training_of(register: Register, person: str) -> Iterator[tuple[AnyRecord, ValuePath, Training]]:
    """The courses that a person took, each with where that stands."""
    for record in (register.get("people", person), register.get("staff", person)):
        for index, course in enumerate(record.value.get("training", ()) if record else ()):
            yield record, ("training", index), course  # type: ignore[misc]


def access_to(register: Register, site: str) -> Iterator[tuple[AnyRecord, ValuePath, Access]]:
    """Who has or had access to a site, each with where that stands."""
    for record in (register.get("sites", site), register.get("access", site)):
        for index, access in enumerate(record.value.get("access", ()) if record else ()):
            yield record, ("access", index), access  # type: ignore[misc]


def access_path(register: Register, site: str) -> str:
    """Where the access to a site is written down, or would be."""
    record = register.get("access", site)
    return record.path if record else f"registry/access/{site}.yml"
