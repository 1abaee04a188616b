"""What would explain that prediction and answer differ: ranked, each of basis `likely`, with what would settle it."""

from __future__ import annotations

from msgspec.structs import replace

from engine.asking import response_date
from engine.models.question import Known, Question
from engine.models.reading import Reading
from engine.models.trace import Check, Expected, Need
from engine.tokens.claims import numeric_date
from engine.tokens.inactive import OTHER_CLIENT
from engine.tokens.profile import missing_claims
from engine.words import duration, quoted

OWN_EXPLANATION = (
    "request.", "gateway.", "operation.", "upstream.",
    "token.authentication_", "token.proof_nonce_wanted", "token.proof_replayed",
)  # fmt: skip
"""Refusals that no other configuration of rules would explain."""
Difference = tuple[str, Check, Need]
NEAR_SECONDS = 300
"""A token this near to the end of its life may have been judged by another clock."""


def find_differences(question: Question, known: Known, expected: Expected, reading: Reading) -> tuple[Difference, ...]:
    """Stage, check and need of every explanation, best first. Other failures than of rules explain themselves."""
    if known.flow != "resource":
        return ()
    if reading.kind == "success":
        return (
            *_undeployed(known),
            *((NOT_ALLOWED,) if expected.reason == "token.inactive" else ()),
            _difference(
                "service", "service.enforcement", "service.server_laxer",
                f"the server let through what {_judge(question)} refuses at {expected.decided_by}",
                "the configuration that the server really runs", "the deployed configuration of the API service",
            ),
        )  # fmt: skip
    stages = set(reading.stages)
    if stages & {"gateway", "upstream"} or (reading.reason or "").startswith(OWN_EXPLANATION):
        return ()
    found = [*_undeployed(known)]
    if "token" in stages and expected.verdict == "allowed":
        found += _token_differences(question, known, reading)
    if not found:
        found.append(OTHER_CONFIGURATION)
    return tuple(found)


def _judge(question: Question) -> str:
    return "the environment" if question.environment else "the request itself"


def _undeployed(known: Known) -> tuple[Difference, ...]:
    if known.service is None or known.service.deployment != "changed":
        return ()
    name = known.service.name
    return (
        _difference(
            "service", "service.deployed_copy", "service.undeployed_changes",
            f"{name} was changed since it was deployed: the gateway may still run the old configuration",
            f"the deployed configuration of {name}", f"deploy {name}, or give the deployed copy as --environment",
        ),
    )  # fmt: skip


def _token_differences(question: Question, known: Known, reading: Reading) -> list[Difference]:
    found = [*(_clock(question, known) or _said_otherwise(reading))]
    if reading.reason == "token.proof_invalid":
        return [*found, PROOF_REPLAYED, PROOF_URL]
    if not reading.generic:
        return found
    found += [CERTIFICATE_DROPPED] if _by_certificate(known) else []
    found += [KEY_AMBIGUOUS] if _is_ambiguous(question, known) else []
    return [*found, _revoked(question, known), KEY_ROTATED, *_profile(known)]


def _by_certificate(known: Known) -> bool:
    confirmation = (known.claims or {}).get("cnf")
    return isinstance(confirmation, dict) and "x5t#S256" in confirmation


