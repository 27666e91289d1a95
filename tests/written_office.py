"""An office written from an empty folder by commands alone, with every answer that each form can take."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from records_portal.answers.forms.form import Form
from records_portal.answers.questions import Question
from records_portal.answers.request_forms import FORMS, narrowed
from records_portal.commands.cli import run
from records_portal.files.yaml_text import ValuePath, read_yaml
from records_portal.proposals.lasting_records import altered
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.kinds import kind_of

STARTED = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY, LATER, END = "2026-03-02", "2026-04-02", "2026-05-02"
LATE_WORDS = ("to_on", "until_on", "expires_on", "due_on", "next_on", "superseded_on", "removed_on")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDqcVoICVkgB02cmFy/eN5iOkTn3CYPuZFWJoQDlfMdE"
NAMES = {
    "people": "ana-lopez",
    "agencies": "parks",
    "platforms": "x",
    "sites": "parks-x",
    "series": "local#routine",
    "copies": "cto-cio",
}
BY_NAME: Mapping[str, str] = {
    "schedules": "local",
    "holds": "matter-1",
    "authorization": "ongoing-1",
    "audit": "programme-2026",
    "entered_by": "gus-heron",
    "notified": "hana-birch",
    "platform": "x",
    "platforms": "x",
    "key": KEY,
    "keys": "SHA256:" + "A" * 43,
    "closed_on": "2026-08-24",
    "email": "office@lakeland.example",
    "noreply_domain": "users.noreply.forge.example",
    "commit": "0" * 40,
    "sha256": "0" * 64,
    "digest": "0" * 64,
}


@dataclass
class WrittenOffice:
    """A public and a private root, and what was written into them by which form."""

    folder: Path
    driven: dict[str, set[str]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=lambda: dict(BY_NAME))
    lost: list[str] = field(default_factory=list)

    @property
    def root(self) -> Path:
        """The public root."""
        return self.folder / "root"

    @property
    def private(self) -> Path:
        """The private root."""
        return self.folder / "root-private"

    def begin(self) -> None:
        """Start both roots and the store, with one agency and its head."""
        said = {
            "--title": "Lakeland",
            "--state": "Lakeland",
            "--kind": "state",
            "--fiscal-year-start": "07-01",
            "--time-zone": "America/New_York",
            "--agency": "State of Lakeland; lakeland",
            "--person": "June Sedge; Governor; agency-head; lakeland; 2020-01-01; ; june-sedge",
            "--platforms": "x",
        }
        words = [word for pair in said.items() for word in pair]
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
            settings = {"cache": self.folder / "cache", "started_at": STARTED}
            code = run(["init", str(self.root), *words, "--without-keys"], settings)
        assert code == 0, told.getvalue()

    def records(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command over both roots."""
        out, err = io.StringIO(), io.StringIO()
        roots = ["--root", str(self.root), "--private", str(self.private), "--store", str(self.folder / "root-store")]
        settings = {"cache": self.folder / "cache", "started_at": STARTED}
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([*roots, *arguments], settings)
        return code, out.getvalue(), err.getvalue()

    def write(self, name: str, record_id: str = "", /, **changes: Any) -> None:
        """Write what a form asks, every answer given; `changes` by path replace an answer, `None` leaves it out."""
        form = narrowed(FORMS["fact"], name) if name in FACT_KINDS else FORMS[name]
        words = ["new", "fact", record_id, name] if name in FACT_KINDS else [form.verb, form.word, record_id]
        answers = dict(_answers(form, changes, self.named))
        settings = [f"--set={path}={value}" for path, values in answers.items() for value in values]
        before = self._texts()
        code, out, err = self.records(*filter(None, words), *settings)
        assert code == 0, f"{' '.join(words)}: {out}{err}"
        self.lost += [f"{' '.join(filter(None, words))}: {what}" for what in self._lost_since(before)]
        self.driven.setdefault(name, set()).update(answers)

    def _texts(self) -> dict[tuple[str, Path], bytes]:
        """Each record of both roots with its kind."""
        files = ((root, path) for root in (self.root, self.private) for path in root.rglob("*.yml"))
        named = ((kind_of(path.relative_to(root).as_posix()), path) for root, path in files)
        return {(kind[0].name, path): path.read_bytes() for kind, path in named if kind}

    def _lost_since(self, before: Mapping[tuple[str, Path], bytes]) -> Iterator[str]:
        """What the gate would have against the records that were there before."""
        now = self._texts()
        for (kind, path), text in before.items():
            if now[kind, path] != text:
                was, is_now = (read_yaml(each)[0] for each in (text, now[kind, path]))
                yield from (f"{kind} {what}" for what in altered(kind, was, is_now, STARTED.date().isoformat()))

    def values(self) -> Iterator[tuple[str, Any]]:
        """Every record with its kind."""
        for root in (self.root, self.private):
            for path in sorted(root.rglob("*.yml")):
                if named := kind_of(path.relative_to(root).as_posix()):
                    yield named[0].name, read_yaml(path.read_bytes())[0]


