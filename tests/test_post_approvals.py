"""Who approved a post: of its own, by an approval that stands for its type, or afterwards in an emergency."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records_portal.duties.post_approvals import PostApproval, approval_of
from records_portal.portal.pages.records import generic_pages
from tests.roots import root_files
from tests.test_due_pages import context_of, items, text_of

STANDING = {
    "id": "closures-2026",
    "types": ["Closures"],
    "from_on": "2026-01-01",
    "to_on": "2026-12-31",
    "by": "dora",
    "role": "communications-director",
    "on": "2026-01-10",
}
BY_STANDING = PostApproval("standing", "dora", "2026-01-10", "communications-director", "closures-2026")
NOBODY = PostApproval("nobody")
BO = "Bo &lt;b&gt;Reed&lt;/b&gt;, Officer"


def approval(site: dict[str, Any] | None = None, **post: Any) -> PostApproval:
    whole: Any = {"posted_on": "2026-05-04", "author": "hana", "title": "T", "description": "D", **post}
    standing: Any = {"standing_approvals": [{**STANDING, **(site or {})}]}
    return approval_of(whole, standing)


@pytest.mark.parametrize(
    ("post", "site", "expected"),
    [
        ({"type": "Closures"}, {}, BY_STANDING),
        ({"type": "Closures", "standing_approval": "closures-2026"}, {}, BY_STANDING),
        ({"type": "Closures", "standing_approval": "another"}, {}, NOBODY),
        ({"type": "News"}, {}, NOBODY),
        ({}, {}, NOBODY),
        # the first and the last day count, and none before it was given
        ({"type": "Closures", "posted_on": "2026-12-31"}, {}, BY_STANDING),
        ({"type": "Closures", "posted_on": "2027-01-01"}, {}, NOBODY),
        ({"type": "Closures", "posted_on": "2026-01-10"}, {}, BY_STANDING),
        ({"type": "Closures", "posted_on": "2026-01-09"}, {}, NOBODY),
        # withdrawn, it covers what went out before
        ({"type": "Closures", "posted_on": "2026-05-03"}, {"withdrawn_on": "2026-05-04"}, BY_STANDING),
        ({"type": "Closures"}, {"withdrawn_on": "2026-05-04"}, NOBODY),
        # nobody approves a post of their own, not even beforehand
        ({"type": "Closures", "author": "dora"}, {}, NOBODY),
        # an approval of the post's own comes first
        (
            {"type": "Closures", "approved_by": "bo", "approved_on": "2026-05-04"},
            {},
            PostApproval("before", "bo", "2026-05-04"),
        ),
        (
            {"approved_by": "bo", "approved_on": "2026-05-06"},
            {},
            PostApproval("afterwards", "bo", "2026-05-06", days=2),
        ),
        (
            {"approved_by": "bo", "approved_on": "2026-05-06", "emergency": {"reason": "A flood"}},
            {},
            PostApproval("emergency", "bo", "2026-05-06", days=2),
        ),
        ({"emergency": {"reason": "A flood"}}, {}, PostApproval("open-emergency")),
        # what is planned is covered as it will be posted
        ({"type": "Closures", "posted_on": "", "planned_on": "2026-06-01"}, {}, BY_STANDING),
    ],
)  # fmt: skip
def test_how_a_post_was_approved(post: dict[str, Any], site: dict[str, Any], expected: PostApproval) -> None:
    post = {name: value for name, value in post.items() if value}
    if "planned_on" in post:
        whole: Any = {"author": "hana", "title": "T", "description": "D", **post}
        found: Any = {"standing_approvals": [STANDING]}
        assert approval_of(whole, found) == expected
        return
    assert approval(site, **post) == expected


@pytest.mark.parametrize(
    ("how", "counts"),
    [("before", 1), ("standing", 1), ("emergency", 1), ("afterwards", 0), ("open-emergency", 0), ("nobody", 0)],
)
def test_an_approval_counts_but_for_one_that_came_late_without_an_emergency(how: Any, counts: int) -> None:
    assert PostApproval(how).counts == bool(counts)


def test_a_post_of_a_site_that_is_not_in_the_register_has_no_standing_approval() -> None:
    post: Any = {"posted_on": "2026-05-04", "author": "hana", "title": "T", "description": "D", "type": "Closures"}
    assert approval_of(post, None) == NOBODY


def test_the_page_of_a_log_says_how_posts_were_approved_that_were_not_beforehand(tmp_path: Path) -> None:
    files = root_files()
    files["registry/people/bo.yml"] = {**files["registry/people/ana.yml"], "name": "Bo <b>Reed</b>"}
    files["registry/sites/parks-x.yml"]["standing_approvals"] = [{**STANDING, "by": "bo", "role": "agency-head"}]
    common = {"author": "ana", "description": "D"}
    files["registry/posts/parks-x/2026.yml"] = {
        "posts": [
            {"posted_on": "2026-05-01", "title": "Before", "approved_by": "bo", "approved_on": "2026-05-01", **common},
            {"posted_on": "2026-05-02", "title": "Closed", "type": "Closures", **common},
            {
                "posted_on": "2026-05-03",
                "title": "Flood",
                "emergency": {"reason": "R"},
                "approved_by": "bo",
                "approved_on": "2026-05-04",
                **common,
            },
            {"posted_on": "2026-05-05", "title": "Fire", "emergency": {"reason": "R"}, **common},
            {"planned_on": "2026-06-01", "title": "Plan", **common},
        ]
    }
    context = context_of(tmp_path, items({"id": "1", "latest_on": "2021-03-05"}), files)
    (page,) = [page for page in generic_pages(context) if page.address == "records/posts/parks-x/2026/"]
    listed = str(page.body).partition('id="approvals"')[2].partition("</ul>")[0]
    assert [text_of(one) for one in listed.split("<li>")[1:]] == [
        f"Closed, 2026-05-02: covered by the standing approval closures-2026 that {BO} gave on 2026-01-10",
        f"Flood, 2026-05-03: posted in an emergency; {BO} approved it 1 day afterwards, on 2026-05-04",
        "Fire, 2026-05-05: posted in an emergency; nobody has approved it yet",
    ]
