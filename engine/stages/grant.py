"""Stage `grant`: is the code, refresh token or other grant good, and does it belong to this request?"""

from __future__ import annotations

from collections.abc import Callable

from engine.issuing.asked import person
from engine.issuing.codes import check_code
from engine.issuing.form import Sent, scopes_in, sent_by
from engine.issuing.history import about, events
from engine.issuing.pkce import check_verifier_form
from engine.issuing.refresh import check_refresh_token
from engine.models.question import Answer, HistoryEvent, Known, Question
from engine.stages.notes import Notes
from engine.tokens.claims import numeric_date
from engine.tokens.jose import MalformedToken, parse_jws
from engine.tokens.view import environment_of
from engine.words import claim_instant, instant

CHECK = "grant.known"
ISSUED = {"authorization_code": ("code", "code_issued"), "refresh_token": ("refresh_token", "refresh_token_issued")}
"""Parameter that is exchanged, and the event that tells of it."""
OTHERS = {
    "urn:ietf:params:oauth:grant-type:device_code": ("the device code", "whether the user has approved it"),
    "urn:openid:params:grant-type:ciba": ("the request id", "whether the user has approved it"),
    "urn:ietf:params:oauth:grant-type:token-exchange": ("the subject token", "whether the server accepts it"),
    "urn:ietf:params:oauth:grant-type:saml2-bearer": ("the SAML assertion", "whether the server accepts it"),
    "urn:ietf:params:oauth:grant-type:uma-ticket": ("the permission ticket", "whether the server accepts it"),
}
"""Grants of which only the server can tell whether they are good, and what it knows."""


def check_grant(question: Question, known: Known) -> Answer:
    """Codes and refresh tokens by history alone: what it does not tell is unknown, never guessed."""
    if question.exchange.request is None:
        return Answer()
    notes, sent = Notes("grant", question), sent_by(question, known)
    kind = known.grant_type or ""
    if kind in ISSUED:
        _check_issued(notes, known, sent, *ISSUED[kind])
    elif kind == "client_credentials":
        notes.skipped(CHECK, "the client asks for itself: nothing is exchanged")
    elif kind == "password":
        _check_password(notes, known, sent)
    elif kind == "urn:ietf:params:oauth:grant-type:jwt-bearer":
        _check_assertion(notes, known, sent)
    else:
        what, fact = OTHERS.get(kind, ("what is exchanged", "whether the server accepts it"))
        notes.unknown(CHECK, f"{what} is known to the server only", fact=fact, give="the server's answer")
    return notes.answer()


def _check_issued(notes: Notes, known: Known, sent: Sent, parameter: str, type_: str) -> None:
    if parameter == "code":
        check_verifier_form(notes, sent)
    secret = sent.get(parameter)
    name = parameter.replace("_", " ")
    if secret is None:
        notes.skipped(CHECK, f"no {name} is shown")
        return
    found = events(notes.question, known)
    issued = next(iter(about(found, secret, type_)), None)
    if issued is None:
        notes.unknown(
            CHECK,
            f"nothing is known of this {name}: when, to whom and for what it was issued",
            fact=f"when and for whom the {name} was issued",
            give=f"an event `{type_}` in `[[history]]` of the environment",
        )
        return
    _learn(notes, known, sent, issued)
    judge: Callable[..., None] = check_code if parameter == "code" else check_refresh_token
    judge(notes, known, sent, issued, found)


def _learn(notes: Notes, known: Known, sent: Sent, issued: HistoryEvent) -> None:
    """The event's detail with the time of the event as `at`; its scopes count where the request names none."""
    scopes = issued.detail.get("scopes")
    granted = scopes_in(scopes) if isinstance(scopes, str) else tuple(map(str, scopes)) if scopes is not None else None
    notes.learn(granted={**issued.detail, "at": issued.at, "scopes": granted})
    if known.requested_scopes is None and not sent.has("scope"):
        notes.learn(requested_scopes=granted)
    user = issued.detail.get("user")
    if isinstance(user, str):
        notes.learn(**person(notes.question, environment_of(notes.question, known), known, user))


def _check_password(notes: Notes, known: Known, sent: Sent) -> None:
    name = sent.get("username")
    if name is not None:
        facts = person(notes.question, environment_of(notes.question, known), known, name)
        notes.learn(**facts)
        user = facts["user"]
        if facts["user_absent"] or (user is not None and user.status != "active"):
            notes.failed(
                CHECK, "grant.invalid", "the user is " + ("not known" if user is None else user.status),
                seen="`username`" if user is None else f"`{user.id}` {user.status}", wanted="an active user",
                source="form username",
            )  # fmt: skip
            return
    notes.unknown(CHECK, "whether the password is right is known to the server only",
                  fact="whether the password is right", give="the server's answer")  # fmt: skip


def _check_assertion(notes: Notes, known: Known, sent: Sent) -> None:
    """The JWT of RFC 7523 section 3: its lifetime can be seen, whether its issuer is trusted can not."""
    try:
        claims = parse_jws(sent.get("assertion") or "").claims
    except MalformedToken:
        notes.skipped(CHECK, "no assertion that can be read is shown")
        return
    expiry = numeric_date(claims.get("exp"))
    if expiry is not None and expiry <= notes.question.now.timestamp():
        notes.failed(
            CHECK, "grant.expired", "the assertion has expired",
            seen=f"exp {claim_instant(expiry)}", wanted=f"later than {instant(notes.question.now)}",
            source="form assertion, claim exp",
        )  # fmt: skip
        return
    notes.unknown(CHECK, "whether the server trusts the assertion's issuer is not known",
                  fact="whether the server trusts the assertion's issuer", give="the server's answer")  # fmt: skip
