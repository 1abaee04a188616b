"""What all stages found, before the captured answer is weighed against it."""

from __future__ import annotations

import pytest

from engine.findings import fold, outcome_of
from engine.models.question import Answer, Known
from engine.models.trace import Assumption, Check, NearMiss, Need, Outcome


def check(outcome: Outcome, reason: str | None = None, name: str = "x.y") -> Check:
    return Check(check=name, outcome=outcome, reason=reason)


@pytest.mark.parametrize(
    ("outcomes", "outcome"),
    [
        ((), "skipped"),
        (("skipped",), "skipped"),
        (("skipped", "passed"), "passed"),
        (("passed", "unknown"), "unknown"),
        (("unknown", "failed", "passed"), "failed"),
    ],
)
def test_a_stage_is_failed_before_unknown_before_passed(outcomes: tuple[Outcome, ...], outcome: str) -> None:
    assert outcome_of([check(one) for one in outcomes]) == outcome


def test_reasons_are_those_that_failed_in_order_each_once() -> None:
    findings = fold(
        Known(),
        [
            (
                "token",
                Answer(checks=(check("failed", "token.expired"), check("unknown", "token.revoked"), check("failed"))),
            ),
            ("rules", Answer(checks=(check("failed", "rules.scope_missing"), check("failed", "token.expired")))),
        ],
    )
    assert findings.reasons == (("token", "token.expired"), ("rules", "rules.scope_missing"))
    assert not findings.undetermined


def test_what_stands_beside_the_checks_is_put_together_without_repeating() -> None:
    need = Need(stage="a", check="a.b", fact="f", give="g")
    assumption = Assumption(stage="a", text="t")
    miss = NearMiss(stage="a", name="n", field="f", seen="s", wanted="w", distance=1, summary="s")
    answer = Answer(checks=(check("unknown"),), needs=(need, need), assumptions=(assumption,), near_misses=(miss,))
    findings = fold(Known(), [("one", answer), ("two", answer)])
    assert (findings.needs, findings.assumptions, findings.near_misses) == ((need,), (assumption,), (miss, miss))
    assert [(step.stage, step.outcome) for step in findings.steps] == [("one", "unknown"), ("two", "unknown")]
    assert findings.undetermined
