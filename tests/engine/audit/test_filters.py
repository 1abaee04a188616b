from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audit.events import event_from_dict
from engine.audit.filters import EXACT, FIELDS, PARTIAL, Filter, FilterProblem, Term, columns_of, parse_filter

NOW = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("", True), ("expired", True), ("EXPIRED answer", True), ("expired missing", False), ("-missing", True),
        ("-expired", False), ('"invalid OAuth"', True), ('-"invalid OAuth"', False), ("https://localhost:8443", True),
        ("stage:token", True), ("stage:tok", False), ("stage=TOKEN", True), ("-stage:token", False), ("-stage:rules", True),
        ("reason:token.expired", True), ("reason:token", True), ("reason:token.*", True), ("reason:tok", False),
        ("reason=token", False), ("verdict:refused", True), ("decision:DENY", True), ("decision:permit", False),
        ("status:401", True), ("status:4xx", True), ("status:5xx", False), ("status=4", False), ("result:failed", True),
        ("code:policy_evaluation_succeeded", True), ("source:apiwhy", True), ("source:pingone", False),
        ("service:meme", True), ("service=meme", False), ('service="meme game"', True), ("operation:answer", True),
        ("client:game", True), ("user:user.0", True), ("user=user", False), ("method:post", True), ("url:/users/", True),
        ("type:request", True), ("type:response", False), ("environment:meme-game", True), ("gateway:kong", False),
        ("-gateway:kong", True), ("since:2026-03-04", True), ("since:2026-03-05", False), ("until:2026-03-05", True),
        ("since:2026-03-04T10:11:12Z", True), ("until:2026-03-04T10:11:12Z", False), ("since:2026-03-04T12:00:00+02:00", True),
        ("since:2h", True), ("since:30m", False), ("-since:1d", False), ("stage:token -user:probe answer", True),
        ("e-1", True),
    ],
)  # fmt: skip
def test_what_passes(make_event: Any, text: str, passes: bool) -> None:
    assert parse_filter(text, now=NOW).matches(make_event()) is passes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stag:token", "there is no field `stag`, wanted one of stage, reason"),
        ("stag:token", "(nearest: `stage`)"),
        ("stage:", "`stage:` has no value, wanted `stage:something`"),
        ('"open', '`"open` has no closing quote'),
        ("-", "`-` names no word"),
        ("since:soon", "`since:soon` is no time, wanted a time such as"),
        ("since:999999d", "`since:999999d` is no time"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, said: str) -> None:
    with pytest.raises(FilterProblem) as raised:
        parse_filter(text, now=NOW)
    assert said in str(raised.value)


def test_so_long_ago_needs_a_now() -> None:
    with pytest.raises(FilterProblem):
        parse_filter("since:2h")


def test_no_filter_is_everything() -> None:
    assert Filter().to_sql() == ("1", [])


def test_values_never_stand_in_the_sql() -> None:
    clause, parameters = parse_filter("user:x'; drop -words").to_sql()
    assert "drop" not in clause
    assert parameters == ["x';", "drop", "words"]


def test_every_column_of_a_filter_is_one_of_an_event(make_event: Any) -> None:
    assert {*EXACT, *PARTIAL, "at", "words"} == set(columns_of(make_event()))
    assert set(FIELDS) == {*EXACT, *PARTIAL, "since", "until"}


TEXT = st.text(st.sampled_from("aAbBß.İ %_'\"\\\x00\x1b/日"), max_size=4)
TERMS = st.builds(
    Term,
    st.sampled_from(["stage", "user", "url", "words", "at", "status"]),
    st.sampled_from(["contains", "equals", "begins", "from", "until"]),
    TEXT.filter(bool),
    st.booleans(),
)


@given(
    terms=st.lists(TERMS, max_size=3),
    stage=st.none() | TEXT,
    user=st.none() | TEXT,
    status=st.none() | st.integers(100, 599),
)
def test_sql_and_python_agree(terms: list[Term], stage: str | None, user: str | None, status: int | None) -> None:
    event = event_from_dict({
        "id": "e", "at": "2026-03-04T10:11:12Z", "source": "apiwhy", "type": "x", "action_type": "x", "correlation_id": "x",
        "result": "FAILED", "description": "x", "stage": stage, "user": user, "status": status,
    })  # fmt: skip
    columns = columns_of(event)
    chosen = Filter(tuple(terms))
    where, parameters = chosen.to_sql()
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE events ({', '.join(f'{name} TEXT' for name in columns)})")
    connection.execute(f"INSERT INTO events VALUES ({', '.join('?' * len(columns))})", tuple(columns.values()))
    found = connection.execute(f"SELECT count(*) FROM events WHERE {where}", parameters).fetchone()[0]
    connection.close()
    assert bool(found) is chosen.matches(event)
