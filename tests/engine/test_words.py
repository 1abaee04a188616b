"""How values are put into words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.words import claim_instant, duration, instant, quoted, shortened


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 3, 4, 10, 11, 12, 999, tzinfo=UTC), "2026-03-04T10:11:12Z"),
        (datetime(2026, 3, 4, 10, 11, 12, tzinfo=timezone(timedelta(hours=5, minutes=30))), "2026-03-04T04:41:12Z"),
        (1772619072, "2026-03-04T10:11:12Z"),
        (0.9, "1970-01-01T00:00:00Z"),
        (-0.1, "1969-12-31T23:59:59Z"),
        (-1, "1969-12-31T23:59:59Z"),
    ],
)
def test_an_instant_is_rfc_3339_in_utc(moment: datetime | float, text: str) -> None:
    assert instant(moment) == text


@pytest.mark.parametrize(("value", "text"), [(0, "1970-01-01T00:00:00Z"), (1e18, "1e+18"), (-1e300, "-1e+300")])
def test_an_instant_that_no_calendar_has_is_a_number(value: float, text: str) -> None:
    assert claim_instant(value) == text


@given(st.integers(-62135596800, 253402300799) | st.floats(-62135596800, 253402300799))
def test_an_instant_is_what_the_calendar_says(moment: float) -> None:
    at = datetime.fromtimestamp(moment, UTC)
    wanted = at.isoformat(timespec="seconds").replace("+00:00", "Z")
    assert instant(moment) == instant(at) == wanted


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_numeric_date_has_words(value: float) -> None:
    assert claim_instant(value)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"), (0.4, "0 seconds"), (1, "1 second"), (59.6, "1 minute"), (60, "1 minute"), (61, "1 minute 1 second"),
        (3600, "1 hour"), (3601, "1 hour"), (11520, "3 hours 12 minutes"), (35999, "9 hours 59 minutes"), (86399, "23 hours 59 minutes"), (864000, "10 days"), (864000 + 7200, "10 days"),
        (86400, "1 day"), (90000, "1 day 1 hour"), (172800, "2 days"), (86460, "1 day"), (-3600, "1 hour"),
    ],
)  # fmt: skip
def test_a_duration_is_its_two_largest_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(("values", "text"), [((), "none"), (("a",), "`a`"), (("a", "b"), "`a`, `b`")])
def test_values_stand_in_backticks(values: tuple[str, ...], text: str) -> None:
    assert quoted(values) == text


@given(st.text(), st.integers(8, 40))
def test_a_long_text_keeps_head_and_tail(text: str, width: int) -> None:
    short = shortened(text, width)
    if len(text) <= width:
        assert short == text
    else:
        head, _, tail = (
            short.partition("…") if "…" not in text else (short[: width * 2 // 3], "", short[width * 2 // 3 + 1 :])
        )
        assert len(short) == width
        assert text.startswith(head)
        assert text.endswith(tail)
