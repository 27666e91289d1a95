"""One of a thing is told in the singular: a number that can be one has its noun from `count`, or words around it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from records_portal.wording.words import count

SOURCE = Path(__file__).parents[1] / "scripts/records_portal"
_NOUN = re.compile(
    r" (?:known |more )?(items|rows|records|captures|pages|sites|lines|errors|defects|agencies|others|months|leaves"
    r"|tasks|files|posts|findings|platforms)\b"
)
# Where the number is never one, and why.
NEVER_ONE = {
    "answers/block.py": "a limit",
    "exports/formats/feeds/reading.py": "more than one, which is why it is refused",
    "exports/formats/wordpress/reading.py": "more than one, which is why it is refused",
    "exports/formats/business_suite/reading.py": "more than one, which is why it is refused",
    "disposal/authorization_lists.py": "a limit",
    "disposal/report.py": "the other branch says one",
    "captures/comparison.py": "the other branch says one",
    "imports/account_sheets.py": "a limit",
    "starting/forge_issues.py": "a limit",
    "trust/": "the verifier is one file without this package, and logs begin with a leaf",
}


def counted_nouns(path: Path) -> Iterator[str]:
    """The places where a number that is worked out stands straight before a noun in the plural."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.JoinedStr):
            continue
        for number, words in zip(node.values, node.values[1:], strict=False):
            if not isinstance(number, ast.FormattedValue) or not isinstance(words, ast.Constant):
                continue
            is_number = "," in ast.unparse(number.format_spec or ast.Constant("")) or "len(" in ast.unparse(number)
            if is_number and (noun := _NOUN.match(str(words.value))):
                yield f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}: {noun[1]}"


def test_no_number_that_can_be_one_stands_before_a_plural() -> None:
    found = [each for path in sorted(SOURCE.rglob("*.py")) for each in counted_nouns(path)]
    assert [each for each in found if not each.startswith(tuple(NEVER_ONE))] == []


def test_a_number_has_the_noun_that_it_needs() -> None:
    told = [count(number, "agency", "agencies") for number in (0, 1, 2, 1_000)]
    assert told == ["0 agencies", "1 agency", "2 agencies", "1,000 agencies"]
