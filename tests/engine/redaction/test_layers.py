from __future__ import annotations

import json
from urllib.parse import quote, unquote

from hypothesis import given
from hypothesis import strategies as st

from engine.redaction.layers import Span, apply, decode_json, decode_percent, merge

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(before=TEXT, secret=TEXT.filter(bool), after=TEXT)
def test_a_span_of_json_goes_back_to_where_it_stood(before: str, secret: str, after: str) -> None:
    raw = json.dumps(before)[1:-1] + json.dumps(secret)[1:-1] + json.dumps(after)[1:-1]
    content = decode_json(raw)
    start = units(before)
    (span,) = content.back([Span(start, start + units(secret))], 5)
    assert raw[span.start - 5 : span.end - 5] == json.dumps(secret)[1:-1]


def units(text: str) -> int:
    """How many escapes or characters JSON in ASCII takes: a pair of surrogates is two."""
    return len(text.encode("utf-16-le")) // 2


@given(before=TEXT, secret=TEXT.filter(bool), after=TEXT)
def test_a_span_of_percent_encoding_goes_back_to_where_it_stood(before: str, secret: str, after: str) -> None:
    raw = quote(before, safe="") + quote(secret, safe="") + quote(after, safe="")
    content = decode_percent(raw)
    start = len(before.encode())
    (span,) = content.back([Span(start, start + len(secret.encode()))], 2)
    assert unquote(raw[span.start - 2 : span.end - 2]) == secret


def test_bytes_over_127_never_become_spaces() -> None:
    assert not any(character.isspace() for character in decode_percent("%85%A0%C3%A0").text)


def test_spans_that_overlap_or_touch_become_one() -> None:
    spans = [Span(5, 7), Span(0, 3), Span(2, 5), Span(9, 9), Span(10, 12, '"•••"')]
    assert merge(spans) == [Span(0, 7), Span(10, 12, '"•••"')]
    assert apply("0123456789ab", spans) == '•••789"•••"'


def test_a_span_within_another_goes_with_it() -> None:
    assert merge([Span(2, 3), Span(0, 9, "x")]) == [Span(0, 9, "x")]
