"""Documents for people outside the portal: request forms, letters, certificates, lists of transfers, reports, as PDF.

* Each is a tagged PDF that meets PDF/UA-1 and PDF/A-3a at once; the same record gives the same bytes.
* A template is fixed text; what comes from a record reaches it as data and is never read as markup.
"""

from .approver_papers import ApproverPaper, approver_paper, approver_pdf
from .certificates import certificate
from .destruction_reports import destruction_report
from .hold_letters import hold_letter
from .policies import policy_pdf
from .request_forms import RequestForm, request_form, request_pdf
from .transfer_lists import packed_transfer, transfer_list

__all__ = [
    "ApproverPaper",
    "RequestForm",
    "approver_paper",
    "approver_pdf",
    "certificate",
    "destruction_report",
    "hold_letter",
    "packed_transfer",
    "policy_pdf",
    "request_form",
    "request_pdf",
    "transfer_list",
]
