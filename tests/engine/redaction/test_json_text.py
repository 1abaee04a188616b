from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.redaction.json_text import json_regions
from engine.redaction.layers import Span, apply

NAMES = st.sampled_from(["a", "b", "password", "token", "value", "name", "kty", "k", "cookies", "code", "headers"])
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def nothing(text: str, depth: int) -> list[Span]:
    return []


def shape(data: Any) -> Any:
    """Names and nesting of data, without its values."""
    if isinstance(data, dict):
        return {name: shape(value) for name, value in data.items()}
    return [shape(value) for value in data] if isinstance(data, list) else None


@given(DATA, st.booleans(), st.sampled_from([None, 2]))
def test_redacted_json_is_json_of_the_same_shape(data: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(data, ensure_ascii=ascii_only, indent=indent)
    redacted = apply(text, [span for _, _, spans in json_regions(text, 0, nothing) for span in spans])
    assert shape(json.loads(redacted)) == shape(data)


def test_regions_end_where_the_brackets_balance_or_json_does() -> None:
    text = 'a {"b": [1]} c ["d" e {"f": "open'
    assert [text[start:end] for start, end, _ in json_regions(text, 0, nothing)] == [
        '{"b": [1]}',
        '["d"',
        '{"f": "open',
    ]


def test_texts_within_strings_are_handed_on_decoded() -> None:
    seen: list[str] = []

    def note(text: str, depth: int) -> list[Span]:
        seen.append(text)
        return [Span(0, 1)]

    text = r'{"a": "\u0041\n\"b\""}'
    ((_, _, spans),) = json_regions(text, 0, note)
    assert seen == ['A\n"b"']
    assert apply(text, spans) == r'{"a": "•••\n\"b\""}'


def test_what_is_nested_too_deep_goes_whole() -> None:
    text = '{"a": "anything"}'
    ((_, _, spans),) = json_regions(text, 6, nothing)
    assert apply(text, spans) == '{"a": "•••"}'
