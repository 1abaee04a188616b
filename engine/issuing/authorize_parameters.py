"""Parameters of an authorization request: response type and mode, PKCE, nonce, `openid`, the request object."""

from __future__ import annotations

from engine.issuing.form import Sent
from engine.issuing.request_object import object_of
from engine.issuing.signed import signed_by_client
from engine.issuing.wanted import RESPONSE_TYPES
from engine.models.question import Known
from engine.near.words import difference
from engine.shown import shown
from engine.stages.notes import Notes
from engine.tokens.claims import numeric_date
from engine.tokens.jose import Jws, MalformedToken
from engine.words import claim_instant, instant

TYPES = tuple(frozenset(one.split()) for one in RESPONSE_TYPES)


def check_authorize_parameters(notes: Notes, known: Known, sent: Sent) -> None:
    """Judges what only an authorization request has, pushed or not."""
    _check_object(notes, known, sent)
    if sent.pushed:
        notes.unknown(
            "parameters.pushed", "the parameters were pushed before; this request only names them",
            fact="the pushed request", give="the request to the PAR endpoint, from the same capture",
        )  # fmt: skip
        return
    if sent.place == "pushed request":
        notes.passed("parameters.pushed", "as they were pushed before, in this capture", source=sent.place)
    kinds = frozenset(known.parameters.get("response_type", "").split())
    if kinds:
        _check_response_type(notes, known, sent, kinds)
        _check_mode(notes, known, sent, kinds)
        _check_openid(notes, known, sent, kinds)
    if "code" in kinds:
        _check_challenge(notes, known, sent)


def _check_response_type(notes: Notes, known: Known, sent: Sent, kinds: frozenset[str]) -> None:
    check, text = "parameters.response_type", known.parameters["response_type"]
    wanted = "authorization_code" if "code" in kinds else "implicit"
    supported = known.server.grant_types if known.server is not None else None
    if kinds not in TYPES:
        seen, said = "which is not registered", "`code`"
    elif supported is not None and kinds != {"none"} and wanted not in supported:
        seen, said = f"and the server does not support `{wanted}`", ", ".join(f"`{one}`" for one in supported)
    else:
        notes.passed(check, text)
        return
    notes.failed(
        check, "parameters.response_type_unsupported", f"the server does not know this response type, {seen}",
        seen=f"`response_type={shown(text, 60)}`", wanted=said, source=f"{sent.place} response_type",
    )  # fmt: skip
    near = difference(text, "code")
    if near is not None:
        notes.near("response_type", "response_type", shown(text, 60), "code", near.distance, near.words)


def _check_mode(notes: Notes, known: Known, sent: Sent, kinds: frozenset[str]) -> None:
    """Tokens may not be sent back in a query (OAuth 2.0 Multiple Response Types section 5)."""
    if known.parameters.get("response_mode") == "query" and kinds & {"token", "id_token"}:
        notes.failed(
            "parameters.values", "parameters.value_invalid", "tokens may not be sent back in a query",
            seen="`response_mode=query`", wanted="`fragment` or `form_post`", source=f"{sent.place} response_mode",
        )  # fmt: skip


def _check_openid(notes: Notes, known: Known, sent: Sent, kinds: frozenset[str]) -> None:
    """An ID token needs the scope `openid`, and a nonce (OpenID Connect Core sections 3.1.2.1, 3.2.2.1, 3.3.2.11)."""
    if "id_token" not in kinds:
        return
    scopes = known.requested_scopes
    if scopes is not None and "openid" not in scopes:
        notes.failed(
            "parameters.openid", "parameters.missing", "an ID token is asked for without the scope `openid`",
            seen=f"`scope={shown(' '.join(scopes), 80)}`" if scopes else "no scope", wanted="`openid` in `scope`",
            source=f"{sent.place} scope",
        )  # fmt: skip
    if sent.lacks("nonce") and "nonce" not in known.parameters:
        notes.failed(
            "parameters.openid", "parameters.missing", "an ID token from this endpoint is asked for without a `nonce`",
            seen="no `nonce`", wanted="`nonce`, a new random value", source=sent.place,
        )  # fmt: skip


def _check_challenge(notes: Notes, known: Known, sent: Sent) -> None:
    """PKCE where the client must use it (RFC 7636 section 4.4.1, RFC 9700 section 2.1.1)."""
    check, client = "parameters.challenge", known.client
    if "code_challenge" in known.parameters:
        method = known.parameters.get("code_challenge_method", "plain")
        notes.passed(check, f"PKCE with {method}")
        if method == "plain":
            notes.assume("the challenge is the verifier itself (`plain`): some servers take `S256` only")
    elif not sent.lacks("code_challenge"):
        notes.unknown(check, "whether a challenge is sent is not shown")
    elif client is not None and client.require_pkce:
        notes.failed(
            check, "parameters.challenge_missing", "the client must send a PKCE challenge: it is registered so",
            seen="no `code_challenge`", wanted="`code_challenge` with `code_challenge_method=S256`", source=sent.place,
        )  # fmt: skip
    elif client is not None:
        notes.passed(check, "no PKCE challenge is sent, and none is required of this client")
        if client.authentication == "none":
            notes.assume("a client without a secret sends no PKCE challenge: most servers refuse that (RFC 9700)")
    else:
        notes.unknown(
            check, "no PKCE challenge is sent; whether this client must send one is not known",
            fact="whether the client must use PKCE", give="`require_pkce` of the client in the environment",
        )  # fmt: skip


def _check_object(notes: Notes, known: Known, sent: Sent) -> None:
    """The request object of RFC 9101: readable, for this client and server, in time, signed by the client."""
    found = object_of(sent)
    check, source = "parameters.request_object", f"{sent.place} request"
    if isinstance(found, MalformedToken):
        notes.failed(
            check, "parameters.request_object_invalid", "the request object is no JWT",
            seen=found.fault.seen, wanted=found.fault.wanted, source=source,
        )  # fmt: skip
    elif found is not None:
        fault = _fault(notes, sent, found)
        if fault is not None:
            seen, wanted = fault
            notes.failed(
                check, "parameters.request_object_invalid", "the request object does not fit the request",
                seen=seen, wanted=wanted, source=source,
            )  # fmt: skip
        else:
            signed_by_client(notes, known, found, check, "parameters.request_object_invalid", source)


def _fault(notes: Notes, sent: Sent, found: Jws) -> tuple[str, str] | None:
    named, beside = found.claims.get("client_id"), sent.get("client_id")
    if named is not None and beside is not None and named != beside:
        return f"client_id `{shown(str(named), 60)}` in it, `{shown(beside, 60)}` beside it", "the same client_id"
    if "request" in found.claims or "request_uri" in found.claims:
        return "a request object within it", "parameters only (RFC 9101 section 4)"
    expiry = numeric_date(found.claims.get("exp"))
    if expiry is not None and expiry <= notes.question.now.timestamp():
        return f"exp {claim_instant(expiry)}", f"later than {instant(notes.question.now)}"
    return None
