"""Fixes of token and authorization requests: the parameter, address or credentials as they would have to be sent."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

from engine.fixes.changes import MEANT
from engine.issuing.credentials import presented_by
from engine.issuing.form import sent_by
from engine.issuing.server import endpoint_url
from engine.issuing.wanted import REPEATABLE
from engine.json_objects import json_members
from engine.models.exchange import Request
from engine.models.question import Known, Question
from engine.models.trace import Edit, Fix, NearMiss
from engine.shown import shown, shown_url
from engine.stages.scope import OPENID, known_scopes
from engine.words import quoted

AGAIN = {
    "urn:ietf:params:oauth:grant-type:jwt-bearer": "make a new assertion for this server, by an issuer it trusts",
    "urn:ietf:params:oauth:grant-type:saml2-bearer": "get a new SAML assertion for this server, and send it at once",
    "urn:ietf:params:oauth:grant-type:token-exchange": "get a new subject token that this server accepts",
    "urn:ietf:params:oauth:grant-type:device_code": "start the device flow again, and poll with its new device_code",
    "urn:openid:params:grant-type:ciba": "start the request again, and poll with its new auth_req_id",
    "urn:ietf:params:oauth:grant-type:uma-ticket": "ask the API for a new ticket, and send it once",
    "password": "send the user's name and password as they are now",
}
"""What replaces a grant that is not good, where that is no code and no refresh token."""
NOT_GOOD = ("grant.invalid", "grant.expired", "grant.revoked", "grant.used")
Near = tuple[NearMiss, ...]
Made = tuple[tuple[Edit, ...], str, str | None]
"""Edits, what they change in words, and what they assume."""
FORM = "application/x-www-form-urlencoded"


def issuing_fix(question: Question, known: Known, reason: str, near: Near) -> Fix | None:
    """The request as it would have to be sent; None where that is not known."""
    maker, request = MAKERS.get(reason), question.exchange.request
    if maker is None or request is None or known.flow == "resource":
        return None
    made = maker(question, known, tuple(miss for miss in near if miss.stage == reason.partition(".")[0]))
    if made is None or not made[0]:
        return None
    edits, change, assuming = made
    return Fix(reasons=(reason,), owner="client", edits=edits, change=change, assuming=assuming)


def grant_again(known: Known, reason: str) -> str | None:
    """What the client does about a grant that is not good, by its type; None where the guide's words fit."""
    return AGAIN.get(known.grant_type or "") if reason in NOT_GOOD else None


def _changed(question: Question, known: Known, changes: Mapping[str, str | None]) -> tuple[Edit, ...]:
    """The form or the query with other values; None takes a parameter away, each stands once."""
    request = question.exchange.request
    if request is None:
        return ()
    in_query = sent_by(question, known).place == "query"
    text = (request.url or "").partition("?")[2].partition("#")[0] if in_query else request.body or ""
    if text.lstrip().startswith("{"):
        return ()
    pairs = [(name, changes.get(name, value)) for name, value in parse_qsl(text, keep_blank_values=True)]
    pairs += [(name, value) for name, value in changes.items() if name not in dict(pairs)]
    kept = [(name, value) for name, value in pairs if value is not None]
    once = [pair for at, pair in enumerate(kept) if pair[0] not in changes or pair not in kept[:at]]
    return (_rewritten(request, urlencode(once, quote_via=quote), in_query=in_query),)


def _rewritten(request: Request, text: str, *, in_query: bool) -> Edit:
    if not in_query:
        return Edit(target="request", path="/body", from_=request.body, to=text)
    return Edit(target="request", path="/url", from_=request.url, to=f"{(request.url or '').partition('?')[0]}?{text}")


def _header(request: Request, name: str, value: str | None) -> Edit:
    return Edit(target="request", path=f"/headers/{name}", from_=request.header(name), to=value)


def _address(question: Question, known: Known, near: Near) -> Made | None:
    wanted = endpoint_url(known.server, known.endpoint) if known.server is not None else None
    request = question.exchange.request
    if wanted is None or request is None or known.url is None:
        return None
    url = wanted + (f"?{known.url.query}" if known.url.query else "")
    edit = Edit(target="request", path="/url", from_=request.url, to=url)
    return (
        (edit,),
        f"call `{shown_url(wanted)}`",
        MEANT if near else f"{known.server.name if known.server else ''} is meant",
    )


