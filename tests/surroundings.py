"""What people hand in instead of an export: the same files in folders, archives and bags, renamed, among litter."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

Files = Mapping[str, bytes]
LITTER: Files = {
    ".DS_Store": b"\0\0\0\1Bud1",
    "__MACOSX/._data": b"\0\5\x16\7",
    "Thumbs.db": b"\xd0\xcf\x11\xe0",
    "desktop.ini": b"[.ShellClassInfo]\r\n",
    "~$notes.docx": b"\7Hana Birch",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": b"",
}
_TEXT = (".js", ".json", ".csv", ".html", ".htm", ".jsonl", ".txt", ".xml")


def below(top: str, files: Files) -> Files:
    return {f"{top}/{name}": data for name, data in files.items()}


def zipped(files: Files) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def bagged(files: Files, algorithms: tuple[str, ...] = ("sha256", "md5")) -> Files:
    payload = below("data", files)
    manifests = {
        f"manifest-{each}.txt": "".join(
            f"{hashlib.new(each, data).hexdigest()}  {name.replace('%', '%25')}\n" for name, data in payload.items()
        ).encode()
        for each in algorithms
    }
    return {"bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", **manifests, **payload}


def renamed(files: Files, how: Callable[[str, str], str]) -> Files:
    """Text under other names, everything else as it is."""
    found = {}
    for name, data in files.items():
        stem, dot, ending = name.rpartition(".")
        found[how(stem, f"{dot}{ending}") if f".{ending}" in _TEXT else name] = data
    return found


def as_utf_16(files: Files, codec: str) -> Files:
    mark = b"\xff\xfe" if codec == "utf-16-le" else b"\xfe\xff"
    found = {}
    for name, data in files.items():
        is_text = name.endswith((".js", ".json", ".csv"))
        found[name] = mark + data.decode("utf-8-sig").encode(codec) if is_text else data
    return found


SURROUNDINGS: Mapping[str, Callable[[Files], Files]] = {
    "as-it-is": lambda files: files,
    "one-folder": lambda files: below("twitter-2026", files),
    "four-folders": lambda files: below("Archive/2026/Social Media/parks export", files),
    "litter-among-it": lambda files: {**files, **LITTER},
    "litter-beside-its-folder": lambda files: {**below("export", files), **LITTER},
    "notes-beside-its-folder": lambda files: {**below("a/export", files), "a/how I asked.docx": b"PK notes"},
    "zip": lambda files: {"export.zip": zipped(files)},
    "zip-among-litter": lambda files: {"x/export (1).zip": zipped(files), **below("x", LITTER)},
    "zip-in-zip": lambda files: {"outer.zip": zipped({"inner.zip": zipped(files), ".DS_Store": b"x"})},
    "zip-in-zip-in-zip": lambda files: {"3.zip": zipped({"2.zip": zipped({"a/1.zip": zipped(below("b", files))})})},
    "zip-beside-its-folder": lambda files: {"export.zip": zipped(files), **below("export", files)},
    "bag": bagged,
    "bag-in-a-folder": lambda files: below("transfer-17", bagged(files)),
    "bag-of-a-zip": lambda files: bagged({"export.zip": zipped(files)}),
    "zipped-bag": lambda files: {"bag.zip": zipped(below("bag", bagged(files)))},
    "numbered-by-the-browser": lambda files: renamed(files, lambda stem, ending: f"{stem} (1){ending}"),
    "copied-by-the-finder": lambda files: renamed(files, lambda stem, ending: f"{stem} copy{ending}"),
    "copied-by-explorer": lambda files: renamed(files, lambda stem, ending: f"{stem} - Copy{ending}"),
    "with-a-second-ending": lambda files: renamed(files, lambda stem, ending: f"{stem}{ending}.txt"),
    "utf-16-of-windows": lambda files: as_utf_16(files, "utf-16-le"),
    "utf-16-the-other-way": lambda files: as_utf_16(files, "utf-16-be"),
    "half-a-part-beside": lambda files: {**below("parts", files), "parts/export-2.zip.crdownload": b"PK\3\4half"},
}


def put(folder: Path, files: Files) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def files_of(folder: Path) -> Files:
    return {
        each.relative_to(folder).as_posix(): each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()
    }
