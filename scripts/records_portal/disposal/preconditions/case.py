"""What a disposition is asked for with, and all that is read to judge it: each thing once, and when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from records_portal.captures.index import load_items, load_residue
from records_portal.captures.indexes.large_captures import large_capture_items, large_captures
from records_portal.history.audit_trail import Approver
from records_portal.history.repository import Repository
from records_portal.identity.acts import Exemption
from records_portal.identity.anchor_moves import AgenciesSaid
from records_portal.identity.anchored_roots import (
    AnchoredRoot,
    agencies_ever_of,
    asked_tip,
    check_holds_asked,
    remember_seen,
    roots_asked_for,
)
from records_portal.identity.hold_history import RootHistory, with_past
from records_portal.identity.plan_signatures import PlanPart, PlanSignature, plan_signature_faults
from records_portal.identity.trail import covering_letter
from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.register.sources import FolderTree, LoadedRegister, Tree, load_register
from records_portal.register.time_zones import as_time_zone
from records_portal.retention.holds import people_have_keys
from records_portal.retention.item_lists import NAMES_OF_ITEM, RetainedItem
from records_portal.retention.scopes import Authority, authorities
from records_portal.retention.statuses import Retention
from records_portal.retention.transfer_particulars import transfer_particulars
from records_portal.store.anchors import Anchors, NoPrivateRoot, read_anchors
from records_portal.store.certificates import new_id
from records_portal.store.evidence import kept_evidence

from ..bag_contents import contents_of_bags
from ..disposition_record import (
    MANNER,
    DispositionCircumstances,
    asked_facts,
    certificate_facts,
    parts_together,
    shared_record,
)
from ..evidence_reading import AnswerGiven, answer_given, check_answer, check_answer_witnessed
from ..intended import Disposition
from ..plan import DispositionPlan, ListedItem, disposition_plan
from ..plan_text import PlanText, plan_text
from ..site_roots import captures_beside
from ..transfers import Receipt
from .authority import authorization_of, check_approved, method_of
from .people import check_person, role_of
from .published_clock import PublishedClock, published_moment
from .roots import check_anchored_roots, check_clean, check_private_roots, check_public_root

if TYPE_CHECKING:
    from records_portal.register.records import (
        AuthorizationValue,
        DispositionKnown,
        DispositionKnownApprovalKnown,
        DispositionKnownDay,
        DispositionValue,
    )

Typeset = Callable[[Register, Mapping[str, object], Sequence[RetainedItem], str], bytes]


@dataclass(frozen=True, slots=True)
class DispositionRequest:
    """What a disposition is asked for with; without `execute` it is a rehearsal, which writes nothing.

    `plans` asks for the plan that people sign, `plan` is the one that they signed, with the signatures beside it.
    `live` are pairs of a site and its state; `typeset` makes the PDF that goes with a transfer; `read` gives the text
    of a document.
    """

    authorization: str
    by: str
    execute: bool = False
    witness: str = ""
    live: tuple[tuple[str, str], ...] = ()
    manner: str = MANNER
    to: str = ""
    receipt: Receipt | None = None
    software: str = ""
    typeset: Typeset | None = None
    read: Callable[[bytes], Sequence[str]] | None = None
    plans: bool = False
    plan: PlanText | None = None
    signatures: tuple[PlanSignature, ...] = ()


@dataclass(frozen=True, slots=True)
class DispositionPlaces:
    """Where it is asked for, the moment at which it is, and the program's own folder for what it keeps."""

    root: Path
    private: tuple[Path, ...]
    store: Path
    cache: Path
    started_at: datetime
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DispositionCase:
    """A disposition that is asked for, with everything that it is judged by."""

    request: DispositionRequest
    places: DispositionPlaces

    @cached_property
    def anchors(self) -> Anchors | None:
        """Which repositories are meant, by the store."""
        return read_anchors(self.places.store)

    @cached_property
    def anchored(self) -> Sequence[AnchoredRoot]:
        """The roots that were asked where their anchors say, the public one first; none without anchors."""
        if not self.anchors:
            return ()
        places = self.places
        return check_anchored_roots(places.root, places.private, self.anchors, places.environment)

    @cached_property
    def repositories(self) -> Sequence[Repository]:
        """The repositories of the roots, the public one first, once they were asked."""
        if self.anchors:
            return [each.repository for each in self.anchored]
        portal = self._loaded().register.portal  # apart: what counts is read again once the roots are known to be clean
        public = check_public_root(self.places.root, portal.get("published_branch", ""))
        return [public, *check_private_roots(self.places.private, portal.get("private_root", "optional"))]

    def remember(self) -> None:
        """Remember in the store what was seen; a rehearsal over a store that cannot be written goes on without."""
        try:
            if self.anchored:
                remember_seen(self.places.store, self.anchored)
        except OSError as error:
            if self.request.execute:
                raise Refusal(
                    f"what was seen at the addresses cannot be written down ({error.strerror}); make the store writable"
                ) from error

    @property
    def tips(self) -> dict[str, str]:
        """The commits that were seen, by the names of the anchors."""
        return {each.anchor.name: each.tip for each in self.anchored}

    @cached_property
    def trees(self) -> list[tuple[Tree, bool]]:
        """The files of the roots, each with whether it is a private one."""
        public: tuple[Tree, bool] = (FolderTree(self.places.root), False)
        return [public, *((FolderTree(each, str(each)), True) for each in self.places.private)]

    @cached_property
    def loaded(self) -> LoadedRegister:
        """The register with the findings about its files."""
        return self._loaded()

    def _loaded(self) -> LoadedRegister:
        (public, _), *private = self.trees
        loaded = load_register(public, tuple(tree for tree, _ in private), self.places.cache)
        histories = [RootHistory(each, str(each)) for each in self.places.private]
        return with_past(loaded, RootHistory(self.places.root), histories, of_agencies=True)

    @property
    def register(self) -> Register:
        """The records of all roots."""
        return self.loaded.register

    @cached_property
    def today(self) -> date:
        """The date in the portal's time zone at the moment of asking."""
        return self.on_that_day(self.places.started_at)

    @property
    def authorization(self) -> Record[AuthorizationValue]:
        """The record of the authorization."""
        return authorization_of(self.register, self.request.authorization)

    @property
    def own_place(self) -> int:
        """Which of the roots the authorization lies in, and so everything that is said of its disposition."""
        record = self.authorization
        return next(place for place, (tree, private) in enumerate(self.trees) if record.lies_in(tree.label, private))

    @property
    def own_folder(self) -> Path:
        """The folder of that root."""
        return (self.places.root, *self.places.private)[self.own_place]

    @property
    def own_tree(self) -> Tree:
        """The files of that root."""
        return self.trees[self.own_place][0]

    @property
    def own_repository(self) -> Repository:
        """The repository of that root, once it was asked."""
        return self.repositories[self.own_place]

    @property
    def public_beside(self) -> Repository | None:
        """The public root's repository, whose people act, where that root is a private one."""
        return self.repositories[0] if self.own_place else None

    @property
    def authority(self) -> Authority | None:
        """What the authorization is worth today."""
        granted = authorities(self.register, self.today.isoformat()).get(self.authorization.value["series"], [])
        return next((each for each in granted if each.id == self.authorization.id), None)

    def ask_again(self) -> None:
        """Refuse where a root is no longer what it was when it was asked: a hold may have come since."""
        for each in self.anchored:
            tip = asked_tip(each.anchor, each.repository, self.places.environment)
            if {tip, each.repository.head()} != {each.tip}:
                raise Refusal(
                    f"{each.anchor.title} moved from {each.tip[:12]} while the bags were written anew, and may have a "
                    "hold now; nothing was disposed of, run it again"
                )
            check_clean(each.repository, each.anchor.title)

    @cached_property
    def published_clock(self) -> PublishedClock | None:
        """What the clock says where the portal is published over HTTPS; it need not answer where two people sign."""
        url = self.register.portal.get("url", "")
        if not url.startswith("https://"):
            return None
        try:
            return PublishedClock(url, published_moment(url, self.places.environment))
        except Refusal as unanswered:
            if {PlanPart.EXECUTOR, PlanPart.WITNESS} <= self.signed_parts.keys():
                return PublishedClock(url, None, str(unanswered))
            raise

    def on_that_day(self, moment: datetime) -> date:
        """The date in the portal's time zone."""
        return moment.astimezone(as_time_zone(self.register.portal)).date()

    @cached_property
    def without_holds(self) -> Mapping[str, NoPrivateRoot]:
        """The agencies of the sites that keep no holds, by what the anchors say."""
        if not self.anchors:
            return {}
        said = AgenciesSaid(self.places.root, self.anchors.seen(self.tips), self.today.isoformat())
        return check_holds_asked(self.register, said, self.authorization.value["sites"], self.tips)

    def _holds_in(self) -> dict[str, str]:
        """The agencies of the sites whose holds were asked for, each with the private root that has them."""
        if not self.anchors:
            return {}
        sites = [site for name in self.authorization.value["sites"] if (site := self.register.get("sites", name))]
        agencies = {agency for site in sites for agency in agencies_ever_of(self.register, site)}
        found = roots_asked_for(self.register, self.anchors, agencies)
        return {agency: root for agency, root in found.items() if isinstance(root, str)}

    @cached_property
    def approvers(self) -> tuple[Approver, ...]:
        """Who approved the authorization, of those who count."""
        authorization, by = self.authorization, self.request.by
        return check_approved(self.own_repository, self.register, authorization, by, self.letter, self.public_beside)

    @cached_property
    def letter(self) -> Exemption | None:
        """The letter by which the office goes without signatures today, of the head of every agency of the sites.

        It excuses what came after it: the authorization as it stands is younger than the head's signature.
        """
        sites = [self.register.get("sites", name) for name in self.authorization.value["sites"]]
        agencies = {site.value["agency"] for site in sites if site}
        repository, path = self.repositories[0], self.authorization.path
        day = self.today.isoformat()
        return covering_letter(repository, self.register, sorted(agencies), "dispositions", day, before=path)

    @cached_property
    def answer(self) -> AnswerGiven | None:
        """What the State answered, as the kept document says it; nothing where it is not asked, or nobody has a key."""
        if self.authorization.value["kind"] == "none-required" or not people_have_keys(self.register):
            return None
        return check_answer(self.authorization, self.readings(answer_given(self.authorization.value).digest))

    def readings(self, digest: str) -> Sequence[str] | None:
        """Every reading of a document of the store; nothing where it does not have it whole."""
        data = kept_evidence(self.places.store, digest) if digest else None
        if data is None:
            return None
        return self.request.read(data) if self.request.read else ()

    @cached_property
    def evidence_witnesses(self) -> tuple[Approver, ...]:
        """Who signed what was read in the State's answer."""
        if self.answer is None:
            return ()
        repository, public = self.own_repository, self.public_beside
        return check_answer_witnessed(repository, self.register, self.authorization, self.answer, public)

    @cached_property
    def plan(self) -> DispositionPlan:
        """Everything that is due under the authorization now."""
        rows = list(self._rows())
        retention = Retention(self.register, self.today, (row.item for row in rows))
        sites = frozenset(self.authorization.value["sites"])
        beside = captures_beside(self.register, self.authorization)
        own = (each for each in rows if each.item.site in sites and f"{each.item.site}/{each.item.capture}" in beside)
        bags = contents_of_bags(self.places.store, sorted(sites), self.apart)
        return disposition_plan(retention, self.authorization, own, bags)

    @property
    def apart(self) -> frozenset[str]:
        """The captures of any site that lie in other roots than the authorization: they share no item with its own."""
        return frozenset(self.register.of("captures")) - captures_beside(self.register, self.authorization)

    def _rows(self) -> Iterator[ListedItem]:
        """Every item and residue part of every capture, those of captures that are too large for git too."""
        names = (*NAMES_OF_ITEM, "digest", "bytes")
        large = large_captures(self.trees, self.register, self.places.store)
        listed = (load_items(self.trees, self.register), load_residue(self.trees, self.register))
        for frame in (*listed, large_capture_items(large)):
            for site, name, version, *rest, digest, size in zip(*(frame[each].tolist() for each in names), strict=True):
                yield ListedItem(RetainedItem(site, name, int(version), *rest), digest, int(size))

    @cached_property
    def method(self) -> str:
        """How the records are disposed of."""
        methods = [method_of(self.authorization, series) for series in self.plan.every_series]
        return methods[0]

    @cached_property
    def circumstances(self) -> DispositionCircumstances:
        """Who carries it out before whom, when and how."""
        request = self.request
        executor = check_person(self.register, request.by, "--by", self.today)
        return DispositionCircumstances(
            by=executor.id,
            role=role_of(executor, self.today),
            witness=request.witness,
            on=self.today.isoformat(),
            moment=self.places.started_at,
            software=request.software,
            manner=request.manner,
            live=dict(request.live),
        )

    @cached_property
    def shared(self) -> DispositionValue:
        """What the record will say, but for what goes."""
        series = self.plan.every_series
        return shared_record(self.register, self.authorization, series, self.method, self.circumstances)

    @property
    def is_packed(self) -> bool:
        """Whether it is a transfer."""
        return self.method.startswith("transfer")

    @cached_property
    def receiver(self) -> str:
        """Of a transfer: who receives it."""
        value = self.authorization.value
        approved = [each for each in value["status"] if each["status"] == "approved"]
        appraiser = value["appraised"]["by"] if "appraised" in value else ""
        return self.request.to or appraiser or (approved[-1].get("by", "") if approved else "")

    @property
    def destroys(self) -> bool:
        """Whether something would be destroyed: not by a rehearsal, nor by making a package that awaits its receipt."""
        return self.request.execute and not (self.is_packed and self.request.receipt is None)

    @cached_property
    def plan_text(self) -> PlanText:
        """The plan of it, as people sign it."""
        request, record = self.request, self.authorization
        said = [
            ("authorization", f"{record.id} {self.own_tree.content_name(record.path)}"),
            *(("series", f"{each.reference} {each.version}") for each in self.plan.every_series),
            ("method", self.method),
            ("manner", request.manner),
            ("on", self.today.isoformat()),
            ("executor", request.by),
            ("witness", request.witness),
            *(("live", f"{site} {state}") for site, state in request.live),
        ]
        if self.is_packed:
            said.append(("to", self.receiver))
        if receipt := request.receipt:
            told = (receipt.on, receipt.reference, receipt.accession, receipt.by)
            said += [("receipt", " ".join(told).strip()), ("manifest", receipt.manifest)]
        return plan_text(said, self.anchored, self.without_holds, self.plan.entries)

    @cached_property
    def signed_parts(self) -> Mapping[PlanPart, tuple[str, ...]]:
        """Who signed the plan as it is made now, part by part; a signature that does not count is refused."""
        found: dict[PlanPart, tuple[str, ...]] = {}
        given = self.request.signatures
        faults = plan_signature_faults(self.repositories[0], self.register, given) if given else ()
        for each, fault in zip(given, faults, strict=True):
            if fault := self._other_plan(each) or fault:
                raise Refusal(f"the signature of {each.person!r} as {each.part} does not count: {fault}")
            found[each.part] = (*found.get(each.part, ()), each.person)
        return found

    def _other_plan(self, signature: PlanSignature) -> str:
        """Why a signature is about something else than what would be done now; empty where it is not."""
        request = self.request
        own = {PlanPart.EXECUTOR: request.by, PlanPart.WITNESS: request.witness}.get(signature.part, signature.person)
        if (signature.plan, signature.on) != (self.plan_text.digest, self.today.isoformat()):
            return "it is over another plan"
        if signature.person != own:
            return f"the {signature.part} is {own!r}"
        if signature.approves_as(request.by):
            return "whoever carries it out does not approve it"
        asked = signature.approves_as(self.authorization.value["requested"]["by"])
        return "whoever asked for it does not approve it" if asked else ""

    @property
    def known(self) -> DispositionKnown:
        """How it is known who acted and which day it was, with the signatures themselves."""
        request, signed = self.request, self.signed_parts
        ways: dict[str, DispositionKnownApprovalKnown] = {
            part: "signed" if part in signed else "declared" for part in (PlanPart.EXECUTOR, PlanPart.WITNESS)
        }
        approvals = {each.person: each.known for each in self.approvers}
        approvals |= dict.fromkeys(signed.get(PlanPart.APPROVER, ()), "signed")
        known: DispositionKnown = {
            "executor": ways[PlanPart.EXECUTOR],
            "witness": ways[PlanPart.WITNESS],
            "day": self._day_known(set(ways.values()) == {"signed"}),
            "approvals": [
                {"person": person, "known": "signed" if way == "signed" else "declared"}
                for person, way in approvals.items()
            ],
        }
        parts = {
            "requester": [self.authorization.value["requested"]["by"]],
            "approver": list(approvals),
            "executor": [request.by],
            "witness": [request.witness],
        }
        if together := parts_together(parts):
            known["together"] = together
        if self.letter and "declared" in (*ways.values(), *approvals.values()):
            known["letter"] = self.letter.as_said
        if request.plan and request.signatures:
            known["plan"], known["plan_digest"] = request.plan.head.decode(), request.plan.digest
            known["signatures"] = [
                {"person": each.person, "part": each.part.value, "on": each.on, "signature": each.armored.decode()}
                for each in request.signatures
            ]
        return known

    def _day_known(self, signed: bool) -> DispositionKnownDay:
        if self.published_clock and self.published_clock.moment:
            return "published-clock"
        return "signatures" if signed else "declared"

    def intended(self) -> Disposition:
        """The disposition as it would be carried out."""
        facts = certificate_facts(self.register, self.authorization, self.plan.every_series, self.circumstances)
        facts |= asked_facts(self.anchored, self._holds_in(), self.without_holds)
        facts["approvals"] = [
            {"person": each.person, "name": each.name, "known": each.known} for each in self.approvers
        ]
        if self.answer:
            witnesses = [{"person": each.person, "name": each.name} for each in self.evidence_witnesses]
            facts["evidence"] = {
                "digest": self.answer.digest,
                "read": self.answer.read,
                "entered_by": self.answer.entered_by,
                "witnessed_by": witnesses,
            }
        if self.destroys and self.published_clock:
            facts["clock"] = self.published_clock.as_fact()
        particulars, cover = self._particulars() if self.is_packed else (None, b"")
        sites = tuple(sorted(self.authorization.value["sites"]))
        issued_at = self.circumstances.issued_at
        return Disposition(
            self.own_folder,
            self.plan,
            sites,
            {**self.shared, "known": self.known} if self.destroys else self.shared,
            facts,
            issued_at,
            particulars,
            cover,
            self.request.receipt,
            apart=self.apart,
        )

    def _particulars(self) -> tuple[dict[str, object], bytes]:
        """The particulars of 36 CFR 1232.16(a) of what goes into a package with the receiver, and a PDF of all that."""
        number = new_id(self.places.store, self.own_folder, self.authorization.id)
        portion = self.plan.entries
        items, size = [each.item for each in portion], sum(each.size for each in portion)
        found = transfer_particulars(self.register, self.authorization, items, self.today, number, size)
        value: dict[str, object] = {"to": self.receiver, **found}
        typeset = self.request.typeset if self.request.execute else None
        return value, typeset(self.register, value, items, number) if typeset else b""