def _encrypted(question: Question, known: Known, near: Near) -> Made | None:
    request = question.exchange.request
    if request is None or request.url is None:
        return None
    url = "https" + request.url.partition("http")[2]
    return (Edit(target="request", path="/url", from_=request.url, to=url),), "call it with https", None


def _posted(question: Question, known: Known, near: Near) -> Made | None:
    request = question.exchange.request
    if request is None or request.url is None or not (request.body or known.parameters):
        return None
    edits = [Edit(target="request", path="/method", from_=request.method, to="POST")]
    if request.body:
        return tuple(edits), "call it with POST", None
    form = urlencode(sent_by(question, known).pairs, quote_via=quote)
    edits.append(Edit(target="request", path="/url", from_=request.url, to=request.url.partition("?")[0]))
    edits += [Edit(target="request", path="/body", from_=None, to=form), _header(request, "Content-Type", FORM)]
    return tuple(edits), "call it with POST, the parameters as a form", None


def _as_form(question: Question, known: Known, near: Near) -> Made | None:
    request = question.exchange.request
    if request is None or known.endpoint == "registration":
        return None
    edits = [_header(request, "Content-Type", FORM)]
    if (request.body or "").lstrip().startswith("{"):
        members = {name: value for name, value in json_members(request.body or "").items() if isinstance(value, str)}
        edits.append(Edit(target="request", path="/body", from_=request.body, to=urlencode(members, quote_via=quote)))
    return tuple(edits), f"send the parameters as a form, with `Content-Type: {FORM}`", None


def _once(question: Question, known: Known, near: Near) -> Made | None:
    sent = sent_by(question, known)
    names = [name for name, _ in sent.pairs if name not in REPEATABLE]
    twice = {name for name in names if names.count(name) > 1}
    values = {
        name: " ".join(dict.fromkeys(sent.every(name))) if name == "scope" else sent.every(name)[0] for name in twice
    }
    return _changed(question, known, values), f"send {quoted(sorted(values))} once", None


def _agreeing(question: Question, known: Known, near: Near) -> Made | None:
    """One way of authentication: the registered one; `prompt=none` alone."""
    sent, request = sent_by(question, known), question.exchange.request
    header = (request.header("authorization") or "").lower().startswith("basic") if request is not None else False
    if header and request is not None and (sent.has("client_secret") or sent.has("client_assertion")):
        registered = known.client.authentication if known.client is not None else None
        if registered in ("client_secret_post", "private_key_jwt", "client_secret_jwt"):
            return (_header(request, "Authorization", None),), "take the header Authorization out", None
        names = ("client_secret", "client_assertion", "client_assertion_type")
        return (
            _changed(question, known, dict.fromkeys((name for name in names if sent.has(name)), None)),
            "take the credentials out of the form", None,
        )  # fmt: skip
    prompts = (sent.get("prompt") or "").split()
    if "none" in prompts and len(prompts) > 1:
        rest = " ".join(prompt for prompt in prompts if prompt != "none")
        return _changed(question, known, {"prompt": rest}), f"send `prompt={rest}`", "the user may be asked"
    return None


def _near_value(parameter: str | None = None) -> Callable[[Question, Known, Near], Made | None]:
    """The parameter with the value of its nearest miss; the miss names the parameter where none is given."""

    def made(question: Question, known: Known, near: Near) -> Made | None:
        miss = next((one for one in near if parameter is None or one.field == parameter), None)
        if miss is None:
            return None
        name = parameter or miss.field
        if name == "client_id" and not sent_by(question, known).has(name):
            return None
        edits = _changed(question, known, {name: miss.wanted})
        return edits, f"send `{name}={shown_url(miss.wanted)}`", MEANT

    return made


def _basic(question: Question, known: Known, near: Near) -> Made | None:
    """The credentials where and as the registration wants them."""
    request, presented, client = question.exchange.request, presented_by(question, known), known.client
    if request is None or client is None:
        return None
    secret = presented.raw[1] if presented.raw is not None else presented.secret
    if presented.raw is not None and ":".join(presented.raw).startswith(f"{client.id}:"):
        secret = ":".join(presented.raw).removeprefix(f"{client.id}:")
    if not secret:
        return None
    if client.authentication == "client_secret_post":
        decoded = presented.secret or secret
        edits = (
            _header(request, "Authorization", None),
            *_changed(question, known, {"client_id": client.id, "client_secret": decoded}),
        )
        return edits, "send client_id and secret in the form, without the header", None
    if client.authentication not in (None, "client_secret_basic"):
        return None
    value = b64encode(f"{quote_plus(client.id)}:{quote_plus(secret)}".encode()).decode()
    sent = sent_by(question, known)
    gone = {name: None for name in ("client_secret",) if sent.has(name)}
    edits = (_header(request, "Authorization", f"Basic {value}"), *(_changed(question, known, gone) if gone else ()))
    return edits, "send client_id and secret in the header `Authorization: Basic …`, each form-encoded first", None


