"""What has to be so before anything is disposed of, in the order in which it is asked; what is not is refused.

`PRECONDITIONS` is the whole list: each is a step whose docstring is its rule, and none is asked anywhere else.
`cleared_disposition` asks them all and is the only maker of what `disposition` carries out.

Not here: what may be disposed of (`plan`, `retention`), and doing it (`disposition`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import InitVar, dataclass
from typing import NoReturn, final

from ..intended import Disposition
from ..plan import DispositionPlan
from ..plan_text import PlanText
from . import steps
from .case import DispositionCase, DispositionPlaces, DispositionRequest

Precondition = Callable[[DispositionCase], None]

PRECONDITIONS: tuple[Precondition, ...] = (
    steps.repositories_are_named,
    steps.roots_are_published,
    steps.clock_fits_the_commits,
    steps.files_can_be_read,
    steps.records_are_sound,
    steps.confirmations_are_bound,
    steps.authorization_is_with_its_sites,
    steps.certificates_stand,
    steps.holds_were_asked_for,
    steps.authorization_is_in_force,
    steps.executor_is_there,
    steps.witness_is_another,
    steps.live_states_are_known,
    steps.somebody_else_approved,
    steps.answer_was_read,
    steps.answer_grants_it_alone,
    steps.granted_as_it_stands,
    steps.answer_was_witnessed,
    steps.items_are_listed,
    steps.decisions_stand,
    steps.dates_were_decided,
    steps.nonrecords_were_decided,
    steps.releaser_does_not_execute,
    steps.people_were_signed_for,
    steps.method_is_allowed,
    steps.receipt_is_of_a_transfer,
    steps.something_is_due,
    steps.versions_stand,
    steps.receiver_is_named,
    steps.receipt_repeats_the_manifest,
    steps.record_can_be_written,
    steps.plan_is_as_signed,
    steps.executor_and_witness_signed,
    steps.day_is_sure,
    steps.bags_are_whole,
)
_MAKER = object()


@final
@dataclass(frozen=True, slots=True)
class ClearedDisposition:
    """A disposition of which every precondition was found to hold; only `cleared_disposition` makes one."""

    disposition: Disposition
    executes: bool
    ask_again: Callable[[], None]
    maker: InitVar[object]

    def __post_init__(self, maker: object) -> None:
        """Refuse whoever is not the one maker: a value that anybody could make would prove nothing."""
        if maker is not _MAKER:
            raise TypeError("only cleared_disposition makes a ClearedDisposition")

    def __reduce__(self) -> NoReturn:
        """Refuse to be copied or read from a file, which would go past the maker."""
        raise TypeError("a ClearedDisposition holds for the moment at which it was made, and is not kept")


def cleared_disposition(request: DispositionRequest, places: DispositionPlaces) -> ClearedDisposition:
    """The disposition that is asked for, once every precondition was found to hold; else the first refusal."""
    case = _asked(request, places)
    return ClearedDisposition(case.intended(), request.execute, case.ask_again, maker=_MAKER)


def planned_disposition(request: DispositionRequest, places: DispositionPlaces) -> PlanText:
    """The plan that executor and witness sign, once everything else was found to hold."""
    return _asked(request, places).plan_text


def _asked(request: DispositionRequest, places: DispositionPlaces) -> DispositionCase:
    case = DispositionCase(request, places)
    for precondition in PRECONDITIONS:
        precondition(case)
    return case


def plan_now(authorization: str, places: DispositionPlaces) -> DispositionPlan:
    """What is due under an authorization, whether or not it may be disposed of today."""
    return DispositionCase(DispositionRequest(authorization, ""), places).plan


def rules() -> Iterator[tuple[str, str]]:
    """The name of each precondition and its rule, in order."""
    for each in PRECONDITIONS:
        yield each.__name__, " ".join((each.__doc__ or "").split())


def render_preconditions() -> str:
    """The page that lists every precondition, as Markdown."""
    rows = (f"| {number} | `{name}` | {rule} |\n" for number, (name, rule) in enumerate(rules(), 1))
    return _INTRODUCTION + "".join(rows)


_INTRODUCTION = """\
# Before anything is destroyed

`records dispose` asks every one of these, in this order, and stops at the first that does not hold: with one line that
says what would be right, and with nothing touched. Nothing in the program can destroy records without them: what
carries a disposition out takes only what was made by asking them all.

| | Precondition | Rule |
| --- | --- | --- |
"""
