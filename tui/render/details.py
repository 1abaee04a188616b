"""One stage opened: what failed or is unknown in full, what passed in a line, and what would help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.reports.changes import change_text
from engine.reports.sentences import agreement_text, answerer_text
from tui.render.fixes import fix_rows, label_row
from tui.render.lines import BLANK, GLYPHS, Line, Row, Span, columns, in_words, line, pad
from tui.render.needs import give_words
from tui.render.policy import policy_rows, tree_title
from tui.render.rail import default_stage

if TYPE_CHECKING:
    from engine.models.trace import Check, Step, Trace
    from engine.policy.filters import Show

VALUE = 13
"""Cells before a seen or wanted value: indentation and label."""


def stage_rows(
    trace: Trace, stage: str, *, width: int, full: bool = False, cut: str = "", notices: Sequence[str] = (),
    show: Show | None = None,
) -> list[Row]:  # fmt: skip
    """Everything about one stage. `full` opens what passed too; `cut` is the verdict's sentence where its line cuts it.

    `show` is the part of a policy's tree that was asked for, else all of it where `full`, and the path that decided.
    `notices` are what is odd about the environment and its keys: said at the token, and where the page opens by itself.
    """
    step = trace.step(stage)
    rows = [_title(step), BLANK]
    loud = [check for outcome in ("failed", "unknown") for check in step.checks if check.outcome == outcome]
    names = {
        one.outcome: max(len(_check_name(check)) for check in loud if check.outcome == one.outcome) for one in loud
    }
    for place, check in enumerate(loud):
        decides = check.reason is not None and check.reason == trace.reason
        said = _deciding(check, cut, full) if decides else check.summary
        opened = _open_check(check, said=give_words(said), full=full, names=names[check.outcome])
        ends = len(opened) > 1 or place + 1 == len(loud)
        rows += [*opened, *([BLANK] if ends else [])]
    quiet = [check for check in step.checks if check.outcome in ("passed", "skipped")]
    rows += _quiet_rows(quiet, width, full, alone=not loud)
    if stage in ("token", trace.steps[default_stage(trace)].stage):
        rows += notice_rows(notices)
    rows += _around(trace, step, full, show or ("all" if full else "deciding path"))
    return rows


def stage_entries(trace: Trace, stage: str) -> tuple[str, ...]:
    """The guide entries that a stage links, in the order in which they are shown; behaviours that hold come last."""
    checks = trace.step(stage).checks
    names = [name for check in checks if check.outcome != "passed" for name in check.entries]
    names += [assumed.entry for assumed in trace.assumptions if assumed.stage == stage and assumed.entry]
    names += [name for check in checks if check.outcome == "passed" for name in check.entries]
    return tuple(dict.fromkeys(names))


def _title(step: Step) -> Row:
    judged = [check for check in step.checks if check.outcome != "skipped"]
    passed = sum(check.outcome == "passed" for check in judged)
    counted = f"{passed} of {len(judged)} passed" if judged else step.outcome
    return Row(left=line(Span(in_words(step.stage), "title")), right=line(Span(counted, "dim")))


def _check_name(check: Check) -> str:
    return in_words(check.check.rpartition(".")[2])


def _deciding(check: Check, cut: str, full: bool) -> str:
    """What is said of the check that decided: as much as the verdict's line does not say already."""
    if not cut:
        return check.summary if full else ""
    return cut if not full or check.summary in cut else f"{cut} ({check.summary})"


def _open_check(check: Check, *, said: str, full: bool, names: int) -> list[Row]:
    """One check in full, its name in a column of so many cells."""
    name = pad(_check_name(check), names) if said else _check_name(check)
    head = line(Span(f"{GLYPHS[check.outcome]} {name}", check.outcome), f"  {said}" if said else "")
    basis = line(Span(check.basis, "dim")) if check.outcome == "failed" else ()
    values = (("seen", check.seen), ("wanted", check.wanted), ("source", check.source))
    rows = [Row(left=head, right=basis, hang=4 + len(name))]
    rows += [_value(label, value) for label, value in values if value]
    if full and check.told_caller:
        rows.append(_value("told", f"the caller may read: {check.told_caller}"))
    if check.entries:
        rows.append(Row(left=(Span(pad("    guide", VALUE), "dim"), *_links(check.entries)), hang=VALUE))
    return rows


def _value(label: str, value: str) -> Row:
    return Row(left=line(Span(pad(f"    {label}", VALUE), "dim"), value), hang=VALUE)


def _links(entries: tuple[str, ...]) -> Line:
    spans: list[Span] = []
    for entry in entries:
        spans += [Span("   "), Span(entry, "link", ("screen.open_entry", (entry,)))]
    return tuple(spans[1:])


