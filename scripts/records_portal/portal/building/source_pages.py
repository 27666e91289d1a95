"""The hand-written pages of a root as the engine gets them: a clean export of plain files, and nothing besides.

The engine follows links and reads what a page names. So it never sees the root: a link below `docs/`, to a private root
or to any other file, is refused by its name before anything is built.
"""

from __future__ import annotations

from pathlib import Path

from records_portal.register.findings import Refusal
from records_portal.register.sources import Tree

SETTINGS, PAGES = "mkdocs.yml", "docs"


def export_pages(tree: Tree, folder: Path) -> Path:
    """The settings and the pages of a root, copied into a new folder; of a root without settings it stays empty.

    Refuses what is no plain file: a link, a submodule, a device.
    """
    folder.mkdir(parents=True)
    for path in (SETTINGS, *tree.paths(PAGES)):
        try:
            data = tree.read(path)
        except FileNotFoundError as error:
            if path == SETTINGS:
                return folder
            raise Refusal(f"{path!r} went away while it was read; build again") from error
        except (OSError, Refusal) as error:
            raise Refusal(
                f"{path!r} is no plain file, and the portal is built of plain files alone; put the file itself there"
            ) from error
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder
