"""Prediction against answer: what was expected, what was observed, and what therefore counts.

A predicted failure stands unless the answer names another stage; a bare status names nothing.
"""

from __future__ import annotations

from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from engine.differences import find_differences
from engine.expectation import decision_for, expect, result_code_for
from engine.explanation import Difference
from engine.findings import Findings, is_clean, outcome_of
from engine.models.question import Known, Question
from engine.models.reading import Reading
from engine.models.trace import (
    Agreement,
    Assumption,
    Changes,
    Check,
    Decision,
    Expected,
    LikelyCause,
    Matched,
    NearMiss,
    Need,
    Observed,
    RequestLine,
    Step,
    Trace,
    Verdict,
)
from engine.shown import redacted, redacted_url, shown_data
from engine.stages.notes import failed_check
from engine.words import instant

NO_CHANGES, NOTHING_OBSERVED = Changes(), Observed()


class Outcome(Struct, frozen=True):
    """What counts: the verdict, the stage that decided, its reason, and whether prediction and answer agree."""

    verdict: Verdict
    stage: str | None = None
    reason: str | None = None
    agreement: Agreement = "unknown"


def settle(question: Question, findings: Findings) -> Trace:
    """The whole trace but its fixes."""
    known, reading = findings.known, findings.known.reading
    assert reading is not None
    expected = expect(question, findings)
    outcome = weigh(findings, expected, reading, foretold=_foretold(question, findings, reading))
    steps, differing = _shown_steps(question, findings, expected, outcome, reading)
    request = question.exchange.request
    decided = outcome.stage if outcome.verdict == "refused" else None
    facts = question.catalog.reason(outcome.reason) if outcome.reason else None
    decision, result_code = _decided(known, expected, outcome)
    return Trace(
        flow=known.flow, endpoint=known.endpoint, at=instant(question.now), at_from=question.at_from,
        environment=question.environment.name if question.environment else None,
        recognised=question.exchange.kind,
        request=RequestLine(
            method=redacted(request.method) if request and request.method else None,
            url=_url(_seen_url(question, known)),
        ),
        matched=_matched(findings), verdict=outcome.verdict, decided_by=decided, reason=outcome.reason,
        also=_also(steps, outcome), owner=facts.owner if facts else None,
        decision=decision, result_code=result_code,
        expected=expected, observed=_observed(reading), agreement=outcome.agreement,
        differences=tuple([cast(str, check.reason) for _, check, _ in differing]) if differing else (),
        assumptions=tuple(map(_assumption, findings.assumptions)) if findings.assumptions else (),
        steps=steps, policy=known.policy, changes=_changes(known),
        near_misses=tuple(map(_near_miss, findings.near_misses)) if findings.near_misses else (), fixes=(),
        needs=_needs((*_wanted(outcome, reading), *findings.needs, *[need for _, _, need in differing])),
        causes=_causes(outcome, reading), response_policy=known.response_policy,
        remarks=tuple(map(redacted, (*[one.text for one in question.exchange.remarks], *reading.notes))),
    )  # fmt: skip


def _shown_steps(
    question: Question, findings: Findings, expected: Expected, outcome: Outcome, reading: Reading
) -> tuple[tuple[Step, ...], tuple[Difference, ...]]:
    """The steps without secrets, and the differences: with what the answer says, where there is one."""
    if reading.kind == "none" and is_clean(findings.unread):
        return findings.steps, ()
    steps = _with_answer(question, findings, outcome, reading)
    differing = (
        find_differences(question, known=findings.known, expected=expected, reading=reading)
        if (outcome.agreement == "differs")
        else ()
    )
    return _redacted(_with_differences(steps, differing) if differing else steps), differing


