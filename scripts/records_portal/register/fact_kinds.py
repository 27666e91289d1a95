"""The kinds of fact of a site, one row each: its words, who agrees to it, when it may come and what it leads to.

* Whoever tells, checks, asks for or compares facts reads this table; there is no other list of them.
* A kind of the schema without a row is an error of the type checker, for the rows are those of a generated type.
* The order is that of the procedure: establishing, keeping, and closing (New Jersey, first flow and flow E).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

if TYPE_CHECKING:
    from .records import EachSiteFactKind, Role

SiteStatus = Literal[
    "requested", "rejected", "approved", "activated", "registered", "suspended", "decommissioning", "decommissioned"
]
STATUSES: tuple[SiteStatus, ...] = get_args(SiteStatus)

NO_STATUS: Literal[""] = ""  # before the first fact
USED: tuple[SiteStatus, ...] = ("activated", "registered", "suspended")
BEFORE_USE: tuple[SiteStatus, ...] = ("requested", "rejected", "approved")
ACCOUNT = ("account_id", "account_name", "handles", "url")
IDENTIFYING = ("account_id", "handles", "url")

TEAM: tuple[Role, ...] = ("web-content-team",)
DECIDERS: tuple[Role, ...] = ("communications-director", "cto-cio")
CLOSERS: tuple[Role, ...] = ("site-administrator", "web-content-team", "it-web-liaison")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """What is to be known of one kind of fact.

    * `words` say what happened; `in_short` is the same in a list of changes, empty where the fact's values say it.
    * `approvers` have to agree before it is merged; `takes` are those who take the step, the usual one first.
    * `follows` are the statuses after which it may come, `""` the one before any fact. `any_time` is of no status.
      `skipping` comes only where steps of the procedure may be missing.
    * `makes` is the status after it; `decides` names the value that decides it; `restores` gives back the one before a
      suspension. Where none of the three stands, the status stays.
    * `beside` are the properties of the site that come with it, `wants` those without which it is not complete.
    * `due_after` are the statuses in which the procedure waits for it, and `need` says so; `need_again` where there are
      facts already.
    * `message` is the name of the message by which the procedure has it said, where it has one.
    """

    words: str
    approvers: tuple[Role, ...]
    takes: tuple[Role, ...]
    in_short: str = ""
    flow: Literal["establishing", "keeping", "closing"] = "keeping"
    follows: tuple[SiteStatus | Literal[""], ...] = ()
    any_time: bool = False
    skipping: bool = False
    makes: SiteStatus | Literal[""] = ""
    decides: tuple[str, Mapping[str, SiteStatus]] = ("", {})
    restores: bool = False
    beside: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    due_after: tuple[SiteStatus | Literal[""], ...] = ()
    need: str = ""
    need_again: str = ""
    message: str = ""

    @property
    def before_use(self) -> bool:
        """Whether it belongs to the procedure before an account is opened."""
        return self.leads_to in BEFORE_USE

    @property
    def leads_to(self) -> str:
        """The status that it is asked for; empty where it leaves the status."""
        return self.makes or next(iter(self.decides[1].values()), "registered" if self.restores else "")

    def status_after(self, fact: Mapping[str, object], status: str, before_suspension: str) -> str:
        """The status after a fact of this kind; what is caught up on takes a site that is in use out of use never."""
        name, statuses = self.decides
        if self.restores:
            return before_suspension or "registered"
        led = statuses.get(str(fact.get(name)), status) if name else self.makes or status
        return status if status in USED and led in BEFORE_USE else led


_ROWS: EachSiteFactKind = {
    "request": FactKind(
        words="The site was requested",
        in_short="Requested",
        flow="establishing",
        approvers=TEAM,
        takes=("it-web-liaison",),
        follows=(NO_STATUS, "rejected"),
        makes="requested",
        due_after=(NO_STATUS, "rejected"),
        need="a request",
        need_again="a request, which puts right what was turned down",
        message="request",
    ),
    "review": FactKind(
        words="The request was reviewed",
        flow="establishing",
        approvers=DECIDERS,
        takes=DECIDERS,
        follows=("requested",),
        decides=("decision", {"approved": "approved", "rejected": "rejected"}),
        due_after=("requested",),
        need="the decision: approvals by the Communications Director and by the CTO/CIO",
        message="decision",
    ),
    "activation": FactKind(
        words="The account was opened",
        in_short="Activated",
        flow="establishing",
        approvers=TEAM,
        takes=("it-web-liaison",),
        follows=("approved",),
        makes="activated",
        beside=ACCOUNT,
        wants=IDENTIFYING,
        due_after=("approved",),
        need="the account opened (fact `activation`)",
        message="activation",
    ),
    "registration": FactKind(
        words="The site was entered in the register and linked",
        in_short="Registered",
        flow="establishing",
        approvers=TEAM,
        takes=TEAM,
        follows=("activated",),
        makes="registered",
        beside=("linked_from",),
        wants=(*IDENTIFYING, "designations", "ownership", "accountable", "comments", "communications"),
        due_after=("activated",),
        need="a page of the agency that links to the account (fact `registration`)",
        message="registration",
    ),
    "recertification": FactKind(
        words="The site was checked again and confirmed",
        in_short="Checked again and confirmed",
        approvers=TEAM,
        takes=TEAM,
        follows=("registered",),
    ),
    "agency-change": FactKind(
        words="The site passed to another agency",
        approvers=DECIDERS,
        takes=("web-content-team", "agency-head"),
        follows=(*USED, "decommissioning"),
        beside=("agency",),
    ),
    "suspension": FactKind(
        words="The site was suspended",
        in_short="Suspended",
        approvers=DECIDERS,
        takes=(*DECIDERS, "web-content-team"),
        follows=("activated", "registered", "decommissioning"),
        makes="suspended",
    ),
    "reinstatement": FactKind(
        words="The site was put back into use",
        in_short="Reinstated",
        approvers=DECIDERS,
        takes=(*DECIDERS, "web-content-team"),
        follows=("suspended",),
        restores=True,
        due_after=("suspended",),
        need="the reason for the suspension gone (fact `reinstatement`), or the site ordered closed (fact `direction`)",
    ),
    "incident": FactKind(
        words="An incident was recorded",
        approvers=TEAM,
        takes=("site-administrator", "web-content-team"),
        follows=(*USED, "decommissioning", "decommissioned"),
    ),
    "direction": FactKind(
        words="The head of the agency ordered the site closed",
        in_short="Ordered closed",
        flow="closing",
        approvers=("agency-head",),
        takes=("agency-head",),
        follows=USED,
        makes="decommissioning",
        message="direction",
    ),
    "final-capture": FactKind(
        words="The last copy of the content was taken",
        in_short="Captured for the last time",
        flow="closing",
        approvers=("records-officer",),
        takes=CLOSERS,
        follows=("decommissioning",),
        due_after=("decommissioning",),
        need="the final capture",
        message="final-copy",
    ),
    "deactivation": FactKind(
        words="Access was blocked and the content dealt with",
        in_short="Deactivated",
        flow="closing",
        approvers=TEAM,
        takes=CLOSERS,
        follows=("decommissioning",),
        due_after=("decommissioning",),
        need="access blocked and the content dealt with",
        message="final-notice",
    ),
    "credentials-handed-over": FactKind(
        words="The login was handed over",
        in_short="Login handed over",
        flow="closing",
        approvers=TEAM,
        takes=CLOSERS,
        follows=(*USED, "decommissioning"),
        due_after=("decommissioning",),
        need="the login handed over",
        message="credentials",
    ),
    "notice": FactKind(
        words="A notice was given",
        in_short="Notice given",
        approvers=TEAM,
        takes=(
            "site-administrator",
            "communications-director",
            "public-information-officer",
            "web-content-team",
            "it-web-liaison",
            "agency-head",
            "cto-cio",
        ),
        any_time=True,
        message="closing-notice",
    ),
    "decommissioning": FactKind(
        words="The site was closed",
        in_short="Decommissioned",
        flow="closing",
        approvers=TEAM,
        takes=("cto-cio", "web-content-team"),
        follows=("decommissioning", "decommissioned"),
        makes="decommissioned",
        beside=("handles",),
        due_after=("decommissioning",),
        need="the registry documented, with what becomes of the handle (fact `decommissioning`)",
        message="documentation",
    ),
    "correction": FactKind(
        words="An earlier entry was corrected",
        in_short="An earlier entry corrected",
        approvers=TEAM,
        takes=TEAM,
        any_time=True,
    ),
    "listing": FactKind(
        words="A list that was taken over names the account",
        in_short="Taken over from an earlier register",
        approvers=TEAM,
        takes=TEAM,
        skipping=True,
        decides=("entry", {"in-use": "activated", "closed": "decommissioned"}),
    ),
}
# a TypedDict holds the keys to those of the schema, and says nothing of the values
FACT_KINDS = cast("Mapping[str, FactKind]", _ROWS)


def fact_kind(name: str) -> FactKind | None:
    """The row of a kind; nothing for what a newer or another program may have written."""
    return FACT_KINDS.get(name)


def brought_along(name: str) -> tuple[str, ...]:
    """The properties of a site that come with a fact of a kind."""
    row = FACT_KINDS.get(name)
    return row.beside if row else ()


def kinds_after(status: str) -> frozenset[str]:
    """The kinds of fact that may follow a status; the empty one is that before any fact."""
    return frozenset(name for name, row in FACT_KINDS.items() if status in row.follows)


def kinds_caught_up_on(facts: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """The kinds of fact that a site in use may catch up on after these facts: what comes next before it was opened."""
    status = ""
    for fact in facts:
        row = FACT_KINDS.get(str(fact["kind"]))
        if row and row.before_use:
            status = row.status_after(fact, status, "")
    return frozenset(name for name in kinds_after(status) if FACT_KINDS[name].before_use)


def kinds_of_flow(flow: str) -> tuple[str, ...]:
    """The kinds of fact of a procedural flow, in its order."""
    return tuple(name for name, row in FACT_KINDS.items() if row.flow == flow)


def kinds_due(status: str) -> tuple[str, ...]:
    """The kinds of fact for which the procedure waits while a site has a status, in its order."""
    return tuple(name for name, row in FACT_KINDS.items() if status in row.due_after)
