"""The end: nothing is wrong, and nothing is owed."""

from __future__ import annotations

from ..office import Office
from ..telling import step


@step("2026-06-10")
def nothing_is_wrong_or_late(office: Office) -> None:
    """Every record is sound, nothing is late, and every capture is whole."""
    office.see(office.records("validate"), " 0 error, 0 late")
    office.records("captures", "verify")
