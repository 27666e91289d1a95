"""The look-up's data as files below `check/data/`, cut so that one answer needs little of it.

* `index.json`: how fresh it is, the rules by which addresses are read and unwrapped, the sentences of the answers, and
  the words for an account's state.
* `keys/N.json`: keys of accounts to pairs: the place of a platform in the index, and the number of an account.
* `rows/N.json`: what is said of each account, in runs of numbers; after the accounts come the records that only the
  search finds, sites first.
* `words/N.json`: words of names to numbers, each the distance from the one before it; `-N` is a run of N more numbers.
* `resemblances.json`: the skeletons of all handles, and how a skeleton is made.
* Which file holds a key or a word follows from a hash (FNV-1a, 32 bits) of the key, or of the word's first
  three letters; of more where `crowded` in the index has those. A crowded beginning followed by `*` is all its words.
"""

from __future__ import annotations

import hashlib
import json
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from records_portal.accounts.lookup import FORMER, SHORTEST_START, Account, Lookup, account_words, words_in
from records_portal.accounts.lookup_words import WORDS
from records_portal.accounts.resemblance import DIGITS, PAIRS, added_skeletons
from records_portal.accounts.wrapped_addresses import links_mapping
from records_portal.values.look_alikes import confusable_letters

FORMAT = 2
FOLDER = "check/data/"
ROWS_PER_FILE = 8
BYTES_PER_FILE = 4_000
CROWD = 20
BYTES_PER_WORD_FILE = 1_000  # a text has several words, and as many files are read
LAST_SINGLE = 0xFFFF
DIGITS_36 = string.digits + string.ascii_lowercase


def lookup_files(
    lookup: Lookup, titles: Mapping[str, str], facts: Mapping[str, Any], others: Sequence[Mapping[str, Any]] = ()
) -> Iterator[tuple[str, bytes]]:
    """Every file of the look-up by its address; `facts` say from which commit and as of when it was made.

    The rows of the `others` are found by the search alone; those of sites stand first.
    """
    places = {platform.id: place for place, platform in enumerate(lookup.table)}
    on = [places[account.platform] for account in lookup.accounts]
    keys = {key: [one for number in numbers for one in (on[number], number)] for key, numbers in lookup.keys.items()}
    rows = [*(_row(account, titles) for account in lookup.accounts), *others]
    all_words = [*map(account_words, lookup.accounts), *map(row_words, others)]
    by_word = _numbers_by_word(all_words)
    crowded = crowded_starts(by_word)
    by_word |= {f"{start}*": numbers for start, numbers in crowded.items()}
    words = {word: runs(_distances(by_word[word])) for word in sorted(by_word)}
    key_files, word_files = _files_for(keys, BYTES_PER_FILE), _files_for(words, BYTES_PER_WORD_FILE)
    files = [
        *(_file(f"keys/{number}", part) for number, part in _parts(keys, key_files, lambda key: key)),
        *(
            _file(f"words/{number}", part)
            for number, part in _parts(words, word_files, lambda word: _start_of(word, crowded))
        ),
        *_rows(rows),
        _file("resemblances", _resemblances(lookup)),
    ]
    yield _file(
        "index",
        {
            "format": FORMAT,
            "version": _version(files),
            **facts,
            "accounts": len(lookup.accounts),
            "crowded": sorted(crowded),
            "sites": len(lookup.accounts) + sum("site" in row for row in others),
            "files": {"keys": key_files, "words": word_files, "rows": ROWS_PER_FILE},
            "links": links_mapping(),
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


def _rows(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(rows), ROWS_PER_FILE):
        yield _file(f"rows/{start // ROWS_PER_FILE}", rows[start : start + ROWS_PER_FILE])


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


def row_words(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The words by which a row is found: those of an account's row are the account's."""
    handles = (handle for handle, *_ in row.get("handles", ()))
    named = (row.get(name, "") for name in ("title", "agency", "platform_name", "name"))
    return words_in([*named, *handles])


def _numbers_by_word(words_by_number: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, words in enumerate(words_by_number):
        for word in words:
            found.setdefault(word, []).append(number)
    return {word: found[word] for word in sorted(found)}


def crowded_starts(by_word: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """The beginnings of so many words that those get files by one letter more, each with the numbers of its words."""
    crowded: dict[str, list[int]] = {}
    waiting = _by_start(by_word, SHORTEST_START)
    while waiting:
        start, words = waiting.popitem()
        size = sum(len(word) + 6 + 5 * len(by_word[word]) for word in words)
        if len(words) >= CROWD and size > BYTES_PER_FILE:
            crowded[start] = sorted({number for word in words for number in by_word[word]})
            waiting |= _by_start(words, len(start) + 1)
    return crowded


def _by_start(words: Iterable[str], length: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        if len(word) >= length:
            found.setdefault(word[:length], []).append(word)
    return found


def _start_of(entry: str, crowded: Mapping[str, Any]) -> str:
    """The letters by which the file of a word, or of a crowded beginning with its star, is found."""
    word, length = entry.removesuffix("*"), SHORTEST_START
    while len(word) > length and word[:length] in crowded:
        length += 1
    return word[:length]


def _distances(numbers: list[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def runs(distances: Iterable[int]) -> list[int]:
    """Distances, those of one in a row (two or more) as how many they are, below nought."""
    found: list[int] = []
    for distance, group in groupby(distances):
        times = len([*group])
        found += [-times] if distance == 1 and times > 1 else [distance] * times
    return found


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


def _files_for(entries: Mapping[str, list[int]], bytes_per_file: int) -> int:
    """How many files some entries are cut into: a power of two, so that a growing register rarely moves them all."""
    size = sum(len(key) + 6 + 5 * len(numbers) for key, numbers in entries.items())
    return 1 << max(0, (size // bytes_per_file).bit_length())


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
