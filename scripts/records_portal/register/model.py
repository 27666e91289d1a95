"""The records as values: what is read stays as it was written, what is computed with gets a type of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath

from .findings import Place
from .item_lists.authorized_lists import AuthorizedList
from .past import Past
from .record import AnyRecord, Record

if TYPE_CHECKING:
    from .records import GetOfKind, OfKind, PortalValue

__all__ = ("AnyRecord", "Record", "Register")


@dataclass(frozen=True, slots=True)
class Register:
    """Every record that could be read, by kind and id, and the names of those that could not.

    Beside them the lists of requests, and what the histories of the roots know.
    """

    records: Mapping[str, Mapping[str, Record]]
    unreadable: frozenset[tuple[str, str]] = frozenset()
    lists: Mapping[str, AuthorizedList] = field(default_factory=dict)
    past: Past = field(default_factory=Past, repr=False)

    def knows(self, kind: str, record_id: str) -> bool:
        """Whether there is such a record, be it one whose file could not be read."""
        return record_id in self.of(kind) or (kind, record_id) in self.unreadable

    if TYPE_CHECKING:  # the kind's name decides over the type, in a table that is made from the schemas

        @property
        def of(self) -> OfKind: ...

        @property
        def get(self) -> GetOfKind: ...
    else:

        def of(self, kind):
            """The records of a kind by id, in the order of their ids."""
            return self.records.get(kind, {})

        def get(self, kind, record_id):
            """A record, or nothing where there is none."""
            return self.of(kind).get(record_id)

    @property
    def portal(self) -> PortalValue:
        """The portal's settings; empty where `registry/portal.yml` could not be read."""
        record = self.get("portal", "portal")
        return record.value if record else {}

    def __iter__(self) -> Iterator[Record]:
        for kind in self.records.values():
            yield from kind.values()

    def without_places(self) -> Register:
        """The same records, each value standing in its file and nowhere in it: to find places takes parsing anew."""
        located = {
            kind: {name: replace(record, locate=partial(_in_file, record.path)) for name, record in by_id.items()}
            for kind, by_id in self.records.items()
        }
        return Register(located, self.unreadable, self.lists, self.past)


def _in_file(path: str, _: ValuePath) -> Place:
    return Place(path)
