"""What time it is by the address where the portal is published: the `Date` of its answer over HTTPS.

* The address's certificate is verified, by the authorities of this machine or those that SSL_CERT_FILE names.
* An answer out of a cache is as old as its `Age` says (RFC 9111, 5.1).
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from records_portal.register.findings import Refusal, one_line

MOST_SECONDS = 10
AUTHORITIES = "SSL_CERT_FILE"  # the name by which OpenSSL and git know it


@dataclass(frozen=True, slots=True)
class PublishedClock:
    """The address that was asked, and the moment that it told, or why it told none."""

    url: str
    moment: datetime | None
    unanswered: str = ""

    def as_fact(self) -> dict[str, str]:
        """What the certificate says of it."""
        if self.moment is None:
            return {"address": self.url, "unanswered": self.unanswered}
        return {"address": self.url, "said": self.moment.strftime("%Y-%m-%dT%H:%M:%SZ")}


def published_moment(url: str, environment: Mapping[str, str], most_seconds: float = MOST_SECONDS) -> datetime:
    """The moment that the address tells, in UTC; refused where it cannot be asked or tells none."""
    address = urlsplit(url)
    try:
        context = ssl.create_default_context(cafile=environment.get(AUTHORITIES))
        connection = http.client.HTTPSConnection(
            address.hostname or "", address.port, timeout=most_seconds, context=context
        )
        try:
            connection.request("HEAD", address.path or "/", headers={"Cache-Control": "no-cache"})
            answer = connection.getresponse()
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Refusal(
            f"the clock of {url!r} cannot be asked: {one_line(str(error) or type(error).__name__)}"
        ) from error
    told, age = answer.getheader("Date", ""), answer.getheader("Age", "0")
    try:
        moment = parsedate_to_datetime(told) + timedelta(seconds=int(age))
    except (TypeError, ValueError, OverflowError) as error:
        raise Refusal(f"{url!r} does not tell what time it is") from error
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