def _answers(form: Form, changes: Mapping[str, Any], named: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    given = {path.replace("__", "."): value for path, value in changes.items()}
    beside = Question("", "", "", "group", fields=form.beside)
    listed = {**dict(_every(form.root, (), named)), **dict(_every(beside, (), named))}
    for path in [*listed, *(each for each in given if each not in listed)]:
        value = given.get(path, listed.get(path))
        if any(given.get(each, "") is None for each in _above(path)) or value is None:
            continue
        yield path, [str(one) for one in (value if isinstance(value, list) else [value])]


def _above(path: str) -> Iterator[str]:
    """A path and those of the groups and lists that it stands in."""
    steps = path.split(".")
    for count in range(1, len(steps) + 1):
        yield ".".join(steps[:count])


def _every(group: Question, path: ValuePath, named: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    for one in group.fields:
        place = (*path, one.name)
        entry = one.entry
        if one.fixed is not None and one.form != "list":
            continue
        if one.form == "group":
            yield from _every(one, place, named)
        elif one.form == "list" and entry and entry.form == "group":
            yield from _every(entry, (*place, 0), named)
        elif one.form == "ticks":
            yield ".".join(map(str, place)), ["all"]
        else:
            yield ".".join(map(str, place)), [_value(one, named)]


def _value(question: Question, named: Mapping[str, str]) -> str:
    name = question.name
    if question.form == "truth":
        return "yes"
    if name in named and not question.choices:
        return named[name]
    if question.among in NAMES:
        return NAMES[question.among]
    if question.form == "date":
        return END if name in LATE_WORDS else DAY
    if question.choices:
        return question.choices[0]
    if question.form == "number":
        return "1"
    example = question.entry.example if question.entry else question.example
    return str(example if example is not None else question.example or "Words")


def write_all(office: WrittenOffice) -> None:
    """Write something with every form, from the empty folder on; each with every answer that it can take."""
    office.begin()
    _people_and_platforms(office)
    _schedules(office)
    _settings(office)
    _site_in_use(office)
    _closed_site(office)
    _staff(office)
    _retention(office)
    _audit(office)
    _policy(office)
    _records_request(office)
    _logs(office)


def _people_and_platforms(office: WrittenOffice) -> None:
    office.write("agency", "parks", head=None, parent="lakeland", class_series=None, one_decider=None)
    roles = {
        "gus-heron": "it-web-liaison",
        "dora-finch": "communications-director",
        "theo-ash": "cto-cio",
        "ana-lopez": "records-officer",
        "hana-birch": "site-administrator",
    }
    for person, role in roles.items():
        held = {"roles__0__role": role, "roles__0__from_on": "2020-01-01", "roles__0__to_on": None}
        older = dict.fromkeys(("keys", "training", "leaves_on", "signing_key"))
        office.write("person", person, name=person, forge_login=person, roles__0__agency=None, **held, **older)
    office.write("agency-particulars", "parks", head="june-sedge", parent="lakeland")
    office.write("person-change", "ana-lopez", forge_login="ana-lopez")
    for role in ("web-content-team", "agency-head", "auditor"):
        office.write("role", "ana-lopez", role=role, from_on="2020-01-01", to_on=None)
    office.write("role-end", "ana-lopez", role="auditor", from_on="2020-01-01", to_on="2027-01-01")
    account = {
        "hosts": "chirp.example",
        "handle_pattern": "[a-z]{1,15}",
        "id_pattern": "[0-9]{1,20}",
        "url_template": "https://chirp.example/{handle}",
    }
    office.write("platform", "chirp", name="Chirp", ended_on="2025-01-01", **account)
    office.write("platform-change", "chirp", ended_on="2025-01-01", **account)


RULE = {"later_of": None, "earlier_of": None, "event": None, "trigger": "creation"}


def _rule(where: str = "", **changes: Any) -> dict[str, Any]:
    """A rule's answers: the period runs from the making, unless something else is said."""
    return {f"{where}rule__{name}": value for name, value in {**RULE, **changes}.items()}


def _schedules(office: WrittenOffice) -> None:
    first, within = "versions__0__series__0__", "versions__0__"
    whole = {f"{first}number": "routine", f"{first}confirmed": None, f"{first}classes": "all", **_rule(first)}
    version = {f"{within}version": "1", f"{within}effective_on": "2020-01-01"}
    bare = dict.fromkeys((f"{within}supersedes", f"{within}crosswalk", "request_particulars"))
    office.write("schedule", "local", **whole, **version, **bare)
    office.write("schedule-change", "local")
    for number, rule in (
        ("policy", _rule(trigger="event", event="superseded")),
        ("replicated", _rule() | {"classes": "replicated", "authorization": "ongoing"}),
        ("register", _rule()),
        ("later", _either("later_of", "earlier_of")),
        ("earlier", _either("earlier_of", "later_of")),
    ):
        office.write("series", "local", version="1", number=number, confirmed=None, **rule)
    for number in ("routine", "replicated"):
        office.write("confirmed", "local", version="1", number=number)
    office.write("particular", "local", confirmed=None)
    office.write("particular-confirmed", "local")
    later = {"series__0__number": "routine", "series__0__confirmed": None, **_rule("series__0__")}
    became = {"crosswalk__0__from": "routine", "crosswalk__0__to": "routine"}
    office.write("schedule-version", "local", version="2", effective_on="2027-01-01", supersedes="1", **became, **later)
    office.write("crosswalk", "local", version="2", **{"from": "policy", "to": "routine"})
    office.write("class-series", "parks")
    office.write("class-series-change", "parks")
    office.write("one-decider", "parks")


def _either(side: str, other: str) -> dict[str, Any]:
    """A rule of two: the making, and an event."""
    first, second = f"rule__{side}__0__", f"rule__{side}__1__"
    left_out = {f"rule__{name}": None for name in ("trigger", "event", "cutoff", "period", other)}
    said = {f"{second}trigger": "event", f"{second}event": "superseded", f"{second}period": "P1Y"}
    return {**left_out, f"{first}trigger": "creation", f"{first}event": None, **said}


def _settings(office: WrittenOffice) -> None:
    office.write("settings", approvals__said_by="june-sedge", time_zone="America/New_York", cadences__audit="P1Y")
    office.write("role-name", role="auditor")
    office.write("role-name-change", role="auditor")
    office.write("register-series", kind="sites", series="local#register")
    office.write("forge-key")
    office.write("attester", key=KEY.replace("DqcVoI", "IQdQut"))
    office.write("publisher", key=KEY.replace("DqcVoI", "IQdQuu"))


def _site(office: WrittenOffice, site: str, handle: str, account_id: str) -> None:
    """A site from its request to its registration."""
    request = {
        "facts__0__by": "gus-heron",
        "facts__0__role": "it-web-liaison",
        "facts__0__proposed_administrators": "hana-birch",
        "facts__0__evidence__entered_by": "ana-lopez",
    }
    later = [one.name for one in FORMS["site"].root.fields if not one.asked and one.fixed is None]
    office.write("site", site, agency="parks", platform="x", **request, **dict.fromkeys(later))
    approvals = {
        "approvals__0__by": "dora-finch",
        "approvals__0__role": "communications-director",
        "approvals__1__by": "theo-ash",
        "approvals__1__role": "cto-cio",
        "approvals__1__on": DAY,
    }
    review = {"by": "dora-finch", "role": "communications-director", "decision": "approved"}
    office.write("review", site, **review, **approvals)
    account = {"account_id": account_id, "handles__0__handle": handle, "url": f"https://x.com/{handle}"}
    who = {"by": "gus-heron", "role": "it-web-liaison", "evidence__entered_by": "ana-lopez"}
    office.write("activation", site, handles__0__to_on=None, **account, **who)
    office.write("registration", site, by="ana-lopez", role="web-content-team")


def _capture(office: WrittenOffice, site: str) -> None:
    """Take in an export of one post; what is written after it may name the capture and the item."""
    export = office.folder / f"export-{site}"
    export.mkdir()
    rows = "id,kind,created_at,text\np-1,post,2026-04-05T09:30:00-04:00,Hello\n"
    (export / "items.csv").write_text(rows, encoding="utf-8")
    code, out, err = office.records("ingest", str(export), "--site", site, "--by", "ana-lopez")
    assert code == 1, f"{out}{err}"  # partial: the table says nothing of how many items there are
    capture = next((office.root / "captures" / site).iterdir()).name
    office.named |= {"capture": capture, "captures": f"{site}/{capture}", "item": "p-1"}


def _site_in_use(office: WrittenOffice) -> None:
    _site(office, "parks-x", "LakelandParks", "1234567890")
    by = {"by": "ana-lopez", "role": "web-content-team"}
    office.write("handle-end", "parks-x", handle="LakelandParks", to_on="2026-03-10")
    renamed = "https://x.com/LakelandPark"
    office.write("handle", "parks-x", handle="LakelandPark", from_on="2026-03-11", to_on=None, url=renamed)
    office.write("account", "parks-x", account_id="1234567890", url=renamed)
    for kind in ("recertification", "suspension", "reinstatement", "incident", "notice"):
        office.write(kind, "parks-x", **by)
    office.write("agency-change", "parks-x", to_agency="parks", **by)
    office.write("correction", "parks-x", corrects__kind="notice", corrects__on=DAY, **by)
    for name in _forms_of("sites", "site", "fact", "account", "handle", "handle-end"):
        office.write(name, "parks-x")


def _closed_site(office: WrittenOffice) -> None:
    _site(office, "trails-x", "Trails", "999")
    _capture(office, "trails-x")
    office.named["captures"] = office.named["capture"]
    for kind in ("direction", "final-capture", "deactivation", "credentials-handed-over", "decommissioning"):
        role = "agency-head" if kind == "direction" else "web-content-team"
        office.write(kind, "trails-x", by="ana-lopez", role=role)
    _capture(office, "parks-x")


def _staff(office: WrittenOffice) -> None:
    office.write("designation", "parks-x", by="june-sedge", person="hana-birch", disposition_system=None, removed=None)
    office.write("leaving", "hana-birch")
    office.write("training", "hana-birch", acknowledged_on=None, expires_on="2026-12-31")
    office.write("acknowledgement", "hana-birch", expires_on="2026-12-31")
    office.write("access", "parks-x", person="hana-birch", **dict.fromkeys(("ended_on", "ended_by")))
    office.write("access-end", "parks-x", person="hana-birch")
    for name in _forms_of("designations", "designation"):
        again = {"by": "june-sedge"} if name == "designation-change" else {}
        office.write(name, "parks-x", person="hana-birch", **again)


def _retention(office: WrittenOffice) -> None:
    office.write("event", "superseded-1")
    office.write("classification", "parks-x")
    office.write("classification-rule", "parks-x", id="second")
    worked_out = dict.fromkeys(("items_digest", "volume", "lines", "spared", "renewals", "status"))
    later = dict.fromkeys(("appraised", "clearances"))
    asked = {"requested__by": "hana-birch", "requested__approver": "ana-lopez", **worked_out, **later}
    office.write("authorization", "one-off-1", kind="one-off", **asked)
    office.write("authorization", "ongoing-1", kind="ongoing", series="local#replicated", **asked)
    office.write("appraisal", "one-off-1")
    office.write("clearance", "one-off-1")
    steps = ("covers", "amendments", "updates", "releases", "confirmed", "items_enough")
    office.write("hold", "matter-1", **dict.fromkeys(steps))


def _audit(office: WrittenOffice) -> None:
    later = ("findings", "capture_verification", "updates", "reported", "corrections", "conclusion", "next_on")
    office.write("audit", "programme-2026", finished_on=None, **dict.fromkeys(later))
    for name in _forms_of("audits", "audit"):
        office.write(name, "programme-2026")


def _policy(office: WrittenOffice) -> None:
    later = [one.name for one in FORMS["policy"].root.fields if not one.asked]
    office.write("policy", "parks", **dict.fromkeys(later))
    for name in _forms_of("policies", "policy"):
        # what was approved of a version stays: another approval is added by its own form
        another: dict[str, Any] = {"repository": "Text messages"} if name == "policy-exclusion" else {}
        another |= {"approvals": None} if name == "policy-version-change" else {}
        office.write(name, "parks", **another)


def _records_request(office: WrittenOffice) -> None:
    later = [one.name for one in FORMS["records-request"].root.fields if not one.asked]
    office.write("records-request", "opra-1", **dict.fromkeys(later))
    for name in _forms_of("requests", "records-request"):
        again = {"clock__extensions": None} if name == "records-request-change" else {}
        office.write(name, "opra-1", **again)


def _logs(office: WrittenOffice) -> None:
    by = {"author": "hana-birch", "approved_by": "ana-lopez"}
    office.write("post", "parks-x", planned_on=None, **by)
    planned = dict.fromkeys(("posted_on", "item", "version", "withdrawn_on", "withdrawn_reason"))
    office.write("post", "parks-x", title="Planned", **by, **planned)
    office.write("post-change", "parks-x", title="Planned", posted_on=None, **by)
    office.write("post-correction", "parks-x")
    for name in _forms_of("operations"):
        office.write(name, "parks-x")


def _forms_of(kind: str, *besides: str) -> list[str]:
    """The forms on a kind of record, those that add before those that change and end, but for some."""
    order = ("new", "change", "end")
    forms = [form for form in FORMS.values() if form.kind == kind and form.name not in besides]
    return [form.name for form in sorted(forms, key=lambda form: order.index(form.verb))]
