"""`python -m tests.bench lookup`: what one answer of "Is this account official?" costs at eleven thousand accounts.

The accounts are those of the last public dump of the U.S. Digital Registry where that lies beside the repository
(`../shared/data/`), else as many made-up ones. Printed are the seconds in which the data is made, its size, and for
each kind of question the bytes that the browser reads, as they are and compressed, taken from the portal's own script
run by node: the median and the most over the questions of that kind, beside the limit. The search's lines say the same
of texts in the header's box, which finds agencies beside the accounts.
"""

from __future__ import annotations

import csv
import json
import random
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from records_portal.accounts.addresses import platform_rules, read_account
from records_portal.accounts.known_addresses import KNOWN_PLATFORMS
from records_portal.accounts.lookup import Account, Lookup, lookup_of
from records_portal.portal.downloads.lookup_data import FOLDER, lookup_files
from records_portal.register.model import Record, Register

HERE = Path(__file__).parents[1]
DUMP = HERE.parents[1] / "shared/data/us_digital_registry_2024-09-12.csv"
SCRIPT = HERE.parent / "scripts/records_portal/portal/theme/assets/javascripts/account-lookup.js"
EXACT, RESEMBLING, SEARCHED = 50_000, 300_000, 50_000
ACCOUNTS = 11_222
QUESTIONS = 200
FACT = {"kind": "listing", "on": "2024-09-12", "list": "A list", "entry": "in-use"}


def large_register(made_up: bool = False) -> Register:
    """The accounts of the dump, or made-up ones, as a register."""
    platforms = {one.hosts[0].replace(".", "-"): _platform(one.hosts) for one in KNOWN_PLATFORMS}
    rows = _dump(platforms) if DUMP.exists() and not made_up else _made_up()
    sites, agencies = {}, {}
    for number, (platform, handle, url, agency, name) in enumerate(rows):
        agency_id = f"agency-{sum(map(ord, agency)):05}-{len(agency)}"
        agencies[agency_id] = _record("agencies", agency_id, {"name": agency, "web_pages": []})
        site_id = f"{agency_id}-{number:05}"
        sites[site_id] = _record(
            "sites",
            site_id,
            {
                "agency": agency_id,
                "platform": platform,
                "audience": "public",
                "account_name": name,
                "account_id": f"{900_000_000_000 + number}",
                "handles": [{"handle": handle, "from_on": "2020-01-01"}],
                "url": url,
                "facts": [FACT],
            },
        )
    known = {name: _record("platforms", name, value) for name, value in platforms.items()}
    return Register({"sites": dict(sorted(sites.items())), "agencies": agencies, "platforms": known})


def _record(kind: str, name: str, value: Mapping[str, Any]) -> Record:
    return Record(kind, name, f"registry/{kind}/{name}.yml", dict(value))


def _platform(hosts: tuple[str, ...]) -> dict[str, Any]:
    return {"name": hosts[0], "hosts": list(hosts), "url_template": f"https://{hosts[0]}/{{handle}}"}


