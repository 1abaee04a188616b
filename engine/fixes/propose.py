"""Proposes one change for each thing that refuses, and proves it where the engine can judge the changed world."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from engine.findings import Findings
from engine.fixes.environment_edits import environment_fix
from engine.fixes.request_edits import request_fix
from engine.fixes.token_edits import TOKEN_REASONS, token_fix
from engine.models.question import Known, Question
from engine.models.trace import Check, Fix, Trace

Find = Callable[[Question], Findings]


def propose_fixes(question: Question, trace: Trace, known: Known, find: Find) -> tuple[Fix, ...]:
    """Fixes for the reason first, then for what would refuse next. Several faults of one token are one fix."""
    if trace.verdict != "refused" or trace.reason is None:
        return ()
    reasons = (trace.reason, *trace.also)
    in_token = tuple(reason for reason in reasons if reason in TOKEN_REASONS and not _is_own(trace, reason))
    fixes: list[Fix] = []
    for reason in reasons:
        if reason in in_token:
            if reason == in_token[0]:
                fixes.append(_prove_token(question, trace, known, in_token, find))
            continue
        fixes.append(_one(question, trace, known, reason, find))
    told = tuple(reason for reason in reasons if _told(trace, reason))
    return tuple(_with_told(fix, told) for fix in fixes)


def _is_own(trace: Trace, reason: str) -> bool:
    """An issuer that is spelled almost right is a fault of the settings, not of the token."""
    return reason == "token.issuer_mismatch" and any(miss.field == "issuer" for miss in trace.near_misses)


def _told(trace: Trace, reason: str) -> bool:
    """Whether only the captured answer says so: no change of the prediction can take that back."""
    checks = [check for step in trace.steps for check in step.checks if check.reason == reason]
    return all(check.basis != "proved" for check in checks)


def _with_told(fix: Fix, told: tuple[str, ...]) -> Fix:
    left = tuple(reason for reason in told if reason not in fix.reasons and reason not in fix.left)
    return replace(fix, left=(*fix.left, *left)) if fix.proved and left else fix


def _one(question: Question, trace: Trace, known: Known, reason: str, find: Find) -> Fix:
    called = request_fix(question, known, reason, trace.near_misses)
    if called is not None:
        return _prove(replace(question, exchange=called.exchange), called.fix, find)
    if reason == "rules.group_missing" and known.delegated is False:
        return Fix(reasons=(reason,), owner="client", change="use a token that a user delegated (authorization code)")
    changed = environment_fix(question, known, reason)
    if changed is not None:
        return _prove(replace(question, environment=changed.environment), changed.fix, find)
    return _by_guide(question, trace, reason)


def _by_guide(question: Question, trace: Trace, reason: str) -> Fix:
    """What the guide says helps; nothing here can prove it."""
    facts = question.catalog.reason(reason)
    check = trace.check(reason)
    return Fix(
        reasons=(reason,), owner=facts.owner, change=facts.next_step,
        assuming=_assuming(check),
    )  # fmt: skip


def _assuming(check: Check | None) -> str | None:
    return "the captured answer tells the whole story" if check is not None and check.basis != "proved" else None


def _prove_token(question: Question, trace: Trace, known: Known, reasons: tuple[str, ...], find: Find) -> Fix:
    fix = token_fix(question, known, reasons)
    observed_only = all(
        check.basis != "proved" for step in trace.steps for check in step.checks if check.reason in reasons
    )
    if not fix.edits or known.claims is None or observed_only:
        return fix
    return _prove(replace(question, token_edits=fix.edits), fix, find)


def _prove(changed: Question, fix: Fix, find: Find) -> Fix:
    """Runs the engine on the changed world: proved where the fix's reasons are gone; `left` still refuse."""
    left = tuple(reason for _, reason in find(changed).reasons)
    proved = not set(left) & set(fix.reasons)
    return replace(fix, proved=proved, left=left)
