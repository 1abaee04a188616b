"""A bakery whose authorization server has access policies, and what changes in it."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from engine.asking import make_question
from engine.environment.loader import environment_from_tables
from engine.environment.model import Environment
from engine.models.exchange import FACTS, Exchange, Request, Response
from engine.models.trace import Trace
from engine.pipeline import diagnose
from tests.support.world import NOW, catalog

TABLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "bakery.toml").read_text("utf-8"))


def bakery(changes: Mapping[str, Any] | None = None, remove: tuple[str, ...] = ()) -> Environment:
    """The bakery's environment, with values set or removed at paths such as `authorization_servers/0/policies`."""
    return _bakery(json.dumps(changes or {}, sort_keys=True), remove)


@cache
def _bakery(changes: str, remove: tuple[str, ...]) -> Environment:
    tables = copy.deepcopy(TABLES)
    for path, value in json.loads(changes).items():
        parent, last = _place(tables, path)
        if isinstance(parent, list) and last == len(parent):
            parent.append(value)
        else:
            parent[last] = value
    for path in remove:
        parent, last = _place(tables, path)
        del parent[last]
    return environment_from_tables(tables, file="bakery")


def _place(tables: Any, path: str) -> tuple[Any, Any]:
    *parents, last = (int(part) if part.isdigit() else part for part in path.split("/"))
    for part in parents:
        tables = tables[part]
    return tables, last


TOKEN = "https://login.bakery.test/oauth2/orders/v1/token"
AUTHORIZE = "https://login.bakery.test/oauth2/orders/v1/authorize"
CODE, REFRESH_TOKEN = "cd.8Qm2Zs0vWc1mB7d", "rt.2kq8Zs0vWc1mB7dYp4TnLx"


SIGN_IN = {
    "response_type": "code", "redirect_uri": "https://shop.bakery.test/callback", "state": "s-1",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
}  # fmt: skip
"""What every authorization request of the cases carries."""


def event(hours: float, type_: str, subject: str, **detail: Any) -> dict[str, Any]:
    """An event of history so many hours ago."""
    at = (NOW - timedelta(hours=hours)).isoformat().replace("+00:00", "Z")
    return {"at": at, "type": type_, "subject": subject, "detail": detail}


def digest(secret: str) -> str:
    """How history names a code or a token."""
    return sha256(secret.encode()).hexdigest()


def ask(case: Mapping[str, Any]) -> Trace:
    """The trace of a request to the bakery's server: `form` to the token endpoint, or `query` to the other one.

    `history` lists events as hours ago, type, subject (`CODE` and `REFRESH_TOKEN` stand for their hashes) and detail.
    """
    secrets = {"CODE": CODE, "REFRESH_TOKEN": REFRESH_TOKEN}
    listed = [
        event(hours, type_, digest(secrets[subject]) if subject in secrets else subject, **detail)
        for hours, type_, subject, detail in case.get("history", ())
    ]
    world = bakery({**case.get("set", {}), **({"history": listed} if listed else {})}, tuple(case.get("unset", ())))
    values = {name: secrets.get(value, value) for name, value in (case.get("form") or SIGN_IN | case["query"]).items()}
    text = urlencode(values)
    request = (
        Request(method="POST", url=TOKEN, body=text, headers=(("Content-Type", "application/x-www-form-urlencoded"),))
        if "form" in case
        else Request(method="GET", url=f"{AUTHORIZE}?{text}")
    )
    table = case.get("response")
    response = Response(**{**table, "headers": tuple(table["headers"].items())}) if table else None
    shows = FACTS - {"authorization"} - ({"response"} if response is None else set())
    exchange = Exchange(kind="raw request", request=request, response=response, shows=shows)
    return diagnose(make_question(exchange, catalog=catalog(), clock=NOW, now=NOW, environment=world))


def bakery_file(folder: Path) -> Path:
    """The bakery as an environment file, without keys beside it."""
    path = folder / "bakery.toml"
    text = (Path(__file__).parent / "bakery.toml").read_text("utf-8")
    path.write_text(text.replace('jwks = "demo.jwks.json"\n', ""), "utf-8")
    return path
