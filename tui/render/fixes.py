"""What would let the request through: the change, its proof, and the command to copy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from engine.reports.sentences import WHO, WIDENS, fix_label, proof_text
from tui.render.lines import BLANK, Line, Row, Span, line, pad

if TYPE_CHECKING:
    from engine.models.trace import Edit, Fix, Trace

LABEL = 9
"""Cells that a label takes at the left of a sentence."""
DATES = frozenset({"/exp", "/nbf", "/iat", "/auth_time"})
"""Claims that are seconds since 1970 (RFC 7519 section 2, NumericDate)."""
LAST_DATE = 253402300800
"""Seconds since 1970 of the year 10000, which no calendar here has."""


def label_row(
    label: str, text: str, *, right: str = "", role: str = "", label_role: str = "dim", entry: str | None = None
) -> Row:
    """A sentence with a label; `entry` makes it a link into the guide."""
    said = Span(text, "link", ("screen.open_entry", (entry,))) if entry else Span(text, role)
    return Row(left=line(Span(pad(label, LABEL), label_role), said), right=_right(right), hang=LABEL)


def fix_rows(fixes: Sequence[Fix], trace: Trace, *, full: bool = False) -> list[Row]:
    """These fixes of a trace in order; `full` says who must act and what is edited, and opens the alternatives, too."""
    rows: list[Row] = []
    for fix in fixes:
        alternative = not full and fix_label(fix, trace) == "or"
        if alternative and rows and rows[-1] is BLANK:
            rows.pop()
        rows += [*(_alternative(fix) if alternative else _fix(fix, trace, full)), BLANK]
    return rows


def copied_fix(trace: Trace) -> tuple[str, str] | None:
    """What `c` copies and what that is called: the command of the fix that comes first, or where it has none, its text.

    First comes what would settle the reason of the verdict. None where nothing would help.
    """
    fix = next((fix for fix in trace.fixes if trace.reason in fix.reasons), None) or next(iter(trace.fixes), None)
    if fix is None:
        return None
    return (fix.command, "the command") if fix.command else (fix.change, "the fix")


def _alternative(fix: Fix) -> list[Row]:
    """Another change instead of the first one, in a sentence."""
    by = "" if fix.owner == "client" else f", by {WHO[fix.owner]}"
    more = f"; {WIDENS}" if fix.widens else ""
    return [label_row("or", f"{fix.change}{by}{more}", role="dim", right="proved" if fix.proved else "likely")]


def _fix(fix: Fix, trace: Trace, full: bool) -> list[Row]:
    label, basis = fix_label(fix, trace), "proved" if fix.proved else "likely"
    rows = [label_row(label, fix.change, right=basis, label_role="strong")]
    if full or fix.owner != "client":
        rows.append(label_row("", f"by {WHO[fix.owner]}", role="dim"))
    if full:
        rows += [label_row("", _edit(edit)) for edit in fix.edits]
    rows += [label_row("", said, role="dim") for said in _proof(fix, trace)]
    if fix.command:
        copied = (fix.command, "the command") == copied_fix(trace)
        rows.append(label_row("run", fix.command, right="c copies" if copied else ""))
    return rows


def _proof(fix: Fix, trace: Trace) -> list[str]:
    said = [proof_text(fix, trace)] if fix.proved else []
    if fix.assuming:
        said.append(f"assuming {fix.assuming}")
    said = [", ".join(said)] if said else []
    if fix.widens:
        said.append(WIDENS)
    return said


def _edit(edit: Edit) -> str:
    dated = edit.path in DATES
    return f"{edit.target} {edit.path}: {_value(edit.from_, dated)} → {_value(edit.to, dated)}"


def _value(value: Any, dated: bool) -> str:
    if dated and isinstance(value, int | float) and abs(value) < LAST_DATE:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value if isinstance(value, str) else "absent" if value is None else json.dumps(value, ensure_ascii=False)


def _right(text: str) -> Line:
    return line(Span(text, "dim")) if text else ()
