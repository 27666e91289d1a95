"""What no command writes yet: each kind of fact that the story enters by hand, with what is missing."""

from __future__ import annotations

from collections.abc import Mapping

GAPS: Mapping[str, str] = {
    "class series": "another series for a class of content of an agency, when a schedule has a new version",
    "policy exclusion": "another series for a repository that a policy leaves out",
}
