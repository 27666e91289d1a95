"""Bags held against BagIt 1.0 (RFC 8493) and against the narrower rules of the store.

* Nothing stops early: every problem is named, in one line each.
* What the standard allows and the store never writes (other algorithms and encodings, `fetch.txt`, tag files in no
  manifest) is a problem for `verify_bag` and none for `conformance_problems`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from .bag_reading import DECLARED, FoundBag, Manifest, decoded_name, is_inside, is_tag_manifest, read_bag
from .bags import ALGORITHMS, DECLARATION, SALTS, Fixity
from .fixity import Digests, digests_of_files

INFO = "bag-info.txt"
_ELEMENT = re.compile(r"([^:\s](?:[^:]*[^:\s])?):[ \t](.*)\Z", re.DOTALL)
# Bounded digits: Python refuses to read a number of more than 4,300.
_OXUM = re.compile(r"[0-9]{1,18}\.[0-9]{1,18}\Z")


def verify_bag(
    folder: Path, written: Mapping[str, Fixity] | None = None, told: Callable[[int], None] = lambda size: None
) -> list[str]:
    """Everything that is wrong with a bag of the store, one line each; nothing where it is whole.

    Of a file whose bytes were digested as they were `written`, reading one digest again tells whether they are the same
    bytes; the others then are those of then. The size of each file that was read is `told`.
    """
    return list(_problems(folder, (written or {}, told), strict=True))


def conformance_problems(folder: Path) -> list[str]:
    """What keeps any bag from being a complete and valid one of BagIt 1.0, one line each."""
    return list(_problems(folder, ({}, lambda size: None), strict=False))


def _problems(
    folder: Path, reading: tuple[Mapping[str, Fixity], Callable[[int], None]], *, strict: bool
) -> Iterator[str]:
    if folder.is_symlink() or not folder.is_dir():
        yield "the bag is missing"
        return
    bag = read_bag(folder)
    yield from bag.problems
    yield from _check_payload(bag)
    yield from _check_tag_manifests(bag)
    if strict:
        yield from _check_rules_of_the_store(bag)
    # Files that are to be fetched (RFC 8493, 2.2.3) are missing until they are.
    elif "fetch.txt" in bag.sizes:
        yield from _check_fetch(bag)
    yield from _check_digests(bag, *reading)
    yield from _check_description(bag, strict=strict)


def _check_payload(bag: FoundBag) -> Iterator[str]:
    """Every payload manifest lists every payload file, and nothing else."""
    if not (bag.folder / "data").is_dir():
        yield "data is missing or no folder"
    if not bag.payload:
        yield "there is no payload manifest"
    listed = _listed_in(bag.payload)
    for name in sorted(listed - bag.sizes.keys()):
        yield f"{name} is missing"
    for name in bag.payload_files if bag.payload else ():
        if name not in listed:
            yield f"{name} is in no manifest"
    for name in sorted(listed):
        if name.startswith("data/"):
            yield from _missing_entries(bag.payload, name)
        else:
            yield f"{name} is listed but is not payload"


def _listed_in(manifests: Iterable[Manifest]) -> set[str]:
    return {name for manifest in manifests for name in manifest.digests}


def _missing_entries(manifests: Iterable[Manifest], name: str) -> Iterator[str]:
    return (f"{name} is not in {manifest.name}" for manifest in manifests if name not in manifest.digests)


def _check_tag_manifests(bag: FoundBag) -> Iterator[str]:
    """A tag manifest lists files that are there, no payload and no tag manifest."""
    for name in sorted(_listed_in(bag.tags)):
        if is_tag_manifest(name):
            yield f"{name} is listed in a tag manifest, which lists none of its kind"
        elif name.startswith("data/"):
            yield f"{name} is payload but is listed in a tag manifest"
        elif name not in bag.sizes and name != "bagit.txt":
            yield f"{name} is missing"


def _check_rules_of_the_store(bag: FoundBag) -> Iterator[str]:
    """A bag of the store is in UTF-8, has both algorithms and no others, and lists every tag file but later seeds."""
    declared = (bag.folder / "bagit.txt").read_bytes() if "bagit.txt" in bag.sizes else DECLARATION
    if declared != DECLARATION and DECLARED.match(declared):
        yield "bagit.txt is not what the store writes"
    if "fetch.txt" in bag.sizes:
        yield "fetch.txt names content elsewhere; a bag of the store holds all of its own"
    for kind, manifests in (("manifest", bag.payload), ("tagmanifest", bag.tags)):
        expected = {f"{kind}-{algorithm}.txt" for algorithm in ALGORITHMS}
        yield from (f"{name} is missing" for name in sorted(expected - bag.sizes.keys() - _listed_in(bag.tags)))
        yield from (f"{each.name} is of an algorithm that the store does not write"
                    for each in manifests if each.name not in expected)  # fmt: skip
    listed = _listed_in(bag.tags)
    for name in bag.tag_files:
        if name in listed:
            yield from _missing_entries(bag.tags, name)
        # Written later into a bag from before: its bytes are held against the commitments in git, and not here.
        elif name != SALTS:
            yield f"{name} is in no manifest"
    yield from _check_names_apart(bag)


def _check_names_apart(bag: FoundBag) -> Iterator[str]:
    """No two names are the same to a file system that folds case or Unicode forms."""
    seen: dict[str, str] = {}
    for name in sorted({*bag.sizes, *_listed_in(bag.payload), *_listed_in(bag.tags)}):
        earlier = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        if earlier != name:
            yield f"{earlier!a} and {name!a} differ in case or Unicode form only"


def _check_fetch(bag: FoundBag) -> Iterator[str]:
    """`fetch.txt` names an address, a length and a payload file that every manifest lists."""
    for line in bag.lines("fetch.txt"):
        match = re.match(r"\S+[ \t]+(?:[0-9]+|-)[ \t]+(\S.*)\Z", line)
        path = decoded_name(match[1].removeprefix("./")) if match else ""
        if not is_inside(path) or not path.startswith("data/"):
            yield "fetch.txt has a line that names no payload file"
        else:
            yield from _missing_entries(bag.payload, path)


def _check_digests(bag: FoundBag, written: Mapping[str, Fixity], told: Callable[[int], None]) -> Iterator[str]:
    """Every file that is listed and there has the digests that the manifests say."""
    expected: dict[str, set[tuple[str, str]]] = {}
    for manifest in (*bag.payload, *bag.tags):
        for name, digest in manifest.digests.items():
            if name in bag.sizes:
                expected.setdefault(name, set()).add((manifest.algorithm, digest))
    algorithms = sorted({manifest.algorithm for manifest in (*bag.payload, *bag.tags)})
    sizes = {name: bag.sizes[name] for name in sorted(expected)}
    for name, found in _read_back(bag.folder, sizes, algorithms, written):
        told(sizes[name])
        if isinstance(found, OSError):
            yield f"{name} cannot be read ({found.strerror})"
        elif not expected[name] <= set(zip(algorithms, found, strict=True)):
            yield f"{name} has changed"


def _read_back(
    folder: Path, sizes: Mapping[str, int], algorithms: Sequence[str], written: Mapping[str, Fixity]
) -> Iterator[tuple[str, Digests | OSError]]:
    """The digests of each file; of one that was written as known, only the first is read again."""
    known = {name: size for name, size in sizes.items() if name in written and tuple(algorithms) == ALGORITHMS}
    # One digest tells whether bytes changed; the second would only cost its computing.
    for name, found in digests_of_files(folder, known, ALGORITHMS[:1]):
        same = found == written[name].digests[:1]
        yield name, written[name].digests if same else found if isinstance(found, OSError) else ("",) * len(algorithms)
    others = {name: size for name, size in sizes.items() if name not in known}
    yield from digests_of_files(folder, others, algorithms)


def _check_description(bag: FoundBag, *, strict: bool) -> Iterator[str]:
    """`bag-info.txt` is labels with values; the size and number of the payload is stated once and right."""
    if INFO not in bag.sizes:
        if strict:
            yield f"{INFO} declares no Payload-Oxum"
        return
    before = len(bag.problems)
    elements = _elements(bag.lines(INFO))
    yield from bag.problems[before:]
    if any(label == "" for label, _ in elements):
        yield f"{INFO} has a line that is no label, colon, space and value"
    declared = [value for label, value in elements if label.lower() == "payload-oxum"]
    found = f"{sum(bag.sizes[name] for name in bag.payload_files)}.{len(bag.payload_files)}"
    if len(declared) > 1:
        yield f"{INFO} declares Payload-Oxum {len(declared)} times"
    elif not declared and strict:
        yield f"{INFO} declares no Payload-Oxum"
    for value in declared:
        if not _OXUM.match(value):
            yield f"{INFO} declares {value!r} as Payload-Oxum, which is no size and number"
        elif value != found:
            yield f"{INFO} declares {value} as Payload-Oxum, found is {found}"


def _elements(lines: Iterable[str]) -> list[tuple[str, str]]:
    """The labels and values, folded lines joined; an empty label stands for what is none."""
    elements: list[tuple[str, str]] = []
    for line in lines:
        match = _ELEMENT.match(line)
        if line[0] in " \t" and elements:
            elements[-1] = elements[-1][0], f"{elements[-1][1]} {line.strip()}".strip()
        else:
            elements.append((match[1], match[2].strip()) if match else ("", ""))
    return elements
