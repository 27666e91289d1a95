"""Names as the platform wrote them, of files that browsers and file managers numbered, copied or gave an ending."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_TEXT = r"(?:json|jsonl|ndjson|js|csv|html?|xml|txt)"
# `posts (1).json`, `posts copy 2.json`, `posts - Copy (3).json`, `posts - Kopie.json`, `Kopie von posts.json`.
_COPY = r"(?: ?\(\d{1,3}\)| copy(?: \d{1,3})?| - (?:Copy|Kopie|Copie|Copia)(?: \(\d{1,3}\))?)"
_NUMBERED = re.compile(rf"(?P<before>.+?){_COPY}+(?P<ending>\.{_TEXT})", re.IGNORECASE)
_NUMBERED_FOLDER = re.compile(rf"(?P<before>.+?){_COPY}+", re.IGNORECASE)
_COPY_OF = re.compile(rf"(?:Copy of|Kopie von|Copie de|Copia di|Copia de) (?P<rest>.+\.{_TEXT})", re.IGNORECASE)
# Windows and Safari hide endings, and then put their own behind.
_SECOND_ENDING = re.compile(r"(?P<rest>.+?\.(?:json|js|csv|xml|html?))(?:\.(?:txt|download))+", re.IGNORECASE)


# Something of this is in every such name, and in few others.
_SIGN = re.compile(r"\d\)|copy| - | (?:of|von|de|di) |\.(?:txt|download)\Z", re.IGNORECASE)


def _plain_file(base: str) -> str:
    """The name before each program that renamed the file; they may have come one after the other."""
    while _SIGN.search(base):
        before = _one_step_before(base)
        if before == base:
            break
        base = before
    return base


def _one_step_before(base: str) -> str:
    for pattern in (_SECOND_ENDING, _COPY_OF):
        if match := pattern.fullmatch(base):
            return match["rest"]
    match = _NUMBERED.fullmatch(base)
    return match["before"] + match["ending"] if match else base


def _plain_folder(name: str) -> str:
    match = _NUMBERED_FOLDER.fullmatch(name)
    return match["before"] if match else name


def names_before(names: Iterable[str], folders_too: bool) -> Mapping[str, str]:
    """The name that each renamed file had; one whose name another file has keeps its own.

    Folders only where asked for, for those of albums are called so by whoever made them.
    """
    given = list(names)
    taken, found = set(given), dict[str, str]()
    for name in given:
        folders, _, base = name.rpartition("/")
        if folders_too:
            folders = "/".join(map(_plain_folder, folders.split("/")))
        before = f"{folders}/{_plain_file(base)}" if folders else _plain_file(base)
        if before != name and before not in taken:
            taken.add(before)
            found[name] = before
    return found


def original_name(name: str) -> str:
    """The name of the file that another is named as a copy of; its own where it is none."""
    folders, slash, base = name.rpartition("/")
    return f"{folders}{slash}{_plain_file(base)}"
