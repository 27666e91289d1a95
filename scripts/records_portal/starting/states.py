"""What is known of a State before anybody is asked; what is not known has no default."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal

TABLE = Path(__file__).with_name("states.yml")
FEDERAL = "US"
ALIKE = 0.85  # New Jersy is a slip; Lakeland is no Maryland


@dataclass(frozen=True, slots=True)
class StateRow:
    """A State, or the federal government: its letters, name, time zones, fiscal year and shipped schedules."""

    code: str
    name: str
    time_zones: tuple[str, ...] = ()
    fiscal_year_start: str = ""
    schedules: tuple[str, ...] = ()

    @property
    def government(self) -> str:
        """What its government is called."""
        if self.code in (FEDERAL, "DC"):
            return self.name
        return f"State of {self.name}"


@cache
def states() -> Mapping[str, StateRow]:
    """The table by the States' letters."""
    table, fault = read_yaml(TABLE.read_bytes())
    if fault:
        raise Refusal(f"{TABLE.name}:{fault.line}: {fault.message}; {fault.expected}")
    return {
        code: StateRow(
            code,
            row["name"],
            tuple(row.get("time_zones", ())),
            row.get("fiscal_year_start", ""),
            tuple(row.get("schedules", ())),
        )
        for code, row in table.items()
    }


def state_named(text: str) -> StateRow | None:
    """The State that somebody means by its letters or its name; nothing where it is none of the table.

    A name that is nearly a State's is refused: what would be taken for another government has other law.
    """
    names = {row.name.casefold(): row for row in states().values()}
    names |= {row.government.casefold(): row for row in states().values()}
    names |= {"federal": states()[FEDERAL], "usa": states()[FEDERAL], "u.s.": states()[FEDERAL]}
    said = " ".join(text.split()).casefold()
    if found := states().get(said.upper()) or names.get(said):
        return found
    if guess := difflib.get_close_matches(said, names, 1, ALIKE):
        raise Refusal(f"{text!r} is no State; did you mean {names[guess[0]].name!r}?")
    return None
