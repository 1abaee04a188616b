"""One line of a log as a record, several as one, and the times and statuses as logs write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.captures.logs.record import Record, Told, instant_of, merged, said, status_of

AT = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-03-04T10:11:12Z", AT),
        ("2026-03-04T11:11:12+01:00", AT),
        ("2026-03-04T10:11:12", AT),
        ("04/Mar/2026:12:11:12 +0200", AT),
        (1772619072, AT),
        (1772619072000, AT),
        ("1772619072000", AT),
        ("1772619072.000", AT),
        ("", None),
        ("-", None),
        ("yesterday", None),
        (True, None),
        (None, None),
        (1e300, None),
    ],
)
def test_times(written, at):
    assert instant_of(written) == at


@pytest.mark.parametrize(
    ("written", "status"),
    [(403, 403), ("502", 502), ("-", None), (0, None), ("", None), (True, None), (1000, None), ("20x", None), (None, None)],
)  # fmt: skip
def test_statuses(written, status):
    assert status_of(written) == status


def test_what_is_said():
    assert [said(text) for text in (" a ", "-", "", None, 7)] == ["a", None, None, None, None]


def test_a_line_adds_what_those_before_do_not_say():
    first = Record(method="GET", url="/x", status=401)
    second = Record(kind="Kong log", method="POST", url="https://h.test/x", client="203.0.113.9", at=AT)

    both = merged(first, second)

    assert (both.kind, both.method, both.url, both.status) == ("Kong log", "GET", "https://h.test/x", 401)
    assert (both.client, both.at) == ("203.0.113.9", AT)


@pytest.mark.parametrize(
    ("record", "shows"),
    [
        (Record(), set()),
        (Record(method="GET", url="/x", status=401), {"method", "response"}),
        (Record(method="GET", url="//h/x", client="1.2.3.4", at=AT), {"method", "url", "source_ip", "time"}),
        (Record(method="GET", url="https://h/x", headers=()), {"method", "url", "headers", "authorization"}),
        (Record(url="https://h/x", headers=(("Authorization", "REDACTED"),)), {"url", "headers"}),
        (Record(url="https://h/x", body="a=b"), {"url", "body"}),
    ],
)
def test_only_what_the_lines_have_is_shown(record, shows):
    told = Told()
    told.add("line", record)

    exchange = told.exchange()

    assert exchange.shows == shows
    assert exchange.evidence == ("line",)
