"""Stage `operation`: which operation of the service matches method and path?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.environment.operations import match_path, pattern_segments
from engine.models.question import Answer, Known, Question
from engine.stages.notes import Notes, all_skipped
from engine.urls import edit_distance
from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Operation

NEAR = 2


def check_operation(question: Question, known: Known) -> Answer:
    """Says which one was found. None matching is no refusal: it is said as an assumption."""
    if known.preflight:
        return all_skipped("operation.match", "a preflight carries no token by design")
    if known.endpoint != "api":
        return all_skipped("operation.match", "no operation of an API service")
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
    for operation in service.operations:
        for pattern in operation.paths:
            _near(notes, operation, pattern, method, segments)


def _near(notes: Notes, operation: Operation, pattern: str, method: str, segments: tuple[str, ...]) -> None:
    path = "/" + "/".join(segments)
    methods = tuple(operation.methods or ())
    if match_path(pattern, segments) is not None:
        notes.near(
            operation.name, "methods", method, ", ".join(methods), 1,
            f"{operation.name} has this path for {', '.join(methods)}, not {method}",
        )  # fmt: skip
        return
    if methods and method not in methods:
        return
    for changed, what in _variants(segments):
        if match_path(pattern, changed) is not None:
            notes.near(operation.name, "paths", path, pattern, 1, f"{operation.name} matches {what}")
            return
    literal = pattern_segments(pattern)
    if len(literal) == len(segments):
        distance = sum(
            0 if name.startswith(("{", "*")) else edit_distance(name, segment)
            for name, segment in zip(literal, segments, strict=True)
        )
        if distance <= NEAR:
            notes.near(
                operation.name, "paths", path, pattern, distance,
                f"`{path}` is {distance} edit{'s' * (distance != 1)} away from {operation.name}",
            )  # fmt: skip


def _variants(segments: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    if segments and segments[-1] == "":
        return [(segments[:-1], "without the trailing slash")]
    return [((*segments, ""), "with a trailing slash"), (tuple(map(str.lower, segments)), "in lower case")]
