"""The look-up's data as files below `check/data/`, cut so that one answer needs little of it.

* `index.json`: how fresh it is, the rules by which addresses are read, and the sentences of the answers.
* `keys/N.json`: keys of accounts to pairs: the place of a platform in the index, and the number of an account.
* `rows/N.json`: what is said of each account, in runs of numbers.
* `words/N.json`: words of names to numbers, each the distance from the one before it.
* `resemblances.json`: the skeletons of all handles, and how a skeleton is made.
* Which file holds a key or a word follows from a hash (FNV-1a, 32 bits) of the key, or of the word's first two letters.
"""

from __future__ import annotations

import hashlib
import json
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..lookup import FORMER, Account, Lookup, account_words
from ..lookup_words import WORDS
from ..resemblance import DIGITS, PAIRS, added_skeletons, confusable_letters

FORMAT = 1
FOLDER = "check/data/"
ROWS_PER_FILE = 8
BYTES_PER_FILE = 4_000
FIRST_LETTERS = 2
LAST_SINGLE = 0xFFFF
DIGITS_36 = string.digits + string.ascii_lowercase


def lookup_files(lookup: Lookup, titles: Mapping[str, str], facts: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Every file of the look-up by its address; `facts` say from which commit and as of when it was made."""
    places = {platform.id: place for place, platform in enumerate(lookup.table)}
    on = [places[account.platform] for account in lookup.accounts]
    keys = {key: [one for number in numbers for one in (on[number], number)] for key, numbers in lookup.keys.items()}
    words = {word: _distances(numbers) for word, numbers in _numbers_by_word(lookup.accounts).items()}
    key_files, word_files = _files_for(keys), _files_for(words)
    files = [
        *(_file(f"keys/{number}", part) for number, part in _parts(keys, key_files, lambda key: key)),
        *(
            _file(f"words/{number}", part)
            for number, part in _parts(words, word_files, lambda word: word[:FIRST_LETTERS])
        ),
        *_rows(lookup.accounts, titles),
        _file("resemblances", _resemblances(lookup)),
    ]
    yield _file(
        "index",
        {
            "format": FORMAT,
            "version": _version(files),
            **facts,
            "accounts": len(lookup.accounts),
            "files": {"keys": key_files, "words": word_files, "rows": ROWS_PER_FILE},
            "platforms": [platform.as_mapping() for platform in lookup.table],
            "sentences": {key: list(said) for key, said in WORDS.items()},
        },
    )
    yield from files


def _version(files: Iterable[tuple[str, bytes]]) -> str:
    """A short digest of the files, by which a browser tells those of one build from those of another."""
    digest = hashlib.sha256()
    for _, content in files:
        digest.update(content)
    return digest.hexdigest()[:16]


def _rows(accounts: Sequence[Account], titles: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(accounts), ROWS_PER_FILE):
        rows = [_row(account, titles) for account in accounts[start : start + ROWS_PER_FILE]]
        yield _file(f"rows/{start // ROWS_PER_FILE}", rows)


def _file(name: str, value: Any) -> tuple[str, bytes]:
    return f"{FOLDER}{name}.json", json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _row(account: Account, titles: Mapping[str, str]) -> dict[str, Any]:
    """One account as the answer shows it; what is empty is left out."""
    row = {
        "site": account.site,
        "title": account.title,
        "agency": account.agency,
        "platform": account.platform,
        "platform_name": account.platform_name,
        "name": account.name,
        "handles": [[handle, to_on] if to_on else [handle] for handle, _, to_on in account.handles],
        "url": account.url if account.state not in ("compromised", *FORMER) else "",
        "account_id": account.account_id,
        "state": account.state,
        "since": account.since,
        "checked_on": account.checked_on,
        "lost": account.lost,
        "successor": [account.successor, titles.get(account.successor, "")] if account.successor else [],
    }
    return {key: value for key, value in row.items() if value}


def _numbers_by_word(accounts: Iterable[Account]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, account in enumerate(accounts):
        for word in account_words(account):
            found.setdefault(word, []).append(number)
    return {word: found[word] for word in sorted(found)}


def _distances(numbers: list[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _resemblances(lookup: Lookup) -> dict[str, Any]:
    letters: dict[str, str] = {}
    for letter, plain in sorted(confusable_letters().items()):
        letters[plain] = letters.get(plain, "") + letter
    return {
        "letters": letters,
        "pairs": [list(pair) for pair in PAIRS],
        "digits": DIGITS,
        "added": list(added_skeletons()),
        "skeletons": "\n".join(_after_shared(lookup.skeletons)),
        "numbers": [numbers[0] if len(numbers) == 1 else list(numbers) for numbers in lookup.skeletons.values()],
    }


def _after_shared(texts: Iterable[str]) -> Iterator[str]:
    """Sorted texts, each as how many letters it shares with the one before (in base 36, one digit) and the rest.

    A letter that a script counts as two is never shared.
    """
    before = ""
    for text in texts:
        pairs = enumerate(zip(before, text, strict=False))
        unlike = (place for place, (one, other) in pairs if one != other or ord(one) > LAST_SINGLE)
        shared = min(next(unlike, min(len(before), len(text))), len(DIGITS_36) - 1)
        yield f"{DIGITS_36[shared]}{text[shared:]}"
        before = text


def _files_for(entries: Mapping[str, list[int]]) -> int:
    """How many files some entries are cut into: a power of two, so that a growing register rarely moves them all."""
    size = sum(len(key) + 6 + 5 * len(numbers) for key, numbers in entries.items())
    return 1 << max(0, (size // BYTES_PER_FILE).bit_length())


def _parts(
    entries: Mapping[str, Any], files: int, hashed: Callable[[str], str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    parts: dict[int, dict[str, Any]] = {number: {} for number in range(files)}
    for key, value in entries.items():
        parts[fnv1a(hashed(key)) % files][key] = value
    yield from parts.items()


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash of a text in UTF-8."""
    value = 0x811C9DC5
    for byte in text.encode("utf-8", "replace"):
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value
