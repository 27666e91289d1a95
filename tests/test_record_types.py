"""The types of records are those that the schemas make, and a misspelt key does not pass mypy."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from records_portal.register.model import Register
from tests.record_types import COMMAND, TARGET, module_text

if TYPE_CHECKING:
    from records_portal.register.model import Record
    from records_portal.register.records import SiteValue


def test_the_types_are_those_that_the_schemas_make() -> None:
    assert TARGET.read_text(encoding="utf-8") == module_text(), f"make them anew with {COMMAND}"


def test_the_program_runs_without_them() -> None:
    ask = "import sys, records_portal.commands.cli; print('records_portal.register.records' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def misspelt(register: Register, site: Record[SiteValue]) -> None:
    """Never called: mypy finds each line wrong, or it would call the remark that allows it unused."""
    site.value["facst"]  # type: ignore[typeddict-item]
    site.value.get("facst")  # type: ignore[typeddict-item]
    site.value["facts"][0].get("knid")  # type: ignore[typeddict-item]
    if "facst" in site.value:  # type: ignore[typeddict-item]
        return
    if site.value["facts"][0]["kind"] == "requst":  # type: ignore[comparison-overlap]
        return
    for record in register.of("people").values():
        record.value.get("nmae")  # type: ignore[typeddict-item]
    if hold := register.get("holds", "flood"):
        hold.value["scope"].get("sits")  # type: ignore[typeddict-item]
    register.portal.get("titel")  # type: ignore[typeddict-item]
