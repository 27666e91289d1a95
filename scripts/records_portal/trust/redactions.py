"""The maps of redactions as they lie in the log, and the signatures beside them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from records_portal.identity.redactions.maps import NotAMap, RedactionMap, parse_map
from records_portal.register.kinds import ID

from .log_files import BrokenLog, Log


def map_path(digest: str) -> str:
    """The file of a map, by its digest."""
    return f"redactions/{digest}"


def maps_of(log: Log) -> Iterator[tuple[str, RedactionMap]]:
    """The maps of a log's redactions with their digests, in order."""
    for redaction in log.redactions():
        data = log.files.get(map_path(redaction.map), b"")
        if hashlib.sha256(data).hexdigest() != redaction.map:
            raise BrokenLog(f"{map_path(redaction.map)} is not the map that the log names")
        try:
            yield redaction.map, parse_map(data)
        except NotAMap as error:
            raise BrokenLog(f"{map_path(redaction.map)}: {error}") from error


def signatures_of(log: Log, digest: str) -> dict[str, bytes]:
    """The signatures that lie beside a map, by the persons in their names."""
    form = re.compile(rf"{re.escape(map_path(digest))}\.({ID})\.sig")
    return {found[1]: data for path, data in log.files.items() if (found := form.fullmatch(path))}
