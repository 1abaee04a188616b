"""Stage `gateway`: it fails on evidence only."""

from __future__ import annotations

import pytest

from engine.models.question import Known
from engine.models.reading import Kind, Reading
from engine.models.trace import AnsweredBy
from engine.stages.gateway import check_gateway
from tests.support.world import question_of

QUESTION = question_of({"request": "GET https://api.shop.test/orders"})


@pytest.mark.parametrize(
    ("kind", "answered_by", "outcome"),
    [
        ("none", None, "skipped"),
        ("success", "unknown", "passed"),
        ("aborted", None, "skipped"),
        ("refusal", "gateway", "skipped"),
        ("refusal", "upstream", "passed"),
    ],
)
def test_what_the_answer_shows_of_it(kind: Kind, answered_by: AnsweredBy | None, outcome: str) -> None:
    known = Known(reading=Reading(kind=kind, answered_by=answered_by, status=200))
    (check,) = check_gateway(QUESTION, known).checks
    assert (check.check, check.outcome, check.reason) == ("gateway.answer", outcome, None)


def test_an_answer_that_nobody_read_says_nothing() -> None:
    (check,) = check_gateway(QUESTION, Known()).checks
    assert check.outcome == "skipped"
