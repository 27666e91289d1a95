"""The last public dump of the U.S. Digital Registry as the records of a fresh root, with a list of its defects.

* Nothing is invented: a fact `listing` says what the dump says, and what it does not say is left out.
* Rows that name one account become one site. A published entry outweighs an archived one of the same day.
* A cell that names several agencies gives the site to the one that is no department, where there is just one such.
* Everything is read and checked in memory first; a root that has records already is refused, but for those that a run
  which was broken off wrote from the same dump: the next run completes them.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from records_portal.accounts.platform_links import LinkedAccount, ListedPlatform, account_of, known_platforms
from records_portal.files.durable import write_durably
from records_portal.files.yaml_text import dump_yaml, without_invisible
from records_portal.register.findings import Refusal
from records_portal.register.kinds import DEVICES, ID_BYTES, KINDS
from records_portal.register.shapes import fits
from records_portal.values.csv_text import csv_text
from records_portal.values.dates import NotADate, parse_date
from records_portal.wording.words import count

COLUMNS = ["Agency", "Service", "Account Name", "Short description", "Last update", "link", "status"]
ENTRIES = {"Published": "in-use", "Archive": "closed"}
REPORT_COLUMNS = ["row", "defect", "site", "agency", "service", "account", "link", "status", "detail"]
MAX_BYTES = 100_000_000
MOST_NAMED, LONGEST_LINE, LONGEST_TEXT = 3, 300, 5_000
NOT_STATED = "Agency not stated"
NO_PURPOSE = "Not stated in the list from which the account was taken over."
FILLED = ("platforms", "agencies", "people", "sites", "designations")
DEFECTS = {
    "duplicate": "rows that name an account which an earlier row names",
    "published-and-archived": "accounts that are both published and archived",
    "several-agencies-of-one-account": "accounts whose rows name different agencies",
    "wrong-host": "links on a host of another platform",
    "unparsable-link": "links that cannot be read",
    "link-without-scheme": "links without a sound http:// or https://, mended",
    "handle-pattern": "links whose name is none that the platform gives",
    "no-account-in-link": "links that name no account",
    "dead-platform": "rows on a platform that has ended",
    "unknown-platform": "rows on a platform that is not known, left out",
    "blank-agency": "rows without an agency",
    "line-break": "rows with line breaks in the name of the agency",
    "joint-agencies": "rows of several agencies of which none is the only one that is no department",
    "invisible-characters": "rows with characters that cannot be seen, taken out",
    "unreadable-date": "rows without a date, left out",
    "unknown-status": "rows with a status that is not known, left out",
}

_DEPARTMENT = re.compile(r"(?:U\.S\. )?Department of [^,]+\Z")
_DUMPED_ON = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class DumpRow:
    """One row of the dump, its values cleaned of what cannot be seen."""

    number: int
    agencies: tuple[str, ...]
    service: str
    name: str
    purpose: str
    on: str
    link: str
    status: str


@dataclass(slots=True)
class DumpAccount:
    """The rows that name one account, first to last."""

    platform: ListedPlatform
    account: LinkedAccount
    rows: list[DumpRow] = field(default_factory=list)
    id: str = ""

    @property
    def ordered(self) -> list[DumpRow]:
        """The rows by date; on one day what is published comes last and counts."""
        return sorted(self.rows, key=lambda row: (row.on, ENTRIES[row.status] == "in-use"))


Report = list[tuple[DumpRow, str, str]]


def import_registry(source: Path, root: Path, report: Path) -> str:
    """Fill a fresh root from the dump, write the list of defects, and say in a few lines what was found."""
    if not (root / "registry" / "portal.yml").is_file():
        raise Refusal(f"{str(root)!r} is not a root; `records init` makes one")
    said: Report = []
    rows = list(_usable(_rows(source, said), said))
    sites = _sites(rows, said)
    match = _DUMPED_ON.search(source.name)
    title = f"U.S. Digital Registry, public dump{f' of {match[0]}' if match else ''}"
    files = dict(_files(sites, title))
    for path, text in _lacking(root, files).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        write_durably(root / path, text.encode())
    ids = {row.number: site.id for site in sites for row in site.rows}
    report.parent.mkdir(parents=True, exist_ok=True)
    write_durably(report, _report(said, ids).encode())
    return _summary(len(rows), sites, files, said, report)


def _lacking(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    """The files that are not there yet; refused where the root has other records, or every one of these."""
    there = [path for folder in FILLED for path in sorted((root / "registry" / folder).glob("*.yml"))]
    names = {each: each.relative_to(root).as_posix() for each in there}
    others = (each for each, name in names.items() if name not in files or each.read_bytes() != files[name].encode())
    lacking = {name: text for name, text in files.items() if name not in names.values()}
    taken = next(others, None) or (there[0] if there and not lacking else None)
    if taken:
        raise Refusal(f"{str(taken)!r} is there already; a whole register is taken over into a fresh root only")
    return lacking


def _rows(source: Path, said: Report) -> Iterator[DumpRow]:
    if source.stat().st_size > MAX_BYTES:
        raise Refusal(f"{str(source)!r} is larger than {MAX_BYTES // 1_000_000} MB; a dump has about 2 MB")
    try:
        text = source.read_text(encoding="utf-8-sig")
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal(f"{str(source)!r} cannot be read as CSV: {error}") from error
    if not table or table[0] != COLUMNS:
        raise Refusal(f"{str(source)!r}: the first line is not {','.join(COLUMNS)}")
    for number, cells in enumerate(table[1:], 2):
        if len(cells) != len(COLUMNS):
            raise Refusal(f"{str(source)!r}: row {number} has {len(cells)} cells, not {len(COLUMNS)}")
        yield from _row(number, cells, said)


def _row(number: int, cells: Sequence[str], said: Report) -> Iterator[DumpRow]:
    agency, service, name, purpose, on, link, status = cells
    agencies = tuple(filter(None, map(_line, agency.splitlines())))
    row = DumpRow(
        number, agencies, _line(service), _line(name), _text(purpose), on.strip(), link.strip(), status.strip()
    )
    if any(without_invisible(cell) != cell for cell in (agency, service, name, purpose, link)):
        said.append((row, "invisible-characters", ""))
    if not agencies:
        said.append((row, "blank-agency", ""))
    if len(agency.strip().splitlines()) > 1:
        said.append((row, "line-break", count(len(agencies), "agency", "agencies")))
    if len(agencies) > 1 and _agency(agencies) not in agencies:
        said.append((row, "joint-agencies", "; ".join(agencies)))
    yield row


def _line(text: str) -> str:
    """A text on one line, as a record takes it."""
    return " ".join(without_invisible(text.replace("\t", " ")).split())[:LONGEST_LINE].rstrip()


def _text(text: str) -> str:
    lines = (_line(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT].rstrip()


def _usable(rows: Iterable[DumpRow], said: Report) -> Iterator[DumpRow]:
    """The rows that can become a record: a platform that is known, a status and a date."""
    for row in rows:
        try:
            parse_date(row.on)
        except NotADate:
            said.append((row, "unreadable-date", row.on))
            continue
        if row.status not in ENTRIES:
            said.append((row, "unknown-status", row.status))
        elif _platform(row) is None:
            said.append((row, "unknown-platform", row.service))
        else:
            yield row


def _platform(row: DumpRow) -> ListedPlatform | None:
    """The platform by its name; where no platform is called so, by the host of the link."""
    platforms = known_platforms().values()
    named = (each for each in platforms if row.service in each.called)
    hosting = (each for each in platforms if account_of(row.link, each).url)
    return next(named, None) or next(hosting, None)


def _sites(rows: Iterable[DumpRow], said: Report) -> list[DumpAccount]:
    """One site for each account, in the order of the dump."""
    found: dict[tuple[str, ...], DumpAccount] = {}
    for row in rows:
        platform = _platform(row)
        if platform is None:
            continue
        account = account_of(row.link, platform)
        _say_link(row, platform, account, said)
        site = found.setdefault(_key(platform, account, row), DumpAccount(platform, account))
        if site.rows:
            said.append((row, "duplicate", f"row {site.rows[0].number}"))
        site.rows.append(row)
    taken: set[str] = set()
    for site in found.values():
        site.id = _free_id(_site_name(site), taken)
        _say_contradictions(site, said)
    return list(found.values())


def _say_link(row: DumpRow, platform: ListedPlatform, account: LinkedAccount, said: Report) -> None:
    if account.defect:
        said.append((row, account.defect, account.host if account.defect == "wrong-host" else ""))
    if account.mended:
        said.append((row, "link-without-scheme", account.url))
    ended_on = platform.record.get("ended_on", "")
    if ended_on and ended_on < row.on:
        said.append((row, "dead-platform", f"{platform.record['name']} ended on {ended_on}"))


def _key(platform: ListedPlatform, account: LinkedAccount, row: DumpRow) -> tuple[str, ...]:
    if account.account_id:
        return platform.id, "id", account.account_id
    if account.handle:
        sensitive = platform.record.get("handle_case") == "sensitive"
        return platform.id, "handle", account.handle if sensitive else account.handle.casefold()
    if account.url:
        return platform.id, "url", account.url.partition("://")[2].removeprefix("www.").casefold()
    return platform.id, "link", row.link.casefold()


def _say_contradictions(site: DumpAccount, said: Report) -> None:
    if len({row.status for row in site.rows}) > 1:
        rows = ", ".join(f"{row.number} {row.status}" for row in site.rows)
        said.append((site.ordered[-1], "published-and-archived", rows))
    if len(agencies := {_agency(row.agencies) for row in site.rows}) > 1:
        said.append((site.ordered[-1], "several-agencies-of-one-account", "; ".join(sorted(agencies))))


def _agency(agencies: Sequence[str]) -> str:
    """The agency that a site belongs to: the named one, else the only one that is no department, else all together."""
    if len(agencies) < 2:
        return agencies[0] if agencies else NOT_STATED
    within = [name for name in agencies if not _DEPARTMENT.match(name)]
    if len(within) == 1:
        return within[0]
    if len(agencies) <= MOST_NAMED:
        return "; ".join(agencies)
    return f"{agencies[0]} and {count(len(agencies) - 1, 'other')}"


def _site_name(site: DumpAccount) -> str:
    account = site.account
    name = account.handle or account.account_id or site.rows[0].name
    return f"{site.platform.id}-{_slug(name)}".strip("-")


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _free_id(name: str, taken: set[str]) -> str:
    """An id that no other record has, of at most `ID_BYTES`."""
    name = name[:ID_BYTES].strip("-") or "agency"
    name = f"{name}-agency" if name in DEVICES else name
    number, free = 2, name
    while free in taken:
        ending = f"-{number}"
        free, number = f"{name[: ID_BYTES - len(ending)].rstrip('-')}{ending}", number + 1
    taken.add(free)
    return free


def _files(sites: Sequence[DumpAccount], title: str) -> Iterator[tuple[str, str]]:
    """Every record's path and text; a value that its schema would not take is refused."""
    taken: set[str] = set()
    names = dict.fromkeys(sorted({_agency(site.ordered[-1].agencies) for site in sites}))
    agencies = {name: _free_id(_slug(name), taken) for name in names}
    for platform in {site.platform.id: site.platform for site in sites}.values():
        own = {site.account.host for site in sites if site.platform is platform and site.account.url}
        yield _file("platforms", platform.id, _platform_record(platform, own))
    for name, agency_id in agencies.items():
        yield _file("agencies", agency_id, {"name": name, "kind": "federal"})
    for site in sites:
        yield _file("sites", site.id, _site_record(site, agencies, title))


