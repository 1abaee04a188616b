"""Statements: which fire, and what they change in the request or in the answer.

Sources: `on` chooses by the node's own decision, `attach` by the decisions above it, as PingOne documents them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from engine.models.statement import FiredStatement
from engine.policy.attributes import Absent, Attributes, Value
from engine.policy.combining import DENY, INDETERMINATE, PERMIT
from engine.policy.edits import edit
from engine.policy.judging import HIDDEN
from engine.policy.messages import Message
from engine.policy.names import is_secret
from engine.policy.payloads import PayloadProblem, payload_data, read_payload
from engine.policy.values import shown
from knowledge.patterns import lazy_regex

CREATED_ON: Mapping[str, frozenset[str]] = {
    "permit": frozenset({PERMIT}),
    "deny": frozenset({DENY}),
    "permit-or-deny": frozenset({PERMIT, DENY}),
    "indeterminate": frozenset({INDETERMINATE}),
}
"""Decisions of the statement's own node by `on`; `anything` is every decision."""

WORKS_ON: Mapping[str, str] = {
    "denied-reason": DENY,
    "auth-challenge": DENY,
    "set-headers": PERMIT,
    "modify-query": PERMIT,
    "include-attributes": PERMIT,
    "exclude-attributes": PERMIT,
    "set-attributes": PERMIT,
    "regex-replace-attributes": PERMIT,
}
"""The final decision on which a code has an effect."""

INCLUDE = "include-attributes"

PLACEHOLDER = lazy_regex(r"\{\{([^{}]*)\}\}")


class Effects(Struct, kw_only=True):
    """What attached statements come to.

    `request` and `response` are changes as `edits.py` makes them. `reason` is the payload of the `denied-reason` that
    answers the caller, with its `status`; `challenge` that of an `auth-challenge`: `status`, `challenge` and `error`,
    which count before those of a reason. `problems` say which statement could not be carried out and why; `failures`
    are those of obligatory statements: then the evaluation itself fails.
    """

    request: list[dict[str, Any]] = field(default_factory=list)
    response: list[dict[str, Any]] = field(default_factory=list)
    reason: dict[str, Any] | None = None
    challenge: dict[str, Any] | None = None
    problems: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether an obligatory statement could not be carried out."""
        return bool(self.failures)

    @property
    def denied(self) -> dict[str, Any] | None:
        """What answers the caller instead of a plain 403; None where that is the answer."""
        return (self.reason or {}) | (self.challenge or {}) or None


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
    created: Iterable[FiredStatement], final: str | None, *, tree: str = "request",
    attributes: Attributes | None = None, request: Message | None = None, response: Message | None = None,
) -> Effects:  # fmt: skip
    """Carries out the statements that attach to the final decision.

    `created` are those of all trees that were judged, in order; `tree` is where a statement without `to` belongs.
    `attributes` fill `{{name}}` in payloads. `request` and `response` are changed as the statements say. The first
    `denied-reason` and the first `auth-challenge` win, since nodes give theirs deepest first.
    """
    effects = Effects()
    messages = {"request": request or Message("request"), "response": response or Message("answer")}
    attached = _joined([one for one in created if attaches(one, final)], tree)
    for statement in attached:
        works_on = WORKS_ON[statement.code]
        try:
            if works_on != final:
                raise PayloadProblem(f"decision {final}, wanted {works_on} for `{statement.code}`")
            _carry_out(statement, effects, messages, statement.to or tree, attributes)
        except PayloadProblem as problem:
            effects.problems.append(f"statement `{statement.name}`: {problem}")
            if statement.obligatory and (works_on == final or final == PERMIT):
                effects.failures.append(effects.problems[-1])
    return effects


def _joined(attached: list[FiredStatement], tree: str) -> list[FiredStatement]:
    """Several `include-attributes` of one message are one: what any of them names stays."""
    together: dict[str, list[tuple[FiredStatement, list[Any]]]] = {}
    for one in attached:
        names = _listed(one.payload) if one.code == INCLUDE else None
        if names is not None:
            together.setdefault(one.to or tree, []).append((one, names))
    for several in together.values():
        first, others = several[0][0], {id(one) for one, _ in several[1:]}
        joined = replace(
            first, name=", ".join(one.name for one, _ in several), obligatory=any(one.obligatory for one, _ in several),
            payload=[name for _, names in several for name in names],
        )  # fmt: skip
        attached = [joined if one is first else one for one in attached if id(one) not in others]
    return attached


def _listed(payload: Any) -> list[Any] | None:
    try:
        data = payload_data(payload)
    except PayloadProblem:
        return None
    return data if isinstance(data, list) else None


def _carry_out(
    statement: FiredStatement, effects: Effects, messages: Mapping[str, Message], to: str, attributes: Attributes | None
) -> None:
    data = _filled(payload_data(statement.payload), attributes)
    payload = read_payload(statement.code, data)
    if statement.code == "denied-reason":
        effects.reason = effects.reason or payload
    elif statement.code == "auth-challenge":
        effects.challenge = effects.challenge or payload
    else:
        changes = edit(statement.code, payload, messages[to], statement.name)
        for change in changes:
            if "name" not in change and "more" not in change:
                change["payload"] = data
        (effects.response if to == "response" else effects.request).extend(changes)


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
