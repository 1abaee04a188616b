"""Applies a fix's edits to a question, so that what is proved is exactly what is shown to be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import convert
from msgspec.structs import replace

from engine.models.question import Question
from engine.models.trace import Edit

if TYPE_CHECKING:
    from engine.environment.model import Environment
    from engine.environment.positions import Path

INDEXES = {
    "issuer_by_name": "issuers",
    "resource_by_name": "resources",
    "policy_by_name": "policies",
    "statement_by_name": "statements",
    "client_by_id": "clients",
    "routes": "operations",
}
"""What is indexed of a table, and of which field: kept where that field did not change."""


def edited(question: Question, edits: Iterable[Edit]) -> Question:
    """The question as it is once the edits are made. KeyError for a path that leads nowhere."""
    for edit in edits:
        if edit.target == "token":
            question = replace(question, token_edits=(*question.token_edits, edit))
        elif edit.target == "request":
            question = _with_request(question, edit)
        elif question.environment is not None:
            changed = with_value(question.environment, path_of(edit.path), edit.to)
            question = replace(question, environment=changed)
    return question


def path_of(pointer: str) -> Path:
    """The way that a JSON pointer names; a number is a place in a list (RFC 6901)."""
    keys = (key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:])
    return tuple(int(key) if key.isascii() and key.isdecimal() else key for key in keys)


def pointer_of(path: Path) -> str:
    """The JSON pointer of a way."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)


def _with_request(question: Question, edit: Edit) -> Question:
    field, *names = map(str, path_of(edit.path))
    exchange, request = question.exchange, question.exchange.request
    if field == "time":
        return replace(question, now=datetime.fromisoformat(edit.to))
    if field == "source_ip":
        shows = exchange.shows | {"source_ip"}
        return replace(question, exchange=replace(exchange, source_ip=edit.to, shows=shows))
    if request is None:
        return question
    if field == "headers":
        kept = tuple(pair for pair in request.headers if pair[0].lower() != names[0].lower())
        request = replace(request, headers=kept if edit.to is None else (*kept, (names[0], edit.to)))
    elif field == "body":
        request = replace(request, body=edit.to)
    elif field == "method":
        request = replace(request, method=edit.to)
    else:
        request = replace(request, url=edit.to)
    return replace(question, exchange=replace(exchange, request=request))


def value_at(value: Any, path: Path) -> Any:
    """What stands at a path of the environment; None where nothing does."""
    for key in path:
        if isinstance(key, int):
            value = value[key] if key < len(value) else None
        elif isinstance(value, Mapping):
            value = value.get(key)
        else:
            value = getattr(value, key)
    return value


def with_value(environment: Environment, path: Path, to: Any) -> Environment:
    """A copy with another value at a path; what is beside it is shared, indexes of it too. One past a list appends."""
    changed: Environment = _with(environment, path, _made(path, to))
    return changed


def _made(path: Path, to: Any) -> Any:
    """The value as the environment holds it: a table that a fix adds or replaces becomes its record."""
    from engine.environment.model import Rule, User

    if isinstance(to, Mapping) and isinstance(path[-1], int):
        return convert(to, User if path[-2] == "users" else Rule)
    return tuple(to) if isinstance(to, list) and "attributes" not in path else to


def _with(value: Any, path: Path, to: Any) -> Any:
    if not path:
        return to
    key, rest = path[0], path[1:]
    if isinstance(value, tuple):
        assert isinstance(key, int)
        inner = _with(value[key], rest, to) if key < len(value) else to
        return (*value[:key], inner, *value[key + 1 :])
    if isinstance(value, Mapping):
        return {**value, key: _with(value.get(key), rest, to)}
    name = str(key)
    changed = replace(value, **{name: _with(getattr(value, name), rest, to)})
    indexes = getattr(value, "__dict__", {})
    for index, source in INDEXES.items():
        if source != name and index in indexes:
            changed.__dict__[index] = indexes[index]
    return changed
