"""How the branch that counts is to be protected at each forge, and what an export of the forge's settings lacks of it.

* What is wanted has the form in which the forge's own interface takes it.
* What is stricter than wanted is right; what an export does not say is not there.
* Which forge it is of is seen by the form of the export; of another form is refused.

The forms: GitHub's rulesets and older branch protections, GitLab's protected branches with the project's settings and
approvals, the branch protections of Forgejo and Gitea, and the settings of a bare repository. They rest on the forges'
documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from records_portal.register.findings import Refusal

Settings = Mapping[str, Any]
NO_ONE, MAINTAINERS = 0, 40  # GitLab's levels of access
GITHUB_CHECK, GITEA_CHECK = "words", "changes / words (pull_request_target)"


@dataclass(frozen=True, slots=True)
class Laxity:
    """A setting that an export lacks: what it is called there, what it says, and what would be right."""

    setting: str
    said: str
    right: str

    def __str__(self) -> str:
        return f"{self.setting}: {self.said}; {self.right}"


def protection_path(forge: str) -> str:
    """Where the settings stand that are wanted at a forge."""
    return f".{forge}/branch-protection.json"


def wanted_settings(forge: str, branch: str) -> dict[str, Any]:
    """What is wanted at a forge, as its interface takes it."""
    return {"github": _github, "gitlab": _gitlab, "forgejo": _gitea, "gitea": _gitea}[forge](branch)


def _github(branch: str) -> dict[str, Any]:
    review = {
        "required_approving_review_count": 1,
        "dismiss_stale_reviews_on_push": True,
        "require_code_owner_review": True,
        "require_last_push_approval": True,
        "required_review_thread_resolution": False,
        "allowed_merge_methods": ["squash"],
    }
    checks = {
        "strict_required_status_checks_policy": True,
        "required_status_checks": [{"context": GITHUB_CHECK}],
    }
    return {
        "name": "The register",
        "target": "branch",
        "enforcement": "active",
        "conditions": {"ref_name": {"include": [f"refs/heads/{branch}"], "exclude": []}},
        "rules": [
            {"type": "deletion"},
            {"type": "non_fast_forward"},
            {"type": "pull_request", "parameters": review},
            {"type": "required_status_checks", "parameters": checks},
        ],
        "bypass_actors": [],
    }


def _gitlab(branch: str) -> dict[str, Any]:
    return {
        "protected_branch": {
            "name": branch,
            "push_access_levels": [{"access_level": NO_ONE}],
            "merge_access_levels": [{"access_level": MAINTAINERS}],
            "allow_force_push": False,
            "code_owner_approval_required": True,
        },
        "project": {
            "squash_option": "always",
            "only_allow_merge_if_pipeline_succeeds": True,
            "allow_merge_on_skipped_pipeline": False,
        },
        "approvals": {
            "reset_approvals_on_push": True,
            "merge_requests_author_approval": False,
            "merge_requests_disable_committers_approval": True,
        },
    }


def _gitea(branch: str) -> dict[str, Any]:
    return {
        "rule_name": branch,
        "enable_push": False,
        "required_approvals": 1,
        "enable_status_check": True,
        "status_check_contexts": [GITEA_CHECK],
        "block_on_rejected_reviews": True,
        "block_on_outdated_branch": True,
        "dismiss_stale_approvals": True,
    }


def laxities(export: object, branch: str) -> Iterator[Laxity]:
    """What an export of a forge's settings lacks of what is wanted for a branch."""
    if isinstance(export, list):
        yield from _of_list(export, branch)
        return
    if not isinstance(export, dict):
        raise Refusal("it holds no settings; export them as JSON from the forge's interface")
    if "rules" in export and "enforcement" in export:
        yield from _lax_github(export, branch)
    elif "required_pull_request_reviews" in export or "enforce_admins" in export:
        yield from _lax_classic(export, branch)
    elif set(export) & {"protected_branch", "project", "approvals"}:
        yield from _lax_gitlab(export, branch)
    elif "push_access_levels" in export:
        yield from _lax_gitlab({"protected_branch": export}, branch)
    elif "squash_option" in export:
        yield from _lax_gitlab({"project": export}, branch)
    elif "reset_approvals_on_push" in export:
        yield from _lax_gitlab({"approvals": export}, branch)
    elif "rule_name" in export or "branch_name" in export:
        yield from _lax_gitea(export, branch)
    else:
        raise Refusal(
            "its form is none that is known: a ruleset or branch protection of GitHub, a protected branch, project or "
            "approvals of GitLab, a branch protection of Forgejo or Gitea"
        )


