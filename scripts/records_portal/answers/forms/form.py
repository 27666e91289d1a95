"""A form: what one kind of entry asks, and where the answer goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from records_portal.files.yaml_text import ValuePath
from records_portal.register.findings import Refusal
from records_portal.register.kinds import KINDS
from records_portal.register.shapes import schema_of

from ..questions import Question, asking, changed, question_for_part


@dataclass(frozen=True, slots=True)
class Which:
    """One entry of a list, named by one of its properties; with `newest` the last one where nothing is answered.

    Of several of that name it is the one that is open: whose property `open_until` says nothing yet. Where the part
    has a property of that name too, it is asked for as `called`.
    """

    by: str
    newest: bool = False
    open_until: str = ""
    called: str = ""

    @property
    def answer(self) -> str:
        """The name of the answer that names the entry."""
        return self.called or self.by


@dataclass(frozen=True, slots=True)
class Form:
    """What one kind of request asks, and where the answer goes: a file of its own, or into a file that is there.

    `beside` asks what is known at the same time and stands elsewhere in that file. The lists on the way `into` a record
    are gone through by `which` entry is named. What `sets` says anew is a group of the record; all else is added.
    Of a log by the year `dated` names the answers of which the first given one says in which year it belongs.
    Answers `elsewhere` are properties of the record itself that are said anew with every entry. Where the name is also
    that of a kind of fact, the command is called as `spoken`. What is `private` stands in the private part of a log.
    """

    name: str
    kind: str
    title: str
    about: str
    asks: Callable[[], Question]
    into: ValuePath = ()
    beside: tuple[Question, ...] = ()
    which: tuple[Which, ...] = ()
    sets: bool = False
    dated: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    means: str = ""
    subject: str = "Sites"
    verb: str = "new"
    spoken: str = ""
    private: bool = False

    @property
    def word(self) -> str:
        """What it is called behind `records new`, `change` or `end`."""
        return self.spoken or self.name.removesuffix(f"-{self.verb}")

    @property
    def root(self) -> Question:
        """The questions."""
        return self.asks()

    @property
    def makes_file(self) -> bool:
        """Whether the answers are a whole record rather than a part of one."""
        return not self.into and not self.sets

    @property
    def makes_missing_file(self) -> bool:
        """Whether the file may begin with this part: all that its schema requires is the part itself."""
        own = {str(self.into[0])} if self.into else {one.name for one in self.root.fields}
        return not self.which and set(schema_of(self.kind).get("required", ())) <= own

    @property
    def is_private(self) -> bool:
        """Whether such answers stand in the private root only."""
        return self.private or KINDS[self.kind].private

    def place_in(self, record: Mapping[str, Any], answers: Mapping[str, Any]) -> ValuePath:
        """Where in a record the answer goes; an entry that is named and not there is refused."""
        found: Any = record
        path: ValuePath = ()
        left = list(self.which)
        for step in self.into:
            path = (*path, step)
            found = found.get(step) if isinstance(found, Mapping) else None
            if isinstance(found, list) and left:
                index = _entry(found, left.pop(0), answers, str(step))
                path, found = (*path, index), found[index]
        if left:
            raise Refusal(f"the record has no {path[-1] if path else 'list'} yet, in which something could be named")
        return path

    def finds(self, record: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
        """Whether a record has the entries that are named on the way."""
        try:
            self.place_in(record, answers)
        except Refusal:
            return False
        return True

    def part_of(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers without those that only name where they go, and those that stand elsewhere."""
        answers = {name: value for name, value in answers.items() if name not in self.elsewhere}
        if not self.which:
            return answers
        known = {one.name for one in self.questions_of_part.fields}
        names = {one.answer for one in self.which}
        return {name: value for name, value in answers.items() if name not in names or name in known}

    @property
    def questions_of_part(self) -> Question:
        """The questions of the part itself, without those that only name where it goes, or stand elsewhere."""
        root = self.root
        if not self.which and not self.elsewhere:
            return root
        own = question_for_part(self.kind, *map(str, self.into))
        return replace(root, fields=tuple(one for one in root.fields if own.field(one.name)))


