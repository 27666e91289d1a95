"""Anchors: which repositories are meant, written in the store, where no change of a root reaches them.

* For the public root and for each private one: its address, its branch, and the commit last seen there.
* For each agency the name of its private root, or why it keeps no holds, who said so and when.
* What an anchor does not say is not assumed: an agency without a line has holds that nobody has asked for.

Asking the addresses is not done here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from records_portal.files.durable import sync_folder, write_durably
from records_portal.files.yaml_text import ValuePath, dump_yaml, read_places, read_yaml
from records_portal.register.findings import Place, Refusal
from records_portal.register.model import Record
from records_portal.register.shapes import check_shape
from records_portal.values.urls import credential_in

from .removal import CERTIFICATES, JOURNALS

ANCHORS = "anchors.yml"
PUBLIC = "public"
MOVES = "moves"
SHAPE = "store/anchors"
_ASKED = b"\n  asked:\n"  # of a certificate
_DISPOSITION = b"\ndisposition:\n"  # the second half of a certificate


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a root is published, and the commit last seen there; empty where it was never asked.

    `certified` are the commits that certificates say were seen at this place.
    """

    name: str
    address: str
    branch: str
    last_seen: str = ""
    certified: tuple[str, ...] = field(default=(), compare=False)

    @property
    def title(self) -> str:
        """The root in words."""
        return "the public root" if self.name == PUBLIC else f"the private root {self.name!r}"

    def as_mapping(self) -> dict[str, str]:
        """The anchor as the file has it."""
        named = {} if self.name == PUBLIC else {"name": self.name}
        seen = {"last_seen": self.last_seen} if self.last_seen else {}
        return {**named, "address": self.address, "branch": self.branch, **seen}


@dataclass(frozen=True, slots=True)
class CertifiedRoots:
    """What a certificate says of the roots that were asked: each place with its commit, and whose holds it has."""

    certificate: str
    issued_at: str
    places: Mapping[str, tuple[str, str]]
    tips: Mapping[str, str]
    agencies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NoPrivateRoot:
    """That an agency keeps no holds: why, who said so, and when; and whose signature was found under that."""

    why: str
    said_by: str
    on: str
    signed_by: str = field(default="", compare=False)

    def as_mapping(self) -> dict[str, str]:
        """What the file says."""
        return {"none": self.why, "said_by": self.said_by, "on": self.on}


@dataclass(frozen=True, slots=True)
class Anchors:
    """The anchors of a store, with the signed texts about them that it keeps beside them."""

    public: Anchor
    private: tuple[Anchor, ...] = ()
    agencies: Mapping[str, str | NoPrivateRoot] = field(default_factory=dict)
    kept: tuple[tuple[bytes, bytes], ...] = field(default=(), compare=False, repr=False)
    certified: tuple[CertifiedRoots, ...] = field(default=(), compare=False, repr=False)

    @property
    def roots(self) -> tuple[Anchor, ...]:
        """Every anchor, the public root's first."""
        return (self.public, *self.private)

    def get(self, name: str) -> Anchor | None:
        """The anchor of a name."""
        return next((each for each in self.roots if each.name == name), None)

    def seen(self, tips: Mapping[str, str]) -> Anchors:
        """The anchors with the commits that were seen now, by the roots' names."""
        public, *private = (replace(each, last_seen=tips.get(each.name, each.last_seen)) for each in self.roots)
        return replace(self, public=public, private=tuple(private))

    def as_mapping(self) -> dict[str, Any]:
        """The anchors as the file has them; what is empty is left out."""
        said = ((name, root if isinstance(root, str) else root.as_mapping()) for name, root in self.agencies.items())
        value = {
            PUBLIC: self.public.as_mapping(),
            "private": [each.as_mapping() for each in self.private],
            "agencies": dict(sorted(said)),
        }
        return {name: each for name, each in value.items() if each}


Signers = Callable[[str], Collection[str]]
"""Who signed a sentence: the ids of the persons whose signatures under it hold."""

SIGNATURES = 2


def moved(anchors: Anchors, new: Anchor, signers: Signers) -> Anchors:
    """The anchors with another address or branch for a root, where two persons signed exactly that."""
    known = anchors.get(new.name)
    if known is None:
        raise Refusal(f"no anchor {new.name!r}; `records anchor set {new.name} ADDRESS` writes a new one")
    _check_signed(move_of_root(known, new), signers)
    roots = (new if each.name == new.name else each for each in anchors.roots)
    public, *private = roots
    return replace(anchors, public=public, private=tuple(private))


