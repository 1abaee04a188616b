"""A small shared world, and cases that are judged in it.

A case is a table: the request, what is changed in the good token that goes with it, the answer, and what is wanted.
Instants in `claims` (`exp`, `nbf`, `iat`) are seconds from now where they are small whole numbers.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest

from engine.asking import make_question
from engine.environment.loader import environment_from_tables
from engine.environment.model import Environment
from engine.models.exchange import FACTS, Exchange, Request, Response
from engine.models.keys import KeySet
from engine.models.question import Given, Question
from engine.models.trace import Trace
from engine.pipeline import diagnose
from engine.tokens.keys import parse_jwks
from engine.tokens.signing import sign_token
from knowledge.catalog import Catalog, load_catalog
from knowledge.scenarios import KEYS, ScenarioToken, demo_jwks, demo_key

NOW = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
TABLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "world.toml").read_text("utf-8"))
GOOD_CLAIMS: dict[str, Any] = {
    "iss": "https://login.shop.test", "aud": "orders", "sub": "ada", "client_id": "shop-web",
    "scope": "orders.read orders.write", "iat": AT - 600, "exp": AT + 3000,
}  # fmt: skip
ALGORITHMS = {"demo-eddsa": "EdDSA", "demo-rs256": "RS256", "demo-es256": "ES256", "stranger-rs256": "RS256"}
INSTANTS = ("exp", "nbf", "iat")


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """The shipped guide, read once."""
    return load_catalog()


@lru_cache(maxsize=1)
def demo_keys() -> KeySet:
    """The shipped public keys."""
    return parse_jwks(demo_jwks(), source="demo keys")


@lru_cache(maxsize=1)
def _pems() -> dict[str, str]:
    return {name: demo_key(name) for name in KEYS}


def sign(claims: Mapping[str, Any], header: Mapping[str, Any] | None = None, key: str = "demo-eddsa") -> str:
    """A token with exactly these claims, signed by a shipped key."""
    full = {"alg": ALGORITHMS.get(key, "HS256"), "kid": key, "typ": "at+jwt"} if header is None else header
    return _sign(json.dumps(full), json.dumps(claims), key)


@cache
def _sign(header: str, claims: str, key: str) -> str:
    return sign_token(ScenarioToken(header=json.loads(header), claims=json.loads(claims), key=key), _pems())


def good_claims(**changed: Any) -> dict[str, Any]:
    """The claims of the good token with changes; None removes, small instants are seconds from now."""
    claims = GOOD_CLAIMS | {
        name: AT + value if name in INSTANTS and type(value) in (int, float) and abs(value) < 10**7 else value
        for name, value in changed.items()
    }
    return {name: value for name, value in claims.items() if value is not None}


def good_token(**changed: Any) -> str:
    """The good token with changed claims."""
    return sign(good_claims(**changed))


def environment(changes: Mapping[str, Any] | None = None, remove: tuple[str, ...] = ()) -> Environment:
    """The world, with values set or removed at paths such as `api_services.0.deployment`."""
    return _environment(json.dumps(changes or {}, sort_keys=True), remove)


@cache
def _environment(changes: str, remove: tuple[str, ...]) -> Environment:
    tables = copy.deepcopy(TABLES)
    for path, value in json.loads(changes).items():
        parent, last = _place(tables, path)
        if isinstance(parent, list) and int(last) == len(parent):
            parent.append(value)
        else:
            parent[last] = value
    for path in remove:
        parent, last = _place(tables, path)
        del parent[last]
    return environment_from_tables(tables, file="world")


def _place(tables: Any, path: str) -> tuple[Any, Any]:
    *parents, last = (int(part) if part.isdigit() else part for part in path.split("/"))
    for part in parents:
        tables = tables[part]
    return tables, last


def make_request(line: str, headers: Mapping[str, str | list[str]] | None = None, body: str | None = None) -> Request:
    """A request from its method and URL, with headers by name."""
    method, _, url = line.partition(" ")
    pairs = [
        (name, one) for name, value in (headers or {}).items() for one in ([value] if isinstance(value, str) else value)
    ]
    return Request(method=method, url=url, headers=tuple(pairs), body=body)


def exchange_of(case: Mapping[str, Any]) -> Exchange:
    """The exchange of a case; a good token is put into it unless the case says otherwise."""
    request = None
    if "request" in case:
        headers = dict(case.get("headers", {}))
        if "authorization" in case:
            headers["Authorization"] = case["authorization"]
        elif case.get("token", True):
            headers["Authorization"] = f"Bearer {token_of(case)}"
        request = make_request(case["request"], headers, case.get("body"))
    response = Response(**_response(case["response"])) if "response" in case else None
    hidden = frozenset(case.get("hidden", ())) | ({"response"} if response is None else frozenset())
    return Exchange(
        kind=case.get("kind", "raw request"), request=request, response=response, token=case.get("beside"),
        evidence=tuple(case.get("evidence", ())), shows=FACTS - hidden, source_ip=case.get("source_ip"),
        unexpanded=tuple(case.get("unexpanded", ())),
    )  # fmt: skip


def _response(table: Mapping[str, Any]) -> dict[str, Any]:
    return {**table, "headers": tuple((name, value) for name, value in table.get("headers", {}).items())}


def token_of(case: Mapping[str, Any]) -> str:
    """The token of a case: the good one with `claims` over it, without those in `without`."""
    if isinstance(case.get("token"), str):
        return str(case["token"])
    claims = good_claims(**case.get("claims", {}), **dict.fromkeys(case.get("without", ())))
    key = case.get("key", "demo-eddsa")
    header = {"alg": ALGORITHMS.get(key, "HS256"), "kid": key, "typ": "at+jwt"} | case.get("token_header", {})
    return sign(claims, {name: value for name, value in header.items() if value != ""}, key)


def question_of(case: Mapping[str, Any]) -> Question:
    """The question of a case."""
    world = environment(case.get("set"), tuple(case.get("unset", ()))) if case.get("environment", True) else None
    keys: dict[str, KeySet] = {}
    if world is not None and case.get("keys", True) is True:
        keys = {issuer.name: demo_keys() for issuer in world.issuers}
    if isinstance(case.get("keys"), Mapping):
        keys = {name: parse_jwks(jwks) if jwks else demo_keys() for name, jwks in case["keys"].items()}
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in case.get("given", {}).items()}
    now = NOW + timedelta(seconds=case.get("at", 0))
    return make_question(
        exchange_of(case), catalog=catalog(), clock=now, now=None if case.get("by_clock") else now, environment=world,
        keys=keys, given=Given(**given),
    )  # fmt: skip


def judge(case: Mapping[str, Any]) -> Trace:
    """The trace of a case."""
    return diagnose(question_of(case))


def cases_beside(file: str, name: str) -> Any:
    """The cases of a TOML file in the folder of a test file, as parameters named after them."""
    tables = tomllib.loads((Path(file).parent / name).read_text("utf-8"))
    assert all(case.get("says") for case in tables["case"])
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in tables["case"]])


def assert_case(case: Mapping[str, Any], trace: Trace) -> None:
    """Compares a trace with what the case wants; what it does not name may be anything."""
    for name, wanted in case.get("want", {}).items():
        assert _plain(getattr(trace, name)) == (None if wanted == "" else wanted), (case["says"], name)
    for part in ("expected", "observed", "matched"):
        for name, wanted in case.get(part, {}).items():
            assert _plain(getattr(getattr(trace, part), name)) == (None if wanted == "" else wanted), (
                case["says"],
                name,
            )
    outcomes = {step.stage: step.outcome for step in trace.steps}
    for stage, outcome in case.get("steps", {}).items():
        assert outcomes[stage] == outcome, (case["says"], trace.step(stage))
    checks = {check.check: check for step in trace.steps for check in step.checks}
    for check, outcome in case.get("checks", {}).items():
        assert (checks[check].outcome if check in checks else "absent") == outcome, (case["says"], checks.get(check))
    _assert_texts(case, trace)


def _assert_texts(case: Mapping[str, Any], trace: Trace) -> None:
    said = {
        "assumed": [one.text for one in trace.assumptions],
        "needed": [f"{one.fact}: {one.give}" for one in trace.needs],
        "near": [one.summary for one in trace.near_misses],
        "said": [
            part
            for step in trace.steps
            for c in step.checks
            for part in (c.summary, c.seen, c.wanted, c.source)
            if part
        ],
    }
    for name, texts in said.items():
        for part in _list(case.get(name)):
            assert any(part in text for text in texts), (case["says"], part, texts)
        for part in _list(case.get(f"not_{name}")):
            assert not any(part in text for text in texts), (case["says"], part, texts)


def _list(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
