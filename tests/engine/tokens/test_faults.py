"""What is wrong with the text of a token, as data."""

from __future__ import annotations

from engine.tokens.faults import Fault, MalformedToken


def test_an_unreadable_token_carries_its_fault_and_says_it() -> None:
    fault = Fault("token.malformed", "the token cannot be read: 4 parts", "4 parts", "three parts joined by dots")
    problem = MalformedToken(fault)
    assert problem.fault == fault
    assert str(problem) == "4 parts, wanted three parts joined by dots"
