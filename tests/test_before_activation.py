"""What is dated before a site was activated is told once, and not where the day is explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records_portal.checks import check_register
from tests.roots import load, root_files

SITE, LOG = "registry/sites/parks-x.yml", "registry/posts/parks-x/2024.yml"
ACTIVATION = {
    **{"kind": "activation", "on": "2024-02-01", "by": "ana", "role": "it-web-liaison"},
    "copies_to": ["web-content-team", "cto-cio", "communications-director"],
}
CORRECTION = {
    **{"kind": "correction", "on": "2024-02-09", "by": "ana", "role": "it-web-liaison", "reason": "Entered late"},
    **{"corrects": {"kind": "activation", "on": "2024-02-01"}, "right": "Activated on 2024-01-08"},
}
POST = {"author": "ana", "title": "Trail closed", "description": "The ridge trail is closed"}
Change = Callable[[dict[str, Any]], object]


def told(folder: Path, day: str, change: Change) -> list[str]:
    files = root_files()
    files[SITE]["facts"].append(dict(ACTIVATION))
    files[LOG] = {"posts": [{"posted_on": day, **POST}]}
    change(files)
    register = load(folder, files)
    return [each.message for each in check_register(register, (), date(2024, 6, 1)) if each.code == "O005"]


@pytest.mark.parametrize(("day", "count"), [("2024-01-31", 1), ("2024-02-01", 0)])
def test_a_post_of_the_day_before_is_told_and_one_of_the_day_itself_is_not(
    tmp_path: Path, day: str, count: int
) -> None:
    found = told(tmp_path, day, lambda _: None)
    assert found == [f"published on {day}, before the site was activated on 2024-02-01"] * count


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files[SITE].update(origin="inventory"),
        lambda files: files[SITE]["facts"].append(CORRECTION),
        lambda files: files[LOG].update(
            corrections=[{"on": "2024-02-09", "by": "ana", "corrects": "Trail closed, the day", "reason": "2 February"}]
        ),
        lambda files: files[LOG]["posts"][0].update(planned_on=files[LOG]["posts"][0].pop("posted_on")),
    ],
    ids=["from-a-list", "activation-corrected", "post-corrected", "only-planned"],
)
def test_where_the_day_is_explained_nothing_is_told(tmp_path: Path, change: Change) -> None:
    assert told(tmp_path, "2024-01-31", change) == []
