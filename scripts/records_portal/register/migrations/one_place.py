"""What had two places: a statement and changes of credentials go to the log, a link that was seen once stands once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from records_portal.files.yaml_text import dump_yaml

from ..kinds import KINDS
from ..record_editing import append_entry
from .parts import OpenQuestion, RecordEdit, Steps, UpgradeAnswers, UpgradedRoot, UpgradedRoots, attempted
from .record_rewriting import without_entry, without_property

ASKS_WHO = "who says so: --said-by PERSON"


def log_statements(roots: UpgradedRoots, answers: UpgradeAnswers) -> Steps:
    """moderation-statements: the address of a moderation statement stands in the operations log of its site, as posted
    on the day of the upgrade by whoever says so where the log does not have it."""
    for root in roots.all:
        for site, path, text, value in root.of("sites"):
            if "statement_url" in value.get("comments", {}):
                yield from attempted(
                    root.name, path, partial(_logged_statement, root, site, (path, text), value["comments"], answers)
                )


def _logged_statement(
    root: UpgradedRoot, site: str, file: tuple[str, bytes], comments: Mapping[str, Any], answers: UpgradeAnswers
) -> Steps:
    path, text = file
    url = comments["statement_url"]
    if not any(each["url"] == url for each in _logged(root, site, "moderation_statements")):
        if not answers.said_by:
            yield OpenQuestion(root.name, path, f"the statement {url} stands there today: {ASKS_WHO}")
            return
        entry = {"on": answers.on, "by": answers.said_by, "url": url}
        yield _with_entry(root, site, answers.on, "moderation_statements", entry)
    yield RecordEdit(root.name, path, without_property(text, ("comments", "statement_url"))[0])


def log_credential_changes(roots: UpgradedRoots, answers: UpgradeAnswers) -> Steps:
    """credential-changes: that credentials were changed because somebody left stands in the operations log of the site,
    in the private root with whom it concerns, and no more beside the access that ended."""
    for root in roots.private:
        for site, path, _, value in root.of("access"):
            if any("credentials_changed_on" in each for each in value["access"]):
                yield from attempted(root.name, path, partial(_logged_changes, roots, root, site, path, answers))


def _logged_changes(roots: UpgradedRoots, root: UpgradedRoot, site: str, path: str, answers: UpgradeAnswers) -> Steps:
    made = roots
    for index, access in enumerate(root.value("access", site)["access"]):
        on = access.get("credentials_changed_on")
        if on is None:
            continue
        here = next(each for each in made.private if each.name == root.name)
        logged = [each for one in (made.public, here) for each in _logged(one, site, "credential_changes")]
        if not any(each["on"] == on and each.get("concerns", access["person"]) == access["person"] for each in logged):
            by = access.get("ended_by") or answers.said_by
            if not by:
                yield OpenQuestion(root.name, path, f"the credentials were changed on {on}: {ASKS_WHO}")
                continue
            entry = {"on": on, "by": by, "reason": "access-no-longer-needed", "concerns": access["person"]}
            edit = _with_entry(here, site, on, "credential_changes", entry)
            made = made.with_edits([edit])
            yield edit
            here = next(each for each in made.private if each.name == root.name)
        edit = RecordEdit(
            root.name, path, without_property(here.files[path], ("access", index, "credentials_changed_on"))[0]
        )
        made = made.with_edits([edit])
        yield edit


def keep_pages_once(roots: UpgradedRoots, _: UpgradeAnswers) -> Steps:
    """linked-pages: a link that was seen for the registration stands there alone, and later sightings in a list."""
    for root in roots.all:
        for _site, path, text, value in root.of("sites"):
            seen = [page for fact in value["facts"] for page in fact.get("pages", ())]
            twice = [index for index, page in enumerate(value.get("linked_from", ())) if page in seen]
            if twice:
                yield from attempted(root.name, path, partial(_once, root, path, text, value["linked_from"], twice))


def _once(root: UpgradedRoot, path: str, text: bytes, pages: list[Any], twice: list[int]) -> Steps:
    if len(twice) == len(pages):
        yield RecordEdit(root.name, path, without_property(text, ("linked_from",))[0])
        return
    for index in reversed(twice):
        text = without_entry(text, ("linked_from", index))
    yield RecordEdit(root.name, path, text)


def _logged(root: UpgradedRoot, site: str, name: str) -> list[Any]:
    """The entries of a list in all logs of a site."""
    logs = (value for log, _, _, value in root.of("operations") if log.partition("/")[0] == site)
    return [each for value in logs for each in value.get(name, ())]


def _with_entry(root: UpgradedRoot, site: str, on: str, name: str, entry: Mapping[str, Any]) -> RecordEdit:
    """The log of the year with one more entry; a log that is not there begins with it."""
    path = KINDS["operations"].path_of(f"{site}/{on[:4]}")
    known = root.files.get(path)
    text = append_entry(known, (name,), dict(entry)) if known else dump_yaml({name: [dict(entry)]}).encode()
    return RecordEdit(root.name, path, text)
