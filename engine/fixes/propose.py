"""Proposes changes for each thing that refuses, narrow ones first, and proves them where the engine can judge them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from engine.fixes.applying import edited
from engine.fixes.changes import MEANT
from engine.fixes.environment_edits import environment_fix
from engine.fixes.policy import policy_fixes
from engine.fixes.request_edits import request_fix
from engine.fixes.rules import rule_fixes
from engine.fixes.search import Before, Find, Found, unknown_checks
from engine.fixes.showing import shown_edit
from engine.fixes.token_edits import TOKEN_REASONS, token_fix
from engine.models.question import Known, Question
from engine.models.trace import Check, Fix, Trace
from engine.shown import redacted
from engine.urls import parse_url

BY_ACCESS = ("access_policy.", "user.not_assigned", "user.inactive")
"""Reasons that a change of access settles: at an authorization server, so that what does is loaded late."""
SEARCHED = ("rules.", "policy.", *BY_ACCESS)
"""Stages whose refusals are searched for the smallest change."""


def propose_fixes(question: Question, trace: Trace, known: Known, find: Find) -> tuple[Fix, ...]:
    """Fixes for the reason first, then for what would refuse next; fixes of one reason are alternatives.

    Several faults of one token are one fix. Where several things refuse, the last fix is all of them together.
    """
    if trace.verdict != "refused" or trace.reason is None:
        return ()
    reasons = (trace.reason, *trace.also)
    told = tuple(reason for reason in reasons if _told(trace, reason))
    predicted = tuple(reason for reason in reasons if reason not in told)
    before = Before(question, known, predicted, unknown_checks(trace.steps), find)
    fixes = list(_each(before, trace, reasons))
    fixes += _all_together(before, fixes, predicted) if known.flow == "resource" else _set_of_server(before, fixes)
    return tuple(_shown(_with_told(fix, told)) for fix in fixes)


def _each(before: Before, trace: Trace, reasons: tuple[str, ...]) -> Iterator[Fix]:
    in_token = tuple(reason for reason in reasons if reason in TOKEN_REASONS and not _is_own(trace, reason))
    settled: set[str] = set()
    for reason in reasons:
        if reason in settled:
            continue
        if reason in in_token:
            settled |= set(in_token)
            yield _prove_token(before, in_token, trace)
            continue
        found = _searched(before, reason)
        fixes = [_of_found(one, reason) for one in found] or [_one(before, trace, reason)]
        settled |= set(fixes[0].reasons) if fixes[0].proved else set()
        yield from fixes


def _searched(before: Before, reason: str) -> list[Found]:
    if reason not in before.reasons or not reason.startswith(SEARCHED):
        return []
    if reason.startswith(BY_ACCESS):
        from engine.fixes.access import access_fixes

        return access_fixes(before, reason)
    return policy_fixes(before, reason) if reason.startswith("policy.") else rule_fixes(before, reason)


def _of_found(found: Found, reason: str) -> Fix:
    change = found.change
    others = tuple(one for one in found.settles if one != reason)
    return Fix(
        reasons=(reason, *others), owner=change.owner, change=change.words, command=change.command, edits=change.edits,
        proved=True, widens=change.widens, assuming=change.assuming, left=found.left,
    )  # fmt: skip


def _is_own(trace: Trace, reason: str) -> bool:
    """An issuer that is spelled almost right is a fault of the settings, not of the token; another path is a tenant."""
    near = [miss for miss in trace.near_misses if miss.field == "issuer"] if reason == "token.issuer_mismatch" else []
    return any(_path(miss.seen) == _path(miss.wanted) for miss in near)


def _path(url: str) -> str:
    parsed = parse_url(url)
    return parsed.path.rstrip("/").casefold() if parsed else ""


def _told(trace: Trace, reason: str) -> bool:
    """Whether only the captured answer says so: no change of the prediction can take that back."""
    checks = [check for step in trace.steps for check in step.checks if check.reason == reason]
    return all(check.basis != "proved" for check in checks)


def _with_told(fix: Fix, told: tuple[str, ...]) -> Fix:
    left = tuple(reason for reason in told if reason not in fix.reasons and reason not in fix.left)
    return replace(fix, left=(*fix.left, *left)) if fix.proved and left else fix


def _one(before: Before, trace: Trace, reason: str) -> Fix:
    question, known = before.question, before.known
    if known.flow == "resource":
        fix = request_fix(question, known, reason, trace.near_misses) or environment_fix(question, known, reason)
    else:
        fix = _of_server(question, trace, known, reason)
    if fix is None:
        return _by_guide(question, trace, reason, known)
    proved = _prove(before, fix)
    if known.flow == "resource" or set(proved.left) <= set(before.reasons) or fix.assuming == MEANT:
        return proved if known.flow == "resource" else _with_settled(before, proved)
    return _by_guide(question, trace, reason, known)


def _with_settled(before: Before, fix: Fix) -> Fix:
    """A fix with all the reasons that it takes back: what follows from a misspelt word goes with it."""
    others = [one for one in before.reasons if one not in fix.reasons and one not in fix.left]
    return replace(fix, reasons=(*fix.reasons, *others)) if fix.proved and others else fix


def _set_of_server(before: Before, fixes: list[Fix]) -> list[Fix]:
    """All that has to change in a request to an authorization server, where no fix alone is enough."""
    if len(before.reasons) < 2 or any(fix.proved and not fix.left for fix in fixes):
        return []
    from engine.fixes.issuing_set import fix_all

    whole = fix_all(before.question, before.find, before.reasons)
    return [whole] if whole is not None else []


def _of_server(question: Question, trace: Trace, known: Known, reason: str) -> Fix | None:
    """What is asked of an authorization server. Most requests are none, so that this is loaded late."""
    from engine.fixes.issuing import issuing_fix

    return issuing_fix(question, known, reason, trace.near_misses)


def _by_guide(question: Question, trace: Trace, reason: str, known: Known) -> Fix:
    """What the guide says helps; nothing here can prove it."""
    facts = question.catalog.reason(reason)
    check = trace.check(reason)
    return Fix(
        reasons=(reason,), owner=facts.owner, change=_of_grant(known, reason) or facts.next_step,
        assuming=_assuming(check),
    )  # fmt: skip


def _of_grant(known: Known, reason: str) -> str | None:
    if known.flow == "resource":
        return None
    from engine.fixes.issuing import grant_again

    return grant_again(known, reason)


def _assuming(check: Check | None) -> str | None:
    return "the captured answer tells the whole story" if check is not None and check.basis != "proved" else None


def _prove_token(before: Before, reasons: tuple[str, ...], trace: Trace) -> Fix:
    fix = token_fix(before.question, before.known, reasons)
    observed_only = all(_told(trace, reason) for reason in reasons)
    return fix if not fix.edits or before.known.claims is None or observed_only else _prove(before, fix)


def _prove(before: Before, fix: Fix) -> Fix:
    """Runs the engine on the changed world: proved where the fix's reasons are gone; `left` still refuse."""
    left = tuple(reason for _, reason in before.find(edited(before.question, fix.edits)).reasons)
    return replace(fix, proved=not set(left) & set(fix.reasons), left=left)


def _all_together(before: Before, fixes: list[Fix], reasons: tuple[str, ...]) -> list[Fix]:
    """The first fix of each reason, all at once, where each alone leaves something and together they leave nothing."""
    first = {fix.reasons: fix for fix in reversed(fixes)}
    chosen = [fix for fix in fixes if first[fix.reasons] is fix]
    edits = tuple(edit for fix in chosen for edit in fix.edits)
    places = {(edit.target, edit.path) for edit in edits}
    if len(chosen) < 2 or len(places) < len(edits) or not all(fix.proved and fix.left for fix in chosen):
        return []
    if before.find(edited(before.question, edits)).reasons:
        return []
    number = "both changes" if len(chosen) == 2 else f"all {len(chosen)} changes"
    whole = Fix(
        reasons=reasons, owner=chosen[0].owner, change=f"make {number} together", edits=edits, proved=True,
        widens=any(fix.widens for fix in chosen), assuming=None,
    )  # fmt: skip
    return [whole]


def _shown(fix: Fix) -> Fix:
    """The fix as it leaves the engine, without secrets."""
    return replace(fix, change=redacted(fix.change), edits=tuple(map(shown_edit, fix.edits)))
