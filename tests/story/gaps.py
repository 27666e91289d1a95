"""What no command writes yet: each kind of fact that the story enters by hand, with what is missing."""

from __future__ import annotations

from collections.abc import Mapping

GAPS: Mapping[str, str] = {}  # nothing: every record of the story is written by commands
