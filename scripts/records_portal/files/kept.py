"""Files in the user's own cache folder: for the user alone, there whole or not at all.

* Each begins with the digest of what follows it, so that one that was cut off or damaged is as good as none. A write
  need not wait for the disk for the same reason.
* The digest is against accidents. Whoever can write here acts as the user; what is read is still looked at before it
  is used, so that no form of it stops a command.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any


def read_kept(path: Path) -> Any:
    """The value that was kept in a file; nothing where there is none, or not as it was written."""
    try:
        if not path.is_file():
            return None
        digest, _, text = path.read_bytes().partition(b"\n")
        return json.loads(text) if digest == _digest(text) else None
    except (OSError, ValueError, RecursionError):
        return None


def write_kept(path: Path, value: Any) -> None:
    """Keep a value under its file's name, in the place of an earlier one; raises `OSError` where that cannot be."""
    text = json.dumps(value, separators=(",", ":")).encode()
    make_own_folder(path.parent)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".kept-", delete=False) as file:
        written = Path(file.name)  # made by `mkstemp`, so for its owner alone
        try:
            file.write(_digest(text) + b"\n" + text)
            file.close()
            written.replace(path)
        except OSError:
            written.unlink(missing_ok=True)
            raise


def make_own_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, each for its owner alone, as the XDG specification asks."""
    for each in (*reversed(folder.parents), folder):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()
