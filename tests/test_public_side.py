"""The public side tells nothing of what a private root holds: the same bytes, the same words, the same exit codes."""

from __future__ import annotations

import shutil
from pathlib import Path

from records_portal.store.anchors import Anchor, Anchors, write_anchors
from tests.roots import Root, command
from tests.test_comparison import EVERYTHING, capture
from tests.test_holds import CAPTURE, Desk, hold

DAY = ("--as-of", "2026-01-15")


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def said(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = command("--root", folder / "root", *arguments, home=folder)
    out, err = (text.replace(str(folder), "F") for text in (done.stdout, done.stderr))
    return done.returncode, out, err


def test_what_is_public_is_the_same_with_and_without_a_private_root(tmp_path: Path) -> None:
    """A root alone, and the same one whose private root holds everything and had a hold taken away."""
    alone, beside = tmp_path / "alone", tmp_path / "beside"
    alone.mkdir()
    desk = Desk(alone)
    record = capture(EVERYTHING, "2024-05-02")
    desk.root.commit({f"{CAPTURE}/capture.yml": record | {"counts": record["counts"] | {"found": 1, "new": 1}}})
    shutil.copytree(alone / "root", beside / "root")
    shutil.rmtree(alone / "private")
    private = Root(beside / "root-private")
    first = private.commit({"registry/holds/gone.yml": hold({"agencies": ["parks"]})})
    private.git("rm", "--quiet", "registry/holds/gone.yml")
    part = {
        "private_part": True,
        "scope": {"complete": False, "picked": True},
        "kinds": [{"kind": "block", "items": 7}],
    }
    private.commit(
        {
            "registry/holds/all.yml": hold({"sites": ["parks-x"]}),
            "captures/parks-x/2024-05-02-fedcba98/capture.yml": record | part,
        }
    )
    for folder, agencies in ((alone, {}), (beside, {"parks": "counsel"})):
        (folder / "root-store").mkdir()
        counsel = (Anchor("counsel", str(beside / "root-private"), "main", first),) if agencies else ()
        anchors = Anchors(Anchor("public", "/srv/records.git", "main"), counsel, agencies)
        write_anchors(folder / "root-store", anchors)
    for asked in (
        ("validate", *DAY),
        ("due", *DAY, "--format", "csv"),
        ("due", *DAY, "--status", "held"),
        ("explain", "parks-x", "1", *DAY),
        ("impact", "HEAD~0..HEAD", *DAY),
        ("check", "https://x.com/parks"),
        ("diff", "HEAD..HEAD", *DAY),
        ("build", *DAY, "--out", "OUT"),
    ):
        first_said, second_said = (
            said(folder, *(str(folder / "site") if word == "OUT" else word for word in asked))
            for folder in (alone, beside)
        )
        assert first_said == second_said, asked
    sites = [files_below(folder / "site") for folder in (alone, beside)]
    assert len(sites[0]) > 60
    assert sites[0] == sites[1]
