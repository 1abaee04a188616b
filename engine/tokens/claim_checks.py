"""Checks `token.issuer`, `token.lifetime` and `token.audience` (RFC 7519 section 4.1). All are made, none merges."""

from __future__ import annotations

from collections.abc import Iterator

from engine.near.words import difference
from engine.stages.notes import Notes
from engine.tokens.claim_types import is_audience, shown_type
from engine.tokens.claims import audiences_of, numeric_date
from engine.tokens.view import TokenView
from engine.words import claim_instant, duration, instant, quoted, shortened

LIFETIME = "token.lifetime"
DATES = ("exp", "nbf", "iat")
UNITS = ((1e11, 1e3, "milliseconds"), (1e14, 1e6, "microseconds"), (1e17, 1e9, "nanoseconds"))
"""From where on a date is one of this unit, how many make a second: in seconds it would lie after the year 5000."""
LATEST, BEYOND = UNITS[0][0], 1e20


def check_issuer(notes: Notes, view: TokenView) -> None:
    """Is `iss` one that the service accepts, character by character?"""
    wanted = tuple([issuer.issuer for issuer in view.accepted])
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
    _refuse_issuer(notes, view, name, wanted)


def _refuse_issuer(notes: Notes, view: TokenView, name: object, wanted: tuple[str, ...]) -> None:
    from engine.tokens.namesakes import issuer_difference, other_environment

    if "iss" not in view.claims:
        notes.failed(
            "token.issuer", "token.issuer_missing", "the token does not say who issued it",
            seen="no claim iss", wanted=quoted(wanted), source="claim iss",
        )  # fmt: skip
        return
    if not isinstance(name, str):
        notes.skipped("token.issuer", "the claim iss is no text")
        return
    mark = next((found for one in wanted if (found := other_environment(name, one))), None)
    if mark is not None:
        notes.failed(
            "token.issuer", "token.other_environment", f"the token is from another environment: {mark}",
            seen=f"iss {shortened(name)}", wanted=quoted(wanted), source="claim iss",
        )  # fmt: skip
        return
    hint = next((found for one in wanted if (found := issuer_difference(name, one))), None)
    notes.failed(
        "token.issuer", "token.issuer_mismatch",
        "the token was issued by another issuer than the API accepts" + (f": {hint}" if hint else ""),
        seen=f"iss {shortened(name)}", wanted=quoted(wanted), source="claim iss",
    )  # fmt: skip
    for one in wanted:
        _near(notes, "issuer", name, one)


def check_lifetime(notes: Notes, view: TokenView) -> None:
    """Good while now < exp + leeway and now >= nbf - leeway; `exp` is required (RFC 9068 section 2.2)."""
    if view.gateway_validates:
        notes.skipped(LIFETIME, "the gateway validates signature and lifetime")
        return
    now, leeway = view.question.now.timestamp(), view.leeway
    claims = view.claims
    expiry, not_before, issued = (
        numeric_date(claims.get("exp")),
        numeric_date(claims.get("nbf")),
        numeric_date(claims.get("iat")),
    )
    counted = LATEST <= max(expiry or 0, not_before or 0, issued or 0) < BEYOND
    if counted:
        expiry, not_before, issued = _in_seconds(notes, (expiry, not_before, issued))
    good = True
    if expiry is None:
        good = _without_expiry(notes, view)
    elif now >= expiry + leeway:
        good = _expired(notes, view, now, expiry, leeway)
    if not_before is not None and now < not_before - leeway:
        notes.failed(
            LIFETIME, "token.not_yet_valid",
            f"the access token is not valid for another {duration(not_before - now)}",
            seen=f"nbf {claim_instant(not_before)}", wanted=f"not later than {claim_instant(now + leeway)}",
            source="claim nbf",
        )  # fmt: skip
        if good and expiry is not None and expiry <= not_before:
            notes.assume("waiting does not help: the token ends before it begins", "token.dates_inverted")
    elif good and expiry is not None and _is_in_order(notes, expiry, issued) and not counted:
        notes.passed(
            LIFETIME, f"{duration(expiry - now)} left", seen=f"exp {claim_instant(expiry)}", source="claim exp"
        )
    if issued is not None and issued > now + leeway:
        notes.assume(f"the token says it was issued {duration(issued - now)} in the future; clocks may disagree")


