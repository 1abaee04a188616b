"""How the inputs change: what a paste replaces, what typing touches, what a person chooses beside them."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.models.given import NOTHING_GIVEN

if TYPE_CHECKING:
    from engine.models.exchange import Problem
    from tui.workbench import Diagnosis, Inputs

DEMO = "demo:"
EMPTY_BOX = "the box is empty, wanted a request, a token, a response, a status or a code"


def pasted(inputs: Inputs, field: str, value: str, name: str = "") -> Inputs:
    """The inputs after a paste. `name` is that of the file from which it came, if any.

    One into the paste box replaces request, token, response and time, never the environment.
    """
    if field != "text":
        return typed(inputs, field, value)
    return replace(inputs, text=value, name=name, token="", response="", evidence=(), now=None, source_ip=None)


def typed(inputs: Inputs, field: str, value: str) -> Inputs:
    """The inputs after one text changed: `text`, `token` or `response`."""
    if field == "text":
        return replace(inputs, text=value)
    return replace(inputs, token=value) if field == "token" else replace(inputs, response=value)


def is_empty(inputs: Inputs) -> bool:
    """Whether there is nothing to diagnose yet."""
    return not (inputs.text.strip() or inputs.token.strip() or inputs.response.strip() or inputs.evidence)


def facts_of(inputs: Inputs) -> Inputs:
    """Only what is given by hand beside the texts, and judges every request; a demo's time and address are its own."""
    alone = replace(inputs, text="", name="", token="", response="", evidence=(), environment=None)
    return replace(alone, now=None, source_ip=None) if (inputs.environment or "").startswith(DEMO) else alone


def without_facts(inputs: Inputs) -> Inputs:
    """The inputs without what is given by hand beside the texts."""
    given = facts_of(inputs)
    return replace(
        inputs, jwks=None, given=NOTHING_GIVEN,
        now=None if given.now else inputs.now, source_ip=None if given.source_ip else inputs.source_ip,
    )  # fmt: skip


def fact_names(facts: Inputs) -> tuple[str, ...]:
    """What the given facts are called, those that there are."""
    given = facts.given
    named = {
        "keys": facts.jwks, "issuer": given.issuer, "audience": given.audiences, "scope": given.scopes,
        "source address": facts.source_ip, "time": facts.now, "certificate": given.certificate,
    }  # fmt: skip
    return tuple(name for name, value in named.items() if value)


def environment_name(environment: str | None) -> str | None:
    """What a chosen environment is called before it was read: the demo, or its file's name."""
    if environment is None:
        return None
    return "demo" if environment.startswith(DEMO) else PurePath(environment).stem


def problem_field(problem: Problem, inputs: Inputs) -> str:
    """The input that a problem is about: `text`, `token` or `response`; an empty box has no problems."""
    where = problem.where.lower()
    filled = {"token": inputs.token.strip(), "response": inputs.response.strip()}
    return next((field for field, text in filled.items() if text and where.startswith(field)), "text")


def problem_words(problem: Problem) -> str:
    """A problem in one sentence: where, what was seen, what was wanted."""
    return f"{problem.where}: {problem.seen}, wanted {problem.wanted}"


def internal_problem(inputs: Inputs, error: Exception) -> Diagnosis:
    """What is shown where the engine itself failed: a bug, said in words, with the inputs kept."""
    from engine.models.exchange import Problem
    from engine.redaction import redact_text
    from tui.workbench import Diagnosis

    seen = redact_text(f"{type(error).__name__}: {error}")
    problem = Problem(where="apiwhy itself failed", seen=seen, wanted="a report of this; what you pasted is still here")
    return Diagnosis(inputs=inputs, problem=problem)
