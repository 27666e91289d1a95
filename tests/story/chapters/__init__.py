"""The chapters, in the order in which they are told."""

from __future__ import annotations

from . import (
    c01_beginning,
    c02_programme,
    c03_establishing,
    c04_operation,
    c05_authority,
    c06_holds_and_requests,
    c07_people,
    c08_trouble,
    c09_other_sites,
    c10_second_year,
    c11_disposition,
    c12_closing,
    c13_audit_and_restore,
    c99_end,
)

CHAPTERS = (
    c01_beginning,
    c02_programme,
    c03_establishing,
    c04_operation,
    c05_authority,
    c06_holds_and_requests,
    c07_people,
    c08_trouble,
    c09_other_sites,
    c10_second_year,
    c11_disposition,
    c12_closing,
    c13_audit_and_restore,
    c99_end,
)
