"""Plain words for citizens: what statuses, classes, rules and dates mean, said in one place."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from records_portal.register.fact_kinds import fact_kind
from records_portal.values.dates import NotADate, Period, parse_date, parse_period

if TYPE_CHECKING:
    from records_portal.register.records import Rule, ScheduleVersionSeries

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # the names stand here so that no locale of the machine changes a page
SHORT_MONTHS = [name[:3] for name in MONTHS]

SITE_STATUS = {
    "requested": "Somebody asked for this site. It has not been decided, and there is no account yet.",
    "rejected": "The request was turned down. The reasons are kept.",
    "approved": "The site was approved. There is no account yet.",
    "activated": "The account exists and belongs to the agency. It is not linked from the agency's web pages yet.",
    "registered": "The account is official, in use, and linked from the agency's web pages.",
    "suspended": "The account is official but out of use for the time being.",
    "decommissioning": "The head of the agency ordered this site closed. The account is still the agency's.",
    "decommissioned": "The site was official and is closed. Whoever uses its name now does not speak for the agency.",
}

DUE_STATUS = {
    "resurfaced": ("Came back", "It was disposed of earlier and turned up again in a later capture."),
    "disposed": ("Disposed of", "It was destroyed under an authorization; a certificate says when and how."),
    "transferred": ("Transferred", "It was handed over under an authorization, to the archives or to another file."),
    "held": ("Held", "It must be kept because of a lawsuit, an audit or a records request."),
    "permanent": ("Permanent", "It is kept for ever."),
    "nonrecord": ("Not a record", "It was judged not to be a public record."),
    "unclassified": ("Not classified", "Nobody has said yet what kind of content it is, so it is kept."),
    "not-computable": ("No date", "Something is missing that the date depends on, so it is kept."),
    "pending-event": ("Waiting for an event", "Its retention starts with an event that has not been recorded."),
    "retained": ("Retained", "Its retention period is still running."),
    "unconfirmed": ("Unconfirmed rule", "The period is over, but nobody has confirmed the rule. It is kept."),
    "awaiting-appraisal": ("Awaiting appraisal", "The period is over. The archives have to look at it first."),
    "awaiting-authorization": ("Awaiting authorization", "The period is over. Nobody has authorized disposition yet."),
    "authorization-lapsed": ("Authorization lapsed", "The period is over, but the authorization has run out."),
    "authorized": ("Authorized", "The period is over and disposition is authorized, unless a hold applies."),
}

CLASSES = {
    "replicated": ("Replicated", "a copy of something whose original the agency keeps elsewhere"),
    "policy-program": ("Policy and program", "original content on what the agency means to do and why"),
    "routine": ("Routine", "everyday comments and dialogue with no bearing on policy"),
    "unacceptable": ("Unacceptable", "content taken down under the moderation statement"),
    "nonrecord": ("Not a record", "content that is not a public record"),
}

RESPONSIBILITIES = {
    "content-current": "keeps the content current and correct",
    "moderation-statement": "publishes the moderation statement",
    "daily-monitoring": "looks at the site every day",
    "moderation-actions": "acts on comments as the moderation statement says, and records it",
    "retention": "sees to it that the records are captured and kept",
    "authoring": "keeps the log of who wrote and who approved each post",
    "holds-and-requests": "answers holds and records requests",
    "credential-reporting": "reports changes of passwords and access",
    "usage-reports": "reports how the site is used",
}

ROLES = {
    "agency-head": "Head of agency",
    "communications-director": "Communications Director",
    "cto-cio": "Chief Technology or Information Officer",
    "web-content-team": "Web and Content Management Team",
    "it-web-liaison": "IT/Web liaison",
    "site-administrator": "Site administrator",
    "records-officer": "Records officer",
    "records-management-unit": "Records Management Unit",
    "records-custodian": "Records custodian",
    "disposition-approver": "Approver of dispositions",
    "counsel": "Counsel",
    "software-licensing": "Software licensing",
    "public-information-officer": "Public information officer",
    "privacy-officer": "Privacy officer",
    "human-resources": "Human Resources",
    "line-of-business": "Line of business",
    "internal-audit": "Internal audit",
    "auditor": "Auditor",
    "contributor": "Contributor",
}

COMMENTS = {
    "off": "Comments by the public are off.",
    "on": "The public can comment.",
    "filtered": "The public can comment; a filter holds back some words.",
    "pre-approved": "The public can comment; each comment is looked at before it appears.",
}

EVENTS = {
    "case-closed": "its case is closed",
    "abolished": "it is abolished",
    "redesignated": "it is redesignated",
    "no-longer-needed": "it is no longer needed",
    "superseded": "it is superseded",
    "versioned": "a new version exists",
    "obsolete": "it is obsolete",
    "separation": "the person leaves",
    "related-record-transferred": "the record it belongs to is transferred",
    "final-action": "the final action on its matter is taken",
    "site-decommissioned": "the site is closed",
}

DISPOSITIONS = {
    "destroy": "destroy",
    "destroy-confidential": "destroy so that nobody can read it again",
    "transfer-file": "move to the file it belongs to",
    "transfer-archives": "transfer to the archives",
    "permanent": "keep for ever",
}

NEEDS = {
    "per-request": "needs an authorization for each request",
    "ongoing": "may be covered by an ongoing authorization, renewed on time",
    "none": "needs no further authorization",
}

PLAIN = {
    "own-login": "own login",
    "shared-login": "shared login",
    "delegated-role": "delegated role on the platform",
    "publishing-tool": "publishing tool",
    "recovery-contact": "recovery contact",
    "communications-office": "communications office",
    "cto-cio": "CTO/CIO",
    "it-web-liaison": "IT/Web liaison",
    "e-mail": "e-mail",
    "pre-approved": "pre-approved",
    "one-off": "one-off",
    "none-required": "no authority required",
    "in-part": "in part",
    "own-work": "own work",
    "zip": "ZIP file",
    "tar": "tar archive",
    "tar-gz": "compressed tar archive",
    "warc": "WARC file",
    "warc-gz": "compressed WARC file",
}


NO_TIME = frozenset(("P0Y", "P0M", "P0W", "P0D"))


KNOWN = {
    "signed": "signed",
    "attested": "the forge's review",
    "by-message": "by message",
    "forge": "through the forge",
    "declared": "declared, not proven",
}


def known(word: str) -> str:
    """How an approval is known."""
    return KNOWN.get(word, word)


def happened(kind: str) -> str:
    """What a fact of a kind says that happened; of an unknown kind its name."""
    row = fact_kind(kind)
    return row.words if row else plain(kind)


def plain(word: str) -> str:
    """A word from a list of allowed words, as one says it."""
    return PLAIN.get(word) or word.replace("-", " ")


@lru_cache(maxsize=50_000, typed=True)
def day(text: str) -> str:
    """A date as one says it; whatever is not a date stays as it is."""
    try:
        value = parse_date(text[:10])
    except NotADate:
        return text
    return f"{MONTHS[value.month - 1]} {value.day}, {value.year}"


def moment(text: str) -> str:
    """A moment as one says it: the day, the time and that it is UTC."""
    time = f", {text[11:16]} UTC" if text.endswith("Z") and text[10:11] == "T" else ""
    return day(text) + time


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def size(number: int) -> str:
    """A number of bytes as one says it."""
    amount, unit = float(number), "bytes"
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    return f"{number:,} bytes" if unit == "bytes" else f"{amount:,.1f} {unit}"


def joined(words: list[str], last: str = "and") -> str:
    """Words as a list in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def period_words(text: str) -> str:
    """A period as one says it; whatever is not a period stays as it is."""
    try:
        period = parse_period(text)
    except NotADate:
        return text
    return _period(period)


