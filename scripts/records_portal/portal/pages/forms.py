"""The form pages: a record asked for in the browser, with the questions of the command line.

* The server writes the whole form; without scripts it can be read, printed and answered on paper.
* Nothing is sent: the script makes the record's text, which is saved, copied or carried to the forge by its reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from records_portal.answers.correspondence import blank_block, correspondents, mail_address
from records_portal.answers.forms.form import Form
from records_portal.answers.questions import Question, completed
from records_portal.answers.request_forms import FORMS, NAMES_ACCOUNT, narrowed
from records_portal.files.yaml_text import dump_yaml
from records_portal.identity.approvals import BY_KIND, OFFICER
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.values.urls import is_plain_url
from records_portal.wording import words

from ..context import PageContext
from .about import branch_of_links
from .render import body

if TYPE_CHECKING:
    from records_portal.register.records import PortalValue

ON_PAGES = ("site", "fact", "designation", "cadence")
MOST_RADIOS = 6
MOST_IN_LIST = 60
MOST_KNOWN = 2_000
PATHS = {"sites": "registry/sites/{id}.yml", "designations": "registry/designations/{id}.yml"}
PARTS = {
    "fact": "the last entry under facts",
    "designation": "the last entry under designations",
    "cadence": "lines of their own, in place of the capture that stands there",
}
ADDRESSES = {
    "github": ("new/{branch}?filename={path}&value={text}", "edit/{branch}/{path}"),
    "gitlab": ("-/new/{branch}?file_name={path}", "-/edit/{branch}/{path}"),
    "forgejo": ("_new/{branch}/?filename={path}&value={text}", "_edit/{branch}/{path}"),
}


@dataclass(frozen=True, slots=True)
class ForgePages:
    """The forge's pages for a new and an existing file, `{path}` and `{text}` still open; empty without a forge."""

    new: str = ""
    edit: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that stand together: for facts of some kinds only, or for all."""

    when: tuple[str, ...]
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """The answers a question offers, from the public register, in the words of people.

    `known` has the ids of each kind where there are few enough to carry along with a page.
    """

    context: PageContext
    known: Mapping[str, list[tuple[str, str]]]

    def of(self, question: Question) -> list[tuple[str, str]]:
        """The choices of a question, each with its words."""
        if question.name == "responsibilities":
            return [(one, f"{words.plain(one)}: {words.RESPONSIBILITIES[one]}") for one in question.choices]
        if question.among == "roles" or (question.choices and set(question.choices) <= set(words.ROLES)):
            return [(one, self.context.role(one)) for one in question.choices]
        return [(one, words.plain(one)) for one in question.choices]

    def listed(self, question: Question) -> list[tuple[str, str]]:
        """The ids to choose from where they are few; none where they are to be typed."""
        known = self.known.get(question.among, []) if question.among in ("agencies", "platforms") else []
        return known if len(known) <= MOST_IN_LIST else []


def _known(context: PageContext) -> dict[str, list[tuple[str, str]]]:
    """The ids of each kind that may answer, with words for people; those too many to carry along are left out."""
    register = context.register
    found = {
        kind: [(one, context.title(kind, one)) for one in register.of(kind)]
        for kind in ("agencies", "platforms", "people", "sites")
        if len(register.of(kind)) <= MOST_KNOWN
    }
    found["series"] = [(one, context.series_title(one)) for one in list(context.series)[:MOST_KNOWN]]
    if "people" in found:
        found["copies"] = [*((role, context.role(role)) for role in _roles()), *found["people"]]
    return {kind: ids for kind, ids in found.items() if ids}


def _roles() -> tuple[str, ...]:
    """The roles in which somebody may act."""
    role = next(one for one in FORMS["fact"].root.fields if one.name == "role")
    return role.choices


def forge_pages(portal: PortalValue) -> ForgePages:
    """Where the portal's forge lets somebody make or change a file."""
    forge = portal.get("forge", {})
    url = str(forge.get("url", "")).rstrip("/")
    if not is_plain_url(url):
        return ForgePages()
    kind = str(forge.get("kind", "github")).replace("gitea", "forgejo")
    branch = quote(branch_of_links(portal), safe="/")
    new, edit = (f"{url}/{address}".replace("{branch}", branch) for address in ADDRESSES[kind])
    return ForgePages(new, edit)


