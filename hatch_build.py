"""What the wheel takes along besides the package: the guides, the page shells and the engine's settings."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SoftwarePages(BuildHookInterface[Any]):
    """Puts `docs/` and `mkdocs.yml` into the package; an editable install reads them where they lie."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects the files."""
        if version == "standard":
            build_data["force_include"] |= {name: f"records_portal/software/{name}" for name in ("docs", "mkdocs.yml")}
