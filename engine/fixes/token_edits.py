"""Fixes that are a new token: which claims must be other, whom to ask, and the request that asks."""

from __future__ import annotations

from typing import Any

from engine.models.question import Known, Question
from engine.models.trace import Edit, Fix
from engine.tokens.claims import audiences_of, scope_claim, scopes_of
from engine.tokens.step_up import wanted_authentication
from engine.words import quoted
from knowledge.owners import Owner

LIFETIME = 3600

TOKEN_REASONS = (
    "token.missing", "token.login_required", "token.refused", "token.inactive", "token.expired", "token.expiry_missing",
    "token.audience_mismatch", "token.audience_missing", "token.issuer_mismatch",
    "token.signature_invalid", "rules.scope_missing",
    "token.authentication_insufficient", "token.authentication_too_weak", "token.authentication_too_old",
)  # fmt: skip
"""Reasons that one new token settles together."""


def token_fix(question: Question, known: Known, reasons: tuple[str, ...]) -> Fix:
    """One new token that settles all of these reasons."""
    edits = tuple(edit for reason in reasons for edit in _edits(question, known, reason))
    wishes = [wish for reason in reasons for wish in _wishes(question, known, reason, reasons)]
    again = known.delegated and any(_needs_a_user(reason) for reason in reasons)
    change = f"{'sign the user in again and ask' if again else 'ask the token endpoint'} for a new access token"
    if wishes:
        change += " " + " and ".join(dict.fromkeys(wishes))
    return Fix(
        reasons=reasons, owner=_owner(reasons), change=change, command=_command(question, known, reasons),
        edits=edits, assuming="the issuer grants it",
    )  # fmt: skip


def _needs_a_user(reason: str) -> bool:
    """Whether a refresh gives no such token (RFC 6749 section 6, RFC 9470 section 4)."""
    return reason == "rules.scope_missing" or reason.startswith(("token.audience", "token.authentication"))


def _owner(reasons: tuple[str, ...]) -> Owner:
    return (
        "token_issuer" if reasons == ("token.expiry_missing",) or reasons == ("token.audience_missing",) else "client"
    )


def _wishes(question: Question, known: Known, reason: str, reasons: tuple[str, ...]) -> list[str]:
    if reason == "rules.scope_missing":
        missing = missing_scopes(question, known)
        return (
            [f"with the scope{'s' * (len(missing) > 1)} {quoted(missing)}"] if missing else ["with the scopes it needs"]
        )
    if reason.startswith("token.audience"):
        wanted = wanted_audiences(question, known)
        scopes = _scopes_of_audience(question, wanted) if "rules.scope_missing" not in reasons else ()
        hint = f" (ask for its scope `{scopes[0]}`: that sets the audience)" if scopes else ""
        return [f"for the audience {quoted(wanted)}{hint}"] if wanted else []
    if reason == "token.issuer_mismatch":
        return [f"from {quoted(_issuers(question, known))}"]
    if reason.startswith("token.authentication"):
        wanted_login = wanted_authentication(known.reading.challenge) if known.reading else None
        asked = wanted_login.parameters if wanted_login else ""
        return [f"with {asked} in the authorization request"] if asked else ["after a stronger or newer login"]
    if reason == "token.login_required":
        return ["after signing in"]
    return []


def wanted_audiences(question: Question, known: Known) -> tuple[str, ...]:
    """The audiences that the service, or the options, ask for."""
    if question.environment is not None and known.service is not None:
        return question.environment.audiences_of(known.service)
    return question.given.audiences


def missing_scopes(question: Question, known: Known) -> tuple[str, ...]:
    """The scopes that would satisfy the operation's rule and are not in the token: all, or the first of any."""
    rule = known.operation.scopes if known.operation else None
    held = known.scopes or ()
    if rule is None:
        told = known.reading.wanted_scopes if known.reading else ()
        return tuple(scope for scope in question.given.scopes or told if scope not in held)
    wanted = rule.all or (_grantable(question, rule.any or ()),)
    return tuple(scope for scope in wanted if scope not in held)


def _grantable(question: Question, scopes: tuple[str, ...]) -> str:
    """Of several that would do, the first that some resource really has."""
    environment = question.environment
    known = {scope for resource in environment.resources for scope in resource.scopes} if environment else set()
    return next((scope for scope in scopes if scope in known), scopes[0])


def _scopes_of_audience(question: Question, audiences: tuple[str, ...]) -> tuple[str, ...]:
    """Asking for a scope of a resource puts its audience into the token (PingOne)."""
    resources = question.environment.resources if question.environment else ()
    return tuple(scope for resource in resources if resource.audience in audiences for scope in resource.scopes)


