"""Parameters that exclude one another."""

from __future__ import annotations

from typing import Any

import pytest

from engine.flows import locate
from engine.issuing.form import sent_by
from engine.issuing.together import check_together
from engine.stages.notes import Notes
from tests.support.issuing import issuing_question


def seen(case: dict[str, Any]) -> list[str | None]:
    question = issuing_question(case)
    notes = Notes("parameters", question)
    check_together(notes, sent_by(question, locate(question)))
    return [check.seen for check in notes.checks]


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        ({"base": "code"}, []),
        ({"base": "job", "basic": "job:x"}, ["the header Authorization and `client_secret`"]),
        ({"base": "job", "change": {"client_assertion": "a.b.c"}}, ["`client_secret` and `client_assertion`"]),
        ({"base": "job", "headers": {"Authorization": "Bearer x"}}, []),
        ({"base": "authorize", "change": {"prompt": "none"}}, []),
        ({"base": "authorize", "change": {"prompt": "consent none"}}, ["`prompt=consent none`"]),
        ({"base": "authorize", "change": {"request": "a", "request_uri": "b"}}, ["`request` and `request_uri`"]),
    ],
)
def test_what_may_not_stand_together(case: dict[str, Any], wanted: list[str]) -> None:
    assert seen(case) == wanted
