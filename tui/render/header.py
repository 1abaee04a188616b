"""The header's one line, in as many words as fit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from tui.render.lines import GAP, Line, Row, Span, line, plural, shorten, width_of

BRIEF = {"Environment": "Env"}
"""Titles that are too long for a narrow terminal."""


def header_row(
    places: Sequence[tuple[str, str, str]],
    current: str,
    environment: str | None,
    facts: int,
    online: bool,
    width: int,
    *,
    copy: Sequence[str] = (),
) -> Row:
    """`places` are number, name and title; `facts` how many are given by hand; `copy` is of `copy_forms`.

    What does not fit goes: first the long words, then apiwhy's own name, then what is said of the copy, then the tail
    of the environment's name.
    """
    lefts = [_places(places, current), _places(places, current, brief=True)]
    state = Span("online" if online else "offline", "unknown" if online else "dim")
    forms = _forms(environment, plural(facts, "fact") if facts else "")
    for said in copy or ("",):
        rights = [_right(label, name, _judging(said, given), state) for label, name, given in forms]
        fitting = _fitting(lefts, rights, width)
        if fitting:
            return Row(left=fitting[0], right=fitting[1], keep=True)
    label, name, given = forms[-1]
    given = _judging(copy[-1] if copy and not given else "", given)
    rights = [_right(label, name, given, state)]
    kept = width - width_of(lefts[-1]) - GAP - width_of(rights[-1]) + len(name)
    return Row(left=lefts[-1], right=_right(label, shorten(name, max(4, kept)), given, state), keep=True)


def copy_forms(at: str, now: datetime, *, differs: bool) -> tuple[str, ...]:
    """Which copy judges, the longest words first: `deployed 22:47Z; file differs`; empty where there is none.

    `at` is when it was deployed, RFC 3339 in UTC.
    """
    if not at:
        return ()
    date, _, time = at.partition("T")
    when = f"{time[:5]}Z" if date == now.astimezone(UTC).date().isoformat() else date
    rest = "; file differs" if differs else ""
    return tuple(dict.fromkeys((f"deployed {when}{rest}", f"deployed{rest}", "deployed")))


def reading_row(places: Sequence[tuple[str, str, str]], current: str, size: str, width: int) -> Row:
    """The line while a long paste comes: how much of it is there. The places stay."""
    lefts = [_places(places, current), _places(places, current, brief=True)]
    rights = [line(Span(f"reading a paste, {size}{more}", "unknown")) for more in (" so far", "")]
    left, right = _fitting(lefts, rights, width) or (lefts[-1], rights[-1])
    return Row(left=left, right=right, keep=True)


def _fitting(lefts: Sequence[Line], rights: Sequence[Line], width: int) -> tuple[Line, Line] | None:
    """The first pair that fits: a short right side goes before a short left side."""
    pairs = ((left, right) for left in lefts for right in rights)
    return next(((left, right) for left, right in pairs if width_of(left) + GAP + width_of(right) <= width), None)


def _forms(environment: str | None, facts: str) -> list[tuple[str, str, str]]:
    """What judges, the longest words first: label, the environment's name, the facts that are given."""
    if environment:
        if not facts:
            return [("environment: ", environment, ""), ("in ", environment, "")]
        rest = (f", {facts} given (k)", f", {facts} (k)", f", {facts}")
        return [(label, environment, said) for label, said in zip(("environment: ", "in ", "in "), rest, strict=True)]
    if facts:
        return [("no environment", "", f", {facts} given (k)"), ("no env", "", f", {facts} (k)")]
    return [("environment: ", "none", ""), ("no environment", "", "")]


def _judging(copy: str, facts: str) -> str:
    return f" ({copy}){facts}" if copy else facts


def _right(label: str, name: str, facts: str, state: Span) -> Line:
    click = ("app.environment", ())
    shown = Span(name, "dim" if name == "none" else "", click)
    return line(Span(label, "dim", click), shown, Span(facts, "unknown"), "   ", state)


def _places(places: Sequence[tuple[str, str, str]], current: str, *, brief: bool = False) -> Line:
    gap = "  "
    spans = [] if brief else [Span("apiwhy", "strong"), Span(" " + gap)]
    for number, name, title in places:
        said = f"{number} {BRIEF.get(title, title) if brief else title}"
        spans += [Span(said, "place") if name == current else Span(said, "dim", ("app.go", (name,))), Span(gap)]
    return tuple(spans[:-1])