def _issuers(question: Question, known: Known) -> tuple[str, ...]:
    environment = question.environment
    if environment is None or known.service is None:
        return (question.given.issuer,) if question.given.issuer else ()
    names = known.service.issuer_names
    return tuple(environment.issuer_by_name[name].issuer for name in names if name in environment.issuer_by_name)


def _edits(question: Question, known: Known, reason: str) -> tuple[Edit, ...]:
    claims: Any = known.claims or {}
    now = int(question.now.timestamp())
    if reason in ("token.expired", "token.expiry_missing"):
        return (_edit(claims, "exp", now + LIFETIME),)
    if reason.startswith("token.audience"):
        wanted = wanted_audiences(question, known)
        return (_edit(claims, "aud", wanted[0]),) if wanted else ()
    if reason == "token.issuer_mismatch":
        issuers = _issuers(question, known)
        return (_edit(claims, "iss", issuers[0]),) if issuers else ()
    if reason == "token.signature_invalid":
        return (Edit(target="token", path="/iat", from_=claims.get("iat"), to=now),)
    if reason == "rules.scope_missing":
        missing = missing_scopes(question, known)
        return (_with_scopes(claims, (*scopes_of(claims)[0], *missing)),) if missing else ()
    return ()


def _with_scopes(claims: Any, scopes: tuple[str, ...]) -> Edit:
    """The scopes in the claim that the token has, and in its form: a list stays one."""
    name = scope_claim(claims)
    return _edit(claims, name, list(scopes) if isinstance(claims.get(name), list) else " ".join(scopes))


def _edit(claims: Any, name: str, to: Any) -> Edit:
    before = audiences_of(claims) if name == "aud" else claims.get(name)
    if isinstance(before, tuple):
        before = before[0] if len(before) == 1 else list(before)
    return Edit(target="token", path=f"/{name}", from_=before, to=to)


def _command(question: Question, known: Known, reasons: tuple[str, ...]) -> str | None:
    more = any(_needs_a_user(reason) for reason in reasons)
    return ask_command(question, known, wanted_scopes(question, known, reasons), more=more)


def ask_command(question: Question, known: Known, scopes: tuple[str, ...], *, more: bool) -> str | None:
    """A curl line for the token endpoint that asks for these scopes, with placeholders for what only the client has.

    A refresh gives no more than was granted (RFC 6749 section 6): for `more` a user has to sign in again, so none then.
    """
    endpoint = _token_endpoint(question, known)
    if endpoint is None or known.client_id is None or (known.delegated and more):
        return None
    parts = [
        f"curl {quoted_url(endpoint)}",
        f"-d grant_type={'refresh_token' if known.delegated else 'client_credentials'}",
    ]
    if known.delegated:
        parts.append("-d refresh_token=YOUR_REFRESH_TOKEN")
    public = known.client is not None and known.client.authentication == "none"
    name = shell_safe(known.client_id)
    parts.append(f"-d 'client_id={name}'" if public else f"-u '{name}:YOUR_CLIENT_SECRET'")
    if scopes and not known.delegated:
        parts.append(f"-d 'scope={shell_safe(' '.join(scopes))}'")
    return " ".join(parts)


def wanted_scopes(question: Question, known: Known, reasons: tuple[str, ...]) -> tuple[str, ...]:
    """Every scope that the new token must hold; those of another audience are left out."""
    other_audience = any(reason.startswith("token.audience") for reason in reasons)
    held = () if other_audience else scopes_of(known.claims or {})[0]
    rule = known.operation.scopes if known.operation else None
    wanted = (rule.all or ()) if rule else ()
    of_audience = _scopes_of_audience(question, wanted_audiences(question, known))[:1] if other_audience else ()
    return tuple(dict.fromkeys((*held, *(wanted or (*missing_scopes(question, known), *of_audience)))))


def quoted_url(url: str) -> str:
    """A URL of the environment as a shell takes it: the file may be somebody else's."""
    from shlex import quote

    return quote("".join(character for character in url if character.isprintable()))


def shell_safe(text: str) -> str:
    """A text of the environment without what a shell would obey inside quotes."""
    return "".join(character for character in text if character.isprintable() and character not in "'\"`$\\")


def _token_endpoint(question: Question, known: Known) -> str | None:
    environment = question.environment
    if environment is None:
        return None
    names = known.service.issuer_names if known.service else ()
    servers = (server for server in environment.authorization_servers if server.issuer in names)
    return next((server.token_endpoint for server in servers if server.token_endpoint), None)