def _entry(listed: list[Any], which: Which, answers: Mapping[str, Any], step: str) -> int:
    wanted = answers.get(which.answer)
    if wanted in (None, "") and which.newest and listed:
        return len(listed) - 1
    found = [index for index, each in enumerate(listed) if isinstance(each, Mapping) and each.get(which.by) == wanted]
    if len(found) == 1:
        return found[0]
    if still := [index for index in found if which.open_until and which.open_until not in listed[index]]:
        found = still
    if len(found) == 1:
        return found[0]
    there = ", ".join(str(each.get(which.by)) for each in listed[:12] if isinstance(each, Mapping))
    if found:
        raise Refusal(f"{step} has {len(found)} entries with {which.by} {wanted!r}; they cannot be told apart")
    raise Refusal(f"{step} has no entry with {which.by} {wanted!r}; {f'one of {there}' if there else 'it has none'}")


def whole(name: str, kind: str, title: str, about: str, *asked: str, subject: str, means: str = "") -> Form:
    """A form that makes a record; of its properties those named are asked, and the others can be given by path."""
    return Form(name, kind, title, about, partial(_part, kind, (), asked, (), False), means=means, subject=subject)


def entry(
    name: str,
    kind: str,
    into: str,
    title: str,
    about: str,
    *asked: str,
    subject: str,
    which: tuple[Which, ...] = (),
    dated: tuple[str, ...] = (),
    elsewhere: tuple[str, ...] = (),
) -> Form:
    """A form that adds an entry to a list of a record."""
    path = tuple(into.split("."))
    return Form(
        name,
        kind,
        title,
        about,
        partial(_part, kind, path, asked, which, False, elsewhere),
        path,
        which=which,
        dated=dated,
        elsewhere=elsewhere,
        subject=subject,
    )


def group(
    name: str,
    kind: str,
    into: str,
    title: str,
    about: str,
    *asked: str,
    subject: str,
    which: tuple[Which, ...] = (),
    verb: str = "new",
    needs: tuple[str, ...] = (),
    only: bool = False,
) -> Form:
    """A form that says a group of a record anew, or some of its single answers where `into` is empty.

    With `only`, what is not asked is no answer either: a list that another form adds to stays as it is.
    """
    path = tuple(into.split(".")) if into else ()
    asks = partial(_part, kind, path, asked, which, only or not path, (), needs)
    return Form(name, kind, title, about, asks, path, which=which, sets=True, subject=subject, verb=verb)


@cache
def _part(
    kind: str,
    path: ValuePath,
    asked: tuple[str, ...],
    which: tuple[Which, ...],
    only: bool,
    elsewhere: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
) -> Question:
    """The questions of a part: what names where it goes, then its own, then what stands elsewhere in the record.

    Of its own those not asked are given by path; with `only` they are no answers at all. A record may do without what
    `needs` an answer here.
    """
    root = question_for_part(kind, *map(str, path))
    if only:
        names = {each.partition(".")[0] for each in asked}
        root = replace(root, fields=tuple(one for one in root.fields if one.name in names))
    root = asking(root, *asked) if asked else root
    for name in needs:
        root = changed(root, name, required=True)
    naming = [one for one in _naming(kind, path, which) if not root.field(one.name)]
    others = [one for one in question_for_part(kind).fields if one.name in elsewhere]
    return replace(root, fields=(*naming, *root.fields, *others))


def _naming(kind: str, path: ValuePath, which: tuple[Which, ...]) -> list[Question]:
    """The questions that name the entries of the lists on the way."""
    found: list[Question] = []
    left = list(which)
    for depth in range(1, len(path) + 1):
        part = question_for_part(kind, *map(str, path[: depth - 1])).field(str(path[depth - 1]))
        if part and part.form == "list" and part.entry and left:
            named = left.pop(0)
            field = part.entry.field(named.by)
            if field is None:
                raise KeyError(f"{kind}: {path[depth - 1]} has no {named.by}")
            found.append(replace(field, name=named.answer, required=not named.newest, asked=True))
    return found
