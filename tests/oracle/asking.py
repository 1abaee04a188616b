"""Asks apiwhy: the environment goes through its loader, the request through its parsers, both into its engine."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from engine.asking import make_question
from engine.captures import read_capture
from engine.models.trace import Trace
from engine.pipeline import diagnose
from knowledge.catalog import load_catalog
from tests.oracle.evaluator.sent import Answer
from tests.oracle.make.requests import Made
from tui.worlds import World, read_world

CATALOG = load_catalog()


class EnvironmentRefused(Exception):
    """The loader does not take a generated environment: the generator is wrong, or the loader is."""


def load(text: str, folder: Path) -> World:
    """The environment as apiwhy reads it from a file. Raises EnvironmentRefused."""
    path = folder / "environment.toml"
    path.write_text(text, "utf-8")
    world = read_world(str(path))
    if world.problems:
        raise EnvironmentRefused("\n".join(map(str, world.problems)))
    return world


def ask(world: World, made: Made) -> Trace:
    """The trace of one request, as `apiwhy diagnose` makes it."""
    [(_, exchange)] = read_capture(made.text).exchanges
    if made.sent.reply is not None:
        exchange = replace(exchange, evidence=(*exchange.evidence, made.sent.reply))
    question = make_question(
        exchange, catalog=CATALOG, clock=made.sent.now, now=made.sent.now if made.flag else None,
        environment=world.environment, keys=world.keys, source_ip=made.sent.source_ip,
    )  # fmt: skip
    return diagnose(question)


def answer_of(trace: Trace) -> Answer:
    """What apiwhy predicts, in the words that the evaluator uses; `says` is the reason."""
    expected = trace.expected
    stage = expected.decided_by
    if expected.verdict == "undetermined":
        stage = next((step.stage for step in trace.steps if step.outcome == "unknown"), None)
    return Answer(expected.verdict, stage, expected.decision, expected.result_code, says=expected.reason or "")


def called_good(trace: Trace) -> bool:
    """Whether apiwhy says that the token passes."""
    return any(step.stage == "token" and step.outcome == "passed" for step in trace.steps)
