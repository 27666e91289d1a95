"""The requests that somebody can write: what each asks, and where the answer goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial

from records_portal.register.fact_kinds import FACT_KINDS, brought_along
from records_portal.register.shapes import schema_of

from .forms import (
    administrators,
    audits,
    operations,
    people,
    policies,
    posts,
    records_requests,
    retention,
    settings,
    sites,
)
from .forms.form import Form
from .questions import Question, asking, changed, question_for_part, question_of

NAMES_ACCOUNT = "activation"  # the one kind of fact beside which properties of the site are asked


@cache
def fact_question(kind: str) -> Question:
    """The questions for one kind of fact."""
    shared = schema_of("sites")["$defs"]
    return replace(question_of("", shared[f"fact-{kind}"], shared, True), name="")


@cache
def any_fact() -> Question:
    """The questions for a fact of any kind: what all have first, then what each kind has of its own."""
    every = {kind: fact_question(kind) for kind in FACT_KINDS if not FACT_KINDS[kind].skipping}
    shared = [field.name for field in every["activation"].fields if field.name != "kind"]
    kinds = schema_of("sites")["properties"]["facts"]["items"]["properties"]["kind"]
    fields = [replace(question_of("kind", kinds, {}, True), choices=tuple(every))]
    for name in shared:
        by_need: dict[bool, list[Question]] = {}
        for kind, fact in every.items():
            if field := fact.field(name):
                by_need.setdefault(field.required, []).append(replace(field, when=(kind,)))
        for alike in by_need.values():
            when = () if len(by_need) == 1 else tuple(kind for one in alike for kind in one.when)
            fields.append(replace(alike[0], when=when))
    for kind, fact in every.items():
        fields += [replace(one, when=(kind,)) for one in fact.fields if one.name not in (*shared, "kind")]
    return replace(every["activation"], title="Fact", hint="Something that happened to a site.", fields=tuple(fields))


@cache
def _site() -> Question:
    request = fact_question("request")
    request = changed(changed(request, "agency", same_as=("agency",)), "purpose", same_as=("purpose",))
    root = asking(question_for_part("sites"), "agency", "platform", "purpose", "facts")
    root = changed(changed(root, "audience", fixed="public"), "origin", fixed="requested")
    return changed(root, "facts", entry=replace(request, title="The request"), title="The request", fixed=1)


@cache
def _designation() -> Question:
    asked = ("person", "on", "by", "role", "copies_to", "evidence", "responsibilities")
    root = changed(asking(question_for_part("designations", "designations"), *asked), "role", fixed="agency-head")
    # New Jersey, responsibilities, step 1: the confirmation must include statements of all nine
    return changed(root, "responsibilities", every=True)


@cache
def _cadence() -> Question:
    return question_for_part("sites", "capture")


@cache
def _hold() -> Question:
    scope = [f"scope.{name}" for name in ("sites", "agencies", "series", "from_on", "to_on")]
    return asking(question_for_part("holds"), "matter", "kind", "subject", *scope, "preserve", "placed", "notified")


@cache
def _authorization() -> Question:
    asked = ("kind", "series", "sites", "span", "method", "medium", "location", "requested")
    root = asking(question_for_part("authorizations"), *asked)
    state = root.field("status")
    entry = state.entry if state and state.entry else root
    pending = changed(changed(entry, "status", fixed="pending"), "on", same_as=("requested", "on"))
    return changed(root, "status", entry=asking(pending, "status", "on"), asked=True, fixed=1)


FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form(
            "site",
            "sites",
            "Ask for a site",
            "Who asks, on which platform, for what, and who is to administer it. The decision is a later change.",
            _site,
        ),
        Form(
            "fact",
            "sites",
            "Record what happened to a site",
            "A decision, an activation, a registration, an incident, a suspension, a closure or a correction.",
            any_fact,
            ("facts",),
        ),
        Form(
            "designation",
            "designations",
            "Designate an administrator",
            "The agency head's confirmation that a person administers a site, with all nine responsibilities.",
            _designation,
            ("designations",),
        ),
        Form(
            "cadence",
            "sites",
            "Set how a site is captured",
            "How its content is captured, and how often.",
            _cadence,
            ("capture",),
            sets=True,
        ),
        Form(
            "hold",
            "holds",
            "Place a hold",
            "Nothing in its scope may be destroyed, altered or deleted, from the moment it is written.",
            _hold,
            subject="Holds and records requests",
        ),
        Form(
            "authorization",
            "authorizations",
            "Ask for authority to dispose",
            "A plain request to dispose of a series; `records authorization draft` makes one from what is due.",
            _authorization,
            subject=retention.SUBJECT,
        ),
        *sites.ROWS,
        *administrators.ROWS,
        *operations.ROWS,
        *people.ROWS,
        *settings.ROWS,
        *policies.ROWS,
        *retention.ROWS,
        *audits.ROWS,
        *records_requests.ROWS,
        *posts.ROWS,
    )
}


def narrowed(form: Form, fact: str) -> Form:
    """The form for a fact of one kind."""
    beside = tuple(
        replace(one, asked=True)
        for one in question_for_part("sites").fields
        if fact == NAMES_ACCOUNT and one.name in brought_along(fact)
    )
    asks = partial(fact_question, fact)
    return replace(form, name=fact, title=asks().title, asks=asks, beside=beside)
