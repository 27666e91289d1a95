"""The kinds of record: where each lives in a root, and what its file's name says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
ID_BYTES = 60
# A file of such a name, whatever its ending, cannot be checked out on Windows.
DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(10))))
STATEMENTS = "registry/acts"
_STATEMENT = re.compile(rf"{STATEMENTS}/[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}-{ID}-[0-9a-f]{{12}}\.txt(?:\.sig)?\Z")


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record; its name is its schema's, and `{id}`, `{site}`, `{year}` in its path make the record's id."""

    name: str
    title: str
    path: str
    private: bool = False

    def path_of(self, record_id: str) -> str:
        """The path of a record's file below its root."""
        parts = iter(record_id.split("/"))
        return re.sub(r"\{\w+\}", lambda _: next(parts), self.path)


KINDS: dict[str, RecordKind] = {
    kind.name: kind
    for kind in (
        RecordKind("portal", "Portal settings", "registry/portal.yml"),
        RecordKind("platforms", "Platform", "registry/platforms/{id}.yml"),
        RecordKind("agencies", "Agency", "registry/agencies/{id}.yml"),
        RecordKind("people", "Person", "registry/people/{id}.yml"),
        RecordKind("sites", "Site", "registry/sites/{id}.yml"),
        RecordKind("designations", "Designation of administrators", "registry/designations/{site}.yml"),
        RecordKind("policies", "Policy", "registry/policies/{agency}.yml"),
        RecordKind("operations", "Operations log", "registry/operations/{site}/{year}.yml"),
        RecordKind("posts", "Authoring log", "registry/posts/{site}/{year}.yml"),
        RecordKind("holds", "Hold", "registry/holds/{id}.yml", private=True),
        RecordKind("requests", "Records request", "registry/requests/{id}.yml", private=True),
        RecordKind("staff", "Particulars of staff", "registry/staff/{id}.yml", private=True),
        RecordKind("access", "Access to a site", "registry/access/{site}.yml", private=True),
        RecordKind("audits", "Audit", "registry/audits/{id}.yml"),
        RecordKind("schedules", "Retention schedule", "schedules/{id}.yml"),
        RecordKind("events", "Event", "schedules/events/{id}.yml"),
        RecordKind("classifications", "Classification rules", "schedules/classifications/{site}.yml"),
        RecordKind("authorizations", "Disposition authorization", "schedules/authorizations/{id}.yml"),
        RecordKind("dispositions", "Disposition", "schedules/dispositions/{id}.yml"),
        RecordKind("captures", "Capture", "captures/{site}/{capture}/capture.yml"),
    )
}

FOLDERS = ("registry", "schedules", "captures")


@cache
def _pattern(kind: RecordKind) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\})", kind.path)
    return re.compile("".join(f"({ID})" if part.startswith("{") else re.escape(part) for part in parts) + r"\Z")


@lru_cache(maxsize=50_000)
def kind_of(path: str) -> tuple[RecordKind, str] | None:
    """The kind and the id of the record at a path below its root, or nothing where no kind lives."""
    for kind in KINDS.values():
        if match := _pattern(kind).match(path):
            return kind, "/".join(match.groups()) or kind.name
    return None


def is_statement(path: str) -> bool:
    """Whether a file is by its name a signed statement of an act, or the signature of one."""
    return bool(_STATEMENT.match(path))
