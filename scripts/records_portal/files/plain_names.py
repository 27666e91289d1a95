"""Plain names of files: what every computer can check out, and nobody can take for another name.

A name that reads like another, that turns the text around it, or that one system cannot hold could hide a file from
whoever looks at a change, or keep people from having the records at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST_NAME, LONGEST_PATH = 200, 400  # bytes; file systems take 255 for a name
_ODD = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
_NOT_ON_WINDOWS = frozenset('\\:*?"<>|')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?\Z", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = frozenset(("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"))  # whose letters look alike
_GIT = re.compile(r"(\.git|git~[0-9]+)\Z", re.IGNORECASE)


def name_fault(path: str) -> str:
    """What is wrong with the name of a file, by its path with slashes; empty where nothing is."""
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    if path != unicodedata.normalize("NFC", path):
        return "its name has letters in two parts, which read like whole ones (it is not NFC)"
    if path != unicodedata.normalize("NFKC", path):
        return "its name has letters that are written otherwise and read alike (it is not NFKC)"
    if odd := next((each for each in path if unicodedata.category(each) in _ODD), ""):
        return f"its name has the character U+{ord(odd):04X}, which nobody sees"
    if size > LONGEST_PATH:
        return f"its path has {size:,} bytes; at most {LONGEST_PATH}"
    return next((fault for part in path.split("/") if (fault := _part_fault(part))), "")


def _part_fault(part: str) -> str:
    if bad := next((each for each in part if each in _NOT_ON_WINDOWS), ""):
        return f"its name has {bad!r}, which not every system can have in a name"
    if part.endswith((".", " ")) or part.startswith(" "):
        return f"the name {part!r} begins or ends with a space or ends with a dot, which not every system keeps"
    if _DEVICES.match(part):
        return f"the name {part!r} is that of a device on Windows"
    if word := _mixed_word(part):
        return f"the word {word!r} in its name mixes letters of two scripts, which look alike"
    if _GIT.match(part):
        return f"the name {part!r} is git's own"
    if len(part.encode()) > LONGEST_NAME:
        return f"a name in its path has {len(part.encode()):,} bytes; at most {LONGEST_NAME}"
    return ""


def _mixed_word(part: str) -> str:
    """A word of a name with letters of two scripts that look alike; empty where there is none."""
    for word in _WORD.findall(part):
        if not word.isascii():
            scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word} & _SCRIPTS
            if len(scripts) > 1:
                return str(word)
    return ""


def shown_path(path: str) -> str:
    """A path as git gave it, as text whatever bytes it has."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def names_alike(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of paths of which a system that knows no capitals, or composes letters, could keep one only.

    Folders count as well: files in `Docs/` and in `docs/` would lie in one folder there.
    """
    known: dict[str, str] = {}
    told: set[str] = set()
    for path in sorted(paths):
        for name in _with_folders(path):
            folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
            other = known.setdefault(folded, name)
            if other != name and name not in told:
                told.add(name)
                yield other, name


def _with_folders(path: str) -> Iterator[str]:
    for place, letter in enumerate(path):
        if letter == "/":
            yield path[:place]
    yield path
