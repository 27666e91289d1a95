"""A linter of commits: content of captures is refused before git keeps it for ever, wherever it lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from records_portal.files.payloads import HEAD, payload_begun, payload_named
from records_portal.register.findings import Finding, Place, finding
from records_portal.register.item_lists.authorized_lists import is_authorized_list
from records_portal.register.kinds import FOLDERS, kind_of
from records_portal.register.sources import BESIDE_A_CAPTURE

from .repository import Repository
from .tree_changes import blob_sizes, contents_of

LARGE = 10_000_000
_FILE_MODES = ("100644", "100755")
_RIGHT = "take it out of the commit; `records ingest` puts it into the store"


@dataclass(frozen=True, slots=True)
class CommittedFile:
    """A file that a commit adds or changes, by its path in the repository and the name of its content."""

    path: str
    blob: str


def staged_entries(repository: Repository) -> list[CommittedFile]:
    """What the next commit would add or change."""
    return list(_parsed(repository.run("diff", "--cached", *_RAW)))


def entries_since(repository: Repository, base: str) -> list[CommittedFile]:
    """What any commit since another one added or changed, even where a later one took it out again."""
    revision = repository.run("rev-parse", "--verify", "--end-of-options", f"{base}^{{commit}}").decode().strip()
    return list(_parsed(repository.run("log", "--diff-merges=separate", "--format=", *_RAW, f"{revision}..HEAD")))


_RAW = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--diff-filter=AMT")


def _parsed(output: bytes) -> Iterator[CommittedFile]:
    words = iter(output.decode("utf-8", "surrogateescape").split("\0"))
    for word in words:
        if word.lstrip("\n").startswith(":"):
            _, mode, _, blob, _ = word.lstrip("\n").split(" ")
            path = next(words)
            if mode in _FILE_MODES:
                yield CommittedFile(path, blob)


def payload_findings(
    repository: Repository, entries: Iterable[CommittedFile], spared: Sequence[str]
) -> Iterator[Finding]:
    """Each file that is content of a capture, or too large to be a record; what lies in a spared folder is left out."""
    looked_at = sorted({each for each in entries if not _lies_in(each.path, spared)}, key=lambda each: each.path)
    unnamed: list[CommittedFile] = []
    for entry in looked_at:
        if what := payload_named(entry.path, beside_records=_is_stray(repository, entry.path)):
            yield _finding(entry, what)
        else:
            unnamed.append(entry)
    sizes = blob_sizes(repository, [each.blob for each in unnamed])
    yield from (_finding(each, f"{sizes[each.blob]:,} bytes") for each in unnamed if sizes[each.blob] > LARGE)
    small = sorted(name for name, size in sizes.items() if size <= LARGE)
    heads = {name: data[:HEAD] for name, data in contents_of(repository, small, LARGE)}
    for entry in (each for each in unnamed if each.blob in heads):
        if what := payload_begun(heads[entry.blob], beside_records=_is_stray(repository, entry.path)):
            yield _finding(entry, what)


def _lies_in(path: str, folders: Sequence[str]) -> bool:
    return any(path.startswith(f"{each.strip('/')}/") for each in folders)


def _is_stray(repository: Repository, path: str) -> bool:
    """Whether a file lies where records lie and is neither a record nor what stands beside one."""
    below = path.removeprefix(f"{repository.prefix}/") if repository.prefix else path
    folder, _, name = below.rpartition("/")
    beside = (name in BESIDE_A_CAPTURE and kind_of(f"{folder}/capture.yml")) or is_authorized_list(below)
    return below.split("/")[0] in FOLDERS and not beside and kind_of(below) is None


def _finding(entry: CommittedFile, what: str) -> Finding:
    message = f"{what}; git never forgets, and content must be destroyable"
    return finding("F007", Place(entry.path), entry.path.rpartition("/")[2], message, expected=_RIGHT)
