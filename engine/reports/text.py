"""A trace as text for a terminal: the verdict first, who can act, the next step, then the stages as proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from engine.reports.changes import change_text
from engine.reports.painting import Paint, painter
from engine.reports.sentences import (
    WHO,
    WIDENS,
    also_text,
    answerer_text,
    fix_label,
    proof_text,
    unknown_stages,
    verdict_sentences,
)
from engine.reports.tree import MARKS, tree_lines
from engine.words import shortened

if TYPE_CHECKING:
    from engine.models.trace import Check, Fix, Step, Trace
    from engine.policy.filters import Show
    from knowledge.catalog import Catalog

GLYPHS = {"passed": "✓", "failed": "✗", "unknown": "?", "skipped": "–"}
COLOURS = {"passed": "32", "failed": "1;31", "unknown": "33", "skipped": "2"}
VERDICT_COLOURS = {"allowed": "1;32", "refused": "1;31", "undetermined": "1;33"}
AT_FROM = {
    "flag": "--now",
    "capture": "the capture's own time",
    "response": "the response's Date",
    "clock": "this machine's clock",
}
LABEL = 16
NARROWEST = 60


def trace_to_text(trace: Trace, catalog: Catalog, *, colour: bool = False, width: int | None = None) -> str:
    """The whole report, wrapped where a width is given. Foreign text is escaped: controls are shown, never sent."""
    paint = painter(colour)
    said = verdict_sentences(trace, catalog)
    lines = [paint(line, VERDICT_COLOURS[trace.verdict]) for line in _headline(said.headline, width)]
    rows = [("who can act", said.who), ("next", said.step), ("command", _command(trace))]
    lines += [line for row in rows for line in row_lines(*row, width=width, paint=paint)]
    lines += ["", *_stages(trace, width, paint), ""]
    before = ""
    for label, text in _closing(trace, said.agreement):
        lines += row_lines("" if label == before and label != "or" else label, text, width=width, paint=paint)
        before = label
    return "\n".join(lines)


def _headline(text: str, width: int | None) -> list[str]:
    if width is None:
        return [text]
    return wrap(text, max(width, NARROWEST), subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def row_lines(label: str, text: str, *, width: int | None, paint: Paint) -> list[str]:
    """A label and its text, wrapped; nothing where there is no text."""
    if not text:
        return []
    first, *rest = _wrapped(text, width)
    return [
        f"  {paint(f'{label:<{LABEL}}', '2')}{paint(first, '')}",
        *(f"{'':<{LABEL + 2}}{paint(one, '')}" for one in rest),
    ]


def _wrapped(text: str, width: int | None, *, less: int = 0) -> list[str]:
    if width is None:
        return [text]
    room = max(width, NARROWEST) - LABEL - 2 - less
    return wrap(text, max(room, NARROWEST // 3), break_long_words=False, break_on_hyphens=False) or [""]


def _command(trace: Trace) -> str:
    return next((fix.command for fix in trace.fixes if fix.command and trace.reason in fix.reasons), "") or ""


def _stages(trace: Trace, width: int | None, paint: Paint) -> Iterator[str]:
    for step in trace.steps:
        yield from stage_lines(step, width, paint)
        tree = trace.tree(step.stage)
        if tree is not None and step.outcome in ("failed", "unknown"):
            yield from policy_lines(tree, width, paint)


def stage_lines(step: Step, width: int | None, paint: Paint) -> Iterator[str]:
    """One stage with what was found there."""
    found = [check for outcome in ("failed", "unknown") for check in step.checks if check.outcome == outcome]
    texts = [_finding(check) for check in found] or [_quiet(step)]
    lines = [line for text in texts for line in _wrapped(text, width)]
    name = f"{GLYPHS[step.outcome]} {step.stage:<{LABEL - 2}}"
    for place, line in enumerate(lines):
        start = paint(name, COLOURS[step.outcome]) if place == 0 else " " * LABEL
        yield f"  {start}{paint(line, '2' if step.outcome == 'skipped' else '')}".rstrip()


def policy_lines(
    policy: Mapping[str, Any], width: int | None, paint: Paint, show: Show = "deciding path"
) -> Iterator[str]:
    """The path that decided, or as much as is asked for, below the stage."""
    for one in tree_lines(policy, show):
        how = f"  ({one.how})" if one.how else ""
        mark = f"{one.decision}  " if one.decision else f"{MARKS[one.outcome]} " if one.outcome else ""
        indent = "  " * one.depth
        for place, line in enumerate(_wrapped(f"{mark}{one.text}{how}", width, less=len(indent) + 4)):
            hang = f"{indent}    " if place else indent
            yield f"  {'':<{LABEL}}{paint(f'{hang}{line}', '' if one.decides or one.outcome else '2')}"


def _finding(check: Check) -> str:
    if check.outcome == "unknown":
        return f"{check.summary}    {check.reason}  {check.basis}" if check.reason else check.summary
    if check.basis != "proved":
        proof = f"{check.summary} ({check.seen})" if check.seen else check.summary
    elif check.seen and check.wanted:
        proof = f"{check.seen}, wanted {check.wanted}"
    else:
        proof = check.seen or check.summary
    return f"{proof}    {check.reason}  {check.basis}"


def _quiet(step: Step) -> str:
    if not step.checks:
        return ""
    if step.outcome == "passed":
        passed = [check.summary for check in step.checks if check.outcome == "passed" and check.summary]
        if step.stage == "token":
            return f"{len(passed)} checks passed"
        return shortened(", ".join(passed) if step.stage == "rules" else passed[0], 100) if passed else ""
    return shortened(step.checks[0].summary, 100)


def _closing(trace: Trace, agreement: str) -> Iterator[tuple[str, str]]:
    if trace.also or (trace.verdict == "refused" and unknown_stages(trace)):
        yield "also", also_text(trace)
    if trace.expected.status:
        yield "predicted", _predicted(trace)
    told = trace.check(trace.reason) if trace.reason else None
    if told is not None and told.told_caller:
        yield "told caller", told.told_caller
    if trace.observed.status is not None or trace.observed.answered_by == "nobody":
        yield "captured", agreement
    for change in (*trace.changes.request, *trace.changes.response):
        yield "changes", change_text(change)
    if trace.verdict == "refused" and answerer_text(trace):
        yield "answered by", answerer_text(trace)
    for cause in trace.causes:
        yield "could be", f"{cause.summary}    {cause.reason}"
    for summary in dict.fromkeys(miss.summary for miss in trace.near_misses):
        yield "near miss", summary
    for reason in trace.differences:
        check = trace.check(reason)
        yield "may explain", f"{check.summary}    {reason}" if check else reason
    for fix in trace.fixes:
        if fix.proved or trace.reason not in fix.reasons:
            yield fix_label(fix, trace), _fix(fix, trace)
    yield from _token_request(trace)
    for need in trace.needs:
        yield "needs", f"{need.fact}: {need.give}"
    for assumption in trace.assumptions:
        yield "assumed", assumption.text
    for said in (trace.recognised, *trace.remarks):
        yield "input", said
    environment = f", environment {trace.environment}" if trace.environment else ", no environment"
    yield "judged at", f"{trace.at} ({AT_FROM[trace.at_from]}){environment}"
    if trace.reason:
        yield "more", f"apiwhy guide {trace.reason}"


def _predicted(trace: Trace) -> str:
    """Status and challenge; where no challenge tells the error, its code."""
    expected = trace.expected
    coded = expected.error and "error=" not in (expected.challenge or "") and trace.flow != "resource"
    code = f" {expected.error}" if coded else ""
    return f"{expected.status}{code}  {expected.challenge or ''}".strip()


def _token_request(trace: Trace) -> Iterator[tuple[str, str]]:
    """Which token to ask for, and why the one that was sent is as it is."""
    wanted = trace.token_request
    if wanted is None:
        return
    yield "right token", wanted.summary
    if wanted.verdict == "refused":
        who = WHO.get(wanted.owner or "", "")
        yield "", f"so that it is issued{f', {who}' if who else ''}: {wanted.change}" if wanted.change else ""
    elif wanted.url or not _command(trace):
        yield "", wanted.url or wanted.command or ""
    yield "this token", wanted.because


def _fix(fix: Fix, trace: Trace) -> str:
    widens = f"; {WIDENS}" if fix.widens else ""
    return f"{fix.change}    proved: {proof_text(fix, trace)}{widens}" if fix.proved else f"{fix.change}{widens}"
