"""A proof of an item: its leaves one by one, opened by salt and value or told by digest alone, and the root they give.

* What is left out cannot be guessed: of a leaf that is told by its digest neither salt nor seed is in the proof.
* Where anything is left out the digests of the item's source are too: a text of which one number lacks could be
  completed and tried against them.
* Every word is at its number, so that a gap is as long as what was taken out, and nothing is gone beside the gaps.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from records_portal.register.findings import Refusal

from .leaves import PROSE, SALT_BYTES, item_leaves, leaf_digest, root_over, salts

FORM = "records-item-proof 1"
GAP = "\N{FULL BLOCK}" * 4
_HEX = re.compile(r"(?:[0-9a-f]{2})+\Z", re.ASCII)
_WORD_OF_PROSE = re.compile(rf"(.*(?:\A|/)(?:{'|'.join(sorted(PROSE))}))/([0-9]+)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ProvenItem:
    """Which version of which item of which capture (SITE/CAPTURE) a proof is of, and its root in hex."""

    capture: str
    item: str
    version: int
    commitment: str


@dataclass(frozen=True, slots=True)
class OpenedProof:
    """A proof that was read: whose it is, the root of its leaves, its fields, and how many leaves are left out."""

    of: ProvenItem
    root: str
    fields: Mapping[str, str]
    left_out: int
    leaves: int


def item_proof(
    of: ProvenItem,
    content: tuple[Mapping[str, Any], Iterable[bytes], bytes],
    words: Sequence[str] = (),
    fields: Sequence[str] = (),
) -> bytes:
    """The proof of an item (what it says, the stretches it was read from, its seed) without some words and fields.

    A word is left out wherever it stands, in whatever case, with all of each leaf that it reaches into; a field is
    named by its place (`author`, `media/0`). What is not in the item is refused, for it may be misspelt.
    """
    said, fragments, seed = content
    leaves = item_leaves(said, fragments)
    hidden = _hidden(leaves, words, fields)
    told = [
        {"digest": leaf_digest(salt, leaf).hex()} if number in hidden else {"salt": salt.hex(), **_opened(leaf)}
        for number, (salt, leaf) in enumerate(zip(salts(seed, len(leaves)), leaves, strict=True))
    ]
    named = {"capture": of.capture, "item": of.item, "version": of.version, "commitment": of.commitment}
    return json.dumps({"form": FORM, **named, "leaves": told}, indent=1).encode() + b"\n"


def _opened(leaf: bytes) -> dict[str, Any]:
    place, _, value = leaf.decode("utf-8", "surrogatepass").partition("\0")
    return {"place": place, "text": value[1:]} if value[0] == "t" else {"place": place, "json": value[1:]}


def _hidden(leaves: Sequence[bytes], words: Sequence[str], fields: Sequence[str]) -> set[int]:
    texts = [leaf.decode("utf-8", "surrogatepass").partition("\0") for leaf in leaves]
    places = [place for place, _, _ in texts]
    hidden: set[int] = set()
    for field in fields:
        found = {number for number, place in enumerate(places) if place == field or place.startswith(f"{field}/")}
        if not found:
            raise Refusal(f"the item has no field {field!r}; its fields: {', '.join(_top_fields(places))}")
        hidden |= found
    for word in words:
        found = set(_holding(texts, word))
        if not found:
            raise Refusal(f"{word!r} does not stand in the item; write it as the item has it")
        hidden |= found
    if hidden:
        hidden |= {number for number, place in enumerate(places) if place.startswith("fragments/")}
    return hidden


def _top_fields(places: Iterable[str]) -> list[str]:
    return sorted({place.partition("/")[0] for place in places} - {"fragments"})


def _holding(texts: Sequence[tuple[str, str, str]], word: str) -> Iterator[int]:
    """The leaves that a word stands in or reaches into."""
    wanted = re.compile(re.escape(word), re.IGNORECASE) if word.strip() else None
    if wanted is None:
        return
    for run in _runs(texts):
        whole = "".join(texts[number][2][1:] for number in run)
        for match in wanted.finditer(whole):
            start = 0
            for number in run:
                end = start + len(texts[number][2]) - 1
                if start < match.end() and end > match.start():
                    yield number
                start = end


def _runs(texts: Sequence[tuple[str, str, str]]) -> Iterator[list[int]]:
    """The leaves that are read together: the words of one text, or a field by itself."""
    run: list[int] = []
    for number, (place, _, _) in enumerate(texts):
        word = _WORD_OF_PROSE.match(place)
        if run and word and word[2] != "0":
            run.append(number)
            continue
        if run:
            yield run
        run = [number]
    if run:
        yield run


def read_item_proof(data: bytes, name: str) -> OpenedProof:
    """A proof from a file; what is none is refused, and whether its root is the one in git is the caller's to ask."""
    try:
        value = json.loads(data)
        named = ProvenItem(value["capture"], value["item"], value["version"], value["commitment"])
        told = value["leaves"]
        sound = value["form"] == FORM and set(value) == {"form", "leaves", *ProvenItem.__slots__}
        if not sound or not isinstance(told, list) or not told or not isinstance(named.version, int):
            raise _unreadable(name, "the form is not known")
        if not all(isinstance(each, str) for each in (named.capture, named.item, named.commitment)):
            raise _unreadable(name, "the form is not known")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unreadable(name, "it cannot be read") from error
    digests: list[bytes] = []
    opened: dict[int, tuple[str, str]] = {}
    for number, leaf in enumerate(told):
        digests.append(_digest_of(leaf, f"{name}: leaf {number + 1}"))
        if "place" in leaf:
            opened[number] = leaf["place"], leaf.get("text", leaf.get("json"))
    _refuse_moved(opened, name)
    return OpenedProof(named, root_over(digests), _fields(opened, len(told)), len(told) - len(opened), len(told))


