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
            for check in step.checks if step.outcome == "failed" else ():
                if check.outcome == "failed" and check.reason is not None:
                    found.setdefault(check.reason, step.stage)
        return tuple((stage, reason) for reason, stage in found.items())

    @property
    def undetermined(self) -> bool:
        """Whether a stage is unknown, or passed only as the captured answer shows."""
        return any(step.outcome == "unknown" or any(map(_only_shown, step.checks)) for step in self.steps)


def _only_shown(check: Check) -> bool:
    return check.outcome == "passed" and check.basis == "observed"


def outcome_of(checks: Iterable[Check]) -> Outcome:
    """The outcome of a stage: failed before unknown before passed; skipped where nothing applied."""
    strongest: Outcome = "skipped"
    for check in checks:
        outcome = check.outcome
        if outcome == "failed":
            return outcome
        if outcome == "unknown" or (outcome == "passed" and strongest == "skipped"):
            strongest = outcome
    return strongest


def fold(known: Known, answers: Iterable[tuple[str, Answer]]) -> Findings:
    """Every stage's answer, put together in order."""
    steps: list[Step] = []
    needs: list[Need] = []
    assumptions: list[Assumption] = []
    misses: list[NearMiss] = []
    for name, answer in answers:
        steps.append(Step(stage=name, outcome=outcome_of(answer.checks), checks=answer.checks))
        needs += answer.needs
        assumptions += answer.assumptions
        misses += answer.near_misses
    return Findings(
        known=known,
        steps=tuple(steps),
        needs=tuple(dict.fromkeys(needs)),
        assumptions=tuple(dict.fromkeys(assumptions)),
        near_misses=tuple(misses),
    )
