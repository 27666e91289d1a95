"""What `records init` writes for a forge: workflows, owners, and a branch protection that exports are held against."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree, load_register
from records_portal.starting.protection import laxities, wanted_settings
from tests.beginnings import TOWN, Bench, git, made_bench

ROOT = Path(__file__).parents[1]
ADDRESSES = {
    "github": "git@github.com:ourtown/records.git",
    "gitlab": "https://gitlab.com/ourtown/office/records.git",
    "forgejo": "ssh://git@forge.ourtown.example:2222/town/records.git",
    "gitea": "https://git.ourtown.example:3000/town/records.git",
}
OWN_INSTALL = """\
          python3 -m venv .venv
          .venv/bin/pip install -q --require-hashes -r requirements/runtime.txt
          .venv/bin/pip install -q --no-deps --no-build-isolation --editable .
"""
INSTALL = """\
          python3 -m venv .venv
          .venv/bin/pip install -q --require-hashes -r requirements.txt
          .venv/bin/pip install -q --no-deps -r program.txt
"""


@pytest.fixture
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    return made_bench(tmp_path, capsys)


def begun(bench: Bench, forge: str, *more: str) -> Path:
    return bench.begun("ours", *TOWN, *bench.keys, "--forge", forge, "--address", ADDRESSES[forge], *more)


@pytest.mark.parametrize(
    ("forge", "page", "noreply", "private"),
    [
        (
            "github",
            "https://github.com/ourtown/records",
            "users.noreply.github.com",
            "git@github.com:ourtown/records-private.git",
        ),
        (
            "gitlab",
            "https://gitlab.com/ourtown/office/records",
            "users.noreply.gitlab.com",
            "https://gitlab.com/ourtown/office/records-private.git",
        ),
        (
            "forgejo",
            "https://forge.ourtown.example/town/records",
            "noreply.forge.ourtown.example",
            "ssh://git@forge.ourtown.example:2222/town/records-private.git",
        ),
        (
            "gitea",
            "https://git.ourtown.example:3000/town/records",
            "noreply.git.ourtown.example",
            "https://git.ourtown.example:3000/town/records-private.git",
        ),
    ],
)
def test_a_root_at_a_forge_has_its_files_and_names_its_addresses(
    bench: Bench, forge: str, page: str, noreply: str, private: str
) -> None:
    root = begun(bench, forge)
    assert bench.left() == ["ours", "ours-private", "ours-store"]
    settings = load_register(FolderTree(root)).register.portal["forge"]
    assert settings == {"url": page, "kind": forge, "noreply_domain": noreply}
    assert git(root, "remote", "get-url", "origin").strip() == ADDRESSES[forge]
    assert git(bench.folder / "ours-private", "remote", "get-url", "origin").strip() == private
    for folder in (root, bench.folder / "ours-private"):
        texts = {name: (folder / name).read_text("utf-8") for name in git(folder, "ls-files").splitlines()}
        pipelines = [name for name in texts if "workflows/" in name or name.endswith("-ci.yml")]
        assert pipelines
        for name in pipelines:
            assert " diff " in texts[name] or name.endswith(
                ("publish.yml", "preview.yml", "attest.yml", "log.yml", "answers.yml", "duties.yml")
            )
            left = ("@BRANCH@", "@PUBLIC@", "@VISIBLE@", "scripts/", "nox")
            assert [word for word in left if word in texts[name]] == []
        export = json.loads(texts[f".{forge}/branch-protection.json"])
        assert list(laxities(export, "main")) == []
    assert f"git clone --quiet {page}.git" in "".join(
        (bench.folder / "ours-private" / name).read_text("utf-8")
        for name in git(bench.folder / "ours-private", "ls-files").splitlines()
    )


@pytest.mark.parametrize("name", ["changes", "preview", "attest", "log", "answers"])
def test_the_workflows_at_github_are_the_projects_own_but_for_the_program(bench: Bench, name: str) -> None:
    own = (ROOT / f".github/workflows/{name}.yml").read_text("utf-8")
    assert (own.count(OWN_INSTALL), OWN_INSTALL == INSTALL) == (1, False)
    written = begun(bench, "github", "--branch", "trunk") / f".github/workflows/{name}.yml"
    assert written.read_text("utf-8") == own.replace(OWN_INSTALL, INSTALL).replace("[main]", "[trunk]")


def test_owners_follow_from_the_roles_and_name_those_whom_the_forge_can_ask(bench: Bench) -> None:
    root = begun(bench, "github", "--person", "Cy Orr; Archivist; records officer, counsel")
    lines = (root / ".github/CODEOWNERS").read_text("utf-8").splitlines()
    assert [line.split() for line in lines if line and not line.startswith("#")] == [
        ["*", "@blind"],
        ["/registry/sites/", "@areyes", "@blind"],
        ["/registry/designations/", "@areyes"],
        ["/registry/people/", "@areyes", "@blind"],
        ["/registry/agencies/", "@areyes", "@blind"],
        ["/registry/policies/", "@areyes", "@blind"],
        ["/registry/portal.yml", "@blind"],
        ["/schedules/", "@blind"],
        ["/captures/", "@blind"],
        ["/.github/", "@blind"],
        ["/requirements.txt", "@blind"],
        ["/program.txt", "@blind"],
    ]
    assert (bench.folder / "ours-private/.github/CODEOWNERS").read_text("utf-8").count("@blind") >= 3


def test_forgejo_has_regular_expressions_in_the_place_of_paths(bench: Bench) -> None:
    text = (begun(bench, "forgejo") / "CODEOWNERS").read_text("utf-8")
    patterns = [line.split()[0] for line in text.splitlines() if line and not line.startswith("#")]
    assert patterns[:2] == [".*", "registry/sites/.*"]
    assert patterns[6:7] == [r"registry/portal\.yml"]


def changed(settings: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Settings with one of them changed, or taken out where the value is `...`."""
    settings = copy.deepcopy(settings)
    found: Any = settings
    *above, last = (int(step) if step.isdecimal() else step for step in path.split("."))
    for step in above:
        found = found[step]
    if value is ...:
        del found[last]
    else:
        found[last] = value
    return settings


