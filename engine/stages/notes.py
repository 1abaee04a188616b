"""What a stage writes down while it looks: checks, needs, assumptions, near misses, and what it learnt."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from engine.findings import with_step
from engine.models.question import Answer, Question
from engine.models.trace import Assumption, Basis, Check, NearMiss, Need


class Notes:
    """Collects one stage's findings and turns them into its `Answer`. Lives only while the stage runs."""

    __slots__ = ("assumptions", "checks", "learnt", "near_misses", "needs", "question", "stage")

    def __init__(self, stage: str, question: Question) -> None:
        self.stage = stage
        self.question = question
        self.checks: list[Check] = []
        self.needs: list[Need] = []
        self.assumptions: list[Assumption] = []
        self.near_misses: list[NearMiss] = []
        self.learnt: dict[str, Any] = {}

    def passed(
        self, check: str, summary: str, *,
        seen: str | None = None, source: str | None = None, entries: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """The check holds. `entries` are behaviours that it shows."""
        self.checks.append(
            Check(check=check, outcome="passed", summary=summary, seen=seen, source=source, entries=entries)
        )

    def skipped(self, check: str, summary: str, *, entries: tuple[str, ...] = ()) -> None:
        """The check does not apply, and why."""
        self.checks.append(Check(check=check, outcome="skipped", summary=summary, entries=entries))

    def failed(
        self, check: str, reason: str, summary: str, *,
        seen: str | None = None, wanted: str | None = None, source: str | None = None,
        basis: Basis = "proved", told_caller: str | None = None,
    ) -> None:  # fmt: skip
        """The check does not hold. KeyError where the guide has no entry for the reason: none goes without."""
        found = failed_check(
            self.question, check, reason, summary,
            seen=seen, wanted=wanted, source=source, basis=basis, told_caller=told_caller,
        )  # fmt: skip
        self.checks.append(found)

    def unknown(
        self, check: str, summary: str, *, fact: str | None = None, give: str | None = None,
        seen: str | None = None, wanted: str | None = None, source: str | None = None,
    ) -> None:  # fmt: skip
        """A fact is missing. `fact` and `give` say which, and what supplies it."""
        self.checks.append(
            Check(check=check, outcome="unknown", summary=summary, seen=seen, wanted=wanted, source=source)
        )
        if fact and give:
            self.needs.append(Need(stage=self.stage, check=check, fact=fact, give=give))

    def likely(self, check: str, reason: str, summary: str, *, fact: str, give: str) -> None:
        """A reason that would explain what failed, which nothing here can prove; `fact` and `give` would settle it."""
        self.checks.append(
            Check(
                check=check, outcome="unknown", reason=reason, basis="likely", summary=summary, wanted=fact,
                entries=(reason,),
            )
        )  # fmt: skip
        self.needs.append(Need(stage=self.stage, check=check, fact=fact, give=give))

    def withdraw(self, reason: str, seen: str) -> None:
        """Takes back a failure whose cause was found since; `seen` is how what it saw begins."""
        self.checks = [one for one in self.checks if one.reason != reason or not (one.seen or "").startswith(seen)]

    def assume(self, text: str, entry: str | None = None) -> None:
        """Says something the engine takes for granted."""
        self.assumptions.append(Assumption(stage=self.stage, text=text, entry=entry))

    def near(self, name: str, field: str, seen: str, wanted: str, distance: int, summary: str) -> None:
        """Notes something that almost matched."""
        self.near_misses.append(
            NearMiss(
                stage=self.stage, name=name, field=field, seen=seen, wanted=wanted, distance=distance, summary=summary
            )
        )

    def learn(self, **facts: Any) -> None:
        """Passes facts on to later stages; the names are fields of `Known`."""
        self.learnt.update(facts)

    @property
    def all_passed(self) -> bool:
        """Whether nothing failed and nothing is missing."""
        return all(one.outcome == "passed" for one in self.checks)

    def answer(self) -> Answer:
        """Everything noted, frozen; near misses nearest first."""
        return Answer(
            checks=tuple(self.checks),
            learnt=self.learnt,
            needs=tuple(self.needs),
            assumptions=tuple(self.assumptions),
            near_misses=tuple(sorted(self.near_misses, key=lambda miss: miss.distance)) if self.near_misses else (),
        )


def failed_check(
    question: Question, check: str, reason: str, summary: str, *,
    seen: str | None = None, wanted: str | None = None, source: str | None = None,
    basis: Basis = "proved", told_caller: str | None = None,
) -> Check:  # fmt: skip
    """A failed check with what the guide says of its reason: entries to read, words for the caller."""
    facts = question.catalog.reason(reason)
    linked = (reason, facts.error, str(facts.status) if facts.status else None)
    return Check(
        check=check, outcome="failed", reason=reason, basis=basis, seen=seen, wanted=wanted, source=source,
        summary=summary, told_caller=told_caller or facts.told_caller,
        entries=tuple(entry for entry in linked if entry),
    )  # fmt: skip


def all_skipped(check: str, why: str) -> Answer:
    """The answer of a stage that does not apply."""
    return _skipped(check, why)


@lru_cache(maxsize=256)
def _skipped(check: str, why: str) -> Answer:
    answer = Answer(checks=(Check(check=check, outcome="skipped", summary=why),))
    return with_step(check.partition(".")[0], answer)
