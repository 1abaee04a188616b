"""Stage `endpoint`: is this an endpoint of an authorization server, and is it called as such endpoints are?

It also teaches what the request sends: every later stage of its flow reads that.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.issuing.asked import learn_asked
from engine.issuing.form import Sent, sent_by
from engine.issuing.server import endpoint_url, find_server, is_endpoint
from engine.models.question import Answer, Known, Question
from engine.near.words import difference
from engine.shown import shown_url
from engine.stages.notes import Notes
from engine.tokens.view import environment_of
from engine.urls import Url

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer, Environment
    from engine.models.exchange import Request

LOOPBACK = ("localhost", "127.0.0.1", "::1")
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
METHODS = {"authorization": ("GET", "POST"), "registration": ("POST", "GET", "PUT", "DELETE")}
"""Methods of an endpoint; of all others POST alone (RFC 6749 sections 3.1 and 3.2, RFC 7592 section 2)."""


def check_endpoint(question: Question, known: Known) -> Answer:
    """Judges address, method, content type and TLS; teaches the server and what is asked of it."""
    request = question.exchange.request
    if request is None:
        return Answer()
    notes = Notes("endpoint", question)
    environment = environment_of(question, known)
    server = find_server(environment, known)
    if "url" in question.exchange.shows and known.url is not None:
        _check_place(notes, known, environment, server)
        _check_encrypted(notes, known.url, called=server is not None and is_endpoint(server, known))
    _check_method(notes, known, request)
    sent = sent_by(question, known)
    _check_content(notes, known, request, sent)
    issuer = environment.issuer_by_name.get(server.issuer) if environment and server else known.issuer
    notes.learn(server=server, issuer=issuer)
    learn_asked(notes, known, sent)
    return notes.answer()


def _check_place(
    notes: Notes, known: Known, environment: Environment | None, server: AuthorizationServer | None
) -> None:
    check, name = "endpoint.known", known.endpoint.replace("_", " ")
    wanted = endpoint_url(server, known.endpoint) if server is not None else None
    if server is not None and is_endpoint(server, known, without_tls=True):
        notes.passed(check, f"the {name} endpoint of {server.name}")
    elif known.issuer is not None:
        notes.passed(check, f"the {name} endpoint of {known.issuer.name}")
    elif server is None or wanted is None or known.url is None:
        seen = f"this environment does not know `{known.url.host}`" if environment is None and known.url else ""
        notes.unknown(
            check, seen if notes.question.environment and seen else f"no {name} endpoint is named to compare with",
            fact=f"the server's {name} endpoint", give="its `[[authorization_servers]]` in the environment",
        )  # fmt: skip
    else:
        _refuse_place(notes, known.url, server, wanted)


def _refuse_place(notes: Notes, url: Url, server: AuthorizationServer, wanted: str) -> None:
    seen = shown_url(url.without_query)
    notes.failed(
        "endpoint.known", "endpoint.not_found", f"{server.name} has no endpoint at this address",
        seen=f"`{seen}`", wanted=f"`{wanted}`", source="request URL",
    )  # fmt: skip
    near = difference(url.without_query, wanted)
    if near is not None:
        notes.near(server.name, "endpoint", seen, wanted, near.distance, f"{server.name}: {near.words}")


def _check_encrypted(notes: Notes, url: Url, *, called: bool) -> None:
    """Codes, tokens and secrets may not cross a network in the clear (RFC 6749 sections 3.1.2.1 and 3.2)."""
    check = "endpoint.encrypted"
    if url.scheme != "http" or called:
        notes.passed(check, "with TLS" if url.scheme != "http" else "without TLS, as the server's own address says")
    elif url.host in LOOPBACK:
        notes.passed(check, "without TLS, on this machine only")
    else:
        notes.failed(
            check, "endpoint.not_encrypted", "the request goes over the network without TLS",
            seen=f"`http://{url.host}`", wanted="https", source="request URL",
        )  # fmt: skip


def _check_method(notes: Notes, known: Known, request: Request) -> None:
    check, wanted = "endpoint.method", METHODS.get(known.endpoint, ("POST",))
    if request.method is None or "method" not in notes.question.exchange.shows:
        notes.unknown(check, "the capture does not show the method", fact="the method", give="a capture that shows it")
    elif request.method.upper() in wanted:
        notes.passed(check, request.method)
    else:
        notes.failed(
            check, "endpoint.method_not_allowed", f"this endpoint is not called with {request.method}",
            seen=request.method, wanted=" or ".join(wanted), source="request line",
        )  # fmt: skip


def _check_content(notes: Notes, known: Known, request: Request, sent: Sent) -> None:
    """A form (RFC 6749 appendix B), or for a registration JSON (RFC 7591 section 3.1)."""
    if known.flow != "token" or (request.method or "POST").upper() != "POST":
        return
    check, wanted = "endpoint.content_type", JSON if known.endpoint == "registration" else FORM
    header = request.header("content-type")
    fail = partial(
        notes.failed, check, "endpoint.content_type_wrong", wanted=wanted,
        source="header Content-Type" if header is not None else "body",
    )  # fmt: skip
    if header is not None and header.partition(";")[0].strip().lower() != wanted:
        fail(f"the parameters are sent as {header.partition(';')[0].strip()}", seen=header)
    elif header is None and wanted == FORM and sent.place == "JSON body":
        fail("the parameters are sent as JSON", seen="a JSON object")
    elif header is not None:
        notes.passed(check, wanted)
    elif request.body and "headers" in notes.question.exchange.shows:
        notes.assume("no Content-Type is shown: the body is taken for a form")
