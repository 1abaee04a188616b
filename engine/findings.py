"""What all stages found, before the captured answer is weighed against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from engine.models.question import Answer, Known
from engine.models.trace import Assumption, Check, NearMiss, Need, Outcome, Step
from engine.shown import all_clean


class Findings(Struct, frozen=True, kw_only=True):
    """The predicted steps with everything noted beside them, and what was learnt."""

    known: Known
    steps: tuple[Step, ...]
    needs: tuple[Need, ...]
    assumptions: tuple[Assumption, ...]
    near_misses: tuple[NearMiss, ...]
    outcomes: tuple[Outcome, ...]
    unread: tuple[Step, ...] = ()
    """Steps of which it is not known that there is nothing to hide in them."""

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        """Stage and reason of every predicted failure, in order, each reason once."""
        if "failed" not in self.outcomes:
            return ()
        found: dict[str, str] = {}
        for step in [step for step in self.steps if step.outcome == "failed"]:
            for check in step.checks:
                if check.outcome == "failed" and check.reason is not None:
                    found.setdefault(check.reason, step.stage)
        return tuple([(stage, reason) for reason, stage in found.items()])

    @property
    def undetermined(self) -> bool:
        """Whether a stage is unknown, or of an authorization server's flow passed only as the captured answer shows."""
        if "unknown" in self.outcomes:
            return True
        return self.known.flow != "resource" and any(_only_shown(check) for step in self.steps for check in step.checks)


def _only_shown(check: Check) -> bool:
    return check.outcome == "passed" and check.basis == "observed"


STRONGEST_FIRST: tuple[Outcome, ...] = ("failed", "unknown", "passed")


def outcome_of(checks: Sequence[Check]) -> Outcome:
    """The outcome of a stage: failed before unknown before passed; skipped where nothing applied."""
    if len(checks) == 1:
        return checks[0].outcome
    outcomes = [check.outcome for check in checks]
    for outcome in STRONGEST_FIRST:
        if outcome in outcomes:
            return outcome
    return "skipped"


def is_clean(steps: Iterable[Step]) -> bool:
    """Whether redaction finds nothing in what the checks of these steps say and saw."""
    return all_clean([text for step in steps for check in step.checks for text in (check.summary, check.seen) if text])


def with_step(stage: str, answer: Answer) -> Answer:
    """An answer that will be given again, with its step made; as it is where there is something to hide in that."""
    step = Step(stage=stage, outcome=outcome_of(answer.checks), checks=answer.checks)
    return replace(answer, step=step) if is_clean((step,)) else answer


def fold(known: Known, answers: Iterable[tuple[str, Answer]]) -> Findings:
    """Every stage's answer, put together in order."""
    steps: list[Step] = []
    unread: list[Step] = []
    needs: list[Need] = []
    assumptions: list[Assumption] = []
    misses: list[NearMiss] = []
    for name, answer in answers:
        step = answer.step
        if step is None or step.stage != name:
            step = Step(stage=name, outcome=outcome_of(answer.checks), checks=answer.checks)
            unread.append(step)
        steps.append(step)
        if answer.needs or answer.assumptions or answer.near_misses:
            needs += answer.needs
            assumptions += answer.assumptions
            misses += answer.near_misses
    return Findings(
        known=known,
        steps=tuple(steps),
        needs=tuple(dict.fromkeys(needs)) if needs else (),
        assumptions=tuple(dict.fromkeys(assumptions)) if assumptions else (),
        near_misses=tuple(misses),
        outcomes=tuple([step.outcome for step in steps]),
        unread=tuple(unread),
    )
