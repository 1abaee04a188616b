"""Statements: which fire, and what they change. `denied-reason` and `set-headers` are carried out, others are listed.

Sources: `on` chooses by the node's own decision, `attach` by the decisions above it, as PingOne documents them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.policy.attributes import Absent, Attributes, Value
from engine.policy.combining import DENY, INDETERMINATE, PERMIT
from engine.policy.judging import HIDDEN
from engine.policy.names import is_secret
from engine.policy.values import shown

CREATED_ON: Mapping[str, frozenset[str]] = {
    "permit": frozenset({PERMIT}),
    "deny": frozenset({DENY}),
    "permit-or-deny": frozenset({PERMIT, DENY}),
    "indeterminate": frozenset({INDETERMINATE}),
}
"""Decisions of the statement's own node by `on`; `anything` is every decision."""

WORKS_ON: Mapping[str, str] = {
    "denied-reason": DENY,
    "set-headers": PERMIT,
    "modify-query": PERMIT,
    "include-attributes": PERMIT,
    "exclude-attributes": PERMIT,
    "set-attributes": PERMIT,
    "regex-replace-attributes": PERMIT,
}
"""The final decision on which a code has an effect."""

PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredStatement:
    """A statement that a node created. `path` names the nodes from the root down to it.

    `path_agrees`: the node's decision and all above it, up to the tree's root, are one.
    """

    name: str
    code: str
    payload: Any
    to: str | None
    obligatory: bool
    attach: str
    path: tuple[str, ...]
    decision: str
    path_agrees: bool


@dataclass(slots=True, kw_only=True)
class Effects:
    """What attached statements come to.

    `request` and `response` are changes `{op, name, value, statement}`, or `{op, payload, statement}` for what is
    not computed. `denied` is the payload of the `denied-reason` that answers the caller. `problems` say which
    statement could not be carried out and why; `failed` where an obligatory one is among them: then the evaluation
    itself fails.
    """

    request: list[dict[str, Any]] = field(default_factory=list)
    response: list[dict[str, Any]] = field(default_factory=list)
    denied: dict[str, Any] | None = None
    problems: list[str] = field(default_factory=list)
    failed: bool = False


class PayloadProblem(ValueError):
    """A payload that its code cannot use: what was seen and what was wanted."""


def is_created(on: str, decision: str) -> bool:
    """Whether a statement with this `on` is created by a node with this decision."""
    return on == "anything" or decision in CREATED_ON[on]


def attaches(statement: FiredStatement, final: str | None) -> bool:
    """Whether a created statement attaches to the final decision; never where that is not known."""
    if final is None:
        return False
    if statement.attach == "always":
        return True
    return statement.decision == final and (statement.attach == "final" or statement.path_agrees)


def carry_out(
    created: Iterable[FiredStatement], final: str | None, *, tree: str = "request", attributes: Attributes | None = None
) -> Effects:
    """Carries out the statements that attach to the final decision.

    `created` are those of all trees that were judged, in order; `tree` is where a statement without `to` belongs.
    `attributes` fill `{{name}}` in payloads. The first `denied-reason` wins: nodes give theirs deepest first.
    """
    effects = Effects()
    for statement in created:
        if not attaches(statement, final):
            continue
        if WORKS_ON.get(statement.code, final) != final:
            wanted = f"{WORKS_ON[statement.code]} for `{statement.code}`"
            effects.problems.append(f"statement `{statement.name}`: decision {final}, wanted {wanted}")
            continue
        try:
            _carry_out(statement, effects, statement.to or tree, attributes)
        except PayloadProblem as problem:
            effects.problems.append(f"statement `{statement.name}`: {problem}")
            effects.failed |= statement.obligatory
    return effects


def _carry_out(statement: FiredStatement, effects: Effects, to: str, attributes: Attributes | None) -> None:
    changes = effects.response if to == "response" else effects.request
    if statement.code == "denied-reason":
        denied = _denied(_filled(_table(statement.payload), attributes))
        effects.denied = effects.denied or denied
    elif statement.code == "set-headers":
        changes += _headers(statement.name, _filled(_table(statement.payload), attributes))
    else:
        changes.append({"op": statement.code, "payload": shown(statement.payload), "statement": statement.name})


def payload_problem(code: str, payload: Any) -> str | None:
    """What is wrong with a statement's payload, None where it is good or the code is not carried out."""
    try:
        if code == "denied-reason":
            _denied(_table(payload))
        elif code == "set-headers":
            _headers("", _table(payload))
    except PayloadProblem as problem:
        return str(problem)
    return None


def _table(payload: Any) -> dict[str, Any]:
    """A payload as a table; a text is read as JSON, which can hold the null that TOML lacks."""
    if isinstance(payload, str):
        try:
            payload = json.loads(payload)
        except (ValueError, RecursionError):
            raise PayloadProblem("a payload that is no JSON, wanted an object") from None
    if not isinstance(payload, Mapping):
        raise PayloadProblem("a payload that is no table, wanted a table or a JSON object")
    return {str(key): shown(value) for key, value in payload.items()}


def _denied(payload: Mapping[str, Any]) -> dict[str, Any]:
    status = payload.get("status", 403)
    if not isinstance(status, int) or isinstance(status, bool) or not 400 <= status <= 599:
        raise PayloadProblem(f"status `{status}`, wanted a number from 400 to 599")
    for key in ("message", "detail"):
        if not isinstance(payload.get(key, ""), str):
            raise PayloadProblem(f"`{key}` that is no text, wanted a text")
    return {**payload, "status": status}


def _headers(statement: str, payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = []
    for name, value in payload.items():
        values = value if isinstance(value, list | tuple) else (value,)
        if value is None:
            changes.append({"op": "remove-header", "name": name, "value": None, "statement": statement})
        elif all(isinstance(item, str) for item in values):
            hidden = HIDDEN if is_secret(f"request.header.{name}") else value
            changes.append({"op": "set-header", "name": name, "value": hidden, "statement": statement})
        else:
            raise PayloadProblem(f"header `{name}` that is no text, wanted a text, a list of texts or null")
    return changes


def _filled(payload: Any, attributes: Attributes | None) -> Any:
    """The payload with the values of its `{{attributes}}`; one that is not known stays as it is written."""
    if attributes is None:
        return payload
    if isinstance(payload, str):
        return PLACEHOLDER.sub(lambda found: _text_of(found[1].strip(), found[0], attributes), payload)
    if isinstance(payload, Mapping):
        return {key: _filled(value, attributes) for key, value in payload.items()}
    if isinstance(payload, list | tuple):
        return [_filled(item, attributes) for item in payload]
    return payload


def _text_of(name: str, written: str, attributes: Attributes) -> str:
    resolved = attributes.get(name)
    if isinstance(resolved, Absent):
        raise PayloadProblem(f"`{name}` is absent, wanted a value for `{written}`")
    if not isinstance(resolved, Value):
        return written
    if is_secret(name):
        return HIDDEN
    value = shown(resolved.value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