def _decided(known: Known, expected: Expected, outcome: Outcome) -> tuple[Decision | None, str | None]:
    """The decision and the result code: those that were predicted, where the prediction is what counts."""
    verdict, reason = outcome.verdict, outcome.reason
    stage = outcome.stage if verdict == "refused" else None
    if (verdict, stage, reason) == (expected.verdict, expected.decided_by, expected.reason):
        return expected.decision, expected.result_code
    return decision_for(known, verdict, stage, reason), result_code_for(known, verdict, stage, reason)


def _foretold(question: Question, findings: Findings, reading: Reading) -> tuple[str, str] | None:
    """Stage and reason of the first predicted failure that an authorization server answers with the captured code.

    One code stands for several stages there: `invalid_request` for parameters, redirect URI and content type alike.
    """
    if findings.known.flow == "resource" or reading.error is None:
        return None
    from engine.issuing.answers import codes_of

    for stage, reason in findings.reasons:
        if reading.error in codes_of(reason, question.catalog.reason(reason).error):
            return stage, reason
    return None


def weigh(
    findings: Findings, expected: Expected, reading: Reading, *, foretold: tuple[str, str] | None = None
) -> Outcome:
    """The verdict. The three cases are: nothing captured, a refusal captured, a success captured.

    `foretold` are stage and reason of the predicted failure that the captured code fits, whatever stage it names.
    """
    if reading.kind == "none":
        return Outcome(expected.verdict, expected.decided_by, expected.reason)
    if reading.kind == "aborted":
        return Outcome("undetermined")
    agreement: Agreement = "unknown" if expected.verdict == "undetermined" else "same"
    if reading.kind == "success":
        return Outcome("allowed", agreement="differs" if expected.verdict == "refused" else agreement)
    predicted = dict(reversed(findings.reasons))
    told = expected.error is not None and expected.error == reading.error
    told = told or (foretold is not None and foretold[1] == expected.reason)
    routed = expected.decided_by == "service" and reading.past("service")
    stands = not reading.stages or told or expected.decided_by in reading.stages
    if expected.decided_by is not None and stands and not routed:
        return Outcome("refused", expected.decided_by, expected.reason, "same")
    if foretold is not None:
        return Outcome("refused", *foretold, "differs")
    behind = [stage for stage in predicted if stage not in ("request", "service")] if routed else []
    stage = next((stage for stage in reading.stages or behind if stage in predicted), None)
    reason = predicted[stage] if stage else reading.reason
    decided = stage or (reading.reason or "").partition(".")[0]
    if agreement != "unknown" and not (expected.verdict == "allowed" and decided == "upstream"):
        agreement = "differs"
    return Outcome("refused", decided, reason, agreement)


def _with_answer(question: Question, findings: Findings, outcome: Outcome, reading: Reading) -> tuple[Step, ...]:
    """The steps, with what the answer says added as a check of the stage that it names.

    The flows of an authorization server have no gateway of their own: what stopped there stands in the first stage.
    """
    if reading.kind != "refusal" or reading.reason is None or outcome.stage is None:
        return findings.steps
    predicted = outcome.stage in {stage for stage, _ in findings.reasons}
    if not reading.stages and predicted:
        return findings.steps
    reason = (
        outcome.reason if predicted and (reading.generic or outcome.stage not in reading.reason) else reading.reason
    )
    check = failed_check(
        question, f"{outcome.stage}.answer", reason or reading.reason, reading.says,
        seen=redacted(reading.seen or "") or None, source=reading.source, basis=reading.basis,
    )  # fmt: skip
    check = replace(check, entries=(*check.entries, *reading.entries))
    stages = [step.stage for step in findings.steps]
    place = outcome.stage if outcome.stage in stages else stages[0]
    return tuple(_plus(step, check) if step.stage == place else step for step in findings.steps)


def _plus(step: Step, *checks: Check) -> Step:
    kept = tuple(check for check in step.checks if check.check != checks[0].check)
    together = (*kept, *checks)
    return replace(step, checks=together, outcome=outcome_of(together))


