"""What the wheel takes along besides the package: guides, page shells, the engine's settings, the packages it needs."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SoftwarePages(BuildHookInterface[Any]):
    """Puts them into the package; an editable install reads them where they lie."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects the files."""
        if version == "standard":
            taken = ("docs", "mkdocs.yml", "requirements/runtime.txt")
            build_data["force_include"] |= {name: f"records_portal/software/{name}" for name in taken}
