"""Several faults of one request to an authorization server: the fixes that are needed together, as one."""

from __future__ import annotations

from collections.abc import Iterable

from engine.findings import Findings
from engine.fixes.access import access_fixes
from engine.fixes.applying import edited
from engine.fixes.issuing import issuing_fix
from engine.fixes.search import Before, Find, unknown_checks
from engine.models.question import Question
from engine.models.trace import Edit, Fix

MOST = 6
"""Fixes that are made on top of one another, at most."""


def fix_all(question: Question, find: Find, reasons: tuple[str, ...]) -> Fix | None:
    """Fixes made one after another until nothing refuses; None where one is enough, or where they do not suffice."""
    steps: list[Fix] = []
    current = question
    for _ in range(MOST):
        findings = find(current)
        if not findings.reasons:
            break
        step = _next(current, findings, find)
        if step is None:
            return None
        steps.append(step)
        current = edited(current, step.edits)
    else:
        return None
    if len(steps) < 2:
        return None
    owners = [step.owner for step in steps if step.owner != "client"]
    said = dict.fromkeys(step.assuming for step in steps if step.assuming)
    return Fix(
        reasons=reasons, owner=owners[0] if owners else "client", change=", and ".join(step.change for step in steps),
        edits=_merged(step.edits for step in steps), proved=True, widens=any(step.widens for step in steps),
        assuming=" and ".join(said) or None,
    )  # fmt: skip


def _next(question: Question, findings: Findings, find: Find) -> Fix | None:
    """The fix of the first reason that has one which takes it back."""
    for _, reason in findings.reasons:
        fix = issuing_fix(question, findings.known, reason, findings.near_misses) or _of_access(
            question, findings, find, reason
        )
        if fix is not None and reason not in [one for _, one in find(edited(question, fix.edits)).reasons]:
            return fix
    return None


def _of_access(question: Question, findings: Findings, find: Find, reason: str) -> Fix | None:
    if not reason.startswith(("access_policy.", "user.not_assigned", "user.inactive")):
        return None
    before = Before(
        question, findings.known, tuple(one for _, one in findings.reasons), unknown_checks(findings.steps), find
    )
    found = next(iter(access_fixes(before, reason)), None)
    if found is None:
        return None
    change = found.change
    return Fix(
        reasons=(reason,), owner=change.owner, change=change.words, edits=change.edits, widens=change.widens,
        assuming=change.assuming,
    )  # fmt: skip


def _merged(steps: Iterable[tuple[Edit, ...]]) -> tuple[Edit, ...]:
    """Edits of one place as one: from what it was at first to what it is at last."""
    merged: dict[tuple[str, str], Edit] = {}
    for edits in steps:
        for edit in edits:
            first = merged.get((edit.target, edit.path), edit)
            merged[edit.target, edit.path] = Edit(target=edit.target, path=edit.path, from_=first.from_, to=edit.to)
    return tuple(merged.values())
