"""What would explain that an authorization server answers otherwise than predicted: ranked, with what would settle it.

What something speaks for (the server's `Date`, history, `changed_at`) is before what is only possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.asking import response_date
from engine.explanation import CLEAR, LIKELY, POSSIBLE, REST, Difference, explanation
from engine.issuing.access_policies import by_priority
from engine.issuing.asked_before import moment_of
from engine.issuing.history import events
from engine.models.checks import FLOWS
from engine.models.question import Known, Question
from engine.models.reading import Reading
from engine.models.trace import Expected
from engine.tokens.claims import numeric_date
from engine.tokens.jose import MalformedToken, parse_jws
from engine.words import duration, instant, quoted

if TYPE_CHECKING:
    from datetime import datetime

OWN_EXPLANATION = (
    "gateway.", "endpoint.", "issue.", "grant.pending", "grant.polled_too_fast", "grant.denied_by_user",
    "grant.approval_expired", "client.proof_nonce_wanted", "user.denied", "user.login_required",
    "user.consent_required", "user.interaction_required", "parameters.value_invalid",
)  # fmt: skip
"""Refusals that no other configuration would explain: the server, the user or the wait is what is said."""
BY_CLOCK = ("client.assertion_expired", "client.assertion_invalid", "client.authentication_failed", "grant.expired")
BY_KEY = ("client.assertion_signature_invalid", "client.authentication_failed")
OF_CLIENT = ("client", "redirect", "parameters", "grant_type", "scope")
"""Stages that compare with the client's registration."""
OF_POLICY = ("scope", "access_policy")
"""Stages by which a server answers that its policies give no token: some say so of the scope."""
Ranked = Iterator[tuple[int, Difference]]


NEAR_SECONDS = 300
"""A grant or assertion nearer than this to its end may have been judged by another clock."""


def issuing_differences(
    question: Question, known: Known, expected: Expected, reading: Reading
) -> tuple[Difference, ...]:
    """Stage, check and need of every explanation, best first."""
    stages = FLOWS[known.flow]
    laxer = expected.verdict == "refused" and _went_past(stages, expected, reading)
    disputed = expected.decided_by if laxer else next((one for one in reading.stages if one in stages), None)
    if disputed is None or (not laxer and (reading.reason or "").startswith(OWN_EXPLANATION)):
        return ()
    reason = expected.reason if laxer else reading.reason
    ranked = [
        *_clock(question, known, disputed, reason or "", refused_here=laxer),
        *_key(known, disputed, reason or ""), *_registration(question, known, disputed),
        *_policy(question, known, disputed), *_grant(known, reading), *_laxer(question, expected, reading, laxer=laxer),
    ]  # fmt: skip
    found = [difference for _, difference in sorted(ranked, key=lambda pair: pair[0])]
    return tuple(found) if found else (_other_configuration(question, known, disputed),)


def _went_past(stages: tuple[str, ...], expected: Expected, reading: Reading) -> bool:
    """Whether the answer comes from behind the stage that was to refuse."""
    if reading.kind == "success":
        return True
    named = [stages.index(stage) for stage in reading.stages if stage in stages]
    return bool(named) and expected.decided_by in stages and min(named) > stages.index(expected.decided_by)


def _clock(question: Question, known: Known, stage: str, reason: str, *, refused_here: bool) -> Ranked:
    """By the server's own `Date` the assertion or the grant comes out otherwise, or it is near its end."""
    ends = _end_of(known, stage) if reason in BY_CLOCK else None
    if ends is None:
        return
    date, here = response_date(question.exchange.response), question.now.timestamp()
    there = date.timestamp() if date is not None else here
    if abs(there - here) > 1 and (there >= ends) is not refused_here:
        said = f"the server's clock is {duration(there - here)} {'ahead' if there > here else 'behind'}"
        yield CLEAR, _clock_differs(stage, f"{said}: by it, it is {'' if there >= ends else 'not yet '}over")
    elif abs(ends - here) < NEAR_SECONDS:
        yield CLEAR, _clock_differs(stage, "the request is near the end of what it presents: clocks may differ")


def _end_of(known: Known, stage: str) -> float | None:
    """When what the request presents ends, in seconds since 1970: the client's assertion, or its code or token."""
    if stage == "client":
        try:
            return numeric_date(parse_jws(known.parameters.get("client_assertion") or "").claims.get("exp"))
        except MalformedToken:
            return None
    told = known.granted or {}
    issued, lives = moment_of(told.get("at")), told.get("expires_in")
    lasting = isinstance(lives, int | float) and not isinstance(lives, bool) and lives > 0
    return issued.timestamp() + lives if issued is not None and lives is not None and lasting else None


def _clock_differs(stage: str, summary: str) -> Difference:
    return explanation(
        stage, f"{stage}.server_clock", "token.clock_differs", summary,
        "the time by which the server judges", "the Date header of the answer, or the server's own log of this request",
    )  # fmt: skip