def moved_agency(anchors: Anchors, agency: str, root: str | NoPrivateRoot, signers: Signers) -> Anchors:
    """The anchors with another private root for an agency, or none, where two persons signed exactly that."""
    if agency not in anchors.agencies:
        raise Refusal(f"no agency {agency!r} in the anchors; `records anchor set --agency {agency} NAME` writes it")
    _check_signed(move_of_agency(agency, root), signers)
    return replace(anchors, agencies={**anchors.agencies, agency: root})


def move_of_root(old: Anchor, new: Anchor) -> str:
    """The move of a root in a line."""
    return f"anchor {new.name} {old.address} {old.branch} -> {new.address} {new.branch}"


def move_of_agency(agency: str, root: str | NoPrivateRoot) -> str:
    """The move of an agency to another private root, or to none, in a line."""
    if isinstance(root, str):
        return f"agency {agency} -> {root}"
    return f"agency {agency} -> none, said by {root.said_by} on {root.on}: {' '.join(root.why.split())}"


def _check_signed(sentence: str, signers: Signers) -> None:
    if len(found := set(signers(sentence))) < SIGNATURES:
        raise Refusal(
            f"{sentence!r} needs the signatures of two persons and has {len(found)}; an anchor moves by signed "
            "statements alone, nothing was written"
        )


def read_anchors(store: Path) -> Anchors | None:
    """The anchors of a store, or nothing where it has none; a file with a fault is refused with its place."""
    path = store / ANCHORS
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise Refusal(f"{path} is no plain file; anchors are one")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refusal(f"{path} cannot be read ({error.strerror}); nobody knows which repositories are meant") from error
    return _with_certified(replace(parse_anchors(data, str(path)), kept=tuple(kept_moves(store))), store)


def _with_certified(anchors: Anchors, store: Path) -> Anchors:
    """The anchors with what the store's certificates say was asked: whoever edits the anchors unsays none of it."""
    found = tuple(sorted(_certified(store), key=lambda each: each.issued_at))
    roots = [
        replace(
            anchor,
            certified=tuple(
                dict.fromkeys(
                    each.tips[anchor.name]
                    for each in found
                    if anchor.name in each.places and is_place_of(anchor, *each.places[anchor.name])
                )
            ),
        )
        for anchor in anchors.roots
    ]
    return replace(anchors, public=roots[0], private=tuple(roots[1:]), certified=found)


def is_place_of(anchor: Anchor, address: str, branch: str) -> bool:
    """Whether a place may be the anchor's: a repository on a disk is known by its commits, wherever that is mounted."""
    on_disk = all(each.startswith(("/", "file://")) for each in (address, anchor.address))
    return branch == anchor.branch and (on_disk or address == anchor.address)


def _certified(store: Path) -> Iterator[CertifiedRoots]:
    """What each certificate says of the roots; whether it is what was certified is asked where its record is merged."""
    for path in sorted((store / CERTIFICATES).glob("[!.]*.yml")):
        head = path.read_bytes().partition(_DISPOSITION)[0]  # the list below it may be long
        value, fault = read_yaml(head + b"\n")
        facts = value.get("certificate") if not fault and isinstance(value, dict) else None
        if not isinstance(facts, dict):
            continue
        asked = [each for each in facts.get("asked", ()) if {"root", "address", "branch", "tip"} <= each.keys()]
        yield CertifiedRoots(
            path.stem,
            str(facts.get("issued_at", "")),
            {each["root"]: (each["address"], each["branch"]) for each in asked},
            {each["root"]: each["tip"] for each in asked},
            {each["agency"]: each["root"] for each in facts.get("holds_in", ())},
        )


def parse_anchors(data: bytes, path: str = ANCHORS) -> Anchors:
    """The anchors that a text says; the first fault is refused, with its place."""
    value, fault = read_yaml(data)
    if fault:
        raise Refusal(f"{path}:{fault.line}:{fault.column}: {fault.code} anchors: {fault.message}; {fault.expected}")
    places = read_places(data)

    def locate(wanted: ValuePath) -> Place:
        while wanted and wanted not in places.values:
            wanted = wanted[:-1]
        return Place(path, *(places.keys.get(wanted) or places.values.get(wanted, (1, 1))))

    for each in check_shape(Record(SHAPE, "anchors", path, value, locate=locate)):
        raise Refusal(str(each))
    for where, message in _contradictions(value):
        raise Refusal(f"{locate(where)}: anchors: {message}")
    return _anchors_of(value)


