"""The clauses that no step plays, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

UNPLAYED: Mapping[str, str] = {
    "NJ A.3/2": "a register that everyone reads holds no credential, so there is nothing to play",
    "MO 5.11": "it is typed into the platform and written down nowhere, so there is nothing to play",
    "NJ 1.8": "the story does not come to it yet",
    "NJ 1.9": "the story does not come to it yet",
    "NJ 4.1/3": "the story does not come to it yet",
    "NJ 4.1/4": "the story does not come to it yet",
    "NJ 4.2j": "the story does not come to it yet",
    "NJ 4.2k": "the story does not come to it yet",
    "NJ B.2": "the story does not come to it yet",
    "NJ C/1": "the story does not come to it yet",
    "NJ C/2": "the story does not come to it yet",
    "NJ C/3": "the story does not come to it yet",
    "NJ E.1": "the story does not come to it yet",
    "NJ E.2": "the story does not come to it yet",
    "NJ E.3": "the story does not come to it yet",
    "NJ E.4/1": "the story does not come to it yet",
    "NJ E.4/2": "the story does not come to it yet",
    "NJ E.5": "the story does not come to it yet",
    "MO 2.12": "the story does not come to it yet",
    "MO 4.11": "the story does not come to it yet",
    "MO 5.4": "the story does not come to it yet",
    "MO 5.6": "the story does not come to it yet",
    "MO 5.7": "the story does not come to it yet",
}
