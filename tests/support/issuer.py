"""An issuer on loopback: discovery documents, keys and introspection, each of which a test can spoil."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from engine.asking import make_question
from engine.captures import read_capture
from engine.environment.loader import environment_from_tables
from engine.models.question import Given, Question
from knowledge.scenarios import demo_jwks
from tests.support.world import NOW, catalog, good_claims, sign

PATH = "/realm"
OPENID = f"{PATH}/.well-known/openid-configuration"
OAUTH = f"/.well-known/oauth-authorization-server{PATH}"
JWKS = "/jwks"
INTROSPECT = "/introspect"
OPAQUE = "opaque-4711"


class Asked(NamedTuple):
    """A request that the issuer got; names of headers in lower case, `form` the parameters of its body."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, str]


Answer = tuple[int, Any] | Callable[[BaseHTTPRequestHandler], None]
"""Status and body (JSON, or bytes as they are), or a function that answers."""


class Issuer:
    """A running issuer: its URL, what it answers by path, and what it was asked."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.host = origin.partition("://")[2]
        self.name = f"{origin}{PATH}"
        self.asked: list[Asked] = []
        self.answers: dict[str, Answer] = {
            OPENID: (200, self.document()),
            JWKS: (200, json.loads(demo_jwks())),
            INTROSPECT: (200, {"active": False}),
        }

    def document(self, **changed: Any) -> dict[str, Any]:
        """The discovery document with changed members; None takes one out."""
        members = {
            "issuer": self.name, "jwks_uri": f"{self.origin}{JWKS}", "introspection_endpoint": f"{self.origin}{INTROSPECT}",
        } | changed  # fmt: skip
        return {name: value for name, value in members.items() if value is not None}

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [one.path for one in self.asked]


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """An issuer for as long as a test needs one; 404 for what is in none of its answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = dict(parse_qsl(self.rfile.read(length).decode()))
            headers = {name.lower(): value for name, value in self.headers.items()}
            issuer.asked.append(Asked(self.command, self.path, headers, form))
            answer = issuer.answers.get(self.path, (404, {}))
            if callable(answer):
                answer(self)
                return
            status, body = answer
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def write_credential(issuer: Issuer) -> None:
    """The credential `shop` for this issuer, in the config folder of the test."""
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "apiwhy" / "credentials.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'[shop]\nhosts = ["{issuer.host}"]\nsecret = {{ command = ["echo", "s3cret"] }}\n')
    path.chmod(0o600)


def tables(issuer: Issuer, /, **changed: Any) -> dict[str, Any]:
    """An environment with this issuer and one API service."""
    login = {"name": "login", "issuer": issuer.name} | changed
    service = {"name": "Orders", "base_urls": ["https://api.shop.test/orders"], "issuer": "login", "audience": "orders"}
    return {"name": "shop", "issuers": [login], "api_services": [service]}


def question(
    issuer: Issuer, /, token: str | None = None, *, world: bool = True, given: str | None = None, **changed: Any
) -> Question:
    """A call of that service, with a token of the issuer unless another is given."""
    token = token or sign(good_claims(iss=issuer.name))
    [(_, exchange)] = read_capture(f"curl https://api.shop.test/orders/7 -H 'Authorization: Bearer {token}'").exchanges
    environment = environment_from_tables(tables(issuer, **changed), file="shop") if world else None
    return make_question(
        exchange, catalog=catalog(), clock=NOW, now=NOW, environment=environment, given=Given(issuer=given)
    )
