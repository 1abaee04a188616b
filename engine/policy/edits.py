"""What a statement changes in a request or an answer: each change with what was there before and what is there after.

A change is `{op, name, value, before, after, statement}`: `op` is `set-` or `remove-` with `header`, `query` or
`attribute`, `name` the header, the parameter or the JSONPath of the attribute; `value` is `after`. `before` is None for
what was not there. With `not_known`, what was there before is not known; where that goes for the whole body, nothing
is worked out and the change is `{op, payload, statement, before, after, not_known}` with the statement's own code.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Collection, Mapping
from typing import Any
from unicodedata import normalize

from msgspec import Struct, field

from engine.policy.json_paths import EVERYTHING, Location, in_words, locations, value_at
from engine.policy.judging import HIDDEN
from engine.policy.messages import Message, Pairs
from engine.policy.names import is_secret
from engine.policy.payloads import PayloadProblem
from engine.policy.values import shown
from engine.redaction import redact_data
from engine.words import shortened
from knowledge.patterns import lazy_regex

Change = dict[str, Any]
GROUP = lazy_regex(r"\\(.)|\$(\d)", re.DOTALL)
MOST = 100
"""Changes of one statement that are listed; of the others their number."""
LONGEST = 500
"""Characters of a value that is shown whole."""


def edit(code: str, payload: Any, message: Message, statement: str) -> list[Change]:
    """Changes the message as a statement of this code says. Raises PayloadProblem where that is not possible."""
    changes = Changes(code, statement)
    if code in PAIRS:
        kind = PAIRS[code]
        if kind == "query" and message.what == "answer":
            raise PayloadProblem("an answer, wanted a request: only that has a query")
        _set_pairs(kind, payload, message.headers if kind == "header" else message.query, changes)
    elif message.body_is == "not known":
        return [{"op": code, "statement": statement, "before": None, "after": None, "not_known": True}]
    elif message.body_is == "other":
        raise PayloadProblem("a body that is no JSON, wanted JSON")
    elif message.body_is == "json":
        _edit_body(code, payload, message, changes)
    elif code == "set-attributes":
        raise PayloadProblem("no body, wanted JSON to set an attribute in")
    return changes.listed()


def _edit_body(code: str, payload: Any, message: Message, changes: Changes) -> None:
    """All of a statement or nothing."""
    backup = json.dumps(message.body) if code == "set-attributes" else None
    try:
        BODY[code](payload, message, changes)
    except PayloadProblem:
        message.body = json.loads(backup) if backup is not None else message.body
        raise


class Changes(Struct):
    """The changes of one statement: the first as they will be shown, of the others their number."""

    code: str
    statement: str
    first: list[Change] = field(default_factory=list)
    more: int = 0

    def add(self, op: str, name: str, before: Any, after: Any, **more: Any) -> None:
        """Notes a change whose values may be shown as they are."""
        change = {"op": op, "name": name, "value": after, "before": before, "after": after, "statement": self.statement}
        self.first.append(change | more)

    def attribute(self, verb: str, location: Location, before: Any, after: Any) -> None:
        """Notes a change in a body, as it is now."""
        if len(self.first) == MOST:
            self.more += 1
            return
        name = next((key for key in reversed(location) if isinstance(key, str)), "")
        self.add(f"{verb}-attribute", in_words(location), _seen(name, before), _seen(name, after))

    def listed(self) -> list[Change]:
        """The changes, and at the end how many more there are."""
        rest = {"op": self.code, "statement": self.statement, "more": self.more}
        return [*self.first, rest] if self.more else self.first


PAIRS = {"set-headers": "header", "modify-query": "query"}


def _set_pairs(kind: str, wanted: Mapping[str, tuple[str, ...]], pairs: Pairs | None, changes: Changes) -> None:
    unknown = {"not_known": True} if pairs is None else {}
    for name, values in wanted.items():
        secret = is_secret(f"request.{kind}.{name}")
        before = [value for one, value in pairs or () if _same(kind, one, name)]
        if pairs is not None:
            pairs[:] = [pair for pair in pairs if not _same(kind, pair[0], name)]
            pairs += [(name, value) for value in values]
        verb = "set" if values else "remove"
        changes.add(f"{verb}-{kind}", name, _one_or_all(before, secret), _one_or_all(list(values), secret), **unknown)


def _same(kind: str, one: str, other: str) -> bool:
    return one.lower() == other.lower() if kind == "header" else one == other


def _one_or_all(values: list[str], secret: bool) -> Any:
    if not values:
        return None
    return HIDDEN if secret else values[0] if len(values) == 1 else values


def _exclude(paths: Any, message: Message, changes: Changes) -> None:
    found = dict.fromkeys(location for path in paths for location in locations(message.body, path) if location)
    _take_out(found, message, changes)


def _include(paths: Any, message: Message, changes: Changes) -> None:
    """What no path selects goes; what stands above a selected attribute stays."""
    kept = {location for path in paths for location in locations(message.body, path)}
    above = {location[:depth] for location in kept for depth in range(len(location))}
    removed: list[Location] = []
    waiting: deque[Location] = deque([()] if () not in kept else [])
    while waiting:
        location = waiting.popleft()
        inside = value_at(message.body, location)
        for key in inside if isinstance(inside, dict) else range(len(inside)) if isinstance(inside, list) else ():
            member = (*location, key)
            if member not in kept:
                (waiting if member in above else removed).append(member)
    _take_out(removed, message, changes)


def _take_out(found: Collection[Location], message: Message, changes: Changes) -> None:
    for location in found:
        changes.attribute("remove", location, value_at(message.body, location), None)
    for location in sorted(found, key=_from_the_end):
        _remove(message.body, location)


def _set(settings: Any, message: Message, changes: Changes) -> None:
    for path, value in settings:
        found = locations(message.body, path)
        for location in found:
            changes.attribute("remove" if value is None else "set", location, value_at(message.body, location), value)
        if not found and value is not None:
            found = [_new_location(message.body, path)]
            changes.attribute("set", found[0], None, value)
        for location in sorted(found, key=_from_the_end):
            if value is None:
                _remove(message.body, location)
            else:
                value_at(message.body, location[:-1])[location[-1]] = value


def _new_location(document: Any, path: Any) -> Location:
    """Where a path leads that selects nothing yet: a new member of an object that is there."""
    location = tuple(step.key for step in path)
    parents = locations(document, path[:-1])
    named = all(isinstance(key, str) for key in location) and not any(step.deep for step in path)
    if not named or not parents or not isinstance(value_at(document, parents[0]), dict):
        where = in_words(tuple(key for key in location if key is not None))
        raise PayloadProblem(f"nothing at `{where}` and no object above it, wanted one to set it in")
    return location


def _replace(replacements: Any, message: Message, changes: Changes) -> None:
    for one in replacements:
        for start in locations(message.body, one["path"]):
            for location in _texts_below(message.body, start):
                before = value_at(message.body, location)
                after = _replaced(one, before)
                if after == before:
                    continue
                changes.attribute("set", location, before, after)
                if location:
                    value_at(message.body, location[:-1])[location[-1]] = after
                else:
                    message.body = after


def _texts_below(document: Any, start: Location) -> list[Location]:
    inside = value_at(document, start)
    if isinstance(inside, str):
        return [start]
    below = locations(inside, EVERYTHING)
    return [(*start, *location) for location in below if isinstance(value_at(inside, location), str)]


def _replaced(one: Mapping[str, Any], text: str) -> str:
    """Every match replaced; `$1` to `$9` are the groups, `$0` the match, as in Java."""
    regex, groups = one["regex"], one["regex"].groups

    def filled(match: Any) -> bytes:
        def group(found: re.Match[str]) -> str:
            if found[1] is not None or int(found[2]) > groups:
                return found[1] or found[0]
            return (match.group(int(found[2])) or b"").decode("utf-8", "replace")

        return GROUP.sub(group, one["replace"]).encode("utf-8", "replace")

    written = (normalize("NFC", text) if one.get("canonical") else text).encode("utf-8", "replace")
    return regex.sub(filled, written).decode("utf-8", "replace") if regex.search(written) else text


def _seen(name: str, value: Any) -> Any:
    """A value as it may be shown: secrets by their form and by the name that they stand under, long ones cut."""
    if value is None:
        return None
    if is_secret(f"response.body./{name}"):
        return HIDDEN
    [found] = redact_data({name: shown(value)}).values()
    text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    return found if len(text) <= LONGEST else shortened(text, LONGEST)


def _from_the_end(location: Location) -> tuple[Any, ...]:
    """Sorts so that a place in a list goes before those in front of it, and the inner before the outer."""
    return (-len(location), *(-key if isinstance(key, int) else 0 for key in location))


def _remove(document: Any, location: Location) -> None:
    del value_at(document, location[:-1])[location[-1]]


BODY: Mapping[str, Callable[[Any, Message, Changes], None]] = {
    "exclude-attributes": _exclude,
    "include-attributes": _include,
    "set-attributes": _set,
    "regex-replace-attributes": _replace,
}
"""How each code changes a body that is JSON."""
