"""A collection of web archives (multi-WACZ): a description beside whole archives, each named with its digest.

* An archive that is not what the description says is refused, as is a file of one that is not what its own says.
* Descriptions of before 2024 write the digest without its name and an archive's address instead of its path.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from records_portal.register.findings import Refusal

from ..archives.opening import Member
from ..archives.streams import told
from ..loose_values import dicts, json_value, mapping
from ..member_digests import digest_of_member
from ..pieces import Opener

DESCRIPTION = "datapackage.json"
_LARGEST = 16 << 20
_DIGEST = re.compile(r"(?:(?P<name>sha256|sha512|md5):)?(?P<digest>[0-9a-f]{32,128})\Z")
_BY_LENGTH = {32: "md5", 64: "sha256", 128: "sha512"}


def lacking_archives(files: Sequence[Member], archives: Collection[Member], opener: Opener) -> int:
    """How many archives the descriptions among some files list that are not there; a wrong digest is refused."""
    lacking = 0
    for member in files:
        if member.base == DESCRIPTION and member.size <= _LARGEST:
            beside = {each.base: each for each in archives if each.folder == member.folder}
            for name, entry in _listed(member, opener):
                if name in beside:
                    _check(beside[name], entry, opener)
                else:
                    lacking += 1
    return lacking


def _listed(description: Member, opener: Opener) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The archives that a description lists, by the last part of their path or address."""
    with opener(description) as stream:
        value = mapping(json_value(stream.read()))
    for entry in dicts(value.get("resources")):
        place = next((each for name in ("path", "name") if isinstance(each := entry.get(name), str)), "")
        name = unquote(place.partition("?")[0]).rpartition("/")[2]
        if name.lower().endswith(".wacz"):
            yield name, entry


def _check(archive: Member, entry: Mapping[str, Any], opener: Opener) -> None:
    stated = _DIGEST.match(str(entry.get("hash", "")).lower())
    sizes = [entry.get(name) for name in ("bytes", "size")]
    if any(isinstance(size, int) and not isinstance(size, bool) and size != archive.size for size in sizes):
        raise Refusal(f"{told(archive.name)} is not as long as the collection's description says; fetch it again")
    algorithm = stated["name"] or _BY_LENGTH.get(len(stated["digest"]), "") if stated else ""
    if not stated or not algorithm:
        return
    if digest_of_member(archive, algorithm, opener) != stated["digest"]:
        raise Refusal(
            f"{told(archive.name)} is not what the collection's description says ({algorithm} differs); fetch it again"
        )
