"""What the token stage says of a token: PyJWT verifies, plain rules say what else is wanted (design, section 4, *Token*)."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import jwt
import jwt.api_jwt

from tests.oracle.evaluator.bindings import binding
from tests.oracle.evaluator.replies import judge_reply
from tests.oracle.evaluator.sent import Sent, Tables
from tests.oracle.evaluator.urls import named, parameters_of

FITTING = {
    ("RSA", None): ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("EC", "P-521"): ("ES512",),
    ("OKP", "Ed25519"): ("EdDSA",),
    ("oct", None): ("HS256", "HS384", "HS512"),
}
"""The algorithms of each type of key (RFC 7518, section 3.1; RFC 8037)."""
LEAST_BYTES = {"ES256": 64, "ES384": 96, "EdDSA": 64, "RS256": 128, "RS512": 128, "PS256": 128, "HS256": 32}
"""How long a signature is at least (RFC 7518, section 3; RFC 8032, section 5.1.6)."""
DEFAULT_LEEWAY = 60
FORM = "application/x-www-form-urlencoded"
SCHEMES = ("bearer", "dpop")


class Judged(NamedTuple):
    """`claims` are None where there are none to read, `absent` where it is shown that there is no token.

    `settings` is the issuer whose names of claims count where the claims name none.
    """

    outcome: str
    says: str = ""
    claims: Tables | None = None
    issuer: Tables | None = None
    absent: bool = False
    refused_by_pyjwt: bool | None = None
    settings: Tables | None = None
    replied: bool = False


def elsewhere(sent: Sent) -> int:
    """How many tokens stand outside the Authorization header: in the query, in a form."""
    found = [name for name, _ in parameters_of(sent.target) if name == "access_token"]
    if sent.body and FORM in sent.values("content-type"):
        found += [name for name, _ in parse_qsl(sent.body) if name == "access_token"]
    return len(found)


def is_twice(sent: Sent) -> bool:
    """Whether the token is sent in two places."""
    return len(sent.values("authorization")) + elsewhere(sent) > 1


def judge_token(sent: Sent, environment: Tables, service: Tables | None, mode: str) -> Judged:
    """The token stage; `service` is None where the environment does not speak for the request's host."""
    given = sent.values("authorization")
    if mode == "none":
        return Judged("skipped", absent=not given and not sent.hides_credentials)
    if sent.hides_credentials:
        return Judged("unknown", "the capture hides the token")
    if not given:
        return _without(sent, service, mode)
    scheme, _, token = given[0].partition(" ")
    if scheme.lower() in SCHEMES and token.strip():
        return _presented(sent, token.strip(), environment, service)
    if mode == "optional":
        return Judged("skipped", "no bearer token")
    shown = service or scheme.lower() in SCHEMES or is_jwt(given[0])
    return Judged("failed" if shown else "unknown", "another scheme")


def _presented(sent: Sent, token: str, environment: Tables, service: Tables | None) -> Judged:
    """A token in its place: by itself or by the reply about it, then whether its sender holds what it is bound to."""
    reply = json.loads(sent.reply) if sent.reply else None
    if reply is not None and not is_jwt(token):
        audiences = audiences_of(environment, service) if service else None
        found = judge_reply(reply, sent.now, _issuers(environment, service), audiences)
        judged = Judged(found.outcome, found.says, reply, found.named, settings=found.settings, replied=True)
    else:
        judged = judge_bearer(token, sent.now, environment, service)
        if reply is not None and not reply["active"] and judged.claims is not None:
            judged = judged._replace(outcome="failed", says="not active")
    if judged.claims is None or judged.outcome == "failed":
        return judged
    bound = binding(
        sent, token, judged.claims, (judged.settings or judged.issuer or {}).get("leeway_seconds", DEFAULT_LEEWAY)
    )
    return judged if bound == "passed" else judged._replace(outcome=bound, says="the binding")


def _issuers(environment: Tables, service: Tables | None) -> list[Tables]:
    names = _issuer_names(service) if service else []
    return [issuer for name in names if (issuer := named(environment["issuers"], name))]


def _without(sent: Sent, service: Tables | None, mode: str) -> Judged:
    if mode == "optional":
        return Judged("skipped", "no token", absent=True)
    if elsewhere(sent):
        return Judged("failed", "the token is in another place", absent=True)
    return Judged("failed" if service else "unknown", "no token", absent=True)


def is_jwt(token: str) -> bool:
    """Whether a text begins as a JWT does: with a JSON object that names an algorithm, also where it was cut off."""
    head = token.partition(".")[0]
    if head.startswith("eyJ"):
        return True
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError:
        return False
    return isinstance(header, dict) and "alg" in header


def judge_bearer(token: str, now: datetime, environment: Tables, service: Tables | None) -> Judged:
    """A token that was presented as it should be."""
    issuers = _issuers(environment, service)
    if not is_jwt(token):
        if service is None or any(issuer.get("token_type") == "opaque" for issuer in issuers):
            return Judged("unknown", "an opaque token that nobody asked about")
        return Judged("failed", "not a JWT", refused_by_pyjwt=True)
    if token.endswith("="):
        return Judged("failed", "padded, against RFC 7515, section 2", refused_by_pyjwt=True)
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError as error:
        return Judged("failed", f"PyJWT: {error}", refused_by_pyjwt=True)
    if service is None:
        return _by_itself(token, header, claims, now)
    issuer = next((one for one in issuers if one["issuer"] == claims.get("iss")), None)
    if issuer is None:
        return Judged("failed", "another issuer", claims, refused_by_pyjwt=True)
    return _with_issuer(token, header, claims, issuer, now, environment, service)