def _without_expiry(notes: Notes, view: TokenView) -> bool:
    if view.jws.introspected and "exp" not in view.claims:
        notes.skipped(LIFETIME, "the introspection reply names no end")
        return False
    seen = f"exp {shown_type(view.claims['exp'])}" if "exp" in view.claims else "no claim exp"
    notes.failed(
        LIFETIME, "token.expiry_missing", "the token does not say when it expires",
        seen=seen, wanted="exp, a number of seconds since 1970", source="claim exp",
    )  # fmt: skip
    return False


def _in_seconds(notes: Notes, dates: tuple[float | None, ...]) -> Iterator[float | None]:
    """Dates that count less than seconds, read as they were meant."""
    wrong = [(name, one) for name, one in zip(DATES, dates, strict=True) if one is not None and LATEST <= one < BEYOND]
    if wrong:
        notes.failed(
            LIFETIME, "token.date_in_milliseconds",
            f"{quoted(name for name, _ in wrong)} counts {_unit(wrong[0][1])[1]}, and a date in a token counts seconds",
            seen=", ".join(f"{name} {claim_instant(one)}" for name, one in wrong),
            wanted="seconds since 1970 (RFC 7519 section 2)", source="token claims",
        )  # fmt: skip
    return (one / _unit(one)[0] if one is not None and LATEST <= one < BEYOND else one for one in dates)


def _unit(date: float) -> tuple[float, str]:
    return next((each, name) for start, each, name in reversed(UNITS) if date >= start)


def _is_in_order(notes: Notes, expiry: float, issued: float | None) -> bool:
    """Whether a token that is good by the leeway alone ends after it was issued. An expired one is only expired."""
    if issued is None or expiry > issued:
        return True
    notes.failed(
        LIFETIME, "token.dates_inverted", "the token ends before it begins: `exp` is not later than `iat`",
        seen=f"exp {claim_instant(expiry)}, iat {claim_instant(issued)}", wanted="exp later than iat",
        source="claims exp and iat",
    )  # fmt: skip
    return False


def _expired(notes: Notes, view: TokenView, now: float, expiry: float, leeway: int) -> bool:
    by_clock = view.question.at_from == "clock"
    summary = f"the access token expired {duration(now - expiry)} ago"
    notes.failed(
        LIFETIME, "token.expired", summary + ("; it may have been valid when sent" if by_clock else ""),
        seen=f"exp {claim_instant(expiry)}", wanted=f"later than {claim_instant(now - leeway)}", source="claim exp",
    )  # fmt: skip
    if by_clock:
        notes.assume(f"judged by this machine's clock ({instant(now)}); --now TIME gives the time of the request")
    return False


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
        notes.assume("the introspection reply names no audience: the token is taken to be for this API")
        return
    if not found and not is_audience(view.claims.get("aud", "")):
        notes.skipped("token.audience", "the claim aud is no text and no list of texts")
        return
    if not found:
        notes.failed(
            "token.audience", "token.audience_missing", "the token names no audience",
            seen=shown, wanted=quoted(wanted), source="claim aud",
        )  # fmt: skip
        return
    taken = [one for one in found if one in wanted]
    if taken:
        notes.passed("token.audience", ", ".join(taken), seen=shown, source="claim aud")
        return
    from engine.tokens.namesakes import audience_difference

    hint = audience_difference(view, found, wanted)
    notes.failed(
        "token.audience", "token.audience_mismatch",
        f"the token is for {quoted(found)}, not for this API" + (f": {hint}" if hint else ""),
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
