"""What a request for authority asks for, series by series: one line where it names one series, else its `lines`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationLineSpan, AuthorizationSpan, AuthorizationValue


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One series of a request: the days of its content where it names any, and the digest of its list where fixed."""

    series: str
    from_on: str = ""
    to_on: str = ""
    items_digest: str = ""


def lines_of(value: AuthorizationValue) -> tuple[RequestLine, ...]:
    """The lines of a request, in the order of its form."""
    if "lines" in value:
        return tuple(_line(each["series"], each.get("span"), each["items_digest"]) for each in value["lines"])
    return (_line(value["series"], value.get("span"), value.get("items_digest", "")),)


def _line(series: str, span: AuthorizationSpan | AuthorizationLineSpan | None, items_digest: str) -> RequestLine:
    if span is None:
        return RequestLine(series, items_digest=items_digest)
    return RequestLine(series, span.get("from_on", ""), span.get("to_on", ""), items_digest)


def series_asked(value: AuthorizationValue) -> tuple[str, ...]:
    """The series that a request names."""
    return tuple(line.series for line in lines_of(value))
