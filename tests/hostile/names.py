"""Names that lead elsewhere, hide something, are absurd, or meet in one place."""

from __future__ import annotations

TRAVERSAL = {
    "up": "../evil",
    "up-from-below": "data/../../evil",
    "up-at-the-end": "data/..",
    "up-with-backslashes": "..\\evil",
    "up-with-backslashes-from-below": "data\\..\\..\\evil",
    "up-with-a-space": ".. /evil",
    "up-with-more-dots": ".../evil",
    "here": "./evil",
    "nothing-between": "data//evil",
    "up-quoted": "%2e%2e/evil",
    "up-quoted-twice": "%252e%252e/evil",
    "up-with-a-quoted-slash": "..%2fevil",
    "up-with-a-quoted-backslash": "..%5cevil",
    "up-in-wide-letters": "\uff0e\uff0e\uff0fevil",
    "up-in-one-letter": "\u2025/evil",
}
ABSOLUTE = {
    "root": "/etc/evil",
    "share": "//server/share/evil",
    "share-with-backslashes": "\\\\server\\share\\evil",
    "drive": "C:/evil",
    "drive-with-backslash": "C:\\evil",
    "drive-without-slash": "c:evil",
    "home": "~/evil",
}
UNSEEN = {
    "line-break": "data/a\nb",
    "return": "data/a\rb",
    "escape": "data/\x1b[2Jb",
    "backspace": "data/a\x08b",
    "delete": "data/a\x7fb",
    "upper-control": "data/a\x9bb",
    "right-to-left": "data/a\u202etxt.js",
    "isolate": "data/a\u2066b",
    "no-width": "data/a\u200bb",
    "byte-order-mark": "data/\ufeffa",
    "line-separator": "data/a\u2028b",
}
ABSURD = {
    "component-too-long": "data/" + "a" * 256,
    "name-too-long": "/".join(["a" * 200] * 6),
    "name-beyond-reason": "a" * 65_000,
    "too-deep": "a/" * 20 + "b",
    "beyond-depth": "a/" * 10_000 + "b",
    "letters-of-many-bytes": "data/" + "\u6f22" * 86,
}
MEETING = {
    "twice": ("data/b", "data/b"),
    "case": ("data/b", "DATA/B"),
    "sharp-s": ("stra\u00dfe", "STRASSE"),
    "composed": ("caf\u00e9", "cafe\u0301"),
    "kelvin": ("data/k", "data/\u212a"),
    "joiner": ("data/ab", "data/a\u200db"),
    "file-is-folder": ("data/b", "data/b/c"),
    "folder-is-file": ("data/b/c", "data/b"),
    "file-is-folder-by-case": ("data/B", "data/b/c"),
    "file-is-named-folder": ("data/b", "data/b/"),
}
