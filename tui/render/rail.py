"""The stage rail: every stage with its outcome, and in a few words what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from engine.reports.sentences import also_text, unknown_stages
from tui.render.lines import GLYPHS, Row, Span, in_words, line, pad, shorten, width_of

if TYPE_CHECKING:
    from engine.models.trace import Step, Trace

LONGEST = 10
NARROW = 30
"""Below so many cells the rail shows outcomes as words instead of what was found."""


def rail_rows(trace: Trace, *, opened: int, width: int, focused: bool) -> list[Row]:
    """One row a stage, in order; the opened one is marked."""
    names = max(len(_name(step, width)) for step in trace.steps)
    return [
        _row(trace, step, names=names, opened=place == opened, width=width, focused=focused)
        for place, step in enumerate(trace.steps)
    ]


def rail_width(trace: Trace) -> int:
    """Cells in which every stage says in full what it found, the rail's padding among them."""
    names = max(len(_name(step, NARROW)) for step in trace.steps)
    return 2 + names + 2 + max(width_of((Span(phrase(trace, step, 60)),)) for step in trace.steps) + 4


def _row(trace: Trace, step: Step, *, names: int, opened: bool, width: int, focused: bool) -> Row:
    quiet = step.outcome in ("passed", "skipped")
    name = pad(_name(step, width), names)
    gap = "  " if width >= NARROW else " "
    head = line(Span(f"{GLYPHS[step.outcome]} ", step.outcome), Span(name, "" if quiet else "strong"), Span(gap))
    mark = Span("▸", "link") if opened else Span(" ")
    room = width - width_of(head) - 1
    found = step.outcome if width < NARROW else phrase(trace, step, room - 1)
    role = "dim" if quiet else step.outcome
    body = (*head, Span(pad(shorten(found, room), room), role), mark)
    return Row(left=body, keep=True, fill="cursor" if opened and focused else "here" if opened else "")


def _name(step: Step, width: int) -> str:
    """The stage's name; of a long one only the first word where the rail is narrow."""
    name = in_words(step.stage)
    return name if width >= NARROW or len(name) <= LONGEST else name.partition(" ")[0]


def phrase(trace: Trace, step: Step, width: int) -> str:
    """What one stage found, in a few words that fit."""
    if step.outcome == "failed":
        reason = next((check.reason for check in step.checks if check.reason and check.outcome == "failed"), None)
        return in_words(reason.partition(".")[2]) if reason else "failed"
    if step.outcome == "unknown":
        return next((check.summary for check in step.checks if check.outcome == "unknown" and check.summary), "unknown")
    if step.outcome == "skipped":
        return next((check.summary for check in step.checks if check.summary), "does not apply")
    return _passed(trace, step, width) or "passed"


def _passed(trace: Trace, step: Step, width: int) -> str:
    matched = trace.matched
    if step.stage == "request":
        return request_words(trace.request.method, trace.request.url, width)
    if step.stage == "token" and matched.issuer:
        return f"by {matched.issuer}" + (f" for {matched.client}" if matched.client else "")
    names = {"service": matched.api_service, "operation": matched.operation, "gateway": matched.gateway}
    if names.get(step.stage):
        return str(names[step.stage])
    said = [check.summary for check in step.checks if check.outcome == "passed" and check.summary]
    return ", ".join(said)


def request_words(method: str | None, url: str | None, width: int) -> str:
    """Method and the tail of the path: `POST …/users/user.0/answers`."""
    if not url:
        return method or ""
    words = f"{method} " if method else ""
    try:
        parts = urlsplit(url)
        path = parts.path or parts.netloc or url
    except ValueError:
        path = url
    return words + path_tail(path, width - len(words))


def path_tail(path: str, width: int) -> str:
    """As many whole segments from the end as fit."""
    if len(path) <= width:
        return path
    kept = ""
    for segment in reversed(path.split("/")):
        longer = f"/{segment}{kept}"
        if len(longer) + 1 > width:
            break
        kept = longer
    return f"…{kept}" if kept else "…" + path[-max(0, width - 1) :]


def also_row(trace: Trace, width: int) -> Row | None:
    """Whether anything else would refuse it next, as far as that is known; None where nothing refused it."""
    if trace.verdict != "refused":
        return None
    narrow, lacking = width < NARROW, bool(unknown_stages(trace))
    hang = 5 if narrow else 8
    label = Span(pad("also", hang), "dim")
    if trace.also:
        said = Span(f"{len(trace.also)} more", "failed") if narrow else Span(also_text(trace))
    elif narrow:
        said = Span("not known yet", "unknown") if lacking else Span("nothing else", "dim")
    else:
        said = Span(also_text(trace), "unknown" if lacking else "dim")
    return Row(left=line(label, said), hang=hang)


def default_stage(trace: Trace) -> int:
    """The stage that opens by itself: the one that decided, else a failed or unknown one, else the last that passed."""
    stages = [step.stage for step in trace.steps]
    if trace.decided_by in stages:
        return stages.index(trace.decided_by)
    for outcome in ("failed", "unknown"):
        for place, step in enumerate(trace.steps):
            if step.outcome == outcome:
                return place
    passed = [place for place, step in enumerate(trace.steps) if step.outcome == "passed"]
    return passed[-1] if passed else 0