def skeletons(form: Form) -> Iterator[tuple[str, str]]:
    """A record to copy and change, for those without scripts: a title and the text of each."""
    if form.name == "fact":
        for kind in form.root.fields[0].choices:
            yield words.happened(kind), dump_yaml([_example(narrowed(form, kind).root)])
    elif form.makes_file:
        yield form.title, dump_yaml(completed(form.root, _example(form.root)))
    else:
        example = _example(form.root)
        name = str(form.into[0])
        yield form.title, dump_yaml({name: [example] if form.name == "designation" else example})


def _example(question: Question) -> dict[str, Any]:
    """What has to be answered, answered with the schema's examples."""
    told: dict[str, Any] = {}
    for one in question.fields:
        if one.fixed is not None and one.form != "list":
            told[one.name] = one.fixed
        elif one.asked and one.required:
            told[one.name] = _one_example(one)
    return told


def _one_example(question: Question) -> Any:
    if question.form == "group":
        return _example(question)
    if question.form == "list" and question.entry and question.entry.form == "group":
        return [_example(question.entry)]
    return list(question.choices) if question.form == "ticks" else question.example


def sections(form: Form) -> list[Section]:
    """A form's questions in the order of the record, those that only some facts have apart."""
    made = []
    for when, questions in groupby(form.root.fields, key=lambda one: one.when):
        own = tuple(one for one in questions if one.asked or one.fixed is not None)
        if not own:
            continue
        title = words.happened(when[0]) if len(when) == 1 else ""
        made.append(Section(when, title, own))
    return made


@dataclass(frozen=True, slots=True)
class MailedAnswers:
    """The e-mail that carries answers of a kind: to whom, and an empty block to fill in."""

    kind: str
    title: str
    to: str
    copies: str
    to_addresses: str
    copy_addresses: str
    block: str
    address: str


def mailed_answers(form: Form, context: PageContext) -> Iterator[MailedAnswers]:
    """The e-mail for each kind of answers that a form takes."""
    facts = form.root.fields[0].choices if form.name == "fact" else ()
    for kind in facts or (form.name,):
        who = correspondents(kind, context.register.portal.get("roles", ()))
        block = blank_block(narrowed(form, kind) if facts else form, kind)
        title = words.happened(kind) if facts else form.title
        yield MailedAnswers(
            kind,
            title,
            context.role(who.to),
            "; ".join(context.role(role) for role in who.copies),
            ",".join(who.to_addresses),
            ",".join(who.copy_addresses),
            block,
            mail_address(who, title, block),
        )


def _approvals(form: Form, context: PageContext) -> list[tuple[str, str]]:
    """Whose approval the record needs: for facts of each kind, else of the whole form."""
    listed: list[tuple[str, tuple[str, ...]]]
    if form.name == "fact":
        listed = [(kind, FACT_KINDS[kind].approvers) for kind in form.root.fields[0].choices]
    else:
        roles: Mapping[str, tuple[str, ...]] = {
            "site": FACT_KINDS["request"].approvers,
            "cadence": (*BY_KIND["sites"], OFFICER),
        }
        listed = [("", roles.get(form.name, BY_KIND[form.kind]))]
    return [(kind, "; ".join(context.role(role) for role in roles)) for kind, roles in listed]


def request_index(context: PageContext) -> Markup:
    """What can be asked for, and who answers."""
    return body("forms", context, "request/", forms=[FORMS[name] for name in ON_PAGES])


def _page(name: str, context: PageContext) -> Markup:
    form = FORMS[name]
    known = _known(context)
    designated = list(context.register.of("designations")) if "sites" in known else []
    return body(
        "form",
        context,
        f"request/{name}/",
        form=form,
        sections=sections(form),
        path=PATHS[form.kind],
        forge=forge_pages(context.register.portal),
        part=PARTS.get(name, ""),
        skeletons=list(skeletons(form)),
        mailed=list(mailed_answers(form, context)),
        choices=Choices(context, known),
        known=known,
        designated=" ".join(designated),
        approvals=_approvals(form, context),
        beside=narrowed(form, NAMES_ACCOUNT).beside if name == "fact" else (),
        beside_of=NAMES_ACCOUNT,
        most_radios=MOST_RADIOS,
    )


def site_form(context: PageContext) -> Markup:
    """The form that asks for a site."""
    return _page("site", context)


def fact_form(context: PageContext) -> Markup:
    """The form for a fact of any kind."""
    return _page("fact", context)


def designation_form(context: PageContext) -> Markup:
    """The form that designates an administrator."""
    return _page("designation", context)


def cadence_form(context: PageContext) -> Markup:
    """The form that sets how a site is captured."""
    return _page("cadence", context)
