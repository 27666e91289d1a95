"""The plan of a disposition as a text that people sign: the same bytes whenever it is made from the same things.

* The head says under what, how, on which day, by whom and before whom, and has the digests of the two parts below it.
* `asked` are the roots that were asked, each with the commit that it had; `items` is everything that goes, as CSV.
* The plan's digest is the SHA-256 of the head. Head and list become public; which private roots were asked does not.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from records_portal.identity.anchored_roots import AnchoredRoot
from records_portal.identity.plan_signatures import PlanPart, PlanSignature
from records_portal.register.findings import Refusal
from records_portal.register.item_lists.disposition_lists import PLAN_COLUMNS
from records_portal.store.anchors import NoPrivateRoot
from records_portal.wording.words import count

from .plan import PlannedItem

PLAN_LINE = "records-disposition-plan v1"
_DIGESTS = ("asked ", "items ")
_MOST_NAMED = 3
LARGEST_PLAN = 200_000_000  # bytes; 300,000 items take some 50 million


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan's three parts."""

    head: bytes
    asked: bytes
    items: bytes

    @property
    def digest(self) -> str:
        """What is signed."""
        return hashlib.sha256(self.head).hexdigest()

    def render(self) -> bytes:
        """The whole text."""
        return b"\n".join((self.head, self.asked, self.items))

    def said(self, word: str) -> str:
        """What the head says under a word; empty where it says nothing."""
        return next((value for name, value in self._lines() if name == word), "")

    def live(self) -> tuple[tuple[str, str], ...]:
        """What became of the same content on each live site, where the head says so."""
        pairs = (value.partition(" ") for name, value in self._lines() if name == "live")
        return tuple((site, state) for site, _, state in pairs)

    def _lines(self) -> Iterator[tuple[str, str]]:
        for line in self.head.decode().splitlines():
            word, _, value = line.partition(" ")
            yield word, value


def plan_text(
    said: Sequence[tuple[str, str]],
    roots: Iterable[AnchoredRoot],
    without: Mapping[str, NoPrivateRoot],
    entries: Sequence[PlannedItem],
) -> PlanText:
    """The text of a plan that says these things in this order, of everything that goes."""
    asked = [f"{each.anchor.name} {each.anchor.branch} {each.tip} {each.anchor.address}" for each in roots]
    asked += [f"{agency} has none: {each.said_by}, {each.on}" for agency, each in without.items()]
    roots_asked, items = _text(asked), listed_in_csv(entries)
    digests = (("asked", _sha256(roots_asked)), ("items", f"{len(entries)} {_sha256(items)}"))
    return PlanText(_text([PLAN_LINE, *(f"{word} {value}" for word, value in (*said, *digests))]), roots_asked, items)


def listed_in_csv(entries: Iterable[PlannedItem]) -> bytes:
    """Everything that goes, a row each in the plan's order; of a part of residue its capture, name and class."""
    rows = (
        (each.item.site, "", "", each.item.capture, each.part, each.item.content_class, each.digest)
        if each.part
        else (each.item.site, each.item.id, each.item.version, "", "", "", each.digest)
        for each in entries
    )
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")  # ids are written as they are: a sign in front is part of an id
    writer.writerows([PLAN_COLUMNS, *rows])
    return text.getvalue().encode()


def is_plan(path: Path) -> bool:
    """Whether a file begins as a plan does."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(PLAN_LINE) + 1) == f"{PLAN_LINE}\n".encode()


def read_plan(path: Path) -> PlanText:
    """The plan in a file; one of which a part is not what its head says is refused."""
    if not is_plan(path):
        raise Refusal(f"{str(path)!r} is no plan of a disposition; `records dispose ID --plan FILE` makes one")
    if path.stat().st_size > LARGEST_PLAN:
        raise Refusal(f"{str(path)!r} is larger than a plan can be; make it anew")
    head, _, rest = path.read_bytes().partition(b"\n\n")
    asked, _, items = rest.partition(b"\n\n")
    plan = PlanText(head + b"\n", asked + b"\n", items)
    try:
        plan.render().decode()
    except UnicodeDecodeError as error:
        raise Refusal(f"{str(path)!r} is no UTF-8 text, so it was changed since it was made; make it anew") from error
    if plan.said("asked") != _sha256(plan.asked) or plan.said("items").rpartition(" ")[2] != _sha256(plan.items):
        raise Refusal(f"{str(path)!r} was changed since it was made; make it anew")
    return plan


def signature_path(plan: Path, part: PlanPart, person: str) -> Path:
    """Where somebody's signature lies: beside the plan."""
    who = f"{part}-{person}" if part is PlanPart.APPROVER else str(part)
    return plan.with_name(f"{plan.name}.{who}.sig")


