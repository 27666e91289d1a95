"""A bag of BagIt 1.0 (RFC 8493) as it lies on the disk: its files, its manifests, and what is wrong with their form.

Nothing that a bag says of itself is trusted: a name that leads out of the bag is a problem and is never read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from .fixity import KNOWN_ALGORITHMS

# RFC 8493, 2.1.1; any encoding may be declared, and those known here are read.
DECLARED = re.compile(rb"BagIt-Version: 1\.0(?:\r\n|\r|\n)Tag-File-Character-Encoding: (\S+)(?:\r\n|\r|\n)?\Z")
_ENCODINGS = re.compile(r"(?:utf|us-?ascii\Z|iso-?8859|windows-125|cp125)[a-z0-9_-]*\Z", re.IGNORECASE)
_BREAK = re.compile(r"\r\n|\r|\n")
_LISTED = re.compile(r"([0-9a-fA-F]+)[ \t]+(\S.*)\Z")
_MANIFEST = re.compile(r"(?i:(tag)?manifest)-(.+)\.txt\Z")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest: its file, its algorithm and the digest of each file that it lists."""

    name: str
    algorithm: str
    digests: Mapping[str, str]


@dataclass(slots=True)
class FoundBag:
    """A bag as it was found: its files with their sizes, its manifests, and what was wrong in reading them."""

    folder: Path
    encoding: str = "utf-8"
    sizes: dict[str, int] = field(default_factory=dict)
    payload: list[Manifest] = field(default_factory=list)
    tags: list[Manifest] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def payload_files(self) -> list[str]:
        """The files below `data/`."""
        return sorted(name for name in self.sizes if name.startswith("data/"))

    @property
    def tag_files(self) -> list[str]:
        """The files that a tag manifest can list: all that are neither payload nor tag manifests."""
        return sorted(name for name in self.sizes if not name.startswith("data/") and not is_tag_manifest(name))

    def text(self, name: str) -> str:
        """A tag file's text; empty, with a problem, where it cannot be read."""
        try:
            return (self.folder / name).read_bytes().decode(self.encoding)
        except UnicodeError:
            self.problems.append(f"{name} is not {self.encoding.upper()}")
        except OSError as error:
            self.problems.append(f"{name} cannot be read ({error.strerror})")
        return ""

    def lines(self, name: str) -> Iterator[str]:
        """A tag file's lines, however they end, without the empty ones."""
        return filter(None, _BREAK.split(self.text(name)))


def is_tag_manifest(name: str) -> bool:
    """Whether a file of a bag is a tag manifest by its name."""
    return name.startswith("tagmanifest-")


def read_bag(folder: Path) -> FoundBag:
    """A bag's files and manifests, with what is wrong with their form."""
    bag = FoundBag(folder)
    _walk(bag)
    _read_declaration(bag)
    for name in sorted(bag.sizes):
        match = _MANIFEST.match(name)
        if match and "/" not in name:
            # On a file system that folds case, two manifests with one name would be one.
            if name != name.lower() or match[2] not in KNOWN_ALGORITHMS:
                bag.problems.append(f"{name} is named after no algorithm that is known")
            else:
                (bag.tags if match[1] else bag.payload).append(_read_manifest(bag, name, match[2]))
    return bag


def _walk(bag: FoundBag) -> None:
    folders = [bag.folder]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            bag.problems.append(f"{folder.relative_to(bag.folder).as_posix()} cannot be read ({error.strerror})")
            continue
        for entry in entries:
            name = Path(entry.path).relative_to(bag.folder).as_posix()
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            # Links are not followed: a bag could show files of the computer that it is read on.
            elif entry.is_file(follow_symlinks=False):
                bag.sizes[name] = entry.stat(follow_symlinks=False).st_size
            else:
                bag.problems.append(f"{name} is a link or a device")


def _read_declaration(bag: FoundBag) -> None:
    if "bagit.txt" not in bag.sizes:
        bag.problems.append("bagit.txt is missing")
        return
    match = DECLARED.match((bag.folder / "bagit.txt").read_bytes())
    declared = match[1].decode("ascii", "replace") if match else ""
    if not match:
        bag.problems.append("bagit.txt does not declare BagIt 1.0 and an encoding in two lines and nothing else")
    elif _ENCODINGS.match(declared):
        bag.encoding = declared.lower()
    else:
        bag.problems.append(f"bagit.txt declares {declared!r}, which is no encoding that is known")


def _read_manifest(bag: FoundBag, name: str, algorithm: str) -> Manifest:
    digests: dict[str, str] = {}
    for line in bag.lines(name):
        match = _LISTED.match(line)
        path = decoded_name(match[2].removeprefix("./")) if match else ""
        if not match or not is_inside(path):
            bag.problems.append(f"{name} has a line that names no file of the bag")
        elif len(match[1]) != KNOWN_ALGORITHMS[algorithm]:
            bag.problems.append(f"{name} has no digest of {algorithm} for {path}")
        elif path in digests:
            bag.problems.append(f"{name} lists {path} twice")
        else:
            digests[path] = match[1].lower()
    return Manifest(name, algorithm, digests)


def decoded_name(path: str) -> str:
    """The name that a manifest writes with `%25`, `%0A` and `%0D`; empty where it encodes anything else."""
    # Only line breaks and the percent sign itself are encoded (RFC 8493, 2.1.3).
    if re.search(r"%(?!25|0[AaDd])", path):
        return ""
    return re.sub(r"%(25|0[AaDd])", lambda match: chr(int(match[1], 16)), path)


def is_inside(path: str) -> bool:
    """Whether a path leads to a place below the bag and is written in the one way that there is."""
    parts = PurePosixPath(path).parts
    # Written for any system: a name that leads out on one of them is none.
    outside = path.startswith(("/", "~")) or "\\" in path or "\0" in path or bool(re.match("[A-Za-z]:", path))
    return bool(parts) and not outside and ".." not in parts and "/".join(parts) == path
