"""Stage `client`: which client asks, may it ask at all, and can it prove who it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.issuing.assertions import check_assertion
from engine.issuing.credentials import METHODS, Presented, presented_by
from engine.issuing.secrets import check_secret
from engine.models.question import Answer, Known, Question
from engine.near.words import difference
from engine.shown import shown
from engine.stages.notes import Notes
from engine.tokens.view import environment_of

if TYPE_CHECKING:
    from engine.environment.model import Client, Environment

CHECK = "client.authentication"
PUBLIC = "none, as registered: a public client"
UNNAMED = (
    "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:saml2-bearer",
    "urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:uma-ticket",
)  # fmt: skip
"""Grants with which a client need not say who it is (RFC 7521 section 4.1, RFC 8693 section 2.1)."""
BY_CERTIFICATE = ("tls_client_auth", "self_signed_tls_client_auth")


def check_client(question: Question, known: Known) -> Answer:
    """Existence, status, protocol, then what it may start (authorization) or how it authenticates (all others)."""
    if question.exchange.request is None:
        return Answer()
    notes, presented = Notes("client", question), presented_by(question, known)
    environment = environment_of(question, known)
    if presented.bearer:
        notes.unknown(
            CHECK, "the caller shows a token instead of credentials: whether it is good is the server's secret"
        )
        return notes.answer()
    if presented.malformed is not None:
        words = "the client's credentials cannot be read"
        _fail(notes, "client.credentials_malformed", words, *presented.malformed, _place(presented))
        return notes.answer()
    if _is_nobody(known, presented):
        wanted = "the client's credentials, or its client_id where it has none"
        words, seen = "the request does not say which client asks", "neither credentials nor `client_id`"
        _fail(notes, "client.credentials_missing", words, seen, wanted, "request")
        return notes.answer()
    client = _find(notes, known, environment, presented)
    if known.flow == "authorization":
        _check_response_type(notes, known, client)
    else:
        _check_authentication(notes, known, client, presented)
    return notes.answer()


def _is_nobody(known: Known, presented: Presented) -> bool:
    """Whether a token request certainly names no client, and must (RFC 6749 sections 3.2.1 and 4.1.3)."""
    named = known.client_id is not None or "client_id" in known.parameters or presented.method != "none"
    return known.flow == "token" and not named and known.grant_type not in UNNAMED


def _find(notes: Notes, known: Known, environment: Environment | None, presented: Presented) -> Client | None:
    check, name = "client.registered", known.client_id
    if name is None:
        notes.unknown(
            check, "the capture does not show which client asks",
            fact="the client_id", give="a capture that shows the whole request",
        )  # fmt: skip
        return None
    clients = environment.clients if environment is not None else ()
    found = next((client for client in clients if client.id == name), None)
    if found is None and presented.raw is not None:
        found = _unencoded(notes, clients, presented)
        if found is not None:
            notes.learn(client=found, client_id=found.id)
            return found
    if found is not None:
        _check_status(notes, found)
    elif clients:
        _refuse_unknown(notes, clients, name)
    else:
        notes.unknown(
            check, f"`{shown(name, 60)}`: no client is listed to compare with",
            fact="the registration of the client", give="its `[[clients]]` in the environment", seen=shown(name, 60),
        )  # fmt: skip
    return found


def _unencoded(notes: Notes, clients: tuple[Client, ...], presented: Presented) -> Client | None:
    """A listed client whose id was put into the Basic header without being encoded first (RFC 6749 section 2.3.1)."""
    text = ":".join(presented.raw or ())
    for client in clients:
        if text.startswith(f"{client.id}:") and client.id != presented.client_id:
            _fail(
                notes, "client.credentials_malformed", "the client_id was not encoded before it went into the header",
                f"`{shown(client.id, 60)}` as it is", "client_id and secret form-encoded, `:` as `%3A`",
                "header Authorization",
            )  # fmt: skip
            return client
    return None


def _refuse_unknown(notes: Notes, clients: tuple[Client, ...], name: str) -> None:
    notes.failed(
        "client.registered", "client.unknown", "the server has no such client",
        seen=f"`{shown(name, 60)}`", wanted=" or ".join(f"`{client.id}`" for client in clients[:4]), source="client_id",
    )  # fmt: skip
    for client in clients:
        near = difference(name, client.id)
        if near is not None:
            notes.near(client.id, "client_id", shown(name, 60), client.id, near.distance, f"{client.id}: {near.words}")


def _check_status(notes: Notes, client: Client) -> None:
    check = "client.registered"
    if client.status != "active":
        notes.failed(
            check, "client.inactive", f"the client is {client.status}",
            seen=f"`{client.id}` {client.status}", wanted="active", source="[[clients]]",
        )  # fmt: skip
    elif client.protocol == "saml":
        notes.failed(
            check, "client.protocol_saml", "the client is registered for SAML, which gets no OAuth tokens",
            seen=f"`{client.id}` protocol saml", wanted="oidc", source="[[clients]]",
        )  # fmt: skip
    else:
        notes.passed(check, f"{client.name or client.id} is registered and active")


def _check_response_type(notes: Notes, known: Known, client: Client | None) -> None:
    """The response type must lead to a grant that the client may use (RFC 7591 section 2.1)."""
    check, grant = "client.response_type", known.grant_type
    if client is None or grant is None or client.grant_types is None:
        return
    if grant in client.grant_types:
        notes.passed(check, f"may use {grant}")
        return
    notes.failed(
        check, "client.not_allowed", f"the client may not use {grant}, which this response type leads to",
        seen=f"`response_type={shown(known.parameters.get('response_type', ''), 60)}`",
        wanted="a grant of " + (", ".join(f"`{one}`" for one in client.grant_types) or "none"), source="[[clients]]",
    )  # fmt: skip


def _check_authentication(notes: Notes, known: Known, client: Client | None, presented: Presented) -> None:
    used, registered = presented.method, client.authentication if client is not None else None
    if used is None and registered == "none" and presented.client_id is not None and not presented.bearer:
        notes.passed(CHECK, PUBLIC)
    elif used is None:
        notes.unknown(
            CHECK, "the capture does not show how the client authenticates",
            fact="the header Authorization and the form", give="the curl command, or a capture that keeps them",
        )  # fmt: skip
    elif client is None:
        if presented.assertion is not None:
            check_assertion(notes, known, presented.assertion)
        notes.unknown(CHECK, f"by {used}; the client's registration is not known")
    elif registered in METHODS and not _is_same(used, registered):
        _refuse_method(notes, known, client, used, registered)
    elif used == "none":
        _check_public(notes, client)
    elif used in BY_CERTIFICATE:
        notes.unknown(
            CHECK, "a certificate was sent; whether it is the registered one cannot be seen here",
            fact="whether the server accepts the certificate", give="the server's answer",
        )  # fmt: skip
    elif presented.assertion is not None:
        check_assertion(notes, known, presented.assertion)
    else:
        check_secret(notes, client, presented)


def _is_same(used: str, registered: str) -> bool:
    return used == registered or (used in BY_CERTIFICATE and registered in BY_CERTIFICATE)


def _refuse_method(notes: Notes, known: Known, client: Client, used: str, registered: str) -> None:
    if used == "none" and registered in BY_CERTIFICATE and notes.question.exchange.sends_certificate is None:
        notes.unknown(
            CHECK, "the client authenticates with a certificate; the capture does not show whether one was sent",
            fact="whether a client certificate was sent", give="the curl command with --cert, or the server's log",
        )  # fmt: skip
    elif used == "none":
        _fail(
            notes, "client.credentials_missing", "the client sends no credentials, and is registered with some",
            "client_id alone" if known.client_id else "no credentials", registered, "[[clients]]",
        )  # fmt: skip
    else:
        _fail(
            notes, "client.method_wrong", "the client authenticates in another way than it is registered for",
            used, registered, f"authentication of {client.id}",
        )  # fmt: skip


def _check_public(notes: Notes, client: Client) -> None:
    if client.authentication == "none":
        notes.passed(CHECK, PUBLIC)
    elif client.secret_check is not None:
        _fail(
            notes, "client.credentials_missing", "the client sends no credentials, and is registered with a secret",
            "client_id alone", "its secret", "[[clients]]",
        )  # fmt: skip
    else:
        notes.unknown(
            CHECK, "no credentials are sent; whether the client needs some is not known",
            fact="how the client authenticates", give="`authentication` of the client in the environment",
        )  # fmt: skip


def _fail(notes: Notes, reason: str, summary: str, seen: str, wanted: str, source: str) -> None:
    notes.failed(CHECK, reason, summary, seen=seen, wanted=wanted, source=source)


def _place(presented: Presented) -> str:
    return "header Authorization" if presented.method == "client_secret_basic" else "form client_assertion"