def read_signatures(path: Path, plan: PlanText) -> tuple[PlanSignature, ...]:
    """The signatures that lie beside a plan, the executor's first."""
    named = [(part, plan.said(part)) for part in (PlanPart.EXECUTOR, PlanPart.WITNESS)]
    start = f"{path.name}.{PlanPart.APPROVER}-"
    approvers = [
        each.name.removeprefix(start).removesuffix(".sig")
        for each in path.parent.glob("*.sig")
        if each.name.startswith(start)
    ]
    named += [(PlanPart.APPROVER, person) for person in sorted(approvers)]
    return tuple(
        PlanSignature(person, part, plan.said("on"), plan.digest, place.read_bytes())
        for part, person in named
        if (place := signature_path(path, part, person)).is_file()
    )


def first_difference(signed: PlanText, now: PlanText) -> str:
    """What a plan says otherwise than one made now, in words; empty where both are the same bytes."""
    if signed.render() == now.render():
        return ""
    told = [*_other_head(signed, now), *_roots_moved(signed, now), *_items_changed(signed, now)]
    return "; ".join(told) or "it says other things than are so now"


def _other_head(signed: PlanText, now: PlanText) -> Iterator[str]:
    """The first line of the head that differs; what a digest stands for is told by what it is the digest of."""
    heads = (each.head.decode().splitlines() for each in (signed, now))
    before, after = ([line for line in head if not line.startswith(_DIGESTS)] for head in heads)
    for old, new in zip_longest(before, after, fillvalue=""):
        if old != new:
            yield f"it says {old!r}, and now it is {new!r}"
            return


def _roots_moved(signed: PlanText, now: PlanText) -> Iterator[str]:
    """Each root that was asked at another commit, or is asked no more, or was not."""
    before, after = (each.asked.decode().splitlines() for each in (signed, now))
    came = [each for each in after if each not in before]
    for old in (each for each in before if each not in after):
        name, branch, tip, *_ = old.split(" ")
        same = next((each for each in came if each.split(" ")[:2] == [name, branch]), "")
        if same and branch != "has":  # an agency that has none has no commit
            came.remove(same)
            yield f"the root {name!r} was at {tip[:12]} and is at {same.split(' ')[2][:12]} now"
        else:
            yield f"what was asked is so no more: {old}"
    yield from (f"what is asked now was not: {each}" for each in came)


def _items_changed(signed: PlanText, now: PlanText) -> Iterator[str]:
    """How many items go no more, and how many go besides, with the first by name."""
    before, after = _rows(signed), _rows(now)
    ways = (
        (before, after, "of the plan does not go now", "of the plan do not go now"),
        (after, before, "goes now that the plan lacks", "go now that the plan lacks"),
    )
    for rows, others, one, several in ways:
        if only := [row for row in rows if row not in others]:
            named = ", ".join(" ".join(each for each in row[:-1] if each) for row in only[:_MOST_NAMED])
            more = ", ..." if len(only) > _MOST_NAMED else ""
            what = one if len(only) == 1 else several
            yield f"{count(len(only), 'item')} {what}: {named}{more}"


def _rows(plan: PlanText) -> dict[tuple[str, ...], None]:
    return dict.fromkeys(tuple(row) for row in csv.reader(io.StringIO(plan.items.decode())))


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