def _issuer_names(service: Tables) -> list[str]:
    return [*([service["issuer"]] if "issuer" in service else []), *service.get("issuers", [])]


def _by_itself(token: str, header: Tables, claims: Tables, now: datetime) -> Judged:
    """Only faults that the token shows by itself."""
    unsigned = str(header.get("alg")).lower() == "none" or token.endswith(".")
    wrong = "nobody signed it" if unsigned else _claim_fault(token, now, DEFAULT_LEEWAY)
    signature = token.rpartition(".")[2]
    if not wrong and len(base64.urlsafe_b64decode(f"{signature}==")) < LEAST_BYTES.get(header.get("alg", ""), 0):
        wrong = "the signature is cut off"
    return Judged("failed", wrong, claims) if wrong else Judged("unknown", "no keys", claims)


def _with_issuer(
    token: str, header: Tables, claims: Tables, issuer: Tables, now: datetime, environment: Tables, service: Tables
) -> Judged:
    audiences = audiences_of(environment, service)
    by_gateway = issuer.get("validated_by") == "gateway"
    keys = issuer.get("jwks", {}).get("keys", [])
    leeway = issuer.get("leeway_seconds", DEFAULT_LEEWAY)
    algorithm = header.get("alg")
    wrong = _claim_fault(token, now, leeway, audiences, issuer["issuer"], lifetime=not by_gateway)
    if wrong:
        return Judged("failed", wrong, claims, issuer, refused_by_pyjwt=True)
    if by_gateway:
        return Judged("passed", "", claims, issuer)
    if not _is_allowed(algorithm, issuer, keys):
        return Judged("failed", f"the algorithm {algorithm}", claims, issuer, refused_by_pyjwt=True)
    if not keys and not token.endswith("."):
        return Judged("unknown", "no keys", claims, issuer)
    named_so = [key for key in keys if "kid" not in header or key.get("kid") == header["kid"]]
    fitting = [key for key in named_so if fits(key, algorithm)]
    if any(_is_signed(token, key, algorithm) for key in fitting):
        return Judged("passed", "", claims, issuer, refused_by_pyjwt=False)
    return Judged("failed", "the signature", claims, issuer, refused_by_pyjwt=True)


def _is_allowed(algorithm: Any, issuer: Tables, keys: list[Tables]) -> bool:
    if "algorithms" in issuer:
        return algorithm in issuer["algorithms"]
    if not keys:
        return any(algorithm in names for (kind, _), names in FITTING.items() if kind != "oct")
    return any(fits(key, algorithm) for key in keys if key["kty"] != "oct")


def audiences_of(environment: Tables, service: Tables) -> list[str] | None:
    """The audiences of an API service; None where it has none."""
    if "resource" in service:
        resource = named(environment["resources"], service["resource"])
        return [resource["audience"]] if resource else None
    audience = service.get("audience")
    return [audience] if isinstance(audience, str) else audience


def _claim_fault(
    token: str, now: datetime, leeway: int, audiences: list[str] | None = None, issuer: str | None = None,
    lifetime: bool = True,
) -> str:  # fmt: skip
    """What PyJWT refuses in the claims, and that `exp` has to be a finite number; empty where there is nothing."""
    options = {
        "verify_signature": False, "verify_exp": lifetime, "verify_nbf": lifetime, "verify_iat": False, "verify_aud": True,
        "verify_iss": True, "verify_sub": True, "verify_jti": True, "require": ["exp"] if lifetime else [],
    }  # fmt: skip
    try:
        with clock_at(now):
            claims = jwt.decode(
                token, options={**options, "verify_aud": audiences is not None}, audience=audiences, issuer=issuer,
                leeway=leeway,
            )  # fmt: skip
    except (jwt.PyJWTError, OverflowError, ValueError) as error:
        return f"PyJWT: {error}"
    if not _is_audience(claims.get("aud", "")):
        return "aud is neither a text nor a list of texts"
    wanted = ("exp", "nbf", "iat") if lifetime else ("nbf", "iat")
    return next((f"{name} is no number" for name in wanted if not _is_date(claims.get(name, 0))), "")


def _is_audience(value: Any) -> bool:
    """Whether a claim is an `aud` (RFC 7519, section 4.1.3)."""
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def _is_date(value: Any) -> bool:
    """Whether a claim is a NumericDate (RFC 7519, section 2)."""
    return type(value) in (int, float) and math.isfinite(value)


@contextmanager
def clock_at(now: datetime) -> Iterator[None]:
    """PyJWT judges lifetimes by the clock; inside, its clock stands at the instant of judgement."""

    class Standing(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return now

    real = jwt.api_jwt.datetime
    jwt.api_jwt.datetime = Standing  # type: ignore[misc]
    try:
        yield
    finally:
        jwt.api_jwt.datetime = real  # type: ignore[misc]


def fits(key: Tables, algorithm: Any) -> bool:
    """Whether a key may verify this algorithm."""
    if key.get("use", "sig") != "sig" or key.get("alg", algorithm) != algorithm:
        return False
    return algorithm in FITTING.get((key["kty"], key.get("crv")), ())


def _is_signed(token: str, key: Tables, algorithm: str) -> bool:
    try:
        jwt.api_jws.decode(token, _loaded(json.dumps(key), algorithm), algorithms=[algorithm])
    except jwt.PyJWTError:
        return False
    return True


@cache
def _loaded(key: str, algorithm: str) -> jwt.PyJWK:
    return jwt.PyJWK(json.loads(key), algorithm)
