"""A secret by the first digits of its hash."""

from __future__ import annotations

import pytest

from engine.issuing.credentials import Presented
from engine.issuing.secrets import check_secret
from engine.stages.notes import Notes
from tests.support.issuing import issuing_question, issuing_world

CLIENT = issuing_world().client_by_id["web"]


@pytest.mark.parametrize(
    ("presented", "outcome", "reason"),
    [
        (Presented("client_secret_post", "web", "web+secret"), "passed", None),
        (Presented("client_secret_post", "web", "x"), "failed", "client.secret_wrong"),
        (
            Presented("client_secret_basic", "web", "web secret", ("web", "web+secret")),
            "failed",
            "client.credentials_malformed",
        ),
        (Presented("client_secret_post", "web", None), "unknown", None),
    ],
)
def test_what_the_first_digits_tell(presented: Presented, outcome: str, reason: str | None) -> None:
    notes = Notes("client", issuing_question({"base": "code"}))
    check_secret(notes, CLIENT, presented)
    (check,) = notes.checks
    assert (check.outcome, check.reason) == (outcome, reason)
    assert presented.secret is None or presented.secret not in f"{check.seen}{check.summary}{check.wanted}"