def _redirect(question: Question, known: Known, near: Near) -> Made | None:
    registered = known.client.redirect_uris if known.client is not None else None
    wanted = near[0].wanted if near else registered[0] if registered and len(registered) == 1 else None
    asked = (known.parameters.get("redirect_uri") or "").partition("#")[0]
    if wanted is None and registered:
        wanted = asked if asked in registered else registered[0] if "redirect_uri" not in known.parameters else None
    if wanted is None:
        return None
    return _changed(question, known, {"redirect_uri": wanted}), f"send `redirect_uri={shown_url(wanted)}`", MEANT


def _same_redirect(question: Question, known: Known, near: Near) -> Made | None:
    wanted = (known.granted or {}).get("redirect_uri")
    if not isinstance(wanted, str):
        return None
    words = f"send `redirect_uri={shown_url(wanted)}`, as the login did" if wanted else "leave `redirect_uri` out"
    return _changed(question, known, {"redirect_uri": wanted or None}), words, None


def _scopes(question: Question, known: Known, near: Near) -> Made | None:
    """Without the scopes that are not known, not allowed or not granted; misspelt ones as they are defined."""
    asked, meant = known.requested_scopes or (), {miss.seen: miss.wanted for miss in reversed(near)}
    allowed = [known_scopes(question, known), known.client.scopes if known.client is not None else None]
    granted = (known.granted or {}).get("scopes") if known.grant_type == "refresh_token" else None
    lists = [(*one, *OPENID) for one in allowed if one is not None] + ([granted] if granted is not None else [])
    kept = [scope if all(scope in one for one in lists) else meant.get(scope, "") for scope in asked]
    wanted = " ".join(dict.fromkeys(scope for scope in kept if scope and all(scope in one for one in lists)))
    if not wanted or wanted == " ".join(asked):
        return None
    left = [scope for scope in asked if scope not in wanted.split() and scope not in meant]
    assuming = MEANT if meant else f"{quoted(shown(scope, 60) for scope in left)} is not needed" if left else None
    return _changed(question, known, {"scope": wanted}), f"ask for `scope={shown(wanted, 120)}`", assuming


def _one_resource(question: Question, known: Known, near: Near) -> Made | None:
    asked = known.requested_scopes or ()
    owners = (
        [one for one in question.environment.resources if set(one.scopes) & set(asked)] if question.environment else []
    )
    if not owners:
        return None
    wanted = " ".join(scope for scope in asked if scope in owners[0].scopes or scope in OPENID)
    words = f"ask for `scope={shown(wanted, 120)}`, and for a second token for the rest"
    return _changed(question, known, {"scope": wanted}), words, f"this token is for {owners[0].name}"


def _resource(question: Question, known: Known, near: Near) -> Made | None:
    audience = known.server.audience if known.server is not None else None
    words = f"send `resource={shown_url(audience)}`" if audience else "leave `resource` out"
    return _changed(question, known, {"resource": audience}), words, MEANT if audience else None


MAKERS: dict[str, Callable[[Question, Known, Near], Made | None]] = {
    "endpoint.not_found": _address,
    "endpoint.not_encrypted": _encrypted,
    "endpoint.method_not_allowed": _posted,
    "endpoint.content_type_wrong": _as_form,
    "parameters.repeated": _once,
    "parameters.conflicting": _agreeing,
    "parameters.value_invalid": _near_value(),
    "parameters.response_type_unsupported": _near_value("response_type"),
    "parameters.resource_invalid": _resource,
    "client.unknown": _near_value("client_id"),
    "client.method_wrong": _basic,
    "client.credentials_malformed": _basic,
    "grant_type.unsupported": _near_value("grant_type"),
    "grant.redirect_mismatch": _same_redirect,
    "redirect.not_registered": _redirect,
    "redirect.missing": _redirect,
    "redirect.malformed": _redirect,
    "scope.unknown": _scopes,
    "scope.not_allowed": _scopes,
    "scope.wider_than_granted": _scopes,
    "scope.several_resources": _one_resource,
    "scope.resource_unknown": _resource,
}
