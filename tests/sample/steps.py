"""The steps of a chapter, as its file gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from records_portal.files.yaml_text import read_yaml


@dataclass(frozen=True)
class Step:
    """One change: when, by whom, approved by whom, in which words, what it adds, and who signs it."""

    on: str
    by: str
    says: str
    approved_by: tuple[str, ...]
    schedules: tuple[str, ...]
    add: Mapping[str, Any]
    decisions: Mapping[str, Any]
    captures: tuple[Mapping[str, Any], ...]
    upgrade: Mapping[str, Any]
    keys: tuple[str, ...]
    signed_by: Mapping[str, str]

    @property
    def noon(self) -> datetime:
        """The step's moment: noon UTC of its day."""
        return datetime.combine(date.fromisoformat(self.on), time(12), UTC)


def read_steps(chapter: Path) -> Iterator[Step]:
    """The steps of a chapter, in the order of the file."""
    value, fault = read_yaml(chapter.read_bytes())
    if fault:
        raise ValueError(f"{chapter.name}:{fault.line}:{fault.column}: {fault.message}")
    for step in value:
        yield Step(
            step["on"],
            step["by"],
            step["says"],
            tuple(step.get("approved_by", ())),
            tuple(step.get("schedules", ())),
            step.get("add", {}),
            step.get("decisions", {}),
            tuple(step.get("captures", ())),
            step.get("upgrade", {}),
            tuple(step.get("keys", ())),
            step.get("signed_by", {}),
        )