def _contradictions(value: Mapping[str, Any]) -> Iterator[tuple[ValuePath, str]]:
    """Where each thing is named that is not there, or twice."""
    private = value.get("private", [])
    if found := credential_in(value[PUBLIC]["address"]):
        yield (PUBLIC, "address"), _with_login(found)
    names, places = [PUBLIC], [(place_key(value[PUBLIC]["address"]), value[PUBLIC]["branch"])]
    for number, each in enumerate(private):
        if found := credential_in(each["address"]):
            yield ("private", number, "address"), _with_login(found)
        if each["name"] in names:
            yield ("private", number, "name"), f"{each['name']!r} is taken; give each private root a name of its own"
        if (place_key(each["address"]), each["branch"]) in places:
            yield ("private", number, "address"), f"{each['address']!r} is another root's already; one place for each"
        names.append(each["name"])
        places.append((place_key(each["address"]), each["branch"]))
    for agency, root in value.get("agencies", {}).items():
        if isinstance(root, str) and root not in names[1:]:
            known = ", ".join(names[1:]) or "none is there"
            yield ("agencies", agency), f"no private root {root!r} below private; {known}"


def _with_login(found: str) -> str:
    return f"the address has {found}; the address without it, git asks for the login or takes a key"


def place_key(address: str) -> str:
    """What is the same for every spelling of where one repository is: paths, links, schemes, ports, `.git`, case.

    Two addresses with one key may still be two places; whoever needs two gives them names that nobody takes for one.
    """
    if address.startswith(("/", "file://")):
        path = unquote(urlsplit(address).path) if address.startswith("file://") else address
        named = Path(path.rstrip("/").removesuffix(".git"))
        there = named if named.exists() else Path(f"{named}.git")
        return str(there.resolve()).removesuffix("/.git").removesuffix(".git").casefold()
    parts = urlsplit(address) if "://" in address else urlsplit("ssh://" + address.replace(":", "/", 1))
    path = re.sub("/+", "/", unquote(parts.path)).strip("/").removesuffix(".git").strip("/")
    return f"{(parts.hostname or '').rstrip('.')}/{path}".casefold()


def _anchors_of(value: Mapping[str, Any]) -> Anchors:
    return Anchors(
        public=Anchor(PUBLIC, **value[PUBLIC]),
        private=tuple(Anchor(**each) for each in value.get("private", ())),
        agencies={
            agency: root if isinstance(root, str) else NoPrivateRoot(root["none"], root["said_by"], root["on"])
            for agency, root in value.get("agencies", {}).items()
        },
    )


def anchors_text(anchors: Anchors) -> bytes:
    """The text of the file; what could not be read again is refused."""
    data = dump_yaml(anchors.as_mapping()).encode()
    if parse_anchors(data) != anchors:
        raise Refusal(f"{ANCHORS} would not say what was meant; nothing was written")
    return data


def anchors_missing(store: Path) -> str:
    """Why a store without anchors says of nothing which repositories are meant, and how it gets them (back)."""
    if had_anchors(store):
        return f"{str(store)!r} had {ANCHORS} and has lost it; bring it back from the second copy, no other one counts"
    return (
        f"{str(store)!r} has no {ANCHORS}, so that nobody knows which repositories are meant; `records anchor set "
        "public ADDRESS` writes it"
    )


def had_anchors(store: Path) -> bool:
    """Whether a store shows that it had anchors: a text about them was signed, or a certificate says who was asked."""
    if any((store / MOVES).glob("*.txt")):
        return True
    return any(_ASKED in each.read_bytes() for each in sorted((store / CERTIFICATES).glob("*.yml")))


def holds_records(store: Path) -> bool:
    """Whether a store holds anything that could be disposed of, or was."""
    return any(next((store / each).glob("*"), None) for each in ("bags", CERTIFICATES, JOURNALS))


def write_anchors(store: Path, anchors: Anchors) -> None:
    """Write the anchors into a store, whole and durable; one that has lost them begins with no others."""
    data, path = anchors_text(anchors), store / ANCHORS
    if not path.exists() and had_anchors(store):
        raise Refusal(anchors_missing(store))
    if not path.is_file() or path.read_bytes() != data:
        write_durably(path, data)


def kept_moves(store: Path) -> list[tuple[bytes, bytes]]:
    """The signed texts about moves that a store keeps, each with its signature."""
    texts = sorted((store / MOVES).glob("*.txt")) if (store / MOVES).is_dir() else []
    pairs = ((text, text.with_name(f"{text.name}.sig")) for text in texts)
    return [(text.read_bytes(), sig.read_bytes()) for text, sig in pairs if text.is_file() and sig.is_file()]


def keep_move(store: Path, name: str, text: bytes, signature: bytes) -> Path:
    """Keep a signed text in a store that is locked for this run; it stays there for ever."""
    path = store / MOVES / f"{name}.txt"
    if not path.parent.is_dir():
        path.parent.mkdir(mode=0o700)
        sync_folder(store)
    write_durably(path.with_name(f"{path.name}.sig"), signature)
    write_durably(path, text)
    return path
