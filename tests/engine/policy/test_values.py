from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from engine.policy.values import (
    aligned,
    is_zone,
    kind_of,
    parse_date,
    parse_time_of_day,
    parse_timestamp,
    shown,
    zone_of,
)

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, "boolean"), (0, "number"), (0.5, "number"), ("", "string"), ([], "list"), ((), "list"), ({}, "object"),
        (None, "null"), (NOON, "timestamp"), (NOON.replace(tzinfo=None), "local timestamp"), (NOON.date(), "date"),
        (time(9, 30), "time of day"),
    ],
)  # fmt: skip
def test_kinds(value: Any, kind: str) -> None:
    assert kind_of(value) == kind


@pytest.mark.parametrize(
    "text",
    ["2026-03-04T12:00:00Z", "2026-03-04t12:00:00z", "2026-03-04 13:00:00+01:00", "2026-03-04T12:00:00.000000000Z"],
)
def test_one_instant_in_the_forms_of_rfc_3339(text: str) -> None:
    assert parse_timestamp(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04", "2026-03-04T12:00:00", "2026-03-04T12:00Z", "20260304T120000Z", "2026-W10-3T12:00:00Z",
        "2026-02-30T12:00:00Z", "2026-03-04T24:00:01Z", "2026-03-04T12:00:00Z ", "٢٠٢٦-03-04T12:00:00Z", "",
    ],
)  # fmt: skip
def test_what_is_no_instant(text: str) -> None:
    assert parse_timestamp(text) is None


def test_dates_and_times_of_day() -> None:
    assert parse_date("2026-03-04") == date(2026, 3, 4)
    assert parse_date("2026-13-04") is None
    assert parse_time_of_day("09:30") == time(9, 30)
    assert parse_time_of_day("24:30") is None
    assert parse_time_of_day("9:30") is None


@pytest.mark.parametrize(
    ("left", "right", "want"),
    [
        ("2026-03-04T12:00:00Z", NOON, (NOON, NOON)),
        (NOON, "tomorrow", (NOON, "tomorrow")),
        ("2026-03-04T12:00:00Z", "tomorrow", ("2026-03-04T12:00:00Z", "tomorrow")),
        ("09:30", time(9, 30), (time(9, 30), time(9, 30))),
        ("09:30", "09:30:00", ("09:30", "09:30:00")),
        (1, "1", (1, "1")),
    ],
)
def test_texts_become_times_only_where_both_sides_then_are(left: Any, right: Any, want: tuple[Any, Any]) -> None:
    assert aligned(left, right) == want


def test_shown_is_what_json_can_hold() -> None:
    value = {"at": NOON, "days": (NOON.date(), time(9, 30)), "local": NOON.replace(tzinfo=None), "n": None}
    assert shown(value) == {
        "at": "2026-03-04T12:00:00Z",
        "days": ["2026-03-04", "09:30:00"],
        "local": "2026-03-04T12:00:00",
        "n": None,
    }


def test_what_json_cannot_hold_and_what_nobody_reads() -> None:
    assert shown(float("inf")) == "inf"
    deep: Any = "end"
    for _ in range(5_000):
        deep = [deep]
    assert shown(deep, 2) == [["…"]]
    assert shown({"a": {"b": {"c": 1}}}, 2) == {"a": {"b": "…"}}


@pytest.mark.parametrize(
    ("name", "known"), [("Europe/Berlin", True), ("UTC", True), ("Europe", False), ("../x", False), ("", False)]
)
def test_names_of_time_zones(name: str, known: bool) -> None:
    assert is_zone(name) is known
    assert (zone_of(name) is None) is not known
