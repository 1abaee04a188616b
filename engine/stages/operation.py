"""Stage `operation`: which operation of the service matches method and path?"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from engine.findings import with_step
from engine.memo import by_identity, keep
from engine.models.question import Answer, Known, Question
from engine.near.operations import near_operations
from engine.stages.notes import Notes, all_skipped
from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment
    from engine.environment.operations import OperationMatch

MOST = 1024
"""Answers that are remembered for each environment."""


def check_operation(question: Question, known: Known) -> Answer:
    """Says which one was found. None matching is no refusal: it is said as an assumption."""
    if known.preflight:
        return all_skipped("operation.match", "a preflight carries no token by design")
    if known.endpoint != "api":
        return all_skipped("operation.match", "no operation of an API service")
    method = question.exchange.request.method if question.exchange.request else None
    matched = _matched(question.environment) if known.operations and known.service and method else None
    if matched is None:
        return _judge(question, known)
    place = id(known.operations), method, known.segments
    held = matched.get(place)
    if held is not None:
        return held[0]
    answer = with_step("operation", _judge(question, known))
    return keep(matched, place, (answer, known.operations), MOST)[0]


@by_identity
def _matched(environment: Environment | None) -> dict[Hashable, tuple[Answer, tuple[OperationMatch, ...]]]:
    """What was said of the operations that were found: it depends on nothing but them, the method and the path.

    They are held with each answer, so that their id is never another's.
    """
    return {}


def _judge(question: Question, known: Known) -> Answer:
    notes = Notes("operation", question)
    if known.service is None:
        _without_service(notes, known)
    elif question.exchange.request is None:
        notes.unknown("operation.match", "without a request no operation can be chosen")
    elif not known.service.operations:
        notes.skipped("operation.match", f"{known.service.name} defines no operations")
    else:
        _match(notes, known, known.service)
    return notes.answer()


def _without_service(notes: Notes, known: Known) -> None:
    if known.closed:
        notes.skipped("operation.match", "no API service matched, so no operation can")
    else:
        notes.unknown("operation.match", "the API's operations are not known")


def _match(notes: Notes, known: Known, service: ApiService) -> None:
    request = notes.question.exchange.request
    method = ((request.method if request else None) or "GET").upper()
    segments = known.segments
    matches = known.operations
    if not matches:
        _nothing_matched(notes, service, method, segments)
        return
    first = matches[0].operation
    notes.passed("operation.match", first.name, seen=f"{method} /{'/'.join(segments)}", source="environment")
    if len(matches) > 1:
        others = quoted(match.operation.name for match in matches[1:])
        notes.assume(f"{len(matches)} operations match; `{first.name}` comes first by precedence, before {others}")


def _nothing_matched(notes: Notes, service: ApiService, method: str, segments: tuple[str, ...]) -> None:
    path = "/" + "/".join(segments)
    notes.skipped("operation.match", f"no operation of {service.name} matches {method} `{path}`")
    notes.assume(
        "no operation matches; only the service's own checks and policy decide", "operation.method_not_allowed"
    )
    for near in near_operations(service, method, segments):
        distance, words = near.difference
        said = words if near.field == "methods" else f"(`{near.wanted}`): {words}"
        notes.near(near.operation.name, near.field, near.seen, near.wanted, distance, f"{near.operation.name} {said}")
