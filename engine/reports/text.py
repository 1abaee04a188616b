"""A trace as text for a terminal: the verdict first, who can act, the next step, then the stages as proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.redaction import escape_controls
from engine.reports.sentences import verdict_sentences
from engine.words import shortened

if TYPE_CHECKING:
    from engine.models.trace import Check, Step, Trace
    from knowledge.catalog import Catalog

GLYPHS = {"passed": "✓", "failed": "✗", "unknown": "?", "skipped": "–"}
COLOURS = {"passed": "32", "failed": "1;31", "unknown": "33", "skipped": "2"}
VERDICT_COLOURS = {"allowed": "1;32", "refused": "1;31", "undetermined": "1;33"}
AT_FROM = {"flag": "--now", "capture": "the capture's own time", "response": "the response's Date", "clock": "this machine's clock"}
LABEL = 14
STAGE = 12


def trace_to_text(trace: Trace, catalog: Catalog, *, colour: bool = False) -> str:
    """The whole report. Foreign text in it is escaped: control sequences are shown, never sent."""
    paint = _painter(colour)
    said = verdict_sentences(trace, catalog)
    lines = [paint(said.headline, VERDICT_COLOURS[trace.verdict])]
    lines += _labelled(("who can act", said.who), ("next", said.step), ("command", _command(trace)))
    lines += ["", *(line for step in trace.steps for line in _stage(trace, step, paint)), ""]
    lines += _closing(trace, said.agreement)
    return "\n".join(escape_controls(line) if not colour else line for line in lines)


def _painter(colour: bool):  # type: ignore[no-untyped-def]
    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{escape_controls(text)}\x1b[0m" if colour and code else escape_controls(text)

    return paint


def _labelled(*rows: tuple[str, str]) -> list[str]:
    return [f"  {label:<{LABEL}}{escape_controls(text)}" for label, text in rows if text]


def _command(trace: Trace) -> str:
    return next((fix.command for fix in trace.fixes if fix.command and trace.reason in fix.reasons), "") or ""


def _stage(trace: Trace, step: Step, paint) -> Iterator[str]:  # type: ignore[no-untyped-def]
    shown = [check for check in step.checks if check.outcome in ("failed", "unknown")]
    glyph = paint(f"{GLYPHS[step.outcome]} {step.stage:<{STAGE}}", COLOURS[step.outcome])
    if not shown:
        yield f"  {glyph}{paint(_quiet(step), '2' if step.outcome == 'skipped' else '')}".rstrip()
        return
    for place, check in enumerate(shown):
        first = glyph if place == 0 else " " * (STAGE + 2)
        yield f"  {first}{paint(_finding(check), '')}".rstrip()


def _finding(check: Check) -> str:
    if check.outcome == "unknown" and check.reason is None:
        return check.summary
    proof = f"{check.seen}, wanted {check.wanted}" if check.seen and check.wanted else check.seen or check.summary
    if check.outcome == "unknown" or check.basis != "proved":
        proof = check.summary if check.outcome == "unknown" else f"{check.summary} ({check.seen})" if check.seen else check.summary
    return f"{proof}    {check.reason}  {check.basis}"


def _quiet(step: Step) -> str:
    if not step.checks:
        return ""
    if step.outcome == "passed":
        passed = [check.summary for check in step.checks if check.outcome == "passed" and check.summary]
        if step.stage in ("token", "rules"):
            return ", ".join(passed) if step.stage == "rules" else f"{len(passed)} checks passed"
        return shortened(passed[0], 100) if passed else ""
    return shortened(step.checks[0].summary, 100)


def _closing(trace: Trace, agreement: str) -> list[str]:
    environment = f", environment {trace.environment}" if trace.environment else ", no environment"
    predicted = f"{trace.expected.status}  {trace.expected.challenge or ''}".strip() if trace.expected.status else ""
    captured = agreement if trace.observed.status is not None or trace.observed.answered_by == "nobody" else ""
    rows = [("also", ", ".join(trace.also)), ("predicted", predicted), ("captured", captured)]
    rows += [("near miss", miss.summary) for miss in trace.near_misses]
    rows += [("may explain", f"{check.summary}    {check.reason}") for check in _differences(trace)]
    rows += [("fix", _fix(fix)) for fix in trace.fixes if trace.reason not in fix.reasons or fix.proved]
    rows += [("needs", f"{need.fact}: {need.give}") for need in trace.needs]
    rows += [("assumed", assumption.text) for assumption in trace.assumptions]
    rows += [("input", remark) for remark in trace.remarks]
    rows.append(("judged at", f"{trace.at} ({AT_FROM[trace.at_from]}){environment}"))
    if trace.reason:
        rows.append(("more", f"apiwhy guide {trace.reason}"))
    return _labelled(*rows)


def _differences(trace: Trace) -> Iterator[Check]:
    for reason in trace.differences:
        check = trace.check(reason)
        if check is not None:
            yield check


def _fix(fix) -> str:  # type: ignore[no-untyped-def]
    proof = ""
    if fix.proved:
        proof = "    proved: then nothing refuses it" if not fix.left else f"    proved; left: {', '.join(fix.left)}"
    return f"{fix.change}{proof}"
