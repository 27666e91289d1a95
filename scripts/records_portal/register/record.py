"""One record as a value: what its file says stays as it was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic

from records_portal.files.yaml_text import ValuePath

from .findings import Place

if TYPE_CHECKING:  # Python knows the default of a type variable from 3.13 on, the type checker already
    from typing_extensions import TypeVar

    Value = TypeVar("Value", bound=Mapping[str, object], covariant=True, default=Mapping[str, Any])
else:
    from typing import TypeVar

    Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Record(Generic[Value]):
    """One record: its kind, its id (the file's name), what the file says and where each value stands in it.

    A `Record[SiteValue]` is known to say what a site's file may say; a bare `Record` may be of any kind. The digest is
    that of the file's bytes; a record that was made in memory has none. Of several private roots the origin says which:
    it is the label of the tree that the record was read from.
    """

    kind: str
    id: str
    path: str
    value: Value
    private: bool = False
    locate: Callable[[ValuePath], Place] = field(default=lambda _: Place(""), repr=False, compare=False)
    digest: str = field(default="", repr=False, compare=False)
    origin: str = field(default="", repr=False, compare=False)

    def place(self, *path: str | int) -> Place:
        """The place of the value at a path, or of its nearest parent that exists."""
        return self.locate(path)

    def lies_in(self, label: str, private: bool) -> bool:
        """Whether the record is of the tree with this label; one without origin may be of any private tree."""
        return self.private == private and self.origin in ("", label)


AnyRecord = Record[Mapping[str, object]]
