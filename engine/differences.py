"""What would explain that prediction and answer differ: ranked, each of basis `likely`, with what would settle it.

What something speaks for (the server's words, its `Date`, the environment's history) is before what is only possible.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from engine.asking import response_date
from engine.explanation import CLEAR, LIKELY, POSSIBLE, REST, Difference, explanation
from engine.models.question import Known, Question
from engine.models.reading import Reading
from engine.models.trace import Expected
from engine.tokens.claims import numeric_date
from engine.tokens.inactive import OTHER_CLIENT
from engine.tokens.profile import missing_claims
from engine.tokens.view import DEFAULT_LEEWAY
from engine.words import duration, quoted

OWN_EXPLANATION = (
    "request.", "gateway.", "operation.", "upstream.",
    "token.authentication_", "token.proof_nonce_wanted", "token.proof_replayed",
)  # fmt: skip
"""Refusals that no other configuration of rules would explain."""
NEAR_LEEWAYS = 2
"""A token nearer to an edge of its life than this many times the leeway may have been judged by another clock."""
CLOCK = ("token.expired", "token.not_yet_valid")
BY_CLOCK = (*CLOCK, "token.refused", "token.inactive", "token.login_required")
KEYS = ("token.key_unknown", "token.signature_invalid")
ENDED = ("token.inactive", "token.user_inactive", "token.client_inactive")
"""Reasons of the token stage that another clock, other keys, or a revocation explain."""
WANTED = {
    "token.audience_mismatch": ": it wants another audience", "token.issuer_mismatch": ": it takes other issuers",
    "token.scheme_wrong": ": it wants another scheme", "token.algorithm_not_allowed": ": it takes other algorithms",
}  # fmt: skip
"""What else a server wants that refuses by these reasons what passes here."""
STAGES = ("service", "token", "operation", "rules", "policy", "response")


def find_differences(question: Question, known: Known, expected: Expected, reading: Reading) -> tuple[Difference, ...]:
    """Stage, check and need of every explanation, best first. Other failures than of rules explain themselves."""
    if known.flow != "resource":
        from engine.issuing.differences import issuing_differences

        return issuing_differences(question, known, expected, reading)
    own = set(reading.stages) & {"gateway", "upstream"} or (reading.reason or "").startswith(OWN_EXPLANATION)
    if reading.kind != "success" and own:
        return ()
    ranked = [*_undeployed(known), *_laxer(question, known, expected, reading)]
    if reading.kind != "success" and expected.verdict == "allowed" and "token" in reading.stages:
        ranked += _of_token(question, known, reading)
    found = [difference for _, difference in sorted(ranked, key=lambda pair: pair[0])]
    return tuple(found) if found else (_other_configuration(question, known, reading),)


def _undeployed(known: Known) -> Iterator[tuple[int, Difference]]:
    if known.service is None or known.service.deployment != "changed":
        return
    name = known.service.name
    yield LIKELY, explanation(
        "service", "service.deployed_copy", "service.undeployed_changes",
        f"{name} was changed since it was deployed: the gateway may still run the old configuration",
        f"the deployed configuration of {name}", f"deploy {name}, or give the deployed copy as --environment",
    )  # fmt: skip


def _laxer(question: Question, known: Known, expected: Expected, reading: Reading) -> Iterator[tuple[int, Difference]]:
    """The server went past the stage that should have refused."""
    if expected.verdict != "refused" or not _went_past(expected, reading):
        return
    if expected.reason in CLOCK:
        yield from _clock(question, known, refused_here=True)
    if expected.reason in KEYS:
        yield LIKELY, KEY_ROTATED
    if expected.reason == "token.inactive":
        yield LIKELY, NOT_ALLOWED
    judge = "the environment" if question.environment else "the request itself"
    then = "" if reading.kind == "success" else f", and refused at {reading.stages[0]}"
    yield REST, explanation(
        "service", "service.enforcement", "service.server_laxer",
        f"the server let through what {judge} refuses at {expected.decided_by}{then}",
        "the configuration that the server really runs", "the deployed configuration of the API service",
    )  # fmt: skip


def _went_past(expected: Expected, reading: Reading) -> bool:
    """Whether the answer comes from behind the stage that was to refuse."""
    if reading.kind == "success":
        return True
    named = [STAGES.index(stage) for stage in reading.stages if stage in STAGES]
    return bool(named) and expected.decided_by in STAGES and min(named) > STAGES.index(expected.decided_by)


def _of_token(question: Question, known: Known, reading: Reading) -> Iterator[tuple[int, Difference]]:
    if reading.reason == "token.proof_invalid":
        yield from ((LIKELY, PROOF_REPLAYED), (LIKELY, PROOF_URL))
        return
    if reading.reason in BY_CLOCK:
        clock = list(_clock(question, known, refused_here=False))
        yield from clock
        if reading.reason in CLOCK and not clock:
            summary = (
                "the server finds the token out of its lifetime, and here it is within it: its clock, or another token"
            )
            yield LIKELY, _clock_difference(summary, question)
    ended = _ended(question, known)
    told = f"history: {ended}" if ended else None
    if told or reading.generic or reading.reason in ENDED:
        stage, check, need = REVOKED
        revoked = (stage, replace(check, summary=told, source="[[history]]"), need) if told else REVOKED
        yield (CLEAR if told or reading.reason in ENDED else POSSIBLE), revoked
    if reading.generic or reading.reason in KEYS:
        yield (CLEAR if reading.reason in KEYS else POSSIBLE), KEY_ROTATED
    if reading.generic:
        yield from _of_this_token(question, known)


def _ended(question: Question, known: Known) -> str | None:
    """What ended the token before its time, where there is a history that tells it."""
    from engine.issuing.ended import ended_by

    ended = ended_by(question, known, known.claims or {})
    return ended.said if ended else None


def _of_this_token(question: Question, known: Known) -> Iterator[tuple[int, Difference]]:
    """What the token itself makes possible: bound to a certificate, several keys that fit, claims left out."""
    if _by_certificate(known):
        yield LIKELY, CERTIFICATE_DROPPED
    if _is_ambiguous(question, known):
        yield LIKELY, KEY_AMBIGUOUS
    for difference in _profile(known):
        yield POSSIBLE, difference


def _by_certificate(known: Known) -> bool:
    confirmation = (known.claims or {}).get("cnf")
    return isinstance(confirmation, dict) and "x5t#S256" in confirmation


def _profile(known: Known) -> tuple[Difference, ...]:
    """Strict servers refuse an `at+jwt` that is not complete; others never look."""
    missing = missing_claims(known.header or {}, known.claims or {})
    if not missing or known.header == {}:
        return ()
    return (
        explanation(
            "token", "token.profile", "token.profile_incomplete",
            f"the token says `at+jwt` and lacks {quoted(missing)}, which RFC 9068 requires: strict servers refuse that",
            "whether the server insists on them", "the settings of the server's token validation",
        ),
    )  # fmt: skip


def _is_ambiguous(question: Question, known: Known) -> bool:
    """Whether the token names no key although several would fit, or a name that several keys have."""
    header = known.header or {}
    keys = question.keys.get(known.issuer.name if known.issuer else "") or question.keys.get("")
    kid, algorithm = header.get("kid"), header.get("alg")
    fitting = [key for key in keys.keys if kid in (None, key.kid) and key.fits(str(algorithm))] if keys else []
    return len(fitting) > 1


def _history(question: Question, subjects: tuple[object, ...]) -> str | None:
    """The last event of the environment's history about one of these."""
    named = {str(subject) for subject in subjects if subject}
    told = None
    for event in question.environment.history if question.environment else ():
        if event.subject in named:
            told = f"history: {event.type} for `{event.subject}` at {event.at}"
    return told


