"""The one door to git: every command goes through here, and its output is asked for NUL-separated.

The command line drops inherited `GIT_*` variables, so that a hook's environment does not lead elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from records_portal.register.findings import Refusal, one_line

if TYPE_CHECKING:
    import git

LINK_MODES = ("120000", "160000")
COMMITS_AT_ONCE, BLOBS_AT_ONCE = 1_000, 4_000
BYTES_AT_ONCE = 64 * 2**20  # of lists of items beside captures, of which one may have megabytes
_SHA256_NAME = 64
_NO_REASON = "no reason given"
_LOG = (
    "-c",
    "trailer.separators=:",
    "log",
    "--encoding=UTF-8",
    "--no-walk=unsorted",
    "--stdin",
)
# git keeps 96 MB of what it unpacked by default; to make that room anew for every thousand commits takes longer
_UNPACKED = ("-c", "core.deltaBaseCacheLimit=16m")
_CHANGES = ("diff-tree", "--stdin", "--always", "--root", "-r", "-c", "-z", "--no-abbrev", "--no-renames")

# a commit's name stands for what it holds: replace refs, a forged commit-graph or grafts would tell another history
_AS_IT_IS = ("--no-replace-objects", "-c", "core.commitGraph=false")
# nor does a history depend on who reads it: these are the settings by which git would print or leave out other things
_ALIKE_FOR_ALL = (
    "color.ui=false",
    "core.commentChar=#",
    "core.fsmonitor=false",
    "core.quotePath=false",
    "core.untrackedCache=false",
    "diff.ignoreSubmodules=none",
    "diff.noprefix=false",
    "diff.orderFile=/dev/null",
    "diff.relative=false",
    "diff.renames=false",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "log.abbrevCommit=false",
    "log.date=default",
    "log.decorate=false",
    "log.diffMerges=separate",
    "log.follow=false",
    "log.mailmap=true",
    "log.showRoot=true",
    "log.showSignature=false",
)
_SETTINGS = tuple(word for each in _ALIKE_FOR_ALL for word in ("-c", each))
_WITHOUT_GRAFTS = {"GIT_GRAFT_FILE": "/dev/null"}

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class GitSetting:
    """A setting of git: its name, its value, and where it is written."""

    name: str
    value: str
    origin: str


class Repository:
    """The git repository that a root lies in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.repo = _opened(root)
        self.prefix = root.resolve().relative_to(Path(str(self.repo.working_tree_dir)).resolve()).as_posix()
        self.prefix = "" if self.prefix == "." else self.prefix

    def run(self, *arguments: str, standard_input: bytes | None = None) -> bytes:
        """What a git command prints; `Refusal` with the reason where it fails."""
        from git.exc import GitError

        try:
            command = ["git", *_AS_IT_IS, *_SETTINGS, *arguments]
            running = self.repo.git.execute(command, as_process=True, istream=-1, env=_WITHOUT_GRAFTS)
        except (GitError, OSError) as error:
            raise Refusal(f"git cannot be run: {one_line(str(error))}") from error
        process = running.proc  # killed as soon as nothing refers to what runs it
        if process is None:
            raise Refusal("git cannot be run")
        output, errors = process.communicate(standard_input)
        if process.returncode:
            raise Refusal(f"git {_name(arguments)} failed: {_reason(errors)}")
        return bytes(output)

    def head(self) -> str:
        """The commit that is checked out."""
        if not (name := self._head()):
            raise Refusal(f"{self.root} has no commit yet; commit the records first")
        return name

    def has_commit(self) -> bool:
        """Whether a commit is checked out."""
        return bool(self._head())

    def _head(self) -> str:
        # asked of git itself: GitPython knows no SHA-256 names
        return self._said("rev-parse", "--verify", "--quiet", "HEAD^{commit}")

    def _said(self, *arguments: str) -> str:
        """What a command prints that fails without a word where there is nothing to say; empty there."""
        try:
            return self.run(*arguments).decode("utf-8", "replace").strip()
        except Refusal as refusal:
            if _NO_REASON not in str(refusal):
                raise
            return ""

    def shared_folder(self) -> Path:
        """Where its objects and branches are, which all its working trees have in common."""
        said = self.run("rev-parse", "--path-format=absolute", "--git-common-dir")
        return Path(os.fsdecode(said.rstrip(b"\n"))).resolve()

    def beginnings(self) -> set[str]:
        """The commits that its history begins with; none where nothing is committed yet."""
        return set(self._said("rev-list", "--max-parents=0", "HEAD").split()) if self.has_commit() else set()

    def is_partial(self) -> bool:
        """Whether objects were left out when it was cloned, to be fetched from a remote once they are asked for."""
        settings = {each.name: each.value for each in self.settings()}
        promised = (name for name in settings if name.startswith("remote.") and name.endswith(".promisor"))
        return "extensions.partialclone" in settings or any(settings[name] != "false" for name in promised)

    def setting(self, name: str) -> str:
        """What git's settings say; empty where they say nothing."""
        try:
            return self.run("config", "--get", name).decode("utf-8", "replace").strip()
        except Refusal:
            return ""

    def is_shallow(self) -> bool:
        """Whether older commits were not fetched."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def borrows_objects(self) -> bool:
        """Whether some of its objects lie in another folder, which somebody else may change."""
        named = self.run("rev-parse", "--git-path", "objects/info/alternates").decode().rstrip("\n")
        return (Path(str(self.repo.working_dir)) / named).exists()

    def branch(self) -> str:
        """The branch that is checked out; empty where none is."""
        return self._said("symbolic-ref", "--quiet", "--short", "HEAD")

    def settings(self) -> list[GitSetting]:
        """Every setting that git follows here, of whatever file, in the order in which they are read."""
        parts = iter(self.run("config", "--list", "--show-origin", "-z").decode("utf-8", "replace").split("\0"))
        pairs = zip(parts, parts, strict=False)  # the last part is what follows the last NUL: nothing
        return [GitSetting(name, value, origin) for origin, said in pairs for name, _, value in [said.partition("\n")]]

    def has(self, commit: str) -> bool:
        """Whether a commit is among its objects."""
        told = self.run("cat-file", "--batch-check", standard_input=f"{commit}\n".encode()).split()
        return told[1:2] == [b"commit"]

    def descends(self, newer: str, older: str) -> bool:
        """Whether a commit is another or has it among its ancestors, as the commits themselves say it."""
        return not self.run("rev-list", "--max-count=1", older, f"^{newer}", "--").strip()

    def ever_had(self, path: str) -> bool:
        """Whether a commit up to the one that is checked out touched something below a path."""
        return bool(self.run("rev-list", "--max-count=1", self.head(), "--", *self._below([path])))

    def is_dirty(self, *paths: str) -> bool:
        """Whether files below the paths differ from the commit that is checked out, new ones included."""
        asked = ("--no-optional-locks", "status", "--porcelain", "-z", "--untracked-files=all")  # writes nothing
        return bool(self.run(*asked, "--", *self._below(paths)))

    def commits(self, revision: str = "HEAD") -> dict[str, tuple[str, ...]]:
        """Every commit up to a revision with its parents, a child before them."""
        listed = self.run("rev-list", "--topo-order", "--parents", self.resolved(revision)).decode()
        return {names[0]: tuple(names[1:]) for line in listed.splitlines() if (names := line.split())}

    def moments(self, *, main_line: bool) -> list[tuple[str, int]]:
        """Every commit up to the one that is checked out, or those along first parents, with its moment in seconds."""
        only = ("--first-parent",) if main_line else ("--topo-order",)
        listed = self.run("rev-list", "--timestamp", *only, self.head()).decode()
        return [(name, int(at)) for at, name in (line.split() for line in listed.splitlines())]

    def resolved(self, revision: str) -> str:
        """The commit that a revision names."""
        if revision.startswith("-"):
            raise Refusal(f"{revision!r} is not a revision")
        try:
            return self.run("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
        except Refusal as refusal:
            if "Needed a single revision" not in str(refusal):
                raise
        self.head()  # one without a commit says so
        raise Refusal(f"{revision!r} names no commit here; fetch it, or look for its name")

    def branch_tips(self, name: str) -> list[str]:
        """The tips of a branch, here and as the origin last had it; none where there is no such branch."""
        asked = (f"refs/heads/{name}", f"refs/remotes/origin/{name}")
        return list(dict.fromkeys(self.run("for-each-ref", "--format=%(objectname)", *asked).decode().split()))

    def furthest_tip(self, name: str) -> str:
        """The tip of a branch, here or as the origin last had it, whichever goes further; empty where there is none."""
        tips = self.branch_tips(name)
        if len(tips) > 1:
            tips = [each for each in tips if all(self.descends(each, other) for other in tips)]
            if not tips:
                raise Refusal(
                    f"the branch {name} here and the origin's have parted; merge one into the other, or take that one"
                )
        return tips[0] if tips else ""

    def history_of(self, tips: Iterable[str]) -> list[str]:
        """Every commit that is one of the tips or an ancestor, each after its parents."""
        asked = "".join(f"{each}\n" for each in tips).encode()
        return self.run("rev-list", "--topo-order", "--reverse", "--stdin", standard_input=asked).decode().split()

    def versions_of(self, tip: str, path: str) -> list[str]:
        """The names of all contents that a path of the root had in the history of a commit."""
        there = f"{self.prefix}/{path}" if self.prefix else path
        listed = self.run("rev-list", "--objects", tip, "--", f":(top,literal){there}").decode(
            "utf-8", "surrogateescape"
        )
        return [name for name, _, named in (line.partition(" ") for line in listed.splitlines()) if named == there]

    def name_of(self, kind: str, data: bytes) -> str:
        """The name that an object has here."""
        return _object_name(kind, data, len(self.head()))

    def tree_objects(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each tree's bytes, refused where they are not those that its name stands for."""
        return self._named_objects("tree", names, BLOBS_AT_ONCE)

    def tag_object(self, name: str) -> bytes:
        """An annotated tag's bytes; empty for any other object."""
        if self._said("cat-file", "-t", name) != "tag":
            return b""
        return self.run("cat-file", "tag", name)

    def write_objects(self, objects: Sequence[tuple[str, bytes]]) -> None:
        """Write objects that nothing points to yet, all of them or none, as one pack."""
        kinds = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}  # gitformat-pack
        parts = [b"PACK" + (2).to_bytes(4) + len(objects).to_bytes(4)]
        for kind, data in objects:
            parts += [_pack_header(kinds[kind], len(data)), zlib.compress(data)]
        pack = b"".join(parts)
        hashed = hashlib.sha256 if len(self.head()) == _SHA256_NAME else partial(hashlib.sha1, usedforsecurity=False)
        self.run("unpack-objects", "-q", standard_input=pack + hashed(pack).digest())

    def references(self, names: Sequence[str]) -> dict[str, str]:
        """Each of some references that there are, with the object that it points to."""
        listed = self.run("for-each-ref", "--format=%(objectname) %(refname)", *names).decode(
            "utf-8", "surrogateescape"
        )
        pairs = (line.partition(" ") for line in listed.splitlines())
        return {name: there for there, _, name in pairs if name in names}

    def move_files(self, old: str, new: str) -> None:
        """Let the files that are checked out be those of another commit, where they differ between the two."""
        self.run("read-tree", "-m", "-u", old, new)

    def move_references(self, moves: Sequence[tuple[str, str, str]]) -> None:
        """Let references point from one object to another, all at once or none."""
        said = "".join(f"update {name}\0{new}\0{old}\0" for name, old, new in moves)
        self.run("update-ref", "-z", "--stdin", standard_input=f"start\0{said}prepare\0commit\0".encode())

    def tags(self) -> list[tuple[str, str]]:
        """Every tag by its whole name, with the object that it points to: of an annotated one the tag's own."""
        listed = self.run("for-each-ref", "--format=%(objectname) %(refname)", "refs/tags/")
        pairs = (line.partition(" ") for line in listed.decode("utf-8", "surrogateescape").splitlines())
        return [(name, there) for there, _, name in pairs]

    def tree_name(self, commit: str) -> str:
        """The name of the whole tree of a commit."""
        return self.run("rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}").decode().strip()

    def add_to_branch(self, name: str, files: Mapping[str, bytes], message: str, tip: str = "") -> None:
        """A commit on a branch that has these files besides what is there; nothing that is checked out is touched."""
        tip = tip or self.furthest_tip(name)
        said = message.encode()
        parts = [f"commit refs/heads/{name}\ncommitter Records <> now\ndata {len(said)}\n".encode(), said, b"\n"]
        parts += [f"from {tip}\n".encode()] if tip else []
        for path, data in files.items():
            there = f"{self.prefix}/{path}" if self.prefix else path
            parts += [f"M 100644 inline {there}\ndata {len(data)}\n".encode(), data, b"\n"]
        self.run("fast-import", "--quiet", "--date-format=now", standard_input=b"".join(parts))

    def shares(self, one: str, other: str) -> bool:
        """Whether two lines of work have a commit in common."""
        return bool(self._said("merge-base", one, other))

    def nothing(self) -> str:
        """The name of the tree that has no file, to compare the first commits with."""
        return self.run("hash-object", "-t", "tree", "-w", "--stdin", standard_input=b"").decode().strip()

    def first_parents(self, older: str, newer: str) -> list[str]:
        """The commits of the main line after one and up to another, the oldest first."""
        listed = self.run("rev-list", "--first-parent", "--reverse", newer, f"^{older}", "--")
        return listed.decode().split()

    def merge_base(self, one: str, other: str) -> str:
        """The commit at which two lines of work parted."""
        return self.run("merge-base", self.resolved(one), self.resolved(other)).decode().strip()

    def described(self, commits: Sequence[str], *fields: str) -> Iterator[list[str]]:
        """These fields of each of the commits, in their order, as git's formats name them; the last may be any text."""
        command = [*_LOG, "-z", f"--format={'%n'.join(fields)}"]
        for output in _ahead(self._fed(command, part) for part in _parts(commits, COMMITS_AT_ONCE)):
            for found in output.decode("utf-8", "replace").split("\0")[:-1]:
                yield found.split("\n", len(fields) - 1)

    def raw_changes(self, commits: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Each of the commits with its changes: git's raw line and the path, of a merge what no parent had."""
        # without paths: comparing each name with them takes longer than leaving out what is no record afterwards
        for output in _ahead(self._fed([*_UNPACKED, *_CHANGES], part) for part in _parts(commits, COMMITS_AT_ONCE)):
            words = iter(output.decode("utf-8", "surrogateescape").split("\0")[:-1])
            name, changes = next(words, ""), list[tuple[str, str]]()
            for word in words:
                if word.startswith(":"):
                    changes.append((word, next(words)))
                else:
                    yield name, changes
                    name, changes = word, []
            yield name, changes

    def contents_at(self, asked: Sequence[tuple[str, str]]) -> list[str]:
        """The name of the content that each commit has at a path of the root; empty where it has no file there."""
        folder = f"{self.prefix}/" if self.prefix else ""
        return self._named([f"{commit}:{folder}{path}" for commit, path in asked], "blob")

    def here(self, commits: Sequence[str]) -> set[str]:
        """Those of the commits that are among its objects."""
        return set(self._named(commits, "commit")) - {""}

    def _named(self, asked: Sequence[str], kind: str) -> list[str]:
        """The full name of each object that is asked for, where it is of that kind."""
        told = self._fed(["cat-file", "--batch-check=%(objecttype) %(objectname)"], asked)().decode("utf-8", "replace")
        return [line.removeprefix(f"{kind} ") if line.startswith(f"{kind} ") else "" for line in told.splitlines()]

    def blobs(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each named blob's bytes, in few processes."""
        return self._objects(names, BLOBS_AT_ONCE)

    def blobs_apart(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The same of contents that may be large: few bytes at a time."""
        sizes = self._fed(["cat-file", "--batch-check=%(objectsize)"], names)().split()
        part: list[str] = []
        waiting = 0
        for name, size in zip(names, sizes, strict=True):
            if part and waiting + int(size) > BYTES_AT_ONCE:
                yield from self.blobs(part)
                part, waiting = [], 0
            part.append(name)
            waiting += int(size)
        yield from self.blobs(part)

    def commit_objects(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each commit's bytes, in few processes; refused where they are not those that its name stands for."""
        return self._named_objects("commit", names, COMMITS_AT_ONCE)

    def check_folders(self) -> None:
        """Refuse a checked-out commit of which a folder does not hold what its name stands for: git does not look."""
        ((commit, data),) = self.commit_objects([self.head()])
        top = data.split(b"\n", 1)[0].removeprefix(b"tree ").decode()
        list(self._named_objects("tree", [top], BLOBS_AT_ONCE))  # before git lists it, which says only that it cannot
        listed = self.run("ls-tree", "-r", "-d", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape")
        entries = (line.split("\t", 1)[0].split() for line in listed.split("\0") if line)
        names = {name for _, kind, name in entries if kind == "tree"}
        for _ in self._named_objects("tree", sorted(names), BLOBS_AT_ONCE):
            pass

    def _named_objects(self, kind: str, names: Iterable[str], at_once: int) -> Iterator[tuple[str, bytes]]:
        for name, data in self._objects(names, at_once):
            if _object_name(kind, data, len(name)) != name:
                raise Refusal(f"{kind} {name} does not hold what its name stands for; git fsck shows what is damaged")
            yield name, data

    def _objects(self, names: Iterable[str], at_once: int) -> Iterator[tuple[str, bytes]]:
        parts = list(_parts(names, at_once))
        outputs = _ahead(self._fed(["cat-file", "--batch", "--buffer"], part) for part in parts)
        for wanted, output in zip(parts, outputs, strict=True):
            start = 0
            for name in wanted:
                end = output.index(b"\n", start)
                size = int(output[start:end].split()[2])
                yield name, output[end + 1 : end + 1 + size]
                start = end + size + 2

    def _fed(self, command: Sequence[str], lines: Sequence[str]) -> Callable[[], bytes]:
        return lambda: self.run(*command, standard_input="".join(f"{line}\n" for line in lines).encode())

    def _below(self, paths: Iterable[str]) -> list[str]:
        return [f":(top,literal){self.prefix}/{path}" if self.prefix else f":(top,literal){path}" for path in paths]


class CommitTree:
    """The files of a commit; records are handed out of git many at a time."""

    def __init__(self, repository: Repository, revision: str, label: str = "") -> None:
        self.label = label
        self.repository = repository
        self.commit = repository.resolved(revision)
        listed = repository.run("ls-tree", "-r", "-z", "--full-tree", f"{self.commit}:{repository.prefix}")
        entries = (line.split(b"\t", 1) for line in listed.split(b"\0") if line)
        self.entries = {name.decode("utf-8", "surrogateescape"): meta.decode().split() for meta, name in entries}
        self._read: dict[str, bytes] = {}
        self._records: list[str] = []

    def tree_name(self) -> str:
        """The name that git gives to all that is below the root in the commit."""
        below = f"{self.commit}:{self.repository.prefix}"
        return self.repository.run("rev-parse", "--verify", "--end-of-options", below).decode().strip()

    def paths(self, folder: str) -> list[str]:
        """The paths of all files below a folder, sorted."""
        return sorted(path for path in self.entries if path.startswith(f"{folder}/"))

    def read(self, path: str) -> bytes:
        """A plain file's bytes."""
        if path not in self.entries:
            raise FileNotFoundError(f"{path} is not in the commit")
        mode, _, name = self.entries[path]
        if mode in LINK_MODES:
            raise OSError(f"{path} is not a plain file")
        if not path.endswith(".yml"):
            return next(data for _, data in self.repository.blobs([name]))
        if name not in self._read:
            self._read = dict(self.repository.blobs(self._from(path)))
        return self._read[name]

    def content_name(self, path: str) -> str:
        """The name that git gives to a file's content; empty for what is no plain file."""
        mode, _, name = self.entries[path]
        return "" if mode in LINK_MODES else name

    def _from(self, path: str) -> list[str]:
        """The blobs of a record and of those that come after it, in the order in which a register is read."""
        if not self._records:
            plain = (name for name, (mode, *_) in self.entries.items() if mode not in LINK_MODES)
            self._records = sorted(name for name in plain if name.endswith(".yml"))
        start = bisect_left(self._records, path)
        return [self.entries[name][2] for name in self._records[start : start + BLOBS_AT_ONCE]]


def same_history(root: Path, other: Path) -> bool:
    """Whether another folder has the history of a root, or of what lies below it: a working tree or a clone of it."""
    try:
        one, two = Repository(root), Repository(other)
        if one.prefix and two.prefix != one.prefix and not two.prefix.startswith(f"{one.prefix}/"):
            return False
        if one.shared_folder() == two.shared_folder():
            return True
        # a long history is walked once: the other's is asked for only where it has the first commits at all
        first = one.beginnings()
        return any(map(two.has, first)) and bool(first & two.beginnings())
    except (Refusal, ValueError):  # what cannot be read here is told by whatever reads it
        return False


def _object_name(kind: str, data: bytes, length: int) -> str:
    named = hashlib.sha256 if length == _SHA256_NAME else partial(hashlib.sha1, usedforsecurity=False)
    return named(f"{kind} {len(data)}\0".encode() + data).hexdigest()


def _pack_header(kind: int, size: int) -> bytes:
    """The kind and size of an object in a pack: four bits of the size first, then seven at a time."""
    first, size = kind << 4 | size & 15, size >> 4
    found = bytearray()
    while size:
        found.append(first | 0x80)
        first, size = size & 0x7F, size >> 7
    return bytes([*found, first])


def _parts(names: Iterable[str], size: int) -> Iterator[list[str]]:
    remaining = iter(names)
    while part := list(islice(remaining, size)):
        yield part


def _ahead(tasks: Iterable[Callable[[], _Result]]) -> Iterator[_Result]:
    """The results in order, each next one in the making while the one before is used."""
    with ThreadPoolExecutor(1) as pool:
        waiting = None
        for task in tasks:
            begun = pool.submit(task)
            if waiting:
                yield waiting.result()
            waiting = begun
        if waiting:
            yield waiting.result()


def _opened(root: Path) -> git.Repo:
    try:
        import git  # asks for git's version, so not before git is needed
        from git.exc import InvalidGitRepositoryError, NoSuchPathError
    except ImportError as error:
        raise Refusal("git is not installed or not on the path; install git 2.34 or later") from error
    try:
        repo = git.Repo(root, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise Refusal(f"{root} is not in a git repository; the audit trail is read from git's history") from error
    except (git.exc.GitError, ValueError) as error:
        raise Refusal(f"git cannot read {root}: {one_line(str(error))}") from error
    if repo.bare:
        raise Refusal(f"{root} is a bare git repository; a working tree is needed")
    return repo


def _name(arguments: Sequence[str]) -> str:
    """The git command among its arguments: settings may come before it."""
    return next(word for place, word in enumerate(arguments) if word != "-c" and arguments[place - 1] != "-c")


def _reason(output: bytes) -> str:
    """Why git failed, in one line; of an owner that git does not trust, with what to do."""
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    reason = next((line for line in lines if line.startswith("fatal:")), lines[-1] if lines else _NO_REASON)
    remedy = next((f"; {line}" for line in lines if line.startswith("git config ")), "")
    return one_line(f"{reason.removeprefix('fatal:').strip()}{remedy}")