def _key(known: Known, stage: str, reason: str) -> Ranked:
    """The client's assertion is signed by a key, and the server may hold another."""
    if stage == "client" and reason in BY_KEY and "client_assertion" in known.parameters:
        yield LIKELY, explanation(
            stage, "client.server_keys", "token.key_rotated",
            "the server may hold other keys of the client than are given here, from before or after a rotation",
            "the client's keys that the server holds now", "the client's registration at the server, or its JWKS URL",
        )  # fmt: skip


def _registration(question: Question, known: Known, stage: str) -> Ranked:
    """The server's copy of the client's registration may be older or newer than the file's."""
    if stage not in OF_CLIENT or known.client is None:
        return
    told = _told(question, known, "client_", (known.client_id,))
    named = f"`{known.client_id}`"
    summary = f"the server may have another registration of {named} than the file, from before or after a change"
    yield CLEAR if told else POSSIBLE, explanation(
        stage, "client.server_registration", "client.registration_differs", f"{summary}; {told}" if told else summary,
        "the client's registration at the server", "the client as the server has it, compared with its `[[clients]]`",
    )  # fmt: skip


def _policy(question: Question, known: Known, stage: str) -> Ranked:
    """A policy of the server was changed: what is judged here may be from before it, or from after it."""
    if stage not in OF_POLICY or known.server is None or not known.server.policies:
        return
    changed = list(_changes(question, known))
    told = max(changed, key=lambda change: change[1], default=None)
    summary = "the server may run its access policies as they were before or after a change"
    if told is not None:
        summary = f"{told[0]} was changed at {instant(told[1])}: one of server and file may be from before it"
    yield CLEAR if told else POSSIBLE, explanation(
        stage, "access_policy.server_policies", "access_policy.policies_differ", summary,
        "the access policies that the server really runs", "the server's policies, compared with this file",
    )  # fmt: skip


def _changes(question: Question, known: Known) -> Iterator[tuple[str, datetime]]:
    """Each policy and rule of the server of which a change is told, and when it was."""
    names: dict[str, str] = {}
    for policy in by_priority(known.server.policies) if known.server else ():
        named = [("policy", policy.name, policy.changed_at)]
        named += [("rule", rule.name, rule.changed_at) for rule in policy.rules]
        for kind, name, changed_at in named:
            names[name] = what = f"{kind} {name}"
            when = moment_of(changed_at)
            if when is not None:
                yield what, when
    for event in events(question, known):
        if event.type.startswith("policy_") and event.subject in names:
            yield names[event.subject], event.at


def _grant(known: Known, reading: Reading) -> Ranked:
    """A code or refresh token that is good as far as history tells, and which the server does not take."""
    if reading.reason != "grant.invalid" or not known.granted:
        return
    code = known.grant_type == "authorization_code"
    what, reason = ("code", "grant.used") if code else ("refresh token", "grant.revoked")
    ended = "redeemed by a request" if code else "revoked or replaced by something"
    yield LIKELY, explanation(
        "grant", "grant.server_state", reason,
        f"nothing is wrong with this {what} here; it may have been {ended} that is not told here",
        f"what became of the {what}", "the server's log of it, or an event in `[[history]]` of the environment",
    )  # fmt: skip


def _laxer(question: Question, expected: Expected, reading: Reading, *, laxer: bool) -> Ranked:
    if not laxer:
        return
    stage, judge = str(expected.decided_by), "the environment" if question.environment else "the request itself"
    then = "" if reading.kind == "success" else f", and refused at {reading.stages[0]}"
    yield REST, explanation(
        stage, f"{stage}.enforcement", "service.server_laxer",
        f"the server let through what {judge} refuses at {stage}{then}",
        "the configuration that the server really runs", "the server's configuration, compared with this file",
    )  # fmt: skip


def _other_configuration(question: Question, known: Known, stage: str) -> Difference:
    """The server runs another configuration: what was changed is said where it is known."""
    server = known.server.name if known.server is not None else None
    told = _told(question, known, "", (server, known.subject, known.client_id))
    summary = "the server seems to run another configuration than this file: not saved there yet, or changed since"
    return explanation(
        stage, f"{stage}.configuration", "service.other_configuration", f"{summary}; {told}" if told else summary,
        "the configuration that the server really runs", "the server's configuration, compared with this file",
    )  # fmt: skip


def _told(question: Question, known: Known, kind: str, subjects: tuple[str | None, ...]) -> str | None:
    """The last event of this kind about one of these."""
    found = [one for one in events(question, known) if one.type.startswith(kind) and one.subject in subjects]
    return f"history: {found[-1].type} for {quoted([found[-1].subject])} at {instant(found[-1].at)}" if found else None
