"""What may be told to the caller of a refusal: the answer, the sentences for them, and what they themselves can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.reports.sentences import OWNERS, WHO
from tui.render.fixes import fix_rows, label_row
from tui.render.lines import BLANK, Row, Span, line, text_of
from tui.render.verdict import VERDICT_ROLES, VerdictText

if TYPE_CHECKING:
    from engine.models.trace import Fix, Trace

TITLE = "what the caller may be told"
NOTHING = "no more than the answer itself: what was found is the operator's"


def caller_rows(trace: Trace) -> list[Row]:
    """The page for the caller, nothing on it that is the operator's alone."""
    title = Row(left=line(Span(TITLE, "title")), right=line(Span("v shows all again", "key")))
    return [title, BLANK, *_rows(trace)]


def caller_text(trace: Trace) -> str:
    """The same to be copied, without its title."""
    rows = [text_of(row.left).rstrip() for row in _rows(trace)]
    return "\n".join(rows).strip() + "\n"


def _rows(trace: Trace) -> list[Row]:
    rows = [label_row("answer", f"{trace.expected.status}  {trace.expected.challenge or ''}".strip())]
    rows = rows if trace.expected.status else []
    told = told_caller(trace)
    rows += [label_row("told" if place == 0 else "", said) for place, said in enumerate(told or [NOTHING])]
    fixes = caller_fixes(trace)
    return [*rows, BLANK, *fix_rows(fixes, trace)] if fixes else rows


def told_caller(trace: Trace) -> list[str]:
    """The sentences that checks give for the caller, that of the reason first."""
    checks = [check for step in trace.steps for check in step.checks if check.outcome == "failed"]
    checks.sort(key=lambda check: check.reason != trace.reason)
    return list(dict.fromkeys(check.told_caller for check in checks if check.told_caller))


def caller_fixes(trace: Trace) -> list[Fix]:
    """What the caller can do without anyone else; nothing that would tell what a policy compares with."""
    return [fix for fix in trace.fixes if fix.owner == "client" and not any(map(_of_policy, fix.reasons))]


def caller_verdict(trace: Trace) -> VerdictText:
    """The lines at the top of the caller's view: the answer, the first sentence for them, what they can do first."""
    status = trace.expected.status
    told = next(iter(told_caller(trace)), "")
    fix = next(iter(caller_fixes(trace)), None)
    word = f"REFUSED with {status}" if status else "REFUSED"
    step = f"Next: {fix.change.rstrip('.')}." if fix else ""
    owner, who = (OWNERS["client"], WHO["client"]) if fix else ("", "")
    return VerdictText(word, word, told or NOTHING, "", owner, who, step, "", VERDICT_ROLES["refused"])


def _of_policy(reason: str) -> bool:
    return reason.startswith("policy.")
