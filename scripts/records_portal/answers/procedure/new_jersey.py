"""The messages of New Jersey's procedure flows: establishing a site, responsibilities, and flows A to E.

To and Cc are those of the document. Where it names nobody, the row's step says so.
"""

from __future__ import annotations

from .message_rows import NEW_JERSEY, ProcedureMessage

HEAD, DIRECTOR, CTO = "agency-head", "communications-director", "cto-cio"
TEAM, LIAISON, ADMINISTRATOR = "web-content-team", "it-web-liaison", "site-administrator"
RECORDS_UNIT = "records-management-unit"

# responsibilities, step 1: the communication must include statements that make all nine clear
NINE_STATEMENTS = (
    "The administrator is responsible for the following:",
    "1. Keeping the site/service content up to date;\n"
    "2. Posting a moderation statement;\n"
    "3. Ensuring the site/service is monitored and moderated on a daily basis;\n"
    "4. Taking moderation actions as appropriate;\n"
    "5. Following the applicable records retention and disposition procedures;\n"
    "6. Ensuring the agency has an authoring process in place;\n"
    "7. Complying with litigation hold/discovery instructions and the law on public records;\n"
    "8. Reporting all changes in login credentials to the Web and Content Management Team or the CTO/CIO;\n"
    "9. Providing reports on site/service usage and effectiveness.",
)


def _message(name: str, step: str, sender: str, to: str | tuple[str, ...], **rest: object) -> ProcedureMessage:
    listed = (to,) if isinstance(to, str) else to
    return ProcedureMessage(name, NEW_JERSEY, step, sender, listed, **rest)  # type: ignore[arg-type]


ESTABLISHING = (
    _message(
        "request",
        "Establishing a site, step 1",
        LIAISON,
        DIRECTOR,
        copies=(CTO, TEAM, HEAD),
        subject="Request to establish a social media site or service: {site}",
        body=(
            "I request that a social media site or service be established for official agency business.",
            "The request says, in the answers below:",
            "1. Agency name (agency)\n"
            "2. Type of social media (type)\n"
            "3. Purpose of the site/service (purpose) and the types of communications it will contain "
            "(communication_types)\n"
            "4. Justification for using it, and how it serves the department's mission (justification)\n"
            "5. Link to the terms of service (terms_url)\n"
            "6. Proposed agency site/service administrators (proposed_administrators)",
            "Please review it with the CTO/CIO for the agency's mission, its branding requirements and whatever else "
            "you find relevant, and answer with approval or rejection.",
        ),
        answers="site",
        about="new-site",
    ),
    _message(
        "decision",
        "Establishing a site, step 2 (the document names the copies alone; the answer goes to who asked)",
        DIRECTOR,
        LIAISON,
        copies=(CTO, HEAD),
        subject="Decision on the request for a social media site or service: {site}",
        body=(
            "The request for this site or service was reviewed with the CTO/CIO for alignment with the agency's "
            "mission, its branding requirements and other considerations that are relevant here: {site}.",
            "The decision is in the answers below: approved or rejected, with the considerations, with the reason "
            "where "
            "it is rejected, and with an approval each by the Communications Director and by the CTO/CIO.",
            "If it is approved, please activate the site and confirm the activation to the Web and Content Management "
            "Team.",
        ),
        answers="review",
        says={"approvals": [{"by": None, "role": DIRECTOR}, {"by": None, "role": CTO}]},
        asks=("reason", "considerations"),
        cites=("request",),
    ),
    _message(
        "activation",
        "Establishing a site, step 3",
        LIAISON,
        TEAM,
        copies=(CTO, DIRECTOR),
        subject="Activation of a social media site or service: {site}",
        body=(
            "I confirm that this approved site or service is activated: {site}.",
            "The account as the platform shows it, its permanent id above all, is in the answers below. They hold no "
            "password and no code.",
            "Please add it to the Registry of Approved Social Media Sites/Services, and a link to it to the applicable "
            "web pages.",
        ),
        answers="activation",
        asks=("account_id", "account_name", "handles", "url"),
        cites=("request", "review"),
    ),
    _message(
        "registration",
        "Establishing a site, step 4 (the document names no message; it goes to who activated and who administers)",
        TEAM,
        (LIAISON, ADMINISTRATOR),
        subject="A social media site or service is in the registry: {site}",
        body=(
            "This site or service is now in the Registry of Approved Social Media Sites/Services: {site}.",
            "The web pages that link to it are in the answers below, each with the day on which the link was seen.",
            "From now on access to the disposition system and ongoing authority for replicated content can be asked "
            "for.",
        ),
        answers="registration",
        cites=("activation",),
    ),
)