def _with_differences(steps: tuple[Step, ...], differing: tuple[tuple[str, Check, object], ...]) -> tuple[Step, ...]:
    """The steps with what may explain the difference beside them; what was predicted keeps its outcome."""
    for stage, check, _ in differing:
        steps = tuple(
            replace(step, checks=(*step.checks, check)) if step.stage == stage and not _said(step, check) else step
            for step in steps
        )
    return steps


def _said(step: Step, check: Check) -> bool:
    return any(
        (one.check, one.reason, one.outcome) == (check.check, check.reason, check.outcome) for one in step.checks
    )


def _causes(outcome: Outcome, reading: Reading) -> tuple[LikelyCause, ...]:
    """What else the answer may mean, where it is the answer that counts."""
    if outcome.verdict != "refused" or outcome.reason != reading.reason:
        return ()
    return tuple(LikelyCause(reason=reason, summary=redacted(why)) for reason, why in reading.causes)


def _wanted(outcome: Outcome, reading: Reading) -> tuple[Need, ...]:
    """What to capture next, where the answer alone does not settle it."""
    if reading.wanted is None or outcome.stage is None or outcome.reason != reading.reason:
        return ()
    fact, give = reading.wanted
    return (Need(stage=outcome.stage, check=f"{outcome.stage}.answer", fact=fact, give=give),)


def _needs(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """Each missing fact once, however many checks lack it."""
    if len(needs) < 2:
        return needs
    return tuple({(need.fact, need.give): need for need in reversed(needs)}.values())[::-1]


def _also(steps: tuple[Step, ...], outcome: Outcome) -> tuple[str, ...]:
    if outcome.verdict != "refused":
        return ()
    failed = (check.reason for step in steps for check in step.checks if check.outcome == "failed" and check.reason)
    return tuple(reason for reason in dict.fromkeys(failed) if reason != outcome.reason)


def _seen_url(question: Question, known: Known) -> str | None:
    """The URL as captured; one that is only assumed is left to the assumptions."""
    request = question.exchange.request
    if request is None or known.url is None or "url" not in question.exchange.shows:
        return request.url if request is not None else None
    return known.url.raw


def _url(raw: str | None) -> str | None:
    return redacted_url(raw) if raw else None


def _assumption(assumption: Assumption) -> Assumption:
    return replace(assumption, text=redacted(assumption.text))


def _near_miss(miss: NearMiss) -> NearMiss:
    return replace(miss, seen=redacted(miss.seen), summary=redacted(miss.summary))


def _changes(known: Known) -> Changes:
    if not known.changes and not known.response_changes:
        return NO_CHANGES
    return Changes(request=tuple(shown_data(known.changes)), response=tuple(shown_data(known.response_changes)))


def _observed(reading: Reading) -> Observed:
    if reading.kind == "none":
        return NOTHING_OBSERVED
    return Observed(
        status=reading.status,
        challenge=redacted(reading.challenge) if reading.challenge else None,
        error=redacted(reading.error) if reading.error else None,
        answered_by=reading.answered_by,
        because=redacted(reading.because) or None,
    )


def _matched(findings: Findings) -> Matched:
    known = findings.known
    operation = known.operation
    return Matched(
        api_service=known.service.name if known.service else None, base_url=known.base_url,
        operation=operation.name if operation else None,
        path={name: redacted(value) for name, value in known.path_parameters.items()} if operation else None,
        gateway=known.gateway, issuer=known.issuer.name if known.issuer else None,
        client=known.client_id, user=known.subject,
    )  # fmt: skip


def _redacted(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps without the secrets of what their checks say and saw."""
    if is_clean(steps):
        return steps
    return tuple(replace(step, checks=tuple(map(_without_secrets, step.checks))) for step in steps)


def _without_secrets(check: Check) -> Check:
    seen, summary = redacted(check.seen) if check.seen else check.seen, redacted(check.summary)
    if seen == check.seen and summary == check.summary:
        return check
    return replace(check, seen=seen, summary=summary)