def _of_list(exports: list[Any], branch: str) -> Iterator[Laxity]:
    """The one of a list that is about the branch; several rulesets of GitHub are not put together here."""
    about = [each for each in exports if isinstance(each, dict) and _is_about(each, branch)]
    if not about:
        yield Laxity(branch, "no rule is about this branch", "one as `records init` wrote it")
        return
    found = [list(laxities(each, branch)) for each in about]
    yield from min(found, key=len)


def _is_about(export: Settings, branch: str) -> bool:
    name = str(export.get("rule_name") or export.get("branch_name") or export.get("name") or "")
    return "rules" in export or fnmatchcase(branch, name)


def _lax_github(export: Settings, branch: str) -> Iterator[Laxity]:
    yield from _lax_reach(export, branch)
    listed = (each for each in _listed(export, "rules") if isinstance(each, dict))
    rules = {str(each.get("type")): _within(each, "parameters") for each in listed}
    for kind in ("deletion", "non_fast_forward", "pull_request", "required_status_checks"):
        if kind not in rules:
            yield Laxity(f"rules.{kind}", "not there", "as `records init` wrote it")
    if "pull_request" in rules:
        yield from _lax_review(rules["pull_request"])
    if "required_status_checks" in rules:
        checks, where = rules["required_status_checks"], "rules.required_status_checks"
        yield from _flags(checks, where, {"strict_required_status_checks_policy": True})
        entries = _listed(checks, "required_status_checks")
        named = [each.get("context") for each in entries if isinstance(each, dict)]
        if GITHUB_CHECK not in named:
            yield Laxity(where, f"{named}", f"{GITHUB_CHECK!r}, which says what changes")


def _lax_reach(export: Settings, branch: str) -> Iterator[Laxity]:
    """Whether a ruleset is in force, about the branch, and for everybody."""
    if export.get("enforcement") != "active":
        yield Laxity("enforcement", repr(export.get("enforcement")), "'active'")
    if export.get("target", "branch") != "branch":
        yield Laxity("target", repr(export.get("target")), "'branch'")
    refs = _within(export, "conditions", "ref_name")
    if not {f"refs/heads/{branch}", "~DEFAULT_BRANCH", "~ALL"} & set(map(str, _listed(refs, "include"))):
        yield Laxity("conditions.ref_name.include", f"{_listed(refs, 'include')}", f"'refs/heads/{branch}'")
    if (excluded := refs.get("exclude", [])) != []:
        yield Laxity("conditions.ref_name.exclude", f"{excluded}", "nothing is left out")
    if export.get("bypass_actors") != []:
        said = "not shown" if "bypass_actors" not in export else "somebody may go round the rules"
        yield Laxity("bypass_actors", said, "an empty list, exported by an administrator")


def _lax_review(review: Settings) -> Iterator[Laxity]:
    where = "rules.pull_request"
    yield from _at_least(review, where, "required_approving_review_count", 1)
    wanted = ("dismiss_stale_reviews_on_push", "require_code_owner_review", "require_last_push_approval")
    yield from _flags(review, where, dict.fromkeys(wanted, True))
    methods = review.get("allowed_merge_methods")
    if methods != ["squash"]:
        yield Laxity(f"{where}.allowed_merge_methods", f"{methods}", "['squash']: approval lines stay with the change")


def _lax_classic(export: Settings, branch: str) -> Iterator[Laxity]:
    """What an older branch protection of GitHub lacks; its branch stands in its address alone."""
    if not str(export.get("url", "")).endswith(f"/branches/{branch}/protection"):
        yield Laxity("url", repr(export.get("url")), f"the protection of {branch!r}")
    review, where = _within(export, "required_pull_request_reviews"), "required_pull_request_reviews"
    yield from _at_least(review, where, "required_approving_review_count", 1)
    wanted = ("dismiss_stale_reviews", "require_code_owner_reviews", "require_last_push_approval")
    yield from _flags(review, where, dict.fromkeys(wanted, True))
    if any(_within(review, "bypass_pull_request_allowances").values()):
        yield Laxity(f"{where}.bypass_pull_request_allowances", "somebody may go round the review", "nobody")
    for name, value in (("enforce_admins", True), ("allow_force_pushes", False), ("allow_deletions", False)):
        yield from _flags(_within(export, name), name, {"enabled": value})
    checks, where = _within(export, "required_status_checks"), "required_status_checks"
    yield from _flags(checks, where, {"strict": True})
    if GITHUB_CHECK not in _listed(checks, "contexts"):
        yield Laxity(
            f"{where}.contexts", f"{_listed(checks, 'contexts')}", f"{GITHUB_CHECK!r}, which says what changes"
        )


