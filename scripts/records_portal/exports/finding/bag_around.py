"""A BagIt bag around an export (RFC 8493): its payload is the export, and has to be what its manifests list."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from records_portal.register.findings import Refusal

from ..archives.opening import Member
from ..archives.streams import told
from ..member_digests import digest_of_member
from ..pieces import Opener

DECLARATION = "bagit.txt"
PAYLOAD = "data/"
_MANIFEST = re.compile(r"manifest-(md5|sha1|sha256|sha512)\.txt\Z")
_LARGEST_MANIFEST = 64 << 20
_LINE = re.compile(r"(?P<digest>[0-9A-Fa-f]{32,128})[ \t]+\*?(?P<name>.+)")
# The only characters that a name in a manifest writes otherwise (RFC 8493, 2.1.3).
_WRITTEN = {"%0A": "\n", "%0a": "\n", "%0D": "\r", "%0d": "\r", "%25": "%"}


def bag_tops(members: Sequence[Member]) -> list[str]:
    """The folders that are bags, each with a slash behind it or empty; a bag within one is its payload."""
    declared = {member.folder for member in members if member.base == DECLARATION}
    bags = declared & {member.folder for member in members if _MANIFEST.match(member.base)}
    return sorted(top for top in bags if not any(each != top and top.startswith(each) for each in _above(top, bags)))


def _above(top: str, bags: Collection[str]) -> Iterator[str]:
    """The bags in whose payload a folder lies."""
    parts = top.split("/")
    yield from (above for end in range(len(parts)) if (above := "".join(f"{each}/" for each in parts[:end])) in bags)


def check_bag(top: str, members: Sequence[Member], opener: Opener) -> None:
    """Refuse a bag whose payload is not what each of its manifests lists."""
    below = {member.name.removeprefix(top): member for member in members if member.name.startswith(top)}
    payload = {name: member for name, member in below.items() if name.startswith(PAYLOAD)}
    if "fetch.txt" in below:
        raise Refusal(f"the bag in {_where(top)} lists files that are still to be fetched; complete it first")
    for name, member in below.items():
        if match := _MANIFEST.match(name):
            listed = dict(_listed(member, opener))
            if missing := sorted(listed.keys() - payload.keys()):
                raise Refusal(f"the bag in {_where(top)} lacks {told(missing[0])}, which {name} lists; get it again")
            if strange := sorted(payload.keys() - listed.keys()):
                raise Refusal(f"the bag in {_where(top)} holds {told(strange[0])}, which {name} does not list")
            _check_digests(top, match[1], (payload, listed), opener)


def _where(top: str) -> str:
    return told(top.rstrip("/")) if top else "what was handed in"


def _check_digests(
    top: str, algorithm: str, files: tuple[Mapping[str, Member], Mapping[str, str]], opener: Opener
) -> None:
    payload, listed = files
    for name, expected in listed.items():
        if digest_of_member(payload[name], algorithm, opener) != expected.lower():
            raise Refusal(f"{told(name)} in the bag in {_where(top)} is not what its manifest lists; get it again")


def _listed(manifest: Member, opener: Opener) -> Iterator[tuple[str, str]]:
    if manifest.size > _LARGEST_MANIFEST:
        raise Refusal(f"{told(manifest.name)} is longer than any manifest")
    with opener(manifest) as stream:
        text = stream.read().decode("utf-8-sig", "replace")
    for line in text.splitlines():
        if match := _LINE.fullmatch(line):
            yield re.sub(r"%0[AaDd]|%25", lambda code: _WRITTEN[code[0]], match["name"]), match["digest"]
        elif line.strip():
            raise Refusal(f"{told(manifest.name)} has a line that lists no file; get the bag again")