def _clock(question: Question, known: Known, *, refused_here: bool) -> Iterator[tuple[int, Difference]]:
    """By the server's own `Date` the token's lifetime comes out otherwise, or it is near the edge of its life."""
    claims = known.claims or {}
    expiry, not_before = numeric_date(claims.get("exp")), numeric_date(claims.get("nbf"))
    issued, here = numeric_date(claims.get("iat")), question.now.timestamp()
    date = response_date(question.exchange.response)
    if date is not None and abs(date.timestamp() - here) > 1:
        there = date.timestamp()
        refused = (expiry is not None and there >= expiry) or (not_before is not None and there < not_before)
        if refused is not refused_here:
            said = f"the server's clock is {duration(there - here)} {'ahead' if there > here else 'behind'}"
            yield CLEAR, _clock_difference(f"{said}: by it the token is {'not ' if refused else ''}valid", question)
    elif any(edge is not None and abs(edge - here) < _near_seconds(known) for edge in (expiry, not_before, issued)):
        yield (
            CLEAR,
            _clock_difference("the token is near the edge of its life: the server's clock may differ", question),
        )


def _near_seconds(known: Known) -> int:
    return NEAR_LEEWAYS * (known.issuer.leeway_seconds if known.issuer else DEFAULT_LEEWAY)


