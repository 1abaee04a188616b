"""Fixes of a refusal by the operation's access rules; where nobody can meet a rule, the rule itself is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.environment.positions import Path
from engine.fixes.applying import pointer_of, value_at
from engine.fixes.asking import asked_by_groups, asked_by_networks, asked_by_user
from engine.fixes.changes import Change
from engine.fixes.people import change_user
from engine.fixes.search import Asked, Before, Found, attempt, search
from engine.models.question import Known, Question
from engine.models.trace import Edit
from engine.policy.names import is_secret
from engine.source_address import source_address
from engine.words import quoted

ASKED: dict[str, Asked] = {
    "rules.group_missing": asked_by_groups,
    "rules.user_attribute_mismatch": asked_by_user,
    "rules.network_not_allowed": asked_by_networks,
}
COST = 10


def rule_fixes(before: Before, reason: str) -> list[Found]:
    """What meets the rule, and the change of a rule where that is usual or all that there is."""
    found = search(before, reason, ASKED[reason]) if reason in ASKED else _delegated(before, reason)
    if not found or reason == "rules.network_not_allowed":
        for change in _of_rule(before.question, before.known, reason):
            done = attempt(before, change, reason)[0]
            if done is not None:
                return [*found, done]
    return found


def _delegated(before: Before, reason: str) -> list[Found]:
    change = change_user(before.question, before.known, {})
    done = attempt(before, change, reason)[0] if change is not None else None
    return [done] if done is not None else []


def _of_rule(question: Question, known: Known, reason: str) -> list[Change]:
    makers: dict[str, Callable[[Question, Known], list[tuple[str, Any, str]]]] = {
        "rules.group_missing": _other_groups,
        "rules.user_attribute_mismatch": _other_values,
        "rules.network_not_allowed": _other_networks,
        "rules.not_delegated": _without_user,
        "rules.scope_missing": lambda question, known: [],
    }
    environment, service, operation = question.environment, known.service, known.operation
    if environment is None or service is None or operation is None:
        return []
    root: Path = (
        "api_services",
        environment.api_services.index(service),
        "operations",
        service.operations.index(operation),
    )
    changes = []
    for field, to, words in makers[reason](question, known):
        path = (*root, field)
        before = value_at(environment, path)
        edit = Edit(
            target="environment", path=pointer_of(path), from_=list(before) if isinstance(before, tuple) else before,
            to=to,
        )  # fmt: skip
        changes.append(
            Change(
                edits=(edit,), owner="api_administrator", words=words, cost=COST,
                assuming=f"the rule of {operation.name} is too narrow", widens=True,
            )
        )  # fmt: skip
    return changes


def _without_user(question: Question, known: Known) -> list[tuple[str, Any, str]]:
    assert known.operation is not None
    return [("delegated", False, f"let clients call {known.operation.name} without a user")]


def _other_groups(question: Question, known: Known) -> list[tuple[str, Any, str]]:
    """A group that the user is in; without one, no groups at all."""
    operation = known.operation
    assert operation is not None
    changes: list[tuple[str, Any, str]] = [
        ("groups", [*operation.groups, group], f"let the group `{group}` call {operation.name}, too")
        for group in (known.groups or ())[:1]
    ]
    return [*changes, ("groups", [], f"take the groups off {operation.name}")]


def _other_values(question: Question, known: Known) -> list[tuple[str, Any, str]]:
    """The user's own value beside the allowed ones; without one, the attribute is not asked for. No secret is shown."""
    operation = known.operation
    assert operation is not None
    if any(is_secret(f"user.{name}") for name in operation.user):
        return []
    held = known.user.attributes if known.user else {}
    wrong = [name for name, allowed in operation.user.items() if held.get(name) not in allowed]
    kept = {name: list(allowed) for name, allowed in operation.user.items() if name not in wrong}
    widened = {
        name: [*operation.user[name], held[name]] for name in wrong if isinstance(held.get(name), str | int | float)
    }
    said = f"let users whose {quoted(wrong)} is another call {operation.name}, too"
    return [("user", kept | widened, said)]


def _other_networks(question: Question, known: Known) -> list[tuple[str, Any, str]]:
    """The address that the gateway saw, in the allow list."""
    operation, (address, _) = known.operation, source_address(question, known)
    if operation is None or address is None:
        return []
    network = f"{address}/{128 if ':' in address else 32}"
    return [("networks", [*operation.networks, network], f"add `{network}` to the allow list of {operation.name}")]
