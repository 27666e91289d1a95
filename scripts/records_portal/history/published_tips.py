"""Asking an address for the tip of a branch, apart from every repository and every setting of git but our own.

* git runs in an empty folder, with an environment and a configuration made here: nothing of the system's, the user's or
  a repository's settings turns the address elsewhere, and no variable does.
* The one protocol that the address speaks is allowed; redirects are not followed, ssh reads no settings of the user.
* Nothing is prompted for, and what does not answer in time is refused.

Whether the tip is a rewritten one is not decided here: that needs the objects of a root (`anchored_roots`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from records_portal.register.findings import Refusal, one_line

MOST_SECONDS = 60
PASSED_ON = (  # how this machine reaches the network and proves who it is; none of them names an address
    "PATH",
    "HOME",
    "SSH_AUTH_SOCK",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "HTTPS_PROXY",
    "https_proxy",
    "NO_PROXY",
    "no_proxy",
)
SSH = "ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=20"


def published_tip(address: str, branch: str, environment: Mapping[str, str], most_seconds: float = MOST_SECONDS) -> str:
    """The commit that a branch is at where it is published; of the caller's environment only `PASSED_ON` counts."""
    wanted = f"refs/heads/{branch}"
    listed = _listed(address, wanted, environment, most_seconds)
    tips = [name for name, _, ref in (line.partition("\t") for line in listed.splitlines()) if ref == wanted]
    if not tips:
        raise Refusal(f"{address!r} has no branch {branch!r}; publish it there, or name the branch that there is")
    return tips[0]


def protocol_of(address: str) -> str:
    """The protocol that an address speaks, as git names it."""
    if address.startswith(("/", "file://")):
        return "file"
    return "https" if address.startswith("https://") else "ssh"


def _listed(address: str, wanted: str, environment: Mapping[str, str], most_seconds: float) -> str:
    if protocol_of(address) == "file" and not _folder_of(address).is_dir():
        raise Refusal(f"{address!r} cannot be asked: there is no such folder; is the disk there?")
    with tempfile.TemporaryDirectory(prefix="records-ask-") as folder:
        apart = Path(folder)
        (apart / "config").write_text(own_settings(address), encoding="utf-8")
        command = ["git", "ls-remote", "--quiet", "--", address, wanted]
        return _answer(command, apart, address, _own_environment(apart, address, environment), most_seconds)


def _folder_of(address: str) -> Path:
    return Path(address.removeprefix("file://"))


def _own_environment(apart: Path, address: str, environment: Mapping[str, str]) -> dict[str, str]:
    known = {name: environment[name] for name in PASSED_ON if name in environment}
    return known | {
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_GLOBAL": str(apart / "config"),
        "GIT_CEILING_DIRECTORIES": str(apart.parent),
        "GIT_ALLOW_PROTOCOL": protocol_of(address),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "SSH_ASKPASS": "true",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_SSH_COMMAND": SSH,
        "GIT_OPTIONAL_LOCKS": "0",
    }


def own_settings(address: str) -> str:
    """The configuration that asking goes by; whoever owns a folder, it is the one that the anchor names."""
    lines = ["[http]", "followRedirects = false", "lowSpeedLimit = 1", "lowSpeedTime = 30"]
    if protocol_of(address) == "file":
        folder = _folder_of(address)
        names = {str(folder), str(folder.resolve()), str(folder.resolve() / ".git")}
        lines += ["[safe]", *(f"directory = {_quoted(name)}" for name in sorted(names))]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _answer(
    command: Sequence[str], apart: Path, address: str, environment: Mapping[str, str], most_seconds: float
) -> str:
    """What git prints; the processes that it starts end with it when the time is over."""
    try:
        asking = subprocess.Popen(  # noqa: S603 -- a fixed command; the address has one of the forms of an anchor
            command,
            cwd=apart,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise Refusal(f"git cannot be run: {error.strerror}") from error
    with asking:
        try:
            output, errors = asking.communicate(timeout=most_seconds)
        except subprocess.TimeoutExpired as error:
            raise Refusal(f"{address!r} cannot be asked: no answer within {most_seconds:g} seconds") from error
        finally:
            if asking.returncode is None:
                os.killpg(asking.pid, signal.SIGKILL)  # with what it started, which holds on to the pipes
    if asking.returncode:
        raise Refusal(f"{address!r} cannot be asked: {_reason(errors)}")
    return output.decode("utf-8", "replace")


def _reason(output: bytes) -> str:
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    fatal = next((line for line in lines if line.startswith("fatal:")), lines[-1] if lines else "no reason given")
    return one_line(fatal.removeprefix("fatal:").strip())
