"""One finder for all formats: whatever lies around an export, the same items come out and every byte is kept."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records_portal.captures.ingest import ingest_export
from records_portal.disposal.conservation import conservation_problems
from records_portal.exports import FORMATS
from records_portal.exports.archives.opening import open_export
from records_portal.exports.archives.streams import Limits
from records_portal.exports.finding.finder import find_export
from records_portal.exports.pieces import Doubt, ExportedItem, Piece, Recognised, Residue
from records_portal.register.findings import Refusal
from tests import web_archives
from tests.export_cases import case_names, lost_bytes, read_case, values_of
from tests.roots import ingest_request
from tests.surroundings import LITTER, SURROUNDINGS, bagged, below, files_of, put, zipped

# One case of each layout is enough for most of what lies around it.
ALL_AROUND = ("twitter-2022", "twitter-2018", "instagram-json-2022", "facebook-json-2024", "youtube-2024")
SHORT = ("four-folders", "litter-beside-its-folder", "zip-in-zip", "numbered-by-the-browser", "bag")
# What packs text in records of a fixed length, or tells by a digest that it changed, is not saved anew by anybody.
NOT_TEXT = ("warc", "mastodon-2023-packed")


def cases() -> Iterator[Any]:
    for name in case_names():
        if read_case(name).packed or read_case(name).parts:
            continue
        for around in SURROUNDINGS if name in ALL_AROUND else SHORT:
            yield pytest.param(name, around, id=f"{name}-{around}")


def read_export(*paths: Path, limits: Limits | None = None) -> tuple[Recognised, list[Piece]]:
    """What is found and read, after holding every piece against the bytes as received."""
    with open_export(paths, limits) as export:
        found = find_export(export, FORMATS)
        assert found, "is not recognised"
        pieces = list(found[0].read(found[1], export.open))
        assert lost_bytes(export, pieces) == []
        places = Counter(each.place for each in found[1].members)
        assert set(places.values()) == {1}
        return found[1], pieces


def doubts_of(pieces: Sequence[Piece]) -> dict[str, int]:
    return {each.reason: each.count for each in pieces if isinstance(each, Doubt)}


@pytest.mark.parametrize(("name", "around"), list(cases()))
def test_whatever_lies_around_an_export_its_items_are_the_same(tmp_path: Path, name: str, around: str) -> None:
    case = read_case(name)
    if name.startswith(NOT_TEXT) and "utf-16" in around:
        pytest.skip("nobody saves records as text")
    plain, pieces = read_export(case.export)
    expected = values_of(pieces)
    assert expected
    found, pieces = read_export(put(tmp_path / "given", SURROUNDINGS[around](files_of(case.export))))
    assert found.format == case.format
    assert (found.era, found.account_id) == (case.era, plain.account_id)
    assert values_of(pieces) == expected
    assert doubts_of(pieces) == ({"missing-parts": 1} if around == "half-a-part-beside" else {})
    assert found.declared == plain.declared


def test_parts_in_one_folder_are_read_as_one_export(tmp_path: Path) -> None:
    case = read_case("twitter-parts-2022")
    parts = [files_of(case.export / part) if (case.export / part).is_dir() else {} for part in case.parts]
    expected = values_of(read_export(*(case.export / part for part in case.parts))[1])
    for number, files in enumerate(
        (
            {name: data for at, part in enumerate(parts) for name, data in below(f"part {at}", part).items()},
            {f"part-{at}.zip": zipped(part) for at, part in enumerate(parts)},
            {"read me.txt": b"x", **{f"x/part-{at}.zip": zipped(below("top", part)) for at, part in enumerate(parts)}},
            {**below("unpacked", parts[0]), **{f"part-{at}.zip": zipped(part) for at, part in enumerate(parts[1:], 1)}},
        )
    ):
        assert values_of(read_export(put(tmp_path / str(number), files))[1]) == expected


def test_litter_is_kept_as_packaging_and_shown_to_no_format(tmp_path: Path) -> None:
    files = {**files_of(read_case("twitter-2022").export), **LITTER, **below("data", LITTER)}
    _, pieces = read_export(put(tmp_path / "given", files))
    litter = {each.member.name for each in pieces if isinstance(each, Residue) and each.part == "packaging"}
    assert litter == {*LITTER, *below("data", LITTER)}


def refusal_of(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(Refusal) as caught:
        read_export(path, limits=limits)
    return str(caught.value)


def test_a_bag_that_is_not_what_its_manifests_list_is_refused(tmp_path: Path) -> None:
    bag = dict(bagged(files_of(read_case("twitter-2022").export)))
    changed = {**bag, "data/data/account.js": bag["data/data/account.js"] + b" "}
    assert "is not what its manifest lists" in refusal_of(put(tmp_path / "changed", changed))
    lacking = {name: data for name, data in bag.items() if name != "data/data/account.js"}
    assert "lacks 'data/data/account.js'" in refusal_of(put(tmp_path / "lacking", lacking))
    assert "does not list" in refusal_of(put(tmp_path / "more", {**bag, "data/more.js": b"x"}))
    assert "still to be fetched" in refusal_of(put(tmp_path / "fetch", {**bag, "fetch.txt": b"https://x.example\n"}))


def test_archives_within_archives_have_limits_in_depth_number_and_size(tmp_path: Path) -> None:
    files = files_of(read_case("twitter-2022").export)
    deep = zipped(files)
    for _ in range(4):
        deep = zipped({"next.zip": deep})
    assert "archives within archives more than 3 deep" in refusal_of(put(tmp_path / "deep", {"x.zip": deep}))
    many = {f"{number}.zip": zipped({f"{number}.js": b"x"}) for number in range(6)}
    limits = Limits(nested=5)
    assert "holds more than 5 archives" in refusal_of(put(tmp_path / "many", many), limits)
    large = {f"{number}.zip": zipped({f"{number}.js": bytes(60_000)}) for number in range(6)}
    (tmp_path / "large.zip").write_bytes(zipped(large))
    # Each archive alone may be as large; all together are not.
    limits = Limits(free_bytes=200_000, ratio=20)
    assert "would unpack to more than" in refusal_of(tmp_path / "large.zip", limits)
    limits = Limits(entries=9)
    assert "at most 9 are read" in refusal_of(tmp_path / "large.zip", limits)


def test_an_archive_in_a_message_stays_what_it_is(tmp_path: Path) -> None:
    inner = zipped(files_of(read_case("facebook-json-2024").export))
    files = {**files_of(read_case("twitter-2022").export), "data/direct_messages_media/1-x.zip": inner}
    found, pieces = read_export(put(tmp_path / "given", files))
    assert found.format == "twitter"
    kept = [each for each in pieces if isinstance(each, Residue) and each.member.base == "1-x.zip"]
    assert [each.part for each in kept] == ["direct-messages"]


def test_a_copy_that_differs_from_what_it_is_named_after_is_told(tmp_path: Path) -> None:
    files = dict(files_of(read_case("twitter-2022").export))
    same = {**files, "data/tweets (1).js": files["data/tweets.js"]}
    assert doubts_of(read_export(put(tmp_path / "same", same))[1]) == {}
    other = {**files, "data/tweets (1).js": files["data/tweets.js"] + b" "}
    assert doubts_of(read_export(put(tmp_path / "other", other))[1]) == {"unknown-parts": 1}


def test_what_is_saved_as_utf_16_keeps_its_bytes_where_readers_cut_it(tmp_path: Path) -> None:
    """Long text of wide characters: a reader that cuts by bytes cuts within them."""
    post = '{"tweet": {"id_str": "17%017d", "created_at": "Wed Mar 15 13:10:18 +0000 2017", "full_text": "%s"}}'
    posts = ",\n".join(post % (number, "\u6f22\U0001f333 dock" * 30) for number in range(900))
    text = f"window.YTD.tweets.part0 = [{posts}]\n\n" + "\u6f22" * 70_000
    files = dict(files_of(read_case("twitter-2022").export))
    plain = put(tmp_path / "plain", {**files, "data/tweets.js": text.encode()})
    wide = put(tmp_path / "wide", {**files, "data/tweets.js": b"\xff\xfe" + text.encode("utf-16-le")})
    assert values_of(read_export(plain)[1]) == values_of(read_export(wide)[1])


def test_the_bag_of_an_export_in_archives_and_bags_holds_every_byte_and_can_be_proved(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, account_id="900000001", moment=datetime(2026, 5, 1, 14, 30, tzinfo=UTC))
    files = files_of(read_case("twitter-2022").export)
    message = {"data/direct_messages_media/1-x.zip": zipped({"a.txt": b"x"})}
    given = {"part-1.zip": zipped(bagged({**files, **message})), "2/part-2.zip": zipped({"data/more.js": b"x"})}
    outcome = ingest_export(replace(request, paths=(put(tmp_path / "given", given),)))
    bag = request.store / "bags/parks-x" / outcome.capture
    assert (bag / "data/received/part-1/part-1.zip").read_bytes() == given["part-1.zip"]
    assert list(conservation_problems(bag, ["folder"])) == []
    index = bag / "data/residue/index.jsonl"
    paths = {json.loads(line)["path"] for line in index.read_text().splitlines()}
    assert "part-1.zip/data/data/direct_messages_media/1-x.zip" in paths
    assert "part-1.zip/manifest-md5.txt" in paths
    [line] = [each for each in paths if each.endswith("more.js")]
    assert line == "2/part-2.zip/data/more.js"
    index.write_text("".join(each for each in index.read_text().splitlines(keepends=True) if "more.js" not in each))
    assert list(conservation_problems(bag, ["folder"])) == ["'2/part-2.zip' is held 0 times by items and residue"]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("twitter-2022", "facebook-json-2024", ("twitter", "facebook")),
        ("facebook-json-2024", "instagram-json-2022", ("instagram", "facebook")),
        ("youtube-2024", "linkedin-2024", ("youtube", "linkedin")),
    ],
)
def test_exports_of_two_platforms_together_are_refused(
    tmp_path: Path, one: str, other: str, found: tuple[str, str]
) -> None:
    first, second = (files_of(read_case(name).export) for name in (one, other))
    why = f"of {found[0]!r} and of {found[1]!r}; hand in each by itself"
    assert why in refusal_of(put(tmp_path / "folders", {**below("a", first), **below("b/c", second)}))
    assert why in refusal_of(put(tmp_path / "zips", {"a.zip": zipped(first), "b.zip": zipped(second)}))


def test_pictures_that_x_packed_within_its_export_are_found(tmp_path: Path) -> None:
    files = files_of(read_case("twitter-2021").export)
    media = {name.rpartition("/")[2]: data for name, data in files.items() if "_media/" in name}
    packed = {name: data for name, data in files.items() if "_media/" not in name}
    packed["data/tweet_media/tweet-media-part1.zip"] = zipped(media)
    _, pieces = read_export(put(tmp_path / "given", packed))
    found = [each for piece in pieces if isinstance(piece, ExportedItem) for each in piece.media if each.member]
    assert media
    assert [each.member.base for each in found if each.member] == [*media]


STACKED = sorted(SURROUNDINGS.keys() - {"zip-in-zip-in-zip", "zip-beside-its-folder", "half-a-part-beside"})


@settings(max_examples=int(os.environ.get("STACKS", "30")), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["twitter-2022", "twitter-2018", "facebook-json-2024"]),
    around=st.lists(st.sampled_from(STACKED), min_size=2, max_size=3).filter(
        # Deeper than three archives is refused, and text of two bytes a letter is not saved so twice.
        lambda names: sum(name.count("zip") for name in names) <= 3 and sum("utf-16" in name for name in names) <= 1
    ),
)
def test_surroundings_in_surroundings_change_no_item(tmp_path: Path, name: str, around: list[str]) -> None:
    files = files_of(read_case(name).export)
    with TemporaryDirectory(dir=tmp_path) as folder:
        # Text is saved anew before it is put anywhere.
        for each in sorted(around, key=lambda one: "utf-16" not in one):
            files = SURROUNDINGS[each](files)
        _, pieces = read_export(put(Path(folder), files))
    assert values_of(pieces) == values_of(read_export(read_case(name).export)[1])


def test_web_archives_of_both_forms_in_one_folder_are_one_collection(tmp_path: Path) -> None:
    packed = web_archives.write_wacz(tmp_path / "crawl.wacz", web_archives.wacz_files())
    page = web_archives.http("<title>Dock</title><p>The dock is closed")
    plain = web_archives.warc([web_archives.record("response", "https://dock.example/", page)])
    alone = [read_export(put(tmp_path / "a", {"x.warc.gz": plain}))[1], read_export(packed)[1]]
    expected = sum((values_of(each) for each in alone), Counter[tuple[Any, ...]]())
    files = {"2026/x.warc.gz": plain, "2026/crawl.wacz": packed.read_bytes(), "2026/notes.txt": b"x"}
    found, pieces = read_export(put(tmp_path / "both", files))
    assert found.format == "warc"
    assert values_of(pieces) == expected
    assert not [each for each in pieces if isinstance(each, Residue) and each.part == "nested-archives"]


@pytest.mark.parametrize("folder", ["Takeout/Drive", "messages/inbox/a"])
def test_archives_among_peoples_own_files_are_not_opened(tmp_path: Path, folder: str) -> None:
    export = dict(files_of(read_case("youtube-2024").export))
    inner = {f"{folder}/my.zip": zipped(files_of(read_case("twitter-2022").export))}
    found, pieces = read_export(put(tmp_path / "given", {**export, **inner}))
    assert found.format == "youtube"
    assert [each.member.name for each in pieces if isinstance(each, Residue) and each.member.base == "my.zip"] == [
        *inner
    ]
