"""The records of a new root held against every rule, before any of them is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from records_portal.checks import check_register
from records_portal.register.findings import Refusal, Severity, in_order
from records_portal.register.sources import load_register


@dataclass
class UnwrittenTree:
    """Files that are not on a disk yet."""

    files: Mapping[str, bytes]
    label: str = ""

    def paths(self, folder: str) -> list[str]:
        """Their paths below a folder, sorted."""
        return sorted(path for path in self.files if path.startswith(f"{folder}/"))

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        if path not in self.files:
            raise FileNotFoundError(f"{path} is not there")
        return self.files[path]

    def content_name(self, path: str) -> str:
        """A name that stands for a file's content."""
        return hashlib.sha256(self.read(path)).hexdigest()


def refuse_unsound(files: Mapping[str, bytes], as_of: date) -> None:
    """Refuse records of which one has an error: what was said cannot stand in a register."""
    tree = UnwrittenTree(files)
    loaded = load_register(tree)
    found = [*loaded.findings, *check_register(loaded.register, [(tree, False)], as_of)]
    errors = [each for each in in_order(found) if each.severity is Severity.ERROR]
    if errors:
        refusal = Refusal(f"{errors[0]}; nothing was written")
        refusal.further = tuple(str(each) for each in errors[1:])
        raise refusal
