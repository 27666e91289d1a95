"""Zizmor over every workflow, our own and those that `records init` writes; and over a canary that it has to catch.

    python -m tests.workflow_lint

It asks nobody (`--offline`). Exit 0: all are clean and the canary is caught; 1: not so, and what was found is printed.
Workflows of Forgejo and Gitea are asked but for what those forges do not have: rights of a job's token.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from records_portal.starting.forge_files import FILES, FORGES

HERE = Path(__file__).parents[1]
CANARY = HERE / "tests/workflow_canary/canary.yml"
CAUGHT = (
    "artipacked",
    "dangerous-triggers",
    "excessive-permissions",
    "github-env",
    "template-injection",
    "unpinned-uses",
)
WITHOUT_RIGHTS = "rules:\n  excessive-permissions:\n    disable: true\n  dangerous-triggers:\n    disable: true\n"
WORDS = {"BRANCH": "main", "PUBLIC": "https://forge.example/town/records.git", "VISIBLE": ""}


def written_workflows(folder: Path) -> list[Path]:
    """Every workflow that is shipped, as a root of each forge would have it, in folders of their own."""
    found = []
    for forge, sides in FILES.items():
        for side, files in zip(("public", "private"), sides, strict=True):
            for source, target in files.items():
                if "/workflows/" not in target:
                    continue
                text = (FORGES / source).read_text(encoding="utf-8")
                for name, said in WORDS.items():
                    text = text.replace(f"@{name}@", said)
                path = folder / forge / side / ".github/workflows" / Path(target).name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                found.append(path)
    return found


def faults_of(zizmor: str, *paths: Path, config: Path | None = None) -> dict[str, list[str]]:
    """What is found, by its name: in which files; a `RuntimeError` where the tool cannot look."""
    settings = ("--config", str(config)) if config else ("--no-config",)
    command = [zizmor, "--offline", "--quiet", "--format", "json", *settings, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, *range(10, 15)):
        raise RuntimeError(f"zizmor cannot look: {done.stderr.strip()[-500:]}")
    found: dict[str, list[str]] = {}
    for each in json.loads(done.stdout):
        if not each["ignored"]:
            where = each["locations"][0]["symbolic"]["key"]["Local"]["verbatim_path"]
            found.setdefault(each["ident"], []).append(where)
    return found


def main() -> int:
    """Look at all; 1 where something is found or the canary sings on."""
    zizmor = shutil.which("zizmor", path=str(Path(sys.executable).parent))
    if zizmor is None:
        sys.stderr.write("zizmor is not installed beside this Python; requirements/lint.txt has it\n")
        return 1
    with tempfile.TemporaryDirectory() as work:
        folder, config = Path(work), Path(work) / "zizmor.yml"
        config.write_text(WITHOUT_RIGHTS, encoding="utf-8")
        paths = written_workflows(folder)
        own = sorted((HERE / ".github/workflows").glob("*.yml"))
        rights = [each for each in paths if "github" in each.relative_to(folder).parts[0]]
        faults = faults_of(zizmor, *own, *rights)
        for name, where in faults_of(zizmor, *(each for each in paths if each not in rights), config=config).items():
            faults.setdefault(name, []).extend(where)
        canary = folder / "canary/.github/workflows/canary.yml"
        canary.parent.mkdir(parents=True)
        shutil.copy(CANARY, canary)
        missed = sorted(set(CAUGHT) - faults_of(zizmor, canary).keys())
        for name, where in sorted(faults.items()):
            sys.stdout.write("".join(f"{each.removeprefix(f'{folder}/')}: {name}\n" for each in sorted(where)))
    for name in missed:
        sys.stdout.write(f"the canary's {name} was not caught\n")
    if not faults and not missed:
        sys.stdout.write(
            f"{len(own) + len(paths)} workflows are clean, and {len(CAUGHT)} faults of the canary were caught\n"
        )
    return 1 if faults or missed else 0


if __name__ == "__main__":
    sys.exit(main())