RESPONSIBILITIES = (
    _message(
        "designation",
        "Responsibilities, step 1",
        HEAD,
        CTO,
        subject="Confirmation and designation of a site/service administrator: {site}",
        body=("I confirm and designate {person} as administrator of this site or service: {site}.", *NINE_STATEMENTS),
        answers="designation",
        cites=("request",),
    ),
    _message(
        "addition",
        "Responsibilities, the note: done again for each new administrator",
        HEAD,
        CTO,
        subject="Designation of a further site/service administrator: {site}",
        body=(
            "I confirm and designate {person} as a further administrator of this site or service: {site}.",
            "Administrators until now: {administrators}.",
            *NINE_STATEMENTS,
        ),
        answers="designation",
    ),
    _message(
        "removal",
        "Responsibilities, the note: a removal is said to the Team or the CTO/CIO",
        HEAD,
        TEAM,
        or_to=(CTO,),
        subject="Removal of a site/service administrator: {site}",
        body=(
            "{person} is removed from the role of administrator of this site or service: {site}.",
            "Please see to it that access ends on the day named in the answers below, and that passwords that were "
            "shared are changed. No password belongs into an answer.",
        ),
        answers="removal",
        asks=("reason", "access_ended_on"),
    ),
    _message(
        "credential-change",
        "Responsibilities, step 2: reports all changes in login credentials",
        ADMINISTRATOR,
        TEAM,
        or_to=(CTO,),
        subject="Login credentials changed: {site}",
        body=(
            "Login credentials of this site or service were changed: {site}.",
            "What was changed, when and why is in the answers below. The credentials themselves are not in this "
            "message, "
            "and must not be put into an answer.",
        ),
        answers="credential-change",
        asks=("what", "concerns", "access_ended_on"),
    ),
    _message(
        "usage-report",
        "Responsibilities, step 2: reports on usage and effectiveness (the document names no reader)",
        ADMINISTRATOR,
        TEAM,
        subject="Usage and effectiveness of a social media site or service: {site}",
        body=(
            "This is the report on usage and effectiveness of this site or service: {site}.",
            "The figures, the time that they are of and what they say of its effectiveness are in the answers below.",
        ),
        answers="usage-report",
        asks=("measures", "effectiveness"),
    ),
)

