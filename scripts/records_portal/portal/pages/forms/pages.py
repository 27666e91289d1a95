"""The form pages: one for each kind of answers that the public register takes, in the procedure's words and order.

* The server writes the whole form; without scripts it can be read, printed and answered on paper or in an e-mail.
* Nothing is sent: the script makes the block of answers, which its reader mails, carries to the forge or saves.
* No record's text is shown or pasted: where the answers belong, `records new --answers` knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from markupsafe import Markup

from records_portal.answers.filling import form_of_kind, kinds_of_answers
from records_portal.answers.forms.form import Form
from records_portal.answers.procedure.blank_answers import asked_questions, is_asked_first
from records_portal.answers.procedure.message_table import carrier_of
from records_portal.answers.questions import Question
from records_portal.identity.approvals import BY_KIND, OFFICER
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.kinds import KINDS
from records_portal.wording import words

from ...context import PageContext
from ..render import RecordPage, body
from .choices import Choices, choices_for
from .ways import issue_address, mail_of_form

# of these the public learns nothing, and their letters belong into no public forge
NEVER_HERE = ("holds", "requests")
OF_A_SITE = "What happened to a site"
OWN_SHELL = ("site", "designation", "cadence")
OFTEN = ("site", "designation", "removal", "activation", "post", "attestation", "credential-change")
MOST_RADIOS = 6
ID_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"


@dataclass(frozen=True, slots=True)
class Target:
    """The record that answers are about: which kind it is of, or a new name; nothing where it is always the same."""

    kind: str
    title: str
    hint: str
    is_new: bool = False
    required: bool = True


@dataclass(frozen=True, slots=True)
class FormPage:
    """What a form page is made from: the kind of answers, what has to be said, what may be."""

    kind: str
    form: Form
    title: str
    about: str
    subject: str
    target: Target | None
    asked: tuple[Question, ...]
    more: tuple[Question, ...]

    @property
    def address(self) -> str:
        """Where the page stands."""
        return f"request/{self.kind}/"

    @property
    def is_private(self) -> bool:
        """Whether the answers belong into the private register, and never into a public forge."""
        return self.form.is_private


@cache
def form_page_of(kind: str) -> FormPage:
    """The page for answers of a kind."""
    form = form_of_kind(kind)
    is_fact = kind in FACT_KINDS
    root = asked_questions(form)
    own = [_put(form, one) for one in root.fields if one.asked and one.fixed is None and not one.same_as]
    beside = {one.name for one in form.beside}
    row = carrier_of(kind, form.title)
    first = {one.name for one in own if form.verb == "change" or is_asked_first(form, one, row.asks)}
    return FormPage(
        kind,
        form,
        words.happened(kind) if is_fact else form.title,
        f"{form.root.hint or form.title}" if is_fact else form.about,
        OF_A_SITE if is_fact else form.subject,
        _target(form),
        tuple(one for one in own if one.name in first or one.name in beside),
        tuple(replace(one, required=False) for one in own if one.name not in first and one.name not in beside),
    )


def _put(form: Form, question: Question) -> Question:
    """A question as the page puts it: of a change only what names the entry has to be answered."""
    naming = {which.answer for which in form.which if not which.newest}
    return question if form.verb != "change" or question.name in naming else replace(question, required=False)


def _target(form: Form) -> Target | None:
    path = KINDS[form.kind].path
    if form.kind == "portal":
        return None
    if form.name == "site":
        hint = (
            "Small letters, digits and hyphens; it never changes. Left out, it is made of the agency and the platform."
        )
        return Target("", "Short name of the site", hint, is_new=True, required=False)
    if "{site}" in path or form.kind == "sites":
        return Target("sites", "Site", "The short name of the site, as the address of its page has it.")
    if form.kind == "staff":
        return Target("people", "Person", "Who it is about.")
    if form.kind == "policies":
        return Target("agencies", "Agency", "The agency whose policy it is.")
    if form.makes_file:
        means = form.means or "a short name"
        return Target("", "Short name", f"Small letters, digits and hyphens; {means}.", is_new=True)
    return Target(form.kind, KINDS[form.kind].title, "Its short name, as the address of its page has it.")


@cache
def every_form_page() -> tuple[FormPage, ...]:
    """The page of every kind of answers that is asked for here, in the order of the index."""
    kinds = (kind for kind in kinds_of_answers() if kind not in ("fact", "request"))
    return tuple(form_page_of(kind) for kind in kinds if form_of_kind(kind).kind not in NEVER_HERE)


def _subjects() -> Iterator[tuple[str, list[FormPage]]]:
    """The pages by subject, in the order in which subjects first come."""
    pages = every_form_page()
    order = list(dict.fromkeys(each.subject for each in pages))
    for subject, found in groupby(sorted(pages, key=lambda one: order.index(one.subject)), lambda one: one.subject):
        yield subject, list(found)


def request_index(context: PageContext) -> Markup:
    """What can be asked for and recorded, by subject."""
    often = [next(page for page in every_form_page() if page.kind == name) for name in OFTEN]
    return body("forms", context, "request/", often=often, subjects=list(_subjects()))


def fact_index(context: PageContext) -> Markup:
    """What can be recorded about a site."""
    listed = [(subject, pages) for subject, pages in _subjects() if pages[0].target and pages[0].target.kind == "sites"]
    return body("forms", context, "request/fact/", often=(), subjects=listed)


def _approvals(page: FormPage, context: PageContext) -> str:
    """Whose approval the record needs."""
    form, kind = page.form, page.kind
    roles: tuple[str, ...]
    if form.name == "site":
        roles = FACT_KINDS["request"].approvers
    elif page.subject == OF_A_SITE:
        roles = FACT_KINDS[kind].approvers
    elif form.name == "cadence":
        roles = (*BY_KIND["sites"], OFFICER)
    else:
        roles = BY_KIND[form.kind]
    return "; ".join(context.role(role) for role in roles)


def _body(page: FormPage, context: PageContext) -> Markup:
    row = carrier_of(page.kind, page.form.title)
    settled: dict[str, object] = dict(row.says)
    asks_for = {one.name for one in (*page.asked, *page.more)}
    if "copies_to" in asks_for and (told := row.copies or row.to):
        settled["copies_to"] = list(told)
    preset = {"role": row.sender} if row.sender else {}
    questions = tuple(one for one in (*page.asked, *page.more) if one.name not in settled or one.form != "list")
    shown = tuple(one for one in page.asked if one in questions)
    return body(
        "form",
        context,
        page.address,
        page=page,
        asked=shown,
        more=tuple(one for one in page.more if one in questions),
        settled=[(name, value) for name, value in settled.items() if name == "copies_to"],
        preset=preset,
        issue="" if page.is_private else issue_address(context.register.portal),
        mail=mail_of_form(page.kind, page.form, row, context, settled),
        choices=_choices(page, context),
        approvals=_approvals(page, context),
        most_radios=MOST_RADIOS,
        id_pattern=ID_PATTERN,
    )


def _choices(page: FormPage, context: PageContext) -> Choices:
    return choices_for(context, (*page.asked, *page.more), page.target.kind or page.form.kind if page.target else "")


def site_form(context: PageContext) -> Markup:
    """The form that asks for a site."""
    return _body(form_page_of("site"), context)


def designation_form(context: PageContext) -> Markup:
    """The form that designates an administrator."""
    return _body(form_page_of("designation"), context)


def cadence_form(context: PageContext) -> Markup:
    """The form that sets how a site is captured."""
    return _body(form_page_of("cadence"), context)


def form_pages(context: PageContext) -> Iterator[RecordPage]:
    """The form pages that no hand-written page stands around."""
    for page in every_form_page():
        if page.kind in OWN_SHELL:
            continue
        yield RecordPage(
            address=page.address,
            title=page.title,
            description=f"{page.title}: the form, its e-mail and its questions to print.",
            breadcrumb=(("Ask for something", "request/"),),
            body=_body(page, context),
            kicker=page.subject,
        )