def _digest_of(leaf: Any, where: str) -> bytes:
    keys = set(leaf) if isinstance(leaf, dict) else set()
    if not all(isinstance(leaf[key], str) for key in keys):
        raise _unreadable(where, "it cannot be read")
    if keys == {"digest"} and _HEX.match(leaf["digest"]) and len(leaf["digest"]) == 64:
        return bytes.fromhex(leaf["digest"])
    if keys not in ({"salt", "place", "text"}, {"salt", "place", "json"}) or "\0" in leaf["place"]:
        raise _unreadable(where, "it is neither opened nor told by a digest")
    if not _HEX.match(leaf["salt"]) or len(leaf["salt"]) != 2 * SALT_BYTES:
        raise _unreadable(where, "it has no salt")
    kind = "t" if "text" in leaf else "j"
    data = f"{leaf['place']}\0{kind}{leaf.get('text', leaf.get('json'))}".encode("utf-8", "surrogatepass")
    return leaf_digest(bytes.fromhex(leaf["salt"]), data)


def _refuse_moved(opened: Mapping[int, tuple[str, str]], name: str) -> None:
    """Refuse a place that is told twice, and words that do not stand as far apart as their numbers say."""
    if len({place for place, _ in opened.values()}) < len(opened):
        raise _unreadable(name, "a place is told twice")
    firsts: dict[str, int] = {}
    for number, (place, _) in opened.items():
        word = _WORD_OF_PROSE.match(place)
        if word and firsts.setdefault(word[1], number - int(word[2])) != number - int(word[2]):
            raise _unreadable(name, f"the words of {word[1]!r} are not at their numbers")


def _fields(opened: Mapping[int, tuple[str, str]], total: int) -> dict[str, str]:
    """Each opened field with its value, a text with a block for each run of words that was left out."""
    found: dict[str, str] = {}
    last: dict[str, int] = {}
    for number, (place, value) in opened.items():
        if not (word := _WORD_OF_PROSE.match(place)):
            found[place] = value
            continue
        text = word[1]
        is_gap = int(word[2]) > 0 if text not in last else number > last[text] + 1
        found[text] = f"{found.get(text, '')}{f'{GAP} ' if is_gap else ''}{value}"
        last[text] = number
    for text, number in last.items():
        if number + 1 < total and number + 1 not in opened:
            found[text] += f"{'' if found[text].endswith(' ') else ' '}{GAP}"
    return found


def _unreadable(where: str, why: str) -> Refusal:
    return Refusal(f"{where}: this is no proof of an item, {why}; ask for the file as it was handed out")
