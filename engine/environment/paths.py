"""Whether a path pattern of an operation can be used: `{name}` and `*` are one segment, `**` is the rest, last."""

from __future__ import annotations

from engine.environment.operations import pattern_segments
from engine.environment.problems import quoted


def pattern_fault(pattern: str) -> tuple[str, str] | None:
    """What was seen in a pattern and what was wanted, or None where it is good. `""` and `/` are the root."""
    if not pattern.startswith("/") and pattern:
        return f"saw {quoted(pattern)}, which does not start with a slash", "a path such as `/orders/{id}`"
    segments = pattern_segments(pattern)
    for segment in segments:
        wanted = _wanted(segment)
        if wanted is not None:
            return f"saw the segment {quoted(segment)} in {quoted(pattern)}", wanted
    if "**" in segments[:-1]:
        return f"saw `**` before the end of {quoted(pattern)}", "`**` as the last segment only"
    names = [segment for segment in segments if segment.startswith("{")]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        return f"saw {quoted(twice)} twice in {quoted(pattern)}", "each parameter once"
    return None


def _wanted(segment: str) -> str | None:
    """What was wanted instead of this segment, or None where it is good."""
    if segment in (".", ".."):
        return "the path without dot segments, as requests are judged"
    marks = "".join(char for char in segment if char in "{}")
    if marks.replace("{}", ""):
        return "each `{` closed by a `}`, none inside another"
    if segment == "{}":
        return "a name between `{` and `}`"
    if segment in ("*", "**") or not (marks or "*" in segment):
        return None
    if marks == "{}" and segment[0] == "{" and segment[-1] == "}" and "*" not in segment:
        return None
    return "`{name}`, `*` or `**` as a whole segment"