GITHUB = [
    ("enforcement", "evaluate", "enforcement: 'evaluate'; 'active'"),
    ("target", "tag", "target: 'tag'; 'branch'"),
    ("conditions.ref_name.include", ["refs/heads/other"], "conditions.ref_name.include: ['refs/heads/other']"),
    ("conditions.ref_name.exclude", ["refs/heads/main"], "conditions.ref_name.exclude: ['refs/heads/main']"),
    ("bypass_actors", [{"actor_id": 5}], "bypass_actors: somebody may go round the rules"),
    ("bypass_actors", ..., "bypass_actors: not shown"),
    ("rules.0", {"type": "creation"}, "rules.deletion: not there"),
    ("rules.1", {"type": "creation"}, "rules.non_fast_forward: not there"),
    ("rules.2", {"type": "creation"}, "rules.pull_request: not there"),
    ("rules.3", {"type": "creation"}, "rules.required_status_checks: not there"),
    ("rules.2.parameters.required_approving_review_count", 0, "required_approving_review_count: 0; 1 or more"),
    ("rules.2.parameters.required_approving_review_count", True, "required_approving_review_count: True; 1 or more"),
    ("rules.2.parameters.dismiss_stale_reviews_on_push", False, "dismiss_stale_reviews_on_push: False; True"),
    ("rules.2.parameters.require_code_owner_review", False, "require_code_owner_review: False; True"),
    ("rules.2.parameters.require_last_push_approval", ..., "require_last_push_approval: not said; True"),
    ("rules.2.parameters.allowed_merge_methods", ["squash", "rebase"], "allowed_merge_methods: ['squash', 'rebase']"),
    ("rules.3.parameters.required_status_checks", [{"context": "ci"}], "rules.required_status_checks: ['ci']"),
    ("rules.3.parameters.strict_required_status_checks_policy", False, "strict_required_status_checks_policy: False"),
]
GITLAB = [
    ("protected_branch.name", "release", "protected_branch.name: 'release'; 'main'"),
    ("protected_branch.push_access_levels.0.access_level", 40, "push_access_levels: level 40"),
    ("protected_branch.push_access_levels.0.deploy_key_id", 1, "push_access_levels: somebody is named"),
    ("protected_branch.push_access_levels", [], "push_access_levels: not said"),
    ("protected_branch.merge_access_levels.0.access_level", 30, "merge_access_levels: level 30"),
    ("protected_branch.allow_force_push", True, "allow_force_push: True; False"),
    ("protected_branch.code_owner_approval_required", False, "code_owner_approval_required: False; True"),
    ("project.squash_option", "default_on", "squash_option: 'default_on'; 'always'"),
    ("project.only_allow_merge_if_pipeline_succeeds", False, "only_allow_merge_if_pipeline_succeeds: False"),
    ("project.allow_merge_on_skipped_pipeline", True, "allow_merge_on_skipped_pipeline: True; False"),
    ("approvals.reset_approvals_on_push", False, "reset_approvals_on_push: False; True"),
    ("approvals.merge_requests_author_approval", True, "merge_requests_author_approval: True; False"),
    ("approvals.merge_requests_disable_committers_approval", ..., "disable_committers_approval: not said"),
]
GITEA = [
    ("rule_name", "release/*", "rule_name: 'release/*'; 'main'"),
    ("enable_push", True, "enable_push: True; False"),
    ("required_approvals", 0, "required_approvals: 0; 1 or more"),
    ("enable_status_check", False, "enable_status_check: False; True"),
    ("status_check_contexts", ["ci"], "status_check_contexts: ['ci']"),
    ("block_on_rejected_reviews", False, "block_on_rejected_reviews: False; True"),
    ("block_on_outdated_branch", False, "block_on_outdated_branch: False; True"),
    ("dismiss_stale_approvals", False, "dismiss_stale_approvals: False; True"),
    ("push_whitelist_usernames", ["ana"], "push_whitelist_usernames: somebody may push without review"),
    ("unprotected_file_patterns", "*.yml", "unprotected_file_patterns: '*.yml'; no file is left out"),
]


