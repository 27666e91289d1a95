"""Which video a file of Google Takeout is: its name is a shortened title in which some characters are replaced.

Where a title fits several files or a file several titles, the length of the film decides, or nothing does.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ...archives.opening import Member
from ...film_length import film_milliseconds
from ...pieces import Opener

_FILM = re.compile(r".*\.(?:mp4|mov|avi|wmv|flv|webm|mkv|mpe?g|m4v|3gp)", re.IGNORECASE)
_NUMBERED = re.compile(r"\(\d{1,3}\)\Z")
_CLOSE = 500  # milliseconds between the length in the table and that of the file
_SHORTENED_FROM = 40  # titles are cut at about 47 characters


@dataclass(frozen=True, slots=True)
class Described:
    """What tells a video's file: its title and its length."""

    title: str
    milliseconds: int | None


def is_film(name: str) -> bool:
    """Whether a file is a video by its name."""
    return bool(_FILM.fullmatch(name)) and "__MACOSX" not in name and not name.rpartition("/")[2].startswith("._")


@dataclass(frozen=True, slots=True)
class Matching:
    """The file of each video, how many of them the length decided on, and how many files fit more than one video."""

    files: Mapping[str, Member]
    by_length: int
    unclear: int


def matched(videos: Mapping[str, Described], films: Iterable[Member], opener: Opener) -> Matching:
    """Each video's file: the only one whose name is its title, or among several the only one of its length."""
    titles = sorted((_key(described.title), video) for video, described in videos.items())
    fitting = {film: found for film in films if (found := _videos_of(film, titles))}
    files, contested = dict[str, Member](), list[tuple[str, Member]]()
    claims = Counter(video for found in fitting.values() for video in found)
    for film, found in fitting.items():
        if len(found) == 1 and claims[found[0]] == 1:
            files[found[0]] = film
        else:
            length = _length(film, opener)
            contested += ((video, film) for video in found if _is_of(videos[video], length))
    by_length = _undisputed(contested)
    return Matching(files | by_length, len(by_length), len(fitting) - len(files) - len(by_length))


def _undisputed(pairs: Sequence[tuple[str, Member]]) -> dict[str, Member]:
    """The pairs of which neither the video nor the file is in another."""
    videos, films = Counter(video for video, _ in pairs), Counter(film for _, film in pairs)
    return {video: film for video, film in pairs if videos[video] == 1 == films[film]}


def _length(film: Member, opener: Opener) -> int | None:
    with opener(film) as stream:
        return film_milliseconds(stream)


def _is_of(video: Described, length: int | None) -> bool:
    return length is not None and video.milliseconds is not None and abs(video.milliseconds - length) <= _CLOSE


def _videos_of(film: Member, keys: Sequence[tuple[str, str]]) -> list[str]:
    """The videos whose title is the file's name, or begins with it where that was cut."""
    stem = film.base.rpartition(".")[0]
    key = _key(_NUMBERED.sub("", stem))
    if not key:
        return []
    is_cut = len(stem) >= _SHORTENED_FROM
    beginning = takewhile(lambda each: each[0].startswith(key), keys[bisect_left(keys, (key, "")) :])
    return [video for title, video in beginning if is_cut or title == key]


def _key(title: str) -> str:
    """A title by its letters and digits, which no file system asks to replace."""
    return re.sub(r"[\W_]+", "_", unicodedata.normalize("NFC", title)).strip("_").casefold()
