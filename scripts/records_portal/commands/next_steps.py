"""What the procedure needs after a record was written, and from whom: by name, with the command or the message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from records_portal.answers.procedure.recipients import Offices
from records_portal.proposals.next_status import Lack, lacking_for_next
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.sites import current_designations, status_of
from records_portal.wording.words import count

if TYPE_CHECKING:
    from records_portal.answers.forms.form import Form
    from records_portal.register.model import AnyRecord, Register
    from records_portal.register.record import Record
    from records_portal.register.records import SiteValue

COMMANDS = {
    "designations": "new designation",
    "ownership": "change ownership",
    "accountable": "change accountable",
    "comments": "change comments",
    "communications": "new communication",
}
# who of the procedure says what a registration wants besides the link
TAKES = {
    "designations": ("agency-head",),
    "ownership": ("web-content-team",),
    "accountable": ("web-content-team",),
    "comments": ("site-administrator",),
    "communications": ("site-administrator", "records-officer"),
}
LINKED = ("registered",)
DESIGNATES = "designation"


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What comes after a record, by the register in which it stands already."""

    register: Register
    form: Form
    record: AnyRecord
    on: str

    def __iter__(self) -> Iterator[str]:
        site = self._site()
        if site is None:
            return
        yield from self._of_a_removal(site)
        for lack in lacking_for_next(self.register, site):
            if not lack.part or lack.part in COMMANDS:
                yield self._lack(site, lack)
        yield from self._flows(site)

    def _site(self) -> Record[SiteValue] | None:
        """The site that the record is about, where the procedure goes on with one."""
        if self.record.kind in ("sites", "designations"):
            return self.register.get("sites", self.record.id)
        return None

    def _lack(self, site: Record[SiteValue], lack: Lack) -> str:
        row = FACT_KINDS[lack.kind]
        if lack.part:
            asked, command = TAKES[lack.part], f"records {COMMANDS[lack.part]} {site.id}"
            message = DESIGNATES if lack.part == "designations" else ""
        else:
            asked, command = row.takes, f"records new fact {site.id} {lack.kind}"
            message = row.message
        every = lack.kind == "review"  # both decide
        return self._line(site, lack.words, self._who(site, asked, every), command, message)

    def _line(self, site: Record[SiteValue], words: str, who: str, command: str, message: str) -> str:
        by = f", from {who}" if who else ""
        sent = f", or the e-mail with `records message {message} --site {site.id}`" if message else ""
        return f"{words}{by}: `{command}`{sent}"

    def _who(self, site: Record[SiteValue], roles: tuple[str, ...], every: bool = False) -> str:
        """Who of these roles is asked, in words: of every one, or of the first that somebody holds."""
        offices = Offices(self.register, site.value["agency"], site.id, self.on, site.private)
        asker = self._asked_by(site) if every else ""  # whoever asked for a site never decides on it
        held = [role for role in roles if offices.holders(role)] or list(roles)
        named = [words for role in (held if every else held[:1]) for words in self._without(offices, role, asker)]
        return " and ".join(named) if len(named) < 3 else f"{named[0]} or {count(len(named) - 1, 'other')}"

    def _asked_by(self, site: Record[SiteValue]) -> str:
        """Who asked for a site last."""
        asked = [str(each.get("by", "")) for each in site.value["facts"] if each["kind"] == "request"]
        return asked[-1] if asked else ""

    def _without(self, offices: Offices, role: str, asker: str) -> list[str]:
        """Those who hold a role, in words, without one of them; the role alone where nobody else holds it."""
        holders = offices.holders(role)
        if not asker or asker not in holders:
            return [str(each.words) for each in offices.recipients(role)]
        title, others = offices.title(role), [offices.name(each) for each in holders if each != asker]
        return [f"{each} ({title})" for each in others] or [f"another {title} than {offices.name(asker)}, who asked"]

    def _of_a_removal(self, site: Record[SiteValue]) -> Iterator[str]:
        """Whoever is removed has no access any more, and whoever keeps the register knows of it."""
        if self.form.kind != "designations" or self.form.into[-1:] != ("removed",):
            return
        record = self.register.get("designations", site.id)
        gone = [each for each in record.value["designations"] if "removed" in each] if record else []
        removed = max(gone, key=lambda each: each["removed"]["on"])
        person = removed["person"]
        team = self._who(site, ("web-content-team", "cto-cio"))
        if not removed["removed"].get("reported_to"):
            yield self._line(
                site,
                "word of the removal",
                team,
                f"records new removal {site.id} --person {person} --reported-to web-content-team",
                "removal",
            )
        if not removed["removed"].get("access_ended_on"):
            words = f"the end of the access of {self._name(person)}"
            yield f"{words}, from {team}: `records --private DIR end access {site.id} --person {person}`"
        words = "log-in credentials changed that were known, and the change reported"
        reason = f"--reason administrator-removed --concerns {person}"
        command = f"records --private DIR new credential-change {site.id} {reason}"
        yield self._line(site, words, self._who(site, ("site-administrator",)), command, "credential-change")
        if not current_designations(self.register, site.id):
            head = self._who(site, ("agency-head",))
            yield self._line(site, "another administrator", head, f"records new designation {site.id}", "designation")

    def _flows(self, site: Record[SiteValue]) -> Iterator[str]:
        """Flow A, which starts once the site is activated and linked, again for each administrator."""
        if status_of(site.value) not in LINKED or self.form.into[-1:] not in (("facts",), ("designations",)):
            return
        for each in current_designations(self.register, site.id):
            if "disposition_system" not in each:
                words = "a request for access to the State's disposition system"
                command = f"records new disposition-access {site.id} --person {each['person']}"
                yield self._line(site, words, self._name(each["person"]), command, "disposition-access")

    def _name(self, person: str) -> str:
        record = self.register.get("people", person)
        return str(record.value["name"]) if record else person


def procedure_steps(register: Register, form: Form, record: AnyRecord, on: str) -> list[str]:
    """What the procedure needs once a record stands in the register."""
    records = {**register.records, record.kind: {**register.of(record.kind), record.id: record}}
    return list(NextSteps(replace(register, records=records), form, record, on))
