"""`records policy`: an agency's policy from its elements, in both documents' order, the unfilled ones named."""

from __future__ import annotations

import json
from pathlib import Path

import click

from records_portal.register.findings import Refusal, one_line

from .options import FOLDER, FORMAT
from .output import tell
from .output_files import write_file
from .places import Places, named_record


@click.command(name="policy")
@click.argument("agency")
@click.option("--pdf", type=FOLDER, metavar="FILE", help="Also write it as PDF.")
@FORMAT
@click.pass_obj
def write_policy(places: Places, agency: str, pdf: Path | None, form: str) -> int:
    """Write an AGENCY's social media policy from its elements, and the board of the programme's nine steps.

    What is not filled in yet is named, with the office that writes it.
    """
    from dataclasses import asdict

    from records_portal.duties.policy_text import policy_parts, programme_board
    from records_portal.wording.words import ROLES, plain

    if form == "json" and pdf:
        raise Refusal("--format json answers with the policy itself; leave out --pdf, or --format json")
    places.refuse_unreadable()
    register = places.loaded.register
    named_record(places, "agencies", agency, register.get("agencies", agency))
    policy = register.get("policies", agency)
    if policy is None:
        raise Refusal(f"{agency!r} has no policy yet; `records new policy {agency}` begins one")
    parts, board = list(policy_parts(policy)), programme_board(policy)
    if form == "json":
        told = {
            "agency": agency,
            "parts": [asdict(each) for each in parts],
            "programme": [asdict(each) for each in board],
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return 0
    lines = [policy.value["title"], ""]
    for part in parts[1:]:
        if part.key == "programme" or not (part.lines or part.owed):
            continue
        lines += [f"{part.title} ({part.source})"]
        lines += [f"  {line}" for line in part.lines]
        lines += [f"  not filled in; written by the {ROLES.get(part.role) or plain(part.role)}"] if part.owed else []
    lines += ["", "The programme's nine steps"]
    lines += [
        f"  {each.status:<12} {each.on or '          '}  {each.words}: {each.participants or '-'}" for each in board
    ]
    click.echo("".join(f"{one_line(line)}\n" for line in lines), nl=False)
    unfilled = [part.title for part in parts if part.owed]
    tell(f"not filled in: {', '.join(unfilled)}" if unfilled else "every element is filled in")
    if pdf:
        from records_portal.documents import policy_pdf

        write_file(pdf, policy_pdf(register, policy, places.today()), places)
    return 0