def every(text: str) -> str:
    """How often something comes round: every year, every 3 months."""
    return f"every {period_words(text).removeprefix('1 ')}"


def _period(period: Period) -> str:
    parts = ((period.years, "year"), (period.months, "month"), (period.weeks, "week"), (period.days, "day"))
    return joined([count(number, noun) for number, noun in parts if number]) or "no time"


def rule_words(series: ScheduleVersionSeries, fiscal_year_start: str) -> str:
    """A series' rule, disposition and need of authorization in one sentence."""
    disposition, rule = series.get("disposition", ""), series.get("rule")
    if disposition == "permanent":
        return "Keep for ever."
    if rule is None:
        kept = "The schedule gives no rule from which a date could be worked out, so it is kept"
        return f"{kept}; when it may go: {DISPOSITIONS.get(disposition, plain(disposition))}."
    appraisal = "the archives look at it first; " if series.get("appraisal") == "required" else ""
    needs = NEEDS.get(series.get("authorization", ""), "")
    sentence = f"{_rule(rule, fiscal_year_start)}; then {appraisal}{DISPOSITIONS.get(disposition, plain(disposition))}"
    return f"{sentence[:1].upper()}{sentence[1:]}; {needs}." if needs else f"{sentence[:1].upper()}{sentence[1:]}."


def _rule(rule: Rule, fiscal_year_start: str) -> str:
    """When a rule lets go: for one rule a time to keep, for several the day that decides."""
    word = "for" if "period" in rule and rule["period"] not in NO_TIME else "until"
    return f"keep {word} {_until(rule, fiscal_year_start)}"


def _until(rule: Rule, fiscal_year_start: str) -> str:
    if members := rule.get("later_of") or rule.get("earlier_of"):
        lettered = zip("abcdefgh", members, strict=False)
        inner = [f"({letter}) {_until(one, fiscal_year_start)}" for letter, one in lettered]
        return f"the {'later' if 'later_of' in rule else 'earlier'} of these: {joined(inner)}"
    event = rule.get("event", "")
    trigger = EVENTS.get(event, plain(event)) if event else "it was posted"
    after = trigger if rule["period"] in NO_TIME else f"{period_words(rule['period'])} after {trigger}"
    cutoff = _cutoff(rule.get("cutoff", ""), fiscal_year_start)
    return f"{after}, counted from the end of the {cutoff}" if cutoff else after


def _cutoff(cutoff: str, fiscal_year_start: str) -> str:
    if cutoff == "fiscal-year-end":
        return f"fiscal year ({year_end(fiscal_year_start)})"
    if cutoff in ("fiscal-quarter-end", "fiscal-month-end"):
        return f"fiscal {cutoff.split('-')[1]} (of a fiscal year that ends on {year_end(fiscal_year_start)})"
    words = {"month-end": "month", "quarter-end": "quarter", "calendar-year-end": "calendar year"}
    return words.get(cutoff, "")


def year_end(fiscal_year_start: str) -> str:
    """The last day of a fiscal year that starts on this month and day."""
    try:
        last = parse_date(f"2023-{fiscal_year_start}") - timedelta(days=1)
    except NotADate:
        last = date(2022, 12, 31)
    return f"{MONTHS[last.month - 1]} {last.day}"
