"""What all stages found, before the captured answer is weighed against it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from engine.models.question import Answer, Known
from engine.models.trace import Assumption, Check, NearMiss, Need, Outcome, Step


class Findings(Struct, frozen=True, kw_only=True):
    """The predicted steps with everything noted beside them, and what was learnt."""

    known: Known
    steps: tuple[Step, ...]
    needs: tuple[Need, ...]
    assumptions: tuple[Assumption, ...]
    near_misses: tuple[NearMiss, ...]

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        """Stage and reason of every predicted failure, in order, each reason once."""
        found: dict[str, str] = {}
        for step in self.steps:
            for check in step.checks:
                if check.outcome == "failed" and check.reason is not None:
                    found.setdefault(check.reason, step.stage)
        return tuple((stage, reason) for reason, stage in found.items())

    @property
    def undetermined(self) -> bool:
        """Whether a stage is unknown."""
        return any(step.outcome == "unknown" for step in self.steps)


def outcome_of(checks: Iterable[Check]) -> Outcome:
    """The outcome of a stage: failed before unknown before passed; skipped where nothing applied."""
    outcomes = {check.outcome for check in checks}
    for outcome in ("failed", "unknown", "passed"):
        if outcome in outcomes:
            return outcome
    return "skipped"


def fold(known: Known, answers: Iterable[tuple[str, Answer]]) -> Findings:
    """Every stage's answer, put together in order."""
    rows = tuple(answers)
    return Findings(
        known=known,
        steps=tuple(Step(stage=name, outcome=outcome_of(a.checks), checks=a.checks) for name, a in rows),
        needs=tuple(dict.fromkeys(need for _, a in rows for need in a.needs)),
        assumptions=tuple(dict.fromkeys(text for _, a in rows for text in a.assumptions)),
        near_misses=tuple(miss for _, a in rows for miss in a.near_misses),
    )
