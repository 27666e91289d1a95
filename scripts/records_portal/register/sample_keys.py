"""The sample's test keys: whoever has the sources can make them, so they are nobody's in any other register."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .records import PortalValue

SAMPLE_KEYS = frozenset(
    (
        "SHA256:6P4HlCnr/S5HuFTqXnXje1iUPS2TFmaYvskNdJKkWZc",
        "SHA256:JA4+uTF9stG90CNI5PgYi5NM4fGjvcB9YYVmiTZZa4o",
        "SHA256:PCZnSX+0jVK/GTa4vJmt6yV4kWTiolC/bn18XMfjXao",
        "SHA256:Qj5sPrQKa0ULvioRcCaDXIUSJzOZdDLaIUZii4uMb6Y",
        "SHA256:RTEf+IAfOF4HYqRWTZEUoKaeTWbo+qN0nnne3NlZ18M",
        "SHA256:VIaEF6qjDX3jN13M5Gkoz+lPAQkfQFryWsKkrC/rP+A",
        "SHA256:bKOiS1L7QsjABUYU97Pbqz2m5Ey7fPzCmGbLZXEOZ3U",
        "SHA256:dXX5HAwR/rIIImvhiytRSeGymhMQmSnlh+5X8nQqyWg",
        "SHA256:e4X1aKX+VpJCek/w3ceH7BMXO8cfmcHwNluOp6Q7UjM",
        "SHA256:iYEEPHg0uzHqUFiW7MH/9k0qV5LdW1QiUd1k59Tn51c",
        "SHA256:zllkDXHtCOriG6X9UCE2rrQUyA1sEFV7IKDLHixFDWE",
    )
)


def refused_keys(portal: PortalValue) -> Collection[str]:
    """The fingerprints that count for nobody: the test keys, but where every page says that all of it is a sample."""
    return frozenset() if portal.get("sample") else SAMPLE_KEYS
