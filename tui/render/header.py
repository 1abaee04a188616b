"""The header's one line, in as many words as fit."""

from __future__ import annotations

from collections.abc import Sequence

from tui.render.lines import GAP, Line, Row, Span, line, shorten, width_of


def header_row(
    places: Sequence[tuple[str, str, str]], current: str, environment: str | None, online: bool, width: int
) -> Row:
    """`places` are number, name and title. What does not fit goes: first the long label, then the name's tail."""
    left = _places(places, current)
    room = width - width_of(left) - GAP
    state = Span("online" if online else "offline", "unknown" if online else "dim")
    long, short = ("environment: ", "in ") if environment else ("environment: ", "no environment")
    right = _right(long, environment or "none", state)
    if width_of(right) > room:
        right = _right(short, shorten(environment or "", max(4, room - len(short) - 10)), state)
    return Row(left=left, right=right, keep=True)


def _right(label: str, name: str, state: Span) -> Line:
    click = ("app.environment", ())
    return line(Span(label, "dim", click), Span(name, "dim" if name == "none" else "", click), "   ", state)


def _places(places: Sequence[tuple[str, str, str]], current: str) -> Line:
    gap = "  "
    spans = [Span("apiwhy", "strong"), Span(" " + gap)]
    for number, name, title in places:
        said = f"{number} {title}"
        spans += [Span(said, "place") if name == current else Span(said, "dim", ("app.go", (name,))), Span(gap)]
    return tuple(spans[:-1])