def _profile(known: Known) -> tuple[Difference, ...]:
    """Strict servers refuse an `at+jwt` that is not complete; others never look."""
    missing = missing_claims(known.header or {}, known.claims or {})
    if not missing or known.header == {}:
        return ()
    return (
        _difference(
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


def _revoked(question: Question, known: Known) -> Difference:
    stage, check, need = REVOKED
    told = _revocation(question, known)
    return (stage, replace(check, summary=told, source="[[history]]"), need) if told else REVOKED


def _revocation(question: Question, known: Known) -> str | None:
    """What the environment's history says of the token, its user or its client having been revoked."""
    claims = known.claims or {}
    subjects = {str(value) for value in (claims.get("jti"), known.subject, known.client_id) if value}
    for event in question.environment.history if question.environment else ():
        if event.subject in subjects and "revoked" in event.type:
            return f"history: {event.type} for `{event.subject}` at {event.at}"
    return None


def _said_otherwise(reading: Reading) -> tuple[Difference, ...]:
    """The server says that the token's time is over or has not come, and here it is within its life."""
    if reading.reason not in ("token.expired", "token.not_yet_valid"):
        return ()
    summary = "the server finds the token out of its lifetime, and here it is within it: its clock, or another token"
    return (
        _difference(
            "token", "token.server_clock", "token.clock_differs", summary,
            "the time on the server", "the Date header of the answer",
        ),
    )  # fmt: skip


def _clock(question: Question, known: Known) -> tuple[Difference, ...]:
    """Judged by the server's own `Date` the token would fail, or it is near the edge of its life."""
    claims = known.claims or {}
    expiry, not_before = numeric_date(claims.get("exp")), numeric_date(claims.get("nbf"))
    here = question.now.timestamp()
    date = response_date(question.exchange.response)
    if date is not None and abs(date.timestamp() - here) > 1:
        there = date.timestamp()
        refused = (expiry is not None and there >= expiry) or (not_before is not None and there < not_before)
        said = f"the server's clock is {duration(there - here)} {'ahead' if there > here else 'behind'}"
        summary = f"{said}: by it the token is not valid" if refused else ""
    else:
        edges = (expiry, not_before, numeric_date(claims.get("iat")))
        near = any(edge is not None and abs(edge - here) < NEAR_SECONDS for edge in edges)
        summary = "the token is near the edge of its life: the server's clock may differ" if near else ""
    if not summary:
        return ()
    return (
        _difference(
            "token", "token.server_clock", "token.clock_differs", summary,
            "the time on the server", "the Date header of the answer",
        ),
    )  # fmt: skip


def _difference(stage: str, check: str, reason: str, summary: str, fact: str, give: str) -> Difference:
    found = Check(
        check=check, outcome="unknown", reason=reason, basis="likely", summary=summary, wanted=fact,
        source="prediction and answer differ", entries=(reason,),
    )  # fmt: skip
    return stage, found, Need(stage=stage, check=check, fact=fact, give=give)


OTHER_CONFIGURATION = _difference(
    "service", "service.configuration", "service.other_configuration",
    "the server seems to run other rules than this environment",
    "the configuration that the server really runs", "the deployed configuration, compared with this file",
)  # fmt: skip
REVOKED = _difference(
    "token", "token.revocation", "token.revoked",
    "nothing is wrong with this token here; it may have been revoked since it was issued",
    "whether the token was revoked", "its introspection reply, or [[history]] of the environment",
)  # fmt: skip
CERTIFICATE_DROPPED = _difference(
    "token", "token.passed_certificate", "token.certificate_missing",
    "the certificate fits; a proxy that ends TLS may not pass it on to the API",
    "whether the API sees the certificate", "the API's own log line for this call",
)  # fmt: skip
NOT_ALLOWED = _difference(
    "token", OTHER_CLIENT.check, OTHER_CLIENT.reason, OTHER_CLIENT.summary, OTHER_CLIENT.fact, OTHER_CLIENT.give
)
PROOF_REPLAYED = _difference(
    "token", "token.proof_use", "token.proof_replayed",
    "nothing is wrong with this proof here; it may have been used before, as by a retry",
    "whether this proof was sent before", "the calls before this one, compared by the proof's `jti`",
)  # fmt: skip
PROOF_URL = _difference(
    "token", "token.server_url", "token.proof_for_other_request",
    "the API may see itself under another URL than this one, as behind a proxy, and compare the proof with that",
    "the URL of this call as the API sees it", "the API's own log line for this call",
)  # fmt: skip
KEY_AMBIGUOUS = _difference(
    "token", "token.server_key_choice", "token.key_ambiguous",
    "the signature is good by one of several keys that the token may mean; the server may have taken another",
    "whether a token that names its key passes",
    "a second token: one with a `kid` of its own, or signed by the first key",
)  # fmt: skip
KEY_ROTATED = _difference(
    "token", "token.server_keys", "token.key_rotated",
    "the server may hold other keys than this copy, from before or after a rotation",
    "the keys that the server holds now", "--jwks FILE with the issuer's current keys",
)  # fmt: skip
