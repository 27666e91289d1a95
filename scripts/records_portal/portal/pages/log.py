"""The page that says by what the log is known, and the log's files beside it, copied as they lie on their branch."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from records_portal.trust.notes import note_key

from ..context import PageContext
from .render import body

ADDRESS = "log/"


def log_section(context: PageContext) -> Markup:
    """The log's origin and keys, and where its files are; the same however far the log goes."""
    settings = context.register.portal.get("log", {})
    origin = settings.get("origin", "")
    keys = [(note_key(origin, each["key"]).vkey, each) for each in settings.get("publishers", ()) if origin]
    return body("log", context, ADDRESS, origin=origin, keys=keys, there=bool(context.portal.log))


def log_downloads(context: PageContext) -> Iterator[tuple[str, bytes]]:
    """The files of the log by their addresses."""
    return ((f"{ADDRESS}{path}", data) for path, data in context.portal.log.items())
