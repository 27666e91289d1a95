"""The clauses that no step plays, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

UNPLAYED: Mapping[str, str] = {
    "NJ A.3/2": "a register that everyone reads holds no credential, so there is nothing to play",
    "MO 5.11": "it is typed into the platform and written down nowhere, so there is nothing to play",
}
