"""What follows from where a repository is published: its page, its host, the forge's no-reply addresses."""

from __future__ import annotations

import re

from records_portal.register.findings import Refusal

from .opening import FORGES, NO_FORGE

_PLACE = re.compile(
    r"(?:https://(?P<https>[^/:]+)(?::(?P<port>[0-9]+))?/"
    r"|ssh://(?:[^@/]+@)?(?P<ssh>[^/:]+)(?::[0-9]+)?/"
    r"|(?:[^@/]+@)(?P<scp>[^/:]+):)(?P<path>[^\s]+?)(?:\.git)?/?\Z"
)
# The forges' own defaults for the addresses that stand in for people's own.
KNOWN_HOSTS = {"github.com": "github", "gitlab.com": "gitlab", "codeberg.org": "forgejo", "gitea.com": "gitea"}
ON_GITHUB, ON_GITLAB, ON_OTHERS = "users.noreply.{host}", "users.noreply.{host}", "noreply.{host}"


def page_of(address: str) -> str:
    """The page of a repository at a forge."""
    match = _match(address)
    port = f":{match['port']}" if match["port"] else ""
    return f"https://{_host(match)}{port}/{match['path']}"


def noreply_domain(forge: str, address: str) -> str:
    """The domain of the forge's no-reply addresses."""
    pattern = {"github": ON_GITHUB, "gitlab": ON_GITLAB}.get(forge, ON_OTHERS)
    return pattern.format(host=_host(_match(address)))


def beside(address: str, name: str) -> str:
    """The address of a repository beside another, by the usual name."""
    stem = address.removesuffix("/").removesuffix(".git")
    return f"{stem}-{name}{'.git' if address.endswith('.git') else ''}"


def forge_of(address: str) -> str:
    """The forge that an address is at, where its host is known; of an address on a disk none."""
    match = _PLACE.match(address)
    if match is None:
        return NO_FORGE
    if forge := KNOWN_HOSTS.get(_host(match)):
        return forge
    raise Refusal(f"which forge is at {_host(match)!r}? say it with --forge: {', '.join(FORGES)}")


def is_at_forge(address: str) -> bool:
    """Whether an address is one at a forge, and no path of a disk."""
    return _PLACE.match(address) is not None


def _match(address: str) -> re.Match[str]:
    match = _PLACE.match(address)
    if not match:
        raise Refusal(
            f"{address!r} is not the address of a repository at a forge; https or ssh, such as git@HOST:OWNER/NAME.git"
        )
    return match


def _host(match: re.Match[str]) -> str:
    return str(match["https"] or match["ssh"] or match["scp"]).casefold()
