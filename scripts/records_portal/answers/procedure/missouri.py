"""The messages that Missouri's guidelines ask for: review by counsel, training, audits, personal accounts, clearance.

The guidelines name who is asked; who asks is whoever keeps the site, or whoever makes the policy.
"""

from __future__ import annotations

from .message_rows import MISSOURI, ProcedureMessage
from .new_jersey import ADMINISTRATOR, CTO, DIRECTOR, HEAD, LIAISON, TEAM

COUNSEL, LICENCES, STAFF_OFFICE = "counsel", "software-licensing", "human-resources"


def _message(name: str, step: str, sender: str, to: str | tuple[str, ...], **rest: object) -> ProcedureMessage:
    listed = (to,) if isinstance(to, str) else to
    return ProcedureMessage(name, MISSOURI, step, sender, listed, **rest)  # type: ignore[arg-type]


MESSAGES = (
    _message(
        "terms-of-use",
        "Institutional authority: terms of use are legal agreements, discussed with counsel and the licence officer",
        LIAISON,
        (COUNSEL, LICENCES),
        subject="Terms of use of a social media tool, to be reviewed before they are accepted: {site}",
        body=(
            "Before this agency agrees to them, please look at the terms of use of this site or service: {site}. "
            "They are a legal agreement between the agency and the company that operates it.",
            "Please consider what licence they give the company to what is posted, uploaded or used there, what it "
            "costs, and whether the agency may accept them.",
            "Please answer by filling in below when they were reviewed, and what the licence says.",
        ),
        answers="agreement",
        asks=("counsel_reviewed_on", "consulted", "licence", "cost"),
        answered_by="reader",
        cites=("request", "review"),
    ),
    _message(
        "confidentiality",
        "Confidentiality: statements are reviewed by counsel, Section 7 of the National Labor Relations Act",
        CTO,
        COUNSEL,
        subject="Statement on confidentiality in the social media policy, for review: {agency}",
        body=(
            "Please review the statement on confidentiality in the social media policy of {agency}.",
            "It has to comply with Section 7 of the National Labor Relations Act and with other federal and state laws "
            "that apply.",
            "Please answer by filling in below when it was reviewed.",
        ),
        answers="policy-confidentiality",
        asks=("counsel_review",),
        answered_by="reader",
        attach=("The statement on confidentiality, as the policy has it.",),
        about="agency",
    ),
    _message(
        "comment-regulations",
        "Management: regulations of comments and their rationale are reviewed by counsel",
        ADMINISTRATOR,
        COUNSEL,
        subject="How comments are regulated, for review by counsel: {site}",
        body=(
            "Please review how comments are regulated on this site or service, and the rationale for it: {site}.",
            "Now: {comments}",
            "Please answer by filling in below when it was reviewed.",
        ),
        answers="comments",
        asks=("counsel_reviewed_on",),
        answered_by="reader",
    ),
    _message(
        "training-notice",
        "Training: mandatory for all employees who work with social media and its content",
        STAFF_OFFICE,
        ("the-person",),
        copies=(CTO,),
        subject="Training on social media and its records: {person}",
        body=(
            "Training is mandatory for everybody who works with the agency's social media and its content. It says "
            "what "
            "social media is, what is and is not appropriate there, and what must be kept as a record.",
            "Please take the course and acknowledge it by answering to this message: fill in below which course you "
            "took "
            "and when. Your own answer is the acknowledgement.",
        ),
        answers="training",
        answered_by="reader",
        about="person",
    ),
    _message(
        "training-acknowledgement",
        "Training: the person's own acknowledgement",
        "the-person",
        STAFF_OFFICE,
        copies=(CTO,),
        subject="I took the training on social media and its records: {person}",
        body=(
            "I took the course named below, and have understood what is and is not appropriate on the agency's social "
            "media, and what must be kept as a record.",
        ),
        answers="acknowledgement",
        about="person",
    ),
    _message(
        "audit-notice",
        "Auditing social media: the policy is audited periodically",
        "internal-audit",
        HEAD,
        copies=(CTO, TEAM),
        subject="Audit of the social media policy: {agency}",
        body=(
            "The social media policy of {agency} is to be audited, to see that it is followed and whether it has to be "
            "updated.",
            "What is looked at, over which time and by whom is in the answers below. Please have the register, the "
            "captures and the logs of monitoring and of posts at hand.",
        ),
        answers="audit",
        about="audit",
    ),
    _message(
        "personal-accounts",
        "Personal accounts: personnel is advised not to use them for official business",
        HEAD,
        ("the-person",),
        copies=(STAFF_OFFICE,),
        subject="Personal accounts and official business: {agency}",
        body=(
            "You are strongly advised not to use personal social media accounts to conduct official business.",
            "Using a personal account does not set the law on records aside: public records made there are kept for "
            "their retention periods, can be asked for by everybody, and can be discovered in a lawsuit. The policy "
            "says "
            "what follows if this is not kept to.",
            "If it has happened, please tell the administrator of the agency's own site at once, so that what was "
            "written can be captured.",
        ),
        about="person",
    ),
    _message(
        "vetting",
        "Communication: what needs clearance is vetted before it is made available",
        ADMINISTRATOR,
        DIRECTOR,
        subject="A post that needs clearance before it is published: {site}",
        body=(
            "Please look at this post for this site or service before it is published: {site}.",
            "Its title and a description are below; the text itself is attached. Please answer with your approval by "
            "filling in your name and the day.",
        ),
        answers="post",
        asks=("type", "planned_on", "approved_by", "approved_on"),
        answered_by="reader",
        attach=("The text of the post, with images, audio and video that belong to it.",),
    ),
    _message(
        "copyright-permission",
        "Copyright: documentation that proves the permission is kept",
        ADMINISTRATOR,
        (),
        outside="the holder of the rights",
        subject="May an agency use something that is yours on an official site: {site}",
        body=(
            "We ask for your permission to use material of yours on this official site: {site}. What we mean is "
            "attached "
            "or named here, with the credit that we would give:",
            "  Material:\n  Credit:\n  Used from, until:",
            "Please answer whether we may, under which conditions, and how you wish to be named. Your answer is kept "
            "as "
            "proof of the permission; we take the material down when you ask for it.",
        ),
        attach=("The material, or a picture of it.",),
    ),
)
