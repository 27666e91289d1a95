"""The one door to git: every command goes through here, and its output is asked for NUL-separated.

The command line drops inherited `GIT_*` variables, so that a hook's environment does not lead elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .findings import Refusal, one_line

if TYPE_CHECKING:
    import git

LINK_MODES = ("120000", "160000")


class Repository:
    """The git repository that a root lies in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.repo = _opened(root)
        self.prefix = root.resolve().relative_to(Path(str(self.repo.working_tree_dir)).resolve()).as_posix().strip(".")

    def run(self, *arguments: str, standard_input: bytes | None = None) -> bytes:
        """What a git command prints; `Refusal` with the reason where it fails."""
        from git.exc import GitError

        try:
            running = self.repo.git.execute(["git", *arguments], as_process=True, istream=-1)
        except (GitError, OSError) as error:
            raise Refusal(f"git cannot be run: {one_line(str(error))}") from error
        process = running.proc  # killed as soon as nothing refers to what runs it
        if process is None:
            raise Refusal("git cannot be run")
        output, errors = process.communicate(standard_input)
        if process.returncode:
            raise Refusal(f"git {arguments[0]} failed: {_reason(errors)}")
        return bytes(output)

    def head(self) -> str:
        """The commit that is checked out."""
        if not self.repo.head.is_valid():
            raise Refusal(f"{self.root} has no commit yet; commit the records first")
        return str(self.repo.head.commit.hexsha)

    def is_shallow(self) -> bool:
        """Whether older commits were not fetched."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def is_dirty(self, *paths: str) -> bool:
        """Whether files below the paths differ from the commit that is checked out, new ones included."""
        return bool(self.run("status", "--porcelain", "-z", "--untracked-files=all", "--", *self._below(paths)))

    def log(self, form: str, signers: Path, *paths: str) -> list[bytes]:
        """Every commit that touches the paths, newest first, in a format, with its raw changes: NUL-separated.

        Signatures count only when they are by a key in the file of allowed signers.
        """
        listed = self.run(
            "-c",
            "log.showSignature=false",
            "-c",
            f"gpg.ssh.allowedSignersFile={signers}",
            "log",
            "-z",
            "--raw",
            "-c",
            "--no-abbrev",
            "--no-renames",
            "--full-history",
            "--topo-order",
            f"--format={form}",
            "HEAD",
            "--",
            *self._below(paths),
        )
        return listed.split(b"\0")

    def graph(self, form: str) -> list[bytes]:
        """Every commit, a child before its parents, in a format: NUL-terminated."""
        return self.run("log", "-z", "--topo-order", f"--format={form}", "HEAD").split(b"\0")

    def blobs(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each named blob's bytes, all in one process."""
        wanted = list(names)
        output = self.run("cat-file", "--batch", standard_input="".join(f"{name}\n" for name in wanted).encode())
        start = 0
        for name in wanted:
            end = output.index(b"\n", start)
            size = int(output[start:end].split()[2])
            yield name, output[end + 1 : end + 1 + size]
            start = end + size + 2

    def _below(self, paths: Iterable[str]) -> list[str]:
        return [f":(top,literal){self.prefix}/{path}" if self.prefix else f":(top,literal){path}" for path in paths]


class CommitTree:
    """The files of a commit."""

    def __init__(self, repository: Repository, revision: str, label: str = "") -> None:
        self.label = label
        self.repository = repository
        listed = repository.run(
            "ls-tree", "-r", "-z", "--full-tree", f"{_resolved(repository, revision)}:{repository.prefix}"
        )
        entries = (line.split(b"\t", 1) for line in listed.split(b"\0") if line)
        self._blobs = {name.decode("utf-8", "surrogateescape"): meta.decode().split() for meta, name in entries}

    def paths(self, folder: str) -> list[str]:
        """The paths of all files below a folder, sorted."""
        return sorted(path for path in self._blobs if path.startswith(f"{folder}/"))

    def read(self, path: str) -> bytes:
        """A plain file's bytes."""
        if path not in self._blobs:
            raise FileNotFoundError(f"{path} is not in the commit")
        mode, _, name = self._blobs[path]
        if mode in LINK_MODES:
            raise OSError(f"{path} is not a plain file")
        return next(data for _, data in self.repository.blobs([name]))


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


def _resolved(repository: Repository, revision: str) -> str:
    if revision.startswith("-"):
        raise Refusal(f"{revision!r} is not a revision")
    return repository.run("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()


def _reason(output: bytes) -> str:
    """Why git failed, in one line; of an owner that git does not trust, with what to do."""
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    reason = next((line for line in lines if line.startswith("fatal:")), lines[-1] if lines else "no reason given")
    remedy = next((f"; {line}" for line in lines if line.startswith("git config ")), "")
    return one_line(f"{reason.removeprefix('fatal:').strip()}{remedy}")
