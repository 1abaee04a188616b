"""Puts apiwhy and the evaluator side by side, over many generated cases, and counts."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from engine.models.trace import Trace
from tests.oracle.asking import answer_of, ask, called_good, load
from tests.oracle.evaluator.evaluate import evaluate, is_preflight
from tests.oracle.evaluator.sent import Answer, Tables
from tests.oracle.make.conditions import make_aim
from tests.oracle.make.dice import Dice
from tests.oracle.make.environments import make_environment
from tests.oracle.make.requests import Made, make_request
from tests.oracle.make.toml_text import toml_text
from tui.worlds import World

SEMANTICS = ("pingone", "xacml")
"""The ways of combining that generated environments ask for, in turn."""
REQUESTS = 12
"""Requests for each environment."""
ACCESS = ("rules", "policy")
"""The stages whose refusals count as denials of access."""
KEPT = 10
"""Disagreements that are kept to be shrunk and shown."""
OK = 200


class Compared(NamedTuple):
    """One case with both answers. `trace` is None where apiwhy failed on it: `found` then says how."""

    environment: Tables
    made: Made
    wanted: Answer
    found: Answer
    trace: Trace | None

    @property
    def differs(self) -> bool:
        """Whether the two disagree on what they must agree on."""
        return self._compared(self.wanted) != self._compared(self.found) or not self._follows_the_answer

    @property
    def _follows_the_answer(self) -> bool:
        """Whether a captured success is allowed, and a bare refusal is put down to the failure that was predicted.

        A preflight that was refused is the gateway's, whatever was predicted.
        """
        if self.trace is None:
            return False
        status, said = self.made.sent.status, (self.trace.verdict, self.trace.decided_by)
        if status == OK:
            return said == ("allowed", None)
        if status is not None and is_preflight(self.made.sent):
            return said == ("refused", "gateway")
        return status is None or self.wanted.verdict != "refused" or said == self.wanted[:2]

    def _compared(self, answer: Answer) -> tuple[str | None, ...]:
        """A captured answer tells apiwhy more than it predicts from: then the unknown stage is not compared."""
        if answer.verdict == "undetermined" and self.made.sent.status is not None:
            return (answer.verdict,)
        return answer.compared


@dataclass(slots=True)
class Report:
    """What came of a run."""

    cases: int = 0
    environments: int = 0
    differences: int = 0
    kept: list[Compared] = field(default_factory=list)
    answers: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    judged_by_pyjwt: int = 0
    wrongly_good: int = 0
    denials: Counter[str] = field(default_factory=Counter)
    unfixed: Counter[str] = field(default_factory=Counter)
    half_fixed: int = 0
    """Denials whose proved fixes each leave another reason."""

    def add(self, compared: Compared) -> None:
        """Counts one case."""
        wanted, trace = compared.wanted, compared.trace
        self.cases += 1
        self.answers[wanted.verdict, wanted.stage] += 1
        self.formats[compared.made.kind] += 1
        self.judged_by_pyjwt += wanted.refused_by_pyjwt is not None
        if compared.differs:
            self.differences += 1
            if len(self.kept) < KEPT:
                self.kept.append(compared)
        if trace is None:
            return
        self.wrongly_good += bool(wanted.refused_by_pyjwt) and called_good(trace)
        if trace.verdict == "refused" and trace.decided_by in ACCESS and compared.made.sent.status is None:
            self._add_denial(trace)

    def _add_denial(self, trace: Trace) -> None:
        proved = [fix for fix in trace.fixes if fix.proved]
        self.denials[trace.reason or ""] += 1
        if not proved:
            self.unfixed[trace.reason or ""] += 1
        elif all(fix.left for fix in proved):
            self.half_fixed += 1

    @property
    def agreement(self) -> float:
        """The share of the cases on which both agree."""
        return 1 - self.differences / self.cases if self.cases else 0.0

    @property
    def fix_share(self) -> float:
        """The share of the denials of access that have a proved fix."""
        denials = self.denials.total()
        return 1 - self.unfixed.total() / denials if denials else 1.0


def compare(environment: Tables, made: Made, world: World, tables: Tables | None = None) -> Compared:
    """Both answers to one request. `tables` are the environment as TOML gives it back."""
    wanted = evaluate(tables if tables is not None else tomllib.loads(toml_text(environment)), made.sent)
    try:
        trace = ask(world, made)
    except Exception as error:  # whatever it is, it is a finding, and the run goes on
        found = Answer("crashed", None, None, None, says=f"{type(error).__name__}: {error}")
        return Compared(environment, made, wanted, found, None)
    return Compared(environment, made, wanted, answer_of(trace), trace)


def run(cases: int, seed: int, folder: Path) -> Report:
    """Generates this many cases from a seed and compares the answers to each."""
    report = Report()
    dice = Dice(seed)
    while report.cases < cases:
        aim = make_aim(dice)
        environment = make_environment(dice, SEMANTICS[report.environments % len(SEMANTICS)], aim)
        text = toml_text(environment)
        world, tables = load(text, folder), tomllib.loads(text)
        report.environments += 1
        for _ in range(min(REQUESTS, cases - report.cases)):
            report.add(compare(environment, make_request(dice, environment, aim), world, tables))
    return report
