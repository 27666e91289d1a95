"""The digest of an item is that of its JSON in ASCII with sorted keys, whichever writer wrote it."""

from __future__ import annotations

import hashlib
import hmac
import json

from hypothesis import given
from hypothesis import strategies as st

from records_portal.captures.indexes.item_index import digest

KEY = bytes(range(32))
VALUES = st.recursive(
    st.text() | st.booleans() | st.integers() | st.none(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), VALUES), st.text() | st.text(st.characters(max_codepoint=127)))
def test_every_value_has_the_digest_of_its_sorted_json(value: dict[str, object], text: str) -> None:
    value["text"] = text
    written = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    assert digest(KEY, value) == hmac.new(KEY, b"item\0" + written.encode(), hashlib.sha256).hexdigest()


def test_half_of_a_surrogate_pair_and_a_control_character_have_a_digest() -> None:
    for text in ("\ud83d", "\x7f\x00\x1f\n/", "a\u2028b"):
        written = json.dumps({"text": text}, separators=(",", ":"))
        assert digest(KEY, {"text": text}) == hmac.new(KEY, b"item\0" + written.encode(), hashlib.sha256).hexdigest()
