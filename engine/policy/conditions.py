"""Reads the conditions of an environment file into `Condition`s, and says everything that is wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.policy.comparators import COMPARATORS, NAMES
from engine.policy.judging import Comparison, Condition, Group, Negation, Operand
from engine.policy.names import WEEKDAYS, ZONED, name_problem, nearest
from engine.policy.pointers import MISSING
from engine.policy.values import SCALARS, is_zone, kind_of, parse_time_of_day, with_article
from engine.words import quoted, shortened

GROUPS = ("all", "any")
SIDE_KEYS = ("attribute", "default", "zone")
LONGEST = 60
A_ZONE = "the name of a time zone such as `Europe/Berlin`, or `{ attribute = … }`"
DEEPEST = 50
"""Levels of `all`, `any` and `not` inside one another; more is refused."""


class ConditionProblem(ValueError):
    """Something in a condition that cannot be read: where (`all[1].equals`), what was seen, what was wanted."""

    def __init__(self, path: str, seen: str, wanted: str) -> None:
        super().__init__(f"{path or 'the condition'}: {seen}, wanted {wanted}")
        self.path = path
        self.seen = seen
        self.wanted = wanted


def compile_condition(raw: Mapping[str, Any]) -> Condition:
    """The condition, ready to be judged. Raises the first `ConditionProblem`; `condition_problems` gives all."""
    reading = _Reading()
    condition = reading.condition(raw, "", 0)
    if condition is None or reading.problems:
        raise reading.problems[0]
    return condition


def condition_problems(raw: Mapping[str, Any]) -> tuple[ConditionProblem, ...]:
    """Everything that is wrong with a condition, in the order of the file; empty where it is good."""
    reading = _Reading()
    reading.condition(raw, "", 0)
    return tuple(reading.problems)


class _Reading:
    """One reading of one condition; collects its problems. Where it gives None it has noted why."""

    def __init__(self) -> None:
        self.problems: list[ConditionProblem] = []

    def _refuse(self, path: str, seen: str, wanted: str) -> None:
        self.problems.append(ConditionProblem(path, seen, wanted))

    def condition(self, raw: Any, path: str, depth: int) -> Condition | None:
        if not isinstance(raw, Mapping):
            self._refuse(path, with_article(raw), 'a condition such as `{ attribute = "token.sub", equals = "ada" }`')
            return None
        if depth > DEEPEST:
            self._refuse(path, f"more than {DEEPEST} levels", "fewer conditions inside one another")
            return None
        for key in (*GROUPS, "not"):
            if key in raw:
                return self._combined(key, raw, path, depth)
        return self._comparison(raw, path)

    def _combined(self, key: str, raw: Mapping[str, Any], path: str, depth: int) -> Condition | None:
        for other in raw:
            if other != key:
                self._refuse(_below(path, other), f"`{other}` beside `{key}`", f"`{key}` alone in its table")
        at = _below(path, key)
        if key == "not":
            child = self.condition(raw[key], at, depth + 1)
            return Negation(child) if child else None
        if not isinstance(raw[key], list | tuple) or not raw[key]:
            self._refuse(at, _named(raw[key]), "a list of at least one condition")
            return None
        children = [self.condition(item, f"{at}[{place}]", depth + 1) for place, item in enumerate(raw[key])]
        return Group(key, tuple(child for child in children if child))

    def _comparison(self, raw: Mapping[str, Any], path: str) -> Condition | None:
        misspelt = self._refuse_unknown((*SIDE_KEYS, *NAMES, *GROUPS, "not"), raw, path)
        written = [key for key in raw if key in NAMES]
        if misspelt and not written:
            return None
        if len(written) != 1:
            seen = " and ".join(f"`{name}`" for name in written) or "no comparator"
            self._refuse(path, seen, "exactly one comparator such as `equals` or `contains`, or `all`, `any`, `not`")
            return None
        left = self._attribute(raw, path)
        right = self._right(written[0], raw[written[0]], raw.get("attribute"), _below(path, written[0]))
        if left is None or right is None:
            return None
        return Comparison(_positive(written[0]), left, right, negated=written[0] != _positive(written[0]))

    def _refuse_unknown(self, known: tuple[str, ...], raw: Mapping[str, Any], path: str) -> bool:
        unknown = [key for key in raw if key not in known]
        for key in unknown:
            self._refuse(_below(path, key), f"`{key}`", f"`{nearest(str(key), known)}`")
        return bool(unknown)

    def _attribute(self, raw: Mapping[str, Any], path: str) -> Operand | None:
        name = raw.get("attribute")
        at = _below(path, "attribute")
        if not isinstance(name, str):
            self._refuse(at, "nothing" if name is None else _named(name), "the name of an attribute")
            return None
        wanted = name_problem(name)
        if wanted:
            self._refuse(at, f"`{name}`", wanted)
            return None
        default = raw.get("default", MISSING)
        if default is not MISSING and kind_of(default) not in SCALARS | {"list"}:
            self._refuse(_below(path, "default"), _named(default), "one value or a list")
        return Operand(name, default, self._zone(name, raw.get("zone"), _below(path, "zone")))

    def _zone(self, name: str, zone: Any, path: str) -> str | Operand | None:
        if name not in ZONED:
            if zone is not None:
                self._refuse(path, _named(zone), f"no zone, which only `{ZONED[0]}` and `{ZONED[1]}` take")
            return None
        if isinstance(zone, Mapping):
            self._refuse_unknown(SIDE_KEYS, zone, path)
            default = zone.get("default", "UTC")
            if not isinstance(default, str) or not is_zone(default):
                self._refuse(_below(path, "default"), _named(default), A_ZONE)
            return self._attribute(zone, path)
        if not isinstance(zone, str) or not is_zone(zone):
            self._refuse(path, "nothing" if zone is None else _named(zone), A_ZONE)
            return None
        return zone

    def _right(self, key: str, value: Any, attribute: Any, path: str) -> Operand | None:
        comparator = COMPARATORS[_positive(key)]
        if isinstance(value, Mapping):
            if not comparator.takes_attribute:
                self._refuse(path, "a table", str(comparator.wanted(None)))
                return None
            self._refuse_unknown(SIDE_KEYS, value, path)
            return self._attribute(value, path)
        wanted = comparator.wanted(value) or _wanted_beside(attribute, comparator.name, value)
        if wanted:
            self._refuse(path, _named(value), wanted)
            return None
        return Operand(value=tuple(value) if isinstance(value, list) else value)


def _wanted_beside(attribute: Any, comparator: str, value: Any) -> str | None:
    """What a value lacks that stands beside a weekday or a local time, whose values are few."""
    texts = [item for item in (value if isinstance(value, list | tuple) else (value,)) if isinstance(item, str)]
    if attribute == "request.weekday" and comparator in ("equals", "in"):
        wrong = next((text for text in texts if text not in WEEKDAYS), None)
        return f"`{nearest(wrong.lower(), WEEKDAYS)}`" if wrong is not None else None
    if attribute == "request.local_time" and any(parse_time_of_day(text) is None for text in texts):
        return "a time of day such as `09:30`"
    return None


def _positive(key: str) -> str:
    return key.removeprefix("not_")


def _below(path: str, key: Any) -> str:
    return f"{path}.{key}" if path else str(key)


def _named(value: Any) -> str:
    if isinstance(value, list | tuple) and value and all(isinstance(item, str | int | float) for item in value):
        return quoted(shortened(str(item), LONGEST) for item in value[:LONGEST])
    return f"`{shortened(str(value), LONGEST)}`" if isinstance(value, str | int | float) else with_article(value)
