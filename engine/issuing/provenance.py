"""Why a token is as it is: which rule gave it, how long that lets it live, and where its audience comes from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from engine.fixes.token_edits import missing_scopes
from engine.issuing.access_conditions import Ask
from engine.issuing.access_policies import Match, find_rule
from engine.issuing.asked_before import changes_since
from engine.issuing.issued import audiences_for
from engine.models.question import Known, Question
from engine.tokens.claims import audiences_of, numeric_date
from engine.words import duration, quoted

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer, Environment

USER_GRANTS = ("authorization_code", "password", "implicit")
"""Grants that may have given a token which a user delegated, the usual one first."""


def why_so(
    question: Question, environment: Environment, server: AuthorizationServer, known: Known, reasons: tuple[str, ...]
) -> str:
    """One clause for each of the reasons."""
    issuer = environment.issuer_by_name.get(server.issuer)
    own = issuer is not None and (known.claims or {}).get("iss") == issuer.issuer
    return "; ".join(_clauses(question, environment, server, known, reasons, own=own))


def _clauses(
    question: Question, environment: Environment, server: AuthorizationServer, known: Known,
    reasons: tuple[str, ...], *, own: bool,
) -> Iterator[str]:  # fmt: skip
    given = _given_by(server, known) if own else None
    issued = numeric_date((known.claims or {}).get("iat"))
    if "token.expired" in reasons:
        yield _lifetime(known, given)
    if any(reason.startswith("token.audience") for reason in reasons):
        yield _audience(environment, server, known, own=own)
    if "rules.scope_missing" in reasons:
        missing = missing_scopes(question, known)
        asked = "all scopes that are asked for are granted, or none: " if own and server.policies else ""
        not_asked = "was not asked for" if len(missing) == 1 else "were not asked for"
        without = not_asked if asked else "not asked for, or not granted"
        yield f"the token was issued with {quoted(known.scopes or ())}; {asked}{quoted(missing)} {without}"
    if given is not None and issued is not None and 0 < issued < question.now.timestamp():
        names = (f"policy {given.policy.name}", f"rule {given.rule.name}")
        changes = changes_since(question, known, server, datetime.fromtimestamp(issued, UTC))
        for what, when in (change for change in changes if change[0] in names):
            yield f"{what} was changed at {when}, after it was issued: that counts from the next token on"


def _given_by(server: AuthorizationServer, known: Known) -> Match | None:
    """The rule that would give a token with these scopes now."""
    for grant in USER_GRANTS if known.delegated else ("client_credentials",):
        ask = Ask(
            client_id=known.client_id, grant_type=grant, user=known.subject, groups=known.groups, scopes=known.scopes
        )
        found = find_rule(server, ask)
        if found.policy is not None and found.rule is not None:
            return Match(found.policy, found.rule)
    return None


def _lifetime(known: Known, given: Match | None) -> str:
    claims = known.claims or {}
    issued, ends = numeric_date(claims.get("iat")), numeric_date(claims.get("exp"))
    lived = f"it was issued for {duration(ends - issued)}" if issued is not None and ends is not None else "it ended"
    set_to = given.rule.access_token_lifetime_seconds if given else None
    if given is None or set_to is None:
        return lived
    rule = f"rule {given.rule.name} of {given.policy.name}"
    if issued is not None and ends is not None and int(ends - issued) == set_to:
        return f"{lived}, as {rule} sets it"
    return f"{lived}; {rule} sets {duration(set_to)} now"


def _audience(environment: Environment, server: AuthorizationServer, known: Known, *, own: bool) -> str:
    held = audiences_of(known.claims or {}) or ()
    if not held:
        return "the token names no audience"
    scopes = set(known.scopes or ())
    of = [one for one in environment.resources if one.audience in held and scopes & set(one.scopes)]
    if of:
        asked = quoted(scope for scope in known.scopes or () if scope in of[0].scopes)
        return f"its audience {quoted(held)} is that of {of[0].name}, set by asking for {asked}"
    if own and set(held) & set(audiences_for(environment, server, ())):
        return f"{server.name} stands for one audience, {quoted(held)}"
    of = [one for one in environment.resources if one.audience in held]
    if of:
        return f"its audience {quoted(held)} is that of the resource {of[0].name}{_setting(of[0].scopes)}"
    other = next((one.name for one in environment.authorization_servers if one.audience in held), None)
    if other is not None:
        return f"its audience {quoted(held)} is that of {other}"
    return f"its audience is {quoted(held)}, which no authorization server and no resource here has"


def _setting(scopes: tuple[str, ...]) -> str:
    """What sets the audience of a resource that none of the token's scopes is of."""
    if len(scopes) == 1:
        return f", set by asking for {quoted(scopes)}, which the token does not have"
    listed = ", ".join(f"`{scope}`" for scope in scopes)
    return f", set by asking for one of its scopes ({listed}), of which the token has none" if scopes else ""
