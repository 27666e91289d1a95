"""The types of what records say, made from the schemas by `nox -s types`.

Nothing imports this module when the program runs. A key that no schema has is an error of the type checker.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal, NotRequired, Protocol, TypedDict, overload

if TYPE_CHECKING:
    from .record import Record


class Contact(TypedDict):
    office: str
    url: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]


class PortalCadences(TypedDict):
    capture: NotRequired[str]
    link_check: NotRequired[str]
    terms_check: NotRequired[str]
    recertification: NotRequired[str]
    training: NotRequired[str]
    authorization_renewal: NotRequired[str]
    hold_update: NotRequired[str]
    policy_review: NotRequired[str]
    usage_report: NotRequired[str]
    audit: NotRequired[str]
    credential_change: NotRequired[str]


class PortalWorkingDays(TypedDict):
    country: NotRequired[str]
    subdivision: NotRequired[str]
    closed_on: NotRequired[list[str]]
    notice_days: NotRequired[int]


Role = Literal[
    "agency-head",
    "communications-director",
    "cto-cio",
    "web-content-team",
    "it-web-liaison",
    "site-administrator",
    "records-officer",
    "records-management-unit",
    "records-custodian",
    "disposition-approver",
    "counsel",
    "software-licensing",
    "public-information-officer",
    "privacy-officer",
    "human-resources",
    "line-of-business",
    "internal-audit",
    "auditor",
    "contributor",
]


class PortalRole(TypedDict):
    role: Role
    title: str
    email: NotRequired[str]


PortalRegisterSeriesKind = Literal[
    "portal",
    "platforms",
    "agencies",
    "people",
    "sites",
    "designations",
    "policies",
    "operations",
    "posts",
    "holds",
    "requests",
    "staff",
    "access",
    "audits",
    "schedules",
    "events",
    "classifications",
    "authorizations",
    "dispositions",
    "captures",
]


class PortalRegisterSeries(TypedDict):
    kind: PortalRegisterSeriesKind
    series: str


PortalPrivateRoot = Literal["required", "optional"]


class PortalActsSince(TypedDict):
    commit: str
    said_by: str
    on: str


EvidenceForm = Literal[
    "e-mail", "letter", "form", "ticket", "minutes", "report", "screenshot", "change-request", "other"
]

EvidenceDkimResult = Literal["pass", "fail", "none", "not-checked"]


class EvidenceDkim(TypedDict):
    result: EvidenceDkimResult
    domain: NotRequired[str]


EvidenceKnownBy = Literal["by-message"]


class Evidence(TypedDict):
    form: EvidenceForm
    reference: str
    dated_on: NotRequired[str]
    kept_at: NotRequired[str]
    digest: NotRequired[str]
    dkim: NotRequired[EvidenceDkim]
    known_by: NotRequired[EvidenceKnownBy]
    entered_by: NotRequired[str]


class PortalReanchored(TypedDict):
    on: str
    said_by: str
    letter: Evidence
    keys: list[str]


PortalApprovalsKind = Literal[
    "portal",
    "platforms",
    "agencies",
    "people",
    "sites",
    "designations",
    "policies",
    "operations",
    "posts",
    "holds",
    "requests",
    "audits",
    "schedules",
    "events",
    "classifications",
    "authorizations",
    "dispositions",
    "captures",
]


class PortalApprovals(TypedDict):
    kinds: list[PortalApprovalsKind]
    said_by: str
    on: str
    letter: Evidence


class PortalLicence(TypedDict):
    name: str
    url: NotRequired[str]


PortalForgeKind = Literal["github", "gitlab", "forgejo", "gitea"]


class PortalForgeKey(TypedDict):
    key: str
    from_on: str
    to_on: NotRequired[str]


class PortalForgeAttester(TypedDict):
    key: str
    from_on: str
    to_on: NotRequired[str]


class PortalForge(TypedDict):
    url: NotRequired[str]
    kind: NotRequired[PortalForgeKind]
    noreply_domain: NotRequired[str]
    branch: NotRequired[str]
    keys: NotRequired[list[PortalForgeKey]]
    attesters: NotRequired[list[PortalForgeAttester]]


class PortalLogPublisher(TypedDict):
    key: str
    from_on: str
    to_on: NotRequired[str]


class PortalLog(TypedDict):
    origin: NotRequired[str]
    publishers: NotRequired[list[PortalLogPublisher]]


class PortalValue(TypedDict):
    title: NotRequired[str]
    jurisdiction: NotRequired[str]
    notice: NotRequired[str]
    sample: NotRequired[bool]
    url: NotRequired[str]
    contact: NotRequired[Contact]
    time_zone: NotRequired[str]
    fiscal_year_start: NotRequired[str]
    cadences: NotRequired[PortalCadences]
    working_days: NotRequired[PortalWorkingDays]
    roles: NotRequired[list[PortalRole]]
    register_series: NotRequired[list[PortalRegisterSeries]]
    published_branch: NotRequired[str]
    private_root: NotRequired[PortalPrivateRoot]
    acts_since: NotRequired[PortalActsSince]
    reanchored: NotRequired[list[PortalReanchored]]
    approvals: NotRequired[PortalApprovals]
    licence: NotRequired[PortalLicence]
    forge: NotRequired[PortalForge]
    log: NotRequired[PortalLog]


PlatformHandleCase = Literal["insensitive", "sensitive"]

PlatformCategory = Literal[
    "video-sharing",
    "blogging-microblogging",
    "social-networking",
    "photo-sharing",
    "social-bookmarking",
    "communal-knowledge",
    "forums-ideation",
    "messaging",
    "internal-collaboration",
]


class PlatformValue(TypedDict):
    name: str
    operator: NotRequired[str]
    hosts: list[str]
    handle_pattern: str
    handle_case: NotRequired[PlatformHandleCase]
    id_pattern: NotRequired[str]
    url_template: str
    address_forms: NotRequired[list[str]]
    stop_words: NotRequired[list[str]]
    category: PlatformCategory
    terms_url: NotRequired[str]
    export_formats: NotRequired[list[str]]
    ended_on: NotRequired[str]


AgencyKind = Literal["state", "local", "federal"]

ContentClass = Literal["replicated", "policy-program", "routine", "unacceptable", "nonrecord"]

AgencyClassSeries = TypedDict(
    "AgencyClassSeries",
    {
        "class": ContentClass,
        "series": str,
    },
)


class AgencyOneDecider(TypedDict):
    why: str
    said_by: str
    on: str
    to_on: NotRequired[str]


class AgencyValue(TypedDict):
    name: str
    parent: NotRequired[str]
    kind: AgencyKind
    head: NotRequired[str]
    web_pages: NotRequired[list[str]]
    contact: NotRequired[Contact]
    class_series: NotRequired[list[AgencyClassSeries]]
    one_decider: NotRequired[AgencyOneDecider]


class PersonRole(TypedDict):
    role: Role
    from_on: str
    to_on: NotRequired[str]
    agency: NotRequired[str]


class Training(TypedDict):
    course: str
    on: str
    acknowledged_on: NotRequired[str]
    expires_on: NotRequired[str]
    evidence: NotRequired[Evidence]


PersonKeyEnded = Literal["rotated", "lost", "revoked", "left"]


class PersonKey(TypedDict):
    key: str
    from_on: str
    to_on: NotRequired[str]
    ended: NotRequired[PersonKeyEnded]
    letter: NotRequired[Evidence]


class PersonValue(TypedDict):
    name: str
    title: str
    agency: str
    roles: list[PersonRole]
    trained: NotRequired[bool]
    training: NotRequired[list[Training]]
    leaves_on: NotRequired[str]
    forge_login: NotRequired[str]
    keys: NotRequired[list[PersonKey]]
    signing_key: NotRequired[str]


class SiteHandle(TypedDict):
    handle: str
    from_on: str
    to_on: NotRequired[str]


SiteAudience = Literal["public", "internal"]

SiteOwnershipOwner = Literal["agency", "vendor", "personal"]


class SiteOwnership(TypedDict):
    owner: SiteOwnershipOwner
    document: NotRequired[str]


SiteOrigin = Literal["requested", "inventory", "imported"]


class SiteAccountable(TypedDict):
    posting: list[str]
    responding: list[str]
    retention: list[str]


AccessHow = Literal["own-login", "shared-login", "delegated-role", "publishing-tool", "recovery-contact"]


class Access(TypedDict):
    person: str
    how: AccessHow
    from_on: str
    ended_on: NotRequired[str]
    ended_by: NotRequired[str]
    credentials_changed_on: NotRequired[str]


SiteCommunicationVetting = Literal["none", "peer", "supervisor", "communications-office", "counsel"]


class SiteCommunicationOriginal(TypedDict):
    system: str
    location: str
    series: NotRequired[str]


SiteCommunication = TypedDict(
    "SiteCommunication",
    {
        "type": str,
        "vetting": SiteCommunicationVetting,
        "class": ContentClass,
        "series": NotRequired[str],
        "original": NotRequired[SiteCommunicationOriginal],
    },
)


class SiteStandingApproval(TypedDict):
    id: str
    types: list[str]
    from_on: str
    to_on: str
    by: str
    role: Role
    on: str
    conditions: NotRequired[str]
    withdrawn_on: NotRequired[str]
    evidence: NotRequired[Evidence]


SiteCommentsMode = Literal["off", "on", "filtered", "pre-approved"]


class SiteComments(TypedDict):
    mode: SiteCommentsMode
    rationale: str
    counsel_reviewed_on: NotRequired[str]
    statement_url: NotRequired[str]


class SiteEndorsements(TypedDict):
    allowed: bool
    by: NotRequired[list[str]]
    escalation: str


class SiteAgreement(TypedDict):
    url: str
    accepted_on: str
    accepted_by: str
    counsel_reviewed_on: NotRequired[str]
    consulted: NotRequired[list[str]]
    licence: NotRequired[str]
    cost: NotRequired[str]
    checked_on: NotRequired[str]


class SiteLinkedFrom(TypedDict):
    url: str
    seen_on: str


SiteCaptureMethod = Literal["platform-export", "web-archive", "vendor", "internal-tool"]


class SiteCapture(TypedDict):
    method: SiteCaptureMethod
    every: str
    comments_by_others: NotRequired[str]
    vendor: NotRequired[str]


SiteFactKind = Literal[
    "request",
    "review",
    "activation",
    "registration",
    "recertification",
    "agency-change",
    "suspension",
    "reinstatement",
    "incident",
    "direction",
    "final-capture",
    "deactivation",
    "credentials-handed-over",
    "notice",
    "decommissioning",
    "correction",
    "listing",
]

FactReviewDecision = Literal["approved", "rejected"]

FactReviewApprovalRole = Literal["communications-director", "cto-cio"]


class FactReviewApproval(TypedDict):
    by: str
    role: FactReviewApprovalRole
    on: str
    evidence: NotRequired[Evidence]


class FactRegistrationPage(TypedDict):
    url: str
    seen_on: str


FactSuspensionSuspendedBy = Literal["agency", "platform"]

FactIncidentState = Literal["compromised", "recovered"]


class FactFinalCaptureFilledLack(TypedDict):
    lack: str
    capture: str


FactDeactivationContents = Literal["deleted", "flagged-for-deletion", "kept-under-hold"]

FactDecommissioningHandleFate = Literal["parked", "deleted", "transferred", "lost"]

FactCorrectionCorrectsKind = Literal[
    "request",
    "review",
    "activation",
    "registration",
    "recertification",
    "agency-change",
    "suspension",
    "reinstatement",
    "incident",
    "direction",
    "final-capture",
    "deactivation",
    "credentials-handed-over",
    "notice",
    "decommissioning",
    "listing",
]


class FactCorrectionCorrects(TypedDict):
    kind: FactCorrectionCorrectsKind
    on: str


FactListingEntry = Literal["in-use", "closed"]


class SiteFact(TypedDict):
    kind: SiteFactKind
    on: str
    by: NotRequired[str]
    role: NotRequired[Role]
    copies_to: NotRequired[list[str]]
    evidence: NotRequired[Evidence]
    note: NotRequired[str]
    agency: NotRequired[str]
    type: NotRequired[str]
    purpose: NotRequired[str]
    communication_types: NotRequired[list[str]]
    justification: NotRequired[str]
    terms_url: NotRequired[str]
    proposed_administrators: NotRequired[list[str]]
    decision: NotRequired[FactReviewDecision]
    reason: NotRequired[str]
    considerations: NotRequired[list[str]]
    approvals: NotRequired[list[FactReviewApproval]]
    pages: NotRequired[list[FactRegistrationPage]]
    findings: NotRequired[str]
    from_agency: NotRequired[str]
    to_agency: NotRequired[str]
    suspended_by: NotRequired[FactSuspensionSuspendedBy]
    state: NotRequired[FactIncidentState]
    description: NotRequired[str]
    reported_to: NotRequired[list[str]]
    noticed_at: NotRequired[str]
    frozen_at: NotRequired[str]
    capture: NotRequired[str]
    accepted_lacks: NotRequired[list[str]]
    filled_lacks: NotRequired[list[FactFinalCaptureFilledLack]]
    verified_on: NotRequired[str]
    access_blocked_on: NotRequired[str]
    contents: NotRequired[FactDeactivationContents]
    to: NotRequired[Role]
    channel: NotRequired[str]
    audience: NotRequired[str]
    text: NotRequired[str]
    handle_fate: NotRequired[FactDecommissioningHandleFate]
    recheck_on: NotRequired[str]
    successor: NotRequired[str]
    corrects: NotRequired[FactCorrectionCorrects]
    right: NotRequired[str]
    list: NotRequired[str]
    entry: NotRequired[FactListingEntry]


class SiteValue(TypedDict):
    agency: str
    platform: str
    account_id: NotRequired[str]
    account_name: NotRequired[str]
    handles: NotRequired[list[SiteHandle]]
    url: NotRequired[str]
    audience: SiteAudience
    ownership: NotRequired[SiteOwnership]
    origin: SiteOrigin
    accountable: NotRequired[SiteAccountable]
    access: NotRequired[list[Access]]
    purpose: str
    communications: NotRequired[list[SiteCommunication]]
    standing_approvals: NotRequired[list[SiteStandingApproval]]
    comments: NotRequired[SiteComments]
    endorsements: NotRequired[SiteEndorsements]
    disclaimers: NotRequired[list[str]]
    agreements: NotRequired[list[SiteAgreement]]
    contingency: NotRequired[str]
    linked_from: NotRequired[list[SiteLinkedFrom]]
    capture: NotRequired[SiteCapture]
    facts: list[SiteFact]


DesignationResponsibility = Literal[
    "content-current",
    "moderation-statement",
    "daily-monitoring",
    "moderation-actions",
    "retention",
    "authoring",
    "holds-and-requests",
    "credential-reporting",
    "usage-reports",
]


class DesignationDispositionSystem(TypedDict):
    requested_on: str
    requested_of: NotRequired[Role]
    consulted_on: NotRequired[str]
    informed_on: NotRequired[str]


class DesignationRemoved(TypedDict):
    on: str
    by: str
    reason: NotRequired[str]
    access_ended_on: NotRequired[str]
    reported_to: NotRequired[list[str]]
    evidence: NotRequired[Evidence]


class Designation(TypedDict):
    person: str
    on: str
    by: str
    role: NotRequired[Role]
    copies_to: NotRequired[list[str]]
    evidence: NotRequired[Evidence]
    responsibilities: list[DesignationResponsibility]
    disposition_system: NotRequired[DesignationDispositionSystem]
    removed: NotRequired[DesignationRemoved]


class DesignationValue(TypedDict):
    designations: list[Designation]


class PolicyPurpose(TypedDict):
    statement: str
    outcomes: NotRequired[list[str]]


class PolicyAuthority(TypedDict):
    citation: str
    description: NotRequired[str]
    url: NotRequired[str]


class PolicyDefinition(TypedDict):
    term: str
    meaning: str


PolicyApplicabilityWhoGroup = Literal[
    "employees", "contractors", "volunteers", "interns", "elected-officials", "board-members", "vendors", "other"
]


class PolicyApplicabilityWho(TypedDict):
    group: PolicyApplicabilityWhoGroup
    description: NotRequired[str]


PolicyApplicabilityAccount = Literal["official", "internal", "personal-with-public-records"]


class PolicyApplicability(TypedDict):
    who: list[PolicyApplicabilityWho]
    accounts: NotRequired[list[PolicyApplicabilityAccount]]
    outside: NotRequired[str]


PolicyTechnologicalScopeCategory = Literal[
    "video-sharing",
    "blogging-microblogging",
    "social-networking",
    "photo-sharing",
    "social-bookmarking",
    "communal-knowledge",
    "forums-ideation",
    "messaging",
    "internal-collaboration",
]

PolicyTechnologicalScopeHosting = Literal["third-party", "agency"]

PolicyTechnologicalScopeAudience = Literal["public", "internal"]


class PolicyTechnologicalScope(TypedDict):
    category: PolicyTechnologicalScopeCategory
    covered: bool
    platforms: NotRequired[list[str]]
    examples: NotRequired[list[str]]
    hosting: NotRequired[list[PolicyTechnologicalScopeHosting]]
    audience: NotRequired[list[PolicyTechnologicalScopeAudience]]
    note: NotRequired[str]


PolicyExclusionsRepositoryForm = Literal[
    "collaboration-site", "file-share", "mobile-device", "personal-drive", "e-mail", "other"
]


class PolicyExclusionsRepositoryGovernedByPolicy(TypedDict):
    title: str
    reference: NotRequired[str]
    url: NotRequired[str]


class PolicyExclusionsRepositoryGovernedBy(TypedDict):
    schedules: NotRequired[list[str]]
    series: NotRequired[list[str]]
    policies: NotRequired[list[PolicyExclusionsRepositoryGovernedByPolicy]]


class PolicyExclusionsRepository(TypedDict):
    repository: str
    form: NotRequired[PolicyExclusionsRepositoryForm]
    reason: NotRequired[str]
    governed_by: PolicyExclusionsRepositoryGovernedBy


class PolicyExclusions(TypedDict):
    still_subject_to_retention: str
    repositories: list[PolicyExclusionsRepository]


class PolicyContentManagementResource(TypedDict):
    resource: str
    purpose: NotRequired[str]
    responsible: NotRequired[Role]


PolicyContentManagementLongTermRepositoryConnect = Literal["social-media", "general-electronic-records"]


class PolicyContentManagementLongTermRepository(TypedDict):
    name: str
    description: NotRequired[str]
    connects: NotRequired[list[PolicyContentManagementLongTermRepositoryConnect]]
    location: NotRequired[str]


class PolicyContentManagement(TypedDict):
    strategy: str
    resources: NotRequired[list[PolicyContentManagementResource]]
    long_term_repository: NotRequired[PolicyContentManagementLongTermRepository]


class PolicyOfficialUse(TypedDict):
    definition: str
    requirements: NotRequired[list[str]]


PolicyRelatedPolicySubject = Literal[
    "public-records",
    "acceptable-use",
    "anti-discrimination",
    "workplace-violence",
    "ethics",
    "information-security",
    "privacy",
    "records-management",
    "branding",
    "accessibility",
    "procurement",
    "other",
]


class PolicyRelatedPolicy(TypedDict):
    subject: PolicyRelatedPolicySubject
    title: str
    reference: NotRequired[str]
    url: NotRequired[str]


class PolicyNonOfficialUse(TypedDict):
    principles: list[str]


PolicyRoleProcedure = Literal[
    "establishment",
    "designation",
    "operation",
    "disposition-access",
    "replicated-content",
    "original-content",
    "unacceptable-content",
    "decommissioning",
]


class PolicyRole(TypedDict):
    role: Role
    responsibilities: list[str]
    procedures: NotRequired[list[PolicyRoleProcedure]]


PolicyProcedureStage = Literal[
    "establishment",
    "designation",
    "operation",
    "disposition-access",
    "replicated-content",
    "original-content",
    "unacceptable-content",
    "decommissioning",
]


class PolicyProcedure(TypedDict):
    stage: PolicyProcedureStage
    title: str
    participants: NotRequired[list[Role]]
    reference: NotRequired[str]
    url: NotRequired[str]


class PolicyInstitutionalAuthorityMayOpenSite(TypedDict):
    role: Role
    person: NotRequired[str]
    limits: NotRequired[str]


class PolicyInstitutionalAuthorityMayEnterAgreement(TypedDict):
    role: Role
    person: NotRequired[str]
    limits: NotRequired[str]


PolicyInstitutionalAuthorityConsultationWith = Literal[
    "counsel", "software-licensing", "procurement", "records-management-unit", "other"
]

PolicyInstitutionalAuthorityConsultation = TypedDict(
    "PolicyInstitutionalAuthorityConsultation",
    {
        "with": PolicyInstitutionalAuthorityConsultationWith,
        "person": NotRequired[str],
        "on": str,
        "subject": NotRequired[str],
        "outcome": NotRequired[str],
        "evidence": NotRequired[Evidence],
    },
)


class PolicyInstitutionalAuthority(TypedDict):
    may_open_sites: list[PolicyInstitutionalAuthorityMayOpenSite]
    may_enter_agreements: list[PolicyInstitutionalAuthorityMayEnterAgreement]
    consultations: NotRequired[list[PolicyInstitutionalAuthorityConsultation]]
    considerations: NotRequired[str]


PolicyAccountabilityAssignmentAction = Literal["posting", "responding", "retention", "settings", "moderation", "access"]


class PolicyAccountabilityAssignment(TypedDict):
    action: PolicyAccountabilityAssignmentAction
    role: Role
    team: NotRequired[str]
    note: NotRequired[str]


PolicyAccountabilityRamificationFailing = Literal[
    "responsibility-not-met",
    "site-opened-without-authority",
    "site-altered-without-authority",
    "terms-accepted-without-authority",
    "record-not-kept",
    "other",
]


class PolicyAccountabilityRamification(TypedDict):
    failing: PolicyAccountabilityRamificationFailing
    consequence: str


class PolicyAccountability(TypedDict):
    assignments: list[PolicyAccountabilityAssignment]
    shared_logins: NotRequired[str]
    ramifications: list[PolicyAccountabilityRamification]


class PolicyOwnershipDocument(TypedDict):
    title: str
    reference: NotRequired[str]
    url: NotRequired[str]


class PolicyOwnership(TypedDict):
    sites_belong_to: str
    contents_belong_to: str
    documents: NotRequired[list[PolicyOwnershipDocument]]


class PolicyAccessPasswordPolicy(TypedDict):
    title: str
    reference: NotRequired[str]
    url: NotRequired[str]


class PolicyAccess(TypedDict):
    known_by: str
    password_policy: NotRequired[PolicyAccessPasswordPolicy]
    changed_before_leaving: str
    changes_reported_to: NotRequired[list[Role]]


PolicyCommunicationVettingAudience = Literal["public", "internal", "both"]

PolicyCommunicationVettingDirection = Literal["one-way", "dialogue"]

PolicyCommunicationVettingVetting = Literal["none", "peer", "supervisor", "communications-office", "counsel"]


class PolicyCommunicationVetting(TypedDict):
    content: str
    platforms: NotRequired[list[str]]
    sites: NotRequired[list[str]]
    audience: NotRequired[PolicyCommunicationVettingAudience]
    direction: NotRequired[PolicyCommunicationVettingDirection]
    vetting: PolicyCommunicationVettingVetting
    by: NotRequired[list[Role]]
    reason: NotRequired[str]


class PolicyCommunicationLogReview(TypedDict):
    by: Role
    every: NotRequired[str]


class PolicyCommunication(TypedDict):
    permitted: NotRequired[list[str]]
    vetting: NotRequired[list[PolicyCommunicationVetting]]
    authoring: NotRequired[str]
    log_review: NotRequired[PolicyCommunicationLogReview]


PolicyEndorsementsActionAction = Literal[
    "acknowledging", "liking", "forwarding", "quoting", "following", "tagging", "linking"
]


class PolicyEndorsementsAction(TypedDict):
    action: PolicyEndorsementsActionAction
    allowed: bool
    by: NotRequired[list[Role]]
    conditions: NotRequired[str]


class PolicyEndorsementsEscalation(TypedDict):
    procedure: str
    signs: NotRequired[list[str]]
    decided_by: NotRequired[Role]
    told: NotRequired[list[Role]]


class PolicyEndorsements(TypedDict):
    actions: list[PolicyEndorsementsAction]
    escalation: NotRequired[PolicyEndorsementsEscalation]


PolicyConfidentialityInformationConcerns = Literal["agency", "individual", "third-party"]


class PolicyConfidentialityInformation(TypedDict):
    information: str
    concerns: NotRequired[PolicyConfidentialityInformationConcerns]
    citation: NotRequired[str]


CounselReviewOutcome = Literal["agreed", "agreed-with-changes", "not-agreed"]


class CounselReview(TypedDict):
    on: str
    by: NotRequired[str]
    outcome: NotRequired[CounselReviewOutcome]
    laws: NotRequired[list[str]]
    note: NotRequired[str]
    evidence: NotRequired[Evidence]


class PolicyConfidentiality(TypedDict):
    statement: str
    information: NotRequired[list[PolicyConfidentialityInformation]]
    counsel_review: NotRequired[CounselReview]


PolicyCopyrightUse = Literal["never", "with-permission", "with-permission-or-exception"]


class PolicyCopyright(TypedDict):
    use: PolicyCopyrightUse
    statement: NotRequired[str]
    crediting: NotRequired[str]
    removal: NotRequired[str]
    permissions_kept_at: NotRequired[str]
    counsel_review: NotRequired[CounselReview]


class PolicyDisclosuresPersonalOpinions(TypedDict):
    allowed: bool
    disclaimer: NotRequired[str]
    shown_at: NotRequired[str]


class PolicyDisclosuresInternalDocuments(TypedDict):
    approved_by: list[Role]
    procedure: NotRequired[str]


class PolicyDisclosures(TypedDict):
    representation: NotRequired[str]
    identification: NotRequired[str]
    context: NotRequired[str]
    personal_opinions: NotRequired[PolicyDisclosuresPersonalOpinions]
    internal_documents: NotRequired[PolicyDisclosuresInternalDocuments]


PolicyManagementSettingSetting = Literal["comments", "direct-messages", "tagging", "posts-by-others"]

PolicyManagementSettingMode = Literal["off", "on", "filtered", "pre-approved"]


class PolicyManagementSetting(TypedDict):
    setting: PolicyManagementSettingSetting
    mode: PolicyManagementSettingMode
    platforms: NotRequired[list[str]]
    sites: NotRequired[list[str]]
    rationale: str
    followed: NotRequired[str]
    counsel_review: NotRequired[CounselReview]


UnacceptableCategory = Literal[
    "abusive",
    "criminal-or-discriminatory",
    "copyrighted",
    "commercial-endorsement",
    "political-endorsement",
    "confidential",
]


class PolicyManagementModerationStatement(TypedDict):
    url: NotRequired[str]
    text: NotRequired[str]
    unacceptable: NotRequired[list[UnacceptableCategory]]


class PolicyManagement(TypedDict):
    settings: list[PolicyManagementSetting]
    moderation_statement: NotRequired[PolicyManagementModerationStatement]


class PolicyRetentionExportStaff(TypedDict):
    role: Role
    person: NotRequired[str]
    sites: NotRequired[list[str]]


PolicyRetentionCaptureMethodMethod = Literal["platform-export", "web-archive", "vendor", "internal-tool"]


class PolicyRetentionCaptureMethod(TypedDict):
    platform: str
    method: PolicyRetentionCaptureMethodMethod
    every: NotRequired[str]
    file_naming: NotRequired[str]
    instructions_url: NotRequired[str]
    checked_on: NotRequired[str]
    note: NotRequired[str]


PolicyRetentionRequestLaw = Literal["opra", "sunshine", "discovery", "other"]


class PolicyRetentionRequest(TypedDict):
    law: PolicyRetentionRequestLaw
    citation: NotRequired[str]
    responsible: NotRequired[Role]
    procedure: NotRequired[str]


PolicyRetentionAssistance = TypedDict(
    "PolicyRetentionAssistance",
    {
        "office": str,
        "for": NotRequired[str],
        "url": NotRequired[str],
    },
)


class PolicyRetention(TypedDict):
    statement: str
    record_definition: NotRequired[str]
    citations: NotRequired[list[str]]
    schedules: NotRequired[list[str]]
    export_staff: list[PolicyRetentionExportStaff]
    capture_methods: NotRequired[list[PolicyRetentionCaptureMethod]]
    requests: NotRequired[list[PolicyRetentionRequest]]
    assistance: NotRequired[list[PolicyRetentionAssistance]]


PolicyContingencyRisk = Literal[
    "shutdown", "crash", "terms-change", "export-withdrawn", "account-lost", "vendor-failure"
]


class PolicyContingency(TypedDict):
    risk: PolicyContingencyRisk
    platforms: NotRequired[list[str]]
    plan: str
    responsible: NotRequired[Role]
    rehearsed_on: NotRequired[str]


PolicyTrainingFor = Literal[
    "all-who-work-with-content", "site-administrators", "contributors", "approvers", "all-staff"
]


class PolicyTrainingCourse(TypedDict):
    course: str
    subjects: NotRequired[list[str]]
    valid_for: NotRequired[str]


PolicyTraining = TypedDict(
    "PolicyTraining",
    {
        "mandatory": bool,
        "for": list[PolicyTrainingFor],
        "courses": NotRequired[list[PolicyTrainingCourse]],
        "acknowledgement": NotRequired[str],
        "responsible": NotRequired[list[Role]],
    },
)


class PolicyPersonalAccounts(TypedDict):
    advice: str
    records_made_there: NotRequired[str]
    ramifications: str


PolicyInternalSocialMediaToolPosting = Literal["free", "after-clearance"]


class PolicyInternalSocialMediaTool(TypedDict):
    tool: str
    posting: NotRequired[PolicyInternalSocialMediaToolPosting]
    rules: NotRequired[str]


class PolicyInternalSocialMedia(TypedDict):
    statement: str
    tools: NotRequired[list[PolicyInternalSocialMediaTool]]


class PolicyVendor(TypedDict):
    name: str
    service: str
    contract: NotRequired[str]
    records_returned: NotRequired[str]
    from_on: NotRequired[str]
    to_on: NotRequired[str]


PolicyAuditBy = Literal["internal-audit", "records-officer", "cto-cio", "third-party-auditor", "other"]


class PolicyAudit(TypedDict):
    every: str
    by: NotRequired[list[PolicyAuditBy]]
    updates: NotRequired[str]


PolicyProgrammeStep = Literal[
    "business-case",
    "management-support",
    "research",
    "drafting",
    "content-management",
    "promulgation",
    "training",
    "control",
    "evaluation",
]

PolicyProgrammeParticipantGroup = Literal[
    "agency-head",
    "communications-director",
    "cto-cio",
    "web-content-team",
    "it-web-liaison",
    "site-administrator",
    "records-officer",
    "records-management-unit",
    "counsel",
    "software-licensing",
    "public-information-officer",
    "privacy-officer",
    "human-resources",
    "line-of-business",
    "internal-audit",
    "contributor",
    "senior-management-sponsor",
    "public-records-staff",
    "records-professionals",
    "all-staff",
    "public",
    "academia",
    "stakeholder-group",
    "third-party-auditor",
    "other",
]


class PolicyProgrammeParticipant(TypedDict):
    group: PolicyProgrammeParticipantGroup
    person: NotRequired[str]
    name: NotRequired[str]
    part: NotRequired[str]


PolicyProgrammeStatus = Literal["planned", "in-progress", "done", "continuing", "not-needed"]


class PolicyProgramme(TypedDict):
    step: PolicyProgrammeStep
    description: NotRequired[str]
    participants: NotRequired[list[PolicyProgrammeParticipant]]
    status: PolicyProgrammeStatus
    started_on: NotRequired[str]
    on: NotRequired[str]
    due_on: NotRequired[str]
    evidence: NotRequired[list[Evidence]]


class PolicyVersionApproval(TypedDict):
    role: Role
    by: NotRequired[str]
    on: str
    evidence: NotRequired[Evidence]


class PolicyVersion(TypedDict):
    version: str
    adopted_on: NotRequired[str]
    adopted_by: NotRequired[str]
    effective_on: NotRequired[str]
    superseded_on: NotRequired[str]
    next_review_on: NotRequired[str]
    summary: NotRequired[str]
    url: NotRequired[str]
    sha256: NotRequired[str]
    approvals: NotRequired[list[PolicyVersionApproval]]


PolicyReviewOccasion = Literal["scheduled", "audit", "incident", "terms-change", "change-of-law", "other"]

PolicyReviewOutcome = Literal["no-change", "updated", "replaced", "withdrawn"]


class PolicyReview(TypedDict):
    on: str
    by: NotRequired[str]
    role: NotRequired[Role]
    occasion: NotRequired[PolicyReviewOccasion]
    audit: NotRequired[str]
    outcome: PolicyReviewOutcome
    changes: NotRequired[str]
    evidence: NotRequired[Evidence]


PolicyFoundInPart = Literal[
    "purpose",
    "authority",
    "goals",
    "definitions",
    "applicability",
    "technological-scope",
    "exclusions",
    "content-management",
    "official-use",
    "related-policies",
    "non-official-use",
    "roles",
    "procedures",
    "institutional-authority",
    "accountability",
    "ownership",
    "access",
    "communication",
    "endorsements",
    "confidentiality",
    "copyright",
    "disclosures",
    "management",
    "retention",
    "contingency",
    "training",
    "personal-accounts",
    "internal-social-media",
    "vendors",
    "audit",
]


class PolicyFoundIn(TypedDict):
    part: PolicyFoundInPart
    document: NotRequired[str]
    page: NotRequired[int]
    heading: NotRequired[str]
    url: NotRequired[str]
    next_review_on: NotRequired[str]


PolicyPromulgationTo = Literal["all-staff", "site-administrators", "contractors", "public", "other"]

PolicyPromulgationMeans = Literal["e-mail", "intranet", "web-page", "meeting", "print", "training", "other"]


class PolicyPromulgation(TypedDict):
    version: str
    on: str
    by: NotRequired[str]
    role: NotRequired[Role]
    to: PolicyPromulgationTo
    means: NotRequired[PolicyPromulgationMeans]
    acknowledged: NotRequired[int]
    url: NotRequired[str]
    evidence: NotRequired[Evidence]


class Correction(TypedDict):
    on: str
    by: str
    corrects: str
    reason: str
    evidence: NotRequired[Evidence]


class PolicyValue(TypedDict):
    title: str
    purpose: NotRequired[PolicyPurpose]
    authority: NotRequired[list[PolicyAuthority]]
    goals: NotRequired[list[str]]
    definitions: NotRequired[list[PolicyDefinition]]
    applicability: NotRequired[PolicyApplicability]
    technological_scope: NotRequired[list[PolicyTechnologicalScope]]
    exclusions: NotRequired[PolicyExclusions]
    content_management: NotRequired[PolicyContentManagement]
    official_use: NotRequired[PolicyOfficialUse]
    related_policies: NotRequired[list[PolicyRelatedPolicy]]
    non_official_use: NotRequired[PolicyNonOfficialUse]
    roles: NotRequired[list[PolicyRole]]
    procedures: NotRequired[list[PolicyProcedure]]
    institutional_authority: NotRequired[PolicyInstitutionalAuthority]
    accountability: NotRequired[PolicyAccountability]
    ownership: NotRequired[PolicyOwnership]
    access: NotRequired[PolicyAccess]
    communication: NotRequired[PolicyCommunication]
    endorsements: NotRequired[PolicyEndorsements]
    confidentiality: NotRequired[PolicyConfidentiality]
    copyright: NotRequired[PolicyCopyright]
    disclosures: NotRequired[PolicyDisclosures]
    management: NotRequired[PolicyManagement]
    retention: NotRequired[PolicyRetention]
    contingency: NotRequired[list[PolicyContingency]]
    training: NotRequired[PolicyTraining]
    personal_accounts: NotRequired[PolicyPersonalAccounts]
    internal_social_media: NotRequired[PolicyInternalSocialMedia]
    vendors: NotRequired[list[PolicyVendor]]
    audit: NotRequired[PolicyAudit]
    programme: NotRequired[list[PolicyProgramme]]
    versions: NotRequired[list[PolicyVersion]]
    reviews: NotRequired[list[PolicyReview]]
    found_in: NotRequired[list[PolicyFoundIn]]
    promulgation: NotRequired[list[PolicyPromulgation]]
    corrections: NotRequired[list[Correction]]


class OperationsLogMonitoringException(TypedDict):
    from_on: str
    to_on: NotRequired[str]
    reason: str
    remedied: NotRequired[str]


class OperationsLogMonitoring(TypedDict):
    month: str
    on: str
    by: str
    role: NotRequired[Role]
    content_current: NotRequired[bool]
    content_note: NotRequired[str]
    exceptions: NotRequired[list[OperationsLogMonitoringException]]
    evidence: NotRequired[Evidence]


class OperationsLogModerationStatement(TypedDict):
    on: str
    by: str
    url: str
    version: NotRequired[str]
    removed_on: NotRequired[str]
    evidence: NotRequired[Evidence]


OperationsLogModerationAction = Literal[
    "deleted", "hidden", "reply-posted", "author-muted", "author-blocked", "reported", "left-standing"
]

OperationsLogModerationContent = Literal["post", "reply", "comment", "message", "image", "video", "other"]

OperationsLogModerationCopiedMetadata = Literal[
    "author", "posted-at", "original-format", "web-address", "thread", "other"
]

OperationsLogModerationCopied = TypedDict(
    "OperationsLogModerationCopied",
    {
        "on": str,
        "by": NotRequired[str],
        "kept_at": str,
        "reference": NotRequired[str],
        "metadata": NotRequired[list[OperationsLogModerationCopiedMetadata]],
        "digest": NotRequired[str],
        "class": NotRequired[ContentClass],
        "series": NotRequired[str],
    },
)

OperationsLogModerationNotCopiedReason = Literal[
    "illegal-to-possess", "already-gone", "left-standing", "captured-before", "other"
]


class OperationsLogModerationNotCopied(TypedDict):
    reason: OperationsLogModerationNotCopiedReason
    reported_to: NotRequired[str]
    report_number: NotRequired[str]
    reported_on: NotRequired[str]


class OperationsLogModerationAuthorNotified(TypedDict):
    notified: bool
    on: NotRequired[str]
    how: NotRequired[str]
    reason: NotRequired[str]


class OperationsLogModerationCounsel(TypedDict):
    on: str
    by: str


class OperationsLogModerationReversed(TypedDict):
    on: str
    by: NotRequired[str]
    reason: str


class OperationsLogModeration(TypedDict):
    id: NotRequired[str]
    on: str
    by: str
    category: UnacceptableCategory
    action: OperationsLogModerationAction
    content: NotRequired[OperationsLogModerationContent]
    item: NotRequired[str]
    version: NotRequired[int]
    posted_on: NotRequired[str]
    reason: NotRequired[str]
    copied: NotRequired[OperationsLogModerationCopied]
    not_copied: NotRequired[OperationsLogModerationNotCopied]
    deleted_on: NotRequired[str]
    author_notified: NotRequired[OperationsLogModerationAuthorNotified]
    deleted_under: NotRequired[list[str]]
    holds_checked_on: NotRequired[str]
    counsel: NotRequired[OperationsLogModerationCounsel]
    reversed: NotRequired[OperationsLogModerationReversed]
    evidence: NotRequired[Evidence]


OperationsLogContentChangeChange = Literal["added", "deleted", "modified"]


class OperationsLogContentChangeCounsel(TypedDict):
    on: str
    by: str


class OperationsLogContentChange(TypedDict):
    on: str
    by: str
    change: OperationsLogContentChangeChange
    authorization: NotRequired[str]
    series: NotRequired[str]
    description: NotRequired[str]
    items: NotRequired[list[str]]
    count: NotRequired[int]
    original: NotRequired[str]
    deleted_under: NotRequired[list[str]]
    holds_checked_on: NotRequired[str]
    counsel: NotRequired[OperationsLogContentChangeCounsel]
    evidence: NotRequired[Evidence]


class OperationsLogSettingsChange(TypedDict):
    on: str
    by: str
    setting: str
    before: NotRequired[str]
    after: str
    reason: NotRequired[str]
    counsel_reviewed_on: NotRequired[str]
    evidence: NotRequired[Evidence]


OperationsLogCredentialChangeWhat = Literal[
    "password", "second-factor", "recovery-contact", "account-e-mail", "delegated-access", "publishing-tool"
]

OperationsLogCredentialChangeReason = Literal[
    "regular",
    "leaving",
    "access-no-longer-needed",
    "administrator-added",
    "administrator-removed",
    "incident",
    "platform-demand",
    "decommissioning",
    "other",
]


class OperationsLogCredentialChangeReported(TypedDict):
    on: str
    to: Role
    by: NotRequired[str]
    evidence: NotRequired[Evidence]


class OperationsLogCredentialChange(TypedDict):
    on: str
    by: str
    what: NotRequired[OperationsLogCredentialChangeWhat]
    reason: OperationsLogCredentialChangeReason
    concerns: NotRequired[str]
    leaving_on: NotRequired[str]
    access_ended_on: NotRequired[str]
    reported: NotRequired[list[OperationsLogCredentialChangeReported]]


OperationsLogUsageReportMeasureMeasure = Literal[
    "posts",
    "followers",
    "views",
    "reach",
    "reactions",
    "comments",
    "shares",
    "clicks",
    "replies-sent",
    "median-reply-hours",
    "visits-from-site",
    "other",
]


class OperationsLogUsageReportMeasure(TypedDict):
    measure: OperationsLogUsageReportMeasureMeasure
    name: NotRequired[str]
    value: float
    source: NotRequired[str]


class OperationsLogUsageReport(TypedDict):
    on: str
    by: str
    from_on: str
    to_on: str
    measures: NotRequired[list[OperationsLogUsageReportMeasure]]
    effectiveness: NotRequired[str]
    to: NotRequired[list[str]]
    url: NotRequired[str]
    evidence: NotRequired[Evidence]


OperationsLogLogReviewFound = Literal["in-order", "faults"]


class OperationsLogLogReview(TypedDict):
    on: str
    by: str
    to_on: str
    found: OperationsLogLogReviewFound
    faults: NotRequired[str]
    remedied_on: NotRequired[str]
    evidence: NotRequired[Evidence]


OperationsLogEscalationCause = Literal[
    "acknowledgement", "forwarding", "post", "reply", "moderation-action", "post-by-others", "other"
]


class OperationsLogEscalation(TypedDict):
    on: str
    by: str
    cause: NotRequired[OperationsLogEscalationCause]
    description: str
    told: NotRequired[list[str]]
    decision: NotRequired[str]
    decided_by: NotRequired[str]
    resolved_on: NotRequired[str]
    evidence: NotRequired[Evidence]


OperationsLogTermsChangeChange = Literal[
    "terms-changed", "shutdown-announced", "outage", "export-changed", "export-withdrawn", "feature-ended"
]


class OperationsLogTermsChange(TypedDict):
    on: str
    by: NotRequired[str]
    change: OperationsLogTermsChangeChange
    effective_on: NotRequired[str]
    description: NotRequired[str]
    response: NotRequired[str]
    capture: NotRequired[str]
    counsel_consulted_on: NotRequired[str]
    evidence: NotRequired[Evidence]


class OperationsLogPersonalAccountReport(TypedDict):
    on: str
    by: str
    description: str
    captured_on: NotRequired[str]
    capture: NotRequired[str]
    followed_up_on: NotRequired[str]


OperationsLogImpostorReportReportedBy = Literal["public", "staff", "platform"]

OperationsLogImpostorReportLookFound = Literal["impersonation", "no-impersonation", "gone"]


class OperationsLogImpostorReportLook(TypedDict):
    on: str
    by: NotRequired[str]
    found: OperationsLogImpostorReportLookFound


class OperationsLogImpostorReport(TypedDict):
    on: str
    address: str
    seen: str
    reported_by: NotRequired[OperationsLogImpostorReportReportedBy]
    by: NotRequired[str]
    looks: NotRequired[list[OperationsLogImpostorReportLook]]
    platform_told_on: NotRequired[str]
    platform_reference: NotRequired[str]
    warned_on: NotRequired[str]
    reporter_answered_on: NotRequired[str]
    evidence: NotRequired[Evidence]
    note: NotRequired[str]


class OperationsLogValue(TypedDict):
    monitoring: NotRequired[list[OperationsLogMonitoring]]
    moderation_statements: NotRequired[list[OperationsLogModerationStatement]]
    moderation: NotRequired[list[OperationsLogModeration]]
    content_changes: NotRequired[list[OperationsLogContentChange]]
    settings_changes: NotRequired[list[OperationsLogSettingsChange]]
    credential_changes: NotRequired[list[OperationsLogCredentialChange]]
    usage_reports: NotRequired[list[OperationsLogUsageReport]]
    log_reviews: NotRequired[list[OperationsLogLogReview]]
    escalations: NotRequired[list[OperationsLogEscalation]]
    terms_changes: NotRequired[list[OperationsLogTermsChange]]
    personal_account_reports: NotRequired[list[OperationsLogPersonalAccountReport]]
    impostor_reports: NotRequired[list[OperationsLogImpostorReport]]
    corrections: NotRequired[list[Correction]]


class AuthoringLogPostEmergency(TypedDict):
    reason: str


AuthoringLogPostFormat = Literal["text", "image", "audio", "video", "live-video", "poll", "link", "repost"]

AuthoringLogPostCopyrightBasis = Literal[
    "own-work", "written-permission", "licence", "public-domain", "exception", "none"
]


class AuthoringLogPostCopyright(TypedDict):
    material: str
    holder: NotRequired[str]
    basis: AuthoringLogPostCopyrightBasis
    licence: NotRequired[str]
    credit: NotRequired[str]
    permission: NotRequired[Evidence]
    until_on: NotRequired[str]
    removed_on: NotRequired[str]
    reason: NotRequired[str]


class AuthoringLogPostInternalDocument(TypedDict):
    title: str
    approved_by: str
    approved_on: str
    evidence: NotRequired[Evidence]


AuthoringLogPostEndorsementAction = Literal[
    "acknowledging", "liking", "forwarding", "quoting", "following", "tagging", "linking"
]


class AuthoringLogPostEndorsement(TypedDict):
    action: AuthoringLogPostEndorsementAction
    of: NotRequired[str]
    allowed_by: NotRequired[str]


AuthoringLogPost = TypedDict(
    "AuthoringLogPost",
    {
        "posted_on": NotRequired[str],
        "planned_on": NotRequired[str],
        "author": str,
        "approved_by": NotRequired[str],
        "approved_on": NotRequired[str],
        "approved_as": NotRequired[Role],
        "standing_approval": NotRequired[str],
        "emergency": NotRequired[AuthoringLogPostEmergency],
        "title": str,
        "description": str,
        "type": NotRequired[str],
        "class": NotRequired[ContentClass],
        "format": NotRequired[AuthoringLogPostFormat],
        "signed_as": NotRequired[str],
        "context": NotRequired[str],
        "disclaimer": NotRequired[str],
        "copyright": NotRequired[list[AuthoringLogPostCopyright]],
        "internal_document": NotRequired[AuthoringLogPostInternalDocument],
        "endorsement": NotRequired[AuthoringLogPostEndorsement],
        "confidentiality_checked_on": NotRequired[str],
        "item": NotRequired[str],
        "version": NotRequired[int],
        "withdrawn_on": NotRequired[str],
        "withdrawn_reason": NotRequired[str],
        "evidence": NotRequired[Evidence],
    },
)


class AuthoringLogValue(TypedDict):
    posts: list[AuthoringLogPost]
    corrections: NotRequired[list[Correction]]


HoldKind = Literal["litigation", "public-records-request", "audit", "investigation", "other"]


class ItemReference(TypedDict):
    site: str
    item: str
    version: NotRequired[int]


class HoldScope(TypedDict):
    sites: NotRequired[list[str]]
    agencies: NotRequired[list[str]]
    series: NotRequired[list[str]]
    items: NotRequired[list[ItemReference]]
    from_on: NotRequired[str]
    to_on: NotRequired[str]


HoldCoversClass = TypedDict(
    "HoldCoversClass",
    {
        "site": str,
        "class": ContentClass,
    },
)


class HoldCovers(TypedDict):
    sites: NotRequired[list[str]]
    series: NotRequired[list[str]]
    classes: NotRequired[list[HoldCoversClass]]
    items: NotRequired[list[ItemReference]]
    commit: NotRequired[str]


HoldPreserve = Literal["export", "items"]


class HoldPlaced(TypedDict):
    on: str
    by: str
    evidence: NotRequired[Evidence]
    note: NotRequired[str]
    letter: NotRequired[str]


class HoldConfirmed(TypedDict):
    on: str
    by: str


class HoldItemsEnough(TypedDict):
    on: str
    by: str


class HoldNotified(TypedDict):
    person: str
    on: str
    acknowledged_on: NotRequired[str]


class HoldAmendmentScope(TypedDict):
    sites: NotRequired[list[str]]
    agencies: NotRequired[list[str]]
    series: NotRequired[list[str]]
    items: NotRequired[list[ItemReference]]
    from_on: NotRequired[str]
    to_on: NotRequired[str]


class HoldAmendment(TypedDict):
    on: str
    by: str
    evidence: NotRequired[Evidence]
    note: NotRequired[str]
    scope: HoldAmendmentScope
    covers: NotRequired[HoldCovers]
    why: NotRequired[str]


class HoldUpdate(TypedDict):
    on: str
    by: str
    evidence: NotRequired[Evidence]
    note: NotRequired[str]


class HoldReleaseScope(TypedDict):
    sites: NotRequired[list[str]]
    agencies: NotRequired[list[str]]
    series: NotRequired[list[str]]
    items: NotRequired[list[ItemReference]]
    from_on: NotRequired[str]
    to_on: NotRequired[str]


class HoldRelease(TypedDict):
    on: str
    by: str
    evidence: NotRequired[Evidence]
    note: NotRequired[str]
    scope: NotRequired[HoldReleaseScope]
    covers: NotRequired[HoldCovers]


class HoldValue(TypedDict):
    matter: str
    kind: HoldKind
    subject: str
    scope: HoldScope
    covers: NotRequired[HoldCovers]
    preserve: NotRequired[HoldPreserve]
    placed: HoldPlaced
    confirmed: NotRequired[HoldConfirmed]
    items_enough: NotRequired[HoldItemsEnough]
    notified: NotRequired[list[str | HoldNotified]]
    amendments: NotRequired[list[HoldAmendment]]
    updates: NotRequired[list[HoldUpdate]]
    releases: NotRequired[list[HoldRelease]]


RequestLaw = Literal["opra", "sunshine", "discovery", "subpoena", "other"]

RequestReceivedHow = Literal["form", "e-mail", "letter", "in-person", "telephone", "service-of-process"]

RequestRequesterKind = Literal[
    "individual", "press", "organisation", "business", "public-body", "party-to-litigation", "court"
]


class RequestRequester(TypedDict):
    reference: str
    kind: NotRequired[RequestRequesterKind]


RequestScopeKind = Literal[
    "post",
    "reply",
    "repost",
    "comment",
    "story",
    "article",
    "chat",
    "page",
    "message",
    "block",
    "mute",
    "filter",
    "deleted",
]


class RequestScopeClarified(TypedDict):
    on: str
    change: str
    evidence: NotRequired[Evidence]


class RequestScope(TypedDict):
    description: str
    sites: NotRequired[list[str]]
    agencies: NotRequired[list[str]]
    kinds: NotRequired[list[RequestScopeKind]]
    terms: NotRequired[list[str]]
    from_on: NotRequired[str]
    to_on: NotRequired[str]
    clarified: NotRequired[list[RequestScopeClarified]]


RequestClockBasis = Literal["business-days", "calendar-days", "court-order"]


class RequestClockExtension(TypedDict):
    on: str
    to_on: str
    reason: str
    agreed: NotRequired[bool]
    evidence: NotRequired[Evidence]


class RequestClock(TypedDict):
    days: NotRequired[int]
    basis: NotRequired[RequestClockBasis]
    starts_on: NotRequired[str]
    due_on: str
    acknowledged_on: NotRequired[str]
    extensions: NotRequired[list[RequestClockExtension]]


RequestAssignedPart = Literal["lead", "search", "review", "redaction", "production", "counsel"]


class RequestAssigned(TypedDict):
    person: str
    part: RequestAssignedPart
    on: NotRequired[str]


RequestSearchPlace = Literal[
    "captures", "residue", "live-site", "authoring-log", "moderation-copies", "personal-account", "other-agency-records"
]


class RequestSearch(TypedDict):
    on: str
    by: str
    place: RequestSearchPlace
    sites: NotRequired[list[str]]
    captures: NotRequired[list[str]]
    terms: NotRequired[list[str]]
    found: NotRequired[int]
    note: NotRequired[str]


class RequestPlatformRequest(TypedDict):
    on: str
    platform: str
    asked: NotRequired[str]
    answered_on: NotRequired[str]
    answer: NotRequired[str]
    evidence: NotRequired[Evidence]


class RequestExemption(TypedDict):
    citation: str
    explanation: str
    items: NotRequired[list[ItemReference]]
    count: NotRequired[int]
    reviewed_by: NotRequired[str]
    reviewed_on: NotRequired[str]


class RequestRedaction(TypedDict):
    item: NotRequired[ItemReference]
    reason: str
    description: NotRequired[str]
    by: str
    on: NotRequired[str]


RequestProductionFormat = Literal["native", "pdf", "csv", "web-archive", "paper", "inspection"]

RequestProductionMeans = Literal["e-mail", "download", "disc", "paper", "in-person", "through-court"]


class RequestProduction(TypedDict):
    on: str
    by: str
    items: NotRequired[int]
    pages: NotRequired[int]
    format: NotRequired[RequestProductionFormat]
    means: NotRequired[RequestProductionMeans]
    sha256: NotRequired[str]
    evidence: NotRequired[Evidence]


class RequestCopy(TypedDict):
    kept_at: str
    reference: NotRequired[str]
    series: NotRequired[str]
    destroyed_on: NotRequired[str]


class RequestCosts(TypedDict):
    currency: NotRequired[str]
    estimated: NotRequired[str]
    charged: NotRequired[str]
    hours: NotRequired[float]
    basis: NotRequired[str]
    paid_on: NotRequired[str]
    waived: NotRequired[bool]


RequestClosureOutcome = Literal[
    "granted", "granted-in-part", "denied", "no-records", "withdrawn", "transferred", "settled"
]


class RequestClosure(TypedDict):
    on: str
    by: NotRequired[str]
    outcome: RequestClosureOutcome
    reason: NotRequired[str]
    informed_on: NotRequired[str]
    holds_released_on: NotRequired[str]
    evidence: NotRequired[Evidence]


RequestAppealOutcome = Literal["upheld", "upheld-in-part", "dismissed", "withdrawn"]


class RequestAppeal(TypedDict):
    on: str
    to: str
    reference: NotRequired[str]
    decided_on: NotRequired[str]
    outcome: NotRequired[RequestAppealOutcome]


class RequestLog(TypedDict):
    on: str
    by: str
    what: str
    evidence: NotRequired[Evidence]


class RequestValue(TypedDict):
    law: RequestLaw
    citation: NotRequired[str]
    reference: NotRequired[str]
    received_on: str
    received_by: NotRequired[str]
    received_how: NotRequired[RequestReceivedHow]
    requester: NotRequired[RequestRequester]
    matter: NotRequired[str]
    scope: RequestScope
    clock: NotRequired[RequestClock]
    assigned: NotRequired[list[RequestAssigned]]
    holds: NotRequired[list[str]]
    search: NotRequired[list[RequestSearch]]
    platform_requests: NotRequired[list[RequestPlatformRequest]]
    items: NotRequired[list[ItemReference]]
    exemptions: NotRequired[list[RequestExemption]]
    redactions: NotRequired[list[RequestRedaction]]
    production: NotRequired[list[RequestProduction]]
    copies: NotRequired[list[RequestCopy]]
    costs: NotRequired[RequestCosts]
    closure: NotRequired[RequestClosure]
    appeals: NotRequired[list[RequestAppeal]]
    log: NotRequired[list[RequestLog]]
    corrections: NotRequired[list[Correction]]


class StaffValue(TypedDict):
    leaves_on: NotRequired[str]
    training: NotRequired[list[Training]]


class AccessValue(TypedDict):
    access: list[Access]


AuditScopeSubject = Literal[
    "policy",
    "register",
    "designations-and-access",
    "training",
    "moderation",
    "authoring",
    "capture",
    "retention-and-disposition",
    "records-requests",
    "programme",
]


class AuditScope(TypedDict):
    subjects: list[AuditScopeSubject]
    agencies: NotRequired[list[str]]
    sites: NotRequired[list[str]]
    policies: NotRequired[list[str]]
    description: NotRequired[str]


AuditOccasion = Literal["periodic", "incident", "complaint", "law-change", "request-of-authority"]


class AuditPeriod(TypedDict):
    from_on: str
    to_on: str


class AuditAuditor(TypedDict):
    person: NotRequired[str]
    organisation: NotRequired[str]
    role: NotRequired[Role]
    independent: bool


AuditCriteriaMet = Literal["yes", "in-part", "no", "not-examined"]


class AuditCriteria(TypedDict):
    id: str
    criterion: str
    source: NotRequired[str]
    met: NotRequired[AuditCriteriaMet]


AuditFindingSeverity = Literal["critical", "major", "minor", "observation"]


class AuditFinding(TypedDict):
    number: str
    criterion: NotRequired[str]
    finding: str
    severity: AuditFindingSeverity
    recommendation: NotRequired[str]
    owner: NotRequired[str]
    due_on: NotRequired[str]
    response: NotRequired[str]
    closed_on: NotRequired[str]
    closed_by: NotRequired[str]
    sites: NotRequired[list[str]]
    evidence: NotRequired[Evidence]


AuditCaptureVerificationMethod = Literal[
    "live-site", "authoring-log", "platform-count", "earlier-capture", "fixity", "replay"
]


class AuditCaptureVerification(TypedDict):
    site: str
    capture: NotRequired[str]
    on: str
    by: str
    method: NotRequired[AuditCaptureVerificationMethod]
    sampled: int
    matched: int
    missing: NotRequired[list[str]]
    lacks: NotRequired[list[str]]
    fixity_ok: NotRequired[bool]
    remedy: NotRequired[str]
    evidence: NotRequired[Evidence]


class AuditUpdate(TypedDict):
    on: str
    what: str
    policy: NotRequired[str]
    version: NotRequired[str]
    finding: NotRequired[str]
    by: NotRequired[str]


class AuditReported(TypedDict):
    on: str
    to: Role
    copies_to: NotRequired[list[str]]
    url: NotRequired[str]
    evidence: NotRequired[Evidence]


class AuditValue(TypedDict):
    title: str
    scope: AuditScope
    occasion: NotRequired[AuditOccasion]
    period: AuditPeriod
    started_on: NotRequired[str]
    finished_on: NotRequired[str]
    auditors: list[AuditAuditor]
    criteria: NotRequired[list[AuditCriteria]]
    methods: NotRequired[list[str]]
    findings: NotRequired[list[AuditFinding]]
    capture_verification: NotRequired[list[AuditCaptureVerification]]
    conclusion: NotRequired[str]
    updates: NotRequired[list[AuditUpdate]]
    reported: NotRequired[list[AuditReported]]
    next_on: NotRequired[str]
    corrections: NotRequired[list[Correction]]


ScheduleRequestParticularParticular = Literal[
    "agency",
    "requester",
    "approver",
    "schedule-number",
    "item-number",
    "series-title",
    "inclusive-dates",
    "volume",
    "medium",
    "location",
    "method",
    "audit-clearance",
    "litigation-clearance",
    "public-records-clearance",
    "proposed-date",
    "submitted-date",
    "appraisal",
    "auditors-copy",
]


class ScheduleRequestParticularConfirmed(TypedDict):
    on: str
    by: str
    source: str


class ScheduleRequestParticular(TypedDict):
    particular: ScheduleRequestParticularParticular
    citation: str
    note: NotRequired[str]
    confirmed: NotRequired[ScheduleRequestParticularConfirmed]


ScheduleVersionCrosswalk = TypedDict(
    "ScheduleVersionCrosswalk",
    {
        "from": str,
        "to": str,
    },
)

CutoffWord = Literal[
    "none", "month-end", "quarter-end", "calendar-year-end", "fiscal-month-end", "fiscal-quarter-end", "fiscal-year-end"
]

EventWord = Literal[
    "case-closed",
    "abolished",
    "redesignated",
    "no-longer-needed",
    "superseded",
    "versioned",
    "obsolete",
    "separation",
    "related-record-transferred",
    "final-action",
    "site-decommissioned",
]


class Rule(TypedDict):
    trigger: NotRequired[Literal["creation"] | Literal["event"]]
    cutoff: NotRequired[CutoffWord]
    period: NotRequired[str]
    event: NotRequired[EventWord]
    later_of: NotRequired[list[Rule]]
    earlier_of: NotRequired[list[Rule]]


ScheduleVersionSeriesDisposition = Literal[
    "destroy", "destroy-confidential", "transfer-file", "transfer-archives", "permanent"
]

ScheduleVersionSeriesAppraisal = Literal["required", "none"]

ScheduleVersionSeriesAuthorization = Literal["per-request", "ongoing", "none"]


class ScheduleVersionSeriesConfirmed(TypedDict):
    on: str
    by: str
    source: str
    digest: NotRequired[str]


class ScheduleVersionSeries(TypedDict):
    number: str
    title: str
    description: NotRequired[str]
    classes: NotRequired[list[ContentClass]]
    rule: NotRequired[Rule]
    disposition: ScheduleVersionSeriesDisposition
    appraisal: NotRequired[ScheduleVersionSeriesAppraisal]
    authorization: ScheduleVersionSeriesAuthorization
    citation: str
    confirmed: NotRequired[ScheduleVersionSeriesConfirmed]
    note: NotRequired[str]


class ScheduleVersion(TypedDict):
    version: str
    effective_on: str
    supersedes: NotRequired[str]
    crosswalk: NotRequired[list[ScheduleVersionCrosswalk]]
    series: list[ScheduleVersionSeries]


class ScheduleValue(TypedDict):
    name: str
    jurisdiction: str
    approved_by: NotRequired[str]
    url: NotRequired[str]
    fiscal_year_start: NotRequired[str]
    local_extension: NotRequired[bool]
    note: NotRequired[str]
    request_particulars: NotRequired[list[ScheduleRequestParticular]]
    versions: list[ScheduleVersion]


class EventCovers(TypedDict):
    sites: NotRequired[list[str]]
    agencies: NotRequired[list[str]]
    series: NotRequired[list[str]]
    items: NotRequired[list[ItemReference]]
    from_on: NotRequired[str]
    to_on: NotRequired[str]


class EventRecorded(TypedDict):
    on: str
    by: str
    evidence: NotRequired[Evidence]


class EventValue(TypedDict):
    event: EventWord
    on: str
    covers: EventCovers
    description: NotRequired[str]
    recorded: EventRecorded


ClassificationRuleKind = Literal[
    "post",
    "reply",
    "repost",
    "comment",
    "story",
    "article",
    "chat",
    "page",
    "message",
    "block",
    "mute",
    "filter",
    "deleted",
]

ClassificationRule = TypedDict(
    "ClassificationRule",
    {
        "id": str,
        "kinds": NotRequired[list[ClassificationRuleKind]],
        "authors": NotRequired[list[str]],
        "hashtags": NotRequired[list[str]],
        "communication_types": NotRequired[list[str]],
        "from_on": NotRequired[str],
        "to_on": NotRequired[str],
        "class": ContentClass,
    },
)


class ClassificationDecided(TypedDict):
    on: str
    by: str
    reason: str


class ClassificationValue(TypedDict):
    rules: list[ClassificationRule]
    decided: ClassificationDecided


AuthorizationKind = Literal["one-off", "ongoing", "none-required"]


class AuthorizationSpan(TypedDict):
    from_on: NotRequired[str]
    to_on: NotRequired[str]


class AuthorizationLineSpan(TypedDict):
    from_on: NotRequired[str]
    to_on: NotRequired[str]


class AuthorizationLine(TypedDict):
    series: str
    span: NotRequired[AuthorizationLineSpan]
    items_digest: str
    volume: int


class AuthorizationSpared(TypedDict):
    site: str
    item: str
    version: int
    reason: str
    by: str
    on: str


AuthorizationMethod = Literal["destroy", "destroy-confidential", "transfer-file", "transfer-archives"]

AuthorizationClearanceKind = Literal["audit", "litigation", "public-records-request"]


class AuthorizationClearance(TypedDict):
    kind: AuthorizationClearanceKind
    on: str
    by: str


AuthorizationAppraisedDecision = Literal["no-archival-value", "transfer-to-archives"]


class AuthorizationAppraised(TypedDict):
    on: str
    by: str
    decision: AuthorizationAppraisedDecision
    evidence: NotRequired[Evidence]


class AuthorizationRequested(TypedDict):
    on: str
    by: str
    approver: NotRequired[str]
    number: NotRequired[str]
    proposed_on: NotRequired[str]
    evidence: NotRequired[Evidence]


AuthorizationStatusStatus = Literal["pending", "approved", "denied", "returned"]

AuthorizationStatusRead = Literal["text", "by-eye"]


class AuthorizationStatus(TypedDict):
    status: AuthorizationStatusStatus
    on: str
    by: NotRequired[str]
    number: NotRequired[str]
    until_on: NotRequired[str]
    reason: NotRequired[str]
    evidence: NotRequired[Evidence]
    read: NotRequired[AuthorizationStatusRead]


AuthorizationRenewalRead = Literal["text", "by-eye"]


class AuthorizationRenewal(TypedDict):
    on: str
    by: NotRequired[str]
    number: NotRequired[str]
    until_on: str
    evidence: NotRequired[Evidence]
    read: NotRequired[AuthorizationRenewalRead]


class AuthorizationValue(TypedDict):
    kind: AuthorizationKind
    series: str
    sites: list[str]
    span: NotRequired[AuthorizationSpan]
    items_digest: NotRequired[str]
    volume: NotRequired[int]
    lines: NotRequired[list[AuthorizationLine]]
    spared: NotRequired[list[AuthorizationSpared]]
    method: NotRequired[AuthorizationMethod]
    medium: NotRequired[str]
    location: NotRequired[str]
    clearances: NotRequired[list[AuthorizationClearance]]
    appraised: NotRequired[AuthorizationAppraised]
    requested: AuthorizationRequested
    status: list[AuthorizationStatus]
    renewals: NotRequired[list[AuthorizationRenewal]]


class DispositionFurtherSeries(TypedDict):
    series: str
    schedule_version: NotRequired[str]


DispositionMethod = Literal["destroy", "destroy-confidential", "transfer-file", "transfer-archives"]

DispositionKnownExecutor = Literal["signed", "declared"]

DispositionKnownWitness = Literal["signed", "declared"]

DispositionKnownDay = Literal["published-clock", "signatures", "declared"]

DispositionKnownApprovalKnown = Literal["signed", "declared"]


class DispositionKnownApproval(TypedDict):
    person: str
    known: DispositionKnownApprovalKnown


DispositionKnownTogetherPart = Literal["requester", "approver", "executor", "witness"]


class DispositionKnownTogether(TypedDict):
    person: str
    parts: list[DispositionKnownTogetherPart]


class DispositionKnownLetter(TypedDict):
    said_by: str
    on: str
    reference: str


DispositionKnownSignaturePart = Literal["approver", "executor", "witness"]


class DispositionKnownSignature(TypedDict):
    person: str
    part: DispositionKnownSignaturePart
    on: str
    signature: str


class DispositionKnown(TypedDict):
    executor: DispositionKnownExecutor
    witness: DispositionKnownWitness
    day: DispositionKnownDay
    approvals: NotRequired[list[DispositionKnownApproval]]
    together: NotRequired[list[DispositionKnownTogether]]
    letter: NotRequired[DispositionKnownLetter]
    plan: NotRequired[str]
    plan_digest: NotRequired[str]
    signatures: NotRequired[list[DispositionKnownSignature]]


class DispositionItem(TypedDict):
    site: str
    item: str
    version: int
    digest: NotRequired[str]


DispositionResidue = TypedDict(
    "DispositionResidue",
    {
        "site": str,
        "capture": str,
        "part": str,
        "class": NotRequired[ContentClass],
        "digest": NotRequired[str],
    },
)


class DispositionItemList(TypedDict):
    sha256: str
    rows: int


class DispositionReceived(TypedDict):
    site: str
    capture: str
    sha256: NotRequired[str]
    conserved_on: NotRequired[str]


class DispositionSpan(TypedDict):
    from_on: str
    to_on: str


DispositionVolumeUnit = Literal[
    "items", "files", "bytes", "kilobytes", "megabytes", "gigabytes", "pages", "boxes", "cubic-feet"
]


class DispositionVolume(TypedDict):
    amount: float
    unit: DispositionVolumeUnit
    bytes: NotRequired[int]


DispositionClearanceKind = Literal["audit", "litigation", "public-records-request"]


class DispositionClearance(TypedDict):
    kind: DispositionClearanceKind
    on: str
    by: str


class DispositionCertificate(TypedDict):
    reference: str
    digest: NotRequired[str]
    issued_at: NotRequired[str]


DispositionLiveSiteState = Literal[
    "deleted", "flagged-for-deletion", "already-gone", "still-there", "site-closed", "unknown"
]


class DispositionLiveSite(TypedDict):
    site: str
    state: DispositionLiveSiteState
    on: NotRequired[str]
    by: NotRequired[str]
    reason: NotRequired[str]
    evidence: NotRequired[Evidence]


DispositionCopiesDestroyedCopy = Literal[
    "item-in-another-capture",
    "second-copy-of-store",
    "derived-index",
    "production-package",
    "backup",
    "moderation-copy",
    "paper",
    "other",
]


class DispositionCopiesDestroyed(TypedDict):
    copy: DispositionCopiesDestroyedCopy
    location: NotRequired[str]
    count: NotRequired[int]
    on: NotRequired[str]
    by: NotRequired[str]


class DispositionTransferSpan(TypedDict):
    from_on: str
    to_on: str


class DispositionTransferReceipt(TypedDict):
    on: str
    by: NotRequired[str]
    reference: str
    accession: NotRequired[str]
    manifest_sha256: NotRequired[str]
    fixity_checked_on: NotRequired[str]
    evidence: NotRequired[Evidence]


class DispositionTransfer(TypedDict):
    to: str
    creating_office: str
    series_title: str
    description: NotRequired[str]
    span: NotRequired[DispositionTransferSpan]
    physical_form: NotRequired[str]
    volume: NotRequired[str]
    schedule_citation: NotRequired[str]
    access_restrictions: NotRequired[str]
    disposition: NotRequired[str]
    disposition_action_on: NotRequired[str]
    physical_location: NotRequired[str]
    control_number: NotRequired[str]
    receipt: NotRequired[DispositionTransferReceipt]


class DispositionValue(TypedDict):
    authorization: str
    series: str
    schedule_version: NotRequired[str]
    further_series: NotRequired[list[DispositionFurtherSeries]]
    method: DispositionMethod
    manner: NotRequired[str]
    on: str
    by: str
    role: NotRequired[Role]
    witness: NotRequired[str]
    known: NotRequired[DispositionKnown]
    request_number: NotRequired[str]
    authorization_number: NotRequired[str]
    authorized_on: NotRequired[str]
    items: NotRequired[list[DispositionItem]]
    items_digest: NotRequired[str]
    count: NotRequired[int]
    residue: NotRequired[list[DispositionResidue]]
    item_list: NotRequired[DispositionItemList]
    received: NotRequired[list[DispositionReceived]]
    span: DispositionSpan
    volume: DispositionVolume
    medium: NotRequired[str]
    location: NotRequired[str]
    clearances: NotRequired[list[DispositionClearance]]
    certificate: DispositionCertificate
    live_site: NotRequired[list[DispositionLiveSite]]
    copies_destroyed: NotRequired[list[DispositionCopiesDestroyed]]
    transfer: NotRequired[DispositionTransfer]
    notified: NotRequired[list[str]]
    note: NotRequired[str]
    evidence: NotRequired[Evidence]
    corrections: NotRequired[list[Correction]]


CaptureScopeKind = Literal[
    "post",
    "reply",
    "repost",
    "comment",
    "story",
    "article",
    "chat",
    "page",
    "message",
    "block",
    "mute",
    "filter",
    "deleted",
]

CaptureScopeInclude = Literal["messages"]

CaptureScopeDates = Literal["mdy", "dmy"]


class CaptureScope(TypedDict):
    complete: bool
    from_on: NotRequired[str]
    to_on: NotRequired[str]
    gone: NotRequired[int]
    kinds: NotRequired[list[CaptureScopeKind]]
    include: NotRequired[list[CaptureScopeInclude]]
    dates: NotRequired[CaptureScopeDates]
    picked: NotRequired[bool]


CaptureVerdictValue = Literal["complete", "partial", "not-understood"]

CaptureVerdictReason = Literal[
    "undeclared",
    "fewer-than-declared",
    "other-count",
    "broken-list",
    "repeated-list",
    "unknown-parts",
    "missing-parts",
    "partial-by-its-own-word",
    "shortened",
    "picked",
    "wrongly-gone",
    "gone-outside",
    "still-there",
    "files-not-there",
    "too-much-gone",
]


class CaptureVerdict(TypedDict):
    value: CaptureVerdictValue
    reasons: list[CaptureVerdictReason]


class CaptureIngested(TypedDict):
    at: str
    by: str
    software: str


class CaptureSpan(TypedDict):
    from_on: str
    to_on: str


class CaptureCounts(TypedDict):
    declared: NotRequired[int]
    found: int
    new: int
    edited: int
    returned: int
    repeated: int
    gone: int


CaptureKindKind = Literal[
    "post",
    "reply",
    "repost",
    "comment",
    "story",
    "article",
    "chat",
    "page",
    "message",
    "block",
    "mute",
    "filter",
    "deleted",
]


class CaptureKind(TypedDict):
    kind: CaptureKindKind
    items: int


class CaptureMedia(TypedDict):
    found: int
    missing: int
    remote: int
    orphan: int
    shared: int


class CaptureResidue(TypedDict):
    part: str
    files: NotRequired[int]
    ranges: NotRequired[int]
    bytes: int
    disposition: NotRequired[str]


class CaptureUnknown(TypedDict):
    what: str
    count: int


CaptureReceivedForm = Literal["zip", "tar", "tar-gz", "warc", "warc-gz", "folder"]


class CaptureReceived(TypedDict):
    form: CaptureReceivedForm
    files: int
    bytes: int
    sha256: str
    kept: NotRequired[bool]
    disposition: NotRequired[str]


CaptureBagManifestAlgorithm = Literal["sha256", "sha512"]


class CaptureBagManifest(TypedDict):
    algorithm: CaptureBagManifestAlgorithm
    sha256: str


class CaptureBag(TypedDict):
    location: str
    manifests: list[CaptureBagManifest]


class CaptureValue(TypedDict):
    site: str
    platform: str
    format: str
    era: str
    account_id: NotRequired[str]
    private_part: NotRequired[bool]
    scope: CaptureScope
    verdict: NotRequired[CaptureVerdict]
    exported_at: NotRequired[str]
    ingested: CaptureIngested
    span: NotRequired[CaptureSpan]
    counts: CaptureCounts
    kinds: list[CaptureKind]
    media: CaptureMedia
    residue: list[CaptureResidue]
    lacks: list[str]
    unknown: list[CaptureUnknown]
    received: list[CaptureReceived]
    dispositions: NotRequired[list[str]]
    bag: CaptureBag


EachSiteFactKind = TypedDict(
    "EachSiteFactKind",
    {
        "request": object,
        "review": object,
        "activation": object,
        "registration": object,
        "recertification": object,
        "agency-change": object,
        "suspension": object,
        "reinstatement": object,
        "incident": object,
        "direction": object,
        "final-capture": object,
        "deactivation": object,
        "credentials-handed-over": object,
        "notice": object,
        "decommissioning": object,
        "correction": object,
        "listing": object,
    },
)


class OfKind(Protocol):
    """The records of a kind by id, in the order of their ids."""

    @overload
    def __call__(self, kind: Literal["portal"]) -> Mapping[str, Record[PortalValue]]: ...
    @overload
    def __call__(self, kind: Literal["platforms"]) -> Mapping[str, Record[PlatformValue]]: ...
    @overload
    def __call__(self, kind: Literal["agencies"]) -> Mapping[str, Record[AgencyValue]]: ...
    @overload
    def __call__(self, kind: Literal["people"]) -> Mapping[str, Record[PersonValue]]: ...
    @overload
    def __call__(self, kind: Literal["sites"]) -> Mapping[str, Record[SiteValue]]: ...
    @overload
    def __call__(self, kind: Literal["designations"]) -> Mapping[str, Record[DesignationValue]]: ...
    @overload
    def __call__(self, kind: Literal["policies"]) -> Mapping[str, Record[PolicyValue]]: ...
    @overload
    def __call__(self, kind: Literal["operations"]) -> Mapping[str, Record[OperationsLogValue]]: ...
    @overload
    def __call__(self, kind: Literal["posts"]) -> Mapping[str, Record[AuthoringLogValue]]: ...
    @overload
    def __call__(self, kind: Literal["holds"]) -> Mapping[str, Record[HoldValue]]: ...
    @overload
    def __call__(self, kind: Literal["requests"]) -> Mapping[str, Record[RequestValue]]: ...
    @overload
    def __call__(self, kind: Literal["staff"]) -> Mapping[str, Record[StaffValue]]: ...
    @overload
    def __call__(self, kind: Literal["access"]) -> Mapping[str, Record[AccessValue]]: ...
    @overload
    def __call__(self, kind: Literal["audits"]) -> Mapping[str, Record[AuditValue]]: ...
    @overload
    def __call__(self, kind: Literal["schedules"]) -> Mapping[str, Record[ScheduleValue]]: ...
    @overload
    def __call__(self, kind: Literal["events"]) -> Mapping[str, Record[EventValue]]: ...
    @overload
    def __call__(self, kind: Literal["classifications"]) -> Mapping[str, Record[ClassificationValue]]: ...
    @overload
    def __call__(self, kind: Literal["authorizations"]) -> Mapping[str, Record[AuthorizationValue]]: ...
    @overload
    def __call__(self, kind: Literal["dispositions"]) -> Mapping[str, Record[DispositionValue]]: ...
    @overload
    def __call__(self, kind: Literal["captures"]) -> Mapping[str, Record[CaptureValue]]: ...
    @overload
    def __call__(self, kind: str) -> Mapping[str, Record]: ...


class EachOfKind(Protocol):
    """The records of a kind, in the order of their ids."""

    @overload
    def __call__(self, kind: Literal["portal"]) -> Collection[Record[PortalValue]]: ...
    @overload
    def __call__(self, kind: Literal["platforms"]) -> Collection[Record[PlatformValue]]: ...
    @overload
    def __call__(self, kind: Literal["agencies"]) -> Collection[Record[AgencyValue]]: ...
    @overload
    def __call__(self, kind: Literal["people"]) -> Collection[Record[PersonValue]]: ...
    @overload
    def __call__(self, kind: Literal["sites"]) -> Collection[Record[SiteValue]]: ...
    @overload
    def __call__(self, kind: Literal["designations"]) -> Collection[Record[DesignationValue]]: ...
    @overload
    def __call__(self, kind: Literal["policies"]) -> Collection[Record[PolicyValue]]: ...
    @overload
    def __call__(self, kind: Literal["operations"]) -> Collection[Record[OperationsLogValue]]: ...
    @overload
    def __call__(self, kind: Literal["posts"]) -> Collection[Record[AuthoringLogValue]]: ...
    @overload
    def __call__(self, kind: Literal["holds"]) -> Collection[Record[HoldValue]]: ...
    @overload
    def __call__(self, kind: Literal["requests"]) -> Collection[Record[RequestValue]]: ...
    @overload
    def __call__(self, kind: Literal["staff"]) -> Collection[Record[StaffValue]]: ...
    @overload
    def __call__(self, kind: Literal["access"]) -> Collection[Record[AccessValue]]: ...
    @overload
    def __call__(self, kind: Literal["audits"]) -> Collection[Record[AuditValue]]: ...
    @overload
    def __call__(self, kind: Literal["schedules"]) -> Collection[Record[ScheduleValue]]: ...
    @overload
    def __call__(self, kind: Literal["events"]) -> Collection[Record[EventValue]]: ...
    @overload
    def __call__(self, kind: Literal["classifications"]) -> Collection[Record[ClassificationValue]]: ...
    @overload
    def __call__(self, kind: Literal["authorizations"]) -> Collection[Record[AuthorizationValue]]: ...
    @overload
    def __call__(self, kind: Literal["dispositions"]) -> Collection[Record[DispositionValue]]: ...
    @overload
    def __call__(self, kind: Literal["captures"]) -> Collection[Record[CaptureValue]]: ...
    @overload
    def __call__(self, kind: str) -> Collection[Record]: ...


class GetOfKind(Protocol):
    """A record, or nothing where there is none."""

    @overload
    def __call__(self, kind: Literal["portal"], record_id: str) -> Record[PortalValue] | None: ...
    @overload
    def __call__(self, kind: Literal["platforms"], record_id: str) -> Record[PlatformValue] | None: ...
    @overload
    def __call__(self, kind: Literal["agencies"], record_id: str) -> Record[AgencyValue] | None: ...
    @overload
    def __call__(self, kind: Literal["people"], record_id: str) -> Record[PersonValue] | None: ...
    @overload
    def __call__(self, kind: Literal["sites"], record_id: str) -> Record[SiteValue] | None: ...
    @overload
    def __call__(self, kind: Literal["designations"], record_id: str) -> Record[DesignationValue] | None: ...
    @overload
    def __call__(self, kind: Literal["policies"], record_id: str) -> Record[PolicyValue] | None: ...
    @overload
    def __call__(self, kind: Literal["operations"], record_id: str) -> Record[OperationsLogValue] | None: ...
    @overload
    def __call__(self, kind: Literal["posts"], record_id: str) -> Record[AuthoringLogValue] | None: ...
    @overload
    def __call__(self, kind: Literal["holds"], record_id: str) -> Record[HoldValue] | None: ...
    @overload
    def __call__(self, kind: Literal["requests"], record_id: str) -> Record[RequestValue] | None: ...
    @overload
    def __call__(self, kind: Literal["staff"], record_id: str) -> Record[StaffValue] | None: ...
    @overload
    def __call__(self, kind: Literal["access"], record_id: str) -> Record[AccessValue] | None: ...
    @overload
    def __call__(self, kind: Literal["audits"], record_id: str) -> Record[AuditValue] | None: ...
    @overload
    def __call__(self, kind: Literal["schedules"], record_id: str) -> Record[ScheduleValue] | None: ...
    @overload
    def __call__(self, kind: Literal["events"], record_id: str) -> Record[EventValue] | None: ...
    @overload
    def __call__(self, kind: Literal["classifications"], record_id: str) -> Record[ClassificationValue] | None: ...
    @overload
    def __call__(self, kind: Literal["authorizations"], record_id: str) -> Record[AuthorizationValue] | None: ...
    @overload
    def __call__(self, kind: Literal["dispositions"], record_id: str) -> Record[DispositionValue] | None: ...
    @overload
    def __call__(self, kind: Literal["captures"], record_id: str) -> Record[CaptureValue] | None: ...
    @overload
    def __call__(self, kind: str, record_id: str) -> Record | None: ...
