"""The filter of `--where` and of the app: words that must occur, `field:value`, `field=value`, and `-` to exclude.

`token refused stage:token status:4xx since:2026-03-04 -user:probe "two words"`: all of it must hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from msgspec import Struct

from engine.audit.events import AuditEvent
from engine.redaction import escape_controls
from engine.words import instant
from knowledge.patterns import lazy_regex

Way = Literal["contains", "equals", "begins", "from", "until"]

EXACT = ("stage", "reason", "verdict", "decision", "result", "status", "code", "source", "environment")
PARTIAL = ("type", "service", "operation", "gateway", "client", "user", "method", "url")
TIMES = ("since", "until")
FIELDS = (*EXACT, *PARTIAL, *TIMES)
ANY = "words"
"""The column of everything that free words are looked for in."""

TERM = lazy_regex(
    r'(?P<minus>-)?(?:(?P<field>[A-Za-z_]+)(?P<sign>[:=]))?(?:"(?P<quoted>[^"]*)(?P<close>"?)|(?P<bare>\S*))'
)
AGO = lazy_regex(r"(\d{1,6})(s|m|h|d)")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
STATUS_CLASS = lazy_regex(r"([1-5])xx")


class FilterProblem(ValueError):
    """A filter that cannot be read; its text says what was seen and what was wanted."""


class Term(Struct, frozen=True):
    """One condition: a column, how its value is compared, and the folded value."""

    column: str
    way: Way
    value: str
    negated: bool = False

    def holds(self, value: str | None) -> bool:
        """Whether it holds for a folded value; one that is absent satisfies only what is excluded."""
        return (value is not None and self._compares(value)) is not self.negated

    def _compares(self, value: str) -> bool:
        if self.way == "contains":
            return self.value in value
        if self.way == "begins":
            return value.startswith(self.value)
        if self.way == "from":
            return value >= self.value
        return value < self.value if self.way == "until" else value == self.value


class Filter(Struct, frozen=True):
    """All terms must hold; none is everything."""

    terms: tuple[Term, ...] = ()

    def matches(self, event: AuditEvent) -> bool:
        """Whether an event passes."""
        values = columns_of(event)
        return all(term.holds(values[term.column]) for term in self.terms)

    def to_sql(self) -> tuple[str, list[str]]:
        """The condition over the columns of `columns_of`, and its parameters; `1` where everything passes."""
        clauses, parameters = [], []
        for term in self.terms:
            compared = COMPARED[term.way].format(term.column)
            clauses.append(f"NOT coalesce({compared}, 0)" if term.negated else compared)
            parameters.append(term.value)
        return " AND ".join(clauses) or "1", parameters


COMPARED: dict[Way, str] = {
    "contains": "instr({0}, ?) > 0", "equals": "{0} = ?", "begins": "instr({0}, ?) = 1",
    "from": "{0} >= ?", "until": "{0} < ?",
}  # fmt: skip
"""Only names of columns that `FIELDS` lists are ever put into a clause; values are parameters."""


def fold(text: str) -> str:
    """Text as it is compared: without case, control sequences written out."""
    return escape_controls(text).casefold()


def columns_of(event: AuditEvent) -> dict[str, str | None]:
    """What filters look at, folded; the store keeps these as columns."""
    values: dict[str, Any] = {
        "stage": event.stage, "reason": event.reason, "verdict": event.verdict, "decision": event.decision,
        "result": event.result, "status": event.status, "code": event.result_code, "source": event.source,
        "environment": event.environment, "type": event.type, "client": event.client, "user": event.user,
        "service": event.api_service and event.api_service.name, "operation": event.operation and event.operation.name,
        "gateway": event.gateway and event.gateway.name, "method": event.method, "url": event.url,
    }  # fmt: skip
    columns = {name: None if value is None else fold(str(value)) for name, value in values.items()}
    said = (event.description, event.message or "", event.id, event.correlation_id)
    words = "\n".join([*(value for value in columns.values() if value), *(fold(text) for text in said)])
    return {**columns, "at": fold(event.at), ANY: words}


def parse_filter(text: str, *, now: datetime | None = None) -> Filter:
    """Reads a filter. `now` makes `since:2h` possible. Raises FilterProblem."""
    return Filter(tuple(_term(found, now) for found in TERM.finditer(text) if found[0]))


def _term(found: re.Match[str], now: datetime | None) -> Term:
    if found["quoted"] is not None and not found["close"]:
        raise FilterProblem(f'`{found[0].strip()}` has no closing quote, wanted `"` at its end')
    negated, field = bool(found["minus"]), (found["field"] or "").lower()
    value = found["quoted"] if found["quoted"] is not None else found["bare"]
    if not field or (value.startswith("//") and field not in FIELDS):
        whole = value if not field else f"{found['field']}{found['sign']}{value}"
        if not whole:
            raise FilterProblem(f"`{found[0]}` names no word, wanted `word`, `-word` or `field:value`")
        return Term(ANY, "contains", fold(whole), negated)
    if field not in FIELDS:
        raise FilterProblem(f"there is no field `{field}`, wanted one of {', '.join(FIELDS)}{_nearest(field)}")
    if not value:
        raise FilterProblem(f"`{found[0]}` has no value, wanted `{field}{found['sign']}something`")
    if field in TIMES:
        return Term("at", "from" if field == "since" else "until", fold(_time(field, value, now)), negated)
    way, value = _compared(field, found["sign"], value)
    return Term(field, way, fold(value), negated)


def _compared(field: str, sign: str, value: str) -> tuple[Way, str]:
    if field == "status" and (kind := STATUS_CLASS.fullmatch(value.lower())):
        return "begins", kind[1]
    if sign == ":" and field == "reason" and (value.endswith(".*") or "." not in value):
        return "begins", value.rstrip(".*") + "."
    return ("contains" if sign == ":" and field in PARTIAL else "equals"), value


def _time(field: str, value: str, now: datetime | None) -> str:
    """An instant as events write it: RFC 3339 or a date, in UTC unless a zone is given, or so long ago."""
    wanted = "a time such as `2026-03-04T10:11:12Z`, a date, or `2h` ago"
    ago = AGO.fullmatch(value)
    try:
        if ago and now is not None:
            return instant(now - timedelta(**{UNITS[ago[2]]: int(ago[1])}))
        moment = datetime.fromisoformat(value)
        return instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise FilterProblem(f"`{field}:{value}` is no time, wanted {wanted}") from None


def _nearest(field: str) -> str:
    from difflib import get_close_matches

    near: Sequence[str] = get_close_matches(field, FIELDS, 1)
    return f" (nearest: `{near[0]}`)" if near else ""