def _platform_record(platform: ListedPlatform, hosts: set[str]) -> Mapping[str, Any]:
    known = platform.record["hosts"]
    return {**platform.record, "hosts": [*known, *(sorted(hosts - {*known}) if platform.subdomains == "own" else ())]}


def _site_record(site: DumpAccount, agencies: Mapping[str, str], title: str) -> Mapping[str, Any]:
    last, account = site.ordered[-1], site.account
    facts = dict.fromkeys((row.on, ENTRIES[row.status]) for row in site.ordered)
    value: dict[str, Any] = {"agency": agencies[_agency(last.agencies)], "platform": site.platform.id}
    if account.account_id:
        value["account_id"] = account.account_id
    if last.name:
        value["account_name"] = last.name
    if account.handle:
        value["handles"] = [{"handle": account.handle, "from_on": site.ordered[0].on}]
    if account.url:
        value["url"] = account.url
    value |= {"audience": "public", "origin": "imported", "purpose": last.purpose or NO_PURPOSE}
    value["facts"] = [{"kind": "listing", "on": on, "list": title, "entry": entry} for on, entry in facts]
    return value


def _file(kind: str, record_id: str, value: Mapping[str, Any]) -> tuple[str, str]:
    if not fits(kind, dict(value)):
        raise Refusal(f"{record_id!r} would not be a sound record of kind {kind!r}; the dump has changed its shape")
    return KINDS[kind].path_of(record_id), dump_yaml(dict(value))


