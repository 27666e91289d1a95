"""The register's downloads as a data package (Frictionless, version 1): each file with its fields, size and digest.

* The descriptions are those of the schemas; nothing is described twice.
* Sizes and digests are those of the files as they were written, so the package is made last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from records_portal.register.kinds import KINDS
from records_portal.register.model import Register
from records_portal.register.shapes import schema_of
from records_portal.retention.statuses import DUE_COLUMNS
from records_portal.values.urls import is_plain_url

from .tables import CHANGE_COLUMNS, record_columns

PACKAGE = "data/datapackage.json"
PROFILE = "tabular-data-package"
DERIVED = {
    "id": ("Id", "The record's name: that of its file."),
    "title": ("Title", "The record as people call it."),
    "status": ("Status", "What follows from the facts about the site."),
    "compromised": ("Compromised", "Whether the account is out of the agency's hands."),
    "handle": ("Handle", "The name of the account in use, or the last one."),
}
DUE = {
    "site": ("Site", "The site that the item was captured from."),
    "item": ("Item", "The item's id at its site."),
    "kind": ("Kind", "What kind of content it is."),
    "class": ("Content class", "What it is to the agency; empty where nobody has said."),
    "schedule": ("Schedule", "The retention schedule that governs."),
    "series": ("Series", "The number of its series in that schedule."),
    "trigger_on": ("Trigger", "The day on which retention starts."),
    "cutoff_on": ("Cutoff", "The end of the period that contains the trigger, where the rule has one."),
    "retained_through": ("Retained through", "The last day on which it must be kept."),
    "eligible_on": ("Eligible on", "The first day on which it may go, everything else allowing."),
    "status": ("Status", "Where it stands on the day for which the list was made."),
    "holds": ("Holds", "Always empty here: holds are not published."),
    "authorization": ("Authorization", "The authorization that counts for it, where there is one."),
}
CHANGES = {
    "at": ("At", "The moment of the commit, in UTC."),
    "by": ("By", "Who made the change, by the name in the register."),
    "role": ("Role", "That person's title."),
    "kind": ("Kind", "The kind of record that changed."),
    "id": ("Id", "The record that changed."),
    "what": ("What", "Whether the record was added, changed or removed."),
    "field": ("Field", "The field that changed, in words."),
    "before": ("Before", "What the field said before."),
    "after": ("After", "What the field says since."),
    "approved_by": (
        "Approved by",
        "Who approved the change, by the names in the register, each with how that is known.",
    ),
    "signed": ("Signed", "Whether the commit is signed, and by a known key."),
    "commit": ("Commit", "The commit's name."),
}
TYPES = {"integer": "integer", "boolean": "boolean"}

Words = tuple[str, str]


def data_package(register: Register, kinds: Iterable[str], version: str, created: str = "") -> dict[str, Any]:
    """The package of the lists of these kinds, of the due list and of the changes, without sizes and digests.

    `created` is the moment of the last commit.
    """
    portal = register.portal
    title, url, licence = portal.get("title", "Records Portal"), portal.get("url", ""), portal.get("licence")
    known = is_plain_url(url)
    licences = [{"name": licence["name"], **({"path": licence["url"]} if "url" in licence else {})}] if licence else []
    return {
        "profile": PROFILE,
        "name": "records-portal",
        "title": title,
        "description": "The register of official social media sites, what is due for disposition, and every change.",
        **({"homepage": f"{url.rstrip('/')}/"} if known else {}),
        **({"version": version} if version else {}),
        **({"created": created} if created else {}),
        **({"licenses": licences} if licences else {}),
        "resources": [*_resources(tuple(kinds))],
    }


def _resources(kinds: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for kind in kinds:
        schema = schema_of(kind)
        words = KINDS[kind].title, str(schema.get("description", ""))
        yield from _pair(kind, words, [*_record_fields(kind)], [*_top_fields(kind)])
    due = [
        _plain_field(name, DUE[name], "date" if name.endswith(("_on", "_through")) else "string")
        for name in DUE_COLUMNS
    ]
    yield from _pair("due", ("Due list", "Every item with its series, its dates and its status."), due, due)
    changes = [_plain_field(name, CHANGES[name], "datetime" if name == "at" else "string") for name in CHANGE_COLUMNS]
    yield from _pair("changes", ("Changes", "Every change to the register, a row for each field."), changes, changes)


def _pair(
    name: str, words: Words, columns: list[dict[str, Any]], fields: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """A list as CSV and as JSON."""
    title, description = words
    common = {"title": title, "description": description, "encoding": "utf-8"}
    for form, mediatype, listed in (("csv", "text/csv", columns), ("json", "application/json", fields)):
        yield {
            "name": f"{name}-{form}",
            "path": f"{name}.{form}",
            "profile": "tabular-data-resource",
            "format": form,
            "mediatype": mediatype,
            **common,
            "schema": {"fields": listed, "missingValues": [""]},
        }


def _plain_field(name: str, words: Words, form: str) -> dict[str, Any]:
    return {"name": name, "type": form, "title": words[0], "description": words[1]}


def _record_fields(kind: str) -> Iterator[dict[str, Any]]:
    """The columns of a kind's CSV; what is a list or a mapping stands in its cell as text."""
    own = schema_of(kind).get("properties", {})
    for name in record_columns(kind):
        if name in DERIVED and name not in own:
            yield _plain_field(name, DERIVED[name], "boolean" if name == "compromised" else "string")
            continue
        found = _at(kind, name)
        yield _field(name, found, _cell_type(found))


def _top_fields(kind: str) -> Iterator[dict[str, Any]]:
    """The fields of a kind's JSON, with lists and mappings as they are."""
    own = schema_of(kind).get("properties", {})
    for name in dict.fromkeys(column.partition(".")[0] for column in record_columns(kind)):
        if name in DERIVED and name not in own:
            yield _plain_field(name, DERIVED[name], "boolean" if name == "compromised" else "string")
            continue
        found = _resolved(kind, own[name])
        kept = found.get("type")
        yield _field(name, found, kept if kept in ("array", "object") else _cell_type(found))


def _field(name: str, schema: Mapping[str, Any], form: str) -> dict[str, Any]:
    words = {key: str(schema[key]) for key in ("title", "description") if key in schema}
    return {"name": name, "type": form, **words}


def _cell_type(schema: Mapping[str, Any]) -> str:
    if schema.get("format") == "date":
        return "date"
    return TYPES.get(str(schema.get("type", "")), "string")


def _at(kind: str, name: str) -> Mapping[str, Any]:
    """The schema of a field of a mapping of a kind, by its names with dots."""
    found: Mapping[str, Any] = schema_of(kind)
    for part in name.split("."):
        found = _resolved(kind, found["properties"][part])
    return found


def _resolved(kind: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema with what its reference stands for; its own words come first."""
    while "$ref" in schema:
        target = schema_of(kind)["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema


def sealed_package(package: Mapping[str, Any], site: Path) -> bytes:
    """The package as JSON, each resource with the size and the digest of its file below a site's folder."""
    resources = []
    for one in package["resources"]:
        data = (site / Path(PACKAGE).parent / one["path"]).read_bytes()
        seal = {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        resources.append({**one, **seal})
    return (json.dumps({**package, "resources": resources}, ensure_ascii=False, indent=1) + "\n").encode()