def _clock_difference(summary: str, question: Question) -> Difference:
    dated = response_date(question.exchange.response) is not None
    give = "the server's own log of this call, with its time" if dated else "the Date header of the answer"
    return explanation(
        "token", "token.server_clock", "token.clock_differs", summary, "the time by which the server judges", give
    )


def _other_configuration(question: Question, known: Known, reading: Reading) -> Difference:
    """The server runs other rules; what it asks for, or what was changed, is said where it is known."""
    summary = "the server seems to run other rules than this environment" + WANTED.get(reading.reason or "", "")
    if known.service is None and reading.routed:
        summary = "the gateway's log names a route and a service: there it did match, perhaps with a port of its own"
    rule = known.operation.scopes if known.operation else None
    asked = set(rule.all or rule.any or ()) if rule else set()
    more = [scope for scope in reading.wanted_scopes if scope not in asked]
    if more:
        summary += f": it asks for the scope{'s' * (len(more) > 1)} {quoted(more)}"
    policies = known.service.policy if known.service else None, known.operation.policy if known.operation else None
    names = known.service.name if known.service else None, known.operation.name if known.operation else None
    told = _history(question, (*policies, *names, known.subject, known.client_id))
    return explanation(
        "service", "service.configuration", "service.other_configuration", f"{summary}; {told}" if told else summary,
        "the configuration that the server really runs", "the deployed configuration, compared with this file",
    )  # fmt: skip


REVOKED = explanation(
    "token", "token.revocation", "token.revoked",
    "nothing is wrong with this token here; it may have been revoked since it was issued",
    "whether the token was revoked", "its introspection reply, or [[history]] of the environment",
)  # fmt: skip
CERTIFICATE_DROPPED = explanation(
    "token", "token.passed_certificate", "token.certificate_missing",
    "the certificate fits; a proxy that ends TLS may not pass it on to the API",
    "whether the API sees the certificate", "the API's own log line for this call",
)  # fmt: skip
NOT_ALLOWED = explanation(
    "token", OTHER_CLIENT.check, OTHER_CLIENT.reason, OTHER_CLIENT.summary, OTHER_CLIENT.fact, OTHER_CLIENT.give
)
PROOF_REPLAYED = explanation(
    "token", "token.proof_use", "token.proof_replayed",
    "nothing is wrong with this proof here; it may have been used before, as by a retry",
    "whether this proof was sent before", "the calls before this one, compared by the proof's `jti`",
)  # fmt: skip
PROOF_URL = explanation(
    "token", "token.server_url", "token.proof_for_other_request",
    "the API may see itself under another URL than this one, as behind a proxy, and compare the proof with that",
    "the URL of this call as the API sees it", "the API's own log line for this call",
)  # fmt: skip
KEY_AMBIGUOUS = explanation(
    "token", "token.server_key_choice", "token.key_ambiguous",
    "the signature is good by one of several keys that the token may mean; the server may have taken another",
    "whether a token that names its key passes",
    "a second token: one with a `kid` of its own, or signed by the first key",
)  # fmt: skip
KEY_ROTATED = explanation(
    "token", "token.server_keys", "token.key_rotated",
    "the server may hold other keys than this copy, from before or after a rotation",
    "the keys that the server holds now", "--jwks FILE with the issuer's current keys",
)  # fmt: skip
