"""A new root: the folders, the portal's settings and what each folder is for; an existing file is never touched."""

from __future__ import annotations

from pathlib import Path

from records_portal.files.yaml_text import dump_yaml

from .findings import Refusal

READMES = {
    "registry": "One record a file; the file's name is its id. `records validate` says what is missing.",
    "registry/platforms": "The social media platforms that the agencies use.",
    "registry/agencies": "The agencies whose sites are registered.",
    "registry/people": "Everybody who runs, approves or answers for a site.",
    "registry/sites": "One file for each official site, from the request on.",
    "registry/designations": "Who administers each site, as the agency's head confirmed.",
    "schedules": "Retention schedules; events, classification rules, authorizations and dispositions in folders.",
    "captures": "What `records ingest` writes: a record and an index of items for each capture, never content.",
}


def new_root(folder: Path, title: str, time_zone: str, fiscal_year_start: str) -> list[str]:
    """Write a root that validates into an empty or absent folder, or beside what git put there; the paths written."""
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} is not a folder")
    if (folder / "registry").exists() or (folder / "captures").exists() or (folder / "schedules").exists():
        raise Refusal(f"{folder} already has records; a new root goes into a folder of its own")
    portal = {"title": title, "time_zone": time_zone, "fiscal_year_start": fiscal_year_start}
    files = {f"{name}/README.md": f"{text}\n" for name, text in READMES.items()}
    files |= {"registry/portal.yml": dump_yaml(portal), ".gitignore": "/site/\n"}
    written = [name for name in sorted(files) if not (folder / name).exists()]
    for name in written:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(files[name], encoding="utf-8")
    return written
