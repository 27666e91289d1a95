"""The list that goes with records handed over: the twelve particulars of 36 CFR 1232.16(a), then every item."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from records_portal.disposal.transfers import LIST
from records_portal.disposal.transfers import PARTICULARS as PARTICULARS_FILE
from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.retention.item_lists import RetainedItem
from records_portal.retention.transfer_particulars import PARTICULARS
from records_portal.store.bag_verification import verify_bag
from records_portal.values.dates import parse_date

from .letterheads import agencies_of, framed, number_of_items, span
from .typesetting import typeset

if TYPE_CHECKING:
    from records_portal.register.records import DispositionTransfer

MOST_ITEMS = 5_000


def transfer_list(
    register: Register, transfer: Mapping[str, object], items: Sequence[RetainedItem], name: str
) -> bytes:
    """A transfer's list as a PDF: `transfer` has the fields of a disposition's, `name` is the package's."""
    dated_on = parse_date(str(transfer["disposition_action_on"]))
    agencies = agencies_of(register, (each.site for each in items))
    values = framed(register, agencies, "Transfer of records", f"Transfer {name}", dated_on)
    receiver = f" to {transfer['to']}" if "to" in transfer else ""
    values["statement"] = (
        f"The records described below are handed over{receiver}. They stay where they are until the receiver has "
        "confirmed in writing that everything arrived whole."
    )
    values["particulars"] = [(label, _shown(transfer.get(field, ""))) for field, label in PARTICULARS]
    receipt = transfer.get("receipt")
    values["receipt"] = [
        (label, receipt[key])
        for key, label in (("on", "Received on"), ("by", "By"), ("reference", "Number"), ("accession", "Accession"))
        if isinstance(receipt, Mapping) and key in receipt
    ]
    about = [f"{number_of_items(len(items))}."]
    if len(items) > MOST_ITEMS:
        about.append(f"The first {MOST_ITEMS:,} stand here; items.csv in the package has all.")
    values["about_items"] = about
    values["items"] = [
        (f"{number:,}", each.site, each.id, str(each.version), each.kind, each.on)
        for number, each in enumerate(items[:MOST_ITEMS], 1)
    ]
    return typeset("transfer", values, dated_on)


def packed_transfer(folder: Path) -> tuple[DispositionTransfer, list[RetainedItem]]:
    """The particulars and the items of a package, which has to be as it was written."""
    if not folder.is_dir():
        raise Refusal(f"no transfer package {folder.name!r} in the store; `records dispose` writes one")
    if problems := verify_bag(folder):
        raise Refusal(f"the package {folder.name!r} was changed ({problems[0]}); restore it from the second copy")
    value, fault = read_yaml((folder / PARTICULARS_FILE).read_bytes())
    if fault:
        raise Refusal(f"the particulars of the package {folder.name!r} cannot be read: {fault.message}")
    rows = csv.DictReader(io.StringIO((folder / LIST).read_text(encoding="utf-8"), newline=""))
    items = [
        RetainedItem(row["site"], row["item"], int(row["version"]), row["kind"], row["class"], row["on"])
        for row in rows
    ]
    particulars: DispositionTransfer = value
    return particulars, items


def _shown(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return span({"from_on": value["from_on"], "to_on": value["to_on"]})