FLOWS = (
    _message(
        "disposition-access",
        "Flow A, step 1",
        ADMINISTRATOR,
        TEAM,
        or_to=(CTO,),
        subject="Access to the State's disposition system: {site}",
        body=(
            "I request to be added as an authorized end-user of the State's official system for request and "
            "authorization for records disposition, for this site or service: {site}.",
            "It is activated, and its link is posted to a designated web page: {pages}.",
        ),
        answers="disposition-access",
        cites=("activation", "registration"),
    ),
    _message(
        "disposition-access-consultation",
        "Flow A, step 2",
        TEAM,
        RECORDS_UNIT,
        subject="Credentials for the disposition system for a site administrator: {site}",
        body=(
            "The administrator of this site or service asks to be added as an authorized end-user of the system for "
            "request and authorization for records disposition: {person}, {site}.",
            "Please tell us how the required credentials are obtained. The credentials themselves are given to the "
            "person by the system's own way, and must not be put into an answer.",
        ),
        answers="disposition-access-consultation",
    ),
    _message(
        "disposition-access-informed",
        "Flow A, step 3",
        TEAM,
        ADMINISTRATOR,
        subject="Your access to the disposition system: {site}",
        body=(
            "The Records Management Unit was consulted, and you can be an authorized end-user of the system for "
            "request "
            "and authorization for records disposition, for this site or service: {site}.",
            "The credentials reach you by the system's own way. They are not in this message.",
        ),
        answers="disposition-access-informed",
    ),
    _message(
        "ongoing-authority",
        "Flow B, step 1",
        ADMINISTRATOR,
        RECORDS_UNIT,
        subject="Request for ongoing disposition authority, replicated content: {site}",
        body=(
            "I request ongoing disposition authority for the replicated content of this site or service: {site}.",
            "It is activated, and its link is posted to a designated web page: {pages}. The request is renewed every "
            "year "
            "until the site is decommissioned.",
        ),
        answers="authorization",
        says={"kind": "ongoing"},
        cites=("activation", "registration"),
    ),
    _message(
        "ongoing-authority-renewal",
        "Flow B, step 2: updates the authority as the Records Management Unit asks, once a year",
        ADMINISTRATOR,
        RECORDS_UNIT,
        subject="Renewal of ongoing disposition authority: {target}",
        body=(
            "I request that the ongoing disposition authority {target} be renewed.",
            "The sites that it covers are in use. Please answer with the day until which it is renewed and its number; "
            "your answer is kept as evidence of the renewal.",
        ),
        about="authorization",
    ),
    _message(
        "author-notice",
        "Flow D, step 2: notifies the author, if appropriate",
        ADMINISTRATOR,
        (),
        outside="the author of what was taken down, by the platform's own message where no address is known",
        subject="Something that you wrote was taken down",
        body=(
            "Something that you wrote on this official site was taken down: {site}.",
            "It was of a kind that the site's moderation statement does not allow: {statement}",
            "A copy is kept as the law on public records asks. If you think that this was a mistake, please answer to "
            "this message.",
        ),
    ),
    _message(
        "direction",
        "Flow E, step 1",
        HEAD,
        CTO,
        copies=(ADMINISTRATOR, TEAM),
        subject="Direction to deactivate a social media site or service: {site}",
        body=(
            "I have confirmed that this site or service is no longer needed, and direct that it be deactivated: "
            "{site}.",
            "Before that, all current contents and their metadata are to be copied to an internal storage area of the "
            "agency, and nothing is deleted while a hold covers it.",
        ),
        answers="direction",
    ),
    _message(
        "hold-question",
        "Flow E, before step 2 (the document names no message): whether a hold covers what is to be closed, flow C",
        ADMINISTRATOR,
        ("records-officer", "counsel"),
        subject="Is a site that is to be closed under hold: {site}",
        body=(
            "This site or service is to be closed: {site}.",
            "Does a litigation hold, an audit or a records request cover any of its contents? Until you have answered, "
            "nothing on it will be deleted.",
        ),
        cites=("direction",),
    ),
    _message(
        "final-copy",
        "Flow E, step 2",
        ADMINISTRATOR,
        TEAM,
        subject="Final copy of a social media site or service: {site}",
        body=(
            "The head of the agency directed that this site or service be deactivated: {site}.",
            "Please arrange with me to copy all current site contents and their metadata to an internal storage area "
            "of "
            "the agency. I am asking the platform for a complete export now; what it does not hold has to be copied in "
            "another way.",
            "The answers below name the capture once it is in the store and verified.",
        ),
        answers="final-capture",
        cites=("direction",),
    ),
    _message(
        "ongoing-authority-end",
        "Flow E, after step 2 (the document names no message): the ongoing authority of flow B ends with its site",
        ADMINISTRATOR,
        RECORDS_UNIT,
        subject="Ongoing disposition authority ends with its site: {site}",
        body=(
            "This site or service is being decommissioned: {site}.",
            "Please end the ongoing authority for its replicated content; it will not be renewed.",
        ),
        cites=("direction",),
    ),
    _message(
        "closing-notice",
        "Flow E, step 5 (the document names no message): links are taken away, and the public is told",
        ADMINISTRATOR,
        TEAM,
        subject="Links to a social media site that closes: {site}",
        body=(
            "This site or service closes: {site}.",
            "Please take its links from these pages: {pages}.",
            "Words for the site itself: This official account is being closed. {official}",
        ),
        answers="notice",
        cites=("direction",),
    ),
    _message(
        "final-notice",
        "Flow E, steps 3 and 4",
        ADMINISTRATOR,
        CTO,
        copies=(TEAM, HEAD),
        subject="A social media site or service is deactivated: {site}",
        body=(
            "This site or service is deactivated: {site}.",
            "Actions taken: all current contents and their metadata were copied ({capture}); all further access is "
            "blocked; the contents are dealt with as the answers below say.",
            "The final list of login credentials is part of this notice and is handed over separately, by the channel "
            "that we have agreed on. No user name and password is in this message, and none belongs into an answer.",
        ),
        answers="deactivation",
        cites=("direction", "final-capture"),
        attach=("The final list of login credentials: by its own channel, never by e-mail.",),
    ),
    _message(
        "credentials",
        "Flow E, step 4: the final list of login credentials",
        ADMINISTRATOR,
        CTO,
        copies=(TEAM, HEAD),
        subject="Login credentials of a deactivated site were handed over: {site}",
        body=(
            "I have handed over the final list of login credentials of this site or service: {site}.",
            "The answers below say to whom and by which channel, such as a sealed envelope or the agency's password "
            "store. No user name and password is in this message, and none belongs into an answer.",
        ),
        answers="credentials-handed-over",
        says={"to": CTO},
        cites=("deactivation",),
    ),
    _message(
        "documentation",
        "Flow E, step 5",
        CTO,
        TEAM,
        subject="A decommissioning is documented in the registry: {site}",
        body=(
            "The decommissioning of this site or service is to be documented in the registry of approved agency social "
            "media sites/services: {site}.",
            "The answers below say what became of the account's name, and when somebody looks again who has it. "
            "Please take its links from these pages: {pages}.",
        ),
        answers="decommissioning",
        cites=("direction", "final-capture", "deactivation", "credentials-handed-over"),
    ),
)

MESSAGES = (*ESTABLISHING, *RESPONSIBILITIES, *FLOWS)