def _dump(platforms: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    table = [platform_rules(name, value) for name, value in platforms.items()]
    with DUMP.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            reading = read_account(row["link"], table)
            handle = reading.said if reading.platforms else ""
            platform = reading.platforms[0] if reading.platforms else "x-com"
            handle = handle or "".join(filter(str.isalnum, row["Account Name"]))[:30] or "unnamed"
            yield platform, handle, row["link"].strip(), " ".join(row["Agency"].split()) or "Blank", row["Account Name"]


def _made_up() -> Iterator[tuple[str, str, str, str, str]]:
    chosen = random.Random(7)  # noqa: S311 -- the same on every run
    parts = [
        "lake",
        "forest",
        "river",
        "park",
        "health",
        "road",
        "court",
        "school",
        "water",
        "museum",
        "county",
        "port",
    ]
    for number in range(ACCOUNTS):
        handle = "".join(chosen.choices(parts, k=3)) + str(number % 97)
        agency = f"Department of {chosen.choice(parts).title()} {number % 140}"
        yield "x-com", handle, f"https://x.com/{handle}", agency, handle.title()


def agency_rows(register: Register) -> list[dict[str, Any]]:
    """The agencies as the search shows them."""
    agencies = register.of("agencies").values()
    return [{"address": f"agencies/{one.id}/", "title": one.value["name"], "tag": ["", "agency"]} for one in agencies]


def write_files(lookup: Lookup, folder: Path, others: Sequence[Mapping[str, Any]] = ()) -> list[int]:
    """Writes the look-up's files below a folder; their sizes."""
    sizes = []
    facts = {"commit": "f" * 40, "committed_at": "2026-11-20T00:00:00Z", "as_of": "2026-11-20"}
    for address, content in lookup_files(lookup, {}, facts, others):
        path = folder / address.removeprefix(FOLDER)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        sizes.append(len(content))
    return sizes


def ask(folder: Path, texts: list[str], questions: str = "queries.js") -> list[dict[str, Any]]:
    """The answers of the portal's script, each with what it cost."""
    command = [shutil.which("node") or "node", str(HERE / "lookup" / questions), str(SCRIPT), str(folder)]
    given = json.dumps(texts)
    done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=True)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def lookups(folder: Path) -> None:
    """Make the data and ask it questions of every kind."""
    start = time.perf_counter()
    register = large_register()
    lookup = lookup_of(register, "2026-11-20")
    read = time.perf_counter()
    sizes = write_files(lookup, folder, agency_rows(register))
    made = time.perf_counter()
    print(f"{len(lookup.accounts):,} accounts in {len(sizes):,} files, {sum(sizes):,} bytes, largest {max(sizes):,}")
    print(f"  accounts and keys {read - start:.2f} s (their reading included), files {made - read:.2f} s")
    if not shutil.which("node"):
        print("  node is not installed, so no question is asked")
        return
    known = [one for one in lookup.accounts if one.handle and one.url]
    chosen = random.Random(7).sample(known, QUESTIONS)  # noqa: S311 -- the same on every run
    kinds = {
        "address": ([one.url for one in chosen], EXACT),
        "handle": ([f"@{one.handle}" for one in chosen], EXACT),
        "account id": ([one.account_id for one in chosen], EXACT),
        "look-alike": ([f"https://x.com/{one.handle}_Help" for one in chosen], RESEMBLING),
        "one letter off": ([f"@{one.handle[:-1]}" for one in chosen], RESEMBLING),
        "unknown": ([f"@zq{number}unheardof{number}" for number in range(20)], RESEMBLING),
        "name": ([one.agency for one in chosen], RESEMBLING),
    }
    for kind, (texts, limit) in kinds.items():
        answers = ask(folder, texts)
        outcomes = ", ".join(sorted({one["outcome"] for one in answers}))
        print(
            f"  {kind:<16}{_span(answers, 'bytes')} bytes, compressed {_span(answers, 'compressed')} of {limit:,}; "
            f"{_span(answers, 'files')} files; {_span(answers, 'milliseconds')} ms; {outcomes}"
        )

    _searches(folder, chosen)


def _searches(folder: Path, chosen: Sequence[Account]) -> None:
    kinds = {
        "agency": [one.agency for one in chosen],
        "title": [one.title for one in chosen],
        "handle": [f"@{one.handle}" for one in chosen],
        "address": [one.url for one in chosen],
        "three letters": [one.agency[:3] for one in chosen],
        "typed so far": [one.title[: 5 + number % 20] for number, one in enumerate(chosen)],
    }
    for kind, texts in kinds.items():
        answers = ask(folder, texts, "searches.js")
        nothing = sum(not one["count"] for one in answers)
        print(
            f"  search {kind:<14}{_span(answers, 'bytes')} bytes, compressed {_span(answers, 'compressed')} of "
            f"{SEARCHED:,}; {_span(answers, 'files')} files; {_span(answers, 'milliseconds')} ms; {nothing} find none"
        )


def _span(answers: list[dict[str, Any]], name: str) -> str:
    values = [one[name] for one in answers]
    return f"{statistics.median(values):,.0f} (at most {max(values):,.0f})"