CLASSIC: dict[str, Any] = {
    "url": "https://api.github.com/repos/ourtown/records/branches/main/protection",
    "required_status_checks": {
        "strict": True,
        "contexts": ["words"],
        "checks": [{"context": "words", "app_id": 15368}],
    },
    "required_pull_request_reviews": {
        "dismiss_stale_reviews": True,
        "require_code_owner_reviews": True,
        "require_last_push_approval": True,
        "required_approving_review_count": 1,
    },
    "enforce_admins": {"enabled": True},
    "allow_force_pushes": {"enabled": False},
    "allow_deletions": {"enabled": False},
}
OLDER = [
    ("url", "https://api.github.com/repos/ourtown/records/branches/old/protection", "url: "),
    ("required_status_checks.strict", False, "required_status_checks.strict: False; True"),
    ("required_status_checks.contexts", [], "required_status_checks.contexts: []"),
    ("required_pull_request_reviews.dismiss_stale_reviews", False, "dismiss_stale_reviews: False; True"),
    ("required_pull_request_reviews.require_code_owner_reviews", ..., "require_code_owner_reviews: not said"),
    ("required_pull_request_reviews.require_last_push_approval", False, "require_last_push_approval: False; True"),
    ("required_pull_request_reviews.required_approving_review_count", 0, "required_approving_review_count: 0"),
    (
        "required_pull_request_reviews.bypass_pull_request_allowances",
        {"users": [{"login": "ana"}], "teams": [], "apps": []},
        "bypass_pull_request_allowances: somebody may go round the review",
    ),
    ("enforce_admins", {"enabled": False}, "enforce_admins.enabled: False; True"),
    ("allow_force_pushes", {"enabled": True}, "allow_force_pushes.enabled: True; False"),
    ("allow_deletions", ..., "allow_deletions.enabled: not said; False"),
]


@pytest.mark.parametrize(("path", "value", "told"), OLDER)
def test_an_older_branch_protection_of_github_is_read_too(path: str, value: object, told: str) -> None:
    assert list(laxities(CLASSIC, "main")) == []
    lines = [str(each) for each in laxities(changed(CLASSIC, path, value), "main")]
    assert (len(lines), told in lines[0]) == (1, True), lines


@pytest.mark.parametrize(
    ("forge", "path", "value", "told"),
    [
        *(("github", *row) for row in GITHUB),
        *(("gitlab", *row) for row in GITLAB),
        *(("forgejo", *row) for row in GITEA),
    ],
)
def test_each_setting_that_is_laxer_is_told_and_no_other(forge: str, path: str, value: object, told: str) -> None:
    export = changed(wanted_settings(forge, "main"), path, value)
    lines = [str(each) for each in laxities(export, "main")]
    assert (len(lines), told in lines[0]) == (1, True), lines