def _lax_gitlab(export: Settings, branch: str) -> Iterator[Laxity]:
    wanted = _gitlab(branch)
    if "protected_branch" in export:
        protected = _within(export, "protected_branch")
        if not fnmatchcase(branch, str(protected.get("name", ""))):
            yield Laxity("protected_branch.name", repr(protected.get("name")), repr(branch))
        yield from _levels(protected, "push_access_levels", frozenset((NO_ONE,)))
        yield from _levels(protected, "merge_access_levels", frozenset((NO_ONE, MAINTAINERS, 60)))
        flags = {"allow_force_push": False, "code_owner_approval_required": True}
        yield from _flags(protected, "protected_branch", flags)
    for part in ("project", "approvals"):
        if part in export:
            yield from _flags(_within(export, part), part, wanted[part])


def _levels(protected: Settings, name: str, allowed: frozenset[int]) -> Iterator[Laxity]:
    """Whoever may do something by a level of access, or by name: a key that may push goes round every review."""
    entries = [each for each in _listed(protected, name) if isinstance(each, dict)]
    if not entries:
        yield Laxity(f"protected_branch.{name}", "not said", f"levels {sorted(allowed)}")
    for each in entries:
        if each.get("deploy_key_id") or each.get("user_id") or each.get("group_id"):
            yield Laxity(f"protected_branch.{name}", "somebody is named beside the levels", "levels alone")
        elif each.get("access_level") not in list(allowed):
            yield Laxity(f"protected_branch.{name}", f"level {each.get('access_level')}", f"{sorted(allowed)}")


def _lax_gitea(export: Settings, branch: str) -> Iterator[Laxity]:
    name = str(export.get("rule_name") or export.get("branch_name"))
    if not fnmatchcase(branch, name):
        yield Laxity("rule_name", repr(name), repr(branch))
    yield from _at_least(export, "", "required_approvals", 1)
    wanted = _gitea(branch)
    names = ("enable_push", "enable_status_check", "block_on_rejected_reviews", "block_on_outdated_branch")
    yield from _flags(export, "", {each: wanted[each] for each in (*names, "dismiss_stale_approvals")})
    if export.get("push_whitelist_usernames") or export.get("push_whitelist_teams"):
        yield Laxity("push_whitelist_usernames", "somebody may push without review", "nobody")
    contexts = _listed(export, "status_check_contexts")
    if not any(fnmatchcase(GITEA_CHECK, str(each)) for each in contexts):
        yield Laxity("status_check_contexts", f"{contexts}", f"{GITEA_CHECK!r}, which says what changes")
    if export.get("unprotected_file_patterns"):
        yield Laxity("unprotected_file_patterns", repr(export["unprotected_file_patterns"]), "no file is left out")


def lax_bare(settings: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[Laxity]:
    """What the settings of a bare repository lack."""
    for name, value in wanted.items():
        said = settings.get(name.lower(), "not said")
        if said != value:
            yield Laxity(name, said, value)


def _flags(settings: Settings, where: str, wanted: Settings) -> Iterator[Laxity]:
    for name, value in wanted.items():
        if settings.get(name) != value:
            said = repr(settings[name]) if name in settings else "not said"
            yield Laxity(".".join(filter(None, (where, name))), said, repr(value))


def _at_least(settings: Settings, where: str, name: str, least: int) -> Iterator[Laxity]:
    said = settings.get(name)
    if type(said) is not int or said < least:  # true is no number of approvals
        yield Laxity(".".join(filter(None, (where, name))), repr(said), f"{least} or more")


def _within(settings: Settings, *names: str) -> Settings:
    found: Any = settings
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _listed(settings: Settings, name: str) -> list[Any]:
    found = settings.get(name)
    return found if isinstance(found, list) else []
