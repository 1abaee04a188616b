"""Checks `token.issuer`, `token.lifetime` and `token.audience` (RFC 7519 section 4.1). All are made, none merges."""

from __future__ import annotations

from engine.near.words import difference
from engine.stages.notes import Notes
from engine.tokens.claims import audiences_of, numeric_date
from engine.tokens.view import TokenView
from engine.words import claim_instant, duration, instant, quoted, shortened

MILLISECONDS = 1e11
"""A numeric date from here on lies after the year 5000 and before 1975 if it is meant in milliseconds."""


def check_issuer(notes: Notes, view: TokenView) -> None:
    """Is `iss` one that the service accepts, character by character?"""
    wanted = tuple(issuer.issuer for issuer in view.accepted)
    given = view.question.given.issuer
    if not wanted and given:
        wanted = (given,)
    name = view.claims.get("iss")
    if name is None and view.jws.introspected:
        notes.skipped("token.issuer", "the introspection reply names no issuer")
        return
    if not wanted:
        seen = f"issued by `{shortened(name)}`" if isinstance(name, str) else "no claim iss"
        if view.known.closed or view.known.endpoint == "userinfo":
            notes.skipped("token.issuer", f"{seen}; no API service says which issuer it accepts")
        else:
            notes.unknown(
                "token.issuer", f"{seen}; which issuer the API accepts is not known",
                fact="the issuer that the API accepts", give="--issuer URL, or --environment FILE",
            )  # fmt: skip
        return
    if name in wanted:
        issuer = view.issuer
        notes.passed("token.issuer", issuer.name if issuer else str(name), seen=str(name), source="claim iss")
        if issuer is not None:
            notes.learn(issuer=issuer)
        return
    seen = f"iss {shortened(name)}" if isinstance(name, str) else "no claim iss"
    notes.failed(
        "token.issuer", "token.issuer_mismatch", "the token was issued by another issuer than the API accepts",
        seen=seen, wanted=quoted(wanted), source="claim iss",
    )  # fmt: skip
    if isinstance(name, str):
        for one in wanted:
            _near(notes, "issuer", name, one)


def check_lifetime(notes: Notes, view: TokenView) -> None:
    """Good while now < exp + leeway and now >= nbf - leeway; `exp` is required (RFC 9068 section 2.2)."""
    if view.gateway_validates:
        notes.skipped("token.lifetime", "the gateway validates signature and lifetime")
        return
    now, leeway = view.question.now.timestamp(), view.leeway
    expiry, not_before, issued = (numeric_date(view.claims.get(name)) for name in ("exp", "nbf", "iat"))
    if expiry is None and view.jws.introspected and "exp" not in view.claims:
        notes.skipped("token.lifetime", "the introspection reply names no end")
    elif expiry is None:
        seen = f"exp `{shortened(str(view.claims['exp']), 40)}`" if "exp" in view.claims else "no claim exp"
        notes.failed(
            "token.lifetime", "token.expiry_missing", "the token does not say when it expires",
            seen=seen, wanted="exp, a number of seconds since 1970", source="claim exp",
        )  # fmt: skip
    elif now >= expiry + leeway:
        _expired(notes, view, now, expiry, leeway)
    elif not_before is not None and now < not_before - leeway:
        notes.failed(
            "token.lifetime", "token.not_yet_valid",
            f"the access token is not valid for another {duration(not_before - now)}",
            seen=f"nbf {claim_instant(not_before)}", wanted=f"not later than {claim_instant(now + leeway)}",
            source="claim nbf",
        )  # fmt: skip
    else:
        notes.passed(
            "token.lifetime", f"{duration(expiry - now)} left", seen=f"exp {claim_instant(expiry)}", source="claim exp"
        )
    for name, value in (("exp", expiry), ("nbf", not_before), ("iat", issued)):
        if value is not None and value >= MILLISECONDS:
            notes.assume(f"`{name}` looks like milliseconds ({value:.0f}); RFC 7519 wants seconds since 1970")
    if issued is not None and issued > now + leeway:
        notes.assume(f"the token says it was issued {duration(issued - now)} in the future; clocks may disagree")


def _expired(notes: Notes, view: TokenView, now: float, expiry: float, leeway: int) -> None:
    by_clock = view.question.at_from == "clock"
    summary = f"the access token expired {duration(now - expiry)} ago"
    notes.failed(
        "token.lifetime", "token.expired", summary + ("; it may have been valid when sent" if by_clock else ""),
        seen=f"exp {claim_instant(expiry)}", wanted=f"later than {claim_instant(now - leeway)}", source="claim exp",
    )  # fmt: skip
    if by_clock:
        notes.assume(f"judged by this machine's clock ({instant(now)}); --now TIME gives the time of the request")


def check_audience(notes: Notes, view: TokenView) -> None:
    """Any one of the audiences that the service has suffices (RFC 7519 section 4.1.3)."""
    wanted = _wanted_audiences(view)
    found = audiences_of(view.claims)
    shown = f"aud {', '.join(found)}" if found else "no claim aud"
    if not wanted:
        _no_audience_wanted(notes, view, shown)
        return
    if not found and view.jws.introspected:
        notes.skipped("token.audience", "the introspection reply names no audience")
        return
    if not found:
        notes.failed(
            "token.audience", "token.audience_missing", "the token names no audience",
            seen=shown, wanted=quoted(wanted), source="claim aud",
        )  # fmt: skip
        return
    if set(found) & set(wanted):
        notes.passed("token.audience", ", ".join(one for one in found if one in wanted), seen=shown, source="claim aud")
        return
    notes.failed(
        "token.audience", "token.audience_mismatch", f"the token is for {quoted(found)}, not for this API",
        seen=shortened(shown), wanted=quoted(wanted), source="claim aud",
    )  # fmt: skip
    for one in wanted:
        for audience in found:
            _near(notes, "audience", audience, one)


def _wanted_audiences(view: TokenView) -> tuple[str, ...]:
    environment, service = view.question.environment, view.known.service
    if environment is not None and service is not None:
        return environment.audiences_of(service)
    return view.question.given.audiences


def _no_audience_wanted(notes: Notes, view: TokenView, shown: str) -> None:
    if view.known.service is not None:
        notes.skipped("token.audience", f"{view.known.service.name} has no audience: any token of its issuer passes")
        notes.assume(f"{view.known.service.name} names no audience, so tokens for other APIs pass too")
    elif view.known.endpoint == "userinfo" or view.known.closed:
        notes.skipped("token.audience", "no audience is wanted here")
    else:
        notes.unknown(
            "token.audience", f"{shown}; which audience the API wants is not known",
            fact="the audience that the API wants", give="--audience TEXT, or --environment FILE",
        )  # fmt: skip


def _near(notes: Notes, field: str, seen: str, wanted: str) -> None:
    found = difference(seen, wanted)
    if found is not None:
        words = f"{field} `{shortened(seen)}` is nearly `{shortened(wanted)}`: {found.words}"
        notes.near(f"token {field}", field, seen, wanted, found.distance, words)