def test_what_is_stricter_or_beside_it_is_right() -> None:
    github = changed(wanted_settings("github", "main"), "rules.2.parameters.required_approving_review_count", 2)
    github = changed(github, "conditions.ref_name.include", ["~DEFAULT_BRANCH"]) | {"id": 7}
    gitlab = changed(wanted_settings("gitlab", "main"), "protected_branch.merge_access_levels.0.access_level", 60)
    gitea = wanted_settings("gitea", "main") | {"rule_name": "**", "required_approvals": 3, "created_at": "2026-01-01"}
    for export in (github, gitlab, gitea, [gitea], *({part: value} for part, value in gitlab.items())):
        assert list(laxities(export, "main")) == []
    assert list(laxities(gitlab["protected_branch"], "main")) == []


def test_a_list_without_the_branch_protects_nothing() -> None:
    other = wanted_settings("forgejo", "other")
    assert [str(each) for each in laxities([other], "main")] == [
        "main: no rule is about this branch; one as `records init` wrote it"
    ]
    assert len(list(laxities([], "main"))) == 1


@pytest.mark.parametrize("export", [None, 3, "x", {}, {"message": "Not Found"}, {"rules": []}])
def test_another_form_is_refused(export: object) -> None:
    with pytest.raises(Refusal):
        list(laxities(export, "main"))


@pytest.mark.parametrize("forge", ["github", "gitlab", "gitea"])
def test_a_hostile_export_protects_nothing_and_ends_in_words(forge: str) -> None:
    """Every value in turn of another kind: told as lax or refused, never taken for right, and no traceback."""
    wanted = wanted_settings(forge, "main")
    for path in leaves(wanted):
        others: tuple[object, ...] = (None, [], {}, "\x1b[2J", [[1]], -1)
        for value in others:
            export = changed(wanted, path, value)
            if export == wanted or path.endswith(("required_review_thread_resolution", "name")):
                continue
            try:
                found = list(laxities(export, "main"))
            except Refusal:
                continue
            assert found, (path, value)


def leaves(value: Any, path: str = "") -> list[str]:
    """The path of every part of settings, the parts that hold others included."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path] if path else []
    for name, each in inside:
        found += leaves(each, f"{path}.{name}".removeprefix("."))
    return found


def test_the_command_names_each_laxity_and_exits_with_one(bench: Bench) -> None:
    root = begun(bench, "gitea")
    wanted = root / ".gitea/branch-protection.json"
    assert bench.run("protection", wanted) == (
        0,
        "",
        "'main' is protected as it is to be, as far as these settings say\n",
    )
    lax = bench.folder / "lax.json"
    lax.write_text(json.dumps(json.loads(wanted.read_text()) | {"enable_push": True, "required_approvals": 0}))
    code, out, _ = bench.run("protection", wanted, lax)
    assert (code, out) == (1, "F/lax.json: required_approvals: 0; 1 or more\nF/lax.json: enable_push: True; False\n")
    assert bench.run("protection", wanted, "--branch", "other")[0] == 1
    for text in ("", "[" * 100_000, "{}"):
        lax.write_text(text)
        code, out, err = bench.run("protection", lax)
        assert (code, out, err.count("\n")) == (2, "", 1)
    assert "is no bare repository" in bench.run("protection", root)[2]


@pytest.mark.parametrize("forge", sorted(ADDRESSES))
def test_late_duties_are_kept_as_issues_each_root_in_its_own_repository(bench: Bench, forge: str) -> None:
    root = begun(bench, forge)
    name = ".gitlab-ci.yml" if forge == "gitlab" else f".{forge}/workflows/duties.yml"
    public, private = ((folder / name).read_text("utf-8") for folder in (root, bench.folder / "ours-private"))
    assert "--private" not in public
    assert re.search(r"--private \S+\s[\s\\]*issues ", private)
    for text in (public, private):
        (said,) = re.findall(r"issues --forge (\S+) --repository \"(\S+)\" --execute", text)
        assert said[0] == {"gitea": "forgejo"}.get(forge, forge)
        assert "RECORDS_FORGE_TOKEN" in text
        assert "schedule" in text


def test_pipelines_are_yaml() -> None:
    folder = ROOT / "scripts/records_portal/starting/forges"
    for path in sorted(folder.rglob("*.yml")):
        value, fault = read_yaml(path.read_bytes().replace(b"@BRANCH@", b"main").replace(b"@PUBLIC@", b"P"))
        assert fault is None, (path.name, fault)
        assert isinstance(value, dict)
