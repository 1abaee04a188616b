"""One explanation: a likely check that is not settled, and the need of the fact that settles it."""

from __future__ import annotations

from engine.explanation import CLEAR, LIKELY, POSSIBLE, REST, explanation


def test_an_explanation_is_likely_and_says_what_would_settle_it() -> None:
    stage, check, need = explanation("token", "token.revocation", "token.revoked", "it may be", "whether", "a reply")

    assert (stage, check.outcome, check.basis, check.reason) == ("token", "unknown", "likely", "token.revoked")
    assert (check.summary, check.wanted, check.entries) == ("it may be", "whether", ("token.revoked",))
    assert (need.stage, need.check, need.fact, need.give) == ("token", check.check, "whether", "a reply")


def test_the_clearest_comes_first() -> None:
    assert sorted([REST, POSSIBLE, CLEAR, LIKELY]) == [CLEAR, LIKELY, POSSIBLE, REST]
