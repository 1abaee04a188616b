"""Instants as text and as TOML's own dates."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.environment.timestamps import parse_timestamp, timestamp_text

OFFSETS = st.builds(lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-23 * 60, 23 * 60))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2026-03-04T10:11:12Z", "2026-03-04T10:11:12Z"),
        ("2026-03-04 10:11:12.25z", "2026-03-04T10:11:12.250000Z"),
        ("2026-03-04T10:11:12+02:00", "2026-03-04T10:11:12+02:00"),
        ("2026-03-04T10:11:12", "2026-03-04T10:11:12"),
        ("2026-03-04", "2026-03-04"),
        ("10:11:12", "10:11:12"),
    ],
)
def test_a_date_of_toml_becomes_its_text(written: str, text: str) -> None:
    assert timestamp_text(tomllib.loads(f"at = {written}")["at"]) == text


@given(st.datetimes(timezones=st.just(UTC) | OFFSETS))
def test_the_text_of_an_instant_names_that_instant(moment: datetime) -> None:
    assert parse_timestamp(timestamp_text(moment)) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "2026-03-04", "2026-03-04T10:11:12", "2026-03-04T10:11Z", "20260304T101112Z"),
        *(
            "2026-02-30T10:11:12Z",
            "2026-03-04T25:11:12Z",
            "1772619072",
            " 2026-03-04T10:11:12Z",
            "2026-03-04T10:11:12+0200",
        ),
    ],
)
def test_what_names_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no instant|day is out of range|hour must be in"):
        parse_timestamp(text)
