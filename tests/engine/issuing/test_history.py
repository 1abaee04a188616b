"""What history knows of a code, by its hash."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from engine.flows import locate
from engine.issuing.history import about, events, hash_of
from engine.models.question import HistoryEvent
from tests.support.issuing import issuing_question
from tests.support.world import NOW

QUESTION = issuing_question({"base": "code"})


def test_a_hash_is_the_sha_256_in_hex() -> None:
    assert hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_events_are_in_order_and_none_is_later_than_the_request() -> None:
    found = events(QUESTION, locate(QUESTION))
    assert [event.at for event in found] == sorted(event.at for event in found)
    assert found[-1].at <= NOW
    assert found[0].at == datetime(2026, 2, 1, 10, tzinfo=UTC)


def test_events_given_with_the_question_count_too() -> None:
    event = HistoryEvent(at=NOW, type="token_revoked", subject=hash_of("x"))
    asked = replace(QUESTION, history=(event,), environment=None)
    assert events(asked, locate(asked)) == (event,)


def test_the_beginning_of_a_hash_names_it_unless_it_is_short() -> None:
    digest = hash_of("x")
    found = tuple(
        HistoryEvent(at=NOW, type="code_used", subject=subject)
        for subject in (digest, digest[:16].upper(), digest[:15], "x", hash_of("y"))
    )
    assert list(about(found, "x", "code_used")) == list(found[:2])
    assert list(about(found, "x", "code_issued")) == []
