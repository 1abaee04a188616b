"""A stream of JSON records, with what stands between them."""

from __future__ import annotations

import pytest

from engine.captures.logs.json_records import read_inline, read_records
from engine.models.exchange import Problem

PATH = '{"method":"GET","path":"/y","status":403}'


def read(text):
    return list(read_records(text, lambda line: None))


@pytest.mark.parametrize(
    "text", [f"{PATH}\n{PATH}", f"[{PATH},{PATH}]", f"\x1e{PATH}\n\x1e{PATH}\n", f"{PATH},\n{PATH},\n"]
)
def test_records_are_found_however_they_are_set_apart(text):
    assert [line for line, record in read(text)] == [PATH, PATH]


def test_lines_between_records_are_handed_on():
    assert read(f"{PATH}\n2026/03/04 words {{}}\n{PATH}")[1] == ("2026/03/04 words {}", None)


def test_what_cannot_be_read_is_named_by_its_line():
    _, broken, other, _ = read(f'{PATH}\n{{"method": "GET\n{{"a": 1}}\n{PATH}')

    assert broken == Problem(where="line 2", seen="no whole JSON record", wanted=broken.wanted)
    assert (other.where, other.seen) == ("line 3", "JSON that tells of no request")


def test_nesting_without_end_is_no_record():
    assert isinstance(read('{"a":' * 100_000)[0], Problem)


def test_a_record_behind_other_words():
    record = read_inline(f"2026-03-04 pod-7 {PATH}")

    assert record is not None
    assert record.url == "/y"
    assert read_inline("words {no json}") is None