def _report(said: Report, ids: Mapping[int, str]) -> str:
    order = list(DEFECTS)
    rows = sorted(said, key=lambda one: (order.index(one[1]), one[0].number))
    return csv_text(
        REPORT_COLUMNS,
        (
            (
                row.number,
                defect,
                ids.get(row.number, ""),
                "; ".join(row.agencies),
                row.service,
                row.name,
                row.link,
                row.status,
                detail,
            )
            for row, defect, detail in rows
        ),
    )


def _summary(rows: int, sites: Sequence[DumpAccount], files: Mapping[str, str], said: Report, report: Path) -> str:
    counts = Counter(defect for _, defect, _ in said)
    kinds = Counter(path.split("/")[1] for path in files)
    in_use = sum(ENTRIES[site.ordered[-1].status] == "in-use" for site in sites)
    lines = [
        f"{count(rows, 'row')} became {count(kinds['sites'], 'site')}, {in_use:,} in use and "
        f"{len(sites) - in_use:,} closed, of {count(kinds['agencies'], 'agency', 'agencies')} on "
        f"{count(kinds['platforms'], 'platform')}",
        f"{count(sum(counts.values()), 'defect')} in {str(report)!r}:",
        *(f"{counts[defect]:7,}  {defect}: {words}" for defect, words in DEFECTS.items() if counts[defect]),
    ]
    return "\n".join(lines)