def _quiet_rows(checks: list[Check], width: int, full: bool, *, alone: bool) -> list[Row]:
    """What passed or does not apply: by name beside a failure, with what was found where there is nothing else."""
    if not checks:
        return []
    if full:
        return [row for check in checks for row in _full_check(check)] + [BLANK]
    if not alone:
        return [*_names(checks, "passed"), *_names(checks, "skipped"), BLANK]
    names = max(len(_check_name(check)) for check in checks)
    cells = [_cell(check, names) for check in sorted(checks, key=lambda check: check.outcome == "skipped")]
    return [*columns(cells, width), BLANK]


def _names(checks: list[Check], outcome: str) -> list[Row]:
    names = [_check_name(check) for check in checks if check.outcome == outcome]
    said = line(Span(f"{GLYPHS[outcome]} ", outcome), Span(" · ".join(names), "dim"))
    return [Row(left=said, hang=2)] if names else []


def _cell(check: Check, names: int) -> Line:
    found = check.summary or check.seen or check.outcome
    name = Span(f"{pad(_check_name(check), names)}  ", "dim")
    return line(Span(f"{GLYPHS[check.outcome]} ", check.outcome), name, Span(found, "dim"))


def _full_check(check: Check) -> list[Row]:
    name = _check_name(check)
    head = line(Span(f"{GLYPHS[check.outcome]} {name}", check.outcome), Span(f"  {check.summary}", "dim"))
    values = (("seen", check.seen), ("wanted", check.wanted), ("source", check.source))
    return [Row(left=head, hang=4 + len(name)), *(_value(label, value) for label, value in values if value)]


def _around(trace: Trace, step: Step, full: bool, show: Show) -> list[Row]:
    """Fixes, needs, near misses and assumptions of this stage; what concerns the whole trace where it decided."""
    reasons = {check.reason for check in step.checks if check.reason}
    rows = fix_rows([fix for fix in trace.fixes if reasons & set(fix.reasons)], trace, full=full)
    rows += [row for need in trace.needs if need.stage == step.stage for row in need_rows(need.fact, need.give)]
    rows += [
        label_row("near", miss.summary, right=f"{miss.distance} off" if full else "")
        for miss in trace.near_misses
        if miss.stage == step.stage
    ]
    if tree := trace.tree(step.stage):
        rows += [tree_title(show), *policy_rows(tree, show), BLANK]
    rows += _change_rows(trace, step.stage)
    rows += [
        label_row("assumed", give_words(said.text), role="dim")
        for said in trace.assumptions
        if said.stage == step.stage
    ]
    if step.stage == (trace.decided_by or trace.steps[0].stage):
        rows += _whole(trace, full)
    return rows


def _change_rows(trace: Trace, stage: str) -> list[Row]:
    """What statements change, at the stage where they act."""
    changes = {"policy": trace.changes.request, "response": trace.changes.response}.get(stage, ())
    return [label_row("changes" if place == 0 else "", change_text(one)) for place, one in enumerate(changes)]


def _whole(trace: Trace, full: bool) -> list[Row]:
    rows = [label_row("or", cause.summary, right="likely", entry=cause.reason) for cause in trace.causes]
    for reason in trace.differences:
        check = trace.check(reason)
        rows.append(label_row("maybe", check.summary if check else reason, right="likely", entry=reason))
        if check and check.wanted:
            rows.append(label_row("", f"settled by {give_words(check.wanted)}", role="dim"))
    if full:
        for reason in trace.also:
            found = trace.check(reason)
            rows.append(label_row("also", found.summary if found else reason, entry=reason))
        rows.append(label_row("answer", agreement_text(trace), role="dim"))
        rows += [label_row("by", answerer_text(trace), role="dim")] if answerer_text(trace) else []
        judged = f"at {trace.at}, the time from the {trace.at_from}, {_world(trace)}"
        rows.append(label_row("judged", judged, role="dim"))
        codes = "  ".join(code for code in (trace.decision, trace.result_code) if code)
        rows += [label_row("result", codes, role="dim")] if codes else []
        rows += [label_row("input", give_words(remark), role="dim") for remark in trace.remarks]
    return rows


def notice_rows(notices: Sequence[str]) -> list[Row]:
    """What is odd about the environment or its keys, the options named by the keys that take them here."""
    rows = [label_row("notice", give_words(said), label_role="unknown") for said in notices]
    return [*rows, BLANK] if rows else []


def _world(trace: Trace) -> str:
    return f"against {trace.environment}" if trace.environment else "without an environment"


def need_rows(fact: str, give: str) -> list[Row]:
    """A missing fact and what supplies it."""
    return [label_row("needs", fact, label_role="unknown"), label_row("give", give_words(give)), BLANK]
