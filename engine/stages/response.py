"""Stage `response`: what does response policy permit, remove or change? Judged only where an answer was captured.

The operation's and the service's response policy are combined by deny-overrides. Statements of the request's policies
that act on the answer are carried out here, too, before those of the response policies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.models.question import Answer, Known, Question
from engine.stages.notes import Notes, all_skipped

if TYPE_CHECKING:
    from engine.environment.model import Environment
    from engine.policy import Message, PolicyResult, QuestionAttributes

CHECK = "response.decision"


def check_response(question: Question, known: Known) -> Answer:
    """Evaluates the response policies over the captured answer; teaches its changes and the tree."""
    names, why = _policies(question, known)
    if not names and not known.response_statements:
        return all_skipped(CHECK, why)
    notes = Notes("response", question)
    _work(notes, known, names)
    if not names:
        notes.skipped(CHECK, why)
    return notes.answer()


def _policies(question: Question, known: Known) -> tuple[list[str], str]:
    """The response policies to judge, or none and why."""
    reading, service = known.reading, known.service
    if known.endpoint != "api" or known.preflight:
        return [], "no response policy applies here"
    if reading is None or reading.kind == "none":
        return [], "not captured"
    if reading.kind != "success":
        return [], "no answer of the API that a response policy could look at"
    if service is None or question.environment is None or service.custom_policies is False:
        return [], "no response policy"
    named = known.operation and known.operation.response_policy, service.response_policy
    return [name for name in named if name], "no response policy"


def _work(notes: Notes, known: Known, names: list[str]) -> None:
    from engine.policy import QuestionAttributes, answer_message, carry_out

    attributes = QuestionAttributes(notes.question, known)
    message = answer_message(notes.question.exchange)
    effects = carry_out(known.response_statements, known.decision, attributes=attributes, response=message)
    for problem in effects.problems:
        notes.assume(problem)
    if known.reading is not None and known.reading.kind == "success":
        _not_carried_out(notes, effects.failures)
    changes = [*effects.response]
    if names and notes.question.environment is not None:
        changes += _judge(notes, names, notes.question.environment, attributes, message)
    notes.learn(response_changes=tuple(changes))


def _judge(
    notes: Notes, names: list[str], environment: Environment, attributes: QuestionAttributes, message: Message
) -> list[dict[str, object]]:
    """Judges the response policies; what they change in the answer."""
    from engine.policy import carry_out, decision_of, evaluate_policy, possible_decisions
    from engine.policy.answers import answer_of, joined_tree

    results = [evaluate_policy(name, environment, attributes) for name in names]
    final = decision_of(possible_decisions(*(result.possible for result in results)))
    created = [one for result in results for one in result.created]
    for late in (one for one in created if one.to == "request"):
        notes.assume(f"statement `{late.name}`: it is to the request, which has passed; wanted to the response")
    ours = [one for one in created if one.to != "request"]
    effects = carry_out(ours, final, tree="response", attributes=attributes, response=message)
    for problem in effects.problems:
        notes.assume(problem)
    for name, result in zip(names, results, strict=True):
        _say(notes, name, result, settled=final in ("PERMIT", "NOT_APPLICABLE"))
    if final == "PERMIT":
        _not_carried_out(notes, effects.failures)
    tree = joined_tree([result.tree for result in results], final, "response policies")
    notes.learn(response_denied=effects.denied, response_policy=tree | {"answer": answer_of(tree)})
    return effects.response


def _say(notes: Notes, name: str, result: PolicyResult, *, settled: bool) -> None:
    """Says what one policy decides. `settled`: together they let the answer pass, whatever is not known here."""
    from engine.policy.explain import explain_decision

    if result.decision == "DENY":
        notes.failed(
            CHECK, "response.denied", f"the response policy {name} denies the answer",
            seen="; ".join(explain_decision(result.tree)) or "DENY", wanted="PERMIT", source=f"policy {name}",
        )  # fmt: skip
    elif result.decision == "INDETERMINATE":
        why = f": {result.errors[0]}" if result.errors else ""
        notes.unknown(CHECK, f"the response policy {name} cannot be evaluated over what was captured{why}")
    elif result.decision is None and settled:
        notes.passed(CHECK, f"not known  {name}: the answer passes either way", source=f"policy {name}")
    elif result.decision is None:
        notes.unknown(CHECK, f"the response policy {name} cannot be decided from what was captured")
        for fact in result.unknown:
            notes.unknown("response.attribute", f"`{fact.name}` is not known", fact=fact.fact, give=fact.give)
    else:
        notes.passed(CHECK, f"{result.decision}  {name}", source=f"policy {name}")


def _not_carried_out(notes: Notes, failures: list[str]) -> None:
    for failure in failures:
        notes.failed(
            CHECK, "response.denied", f"the answer could not be changed as policy obliges: {failure}",
            seen="INDETERMINATE", wanted="PERMIT",
        )  # fmt: skip
